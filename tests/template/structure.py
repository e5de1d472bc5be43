"""A form's workbook as lines of text, for people to read what changed in it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter


def dump(form: bytes) -> list[str]:
    book = openpyxl.load_workbook(io.BytesIO(form))
    values = openpyxl.load_workbook(io.BytesIO(form), data_only=True)
    lines = list(_book(book))
    for sheet in book.worksheets:
        lines += ["", *_sheet(sheet), *_cells(sheet, values[sheet.title])]
    return lines


_ALLOWED = ("formatColumns", "formatRows", "autoFilter", "selectLockedCells", "insertRows", "sort")


def _book(book: Any) -> Iterator[str]:
    yield f"active: {book.active.title}; structure locked: {book.security.lockStructure}"
    for name, defined in sorted(book.defined_names.items()):
        yield f"name {name} = {defined.attr_text}{' (hidden)' if defined.hidden else ''}"
    for one in book.custom_doc_props.props:
        yield f"property {one.name} = {one.value}"


def _sheet(sheet: Any) -> Iterator[str]:
    yield f"== {sheet.title} ({sheet.sheet_state})"
    guard = sheet.protection
    flags = [name for name in _ALLOWED if not getattr(guard, name)]
    yield f"protected: {guard.sheet}; allowed: {', '.join(flags)}"
    yield f"frozen at {sheet.freeze_panes}; filter {sheet.auto_filter.ref}; summary below: " + str(
        sheet.sheet_properties.outlinePr.summaryBelow
    )
    setup = sheet.page_setup
    yield (
        f"paper {setup.paperSize} {setup.orientation}, fit {setup.fitToWidth} x {setup.fitToHeight}, area "
        f"{sheet.print_area}, repeated {sheet.print_title_rows}, footer {sheet.oddFooter.center.text!r}"
    )
    widths: list[str] = []
    for letters, column in sorted(sheet.column_dimensions.items(), key=lambda item: item[1].min):
        widths.append(f"{letters} {column.width:g}{' hidden' if column.hidden else ''}")
    yield "columns: " + ", ".join(widths)
    yield "merged: " + " ".join(sorted(str(area) for area in sheet.merged_cells.ranges))
    for rule in sheet.data_validations.dataValidation:
        limits = " ".join(part for part in (rule.operator, rule.formula1, rule.formula2) if part)
        yield f"rule {rule.sqref}: {rule.type} {limits} | {rule.errorTitle}: {rule.error}"
        yield f"    prompt {rule.promptTitle}: {rule.prompt!r}"
    for area in sheet.conditional_formatting:
        for rule in area.rules:
            yield f"colour {area.sqref}: {rule.formula[0]}"


def _cells(sheet: Any, values: Any) -> Iterator[str]:
    """Every cell that can be seen; of the hidden ones each formula once."""
    hidden = {letters for letters, column in sheet.column_dimensions.items() if column.hidden}
    seen: dict[str, str] = {}
    for row in sheet.iter_rows():
        shown = [cell for cell in row if cell.value is not None or not cell.protection.locked]
        if shown:
            dimension = sheet.row_dimensions[row[0].row]
            yield (
                f"-- row {row[0].row}: {dimension.height or 0:g} pt, level {dimension.outlineLevel}, "
                f"{'fixed' if dimension.customHeight else 'grows'}"
            )
        for cell in shown:
            is_hidden = get_column_letter(cell.column) in hidden
            at = cell.coordinate
            if cell.data_type != "f":
                if not is_hidden:
                    yield f"{at} {_look(cell)} {cell.value!r}"
                continue
            # Formulas of a column are the same but for their row.
            text = re.sub(rf"(?<=[A-Z]){cell.row}\b", "#", cell.value)
            first = seen.setdefault(text, at)
            if first == at:
                yield f"{at} {_look(cell)} {text} -> {values[at].value!r}"
            elif not is_hidden:
                yield f"{at} {_look(cell)} as {first} -> {values[at].value!r}"


def _look(cell: Any) -> str:
    kind = f"{cell.font.sz:g}{' b' if cell.font.b else ''}{' i' if cell.font.i else ''}"
    ground = cell.fill.start_color.rgb[2:] if cell.fill.patternType else "none"
    return f"[{kind} {ground} {cell.number_format}]{'' if cell.protection.locked else ' open'}"
