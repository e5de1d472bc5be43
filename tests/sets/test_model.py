"""One set that says everything a decision can say, and what each unit group sees of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from selfscore_xl import set_file, sets
from selfscore_xl.criteria import (
    Band,
    Condition,
    Criteria,
    Fact,
    Grade,
    Quota,
    Ranking,
    Sanction,
    Tree,
    for_group,
    from_data,
    to_data,
    varies,
)
from selfscore_xl.set_file.show import lint_summary, lint_text, list_text, show_text

EVERYTHING = """\
id: day-du
version: "2026.1"
title: Bộ tiêu chí có đủ mọi quy tắc
issuer: Sở Nội vụ
legal_basis:
  - Nghị định số 335/2025/NĐ-CP của Chính phủ
period:
  name: Năm 2026
  first_day: 2026-01-01
  last_day: 2026-12-31
unit_groups:
  - code: A
    name: Sở, ban, ngành
  - code: B
    name: UBND cấp xã
rate_places: 1
defaults:
  evidence: required
facts:
  - code: dung-han
    label: Tỷ lệ nhiệm vụ hoàn thành đúng hạn
    kind: percent
  - code: cap-duoi
    label: Có đơn vị thuộc và trực thuộc không hoàn thành nhiệm vụ
    kind: yes_no
    by: Sở Nội vụ
graded_by: converted
grades:
  - code: xuat-sac
    name: Hoàn thành xuất sắc nhiệm vụ
    at_least: 90
    conditions:
      - fact: dung-han
        at_least: 100
        text: 100 % nhiệm vụ đúng hạn
      - fact: cap-duoi
        is: no
    quota:
      percent: 20
      of: [tot]
      by_decision: 25
  - code: tot
    name: Hoàn thành tốt nhiệm vụ
    at_least: 70
    below: 90
    conditions:
      - criterion: I
        at_least: 60
  - code: hoan-thanh
    name: Hoàn thành nhiệm vụ
    at_least: 50
    below: 70
  - code: khong
    name: Không hoàn thành nhiệm vụ
    at_least: 0
    below: 50
sanctions:
  - when:
      fact: dung-han
      below: 70
    grade_at_most: khong
  - when:
      fact: cap-duoi
      is: yes
    lower_by: 1
ranking:
  by: converted
  ties: dense
  within: unit_group
  tie_breaks:
    - II
    - I
criteria:
  - code: I
    title: Tiêu chí chung
    max: 30
    children:
      - code: I.1
        title: Kế hoạch công tác
        max: 4
        rule:
          kind: choice
          levels:
            - {score: 4, label: Ban hành đúng hạn}
            - {score: 2, label: Ban hành chậm}
            - {score: 0, label: Không ban hành}
        zeroes_parent: yes
      - code: I.2
        title: Tỷ lệ hồ sơ đúng hạn
        max: 10
        step: 0,25
        rule:
          kind: ratio
          numerator: Số hồ sơ đúng hạn
          denominator: Tổng số hồ sơ
        exclusion:
          policy: full
      - code: I.3
        title: Tỷ lệ nhiệm vụ hoàn thành
        max: 2
        rule:
          kind: steps
          numerator: Số nhiệm vụ hoàn thành
          denominator: Tổng số nhiệm vụ
          bands:
            - {at_least: 90, score: 2}
            - {at_least: 80, below: 90, score: 1}
            - {at_least: 0, at_most: 79.9, score: 0}
      - code: I.4
        title: Kỷ luật, kỷ cương
        max: 6
        places: 1
        rule:
          kind: deduction
          points: 0.5
          count: Số lần vi phạm
        exclusion:
          allowed: no
      - code: I.5
        title: Sáng kiến
        max: 3
        rule:
          kind: per_unit
          points: 0.5
          count: Số sáng kiến được công nhận
        exclusion:
          policy: group
      - code: I.6
        title: Khảo sát mức độ hài lòng
        max: 5
        rule:
          kind: given
          by: Viện nghiên cứu phát triển
  - code: II
    title: Kết quả thực hiện nhiệm vụ
    max: 60
    max_for: {B: 50}
    children:
      - code: II.1
        title: Nhiệm vụ được giao
        max: 40
        max_for: {B: 20}
      - code: II.2
        title: Thẩm định văn bản
        max: 20
        groups: [A]
        children:
          - {code: II.2.a, title: Thẩm định đúng hạn, max: 12}
          - {code: II.2.b, title: Chất lượng thẩm định, max: 8}
      - code: II.2
        title: Tiếp công dân tại xã
        max: 30
        groups: [B]
        children:
          - {code: II.2.a, title: Lịch tiếp công dân, max: 10}
          - {code: II.2.b, title: Giải quyết đơn, max: 20}
  - code: III
    title: Điểm thưởng trong tổng điểm
    kind: bonus
    in_base: yes
    max: 10
    children:
      - code: III.1
        title: Khen thưởng
        max: 10
        rule:
          kind: alternatives
          levels:
            - {score: 10, label: Huân chương}
            - {score: 5, label: Bằng khen}
  - code: IV
    title: Điểm cộng ngoài tổng điểm
    kind: bonus
    max: 5
    children:
      - {code: IV.1, title: Mô hình mới, max: 5}
  - code: V
    title: Điểm trừ
    kind: penalty
    max: 10
    children:
      - code: V.1
        title: Báo cáo chậm
        max: 8
        rule:
          kind: per_unit
          points: 1
          count: Số báo cáo chậm
      - code: V.2
        title: Đơn thư vượt cấp
        max: 6
        rule:
          kind: per_unit
          points: 2
          count: Số đơn vượt cấp
"""


@pytest.fixture(scope="module")
def whole() -> Criteria:
    return set_file.load_set(EVERYTHING)


def test_lint_says_what_is_to_be_known(whole: Criteria) -> None:
    found = [(one.code, one.severity) for one in set_file.lint(EVERYTHING)]
    assert found == [("C504", "info"), ("C507", "info")]


def test_written_and_compiled_it_is_the_same(whole: Criteria) -> None:
    assert set_file.load_set(set_file.dump_yaml(whole)) == whole
    assert from_data(to_data(whole)) == whole


def test_rules(whole: Criteria) -> None:
    tree = whole.tree()
    assert [tree[f"I.{number}"].rule.kind for number in range(1, 7)] == [
        *("choice", "ratio", "steps", "deduction", "per_unit", "given")
    ]
    assert tree["I.1"].rule.levels[1] == (Decimal(2), "Ban hành chậm")
    assert tree["I.1"].zeroes_parent
    assert tree["I.2"].step == Decimal("0.25")
    assert tree["I.3"].rule.bands == (
        Band(Decimal(90), Decimal(2)),
        Band(Decimal(80), Decimal(1), below=Decimal(90)),
        Band(Decimal(0), Decimal(0), at_most=Decimal("79.9")),
    )
    assert tree["I.4"].rule.points == Decimal("0.5")
    assert tree["I.4"].places == 1
    assert tree["I.6"].rule.by == "Viện nghiên cứu phát triển"
    assert tree["I.6"].evidence == "optional"
    assert tree["III.1"].rule.kind == "alternatives"


def test_exclusion_policies(whole: Criteria) -> None:
    tree = whole.tree()
    assert tree["I.2"].exclusion.policy == "full"
    assert tree["I.5"].exclusion.policy == "group"
    assert not tree["I.4"].exclusion.allowed


def test_bonus_and_penalty(whole: Criteria) -> None:
    tree = whole.tree()
    assert [(node.key, node.in_base) for node in tree if node.kind == "bonus"] == [
        *(("III", True), ("III.1", True), ("IV", False), ("IV.1", False))
    ]
    caps = {node.key: node.max_score for node in tree if node.kind == "penalty"}
    assert caps == {"V": 10, "V.1": 8, "V.2": 6}


def test_grades_sanctions_ranking(whole: Criteria) -> None:
    assert whole.graded_by == "converted"
    assert whole.facts[1] == Fact(
        "cap-duoi", "Có đơn vị thuộc và trực thuộc không hoàn thành nhiệm vụ", "yes_no", "Sở Nội vụ"
    )
    assert whole.grades[0] == Grade(
        "xuat-sac",
        "Hoàn thành xuất sắc nhiệm vụ",
        Decimal(90),
        (
            Condition("dung-han", "at_least", Decimal(100), "fact", "100 % nhiệm vụ đúng hạn"),
            Condition("cap-duoi", "is", Decimal(0)),
        ),
        Quota(Decimal(20), ("tot",), Decimal(25)),
    )
    assert whole.grades[1].conditions == (Condition("I", "at_least", Decimal(60), "criterion"),)
    assert whole.grades[1].below == 90
    assert whole.sanctions == (
        Sanction(Condition("dung-han", "below", Decimal(70)), "khong"),
        Sanction(Condition("cap-duoi", "is", Decimal(1)), "", 1),
    )
    assert whole.ranking == Ranking("converted", "dense", "unit_group", ("II", "I"))


def test_rows_of_one_code_have_their_groups_in_the_key(whole: Criteria) -> None:
    keys = [node.key for node in whole.nodes if node.key.startswith("II.2")]
    assert keys == ["II.2@A", "II.2.a@A", "II.2.b@A", "II.2@B", "II.2.a@B", "II.2.b@B"]
    assert {node.code for node in whole.nodes if node.key.startswith("II.2@")} == {"II.2"}
    assert whole.tree()["II.2.a@B"].groups == ("B",)
    assert varies(whole)


@pytest.mark.parametrize(
    ("group", "second", "title", "total"),
    [
        ("A", [60, 40, 20, 12, 8], "Thẩm định văn bản", 90),
        ("B", [50, 20, 30, 10, 20], "Tiếp công dân tại xã", 80),
    ],
)
def test_what_a_unit_group_sees(
    whole: Criteria, group: str, second: list[int], title: str, total: int
) -> None:
    seen = for_group(whole, group)
    tree = seen.tree()
    assert [node.max_score for node in tree if node.key.startswith("II") and node.kind == "main"] == second
    assert tree["II.2"].title == title
    assert tree["II"].children == ("II.1", "II.2")
    assert tree["II.2.b"].parent == "II.2"
    assert sum(root.max_score for root in tree.roots if root.kind == "main") == total
    assert not varies(seen)
    assert for_group(seen, group) == seen
    assert seen.fingerprint == whole.fingerprint
    assert_sound(tree)


def assert_sound(tree: Tree) -> None:
    """Every invariant that a form relies on."""
    keys = [node.key for node in tree]
    assert len(set(keys)) == len(keys)
    for node in tree:
        assert "@" not in node.key
        assert all(tree[child].parent == node.key for child in node.children)
        if node.children and node.kind == "main":
            assert sum(tree[child].max_score for child in node.children) == node.max_score


def test_a_set_that_does_not_vary_is_the_same_for_all() -> None:
    text = EVERYTHING.split("  - code: II\n")[0].replace("    - II\n", "")
    text = text.replace("graded_by: converted", "graded_by: rate")
    criteria = set_file.load_set(text)
    assert not varies(criteria)
    assert for_group(criteria, "B") is criteria


def test_unknown_group(whole: Criteria) -> None:
    with pytest.raises(ValueError, match="C"):
        for_group(whole, "C")
    with pytest.raises(ValueError, match="''"):
        for_group(sets.load(sets.DEFAULT), "")


def test_maxima_left_out_are_summed_for_each_group(whole: Criteria) -> None:
    text = EVERYTHING.replace("    max: 60\n    max_for: {B: 50}\n", "")
    assert set_file.load_set(text).nodes == whole.nodes


def test_a_wrong_sum_names_the_group() -> None:
    text = EVERYTHING.replace("max_for: {B: 50}", "max_for: {B: 51}")
    (one,) = [one for one in set_file.lint(text) if one.severity == "error"]
    assert one.code == "C101"
    assert one.message.vi == "II: các tiêu chí con cộng lại được 50 điểm, không phải 51 (nhóm đơn vị B)"
    assert text.split("\n")[one.line - 1].strip() == "max_for: {B: 51}"


def test_a_frame_waits_for_its_points() -> None:
    text = EVERYTHING.split("  - code: II\n")[0].split("      - code: I.1\n")[0].replace("    - II\n", "")
    text += "      - {code: I.a, title: Thể chế hóa}\n      - {code: I.b, title: Nhiệm vụ}\n"
    text = text.replace("unit_groups:", "frame: yes\nunit_groups:")
    criteria = set_file.load_set(text)
    assert criteria.frame
    assert [node.max_score for node in criteria.nodes] == [30, 0, 0]
    assert [(one.code, one.severity) for one in set_file.lint(text)] == [("C106", "info")]
    assert set_file.load_set(set_file.dump_yaml(criteria)) == criteria
    assert from_data(to_data(criteria)) == criteria
    assert "chưa lập được biểu mẫu" in show_text(criteria, "vi")


def test_the_plain_set_carries_none_of_this() -> None:
    data = to_data(sets.load(sets.DEFAULT))
    assert set(data) == {
        *("id", "version", "title", "issuer", "legal_basis", "period", "unit", "unit_groups"),
        *("rate_places", "fingerprint", "criteria"),
    }
    assert {key for row in data["criteria"] for key in row} == {
        *("key", "code", "title", "max", "level", "parent", "children", "rule", "evidence", "exclusion")
    }


class TestShown:
    """What the commands print."""

    def test_everything_is_shown_in_both_languages(self, whole: Criteria) -> None:
        vi, en = show_text(whole, "vi"), show_text(whole, "en")
        for word in (
            *("chỉ cho nhóm A", "điểm theo nhóm: B 20", "0 điểm ở đây thì cả nhóm 0 điểm", "bước điểm 0,25"),
            *("không được đề nghị trừ", "không phát sinh thì được đủ điểm", "điểm cộng, trong tổng điểm"),
            *(
                "Xếp loại (theo điểm quy đổi)",
                "≥ 90 %: 2; ≥ 80 %: 1; ≥ 0 %: 0",
                "do Viện nghiên cứu phát triển",
            ),
            *("100 % nhiệm vụ đúng hạn", "hạ 1 mức", "tối đa 20 % (25 %)", "đồng hạng kiểu 1, 1, 2; II; I"),
        ):
            assert word in " ".join(vi.split()), word
        for word in ("only for A", "step 0.25", "may not be excluded", "1 grade down", "ties as 1, 1, 2"):
            assert word in " ".join(en.split()), word

    @pytest.mark.parametrize("width", [60, 80, 110, 200])
    def test_lines_keep_to_the_width(self, width: int) -> None:
        lines = show_text(sets.load(sets.DEFAULT), "vi", width).split("\n")
        assert max(map(len, lines)) <= max(width, 72)

    def test_columns_are_aligned(self) -> None:
        lines = show_text(sets.load(sets.DEFAULT), "vi").split("\n")
        start = next(number for number, line in enumerate(lines) if line.startswith("Mã "))
        column = lines[start].index("Tiêu chí")
        titles = {node.title.split()[0] for node in sets.load(sets.DEFAULT).nodes}
        rows = [line for line in lines[start + 1 :] if line[:column].strip()]
        assert len(rows) == 52
        assert all(line[column:].split()[0] in titles for line in rows)
        assert all(line[column - 1] == " " for line in rows)

    def test_list(self, whole: Criteria) -> None:
        lines = list_text([sets.load(sets.DEFAULT), whole], "vi").split("\n")
        assert lines[0].split()[:3] == ["Bộ", "tiêu", "chí"]
        assert lines[1].split()[:4] == ["quang-tri-2023-h1", "1.0", "150", "52"]
        assert lines[2].split()[:3] == ["day-du", "2026.1", "100"]

    def test_lint(self) -> None:
        problems = set_file.lint(EVERYTHING.replace("max_for: {B: 50}", "max_for: {B: 51}"))
        text = lint_text("bộ.yaml", problems, "vi").split("\n")
        assert [line.split()[1] for line in text] == ["C504", "C101", "C507"]
        assert text[1].startswith("bộ.yaml:")
        assert lint_summary(problems, "vi") == "Kiểm tra bộ tiêu chí: 1 lỗi, 2 thông tin."
        assert lint_summary(problems, "en") == "Set file checked: 1 error, 2 notes."
        assert lint_summary((), "vi") == "Kiểm tra bộ tiêu chí: không có gì phải sửa."
        assert lint_text("bộ.yaml", (), "vi") == ""
