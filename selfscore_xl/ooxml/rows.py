"""Change cells of a worksheet part (ECMA-376 Part 1, 18.3.1.4 ``c``, 18.3.1.73 ``row``): only the
bytes of the cells that change are replaced, and of the rows that get new ones."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from ..cell import Address, Area, area_ref, parse_area, ref
from ..record import NamedTuple
from .offsets import (
    Element,
    Splice,
    clean,
    opened,
    set_attributes,
    xstring,
)
from .sheet import Cell, Sheet
from .sheetmap import RowMap, SheetMap


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


def _changed_cell(cell: Element, edit: CellEdit, computed: bool) -> list[Splice]:
    """The splices that change an existing cell; everything in it but the value stays."""
    attributes: dict[str, str | None] = {} if edit.style is None else {"s": str(edit.style)}
    if not edit.has_value:
        return cell.retag(attributes)
    prefix = cell.prefix
    kind, content = _content(edit.value, prefix, computed)
    if kind != cell.attributes.get("t"):
        attributes["t"] = kind
    if "vm" in cell.attributes:
        # a rich value (18.3.1.4), which would be shown instead of this one
        attributes["vm"] = None
    values = [child for child in cell if child.name in ("x:v", "x:is")]
    if content and len(values) == 1:
        splices = [Splice(values[0].start, values[0].end, content)]
        return cell.retag(attributes) + splices if attributes else splices
    tag = set_attributes(cell.tag, attributes)
    formulas = [child.raw for child in cell if child.name == "x:f"]
    others = [child.raw for child in cell if child.name not in ("x:f", "x:v", "x:is")]
    body = b"".join([*formulas, content, *others])
    if not body:
        return [Splice(cell.start, cell.end, opened(tag)[:-1] + b"/>")]
    return [Splice(cell.start, cell.end, b"%b%b</%bc>" % (opened(tag), body, prefix))]


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
            splices += _changed_cell(found, edit, computed)
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
        if not (_small(first) and _small(last)):
            return None
        bounds.append((int(first), int(last)))
    if all(any(first <= column <= last for first, last in bounds) for column in columns):
        return None
    lowest = min([*columns, *(low for low, _ in bounds)])
    return f"{lowest}:{max([*columns, *(high for _, high in bounds)])}"


def _small(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 8


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
