"""The sheet of figures: what some criteria count, and the score that follows from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property

from ..cell import column_letters, ref
from ..checking import catalogue
from ..criteria import FactKind
from ..finding import Place
from ..layout import (
    DATA_HEADERS,
    DATA_SHEET,
    FACTS_TITLE,
    FORM_SHEET,
    HELPER_PREFIX,
    DataField,
    DataHelper,
    DataRow,
    FactRow,
    Helper,
)
from ..measure import TALLEST_ROW
from ..scoring import SAYS, fact_value, is_a_level, is_count, level_number, proposed, to_grid
from ..submission import Entry, EntryKind
from ..text import is_blank, squash
from . import rules
from .answers import Typed
from .book import Book, Content, Page
from .columns import Line, Table
from .expressions import Formula, Value, quoted, squashed
from .identity import level_list
from .live import FINE, WRONG
from .look import (
    HEADER_FILL,
    HIDDEN,
    REVIEWER_INPUT_FILL,
    SIZE,
    SMALL_SIZE,
    TITLE_SIZE,
    TOTAL_FILL,
    UNIT_INPUT_FILL,
    Style,
)
from .measuring import height, lines_of, points_format
from .printing import print_setup
from .typed_numbers import AMBIGUOUS, AS_TEXT, BLANK, ERROR, NO_NUMBER, NUMBER, Part, parts

WIDTHS: dict[DataField, float] = {
    DataField.CODE: 9,
    DataField.TITLE: 44,
    DataField.LABEL: 43,
    DataField.VALUE: 12,
    DataField.PROPOSED: 13,
    DataField.CHECK: 26,
}
LAST = len(DataField)

WORDS_WIDTH = 24.0
"""Of the column of figures where levels are chosen in words."""

_FIGURE_KINDS = (NUMBER, AS_TEXT)


class Figures:
    """The rows of the data sheet of a form being built."""

    def __init__(self, table: Table, lists: Mapping[str, str]) -> None:
        self.table = table
        self.layout = table.layout
        self.lists = lists
        self.rows = [Figure(self, row) for row in table.layout.data_rows]
        self.widths = dict(WIDTHS)
        if any(row.is_level for row in self.rows) or table.layout.fact_rows:
            self.widths[DataField.VALUE] = WORDS_WIDTH

    def of(self, key: str) -> dict[str, Figure]:
        """A criterion's figures by the name of the rule's input."""
        return {row.fact.input.name: row for row in self.rows if row.fact.key == key}


class Figure:
    """One row of the data sheet of a form being built."""

    def __init__(self, figures: Figures, fact: DataRow) -> None:
        self.figures = figures
        self.fact = fact
        self.line: Line = figures.table.lines[fact.key]

    @property
    def is_level(self) -> bool:
        """A level is chosen by its words; everything else is a number."""
        return self.fact.input.name == "level"

    @cached_property
    def typed(self) -> Typed:
        return self.line.answers.figures.get(self.fact.input.name)

    @cached_property
    def source(self) -> str:
        """Reference to the input that cutting and pasting does not carry away."""
        layout = self.figures.layout
        letters = column_letters(layout.data_columns[DataField.VALUE])
        first, last = layout.data_header_row, layout.data_last_row + 1
        return f"INDEX(${letters}${first}:${letters}${last},ROW()-ROW(${letters}${first})+1)"

    def cell(self, helper: DataHelper) -> str:
        """Reference to a hidden cell of this row."""
        return f"${column_letters(self.figures.layout.data_helper_columns[helper])}${self.fact.row}"

    @cached_property
    def parts(self) -> dict[Part, Formula]:
        if self.is_level:
            return self._level()
        return parts(self.source, self.typed, lambda part: self.cell(DataHelper(part.value)))

    def _level(self) -> dict[Part, Formula]:
        """The hidden cells that read a level: its words, what they are, and its number."""
        node, typed = self.line.node, self.typed
        text, chosen = self.cell(DataHelper.TEXT), self.cell(DataHelper.NUMBER)
        words = self.figures.lists[level_list(node.key)]
        numbers = range(1, len(node.rule.levels) + 1)
        found = "+".join(f"EXACT({text},INDEX({words},{index}))*{index}" for index in numbers)
        kind = (
            f"IF(ISERROR({self.source}),{ERROR},IF(ISBLANK({self.source}),{BLANK},IF(ISTEXT({self.source}),"
            f'IF({text}="",{BLANK},IF({chosen}="",{NO_NUMBER},{NUMBER})),{NO_NUMBER})))'
        )
        said = squash(typed) if isinstance(typed, str) else ""
        number = level_number(node, said)
        known = BLANK if typed is None or (isinstance(typed, str) and not said) else NO_NUMBER
        return {
            Part.TEXT: Formula(f'IF(ISTEXT({self.source}),{squashed(self.source)},"")', said),
            Part.KIND: Formula(kind, known if number is None else NUMBER),
            Part.NUMBER: Formula(f'IF(({found})=0,"",{found})', "" if number is None else Decimal(number)),
        }

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
        if is_count(self.fact.input):
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
        if is_count(self.fact.input) and number != number.to_integral_value():
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
    points = _points(line, of)
    if points is None:
        return None
    ready, text = points
    known = ",".join(
        f"{one.cell(DataHelper.KIND)}>={NUMBER},{one.cell(DataHelper.KIND)}<={AS_TEXT}" for one in of.values()
    )
    numbers = {name: figure.number for name, figure in of.items() if figure.number is not None}
    value = proposed(line.node, numbers)
    return Formula(f'IF(AND({known}),IF({ready},{text},""),"")', "" if value is None else value)


def _points(line: Line, of: Mapping[str, Figure]) -> tuple[str, str] | None:
    """When the figures, all of them known, make a score, and which."""
    node, rule = line.node, line.node.rule
    sign = "-" if node.kind == "penalty" else ""
    most = _maximum(line)

    def number(name: str) -> str:
        return of[name].cell(DataHelper.NUMBER)

    if rule.kind in ("ratio", "steps"):
        n, d = number("numerator"), number("denominator")
        ready = f"AND({n}>=0,{n}<={d},{d}>0)"
        if rule.kind == "ratio":
            return ready, sign + _on_grid(line, f"{n}*{most}/{d}")
        return ready, _step_reached(line, n, d)
    if rule.kind in ("deduction", "per_unit") and rule.points is not None:
        count = number("count")
        ready = f"AND({count}>=0,{count}=INT({count}))"
        per_case = f"{count}*{rule.points:f}"
        text = f"MAX({most}-{per_case},0)" if rule.kind == "deduction" else f"MIN({per_case},{most})"
        return ready, sign + _on_grid(line, text)
    if rule.kind == "choice":
        levels = range(1, len(rule.levels) + 1)
        scores = ",".join(f"{_level_score(line, index):f}" for index in levels)
        return "TRUE", f"CHOOSE({number('level')},{scores})"
    return None


def _step_reached(line: Line, n: str, d: str) -> str:
    """The score of the highest step that the ratio reaches. Multiplied out to whole numbers, so that a
    limit is met exactly."""
    node = line.node
    text = f"{_proposed_points(line, Decimal(0)):f}"
    for band in sorted(node.rule.bands, key=lambda band: band.at_least):
        scale = 10 ** max(0, -int(band.at_least.as_tuple().exponent))
        met = f"ROUND({n}*{100 * scale}-{d}*{int(band.at_least * scale)},6)>=0"
        text = f"IF({met},{_proposed_points(line, band.score):f},{text})"
    return text


def _level_score(line: Line, index: int) -> Decimal:
    return proposed(line.node, {"level": Decimal(index)}) or Decimal(0)


def _proposed_points(line: Line, points: Decimal) -> Decimal:
    points = to_grid(line.node, min(points, line.node.max_score))
    return -points + 0 if line.node.kind == "penalty" else points


def _maximum(line: Line) -> str:
    return f"'{FORM_SHEET}'!{line.maximum}"


def _on_grid(line: Line, points: str) -> str:
    """``scoring.to_grid``; ten places first, so that a half that binary numbers miss is still one."""
    if line.node.step:
        step = f"{line.node.step:f}"
        return f"ROUND(ROUND(({points})/{step},10),0)*{step}"
    return f"ROUND(ROUND({points},10),{line.node.places})"


def check(figure: Figure, is_first: bool, offer: Formula | None, offered_at: str) -> Formula:
    """What is wrong with a figure, or with the score that it should give: in its criterion's first row."""
    impossible = _wrong("S113")
    text, value = '""', ""
    if offer is not None:
        text, value = _differing(figure.line, offer, offered_at)
    elif figure.line.node.rule.kind == "alternatives":
        text, value = _above_way(figure)
    if is_first and figure.line.node.rule.kind != "choice":
        text, value = _unsupported(figure, text, value)
    fault = figure.cell(DataHelper.FAULT)
    return Formula(
        f"IF({fault}=1,{quoted(impossible)},{text})", impossible if figure.fault.value == 1 else value
    )


def struck(table: Table, lists: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Criterion key -> the checks S112 and S113 that the sheet shows as struck."""
    figures = Figures(table, lists)
    found: dict[str, set[str]] = {}
    for figure in figures.rows:
        key = figure.fact.key
        is_first = key not in found
        codes = found.setdefault(key, set())
        offer = proposal(figures, key) if is_first else None
        said = check(figure, is_first, offer, "").value
        codes.update(code for code in ("S112", "S113") if said == _wrong(code))
    return {key: frozenset(codes) for key, codes in found.items()}


def _unsupported(figure: Figure, text: str, value: str) -> tuple[str, str]:
    """Check S112: points without all the figures that they follow from; else what is said already."""
    line = figure.line
    points, maximum = _form(line, Helper.POINTS), _maximum(line)
    size = f"ABS({points})" if line.node.kind == "penalty" else points
    asked = figure.figures.of(line.node.key).values()
    blank = ",".join(f"{one.cell(DataHelper.KIND)}={BLANK}" for one in asked)
    claimed = f'IF({points}="",FALSE,AND({size}>0,{size}<={maximum},OR({blank})))'
    text = f"IF({claimed},{quoted(_wrong('S112'))},{text})"
    number = line.number(Helper.POINTS)
    if number is not None and line.node.kind == "penalty":
        number = abs(number)
    if number is None or not 0 < number <= line.node.max_score:
        return text, value
    is_blank = any(one.parts[Part.KIND].value == BLANK for one in asked)
    return text, _wrong("S112") if is_blank else value


def _wrong(code: str) -> str:
    return WRONG + catalogue()[code].CHECK.title.vi


def _differing(line: Line, offer: Formula, offered_at: str) -> tuple[str, str]:
    """Check S112: the score is not the one that the figures give."""
    differs, node = _wrong("S112"), line.node
    points, maximum = _form(line, Helper.POINTS), _maximum(line)
    size, offered = points, offered_at
    if node.kind == "penalty":
        size, offered = f"ABS({points})", f"ABS({offered_at})"
    other = f"ABS({_on_grid(line, size)}-{offered})>0.000000001"
    if node.rule.kind == "choice":
        levels = sorted({min(level.score, node.max_score) for level in node.rule.levels})
        other += ",OR(" + ",".join(f"ABS({size}-{level:f})<=0.000000001" for level in levels) + ")"
    inside = f'IF({points}="",FALSE,AND({size}>=0,{size}<={maximum},{other}))'
    text = f'IF({offered_at}="","",IF({inside},{quoted(differs)},{quoted(FINE)}))'
    if not isinstance(offer.value, Decimal):
        return text, ""
    number = line.number(Helper.POINTS)
    if number is not None and node.kind == "penalty":
        number = abs(number)
    in_range = number is not None and 0 <= number <= node.max_score
    if node.rule.kind == "choice":
        in_range = in_range and number is not None and is_a_level(node, number)
    wrong = in_range and number is not None and to_grid(node, number) != abs(offer.value)
    return text, differs if wrong else FINE


def _above_way(figure: Figure) -> tuple[str, str]:
    """Check S111 of alternatives: the score is above the maximum of the way that was chosen."""
    line, number = figure.line, figure.cell(DataHelper.NUMBER)
    points = _form(line, Helper.POINTS)
    most = ",".join(f"{level.score:f}" for level in line.node.rule.levels)
    size = f"ABS({points})" if line.node.kind == "penalty" else points
    limit = f"{size}>=0,{size}<={_maximum(line)},{size}>CHOOSE({number},{most})"
    above = f'IF({points}="",FALSE,AND({limit}))'
    text = f'IF({number}="","",IF({above},{quoted(_wrong("S111"))},{quoted(FINE)}))'
    chosen, typed = figure.number, line.number(Helper.POINTS)
    if chosen is None:
        return text, ""
    way = line.node.rule.levels[int(chosen) - 1].score
    if typed is not None and line.node.kind == "penalty":
        typed = abs(typed)
    return text, _wrong("S111") if typed is not None and way < typed <= line.node.max_score else FINE


def write(book: Book, page: Page, table: Table, lists: Mapping[str, str], facts: Mapping[str, Typed]) -> None:
    """Fill the data sheet.

    Args:
        book: the workbook.
        page: the sheet.
        table: the criteria's rows.
        lists: what ``identity.lists`` gave.
        facts: code -> what was stated for the unit, as it stands in the cell.
    """
    layout = table.layout
    figures = Figures(table, lists)
    widths = figures.widths
    for field, column in layout.data_columns.items():
        page.sheet.column_dimensions[column_letters(column)].width = widths[field]
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
    page.height(2, height(lines_of(words, sum(widths.values()), SIZE)))
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
    if layout.fact_rows:
        _facts(page, figures, facts)
    _rules(page, figures)
    page.sheet.freeze_panes = f"A{layout.data_first_row}"
    page.sheet.sheet_view.showGridLines = False
    page.sheet.print_area = f"A1:{ref(layout.data_last_row, LAST)}"
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
        DataField.TITLE: _title(figure.line) if is_first else "",
        DataField.LABEL: fact.input.label,
        DataField.VALUE: figure.typed,
        DataField.PROPOSED: offer,
        DataField.CHECK: check(figure, is_first, offer, offered_at),
    }
    typed = number._replace(
        fill=UNIT_INPUT_FILL, unlocked=True, format="#,##0" if is_count(fact.input) else "#,##0.##"
    )
    looks = {
        DataField.CODE: base,
        DataField.TITLE: base,
        DataField.LABEL: base,
        DataField.VALUE: typed._replace(wrap=True, format="General") if figure.is_level else typed,
        DataField.PROPOSED: number._replace(format=points_format(node.places), bold=True),
        DataField.CHECK: base._replace(size=SMALL_SIZE),
    }
    for field, column in layout.data_columns.items():
        page.put(fact.row, column, contents[field], looks[field])
    for helper, content in _hidden(figure):
        page.put(fact.row, layout.data_helper_columns[helper], content, HIDDEN)
    words = [
        (text, figures.widths[field])
        for field, text in contents.items()
        if isinstance(text, str) and field is not DataField.CHECK
    ]
    if figure.is_level:
        # Room for whatever level is chosen.
        words += [(level.label, figures.widths[DataField.VALUE]) for level in node.rule.levels]
    lines = max(lines_of(text, width, SIZE) for text, width in words)
    page.height(fact.row, min(TALLEST_ROW, height(max(lines, 2))), grows=True)


def _title(line: Line) -> str:
    """A criterion's title; where codes restart in every section, after its section's code."""
    node = line.node
    if node.key == node.code:
        return node.title
    *_, section = line.table.tree.lineage(node.key)
    return f"{section.code} › {node.title}" if section.key != node.key else node.title


def _hidden(figure: Figure) -> Iterator[tuple[DataHelper, Formula | Value]]:
    yield DataHelper.KEY, figure.fact.key
    yield DataHelper.INPUT, figure.fact.input.name
    yield DataHelper.WHOLE_NUMBER, Decimal(is_count(figure.fact.input))
    for part, formula in figure.parts.items():
        yield DataHelper(part.value), formula
    yield DataHelper.FAULT, figure.fault


_FACT_FORMATS: dict[FactKind, str] = {"percent": "0.00%", "count": "#,##0", "yes_no": "General"}


def _facts(page: Page, figures: Figures, stated: Mapping[str, Typed]) -> None:
    """What grades ask for beside the points, stated once for the unit."""
    layout, widths = figures.layout, figures.widths
    head = Style(bold=True, fill=TOTAL_FILL, border=True)
    page.put(layout.facts_row, 1, FACTS_TITLE, head)
    page.merge(layout.facts_row, 1, LAST, head)
    page.height(layout.facts_row, height(1))
    base = Style(border=True)
    for row in layout.fact_rows:
        fact = row.fact
        by = f"Do {fact.by} nêu; đơn vị để trống nếu chưa có." if fact.by else "Để xét xếp loại."
        typed = stated.get(fact.code)
        fill = REVIEWER_INPUT_FILL if fact.by else UNIT_INPUT_FILL
        contents: dict[DataField, Content] = {
            DataField.TITLE: by,
            DataField.LABEL: fact.label,
            DataField.VALUE: typed,
            DataField.CHECK: _fact_check(figures, row, typed),
        }
        looks = {
            DataField.VALUE: base._replace(
                horizontal="center", fill=fill, unlocked=True, format=_FACT_FORMATS[fact.kind]
            ),
            DataField.CHECK: base._replace(size=SMALL_SIZE),
        }
        for field, column in layout.data_columns.items():
            page.put(row.row, column, contents.get(field), looks.get(field, base))
        page.put(row.row, layout.data_helper_columns[DataHelper.INPUT], fact.code, HIDDEN)
        lines = max(
            lines_of(by, widths[DataField.TITLE], SIZE), lines_of(fact.label, WIDTHS[DataField.LABEL], SIZE)
        )
        page.height(row.row, min(TALLEST_ROW, height(max(lines, 2))), grows=True)


def _fact_check(figures: Figures, row: FactRow, typed: Typed) -> Formula:
    """Check S113 of what is stated."""
    layout = figures.layout
    letters = column_letters(layout.data_columns[DataField.VALUE])
    first, last = layout.data_header_row, layout.data_last_row + 1
    cell = f"INDEX(${letters}${first}:${letters}${last},ROW()-ROW(${letters}${first})+1)"
    impossible = _wrong("S113")
    seen = squashed(cell)
    if row.fact.kind == "yes_no":
        right = f"AND(ISTEXT({cell}),OR(" + ",".join(f"LOWER({seen})={quoted(word)}" for word in SAYS) + "))"
    else:
        limit = f"{cell}<=1" if row.fact.kind == "percent" else f"{cell}=INT({cell})"
        right = f"IF(AND(ISNUMBER({cell}),NOT(ISLOGICAL({cell}))),AND({cell}>=0,{limit}),FALSE)"
    blank = f'IF(ISTEXT({cell}),{seen}="",ISBLANK({cell}))'
    text = (
        f"IF(ISERROR({cell}),{quoted(impossible)},"
        f'IF({blank},"",IF({right},{quoted(FINE)},{quoted(impossible)})))'
    )
    if typed is None or (isinstance(typed, str) and is_blank(typed)):
        return Formula(text, "")
    kind: EntryKind = "text" if isinstance(typed, str) else "number"
    number = typed if isinstance(typed, Decimal) else None
    entry = Entry(Place(DATA_SHEET, ""), kind, str(typed), str(typed), number)
    return Formula(text, impossible if fact_value(row.fact.kind, entry) is None else FINE)


def _rules(page: Page, figures: Figures) -> None:
    layout = figures.layout
    column = layout.data_columns[DataField.VALUE]
    numbers = [row.fact for row in figures.rows if not row.is_level]
    for whole in (True, False):
        rows = [row.row for row in numbers if is_count(row.input) is whole]
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
    for figure in figures.rows:
        if figure.is_level:
            rules.add(
                page,
                rules.areas([figure.fact.row], column),
                type="list",
                formula1=figures.lists[level_list(figure.fact.key)],
                title=figure.fact.input.label,
                error="Chỉ chọn một trong các mức của danh sách.",
                prompt="Chọn một mức trong danh sách.",
            )
    for kind, rule in _FACT_RULES.items():
        rows = [row.row for row in layout.fact_rows if row.fact.kind == kind]
        if rows:
            rules.add(page, rules.areas(rows, column), title="Số liệu chung", **rule)


_FACT_RULES: dict[FactKind, dict[str, str]] = {
    "percent": {
        "type": "decimal",
        "operator": "between",
        "formula1": "0",
        "formula2": "1",
        "error": "Tỷ lệ phải từ 0 % đến 100 %. Nhập số kèm dấu %, ví dụ 95%.",
        "prompt": "Nhập tỷ lệ kèm dấu %, ví dụ 95%.",
    },
    "count": {
        "type": "whole",
        "operator": "greaterThanOrEqual",
        "formula1": "0",
        "error": "Số liệu phải là số nguyên không âm.",
        "prompt": "Nhập số nguyên không âm.",
    },
    "yes_no": {
        "type": "list",
        "formula1": f'"{",".join(SAYS)}"',
        "error": "Chỉ chọn có hoặc không.",
        "prompt": "Chọn có hoặc không.",
    },
}
