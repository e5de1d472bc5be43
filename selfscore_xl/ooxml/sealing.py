"""What openpyxl leaves to chance, or writes in another way than every program: for the last step of
whoever makes a workbook with it, so that the same content gives the same bytes.
"""

from __future__ import annotations

import re
import zipfile

STAMP = "1980-01-01T00:00:00Z"
HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STRINGS = "xl/sharedStrings.xml"

_EPOCH = (1980, 1, 1, 0, 0, 0)
_STAMPED = re.compile(r"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
_FONT = re.compile(r"<font>(.*?)</font>")
_ELEMENT = re.compile(r"<([a-zA-Z]+)[^>]*></\1>")
_FONT_ORDER = ("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color",
               "name", "family", "charset", "scheme")  # fmt: skip
_STRINGS_TYPE = (
    '<Override ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml" '
    'PartName="/xl/sharedStrings.xml"></Override>'
)
_STRINGS_RELATION = (
    '<Relationship Id="strings" Target="sharedStrings.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"></Relationship>'
)


def part_order(name: str) -> tuple[int, str]:
    """The order of the parts in a package: the content types first, as every program writes them."""
    return (0 if name == "[Content_Types].xml" else 1 if name == "_rels/.rels" else 2, name)


def entry(name: str) -> zipfile.ZipInfo:
    """A part's entry in the archive, which shows neither when nor where it was packed."""
    made = zipfile.ZipInfo(name, _EPOCH)
    made.compress_type = zipfile.ZIP_DEFLATED
    made.create_system = 3
    made.external_attr = 0o644 << 16
    return made


def sealed(name: str, text: str) -> str:
    """A part in canonical XML, with fixed dates, fonts as validators want them, and the shared strings
    announced; parts that this does not concern come back as they are."""
    match name:
        case "docProps/core.xml":
            return _STAMPED.sub(rf"\g<1>{STAMP}\g<2>", text)
        case "xl/styles.xml":
            return _FONT.sub(_ordered, text)
        case "[Content_Types].xml":
            return text.replace("</Types>", f"{_STRINGS_TYPE}</Types>")
        case "xl/_rels/workbook.xml.rels":
            return text.replace("</Relationships>", f"{_STRINGS_RELATION}</Relationships>")
    return text


def _ordered(match: re.Match[str]) -> str:
    """A font with its elements in the order that Excel writes (and validators want) them."""
    elements = {element[1]: element[0] for element in _ELEMENT.finditer(match[1])}
    return "<font>" + "".join(elements[name] for name in _FONT_ORDER if name in elements) + "</font>"
