"""Words in the score column count as nothing: SUM() passes over them and nobody is told.

"5 điểm", "3/3", "50%", "đạt", TRUE and FALSE are no numbers. A number typed as text ("2,5") is read
(S104); dates, error values and blanks have checks of their own. Reported on excluded rows too, since
what was meant cannot be known there.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..text import Text
from .words import quoted

CHECK = Check(
    code="S103",
    name="score-not-a-number",
    severity="error",
    title=Text("Điểm không phải là số", "The score is not a number"),
    message=Text(
        "Ô {cell} của tiêu chí {code} ghi {seen}, không phải là số nên không cộng được vào tổng điểm.",
        "Cell {cell} of criterion {code} says {seen}, which is no number and cannot be added up.",
    ),
    hint=Text(
        "Chỉ nhập số, không kèm chữ, tại ô {cell}; chuyển phần chữ sang cột «Giải trình».",
        "Enter a number alone in cell {cell}; move the words to the column “Giải trình”.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    for node, line, _ in context.leaves:
        score = line.score
        unread = score.number is None and score.kind in ("text", "bool", "number")
        if unread and not score.is_empty and node.rule.kind != "given":
            seen = quoted(("FALSE", "TRUE")[score.value is True] if score.kind == "bool" else score.text)
            yield CHECK.at(score, criterion=node.key, seen=seen)


BAD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           |             | 2 điểm      | [1].bao-cao-01.pdf             |
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
    at="I.1 self",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           |             | 2           | [1].bao-cao-01.pdf             |
    I.2 | 3           | x           |             |                                | Không phát sinh
    """,
)
