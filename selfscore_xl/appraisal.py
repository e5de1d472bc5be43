"""What appraising changes: refused exclusions come back into the base, appraised scores replace the
unit's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from .criteria import DIRECT, Criterion, Tree
from .layout import Decision
from .record import NamedTuple
from .scoring import Answer, Scores, Totals, score
from .submission import Entry, Submission
from .text import fold


def decision(entry: Entry | None) -> Decision | None:
    """What was decided; None where the cell is blank or says something else."""
    if entry is None:
        return None
    return next((one for one in Decision if fold(entry.text) == fold(one)), None)


def refused(tree: Tree, submission: Submission) -> frozenset[str]:
    """The nodes at and below which exclusions were refused."""
    said = submission.decisions or {}
    found: set[str] = set()
    for node in tree:
        if node.parent in found or decision(said.get(node.key)) is Decision.REFUSED:
            found.add(node.key)
    return frozenset(found)


def grounds(tree: Tree, scores: Scores, key: str) -> str:
    """The words that grant a node's exclusion: its own text's, or those of the leaf that takes its whole
    group out; '' where there are none."""
    takers = (taker for node in tree.lineage(key) for taker in tree.leaves_that_take_all.get(node.key, ()))
    taken_with = (tree.basis(taker) for taker in takers if taker in scores.excluded_leaves)
    return tree.basis(key) or next((words for words in taken_with if words), "")


def claims(tree: Tree, scores: Scores) -> tuple[Criterion, ...]:
    """The exclusions that a reviewer decides on, in form order: the smallest set of nodes that covers
    the excluded leaves, cut where some leaves of a node are granted by a criterion's text and some
    are not."""
    granted = {key for key in scores.excluded_leaves if grounds(tree, scores, key)}
    keys = {*tree.cover(granted), *tree.cover(set(scores.excluded_leaves - granted))}
    return tuple(node for node in tree if node.key in keys)


def without(tree: Tree, given: Mapping[str, Answer], nodes: frozenset[str]) -> dict[str, Answer]:
    """The answers as if nothing at or below these nodes had been marked as excluded."""
    back = {leaf.key for node in nodes for leaf in tree.leaves_below(node)}
    marked: set[str] = set()
    for node in tree:
        if node.parent in marked or given.get(node.key, Answer()).marked:
            marked.add(node.key)
    return {
        node.key: given.get(node.key, Answer())._replace(
            marked=node.is_leaf and node.key in marked and node.key not in back
        )
        for node in tree
    }


class Variant(NamedTuple):
    """The totals if exclusions were decided in one way."""

    accepted: Decimal
    """Points taken out of the total."""
    totals: Totals


class Variants(NamedTuple):
    """The four ways that a council wants to see."""

    all_accepted: Variant
    all_refused: Variant
    granted_only: Variant
    as_decided: Variant


def variants(tree: Tree, given: Mapping[str, Answer], scores: Scores, said: frozenset[str]) -> Variants:
    """The totals of the self scores for each way of deciding; ``said`` are the refused nodes."""
    nodes = claims(tree, scores)
    ungranted = frozenset(node.key for node in nodes if not grounds(tree, scores, node.key))

    def variant(back: frozenset[str]) -> Variant:
        totals = score(tree, without(tree, given, back)).totals
        return Variant(totals.excluded, totals)

    return Variants(
        variant(frozenset()),
        variant(frozenset(node.key for node in nodes)),
        variant(ungranted),
        variant(said),
    )


def final(
    tree: Tree,
    given: Mapping[str, Answer],
    said: frozenset[str],
    facts: Mapping[str, Decimal] | None = None,
) -> Scores:
    """What a form comes to after appraisal: the appraised score where there is one, else the unit's own,
    over the base that the decisions leave. What others have scored by now counts like any other."""
    answers = without(tree, given, said)
    nodes = tuple(
        node._replace(rule=DIRECT)
        if node.rule.kind == "given" and answers[node.key].appraised is not None
        else node
        for node in tree.nodes
    )
    changed = tree if nodes == tree.nodes else tree.criteria._replace(nodes=nodes).tree()
    return score(
        changed,
        {
            key: answer if answer.appraised is None else answer._replace(score=answer.appraised)
            for key, answer in answers.items()
        },
        facts,
    )
