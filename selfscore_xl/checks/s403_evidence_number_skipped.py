"""A list that goes [1] [2] [4] has lost a document on its way, by hand or by a paste that cut the cell."""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..evidence import numbered
from ..finding import Finding
from ..text import Text

CHECK = Check(
    code="S403",
    name="evidence-number-skipped",
    severity="warning",
    title=Text("Số thứ tự tài liệu bị nhảy", "The numbering of the evidence skips"),
    message=Text(
        "Danh sách tài liệu của tiêu chí {code} thiếu mục {missing}; có thể đã mất tài liệu.",
        "The evidence of criterion {code} has no item {missing}; a document may have been lost.",
    ),
    hint=Text(
        "Bổ sung tài liệu còn thiếu, hoặc đánh lại số thứ tự tại ô {cell}.",
        "Add what is missing, or number the list anew, in cell {cell}.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    for node, line, excluded in context.leaves:
        if excluded:
            continue
        numbers = {item.number for item in context.evidence.get(node.key, ()) if item.number is not None}
        missing = [number for number in range(1, max(numbers, default=0)) if number not in numbers]
        if missing:
            yield CHECK.at(line.evidence, criterion=node.key, missing=numbered(missing))


BAD = Example(
    """
    Mã  | Điểm tối đa | Tự đánh giá | Tài liệu kiểm chứng/Giải trình
    I   | 5           |             |
    I.1 | 2           | 2           | [1].bao-cao-01.pdf [2].kh-05.pdf [4].tb-07.pdf
    I.2 | 3           | 3           | [1].bao-cao-02.pdf
    """,
    at="I.1 evidence",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Tự đánh giá | Tài liệu kiểm chứng/Giải trình
    I   | 5           |             |
    I.1 | 2           | 2           | [1].bao-cao-01.pdf [2].kh-05.pdf [3].tb-07.pdf
    I.2 | 3           | 3           | [1].bao-cao-02.pdf
    """,
)
