"""The document as a file: nothing in it depends on the clock or the machine.

python-docx starts from a document that came from somebody's Word, with a hundred styles, a preview
picture and the names of that machine's fonts. What a report does not use goes; the rest is ours.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

from docx import Document
from docx.oxml import parse_xml

from .look import FONT, FONTS, SETTINGS, STYLES

if TYPE_CHECKING:
    from docx.document import Document as Docx
    from docx.opc.rel import Relationships
    from docx.oxml.xmlchemy import BaseOxmlElement

AUTHOR = "selfscore-xl"
STAMP = datetime(1980, 1, 1)
_EPOCH = (1980, 1, 1, 0, 0, 0)
_KEPT = ("/styles", "/settings", "/fontTable", "/theme", "/officeDocument", "/core-properties")
_SCRIPT_FONT = re.compile(rb"<a:font [^>]*/>")
_THEME_FONT = re.compile(rb'(<a:latin typeface=")[^"]+"')


def start(title: str) -> Docx:
    """An empty document with our styles and properties, and nothing else."""
    document = Document()
    for relationships in (document.part.rels, document.part.package.rels):
        _drop_others(relationships)
    _replace(document.styles.element, STYLES)
    _replace(document.settings.element, SETTINGS)
    for relationship in document.part.rels.values():
        if relationship.reltype.endswith("/fontTable"):
            relationship.target_part._blob = FONTS.strip().encode()
        elif relationship.reltype.endswith("/theme"):
            fonts = _SCRIPT_FONT.sub(b"", relationship.target_part.blob)
            relationship.target_part._blob = _THEME_FONT.sub(rb"\1" + FONT.encode() + b'"', fonts)
    properties = document.core_properties
    properties.author = properties.last_modified_by = AUTHOR
    properties.title = title
    properties.comments = properties.keywords = ""
    properties.language = "vi-VN"
    properties.revision = 1
    properties.created = properties.modified = STAMP
    return document


def _drop_others(relationships: Relationships) -> None:
    for name, relationship in list(relationships.items()):
        if not relationship.reltype.endswith(_KEPT):
            del relationships[name]


def _replace(element: BaseOxmlElement, xml: str) -> None:
    """Give an element the children of another."""
    for child in list(element):
        element.remove(child)
    for child in list(parse_xml(xml)):
        element.append(child)


def to_bytes(document: Docx) -> bytes:
    """The document's file: the same bytes for the same document."""
    written, packed = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            target.writestr(entry, source.read(name), compresslevel=9)
    return packed.getvalue()


def is_untouched(path: str) -> bool:
    """Is the file a report that nobody has edited since it was made? Word writes its own date into what it
    saves; LibreOffice and others give the entries of the package the time at which they saved."""
    try:
        with zipfile.ZipFile(path) as package, package.open("docProps/core.xml") as part:
            core = part.read(20_000)
            dates = {entry.date_time for entry in package.infolist()}
    except (OSError, KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return False
    stamp = f"{STAMP:%Y-%m-%dT%H:%M:%SZ}</dcterms:modified>".encode()
    return dates == {_EPOCH} and stamp in core and f"<cp:lastModifiedBy>{AUTHOR}<".encode() in core
