"""Proof that an edited file is what was wished and nothing else.

The editor's own account of what it did is not used. The new file is opened by the reader and
compared with the old one twice: by content (every cell, name, note and format that was not wished
for is as before; everything wished for is there) and by bytes (cut along rows, cells, notes and
tags by plain text search, not by the parser that placed the edits). Whatever passed both is safe to
send back to its owner; everything else is an ``OracleError`` and is never written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple, NoReturn

from ..cell import Address, parse_ref, ref
from . import newsheet
from .newsheet import NewSheet
from .notes import NoteWish, block, marker_at
from .package import CONTENT_TYPES, Entry, Package
from .parts import rels_name
from .refusal import Refusal
from .rows import Value, holds, normal
from .sheet import Sheet
from .styles import Styles
from .tabs import PutSheet
from .workbook import Note, SheetInfo, Workbook


class OracleError(Exception):
    """The edited file is not what was wished: a defect of this program. Nothing was written."""


class Wishes(NamedTuple):
    """What an edited file must show, by sheet and cell; see ``Editor``."""

    values: Mapping[str, Mapping[Address, Value]] = {}
    fills: Mapping[str, Mapping[Address, str]] = {}
    locks: Mapping[str, Mapping[Address, bool]] = {}
    notes: Mapping[str, Mapping[Address, NoteWish]] = {}
    sheets: tuple[PutSheet, ...] = ()
    recalculate: bool = False

    def cells(self, sheet: str) -> set[Address]:
        """Cells of a sheet whose content or format is wished for."""
        return {*self.values.get(sheet, ()), *self.fills.get(sheet, ()), *self.locks.get(sheet, ())}

    @property
    def put_names(self) -> frozenset[str]:
        """Names of the sheets put, as compared."""
        return frozenset(put.sheet.name.casefold() for put in self.sheets)


def verify(before: Workbook, after: bytes, wishes: Wishes) -> None:
    """Compare the file that was read with the one about to be written.

    Raises:
        OracleError: they differ in something that was not wished for, or not in what was.
    """
    try:
        edited = Workbook.open(after, before.package.limits)
        _Proof(before, edited, wishes).run()
    except Refusal as refusal:
        raise OracleError(f"cannot be read again: {refusal}") from refusal


def _fail(what: str) -> NoReturn:
    raise OracleError(what)


class _Proof:
    def __init__(self, before: Workbook, after: Workbook, wishes: Wishes) -> None:
        self.before = before
        self.after = after
        self.wishes = wishes
        self.changed = _changed_entries(before.package, after.package)
        self.checked = {CONTENT_TYPES, before.part, rels_name(before.part)}

    def run(self) -> None:
        self.check_tabs()
        self.check_styles()
        for info in self.before.sheets:
            if info.name.casefold() not in self.wishes.put_names:
                self.check_sheet(info)
        for put in self.wishes.sheets:
            self.check_put(put)
        self.check_relations()
        unexpected = sorted(self.changed - self.checked)
        if unexpected:
            _fail(f"parts changed that nobody asked for: {', '.join(unexpected)}")

    def bytes_of(self, name: str) -> tuple[bytes, bytes] | None:
        """A part before and after, None where it is the same."""
        self.checked.add(name)
        if name not in self.changed:
            return None
        return self.before.package.text_part(name), self.after.package.text_part(name)

    # --- the workbook

    def check_tabs(self) -> None:
        before, after, wishes = self.before, self.after, self.wishes
        old = [tuple(info) for info in before.sheets if info.name.casefold() not in wishes.put_names]
        new = [tuple(info) for info in after.sheets if info.name.casefold() not in wishes.put_names]
        if old != new:
            _fail("other sheets are listed, or in another order")
        expected = [info.name.casefold() for info in before.sheets]
        for put in wishes.sheets:
            name = put.sheet.name.casefold()
            if name not in expected:
                expected.insert(0 if put.first else len(expected), name)
        if expected != [info.name.casefold() for info in after.sheets]:
            _fail("the sheets put are not where they should be")
        self.check_names()
        pair = self.bytes_of(before.part)
        if pair is not None and _book_tokens(pair[0], wishes) != _book_tokens(pair[1], wishes):
            _fail("the workbook part differs in more than sheets put, their names and the tab shown")
        if wishes.recalculate and not _RECALCULATES.search(after.package.text_part(after.part)):
            _fail("the workbook does not ask for recalculation")
        active = [put for put in wishes.sheets if put.active]
        if active:
            self.check_shown(active[-1].sheet.name)

    def check_names(self) -> None:
        put = {entry.sheet.name.casefold(): entry.sheet for entry in self.wishes.sheets}

        def others(workbook: Workbook) -> list[tuple[str, str, str | None, bool]]:
            return [
                (name.name, name.text, name.sheet, name.hidden)
                for name in workbook.defined_names
                if name.name not in _OWN_NAMES or (name.sheet or "").casefold() not in put
            ]

        if others(self.before) != others(self.after):
            _fail("defined names differ")
        for key, sheet in put.items():
            present = {
                name.name: name.text
                for name in self.after.defined_names
                if (name.sheet or "").casefold() == key and name.name in _OWN_NAMES
            }
            if present != newsheet.sheet_names(sheet):
                _fail(f"built-in names of {sheet.name!r} are not as wished")

    def check_shown(self, name: str) -> None:
        names = [info.name.casefold() for info in self.after.sheets]
        match = _ACTIVE_TAB.search(self.after.package.text_part(self.after.part))
        if (int(match[1]) if match else 0) != names.index(name.casefold()):
            _fail(f"{name!r} is not the tab shown")
        for info in self.after.sheets:
            selected = _is_selected(self.after.package.text_part(info.part))
            if selected != (info.name.casefold() == name.casefold()):
                _fail(f"tab {info.name!r} is selected and should not be, or the other way round")

    # --- formats

    def check_styles(self) -> None:
        parts = self.before.package.related(self.before.part, "/styles")
        if not parts:
            self.checked |= set(self.after.package.related(self.after.part, "/styles"))
        pair = self.bytes_of(parts[0]) if parts else None
        if pair is None:
            return
        _check_only_added(*pair, "formats")
        old, new = self.before.styles, self.after.styles
        for one, other in ((old.fonts, new.fonts), (old.fills, new.fills), (old.xfs, new.xfs)):
            if other[: len(one)] != one:
                _fail("a format that was there has changed")
        if {**new.number_formats, **old.number_formats} != new.number_formats:
            _fail("a number format that was there has changed")

    def check_format(self, sheet: str, address: Address, was: int, now: int) -> None:
        """A cell's format differs from its old one in what was wished, and in no more."""
        fill = self.wishes.fills.get(sheet, {}).get(address)
        locked = self.wishes.locks.get(sheet, {}).get(address)
        where = f"{sheet}!{ref(*address)}"
        if now != was:
            if fill is None and locked is None:
                _fail(f"{where} has another format")
            one, other = _format_of(self.before.styles, was), _format_of(self.after.styles, now)
            if _without(one, fill is not None, locked is not None) != _without(
                other, fill is not None, locked is not None
            ):
                _fail(f"{where} has a format that differs in more than was wished")
        if locked is not None and self.after.styles.xf(now).locked != locked:
            _fail(f"{where} is not locked as wished")
        if fill is not None and not _has_fill(self.before.styles, self.after.styles, now, fill):
            _fail(f"{where} has not the fill wished")

    # --- the sheets

    def check_sheet(self, info: SheetInfo) -> None:
        name = info.name
        cells = self.wishes.cells(name)
        notes = self.wishes.notes.get(name, {})
        pair = self.bytes_of(info.part)
        if pair is not None:
            _check_sheet_bytes(name, *pair, cells, bool(notes), bool(self.wishes.sheets))
        if notes:
            self.check_notes(info, notes)
        if not cells:
            return
        old = self.before.sheet(name)
        new = old if pair is None else self.after.sheet(name)
        if pair is not None:
            _check_other_cells(old, new, cells)
        for address in cells:
            self.check_cell(name, old, new, address)

    def check_cell(self, name: str, old: Sheet, new: Sheet, address: Address) -> None:
        was, now = old.cell(*address), new.cell(*address)
        where = f"{name}!{ref(*address)}"
        if now.formula != was.formula or new.formula(*address) != old.formula(*address):
            _fail(f"the formula of {where} has changed")
        if address in self.wishes.values.get(name, {}):
            if not holds(new.cells.get(address), self.wishes.values[name][address]):
                _fail(f"{where} has not the value wished")
        elif (now.kind, now.value) != (was.kind, was.value):
            _fail(f"the value of {where} has changed")
        self.check_format(name, address, was.style, now.style)

    def check_notes(self, info: SheetInfo, wishes: Mapping[Address, NoteWish]) -> None:
        old, new = self.before.notes(info.name), self.after.notes(info.name)
        if _others(old, wishes) != _others(new, wishes):
            _fail(f"other notes of {info.name!r} have changed")
        for address, wish in wishes.items():
            where = f"{info.name}!{ref(*address)}"
            expected = _expected_note(old.get(address), wish)
            if (new[address].text if address in new else None) != expected:
                _fail(f"the note of {where} is not as wished")
        drawing = _drawing_of(self.after, info)
        boxes = set() if drawing is None else _boxes(self.after.package.text_part(drawing))
        # parts made for the first notes of the sheet
        made = {*self.after.package.related(info.part, "/comments"), drawing or info.part}
        self.checked |= made - self.before.package.entries.keys()
        if drawing in made and drawing not in self.before.package.entries and boxes - wishes.keys():
            _fail(f"there are boxes of notes on {info.name!r} that nobody asked for")
        for address, wish in wishes.items():
            if wish.text is not None and address not in boxes:
                _fail(f"the note of {info.name}!{ref(*address)} has no box")
        self.checked.add(rels_name(info.part))
        for part in self.before.package.related(info.part, "/comments"):
            pair = self.bytes_of(part)
            if pair is not None:
                _check_comments(info.name, *pair, wishes)
        old_drawing = _drawing_of(self.before, info)
        if old_drawing is not None:
            pair = self.bytes_of(old_drawing)
            if pair is not None:
                _check_drawing(info.name, *pair, wishes)

    def check_put(self, put: PutSheet) -> None:
        """The sheet put holds what was given, and text only as text."""
        wish = put.sheet
        info = next(info for info in self.after.sheets if info.name.casefold() == wish.name.casefold())
        self.checked |= {info.part, rels_name(info.part)}
        if info.state != "visible" and put.active:
            _fail(f"{wish.name!r} is hidden")
        sheet = self.after.sheet(info.name)
        wanted = {
            (row, column): cell
            for row, cells in enumerate(wish.rows, 1)
            for column, cell in enumerate(cells, 1)
            if cell.value is not None or cell.formula is not None or cell.style != newsheet.PLAIN
        }
        if wanted.keys() != sheet.cells.keys() or sheet.merges != list(wish.merges):
            _fail(f"{wish.name!r} has other cells than were given")
        looks: dict[tuple[newsheet.NewStyle, int], None] = {}
        for address, cell in wanted.items():
            found = sheet.cells[address]
            if found.formula != cell.formula or not (
                holds(found, normal(cell.value)) or (cell.formula is None and cell.value == "")
            ):
                _fail(f"{wish.name}!{ref(*address)} is not as given")
            looks[cell.style, found.style] = None
        for style, index in looks:
            _check_look(self.after.styles, style, index)
        _check_sheet_links(self.after.package, info, wish)

    # --- how the parts hang together

    def check_relations(self) -> None:
        """Every relationship that was there is there, unless its part went with a sheet replaced;
        every part referred to exists, if it did before."""
        before, after = self.before.package, self.after.package
        gone = before.entries.keys() - after.entries.keys()
        if gone and not self.wishes.sheets:
            _fail(f"parts are missing: {', '.join(sorted(gone))}")
        for name in after.names:
            source = _source_of(name)
            if source is None or name not in self.changed:
                continue
            old = before.rels(source) if before.has(name) else {}
            new = after.rels(source)
            for identity, rel in old.items():
                if identity in new:
                    if new[identity] != rel:
                        _fail(f"a relationship of {source} has changed")
                elif rel.target not in gone:
                    _fail(f"a relationship of {source} is missing")
            for identity in new.keys() - old.keys():
                target = new[identity].target
                if new[identity].external or not after.has(target) or not after.content_type(target):
                    _fail(f"a new relationship of {source} leads nowhere")
        for name in after.names:
            source = _source_of(name)
            if gone and source is not None:
                lost = [rel.target for rel in after.rels(source).values() if rel.target in gone]
                if lost:
                    _fail(f"{source} refers to parts that are gone: {', '.join(lost)}")
        pair = self.bytes_of(CONTENT_TYPES)
        if pair is not None and not gone:
            _check_only_added(*pair, "content types")
        for name in before.names:
            if name not in gone and before.content_type(name) != after.content_type(name):
                _fail(f"{name} has another content type")
        for name in after.entries.keys() - before.entries.keys():
            if not after.content_type(name):
                _fail(f"{name} has no content type")


# --- the archive --------------------------------------------------------------------------------


def _changed_entries(before: Package, after: Package) -> set[str]:
    """Names of the entries whose content differs or that are new. All others are the same to the
    byte, headers included, and in the same order.

    Raises:
        OracleError: the order differs.
    """
    kept = [name for name in before.names if name in after.entries]
    if list(after.names)[: len(kept)] != kept or before.comment != after.comment:
        _fail("the entries of the archive are in another order")
    changed = set(after.entries.keys() - before.entries.keys())
    for name in kept:
        old, new = before.entries[name], after.entries[name]
        same = _record(before, old) == _record(after, new)
        if not same:
            if before.part(name) == after.part(name):
                _fail(f"{name} was packed anew without need")
            if (old.date, old.time, old.raw_name, old.comment) != (
                new.date,
                new.time,
                new.raw_name,
                new.comment,
            ):
                _fail(f"{name} has another date, name or comment in the archive")
            changed.add(name)
    return changed


def _record(package: Package, entry: Entry) -> tuple[bytes, Entry]:
    """An entry's bytes with their local header, and what the directory says but for offsets."""
    end = entry.data_offset + entry.compressed_size
    return package.data[entry.header_offset : end], entry._replace(header_offset=0, data_offset=0)


def _source_of(name: str) -> str | None:
    folder, _, base = name.rpartition("_rels/")
    if not base.endswith(".rels") or "/" in base or (folder and not folder.endswith("/")):
        return None
    return folder + base.removesuffix(".rels")


# --- tags ---------------------------------------------------------------------------------------

_OWN_NAMES = frozenset({"_xlnm._FilterDatabase", "_xlnm.Print_Area", "_xlnm.Print_Titles"})
_RECALCULATES = re.compile(rb"<(?:[\w.-]+:)?calcPr\s[^>]*fullCalcOnLoad\s*=\s*[\"'](?:1|true)[\"']")
_ACTIVE_TAB = re.compile(rb"<(?:[\w.-]+:)?workbookView(?=[\s/>])[^>]*?\sactiveTab\s*=\s*[\"'](\d+)[\"']")
_SELECTED = re.compile(rb"<(?:[\w.-]+:)?sheetView(?=\s)[^>]*?\stabSelected\s*=\s*[\"'](?:1|true)[\"'][^>]*>")
_OTHER_WINDOW = re.compile(rb"\sworkbookViewId\s*=\s*[\"']0*[1-9]")
_BOOK_NUMBERS = re.compile(
    rb"\s+(?:localSheetId|activeTab|firstSheet|fullCalcOnLoad)\s*=\s*(?:\"\d*\"|'\d*'|\"true\")"
)
_BOOK_STATE = re.compile(rb"\s+state\s*=\s*(?:\"\w*\"|'\w*')")
_COUNT = re.compile(rb"\s+count\s*=\s*(?:\"\d*\"|'\d*')")
_NAME = re.compile(rb"\sname\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_LOCAL = re.compile(rb"/?(?:[\w.-]+:)?([\w.-]+)")


def _local(token: bytes) -> bytes:
    match = _LOCAL.match(token)
    return match[1] if match else b""


def _book_tokens(data: bytes, wishes: Wishes) -> list[bytes]:
    """Tags and texts of the workbook part, without what putting sheets changes: that is compared by
    content."""
    found: list[bytes] = []
    skip = 0
    put = wishes.put_names
    for token in data.split(b"<"):
        local = _local(token)
        if skip:
            skip -= 1
            continue
        if local == b"definedNames" or (local == b"bookViews" and wishes.sheets):
            continue
        if local == b"workbookView" and not token.startswith(b"/"):
            token = _BOOK_NUMBERS.sub(b"", token)
            if wishes.sheets and not _NAME_OF_ATTRIBUTE.search(token.partition(b">")[0]):
                continue
        elif local == b"definedName" and not token.startswith(b"/"):
            match = _NAME.search(token)
            if match and (match[1] or match[2] or b"").decode("utf-8", "replace") in _OWN_NAMES:
                skip = 1  # its end tag
                continue
            token = _BOOK_NUMBERS.sub(b"", token)
        elif local == b"sheet" and not token.startswith(b"/"):
            if _unescaped_name(token).casefold() in put:
                continue
        elif local == b"calcPr" and wishes.recalculate:
            token = _BOOK_NUMBERS.sub(b"", token)
            if not _NAME_OF_ATTRIBUTE.search(token.partition(b">")[0]):
                continue
        found.append(token)
    return found


_NAME_OF_ATTRIBUTE = re.compile(rb"\s[\w:.-]+\s*=")


def _unescaped_name(token: bytes) -> str:
    match = _NAME.search(token)
    text = (match[1] or match[2] or b"").decode("utf-8", "replace") if match else ""
    for escaped, plain in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(escaped, plain)
    return text


def _check_only_added(before: bytes, after: bytes, what: str) -> None:
    """Every tag of a part is still there, in order; tables may count more."""
    old = before.split(b"<")
    at = 0
    for token in after.split(b"<"):
        if at < len(old) and (token == old[at] or _uncounted(token) == _uncounted(old[at])):
            at += 1
    if at < len(old):
        _fail(f"{what} that were there have changed")


def _uncounted(token: bytes) -> bytes:
    tag, _, rest = _COUNT.sub(b"", token, count=1).partition(b">")
    return tag.rstrip(b" /") + b">" + rest


def _is_selected(data: bytes) -> bool:
    """Whether a sheet's tab is selected in the first window."""
    views = data[: data.find(b"sheetData") if b"sheetData" in data else None]
    return any(not _OTHER_WINDOW.search(match[0]) for match in _SELECTED.finditer(views))


# --- formats ------------------------------------------------------------------------------------

_Record = dict[str, dict[str, str]]


def _format_of(styles: Styles, index: int) -> _Record:
    return styles.xfs[index] if index < len(styles.xfs) else _PLAIN_FORMAT


_PLAIN_FORMAT: _Record = {"": {"numFmtId": "0", "fontId": "0", "fillId": "0", "borderId": "0"}}


def _without(record: _Record, fill: bool, lock: bool) -> _Record:
    """A format without its fill, or without its lock."""
    left_out = {*(("fillId", "applyFill") if fill else ()), *(("applyProtection",) if lock else ())}
    found = {"": {key: value for key, value in record[""].items() if key not in left_out}}
    for name, attributes in record.items():
        if name == "x:protection" and lock:
            attributes = {key: value for key, value in attributes.items() if key != "locked"}
            if not attributes:
                continue
        if name:
            found[name] = attributes
    return found


def _has_fill(before: Styles, after: Styles, index: int, code: str) -> bool:
    record = _format_of(after, index)
    number = record[""].get("fillId", "0")
    fill = after.fills[int(number)] if number.isdecimal() and int(number) < len(after.fills) else {}
    pattern = fill.get("x:patternFill", {}).get("patternType", "none")
    kind, _, rest = code.partition(":")
    if kind == "other":
        # a fill that has no code was there before
        return int(number) < len(before.fills) and pattern != "solid"
    if kind == "none":
        return pattern == "none"
    value, _, tint = rest.partition(":")
    color = fill.get("x:fgColor", {})
    written = color.get(kind, "")
    same = written[-6:].upper() == value if kind == "rgb" else written == value
    return (
        pattern == "solid" and same and (color.get("tint", "0") == tint or (not tint and "tint" not in color))
    )


def _check_look(styles: Styles, style: newsheet.NewStyle, index: int) -> None:
    xf = styles.xf(index)
    wanted = (
        style.font,
        float(style.size),
        style.bold,
        style.italic,
        style.color and style.color.upper(),
        style.fill and style.fill.upper(),
        style.wrap,
        style.locked,
        style.number_format,
    )
    found = (
        xf.font_name,
        xf.font_size,
        xf.bold,
        xf.italic,
        xf.font_color,
        xf.fill_color,
        xf.wrap,
        xf.locked,
        xf.number_format,
    )
    if wanted != found:
        _fail(f"a format of a sheet put is not as given: {found} instead of {wanted}")


# --- the bytes of a sheet -----------------------------------------------------------------------

_ROWS = re.compile(rb"(?=<(?:[\w.-]+:)?row[\s/>])")
_CELLS = re.compile(rb"(?=<(?:[\w.-]+:)?c[\s/>])")
_DATA = re.compile(rb"<((?:[\w.-]+:)?sheetData)(?:\s[^>]*?)?(/?)>")
_ROW_END = re.compile(rb"</(?:[\w.-]+:)?row\s*>")
_R = re.compile(rb"\sr\s*=\s*[\"']([^\"']*)[\"']")
_SPANS = re.compile(rb"\s+spans\s*=\s*(?:\"[\d: ]*\"|'[\d: ]*')")
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f(?:\s[^>]*)?(?:(?<=/)>|>.*?</(?:[\w.-]+:)?f\s*>)", re.DOTALL)
_DIMENSION = re.compile(rb"(<(?:[\w.-]+:)?dimension\s[^>]*?)\s*ref\s*=\s*[\"'][^\"']*[\"']")
_TAB = re.compile(rb"(<(?:[\w.-]+:)?sheetView(?=\s)[^>]*?)\s+tabSelected\s*=\s*(?:\"\w*\"|'\w*')")
_LEGACY = re.compile(rb"<(?:[\w.-]+:)?legacyDrawing\s[^>]*?/>")


def _check_sheet_bytes(
    name: str, before: bytes, after: bytes, cells: Collection[Address], notes: bool, tabs: bool
) -> None:
    """The bytes of a sheet are the same but for the cells wished for."""
    old_head, old_rows, old_tail = _cut(before)
    new_head, new_rows, new_tail = _cut(after)
    if old_head != new_head:
        drop: list[Callable[[bytes], bytes]] = []
        if cells:
            drop.append(lambda head: _DIMENSION.sub(rb"\1", head))
        if tabs:
            drop.append(lambda head: _TAB.sub(rb"\1", head))
        for change in drop:
            old_head, new_head = change(old_head), change(new_head)
        if old_head != new_head:
            _fail(f"the head of sheet {name!r} has changed")
    if old_tail != new_tail and not (
        notes and _LEGACY.sub(b"", old_tail) == _LEGACY.sub(b"", new_tail) and _in_order(new_tail)
    ):
        _fail(f"what follows the cells of sheet {name!r} has changed")
    refs = {ref(*address).encode() for address in cells}
    numbers = {b"%d" % row for row, _ in cells}
    at = 0
    for row in new_rows:
        if at < len(old_rows) and row == old_rows[at]:
            at += 1
            continue
        number = _attribute(_R, row)
        if number is not None and number not in numbers:
            _fail(f"row {number.decode()} of sheet {name!r} has changed")
        if at < len(old_rows) and _attribute(_R, old_rows[at]) == number:
            _check_row_bytes(name, old_rows[at], row, refs)
            at += 1
        elif any(_attribute(_R, cell) not in refs for cell in _CELLS.split(row)[1:]):
            _fail(f"a new row of sheet {name!r} has cells that nobody asked for")
    if at < len(old_rows):
        _fail(f"rows of sheet {name!r} are missing")


def _cut(data: bytes) -> tuple[bytes, list[bytes], bytes]:
    """A sheet as what precedes its rows, its rows, and what follows them."""
    match = _DATA.search(data)
    if match is None:
        return data, [], b""
    head = data[: match.start()] + match[0].removesuffix(b"/>").removesuffix(b">").rstrip()
    if match[2]:
        return head, [], data[match.end() :]
    closing = b"</" + match[1]
    end = data.rfind(closing)
    first, *rows = _ROWS.split(data[match.end() : end])
    return head + first.strip(), rows, data[end + len(closing) :].lstrip().removeprefix(b">")


def _check_row_bytes(name: str, before: bytes, after: bytes, refs: Collection[bytes]) -> None:
    old_tag, *old_cells = _CELLS.split(_ROW_END.sub(b"", before))
    new_tag, *new_cells = _CELLS.split(_ROW_END.sub(b"", after))
    if _bare(old_tag) != _bare(new_tag):
        _fail(f"a row of sheet {name!r} has other attributes")
    at = 0
    for cell in new_cells:
        if at < len(old_cells) and cell.rstrip() == old_cells[at].rstrip():
            at += 1
            continue
        where = _attribute(_R, cell)
        if where is not None and where.replace(b"$", b"").upper() not in refs:
            _fail(f"cell {where.decode()} of sheet {name!r} has changed")
        if at < len(old_cells) and _attribute(_R, old_cells[at]) == where:
            if _FORMULA.findall(cell) != _FORMULA.findall(old_cells[at]):
                _fail(f"the formula of cell {(where or b'?').decode()} of sheet {name!r} has changed")
            at += 1
    if at < len(old_cells):
        _fail(f"cells of sheet {name!r} are missing")


def _bare(tag: bytes) -> bytes:
    """A row's start tag, whether or not cells follow, without the columns it spans."""
    inner, _, rest = _SPANS.sub(b"", tag).partition(b">")
    return inner.rstrip(b" /") + b">" + rest.strip()


def _attribute(which: re.Pattern[bytes], tag: bytes) -> bytes | None:
    match = which.search(tag.partition(b">")[0])
    return match[1] if match else None


_AFTER_LEGACY = re.compile(
    rb"<(?:[\w.-]+:)?(?:legacyDrawingHF|drawingHF|picture|oleObjects|controls|webPublishItems|tableParts)[\s/>]"
)


def _in_order(tail: bytes) -> bool:
    """Whether the link to the notes precedes what the schema puts behind it (18.3.1.99)."""
    link = _LEGACY.search(tail)
    later = _AFTER_LEGACY.search(tail)
    return link is None or later is None or link.start() < later.start()


def _check_other_cells(old: Sheet, new: Sheet, cells: Collection[Address]) -> None:
    """What the reader sees of a sheet is the same but for the cells wished for."""
    for key, value in vars(old).items():
        if key != "cells" and vars(new)[key] != value:
            _fail(f"{key} of sheet {old.name!r} have changed")
    if _others(old.cells, cells) != _others(new.cells, cells):
        _fail(f"other cells of sheet {old.name!r} have changed")


def _others(items: Mapping[Address, object], left_out: Iterable[Address]) -> dict[Address, object]:
    found = dict(items)
    for address in left_out:
        found.pop(address, None)
    return found


# --- notes --------------------------------------------------------------------------------------

_COMMENTS = re.compile(rb"(?=<(?:[\w.-]+:)?comment[\s>])")
_COMMENT_END = re.compile(rb"</(?:[\w.-]+:)?comment\s*>")
_LIST = re.compile(rb"<(?:[\w.-]+:)?commentList\s*/?>|</(?:[\w.-]+:)?commentList\s*>")
_REF = re.compile(rb"\sref\s*=\s*[\"']([^\"']*)[\"']")
_SHAPES = re.compile(rb"(?=<(?:[\w.-]+:)?shape[\s>])")
_SHAPE_END = re.compile(rb"</(?:[\w.-]+:)?shape\s*>")
_SHAPE_TYPE = re.compile(
    rb"<(?:[\w.-]+:)?shapetype\s[^>]*_x0000_t202\".*?</(?:[\w.-]+:)?shapetype\s*>", re.DOTALL
)
_CELL_ROW = re.compile(rb"<(?:[\w.-]+:)?Row\s*>\s*(\d+)\s*</")
_CELL_COLUMN = re.compile(rb"<(?:[\w.-]+:)?Column\s*>\s*(\d+)\s*</")
_IDMAP = re.compile(rb"(<(?:[\w.-]+:)?idmap\s[^>]*?)\s*\bdata\s*=\s*[\"'][\d,\s]*[\"']")
_IDENTITY = re.compile(rb"\sid\s*=\s*[\"']_x0000_s(\d+)[\"']")
_LEGACY_ID = re.compile(rb"<(?:[\w.-]+:)?legacyDrawing\s[^>]*?:id\s*=\s*[\"']([^\"']*)[\"']")


def _expected_note(was: Note | None, wish: NoteWish) -> str | None:
    """Text that the note of a cell must have; None for no note."""
    text = "" if was is None else was.text
    at = marker_at(text, wish.author)
    own = text if at is None else text[: max(at - 1, 0)]
    if wish.text is None:
        if at is None:
            return None if was is None else was.text
        return own if own.strip() else None
    ours = block(wish.author, wish.text)
    if at is not None and text[at:] == ours:
        return text
    return f"{own}\n{ours}" if own.strip() else ours


def _drawing_of(workbook: Workbook, info: SheetInfo) -> str | None:
    match = _LEGACY_ID.search(workbook.package.text_part(info.part))
    rel = workbook.package.rels(info.part).get(match[1].decode()) if match else None
    return rel.target if rel is not None and workbook.package.has(rel.target) else None


def _shape_cell(shape: bytes) -> Address | None:
    row, column = _CELL_ROW.search(shape), _CELL_COLUMN.search(shape)
    return (int(row[1]) + 1, int(column[1]) + 1) if row and column else None


def _boxes(drawing: bytes) -> set[Address]:
    return {cell for shape in _SHAPES.split(drawing)[1:] if (cell := _shape_cell(shape)) is not None}


def _check_comments(name: str, before: bytes, after: bytes, wishes: Mapping[Address, NoteWish]) -> None:
    """The bytes of all other notes are the same."""

    def others(data: bytes) -> tuple[bytes, list[bytes]]:
        pieces = _LIST.split(data)
        comments = _COMMENTS.split(pieces[1] if len(pieces) == 3 else b"")
        kept = []
        for comment in comments:
            match = _REF.search(comment.partition(b">")[0])
            if match is None or parse_ref(match[1].decode()) not in wishes:
                kept.append(comment.strip())
        return pieces[0], kept

    (old_head, old), (new_head, new) = others(before), others(after)
    if old != new:
        _fail(f"other notes of sheet {name!r} have changed")
    _check_only_added(old_head, new_head, "authors of notes")


def _check_drawing(name: str, before: bytes, after: bytes, wishes: Mapping[Address, NoteWish]) -> None:
    """Everything drawn but for the boxes of notes wished for is the same, and ids are unique."""

    def others(data: bytes) -> list[bytes]:
        kept = []
        for piece in _SHAPES.split(_IDMAP.sub(rb"\1", _SHAPE_TYPE.sub(b"", data))):
            end = _SHAPE_END.search(piece)
            cell = _shape_cell(piece[: end.end()]) if end else None
            if cell in wishes and end:
                piece = piece[end.end() :]
            kept.append(piece)
        return [b"".join(kept)]

    if others(before) != others(after):
        _fail(f"other drawings of sheet {name!r} have changed")
    old, new = _IDENTITY.findall(before), _IDENTITY.findall(after)
    if len(set(old)) == len(old) and len(set(new)) < len(new):
        _fail(f"drawings of sheet {name!r} share an id")


# --- sheets put ---------------------------------------------------------------------------------

_HYPERLINK = re.compile(rb"<(?:[\w.-]+:)?hyperlink\s([^>]*)>")


def _check_sheet_links(package: Package, info: SheetInfo, sheet: NewSheet) -> None:
    """Links lead into the workbook only, and the sheet refers to no other part."""
    if package.rels(info.part):
        _fail(f"{sheet.name!r} refers to other parts")
    links = _HYPERLINK.findall(package.text_part(info.part))
    wanted = sum(cell.link is not None for row in sheet.rows for cell in row)
    if len(links) != wanted or any(b"location=" not in link or b":id=" in link for link in links):
        _fail(f"links of {sheet.name!r} are not as given")
