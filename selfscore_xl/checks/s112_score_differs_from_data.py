"""Where a criterion's own text says how its score is computed ("Tỷ lệ % … x điểm tối đa / 100", a step, so
much per case, a level), the figures typed on the data sheet give it, rounded half up; another score needs
a reason or is a slip.

Silent where a figure is missing or impossible (S113), where the score says the same with more decimals
than allowed (S107), and where it is none of a choice's levels (S111).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..checking import Check, Context, Example
from ..criteria import Criterion
from ..finding import Finding
from ..scoring import is_a_level, proposed, to_grid
from ..text import Lang, Text, format_number, visible

CHECK = Check(
    code="S112",
    name="score-differs-from-data",
    severity="warning",
    title=Text("Điểm khác với điểm tính theo số liệu", "The score differs from what the figures give"),
    message=Text(
        "Tự chấm {score} điểm ở tiêu chí {code}, nhưng tính theo số liệu ({figures}) thì được "
        "{proposed} điểm.",
        "The self score of criterion {code} is {score}, but its figures ({figures}) give {proposed}.",
    ),
    hint=Text(
        "Sửa điểm tại ô {cell} thành {proposed}; nếu số liệu sai thì sửa ở trang «Số liệu».",
        "Change the score in cell {cell} to {proposed}; if the figures are wrong, correct them on the "
        "sheet “Số liệu”.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    for leaf in context.to_score:
        node, score, size = leaf.node, leaf.points, leaf.size
        if score is None or size is None or not node.rule.asked or not 0 <= size <= node.max_score:
            continue
        if node.rule.kind == "choice" and not is_a_level(node, size):
            continue
        figures = context.figures(node)
        points = proposed(node, figures)
        if points is not None and to_grid(node, size) != abs(points):
            data = context.submission.data
            yield CHECK.at(
                leaf.line.score,
                criterion=node.key,
                related=[data[node.key, name] for name in figures],
                score=score,
                figures=Text(_figures(node, figures, "vi"), _figures(node, figures, "en")),
                proposed=points,
            )


def _figures(node: Criterion, figures: dict[str, Decimal], lang: Lang) -> str:
    """``95/100``, ``3``, or the words of a level."""
    if "level" in figures:
        return visible(node.rule.levels[int(figures["level"]) - 1].label)
    between = "/" if "denominator" in figures else "; "
    return between.join(format_number(figure, lang) for figure in figures.values())


BAD = Example(
    """
    Mã  | Điểm tối đa | Quy tắc | Số liệu                       | Tự đánh giá | Tài liệu kiểm chứng/Giải trình
    I   | 5           |         |                               |             |
    I.1 | 2           | ratio   | numerator=95 denominator=100  | 2           | [1].bao-cao-01.pdf
    I.2 | 3           |         |                               | 3           | [1].bao-cao-02.pdf
    """,
    at="I.1 self",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Quy tắc | Số liệu                       | Tự đánh giá | Tài liệu kiểm chứng/Giải trình
    I   | 5           |         |                               |             |
    I.1 | 2           | ratio   | numerator=100 denominator=100 | 2           | [1].bao-cao-01.pdf
    I.2 | 3           |         |                               | 3           | [1].bao-cao-02.pdf
    """,
)
