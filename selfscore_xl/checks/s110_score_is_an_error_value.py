"""#REF!, #VALUE! and #DIV/0! spread: one of them in a score makes every total above it an error as
well.

They come from formulas whose cells were deleted, or from values pasted from another workbook. Reported
on excluded rows too.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..text import Text, visible

CHECK = Check(
    code="S110",
    name="score-is-an-error-value",
    severity="error",
    title=Text("Ô điểm báo lỗi", "The score is an error value"),
    message=Text(
        "Ô điểm {cell} của tiêu chí {code} báo lỗi {seen}, không đọc được điểm.",
        "The score of criterion {code} in cell {cell} is the error value {seen}.",
    ),
    hint=Text(
        "Xóa nội dung ô {cell} rồi nhập điểm bằng số, từ 0 đến {max}.",
        "Clear cell {cell} and type the score as a number from 0 to {max}.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    for node, line, _ in context.leaves:
        if line.score.kind == "error" and node.rule.kind != "given":
            seen = visible(line.score.text or line.score.raw)
            yield CHECK.at(line.score, criterion=node.key, seen=seen, max=node.max_score)


BAD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           |             | #REF!       | [1].bao-cao-01.pdf             |
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
