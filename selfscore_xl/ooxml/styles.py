"""Cell formats (ECMA-376 Part 1, 18.8): what a format says about locks, numbers and colours.

A cell's format holds everything itself; whether it repeats its named style (``apply...``) does not
matter to Excel when it shows the cell, and so not here.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ..record import NamedTuple
from . import markup
from .refusal import Refusal

Attributes = dict[str, str]


class Xf(NamedTuple):
    """A cell format. Colours are ``"RRGGBB"``; None is the automatic colour, or no fill."""

    locked: bool = True
    hidden: bool = False
    number_format: str = "General"
    is_date: bool = False
    font_name: str = ""
    font_size: float = 0.0
    bold: bool = False
    italic: bool = False
    font_color: str | None = None
    fill_color: str | None = None
    """Of a solid fill; a pattern or a gradient has none."""
    wrap: bool = False


class Styles:
    """The formats of a workbook, each resolved when first asked for.

    Args:
        part: entry name of the styles part, for refusals.
        data: its UTF-8 bytes, None for a workbook without formats.
        theme: gives the twelve theme colours, called only when a theme colour is met.

    Raises:
        Refusal: "bad-xml" and its like; "too-complex".
    """

    def __init__(self, part: str, data: bytes | None, theme: Callable[[], list[str]]) -> None:
        self._theme = theme
        self._resolved: dict[int, Xf] = {}
        self.number_formats: dict[int, str] = {}
        self.fonts: list[dict[str, Attributes]] = []
        self.fills: list[dict[str, Attributes]] = []
        self.xfs: list[dict[str, Attributes]] = []
        self.palette: list[str] = []
        if data is not None:
            self._read(part, data)

    def xf(self, index: int) -> Xf:
        """The format of an index; the plain one where the workbook has no such index."""
        found = self._resolved.get(index)
        if found is None:
            known = 0 <= index < len(self.xfs)
            found = self._resolved[index] = self._resolve(self.xfs[index]) if known else Xf()
        return found

    def _read(self, part: str, data: bytes) -> None:
        sections = {"x:fonts": self.fonts, "x:fills": self.fills, "x:cellXfs": self.xfs}
        depth = 0
        section = ""
        records: list[dict[str, Attributes]] | None = None
        record: dict[str, Attributes] = {}

        def start(element: str, attributes: Attributes) -> None:
            nonlocal depth, section, records, record
            depth += 1
            if depth == 2:
                section = element
                records = sections.get(element)
            elif records is not None:
                if depth == 3:
                    record = {"": _kept("x:xf", attributes)} if element == "x:xf" else {}
                    records.append(record)
                elif depth < 6 and element in _KEPT:
                    record.setdefault(element, _kept(element, attributes))
            elif element == "x:numFmt" and section == "x:numFmts":
                self.number_formats[_index(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
            elif element == "x:rgbColor" and section == "x:colors":
                self.palette.append(_rgb(attributes.get("rgb", "")) or "000000")

        def end(element: str) -> None:
            nonlocal depth
            depth -= 1

        def bounds() -> None:
            kept = len(self.fonts) + len(self.fills) + len(self.xfs) + len(self.number_formats)
            if kept + len(self.palette) > _MOST_RECORDS or depth > markup.MAX_DEPTH:
                raise Refusal("too-complex", part=part)

        markup.parse(part, data, _NAMES, start, end, None, bounds)

    def _resolve(self, record: dict[str, Attributes]) -> Xf:
        own = record.get("", _NOTHING)
        protection = record.get("x:protection", _NOTHING)
        number_id = _index(own.get("numFmtId"))
        number_format = self.number_formats.get(number_id, BUILTIN_FORMATS.get(number_id, ""))
        font = _at(self.fonts, own.get("fontId"))
        size = font.get("x:sz", _NOTHING).get("val", "")
        return Xf(
            locked=protection.get("locked") not in _FALSE,
            hidden=_flag(protection.get("hidden", "0")),
            number_format=number_format or "General",
            is_date=is_date_format(number_format) or (not number_format and number_id in _DATE_IDS),
            font_name=font.get("x:name", _NOTHING).get("val", ""),
            font_size=float(size) if _SIZE.match(size) else 0.0,
            bold="x:b" in font and _flag(font["x:b"].get("val", "1")),
            italic="x:i" in font and _flag(font["x:i"].get("val", "1")),
            font_color=self.color(font.get("x:color", _NOTHING)),
            fill_color=self._fill_color(_at(self.fills, own.get("fillId"))),
            wrap=_flag(record.get("x:alignment", _NOTHING).get("wrapText", "0")),
        )

    def _fill_color(self, fill: dict[str, Attributes]) -> str | None:
        if fill.get("x:patternFill", _NOTHING).get("patternType") != "solid":
            return None
        return self.color(fill.get("x:fgColor", _NOTHING))

    def color(self, attributes: Attributes) -> str | None:
        """``"RRGGBB"`` of a colour element's attributes (18.8.3, 18.8.19), None for automatic."""
        base: str | None = None
        if "rgb" in attributes:
            base = _rgb(attributes["rgb"])
        elif "theme" in attributes:
            theme = self._theme()
            number = _index(attributes["theme"])
            base = theme[number] if number < len(theme) else None
        elif "indexed" in attributes:
            number = _index(attributes["indexed"])
            palette = self.palette or _PALETTE
            base = palette[number] if number < len(palette) else None
        tint = attributes.get("tint")
        return base if base is None or tint is None else _tinted(base, tint)


# What is kept of an element; a file may be full of other things.
_COLOR = ("rgb", "theme", "indexed", "tint")
_KEPT = {
    "x:xf": ("numFmtId", "fontId", "fillId"),
    "x:protection": ("locked", "hidden"),
    "x:alignment": ("wrapText",),
    "x:sz": ("val",),
    "x:name": ("val",),
    "x:b": ("val",),
    "x:i": ("val",),
    "x:color": _COLOR,
    "x:fgColor": _COLOR,
    "x:patternFill": ("patternType",),
}


def _kept(element: str, attributes: Attributes) -> Attributes:
    return {key: attributes[key] for key in _KEPT[element] if key in attributes}


_NAMES = markup.names(
    "x:numFmts",
    "x:numFmt",
    "x:fonts",
    "x:sz",
    "x:name",
    "x:b",
    "x:i",
    "x:color",
    "x:fills",
    "x:patternFill",
    "x:fgColor",
    "x:cellXfs",
    "x:xf",
    "x:protection",
    "x:alignment",
    "x:colors",
    "x:rgbColor",
)
_THEME_NAMES = markup.names("a:clrScheme", "a:srgbClr", "a:sysClr")

_NOTHING: Attributes = {}
_FALSE = ("0", "false", "off")
_MOST_RECORDS = 150_000
_SIZE = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,20})?\Z", re.ASCII)
_RGB = re.compile(r"(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})\Z")

BUILTIN_FORMATS = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "mm-dd-yy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yy h:mm",
    37: "#,##0 ;(#,##0)",
    38: "#,##0 ;[Red](#,##0)",
    39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;[Red](#,##0.00)",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mmss.0",
    48: "##0.0E+0",
    49: "@",
}
"""Number formats that files name by number only (18.8.30)."""

# East Asian and Thai date formats, which have a number and no text of their own.
_DATE_IDS = frozenset((*range(27, 37), *range(50, 59), *range(71, 82)))

# Texts, escaped characters, padding, and brackets that are no elapsed time.
_NOT_DATE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:[Hh]+|[Mm]+|[Ss]+)\])[^\]]*\]', re.DOTALL)
_DATE = re.compile("[DMYHSdmyhs]")


def is_date_format(number_format: str) -> bool:
    """True where a number format shows a date or a time."""
    if number_format == "General":
        return False
    return bool(_DATE.search(_NOT_DATE.sub("", number_format[:255]).partition(";")[0].replace("General", "")))


def theme_colors(part: str, data: bytes) -> list[str]:
    """The theme's colours in the order in which cell formats number them: light before dark, which
    is not the order of the theme part (20.1.6.2).

    Raises:
        Refusal: "bad-xml" and its like.
    """
    found: list[str] = []
    depth = 0
    scheme_depth = 0

    def start(element: str, attributes: Attributes) -> None:
        nonlocal depth, scheme_depth
        depth += 1
        if element == "a:clrScheme" and not scheme_depth:
            scheme_depth = depth
        elif scheme_depth and depth == scheme_depth + 2 and len(found) < _THEME_SIZE:
            written = attributes.get("lastClr") if element == "a:sysClr" else attributes.get("val")
            found.append(_rgb(written or "") or "000000")

    def end(element: str) -> None:
        nonlocal depth, scheme_depth
        if element == "a:clrScheme" and depth == scheme_depth:
            scheme_depth = _THEME_SIZE**3  # a theme has one scheme that counts
        depth -= 1

    markup.parse(part, data, _THEME_NAMES, start, end)
    found += ["000000"] * (4 - len(found))
    return [found[1], found[0], found[3], found[2], *found[4:]]


_THEME_SIZE = 12

_PALETTE_HEX = (
    "000000FFFFFFFF000000FF000000FFFFFF00FF00FF00FFFF"
    "000000FFFFFFFF000000FF000000FFFFFF00FF00FF00FFFF"
    "800000008000000080808000800080008080C0C0C0808080"
    "9999FF993366FFFFCCCCFFFF660066FF80800066CCCCCCFF"
    "000080FF00FFFFFF0000FFFF8000808000000080800000FF"
    "00CCFFCCFFFFCCFFCCFFFF9999CCFFFF99CCCC99FFFFCC99"
    "3366FF33CCCC99CC00FFCC00FF9900FF6600666699969696"
    "003366339966003300333300993300993366333399333333"
)
_PALETTE = [_PALETTE_HEX[at : at + 6] for at in range(0, len(_PALETTE_HEX), 6)]
"""The palette of Excel 97 (18.8.27)."""


def _at(records: list[dict[str, Attributes]], written: str | None) -> dict[str, Attributes]:
    number = _index(written)
    return records[number] if number < len(records) else {}


def _index(written: str | None) -> int:
    """A number of a table's row; what is none becomes one that no table has."""
    if written is None:
        return 0
    return int(written) if written.isdecimal() and written.isascii() and len(written) < 10 else 10**9


def _flag(written: str) -> bool:
    return written not in _FALSE


def _rgb(written: str) -> str | None:
    match = _RGB.match(written)
    return match[1].upper() if match else None


def _tinted(rgb: str, tint: str) -> str:
    """A colour made lighter (tint above 0) or darker, as 18.8.19 says: in its luminance."""
    from colorsys import hls_to_rgb, rgb_to_hls

    try:
        share = max(-1.0, min(1.0, float(tint)))
    except ValueError:
        return rgb
    red, green, blue = (int(rgb[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light, saturation = rgb_to_hls(red, green, blue)
    light = light * (1 + share) if share < 0 else light * (1 - share) + share
    return "".join(f"{round(part * 255):02X}" for part in hls_to_rgb(hue, light, saturation))
