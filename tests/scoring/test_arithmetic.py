"""The arithmetic: the source report's own figures, and what must hold for any set and any answers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfscore_xl import sets
from selfscore_xl.criteria import Criterion, Exclusion, Tree
from selfscore_xl.scoring import Answer, Scores, rate, score
from selfscore_xl.text import half_up
from tests.scoring.trees import Case, build, cases, exact, out, scored

# --- the source report ------------------------------------------------------------------------------

ANSWERS = """
I.1 x 0      I.2.a x 0    I.2.b 5      I.3.a 3      I.3.b 3      I.4 10       I.5 7
I.6.a 4      I.6.b 3      I.7 x 0      I.8.a x 0    I.8.b x 0    I.9.a 4.59   I.9.b.1 x 0
I.9.b.2 x 0  I.9.b.3 x 0  I.9.b.4 x 0  I.9.b.5 x 0  I.9.c 4      I.9.d 4
II.1 4       II.2.a x 0   II.2.b x 0
III.1.a.1 2  III.1.a.2 2  III.1.a.3 1  III.1.b 2    III.2 4      III.3.a 1    III.3.b 1
III.4.a 1    III.4.b 3    III.5.a 1    III.5.b 2
IV.1 x 0     IV.2 x 0
"""
"""Leaf, mark, self score: as the source report has them (Văn phòng UBND tỉnh, first half of 2023)."""


def source_answers() -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    words = ANSWERS.split()
    while words:
        code = words.pop(0)
        marked = words[0] == "x"
        if marked:
            words.pop(0)
        found[code] = Answer(Decimal(words.pop(0)), marked)
    return found


@pytest.fixture(scope="module")
def source_set() -> Tree:
    return sets.load("quang-tri-2023-h1").tree()


@pytest.fixture(scope="module")
def source(source_set: Tree) -> Scores:
    return score(source_set, source_answers())


def test_the_sources_answers_are_complete(source_set: Tree) -> None:
    assert set(source_answers()) == {leaf.key for leaf in source_set.leaves}
    assert len(source_answers()) == 36


def test_the_sources_totals(source: Scores) -> None:
    totals = source.totals
    assert (totals.max, totals.excluded, totals.applicable) == (150, 76, 74)
    assert totals.score == totals.achieved == Decimal("71.59")
    assert totals.rate == Decimal("96.74")
    assert (totals.penalty, totals.bonus, totals.appraised, totals.grade) == (0, 0, None, None)


@pytest.mark.parametrize(
    ("key", "points"),
    [
        ("I", "47.59"),
        ("II", "4"),
        ("III", "20"),
        ("IV", None),
        ("I.1", "0"),
        ("I.2", "5"),
        ("I.3", "6"),
        ("I.4", "10"),
        ("I.5", "7"),
        ("I.6", "7"),
        ("I.8", None),
        ("I.9", "12.59"),
        ("I.9.b", None),
        ("II.2", None),
        ("III.1", "7"),
        ("III.1.a", "5"),
        ("III.5", "3"),
    ],
)
def test_the_sources_subtotals(source: Scores, key: str, points: str | None) -> None:
    assert source.nodes[key].score == (None if points is None else Decimal(points))


def test_the_sources_excluded_criteria(source: Scores) -> None:
    assert "; ".join(source.excluded) == "I.1; I.2.a; I.7; I.8; I.9.b; II.2; IV"
    assert len(source.excluded_leaves) == 14


@pytest.mark.parametrize(
    ("policy", "expected"),
    [("drop", "96.74"), ("as zero", "47.73"), ("full", "98.39")],
)
def test_what_the_sources_answers_come_to_by_policy(source_set: Tree, policy: str, expected: str) -> None:
    answers = source_answers()
    tree = source_set
    if policy == "as zero":
        answers = {key: answer._replace(marked=False) for key, answer in answers.items()}
    elif policy == "full":
        nodes = tuple(
            node._replace(exclusion=node.exclusion._replace(policy="full")) for node in source_set.nodes
        )
        tree = source_set.criteria._replace(nodes=nodes).tree()
    assert score(tree, answers).totals.rate == Decimal(expected)


def test_only_exclusions_whose_text_grants_them(source_set: Tree) -> None:
    """13 of the 76 points: what a reviewer would be left with who accepts no other."""
    answers = {
        key: answer._replace(marked=answer.marked and bool(source_set.basis(key)))
        for key, answer in source_answers().items()
    }
    totals = score(source_set, answers).totals
    assert (totals.excluded, totals.rate) == (13, Decimal("52.26"))


# --- rounding ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("4.585", 2, "4.59"),  # binary floats give 4.58
        ("4.5849999", 2, "4.58"),
        ("-4.585", 2, "-4.59"),
        ("0.005", 2, "0.01"),
        ("2.5", 0, "3"),
        ("1.005", 2, "1.01"),
        ("71.59", 2, "71.59"),
        ("71.59", 4, "71.5900"),
        ("1E+40", 2, "1E+40"),
        ("12345678901234567890123456789.125", 2, "12345678901234567890123456789.13"),
    ],
)
def test_half_up(value: str, places: int, expected: str) -> None:
    assert half_up(Decimal(value), places) == Decimal(expected)


@pytest.mark.parametrize(
    ("achieved", "applicable", "places", "expected"),
    [
        ("15.06", "16.8", 1, "89.6"),  # from rounded parts it would be 89.9
        ("71.59", "74", 2, "96.74"),
        ("1", "3", 2, "33.33"),
        ("2", "3", 2, "66.67"),
        ("1", "8", 1, "12.5"),
        ("1", "16", 1, "6.3"),
        ("0", "74", 2, "0"),
        ("-1", "8", 1, "-12.5"),
        ("0", "0", 2, None),
        ("5", "0", 2, None),
    ],
)
def test_rate(achieved: str, applicable: str, places: int, expected: str | None) -> None:
    result = rate(Decimal(achieved), Decimal(applicable), places)
    assert result == (None if expected is None else Decimal(expected))


# --- any set, any answers ---------------------------------------------------------------------------


@given(cases())
def test_each_leaf_counts_once(case: Case) -> None:
    totals = score(case.tree, case.answers).totals
    gone = out(case)
    leaves = case.tree.leaves
    assert Fraction(totals.score) == exact(
        [scored(case, leaf.key) for leaf in leaves if leaf.key not in gone]
    )
    assert Fraction(totals.excluded) == exact([leaf.max_score for leaf in leaves if leaf.key in gone])
    assert Fraction(totals.max) == exact([leaf.max_score for leaf in leaves])
    assert totals.applicable + totals.excluded == totals.max
    assert totals.achieved == totals.score - totals.penalty + totals.bonus


@given(cases())
def test_subtotals_add_up(case: Case) -> None:
    scores = score(case.tree, case.answers)
    gone = out(case)
    for node in case.tree:
        figures = scores.nodes[node.key]
        below = case.tree.leaves_below(node.key)
        assert Fraction(figures.excluded) == exact([leaf.max_score for leaf in below if leaf.key in gone])
        if not node.children:
            continue
        assert (figures.score is None) == all(leaf.key in gone for leaf in below)
        parts = [scores.nodes[child].score for child in node.children if not _is_gone(case, child, gone)]
        assert Fraction(figures.score or 0) == exact([part for part in parts if part is not None])
    shown = [scores.nodes[root.key] for root in case.tree.roots if not _is_gone(case, root.key, gone)]
    assert Fraction(scores.totals.score) == exact([root.score for root in shown if root.score is not None])


def _is_gone(case: Case, key: str, gone: set[str]) -> bool:
    return all(leaf.key in gone for leaf in case.tree.leaves_below(key))


@given(cases())
def test_appraised_scores_add_up_where_there_are_any(case: Case) -> None:
    scores = score(case.tree, case.answers)
    gone = out(case)
    for node in case.tree:
        if node.children:
            known = [
                points
                for leaf in case.tree.leaves_below(node.key)
                if leaf.key not in gone
                and (points := case.answers.get(leaf.key, Answer()).appraised) is not None
            ]
            assert scores.nodes[node.key].appraised == (sum(known, Decimal(0)) if known else None)


@given(cases(), st.data())
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


@given(cases(), st.randoms(use_true_random=False))
def test_order_does_not_matter(case: Case, random: object) -> None:
    keys = list(case.answers)
    random.shuffle(keys)  # type: ignore[attr-defined]
    assert score(case.tree, {key: case.answers[key] for key in keys}) == score(case.tree, case.answers)

    def turned(keys: tuple[str, ...]) -> list[Criterion]:
        return [
            node
            for key in reversed(keys)
            for node in (
                case.tree[key]._replace(children=case.tree[key].children[::-1]),
                *turned(case.tree[key].children),
            )
        ]

    nodes = tuple(turned(tuple(root.key for root in case.tree.roots)))
    upside_down = score(case.tree.criteria._replace(nodes=nodes).tree(), case.answers)
    right_way = score(case.tree, case.answers)
    assert upside_down.totals == right_way.totals
    assert upside_down.nodes == right_way.nodes
    assert set(upside_down.excluded) == set(right_way.excluded)


@given(cases())
def test_the_cover_is_exact_and_minimal(case: Case) -> None:
    scores = score(case.tree, case.answers)
    gone = out(case)
    assert scores.excluded_leaves == gone
    covered = [leaf.key for key in scores.excluded for leaf in case.tree.leaves_below(key)]
    assert sorted(covered) == sorted(gone), "exact, and no leaf twice"
    order = [node.key for node in case.tree]
    assert list(scores.excluded) == sorted(scores.excluded, key=order.index)
    pure = [node.key for node in case.tree if _is_gone(case, node.key, gone)]
    for smaller in range(min(len(scores.excluded), 3)):
        for keys in combinations(pure, smaller):
            assert {leaf.key for key in keys for leaf in case.tree.leaves_below(key)} != gone
    for key in scores.excluded:
        parent = case.tree[key].parent
        assert parent is None or parent not in pure


@given(cases())
def test_the_rate_is_exact_until_it_is_rounded(case: Case) -> None:
    totals = score(case.tree, case.answers).totals
    if not totals.applicable:
        assert totals.rate is None
        return
    assert totals.rate is not None
    off = Fraction(totals.rate) - 100 * Fraction(totals.achieved) / Fraction(totals.applicable)
    assert abs(off) <= Fraction(1, 200)


@given(cases())
def test_what_the_set_does_not_know_counts_nowhere(case: Case) -> None:
    stranger = {**case.answers, "99": Answer(Decimal(7), True), "1.99.1": Answer(Decimal(7))}
    assert score(case.tree, stranger) == score(case.tree, case.answers)


@given(cases())
def test_blank_is_0_in_a_sum_and_blank_by_itself(case: Case) -> None:
    blank = {key: answer for key, answer in case.answers.items() if answer.score is not None or answer.marked}
    zero = {key: answer._replace(score=answer.score or Decimal(0)) for key, answer in case.answers.items()}
    assert score(case.tree, blank).totals.score == score(case.tree, zero).totals.score
    for leaf in case.tree.leaves:
        assert (
            score(case.tree, case.answers).nodes[leaf.key].score == case.answers.get(leaf.key, Answer()).score
        )


@given(cases())
def test_an_exclusion_that_awards_full_marks(case: Case) -> None:
    nodes = tuple(node._replace(exclusion=Exclusion(policy="full")) for node in case.tree.nodes)
    scores = score(case.tree.criteria._replace(nodes=nodes).tree(), case.answers)
    gone = out(case)
    assert scores.totals.excluded == 0
    assert scores.excluded == ()
    points = [leaf.max_score if leaf.key in gone else scored(case, leaf.key) for leaf in case.tree.leaves]
    assert Fraction(scores.totals.score) == exact(points)


# --- sets that do not add up, points that are none ----------------------------------------------------


def small(maxima: dict[str, str], *, group: str) -> Tree:
    """One group ``1`` of a stated maximum over its leaves."""
    shape: list[object] = [[None] * len(maxima)]
    tree = build(shape, {f"1.{n}": Decimal(points) for n, points in enumerate(maxima.values(), start=1)})
    nodes = (tree.nodes[0]._replace(max_score=Decimal(group)), *tree.nodes[1:])
    return tree.criteria._replace(nodes=nodes).tree()


def test_children_that_exceed_their_groups_maximum_are_not_lost_with_their_siblings() -> None:
    """Caps of items may add up to more than the group's: 5 + 5 + 5 of at most 10."""
    tree = small({"a": "5", "b": "5", "c": "5"}, group="10")
    marked = {"1.1": Answer(None, True), "1.2": Answer(None, True), "1.3": Answer(Decimal(4))}
    scores = score(tree, marked)
    assert scores.nodes["1"].score == 4
    assert scores.totals.score == 4


def test_a_group_of_more_points_than_its_children_is_blank_when_they_are_all_excluded() -> None:
    tree = small({"a": "9", "b": "9"}, group="20")
    assert score(tree, {"1": Answer(None, True)}).nodes["1"].score is None


def test_a_leaf_without_points_counts_marked_or_not() -> None:
    tree = small({"a": "0", "b": "5"}, group="5")
    scores = score(tree, {"1": Answer(None, True)})
    assert scores.nodes["1"].score == 0
    assert (scores.totals.excluded, scores.totals.applicable, scores.totals.rate) == (5, 0, None)


@pytest.mark.parametrize("typed", ["1E+30", "9" * 40, "1E-30", "-1E+30"])
def test_scores_of_any_size_are_added_and_rounded(typed: str) -> None:
    tree = small({"a": "5"}, group="5")
    totals = score(tree, {"1.1": Answer(Decimal(typed))}).totals
    assert totals.rate is not None
    assert totals.rate.is_finite()
