"""A document open in LibreOffice, through UNO. Runs in LibreOffice's own Python, or over a bridge.

What a sheet's protection does not allow, LibreOffice silently leaves undone; so each change is looked
at after it was made.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from ..cell import Address
from ..ooxml.newsheet import NewCell, NewSheet, NewStyle
from ..text import Text
from .port import Refused, Shown, is_ours, joined, without_ours

_READ_ONLY = Text(
    "Tài liệu đang mở ở chế độ chỉ đọc; lưu thành một bản khác rồi kiểm tra bản đó.",
    "The document is read-only; save a copy of it and check the copy.",
)
_SHARED = Text(
    "Tài liệu đang được nhiều người dùng chung; bỏ chế độ chia sẻ rồi kiểm tra lại.",
    "The document is shared; stop sharing it and check again.",
)
_XLSX = "Calc MS Excel 2007 XML"
_MILLIMETRES = 2540 / 96
"""Hundredths of a millimetre in a pixel of Excel's column widths."""
_POINT = 2540 / 72


class OfficeBook:
    """A spreadsheet document.

    Args:
        document: its model (``com.sun.star.sheet.SpreadsheetDocument``).
        desktop: ``com.sun.star.frame.Desktop``, for a sheet of findings beside a locked document.
    """

    def __init__(self, document: Any, desktop: Any) -> None:
        self._document = document
        self._desktop = desktop

    @property
    def name(self) -> str:
        return str(self._document.Title)

    def ready(self) -> None:
        if self._document.isReadonly():
            raise Refused(_READ_ONLY)
        if getattr(self._document, "IsDocumentShared", False):
            raise Refused(_SHARED)

    def copy_into(self, folder: str) -> str:
        import uno

        path = os.path.join(folder, "form.xlsx")
        if self._document.hasLocation() and not self._document.isModified():
            source = uno.fileUrlToSystemPath(self._document.URL)
            if source.lower().endswith((".xlsx", ".xlsm")):
                shutil.copyfile(source, path)
                return path
        self._document.storeToURL(uno.systemPathToFileUrl(path), (_property("FilterName", _XLSX),))
        return path

    def cells(self, sheet: str) -> Mapping[Address, Shown]:
        page = self._page(sheet)
        if page is None:
            return {}
        cursor = page.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        area = cursor.RangeAddress
        return {
            (area.StartRow + row + 1, area.StartColumn + column + 1): shown
            for row, line in enumerate(cursor.DataArray)
            for column, shown in enumerate(line)
            if shown != ""
        }

    def put_value(self, sheet: str, address: Address, value: Decimal | str) -> bool:
        return False

    def fill_of(self, sheet: str, address: Address) -> str:
        color = self._cell(sheet, address).CellBackColor
        return "none" if color < 0 else f"rgb:{color & 0xFFFFFF:06X}"

    def set_fill(self, sheet: str, address: Address, code: str) -> bool:
        self._cell(sheet, address).CellBackColor = -1 if code == "none" else int(code[4:], 16)
        return self.fill_of(sheet, address) == code

    def set_note(self, sheet: str, address: Address, text: str) -> bool:
        cell = self._cell(sheet, address)
        wanted = joined(cell.Annotation.String, text)
        self._document.Sheets.getByName(sheet).Annotations.insertNew(cell.CellAddress, wanted)
        return bool(cell.Annotation.String == wanted)

    def remove_notes(self) -> int:
        found = 0
        for name in self._document.Sheets.ElementNames:
            notes = self._document.Sheets.getByName(name).Annotations
            for index in reversed(range(notes.Count)):
                note = notes.getByIndex(index)
                text = note.String
                if not is_ours(text):
                    continue
                found += 1
                kept = without_ours(text)
                if kept:
                    notes.insertNew(note.Position, kept)
                else:
                    notes.removeByIndex(index)
        return found

    def show(self, sheet: NewSheet) -> None:
        document = self._companion(sheet.name) or self._document
        if document.isProtected():
            document = self._new_companion()
        sheets = document.Sheets
        if sheet.name in sheets.ElementNames:
            sheets.removeByName(sheet.name)
        sheets.insertNewByName(sheet.name, 0)
        _draw(document, sheets.getByName(sheet.name), sheet)
        controller = document.CurrentController
        if controller is not None:
            controller.setActiveSheet(sheets.getByName(sheet.name))
            controller.select(sheets.getByName(sheet.name).getCellByPosition(0, 0))

    def drop(self, sheet: str) -> None:
        companion = self._companion(sheet)
        if companion is not None:
            companion.setModified(False)
            companion.close(True)
        elif sheet in self._document.Sheets.ElementNames:
            self._document.Sheets.removeByName(sheet)

    def selected(self) -> tuple[str, Address]:
        controller = self._document.CurrentController
        selection = self._document.CurrentSelection
        if hasattr(selection, "RangeAddress"):
            area = selection.RangeAddress
            name = self._document.Sheets.getByIndex(area.Sheet).Name
            return str(name), (area.StartRow + 1, area.StartColumn + 1)
        return str(controller.ActiveSheet.Name), (1, 1)

    def go_to(self, sheet: str, address: Address) -> None:
        controller = self._document.CurrentController
        controller.setActiveSheet(self._document.Sheets.getByName(sheet))
        controller.select(self._cell(sheet, address))

    @contextmanager
    def one_step(self, title: str) -> Iterator[None]:
        undo = self._document.UndoManager
        undo.enterUndoContext(title)
        self._document.lockControllers()
        try:
            yield
        except BaseException:
            self._document.unlockControllers()
            undo.leaveUndoContext()
            if undo.isUndoPossible() and undo.getCurrentUndoActionTitle() == title:
                undo.undo()
            raise
        self._document.unlockControllers()
        undo.leaveUndoContext()

    def _cell(self, sheet: str, address: Address) -> Any:
        return self._document.Sheets.getByName(sheet).getCellByPosition(address[1] - 1, address[0] - 1)

    def _page(self, sheet: str) -> Any:
        for document in (self._document, self._companion(sheet)):
            if document is not None and sheet in document.Sheets.ElementNames:
                return document.Sheets.getByName(sheet)
        return None

    def _companion(self, sheet: str) -> Any:
        """The document with the sheet of findings, where it could not stand in the form itself."""
        if self._desktop is None or sheet in self._document.Sheets.ElementNames:
            return None
        components = self._desktop.Components.createEnumeration()
        while components.hasMoreElements():
            one = components.nextElement()
            if (
                hasattr(one, "Sheets")
                and not one.hasLocation()
                and one.DocumentProperties.Subject == self._subject
                and sheet in one.Sheets.ElementNames
            ):
                return one
        return None

    def _new_companion(self) -> Any:
        made = self._desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, ())
        made.DocumentProperties.Subject = self._subject
        return made

    @property
    def _subject(self) -> str:
        return f"selfscore-xl {self._document.URL or self._document.Title}"


def _property(name: str, value: object) -> Any:
    import uno

    one = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    one.Name, one.Value = name, value
    return one


def _draw(document: Any, page: Any, sheet: NewSheet) -> None:
    """Put the cells, widths and heights of a sheet into an empty one."""
    for index, width in enumerate(sheet.widths):
        page.Columns.getByIndex(index).Width = round((width * 7 + 5) * _MILLIMETRES)
    for number, row in enumerate(sheet.rows):
        for index, cell in enumerate(row):
            if cell != NewCell():
                _draw_cell(document, page.getCellByPosition(index, number), cell)
    for area in sheet.merges:
        page.getCellRangeByPosition(area[1] - 1, area[0] - 1, area[3] - 1, area[2] - 1).merge(True)
    for row_number, height in sheet.heights.items():
        page.Rows.getByIndex(row_number - 1).Height = round(height * _POINT)
    for first, last in sheet.hidden_columns:
        for index in range(first - 1, last):
            page.Columns.getByIndex(index).IsVisible = False
    if sheet.tab_color is not None:
        page.TabColor = int(sheet.tab_color, 16)


def _draw_cell(document: Any, cell: Any, wanted: NewCell) -> None:
    _style(document, cell, wanted.style)
    value = wanted.value
    if wanted.link is not None:
        target, _, ref = wanted.link.rpartition("!")
        place = f"#{target}.{ref}".replace('"', '""')
        shown = str(value).replace('"', '""')
        cell.Formula = f'=HYPERLINK("{place}";"{shown}")'
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        cell.Value = float(value)
    elif value is not None:
        cell.String = str(value)


def _style(document: Any, cell: Any, style: NewStyle) -> None:
    import uno

    cell.CharFontName = style.font
    cell.CharHeight = float(style.size)
    cell.CharWeight = 150.0 if style.bold else 100.0
    if style.italic:
        cell.CharPosture = uno.Enum("com.sun.star.awt.FontSlant", "ITALIC")
    if style.underline:
        cell.CharUnderline = 1
    if style.color is not None:
        cell.CharColor = int(style.color, 16)
    if style.fill is not None:
        cell.CellBackColor = int(style.fill, 16)
    if style.border is not None:
        line = uno.createUnoStruct("com.sun.star.table.BorderLine2")
        line.OuterLineWidth = line.LineWidth = 18
        for side in ("TopBorder", "BottomBorder", "LeftBorder", "RightBorder"):
            setattr(cell, side, line)
    if style.horizontal is not None:
        cell.HoriJustify = uno.Enum("com.sun.star.table.CellHoriJustify", _HORIZONTAL[style.horizontal])
    if style.vertical is not None:
        cell.VertJustify = {"top": 1, "center": 2, "bottom": 3}[style.vertical]
    cell.IsTextWrapped = style.wrap
    if style.number_format != "General":
        formats, locale = document.NumberFormats, uno.createUnoStruct("com.sun.star.lang.Locale")
        locale.Language, locale.Country = "en", "US"
        key = formats.queryKey(style.number_format, locale, False)
        cell.NumberFormat = formats.addNew(style.number_format, locale) if key < 0 else key


_HORIZONTAL = {"left": "LEFT", "center": "CENTER", "right": "RIGHT", "justify": "BLOCK"}
