"""Cell formats added to the styles part (ECMA-376 Part 1, 18.8).

A format that is needed is looked for first, then made: a clone of the present one that differs in
nothing but what was asked. Nothing is ever removed or renumbered, so every other cell keeps its
look, and asking twice adds once.
"""

from __future__ import annotations

import re
import zlib

from . import offsets
from .newsheet import NewStyle
from .offsets import Element, Splice, escape_attribute, place, set_attributes, splice
from .parts import DECLARATION, Parts
from .styles import BUILTIN_FORMATS

Canonical = tuple[str, tuple[tuple[str, str], ...], tuple["Canonical", ...]]
"""Name, attributes in alphabetical order, children: equal for equal content however written."""

_ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs",
    "tableStyles", "colors", "extLst",
)  # fmt: skip

_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"


def canonical(element: Element) -> Canonical:
    """What an element says, whatever the prefixes and the order of its attributes."""
    attributes = tuple(sorted(element.attributes.items()))
    return element.name, attributes, tuple([canonical(child) for child in element.children])


def entry(name: str, *children: Canonical, **attributes: str) -> Canonical:
    """An element made here."""
    return "x:" + name, tuple(sorted(attributes.items())), children


def rendered(what: Canonical, prefix: bytes = b"") -> bytes:
    """An element made here as XML, with the prefix that its part uses."""
    name, attributes, children = what
    tag = prefix + name.removeprefix("x:").encode()
    head = b"<" + tag + b"".join([b' %b="%b"' % (k.encode(), escape_attribute(v)) for k, v in attributes])
    if not children:
        return head + b"/>"
    return b"%b>%b</%b>" % (head, b"".join([rendered(child, prefix) for child in children]), tag)


_PLAIN_FORMAT = entry("xf", numFmtId="0", fontId="0", fillId="0", borderId="0")
# Excel reserves the first two fills (18.8.21) and takes the first font and border for granted.
_FIRST_ENTRIES = {
    "numFmts": (),
    "fonts": (entry("font", entry("sz", val="11"), entry("name", val="Calibri")),),
    "fills": (
        entry("fill", entry("patternFill", patternType="none")),
        entry("fill", entry("patternFill", patternType="gray125")),
    ),
    "borders": (entry("border", *[entry(side) for side in ("left", "right", "top", "bottom", "diagonal")]),),
    "cellStyleXfs": (_PLAIN_FORMAT,),
    "cellXfs": (_PLAIN_FORMAT,),
}
_FIRST_CUSTOM_FORMAT = 164
_RGB = re.compile(r"(?:[0-9A-F]{2})?([0-9A-F]{6})\Z")


class _Section:
    """One table of the styles part: what it holds and what is to be added."""

    def __init__(self, name: str, element: Element | None, prefix: bytes) -> None:
        self.name = name
        self.element = element
        self.prefix = prefix
        self.entries: list[Canonical] = []
        self.raws: list[bytes] = []
        self.added: list[bytes] = []
        self.index: dict[Canonical, int] = {}
        if element is not None:
            for child in element:
                self._append(canonical(child), child.raw)
        else:
            for what in _FIRST_ENTRIES[name]:
                self.add(what)

    def find_or_add(self, what: Canonical) -> int:
        """Index of an entry."""
        found = self.index.get(_loose(what))
        return self.add(what) if found is None else found

    def add(self, what: Canonical) -> int:
        """Append an entry."""
        return self.append_as(what, rendered(what, self.prefix))

    def append_as(self, what: Canonical, raw: bytes) -> int:
        """Append an entry as it shall stand in the file."""
        self.added.append(raw)
        return self._append(what, raw)

    def _append(self, what: Canonical, raw: bytes) -> int:
        number = len(self.entries)
        self.entries.append(what)
        self.raws.append(raw)
        self.index.setdefault(_loose(what), number)
        return number

    @property
    def changed(self) -> bool:
        """Whether anything was added beyond what every table starts with."""
        return len(self.added) > (len(_FIRST_ENTRIES[self.name]) if self.element is None else 0)

    def splices(self) -> list[Splice]:
        if self.element is None:
            return []
        counted = "count" in self.element.attributes
        return self.element.grow(b"".join(self.added), {"count": str(len(self.entries))} if counted else {})

    def whole(self) -> bytes:
        """The table written whole, for a part that lacks it."""
        name = self.prefix + self.name.encode()
        return b'<%b count="%d">%b</%b>' % (name, len(self.added), b"".join(self.added), name)


def _loose(what: Canonical) -> Canonical:
    """The form in which entries are compared: whether a format says that its fill and its lock are
    its own or those of its named style makes no difference, since it has them itself."""
    name, attributes, children = what
    if name != "x:xf":
        return what
    return name, tuple([item for item in attributes if item[0] not in _UNTOLD]), children


_UNTOLD = frozenset({"applyFill", "applyProtection"})


class Restyle:
    """Formats of a workbook, those to be added included."""

    def __init__(self, parts: Parts) -> None:
        found = parts.package.related(parts.main, "/styles")
        self._parts = parts
        self._part = found[0] if found else None
        self._sections: dict[str, _Section] = {}
        self._root: Element | None = None
        self._fill_codes: list[str] = []
        self._variants: dict[tuple[int, str | None, bool | None], int] = {}

    def fresh(self, parts: Parts) -> Restyle:
        """The formats of the file alone, without parsing them again."""
        other = Restyle(parts)
        other._root = self._root
        return other

    def fill_code(self, style: int) -> str:
        """Code of the fill of a format: ``"none"``, ``"rgb:FFF2CC"``, ``"theme:4:0.59"``,
        ``"indexed:22"``, or ``"other:…"`` for patterns and gradients."""
        _, attributes, _ = self._format(style)
        number = _number(dict(attributes).get("fillId"))
        codes = self._codes()
        return codes[number] if number < len(codes) else "none"

    def variant(self, style: int, fill: str | None = None, locked: bool | None = None) -> int | None:
        """Index of the format that differs from another one in its fill or its lock only.

        Args:
            style: index to start from.
            fill: code as ``fill_code`` gives it; None keeps the fill.
            locked: None keeps the lock.

        Returns:
            None where the fill is an ``"other:…"`` that the workbook does not have.
        """
        key = (style, fill, locked)
        if key not in self._variants:
            found = self._variant(style, fill, locked)
            if found is None:
                return None
            self._variants[key] = found
        return self._variants[key]

    def new_style(self, style: NewStyle) -> int:
        """Index of the format for a style."""
        font = self._section("fonts").find_or_add(_font(style))
        fill = 0 if style.fill is None else self._fill_for(f"rgb:{style.fill.upper()}")
        border = 0 if style.border is None else self._section("borders").find_or_add(_border(style.border))
        number = self._number_format(style.number_format)
        attributes = {"numFmtId": str(number), "fontId": str(font), "fillId": str(fill or 0)}
        attributes |= {"borderId": str(border), "applyFont": "1"}
        if "cellStyleXfs" in self._sections or self._tree().child("x:cellStyleXfs") is not None:
            attributes["xfId"] = "0"
        children = _alignment(style)
        used = {"NumberFormat": number, "Fill": fill, "Border": border, "Alignment": children}
        attributes |= {f"apply{what}": "1" for what, given in used.items() if given}
        if not style.locked:
            children = (*children, entry("protection", locked="0"))
            attributes["applyProtection"] = "1"
        return self._section("cellXfs").find_or_add(entry("xf", *children, **attributes))

    def finish(self) -> None:
        """Write what was added into the part."""
        if self._root is None or not any(section.changed for section in self._sections.values()):
            return
        splices: list[Splice] = []
        made: list[bytes] = []
        for name in _ORDER:
            section = self._sections.get(name)
            if section is None or not section.added:
                continue
            if section.element is not None:
                splices += section.splices()
            elif self._root.empty:
                made.append(section.whole())
            else:
                splices += place(self._root, _ORDER, name, section.whole())
        if made:
            splices = self._root.grow(b"".join(made))
        data = splice(self._root.source, splices)
        if self._part is None:
            part = self._parts.add("styles{}.xml", data, _CONTENT_TYPE)
            self._parts.relate(self._parts.main, "styles", part)
        else:
            self._parts.write(self._part, data)

    def _tree(self) -> Element:
        if self._root is None:
            if self._part is None:
                data = DECLARATION + b'<styleSheet xmlns="%b"/>' % self._parts.dialect.main.encode()
            else:
                data = self._parts.read(self._part)
            self._root = offsets.parse(self._part or "styles.xml", data)
            if self._part is None:
                for name in ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs"):
                    self._section(name)
        return self._root

    def _section(self, name: str) -> _Section:
        found = self._sections.get(name)
        if found is None:
            root = self._tree()
            found = _Section(name, root.child("x:" + name), root.prefix)
            self._sections[name] = found
        return found

    def _format(self, style: int) -> Canonical:
        entries = self._section("cellXfs").entries
        return entries[style] if style < len(entries) else _PLAIN_FORMAT

    def _variant(self, style: int, fill: str | None, locked: bool | None) -> int | None:
        section = self._section("cellXfs")
        name, attributes, children = self._format(style)
        known = style < len(section.raws)
        raw = section.raws[style] if known else rendered(_PLAIN_FORMAT, section.prefix)
        changed: dict[str, str | None] = {}
        if fill is not None and fill != self.fill_code(style):
            number = self._fill_for(fill)
            if number is None:
                return None
            changed |= {"fillId": str(number), "applyFill": "1"}
        if locked is not None and locked != _is_locked(children):
            children = _with_lock(children, locked)
            changed["applyProtection"] = "1"
            raw = _raw_with_lock(raw, locked)
        if not changed:
            return style
        wanted = {**dict(attributes), **changed}
        what: Canonical = (name, tuple(sorted((key, value or "") for key, value in wanted.items())), children)
        found = section.index.get(_loose(what))
        if found is not None:
            return found
        end = offsets.tag_end(raw, 0)
        return section.append_as(what, set_attributes(raw[:end], changed) + raw[end:])

    def _codes(self) -> list[str]:
        entries = self._section("fills").entries
        while len(self._fill_codes) < len(entries):
            self._fill_codes.append(_fill_code(entries[len(self._fill_codes)]))
        return self._fill_codes

    def _fill_for(self, code: str) -> int | None:
        """Index of a fill with a code, made if it can be."""
        codes = self._codes()
        if code in codes:
            return codes.index(code)
        kind, _, rest = code.partition(":")
        value, _, tint = rest.partition(":")
        if kind == "none":
            return self._section("fills").add(entry("fill", entry("patternFill", patternType="none")))
        if kind not in ("rgb", "theme", "indexed"):
            return None
        color = {kind: "FF" + value if kind == "rgb" else value} | ({"tint": tint} if tint else {})
        colors = (entry("fgColor", **color), entry("bgColor", indexed="64"))
        return self._section("fills").add(entry("fill", entry("patternFill", *colors, patternType="solid")))

    def _number_format(self, text: str) -> int:
        for number, known in BUILTIN_FORMATS.items():
            if known == text:
                return number
        section = self._section("numFmts")
        highest = _FIRST_CUSTOM_FORMAT - 1
        for _, attributes, _ in section.entries:
            given = dict(attributes)
            number = _number(given.get("numFmtId"))
            if given.get("formatCode") == text and number:
                return number
            highest = max(highest, number)
        section.add(entry("numFmt", numFmtId=str(highest + 1), formatCode=text))
        return highest + 1


def _number(text: str | None) -> int:
    """A number of an entry; what is none is the first."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _fill_code(fill: Canonical) -> str:
    _, _, children = fill
    pattern = next((child for child in children if child[0] == "x:patternFill"), None)
    kind = dict(pattern[1]).get("patternType", "none") if pattern is not None else "none"
    if kind == "none" and len(children) == (pattern is not None):
        return "none"
    if pattern is not None and kind == "solid":
        color = next((dict(child[1]) for child in pattern[2] if child[0] == "x:fgColor"), {})
        tint = f":{color['tint']}" if color.get("tint", "0") not in ("0", "0.0") else ""
        match = _RGB.match(color.get("rgb", "").upper())
        if match:
            return f"rgb:{match[1]}{tint}"
        for key in ("theme", "indexed"):
            if color.get(key, "").isdigit():
                return f"{key}:{color[key]}{tint}"
    return f"other:{zlib.crc32(repr(fill).encode()):08x}"


def _is_locked(children: tuple[Canonical, ...]) -> bool:
    protection = next((dict(child[1]) for child in children if child[0] == "x:protection"), {})
    return protection.get("locked", "1") not in ("0", "false", "off")


def _with_lock(children: tuple[Canonical, ...], locked: bool) -> tuple[Canonical, ...]:
    """Children of a format with another lock; alignment comes first, extLst last (18.8.45)."""
    protection: dict[str, str] = {}
    others = []
    for child in children:
        if child[0] == "x:protection":
            protection = dict(child[1])
        else:
            others.append(child)
    protection["locked"] = "1" if locked else "0"
    at = 1 if others and others[0][0] == "x:alignment" else 0
    return (*others[:at], ("x:protection", tuple(sorted(protection.items())), ()), *others[at:])


_PROTECTION = rb"<(?:\w+:)?protection\b[^>]*?>"
_ALIGNMENT = rb"<(?:\w+:)?alignment\b[^>]*?(?:/>|>\s*</(?:\w+:)?alignment\s*>)"


def _raw_with_lock(raw: bytes, locked: bool) -> bytes:
    """The same on the bytes of the format."""
    value = "1" if locked else "0"
    present = re.search(_PROTECTION, raw)
    if present:
        return raw[: present.start()] + set_attributes(present[0], {"locked": value}) + raw[present.end() :]
    prefix = offsets.prefix_of(raw)
    xml = b'<%bprotection locked="%b"/>' % (prefix, value.encode())
    end = offsets.tag_end(raw, 0)
    if raw[end - 2 : end] == b"/>":
        return offsets.opened(raw[:end]) + xml + b"</%bxf>" % prefix
    alignment = re.search(_ALIGNMENT, raw)
    at = alignment.end() if alignment else end
    return raw[:at] + xml + raw[at:]


# --- entries made from nothing ------------------------------------------------------------------


def _font(style: NewStyle) -> Canonical:
    flags = (("b", style.bold), ("i", style.italic), ("u", style.underline))
    children = [entry(name) for name, given in flags if given]
    children.append(entry("sz", val=f"{style.size:g}"))
    if style.color is not None:
        children.append(entry("color", rgb="FF" + style.color.upper()))
    return entry("font", *children, entry("name", val=style.font))


def _border(kind: str) -> Canonical:
    color = entry("color", auto="1")
    sides = [entry(side, color, style=kind) for side in ("left", "right", "top", "bottom")]
    return entry("border", *sides, entry("diagonal"))


def _alignment(style: NewStyle) -> tuple[Canonical, ...]:
    wrap = "1" if style.wrap else None
    given = {"horizontal": style.horizontal, "vertical": style.vertical, "wrapText": wrap}
    attributes = {key: value for key, value in given.items() if value is not None}
    return (entry("alignment", **attributes),) if attributes else ()
