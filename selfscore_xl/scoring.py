"""The arithmetic of a form: subtotals, totals, rate; exact in Decimal, rounded once, half up.

A leaf counts once, whether it, a group above it or both are marked as excluded. A group whose
leaves are all excluded has no score (None), which is not the same as 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from .criteria import Criterion, Input, Tree
from .submission import Lines, is_mark
from .text import fold, half_up

ZERO = Decimal(0)
HUNDRED = Decimal(100)


class Answer(NamedTuple):
    """What was answered for one criterion."""

    score: Decimal | None = None
    marked: bool = False
    """Asked to be taken out of the total; on a group, with everything below it."""
    appraised: Decimal | None = None


class NodeScore(NamedTuple):
    """One criterion's figures, in points."""

    max: Decimal
    excluded: Decimal
    """Points taken out of the total, of the leaves below."""
    score: Decimal | None
    """Self score: of a leaf as answered (an excluded one's is kept, and counts nowhere), of a
    group the sum of its leaves that are not excluded; None where all of them are."""
    appraised: Decimal | None


class Totals(NamedTuple):
    """The form's footer, in points; ``rate`` in percent."""

    max: Decimal
    excluded: Decimal
    applicable: Decimal
    """max - excluded: the denominator."""
    score: Decimal
    penalty: Decimal
    bonus: Decimal
    achieved: Decimal
    """score - penalty + bonus."""
    rate: Decimal | None
    """achieved / applicable in percent, rounded half up; None where nothing is left to score."""
    appraised: Decimal | None
    grade: str | None = None


class Scores(NamedTuple):
    """Everything that follows from the answers."""

    totals: Totals
    nodes: Mapping[str, NodeScore]
    excluded: tuple[str, ...]
    """The smallest set of nodes that covers the excluded leaves, in form order."""
    excluded_leaves: frozenset[str]


def answers(lines: Lines) -> dict[str, Answer]:
    """The answers of a filled form; numbers typed as text count as what they say."""
    return {line.key: Answer(line.score.number, is_mark(line.mark), line.appraised.number) for line in lines}


def score(tree: Tree, given: Mapping[str, Answer]) -> Scores:
    """Subtotals, totals and the excluded cover of a set's answers.

    ``given`` maps keys to answers; a criterion without one is blank. Keys that are not in the set
    are ignored.
    """
    nothing = Answer()
    marked: set[str] = set()
    for node in tree:
        if node.parent in marked or given.get(node.key, nothing).marked:
            marked.add(node.key)
    dropped = frozenset(
        leaf.key for leaf in tree.leaves if leaf.key in marked and leaf.exclusion.policy == "drop"
    )

    nodes: dict[str, NodeScore] = {}
    # Told by the leaves, not by their points: those need not add up to a group's own maximum.
    counting: set[str] = set()
    for node in reversed(tree.nodes):
        if node.children:
            counted = [nodes[child] for child in node.children if child in counting]
            if counted:
                counting.add(node.key)
            nodes[node.key] = NodeScore(
                node.max_score,
                sum((nodes[child].excluded for child in node.children), ZERO),
                sum((child.score or ZERO for child in counted), ZERO) if counted else None,
                _sum_known([child.appraised for child in counted]),
            )
        else:
            answer = given.get(node.key, nothing)
            points = node.max_score if node.key in marked and node.key not in dropped else answer.score
            excluded = node.max_score if node.key in dropped else ZERO
            # A leaf without points takes none out of the total, marked or not.
            if node.key not in dropped or not node.max_score:
                counting.add(node.key)
            nodes[node.key] = NodeScore(node.max_score, excluded, points, answer.appraised)

    roots = [nodes[root.key] for root in tree.roots]
    counted = [nodes[root.key] for root in tree.roots if root.key in counting]
    maximum = sum((root.max for root in roots), ZERO)
    excluded = sum((root.excluded for root in roots), ZERO)
    own = sum((root.score or ZERO for root in counted), ZERO)
    penalty = bonus = ZERO
    achieved = own - penalty + bonus
    applicable = maximum - excluded
    totals = Totals(
        max=maximum,
        excluded=excluded,
        applicable=applicable,
        score=own,
        penalty=penalty,
        bonus=bonus,
        achieved=achieved,
        rate=rate(achieved, applicable, tree.criteria.rate_places),
        appraised=_sum_known([root.appraised for root in counted]),
    )
    return Scores(totals, nodes, tree.cover(set(dropped)), dropped)


def rate(achieved: Decimal, applicable: Decimal, places: int) -> Decimal | None:
    """Percent of the applicable points, rounded half up; None where nothing is applicable."""
    return half_up(achieved * HUNDRED / applicable, places) if applicable else None


def proposed(node: Criterion, figures: Mapping[str, Decimal]) -> Decimal | None:
    """The score that follows from the figures of the data sheet, rounded half up to the
    criterion's step or places; None where a figure is missing or they make no score.

    ``figures`` maps input names to figures.
    """
    if node.rule.kind != "ratio":
        return None
    numerator, denominator = figures.get("numerator"), figures.get("denominator")
    if numerator is None or denominator is None or not 0 <= numerator <= denominator or not denominator:
        return None
    return to_grid(node, numerator * node.max_score / denominator)


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
