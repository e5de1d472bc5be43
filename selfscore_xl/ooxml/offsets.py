"""XML elements with the bytes they stand on, and edits of those bytes.

A part is never serialised anew: expat says where each element begins and ends, an edit replaces a
span of bytes, everything else stays as the program that wrote the file left it. Offsets count
bytes of the part as UTF-8 (``Package.text_part``), a byte order mark included.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from xml.parsers import expat

from ..record import NamedTuple
from . import markup
from .refusal import Refusal

MAX_ELEMENTS = 200_000
"""In one tree. Styles, notes and relationships of a form have some hundreds."""


class Splice(NamedTuple):
    """Replace the bytes from ``start`` up to ``end`` by ``data``; ``start == end`` inserts."""

    start: int
    end: int
    data: bytes


def splice(data: bytes, splices: Iterable[Splice]) -> bytes:
    """The bytes with every splice applied; insertions at one offset keep their order.

    Raises:
        ValueError: two splices overlap.
    """
    pieces: list[bytes] = []
    at = 0
    for start, end, replacement in sorted(splices, key=_bounds):
        if start < at:
            raise ValueError(f"splices overlap at {start}")
        pieces += (data[at:start], replacement)
        at = end
    pieces.append(data[at:])
    return b"".join(pieces)


def _bounds(item: Splice) -> tuple[int, int]:
    return item.start, item.end


_TAG = re.compile(rb"<([^\s/>]+)[^\"'>]*(?:\"[^\"]*\"[^\"'>]*|'[^']*'[^\"'>]*)*>")
_ATTRIBUTE = re.compile(rb"\s+([^\s=]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_TAG_END = re.compile(rb"\s*/?>\Z")


def tag_end(data: bytes, start: int) -> int:
    """Offset behind the start tag that begins at ``start``. expat itself does not tell it: the end
    event of ``<a/>`` comes behind the tag, that of ``<a></a>`` at ``</a>``."""
    match = _TAG.match(data, start)
    if match is None:
        raise ValueError(f"no start tag at {start}")
    return match.end()


def prefix_of(tag: bytes) -> bytes:
    """``b"x:"`` of ``<x:row r="1">``, ``b""`` of ``<row r="1">``: in scope for its children too."""
    before, colon, _ = tag[1:].partition(b">")[0].split(None, 1)[0].rpartition(b":")
    return before + colon


def set_attributes(tag: bytes, values: Mapping[str, str | None]) -> bytes:
    """A start tag with attributes set (in place where they exist, else at the end) or, for None,
    removed. Names are as written in the tag."""
    wanted = {name.encode(): value for name, value in values.items()}
    pieces = []
    at = 0
    name = _TAG.match(tag)
    for match in _ATTRIBUTE.finditer(tag, name.end(1) if name else 0):
        if match[1] not in wanted:
            continue
        value = wanted.pop(match[1])
        pieces.append(tag[at : match.start()])
        if value is not None:
            pieces.append(b" " + match[1] + b'="' + escape_attribute(value) + b'"')
        at = match.end()
    tail = _TAG_END.search(tag, at)
    stop = tail.start() if tail else len(tag)
    pieces.append(tag[at:stop])
    for attribute, value in wanted.items():
        if value is not None:
            pieces.append(b" " + attribute + b'="' + escape_attribute(value) + b'"')
    pieces.append(tag[stop:])
    return b"".join(pieces)


def opened(tag: bytes) -> bytes:
    """The start tag as one that content follows: ``<a/>`` becomes ``<a>``."""
    return _TAG_END.sub(b">", tag)


class Element:
    """An element of a parsed part.

    Attributes:
        name: short form of ``markup``, such as ``"x:row"``; ``"uri local"`` for other namespaces.
        attributes: likewise, but of those with a namespace only ``r:id`` is shortened.
        text: character data directly inside.
        start: offset of its start tag.
    """

    __slots__ = ("_end_event", "_open_end", "attributes", "children", "name", "source", "start", "text")

    def __init__(self, source: bytes, name: str, attributes: dict[str, str], start: int) -> None:
        self.source = source
        self.name = name
        self.attributes = attributes
        self.children: list[Element] = []
        self.text = ""
        self.start = start
        self._open_end = 0
        self._end_event = 0

    def __iter__(self) -> Iterator[Element]:
        return iter(self.children)

    @property
    def open_end(self) -> int:
        """Offset behind the start tag."""
        if not self._open_end:
            self._open_end = tag_end(self.source, self.start)
        return self._open_end

    @property
    def empty(self) -> bool:
        """Whether it is written ``<a/>``."""
        return self.source.startswith(b"/>", self.open_end - 2)

    @property
    def inner_end(self) -> int:
        """Offset of its end tag; behind the start tag when it is written ``<a/>``."""
        return self.open_end if self.empty else self._end_event

    @property
    def end(self) -> int:
        """Offset behind the whole element."""
        return self.open_end if self.empty else self.source.index(b">", self._end_event) + 1

    @property
    def tag(self) -> bytes:
        return self.source[self.start : self.open_end]

    @property
    def raw(self) -> bytes:
        return self.source[self.start : self.end]

    @property
    def inner(self) -> bytes:
        return self.source[self.open_end : self.inner_end]

    @property
    def prefix(self) -> bytes:
        return prefix_of(self.tag)

    def get(self, attribute: str, default: str = "") -> str:
        return self.attributes.get(attribute, default)

    def count(self, attribute: str, default: int = 0) -> int:
        """An attribute that holds a whole number; the default where it is missing or is none."""
        text = self.attributes.get(attribute, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else default

    def child(self, name: str) -> Element | None:
        return next((child for child in self.children if child.name == name), None)

    def all(self, name: str) -> list[Element]:
        return [child for child in self.children if child.name == name]

    def close(self, event: int) -> None:
        """Take the offset that expat gave for the end event."""
        self._end_event = event

    def retag(self, values: Mapping[str, str | None]) -> list[Splice]:
        """Splices that set attributes; none when they are as wished already."""
        tag = set_attributes(self.tag, values)
        return [] if tag == self.tag else [Splice(self.start, self.open_end, tag)]

    def grow(self, content: bytes, values: Mapping[str, str | None] = {}) -> list[Splice]:
        """Splices that add content before the end tag and set attributes."""
        tag = set_attributes(self.tag, values)
        if not self.empty:
            found = [Splice(self.inner_end, self.inner_end, content)]
            return found if tag == self.tag else [Splice(self.start, self.open_end, tag), *found]
        written = _TAG.match(tag)
        closing = b"</" + (written[1] if written else b"") + b">"
        return [Splice(self.start, self.end, opened(tag) + content + closing)]

    def drop(self) -> Splice:
        """The splice that removes the element."""
        return Splice(self.start, self.end, b"")


def place(parent: Element, order: Sequence[str], name: str, xml: bytes) -> list[Splice]:
    """Splices that put a new child where the schema wants it.

    Args:
        parent: element to put it in.
        order: names of the children of such a parent, without prefix, in the order of the schema.
        name: of the child, as in ``order``.
        xml: the child.
    """
    wanted = order.index(name)
    for child in parent:
        if _rank(child, order) > wanted:
            return [Splice(child.start, child.start, xml)]
    return parent.grow(xml)


def _rank(element: Element, order: Sequence[str]) -> int:
    """Place of a child in the schema; of alternatives, that of what they hold."""
    if element.name in ("mc:AlternateContent", "mc:Choice", "mc:Fallback"):
        return max((_rank(child, order) for child in element), default=-1)
    local = element.name.removeprefix("x:")
    return order.index(local) if local in order else -1


_PREFIXES = {uri: prefix for prefix, uris in markup.NAMESPACES.items() for uri in uris}


# Names that expat itself gives in their short form; most of the elements met.
_COMMON_NAMES = markup.names(
    *("r:id", "rel:Relationship", "ct:Default", "ct:Override"),
    *("x:numFmt", "x:fonts", "x:font", "x:b", "x:i", "x:u", "x:sz", "x:color", "x:name", "x:family"),
    *("x:fills", "x:fill", "x:patternFill", "x:fgColor", "x:bgColor", "x:borders", "x:border"),
    *("x:left", "x:right", "x:top", "x:bottom", "x:diagonal", "x:cellXfs", "x:cellStyleXfs", "x:xf"),
    *("x:alignment", "x:protection", "x:dxfs", "x:dxf", "x:sheets", "x:sheet", "x:definedName"),
    *("x:comment", "x:text", "x:r", "x:rPr", "x:rFont", "x:t", "x:author"),
)


def short_name(name: str, known: dict[str, str]) -> str:
    """The short form of an expat name ``"uri local"``, remembered in ``known``."""
    found = known.get(name)
    if found is None:
        uri, _, local = name.rpartition(" ")
        prefix = _PREFIXES.get(uri)
        found = known[name] = f"{prefix}:{local}" if prefix else name
    return found


def parse(part: str, data: bytes) -> Element:
    """The root element of a part, with everything below it.

    Alternatives (``mc:AlternateContent``) stand in the tree as they are written.

    Raises:
        Refusal: "bad-xml", "dtd", "too-complex".
    """
    markup.check(part, data)
    if data.count(b"<") > 2 * MAX_ELEMENTS:
        raise Refusal("too-complex", part=part)
    known: dict[str, str] = {}
    top = Element(data, "", {}, 0)
    stack = [top]
    parser = parser_for(part, _COMMON_NAMES)

    def start(name: str, attributes: dict[str, str]) -> None:
        if " " in name:
            name = short_name(name, known)
        element = Element(data, name, attributes, parser.CurrentByteIndex)
        stack[-1].children.append(element)
        stack.append(element)
        if len(stack) > markup.MAX_DEPTH:
            raise Refusal("too-complex", part=part)

    def end(_: str) -> None:
        stack.pop().close(parser.CurrentByteIndex)

    def text(piece: str) -> None:
        stack[-1].text += piece

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    feed(parser, part, data)
    return top.children[0]


def parser_for(part: str, names: Mapping[str, str] = {}) -> expat.XMLParserType:
    """A parser that refuses a DTD and joins neighbouring pieces of text; ``names`` gives the long
    names to be shortened, from ``markup.names``."""
    parser = expat.ParserCreate("utf-8", " ", dict(names))
    parser.buffer_text = True

    def doctype(*_: object) -> None:
        raise Refusal("dtd", part=part)

    parser.StartDoctypeDeclHandler = doctype
    return parser


def feed(parser: expat.XMLParserType, part: str, data: bytes, last: bool = True) -> None:
    """Run a part, or a piece of it, through the parser.

    Raises:
        Refusal: "bad-xml" with line and column.
    """
    try:
        parser.Parse(data, last)
    except expat.ExpatError as error:
        raise markup.bad_xml(part, error.lineno, error.offset + 1) from None


# --- text that goes into XML --------------------------------------------------------------------

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LOOKS_ESCAPED = "_(?=x[0-9A-Fa-f]{4}_)"

MAX_TEXT = 32_767
"""UTF-16 units that a cell or a note holds; Excel repairs a file with more."""


def clean(text: str) -> str:
    """The text as a cell can hold it: without control characters, line breaks as LF, cut after
    ``MAX_TEXT`` units."""
    if not text.isprintable():
        # Characters that XML 1.0 does not allow (2.2), whatever the escape. Surrogates are no UTF-8; a
        # pattern that knows them takes longer to compile than all others of this module.
        text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
        text = text.encode("utf-8", "ignore").decode().replace("\ufffe", "").replace("\uffff", "")
    if 2 * len(text) > MAX_TEXT:
        units = text.encode("utf-16-le")
        if len(units) > 2 * MAX_TEXT:
            text = units[: 2 * MAX_TEXT].decode("utf-16-le", "ignore")
    return text


def escape_text(text: str) -> bytes:
    """Character data for an XML element."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode()


def escape_attribute(text: str) -> bytes:
    """Text between the double quotes of an attribute."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return escaped.replace("\n", "&#10;").replace("\t", "&#9;").encode()


def xstring(text: str) -> bytes:
    """Character data of the type ST_Xstring (ECMA-376 Part 1, 22.9.2.19): text that looks like an
    escape ``_xHHHH_`` is itself escaped."""
    return escape_text(re.sub(_LOOKS_ESCAPED, "_x005F_", text) if "_x" in text else text)
