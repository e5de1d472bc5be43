"""Change cells of a worksheet part (ECMA-376 Part 1, 18.3.1.4 ``c``, 18.3.1.73 ``row``).

One pass finds the cells wished for and the places where missing ones belong; only these bytes are
replaced. Elements count only where the reader counts them: a row inside ``sheetData``, a cell
inside a row (a form control's anchor has an ``xdr:row``).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple
from xml.parsers import expat

from ..cell import Address, Area, area_ref, parse_area, parse_ref, ref
from . import markup
from .offsets import (
    Element,
    Splice,
    clean,
    feed,
    opened,
    parser_for,
    set_attributes,
    short_name,
    xstring,
)
from .sheet import Cell, Sheet


class ErrorValue(NamedTuple):
    """An error as a cell's value, such as ``#DIV/0!`` (18.18.11)."""

    code: str


Value = Decimal | int | bool | str | ErrorValue | None
"""What a cell can be given; None empties it (its formula and its format stay)."""

ERROR_CODES = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"},
)


class CellEdit(NamedTuple):
    """What to change in one cell. ``style`` None keeps its format; without ``has_value`` its value
    stays too."""

    style: int | None = None
    has_value: bool = False
    value: Value = None


class RowMap(NamedTuple):
    """A row that lacks a wished cell: ``before`` has, for each missing column, the offset of the
    first cell that comes after it."""

    element: Element
    before: dict[int, int]


class SheetMap(NamedTuple):
    """Where the things of a worksheet part are.

    Attributes:
        root: the worksheet; its children are complete to the depth that edits need.
        data: ``sheetData``, without its rows; the root of a sheet that has no cells.
        cells: the wished cells that exist.
        rows: rows that exist and lack a wished cell.
        row_before: offset of the first row that comes after a missing row.
        heights: row heights in points where the file gives them, 0 for hidden rows.
    """

    root: Element
    data: Element
    cells: dict[Address, Element]
    rows: dict[int, RowMap]
    row_before: dict[int, int]
    heights: dict[int, float]


# What lies in these is needed too: tabs selected, column widths, form controls.
_OPEN = frozenset(
    {"x:worksheet", "x:sheetViews", "x:cols", "mc:AlternateContent", "mc:Choice", "mc:Fallback"},
)
_NAMES = markup.names("x:sheetData", "x:row", "x:c", "x:f", "x:v", "x:is", "x:t")
_TRUE = ("1", "true", "on")


class _Mapper:
    """The state of the pass over one part."""

    def __init__(self, part: str, data: bytes, sheet: Sheet | None, wished: Mapping[Address, object]) -> None:
        self.part = part
        self.source = data
        cells = sheet.cells if sheet is not None else {}
        self.refs = {ref(*address): address for address in wished if address in cells}
        self.missing: dict[int, list[int]] = {}
        for row, column in sorted(address for address in wished if address not in cells):
            self.missing.setdefault(row, []).append(column)
        self.exact = True
        self.reset()

    def reset(self) -> None:
        self.cells: dict[Address, Element] = {}
        self.rows: dict[int, RowMap] = {}
        self.row_before: dict[int, int] = {}
        self.heights: dict[int, float] = {}
        self.known: dict[str, str] = {}
        self.top = Element(self.source, "", {}, 0)
        self.sheet_data: Element | None = None
        self.stack = [self.top]
        self.depth = 0
        self.watched = 0  # depth of the innermost element that is kept
        self.depths: list[int] = []
        self.in_data = self.row_open = self.row_given = False
        self.gathering = 0  # depth of the wished cell that is open
        self.row = 0
        self.last = ""  # address given last in this row
        self.unnamed = 0  # cells without an address behind it
        self.lacking: list[int] = []  # missing columns of this row not passed yet
        self.row_map: RowMap | None = None
        self.rows_ahead = sorted(self.missing, reverse=True)

    def run(self) -> SheetMap:
        markup.check(self.part, self.source)
        self._pass()
        if len(self.cells) < len(self.refs):
            # the file writes addresses in another way, such as $A$1
            self.exact = False
            self.reset()
            self._pass()
        root = self.top.children[0]
        return SheetMap(root, self.sheet_data or root, self.cells, self.rows, self.row_before, self.heights)

    def _pass(self) -> None:
        self.parser: expat.XMLParserType = parser_for(self.part, _NAMES)
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        feed(self.parser, self.part, self.source)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if not self.in_data:
            if self.watched == self.depth - 1 and (self.depth < 3 or self.stack[-1].name in _OPEN):
                self._start_outer(name, attributes)
        elif self.gathering:
            self._keep(Element(self.source, name, attributes, self.parser.CurrentByteIndex))
        elif name == "x:c":
            if self.row_open and self.depth == 4:
                self._start_cell(attributes)
        elif name == "x:row" and self.depth == 3:
            self._start_row(attributes)

    def end(self, _: str) -> None:
        if self.depth == self.watched:
            element = self.stack.pop()
            element.close(self.parser.CurrentByteIndex)
            self.depths.pop()
            self.watched = self.depths[-1] if self.depths else 0
            if self.gathering == self.depth:
                self.gathering = 0
            elif element is self.sheet_data:
                self.in_data = False
        if self.depth == 3:
            self.row_open = False
        self.depth -= 1

    def _keep(self, element: Element) -> None:
        self.stack[-1].children.append(element)
        self.stack.append(element)
        self.depths.append(self.depth)
        self.watched = self.depth

    def _start_outer(self, name: str, attributes: dict[str, str]) -> None:
        known = self.known
        short = short_name(name, known) if " " in name else name
        named = {short_name(key, known): value for key, value in attributes.items()}
        element = Element(self.source, short, named, self.parser.CurrentByteIndex)
        self._keep(element)
        if short == "x:sheetData" and self.depth == 2 and self.sheet_data is None:
            self.sheet_data = element
            self.in_data = True

    def _start_row(self, attributes: dict[str, str]) -> None:
        given = attributes.get("r")
        if given is None:
            self.row = (parse_ref(self.last)[0] if self.last else self.row) + 1
        else:
            self.row = int(given)
        self.row_given = given is not None
        self.row_open = True
        self.last = ""
        self.unnamed = 0
        if "ht" in attributes or "hidden" in attributes:
            self.heights[self.row] = _height(attributes)
        while self.rows_ahead and self.rows_ahead[-1] < self.row:
            self.row_before[self.rows_ahead.pop()] = self.parser.CurrentByteIndex
        self.row_map = None
        if self.row in self.missing or not self.row_given:
            element = Element(self.source, "x:row", attributes, self.parser.CurrentByteIndex)
            self._keep(element)
            self._enter_row(element)

    def _enter_row(self, element: Element) -> None:
        """Look for the places of missing cells in the row, under the number that it has by now."""
        self.row_map = None
        self.lacking = self.missing.get(self.row, [])[::-1]
        if self.lacking:
            self.row_map = self.rows[self.row] = RowMap(element, {})

    def _start_cell(self, attributes: dict[str, str]) -> None:
        given = attributes.get("r")
        if given is None:
            self.unnamed += 1
            at = (self.row, self._column())
            given = ref(*at)
        else:
            if not self.exact:
                given = ref(*parse_ref(given))
            self.last = given
            self.unnamed = 0
            if not self.row_given:
                self._renumber(given)
        if self.row_map is not None:
            column = self._column()
            while self.lacking and self.lacking[-1] < column:
                self.row_map.before[self.lacking.pop()] = self.parser.CurrentByteIndex
        address = self.refs.get(given)
        if address is not None:
            cell = Element(self.source, "x:c", attributes, self.parser.CurrentByteIndex)
            self.cells[address] = cell
            self._keep(cell)
            self.gathering = self.depth

    def _column(self) -> int:
        return (parse_ref(self.last)[1] if self.last else 0) + self.unnamed

    def _renumber(self, given: str) -> None:
        """A row without a number of its own has that of its cells."""
        row = parse_ref(given)[0]
        if row != self.row:
            if self.row in self.rows and self.rows[self.row] is self.row_map:
                del self.rows[self.row]
            self.row = row
            self._enter_row(self.stack[-1])


def map_sheet(part: str, data: bytes, sheet: Sheet | None, wished: Mapping[Address, object]) -> SheetMap:
    """Find the wished cells, and the places of those that do not exist, in one pass.

    Args:
        part: entry name, for refusals.
        data: the part as UTF-8.
        sheet: as the reader sees it; None where it is no worksheet (a chart sheet).
        wished: addresses of cells that an edit needs.

    Raises:
        Refusal: "bad-xml" and its like.
    """
    return _Mapper(part, data, sheet, wished).run()


def _height(attributes: Mapping[str, str]) -> float:
    if attributes.get("hidden") in _TRUE:
        return 0.0
    try:
        return float(attributes.get("ht", "15"))
    except ValueError:
        return 15.0


# --- what a cell holds --------------------------------------------------------------------------


def normal(value: Value) -> Value:
    """The value as the file can hold it: text cleaned, ``-0`` as 0.

    Raises:
        ValueError: an infinite number, NaN, or an unknown error code.
    """
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"no number of a cell: {value}")
        return value if value else Decimal(0)
    if isinstance(value, ErrorValue) and value.code not in ERROR_CODES:
        raise ValueError(f"no error value of a cell: {value.code}")
    return value


def holds(cell: Cell | None, value: Value) -> bool:
    """Whether a cell already has a (normal) value. Numbers are compared as decimals, so the 17
    digits that a program wrote for a sum are not the sum; ``"5.0"`` is 5."""
    if cell is None or cell.kind == "blank":
        return value is None or (value == "" and (cell is None or cell.formula is None))
    if isinstance(value, bool):
        return cell.kind == "bool" and cell.value == ("1" if value else "0")
    if isinstance(value, Decimal | int):
        return cell.kind == "number" and Decimal(cell.value) == value
    if isinstance(value, ErrorValue):
        return cell.kind == "error" and cell.value == value.code
    return value is not None and cell.kind == "text" and cell.value == value


def _content(value: Value, prefix: bytes, computed: bool) -> tuple[str | None, bytes]:
    """Type attribute and value element. Text of a formula is its cached string (``t="str"``); text
    of its own is written into the cell, so that the shared strings stay as they are."""
    if value is None or (value == "" and not computed):
        return None, b""
    if isinstance(value, str) and not computed:
        text = xstring(value)
        return "inlineStr", b'<%bis><%bt xml:space="preserve">%b</%bt></%bis>' % (
            prefix,
            prefix,
            text,
            prefix,
            prefix,
        )
    if isinstance(value, bool):
        kind, written = "b", b"1" if value else b"0"
    elif isinstance(value, Decimal | int):
        kind, written = None, str(value).encode()
    elif isinstance(value, ErrorValue):
        kind, written = "e", value.code.encode()
    else:
        kind, written = "str", xstring(value)
    return kind, b"<%bv>%b</%bv>" % (prefix, written, prefix)


def new_cell(prefix: bytes, address: Address, style: int, value: Value, formula: str | None = None) -> bytes:
    """A whole cell."""
    kind, content = _content(value, prefix, formula is not None)
    tag = b'<%bc r="%b"' % (prefix, ref(*address).encode())
    if style:
        tag += b' s="%d"' % style
    if kind:
        tag += b' t="%b"' % kind.encode()
    if formula is not None:
        content = b"<%bf>%b</%bf>%b" % (prefix, xstring(formula), prefix, content)
    return tag + (b">%b</%bc>" % (content, prefix) if content else b"/>")


def _changed_cell(cell: Element, edit: CellEdit, computed: bool) -> Splice:
    """The splice that changes an existing cell; everything in it but the value stays."""
    attributes: dict[str, str | None] = {}
    if edit.style is not None:
        attributes["s"] = str(edit.style)
    if not edit.has_value:
        return Splice(cell.start, cell.open_end, set_attributes(cell.tag, attributes))
    prefix = cell.prefix
    kind, content = _content(edit.value, prefix, computed)
    # vm points to a rich value (18.3.1.4) that would be shown instead of this one
    tag = set_attributes(cell.tag, {**attributes, "t": kind, "vm": None})
    names = [child.name for child in cell]
    kept = [child.raw for child in cell if child.name not in ("x:v", "x:is")]
    formulas = names.count("x:f")
    body = b"".join([*kept[:formulas], content, *kept[formulas:]])
    if not body:
        return Splice(cell.start, cell.end, opened(tag)[:-1] + b"/>")
    return Splice(cell.start, cell.end, b"%b%b</%bc>" % (opened(tag), body, prefix))


# --- the edits of a sheet -----------------------------------------------------------------------


def cell_splices(where: SheetMap, sheet: Sheet, edits: Mapping[Address, CellEdit]) -> list[Splice]:
    """The splices that make the edits.

    Args:
        where: of the same addresses.
        sheet: as the reader sees it.
        edits: what to change; a cell that is to stay as it is has none.
    """
    splices: list[Splice] = []
    fresh: dict[int, list[tuple[int, bytes]]] = {}
    for address in sorted(edits):
        edit = edits[address]
        found = where.cells.get(address)
        if found is not None:
            computed = sheet.cells[address].formula is not None or _in_any(address, sheet.array_areas)
            splices.append(_changed_cell(found, edit, computed))
            continue
        row, column = address
        style = sheet.cell(row, column).style if edit.style is None else edit.style
        home = where.rows[row].element if row in where.rows else where.data
        xml = new_cell(home.prefix, address, style, edit.value)
        fresh.setdefault(row, []).append((column, xml))
    for row, cells in fresh.items():
        if row in where.rows:
            splices += _into_row(where.rows[row], cells)
    splices += _new_rows(where, {row: cells for row, cells in fresh.items() if row not in where.rows})
    if fresh:
        splices += _dimension(where, [(row, column) for row, cells in fresh.items() for column, _ in cells])
    return splices


def _in_any(address: Address, areas: list[Area]) -> bool:
    row, column = address
    return any(top <= row <= bottom and left <= column <= right for top, left, bottom, right in areas)


def _into_row(row: RowMap, cells: list[tuple[int, bytes]]) -> list[Splice]:
    splices = [
        Splice(row.before[column], row.before[column], xml) for column, xml in cells if column in row.before
    ]
    last = b"".join(xml for column, xml in cells if column not in row.before)
    spans = _wider(row.element.attributes.get("spans"), [column for column, _ in cells])
    attributes = {} if spans is None else {"spans": spans}
    return splices + (row.element.grow(last, attributes) if last else row.element.retag(attributes))


def _wider(spans: str | None, columns: list[int]) -> str | None:
    """The ``spans`` of a row that also cover some columns; None where nothing has to change."""
    if spans is None:
        return None
    bounds: list[tuple[int, int]] = []
    for span in spans.split():
        first, _, last = span.partition(":")
        if not (first.isdigit() and last.isdigit()):
            return None
        bounds.append((int(first), int(last)))
    if all(any(first <= column <= last for first, last in bounds) for column in columns):
        return None
    lowest = min([*columns, *(low for low, _ in bounds)])
    return f"{lowest}:{max([*columns, *(high for _, high in bounds)])}"


def _new_rows(where: SheetMap, rows: dict[int, list[tuple[int, bytes]]]) -> list[Splice]:
    splices = []
    last = []
    prefix = where.data.prefix
    for row in sorted(rows):
        cells = b"".join(xml for _, xml in rows[row])
        xml = b'<%brow r="%d">%b</%brow>' % (prefix, row, cells, prefix)
        at = where.row_before.get(row)
        if at is None:
            last.append(xml)
        else:
            splices.append(Splice(at, at, xml))
    return splices + (where.data.grow(b"".join(last)) if last else [])


def _dimension(where: SheetMap, addresses: list[Address]) -> list[Splice]:
    """Widen ``dimension`` (18.3.1.35): some programs read no cell beyond it."""
    element = where.root.child("x:dimension")
    if element is None:
        return []
    try:
        top, left, bottom, right = parse_area(element.get("ref"))
    except ValueError:
        return []
    rows = [row for row, _ in addresses]
    columns = [column for _, column in addresses]
    area = (min(top, *rows), min(left, *columns), max(bottom, *rows), max(right, *columns))
    return [] if area == (top, left, bottom, right) else element.retag({"ref": area_ref(area)})
