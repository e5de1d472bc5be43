"""Tables of workbooks: every sheet is one. xlsx and xlsm by our own reader; xls, ods and xlsb by
python-calamine in a process of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from ..cell import Address, Area
from ..foreign import ForeignSheet
from ..ooxml.sheet import Cell as SheetCell
from ..ooxml.sheet import shortest_decimal
from ..ooxml.styles import Styles
from ..ooxml.workbook import Workbook
from ..text import Text, format_day, half_up, nfc, visible
from .source import Budget, Cell, Row, Source, Span, Table

_SHEETS_WITH_CELLS = ("worksheet",)
_MOST_MERGED = 4_096
"""Cells of one merged area that are filled with its content: a title over a page, not a whole sheet."""


def read_workbook(workbook: Workbook) -> Source:
    """The tables of an xlsx or xlsm workbook, hidden sheets last.

    Raises:
        Refusal: a part of the workbook cannot be read.
        TableRefused: far more cells than a table of scores has.
    """
    budget = Budget()
    tables = []
    for info in workbook.sheets:
        if info.kind not in _SHEETS_WITH_CELLS:
            continue
        sheet = workbook.sheet(info.name)
        shown = {
            address: _shown(cell, workbook.styles, workbook.date1904) for address, cell in sheet.cells.items()
        }
        rows = _rows(shown, sheet.merges, budget)
        tables.append(Table(_sheet_name(info.name), rows, info.state != "visible", info.name))
    return Source("xlsx", tuple(sorted(tables, key=lambda table: table.hidden)), ())


def read_foreign(kind: str, sheets: Sequence[ForeignSheet]) -> Source:
    """The tables of an xls, ods or xlsb workbook, as the child process gave them.

    Raises:
        TableRefused: far more cells than a table of scores has.
    """
    budget = Budget()
    tables = []
    for sheet in sheets:
        cells = {
            (row, column): _foreign_cell(value)
            for row, values in enumerate(sheet.rows, start=sheet.first_row)
            for column, value in enumerate(values, start=sheet.first_column)
            if value != ""
        }
        tables.append(
            Table(_sheet_name(sheet.name), _rows(cells, sheet.merges, budget), sheet.hidden, sheet.name)
        )
    return Source(kind, tuple(sorted(tables, key=lambda table: table.hidden)), ())


def _sheet_name(name: str) -> Text:
    return Text(f"trang tính «{visible(name, 40)}»", f"sheet “{visible(name, 40)}”")


def _foreign_cell(value: str | float | bool) -> Cell:
    if isinstance(value, bool):
        return Cell("TRUE" if value else "FALSE")
    if isinstance(value, float):
        number = shortest_decimal(repr(value))
        return Cell(f"{number:f}", number)
    return Cell(nfc(value))


def _shown(cell: SheetCell, styles: Styles, date1904: bool) -> Cell:
    """A cell as it is seen on the screen, as far as that matters for codes and scores."""
    if cell.kind == "number":
        number = shortest_decimal(cell.value)
        format = styles.xf(cell.style)
        if format.is_date:
            return Cell(format_day(number, since_1904=date1904))
        return Cell(_digits(number, format.number_format), number)
    if cell.kind == "bool":
        return Cell("TRUE" if cell.value == "1" else "FALSE")
    return Cell(nfc(cell.value).replace("\r\n", "\n").replace("\r", "\n"))


_ZEROS = re.compile(r"(0+)(?:\.(0+))?\Z")


def _digits(number: Decimal, number_format: str) -> str:
    """A number in its format where that only sets digits: the code 1.10 may be the number 1.1 shown
    with two places, and 01 the number 1 shown with two digits."""
    match = _ZEROS.match(number_format)
    if match is None:
        return f"{number:f}"
    places = len(match[2] or "")
    if half_up(number, places) != number:
        return f"{number:f}"
    whole, point, fraction = f"{half_up(number, places):f}".partition(".")
    return whole.zfill(len(match[1])) + point + fraction


def _rows(cells: Mapping[Address, Cell], merges: Sequence[Area], budget: Budget) -> tuple[Row, ...]:
    """The rows that hold something."""
    covered = dict(_covered(cells, merges))
    by_row: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in (*cells.items(), *covered.items()):
        if cell.text or cell.number is not None:
            by_row.setdefault(row, {})[column] = cell
    rows = []
    for number, found in sorted(by_row.items()):
        width = max(found)
        budget.spend(width)
        budget.read(sum(len(cell.text) for cell in found.values() if not cell.span))
        rows.append(Row(number, tuple(found.get(column, Cell()) for column in range(1, width + 1))))
    return tuple(rows)


def _covered(cells: Mapping[Address, Cell], merges: Sequence[Area]) -> Iterator[tuple[Address, Cell]]:
    """The cells that merged areas cover, each with the content of its area."""
    for top, left, bottom, right in merges:
        first = cells.get((top, left))
        if first is None or (bottom - top + 1) * (right - left + 1) > _MOST_MERGED:
            continue
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    span: Span = "across" if column > left else "down"
                    yield (row, column), Cell(first.text, first.number, span)
