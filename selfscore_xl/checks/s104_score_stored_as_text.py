"""A number typed as text is 0 to SUM() in every locale: the form's own total misses it.

It is read all the same, so the computed totals count it; the unit is told why its form showed less. A
text that can be read in two ways is S105 alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..text import Text
from .words import quoted

CHECK = Check(
    code="S104",
    name="score-stored-as-text",
    severity="warning",
    title=Text("Điểm được nhập dưới dạng văn bản", "The score is stored as text"),
    message=Text(
        "Điểm {seen} của tiêu chí {code} được nhập dưới dạng văn bản; biểu này đọc là {score}, nhưng công"
        " thức cộng thông thường coi là 0.",
        "The score {seen} of criterion {code} is stored as text; this form reads it as {score}, but an "
        "ordinary sum takes it for 0.",
    ),
    hint=Text(
        "Xóa ô {cell} rồi gõ lại {score} với dấu thập phân của máy; nếu biểu không nhận hoặc vẫn là văn bản, "
        "chép một ô điểm nền vàng khác vào ô này rồi gõ lại.",
        "Clear cell {cell} and type {score} again with the computer's own decimal separator; if it is "
        "refused or still text, copy another yellow score cell onto it and type again.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    for leaf in context.to_score:
        score = leaf.line.score
        if score.kind == "text" and leaf.points is not None:
            yield CHECK.at(score, criterion=leaf.node.key, seen=quoted(score.text), score=leaf.points)


BAD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           |             | "1,5"       | [1].bao-cao-01.pdf             | Nộp chậm một kỳ
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
    at="I.1 self",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           |             | 1,5         | [1].bao-cao-01.pdf             | Nộp chậm một kỳ
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
)
