"""Answers from a form of one set into a form of the next: what may be carried, what may not, and why.

Explanations and evidence go along wherever a criterion has one successor. A score and a request for
exclusion were given for the old words, points and rules, so they go along only where none of these
changed. Nothing typed is lost: what is not carried is told with its content.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from .criteria import Criterion
from .criteria_diff import Aspect, Change, Diff
from .evidence import items
from .layout import EXCLUSION_MARK, GROUP_INPUTS, HEADERS, REVIEWER_INPUTS, UNIT_INPUTS, Field
from .record import NamedTuple
from .submission import Entry, Row, Submission, is_mark
from .text import Text, format_number

Typed = Decimal | str


CARRIED_NOTE = Text(
    "Nội dung của hàng này là của kỳ «{earlier}»: xác nhận, sửa hoặc xóa điểm và tài liệu cho kỳ «{now}».",
    "What stands in this row is of the period “{earlier}”: confirm, correct or delete the score and the "
    "evidence for the period “{now}”.",
)
"""Stands at a cell of the new form, where what was carried is of another period."""


class Carried(NamedTuple):
    """Something typed that is in the new form."""

    old: str
    new: str
    fields: tuple[Field, ...]
    note: Text
    """What happened to the criterion."""


class Left(NamedTuple):
    """Something typed that is not in the new form."""

    old: str
    new: tuple[str, ...]
    """The criteria that took the old one's place; empty where none did."""
    what: str
    """The column it was typed in, or the figure's name."""
    content: str
    reason: Text


class Migrated(NamedTuple):
    """The answers of an old form for a new one."""

    answers: Mapping[str, Mapping[Field, Typed]]
    """By key of the new set."""
    figures: Mapping[str, Mapping[str, Typed]]
    """By key of the new set: name of the rule's input -> figure."""
    carried: tuple[Carried, ...]
    left: tuple[Left, ...]
    fresh: tuple[str, ...]
    """Criteria of the new set that the old one did not have."""


_ASPECTS: dict[Aspect, Text] = {
    "reworded": Text("đã sửa lời", "was reworded"),
    "re-weighted": Text("đã đổi điểm tối đa", "has another maximum"),
    "moved": Text("đã chuyển sang chỗ khác", "stands in another place"),
    "rule-changed": Text("đã đổi cách chấm", "is scored in another way"),
    "evidence-changed": Text("đã đổi yêu cầu kiểm chứng", "asks for evidence otherwise"),
}
_EQUAL = Text("Tiêu chí giữ nguyên", "The criterion stayed as it was")
_MERGED = Text("Nhiều tiêu chí cũ gộp làm một", "Several old criteria were merged into one")
_SPLIT = Text(
    "Tiêu chí đã tách thành nhiều tiêu chí mới, cần chọn nội dung cho từng tiêu chí",
    "The criterion was split into several; choose what belongs to each",
)
_RETIRED = Text("Tiêu chí không còn trong bộ mới", "The new set has no such criterion")
_REVIEWED = Text("Kết quả thẩm định của kỳ trước", "The appraisal of an earlier period")
_GROUP_CHANGED = Text(
    "Các tiêu chí trong nhóm đã thay đổi nên phải xem lại đề nghị trừ",
    "The criteria of the group changed, so the exclusion must be asked for anew",
)
_NO_CRITERION = Text("Dòng có mã không thuộc bộ tiêu chí cũ", "Its row's code is not in the old set")
_REPEATED = Text("Dòng lặp lại một mã đã có", "Its row repeats a code")
_NOT_TYPED = Text("Ô không phải ô nhập của biểu", "Its cell is not an input of the form")
_FACT = Text("Dữ kiện xếp loại của kỳ trước, cần ghi lại", "A fact of an earlier period; state it anew")


def migrate(submission: Submission, diff: Diff) -> Migrated:
    """Carry the answers of a filled form of ``diff.old`` over to ``diff.new``."""
    move = _Move(submission, diff)
    for change in diff.changes:
        move.change(change)
    move.rest()
    fresh = tuple(key for change in diff.changes if change.kind == "new" for key in change.new)
    answers = {node.key: move.answers[node.key] for node in diff.new if node.key in move.answers}
    return Migrated(answers, move.figures, tuple(move.carried), tuple(move.left), fresh)


class _Move:
    """Carries answers over, change by change."""

    def __init__(self, submission: Submission, diff: Diff) -> None:
        self.submission = submission
        self.diff = diff
        self.rows = submission.by_key()
        self.equal = {
            change.new[0]: change.old[0]
            for change in diff.changes
            if change.kind in ("equal", "changed") and set(change.aspects) <= {"evidence-changed"}
        }
        self.answers: dict[str, dict[Field, Typed]] = {}
        self.figures: dict[str, dict[str, Typed]] = {}
        self.carried: list[Carried] = []
        self.left: list[Left] = []

    def change(self, change: Change) -> None:
        if change.kind == "merged":
            self._merge(change)
        elif change.kind == "split":
            self._leave(change.old[0], change.new, _SPLIT)
        elif change.kind == "retired":
            self._leave(change.old[0], (), _RETIRED)
        elif change.old:
            self._carry(self.diff.old[change.old[0]], self.diff.new[change.new[0]], change)

    def _typed(self, key: str) -> dict[Field, Typed]:
        """What was typed for a criterion of the old set."""
        row = self.rows.get(key)
        if row is None:
            return {}
        inputs = (*UNIT_INPUTS, *REVIEWER_INPUTS) if self.diff.old[key].is_leaf else GROUP_INPUTS
        return _inputs(row, inputs)

    def _figures(self, key: str) -> dict[str, Typed]:
        found = (
            (name, _value(entry)) for (owner, name), entry in self.submission.data.items() if owner == key
        )
        return {name: value for name, value in found if value is not None}

    def _carry(self, old: Criterion, new: Criterion, change: Change) -> None:
        """A criterion with one successor."""
        typed, figures = self._typed(old.key), self._figures(old.key)
        is_equal = new.key in self.equal
        reason = _EQUAL if is_equal else _because(change.aspects)
        into = self.answers.setdefault(new.key, {})
        fields = []
        for field, value in typed.items():
            why = self._refusal(field, value, old, new, is_equal, reason)
            if why is None:
                into[field] = value
                fields.append(field)
            else:
                self._left(old.key, (new.key,), HEADERS[field], value, why)
        if figures and is_equal:
            self.figures[new.key] = figures
        else:
            self._leave_figures(old, (new.key,), figures, reason)
        if fields:
            self.carried.append(Carried(old.key, new.key, tuple(fields), reason))

    def _refusal(
        self, field: Field, value: Typed, old: Criterion, new: Criterion, is_equal: bool, reason: Text
    ) -> Text | None:
        """Why something typed may not be carried; None where it may."""
        if field in REVIEWER_INPUTS:
            return _REVIEWED
        if field is Field.EVIDENCE and not new.is_leaf:
            return reason
        if field in (Field.EVIDENCE, Field.EXPLANATION):
            return None
        if not is_equal:
            return reason
        if field is Field.EXCLUDED and not old.is_leaf and not self._same_leaves(old, new):
            return _GROUP_CHANGED
        return None

    def _same_leaves(self, old: Criterion, new: Criterion) -> bool:
        """Is every leaf below the new group the equal of one below the old, and none gone?"""
        below = [leaf.key for leaf in self.diff.new.leaves_below(new.key)]
        return {self.equal.get(key) for key in below} == {
            leaf.key for leaf in self.diff.old.leaves_below(old.key)
        }

    def _merge(self, change: Change) -> None:
        """Several criteria with one successor: texts joined, evidence numbered anew."""
        new = change.new[0]
        explanations, evidence = [], []
        for key in change.old:
            for field, value in self._typed(key).items():
                if field is Field.EXPLANATION:
                    explanations.append(f"{key}: {value}")
                elif field is Field.EVIDENCE and self.diff.new[new].is_leaf:
                    evidence.append(str(value))
                else:
                    reason = _REVIEWED if field in REVIEWER_INPUTS else _MERGED
                    self._left(key, (new,), HEADERS[field], value, reason)
                    continue
                self.carried.append(Carried(key, new, (field,), _MERGED))
            self._leave_figures(self.diff.old[key], (new,), self._figures(key), _MERGED)
        into = self.answers.setdefault(new, {})
        if explanations:
            into[Field.EXPLANATION] = "\n".join(explanations)
        if evidence:
            into[Field.EVIDENCE] = _joined_evidence(evidence)

    def _leave(self, key: str, new: Sequence[str], reason: Text) -> None:
        for field, value in self._typed(key).items():
            why = _REVIEWED if field in REVIEWER_INPUTS else reason
            self._left(key, new, HEADERS[field], value, why)
        self._leave_figures(self.diff.old[key], new, self._figures(key), reason)

    def _leave_figures(
        self, old: Criterion, new: Sequence[str], figures: Mapping[str, Typed], reason: Text
    ) -> None:
        labels = {one.name: one.label for one in old.rule.asked}
        for name, value in figures.items():
            self._left(old.key, new, labels.get(name, name), value, reason)

    def _left(self, old: str, new: Sequence[str], what: str, value: Typed, reason: Text) -> None:
        content = format_number(value, "vi") if isinstance(value, Decimal) else value
        self.left.append(Left(old, tuple(new), what, content, reason))

    def rest(self) -> None:
        """What stands in the old form and belongs to no criterion."""
        first = {row.number for row in self.rows.values()}
        for row in self.submission.rows:
            if row.number in first:
                continue
            reason = _NO_CRITERION if row.key is None else _REPEATED
            for field, value in _inputs(row, (*UNIT_INPUTS, *REVIEWER_INPUTS)).items():
                self._left(row.code, (), HEADERS[field], value, reason)
        for row in self.rows.values():
            if row.key is not None and not self.diff.old[row.key].is_leaf:
                for field, value in _inputs(row, (Field.EVIDENCE, Field.OPINION)).items():
                    self._left(row.key, (), HEADERS[field], value, _NOT_TYPED)
        labels = {fact.code: fact.label for fact in self.diff.old.criteria.facts}
        loose = [(labels.get(code, code), entry, _FACT) for code, entry in self.submission.facts.items()]
        loose += ((entry.place.ref, entry, _NOT_TYPED) for entry in self.submission.stray)
        for what, entry, reason in loose:
            content = _value(entry)
            if content is not None:
                self._left("", (), what, content, reason)


def _inputs(row: Row, fields: Iterable[Field]) -> dict[Field, Typed]:
    found: dict[Field, Typed] = {}
    for field in fields:
        entry = row.entries.get(field)
        value = None if entry is None else _value(entry)
        if entry is not None and value is not None:
            found[field] = EXCLUSION_MARK if field is Field.EXCLUDED and is_mark(entry) else value
    return found


def _value(entry: Entry) -> Typed | None:
    """What was typed; a formula gives its value. What is neither number nor text is given as it stands
    in the file."""
    if entry.is_empty:
        return None
    if entry.kind == "number" and entry.number is not None:
        return entry.number
    return entry.text or entry.raw


def _because(aspects: Sequence[Aspect]) -> Text:
    return Text(
        f"Tiêu chí {', '.join(_ASPECTS[aspect].vi for aspect in aspects)}",
        f"The criterion {', '.join(_ASPECTS[aspect].en for aspect in aspects)}",
    )


def _joined_evidence(texts: Sequence[str]) -> str:
    """Evidence lists as one, numbered from 1 where any of them was numbered."""
    found = [item for text in texts for item in items(text)]
    if not any(item.number is not None for item in found):
        return "\n".join(texts)
    return "\n".join(f"[{number}].{item.name}" for number, item in enumerate(found, start=1))
