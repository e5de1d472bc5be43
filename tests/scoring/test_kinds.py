"""Bonus, penalty, zeroed groups, whole-group exclusions, scores given by others: against an arithmetic of
its own, which walks the tree from the top and asks each leaf what becomes of it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfscore_xl.criteria import DIRECT, Criterion, Exclusion, Kind, Tree
from selfscore_xl.scoring import Answer, Scores, marks, score
from tests.scoring.trees import GIVEN, Case, build, mixed_cases

# --- another arithmetic -----------------------------------------------------------------------------


def is_marked(case: Case, key: str) -> bool:
    """The mark stands on the node or above it."""
    return any(case.answers.get(one.key, Answer()).marked for one in case.tree.lineage(key))


def goes_with_its_group(case: Case, leaf: Criterion) -> bool:
    """Some group above it goes out as a whole."""
    for group in list(case.tree.lineage(leaf.key))[1:]:
        for child in map(case.tree.__getitem__, group.children):
            takes_all = child.is_leaf and child.exclusion.policy == "group" and is_base(child)
            if takes_all and is_marked(case, child.key):
                return True
    return False


def is_base(node: Criterion) -> bool:
    return node.kind == "main" or (node.kind == "bonus" and node.in_base)


def fate(case: Case, leaf: Criterion) -> str:
    if goes_with_its_group(case, leaf):
        return "dropped"
    if not is_marked(case, leaf.key):
        return "scored"
    return "awarded" if leaf.exclusion.policy == "full" and is_base(leaf) else "dropped"


def is_zeroed(case: Case, leaf: Criterion) -> bool:
    """In a group above it a leaf was missed that zeroes the group."""
    for group in list(case.tree.lineage(leaf.key))[1:]:
        for child in map(case.tree.__getitem__, group.children):
            value = worth(case, child, alone=True) if child.zeroes_parent else None
            if value is not None and value <= 0:
                return True
    return False


def worth(case: Case, node: Criterion, *, alone: bool = False) -> Fraction | None:
    """What a node adds to the sums above it; None for nothing that counts. ``alone``: whatever became of
    the group it stands in."""
    if node.is_leaf and not alone:
        value = worth(case, node, alone=True)
        return Fraction(0) if value is not None and is_zeroed(case, node) else value
    if node.is_leaf:
        state = fate(case, node)
        typed = case.answers.get(node.key, Answer()).score
        if state == "dropped":
            return None
        if state == "awarded":
            return Fraction(node.max_score)
        if typed is None or node.rule.kind == "given":
            return None
        if node.kind == "bonus":
            return Fraction(min(typed, node.max_score))
        return -Fraction(min(abs(typed), node.max_score)) if node.kind == "penalty" else Fraction(typed)
    below = [worth(case, case.tree[child]) for child in node.children]
    values = [value for value in below if value is not None]
    if not values:
        return None
    cap = Fraction(node.max_score)
    total = sum(values, Fraction(0))
    return min(total, cap) if node.kind == "bonus" else max(total, -cap) if node.kind == "penalty" else total


@given(mixed_cases())
def test_totals(case: Case) -> None:
    totals = score(case.tree, case.answers).totals
    roots = [(root, worth(case, root) or Fraction(0)) for root in case.tree.roots]
    own = sum((value for root, value in roots if is_base(root)), Fraction(0))
    bonus = sum((value for root, value in roots if root.kind == "bonus" and not root.in_base), Fraction(0))
    penalty = -sum((value for root, value in roots if root.kind == "penalty"), Fraction(0))
    assert Fraction(totals.score) == own
    assert Fraction(totals.bonus) == bonus
    assert Fraction(totals.penalty) == penalty >= 0
    assert Fraction(totals.achieved) == own - penalty + bonus
    base = [leaf for leaf in case.tree.leaves if is_base(leaf)]
    gone = [leaf for leaf in base if fate(case, leaf) == "dropped"]
    assert totals.excluded == sum(leaf.max_score for leaf in gone)
    assert totals.max == sum(root.max_score for root in case.tree.roots if is_base(root))
    assert totals.applicable == totals.max - totals.excluded
    if totals.applicable:
        assert totals.rate is not None
        assert totals.converted is not None
        exact_rate = Fraction(totals.achieved) / Fraction(totals.applicable)
        assert abs(Fraction(totals.rate) - 100 * exact_rate) <= Fraction(1, 200)
        assert abs(Fraction(totals.converted) - Fraction(totals.max) * exact_rate) <= Fraction(1, 200)


@given(mixed_cases())
def test_every_group_shows_what_it_adds(case: Case) -> None:
    scores = score(case.tree, case.answers)
    for node in case.tree:
        if node.is_leaf:
            continue
        shown = scores.nodes[node.key].score
        below = case.tree.leaves_below(node.key)
        if all(fate(case, leaf) == "dropped" for leaf in below):
            assert shown is None
        else:
            assert shown is not None
            assert Fraction(shown) == (worth(case, node) or 0)
        if node.kind != "main" and shown is not None:
            assert abs(shown) <= node.max_score or (node.kind == "bonus" and shown < 0)


@given(mixed_cases())
def test_who_is_excluded(case: Case) -> None:
    scores = score(case.tree, case.answers)
    base = {leaf.key for leaf in case.tree.leaves if is_base(leaf)}
    assert scores.excluded_leaves == {
        leaf.key for leaf in case.tree.leaves if fate(case, leaf) == "dropped" and leaf.key in base
    }
    own = [key for key, answer in case.answers.items() if answer.marked]
    reached = marks(case.tree, own).reached
    assert {leaf.key for leaf in case.tree.leaves if leaf.key in reached} == {
        leaf.key for leaf in case.tree.leaves if fate(case, leaf) != "scored"
    }


@given(mixed_cases())
def test_the_sign_of_a_penalty_does_not_matter(case: Case) -> None:
    turned = {
        key: answer._replace(score=-answer.score)
        if answer.score is not None and case.tree[key].kind == "penalty"
        else answer
        for key, answer in case.answers.items()
    }
    assert score(case.tree, turned).totals == score(case.tree, case.answers).totals


@given(mixed_cases(), st.data())
def test_a_mark_on_a_group_is_a_mark_on_each_leaf_below(case: Case, data: st.DataObject) -> None:
    node = data.draw(st.sampled_from(case.tree.nodes))
    unmarked = {key: answer._replace(marked=False) for key, answer in case.answers.items()}

    def marked(keys: list[str]) -> Scores:
        answers = dict(unmarked)
        for key in keys:
            answers[key] = answers.get(key, Answer())._replace(marked=True)
        return score(case.tree, answers)

    leaves = [leaf.key for leaf in case.tree.leaves_below(node.key)]
    assert marked([node.key]) == marked(leaves) == marked([node.key, *leaves])


@given(mixed_cases())
def test_appraised_scores_follow_the_same_arithmetic(case: Case) -> None:
    """Appraised as the unit scored itself, and nothing given by others, comes to the same."""
    drop = Exclusion(policy="drop")
    nodes = tuple(
        node._replace(rule=DIRECT, exclusion=drop if node.exclusion.policy == "full" else node.exclusion)
        for node in case.tree.nodes
    )
    tree = case.tree.criteria._replace(nodes=nodes).tree()
    answers = {key: answer._replace(appraised=answer.score) for key, answer in case.answers.items()}
    scores = score(tree, answers)
    for key, figures in scores.nodes.items():
        if not tree[key].is_leaf:
            assert (figures.appraised or 0) == (figures.score or 0)
    assert (scores.totals.appraised or 0) == scores.totals.achieved


# --- the same in figures that can be checked by hand -------------------------------------------------


def tree_of(*rows: tuple[str, str, Kind, dict[str, object]]) -> Tree:
    """Groups and leaves of two levels: key, maximum, kind, further fields."""
    shape: list[object] = []
    for key, *_ in rows:
        if "." in key:
            group = shape[-1]
            assert isinstance(group, list)
            group.append(None)
        else:
            shape.append([])
    tree = build(shape, {key: Decimal(0) for key, *_ in rows if "." in key})
    nodes = [tree[key]._replace(max_score=Decimal(most), kind=kind, **more) for key, most, kind, more in rows]
    return tree.criteria._replace(nodes=tuple(nodes)).tree()


def typed(**scores: str) -> dict[str, Answer]:
    return {key.replace("_", ".")[1:]: Answer(Decimal(value)) for key, value in scores.items()}


CAPPED = tree_of(
    ("1", "100", "main", {}),
    ("1.1", "60", "main", {}),
    ("1.2", "40", "main", {}),
    ("2", "10", "bonus", {}),
    ("2.1", "8", "bonus", {}),
    ("2.2", "5", "bonus", {}),
    ("3", "10", "penalty", {}),
    ("3.1", "8", "penalty", {}),
    ("3.2", "6", "penalty", {}),
)


@pytest.mark.parametrize(
    ("answers", "bonus", "penalty", "achieved"),
    [
        ({}, 0, 0, 90),
        ({"k2_1": "3"}, 3, 0, 93),
        ({"k2_1": "9"}, 8, 0, 98),  # above the item's cap
        ({"k2_1": "8", "k2_2": "5"}, 10, 0, 100),  # within both items', above the group's
        ({"k3_1": "-3"}, 0, 3, 87),
        ({"k3_1": "3"}, 0, 3, 87),  # without its sign
        ({"k3_1": "-9"}, 0, 8, 82),
        ({"k3_1": "-8", "k3_2": "-6"}, 0, 10, 80),
        ({"k2_1": "8", "k2_2": "5", "k3_1": "-8", "k3_2": "-6"}, 10, 10, 90),
    ],
)
def test_caps(answers: dict[str, str], bonus: int, penalty: int, achieved: int) -> None:
    totals = score(CAPPED, typed(k1_1="55", k1_2="35", **answers)).totals
    assert (totals.max, totals.applicable, totals.score) == (100, 100, 90)
    assert (totals.bonus, totals.penalty, totals.achieved) == (bonus, penalty, achieved)
    assert totals.rate == totals.converted == achieved


def test_bonus_beyond_the_base_may_lead_above_100_percent() -> None:
    assert score(CAPPED, typed(k1_1="60", k1_2="40", k2_1="8")).totals.rate == 108


def test_bonus_inside_the_base_is_part_of_the_total() -> None:
    """20 + 70 + 10 = 100."""
    tree = tree_of(
        ("1", "90", "main", {}),
        ("1.1", "20", "main", {}),
        ("1.2", "70", "main", {}),
        ("2", "10", "bonus", {"in_base": True}),
        ("2.1", "10", "bonus", {"in_base": True}),
        ("2.2", "10", "bonus", {"in_base": True}),
    )
    totals = score(tree, typed(k1_1="20", k1_2="60", k2_1="6", k2_2="9")).totals
    assert (totals.max, totals.score, totals.bonus, totals.achieved, totals.rate) == (100, 90, 0, 90, 90)


def test_the_rate_of_an_office_of_hue() -> None:
    """42,63 of (50 - 2) is 44,41 of 50."""
    tree = tree_of(("1", "50", "main", {}), ("1.1", "48", "main", {}), ("1.2", "2", "main", {}))
    totals = score(tree, {"1.1": Answer(Decimal("42.63")), "1.2": Answer(marked=True)}).totals
    assert totals.converted == Decimal("44.41")
    assert totals.rate == Decimal("88.81")


@pytest.mark.parametrize(
    ("first", "expected"), [("2", 12), ("0.01", Decimal("10.01")), ("0", 0), ("-1", 0), (None, 10)]
)
def test_one_missed_leaf_zeroes_its_group(first: str | None, expected: Decimal) -> None:
    tree = tree_of(
        ("1", "12", "main", {}),
        ("1.1", "2", "main", {"zeroes_parent": True}),
        ("1.2", "10", "main", {}),
        ("2", "5", "main", {}),
        ("2.1", "5", "main", {}),
    )
    answers = {"1.2": Answer(Decimal(10)), "2.1": Answer(Decimal(5))}
    if first is not None:
        answers["1.1"] = Answer(Decimal(first))
    scores = score(tree, answers)
    assert scores.nodes["1"].score == expected
    assert scores.totals.score == 5 + expected


def test_an_excluded_leaf_zeroes_nothing() -> None:
    tree = tree_of(
        ("1", "12", "main", {}),
        ("1.1", "2", "main", {"zeroes_parent": True}),
        ("1.2", "10", "main", {}),
    )
    totals = score(tree, {"1.1": Answer(Decimal(0), True), "1.2": Answer(Decimal(10))}).totals
    assert (totals.score, totals.applicable) == (10, 10)


def test_what_others_score_counts_nowhere_here_though_the_unit_typed_it() -> None:
    tree = tree_of(
        ("1", "12", "main", {}),
        ("1.1", "2", "main", {"rule": GIVEN}),
        ("1.2", "10", "main", {}),
    )
    scores = score(tree, {"1.1": Answer(Decimal(2), appraised=Decimal(1)), "1.2": Answer(Decimal(9))})
    assert (scores.totals.score, scores.totals.applicable) == (9, 12)
    assert scores.nodes["1.1"].score == 2, "kept, to be shown"
    assert scores.totals.appraised == 1


def test_a_leaf_takes_its_whole_group_out() -> None:
    group = Exclusion(policy="group")
    tree = tree_of(
        ("1", "12", "main", {}),
        ("1.1", "2", "main", {"exclusion": group}),
        ("1.2", "10", "main", {"exclusion": Exclusion(policy="full")}),
        ("2", "5", "main", {}),
        ("2.1", "5", "main", {}),
    )
    scores = score(tree, {"1.1": Answer(marked=True), "1.2": Answer(Decimal(3)), "2.1": Answer(Decimal(4))})
    assert scores.excluded == ("1",)
    assert scores.nodes["1"].score is None
    assert (scores.totals.excluded, scores.totals.applicable, scores.totals.score) == (12, 5, 4)
    other = score(tree, {"1.2": Answer(marked=True), "2.1": Answer(Decimal(4))})
    assert other.excluded == ()
    assert (other.totals.applicable, other.totals.score) == (17, 14)


@pytest.mark.parametrize("kind", ["bonus", "penalty"])
def test_nothing_of_bonus_and_penalty_is_taken_out_of_the_total(kind: Kind) -> None:
    rows = (("1", "10", "main", {}), ("1.1", "10", "main", {}), ("2", "5", kind, {}), ("2.1", "5", kind, {}))
    scores = score(tree_of(*rows), {"1.1": Answer(Decimal(8)), "2.1": Answer(Decimal(5), True)})  # type: ignore[arg-type]
    assert (scores.totals.max, scores.totals.excluded, scores.totals.achieved) == (10, 0, 8)
    assert scores.excluded == ()
    assert scores.nodes["2"].score is None
