from __future__ import annotations

import re
from decimal import Decimal

import pytest

from selfscore_xl.output import Row, View, row, text
from tests.output import outcomes

VIEW = View(width=90)


def lines(view: View = VIEW) -> list[str]:
    return text.entry(outcomes.of(), view).splitlines()


def test_says_what_the_file_is() -> None:
    shown = text.entry(outcomes.of(annotated="nop/bieu.annotated.xlsx"), VIEW)
    assert shown.startswith("nop/bieu.xlsx: 1 lỗi")
    for expected in ("Văn phòng UBND tỉnh", "Năm 2023", "vi-du, phiên bản 1", "nop/bieu.annotated.xlsx"):
        assert expected in shown


def test_totals_entered_against_computed() -> None:
    shown = "\n".join(lines())
    assert re.search(r"Tổng cộng tối đa theo cấp +15,00 +15,00$", shown, re.M)
    assert re.search(r"Tổng cộng tự đánh giá +11,00 +11,75  khác$", shown, re.M)
    assert re.search(r"Tổng điểm áp dụng +12,50$", shown, re.M)
    assert re.search(r"Tỷ lệ đạt được \(%\) +94,00$", shown, re.M)
    assert "Đề nghị trừ: I.3" in shown


def test_a_rate_that_does_not_exist_is_a_dash() -> None:
    shown = text.entry(
        outcomes.of("""
            Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
            I   | 2           | x           |             |                                | Không phát sinh
            I.1 | 2           |             |             |                                |
            """),
        VIEW,
    )
    assert re.search(r"Tỷ lệ đạt được \(%\) +—$", shown, re.M)


def test_finding_names_cell_severity_code_and_what_to_do() -> None:
    shown = lines()
    at = next(index for index, line in enumerate(shown) if "S101" in line)
    assert shown[at] == "  E10  lỗi S101: Tự chấm 4,5 điểm, cao hơn điểm tối đa 4 của tiêu chí I.1."
    assert shown[at + 1] == "    → Nhập lại điểm từ 0 đến 4 tại ô E10."
    assert shown[at - 1].startswith("I.1  ")


def test_errors_stand_before_warnings_and_a_criterion_only_once() -> None:
    warning = next(one for one in outcomes.of().findings if one.code == "S104")._replace(criterion="I.1")
    crashed = outcomes.check("S901").at(None, check="S101", error="KeyError")
    outcome = outcomes.with_findings(
        crashed, warning, outcomes.above_max(), outcomes.above_max("II.1", "E14")
    )
    shown = text.entry(outcome, VIEW).splitlines()
    order = [line for line in shown if line in ("PHẢI SỬA", "CẦN XEM LẠI") or line.startswith(("I", "Toàn"))]
    assert [line.split()[0] for line in order] == ["PHẢI", "I.1", "II.1", "CẦN", "Toàn"]
    assert [code for line in shown for code in re.findall(r"S\d{3}(?=:)", line)] == [
        "S101", "S104", "S101", "S901",
    ]  # fmt: skip


def test_ends_with_the_counts() -> None:
    assert lines()[-1] == "Tổng số: 1 lỗi, 1 cảnh báo."
    assert "Tổng số" not in text.entry(outcomes.with_findings(), VIEW)


def test_related_cells_are_named() -> None:
    shown = text.entry(outcomes.with_findings(outcomes.above_max()), VIEW)
    assert "Ô liên quan: C10, Số liệu!D5" in shown


def test_english() -> None:
    shown = text.entry(outcomes.of(), View("en", 90))
    assert "error S101: The self score 4.5 is above the maximum 4" in shown
    assert "Self score" in shown
    assert not re.search("lỗi|cảnh báo|Tổng", shown)


@pytest.mark.parametrize(
    ("counts", "vi", "en"),
    [
        ((0, 0, 0), "không có gì phải sửa", "nothing to correct"),
        ((1, 0, 0), "1 lỗi", "1 error"),
        ((2, 1, 3), "2 lỗi, 1 cảnh báo, 3 ghi chú", "2 errors, 1 warning, 3 notes"),
        ((0, 2, 0), "không có lỗi, 2 cảnh báo", "no error, 2 warnings"),
    ],
)
def test_verdict(counts: tuple[int, int, int], vi: str, en: str) -> None:
    given = dict(zip(("error", "warning", "info"), counts, strict=True))
    assert text.verdict(given, "vi") == vi  # type: ignore[arg-type]
    assert text.verdict(given, "en") == en  # type: ignore[arg-type]


def test_colour_only_repeats_what_words_say() -> None:
    colored = text.entry(outcomes.of(), View(width=90, color=True))
    assert "\x1b[" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == "\n".join([*lines(), ""])


@pytest.mark.parametrize("width", [40, 60, 100])
def test_lines_fit_the_width(width: int) -> None:
    shown = lines(View(width=width))
    assert all(len(line) <= max(width, 56) for line in shown), "the totals alone need 56 columns"
    assert "\n".join(shown).split() == "\n".join(lines()).split() or width == 40, "no word is lost"


def test_nothing_from_a_workbook_commands_the_terminal() -> None:
    bad = "\x1b[2J\x9b31mx\u202egpj\r\n"
    outcome = outcomes.with_findings(outcomes.above_max()._replace(criterion=bad))._replace(path=bad)
    shown = text.entry(outcome, VIEW) + text.closing([row(outcome), row(outcome)], VIEW)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)


def test_an_unreadable_file_is_a_message_not_a_result() -> None:
    assert text.entry(outcomes.refused(), VIEW) == ""


def test_overview_of_several_files() -> None:
    rows = [
        row(outcomes.of(path="nop/xa-a/bieu.xlsx", annotated="nop/xa-a/bieu.annotated.xlsx")),
        row(outcomes.with_findings()._replace(path="nop/xa-b/bieu.xlsx")),
        row(outcomes.refused("nop/xa-c/hong.xlsx")),
    ]
    shown = text.closing(rows, View(width=120)).splitlines()
    assert re.match(r"xa-a/bieu\.xlsx +Văn phòng UBND tỉnh +1 +1 +94 +xa-a/bieu\.annotated\.xlsx$", shown[2])
    assert re.match(r"xa-b/bieu\.xlsx +Văn phòng UBND tỉnh +0 +0 +94 +–$", shown[3])
    assert re.match(r"xa-c/hong\.xlsx +không đọc được +– +– +– +–$", shown[4])
    assert shown[-1] == "3 tệp: 1 có lỗi, 1 không có lỗi, 1 không đọc được."


def test_overview_fits_and_long_names_keep_both_ends() -> None:
    name = "bao-cao-tu-danh-gia-cham-diem-muc-do-hoan-thanh-nhiem-vu-{}.xlsx"
    rows = [
        Row(f"nop/{name.format(one)}", "clean", "Ủy ban nhân dân " * 4, {"error": 0, "warning": 0, "info": 0},
            Decimal("96.74"), None)
        for one in ("xa-a", "xa-b")
    ]  # fmt: skip
    shown = text.closing(rows, View(width=80)).splitlines()
    assert all(len(line) <= 80 for line in shown)
    assert "bao-cao" in shown[2]
    assert "xa-a.xlsx" in shown[2]


def test_one_file_has_no_overview() -> None:
    assert text.closing([row(outcomes.of())], VIEW) == ""
