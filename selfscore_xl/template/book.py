"""The workbook being built: cells with their looks and their formulas' values. openpyxl makes it."""

from __future__ import annotations

import re
from copy import copy
from decimal import Decimal
from typing import Any, cast

from ..cell import ref
from .expressions import Formula
from .look import FONT, SIZE, Style

Content = Formula | Decimal | int | str | None

LONGEST_TEXT = 32767
"""Characters that a cell can hold."""
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


class Book:
    """A workbook with the value of each of its formulas, which openpyxl cannot write."""

    def __init__(self) -> None:
        from openpyxl import Workbook
        from openpyxl.styles import Font

        self.workbook = cast(Any, Workbook())
        self.workbook.remove(self.workbook.worksheets[0])
        # The first font is the default one, whose digits column widths are counted in.
        default = Font(name=FONT, size=SIZE)
        self.workbook._fonts.clear()
        self.workbook._fonts.add(default)
        self.workbook._named_styles["Normal"].font = default
        self.values: dict[str, dict[str, Decimal | str]] = {}
        self.growing: dict[str, set[int]] = {}
        self._styles: dict[Style, Any] = {}

    def add(self, name: str) -> Page:
        """A new sheet at the end."""
        self.values[name] = {}
        self.growing[name] = set()
        return Page(self, self.workbook.create_sheet(name), self.values[name], self.growing[name])

    def style(self, style: Style, sheet: Any) -> Any:
        """A look as openpyxl records it, made once."""
        if style not in self._styles:
            from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

            line = Side(style="thin", color="808080")
            scratch = sheet.cell(1, 1)
            kept = copy(scratch._style)
            scratch.font = Font(
                name=FONT, size=style.size, bold=style.bold, italic=style.italic, color=style.color
            )
            if style.fill is not None:
                scratch.fill = PatternFill("solid", start_color=style.fill, end_color=style.fill)
            if style.border:
                scratch.border = Border(left=line, right=line, top=line, bottom=line)
            scratch.alignment = Alignment(
                horizontal=style.horizontal,
                vertical=style.vertical,
                wrap_text=style.wrap,
                indent=style.indent,
            )
            scratch.number_format = style.format
            scratch.protection = Protection(locked=not style.unlocked)
            self._styles[style] = scratch._style
            scratch._style = kept
        return copy(self._styles[style])


class Page:
    """A sheet being built."""

    def __init__(self, book: Book, sheet: Any, values: dict[str, Decimal | str], growing: set[int]) -> None:
        self.book = book
        self.sheet = sheet
        self._values = values
        self._growing = growing

    def put(self, row: int, column: int, content: Content, style: Style) -> None:
        """Fill one cell. A text stays a text whatever it begins with."""
        cell = self.sheet.cell(row, column)
        cell._style = self.book.style(style, self.sheet)
        if isinstance(content, Formula):
            cell.value = "=" + content.text
            self._values[ref(row, column)] = content.value
        elif isinstance(content, str):
            if content:
                cell.value = "-"
                cell._value = plain(content)
                cell.data_type = "s"
        elif content is not None:
            cell.value = content

    def height(self, row: int, points: float, *, grows: bool = False) -> None:
        """Height of a row; one that ``grows`` becomes taller by itself when more is typed in it."""
        self.sheet.row_dimensions[row].height = points
        if grows:
            self._growing.add(row)

    def merge(self, row: int, first: int, last: int, style: Style, last_row: int | None = None) -> None:
        """Merge cells of one look; the first holds the content."""
        for line in range(row, (last_row or row) + 1):
            for column in range(first, last + 1):
                if (line, column) != (row, first):
                    self.sheet.cell(line, column)._style = self.book.style(style, self.sheet)
        self.sheet.merge_cells(start_row=row, end_row=last_row or row, start_column=first, end_column=last)


def plain(text: str) -> str:
    """A text as it may stand in a cell: nothing that XML cannot hold, no more than a cell takes."""
    text = _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _ESCAPE.sub("_x005F_", text)[:LONGEST_TEXT]
