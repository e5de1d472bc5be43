"""S5: whose form it is, of which period and group; S804 where the form was made for somebody else."""

from __future__ import annotations

from typing import Any

import pytest

from selfscore_xl import checking
from selfscore_xl.layout import Head

from .tables import cells, changed, find, form


@pytest.mark.parametrize(
    ("code", "facts", "where"),
    [
        ("S501", {"unit": ""}, "C3"),
        ("S501", {"unit": "·⍽"}, "C3"),
        ("S501", {"unit": "Sở Y tế"}, None),
        ("S502", {"period": "Năm 2022"}, "C5"),
        ("S502", {"period": ""}, "C5"),
        ("S502", {"period": "Năm 2023"}, None),
        ("S502", {"period": "·NĂM⍽2023"}, None),
        ("S502", {"period": "Na\u0306m 2023"}, None),
        ("S502", {"identity": {"period": "Năm 2022"}}, "C5"),
        ("S502", {"identity": {"period": ""}}, None),
        ("S502", {"set_period": "", "period": "Năm 2022"}, None),
        ("S502", {"period": "Năm 2022", "identity": {"version": "0.9"}}, None),
        ("S503", {"unit_group": "Nhóm 1"}, None),
        ("S503", {"set_groups": ("1", "2"), "unit_group": "1"}, None),
        ("S503", {"set_groups": ("1", "2"), "unit_group": "NHÓM  2"}, None),
        ("S503", {"set_groups": ("1", "2"), "unit_group": ""}, "C4"),
        ("S503", {"set_groups": ("1", "2"), "unit_group": "3"}, "C4"),
        ("S503", {"set_groups": ("1", "2"), "unit_group": "2", "identity": {"unit_group": "1"}}, "C4"),
        ("S503", {"set_groups": ("1", "2"), "unit_group": "1", "identity": {"unit_group": "Nhóm 1"}}, None),
        ("S503", {"set_groups": ("1", "2"), "unit_group": "1", "identity": {"unit_group": "cũ"}}, None),
        ("S503", {"set_groups": ("1", "2"), "unit_group": "3", "identity": {"version": "0.9"}}, None),
        ("S804", {"identity": {"unit": "Sở Nội vụ"}}, "C3"),
        ("S804", {"identity": {"unit": "VĂN\u00a0PHÒNG  UBND tỉnh."}}, None),
        ("S804", {"identity": {"unit": "Va\u0306n phòng UBND tỉnh"}}, None),
        ("S804", {"identity": {"unit": ""}}, None),
        ("S804", {"identity": {"unit": "Sở Nội vụ"}, "unit": ""}, None),
        ("S804", {"identity": {"unit": "Sở Nội vụ", "version": "0.9"}}, "C3"),
    ],
)
def test_the_units_block(code: str, facts: dict[str, Any], where: str | None) -> None:
    assert cells(find(code, form(**facts))) == ([] if where is None else [(None, where)])


@pytest.mark.parametrize(
    ("code", "head"), [("S501", Head.UNIT), ("S502", Head.PERIOD), ("S503", Head.UNIT_GROUP)]
)
def test_a_line_that_was_deleted_is_reported_on_the_sheet(code: str, head: Head) -> None:
    context = form(set_groups=("1", "2"))
    rest = {line: entry for line, entry in context.submission.head.items() if line is not head}
    (one,) = find(code, changed(context, head=rest))
    assert one.place == ("Chấm điểm", "")


@pytest.mark.parametrize(
    ("code", "facts", "words"),
    [
        ("S502", {"period": ""}, "đang để trống, bộ tiêu chí dùng cho kỳ «Năm 2023»"),
        ("S502", {"period": "Năm 2022"}, "đang là «Năm 2022»"),
        ("S502", {"identity": {"period": "Năm 2022"}}, "«Năm 2022» theo dấu nhận dạng lưu trong tệp"),
        (
            "S503",
            {"set_groups": ("1", "2"), "unit_group": "3"},
            "đang là «3»; bộ tiêu chí có các nhóm: Nhóm 1, Nhóm 2",
        ),
        ("S503", {"set_groups": ("1", "2"), "unit_group": ""}, "đang để trống"),
        (
            "S503",
            {"set_groups": ("1", "2"), "unit_group": "2", "identity": {"unit_group": "1"}},
            "biểu này được lập cho nhóm «Nhóm 1»",
        ),
        (
            "S804",
            {"identity": {"unit": "Sở Nội vụ"}},
            "Biểu của «Văn phòng UBND tỉnh» (vi-du.xlsx) được lập cho «Sở Nội vụ».",
        ),
    ],
)
def test_what_is_there_and_what_it_should_be(code: str, facts: dict[str, Any], words: str) -> None:
    (one,) = find(code, form(**facts))
    assert words in checking.message(one, "vi")


def test_names_are_cut_and_shown_with_what_cannot_be_seen_in_them() -> None:
    (one,) = find("S804", form(unit="x" * 900, identity={"unit": "Sở A\u202e" + "y" * 900}))
    assert len(checking.message(one, "vi")) < 250
    assert "\u202e" not in checking.message(one, "vi") + checking.hint(one, "vi")


def test_a_long_list_of_groups_is_cut() -> None:
    (one,) = find("S503", form(set_groups=tuple(str(number) for number in range(100))))
    assert checking.message(one, "vi").endswith("Nhóm 7, ….")
