"""One reader for every kind of file that officials keep tables in.

What a file is, its first bytes say, not its name: exports of scoring software are pages that call
themselves ``.xls``, and lists saved as text come as ``.xlsx``.
"""

from __future__ import annotations

import os
import re

from ..ooxml.package import Package, PathLike, read_file
from ..ooxml.refusal import Refusal
from ..ooxml.workbook import Workbook
from ..text import LANGS, Text
from .columns import is_head
from .plain import decode, read_text
from .source import MAX_BYTES, Source, TableRefused, too_large

_OTHER_WORKBOOKS = {"old-xls": "xls", "ods": "ods", "xlsb": "xlsb"}

_SENTENCES: dict[str, Text] = {
    "empty": Text(
        "Tệp rỗng, không có bảng nào; hãy kiểm tra lại tệp rồi chọn tệp khác.",
        "The file is empty; check it and choose another.",
    ),
    "pdf": Text(
        "Đây là tệp PDF, không đọc được bảng trong đó; hãy dùng bản Word hoặc Excel, hoặc mở tệp PDF bằng "
        "Word rồi lưu thành tệp .docx.",
        "This is a PDF, whose tables cannot be read; use the Word or Excel file, or open the PDF in Word and "
        "save it as .docx.",
    ),
    "image": Text(
        "Đây là tệp hình ảnh, không có chữ để đọc; hãy dùng bản Word hoặc Excel của bảng.",
        "This is a picture without text; use the Word or Excel file of the table.",
    ),
    "docx": Text(
        "Đây là tệp Word hoặc trình chiếu kiểu khác; hãy mở tệp, chọn «Lưu thành», kiểu «Word Document "
        "(.docx)».",
        "This is a document of an old kind; open it and save it as a Word Document (.docx).",
    ),
    "archive": Text(
        "Đây là tệp nén chứa tệp khác; hãy giải nén rồi chọn tệp có bảng bên trong.",
        "This is an archive of other files; unpack it and choose the file with the table.",
    ),
    "xml-2003": Text(
        "Đây là bảng tính XML 2003; hãy mở tệp, chọn «Lưu thành», kiểu «Excel Workbook (.xlsx)».",
        "This is an XML Spreadsheet 2003; open it and save it as an Excel Workbook (.xlsx).",
    ),
    "not-a-zip": Text(
        "Không nhận ra loại tệp này; hãy dùng bảng ở tệp Excel, Word (.docx), CSV, HTML hoặc văn bản.",
        "The kind of this file is not known; use a table in Excel, Word (.docx), CSV, HTML or text.",
    ),
}


def read(path: PathLike) -> Source:
    """Everything that a file holds: xlsx, xlsm, xls, ods, xlsb, docx, html, csv, tsv or text.

    Raises:
        Refusal: a missing file, a folder, a damaged or encrypted workbook ...
        TableRefused: the file is of a kind that holds no table to read, or far too large.
    """
    try:
        return _read(path)
    except Refusal as refusal:
        raise _own(refusal) from None


def _read(path: PathLike) -> Source:
    data = read_file(path, MAX_BYTES)
    try:
        package = Package.open(data)
    except Refusal as refusal:
        return _read_other(refusal, path, data)
    package.path = os.fspath(path)
    return _read_package(package, path)


def _read_package(package: Package, path: PathLike) -> Source:
    from .spreadsheet import read_workbook
    from .word import main_part, read_document

    part = main_part(package)
    if part is not None:
        return read_document(package, part)
    try:
        return read_workbook(Workbook(package))
    except Refusal as refusal:
        if refusal.reason in _OTHER_WORKBOOKS:
            return _read_foreign(refusal.reason, path)
        raise


def _read_other(refusal: Refusal, path: PathLike, data: bytes) -> Source:
    """What is no zip archive, by what ``Package`` took it for."""
    if refusal.reason in _OTHER_WORKBOOKS:
        return _read_foreign(refusal.reason, path)
    if refusal.reason == "html":
        from .web import read_page

        return read_page(decode(data, _charset(data)))
    if refusal.reason == "text" or (refusal.reason == "not-a-zip" and _may_be_text(data)):
        text = decode(data)
        if _CELL.search(text):
            from .web import read_page

            return read_page(text)
        return read_text(text, is_head)
    raise refusal


_CELL = re.compile(r"<table\b[^<>]*>.{0,2000}?<t[dh]\b", re.IGNORECASE | re.DOTALL)
"""A part of a page, saved without its beginning."""


def _own(refusal: Refusal) -> Exception:
    """The refusal in words that speak of tables, where the reader's own speak of the form."""
    if refusal.reason == "too-large":
        return too_large(MAX_BYTES >> 20)
    if refusal.reason in _MONSTERS:
        said = {lang: f"{refusal.sentence(lang)} {_ALONE.to(lang)}" for lang in LANGS}
        return TableRefused(Text(said["vi"], said["en"]))
    sentence = _SENTENCES.get(refusal.reason)
    return refusal if sentence is None else TableRefused(sentence)


_MONSTERS = ("too-many-entries", "part-too-large", "bomb", "dtd", "too-many-cells", "too-complex")
_ALONE = Text("Hãy chép riêng bảng điểm sang một tệp mới.", "Copy the table alone to a new file.")


def _read_foreign(reason: str, path: PathLike) -> Source:
    from ..foreign import read_sheets
    from .spreadsheet import read_foreign

    return read_foreign(_OTHER_WORKBOOKS[reason], read_sheets(path))


def _may_be_text(data: bytes) -> bool:
    """UTF-16, or text with a stray control character: two kinds that look like no text at first."""
    head = data[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or head[1::2].count(0) > len(head) // 4:
        return True
    control = sum(byte < 32 and byte not in b"\t\n\r\f\x0b" for byte in head)
    return control * 200 <= len(head)


def _charset(data: bytes) -> str:
    """The encoding that a page names in its head."""
    match = re.search(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]{1,20})""", data[:4096], re.IGNORECASE)
    return match[1].decode().lower() if match else ""
