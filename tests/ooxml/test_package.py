"""The zip container: what zipfile reads is read, and what is unsafe is refused by its own reason."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import pickle
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfscore_xl.ooxml.package import Limits, Package, Rel, resolve
from selfscore_xl.ooxml.refusal import REASONS, Refusal
from selfscore_xl.ooxml.workbook import Workbook
from selfscore_xl.text import LANGS
from tests.ooxml.read_files import OFFICE, PACKAGE, book, content_types, packed, parts, relationships


def refused(source: bytes | str | os.PathLike[str], limits: Limits = Limits()) -> Refusal:  # noqa: B008
    with pytest.raises(Refusal) as caught:
        read_all(source, limits)
    return caught.value


def read_all(source: bytes | str | os.PathLike[str], limits: Limits = Limits()) -> Workbook:  # noqa: B008
    read = Workbook.open(source, limits)
    for name in read.sheet_names:
        read.sheet(name)
    for name in read.package.names:
        read.package.part(name)
    return read


# --- paths --------------------------------------------------------------------------------------


def test_missing(tmp_path: Path) -> None:
    assert refused(tmp_path / "không có.xlsx").reason == "missing-file"
    assert refused(str(tmp_path / "a\0b.xlsx")).reason == "missing-file"
    (tmp_path / "file").write_bytes(b"x")
    assert refused(tmp_path / "file" / "below.xlsx").reason == "missing-file"


def test_folder(tmp_path: Path) -> None:
    assert refused(tmp_path).reason == "folder"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xlsx")
    assert refused(tmp_path / "pipe.xlsx").reason == "not-a-file"


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="no devices here")
@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/tty"])
def test_devices(device: str) -> None:
    assert refused(device).reason in ("not-a-file", "unreadable")


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")
def test_links(tmp_path: Path) -> None:
    (tmp_path / "real.xlsx").write_bytes(book())
    os.symlink("real.xlsx", tmp_path / "link.xlsx")
    assert read_all(tmp_path / "link.xlsx").path == str(tmp_path / "link.xlsx")
    os.symlink("round.xlsx", tmp_path / "round.xlsx")
    assert refused(tmp_path / "round.xlsx").reason == "unreadable"


@pytest.mark.usefixtures("ordinary_user")
def test_no_permission(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(book())
    (tmp_path / "a.xlsx").chmod(0)
    assert refused(tmp_path / "a.xlsx").reason == "unreadable"


def test_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    with open(path, "wb") as file:
        file.write(book())
        file.truncate(10**12)  # a hole: nothing stands on the disk
    assert refused(path).reason == "too-large"
    assert refused(book(), Limits(file=100)).reason == "too-large"


def test_path_and_hash(tmp_path: Path) -> None:
    data = book()
    (tmp_path / "a.xlsx").write_bytes(data)
    read = Package.open(tmp_path / "a.xlsx")
    assert (read.path, read.data) == (str(tmp_path / "a.xlsx"), data)
    assert read.sha256 == hashlib.sha256(data).hexdigest()
    assert Package.open(data).path is None


# --- other kinds of file ------------------------------------------------------------------------

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UTF16 = "utf-16-le"


def odf(kind: str) -> bytes:
    return packed({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": "<x/>"})


KINDS: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "empty"),
    "spaces only": (b" \r\n ", "empty"),
    "zeros": (b"\0" * 5000, "truncated"),
    "encrypted": (OLE + b"\0" * 600 + "EncryptedPackage".encode(UTF16), "encrypted"),
    "xls": (OLE + b"\0" * 600 + "Workbook".encode(UTF16), "old-xls"),
    "xls of Excel 4": (b"\x09\x04\x06\x00\x00\x00\x10\x00", "old-xls"),
    "doc": (OLE + b"\0" * 600 + "WordDocument".encode(UTF16), "docx"),
    "pdf": (b"%PDF-1.7\n...", "pdf"),
    "pdf behind a line": (b"\n\n%PDF-1.7\n...", "pdf"),
    "rtf": (b"{\\rtf1\\ansi Bi\\u7875\\'e1u}", "docx"),
    "html": (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "html"),
    "html, shouted": (b"\xef\xbb\xbf\r\n<!DOCTYPE HTML PUBLIC ...><HTML>", "html"),
    "html table only": (b"<table border=1><tr><td>I.1</td></tr></table>", "html"),
    "xhtml": (b'<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"></html>', "html"),
    "html in UTF-16": ("\ufeff<html></html>".encode("utf-16-le"), "html"),
    "web archive": (b"MIME-Version: 1.0\nContent-Type: multipart/related", "html"),
    "xml 2003": (
        b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "xml-2003",
    ),
    "fods": (
        b'<?xml version="1.0"?><office:document '
        b'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"/>',
        "ods",
    ),
    "csv": ("Mã,Điểm\nI.1,5\n".encode(), "text"),
    "csv with a mark": ("\ufeffMã;Điểm\n".encode(), "text"),
    "csv in UTF-16": ("\ufeffMã\tĐiểm\n".encode("utf-16-le"), "text"),
    "csv in an old code page": ("Mã;Điểm\n".encode("cp1258", "replace"), "text"),
    "csv that begins with BM": (b"BMI;1\n", "text"),
    "json": (b'{"a": 1}', "text"),
    "xml": (b'<?xml version="1.0"?><a/>', "text"),
    "png": (b"\x89PNG\r\n\x1a\n\0\0", "image"),
    "jpeg": (b"\xff\xd8\xff\xe0\0\x10JFIF", "image"),
    "gz": (gzip.compress(b"x"), "archive"),
    "rar": (b"Rar!\x1a\x07\x00", "archive"),
    "7z": (b"7z\xbc\xaf\x27\x1c\0", "archive"),
    "empty zip": (b"PK\x05\x06" + b"\0" * 18, "archive"),
    "zip of anything": (packed({"a.txt": "x"}), "archive"),
    "zip with the form inside": (packed({"biểu.xlsx": book()}), "archive"),
    "ods": (odf("spreadsheet"), "ods"),
    "odt": (odf("text"), "docx"),
    "program": (b"\x7fELF\x02\x01\x01\0", "not-a-zip"),
    "noise": (bytes(range(256)), "not-a-zip"),
    "docx": (
        packed(
            {
                "[Content_Types].xml": content_types(
                    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
                ),
                "_rels/.rels": relationships(("officeDocument", "xl/workbook.xml")),
                "xl/workbook.xml": "<w:document/>",
            }
        ),
        "docx",
    ),
    "no relationships": (packed({"[Content_Types].xml": content_types()}), "no-workbook"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_other_kinds(kind: str) -> None:
    data, reason = KINDS[kind]
    assert refused(data).reason == reason


# --- zip ----------------------------------------------------------------------------------------


class Unseekable(io.RawIOBase):
    """A stream: zipfile then writes the sizes behind the data."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        self.data += bytes(data)  # type: ignore[call-overload]
        return len(data)  # type: ignore[arg-type]


NAMES = st.lists(
    st.text("abcXYZ019 đ_.-", min_size=1, max_size=8).filter(lambda name: name.strip(".")),
    min_size=1,
    max_size=4,
    unique_by=str.lower,
)


@given(
    NAMES,
    st.binary(max_size=300),
    st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]),
    st.booleans(),
    st.booleans(),
    st.binary(max_size=50),
)
def test_what_zipfile_writes_is_read(
    names: list[str], content: bytes, method: int, streamed: bool, wide: bool, comment: bytes
) -> None:
    target: io.RawIOBase | io.BytesIO = Unseekable() if streamed else io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:  # type: ignore[arg-type]
        for number, name in enumerate(names):
            with archive.open(zipfile.ZipInfo(name), "w", force_zip64=wide) as entry:
                entry.write(content * number)
        archive.comment = comment
    data = bytes(target.data) if isinstance(target, Unseekable) else target.getvalue()
    package = Package.open(data)
    assert package.names == tuple(names)
    for number, name in enumerate(names):
        assert package.part(name) == content * number
        entry = package.entries[name]
        raw = data[entry.data_offset : entry.data_offset + entry.compressed_size]
        assert bytes(package.raw(name)) == raw
    assert package.comment == comment
    assert data[package.directory :].startswith(b"PK\x01\x02")


def test_folders_are_borne() -> None:
    found = packed({"xl/": "", **parts()})
    assert "xl/" in read_all(found).package.names


def test_bytes_behind_the_end_are_borne() -> None:
    assert read_all(book() + b"\r\n-- attached by a mail server").sheet_names == ("Sheet1",)


def test_zip64_directory() -> None:
    data = book()
    at = data.rindex(b"PK\x05\x06")
    _, _, _, _, count, size, offset, _ = struct.unpack("<4s4H2LH", data[at:])
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    wide = data[:at] + end64 + locator + end
    assert zipfile.ZipFile(io.BytesIO(wide)).testzip() is None
    assert Package.open(wide).names == Package.open(data).names
    assert refused(data[:at] + end64[:10] + locator + end).reason == "damaged"


def directory_entry(data: bytes, number: int) -> int:
    at = data.index(b"PK\x01\x02")
    for _ in range(number):
        name, extra, comment = struct.unpack("<3H", data[at + 28 : at + 34])
        at += 46 + name + extra + comment
    return at


def patched(offset: int, value: bytes, local: int | None = None, entry: int = 3) -> bytes:
    """A workbook with bytes of a directory entry (and of its local header) replaced."""
    data = bytearray(book())
    at = directory_entry(bytes(data), entry)
    data[at + offset : at + offset + len(value)] = value
    if local is not None:
        header = int.from_bytes(data[at + 42 : at + 46], "little")
        data[header + local : header + local + len(value)] = value
    return bytes(data)


def renamed(old: str, new: str) -> bytes:
    assert len(old.encode()) == len(new.encode())
    return packed({**parts(), old: "x"}).replace(old.encode(), new.encode())


def overlapping() -> bytes:
    """A second directory entry for the bytes of the first, under another name of the same length."""
    data = packed(parts())
    at = directory_entry(data, 3)
    end = data.rindex(b"PK\x05\x06")
    name = int.from_bytes(data[at + 28 : at + 30], "little")
    extra = data[at : at + 46 + name]
    data = data[:end] + extra.replace(b"sheet1.xml", b"sheet2.xml") + data[end:]
    count, size = struct.unpack("<HL", data[-12:-6])
    return data[:-14] + struct.pack("<HHL", count + 1, count + 1, size + len(extra)) + data[-6:]


def with_comment_that_lies() -> bytes:
    """A comment that looks like the end of another archive."""
    data = bytearray(book())
    fake = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0, 0, 0, 0, 0)
    data[-2:] = struct.pack("<H", len(fake) + 3)
    return bytes(data) + fake + b"abc"


ZIPS: dict[str, tuple[Callable[[], bytes], str]] = {
    "parent": (lambda: renamed("xl/aaaaa.xml", "xl/../../a.x"), "bad-entry-name"),
    "absolute": (lambda: renamed("xl/aaaaa.xml", "/etc/passwd0"), "bad-entry-name"),
    "drive": (lambda: renamed("xl/aaaaa.xml", "C:/aaaaa.xml"), "bad-entry-name"),
    "backslash": (lambda: renamed("xl/aaaaa.xml", "xl\\aaaaa.xml"), "bad-entry-name"),
    "share": (lambda: renamed("xl/aaaaa.xml", "//host/a.xml"), "bad-entry-name"),
    "control character": (lambda: renamed("xl/aaaaa.xml", "xl/aaaa\x1b.xml"), "bad-entry-name"),
    "nul": (lambda: renamed("xl/aaaaa.xml", "xl/aaaa\0.xml"), "bad-entry-name"),
    "dot": (lambda: renamed("xl/aaaaa.xml", "xl/./aaa.xml"), "bad-entry-name"),
    "encrypted": (lambda: patched(8, b"\x01\x00"), "encrypted"),
    "bzip2": (lambda: patched(10, b"\x0c\x00", 8), "zip-method"),
    "deflate64": (lambda: patched(10, b"\x09\x00", 8), "zip-method"),
    "headers disagree on the method": (lambda: patched(10, b"\x00\x00"), "size-lies"),
    "headers disagree on the name": (lambda: patched(46, b"yl"), "damaged"),
    "wrong checksum": (lambda: patched(16, b"\1\2\3\4"), "damaged"),
    "size too small": (lambda: patched(24, b"\x10\0\0\0"), "size-lies"),
    "size too large": (lambda: patched(24, b"\x10\x10\0\0"), "size-lies"),
    "packed size too small": (lambda: patched(20, b"\x10\0\0\0"), "damaged"),
    "packed size beyond the file": (lambda: patched(20, b"\0\0\0\x10"), "damaged"),
    "offset beyond the file": (lambda: patched(42, b"\0\0\0\x10"), "damaged"),
    "offset of another": (lambda: patched(42, b"\0\0\0\0"), "damaged"),
    "huge size": (lambda: patched(24, b"\xff\xff\xff\x7f"), "bomb"),
    "wide size without the field": (lambda: patched(24, b"\xff\xff\xff\xff"), "damaged"),
    "other disk": (lambda: patched(34, b"\x05\0"), "damaged"),
    "no directory": (lambda: book()[:-22], "truncated"),
    "overlapping": (overlapping, "damaged"),
    "prefixed": (lambda: b"PK\x03\x04" + book(), "damaged"),
}


@pytest.mark.parametrize("kind", ZIPS)
def test_unsafe_zips(kind: str) -> None:
    make, reason = ZIPS[kind]
    assert refused(make()).reason == reason


def test_same_bytes_for_two_entries() -> None:
    """How a small file unpacks to petabytes: entries that share their bytes."""
    data = bytearray(packed({"a": b"0" * 500, "b": b"0" * 500}, zipfile.ZIP_STORED))
    first = directory_entry(bytes(data), 0)
    # the first entry now reaches over the second
    data[first + 20 : first + 28] = struct.pack("<2L", 1031, 1031)
    assert refused(bytes(data)).reason == "bomb"


@pytest.mark.parametrize(
    ("one", "other"),
    [("xl/a.xml", "xl/a.xml"), ("xl/a.xml", "XL/A.xml"), ("xl/đ.xml", "xl/Đ.xml")],
)
def test_names_that_differ_by_case_only(one: str, other: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(one, "1")
        if one == other:
            with pytest.warns(UserWarning, match="Duplicate"):
                archive.writestr(other, "2")
        else:
            archive.writestr(other, "2")
    refusal = refused(buffer.getvalue())
    assert (refusal.reason, refusal.detail) == ("duplicate-entry", {"part": other})


def test_a_comment_that_looks_like_an_archive() -> None:
    assert read_all(with_comment_that_lies()).sheet_names == ("Sheet1",)


@pytest.mark.parametrize("tenth", range(10))
def test_truncated_at_every_tenth(tenth: int) -> None:
    data = packed({**parts(), "xl/media/image1.png": os.urandom(5000)})
    assert refused(data[: len(data) * tenth // 10]).reason == ("truncated" if tenth else "empty")


@pytest.mark.parametrize("cut", range(1, 23))
def test_truncated_in_the_last_record(cut: int) -> None:
    assert refused(book()[:-cut]).reason == "truncated"


def test_limits() -> None:
    assert refused(packed({f"{number}": "" for number in range(2001)})).reason == "too-many-entries"
    assert refused(packed({f"{number}": "" for number in range(2000)})).reason == "archive"
    sizes = {f"{number}": "x" * 1000 for number in range(4)}
    assert refused(packed(sizes), Limits(unpacked=3999)).reason == "bomb"
    part = Package.open(packed(sizes), Limits(part=999))
    with pytest.raises(Refusal) as caught:
        part.part("1")
    assert caught.value.reason == "part-too-large"


def test_a_bomb_by_ratio() -> None:
    package = Package.open(packed({"a": b"\0" * (9 * 2**20), "b": bytes(8 * 2**20)}))
    with pytest.raises(Refusal) as caught:
        package.part("a")
    assert caught.value.reason == "bomb"
    assert len(package.part("b")) == 8 * 2**20


def test_a_stream_that_goes_on_after_its_end() -> None:
    data = bytearray(packed({"a": b"x" * 1000 + os.urandom(500)}))
    at = directory_entry(bytes(data), 0)
    crc = zlib.crc32((b"x" * 1000 + bytes(0))[:900])
    data[at + 16 : at + 20] = struct.pack("<L", crc)
    data[at + 24 : at + 28] = struct.pack("<L", 900)  # the header hides the rest
    package = Package.open(bytes(data))
    with pytest.raises(Refusal) as caught:
        package.part("a")
    assert caught.value.reason == "size-lies"


# --- names and relationships --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "target", "expected"),
    [
        ("", "xl/workbook.xml", "xl/workbook.xml"),
        ("", "/xl/workbook.xml", "xl/workbook.xml"),
        ("xl/workbook.xml", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("xl/worksheets/sheet1.xml", "../comments1.xml", "xl/comments1.xml"),
        ("xl/worksheets/sheet1.xml", "../../../../etc/passwd", "etc/passwd"),
        ("xl/workbook.xml", "./a//b/../c.xml", "xl/a/c.xml"),
        ("xl/workbook.xml", "sheet.xml#A1", "xl/sheet.xml"),
        ("xl/workbook.xml", "media\\a.png", "xl/media/a.png"),
    ],
)
def test_targets(part: str, target: str, expected: str) -> None:
    assert resolve(part, target) == expected


def test_relationships() -> None:
    found = parts()
    found["xl/worksheets/_rels/sheet1.xml.rels"] = (
        f'<Relationships xmlns="{PACKAGE}"><Relationship Id="a" Type="{OFFICE}/hyperlink" '
        f'Target="http://example.org/?a=1" TargetMode="External"/>'
        f'<Relationship Id="b" Type="{OFFICE}/styles" '
        'Target="../STYLES.xml"/></Relationships>'
    )
    package = Package.open(packed(found))
    assert package.rels("xl/worksheets/sheet1.xml") == {
        "a": Rel("a", f"{OFFICE}/hyperlink", "http://example.org/?a=1", True),
        "b": Rel("b", f"{OFFICE}/styles", "xl/styles.xml", False),
    }
    assert package.related("xl/worksheets/sheet1.xml", "/styles") == ["xl/styles.xml"]
    assert package.related("xl/worksheets/sheet1.xml", "/hyperlink") == []
    assert package.rels("xl/styles.xml") == {}
    assert package.content_type("xl/WORKBOOK.xml") == package.content_type("xl/workbook.xml")
    assert package.content_type("xl/styles.xml") == "application/xml"
    assert package.content_type("a.unknown") == ""
    assert package.find("XL/Styles.XML") == "xl/styles.xml"
    assert package.find("xl/%73tyles.xml") == "xl/styles.xml"
    assert not package.has("xl/nothing.xml")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_utf16_parts(encoding: str, mark: str) -> None:
    text = '<?xml version="1.0" encoding="UTF-16"?><a>đ😀 encoding="UTF-16"</a>'
    package = Package.open(packed({"a.xml": (mark + text).encode(encoding)}))
    assert package.text_part("a.xml") == text.replace("UTF-16", "UTF-8", 1).encode()
    assert package.part("a.xml") == (mark + text).encode(encoding)


# --- refusals -----------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_its_sentences(reason: str) -> None:
    detail = dict.fromkeys(("limit", "part", "line", "column", "sheet", "ref", "what"), "Ω")
    refusal = Refusal(reason, **detail)
    for lang in LANGS:
        message = refusal.message(lang)
        assert message == f"{refusal.sentence(lang)} {refusal.hint(lang)}"
        assert "{" not in message
        assert "\n" not in message
        assert message.endswith(".")
    assert refusal.sentence("vi") != refusal.sentence("en")
    again = pickle.loads(pickle.dumps(refusal))
    assert (again.reason, again.detail, str(again)) == (reason, detail, str(refusal))


def test_unknown_reasons_do_not_exist() -> None:
    with pytest.raises(KeyError):
        Refusal("no-such-reason")


def test_reading_starts_without_heavy_modules() -> None:
    heavy = "{'zipfile', 'pathlib', 'hashlib', 'inspect', 'dataclasses', 'openpyxl', 'tempfile', 'shutil'}"
    code = f"import selfscore_xl.ooxml.workbook, sys; print(sorted({heavy} & set(sys.modules)))"
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, cwd=root, check=True
    )
    assert done.stdout.strip() == "[]"
