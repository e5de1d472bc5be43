"""The arithmetic of a form: subtotals, totals, rate, grade; exact in Decimal, rounded once, half up.

A leaf counts once, whether it, a group above it or both are marked as excluded. A group whose
leaves are all excluded has no score (None), which is not the same as 0.

Points are of three kinds. Main criteria, and bonus that is part of the base, make up the total that
the rate is taken of; bonus beyond the base and penalties are added and subtracted afterwards. A bonus
or penalty counts up to its item's cap and, with its siblings, up to the group's: the item caps may add
up to more. A penalty is typed with a minus sign; one without counts as a penalty all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from .criteria import Criteria, Criterion, Input, Measure, Tree
from .grading import NO, YES, Grading, grade
from .record import NamedTuple
from .submission import Entry, Lines, Submission, is_mark
from .text import fold, half_up, squash

ZERO = Decimal(0)
HUNDRED = Decimal(100)


class Answer(NamedTuple):
    """What was answered for one criterion."""

    score: Decimal | None = None
    marked: bool = False
    """Asked to be taken out of the total; on a group, with everything below it."""
    appraised: Decimal | None = None


class NodeScore(NamedTuple):
    """One criterion's figures, in points; those of a penalty are negative."""

    max: Decimal
    """Of a bonus or penalty its cap."""
    excluded: Decimal
    """Points taken out of the total, of the leaves below."""
    score: Decimal | None
    """Self score: of a leaf as answered (an excluded one's is kept, and counts nowhere), of a
    group what its leaves that are not excluded come to; None where all of them are."""
    appraised: Decimal | None


class Totals(NamedTuple):
    """The form's footer, in points; ``rate`` in percent."""

    max: Decimal
    """Of main criteria and of bonus in the base."""
    excluded: Decimal
    applicable: Decimal
    """max - excluded: the denominator."""
    score: Decimal
    penalty: Decimal
    """What is subtracted: 0 or more."""
    bonus: Decimal
    """What is added beyond the base."""
    achieved: Decimal
    """score - penalty + bonus."""
    rate: Decimal | None
    """achieved / applicable in percent, rounded half up; None where nothing is left to score."""
    appraised: Decimal | None
    """What the appraised scores come to, less penalties and with bonus; None where there are none."""
    grade: str | None = None
    """The grade's name; None where the set has none, or nothing is left to score."""
    converted: Decimal | None = None
    """achieved / applicable x max: the rate on the set's own scale, rounded half up."""


class Scores(NamedTuple):
    """Everything that follows from the answers."""

    totals: Totals
    nodes: Mapping[str, NodeScore]
    excluded: tuple[str, ...]
    """The smallest set of nodes that covers the excluded leaves, in form order."""
    excluded_leaves: frozenset[str]
    """Leaves whose points are taken out of the total."""
    counted: Mapping[str, Decimal | None]
    """What each node adds to the sums above it: within its cap, with its sign; None for nothing."""
    grading: Grading | None = None


def answers(lines: Lines) -> dict[str, Answer]:
    """The answers of a filled form; numbers typed as text count as what they say."""
    return {line.key: Answer(line.score.number, is_mark(line.mark), line.appraised.number) for line in lines}


class Marks(NamedTuple):
    """What marks reach."""

    reached: frozenset[str]
    """Nodes that are marked, stand below a marked group, or go out together with a marked sibling."""
    gone: frozenset[str]
    """Groups that go out as a whole because a leaf in them does ("không phát sinh thì không chấm cả
    nhóm"), and the groups below: nothing in them is awarded."""


def marks(tree: Tree, own: Collection[str]) -> Marks:
    """What the marks on the nodes ``own`` reach."""
    reached: set[str] = set()
    gone: set[str] = set()
    for node in tree:
        takes_all = tree.leaves_that_take_all.get(node.key, ())
        if node.parent in reached or node.key in own or any(leaf in own for leaf in takes_all):
            reached.add(node.key)
            if node.children and (node.parent in gone or takes_all):
                gone.add(node.key)
    return Marks(frozenset(reached), frozenset(gone))


def score(tree: Tree, given: Mapping[str, Answer], facts: Mapping[str, Decimal] | None = None) -> Scores:
    """Subtotals, totals, the excluded cover and the grade of a set's answers.

    Args:
        tree: the set; of one that varies by unit group, the group's own (``criteria.for_group``).
        given: key -> answer; a criterion without one is blank, keys that are not in the set are ignored.
        facts: code -> what is stated for the unit as a whole (``facts_of``); for grades only.
    """
    nothing = Answer()
    reached, gone = marks(tree, [key for key, answer in given.items() if answer.marked])
    nodes: dict[str, NodeScore] = {}
    dropped: set[str] = set()
    # Told by the leaves, not by their points: those need not add up to a group's own maximum.
    counting: set[str] = set()
    pending = ZERO
    own: dict[str, Decimal | None] = {}
    theirs: dict[str, Decimal | None] = {}
    for leaf in tree.leaves:
        key = leaf.key
        answer = given.get(key, nothing)
        points = answer.score
        is_out = key in reached
        is_for_others = leaf.rule.kind == "given"
        if is_out and leaf.exclusion.policy == "full" and leaf.in_total and leaf.parent not in gone:
            points, is_out, is_for_others = leaf.max_score, False, False
        if is_out and leaf.in_total:
            dropped.add(key)
        own[key] = theirs[key] = None
        # A leaf without points takes none out of the total, marked or not.
        if not is_out or not leaf.max_score:
            counting.add(key)
            own[key] = None if is_for_others else _counted(leaf, points)
            theirs[key] = _counted(leaf, answer.appraised)
        if is_for_others and leaf.in_total and not is_out:
            pending += leaf.max_score
        excluded = leaf.max_score if key in dropped else ZERO
        nodes[key] = NodeScore(leaf.max_score, excluded, points, answer.appraised)
    if tree.has_zeroing:
        _zero(tree, own)
        _zero(tree, theirs)
    for node in reversed(tree.nodes):
        if not node.children:
            continue
        key = node.key
        if any(child in counting for child in node.children):
            counting.add(key)
        own[key] = _together(node, own)
        theirs[key] = _together(node, theirs)
        nodes[key] = NodeScore(
            node.max_score,
            sum((nodes[child].excluded for child in node.children), ZERO),
            (own[key] or ZERO) if key in counting else None,
            theirs[key],
        )

    totals = _totals(tree, nodes, own, theirs)
    grading = None
    if tree.criteria.grades:
        grading = _grading(tree, totals, nodes, facts or {}, pending)
        if grading is not None and grading.grade is not None:
            totals = totals._replace(grade=grading.grade.name)
    return Scores(totals, nodes, tree.cover(dropped), frozenset(dropped), own, grading)


def _counted(node: Criterion, points: Decimal | None) -> Decimal | None:
    """What a leaf's points add to the sums above it."""
    if points is None or node.kind == "main":
        return points
    if node.kind == "bonus":
        return min(points, node.max_score)
    return -min(abs(points), node.max_score)


def _zero(tree: Tree, points: dict[str, Decimal | None]) -> None:
    """Take every point from the groups in which a leaf was missed that zeroes its group."""
    zeroed: set[str] = set()
    for node in tree:
        if node.parent in zeroed:
            if node.children:
                zeroed.add(node.key)
            elif points[node.key] is not None:
                points[node.key] = ZERO
        elif any(
            tree[child].zeroes_parent and (value := points.get(child)) is not None and value <= 0
            for child in node.children
        ):
            zeroed.add(node.key)


def _together(node: Criterion, points: Mapping[str, Decimal | None]) -> Decimal | None:
    """What the children of a group come to; None where none of them has points that count."""
    known = [value for child in node.children if (value := points[child]) is not None]
    if not known:
        return None
    total = sum(known, ZERO)
    if node.kind == "bonus":
        return min(total, node.max_score)
    return max(total, -node.max_score) if node.kind == "penalty" else total


def _totals(
    tree: Tree,
    nodes: Mapping[str, NodeScore],
    points: Mapping[str, Decimal | None],
    appraised: Mapping[str, Decimal | None],
) -> Totals:
    maximum = excluded = own = penalty = bonus = ZERO
    for root in tree.roots:
        counted = points[root.key] or ZERO
        if root.in_total:
            maximum += root.max_score
            excluded += nodes[root.key].excluded
            own += counted
        elif root.kind == "bonus":
            bonus += counted
        else:
            penalty -= counted
    achieved = own - penalty + bonus
    applicable = maximum - excluded
    places = tree.criteria.rate_places
    return Totals(
        max=maximum,
        excluded=excluded,
        applicable=applicable,
        score=own,
        penalty=penalty,
        bonus=bonus,
        achieved=achieved,
        rate=rate(achieved, applicable, places),
        appraised=_sum_known([appraised[root.key] for root in tree.roots]),
        converted=half_up(achieved * maximum / applicable, places) if applicable else None,
    )


def rate(achieved: Decimal, applicable: Decimal, places: int) -> Decimal | None:
    """Percent of the applicable points, rounded half up; None where nothing is applicable."""
    return half_up(achieved * HUNDRED / applicable, places) if applicable else None


def measured(totals: Totals, by: Measure, places: int) -> Decimal | None:
    """What units are graded or ranked by, rounded half up; None where nothing is applicable."""
    if by == "points":
        return half_up(totals.achieved, places) if totals.applicable else None
    return totals.rate if by == "rate" else totals.converted


def _grading(
    tree: Tree,
    totals: Totals,
    nodes: Mapping[str, NodeScore],
    facts: Mapping[str, Decimal],
    pending: Decimal,
) -> Grading | None:
    criteria = tree.criteria
    wanted = {
        one.subject
        for one in (
            *(condition for level in criteria.grades for condition in level.conditions),
            *(sanction.when for sanction in criteria.sanctions),
        )
        if one.of == "criterion"
    }
    rates: dict[str, Decimal | None] = {}
    for key in wanted:
        if key in tree:
            figures = nodes[key]
            rates[key] = rate(figures.score or ZERO, figures.max - figures.excluded, criteria.rate_places)
    measure = measured(totals, criteria.graded_by, criteria.rate_places)
    return grade(criteria, measure, rates, facts, pending)


# --- what is stated for the unit as a whole ----------------------------------------------------------

SAYS = {"có": YES, "không": NO}
"""What may be stated of a yes-or-no fact."""


def facts_of(criteria: Criteria, submission: Submission) -> dict[str, Decimal]:
    """The facts that a form states, by code; those that can be read in one way only. Yes is 1, no is 0,
    a percentage is out of 100."""
    found = {}
    for fact in criteria.facts:
        entry = submission.facts.get(fact.code)
        value = None if entry is None else fact_value(fact.kind, entry)
        if value is not None:
            found[fact.code] = value
    return found


def fact_value(kind: str, entry: Entry) -> Decimal | None:
    """What a cell states of a fact; None where it says nothing that can be right (check S113).

    The cell of a percentage has a percent format: what looks like 95 % is stored as 0.95.
    """
    if kind == "yes_no":
        return SAYS.get(fold(entry.text)) if entry.kind == "text" else None
    value = entry.number
    if value is None or entry.kind != "number" or value < 0:
        return None
    if kind == "percent":
        return value * HUNDRED if value <= 1 else None
    return value if value == value.to_integral_value() else None


# --- scores that follow from figures -----------------------------------------------------------------


def proposed(node: Criterion, figures: Mapping[str, Decimal]) -> Decimal | None:
    """The score that follows from the figures of the data sheet, rounded half up to the
    criterion's step or places; None where a figure is missing or they make no score.

    ``figures`` maps input names to figures; a level is its number, from 1.
    """
    points = _unrounded(node, figures)
    if points is None:
        return None
    points = to_grid(node, min(points, node.max_score))
    return -points if node.kind == "penalty" else points


def _unrounded(node: Criterion, figures: Mapping[str, Decimal]) -> Decimal | None:
    rule = node.rule
    if rule.kind in ("ratio", "steps"):
        part, whole = figures.get("numerator"), figures.get("denominator")
        if part is None or whole is None or not 0 <= part <= whole or not whole:
            return None
        if rule.kind == "ratio":
            return part * node.max_score / whole
        reached = [band for band in rule.bands if part * HUNDRED >= band.at_least * whole]
        return max(reached, key=lambda band: band.at_least).score if reached else ZERO
    if rule.kind in ("deduction", "per_unit") and rule.points is not None:
        count = figures.get("count")
        if count is None or count < 0 or count != count.to_integral_value():
            return None
        points = rule.points * count
        return max(node.max_score - points, ZERO) if rule.kind == "deduction" else points
    if rule.kind == "choice":
        return _level(node, figures)
    return None


def ceiling(node: Criterion, figures: Mapping[str, Decimal]) -> Decimal | None:
    """The maximum of the way that was chosen among alternatives; None where none was."""
    return _level(node, figures) if node.rule.kind == "alternatives" else None


def _level(node: Criterion, figures: Mapping[str, Decimal]) -> Decimal | None:
    number = figures.get("level")
    if number is None or not 1 <= number <= len(node.rule.levels):
        return None
    return node.rule.levels[int(number) - 1].score


def is_a_level(node: Criterion, size: Decimal) -> bool:
    """Is a score (of a penalty without its sign) one of a choice's levels? Differences below a billionth
    are noise of binary numbers."""
    return any(abs(size - min(level.score, node.max_score)) <= _NOISE for level in node.rule.levels)


_NOISE = Decimal("1e-9")


def level_number(node: Criterion, text: str) -> int | None:
    """The number, from 1, of the level with these words; None where no level has them."""
    said = squash(text)
    return next(
        (number for number, level in enumerate(node.rule.levels, start=1) if squash(level.label) == said),
        None,
    )


_AMOUNTS = ("số tiền", "số vốn", "số kinh phí", "tổng số tiền", "tổng số vốn", "tổng số kinh phí")


def is_count(one: Input) -> bool:
    """Does the input count cases, so that its figure is a whole number? Told from its label: "Số …" and
    "Tổng số …" count, unless money is meant; amounts and areas may have decimals."""
    label = fold(one.label) + " "
    return one.name == "count" or (label.startswith(("số ", "tổng số ")) and not label.startswith(_AMOUNTS))


def to_grid(node: Criterion, points: Decimal) -> Decimal:
    """Points rounded half up to what a score of the criterion may be: its step, else its places."""
    if node.step:
        return half_up(points / node.step, 0) * node.step
    return half_up(points, node.places)


def _sum_known(values: list[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, ZERO) if known else None
