"""The last step: what openpyxl cannot write or leaves to chance. The value of every formula goes
into its cell, every date is fixed, the XML is brought into canonical form, and the package is packed
anew, so that the same form gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from xml.etree.ElementTree import canonicalize
from xml.sax.saxutils import escape

_EPOCH = (1980, 1, 1, 0, 0, 0)
STAMP = "1980-01-01T00:00:00Z"
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FORMULA = re.compile(r'<c r="([A-Z]+[0-9]+)"((?: s="[0-9]+")?)(?: t="[a-z]+")?><f>([^<]*)</f><v></v></c>')
_ROW_HEIGHT = re.compile(r'(<row )customHeight="1" ([^>]*>)')
_STAMPED = re.compile(r"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")

APPLICATION = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Microsoft Excel</Application><DocSecurity>0</DocSecurity>"
    "<AppVersion>16.0300</AppVersion></Properties>"
)
"""Programs trust the cached values of files that say so."""


class SealError(Exception):
    """A formula was not found where it was written: openpyxl writes cells differently than known."""


def seal(package: bytes, values: Mapping[str, Mapping[str, Decimal | str]]) -> bytes:
    """The finished package.

    Args:
        package: as openpyxl saved it.
        values: sheet part name -> address -> value of the formula there.

    Raises:
        SealError: a sheet's formulas are not exactly those that ``values`` names.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(out, "w") as target:
        for name in sorted(source.namelist(), key=_order):
            text = canonicalize(source.read(name).decode("utf-8"))
            if name in values:
                text = with_values(text, values[name])
            elif name == "docProps/app.xml":
                text = APPLICATION
            elif name == "docProps/core.xml":
                text = _STAMPED.sub(rf"\g<1>{STAMP}\g<2>", text)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            target.writestr(entry, _HEAD + text.encode("utf-8"), compresslevel=9)
    return out.getvalue()


def _order(name: str) -> tuple[int, str]:
    """The content types first, as every program writes them."""
    return (0 if name == "[Content_Types].xml" else 1 if name == "_rels/.rels" else 2, name)


def with_values(sheet: str, values: Mapping[str, Decimal | str]) -> str:
    """A sheet's canonical XML with the value of every formula in its cell."""
    written: set[str] = set()

    def fill(match: re.Match[str]) -> str:
        address, style, formula = match[1], match[2], match[3]
        value = values[address]
        written.add(address)
        if isinstance(value, Decimal):
            return f'<c r="{address}"{style}><f>{formula}</f><v>{digits(value)}</v></c>'
        return f'<c r="{address}"{style} t="str"><f>{formula}</f><v>{escape(value)}</v></c>'

    try:
        sheet = _FORMULA.sub(fill, sheet)
    except KeyError as error:
        raise SealError(f"no value for the formula in {error.args[0]}") from None
    if written != values.keys() or sheet.count("<f>") != len(values):
        raise SealError(f"formulas not found: {sorted(values.keys() - written)}")
    return sheet


def digits(value: Decimal) -> str:
    """A number's shortest text in a file: no exponent, no zeros at the end."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
