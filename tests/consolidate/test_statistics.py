"""Averages and lost points are the exact ones, however the forms come."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from selfscore_xl import sets
from selfscore_xl.consolidate.record import Line, State
from selfscore_xl.consolidate.statistics import Rows, Tally, lost, percent
from selfscore_xl.criteria import Criterion
from selfscore_xl.text import half_up

ZERO = Decimal(0)
NODE = Criterion("I.1", "I.1", "Một", Decimal(7), 2, "I", ())


def state(score: str | None, out: bool = False) -> State:
    points = None if score is None else Decimal(score)
    return State(Decimal(7) if out else ZERO, points, None if out else points, out)


def line(score: str | None, out: bool = False, appraised: str | None = None, back: str | None = None) -> Line:
    """``back``: the exclusion was refused, and so many points given."""
    final = state(back or appraised) if back or appraised else None
    given = None if appraised is None else Decimal(appraised)
    return Line("I.1", Decimal(7), state(score, out), final, given)


def tally(*lines: Line, node: Criterion = NODE, basis: str = "self") -> Tally:
    found = Tally()
    for one in lines:
        found.add(node, one, basis)  # type: ignore[arg-type]
    return found


def test_four_states_are_four_states() -> None:
    found = tally(line("7"), line("0"), line(None), line(None, out=True), line("4.585"))
    assert (found.forms, found.full, found.zero, found.blank, found.claimed) == (3, 1, 1, 1, 1)
    assert found.claimed_points == 7
    assert found.average == Decimal("3.86")
    assert found.rate == Decimal("55.17")
    assert found.lost == Decimal("9.415")


def test_halves_are_rounded_up_once() -> None:
    assert tally(line("4.58"), line("4.59")).average == Decimal("4.59")
    assert tally(*[line("4.585")] * 3).average == Decimal("4.59")


def test_nothing_at_all() -> None:
    found = tally()
    assert (found.average, found.rate, found.average_lost, found.correction) == (None, None, None, None)


def test_appraisal_counts_where_it_is_the_basis() -> None:
    lines = (line("6", appraised="4"), line(None, out=True, back="2"))
    by_self, by_appraisal = tally(*lines), tally(*lines, basis="appraised")
    assert (by_self.forms, by_self.points, by_self.claimed) == (1, 6, 1)
    assert (by_appraisal.forms, by_appraisal.points, by_appraisal.claimed) == (2, 6, 1)
    assert by_self.correction == by_appraisal.correction == -2


def test_a_zeroed_leaf_is_lost_as_a_whole() -> None:
    zeroed = line("6")._replace(own=State(ZERO, Decimal(6), ZERO, False))
    found = tally(zeroed)
    assert (found.points, found.lost, found.zero) == (0, 7, 1)
    assert percent(NODE, zeroed, "self") == 0


def test_penalties_and_bonuses() -> None:
    penalty = NODE._replace(kind="penalty")
    assert lost(penalty, line("-2"), "self") == 2
    assert percent(penalty, line("-2"), "self") is None
    assert tally(line("-2"), node=penalty).rate is None
    bonus = NODE._replace(kind="bonus")
    assert lost(bonus, line("2"), "self") is None
    assert lost(bonus._replace(in_base=True), line("2"), "self") == 5
    assert percent(bonus, line("2"), "self") == 29


def test_rows_that_differ_by_unit_group_are_kept_apart() -> None:
    criteria = sets.load("tap-huan-2026")
    rows = Rows(criteria)
    so, xa = rows.nodes[rows.places("so")["II.2.1"]], rows.nodes[rows.places("xa")["II.2.1"]]
    assert (rows.label(so), rows.label(xa)) == ("II.2.1", "II.2.1")
    assert rows.title(so).endswith("(Sở, ban, ngành)")
    assert rows.title(xa).endswith("(UBND xã, phường)")
    assert so != xa
    assert rows.places("so")["I.1"] == rows.places("xa")["I.1"]


points = st.decimals(0, 7, places=2) | st.none()


@given(st.lists(st.tuples(points, st.booleans())), st.randoms())
def test_sums_do_not_depend_on_the_order(pairs: list[tuple[Decimal | None, bool]], random: object) -> None:
    lines = [line(None if score is None else str(score), out) for score, out in pairs]
    first = tally(*lines)
    random.shuffle(lines)  # type: ignore[attr-defined]
    second = tally(*lines)
    assert [getattr(first, name) for name in Tally.__slots__] == [
        getattr(second, name) for name in Tally.__slots__
    ]
    counted = [score for score, out in pairs if score is not None and not out]
    assert first.points == sum(counted, ZERO)
    assert first.lost == 7 * len(counted) - sum(counted, ZERO)
    if counted:
        assert first.average == half_up(sum(counted, ZERO) / len(counted), 2)
