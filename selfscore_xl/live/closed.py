"""A workbook file as an open workbook: the reference that the programs' adapters are held against."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal

from ..cell import Address
from ..measure import NOTE_WIDTH, note_height
from ..ooxml.edit import Editor
from ..ooxml.newsheet import NewCell, NewSheet
from ..ooxml.saving import SaveRefused, write_file
from ..ooxml.sheet import shortest_decimal
from ..ooxml.workbook import Workbook
from ..text import Text
from .port import AUTHOR, Refused, Removed, Shown

_CLEARED = "Đã xóa đánh dấu của lần kiểm tra trước."
_READ_ONLY = Text(
    "Tệp này chỉ cho đọc nên không đánh dấu được; lưu thành một bản khác rồi kiểm tra bản đó.",
    "This file is read-only and cannot be marked; save a copy of it and check the copy.",
)


class ClosedBook:
    """An .xlsx file that no program has open. Changes are collected, and held in memory after
    ``one_step``; ``save`` writes them."""

    def __init__(self, path: str) -> None:
        """Raises:
        Refusal: the file cannot be read (see ``ooxml.refusal``)."""
        self.path = path
        self.workbook = Workbook.open(path)
        self.data: bytes | None = None
        """The file with the changes; None before the first."""
        self._editor: Editor | None = None
        self._at: tuple[str, Address] = (self.workbook.sheets[0].name, (1, 1))

    @property
    def name(self) -> str:
        return os.path.basename(self.path)

    def ready(self) -> None:
        effective = os.access in os.supports_effective_ids
        if not os.access(self.path, os.W_OK, effective_ids=effective):
            raise Refused(_READ_ONLY)

    def copy_into(self, folder: str) -> str:
        path = os.path.join(folder, self.name)
        if self.data is None:
            with open(self.path, "rb") as file:
                data = file.read()
        else:
            data = self.data
        write_file(path, data)
        return path

    def cells(self, sheet: str) -> Mapping[Address, Shown]:
        if sheet not in self.workbook.sheet_names:
            return {}
        return {
            address: shortest_decimal(cell.value)
            if cell.kind == "number"
            else cell.value == "1"
            if cell.kind == "bool"
            else cell.value
            for address, cell in self.workbook.sheet(sheet).cells.items()
            if cell.kind != "blank"
        }

    @property
    def editor(self) -> Editor:
        """The wishes of the step that is going on."""
        if self._editor is None:
            self._editor = Editor(self.workbook, self.path)
        return self._editor

    def put_value(self, sheet: str, address: Address, value: Decimal | str) -> bool:
        if self.workbook.sheet(sheet).formula(*address) is None:
            return False
        self.editor.set_value(sheet, address, value)
        return True

    def fill_of(self, sheet: str, address: Address) -> str:
        return self.editor.fill_of(sheet, address) if sheet in self.workbook.sheet_names else ""

    def set_fill(self, sheet: str, address: Address, code: str) -> bool:
        return self.editor.restore_fill(sheet, address, code)

    def set_note(self, sheet: str, address: Address, text: str) -> bool:
        return self.editor.set_note(sheet, address, text, AUTHOR, NOTE_WIDTH, note_height(text))

    def remove_notes(self) -> Removed:
        found = self.editor.notes_by(AUTHOR)
        for sheet, address in found:
            self.editor.remove_note(sheet, address, AUTHOR)
        return Removed(len(found), ())

    def show(self, sheet: NewSheet) -> None:
        self.editor.put_sheet(sheet, first=True)

    def drop(self, sheet: str) -> None:
        # A file keeps its sheets; what stood on ours goes.
        if sheet in self.workbook.sheet_names:
            empty = NewSheet(sheet, widths=(60.0,), rows=((NewCell(_CLEARED),),))
            self.editor.put_sheet(empty, first=True, active=False)

    def selected(self) -> tuple[str, Address]:
        return self._at

    def go_to(self, sheet: str, address: Address) -> None:
        if any(info.name == sheet and info.state == "visible" for info in self.workbook.sheets):
            self._at = (sheet, address)

    @contextmanager
    def one_step(self, title: str) -> Iterator[None]:
        self._editor = None
        try:
            yield
            self.data = self.editor.to_bytes()
            self.workbook = Workbook.open(self.data)
        finally:
            self._editor = None

    def save(self, path: str) -> None:
        """Write the file with the changes.

        Raises:
            SaveRefused: there are none yet, or ``path`` is the file itself.
            OSError: it cannot be written.
        """
        if self.data is None or os.path.abspath(path) == os.path.abspath(self.path):
            raise SaveRefused("is-input")
        write_file(path, self.data)
