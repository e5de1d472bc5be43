"""What travels between unit and reviewer beside the form: decisions on exclusions, and remarks.

Both stand on sheets of their own in the reviewer's copy; rows are found by header text and code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .cell import ref
from .criteria import Tree
from .finding import Place
from .layout import EXCLUSION_HEADERS, EXCLUSION_SHEET, REMARK_HEADERS, REMARK_SHEET
from .ooxml.sheet import Sheet
from .ooxml.workbook import Workbook
from .submission import Entry, Exchanged
from .text import fold, is_blank, nfc, squash

_DECISION = EXCLUSION_HEADERS[5]


def decisions(workbook: Workbook, tree: Tree) -> dict[str, Entry] | None:
    """Criterion key -> the cell that decides on its exclusion; None without the sheet."""
    sheet = _sheet(workbook, EXCLUSION_SHEET)
    if sheet is None:
        return None
    # Where codes restart in every section the sheet names criteria by their path.
    keys = {fold(node.code): node.key for node in reversed(tree.nodes)}
    keys |= {fold(node.key): node.key for node in tree}
    found: dict[str, Entry] = {}
    for row, columns in _rows(sheet, (EXCLUSION_HEADERS[0], _DECISION)):
        key = keys.get(fold(sheet.cell(row, columns[EXCLUSION_HEADERS[0]]).value))
        if key is not None and key not in found:
            cell = sheet.cell(row, columns[_DECISION])
            kind = "blank" if is_blank(cell.value) else cell.kind
            place = Place(sheet.name, ref(row, columns[_DECISION]))
            found[key] = Entry(place, kind, cell.value, nfc(cell.value))
    return found


def remarks(workbook: Workbook) -> tuple[Exchanged, ...]:
    """The remarks, in their order; rows without a remark and an answer are left out."""
    sheet = _sheet(workbook, REMARK_SHEET)
    if sheet is None:
        return ()
    found = []
    for row, columns in _rows(sheet, REMARK_HEADERS):
        code, remark, state, answer = (nfc(sheet.cell(row, columns[name]).value) for name in REMARK_HEADERS)
        if not (is_blank(remark) and is_blank(answer)):
            found.append(Exchanged(squash(code), remark, squash(state), answer))
    return tuple(found)


def _sheet(workbook: Workbook, name: str) -> Sheet | None:
    own = next((info.name for info in workbook.sheets if squash(info.name) == name), None)
    return None if own is None else workbook.sheet(own)


def _rows(sheet: Sheet, headers: tuple[str, ...]) -> Iterator[tuple[int, Mapping[str, int]]]:
    """The rows below the header row, with the column of each header; nothing without them all."""
    wanted = {fold(header): header for header in headers}
    columns: dict[str, int] = {}
    header_row = 0
    for (row, column), cell in sheet.cells.items():
        header = wanted.get(fold(cell.value)) if cell.kind == "text" else None
        if header is not None and (not header_row or row == header_row):
            header_row = row
            columns.setdefault(header, column)
    if len(columns) == len(wanted):
        for row in sorted({row for row, _ in sheet.cells if row > header_row}):
            yield row, columns
