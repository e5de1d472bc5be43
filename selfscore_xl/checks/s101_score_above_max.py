"""A score above the criterion's maximum raises the total and the rate that units are ranked by.

The form refuses it while typing, but a pasted value passes its rule. The maximum is the set's, never
the one that stands in the submitted workbook. Bonus and penalty rows have caps of their own (S701,
S702).
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..text import Text

CHECK = Check(
    code="S101",
    name="score-above-max",
    severity="error",
    title=Text("Điểm cao hơn điểm tối đa", "Score above the maximum"),
    message=Text(
        "Tự chấm {score} điểm, cao hơn điểm tối đa {max} của tiêu chí {code}.",
        "The self score {score} is above the maximum {max} of criterion {code}.",
    ),
    hint=Text("Nhập lại điểm từ 0 đến {max} tại ô {cell}.", "Enter a score from 0 to {max} in cell {cell}."),
)


def find(context: Context) -> Iterator[Finding]:
    for leaf in context.to_score:
        node, score = leaf.node, leaf.points
        if score is not None and score > node.max_score and node.kind == "main":
            yield CHECK.at(leaf.line.score, criterion=node.key, score=score, max=node.max_score)


BAD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           |             | 2,5         | [1].bao-cao-01.pdf             |
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
    at="I.1 self",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           |             | 2           | [1].bao-cao-01.pdf             |
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
)
