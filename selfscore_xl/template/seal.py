"""The last step: what openpyxl cannot write or leaves to chance. The value of every formula goes
into its cell, formulas that repeat down a column are shared, every date is fixed, the XML is brought
into canonical form, and the package is packed anew, so that the same form gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Set
from decimal import Decimal
from functools import partial
from xml.etree.ElementTree import canonicalize
from xml.sax.saxutils import escape, unescape

from ..cell import parse_ref, ref
from ..ooxml.formula import shift
from ..ooxml.sealing import HEAD, STRINGS, entry, part_order, sealed
from ..record import NamedTuple

_FORMULA = re.compile(r'<c r="([A-Z]+[0-9]+)"((?: s="[0-9]+")?)(?: t="[a-z]+")?><f>([^<]*)</f><v></v></c>')
_INLINE = re.compile(
    r'(<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?) t="inlineStr">'
    r'<is><t(?: xml:space="preserve")?>([^<]*)</t></is></c>'
)
_ROW = re.compile("<row [^>]*>")
_ATTRIBUTE = re.compile(' ([A-Za-z]+)="([^"]*)"')
_NUMBER_TYPE = re.compile('(<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?) t="n">')

APPLICATION = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Microsoft Excel</Application><DocSecurity>0</DocSecurity>"
    "<AppVersion>16.0300</AppVersion></Properties>"
)
"""Programs trust the cached values of files that say so."""


class SealError(Exception):
    """A formula or a text was not found where it was written: openpyxl writes cells in another way than
    is known here."""


class Facts(NamedTuple):
    """What a sheet's part must say beside what openpyxl wrote."""

    values: Mapping[str, Decimal | str]
    """Address -> value of the formula there."""
    growing: Set[int]
    """Rows that programs may make taller by themselves when more is typed in them. openpyxl marks
    every height as the user's own."""
    unremarked: str = ""
    """The ``ignoredErrors`` element (ECMA-376 Part 1, 18.3.1.51): where Excel shall not doubt what is
    meant, such as codes that are text."""


def seal(package: bytes, sheets: Mapping[str, Facts]) -> dict[str, str]:
    """The finished parts of the package, by name, in the order in which they are packed.

    Args:
        package: as openpyxl saved it.
        sheets: part name -> its facts.

    Raises:
        SealError: a sheet's formulas are not exactly those that its facts name.
    """
    strings: dict[str, int] = {}
    parts: dict[str, str] = {}
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        for name in sorted(source.namelist(), key=part_order):
            text = canonicalize(source.read(name).decode("utf-8"))
            if name in sheets:
                text = shared(with_values(text, sheets[name].values), strings)
                # The type of numbers need not be said, and of blank cells cannot.
                text = _NUMBER_TYPE.sub(r"\1>", text)
                before = "</rowBreaks>" if "</rowBreaks>" in text else "</headerFooter>"
                text = text.replace(before, before + sheets[name].unremarked)
                text = _ROW.sub(partial(_row, growing=sheets[name].growing), text)
            elif name == "docProps/app.xml":
                text = APPLICATION
            else:
                text = sealed(name, text)
            parts[name] = text
    if STRINGS in parts:
        raise SealError(STRINGS)
    parts[STRINGS] = table(strings)
    return parts


def packed(parts: Mapping[str, str]) -> bytes:
    """The parts as a package that shows neither when nor where it was packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, text in parts.items():
            target.writestr(entry(name), HEAD + text.encode("utf-8"), compresslevel=6)
    return out.getvalue()


def with_values(sheet: str, values: Mapping[str, Decimal | str]) -> str:
    """A sheet's canonical XML with the value of every formula in its cell."""
    found = {match[1]: unescape(match[3]) for match in _FORMULA.finditer(sheet)}
    if found.keys() != values.keys() or sheet.count("<f>") != len(values):
        raise SealError(f"formulas and values differ: {sorted(found.keys() ^ values.keys())}")
    tags = dict(_sharing(found))

    def fill(match: re.Match[str]) -> str:
        address, style = match[1], match[2]
        formula = tags.get(address) or f"<f>{match[3]}</f>"
        value = values[address]
        if isinstance(value, Decimal):
            return f'<c r="{address}"{style}>{formula}<v>{digits(value)}</v></c>'
        return f'<c r="{address}"{style} t="str">{formula}<v>{escape(value)}</v></c>'

    return _FORMULA.sub(fill, sheet)


def _sharing(formulas: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Address and ``f`` element of the formulas that are the same as another in their column but for
    their row (ECMA-376 Part 1, 18.3.1.40): the first has the text, the others its number. It makes the
    sheet a third as long.

    References to other sheets are left alone: the older file format of Excel, in which some programs
    still think, cannot share them.
    """
    alike: dict[tuple[int, str], list[int]] = {}
    for address, formula in formulas.items():
        if len(formula) >= _WORTH_SHARING and "!" not in formula:
            row, column = parse_ref(address)
            alike.setdefault((column, shift(formula, _ANCHOR - row, 0)), []).append(row)
    groups = (
        (column, rows) for (column, text), rows in alike.items() if len(rows) > 1 and "#REF!" not in text
    )
    for index, (column, rows) in enumerate(groups):
        first, *others = (ref(row, column) for row in rows)
        text = escape(formulas[first])
        yield first, f'<f ref="{first}:{others[-1]}" si="{index}" t="shared">{text}</f>'
        for address in others:
            yield address, f'<f si="{index}" t="shared"></f>'


_WORTH_SHARING = 30
"""Characters; the attributes take as many."""
_ANCHOR = 500_000
"""A row to which all formulas of a column are moved, to be compared there."""


def shared(sheet: str, strings: dict[str, int]) -> str:
    """The sheet with its texts moved to the shared strings, where every program keeps them."""

    def move(match: re.Match[str]) -> str:
        index = strings.setdefault(match[2], len(strings))
        return f'{match[1]} t="s"><v>{index}</v></c>'

    sheet = _INLINE.sub(move, sheet)
    if 't="inlineStr"' in sheet:
        raise SealError("a text was written in an unknown way")
    return sheet


def table(strings: Mapping[str, int]) -> str:
    """The part of the shared strings; each text as it stands in XML."""
    items = "".join(f'<si><t xml:space="preserve">{text}</t></si>' for text in strings)
    return (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        f'uniqueCount="{len(strings)}">{items}</sst>'
    )


def _row(match: re.Match[str], growing: Set[int]) -> str:
    """A row's tag with its number first, as every program writes it."""
    attributes = dict(_ATTRIBUTE.findall(match[0]))
    number = attributes.pop("r")
    if int(number) in growing:
        attributes.pop("customHeight", None)
    rest = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<row r="{number}"{rest}>'


def digits(value: Decimal) -> str:
    """A number's shortest text in a file: no exponent, no zeros at the end."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
