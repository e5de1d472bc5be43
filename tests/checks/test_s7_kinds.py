"""S7, and what the other checks make of bonus and penalty rows, of whole groups that go out, of levels and
of facts: at the boundaries."""

from __future__ import annotations

import pytest

from .forms import codes, findings, form, group, row, sentence, strikes

WHY = "Đã biết chỉ tính đến mức tối đa"
OUT = "Không phát sinh nhiệm vụ"


def extra(kind: str, *rows: str, cap: str = "3", why: str = "", mark: str = "") -> str:
    """A sound main group, then a group II of a kind with the given rows."""
    return form(
        group("I", "5"),
        row("I.1", "5", "5"),
        group("II", cap, why=why, mark=mark, rule=kind),
        *rows,
    )


def bonus(score: str, most: str = "2", code: str = "II.1", **cells: str) -> str:
    return row(code, most, score, **{"rule": "bonus", **cells})


def penalty(score: str, most: str = "2", code: str = "II.1", **cells: str) -> str:
    return row(code, most, score, **{"rule": "penalty", "evidence": "", **cells})


CASES: list[tuple[str, str, list[str]]] = [
    # S701 bonus-above-cap
    ("S701", extra("bonus", bonus("2")), []),
    ("S701", extra("bonus", bonus("2,01")), ["II.1 self"]),
    ("S701", extra("bonus", bonus('"3"')), ["II.1 self"]),
    ("S701", extra("bonus", bonus("")), []),
    ("S701", extra("bonus", bonus("abc")), []),
    ("S701", extra("bonus", bonus("2"), bonus("1", code="II.2")), []),
    ("S701", extra("bonus", bonus("2"), bonus("1,5", code="II.2")), ["II self"]),
    ("S701", extra("bonus", bonus("2"), bonus("1,5", code="II.2"), why=WHY), []),
    ("S701", extra("bonus", bonus("9"), bonus("1", code="II.2")), ["II.1 self"]),
    ("S701", extra("bonus", bonus("9"), bonus("2", code="II.2")), ["II.1 self", "II self"]),
    ("S701", extra("bonus", bonus("2"), bonus("2", code="II.2", mark="x", why=OUT)), []),
    ("S701", extra("bonus, in_base", bonus("3", rule="bonus, in_base")), ["II.1 self"]),
    ("S701", extra("penalty", penalty("-9")), []),
    ("S701", form(group("I", "5"), row("I.1", "5", "6")), []),
    # S702 penalty-above-cap
    ("S702", extra("penalty", penalty("-2")), []),
    ("S702", extra("penalty", penalty("-2,01")), ["II.1 self"]),
    ("S702", extra("penalty", penalty("3")), ["II.1 self"]),
    ("S702", extra("penalty", penalty("-2"), penalty("-1,5", code="II.2")), ["II self"]),
    ("S702", extra("penalty", penalty("-2"), penalty("-1,5", code="II.2"), why=WHY), []),
    ("S702", extra("penalty", penalty("-2"), penalty("-1", code="II.2")), []),
    ("S702", extra("bonus", bonus("9")), []),
    # S703 penalty-positive-sign
    ("S703", extra("penalty", penalty("-1")), []),
    ("S703", extra("penalty", penalty("0")), []),
    ("S703", extra("penalty", penalty("")), []),
    ("S703", extra("penalty", penalty("1")), ["II.1 self"]),
    ("S703", extra("penalty", penalty('"1"')), ["II.1 self"]),
    ("S703", extra("bonus", bonus("1")), []),
    # what the others make of these rows
    ("S101", extra("bonus", bonus("9")), []),
    ("S101", extra("penalty", penalty("9")), []),
    ("S102", extra("bonus", bonus("-1")), ["II.1 self"]),
    ("S102", extra("penalty", penalty("-1")), []),
    ("S107", extra("penalty", penalty("-1,005")), ["II.1 self"]),
    ("S107", extra("penalty", penalty("-1,5")), []),
    ("S107", extra("penalty", penalty("-1,3", rule="penalty, step=0.5")), ["II.1 self"]),
    ("S108", extra("penalty", penalty("")), []),
    ("S108", extra("bonus", bonus("")), []),
    ("S203", extra("penalty", penalty("-1", mark="x", why=OUT)), ["II.1 excluded"]),
    ("S203", extra("penalty", penalty("-1"), mark="x", why=OUT), ["II excluded"]),
    ("S203", extra("bonus", bonus("", mark="x", why=OUT)), []),
    ("S208", extra("bonus", bonus("", mark="x", why=OUT)), []),
    ("S208", extra("bonus, in_base", bonus("", mark="x", why=OUT, rule="bonus, in_base")), ["II excluded"]),
    ("S207", extra("penalty", penalty("0")), []),
    ("S401", extra("bonus", bonus("1", evidence="")), ["II.1 evidence"]),
    ("S401", extra("penalty", penalty("-1")), []),
    ("S401", extra("penalty", penalty("1")), []),
    ("S409", extra("bonus", bonus("1")), []),
]


@pytest.mark.parametrize(("code", "table", "expected"), CASES)
def test_strikes(code: str, table: str, expected: list[str]) -> None:
    assert sorted(strikes(code, table)) == sorted(expected)


# --- whole groups ---------------------------------------------------------------------------------------


def whole(*, mark: str = "x", why: str = OUT, score: str = "", rule: str = "exclusion=group") -> str:
    """I.1.a takes I.1 out; I.1.b stands beside it, I.2 is sound."""
    return form(
        group("I", "7"),
        group("I.1", "4"),
        row("I.1.a", "1", "", mark=mark, why=why, evidence="", rule=rule),
        row("I.1.b", "3", score, evidence=""),
        row("I.2", "3", "3"),
    )


@pytest.mark.parametrize(
    ("code", "table", "expected"),
    [
        ("S108", whole(), []),
        ("S108", whole(rule=""), ["I.1.b self"]),
        ("S201", whole(score="2"), ["I.1.b self"]),
        ("S201", whole(score="0"), []),
        ("S202", whole(), []),
        ("S202", whole(why=""), ["I.1.a excluded"]),
        ("S206", whole(), []),
        ("S208", whole(), ["I.1 excluded"]),
        ("S208", whole(rule="exclusion=group, basis=không phát sinh thì trừ"), []),
        ("S409", whole(score="2"), []),
    ],
)
def test_a_leaf_that_takes_its_group_out(code: str, table: str, expected: list[str]) -> None:
    assert strikes(code, table) == expected


def test_the_mark_that_takes_a_scored_leaf_out_is_named() -> None:
    (found,) = findings("S201", whole(score="2"))
    assert [place.ref for place in found.related] == ["D11"]
    assert "D11" in sentence("S201", whole(score="2"))


# --- levels, cases, steps -------------------------------------------------------------------------------


def measured(rule: str, score: str, data: str = "", most: str = "2") -> str:
    return form(group("I", most), row("I.1", most, score, why="Có lý do", rule=rule, data=data))


@pytest.mark.parametrize(
    ("code", "table", "expected"),
    [
        ("S111", measured("choice=0/1/2", "1"), []),
        ("S111", measured("choice=0/1/2", "1,5"), ["I.1 self"]),
        ("S111", measured("ways=2/1", "2", "level=Mức_1"), ["I.1 self"]),
        ("S111", measured("ways=2/1", "1", "level=Mức_1"), []),
        ("S111", measured("ways=2/1", "0,5", "level=Mức_1"), []),
        ("S111", measured("ways=2/1", "2", "level=Mức_2"), []),
        ("S111", measured("ways=2/1", "2"), []),
        ("S111", extra("penalty", penalty("-1", rule="penalty, choice=0/1/2")), []),
        ("S111", extra("penalty", penalty("-1,5", rule="penalty, choice=0/1/2")), ["II.1 self"]),
        ("S112", measured("choice=0/1/2", "2", "level=Mức_1"), ["I.1 self"]),
        ("S112", measured("choice=0/1/2", "1", "level=Mức_1"), []),
        ("S112", measured("choice=0/1/2", "1,5", "level=Mức_1"), []),  # S111 alone
        ("S112", measured("ways=2/1", "0,5", "level=Mức_2"), []),
        ("S112", measured("steps=90/2 80/1 0/0", "2", "numerator=89 denominator=100"), ["I.1 self"]),
        ("S112", measured("steps=90/2 80/1 0/0", "1", "numerator=89 denominator=100"), []),
        ("S112", measured("steps=90/2 80/1 0/0", "2", "numerator=90 denominator=100"), []),
        ("S112", measured("deduction=0.5", "2", "count=1"), ["I.1 self"]),
        ("S112", measured("deduction=0.5", "1,5", "count=1"), []),
        ("S112", measured("deduction=0.5", "0", "count=9"), []),
        ("S112", measured("per_unit=0.5", "0,5", "count=1"), []),
        ("S112", measured("per_unit=0.5", "2", "count=9"), []),
        ("S112", measured("per_unit=0.5", "1", "count=1"), ["I.1 self"]),
        ("S112", extra("penalty", penalty("-1", rule="penalty, per_unit=0.5", data="count=2")), []),
        ("S112", extra("penalty", penalty("1", rule="penalty, per_unit=0.5", data="count=2")), []),  # S703
        (
            "S112",
            extra("penalty", penalty("-2", rule="penalty, per_unit=0.5", data="count=2")),
            ["II.1 self"],
        ),
        ("S113", measured("choice=0/1/2", "1", "level=Mức_1"), []),
        ("S113", measured("choice=0/1/2", "1", "level=Mức_9"), ["data I.1 level"]),
        ("S113", measured("choice=0/1/2", "1", "level=1"), ["data I.1 level"]),
        ("S113", measured("deduction=0.5", "2", "count=1,5"), ["data I.1 count"]),
        ("S113", measured("deduction=0.5", "2", "count=-1"), ["data I.1 count"]),
        ("S113", measured("deduction=0.5", "2", "count=0"), []),
    ],
)
def test_scores_against_figures(code: str, table: str, expected: list[str]) -> None:
    assert strikes(code, table) == expected


@pytest.mark.parametrize(
    ("kind", "typed", "is_wrong"),
    [
        ("percent", "0,95", False),
        ("percent", "1", False),
        ("percent", "0", False),
        ("percent", "95", True),
        ("percent", "-0,1", True),
        ("percent", '"95%"', True),
        ("percent", "", False),
        ("percent", "·", False),
        ("count", "3", False),
        ("count", "2,5", True),
        ("count", "-1", True),
        ("count", "ba", True),
        ("yes_no", "có", False),
        ("yes_no", "Không", False),
        ("yes_no", "x", True),
        ("yes_no", "1", True),
        ("yes_no", "#REF!", True),
    ],
)
def test_facts(kind: str, typed: str, is_wrong: bool) -> None:
    table = form(group("I", "2"), row("I.1", "2", "2"))
    found = findings("S113", table, {"stated": {"so-lieu": (kind, typed)}})
    assert bool(found) is is_wrong
    if is_wrong:
        assert found[0].criterion is None
        assert found[0].place is not None
        assert found[0].place.sheet == "Số liệu"
        assert sentence("S113", table, {"stated": {"so-lieu": (kind, typed)}}).count(".") >= 2


def test_words() -> None:
    assert "chỉ trừ 2 điểm" in sentence("S702", extra("penalty", penalty("-3")))
    assert "từ -2 đến 0 tại ô E12" in sentence("S702", extra("penalty", penalty("-3")))
    assert "Ghi -1 tại ô E12" in sentence("S703", extra("penalty", penalty("1")))
    above = extra("bonus", bonus("2"), bonus("2", code="II.2"))
    assert "Tổng điểm cộng của nhóm II là 4, vượt mức tối đa 3" in sentence("S701", above)
    assert "ô G11" in sentence("S701", above)
    assert "không quá 1" in sentence("S111", measured("ways=2/1", "2", "level=Mức_1"))
    assert "các mức -2; -1; 0" in sentence(
        "S111", extra("penalty", penalty("-1,5", rule="penalty, choice=0/1/2"))
    )
    assert "(Mức 1)" in sentence("S112", measured("choice=0/1/2", "2", "level=Mức_1"))


def test_one_cause_gives_one_finding() -> None:
    assert codes(extra("penalty", penalty("1"))) == set()
    assert codes(extra("bonus", bonus("9"))) == set()
    assert codes(measured("choice=0/1/2", "1,5", "level=Mức_1")) == {"S111"}
