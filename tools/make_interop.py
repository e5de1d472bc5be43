"""The filled example as many programs save it, for ``tests/interop``: made once, then committed.

    python -m tools.make_interop [FOLDER]

Needs LibreOffice and Gnumeric, node with ``npm install exceljs xlsx`` in the working folder, and
``pip install excelize``. XlsxWriter, which cannot read, gets every value, formula and rule from
openpyxl; so does the writer of .xlsb that is here. SheetJS writes .ods and .xlsb too, but python-calamine
reads neither: it stops at the white space between the cells of the first, and passes over rich text in the
second.
"""

from __future__ import annotations

import gzip
import importlib
import io
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "interop" / "files"

EXCELJS = """
const ExcelJS = require('exceljs');
(async () => {
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(process.argv[1]);
  await book.xlsx.writeFile(process.argv[2]);
})();
"""
SHEETJS = """
const XLSX = require('xlsx');
const book = XLSX.readFile(process.argv[1], {cellFormula: true, cellStyles: true, bookVBA: true});
XLSX.writeFile(book, process.argv[2], {bookType: process.argv[3] || 'xlsx', compression: true});
"""


def main() -> None:
    """Make every file; one that is too large for a repository is packed."""
    from selfscore_xl import demo

    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    source = folder / "source.xlsx"
    source.write_bytes(demo.load().form())
    with_libreoffice(source, folder)
    subprocess.run(["ssconvert", source, folder / "gnumeric.xlsx"], check=True, capture_output=True)
    with_openpyxl(source, folder / "openpyxl.xlsx")
    with_xlsxwriter(source, folder / "xlsxwriter.xlsx")
    with_excelize(source, folder / "excelize.xlsx")
    node(EXCELJS, source, folder / "exceljs.xlsx")
    node(SHEETJS, source, folder / "sheetjs.xlsx")
    node(SHEETJS, source, folder / "sheetjs.xls", "biff8")
    as_xlsb(source, folder / "by-hand.xlsb")
    for path in folder.glob("*.xls"):
        packed = gzip.compress(path.read_bytes(), mtime=0)
        path.with_name(path.name + ".gz").write_bytes(packed)
        path.unlink()


def with_libreoffice(source: Path, folder: Path) -> None:
    """Xlsx, ods and xls."""
    with tempfile.TemporaryDirectory() as work:
        for ending in ("ods", "xls", "xlsx"):
            out = Path(work) / ending
            profile = f"-env:UserInstallation=file://{work}/profile"
            command = ["soffice", profile, "--headless", "--convert-to", ending, "--outdir", str(out)]
            subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=120)
            shutil.copyfile(out / f"source.{ending}", folder / f"libreoffice.{ending}")


def node(script: str, source: Path, target: Path, *more: str) -> None:
    """Run a script of node with the modules of the working folder."""
    command = ["node", "-e", script, str(source), str(target), *more]
    subprocess.run(command, check=True, env=os.environ | {"NODE_PATH": "node_modules"})


def with_openpyxl(source: Path, target: Path) -> None:
    """Load and save; it keeps no value of a formula."""
    import openpyxl

    openpyxl.load_workbook(source).save(target)


def with_excelize(source: Path, target: Path) -> None:
    """Load, touch one cell, save."""
    excelize: Any = importlib.import_module("excelize")
    book = excelize.open_file(str(source))
    value = book.get_cell_value("Chấm điểm", "B1")
    book.set_cell_value("Chấm điểm", "B1", value)
    book.save_as(str(target))
    book.close()


def with_xlsxwriter(source: Path, target: Path) -> None:
    """Everything that matters to a form, written anew."""
    import openpyxl
    import xlsxwriter  # type: ignore[import-untyped, unused-ignore]

    formulas: Any = openpyxl.load_workbook(source)
    values: Any = openpyxl.load_workbook(source, data_only=True)
    book: Any = xlsxwriter.Workbook(str(target))
    formats: dict[tuple[str, bool, bool], Any] = {}
    for given in formulas.worksheets:
        sheet = book.add_worksheet(given.title)
        if given.sheet_state != "visible":
            sheet.hide()
        merged = {str(area).split(":")[0]: str(area) for area in given.merged_cells.ranges}
        for row in given.iter_rows():
            for cell in row:
                look = (cell.number_format, bool(cell.protection.locked), bool(cell.font.bold))
                if look not in formats:
                    formats[look] = book.add_format(
                        {"num_format": look[0], "locked": look[1], "bold": look[2], "text_wrap": True}
                    )
                if cell.coordinate in merged:
                    sheet.merge_range(merged[cell.coordinate], "", formats[look])
                if type(cell).__name__ == "MergedCell":
                    continue
                at = (cell.row - 1, cell.column - 1)
                if cell.data_type == "f":
                    cached = values[given.title][cell.coordinate].value
                    sheet.write_formula(*at, cell.value, formats[look], "" if cached is None else cached)
                elif isinstance(cell.value, str):
                    sheet.write_string(*at, cell.value, formats[look])
                else:
                    sheet.write(*at, cell.value, formats[look])
        for rule in given.data_validations.dataValidation:
            for area in str(rule.sqref).split():
                sheet.data_validation(area, _rule(rule))
        for letters, width in given.column_dimensions.items():
            sheet.set_column(f"{letters}:{letters}", width.width, None, {"hidden": width.hidden})
        if given.protection.sheet:
            sheet.protect()
    for name, defined in formulas.defined_names.items():
        book.define_name(name, f"={defined.attr_text}")
    for one in formulas.custom_doc_props.props:
        book.set_custom_property(one.name, str(one.value))
    book.close()


def _rule(rule: Any) -> dict[str, Any]:
    if rule.type == "list":
        source = rule.formula1
        listed = source[1:-1].split(",") if source.startswith('"') else f"={source}"
        return {"validate": "list", "source": listed}
    if rule.type == "custom":
        return {"validate": "custom", "value": f"={rule.formula1}"}
    return {
        "validate": rule.type,
        "criteria": "between" if rule.formula2 is not None else ">=",
        "minimum": _number(rule.formula1),
        "value": _number(rule.formula1),
        "maximum": _number(rule.formula2),
    }


def _number(text: str | None) -> float | str | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        return f"={text}"


# --- .xlsb (MS-XLSB): the values, nothing else ---------------------------------------------------

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_BINARY = "application/vnd.ms-excel"


def as_xlsb(source: Path, target: Path) -> None:
    """The values of every sheet as records of an .xlsb."""
    import openpyxl

    book = openpyxl.load_workbook(source, data_only=True)
    bundles, links = b"", ""
    parts: dict[str, bytes] = {}
    for number, sheet in enumerate(book.worksheets, 1):
        hidden = 0 if sheet.sheet_state == "visible" else 1
        bundles += _record(
            156, struct.pack("<II", hidden, number) + _text(f"rId{number}") + _text(sheet.title)
        )
        part = f"worksheets/sheet{number}.bin"
        links += f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="{part}"/>'
        parts[f"xl/{part}"] = _sheet(sheet)
    parts["xl/workbook.bin"] = (
        _record(131) + _record(153, bytes(8) + _text(""))
        + _record(143) + bundles + _record(144) + _record(132)
    )  # fmt: skip
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.bin" ContentType="{_BINARY}.worksheet"/>'
        for number in range(1, len(book.worksheets) + 1)
    )
    texts: dict[str, str] = {
        "[Content_Types].xml": f'{head}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.bin" ContentType="{_BINARY}.sheet.binary.macroEnabled.main"/>'
        f"{overrides}</Types>",
        "_rels/.rels": f'{head}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        "xl/_rels/workbook.bin.rels": f'{head}<Relationships xmlns="{_PACKAGE}/relationships">{links}'
        "</Relationships>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**{name: text.encode() for name, text in texts.items()}, **parts}.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    target.write_bytes(out.getvalue())


def _sheet(sheet: Any) -> bytes:
    body = _record(129)
    area = struct.pack("<IIII", 0, sheet.max_row - 1, 0, sheet.max_column - 1)
    body += _record(148, area) + _record(145)
    for row in sheet.iter_rows():
        body += _record(0, struct.pack("<IIHHBI", row[0].row - 1, 0, 300, 0, 0, 0))
        for cell in row:
            at = struct.pack("<II", cell.column - 1, 0)
            if isinstance(cell.value, bool):
                body += _record(4, at + bytes([cell.value]))
            elif isinstance(cell.value, int | float):
                body += _record(5, at + struct.pack("<d", cell.value))
            elif cell.value is not None:
                body += _record(6, at + _text(str(cell.value)))
    return body + _record(146) + _record(130)


def _record(kind: int, body: bytes = b"") -> bytes:
    """Record type and size in groups of seven bits (MS-XLSB 2.1.4)."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(body)
    while True:
        head += bytes([size & 0x7F | (0x80 if size > 127 else 0)])
        size >>= 7
        if not size:
            return head + body


def _text(text: str) -> bytes:
    raw = text.encode("utf-16-le")
    return struct.pack("<I", len(raw) // 2) + raw


if __name__ == "__main__":
    main()
