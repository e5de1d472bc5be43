"""S5: whose form it is, of which period and group; S804 where the form was made for somebody else."""

from __future__ import annotations

from typing import Any

import pytest

from selfscore_xl import checking, sets, template
from selfscore_xl.criteria import for_group, varies
from selfscore_xl.layout import FORM_SHEET, Head, Layout
from selfscore_xl.ooxml.edit import Editor
from selfscore_xl.ooxml.workbook import Workbook
from tests.parity.agreement import context_of

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
        # Issued for a period of its own; an older form of the set is not.
        ("S502", {"period": "Quý I", "identity": {"period": "QUÝ I"}}, None),
        ("S502", {"period": "Quý II", "identity": {"period": "Quý I"}}, "C5"),
        ("S502", {"period": "", "identity": {"period": "Quý I"}}, "C5"),
        ("S502", {"period": "Quý I", "identity": {"period": "Quý I", "fingerprint": "00"}}, "C5"),
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
    assert checking.message(one, "vi").endswith(
        ": " + ", ".join(f"Nhóm {number}" for number in range(8)) + " và 92 mục khác."
    )


# --- forms as they are issued ---------------------------------------------------------------------


def head_of(set_name: str, typed: dict[Head, str], **given: str) -> list[tuple[str, str]]:
    """What S5 finds in a form made with ``given``, in whose head something was typed."""
    criteria = sets.load(set_name)
    if varies(criteria):
        criteria = for_group(criteria, "so")
    editor = Editor(Workbook.open(template.build(criteria, **given)))  # type: ignore[arg-type]
    for head, text in typed.items():
        editor.set_value(FORM_SHEET, Layout(criteria).head(head), text)
    findings = checking.run(context_of(criteria, editor.to_bytes()), ("S501", "S502", "S503"))
    return [(one.code, one.place.ref) for one in findings if one.place is not None]


PLAIN, GROUPED = "quang-tri-2023-h1", "tap-huan-2026"
PERIOD = "6 tháng đầu năm 2023"


@pytest.mark.parametrize(
    ("set_name", "typed", "given", "expected"),
    [
        (PLAIN, {}, {}, []),  # the set is of one unit
        (PLAIN, {Head.UNIT: ""}, {}, [("S501", "C3")]),
        (GROUPED, {}, {"unit_group": "so"}, [("S501", "C3")]),
        (PLAIN, {Head.UNIT: "Sở Y tế"}, {}, []),
        (PLAIN, {}, {"unit": "Sở Y tế"}, []),
        (PLAIN, {Head.UNIT: ""}, {"unit": "Sở Y tế"}, [("S501", "C3")]),
        (PLAIN, {Head.PERIOD: "Năm 2022"}, {"unit": "A"}, [("S502", "C5")]),
        (PLAIN, {Head.PERIOD: ""}, {"unit": "A"}, [("S502", "C5")]),
        (PLAIN, {}, {"unit": "A", "period": "Quý I"}, []),
        (PLAIN, {Head.PERIOD: "Quý II"}, {"unit": "A", "period": "Quý I"}, [("S502", "C5")]),
        (PLAIN, {Head.PERIOD: PERIOD}, {"unit": "A", "period": "Quý I"}, [("S502", "C5")]),
        (GROUPED, {}, {"unit": "A"}, [("S503", "C4")]),
        (GROUPED, {Head.UNIT_GROUP: "so"}, {"unit": "A"}, []),
        (GROUPED, {Head.UNIT_GROUP: "Nhóm khác"}, {"unit": "A"}, [("S503", "C4")]),
        (GROUPED, {}, {"unit": "A", "unit_group": "so"}, []),
        (GROUPED, {Head.UNIT_GROUP: "xa"}, {"unit": "A", "unit_group": "so"}, [("S503", "C4")]),
        (GROUPED, {Head.UNIT_GROUP: ""}, {"unit": "A", "unit_group": "so"}, [("S503", "C4")]),
    ],
)
def test_the_head_of_a_form_is_checked_as_it_was_issued(
    set_name: str, typed: dict[Head, str], given: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    assert head_of(set_name, typed, **given) == expected
