"""Making long texts fit: no row may be taller than programs show, and nothing may be cut."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..layout import Field
from ..measure import TALLEST_ROW
from .columns import Table
from .look import COLUMN_WIDTHS, SIZE
from .measuring import height, lines_of

FREE_TEXT = (Field.EVIDENCE, Field.EXPLANATION, Field.OPINION)
READABLE, SMALLEST = 9.0, 6.0
"""Sizes of type: columns are widened before texts become smaller than the first, texts shrink down to
the second where even the widest column does not do."""
WIDER = (0.0, 11.0, 22.0)
"""Characters that a column may gain."""


def widths(table: Table) -> dict[Field, float]:
    """Column widths with which every text typed can be read."""
    chosen = dict(COLUMN_WIDTHS)
    for field in FREE_TEXT:
        typed = (line.typed(field) for line in table.lines.values())
        texts = [text for text in typed if isinstance(text, str)]
        chosen[field] = next(
            (
                chosen[field] + more
                for more in WIDER
                if all(_fits(text, chosen[field] + more, READABLE) for text in texts)
            ),
            chosen[field] + WIDER[-1],
        )
    return chosen


def size_for(text: str, width: float, bold: bool = False) -> float:
    """The largest size of type in which a text fits into the tallest row."""
    size = SIZE
    while size > SMALLEST and not _fits(text, width, size, bold):
        size -= 0.5
    return size


def row_height(texts: Iterable[tuple[str, float, float, bool]]) -> float:
    """Height of a row whose cells are (text, column width, size, bold)."""
    needed = (height(lines_of(text, width, size, bold), size) for text, width, size, bold in texts)
    return min(TALLEST_ROW, max(needed, default=0.0))


def total(chosen: Mapping[Field, float]) -> float:
    """Width of the whole form."""
    return sum(chosen.values())


def _fits(text: str, width: float, size: float, bold: bool = False) -> bool:
    # A text of so few characters fits whatever its lines.
    return len(text) < 25 or height(lines_of(text, width, size, bold), size) <= TALLEST_ROW
