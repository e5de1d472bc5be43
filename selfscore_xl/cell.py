"""Cell addresses: A1 notation to and from one-based (row, column) pairs.

Source of the limits: ECMA-376 Part 1, 18.3.1.73 (rows) and 18.3.1.13 (columns); the sheet ends
at XFD1048576.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384

Address = tuple[int, int]
"""(row, column), both one-based."""

Area = tuple[int, int, int, int]
"""(first row, first column, last row, last column), one-based, ends included."""

_REF = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})\Z", re.ASCII)


@lru_cache(maxsize=1024)
def column_number(letters: str) -> int:
    """Column number of its letters: ``"A"`` is 1, ``"XFD"`` is 16384.

    Raises:
        ValueError: the letters name no column of a sheet.
    """
    number = 0
    if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):
        raise ValueError(f"not a column: {letters!r}")
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    if not 1 <= number <= MAX_COLUMN:
        raise ValueError(f"not a column: {letters!r}")
    return number


@lru_cache(maxsize=1024)
def column_letters(number: int) -> str:
    """Letters of a column number: 1 is ``"A"``, 16384 is ``"XFD"``.

    Raises:
        ValueError: the number is outside 1 .. 16384.
    """
    if not 1 <= number <= MAX_COLUMN:
        raise ValueError(f"not a column number: {number}")
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def ref(row: int, column: int) -> str:
    """A1 notation of a one-based (row, column): ``ref(12, 5)`` is ``"E12"``.

    Raises:
        ValueError: the cell is outside A1:XFD1048576.
    """
    if not 1 <= row <= MAX_ROW:
        raise ValueError(f"not a row number: {row}")
    return f"{column_letters(column)}{row}"


def parse_ref(text: str) -> Address:
    """(row, column) of A1 notation; ``$`` signs are accepted.

    Raises:
        ValueError: the text is no address inside A1:XFD1048576.
    """
    match = _REF.match(text)
    if match is None:
        raise ValueError(f"not a cell address: {text!r}")
    row = int(match[2])
    if row > MAX_ROW:
        raise ValueError(f"not a cell address: {text!r}")
    return row, column_number(match[1])


def parse_area(text: str) -> Area:
    """Corners of ``"B2:D9"`` or of a single cell ``"B2"``, in ascending order.

    Raises:
        ValueError: the text is neither.
    """
    first, _, last = text.partition(":")
    row1, column1 = parse_ref(first)
    row2, column2 = parse_ref(last) if last else (row1, column1)
    return min(row1, row2), min(column1, column2), max(row1, row2), max(column1, column2)


def column_areas(rows: Iterable[int], column: int, absolute: bool = False) -> list[str]:
    """Cells of one column as areas, in ascending order: ``["E4:E6", "E9"]``."""
    runs: list[list[int]] = []
    for row in sorted(rows):
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    sign = "$" if absolute else ""
    cells = [[f"{sign}{column_letters(column)}{sign}{row}" for row in run] for run in runs]
    return [first if first == last else f"{first}:{last}" for first, last in cells]


def area_ref(area: Area) -> str:
    """A1 notation of an area; one cell gives its own address."""
    first, last = ref(area[0], area[1]), ref(area[2], area[3])
    return first if first == last else f"{first}:{last}"
