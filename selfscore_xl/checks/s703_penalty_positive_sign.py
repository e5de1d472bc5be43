"""A penalty is typed with a minus sign: 2 in a row of at most 5 may mean that 2 points are taken off, or
that 2 of the 5 are left.

It is read as taken off all the same. The form refuses it while typing, but a pasted value passes its rule.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..text import Text

CHECK = Check(
    code="S703",
    name="penalty-positive-sign",
    severity="warning",
    title=Text("Điểm trừ thiếu dấu trừ", "A penalty without its minus sign"),
    message=Text(
        "Điểm trừ của tiêu chí {code} ghi là {score}, không có dấu trừ; phần mềm vẫn trừ {score} điểm.",
        "The penalty of criterion {code} is {score} without a minus sign; {score} is taken off all the same.",
    ),
    hint=Text(
        "Ghi {right} tại ô {cell} nếu bị trừ {score} điểm; không bị trừ thì để trống.",
        "Enter {right} in cell {cell} if {score} is taken off; leave it blank if nothing is.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    for leaf in context.to_score:
        score = leaf.points
        if leaf.node.kind == "penalty" and score is not None and score > 0:
            yield CHECK.at(leaf.line.score, criterion=leaf.node.key, score=score, right=-score)


BAD = Example(
    """
    Mã   | Điểm tối đa | Quy tắc | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I    | 5           |         |             |                                |
    I.1  | 5           |         | 5           | [1].bao-cao-01.pdf             |
    II   | 3           | penalty |             |                                |
    II.1 | 2           | penalty | 1           |                                | Chậm 1 báo cáo
    """,
    at="II.1 self",
)
GOOD = Example(
    """
    Mã   | Điểm tối đa | Quy tắc | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I    | 5           |         |             |                                |
    I.1  | 5           |         | 5           | [1].bao-cao-01.pdf             |
    II   | 3           | penalty |             |                                |
    II.1 | 2           | penalty | -1          |                                | Chậm 1 báo cáo
    """,
)
