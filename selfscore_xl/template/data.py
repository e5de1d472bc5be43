"""The sheet of figures: what some criteria count, and the score that follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property

from ..cell import column_letters, ref
from ..checking import catalogue
from ..layout import DATA_HEADERS, FORM_SHEET, HELPER_PREFIX, DataField, DataHelper, DataRow, Helper, Layout
from ..measure import TALLEST_ROW
from ..scoring import proposed, to_grid
from ..text import fold
from . import rules
from .answers import Typed
from .book import Book, Content, Page
from .columns import Line, Table
from .expressions import Formula, Value, quoted
from .live import FINE, WRONG
from .look import HEADER_FILL, HIDDEN, SIZE, SMALL_SIZE, TITLE_SIZE, UNIT_INPUT_FILL, Style
from .measuring import height, lines_of, points_format
from .printing import print_setup
from .typed_numbers import AMBIGUOUS, AS_TEXT, BLANK, ERROR, NO_NUMBER, NUMBER, Part, parts

WIDTHS: dict[DataField, float] = {
    DataField.CODE: 9,
    DataField.TITLE: 46,
    DataField.LABEL: 46,
    DataField.VALUE: 12,
    DataField.PROPOSED: 13,
    DataField.CHECK: 26,
}
LAST = len(DataField)

_FIGURE_KINDS = (NUMBER, AS_TEXT)
_MONEY = ("số tiền", "số vốn", "số kinh phí", "tổng số tiền", "tổng số vốn", "tổng số kinh phí")


def counts(row: DataRow) -> bool:
    """The figure is a number of things, hence whole (see check S113)."""
    label = fold(row.input.label)
    return row.input.name == "count" or (
        label.startswith(("số ", "tổng số ")) and not label.startswith(_MONEY)
    )


class Figures:
    """The rows of the data sheet of a form being built."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.layout = table.layout
        self.rows = [Figure(self, row) for row in table.layout.data_rows]

    def of(self, key: str) -> dict[str, Figure]:
        """A criterion's figures by the name of the rule's input."""
        return {row.fact.input.name: row for row in self.rows if row.fact.key == key}


class Figure:
    """One row of the data sheet of a form being built."""

    def __init__(self, figures: Figures, fact: DataRow) -> None:
        self.figures = figures
        self.fact = fact
        self.line: Line = figures.table.lines[fact.key]

    @cached_property
    def typed(self) -> Typed:
        return self.line.answers.figures.get(self.fact.input.name)

    @cached_property
    def source(self) -> str:
        """Reference to the input that cutting and pasting does not carry away."""
        layout = self.figures.layout
        letters = column_letters(layout.data_columns[DataField.VALUE])
        first, last = layout.data_header_row, layout.data_header_row + len(layout.data_rows) + 1
        return f"INDEX(${letters}${first}:${letters}${last},ROW()-ROW(${letters}${first})+1)"

    def cell(self, helper: DataHelper) -> str:
        """Reference to a hidden cell of this row."""
        return f"${column_letters(self.figures.layout.data_helper_columns[helper])}${self.fact.row}"

    @cached_property
    def parts(self) -> dict[Part, Formula]:
        return parts(self.source, self.typed, lambda part: self.cell(DataHelper(part.value)))

    @cached_property
    def number(self) -> Decimal | None:
        """The figure, where it can be read in one way only."""
        value = self.parts[Part.NUMBER].value
        return value if isinstance(value, Decimal) and self.parts[Part.KIND].value in _FIGURE_KINDS else None

    @cached_property
    def fault(self) -> Formula:
        """1 where the figure is impossible (check S113)."""
        kind, number = self.cell(DataHelper.KIND), self.cell(DataHelper.NUMBER)
        scored = f"{_form(self.line, Helper.OUT)}=0,{_form(self.line, Helper.GIVEN)}=0"
        name = self.fact.input.name
        limits = [f"{number}<0"]
        if name == "denominator":
            limits.append(f"{number}=0")
        if counts(self.fact):
            limits.append(f"{number}<>INT({number})")
        above = self._whole if name == "numerator" else None
        if above is not None:
            whole, its_kind = above.cell(DataHelper.NUMBER), above.cell(DataHelper.KIND)
            sound = f"{above.cell(DataHelper.FAULT)}=0,{its_kind}>={NUMBER},{its_kind}<={AS_TEXT}"
            limits.append(f'IF({whole}="",FALSE,AND({sound},{number}>{whole}))')
        judged = f"IF({kind}={BLANK},0,IF({kind}>={AMBIGUOUS},1,IF(OR({','.join(limits)}),1,0)))"
        text = f"IF(AND({scored}),{judged},0)"
        to_score = not self.line.holds(Helper.OUT) and not self.line.holds(Helper.GIVEN)
        return Formula(text, Decimal(to_score and self._is_impossible()))

    @cached_property
    def _whole(self) -> Figure | None:
        return self.figures.of(self.fact.key).get("denominator")

    def _is_impossible(self) -> bool:
        if self.parts[Part.KIND].value in (AMBIGUOUS, NO_NUMBER, ERROR):
            return True
        number = self.number
        if number is None:
            return False
        if number < 0 or (number == 0 and self.fact.input.name == "denominator"):
            return True
        if counts(self.fact) and number != number.to_integral_value():
            return True
        if self.fact.input.name != "numerator" or self._whole is None or self._whole.number is None:
            return False
        return self._whole.fault.value == 0 and number > self._whole.number


def _form(line: Line, helper: Helper) -> str:
    """Reference to a hidden cell of the form sheet."""
    return f"'{FORM_SHEET}'!{line.cell(helper)}"


def proposal(figures: Figures, key: str) -> Formula | None:
    """The score that follows from a criterion's figures (``scoring.proposed``); None where its rule
    proposes none."""
    line, of = figures.table.lines[key], figures.of(key)
    if line.node.rule.kind != "ratio":
        return None
    part, whole = of["numerator"], of["denominator"]
    n, d = part.cell(DataHelper.NUMBER), whole.cell(DataHelper.NUMBER)
    known = ",".join(
        f"{one.cell(DataHelper.KIND)}>={NUMBER},{one.cell(DataHelper.KIND)}<={AS_TEXT}"
        for one in (part, whole)
    )
    points = f"{n}*{_maximum(line)}/{d}"
    text = f'IF(AND({known}),IF(AND({n}>=0,{n}<={d},{d}>0),{_on_grid(line, points)},""),"")'
    numbers = {name: figure.number for name, figure in of.items() if figure.number is not None}
    value = proposed(line.node, numbers)
    return Formula(text, "" if value is None else value)


def _maximum(line: Line) -> str:
    return f"'{FORM_SHEET}'!{line.maximum}"


def _on_grid(line: Line, points: str) -> str:
    """``scoring.to_grid``; ten places first, so that a half that binary numbers miss is still one."""
    if line.node.step:
        step = f"{line.node.step:f}"
        return f"ROUND(ROUND(({points})/{step},10),0)*{step}"
    return f"ROUND(ROUND({points},10),{line.node.places})"


def check(figures: Figures, figure: Figure, offer: Formula | None, offered_at: str) -> Formula:
    """What is wrong with a figure, or with the score that it should give."""
    impossible = WRONG + catalogue()["S113"].CHECK.title.vi if "S113" in catalogue() else WRONG
    text, value = '""', ""
    if offer is not None:
        line = figure.line
        points, maximum = _form(line, Helper.POINTS), _maximum(line)
        differs = WRONG + catalogue()["S112"].CHECK.title.vi if "S112" in catalogue() else WRONG
        other = f"ABS({_on_grid(line, points)}-{offered_at})>0.000000001"
        inside = f'IF({points}="",FALSE,AND({points}>=0,{points}<={maximum},{other}))'
        text = f'IF({offered_at}="","",IF({inside},{quoted(differs)},{quoted(FINE)}))'
        number = line.number(Helper.POINTS)
        if isinstance(offer.value, Decimal):
            in_range = number is not None and 0 <= number <= line.node.max_score
            wrong = in_range and number is not None and to_grid(line.node, number) != offer.value
            value = differs if wrong else FINE
    fault = figure.cell(DataHelper.FAULT)
    return Formula(
        f"IF({fault}=1,{quoted(impossible)},{text})", impossible if figure.fault.value == 1 else value
    )


def write(book: Book, page: Page, table: Table) -> None:
    """Fill the data sheet."""
    layout = table.layout
    figures = Figures(table)
    for field, column in layout.data_columns.items():
        page.sheet.column_dimensions[column_letters(column)].width = WIDTHS[field]
    for column in layout.data_helper_columns.values():
        dimension = page.sheet.column_dimensions[column_letters(column)]
        dimension.width, dimension.hidden = 9, True
    title = Style(size=TITLE_SIZE, bold=True, horizontal="center")
    page.put(1, 1, "SỐ LIỆU LÀM CĂN CỨ CHẤM ĐIỂM", title)
    page.merge(1, 1, LAST, title)
    page.height(1, height(1, TITLE_SIZE))
    note = Style(italic=True, horizontal="center")
    words = (
        "Nhập số liệu vào ô nền vàng; điểm theo số liệu để đối chiếu, không tự điền vào cột «Tự đánh giá». "
        "Tiêu chí đã đề nghị trừ thì để trống."
    )
    page.put(2, 1, words, note)
    page.merge(2, 1, LAST, note)
    page.height(2, height(lines_of(words, sum(WIDTHS.values()), SIZE)))
    head = Style(bold=True, fill=HEADER_FILL, border=True, horizontal="center")
    for field, column in layout.data_columns.items():
        page.put(layout.data_header_row, column, DATA_HEADERS[field], head)
    for helper, column in layout.data_helper_columns.items():
        page.put(layout.data_header_row, column, HELPER_PREFIX + helper.value, HIDDEN)
    page.height(layout.data_header_row, height(2))
    shown: set[str] = set()
    for figure in figures.rows:
        _row(page, figures, figure, figure.fact.key not in shown)
        shown.add(figure.fact.key)
    _rules(page, layout)
    page.sheet.freeze_panes = f"A{layout.data_first_row}"
    page.sheet.sheet_view.showGridLines = False
    page.sheet.print_area = f"A1:{ref(layout.data_header_row + len(layout.data_rows), LAST)}"
    page.sheet.print_title_rows = f"{layout.data_header_row}:{layout.data_header_row}"
    print_setup(page.sheet, landscape=True)


def _row(page: Page, figures: Figures, figure: Figure, is_first: bool) -> None:
    layout, fact, node = figures.layout, figure.fact, figure.line.node
    base = Style(border=True)
    number = base._replace(horizontal="center", wrap=False)
    offer = proposal(figures, fact.key) if is_first else None
    offered_at = "$" + column_letters(layout.data_columns[DataField.PROPOSED]) + "$" + str(fact.row)
    contents: dict[DataField, Content] = {
        DataField.CODE: node.code,
        DataField.TITLE: node.title if is_first else "",
        DataField.LABEL: fact.input.label,
        DataField.VALUE: figure.typed,
        DataField.PROPOSED: offer,
        DataField.CHECK: check(figures, figure, offer, offered_at),
    }
    looks = {
        DataField.CODE: base,
        DataField.TITLE: base,
        DataField.LABEL: base,
        DataField.VALUE: number._replace(
            fill=UNIT_INPUT_FILL, unlocked=True, format="#,##0" if counts(fact) else "#,##0.##"
        ),
        DataField.PROPOSED: number._replace(format=points_format(node.places), bold=True),
        DataField.CHECK: base._replace(size=SMALL_SIZE),
    }
    for field, column in layout.data_columns.items():
        page.put(fact.row, column, contents[field], looks[field])
    for helper, content in _hidden(figure):
        page.put(fact.row, layout.data_helper_columns[helper], content, HIDDEN)
    lines = max(
        lines_of(text, WIDTHS[field], SIZE)
        for field, text in contents.items()
        if isinstance(text, str) and field is not DataField.CHECK
    )
    page.height(fact.row, min(TALLEST_ROW, height(max(lines, 2))), grows=True)


def _hidden(figure: Figure) -> Iterator[tuple[DataHelper, Formula | Value]]:
    yield DataHelper.KEY, figure.fact.key
    yield DataHelper.INPUT, figure.fact.input.name
    yield DataHelper.WHOLE_NUMBER, Decimal(counts(figure.fact))
    for part, formula in figure.parts.items():
        yield DataHelper(part.value), formula
    yield DataHelper.FAULT, figure.fault


def _rules(page: Page, layout: Layout) -> None:
    column = layout.data_columns[DataField.VALUE]
    for whole in (True, False):
        rows = [row.row for row in layout.data_rows if counts(row) is whole]
        if rows:
            kind = "số nguyên" if whole else "số"
            rules.add(
                page,
                rules.areas(rows, column),
                type="whole" if whole else "decimal",
                operator="greaterThanOrEqual",
                formula1="0",
                title="Số liệu",
                error=f"Số liệu phải là {kind} không âm, không kèm chữ.",
                prompt=f"Nhập {kind} không âm.",
            )
