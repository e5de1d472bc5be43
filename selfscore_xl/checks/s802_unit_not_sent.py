"""A ranking of those who sent says nothing of those who did not, and leadership asks for them first.

Found only where a list of units is given. A unit whose form has errors has sent one.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..text import Text
from ..typed import TYPE_CHECKING

if TYPE_CHECKING:
    from ..sending import Batch

CHECK = Check(
    code="S802",
    name="unit-not-sent",
    severity="warning",
    title=Text("Đơn vị chưa gửi biểu", "Unit has sent nothing"),
    message=Text(
        "«{unit}» có trong danh sách nhưng chưa có biểu nào đọc được.",
        "“{unit}” is on the list, but no form of it that can be read came in.",
    ),
    hint=Text(
        "Nhắc «{unit}» gửi biểu; nếu đã gửi, xem các tệp không dùng và tên đơn vị ghi trong biểu.",
        "Remind “{unit}”; if it did send, look among the files left out and at the unit named in the form.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    """Nothing by itself: it takes many forms, see ``across``."""
    return iter(())


def across(batch: Batch) -> Iterator[Finding]:
    for name in batch.missing:
        yield CHECK.at(None, unit=name, file="")


_TABLE = """
    Tệp       | Đơn vị | Lỗi
    so-a.xlsx | Sở A   |
    so-b.xlsx | Sở B   | 1
    """
BAD = Example(_TABLE, at="file", facts={"units": ("Sở A", "Sở B", "Sở C")})
GOOD = Example(_TABLE, facts={"units": ("Sở A", "Sở B")})
