"""Small workbooks made by hand, part by part, for what no library would write."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
SML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

Parts = dict[str, str | bytes]


def worksheet(rows: str = "", before: str = "", after: str = "", namespace: str = MAIN) -> str:
    return (
        f'{HEADER}<worksheet xmlns="{namespace}" xmlns:r="{OFFICE}">'
        f"{before}<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


def strings(*items: str) -> str:
    return f'{HEADER}<sst xmlns="{MAIN}">{"".join(items)}</sst>'


def relationships(*targets: tuple[str, str], office: str = OFFICE) -> str:
    """Of (type's last word, target) pairs, ids rId1, rId2, ..."""
    rels = "".join(
        f'<Relationship Id="rId{number}" Type="{office}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{HEADER}<Relationships xmlns="{PACKAGE}">{rels}</Relationships>'


def workbook(*sheets: str, inside: str = "", after: str = "") -> str:
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(sheets or ("Sheet1",), 1)
    )
    return (
        f'{HEADER}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        f"{inside}<sheets>{listed}</sheets>{after}</workbook>"
    )


def content_types(main: str = f"{SML}.sheet.main+xml") -> str:
    return (
        f'{HEADER}<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main}"/></Types>'
    )


def parts(sheet: str | bytes | None = None, shared: str | bytes | None = None, **more: str | bytes) -> Parts:
    """Parts of a workbook with one sheet. Keyword arguments name parts of ``xl/``."""
    targets = [("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")]
    found: Parts = {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": relationships(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": workbook(),
        "xl/worksheets/sheet1.xml": worksheet() if sheet is None else sheet,
        "xl/styles.xml": f'{HEADER}<styleSheet xmlns="{MAIN}"/>',
    }
    if shared is not None:
        targets.append(("sharedStrings", "sharedStrings.xml"))
        found["xl/sharedStrings.xml"] = shared
    found["xl/_rels/workbook.xml.rels"] = relationships(*targets)
    found.update({f"xl/{name}.xml": part for name, part in more.items()})
    return found


def packed(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part, method)
    return buffer.getvalue()


def book(sheet: str | bytes | None = None, shared: str | bytes | None = None, **more: str | bytes) -> bytes:
    """A workbook with one sheet."""
    return packed(parts(sheet, shared, **more))
