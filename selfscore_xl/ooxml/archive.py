"""Write a zip archive anew with some entries replaced (APPNOTE.TXT 4.3).

Entries that stay are copied with their headers, packed bytes and data descriptors as they are;
entries that change keep name, date, attributes and comment; new entries come last and are dated
1980-01-01. Nothing depends on the clock or the machine: the same input gives the same bytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping
from struct import Struct

from .package import Entry, Package

_LOCAL = Struct("<4s5H3L2H")
_CENTRAL = Struct("<4s6H3L5H2L")
_END = Struct("<4s4H2LH")
_DESCRIPTOR = Struct("<3L")
_WIDE_DESCRIPTOR = Struct("<L2Q")
_DESCRIPTOR_SIGNATURE = b"PK\x07\x08"

_STREAMED, _UTF8 = 0x8, 0x800
_DEFLATED = 8
_VERSION = 20
_MAX32 = 0xFFFFFFFF
_FIRST_DATE = 0x21  # 1980-01-01
_OFFSET_FIELD = 42
_LEVEL = 3  # packs a sheet in half the time of level 6, and a fifth larger


def rewrite(
    package: Package,
    changed: Mapping[str, bytes],
    added: Mapping[str, bytes],
    removed: Collection[str] = (),
) -> bytes:
    """The archive of a package with other contents.

    Args:
        package: the archive as it is.
        changed: unpacked bytes by the name of an entry that exists.
        added: unpacked bytes by the name of an entry that does not.
        removed: names of entries to leave out.
    """
    data = package.data
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    record_at = package.directory
    for name, entry in package.entries.items():
        record_end = record_at + _CENTRAL.size + len(entry.raw_name) + len(entry.extra) + len(entry.comment)
        record = data[record_at:record_end]
        record_at = record_end
        if name in removed:
            continue
        if name in changed:
            local, record = _replaced(entry, changed[name], offset)
        else:
            local, record = _copied(data, entry, record, offset)
        pieces.append(local)
        directory.append(record)
        offset += len(local)
    for name, content in added.items():
        raw_name = name.encode()
        flags = 0 if raw_name.isascii() else _UTF8
        fresh = Entry(
            name=name,
            raw_name=raw_name,
            create_version=_VERSION,
            extract_version=_VERSION,
            flags=flags,
            method=_DEFLATED,
            time=0,
            date=_FIRST_DATE,
            crc=0,
            compressed_size=0,
            size=0,
            internal_attributes=0,
            external_attributes=0,
            header_offset=0,
            data_offset=0,
            extra=b"",
            comment=b"",
        )
        local, record = _replaced(fresh, content, offset)
        pieces.append(local)
        directory.append(record)
        offset += len(local)
    size = sum(map(len, directory))
    count = len(directory)
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, size, offset, len(package.comment))
    return b"".join([*pieces, *directory, end, package.comment])


def _replaced(entry: Entry, content: bytes, offset: int) -> tuple[bytes, bytes]:
    """Local and central part of an entry with new content."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(content) + packer.flush()
    crc = zlib.crc32(content)
    name = entry.raw_name
    sizes = (crc, len(packed), len(content))
    common = (_VERSION, entry.flags & _UTF8, _DEFLATED, entry.time, entry.date, *sizes, len(name))
    local = _LOCAL.pack(b"PK\x03\x04", *common, 0)
    attributes = (entry.internal_attributes, entry.external_attributes)
    record = _CENTRAL.pack(
        b"PK\x01\x02", entry.create_version, *common, 0, len(entry.comment), 0, *attributes, offset
    )
    return local + name + packed, record + name + entry.comment


def _copied(data: bytes, entry: Entry, record: bytes, offset: int) -> tuple[bytes, bytes]:
    """Local and central part of an entry as they are, but for the offset."""
    end = entry.data_offset + entry.compressed_size
    local = data[entry.header_offset : end]
    if entry.flags & _STREAMED:
        descriptor = _descriptor_size(data, entry, end)
        if descriptor:
            local += data[end : end + descriptor]
        else:
            local, record = _unstreamed(entry, local, record)
    return local, _moved(record, len(entry.raw_name), offset)


def _descriptor_size(data: bytes, entry: Entry, at: int) -> int:
    """Length of the data descriptor behind streamed bytes: with or without a signature, with sizes
    of four or of eight bytes (4.3.9); 0 where none of these is there."""
    signature = len(_DESCRIPTOR_SIGNATURE) if data.startswith(_DESCRIPTOR_SIGNATURE, at) else 0
    told = (entry.crc, entry.compressed_size, entry.size)
    for before in {signature, 0}:
        for layout in (_DESCRIPTOR, _WIDE_DESCRIPTOR):
            end = at + before + layout.size
            if end <= len(data) and layout.unpack_from(data, at + before) == told:
                return before + layout.size
    return 0


def _unstreamed(entry: Entry, local: bytes, record: bytes) -> tuple[bytes, bytes]:
    """Headers that no longer promise a data descriptor, since there is none."""
    flags = (entry.flags & ~_STREAMED).to_bytes(2, "little")
    sizes = Struct("<3L").pack(entry.crc, entry.compressed_size, entry.size)
    return local[:6] + flags + local[8:14] + sizes + local[26:], record[:8] + flags + record[10:]


def _moved(record: bytes, name_length: int, offset: int) -> bytes:
    """The central record with another offset of its local header, be it in the fixed field or, with
    zip64, in the extra field (4.5.3)."""
    fields = _CENTRAL.unpack_from(record)
    if fields[16] != _MAX32:
        return record[:_OFFSET_FIELD] + offset.to_bytes(4, "little") + record[_OFFSET_FIELD + 4 :]
    at = _CENTRAL.size + name_length
    while int.from_bytes(record[at : at + 2], "little") != 1:
        at += 4 + int.from_bytes(record[at + 2 : at + 4], "little")
    # the wide values stand in a fixed order, each only where its narrow field is full
    at += 4 + 8 * ((fields[9] == _MAX32) + (fields[8] == _MAX32))
    return record[:at] + offset.to_bytes(8, "little") + record[at + 8 :]
