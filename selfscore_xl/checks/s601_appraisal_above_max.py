"""An appraised score above the maximum is as wrong as a self score above it, and it is the one that counts.

The form refuses it while typing; a pasted value passes.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..text import Text

CHECK = Check(
    code="S601",
    name="appraisal-above-max",
    severity="error",
    title=Text("Điểm thẩm định cao hơn điểm tối đa", "Appraised score above the maximum"),
    message=Text(
        "Điểm thẩm định {score} của tiêu chí {code} không nằm trong khoảng từ 0 đến {max}.",
        "The appraised score {score} of criterion {code} is not between 0 and {max}.",
    ),
    hint=Text(
        "Nhập lại điểm thẩm định từ 0 đến {max} tại ô {cell}.",
        "Enter an appraised score from 0 to {max} in cell {cell}.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    for node, line, _ in context.leaves:
        score = line.appraised.number
        if node.kind == "main" and score is not None and not 0 <= score <= node.max_score:
            yield CHECK.at(line.appraised, criterion=node.key, score=score, max=node.max_score)


BAD = Example(
    """
    Mã  | Điểm tối đa | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Thẩm định | Ý kiến hội đồng thẩm định
    I   | 5           |             |                                |           |
    I.1 | 2           | 2           | [1].bao-cao-01.pdf             | 2,5       |
    I.2 | 3           | 3           | [1].bao-cao-02.pdf             | 3         |
    """,
    at="I.1 appraised",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Thẩm định | Ý kiến hội đồng thẩm định
    I   | 5           |             |                                |           |
    I.1 | 2           | 2           | [1].bao-cao-01.pdf             | 2         |
    I.2 | 3           | 3           | [1].bao-cao-02.pdf             | 3         |
    """
)
