"""A criterion is either scored or taken out of the total; points on an excluded one count nowhere, and
the unit that typed them expects them to count.

Blank and 0 are both normal on excluded rows (the source report mixes them). Where the mark itself is
not allowed, S203 says so alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..text import Text

CHECK = Check(
    code="S201",
    name="excluded-with-score",
    severity="error",
    title=Text("Đã đề nghị trừ nhưng vẫn chấm điểm", "Excluded, yet scored"),
    message=Text(
        "Tiêu chí {code} đã đề nghị trừ nhưng vẫn tự chấm {score} điểm; điểm này không được cộng.",
        "Criterion {code} is excluded, yet scored {score}; these points do not count.",
    ),
    hint=Text(
        "Xóa điểm tại ô {cell}, hoặc bỏ dấu x tại ô {mark}.",
        "Clear the score in cell {cell}, or remove the x from cell {mark}.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    own = context.own_marks
    for node, line, excluded in context.leaves:
        score = line.score.number
        if not excluded or score is None or score <= 0:
            continue
        if node.key in own and node.key in context.not_excludable:
            continue
        marks = [context.lines.by_key[key].mark for key in context.marks_of(node.key)]
        yield CHECK.at(
            line.score, criterion=node.key, related=marks[:1], score=score, mark=marks[0].place.ref
        )


BAD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           | x           | 2           |                                | Không có chức năng này
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
    at="I.1 self",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           | x           |             |                                | Không có chức năng này
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
)
