"""Files of other programs edited: they open the result, and a validator reports nothing new."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from openxml_audit import OpenXmlValidator

from selfscore_xl.ooxml.edit import Editor, NewCell, NewSheet, NewStyle
from selfscore_xl.ooxml.workbook import Workbook
from tests.office.client import Office
from tests.ooxml.edit_files import edited

# openpyxl says what it would lose
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning"),
    pytest.mark.filterwarnings("ignore:Cannot parse header or footer:UserWarning"),
]

SHEET = "Chấm điểm"
US = "Kiểm tra biểu"
ROWS = range(2, 30)


def openpyxl_file(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    thin = Side(style="thin")
    for row in ROWS:
        sheet.cell(row, 1, f"I.{row}").font = Font(name="Times New Roman", bold=row % 5 == 0)
        sheet.cell(row, 2, "Tiêu chí thành phần").alignment = Alignment(wrap_text=True)
        sheet.cell(row, 3, row / 4).number_format = "0.00"
        sheet.cell(row, 4).protection = Protection(locked=False)
        sheet.cell(row, 4).border = Border(thin, thin, thin, thin)
        sheet.cell(row, 5, f"=SUM(C{row},D{row})")
    sheet["A40"].fill = PatternFill("solid", fgColor="FFDDDDDD")
    sheet["A3"].comment = Comment("người dùng ghi", "An")
    rule = DataValidation(type="decimal", operator="between", formula1="0", formula2="C2")
    rule.add("D2:D29")
    sheet.add_data_validation(rule)
    sheet.conditional_formatting.add(
        "E2:E29", CellIsRule(operator="greaterThan", formula=["10"], font=Font(color="FFFF0000"))
    )
    sheet.merge_cells("A42:C43")
    sheet.freeze_panes = "C2"
    sheet.protection.sheet = True
    sheet.print_title_rows = "1:1"
    second = book.create_sheet("Số liệu")
    for column, title in enumerate(("Mã", "Tử số", "Mẫu số"), 1):
        second.cell(1, column, title)
        second.cell(2, column, "x")
    second.add_table(Table(displayName="bảng", ref="A1:C2"))
    book.create_sheet("ẩn").sheet_state = "hidden"
    book.defined_names["điểm"] = DefinedName("điểm", attr_text=f"'{SHEET}'!$E$2:$E$29")
    book.save(path)


def xlsxwriter_file(path: Path) -> None:
    book = xlsxwriter.Workbook(path, {"in_memory": True})
    sheet = book.add_worksheet(SHEET)
    bold = book.add_format({"bold": True, "bg_color": "#DDEBF7", "locked": False})
    for row in ROWS:
        sheet.write_string(row - 1, 0, f"I.{row}", bold)
        sheet.write_rich_string(row - 1, 1, bold, "đậm", " và thường")
        sheet.write_number(row - 1, 2, row / 4)
        sheet.write_formula(row - 1, 4, f"=SUM(C{row},D{row})", None, row / 4)
    sheet.write_comment("A3", "người dùng ghi", {"author": "An"})
    sheet.insert_button("G3", {"caption": "Nút", "macro": "x"})
    sheet.insert_textbox("H5", "hộp chữ")
    sheet.insert_checkbox("H12", True)
    sheet.add_sparkline("I3", {"range": f"'{SHEET}'!C2:C9"})
    sheet.data_validation("D2:D29", {"validate": "list", "source": ["x"]})
    sheet.autofilter("A1:E29")
    sheet.set_header("&G", {"image_center": str(picture(path.parent))})
    sheet.protect("", {"format_columns": True})
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": f"='{SHEET}'!$C$2:$C$9"})
    sheet.insert_chart("K2", chart)
    second = book.add_worksheet("Số liệu")
    second.add_table("A1:C5")
    book.define_name("điểm", f"='{SHEET}'!$E$2:$E$29")
    book.close()


def picture(folder: Path) -> Path:
    """The smallest picture."""
    path = folder / "i.png"
    path.write_bytes(
        bytes.fromhex(
            "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63"
            "606060000000050001a5f645400000000049454e44ae426082"
        )
    )
    return path


PRODUCERS = {"openpyxl": openpyxl_file, "XlsxWriter": xlsxwriter_file}


def wish(editor: Editor) -> None:
    for row in ROWS:
        editor.set_value(SHEET, (row, 5), Decimal(row) / 8)
        if row % 2:
            editor.set_fill(SHEET, (row, 4), "FFC7CE")
            editor.set_note(SHEET, (row, 1), f"S101 tại dòng {row}\nsửa lại", US, 200, 60)
    editor.set_value(SHEET, (35, 3), "=chữ")
    editor.set_value(SHEET, (35, 1), True)
    head = NewStyle(bold=True, fill="DDEBF7", border="thin", horizontal="center", wrap=True)
    rows = tuple(
        (NewCell(row), NewCell(f"D{row}", NewStyle(underline=True, color="0563C1"), link=f"'{SHEET}'!D{row}"))
        for row in ROWS
    )
    editor.put_sheet(
        NewSheet(
            "Kết quả kiểm tra",
            (6, 12),
            ((NewCell("TT", head), NewCell("Ô", head)), *rows),
            {1: 24},
            freeze_row=1,
            filter_area=(1, 1, len(rows) + 1, 2),
            repeat_row=1,
            landscape=True,
            tab_color="C00000",
        )
    )


@pytest.fixture(params=PRODUCERS)
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A file as a program wrote it."""
    path = tmp_path / "biểu.xlsx"
    PRODUCERS[request.param](path)
    return path


@pytest.fixture(params=[*PRODUCERS, "LibreOffice of openpyxl", "LibreOffice of XlsxWriter"])
def office_source(request: pytest.FixtureRequest, tmp_path: Path, office: Office) -> Path:
    """Likewise, also as LibreOffice saved it again."""
    path = tmp_path / "biểu.xlsx"
    PRODUCERS[request.param.rpartition(" ")[2]](path)
    return office.convert(path, tmp_path / "lại.xlsx") if " of " in request.param else path


def complaints(data: bytes, folder: Path) -> set[tuple[str, str]]:
    """What the validator reports, without what counts cells or says where."""
    path = folder / "checked.xlsx"
    path.write_bytes(data)
    return {
        (str(error.error_type), re.sub(r"[\w/.]*\d+[\w/.]*", "#", error.description))
        for error in OpenXmlValidator().validate(path).errors
        # new text is written into its cell on purpose: the shared strings stay as they are
        if "inline-string" not in error.description
    }


def test_the_validator_reports_nothing_new(source: Path, tmp_path: Path) -> None:
    before = source.read_bytes()
    assert complaints(edited(before, wish), tmp_path) <= complaints(before, tmp_path)


def test_openpyxl_opens_it(source: Path) -> None:
    check_openpyxl(edited(source.read_bytes(), wish))


def check_openpyxl(data: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    assert book.sheetnames[0] == book.active.title == "Kết quả kiểm tra"
    sheet = book[SHEET]
    assert [sheet.cell(row, 5).value for row in ROWS] == [row / 8 for row in ROWS]
    assert sheet["C35"].value == "=chữ"
    assert sheet["A3"].comment.text == f"người dùng ghi\n{US}\nS101 tại dòng 3\nsửa lại"
    assert sheet["A5"].comment.text == f"{US}\nS101 tại dòng 5\nsửa lại"
    assert sheet["D5"].fill.fgColor.rgb == "FFFFC7CE"
    formulas = openpyxl.load_workbook(io.BytesIO(data))[SHEET]
    assert formulas["E5"].value == "=SUM(C5,D5)"


def test_libreoffice_opens_it(office_source: Path, office: Office, tmp_path: Path) -> None:
    path = tmp_path / "ra.xlsx"
    path.write_bytes(edited(office_source.read_bytes(), wish))
    check_openpyxl(path.read_bytes())
    with office.open(path) as book:
        assert book.sheets()[0] == "Kết quả kiểm tra"
        values = {address: content.value for address, content in book.contents(SHEET).items()}
        assert values["C35"] == "=chữ"
        assert values["E5"] == 1.25  # recalculated: the formula is alive
        put = {address: content.value for address, content in book.contents("Kết quả kiểm tra").items()}
        assert (put["A1"], put["B2"], put["A3"]) == ("TT", "D2", 3.0)


def test_our_notes_are_known_after_libreoffice_saved_them(
    office_source: Path, office: Office, tmp_path: Path
) -> None:
    path = tmp_path / "ra.xlsx"
    path.write_bytes(edited(office_source.read_bytes(), wish))
    again = office.convert(path, tmp_path / "lại ra.xlsx").read_bytes()
    editor = Editor(Workbook.open(again))
    ours = [(SHEET, (row, 1)) for row in ROWS if row % 2]
    assert editor.notes_by(US) == ours

    def clear(editor: Editor) -> None:
        for sheet, address in ours:
            editor.remove_note(sheet, address, US)

    cleared = Workbook.open(edited(again, clear))
    assert {address: note.text for address, note in cleared.notes(SHEET).items()} == {
        (3, 1): "người dùng ghi"
    }
    check_openpyxl(edited(again, wish))


def test_fills_are_put_back_after_libreoffice_saved_them(
    office_source: Path, office: Office, tmp_path: Path
) -> None:
    before = Editor(Workbook.open(office_source))
    codes = {(row, 4): before.fill_of(SHEET, (row, 4)) for row in ROWS if row % 2}
    path = tmp_path / "ra.xlsx"
    path.write_bytes(edited(office_source.read_bytes(), wish))
    again = office.convert(path, tmp_path / "lại ra.xlsx").read_bytes()

    def restore(editor: Editor) -> None:
        for address, code in codes.items():
            assert editor.restore_fill(SHEET, address, code)

    after = Editor(Workbook.open(edited(again, restore)))
    assert {address: after.fill_of(SHEET, address) for address in codes} == codes
