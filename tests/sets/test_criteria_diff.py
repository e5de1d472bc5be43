"""What became of each criterion from one set to the next."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfscore_xl import set_file, sets
from selfscore_xl.criteria import Criteria
from selfscore_xl.criteria_diff import Change, Diff, diff
from selfscore_xl.likeness import Texts, coverage, likeness
from selfscore_xl.set_file.diff_text import diff_data, diff_text
from tests.cli.conftest import Call, call  # noqa: F401 - a fixture
from tests.importing.small import load
from tests.sets.test_dump import criteria

OLD = """\
id: bo
version: "1"
title: Bộ
issuer: Sở
legal_basis: [Quyết định số 1]
period: {name: Năm, first_day: 2026-01-01, last_day: 2026-12-31}
criteria:
  - code: I
    title: Nhiệm vụ được giao
    children:
      - {code: I.1, title: Thực hiện chương trình công tác trọng tâm của tỉnh, max: 5}
      - {code: I.2, title: Ban hành kế hoạch đúng nội dung và đúng thời gian quy định, max: 4}
      - {code: I.3, title: Báo cáo kết quả thực hiện, max: 2}
  - code: II
    title: Tiếp công dân
    children:
      - {code: II.1, title: Tổ chức tiếp công dân định kỳ, max: 3}
      - {code: II.2, title: Giải quyết đơn khiếu nại, max: 3}
      - {code: II.3, title: Giải quyết đơn tố cáo, max: 2}
"""


def compared(*edits: tuple[str, str]) -> Diff:
    text = OLD
    for before, after in edits:
        assert before in text
        text = text.replace(before, after)
    return diff(load(OLD), load(text))


def told(found: Diff) -> list[tuple[object, ...]]:
    """The changes that are not "equal", without the likeness."""
    return [
        (change.kind, change.old, change.new, *change.aspects)
        for change in found.changes
        if change.kind != "equal"
    ]


def test_a_set_is_equal_to_itself() -> None:
    found = compared()
    assert told(found) == []
    assert found.counts()["equal"] == 8
    assert found.facts == ()


@pytest.mark.parametrize(
    ("edits", "changes"),
    [
        (
            [("chương trình công tác trọng tâm", "chương trình công tác")],
            [("changed", ("I.1",), ("I.1",), "reworded")],
        ),
        ([("title: Tổ chức tiếp công dân định kỳ", "title: tổ chức tiếp công dân  định kỳ.")], []),
        (
            [("tỉnh, max: 5", "tỉnh, max: 6")],
            [("changed", ("I",), ("I",), "re-weighted"), ("changed", ("I.1",), ("I.1",), "re-weighted")],
        ),
        (
            [("code: I.3, title: Báo cáo", "code: I.9, title: Báo cáo")],
            [("changed", ("I.3",), ("I.9",), "moved")],
        ),
        (
            [("tỉnh, max: 5}", "tỉnh, max: 5, step: 0.5}")],
            [("changed", ("I.1",), ("I.1",), "rule-changed")],
        ),
        (
            [("tỉnh, max: 5}", "tỉnh, max: 5, evidence: required}")],
            [("changed", ("I.1",), ("I.1",), "evidence-changed")],
        ),
        (
            [("      - {code: II.3, title: Giải quyết đơn tố cáo, max: 2}\n", "")],
            [("changed", ("II",), ("II",), "re-weighted"), ("retired", ("II.3",), ())],
        ),
        (
            [("tố cáo, max: 2}\n", "tố cáo, max: 2}\n      - {code: II.4, title: Chuyển đổi số, max: 1}\n")],
            [("changed", ("II",), ("II",), "re-weighted"), ("new", (), ("II.4",))],
        ),
        (
            [("I.3, title: Báo cáo kết quả thực hiện, max: 2", "I.3, title: Chuyển đổi số toàn bộ, max: 2")],
            [("retired", ("I.3",), ()), ("new", (), ("I.3",))],
        ),
        (
            [
                (
                    "{code: I.2, title: Ban hành kế hoạch đúng nội dung và đúng thời gian quy định, max: 4}",
                    "{code: I.2, title: Ban hành kế hoạch đúng nội dung, max: 2}\n"
                    "      - {code: I.3, title: Ban hành kế hoạch đúng thời gian quy định, max: 2}",
                ),
                ("code: I.3, title: Báo cáo", "code: I.4, title: Báo cáo"),
            ],
            [("split", ("I.2",), ("I.2", "I.3")), ("changed", ("I.3",), ("I.4",), "moved")],
        ),
        (
            [
                (
                    "{code: II.2, title: Giải quyết đơn khiếu nại, max: 3}\n"
                    "      - {code: II.3, title: Giải quyết đơn tố cáo, max: 2}",
                    "{code: II.2, title: Giải quyết đơn khiếu nại và giải quyết đơn tố cáo, max: 5}",
                )
            ],
            [("merged", ("II.2", "II.3"), ("II.2",))],
        ),
        (
            [
                (
                    "{code: I.1, title: Thực hiện chương trình công tác trọng tâm của tỉnh, max: 5}",
                    "code: I.1\n        title: Thực hiện chương trình công tác trọng tâm của tỉnh\n"
                    "        children:\n          - {code: I.1.a, title: Đúng hạn, max: 3}\n"
                    "          - {code: I.1.b, title: Đủ việc, max: 2}",
                )
            ],
            [("split", ("I.1",), ("I.1", "I.1.a", "I.1.b"))],
        ),
    ],
)  # fmt: skip
def test_changes(edits: list[tuple[str, str]], changes: list[tuple[object, ...]]) -> None:
    assert told(compared(*edits)) == changes


def test_a_group_that_became_a_leaf() -> None:
    text = OLD.replace(
        "      - {code: I.1, title: Thực hiện chương trình công tác trọng tâm của tỉnh, max: 5}\n",
        "      - code: I.1\n        title: Thực hiện chương trình công tác trọng tâm của tỉnh\n"
        "        children:\n          - {code: I.1.a, title: Đúng hạn, max: 3}\n"
        "          - {code: I.1.b, title: Đủ việc, max: 2}\n",
    )
    assert told(diff(load(text), load(OLD))) == [("merged", ("I.1", "I.1.a", "I.1.b"), ("I.1",))]


def test_one_title_in_many_places() -> None:
    """ "Báo cáo kết quả thực hiện" stands in two groups; each stays in its own, whatever its code."""
    text = OLD.replace("title: Giải quyết đơn tố cáo", "title: Báo cáo kết quả thực hiện")
    swapped = text.replace("code: II.3, title: Báo", "code: II.4, title: Báo").replace(
        "code: I.3, title: Báo", "code: I.4, title: Báo"
    )
    assert told(diff(load(text), load(swapped))) == [
        ("changed", ("I.3",), ("I.4",), "moved"),
        ("changed", ("II.3",), ("II.4",), "moved"),
    ]


def test_a_criterion_in_another_group_is_moved() -> None:
    line = "      - {code: II.1, title: Tổ chức tiếp công dân định kỳ, max: 3}\n"
    text = OLD.replace(line, "").replace("  - code: II\n", line.replace("II.1", "I.4") + "  - code: II\n")
    assert ("changed", ("II.1",), ("I.4",), "moved") in told(diff(load(OLD), load(text)))


def test_facts_of_the_set() -> None:
    assert compared(("title: Bộ\n", "title: Bộ mới\n"), ("{name: Năm,", "{name: Năm 2,")).facts == (
        "title",
        "period",
    )


@given(criteria(), criteria())
def test_every_criterion_stands_in_one_change(one: Criteria, other: Criteria) -> None:
    one, other = (set_file.load_set(set_file.dump_yaml(each)) for each in (one, other))
    found = diff(one, other)
    assert Counter(key for change in found.changes for key in change.old) == Counter(n.key for n in one.nodes)
    assert Counter(key for change in found.changes for key in change.new) == Counter(
        n.key for n in other.nodes
    )
    for change in found.changes:
        assert _fits(change)
    assert {change.kind for change in diff(one, one).changes} == {"equal"}
    assert diff_text(found, "vi")
    assert diff_data(found)


def _fits(change: Change) -> bool:
    sizes = {
        **{"equal": (1, 1), "changed": (1, 1), "new": (0, 1), "retired": (1, 0)},
    }
    old, new = len(change.old), len(change.new)
    if change.kind == "split":
        return old == 1 and new > 1
    if change.kind == "merged":
        return old > 1 and new == 1
    return (old, new) == sizes[change.kind] and bool(change.aspects) == (change.kind == "changed")


@pytest.mark.timeout(60)
def test_large_sets_are_compared_soon() -> None:
    rows = ""
    for group in range(1, 21):
        rows += f'  - code: "{group}"\n    title: Lĩnh vực số {group}\n    children:\n'
        for place in range(1, 50):
            title = f"Nhiệm vụ {group * 7} phần {place} về việc {place % 17}"
            rows += f'      - {{code: "{group}.{place}", title: {title}, max: 1}}\n'
    head = OLD[: OLD.index("criteria:")] + "criteria:\n"
    old = load(head + rows)
    new = load(head + rows.replace("phần 7 ", "mục 7 ").replace("về việc 3,", "về các việc 3,"))
    found = diff(old, new)
    assert len(old.nodes) == 1000
    assert found.counts()["equal"] > 875
    assert found.counts()["retired"] == found.counts()["new"] == 0


# --- what is printed ------------------------------------------------------------------------------


def test_the_command(tmp_path: object, call: Call) -> None:  # noqa: F811
    from pathlib import Path

    new = Path(str(tmp_path)) / "moi.yaml"
    text = set_file.dump_yaml(sets.load("quang-tri-2023-h1"))
    new.write_text(
        text.replace("max: 25", "max: 26")
        .replace("max: 30", "max: 31")
        .replace("max: 110", "max: 111")
        .replace("total: 150", "total: 151")
    )
    done = call("criteria", "diff", "quang-tri-2023-h1", new)
    assert done.code == 0
    assert "Tiêu chí: 49 giữ nguyên, 3 thay đổi." in done.out
    assert "I.2.a: đổi điểm 25 → 26" in done.out
    done = call("criteria", "diff", "quang-tri-2023-h1", new, "--format", "json")
    data = json.loads(done.out)
    assert data["schema"] == "selfscore-xl/criteria-diff/1"
    assert data["counts"] == {"equal": 49, "changed": 3, "split": 0, "merged": 0, "new": 0, "retired": 0}
    changed = [one for one in data["criteria"] if one["kind"] == "changed"]
    assert [one["old"][0]["key"] for one in changed] == ["I", "I.2", "I.2.a"]
    assert changed[2]["new"][0]["max"] == 26
    assert "equal" in call("criteria", "diff", "quang-tri-2023-h1", new, "--lang", "en").out


def test_sets_that_vary_are_compared_for_a_group(call: Call) -> None:  # noqa: F811
    done = call("criteria", "diff", "tap-huan-2026", "tap-huan-2026", "--unit-group", "so")
    assert done.code == 0
    assert call("criteria", "diff", "tap-huan-2026", "tap-huan-2026", "--unit-group", "zz").code == 2


def test_every_sentence_of_the_text() -> None:
    found = compared(
        ("tỉnh, max: 5}", "huyện và của tỉnh, max: 6, step: 0.5}"),
        ("      - {code: II.3, title: Giải quyết đơn tố cáo, max: 2}\n", ""),
        ("title: Bộ\n", "title: Bộ mới\n"),
    )
    text = diff_text(found, "vi", 80)
    assert "Thông tin chung khác nhau: tên bộ tiêu chí." in text
    assert "I.1: sửa lời, đổi điểm 5 → 6, đổi cách chấm, giống" in text
    assert "    cũ: Thực hiện chương trình công tác trọng tâm của tỉnh (5)" in text
    assert "II.3: bỏ\n    Giải quyết đơn tố cáo (2)" in text
    assert all(len(line) <= 80 for line in text.split("\n"))
    assert "reworded, re-weighted 5 → 6" in diff_text(found, "en")


# --- likeness -------------------------------------------------------------------------------------


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_a_measure(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, other) == likeness(other, one)
    assert likeness(one, one) == 1
    assert 0 <= coverage(one, other) <= 1


def test_likeness_of_words() -> None:
    assert likeness("Báo cáo kết quả", "báo cáo, kết quả.") == 1
    assert likeness("Báo cáo kết quả", "Thanh tra") == 0
    assert coverage("Báo cáo", "Báo cáo kết quả") == 1


def test_the_most_alike_of_many() -> None:
    texts = Texts({str(n): f"Thực hiện nhiệm vụ số {n}" for n in range(300)} | {"x": "Chuyển đổi số"})
    assert texts.near("Chuyển đổi số")[0] == (1.0, "x")
    assert texts.near("Thực hiện nhiệm vụ số 42")[0] == (1.0, "42")
    assert texts.near("hoàn toàn khác") == []
    assert Decimal(texts.near("Chuyển đổi")[0][0]) > Decimal("0.5")
