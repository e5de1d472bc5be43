"""The LibreOffice adapter where the contract does not reach: what is refused, a locked structure, notes of
the user's own, other file types."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from selfscore_xl import demo
from selfscore_xl.layout import FORM_SHEET, RESULT_SHEET
from selfscore_xl.ooxml import workbook as ooxml
from selfscore_xl.ooxml.edit import Editor
from tests.live import contract
from tests.office.client import Book, Office

ROOT = Path(__file__).resolve().parents[2]
CODE = contract.IN_OFFICE + "from selfscore_xl import live_check\nfrom selfscore_xl.live import office\n"
SEEN = """
result = {
    "sheets": list(document.Sheets.ElementNames),
    "undo": list(document.UndoManager.getAllUndoActionTitles()),
    "modified": document.isModified(),
    "notes": sum(document.Sheets.getByName(name).Annotations.Count for name in document.Sheets.ElementNames),
}
"""


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "biểu đã điền.xlsx"
    path.write_bytes(demo.load().form())
    return path


@pytest.fixture
def tampered(form: Path, tmp_path: Path) -> Path:
    """The form with a finding at a locked cell, the maximum of row 15."""
    editor = Editor(ooxml.Workbook.open(str(form)), str(form))
    editor.set_value(FORM_SHEET, (15, 3), Decimal(4))
    path = tmp_path / "tampered.xlsx"
    path.write_bytes(editor.to_bytes())
    return path


def live(book: Book, expression: str) -> Any:
    """An expression over ``book``, the adapter of the document."""
    return book.run(CODE + f"result = {expression}", root=str(ROOT))


def check(book: Book) -> str:
    return str(live(book, "contract.refusal(book)"))


def unknown_set(form: Path, path: Path) -> Path:
    with zipfile.ZipFile(form) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"quang-tri-2023-h1", b"quang-tri-2099-h1"))
    return path


def refused(book: Book, said: str) -> None:
    """Checking and clearing say one sentence, and change nothing."""
    before = book.run(SEEN)
    told = check(book)
    assert said in told
    assert told.count(". ") == 0
    assert book.run(SEEN) == before


def test_a_workbook_that_is_no_form(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    Workbook().save(path)
    with office.open(path) as book:
        refused(book, "không phải biểu tự chấm điểm")


def test_a_form_of_an_unknown_set(office: Office, form: Path, tmp_path: Path) -> None:
    with office.open(unknown_set(form, tmp_path / "unknown.xlsx")) as book:
        refused(book, "quang-tri-2099-h1")
        assert check(book).endswith("); xin cơ quan ban hành bản cài đặt có bộ tiêu chí đó.")


def test_a_read_only_document(office: Office, form: Path) -> None:
    with office.open(form, ReadOnly=True) as book:
        refused(book, "chỉ đọc")
        assert "chỉ đọc" in live(book, "live_check.attempted(lambda: live_check.clear(book))[0]")


def test_a_shared_document(office: Office, form: Path) -> None:
    with office.open(form) as book:
        book.run('document.createInstance("com.sun.star.document.Settings").IsDocumentShared = True')
        refused(book, "dùng chung")


@pytest.mark.parametrize(
    "open_first", ["", 'desktop.loadComponentFromURL("private:factory/swriter", "_blank", 0, ())']
)
def test_no_workbook_is_open(office: Office, open_first: str) -> None:
    said, done = office.run(
        f"""
import sys
sys.path.insert(0, root)
from selfscore_xl import live_check
from selfscore_xl.live import office
other = {open_first or None}
result = live_check.attempted(lambda: live_check.check(office.current(desktop)))
if other is not None:
    other.close(True)
""",
        root=str(ROOT),
    )
    assert said.startswith("Chưa mở biểu nào;")
    assert not done


def test_a_failure_half_way_changes_nothing(office: Office, form: Path) -> None:
    with office.open(form) as book:
        before = book.run(SEEN), book.values(FORM_SHEET)
        said = book.run(
            CODE + "book.show = lambda sheet: 1 / 0\n"
            "result = live_check.attempted(lambda: live_check.check(book))[0]",
            root=str(ROOT),
        )
        assert "ZeroDivisionError" in said
        after = book.run(SEEN)
        assert {**after, "modified": before[0]["modified"]} == before[0]
        assert book.values(FORM_SHEET) == before[1]


def test_with_a_locked_structure_the_findings_stand_beside_the_form(office: Office, form: Path) -> None:
    with office.open(form, Hidden=False) as book:
        book.run('document.protect("")')
        before = book.sheets()
        said = check(book)
        assert RESULT_SHEET in said
        assert book.sheets() == before
        beside = book.run(
            CODE + "one = book._companion()\n"
            f'page = one.Sheets.getByName("{RESULT_SHEET}")\n'
            "cell = page.getCellRangeByName('D18')\n"
            "result = [list(one.Sheets.ElementNames), cell.String,"
            " cell.TextFields.createEnumeration().nextElement().URL, document.URL]",
            root=str(ROOT),
        )
        assert beside[0] == [RESULT_SHEET]
        assert beside[2] == f"{beside[3]}#'{FORM_SHEET}'.{beside[1]}"
        # The user is at the sheet of findings now; the commands mean the form.
        walked = book.run(
            CODE + "book = office.current(desktop)\n"
            "said = live_check.next_finding(book).vi\n"
            "result = [said, book.name, *book.selected(), book._document.isProtected()]",
            root=str(ROOT),
        )
        assert walked[0].startswith("1/")
        assert walked[1:] == [form.name, FORM_SHEET, [15, 6], True]
        assert live(book, "live_check.clear(book).vi") == "Đã xóa mọi đánh dấu của lần kiểm tra."
        assert live(book, "book._companion() is None")
        assert book.run(SEEN)["notes"] == 0


def test_nobody_is_led_to_a_hidden_sheet(office: Office, form: Path) -> None:
    with office.open(form, Hidden=False) as book:
        live(book, 'book.go_to("Chấm điểm", (12, 6))')
        live(book, 'book.go_to("_selfscore", (2, 1))')
        live(book, 'book.go_to("Không có", (2, 1))')
        assert live(book, "book.selected()") == ["Chấm điểm", [12, 6]]


def test_a_finding_at_a_locked_cell_is_told_and_not_marked(office: Office, tampered: Path) -> None:
    cell = """
cell = document.Sheets.getByName("Chấm điểm").getCellRangeByName("C15")
locked = [cell.CellProtection.IsLocked, cell.Spreadsheet.isProtected()]
result = [*locked, cell.CellBackColor, cell.Annotation.String]
"""
    with office.open(tampered) as book:
        before = book.run(cell)
        assert before[:2] == [True, True]
        check(book)
        shown = book.values(RESULT_SHEET)
        row = next(address[1:] for address, value in shown.items() if value == "S007")
        assert shown[f"D{row}"] == "C15"
        assert book.run(cell) == before
        live(book, "live_check.clear(book).vi")
        assert book.run(cell) == before


def test_marks_that_a_later_protection_keeps_are_told_and_can_be_cleared_after_it(
    office: Office, tampered: Path
) -> None:
    cell = """
cell = document.Sheets.getByName("Chấm điểm").getCellRangeByName("C15")
result = [cell.CellBackColor, cell.Annotation.String != ""]
"""
    with office.open(tampered) as book:
        book.run('document.Sheets.getByName("Chấm điểm").unprotect("")')
        before = book.run(cell)
        check(book)
        marked = book.run(cell)
        assert marked[1]
        assert marked != before
        book.run('document.Sheets.getByName("Chấm điểm").protect("")')
        said = live(book, "live_check.clear(book).vi")
        assert said.startswith("Còn 1 ô giữ đánh dấu vì trang «Chấm điểm» đang khóa;")
        assert book.run(cell) == marked
        assert book.run(SEEN)["notes"] == 1
        assert RESULT_SHEET in book.sheets()  # it knows the fill of before
        book.run('document.Sheets.getByName("Chấm điểm").unprotect("")')
        assert live(book, "live_check.clear(book).vi") == "Đã xóa mọi đánh dấu của lần kiểm tra."
        assert book.run(cell) == before
        assert RESULT_SHEET not in book.sheets()


def test_marks_on_a_sheet_that_was_renamed_are_told_and_cleared_under_its_old_name(
    office: Office, form: Path
) -> None:
    with office.open(form) as book:
        colors = """
sheet = document.Sheets.getByIndex(document.Sheets.Count - 4)
result = [sheet.Name, [sheet.getCellByPosition(5, row).CellBackColor for row in range(8, 70)]]
"""
        before = book.run(colors)
        check(book)
        assert book.run(colors)[1] != before[1]
        book.run('document.Sheets.getByName("Chấm điểm").Name = "Khác"')
        said = live(book, "live_check.clear(book).vi")
        assert said.startswith("Chưa xóa được màu ô ở trang «Chấm điểm» vì không còn trang tên đó;")
        assert book.run(SEEN)["notes"] == 0
        book.run('document.Sheets.getByName("Khác").Name = "Chấm điểm"')
        assert live(book, "live_check.clear(book).vi") == "Đã xóa mọi đánh dấu của lần kiểm tra."
        assert book.run(colors) == before


def test_a_form_with_a_password_is_checked_as_it_is_open(office: Office, form: Path, tmp_path: Path) -> None:
    sealed = tmp_path / "sealed.xlsx"
    with office.open(form) as book:
        expected = check(book)
        book.save(sealed, Password="mật khẩu")
    with office.open(sealed, Password="mật khẩu") as book:
        assert check(book) == expected


def test_a_note_of_the_user_stays(office: Office, form: Path) -> None:
    note = 'document.Sheets.getByName("Chấm điểm").getCellRangeByName("F15").Annotation.String'
    with office.open(form) as book:
        book.run(
            'sheet = document.Sheets.getByName("Chấm điểm")\n'
            'sheet.Annotations.insertNew(sheet.getCellRangeByName("F15").CellAddress, "An: xem lại")'
        )
        check(book)
        both = book.run(f"result = {note}")
        assert both.startswith("An: xem lại\nselfscore-xl\n")
        assert "S401" in both
        live(book, "live_check.clear(book).vi")
        assert book.run(f"result = {note}") == "An: xem lại"
        assert book.run(SEEN)["notes"] == 1


def test_rows_keep_their_height(office: Office, form: Path) -> None:
    """A fill makes LibreOffice fit the row to its text, and the form's rows are a little higher."""
    heights = """
rows = document.Sheets.getByName("Chấm điểm").Rows
result = [[rows.getByIndex(i).Height, rows.getByIndex(i).OptimalHeight] for i in range(70)]
"""
    with office.open(form) as book:
        before = book.run(heights)
        check(book)
        fills = "result = document.Sheets.getByName('Chấm điểm').getCellRangeByName('F15').CellBackColor"
        assert book.run(fills) == 0xFFE699
        assert book.run(heights) == before
        live(book, "live_check.clear(book).vi")
        assert book.run(heights) == before
        assert book.run("result = document.IsAdjustHeightEnabled")


@pytest.mark.parametrize("ending", ["ods", "xls"])
def test_a_form_saved_as_another_type(office: Office, form: Path, tmp_path: Path, ending: str) -> None:
    other = office.convert(form, tmp_path / f"form.{ending}")
    with office.open(form) as book:
        expected = check(book)
    with office.open(other) as book:
        assert check(book) == expected
        assert book.sheets()[0] == RESULT_SHEET
