"""The criterion's own text grants some exclusions («các đơn vị không được giao thì trừ vào điểm tổng»);
the others rest on the unit's word alone and are what the council has to decide.

In the source report 13 of the 76 excluded points are granted by their criterion: with only those its
rate is 52,26 %, not 96,74 %. One note per node of the smallest cover, as the report lists its
exclusions. It blames nobody, hence information.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..scoring import ZERO
from ..text import Text

CHECK = Check(
    code="S208",
    name="exclusion-without-basis",
    severity="info",
    title=Text(
        "Đề nghị trừ chưa có căn cứ trong lời văn tiêu chí", "The criterion's text grants no exclusion"
    ),
    message=Text(
        "Lời văn của tiêu chí {code} không nêu trường hợp được trừ vào điểm tổng; hội đồng cần xem xét "
        "{points} điểm đề nghị trừ.",
        "The text of criterion {code} grants no exclusion; the council has to decide on {points} points.",
    ),
    hint=Text(
        "Nêu rõ căn cứ (văn bản, chức năng hoặc nhiệm vụ được giao) tại ô {explanation}.",
        "State the grounds (document, function or assignment) in cell {explanation}.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    tree, lines = context.tree, context.lines.by_key
    without = {
        leaf.key
        for leaf in tree.leaves
        if leaf.key in context.marked and leaf.in_total and not _is_settled(context, leaf.key)
    }
    for key in tree.cover(without):
        line = lines.get(key)
        if line is None:
            continue
        yield CHECK.at(
            line.mark,
            criterion=key,
            related=[lines[one].mark for one in _marks(context, key) if one != key],
            points=sum((leaf.max_score for leaf in tree.leaves_below(key)), ZERO),
            explanation=line.explanation.place.ref,
        )


def _is_settled(context: Context, key: str) -> bool:
    """A text grants the exclusion: the criterion's own, or that of the one whose mark takes it along; or
    the set allows none (S203)."""
    if key in context.not_excludable:
        return True
    return any(context.tree.basis(one) for one in (key, *context.marks_of(key)))


def _marks(context: Context, key: str) -> list[str]:
    """The marks that take a node's leaves out: at the node, above it, else below or beside it."""
    at_or_above = list(context.marks_of(key))
    below = {leaf.key for leaf in context.tree.leaves_below(key)}
    return at_or_above or [
        one for one in context.own_marks if any(leaf.key in below for leaf in context.tree.leaves_below(one))
    ]


BAD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           | x           |             |                                | Không có chức năng này
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
    at="I.1 excluded",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Quy tắc                   | Đề nghị trừ | Tự đánh giá | Giải trình
    I   | 5           |                           |             |             |
    I.1 | 2           | basis=không giao thì trừ  | x           |             | Không được giao nhiệm vụ này
    I.2 | 3           | evidence=optional         |             | 3           |
    """,
)
