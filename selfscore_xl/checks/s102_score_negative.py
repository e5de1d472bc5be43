"""A score below 0 lowers the total of the other criteria: a leaf's score lies between 0 and its
maximum.

Units write a minus for points that were taken off them ("bị trừ"); those belong to the penalty rows,
where a minus is right. An excluded row counts nowhere, whatever stands in it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..text import Text

CHECK = Check(
    code="S102",
    name="score-negative",
    severity="error",
    title=Text("Điểm là số âm", "Negative score"),
    message=Text(
        "Tự chấm {score} điểm ở tiêu chí {code}; điểm không được là số âm.",
        "The self score {score} of criterion {code} is negative.",
    ),
    hint=Text("Nhập lại điểm từ 0 đến {max} tại ô {cell}.", "Enter a score from 0 to {max} in cell {cell}."),
)


def find(context: Context) -> Iterator[Finding]:
    for leaf in context.to_score:
        node, score = leaf.node, leaf.points
        if score is not None and score < 0 and node.kind != "penalty":
            yield CHECK.at(leaf.line.score, criterion=node.key, score=score, max=node.max_score)


BAD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           |             | -0,5        |                                | Nộp báo cáo chậm
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
    at="I.1 self",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           |             | 0           |                                | Nộp báo cáo chậm
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
)
