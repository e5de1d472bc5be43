"""A workbook of our own with a single sheet."""

from __future__ import annotations

import zipfile
from io import BytesIO

from .edit import Editor
from .newsheet import NewSheet, check_name
from .offsets import escape_attribute
from .parts import DECLARATION
from .workbook import Workbook

_DATE = (1980, 1, 1, 0, 0, 0)
_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = b"http://schemas.openxmlformats.org/package/2006/"
_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml."
_PARTS = {
    "[Content_Types].xml": b'<Types xmlns="' + _PACKAGE + b'content-types">'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Default Extension="xml" ContentType="application/xml"/>'
    b'<Override PartName="/xl/workbook.xml" ContentType="' + _TYPE + b'sheet.main+xml"/>'
    b'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="' + _TYPE + b'worksheet+xml"/>'
    b'<Override PartName="/xl/styles.xml" ContentType="' + _TYPE + b'styles+xml"/></Types>',
    "_rels/.rels": b'<Relationships xmlns="' + _PACKAGE + b'relationships"><Relationship Id="rId1" '
    b'Type="' + _RELATED + b'/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": b'<Relationships xmlns="' + _PACKAGE + b'relationships"><Relationship '
    b'Id="rId1" Type="' + _RELATED + b'/worksheet" Target="worksheets/sheet1.xml"/><Relationship '
    b'Id="rId2" Type="' + _RELATED + b'/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": b'<styleSheet xmlns="' + _MAIN + b'">'
    b'<fonts count="1"><font><sz val="11"/><name val="Times New Roman"/></font></fonts>'
    b'<fills count="2"><fill><patternFill patternType="none"/></fill>'
    b'<fill><patternFill patternType="gray125"/></fill></fills>'
    b'<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    b'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    b'<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    b'<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
    "xl/worksheets/sheet1.xml": b'<worksheet xmlns="' + _MAIN + b'"><sheetData/></worksheet>',
}


def single_sheet(sheet: NewSheet) -> bytes:
    """The bytes of an .xlsx file that holds one sheet.

    Raises:
        ValueError: see ``newsheet.sheet_part``, or the name is none that a tab can have.
    """
    name = escape_attribute(check_name(sheet.name))
    workbook = (
        b'<workbook xmlns="%b" xmlns:r="%b"><sheets><sheet name="%b" sheetId="1" r:id="rId1"/></sheets>'
        b"</workbook>" % (_MAIN, _RELATED, name)
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for part, data in {**_PARTS, "xl/workbook.xml": workbook}.items():
            package.writestr(zipfile.ZipInfo(part, _DATE), DECLARATION + data)
    editor = Editor(Workbook.open(out.getvalue()))
    editor.put_sheet(sheet, first=True)
    return editor.to_bytes()
