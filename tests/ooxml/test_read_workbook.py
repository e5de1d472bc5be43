"""What a workbook says about itself and its sheets outside the cells."""

from __future__ import annotations

import pytest

from selfscore_xl.ooxml.refusal import Refusal
from selfscore_xl.ooxml.sheet import Sheet, Validation
from selfscore_xl.ooxml.workbook import DefinedName, Note, SheetInfo, Workbook
from tests.ooxml.read_files import (
    HEADER,
    MAIN,
    OFFICE,
    PACKAGE,
    SML,
    STRICT,
    STRICT_OFFICE,
    book,
    content_types,
    packed,
    parts,
    relationships,
    workbook,
    worksheet,
)


def sheet(before: str = "", rows: str = "", after: str = "") -> Sheet:
    return Workbook.open(book(worksheet(rows, before, after))).sheet("Sheet1")


def test_sheets_and_names() -> None:
    part = (
        f'{HEADER}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="1"/>'
        '<workbookProtection lockStructure="1"/><sheets>'
        '<sheet name="Chấm điểm" sheetId="4" r:id="rId1"/>'
        '<sheet name="Ẩn" sheetId="2" state="hidden" r:id="rId2"/>'
        '<sheet name="Ẩn kỹ" sheetId="9" state="veryHidden" r:id="rId3"/>'
        '</sheets><externalReferences><externalReference r:id="rId9"/></externalReferences><definedNames>'
        "<definedName name=\"unit\">'Chấm điểm'!$B$1</definedName>"
        '<definedName name="list" localSheetId="1" hidden="1">Ẩn!$A$1:$A$9</definedName>'
        '<definedName name="lost" localSheetId="7">1</definedName></definedNames></workbook>'
    )
    targets = [("worksheet", f"worksheets/{number}.xml") for number in (1, 2, 3)]
    made = parts(workbook=part)
    made["xl/_rels/workbook.xml.rels"] = relationships(*targets)
    found = Workbook.open(packed(made))
    assert found.sheets == (
        SheetInfo("Chấm điểm", "xl/worksheets/1.xml", "visible", 4, "worksheet"),
        SheetInfo("Ẩn", "xl/worksheets/2.xml", "hidden", 2, "worksheet"),
        SheetInfo("Ẩn kỹ", "xl/worksheets/3.xml", "veryHidden", 9, "worksheet"),
    )
    assert found.sheet_names == ("Chấm điểm", "Ẩn", "Ẩn kỹ")
    assert found.info("Ẩn").state == "hidden"
    assert found.date1904 is True
    assert found.structure_locked is True
    assert found.defined_names == (
        DefinedName("unit", "'Chấm điểm'!$B$1", None, False),
        DefinedName("list", "Ẩn!$A$1:$A$9", "Ẩn", True),
        DefinedName("lost", "1", None, False),
    )
    with pytest.raises(KeyError):
        found.sheet("Không có")


def test_a_plain_workbook_claims_nothing() -> None:
    found = Workbook.open(book())
    assert (found.date1904, found.structure_locked, found.has_macros, found.is_signed) == (False,) * 4
    assert found.external_links == 0
    assert found.custom_properties == {}
    assert found.defined_names == ()
    assert found.notes("Sheet1") == {}
    assert found.shared_strings == []
    assert found.sheet("Sheet1").cells == {}
    assert found.sheet("Sheet1") is found.sheet("Sheet1")
    assert found.path is None


def test_parts_are_found_by_relationship_and_never_by_name() -> None:
    found = packed(
        {
            "[Content_Types].xml": content_types(),
            "_rels/.rels": relationships(("officeDocument", "/office/Book.XML"), office=STRICT_OFFICE),
            "office/book.xml": workbook("A", "B", "C").replace(OFFICE, STRICT_OFFICE).replace(MAIN, STRICT),
            "office/_rels/book.xml.rels": relationships(
                ("worksheet", "/deep/one.xml"),
                ("worksheet", "../deep/./two%20.xml"),
                ("worksheet", "three.bin"),
                ("sharedStrings", "../xl/worksheets/sheet1.xml"),
                office=STRICT_OFFICE,
            ),
            "deep/ONE.xml": worksheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'),
            "deep/two .xml": worksheet('<row r="1"><c r="A2"><v>2</v></c></row>', namespace=STRICT),
            "office/three.bin": worksheet('<row r="1"><c r="A3"><v>3</v></c></row>'),
            "xl/worksheets/sheet1.xml": f'<sst xmlns="{STRICT}"><si><t>một</t></si></sst>',
            "xl/workbook.xml": "not read",
        }
    )
    read = Workbook.open(found)
    assert read.part == "office/book.xml"
    assert [info.part for info in read.sheets] == ["deep/ONE.xml", "deep/two .xml", "office/three.bin"]
    values = [cell.value for name in "ABC" for cell in read.sheet(name).cells.values()]
    assert values == ["một", "2", "3"]


@pytest.mark.parametrize(
    ("kind", "content_type", "expected"),
    [
        ("vbaProject", f"{SML}.sheet.main+xml", True),
        ("xlMacrosheet", f"{SML}.sheet.main+xml", False),
        ("styles", "application/vnd.ms-excel.sheet.macroEnabled.main+xml", True),
    ],
)
def test_macros(kind: str, content_type: str, expected: bool) -> None:
    found = parts()
    found["[Content_Types].xml"] = content_types(content_type)
    found["xl/_rels/workbook.xml.rels"] = relationships(
        ("worksheet", "worksheets/sheet1.xml"),
        (kind, "other.bin"),
        ("externalLink", "a.xml"),
        ("externalLink", "b"),
    )
    read = Workbook.open(packed(found))
    assert read.has_macros is expected
    assert read.external_links == 2


def test_a_macro_sheet_is_a_macro() -> None:
    found = parts()
    found["xl/_rels/workbook.xml.rels"] = relationships(("xlMacrosheet", "worksheets/sheet1.xml"))
    assert Workbook.open(packed(found)).has_macros is True


def test_signature_and_properties() -> None:
    found = parts()
    kinds = f"{PACKAGE}/digital-signature"
    properties = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
    found["_rels/.rels"] = (
        f'<Relationships xmlns="{PACKAGE}">'
        f'<Relationship Id="a" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        f'<Relationship Id="b" Type="{kinds}/origin" Target="_xmlsignatures/origin.sigs"/>'
        f'<Relationship Id="c" Type="{OFFICE}/custom-properties" Target="docProps/custom.xml"/>'
        "</Relationships>"
    )
    found["docProps/custom.xml"] = (
        f'<p:Properties xmlns:p="{properties}" xmlns:vt="urn:vt">'
        '<p:property fmtid="x" pid="2" name="selfscore.set"><vt:lpwstr>quang-tri-2023-h1</vt:lpwstr>'
        "</p:property>\n"
        '<p:property fmtid="x" pid="3" name="năm"><vt:i4>2023</vt:i4></p:property>'
        '<p:property fmtid="x" pid="4" name="trống"><vt:lpwstr/></p:property></p:Properties>'
    )
    read = Workbook.open(packed(found))
    assert read.is_signed is True
    assert read.custom_properties == {"selfscore.set": "quang-tri-2023-h1", "năm": "2023", "trống": ""}


def test_notes() -> None:
    found = parts()
    found["xl/worksheets/_rels/sheet1.xml.rels"] = relationships(("comments", "../notes.xml"))
    found["xl/notes.xml"] = (
        f'<comments xmlns="{MAIN}"><authors><author>Văn phòng</author><author/></authors><commentList>'
        '<comment ref="E12" authorId="0"><text><r><t>Dòng 1</t></r>'
        '<r><t xml:space="preserve">\nDòng 2</t></r></text></comment>'
        '<comment ref="$A$1" authorId="1"><text><t>b</t></text></comment>'
        '<comment ref="A2" authorId="9"><text><t>c</t></text></comment></commentList></comments>'
    )
    read = Workbook.open(packed(found))
    assert read.notes("Sheet1") == {
        (12, 5): Note("Văn phòng", "Dòng 1\nDòng 2"),
        (1, 1): Note("", "b"),
        (2, 1): Note("", "c"),
    }
    found["xl/notes.xml"] = str(found["xl/notes.xml"]).replace("E12", "E0")
    with pytest.raises(Refusal) as caught:
        Workbook.open(packed(found)).notes("Sheet1")
    assert caught.value.reason == "bad-address"


def test_merges_and_protection() -> None:
    read = sheet(
        after='<sheetProtection sheet="1" objects="1" algorithmName="SHA-512" hashValue="x"/>'
        '<mergeCells count="2"><mergeCell ref="A1:C1"/><mergeCell ref="D9:D2"/></mergeCells>'
    )
    assert read.merges == [(1, 1, 1, 3), (2, 4, 9, 4)]
    assert read.protected is True
    assert read.protection["algorithmName"] == "SHA-512"
    assert sheet(after='<sheetProtection objects="1"/>').protected is False
    assert sheet().protection == {}


def test_hidden_rows_and_columns() -> None:
    read = sheet(
        before='<cols><col min="4" max="4" width="0"/><col min="2" max="3" hidden="1"/>'
        '<col min="6" max="9"/></cols>',
        rows='<row r="2" hidden="1"/><row r="3" ht="0" customHeight="1"/><row r="4" ht="15"/>'
        '<row hidden="true"/>',
    )
    assert read.hidden_rows == {2, 3, 5}
    assert read.hidden_columns == [(2, 3), (4, 4)]
    assert [row for row in range(1, 7) if read.is_row_hidden(row)] == [2, 3, 5]
    assert [column for column in range(1, 8) if read.is_column_hidden(column)] == [2, 3, 4]
    assert not sheet().is_row_hidden(1)
    assert not sheet().is_column_hidden(1)


def test_hidden_unless_said_otherwise() -> None:
    read = sheet(
        before='<sheetFormatPr defaultRowHeight="15" zeroHeight="1"/>',
        rows='<row r="2"/><row r="3" hidden="1"/>',
    )
    assert [read.is_row_hidden(row) for row in (1, 2, 3, 4)] == [True, False, True, True]
    read = sheet(
        before='<sheetFormatPr defaultRowHeight="15" defaultColWidth="0"/>'
        '<cols><col min="2" max="2" width="9"/></cols>'
    )
    assert [read.is_column_hidden(column) for column in (1, 2, 3)] == [True, False, True]


def test_a_hidden_row_that_is_numbered_by_its_cells() -> None:
    assert sheet(rows='<row hidden="1"><c r="A7"/></row>').hidden_rows == {7}


def test_validations() -> None:
    read = sheet(
        after="""
      <dataValidations count="2">
        <dataValidation type="decimal" operator="lessThanOrEqual" allowBlank="1" showErrorMessage="1"
            errorStyle="warning" errorTitle="Sai" error="Quá_x000a_điểm" promptTitle="P" prompt="Q"
            sqref="E4 E6:E9">
          <formula1>2.5</formula1>
        </dataValidation>
        <dataValidation type="list" sqref="D:D"><formula1>"x"</formula1></dataValidation>
        <dataValidation sqref="A1"><formula1>1</formula1><formula2>2</formula2></dataValidation>
      </dataValidations>
      <extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"
          xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
          xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">
        <x14:dataValidations count="1">
          <x14:dataValidation type="list" showErrorMessage="1">
            <x14:formula1><xm:f>'Danh mục'!$A$1:$A$9</xm:f></x14:formula1><xm:sqref>C2:C3 C5</xm:sqref>
          </x14:dataValidation>
        </x14:dataValidations>
      </ext></extLst>"""
    )
    rest = ("stop", "", "", "", "")
    assert read.validations == [
        Validation(
            *("decimal", "lessThanOrEqual", "2.5", ""),
            ((4, 5, 4, 5), (6, 5, 9, 5)),
            *(True, True, "warning", "Sai", "Quá\nđiểm", "P", "Q", False),
        ),
        Validation("list", "between", '"x"', "", ((1, 4, 1_048_576, 4),), False, False, *rest, False),
        Validation("none", "between", "1", "2", ((1, 1, 1, 1),), False, False, *rest, False),
        Validation(
            *("list", "between", "'Danh mục'!$A$1:$A$9", ""),
            ((2, 3, 3, 3), (5, 3, 5, 3)),
            *(False, True, *rest, True),
        ),
    ]


def test_a_list_with_quotes_as_excel_writes_it() -> None:
    """Excel puts such a list into an alternative of its own and the rule into the fallback."""
    read = sheet(
        after='<dataValidations><dataValidation type="list" sqref="A1">'
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:x12ac="http://schemas.microsoft.com/office/spreadsheetml/2011/1/ac">'
        '<mc:Choice Requires="x12ac"><x12ac:list>1,"2,3"</x12ac:list></mc:Choice>'
        '<mc:Fallback><formula1>"1,2,3"</formula1></mc:Fallback></mc:AlternateContent>'
        "</dataValidation></dataValidations>"
    )
    assert [rule.formula1 for rule in read.validations] == ['"1,2,3"']


def test_a_chart_sheet_has_no_cells() -> None:
    found = parts(f'<chartsheet xmlns="{MAIN}"><sheetProtection content="1"/></chartsheet>')
    found["xl/_rels/workbook.xml.rels"] = relationships(("chartsheet", "worksheets/sheet1.xml"))
    read = Workbook.open(packed(found))
    assert read.sheets[0].kind == "chartsheet"
    assert read.sheet("Sheet1").cells == {}


def change(**changed: str | bytes | None) -> bytes:
    """A workbook with parts replaced or removed, named by the last word of their name."""
    found = parts(shared=f'<sst xmlns="{MAIN}"><si><t>a</t></si></sst>')
    found["xl/worksheets/sheet1.xml"] = worksheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')
    for word, part in changed.items():
        name = next(name for name in found if word in name)
        if part is None:
            del found[name]
        else:
            found[name] = part
    return packed(found)


def read_all(data: bytes) -> None:
    read = Workbook.open(data)
    for name in read.sheet_names:
        read.sheet(name)
        read.notes(name)
    read.styles.xf(0)
    assert read.custom_properties is not None


BROKEN = {
    "Content_Types": "bad-xml",
    "_rels/.rels": "bad-xml",
    "xl/workbook.xml": "bad-xml",
    "workbook.xml.rels": "bad-xml",
    "sheet1": "bad-xml",
    "sharedStrings": "bad-xml",
    "styles": "bad-xml",
}
MISSING = {
    "Content_Types": "missing-part",
    "_rels/.rels": "no-workbook",
    "xl/workbook.xml": "missing-part",
    "workbook.xml.rels": "missing-part",
    "sheet1": "missing-part",
    "sharedStrings": "missing-part",
    "styles": "missing-part",
}


@pytest.mark.parametrize("part", BROKEN)
@pytest.mark.parametrize(
    "content", ["", "<a>", "\0", "không phải XML", '<a xmlns="urn:x"><b></a></b>', b"\xff\xff"]
)
def test_broken_xml_in_each_part(part: str, content: str | bytes) -> None:
    with pytest.raises(Refusal) as caught:
        read_all(change(**{part: content}))
    assert caught.value.reason == BROKEN[part]
    assert part.strip("xl/") in str(caught.value.detail["part"])


@pytest.mark.parametrize("part", MISSING)
def test_each_part_missing(part: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_all(change(**{part: None}))
    assert caught.value.reason == MISSING[part]


@pytest.mark.parametrize("part", BROKEN)
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "dtd"),
        ('<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', "dtd"),
        ('<?xml version="1.0" encoding="windows-1258"?><x/>', "bad-encoding"),
        ('<?xml version="1.0" encoding="UTF-7"?><x/>', "bad-encoding"),
        (b"\xff\xfe\x3c\x00\x78", "bad-encoding"),
        (b"\xff\xfe\x3c\x00\x00\xd8", "bad-encoding"),
    ],
)
def test_forbidden_xml_in_each_part(part: str, content: str | bytes, reason: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_all(change(**{part: content}))
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"xl/workbook.xml": "<workbook/>"}, "no-workbook"),
        ({"xl/workbook.xml": f'<workbook xmlns="{MAIN}"/>'}, "no-workbook"),
        ({"xl/workbook.xml": f'<document xmlns="{MAIN}"/>'}, "no-workbook"),
        ({"xl/workbook.xml": workbook("A", "a")}, "bad-xml"),
        ({"xl/workbook.xml": workbook("A", "B").replace("rId2", "rId1")}, "bad-xml"),
        ({"xl/workbook.xml": workbook("A" * 251)}, "bad-xml"),
        ({"xl/workbook.xml": workbook("")}, "missing-part"),
        ({"xl/workbook.xml": workbook().replace("rId1", "rId9")}, "missing-part"),
        (
            {"workbook.xml.rels": relationships(("worksheet", "a.xml")).replace("Target", "Tar")},
            "bad-xml",
        ),
        ({"_rels/.rels": f'<Relationships xmlns="{PACKAGE}"/>'}, "no-workbook"),
        ({"Content_Types": content_types("application/vnd.ms-excel.sheet.binary.macroEnabled.main")}, "xlsb"),
        ({"Content_Types": content_types("application/vnd.ms-word.document.macroEnabled.main+xml")}, "docx"),
    ],
)
def test_a_workbook_that_is_none(changed: dict[str, str], reason: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_all(change(**changed))
    assert caught.value.reason == reason
