"""A whole sheet put into a workbook, and everything that counts sheets by their place."""

from __future__ import annotations

import io
import re
from decimal import Decimal

import openpyxl
import pytest

from selfscore_xl.ooxml.edit import Editor, NewCell, NewSheet, NewStyle
from selfscore_xl.ooxml.workbook import DefinedName, Workbook
from tests.ooxml.edit_files import SHEET_PART, changed, edited, names, part, styled
from tests.ooxml.read_files import (
    HEADER,
    MAIN,
    OFFICE,
    SML,
    Parts,
    packed,
    relationships,
    workbook,
    worksheet,
)

NAME = "Kết quả kiểm tra"
HEAD = NewStyle(bold=True, fill="DDEBF7", border="thin", horizontal="center", vertical="center", wrap=True)
BODY = NewStyle(border="thin", wrap=True, vertical="top", number_format="0.00")
LINK = NewStyle(color="0563C1", underline=True, size=10.5)
RESULT = NewSheet(
    NAME,
    widths=(5, 12.5, 60),
    rows=(
        (NewCell("TT", HEAD), NewCell("Ô", HEAD), NewCell("Nội dung", HEAD)),
        (
            NewCell(1, BODY),
            NewCell("E12", LINK, link="'Chấm điểm'!E12"),
            NewCell("=HYPERLINK(1) là chữ & <thẻ>", BODY),
        ),
        (),
        (NewCell(Decimal("71.59"), BODY), NewCell(None, HEAD), NewCell(True, BODY, formula="A4>1")),
    ),
    heights={1: 30, 6: 12.75},
    merges=((3, 1, 3, 3),),
    hidden_columns=((5, 6),),
    freeze_row=1,
    filter_area=(1, 1, 4, 3),
    print_area=(1, 1, 6, 3),
    repeat_row=1,
    landscape=True,
    tab_color="C00000",
    footer="&CTrang &P/&N",
)
PLAIN = NewSheet("Ghi chú", rows=((NewCell("x"),),))


def three(inside: str = "", after: str = "") -> Parts:
    """A workbook of three sheets."""
    found = styled(worksheet('<row r="1"><c r="A1"><v>1</v></c></row>'))
    found["xl/workbook.xml"] = workbook("Chấm điểm", "Số liệu", "Ẩn", inside=inside, after=after)
    selected = '<sheetViews><sheetView tabSelected="1" workbookViewId="0"/></sheetViews>'
    found["xl/worksheets/sheet2.xml"] = worksheet("", before=selected)
    found["xl/worksheets/sheet7.xml"] = worksheet("")
    targets = ("worksheets/sheet1.xml", "worksheets/sheet2.xml", "worksheets/sheet7.xml")
    found["xl/_rels/workbook.xml.rels"] = relationships(
        *[("worksheet", target) for target in targets], ("styles", "styles.xml")
    )
    return found


def put(sheet: NewSheet = RESULT, first: bool = True, active: bool = True):
    return lambda editor: editor.put_sheet(sheet, first, active)


def test_the_sheet_is_what_was_given() -> None:
    result = edited(three(), put())
    book = Workbook.open(result)
    assert book.sheet_names == (NAME, "Chấm điểm", "Số liệu", "Ẩn")
    sheet = book.sheet(NAME)
    seen = {cell.ref: (cell.kind, cell.value, cell.formula) for cell in sheet.cells.values()}
    assert seen == {
        "A1": ("text", "TT", None),
        "B1": ("text", "Ô", None),
        "C1": ("text", "Nội dung", None),
        "A2": ("number", "1", None),
        "B2": ("text", "E12", None),
        "C2": ("text", "=HYPERLINK(1) là chữ & <thẻ>", None),
        "A4": ("number", "71.59", None),
        "B4": ("blank", "", None),
        "C4": ("bool", "1", "A4>1"),
    }
    assert sheet.merges == [(3, 1, 3, 3)]
    assert sheet.is_column_hidden(5)
    assert not sheet.is_column_hidden(4)
    head = book.styles.xf(sheet.cells[1, 1].style)
    assert (head.font_name, head.font_size, head.bold, head.fill_color, head.wrap) == (
        "Times New Roman",
        11.0,
        True,
        "DDEBF7",
        True,
    )
    assert book.styles.xf(sheet.cells[2, 1].style).number_format == "0.00"
    assert book.defined_names == (
        DefinedName("_xlnm.Print_Area", f"'{NAME}'!$A$1:$C$6", NAME, False),
        DefinedName("_xlnm.Print_Titles", f"'{NAME}'!$1:$1", NAME, False),
        DefinedName("_xlnm._FilterDatabase", f"'{NAME}'!$A$1:$C$4", NAME, True),
    )


def test_openpyxl_sees_the_same() -> None:
    book = openpyxl.load_workbook(io.BytesIO(edited(three(), put())))
    sheet = book[NAME]
    assert book.active is sheet
    assert sheet["C2"].data_type == "s"
    assert sheet["B2"].hyperlink.location == "'Chấm điểm'!E12"
    assert sheet["A1"].border.left.style == "thin"
    assert sheet["A1"].alignment.horizontal == "center"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:C4"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.row_dimensions[1].height == 30
    assert sheet.column_dimensions["C"].width == 60
    assert sheet.sheet_properties.tabColor.rgb == "FFC00000"
    assert sheet.oddFooter.center.text == "Trang &P/&N"


def test_only_the_parts_that_list_sheets_change() -> None:
    before = packed(three())
    after = edited(before, put())
    assert changed(before, after) == {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/worksheets/sheet2.xml",
        "xl/worksheets/sheet3.xml",
    }
    assert names(after) == [*names(before), "xl/worksheets/sheet3.xml"]
    assert part(after, "xl/worksheets/sheet2.xml") == part(before, "xl/worksheets/sheet2.xml").replace(
        ' tabSelected="1"', ""
    )
    assert f'PartName="/xl/worksheets/sheet3.xml" ContentType="{SML}.worksheet+xml"' in part(
        after, "[Content_Types].xml"
    )


WINDOWS = (
    '<bookViews><workbookView activeTab="1" firstSheet="1"/><workbookView/>'
    '<workbookView activeTab="2" firstSheet="2"/></bookViews>'
)
NAMES = (
    '<definedNames><definedName name="_xlnm.Print_Titles" localSheetId="0">\'Chấm điểm\'!$1:$8</definedName>'
    "<definedName name=\"toàn_bộ\">'Số liệu'!$A$1</definedName>"
    '<definedName name="_xlnm._FilterDatabase" localSheetId="2" hidden="1">Ẩn!$A$1:$B$2</definedName>'
    '</definedNames><calcPr calcId="191029"/>'
)


def test_what_counts_sheets_is_moved() -> None:
    result = edited(three(WINDOWS, NAMES), put())
    before, after = Workbook.open(packed(three(WINDOWS, NAMES))), Workbook.open(result)
    own = [name for name in after.defined_names if name.sheet == NAME]
    assert len(own) == 3
    assert tuple(name for name in after.defined_names if name.sheet != NAME) == before.defined_names
    main = part(result, "xl/workbook.xml")
    assert '<workbookView activeTab="0" firstSheet="0"/><workbookView activeTab="1"/>' in main
    assert '<workbookView activeTab="3" firstSheet="3"/>' in main
    assert '<calcPr calcId="191029"/>' in main


def test_behind_the_others_and_not_shown() -> None:
    before = packed(three(WINDOWS, NAMES))
    result = edited(before, put(PLAIN, first=False, active=False))
    assert Workbook.open(result).sheet_names == ("Chấm điểm", "Số liệu", "Ẩn", "Ghi chú")
    main = part(result, "xl/workbook.xml")
    assert re.sub(r'<sheet name="Ghi chú".*?/>', "", main) == part(before, "xl/workbook.xml")
    assert "tabSelected" not in part(result, "xl/worksheets/sheet3.xml")


def test_two_sheets() -> None:
    def wish(editor: Editor) -> None:
        editor.put_sheet(PLAIN)
        editor.put_sheet(RESULT)

    result = edited(three(WINDOWS, NAMES), wish)
    assert Workbook.open(result).sheet_names == (NAME, "Ghi chú", "Chấm điểm", "Số liệu", "Ẩn")
    assert sum("tabSelected" in part(result, name) for name in names(result) if "/sheet" in name) == 1


@pytest.mark.parametrize(
    ("inside", "after", "expected"),
    [
        (
            "<workbookPr/>",
            '<calcPr calcId="1"/>',
            '</sheets><definedNames>.*</definedNames><calcPr calcId="1"/>',
        ),
        ("", "<extLst/>", "</sheets><definedNames>.*</definedNames><extLst/>"),
        (
            "<workbookPr/>",
            "<externalReferences/><oleSize ref='A1'/>",
            "<externalReferences/><definedNames>.*</definedNames><oleSize",
        ),
    ],
)
def test_names_stand_where_the_schema_wants_them(inside: str, after: str, expected: str) -> None:
    assert re.search(expected, part(edited(three(inside, after), put()), "xl/workbook.xml"))


def test_a_sheet_of_the_name_is_replaced_where_it_stands() -> None:
    first = edited(three(WINDOWS, NAMES), put())
    moved = part(first, "xl/workbook.xml")
    listed = re.findall(r"<sheet [^>]*/>", moved)
    # somebody moved it behind the others, hid it, and shows another tab
    hidden = listed[0].replace("<sheet ", '<sheet state="hidden" ')
    moved = moved.replace("".join(listed), "".join([*listed[1:], hidden]))
    moved = re.sub(r'localSheetId="(\d)"', lambda m: f'localSheetId="{(int(m[1]) - 1) % 4}"', moved)
    moved = moved.replace('activeTab="0"', 'activeTab="1"', 1)
    source = {name: part(first, name) for name in names(first)} | {"xl/workbook.xml": moved}
    shorter = RESULT._replace(
        rows=RESULT.rows[:2], filter_area=(1, 1, 2, 3), print_area=None, repeat_row=None
    )
    result = edited(packed(source), put(shorter))
    book = Workbook.open(result)
    assert book.sheet_names == ("Chấm điểm", "Số liệu", "Ẩn", NAME)
    assert book.info(NAME).state == "visible"
    assert [name for name in book.defined_names if name.sheet == NAME] == [
        DefinedName("_xlnm._FilterDatabase", f"'{NAME}'!$A$1:$C$2", NAME, True)
    ]
    assert 'activeTab="3"' in part(result, "xl/workbook.xml")
    assert names(result) == list(source)


def test_names_that_nobody_needs_are_gone() -> None:
    first = edited(three(), put())
    result = edited(first, put(PLAIN._replace(name=NAME)))
    assert "definedName" not in part(result, "xl/workbook.xml")


def resaved(first: bytes) -> Parts:
    """The result sheet as a program saves it again, with a note, a picture, a chain of formulas."""
    source: Parts = {name: part(first, name) for name in names(first)}
    sheet = "xl/worksheets/sheet3.xml"
    source[sheet] = str(source[sheet]).replace("</worksheet>", "<legacyDrawing/></worksheet>")
    source["xl/worksheets/_rels/sheet3.xml.rels"] = relationships(
        ("comments", "../comments9.xml"), ("drawing", "../drawings/drawing1.xml"), ("table", "../shared.xml")
    )
    source["xl/comments9.xml"] = f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>'
    source["xl/drawings/drawing1.xml"] = "<a/>"
    source["xl/drawings/_rels/drawing1.xml.rels"] = relationships(("image", "../media/i.png"))
    source["xl/media/i.png"] = "png"
    source["xl/shared.xml"] = "<a/>"
    source["xl/worksheets/_rels/sheet1.xml.rels"] = relationships(("table", "../shared.xml"))
    source["xl/calcChain.xml"] = f'<calcChain xmlns="{MAIN}"><c r="C4" i="4"/></calcChain>'
    rels = str(source["xl/_rels/workbook.xml.rels"])
    source["xl/_rels/workbook.xml.rels"] = rels.replace(
        "</Relationships>",
        f'<Relationship Id="rId77" Type="{OFFICE}/calcChain" Target="calcChain.xml"/></Relationships>',
    )
    types = str(source["[Content_Types].xml"])
    source["[Content_Types].xml"] = types.replace(
        "</Types>", f'<Override PartName="/xl/comments9.xml" ContentType="{SML}.comments+xml"/></Types>'
    )
    return source


def test_what_hung_on_a_sheet_replaced_goes_with_it() -> None:
    source = resaved(edited(three(), put()))
    source["[Content_Types].xml"] = str(source["[Content_Types].xml"]).replace(
        "</Types>", '<Default Extension="png" ContentType="image/png"/></Types>'
    )
    result = edited(packed(source), put())
    gone = set(source) - set(names(result))
    assert gone == {
        "xl/worksheets/_rels/sheet3.xml.rels",
        "xl/comments9.xml",
        "xl/drawings/drawing1.xml",
        "xl/drawings/_rels/drawing1.xml.rels",
        "xl/media/i.png",
        "xl/calcChain.xml",
    }
    assert "comments9" not in part(result, "[Content_Types].xml")
    assert "calcChain" not in part(result, "xl/_rels/workbook.xml.rels")
    assert part(result, "xl/worksheets/sheet3.xml") == part(
        edited(three(), put()), "xl/worksheets/sheet3.xml"
    )


@pytest.mark.parametrize("name", ["", "x" * 32, "a/b", "a:b", "[a]", "'a", "a'", "a\nb", "History", "a\x01"])
def test_no_name_for_a_sheet(name: str) -> None:
    editor = Editor(Workbook.open(packed(three())))
    editor.put_sheet(NewSheet(name))
    with pytest.raises(ValueError, match="not a sheet name"):
        editor.to_bytes()


def test_a_chart_sheet_is_never_replaced() -> None:
    source = three()
    rels = str(source["xl/_rels/workbook.xml.rels"])
    source["xl/_rels/workbook.xml.rels"] = rels.replace("/worksheet", "/chartsheet", 1)
    source["xl/worksheets/sheet1.xml"] = (
        f'{HEADER}<chartsheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0" tabSelected="1"/>'
        "</sheetViews></chartsheet>"
    )
    editor = Editor(Workbook.open(packed(source)))
    editor.put_sheet(NewSheet("chấm điểm"))
    with pytest.raises(ValueError, match="chart"):
        editor.to_bytes()
    result = edited(packed(source), put())
    assert '<sheetView workbookViewId="0"/>' in part(result, SHEET_PART)


def test_sheet_ids_are_unique() -> None:
    source = three()
    source["xl/workbook.xml"] = str(source["xl/workbook.xml"]).replace('sheetId="2"', 'sheetId="65534"')
    ids = re.findall(r'sheetId="(\d+)"', part(edited(source, put()), "xl/workbook.xml"))
    assert ids == ["2", "1", "65534", "3"]


def test_a_prefixed_workbook_part() -> None:
    source = three(WINDOWS, NAMES)
    text = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1w:", str(source["xl/workbook.xml"])).replace(
        "xmlns=", "xmlns:w="
    )
    result = edited({**source, "xl/workbook.xml": text}, put())
    assert Workbook.open(result).sheet_names[0] == NAME
    assert '<w:definedName name="_xlnm.Print_Area" localSheetId="0">' in part(result, "xl/workbook.xml")


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("", '</sheets><calcPr fullCalcOnLoad="1"/></workbook>'),
        ('<calcPr calcId="1"/>', '<calcPr calcId="1" fullCalcOnLoad="1"/>'),
        ('<calcPr fullCalcOnLoad="0"/>', '<calcPr fullCalcOnLoad="1"/>'),
        ('<calcPr fullCalcOnLoad="true"/>', '<calcPr fullCalcOnLoad="true"/>'),
    ],
)
def test_recalculation_only_when_asked(after: str, expected: str) -> None:
    before = packed(three(after=after))
    assert expected in part(edited(before, Editor.recalculate_on_open), "xl/workbook.xml")
    assert edited(before, lambda editor: None) == before


def test_protected_and_without_grid() -> None:
    sheet = PLAIN._replace(protected=True, gridlines=False, footer="")
    text = part(edited(three(), put(sheet)), "xl/worksheets/sheet3.xml")
    assert '<sheetProtection sheet="1"' in text
    assert 'showGridLines="0"' in text
    assert "headerFooter" not in text
