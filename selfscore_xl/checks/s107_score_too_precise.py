"""A score has the decimal places that its criterion allows (two is usual; one place and steps of 0,25
and 0,5 exist); a finer one looks right on the form, which shows two, and shifts totals and ranks.

Differences below a billionth are noise of binary numbers. A score outside 0 to the maximum has its own
check, as has one that is none of a choice's levels.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..checking import Check, Context, Example
from ..criteria import Criterion
from ..finding import Finding
from ..scoring import to_grid
from ..text import Text, format_number

CHECK = Check(
    code="S107",
    name="score-too-precise",
    severity="error",
    title=Text("Điểm lẻ hơn mức cho phép", "The score is finer than allowed"),
    message=Text(
        "Tự chấm {score} điểm ở tiêu chí {code}, lẻ hơn mức cho phép ({allowed}).",
        "The self score {score} of criterion {code} is finer than allowed ({allowed}).",
    ),
    hint=Text("Làm tròn điểm tại ô {cell} thành {rounded}.", "Round the score in cell {cell} to {rounded}."),
)


_NOISE = Decimal("1e-9")


def find(context: Context) -> Iterator[Finding]:
    for leaf in context.to_score:
        node, score, size = leaf.node, leaf.points, leaf.size
        if score is None or size is None or not 0 <= size <= node.max_score or node.rule.kind == "choice":
            continue
        rounded = to_grid(node, size)
        if abs(size - rounded) > _NOISE:
            rounded = min(rounded, node.max_score)
            yield CHECK.at(
                leaf.line.score,
                criterion=node.key,
                score=score,
                allowed=_allowed(node),
                rounded=rounded if size == score else -rounded,
            )


def _allowed(node: Criterion) -> Text:
    if node.step:
        return Text(
            f"bội số của {format_number(node.step, 'vi')}", f"multiples of {format_number(node.step, 'en')}"
        )
    if not node.places:
        return Text("số nguyên", "whole numbers")
    return Text(f"nhiều nhất {node.places} chữ số thập phân", f"at most {node.places} decimal places")


BAD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           |             | 1,333       | [1].bao-cao-01.pdf             | Nộp chậm một kỳ
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
    at="I.1 self",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           |             | 1,33        | [1].bao-cao-01.pdf             | Nộp chậm một kỳ
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
)
