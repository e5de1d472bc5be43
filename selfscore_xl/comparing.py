"""What changed between two submissions of the same form, and which remarks were answered.

Criteria are matched by key. Of evidence lists the documents that were added and removed are told, by
name: renumbering a list is no change.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from .criteria import Tree
from .evidence import items
from .finding import Place
from .layout import RemarkState
from .measure import row_height
from .ooxml.newsheet import NewCell, NewSheet, NewStyle
from .record import NamedTuple
from .scoring import Scores, Totals
from .submission import Entry, Exchanged, Line, Lines, Submission
from .text import Lang, Text, fold, format_number, squash, visible

CHANGE_SHEET = "Thay đổi"

FIELDS: dict[str, Text] = {
    "row": Text("Hàng tiêu chí", "Row"),
    "excluded": Text("Đề nghị trừ", "Exclusion"),
    "score": Text("Tự đánh giá", "Self score"),
    "evidence": Text("Tài liệu kiểm chứng", "Evidence"),
    "explanation": Text("Giải trình", "Explanation"),
    "appraised": Text("Thẩm định", "Appraised score"),
    "opinion": Text("Ý kiến thẩm định", "Opinion"),
}


class Change(NamedTuple):
    """One field of one criterion that is not what it was."""

    key: str
    field: str
    """A key of ``FIELDS``."""
    before: str
    after: str
    added: tuple[str, ...] = ()
    """Documents of the evidence list, by name."""
    removed: tuple[str, ...] = ()
    place: Place | None = None
    """Its cell in the later submission."""
    numbers: tuple[Decimal | None, Decimal | None] = (None, None)
    """What stood and stands in a cell that holds a number; None for one that does not."""

    def shown(self, lang: Lang) -> tuple[str, str]:
        """Before and after, for people: a number with the comma or dot of their language."""
        before, after = (
            text if number is None else format_number(number, lang)
            for text, number in zip((self.before, self.after), self.numbers, strict=True)
        )
        return before, after


class RemarkChange(NamedTuple):
    """A remark and how far it has come since the earlier submission."""

    remark: Exchanged
    state_before: str
    """'' for a remark that is new."""
    answered: bool
    """The unit has answered since, or changed its answer."""


class Comparison(NamedTuple):
    """Everything that changed, in form order."""

    changes: tuple[Change, ...]
    remarks: tuple[RemarkChange, ...]
    before: Totals
    after: Totals


class Side(NamedTuple):
    """One submission, read and scored."""

    submission: Submission
    lines: Lines
    scores: Scores


def compare(tree: Tree, earlier: Side, later: Side) -> Comparison:
    """The changes from one submission to another of the same set."""
    changes = [
        change
        for node in tree
        for change in _changes(
            node.key, earlier.lines.by_key.get(node.key), later.lines.by_key.get(node.key), node.is_leaf
        )
    ]
    return Comparison(
        tuple(changes),
        tuple(_remarks(earlier.submission.exchanged, later.submission.exchanged)),
        earlier.scores.totals,
        later.scores.totals,
    )


_THERE, _GONE = "có", "không có"


def _changes(key: str, before: Line | None, after: Line | None, is_leaf: bool) -> Iterator[Change]:
    if before is None or after is None:
        if before is not after:
            there = after or before
            place = after.mark.place if after and after.mark.place.ref else None
            words = (_GONE, _THERE) if there is after else (_THERE, _GONE)
            yield Change(key, "row", *words, place=place)
        return
    if fold(before.mark.text) != fold(after.mark.text):
        yield _change(key, "excluded", before.mark, after.mark)
    if is_leaf:
        for field, old, new in (
            ("score", before.score, after.score),
            ("appraised", before.appraised, after.appraised),
        ):
            if _number(old) != _number(new):
                yield _change(key, field, old, new)
    if is_leaf and squash(before.evidence.text) != squash(after.evidence.text):
        old_names, new_names = _names(before.evidence), _names(after.evidence)
        added = tuple(name for name in new_names if name not in old_names)
        removed = tuple(name for name in old_names if name not in new_names)
        if added or removed:
            yield _change(key, "evidence", before.evidence, after.evidence)._replace(
                added=added, removed=removed
            )
    for field, old, new in (
        ("explanation", before.explanation, after.explanation),
        ("opinion", before.opinion, after.opinion),
    ):
        if squash(old.text) != squash(new.text):
            yield _change(key, field, old, new)


def _change(key: str, field: str, before: Entry, after: Entry) -> Change:
    place = after.place if after.place.ref else None
    old, new = (entry.number if entry.kind == "number" else None for entry in (before, after))
    return Change(key, field, before.text.strip(), after.text.strip(), place=place, numbers=(old, new))


def _number(entry: Entry) -> Decimal | str | None:
    """The number that is meant, so that 2 and "2,0" are the same; else what stands there."""
    if entry.is_empty:
        return None
    return entry.text.strip() if entry.number is None else entry.number


def _names(entry: Entry) -> tuple[str, ...]:
    return tuple(dict.fromkeys(squash(item.name) for item in items(entry.text) if item.name))


def _remarks(before: tuple[Exchanged, ...], after: tuple[Exchanged, ...]) -> Iterator[RemarkChange]:
    known: dict[tuple[str, str], Exchanged] = {}
    for one in before:
        known.setdefault((fold(one.code), fold(one.remark)), one)
    for one in after:
        old = known.get((fold(one.code), fold(one.remark)))
        answered = bool(squash(one.answer)) and (old is None or squash(old.answer) != squash(one.answer))
        state = "" if old is None else old.state or RemarkState.OPEN.value
        yield RemarkChange(one, state, answered)


_NOTHING = Text("Không có thay đổi nào giữa hai lần nộp.", "Nothing changed between the two submissions.")
_TOTALS = Text(
    "Tự đánh giá {s0} → {s1} · Không chấm {e0} → {e1} · Tỷ lệ {r0} → {r1} %",
    "Self score {s0} → {s1} · Excluded {e0} → {e1} · Rate {r0} → {r1} %",
)
_ADDED = Text("thêm «{name}»", "added “{name}”")
_REMOVED = Text("bỏ «{name}»", "removed “{name}”")
_REMARKS = Text("Ý kiến thẩm định", "Remarks")
_ANSWERED = Text("đơn vị đã giải trình", "answered by the unit")
_NOT_ANSWERED = Text("chưa có giải trình mới", "no new answer")
_NEW = Text("mới", "new")


def text(found: Comparison, tree: Tree, lang: Lang) -> str:
    """The comparison for people, a line per change."""
    lines = [_totals(found, lang)]
    if not found.changes:
        lines.append(_NOTHING.to(lang))
    last = None
    for change in found.changes:
        if change.key != last:
            last = change.key
            lines.append(f"{tree[change.key].code}  {visible(tree[change.key].title, 80)}")
        lines.append(f"  {FIELDS[change.field].to(lang)}: {_said(change, lang)}")
    if found.remarks:
        lines.append(_REMARKS.to(lang))
        for one in found.remarks:
            state = one.remark.state or RemarkState.OPEN.value
            came = f"{one.state_before or _NEW.to(lang)} → {state}"
            word = (_ANSWERED if one.answered else _NOT_ANSWERED).to(lang)
            lines.append(f"  {one.remark.code}  {visible(one.remark.remark, 70)}  [{came}; {word}]")
    return "\n".join(lines) + "\n"


def _said(change: Change, lang: Lang) -> str:
    if change.field == "evidence":
        parts = [_ADDED.fill(lang, {"name": visible(name)}) for name in change.added]
        parts += [_REMOVED.fill(lang, {"name": visible(name)}) for name in change.removed]
        return ", ".join(parts)
    before, after = (visible(one, 70) or "—" for one in change.shown(lang))
    return f"{before} → {after}"


def _totals(found: Comparison, lang: Lang) -> str:
    def shown(value: Decimal | None) -> str:
        return "—" if value is None else format_number(value, lang)

    before, after = found.before, found.after
    values = {
        "s0": shown(before.score),
        "s1": shown(after.score),
        "e0": shown(before.excluded),
        "e1": shown(after.excluded),
        "r0": shown(before.rate),
        "r1": shown(after.rate),
    }
    return _TOTALS.fill(lang, values)


def data(found: Comparison, earlier: str, later: str) -> dict[str, Any]:
    """The comparison as plain data, for JSON."""
    return {
        "schema": "selfscore-xl/diff/1",
        "earlier": earlier,
        "later": later,
        "totals": [
            {"self": one.score, "excluded": one.excluded, "applicable": one.applicable, "rate": one.rate}
            for one in (found.before, found.after)
        ],
        "changes": [
            {
                "criterion": change.key,
                "field": change.field,
                "before": change.before or None,
                "after": change.after or None,
                "added": list(change.added),
                "removed": list(change.removed),
                "cell": change.place.ref if change.place else None,
            }
            for change in found.changes
        ],
        "remarks": [
            {
                "criterion": one.remark.code or None,
                "remark": one.remark.remark,
                "state_before": one.state_before or None,
                "state": one.remark.state or RemarkState.OPEN.value,
                "answer": one.remark.answer or None,
                "answered": one.answered,
            }
            for one in found.remarks
        ],
    }


_TITLE = NewStyle(size=14, bold=True, horizontal="center", vertical="center")
_LINE = NewStyle(size=11, horizontal="center", vertical="center", wrap=True)
_HEADER = NewStyle(
    size=11, bold=True, border="thin", horizontal="center", vertical="center", wrap=True, fill="D9E2F3"
)
_CELL = NewStyle(size=11, border="thin", vertical="top", wrap=True)
_LINK = _CELL._replace(color="0563C1", underline=True)
_WIDTHS = (10.0, 44.0, 18.0, 44.0, 44.0)
_HEADS = ("Mã", "Tiêu chí", "Nội dung thay đổi", "Lần trước", "Lần này")


def sheet(found: Comparison, tree: Tree) -> NewSheet:
    """The comparison as a sheet of the later submission, each change linked to its cell."""
    rows: list[tuple[NewCell, ...]] = [
        (NewCell("THAY ĐỔI SO VỚI LẦN NỘP TRƯỚC", _TITLE),),
        (NewCell(_totals(found, "vi"), _LINE),),
        tuple(NewCell(head, _HEADER) for head in _HEADS),
    ]
    heights = {1: 24.0, 2: 20.0, 3: 22.0}
    for change in found.changes:
        node = tree[change.key]
        link = None
        if change.place is not None:
            link = f"'{change.place.sheet.replace(chr(39), chr(39) * 2)}'!{change.place.ref}"
        before, after = change.shown("vi")
        if change.field == "evidence":
            before = "\n".join(_REMOVED.fill("vi", {"name": name}) for name in change.removed)
            after = "\n".join(_ADDED.fill("vi", {"name": name}) for name in change.added)
        texts = (node.key, node.title, FIELDS[change.field].vi, before, after)
        first = NewCell(texts[0], _LINK if link else _CELL, link)
        rows.append((first, *(NewCell(one, _CELL) for one in texts[1:])))
        heights[len(rows)] = row_height(
            [(one, width, False) for one, width in zip(texts, _WIDTHS, strict=True)], 11, 18
        )
    for one in found.remarks:
        state = f"{one.state_before or _NEW.vi} → {one.remark.state or RemarkState.OPEN.value}"
        texts = (one.remark.code, one.remark.remark, _REMARKS.vi, state, one.remark.answer)
        rows.append(tuple(NewCell(text, _CELL) for text in texts))
        heights[len(rows)] = row_height(
            [(text, width, False) for text, width in zip(texts, _WIDTHS, strict=True)], 11, 18
        )
    return NewSheet(
        name=CHANGE_SHEET,
        widths=_WIDTHS,
        rows=tuple(rows),
        heights=heights,
        merges=((1, 1, 1, 5), (2, 1, 2, 5)),
        freeze_row=3,
        filter_area=(3, 1, len(rows), 5),
        repeat_row=3,
        landscape=True,
        footer="&CTrang &P/&N",
    )
