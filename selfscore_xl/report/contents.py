"""What the report says, in words and figures; how it looks is ``document``'s business.

Everything comes from what ``validate`` computed and found: the cached values of the form decide
nothing, so a form and its annotated copy give the same report. The document is in Vietnamese whatever
the language of messages. Figures in sentences are exact to two places, zeros at the end dropped; in
tables they have two places, as in the form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from .. import checking
from ..checking import Context, LeafLine
from ..criteria import Criteria, Criterion, Kind, Tree
from ..edits import POINT_PLACES, footer_value, head_text
from ..finding import Finding
from ..grading import Grading, sentences
from ..layout import EXCLUSION_MARK, FOOTER_FIELD, FOOTER_LABELS, HEADERS, Field, Footer
from ..outcome import Outcome
from ..record import NamedTuple
from ..scoring import ZERO, Scores, Totals
from ..submission import Entry, Lines
from ..text import fold, format_number, half_up, nfc, squash
from .settings import Settings

COLUMNS = tuple(field for field in Field if field is not Field.CHECK)
"""The columns of the annex: the form's, in its order."""
EVIDENCE_CHECKS = ("S401", "S402", "S403", "S405", "S406")
"""Checks whose findings are gaps in the evidence, in the order in which they are told. A name that the
scoring software cut short (S404) is a note to the unit, and no gap."""
MOST_DOMAINS = 20
DOTS = "……………………"


class Reason(NamedTuple):
    """Why criteria are taken out of the total: the smallest cover of all that have this reason."""

    codes: tuple[str, ...]
    points: Decimal
    text: str
    """One line, without a full stop; empty where the form gives no reason."""


class Loss(NamedTuple):
    """A criterion that was not scored in full."""

    code: str
    score: Decimal
    max: Decimal
    explanation: str
    by: str = ""
    """Of a group: the leaf that was missed and brought it to nothing."""


class Gap(NamedTuple):
    """Evidence that is missing or doubtful in one way, and where."""

    what: str
    codes: tuple[str, ...]


class Domain(NamedTuple):
    """A domain's line in the overview."""

    code: str
    title: str
    max: Decimal
    excluded: Decimal
    score: Decimal | None


class Row(NamedTuple):
    """A criterion's row of the annex; ``cells`` by column, texts with line breaks."""

    cells: Mapping[Field, str]
    level: int
    is_leaf: bool


class FooterRow(NamedTuple):
    """A line below the annex's table: label, value, and what stands under ``Tự đánh giá``."""

    label: str
    value: str
    score: str = ""


class Contents(NamedTuple):
    """Everything that the report states."""

    unit: str
    subject: str
    subject_lines: tuple[str, ...]
    """The subject where it does not fit on one line: what about, then the period."""
    annex_title: tuple[str, ...]
    """Lines of capitals."""
    basis: tuple[str, ...]
    addressees: tuple[str, ...]
    """The bodies that the report goes to, the unit itself left out; empty where none is known."""
    recipients: tuple[str, ...]
    """``Nơi nhận``, in its order, without punctuation."""
    totals: Totals
    converted: Decimal | None
    """The score on the set's own scale, where units are graded or ranked by it."""
    bonus: tuple[str, ...]
    penalties: tuple[str, ...]
    """Leaves that bonus beyond the base, and penalties, come from."""
    grade_notes: tuple[str, ...]
    """Why the grade is no higher."""
    domains: tuple[Domain, ...]
    """Empty where there is nothing to compare."""
    excluded: tuple[str, ...]
    """The smallest cover of the excluded leaves, in form order."""
    reasons: tuple[Reason, ...]
    full_marks: tuple[str, ...]
    """Marked, and by the set's policy given full marks instead of being taken out."""
    losses: tuple[Loss, ...]
    unscored: tuple[str, ...]
    scored_by_others: tuple[str, ...]
    gaps: tuple[Gap, ...]
    errors: tuple[str, ...]
    """Findings of severity error that the form still has, a sentence each."""
    rows: tuple[Row, ...]
    footer: tuple[FooterRow, ...]


def contents(outcome: Outcome, settings: Settings) -> Contents:
    """What the report of a form says.

    Args:
        outcome: of validating the form, with all checks; of a file that could be read.
        settings: what the form does not hold.
    """
    if outcome.tree is None or outcome.submission is None or outcome.scores is None:
        raise ValueError(f"{outcome.path} could not be read")
    tree, scores = outcome.tree, outcome.scores
    context = Context(tree, outcome.submission, Lines(outcome.submission), scores)
    unit = one_line(head_text(outcome.submission, "unit")) or settings.body or DOTS
    period = one_line(head_text(outcome.submission, "period")) or tree.criteria.period.name
    topic = _topic(tree.criteria)
    period = lower_first(period)
    dated = period and fold(period) not in fold(topic)
    bodies = settings.to or (tree.criteria.issuer,)
    addressees = tuple(body for body in bodies if fold(body) not in ("", fold(unit)))
    subject: tuple[str, ...]
    if settings.subject:
        subject = (settings.subject,)
        title = (settings.subject.upper(), f"của {unit}".upper())
    else:
        subject = (topic, period) if dated else (topic,)
        title = (topic.upper(), (f"của {unit} {period}" if dated else f"của {unit}").upper())
    unscored = [
        leaf
        for leaf in context.to_score
        if leaf.node.kind == "main" and scores.nodes[leaf.node.key].score is None
    ]
    return Contents(
        unit=unit,
        subject=" ".join(subject),
        subject_lines=subject,
        annex_title=title,
        basis=tuple(_basis(text) for text in settings.basis or tree.criteria.legal_basis),
        addressees=addressees,
        recipients=_recipients(settings, addressees),
        totals=scores.totals,
        converted=scores.totals.converted if _uses_converted(tree.criteria) else None,
        bonus=_beside(context, "bonus"),
        penalties=_beside(context, "penalty"),
        grade_notes=_grade_notes(tree.criteria, scores.grading),
        domains=_domains(tree, scores),
        excluded=scores.excluded,
        reasons=_reasons(context),
        full_marks=tree.cover(
            {
                leaf.node.key
                for leaf in context.leaves
                if leaf.excluded and leaf.node.in_total and leaf.node.key not in scores.excluded_leaves
            }
        ),
        losses=_losses(context),
        unscored=tuple(leaf.node.key for leaf in unscored),
        scored_by_others=tuple(
            leaf.node.key for leaf in context.leaves if leaf.node.rule.kind == "given" and not leaf.excluded
        ),
        gaps=_gaps(outcome.findings, [node.key for node in tree]),
        errors=_errors(outcome),
        rows=tuple(_rows(context)),
        footer=tuple(_footer(scores.totals)),
    )


# --- who and what about -------------------------------------------------------------------------


def _topic(criteria: Criteria) -> str:
    """The subject without the period: the set's title, as far as it is one."""
    title = clean(squash(criteria.title)).rstrip(" .")
    if fold(title).startswith("báo cáo "):
        title = title[8:9].upper() + title[9:]
    if fold(title).startswith(("kết quả", "tự ", "đánh giá", "công tác", "tình hình")):
        return title
    return f"Kết quả tự đánh giá, chấm điểm theo {lower_first(title)}"


def lower_first(text: str) -> str:
    """The text as it goes on in a sentence; an abbreviation keeps its capitals."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


_OPENED = ("căn cứ", "thực hiện", "theo ", "thi hành", "xét ", "triển khai")
_ORDERS = ("công văn", "kế hoạch", "chương trình", "thông báo", "chỉ thị", "kết luận", "công điện", "văn bản")


def _basis(text: str) -> str:
    """A legal basis with the word that opens it: what rules is ``căn cứ``, what orders ``thực hiện``."""
    text = squash(text).rstrip(" ;.,")
    if fold(text).startswith(_OPENED):
        return text
    return f"Thực hiện {text}" if fold(text).startswith(_ORDERS) else f"Căn cứ {text}"


def _recipients(settings: Settings, addressees: Sequence[str]) -> tuple[str, ...]:
    """``Nơi nhận``: who was addressed above comes first as ``Như trên``, the archive last."""
    first = ("Như trên",) if settings.to and settings.salutation and addressees else tuple(addressees)
    others = [text.strip(" -+–;.") for text in settings.copy_to]
    kept = [text for text in others if not fold(text).startswith("lưu")]
    archive = [text for text in others if fold(text).startswith("lưu")] or ["Lưu: VT"]
    return tuple(dict.fromkeys((*first, *kept, *archive)))


# --- figures ------------------------------------------------------------------------------------


def _uses_converted(criteria: Criteria) -> bool:
    return criteria.graded_by == "converted" or criteria.ranking.by == "converted"


def _grade_notes(criteria: Criteria, grading: Grading | None) -> tuple[str, ...]:
    """Why the grade is what it is, percentages as in the report's own lines. A sanction that nobody can
    judge yet is for the one who checks the form, not for the office that reads the report."""
    if grading is None:
        return ()
    reasons = tuple(one for one in grading.reasons if one.kind != "unstated" or one.grade)
    said = sentences(criteria, grading._replace(reasons=reasons), "vi")
    return tuple(re.sub(r"(?<=\d) %", "%", sentence) for sentence in said)


def _domains(tree: Tree, scores: Scores) -> tuple[Domain, ...]:
    roots = [root for root in tree.roots if root.in_total]
    if not 1 < len(roots) <= MOST_DOMAINS:
        return ()
    found = [(root, scores.nodes[root.key]) for root in roots]
    return tuple(
        Domain(root.code, squash(root.title), node.max, node.excluded, node.score) for root, node in found
    )


def _reasons(context: Context) -> tuple[Reason, ...]:
    """The reasons of the excluded leaves, each told once, in form order.

    A reason stands where the mark stands, at the leaf itself or above it; else at the leaf.
    """
    lines, scores = context.lines.by_key, context.scores
    keys: dict[str, list[str]] = {}
    texts: dict[str, str] = {}
    for leaf in context.tree.leaves:
        if leaf.key not in scores.excluded_leaves:
            continue
        places = (*context.marks_of(leaf.key), leaf.key)
        said = (_reason(lines[place].explanation) for place in places if place in lines)
        text = next(filter(None, said), "")
        keys.setdefault(fold(text), []).append(leaf.key)
        texts.setdefault(fold(text), text)
    return tuple(
        Reason(
            context.tree.cover(set(leaves)),
            sum((scores.nodes[key].excluded for key in leaves), ZERO),
            texts[same],
        )
        for same, leaves in keys.items()
    )


_ASKED = re.compile(
    r"[\s.;,–-]*(?:\(\s*)?đề nghị (?:được )?trừ(?: vào)?(?: điểm tổng| tổng điểm)?[\s.;)]*\Z", re.I
)


def _reason(entry: Entry) -> str:
    """An explanation as a reason: without the words that ask for the exclusion, which stand above."""
    text = one_line(entry.text).rstrip(" .;")
    return _ASKED.sub("", text) or text


def _losses(context: Context) -> tuple[Loss, ...]:
    """Leaves scored below their maximum; of a group that one missed leaf brought to nothing the group."""
    scores, tree = context.scores, context.tree
    zeroed: dict[str, Loss] = {}
    found: list[Loss] = []
    for leaf in context.to_score:
        node = leaf.node
        figures = scores.nodes[node.key]
        if node.kind != "main":
            continue
        if node.zeroes_parent and node.parent and figures.score is not None and figures.score <= 0:
            group = scores.nodes[node.parent]
            zeroed.setdefault(
                node.parent,
                Loss(node.parent, ZERO, group.max - group.excluded, _explained(leaf), by=node.key),
            )
        elif figures.score is not None and figures.score < figures.max:
            found.append(Loss(node.key, figures.score, figures.max, _explained(leaf)))
    order = [node.key for node in tree]
    outermost = [key for key in zeroed if not any(up.key in zeroed for up in _above(tree, key))]
    kept = [one for one in found if not any(up.key in zeroed for up in _above(tree, one.code))]
    return tuple(
        sorted((*(zeroed[key] for key in outermost), *kept), key=lambda loss: order.index(loss.code))
    )


def _above(tree: Tree, key: str) -> list[Criterion]:
    return list(tree.lineage(key))[1:]


def _explained(leaf: LeafLine) -> str:
    return one_line(leaf.line.explanation.text).rstrip(" .;")


def _beside(context: Context, kind: Kind) -> tuple[str, ...]:
    """The leaves that points beyond the base come from: bonus, or penalty."""
    return tuple(
        leaf.key
        for leaf in context.tree.leaves
        if leaf.kind == kind
        and not leaf.in_total
        and leaf.key not in context.marked
        and context.scores.nodes[leaf.key].score
    )


def _gaps(findings: Iterable[Finding], order: Sequence[str]) -> tuple[Gap, ...]:
    found: dict[str, set[str]] = {}
    for finding in findings:
        if finding.criterion is not None:
            found.setdefault(finding.code, set()).add(finding.criterion)
    catalogue = checking.catalogue()
    return tuple(
        Gap(catalogue[code].CHECK.title.vi, tuple(key for key in order if key in found[code]))
        for code in EVIDENCE_CHECKS
        if code in found
    )


def _errors(outcome: Outcome) -> tuple[str, ...]:
    return tuple(
        one_line(checking.message(finding, "vi"))
        for finding, severity in zip(outcome.findings, outcome.severities, strict=True)
        if severity == "error"
    )


# --- the annex ----------------------------------------------------------------------------------


def _rows(context: Context) -> Iterable[Row]:
    lines, scores = context.lines.by_key, context.scores
    for node in context.tree:
        figures = scores.nodes[node.key]
        line = lines.get(node.key)
        marked = all(leaf.key in context.marked for leaf in context.tree.leaves_below(node.key))
        cells = {
            Field.CODE: node.code,
            Field.TITLE: squash(node.title),
            Field.MAX: points(figures.max),
            Field.EXCLUDED: EXCLUSION_MARK if marked or node.key in context.marked else "",
            Field.SELF: points(figures.score),
            Field.EVIDENCE: block(line.evidence.text) if line else "",
            Field.EXPLANATION: block(line.explanation.text) if line else "",
            Field.APPRAISED: points(figures.appraised),
            Field.OPINION: block(line.opinion.text) if line else "",
        }
        yield Row(cells, node.level, node.is_leaf)


def _footer(totals: Totals) -> Iterable[FooterRow]:
    for line in Footer:
        value = footer_value(totals, line)
        score = points(totals.score) if line is Footer.MAX and FOOTER_FIELD is Field.MAX else ""
        yield FooterRow(FOOTER_LABELS[line], "—" if value is None else points(value), score)


def headers() -> tuple[str, ...]:
    """The annex's header texts."""
    return tuple(HEADERS[field] for field in COLUMNS)


# --- texts --------------------------------------------------------------------------------------


def points(value: Decimal | None) -> str:
    """A figure in a table: ``4,59``, ``20,00``; nothing where there is none."""
    return "" if value is None else format_number(value, "vi", POINT_PLACES)


def number(value: Decimal) -> str:
    """A figure in a sentence: ``71,59``, ``150``."""
    return format_number(half_up(value, POINT_PLACES), "vi")


_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NOT_SEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def clean(text: str) -> str:
    """A text as a document may hold it, NFC: no control character, nothing that hides or reorders
    others, every kind of line break the same."""
    text = re.sub("\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", nfc(text))
    return _NOT_SEEN.sub("", _NO_XML.sub("", text)).replace("\t", " ")


def block(text: str) -> str:
    """A cell's text with its own lines, blank lines at the ends dropped."""
    lines = [line.rstrip() for line in clean(text).split("\n")]
    return "\n".join(lines).strip("\n")


def one_line(text: str) -> str:
    """A text of several lines as one: what is not closed by a mark is closed by a semicolon."""
    lines = [squash(line) for line in clean(text).split("\n")]
    joined = ""
    for line in filter(None, lines):
        joined += (" " if joined[-1:] in ".;:,!?" else "; ") + line if joined else line
    return joined
