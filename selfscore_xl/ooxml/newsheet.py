"""A sheet of our own, written whole (ECMA-376 Part 1, 18.3.1.99 ``worksheet``).

Texts are inline strings, so text that starts with ``=`` stays text; links lead to cells of the same
workbook only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from ..cell import MAX_COLUMN, MAX_ROW, Area, area_ref, column_letters, ref
from ..record import NamedTuple
from ..typed import Literal
from .offsets import clean, escape_attribute, escape_text
from .parts import DECLARATION, Dialect
from .rows import Value, new_cell, normal


class NewStyle(NamedTuple):
    """A cell format. Colours are ``"RRGGBB"``, None is automatic or no fill; ``size`` in points;
    ``border`` is on all four sides."""

    font: str = "Times New Roman"
    size: float = 11
    bold: bool = False
    italic: bool = False
    color: str | None = None
    underline: bool = False
    fill: str | None = None
    border: Literal["thin", "hair", "medium"] | None = None
    horizontal: Literal["left", "center", "right", "justify"] | None = None
    vertical: Literal["top", "center", "bottom"] | None = None
    wrap: bool = False
    number_format: str = "General"
    locked: bool = True


PLAIN = NewStyle()


class NewCell(NamedTuple):
    """A cell; ``link`` is a place in this workbook, such as ``"'Chấm điểm'!E12"``; ``formula`` has
    no ``=`` and ``value`` is then its cached result."""

    value: Value = None
    style: NewStyle = PLAIN
    link: str | None = None
    formula: str | None = None


class NewSheet(NamedTuple):
    """A worksheet.

    Attributes:
        name: of the tab: at most 31 characters, none of ``[ ] : * ? /`` and the backslash.
        widths: of the columns from the first, in characters of the default font.
        rows: cells from A1 on; a cell without value and with the plain format is left out.
        heights: of rows, in points, by row number.
        merges: merged areas.
        hidden_columns: (first, last) column numbers.
        freeze_row: rows above and with this one stay in view; 0 for none.
        filter_area: area with a header row and filter buttons.
        print_area: what is printed; None for everything.
        repeat_row: row printed on top of every page.
        landscape: A4 in landscape, else in portrait; always one page wide.
        tab_color: of the tab, ``"RRGGBB"``.
        footer: header and footer code (18.3.1.46), ``&P`` page number, ``&N`` number of pages.
        protected: against changes, without a password; filtering, sorting and widths stay free.
        gridlines: shown on screen.
        lists: areas whose cells take one of some texts, chosen from a drop-down (at most 255
            characters together, none with a comma or a quote).
    """

    name: str
    widths: tuple[float, ...] = ()
    rows: tuple[tuple[NewCell, ...], ...] = ()
    heights: Mapping[int, float] = {}
    merges: tuple[Area, ...] = ()
    hidden_columns: tuple[tuple[int, int], ...] = ()
    freeze_row: int = 0
    filter_area: Area | None = None
    print_area: Area | None = None
    repeat_row: int | None = None
    landscape: bool = False
    tab_color: str | None = None
    footer: str = "&C&P/&N"
    protected: bool = False
    gridlines: bool = True
    lists: tuple[tuple[Area, tuple[str, ...]], ...] = ()


def check_name(name: str) -> str:
    """The name, if a tab can have it.

    Raises:
        ValueError: it cannot (Excel's own rules).
    """
    if (
        not 0 < len(name.encode("utf-16-le")) // 2 <= 31
        or clean(name) != name
        or any(character in "[]:*?/\\\n\t" for character in name)
        or name.startswith("'")
        or name.endswith("'")
        or name.casefold() == "history"
    ):
        raise ValueError(f"not a sheet name: {name!r}")
    return name


def quoted(name: str) -> str:
    """The sheet name as formulas and links write it."""
    return "'" + name.replace("'", "''") + "'"


def sheet_names(sheet: NewSheet) -> dict[str, str]:
    """The built-in names that belong to the sheet (18.2.5), with what they refer to."""
    prefix = quoted(sheet.name)
    found = {}
    if sheet.filter_area is not None:
        found["_xlnm._FilterDatabase"] = f"{prefix}!{_absolute(sheet.filter_area)}"
    if sheet.print_area is not None:
        found["_xlnm.Print_Area"] = f"{prefix}!{_absolute(sheet.print_area)}"
    if sheet.repeat_row is not None:
        found["_xlnm.Print_Titles"] = f"{prefix}!${sheet.repeat_row}:${sheet.repeat_row}"
    return found


def _absolute(area: Area) -> str:
    top, left, bottom, right = area
    return f"${column_letters(left)}${top}:${column_letters(right)}${bottom}"


def sheet_part(
    sheet: NewSheet, dialect: Dialect, style_of: Callable[[NewStyle], int], selected: bool = True
) -> bytes:
    """The worksheet part.

    Args:
        sheet: what to write.
        dialect: namespaces.
        style_of: gives the index of a cell format.
        selected: whether its tab is.

    Raises:
        ValueError: more rows or columns than a sheet has; a value that no cell can hold.
    """
    parts = [DECLARATION, b'<worksheet xmlns="%b">' % dialect.main.encode()]
    tab = b"" if sheet.tab_color is None else b'<tabColor rgb="FF%b"/>' % sheet.tab_color.encode()
    parts.append(b'<sheetPr>%b<pageSetUpPr fitToPage="1"/></sheetPr>' % tab)
    parts.append(_views(sheet, selected))
    parts.append(b'<sheetFormatPr defaultRowHeight="15"/>')
    parts.append(_columns(sheet))
    parts.append(_rows(sheet, style_of))
    if sheet.protected:
        parts.append(
            b'<sheetProtection sheet="1" objects="1" scenarios="1" formatColumns="0" formatRows="0"'
            b' sort="0" autoFilter="0"/>'
        )
    if sheet.filter_area is not None:
        parts.append(b'<autoFilter ref="%b"/>' % area_ref(sheet.filter_area).encode())
    if sheet.merges:
        merges = b"".join(b'<mergeCell ref="%b"/>' % area_ref(area).encode() for area in sheet.merges)
        parts.append(b'<mergeCells count="%d">%b</mergeCells>' % (len(sheet.merges), merges))
    parts.append(_lists(sheet))
    parts.append(_links(sheet))
    parts.append(
        b'<printOptions horizontalCentered="1"/>'
        b'<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
    )
    orientation = b"landscape" if sheet.landscape else b"portrait"
    parts.append(b'<pageSetup paperSize="9" orientation="%b" fitToHeight="0"/>' % orientation)
    if sheet.footer:
        footer = escape_text(sheet.footer)
        parts.append(b"<headerFooter><oddFooter>%b</oddFooter></headerFooter>" % footer)
    parts.append(b"</worksheet>")
    return b"".join(parts)


def _lists(sheet: NewSheet) -> bytes:
    """The drop-downs (18.3.1.33), as literal lists: a list that refers to another sheet needs the
    extension of 2009, which other programs drop."""
    found = []
    for area, choices in sheet.lists:
        text = ",".join(choices)
        if len(text) > 255 or any(character in choice for choice in choices for character in ',"'):
            raise ValueError(f"not a literal list: {choices}")
        found.append(
            b'<dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="%b">'
            b'<formula1>"%b"</formula1></dataValidation>' % (area_ref(area).encode(), escape_text(text))
        )
    return (
        b'<dataValidations count="%d">%b</dataValidations>' % (len(found), b"".join(found)) if found else b""
    )


def _views(sheet: NewSheet, selected: bool) -> bytes:
    grid = b"" if sheet.gridlines else b' showGridLines="0"'
    chosen = b' tabSelected="1"' if selected else b""
    head = b'<sheetViews><sheetView%b%b workbookViewId="0">' % (grid, chosen)
    if not sheet.freeze_row:
        return head + b'<selection activeCell="A1" sqref="A1"/></sheetView></sheetViews>'
    below = ref(sheet.freeze_row + 1, 1).encode()
    pane = (
        b'<pane ySplit="%d" topLeftCell="%b" activePane="bottomLeft" state="frozen"/>'
        b'<selection pane="bottomLeft" activeCell="%b" sqref="%b"/></sheetView></sheetViews>'
    )
    return head + pane % (sheet.freeze_row, below, below, below)


def _columns(sheet: NewSheet) -> bytes:
    hidden = {column for first, last in sheet.hidden_columns for column in range(first, last + 1)}
    found = []
    for column in sorted({*range(1, len(sheet.widths) + 1), *hidden}):
        width = sheet.widths[column - 1] if column <= len(sheet.widths) else 9.0
        invisible = b' hidden="1"' if column in hidden else b""
        found.append(
            b'<col min="%d" max="%d" width="%b"%b customWidth="1"/>'
            % (column, column, f"{width:g}".encode(), invisible)
        )
    return b"<cols>%b</cols>" % b"".join(found) if found else b""


def _rows(sheet: NewSheet, style_of: Callable[[NewStyle], int]) -> bytes:
    if len(sheet.rows) > MAX_ROW or any(len(row) > MAX_COLUMN for row in sheet.rows):
        raise ValueError("more cells than a sheet has")
    found = []
    known: dict[NewStyle, int] = {}
    seen: dict[int, int] = {}  # by identity: the hash of a look takes as long as writing a cell
    for number in range(1, max([len(sheet.rows), *sheet.heights]) + 1):
        cells = []
        for column, cell in enumerate(sheet.rows[number - 1] if number <= len(sheet.rows) else (), 1):
            if cell.value is None and cell.formula is None and cell.style == PLAIN:
                continue
            style = seen.get(id(cell.style))
            if style is None:
                if cell.style not in known:
                    known[cell.style] = style_of(cell.style)
                style = seen[id(cell.style)] = known[cell.style]
            cells.append(new_cell(b"", (number, column), style, normal(cell.value), cell.formula))
        height = sheet.heights.get(number)
        if height is None and not cells:
            continue
        tall = b"" if height is None else b' ht="%b" customHeight="1"' % f"{height:g}".encode()
        found.append(b'<row r="%d"%b>%b</row>' % (number, tall, b"".join(cells)))
    return b"<sheetData>%b</sheetData>" % b"".join(found)


def _links(sheet: NewSheet) -> bytes:
    links = [
        b'<hyperlink ref="%b" location="%b" display="%b"/>'
        % (ref(row, column).encode(), escape_attribute(cell.link), escape_attribute(_shown(cell.value)))
        for row, cells in enumerate(sheet.rows, 1)
        for column, cell in enumerate(cells, 1)
        if cell.link is not None
    ]
    return b"<hyperlinks>%b</hyperlinks>" % b"".join(links) if links else b""


def _shown(value: Value) -> str:
    value = normal(value)
    return value if isinstance(value, str) else str(value) if isinstance(value, Decimal | int) else ""
