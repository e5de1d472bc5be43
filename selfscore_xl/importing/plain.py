"""Tables in plain text: CSV and TSV as programs save them, and text copied from a document, where cells
stand between tabs or bars and every page begins with the header once more.

A page's part of a table is a table of its own here; ``listing`` puts them together.
"""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable, Sequence

from ..text import Text, is_blank, nfc, squash
from .source import (
    MAX_CELLS,
    MAX_CHARACTERS,
    MAX_ROWS,
    Budget,
    Cell,
    Row,
    Source,
    Table,
    TableRefused,
    too_many,
)

_NOT_TEXT = Text(
    "Không nhận ra bảng mã của tệp văn bản; hãy lưu lại tệp với bảng mã UTF-8 rồi thử lại.",
    "The encoding of the text file is not known; save it as UTF-8 and try again.",
)

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def decode(data: bytes, declared: str = "") -> str:
    """The text of a file: by its byte order mark, else UTF-16 where every other byte is zero, else
    UTF-8, else Windows-1258, which old Vietnamese programs save. NFC.

    Args:
        data: the file.
        declared: an encoding that the file itself names, tried first.

    Raises:
        TableRefused: none of them fits.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], (encoding,))
    head = data[:400]
    if head.count(0) > len(head) // 4:
        return _decoded(data, ("utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be",))
    return _decoded(data, (*((declared,) if declared in _DECLARED else ()), "utf-8", "cp1258"))


_DECLARED = frozenset(("utf-8", "windows-1258", "cp1258", "windows-1252", "iso-8859-1"))


def _decoded(data: bytes, encodings: Sequence[str]) -> str:
    for encoding in encodings:
        try:
            return nfc(data.decode(encoding)).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    raise TableRefused(_NOT_TEXT)


# --- text with tables ----------------------------------------------------------------------------


def read_text(text: str, is_head: Callable[[Sequence[str]], bool]) -> Source:
    """The tables of a text and its other lines.

    Args:
        text: of the file.
        is_head: is this row of cells the header of a table of criteria? The way to split the lines is
            chosen by it.

    Raises:
        TableRefused: far more cells than a table of scores has.
    """
    if len(text) > MAX_CHARACTERS or text.count("\n") > _MOST_LINES:
        raise too_many()
    for separator, split in (("\t", _tabs), ("|", _bars), (";", _quoted(";")), (",", _quoted(","))):
        if text.count(separator) > MAX_CELLS:
            raise too_many()
        rows = split(text)
        if rows and any(1 < len(cells) <= _WIDEST and is_head(cells) for _, cells in rows):
            return _source(rows)
    prose = (clean(line) for line in text.split("\n") if not is_blank(line))
    return Source("text", (), tuple(prose))


_MOST_LINES = 20 * MAX_ROWS
"""A cell of a table may have many lines."""
_WIDEST = 1_000
"""Cells of a line that may be a header; a line of prose with many commas is none."""
_Lines = list[tuple[int, list[str]]]
"""Line number and cells; a line of prose has one cell."""


def _tabs(text: str) -> _Lines | None:
    if "\t" not in text:
        return None
    if re.search(r'(?:^|\t)"', text, re.MULTILINE):
        # as spreadsheets save it, with line breaks inside quoted cells
        found = _quoted("\t")(text)
        if found:
            return found
    return [(number, line.split("\t")) for number, line in enumerate(text.split("\n"), start=1)]


_RULE = re.compile(r"[\s|:+-]*-[\s|:+-]*\Z")


def _bars(text: str) -> _Lines | None:
    if "|" not in text:
        return None
    rows: _Lines = []
    for number, line in enumerate(text.split("\n"), start=1):
        bare = line.strip()
        if "|" not in bare:
            rows.append((number, [line]))
        elif not _RULE.match(bare):
            bare = bare.removeprefix("|").removesuffix("|")
            cells = re.split(r"(?<!\\)\|", bare)
            rows.append((number, [cell.replace("\\|", "|").strip() for cell in cells]))
    return rows


def _quoted(delimiter: str) -> Callable[[str], _Lines | None]:
    def split(text: str) -> _Lines | None:
        if delimiter not in text:
            return None
        rows: _Lines = []
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        start = 1
        try:
            for cells in reader:
                rows.append((start, cells))
                start = reader.line_num + 1
        except csv.Error:
            return None
        return rows

    return split


def _source(rows: _Lines) -> Source:
    """Rows that stand together are a table; lines of one cell between them are prose."""
    budget = Budget()
    tables: list[list[Row]] = []
    prose: list[str] = []
    open_table = False
    for number, texts in rows:
        if len(texts) > 1:
            budget.spend(len(texts))
        cells = tuple(Cell(clean(text)) for text in texts)
        if len(cells) < 2:
            open_table = open_table and bool(cells) and bool(cells[0].text) and _is_page_mark(cells[0].text)
            if cells and cells[0].text and not _is_page_mark(cells[0].text):
                prose.append(cells[0].text)
            continue
        if not any(cell.text for cell in cells):
            continue
        if not open_table:
            tables.append([])
            open_table = True
        tables[-1].append(Row(number, cells))
    return Source("text", tuple(_table(found) for found in tables), tuple(prose))


def _table(rows: list[Row]) -> Table:
    first = rows[0].number
    return Table(Text(f"dòng {first}", f"line {first}"), tuple(rows))


_PAGE_MARK = re.compile(
    r"(?:(?:trang|page)\s*)?[-–]?\s*\d{1,4}\s*(?:[/|]\s*\d{1,4})?\s*[-–]?\Z", re.IGNORECASE
)


def _is_page_mark(text: str) -> bool:
    """A page number that stands alone on its line."""
    return bool(_PAGE_MARK.match(text))


# --- what copying leaves behind ------------------------------------------------------------------

_BREAK_TAG = re.compile(r"<\s*(?:br|/p|/div|/li|/tr)(?:\s[^<>]{0,300})?/?\s*>", re.IGNORECASE)
_ITEM_TAG = re.compile(r"<\s*li(?:\s[^<>]{0,300})?>", re.IGNORECASE)
_TAG = re.compile(
    r"</?\s*(?:p|div|span|strong|em|b|i|u|ul|ol|font|sub|sup|table|tbody|tr|td)(?:\s[^<>]{0,300})?/?\s*>",
    re.IGNORECASE,
)
_ENTITY = re.compile(
    r"&(?:#\d{1,6}|#x[0-9a-f]{1,5}|amp|lt|gt|quot|apos|nbsp|ndash|mdash|hellip);", re.IGNORECASE
)
_BOLD = re.compile(r"(?<![*\w])\*{1,3}(?=\S)([^*\n]{1,2000}?)(?<=\S)\*{1,3}(?![*\w])")
_FORMULA = re.compile(r"\$(?=[^\s$])([^$\n]{1,300})(?<=[^\s$])\$(?!\w)")
_ESCAPED = re.compile(r"\\([\\%_*#&$|~^{}\[\]<>-])")


def clean(text: str) -> str:
    """A text without what copying from pages left in it: stray tags, entities, marks of bold type,
    formula signs. Line breaks stay; runs of spaces become one."""
    text = without_tags(text)
    if "$" in text:
        text = _FORMULA.sub(r"\1", text)
    if "*" in text:
        text = _BOLD.sub(r"\1", text)
        text = text.removeprefix("**").removesuffix("**")
    if "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    return text


def without_tags(text: str) -> str:
    """A text without stray tags such as ``<p>``, which scoring software leaves in its exports; a line
    for each paragraph, its spaces squashed."""
    if "<" in text:
        text = _TAG.sub("", _ITEM_TAG.sub("\n- ", _BREAK_TAG.sub("\n", text)))
    if "&" in text:
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    return "\n".join(line for line in (squash(line) for line in text.split("\n")) if line)
