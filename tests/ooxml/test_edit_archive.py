"""The archive written anew: what stays is copied byte for byte, what changes keeps its place."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from selfscore_xl.ooxml.archive import rewrite
from selfscore_xl.ooxml.package import Package

TEXT = b"<a>" + b"xin chao " * 200 + b"</a>"


def archive(**options: bool) -> bytes:
    """Five entries, two of them stored, with extra fields and comments; streamed and with zip64
    headers where the options say so."""
    buffer = io.BytesIO()
    target: object = _Stream(buffer) if options.get("streamed") else buffer
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:  # type: ignore[arg-type]
        for number, name in enumerate(
            ("[Content_Types].xml", "xl/a.xml", "xl/đ.xml", "xl/c.bin", "xl/e.xml")
        ):
            info = zipfile.ZipInfo(name, (2023, 7, 5, 10, 20, 30 + number))
            info.compress_type = zipfile.ZIP_STORED if number == 3 else zipfile.ZIP_DEFLATED
            info.comment = f"chú thích {number}".encode()
            info.external_attr = 0o644 << 16
            info.extra = struct.pack("<2H4s", 0x9999, 4, b"abcd")
            with file.open(info, "w", force_zip64=options.get("wide", False)) as entry:
                entry.write(TEXT + b"%d" % number)
        file.comment = "cả tệp".encode()
    return buffer.getvalue()


class _Stream(io.RawIOBase):
    """A file that cannot be sought, as when a server sends one: sizes follow the data."""

    def __init__(self, target: io.BytesIO) -> None:
        self.target = target

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        return self.target.write(data)


KINDS = [{}, {"streamed": True}, {"wide": True}, {"streamed": True, "wide": True}]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_nothing_changed_is_the_same_archive(kind: dict[str, bool]) -> None:
    data = archive(**kind)
    assert rewrite(Package.open(data), {}, {}) == data


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_one_entry_changed(kind: dict[str, bool]) -> None:
    before = Package.open(archive(**kind))
    data = rewrite(before, {"xl/a.xml": b"<b/>"}, {"xl/mới.xml": b"<c/>"})
    after = Package.open(data)
    assert after.names == (*before.names, "xl/mới.xml")
    assert after.comment == "cả tệp".encode()
    for name in before.names:
        old, new = before.entries[name], after.entries[name]
        assert (new.date, new.time, new.comment, new.external_attributes) == (
            old.date,
            old.time,
            old.comment,
            old.external_attributes,
        )
        if name != "xl/a.xml":
            assert after.raw(name) == before.raw(name)
            assert (new.extra, new.flags, new.crc) == (old.extra, old.flags, old.crc)
    assert after.part("xl/a.xml") == b"<b/>"
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert file.testzip() is None
        assert file.getinfo("xl/mới.xml").date_time == (1980, 1, 1, 0, 0, 0)
        assert file.read("xl/mới.xml") == b"<c/>"


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_an_entry_removed(kind: dict[str, bool]) -> None:
    before = Package.open(archive(**kind))
    after = Package.open(rewrite(before, {}, {}, {"xl/đ.xml"}))
    assert after.names == tuple(name for name in before.names if name != "xl/đ.xml")
    assert all(after.part(name) == before.part(name) for name in after.names)


def test_same_input_same_bytes() -> None:
    package = Package.open(archive())
    assert rewrite(package, {"xl/a.xml": TEXT}, {"n": TEXT}) == rewrite(
        package, {"xl/a.xml": TEXT}, {"n": TEXT}
    )


@pytest.mark.parametrize("signature", [b"PK\x07\x08", b""])
@pytest.mark.parametrize("wide", [False, True])
def test_data_descriptors_of_every_shape(signature: bytes, wide: bool) -> None:
    """Writers may leave out the signature, and may use eight bytes a size."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = packer.compress(TEXT) + packer.flush()
    crc = zlib.crc32(TEXT)
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 8, 8, 0, 0x21, 0, 0, 0, 1, 0) + b"a"
    descriptor = signature + struct.pack("<L2Q" if wide else "<3L", crc, len(packed), len(TEXT))
    body = local + packed + descriptor
    record = struct.pack(
        "<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 8, 8, 0, 0x21, crc, len(packed), len(TEXT), 1, 0, 0, 0, 0, 0, 0
    )
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(record) + 1, len(body), 0)
    data = body + record + b"a" + end
    assert rewrite(Package.open(data), {}, {}) == data
    grown = rewrite(Package.open(data), {}, {"b": b"x"})
    assert grown.startswith(body)
    assert Package.open(grown).part("a") == TEXT


def test_a_descriptor_that_was_promised_and_is_not_there() -> None:
    data = bytearray(archive())
    package = Package.open(bytes(data))
    entry = package.entries["xl/a.xml"]
    data[entry.header_offset + 6] |= 8
    at = data.index(b"xl/a.xml", package.directory) - 46
    data[at + 8] |= 8
    after = Package.open(rewrite(Package.open(bytes(data)), {}, {"b": b"x"}))
    assert after.part("xl/a.xml") == package.part("xl/a.xml")
    assert not after.entries["xl/a.xml"].flags & 8
