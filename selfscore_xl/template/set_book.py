"""A criteria set as a workbook that an official can edit; ``importing`` reads it back. What stands where
is laid down in ``set_file.sheets``."""

from __future__ import annotations

import io
from decimal import Decimal

from ..cell import column_letters, ref
from ..criteria import Criteria
from ..set_file.sheets import CRITERIA_SHEET, LEVEL, Column, SetSheet, Value, to_sheets
from .book import Book, Page
from .look import HEADER_FILL, LEVEL_FILLS, SIZE, Style
from .measuring import height, lines_of
from .printing import print_setup
from .seal import Facts, packed, seal

_HEADER = Style(bold=True, fill=HEADER_FILL, border=True, horizontal="center")
_CELL = Style(border=True, vertical="top")
_ROOM = 200
"""Rows below the last one that take the same words, for what is added."""


def build_set_book(criteria: Criteria) -> bytes:
    """The workbook of a set. The same set gives the same bytes."""
    book = Book()
    for content in to_sheets(criteria):
        _write(book.add(content.name), content)
    properties = book.workbook.properties
    properties.creator = "selfscore-xl"
    properties.title = criteria.title
    properties.language = "vi-VN"
    out = io.BytesIO()
    book.workbook.save(out)
    facts = {
        f"xl/worksheets/sheet{index}.xml": Facts({}, book.growing[sheet.title])
        for index, sheet in enumerate(book.workbook.worksheets, start=1)
    }
    return packed(seal(out.getvalue(), facts))


def _write(page: Page, content: SetSheet) -> None:
    sheet = page.sheet
    level = next((place for place, c in enumerate(content.columns) if c.header == LEVEL), None)
    for number, row in enumerate(content.rows, start=2):
        deeper = level is not None and _is_group(content, number - 2, level)
        style = _CELL._replace(bold=deeper, fill=_ground(row, level) if deeper else None)
        for place, value in enumerate(row, start=1):
            page.put(number, place, value, _look(style, value))
        texts = [
            lines_of(value, column.width, SIZE, style.bold)
            for column, value in zip(content.columns, row, strict=True)
            if isinstance(value, str) and value
        ]
        page.height(number, height(max(texts, default=1)), grows=True)
    # The header comes last: looks are made at the first cell while it has none of its own.
    for place, column in enumerate(content.columns, start=1):
        page.put(1, place, column.header, _HEADER)
        sheet.column_dimensions[column_letters(place)].width = column.width
    page.height(1, height(max(lines_of(c.header, c.width, SIZE, True) for c in content.columns)))
    _rules(page, content.columns, len(content.rows) + 1 + _ROOM)
    sheet.freeze_panes = ref(2, 3 if content.name == CRITERIA_SHEET else 1)
    sheet.sheet_view.showGridLines = False
    sheet.print_title_rows = "1:1"
    print_setup(sheet, landscape=True)


def _is_group(content: SetSheet, place: int, level: int) -> bool:
    """Does the next row stand one level deeper?"""
    own, following = content.rows[place][level], content.rows[place + 1 : place + 2]
    return bool(following) and isinstance(own, Decimal) and following[0][level] == own + 1


def _ground(row: tuple[Value, ...], level: int | None) -> str | None:
    value = row[level] if level is not None else None
    return LEVEL_FILLS[min(int(value), len(LEVEL_FILLS)) - 1] if isinstance(value, Decimal) else None


def _look(style: Style, value: Value) -> Style:
    if isinstance(value, Decimal):
        return style._replace(horizontal="right", wrap=False)
    # a code is text and stays text, also where it is typed anew
    return style._replace(format="@") if value is None or len(value) <= 30 else style


def _rules(page: Page, columns: tuple[Column, ...], last: int) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    for place, column in enumerate(columns, start=1):
        if not column.choices and not column.hint:
            continue
        letters = column_letters(place)
        rule = DataValidation(
            type="list" if column.choices else None,
            formula1=_list(column.choices) if column.choices else None,
            allow_blank=True,
            sqref=f"{letters}2:{letters}{last}",
            showErrorMessage=bool(column.choices),
            showInputMessage=bool(column.hint),
            errorTitle="Từ chưa đúng",
            error="Chọn một từ trong danh sách.",
        )
        if column.hint:
            rule.promptTitle, rule.prompt = column.header[:32], column.hint
        page.sheet.add_data_validation(rule)


def _list(words: tuple[str, ...]) -> str:
    return '"' + ",".join(words) + '"'
