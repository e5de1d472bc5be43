"""Workbooks that are not xlsx (xls, ods, xlsb): their values, read in a process of its own.

python-calamine aborts the whole process on some damaged files, a 22 KB one included, and can ask for
gigabytes: the child has a limit of memory and of time, and what becomes of it is a refusal here.
For the readers of forms the values become a workbook as they know it (``as_xlsx``).
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence

from .cell import Area, ref
from .ooxml.package import Limits, PathLike, read_file
from .ooxml.refusal import Refusal
from .record import NamedTuple
from .text import Text

MEMORY = 280 << 20
"""Bytes of address space that the child may take."""
SECONDS = 8.0
_CHILD = os.path.join(os.path.dirname(__file__), "foreign_child.py")


class ForeignSheet(NamedTuple):
    """A sheet's values; what cannot be seen through this reader (formulas, formats) is not here."""

    name: str
    rows: tuple[tuple[str | float | bool, ...], ...]
    """``""`` for a blank cell and for an error value."""
    merges: tuple[Area, ...] = ()
    hidden: bool = False
    first_row: int = 1
    """Row number of the first of ``rows``."""
    first_column: int = 1


def read_sheets(path: PathLike, limits: Limits = Limits()) -> tuple[ForeignSheet, ...]:  # noqa: B008
    """The sheets of an xls, ods or xlsb workbook.

    Raises:
        Refusal: it cannot be read, or asks for more memory, time or cells than a form can need.
    """
    data = read_file(path, limits.file)
    command = [sys.executable, "-I", _CHILD, str(MEMORY), str(limits.cells)]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=SECONDS, check=False, env=_environment()
        )
    except subprocess.TimeoutExpired:
        raise Refusal("damaged", what=_TOO_LONG) from None
    try:
        answer = json.loads(done.stdout.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        raise Refusal("damaged", what=_GAVE_UP) from None
    reason = answer.get("refused")
    if reason == "too-many-cells":
        raise Refusal("too-many-cells", limit=limits.cells)
    if reason is not None:
        raise Refusal("encrypted") if reason == "encrypted" else Refusal("damaged", what=_GAVE_UP)
    return tuple(
        ForeignSheet(
            sheet["name"],
            tuple(tuple(row) for row in sheet["rows"]),
            tuple((a, b, c, d) for a, b, c, d in sheet["merges"]),
            sheet["hidden"],
            sheet["first_row"],
            sheet["first_column"],
        )
        for sheet in answer["sheets"]
    )


def _environment() -> dict[str, str]:
    """Ours, without Rust's traces: short of memory, the printing of one waits for itself for ever."""
    return {**os.environ, "RUST_BACKTRACE": "0", "RUST_LIB_BACKTRACE": "0"}


_TOO_LONG = Text("đọc quá lâu mà không xong", "reading it takes far too long")
_GAVE_UP = Text("không đọc được nội dung bảng tính", "the content of the workbook cannot be read")


ENDINGS = {".xls": "old-xls", ".ods": "ods", ".xlsb": "xlsb"}
"""File name ending -> the kind of file that ``ooxml`` refuses and this module reads. A file under
another name than its own is refused: who renamed it did not know what it is."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def as_xlsx(sheets: Sequence[ForeignSheet]) -> bytes:
    """A bare workbook with the same values, merges and hidden sheets: nothing else could be read."""
    import io
    import zipfile

    listed, links = [], []
    parts: dict[str, str] = {}
    for number, sheet in enumerate(sheets, start=1):
        state = ' state="hidden"' if sheet.hidden else ""
        listed.append(f'<sheet name="{_escaped(sheet.name)}" sheetId="{number}"{state} r:id="rId{number}"/>')
        part = f"worksheets/sheet{number}.xml"
        links.append(f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="{part}"/>')
        parts[f"xl/{part}"] = (
            f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(_rows(sheet))}</sheetData>'
            + _merges(sheet.merges)
            + "</worksheet>"
        )
    parts["[Content_Types].xml"] = (
        f'<Types xmlns="{_PACKAGE}content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_WORKBOOK}"/></Types>'
    )
    parts["_rels/.rels"] = _relationships(
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    )
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{"".join(listed)}</sheets></workbook>'
    )
    parts["xl/_rels/workbook.xml.rels"] = _relationships("".join(links))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:  # stored: no content can look like a bomb
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    return out.getvalue()


def _relationships(links: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}relationships">{links}</Relationships>'


def _rows(sheet: ForeignSheet) -> Iterator[str]:
    for row, values in enumerate(sheet.rows, start=sheet.first_row):
        cells = [
            _cell(ref(row, column), value)
            for column, value in enumerate(values, start=sheet.first_column)
            if value != ""
        ]
        if cells:
            yield f'<row r="{row}">{"".join(cells)}</row>'


def _cell(place: str, value: str | float | bool) -> str:
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            return f'<c r="{place}" t="e"><v>#NUM!</v></c>'
        return f'<c r="{place}"><v>{repr(value).removesuffix(".0")}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{_escaped(value)}</t></is></c>'


def _merges(merges: Sequence[Area]) -> str:
    areas = "".join(f'<mergeCell ref="{ref(a, b)}:{ref(c, d)}"/>' for a, b, c, d in merges)
    return f"<mergeCells>{areas}</mergeCells>" if areas else ""


def _escaped(text: str) -> str:
    text = _NOT_XML.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # the reader resolves _x0041_ in a text, as Excel writes it
    return re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text).replace('"', "&quot;").replace("\r", "&#13;")
