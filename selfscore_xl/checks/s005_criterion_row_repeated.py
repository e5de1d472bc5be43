"""A criterion that stands in the form twice can be scored twice, and only one row is read.

Rows are doubled by copying, and codes by Excel itself: a code typed as the number 1.10 becomes
1.1. Where the second row's title shows which criterion is meant, S006 says so
instead.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..layout import Field
from ..text import Text
from .rows import places, survey

CHECK = Check(
    code="S005",
    name="criterion-row-repeated",
    severity="error",
    title=Text("Tiêu chí có hai hàng", "Criterion has two rows"),
    message=Text(
        "Mã {code} ở ô {cell} đã có ở ô {first}; tiêu chí này có {count} hàng, chỉ hàng đầu được tính.",
        "Code {code} in cell {cell} stands in cell {first} already; of its {count} rows the first counts.",
    ),
    hint=Text(
        "Giữ lại hàng của ô {first}, chuyển câu trả lời đúng về hàng đó rồi xóa các hàng thừa.",
        "Keep the row of cell {first}: move the right answers there and delete the other rows.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    for first, second, *others in context.once(survey).repeated:
        cells = [row.entries[Field.CODE] for row in (second, first, *others)]
        yield CHECK.at(
            cells[0],
            criterion=first.key,
            related=places(cells[1:]),
            first=cells[1].place.ref,
            count=len(cells),
        )


_HEADER = """
    Mã   | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I    | 2           |             |             |                                |
    I.1  | 2           |             | 2           | [1].bao-cao-01.pdf             |
"""
BAD = Example(
    _HEADER + "    +I.1 | 2           |             | 2           | [1].bao-cao-01.pdf             |\n",
    at="cell A18",
)
GOOD = Example(_HEADER)
