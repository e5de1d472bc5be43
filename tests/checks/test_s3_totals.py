"""S3: what the form shows as subtotals and totals, against what its answers add up to."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from selfscore_xl import checking
from selfscore_xl.checking import Context
from selfscore_xl.finding import Finding

from .tables import cells, changed, find, form, values_only

SHOWN = {
    "I": "5,5",
    "I.2": "3,5",
    "II": "4",
    "max": "10",
    "excluded": "0",
    "self": "9,5",
    "penalty": "0",
    "achieved": "9,5",
    "rate": "95",
    "repeated": "9,5",
}
"""What a form of these answers shows when it is right."""


def table(leaves: dict[str, str] | None = None, **shown: str) -> str:
    """The form with its answers (or others) and what it shows (or something else)."""
    score = {"I.1": "2", "I.2.a": "1", "I.2.b": "2,5", "II.1": "4"} | (leaves or {})
    values = SHOWN | {name.replace("_", "."): value for name, value in shown.items()}
    mark = {code: "x" for code, value in score.items() if value == "x"}
    cell = {code: "" if code in mark else value for code, value in score.items()}
    return f"""
    Mã                        | Điểm tối đa          | Đề nghị trừ             | Tự đánh giá
    I                         | 6                    |                         | {values["I"]}
    I.1                       | 2                    | {mark.get("I.1", "")}   | {cell["I.1"]}
    I.2                       | 4                    |                         | {values["I.2"]}
    I.2.a                     | 1                    | {mark.get("I.2.a", "")} | {cell["I.2.a"]}
    I.2.b                     | 3                    | {mark.get("I.2.b", "")} | {cell["I.2.b"]}
    II                        | 4                    |                         | {values["II"]}
    II.1                      | 4                    | {mark.get("II.1", "")}  | {cell["II.1"]}
    Tổng cộng tối đa theo cấp | {values["max"]}      |                         | {values["repeated"]}
    Tổng cộng điểm không chấm | {values["excluded"]} |                         |
    Tổng cộng tự đánh giá     | {values["self"]}     |                         |
    Tổng điểm bị trừ          | {values["penalty"]}  |                         |
    Tổng điểm đạt được        | {values["achieved"]} |                         |
    Tỷ lệ đạt được (%)        | {values["rate"]}     |                         |
    """


def both(context: Context) -> list[Finding]:
    return [*find("S301", context), *find("S302", context)]


def test_a_form_that_shows_what_is_right() -> None:
    assert both(form(table())) == []


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ({"I_2": "4"}, [("I.2", "E11")]),
        ({"II": "3"}, [("II", "E14")]),
        # The deepest group that differs, not the sums above it, nor the totals.
        (
            {"I_2": "3", "I": "5", "self": "9", "achieved": "9", "rate": "90", "repeated": "9"},
            [("I.2", "E11")],
        ),
        ({"I_2": "3", "II": "3", "I": "5"}, [("II", "E14"), ("I.2", "E11")]),
        ({"I": "6"}, [("I", "E9")]),
        ({"I_2": "#REF!"}, [("I.2", "E11")]),
        ({"I_2": "3,51"}, [("I.2", "E11")]),
        ({"I_2": "-3,5"}, [("I.2", "E11")]),
        # Not calculated, or calculated with a little binary noise.
        ({"I_2": ""}, []),
        ({"I_2": "", "I": "", "II": ""}, []),
        ({"I_2": "3,4999999999999996"}, []),
        ({"I_2": "3,5000000000000004"}, []),
    ],
)
def test_subtotals(shown: dict[str, str], expected: list[tuple[str, str]]) -> None:
    found = both(form(table(**shown)))
    assert sorted(cells(found)) == sorted(expected)
    assert all(one.code == "S301" for one in found)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ({"self": "9"}, [(None, "C18")]),
        ({"self": "9", "achieved": "9", "rate": "90", "repeated": "9"}, [(None, "C18")]),
        ({"max": "100"}, [(None, "C16")]),
        ({"excluded": "2"}, [(None, "C17")]),
        ({"excluded": "2", "rate": "118,75"}, [(None, "C17")]),
        ({"penalty": "1"}, [(None, "C19")]),
        ({"penalty": "1", "achieved": "8,5", "rate": "85"}, [(None, "C19")]),
        ({"achieved": "10"}, [(None, "C20")]),
        ({"achieved": "10", "rate": "100"}, [(None, "C20")]),
        ({"rate": "94,99"}, [(None, "C21")]),
        ({"rate": "0,95"}, [(None, "C21")]),
        ({"rate": "#DIV/0!"}, [(None, "C21")]),
        ({"rate": "—"}, [(None, "C21")]),
        ({"repeated": "9"}, [(None, "E16")]),
        ({"self": "9", "max": "11"}, [(None, "C16"), (None, "C18")]),
        ({"rate": "95,004"}, []),
        ({"self": "", "achieved": "", "rate": ""}, []),
    ],
)
def test_totals(shown: dict[str, str], expected: list[tuple[None, str]]) -> None:
    found = both(form(table(**shown)))
    assert sorted(cells(found)) == sorted(expected)
    assert all(one.code == "S302" for one in found)


def test_shown_and_computed_stand_side_by_side() -> None:
    (subtotal,) = find("S301", form(table(I_2="4")))
    assert "đang hiện 4, tính lại từ các tiêu chí bên trong phải là 3,5" in checking.message(subtotal, "vi")
    assert "shows 4; computed from its criteria it must be 3.5" in checking.message(subtotal, "en")
    (total,) = find("S302", form(table(self="9")))
    assert "Dòng «Tổng cộng tự đánh giá» đang ghi 9 tại ô C18, tính lại phải là 9,5" in checking.message(
        total, "vi"
    )
    assert subtotal.value == 4


@pytest.mark.parametrize("blank", ["", "0", '""'])
def test_an_excluded_group_shows_nothing_or_0(blank: str) -> None:
    leaves = {"I.2.a": "x", "I.2.b": "x"}
    shown = {
        "I": "2",
        "I_2": blank,
        "excluded": "4",
        "self": "6",
        "achieved": "6",
        "rate": "100",
        "repeated": "6",
    }
    assert both(form(table(leaves, **shown))) == []


def test_an_excluded_group_that_shows_points() -> None:
    leaves = {"I.2.a": "x", "I.2.b": "x"}
    (one,) = find("S301", form(table(leaves, I="2", I_2="3")))
    assert cells([one]) == [("I.2", "E11")]
    assert "phải để trống" in checking.message(one, "vi")


NOTHING = {"I.1": "x", "I.2.a": "x", "I.2.b": "x", "II.1": "x"}
BLANKS = {"I": "", "I_2": "", "II": "", "excluded": "10", "self": "0", "achieved": "0", "repeated": "0"}


@pytest.mark.parametrize(
    ("rate", "wrong"),
    [("—", False), ("không tính", True), ("", False), ("0", True), ("100", True), ("#DIV/0!", True)],
)
def test_the_rate_when_nothing_is_left(rate: str, wrong: bool) -> None:
    found = both(form(table(NOTHING, **BLANKS, rate=rate)))
    assert cells(found) == ([(None, "C21")] if wrong else [])
    assert not wrong or "phải là «—»" in checking.message(found[0], "vi")


@pytest.mark.parametrize("read_as", ["3,5", "1"])
def test_a_number_typed_as_text_may_count_or_not(read_as: str) -> None:
    """The form's own formulas read it, other programs' read 0; S104 speaks of the text itself."""
    rest = {"3,5": SHOWN, "1": {"I": "3", "self": "7", "achieved": "7", "rate": "70", "repeated": "7"}}[
        read_as
    ]
    shown = {name: value for name, value in rest.items() if name != "I.2"}
    assert both(form(table({"I.2.b": '"2,5"'}, I_2=read_as, **shown))) == []
    assert cells(both(form(table({"I.2.b": '"2,5"'}, I_2="2")))) == [("I.2", "E11")]


@pytest.mark.parametrize("score", ["#REF!", "2023-05-05", '"1.714"'])
def test_where_a_score_itself_is_in_doubt_its_sums_are_not_judged(score: str) -> None:
    context = form(table({"I.2.b": score}, I_2="45000", I="45000", self="45000"))
    assert both(context) == []


def test_groups_beside_a_score_in_doubt_are_judged() -> None:
    assert cells(both(form(table({"I.2.b": "#REF!"}, I_2="#REF!", II="1")))) == [("II", "E14")]


@pytest.mark.parametrize(
    ("facts", "judged"),
    [
        ({"I self": {"formula": None}}, []),
        ({"footer self": {"formula": None}}, []),
        ({"footer max": {"formula": None}}, []),
    ],
)
def test_a_typed_value_is_the_business_of_s009(facts: dict[str, Any], judged: list[Any]) -> None:
    wrong = {"I": "9", "self": "99", "max": "99", "achieved": "99", "rate": "99"}
    shown = {name: wrong[name] for name in wrong if f"{name} self" in facts or f"footer {name}" in facts}
    context = form(table(**shown), **facts)
    assert cells(both(context)) == judged
    assert len(find("S009", context)) == 1


def test_sums_above_a_typed_wrong_subtotal_are_not_reported_again() -> None:
    context = form(table(I_2="4", I="6", self="10"), **{"I.2 self": {"formula": None}})
    assert both(context) == []
    assert cells(find("S009", context)) == [("I.2", "E11")]


@pytest.mark.parametrize(
    "rows",
    [
        "+I.1 | 2 | | 2\n",  # repeated
        "+I.2.c | 2 | | 2\n",  # unknown rows do not touch the sums of others
    ],
)
def test_rows_too_many(rows: str) -> None:
    context = form(table(I="7,5") + rows)
    assert cells(find("S301", context)) == ([] if "I.1" in rows else [("I", "E9")])


def test_a_changed_maximum_is_not_also_a_wrong_total() -> None:
    context = form(
        table(max="12").replace("| 4                    |                         | 4", "| 6 | | 4")
    )
    right = {"II": {"Điểm tối đa": "4"}}
    wrong = form(table(max="12").replace("II                        | 4 ", "II | 6 "), set=right)
    assert cells(find("S007", wrong)) == [("II", "C14")]
    assert find("S302", wrong) == []
    assert find("S007", context) == []


@pytest.mark.parametrize("zero", ["0", ""])
def test_a_form_that_was_never_calculated_claims_nothing(zero: str) -> None:
    """Some programs write 0 as the value of every formula."""
    assert both(form(table(**{name.replace(".", "_"): zero for name in SHOWN}))) == []


def test_totals_of_0_below_blank_subtotals_were_not_calculated() -> None:
    zeros = {name.replace(".", "_"): "0" for name in SHOWN}
    assert both(form(table(**zeros | {"I": "", "I_2": "", "II": ""}))) == []


def test_an_appraised_total_goes_wrong_with_its_subtotal() -> None:
    rows = (
        "Mã | Điểm tối đa | Tự đánh giá | Thẩm định\nI | 2 | 2 | {}\nI.1 | 2 | 2 | 1\n"
        "Tổng cộng tối đa theo cấp | 2 | 2 | {}\n"
    )
    assert both(form(rows.format("1", "1"))) == []
    assert cells(both(form(rows.format("1", "2")))) == [(None, "H11")]
    assert cells(both(form(rows.format("2", "2")))) == [("I", "H9")]


def test_a_form_of_values_only_is_judged_by_its_values() -> None:
    context = values_only(form(table(I_2="4", self="9.5"), **{"I.2 self": {"formula": None}}))
    assert cells(both(context)) == [("I.2", "E11")]


def test_points_typed_on_a_group_of_a_form_of_values_only_are_not_a_wrong_sum() -> None:
    """S109 speaks of those."""
    context = values_only(form(table({"I.2.a": "", "I.2.b": ""}, I="2", I_2="4")))
    assert find("S301", context) == []


def test_appraised_subtotals_are_judged_too() -> None:
    rows = "Mã | Điểm tối đa | Tự đánh giá | Thẩm định\nI | 5 | 5 | {}\nI.1 | 2 | 2 | 1\nI.2 | 3 | 3 | 2,5\n"
    assert find("S301", form(rows.format("3,5"))) == []
    (one,) = find("S301", form(rows.format("4")))
    assert cells([one]) == [("I", "H9")]
    assert "Cột «Thẩm định» của nhóm I đang hiện 4" in checking.message(one, "vi")


def test_an_appraised_column_still_blank_is_fine() -> None:
    rows = "Mã | Điểm tối đa | Tự đánh giá | Thẩm định\nI | 5 | 5 | {}\nI.1 | 5 | 5 | \n"
    assert [find("S301", form(rows.format(value))) for value in ("", "0", '""')] == [[], [], []]


def test_half_a_cent_is_rounded_up_before_it_is_compared() -> None:
    rows = "Mã | Điểm tối đa | Tự đánh giá\nI | 5 | {}\nI.1 | 5 | 4,585\n"
    assert find("S301", form(rows.format("4,59"))) == []
    assert find("S301", form(rows.format("4,585"))) == []
    assert cells(find("S301", form(rows.format("4,58")))) == [("I", "E9")]


def test_rows_with_a_finding_of_their_own_leave_the_sums_alone() -> None:
    repeated = form(table(self="11,5", I="7,5") + "+I.1 | 2 | | 2\n")
    assert both(repeated) == []
    title = "Báo cáo tháng"
    header = "Mã | Lĩnh vực/Tiêu chí/Tiêu chí thành phần | Điểm tối đa | Tự đánh giá"
    rows = f"{header}\nI | Nhóm | 2 | 2\n+I.9 | {title} | 2 | 2\n"
    retyped = form(rows, set_only=(("I.1", title, "2"),), order=("I", "I.1"))
    assert len(find("S006", retyped)) == 1
    assert both(retyped) == []


def test_the_rate_is_compared_at_the_sets_places() -> None:
    context = form(table(rate="95,3"))
    tree = context.criteria._replace(rate_places=0).tree()
    totals = context.scores.totals._replace(rate=Decimal(95))
    scores = context.scores._replace(totals=totals)
    assert find("S302", Context(tree, context.submission, context.lines, scores)) == []
    assert cells(find("S302", context)) == [(None, "C21")]


def test_an_appraised_total_of_0_is_none() -> None:
    context = form(
        table().replace("Tự đánh giá\n", "Tự đánh giá | Thẩm định\n", 1).replace("| 9,5\n", "| 9,5 | 0\n", 1)
    )
    assert both(context) == []


def test_an_error_among_zeros_was_calculated() -> None:
    zeros = {name.replace(".", "_"): "0" for name in SHOWN}
    assert ("I.2", "E11") in cells(both(form(table(**zeros | {"I_2": "#REF!"}))))


def test_lines_that_the_form_lacks_are_passed_over() -> None:
    context = form(table())
    footer = {spot: entry for spot, entry in context.submission.footer.items() if spot[0].value != "self"}
    assert both(changed(context, footer=footer)) == []
