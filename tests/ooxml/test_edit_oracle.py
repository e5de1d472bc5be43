"""The oracle finds every way in which an edited file could be wrong."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal

import pytest

from selfscore_xl.ooxml.archive import rewrite
from selfscore_xl.ooxml.edit import Editor, Link, NewCell, NewSheet, OracleError
from selfscore_xl.ooxml.oracle import verify
from selfscore_xl.ooxml.package import Package
from selfscore_xl.ooxml.workbook import Workbook
from tests.ooxml.edit_files import SHEET, SHEET_PART, STYLES
from tests.ooxml.read_files import HEADER, MAIN, Parts, packed, relationships, workbook, worksheet
from tests.ooxml.test_edit_notes import COMMENTS, DRAWING, noted

US = "Kiểm tra"
ROWS = (
    '<row r="1" ht="20" spans="1:4"><c r="A1" s="1"><v>1</v></c><c r="B1"><f>SUM(A1,C1)</f><v>9</v></c>'
    '<c r="C1" s="2" t="s"><v>0</v></c></row>'
    '<row r="2"><c r="B2"><v>5</v></c></row><row r="5"><c r="A5" s="1"><v>3</v></c></row>'
)
AFTER = (
    '<mergeCells count="1"><mergeCell ref="A8:B9"/></mergeCells>'
    '<dataValidations count="1"><dataValidation type="whole" sqref="A1"><formula1>1</formula1>'
    "</dataValidation>"
    '</dataValidations><hyperlinks><hyperlink ref="A8" location="Khác!A1"/></hyperlinks>'
    '<legacyDrawing r:id="rId1"/>'
)
NAMES = (
    '<definedNames><definedName name="_xlnm.Print_Titles" localSheetId="1">Khác!$1:$1</definedName>'
    '<definedName name="điểm">Sheet1!$A$1</definedName></definedNames>'
)
RESULT = NewSheet(
    "Kết quả",
    rows=((NewCell("=1"), NewCell("E1", link="Sheet1!E1"), NewCell(5)),),
    filter_area=(1, 1, 1, 3),
)


def source() -> Parts:
    found = noted()
    found[SHEET_PART] = worksheet(ROWS, before='<dimension ref="A1:C5"/>', after=AFTER)
    found["xl/workbook.xml"] = workbook("Sheet1", "Khác", after=NAMES)
    found["xl/sharedStrings.xml"] = f'{HEADER}<sst xmlns="{MAIN}"><si><t>chữ</t></si></sst>'
    found["xl/worksheets/sheet2.xml"] = worksheet('<row r="1"><c r="A1"><v>1</v></c></row>')
    found["xl/_rels/workbook.xml.rels"] = relationships(
        ("worksheet", "worksheets/sheet1.xml"),
        ("worksheet", "worksheets/sheet2.xml"),
        ("styles", "styles.xml"),
        ("sharedStrings", "sharedStrings.xml"),
        ("theme", "theme.xml"),
    )
    found["xl/theme.xml"] = "<theme/>"
    return found


def wish(editor: Editor) -> None:
    editor.set_value(SHEET, (1, 2), Decimal("4.5"))
    editor.set_value(SHEET, (3, 3), "mới")
    editor.set_value(SHEET, (1, 4), 8)
    editor.set_fill(SHEET, (1, 1), "FF0000")
    editor.set_note(SHEET, (5, 1), "lỗi", US)
    editor.set_note(SHEET, (2, 2), "lỗi", US)
    editor.set_links(SHEET, RESULT.name, {(1, 2): Link((1, 1), "về")})
    editor.put_sheet(RESULT)


BEFORE = packed(source())


def verdict(
    change: Callable[[Parts], object] | None, archive: Callable[[bytes], bytes] | None = None
) -> None:
    """Let the oracle judge a right result in which something was changed afterwards."""
    book = Workbook.open(BEFORE)
    editor = Editor(book)
    wish(editor)
    right = editor.to_bytes()
    package = Package.open(right)
    parts: Parts = {name: package.part(name).decode() for name in package.names}
    if change is not None:
        change(parts)
        wrong = {name: str(text).encode() for name, text in parts.items()}
        changed = {n: t for n, t in wrong.items() if package.has(n) and package.part(n) != t}
        added = {n: t for n, t in wrong.items() if not package.has(n)}
        assert changed or added or len(wrong) < len(package.names), "the change changed nothing"
        right = rewrite(package, changed, added, package.entries.keys() - wrong.keys())
    if archive is not None:
        right = archive(right)
    verify(book, right, editor._wishes())


def test_the_right_result_passes() -> None:
    verdict(None)


def replace(part: str, old: str, new: str, regex: bool = False) -> Callable[[Parts], object]:
    def change(parts: Parts) -> None:
        text = str(parts[part])
        result = re.sub(old, new, text, count=1, flags=re.DOTALL) if regex else text.replace(old, new, 1)
        assert result != text, f"{old} is not in {part}"
        parts[part] = result

    return change


BOOK, STYLE, RELS = "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"
NOTES, BOXES, PUT = "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "xl/worksheets/sheet3.xml"

WRONG = {
    "value of another cell": replace(SHEET_PART, "<v>5</v>", "<v>6</v>"),
    "format of another cell": replace(SHEET_PART, '"C1" s="2"', '"C1" s="3"'),
    "text of another cell": replace(SHEET_PART, 't="s"><v>0</v>', 't="str"><v>0</v>'),
    "another cell gone": replace(SHEET_PART, '<c r="B2"><v>5</v></c>', ""),
    "another cell added": replace(SHEET_PART, '<c r="B2">', '<c r="A2"><v>1</v></c><c r="B2">'),
    "a row added": replace(SHEET_PART, "</sheetData>", '<row r="9"/></sheetData>'),
    "a row gone": replace(SHEET_PART, '<row r="2"><c r="B2"><v>5</v></c></row>', ""),
    "a row's height": replace(SHEET_PART, 'ht="20"', 'ht="30"'),
    "rows out of order": replace(SHEET_PART, r'(<row r="2">.*?</row>)(<row r="3">.*?</row>)', r"\2\1", True),
    "cells out of order": replace(SHEET_PART, r'(<c r="C1".*?</c>)(<c r="D1">.*?</c>)', r"\2\1", True),
    "the cell twice": replace(
        SHEET_PART, '<c r="D1"><v>8</v></c>', '<c r="D1"><v>8</v></c><c r="D1"><v>8</v></c>'
    ),
    "the value wished": replace(SHEET_PART, "<v>4.5</v>", "<v>4.6</v>"),
    "the value wished as text": replace(SHEET_PART, "</f><v>4.5", "</f><v> four"),
    "the formula": replace(SHEET_PART, "SUM(A1,C1)", "SUM(A1,C2)"),
    "the formula gone": replace(SHEET_PART, "<f>SUM(A1,C1)</f>", ""),
    "a formula for text": replace(
        SHEET_PART, r'<c r="C3" t="inlineStr"><is>.*?</is>', '<c r="C3" t="str"><f>x</f><v>mới</v>', True
    ),
    "the value beside a fill": replace(SHEET_PART, "<v>1</v>", "<v>2</v>"),
    "the cell in an anchor": replace(
        SHEET_PART, "<mergeCells", '<row r="3"><c r="C3"><v>1</v></c></row><mergeCells'
    ),
    "merged cells": replace(SHEET_PART, "A8:B9", "A8:B8"),
    "a rule": replace(SHEET_PART, "<formula1>1</formula1>", "<formula1>2</formula1>"),
    "what precedes the cells": replace(SHEET_PART, "<sheetData>", "<sheetFormatPr/><sheetData>"),
    "the namespace": replace(SHEET_PART, MAIN, "urn:x"),
    "ill-formed": replace(SHEET_PART, "</worksheet>", "</worksheet"),
    "the link to the notes": replace(SHEET_PART, 'legacyDrawing r:id="rId1"', 'legacyDrawing r:id="rId2"'),
    "a link of somebody else": replace(SHEET_PART, "Khác!A1", "Khác!A2"),
    "a link of somebody else gone": replace(SHEET_PART, '<hyperlink ref="A8" location="Khác!A1"/>', ""),
    "a link to another cell than wished": replace(SHEET_PART, "'Kết quả'!A1", "'Kết quả'!A2"),
    "a link from another cell than wished": replace(SHEET_PART, 'ref="B1" loc', 'ref="B2" loc'),
    "a link wished gone": replace(SHEET_PART, r'<hyperlink ref="B1"[^>]*>', "", True),
    "a link more": replace(
        SHEET_PART, "</hyperlinks>", '<hyperlink ref="C1" location="\'Kết quả\'!A1"/></hyperlinks>'
    ),
    "links out of order": replace(
        SHEET_PART, r"(<dataValidations.*?)(<hyperlinks>.*?</hyperlinks>)", r"\2\1", True
    ),
    "another sheet": replace("xl/worksheets/sheet2.xml", "<v>1</v>", "<v>2</v>"),
    "another part": replace("xl/theme.xml", "<theme/>", "<theme> </theme>"),
    "shared strings": replace("xl/sharedStrings.xml", "chữ", "số"),
    "the fill wished": replace(STYLE, 'rgb="FFFF0000"', 'rgb="FF00FF00"'),
    "a fill that was there": replace(STYLE, "FFFFF2CC", "FFFFF2CD"),
    "a format that was there": replace(STYLE, 'locked="0"', 'locked="1"'),
    "the lock of the clone": replace(STYLE, r'(.*)<protection locked="0"/>', r"\1", True),
    "the number format of the clone": replace(STYLE, r'(.*)numFmtId="170"', r'\1numFmtId="0"', True),
    "a number format": replace(STYLE, "0.0&quot; đ&quot;", "0.00"),
    "a named format": replace(STYLE, 'name="Normal"', 'name="Thường"'),
    "a note of somebody else": replace(NOTES, "xem lại", "xem kỹ"),
    "our note": replace(NOTES, "\nlỗi", "\nlời"),
    "an author": replace(NOTES, "<author>An</author>", "<author>Ân</author>"),
    "a note gone": replace(NOTES, r'<comment ref="A5".*?</comment>', "", True),
    "a note more": replace(
        NOTES, "</commentList>", '<comment ref="Z9" authorId="0"><text/></comment></commentList>'
    ),
    "a box of somebody else": replace(BOXES, "it's", "its"),
    "a box gone": replace(BOXES, r"<v:shape xmlns.*?</v:shape>", "", True),
    "a button": replace(BOXES, "Button_x0020_1", "Button_x0020_2"),
    "an id twice": replace(BOXES, "_x0000_s1031", "_x0000_s1025"),
    "the order of sheets": replace(
        BOOK, r'(<sheet name="Sheet1"[^>]*>)(<sheet name="Khác"[^>]*>)', r"\2\1", True
    ),
    "a sheet's name": replace(BOOK, 'name="Khác"', 'name="Khac"'),
    "a sheet's state": replace(BOOK, 'name="Khác"', 'state="hidden" name="Khác"'),
    "a name": replace(BOOK, "Sheet1!$A$1", "Sheet1!$A$2"),
    "a name's sheet": replace(BOOK, 'localSheetId="2"', 'localSheetId="1"'),
    "a name gone": replace(BOOK, r'<definedName name="điểm">.*?</definedName>', "", True),
    "a built-in name of the sheet put": replace(BOOK, "'Kết quả'!$A$1:$C$1", "'Kết quả'!$A$1:$C$2"),
    "recalculation": replace(BOOK, "</workbook>", '<calcPr fullCalcOnLoad="1"/></workbook>'),
    "another tab shown": replace(
        BOOK, "<sheets>", '<bookViews><workbookView activeTab="1"/></bookViews><sheets>'
    ),
    "no tab selected": replace(PUT, ' tabSelected="1"', ""),
    "a formula in the sheet put": replace(
        PUT, r'<c r="A1" s="\d" t="inlineStr">.*?</c>', '<c r="A1"><f>1</f></c>', True
    ),
    "a number in the sheet put": replace(PUT, "<v>5</v>", "<v>50</v>"),
    "a cell too many in the sheet put": replace(PUT, "</row>", '<c r="Z1"/></row>'),
    "a link out of the workbook": replace(PUT, 'location="Sheet1!E1"', 'r:id="rId1"'),
    "a relationship": replace(RELS, "theme.xml", "them.xml"),
    "a relationship gone": replace(RELS, r'<Relationship Id="rId5"[^>]*>', "", True),
    "a content type": replace("[Content_Types].xml", "comments+xml", "comment+xml"),
    "a content type gone": replace(
        "[Content_Types].xml", r'<Override PartName="/xl/comments1.xml"[^>]*>', "", True
    ),
    "the content type of the sheet put": replace("[Content_Types].xml", "worksheet+xml", "chartsheet+xml"),
    "a part more": lambda parts: parts.update({"xl/x.xml": "<x/>"}),
    "a part less": lambda parts: parts.pop("xl/theme.xml"),
    "the put sheet missing": lambda parts: parts.pop(PUT),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_result_is_found(what: str) -> None:
    with pytest.raises(OracleError):
        verdict(WRONG[what])


def test_entries_in_another_order() -> None:
    def shuffled(data: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return packed({name: archive.read(name) for name in reversed(archive.namelist())})

    with pytest.raises(OracleError, match="order"):
        verdict(None, shuffled)


def test_entries_packed_anew() -> None:
    def repacked(data: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return packed({name: archive.read(name) for name in archive.namelist()}, zipfile.ZIP_STORED)

    with pytest.raises(OracleError, match="packed anew"):
        verdict(None, repacked)


def test_no_archive_at_all() -> None:
    with pytest.raises(OracleError, match="cannot be read"):
        verdict(None, lambda data: data[:-40])


def test_what_the_cases_start_from() -> None:
    assert COMMENTS in str(source()[NOTES])
    assert source()[BOXES] == DRAWING
    assert source()[STYLE] == STYLES
