"""Grades: bands, conditions, sanctions, and what is said about them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfscore_xl.criteria import Condition, Criteria, Exclusion, Fact, Grade, Period, Sanction
from selfscore_xl.grading import Grading, grade, holds, sentences
from selfscore_xl.scoring import Answer, score
from selfscore_xl.text import LANGS
from tests.scoring.trees import GIVEN, Case, build, mixed_cases

D = Decimal
FACTS = (
    Fact("dung-han", "tỷ lệ nhiệm vụ hoàn thành đúng hạn", "percent"),
    Fact("vuot-muc", "tỷ lệ nhiệm vụ vượt mức yêu cầu", "percent"),
    Fact("cap-duoi", "có đơn vị trực thuộc không hoàn thành nhiệm vụ", "yes_no"),
    Fact("cham", "tỷ lệ nhiệm vụ chậm", "percent"),
    Fact("hoan-thanh", "tỷ lệ nhiệm vụ hoàn thành", "percent"),
)
GRADES = (
    Grade(
        "xuat-sac",
        "Hoàn thành xuất sắc nhiệm vụ",
        D(90),
        (
            Condition("dung-han", "at_least", D(100)),
            Condition("vuot-muc", "at_least", D(30)),
            Condition("cap-duoi", "is", D(0)),
        ),
    ),
    Grade("tot", "Hoàn thành tốt nhiệm vụ", D(70), (Condition("dung-han", "at_least", D(100)),)),
    Grade("hoan-thanh", "Hoàn thành nhiệm vụ", D(50), (Condition("cham", "at_most", D(20)),)),
    Grade("khong", "Không hoàn thành nhiệm vụ", D(0)),
)
SANCTIONS = (Sanction(Condition("hoan-thanh", "below", D(70)), "khong"),)
ALL_GOOD = {"dung-han": 100, "vuot-muc": 30, "cap-duoi": 0, "cham": 0, "hoan-thanh": 100}
ARTICLE_8 = Criteria(
    *("nd335", "1", "x", "", (), Period("x", "", ""), "", (), ()),
    facts=FACTS,
    grades=GRADES,
    sanctions=SANCTIONS,
)
"""Nghị định 335/2025/NĐ-CP, Điều 8."""


def graded(
    measure: str,
    facts: Mapping[str, int],
    criteria: Criteria = ARTICLE_8,
    rates: Mapping[str, Decimal | None] | None = None,
) -> Grading:
    found = grade(criteria, D(measure), rates or {}, {code: D(value) for code, value in facts.items()})
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("measure", "changed", "expected", "reasons"),
    [
        ("95", {}, "xuat-sac", []),
        ("90", {}, "xuat-sac", []),
        ("89.99", {}, "tot", []),
        ("70", {}, "tot", []),
        ("69.99", {}, "hoan-thanh", []),
        ("49.99", {}, "khong", []),
        ("0", {}, "khong", []),
        ("-3", {}, None, []),
        ("95", {"vuot-muc": 29}, "tot", ["condition"]),
        ("95", {"cap-duoi": 1}, "tot", ["condition"]),
        ("95", {"dung-han": 99, "cham": 1}, "hoan-thanh", ["condition", "condition"]),
        ("95", {"dung-han": 70, "cham": 30}, "khong", ["condition", "condition", "condition"]),
        ("95", {"hoan-thanh": 69}, "khong", ["sanction"]),
        ("40", {"hoan-thanh": 69}, "khong", []),  # nothing left to lower
        ("95", {"vuot-muc": None}, "tot", ["unstated"]),
        ("75", {"vuot-muc": None}, "tot", []),  # not asked for
        ("95", {"hoan-thanh": None}, "xuat-sac", ["unstated"]),
    ],
)
def test_article_8(
    measure: str, changed: dict[str, int | None], expected: str | None, reasons: list[str]
) -> None:
    facts = {code: value for code, value in {**ALL_GOOD, **changed}.items() if value is not None}
    found = graded(measure, facts)
    assert (found.grade.code if found.grade else None) == expected
    assert [one.kind for one in found.reasons] == reasons
    for lang in LANGS:
        said = sentences(ARTICLE_8, found, lang)
        assert len(said) == len(reasons)
        assert all(one.endswith(".") and "{" not in one for one in said)


def test_what_is_said() -> None:
    found = graded("95", {**ALL_GOOD, "dung-han": 95, "cap-duoi": 1, "cham": 5})
    assert sentences(ARTICLE_8, found, "vi") == (
        "Không xếp «Hoàn thành xuất sắc nhiệm vụ»: tỷ lệ nhiệm vụ hoàn thành đúng hạn là 95 %, yêu cầu từ "
        "100 % trở lên.",
        "Không xếp «Hoàn thành xuất sắc nhiệm vụ»: có đơn vị trực thuộc không hoàn thành nhiệm vụ là có, "
        "yêu cầu không.",
        "Không xếp «Hoàn thành tốt nhiệm vụ»: tỷ lệ nhiệm vụ hoàn thành đúng hạn là 95 %, yêu cầu từ "
        "100 % trở lên.",
    )
    assert found.lowered


def test_sanctions_by_steps() -> None:
    steps = ARTICLE_8._replace(
        sanctions=(
            Sanction(Condition("cap-duoi", "is", D(1)), lower_by=1),
            Sanction(Condition("cham", "above", D(10)), "tot"),
        ),
        grades=tuple(one._replace(conditions=()) for one in GRADES),
    )
    assert code_of(graded("95", {"cap-duoi": 1, "cham": 0}, steps)) == "tot"
    assert code_of(graded("95", {"cap-duoi": 0, "cham": 11}, steps)) == "tot"
    assert code_of(graded("95", {"cap-duoi": 1, "cham": 11}, steps)) == "hoan-thanh", "the cap, then a step"
    assert code_of(graded("10", {"cap-duoi": 1, "cham": 11}, steps)) == "khong"


def code_of(found: Grading) -> str | None:
    return found.grade.code if found.grade else None


@pytest.mark.parametrize(
    ("op", "value", "expected"),
    [
        ("at_least", 100, True),
        ("at_least", 99, False),
        ("at_most", 100, True),
        ("at_most", 101, False),
        ("above", 100, False),
        ("above", 101, True),
        ("below", 100, False),
        ("below", 99, True),
        ("is", 100, True),
        ("is", 1, False),
    ],
)
def test_comparisons(op: str, value: int, expected: bool) -> None:
    assert holds(Condition("x", op, D(100)), D(value)) is expected  # type: ignore[arg-type]


def test_a_condition_on_a_criterion() -> None:
    wanted = Condition("1", "at_least", D(60), "criterion")
    criteria = ARTICLE_8._replace(
        grades=(GRADES[0]._replace(conditions=(wanted,)), GRADES[3]), sanctions=(), facts=()
    )
    assert code_of(graded("95", {}, criteria, {"1": D(60)})) == "xuat-sac"
    low = graded("95", {}, criteria, {"1": D("59.99")})
    assert code_of(low) == "khong"
    assert "tỷ lệ điểm của 1 là 59,99 %" in sentences(criteria, low, "vi")[0]
    assert code_of(graded("95", {}, criteria, {"1": None})) == "xuat-sac", "excluded: nothing to ask for"


def test_no_grades_no_grading() -> None:
    assert grade(ARTICLE_8._replace(grades=()), D(95), {}, {}) is None
    nothing = grade(ARTICLE_8, None, {}, {})
    assert nothing is not None
    assert nothing.grade is None


STATED = st.fixed_dictionaries(
    {},
    optional={
        "dung-han": st.integers(90, 100),
        "vuot-muc": st.integers(25, 35),
        "cap-duoi": st.integers(0, 1),
        "cham": st.integers(15, 25),
        "hoan-thanh": st.integers(65, 75),
    },
)
MEASURES = st.integers(0, 1000).map(lambda tenths: f"{tenths / 10}")


@given(MEASURES, STATED)
def test_a_grade_is_never_above_its_points_and_says_why_it_is_below(
    measure: str, facts: dict[str, int]
) -> None:
    found = graded(measure, facts)
    order = [*GRADES, None]
    assert order.index(found.grade) >= order.index(found.by_points)
    if found.lowered:
        assert found.reasons
    assert all(one.condition is not None for one in found.reasons)
    given = {code: D(value) for code, value in facts.items()}
    if found.grade is not None and not any(one.kind == "sanction" for one in found.reasons):
        assert all(holds(one, given[one.subject]) for one in found.grade.conditions)


@given(MEASURES, MEASURES, STATED)
def test_more_points_never_give_a_lower_grade(first: str, second: str, facts: dict[str, int]) -> None:
    low, high = sorted((first, second), key=Decimal)
    order = [*GRADES, None]
    assert order.index(graded(high, facts).grade) <= order.index(graded(low, facts).grade)


# --- any chain of grades against the words of its decision ---------------------------------------------

OPERATORS = ("at_least", "at_most", "above", "below", "is")
CONDITIONS = st.tuples(
    st.sampled_from(("a", "b", "c")), st.sampled_from(OPERATORS), st.integers(0, 3).map(Decimal)
).map(lambda found: Condition(*found))


@st.composite
def chains(draw: st.DrawFn) -> Criteria:
    """Two to five grades with conditions, and sanctions that cap, lower, or both."""
    floors = sorted(draw(st.lists(st.integers(1, 99), min_size=1, max_size=4, unique=True)), reverse=True)
    grades = [
        Grade(f"g{place}", f"Mức {place}", D(floor), tuple(draw(st.lists(CONDITIONS, max_size=2))))
        for place, floor in enumerate(floors)
    ]
    grades.append(Grade("last", "Mức cuối", D(0)))
    codes = [one.code for one in grades]
    sanctions = st.builds(Sanction, CONDITIONS, st.sampled_from(["", *codes]), st.integers(0, 2))
    facts = tuple(Fact(code, code, "count") for code in "abc")
    return ARTICLE_8._replace(
        facts=facts, grades=tuple(grades), sanctions=tuple(draw(st.lists(sanctions, max_size=3)))
    )


def met(one: Condition, facts: Mapping[str, int]) -> bool:
    value, wanted = facts.get(one.subject), int(one.value)
    if value is None:
        return False
    signs = {"at_least": value >= wanted, "at_most": value <= wanted, "above": value > wanted}
    return (signs | {"below": value < wanted, "is": value == wanted})[one.op]


@given(chains(), MEASURES, st.dictionaries(st.sampled_from("abc"), st.integers(0, 3)))
def test_any_chain(criteria: Criteria, measure: str, facts: dict[str, int]) -> None:
    found = graded(measure, facts, criteria)
    codes = [one.code for one in criteria.grades]
    points = [one for one in criteria.grades if one.at_least <= D(measure)]
    assert found.by_points == points[0]
    own = next(one for one in points if all(met(condition, facts) for condition in one.conditions))
    place = codes.index(own.code)
    struck = [one for one in criteria.sanctions if met(one.when, facts)]
    caps = [codes.index(one.at_most) for one in struck if one.at_most]
    place = max([place, *caps])
    place = min(place + sum(one.lower_by for one in struck), len(codes) - 1)
    assert code_of(found) == codes[place]
    kinds = {one.kind for one in found.reasons}
    assert ("sanction" in kinds) == (place > codes.index(own.code))
    for lang in LANGS:
        said = sentences(criteria, found, lang)
        assert len(said) == len(found.reasons)
        assert not any("{" in sentence for sentence in said)


@given(mixed_cases(), st.sampled_from(("rate", "converted", "points")))
def test_totals_carry_the_grade(case: Case, by: str) -> None:
    criteria = case.tree.criteria._replace(
        graded_by=by,  # type: ignore[arg-type]
        grades=tuple(one._replace(conditions=()) for one in GRADES),
    )
    scores = score(criteria.tree(), case.answers)
    totals = scores.totals
    measure = {"rate": totals.rate, "converted": totals.converted, "points": totals.achieved}[by]
    assert scores.grading is not None
    if not totals.applicable:
        assert totals.grade is None
        return
    assert measure is not None
    expected = next((one.name for one in GRADES if round(measure, 2) >= one.at_least), None)
    assert totals.grade == expected


def test_points_that_others_have_to_give_are_said() -> None:
    tree = build([[None, None, None]], {"1.1": D(80), "1.2": D(15), "1.3": D(5)})
    rows = {"1.2": "full", "1.3": "drop"}
    nodes = tuple(
        node._replace(rule=GIVEN, exclusion=Exclusion(policy=rows[node.key])) if node.key in rows else node
        for node in tree.nodes
    )
    criteria = tree.criteria._replace(nodes=nodes, grades=(GRADES[3],))
    for marked, points in (((), 20), (("1.2",), 5), (("1.3",), 15), (("1.2", "1.3"), 0)):
        answers = {key: Answer(marked=True) for key in marked} | {"1.1": Answer(D(80))}
        grading = score(criteria.tree(), answers).grading
        assert grading is not None
        assert sum(one.value or 0 for one in grading.reasons) == points
        if points:
            said = sentences(criteria, grading, "vi")
            assert said == (f"Còn {points} điểm do cơ quan khác chấm, chưa tính vào kết quả này.",)


def test_facts_reach_the_grade() -> None:
    tree = build([[None]], {"1.1": D(100)})
    criteria = tree.criteria._replace(facts=FACTS, grades=GRADES, sanctions=SANCTIONS)
    answers = {"1.1": Answer(D(95))}
    assert score(criteria.tree(), answers).totals.grade == "Không hoàn thành nhiệm vụ"
    stated = {code: D(value) for code, value in ALL_GOOD.items()}
    assert score(criteria.tree(), answers, stated).totals.grade == "Hoàn thành xuất sắc nhiệm vụ"
