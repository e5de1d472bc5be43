"""How the form looks: type, colours, borders, widths. Times New Roman throughout (Nghị định
30/2020/NĐ-CP, Phụ lục I), colours light enough for a black-and-white printer.
"""

from __future__ import annotations

from ..layout import Field
from ..record import NamedTuple

FONT = "Times New Roman"
SIZE = 11.0
TITLE_SIZE = 14.0
SMALL_SIZE = 10.0
CHECK_SIZE = 9.5

LEVEL_FILLS = ("D6E0EE", "E7EDF6", "F3F6FA")
"""Ground of a group's row by its level, the deeper the lighter."""
HEADER_FILL = "C9D6E8"
UNIT_INPUT_FILL = "FFFBE3"
REVIEWER_INPUT_FILL = "EFF6EA"
TOTAL_FILL = "EDEDED"
WRONG_FILL, WRONG_INK = "FBE0DD", "9C0006"
WAITING_INK = "7F6000"
FINE_INK = "2F6B2F"
DROPPED_INK = "595959"

COLUMN_WIDTHS: dict[Field, float] = {
    Field.CODE: 8,
    Field.TITLE: 35,
    Field.MAX: 7.25,
    Field.EXCLUDED: 7.75,
    Field.SELF: 8.25,
    Field.EVIDENCE: 25,
    Field.EXPLANATION: 21.5,
    Field.APPRAISED: 7.5,
    Field.OPINION: 15,
    Field.CHECK: 21.25,
}
"""In characters; with the margins of a program's window, LibreOffice's side bar among them, they fill a
screen 1366 pixels wide. No heading takes more than two lines, nor do the common words of ``Kiểm tra``."""


class Style(NamedTuple):
    """How a cell looks and whether it can be typed in."""

    size: float = SIZE
    bold: bool = False
    italic: bool = False
    color: str = "000000"
    fill: str | None = None
    border: bool = False
    horizontal: str = "left"
    vertical: str = "center"
    wrap: bool = True
    indent: int = 0
    format: str = "General"
    unlocked: bool = False


HIDDEN = Style(size=8, color="808080", wrap=False)
