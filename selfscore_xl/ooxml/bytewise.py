"""Two versions of a part compared by their bytes, for the oracle.

Parts are cut along rows, cells, notes and tags by plain text search, not by the parser that placed
the edits: what a piece means is for the reader to say, here it is only the same or not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from itertools import pairwise

from ..cell import Address, parse_ref, ref
from ..record import NamedTuple
from ..typed import NoReturn
from .links import leads_to


class OracleError(Exception):
    """The edited file is not what was wished: a defect of this program. Nothing was written."""


def fail(what: str) -> NoReturn:
    """Raise an ``OracleError``."""
    raise OracleError(what)


def _split(data: bytes, start_tag: re.Pattern[bytes]) -> list[bytes]:
    """The data cut before each match."""
    starts = [match.start() for match in start_tag.finditer(data)]
    bounds = [0, *starts, len(data)]
    return [data[begin:end] for begin, end in pairwise(bounds)]


def _elements(data: bytes, name: bytes) -> list[bytes]:
    """The data cut before each start tag of a name, as the file writes it; what precedes the first
    comes first. Cutting at a fixed text costs a tenth of a pattern."""
    opening = b"<" + name
    spaced = opening + b" "
    first, *others = data.split(spaced)
    if data.count(opening) == len(others):
        return [first, *[spaced + piece for piece in others]]
    return _split(data, re.compile(re.escape(opening) + rb"(?=[\s/>])"))


# --- tags ---------------------------------------------------------------------------------------

_COUNT = re.compile(rb"\s+count\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_LOCAL = re.compile(rb"/?(?:[\w.-]+:)?([\w.-]+)")
_NAME = re.compile(rb"\sname\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ANY_ATTRIBUTE = re.compile(rb"\s[\w:.-]+\s*=")
_PLACES = re.compile(rb"\s+(?:localSheetId|activeTab|firstSheet)\s*=\s*(?:\"\d*\"|'\d*')")
_RECALCULATION = rb"\s+fullCalcOnLoad\s*=\s*(?:\"\w*\"|'\w*')"
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))


def only_added(before: bytes, after: bytes, what: str) -> None:
    """Every tag of a part is still there, in order; tables may count more.

    Raises:
        OracleError: something of the old part is missing.
    """
    old = before.split(b"<")
    at = 0
    for token in after.split(b"<"):
        if at < len(old) and (
            token == old[at] or (token[:4] == old[at][:4] and _uncounted(token) == _uncounted(old[at]))
        ):
            at += 1
    if at < len(old):
        fail(f"{what} that were there have changed")


def _uncounted(token: bytes) -> bytes:
    tag, _, rest = _COUNT.sub(b"", token, count=1).partition(b">")
    return tag.rstrip(b" /") + b">" + rest


def book_tokens(
    data: bytes, put: Collection[str], own_names: Collection[str], recalculate: bool
) -> list[bytes]:
    """Tags and texts of the workbook part, without what putting sheets changes (that is compared by
    content): the sheets put, their built-in names, and numbers that count sheets by their place.

    Args:
        data: the part.
        put: names of the sheets put, case-folded.
        own_names: built-in names that such a sheet can have.
        recalculate: leave out whether formulas are computed on opening.
    """
    found: list[bytes] = []
    skip = False
    for token in data.split(b"<"):
        match = _LOCAL.match(token)
        local = match[1] if match else b""
        if skip:
            # the end tag of a name left out
            skip = False
            continue
        if local in (b"definedNames", b"bookViews"):
            continue
        if not token.startswith(b"/"):
            if local == b"definedName" and _name(token) in own_names:
                skip = True
                continue
            if local == b"sheet" and _name(token).casefold() in put:
                continue
            if local in (b"definedName", b"workbookView"):
                token = _PLACES.sub(b"", token)
            elif local == b"calcPr" and recalculate:
                token = re.sub(_RECALCULATION, b"", token)
            if local in (b"workbookView", b"calcPr") and not _ANY_ATTRIBUTE.search(token):
                continue
        found.append(token)
    return found


def _name(token: bytes) -> str:
    match = _NAME.search(token)
    return _unescaped((match[1] or match[2] or b"").decode("utf-8", "replace") if match else "")


def _unescaped(text: str) -> str:
    """An attribute's text with its references replaced."""
    if "&#" in text:
        # some programs write every letter beyond ASCII as a number
        from html import unescape  # costs 1.5 ms

        return unescape(text)
    for escaped, plain in _ENTITIES:
        text = text.replace(escaped, plain)
    return text


# --- a sheet ------------------------------------------------------------------------------------

_DATA = re.compile(rb"<((?:[\w.-]+:)?)sheetData(?:\s[^>]*?)?(/?)>")
_ROW_END = rb"</(?:[\w.-]+:)?row\s*>"
_R = re.compile(rb"\sr\s*=\s*[\"']([^\"']*)[\"']")
_SPANS = rb"\s+spans\s*=\s*(?:\"[\d: ]*\"|'[\d: ]*')"
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f(?:\s[^>]*)?(?:(?<=/)>|>[^<]*</(?:[\w.-]+:)?f\s*>)")
_DIMENSION = rb"(<(?:[\w.-]+:)?dimension\s[^>]*?)\s*ref\s*=\s*[\"'][^\"']*[\"']"
_TAB = rb"(<(?:[\w.-]+:)?sheetView(?=\s)[^>]*?)\s+tabSelected\s*=\s*(?:\"\w*\"|'\w*')"
_LEGACY = re.compile(rb"<(?:[\w.-]+:)?legacyDrawing\s[^>]*?/>")
_LEGACY_ID = re.compile(rb"<(?:[\w.-]+:)?legacyDrawing\s[^>]*?:id\s*=\s*[\"']([^\"']*)[\"']")
_INSIDE_TAG = rb"(?:[^>\"']|\"[^\"]*\"|'[^']*')*"
"""What may stand between a tag's name and its end, where ``>`` in quotes does not end it."""
_NO_ELEMENT = rb"<!--.*?-->|<\?.*?\?>"
_LINK = re.compile(
    rb"(?P<other>%b)|<((?:[\w.-]+:)?hyperlink)(?=[\s/>])(?P<attributes>%b)(?:(?<=/)>|>.*?</\2\s*>)"
    % (_NO_ELEMENT, _INSIDE_TAG),
    re.DOTALL,
)
_NO_LINKS = re.compile(
    rb"<((?:[\w.-]+:)?hyperlinks)(?=[\s/>])%b(?:(?<=/)>|>(?:\s|%b)*</\1\s*>)" % (_INSIDE_TAG, _NO_ELEMENT),
    re.DOTALL,
)
_ONE_ATTRIBUTE = re.compile(rb"\s([^\s=]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_LINKS = re.compile(rb"<((?:[\w.-]+:)?)hyperlinks[\s>]")
_VIEWS = re.compile(rb"<(?:[\w.-]+:)?customSheetViews.*?</(?:[\w.-]+:)?customSheetViews\s*>", re.DOTALL)
_BEFORE_LINKS = (b"mergeCells", b"phoneticPr", b"dataValidations")
_AFTER_LINKS = (b"printOptions", b"pageMargins", b"pageSetup", b"headerFooter", b"rowBreaks", b"drawing")
_AFTER_LEGACY = re.compile(
    rb"<(?:[\w.-]+:)?(?:legacyDrawingHF|drawingHF|picture|oleObjects|controls|webPublishItems|tableParts)[\s/>]"
)


class SheetPieces:
    """A sheet as its head up to ``sheetData``, what precedes its rows there (nothing as a rule), its
    rows, and its tail.

    Args:
        data: the part.
        exact: cut before every row; without it, a row without attributes is part of the row before.
    """

    def __init__(self, data: bytes, exact: bool) -> None:
        self.prefix = b""
        self.rows: list[bytes] = []
        self.head, self.first, self.tail = data, b"", b""
        match = _DATA.search(data)
        if match is None:
            return
        self.prefix = match[1]
        self.head = data[: match.start()] + match[0].removesuffix(b"/>").removesuffix(b">").rstrip()
        if match[2]:
            self.tail = data[match.end() :]
            return
        closing = b"</" + match[1] + b"sheetData"
        end = data.rfind(closing)
        rows = data[match.end() : end]
        if exact:
            self.first, *self.rows = _elements(rows, self.prefix + b"row")
        else:
            opening = b"<" + self.prefix + b"row "
            self.first, *others = rows.split(opening)
            self.rows = [opening + row for row in others]
        self.tail = data[end + len(closing) :].lstrip().removeprefix(b">")

    def with_rows(self, rows: list[bytes]) -> bytes:
        """The sheet with other rows."""
        closing = b"</" + self.prefix + b"sheetData>"
        return b"".join([self.head, b">", self.first, *rows, closing, self.tail])


class May(NamedTuple):
    """What of a sheet may differ."""

    cells: Collection[Address]
    notes: bool
    """The link to the drawing of notes."""
    tabs: bool
    """Whether its tab is selected."""
    linked: str
    """Links to the sheet of this name; '' for none."""


def compare_sheets(name: str, before: bytes, after: bytes, may: May) -> bytes | None:
    """The bytes of a sheet are the same but for some cells.

    Args:
        name: of the sheet, for the error.
        before: its part.
        after: the part after the edit.
        may: what may differ.

    Returns:
        The edited sheet without the rows and cells that are the same to the byte; None where rows
        or cells without an address make it mean something else.

    Raises:
        OracleError: something else differs, or is out of order.
    """
    try:
        return _compare_pieces(name, SheetPieces(before, False), SheetPieces(after, False), may)
    except OracleError:
        return _compare_pieces(name, SheetPieces(before, True), SheetPieces(after, True), may)


def _compare_pieces(name: str, old: SheetPieces, new: SheetPieces, may: May) -> bytes | None:
    cells = may.cells
    if old.head != new.head and _plain_head(old.head, may) != _plain_head(new.head, may):
        fail(f"the head of sheet {name!r} has changed")
    if old.first.strip() != new.first.strip():
        fail(f"what precedes the rows of sheet {name!r} has changed")
    if old.tail != new.tail and not (
        _plain_tail(old.tail, may) == _plain_tail(new.tail, may) and _in_order(new.tail)
    ):
        fail(f"what follows the cells of sheet {name!r} has changed")
    wished: dict[bytes, set[bytes]] = {}
    for row, column in cells:
        wished.setdefault(b"%d" % row, set()).add(ref(row, column).encode())
    addressed = True
    changed: list[bytes] = []
    at = 0
    for piece in new.rows:
        if at < len(old.rows) and piece == old.rows[at]:
            at += 1
            continue
        number = _attribute(_R, piece)
        if number is not None and number not in wished:
            fail(f"row {number.decode()} of sheet {name!r} has changed")
        counterpart = b""
        if at < len(old.rows) and _attribute(_R, old.rows[at]) == number:
            counterpart = old.rows[at]
            at += 1
        if number is None:
            # its number follows from what precedes it, and the reader sees that
            addressed = False
            continue
        excerpt = _compare_rows(name, new.prefix, counterpart, piece, wished[number])
        addressed = addressed and excerpt is not None
        changed.append(excerpt or b"")
    if at < len(old.rows):
        fail(f"rows of sheet {name!r} are missing")
    if addressed and not _ascending([_row_number(row) for row in new.rows]):
        addressed = False
        if _ascending([_row_number(row) for row in old.rows]):
            fail(f"rows of sheet {name!r} are out of order")
    return new.with_rows(changed) if addressed else None


def _compare_rows(
    name: str, prefix: bytes, before: bytes, after: bytes, wished: Collection[bytes]
) -> bytes | None:
    """Compare a row with its old version (``b""`` for a new one); returns it without the cells that
    are the same, None where a cell that differs has no address."""
    found = _replaced_cells(prefix, before, after, wished)
    if found is not None:
        for old_cell, new_cell in found:
            _compare_one(name, prefix, old_cell, new_cell)
        opening = before[: before.find(b">") + 1]
        return b"".join([opening, *[cell for _, cell in found], b"</", prefix, b"row>"])
    return _compare_cells(name, prefix, before, after, wished)


def _replaced_cells(
    prefix: bytes, before: bytes, after: bytes, wished: Collection[bytes]
) -> list[tuple[bytes, bytes]] | None:
    """The wished cells of a row, old and new, if without them it is the same to the byte; None where
    it is not, or is not written the usual way."""
    opening, closing = b"<" + prefix + b"c ", b"</" + prefix + b"row"
    found = []
    for where in sorted(wished, key=_by_column):
        start = opening + b'r="' + where + b'"'
        at = before.find(start)
        if at < 0 or at != after.find(start):
            return None
        old_end, new_end = before.find(opening, at + 1), after.find(opening, at + 1)
        if old_end < 0 or new_end < 0:
            old_end, new_end = before.find(closing, at), after.find(closing, at)
        found.append((before[at:old_end], after[at:new_end]))
        before = before[:at] + before[old_end:]
        after = after[:at] + after[new_end:]
    return found if before == after else None


def _compare_one(name: str, prefix: bytes, before: bytes, after: bytes) -> None:
    """A cell keeps its formula, and is one cell."""
    where = (_attribute(_R, after) or b"?").decode()
    if _FORMULA.findall(before) != _FORMULA.findall(after):
        fail(f"the formula of cell {where} of sheet {name!r} has changed")
    if not _one_cell(prefix, after) and (not before or _one_cell(prefix, before)):
        fail(f"there is something behind cell {where} of sheet {name!r}")


def _by_column(where: bytes) -> tuple[int, bytes]:
    """The order of the cells of one row."""
    return len(where), where


def _one_cell(prefix: bytes, piece: bytes) -> bool:
    """Whether a piece is a cell and nothing behind it."""
    closing = b"</" + prefix + b"c>"
    trimmed = piece.rstrip()
    count = piece.count(closing)
    return (count == 1 and trimmed.endswith(closing)) or (count == 0 and trimmed.endswith(b"/>"))


def _compare_cells(
    name: str, prefix: bytes, before: bytes, after: bytes, wished: Collection[bytes]
) -> bytes | None:
    """The same for a row written in any way, with cells that are new."""
    tag_end = after.find(b">") + 1
    start, old_end, new_end = _difference(before, after, b"<" + prefix + b"c ")
    if start < tag_end:
        start, old_end, new_end = 0, len(before), len(after)
        if before and _bare(before[: before.find(b">") + 1]) != _bare(after[:tag_end]):
            fail(f"a row of sheet {name!r} has other attributes")
    name_of_cell = prefix + b"c"
    old_rest, *old_cells = _elements(re.sub(_ROW_END, b"", before[start:old_end]), name_of_cell)
    new_rest, *new_cells = _elements(re.sub(_ROW_END, b"", after[start:new_end]), name_of_cell)
    if before and old_rest.partition(b">")[2].strip() != new_rest.partition(b">")[2].strip():
        fail(f"a row of sheet {name!r} has other content before its cells")
    changed: list[bytes] = []
    addressed = True
    at = 0
    for cell in new_cells:
        if at < len(old_cells) and (cell == old_cells[at] or cell.rstrip() == old_cells[at].rstrip()):
            at += 1
            continue
        where = _attribute(_R, cell)
        if where is None or where not in wished:
            if where is not None and where.replace(b"$", b"").upper() not in wished:
                fail(f"cell {where.decode()} of sheet {name!r} has changed")
            addressed = False
        known = at < len(old_cells) and _attribute(_R, old_cells[at]) == where
        _compare_one(name, prefix, old_cells[at] if known else b"", cell)
        at += known
        changed.append(cell)
    if at < len(old_cells):
        fail(f"cells of sheet {name!r} are missing")
    if not addressed:
        return None
    if len(new_cells) > len(old_cells):
        in_order = _ascending(_columns(_elements(after, name_of_cell)[1:]))
        if not in_order and _ascending(_columns(_elements(before, name_of_cell)[1:])):
            fail(f"cells of sheet {name!r} are out of order")
    return b"".join([_bare(after[:tag_end]), *changed, b"</", prefix, b"row>"])


def _difference(before: bytes, after: bytes, opening: bytes) -> tuple[int, int, int]:
    """Where two rows differ: the offset at which the first cell begins that does, and the offsets,
    in the old row and in the new one, behind the last such cell."""
    most = min(len(before), len(after))
    head = _common(most, lambda size: before[:size] == after[:size])
    tail = _common(most - head, lambda size: before[len(before) - size :] == after[len(after) - size :])
    start = after.rfind(opening, 0, head + len(opening))
    while start > 0 and not before.startswith(opening, start):
        start = after.rfind(opening, 0, start)
    new_end = after.find(opening, len(after) - tail)
    if new_end < 0:
        return start, len(before), len(after)
    return start, len(before) - (len(after) - new_end), new_end


def _common(most: int, same: Callable[[int], bool]) -> int:
    """The largest size up to ``most`` for which two slices are the same."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if same(middle):
            low = middle
        else:
            high = middle - 1
    return low


def _plain_head(head: bytes, may: May) -> bytes:
    """A sheet's head without what edits may change there."""
    head = re.sub(_DIMENSION, rb"\1", head) if may.cells else head
    return re.sub(_TAB, rb"\1", head) if may.tabs else head


def _plain_tail(tail: bytes, may: May) -> bytes:
    """What follows a sheet's cells without what edits may change there."""
    tail = _LEGACY.sub(b"", tail) if may.notes else tail
    if may.linked and b"hyperlink" in tail:
        start = _first_link(tail, 0)
        links = _LINK.sub(lambda link: b"" if leads_to(_link(link)[1], may.linked) else link[0], tail[start:])
        tail = tail[:start] + _NO_LINKS.sub(b"", links)
    return tail


def _first_link(sheet: bytes, begin: int) -> int:
    """From where links have to be looked for: from the first on, unless it may be in a comment."""
    found = sheet.rfind(b"<", begin, max(sheet.find(b"hyperlink", begin), begin))
    if found < 0 or b"<!--" in sheet[begin:found] or b"<?" in sheet[begin:found]:
        return begin
    return found


def links_of(sheet: bytes) -> list[tuple[str, str]]:
    """The links of a sheet's part: the cell or the area, and the place within the workbook where there is
    one."""
    links = _LINK.finditer(sheet, _first_link(sheet, _behind_cells(sheet)))
    return [_link(link) for link in links if link["other"] is None]


def _link(found: re.Match[bytes]) -> tuple[str, str]:
    """The cell or the area of a link and the place it leads to, each '' where there is none."""
    written = {
        name: (double or single).decode()
        for name, double, single in _ONE_ATTRIBUTE.findall(found["attributes"] or b"")
    }
    return _unescaped(written.get(b"ref", "")), _unescaped(written.get(b"location", ""))


def _behind_cells(sheet: bytes) -> int:
    """Where the tail of a sheet's part begins."""
    match = _DATA.search(sheet)
    if match is None or match[2]:
        return 0 if match is None else match.end()
    return sheet.rfind(b"</" + match[1] + b"sheetData")


def _bare(tag: bytes) -> bytes:
    """A row's start tag, whether or not cells follow, without the columns it spans."""
    inner, _, rest = re.sub(_SPANS, b"", tag).partition(b">")
    return inner.rstrip(b" /") + b">" + rest.strip()


def _attribute(which: re.Pattern[bytes], tag: bytes) -> bytes | None:
    match = which.search(tag, 0, tag.find(b">") + 1)
    return match[1] if match else None


def _row_number(row: bytes) -> int:
    number = _attribute(_R, row)
    return int(number) if number is not None and number.isdigit() else 0


def _columns(cells: list[bytes]) -> list[int]:
    found = []
    for cell in cells:
        where = _attribute(_R, cell)
        found.append(parse_ref(where.decode())[1] if where is not None else 0)
    return found


def _ascending(numbers: list[int]) -> bool:
    return all(one < other for one, other in pairwise(numbers))


def _in_order(tail: bytes) -> bool:
    """Whether the link to the notes precedes what the schema puts behind it (18.3.1.99), and links of
    cells stand where it wants them."""
    link = _LEGACY.search(tail)
    later = _AFTER_LEGACY.search(tail)
    return (link is None or later is None or link.start() < later.start()) and _links_in_order(tail)


def _links_in_order(tail: bytes) -> bool:
    links = _LINKS.search(tail)
    if links is None:
        return True
    head = _VIEWS.sub(b"", tail[: links.start()])
    behind = tail[links.end() :]

    def has(text: bytes, name: bytes) -> bool:
        return re.search(b"<" + re.escape(links[1]) + name + rb"[\s/>]", text) is not None

    return not any(has(head, name) for name in _AFTER_LINKS) and not any(
        has(behind, name) for name in _BEFORE_LINKS
    )


def legacy_drawing_id(sheet: bytes) -> str | None:
    """The relationship of a sheet to its drawing of notes."""
    match = _LEGACY_ID.search(sheet, max(sheet.rfind(b"sheetData"), 0))
    return match[1].decode() if match else None


# --- notes --------------------------------------------------------------------------------------

# Most forms come without notes: what is only needed to compare those, `re` compiles when it is used.
_COMMENT = rb"<(?:[\w.-]+:)?comment[\s>]"
_LIST = rb"<(?:[\w.-]+:)?commentList\s*/?>|</(?:[\w.-]+:)?commentList\s*>"
_REF = rb"\sref\s*=\s*[\"']([^\"']*)[\"']"
_SHAPE = re.compile(rb"<(?:[\w.-]+:)?shape[\s>]")
_SHAPE_END = rb"</(?:[\w.-]+:)?shape\s*>"
_SHAPE_TYPE = rb"(?s)<(?:[\w.-]+:)?shapetype\s[^>]*_x0000_t202[\"'].*?</(?:[\w.-]+:)?shapetype\s*>"
_CELL_ROW = re.compile(rb"<(?:[\w.-]+:)?Row\s*>\s*(\d{1,9})\s*</")
_CELL_COLUMN = re.compile(rb"<(?:[\w.-]+:)?Column\s*>\s*(\d{1,9})\s*</")
_IDMAP = rb"(<(?:[\w.-]+:)?idmap\s[^>]*?)\s*\bdata\s*=\s*[\"'][\d,\s]*[\"']"
_IDENTITY = rb"\sid\s*=\s*[\"']_x0000_s(\d+)[\"']"


def compare_comments(name: str, before: bytes, after: bytes, wished: Collection[Address]) -> None:
    """The bytes of a comments part are the same but for the notes of some cells, and authors added.

    Raises:
        OracleError: they are not.
    """
    (old_head, old), (new_head, new) = _other_comments(before, wished), _other_comments(after, wished)
    if old != new:
        fail(f"other notes of sheet {name!r} have changed")
    only_added(old_head, new_head, "authors of notes")


def _other_comments(data: bytes, wished: Collection[Address]) -> tuple[bytes, list[bytes]]:
    """What precedes the notes, and the notes of other cells."""
    pieces = re.split(_LIST, data)
    kept = []
    for comment in _split(pieces[1] if len(pieces) == 3 else b"", re.compile(_COMMENT)):
        written = _attribute(re.compile(_REF), comment)
        if written is None or parse_ref(written.decode()) not in wished:
            kept.append(comment.strip())
    return pieces[0], kept


def compare_drawings(name: str, before: bytes, after: bytes, wished: Collection[Address]) -> None:
    """Everything drawn is the same but for the boxes of the notes of some cells, and no new shape
    has the id of another.

    Raises:
        OracleError: it is not.
    """
    if _other_shapes(before, wished) != _other_shapes(after, wished):
        fail(f"other drawings of sheet {name!r} have changed")
    old, new = re.findall(_IDENTITY, before), re.findall(_IDENTITY, after)
    if len(set(old)) == len(old) and len(set(new)) < len(new):
        fail(f"drawings of sheet {name!r} share an id")


def _other_shapes(data: bytes, wished: Collection[Address]) -> bytes:
    kept = []
    for piece in _split(re.sub(_IDMAP, rb"\1", re.sub(_SHAPE_TYPE, b"", data)), _SHAPE):
        end = re.search(_SHAPE_END, piece)
        if end and shape_cell(piece[: end.end()]) in wished:
            piece = piece[end.end() :]
        kept.append(piece)
    return b"".join(kept)


def shape_cell(shape: bytes) -> Address | None:
    """The cell whose note a shape is the box of."""
    row, column = _CELL_ROW.search(shape), _CELL_COLUMN.search(shape)
    return (int(row[1]) + 1, int(column[1]) + 1) if row and column else None


def boxed_cells(drawing: bytes) -> Mapping[Address, int]:
    """Cells whose notes have boxes, with their number."""
    found: dict[Address, int] = {}
    for shape in _split(drawing, _SHAPE)[1:]:
        cell = shape_cell(shape)
        if cell is not None:
            found[cell] = found.get(cell, 0) + 1
    return found
