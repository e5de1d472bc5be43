"""A damaged form -> a fresh one of the same set with every answer in it.

Answers are found by code, as the reader finds them; whatever was typed and has no place in the fresh
form is listed on a sheet of its own with the cell it stood in. Nothing typed is lost: a cell is left
out of the list only when its answer was poured, or when the fresh form holds the same words itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from . import checking
from .cell import Address, parse_ref, ref
from .checking import Context
from .criteria import Criteria, Tree
from .edits import NOTE_AUTHOR, SEVERITY_WORDS, plan
from .finding import Place
from .importing.record import again
from .layout import (
    COMPARISON_SHEET,
    DATA_SHEET,
    EXCLUSION_SHEET,
    FORM_SHEET,
    GROUP_INPUTS,
    GUIDE_SHEET,
    HELPER_PREFIX,
    IDENTITY_SHEET,
    IMPORT_SHEET,
    MIGRATION_SHEET,
    MOST_LEFT_OVER,
    REMARK_SHEET,
    RESULT_SHEET,
    REVIEWER_INPUTS,
    UNIT_INPUTS,
    Field,
    Layout,
)
from .measure import row_height
from .migration import CARRIED_NOTE
from .ooxml.edit import Editor
from .ooxml.newsheet import NewCell, NewSheet, NewStyle
from .ooxml.notes import marker_at
from .ooxml.refusal import Refusal
from .ooxml.sheet import Cell, Sheet, shortest_decimal
from .ooxml.workbook import Workbook
from .read import FormFile, bare_code, read
from .record import NamedTuple
from .scoring import answers, facts_of, score
from .submission import Entry, Lines, Row, Submission
from .template import build
from .template.answers import Answers, Typed
from .template.guide import FORMER
from .template.live import AWARDED, DROPPED, FINE, words
from .text import LANGS, Text, format_day, parse_number, squash
from .write.result import Said, own_cells, said

LEFT_OVER_SHEET = "Chưa xếp được"
_OTHER_SHEETS = (GUIDE_SHEET, DATA_SHEET, IDENTITY_SHEET, RESULT_SHEET)
"""Beside the one that is filled in."""
_CALCULATING = (*_OTHER_SHEETS, EXCLUSION_SHEET, COMPARISON_SHEET, REMARK_SHEET)
"""Sheets that come with formulas of this program."""

_TYPED_OF = {
    Field.EXCLUDED: "mark",
    Field.SELF: "score",
    Field.EVIDENCE: "evidence",
    Field.EXPLANATION: "explanation",
    Field.APPRAISED: "appraised",
    Field.OPINION: "opinion",
}


class LeftOver(NamedTuple):
    """Something typed that has no place in the fresh form."""

    place: Place
    content: str
    reason: Text


class Poured(NamedTuple):
    """The answers of a form as they go into a fresh one, and the cells that they come from."""

    answers: dict[str, Answers]
    facts: dict[str, Typed]
    """Code -> what is stated for the unit as a whole."""
    taken: frozenset[Place]


class Repaired(NamedTuple):
    """The fresh workbook, how many answers it holds, and what found no place in it."""

    data: bytes
    answered: int
    """Number of criteria with an answer."""
    left_over: tuple[LeftOver, ...]


def pour(submission: Submission, criteria: Criteria) -> Poured:
    """What was typed in the input cells of each criterion's first row, and in the data sheet.

    A formula typed into an input gives its value; what is neither number nor text is not taken.
    """
    tree = criteria.tree()
    answers: dict[str, Answers] = {}
    taken: set[Place] = set()
    for key, row in submission.by_key().items():
        typed: dict[str, Typed] = {}
        for field in _inputs(key, tree):
            entry = row.entries.get(field)
            value = None if entry is None else _typed(entry)
            if entry is not None and value is not None:
                typed[_TYPED_OF[field]] = value
                taken.add(entry.place)
        figures: dict[str, Typed] = {}
        for (owner, name), entry in submission.data.items():
            value = _typed(entry) if owner == key else None
            if value is not None:
                figures[name] = value
                taken.add(entry.place)
        if typed or figures:
            answers[key] = Answers(**typed, figures=figures)
    facts: dict[str, Typed] = {}
    for code, entry in submission.facts.items():
        value = _typed(entry)
        if value is not None:
            facts[code] = value
            taken.add(entry.place)
    return Poured(answers, facts, frozenset(taken))


def _typed(entry: Entry) -> Typed:
    if entry.kind == "number":
        return entry.number
    return entry.text if entry.kind == "text" and entry.text else None


def repair(file: FormFile, criteria: Criteria, path: str) -> Repaired:
    """Build a fresh form with the answers of a damaged one.

    Raises:
        Refusal: a part of the workbook cannot be read; "too-complex" where more finds no place than
            can be listed.
        template.NoForm: no form can be made of the set.
    """
    submission = read(file, criteria.tree(), path)
    poured = pour(submission, criteria)
    fresh = build(
        criteria,
        unit=submission.identity.unit,
        unit_group=submission.identity.unit_group,
        period=_period(submission, criteria),
        answers=poured.answers,
        facts=poured.facts,
        typed_head={head: squash(entry.text) for head, entry in submission.head.items()},
    )
    records = dict(_records(file))
    found = _left_over(file, submission, criteria, poured, fresh, records)
    left_over = tuple(islice(found, MOST_LEFT_OVER + 1))
    if len(left_over) > MOST_LEFT_OVER:
        raise Refusal("too-complex", part=file.sheet.name)
    sheets = [*records.values(), *([_sheet(left_over)] if left_over else ())]
    if sheets:
        editor = Editor(Workbook.open(fresh))
        for sheet in sheets:
            editor.put_sheet(sheet, first=False, active=False)
        fresh = editor.to_bytes()
    return Repaired(fresh, len(poured.answers), left_over)


def _period(submission: Submission, criteria: Criteria) -> str:
    """The period that the form was made for, where it is not the set's own: a form that nobody gave one
    is stamped with that too."""
    stamped = submission.identity.period
    return "" if stamped == criteria.period.name else stamped


_UNKNOWN_ROW = Text("Hàng có mã không thuộc bộ tiêu chí", "Its row's code is not in the set")
_REPEATED_ROW = Text("Hàng lặp lại một mã đã có", "Its row repeats a code")
_NOT_AN_INPUT = Text("Ô không phải ô nhập của biểu", "Its cell is not an input of the form")
_UNREADABLE = Text("Ô nhập có giá trị không dùng được làm câu trả lời", "The value of the input is no answer")
_OUTSIDE = Text("Nội dung ghi ngoài bảng của biểu", "It stands outside the form's table")
_OTHER_SHEET = Text("Trang tính không thuộc biểu", "The sheet is not part of the form")
_FORMULA = Text(
    "Công thức ghi trong ô nhập; giá trị đã được chuyển", "A formula in an input; its value was taken"
)
_PERHAPS_COMPUTED = Text(
    "Số tổng hợp khác số tính lại; tệp này không cho biết số do công thức tính hay do nhập",
    "A total other than the computed one; the file does not tell what was typed from a formula's result",
)
_NOTE = Text("Ghi chú gắn ở ô", "A note at the cell")


def _records(file: FormFile) -> Iterator[tuple[str, NewSheet]]:
    """The sheets, by name, that keep what was inferred when the form was made from a table or
    from a form of an older set. They go over whole: the unit is to answer in them."""
    for name in (IMPORT_SHEET, MIGRATION_SHEET):
        if name not in file.workbook.sheet_names:
            continue
        cells = file.workbook.sheet(name).cells
        texts = {at: _shown(cell, file.workbook) for at, cell in cells.items() if squash(cell.value)}
        record = again(name, texts) if 0 < len(texts) <= MOST_LEFT_OVER else None
        if record is not None:
            yield name, record


def _left_over(
    file: FormFile,
    submission: Submission,
    criteria: Criteria,
    poured: Poured,
    fresh: bytes,
    carried: Collection[str],
) -> Iterator[LeftOver]:
    """What was typed and is in none of the fresh form's cells, nor on the sheets ``carried`` whole."""
    rows = {row.number: row for row in submission.rows}
    first = {row.number for row in submission.by_key().values()}
    form = file.sheet.name
    homes = _Homes(file, submission, criteria)
    tree = criteria.tree()
    keys = {node.key for node in tree}
    codes = keys | {node.code for node in tree}
    standing = _Standing(Workbook.open(fresh), codes, formulas_seen=file.foreign is None)
    typed_over = {entry.place: entry for entry in _typed_over(submission)}
    typed = _TypedFormulas(file, submission, tree, homes.helpers)
    for info in file.workbook.sheets:
        sheet = file.workbook.sheet(info.name)
        ours = _ours(squash(info.name), sheet, file, submission, tree)
        for (row, column), cell in sorted(sheet.cells.items()):
            place = Place(info.name, ref(row, column))
            if (row, column) in ours or info.name in carried:
                continue
            if place in poured.taken:
                if cell.formula is not None:
                    yield LeftOver(place, f"={sheet.formula(row, column)}", _FORMULA)
                continue
            if place in typed_over:
                yield LeftOver(place, typed_over[place].text, _NOT_AN_INPUT)
                continue
            if cell.formula is not None:
                reason = typed.reason(info.name, place, column)
                if reason is not None:
                    shown = _shown(cell, file.workbook)
                    formula = f"={sheet.formula(row, column)}"
                    yield LeftOver(place, f"{formula}\n{shown}" if squash(shown) else formula, reason)
                continue
            if cell.kind == "blank" or not squash(cell.value):
                continue
            if standing.holds(homes.of(row, column) if info.name == form else place, cell.value):
                continue
            content = _shown(cell, file.workbook)
            if info.name != form:
                known = squash(info.name) in _OTHER_SHEETS
                yield LeftOver(place, content, _NOT_AN_INPUT if known else _OTHER_SHEET)
                continue
            is_helper = column in homes.helpers and (
                cell.value in keys
                or standing.has_in_column(homes.of(row, column), cell.value)
                or (file.foreign is not None and cell.kind == "number" and row in homes.lines)
            )
            if is_helper or (file.foreign is not None and homes.is_result(row, column, content)):
                continue
            if not _is_the_sets(rows.get(row), row in first, place, tree):
                reason = _reason(rows.get(row), row in first, file, column, tree)
                if cell.kind == "number" and homes.of(row, column) in standing.results:
                    reason = _PERHAPS_COMPUTED
                yield LeftOver(place, content, reason)
        for address, note in sorted(file.workbook.notes(info.name).items()):
            text = _theirs(note.text)
            if text:
                yield LeftOver(Place(info.name, ref(*address)), text, _NOTE)


def _typed_over(submission: Submission) -> Iterator[Entry]:
    """What stood, instead of a formula, where an earlier check has written what it computed."""
    for entry in (
        *(one for row in submission.rows for one in row.entries.values()),
        *submission.footer.values(),
    ):
        if entry.corrected and entry.formula is None and not entry.is_empty:
            yield entry


_SEVERITY = "(?P<severity>" + "|".join(word for words in SEVERITY_WORDS.values() for word in words) + ")"
_OUR_LINE = re.compile(rf"{_SEVERITY} S\d{{3}}: |→ ")
_CARRIED = re.compile(re.sub(r"\\{\w+\\}", ".*", re.escape(CARRIED_NOTE.vi)) + r"\Z")
_OUR_FINDING = re.compile(rf"^{_SEVERITY} (?P<code>S\d{{3}}): (?P<message>.*)\n→ (?P<hint>.*)$", re.MULTILINE)


def _ours(name: str, sheet: Sheet, file: FormFile, submission: Submission, tree: Tree) -> frozenset[Address]:
    """The cells of a sheet that this program wrote and writes anew: the identity's stamps; the totals and
    findings of the result sheet, and its hidden ledger."""
    if name == IDENTITY_SHEET:
        stamped = {row for (row, column), cell in sheet.cells.items() if column == 1 and _is_stamp(cell)}
        return frozenset(address for address in sheet.cells if address[0] in stamped and address[1] <= 2)
    if name != RESULT_SHEET:
        return frozenset()
    lines = Lines(submission)
    scores = score(tree, answers(lines), facts_of(tree.criteria, submission))
    findings = checking.run(Context(tree, submission, lines, scores))
    listed = set(_said_in_notes(file.workbook, submission))
    for lang in LANGS:
        listed |= said(checking.remarks(findings, lang), lang)
    return own_cells(
        {at: squash(cell.value) for at, cell in sheet.cells.items() if squash(cell.value)},
        [plan(tree, submission, lines, scores, (), lang) for lang in LANGS],
        listed,
        {squash(name) for name in (FORM_SHEET, *_OTHER_SHEETS, *file.workbook.sheet_names)},
    )


def _said_in_notes(workbook: Workbook, submission: Submission) -> Iterator[Said]:
    """The findings that stand in this program's part of a note: a change of the form may have mended them
    since. They are about the criterion in whose row they stand."""
    criteria = {entry.place: row.key for row in submission.rows for entry in row.entries.values()}
    criteria |= {entry.place: key for (key, _), entry in submission.data.items()}
    for info in workbook.sheets:
        for address, note in workbook.notes(info.name).items():
            at = marker_at(note.text, NOTE_AUTHOR)
            if at is None:
                continue
            place = Place(info.name, ref(*address))
            for match in _OUR_FINDING.finditer(note.text, at):
                message, hint = squash(match["message"]), squash(match["hint"])
                yield Said(
                    match["severity"], criteria.get(place) or "", place.ref, match["code"], message, hint
                )


def _is_stamp(cell: Cell) -> bool:
    return cell.value.startswith("ss_")


def _theirs(note: str) -> str:
    """A note without the lines that this program wrote into it."""
    for author, ours in ((NOTE_AUTHOR, _OUR_LINE), (MIGRATION_SHEET, _CARRIED)):
        at = marker_at(note, author)
        if at is not None:
            below = (line for line in note[at:].split("\n")[1:] if not ours.match(line))
            note = "\n".join([note[:at].rstrip("\n"), *below]).strip("\n")
    return note


def _shown(cell: Cell, workbook: Workbook) -> str:
    """A cell's content as it was seen when it was typed."""
    if cell.kind == "bool":
        return "TRUE" if cell.value == "1" else "FALSE"
    if cell.kind == "number" and workbook.styles.xf(cell.style).is_date:
        return format_day(shortest_decimal(cell.value), since_1904=workbook.date1904)
    return cell.value


class _Homes:
    """Where the cells of a form whose sheet was renamed, or whose rows and columns moved, stand in a fresh
    one; and which of them hold what the form itself shows."""

    def __init__(self, file: FormFile, submission: Submission, criteria: Criteria) -> None:
        layout = Layout(criteria)
        names = {HELPER_PREFIX + helper: column for helper, column in layout.helper_columns.items()}
        heads = {
            column: cell.value
            for (row, column), cell in file.sheet.cells.items()
            if row == file.header_row and cell.value.startswith(HELPER_PREFIX)
        }
        self.helpers = frozenset(heads)
        self._columns = {at: layout.columns[field] for field, at in file.columns.items()}
        self._columns |= {at: names[text] for at, text in heads.items() if text in names}
        self._rows = {file.header_row: layout.header_row, file.header_row - 1: layout.status_row}
        self._rows |= {row.number: layout.rows[key] for key, row in submission.by_key().items()}
        for (line, _), entry in submission.footer.items():
            self._rows[parse_ref(entry.place.ref)[0]] = layout.footer_rows[line]
        self._status_row = file.header_row - 1
        self.lines = frozenset((self._status_row, *(row.number for row in submission.rows)))
        """The rows in whose helper columns formulas of the form stand."""
        self._check_column = file.columns.get(Field.CHECK)
        self._typed = {
            row.number: [squash(entry.text) for entry in row.entries.values()] for row in submission.rows
        }

    def of(self, row: int, column: int) -> Place:
        """Where a cell of the form's sheet stands in a fresh form."""
        at = self._rows.get(row, row), self._columns.get(column, column)
        return Place(FORM_SHEET, ref(*at))

    def is_result(self, row: int, column: int, content: str) -> bool:
        """Is this what a formula of the form shows, where the file keeps values only: the status line, a
        tick or sentence of the column of checks, a piece of what was typed in a helper of its row?"""
        text = squash(content)
        if row == self._status_row and column == 1:
            return _STATUS.match(text) is not None
        if column == self._check_column:
            return text in {FINE, DROPPED, AWARDED, *map(words, checking.LIVE)}
        return column in self.helpers and any(text in typed for typed in self._typed.get(row, ()))


_STATUS = re.compile(r"Đã chấm \d+/\d+ tiêu chí · ")


def _is_the_sets(row: Row | None, is_first: bool, place: Place, tree: Tree) -> bool:
    """Is this a criterion's code, or its maximum as the set has it, in a row that moved?"""
    if row is None or row.key is None or not is_first:
        return False
    maximum = row.entries.get(Field.MAX)
    if maximum is not None and maximum.place == place:
        return maximum.number == tree[row.key].max_score
    code = bare_code(row.code)
    is_code = code.lstrip("0") == bare_code(tree[row.key].code).lstrip("0")
    return is_code and row.entries[Field.CODE].place == place


def _reason(row: Row | None, is_first: bool, file: FormFile, column: int, tree: Tree) -> Text:
    if row is None or column not in file.columns.values():
        return _OUTSIDE
    if row.key is None:
        return _UNKNOWN_ROW
    if not is_first:
        return _REPEATED_ROW
    field = next(field for field, at in file.columns.items() if at == column)
    return _UNREADABLE if field in _inputs(row.key, tree) else _NOT_AN_INPUT


def _inputs(key: str, tree: Tree) -> tuple[Field, ...]:
    return (*UNIT_INPUTS, *REVIEWER_INPUTS) if tree[key].is_leaf else GROUP_INPUTS


class _TypedFormulas:
    """Tells formulas that somebody typed from the form's own: those in inputs, in columns that the form does
    not have, and on sheets that are not the form's."""

    def __init__(self, file: FormFile, submission: Submission, tree: Tree, helpers: Collection[int]) -> None:
        self._form = file.sheet.name
        self._columns = {*file.columns.values(), *helpers}
        self._inputs = {
            row.entries[field].place
            for key, row in submission.by_key().items()
            for field in _inputs(key, tree)
            if field in row.entries
        }
        self._inputs |= {entry.place for entry in (*submission.data.values(), *submission.facts.values())}

    def reason(self, sheet: str, place: Place, column: int) -> Text | None:
        """Why a formula finds no place; None for one of the form's own."""
        if place in self._inputs:
            return _UNREADABLE
        if sheet != self._form:
            return None if squash(sheet) in _CALCULATING else _OTHER_SHEET
        return None if column in self._columns else _OUTSIDE


class _Standing:
    """What the fresh form holds: the same words need not be listed as left over.

    Short texts, numbers and codes stand in so many places that only the same cell counts for them.
    """

    def __init__(self, workbook: Workbook, codes: Collection[str], *, formulas_seen: bool = True) -> None:
        self.results = {
            Place(info.name, ref(*address))
            for info in workbook.sheets
            if not formulas_seen
            for address, cell in workbook.sheet(info.name).cells.items()
            if cell.formula is not None
        }
        """Where the old form, of which only values are read, shows the result of a formula; a text
        among the results may have come as a zero."""
        self.cells = {
            Place(info.name, ref(*address)): squash(cell.value)
            for info in workbook.sheets
            for address, cell in workbook.sheet(info.name).cells.items()
            if cell.kind != "blank"
        }
        self._by_column = {
            (parse_ref(place.ref)[1], text) for place, text in self.cells.items() if place.sheet == FORM_SHEET
        }
        self.words = {text for text in self.cells.values() if len(text) > _SHORT and text not in codes}
        self.guide = FORMER | {text for place, text in self.cells.items() if place.sheet == GUIDE_SHEET}

    def has_in_column(self, place: Place, content: str) -> bool:
        """Does a cell in the column of that place hold this? So do the hidden cells of a row that moved."""
        return (parse_ref(place.ref)[1], squash(content)) in self._by_column

    def holds(self, place: Place, content: str) -> bool:
        text = squash(content)
        if place in self.results and text == "0":
            return True
        if place.sheet == GUIDE_SHEET and text in self.guide:
            # a form of another version of the program has a line more or less
            return True
        return self.cells.get(place) == text or (parse_number(text).value is None and text in self.words)


_SHORT = 3


_STYLE = NewStyle(size=11, border="thin", vertical="top", wrap=True)
_HEADER = _STYLE._replace(bold=True, fill="D9D9D9", horizontal="center", vertical="center")
_TITLE = NewStyle(size=14, bold=True, horizontal="center", vertical="center")
_INTRO = NewStyle(size=11, italic=True, wrap=True, vertical="center")
_WIDTHS = (16.0, 9.0, 70.0, 36.0)


def _sheet(left_over: Iterable[LeftOver]) -> NewSheet:
    intro = (
        "Các nội dung dưới đây có trong biểu cũ nhưng không có chỗ trong biểu mới. "
        "Xem từng dòng, nếu cần thì chép vào đúng ô của biểu rồi xóa trang này."
    )
    rows = [
        (NewCell("NỘI DUNG CHƯA XẾP ĐƯỢC VÀO BIỂU", _TITLE),),
        (NewCell(intro, _INTRO),),
        tuple(NewCell(text, _HEADER) for text in ("Trang tính", "Ô", "Nội dung", "Lý do")),
    ]
    heights = {1: 24.0, 2: row_height([(intro, sum(_WIDTHS), False)], 11), 3: 20.0}
    for one in left_over:
        texts = (one.place.sheet, one.place.ref, one.content, one.reason.vi)
        rows.append(tuple(NewCell(text, _STYLE) for text in texts))
        heights[len(rows)] = row_height(
            [(text, width, False) for text, width in zip(texts, _WIDTHS, strict=True)], 11
        )
    return NewSheet(
        name=LEFT_OVER_SHEET,
        widths=_WIDTHS,
        rows=tuple(rows),
        heights=heights,
        merges=((1, 1, 1, len(_WIDTHS)), (2, 1, 2, len(_WIDTHS))),
        filter_area=(3, 1, len(rows), len(_WIDTHS)),
        repeat_row=3,
        landscape=True,
        footer="&CTrang &P/&N",
    )
