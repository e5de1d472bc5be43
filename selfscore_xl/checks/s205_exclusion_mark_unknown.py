"""Only "x" takes a criterion out of the total. "có", "v", "1", "×" or a tick are not counted, whatever
was meant, because guessing an exclusion changes the unit's rate.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..submission import is_mark
from ..text import Text
from .words import seen

CHECK = Check(
    code="S205",
    name="exclusion-mark-unknown",
    severity="error",
    title=Text("Dấu đề nghị trừ không đúng", "Unknown exclusion mark"),
    message=Text(
        "Ô {cell} của tiêu chí {code} ghi {seen}; cột «Đề nghị trừ» chỉ nhận x hoặc để trống.",
        "Cell {cell} of criterion {code} says {seen}; the column “Đề nghị trừ” takes x or nothing.",
    ),
    hint=Text(
        "Chọn x tại ô {cell} nếu đề nghị trừ; nếu không thì xóa nội dung ô này.",
        "Choose x in cell {cell} to exclude the criterion, or clear the cell.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    for key, line in context.lines.by_key.items():
        if not line.mark.is_empty and not is_mark(line.mark):
            yield CHECK.at(line.mark, criterion=key, seen=seen(line.mark))


BAD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           | có          |             |                                | Không có chức năng này
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
    at="I.1 excluded",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           | x           |             |                                | Không có chức năng này
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
)
