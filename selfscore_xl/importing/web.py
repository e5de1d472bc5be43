"""Tables of HTML pages: exports of scoring software, pages saved by a browser, and the "Excel" files
that such software makes by renaming a page to .xls."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from ..text import Text, is_blank, nfc, squash
from .source import (
    BLANK,
    MAX_CELLS,
    MAX_CHARACTERS,
    Budget,
    Cell,
    Row,
    Source,
    Span,
    Table,
    TableRefused,
    too_many,
)

_MOST_SPAN = 200
_MOST_DEPTH = 20
_MOST_TAGS = 1_000_000

_UNSEEN = ("script", "style", "template", "noscript", "title")
_BLOCKS = frozenset(("p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article"))
# Every step is linear in the page's length; html.parser takes minutes for a few megabytes of "<".
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})((?:\s[^<>]{0,4000})?)/?>")
_ATTRIBUTE = re.compile(r"""(rowspan|colspan)\s{0,9}=\s{0,9}["']?([0-9]{1,9})""", re.IGNORECASE)

_NESTED = Text(
    "Trang web lồng bảng trong bảng quá nhiều lần nên không đọc; hãy chép riêng bảng điểm sang tệp Excel.",
    "The page nests tables too deeply and is not read; copy the table alone to a workbook.",
)


def read_page(text: str) -> Source:
    """The tables of a page and the lines of text outside of them.

    A table inside a cell is a table of its own: old software lays its pages out with tables.

    Raises:
        TableRefused: tables nested too deeply; far more cells than a table of scores has.
    """
    page = _Page()
    if text.count("<") > _MOST_TAGS:
        raise too_many()
    for piece in _pieces(_without_comments(text)):
        if isinstance(piece, str):
            page.text(piece)
        elif piece[0].startswith("/"):
            page.end(piece[0][1:])
        else:
            page.start(*piece)
    page.finish()
    tables = [
        Table(Text(f"bảng thứ {number}", f"table {number}"), tuple(rows))
        for number, rows in enumerate((table.rows for table in page.tables if table.rows), start=1)
    ]
    return Source("html", tuple(tables), tuple(page.prose))


def _without_comments(text: str) -> str:
    """The page without comments and declarations."""
    pieces = []
    at = 0
    while (start := text.find("<!", at)) >= 0:
        pieces.append(text[at:start])
        closing = "-->" if text.startswith("<!--", start) else ">"
        end = text.find(closing, start + 2)
        if end < 0:
            return "".join(pieces)
        at = end + len(closing)
    return "".join((*pieces, text[at:]))


def _pieces(text: str) -> Iterator[str | tuple[str, str]]:
    """Text, and tags as (name with the slash of an end tag, attributes)."""
    at = 0
    unseen = ""
    for match in _TAG.finditer(text):
        slash, name, attributes = match[1], match[2].lower(), match[3]
        if unseen:
            if slash and name == unseen:
                unseen, at = "", match.end()
            continue
        if match.start() > at:
            yield html.unescape(text[at : match.start()])
        at = match.end()
        if name in _UNSEEN and not slash and not match[0].endswith("/>"):
            unseen = name
        else:
            yield slash + name, attributes
    if not unseen and at < len(text):
        yield html.unescape(text[at:])


class _Open:
    """A table being read."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.cells: list[Cell] | None = None
        self.chunks: list[str] | None = None
        self.spans = (1, 1)
        self.below: dict[int, tuple[int, str]] = {}
        """Column -> rows that a cell still reaches down, and its text."""


class _Page:
    """Handlers for a page's tags. Tags that officials' software forgets to close are closed by what
    follows them, as browsers do."""

    def __init__(self) -> None:
        self.tables: list[_Open] = []
        self.prose: list[str] = []
        self._open: list[_Open] = []
        self._chunks: list[str] = []
        self._budget = Budget()

    def start(self, tag: str, attributes: str) -> None:
        if tag == "table":
            if len(self._open) >= _MOST_DEPTH:
                raise TableRefused(_NESTED)
            self._flush()
            table = _Open()
            self._open.append(table)
            self.tables.append(table)
        elif tag == "tr" and self._open:
            self._end_row()
            self._open[-1].cells = []
        elif tag in ("td", "th") and self._open:
            self._end_cell()
            table = self._open[-1]
            if table.cells is None:
                table.cells = []
            table.chunks = []
            given = {name.lower(): digits for name, digits in _ATTRIBUTE.findall(attributes)}
            table.spans = _span(given.get("rowspan", "1")), _span(given.get("colspan", "1"))
        elif tag == "br":
            self._write("\n")
        elif tag in _BLOCKS:
            self._write("\n- " if tag == "li" else "\n")

    def end(self, tag: str) -> None:
        if tag == "table" and self._open:
            self._end_row()
            self._open.pop()
        elif tag == "tr" and self._open:
            self._end_row()
        elif tag in ("td", "th") and self._open:
            self._end_cell()
        elif tag in _BLOCKS:
            self._write("\n")

    def text(self, data: str) -> None:
        if len(data) > MAX_CHARACTERS:
            raise too_many()
        # a line break in the source of a page is a space
        self._write(re.sub(r"\s+", " ", data))

    def finish(self) -> None:
        """Close what the page left open."""
        while self._open:
            self._end_row()
            self._open.pop()
        self._flush()

    def _write(self, piece: str) -> None:
        self._budget.read(len(piece))
        if self._open:
            chunks = self._open[-1].chunks
            if chunks is not None:
                chunks.append(piece)
        else:
            self._chunks.append(piece)

    def _flush(self) -> None:
        """Take the text outside of tables so far as lines."""
        self.prose += (line for line in _lines("".join(self._chunks)) if line)
        self._chunks = []

    def _end_cell(self) -> None:
        table = self._open[-1]
        if table.chunks is None or table.cells is None:
            return
        text = "\n".join(line for line in _lines("".join(table.chunks)) if line)
        table.chunks = None
        self._reach_down(table)
        down, across = table.spans
        column = len(table.cells)
        for place in range(across):
            span: Span = "across" if place else ""
            table.cells.append(Cell(text, None, span))
            if down > 1:
                table.below[column + place] = (down - 1, text)
        if len(table.cells) > MAX_CELLS:
            raise too_many()

    def _reach_down(self, table: _Open) -> None:
        """Fill the columns that cells of earlier rows cover, up to the first free one."""
        cells = table.cells
        while cells is not None and len(cells) in table.below:
            column = len(cells)
            rows, text = table.below[column]
            cells.append(Cell(text, None, "down"))
            if rows == 1:
                del table.below[column]
            else:
                table.below[column] = (rows - 1, text)

    def _end_row(self) -> None:
        self._end_cell()
        table = self._open[-1]
        if table.cells is None:
            return
        self._reach_down(table)
        cells, table.cells = table.cells, None
        self._budget.spend(len(cells))
        if any(cell != BLANK for cell in cells):
            table.rows.append(Row(len(table.rows) + 1, tuple(cells)))


def _span(digits: str) -> int:
    return max(1, min(int(digits), _MOST_SPAN))


def _lines(text: str) -> list[str]:
    return [squash(line) for line in nfc(text).split("\n") if not is_blank(line)]
