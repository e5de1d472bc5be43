"""A sheet that keeps what was inferred while answers were poured into a form, for a unit to confirm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..cell import Address
from ..measure import row_height
from ..ooxml.newsheet import NewCell, NewSheet, NewStyle
from ..record import NamedTuple

_SIZE = 11.0
_TITLE = NewStyle(size=14, bold=True, horizontal="center", vertical="center", wrap=True)
_INTRO = NewStyle(size=_SIZE, vertical="center", wrap=True)
_HEADER = NewStyle(
    size=_SIZE, bold=True, border="thin", fill="D9D9D9", horizontal="center", vertical="center", wrap=True
)
_CELL = NewStyle(size=_SIZE, border="thin", vertical="top", wrap=True)
_CENTRED = _CELL._replace(horizontal="center")
_LINK = _CENTRED._replace(color="0563C1", underline=True)
_EMPHASIS = _CENTRED._replace(bold=True)
_ASKED = _CELL._replace(fill="FFFBE3")


class Column(NamedTuple):
    """A column of the sheet: header and width in characters."""

    header: str
    width: float
    centred: bool = False
    for_unit: bool = False
    """The unit types in it."""


class Entry(NamedTuple):
    """One row: its texts by column, and the cell of the form that the link column leads to."""

    texts: tuple[str, ...]
    link: str | None = None
    """``'Chấm điểm'!E12``."""
    asks: bool = False
    """The unit is to answer."""


def sheet(
    name: str,
    title: str,
    intro: Sequence[str],
    columns: Sequence[Column],
    link_column: int,
    entries: Sequence[Entry],
) -> NewSheet:
    """The sheet: title, lines of introduction, a table with filter buttons. Texts stay texts, whatever
    they begin with."""
    widths = tuple(column.width for column in columns)
    last = len(columns)
    rows: list[tuple[NewCell, ...]] = [(NewCell(title, _TITLE),)]
    heights = {1: row_height([(title, sum(widths), True)], 14, 24)}
    for line in intro:
        rows.append((NewCell(line, _INTRO),))
        heights[len(rows)] = row_height([(line, sum(widths), False)], _SIZE, 18)
    merges = tuple((row, 1, row, last) for row in range(1, len(rows) + 1))
    rows.append(tuple(NewCell(column.header, _HEADER) for column in columns))
    header_row = len(rows)
    heights[header_row] = row_height([(c.header, c.width, True) for c in columns], _SIZE, 20)
    for entry in entries:
        cells = []
        for place, (column, text) in enumerate(zip(columns, entry.texts, strict=True)):
            style = _CENTRED if column.centred else _CELL
            if place == link_column and entry.link:
                cells.append(NewCell(text, _LINK, entry.link))
                continue
            if column.for_unit and entry.asks:
                style = _ASKED
            elif place == 1 and entry.asks:
                style = _EMPHASIS
            cells.append(NewCell(text, style))
        rows.append(tuple(cells))
        heights[len(rows)] = row_height(
            [(text, width, False) for text, width in zip(entry.texts, widths, strict=True)], _SIZE, 18
        )
    return NewSheet(
        name=name,
        widths=widths,
        rows=tuple(rows),
        heights=heights,
        merges=merges,
        freeze_row=header_row,
        filter_area=(header_row, 1, max(len(rows), header_row + 1), last),
        repeat_row=header_row,
        landscape=True,
        footer="&CTrang &P/&N",
        gridlines=False,
    )


_NARROWEST, _WIDEST = 8.0, 50.0


def again(name: str, texts: Mapping[Address, str]) -> NewSheet | None:
    """The sheet once more from the texts that stand in it, those that the unit has typed among them; without
    its links. None where it has no table (no row fills its second column), or where something stands beside
    the lines above the table.

    Args:
        name: of the sheet.
        texts: by cell, none of them empty.
    """
    header = min((row for row, column in texts if column == 2), default=0)
    if not header or any(row < header and column > 1 for row, column in texts):
        return None
    last = max(column for _, column in texts)
    lines = {
        row: tuple(texts.get((row, column), "") for column in range(1, last + 1))
        for row in sorted({row for row, _ in texts})
    }
    above = [line[0] for row, line in lines.items() if row < header]
    table = [line for row, line in lines.items() if row >= header]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    columns = [
        Column(head, min(_WIDEST, max(_NARROWEST, float(width))))
        for head, width in zip(lines[header], widths, strict=True)
    ]
    title, *intro = above or [name]
    return sheet(name, title, intro, columns, -1, [Entry(line) for line in table[1:]])
