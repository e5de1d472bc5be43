"""The cells of a worksheet and what holds for them, in one pass over its part (ECMA-376 Part 1,
18.3).

Elements count only where they belong: a row is a row inside ``sheetData``, a cell is a cell inside
a row. Where the file gives no address (rows and cells without ``r``) position counts, as the
standard has it. ``dimension`` is not believed, nor even read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from decimal import Decimal
from typing import Literal, NamedTuple

from ..cell import MAX_COLUMN, MAX_ROW, Address, Area, column_letters, parse_area, parse_ref, ref
from ..text import visible
from . import markup
from .refusal import Refusal

Kind = Literal["blank", "number", "text", "bool", "error", "date"]


class Cell(NamedTuple):
    """A cell as it stands in the file.

    Attributes:
        kind: "number" means that ``value`` is a finite number in the notation of the file, for
            ``shortest_decimal``; "date" is an ISO 8601 text (``t="d"``), while a date typed in
            Excel is a number with a date format. "error" is an error value, and also a cell that
            claims to be a number or a boolean and is none.
        value: text with shared strings, rich text and escapes resolved; numbers exactly as
            stored; booleans "1" or "0"; ``""`` when blank. Of a formula, the value cached with it.
        formula: None where there is none; ``""`` for a cell that shares the formula of another
            (``Sheet.formula`` has it in full).
        style: index of its format, for ``Styles.xf``.
    """

    row: int
    column: int
    kind: Kind
    value: str
    formula: str | None
    style: int

    @property
    def ref(self) -> str:
        """A1 notation of its address."""
        return ref(self.row, self.column)


class Validation(NamedTuple):
    """A data validation rule (18.3.1.32), or its extension of 2009 (``x14``), which may refer to
    other sheets."""

    type: str
    operator: str
    formula1: str
    formula2: str
    areas: tuple[Area, ...]
    allow_blank: bool
    show_error: bool
    error_style: str
    error_title: str
    error: str
    prompt_title: str
    prompt: str
    x14: bool


class Columns(NamedTuple):
    """A run of columns with one format."""

    first: int
    last: int
    hidden: bool
    style: int


class SharedFormula(NamedTuple):
    """A formula that other cells share, as the cell that holds it writes it."""

    row: int
    column: int
    text: str


class Sheet:
    """A parsed worksheet.

    Attributes:
        name: as on its tab.
        cells: those that the file has, blank ones with a format included, in the order of the file.
        merges: merged areas.
        validations: rules, those of the extension list last.
        protected: whether the sheet is protected.
        protection: attributes of the protection as they stand in the file, empty without one.
        hidden_rows: rows that are hidden or have no height; see ``is_hidden``.
        columns: runs of columns that the file describes, ascending.
        row_styles: format of the rows that have one of their own.
        array_areas: areas filled by one array formula, each with the text at its first cell.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.cells: dict[Address, Cell] = {}
        self.merges: list[Area] = []
        self.validations: list[Validation] = []
        self.protected = False
        self.protection: dict[str, str] = {}
        self.hidden_rows: set[int] = set()
        self.columns: list[Columns] = []
        self.row_styles: dict[int, int] = {}
        self.array_areas: list[Area] = []
        # rows (columns) that the file does not mention are hidden, unless listed as shown
        self.rows_hidden_by_default = False
        self.columns_hidden_by_default = False
        self.shown_rows: set[int] = set()
        self.shared_formulas: dict[str, SharedFormula] = {}
        self.shared_followers: dict[Address, str] = {}

    @property
    def row_count(self) -> int:
        """Number of the last row with a cell, 0 for an empty sheet."""
        return max((row for row, _ in self.cells), default=0)

    @property
    def hidden_columns(self) -> list[tuple[int, int]]:
        """(first, last) of each run of columns that is hidden or has no width."""
        return [(run.first, run.last) for run in self.columns if run.hidden]

    def is_hidden(self, row: int, column: int) -> bool:
        """True where the row or the column of a cell is hidden."""
        if row in self.hidden_rows or (self.rows_hidden_by_default and row not in self.shown_rows):
            return True
        run = self.column(column)
        return self.columns_hidden_by_default if run is None else run.hidden

    def column(self, number: int) -> Columns | None:
        """What the file says about a column, if anything."""
        at = bisect_right(self.columns, number, key=_first) - 1
        run = self.columns[at] if at >= 0 else None
        return run if run is not None and number <= run.last else None

    def cell(self, row: int, column: int) -> Cell:
        """The cell at an address; a blank one with the format of its row or column where the file
        has none."""
        found = self.cells.get((row, column))
        return found or Cell(row, column, "blank", "", None, self._default_style(row, column))

    def formula(self, row: int, column: int) -> str | None:
        """The formula of a cell without its ``=``, shared formulas written out for the cell; None
        where there is none."""
        found = self.cells.get((row, column))
        if found is None or found.formula != "":
            return None if found is None else found.formula
        index = self.shared_followers.get((row, column))
        shared = None if index is None else self.shared_formulas.get(index)
        if shared is None:
            return ""
        from .formula import shift  # rarely needed

        return shift(shared.text, row - shared.row, column - shared.column)

    def _default_style(self, row: int, column: int) -> int:
        style = self.row_styles.get(row)
        if style is not None:
            return style
        run = self.column(column)
        return 0 if run is None else run.style


def _first(run: Columns) -> int:
    return run.first


class Budget:
    """What may still be read of a workbook, over all its sheets."""

    def __init__(self, cells: int, text: int, areas: int) -> None:
        self.all_cells = self.cells = cells
        self.text = text
        self.areas = areas

    def spend_text(self, part: str, data: bytes) -> None:
        """Count a part whose texts will be kept, at the most that they can take in memory.

        Raises:
            Refusal: "too-complex".
        """
        if data.isascii() and b"&#" not in data:
            width = 1
        elif any(lead in data for lead in _FOUR_BYTE_LEADS) or (b"&#" in data):
            width = 4
        else:
            width = 2
        self.text -= width * len(data)
        if self.text < 0:
            raise Refusal("too-complex", part=part)


_FOUR_BYTE_LEADS = (b"\xf0", b"\xf1", b"\xf2", b"\xf3", b"\xf4")

_TRUE = ("1", "true", "on")

_CELL_NAMES = markup.names("x:sheetData", "x:row", "x:c", "x:v", "x:f", "x:is", "x:t", "x:rPh")
_OUTER_NAMES = markup.names(
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
_NAMES = {**_CELL_NAMES, **_OUTER_NAMES}
_OUTER = frozenset(_OUTER_NAMES.values())

# Column numbers by their letters, for the columns met so far: looking them up is most of what an
# address costs.
_COLUMNS: dict[str, int] = {}

_new = tuple.__new__  # a NamedTuple's own constructor takes twice as long


def read_sheet(
    name: str, part: str, data: bytes, shared_strings: Callable[[], list[str]], budget: Budget
) -> Sheet:
    """Parse a worksheet.

    Args:
        name: of the sheet.
        part: entry name, for refusals.
        data: UTF-8 bytes of the part.
        shared_strings: called once, when the first cell refers to one.
        budget: what may still be read.

    Raises:
        Refusal: "bad-xml" and its like; "bad-address", "bad-cell", "cell-twice",
            "too-many-cells", "too-complex".
    """
    budget.spend_text(part, data)
    sheet = Sheet(name)
    cells = sheet.cells
    hidden_rows = sheet.hidden_rows
    columns = _COLUMNS
    outer = _Outer(sheet, part, budget.areas)
    outer_start, outer_end, outer_names = outer.start, outer.end, _OUTER
    style_numbers: dict[str | None, int] = {None: 0}
    strings: list[str] | None = None
    chunks: list[str] = []

    depth = 0
    inside = False  # sheetData
    cell_depth = -1  # 4 inside a row
    row = column = 0
    row_text = ""
    row_given = row_hidden = False
    style = 0
    cell_type: str | None = None
    value: str | None = None
    formula: str | None = None
    runs: list[str] | None = None  # of an inline string
    in_inline = in_phonetic = False
    sharing: str | None = None

    def locate(address: str) -> None:
        """The long way to an address: a column not met before, a row of its own."""
        nonlocal row, column, row_text
        try:
            at_row, column = parse_ref(address)
        except ValueError:
            raise Refusal("bad-address", sheet=name, ref=_shown(address)) from None
        if at_row != row:
            if not row_given and row_hidden:
                hidden_rows.discard(row)
                hidden_rows.add(at_row)
            row, row_text = at_row, str(at_row)
        letters = address.removesuffix(row_text)
        if letters.isalpha() and letters.isupper():
            columns[letters] = column

    def start_row(attributes: dict[str, str]) -> None:
        nonlocal row, column, row_text, row_given, row_hidden, cell_depth
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
        cell_depth = 4
        del chunks[:]
        if "s" in attributes and attributes.get("customFormat") in _TRUE:
            sheet.row_styles[row] = style_number(attributes["s"])
        row_hidden = attributes.get("hidden") in _TRUE or _is_zero(attributes.get("ht"))
        if row_hidden:
            hidden_rows.add(row)
        elif sheet.rows_hidden_by_default:
            sheet.shown_rows.add(row)

    def style_number(written: str) -> int:
        if not (written.isdecimal() and written.isascii() and len(written) < 10):
            raise Refusal("bad-cell", sheet=name, ref=f"{row_text}:{row_text}")
        number = style_numbers[written] = int(written)
        return number

    def refuse_cell() -> Refusal:
        return Refusal("bad-cell", sheet=name, ref=ref(row, column))

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal depth, inside, column, style, cell_type, value, formula, runs, in_inline
        nonlocal in_phonetic, sharing
        depth += 1
        if element == "x:c":
            if depth != cell_depth:
                return
            address = attributes.get("r")
            if address is None:
                column += 1
                if column > MAX_COLUMN:
                    raise Refusal("bad-address", sheet=name, ref=f"{row_text}:{row_text}")
            else:
                letters = address.removesuffix(row_text)
                number = columns.get(letters)
                # unknown column, another row's number, or no number at all
                if number is None or letters is address:
                    locate(address)
                else:
                    column = number
            written = attributes.get("s")
            known = style_numbers.get(written)
            style = style_number(written) if known is None and written is not None else known or 0
            cell_type = attributes.get("t")
            value = formula = runs = None
        elif element == "x:v" or element == "x:t":
            del chunks[:]
        elif element == "x:f":
            del chunks[:]
            if attributes and depth == 5 and cell_depth == 4:
                kind = attributes.get("t")
                if kind == "shared":
                    sharing = attributes.get("si", "")
                elif kind == "array" and "ref" in attributes:
                    sheet.array_areas += outer.areas(attributes["ref"])
        elif element == "x:row":
            if inside and depth == 3:
                start_row(attributes)
        elif element == "x:is":
            if depth == 5:
                in_inline = True
                runs = []
        elif element == "x:rPh":
            in_phonetic = True
        elif element == "x:sheetData":
            if depth == 2:
                inside = True
        else:
            del chunks[:]
            if element in outer_names and not inside:
                outer_start(element, attributes, depth)

    def end(element: str) -> None:
        nonlocal depth, inside, cell_depth, value, formula, in_inline, in_phonetic
        nonlocal sharing, strings
        if element == "x:v":
            if depth == 5:
                value = "".join(chunks)
        elif element == "x:c":
            if depth == cell_depth:
                kind: Kind
                if value is None and runs is None:
                    kind, content = "blank", ""
                elif cell_type is None or cell_type == "n":
                    content = value or ""
                    kind = "number" if _plain_number(content) else _number_kind(content)
                elif cell_type == "s":
                    if strings is None:
                        strings = shared_strings()
                    try:
                        content = strings[int(value or "")]
                    except (ValueError, IndexError):
                        raise refuse_cell() from None
                    kind = "text"
                elif cell_type == "str" or cell_type == "inlineStr":
                    kind = "text"
                    content = value or "" if runs is None else "".join(runs)
                    if "_x" in content:
                        content = unescape(content)
                elif cell_type == "b":
                    content = value or ""
                    kind = "bool" if content in _BOOLEANS else "error"
                    content = _BOOLEANS.get(content, content)
                elif cell_type == "d":
                    kind, content = "date", value or ""
                else:
                    kind, content = "error", value or ""
                at = (row, column)
                if at in cells:
                    raise Refusal("cell-twice", sheet=name, ref=ref(row, column))
                cells[at] = _new(Cell, (row, column, kind, content, formula, style))
        elif element == "x:t":
            if in_inline and not in_phonetic and runs is not None:
                runs.append("".join(chunks))
        elif element == "x:f":
            if depth == 5 and cell_depth == 4:
                formula = "".join(chunks)
                if sharing is not None:
                    if formula:
                        sheet.shared_formulas[sharing] = SharedFormula(row, column, formula)
                    else:
                        sheet.shared_followers[row, column] = sharing
                    sharing = None
        elif element == "x:row":
            if depth == 3:
                cell_depth = -1
        elif element == "x:is":
            in_inline = False
        elif element == "x:rPh":
            in_phonetic = False
        elif element == "x:sheetData":
            if depth == 2:
                inside = False
        elif element in outer_names and not inside:
            outer_end(element, "".join(chunks), depth)
        depth -= 1

    def bounds() -> None:
        if len(cells) > budget.cells:
            raise Refusal("too-many-cells", limit=budget.all_cells)
        if depth > markup.MAX_DEPTH or len(chunks) > _MOST_CHUNKS:
            raise Refusal("too-complex", part=part)

    markup.parse(part, data, _NAMES, start, end, chunks.append, bounds)
    sheet.columns.sort()
    budget.cells -= len(cells)
    return sheet


class _Outer:
    """What a worksheet says outside its cells."""

    def __init__(self, sheet: Sheet, part: str, most_areas: int) -> None:
        self.sheet = sheet
        self.part = part
        self.areas_left = most_areas
        self.rule: dict[str, str] | None = None  # attributes of the open rule
        self.formulas = {"formula1": "", "formula2": ""}
        self.extended_formula = ""
        self.sqref = ""

    def areas(self, text: str) -> list[Area]:
        """Areas of a list of references."""
        references = text.split()
        self.areas_left -= len(references)
        if self.areas_left < 0:
            raise Refusal("too-complex", part=self.part)
        try:
            return [parse_area(reference) for reference in references]
        except ValueError:
            pass
        try:
            return [_whole_area(reference) for reference in references]
        except ValueError:
            raise Refusal("bad-address", sheet=self.sheet.name, ref=_shown(text)) from None

    def start(self, element: str, attributes: dict[str, str], depth: int) -> None:
        sheet = self.sheet
        if (element, depth) in (("x:dataValidation", 3), ("x14:dataValidation", 5)):
            self.open_rule(attributes)
        elif element == "x:mergeCell" and depth == 3:
            sheet.merges += self.areas(attributes.get("ref", ""))
        elif element == "x:col" and depth == 3:
            self.columns(attributes)
        elif element == "x:sheetProtection" and depth == 2:
            sheet.protection = attributes
            sheet.protected = attributes.get("sheet") in _TRUE
        elif element == "x:sheetFormatPr" and depth == 2:
            sheet.rows_hidden_by_default = attributes.get("zeroHeight") in _TRUE
            sheet.columns_hidden_by_default = _is_zero(attributes.get("defaultColWidth"))

    def end(self, element: str, text: str, depth: int) -> None:
        if self.rule is None:
            return
        if element == "x:dataValidation":
            if depth == 3:
                self.close_rule(self.rule, x14=False)
        elif element == "x14:dataValidation":
            if depth == 5:
                self.close_rule(self.rule, x14=True)
        elif element == "xm:f":
            self.extended_formula = text
        elif element == "xm:sqref":
            self.sqref = text
        elif element in ("x:formula1", "x:formula2"):
            self.formulas[element[2:]] = text
        elif element in ("x14:formula1", "x14:formula2"):
            self.formulas[element[4:]] = self.extended_formula

    def open_rule(self, attributes: dict[str, str]) -> None:
        self.rule = attributes
        self.formulas = {"formula1": "", "formula2": ""}
        self.sqref = attributes.get("sqref", "")

    def close_rule(self, rule: dict[str, str], x14: bool) -> None:
        self.rule = None
        self.sheet.validations.append(
            Validation(
                type=rule.get("type", "none"),
                operator=rule.get("operator", "between"),
                formula1=self.formulas["formula1"],
                formula2=self.formulas["formula2"],
                areas=tuple(self.areas(self.sqref)),
                allow_blank=rule.get("allowBlank") in _TRUE,
                show_error=rule.get("showErrorMessage") in _TRUE,
                error_style=rule.get("errorStyle", "stop"),
                error_title=unescape(rule.get("errorTitle", "")),
                error=unescape(rule.get("error", "")),
                prompt_title=unescape(rule.get("promptTitle", "")),
                prompt=unescape(rule.get("prompt", "")),
                x14=x14,
            )
        )

    def columns(self, attributes: dict[str, str]) -> None:
        self.areas_left -= 1
        if self.areas_left < 0:
            raise Refusal("too-complex", part=self.part)
        try:
            first, last, style = (int(attributes.get(key, "0")) for key in ("min", "max", "style"))
        except ValueError:
            raise markup.bad_xml(self.part) from None
        hidden = attributes.get("hidden") in _TRUE or _is_zero(attributes.get("width"))
        self.sheet.columns.append(Columns(first, last, hidden, style))


def _whole_area(text: str) -> Area:
    """An area, or whole columns (``A:C``) or rows (``3:5``)."""
    first, _, last = text.replace("$", "").partition(":")
    if first.isalpha() and last.isalpha():
        return parse_area(f"{first}1:{last}{MAX_ROW}")
    if first.isdecimal() and last.isdecimal():
        return parse_area(f"A{first}:{column_letters(MAX_COLUMN)}{last}")
    return parse_area(text)


_BOOLEANS = {"1": "1", "0": "0", "true": "1", "false": "0"}
_MOST_CHUNKS = 100_000

_plain_number = re.compile(r"-?(?:0|[1-9][0-9]{0,19})(?:\.[0-9]{1,20})?").fullmatch
_any_number = re.compile(r"\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*", re.ASCII).fullmatch


def _number_kind(text: str) -> Kind:
    """Kind of a cell that claims to be a number, when its text is not a plain one."""
    if not text or text.isspace():
        return "blank"
    if len(text) <= _LONGEST_NUMBER and _any_number(text) and abs(float(text)) < float("inf"):
        return "number"
    return "error"


_LONGEST_NUMBER = 400  # a double written without an exponent has at most 309 digits before its point


def shortest_decimal(text: str) -> Decimal:
    """The number that a numeric cell shows, from its text in the file.

    Excel stores binary doubles with 17 digits, so 71.59 stands in the file as
    ``71.590000000000003``: the shortest decimal that is the same double is what was typed. A text
    without exponent and of at most 15 characters is its own shortest form and is taken exactly.

    Raises:
        ValueError: the text is no finite number (a cell of kind "number" always is).
    """
    if len(text) <= 15 and _plain_number(text):
        return Decimal(text)
    if len(text) > _LONGEST_NUMBER or not _any_number(text):
        raise ValueError(f"not a number: {text[:40]!r}")
    number = float(text)
    if abs(number) == float("inf"):
        raise ValueError(f"not a finite number: {text[:40]!r}")
    return Decimal(repr(number))


_escape = re.compile("_x([0-9A-Fa-f]{4})_")


def unescape(text: str) -> str:
    """The text with ``_xHHHH_`` replaced by the characters it stands for (ST_Xstring, 22.9.2.19).

    Pairs of surrogates make one character; a lone one becomes U+FFFD, for no text may hold it.
    """
    if "_x" not in text:
        return text
    text = _escape.sub(lambda match: chr(int(match[1], 16)), text)
    if any("\ud800" <= character <= "\udfff" for character in text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _is_zero(text: str | None) -> bool:
    try:
        return text is not None and float(text) == 0
    except ValueError:
        return False


def _shown(text: str) -> str:
    return visible(text, 30)
