"""Values and places as the sentences of checks show them, in both languages."""

from __future__ import annotations

from decimal import Decimal

from ..cell import column_letters, parse_ref, ref
from ..checking import Context
from ..finding import Place
from ..layout import FOOTER_FIELD, FOOTER_LABELS, HEADERS, Field, Footer, Head
from ..submission import Entry
from ..text import Text, format_number, visible

BLANK = Text("để trống", "blank")
REPAIR = Text(
    "chép các câu trả lời sang một biểu mới (lệnh «selfscore-xl repair» làm việc này) rồi nộp biểu mới",
    "move the answers to a fresh form (the command “selfscore-xl repair” does it) and submit that one",
)
"""What cures any damage to the form itself; the end of a hint, without its period."""


def quoted(text: str, limit: int = 60) -> Text:
    """A text from the workbook, with what cannot be seen drawn."""
    drawn = visible(text, limit)
    return Text(f"«{drawn}»", f"“{drawn}”")


def seen(entry: Entry) -> Text:
    """What stands in a cell."""
    if entry.is_empty:
        return BLANK
    if entry.kind == "number" and entry.number is not None:
        return figure(entry.number)
    return quoted(entry.text or entry.raw)


def figure(value: Decimal | None) -> Text:
    """A number, or that there is none."""
    return BLANK if value is None else Text(format_number(value, "vi"), format_number(value, "en"))


def state(entry: Entry) -> Text:
    """What stands in a cell, as the end of «ô … đang»."""
    now = seen(entry)
    return now if entry.is_empty else Text(f"là {now.vi}", now.en)


def column(field: Field) -> Text:
    """A column of the form by its header."""
    return quoted(HEADERS[field])


def letters(address: str) -> str:
    """Column letters of A1 notation."""
    return column_letters(parse_ref(address)[1])


def differing(one: str, other: str, width: int = 60) -> tuple[Text, Text]:
    """Two long texts, each cut to the stretch around their first difference."""
    length = min(len(one), len(other))
    at = next((index for index in range(length) if one[index].casefold() != other[index].casefold()), length)
    start = (
        max(one.rfind(" ", 0, max(at - 15, 0)) + 1, at - 30, 0) if max(len(one), len(other)) > width else 0
    )
    front = "…" if start else ""
    return quoted(front + one[start:], width), quoted(front + other[start:], width)


def header_cell(context: Context, field: Field) -> Place:
    """The header cell of a column, or of the nearest one that the form still has to its left."""
    form = context.submission.form
    fields = list(Field)
    for one in reversed(fields[: fields.index(field) + 1]):
        if one in form.columns:
            return Place(form.sheet, ref(form.header_row, form.columns[one]))
    return Place(form.sheet, ref(form.header_row, 1))


def footer_line(line: Footer, field: Field) -> Text:
    """A value below the table by its label, and by its column where that is not the usual one."""
    label = quoted(FOOTER_LABELS[line])
    if field is FOOTER_FIELD:
        return Text(f"Dòng {label.vi}", f"Line {label.en}")
    title = column(field)
    return Text(f"Dòng {label.vi}, cột {title.vi},", f"Line {label.en}, column {title.en},")


def listed_count(text: Text, count: int) -> Text:
    """What one cell holds, and that others are like it."""
    if count == 1:
        return text
    return Text(f"{text.vi} (và {count - 1} ô khác cũng vậy)", f"{text.en} (and {count - 1} more like it)")


def head_place(context: Context, head: Head) -> Place:
    """The cell of a line in the unit's block; the sheet where the line was deleted."""
    entry = context.submission.head.get(head)
    return entry.place if entry is not None else Place(context.submission.form.sheet, "")
