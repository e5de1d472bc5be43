"""Where a criterion's own text says how its score is computed ("Tỷ lệ % … x điểm tối đa / 100", a step, so
much per case, a level), the figures typed on the data sheet give it, rounded half up; another score needs
a reason or is a slip. Points without the figures that they follow from cannot be followed by an appraiser,
and without what is stated for the unit as a whole no grade can be told.

Silent where a figure is impossible (S113), where the score says the same with more decimals than allowed
(S107), and where it is none of a choice's levels (S111). The level of a choice may stay blank: its score
says which it is. What others state for the unit is not the unit's to fill in.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..checking import Check, Context, Example
from ..criteria import Criterion
from ..finding import Finding
from ..layout import DATA_SHEET
from ..scoring import is_a_level, proposed, to_grid
from ..submission import Entry
from ..text import Lang, Text, format_number, visible

CHECK = Check(
    code="S112",
    name="score-differs-from-data",
    severity="warning",
    title=Text("Điểm khác số liệu hoặc thiếu số liệu", "The score differs from its figures or lacks them"),
    message=Text("{what}.", "{what}."),
    hint=Text("{cure}.", "{cure}."),
)


def find(context: Context) -> Iterator[Finding]:
    yield from _scores(context)
    blank = [
        (fact.label, entry)
        for fact in context.criteria.facts
        if not fact.by and (entry := context.submission.facts.get(fact.code)) is not None and entry.is_empty
    ]
    if blank:
        labels = ", ".join(f"«{visible(label)}»" for label, _ in blank)
        labels_en = ", ".join(f"“{visible(label)}”" for label, _ in blank)
        cells = [entry for _, entry in blank]
        yield CHECK.at(
            cells[0],
            related=cells[1:],
            what=Text(
                f"Chưa nhập {labels} ở trang «{DATA_SHEET}», nên chưa đủ căn cứ xét xếp loại",
                f"Of what the grade depends on, {labels_en} is blank on the sheet “{DATA_SHEET}”",
            ),
            cure=_fill(cells),
        )


def _scores(context: Context) -> Iterator[Finding]:
    for leaf in context.to_score:
        node, score, size = leaf.node, leaf.points, leaf.size
        if score is None or size is None or not node.rule.asked or not 0 <= size <= node.max_score:
            continue
        if node.rule.kind == "choice" and not is_a_level(node, size):
            continue
        data = context.submission.data
        typed = [data.get((node.key, one.name)) for one in node.rule.asked]
        blank = [entry for entry in typed if entry is not None and entry.is_empty]
        if blank and size > 0 and node.rule.kind != "choice":
            vi, en = format_number(score, "vi"), format_number(score, "en")
            yield CHECK.at(
                leaf.line.score,
                criterion=node.key,
                related=blank,
                what=Text(
                    f"Tự chấm {vi} điểm ở tiêu chí {node.key}, nhưng chưa nhập đủ số liệu để tính điểm",
                    f"Criterion {node.key} is scored {en}, but the figures for it are not all there",
                ),
                cure=_fill(blank),
            )
            continue
        figures = context.figures(node)
        points = proposed(node, figures)
        if points is not None and to_grid(node, size) != abs(points):
            yield CHECK.at(
                leaf.line.score,
                criterion=node.key,
                related=[data[node.key, name] for name in figures],
                **_differing(node, leaf.line.score, score, figures, points),
            )


def _fill(blank: list[Entry]) -> Text:
    cells = ", ".join(entry.place.ref for entry in blank)
    return Text(
        f"Nhập số liệu tại ô {cells} của trang «{DATA_SHEET}»",
        f"Fill in cell {cells} of the sheet “{DATA_SHEET}”",
    )


def _differing(
    node: Criterion, cell: Entry, score: Decimal, figures: dict[str, Decimal], points: Decimal
) -> dict[str, Text]:
    where = cell.place.ref

    def what(lang: Lang) -> tuple[str, str, str]:
        return format_number(score, lang), _figures(node, figures, lang), format_number(points, lang)

    (vi, figures_vi, points_vi), (en, figures_en, points_en) = what("vi"), what("en")
    return {
        "what": Text(
            f"Tự chấm {vi} điểm ở tiêu chí {node.key}, nhưng tính theo số liệu ({figures_vi}) thì được "
            f"{points_vi} điểm",
            f"The self score of criterion {node.key} is {en}, but its figures ({figures_en}) give "
            f"{points_en}",
        ),
        "cure": Text(
            f"Sửa điểm tại ô {where} thành {points_vi}; nếu số liệu sai thì sửa ở trang «{DATA_SHEET}»",
            f"Change the score in cell {where} to {points_en}; if the figures are wrong, correct them on the "
            f"sheet “{DATA_SHEET}”",
        ),
    }


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
