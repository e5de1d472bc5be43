"""A sheet of ours drawn into a LibreOffice document."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from ..cell import Address, Area
from ..ooxml.newsheet import NewCell, NewSheet, NewStyle
from ..ooxml.rows import Value

_PIXEL = 2540 / 96
"""Hundredths of a millimetre in a pixel of Excel's column widths."""
_POINT = 2540 / 72
_INCH = 2540
_A4 = (21000, 29700)
_HORIZONTAL = {"left": "LEFT", "center": "CENTER", "right": "RIGHT", "justify": "BLOCK"}
_VERTICAL = {"top": 1, "center": 2, "bottom": 3}


def draw(document: Any, page: Any, sheet: NewSheet, target: str, before: Callable[[], None]) -> None:
    """Put a sheet into an empty one.

    Args:
        document: the document that the empty sheet belongs to.
        page: the empty sheet.
        sheet: what is to stand there.
        target: URL of the document that its links lead into; nothing for ``document`` itself.
        before: called before each change.
    """
    before()
    _texts(page, sheet)
    styled: dict[NewStyle, list[Address]] = {}
    for row, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            if cell.style != NewStyle():
                styled.setdefault(cell.style, []).append((row, column))
            if cell.link is not None:
                before()
                _link(document, page.getCellByPosition(column, row), cell, target)
    for style, addresses in styled.items():
        before()
        _style(document, page, addresses, style)
    for index, width in enumerate(sheet.widths):
        before()
        page.Columns.getByIndex(index).Width = round((width * 7 + 5) * _PIXEL)
    for area in sheet.merges:
        before()
        _range(page, area).merge(True)
    for number, height in sheet.heights.items():
        before()
        page.Rows.getByIndex(number - 1).Height = round(height * _POINT)
    for first, last in sheet.hidden_columns:
        before()
        page.getCellRangeByPosition(first - 1, 0, last - 1, 0).Columns.IsVisible = False
    before()
    if sheet.tab_color is not None:
        page.TabColor = int(sheet.tab_color, 16)
    _printing(document, page, sheet)


def _texts(page: Any, sheet: NewSheet) -> None:
    width = max((len(row) for row in sheet.rows), default=0)
    data = [[_data(cell.value) for cell in row] + [""] * (width - len(row)) for row in sheet.rows]
    if width:
        area = page.getCellRangeByPosition(0, 0, width - 1, len(data) - 1)
        area.setDataArray(tuple(tuple(row) for row in data))


def _data(value: Value) -> float | str:
    if isinstance(value, int | Decimal):
        return float(value)
    return "" if value is None else str(value)


def _link(document: Any, cell: Any, wanted: NewCell, target: str) -> None:
    # A field and no formula: it stays a link in every format that the document may be saved in.
    assert wanted.link is not None
    sheet, _, place = wanted.link.rpartition("!")
    field = document.createInstance("com.sun.star.text.TextField.URL")
    field.URL = f"{target}#{sheet}.{place}"
    field.Representation = str(wanted.value)
    cell.String = ""
    cell.insertTextContent(cell.createTextCursor(), field, False)


def _style(document: Any, page: Any, addresses: Iterable[Address], style: NewStyle) -> None:
    import uno

    cells = document.createInstance("com.sun.star.sheet.SheetCellRanges")
    for row, column in addresses:
        cells.addRangeAddress(page.getCellByPosition(column, row).RangeAddress, False)
    look: dict[str, Any] = {
        "CharFontName": style.font,
        "CharHeight": float(style.size),
        "CharWeight": 150.0 if style.bold else 100.0,
        "IsTextWrapped": style.wrap,
    }
    if style.italic:
        look["CharPosture"] = uno.Enum("com.sun.star.awt.FontSlant", "ITALIC")
    if style.underline:
        look["CharUnderline"] = 1
    if style.color is not None:
        look["CharColor"] = int(style.color, 16)
    if style.fill is not None:
        look["CellBackColor"] = int(style.fill, 16)
    if style.border is not None:
        line = uno.createUnoStruct("com.sun.star.table.BorderLine2")
        line.OuterLineWidth = line.LineWidth = 18
        look |= dict.fromkeys(("TopBorder", "BottomBorder", "LeftBorder", "RightBorder"), line)
    if style.horizontal is not None:
        look["HoriJustify"] = uno.Enum("com.sun.star.table.CellHoriJustify", _HORIZONTAL[style.horizontal])
    if style.vertical is not None:
        look["VertJustify"] = _VERTICAL[style.vertical]
    if style.number_format != "General":
        look["NumberFormat"] = _number_format(document, style.number_format)
    names = tuple(sorted(look))
    cells.setPropertyValues(names, tuple(look[name] for name in names))


def _number_format(document: Any, code: str) -> int:
    import uno

    locale = uno.createUnoStruct("com.sun.star.lang.Locale")
    locale.Language, locale.Country = "en", "US"
    key = document.NumberFormats.queryKey(code, locale, False)
    return int(document.NumberFormats.addNew(code, locale) if key < 0 else key)


def _printing(document: Any, page: Any, sheet: NewSheet) -> None:
    styles = document.StyleFamilies.getByName("PageStyles")
    if not styles.hasByName(sheet.name):
        styles.insertByName(sheet.name, document.createInstance("com.sun.star.style.PageStyle"))
    style = styles.getByName(sheet.name)
    short, long = _A4
    style.IsLandscape = sheet.landscape
    style.Width, style.Height = (long, short) if sheet.landscape else (short, long)
    style.ScaleToPagesX, style.ScaleToPagesY = 1, 0
    style.LeftMargin = style.RightMargin = _INCH // 2
    style.TopMargin = style.BottomMargin = _INCH // 2
    style.HeaderIsOn = False
    page.PageStyle = sheet.name
    if sheet.print_area is not None:
        page.setPrintAreas((_range(page, sheet.print_area).RangeAddress,))
    if sheet.repeat_row is not None:
        page.setTitleRows(_range(page, (sheet.repeat_row, 1, sheet.repeat_row, 1)).RangeAddress)
        page.setPrintTitleRows(True)


def _range(page: Any, area: Area) -> Any:
    top, left, bottom, right = area
    return page.getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)
