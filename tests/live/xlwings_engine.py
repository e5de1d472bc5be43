"""An xlwings engine over openpyxl: real xlwings code runs on it without Excel.

Built on xlwings's own base classes (its BSD part). It knows what the adapter for Excel uses, refuses
what Excel refuses on a protected sheet or under a locked structure, and calculates nothing: a formula
shows what the file says it showed.

    app = install(); app.books.open(path)
"""

from __future__ import annotations

import copy
import numbers
import os
from collections.abc import Callable, Iterator
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import xlwings
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import range_boundaries
from xlwings import base_classes, utils

from selfscore_xl.cell import ref
from selfscore_xl.ooxml.edit import Editor
from selfscore_xl.ooxml.workbook import Workbook


class ComError(Exception):
    """Stands for ``pywintypes.com_error`` and appscript's ``CommandError``."""


class Engine:
    name, type = "openpyxl", "desktop"

    def __init__(self) -> None:
        self.apps = Apps(self)

    @staticmethod
    def clean_value_data(
        data: Any, dates: Any, empty_as: Any, numbers_as: Any, err_to_str: bool
    ) -> list[list[Any]]:
        def one(value: Any) -> Any:
            if value is None:
                return empty_as
            if isinstance(value, bool):
                return value
            if isinstance(value, numbers.Number):
                return float(value)
            if hasattr(value, "year") and dates is not None:
                return dates(
                    year=value.year, month=value.month, day=value.day, hour=0, minute=0, second=0,
                    microsecond=0, tzinfo=None,
                )  # fmt: skip
            if isinstance(value, str) and value.startswith("#") and value.endswith(("!", "?", "A")):
                return value if err_to_str else None
            return value

        return [[one(value) for value in row] for row in data]

    @staticmethod
    def prepare_xl_data_element(value: Any, options: Any) -> Any:
        return value


class Apps(base_classes.Apps):
    engine: Any = None

    def __init__(self, engine: Engine) -> None:
        self.engine, self.running = engine, []

    def add(self, spec: Any = None, add_book: Any = None, xl: Any = None, visible: Any = None) -> App:
        self.running.insert(0, App(self))
        return self.running[0]

    def __iter__(self) -> Iterator[App]:
        return iter(self.running)

    def __len__(self) -> int:
        return len(self.running)


class Native:
    """What ``api`` hands out: an object with the properties of Excel's own."""

    def __init__(self, **properties: Any) -> None:
        self.__dict__.update(properties)


class Reference:
    """A property as appscript hands it out."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def get(self) -> Any:
        return self.value


class App(base_classes.App):
    engine = pid = api = None
    status_bar: Any = None
    screen_updating = enable_events = visible = True

    def __init__(self, apps: Apps) -> None:
        self.apps, self.engine, self.pid = apps, apps.engine, id(self)
        self.open_books: list[Book] = []
        self.alerts: list[str] = []

    @property
    def books(self) -> Books:
        return Books(self)

    def activate(self, steal_focus: bool = False) -> None:
        pass

    @property
    def selection(self) -> Range | None:
        return self.open_books[0].selection if self.open_books else None

    def alert(self, prompt: Any, title: Any, buttons: Any, mode: Any, callback: Any) -> str:
        self.alerts.append(prompt)
        return "ok"


class Books(base_classes.Books):
    """The active one comes first."""

    app: Any = None

    def __init__(self, app: App) -> None:
        self.app = app

    def __len__(self) -> int:
        return len(self.app.open_books)

    def __iter__(self) -> Iterator[Book]:
        return iter(self.app.open_books)

    @property
    def active(self) -> Book:
        return self.app.open_books[0]

    def __call__(self, key: Any) -> Book:
        for number, book in enumerate(self, 1):
            if key == number or str(key).lower() == book.name.lower():
                return book
        raise KeyError(key)

    def open(self, fullname: Any, *_: Any, **__: Any) -> Book:
        path = os.path.abspath(fullname)
        if any(book.name == os.path.basename(path) for book in self):
            raise ComError("a workbook of this name is open")
        self.app.open_books.insert(0, Book(self.app, path))
        return self.app.open_books[0]


class Book(base_classes.Book):
    app = fullname = api = None

    def __init__(self, app: App, path: str) -> None:
        self.app, self.fullname = app, path
        self.native = openpyxl.load_workbook(path)
        shown = openpyxl.load_workbook(path, data_only=True)
        self.shown = {page.title: page for page in shown.worksheets}
        self.structure_locked = bool(self.native.security and self.native.security.lockStructure)
        self.selection: Range | None = None
        self.api = Native(
            ReadOnly=False,
            MultiUserEditing=False,
            ProtectStructure=self.structure_locked,
            SaveCopyAs=self.save_copy,
        )

    def save_copy(self, path: str) -> None:
        """The workbook as it stands; openpyxl drops what formulas showed, so it is put back."""
        out = BytesIO()
        self.native.save(out)
        workbook = Workbook.open(out.getvalue())
        editor = Editor(workbook)
        for name in workbook.sheet_names:
            for address in workbook.sheet(name).cells:
                if workbook.sheet(name).formula(*address) is not None and name in self.shown:
                    value = self.shown[name].cell(*address).value
                    if isinstance(value, float):
                        value = Decimal(repr(value))
                    editor.set_value(name, address, value)
        with open(path, "wb") as file:
            file.write(editor.to_bytes())

    @property
    def name(self) -> str:
        return os.path.basename(self.fullname)

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    def activate(self) -> None:
        self.app.open_books.remove(self)
        self.app.open_books.insert(0, self)

    def close(self) -> None:
        self.app.open_books.remove(self)


class Sheets(base_classes.Sheets):
    def __init__(self, book: Book) -> None:
        self.book = book

    def __len__(self) -> int:
        return len(self.book.native.worksheets)

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self.book, page) for page in self.book.native.worksheets)

    def __call__(self, key: Any) -> Sheet:
        pages = self.book.native
        return Sheet(self.book, pages[key] if isinstance(key, str) else pages.worksheets[key - 1])

    @property
    def active(self) -> Sheet:
        return Sheet(self.book, self.book.native.active)


class Sheet(base_classes.Sheet):
    book = api = None

    def __init__(self, book: Book, page: Any) -> None:
        self.book, self.page = book, page

    @property
    def name(self) -> str:
        return self.page.title

    @property
    def used_range(self) -> Range:
        return Range(self, 1, 1, self.page.max_row, self.page.max_column)

    @property
    def notes(self) -> list[Note]:
        cells = [cell for row in self.page.iter_rows() for cell in row if cell.comment]
        return [Note(self.range((cell.row, cell.column))) for cell in cells]

    @property
    def visible(self) -> int:
        """As Excel on Windows says it."""
        return {"visible": -1, "hidden": 0, "veryHidden": 2}[self.page.sheet_state]

    def activate(self) -> None:
        if self.page.sheet_state != "visible":
            raise ComError("activate: the sheet is hidden")
        self.book.native.active = self.page
        self.book.selection = self.range((1, 1))

    def delete(self) -> None:
        self._refuse_under_lock(self.book)
        self.book.native.remove(self.page)

    def copy(self, before: Sheet, after: None) -> None:
        """Into another workbook; formats stay behind, which nothing here looks at."""
        self._refuse_under_lock(before.book)
        target = before.book.native.create_sheet(self.name, before.book.native.index(before.page))
        for row in self.page.iter_rows():
            for cell in row:
                made = target.cell(cell.row, cell.column, cell.value)
                made.hyperlink = copy.copy(cell.hyperlink)

    @staticmethod
    def _refuse_under_lock(book: Book) -> None:
        if book.structure_locked:
            raise ComError("the structure is protected")

    def range(self, first: Any, last: Any = None) -> Range:
        if isinstance(first, tuple):
            return Range(self, *first, *(last or first))
        left, top, right, bottom = range_boundaries(first)
        return Range(self, top, left, bottom, right)


class Range(base_classes.Range):
    sheet = row = column = None
    options: Any = None
    has_array = False
    max_cells_per_read = max_cells_per_write = None

    def __init__(self, sheet: Sheet, top: int, left: int, bottom: int, right: int) -> None:
        self.sheet, self.row, self.column, self.bottom, self.right = sheet, top, left, bottom, right

    @property
    def shape(self) -> tuple[int, int]:
        return self.bottom - self.row + 1, self.right - self.column + 1

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, row: int, column: int) -> Range:
        row, column = self.row + row - 1, self.column + column - 1
        return Range(self.sheet, row, column, row, column)

    @property
    def address(self) -> str:
        return ref(self.row, self.column)

    @property
    def api(self) -> Native:
        return Native()

    @property
    def cell(self) -> Any:
        return self.sheet.page.cell(self.row, self.column)

    def _shown(self, row: int, column: int) -> Any:
        value = self.sheet.page.cell(row, column).value
        if isinstance(value, str) and value.startswith("=") and self.sheet.name in self.sheet.book.shown:
            return self.sheet.book.shown[self.sheet.name].cell(row, column).value
        return value

    @property
    def raw_value(self) -> list[list[Any]]:
        return [
            [self._shown(row, column) for column in range(self.column, self.right + 1)]
            for row in range(self.row, self.bottom + 1)
        ]

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        if self.sheet.page.protection.sheet and self.cell.protection.locked:
            raise ComError("the cell is protected")
        self.cell.value = value

    @property
    def color(self) -> tuple[int, int, int] | None:
        fill = self.cell.fill
        return None if fill.fill_type is None else utils.hex_to_rgb(f"#{fill.fgColor.rgb[-6:]}")

    @color.setter
    def color(self, value: str | None) -> None:
        protection = self.sheet.page.protection
        if protection.sheet and protection.formatCells:
            raise ComError("the sheet is protected")
        self.cell.fill = PatternFill() if value is None else PatternFill("solid", fgColor=value[1:])

    @property
    def note(self) -> Note | None:
        return Note(self) if self.cell.comment else None

    def add_note(self, text: str) -> Note:
        self.refuse_objects()
        self.cell.comment = Comment(text, "An")
        return Note(self)

    def refuse_objects(self) -> None:
        protection = self.sheet.page.protection
        if protection.sheet and protection.objects:
            raise ComError("the sheet is protected")

    def select(self) -> None:
        if self.sheet.book.native.active is not self.sheet.page:
            raise ComError("select: another sheet is active")
        self.sheet.book.selection = self


class Note(base_classes.Note):
    def __init__(self, at: Range) -> None:
        self.at = at

    @property
    def api(self) -> Native:
        return Native(Shape=self.at.cell.comment)

    @property
    def location(self) -> Range:
        return self.at

    @property
    def text(self) -> str:
        return self.at.cell.comment.text

    @text.setter
    def text(self, value: str) -> None:
        self.at.refuse_objects()
        self.at.cell.comment.text = value

    def delete(self) -> None:
        self.at.refuse_objects()
        self.at.cell.comment = None


def install() -> xlwings.App:
    """Make it the active engine, with one application and no workbook."""
    engine = xlwings.Engine(impl=Engine())
    xlwings.engines.add(engine)
    engine.activate()
    return xlwings.App(add_book=False)


def raising(error: Exception) -> Callable[..., Any]:
    """A function that fails."""

    def fail(*_: Any, **__: Any) -> None:
        raise error

    return fail
