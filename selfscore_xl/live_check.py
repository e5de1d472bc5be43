"""Check the workbook that is open, show what was found, go from one finding to the next, clear.

The findings are those of ``validate``: the check runs ``validate`` on a copy of the workbook as it
stands, unsaved changes included. What is put into the workbook is a sheet with the findings, notes
and fills on the cells concerned, and nothing else; ``clear`` takes all of it back. The sheet's hidden
ledger says what was marked, so no memory is needed between one call and the next.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import TYPE_CHECKING

from . import app, checking
from .cell import parse_ref
from .edits import FILLS, Mark, plan
from .finding import SEVERITIES
from .layout import LEDGER_COLUMN, LEDGER_TITLE, RESULT_SHEET
from .live.port import OpenBook, Refused
from .outcome import Outcome, Refusal
from .record import NamedTuple
from .submission import Lines
from .text import Lang, Text
from .write.result import result_sheet

if TYPE_CHECKING:
    from .cell import Address
    from .criteria import Criteria

STEP = "Kiểm tra biểu tự chấm điểm"
CLEAR_STEP = "Xóa đánh dấu kiểm tra"
_FINDING = "finding"

_FOUND = Text(
    "Biểu có {error} lỗi, {warning} cảnh báo, {info} ghi chú; xem trang «{sheet}».",
    "The form has {error} error(s), {warning} warning(s), {info} note(s); see the sheet “{sheet}”.",
)
_CLEAN = Text(
    "Không có lỗi, cảnh báo hay ghi chú nào; tổng điểm ở trang «{sheet}».",
    "No error, warning or note; the totals are on the sheet “{sheet}”.",
)
_NOT_CHECKED = Text(
    "Chưa có kết quả kiểm tra; bấm «Kiểm tra biểu» trước.",
    "There is no result yet; use “Check the form” first.",
)
_NO_FINDING = Text(
    "Lần kiểm tra gần nhất không có nội dung nào phải xem.", "The last check found nothing to look at."
)
_CLEARED = Text("Đã xóa mọi đánh dấu của lần kiểm tra.", "All marks of the check were cleared.")
_KEPT = Text(
    "Còn {count} ô giữ đánh dấu vì trang {sheets} đang khóa; mở khóa trang đó rồi xóa lại, hoặc để nguyên, "
    "đánh dấu không làm đổi điểm.",
    "{count} cell(s) keep their marks, since {sheets} is protected; unprotect it and clear again, or leave "
    "them: marks do not change any score.",
)
_LOST = Text(
    "Chưa xóa được màu ô ở trang {sheets} vì không còn trang tên đó; nếu trang đã đổi tên thì đặt lại tên cũ "
    "rồi xóa lại, nếu trang đã bị xóa thì xóa cả trang «{result}».",
    "The colours on {sheets} were not cleared, since no sheet has that name any more; if it was renamed, "
    "give it its old name and clear again, if it was deleted, delete the sheet “{result}” too.",
)
_NOTHING = Text("Không có đánh dấu nào để xóa.", "There are no marks to clear.")
_ASK = Text(
    "; xin cơ quan ban hành bản cài đặt có bộ tiêu chí đó.",
    "; ask the issuer for an installation that has it.",
)
_FAILED = Text(
    "Chương trình bảng tính không cho thực hiện lúc này; bấm Enter để kết thúc sửa ô, đóng hộp thoại "
    "đang mở rồi làm lại ({error}).",
    "The spreadsheet program does not allow it now; press Enter to end editing a cell, close open "
    "dialogs and try again ({error}).",
)


class Checked(NamedTuple):
    """What a live check came to."""

    outcome: Outcome
    said: Text
    """One sentence for the status line or a dialog."""


def check(book: OpenBook, lang: Lang = "vi", own: Criteria | None = None) -> Checked:
    """Check the workbook and mark it.

    Args:
        book: the workbook.
        lang: of the marks.
        own: a set that does not come with the program, for the forms that name it.

    Raises:
        Refused: it is no form, its set is unknown, or it cannot be marked now; nothing was changed.
    """
    book.ready()
    with tempfile.TemporaryDirectory(prefix="selfscore-") as folder:
        path = book.copy_into(folder)
        outcome = app.validate(path, lang=lang, write=False)
        if own is not None and outcome.refusal is not None:
            named = app.validate(path, criteria=own, lang=lang, write=False)
            if named.scores is not None:
                outcome = named
    if outcome.refusal is not None:
        raise Refused(_told(outcome.refusal))
    assert outcome.tree is not None
    assert outcome.submission is not None
    assert outcome.scores is not None
    remarks = checking.remarks(outcome.findings, lang)
    planned = plan(outcome.tree, outcome.submission, Lines(outcome.submission), outcome.scores, remarks, lang)
    with book.one_step(STEP):
        old = {(mark.sheet, mark.ref): mark for mark in _ledger(book) or () if mark.what == "fill"}
        still = {(mark.sheet, mark.ref): mark for mark in _unmark(book).fills}
        ledger: list[Mark] = []
        written = False
        for edit in planned.values:
            where = edit.entered.place
            if book.put_value(where.sheet, parse_ref(where.ref), edit.value):
                written = True
                entered = edit.entered
                before = "" if entered.kind == "blank" else f"{entered.kind}:{entered.raw}"
                ledger.append(Mark(where.sheet, where.ref, "value", before, str(edit.value)))
        for place, severity in planned.fills.items():
            address, code = parse_ref(place.ref), f"rgb:{FILLS[severity]}"
            before = book.fill_of(place.sheet, address)
            earlier = old.get((place.sheet, place.ref))
            if earlier is not None and before == earlier.after:
                # A file shows what was wished only when the step is done.
                before = earlier.before
            if book.set_fill(place.sheet, address, code):
                still.pop((place.sheet, place.ref), None)
                ledger.append(Mark(place.sheet, place.ref, "fill", before, code))
        ledger += still.values()
        for place, text in planned.notes.items():
            book.set_note(place.sheet, parse_ref(place.ref), text)
        order = sorted(remarks, key=lambda remark: SEVERITIES.index(remark.severity))
        for remark in order:
            if remark.place is not None:
                place = remark.place
                ledger.append(
                    Mark(place.sheet, place.ref or "A1", _FINDING, remark.code, _line(remark.message))
                )
        book.show(result_sheet(planned, ledger, written=written))
    counts = outcome.counts()
    words = _FOUND if outcome.findings else _CLEAN
    values: dict[str, object] = {"sheet": RESULT_SHEET, **{str(key): one for key, one in counts.items()}}
    return Checked(outcome, Text(words.fill("vi", values), words.fill("en", values)))


def next_finding(book: OpenBook) -> Text:
    """Go to the next finding of the last check; its sentence. The one before is at the selected cell,
    or nearest above in its column, since Enter moves down from a cell that was put right. After the
    last comes the first; what cannot be gone to is passed over.

    Raises:
        Refused: there is no result to go through.
    """
    marks = _ledger(book)
    if marks is None:
        raise Refused(_NOT_CHECKED)
    stops: dict[tuple[str, Address], list[Mark]] = {}
    for mark in marks:
        if mark.what == _FINDING:
            stops.setdefault((mark.sheet, parse_ref(mark.ref)), []).append(mark)
    if not stops:
        raise Refused(_NO_FINDING)
    places = list(stops)
    sheet, (row, column) = book.selected()
    above = [(name, at) for name, at in places if name == sheet and at[1] == column and at[0] <= row]
    first = places.index(max(above)) + 1 if above else 0
    at = first % len(places)
    for at in (place % len(places) for place in range(first, first + len(places))):
        book.go_to(*places[at])
        if book.selected() == places[at]:
            break
    told = "; ".join(f"{mark.before}: {mark.after}" for mark in stops[places[at]])
    said = f"{at + 1}/{len(places)} · {stops[places[at]][0].ref} · {told}"
    return Text(said, said)


def clear(book: OpenBook) -> Text:
    """Take every mark back: notes, fills and the sheet of findings. Where fills stay, for a protection that
    was added since or a sheet that was renamed, so does that sheet, which knows what was there before; the
    sentence says so.

    Raises:
        Refused: the workbook cannot be changed now.
    """
    book.ready()
    with book.one_step(CLEAR_STEP):
        done = _unmark(book)
        found = done.found
        if not done.fills and _ledger(book) is not None:
            book.drop(RESULT_SHEET)
            found = True
    stayed = [(mark, (mark.sheet, parse_ref(mark.ref))) for mark in done.fills]
    kept = {*done.notes, *(place for _, place in stayed if book.fill_of(*place))}
    lost = {mark.sheet for mark, place in stayed if not book.fill_of(*place)}
    if not kept and not lost:
        return _CLEARED if found else _NOTHING
    names = sorted(lost or {sheet for sheet, _ in kept})
    sheets = Text(*(", ".join(quotes.format(name) for name in names) for quotes in ("«{}»", "“{}”")))
    values: dict[str, object] = {"count": len(kept), "sheets": sheets, "result": RESULT_SHEET}
    words = _LOST if lost else _KEPT
    return Text(words.fill("vi", values), words.fill("en", values))


def attempted(action: Callable[[], Text | Checked], lang: Lang = "vi") -> tuple[str, bool]:
    """Do something to an open workbook for a button: the one sentence to show, whatever happens, and
    whether it was done."""
    try:
        done = action()
    except Refused as refused:
        return refused.text.to(lang), False
    except Exception as error:
        return _FAILED.fill(lang, {"error": type(error).__name__}), False
    return (done.said if isinstance(done, Checked) else done).to(lang), True


class _Unmarked(NamedTuple):
    """What came of taking marks back, and what stayed."""

    found: bool
    fills: list[Mark]
    notes: tuple[tuple[str, Address], ...]


def _told(refusal: Refusal) -> Text:
    """Why a workbook cannot be checked. What ``validate`` advises for an unknown set is an option of its
    own, which is of no use to somebody with three buttons."""
    said = refusal.message
    if refusal.code != "S002":
        return said
    return Text(said.vi.removesuffix(".") + _ASK.vi, said.en.removesuffix(".") + _ASK.en)


def _unmark(book: OpenBook) -> _Unmarked:
    """Restore the fills that the ledger knows, and remove our notes."""
    restored = False
    stayed = []
    for mark in _ledger(book) or ():
        if mark.what != "fill":
            continue
        address = parse_ref(mark.ref)
        now = book.fill_of(mark.sheet, address)
        if not now:
            stayed.append(mark)
        elif now == mark.after:
            if book.set_fill(mark.sheet, address, mark.before):
                restored = True
            else:
                stayed.append(mark)
    notes = book.remove_notes()
    return _Unmarked(restored or notes.gone > 0, stayed, notes.stayed)


def _ledger(book: OpenBook) -> list[Mark] | None:
    """The marks of the last check; None where there was none."""
    cells = book.cells(RESULT_SHEET)
    start = next(
        (row for (row, column), text in cells.items() if column == LEDGER_COLUMN and text == LEDGER_TITLE),
        None,
    )
    if start is None:
        return None
    marks = []
    row = start + 1
    while (row, LEDGER_COLUMN) in cells:
        texts = [str(cells.get((row, LEDGER_COLUMN + index), "")) for index in range(len(Mark._fields))]
        try:
            parse_ref(texts[1])
        except ValueError:
            break
        marks.append(Mark(*texts))
        row += 1
    return marks


def _line(text: str) -> str:
    """On one line, as far as a status line shows."""
    text = " ".join(text.split())
    return text if len(text) <= 240 else text[:239] + "…"
