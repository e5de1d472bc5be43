"""S1: scores, at the boundaries."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from selfscore_xl import app, checking, demo
from selfscore_xl.criteria import Criterion, Exclusion, Input, Level, Rule
from selfscore_xl.finding import Place
from selfscore_xl.layout import DATA_SHEET, FORM_SHEET, Field, Layout
from selfscore_xl.scoring import is_count, proposed, to_grid

from .forms import codes, findings, form, group, one, row, sentence, strikes

WHY = "Nộp chậm một kỳ báo cáo"

CASES: list[tuple[str, str, list[str]]] = [
    # S101 score-above-max
    ("S101", one("2,01"), ["I.1 self"]),
    ("S101", one('"2,01"'), ["I.1 self"]),
    ("S101", one("200"), ["I.1 self"]),
    ("S101", one("2"), []),
    ("S101", one("2,00"), []),
    ("S101", one('"2,500"', "2"), []),
    ("S101", one("3", mark="x", why=WHY), []),
    ("S101", one("3", rule="given=Hội đồng"), []),
    ("S101", form(group("I", mark="x", why=WHY), row("I.1", "2", "3"), row("I.2", "3", "4")), []),
    ("S101", form(group("I"), row("I.1", "2", "3"), row("I.2", "3", "4")), ["I.1 self", "I.2 self"]),
    # S102 score-negative
    ("S102", one("-0,01"), ["I.1 self"]),
    ("S102", one('"-1"'), ["I.1 self"]),
    ("S102", one('"\u22121"'), ["I.1 self"]),
    ("S102", one("0"), []),
    ("S102", one("-1", mark="x", why=WHY), []),
    # S103 score-not-a-number
    ("S103", one("2 điểm"), ["I.1 self"]),
    ("S103", one("3/3"), ["I.1 self"]),
    ("S103", one("50%"), ["I.1 self"]),
    ("S103", one("1e1"), ["I.1 self"]),
    ("S103", one("٣"), ["I.1 self"]),
    ("S103", one("TRUE"), ["I.1 self"]),
    ("S103", one("FALSE"), ["I.1 self"]),
    ("S103", one("-"), ["I.1 self"]),
    ("S103", one("Không phát sinh", mark="x", why=WHY), ["I.1 self"]),
    ("S103", one("đạt", rule="given=Hội đồng"), []),
    ("S103", one('"2,5"'), []),
    ("S103", one("#REF!"), []),
    ("S103", one("2023-05-05"), []),
    ("S103", one(""), []),
    ("S103", one("··"), []),
    ("S103", one("\u200b"), []),
    # S104 score-stored-as-text
    ("S104", one('"1,5"', why=WHY), ["I.1 self"]),
    ("S104", one('"1.5"', why=WHY), ["I.1 self"]),
    ("S104", one('"2"'), ["I.1 self"]),
    ("S104", one('"⍽2·"'), ["I.1 self"]),
    ("S104", one("2"), []),
    ("S104", one('"1.714"', why=WHY), []),
    ("S104", one('"2"', mark="x", why=WHY), []),
    ("S104", one('"hai"'), []),
    ("S104", one('"2"', rule="given=Hội đồng"), []),
    # S105 number-ambiguous
    ("S105", one('"1.714"'), ["I.1 self"]),
    ("S105", one('"1,714"'), ["I.1 self"]),
    ("S105", one('"0.714"'), []),
    ("S105", one('"1.71"'), []),
    ("S105", one('"1.7140"'), []),
    ("S105", one("1.714"), []),
    ("S105", one('"1.714"', mark="x", why=WHY), []),
    # S106 score-is-a-date
    ("S106", one("2023-05-05"), ["I.1 self"]),
    ("S106", one("2023-05-05", mark="x", why=WHY), ["I.1 self"]),
    ("S106", one('"5/5"'), []),
    ("S106", one("2023-05-05", rule="given=Hội đồng"), []),
    # S107 score-too-precise
    ("S107", one("1,333"), ["I.1 self"]),
    ("S107", one("1,005"), ["I.1 self"]),
    ("S107", one("1,33"), []),
    ("S107", one("1,3300"), []),
    ("S107", one("1,330000000001"), []),
    ("S107", one("1,25", rule="places=1"), ["I.1 self"]),
    ("S107", one("1,2", rule="places=1"), []),
    ("S107", one("1,5", rule="places=0"), ["I.1 self"]),
    ("S107", one("1,3", rule="step=0.25"), ["I.1 self"]),
    ("S107", one("1,75", rule="step=0.25"), []),
    ("S107", one("0", rule="step=0.25"), []),
    ("S107", one("1,333", rule="choice=0/1/2"), []),
    ("S107", one("2,333"), []),
    ("S107", one("-0,333"), []),
    ("S101", one("9" * 300), ["I.1 self"]),
    ("S107", one("9" * 300 + ",333"), []),
    ("S107", one("1,333", mark="x", why=WHY), []),
    ("S107", one('"1.333"'), []),
    # S108 score-missing
    ("S108", one(""), ["I.1 self"]),
    ("S108", one("·"), ["I.1 self"]),
    ("S108", one("⍽⍽"), ["I.1 self"]),
    ("S108", one("\u200b"), ["I.1 self"]),
    ("S108", one("0"), []),
    ("S108", one("", mark="x", why=WHY), []),
    ("S108", one("", mark="có"), []),
    ("S108", one("", rule="given=Hội đồng"), []),
    ("S108", form(group("I", mark="x", why=WHY), row("I.1"), row("I.2", "3")), []),
    ("S108", form(group("I"), group("I.1", "2"), row("I.1.a"), row("I.2", "3", "3")), ["I.1.a self"]),
    # S110 score-is-an-error-value
    ("S110", one("#REF!"), ["I.1 self"]),
    ("S110", one("#DIV/0!"), ["I.1 self"]),
    ("S110", one("#N/A", mark="x", why=WHY), ["I.1 self"]),
    ("S110", one("#N/A", rule="given=Hội đồng"), []),
    ("S110", one("2"), []),
    # S111 score-not-a-choice
    ("S111", one("1,5", rule="choice=0/1/2"), ["I.1 self"]),
    ("S111", one('"1,5"', rule="choice=0/1/2"), ["I.1 self"]),
    ("S111", one("1", rule="choice=0/2"), ["I.1 self"]),
    ("S111", one("1,50", rule="choice=0/1.5/2"), []),
    ("S111", one("0", rule="choice=0/1/2"), []),
    ("S111", one("3", rule="choice=0/1/2"), []),
    ("S111", one("-1", rule="choice=0/1/2"), []),
    ("S111", one("1,5", mark="x", why=WHY, rule="choice=0/1/2"), []),
    ("S111", one("1,5"), []),
    # S112 score-differs-from-data
    ("S112", one("2", rule="ratio", data="numerator=95 denominator=100"), ["I.1 self"]),
    ("S112", one("1,91", rule="ratio", data="numerator=95 denominator=100"), ["I.1 self"]),
    ("S112", one("1,9", rule="ratio", data="numerator=95 denominator=100"), []),
    ("S112", one("0,67", rule="ratio", data="numerator=1 denominator=3"), []),
    ("S112", one("0,667", rule="ratio", data="numerator=1 denominator=3"), []),
    ("S112", one("0,75", rule="ratio,step=0.25", data="numerator=1 denominator=3"), []),
    ("S112", one("0,5", rule="ratio,step=0.25", data="numerator=1 denominator=3"), ["I.1 self"]),
    ("S112", one("1", rule="ratio", data="numerator=95"), []),
    ("S112", one("1", rule="ratio", data="numerator=95 denominator="), ["I.1 self"]),
    ("S112", one("1", rule="ratio", data="numerator= denominator="), ["I.1 self"]),
    ("S112", one("0", rule="ratio", data="numerator= denominator="), []),
    ("S112", one("", rule="ratio", data="numerator= denominator="), []),
    ("S112", one("1", mark="x", why=WHY, rule="ratio", data="numerator= denominator="), []),
    ("S112", one("2", rule="deduction=0.5", data="count="), ["I.1 self"]),
    ("S112", one("2", rule="ways=1/2", data="level="), ["I.1 self"]),
    ("S112", one("2", rule="choice=0/1/2", data="level="), []),
    ("S112", one("1", rule="ratio", data="numerator=3 denominator=0"), []),
    ("S112", one("1", rule="ratio", data="numerator=104 denominator=100"), []),
    ("S112", one("1", rule="ratio"), []),
    ("S112", one("3", rule="ratio", data="numerator=95 denominator=100"), []),
    ("S112", one("", rule="ratio", data="numerator=95 denominator=100"), []),
    ("S112", one("1", mark="x", why=WHY, rule="ratio", data="numerator=95 denominator=100"), []),
    # S113 data-impossible
    ("S113", one(rule="ratio", data="numerator=101 denominator=100"), ["data I.1 numerator"]),
    ("S113", one(rule="ratio", data="numerator=5 denominator=0"), ["data I.1 denominator"]),
    ("S113", one(rule="ratio", data="numerator=0 denominator=0"), ["data I.1 denominator"]),
    ("S113", one(rule="ratio", data="numerator=-1 denominator=100"), ["data I.1 numerator"]),
    ("S113", one(rule="ratio", data="numerator=đủ denominator=100"), ["data I.1 numerator"]),
    ("S113", one(rule="ratio", data="numerator=TRUE denominator=100"), ["data I.1 numerator"]),
    ("S113", one(rule="ratio", data="numerator=#REF! denominator=100"), ["data I.1 numerator"]),
    ("S113", one(rule="ratio", data="numerator=945 denominator=1.714"), ["data I.1 denominator"]),
    ("S113", one(rule="ratio", data='numerator=945 denominator="1.714"'), ["data I.1 denominator"]),
    ("S113", one(rule="ratio", data="numerator=1 denominator=2,5"), ["data I.1 denominator"]),
    (
        "S113",
        one(rule="ratio", data="numerator=-1 denominator=0"),
        ["data I.1 numerator", "data I.1 denominator"],
    ),
    ("S113", one(rule="ratio", data='numerator="95" denominator="100"'), []),
    ("S113", one(rule="ratio", data="numerator=0 denominator=100"), []),
    ("S113", one(rule="ratio", data="numerator=100 denominator=100"), []),
    ("S113", one(rule="ratio", data="numerator=5"), []),
    ("S113", one(rule="ratio"), []),
    ("S113", one(mark="x", why=WHY, rule="ratio", data="numerator=5 denominator=0"), []),
    # S114 not-self-scored
    ("S114", one("0", rule="given=Hội đồng"), ["I.1 self"]),
    ("S114", one("đạt", rule="given=Hội đồng"), ["I.1 self"]),
    ("S114", one("#REF!", rule="given=Hội đồng"), ["I.1 self"]),
    ("S114", one("", rule="given=Hội đồng"), []),
    ("S114", one("⍽", rule="given=Hội đồng"), []),
    ("S114", one("2", mark="x", why=WHY, rule="given=Hội đồng"), []),
    ("S114", one("2"), []),
]


@pytest.mark.parametrize(("code", "table", "expected"), CASES)
def test_strikes_where_it_should(code: str, table: str, expected: list[str]) -> None:
    assert strikes(code, table) == expected


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (one(""), "S108"),
        (one("2 điểm", why=WHY), "S103"),
        (one("2023-05-05"), "S106"),
        (one("#REF!"), "S110"),
        (one('"1.714"'), "S105"),
        (one("-1"), "S102"),
        (one("9,999"), "S101"),
        (one("1,333", why=WHY), "S107"),
        (one("1,333", why=WHY, rule="choice=0/1/2"), "S111"),
        (one("1", rule="given=Hội đồng", evidence=""), "S114"),
        (one(rule="ratio", data="numerator=101 denominator=100"), "S113"),
        (one("2", mark="có"), "S205"),
    ],
)
def test_one_cause_gives_one_finding(table: str, code: str) -> None:
    assert codes(table) == {code}


def test_a_missing_column_is_no_missing_score() -> None:
    assert strikes("S108", one(""), {"missing_columns": ("self",)}) == []


class TestScoreOnGroup:
    TABLE = form(group("I", "5", why="{}"), row("I.1", "2", "2"), row("I.2", "3", "3"))

    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("5", ["I explanation"]),
            ("4,5", ["I explanation"]),
            ("6", []),
            ("0", []),
            ("-1", []),
            ("2023", []),
            ("Đạt 5 điểm", []),
            ("", []),
        ],
    )
    def test_a_number_beside_the_subtotal(self, typed: str, expected: list[str]) -> None:
        assert strikes("S109", self.TABLE.replace("{}", typed)) == expected

    def test_the_evidence_column(self) -> None:
        table = form(row("I", "5", evidence="5"), row("I.1", "2", "2"), row("I.2", "3", "3"))
        assert strikes("S109", table) == ["I evidence"]

    def test_a_typed_subtotal_is_another_check(self) -> None:
        table = form(row("I", "5", "5", evidence=""), row("I.1", "2"), row("I.2", "3"))
        assert strikes("S109", table, {"I self": {"formula": None}}) == []

    UNSEEN: dict[str, object] = {"formulas_seen": False}  # noqa: RUF012

    @pytest.mark.parametrize(
        ("table", "expected"),
        [
            (form(row("I", "5", "5", evidence=""), row("I.1"), row("I.2", "3")), ["I self"]),
            (form(row("I", "5", "5", evidence=""), row("I.1", "2", "2"), row("I.2", "3")), []),
            (form(row("I", "5", "5", evidence=""), row("I.1", "2", "0"), row("I.2", "3")), []),
            (form(row("I", "5", "0", evidence=""), row("I.1"), row("I.2", "3")), []),
            (form(row("I", "5", "", evidence=""), row("I.1"), row("I.2", "3")), []),
            (
                form(
                    row("I", "5", "2", evidence=""),
                    row("I.1", "2", "2", evidence=""),
                    row("I.1.a", "2"),
                    row("I.2", "3"),
                ),
                ["I.1 self"],
            ),
        ],
    )
    def test_formats_without_formulas(self, table: str, expected: list[str]) -> None:
        assert strikes("S109", table, self.UNSEEN) == expected


class TestSentences:
    def test_invisible_characters_are_drawn(self) -> None:
        assert "⍽" in sentence("S108", one("⍽"))
        assert "␣␣" in sentence("S108", one("··"))
        assert "U+200B" in sentence("S108", one("\u200b"))
        assert "ký tự" not in sentence("S108", one(""))

    def test_the_figures_propose_a_score(self) -> None:
        table = one("", rule="ratio", data="numerator=95 denominator=100")
        assert "(tính theo số liệu là 1,9)" in sentence("S108", table)
        assert "(the figures give 1.9)" in sentence("S108", table, lang="en")

    def test_exclusion_is_advised_only_where_allowed(self) -> None:
        assert "«Đề nghị trừ»" in sentence("S108", one(""))
        assert "«Đề nghị trừ»" not in sentence("S108", one("", rule="exclusion=no"))
        zero = "ratio", "numerator=0 denominator=0"
        assert "«Đề nghị trừ»" in sentence("S113", one(rule=zero[0], data=zero[1]))
        assert "«Đề nghị trừ»" not in sentence("S113", one(rule=zero[0] + ",exclusion=no", data=zero[1]))

    def test_both_readings_of_an_ambiguous_number(self) -> None:
        assert "đọc là 1,714 hoặc 1714." in sentence("S105", one('"1.714"'))
        assert "it may be 1.714 or 1714." in sentence("S105", one('"1.714"'), lang="en")

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("45051", "05/05/2023"),
            ("45051.5", "05/05/2023 12:00"),
            ("59", "28/02/1900"),
            ("2023-05-05", "2023-05-05"),
        ],
    )
    def test_a_serial_number_is_shown_as_its_day(self, text: str, day: str) -> None:
        facts: dict[str, object] = {"I.1 self": {"text": text}}
        assert f"({day})" in sentence("S106", one("2023-05-05"), facts)

    def test_days_counted_from_1904_are_shown_as_they_are_seen(self, tmp_path: Path) -> None:
        workbook = openpyxl.load_workbook(io.BytesIO(demo.load().form()))
        workbook.epoch = CALENDAR_MAC_1904
        where = Layout(demo.load().criteria).ref("I.4", Field.SELF)
        workbook[FORM_SHEET][where] = datetime.date(2023, 5, 5)
        workbook.save(tmp_path / "bieu.xlsx")
        outcome = app.validate(str(tmp_path / "bieu.xlsx"), write=False)
        (found,) = (one for one in outcome.findings if one.code == "S106")
        assert "(05/05/2023)" in checking.message(found, "vi")

    @pytest.mark.parametrize("text", ["9" * 400, "-9" * 20, "", "x"])
    def test_a_serial_number_beyond_all_days(self, text: str) -> None:
        facts: dict[str, object] = {"I.1 self": {"text": text}}
        assert len(findings("S106", one("2023-05-05"), facts)) == 1

    def test_what_is_allowed(self) -> None:
        assert "bội số của 0,25" in sentence("S107", one("1,3", rule="step=0.25"))
        assert "thành 1,25" in sentence("S107", one("1,3", rule="step=0.25"))
        assert "số nguyên" in sentence("S107", one("1,5", rule="places=0"))
        assert "nhiều nhất 1 chữ số thập phân" in sentence("S107", one("1,25", rule="places=1"))
        assert "0; 1; 2" in sentence("S111", one("1,5", rule="choice=2/1/0"))

    def test_the_figures_stand_in_the_message(self) -> None:
        table = one("2", rule="ratio", data="numerator=95 denominator=100")
        assert "(95/100) thì được 1,9 điểm" in sentence("S112", table)
        (finding,) = findings("S112", table)
        assert len(finding.related) == 2

    def test_the_figures_that_are_missing_are_named(self) -> None:
        table = one("2", rule="ratio", data="numerator= denominator=")
        (finding,) = findings("S112", table)
        assert [place.ref for place in finding.related] == ["D5", "D6"]
        assert sentence("S112", table) == (
            "Tự chấm 2 điểm ở tiêu chí I.1, nhưng chưa nhập đủ số liệu để tính điểm. "
            "Nhập số liệu tại ô D5, D6 của trang «Số liệu»."
        )

    def test_what_the_grade_needs_is_missing_once(self) -> None:
        stated = {"dung-han": ("percent", ""), "so-vu": ("count", "0"), "ky-luat": ("yes_no", "")}
        (finding,) = findings("S112", one("2"), {"stated": stated})
        assert (finding.criterion, finding.place, [place.ref for place in finding.related]) == (
            None,
            Place(DATA_SHEET, "D6"),
            ["D8"],
        )
        assert "«Số liệu dung-han», «Số liệu ky-luat»" in sentence("S112", one("2"), {"stated": stated})

    def test_who_scores(self) -> None:
        assert "do Chủ tịch UBND tỉnh chấm" in sentence("S114", one("2", rule="given=Chủ tịch UBND tỉnh"))

    def test_the_raw_value_is_kept(self) -> None:
        assert findings("S101", one("2,5"))[0].value == Decimal("2.5")
        assert findings("S103", one("TRUE"))[0].value is True
        assert findings("S104", one('"1,5"'))[0].value == "1,5"
        assert findings("S108", one(""))[0].value is None


def leaf(maximum: str, rule: Rule, places: int = 2, step: str | None = None) -> Criterion:
    return Criterion(
        "I.1", "I.1", "", Decimal(maximum), 2, "I", (), rule, "required", Exclusion(), places,
        None if step is None else Decimal(step),
    )  # fmt: skip


RATIO = Rule("ratio", inputs=(Input("numerator", "Số đạt"), Input("denominator", "Tổng số")))


class TestProposed:
    @pytest.mark.parametrize(
        ("maximum", "part", "whole", "places", "step", "points"),
        [
            ("3", "95", "100", 2, None, "2.85"),
            ("5", "917", "1000", 2, None, "4.59"),
            ("1", "945", "1714", 2, None, "0.55"),
            ("1", "945", "1714", 0, None, "1"),
            ("2", "1", "3", 2, "0.25", "0.75"),
            ("2", "0", "3", 2, None, "0"),
            ("2", "3", "3", 2, None, "2"),
            ("2", "4", "3", 2, None, None),
            ("2", "-1", "3", 2, None, None),
            ("2", "0", "0", 2, None, None),
        ],
    )
    def test_ratio(
        self, maximum: str, part: str, whole: str, places: int, step: str | None, points: str | None
    ) -> None:
        figures = {"numerator": Decimal(part), "denominator": Decimal(whole)}
        found = proposed(leaf(maximum, RATIO, places, step), figures)
        assert found == (None if points is None else Decimal(points))

    def test_without_figures(self) -> None:
        assert proposed(leaf("3", RATIO), {"numerator": Decimal(1)}) is None
        assert proposed(leaf("3", RATIO), {}) is None

    def test_other_rules_propose_nothing_yet(self) -> None:
        figures = {"numerator": Decimal(1), "denominator": Decimal(2)}
        assert proposed(leaf("3", Rule("choice", levels=(Level(Decimal(3), "đạt"),))), figures) is None

    def test_half_a_step_goes_up(self) -> None:
        assert to_grid(leaf("2", RATIO, step="0.5"), Decimal("0.25")) == Decimal("0.5")
        assert to_grid(leaf("7", RATIO), Decimal("4.585")) == Decimal("4.59")


@pytest.mark.parametrize(
    ("name", "label", "whole"),
    [
        ("numerator", "Số đơn thư được giải quyết", True),
        ("denominator", "Tổng số hồ sơ đã giải quyết", True),
        ("denominator", "TỔNG SỐ HỒ SƠ", True),
        ("count", "", True),
        ("numerator", "Số vốn đã giải ngân", False),
        ("numerator", "Tổng số tiền đã chi", False),
        ("numerator", "Vốn đã giải ngân (tỷ đồng)", False),
        ("denominator", "Tổng số", True),
        ("numerator", "Sốt xuất huyết", False),
        ("numerator", "", False),
    ],
)
def test_what_is_counted(name: str, label: str, whole: bool) -> None:
    assert is_count(Input(name, label)) is whole


@pytest.mark.parametrize("code", checking.select(("S1", "S2", "S4")))
def test_titles_fit_the_forms_column(code: str) -> None:
    title = checking.catalogue()[code].CHECK.title
    assert len(title.vi) <= 60
    assert not title.vi.endswith(".")
