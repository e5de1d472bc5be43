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
from ..ooxml.newsheet import NewSheet
from ..text import Text
from .office_sheet import draw
from .port import AUTHOR, Refused, Removed, Shown, is_ours, joined, without_ours

_NO_WORKBOOK = Text(
    "Chưa mở biểu nào; hãy mở biểu tự chấm điểm (tệp bảng tính) rồi chọn lại lệnh này.",
    "No workbook is open; open the self-scoring form and use the command again.",
)
_READ_ONLY = Text(
    "Tài liệu đang mở ở chế độ chỉ đọc; lưu thành một bản khác rồi kiểm tra bản đó.",
    "The document is read-only; save a copy of it and check the copy.",
)
_SHARED = Text(
    "Tài liệu đang ở chế độ dùng chung; bỏ chế độ đó ở trình đơn Công cụ rồi kiểm tra lại.",
    "The document is shared; stop sharing it in the menu Tools and check again.",
)
_EDITING = Text(
    "Một ô đang được sửa; bấm Enter để nhận hoặc Esc để bỏ nội dung đang gõ, rồi chọn lại lệnh này.",
    "A cell is being edited; press Enter to keep or Esc to drop what is typed, and use the command again.",
)
_XLSX = "Calc MS Excel 2007 XML"
_OWN_FILTERS = (_XLSX, "Calc MS Excel 2007 VBA XML")
_MANY = 40
_PACKAGE = b"PK\x03\x04"
_SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"


def current(desktop: Any) -> OfficeBook:
    """The workbook that the user is at; at our own sheet beside a locked form, the form.

    Args:
        desktop: ``com.sun.star.frame.Desktop``.

    Raises:
        Refused: none is open.
    """
    document = desktop.getCurrentComponent()
    if document is None or not document.supportsService(_SPREADSHEET):
        raise Refused(_NO_WORKBOOK)
    of = document.DocumentProperties.Subject
    for one in _open(desktop):
        if of == _subject(one):
            document = one
    return OfficeBook(document, desktop)


class OfficeBook:
    """A spreadsheet document.

    Args:
        document: its model (``com.sun.star.sheet.SpreadsheetDocument``).
        desktop: ``com.sun.star.frame.Desktop``, for a sheet of findings beside a locked document.
    """

    def __init__(self, document: Any, desktop: Any) -> None:
        self._document = document
        self._desktop = desktop
        self._recorded = 0
        """Changes of the step that is going on."""

    @property
    def name(self) -> str:
        return str(self._document.Title)

    def ready(self) -> None:
        if self._document.isReadonly():
            raise Refused(_READ_ONLY)
        if self._document.createInstance("com.sun.star.document.Settings").IsDocumentShared:
            raise Refused(_SHARED)
        if _is_editing(self._document.CurrentController):
            raise Refused(_EDITING)

    def copy_into(self, folder: str) -> str:
        import uno

        path = os.path.join(folder, "form.xlsx")
        saved = self._document.URL.startswith("file:") and not self._document.isModified()
        if saved and _filter_of(self._document) in _OWN_FILTERS:
            # The file itself: saving it anew would lose what only other programs know.
            shutil.copyfile(uno.fileUrlToSystemPath(self._document.URL), path)
            with open(path, "rb") as file:
                # Anything else has a password.
                if file.read(len(_PACKAGE)) == _PACKAGE:
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
        if sheet not in self._document.Sheets.ElementNames:
            return ""
        color = self._cell(sheet, address).CellBackColor
        return "none" if color < 0 else f"rgb:{color & 0xFFFFFF:06X}"

    def set_fill(self, sheet: str, address: Address, code: str) -> bool:
        self._count()
        self._cell(sheet, address).CellBackColor = -1 if code == "none" else int(code[4:], 16)
        return self.fill_of(sheet, address) == code

    def set_note(self, sheet: str, address: Address, text: str) -> bool:
        cell = self._cell(sheet, address)
        wanted = joined(cell.Annotation.String, text)
        self._count()
        cell.Spreadsheet.Annotations.insertNew(cell.CellAddress, wanted)
        return bool(cell.Annotation.String == wanted)

    def remove_notes(self) -> Removed:
        gone, stayed = 0, []
        for sheet in self._document.Sheets.ElementNames:
            notes = self._document.Sheets.getByName(sheet).Annotations
            for index in reversed(range(notes.Count)):
                note = notes.getByIndex(index)
                text = note.String
                if not is_ours(text):
                    continue
                at, kept = note.Position, without_ours(text)
                address = (at.Row + 1, at.Column + 1)
                self._count()
                if kept:
                    notes.insertNew(at, kept)
                else:
                    notes.removeByIndex(index)
                if is_ours(self._cell(sheet, address).Annotation.String):
                    stayed.append((sheet, address))
                else:
                    gone += 1
        return Removed(gone, tuple(stayed))

    def show(self, sheet: NewSheet) -> None:
        document = self._companion()
        if document is None and self._document.isProtected():
            document = self._desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, ())
            document.DocumentProperties.Subject = _subject(self._document)
        if document is None:
            self._put(self._document, sheet, "")
        else:
            self._put(document, sheet, self._document.URL)
            for name in document.Sheets.ElementNames[1:]:
                document.Sheets.removeByName(name)

    def drop(self, sheet: str) -> None:
        companion = self._companion()
        if companion is not None:
            companion.setModified(False)
            companion.close(True)
        elif sheet in self._document.Sheets.ElementNames:
            self._document.Sheets.removeByName(sheet)

    def selected(self) -> tuple[str, Address]:
        selection = self._document.CurrentSelection
        if hasattr(selection, "RangeAddress"):
            area = selection.RangeAddress
            name = self._document.Sheets.getByIndex(area.Sheet).Name
            return str(name), (area.StartRow + 1, area.StartColumn + 1)
        return str(self._document.CurrentController.ActiveSheet.Name), (1, 1)

    def go_to(self, sheet: str, address: Address) -> None:
        sheets, controller = self._document.Sheets, self._document.CurrentController
        if sheet not in sheets.ElementNames or not sheets.getByName(sheet).IsVisible:
            return
        controller.Frame.activate()
        controller.setActiveSheet(sheets.getByName(sheet))
        _put_cursor(self._document, self._cell(sheet, address))

    @contextmanager
    def one_step(self, title: str) -> Iterator[None]:
        undo = self._document.UndoManager
        before = undo.getAllUndoActionTitles()
        self._recorded = 0
        self._document.lockControllers()
        # Rows are as high as the form says; left alone, each fill would fit its row anew.
        self._document.IsAdjustHeightEnabled = False
        undo.enterUndoContext(title)
        undo.enterUndoContext(title)
        failed = True
        try:
            yield
            failed = False
        finally:
            undo.leaveUndoContext()
            undo.leaveUndoContext()
            self._document.IsAdjustHeightEnabled = True
            self._document.unlockControllers()
            if failed and undo.getAllUndoActionTitles() != before:
                undo.undo()

    def _count(self) -> None:
        """Before each change. LibreOffice remembers a hundred changes of a step, and forgets the first of
        more; so a step consists of smaller ones."""
        self._recorded += 1
        if self._recorded % _MANY == 0:
            undo = self._document.UndoManager
            undo.leaveUndoContext()
            undo.enterUndoContext(AUTHOR)

    def _put(self, document: Any, sheet: NewSheet, target: str) -> None:
        """Put a sheet in front, in place of one of the same name."""
        sheets = document.Sheets
        self._count()
        if sheet.name in sheets.ElementNames:
            sheets.removeByName(sheet.name)
        sheets.insertNewByName(sheet.name, 0)
        page = sheets.getByName(sheet.name)
        draw(document, page, sheet, target, self._count)
        document.CurrentController.setActiveSheet(page)
        _put_cursor(document, page.getCellByPosition(0, 0))

    def _cell(self, sheet: str, address: Address) -> Any:
        return self._document.Sheets.getByName(sheet).getCellByPosition(address[1] - 1, address[0] - 1)

    def _page(self, sheet: str) -> Any:
        for document in (self._companion(), self._document):
            if document is not None and sheet in document.Sheets.ElementNames:
                return document.Sheets.getByName(sheet)
        return None

    def _companion(self) -> Any:
        """The document with the sheet of findings, where it could not stand in the form itself."""
        for one in _open(self._desktop):
            if one.DocumentProperties.Subject == _subject(self._document):
                return one
        return None


def _open(desktop: Any) -> Iterator[Any]:
    """The spreadsheets that are open."""
    components = desktop.Components.createEnumeration()
    while components.hasMoreElements():
        one = components.nextElement()
        if hasattr(one, "supportsService") and one.supportsService(_SPREADSHEET):
            yield one


def _subject(document: Any) -> str:
    """What the document with a form's findings has as its subject."""
    return f"selfscore-xl {document.RuntimeUID}"


def _put_cursor(document: Any, cell: Any) -> None:
    """Go to a cell, and select nothing: what is selected is dark, and hides the fill."""
    document.CurrentController.select(cell)
    document.CurrentController.select(document.createInstance("com.sun.star.sheet.SheetCellRanges"))


def _is_editing(controller: Any) -> bool:
    """Whether something typed into a cell was not entered yet: only then there is a mode of
    inserting or overwriting."""
    if controller is None:
        return False
    import unohelper
    from com.sun.star.frame import XStatusListener

    class Listener(unohelper.Base, XStatusListener):  # type: ignore[misc]
        enabled = False

        def statusChanged(self, event: Any) -> None:
            self.enabled = event.IsEnabled

        def disposing(self, source: Any) -> None: ...

    import uno

    url = uno.createUnoStruct("com.sun.star.util.URL")
    url.Complete, url.Protocol, url.Path = ".uno:InsertMode", ".uno:", "InsertMode"
    dispatch = controller.Frame.queryDispatch(url, "", 0)
    if dispatch is None:
        return False
    listener = Listener()
    dispatch.addStatusListener(listener, url)
    dispatch.removeStatusListener(listener, url)
    return listener.enabled


def _filter_of(document: Any) -> str:
    """The name of the filter that read the document."""
    return next((str(one.Value) for one in document.Args if one.Name == "FilterName"), "")


def _property(name: str, value: object) -> Any:
    import uno

    one = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    one.Name, one.Value = name, value
    return one
