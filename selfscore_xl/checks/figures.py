"""Subtotals and totals that a form shows, against those that follow from its answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from ..checking import Context
from ..edits import POINT_PLACES, footer_value
from ..layout import FOOTER_FIELD, Field, Footer
from ..record import NamedTuple
from ..scoring import Scores, answers, score
from ..submission import Entry
from ..text import half_up
from .rows import max_differs, survey

_NOTHING = frozenset(("—", "–", "-"))
"""What a rate shows when nothing is left to score."""


class Figure(NamedTuple):
    """A cell of the form that a formula fills: what it shows and what is right."""

    entry: Entry
    computed: Decimal | None
    """Rounded half up as the form shows it; None where the cell must be blank."""
    differs: bool
    typed: bool
    """A value, or nothing, stands where the form has its formula. (Nothing where nothing must be
    seen is no damage that anybody could see.)"""


def subtotals(context: Context, field: Field) -> dict[str, Figure]:
    """The subtotal of every group whose row the form has. ``field`` is ``SELF`` or ``APPRAISED``.

    A subtotal differs from neither the answers' sum nor what the form's own formulas make of them:
    they may read a number typed as text as 0.
    """
    readings = _readings(context)
    found = {}
    for key, line in context.lines.by_key.items():
        entry = line.row.entries.get(field)
        if entry is None or not context.tree[key].children:
            continue
        nodes = [scores.nodes[key] for scores in readings]
        values = [_rounded(node.score if field is Field.SELF else node.appraised) for node in nodes]
        typed = _is_typed(context, entry, values[0])
        found[key] = Figure(entry, values[0], _differs(entry, values, typed), typed)
    return found


def totals(context: Context) -> dict[tuple[Footer, Field], Figure]:
    """The footer's values, and the self and appraised scores' totals in the line of the maximum."""
    readings = _readings(context)
    found = {}
    for (line, field), entry in context.submission.footer.items():
        if field is FOOTER_FIELD:
            values = [footer_value(scores.totals, line) for scores in readings]
        elif line is Footer.MAX:
            values = [
                scores.totals.score if field is Field.SELF else scores.totals.appraised for scores in readings
            ]
        else:
            continue
        values = [
            _rounded(value, context.criteria.rate_places if line is Footer.RATE else POINT_PLACES)
            for value in values
        ]
        typed = _is_typed(context, entry, values[0])
        differs = _differs(entry, values, typed) or (
            line is Footer.RATE and values[0] is None and entry.number is not None
        )
        found[line, field] = Figure(entry, values[0], differs, typed)
    return found


def are_calculated(context: Context) -> bool:
    """The program that saved the form has calculated it. Some write 0, or nothing, as the value of
    every formula; that is no claim of anybody's."""
    cells = [entry for entry in context.submission.footer.values() if entry.formula is not None]
    cells += [
        line.row.entries[Field.SELF]
        for key, line in context.lines.by_key.items()
        if context.tree[key].children and Field.SELF in line.row.entries
    ]
    return any(entry.number or entry.kind == "error" for entry in cells)


class Doubt(NamedTuple):
    """Where a difference has a cause that has its own finding."""

    groups: frozenset[str]
    """Groups above a row that is missing, repeated or retyped, or above a score that form and
    checker must read differently (a date, an error value, ``1.714``); all of them where the marks
    or the scores have lost their column."""
    totals: bool


def doubt(context: Context) -> Doubt:
    """What cannot be judged by its sum."""
    tree, rows = context.tree, survey(context)
    if not context.submission.form.columns.keys() >= {Field.EXCLUDED, Field.SELF}:
        return Doubt(frozenset(node.key for node in tree), True)
    struck = {node.key for node in rows.missing}
    struck.update(rows.retyped.values())
    struck.update(row.key for row in context.submission.rows if row.number in rows.retyped and row.key)
    struck.update(same[0].key for same in rows.repeated if same[0].key is not None)
    for line in context.lines:
        if line.score.ambiguous or (line.score.kind in ("error", "date") and not tree[line.key].children):
            struck.add(line.key)
    groups = frozenset(node.key for key in struck for node in tree.lineage(key))
    changed = any(max_differs(row, tree[key]) for key, row in rows.of.items())
    return Doubt(groups, bool(struck) or changed)


def deepest(figures: Mapping[str, Figure], context: Context) -> Iterator[str]:
    """The groups that differ and hold no other that differs: the sums above them go wrong with
    them."""
    above: set[str] = set()
    for node in reversed(context.tree.nodes):
        if node.key in figures and figures[node.key].differs:
            if node.key not in above:
                yield node.key
            above.update(one.key for one in context.tree.lineage(node.key))


def _readings(context: Context) -> list[Scores]:
    if not any(line.score.kind == "text" and line.score.number is not None for line in context.lines):
        return [context.scores]
    as_numbers = {
        key: answer if context.lines.by_key[key].score.kind == "number" else answer._replace(score=None)
        for key, answer in answers(context.lines).items()
    }
    return [context.scores, score(context.tree, as_numbers)]


def _rounded(value: Decimal | None, places: int = POINT_PLACES) -> Decimal | None:
    return None if value is None else half_up(value, places)


def _is_typed(context: Context, entry: Entry, computed: Decimal | None) -> bool:
    if not context.submission.source.formulas_seen or entry.formula is not None or entry.merged:
        return False
    return computed is not None or not entry.is_empty


def _differs(entry: Entry, values: list[Decimal | None], typed: bool) -> bool:
    if entry.is_empty:
        # With a formula it has merely not been calculated.
        return typed
    if entry.number is None:
        return entry.text.strip() not in _NOTHING or None not in values
    # The ninth place takes away what binary arithmetic adds: 4.584999999999999 is 4.585.
    shown = half_up(entry.number, 9)
    return not any(
        shown == 0 if value is None else half_up(shown, -int(value.as_tuple().exponent)) == value
        for value in values
    )
