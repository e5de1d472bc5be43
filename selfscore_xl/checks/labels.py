"""Headers and footer labels that stand in the form under another name than theirs."""

from __future__ import annotations

from ..cell import parse_ref
from ..checking import Context
from ..layout import FOOTER_FIELD, Field, Footer
from ..submission import Entry


def retyped_columns(context: Context) -> dict[Field, Entry]:
    """Columns that the form lacks and in whose place, between their neighbours, stands a header
    that is none of the form's: column -> its header cell."""
    form = context.submission.form
    found: dict[Field, Entry] = {}
    if len(form.columns) == len(Field):
        return found
    strays: dict[int, Entry] = {}
    for entry in context.submission.stray:
        row, number = parse_ref(entry.place.ref)
        if row == form.header_row:
            strays[number] = entry
    left = 0
    for field in Field:
        if field in form.columns:
            left = form.columns[field]
            continue
        right = min((number for number in form.columns.values() if number > left), default=None)
        between = [number for number in strays if number > left and (right is None or number < right)]
        if between:
            left = min(between)
            found[field] = strays.pop(left)
    return found


def missing_lines(context: Context) -> tuple[Footer, ...]:
    """Footer lines whose label was not found; none where their column is gone."""
    there = {line for line, _ in context.submission.footer}
    if FOOTER_FIELD not in context.submission.form.columns:
        return ()
    return tuple(line for line in Footer if line not in there)


def retyped_lines(context: Context) -> dict[Footer, Entry]:
    """Footer lines that the form lacks and in whose place, below the line before, stands a label
    that is none of the form's: line -> its label's cell."""
    submission = context.submission
    missing = missing_lines(context)
    found: dict[Footer, Entry] = {}
    if not missing or not submission.rows:
        return found
    labels = {
        submission.form.columns[field]
        for field in (Field.CODE, Field.TITLE)
        if field in submission.form.columns
    }
    strays: dict[int, Entry] = {}
    for entry in submission.stray:
        row, column = parse_ref(entry.place.ref)
        if column in labels and entry.kind == "text":
            strays.setdefault(row, entry)
    last = max(row.number for row in submission.rows)
    for line in Footer:
        if line not in missing:
            last = parse_ref(submission.footer[line, FOOTER_FIELD].place.ref)[0]
        elif last + 1 in strays:
            last += 1
            found[line] = strays[last]
    return found
