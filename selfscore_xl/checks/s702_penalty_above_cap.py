"""A penalty has a cap per item and one per group; the items' may add up to more than the group's. Points
typed beyond a cap are a slip (20 for 2,0) or a wrong row.

A group that comes to more than its cap is told once, at its row, until its explanation says that this is
known; only the cap is taken off.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..text import Text
from .caps import above_caps

CHECK = Check(
    code="S702",
    name="penalty-above-cap",
    severity="warning",
    title=Text("Điểm trừ vượt mức tối đa", "Penalty above its cap"),
    message=Text(
        "{what} {code} là {score}, vượt mức trừ tối đa {max}; chỉ trừ {max} điểm.",
        "{what} {code} comes to {score}, above its cap of {max}; only {max} points are taken off.",
    ),
    hint=Text("{cure}.", "{cure}."),
)

_LEAF = Text("Điểm trừ của tiêu chí", "The penalty of criterion")
_GROUP = Text("Tổng điểm trừ của nhóm", "The penalty of group")


def find(context: Context) -> Iterator[Finding]:
    yield from above_caps(context, CHECK, "penalty", _LEAF, _GROUP)


BAD = Example(
    """
    Mã   | Điểm tối đa | Quy tắc | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I    | 5           |         |             |                                |
    I.1  | 5           |         | 5           | [1].bao-cao-01.pdf             |
    II   | 3           | penalty |             |                                |
    II.1 | 2           | penalty | -1          |                                | Chậm 1 báo cáo
    II.2 | 2           | penalty | -2,5        |                                | Chậm 5 báo cáo
    """,
    at="II.2 self",
)
GOOD = Example(
    """
    Mã   | Điểm tối đa | Quy tắc | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I    | 5           |         |             |                                |
    I.1  | 5           |         | 5           | [1].bao-cao-01.pdf             |
    II   | 3           | penalty |             |                                |
    II.1 | 2           | penalty | -1          |                                | Chậm 1 báo cáo
    II.2 | 2           | penalty | -2          |                                | Chậm 5 báo cáo
    """,
)
