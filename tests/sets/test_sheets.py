"""A set as the sheets of a workbook: every fact comes back, and what an official gets wrong is told."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from selfscore_xl import set_file, sets
from selfscore_xl.criteria import Criteria
from selfscore_xl.importing.set_draft import draft_set
from selfscore_xl.importing.tables import read
from selfscore_xl.set_file.dump import yaml_text
from selfscore_xl.set_file.sheets import (
    CRITERIA_SHEET,
    GENERAL_SHEET,
    Value,
    from_sheets,
    is_set_book,
    to_sheets,
)
from selfscore_xl.template.set_book import build_set_book
from tests.sets.test_dump import criteria

Sheets = dict[str, list[list[Value]]]


def sheets_of(one: Criteria) -> Sheets:
    """The sheets as a reader gives them: blank texts are blank cells."""
    return {
        sheet.name: [
            [column.header for column in sheet.columns],
            *([value if value != "" else None for value in row] for row in sheet.rows),
        ]
        for sheet in to_sheets(one)
    }


def back(sheets: Mapping[str, Any]) -> Criteria:
    found = from_sheets(sheets)
    assert not found.remarks
    return set_file.load_set(yaml_text(found.data))


@given(criteria())
def test_any_set_comes_back_from_its_sheets(one: Criteria) -> None:
    one = set_file.load_set(set_file.dump_yaml(one))
    sheets = sheets_of(one)
    assert is_set_book(sheets)
    assert back(sheets) == one


@settings(max_examples=10)
@given(criteria())
def test_any_set_comes_back_from_a_workbook(one: Criteria) -> None:
    one = set_file.load_set(set_file.dump_yaml(one))
    drafted = draft_set(read_bytes(build_set_book(one)), "bo.xlsx")
    assert not drafted.remarks
    assert set_file.load_set(drafted.yaml) == one


def read_bytes(data: bytes) -> Any:
    from selfscore_xl.importing.spreadsheet import read_workbook
    from selfscore_xl.ooxml.workbook import Workbook

    return read_workbook(Workbook.open(data))


@pytest.mark.parametrize("name", sets.names())
def test_shipped_sets_come_back(name: str, tmp_path: Path) -> None:
    one = sets.load(name)
    data = build_set_book(one)
    assert data == build_set_book(one)
    path = tmp_path / "bo.xlsx"
    path.write_bytes(data)
    drafted = draft_set(read(path), str(path))
    assert drafted.remarks == ()
    loaded = set_file.load_set(drafted.yaml)
    assert loaded == one
    assert loaded.fingerprint == one.fingerprint
    assert drafted.yaml == set_file.dump_yaml(one)


# --- edited by hand -------------------------------------------------------------------------------


@pytest.fixture
def sheets() -> Sheets:
    return sheets_of(sets.load("quang-tri-2023-h1"))


def column(sheets: Sheets, header: str) -> int:
    return sheets[CRITERIA_SHEET][0].index(header)


def test_an_added_row_a_changed_word(sheets: Sheets) -> None:
    rows = sheets[CRITERIA_SHEET]
    at = next(place for place, row in enumerate(rows) if row[0] == "III.5.b")
    new = [None] * len(rows[0])
    new[0], new[1], new[2], new[3] = "III.5.c", "Sáng kiến", "3", Decimal(2)
    rows.insert(at + 1, new)
    next(row for row in rows if row[0] == "III.5")[3] = "5,0"
    next(row for row in rows if row[0] == "III")[3] = None
    found = back(sheets).tree()
    assert found["III.5.c"].parent == "III.5"
    assert found["III.5"].max_score == 5
    assert found["III"].max_score == 22


def test_moved_and_foreign_columns(sheets: Sheets) -> None:
    rows = [[row[1], row[0], *row[2:]] for row in sheets[CRITERIA_SHEET]]
    sheets[CRITERIA_SHEET] = [[*rows[0], "Phòng phụ trách"], *([*row, None] for row in rows[1:])]
    assert back(sheets) == sets.load("quang-tri-2023-h1")
    sheets[CRITERIA_SHEET][2][-1] = "Phòng Tổng hợp"
    found = from_sheets(sheets)
    text = yaml_text(found.data)
    assert "# Trang tính «Tiêu chí», dòng 3, cột «Phòng phụ trách» chưa dùng được: Phòng Tổng hợp" in text
    assert set_file.load_set(text) == sets.load("quang-tri-2023-h1")


@pytest.mark.parametrize(
    ("header", "value", "remark"),
    [
        ("Cách chấm", "tùy", "cột «Cách chấm» chưa dùng được: tùy"),
        ("Cấp", "7", "cột «Cấp» chưa dùng được: 7"),
        ("Chi tiết cách chấm", "Tử số: việc", "cột «Chi tiết cách chấm» chưa dùng được: Tử số: việc"),
        ("Loại điểm", "thưởng", "cột «Loại điểm» chưa dùng được: thưởng"),
        ("Điểm tối đa riêng của nhóm", "A 3", "cột «Điểm tối đa riêng của nhóm» chưa dùng được: A 3"),
    ],
)
def test_what_cannot_be_used_is_kept(sheets: Sheets, header: str, value: str, remark: str) -> None:
    row = next(row for row in sheets[CRITERIA_SHEET] if row[0] == "I.7")
    row[column(sheets, header)] = value
    text = yaml_text(from_sheets(sheets).data)
    place = text.index("- code: I.7")
    assert remark in " ".join(text[place : place + 600].replace("#", " ").split())


def added(sheets: Sheets, after: str, code: str | None, most: Value) -> None:
    """A row typed below another one: code, title and maximum, no more."""
    rows = sheets[CRITERIA_SHEET]
    at = next(place for place, row in enumerate(rows) if row[0] == after)
    rows.insert(at + 1, [code, "Việc mới", None, most, *[None] * (len(rows[0]) - 4)])


def test_a_level_left_out_is_told_by_the_code(sheets: Sheets) -> None:
    added(sheets, "I.1", "I.1.a", "2,5 điểm")
    added(sheets, "I.1.a", "I.1.b", "17,5 điểm")
    found = back(sheets).tree()
    assert found["I.1"].children == ("I.1.a", "I.1.b")
    assert [found[key].max_score for key in ("I.1.a", "I.1.b")] == [Decimal("2.5"), Decimal("17.5")]


def test_a_level_that_nothing_tells_is_asked_for(sheets: Sheets) -> None:
    added(sheets, "IV.2", None, Decimal(1))
    text = " ".join(yaml_text(from_sheets(sheets).data).replace("#", " ").split())
    assert "cột «Cấp» chưa dùng được: (trống)" in text


def test_rules_groups_and_conditions_as_people_write_them() -> None:
    whole = sheets_of(sets.load("tap-huan-2026"))
    rows = {(str(row[0]), str(row[1])[:11]): row for row in whole[CRITERIA_SHEET]}

    def put(code: str, title: str, header: str, value: Value) -> None:
        rows[code, title][column(whole, header)] = value

    detail = "Chi tiết cách chấm"
    levels = "4 điểm: Ban hành đúng hạn\n2 điểm: Ban hành chậm không quá 15 ngày"
    put("1", "Ban hành kế", detail, levels + "\n0: Chậm quá 15 ngày hoặc không ban hành")
    inputs = "Tử số: Số báo cáo gửi đúng hạn\nMẫu số: Tổng số báo cáo phải gửi"
    bands = "từ 95% trở lên: 6 điểm\nTừ 85% đến dưới 95%: 4\ntừ 70 dưới 85: 2 điểm\nDưới 70%: 0"
    put("2.2", "Tỷ lệ báo c", detail, f"{inputs}\n{bands}")
    put("3", "Chấp hành n", detail, "Điểm mỗi lần: 0,5 điểm\nSố lần: Số lượt bị nhắc nhở bằng văn bản")
    put("4", "Công khai, ", "Bước điểm", "0,5 điểm")
    put("1", "Nhiệm vụ UB", "Điểm tối đa riêng của nhóm", "UBND xã, phường: 20 điểm")
    put("2", "Thẩm định, ", "Chỉ cho nhóm đơn vị", "Sở, ban, ngành")
    conditions = whole["Điều kiện xếp loại"]
    conditions[1][3:5] = [">=", "100%"]
    conditions[3][4] = "không"
    assert back(whole) == sets.load("tap-huan-2026")


def test_a_code_that_lost_its_zero(sheets: Sheets) -> None:
    codes = [*(f"V.{number}" for number in range(1, 10)), "V.1"]
    rows = sheets[CRITERIA_SHEET]
    width = len(rows[0])
    rows.append(["V", "Lĩnh vực mới", "1", *[None] * (width - 3)])
    rows += [[code, f"Việc {n}", None, Decimal(1), *[None] * (width - 4)] for n, code in enumerate(codes)]
    text = yaml_text(from_sheets(sheets).data)
    assert set_file.load_set(text).tree()["V"].children[-1] == "V.10"
    assert "# Bảng ghi mã V.1 ngay sau V.9: coi là V.10 bị mất số 0." in text


@pytest.mark.parametrize(
    ("header", "value", "code"),
    [
        ("Điểm tối đa", "mười", "C008"),
        ("Điểm tối đa", Decimal(5), "C101"),
        ("Bước điểm", "1.714", "C008"),
        ("Mã", "I.8", "C201"),
        ("Mã", "05/05/2026", "C207"),
        ("Điểm tối đa", "0,5-1 điểm", "C008"),
    ],
)
def test_what_is_wrong_is_linted(sheets: Sheets, header: str, value: Value, code: str) -> None:
    row = next(row for row in sheets[CRITERIA_SHEET] if row[0] == "I.7")
    row[column(sheets, header)] = value
    problems = set_file.lint(yaml_text(from_sheets(sheets).data))
    assert code in {problem.code for problem in problems}


def test_the_general_sheet(sheets: Sheets) -> None:
    rows = sheets[GENERAL_SHEET]
    for row in rows:
        if row[0] == "Ngày đầu kỳ":
            row[1] = "1-1-2024"
        if row[0] == "Phiên bản":
            row[1] = Decimal("1.5")
    rows.append(["Người soạn", "Nguyễn Văn A"])
    found = from_sheets(sheets)
    assert found.remarks == ("Trang tính «Thông tin chung» còn ghi: Người soạn: Nguyễn Văn A",)
    assert found.data["period"]["first_day"] == "2024-01-01"
    assert found.data["version"] == "1.5"


def test_other_workbooks_are_no_set_books() -> None:
    assert not is_set_book({"Sheet1": [["Mã", "Tiêu chí", "Điểm"], ["I", "Một", Decimal(1)]]})
    assert not is_set_book({})
