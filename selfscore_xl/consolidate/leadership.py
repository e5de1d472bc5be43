"""The first page, for leadership: the figures that matter and three native charts, with the numbers behind
the charts on a sheet of their own at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Any, cast

from ..measure import row_height
from ..record import NamedTuple
from ..scoring import ZERO
from ..text import format_number, half_up, squash
from .book import COUNT, HEAD, HEADING, INK, PERCENT, POINTS, SIZE, TITLE, Book, Cell, Layout, Page, Style
from .gather import Basis, Consolidation, Edition, Ranked
from .sheets import basis_line, set_line
from .statistics import Statistics, distribution

MOST_BARS = 20
"""Units on the chart of rates; of more, the first and the last ones are shown."""
MOST_CRITERIA = 8
COLUMNS = 8
_WIDTH = 13.5
_COLUMN_CM = (7 * _WIDTH + 5) * 2.54 / 96

LABEL = Style(fill=HEADING.fill, horizontal="left", indent=1)
VALUE = Style(bold=True, horizontal="center", wrap=False, format=COUNT)
FACT = Style(bold=True, horizontal="left", indent=1)
POINT = Style(horizontal="left", border=False, vertical="top")


class Bars(NamedTuple):
    """A chart's numbers."""

    title: str
    names: tuple[str, ...]
    values: tuple[Decimal, ...]
    unit: str
    """Header of the numbers."""
    format: str
    color: str
    lying: bool
    """Bars lie, with the first name on top; else columns stand."""


def front(book: Book, name: str) -> Page:
    """The page of an edition, to be filled when everything is known; it prints on one sheet of paper."""
    widths = [_WIDTH] * COLUMNS
    return book.add(name, Layout(widths, landscape=False, pages_wide=1, pages_tall=1, tab="C00000"))


def fill(book: Book, pages: Sequence[Page], found: Consolidation, statistics: Sequence[Statistics]) -> None:
    """Fill the pages, one per edition, and add the sheet of the charts' numbers."""
    numbers = book.add("Số liệu biểu đồ", Layout([6, 60, 14], landscape=False, tab="7F7F7F"))
    numbers.line("SỐ LIỆU CỦA CÁC BIỂU ĐỒ", TITLE)
    for index, (page, edition, counted) in enumerate(zip(pages, found.editions, statistics, strict=False)):
        _page(page, numbers, found, edition, counted, index)
    if not found.editions:
        (page,) = pages
        page.line("TỔNG HỢP KẾT QUẢ TỰ ĐÁNH GIÁ, CHẤM ĐIỂM", TITLE)
        page.line("Chưa có biểu nào hợp lệ để tổng hợp; xem trang «Tệp không dùng».", POINT)


def _page(
    page: Page, numbers: Page, found: Consolidation, edition: Edition, counted: Statistics, index: int
) -> None:
    page.line("TỔNG HỢP KẾT QUẢ TỰ ĐÁNH GIÁ, CHẤM ĐIỂM", TITLE)
    page.line(set_line(edition), Style(italic=True, border=False, vertical="top"))
    if len(found.editions) > 1:
        page.line(
            f"Có biểu của {len(found.editions)} bộ tiêu chí hoặc phiên bản: xếp hạng riêng từng bộ. "
            f"Đây là bộ thứ {index + 1}.",
            Style(bold=True, border=False, color="C00000"),
        )
    page.blank()
    for left, right in _facts(found, edition):
        row = page.row(
            [
                Cell(left[0], LABEL), Cell(None, LABEL), Cell(left[1], VALUE),
                Cell(right[0], LABEL), Cell(None, LABEL),
                Cell(right[1], FACT), Cell(None, FACT), Cell(None, FACT),
            ],
            _fact_height(right[1]),
        )  # fmt: skip
        page.merge(row, 1, row, 2)
        page.merge(row, 4, row, 5)
        page.merge(row, 6, row, 8)
    page.blank()
    for text in _remarks(found, edition):
        page.line(f"- {text}", POINT)
    page.blank()
    bars = [_rates(edition), _losses(counted, edition), _distribution(edition)]
    _draw(page, numbers, [one for one in bars if one.names])


def _fact_height(text: str) -> float:
    return row_height([(text, 3 * _WIDTH - 2, True)], SIZE, 24.0)


def _facts(
    found: Consolidation, edition: Edition
) -> list[tuple[tuple[str, Decimal | int | str], tuple[str, str]]]:
    """Pairs of a counted and a named fact, side by side."""
    ranked = edition.ranked
    rates = [rate for one in ranked if (rate := one.form.sums(edition.basis).rate) is not None]
    applicable = sum((one.form.sums(edition.basis).applicable for one in ranked), ZERO)
    achieved = sum((one.form.sums(edition.basis).achieved for one in ranked), ZERO)
    mean = half_up(sum(rates, ZERO) / len(rates), 2) if rates else None
    excluded = sum((one.form.sums(edition.basis).excluded for one in ranked), ZERO)
    errors = sum(one.form.sent.errors > 0 for one in ranked)
    placed = [one for one in ranked if one.rank is not None]
    first = [one for one in placed if one.rank == 1]
    listed = found.listed

    highest, lowest = _extremes(placed, edition.basis)
    return [
        (("Đơn vị có biểu hợp lệ", len(ranked) - errors), ("Đứng đầu", _leading(first) or "—")),
        (
            ("Đơn vị chưa gửi" if listed else "Tệp đã đọc", len(listed.missing) if listed else found.files),
            ("Tỷ lệ cao nhất", highest),
        ),
        (("Tệp không dùng", found.unused), ("Tỷ lệ thấp nhất", lowest)),
        (
            ("Tỷ lệ bình quân (%)", "—" if mean is None else format_number(mean, "vi", 2)),
            (
                "Tổng điểm đạt / áp dụng",
                f"{format_number(achieved, 'vi', 2)} / {format_number(applicable, 'vi', 2)}",
            ),
        ),
        (
            ("Đơn vị còn lỗi" if errors else "Đơn vị đề nghị trừ", errors or sum(_excludes(edition))),
            ("Tổng điểm đề nghị trừ", format_number(excluded, "vi", 2)),
        ),
    ]


_LEADING = 4
"""Units that are named as the first; there may be one in each group, or many equals."""


def _leading(first: Sequence[Ranked]) -> str:
    """The units in the first place, those of a group together."""
    by_group: dict[str, list[str]] = {}
    for one in first[:_LEADING]:
        by_group.setdefault(one.group if len(first) > 1 else "", []).append(one.form.sent.unit)
    said = [(f"{group}: " if group else "") + ", ".join(units) for group, units in by_group.items()]
    return "; ".join(said) + ("; …" if len(first) > _LEADING else "")


def _extremes(placed: Sequence[Ranked], basis: Basis) -> tuple[str, str]:
    """The units with the highest and the lowest rate; where all are equal, that is said once."""
    rates = [(rate, one.form.sent.unit) for one in placed if (rate := one.form.sums(basis).rate) is not None]
    if not rates:
        return "—", "—"
    (most, highest), (least, lowest) = max(rates, key=itemgetter(0)), min(rates, key=itemgetter(0))
    if most == least:
        return f"{highest if len(rates) == 1 else 'Mọi đơn vị'} ({format_number(most, 'vi', 2)} %)", "—"
    return f"{highest} ({format_number(most, 'vi', 2)} %)", f"{lowest} ({format_number(least, 'vi', 2)} %)"


def _excludes(edition: Edition) -> list[bool]:
    return [one.form.sums(edition.basis).excluded > 0 for one in edition.ranked]


def _remarks(found: Consolidation, edition: Edition) -> list[str]:
    """What leadership must know before reading the numbers."""
    said = [basis_line(edition)]
    codes: dict[str, int] = {}
    doubts = (doubt[:4] for one in found.editions for unit in one.ranked for doubt in unit.form.doubts)
    for code in (*(finding.code for finding in found.findings), *doubts):
        codes[code] = codes.get(code, 0) + 1
    if count := codes.get("S801"):
        said.append(f"{count} đơn vị gửi nhiều biểu: lấy biểu hợp lệ lưu sau cùng (S801).")
    if count := codes.get("S502"):
        said.append(f"{count} biểu ghi kỳ đánh giá khác: cần xem lại (S502).")
    if count := codes.get("S804"):
        said.append(
            f"{count} biểu lập cho đơn vị khác hoặc giống hệt biểu của đơn vị khác: cần xem lại (S804)."
        )
    unreadable = sum(one.cause == "unreadable" for one in found.left_out)
    faulty = sum(one.cause == "errors" for one in found.left_out)
    others = sum(one.cause == "other-set" for one in found.left_out)
    if faulty:
        said.append(f"{faulty} biểu còn lỗi nên chưa xếp hạng; lý do ở trang «Tệp không dùng».")
    if others:
        said.append(f"{others} biểu của bộ tiêu chí khác nên không tính; lý do ở trang «Tệp không dùng».")
    if unreadable:
        said.append(f"{unreadable} tệp không đọc được hoặc không phải biểu; lý do ở trang «Tệp không dùng».")
    lowered = sum(len(quota.lowered) for quota in edition.quotas)
    if lowered:
        said.append(f"{lowered} đơn vị xuống một mức vì vượt hạn mức xếp loại; xem trang «Xếp loại».")
    if found.listed is not None and found.listed.unlisted:
        said.append(
            f"{len(found.listed.unlisted)} đơn vị gửi biểu không có trong danh sách; xem trang «Chưa gửi»."
        )
    return said


# --- charts ----------------------------------------------------------------------------------------------


def _rates(edition: Edition) -> Bars:
    placed = [
        (one.form.sent.unit, rate)
        for one in edition.ranked
        if (rate := one.form.sums(edition.basis).rate) is not None
    ]
    placed.sort(key=lambda item: -item[1])
    title = "Tỷ lệ đạt được của các đơn vị (%)"
    if len(placed) > MOST_BARS:
        half = MOST_BARS // 2
        title = f"Tỷ lệ đạt được (%): {half} đơn vị cao nhất và {half} đơn vị thấp nhất"
        placed = placed[:half] + placed[-half:]
    return Bars(
        title,
        tuple(_short(unit) for unit, _ in placed),
        tuple(rate for _, rate in placed),
        "Tỷ lệ (%)",
        PERCENT,
        "4472C4",
        True,
    )


def _losses(counted: Statistics, edition: Edition) -> Bars:
    leaves = [place for place, node in enumerate(counted.nodes) if not node.children]
    losses = [(counted.all[place].lost, place) for place in leaves if counted.all[place].lost > 0]
    losses.sort(key=lambda item: (-item[0], item[1]))
    losses = losses[:MOST_CRITERIA]
    return Bars(
        "Tiêu chí mất nhiều điểm nhất (tổng điểm mất)",
        tuple(_name(counted, place) for _, place in losses),
        tuple(lost for lost, _ in losses),
        "Điểm mất",
        POINTS,
        "C55A11",
        True,
    )


def _name(counted: Statistics, place: int) -> str:
    node = counted.nodes[place]
    return f"{counted.rows.label(node)} {_short(squash(node.title), 30)}"


def _distribution(edition: Edition) -> Bars:
    shares = distribution(edition)
    graded = bool(edition.criteria.grades)
    return Bars(
        "Số đơn vị theo mức xếp loại" if graded else "Số đơn vị theo tỷ lệ đạt được",
        tuple(share.name for share in shares),
        tuple(Decimal(share.counts[0]) for share in shares),
        "Số đơn vị",
        COUNT,
        "548235",
        False,
    )


def _short(text: str, limit: int = 40) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _draw(page: Page, numbers: Page, charts: Sequence[Bars]) -> None:
    """The first chart over the whole width, the two others side by side below it."""
    width = COLUMNS * _COLUMN_CM
    first, *others = charts
    _place(page, numbers, [(first, "A", width)], 2.0 + 0.55 * len(first.names))
    split = {2: ((5, "A"), (3, "F")), 1: ((COLUMNS, "A"),)}.get(len(others), ())
    beside = [
        (bars, column, width * columns / COLUMNS)
        for bars, (columns, column) in zip(others, split, strict=True)
    ]
    if beside:
        _place(page, numbers, beside, 7.6)


def _place(page: Page, numbers: Page, charts: Sequence[tuple[Bars, str, float]], height: float) -> None:
    """Charts side by side in the next rows: (numbers, first column, width in cm)."""
    anchor = page.row_number + 1
    for bars, column, width in charts:
        chart = _chart(bars, numbers, _write_numbers(numbers, bars))
        chart.width, chart.height = width - 0.15, height
        page.sheet.add_chart(chart, f"{column}{anchor}")
    # rows as tall as the charts, so that nothing is written below them
    points = height / 2.54 * 72
    while points > 0:
        page.row([], min(points, 18.0))
        points -= 18.0
    page.blank(6.0)


def _write_numbers(numbers: Page, bars: Bars) -> int:
    """The chart's numbers as a small table; gives its header row."""
    numbers.blank()
    numbers.line(bars.title, Style(bold=True, border=False, size=12))
    first = numbers.row([Cell("STT", HEAD), Cell("Tên", HEAD), Cell(bars.unit, HEAD)])
    for index, (name, value) in enumerate(zip(bars.names, bars.values, strict=True), start=1):
        numbers.row(
            [
                Cell(index, Style(horizontal="center", wrap=False)),
                Cell(name),
                Cell(value, Style(horizontal="right", wrap=False, format=bars.format)),
            ]
        )
    return first


def _chart(bars: Bars, numbers: Page, header: int) -> Any:
    from openpyxl.chart import BarChart, Reference
    from openpyxl.chart.label import DataLabelList

    last = header + len(bars.names)
    chart = cast(Any, BarChart())
    chart.type = "bar" if bars.lying else "col"
    chart.style = 10
    chart.add_data(Reference(numbers.sheet, min_col=3, min_row=header, max_row=last), titles_from_data=True)
    chart.set_categories(Reference(numbers.sheet, min_col=2, min_row=header + 1, max_row=last))
    chart.title = bars.title
    chart.title.overlay = False
    _write_as(chart.title.tx.rich.p[0], 1200, bold=True)
    chart.legend = None
    chart.gapWidth = 45
    series = chart.series[0]
    series.graphicalProperties.solidFill = bars.color
    series.graphicalProperties.line.solidFill = bars.color
    labels = DataLabelList()
    labels.showVal = True
    labels.showSerName = labels.showCatName = labels.showLegendKey = labels.showPercent = False
    labels.numFmt = bars.format
    labels.position = "outEnd"
    labels.txPr = _text(900)
    series.dLbls = labels
    names, values = chart.x_axis, chart.y_axis
    names.delete = False
    names.txPr = _text(900)
    names.tickLblPos = "low"
    names.majorTickMark = "none"
    if bars.lying:
        names.scaling.orientation = "maxMin"
    values.delete = True
    values.majorGridlines = None
    values.scaling.min = 0
    values.scaling.max = float(max(bars.values) * Decimal("1.2")) or 1.0
    return chart


def _text(size: int, bold: bool = False) -> Any:
    """Text properties: size in hundredths of a point."""
    from openpyxl.chart.text import RichText
    from openpyxl.drawing.text import Paragraph, ParagraphProperties, RichTextProperties

    made = Paragraph(
        pPr=ParagraphProperties(defRPr=_characters(size, bold)), endParaRPr=_characters(size, bold)
    )
    return RichText(bodyPr=RichTextProperties(), p=[made])


def _characters(size: int, bold: bool) -> Any:
    from openpyxl.drawing.text import CharacterProperties, Font

    return CharacterProperties(sz=size, b=bold, latin=Font(typeface="Times New Roman"), solidFill=INK)


def _write_as(paragraph: Any, size: int, bold: bool) -> None:
    from openpyxl.drawing.text import ParagraphProperties

    paragraph.pPr = ParagraphProperties(defRPr=_characters(size, bold))
    for run in paragraph.r:
        run.rPr = _characters(size, bold)
