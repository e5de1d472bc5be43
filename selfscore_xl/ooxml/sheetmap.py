"""Where the cells of a worksheet part stand (ECMA-376 Part 1, 18.3.1.4 ``c``, 18.3.1.73 ``row``).

One pass of expat finds the cells wished for and the places where missing ones belong. Elements count
only where the reader counts them: a row inside ``sheetData``, a cell inside a row (a form control's
anchor has an ``xdr:row``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from xml.parsers import expat

from ..cell import Address, parse_ref, ref
from ..record import NamedTuple
from . import markup
from .offsets import Element, feed, parser_for, short_name, tag_end
from .refusal import Refusal
from .sheet import Sheet

ORDER = (
    "sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState",
    "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
    "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks",
    "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing",
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts",
    "extLst",
)  # fmt: skip
"""Children of a worksheet in the order of the schema (18.3.1.99), from the cells on."""


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


# What lies in these is needed too: tabs selected, column widths, links, form controls.
_OPEN = frozenset(
    {
        *("x:worksheet", "x:sheetViews", "x:cols", "x:hyperlinks"),
        *("mc:AlternateContent", "mc:Choice", "mc:Fallback"),
    },
)
_NAMES = markup.names("r:id", "x:sheetData", "x:row", "x:c", "x:f", "x:v", "x:is", "x:t")
_TRUE = ("1", "true", "on")


class _Mapper:
    """The state of the pass over one part."""

    def __init__(self, part: str, data: bytes, sheet: Sheet | None, wished: Mapping[Address, object]) -> None:
        self.part = part
        self.source = data
        if sheet is None:  # the reader has not seen the part
            markup.check(part, data)
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
        if not self._short_pass():
            self.reset()
            self._pass([(0, len(self.source))])
            if len(self.cells) < len(self.refs):
                # the file writes addresses in another way, such as $A$1
                self.exact = False
                self.reset()
                self._pass([(0, len(self.source))])
        root = self.top.children[0]
        return SheetMap(root, self.sheet_data or root, self.cells, self.rows, self.row_before, self.heights)

    def _short_pass(self) -> bool:
        """Try without the cells that nobody wished for: most of what a pass costs."""
        ranges = needed_ranges(self.source, self.refs, self.missing)
        if ranges is None:
            return False
        try:
            self._pass(ranges)
        except Refusal:
            return False
        return len(self.cells) == len(self.refs)

    def _pass(self, ranges: list[tuple[int, int]]) -> None:
        self.parser: expat.XMLParserType = parser_for(self.part, _NAMES)
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.gap = 0
        at = 0
        for start, end in ranges[:-1]:
            self.gap += start - at
            feed(self.parser, self.part, self.source[start:end], last=False)
            at = end
        start, end = ranges[-1]
        self.gap += start - at
        feed(self.parser, self.part, self.source[start:end])

    @property
    def here(self) -> int:
        """Offset of the present event in the part."""
        return self.parser.CurrentByteIndex + self.gap

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if not self.in_data:
            if self.watched == self.depth - 1 and (self.depth < 3 or self.stack[-1].name in _OPEN):
                self._start_outer(name, attributes)
        elif self.gathering:
            self._keep(Element(self.source, name, attributes, self.here))
        elif name == "x:c":
            if self.row_open and self.depth == 4:
                self._start_cell(attributes)
        elif name == "x:row" and self.depth == 3:
            self._start_row(attributes)

    def end(self, _: str) -> None:
        if self.depth == self.watched:
            element = self.stack.pop()
            element.close(self.here)
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
        element = Element(self.source, short, attributes, self.here)
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
            self.row_before[self.rows_ahead.pop()] = self.here
        self.row_map = None
        if self.row in self.missing or not self.row_given:
            element = Element(self.source, "x:row", attributes, self.here)
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
            given = ref(parse_ref(self.last)[0] if self.last else self.row, self._column())
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
                self.row_map.before[self.lacking.pop()] = self.here
        address = self.refs.get(given)
        if address is not None:
            cell = Element(self.source, "x:c", attributes, self.here)
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


_ROW = re.compile(rb'<row(?=\s)[^>]*?\sr="([1-9][0-9]{0,6})"')
_ROW_START = b"<row "
_BEGIN, _END, _END_OF_ROW = b"<sheetData>", b"</sheetData>", b"</row>"


def needed_ranges(
    data: bytes, refs: Iterable[str], missing: Mapping[int, object]
) -> list[tuple[int, int]] | None:
    """The bytes of a part without the cells that are not wished for; every row keeps its tags.

    None where the part is not written the way most programs do: rows and cells unprefixed, every
    one with its address (a cell's first), no row twice. Elements nested otherwise than they look, and
    comments that look like elements, make what is left ill-formed, so that parsing it fails.
    """
    begin, end = data.find(_BEGIN) + len(_BEGIN), data.rfind(_END)
    if begin < len(_BEGIN) or end < begin:
        return None
    rows: dict[int, int] = {}
    at = data.find(_ROW_START, begin, end)
    while at >= 0:
        match = _ROW.match(data, at, end)
        if match is None or int(match[1]) in rows:
            return None
        rows[int(match[1])] = at
        at = data.find(_ROW_START, at + 1, end)
    # the place of a missing cell depends on every row there is
    if missing and (data.count(b"<row", begin, end) != len(rows) or data.count(b":row", begin, end)):
        return None
    wished: dict[int, list[str]] = {}
    for written in refs:
        wished.setdefault(parse_ref(written)[0], []).append(written)
    starts = [*rows.values(), end]
    ranges = [(0, starts[0])]
    for number, start, stop in zip(rows, starts, starts[1:], strict=False):
        if number in missing:
            ranges.append((start, stop))
            continue
        last = data.rfind(_END_OF_ROW, start, stop)
        inner = tag_end(data, start)
        if last < inner:
            ranges.append((start, stop))
            continue
        ranges.append((start, inner))
        found = []
        for written in wished.get(number, ()):
            at = data.find(b'<c r="%b"' % written.encode(), inner, last)
            if at < 0:
                return None
            after = data.find(b"<c r=", at + 1, last)
            found.append((at, last if after < 0 else after))
        ranges += sorted(found)
        ranges.append((last, stop))
    ranges.append((end, len(data)))
    return _joined(ranges)


def _joined(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The ranges with those that touch made one."""
    joined: list[tuple[int, int]] = []
    begin, end = ranges[0]
    for start, stop in ranges[1:]:
        if start > end:
            joined.append((begin, end))
            begin = start
        end = stop
    joined.append((begin, end))
    return joined


def _height(attributes: Mapping[str, str]) -> float:
    if attributes.get("hidden") in _TRUE:
        return 0.0
    try:
        height = float(attributes.get("ht", "15"))
    except ValueError:
        return 15.0
    return height if 0 <= height < 10_000 else 15.0
