"""Bonus counts up to a cap, of the item and of its group ("điểm thưởng tối đa 10 điểm"); what is claimed
beyond it counts nowhere, and the unit that typed it expects it to count.

The caps of the items may add up to more than the group's, so that a group may lawfully claim more than is
counted: it is told once, at the group's row, until its explanation says that this is known.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..text import Text
from .caps import above_caps

CHECK = Check(
    code="S701",
    name="bonus-above-cap",
    severity="warning",
    title=Text("Điểm cộng vượt mức tối đa", "Bonus above its cap"),
    message=Text(
        "{what} {code} là {score}, vượt mức tối đa {max}; chỉ tính {max} điểm.",
        "{what} {code} comes to {score}, above its cap of {max}; only {max} points count.",
    ),
    hint=Text("{cure}.", "{cure}."),
)

_LEAF = Text("Điểm cộng của tiêu chí", "The bonus of criterion")
_GROUP = Text("Tổng điểm cộng của nhóm", "The bonus of group")


def find(context: Context) -> Iterator[Finding]:
    yield from above_caps(context, CHECK, "bonus", _LEAF, _GROUP)


BAD = Example(
    """
    Mã   | Điểm tối đa | Quy tắc | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I    | 5           |         |             |                                |
    I.1  | 5           |         | 5           | [1].bao-cao-01.pdf             |
    II   | 3           | bonus   |             |                                |
    II.1 | 2           | bonus   | 2,5         | [1].bang-khen.pdf              |
    """,
    at="II.1 self",
)
GOOD = Example(
    """
    Mã   | Điểm tối đa | Quy tắc | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I    | 5           |         |             |                                |
    I.1  | 5           |         | 5           | [1].bao-cao-01.pdf             |
    II   | 3           | bonus   |             |                                |
    II.1 | 2           | bonus   | 2           | [1].bang-khen.pdf              |
    """,
)
