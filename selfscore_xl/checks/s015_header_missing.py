"""Without its header a column is not found, and everything typed in it is unread.

Cells are found by code and header text, never by position, so moved columns are fine and renamed
ones are not. Other people's scripts find the sheet and the footer lines by their names too
(sheet name, header texts and footer labels are the form's contract).
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding, Place
from ..layout import DATA_SHEET, FOOTER_FIELD, FOOTER_LABELS, FORM_SHEET, Field, Footer
from ..submission import Entry
from ..text import Text, fold
from .labels import missing_lines, retyped_columns, retyped_lines
from .rows import is_of_another_version
from .words import REPAIR, column, header_cell, quoted, seen

CHECK = Check(
    code="S015",
    name="header-missing",
    severity="error",
    title=Text(
        "Thiếu cột, dòng hoặc tên trang tính của biểu", "A column, line or the sheet's name is missing"
    ),
    message=Text("{what}.", "{what}."),
    hint=Text("{cure}.", "{cure}."),
)

_REPAIR = Text(
    "Ghi lại đúng tên như trên; nếu phần đó đã bị xóa thì " + REPAIR.vi,
    "Restore the name as given; if that part was deleted, " + REPAIR.en,
)


def find(context: Context) -> Iterator[Finding]:
    form = context.submission.form
    if fold(form.sheet) != fold(FORM_SHEET):
        now, right = quoted(form.sheet, 31), quoted(FORM_SHEET)
        yield CHECK.at(
            Place(form.sheet, ""),
            what=Text(
                f"Trang tính của biểu đang có tên {now.vi}, tên đúng là {right.vi}",
                f"The form's sheet is now named {now.en}; its name must be {right.en}",
            ),
            cure=Text(f"Đổi tên trang tính thành {right.vi}", f"Rename the sheet to {right.en}"),
        )
    retyped = retyped_columns(context)
    for field in Field:
        if field not in form.columns:
            yield _column(context, field, retyped.get(field))
    yield from _lines(context)
    if _lacks_data_sheet(context):
        what = Text(
            f"Biểu thiếu trang «{DATA_SHEET}», nên số liệu để tính điểm, xét xếp loại không được đọc",
            f"The form lacks the sheet “{DATA_SHEET}”, so none of the figures for scores and grades is read",
        )
        yield CHECK.at(Place(form.sheet, ""), what=what, cure=_REPAIR)


def _lacks_data_sheet(context: Context) -> bool:
    submission = context.submission
    asks = context.criteria.facts or any(leaf.rule.asked for leaf in context.tree.leaves)
    if not asks or submission.data or submission.facts or is_of_another_version(context):
        return False
    return all(fold(sheet.name) != fold(DATA_SHEET) for sheet in submission.sheets)


def _column(context: Context, field: Field, instead: Entry | None) -> Finding:
    header = column(field)
    if instead is None:
        what = Text(
            f"Biểu thiếu cột {header.vi}, nên nội dung của cột này không được đọc",
            f"The form lacks the column {header.en}, so nothing of it is read",
        )
    else:
        now = seen(instead)
        where = instead.place.ref
        what = Text(
            f"Tiêu đề cột tại ô {where} đang là {now.vi}, phải là {header.vi}; cột này không được đọc",
            f"The header in cell {where} is now {now.en} and must be {header.en}; the column is not read",
        )
    return CHECK.at(
        instead or header_cell(context, field),
        what=what,
        cure=_REPAIR
        if instead is None
        else Text(f"Ghi lại {header.vi} tại ô tiêu đề này", f"Put {header.en} back in this header cell"),
    )


def _lines(context: Context) -> Iterator[Finding]:
    submission = context.submission
    missing = missing_lines(context)
    retyped = retyped_lines(context)
    above = submission.rows[-1].entries[Field.CODE].place if submission.rows else None
    for line in Footer:
        if line not in missing:
            above = submission.footer[line, FOOTER_FIELD].place
            continue
        label = quoted(FOOTER_LABELS[line])
        instead = retyped.get(line)
        if instead is None:
            what = Text(
                f"Dưới bảng thiếu dòng {label.vi}, nên biểu không ghi giá trị này",
                f"The line {label.en} is missing below the table, so the form does not state it",
            )
            yield CHECK.at(above or header_cell(context, Field.CODE), what=what, cure=_REPAIR)
        else:
            now = seen(instead)
            what = Text(
                f"Tên dòng tại ô {instead.place.ref} đang là {now.vi}, phải là {label.vi}",
                f"The label in cell {instead.place.ref} is now {now.en} and must be {label.en}",
            )
            cure = Text(f"Ghi lại {label.vi} tại ô này", f"Put {label.en} back in this cell")
            yield CHECK.at(instead, what=what, cure=cure)


_TABLE = """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 2           |             |             |                                |
    I.1 | 2           |             | 2           | [1].bao-cao-01.pdf             |
    """
BAD = Example(_TABLE, at="cell H8", facts={"missing_columns": ("opinion",)})
GOOD = Example(_TABLE)
