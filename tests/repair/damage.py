"""Ways in which hands and programs damage a form, each done with openpyxl, which loses cached values and
the sheets' protection on its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from random import Random
from typing import Any

from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter

from selfscore_xl.layout import DATA_SHEET, FORM_SHEET, IDENTITY_SHEET, RESULT_SHEET, Field, Layout

Damage = Callable[["Damaged"], None]


class Damaged:
    """A workbook under somebody's hands; where its rows and columns are by now does not matter to them."""

    def __init__(self, workbook: Any, layout: Layout, random: Random) -> None:
        self.workbook = workbook
        self.layout = layout
        self.random = random
        self.sheet = workbook[FORM_SHEET]
        self._words = 0

    def words(self) -> str:
        """A text that stands nowhere yet."""
        self._words += 1
        return f"nội dung gõ thêm số {self._words}"

    def row(self) -> int:
        return self.random.randint(self.layout.first_row, self.layout.last_row)

    def column(self, *fields: Field) -> int:
        return self.layout.columns[self.random.choice(fields or tuple(Field))]

    def cell(self, *fields: Field) -> Any:
        return self.sheet.cell(self.row(), self.column(*fields))


def put(cell: Any, value: object) -> None:
    """Type into a cell; of a merged area only the first can hold something."""
    if type(cell).__name__ != "MergedCell":
        cell.value = value


MOMENTS = (datetime(2024, 5, 1), datetime(2023, 7, 5, 14, 45), time(8, 30), time(7, 5, 9), date(1900, 1, 5))
"""As a spreadsheet makes them of 5/5, 8:30 or 5/1/1900."""


def swap_rows(form: Damaged) -> None:
    _swap(form, form.row(), form.row(), by_row=True)


def swap_columns(form: Damaged) -> None:
    first, second = (form.column() for _ in range(2))
    _swap(form, first, second, by_row=False)


def _swap(form: Damaged, first: int, second: int, *, by_row: bool) -> None:
    last = form.sheet.max_column if by_row else form.sheet.max_row
    start = 1 if by_row else form.layout.header_row
    for place in range(start, last + 1):
        pair = [form.sheet.cell(*((one, place) if by_row else (place, one))) for one in (first, second)]
        if not any(type(cell).__name__ == "MergedCell" for cell in pair):
            pair[0].value, pair[1].value = pair[1].value, pair[0].value


def insert_row(form: Damaged) -> None:
    row = form.row()
    form.sheet.insert_rows(row)
    if form.random.random() < 0.5:
        put(form.sheet.cell(row, form.column()), form.words())


def delete_row(form: Damaged) -> None:
    form.sheet.delete_rows(form.row())


def repeat_row(form: Damaged) -> None:
    source, target = form.row(), form.row()
    form.sheet.insert_rows(target)
    source += source >= target
    for column in form.layout.columns.values():
        put(form.sheet.cell(target, column), form.sheet.cell(source, column).value)
    put(form.sheet.cell(target, form.layout.columns[Field.EXPLANATION]), form.words())


def insert_column(form: Damaged) -> None:
    form.sheet.insert_cols(form.random.randint(1, len(Field) + 1))


def delete_column(form: Damaged) -> None:
    form.sheet.delete_cols(form.column(Field.CHECK, Field.MAX, Field.OPINION, Field.EXPLANATION))


def delete_helpers(form: Damaged) -> None:
    form.sheet.delete_cols(len(Field) + 1, len(form.layout.helper_columns) + 1)


def rename_sheet(form: Damaged) -> None:
    form.sheet.title = form.random.choice(("Sheet1", "Chấm điểm (2)", "biểu nộp lần 2"))


def rename_data_sheet(form: Damaged) -> None:
    if DATA_SHEET in form.workbook.sheetnames:
        form.workbook[DATA_SHEET].title = "Số liệu cũ"


def lose_identity(form: Damaged) -> None:
    if IDENTITY_SHEET in form.workbook.sheetnames:
        del form.workbook[IDENTITY_SHEET]
    form.workbook.defined_names.clear()
    for name in list(form.workbook.custom_doc_props.names):
        del form.workbook.custom_doc_props[name]


def type_over_anything(form: Damaged) -> None:
    cell = form.cell()
    put(cell, form.random.choice((form.words(), 12.25, "5 điểm", "=1+1", True, "#N/A")))


def type_over_code(form: Damaged) -> None:
    put(form.cell(Field.CODE), form.random.choice((form.words(), "", "X.9", 1.1)))


def paste_text_over_score(form: Damaged) -> None:
    value = form.random.choice((form.words(), "8,5", "1.714", *MOMENTS, "=SUM(A1:A2)", 3.75))
    put(form.cell(Field.SELF, Field.APPRAISED), value)


def type_outside(form: Damaged) -> None:
    sheet = form.sheet
    row = form.random.choice((1, 2, 3, form.layout.header_row, sheet.max_row + 2, form.row()))
    column = form.random.choice((1, 5, 11, 12, sheet.max_column + 2))
    put(sheet.cell(row, column), form.random.choice((form.words(), 4321.5)))


def type_in_head(form: Damaged) -> None:
    row = form.random.choice(list(form.layout.head_rows.values()))
    put(form.sheet.cell(row, form.layout.head_value_column), form.words())


def write_note(form: Damaged) -> None:
    cell = form.cell()
    if type(cell).__name__ != "MergedCell":
        cell.comment = Comment(form.words(), "Lan")


def add_sheet(form: Damaged) -> None:
    sheet = form.workbook.create_sheet(f"Nháp {len(form.workbook.sheetnames)}")
    sheet["B3"], sheet["C7"] = form.words(), 2718.25


def type_in_other_sheets(form: Damaged) -> None:
    sheet = form.workbook[form.random.choice(form.workbook.sheetnames)]
    put(sheet.cell(form.random.randint(1, 30), form.random.randint(1, 8)), form.words())


def type_on_the_sheet_of_findings(form: Damaged) -> None:
    if RESULT_SHEET not in form.workbook.sheetnames:
        return
    sheet = form.workbook[RESULT_SHEET]
    cell = sheet.cell(form.random.randint(1, sheet.max_row + 5), form.random.randint(1, 18))
    put(cell, form.random.choice((form.words(), form.words(), 3141.5)))
    put(sheet.cell(sheet.max_row + 2, form.random.randint(1, 7)), "S101")


def shuffle_data(form: Damaged) -> None:
    if DATA_SHEET not in form.workbook.sheetnames:
        return
    sheet = form.workbook[DATA_SHEET]
    if form.random.random() < 0.5:
        sheet.insert_rows(form.random.randint(1, sheet.max_row))
    else:
        sheet.delete_rows(form.random.randint(1, sheet.max_row))


def hide(form: Damaged) -> None:
    form.sheet.row_dimensions[form.row()].hidden = True
    form.sheet.column_dimensions[get_column_letter(form.column())].hidden = True


def merge(form: Damaged) -> None:
    row = form.row()
    first = form.column(Field.EVIDENCE, Field.EXPLANATION)
    form.sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=first + 1)


DAMAGES: Mapping[str, Damage] = {
    damage.__name__: damage
    for damage in (
        swap_rows,
        swap_columns,
        insert_row,
        delete_row,
        repeat_row,
        insert_column,
        delete_column,
        delete_helpers,
        rename_sheet,
        rename_data_sheet,
        lose_identity,
        type_over_anything,
        type_over_code,
        paste_text_over_score,
        type_outside,
        type_in_head,
        write_note,
        add_sheet,
        type_in_other_sheets,
        type_on_the_sheet_of_findings,
        shuffle_data,
        hide,
        merge,
    )
}
