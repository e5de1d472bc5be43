"""What a form shows after an application computed it, against what the checks say of the same answers.

Nothing here knows a formula: what is expected comes from the reader, the scoring and the checks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from selfscore_xl import checking
from selfscore_xl.cell import ref
from selfscore_xl.checking import LIVE, Context
from selfscore_xl.criteria import Criteria, Criterion
from selfscore_xl.layout import DATA_SHEET, FORM_SHEET, DataField, Field, Footer, Layout
from selfscore_xl.read import open_form, read
from selfscore_xl.scoring import answers, proposed, score
from selfscore_xl.submission import Lines
from selfscore_xl.template import live
from selfscore_xl.template.columns import POINT_PLACES
from selfscore_xl.template.expressions import words as in_words
from selfscore_xl.text import half_up
from tests.office.client import Value

NO_RATE = "—"

Shown = Mapping[str, Mapping[str, Value]]
"""Sheet name -> address -> value, as an application computed it; blanks may be left out."""


class Expected(NamedTuple):
    """What a cell has to show."""

    what: str
    sheet: str
    ref: str
    value: Value


class Differs(NamedTuple):
    """A cell that shows something else than the checks say."""

    what: str
    shown: Value
    expected: Value


def context_of(criteria: Criteria, form: Path | bytes) -> Context:
    """What the checks look at, of a file."""
    tree = criteria.tree()
    submission = read(open_form(form), tree, "form.xlsx")
    lines = Lines(submission)
    return Context(tree, submission, lines, score(tree, answers(lines)))


def differences(context: Context, shown: Shown, last_digits: int = 0) -> list[Differs]:
    """Whatever the form shows that is not what Python says: subtotals, footer lines, rate, status line,
    ``Kiểm tra``, and the proposals and words of the data sheet.

    Args:
        context: of a form with the same answers.
        shown: as an application computed it.
        last_digits: places to which numbers agree; 0 where they are equal to the last digit.
    """
    found = []
    for one in expectations(context):
        value = shown[one.sheet].get(one.ref, "")
        if last_digits and isinstance(value, float) and isinstance(one.value, float):
            same = round(value - one.value, last_digits) == 0
        else:
            same = value == one.value and isinstance(value, str) == isinstance(one.value, str)
        if not same:
            found.append(Differs(f"{one.ref} {one.what}", value, one.value))
    return found


def expectations(context: Context) -> list[Expected]:
    """Every cell that says something about the answers."""
    return [*_form(context), *_figures(context), *_facts(context)]


def _form(context: Context) -> Iterator[Expected]:
    said = words(context)
    for key, line in context.lines.by_key.items():
        entries = line.row.entries
        node = context.scores.nodes[key]
        shown = {Field.CHECK: said[key]}
        if not context.tree[key].is_leaf:
            shown |= {Field.SELF: number(node.score), Field.APPRAISED: number(node.appraised)}
        for field, value in shown.items():
            yield Expected(f"{field} of {key}", FORM_SHEET, entries[field].place.ref, value)
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
        at = context.submission.footer[which, field].place.ref
        yield Expected(f"footer {which}", FORM_SHEET, at, value)
    yield Expected("status line", FORM_SHEET, ref(Layout.status_row, 1), status(context, said))


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


def status(context: Context, said: Mapping[str, str]) -> str:
    """The line above the table."""
    totals, tree = context.scores.totals, context.tree
    to_score = [
        leaf for leaf in context.leaves if leaf.node.kind == "main" and leaf.node.rule.kind != "given"
    ]
    done = [leaf for leaf in to_score if leaf.excluded or leaf.line.score.number is not None]
    wrong = sum(text.startswith(live.WRONG) for text in said.values())
    figures = [
        ("Tổng", totals.max),
        ("Không chấm", totals.excluded),
        ("Áp dụng", totals.applicable),
        ("Tự chấm", totals.score),
    ]
    if any(root.kind == "bonus" and not root.in_total for root in tree.roots):
        figures.append(("Điểm cộng", totals.bonus))
    if any(root.kind == "penalty" for root in tree.roots):
        figures.append(("Điểm trừ", totals.penalty))
    places = context.criteria.rate_places
    parts = [
        f"Đã chấm {len(done)}/{len(to_score)} tiêu chí",
        f"{wrong} dòng cần xem lại",
        *(f"{label} {in_words(value, POINT_PLACES)}" for label, value in figures),
        "Tỷ lệ " + (NO_RATE if totals.rate is None else in_words(totals.rate, places) + " %"),
    ]
    return " · ".join(parts)


def _figures(context: Context) -> Iterator[Expected]:
    layout = Layout(context.criteria)
    found: dict[tuple[str, str], set[str]] = {}
    for finding in checking.run(context, ("S111", "S112", "S113")):
        if finding.place is not None and finding.criterion is not None:
            at = finding.place.ref if finding.place.sheet == DATA_SHEET else ""
            found.setdefault((finding.criterion, at), set()).add(finding.code)
    seen: set[str] = set()
    for row in layout.data_rows:
        node, is_first = context.tree[row.key], row.key not in seen
        seen.add(row.key)
        points = proposed(node, context.figures(node)) if is_first else None
        said = ""
        if found.get((row.key, ref(row.row, layout.data_columns[DataField.VALUE]))):
            said = live.words("S113")
        elif is_first:
            said = _judged(context, node, points, found.get((row.key, ""), set()))
        offer = "" if points is None else float(points)
        for field, value in ((DataField.PROPOSED, offer), (DataField.CHECK, said)):
            at = ref(row.row, layout.data_columns[field])
            yield Expected(f"{field} of {row.key} {row.input.name}", DATA_SHEET, at, value)


def _judged(context: Context, node: Criterion, points: Decimal | None, found: set[str]) -> str:
    """What the data sheet says of the score that was typed for the figures."""
    if node.rule.kind == "alternatives":
        code, known = "S111", "level" in context.figures(node)
    else:
        code, known = "S112", points is not None
    wrong = next((one for one in ("S112", code) if one in found), None)
    if wrong is not None:
        return live.words(wrong)
    return live.FINE if known else ""


def _facts(context: Context) -> Iterator[Expected]:
    layout = Layout(context.criteria)
    wrong = {finding.place.ref for finding in checking.run(context, ("S113",)) if finding.place is not None}
    for row in layout.fact_rows:
        entry = context.submission.facts[row.fact.code]
        said = live.words("S113") if entry.place.ref in wrong else "" if entry.is_empty else live.FINE
        at = ref(row.row, layout.data_columns[DataField.CHECK])
        yield Expected(f"check of {row.fact.code}", DATA_SHEET, at, said)


def number(value: object) -> Value:
    """A total as the form rounds it; nothing where there is none."""
    return float(half_up(value, POINT_PLACES)) if isinstance(value, Decimal) else ""
