"""The zip container and its parts (ECMA-376 Part 2), read from hostile hands.

The central directory is read here and not by ``zipfile``: importing that costs more than reading a
form, and an editor that copies entries byte for byte needs the offsets anyway. Rules beyond the zip
format: every entry lies in its own bytes, its local header says the same name, sizes are counted
while unpacking, names stay inside the package and differ by more than case.
"""

from __future__ import annotations

import os
import stat
import zlib
from itertools import pairwise
from struct import Struct

from ..record import NamedTuple
from ..text import Text
from . import markup
from .refusal import Refusal

PathLike = str | os.PathLike[str]


class Limits(NamedTuple):
    """What a form can reasonably need. Sizes in bytes."""

    file: int = 20 * 2**20
    entries: int = 2_000
    part: int = 64 * 2**20
    unpacked: int = 200 * 2**20
    cells: int = 250_000
    """In all sheets that are read, blank ones with a style included: five thousand criteria's worth."""
    text: int = 72 * 2**20
    """Memory that the texts of all parts read may take, reckoned from the size of the parts."""
    areas: int = 100_000
    """Merged areas and areas of validation rules, per sheet."""


class Entry(NamedTuple):
    """One entry of the central directory, as it stands there."""

    name: str
    raw_name: bytes
    create_version: int
    extract_version: int
    flags: int
    method: int
    time: int
    date: int
    crc: int
    compressed_size: int
    size: int
    internal_attributes: int
    external_attributes: int
    header_offset: int
    data_offset: int
    """Of the compressed bytes, in ``Package.data``."""
    extra: bytes
    comment: bytes


class Rel(NamedTuple):
    """A relationship; ``target`` is an entry name, or the address as written when external."""

    id: str
    type: str
    target: str
    external: bool


class Package:
    """An opened package. Opening reads the whole file once and every name in it, unpacks nothing.

    Attributes:
        path: where it was read from, None when opened from bytes.
        data: the file, byte for byte.
        limits: what is accepted.
        directory: offset of the central directory in ``data``.
        comment: of the archive.
        entries: by exact name, in the order of the file; folders included.
    """

    def __init__(self, data: bytes, limits: Limits = Limits()) -> None:  # noqa: B008 - immutable
        self.data = data
        self.limits = limits
        self.path: str | None = None
        self.directory, self.comment, self.entries = _directory(data, limits)
        self._folded = {name.lower(): name for name in self.entries}
        self._parts: dict[str, bytes] = {}
        self._kept = 0
        self._rels: dict[str, dict[str, Rel]] = {}
        self._rels_left = _MOST_RELS
        self._types: tuple[dict[str, str], dict[str, str]] | None = None

    @classmethod
    def open(cls, source: PathLike | bytes, limits: Limits = Limits()) -> Package:  # noqa: B008
        """Open a file, or the bytes of one.

        Raises:
            Refusal: the path is no readable file, the file is of another kind, or damaged, or
                beyond the limits.
        """
        data = source if isinstance(source, bytes) else read_file(source, limits.file)
        if len(data) > limits.file:
            raise Refusal("too-large", limit=_megabytes(limits.file))
        if not data.startswith(_LOCAL_SIGNATURE):
            raise Refusal(_kind(data))
        package = cls(data, limits)
        if not isinstance(source, bytes):
            package.path = os.fspath(source)
        return package

    @property
    def sha256(self) -> str:
        """Of the whole file, in hexadecimal."""
        from ..digest import sha256  # not every use asks for it

        return sha256(self.data).hexdigest()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the entries in the order of the file."""
        return tuple(self.entries)

    def find(self, name: str) -> str | None:
        """The entry that a part name stands for: part names compare without case (ECMA-376 Part 2,
        6.2.2.3) and may be percent-encoded."""
        if name in self.entries:
            return name
        found = self._folded.get(name.lower())
        if found is None and "%" in name:
            from urllib.parse import unquote

            found = self._folded.get(unquote(name).lower())
        return found

    def has(self, name: str) -> bool:
        return self.find(name) is not None

    def raw(self, name: str) -> memoryview:
        """The bytes of an entry as they are packed."""
        entry = self.entries[name]
        return memoryview(self.data)[entry.data_offset : entry.data_offset + entry.compressed_size]

    def part(self, name: str) -> bytes:
        """The unpacked bytes of a part; parts of up to a megabyte are kept for the next call.

        Raises:
            Refusal: "missing-part", "size-lies", "bomb", "part-too-large", "damaged".
        """
        found = self.find(name)
        if found is None:
            raise Refusal("missing-part", part=name)
        kept = self._parts.get(found)
        if kept is None:
            kept = self._unpack(self.entries[found])
            if len(kept) <= _KEEP_PART and self._kept + len(kept) <= _KEEP_ALL:
                self._kept += len(kept)
                self._parts[found] = kept
        return kept

    def text_part(self, name: str) -> bytes:
        """The part as UTF-8, whether it is stored as UTF-8 or UTF-16; a declaration of UTF-16 is
        rewritten. The bytes of a UTF-8 part are those of ``part``.

        Raises:
            Refusal: as ``part``; "bad-encoding".
        """
        data = self.part(name)
        encoding = _UTF16.get(data[:4]) or _UTF16.get(data[:2])
        if encoding is None:
            return data
        if len(data) > _LARGEST_UTF16:
            raise Refusal("part-too-large", part=name, limit=_megabytes(_LARGEST_UTF16))
        try:
            text = data.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            raise Refusal("bad-encoding", part=name) from None
        if text.startswith("<?xml"):
            declaration, closing, rest = text.partition("?>")
            for written in ("UTF-16LE", "UTF-16BE", "UTF-16", "utf-16"):
                declaration = declaration.replace(written, "UTF-8", 1)
            text = declaration + closing + rest
        return text.encode()

    def rels(self, part: str = "") -> dict[str, Rel]:
        """Relationships of a part by their id; of the package itself for ``""``.

        Raises:
            Refusal: "bad-xml" and its like in the relationship part.
        """
        known = self._rels.get(part)
        if known is None:
            known = self._rels[part] = self._read_rels(part)
        return known

    def related(self, part: str, type_suffix: str) -> list[str]:
        """Entry names of the parts that a part refers to by a type with this end, such as
        ``"/styles"``: transitional and strict types share their last word."""
        return [
            rel.target
            for rel in self.rels(part).values()
            if not rel.external and rel.type.endswith(type_suffix)
        ]

    def content_type(self, name: str) -> str:
        """Media type of a part, ``""`` where the file gives none.

        Raises:
            Refusal: "missing-part" without ``[Content_Types].xml``; "bad-xml" and its like in it.
        """
        if self._types is None:
            self._types = self._read_types()
        defaults, overrides = self._types
        lowered = name.lower()
        given = overrides.get(lowered)
        return defaults.get(lowered.rpartition(".")[2], "") if given is None else given

    def meta(self, name: str) -> bytes:
        """``text_part`` of a part that describes others, and so cannot be large.

        Raises:
            Refusal: as ``text_part``; "part-too-large" above 4 MB.
        """
        data = self.text_part(name)
        if len(data) > _LARGEST_META:
            raise Refusal("part-too-large", part=name, limit=_megabytes(_LARGEST_META))
        return data

    def _unpack(self, entry: Entry) -> bytes:
        if entry.size > self.limits.part:
            raise Refusal("part-too-large", part=entry.name, limit=_megabytes(self.limits.part))
        packed = self.raw(entry.name)
        if entry.method == _STORED:
            data = bytes(packed)
        else:
            if entry.size > _SUSPECT_SIZE and entry.size > _SUSPECT_RATIO * entry.compressed_size:
                raise Refusal("bomb", limit=_megabytes(_SUSPECT_SIZE))
            inflater = zlib.decompressobj(-zlib.MAX_WBITS)
            try:
                # one byte more than declared, to see whether there is more
                data = inflater.decompress(packed, entry.size + 1)
            except zlib.error:
                raise Refusal("damaged", what=_BROKEN_STREAM, part=entry.name) from None
            if len(data) <= entry.size and not inflater.eof:
                raise Refusal("damaged", what=_BROKEN_STREAM, part=entry.name)
        if len(data) != entry.size:
            raise Refusal("size-lies", part=entry.name)
        if zlib.crc32(data) != entry.crc:
            raise Refusal("damaged", what=_BROKEN_STREAM, part=entry.name)
        return data

    def _read_rels(self, part: str) -> dict[str, Rel]:
        folder, _, base = part.rpartition("/")
        name = f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels"
        found: dict[str, Rel] = {}
        if not self.has(name):
            return found

        def start(element: str, attributes: dict[str, str]) -> None:
            if element != "rel:Relationship":
                return
            identity, kind, target = (attributes.get(key) for key in ("Id", "Type", "Target"))
            if identity is None or kind is None or target is None or identity in found:
                raise markup.bad_xml(name)
            if len(found) == self._rels_left:
                raise Refusal("too-complex", part=name)
            external = attributes.get("TargetMode") == "External"
            if not external:
                resolved = resolve(part, target)
                target = self.find(resolved) or resolved
            found[identity] = Rel(identity, kind, target, external)

        markup.parse(name, self.meta(name), _REL_NAMES, start)
        self._rels_left -= len(found)
        return found

    def _read_types(self) -> tuple[dict[str, str], dict[str, str]]:
        defaults: dict[str, str] = {}
        overrides: dict[str, str] = {}

        def start(element: str, attributes: dict[str, str]) -> None:
            if element == "ct:Default":
                defaults[attributes.get("Extension", "").lower()] = attributes.get("ContentType", "")
            elif element == "ct:Override":
                part_name = attributes.get("PartName", "").removeprefix("/").lower()
                overrides[part_name] = attributes.get("ContentType", "")

        markup.parse(CONTENT_TYPES, self.meta(CONTENT_TYPES), _TYPE_NAMES, start)
        return defaults, overrides


CONTENT_TYPES = "[Content_Types].xml"

_REL_NAMES = markup.names("rel:Relationship")
_TYPE_NAMES = markup.names("ct:Default", "ct:Override")

_KEEP_PART = 2**20
_KEEP_ALL = 16 * 2**20
_LONGEST_NAME = 250
_MOST_RELS = 50_000  # every link to evidence is one
_LARGEST_META = 4 * 2**20
_LARGEST_UTF16 = 16 * 2**20
# A sheet of a hundred thousand equal cells packs to a fortieth; only blank space packs tighter.
_SUSPECT_SIZE = 8 * 2**20
_SUSPECT_RATIO = 250

_UTF16 = {
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
    b"<\0?\0": "utf-16-le",
    b"\0<\0?": "utf-16-be",
}


def resolve(part: str, target: str) -> str:
    """Entry name that a relationship target of a part means (RFC 3986, 5.2.4): relative to the
    part's folder, or absolute; never above the root of the package."""
    target = target.partition("#")[0].replace("\\", "/")
    base = [] if target.startswith("/") else part.split("/")[:-1]
    for segment in target.split("/"):
        if segment == "..":
            del base[-1:]
        elif segment not in ("", "."):
            base.append(segment)
    return "/".join(base)


def read_file(path: PathLike, limit: int) -> bytes:
    """The bytes of a regular file, never waiting for a pipe or a device.

    Raises:
        Refusal: "missing-file", "folder", "not-a-file", "unreadable", "too-large".
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
    flags |= getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags)
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: a NUL in the path
        raise Refusal("missing-file") from None
    except OSError:
        # Windows cannot open a folder, and says that access is denied
        raise Refusal("folder" if os.path.isdir(path) else _unopened(path)) from None
    try:
        status = os.fstat(handle)
        if stat.S_ISDIR(status.st_mode):
            raise Refusal("folder")
        if not stat.S_ISREG(status.st_mode):
            raise Refusal("not-a-file")
        if status.st_size > limit:
            raise Refusal("too-large", limit=_megabytes(limit))
        pieces = []
        size = 0
        while size <= limit and (piece := os.read(handle, limit + 1 - size)):
            pieces.append(piece)
            size += len(piece)
    except OSError:
        raise Refusal("unreadable") from None
    finally:
        os.close(handle)
    return b"".join(pieces)


def _unopened(path: PathLike) -> str:
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return "unreadable"
    return "unreadable" if stat.S_ISREG(mode) else "not-a-file"


def _megabytes(size: int) -> int:
    return max(1, size // 2**20)


# --- what other kinds of file look like ---------------------------------------------------------

_LOCAL_SIGNATURE = b"PK\x03\x04"
_MAGIC = (
    (b"%PDF", "pdf"),
    (b"{\\rtf", "docx"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"PK\x05\x06", "archive"),
    (b"PK\x07\x08", "archive"),
    # Excel 2 to 4, without the OLE container
    (b"\x09\x00\x04\x00", "old-xls"),
    (b"\x09\x02\x06\x00", "old-xls"),
    (b"\x09\x04\x06\x00", "old-xls"),
    (b"\x09\x08\x10\x00", "old-xls"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body", b"<table", b"<meta", b"<style", b"<script", b"<div")


def _kind(data: bytes) -> str:
    """Reason to refuse a file that does not begin as a zip archive."""
    if not data:
        return "empty"
    if data.startswith(_OLE):
        return _ole_kind(data)
    for magic, reason in _MAGIC:
        if data.startswith(magic):
            return reason
    head = data[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode()
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if b"%pdf-" in head[:1024]:
        return "pdf"
    if head.startswith(_HTML) or head.startswith(b"mime-version:"):
        return "html"
    if head.startswith((b"<?xml", b"<!--", b"<workbook")):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in head or b'progid="excel.sheet' in head:
            return "xml-2003"
        if b"opendocument" in head:
            return "ods" if b"opendocument.spreadsheet" in head else "docx"
        return "html" if b"<html" in head else "text"
    if not head.strip(b"\0"):
        # a download or a copy that was laid out but never filled
        return "truncated" if data.startswith(b"\0") else "empty"
    printable = sum(byte >= 32 or byte in b"\t\n\r\f" for byte in head)
    return "text" if printable == len(head) else "not-a-zip"


def _ole_kind(data: bytes) -> str:
    """An OLE compound file: its directory holds the names of its streams in UTF-16."""
    if _stream("EncryptedPackage") in data:
        return "encrypted"
    return "docx" if _stream("WordDocument") in data or _stream("PowerPoint Document") in data else "old-xls"


def _stream(name: str) -> bytes:
    return name.encode("utf-16-le")


# --- the zip directory --------------------------------------------------------------------------

_STORED, _DEFLATED = 0, 8
_UTF8_FLAG, _ENCRYPTED_FLAGS = 0x800, 0x1 | 0x40 | 0x2000

_END = Struct("<4s4H2LH")
_END_SIGNATURE = b"PK\x05\x06"
_END64_LOCATOR = Struct("<4sLQL")
_END64 = Struct("<4sQ2H2L4Q")
_CENTRAL = Struct("<4s6H3L5H2L")
_LOCAL = Struct("<4s5H3L2H")
_MAX16, _MAX32 = 0xFFFF, 0xFFFFFFFF

_BROKEN_DIRECTORY = Text("mục lục của tệp nén không khớp", "the directory of the zip does not fit")
_BROKEN_STREAM = Text("dữ liệu nén không khớp", "the packed data does not fit")


def _directory(data: bytes, limits: Limits) -> tuple[int, bytes, dict[str, Entry]]:
    """Where the central directory begins (APPNOTE.TXT 4.3.12), the comment of the archive, and the
    entries, each proved to lie in the file."""
    offset, size, count, comment = _end_of_directory(data)
    if count > limits.entries:
        raise Refusal("too-many-entries", limit=limits.entries)
    if offset + size > len(data):
        raise Refusal("truncated")
    entries: dict[str, Entry] = {}
    seen: set[str] = set()
    spans: list[tuple[int, int]] = []
    unpacked = 0
    at, stop = offset, offset + size
    while at < stop:
        if len(entries) == limits.entries:
            raise Refusal("too-many-entries", limit=limits.entries)
        entry, at = _central_entry(data, at, stop, offset)
        folded = entry.name.lower()
        if folded in seen:
            raise Refusal("duplicate-entry", part=_shown(entry.name))
        seen.add(folded)
        spans.append((entry.header_offset, entry.data_offset + entry.compressed_size))
        unpacked += entry.size
        entries[entry.name] = entry
    if len(entries) != count:
        raise Refusal("damaged", what=_BROKEN_DIRECTORY)
    if unpacked > limits.unpacked:
        raise Refusal("bomb", limit=_megabytes(limits.unpacked))
    spans.sort()
    for (_, end), (begin, _) in pairwise(spans):
        if begin < end:
            # entries that share their bytes are how a small file unpacks to petabytes
            raise Refusal("bomb", limit=_megabytes(limits.unpacked))
    return offset, comment, entries


def _end_of_directory(data: bytes) -> tuple[int, int, int, bytes]:
    """Offset, size and number of entries of the central directory; the comment behind it."""
    lowest = max(0, len(data) - _END.size - _MAX16)
    at = last = data.rfind(_END_SIGNATURE, lowest)
    # The comment may hold the signature too; the true record ends exactly with the file. Bytes
    # that a mail gateway added behind it are borne.
    while at >= 0:
        if at + _END.size <= len(data):
            comment_size = _END.unpack_from(data, at)[7]
            if at + _END.size + comment_size == len(data):
                break
        at = data.rfind(_END_SIGNATURE, lowest, at)
    if at < 0:
        at = last
    if at < 0 or at + _END.size > len(data):
        raise Refusal("truncated")
    _, disk, first_disk, _, count, size, offset, comment_size = _END.unpack_from(data, at)
    comment = data[at + _END.size : at + _END.size + comment_size]
    end = at
    locator = at - _END64_LOCATOR.size
    if locator >= 0 and data.startswith(b"PK\x06\x07", locator):
        _, _, where, _ = _END64_LOCATOR.unpack_from(data, locator)
        if where + _END64.size > locator or not data.startswith(b"PK\x06\x06", where):
            raise Refusal("damaged", what=_BROKEN_DIRECTORY)
        _, _, _, _, disk, first_disk, _, count, size, offset = _END64.unpack_from(data, where)
        end = where
    if disk or first_disk or offset + size != end:
        raise Refusal("damaged", what=_BROKEN_DIRECTORY)
    return offset, size, count, comment


def _central_entry(data: bytes, at: int, stop: int, directory: int) -> tuple[Entry, int]:
    """The entry whose record stands at an offset, and the offset behind the record."""
    if at + _CENTRAL.size > stop:
        raise Refusal("damaged", what=_BROKEN_DIRECTORY)
    (
        signature,
        create_version,
        extract_version,
        flags,
        method,
        time,
        date,
        crc,
        compressed_size,
        size,
        name_length,
        extra_length,
        comment_length,
        disk,
        internal_attributes,
        external_attributes,
        header_offset,
    ) = _CENTRAL.unpack_from(data, at)
    name_at = at + _CENTRAL.size
    extra_at = name_at + name_length
    comment_at = extra_at + extra_length
    end = comment_at + comment_length
    if signature != b"PK\x01\x02" or end > stop or disk not in (0, _MAX16):
        raise Refusal("damaged", what=_BROKEN_DIRECTORY)
    raw_name = data[name_at:extra_at]
    extra = data[extra_at:comment_at]
    name = _entry_name(raw_name, flags)
    if _MAX32 in (size, compressed_size, header_offset):
        size, compressed_size, header_offset = _wide(extra, size, compressed_size, header_offset)
    if flags & _ENCRYPTED_FLAGS:
        raise Refusal("encrypted")
    if method not in (_STORED, _DEFLATED):
        raise Refusal("zip-method", part=name)
    if method == _STORED and size != compressed_size:
        raise Refusal("size-lies", part=name)
    if header_offset + _LOCAL.size > directory:
        raise Refusal("damaged", what=_BROKEN_DIRECTORY)
    local = _LOCAL.unpack_from(data, header_offset)
    local_name_at = header_offset + _LOCAL.size
    data_offset = local_name_at + local[9] + local[10]
    if (
        local[0] != _LOCAL_SIGNATURE
        or local[3] != method
        or data[local_name_at : local_name_at + local[9]] != raw_name
        or data_offset + compressed_size > directory
    ):
        raise Refusal("damaged", what=_BROKEN_DIRECTORY)
    entry = Entry(
        name,
        raw_name,
        create_version,
        extract_version,
        flags,
        method,
        time,
        date,
        crc,
        compressed_size,
        size,
        internal_attributes,
        external_attributes,
        header_offset,
        data_offset,
        extra,
        data[comment_at:end],
    )
    return entry, end


def _wide(extra: bytes, size: int, compressed_size: int, header_offset: int) -> tuple[int, int, int]:
    """Values that do not fit 32 bits, from the zip64 extra field (APPNOTE.TXT 4.5.3)."""
    at = 0
    while at + 4 <= len(extra):
        kind = int.from_bytes(extra[at : at + 2], "little")
        length = int.from_bytes(extra[at + 2 : at + 4], "little")
        if kind == 1:
            field = extra[at + 4 : at + 4 + length]
            values = []
            for narrow in (size, compressed_size, header_offset):
                if narrow != _MAX32:
                    values.append(narrow)
                elif len(field) >= 8:
                    values.append(int.from_bytes(field[:8], "little"))
                    field = field[8:]
                else:
                    break
            else:
                return values[0], values[1], values[2]
            break
        at += 4 + length
    raise Refusal("damaged", what=_BROKEN_DIRECTORY)


def _entry_name(raw: bytes, flags: int) -> str:
    """The name of an entry, refused when a program that unpacks it would write elsewhere."""
    try:
        name = (
            raw.decode("ascii") if raw.isascii() else raw.decode("utf-8" if flags & _UTF8_FLAG else "cp437")
        )
    except UnicodeDecodeError:
        raise Refusal("bad-entry-name", part=_shown(raw.decode("latin-1"))) from None
    # Backslashes: Excel refuses them, other programs take them for slashes.
    if (
        not 0 < len(name) <= _LONGEST_NAME
        or name.startswith("/")
        or ":" in name
        or "\\" in name
        or "//" in name
        or not name.isprintable()
        or any(segment in (".", "..") for segment in name.split("/"))
    ):
        raise Refusal("bad-entry-name", part=_shown(name))
    return name


def _shown(name: str) -> str:
    from ..text import visible

    return visible(name[:200])
