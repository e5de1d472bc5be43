"""The score that follows from figures, for every kind of rule."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfscore_xl.criteria import Band, Criterion, Input, Level, Rule
from selfscore_xl.scoring import ceiling, is_count, level_number, proposed, to_grid
from tests.scoring.trees import points

D = Decimal
INPUTS = (Input("numerator", "Số hồ sơ đúng hạn"), Input("denominator", "Tổng số hồ sơ"))
COUNT = (Input("count", "Số lần vi phạm"),)
RATIO = Rule("ratio", inputs=INPUTS)
STEPS = Rule("steps", inputs=INPUTS, bands=(Band(D(90), D(2)), Band(D(80), D(1), D(90)), Band(D(0), D(0))))
OPEN_STEPS = Rule("steps", inputs=INPUTS, bands=(Band(D(80), D(1)), Band(D(90), D(2))))
DEDUCTION = Rule("deduction", inputs=COUNT, points=D("0.5"))
PER_UNIT = Rule("per_unit", inputs=COUNT, points=D("0.5"))
CHOICE = Rule("choice", levels=(Level(D(2), "Đúng hạn"), Level(D(1), "Chậm"), Level(D(0), "Không")))
WAYS = Rule("alternatives", levels=(Level(D(2), "Huân chương"), Level(D(1), "Bằng khen")))


def leaf(rule: Rule, most: str = "2", **more: object) -> Criterion:
    return Criterion("1", "1", "x", D(most), 1, None, (), rule, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "most", "more", "figures", "expected"),
    [
        (RATIO, "5", {}, {"numerator": "95", "denominator": "100"}, "4.75"),
        (RATIO, "10", {}, {"numerator": "1", "denominator": "3"}, "3.33"),
        (RATIO, "10", {}, {"numerator": "2", "denominator": "3"}, "6.67"),
        (RATIO, "7", {}, {"numerator": "655", "denominator": "1000"}, "4.59"),  # 4,585: half up
        (RATIO, "16.8", {"places": 1}, {"numerator": "1506", "denominator": "1680"}, "15.1"),
        (RATIO, "3", {"step": D("0.25")}, {"numerator": "7", "denominator": "8"}, "2.75"),  # 2,625
        (RATIO, "3", {"step": D("0.5")}, {"numerator": "3", "denominator": "4"}, "2.5"),  # 2,25
        (RATIO, "5", {}, {"numerator": "0", "denominator": "7"}, "0"),
        (RATIO, "5", {}, {"numerator": "7", "denominator": "7"}, "5"),
        (RATIO, "5", {}, {"numerator": "0", "denominator": "0"}, None),
        (RATIO, "5", {}, {"numerator": "8", "denominator": "7"}, None),
        (RATIO, "5", {}, {"numerator": "-1", "denominator": "7"}, None),
        (RATIO, "5", {}, {"numerator": "7"}, None),
        (RATIO, "5", {"kind": "penalty"}, {"numerator": "1", "denominator": "2"}, "-2.5"),
        (STEPS, "2", {}, {"numerator": "9", "denominator": "10"}, "2"),
        (STEPS, "2", {}, {"numerator": "899999", "denominator": "1000000"}, "1"),  # 89,9999 is not 90
        (STEPS, "2", {}, {"numerator": "8", "denominator": "10"}, "1"),
        (STEPS, "2", {}, {"numerator": "0", "denominator": "10"}, "0"),
        (STEPS, "2", {}, {"numerator": "0", "denominator": "0"}, None),
        (OPEN_STEPS, "2", {}, {"numerator": "95", "denominator": "100"}, "2"),  # in any order
        (OPEN_STEPS, "2", {}, {"numerator": "1", "denominator": "100"}, "0"),  # below the lowest
        (DEDUCTION, "2", {}, {"count": "0"}, "2"),
        (DEDUCTION, "2", {}, {"count": "3"}, "0.5"),
        (DEDUCTION, "2", {}, {"count": "4"}, "0"),
        (DEDUCTION, "2", {}, {"count": "99"}, "0"),
        (DEDUCTION, "2", {}, {"count": "-1"}, None),
        (DEDUCTION, "2", {}, {"count": "1.5"}, None),
        (DEDUCTION, "2", {}, {}, None),
        (PER_UNIT, "2", {}, {"count": "0"}, "0"),
        (PER_UNIT, "2", {}, {"count": "3"}, "1.5"),
        (PER_UNIT, "2", {}, {"count": "5"}, "2"),
        (PER_UNIT, "2", {"kind": "bonus"}, {"count": "5"}, "2"),
        (PER_UNIT, "2", {"kind": "penalty"}, {"count": "3"}, "-1.5"),
        (PER_UNIT, "2", {"kind": "penalty"}, {"count": "9"}, "-2"),
        (CHOICE, "2", {}, {"level": "1"}, "2"),
        (CHOICE, "2", {}, {"level": "3"}, "0"),
        (CHOICE, "2", {}, {"level": "4"}, None),
        (CHOICE, "2", {}, {"level": "0"}, None),
        (CHOICE, "2", {}, {}, None),
        (CHOICE, "1.5", {}, {"level": "1"}, "1.5"),  # a unit group with a smaller maximum
        (CHOICE, "2", {"kind": "penalty"}, {"level": "2"}, "-1"),
        (WAYS, "2", {}, {"level": "1"}, None),
        (Rule(), "2", {}, {"count": "1"}, None),
        (Rule("given", by="Chủ tịch"), "2", {}, {"count": "1"}, None),
    ],
)
def test_proposed(
    rule: Rule, most: str, more: dict[str, object], figures: dict[str, str], expected: str | None
) -> None:
    node = leaf(rule, most, **more)
    points = proposed(node, {name: D(figure) for name, figure in figures.items()})
    assert points == (None if expected is None else D(expected))


@pytest.mark.parametrize(("level", "expected"), [("1", 2), ("2", 1), ("3", None), (None, None)])
def test_ceiling_of_the_way_chosen(level: str | None, expected: int | None) -> None:
    figures = {} if level is None else {"level": D(level)}
    assert ceiling(leaf(WAYS), figures) == expected
    assert ceiling(leaf(CHOICE), figures) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("Đúng hạn", 1), ("  Chậm ", 2), ("Chậm\u00a0", 2), ("chậm", None), ("", None), ("1", None)],
)
def test_level_number(text: str, number: int | None) -> None:
    assert level_number(leaf(CHOICE), text) == number


@pytest.mark.parametrize(
    ("name", "label", "expected"),
    [
        ("count", "Vi phạm", True),
        ("numerator", "Số hồ sơ", True),
        ("denominator", "Tổng số hồ sơ", True),
        ("numerator", "Số vốn đã giải ngân", False),
        ("denominator", "Diện tích", False),
        ("level", "Mức đạt được", False),
    ],
)
def test_is_count(name: str, label: str, expected: bool) -> None:
    assert is_count(Input(name, label)) is expected


WHOLE = st.integers(0, 5000).map(Decimal)
GRIDS = st.sampled_from(
    ({}, {"places": 0}, {"places": 1}, {"step": D("0.25")}, {"step": D("0.5"), "places": 1})
)
MOST = st.integers(1, 200).map(Decimal)
RULES = st.sampled_from((RATIO, STEPS, OPEN_STEPS, DEDUCTION, PER_UNIT, CHOICE))
FIGURES = st.fixed_dictionaries(
    {
        "numerator": WHOLE,
        "denominator": WHOLE,
        "count": WHOLE,
        "level": st.integers(0, 4).map(Decimal),
    }
)


@given(RULES, MOST, GRIDS, FIGURES, st.sampled_from(("main", "bonus", "penalty")))
def test_a_proposal_is_a_score_that_may_be_typed(
    rule: Rule, most: Decimal, grid: dict[str, object], figures: dict[str, Decimal], kind: str
) -> None:
    node = leaf(rule, str(most), kind=kind, **grid)
    found = proposed(node, figures)
    if found is None:
        return
    size = -found if kind == "penalty" else found
    assert 0 <= size <= most
    assert to_grid(node, size) == size


@given(WHOLE, WHOLE, points(1, 20_000))
def test_a_ratio_is_exact_until_it_is_rounded(part: Decimal, whole: Decimal, most: Decimal) -> None:
    found = proposed(leaf(RATIO, str(most)), {"numerator": part, "denominator": whole})
    if part > whole or not whole:
        assert found is None
        return
    assert found is not None
    true = Fraction(part) * Fraction(most) / Fraction(whole)
    assert Fraction(found) - true <= Fraction(1, 200)
    assert true - Fraction(found) < Fraction(1, 200), "half up"


@given(WHOLE, WHOLE, RULES)
def test_more_achieved_gives_no_less(first: Decimal, second: Decimal, rule: Rule) -> None:
    low, high = sorted((first, second))
    if rule.kind in ("ratio", "steps"):
        scores = [proposed(leaf(rule), {"numerator": one, "denominator": D(5000)}) for one in (low, high)]
    elif rule.kind in ("deduction", "per_unit"):
        scores = [proposed(leaf(rule), {"count": one}) for one in (low, high)]
        if rule.kind == "deduction":
            scores.reverse()
    else:
        return
    assert scores[0] is not None
    assert scores[1] is not None
    assert scores[0] <= scores[1]


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_the_step_reached(part: int, whole: int) -> None:
    found = proposed(leaf(STEPS), {"numerator": D(part), "denominator": D(whole)})
    percent = Fraction(100 * part, whole)
    assert found == (None if percent > 100 else 2 if percent >= 90 else 1 if percent >= 80 else 0)


# --- every rule against an arithmetic of its own ------------------------------------------------------

QUARTERS = st.integers(0, 40).map(lambda number: D(number) / 4)


@st.composite
def any_rule(draw: st.DrawFn) -> Rule:
    kind = draw(st.sampled_from(("ratio", "steps", "deduction", "per_unit", "choice", "alternatives")))
    if kind == "ratio":
        return RATIO
    if kind == "steps":
        floors = sorted(
            draw(st.lists(st.integers(1, 100), min_size=1, max_size=4, unique=True)), reverse=True
        )
        scores = sorted(draw(st.lists(QUARTERS, min_size=len(floors), max_size=len(floors))), reverse=True)
        return Rule("steps", inputs=INPUTS, bands=tuple(map(Band, map(D, floors), scores)))
    if kind in ("deduction", "per_unit"):
        return Rule(kind, inputs=COUNT, points=draw(QUARTERS))
    scores = draw(st.lists(QUARTERS, min_size=2, max_size=4))
    return Rule(kind, levels=tuple(Level(score, f"mức {number}") for number, score in enumerate(scores)))


def worth(rule: Rule, most: Fraction, figures: dict[str, Decimal]) -> Fraction | None:
    """The points before they are rounded, from the decision's words."""
    part, whole, count, level = (
        int(figures[name]) for name in ("numerator", "denominator", "count", "level")
    )
    if rule.kind in ("ratio", "steps") and (whole == 0 or part > whole):
        return None
    if rule.kind == "ratio":
        return Fraction(part, whole) * most
    if rule.kind == "steps":
        reached = [band for band in rule.bands if Fraction(100 * part, whole) >= Fraction(band.at_least)]
        return min(Fraction(reached[0].score), most) if reached else Fraction(0)
    if rule.kind == "deduction":
        return max(most - count * Fraction(rule.points or 0), Fraction(0))
    if rule.kind == "per_unit":
        return min(count * Fraction(rule.points or 0), most)
    return min(Fraction(rule.levels[level - 1].score), most) if 1 <= level <= len(rule.levels) else None


@given(any_rule(), st.integers(1, 40), GRIDS, FIGURES, st.sampled_from(("main", "bonus", "penalty")))
def test_every_rule(
    rule: Rule, quarters: int, grid: dict[str, object], figures: dict[str, Decimal], kind: str
) -> None:
    most = Fraction(quarters, 4)
    node = leaf(rule, str(D(quarters) / 4), kind=kind, **grid)
    true = worth(rule, most, figures)
    if rule.kind == "alternatives":
        chosen = int(figures["level"])
        known = 1 <= chosen <= len(rule.levels)
        assert ceiling(node, figures) == (rule.levels[chosen - 1].score if known else None)
        assert proposed(node, figures) is None, "which way it is says only how much there may be"
        return
    found = proposed(node, figures)
    assert (found is None) == (true is None)
    if found is None or true is None:
        return
    assert found <= 0 if kind == "penalty" else found >= 0
    unit = Fraction(node.step) if node.step else Fraction(1, 10**node.places)
    assert abs(Fraction(found)) == (true / unit + Fraction(1, 2)).__floor__() * unit, (
        "half up, once, at the end"
    )
