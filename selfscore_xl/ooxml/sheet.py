"""A worksheet as it was read: cells, rules, merged areas, what is hidden and what is locked."""

from __future__ import annotations

import re
from bisect import bisect_right
from decimal import Decimal

from ..cell import Address, Area, ref
from ..record import NamedTuple
from ..typed import Literal

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


class Sheet:
    """A parsed worksheet.

    Attributes:
        name: as on its tab.
        cells: those that the file has, blank ones with a format included, in the order of the file.
        merges: merged areas.
        validations: rules, those of the extension list last.
        protected: whether the sheet is protected.
        protection: attributes of the protection as they stand in the file, empty without one.
        hidden_rows: rows that are hidden or have no height; see ``is_row_hidden``.
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
        # by the index that cells share: row, column and text of the formula where it is written
        self.shared_formulas: dict[str, tuple[int, int, str]] = {}
        self.shared_followers: dict[Address, str] = {}

    @property
    def row_count(self) -> int:
        """Number of the last row with a cell, 0 for an empty sheet."""
        return max((row for row, _ in self.cells), default=0)

    @property
    def row_facts(self) -> int:
        """How many facts about rows are kept."""
        return len(self.hidden_rows) + len(self.row_styles) + len(self.shown_rows)

    @property
    def hidden_columns(self) -> list[tuple[int, int]]:
        """(first, last) of each run of columns that is hidden or has no width."""
        return [(run.first, run.last) for run in self.columns if run.hidden]

    def is_row_hidden(self, row: int) -> bool:
        """True where the row is hidden, by itself or as rows are by default."""
        return row in self.hidden_rows or (self.rows_hidden_by_default and row not in self.shown_rows)

    def is_column_hidden(self, number: int) -> bool:
        """True where the column is hidden, by itself or as columns are by default."""
        run = self.column(number)
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

        at_row, at_column, text = shared
        return shift(text, row - at_row, column - at_column)

    def _default_style(self, row: int, column: int) -> int:
        style = self.row_styles.get(row)
        if style is not None:
            return style
        run = self.column(column)
        return 0 if run is None else run.style


def _first(run: Columns) -> int:
    return run.first


plain_number = re.compile(r"-?(?:0|[1-9][0-9]{0,19})(?:\.[0-9]{1,20})?").fullmatch
"""Matches the numbers that programs usually write; others may be numbers too."""
_any_number = re.compile(r"\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*", re.ASCII).fullmatch


def is_number(text: str) -> bool:
    """True for a finite number in the notation of xsd:double."""
    if plain_number(text):
        return True
    return len(text) <= _LONGEST_NUMBER and bool(_any_number(text)) and abs(float(text)) < float("inf")


_LONGEST_NUMBER = 400  # a double written without an exponent has at most 309 digits before its point


def shortest_decimal(text: str) -> Decimal:
    """The number that a numeric cell shows, from its text in the file.

    Excel stores binary doubles with 17 digits, so 71.59 stands in the file as
    ``71.590000000000003``: the shortest decimal that is the same double is what was typed. A text
    without exponent and of at most 15 characters is its own shortest form and is taken exactly.

    Raises:
        ValueError: the text is no finite number (a cell of kind "number" always is).
    """
    if len(text) <= 15 and plain_number(text):
        return Decimal(text)
    if not is_number(text):
        raise ValueError(f"not a number: {text[:40]!r}")
    return Decimal(repr(float(text)))


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
