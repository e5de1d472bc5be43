"""The grade (xếp loại) that follows from points, conditions and sanctions, and why it is no higher.

A grade is never the number alone (Nghị định 335/2025/NĐ-CP, Điều 8): a unit gets the first grade, from
the top, whose points and conditions it meets, unless a sanction caps or lowers it. What nobody has
stated is not taken for granted: a condition without its fact is not met, a sanction without its fact
does not strike, and both are told. Quotas need all units and are ``ranking``'s.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from .criteria import Comparison, Condition, Criteria, Fact, Grade, Measure
from .record import NamedTuple
from .text import Lang, Text, format_number
from .typed import Literal

YES, NO = Decimal(1), Decimal(0)
"""How the answer to a yes-or-no fact is kept."""


class Reason(NamedTuple):
    """Something that kept a grade down, or may yet change it."""

    kind: Literal["condition", "sanction", "unstated", "pending"]
    """A condition that is not met; a sanction that strikes; a fact that a condition or sanction asks for
    and nobody stated; points that somebody else has still to give."""
    condition: Condition | None
    grade: str = ""
    """Code of the grade that the condition belongs to, or that the sanction ended at; '' for a sanction
    whose fact is not stated."""
    value: Decimal | None = None
    """What was stated, or the points that are pending."""


class Grading(NamedTuple):
    """What a unit's figures come to."""

    grade: Grade | None
    """None where no grade has so few points, or where nothing is left to score."""
    by_points: Grade | None
    """The grade by the points alone."""
    measure: Decimal | None
    """What was compared with the bands, rounded as it is shown."""
    reasons: tuple[Reason, ...]

    @property
    def lowered(self) -> bool:
        """The points alone would give a higher grade."""
        return self.grade != self.by_points


def grade(
    criteria: Criteria,
    measure: Decimal | None,
    rates: Mapping[str, Decimal | None],
    facts: Mapping[str, Decimal],
    pending: Decimal = NO,
) -> Grading | None:
    """The grade of one unit; None where the set has no grades.

    Args:
        criteria: the set.
        measure: the rate, the converted score or the points, as ``criteria.graded_by`` says; rounded.
        rates: key of a criterion -> its rate in percent, None where it is excluded as a whole: then no
            condition on it can be asked for, and no sanction strikes for it.
        facts: code -> what was stated; yes is 1, no is 0, a percentage is out of 100.
        pending: points that others have still to give.
    """
    grades = criteria.grades
    if not grades:
        return None
    if measure is None:
        return Grading(None, None, None, ())
    reasons: list[Reason] = []
    by_points = next((index for index, one in enumerate(grades) if measure >= one.at_least), len(grades))
    for place in range(by_points, len(grades)):
        failed = list(_failed(grades[place], rates, facts))
        if not failed:
            place = _sanctioned(criteria, place, rates, facts, reasons)
            break
        reasons += failed
    else:
        place = len(grades)
    if pending:
        reasons.append(Reason("pending", None, value=pending))
    return Grading(
        grades[place] if place < len(grades) else None,
        grades[by_points] if by_points < len(grades) else None,
        measure,
        tuple(reasons),
    )


def _failed(
    wanted: Grade, rates: Mapping[str, Decimal | None], facts: Mapping[str, Decimal]
) -> Iterator[Reason]:
    for one in wanted.conditions:
        if one.of == "criterion" and rates.get(one.subject) is None:
            continue
        value = rates.get(one.subject) if one.of == "criterion" else facts.get(one.subject)
        if value is None:
            yield Reason("unstated", one, wanted.code)
        elif not holds(one, value):
            yield Reason("condition", one, wanted.code, value)


def _sanctioned(
    criteria: Criteria,
    place: int,
    rates: Mapping[str, Decimal | None],
    facts: Mapping[str, Decimal],
    reasons: list[Reason],
) -> int:
    """The grade's place after every sanction, caps before steps down, and never below the lowest."""
    order = [one.code for one in criteria.grades]
    lowest = len(order) - 1
    struck: list[tuple[Condition, Decimal, int, int]] = []
    for one in criteria.sanctions:
        when = one.when
        value = rates.get(when.subject) if when.of == "criterion" else facts.get(when.subject)
        if value is None:
            if when.of == "fact" and place < lowest:
                reasons.append(Reason("unstated", when))
        elif holds(when, value):
            cap = order.index(one.at_most) if one.at_most in order else 0
            struck.append((when, value, cap, one.lower_by))
    for when, value, cap, steps in sorted(struck, key=lambda item: item[3] > 0):
        lowered = min(max(place, cap) + steps, lowest)
        if lowered > place:
            place = lowered
            reasons.append(Reason("sanction", when, order[place], value))
    return place


def holds(condition: Condition, value: Decimal) -> bool:
    """Does the comparison hold for a value?"""
    # not a match statement: the extension runs this under LibreOffice's own, older Python
    if condition.op == "at_least":
        return value >= condition.value
    if condition.op == "at_most":
        return value <= condition.value
    if condition.op == "above":
        return value > condition.value
    if condition.op == "below":
        return value < condition.value
    return value == condition.value


# --- in words --------------------------------------------------------------------------------------

_OPERATORS: dict[Comparison, Text] = {
    "at_least": Text("từ {value} trở lên", "at least {value}"),
    "at_most": Text("không quá {value}", "at most {value}"),
    "above": Text("trên {value}", "above {value}"),
    "below": Text("dưới {value}", "below {value}"),
    "is": Text("{value}", "{value}"),
}
_CONDITION = Text(
    "Không xếp «{grade}»: {subject} là {seen}, yêu cầu {wanted}.",
    "Not graded “{grade}”: {subject} is {seen}, it must be {wanted}.",
)
_UNSTATED = Text(
    "Không xếp «{grade}»: chưa nêu số liệu «{subject}» (yêu cầu {wanted}).",
    "Not graded “{grade}”: “{subject}” is not stated (it must be {wanted}).",
)
_MAY_SINK = Text(
    "Chưa xét được có phải hạ mức hay không: chưa nêu số liệu «{subject}» (hạ mức khi {wanted}).",
    "It cannot be told whether the grade must sink: “{subject}” is not stated (it sinks when {wanted}).",
)
_SANCTION = Text(
    "Hạ xuống «{grade}»: {subject} là {seen}.",
    "Lowered to “{grade}”: {subject} is {seen}.",
)
_PENDING = Text(
    "Còn {points} điểm do cơ quan khác chấm, chưa tính vào kết quả này.",
    "{points} points are still to be given by others and are not counted here.",
)
_RATE = Text("tỷ lệ điểm của {code}", "the rate of {code}")
MEASURES: dict[Measure, Text] = {
    "rate": Text("tỷ lệ đạt được", "rate"),
    "converted": Text("điểm quy đổi", "converted score"),
    "points": Text("điểm đạt được", "points achieved"),
}
_ANSWERS = {NO: Text("không", "no"), YES: Text("có", "yes")}


def sentences(criteria: Criteria, grading: Grading, lang: Lang) -> tuple[str, ...]:
    """Why the grade is what it is, a sentence per reason."""
    names = {one.code: one.name for one in criteria.grades}
    facts = {one.code: one for one in criteria.facts}
    said = []
    for reason in grading.reasons:
        if reason.condition is None:
            said.append(_PENDING.fill(lang, {"points": reason.value}))
            continue
        one = reason.condition
        fact = facts.get(one.subject) if one.of == "fact" else None
        wanted = _OPERATORS[one.op].fill(lang, {"value": _shown(one.value, fact, lang)})
        sentence = {
            "condition": _CONDITION,
            "unstated": _UNSTATED if reason.grade else _MAY_SINK,
            "sanction": _SANCTION,
        }[reason.kind]
        subject = _subject(one, fact)
        values = {
            "grade": names.get(reason.grade, reason.grade),
            "subject": subject,
            "seen": "" if reason.value is None else _shown(reason.value, fact, lang),
            "wanted": wanted,
        }
        said.append(sentence.fill(lang, values))
    return tuple(said)


def _subject(one: Condition, fact: Fact | None) -> Text:
    if fact is not None:
        return Text(fact.label, fact.label)
    return Text(_RATE.fill("vi", {"code": one.subject}), _RATE.fill("en", {"code": one.subject}))


def _shown(value: Decimal, fact: Fact | None, lang: Lang) -> str:
    """A value as it is said: ``95 %``, ``3``, ``có``."""
    if fact is not None and fact.kind == "yes_no" and value in _ANSWERS:
        return _ANSWERS[value].to(lang)
    number = format_number(value, lang)
    return number if fact is not None and fact.kind == "count" else f"{number} %"
