"""Edit a workbook without losing anything of it.

An ``Editor`` collects wishes about single cells, notes and sheets, and writes the file anew with the
bytes of exactly these replaced. A wish describes a state: what is so already is not touched, so
editing an edited file in the same way gives the same file. What is written is read again and
compared first (``oracle``); a file that is not proved is not written.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from ..cell import Address
from ..record import NamedTuple
from . import links, saving
from .archive import rewrite
from .bytewise import OracleError
from .links import Link, LinkWish
from .newsheet import NewCell, NewSheet, NewStyle
from .notes import Notes, NoteWish, marker_at, threaded_cells
from .oracle import Wishes, verify
from .package import PathLike
from .parts import Outcome, Parts
from .restyle import Restyle
from .rows import CellEdit, ErrorValue, Value, cell_splices, holds, normal
from .saving import SaveRefused
from .sheetmap import SheetMap, map_sheet
from .tabs import PutSheet, Tabs, deselected
from .workbook import SheetInfo, Workbook

__all__ = [
    "Editor",
    "ErrorValue",
    "Link",
    "NewCell",
    "NewSheet",
    "NewStyle",
    "OracleError",
    "SaveRefused",
    "Value",
]

_RGB = re.compile(r"[0-9A-Fa-f]{6}\Z")


class _CellWish(NamedTuple):
    """What is wished of one cell; fill and lock None for no wish."""

    has_value: bool = False
    value: Value = None
    fill: str | None = None
    locked: bool | None = None


_NO_WISH = _CellWish()


class Editor:
    """Wishes about a workbook, and the file that fulfils them.

    The last wish about a thing counts. Names of sheets are exact; an unknown one is a ``KeyError``
    at once. Addresses are one-based (row, column) pairs.

    Args:
        workbook: as it was opened; it is not changed.
        source: path that it was read from, where the workbook does not know (it was opened from
            bytes); ``save`` will not write over it unasked.
    """

    def __init__(self, workbook: Workbook, source: PathLike | None = None) -> None:
        self._workbook = workbook
        self._source = workbook.path if source is None else source
        self._cells: dict[str, dict[Address, _CellWish]] = {}
        self._notes: dict[str, dict[Address, NoteWish]] = {}
        self._links: dict[str, LinkWish] = {}
        self._sheets: dict[str, PutSheet] = {}
        self._recalculate = False
        self._threaded: dict[str, frozenset[Address]] = {}
        self._parts = Parts(workbook.package, workbook.part)
        self._restyle = Restyle(self._parts)

    # --- wishes

    def set_value(self, sheet: str, address: Address, value: Value) -> None:
        """Give a cell a value; of a formula, the value cached with it (the formula stays).

        Text is written as text, whatever it starts with, without control characters. ``""`` is the
        empty string as the result of a formula, and empties any other cell, as None does; the
        format stays.

        Raises:
            ValueError: an infinite number, NaN or an unknown error code.
        """
        self._cells_of(sheet)[address] = self._wish(sheet, address)._replace(
            has_value=True, value=normal(value)
        )

    def set_fill(self, sheet: str, address: Address, rgb: str | None) -> None:
        """Give a cell a solid fill (``"RRGGBB"``), or none; the rest of its format stays.

        Raises:
            ValueError: not a colour.
        """
        if rgb is not None and not _RGB.match(rgb):
            raise ValueError(f"not a colour: {rgb!r}")
        code = "none" if rgb is None else f"rgb:{rgb.upper()}"
        self._cells_of(sheet)[address] = self._wish(sheet, address)._replace(fill=code)

    def fill_of(self, sheet: str, address: Address) -> str:
        """Code of the fill that a cell has in the file: ``"none"``, ``"rgb:FFF2CC"``,
        ``"theme:4:0.59"`` (with the tint), ``"indexed:22"``; ``"other:…"`` for patterns and
        gradients, known again within the same file only."""
        return self._restyle.fill_code(self._workbook.sheet(sheet).cell(*address).style)

    def restore_fill(self, sheet: str, address: Address, code: str) -> bool:
        """Give a cell the fill of a code; False, and no wish, where the code says too little."""
        style = self._workbook.sheet(sheet).cell(*address).style
        if self._restyle.variant(style, fill=code) is None:
            return False
        self._cells_of(sheet)[address] = self._wish(sheet, address)._replace(fill=code)
        return True

    def set_locked(self, sheet: str, address: Address, locked: bool) -> None:
        """Lock or unlock a cell; it matters while the sheet is protected."""
        self._cells_of(sheet)[address] = self._wish(sheet, address)._replace(locked=locked)

    def set_note(
        self,
        sheet: str,
        address: Address,
        text: str,
        author: str,
        width: float = 160.0,
        height: float = 80.0,
    ) -> bool:
        """Put a note of ours on a cell, below the user's own text where there is some.

        Args:
            sheet: name of the sheet.
            address: of the cell.
            text: of the note.
            author: its author, and its first line, by which it is known again.
            width: of the box of a new note, in points.
            height: likewise.

        Returns:
            False, and no wish, for a cell with a threaded comment, which a note would destroy.
        """
        if address in self._threaded_cells(sheet):
            return False
        self._notes.setdefault(sheet, {})[address] = NoteWish(author, text, width, height)
        return True

    def remove_note(self, sheet: str, address: Address, author: str) -> None:
        """Take back a note of ours; a user's text in the same note stays."""
        if address not in self._threaded_cells(sheet):
            self._notes.setdefault(sheet, {})[address] = NoteWish(author, None)

    def notes_by(self, author: str) -> list[tuple[str, Address]]:
        """Cells whose notes hold a part of ours, in the order of sheets, rows and columns."""
        return [
            (info.name, address)
            for info in self._workbook.sheets
            for address, note in sorted(self._workbook.notes(info.name).items())
            if marker_at(note.text, author) is not None
        ]

    def set_links(self, sheet: str, target: str, links: Mapping[Address, Link]) -> None:
        """Make cells of a sheet lead to cells of the sheet ``target``. Links to that sheet from other
        cells go; a cell that leads elsewhere stays as it is."""
        self._workbook.info(sheet)
        self._links[sheet] = LinkWish(target, links)

    def has_formula(self, sheet: str, address: Address) -> bool:
        """Whether a formula stands in a cell of the file."""
        return self._workbook.sheet(sheet).cell(*address).formula is not None

    def put_sheet(self, sheet: NewSheet, first: bool = True, active: bool = True) -> None:
        """Put a whole sheet: in place of the one of the same name (whatever it holds), else in
        front of the others or behind them. ``active`` shows it when the workbook is opened.

        Raises:
            ValueError: when the file is made: not a name for a sheet, or that of a chart sheet.
        """
        self._sheets[sheet.name.casefold()] = PutSheet(sheet, first, active)

    def recalculate_on_open(self) -> None:
        """Make programs compute every formula when they open the workbook. Without this wish the
        setting stays as it is."""
        self._recalculate = True

    def _cells_of(self, sheet: str) -> dict[Address, _CellWish]:
        self._workbook.info(sheet)
        return self._cells.setdefault(sheet, {})

    def _wish(self, sheet: str, address: Address) -> _CellWish:
        """What is wished of a cell so far."""
        return self._cells.get(sheet, {}).get(address, _NO_WISH)

    def _threaded_cells(self, sheet: str) -> frozenset[Address]:
        found = self._threaded.get(sheet)
        if found is None:
            info = self._workbook.info(sheet)
            found = self._threaded[sheet] = threaded_cells(self._parts, info.part)
        return found

    # --- the file

    def to_bytes(self) -> bytes:
        """The file with every wish fulfilled; the very bytes of the input where nothing changes.

        Raises:
            OracleError: the result is not what was wished. A defect of this program.
            Refusal: a part that has to be changed cannot be read.
            ValueError: see ``put_sheet``.
        """
        package = self._workbook.package
        outcome = self._outcome()
        if not (outcome.changed or outcome.added or outcome.removed):
            return package.data
        data = rewrite(package, outcome.changed, outcome.added, outcome.removed)
        verify(self._workbook, data, self._wishes())
        return data

    def save(
        self,
        path: PathLike,
        overwrite_hash: str | None = None,
        break_signature: bool = False,
        lasting: bool = True,
    ) -> bytes:
        """Write the file, whole or not at all, and return its bytes.

        Args:
            path: of the output. What is there is replaced, unless it is the input.
            overwrite_hash: SHA-256 (hexadecimal) of the input as it was read: allows to write over
                it, if it still has this hash.
            break_signature: allows to change a signed workbook.
            lasting: as ``saving.write_file``.

        Raises:
            SaveRefused: "is-input", "changed-since", "is-folder", "signed".
            OSError: the folder is missing or read-only, the disk is full.
            OracleError, Refusal, ValueError: as ``to_bytes``.
        """
        if overwrite_hash is None and self._is_input(path):
            raise SaveRefused("is-input")
        data = self.to_bytes()
        if self._workbook.is_signed and not break_signature and data is not self._workbook.package.data:
            raise SaveRefused("signed")
        saving.write_file(path, data, overwrite_hash, lasting=lasting)
        return data

    def _is_input(self, path: PathLike) -> bool:
        """Whether a path leads to the file that was read, be it by another name."""
        try:
            if self._source is not None and os.path.samefile(path, self._source):
                return True
        except OSError:
            return False  # one of them does not exist
        try:
            if os.stat(path).st_size != len(self._workbook.package.data):
                return False
        except OSError:
            return False
        return self._source is None and saving.sha256_of(path) == self._workbook.package.sha256

    def _wishes(self) -> Wishes:
        values: dict[str, dict[Address, Value]] = {}
        fills: dict[str, dict[Address, str]] = {}
        locks: dict[str, dict[Address, bool]] = {}
        for sheet, cells in self._cells.items():
            for address, wish in cells.items():
                if wish.has_value:
                    values.setdefault(sheet, {})[address] = wish.value
                if wish.fill is not None:
                    fills.setdefault(sheet, {})[address] = wish.fill
                if wish.locked is not None:
                    locks.setdefault(sheet, {})[address] = wish.locked
        sheets = self._sheets_to_put()
        return Wishes(values, fills, locks, self._notes, self._links, sheets, self._recalculate)

    def _sheets_to_put(self) -> tuple[PutSheet, ...]:
        """The sheets wished for; only one can be shown, the last that shall be."""
        sheets = tuple(self._sheets.values())
        shown = max((number for number, put in enumerate(sheets) if put.active), default=None)
        return tuple(put._replace(active=number == shown) for number, put in enumerate(sheets))

    def _outcome(self) -> Outcome:
        parts = self._parts = Parts(self._workbook.package, self._workbook.part)
        restyle = self._restyle = self._restyle.fresh(parts)
        tabs = Tabs(parts, self._workbook)
        if self._sheets or self._cells:
            self._workbook.styles  # noqa: B018 - refuses what cannot be read
        edits = {sheet: self._cell_edits(sheet, wishes) for sheet, wishes in sorted(self._cells.items())}
        sheets = self._sheets_to_put()
        for put in sheets:
            tabs.put(put, restyle.new_style)
        activated = any(put.active for put in sheets)
        for info in self._workbook.sheets:
            if info.part not in tabs.put_parts:
                deselect = activated and _may_be_selected(parts.read(info.part))
                self._edit_sheet(info, edits.get(info.name, {}), deselect)
        if self._recalculate:
            tabs.recalculate()
        restyle.finish()
        return parts.outcome()

    def _cell_edits(self, sheet_name: str, wishes: Mapping[Address, _CellWish]) -> dict[Address, CellEdit]:
        """Of the wishes those that ask for a change."""
        sheet = self._workbook.sheet(sheet_name)
        edits: dict[Address, CellEdit] = {}
        for address, wish in sorted(wishes.items()):
            cell = sheet.cell(*address)
            style = None
            if wish.fill is not None or wish.locked is not None:
                style = self._restyle.variant(cell.style, wish.fill, wish.locked)
                if style == cell.style:
                    style = None
            has_value = wish.has_value and not holds(sheet.cells.get(address), wish.value)
            if style is not None or has_value:
                edits[address] = CellEdit(style, has_value, wish.value if has_value else None)
        return edits

    def _edit_sheet(self, info: SheetInfo, edits: Mapping[Address, CellEdit], deselect: bool) -> None:
        wishes, linked = self._notes.get(info.name), self._links.get(info.name)
        if not (edits or wishes or linked or deselect):
            return
        has_cells = info.kind in ("worksheet", "xlMacrosheet", "xlIntlMacrosheet")
        sheet = self._workbook.sheet(info.name) if has_cells and (edits or wishes or linked) else None
        where: SheetMap = map_sheet(info.part, self._parts.read(info.part), sheet, edits)
        splices = deselected(where.root) if deselect else []
        if sheet is not None:
            splices += cell_splices(where, sheet, edits)
            if wishes:
                self._workbook.notes(info.name)  # refuses what cannot be read
                splices += Notes(self._parts, info.part).apply(wishes, where, sheet)
            if linked:
                splices += links.apply(linked, where)
        self._parts.edit(info.part, splices)


def _may_be_selected(data: bytes) -> bool:
    """Whether a look at a sheet's views is worth while; they precede the cells."""
    cells = data.find(b"sheetData")
    return data.find(b"tabSelected", 0, cells if cells >= 0 else len(data)) >= 0
