"""A filled form into which people put everything that a workbook can hold.

Made part by part, because no program writes all of it. Each feature adds its parts and names a witness:
a part and a text in it that must be there afterwards as it was.
"""
# ruff: noqa: E501 - a line of XML is not broken

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import NamedTuple

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MS = "http://schemas.microsoft.com/office"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

FORM, GUIDE, DATA = (f"xl/worksheets/sheet{number}.xml" for number in (1, 2, 3))
OWN = "xl/worksheets/sheet9.xml"
"""A sheet of the unit's own."""
BOOK = "xl/workbook.xml"
BOOK_RELS = "xl/_rels/workbook.xml.rels"
TYPES = "[Content_Types].xml"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63f8cfc0f01f"
    "0005050102a2a1b0f80000000049454e44ae426082"
)

_ORDER = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
]


class Book:
    """Parts of a workbook, as text or bytes, in the order of its entries."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self._numbers = 100

    def text(self, part: str) -> str:
        return self.parts[part].decode()

    def replace(self, part: str, old: str, new: str, count: int = 1) -> None:
        text = self.text(part)
        assert old in text, (part, old)
        self.parts[part] = text.replace(old, new, count).encode()

    def add(self, part: str, content: str | bytes, content_type: str | None = None) -> None:
        assert part not in self.parts, part
        self.parts[part] = content if isinstance(content, bytes) else (HEAD + content).encode()
        if content_type is not None:
            override = f'<Override PartName="/{part}" ContentType="{content_type}"/>'
            self.replace(TYPES, "</Types>", override + "</Types>")

    def default(self, ending: str, content_type: str) -> None:
        if f'Extension="{ending}"' not in self.text(TYPES):
            new = f'<Default Extension="{ending}" ContentType="{content_type}"/>'
            self.replace(TYPES, "<Override", new + "<Override")

    def link(self, part: str, kind: str, target: str, external: bool = False) -> str:
        """Relate a part ('' for the package) to a target; the relationship's id."""
        folder, _, name = part.rpartition("/")
        rels = f"{folder}/_rels/{name}.rels" if part else "_rels/.rels"
        rels = rels.removeprefix("/")
        if rels not in self.parts:
            self.add(rels, f'<Relationships xmlns="{PACKAGE}/relationships"></Relationships>')
        self._numbers += 1
        kind = kind if "://" in kind else f"{R}/{kind}"
        mode = ' TargetMode="External"' if external else ""
        one = f'<Relationship Id="u{self._numbers}" Type="{kind}" Target="{target}"{mode}/>'
        self.replace(rels, "</Relationships>", one + "</Relationships>")
        return f"u{self._numbers}"

    def put(self, part: str, tag: str, xml: str) -> None:
        """Put an element of a worksheet where the schema wants it, behind others of its kind."""
        text = self.text(part)
        start = text.index("</sheetData>") if _ORDER.index(tag) > _ORDER.index("sheetData") else 0
        later = "|".join(_ORDER[_ORDER.index(tag) + 1 :])
        at = re.compile(rf"<(?:{later})[ >/]|</worksheet>").search(text, start)
        assert at is not None
        self.parts[part] = (text[: at.start()] + xml + text[at.start() :]).encode()

    def extension(self, part: str, uri: str, xml: str) -> None:
        """Put an extension into the extLst at the end of a worksheet, the workbook or the styles."""
        text = self.text(part)
        end = text.rindex("</")
        if "</extLst>" not in text[end - 9 : end]:
            text = text[:end] + "<extLst></extLst>" + text[end:]
            end = text.rindex("</")
        end -= len("</extLst>")
        self.parts[part] = (text[:end] + f'<ext uri="{uri}">{xml}</ext>' + text[end:]).encode()


class Feature(NamedTuple):
    """What was added, and where it must still be: (part, text)."""

    name: str
    witness: tuple[str, str]


Make = Callable[[Book], tuple[str, str]]
_MAKERS: list[tuple[str, Make]] = []


def feature(name: str) -> Callable[[Make], Make]:
    def add(make: Make) -> Make:
        _MAKERS.append((name, make))
        return make

    return add


def hostile(form: bytes) -> tuple[bytes, list[Feature]]:
    """The form with every feature, as an .xlsm, and the features."""
    book = Book(form)
    _own_sheet(book)
    features = [Feature(name, make(book)) for name, make in _MAKERS]
    return _packed(book), features


def _own_sheet(book: Book) -> None:
    rows = "".join(
        f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>Cột {row}</t></is></c><c r="B{row}"><v>{row}</v></c>'
        f'<c r="C{row}"><v>{row * 2}</v></c></row>'
        for row in range(2, 7)
    )
    head = "".join(
        f'<c r="{letter}1" t="inlineStr"><is><t>{name}</t></is></c>'
        for letter, name in zip("ABC", ("Tên", "Số", "Đôi"), strict=True)
    )
    book.add(
        OWN,
        f'<worksheet xmlns="{MAIN}" xmlns:r="{R}"><sheetData><row r="1">{head}</row>{rows}</sheetData></worksheet>',
        f"{SML}.worksheet+xml",
    )
    link = book.link(BOOK, "worksheet", "/" + OWN)
    sheet = f'<sheet xmlns:r="{R}" name="Riêng của đơn vị" sheetId="9" r:id="{link}"/>'
    book.replace(BOOK, "</sheets>", sheet + "</sheets>")
    book.replace(FORM, "<worksheet ", f'<worksheet xmlns:r="{R}" xmlns:mc="{MC}" ')


# --- in cells -----------------------------------------------------------------------------------


@feature("rich text in a shared string")
def _(book: Book) -> tuple[str, str]:
    part = "xl/sharedStrings.xml"
    text = book.text(part)
    found = re.search(r"<si><t[^>]*>(Triển khai[^<]{10,})</t></si>", text)
    assert found is not None
    whole = found[1]
    rich = f"<si><r><rPr><b/><sz val='11'/></rPr><t>{whole[:8]}</t></r><r><t xml:space='preserve'>{whole[8:]}</t></r></si>"
    book.parts[part] = text.replace(found[0], rich).encode()
    return part, rich


@feature("phonetic text in a shared string")
def _(book: Book) -> tuple[str, str]:
    part = "xl/sharedStrings.xml"
    found = re.search(r"<si><t[^>]*>(Ban hành[^<]{10,})</t></si>", book.text(part))
    assert found is not None
    spoken = found[0].replace("</si>", '<rPh sb="0" eb="2"><t>đọc là</t></rPh><phoneticPr fontId="1"/></si>')
    book.replace(part, found[0], spoken)
    return part, spoken


@feature("array formula")
def _(book: Book) -> tuple[str, str]:
    cell = '<c r="E2"><f t="array" ref="E2:E3">B2:B3*2</f><v>4</v></c>'
    book.replace(OWN, '<c r="C2"><v>4</v></c>', '<c r="C2"><v>4</v></c>' + cell)
    return OWN, cell


@feature("shared formula")
def _(book: Book) -> tuple[str, str]:
    first = '<c r="D3"><f t="shared" ref="D3:D4" si="0">B3+C3</f><v>9</v></c>'
    second = '<c r="D4"><f t="shared" si="0"/><v>12</v></c>'
    book.replace(OWN, '<c r="C3"><v>6</v></c>', '<c r="C3"><v>6</v></c>' + first)
    book.replace(OWN, '<c r="C4"><v>8</v></c>', '<c r="C4"><v>8</v></c>' + second)
    return OWN, first


@feature("dynamic-array formula and cell metadata")
def _(book: Book) -> tuple[str, str]:
    book.add(
        "xl/metadata.xml",
        f'<metadata xmlns="{MAIN}" xmlns:xda="{MS}/spreadsheetml/2017/dynamicarray"><metadataTypes count="1">'
        '<metadataType name="XLDAPR" minSupportedVersion="120000" copy="1" pasteAll="1" pasteValues="1" '
        'merge="1" splitFirst="1" rowColShift="1" clearFormats="1" clearComments="1" assign="1" coerce="1" '
        'cellMeta="1"/></metadataTypes><futureMetadata name="XLDAPR" count="1"><bk><extLst>'
        '<ext uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}"><xda:dynamicArrayProperties fDynamic="1" '
        'fCollapsed="0"/></ext></extLst></bk></futureMetadata><cellMetadata count="1"><bk><rc t="1" v="0"/>'
        "</bk></cellMetadata></metadata>",
        f"{SML}.sheetMetadata+xml",
    )
    book.link(BOOK, "sheetMetadata", "metadata.xml")
    cell = '<c r="D5" cm="1"><f t="array" ref="D5:D6">_xlfn._xlws.SORT(B5:B6)</f><v>5</v></c>'
    book.replace(OWN, '<c r="C5"><v>10</v></c>', '<c r="C5"><v>10</v></c>' + cell)
    return OWN, cell


@feature("data table formula")
def _(book: Book) -> tuple[str, str]:
    cell = '<c r="F6"><f t="dataTable" ref="F6:F6" dt2D="0" dtr="0" r1="B2"/><v>6</v></c>'
    book.replace(OWN, '<c r="C6"><v>12</v></c>', '<c r="C6"><v>12</v></c>' + cell)
    return OWN, cell


@feature("calculation chain")
def _(book: Book) -> tuple[str, str]:
    chain = f'<calcChain xmlns="{MAIN}"><c r="E2" i="9"/><c r="D3"/><c r="D4"/></calcChain>'
    book.add("xl/calcChain.xml", chain, f"{SML}.calcChain+xml")
    book.link(BOOK, "calcChain", "calcChain.xml")
    return "xl/calcChain.xml", chain


@feature("comments, processing instructions and CDATA between cells")
def _(book: Book) -> tuple[str, str]:
    odd = "<!-- <c r='A1'/> --><?program keep?>"
    book.replace(FORM, '<row r="11"', odd + '<row r="11"')
    cell = "<c r='D2' t='str'><v><![CDATA[<&]]></v></c>"
    book.replace(OWN, '<c r="E2">', cell + '<c r="E2">')
    return FORM, odd


# --- on the form's sheet ------------------------------------------------------------------------


@feature("conditional format with a differential style")
def _(book: Book) -> tuple[str, str]:
    rule = (
        '<conditionalFormatting sqref="B2:B6"><cfRule type="cellIs" priority="91" operator="greaterThan">'
        "<formula>5</formula></cfRule></conditionalFormatting>"
    )
    book.put(OWN, "conditionalFormatting", rule)
    return OWN, rule


@feature("x14 conditional format")
def _(book: Book) -> tuple[str, str]:
    xml = (
        f'<x14:conditionalFormattings xmlns:x14="{X14}"><x14:conditionalFormatting xmlns:xm="{XM}">'
        '<x14:cfRule type="dataBar" id="{7E1B2A3C-0000-4000-8000-000000000001}"><x14:dataBar minLength="0" '
        'maxLength="100"><x14:cfvo type="autoMin"/><x14:cfvo type="autoMax"/></x14:dataBar></x14:cfRule>'
        "<xm:sqref>C10:C20</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings>"
    )
    book.extension(FORM, "{78C0D931-6437-407d-A8EE-F0AAD7539E65}", xml)
    return FORM, xml


@feature("x14 data validation")
def _(book: Book) -> tuple[str, str]:
    xml = (
        f'<x14:dataValidations xmlns:x14="{X14}" xmlns:xm="{XM}" count="1"><x14:dataValidation type="list" '
        "allowBlank=\"1\"><x14:formula1><xm:f>'Hướng dẫn'!$A$1:$A$3</xm:f></x14:formula1>"
        "<xm:sqref>I10</xm:sqref></x14:dataValidation></x14:dataValidations>"
    )
    book.extension(FORM, "{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}", xml)
    return FORM, xml


@feature("sparklines")
def _(book: Book) -> tuple[str, str]:
    xml = (
        f'<x14:sparklineGroups xmlns:x14="{X14}" xmlns:xm="{XM}"><x14:sparklineGroup displayEmptyCellsAs="gap">'
        "<x14:sparklines><x14:sparkline><xm:f>'Riêng của đơn vị'!B2:B6</xm:f><xm:sqref>I12</xm:sqref>"
        "</x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups>"
    )
    book.extension(FORM, "{05C60535-1F16-4fd2-B633-F4F36F0B64E0}", xml)
    return FORM, xml


@feature("protected ranges with SHA-512 hashes")
def _(book: Book) -> tuple[str, str]:
    xml = (
        '<protectedRanges><protectedRange algorithmName="SHA-512" hashValue="9wy5yC7s1xW3ZkZ8mVbE0A==" '
        'saltValue="RrJ4XvB2m2iSCo8hUvS8Mw==" spinCount="100000" sqref="E10:E20" name="Phần một"/></protectedRanges>'
    )
    book.put(FORM, "protectedRanges", xml)
    return FORM, xml


@feature("sheet protection with a SHA-512 hash")
def _(book: Book) -> tuple[str, str]:
    hashed = (
        'algorithmName="SHA-512" hashValue="c2VjcmV0c2VjcmV0" saltValue="c2FsdHNhbHQ=" spinCount="100000" '
    )
    book.replace(FORM, "<sheetProtection ", f"<sheetProtection {hashed}")
    return FORM, hashed


@feature("scenarios")
def _(book: Book) -> tuple[str, str]:
    xml = (
        '<scenarios current="0"><scenario name="Dự kiến" user="An" count="1"><inputCells r="E12" val="5"/>'
        "</scenario></scenarios>"
    )
    book.put(FORM, "scenarios", xml)
    return FORM, xml


@feature("custom sheet views")
def _(book: Book) -> tuple[str, str]:
    guid = "{11111111-2222-4333-8444-555555555555}"
    xml = (
        f'<customSheetViews><customSheetView guid="{guid}"><selection/></customSheetView></customSheetViews>'
    )
    book.put(FORM, "customSheetViews", xml)
    view = f'<customWorkbookViews><customWorkbookView name="An" guid="{guid}" windowWidth="100" windowHeight="100" activeSheetId="1"/></customWorkbookViews>'
    book.replace(BOOK, "</workbook>", view + "</workbook>")
    return FORM, xml


@feature("page breaks")
def _(book: Book) -> tuple[str, str]:
    xml = '<rowBreaks count="1" manualBreakCount="1"><brk id="30" max="16383" man="1"/></rowBreaks>'
    book.put(FORM, "rowBreaks", xml)
    return FORM, xml


@feature("watched cells")
def _(book: Book) -> tuple[str, str]:
    xml = '<cellWatches><cellWatch r="C66"/></cellWatches>'
    book.put(FORM, "cellWatches", xml)
    return FORM, xml


@feature("links to a web page and to a cell")
def _(book: Book) -> tuple[str, str]:
    link = book.link(FORM, "hyperlink", "https://example.org/?a=1&amp;b=2", external=True)
    xml = (
        f'<hyperlinks><hyperlink ref="F10" r:id="{link}" tooltip="Tài liệu"/>'
        '<hyperlink ref="F12" location="\'Hướng dẫn\'!A1" display="Xem"/>'
    )
    book.put(FORM, "hyperlinks", xml + "</hyperlinks>")
    return FORM, xml


@feature("printer settings")
def _(book: Book) -> tuple[str, str]:
    book.default("bin", "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings")
    book.add("xl/printerSettings/printerSettings1.bin", bytes(range(256)) * 4)
    link = book.link(FORM, "printerSettings", "../printerSettings/printerSettings1.bin")
    book.replace(FORM, "<pageSetup ", f'<pageSetup r:id="{link}" ')
    return FORM, f'<pageSetup r:id="{link}" '


@feature("custom property of a sheet")
def _(book: Book) -> tuple[str, str]:
    book.add("xl/customProperty1.bin", b"v\x00i\x00", f"{SML}.customProperty")
    link = book.link(FORM, "customProperty", "../customProperty1.bin")
    xml = f'<customProperties><customPr name="an" r:id="{link}"/></customProperties>'
    book.put(FORM, "customProperties", xml)
    return FORM, xml


@feature("alternative content")
def _(book: Book) -> tuple[str, str]:
    xml = (
        f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice xmlns:v9="http://example.org/v9" Requires="v9">'
        '<v9:later/></mc:Choice><mc:Fallback><phoneticPr fontId="0"/></mc:Fallback></mc:AlternateContent>'
    )
    book.put(OWN, "phoneticPr", xml)
    return OWN, xml


@feature("background picture")
def _(book: Book) -> tuple[str, str]:
    book.default("png", "image/png")
    book.add("xl/media/image9.png", PNG)
    xml = f'<picture r:id="{book.link(FORM, "image", "../media/image9.png")}"/>'
    book.put(FORM, "picture", xml)
    return FORM, xml


# --- drawings -----------------------------------------------------------------------------------

DRAWING = "xl/drawings/drawing1.xml"
_ANCHOR = (
    "<xdr:from><xdr:col>{0}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{0}</xdr:row><xdr:rowOff>0</xdr:rowOff>"
    "</xdr:from><xdr:to><xdr:col>{1}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{1}</xdr:row>"
    "<xdr:rowOff>0</xdr:rowOff></xdr:to>"
)


def _anchored(number: int, inside: str) -> str:
    return f"<xdr:twoCellAnchor>{_ANCHOR.format(70 + number, 73 + number)}{inside}<xdr:clientData/></xdr:twoCellAnchor>"


def _draw(book: Book, xml: str) -> None:
    if DRAWING not in book.parts:
        book.add(
            DRAWING,
            f'<xdr:wsDr xmlns:xdr="{XDR}" xmlns:a="{A}" xmlns:r="{R}"></xdr:wsDr>',
            "application/vnd.openxmlformats-officedocument.drawing+xml",
        )
        link = book.link(FORM, "drawing", "/" + DRAWING)
        book.put(FORM, "drawing", f'<drawing r:id="{link}"/>')
    book.replace(DRAWING, "</xdr:wsDr>", xml + "</xdr:wsDr>")


@feature("picture")
def _(book: Book) -> tuple[str, str]:
    book.add("xl/media/image1.png", PNG)
    book.add(
        "xl/drawings/_rels/drawing1.xml.rels",
        f'<Relationships xmlns="{PACKAGE}/relationships"></Relationships>',
    )
    link = book.link(DRAWING, "image", "../media/image1.png")
    xml = _anchored(
        0,
        '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="Dấu"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill>'
        f'<a:blip r:embed="{link}"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:xfrm>'
        '<a:off x="0" y="0"/><a:ext cx="9" cy="9"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        "</xdr:spPr></xdr:pic>",
    )
    _draw(book, xml)
    return DRAWING, xml


@feature("text box")
def _(book: Book) -> tuple[str, str]:
    xml = _anchored(
        1,
        '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="3" name="Hộp chữ"/><xdr:cNvSpPr txBox="1"/>'
        '</xdr:nvSpPr><xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr><xdr:txBody>'
        "<a:bodyPr/><a:p><a:r><a:t>Đề nghị xem xét</a:t></a:r></a:p></xdr:txBody></xdr:sp>",
    )
    _draw(book, xml)
    return DRAWING, xml


@feature("group of shapes with a connector")
def _(book: Book) -> tuple[str, str]:
    xml = _anchored(
        2,
        '<xdr:grpSp><xdr:nvGrpSpPr><xdr:cNvPr id="4" name="Nhóm"/><xdr:cNvGrpSpPr/></xdr:nvGrpSpPr>'
        '<xdr:grpSpPr/><xdr:cxnSp macro=""><xdr:nvCxnSpPr><xdr:cNvPr id="5" name="Nối"/><xdr:cNvCxnSpPr/>'
        '</xdr:nvCxnSpPr><xdr:spPr><a:prstGeom prst="line"><a:avLst/></a:prstGeom></xdr:spPr></xdr:cxnSp>'
        "</xdr:grpSp>",
    )
    _draw(book, xml)
    return DRAWING, xml


@feature("chart")
def _(book: Book) -> tuple[str, str]:
    book.add(
        "xl/charts/chart1.xml",
        f'<c:chartSpace xmlns:c="{C}" xmlns:a="{A}"><c:chart><c:plotArea><c:layout/><c:barChart>'
        '<c:barDir val="col"/><c:grouping val="clustered"/><c:ser><c:idx val="0"/><c:order val="0"/><c:val>'
        "<c:numRef><c:f>'Riêng của đơn vị'!$B$2:$B$6</c:f></c:numRef></c:val></c:ser><c:axId val=\"1\"/>"
        '<c:axId val="2"/></c:barChart><c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/>'
        '</c:scaling><c:delete val="0"/><c:axPos val="b"/><c:crossAx val="2"/></c:catAx><c:valAx>'
        '<c:axId val="2"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        '<c:axPos val="l"/><c:crossAx val="1"/></c:valAx></c:plotArea></c:chart></c:chartSpace>',
        "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
    )
    link = book.link(DRAWING, "chart", "../charts/chart1.xml")
    xml = _anchored(
        3,
        '<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="6" name="Biểu đồ"/>'
        '<xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/>'
        f'</xdr:xfrm><a:graphic><a:graphicData uri="{C}"><c:chart xmlns:c="{C}" r:id="{link}"/>'
        "</a:graphicData></a:graphic></xdr:graphicFrame>",
    )
    _draw(book, xml)
    return "xl/charts/chart1.xml", "'Riêng của đơn vị'!$B$2:$B$6"


@feature("style and colours of the chart")
def _(book: Book) -> tuple[str, str]:
    style = f'<cs:chartStyle xmlns:cs="{MS}/drawing/2012/chartStyle" id="201"/>'
    colors = f'<cs:colorStyle xmlns:cs="{MS}/drawing/2012/chartStyle" xmlns:a="{A}" meth="cycle" id="10"><a:schemeClr val="accent1"/></cs:colorStyle>'
    book.add("xl/charts/style1.xml", style, "application/vnd.ms-office.chartstyle+xml")
    book.add("xl/charts/colors1.xml", colors, "application/vnd.ms-office.chartcolorstyle+xml")
    book.link("xl/charts/chart1.xml", f"{MS}/2011/relationships/chartStyle", "style1.xml")
    book.link("xl/charts/chart1.xml", f"{MS}/2011/relationships/chartColorStyle", "colors1.xml")
    return "xl/charts/colors1.xml", colors


@feature("chart sheet")
def _(book: Book) -> tuple[str, str]:
    part = "xl/chartsheets/sheet1.xml"
    book.add(
        part,
        f'<chartsheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0"/></sheetViews></chartsheet>',
        f"{SML}.chartsheet+xml",
    )
    link = book.link(BOOK, "chartsheet", "chartsheets/sheet1.xml")
    sheet = f'<sheet xmlns:r="{R}" name="Biểu đồ" sheetId="10" r:id="{link}"/>'
    book.replace(BOOK, "</sheets>", sheet + "</sheets>")
    return BOOK, sheet


@feature("notes of people")
def _(book: Book) -> tuple[str, str]:
    threaded = "tc={AAAAAAAA-0000-4000-8000-000000000001}"
    note = '<comment ref="E12" authorId="0"><text><r><rPr><b/></rPr><t>An:</t></r><r><t xml:space="preserve">\nxem lại</t></r></text></comment>'
    book.add(
        "xl/comments1.xml",
        f'<comments xmlns="{MAIN}"><authors><author>An</author><author>{threaded}</author></authors><commentList>'
        f'{note}<comment ref="F13" authorId="1"><text><t>[Threaded comment] Đúng chưa?</t></text></comment>'
        "</commentList></comments>",
        f"{SML}.comments+xml",
    )
    book.link(FORM, "comments", "../comments1.xml")
    book.default("vml", "application/vnd.openxmlformats-officedocument.vmlDrawing")
    shapes = "".join(
        f'<v:shape id="_x0000_s{1025 + number}" type="#_x0000_t202" style="position:absolute;visibility:hidden">'
        f'<x:ClientData ObjectType="Note"><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>'
        for number, (row, column) in enumerate(((11, 4), (12, 5)))
    )
    book.add(
        "xl/drawings/vmlDrawing1.vml",
        (
            '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
            'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" '
            'data="1"/></o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
            f'path="m,l,21600r21600,l21600,xe"/>{shapes}</xml>'
        ).encode(),
    )
    link = book.link(FORM, "vmlDrawing", "../drawings/vmlDrawing1.vml")
    book.put(FORM, "legacyDrawing", f'<legacyDrawing r:id="{link}"/>')
    return "xl/comments1.xml", note


@feature("threaded comments and persons")
def _(book: Book) -> tuple[str, str]:
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    part = "xl/threadedComments/threadedComment1.xml"
    xml = (
        f'<ThreadedComments xmlns="{space}"><threadedComment ref="F13" dT="2026-01-05T02:00:00.00" '
        'personId="{BBBBBBBB-0000-4000-8000-000000000001}" id="{AAAAAAAA-0000-4000-8000-000000000001}">'
        "<text>Đúng chưa?</text></threadedComment></ThreadedComments>"
    )
    book.add(part, xml, "application/vnd.ms-excel.threadedcomments+xml")
    book.link(FORM, f"{MS}/2017/10/relationships/threadedComment", "../threadedComments/threadedComment1.xml")
    book.add(
        "xl/persons/person.xml",
        f'<personList xmlns="{space}"><person displayName="An" id="{{BBBBBBBB-0000-4000-8000-000000000001}}" '
        'userId="an" providerId="None"/></personList>',
        "application/vnd.ms-excel.person+xml",
    )
    book.link(BOOK, f"{MS}/2017/10/relationships/person", "persons/person.xml")
    return part, xml


@feature("form control")
def _(book: Book) -> tuple[str, str]:
    book.add(
        "xl/ctrlProps/ctrlProp1.xml",
        f'<formControlPr xmlns="{X14}" objectType="CheckBox" checked="Checked" lockText="1"/>',
        "application/vnd.ms-excel.controlproperties+xml",
    )
    link = book.link(FORM, "ctrlProp", "../ctrlProps/ctrlProp1.xml")
    shape = (
        '<v:shape id="_x0000_s1030" type="#_x0000_t202" style="position:absolute"><x:ClientData '
        'ObjectType="Checkbox"><x:Anchor>1, 0, 1, 0, 2, 0, 2, 0</x:Anchor></x:ClientData></v:shape>'
    )
    book.replace("xl/drawings/vmlDrawing1.vml", "</xml>", shape + "</xml>")
    xml = (
        f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice xmlns:x14="{X14}" Requires="x14"><controls>'
        f'<mc:AlternateContent><mc:Choice Requires="x14"><control shapeId="1030" r:id="{link}" name="Chọn">'
        f'<controlPr defaultSize="0" autoFill="0" autoLine="0" autoPict="0"><anchor moveWithCells="1"><from '
        f'xmlns:xdr="{XDR}"><xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>12</xdr:row>'
        f'<xdr:rowOff>0</xdr:rowOff></from><to xmlns:xdr="{XDR}"><xdr:col>2</xdr:col><xdr:colOff>0</xdr:colOff>'
        "<xdr:row>13</xdr:row><xdr:rowOff>0</xdr:rowOff></to></anchor></controlPr></control></mc:Choice>"
        "</mc:AlternateContent></controls></mc:Choice></mc:AlternateContent>"
    )
    book.put(FORM, "controls", xml)
    return FORM, xml


@feature("picture in the page header")
def _(book: Book) -> tuple[str, str]:
    book.add(
        "xl/drawings/vmlDrawing2.vml",
        b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
        b'<v:shape id="CH" type="#t"><v:imagedata o:relid="rId1" o:title="logo"></v:shape><br></xml>',
    )
    xml = f'<legacyDrawingHF r:id="{book.link(FORM, "vmlDrawing", "../drawings/vmlDrawing2.vml")}"/>'
    book.put(FORM, "legacyDrawingHF", xml)
    return FORM, xml


@feature("embedded object")
def _(book: Book) -> tuple[str, str]:
    book.add(
        "xl/embeddings/oleObject1.bin",
        b"\xd0\xcf\x11\xe0" + bytes(600),
        "application/vnd.openxmlformats-officedocument.oleObject",
    )
    link = book.link(OWN, "oleObject", "../embeddings/oleObject1.bin")
    xml = f'<oleObjects><oleObject progId="Word.Document.12" shapeId="2049" r:id="{link}"/></oleObjects>'
    book.put(OWN, "oleObjects", xml)
    return OWN, xml


# --- tables and data ----------------------------------------------------------------------------


@feature("table")
def _(book: Book) -> tuple[str, str]:
    xml = (
        f'<table xmlns="{MAIN}" id="1" name="Bảng1" displayName="Bảng1" ref="A1:C6"><autoFilter ref="A1:C6"/>'
        '<tableColumns count="3"><tableColumn id="1" name="Tên"/><tableColumn id="2" name="Số"/>'
        '<tableColumn id="3" name="Đôi"/></tableColumns><tableStyleInfo name="TableStyleMedium2"/></table>'
    )
    book.add("xl/tables/table1.xml", xml, f"{SML}.table+xml")
    link = book.link(OWN, "table", "../tables/table1.xml")
    book.put(OWN, "tableParts", f'<tableParts count="1"><tablePart r:id="{link}"/></tableParts>')
    return "xl/tables/table1.xml", xml


@feature("slicer of a table")
def _(book: Book) -> tuple[str, str]:
    xml = f'<slicers xmlns="{X14}"><slicer name="Tên" cache="Slicer_Tên" rowHeight="241300"/></slicers>'
    book.add("xl/slicers/slicer1.xml", xml, "application/vnd.ms-excel.slicer+xml")
    link = book.link(OWN, f"{MS}/2007/relationships/slicer", "../slicers/slicer1.xml")
    book.extension(
        OWN,
        "{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}",
        f'<x14:slicerList xmlns:x14="{X14}"><x14:slicer r:id="{link}"/></x14:slicerList>',
    )
    book.add(
        "xl/slicerCaches/slicerCache1.xml",
        f'<slicerCacheDefinition xmlns="{X14}" name="Slicer_Tên" sourceName="Tên"/>',
        "application/vnd.ms-excel.slicerCache+xml",
    )
    book.link(BOOK, f"{MS}/2007/relationships/slicerCache", "slicerCaches/slicerCache1.xml")
    return "xl/slicers/slicer1.xml", xml


@feature("pivot table with its cache")
def _(book: Book) -> tuple[str, str]:
    cache = (
        f'<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{R}" refreshOnLoad="1" recordCount="0"><cacheSource '
        'type="worksheet"><worksheetSource ref="A1:B6" sheet="Riêng của đơn vị"/></cacheSource>'
        '<cacheFields count="1"><cacheField name="Tên"><sharedItems/></cacheField></cacheFields></pivotCacheDefinition>'
    )
    part = "xl/pivotCache/pivotCacheDefinition1.xml"
    book.add(part, cache, f"{SML}.pivotCacheDefinition+xml")
    link = book.link(BOOK, "pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml")
    caches = f'<pivotCaches><pivotCache xmlns:r="{R}" cacheId="7" r:id="{link}"/></pivotCaches>'
    book.replace(BOOK, "<customWorkbookViews>", "<!-- --><customWorkbookViews>")
    book.replace(BOOK, "</customWorkbookViews>", "</customWorkbookViews>" + caches)
    return part, cache


@feature("query connection")
def _(book: Book) -> tuple[str, str]:
    xml = f'<connections xmlns="{MAIN}"><connection id="1" name="Nguồn" type="4" refreshedVersion="6"><webPr url="https://example.org/"/></connection></connections>'
    book.add("xl/connections.xml", xml, f"{SML}.connections+xml")
    book.link(BOOK, "connections", "connections.xml")
    return "xl/connections.xml", xml


@feature("external link")
def _(book: Book) -> tuple[str, str]:
    part = "xl/externalLinks/externalLink1.xml"
    book.add(
        part,
        f'<externalLink xmlns="{MAIN}" xmlns:r="{R}"><externalBook r:id="u900"><sheetNames>'
        '<sheetName val="Tờ 1"/></sheetNames></externalBook></externalLink>',
        f"{SML}.externalLink+xml",
    )
    target = '<Relationship Id="u900" Type="{}/externalLinkPath" Target="file:///C:/khac.xlsx" TargetMode="External"/>'
    book.add(
        "xl/externalLinks/_rels/externalLink1.xml.rels",
        f'<Relationships xmlns="{PACKAGE}/relationships">{target.format(R)}</Relationships>',
    )
    link = book.link(BOOK, "externalLink", "externalLinks/externalLink1.xml")
    xml = f'<externalReferences><externalReference xmlns:r="{R}" r:id="{link}"/></externalReferences>'
    book.replace(BOOK, "<definedNames>", xml + "<definedNames>")
    return BOOK, xml


@feature("names of people's own")
def _(book: Book) -> tuple[str, str]:
    name = '<definedName name="Riêng" comment="của đơn vị">\'Riêng của đơn vị\'!$A$1:$C$6</definedName>'
    book.replace(BOOK, "</definedNames>", name + "</definedNames>")
    return BOOK, name


# --- of the whole file --------------------------------------------------------------------------


@feature("VBA project")
def _(book: Book) -> tuple[str, str]:
    book.add(
        "xl/vbaProject.bin",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
        "application/vnd.ms-office.vbaProject",
    )
    book.link(BOOK, f"{MS}/2006/relationships/vbaProject", "vbaProject.bin")
    book.replace(TYPES, f"{SML}.sheet.main+xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    return TYPES, "application/vnd.ms-excel.sheet.macroEnabled.main+xml"


@feature("signature of the VBA project")
def _(book: Book) -> tuple[str, str]:
    book.add("xl/vbaProjectSignature.bin", b"\x01\x02sig", "application/vnd.ms-office.vbaProjectSignature")
    link = book.link(
        "xl/vbaProject.bin", f"{MS}/2006/relationships/vbaProjectSignature", "vbaProjectSignature.bin"
    )
    return "xl/_rels/vbaProject.bin.rels", link


@feature("digital signature")
def _(book: Book) -> tuple[str, str]:
    base = f"{PACKAGE}/relationships/digital-signature"
    kind = "application/vnd.openxmlformats-package.digital-signature"
    book.default("sigs", f"{kind}-origin")
    book.add("_xmlsignatures/origin.sigs", b"")
    xml = '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#" Id="idPackageSignature"><SignatureValue>AA==</SignatureValue></Signature>'
    book.add("_xmlsignatures/sig1.xml", xml, f"{kind}-xmlsignature+xml")
    book.link("", f"{base}/origin", "_xmlsignatures/origin.sigs")
    book.link("_xmlsignatures/origin.sigs", f"{base}/signature", "sig1.xml")
    return "_xmlsignatures/sig1.xml", xml


@feature("custom XML")
def _(book: Book) -> tuple[str, str]:
    xml = '<hoSo xmlns="urn:van-ban"><soKyHieu>879/SNV-CCHC</soKyHieu></hoSo>'
    book.add("customXml/item1.xml", xml)
    book.add(
        "customXml/itemProps1.xml",
        '<ds:datastoreItem ds:itemID="{CCCCCCCC-0000-4000-8000-000000000001}" '
        'xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"/>',
        "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
    )
    book.link("customXml/item1.xml", "customXmlProps", "itemProps1.xml")
    book.link(BOOK, "customXml", "../customXml/item1.xml")
    return "customXml/item1.xml", xml


@feature("custom property of the file")
def _(book: Book) -> tuple[str, str]:
    xml = (
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="99" name="Số ký hiệu">'
        '<vt:lpwstr xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">879</vt:lpwstr></property>'
    )
    book.replace("docProps/custom.xml", "</Properties>", xml + "</Properties>")
    return "docProps/custom.xml", xml


@feature("sensitivity label")
def _(book: Book) -> tuple[str, str]:
    xml = (
        '<clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata"><clbl:label '
        'id="{DDDDDDDD-0000-4000-8000-000000000001}" enabled="1" method="Privileged" siteId="{EEEEEEEE-0000-4000-8000-000000000001}"/>'
        "</clbl:labelList>"
    )
    book.add("docMetadata/LabelInfo.xml", xml, "application/vnd.ms-office.classificationlabels+xml")
    book.link("", f"{MS}/2020/02/relationships/classificationlabels", "docMetadata/LabelInfo.xml")
    return "docMetadata/LabelInfo.xml", xml


@feature("thumbnail")
def _(book: Book) -> tuple[str, str]:
    book.add("docProps/thumbnail.png", PNG)
    link = book.link("", f"{PACKAGE}/relationships/metadata/thumbnail", "docProps/thumbnail.png")
    return "_rels/.rels", link


@feature("ribbon of one's own")
def _(book: Book) -> tuple[str, str]:
    xml = '<customUI xmlns="http://schemas.microsoft.com/office/2009/07/customui"><ribbon/></customUI>'
    book.add("customUI/customUI14.xml", xml)
    book.link("", f"{MS}/2007/relationships/ui/extensibility", "customUI/customUI14.xml")
    return "customUI/customUI14.xml", xml


@feature("web extension")
def _(book: Book) -> tuple[str, str]:
    space = "http://schemas.microsoft.com/office/webextensions"
    xml = f'<we:webextension xmlns:we="{space}/webextension/2010/11" id="{{FFFFFFFF-0000-4000-8000-000000000001}}"/>'
    book.add("xl/webextensions/webextension1.xml", xml, "application/vnd.ms-office.webextension+xml")
    book.add(
        "xl/webextensions/taskpanes.xml",
        f'<wetp:taskpanes xmlns:wetp="{space}/taskpanes/2010/11"/>',
        "application/vnd.ms-office.webextensiontaskpanes+xml",
    )
    book.link("", f"{MS}/2011/relationships/webextensiontaskpanes", "xl/webextensions/taskpanes.xml")
    book.link("xl/webextensions/taskpanes.xml", f"{MS}/2011/relationships/webextension", "webextension1.xml")
    return "xl/webextensions/webextension1.xml", xml


@feature("workbook protection with a SHA-512 hash")
def _(book: Book) -> tuple[str, str]:
    hashed = 'workbookAlgorithmName="SHA-512" workbookHashValue="c2VjcmV0" workbookSaltValue="c2FsdA==" workbookSpinCount="100000" '
    book.replace(BOOK, "<workbookProtection ", f"<workbookProtection {hashed}")
    return BOOK, hashed


@feature("extension of the workbook that nobody knows yet")
def _(book: Book) -> tuple[str, str]:
    xml = '<later xmlns="http://example.org/2030"/>'
    book.extension(BOOK, "{00000000-0000-4000-8000-00000000FFFF}", xml)
    return BOOK, xml


@feature("part of a kind that nobody knows yet")
def _(book: Book) -> tuple[str, str]:
    book.add("xl/later/thing1.dat", b"\x00\xff" * 99, "application/x-later")
    link = book.link(BOOK, "http://example.org/2030/relationships/thing", "later/thing1.dat")
    return BOOK_RELS, link


@feature("cell styles and extensions of the styles")
def _(book: Book) -> tuple[str, str]:
    xml = f'<x14:slicerStyles xmlns:x14="{X14}" defaultSlicerStyle="SlicerStyleLight1"/>'
    book.extension("xl/styles.xml", "{EB79DEF2-80B8-43e5-95BD-54CBDDF9020C}", xml)
    return "xl/styles.xml", xml


@feature("relationship targets that are absolute")
def _(book: Book) -> tuple[str, str]:
    return BOOK_RELS, 'Target="/xl/worksheets/sheet1.xml"'


@feature("sheet that only programs can show")
def _(book: Book) -> tuple[str, str]:
    return BOOK, 'state="veryHidden"'


# --- how it is written; these come last ---------------------------------------------------------


@feature("rows and cells without references")
def _(book: Book) -> tuple[str, str]:
    text = book.text(GUIDE)
    text = re.sub(r'(<row [^>]*?) ?\br="\d+"', r"\1", text)
    head, _, rest = text.partition("<sheetData>")
    book.parts[GUIDE] = (head + "<sheetData>" + rest).encode()
    book.replace(FORM, '<row r="12"', "<row")
    return GUIDE, "<row "


@feature("part in UTF-16")
def _(book: Book) -> tuple[str, str]:
    text = book.text(DATA).replace('encoding="UTF-8"', 'encoding="UTF-16"')
    book.parts[DATA] = text.encode("utf-16")
    return DATA, ""


@feature("prefixed namespaces")
def _(book: Book) -> tuple[str, str]:
    """In the form's sheet: every element gets a prefix."""
    text = book.text(FORM)
    inside = re.compile(r"<(/?)([A-Za-z]\w*)(?=[\s/>])")
    text = inside.sub(r"<\1x:\2", text).replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"', 1)
    book.parts[FORM] = text.encode()
    return FORM, f'xmlns:x="{MAIN}"'


@feature("streamed zip entries, stored entries, extra fields and comments")
def _(book: Book) -> tuple[str, str]:
    """See ``_packed``."""
    return TYPES, ""


def _packed(book: Book) -> bytes:
    """Entries in turn deflated, streamed with a data descriptor behind, and stored; times and an extra
    field of their own."""
    out, central = bytearray(), bytearray()
    for number, (name, content) in enumerate(book.parts.items()):
        raw_name = name.encode()
        streamed, stored = number % 3 == 1, number % 3 == 2
        deflate = zlib.compressobj(number % 9 + 1, zlib.DEFLATED, -15)
        packed = content if stored else deflate.compress(content) + deflate.flush()
        sizes = (zlib.crc32(content), len(packed), len(content))
        flags, method = 0x800 | (8 if streamed else 0), 0 if stored else 8
        extra = struct.pack("<HHI", 0xCAFE, 4, number)
        shared = struct.pack("<HHHHH", 20, flags, method, 0x6000 + number, 0x5A21)
        offset = len(out)
        local = (0, 0, 0) if streamed else sizes
        out += b"PK\x03\x04" + shared + struct.pack("<IIIHH", *local, len(raw_name), len(extra))
        out += raw_name + extra + packed
        if streamed:
            out += b"PK\x07\x08" + struct.pack("<III", *sizes)
        comment = b"c%d" % number
        central += b"PK\x01\x02" + struct.pack("<H", 20) + shared + struct.pack("<III", *sizes)
        central += struct.pack("<HHHHHII", len(raw_name), len(extra), len(comment), 0, 0, 0, offset)
        central += raw_name + extra + comment
    comment = "Gửi kèm công văn".encode()
    end = struct.pack(
        "<HHHHIIH", 0, 0, len(book.parts), len(book.parts), len(central), len(out), len(comment)
    )
    return bytes(out + central + b"PK\x05\x06" + end + comment)
