"""Ranks, ties and quotas."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfscore_xl.criteria import Criteria, Grade, Period, Quota, Ranking
from selfscore_xl.ranking import Standing, apply_quotas, by_group, rank, standing
from selfscore_xl.scoring import Answer, score
from tests.scoring.trees import build

D = Decimal


def units(*measures: str | None) -> list[Standing]:
    return [
        Standing(chr(65 + index), "", None if measure is None else D(measure))
        for index, measure in enumerate(measures)
    ]


@pytest.mark.parametrize(
    ("ties", "expected"),
    [("competition", [1, 1, 3, 4, None]), ("dense", [1, 1, 2, 3, None])],
)
def test_ties(ties: str, expected: list[int | None]) -> None:
    places = rank(Ranking(ties=ties), units("80", None, "95", "95", "90"))  # type: ignore[arg-type]
    assert [one.unit for one in places] == ["C", "D", "E", "A", "B"]
    assert [one.rank for one in places] == expected
    assert places[0].tied_with == ("D",)
    assert places[2].tied_with == ()


def test_tie_breaks() -> None:
    ranking = Ranking(tie_breaks=("II", "I"))
    standings = [
        Standing("A", "", D(90), (D(50), D(30))),
        Standing("B", "", D(90), (D(50), D(31))),
        Standing("C", "", D(90), (D(49), D(40))),
        Standing("D", "", D(90), (None, D(40))),
        Standing("E", "", D(91), (D(1), D(1))),
    ]
    places = rank(ranking, standings)
    assert [one.unit for one in places] == ["E", "B", "A", "C", "D"]
    assert [one.rank for one in places] == [1, 2, 3, 4, 5]
    assert [one.decided_by for one in places] == ["", "", "I", "II", "II"]


def test_inside_groups_or_all_together() -> None:
    standings = [Standing("A", "so", D(1)), Standing("B", "xa", D(2)), Standing("C", "so", D(3))]
    assert {group: len(found) for group, found in by_group(Ranking(), standings).items()} == {
        "so": 2,
        "xa": 1,
    }
    assert list(by_group(Ranking(within="all"), standings)) == [""]


def test_standing_by_the_sets_rule() -> None:
    tree = build([[None, None], [None]], {"1.1": D(40), "1.2": D(10), "2.1": D(50)})
    answers = {"1.1": Answer(D(30)), "1.2": Answer(marked=True), "2.1": Answer(D(45))}
    expected = {"rate": D("83.33"), "converted": D("83.33"), "points": D(75)}
    for by, measure in expected.items():
        criteria = tree.criteria._replace(ranking=Ranking(by=by, tie_breaks=("2", "1.1@A", "9")))  # type: ignore[arg-type]
        found = standing(criteria, "U", "A", score(criteria.tree(), answers))
        assert found == Standing("U", "A", measure, (D(45), D(30), None))


STANDINGS = st.lists(
    st.tuples(st.none() | st.integers(0, 5), st.tuples(st.none() | st.integers(0, 2), st.integers(0, 2))),
    max_size=12,
).map(
    lambda found: [
        Standing(
            f"u{index}",
            "",
            None if measure is None else D(measure),
            tuple(None if value is None else D(value) for value in breaks),
        )
        for index, (measure, breaks) in enumerate(found)
    ]
)


def key(one: Standing) -> tuple[object, ...]:
    values = (one.measure, *one.tie_breaks)
    return tuple((value is not None, value or D(0)) for value in values)


@given(STANDINGS, st.randoms(use_true_random=False))
def test_a_rank_counts_those_before(standings: list[Standing], random: object) -> None:
    ranking = Ranking(tie_breaks=("1", "2"))
    by_unit = {one.unit: one for one in standings}
    ranked = [one for one in standings if one.measure is not None]
    for ties in ("competition", "dense"):
        places = rank(ranking._replace(ties=ties), standings)  # type: ignore[arg-type]
        assert sorted(one.unit for one in places) == sorted(by_unit)
        for place in places:
            own = by_unit[place.unit]
            if own.measure is None:
                assert place.rank is None
                continue
            better = [key(one) for one in ranked if key(one) > key(own)]  # type: ignore[operator]
            assert place.rank == 1 + (len(better) if ties == "competition" else len(set(better)))
            assert set(place.tied_with) == {
                one.unit for one in ranked if key(one) == key(own) and one is not own
            }
    shuffled = list(standings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert {one.unit: one.rank for one in rank(ranking, shuffled)} == {
        one.unit: one.rank for one in rank(ranking, standings)
    }


# --- quotas ------------------------------------------------------------------------------------------


def quota_set(percent: int, of: tuple[str, ...] = ("B",), by_decision: int | None = None) -> Criteria:
    """Grades A, B, C; A for at most a percentage of the units graded B."""
    quota = Quota(D(percent), of, None if by_decision is None else D(by_decision))
    grades = (Grade("A", "A", D(90), (), quota), Grade("B", "B", D(70)), Grade("C", "C", D(0)))
    return Criteria("x", "1", "x", "", (), Period("x", "", ""), "", (), (), grades=grades)


def graded(first: int, second: int, third: int = 0) -> tuple[dict[str, str], dict[str, int | None]]:
    codes = ["A"] * first + ["B"] * second + ["C"] * third
    names = [f"u{index:02}" for index in range(len(codes))]
    return dict(zip(names, codes, strict=True)), {name: index for index, name in enumerate(names, start=1)}


@pytest.mark.parametrize(
    ("first", "second", "percent", "kept", "base"),
    [
        (2, 10, 20, 2, 10),
        (3, 10, 20, 2, 11),  # one is lowered and joins the base: 20 % of 11 is 2,2
        (5, 10, 20, 2, 13),
        (8, 10, 20, 3, 15),
        (1, 4, 20, 0, 5),  # 20 % of 4 is none; lowered, it makes a base of 5, of which it is no part
        (0, 4, 20, 0, 4),
        (3, 0, 20, 0, 3),
        (3, 10, 25, 2, 11),
    ],
)
def test_quota_of_the_units_one_grade_lower(
    first: int, second: int, percent: int, kept: int, base: int
) -> None:
    grades, ranks = graded(first, second, 2)
    granted = apply_quotas(quota_set(percent), grades, ranks)
    (quota,) = granted.quotas
    assert (len(quota.kept), quota.base) == (kept, base)
    assert quota.limit == percent * base // 100
    assert quota.kept == tuple(sorted(grades))[:kept]
    assert [granted.grades[unit] for unit in quota.lowered] == ["B"] * (first - kept)


def test_quota_by_decision_and_of_all() -> None:
    grades, ranks = graded(5, 15)
    criteria = quota_set(20, (), 25)
    assert len(apply_quotas(criteria, grades, ranks).quotas[0].kept) == 4
    assert len(apply_quotas(criteria, grades, ranks, by_decision=True).quotas[0].kept) == 5


def test_equal_ranks_at_the_limit_are_not_told_apart() -> None:
    grades, ranks = graded(4, 10)
    ranks |= {"u00": 1, "u01": 2, "u02": 2, "u03": 4}
    (quota,) = apply_quotas(quota_set(20), grades, ranks).quotas
    assert quota.kept == ("u00",)
    assert quota.lowered == ("u01", "u02", "u03")
    assert quota.tied == ("u01", "u02")


@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.integers(1, 8)), max_size=25),
    st.integers(0, 100),
    st.sampled_from((("B",), (), ("A", "B"), ("B", "C"))),
)
def test_quotas_are_kept_and_used(found: list[tuple[str, int]], percent: int, of: tuple[str, ...]) -> None:
    grades = {f"u{index}": code for index, (code, _) in enumerate(found)}
    ranks: dict[str, int | None] = {f"u{index}": place for index, (_, place) in enumerate(found)}
    granted = apply_quotas(quota_set(percent, of), grades, ranks)
    (quota,) = granted.quotas
    base = sum(code in (of or "ABC") for code in granted.grades.values())
    assert quota.base == base
    assert len(quota.kept) * 100 <= percent * base
    assert set(quota.kept) | set(quota.lowered) == {unit for unit, code in grades.items() if code == "A"}
    places = [ranks[unit] for unit in quota.kept]
    assert all(ranks[unit] not in places for unit in quota.lowered)
    assert all(place < (ranks[unit] or 0) for place in places if place for unit in quota.lowered)
    assert {unit: code for unit, code in granted.grades.items() if unit not in quota.lowered} == {
        unit: code for unit, code in grades.items() if unit not in quota.lowered
    }
