"""The same workbook in other editions and encodings, edited in every way at once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from selfscore_xl.ooxml.workbook import Workbook
from tests.ooxml.edit_files import SHEET, SHEET_PART, edited, part
from tests.ooxml.read_files import MAIN, OFFICE, STRICT, STRICT_OFFICE, Parts, packed
from tests.ooxml.test_edit_oracle import RESULT, US, source, wish


def strict(parts: Parts) -> Parts:
    """ISO 29500 Strict: other namespaces, other relationship types."""
    return {
        name: str(text).replace(MAIN, STRICT).replace(OFFICE, STRICT_OFFICE) for name, text in parts.items()
    }


def utf16(parts: Parts) -> Parts:
    """Every XML part in UTF-16, as the format allows."""
    return {
        name: str(text).replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
        if name.endswith((".xml", ".rels"))
        else text
        for name, text in parts.items()
    }


def prefixed(parts: Parts) -> Parts:
    """Every spreadsheet part with a prefix instead of the default namespace."""
    return {
        name: re.sub(r"<(/?)(?=[A-Za-z])", r"<\1q:", str(text)).replace("xmlns=", "xmlns:q=")
        if name.startswith("xl/") and name.endswith(".xml") and "theme" not in name
        else text
        for name, text in parts.items()
    }


def marked(parts: Parts) -> Parts:
    """A byte order mark, line ends of Windows and single quotes."""
    return {
        name: ("\ufeff" + re.sub(r'="([^"\']*)"', r"='\1'", str(text)).replace(">\n<", ">\r\n<")).encode()
        if name.endswith((".xml", ".rels"))
        else text
        for name, text in parts.items()
    }


def commented(parts: Parts) -> Parts:
    """Comments and instructions wherever they may stand."""
    note = "<!-- <row r='1'><c r='B1'/></row> --><?x <sheetData/> ?>"
    return {
        name: re.sub(
            r"(<(?:sheetData|row|sheets|fills|cellXfs|commentList|authors|Types|Relationships)\b[^>/]*>)",
            lambda match: match[1] + note,
            str(text),
        )
        if name.endswith((".xml", ".rels"))
        else text
        for name, text in parts.items()
    }


@pytest.mark.parametrize("edition", [strict, utf16, prefixed, marked, commented])
def test_edited_in_every_way(edition: Callable[[Parts], Parts]) -> None:
    book = Workbook.open(edited(packed(edition(source())), wish))
    sheet = book.sheet(SHEET)
    values = {cell.ref: cell.value for cell in sheet.cells.values()}
    expected = {"A1": "1", "B1": "4.5", "C1": "chữ", "D1": "8", "B2": "5", "C3": "mới", "A5": "3"}
    assert values == expected
    assert sheet.cells[1, 2].formula == "SUM(A1,C1)"
    xf = book.styles.xf(sheet.cells[1, 1].style)
    assert (xf.fill_color, xf.locked, xf.wrap) == ("FF0000", False, True)
    assert {address: note.text for address, note in book.notes(SHEET).items()} == {
        (2, 2): f"An:\nxem lại\n{US}\nlỗi",
        (5, 1): f"{US}\nlỗi",
    }
    assert book.sheet_names == (RESULT.name, "Sheet1", "Khác")
    assert [name.sheet for name in book.defined_names if name.name == "_xlnm.Print_Titles"] == ["Khác"]


def test_a_strict_workbook_stays_strict() -> None:
    result = edited(packed(strict(source())), wish)
    for name in (SHEET_PART, "xl/workbook.xml", "xl/worksheets/sheet3.xml", "xl/_rels/workbook.xml.rels"):
        assert MAIN not in part(result, name)
        assert OFFICE not in part(result, name)
