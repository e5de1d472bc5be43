"""Build SelfScore.xlam, the buttons in Excel, from the texts in macros/excel.

pyOpenVBA writes the VBA project and the empty add-in around it; the sheet of texts and the ribbon are
put in here. The same texts give the same bytes.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

from pyopenvba import ExcelFile

from selfscore_xl.ooxml.sealing import HEAD, STRINGS, entry, part_order, sealed

SOURCES = Path(__file__).resolve().parent.parent / "macros" / "excel"
_SHEET = "xl/worksheets/sheet1.xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Tự chấm điểm</dc:title>'
    "<dc:creator>selfscore-xl</dc:creator></cp:coreProperties>"
)
_RIBBON = (
    b'<Relationship Id="rId9" Type="http://schemas.microsoft.com/office/2007/relationships/ui/extensibility" '
    b'Target="customUI/customUI14.xml"/></Relationships>'
)


def modules() -> dict[str, str]:
    """The VBA modules by name, with the line ends that Office writes."""
    return {
        path.stem: "".join(f"{line}\r\n" for line in path.read_text("ascii").splitlines())
        for path in sorted(SOURCES.glob("*.bas"))
    }


def texts() -> list[tuple[str, str]]:
    """What the macros say, by name."""
    lines = (SOURCES / "texts.txt").read_text("utf-8").splitlines()
    return [(name, text.strip()) for name, _, text in (line.partition(":") for line in lines)]


def addin() -> bytes:
    """The bytes of SelfScore.xlam."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "SelfScore.xlam"
        with ExcelFile.create_new(path) as file:
            project = file.vba_project()
            for name, source in modules().items():
                project.add_module(name, source)
            project.delete_module("Module1")
            file.save()
        with zipfile.ZipFile(path) as package:
            parts = {name: package.read(name) for name in package.namelist()}
    strings = list(dict.fromkeys(text for pair in texts() for text in pair if text))
    rows = "".join(
        f'<row r="{row}">'
        + "".join(
            f'<c r="{column}{row}" t="s"><v>{strings.index(text)}</v></c>'
            for column, text in zip("AB", pair, strict=True)
            if text
        )
        + "</row>"
        for row, pair in enumerate(texts(), 1)
    )
    items = "".join(f"<si><t>{escape(text)}</t></si>" for text in strings)
    parts[_SHEET] = _replaced(parts[_SHEET], b"<sheetData/>", f"<sheetData>{rows}</sheetData>".encode())
    parts[_SHEET] = _replaced(
        parts[_SHEET], b'<dimension ref="A1"/>', b'<dimension ref="A1:B%d"/>' % len(texts())
    )
    parts[STRINGS] = HEAD + f'<sst xmlns="{_MAIN}" uniqueCount="{len(strings)}">{items}</sst>'.encode()
    for name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        parts[name] = sealed(name, parts[name].decode()).encode()
    parts["xl/workbook.xml"] = _replaced(parts["xl/workbook.xml"], b'name="Sheet1"', b'name="texts"')
    parts["docProps/app.xml"] = _replaced(
        parts["docProps/app.xml"], b"<vt:lpstr>Sheet1<", b"<vt:lpstr>texts<"
    )
    parts["docProps/core.xml"] = _CORE.encode()
    parts["_rels/.rels"] = _replaced(parts["_rels/.rels"], b"</Relationships>", _RIBBON)
    parts["customUI/customUI14.xml"] = (SOURCES / "customUI14.xml").read_bytes()
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name in sorted(parts, key=part_order):
            package.writestr(entry(name), parts[name])
    return out.getvalue()


def _replaced(part: bytes, old: bytes, new: bytes) -> bytes:
    """The part with the one place changed.

    Raises:
        ValueError: it is not there exactly once.
    """
    if part.count(old) != 1:
        raise ValueError(f"{part.count(old)} times: {old!r}")
    return part.replace(old, new)
