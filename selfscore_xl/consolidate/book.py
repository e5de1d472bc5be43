"""The consolidation's workbook while it is written: rows go to disk one by one, so that memory does not
grow with them. openpyxl writes it; the package is packed anew without dates, so that the same forms
give the same bytes.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from hashlib import blake2b
from typing import IO, Any, BinaryIO, cast
from xml.etree.ElementTree import canonicalize
from xml.sax.saxutils import escape

from ..measure import row_height
from ..ooxml import sealing
from ..ooxml.sealing import STRINGS, entry, part_order, sealed
from ..record import NamedTuple

FONT = "Times New Roman"
SIZE = 11.0
INK = "1F3864"
HEAD_FILL = "D9E2F3"
GROUP_FILL = "EDF1F9"

POINTS = "0.00"
COUNT = "0"
PERCENT = "0.00"
DATE = "dd/mm/yyyy"

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_LONGEST = 32767
_CHUNK = 1 << 18
_SHARED = "shared"
"""The type of a cell with a text while openpyxl writes it: by its own name it would write the text into the
cell, where programs do not keep texts."""
_SHARED_XML, _STRING_XML = b't="shared"', b't="s"'

Content = Decimal | int | str | datetime | None


class Style(NamedTuple):
    """How a cell looks."""

    bold: bool = False
    italic: bool = False
    size: float = SIZE
    color: str = "000000"
    fill: str | None = None
    border: bool = True
    horizontal: str = "general"
    vertical: str = "center"
    wrap: bool = True
    format: str = "General"
    indent: int = 0
    rotated: bool = False


TITLE = Style(bold=True, size=14, color=INK, border=False, wrap=False)
SUBTITLE = Style(italic=True, border=False, vertical="top")
SAID = Style(border=False, wrap=True, vertical="top")
HEAD = Style(bold=True, color=INK, fill=HEAD_FILL, horizontal="center")
BODY = Style()
CODE = Style(wrap=False, format="@")
NUMBER = Style(horizontal="right", wrap=False, format=POINTS)
WHOLE = Style(horizontal="center", wrap=False, format=COUNT)
DAY = Style(horizontal="center", wrap=False, format=DATE)
CENTER = Style(horizontal="center")
HEADING = Style(bold=True, fill=GROUP_FILL)


class Cell(NamedTuple):
    """What stands in a cell and how."""

    content: Content = None
    style: Style = BODY


class Layout(NamedTuple):
    """What must be known of a sheet before its first row."""

    widths: Sequence[float]
    """Of the columns, in digits."""
    freeze: tuple[int, int] = (0, 0)
    """Rows and columns that stay when scrolling."""
    repeat_rows: tuple[int, int] | None = None
    """Printed on every page; first and last."""
    repeat_columns: int = 0
    landscape: bool = True
    pages_wide: int = 1
    pages_tall: int = 0
    """0: as many as it takes."""
    tab: str = "4472C4"
    gridlines: bool = False


class Page:
    """A sheet being written, row by row."""

    def __init__(self, book: Book, sheet: Any, layout: Layout) -> None:
        self._book = book
        self.sheet = sheet
        self.widths = tuple(layout.widths)
        self.row_number = 0
        self._ended = False

    def row(self, cells: Iterable[Cell | None], height: float | None = None) -> int:
        """Write the next row; gives its number. Without ``height`` it is as tall as its texts need."""
        self.row_number += 1
        made: list[Any] = []
        texts: list[tuple[str, float, bool]] = []
        size = SIZE
        for index, cell in enumerate(cells):
            made.append(None if cell is None else self._book.cell(self.sheet, cell))
            if (
                cell is not None
                and isinstance(cell.content, str)
                and cell.style.wrap
                and not cell.style.rotated
            ):
                width = self.widths[index] - 1.5 * cell.style.indent if index < len(self.widths) else 10.0
                texts.append((cell.content, width, cell.style.bold))
                size = max(size, cell.style.size)
        if height is None:
            height = row_height(texts, size, size * 1.5)
        self.sheet.row_dimensions[self.row_number].height = height
        self.sheet.append(made)
        # written with the row, and of no use afterwards
        del self.sheet.row_dimensions[self.row_number]
        return self.row_number

    def line(self, text: str, style: Style = SAID) -> int:
        """A row with one text across all columns."""
        width = sum(self.widths)
        number = self.row(
            [Cell(text, style)],
            row_height([(text, width, style.bold)], style.size, style.size * 1.5)
            if style.wrap
            else style.size * 1.6,
        )
        if style.wrap:
            self.merge(number, 1, number, len(self.widths))
        return number

    def blank(self, height: float = 8.0) -> None:
        """An empty row."""
        self.row([], height)

    def merge(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        if (first_row, first_column) != (last_row, last_column):
            from openpyxl.worksheet.cell_range import CellRange

            self.sheet.merged_cells.ranges.add(
                CellRange(min_col=first_column, min_row=first_row, max_col=last_column, max_row=last_row)
            )

    def filter(self, header_row: int, columns: int) -> None:
        """Let people filter the rows from the header row down to the last one written."""
        from openpyxl.utils import get_column_letter

        last = max(self.row_number, header_row + 1)
        self.sheet.auto_filter.ref = f"A{header_row}:{get_column_letter(columns)}{last}"


class Book:
    """The workbook; sheets stand in the order in which they are added, and may be filled in any."""

    def __init__(self, title: str) -> None:
        from openpyxl import Workbook
        from openpyxl.styles import Font

        self.workbook = cast(Any, Workbook(write_only=True))
        # the first font is the default one, whose digits column widths are counted in
        default = Font(name=FONT, size=SIZE)
        self.workbook._fonts.clear()
        self.workbook._fonts.add(default)
        self.workbook._named_styles["Normal"].font = default
        properties = self.workbook.properties
        properties.creator = "selfscore-xl"
        properties.title = plain(title)
        properties.language = "vi-VN"
        self._styles: dict[Style, Any] = {}
        self._strings = _Strings()

    def add(self, name: str, layout: Layout) -> Page:
        """A new sheet after the others."""
        from openpyxl.utils import get_column_letter
        from openpyxl.worksheet.properties import PageSetupProperties

        sheet = self.workbook.create_sheet(name)
        for index, width in enumerate(layout.widths, start=1):
            sheet.column_dimensions[get_column_letter(index)].width = width
        rows, columns = layout.freeze
        if rows or columns:
            sheet.freeze_panes = f"{get_column_letter(columns + 1)}{rows + 1}"
        sheet.sheet_view.showGridLines = layout.gridlines
        sheet.sheet_properties.tabColor = layout.tab
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        setup = sheet.page_setup
        setup.paperSize = 9
        setup.orientation = "landscape" if layout.landscape else "portrait"
        setup.fitToWidth, setup.fitToHeight = layout.pages_wide, layout.pages_tall
        margins = sheet.page_margins
        margins.left = margins.right = 0.5
        margins.top, margins.bottom = 0.6, 0.7
        margins.header = margins.footer = 0.3
        sheet.print_options.horizontalCentered = True
        sheet.oddFooter.left.text = name
        sheet.oddFooter.right.text = "Trang &P/&N"
        if layout.repeat_rows is not None:
            sheet.print_title_rows = f"{layout.repeat_rows[0]}:{layout.repeat_rows[1]}"
        if layout.repeat_columns:
            sheet.print_title_cols = f"A:{get_column_letter(layout.repeat_columns)}"
        return Page(self, sheet, layout)

    def cell(self, sheet: Any, cell: Cell) -> Any:
        """An openpyxl cell. A text stays a text whatever it begins with."""
        from openpyxl.cell import WriteOnlyCell

        made = cast(Any, WriteOnlyCell(sheet))
        made._style = self._style(sheet, cell.style)
        content = cell.content
        if isinstance(content, str):
            if content:
                made._value = self._strings.place(plain(content))
                made.data_type = _SHARED
        elif isinstance(content, datetime):
            made._value = content
            made.data_type = "d"
        elif content is not None:
            made._value = content
            made.data_type = "n"
        return made

    def _style(self, sheet: Any, style: Style) -> Any:
        if style not in self._styles:
            from openpyxl.cell import WriteOnlyCell
            from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

            line = Side(style="thin", color="A6A6A6")
            made = cast(Any, WriteOnlyCell(sheet))
            made.font = Font(
                name=FONT, size=style.size, bold=style.bold, italic=style.italic, color=style.color
            )
            if style.fill is not None:
                made.fill = PatternFill("solid", start_color=style.fill, end_color=style.fill)
            if style.border:
                made.border = Border(left=line, right=line, top=line, bottom=line)
            made.alignment = Alignment(
                horizontal=style.horizontal,
                vertical=style.vertical,
                wrap_text=style.wrap,
                indent=style.indent,
                text_rotation=90 if style.rotated else 0,
            )
            made.number_format = style.format
            self._styles[style] = made._style
        return self._styles[style]

    def finish(self, out: BinaryIO) -> None:
        """Write the workbook to an open file."""
        with (
            tempfile.TemporaryFile() as written,
            self._saved(written) as source,
            zipfile.ZipFile(out, "w") as target,
        ):
            for name in sorted((*source.namelist(), STRINGS), key=part_order):
                with target.open(entry(name), "w") as new:
                    if name == STRINGS:
                        self._strings.write(new)
                        continue
                    with source.open(name) as old:
                        if name.startswith("xl/worksheets/sheet"):
                            _copy_sheet(old, new)
                        else:
                            text = canonicalize(old.read().decode("utf-8"))
                            new.write(sealing.HEAD + sealed(name, text).encode("utf-8"))

    def close(self) -> None:
        """Leave nothing on disk, of a workbook that was not finished neither; in silence."""
        self._strings.close()
        for sheet in self.workbook._sheets:
            with contextlib.suppress(Exception):
                sheet.close()
            with contextlib.suppress(Exception):
                sheet._writer.cleanup()

    def _saved(self, written: BinaryIO) -> zipfile.ZipFile:
        self.workbook.save(written)
        return zipfile.ZipFile(written)


class _Strings:
    """The shared strings. Texts are on disk; in memory is a digest of each."""

    def __init__(self) -> None:
        self._places: dict[bytes, int] = {}
        self._texts = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the workbook

    def place(self, text: str) -> int:
        """The text's number; equal texts have one."""
        data = text.encode("utf-8")
        digest = blake2b(data, digest_size=16).digest()
        if digest not in self._places:
            self._places[digest] = len(self._places)
            self._texts.write(b'<si><t xml:space="preserve">' + escape(text).encode("utf-8") + b"</t></si>")
        return self._places[digest]

    def write(self, out: IO[bytes]) -> None:
        """Write the part."""
        namespace = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        out.write(sealing.HEAD + b'<sst xmlns="%s" uniqueCount="%d">' % (namespace, len(self._places)))
        self._texts.seek(0)
        shutil.copyfileobj(self._texts, out, _CHUNK)
        out.write(b"</sst>")

    def close(self) -> None:
        self._texts.close()


def _copy_sheet(old: IO[bytes], new: IO[bytes]) -> None:
    """Copy a sheet's part, however large, and give cells with texts their right type."""
    held = b""
    while chunk := old.read(_CHUNK):
        held = (held + chunk).replace(_SHARED_XML, _STRING_XML)
        new.write(held[: -len(_SHARED_XML)])
        held = held[-len(_SHARED_XML) :]
    new.write(held)


def plain(text: str) -> str:
    """A text as it may stand in a cell: nothing that XML cannot hold, no more than a cell takes."""
    text = _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _ESCAPE.sub("_x005F_", text)[:_LONGEST]
