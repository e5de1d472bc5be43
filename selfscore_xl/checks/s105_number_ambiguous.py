"""The text "1.714" is 1,714 to one reader and 1714 to another.

Law writes a dot for thousands, much software a dot for decimals, and forms mix both: the source report
prints 71,59 in its prose and 47.59 in its table.

It is never guessed at, so that no other check judges the score of this row.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..text import Text
from .words import quoted

CHECK = Check(
    code="S105",
    name="number-ambiguous",
    severity="error",
    title=Text("Điểm ghi không rõ, có thể đọc theo hai cách", "The score can be read in two ways"),
    message=Text(
        "Ô {cell} của tiêu chí {code} ghi {seen}: có thể đọc là {small} hoặc {large}.",
        "Cell {cell} of criterion {code} says {seen}: it may be {small} or {large}.",
    ),
    hint=Text(
        "Nhập lại điểm tại ô {cell} với nhiều nhất {places} chữ số thập phân.",
        "Enter the score again in cell {cell} with at most {places} decimal places.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    for node, line, _ in context.to_score:
        score = line.score
        if score.ambiguous and score.number is not None:
            yield CHECK.at(
                score,
                criterion=node.key,
                seen=quoted(score.text),
                small=score.number,
                large=int(score.number * 1000),
                places=node.places,
            )


BAD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           |             | "1.714"     | [1].bao-cao-01.pdf             | Nộp chậm một kỳ
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
    at="I.1 self",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           |             | 1,71        | [1].bao-cao-01.pdf             | Nộp chậm một kỳ
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
)
