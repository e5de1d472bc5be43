"""How much room a text takes in Times New Roman: row heights must be written, since LibreOffice
does not fit rows when it loads a workbook, and a cut explanation is a lost one.

Widths are those of the font's metrics, in thousandths of the type size. Liberation Serif, which
LibreOffice puts in its place, has the same ones.
"""

from __future__ import annotations

import unicodedata

PIXELS_PER_UNIT = 7
"""Width of the digit 0 in the default font (11 pt), the unit of column widths (ECMA-376 Part 1,
18.3.1.13)."""
CELL_PADDING = 5
"""Pixels that a cell keeps free at its sides."""
SAFETY = 0.92
"""Part of a column's width that texts are measured for: on a screen at 100 % hinting makes letters wider
than the font's metrics say (by 6 to 8 % in LibreOffice)."""
LINE = 1.2
"""Line height as a multiple of the type size."""
TALLEST_ROW = 409.0
"""Points; no program shows a taller row."""
NOTE_WIDTH = 260.0
"""Of a cell's note, in points."""
_NOTE_PADDING = 10
_NOTE_SIZE = 9
_NOTE_LINE = 12.5

_BOLD = 1.08
_DEFAULT = 500
_GROUPS = {
    180: "'|",
    250: " ,.\u00a0",
    278: "/:;\\ijlt",
    333: "!()-[]`fr\u201c\u201d",
    389: "Js",
    408: '"',
    444: "?aceszé…",
    564: "+<=>",
    556: "FPSươ",
    611: "ELTZ",
    667: "BCR",
    722: "ADGHKNOQUVXYwĐ",
    778: "&m",
    833: "%",
    889: "M",
    921: "@",
    944: "W",
    1000: "—✓✗✔…",
}


class _Widths(dict[str, int]):
    """Widths by character. A letter with marks is as wide as the letter, an unknown one as a digit."""

    def __missing__(self, character: str) -> int:
        base = unicodedata.normalize("NFD", character)[0]
        width = self[character] = self.get(base, _DEFAULT)
        return width


_WIDTHS = _Widths((character, width) for width, group in _GROUPS.items() for character in group)
_WIDTHS.update({"I": 333, "z": 444, "…": 1000})
_width_of = _WIDTHS.__getitem__


class _WordWidths(dict[str, int]):
    """Widths of words: findings and notes say the same ones again and again."""

    def __missing__(self, word: str) -> int:
        width = sum(map(_width_of, word))
        if len(self) < _MOST_WORDS:
            self[word] = width
        return width


_MOST_WORDS = 20_000
_width_of_word = _WordWidths().__getitem__


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width of a line of text, in points."""
    return sum(map(_width_of, text)) * size / 1000 * (_BOLD if bold else 1)


def column_points(width: float) -> float:
    """Room for text in a column, in points, from its width in characters."""
    return (width * PIXELS_PER_UNIT - CELL_PADDING) * 0.75


def line_count(text: str, room: float, size: float, bold: bool = False) -> int:
    """Number of lines of a wrapped text in ``room`` points; a word that is too long is broken."""
    scale = size / 1000 * (_BOLD if bold else 1)
    space = _WIDTHS[" "] * scale
    count = 0
    for paragraph in text.split("\n"):
        count += 1
        widths = [*map(_width_of_word, paragraph.split(" "))]
        if (sum(widths) + (len(widths) - 1) * _WIDTHS[" "]) * scale <= room:
            continue
        used = 0.0
        for word in widths:
            width = word * scale
            if used and used + space + width > room:
                count += 1
                used = 0.0
            if width > room:
                extra = int(width // room)
                count += extra
                used = width - extra * room
            else:
                used += width + (space if used else 0)
    return count


def row_height(cells: list[tuple[str, float, bool]], size: float, least: float = 0.0) -> float:
    """Height in points of a row whose cells are (text, column width in characters, bold)."""
    lines = max(
        (line_count(text, column_points(width) * SAFETY, size, bold) for text, width, bold in cells if text),
        default=1,
    )
    return min(TALLEST_ROW, max(least, round(lines * size * LINE + 4, 2)))


def note_height(text: str) -> float:
    """Points that a note of ``NOTE_WIDTH`` needs to show its text, with the author's line and one to
    spare."""
    return (line_count(text, NOTE_WIDTH - _NOTE_PADDING, _NOTE_SIZE) + 2) * _NOTE_LINE
