"""Two criteria measure two things: one explanation for both was copied, and answers one of them at best
(source report: I.3.a and I.3.b).

Texts of less than 20 characters ("Đã thực hiện đầy đủ") are left alone, as are excluded criteria, which
share one reason naturally.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..evidence import first_few
from ..finding import Finding
from ..submission import Entry
from ..text import Text

CHECK = Check(
    code="S408",
    name="explanation-repeated",
    severity="warning",
    title=Text("Giải trình giống hệt nhau ở nhiều tiêu chí", "The same explanation for several criteria"),
    message=Text(
        "Giải trình của tiêu chí {code} giống hệt giải trình của {others}.",
        "The explanation of criterion {code} is the same as that of {others}.",
    ),
    hint=Text(
        "Viết lại giải trình theo nội dung của từng tiêu chí, bắt đầu từ ô {cell}.",
        "Write an explanation for each criterion's own content, starting in cell {cell}.",
    ),
)

_SHORT = 20


def find(context: Context) -> Iterator[Finding]:
    same: dict[str, list[tuple[str, Entry]]] = {}
    for node, line, excluded in context.leaves:
        if not excluded and not line.explanation.is_empty:
            text = " ".join(line.explanation.text.casefold().split())
            if len(text) >= _SHORT:
                same.setdefault(text, []).append((node.key, line.explanation))
    for (key, entry), *others in same.values():
        if others:
            yield CHECK.at(
                entry,
                criterion=key,
                related=[other for _, other in others],
                others=first_few([code for code, _ in others], 12),
            )


BAD = Example(
    """
    Mã  | Điểm tối đa | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |                                |
    I.1 | 2           | 2           | [1].bao-cao-01.pdf             | Báo cáo đủ 6/6 kỳ, đạt 100%
    I.2 | 3           | 3           | [1].bao-cao-02.pdf             | Báo cáo đủ 6/6 kỳ, đạt 100%
    """,
    at="I.1 explanation",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |                                |
    I.1 | 2           | 2           | [1].bao-cao-01.pdf             | Báo cáo đủ 6/6 kỳ, đạt 100%
    I.2 | 3           | 3           | [1].bao-cao-02.pdf             | Cập nhật đủ 8 chỉ tiêu
    """,
)
