"""Hostile and broken files through the command line: each ends in one sentence, in bounded memory and time.

Every file is given to a process of its own, which may take so much memory and time and no more: the
system ends one that asks for more, and the test fails.
"""

from __future__ import annotations

import gzip
import io
import os
import re
import resource
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from selfscore_xl import app, cli, demo, foreign
from selfscore_xl.layout import MOST_LEFT_OVER
from tests.interop.test_interop import FILES, unpacked
from tests.ooxml.read_files import Parts, packed

ROOT = Path(__file__).resolve().parents[2]
MEMORY = 300 << 20
"""Bytes of address space, which is more than what is in use."""
SECONDS = 10
FORM = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"
TYPES = "[Content_Types].xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

Bytes = Callable[[], bytes]


class Result:
    """What a call came to, in so much room and time."""

    def __init__(self, *words: object, command: Sequence[str] = ("validate",)) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "selfscore_xl", *command, *map(str, words)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            preexec_fn=_limit,
        )
        self.code = done.returncode
        self.out, self.err = done.stdout.decode(), done.stderr.decode()

    def refused(self, path: Path) -> str:
        """What is said of a file that was refused: one line with a sentence and an order."""
        assert self.code == 2, (self.code, self.err)
        (line,) = self.err.splitlines()
        assert line.startswith(f"{path}: "), line
        said = line.removeprefix(f"{path}: ")
        assert len(said) < 400
        assert said.endswith(".")
        assert "sự cố" not in said, "the program failed"
        return said


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@pytest.fixture(scope="session")
def form() -> dict[str, bytes]:
    """Parts of the filled example."""
    with zipfile.ZipFile(io.BytesIO(demo.load().form())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def validated(folder: Path, data: bytes, ending: str = ".xlsx") -> tuple[Result, Path]:
    """The call on a file of its own; nothing but the annotated copy may appear beside it."""
    path = folder / f"bieu{ending}"
    path.write_bytes(data)
    result = Result(path)
    copies = {"bieu.annotated.xlsx", f"bieu{ending}.annotated.xlsx"} if result.code < 2 else set()
    assert {one.name for one in folder.iterdir()} - {path.name} <= copies
    assert path.read_bytes() == data
    return result, path


def changed(form: Mapping[str, bytes], part: str, old: str, new: str) -> dict[str, bytes]:
    assert old.encode() in form[part], old
    return {**form, part: form[part].replace(old.encode(), new.encode(), 1)}


# --- zip archives -------------------------------------------------------------------------------


def with_bomb(form: Mapping[str, bytes], content: str) -> bytes:
    """The form with much between two rows."""
    return packed(changed(form, FORM, "</sheetData>", f"{content}</sheetData>"))


def with_lying_size(form: Mapping[str, bytes]) -> bytes:
    """The directory says that the form's sheet has a few bytes; it unpacks to 60 MB."""
    data = bytearray(with_bomb(form, " " * (60 << 20)))
    name = data.rindex(FORM.encode())
    struct.pack_into("<L", data, name - 46 + 24, 2000)
    return bytes(data)


def sharing_bytes(form: Mapping[str, bytes]) -> bytes:
    """Many entries for the same packed bytes."""
    data = packed(form)
    end = data.rindex(b"PK\x05\x06")
    count, size, offset = struct.unpack_from("<HLL", data, end + 10)
    at = data.rindex(b"PK\x01\x02", 0, end)
    name = int.from_bytes(data[at + 28 : at + 30], "little")
    record = data[at : at + 46 + name]
    more = b"".join(record[:46] + b"%0*d" % (name, number) for number in range(200))
    tail = struct.pack("<HHLLH", count + 200, count + 200, size + len(more), offset, 0)
    return data[:end] + more + data[end : end + 8] + tail


def renamed(form: Mapping[str, bytes], name: str) -> bytes:
    return packed({**form, name: b"x"})


def twice(form: Mapping[str, bytes], name: str) -> bytes:
    out = io.BytesIO(packed(form))
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(name, "<a/>")
    return out.getvalue()


def encrypted_entries(form: Mapping[str, bytes]) -> bytes:
    data = bytearray(packed(form))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


ZIPS: dict[str, tuple[Callable[[Mapping[str, bytes]], bytes], str]] = {
    "bomb by ratio": (lambda form: with_bomb(form, " " * (60 << 20)), "giải nén"),
    "bomb of rows": (lambda form: with_bomb(form, "<row/>" * (10 << 20)), "giải nén"),
    "bomb by nesting": (
        lambda _: packed({"bieu.xlsx": packed({"bieu.xlsx": packed({"a": b"\0" * (30 << 20)})})}),
        "tệp nén",
    ),
    "bomb by lying sizes": (with_lying_size, "khai sai kích thước"),
    "entries that share their bytes": (sharing_bytes, "không khớp"),
    "too many entries": (
        lambda form: packed({**form, **{f"x/{number}": b"" for number in range(2000)}}),
        "2000",
    ),
    "entry twice": (lambda form: twice(form, FORM), "trùng tên"),
    "entry twice but for case": (lambda form: renamed(form, FORM.upper()), "trùng tên"),
    "absolute entry": (lambda form: renamed(form, "/etc/cron.d/x"), "không an toàn"),
    "entry above": (lambda form: renamed(form, "xl/../../../x"), "không an toàn"),
    "entry on a drive": (lambda form: renamed(form, "C:/x"), "không an toàn"),
    "entry with backslashes": (
        lambda form: renamed(form, "xl\\x").replace(b"xl/x", b"xl\\x"),
        "không an toàn",
    ),
    "encrypted entries": (encrypted_entries, "mật khẩu"),
    "LZMA": (lambda form: packed(form, zipfile.ZIP_LZMA), "được nén bằng"),
    "bzip2": (lambda form: packed(form, zipfile.ZIP_BZIP2), "được nén bằng"),
    "self-extracting": (lambda form: b"MZ" + bytes(5000) + packed(form), "không phải là tệp Excel"),
}


@pytest.mark.parametrize("name", ZIPS)
def test_zip_archives(name: str, form: Mapping[str, bytes], tmp_path: Path) -> None:
    make, words = ZIPS[name]
    result, path = validated(tmp_path, make(form))
    assert words in result.refused(path)


@pytest.mark.parametrize("tenth", range(10))
def test_truncated_at_every_tenth(tenth: int, form: Mapping[str, bytes], tmp_path: Path) -> None:
    data = packed(form)
    result, path = validated(tmp_path, data[: len(data) * tenth // 10])
    assert ("rỗng" if tenth == 0 else "thiếu phần cuối") in result.refused(path)


# --- XML ----------------------------------------------------------------------------------------

ENTITIES = "".join(
    f'<!ENTITY e{number} "{f"&e{number - 1};" * 10 if number else "ha"}">' for number in range(10)
)
PARTS_READ = (TYPES, "_rels/.rels", BOOK, "xl/_rels/workbook.xml.rels", FORM, "xl/styles.xml")
"""Without them there is no form. All other parts may be broken or missing, and there is a result or a
refusal."""


DECLARATIONS = {
    "billion laughs": (f"<!DOCTYPE a [{ENTITIES}]>", "&e9;"),
    "a file of the system": ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"),
    "an address": ('<!DOCTYPE a SYSTEM "http://example.org/a.dtd">', ""),
}


DECLARED = [(part, "billion laughs") for part in PARTS_READ] + [(FORM, name) for name in DECLARATIONS]


@pytest.mark.parametrize(("part", "name"), sorted(set(DECLARED)))
def test_dtd_and_entities(part: str, name: str, form: Mapping[str, bytes], tmp_path: Path) -> None:
    declared, used = DECLARATIONS[name]
    text = re.sub(r"^<\?xml.*?\?>\s*", "", form[part].decode())
    result, path = validated(tmp_path, packed({**form, part: f"{declared}{text[:-3]}{used}{text[-3:]}"}))
    assert "DTD" in result.refused(path)


def test_broken_xml_in_each_part(form: Mapping[str, bytes], tmp_path: Path) -> None:
    results = {}
    for part in (name for name in form if name.endswith((".xml", ".rels"))):
        folder = tmp_path / part.replace("/", "_")
        folder.mkdir()
        result, path = validated(folder, packed({**form, part: form[part][: len(form[part]) // 2]}))
        if result.code == 2:
            said = result.refused(path)
            assert part in said
        results[part] = result.code
    assert {part for part, code in results.items() if code == 2} >= set(PARTS_READ)
    assert set(results.values()) <= {0, 1, 2}


# --- sheets -------------------------------------------------------------------------------------


def with_rows(form: Mapping[str, bytes], rows: str) -> bytes:
    return packed(changed(form, FORM, "</sheetData>", f"{rows}</sheetData>"))


def test_a_cell_in_the_last_corner_is_named(form: Mapping[str, bytes], tmp_path: Path) -> None:
    rows = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    result, _ = validated(tmp_path, with_rows(form, rows))
    assert result.code == 0
    assert "XFD1048576" in result.out


def many_rows(row: str) -> str:
    return "".join(row.replace("#", str(number)) for number in range(200, (1 << 20) + 1))


SHEETS: dict[str, tuple[Callable[[], str], str]] = {
    "a cell beyond the last corner": (
        lambda: '<row r="1048577"><c r="XFE1048577"><v>1</v></c></row>',
        "địa chỉ ô không hợp lệ",
    ),
    "a million rows": (lambda: many_rows('<row r="#"><c r="A#"><v>1</v></c></row>'), "phức tạp"),
    "a million rows, each hidden": (lambda: many_rows('<row r="#" hidden="1"/>'), "phức tạp"),
    "elements in elements": (lambda: "<a>" * 60_000 + "</a>" * 60_000, "phức tạp"),
    "a tag with 300 000 attributes": (
        lambda: "<row " + " ".join(f'a{number}="1"' for number in range(300_000)) + "/>",
        "phức tạp",
    ),
    "a cell twice": (
        lambda: '<row r="300"><c r="A300"><v>1</v></c><c r="A300"><v>2</v></c></row>',
        "hai lần",
    ),
}


@pytest.mark.parametrize("name", SHEETS)
def test_sheets(name: str, form: Mapping[str, bytes], tmp_path: Path) -> None:
    make, words = SHEETS[name]
    result, path = validated(tmp_path, with_rows(form, make()))
    assert words in result.refused(path)


LONG_FORMULA = "+".join(["B1"] * 2000)
HEAVY: dict[str, Callable[[Mapping[str, bytes]], dict[str, bytes]]] = {
    # small in the file, and once half a gigabyte when each was written out
    "60 000 cells that share a long formula": lambda form: changed(
        form,
        FORM,
        "</sheetData>",
        "".join(
            f'<row r="{row}"><c r="BA{row}"><f t="shared" si="7"'
            + (f' ref="BA200:BA60000">{LONG_FORMULA}</f>' if row == 200 else "/>")
            + "<v>1</v></c></row>"
            for row in range(200, 60_001)
        )
        + "</sheetData>",
    ),
    "60 000 rows of one criterion": lambda form: changed(
        form,
        FORM,
        "</sheetData>",
        "".join(
            f'<row r="{row}"><c r="A{row}" t="str"><v>I.1</v></c><c r="E{row}"><v>1</v></c></row>'
            for row in range(200, 60_001)
        )
        + "</sheetData>",
    ),
    "60 000 stray cells": lambda form: changed(
        form,
        FORM,
        "</sheetData>",
        "".join(f'<row r="{row}"><c r="BA{row}"><v>1</v></c></row>' for row in range(200, 60_001))
        + "</sheetData>",
    ),
    "99 000 merged areas": lambda form: changed(
        form,
        FORM,
        "<mergeCells",
        "<mergeCells>"
        + "".join(f'<mergeCell ref="BA{row}:BB{row}"/>' for row in range(1, 99_000))
        + "</mergeCells><mergeCells",
    ),
    "60 000 names": lambda form: changed(
        form,
        BOOK,
        "</definedNames>",
        "".join(f'<definedName name="n{number}">1</definedName>' for number in range(60_000))
        + "</definedNames>",
    ),
    "60 000 formats": lambda form: changed(
        form,
        "xl/styles.xml",
        "</cellXfs>",
        '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>' * 60_000 + "</cellXfs>",
    ),
    "60 000 content types": lambda form: changed(
        form,
        TYPES,
        "</Types>",
        "".join(f'<Override PartName="/x/{number}" ContentType="a/b"/>' for number in range(60_000))
        + "</Types>",
    ),
}


@pytest.mark.parametrize("name", HEAVY)
def test_much_of_everything_that_is_allowed(name: str, form: Mapping[str, bytes], tmp_path: Path) -> None:
    """A result with an annotated copy, within the same limits."""
    result, path = validated(tmp_path, packed(HEAVY[name](form)))
    assert result.code in (0, 1), result.err
    assert path.with_suffix(".annotated.xlsx").exists()


# --- what is no workbook --------------------------------------------------------------------------


def ole(*streams: str) -> bytes:
    return OLE + bytes(504) + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)


STRANGERS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "rỗng"),
    "zeros": (bytes(4096), "thiếu phần cuối"),
    "encrypted": (ole("EncryptedPackage", "EncryptionInfo"), "mật khẩu"),
    "old xls": (ole("Workbook"), "Excel cũ (.xls)"),
    "HTML": ("<html><table><tr><td>Điểm</td></tr></table></html>".encode(), "HTML"),
    "CSV": ("Mã;Điểm\nI;7\n".encode(), "văn bản"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
    "RAR": (b"Rar!\x1a\x07\x01\x00", "tệp nén"),
    "picture": (b"\x89PNG\r\n\x1a\n", "hình ảnh"),
    "noise": (bytes(range(7, 256)) * 9, "không phải là tệp Excel"),
}


@pytest.mark.parametrize("name", STRANGERS)
def test_other_kinds_of_file_under_this_name(name: str, tmp_path: Path) -> None:
    data, words = STRANGERS[name]
    result, path = validated(tmp_path, data)
    assert words in result.refused(path)


def test_an_xls_of_today_under_this_name(tmp_path: Path) -> None:
    data = gzip.decompress((FILES / "libreoffice.xls.gz").read_bytes())
    result, path = validated(tmp_path, data)
    assert ".xls" in result.refused(path)


def test_what_is_no_file(tmp_path: Path) -> None:
    folder, pipe, circle = tmp_path / "thu-muc.xlsx", tmp_path / "ong.xlsx", tmp_path / "vong.xlsx"
    folder.mkdir()
    os.mkfifo(pipe)
    circle.symlink_to(circle.name)
    for path, words in (
        (folder, "không có tệp Excel"),
        (pipe, "không phải là tệp thông thường"),
        (circle, "không đọc được tệp"),
        (tmp_path / "khong-co.xlsx", "Không tìm thấy"),
        (Path("/dev/zero"), "không phải là tệp thông thường"),
    ):
        assert words in Result(path).refused(path)


def test_links_out_of_a_folder_are_not_followed(form: Mapping[str, bytes], tmp_path: Path) -> None:
    outside, inside = tmp_path / "ngoai", tmp_path / "trong"
    outside.mkdir()
    inside.mkdir()
    (outside / "bieu.xlsx").write_bytes(packed(form))
    (inside / "lien-ket.xlsx").symlink_to(outside / "bieu.xlsx")
    (inside / "thu-muc").symlink_to(outside, target_is_directory=True)
    assert "không có tệp Excel" in Result(inside).refused(inside)
    assert [one.name for one in outside.iterdir()] == ["bieu.xlsx"]


# --- .xls, .ods, .xlsb ----------------------------------------------------------------------------


def ods(folder: Path, change: Callable[[str], str]) -> bytes:
    """LibreOffice's file with another content."""
    with zipfile.ZipFile(unpacked("libreoffice.ods", folder)) as archive:
        made: Parts = {name: archive.read(name) for name in archive.namelist()}
    made["content.xml"] = change(bytes(made["content.xml"]).decode())
    return packed(made)


def ods_rows(row: str) -> Callable[[Path], bytes]:
    """With one more sheet."""
    table = f'<table:table table:name="Thêm">{row}</table:table></office:spreadsheet>'
    return lambda folder: ods(folder, lambda text: text.replace("</office:spreadsheet>", table, 1))


def xls(folder: Path, change: Callable[[bytes], bytes]) -> bytes:
    return change(unpacked("libreoffice.xls.gz", folder).read_bytes())


def far_number(data: bytes) -> bytes:
    """The last number goes to the last row and column (BIFF8 record 027Eh, [MS-XLS] 2.4.220)."""
    at = data.rindex(b"\x7e\x02\x0a\x00")
    return data[: at + 4] + struct.pack("<HH", 65_535, 255) + data[at + 8 :]


def xlsb(folder: Path, change: Callable[[bytes], bytes]) -> bytes:
    with zipfile.ZipFile(unpacked("by-hand.xlsb", folder)) as archive:
        made: Parts = {name: archive.read(name) for name in archive.namelist()}
    made["xl/worksheets/sheet1.bin"] = change(bytes(made["xl/worksheets/sheet1.bin"]))
    return packed(made)


def far_row(data: bytes) -> bytes:
    """A row goes to the end of the sheet (record 0, [MS-XLSB] 2.4.741)."""
    # a row record, and a cell with something in it right behind
    *_, last = re.finditer(rb"\x00\x11(.{4})\x00{4}\x2c\x01.{7}[\x05\x06]", data, re.DOTALL)
    return data[: last.start(1)] + struct.pack("<I", (1 << 20) - 1) + data[last.end(1) :]


UNREAD = "không đọc được nội dung bảng tính"
"""Said of whatever makes the process that reads crash, or ask for more memory than it may take."""
BOMB = "giải nén ra lớn gấp nhiều lần"
CELL = '<table:table-cell office:value-type="float" office:value="1"{}/>'
FOREIGN: dict[str, tuple[str, Callable[[Path], bytes], str]] = {
    "ods: repeated to the last corner": (
        ".ods",
        ods_rows(
            '<table:table-row table:number-rows-repeated="1048000">'
            + CELL.format(' table:number-columns-repeated="16384"')
            + "</table:table-row>"
        ),
        UNREAD,
    ),
    "ods: repeated far beyond": (
        ".ods",
        ods_rows(
            '<table:table-row table:number-rows-repeated="4000000000">'
            + CELL.format(' table:number-columns-repeated="4000000000"')
            + "</table:table-row>"
        ),
        UNREAD,
    ),
    "ods: bomb of spaces": (
        ".ods",
        lambda folder: ods(folder, lambda text: text.replace("</table:table>", " " * (200 << 20), 1)),
        BOMB,
    ),
    "ods: a long text in many cells": (
        ".ods",
        ods_rows(
            '<table:table-row table:number-rows-repeated="5000">'
            + '<table:table-cell office:value-type="string" table:number-columns-repeated="20"><text:p>'
            + "x" * 30_000
            + "</text:p></table:table-cell></table:table-row>"
        ),
        UNREAD,
    ),
    "ods: broken XML": (".ods", lambda folder: ods(folder, lambda text: text[: len(text) // 2]), UNREAD),
    "xls: a cell in the last corner": (".xls", lambda folder: xls(folder, far_number), UNREAD),
    "xls: broken in the middle": (
        ".xls",
        lambda folder: xls(folder, lambda data: data[:3000] + b"\xff" * 9000 + data[12_000:]),
        UNREAD,
    ),
    "xls: half": (".xls", lambda folder: xls(folder, lambda data: data[: len(data) // 2]), UNREAD),
    "xls: nothing but its head": (".xls", lambda _: OLE + bytes(504), UNREAD),
    "xls: encrypted": (".xls", lambda _: ole("EncryptedPackage"), "mật khẩu"),
    "xlsb: a cell in the last corner": (".xlsb", lambda folder: xlsb(folder, far_row), UNREAD),
    "xlsb: bomb": (".xlsb", lambda folder: xlsb(folder, lambda _: bytes(200 << 20)), BOMB),
    "xlsb: half a sheet": (
        ".xlsb",
        lambda folder: xlsb(folder, lambda data: data[: len(data) // 2 - 1]),
        UNREAD,
    ),
    "PDF as .ods": (".ods", lambda _: b"%PDF-1.7\n", "PDF"),
    "HTML as .xls": (".xls", lambda _: b"<html><table></table></html>", "HTML"),
    "empty .ods": (".ods", lambda _: b"", "rỗng"),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_other_formats(name: str, tmp_path: Path) -> None:
    ending, make, words = FOREIGN[name]
    there = tmp_path / "nguon"
    there.mkdir()
    data = make(there)
    folder = tmp_path / "nhan"
    folder.mkdir()
    result, path = validated(folder, data, ending)
    assert words in result.refused(path)


def test_entities_of_an_ods_are_not_expanded(tmp_path: Path) -> None:
    def declare(text: str) -> str:
        text = re.sub(r"\?>", f"?><!DOCTYPE a [{ENTITIES}]>", text, count=1)
        return text.replace("<text:p>", "<text:p>&e9;", 1)

    folder = tmp_path / "nhan"
    folder.mkdir()
    result, _ = validated(folder, ods(tmp_path, declare), ".ods")
    assert "haha" not in result.out + result.err


# --- the process that reads them -----------------------------------------------------------------


def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Another program in the place of the one that reads."""
    program = tmp_path / "child.py"
    program.write_text(f"import os, signal, sys, time\n{script}\n", encoding="utf-8")
    monkeypatch.setattr(foreign, "_CHILD", str(program))


@pytest.mark.parametrize(
    "script",
    [
        "os.abort()",
        "os.kill(os.getpid(), signal.SIGKILL)",
        "sys.exit(3)",
        "print('no JSON')",
        "print('[' * 200_000)",
        'print(\'{"refused": "damaged"}\')',
        "bytearray(1 << 40)",
        "sys.stdin.buffer.read(); sys.stdin.close(); raise SystemError",
    ],
)
def test_whatever_becomes_of_the_child_is_a_refusal(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = unpacked("libreoffice.ods", tmp_path)
    child(tmp_path, monkeypatch, script)
    refusal = app.validate(str(path)).refusal
    assert refusal is not None
    assert UNREAD in refusal.message.vi


def test_a_child_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = unpacked("libreoffice.ods", tmp_path)
    mark = tmp_path / "pid"
    child(tmp_path, monkeypatch, f"open({str(mark)!r}, 'w').write(str(os.getpid())); time.sleep(600)")
    monkeypatch.setattr(foreign, "SECONDS", 1.0)
    refusal = app.validate(str(path)).refusal
    assert refusal is not None
    assert "đọc quá lâu" in refusal.message.vi
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)


def test_the_child_has_so_much_memory_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that it reads with what it has; with less it gives up, and that is a refusal."""
    assert foreign.MEMORY <= MEMORY
    assert foreign.SECONDS < SECONDS
    repeated = ' table:number-columns-repeated="200"'
    rows = f'<table:table-row table:number-rows-repeated="1000">{CELL.format(repeated)}</table:table-row>'
    data = ods_rows(rows)(tmp_path)
    path = tmp_path / "bieu.ods"
    path.write_bytes(data)
    assert app.validate(str(path), write=False).refusal is None
    # With a trace asked for, a child that had run out of memory waited for itself until its time was up.
    monkeypatch.setenv("RUST_BACKTRACE", "full")
    for memory in range(22 << 20, 26 << 20, 1 << 18):
        monkeypatch.setattr(foreign, "MEMORY", memory)
        refusal = app.validate(str(path), write=False).refusal
        assert refusal is not None
        assert UNREAD in refusal.message.vi, memory


# --- what pours answers into a fresh form ---------------------------------------------------------


POURING = [("repair",), ("migrate", "--to", "quang-tri-2023-h1")]


def poured(
    command: tuple[str, ...], path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str]:
    """The exit code of a command on a form, and what it says beside its result."""
    code = cli.main([command[0], str(path), *command[1:], "-o", str(out)])
    return code, capsys.readouterr().err


@pytest.mark.parametrize("name", ["60 000 rows of one criterion", "60 000 stray cells"])
@pytest.mark.parametrize("command", POURING)
def test_what_nobody_could_look_through_is_not_listed(
    name: str,
    command: tuple[str, ...],
    form: Mapping[str, bytes],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path, out = tmp_path / "bieu.xlsx", tmp_path / "ra.xlsx"
    path.write_bytes(packed(HEAVY[name](form)))
    code, said = poured(command, path, out, capsys)
    assert code == 2
    assert said.startswith(f"{path}: Thành phần Chấm điểm của tệp phức tạp quá mức")
    assert len(said.removeprefix(f"{path}: ")) < 400
    assert [one.name for one in tmp_path.iterdir()] == ["bieu.xlsx"]


@pytest.mark.parametrize("command", POURING)
@pytest.mark.parametrize(("more", "wanted"), [(0, 0), (1, 2)])
def test_as_much_as_may_be_listed_is_listed(
    more: int,
    wanted: int,
    command: tuple[str, ...],
    form: Mapping[str, bytes],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = "".join(
        f'<row r="{row}"><c r="BA{row}"><v>1</v></c></row>' for row in range(200, 200 + MOST_LEFT_OVER + more)
    )
    path, out = tmp_path / "bieu.xlsx", tmp_path / "ra.xlsx"
    path.write_bytes(with_rows(form, rows))
    code, said = poured(command, path, out, capsys)
    assert code == wanted, said
    assert out.exists() == (code == 0)
    assert ("phức tạp quá mức" in said) == (code == 2)
