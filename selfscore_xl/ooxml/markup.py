"""One way to parse an XML part: expat, namespaces resolved, every bound kept.

Names reach the handlers as ``prefix:local`` with the prefixes of ``NAMESPACES``, whatever prefix
the file uses and whether it is transitional or strict (ECMA-376 Part 1 and Part 4): ``x:c`` is a
cell. What is not asked for keeps its long form, ``uri local``. Attributes without a namespace
keep their plain name. A colon cannot occur in a plain name, so the two never meet.
"""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from .refusal import Refusal

StartHandler = Callable[[str, dict[str, str]], object]
EndHandler = Callable[[str], object]
TextHandler = Callable[[str], object]

NAMESPACES: dict[str, tuple[str, ...]] = {
    "x": (
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    ),
    "r": (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
    "a": (
        "http://schemas.openxmlformats.org/drawingml/2006/main",
        "http://purl.oclc.org/ooxml/drawingml/main",
    ),
    "cp": (
        "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties",
        "http://purl.oclc.org/ooxml/officeDocument/customProperties",
    ),
    "rel": ("http://schemas.openxmlformats.org/package/2006/relationships",),
    "ct": ("http://schemas.openxmlformats.org/package/2006/content-types",),
    "mc": ("http://schemas.openxmlformats.org/markup-compatibility/2006",),
    "x14": ("http://schemas.microsoft.com/office/spreadsheetml/2009/9/main",),
    "xm": ("http://schemas.microsoft.com/office/excel/2006/main",),
}

CHUNK = 1 << 18
"""Bytes between two looks at the bounds: a part grows its objects by no more than this allows."""

MAX_TAGS = 4_000_000
MAX_SPAN = 1 << 20
MAX_NAMES = 5_000
MAX_DEPTH = 256
_MOST_PREFIXES = 1_000
_TEXT = 1 << 15  # bytes of character data handed over at once
_ALTERNATIVES = "mc:AlternateContent"
_ENCODINGS = frozenset({"utf-8", "utf8", "us-ascii", "ascii", "utf-16"})


def names(*qualified: str) -> dict[str, str]:
    """Table from the long names of a file to the short ones: pass it to ``parse``.

    ``names("x:c")`` has an entry for the transitional and one for the strict namespace.
    """
    table = {}
    for short in qualified:
        prefix, _, local = short.partition(":")
        for uri in NAMESPACES[prefix]:
            table[f"{uri} {local}"] = short
    return table


_MICROSOFT = "http://schemas.microsoft.com/"
# Holds lists of a validation rule in another notation; the fallback has them in the usual one.
_OTHER_NOTATION = "http://schemas.microsoft.com/office/spreadsheetml/2011/1/ac"
_ALTERNATIVE_NAMES = names(_ALTERNATIVES, "mc:Choice", "mc:Fallback")


def parse(
    part: str,
    data: bytes,
    table: dict[str, str],
    start: StartHandler,
    end: EndHandler | None = None,
    text: TextHandler | None = None,
    bounds: Callable[[], object] | None = None,
) -> None:
    """Run a part through expat.

    Args:
        part: entry name, for the refusal.
        data: UTF-8 bytes (``Package.text_part``).
        table: the names wanted, from ``names``; an element that is not in it still reaches the
            handlers, under its long name.
        start: called with the name and the attributes of each start tag.
        end: called with the name of each end tag.
        text: called with pieces of character data, CDATA sections included.
        bounds: called after every ``CHUNK`` bytes and at the end; raises Refusal when what the
            handlers gathered is too much or the elements nest too deep. Without it, the depth is
            watched here (slower).

    Of alternatives (``mc:AlternateContent``, ECMA-376 Part 3) only the branch that Excel would
    take reaches the handlers, as if it stood there alone.

    Raises:
        Refusal: "bad-xml", "bad-encoding", "dtd", "too-complex".
    """
    check(part, data)
    if len(data) > CHUNK and bounds is None:
        start, end = _depth_watched(part, start, end)
    # expat gives each name as the object found here, so that comparing names is comparing pointers
    intern = dict(table)
    parser = expat.ParserCreate("utf-8", " ", intern)
    parser.buffer_text = True
    parser.buffer_size = _TEXT
    parser.XmlDeclHandler = _declaration(part)
    parser.StartDoctypeDeclHandler = _no_doctype(part)
    prefixes = _Prefixes(part)
    parser.StartNamespaceDeclHandler = prefixes.counted
    if b"AlternateContent" in data:
        intern.update(_ALTERNATIVE_NAMES)
        parser.StartNamespaceDeclHandler = prefixes.declared
        parser.EndNamespaceDeclHandler = prefixes.undeclared
        start, end, text = _alternatives(part, prefixes, start, end, text)
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        if len(data) <= CHUNK:
            parser.Parse(data, True)
        else:
            view = memoryview(data)
            for offset in range(0, len(data), CHUNK):
                parser.Parse(view[offset : offset + CHUNK], False)
                if len(intern) > MAX_NAMES:
                    raise Refusal("too-complex", part=part)
                if bounds is not None:
                    bounds()
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Refusal("bad-xml", part=part, line=error.lineno, column=error.offset + 1) from None
    if bounds is not None:
        bounds()


def bad_xml(part: str, line: int = 1, column: int = 1) -> Refusal:
    """The refusal of a part that is well-formed XML and yet not what it must be."""
    return Refusal("bad-xml", part=part, line=line, column=column)


def check(part: str, data: bytes) -> None:
    """Refuse what would cost gigabytes or minutes inside expat, before it sees it: millions of
    tags, and a single tag, text or comment of more than ``MAX_SPAN`` bytes (a tag's attributes all
    become Python objects before any handler runs)."""
    if len(data) <= MAX_SPAN:
        return
    if data.count(b"<") > MAX_TAGS:
        raise Refusal("too-complex", part=part)
    at = 0
    while len(data) - at > MAX_SPAN:
        # the last tag that opens within the span; the next look starts there
        found = data.rfind(b"<", at + 1, at + MAX_SPAN)
        if found < 0:
            raise Refusal("too-complex", part=part)
        at = found


def _depth_watched(part: str, start: StartHandler, end: EndHandler | None) -> tuple[StartHandler, EndHandler]:
    depth = 0

    def watched_start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise Refusal("too-complex", part=part)
        start(name, attributes)

    def watched_end(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(name)

    return watched_start, watched_end


def _declaration(part: str) -> Callable[[str, str | None, int], None]:
    def declaration(version: str, encoding: str | None, standalone: int) -> None:
        # the bytes are read as UTF-8; a declaration of anything else would be read differently by
        # the program that showed the file to its author
        if encoding is not None and encoding.lower() not in _ENCODINGS:
            raise Refusal("bad-encoding", part=part)

    return declaration


def _no_doctype(part: str) -> Callable[..., None]:
    def doctype(*_: object) -> None:
        raise Refusal("dtd", part=part)

    return doctype


class _Prefixes:
    """The prefixes that a part has declared so far, each with the namespaces it stands for now."""

    def __init__(self, part: str) -> None:
        self.part = part
        self.uris: dict[str | None, list[str | None]] = {}

    def counted(self, prefix: str | None, uri: str | None) -> list[str | None]:
        """Refuse too many: expat forgets none of them."""
        stack = self.uris.setdefault(prefix, [])
        if len(self.uris) > _MOST_PREFIXES:
            raise Refusal("too-complex", part=self.part)
        return stack

    def declared(self, prefix: str | None, uri: str | None) -> None:
        self.counted(prefix, uri).append(uri)

    def undeclared(self, prefix: str | None) -> None:
        self.uris[prefix].pop()

    def understood(self, prefix: str) -> bool:
        """True for a prefix whose namespace Excel knows."""
        stack = self.uris.get(prefix)
        uri = stack[-1] if stack else None
        return uri is not None and uri.startswith(_MICROSOFT) and uri != _OTHER_NOTATION


def _alternatives(
    part: str,
    prefixes: _Prefixes,
    start: StartHandler,
    end: EndHandler | None,
    text: TextHandler | None,
) -> tuple[StartHandler, EndHandler, TextHandler | None]:
    """Handlers that let one branch of each ``mc:AlternateContent`` through: the first Choice whose
    required namespaces are Microsoft's own (Excel knows them), else the Fallback."""
    open_alternatives: list[bool] = []  # for each one open: has a branch been taken?
    skipped = 0  # depth inside a branch that is left out

    def chosen(name: str, attributes: dict[str, str]) -> bool:
        if not open_alternatives or open_alternatives[-1]:
            return False
        required = attributes.get("Requires", "").split()
        return name == "mc:Fallback" or all(map(prefixes.understood, required))

    def filtered_start(name: str, attributes: dict[str, str]) -> None:
        nonlocal skipped
        if skipped:
            skipped += 1
        elif name == _ALTERNATIVES:
            open_alternatives.append(False)
        elif name not in ("mc:Choice", "mc:Fallback"):
            start(name, attributes)
        elif not chosen(name, attributes):
            skipped = 1
        else:
            open_alternatives[-1] = True
        if skipped + len(open_alternatives) > MAX_DEPTH:
            raise Refusal("too-complex", part=part)

    def filtered_end(name: str) -> None:
        nonlocal skipped
        if skipped:
            skipped -= 1
        elif name == _ALTERNATIVES:
            open_alternatives.pop()
        elif name not in ("mc:Choice", "mc:Fallback") and end is not None:
            end(name)

    def filtered_text(piece: str) -> None:
        if not skipped and text is not None:
            text(piece)

    return filtered_start, filtered_end, filtered_text if text is not None else None
