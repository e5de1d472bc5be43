"""What the editor's tests share: editing in one call, looking into the result."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

from selfscore_xl.ooxml.edit import Editor
from selfscore_xl.ooxml.workbook import Workbook
from tests.ooxml.read_files import HEADER, MAIN, Parts, packed, parts

SHEET = "Sheet1"
SHEET_PART = "xl/worksheets/sheet1.xml"

STYLES = (
    f'{HEADER}<styleSheet xmlns="{MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="170" formatCode="0.0&quot; đ&quot;"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="12"/><name val="Times New Roman"/></font></fonts>'
    '<fills count="5"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFFFF2CC"/><bgColor indexed="64"/></patternFill>'
    "</fill>"
    '<fill><patternFill patternType="solid"><fgColor theme="4" tint="0.59"/></patternFill></fill>'
    '<fill><gradientFill><stop position="0"><color rgb="FF000000"/></stop></gradientFill></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="170" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1">'
    '<alignment wrapText="1"/><protection locked="0"/></xf>'
    '<xf numFmtId="0" fontId="0" fillId="2" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="0" fillId="3" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="0" fillId="4" borderId="0" xfId="0"/>'
    '<xf numFmtId="170" fontId="1" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" applyFill="1">'
    '<alignment wrapText="1"/><protection locked="0"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def styled(sheet: str | bytes | None = None, shared: str | None = None, **more: str | bytes) -> Parts:
    """Parts of a workbook with one sheet and six cell formats."""
    return parts(sheet, shared, styles=STYLES, **more)


def edited(source: bytes | Parts, wish: Callable[[Editor], object]) -> bytes:
    """The file after some wishes; it is proved here that the same wishes change it no more."""
    data = source if isinstance(source, bytes) else packed(source)
    editor = Editor(Workbook.open(data))
    wish(editor)
    result = editor.to_bytes()
    again = Editor(Workbook.open(result))
    wish(again)
    assert again.to_bytes() == result, "the same wishes change the edited file again"
    return result


def part(data: bytes, name: str = SHEET_PART) -> str:
    """An entry as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def names(data: bytes) -> list[str]:
    """Names of the entries."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return archive.namelist()


def changed(before: bytes, after: bytes) -> set[str]:
    """Names of the entries that were added, removed or have another content."""
    with zipfile.ZipFile(io.BytesIO(before)) as one, zipfile.ZipFile(io.BytesIO(after)) as other:
        old = {name: one.read(name) for name in one.namelist()}
        new = {name: other.read(name) for name in other.namelist()}
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def rows_of(data: bytes, name: str = SHEET_PART) -> str:
    """What stands inside ``sheetData``."""
    match = re.search(r"<(?:\w+:)?sheetData>(.*)</(?:\w+:)?sheetData>", part(data, name), re.DOTALL)
    assert match is not None
    return match[1]
