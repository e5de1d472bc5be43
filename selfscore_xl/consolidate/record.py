"""What consolidation keeps of one form: its figures, claims and findings, in a few kilobytes.

A record comes back from a file that others may have changed, so reading one trusts nothing: whatever is
not exactly what ``pack`` writes is ``NotARecord``.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from .. import checking
from ..appraisal import decision, refused, without
from ..criteria import DIRECT, Criteria, Tree
from ..finding import SEVERITIES, Severity
from ..grading import sentences
from ..layout import Head
from ..outcome import Outcome
from ..record import NamedTuple
from ..scoring import Answer, Scores, Totals, answers, facts_of, marks, score
from ..sending import FORGIVEN
from ..submission import Lines, Submission
from ..text import Text, fold, squash

FORMAT = 2
"""Version of what ``pack`` writes."""
TELLING = 80
"""Characters of evidence and explanation from which on two units do not write the same by chance."""
LONGEST = 8_000_000
"""Bytes that a record may unpack to."""


DOUBTFUL = ("S502", "S804")
"""The checks of a single form that concern whose it is, and of when."""


class NotARecord(ValueError):
    """Bytes that ``pack`` did not make."""


class Sums(NamedTuple):
    """The totals of a form, in points; ``rate`` in percent, ``converted`` in points of the set's scale."""

    max: Decimal
    excluded: Decimal
    applicable: Decimal
    score: Decimal
    penalty: Decimal
    bonus: Decimal
    achieved: Decimal
    rate: Decimal | None
    converted: Decimal | None
    grade: str
    """Code of the grade that the unit's own figures give; '' where there is none."""
    reasons: tuple[str, ...]
    """Why the grade is what it is, in Vietnamese."""

    def totals(self) -> Totals:
        """As ``scoring`` has them."""
        return Totals(
            max=self.max,
            excluded=self.excluded,
            applicable=self.applicable,
            score=self.score,
            penalty=self.penalty,
            bonus=self.bonus,
            achieved=self.achieved,
            rate=self.rate,
            appraised=None,
            converted=self.converted,
        )


class State(NamedTuple):
    """One criterion's figures in points, by the self scores or after appraisal."""

    excluded: Decimal
    score: Decimal | None
    """As scored; of a group the sum."""
    counted: Decimal | None
    """What it adds to the total: within its cap, 0 in a group that a missed criterion zeroes, negative for a
    penalty; None for nothing."""
    out: bool
    """Taken out with everything below it: it is not scored."""


class Line(NamedTuple):
    """One criterion of a form."""

    key: str
    max: Decimal
    own: State
    final: State | None
    """After appraisal; None where nothing is appraised."""
    appraised: Decimal | None
    """Points by the appraiser."""


class Claim(NamedTuple):
    """An exclusion that the unit asks for: a criterion, or a group that is out for one reason."""

    key: str
    points: Decimal
    granted: str
    """The words of the criterion's own text that grant it; '' where it grants none."""
    reason: str
    decision: str
    """What was decided: ``chấp nhận``, ``không chấp nhận``, or '' where nothing is."""
    opinion: str
    """What the council wrote there."""


class Issue(NamedTuple):
    """A finding: its check, severity, criterion (or '') and cell (or '')."""

    code: str
    severity: Severity
    criterion: str
    cell: str


class Record(NamedTuple):
    """One readable form."""

    set_id: str
    """Of the set that the form names; of the one it was read with where it names none."""
    version: str
    unit: str
    group: str
    """Code of the unit group; '' where the set has none, or the form names none of them."""
    period: str
    saved: str
    """When the workbook says that it was saved."""
    own: Sums
    """By the self scores."""
    final: Sums | None
    """By the appraised scores, the self score where one is missing, over the base that the decisions on
    exclusions leave; None where nothing is appraised or decided."""
    reviewed: bool
    """It is a reviewer's copy."""
    appraised: int
    """Leaves that are appraised."""
    unappraised: int
    """Leaves that should be and are not."""
    lines: tuple[Line, ...]
    claims: tuple[Claim, ...]
    issues: tuple[Issue, ...]
    doubts: tuple[str, ...]
    """What is to be looked into before the form is ranked, a sentence each in Vietnamese: it was made for
    another unit (S804), or is of another period (S502)."""
    answers: str
    texts: str

    @property
    def errors(self) -> int:
        """Errors that keep the form from counting."""
        return sum(issue.severity == "error" and issue.code not in FORGIVEN for issue in self.issues)

    def count(self, severity: Severity) -> int:
        """Findings of a severity."""
        return sum(issue.severity == severity for issue in self.issues)


class Refused(NamedTuple):
    """A file that is no readable form, or a form of another set: the check that says so and the sentence, in
    both languages."""

    code: str
    vi: str
    en: str
    unit: str = ""


_OTHER_SET = Text(
    "Biểu của bộ tiêu chí khác («{seen}»), không phải «{used}» đang dùng; "
    "đơn vị cần nộp biểu của bộ «{used}».",
    "A form of another criteria set (“{seen}”), not of “{used}”; the unit must send a form of “{used}”.",
)


def of(outcome: Outcome) -> Record | Refused:
    """The record of a validated file."""
    tree, submission, scores, refusal = outcome.tree, outcome.submission, outcome.scores, outcome.refusal
    if refusal is not None:
        return Refused(
            refusal.code,
            f"{refusal.message.vi} {refusal.hint.vi}",
            f"{refusal.message.en} {refusal.hint.en}",
        )
    assert tree is not None
    assert submission is not None
    if scores is None:
        values = {"seen": submission.identity.set_id, "used": tree.criteria.id}
        sentences = _OTHER_SET.fill("vi", values), _OTHER_SET.fill("en", values)
        return Refused("S003", *sentences, _head(submission, Head.UNIT))
    criteria = tree.criteria
    lines = Lines(submission)
    given = answers(lines)
    changed = _appraised(tree, submission, given)
    after = None
    if changed is not None:
        after = score(_given_by_now(criteria, given).tree(), changed, facts_of(criteria, submission))
    identity = submission.identity
    other_version = any(finding.code == "S003" for finding in outcome.findings)
    reached = _out(tree, given)
    reached_after = None if changed is None else _out(tree, changed)
    to_appraise = [leaf.key for leaf in tree.leaves if leaf.key not in (after or scores).excluded_leaves]
    done = [key for key in to_appraise if key in given and given[key].appraised is not None]
    return Record(
        set_id=criteria.id,
        version=(identity.version if other_version else "") or criteria.version,
        unit=_head(submission, Head.UNIT),
        group=_group(criteria, submission),
        period=_head(submission, Head.PERIOD),
        saved=submission.source.saved,
        own=_sums(criteria, scores),
        final=None if after is None else _sums(criteria, after),
        reviewed=submission.decisions is not None,
        appraised=len(done),
        unappraised=len(to_appraise) - len(done),
        lines=tuple(
            Line(
                node.key,
                scores.nodes[node.key].max,
                _state(tree, node.key, scores, reached),
                None
                if after is None or reached_after is None
                else _state(tree, node.key, after, reached_after),
                scores.nodes[node.key].appraised,
            )
            for node in tree
        ),
        claims=tuple(_claims(tree, submission, scores, lines, given, reached)),
        issues=tuple(
            Issue(
                finding.code,
                severity,
                finding.criterion or "",
                finding.place.ref if finding.place else "",
            )
            for finding, severity in zip(outcome.findings, outcome.severities, strict=True)
        ),
        doubts=tuple(
            f"{finding.code}: {checking.message(finding, 'vi')}"
            for finding in outcome.findings
            if finding.code in DOUBTFUL
        ),
        answers=_digest(_typed(submission, lines)),
        texts=_told(lines),
    )


def _appraised(
    tree: Tree, submission: Submission, given: Mapping[str, Answer]
) -> Mapping[str, Answer] | None:
    """The answers with the appraiser's scores in the place of the unit's own, and without the exclusions
    that were refused; None where nothing is appraised or decided."""
    decided = any(decision(entry) for entry in (submission.decisions or {}).values())
    if not decided and all(answer.appraised is None for answer in given.values()):
        return None
    answers = without(tree, given, refused(tree, submission))
    return {
        key: answer if answer.appraised is None else answer._replace(score=answer.appraised)
        for key, answer in answers.items()
    }


def _given_by_now(criteria: Criteria, given: Mapping[str, Answer]) -> Criteria:
    """The set with what others have scored by now as scores like any other: ``score`` leaves out what the
    unit itself must not score."""
    nodes = tuple(
        node._replace(rule=DIRECT)
        if node.rule.kind == "given" and node.key in given and given[node.key].appraised is not None
        else node
        for node in criteria.nodes
    )
    return criteria if nodes == criteria.nodes else criteria._replace(nodes=nodes)


def _out(tree: Tree, given: Mapping[str, Answer]) -> frozenset[str]:
    return marks(tree, [key for key, answer in given.items() if answer.marked]).reached


def _state(tree: Tree, key: str, scores: Scores, reached: frozenset[str]) -> State:
    figures = scores.nodes[key]
    return State(
        figures.excluded,
        figures.score,
        scores.counted[key],
        all(leaf.key in reached for leaf in tree.leaves_below(key)),
    )


def _sums(criteria: Criteria, scores: Scores) -> Sums:
    totals, grading = scores.totals, scores.grading
    return Sums(
        totals.max,
        totals.excluded,
        totals.applicable,
        totals.score,
        totals.penalty,
        totals.bonus,
        totals.achieved,
        totals.rate,
        totals.converted,
        grading.grade.code if grading is not None and grading.grade is not None else "",
        () if grading is None else sentences(criteria, grading, "vi"),
    )


def _head(submission: Submission, head: Head) -> str:
    entry = submission.head.get(head)
    return "" if entry is None else squash(entry.text)


def _group(criteria: Criteria, submission: Submission) -> str:
    """The unit group that the form was made for, or else the one that it names."""
    for said in (submission.identity.unit_group, _head(submission, Head.UNIT_GROUP)):
        for group in criteria.unit_groups:
            if fold(said) and fold(said) in (fold(group.code), fold(group.name)):
                return group.code
    return ""


def _claims(
    tree: Tree,
    submission: Submission,
    scores: Scores,
    lines: Lines,
    given: Mapping[str, Answer],
    reached: frozenset[str],
) -> Iterator[Claim]:
    """The largest nodes that are out as a whole, for one reason and on one basis."""
    said: dict[str, tuple[str, str]] = {}
    for leaf in tree.leaves:
        if leaf.key in reached:
            mark = _mark(tree, given, leaf.key)
            said[leaf.key] = tree.basis(mark), _reason(lines, tree, leaf.key, mark)
    claimed: set[str] = set()
    for node in tree:
        if node.parent in claimed:
            claimed.add(node.key)
            continue
        below = {said.get(leaf.key) for leaf in tree.leaves_below(node.key)}
        if len(below) == 1 and None not in below:
            claimed.add(node.key)
            ((basis, reason),) = (one for one in below if one is not None)
            line = lines.by_key.get(node.key)
            opinion = "" if line is None else line.opinion.text.strip()
            yield Claim(
                node.key,
                scores.nodes[node.key].excluded,
                basis,
                reason,
                _decided(tree, submission, node.key),
                opinion,
            )


def _mark(tree: Tree, given: Mapping[str, Answer], key: str) -> str:
    """The node whose mark takes a leaf out: itself, a group above, or a leaf that takes its group along."""
    nothing = Answer()
    for node in tree.lineage(key):
        for one in (node.key, *tree.leaves_that_take_all.get(node.key, ())):
            if given.get(one, nothing).marked:
                return one
    return key


def _reason(lines: Lines, tree: Tree, key: str, mark: str) -> str:
    """What the unit says of an exclusion: at the criterion itself, at the mark, or at the nearest above."""
    for one in (key, mark, *(node.key for node in tree.lineage(key))):
        line = lines.by_key.get(one)
        if line is not None and not line.explanation.is_empty:
            return line.explanation.text.strip()
    return ""


def _decided(tree: Tree, submission: Submission, key: str) -> str:
    """What was decided on a claim, at its criterion or at the nearest above it."""
    said = submission.decisions or {}
    found = (decision(said.get(node.key)) for node in tree.lineage(key))
    return next((str(one) for one in found if one is not None), "")


def _typed(submission: Submission, lines: Lines) -> Iterable[tuple[str, str, str]]:
    for line in lines:
        for name, entry in (
            ("mark", line.mark),
            ("score", line.score),
            ("evidence", line.evidence),
            ("explanation", line.explanation),
        ):
            if not entry.is_empty and entry.formula is None:
                yield line.key, name, fold(entry.text)
    for (key, name), entry in submission.data.items():
        if not entry.is_empty:
            yield key, name, fold(entry.text)


def _told(lines: Lines) -> str:
    texts = [
        (line.key, name, fold(entry.text))
        for line in lines
        for name, entry in (("evidence", line.evidence), ("explanation", line.explanation))
        if not entry.is_empty
    ]
    return _digest(texts) if sum(len(text) for _, _, text in texts) >= TELLING else ""


def _digest(parts: Iterable[tuple[str, str, str]]) -> str:
    text = "\x1e".join("\x1f".join(part) for part in sorted(parts))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


# --- to bytes and back --------------------------------------------------------------------------------


def pack(found: Record | Refused) -> bytes:
    """The record as bytes."""
    kind = "record" if isinstance(found, Record) else "refused"
    text = json.dumps([FORMAT, kind, _plain(found)], ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 6)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value


def unpack(data: bytes) -> Record | Refused:
    """What ``pack`` made into bytes.

    Raises:
        NotARecord: it was not made by ``pack``.
    """
    try:
        opened = zlib.decompressobj()
        text = opened.decompress(data, LONGEST)
        if opened.unconsumed_tail or not opened.eof:
            raise NotARecord("too long, or cut")
        version, kind, fields = json.loads(text.decode("utf-8", "surrogatepass"))
        if version != FORMAT:
            raise NotARecord("another format")
        if kind == "refused":
            return Refused(*map(_text, _fixed(fields, 4)))
        if kind != "record":
            raise NotARecord("another kind")
        return _record(fields)
    except NotARecord:
        raise
    except (zlib.error, RecursionError, TypeError, ValueError, InvalidOperation) as error:
        raise NotARecord(str(error)) from None


def _record(fields: Any) -> Record:
    (
        set_id, version, unit, group, period, saved, own, final, reviewed, appraised, unappraised,
        lines, claims, issues, doubts, answers_digest, texts,
    ) = _fixed(fields, len(Record._fields))  # fmt: skip
    return Record(
        _text(set_id),
        _text(version),
        _text(unit),
        _text(group),
        _text(period),
        _text(saved),
        _read_sums(own),
        None if final is None else _read_sums(final),
        _truth(reviewed),
        _whole(appraised),
        _whole(unappraised),
        tuple(_read_line(_fixed(one, len(Line._fields))) for one in _list(lines)),
        tuple(
            Claim(_text(key), _points(points), _text(granted), _text(reason), _text(decided), _text(opinion))
            for key, points, granted, reason, decided, opinion in (_fixed(one, 6) for one in _list(claims))
        ),
        tuple(
            Issue(_text(code), _severity(severity), _text(criterion), _text(cell))
            for code, severity, criterion, cell in (_fixed(one, 4) for one in _list(issues))
        ),
        tuple(map(_text, _list(doubts))),
        _text(answers_digest),
        _text(texts),
    )


def _read_sums(data: Any) -> Sums:
    *figures, grade, reasons = _fixed(data, len(Sums._fields))
    maximum, excluded, applicable, own, penalty, bonus, achieved = map(_points, figures[:7])
    rate, converted = (None if one is None else _points(one) for one in figures[7:])
    return Sums(
        maximum,
        excluded,
        applicable,
        own,
        penalty,
        bonus,
        achieved,
        rate,
        converted,
        _text(grade),
        tuple(map(_text, _list(reasons))),
    )


def _read_line(data: list[Any]) -> Line:
    key, maximum, own, final, appraised = data
    return Line(
        _text(key),
        _points(maximum),
        _read_state(own),
        None if final is None else _read_state(final),
        None if appraised is None else _points(appraised),
    )


def _read_state(data: Any) -> State:
    excluded, scored, counted, out = _fixed(data, len(State._fields))
    return State(
        _points(excluded),
        None if scored is None else _points(scored),
        None if counted is None else _points(counted),
        _truth(out),
    )


def _fixed(data: Any, length: int) -> list[Any]:
    if len(_list(data)) != length:
        raise NotARecord("another number of fields")
    return _list(data)


def _list(data: Any) -> list[Any]:
    if not isinstance(data, list):
        raise NotARecord("not a list")
    return data


def _text(data: Any) -> str:
    if not isinstance(data, str):
        raise NotARecord("not a text")
    return data


def _truth(data: Any) -> bool:
    if not isinstance(data, bool):
        raise NotARecord("not a truth value")
    return data


def _whole(data: Any) -> int:
    if type(data) is not int or data < 0:
        raise NotARecord("not a number")
    return data


def _points(data: Any) -> Decimal:
    return _number(_text(data))


@lru_cache(maxsize=4096)
def _number(text: str) -> Decimal:
    """Forms hold the same few numbers again and again: each is kept once."""
    number = Decimal(text)
    if not number.is_finite():
        raise NotARecord("not a number")
    return number


def _severity(data: Any) -> Severity:
    if data not in SEVERITIES:
        raise NotARecord("not a severity")
    severity: Severity = data
    return severity
