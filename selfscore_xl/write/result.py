"""The sheet ``Kết quả kiểm tra``: totals entered against computed, counts, a linked row per finding.

Its hidden columns keep what ``validate`` changed elsewhere in the workbook (the ledger), so that
an annotated copy that is corrected and sent in again is read as what the unit entered.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache

from ..cell import Address, parse_ref
from ..edits import FILLS, SEVERITY_WORDS, Figure, Mark, Plan, Remark
from ..finding import SEVERITIES, Place
from ..layout import LEDGER_COLUMN, LEDGER_TITLE, RESULT_SHEET
from ..measure import row_height
from ..ooxml.newsheet import NewCell, NewSheet, NewStyle
from ..record import NamedTuple
from ..text import LANGS, Lang, Text, squash

FONT = "Times New Roman"
SIZE = 11.0

TITLE = NewStyle(font=FONT, size=14, bold=True, horizontal="center", vertical="center")
SUBTITLE = NewStyle(font=FONT, size=SIZE, horizontal="center", vertical="center", wrap=True)
VERDICT = NewStyle(font=FONT, size=12, bold=True, horizontal="left", vertical="center", wrap=True)
LABEL = NewStyle(font=FONT, size=SIZE, border="thin", vertical="center", wrap=True)
NUMBER = NewStyle(
    font=FONT, size=SIZE, border="thin", vertical="center", horizontal="right", number_format="0.00"
)
DIFFERENT = NUMBER._replace(bold=True, fill=FILLS["warning"])
DASH = NUMBER._replace(number_format="General")
HEADER = NewStyle(
    font=FONT, size=SIZE, bold=True, border="thin", horizontal="center", vertical="center", wrap=True,
    fill="D9D9D9",
)  # fmt: skip
FILTERED = HEADER._replace(vertical="top")
"""The buttons of the filter lie over the lower half."""
CELL = NewStyle(font=FONT, size=SIZE, border="thin", vertical="top", wrap=True)
CENTRED = CELL._replace(horizontal="center")
LINK = CENTRED._replace(color="0563C1", underline=True)
HINT = NewStyle(font=FONT, size=10, italic=True, vertical="center", wrap=True)
LEDGER = NewStyle(font=FONT, size=8)

COLUMNS: tuple[tuple[Text, float], ...] = (
    (Text("STT", "No."), 5.5),
    (Text("Mức độ", "Severity"), 11.5),
    (Text("Tiêu chí", "Criterion"), 11.5),
    (Text("Ô", "Cell"), 12.5),
    (Text("Mã kiểm tra", "Check"), 12.5),
    (Text("Nội dung", "Finding"), 52.0),
    (Text("Cách xử lý", "What to do"), 46.0),
)
LAST = len(COLUMNS)
_NUMBER, _SEVERITY, _CRITERION, _CELL, _CODE, _MESSAGE, _HINT = range(1, LAST + 1)
_LABEL, _ENTERED, _COMPUTED, _COMPARED = 1, 4, 5, 6
"""The columns of the totals, whose labels lie over three columns."""

_NAME = Text("KẾT QUẢ KIỂM TRA BIỂU TỰ CHẤM ĐIỂM", "RESULT OF CHECKING THE SELF-SCORING FORM")
_CLEAN = Text("Không có lỗi, cảnh báo hay ghi chú nào.", "No error, warning or note.")
_COUNTS = Text(
    "Biểu có {error} lỗi, {warning} cảnh báo, {info} ghi chú.",
    "The form has {error} error(s), {warning} warning(s), {info} note(s).",
)
_MUST = Text(
    " Đơn vị cần sửa hết lỗi trước khi nộp; cảnh báo thì sửa hoặc giải trình.",
    " Correct every error before submitting; correct or explain the warnings.",
)
_FINE = Text(
    " Không có lỗi phải sửa; đơn vị xem các cảnh báo, sửa hoặc giải trình.",
    " Nothing must be corrected; look at the warnings, and correct or explain them.",
)
_FIGURE_HEADS = (
    Text("Chỉ tiêu", "Figure"),
    Text("Trong biểu", "In the form"),
    Text("Tính lại", "Computed"),
    Text("So sánh", "Comparison"),
)
_SAME = Text("Khớp", "Equal")
_DIFFERENT = Text("Lệch {gap}", "Off by {gap}")
_NO_VALUE = Text("Ô trong biểu không có số", "No number in the form")
_WRITTEN = Text("; đã ghi số tính lại vào biểu", "; the computed figure was written")
NO_FIGURE = "—"
_NOTHING = Text(
    "Không còn điểm áp dụng nên không tính tỷ lệ", "Nothing is left to score, so there is no rate"
)
_FILE = Text("Tệp", "File")
_NOTE = Text(
    "Bấm vào địa chỉ ô (LibreOffice: giữ Ctrl và bấm) để đến ô cần xem.",
    "Click a cell address (LibreOffice: Ctrl and click) to go there.",
)
_NOTE_WRITTEN = Text(
    " Trong biểu, bấm vào ô «Kiểm tra» của dòng đó hoặc vào dòng tổng hợp phía trên bảng để trở lại đây. Số "
    "«Tính lại» đã được ghi vào biểu, công thức giữ nguyên.",
    " In the form, click “Kiểm tra” in that row, or the line above the table, to come back. The computed "
    "figures were written into the form, formulas kept.",
)


def result_sheet(plan: Plan, ledger: Iterable[tuple[str, ...]], *, written: bool = True) -> NewSheet:
    """The sheet as it must stand, whatever stood there before. ``written``: the computed figures now
    stand in the form."""
    lang = plan.lang
    rows: list[list[NewCell]] = []
    heights: dict[int, float] = {}
    merges: list[tuple[int, int, int, int]] = []

    def add(cells: list[NewCell], height: float | None = None, merge: tuple[int, int] | None = None) -> None:
        rows.append(cells)
        if height is not None:
            heights[len(rows)] = height
        if merge is not None:
            merges.append((len(rows), merge[0], len(rows), merge[1]))

    whole = sum(width for _, width in COLUMNS)
    add([NewCell(_NAME.to(lang), TITLE)], 24, (1, LAST))
    subject = " — ".join(part for part in (plan.unit, plan.period) if part)
    add([NewCell(subject, SUBTITLE)], row_height([(subject, whole, False)], SIZE, 18), (1, LAST))
    add(
        [NewCell(plan.set_title, SUBTITLE)], row_height([(plan.set_title, whole, False)], SIZE, 18), (1, LAST)
    )
    add([], 8)
    verdict = _verdict(plan)
    add([NewCell(verdict, VERDICT)], row_height([(verdict, whole, True)], 12, 20), (1, LAST))
    add([], 8)

    if plan.figures:
        add(_wide([NewCell(head.to(lang), HEADER) for head in _FIGURE_HEADS]), 20)
        merges.append((len(rows), 1, len(rows), 3))
    for figure in plan.figures:
        texts = [(figure.label.to(lang), sum(width for _, width in COLUMNS[:3]), False)]
        add(_figure_row(figure, lang, written), row_height(texts, SIZE, 18))
        merges.append((len(rows), 1, len(rows), 3))
    for line in plan.grades:
        why = "\n".join(line.reasons)
        texts = [(line.grade, COLUMNS[4][1] + COLUMNS[3][1], True), (why, COLUMNS[5][1], False)]
        cells = [NewCell(line.label.to(lang), LABEL), NewCell(line.grade, LABEL._replace(bold=True))]
        add(_wide([*cells, NewCell(None, LABEL), NewCell(why, LABEL)]), row_height(texts, SIZE, 18))
        merges += [(len(rows), 1, len(rows), 3), (len(rows), 4, len(rows), 5)]
    note = _NOTE.to(lang) + (_NOTE_WRITTEN.to(lang) if written and plan.figures else "")
    add([NewCell(note, HINT)], row_height([(note, whole, False)], 10, 20), (1, LAST))

    add([NewCell(head.to(lang), FILTERED) for head, _ in COLUMNS], 34)
    header = len(rows)
    for number, remark in enumerate(in_order(plan.remarks), start=1):
        cells = _finding_row(number, remark, lang)
        texts = [(str(cell.value), width, False) for cell, (_, width) in zip(cells, COLUMNS, strict=True)]
        add(cells, row_height(texts, SIZE, 18))
    last = len(rows)

    ledger_row = 1
    for index, entry in enumerate([(LEDGER_TITLE, "", "", "", ""), *ledger]):
        while len(rows) < ledger_row + index:
            rows.append([])
        row = rows[ledger_row + index - 1]
        row.extend([NewCell(None)] * (LEDGER_COLUMN - 1 - len(row)))
        row.extend(NewCell(text, LEDGER) for text in entry)

    return NewSheet(
        name=RESULT_SHEET,
        widths=(*(width for _, width in COLUMNS), *([9.0] * (LEDGER_COLUMN - 1 - LAST)), *([12.0] * 5)),
        rows=tuple(tuple(row) for row in rows),
        heights=heights,
        merges=tuple(merges),
        hidden_columns=((LEDGER_COLUMN, LEDGER_COLUMN + 4),),
        freeze_row=0,
        filter_area=(header, 1, max(last, header), LAST),
        print_area=(1, 1, max(last, header), LAST),
        repeat_row=header,
        landscape=True,
        gridlines=False,
        tab_color=FILLS[next((one for one in SEVERITIES if plan.counts[one]), "info")],
        footer=Text("&CTrang &P/&N", "&CPage &P/&N").to(lang),
    )


def in_order(remarks: Iterable[Remark]) -> list[Remark]:
    """The findings as they are listed: errors first."""
    return sorted(remarks, key=lambda remark: SEVERITIES.index(remark.severity))


def lines_of(result: NewSheet) -> range:
    """The rows of the result sheet in which the findings stand, in their order there."""
    assert result.filter_area is not None
    top, _, bottom, _ = result.filter_area
    return range(top + 1, bottom + 1)


def _verdict(plan: Plan) -> str:
    if not plan.remarks:
        return _CLEAN.to(plan.lang)
    counts = _COUNTS.fill(plan.lang, {str(key): count for key, count in plan.counts.items()})
    return counts + (_MUST if plan.counts["error"] else _FINE).to(plan.lang)


def _wide(cells: list[NewCell]) -> list[NewCell]:
    """Four cells laid over the columns: the first over three of them, so that labels fit."""
    first, *others = cells
    return [first, NewCell(None, first.style), NewCell(None, first.style), *others]


def _figure_row(figure: Figure, lang: Lang, written: bool) -> list[NewCell]:
    comparison, differs = _comparison(figure, lang, written)
    return _wide(
        [
            NewCell(figure.label.to(lang), LABEL),
            _number(figure.entered, NUMBER),
            _number(figure.computed, DIFFERENT if differs else NUMBER),
            NewCell(comparison, LABEL._replace(bold=differs)),
        ]
    )


def _comparison(figure: Figure, lang: Lang, written: bool) -> tuple[str, bool]:
    """In words, and whether the figure that was entered is not the computed one."""
    entered, computed = figure.entered, figure.computed
    done = _WRITTEN.to(lang) if written else ""
    if computed is None:
        return _NOTHING.to(lang), False
    if not figure.shown:
        return "", False
    if entered is None:
        return _NO_VALUE.to(lang) + done, False
    if entered == computed:
        return _SAME.to(lang), False
    return _DIFFERENT.fill(lang, {"gap": computed - entered}) + done, True


def _number(value: Decimal | None, style: NewStyle) -> NewCell:
    return NewCell(NO_FIGURE, DASH) if value is None else NewCell(value, style)


def _finding_row(number: int, remark: Remark, lang: Lang) -> list[NewCell]:
    word = SEVERITY_WORDS[remark.severity].to(lang)
    where = _where(remark.place, lang)
    link = _link(remark.place)
    return [
        NewCell(Decimal(number), CENTRED._replace(number_format="0")),
        NewCell(word, CENTRED._replace(fill=FILLS[remark.severity], bold=remark.severity == "error")),
        NewCell(remark.criterion or "", CENTRED),
        NewCell(where, LINK if link else CENTRED, link),
        NewCell(remark.code, CENTRED),
        NewCell(remark.message, CELL),
        NewCell(remark.hint, CELL),
    ]


def _where(place: Place | None, lang: Lang) -> str:
    if place is None:
        return _FILE.to(lang)
    return place.ref or place.sheet


def _link(place: Place | None) -> str | None:
    if place is None:
        return None
    return f"'{place.sheet.replace(chr(39), chr(39) * 2)}'!{place.ref or 'A1'}"


class Said(NamedTuple):
    """A finding as it may stand in the table, in the order of the columns there; ``squash``ed."""

    severity: str
    criterion: str
    cell: str
    code: str
    message: str
    hint: str


def said(remarks: Iterable[Remark], lang: Lang) -> set[Said]:
    """The findings as the table lists them."""
    return {
        Said(*(squash(str(cell.value)) for cell in _finding_row(0, remark, lang)[1:])) for remark in remarks
    }


def own_cells(
    texts: Mapping[Address, str], plans: Iterable[Plan], listed: Collection[Said], sheets: Collection[str]
) -> frozenset[Address]:
    """The cells of an old result sheet that hold what stands there without anybody typing: what this
    module writes in that place, never a cell for its place alone.

    Args:
        texts: the cells that hold something; ``squash``ed texts, numbers as they are stored.
        plans: of the form as it is now, in each language; a total that came out otherwise is known
            by its comparison.
        listed: every finding that may stand in the table.
        sheets: the names of the workbook's sheets, to which findings refer.
    """
    plans = tuple(plans)
    found = set(_ledger_cells(texts, {text for one in listed for text in one[-2:]}, sheets))
    words = _words_by_column(plans)
    found.update(at for at, text in texts.items() if text in words.get(at[1], ()) or _is_verdict(at, text))
    figures = [(squash(one.label.to(plan.lang)), one) for plan in plans for one in plan.figures]
    for (row, column), text in texts.items():
        if column == _LABEL and any(text == label for label, _ in figures):
            same = [one for label, one in figures if label == text]
            found.update((row, at) for at in _own_figures(texts, row, same))
    return frozenset((*found, *_own_findings(texts, listed)))


def _own_findings(texts: Mapping[Address, str], listed: Collection[Said]) -> Iterator[Address]:
    """The cells of the table's rows that hold what was said of one and the same finding: a row is about the
    finding that it agrees with in most columns, in its message, its hint or its place among them."""
    known: dict[tuple[str, ...], list[Said]] = {}
    for one in listed:
        for mark in _identifying(one):
            known.setdefault(mark, []).append(one)
    rows: dict[int, list[Said]] = {}
    for row in {row for row, column in texts if column <= LAST}:
        shown = Said(*(texts.get((row, column), "") for column in range(_SEVERITY, LAST + 1)))
        alike = {
            one: sum(map(str.__eq__, one, shown))
            for mark in _identifying(shown)
            for one in known.get(mark, ())
        }
        if alike:
            most = max(alike.values())
            rows[row] = [one for one, equal in alike.items() if equal == most]
    for row, same in rows.items():
        for column, values in enumerate(zip(*same, strict=True), start=_SEVERITY):
            if texts.get((row, column)) in values:
                yield row, column
    yield from ((row, _NUMBER) for row in _numbered_rows(texts, rows))


def _identifying(one: Said) -> tuple[tuple[str, ...], ...]:
    return (("message", one.message), ("hint", one.hint), (one.criterion, one.cell, one.code))


def _numbered_rows(texts: Mapping[Address, str], rows: Collection[int]) -> list[int]:
    """The rows whose number is as it was written: of a table that was sorted anew all of them, of one from
    which rows were deleted those between the numbers of their neighbours."""
    numbers = {row: _as_number(texts.get((row, _NUMBER), "")) for row in sorted(rows)}
    if set(numbers.values()) == set(map(Decimal, range(1, len(rows) + 1))):
        return list(numbers)
    most = max(map(_counted, texts.values()), default=0) or len(rows)
    rising: list[int] = []
    for row, number in numbers.items():
        last = numbers[rising[-1]] if rising else Decimal(0)
        if number is not None and last is not None and last < number <= most and number == int(number):
            rising.append(row)
    return rising


def _counted(text: str) -> int:
    """How many findings a verdict counts; 0 for any other text."""
    match = next(filter(None, (re.match(pattern, text) for pattern in _verdicts())), None)
    return sum(map(int, match.groups())) if match else 0


def _words_by_column(plans: Iterable[Plan]) -> dict[int, set[str]]:
    words = {column: {squash(text) for text in head} for column, (head, _) in enumerate(COLUMNS, start=1)}
    for column, head in zip((_LABEL, _ENTERED, _COMPUTED, _COMPARED), _FIGURE_HEADS, strict=True):
        words[column].update(head)
    for plan in plans:
        words[_LABEL].update(squash(one.label.to(plan.lang)) for one in plan.figures)
        words[_LABEL].add(squash(_NOTE.to(plan.lang) + _NOTE_WRITTEN.to(plan.lang)))
        for row in result_sheet(plan._replace(remarks=(), figures=()), ()).rows:
            for column, cell in enumerate(row[:LAST], start=1):
                if isinstance(cell.value, str):
                    words[column].add(squash(cell.value))
    return words


def _is_verdict(at: Address, text: str) -> bool:
    return at[1] == 1 and any(re.match(pattern, text) for pattern in _verdicts())


@cache
def _verdicts() -> tuple[str, ...]:
    """What the verdict on a form can be, in each language."""
    return tuple(
        re.sub(r"\\{\w+\\}", r"(\\d+)", re.escape(_COUNTS.to(lang)))
        + f"(?:{re.escape(_MUST.to(lang))}|{re.escape(_FINE.to(lang))})\\Z"
        for lang in LANGS
    )


def _own_figures(texts: Mapping[Address, str], row: int, same: Iterable[Figure]) -> Iterator[int]:
    """The columns of a total's row that hold figures and words of ours: those of today, or two figures
    of which the comparison says what their difference is."""
    entered, computed, compared = (texts.get((row, at), "") for at in (_ENTERED, _COMPUTED, _COMPARED))
    for one in same:
        if _shows(entered, one.entered):
            yield _ENTERED
        if _shows(computed, one.computed):
            yield _COMPUTED
        if compared in _comparisons(one):
            yield _COMPARED
        numbers = _as_number(entered), _as_number(computed)
        if compared and _shows(entered, numbers[0]) and _shows(computed, numbers[1]):
            old = one._replace(entered=numbers[0], computed=numbers[1], shown=True)
            if compared in _comparisons(old):
                yield from (_ENTERED, _COMPUTED, _COMPARED)


def _comparisons(figure: Figure) -> set[str]:
    """All that may be said of a figure."""
    return {squash(_comparison(figure, lang, written)[0]) for lang in LANGS for written in (False, True)}


def _shows(text: str, value: Decimal | None) -> bool:
    """Is this what ``_number`` writes for the value?"""
    number = _as_number(text)
    if value is None or number is None:
        return value is None and text == NO_FIGURE
    return float(number) == float(value)


def _as_number(text: str) -> Decimal | None:
    return Decimal(text) if re.match(r"-?\d+(?:\.\d+)?\Z", text, re.ASCII) else None


def _is_ref(text: str) -> bool:
    try:
        parse_ref(text)
    except ValueError:
        return False
    return True


def _ledger_cells(
    texts: Mapping[Address, str], said: Collection[str], sheets: Collection[str]
) -> Iterator[Address]:
    """The ledger as ``read`` finds it: its title, and the entries below as far as they refer to cells."""
    top = next(
        (row for (row, at), text in texts.items() if (at, text) == (LEDGER_COLUMN, LEDGER_TITLE)), None
    )
    if top is None:
        return
    yield top, LEDGER_COLUMN
    entries: dict[int, Mark] = {}
    row = top + 1
    while (row, LEDGER_COLUMN) in texts and _is_ref(texts.get((row, LEDGER_COLUMN + 1), "")):
        entries[row] = Mark(*(texts.get((row, LEDGER_COLUMN + at), "") for at in range(len(Mark._fields))))
        row += 1
    named = Counter(entry.sheet for entry in entries.values())
    for row, entry in entries.items():
        own = (
            entry.sheet in sheets or named[entry.sheet] > 1,  # a sheet that was renamed since
            True,
            entry.what in _KEPT,
            bool(re.match(_KEPT_BEFORE, entry.before, re.DOTALL)),
            _is_said(entry.after, said) or bool(re.match(_KEPT.get(entry.what, _NEVER), entry.after)),
        )
        yield from ((row, LEDGER_COLUMN + at) for at, is_own in enumerate(own) if is_own)


def _is_said(text: str, said: Collection[str]) -> bool:
    """A ledger may keep the beginning of a long message."""
    cut = text.removesuffix("…")
    return text in said or (cut != text and any(one.startswith(cut) for one in said))


_FILL = r"(?:none|(?:rgb|theme|indexed):[0-9A-Fa-f.:+-]+|other:.*)"
_KEPT = {
    "value": r"(?:-?\d+(?:\.\d+)?|—)\Z",
    "fill": rf"{_FILL}\Z",
    "sealed": r"[0-9a-f]{64}\Z",
    "finding": r"(?!)",
}
"""What an entry of the ledger is about -> what it says was put there; a finding's words are in ``said``."""
_NEVER = _KEPT["finding"]
_KEPT_BEFORE = rf"(?:{_FILL}|S\d{{3}}|(?:number|text|bool|date|error):.*)\Z"
