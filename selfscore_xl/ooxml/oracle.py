"""Proof that an edited file is what was wished and nothing else.

The editor's own account of what it did is not used. The new file is opened and compared with the
old one twice. By bytes (``bytewise``): every entry, row, cell, note and tag that was not wished for
is the same. By content: the reader reads again whatever is not, and finds there what was wished and
nothing else. Whatever passed both is safe to send back to its owner; everything else is an
``OracleError`` and is never written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ..cell import Address, ref
from ..record import NamedTuple
from . import bytewise, newsheet
from .bytewise import OracleError
from .bytewise import fail as _fail
from .links import LinkWish, covered, leads_to
from .newsheet import NewSheet
from .notes import NoteWish, block, marker_at
from .package import CONTENT_TYPES, Entry, Package
from .parts import rels_name
from .refusal import Refusal
from .rows import Value, holds, normal
from .sheet import Cell, Sheet
from .sheet_reader import Budget, read_sheet
from .styles import Styles
from .tabs import OWN_NAMES, SHEET_TYPE, PutSheet
from .workbook import Note, SheetInfo, Workbook

__all__ = ["OracleError", "Wishes", "verify"]


class Wishes(NamedTuple):
    """What an edited file must show, by sheet and cell; see ``Editor``."""

    values: Mapping[str, Mapping[Address, Value]] = {}
    fills: Mapping[str, Mapping[Address, str]] = {}
    locks: Mapping[str, Mapping[Address, bool]] = {}
    notes: Mapping[str, Mapping[Address, NoteWish]] = {}
    links: Mapping[str, LinkWish] = {}
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
        checked = {name.lower() for name in self.checked}  # part names compare without case
        unexpected = sorted(name for name in self.changed if name.lower() not in checked)
        if unexpected:
            _fail(f"parts changed that nobody asked for: {', '.join(unexpected)}")

    def bytes_of(self, name: str) -> tuple[bytes, bytes] | None:
        """A part before and after, None where it is the same."""
        self.checked.add(name)
        if (self.before.package.find(name) or name) not in self.changed:
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
        if pair is not None and self.book_tokens(pair[0]) != self.book_tokens(pair[1]):
            _fail("the workbook part differs in more than sheets put, their names and the tab shown")
        if wishes.recalculate and not _RECALCULATES.search(after.package.text_part(after.part)):
            _fail("the workbook does not ask for recalculation")
        active = [put for put in wishes.sheets if put.active]
        if active:
            self.check_shown(active[-1].sheet.name)

    def book_tokens(self, data: bytes) -> list[bytes]:
        return bytewise.book_tokens(data, self.wishes.put_names, OWN_NAMES, self.wishes.recalculate)

    def check_names(self) -> None:
        put = {entry.sheet.name.casefold(): entry.sheet for entry in self.wishes.sheets}

        def others(workbook: Workbook) -> list[tuple[str, str, str | None, bool]]:
            return [
                (name.name, name.text, name.sheet, name.hidden)
                for name in workbook.defined_names
                if name.name not in OWN_NAMES or (name.sheet or "").casefold() not in put
            ]

        if others(self.before) != others(self.after):
            _fail("defined names differ")
        for key, sheet in put.items():
            present = {
                name.name: name.text
                for name in self.after.defined_names
                if (name.sheet or "").casefold() == key and name.name in OWN_NAMES
            }
            if present != newsheet.sheet_names(sheet):
                _fail(f"built-in names of {sheet.name!r} are not as wished")

    def check_shown(self, name: str) -> None:
        names = [info.name.casefold() for info in self.after.sheets]
        match = _ACTIVE_TAB.search(self.after.package.text_part(self.after.part))
        if (int(match[1]) if match else 0) != names.index(name.casefold()):
            _fail(f"{name!r} is not the tab shown")
        for info in self.after.sheets:
            # what is the same to the byte need not be unpacked again
            entry = self.after.package.find(info.part) or info.part
            holder = self.after if entry in self.changed else self.before
            selected = _is_selected(holder.package.text_part(info.part))
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
        bytewise.only_added(*pair, "formats")
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
            if not _differ_only(self.before.styles, was, self.after.styles, now, fill, locked):
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
        links = self.wishes.links.get(name)
        pair = self.bytes_of(info.part)
        excerpt = None
        if pair is not None:
            may = bytewise.May(cells, bool(notes), bool(self.wishes.sheets), links.target if links else "")
            excerpt = bytewise.compare_sheets(name, *pair, may)
        if notes:
            self.check_notes(info, notes)
        if links is not None:
            self.check_links(info, links)
        if not cells:
            return
        old = self.before.sheet(name)
        now: dict[Address, Cell] = {}
        if excerpt is not None:
            budget = Budget(self.before.package.limits)
            new = read_sheet(name, info.part, excerpt, lambda: self.before.shared_strings, budget)
            if new.cells.keys() - cells:
                _fail(f"other cells of sheet {name!r} have changed")
            _check_setting(old, new, _OF_ROWS)
            now = {**{address: old.cells[address] for address in cells if address in old.cells}, **new.cells}
        else:
            new = old if pair is None else self.after.sheet(name)
            _check_setting(old, new, frozenset({"cells"}))
            if _others(old.cells, cells) != _others(new.cells, cells):
                _fail(f"other cells of sheet {name!r} have changed")
            now = new.cells
        for address in cells:
            self.check_cell(name, address, old.cell(*address), now.get(address))

    def check_cell(self, name: str, address: Address, was: Cell, now: Cell | None) -> None:
        """A cell, and none (None) that is not in the file, shows what was wished."""
        where = f"{name}!{ref(*address)}"
        if (None if now is None else now.formula) != was.formula:
            _fail(f"the formula of {where} has changed")
        if address in self.wishes.values.get(name, {}):
            if not holds(now, self.wishes.values[name][address]):
                _fail(f"{where} has not the value wished")
        elif (("blank", "") if now is None else (now.kind, now.value)) != (was.kind, was.value):
            _fail(f"the value of {where} has changed")
        self.check_format(name, address, was.style, was.style if now is None else now.style)

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
        boxes = {} if drawing is None else bytewise.boxed_cells(self.after.package.text_part(drawing))
        # parts made for the first notes of the sheet
        made = {*self.after.package.related(info.part, "/comments"), drawing or info.part}
        self.checked |= made - self.before.package.entries.keys()
        if drawing in made and drawing not in self.before.package.entries and boxes.keys() - wishes.keys():
            _fail(f"there are boxes of notes on {info.name!r} that nobody asked for")
        for address, wish in wishes.items():
            if wish.text is not None and address not in boxes:
                _fail(f"the note of {info.name}!{ref(*address)} has no box")
        self.checked.add(rels_name(info.part))
        for part in self.before.package.related(info.part, "/comments"):
            pair = self.bytes_of(part)
            if pair is not None:
                bytewise.compare_comments(info.name, *pair, wishes)
        old_drawing = _drawing_of(self.before, info)
        if old_drawing is not None:
            pair = self.bytes_of(old_drawing)
            if pair is not None:
                boxed = bytewise.boxed_cells(pair[0])
                # the box of a note that its owner wrote stays, with our lines in it or without
                ours = {
                    cell
                    for cell, wish in wishes.items()
                    if not (_theirs(old.get(cell), wish) and cell in boxed)
                }
                bytewise.compare_drawings(info.name, *pair, ours)

    def check_links(self, info: SheetInfo, wish: LinkWish) -> None:
        """The links to the target are those wished for, but for cells that lead elsewhere."""
        before, after = (
            bytewise.links_of(workbook.package.text_part(info.part)) for workbook in (self.before, self.after)
        )
        theirs = (area for area, place in before if not leads_to(place, wish.target))
        elsewhere = covered(wish.links, theirs)
        wanted = {
            (ref(*cell), f"{newsheet.quoted(wish.target)}!{ref(*link.to)}")
            for cell, link in wish.links.items()
            if cell not in elsewhere
        }
        found = [(cell, place) for cell, place in after if leads_to(place, wish.target)]
        if set(found) != wanted or len(found) != len(wanted):
            _fail(f"links of {info.name!r} are not as wished")

    def check_put(self, put: PutSheet) -> None:
        """The sheet put holds what was given, and text only as text."""
        wish = put.sheet
        info = next(info for info in self.after.sheets if info.name.casefold() == wish.name.casefold())
        self.checked |= {info.part, rels_name(info.part)}
        if self.after.package.content_type(info.part) != SHEET_TYPE:
            _fail(f"{wish.name!r} is not declared as a worksheet")
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
            bytewise.only_added(*pair, "content types")
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
    found = _RELS.match(name)
    return None if found is None else found[1] + found[2]


_RELS = re.compile(r"((?:.*/)?)_rels/([^/]*)\.rels\Z", re.IGNORECASE | re.DOTALL)


_RECALCULATES = re.compile(rb"<(?:[\w.-]+:)?calcPr\s[^>]*fullCalcOnLoad\s*=\s*[\"'](?:1|true)[\"']")
_ACTIVE_TAB = re.compile(rb"<(?:[\w.-]+:)?workbookView(?=[\s/>])[^>]*?\sactiveTab\s*=\s*[\"'](\d{1,9})[\"']")
_SELECTED = re.compile(rb"<(?:[\w.-]+:)?sheetView(?=\s)[^>]*?\stabSelected\s*=\s*[\"'](?:1|true)[\"'][^>]*>")
_OTHER_WINDOW = re.compile(rb"\sworkbookViewId\s*=\s*[\"']0*[1-9]")


def _is_selected(data: bytes) -> bool:
    """Whether a sheet's tab is selected in the first window."""
    views = data[: data.find(b"sheetData") if b"sheetData" in data else None]
    return any(not _OTHER_WINDOW.search(match[0]) for match in _SELECTED.finditer(views))


# --- formats ------------------------------------------------------------------------------------

_Record = dict[str, dict[str, str]]


def _differ_only(
    before: Styles, was: int, after: Styles, now: int, fill: str | None, locked: bool | None
) -> bool:
    """Whether a format is like another but for its fill or its lock, where those are wished for."""
    if was >= len(before.xfs):
        # the file names a format that it does not have: there is nothing but the plain one
        plain, made = before.xf(was), after.xf(now)
        return (plain.number_format, plain.bold, plain.wrap) == (made.number_format, made.bold, made.wrap)
    one, other = before.xfs[was], after.xfs[now]
    return _without(one, fill is not None, locked is not None) == _without(
        other, fill is not None, locked is not None
    )


def _without(record: _Record, fill: bool, lock: bool) -> _Record:
    """A format without its fill, or without its lock."""
    left_out = {*(("fillId", "applyFill") if fill else ()), *(("applyProtection",) if lock else ())}
    found = {"": {key: value for key, value in record.get("", {}).items() if key not in left_out}}
    for name, attributes in record.items():
        if name == "x:protection" and lock:
            attributes = {key: value for key, value in attributes.items() if key != "locked"}
            if not attributes:
                continue
        if name:
            found[name] = attributes
    return found


def _has_fill(before: Styles, after: Styles, index: int, code: str) -> bool:
    number = after.xfs[index].get("", {}).get("fillId", "0") if index < len(after.xfs) else "0"
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


# --- sheets and notes ---------------------------------------------------------------------------

# What the reader learns from rows and cells, which an excerpt lacks.
_OF_ROWS = frozenset(
    {
        "cells",
        "hidden_rows",
        "row_styles",
        "shown_rows",
        "array_areas",
        "shared_formulas",
        "shared_followers",
    }
)


def _check_setting(old: Sheet, new: Sheet, left_out: frozenset[str]) -> None:
    """What the reader sees of a sheet beside its cells is the same."""
    for key, value in vars(old).items():
        if key not in left_out and vars(new)[key] != value:
            _fail(f"{key} of sheet {old.name!r} have changed")


def _others(items: Mapping[Address, object], left_out: Iterable[Address]) -> dict[Address, object]:
    found = dict(items)
    for address in left_out:
        found.pop(address, None)
    return found


def _expected_note(was: Note | None, wish: NoteWish) -> str | None:
    """Text that the note of a cell must have; None for no note."""
    text = "" if was is None else was.text
    at = marker_at(text, wish.author)
    theirs = _theirs(was, wish)
    if wish.text is None:
        if at is None:
            return None if was is None else was.text
        return theirs or None
    ours = block(wish.author, wish.text)
    if at is not None and text[at:] == ours:
        return text
    return f"{theirs}\n{ours}" if theirs else ours


def _theirs(was: Note | None, wish: NoteWish) -> str:
    """The text of a note that is not ours, empty where nothing of it can be seen."""
    text = "" if was is None else was.text
    at = marker_at(text, wish.author)
    theirs = text if at is None else text[: max(at - 1, 0)]
    return theirs if theirs.strip() else ""


def _drawing_of(workbook: Workbook, info: SheetInfo) -> str | None:
    identity = bytewise.legacy_drawing_id(workbook.package.text_part(info.part))
    rel = workbook.package.rels(info.part).get(identity or "")
    return rel.target if rel is not None and workbook.package.has(rel.target) else None


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
