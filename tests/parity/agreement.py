"""What a form shows after an application computed it, against what the checks say of the same file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from selfscore_xl import checking
from selfscore_xl.checking import LIVE, Context
from selfscore_xl.criteria import Criteria
from selfscore_xl.layout import Field, Footer
from selfscore_xl.read import open_form, read
from selfscore_xl.scoring import answers, score
from selfscore_xl.submission import Lines
from selfscore_xl.template import live
from selfscore_xl.template.columns import POINT_PLACES
from selfscore_xl.text import half_up
from tests.office.client import Value

NO_RATE = "—"


class Differs(NamedTuple):
    """A cell that shows something else than the checks say."""

    what: str
    shown: Value
    expected: Value


def context_of(criteria: Criteria, form: Path) -> Context:
    """What the checks look at, of a file as it was saved."""
    tree = criteria.tree()
    submission = read(open_form(form), tree, form.name)
    lines = Lines(submission)
    return Context(tree, submission, lines, score(tree, answers(lines)))


def differences(context: Context, shown: Mapping[str, Value], last_digits: int = 0) -> list[Differs]:
    """The subtotals, footer lines and ``Kiểm tra`` of the form that are not what Python says.

    Args:
        context: of the file.
        shown: the form sheet's values by address, as an application computed them.
        last_digits: places to which numbers agree; 0 where they are equal to the last digit.
    """
    found = []
    for what, ref, expected in expectations(context):
        value = shown.get(ref, "")
        if last_digits and isinstance(value, float) and isinstance(expected, float):
            same = round(value - expected, last_digits) == 0
        else:
            same = value == expected and isinstance(value, str) == isinstance(expected, str)
        if not same:
            found.append(Differs(f"{ref} {what}", value, expected))
    return found


def expectations(context: Context) -> Iterator[tuple[str, str, Value]]:
    """What, in which cell, with which value."""
    said = words(context)
    for key, line in context.lines.by_key.items():
        entries = line.row.entries
        node = context.scores.nodes[key]
        if not context.tree[key].is_leaf:
            yield f"self score of {key}", entries[Field.SELF].place.ref, number(node.score)
            yield f"appraised score of {key}", entries[Field.APPRAISED].place.ref, number(node.appraised)
        yield f"Kiểm tra of {key}", entries[Field.CHECK].place.ref, said[key]
    totals = context.scores.totals
    footer = {
        (Footer.MAX, Field.MAX): number(totals.max),
        (Footer.MAX, Field.SELF): number(totals.score),
        (Footer.MAX, Field.APPRAISED): number(totals.appraised),
        (Footer.EXCLUDED, Field.MAX): number(totals.excluded),
        (Footer.SELF, Field.MAX): number(totals.score),
        (Footer.PENALTY, Field.MAX): number(totals.penalty),
        (Footer.ACHIEVED, Field.MAX): number(totals.achieved),
        (Footer.RATE, Field.MAX): NO_RATE if totals.rate is None else float(totals.rate),
    }
    for (which, field), value in footer.items():
        yield f"footer {which}", context.submission.footer[which, field].place.ref, value


def words(context: Context) -> dict[str, str]:
    """What ``Kiểm tra`` has to say of each criterion that stands in the form."""
    findings: dict[str, set[str]] = {}
    for finding in checking.run(context):
        assert finding.code != "S901", finding
        if finding.criterion is not None:
            findings.setdefault(finding.criterion, set()).add(finding.code)
    said = {}
    for key in context.lines.by_key:
        first = next((code for code in LIVE if code in findings.get(key, ())), None)
        if first is not None:
            said[key] = live.words(first)
        else:
            is_dropped = key in context.scores.excluded_leaves
            said[key] = live.at_rest(context.tree[key], key in context.marked, is_dropped)
    return said


def number(value: object) -> Value:
    """A total as the form rounds it; nothing where there is none."""
    return float(half_up(value, POINT_PLACES)) if isinstance(value, Decimal) else ""
