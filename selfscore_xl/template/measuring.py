"""Heights of rows and formats of numbers, the same on every sheet of the form."""

from __future__ import annotations

from ..measure import SAFETY, column_points, line_count
from .look import SIZE

LINE_POINTS = 1.24
"""Height of a line of Times New Roman as a multiple of its size, as Excel draws it."""


def points_format(places: int) -> str:
    """Number format of points: two places at least; the user's locale shows its own separator."""
    return "0." + "0" * max(2, places)


def lines_of(text: str, width: float, size: float, bold: bool = False) -> int:
    """Lines that a wrapped text takes in a column of ``width`` characters."""
    return line_count(text, column_points(width) * SAFETY, size, bold)


def height(lines: int, size: float = SIZE) -> float:
    """Height of a row of so many lines, in points."""
    return round(lines * size * LINE_POINTS + 3, 1)


def close_height(lines: int, size: float = SIZE) -> float:
    """The same for a row above the table: they stay on the screen, and what they take the table lacks."""
    return round(lines * size * LINE_POINTS + 1.4, 1)
