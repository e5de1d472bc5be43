"""A form that does not say whose it is can be put on nobody's account.

The unit's block above the table is what people and the consolidation go by; a file name is not.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..layout import HEAD_LABELS, Head
from ..text import Text
from .words import head_place

CHECK = Check(
    code="S501",
    name="unit-missing",
    severity="error",
    title=Text("Chưa ghi tên đơn vị", "Unit not named"),
    message=Text(
        "Dòng {label} phía trên bảng chưa ghi tên đơn vị.",
        "The line {label} above the table does not name the unit.",
    ),
    hint=Text(
        "Ghi tên đầy đủ của đơn vị vào dòng {label}.",
        "Enter the unit's full name in the line {label}.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    entry = context.submission.head.get(Head.UNIT)
    if entry is None or entry.is_empty:
        label = HEAD_LABELS[Head.UNIT]
        yield CHECK.at(head_place(context, Head.UNIT), label=Text(f"«{label}»", f"“{label}”"))


_TABLE = """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 2           |             |             |                                |
    I.1 | 2           |             | 2           | [1].bao-cao-01.pdf             |
    """
BAD = Example(_TABLE, at="head unit", facts={"unit": ""})
GOOD = Example(_TABLE)
