"""What the cells of a worksheet part mean, whatever the shape it is written in."""

from __future__ import annotations

import re
from decimal import Decimal
from xml.sax.saxutils import escape

import pytest

from selfscore_xl.ooxml import sheet_reader
from selfscore_xl.ooxml.package import Limits
from selfscore_xl.ooxml.refusal import Refusal
from selfscore_xl.ooxml.sheet import Cell, Sheet, shortest_decimal, unescape
from selfscore_xl.ooxml.workbook import Workbook
from tests.ooxml.read_files import MAIN, STRICT, book, strings, worksheet

SHARED = strings(
    "<si><t>không</t></si>",
    '<si><t xml:space="preserve"> một </t></si>',
    "<si><r><t>đậm</t></r><r><rPr><b/></rPr><t> nhạt</t></r><rPh sb='0' eb='1'><t>phiên âm</t></rPh></si>",
    "<si><t>a_x000D_b_x005F_x0041_</t></si>",
    "<si/>",
    "<si><t/></si>",
    "<si><t>Tom &amp; Jerry &#7921;</t></si>",
)


def read(sheet: str | bytes, shared: str | None = SHARED) -> Sheet:
    return Workbook.open(book(sheet, shared)).sheet("Sheet1")


def read_slowly(sheet: str, shared: str = SHARED) -> Sheet:
    """Through the XML parser alone."""
    found = Workbook.open(book("<x/>", shared)).shared_strings
    budget = sheet_reader.Budget(Limits())
    return sheet_reader._read_any("Sheet1", "xl/worksheets/sheet1.xml", sheet.encode(), lambda: found, budget)


def cells(sheet: Sheet) -> dict[str, tuple[str, str, str | None, int]]:
    return {cell.ref: (cell.kind, cell.value, cell.formula, cell.style) for cell in sheet.cells.values()}


def one(kind: str, value: str, formula: str | None = None, style: int = 0) -> dict[str, object]:
    return {"B2": (kind, value, formula, style)}


# rows in the middle of a sheet -> its cells
CELLS: dict[str, tuple[str, dict[str, object]]] = {
    "number": ('<c r="B2"><v>5</v></c>', one("number", "5")),
    "number with a type": ('<c r="B2" t="n"><v>-0.25</v></c>', one("number", "-0.25")),
    "seventeen digits": ('<c r="B2"><v>71.590000000000003</v></c>', one("number", "71.590000000000003")),
    "exponent": ('<c r="B2"><v>1.5E-3</v></c>', one("number", "1.5E-3")),
    "number with space around": ('<c r="B2"><v> 5\n</v></c>', one("number", " 5\n")),
    "number that is none": ('<c r="B2"><v>abc</v></c>', one("error", "abc")),
    "not a number": ('<c r="B2"><v>NaN</v></c>', one("error", "NaN")),
    "infinite": ('<c r="B2"><v>1E999</v></c>', one("error", "1E999")),
    "Python's digits": ('<c r="B2"><v>1_000</v></c>', one("error", "1_000")),
    "Arabic digits": ('<c r="B2"><v>٣</v></c>', one("error", "٣")),
    "very long number": (f'<c r="B2"><v>{"9" * 500}</v></c>', one("error", "9" * 500)),
    "blank with a format": ('<c r="B2" s="7"/>', one("blank", "", style=7)),
    "blank, open and close": ('<c r="B2" s="7"></c>', one("blank", "", style=7)),
    "blank with a type": ('<c r="B2" t="n"/>', one("blank", "")),
    "blank of type s": ('<c r="B2" t="s"/>', one("blank", "")),
    "empty v": ('<c r="B2"><v></v></c>', one("blank", "")),
    "empty v, closed": ('<c r="B2"><v/></c>', one("blank", "")),
    "type before format": ('<c r="B2" t="s" s="3"><v>0</v></c>', one("text", "không", style=3)),
    "shared string": ('<c r="B2" t="s"><v>0</v></c>', one("text", "không")),
    "kept spaces": ('<c r="B2" t="s"><v>1</v></c>', one("text", " một ")),
    "rich text without phonetics": ('<c r="B2" t="s"><v>2</v></c>', one("text", "đậm nhạt")),
    "escapes": ('<c r="B2" t="s"><v>3</v></c>', one("text", "a\rb_x0041_")),
    "empty shared string": ('<c r="B2" t="s"><v>4</v></c>', one("text", "")),
    "empty shared text": ('<c r="B2" t="s"><v>5</v></c>', one("text", "")),
    "references in a shared string": ('<c r="B2" t="s"><v>6</v></c>', one("text", "Tom & Jerry ự")),
    "inline": ('<c r="B2" t="inlineStr"><is><t>chữ</t></is></c>', one("text", "chữ")),
    "inline, spaces": (
        '<c r="B2" t="inlineStr"><is><t xml:space="preserve"> chữ\n</t></is></c>',
        one("text", " chữ\n"),
    ),
    "inline, empty": ('<c r="B2" t="inlineStr"><is><t></t></is></c>', one("text", "")),
    "inline, no text": ('<c r="B2" t="inlineStr"><is/></c>', one("text", "")),
    "inline, rich": (
        '<c r="B2" t="inlineStr"><is><r><t>a</t></r>\n<r><rPr><b/></rPr><t>b</t></r>'
        "<rPh><t>x</t></rPh></is></c>",
        one("text", "ab"),
    ),
    "inline text in v": ('<c r="B2" t="inlineStr"><v>chữ</v></c>', one("text", "chữ")),
    "inline, escaped": ('<c r="B2" t="inlineStr"><is><t>a_x000a_b</t></is></c>', one("text", "a\nb")),
    "CDATA": ('<c r="B2" t="inlineStr"><is><t>a<![CDATA[<b>&]]>c</t></is></c>', one("text", "a<b>&c")),
    "comment inside a value": ('<c r="B2"><v>1<!-- 9 -->2</v></c>', one("number", "12")),
    "processing instruction": ('<c r="B2"><?x y?><v>12</v></c>', one("number", "12")),
    "references": (
        '<c r="B2" t="str"><v>&lt;&gt;&amp;&quot;&apos;&#65;&#x1F600;&amp;lt;</v></c>',
        one("text", "<>&\"'A😀&lt;"),
    ),
    "carriage return": ('<c r="B2" t="str"><v>a&#13;b\r\nc\rd</v></c>', one("text", "a\rb\nc\nd")),
    "true": ('<c r="B2" t="b"><v>1</v></c>', one("bool", "1")),
    "false, in words": ('<c r="B2" t="b"><v>false</v></c>', one("bool", "0")),
    "no boolean": ('<c r="B2" t="b"><v>2</v></c>', one("error", "2")),
    "error": ('<c r="B2" t="e"><v>#REF!</v></c>', one("error", "#REF!")),
    "date": ('<c r="B2" t="d"><v>2023-07-05</v></c>', one("date", "2023-07-05")),
    "unknown type": ('<c r="B2" t="zz"><v>1</v></c>', one("error", "1")),
    "formula with a number": ('<c r="B2"><f>A1*2</f><v>4</v></c>', one("number", "4", "A1*2")),
    "formula with a text": ('<c r="B2" t="str"><f>A1&amp;"x"</f><v>x</v></c>', one("text", "x", 'A1&"x"')),
    "formula with an empty text": ('<c r="B2" t="str"><f>""</f><v></v></c>', one("text", "", '""')),
    "the same, closed": ('<c r="B2" t="str"><f>""</f><v/></c>', one("text", "", '""')),
    "formula never calculated": ('<c r="B2" s="1"><f>A1</f></c>', one("blank", "", "A1", 1)),
    "formula as LibreOffice writes it": (
        '<c r="B2" s="1" t="n"><f aca="false">A1&lt;3</f><v>1</v></c>',
        one("number", "1", "A1<3", 1),
    ),
    "empty formula": ('<c r="B2"><f></f><v>1</v></c>', one("number", "1", "")),
    "array formula": (
        '<c r="B2"><f t="array" ref="B2:B4">A1:A3</f><v>1</v></c>',
        one("number", "1", "A1:A3"),
    ),
    "dynamic array": ('<c r="B2" cm="1"><f>SORT(A1:A3)</f><v>1</v></c>', one("number", "1", "SORT(A1:A3)")),
    "value of another element": (
        '<c r="B2"><v>1</v><extLst><ext><v>9</v></ext></extLst></c>',
        one("number", "1"),
    ),
    "no address": (
        "<c><v>1</v></c><c><v>2</v></c>",
        {"A2": ("number", "1", None, 0), "B2": ("number", "2", None, 0)},
    ),
    "no address after one": (
        '<c r="C2"><v>1</v></c><c><v>2</v></c>',
        {"C2": ("number", "1", None, 0), "D2": ("number", "2", None, 0)},
    ),
    "out of order": (
        '<c r="C2"><v>1</v></c><c r="A2"><v>2</v></c>',
        {"C2": ("number", "1", None, 0), "A2": ("number", "2", None, 0)},
    ),
    "address in small letters": ('<c r="b2"><v>1</v></c>', one("number", "1")),
    "address of another row": ('<c r="B7"><v>1</v></c>', {"B7": ("number", "1", None, 0)}),
    "a cell in a foreign element": (
        '<foo><c r="A2"><v>9</v></c></foo><c r="B2"><v>1</v></c>',
        one("number", "1"),
    ),
    "a cell inside a cell": ('<c r="B2"><c r="A2"><v>9</v></c><v>1</v></c>', one("number", "1")),
    "a cell of no namespace": ('<c xmlns="" r="A2"><v>9</v></c><c r="B2"><v>1</v></c>', one("number", "1")),
    "last column": ('<c r="XFD2"><v>1</v></c>', {"XFD2": ("number", "1", None, 0)}),
    "white space everywhere": ('\n <c r="B2" s="1">\n  <v>1</v>\n </c>\n ', one("number", "1", style=1)),
}


@pytest.mark.parametrize("name", CELLS)
def test_cells(name: str) -> None:
    row, expected = CELLS[name]
    sheet = worksheet(f'<row r="2">{row}</row>')
    assert cells(read(sheet)) == expected
    assert cells(read_slowly(sheet)) == expected


@pytest.mark.parametrize("name", CELLS)
def test_cells_in_other_words(name: str) -> None:
    """A prefix for the main namespace, the strict namespace, UTF-16: nothing changes."""
    row, expected = CELLS[name]
    if "xmlns" in row or "<foo" in row:
        return
    plain = worksheet(f'<row r="2">{row}</row>')
    assert cells(read(plain.replace(MAIN, STRICT))) == expected
    assert cells(read(plain.replace("UTF-8", "UTF-16").encode("utf-16"))) == expected
    assert cells(read(plain.replace("UTF-8", "UTF-16").encode("utf-16-be"))) == expected
    assert cells(read(b"\xef\xbb\xbf" + plain.encode())) == expected
    assert cells(read(prefixed(plain))) == expected


def prefixed(sheet: str) -> str:
    hidden: list[str] = []

    def hide(match: re.Match[str]) -> str:
        hidden.append(match[0])
        return f"\ue000{len(hidden) - 1}\ue001"

    bare = re.sub(r"<!\[CDATA\[.*?\]\]>|<!--.*?-->", hide, sheet)
    bare = re.sub(r"<(/?)([A-Za-z])", r"<\1q:\2", bare).replace("xmlns=", "xmlns:q=")
    return re.sub("\ue000(\\d+)\ue001", lambda match: hidden[int(match[1])], bare)


ROWS: dict[str, tuple[str, list[str]]] = {
    "no numbers": ("<row><c/></row><row><c/><c/></row>", ["A1", "A2", "B2"]),
    "a number now and then": ('<row r="5"><c/></row><row><c/></row>', ["A5", "A6"]),
    "number from the cell": ('<row><c r="B4"/></row><row><c/></row>', ["B4", "A5"]),
    "out of order": ('<row r="5"><c r="A5"/></row><row r="2"><c r="A2"/></row>', ["A5", "A2"]),
    "the same row twice": ('<row r="5"><c r="A5"/></row><row r="5"><c r="B5"/></row>', ["A5", "B5"]),
    "empty rows": ('<row r="1"/><row r="2"></row><row r="3"><c r="A3"/></row>', ["A3"]),
    "last row": ('<row r="1048576"><c r="XFD1048576"/></row>', ["XFD1048576"]),
    "unknown attributes": ('<row r="1" spans="1:3" ht="15" customHeight="1"><c r="A1"/></row>', ["A1"]),
    "a row in a foreign element": (
        '<foo><row r="9"><c r="A9"/></row></foo><row r="1"><c r="A1"/></row>',
        ["A1"],
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_rows(name: str) -> None:
    rows, expected = ROWS[name]
    assert list(cells(read(worksheet(rows)))) == expected
    assert list(cells(read_slowly(worksheet(rows)))) == expected


def test_a_control_s_anchor_is_no_row() -> None:
    """A form control's anchor has an xdr:row; another namespace may also use the names of cells."""
    after = (
        '<controls xmlns:xdr="urn:xdr"><anchor><xdr:row>3</xdr:row><xdr:c r="A1"/></anchor>'
        '<row r="9"><c r="A9"><v>9</v></c></row></controls>'
    )
    assert list(cells(read(worksheet('<row r="1"><c r="B1"/></row>', after=after)))) == ["B1"]


def test_sheet_data_counts_only_where_it_belongs() -> None:
    inner = '<sheetData><row r="1"><c r="A1"><v>9</v></c></row></sheetData>'
    hidden = [
        f"<!-- {inner} -->",
        f"<extLst><ext>{inner}</ext></extLst>",
        f"<x><![CDATA[{inner}]]></x>",
        f'<x xmlns="urn:other">{inner}</x>',
        f"<!-- {inner} --><rows-read-elsewhere/>",
        f"<?x {inner}?>",
    ]
    real = '<sheetData ><row r="1"><c r="A1"><v>1</v></c></row></sheetData >'
    for one in hidden:
        sheet = f'<worksheet xmlns="{MAIN}">{one}{real}</worksheet>'
        assert cells(read(sheet)) == {"A1": ("number", "1", None, 0)}
        assert cells(read(sheet.replace(real, ""))) == {}
        assert cells(read(f'<worksheet xmlns="{MAIN}">{real}{one}</worksheet>')) == {
            "A1": ("number", "1", None, 0)
        }
    assert cells(read(f'<x xmlns="{MAIN}"><worksheet>{inner}</worksheet></x>')) == {}


def test_strings_count_only_where_they_belong() -> None:
    fake, real = "<si><t>giả</t></si>", "<si ><t>thật</t></si >"
    for table in (
        f"<sst xmlns='{MAIN}'>{real}<sst>{fake}</sst></sst >",
        f"<sst xmlns='{MAIN}'>{real}<?x {fake}</sst>?></sst >",
        f"<sst xmlns='{MAIN}'><!-- {fake} -->{real}</sst>",
        f"<sst xmlns='{MAIN}'><!-- {fake}</sst> -->{real}</sst >",
        f"<sst xmlns='{MAIN}'>{real}<x xmlns='urn:x'>{fake}</x></sst>",
        f"<sst xmlns='{MAIN}'><si><!-- </si>{fake}<si> --><t>thật</t></si></sst>",
        f"<sst xmlns='{MAIN}'><si><t><![CDATA[thật]]></t></si></sst>",
        f"<q:sst xmlns:q='{MAIN}'><q:si><q:t>thật</q:t></q:si></q:sst>",
        f"<sst xmlns='{MAIN}'>{real}</sst><!-- {fake}</sst> -->",
    ):
        assert Workbook.open(book(shared=table)).shared_strings == ["thật"], table


def test_dimension_is_not_believed() -> None:
    sheet = worksheet('<row r="9"><c r="D9"><v>1</v></c></row>', before='<dimension ref="A1:B2"/>')
    assert list(cells(read(sheet))) == ["D9"]


REFUSED: dict[str, tuple[str, str]] = {
    "column beyond XFD": ('<row r="1"><c r="XFE1"/></row>', "bad-address"),
    "row beyond 1048576": ('<row r="1"><c r="A1048577"/></row>', "bad-address"),
    "row number beyond": ('<row r="1048577"/>', "bad-address"),
    "row number none": ('<row r="x"/>', "bad-address"),
    "row number zero": ('<row r="0"/>', "bad-address"),
    "row number huge": (f'<row r="{"9" * 5000}"/>', "bad-address"),
    "row number negative": ('<row r="-1"/>', "bad-address"),
    "row number Arabic": ('<row r="٣"/>', "bad-address"),
    "letters without a number": ('<row r="1"><c r="B1"/><c r="B"/></row>', "bad-address"),
    "number without letters": ('<row r="1"><c r="1"/></row>', "bad-address"),
    "an area": ('<row r="1"><c r="A1:B2"/></row>', "bad-address"),
    "empty address": ('<row r="1"><c r=""/></row>', "bad-address"),
    "one column too many": ('<row r="1"><c r="XFD1"/><c/></row>', "bad-address"),
    "one row too many": ('<row r="1048576"/><row/>', "bad-address"),
    "cell twice": ('<row r="1"><c r="A1"/><c r="A1"/></row>', "cell-twice"),
    "cell twice, far apart": ('<row r="1"><c r="A1"/></row><row r="1"><c r="A1"/></row>', "cell-twice"),
    "format that is none": ('<row r="1"><c r="A1" s="x"/></row>', "bad-cell"),
    "format negative": ('<row r="1"><c r="A1" s="-1"/></row>', "bad-cell"),
    "row's format": ('<row r="1" s="x" customFormat="1"/>', "bad-cell"),
    "string beyond the table": ('<row r="1"><c r="A1" t="s"><v>7</v></c></row>', "bad-cell"),
    "string negative": ('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>', "bad-cell"),
    "string without a number": ('<row r="1"><c r="A1" t="s"><v>x</v></c></row>', "bad-cell"),
    "string with no number": ('<row r="1"><c r="A1" t="s"><v/></c></row>', "bad-cell"),
    "string number huge": (f'<row r="1"><c r="A1" t="s"><v>{"9" * 5000}</v></c></row>', "bad-cell"),
    "attribute twice": ('<row r="1"><c r="A1" r="A1"/></row>', "bad-xml"),
    "attribute twice in a row": ('<row r="1" ht="1" ht="1"/>', "bad-xml"),
    "attribute name of a formula": ('<row r="1"><c r="A1"><f 3="x">1</f></c></row>', "bad-xml"),
    "attribute name of a row": ('<row r="1" x:3="x"/>', "bad-xml"),
    "prefix not declared": ('<row r="1" q:x="1"/>', "bad-xml"),
    "unknown entity": ('<row r="1"><c r="A1" t="str"><v>&nbsp;</v></c></row>', "bad-xml"),
    "entity not closed": ('<row r="1"><c r="A1" t="str"><v>&amp</v></c></row>', "bad-xml"),
    "bare ampersand": ('<row r="1"><c r="A1" t="str"><v>a & b</v></c></row>', "bad-xml"),
    "character that is none": ('<row r="1"><c r="A1" t="str"><v>&#0;</v></c></row>', "bad-xml"),
    "half a character": ('<row r="1"><c r="A1" t="str"><v>&#xD800;</v></c></row>', "bad-xml"),
    "control character": ('<row r="1"><c r="A1" t="str"><v>\x01</v></c></row>', "bad-xml"),
    "U+FFFF": ('<row r="1"><c r="A1" t="str"><v>\uffff</v></c></row>', "bad-xml"),
    "CDATA end": ('<row r="1"><c r="A1" t="str"><v>]]></v></c></row>', "bad-xml"),
    "row not closed": ('<row r="1"><c r="A1"/>', "bad-xml"),
    "row closed twice": ('<row r="1"><c r="A1"/></row></row>', "bad-xml"),
    "cell not closed": ('<row r="1"><c r="A1"></row>', "bad-xml"),
    "crossed": ('<row r="1"><c r="A1"><v>1</c></v></row>', "bad-xml"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    rows, reason = REFUSED[name]
    with pytest.raises(Refusal) as caught:
        read(worksheet(rows))
    assert caught.value.reason == reason
    for lang in ("vi", "en"):
        assert "{" not in caught.value.message(lang)  # type: ignore[arg-type]


def test_where_the_xml_is_broken_is_said() -> None:
    with pytest.raises(Refusal) as caught:
        read(worksheet('\n<row r="1">\n<c r="A1"/><oops></row>'))
    assert caught.value.detail == {"part": "xl/worksheets/sheet1.xml", "line": 4, "column": 20}


SHIFTED = [
    ("A2", "B2*2", 'B2*2+$C$1+SUM(A$1:A2)&"B2"', 'B3*2+$C$1+SUM(A$1:A3)&"B2"'),
    ("B1", "x", "LOG10(A1)+Sheet1!A1+'A1 B1'!$A1+A1:B2", "LOG10(B1)+Sheet1!B1+'A1 B1'!$A1+B1:C2"),
    ("A2", "x", "A:B+2:3+name1+T[A1]+1E5", "A:B+3:4+name1+T[A1]+1E5"),
]


@pytest.mark.parametrize(("follower", "_", "formula", "expected"), SHIFTED)
def test_shared_formula(follower: str, _: str, formula: str, expected: str) -> None:
    master = f'<c r="A1"><f t="shared" ref="A1:{follower}" si="0">{escape(formula)}</f><v>1</v></c>'
    second = f'<c r="{follower}"><f t="shared" si="0"/><v>2</v></c>'
    rows = (
        f'<row r="1">{master}{second}</row>'
        if follower.endswith("1")
        else f'<row r="1">{master}</row><row r="2">{second}</row>'
    )
    for sheet in (read(worksheet(rows)), read_slowly(worksheet(rows))):
        at = next(cell for cell in sheet.cells.values() if cell.ref == follower)
        assert at.formula == ""
        assert sheet.formula(at.row, at.column) == expected
        assert sheet.formula(1, 1) == formula
        assert sheet.formula(50, 50) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("71.590000000000003", "71.59"),
        ("47.589999999999996", "47.589999999999996"),
        ("0.1", "0.1"),
        ("2.50", "2.50"),
        ("1.5E-3", "0.0015"),
        ("100", "100"),
        ("-4.585", "-4.585"),
        (" 7 ", "7"),
        ("123456789012345678", "123456789012345680"),
        ("5.0000000000000003E-2", "0.05"),
        ("+3", "3"),
        (".5", "0.5"),
        ("1E-400", "0"),
    ],
)
def test_shortest_decimal(text: str, expected: str) -> None:
    assert shortest_decimal(text) == Decimal(expected)


@pytest.mark.parametrize("text", ["", "x", "NaN", "INF", "1E999", "1_0", "٣", "0x1", "9" * 500, "1,5", "--1"])
def test_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        shortest_decimal(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("_x0041__x0042_", "AB"),
        ("_x005F_x0041_", "_x0041_"),
        ("_xD83D__xDE00_", "😀"),
        ("_xD83D_", "\ufffd"),
        ("_x41_", "_x41_"),
        ("_X0041_", "_X0041_"),
        ("tên_xã", "tên_xã"),
    ],
)
def test_escapes(text: str, expected: str) -> None:
    assert unescape(text) == expected


def test_a_cell_that_is_not_there() -> None:
    sheet = read(
        worksheet(
            '<row r="2" s="4" customFormat="1"><c r="A2"><v>1</v></c></row><row r="3" s="5"/>',
            before='<cols><col min="2" max="3" width="9" style="6"/></cols>',
        )
    )
    assert sheet.cell(2, 1) == Cell(2, 1, "number", "1", None, 0)
    assert sheet.cell(2, 2) == Cell(2, 2, "blank", "", None, 4)
    assert sheet.cell(3, 2) == Cell(3, 2, "blank", "", None, 6)
    assert sheet.cell(3, 1) == Cell(3, 1, "blank", "", None, 0)
    assert (sheet.row_count, read(worksheet()).row_count) == (2, 0)


def test_alternatives() -> None:
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    known = 'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
    choice = '<mc:Choice Requires="{}"><row r="1"><c r="A1"><v>1</v></c></row></mc:Choice>'
    fallback = '<mc:Fallback><row r="1"><c r="B1"><v>2</v></c></row></mc:Fallback>'

    def of(alternatives: str) -> list[str]:
        rows = f'<mc:AlternateContent {mc} {known} xmlns:u="urn:u">{alternatives}</mc:AlternateContent>'
        return list(cells(read(worksheet(rows))))

    assert of(choice.format("x14") + fallback) == ["A1"]
    assert of(choice.format("x14") + choice.format("x14") + fallback) == ["A1"]
    assert of(choice.format("u") + fallback) == ["B1"]
    assert of(choice.format("x14 u") + fallback) == ["B1"]
    assert of(choice.format("nowhere") + fallback) == ["B1"]
    assert of(choice.format("u")) == []
    assert of(fallback) == ["B1"]
