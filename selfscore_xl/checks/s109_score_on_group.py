"""A group's score is the sum of its leaves: points put in a group's row count nowhere, or twice.

A number typed over the subtotal formula in the score column is S009 (formula-overwritten). What is left
for this check: a number in a group's evidence or explanation column, which holds no formula and is
where points land that slipped a column; and, in formats whose formulas cannot be seen (xls, ods), a
score on the lowest group that has one while no leaf below it has any.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..checking import Check, Context, Example
from ..criteria import Criterion
from ..finding import Finding
from ..layout import Field
from ..submission import Entry
from ..text import Text, parse_number
from .words import column

CHECK = Check(
    code="S109",
    name="score-on-group",
    severity="error",
    title=Text("Nhập điểm ở dòng nhóm tiêu chí", "A score on a group's row"),
    message=Text(
        "Dòng nhóm {code} có số {score} ở cột {column}; điểm chỉ được nhập ở từng tiêu chí bên dưới nhóm.",
        "The row of group {code} has the number {score} in the column {column}; scores belong to the "
        "criteria below the group.",
    ),
    hint=Text(
        "Xóa số {score} tại ô {cell}; nhập điểm ở từng tiêu chí bên dưới nhóm {code}, biểu tự cộng.",
        "Clear {score} in cell {cell}; score the criteria below group {code}, the form adds them up.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    lines = context.lines.by_key
    typed = set() if context.submission.source.formulas_seen else _typed_groups(context)
    for node in context.tree:
        line = lines.get(node.key)
        if line is None or not node.children:
            continue
        if node.key in typed:
            yield _finding(node, line.score, Field.SELF, line.score.number)
        for field, entry in ((Field.EVIDENCE, line.evidence), (Field.EXPLANATION, line.explanation)):
            number = None if entry.is_empty or entry.kind == "date" else parse_number(entry.text).value
            if number is not None and 0 < number <= node.max_score:
                yield _finding(node, entry, field, number)


def _finding(node: Criterion, entry: Entry, field: Field, score: Decimal | None) -> Finding:
    return CHECK.at(entry, criterion=node.key, score=score, column=column(field))


def _typed_groups(context: Context) -> set[str]:
    """The lowest groups with a score of their own above leaves that have none."""
    tree, lines = context.tree, context.lines.by_key
    scored = {line.key for line in context.lines if line.score.number is not None}
    typed: set[str] = set()
    above: set[str] = set()
    for node in reversed(tree.nodes):
        if not node.children or node.key not in scored or node.key in above:
            continue
        if lines[node.key].score.number and not any(
            leaf.key in scored for leaf in tree.leaves_below(node.key)
        ):
            typed.add(node.key)
            above.update(one.key for one in tree.lineage(node.key))
    return typed


BAD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                | 5
    I.1 | 2           |             | 2           | [1].bao-cao-01.pdf             |
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
    at="I explanation",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             | 5           |                                |
    I.1 | 2           |             | 2           | [1].bao-cao-01.pdf             |
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
)
