"""A workbook open in Excel on Windows or macOS, through xlwings.

What a sheet's protection does not allow, Excel refuses with an error of its own platform; so a change
is tried, and then looked at. The sheet of findings is written as a file and opened, since a thousand
cells formatted one by one over COM take many seconds.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from decimal import Decimal
from functools import partial
from hashlib import sha256
from typing import Any

from ..cell import Address
from ..measure import NOTE_WIDTH, note_height
from ..ooxml.newbook import single_sheet
from ..ooxml.newsheet import NewCell, NewSheet
from ..ooxml.saving import write_file
from ..text import Text
from .port import Refused, Removed, Shown, is_ours, joined, without_ours

TITLE = "Tự chấm điểm"
_NO_XLWINGS = Text(
    "Python này chưa có thư viện xlwings; chạy lệnh «python -m pip install xlwings» rồi làm lại.",
    "This Python lacks xlwings; run “python -m pip install xlwings” and try again.",
)
_NO_EXCEL = Text("Excel chưa mở; mở biểu bằng Excel rồi làm lại.", "Excel is not open; open the form in it.")
_NO_BOOK = Text(
    "Chưa mở biểu nào trong Excel; mở biểu tự chấm điểm rồi bấm lại.",
    "No workbook is open in Excel; open the self-scoring form and try again.",
)
_READ_ONLY = Text(
    "Tệp đang mở ở chế độ chỉ đọc; lưu thành một bản khác rồi kiểm tra bản đó.",
    "The workbook is read-only; save a copy of it and check the copy.",
)
_SHARED = Text(
    "Tệp đang được nhiều người dùng chung; bỏ chế độ chia sẻ rồi kiểm tra lại.",
    "The workbook is shared; stop sharing it and check again.",
)
_SAVE_FIRST = Text(
    "Excel trên máy Mac chỉ kiểm tra được những gì đã lưu; bấm Command+S rồi kiểm tra lại.",
    "Excel on a Mac can only check what is saved; press Command+S and check again.",
)
_CONTAINER = "~/Library/Containers/com.microsoft.Excel/Data"
"""Where Excel on a Mac opens files without asking the user."""
_FORMULA_TEXT = _STATUS_TEXT = 255
"""Longest text in a formula, and in the status line."""
_SHOWN = (True, -1)
"""What xlwings says of a sheet that is not hidden: on a Mac, and on Windows, where 2 is very hidden."""
_ATTEMPTS = 3000
"""How often a call that Excel rejects is made again: some seconds. Left alone, xlwings tries for as long
as a cell is being edited."""
_EPOCH = datetime(1899, 12, 30)


class ExcelBook:
    """A workbook.

    Args:
        book: an ``xlwings.Book``.
    """

    def __init__(self, book: Any) -> None:
        self._book = book
        self._taken_back: list[Callable[[], object]] = []
        """What the step that is going on has to do to leave no trace, oldest first."""

    @property
    def name(self) -> str:
        return str(self._book.name)

    def ready(self) -> None:
        if _fact(self._book.api, "ReadOnly", "read_only"):
            raise Refused(_READ_ONLY)
        if _fact(self._book.api, "MultiUserEditing", "multi_user_editing"):
            raise Refused(_SHARED)

    def copy_into(self, folder: str) -> str:
        path = os.path.join(folder, "form" + (os.path.splitext(self.name)[1] or ".xlsx"))
        save_copy = getattr(self._book.api, "SaveCopyAs", None)
        if save_copy is not None:
            save_copy(path)
        elif _fact(self._book.api, "Saved", "saved"):
            shutil.copyfile(self._book.fullname, path)
        else:
            raise Refused(_SAVE_FIRST)
        return path

    def cells(self, sheet: str) -> Mapping[Address, Shown]:
        page = self._page(sheet)
        if page is None:
            return {}
        area = page.used_range
        lines = area.options(ndim=2, empty="", err_to_str=True, dates=_serial).value
        return {
            (area.row + row, area.column + column): shown
            for row, line in enumerate(lines)
            for column, shown in enumerate(line)
            if shown != ""
        }

    def put_value(self, sheet: str, address: Address, value: Decimal | str) -> bool:
        return False

    def fill_of(self, sheet: str, address: Address) -> str:
        if sheet not in _names(self._book):
            return ""
        color = self._cell(sheet, address).color
        return "none" if color is None else "rgb:{:02X}{:02X}{:02X}".format(*color)

    def set_fill(self, sheet: str, address: Address, code: str) -> bool:
        before = self.fill_of(sheet, address)
        self._color(sheet, address, code)
        done = self.fill_of(sheet, address) == code
        if done and before != code:
            self._taken_back.append(partial(self._color, sheet, address, before))
        return done

    def set_note(self, sheet: str, address: Address, text: str) -> bool:
        before = self._note(sheet, address)
        wanted = joined(before, text)
        self._write_note(sheet, address, wanted)
        done = self._note(sheet, address) == wanted
        if done and before != wanted:
            self._taken_back.append(partial(self._write_note, sheet, address, before))
        return done

    def remove_notes(self) -> Removed:
        gone, stayed = 0, []
        for page in self._book.sheets:
            for note in list(page.notes):
                text = _text(note)
                if not is_ours(text):
                    continue
                at, kept = note.location, without_ours(text)
                name, address = str(page.name), (at.row, at.column)
                self._write_note(name, address, kept)
                if is_ours(self._note(name, address)):
                    stayed.append((name, address))
                else:
                    gone += 1
                    self._taken_back.append(partial(self._write_note, name, address, text))
        return Removed(gone, tuple(stayed))

    def show(self, sheet: NewSheet) -> None:
        self.drop(sheet.name)
        path = self._companion_path
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if _fact(self._book.api, "ProtectStructure", "protect_structure"):
            write_file(path, single_sheet(linked_to(self._book.fullname, sheet)))
            self._book.app.books.open(path)
            return
        write_file(path, single_sheet(sheet))
        drawn = self._book.app.books.open(path)
        try:
            drawn.sheets[0].copy(before=self._book.sheets[0])
        finally:
            _put_away(drawn)
        self._book.activate()
        self._book.sheets[sheet.name].activate()

    def drop(self, sheet: str) -> None:
        companion = self._companion()
        if companion is not None:
            _put_away(companion)
        if sheet in _names(self._book):
            self._book.sheets[sheet].delete()

    def selected(self) -> tuple[str, Address]:
        at = self._book.app.selection
        if at is None:
            return str(self._book.sheets.active.name), (1, 1)
        return str(at.sheet.name), (at.row, at.column)

    def go_to(self, sheet: str, address: Address) -> None:
        if sheet not in _names(self._book) or self._book.sheets[sheet].visible not in _SHOWN:
            return
        self._book.activate()
        self._book.sheets[sheet].activate()
        self._cell(sheet, address).select()

    @contextmanager
    def one_step(self, title: str) -> Iterator[None]:
        """Excel undoes nothing that another program did, and forgets what could be undone before: a
        step that fails takes itself back, and one that was done is taken back by ``clear``."""
        self._taken_back = []
        with self._book.app.properties(screen_updating=False, enable_events=False):
            try:
                yield
            except BaseException:
                for take_back in reversed(self._taken_back):
                    with suppress(Exception):
                        take_back()
                raise

    def _cell(self, sheet: str, address: Address) -> Any:
        return self._book.sheets[sheet].range(address)

    def _page(self, sheet: str) -> Any:
        if sheet in _names(self._book):
            return self._book.sheets[sheet]
        companion = self._companion()
        return companion.sheets[sheet] if companion is not None and sheet in _names(companion) else None

    def _color(self, sheet: str, address: Address, code: str) -> None:
        with suppress(Exception):
            self._cell(sheet, address).color = None if code == "none" else f"#{code[4:]}"

    def _note(self, sheet: str, address: Address) -> str:
        note = self._cell(sheet, address).note
        return "" if note is None else _text(note)

    def _write_note(self, sheet: str, address: Address, text: str) -> None:
        """Make a cell's note say something; no text, no note."""
        cell = self._cell(sheet, address)
        with suppress(Exception):
            if not text:
                cell.note.delete()
                return
            if cell.note is None:
                cell.add_note(text)
            else:
                cell.note.text = text
            # Excel gives a note room for five lines; on a Mac the user draws it larger.
            shape = getattr(cell.note.api, "Shape", None)
            if shape is not None:
                shape.Width, shape.Height = NOTE_WIDTH, note_height(text)

    def _companion(self) -> Any:
        """The workbook with the sheet of findings, where it could not stand in the form itself."""
        return next((book for book in self._book.app.books if is_companion(book, self._book)), None)

    @property
    def _companion_path(self) -> str:
        return _companion_path(str(self._book.fullname))


def active_app() -> Any:
    """The Excel that the user looks at, an ``xlwings.App``.

    Raises:
        Refused: Excel is not open, or xlwings not installed.
    """
    try:
        import xlwings
    except ImportError:
        raise Refused(_NO_XLWINGS) from None
    windows = getattr(xlwings, "_xlwindows", None)
    if windows is not None:
        windows.N_COM_ATTEMPTS = _ATTEMPTS
    app = None
    with suppress(xlwings.XlwingsError):  # where there can be no Excel, as on Linux
        app = xlwings.apps.active
    if app is None:
        raise Refused(_NO_EXCEL)
    return app


def form_in(app: Any) -> ExcelBook:
    """The workbook that the user looks at, or the form whose findings are looked at.

    Raises:
        Refused: no workbook is open.
    """
    if not len(app.books):
        raise Refused(_NO_BOOK)
    active = app.books.active
    return ExcelBook(next((book for book in app.books if is_companion(active, book)), active))


def tell(text: str, done: bool) -> bool:
    """Say a sentence in Excel's status line, and in a dialog where nothing could be done; whether Excel
    said it. Where there is no Excel to say it, it stands on stderr."""
    try:
        app = active_app()
        app.status_bar = text if len(text) <= _STATUS_TEXT else text[: _STATUS_TEXT - 1] + "…"
        if not done:
            app.alert(text, TITLE)
    except Exception:
        print(text, file=sys.stderr)
        return False
    return True


def is_companion(book: Any, form: Any) -> bool:
    """Whether a workbook holds the findings of another."""
    path = _companion_path(str(form.fullname))
    return os.path.realpath(str(book.fullname)) == os.path.realpath(path)


def _put_away(companion: Any) -> None:
    """Close the workbook of findings, and leave nothing of it on the disk."""
    path = str(companion.fullname)
    companion.close()
    with suppress(OSError):
        os.remove(path)
        os.rmdir(os.path.dirname(path))


def _companion_path(form: str) -> str:
    container = os.path.expanduser(_CONTAINER)
    base = container if os.path.isdir(container) else tempfile.gettempdir()
    stem = os.path.splitext(os.path.basename(form))[0][:60]
    digest = sha256(form.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return os.path.join(base, "selfscore-xl", digest, f"Kết quả kiểm tra {stem}.xlsx")


def linked_to(form: str, sheet: NewSheet) -> NewSheet:
    """The sheet with links that lead into the form instead of its own workbook."""

    def linked(cell: NewCell) -> NewCell:
        if cell.link is None:
            return cell
        place, shown = (text.replace('"', '""') for text in (f"[{form}]{cell.link}", str(cell.value)))
        fits = max(len(place), len(shown)) <= _FORMULA_TEXT
        formula = f'HYPERLINK("{place}","{shown}")' if fits else None
        return cell._replace(link=None, formula=formula)

    return sheet._replace(rows=tuple(tuple(map(linked, row)) for row in sheet.rows))


def _fact(native: Any, windows: str, mac: str) -> Any:
    """A property that xlwings has no name for; None where this Excel does not know it."""
    for name in (windows, mac):
        found = getattr(native, name, None)
        if found is not None:
            # appscript hands out a reference, COM the value
            return found.get() if hasattr(found, "get") else found
    return None


def _text(note: Any) -> str:
    """A note's text; Excel on a Mac ends its lines with a carriage return."""
    return str(note.text).replace("\r\n", "\n").replace("\r", "\n")


def _names(book: Any) -> list[str]:
    return [str(sheet.name) for sheet in book.sheets]


def _serial(**moment: Any) -> float:
    """A date as the number that the cell holds."""
    moment.pop("tzinfo", None)
    return (datetime(**moment) - _EPOCH).total_seconds() / 86400
