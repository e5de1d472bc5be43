"""What to write back into a form: computed subtotals, marks at cells, and words for people.

Pure planning: the submission, its scores and its findings in, a plan out. The plan says what must
stand where, not how to change it, so planning for an annotated copy of a form gives the same plan
as planning for the form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from .appraisal import final, refused
from .cell import parse_ref, ref
from .criteria import Tree
from .finding import SEVERITIES, Place, Severity
from .grading import sentences
from .layout import FOOTER_FIELD, Field, Footer
from .record import NamedTuple
from .scoring import NodeScore, Scores, Totals, answers, facts_of
from .submission import Entry, Lines, Submission
from .text import Lang, Text, half_up

NOTE_AUTHOR = "selfscore-xl"
POINT_PLACES = 2
"""Subtotals are shown with two places, as the form's own formulas round them."""

SEVERITY_WORDS: dict[Severity, Text] = {
    "error": Text("Lỗi", "Error"),
    "warning": Text("Cảnh báo", "Warning"),
    "info": Text("Ghi chú", "Note"),
}
FILLS: dict[Severity, str] = {"error": "FFC7CE", "warning": "FFE699", "info": "DDEBF7"}


class Remark(NamedTuple):
    """A finding in words, in one language."""

    code: str
    severity: Severity
    criterion: str | None
    place: Place | None
    related: tuple[Place, ...]
    title: str
    message: str
    hint: str


class Mark(NamedTuple):
    """One change made in a workbook, as its ledger keeps it: what stood there and what was put
    there instead, so that an annotated copy can be read as what the unit entered."""

    sheet: str
    ref: str
    what: str
    """``value`` or ``fill``."""
    before: str
    after: str


class ValueEdit(NamedTuple):
    """A cell whose shown value must be the computed one; '' for a subtotal that must be blank."""

    entered: Entry
    value: Decimal | str


class Figure(NamedTuple):
    """A total as it was entered and as it is computed; None where it does not exist."""

    label: Text
    entered: Decimal | None
    computed: Decimal | None
    shown: bool
    """The form has a cell for it."""


class GradeLine(NamedTuple):
    """A grade and why it is what it is."""

    label: Text
    grade: str
    """Its name; a dash where there is none."""
    reasons: tuple[str, ...]
    """A sentence each."""


class Plan(NamedTuple):
    """Everything that is written into the annotated copy."""

    lang: Lang
    values: tuple[ValueEdit, ...]
    fills: Mapping[Place, Severity]
    notes: Mapping[Place, str]
    figures: tuple[Figure, ...]
    remarks: tuple[Remark, ...]
    counts: Mapping[Severity, int]
    unit: str
    period: str
    set_title: str
    grades: tuple[GradeLine, ...]
    status: Place
    """The line above the form's table."""
    checks: Mapping[Place, Place]
    """Where a finding is -> the cell ``Kiểm tra`` of its row, if that is still a formula."""


def plan(
    tree: Tree,
    submission: Submission,
    lines: Lines,
    scores: Scores | None,
    remarks: Iterable[Remark],
    lang: Lang,
) -> Plan:
    """Plan what to write into a copy of the form that the submission was read from; without scores nothing
    that is computed."""
    remarks = tuple(remarks)
    marked: dict[Place, Severity] = {}
    notes: dict[Place, list[str]] = {}
    for remark in remarks:
        where = remark.place
        if where is None or not where.ref:
            continue
        worst = min(remark.severity, marked.get(where, remark.severity), key=SEVERITIES.index)
        marked[where] = worst
        notes.setdefault(where, []).append(note(remark, lang))
    return Plan(
        lang=lang,
        values=()
        if scores is None
        else (*_subtotals(tree, lines, scores), *_footer(submission, scores.totals)),
        fills=marked,
        notes={where: "\n".join(texts) for where, texts in notes.items()},
        figures=()
        if scores is None
        else (*figures(submission, scores.totals), *appraised_figures(tree, submission, lines)),
        remarks=remarks,
        counts={severity: sum(one.severity == severity for one in remarks) for severity in SEVERITIES},
        unit=head_text(submission, "unit"),
        period=head_text(submission, "period"),
        set_title=tree.criteria.title,
        grades=() if scores is None else grades(tree, submission, lines, scores, lang),
        status=Place(submission.form.sheet, ref(max(submission.form.header_row - 1, 1), 1)),
        checks=_checks(submission, marked),
    )


def _checks(submission: Submission, places: Iterable[Place]) -> dict[Place, Place]:
    of_row = {
        row.number: row.entries[Field.CHECK].place
        for row in submission.rows
        if Field.CHECK in row and row.entries[Field.CHECK].formula is not None
    }
    rows = {place: parse_ref(place.ref)[0] for place in places if place.sheet == submission.form.sheet}
    return {place: of_row[number] for place, number in rows.items() if number in of_row}


def head_text(submission: Submission, name: str) -> str:
    """The unit, group or period that the form states: the cell people see, else the stamp."""
    for head, entry in submission.head.items():
        if head == name and not entry.is_empty:
            return entry.text.strip()
    return str(getattr(submission.identity, name, ""))


def note(remark: Remark, lang: Lang) -> str:
    """A finding as it stands in a cell's note."""
    return f"{SEVERITY_WORDS[remark.severity].to(lang)} {remark.code}: {remark.message}\n→ {remark.hint}"


def _subtotals(tree: Tree, lines: Lines, scores: Scores) -> Iterable[ValueEdit]:
    for key, line in lines.by_key.items():
        if tree[key].is_leaf:
            continue
        figures: NodeScore = scores.nodes[key]
        for field, value in ((Field.SELF, figures.score), (Field.APPRAISED, figures.appraised)):
            entry = line.row.entries.get(field)
            if entry is not None and (field is Field.SELF or entry.formula is not None):
                yield from _edit(entry, value)


def _footer(submission: Submission, totals: Totals) -> Iterable[ValueEdit]:
    for (footer, field), entry in submission.footer.items():
        if field is FOOTER_FIELD:
            value = footer_value(totals, footer)
            if value is None and footer is Footer.RATE:
                yield from _edit(entry, "—")
            else:
                yield from _edit(entry, value)
        elif entry.formula is None:
            continue
        elif field is Field.SELF and footer is Footer.MAX:
            yield from _edit(entry, totals.score)


def footer_value(totals: Totals, footer: Footer) -> Decimal | None:
    """The computed value of a footer line."""
    return {
        Footer.MAX: totals.max,
        Footer.EXCLUDED: totals.excluded,
        Footer.SELF: totals.score,
        Footer.PENALTY: totals.penalty,
        Footer.ACHIEVED: totals.achieved,
        Footer.RATE: totals.rate,
    }[footer]


def _edit(entry: Entry, value: Decimal | str | None) -> Iterable[ValueEdit]:
    """An edit where the entered value is not the right one. Of an annotated copy the entered value
    is what stood there before (see ``read.Mark``), so its ledger comes out the same again; what stands
    there now is written anew, lest a ledger that somebody made up keeps a wrong value."""
    if isinstance(value, Decimal):
        value = _plain(half_up(value, POINT_PLACES))
        if entry.number != value or entry.corrected:
            yield ValueEdit(entry, value)
    elif value is None:
        if (entry.kind != "blank" and entry.text != "") or entry.corrected:
            yield ValueEdit(entry, "")
    elif entry.text != value or entry.corrected:
        yield ValueEdit(entry, value)


def _plain(value: Decimal) -> Decimal:
    """Without trailing zeros and without exponent: the shortest exact text of the number."""
    text = f"{value:f}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


_APPLICABLE = Text("Tổng điểm áp dụng", "Applicable points")
_BONUS = Text("Tổng điểm cộng", "Bonus")
_LABELS = {
    Footer.MAX: Text("Tổng cộng tối đa theo cấp", "Maximum points"),
    Footer.EXCLUDED: Text("Tổng cộng điểm không chấm", "Excluded points"),
    Footer.SELF: Text("Tổng cộng tự đánh giá", "Self score"),
    Footer.PENALTY: Text("Tổng điểm bị trừ", "Penalty"),
    Footer.ACHIEVED: Text("Tổng điểm đạt được", "Points achieved"),
    Footer.RATE: Text("Tỷ lệ đạt được (%)", "Rate achieved (%)"),
}


_FINAL = (
    Text("Điểm áp dụng sau thẩm định", "Applicable points after appraisal"),
    Text("Điểm đạt được sau thẩm định", "Points achieved after appraisal"),
    Text("Tỷ lệ sau thẩm định (%)", "Rate after appraisal (%)"),
)


def appraised_figures(tree: Tree, submission: Submission, lines: Lines) -> tuple[Figure, ...]:
    """What a reviewer's copy comes to: appraised scores, over the base that the decisions on
    exclusions leave; nothing for a form that nobody has appraised."""
    if submission.decisions is None:
        return ()
    totals = after_appraisal(tree, submission, lines).totals
    values = (totals.applicable, totals.achieved, totals.rate)
    return tuple(Figure(label, None, value, False) for label, value in zip(_FINAL, values, strict=True))


_GRADE = Text("Xếp loại", "Grade")
_FINAL_GRADE = Text("Xếp loại sau thẩm định", "Grade after appraisal")


def grades(
    tree: Tree, submission: Submission, lines: Lines, scores: Scores, lang: Lang
) -> tuple[GradeLine, ...]:
    """The grade by the self scores, and of a reviewer's copy the one after appraisal; nothing where the
    set has no grades."""
    all_scores = [(_GRADE, scores)]
    if submission.decisions is not None:
        all_scores.append((_FINAL_GRADE, after_appraisal(tree, submission, lines)))
    return tuple(
        GradeLine(label, one.totals.grade or "—", sentences(tree.criteria, one.grading, lang))
        for label, one in all_scores
        if one.grading is not None
    )


def after_appraisal(tree: Tree, submission: Submission, lines: Lines) -> Scores:
    """What a reviewer's copy comes to, by the appraised scores and the decisions on exclusions."""
    facts = facts_of(tree.criteria, submission)
    return final(tree, answers(lines), refused(tree, submission), facts)


def figures(submission: Submission, totals: Totals) -> tuple[Figure, ...]:
    """The totals in the order of the form's footer, as entered and as computed."""
    listed = []
    for footer in Footer:
        entry = submission.footer.get((footer, FOOTER_FIELD))
        listed.append(
            Figure(
                _LABELS[footer],
                entry.number if entry else None,
                footer_value(totals, footer),
                entry is not None,
            )
        )
        if footer is Footer.EXCLUDED:
            listed.append(Figure(_APPLICABLE, None, totals.applicable, False))
        if footer is Footer.SELF and totals.bonus:
            listed.append(Figure(_BONUS, None, totals.bonus, False))
    return tuple(listed)
