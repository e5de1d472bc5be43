"""A hidden row or column is still counted, but nobody who opens the form sees it.

Hidden rows, columns and sheets are reported, not skipped: a score may stand there that no reader
looked at. Rows folded away by the outline count as hidden too. Reviewers' columns count only once
they hold something.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding, Place
from ..layout import REVIEWER_INPUTS, UNIT_INPUTS, Field
from ..submission import Entry, Row
from ..text import Text
from .rows import places, runs
from .words import column, header_cell, letters

CHECK = Check(
    code="S012",
    name="input-hidden",
    severity="warning",
    title=Text("Ô nhập bị ẩn", "Input hidden"),
    message=Text("{what} đang bị ẩn{holding}.", "{what} hidden{holding}."),
    hint=Text(
        "Hiện lại phần bị ẩn (chọn cả trang tính, bấm chuột phải vào đầu hàng hoặc đầu cột, chọn Bỏ ẩn) "
        "và xem lại nội dung.",
        "Show it again (select the whole sheet, right-click a row or column heading, choose Unhide) and "
        "look at what it holds.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    form = context.submission.form
    for sheet in context.submission.sheets:
        if sheet.name == form.sheet and sheet.state != "visible":
            yield CHECK.at(
                Place(form.sheet, ""),
                what=Text(f"Trang tính «{form.sheet}»", f"The sheet “{form.sheet}” is"),
                holding=Text("", ""),
            )
    rows = [line.row for line in context.lines]
    for run in runs(rows, lambda row: row.hidden, lambda row: True):
        yield _rows(run)
    for field in (*UNIT_INPUTS, *REVIEWER_INPUTS):
        yield from _column(context, field, [row for row in rows if field in row.entries])


def _rows(run: list[Row]) -> Finding:
    answers = sum(_is_answered(row) for row in run)
    first, last = run[0], run[-1]
    if first is last:
        what = Text(f"Hàng {first.number} (tiêu chí {first.key})", f"Row {first.number} ({first.key}) is")
    else:
        what = Text(
            f"Các hàng từ {first.number} ({first.key}) đến {last.number} ({last.key})",
            f"Rows {first.number} ({first.key}) to {last.number} ({last.key}) are",
        )
    cells = [row.entries[Field.CODE] for row in run]
    holding = _holding(answers, Text("hàng đã có câu trả lời", "rows with answers"))
    if first is last and answers:
        holding = Text(", hàng này đã có câu trả lời", ", with answers in it")
    return CHECK.at(
        cells[0],
        criterion=first.key,
        related=places(cells[1:]),
        what=what,
        holding=holding,
    )


def _column(context: Context, field: Field, rows: list[Row]) -> Iterator[Finding]:
    hidden = [(row.key, row.entries[field]) for row in rows if row.entries[field].hidden and not row.hidden]
    filled = [entry for _, entry in hidden if not entry.is_empty and entry.formula is None]
    if not hidden or (field in REVIEWER_INPUTS and not filled):
        return
    key, first = hidden[0]
    header = column(field)
    name = letters(first.place.ref)
    whole = len(hidden) == sum(not row.hidden for row in rows)
    yield CHECK.at(
        header_cell(context, field) if whole else first,
        criterion=None if whole else key,
        related=() if whole else places(entry for _, entry in hidden[1:]),
        what=Text(f"Cột {header.vi} ({name})", f"Column {header.en} ({name}) is")
        if whole
        else Text(f"Ô {first.place.ref}", f"Cell {first.place.ref} is"),
        holding=_holding(len(filled), Text("ô có nội dung", "filled cells")),
    )


def _holding(count: int, what: Text) -> Text:
    if not count:
        return Text("", "")
    return Text(f", trong đó có {count} {what.vi}", f", with {count} {what.en}")


def _is_answered(row: Row) -> bool:
    entries: list[Entry] = [row.entries[field] for field in UNIT_INPUTS if field in row.entries]
    return any(not entry.is_empty and entry.formula is None for entry in entries)


_TABLE = """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           |             | 2           | [1].bao-cao-01.pdf             |
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """
BAD = Example(_TABLE, at="I.2 code", facts={"row I.2": {"hidden": True}})
GOOD = Example(_TABLE)
