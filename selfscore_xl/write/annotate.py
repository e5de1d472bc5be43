"""Put a plan's values, fills, notes and result sheet into a workbook, and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ..cell import Address, parse_ref
from ..edits import FILLS, NOTE_AUTHOR, Mark, Plan, ValueEdit
from ..layout import RESULT_SHEET
from ..measure import NOTE_WIDTH, note_height
from ..ooxml.edit import Editor, Link
from ..text import Text
from .result import in_order, lines_of, result_sheet

_TO_RESULT = Text("Về trang «Kết quả kiểm tra»", "Back to the sheet “Kết quả kiểm tra”")
_TO_LINE = Text(
    "Về nội dung {code} ở trang «Kết quả kiểm tra»", "Back to {code} on the sheet “Kết quả kiểm tra”"
)


def annotate(editor: Editor, plan: Plan, marks: Collection[Mark], seal: Mark) -> None:
    """Ask the editor of a workbook for everything in the plan, and for the seal of the copy.

    ``marks`` is what an earlier run changed in this same workbook: what it marked and the plan
    does not mark again is put back as it was.
    """
    ledger: list[Mark] = [seal]
    for edit in plan.values:
        place = edit.entered.place
        editor.set_value(place.sheet, parse_ref(place.ref), edit.value)
        ledger.append(Mark(place.sheet, place.ref, "value", _before(edit), str(edit.value)))
    if not plan.figures:
        # nothing was computed, so what an earlier run wrote still stands there
        ledger += (mark for mark in marks if mark.what == "value")

    old_fills = {(mark.sheet, mark.ref): mark for mark in marks if mark.what == "fill"}
    for place, severity in plan.fills.items():
        address = parse_ref(place.ref)
        before = editor.fill_of(place.sheet, address)
        old = old_fills.pop((place.sheet, place.ref), None)
        if old is not None and before == old.after:
            before = old.before
        editor.set_fill(place.sheet, address, FILLS[severity])
        ledger.append(Mark(place.sheet, place.ref, "fill", before, f"rgb:{FILLS[severity]}"))
    for old in old_fills.values():
        address = parse_ref(old.ref)
        if editor.fill_of(old.sheet, address) == old.after:
            editor.restore_fill(old.sheet, address, old.before)

    wanted = {(place.sheet, parse_ref(place.ref)) for place in plan.notes}
    for sheet, address in editor.notes_by(NOTE_AUTHOR):
        if (sheet, address) not in wanted:
            editor.remove_note(sheet, address, NOTE_AUTHOR)
    for place, text in plan.notes.items():
        editor.set_note(place.sheet, parse_ref(place.ref), text, NOTE_AUTHOR, NOTE_WIDTH, note_height(text))
    result = result_sheet(plan, ledger)
    editor.put_sheet(result, first=True)
    editor.set_links(plan.status.sheet, RESULT_SHEET, _links_back(editor, plan, lines_of(result)))


def _links_back(editor: Editor, plan: Plan, lines: Iterable[int]) -> dict[Address, Link]:
    """From the cell ``Kiểm tra`` of a row with findings to the line of the first of them, and from the
    line above the table to the top of the findings. Both are formulas: nothing is typed there."""
    links: dict[Address, Link] = {}
    status = parse_ref(plan.status.ref)
    if editor.has_formula(plan.status.sheet, status):
        links[status] = Link((1, 1), _TO_RESULT.to(plan.lang))
    for remark, line in zip(in_order(plan.remarks), lines, strict=True):
        check = plan.checks.get(remark.place) if remark.place is not None else None
        if check is not None:
            tip = _TO_LINE.fill(plan.lang, {"code": remark.code})
            links.setdefault(parse_ref(check.ref), Link((line, 1), tip))
    return links


def _before(edit: ValueEdit) -> str:
    entered = edit.entered
    return "" if entered.kind == "blank" else f"{entered.kind}:{entered.raw}"
