"""Tables in the old form and forms of older sets become filled forms; tables of criteria become sets.

The adapters do the parts: ``importing`` reads tables, ``read`` reads forms, ``template`` builds them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from . import sets
from .criteria import Criteria, Tree, varies
from .criteria_diff import Diff, diff
from .edits import head_text
from .importing.choice import Choice, choose
from .importing.filling import Filled, Given, Note, by_kind, fill
from .importing.listing import Listing, listings
from .importing.matching import ALIKE, Match, match
from .importing.record import Column, Entry, sheet
from .importing.source import Source, TableRefused
from .importing.tables import read as read_tables
from .layout import (
    FORM_SHEET,
    HEADERS,
    IMPORT_SHEET,
    MIGRATION_SHEET,
    MOST_LEFT_OVER,
    UNIT_INPUTS,
    Field,
    Head,
    Layout,
)
from .measure import NOTE_WIDTH, note_height
from .migration import CARRIED_NOTE, Migrated
from .migration import migrate as carry_over
from .ooxml.edit import Editor
from .ooxml.newsheet import NewSheet
from .ooxml.refusal import Refusal
from .ooxml.workbook import Workbook
from .record import NamedTuple
from .submission import Submission
from .template import Answers, build
from .text import Text, fold, format_number, visible

if TYPE_CHECKING:
    from .importing.set_draft import Drafted, Said

LEAST_FITTING = 3
"""A table fits a set where at least one row in three is one of its criteria."""


class Imported(NamedTuple):
    """A form made of a table."""

    data: bytes
    """The workbook."""
    criteria: Criteria
    filled: Filled
    choice: Choice
    matched: int
    """Criteria of the set that have a row in the table."""


def import_table(
    path: str,
    criteria: Criteria | None = None,
    *,
    table: int | None = None,
    unit: str = "",
    unit_group: str = "",
    period: str = "",
) -> Imported:
    """A table in the old form as a filled form.

    Args:
        path: xlsx, xls, ods, xlsb, docx, html, csv, tsv or text.
        criteria: the set (of one that varies by unit group, the group's own); the shipped set that fits
            best where none is given.
        table: which of the file's tables of criteria, from 1, where there are several.
        unit: fixed in the form, as ``template.build`` has it; else what the file names is filled in.
        unit_group: likewise.
        period: likewise.

    Raises:
        Refusal, TableRefused: the file cannot be read, or no table in it fits the set.
        template.NoForm: no form can be made of the set.
    """
    source = read_tables(path)
    if criteria is None:
        criteria = _best_set(source, table)
    tree = criteria.tree()
    found = listings(source, _Codes(tree).__contains__)
    weights = {id(listing): _fitting(match(listing.lines, tree)) for listing in found}
    if found and not any(weights.values()):
        raise _misfit(max(found, key=lambda listing: len(listing.lines)), 0, criteria)
    choice = choose(source, found, lambda listing: weights[id(listing)], table)
    matches = match(choice.listing.lines, tree)
    if _fitting(matches) * LEAST_FITTING < len(choice.listing.lines):
        raise _misfit(choice.listing, _fitting(matches), criteria)
    filled = fill(source, choice.listing, matches, tree)
    data = build(criteria, unit=unit, unit_group=unit_group, period=period, answers=_answers(filled.answers))
    editor = Editor(Workbook.open(data))
    layout = Layout(criteria)
    if filled.unit and not unit and not criteria.unit:
        editor.set_value(FORM_SHEET, layout.head(Head.UNIT), filled.unit)
    imported = Imported(b"", criteria, filled, choice, len(matches))
    asks = any(note.kind != "note" for note in filled.notes)
    editor.put_sheet(_import_sheet(imported, path, layout), first=asks, active=asks)
    return imported._replace(data=editor.to_bytes())


class _Codes:
    """The codes of a set, as tables may print them."""

    def __init__(self, tree: Tree) -> None:
        self._codes = {fold(node.code) for node in tree} | {fold(node.key) for node in tree}

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and fold(code) in self._codes


def _best_set(source: Source, table: int | None) -> Criteria:
    """The shipped set that most rows of the file's tables fit."""
    best: tuple[int, Criteria] | None = None
    for name in sorted(sets.names(), key=lambda name: name != sets.DEFAULT):
        criteria = sets.load(name)
        if criteria.frame or varies(criteria):
            continue
        tree = criteria.tree()
        found = listings(source, _Codes(tree).__contains__)
        used = found[table - 1 : table] if table else found
        weight = max((_fitting(match(listing.lines, tree)) for listing in used), default=0)
        if best is None or weight > best[0]:
            best = weight, criteria
    assert best is not None
    return best[1]


def _fitting(matches: Mapping[int, Match]) -> int:
    """Rows whose code or title is that of a criterion, without doubt."""
    return sum(found.likeness >= ALIKE for found in matches.values())


def _misfit(listing: Listing, fitting: int, criteria: Criteria) -> TableRefused:
    """The refusal of a table that is not of the set."""
    rows, name = len(listing.lines), criteria.id
    if not listing.coded:
        return TableRefused(
            Text(
                f"Bảng không có mã tiêu chí và chỉ {fitting}/{rows} tên khớp với bộ tiêu chí {name}; "
                "hãy thêm cột mã, hoặc chọn đúng bộ tiêu chí bằng -c.",
                f"The table has no codes and only {fitting} of {rows} titles fit the set {name}; "
                "add a column of codes, or choose the right set with -c.",
            )
        )
    return TableRefused(
        Text(
            f"Bảng không phải của bộ tiêu chí {name}: chỉ {fitting}/{rows} dòng khớp; "
            "hãy chọn đúng bộ tiêu chí bằng -c, hoặc lập bộ mới bằng «criteria from-table».",
            f"The table is not of the set {name}: only {fitting} of {rows} rows fit; "
            "choose the right set with -c, or make a new one with criteria from-table.",
        )
    )


def _answers(given: Mapping[str, Given]) -> dict[str, Answers]:
    return {key: _typed(one) for key, one in given.items()}


def _typed(given: Mapping[Field, Decimal | str]) -> Answers:
    return Answers(
        mark=given.get(Field.EXCLUDED),
        score=given.get(Field.SELF),
        evidence=given.get(Field.EVIDENCE),
        explanation=given.get(Field.EXPLANATION),
        appraised=given.get(Field.APPRAISED),
        opinion=given.get(Field.OPINION),
    )


# --- the sheet ------------------------------------------------------------------------------------

KINDS = {
    "question": Text("Cần xác nhận", "To be confirmed"),
    "left": Text("Chưa xếp được", "No place found"),
    "note": Text("Đã làm", "Done"),
}
_COLUMNS = (
    Column("STT", 6, centred=True),
    Column("Loại", 14, centred=True),
    Column("Tiêu chí", 11, centred=True),
    Column("Ô", 8, centred=True),
    Column("Dòng trong tệp", 10, centred=True),
    Column("Nội dung", 58),
    Column("Trong tệp ghi", 52),
    Column("Đơn vị xác nhận (đúng/sai, sửa thế nào)", 26, for_unit=True),
)
_LINK = 3


def sorted_notes(notes: Sequence[Note]) -> list[Note]:
    """Questions first, then what found no place, then what was done."""
    return [note for kind in ("question", "left", "note") for note in by_kind(notes, kind)]


def _import_sheet(imported: Imported, path: str, layout: Layout) -> NewSheet:
    entries = []
    for number, note in enumerate(sorted_notes(imported.filled.notes), start=1):
        link = cell = ""
        if note.key is not None:
            cell = layout.ref(note.key, note.field or Field.CODE)
            link = f"'{FORM_SHEET}'!{cell}"
        texts = (
            str(number),
            KINDS[note.kind].vi,
            note.key or "",
            cell,
            ", ".join(map(str, note.rows)),
            note.text.vi,
            note.value,
            "",
        )
        entries.append(Entry(texts, link or None, note.kind != "note"))
    return sheet(
        IMPORT_SHEET,
        "NHẬP TỪ BẢNG: NHỮNG ĐIỀU ĐƠN VỊ CẦN XÁC NHẬN",
        [line.vi for line in summary(imported, path)],
        _COLUMNS,
        _LINK,
        entries,
    )


def summary(imported: Imported, path: str) -> list[Text]:
    """What was imported from where, in a few sentences."""
    name = visible(os.path.basename(path), 80)
    criteria, filled, listing = imported.criteria, imported.filled, imported.choice.listing
    totals = filled.scores.totals
    lines = [
        Text(
            f"Nguồn: tệp «{name}», bảng ở {listing.name.vi}; bộ tiêu chí {criteria.id} (phiên bản "
            f"{criteria.version}); {imported.matched}/{len(criteria.nodes)} tiêu chí có trong bảng.",
            f"Source: file “{name}”, table at {listing.name.en}; criteria set {criteria.id} (version "
            f"{criteria.version}); {imported.matched} of {len(criteria.nodes)} criteria are in the table.",
        )
    ]
    if imported.choice.said is not None:
        lines.append(imported.choice.said)
    figures = [
        [
            format_number(figure, lang)
            for figure in (totals.max, totals.excluded, totals.applicable, totals.score)
        ]
        for lang in ("vi", "en")
    ]
    lines.append(
        Text(
            "Tổng điểm {}; đề nghị trừ {}; áp dụng {}; tự chấm {}.".format(*figures[0]),
            "Total {}; excluded {}; applicable {}; self score {}.".format(*figures[1]),
        )
    )
    return lines


# --- an older set -----------------------------------------------------------------------------------


class Moved(NamedTuple):
    """A form of a new set with the answers of an old one."""

    data: bytes
    diff: Diff
    migrated: Migrated
    earlier: str = ""
    """The period that the answers are of, where it is not that of the new form."""


def migrate(
    submission: Submission, old: Criteria, new: Criteria, path: str, *, unit_group: str = ""
) -> Moved:
    """The answers of a form in a form of another set.

    Args:
        submission: the form as it was read with the old set.
        old: its set.
        new: the set of the form to make; of one that varies by unit group, the group's own.
        path: of the old form, for the record.
        unit_group: code of the unit's group in the new set, fixed in the form.

    Raises:
        Refusal: more contents find no place than can be listed.
        template.NoForm: no form can be made of the new set.
    """
    found = diff(old, new)
    moved = carry_over(submission, found)
    if len(moved.left) > MOST_LEFT_OVER:
        raise Refusal("too-complex", part=submission.form.sheet)
    answers = {key: _typed(given) for key, given in moved.answers.items()}
    for key, figures in moved.figures.items():
        answers[key] = answers.get(key, Answers())._replace(figures=figures)
    data = build(new, unit=head_text(submission, "unit"), unit_group=unit_group, answers=answers)
    editor = Editor(Workbook.open(data))
    done = Moved(b"", found, moved, _earlier_period(submission, old, new))
    if done.earlier:
        _mark_carried(editor, done, Layout(new))
    editor.put_sheet(_migration_sheet(done, path, Layout(new)), first=True, active=True)
    return done._replace(data=editor.to_bytes())


def _earlier_period(submission: Submission, old: Criteria, new: Criteria) -> str:
    """The name of the old form's period where it is not that of the new one; ''."""
    stated = head_text(submission, "period") or old.period.name
    same_days = stated == old.period.name and old.period[1:] == new.period[1:]
    return "" if same_days or fold(stated) == fold(new.period.name) else stated


def _mark_carried(editor: Editor, moved: Moved, layout: Layout) -> None:
    """A note in each row that holds something of an earlier period: at its evidence, if it has any."""
    new = moved.diff.new.criteria
    fields: dict[str, set[Field]] = {}
    for one in moved.migrated.carried:
        fields.setdefault(one.new, set()).update(one.fields)
    text = CARRIED_NOTE.fill("vi", {"earlier": moved.earlier, "now": new.period.name})
    for key, carried in fields.items():
        field = next(field for field in (Field.EVIDENCE, *UNIT_INPUTS) if field in carried)
        address = layout.address(key, field)
        editor.set_note(FORM_SHEET, address, text, MIGRATION_SHEET, NOTE_WIDTH, note_height(text))


_CARRIED, _ASKED, _LEFT, _FRESH = "Đã chuyển", "Cần xác nhận", "Chưa chuyển", "Tiêu chí mới"
_MIGRATION_COLUMNS = (
    Column("STT", 6, centred=True),
    Column("Kết quả", 14, centred=True),
    Column("Mã cũ", 10, centred=True),
    Column("Mã mới", 12, centred=True),
    Column("Ô", 8, centred=True),
    Column("Cột", 24),
    Column("Nội dung trong biểu cũ", 50),
    Column("Lý do", 36),
    Column("Đơn vị xử lý (giữ, sửa thế nào)", 26, for_unit=True),
)
_MIGRATION_LINK = 4


def migration_summary(moved: Moved, path: str) -> list[Text]:
    """What was carried from where, in a few sentences."""
    old, new = moved.diff.old.criteria, moved.diff.new.criteria
    name = visible(os.path.basename(path), 80)
    counts = moved.diff.counts()
    criteria = len({one.new for one in moved.migrated.carried})
    earlier, now = moved.earlier, new.period.name
    lines = [
        Text(
            f"Nguồn: biểu «{name}» của bộ {old.id} (phiên bản {old.version}); biểu mới theo bộ {new.id} "
            f"(phiên bản {new.version}).",
            f"Source: form “{name}” of the set {old.id} (version {old.version}); the new form is of "
            f"{new.id} (version {new.version}).",
        ),
        Text(
            f"Bộ mới giữ nguyên {counts['equal']}, thay đổi {counts['changed']}, tách {counts['split']}, "
            f"gộp {counts['merged']}, thêm {counts['new']}, bỏ {counts['retired']} tiêu chí.",
            f"The new set keeps {counts['equal']}, changes {counts['changed']}, splits {counts['split']}, "
            f"merges {counts['merged']}, adds {counts['new']}, drops {counts['retired']} criteria.",
        ),
        Text(
            f"Đã chuyển nội dung của {criteria} tiêu chí; {len(moved.migrated.left)} nội dung chưa chuyển.",
            f"The content of {criteria} criteria was carried; {len(moved.migrated.left)} contents were not.",
        ),
        Text(
            "Điểm và đề nghị trừ chỉ chuyển khi tiêu chí giữ nguyên; giải trình, tài liệu chuyển khi tiêu "
            "chí còn một tiêu chí thay thế. Xem lại từng dòng trước khi nộp.",
            "Scores and exclusions are carried only where the criterion stayed as it was; explanations and "
            "evidence wherever it has one successor. Look at every row before submitting.",
        ),
    ]
    if earlier and criteria:
        lines.append(
            Text(
                f"Nội dung đã chuyển là của kỳ «{earlier}»: với từng hàng có ghi chú trong biểu, xác nhận, "
                f"sửa hoặc xóa điểm và tài liệu cho kỳ «{now}».",
                f"What was carried is of the period “{earlier}”: in each row with a note in the form "
                f"confirm, correct or delete scores and evidence for the period “{now}”.",
            )
        )
    return lines


def _migration_sheet(done: Moved, path: str, layout: Layout) -> NewSheet:
    found, moved = done.diff, done.migrated

    def cell(key: str, field: Field) -> tuple[str, str]:
        address = layout.ref(key, field)
        return address, f"'{FORM_SHEET}'!{address}"

    rows: list[tuple[tuple[str, ...], str | None]] = []
    for left in moved.left:
        field = next((field for field, header in HEADERS.items() if header == left.what), Field.CODE)
        address, link = cell(left.new[0], field) if len(left.new) == 1 else ("", "")
        new = ", ".join(left.new)
        rows.append(((_LEFT, left.old, new, address, left.what, left.content, left.reason.vi), link or None))
    for key in moved.fresh:
        if found.new[key].is_leaf:
            address, link = cell(key, Field.SELF)
            title = found.new[key].title
            rows.append(((_FRESH, "", key, address, "", title, "Cần chấm điểm mới"), link))
    for one in moved.carried:
        address, link = cell(one.new, one.fields[0])
        columns = ", ".join(HEADERS[field] for field in one.fields)
        kind = _ASKED if done.earlier else _CARRIED
        note = f"{one.note.vi}; nội dung của kỳ «{done.earlier}»" if done.earlier else one.note.vi
        rows.append(((kind, one.old, one.new, address, columns, "", note), link))
    entries = [
        Entry((str(number), *texts, ""), link, texts[0] != _CARRIED)
        for number, (texts, link) in enumerate(rows, start=1)
    ]
    return sheet(
        MIGRATION_SHEET,
        "CHUYỂN NỘI DUNG TỪ BIỂU CỦA BỘ TIÊU CHÍ CŨ",
        [line.vi for line in migration_summary(done, path)],
        _MIGRATION_COLUMNS,
        _MIGRATION_LINK,
        entries,
    )


# --- sets -----------------------------------------------------------------------------------------


def set_of_table(path: str, said: Said, table: int | None = None) -> Drafted:
    """A table of criteria as a set file.

    Args:
        path: xlsx, xls, ods, xlsb, docx, html, csv, tsv or text; or a workbook of ``criteria export``.
        said: what the caller knows of the set.
        table: which of the file's tables of criteria, from 1, where there are several.

    Raises:
        Refusal, TableRefused: the file cannot be read, or holds no table of criteria.
    """
    from .importing.set_draft import draft_set

    return draft_set(read_tables(path), path, said, table)
