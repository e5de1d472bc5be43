"""Values put into cells, in every shape in which files write cells."""

from __future__ import annotations

from decimal import Decimal

import pytest

from selfscore_xl.cell import parse_ref
from selfscore_xl.ooxml.edit import Editor, ErrorValue, Value
from selfscore_xl.ooxml.workbook import Workbook
from tests.ooxml.edit_files import SHEET, changed, edited, part, rows_of, styled
from tests.ooxml.read_files import MAIN, OFFICE, STRICT, book, packed, strings, worksheet


def put(address: str, value: Value):
    return lambda editor: editor.set_value(SHEET, parse_ref(address), value)


# before: what stands in sheetData; after: the same once the cell has the value
CASES = [
    # plain cells
    (
        '<row r="1"><c r="A1"><v>1</v></c></row>',
        "A1",
        Decimal("71.59"),
        '<row r="1"><c r="A1"><v>71.59</v></c></row>',
    ),
    ('<row r="1"><c r="A1"/></row>', "A1", 5, '<row r="1"><c r="A1"><v>5</v></c></row>'),
    ('<row r="1"><c r="A1"></c></row>', "A1", 5, '<row r="1"><c r="A1"><v>5</v></c></row>'),
    ('<row r="1"><c r="A1" s="1"/></row>', "A1", True, '<row r="1"><c r="A1" s="1" t="b"><v>1</v></c></row>'),
    ('<row r="1"><c r="A1" t="b"><v>1</v></c></row>', "A1", 1, '<row r="1"><c r="A1"><v>1</v></c></row>'),
    (
        '<row r="1"><c r="A1"><v>1</v></c></row>',
        "A1",
        ErrorValue("#N/A"),
        '<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>',
    ),
    (
        '<row r="1"><c t="s" r="A1" s="2"><v>0</v></c></row>',
        "A1",
        "Đúng hạn",
        '<row r="1"><c t="inlineStr" r="A1" s="2"><is><t xml:space="preserve">Đúng hạn</t></is></c></row>',
    ),
    (
        '<row r="1"><c r="A1"><v>1</v></c></row>',
        "A1",
        "=1+1",
        '<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve">=1+1</t></is></c></row>',
    ),
    (
        '<row r="1"><c r="A1"><v>1</v></c></row>',
        "A1",
        " <a> & \x07_x0041_\r\nb",
        '<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve"> &lt;a&gt; &amp;'
        " _x005F_x0041_\nb</t></is>"
        "</c></row>",
    ),
    ('<row r="1"><c r="A1" s="1" t="s"><v>0</v></c></row>', "A1", None, '<row r="1"><c r="A1" s="1"/></row>'),
    ('<row r="1"><c r="A1" s="1"><v>4</v></c></row>', "A1", "", '<row r="1"><c r="A1" s="1"/></row>'),
    (
        "<row r='1'><c r='A1' s='1'><v>4</v></c></row>",
        "A1",
        3,
        "<row r='1'><c r='A1' s='1'><v>3</v></c></row>",
    ),
    (
        '<row r="1"><c r="A1" vm="1" cm="2"><v>4</v><extLst><ext uri="x"/></extLst></c></row>',
        "A1",
        3,
        '<row r="1"><c r="A1" cm="2"><v>3</v><extLst><ext uri="x"/></extLst></c></row>',
    ),
    # formulas stay
    (
        '<row r="1"><c r="A1" s="1"><f>SUM(B1:C1)</f><v>3</v></c></row>',
        "A1",
        Decimal("4.5"),
        '<row r="1"><c r="A1" s="1"><f>SUM(B1:C1)</f><v>4.5</v></c></row>',
    ),
    (
        '<row r="1"><c r="A1"><f>SUM(B1:C1)</f></c></row>',
        "A1",
        "đạt",
        '<row r="1"><c r="A1" t="str"><f>SUM(B1:C1)</f><v>đạt</v></c></row>',
    ),
    (
        '<row r="1"><c r="A1"><f>SUM(B1:C1)</f><v>1</v></c></row>',
        "A1",
        "",
        '<row r="1"><c r="A1" t="str"><f>SUM(B1:C1)</f><v></v></c></row>',
    ),
    (
        '<row r="1"><c r="A1" t="str"><f>SUM(B1:C1)</f><v>x</v></c></row>',
        "A1",
        None,
        '<row r="1"><c r="A1"><f>SUM(B1:C1)</f></c></row>',
    ),
    (
        '<row r="1"><c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>',
        "A1",
        0,
        '<row r="1"><c r="A1"><f>1/0</f><v>0</v></c></row>',
    ),
    (
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1</f><v>1</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>2</v></c></row>',
        "A2",
        9,
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1</f><v>1</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>9</v></c></row>',
    ),
    # text inside an array formula is its result, not text of its own
    (
        '<row r="1"><c r="A1"><f t="array" ref="A1:B1">C1:D1</f><v>1</v></c><c r="B1"><v>2</v></c></row>',
        "B1",
        "x",
        '<row r="1"><c r="A1"><f t="array" ref="A1:B1">C1:D1</f><v>1</v></c><c r="B1" t="str"><v>x</v></c>'
        "</row>",
    ),
    # cells and rows that do not exist yet
    (
        '<row r="1" spans="1:2"><c r="A1"><v>1</v></c><c r="D1"><v>4</v></c></row>',
        "C1",
        3,
        '<row r="1" spans="1:3"><c r="A1"><v>1</v></c><c r="C1"><v>3</v></c><c r="D1"><v>4</v></c></row>',
    ),
    (
        '<row r="1" spans="1:4"><c r="A1"><v>1</v></c></row>',
        "C1",
        3,
        '<row r="1" spans="1:4"><c r="A1"><v>1</v></c><c r="C1"><v>3</v></c></row>',
    ),
    ('<row r="3" ht="20"/>', "C3", 3, '<row r="3" ht="20"><c r="C3"><v>3</v></c></row>'),
    ('<row r="3"></row>', "C3", 3, '<row r="3"><c r="C3"><v>3</v></c></row>'),
    (
        '<row r="2"><c r="A2"/></row><row r="9"><c r="A9"/></row>',
        "C5",
        3,
        '<row r="2"><c r="A2"/></row><row r="5"><c r="C5"><v>3</v></c></row><row r="9"><c r="A9"/></row>',
    ),
    (
        '<row r="2"><c r="A2"/></row>',
        "A7",
        3,
        '<row r="2"><c r="A2"/></row><row r="7"><c r="A7"><v>3</v></c></row>',
    ),
    (
        '<row r="2"><c r="A2"/></row>',
        "A1",
        3,
        '<row r="1"><c r="A1"><v>3</v></c></row><row r="2"><c r="A2"/></row>',
    ),
    ("", "B2", 3, '<row r="2"><c r="B2"><v>3</v></c></row>'),
    # a new cell looks as its row or column did
    (
        '<row r="1" s="1" customFormat="1"><c r="A1"/></row>',
        "B1",
        3,
        '<row r="1" s="1" customFormat="1"><c r="A1"/><c r="B1" s="1"><v>3</v></c></row>',
    ),
    # rows and cells without addresses
    (
        "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>",
        "B1",
        7,
        "<row><c><v>1</v></c><c><v>7</v></c></row><row><c><v>3</v></c></row>",
    ),
    (
        "<row><c><v>1</v></c></row><row><c><v>3</v></c></row>",
        "B2",
        7,
        '<row><c><v>1</v></c></row><row><c><v>3</v></c><c r="B2"><v>7</v></c></row>',
    ),
    (
        '<row r="3"><c><v>1</v></c><c r="D3"><v>4</v></c><c><v>5</v></c></row><row><c r="A4"/></row>',
        "E3",
        7,
        '<row r="3"><c><v>1</v></c><c r="D3"><v>4</v></c><c><v>7</v></c></row><row><c r="A4"/></row>',
    ),
    (
        '<row><c r="A5"><v>1</v></c></row>',
        "B5",
        7,
        '<row><c r="A5"><v>1</v></c><c r="B5"><v>7</v></c></row>',
    ),
    ('<row r="1"><c r="$A$1"><v>1</v></c></row>', "A1", 7, '<row r="1"><c r="$A$1"><v>7</v></c></row>'),
    # what looks like cells and is none
    (
        '<row r="1"><c r="A1"><v>1</v></c><!-- <c r="A1"><v>0</v></c> --><c r="B1"><v>1</v></c></row>',
        "B1",
        7,
        '<row r="1"><c r="A1"><v>1</v></c><!-- <c r="A1"><v>0</v></c> --><c r="B1"><v>7</v></c></row>',
    ),
    (
        '<row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[<c r="B1">]]></t></is></c><c r="B1"/></row>',
        "B1",
        7,
        '<row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[<c r="B1">]]></t></is></c><c r="B1"><v>7</v></c>'
        "</row>",
    ),
    (
        '<row r="1"><c r="A1"><f>IF(B1&lt;2,"x>y",1)</f><v>1</v></c></row>',
        "A1",
        2,
        '<row r="1"><c r="A1"><f>IF(B1&lt;2,"x>y",1)</f><v>2</v></c></row>',
    ),
]


@pytest.mark.parametrize(("before", "address", "value", "after"), CASES)
def test_only_the_cell_changes(before: str, address: str, value: Value, after: str) -> None:
    source = packed(styled(worksheet(before), strings("<si><t>cũ</t></si>")))
    result = edited(source, put(address, value))
    assert rows_of(result) == after
    assert changed(source, result) == {"xl/worksheets/sheet1.xml"}


SAME = [
    ('<c r="A1"><v>71.5900</v></c>', Decimal("71.59")),
    ('<c r="A1"><v>7.5E1</v></c>', 75),
    ('<c r="A1" t="n"><v>5.0</v></c>', 5),
    ('<c r="A1" t="b"><v>true</v></c>', True),
    ('<c r="A1" t="s"><v>0</v></c>', "giàu"),
    ('<c r="A1" t="s"><v>1</v></c>', "cũ"),
    ('<c r="A1" t="str"><f>B1</f><v>x</v></c>', "x"),
    ('<c r="A1" t="str"><f>B1</f><v></v></c>', ""),
    ('<c r="A1" t="str"><f>B1</f><v/></c>', ""),
    ('<c r="A1"><f>B1</f></c>', None),
    ('<c r="A1" t="e"><v>#REF!</v></c>', ErrorValue("#REF!")),
    ('<c r="A1"/>', None),
    ('<c r="A1"/>', ""),
    ('<c r="B1"/>', None),
    ('<c r="B1"/>', ""),
    ('<c r="A1" t="inlineStr"><is><t>_x005F_x0041_</t></is></c>', "_x0041_"),
]


@pytest.mark.parametrize(("cell", "value"), SAME)
def test_what_is_so_already_is_not_touched(cell: str, value: Value) -> None:
    shared = strings("<si><r><rPr><b/></rPr><t>già</t></r><r><t>u</t></r></si>", "<si><t>cũ</t></si>")
    source = book(worksheet(f'<row r="1">{cell}</row>'), shared)
    assert edited(source, put("A1", value)) is not None
    editor = Editor(Workbook.open(source))
    put("A1", value)(editor)
    assert editor.to_bytes() is editor._workbook.package.data


def test_a_sum_with_float_noise_becomes_the_sum() -> None:
    source = book(worksheet('<row r="1"><c r="A1"><f>B1</f><v>71.590000000000003</v></c></row>'))
    assert "<v>71.59</v>" in part(edited(source, put("A1", Decimal("71.59"))))


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), ErrorValue("oops")])
def test_no_value_for_a_cell(value: Value) -> None:
    editor = Editor(Workbook.open(book()))
    with pytest.raises(ValueError, match="of a cell"):
        editor.set_value(SHEET, (1, 1), value)


def test_unknown_sheet() -> None:
    with pytest.raises(KeyError):
        Editor(Workbook.open(book())).set_value("Không có", (1, 1), 1)


def test_text_is_cut_where_excel_would_repair() -> None:
    result = edited(book(), put("A1", "😀" * 20_000))
    cell = Workbook.open(result).sheet(SHEET).cells[1, 1]
    assert len(cell.value.encode("utf-16-le")) // 2 <= 32_767
    assert set(cell.value) == {"😀"}


PREFIXED = (
    f'<?xml version="1.0"?>\n<x:worksheet xmlns:x="{MAIN}" xmlns:r="{OFFICE}"><x:dimension ref="A1:B2"/>'
    '<x:sheetData><x:row r="1"><x:c r="A1"><x:f>B1</x:f><x:v>1</x:v></x:c></x:row></x:sheetData>'
    "</x:worksheet>"
)


def test_prefixed_namespaces() -> None:
    def wish(editor: Editor) -> None:
        editor.set_value(SHEET, (1, 1), 2)
        editor.set_value(SHEET, (1, 2), "chữ")
        editor.set_value(SHEET, (3, 3), True)

    result = edited(book(PREFIXED), wish)
    assert rows_of(result) == (
        '<x:row r="1"><x:c r="A1"><x:f>B1</x:f><x:v>2</x:v></x:c>'
        '<x:c r="B1" t="inlineStr"><x:is><x:t xml:space="preserve">chữ</x:t></x:is></x:c></x:row>'
        '<x:row r="3"><x:c r="C3" t="b"><x:v>1</x:v></x:c></x:row>'
    )
    assert '<x:dimension ref="A1:C3"/>' in part(result)


def test_empty_sheet_data_and_dimension() -> None:
    sheet = f'<worksheet xmlns="{MAIN}"><dimension ref="A1"/><sheetData/><pageMargins left="1"/></worksheet>'
    result = edited(book(sheet), put("C4", 1))
    assert part(result) == (
        f'<worksheet xmlns="{MAIN}"><dimension ref="A1:C4"/><sheetData><row r="4"><c r="C4"><v>1</v></c>'
        f"</row>"
        '</sheetData><pageMargins left="1"/></worksheet>'
    )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be-bom", "utf-8-sig"])
def test_other_encodings(encoding: str) -> None:
    text = worksheet('<row r="1"><c r="A1" t="inlineStr"><is><t>Đ</t></is></c><c r="B1"><v>1</v></c></row>')
    text = text.replace("UTF-8", "UTF-16" if encoding.startswith("utf-16") else "UTF-8")
    data = b"\xfe\xff" + text.encode("utf-16-be") if encoding.endswith("bom") else text.encode(encoding)
    result = edited(book(data), put("B1", Decimal("2.5")))
    cells = Workbook.open(result).sheet(SHEET).cells
    assert (cells[1, 1].value, cells[1, 2].value) == ("Đ", "2.5")
    assert "UTF-8" in part(result)
    untouched = Editor(Workbook.open(book(data)))
    untouched.set_value(SHEET, (1, 2), 1)
    assert untouched.to_bytes() == book(data)


def test_a_control_anchor_is_no_row() -> None:
    anchor = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        '<mc:Choice Requires="x14"><controls><control shapeId="1025" r:id="rId9" name="Check 1"><controlPr>'
        "<anchor>"
        '<from xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">'
        "<xdr:col>1</xdr:col>"
        "<xdr:row>3</xdr:row></from></anchor></controlPr></control></controls></mc:Choice>"
        "</mc:AlternateContent>"
    )
    source = book(worksheet('<row r="1"><c r="A1"/></row>', after=anchor))
    result = edited(source, put("B4", 7))
    assert part(result).endswith(f'<row r="4"><c r="B4"><v>7</v></c></row></sheetData>{anchor}</worksheet>')


def test_strict_edition() -> None:
    sheet = worksheet('<row r="1"><c r="A1"><v>1</v></c></row>', namespace=STRICT)
    result = edited(book(sheet), put("A1", 2))
    assert Workbook.open(result).sheet(SHEET).cells[1, 1].value == "2"


def test_many_wishes_at_once_in_any_order() -> None:
    rows = "".join(f'<row r="{row}"><c r="B{row}"><v>{row}</v></c></row>' for row in range(2, 20, 2))
    wished = {(row, column): Decimal(row * column) for row in (20, 3, 2, 1, 7, 18) for column in (3, 1, 2)}

    def wish(editor: Editor) -> None:
        for address, value in wished.items():
            editor.set_value(SHEET, address, value)

    def backwards(editor: Editor) -> None:
        for address in reversed(wished):
            editor.set_value(SHEET, address, wished[address])

    result = edited(book(worksheet(rows)), wish)
    cells = Workbook.open(result).sheet(SHEET).cells
    assert list(cells) == sorted(cells)
    assert {address: Decimal(cells[address].value) for address in wished} == wished
    assert edited(book(worksheet(rows)), backwards) == result


def test_an_empty_row_that_stands_twice() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="7"/><row r="3"/><row r="7"/>'
    end = '<row r="9"><c r="A9"><v>9</v></c><c r="B9"><v>8</v></c></row>'
    result = edited(book(worksheet(rows + end)), put("B9", 2))
    assert rows_of(result) == rows + end.replace("<v>8</v>", "<v>2</v>")
