"""The sheet that units fill in: head, table with its live columns, footer, signatures."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ..cell import column_letters, ref
from ..criteria import Criteria, Criterion
from ..layout import (
    FOOTER_FIELD,
    FOOTER_LABELS,
    GROUP_INPUTS,
    HEAD_LABELS,
    HEADERS,
    HELPER_PREFIX,
    REVIEWER_INPUTS,
    UNIT_INPUTS,
    Field,
    Footer,
    Head,
    Helper,
    Layout,
    Sum,
)
from ..measure import PIXELS_PER_UNIT
from ..record import NamedTuple
from ..scoring import rate
from ..text import half_up, is_blank
from . import fitting, live, rules
from .book import Book, Content, Page
from .columns import POINT_PLACES, ZERO, Line, Table, appraised_subtotal, rounded, subtotal
from .expressions import Formula, number_words, quoted, words
from .look import (
    CHECK_SIZE,
    COLUMN_WIDTHS,
    DROPPED_INK,
    FINE_INK,
    HEADER_FILL,
    HIDDEN,
    LEVEL_FILLS,
    REVIEWER_INPUT_FILL,
    SIZE,
    SMALL_SIZE,
    TITLE_SIZE,
    TOTAL_FILL,
    UNIT_INPUT_FILL,
    WAITING_INK,
    WRONG_FILL,
    WRONG_INK,
    Style,
)
from .measuring import close_height, height, lines_of, points_format
from .printing import print_setup, printable

LAST = len(Field)
"""The form's last visible column."""
PRINTED = LAST - 1
"""The last one on paper: ``Kiểm tra`` serves who fills in the form, not who signs it."""

Widths = Mapping[Field, float]
"""Column widths in characters."""
NO_RATE = "—"


class HeadValue(NamedTuple):
    """A value in the unit's block, and whether the unit may change it."""

    text: str
    open: bool


def write(
    book: Book,
    page: Page,
    table: Table,
    head: Mapping[Head, HeadValue],
    lists: Mapping[str, str],
) -> None:
    """Fill the form sheet. ``lists`` gives the defined name of each list of choices: by criterion
    key, and under ``"unit_group"`` that of the unit groups."""
    layout = table.layout
    criteria = layout.criteria
    widths = fitting.widths(table)
    _columns(page, layout, widths)
    _top(page, layout, criteria, head, widths)
    _table_head(page, layout, widths)
    for line in table.lines.values():
        _criterion(page, line, widths)
    totals = Figures(table)
    _footer(page, layout, totals)
    _sums(page, table, totals, fitting.total(widths) - widths[Field.CHECK])
    _signatures(page, layout)
    rules.write(page, table, lists, with_group=head[Head.UNIT_GROUP].open)
    _marks(page, layout)
    _view(page, layout, table.tree.leaves[0])
    _keep_together(page, table, fitting.total(widths) - widths[Field.CHECK])


def _columns(page: Page, layout: Layout, widths: Widths) -> None:
    for field, column in layout.columns.items():
        page.sheet.column_dimensions[column_letters(column)].width = widths[field]
    for column in layout.helper_columns.values():
        dimension = page.sheet.column_dimensions[column_letters(column)]
        dimension.width = 9
        dimension.hidden = True


def fits_one_line(unit: str) -> bool:
    """The unit's name takes one line of the head, in the widths of an empty form."""
    width = sum(COLUMN_WIDTHS[field] for field in _HEAD_VALUE)
    return lines_of(unit, width, SIZE, True) == 1


_HEAD_VALUE = (Field.MAX, Field.EXCLUDED, Field.SELF, Field.EVIDENCE, Field.EXPLANATION)
"""The columns over which a value of the head is merged."""


def basis_in_short(text: str) -> str:
    """A document by its number, date and issuer; the guide names it in full."""
    return text.partition(" về việc ")[0].partition(" về ban hành ")[0]


def _top(
    page: Page, layout: Layout, criteria: Criteria, head: Mapping[Head, HeadValue], widths: Widths
) -> None:
    full = fitting.total(widths) - widths[Field.CHECK]
    title = Style(size=TITLE_SIZE, bold=True, horizontal="center")
    text = criteria.title.upper()
    page.put(layout.title_row, 1, text, title)
    page.merge(layout.title_row, 1, PRINTED, title)
    page.height(layout.title_row, close_height(lines_of(text, full, TITLE_SIZE, True), TITLE_SIZE))
    basis = Style(size=SMALL_SIZE, italic=True, horizontal="center")
    text = "; ".join(basis_in_short(one) for one in criteria.legal_basis)
    text = f"(Theo {text})" if text else ""
    page.put(layout.basis_row, 1, text, basis)
    page.merge(layout.basis_row, 1, PRINTED, basis)
    page.height(layout.basis_row, close_height(lines_of(text, full, SMALL_SIZE), SMALL_SIZE))
    # The format shows the colon, so that the label itself stays as it is looked for.
    label = Style(bold=True, horizontal="right", format='@":"')
    last_value = layout.columns[_HEAD_VALUE[-1]]
    for which in Head:
        row = layout.head_rows[which]
        value = head[which]
        page.put(row, layout.head_label_column, HEAD_LABELS[which], label)
        page.merge(row, layout.head_label_column, layout.head_value_column - 1, label)
        style = Style(
            bold=which is Head.UNIT,
            fill=UNIT_INPUT_FILL if value.open else None,
            border=value.open,
            unlocked=value.open,
        )
        page.put(row, layout.head_value_column, value.text, style)
        page.merge(row, layout.head_value_column, last_value, style)
        width = sum(widths[field] for field in _HEAD_VALUE)
        page.height(row, close_height(lines_of(value.text, width, SIZE, style.bold)))


def _table_head(page: Page, layout: Layout, widths: Widths) -> None:
    style = Style(size=SMALL_SIZE, bold=True, fill=HEADER_FILL, border=True, horizontal="center")
    for field, column in layout.columns.items():
        page.put(layout.header_row, column, HEADERS[field], style)
    for helper, column in layout.helper_columns.items():
        page.put(layout.header_row, column, HELPER_PREFIX + helper.value, HIDDEN)
    lines = max(lines_of(HEADERS[field], widths[field], SMALL_SIZE, True) for field in Field)
    page.height(layout.header_row, height(lines, SMALL_SIZE))


def _criterion(page: Page, line: Line, widths: Widths) -> None:
    node, row, layout = line.node, line.row, line.table.layout
    leaf = node.is_leaf
    fill = None if leaf else LEVEL_FILLS[min(node.level, len(LEVEL_FILLS)) - 1]
    base = Style(
        bold=not leaf and node.level <= 2, italic=not leaf and node.level > 2, fill=fill, border=True
    )
    centered = base._replace(horizontal="center")
    number = base._replace(
        horizontal="center", wrap=False, format=points_format(max(node.places, POINT_PLACES))
    )
    inputs = (*UNIT_INPUTS, *REVIEWER_INPUTS) if leaf else GROUP_INPUTS
    texts: list[tuple[str, float, float, bool]] = []
    contents: dict[Field, Content] = {
        Field.CODE: node.code,
        Field.TITLE: node.title,
        Field.MAX: node.max_score,
        Field.CHECK: live.check(line),
    }
    if not leaf:
        contents[Field.SELF] = subtotal(line)
        contents[Field.APPRAISED] = appraised_subtotal(line)
    for field in inputs:
        contents[field] = line.typed(field)
    looks = {
        Field.CODE: base,
        Field.TITLE: base._replace(indent=node.level - 1),
        Field.MAX: number,
        Field.EXCLUDED: centered._replace(bold=True),
        Field.SELF: number,
        Field.EVIDENCE: base,
        Field.EXPLANATION: base._replace(bold=False, italic=False),
        Field.APPRAISED: number,
        Field.OPINION: base,
        Field.CHECK: base._replace(bold=False, italic=False, size=CHECK_SIZE),
    }
    for field, column in layout.columns.items():
        look = looks[field]
        if field in inputs:
            ground = REVIEWER_INPUT_FILL if field in REVIEWER_INPUTS else UNIT_INPUT_FILL
            look = look._replace(fill=ground, unlocked=True)
            if field is Field.SELF and _is_for_others(line):
                look = look._replace(fill=TOTAL_FILL, unlocked=False)
        content = contents.get(field)
        if isinstance(content, str) and content:
            room = widths[field] - 1.3 * look.indent
            if field in fitting.FREE_TEXT:
                look = look._replace(size=fitting.size_for(content, room, look.bold))
            texts.append((content, room, look.size, look.bold))
        page.put(row, column, content, look)
    for helper, column in layout.helper_columns.items():
        content = line.content(helper)
        if content != "":
            page.put(row, column, content, HIDDEN)
    page.height(row, max(fitting.row_height(texts), _least_height(node)), grows=True)
    if node.level > 1:
        page.sheet.row_dimensions[row].outline_level = min(node.level - 1, 7)


def _is_for_others(line: Line) -> bool:
    """Somebody else scores it; what a unit typed all the same stays open, so that it can be cleared."""
    typed = line.typed(Field.SELF)
    blank = typed is None or (isinstance(typed, str) and is_blank(typed))
    return blank and line.node.rule.kind == "given"


def _least_height(node: Criterion) -> float:
    """Room for the longest words that ``Kiểm tra`` may come to show in a row."""
    codes = live.codes(node)
    most = max(
        (lines_of(live.words(code), COLUMN_WIDTHS[Field.CHECK], CHECK_SIZE, True) for code in codes),
        default=1,
    )
    return max(height(most, CHECK_SIZE), height(1))


def _footer(page: Page, layout: Layout, totals: Figures) -> None:
    label = Style(bold=True, fill=TOTAL_FILL, border=True)
    number = label._replace(horizontal="center", wrap=False, format=points_format(POINT_PLACES))
    contents = _footer_contents(totals)
    for line in Footer:
        row = layout.footer_rows[line]
        for column in range(1, LAST + 1):
            page.put(row, column, None, label)
        page.put(row, 1, FOOTER_LABELS[line], label)
        page.merge(row, 1, layout.columns[FOOTER_FIELD] - 1, label)
        for (where, field), content in contents.items():
            if where is line:
                page.put(row, layout.columns[field], content, number)
        page.height(row, height(1))


class Figures:
    """The totals of a form being built: the cells that hold them and the values they have."""

    def __init__(self, table: Table) -> None:
        self.table = table
        layout, lines = table.layout, table.lines
        self.cells = {
            figure: f"${column_letters(column)}${layout.status_row}"
            for figure, column in layout.sum_columns.items()
        }
        roots = [lines[root.key] for root in table.tree.roots]
        self.base = [root for root in roots if root.node.in_total]
        self.parts = {
            Sum.SELF: [root for root in self.base if root.node.kind == "bonus"],
            Sum.BONUS: [root for root in roots if root.node.kind == "bonus" and not root.node.in_total],
            Sum.PENALTY: [root for root in roots if root.node.kind == "penalty"],
        }
        """The groups of bonus and penalty that make up a figure."""
        self.maximum = sum((root.node.max_score for root in self.base), ZERO)
        self.excluded = table.total(Helper.EXCLUDED)
        self.own = table.total(Helper.COUNTED) + self._sum(Sum.SELF, Helper.CAPPED)
        self.bonus = self._sum(Sum.BONUS, Helper.CAPPED)
        self.penalty = -self._sum(Sum.PENALTY, Helper.CAPPED)
        self.achieved = self.own - self.penalty + self.bonus
        self.rate = rate(self.achieved, self.maximum - self.excluded, table.tree.criteria.rate_places)

    def _sum(self, figure: Sum, helper: Helper) -> Decimal:
        return sum((root.number(helper) or ZERO for root in self.parts[figure]), ZERO)

    def cells_of(self, figure: Sum, helper: Helper) -> str:
        """The hidden cells of a figure's groups, each after a comma."""
        return "".join("," + root.cell(helper) for root in self.parts[figure])

    @property
    def formula(self) -> str:
        """The points achieved."""
        text = self.cells[Sum.SELF]
        text += f"-{self.cells[Sum.PENALTY]}" if self.parts[Sum.PENALTY] else ""
        return text + (f"+{self.cells[Sum.BONUS]}" if self.parts[Sum.BONUS] else "")

    def appraised(self) -> Formula:
        """What the appraised scores come to."""
        known = self.table.span(Helper.APPRAISED)
        values = self.table.values(Helper.APPRAISED)
        for figure, roots in self.parts.items():
            known += self.cells_of(figure, Helper.APPRAISED_CAPPED)
            values += [root.value(Helper.APPRAISED_CAPPED) for root in roots]
        numbers = [value for value in values if isinstance(value, Decimal)]
        text = f'IF(COUNT({known})=0,"",{rounded(f"SUM({known})")})'
        return Formula(text, half_up(sum(numbers, ZERO), POINT_PLACES) if numbers else "")


def _footer_contents(figures: Figures) -> dict[tuple[Footer, Field], Content]:
    layout, sums = figures.table.layout, figures.cells
    own = half_up(figures.own, POINT_PLACES)
    penalty = Formula("0", ZERO)
    if figures.parts[Sum.PENALTY]:
        penalty = Formula(
            f"ROUND({sums[Sum.PENALTY]},{POINT_PLACES})", half_up(figures.penalty, POINT_PLACES)
        )

    def at(line: Footer) -> str:
        return "$" + column_letters(layout.columns[FOOTER_FIELD]) + "$" + str(layout.footer_rows[line])

    subtracted = sums[Sum.PENALTY] if figures.parts[Sum.PENALTY] else at(Footer.PENALTY)
    achieved = f"{sums[Sum.SELF]}-{subtracted}"
    if figures.parts[Sum.BONUS]:
        achieved += f"+{sums[Sum.BONUS]}"
    return {
        (Footer.MAX, FOOTER_FIELD): Formula(sums[Sum.MAX], figures.maximum),
        (Footer.MAX, Field.SELF): Formula(at(Footer.SELF), own),
        (Footer.MAX, Field.APPRAISED): figures.appraised(),
        (Footer.EXCLUDED, FOOTER_FIELD): Formula(sums[Sum.EXCLUDED], figures.excluded),
        (Footer.SELF, FOOTER_FIELD): Formula(f"ROUND({sums[Sum.SELF]},{POINT_PLACES})", own),
        (Footer.PENALTY, FOOTER_FIELD): penalty,
        (Footer.ACHIEVED, FOOTER_FIELD): Formula(rounded(achieved), half_up(figures.achieved, POINT_PLACES)),
        (Footer.RATE, FOOTER_FIELD): Formula(
            sums[Sum.RATE], NO_RATE if figures.rate is None else figures.rate
        ),
    }


def _sums(page: Page, table: Table, totals: Figures, width: float) -> None:
    """The hidden figures of the status line, and the line itself, ``width`` characters wide."""
    layout, cells = table.layout, totals.cells
    criteria = layout.criteria
    row = layout.status_row
    roots = ",".join(root.maximum for root in totals.base)
    check = column_letters(layout.columns[Field.CHECK])
    checks = f"${check}${layout.first_row}:${check}${layout.last_row}"
    reached = totals.rate
    wrong = sum((live.first(line) or "S108") != "S108" for line in table.lines.values())
    optional = sum(leaf.kind != "main" or leaf.rule.kind == "given" for leaf in table.tree.leaves)
    counted = f"SUM({table.span(Helper.COUNTED)}{totals.cells_of(Sum.SELF, Helper.CAPPED)})"
    achieved = f"({totals.formula})" if totals.formula != cells[Sum.SELF] else totals.formula
    figures: dict[Sum, Formula] = {
        Sum.LEAVES: Formula(
            f"SUM({table.span(Helper.LEAF)})" + (f"-{optional}" if optional else ""),
            table.total(Helper.LEAF) - optional,
        ),
        Sum.DONE: Formula(f"SUM({table.span(Helper.DONE)})", table.total(Helper.DONE)),
        Sum.WRONG: Formula(f'COUNTIF({checks},"{live.WRONG.strip()}*")', Decimal(wrong)),
        Sum.MAX: Formula(f"ROUND(SUM({roots}),10)", totals.maximum),
        Sum.EXCLUDED: Formula(f"ROUND(SUM({table.span(Helper.EXCLUDED)}),10)", totals.excluded),
        Sum.APPLICABLE: Formula(
            f"ROUND({cells[Sum.MAX]}-{cells[Sum.EXCLUDED]},10)", totals.maximum - totals.excluded
        ),
        Sum.SELF: Formula(f"ROUND({counted},10)", half_up(totals.own, 10)),
        # Rounded to ten places first, so that a half that binary numbers miss is still a half.
        Sum.RATE: Formula(
            f'IF({cells[Sum.APPLICABLE]}=0,"{NO_RATE}",'
            f"ROUND(ROUND({achieved}*100/{cells[Sum.APPLICABLE]},10),{criteria.rate_places}))",
            NO_RATE if reached is None else reached,
        ),
    }
    more = ((Sum.BONUS, "", totals.bonus, "Điểm cộng"), (Sum.PENALTY, "-", totals.penalty, "Điểm trừ"))
    for figure, sign, total, _ in more:
        if totals.parts[figure]:
            summed = f"{sign}SUM({totals.cells_of(figure, Helper.CAPPED)[1:]})"
            figures[figure] = Formula(f"ROUND({summed},10)", half_up(total, 10))
    for figure, formula in figures.items():
        page.put(row, layout.sum_columns[figure], formula, HIDDEN)

    def said(figure: Sum) -> str:
        return number_words(cells[figure], POINT_PLACES)

    def said_rounded(figure: Sum) -> str:
        # Rounded before it is scaled: 1,005 x 100 is less than 100,5 in binary numbers.
        return number_words(f"ROUND({cells[figure]},{POINT_PLACES})", POINT_PLACES)

    def value(figure: Sum) -> str:
        number = figures[figure].value
        assert isinstance(number, Decimal)
        return words(number, POINT_PLACES)

    places = criteria.rate_places
    rate_said = number_words(cells[Sum.RATE], places)
    rate_text = f'IF(ISNUMBER({cells[Sum.RATE]}),{rate_said}&" %",{quoted(NO_RATE)})'
    rate_value = NO_RATE if reached is None else words(reached, places) + " %"
    extra = [(figure, label) for figure, _, _, label in more if figure in figures]
    text = (
        f'"Đã chấm "&{cells[Sum.DONE]}&"/"&{cells[Sum.LEAVES]}&" tiêu chí · "'
        f'&{cells[Sum.WRONG]}&" dòng cần xem lại · Tổng "&{said(Sum.MAX)}'
        f'&" · Không chấm "&{said(Sum.EXCLUDED)}&" · Áp dụng "&{said(Sum.APPLICABLE)}'
        f'&" · Tự chấm "&{said_rounded(Sum.SELF)}'
        + "".join(f'&" · {label} "&{said_rounded(figure)}' for figure, label in extra)
        + f'&" · Tỷ lệ "&{rate_text}'
    )
    shown = (
        f"Đã chấm {figures[Sum.DONE].value}/{figures[Sum.LEAVES].value} tiêu chí · {wrong} dòng cần xem lại"
        f" · Tổng {value(Sum.MAX)} · Không chấm {value(Sum.EXCLUDED)} · Áp dụng {value(Sum.APPLICABLE)}"
        f" · Tự chấm {value(Sum.SELF)}"
        + "".join(f" · {label} {value(figure)}" for figure, label in extra)
        + f" · Tỷ lệ {rate_value}"
    )
    style = Style(bold=True, color="1F3864")
    page.put(row, 1, Formula(text, shown), style)
    page.merge(row, 1, PRINTED, style)
    # Room for the figures to come.
    lines = lines_of(shown + " 000,00" * 2, width, SIZE, True)
    page.height(row, close_height(lines) + 2)


def _signatures(page: Page, layout: Layout) -> None:
    """Place and date, who made the form, who signs it (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""
    rows = layout.signature_rows
    left, right = (1, layout.columns[Field.EXCLUDED]), (layout.columns[Field.EXPLANATION], PRINTED)
    centered = Style(horizontal="center")
    lines: list[tuple[int, tuple[int, int], str, Style]] = [
        (1, right, "…………, ngày …… tháng …… năm ………", centered._replace(italic=True, unlocked=True)),
        (2, left, "NGƯỜI LẬP BIỂU", centered._replace(bold=True)),
        (2, right, "THỦ TRƯỞNG ĐƠN VỊ", centered._replace(bold=True)),
        (3, left, "(Ký, ghi rõ họ tên)", centered._replace(italic=True)),
        (3, right, "(Ký, đóng dấu, ghi rõ họ tên)", centered._replace(italic=True)),
        (6, left, "", centered._replace(bold=True, unlocked=True)),
        (6, right, "", centered._replace(bold=True, unlocked=True)),
    ]
    for offset, (first, last), text, style in lines:
        page.put(rows[offset], first, text, style)
        page.merge(rows[offset], first, last, style)
    for row in rows:
        page.height(row, height(1))
    page.height(rows[4], 30)
    page.height(rows[5], 30)


def _marks(page: Page, layout: Layout) -> None:
    """Colours that follow the answers; the words of ``Kiểm tra`` and the mark say the same."""
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import Font, PatternFill

    rule: Any = FormulaRule
    first, last = layout.first_row, layout.last_row
    check = f"${column_letters(layout.columns[Field.CHECK])}{first}"
    out = f"${column_letters(layout.helper_columns[Helper.OUT])}{first}"

    def span(left: Field, right: Field) -> str:
        return f"{ref(first, layout.columns[left])}:{ref(last, layout.columns[right])}"

    def solid(color: str) -> PatternFill:
        return PatternFill("solid", start_color=color, end_color=color)

    wrong = f'LEFT({check},1)="{live.WRONG.strip()}"'
    rules = [
        (span(Field.CHECK, Field.CHECK), wrong, Font(bold=True, color=WRONG_INK), solid(WRONG_FILL)),
        (
            span(Field.CHECK, Field.CHECK),
            f'LEFT({check},1)="{live.WAITING.strip()}"',
            Font(italic=True, color=WAITING_INK),
            None,
        ),
        (
            span(Field.CHECK, Field.CHECK),
            f'LEFT({check},1)="{live.FINE}"',
            Font(color=FINE_INK),
            None,
        ),
        (span(Field.SELF, Field.SELF), wrong, None, solid(WRONG_FILL)),
        # A row left out: struck points and grey words. Its ground stays, and with it the marks of findings.
        (span(Field.CODE, Field.TITLE), f"{out}=1", Font(italic=True, color=DROPPED_INK), None),
        (span(Field.MAX, Field.MAX), f"{out}=1", Font(strike=True, color=DROPPED_INK), None),
        (span(Field.EXCLUDED, Field.OPINION), f"{out}=1", Font(italic=True, color=DROPPED_INK), None),
    ]
    for area, formula, font, fill in rules:
        page.sheet.conditional_formatting.add(area, rule(formula=[formula], font=font, fill=fill))


def unremarked(layout: Layout) -> str:
    """Codes are texts even where they look like numbers; sums leave out rows by design."""
    rows = f"{layout.header_row}:{{0}}{layout.footer_rows[Footer.RATE]}"

    def span(field: Field) -> str:
        letters = column_letters(layout.columns[field])
        return letters + rows.format(letters)

    sums = " ".join(span(field) for field in (Field.MAX, Field.SELF, Field.APPRAISED, Field.CHECK))
    return (
        f'<ignoredErrors><ignoredError numberStoredAsText="1" sqref="{span(Field.CODE)}"></ignoredError>'
        f'<ignoredError formula="1" formulaRange="1" sqref="{sums}"></ignoredError></ignoredErrors>'
    )


def _keep_together(page: Page, table: Table, width: float) -> None:
    """The totals and the signatures stay on one page, with the last criterion where it fits there: nobody
    signs a page that holds none of the scores. ``width`` is that of the printed columns, in characters."""
    from openpyxl.worksheet.pagebreak import Break

    layout, sheet = table.layout, page.sheet
    line = table.lines[table.tree.leaves[-1].key]
    while line.parent is not None and line.row == line.parent.row + 1:
        line = line.parent
    rows = (layout.header_row, *range(line.row, layout.signature_rows[-1] + 1))
    taken = sum(sheet.row_dimensions[row].height for row in rows)
    room_across, room_down = printable(sheet)
    across = width * PIXELS_PER_UNIT * 0.75
    fits = taken * min(1, room_across / across) <= room_down
    sheet.row_breaks.append(Break(id=(line.row if fits else layout.footer_rows[Footer.MAX]) - 1))


def _view(page: Page, layout: Layout, first: Criterion) -> None:
    sheet = page.sheet
    # The code says which row it is; with the titles frozen too, a telephone would show nothing beside them.
    sheet.freeze_panes = ref(layout.first_row, layout.columns[Field.TITLE])
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 100
    start = ref(*layout.address(first.key, Field.SELF))
    sheet.sheet_view.selection[-1].activeCell = sheet.sheet_view.selection[-1].sqref = start
    sheet.sheet_properties.outlinePr.summaryBelow = False
    last = layout.signature_rows[-1]
    sheet.print_area = f"A1:{ref(last, PRINTED)}"
    sheet.print_title_rows = f"{layout.header_row}:{layout.header_row}"
    print_setup(sheet, landscape=True)
    # One button, to see the rows that must be looked at again.
    check = column_letters(layout.columns[Field.CHECK])
    sheet.auto_filter.ref = f"{check}{layout.header_row}:{check}{layout.last_row}"
