"""The parts of a package as they shall be: changed, added and removed ones over those of the file.

Relationships and content types (ECMA-376 Part 2, 6.5 and 6.2.3) are collected and written in one go,
into the parts that hold them already, behind what stands there.
"""

from __future__ import annotations

import posixpath

from ..record import NamedTuple
from . import offsets
from .offsets import Splice, escape_attribute, splice
from .package import CONTENT_TYPES, Package

DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/"


class Dialect(NamedTuple):
    """Namespaces of the two editions of the format: Transitional (ECMA-376 Part 4), which
    practically all files use, and Strict (Part 1)."""

    main: str
    relationships: str


TRANSITIONAL = Dialect(
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
)
STRICT = Dialect(
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)


class Outcome(NamedTuple):
    """What has to be written: unpacked bytes by entry name, and the names of entries to drop."""

    changed: dict[str, bytes]
    added: dict[str, bytes]
    removed: set[str]


class Parts:
    """Parts in the making. Nothing here touches the package itself.

    Attributes:
        package: the parts as they are.
        main: entry name of the workbook part.
        folder: in which it lies, and new parts will.
        dialect: edition of the format.
    """

    def __init__(self, package: Package, main: str) -> None:
        self.package = package
        self.main = main
        self.folder = posixpath.dirname(main)
        self._changed: dict[str, bytes] = {}
        self._added: dict[str, bytes] = {}
        self._removed: set[str] = set()
        self._relations: dict[str, dict[str, tuple[str, str]]] = {}
        self._cut_relations: dict[str, set[str]] = {}
        self._types: list[bytes] = []
        self._type_tree: offsets.Element | None = None
        root = package.rels("").values()
        strict = any(rel.type.startswith(_STRICT) and rel.type.endswith("/officeDocument") for rel in root)
        self.dialect = STRICT if strict else TRANSITIONAL

    def read(self, name: str) -> bytes:
        """A part as it shall be, as UTF-8."""
        found = self._added.get(name)
        if found is None:
            found = self._changed.get(name)
        return self.package.text_part(name) if found is None else found

    def write(self, name: str, data: bytes) -> None:
        """Give an existing part its new bytes; the bytes it has already make no change."""
        if name in self._added:
            self._added[name] = data
        elif data == self.package.text_part(name):
            self._changed.pop(name, None)
        else:
            self._changed[name] = data

    def edit(self, name: str, splices: list[Splice]) -> None:
        """Apply splices to a part, counted from its bytes as ``read`` gives them."""
        if splices:
            self.write(name, splice(self.read(name), splices))

    def add(self, pattern: str, data: bytes, content_type: str) -> str:
        """Add a part and return its name: ``pattern``, in the workbook's folder, with the first
        number that is free in place of ``{}``."""
        number = 1
        while self._taken(name := posixpath.join(self.folder, pattern.format(number))):
            number += 1
        self._added[name] = data
        self._declare(name, content_type)
        return name

    def remove(self, name: str) -> None:
        """Leave out a part, with its relationships and its content type."""
        found = self.package.find(name)
        if found is None:
            return
        self._removed.add(found)
        self._changed.pop(found, None)
        own = self.package.find(rels_name(found))
        if own is not None:
            self._removed.add(own)
            self._changed.pop(own, None)

    def remove_with_relations(self, part: str) -> None:
        """Remove what a part refers to and nothing else does, all the way down; the part stays,
        without relationships."""
        own = self.package.find(rels_name(part))
        if own is None:
            return
        users: dict[str, set[str]] = {}
        for name in self.package.names:
            source = _source_of(name)
            if source is not None:
                for rel in self.package.rels(source).values():
                    users.setdefault(rel.target, set()).add(source)
        gone = [part]
        for user in gone:
            for rel in self.package.rels(user).values():
                target = rel.target
                if not rel.external and target not in gone and users[target] <= set(gone):
                    gone.append(target)
                    self.remove(target)
        self._removed.add(own)

    def vml_names(self) -> list[str]:
        """Entry names of all VML drawings."""
        return [name for name in (*self.package.names, *self._added) if name.lower().endswith(".vml")]

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relationship and return its id.

        Args:
            part: that refers.
            kind: last word of the relationship type, such as ``"comments"``.
            target: entry name of the part referred to.
        """
        fresh = self._relations.setdefault(part, {})
        known = {*self.package.rels(part), *fresh}
        number = 1
        while f"rId{number}" in known:
            number += 1
        identity = f"rId{number}"
        written = posixpath.relpath("/" + target, "/" + posixpath.dirname(part))
        fresh[identity] = (f"{self.dialect.relationships}/{kind}", written)
        return identity

    def unrelate(self, part: str, identity: str) -> None:
        """Remove a relationship of the file."""
        self._cut_relations.setdefault(part, set()).add(identity)

    def outcome(self) -> Outcome:
        """Everything that has to be written, relationships and content types included."""
        for part in {**self._relations, **self._cut_relations}:
            self._write_relations(part)
        self._write_types()
        return Outcome(self._changed, self._added, self._removed)

    def _taken(self, name: str) -> bool:
        if self.package.has(name) or name in self._added:
            return True
        # a content type left behind by a part that is gone
        lowered = "/" + name.lower()
        return any(child.get("PartName").lower() == lowered for child in self._content_types())

    def _content_types(self) -> offsets.Element:
        if self._type_tree is None:
            self._type_tree = offsets.parse(CONTENT_TYPES, self.package.meta(CONTENT_TYPES))
        return self._type_tree

    def _declare(self, name: str, content_type: str) -> None:
        if self.package.content_type(name) == content_type:
            return
        prefix = self._content_types().prefix
        attributes = f'PartName="/{name}" ContentType="{content_type}"'
        self._types.append(b"<%bOverride %b/>" % (prefix, attributes.encode()))

    def _write_types(self) -> None:
        gone = {"/" + name.lower() for name in self._removed}
        if not self._types and not gone:
            return
        root = self._content_types()
        splices = [child.drop() for child in root if child.get("PartName").lower() in gone]
        if self._types:
            splices += root.grow(b"".join(self._types))
        name = self.package.find(CONTENT_TYPES) or CONTENT_TYPES
        if splices:
            self.write(name, splice(root.source, splices))

    def _write_relations(self, part: str) -> None:
        fresh = self._relations.get(part, {})
        cut = self._cut_relations.get(part, set())
        name = self.package.find(rels_name(part))
        if name in self._removed:
            return
        if name is None:
            if fresh:
                head = f'<Relationships xmlns="{_RELATIONSHIPS}">'.encode()
                content = _relationships(b"", fresh)
                self._added[rels_name(part)] = DECLARATION + head + content + b"</Relationships>"
            return
        root = offsets.parse(name, self.package.meta(name))
        splices = [child.drop() for child in root if child.get("Id") in cut]
        if fresh:
            splices += root.grow(_relationships(root.prefix, fresh))
        if splices:
            self.write(name, splice(root.source, splices))


def _source_of(name: str) -> str | None:
    """The part whose relationships an entry holds, ``""`` for the package."""
    folder, _, base = name.rpartition("/")
    above, _, rels = folder.rpartition("/")
    # part names compare without case
    if not base.lower().endswith(".rels") or rels.lower() != "_rels":
        return None
    return posixpath.join(above, base[: -len(".rels")])


def rels_name(part: str) -> str:
    """Entry name of the relationships of a part."""
    folder, base = posixpath.split(part)
    return posixpath.join(folder, "_rels", base + ".rels")


def _relationships(prefix: bytes, fresh: dict[str, tuple[str, str]]) -> bytes:
    return b"".join(
        b'<%bRelationship Id="%b" Type="%b" Target="%b"/>'
        % (prefix, identity.encode(), kind.encode(), escape_attribute(target))
        for identity, (kind, target) in fresh.items()
    )
