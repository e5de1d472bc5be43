"""A 0 means that nothing was achieved; with no word beside it the reader cannot tell it from a task
that did not arise (to be excluded) or from a row filled with zeros to be done with it.

Zero, blank and excluded are different states and never inferred from one another.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..layout import Field
from ..text import Text

CHECK = Check(
    code="S207",
    name="zero-without-reason",
    severity="warning",
    title=Text("Chấm 0 điểm nhưng chưa giải trình", "Zero points without an explanation"),
    message=Text(
        "Tự chấm 0/{max} điểm ở tiêu chí {code} nhưng không giải trình.",
        "Criterion {code} is scored 0 of {max} without an explanation.",
    ),
    hint=Text(
        "Ghi lý do bị 0 điểm tại ô {explanation}{otherwise}.",
        "Say in cell {explanation} why no point was achieved{otherwise}.",
    ),
)

_EXCLUDE = Text(
    "; nếu không phát sinh nhiệm vụ thì xóa điểm và chọn x ở cột «Đề nghị trừ»",
    "; if the task did not arise, clear the score and choose x in the column “Đề nghị trừ”",
)


def find(context: Context) -> Iterator[Finding]:
    for leaf in context.to_score:
        node, line = leaf.node, leaf.line
        if leaf.points != 0 or node.kind != "main" or not node.max_score or not line.mark.is_empty:
            continue
        if line.explanation.is_empty and Field.EXPLANATION in line.row:
            yield CHECK.at(
                line.score,
                criterion=node.key,
                related=[line.explanation],
                max=node.max_score,
                explanation=line.explanation.place.ref,
                otherwise=Text("", "") if node.key in context.not_excludable else _EXCLUDE,
            )


BAD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           |             | 0           |                                |
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
    at="I.1 self",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           |             | 0           |                                | Chưa ban hành kế hoạch
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
)
