"""Random sets and answers, and what must follow from them computed in another way: with fractions, from
the leaves down."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from hypothesis import strategies as st

from selfscore_xl.criteria import Criteria, Criterion, Exclusion, Kind, Period, Rule, Tree
from selfscore_xl.scoring import Answer


def points(lowest: int, highest: int) -> st.SearchStrategy[Decimal]:
    """Points with two decimal places, from cents."""
    return st.integers(lowest, highest).map(lambda cents: Decimal(cents).scaleb(-2))


MAXIMA = points(1, 15_000)
"""Of a leaf without points nothing follows; it has its own test."""
ANSWERED = st.builds(
    Answer,
    st.none() | points(-100, 16_000),
    st.sampled_from((False, False, False, True)),
    st.none() | points(0, 15_000),
)
GROUP_MARKS = st.builds(Answer, st.none(), st.sampled_from((False, False, False, True)), st.none())


class Case(NamedTuple):
    tree: Tree
    answers: dict[str, Answer]


def build(shape: Sequence[object], maxima: dict[str, Decimal]) -> Tree:
    """A tree of a nested shape: a list is a group, anything else a leaf, whose maximum is drawn."""
    nodes: list[Criterion] = []

    def add(item: object, key: str, parent: str | None, level: int) -> Decimal:
        at = len(nodes)
        children = tuple(f"{key}.{n}" for n in range(1, len(item) + 1)) if isinstance(item, list) else ()
        nodes.append(Criterion(key, key, key, Decimal(0), level, parent, children))
        points = maxima[key] if not children else Decimal(0)
        for child, below in zip(children, item if isinstance(item, list) else (), strict=True):
            points += add(below, child, key, level + 1)
        nodes[at] = nodes[at]._replace(max_score=points)
        return points

    for n, item in enumerate(shape, start=1):
        add(item, str(n), None, 1)
    return Criteria("x", "1", "x", "", (), Period("x", "", ""), "", (), tuple(nodes)).tree()


def leaf_keys(shape: Sequence[object], prefix: str = "") -> list[str]:
    found = []
    for n, item in enumerate(shape, start=1):
        key = f"{prefix}{n}"
        found += leaf_keys(item, f"{key}.") if isinstance(item, list) else [key]
    return found


SHAPES = st.recursive(st.none(), lambda below: st.lists(below, min_size=1, max_size=4), max_leaves=12)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A set of random shape whose children add up, with random scores and marks on leaves and groups."""
    shape = draw(st.lists(SHAPES, min_size=1, max_size=3))
    tree = build(shape, {key: draw(MAXIMA) for key in leaf_keys(shape)})
    answers = {
        node.key: draw(ANSWERED if node.is_leaf else GROUP_MARKS)
        for node in tree
        if draw(st.sampled_from((True, True, True, False)))
    }
    return Case(tree, answers)


def out(case: Case) -> set[str]:
    """The excluded leaves, told from the marks alone."""
    marks = {key for key, answer in case.answers.items() if answer.marked}
    return {
        leaf.key
        for leaf in case.tree.leaves
        if any(node.key in marks for node in case.tree.lineage(leaf.key))
    }


def exact(values: list[Decimal]) -> Fraction:
    return sum((Fraction(value) for value in values), Fraction(0))


def scored(case: Case, key: str) -> Decimal:
    return case.answers.get(key, Answer()).score or Decimal(0)


GIVEN = Rule("given", by="Chủ tịch UBND tỉnh")
KINDS: tuple[tuple[Kind, bool], ...] = (
    ("main", False),
    ("main", False),
    ("bonus", True),
    ("bonus", False),
    ("penalty", False),
)


@st.composite
def mixed_cases(draw: st.DrawFn) -> Case:
    """As ``cases``, with all that a set can say: bonus and penalty with caps of items and groups, leaves
    that take their whole group out or zero it, full marks for excluded leaves, scores given by others."""
    case = draw(cases())
    kinds = {root.key: draw(st.sampled_from(KINDS)) for root in case.tree.roots}
    nodes = []
    for node in case.tree:
        kind, in_base = kinds[next(iter(reversed(list(case.tree.lineage(node.key))))).key]
        node = node._replace(kind=kind, in_base=in_base)
        if node.children and kind != "main":
            node = node._replace(max_score=draw(points(1, 30_000)))
        if not node.children:
            policy = draw(st.sampled_from(("drop", "drop", "full", "group")))
            node = node._replace(exclusion=Exclusion(policy=policy))
            if draw(st.integers(0, 5)) == 0:
                node = node._replace(rule=GIVEN)
            if kind == "main" and node.parent is not None:
                node = node._replace(zeroes_parent=draw(st.integers(0, 3)) == 0)
        nodes.append(node)
    tree = case.tree.criteria._replace(nodes=tuple(nodes)).tree()
    answers = dict(case.answers)
    for leaf in tree.leaves:
        if leaf.zeroes_parent and draw(st.booleans()):
            answers[leaf.key] = Answer(Decimal(0))
    return Case(tree, answers)
