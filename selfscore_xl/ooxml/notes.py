"""Notes of cells: the comments part, the box in the VML drawing, the link from the sheet
(ECMA-376 Part 1, 18.7 and 18.3.1.51).

A note of ours starts with a line that is its author's name. Programs that re-save a workbook drop
authors and keep lines, so this line is what a note of ours is known by; below a user's own text it
separates that text, which stays, from ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from ..cell import MAX_COLUMN, MAX_ROW, Address, Area, parse_ref, ref
from ..record import NamedTuple
from ..text import squash
from . import offsets, vml
from .markup import bad_xml
from .offsets import Element, Splice, clean, place, splice, xstring
from .parts import DECLARATION, Parts
from .sheet import Sheet, unescape
from .sheetmap import ORDER, SheetMap

COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"

_SHAPE_IDS = re.compile(rb"\sshapeId\s*=\s*[\"'](\d{1,9})[\"']")


class NoteWish(NamedTuple):
    """A note of ours on a cell; without ``text`` there shall be none. Sizes in points."""

    author: str
    text: str | None
    width: float = 0.0
    height: float = 0.0


def marker_at(text: str, author: str) -> int | None:
    """Where our part of a note begins: at the first line that is the author's name."""
    wanted = squash(author)
    at = 0
    for line in text.split("\n"):
        if squash(line).removesuffix(":").rstrip() == wanted:
            return at
        at += len(line) + 1
    return None


def threaded_cells(parts: Parts, part: str) -> frozenset[Address]:
    """Cells of a sheet with threaded comments (MS-XLSX 2.1.42), which a note would destroy."""
    found = set()
    for target in parts.package.related(part, "/threadedComment"):
        for child in offsets.parse(target, parts.read(target)):
            try:
                found.add(parse_ref(child.get("ref").partition(":")[0]))
            except ValueError:
                continue
    return frozenset(found)


class Notes:
    """The notes of one sheet.

    Args:
        parts: the package.
        part: entry name of the sheet.
    """

    def __init__(self, parts: Parts, part: str) -> None:
        self._parts = parts
        self._part = part
        found = parts.package.related(part, "/comments")
        self._comments_part = found[0] if found else None
        self._root: Element | None = None
        self._authors: list[str] = []
        self._comments: dict[Address, Element] = {}
        if self._comments_part is not None:
            self._read(self._comments_part)

    def _read(self, part: str) -> None:
        root = self._root = offsets.parse(part, self._parts.read(part))
        authors, comments = root.child("x:authors"), root.child("x:commentList")
        self._authors = [unescape(author.text) for author in authors or ()]
        for comment in comments or ():
            if comment.name == "x:comment":
                self._comments[parse_ref(comment.get("ref"))] = comment

    def satisfied(self, cell: Address, wish: NoteWish) -> bool:
        """Whether the text of a note is as wished already."""
        comment = self._comments.get(cell)
        text = "" if comment is None else plain_text(comment)
        at = marker_at(text, wish.author)
        if wish.text is None:
            return at is None
        return at is not None and text[at:] == block(wish.author, wish.text)

    def apply(self, wishes: Mapping[Address, NoteWish], where: SheetMap, sheet: Sheet) -> list[Splice]:
        """Change comments and drawing; returns the splices that the sheet itself needs."""
        put: dict[Address, NoteWish] = {}
        drop: list[Address] = []
        splices: list[Splice] = []
        fresh: list[bytes] = []
        boxes = self._boxes(where)
        for cell in sorted(wishes):
            wish = wishes[cell]
            comment = self._comments.get(cell)
            if self.satisfied(cell, wish):
                if wish.text is not None and cell not in boxes:
                    put[cell] = wish
                continue
            if comment is None:
                fresh.append(self._new_comment(cell, wish))
                put[cell] = wish
                continue
            kept = self._kept(comment, wish.author)
            if not kept and wish.text is None:
                splices.append(comment.drop())
                drop.append(cell)
                continue
            if not kept or cell not in boxes:
                put[cell] = wish
            splices += self._rewritten(comment, kept, wish)
        self._write_comments(splices, fresh)
        return self._write_boxes(put, drop, where, sheet)

    # --- the comments part

    def _kept(self, comment: Element, author: str) -> bytes:
        """The runs of the note that are not ours, empty where it is ours alone."""
        text = plain_text(comment)
        at = marker_at(text, author)
        end = len(text) if at is None else max(at - 1, 0)
        if not text[:end].strip():
            return b""
        pieces = []
        begin = 0
        for run in _runs(comment):
            content = _run_text(run)
            if begin + len(content) <= end:
                pieces.append(run.raw if run.name == "x:r" else _wrapped(run))
            elif begin < end:
                pieces.append(_cut(run, content[: end - begin]))
            begin += len(content)
        return b"".join(pieces)

    def _rewritten(self, comment: Element, kept: bytes, wish: NoteWish) -> list[Splice]:
        text = comment.child("x:text")
        prefix = comment.prefix
        content = kept + (b"" if wish.text is None else _block_runs(prefix, wish, below=bool(kept)))
        if text is None:
            return comment.grow(b"<%btext>%b</%btext>" % (prefix, content, prefix))
        if text.empty:
            return text.grow(content)
        return [Splice(text.open_end, text.inner_end, content)]

    def _new_comment(self, cell: Address, wish: NoteWish) -> bytes:
        if wish.author not in self._authors:
            self._authors.append(wish.author)
        prefix = b"" if self._root is None else self._root.prefix
        number = self._authors.index(wish.author)
        head = b'<%bcomment ref="%b" authorId="%d"><%btext>' % (prefix, ref(*cell).encode(), number, prefix)
        return head + _block_runs(prefix, wish, below=False) + b"</%btext></%bcomment>" % (prefix, prefix)

    def _write_comments(self, splices: list[Splice], fresh: list[bytes]) -> None:
        if not splices and not fresh:
            return
        content = b"".join(fresh)
        if self._root is None or self._comments_part is None:
            authors = b"".join(b"<author>%b</author>" % xstring(author) for author in self._authors)
            data = b'<comments xmlns="%b"><authors>%b</authors><commentList>%b</commentList></comments>' % (
                self._parts.dialect.main.encode(),
                authors,
                content,
            )
            name = self._parts.add("comments{}.xml", DECLARATION + data, COMMENTS_TYPE)
            self._parts.relate(self._part, "comments", name)
            return
        root = self._root
        authors_element, list_element = root.child("x:authors"), root.child("x:commentList")
        if authors_element is None or list_element is None:
            raise bad_xml(self._comments_part)
        prefix = root.prefix
        authors = b"".join(
            b"<%bauthor>%b</%bauthor>" % (prefix, xstring(author), prefix)
            for author in self._authors[len(authors_element.children) :]
        )
        if authors:
            splices = [*splices, *authors_element.grow(authors)]
        if content:
            splices = [*splices, *list_element.grow(content)]
        self._parts.write(self._comments_part, splice(root.source, splices))

    # --- the drawing

    def _drawing(self, where: SheetMap) -> tuple[Element | None, str | None]:
        """The sheet's link to its drawing of notes, and the drawing. A header's pictures are another
        drawing of the same kind, so the relationship alone does not tell."""
        link = where.root.child("x:legacyDrawing")
        if link is None:
            return None, None
        rel = self._parts.package.rels(self._part).get(link.get("r:id"))
        if rel is None or rel.external or not self._parts.package.has(rel.target):
            return link, None
        return link, rel.target

    def _boxes(self, where: SheetMap) -> frozenset[Address]:
        drawing = self._drawing(where)[1]
        return frozenset(vml.note_shapes(self._parts.read(drawing))) if drawing is not None else frozenset()

    def _write_boxes(
        self, put: Mapping[Address, NoteWish], drop: list[Address], where: SheetMap, sheet: Sheet
    ) -> list[Splice]:
        link, drawing = self._drawing(where)
        if not put and (not drop or drawing is None):
            return []
        grid = _Grid(where, sheet)
        boxes = [(cell, grid.box(cell, wish.width, wish.height)) for cell, wish in put.items()]
        if drawing is None:
            others = self._other_blocks(None)
            block_number = next(number for number in range(1, 1 << 20) if number not in others)
            data = vml.new_drawing(block_number)
        else:
            others = self._other_blocks(drawing) if put else set()
            data = self._parts.read(drawing)
        used = [int(number) for number in _SHAPE_IDS.findall(where.root.source, where.data.end)]
        data = vml.edit_boxes(drawing or "vmlDrawing", data, boxes, drop, used, others)
        if drawing is not None:
            self._parts.write(drawing, data)
            return []
        name = self._parts.add("drawings/vmlDrawing{}.vml", data, vml.CONTENT_TYPE)
        identity = self._parts.relate(self._part, "vmlDrawing", name)
        return self._linked(where, link, identity)

    def _other_blocks(self, own: str | None) -> set[int]:
        found: set[int] = set()
        for name in self._parts.vml_names():
            if name != own:
                found |= vml.blocks(self._parts.read(name))
        return found

    def _linked(self, where: SheetMap, link: Element | None, identity: str) -> list[Splice]:
        prefix = where.root.prefix
        xml = b'<%blegacyDrawing xmlns:r="%b" r:id="%b"/>' % (
            prefix,
            self._parts.dialect.relationships.encode(),
            identity.encode(),
        )
        if link is not None:
            return [Splice(link.start, link.end, xml)]
        return place(where.root, ORDER, "legacyDrawing", xml)


# --- texts --------------------------------------------------------------------------------------


def block(author: str, text: str) -> str:
    """Our part of a note."""
    return clean(f"{author}\n{text}")


def _block_runs(prefix: bytes, wish: NoteWish, below: bool) -> bytes:
    text = block(wish.author, wish.text or "")
    head, _, body = text.partition("\n")
    bold = _run(prefix, b"<%bb/>" % prefix, ("\n" if below else "") + head)
    return bold + _run(prefix, b"", "\n" + body)


def _run(prefix: bytes, flags: bytes, text: str) -> bytes:
    font = b'<%bsz val="9"/><%brFont val="Tahoma"/>' % (prefix, prefix)
    return b'<%br><%brPr>%b%b</%brPr><%bt xml:space="preserve">%b</%bt></%br>' % (
        prefix,
        prefix,
        flags,
        font,
        prefix,
        prefix,
        xstring(text),
        prefix,
        prefix,
    )


def _runs(comment: Element) -> list[Element]:
    text = comment.child("x:text")
    return [child for child in text or () if child.name in ("x:r", "x:t")]


def _run_text(run: Element) -> str:
    if run.name == "x:t":
        return unescape(run.text)
    return "".join([unescape(child.text) for child in run if child.name == "x:t"])


def plain_text(comment: Element) -> str:
    """The text of a note without its formats."""
    return "".join([_run_text(run) for run in _runs(comment)])


def _wrapped(text: Element) -> bytes:
    """Text outside of runs as a run: the schema wants one before others."""
    prefix = text.prefix
    return b"<%br>%b</%br>" % (prefix, text.raw, prefix)


def _cut(run: Element, text: str) -> bytes:
    """A run with less text."""
    prefix = run.prefix
    properties = run.child("x:rPr")
    return b'<%br>%b<%bt xml:space="preserve">%b</%bt></%br>' % (
        prefix,
        properties.raw if properties is not None else b"",
        prefix,
        xstring(text),
        prefix,
        prefix,
    )


# --- where a box lies ---------------------------------------------------------------------------


class _Grid:
    """Widths of columns and heights of rows in pixels (18.3.1.13, for the usual 7-pixel digits)."""

    def __init__(self, where: SheetMap, sheet: Sheet) -> None:
        self._merges: dict[int, list[Area]] = {}  # by row
        self._tall: list[Area] = []
        for area in sheet.merges:
            if area[2] - area[0] > _MOST_ROWS:
                self._tall.append(area)
            else:
                for row in range(area[0], area[2] + 1):
                    self._merges.setdefault(row, []).append(area)
        self._heights = where.heights
        root = where.root
        layout = root.child("x:sheetFormatPr")
        given = {} if layout is None else layout.attributes
        self._row = _positive(given.get("defaultRowHeight"), 15.0)
        self._column = _column_pixels(_positive(given.get("defaultColWidth"), 9.140625))
        self._columns: list[tuple[int, int, int]] = []
        for column in root.child("x:cols") or ():
            hidden = column.get("hidden") in ("1", "true")
            width = 0 if hidden else _column_pixels(_positive(column.attributes.get("width"), 9.140625))
            self._columns.append((column.count("min", 1), column.count("max", 1), width))

    def box(self, cell: Address, width: float, height: float) -> vml.Box:
        """A box right of a cell (of its merged area), a little above."""
        row, column = cell
        for top, left, bottom, right in (*self._merges.get(row, ()), *self._tall):
            if top <= row <= bottom and left <= column <= right:
                row, column = top, right
        left, left_offset = self._walk(column, 15, self._column_width, MAX_COLUMN)
        right, right_offset = self._walk(left, left_offset + _pixels(width), self._column_width, MAX_COLUMN)
        top = max(row - 2, 0)
        top_offset = 10 if row > 1 else 2
        top, top_offset = self._walk(top, top_offset, self._row_height, MAX_ROW)
        bottom, bottom_offset = self._walk(top, top_offset + _pixels(height), self._row_height, MAX_ROW)
        return vml.Box(
            width, height,
            (left, left_offset, top, top_offset, right, right_offset, bottom, bottom_offset),
        )  # fmt: skip

    def _walk(self, index: int, pixels: int, size_of: Callable[[int], int], limit: int) -> tuple[int, int]:
        """Go some pixels on from the start of a row or column (counted from 0)."""
        for _ in range(_MOST_STEPS):
            size = size_of(index + 1)
            if pixels < size or index + 1 >= limit:
                return index, min(pixels, max(size - 1, 0))
            pixels -= size
            index += 1
        return index, 0

    def _column_width(self, column: int) -> int:
        for first, last, width in self._columns:
            if first <= column <= last:
                return width
        return self._column

    def _row_height(self, row: int) -> int:
        return _pixels(self._heights.get(row, self._row))


_MOST_ROWS = 64
_MOST_STEPS = 5_000  # hidden rows have no height, and there may be a million


def _pixels(points: float) -> int:
    return round(points * 96 / 72)


def _column_pixels(width: float) -> int:
    return int((256 * min(width, 255.0) + 18) / 256 * 7)


def _positive(text: str | None, default: float) -> float:
    try:
        number = float(text or "")
    except ValueError:
        return default
    return number if 0 <= number < 10_000 else default
