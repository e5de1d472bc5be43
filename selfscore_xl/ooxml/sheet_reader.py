"""Reading a worksheet part (ECMA-376 Part 1, 18.3).

Elements count only where they belong: a row is a row inside ``sheetData``, a cell is a cell inside
a row. Where the file gives no address (rows and cells without ``r``) position counts, as the
standard has it. ``dimension`` is not believed, nor even read.

Cells in the shape that programs write them are read by ``plain``; whatever else XML allows is read
here, with the same result.
"""

from __future__ import annotations

from collections.abc import Callable

from ..cell import MAX_COLUMN, MAX_ROW, Area, column_letters, parse_area, parse_ref, ref
from ..text import visible
from . import markup, plain
from .package import Limits
from .refusal import Refusal
from .sheet import Cell, Columns, Sheet, Validation, unescape

Strings = Callable[[], list[str]]


class Budget:
    """What may still be read of a workbook, over all its sheets.

    Args:
        limits: what may be read altogether.
    """

    def __init__(self, limits: Limits) -> None:
        self.all_cells = self.cells = limits.cells
        self.text = limits.text
        self.areas = limits.areas
        self.rows = _MOST_ROW_FACTS
        self.notes = _MOST_NOTES
        self.merged = _MOST_MERGED

    def spend_text(self, part: str, data: bytes) -> None:
        """Count a part whose texts will be kept, at the most that they can take in memory.

        Raises:
            Refusal: "too-complex".
        """
        # one character beyond the first 65 536 makes every character of its text four bytes wide
        if len(data) <= _NOT_WORTH_A_LOOK:
            width = 4
        elif data.isascii() and b"&#" not in data:
            width = 1
        elif b"&#" in data or any(lead in data for lead in _FOUR_BYTE_LEADS):
            width = 4
        else:
            width = 2
        self.text -= width * len(data)
        if self.text < 0:
            raise Refusal("too-complex", part=part)


_MOST_ROW_FACTS = 500_000  # hidden rows, rows with a format of their own
_MOST_NOTES = 50_000
_MOST_MERGED = 400_000  # cells that are merged, a large area counted as a few thousand
_NOT_WORTH_A_LOOK = 2**20
_LARGEST_REST = 16 * 2**20
_FOUR_BYTE_LEADS = (b"\xf0", b"\xf1", b"\xf2", b"\xf3", b"\xf4")


def read_sheet(name: str, part: str, data: bytes, shared_strings: Strings, budget: Budget) -> Sheet:
    """Parse a worksheet.

    Args:
        name: of the sheet.
        part: entry name, for refusals.
        data: UTF-8 bytes of the part.
        shared_strings: called when a cell refers to one.
        budget: what may still be read.

    Raises:
        Refusal: "bad-xml" and its like; "bad-address", "bad-cell", "cell-twice",
            "too-many-cells", "too-complex".
    """
    budget.spend_text(part, data)
    areas, merged = budget.areas, budget.merged
    sheet = _read_plain(name, part, data, shared_strings, budget)
    if sheet is None:
        budget.areas, budget.merged = areas, merged
        sheet = _read_any(name, part, data, shared_strings, budget)
    sheet.columns.sort()
    budget.cells -= len(sheet.cells)
    budget.rows -= sheet.row_facts
    return sheet


def _read_plain(name: str, part: str, data: bytes, shared_strings: Strings, budget: Budget) -> Sheet | None:
    """The sheet, if its cells are plain: they are cut out and read by ``plain``, the part without
    them by expat. Whatever is wrong anywhere is left for ``_read_any`` to judge."""
    span = plain.sheet_data(data)
    if span is None:
        return None
    begin, end = span
    if len(data) - (end - begin) > _LARGEST_REST:
        return None  # not worth another copy
    markup.check(part, data)
    sheet = Sheet(name)
    outer = _Outer(sheet, part, budget)
    # what was cut out must have been the content of sheetData, not of a comment or of something
    # else: an element that occurs nowhere else shows it
    rest = data[:begin] + b"<%b/>" % _MARK + data[end:]
    if rest.count(_MARK) > 1:
        return None
    try:
        markup.parse(part, rest, _NAMES, outer.start, outer.end, outer.text, outer.bounds)
    except Refusal:
        return None
    if not outer.marked:
        return None
    try:
        plain.read_rows(data, begin, end, sheet, shared_strings, budget.cells, budget.rows)
    except (ValueError, IndexError):
        return None
    return sheet


def _read_any(name: str, part: str, data: bytes, shared_strings: Strings, budget: Budget) -> Sheet:
    """The sheet, whatever its shape."""
    sheet = Sheet(name)
    cells = sheet.cells
    hidden_rows = sheet.hidden_rows
    outer = _Outer(sheet, part, budget)
    chunks: list[str] = outer.chunks
    style_numbers: dict[str | None, int] = {None: 0}

    depth = 0
    inside = False  # sheetData
    in_row = in_cell = False
    row = column = 0
    row_text = ""
    row_given = row_hidden = False
    style = 0
    cell_type: str | None = None
    value: str | None = None
    formula: str | None = None
    runs: list[str] | None = None  # of an inline string
    in_inline = in_phonetic = False
    of_formula: dict[str, str] = {}

    def start_row(attributes: dict[str, str]) -> None:
        nonlocal row, column, row_text, row_given, row_hidden
        given = attributes.get("r")
        row_given = given is not None
        if given is None:
            row += 1
            row_text = str(row)
        else:
            row_text = given
            row = int(given) if given.isdecimal() and given.isascii() and len(given) < 8 else 0
        if not 1 <= row <= MAX_ROW:
            raise Refusal("bad-address", sheet=name, ref=_shown(row_text))
        column = 0
        try:
            row_hidden, row_style = plain.row_facts(attributes)
        except ValueError:
            raise Refusal("bad-cell", sheet=name, ref=f"{row}:{row}") from None
        plain.note_row(sheet, row, row_hidden, row_style)

    def start_cell(attributes: dict[str, str]) -> None:
        nonlocal row, column, style, cell_type, value, formula, runs
        address = attributes.get("r")
        if address is None:
            column += 1
            if column > MAX_COLUMN:
                raise Refusal("bad-address", sheet=name, ref=f"{row}:{row}")
        else:
            try:
                at_row, column = parse_ref(address)
            except ValueError:
                raise Refusal("bad-address", sheet=name, ref=_shown(address)) from None
            if at_row != row:
                if row_hidden and not row_given:
                    hidden_rows.discard(row)
                    hidden_rows.add(at_row)
                row = at_row
        written = attributes.get("s")
        known = style_numbers.get(written)
        if known is None and written is not None:
            try:
                known = style_numbers[written] = plain.style_number(written)
            except ValueError:
                raise Refusal("bad-cell", sheet=name, ref=ref(row, column)) from None
        style = known or 0
        cell_type = attributes.get("t")
        value = formula = runs = None

    def end_cell() -> None:
        inline = None if runs is None else "".join(runs)
        try:
            kind, content = plain.typed(cell_type, value, inline, shared_strings)
        except (ValueError, IndexError):
            raise Refusal("bad-cell", sheet=name, ref=ref(row, column)) from None
        at = (row, column)
        if at in cells:
            raise Refusal("cell-twice", sheet=name, ref=ref(row, column))
        cells[at] = Cell(row, column, kind, content, formula, style)

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal depth, inside, in_row, in_cell, runs, in_inline, in_phonetic, of_formula
        depth += 1
        if not inside:
            inside = element == "x:sheetData" and depth == 2
            outer.start(element, attributes)
            return
        del chunks[:]
        if depth == 3:
            in_row = element == "x:row"
            if in_row:
                start_row(attributes)
        elif depth == 4:
            in_cell = in_row and element == "x:c"
            if in_cell:
                start_cell(attributes)
        elif not in_cell:
            return
        elif depth == 5:
            if element == "x:f":
                of_formula = attributes
            elif element == "x:is":
                in_inline = True
                runs = []
        elif element == "x:rPh":
            in_phonetic = True

    def end(element: str) -> None:
        nonlocal depth, inside, in_row, in_cell, value, formula, in_inline, in_phonetic
        if depth == 2 and inside:
            inside = False
        if not inside:
            outer.end(element)
        elif depth == 4:
            if in_cell:
                end_cell()
                in_cell = False
        elif depth == 3:
            in_row = False
        elif not in_cell:
            pass
        elif depth == 5:
            if element == "x:v":
                value = "".join(chunks)
            elif element == "x:f":
                formula = "".join(chunks)
                try:
                    plain.note_formula(sheet, of_formula, row, column, formula)
                except ValueError:
                    raise Refusal("bad-cell", sheet=name, ref=ref(row, column)) from None
            elif element == "x:is":
                in_inline = False
        elif element == "x:rPh":
            in_phonetic = False
        elif element == "x:t" and in_inline and not in_phonetic and runs is not None:
            runs.append("".join(chunks))
        depth -= 1

    def bounds() -> None:
        outer.bounds()
        if len(cells) > budget.cells:
            raise Refusal("too-many-cells", limit=budget.all_cells)
        if depth > markup.MAX_DEPTH or sheet.row_facts > budget.rows:
            raise Refusal("too-complex", part=part)

    markup.parse(part, data, _NAMES, start, end, chunks.append, bounds)
    return sheet


class _Outer:
    """What a worksheet says outside its cells: handlers for everything but the content of
    ``sheetData``.

    Attributes:
        chunks: character data since the last start tag.
        marked: the mark stood inside ``sheetData``.
    """

    def __init__(self, sheet: Sheet, part: str, budget: Budget) -> None:
        self.sheet = sheet
        self.part = part
        self.chunks: list[str] = []
        self.text = self.chunks.append
        self.marked = False
        self.in_sheet_data = False
        self.budget = budget
        self.depth = 0
        self.rule: dict[str, str] | None = None  # attributes of the open rule
        self.formula1 = self.formula2 = self.reference = ""
        self.sqref = ""

    def start(self, element: str, attributes: dict[str, str]) -> None:
        self.depth = depth = self.depth + 1
        del self.chunks[:]
        if element == "x:dataValidation" or element == "x14:dataValidation":
            if depth == (3 if element == "x:dataValidation" else 5):
                self.rule = attributes
                self.formula1 = self.formula2 = ""
                self.sqref = attributes.get("sqref", "")
        elif self.rule is not None or depth > 3:
            return
        elif element == "x:mergeCell":
            if depth == 3:
                merged = self.areas(attributes.get("ref", ""))
                self.budget.merged -= sum(map(_size, merged))
                if self.budget.merged < 0:
                    raise Refusal("too-complex", part=self.part)
                self.sheet.merges += merged
        elif element == "x:col":
            if depth == 3:
                self.columns(attributes)
        elif element == "x:rows-read-elsewhere":
            self.marked = self.in_sheet_data and depth == 3
        elif depth != 2:
            return
        elif element == "x:sheetData":
            self.in_sheet_data = True
        elif element == "x:sheetProtection":
            self.sheet.protection = attributes
            self.sheet.protected = attributes.get("sheet") in plain.TRUE
        elif element == "x:sheetFormatPr":
            self.sheet.rows_hidden_by_default = attributes.get("zeroHeight") in plain.TRUE
            self.sheet.columns_hidden_by_default = plain.is_zero(attributes.get("defaultColWidth"))

    def end(self, element: str) -> None:
        self.depth -= 1
        if self.rule is None:
            if self.depth == 1:
                self.in_sheet_data = False
            return
        if element == "x:formula1":
            self.formula1 = "".join(self.chunks)
        elif element == "x:dataValidation":
            if self.depth == 2:
                self.close_rule(self.rule, x14=False)
        elif element == "x:formula2":
            self.formula2 = "".join(self.chunks)
        elif element == "xm:f":
            self.reference = "".join(self.chunks)
        elif element == "xm:sqref":
            self.sqref = "".join(self.chunks)
        elif element == "x14:formula1":
            self.formula1 = self.reference
        elif element == "x14:formula2":
            self.formula2 = self.reference
        elif element == "x14:dataValidation" and self.depth == 4:
            self.close_rule(self.rule, x14=True)

    def bounds(self) -> None:
        if self.depth > markup.MAX_DEPTH:
            raise Refusal("too-complex", part=self.part)

    def close_rule(self, rule: dict[str, str], x14: bool) -> None:
        self.rule = None
        get = rule.get
        self.sheet.validations.append(
            Validation(
                get("type", "none"),
                get("operator", "between"),
                self.formula1,
                self.formula2,
                tuple(self.areas(self.sqref)),
                get("allowBlank") in plain.TRUE,
                get("showErrorMessage") in plain.TRUE,
                get("errorStyle", "stop"),
                unescape(get("errorTitle", "")),
                unescape(get("error", "")),
                unescape(get("promptTitle", "")),
                unescape(get("prompt", "")),
                x14,
            )
        )

    def areas(self, text: str) -> list[Area]:
        """Areas of a list of references."""
        references = text.split()
        self.budget.areas -= len(references)
        if self.budget.areas < 0:
            raise Refusal("too-complex", part=self.part)
        try:
            if len(references) == 1 and ":" not in text:
                return [parse_ref(references[0]) * 2]  # most rules stand for one cell
            return [parse_area(reference) for reference in references]
        except ValueError:
            pass
        try:
            return [_whole_area(reference) for reference in references]
        except ValueError:
            raise Refusal("bad-address", sheet=self.sheet.name, ref=_shown(text)) from None

    def columns(self, attributes: dict[str, str]) -> None:
        self.budget.areas -= 1
        if self.budget.areas < 0:
            raise Refusal("too-complex", part=self.part)
        get = attributes.get
        try:
            first, last, style = int(get("min", "0")), int(get("max", "0")), int(get("style", "0"))
        except ValueError:
            raise markup.bad_xml(self.part) from None
        hidden = attributes.get("hidden") in plain.TRUE or plain.is_zero(attributes.get("width"))
        self.sheet.columns.append(Columns(first, last, hidden, style))


def _size(area: Area) -> int:
    return min((area[2] - area[0] + 1) * (area[3] - area[1] + 1), _LARGE_AREA)


_LARGE_AREA = 4_096


def _whole_area(text: str) -> Area:
    """An area, or whole columns (``A:C``) or rows (``3:5``)."""
    first, _, last = text.replace("$", "").partition(":")
    if first.isalpha() and last.isalpha():
        return parse_area(f"{first}1:{last}{MAX_ROW}")
    if first.isdecimal() and last.isdecimal():
        return parse_area(f"A{first}:{column_letters(MAX_COLUMN)}{last}")
    return parse_area(text)


def _shown(text: str) -> str:
    return visible(text[:100], 30)


_MARK = b"rows-read-elsewhere"
_NAMES = markup.names(
    "x:rows-read-elsewhere",
    "x:sheetData",
    "x:row",
    "x:c",
    "x:v",
    "x:f",
    "x:is",
    "x:t",
    "x:rPh",
    "x:sheetFormatPr",
    "x:col",
    "x:sheetProtection",
    "x:mergeCell",
    "x:dataValidation",
    "x:formula1",
    "x:formula2",
    "x14:dataValidation",
    "x14:formula1",
    "x14:formula2",
    "xm:f",
    "xm:sqref",
)
