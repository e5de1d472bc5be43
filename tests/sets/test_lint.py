"""Every rule of the linter: a bad file, where it must speak and nothing else may, and a good one."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

import pytest

from selfscore_xl import set_file
from selfscore_xl.set_file.catalogue import RULES
from selfscore_xl.set_file.rules import MAX_CRITERIA

HEAD = """\
id: thu-2025
version: "1"
title: Bộ tiêu chí thử
issuer: Sở Nội vụ
legal_basis:
  - Quyết định số 1/QĐ-UBND
period:
  name: Năm 2025
  first_day: 2025-01-01
  last_day: 2025-12-31
"""

TWO = """\
criteria:
  - code: I
    title: Nhóm một
    max: 10
    children:
      - code: I.1
        title: Tiêu chí một
        max: 4
      - code: I.2
        title: Tiêu chí hai
        max: 6
"""

GROUPS = """\
unit_groups:
  - code: A
    name: Sở
  - code: B
    name: Xã
"""

ONE_EACH = """\
criteria:
  - code: I
    title: Cho sở
    groups: [A]
    children:
      - code: I.1
        title: Việc
        max: 4
      - code: I.2
        title: Việc khác
        max: 1
  - code: II
    title: Cho xã
    groups: [B]
    max: 5
"""

GRADES = """\
grades:
  - code: tot
    name: Tốt
    at_least: 70
  - code: kem
    name: Kém
    at_least: 0
"""


class Case(NamedTuple):
    """``# !`` at its end marks a line where the bad file must be told of."""

    code: str
    bad: str
    good: str


def flow(text: str) -> str:
    """A list item in braces; a mark stays behind them."""
    text, mark, _ = text.partition(" # !")
    return f"- {{{text}}}{mark}"


def row(code: str, *lines: str, title: str = "Tiêu chí") -> str:
    """A top-level criterion with further lines."""
    text = f"criteria:\n  - code: {code}\n    title: {title}\n"
    return text + "".join(f"    {line}\n" for line in lines)


def rule(*lines: str, title: str = "Tiêu chí") -> str:
    """A leaf of two points with a rule."""
    return row("I", "max: 2", "rule:", *(f"  {line}" for line in lines), title=title)


def choice(*levels: str) -> str:
    return rule("kind: choice", "levels:", *(f"  {flow(level)}" for level in levels))


STEPS = ("kind: steps", "numerator: Số việc xong", "denominator: Tổng số việc")


def steps(*bands: str, head: str = "") -> str:
    return head + rule(*STEPS, "bands:", *(f"  {flow(band)}" for band in bands))


def graded(*bands: str, head: str = "") -> str:
    lines = [
        f"  {flow(f'code: g{number}, name: Mức {number}, {band}')}\n" for number, band in enumerate(bands)
    ]
    return head + "grades:\n" + "".join(lines) + TWO


CASES = [
    Case("C003", TWO.replace("max: 4", "max: &four 4 # !"), TWO),
    Case("C004", TWO + "        max: 6 # !\n", TWO),
    Case("C005", TWO.replace("max: 4", "maximum: 4 # !"), TWO),
    Case("C006", TWO.replace("        max: 6\n", "").replace("- code: I.2", "- code: I.2 # !"), TWO),
    Case("C007", TWO.replace("max: 4", "max: [4] # !"), TWO),
    Case("C008", TWO.replace("max: 4", "max: bốn # !"), TWO),
    Case(
        "C009",
        "criteria:\n"
        + "".join(
            f"{'    ' * n}  - code: {'.'.join('1' * (n + 1))}{' # !' if n == 10 else ''}\n"
            f"{'    ' * n}    title: Cấp {n}\n{'    ' * n}    max: 1\n"
            + (f"{'    ' * n}    children:\n" if n < 10 else "")
            for n in range(11)
        ),
        TWO,
    ),
    Case("C010", "criteria: [] # !\n", TWO),
    Case(
        "C013",
        "criteria:\n"
        + "".join(
            f"  - {{code: {number}, title: Việc {number}, max: 1}}"
            f"{' # !' if number == MAX_CRITERIA + 1 else ''}\n"
            for number in range(1, MAX_CRITERIA + 2)
        ),
        "criteria:\n"
        + "".join(
            f"  - {{code: {number}, title: Việc {number}, max: 1}}\n" for number in range(1, MAX_CRITERIA + 1)
        ),
    ),
    Case("C101", TWO.replace("max: 10", "max: 12 # !"), TWO),
    Case("C102", TWO.replace("max: 4", "max: 10.05 # !").replace("max: 10\n", "max: 16.5\n"), TWO),
    Case("C102", TWO.replace("max: 4", "max: 40 # !"), TWO),
    Case("C103", row("I", "max: 0 # !"), row("I", "max: 1")),
    Case("C103", row("I", "max: -2 # !"), row("I", "max: 2")),
    Case("C104", row("I", "max: 2.25 # !", "places: 1"), row("I", "max: 2.5", "places: 1")),
    Case("C104", row("I", "max: 2.3 # !", "step: 0.25"), row("I", "max: 2.25", "step: 0.25")),
    Case(
        "C104",
        choice("score: 2, label: đúng hạn", "score: 0.125, label: chậm # !"),
        choice("score: 2, label: đúng hạn", "score: 0.25, label: chậm"),
    ),
    Case("C105", "total: 11 # !\n" + TWO, "total: 10\n" + TWO),
    Case("C106", "frame: yes # !\n" + row("I"), row("I", "max: 3")),
    Case("C107", row("I", "max: 2", "places: 1", "step: 0.25 # !"), row("I", "max: 2", "step: 0.25")),
    Case("C107", "defaults:\n  places: 1\n  step: 0,25 # !\n" + TWO, "defaults:\n  step: 0,25\n" + TWO),
    Case("C201", TWO.replace("- code: I.2", "- code: I.1 # !"), TWO),
    Case("C202", TWO.replace("- code: I.1", "- code: I.1 # !").replace("I.2", "I.4"), TWO),
    Case("C202", TWO.replace("- code: I.1", "- code: I.2 # !").replace("code: I.2\n", "code: I.3\n"), TWO),
    Case(
        "C203",
        TWO + "  - code: I.3 # !\n    title: Lạc\n    max: 1\n",
        TWO + "  - code: II\n    title: Khác\n    max: 1\n",
    ),
    Case(
        "C204", TWO.replace("I.2", "I.0").replace("I.1", "I.2").replace("- code: I.0", "- code: I.1 # !"), TWO
    ),
    Case("C205", TWO.replace("code: I.1", "code: I.1.- # !"), TWO),
    Case("C205", TWO.replace("code: I.1", "code: “I.1” # !"), TWO),
    Case("C206", TWO.replace("code: I.2\n        title: Tiêu chí hai", "title: Tiêu chí hai # !"), TWO),
    Case("C207", row("05/05/2026 # !", "max: 1"), row("1/1", "max: 1")),
    Case("C207", TWO.replace("I.2", "2026-05-05 # !"), TWO),
    Case(
        "C301",
        row("I", "max: 1", title="Việc A (không được giao thì trừ điểm của tiêu chí này vào điểm tổng) # !"),
        row("I", "max: 1", title="Việc A; đơn khiếu nại vượt cấp bị trừ điểm ở mục điểm trừ"),
    ),
    Case(
        "C302",
        row(
            "I",
            "max: 1",
            "exclusion:",
            "  allowed: no",
            "  basis: không giao thì trừ vào điểm tổng # !",
            title="Việc (không giao thì trừ vào điểm tổng)",
        ),
        row(
            "I",
            "max: 1",
            "exclusion:",
            "  basis: không giao thì trừ vào điểm tổng",
            title="Việc (không giao thì trừ vào điểm tổng)",
        ),
    ),
    Case(
        "C302",
        row("I", "max: 1", "exclusion: # !", "  allowed: no", title="Việc (không giao thì trừ điểm tổng)"),
        row("I", "max: 1", "exclusion:", "  allowed: no", title="Việc"),
    ),
    Case(
        "C303",
        row("I", "max: 1", "exclusion:", "  basis: không có thì thôi # !"),
        row("I", "max: 1", "exclusion:", "  basis: không có", title="Việc (không có thì thôi)"),
    ),
    Case(
        "C304",
        row("I", "max: 1", "exclusion:", "  policy: group # !"),
        TWO.replace("max: 4", "max: 4\n        exclusion:\n          policy: group"),
    ),
    Case("C401", TWO.replace("max: 10", "max: 10\n    evidence: required # !"), TWO),
    Case("C401", TWO.replace("max: 10", "max: 10\n    rule: # !\n      kind: direct"), TWO),
    Case(
        "C402",
        row("I", "max: 1", title="Tỷ lệ % hồ sơ đúng hạn/tổng số hồ sơ x điểm tối đa /100 # !"),
        rule(
            "kind: ratio",
            "numerator: Hồ sơ đúng hạn",
            "denominator: Tổng số hồ sơ",
            title="Tỷ lệ % hồ sơ đúng hạn/tổng số hồ sơ x điểm tối đa /100",
        ),
    ),
    Case(
        "C403",
        rule("kind: ratio", "numerator: Số hồ sơ đúng hạn", "denominator: mẫu số # !"),
        rule("kind: ratio", "numerator: Số hồ sơ đúng hạn", "denominator: Tổng số hồ sơ"),
    ),
    Case(
        "C404",
        rule("kind: ratio", "numerator: Số hồ sơ", "denominator: số hồ sơ # !"),
        rule("kind: ratio", "numerator: Số hồ sơ đúng hạn", "denominator: số hồ sơ"),
    ),
    Case(
        "C405",
        choice("score: 3, label: a # !", "score: 2, label: b"),
        choice("score: 2, label: a", "score: 1, label: b"),
    ),
    Case(
        "C406",
        rule("kind: choice", "levels: # !", "  - {score: 1.5, label: a}", "  - {score: 1, label: b}"),
        choice("score: 2, label: a", "score: 1, label: b"),
    ),
    Case(
        "C407",
        choice("score: 2, label: a", "score: -1, label: b # !"),
        choice("score: 2, label: a", "score: 0, label: b"),
    ),
    Case(
        "C408",
        steps("at_least: 80, score: 2", "at_least: 90, score: 1 # !", "at_least: 0, score: 0"),
        steps("at_least: 90, score: 2", "at_least: 0, score: 1"),
    ),
    Case(
        "C409",
        steps("at_least: 90, score: 2", "at_least: 75, at_most: 89, score: 1 # !", "at_least: 0, score: 0"),
        steps("at_least: 90, score: 2", "at_least: 75, below: 90, score: 1", "at_least: 0, score: 0"),
    ),
    Case(
        "C409",
        steps("at_least: 90, score: 2", "at_least: 0, below: 80, score: 1 # !"),
        steps("at_least: 90, score: 2", "at_least: 0, at_most: 89, score: 1", head="rate_places: 0\n"),
    ),
    Case(
        "C410",
        steps("at_least: 90, score: 2", "at_least: 0, at_most: 90, score: 1 # !"),
        steps("at_least: 90, at_most: 100, score: 2", "at_least: 0, score: 1"),
    ),
    Case(
        "C411",
        steps("at_least: 90, score: 2", "at_least: 80, score: 1 # !"),
        steps("at_least: 90, score: 2", "at_least: 80, score: 1", "at_least: 0, score: 0"),
    ),
    Case(
        "C412",
        steps("at_least: 90, score: 1", "at_least: 0, score: 2 # !"),
        steps("at_least: 90, score: 2", "at_least: 0, score: 1"),
    ),
    Case(
        "C413",
        choice("score: 2, label: Đúng hạn", "score: 1, label: đúng hạn # !"),
        choice("score: 2, label: a", "score: 1, label: b"),
    ),
    Case(
        "C414",
        rule("kind: choice", "levels: # !", "  - {score: 2, label: a}"),
        choice("score: 2, label: a", "score: 0, label: b"),
    ),
    Case(
        "C415",
        rule("kind: deduction", "points: 3 # !", "count: Số lần vi phạm"),
        rule("kind: deduction", "points: 0.5", "count: Số lần vi phạm"),
    ),
    Case(
        "C415",
        rule("kind: per_unit", "points: 0 # !", "count: Số sáng kiến"),
        rule("kind: per_unit", "points: 0.5", "count: Số sáng kiến"),
    ),
    Case(
        "C416",
        row("I", "max: 1", "zeroes_parent: yes # !"),
        TWO.replace("max: 4", "max: 4\n        zeroes_parent: yes"),
    ),
    Case(
        "C417",
        steps("at_least: 900, score: 2 # !", "at_least: 0, score: 1"),
        steps("at_least: 90, score: 2", "at_least: 0, score: 1"),
    ),
    Case("C501", TWO.replace("max: 4", "max: 4\n        groups: [A] # !"), GROUPS + TWO),
    Case(
        "C502",
        GROUPS + ONE_EACH.replace("max: 4", "max: 4\n        groups: [B] # !"),
        GROUPS + ONE_EACH.replace("max: 4", "max: 4\n        groups: [A]"),
    ),
    Case("C503", GROUPS + "  - code: A # !\n    name: Huyện\n" + TWO, GROUPS + TWO),
    Case(
        "C504",
        GROUPS.replace(":\n", ": # !\n", 1) + row("I", "max: 10", "max_for: {B: 8}"),
        GROUPS + row("I", "max: 10"),
    ),
    Case(
        "C505",
        GROUPS
        + row(
            "I",
            "max: 5",
            "children: # !",
            "  - code: I.1",
            "    title: Việc",
            "    max: 5",
            "    groups: [A]",
        ),
        GROUPS
        + row("I", "max: 5", "groups: [A]", "children:", "  - code: I.1", "    title: Việc", "    max: 5")
        + "  - code: II\n    title: Khác\n    max: 5\n    groups: [B]\n",
    ),
    Case("C506", TWO.replace("max: 4", "max: 4\n        kind: penalty # !"), TWO),
    Case(
        "C507",
        TWO + "  - code: II\n    title: Điểm trừ\n    kind: penalty\n    max: 5 # !\n    children:\n"
        "      - {code: II.1, title: Chậm, max: 4}\n      - {code: II.2, title: Sai, max: 3}\n",
        TWO + "  - code: II\n    title: Điểm trừ\n    kind: penalty\n    max: 7\n    children:\n"
        "      - {code: II.1, title: Chậm, max: 4}\n      - {code: II.2, title: Sai, max: 3}\n",
    ),
    Case(
        "C508",
        TWO + "  - code: II\n    title: Điểm cộng\n    kind: bonus\n    max: 9 # !\n    children:\n"
        "      - {code: II.1, title: Nhất, max: 4}\n      - {code: II.2, title: Nhì, max: 3}\n",
        TWO + "  - code: II\n    title: Điểm cộng\n    kind: bonus\n    children:\n"
        "      - {code: II.1, title: Nhất, max: 4}\n      - {code: II.2, title: Nhì, max: 3}\n",
    ),
    Case("C510", TWO.replace("max: 10", "max: 10\n    in_base: yes # !"), TWO),
    Case(
        "C511",
        TWO + "  - code: II # !\n    title: Điểm trừ\n    kind: penalty\n",
        TWO + "  - code: II\n    title: Điểm trừ\n    kind: penalty\n    max: 5\n    children:\n"
        "      - {code: II.1, title: Chậm}\n",
    ),
    Case("C512", "criteria: # !\n  - code: I\n    title: Cộng\n    kind: bonus\n    max: 3\n", TWO),
    Case("C601", graded("at_least: 0", "at_least: 90 # !"), graded("at_least: 90", "at_least: 0")),
    Case(
        "C602",
        graded("at_least: 90", "at_least: 75, at_most: 89 # !", "at_least: 0, below: 75"),
        graded("at_least: 90", "at_least: 75, below: 90", "at_least: 0, below: 75"),
    ),
    Case(
        "C602",
        graded("at_least: 90", "at_least: 0, at_most: 89 # !"),
        graded("at_least: 90", "at_least: 0, at_most: 89", head="rate_places: 0\n"),
    ),
    Case(
        "C603", graded("at_least: 90", "at_least: 0, at_most: 90 # !"), graded("at_least: 90", "at_least: 0")
    ),
    Case("C604", graded("at_least: 90", "at_least: 50 # !"), graded("at_least: 90", "at_least: 0")),
    Case(
        "C605",
        graded("at_least: 90 # !", "at_least: 0", head="graded_by: points\n"),
        graded("at_least: 9", "at_least: 0", head="graded_by: points\n"),
    ),
    Case(
        "C606",
        GRADES + "ranking:\n  tie_breaks:\n    - I.9 # !\n" + TWO,
        GRADES + "ranking:\n  tie_breaks:\n    - I.2\n" + TWO,
    ),
    Case(
        "C606",
        GRADES.replace("at_least: 70", "at_least: 70\n    quota: {percent: 20, of: [xs]} # !") + TWO,
        GRADES.replace("at_least: 70", "at_least: 70\n    quota: {percent: 20, of: [kem]}") + TWO,
    ),
    Case("C607", GRADES.replace("code: kem", "code: tot # !") + TWO, GRADES + TWO),
    Case(
        "C608",
        GRADES.replace("at_least: 70", "at_least: 70\n    conditions:\n      - {criterion: I, text: đủ} # !")
        + TWO,
        GRADES.replace("at_least: 70", "at_least: 70\n    conditions:\n      - {criterion: I, at_least: 50}")
        + TWO,
    ),
    Case(
        "C609",
        GRADES + "facts:\n  - {code: f, label: Việc xong, kind: percent} # !\n" + TWO,
        GRADES.replace("at_least: 70", "at_least: 70\n    conditions:\n      - {fact: f, at_least: 50}")
        + "facts:\n  - {code: f, label: Việc xong, kind: percent}\n"
        + TWO,
    ),
    Case(
        "C610",
        GRADES + "sanctions:\n  - when: {criterion: I, below: 50} # !\n" + TWO,
        GRADES + "sanctions:\n  - when: {criterion: I, below: 50}\n    lower_by: 1\n" + TWO,
    ),
    Case(
        "C701",
        TWO.replace("title: Tiêu chí một", "title: " + unicodedata.normalize("NFD", "Tiêu chí một") + " # !"),
        TWO,
    ),
    Case("C702", TWO.replace("Tiêu chí một", '"Tiêu  chí một " # !'), TWO),
    Case("C702", TWO.replace("Tiêu chí một", "Tiêu\u00a0chí một # !"), TWO),
    Case("C703", TWO.replace("Tiêu chí hai", "Tiêu chí MỘT # !"), TWO),
]

HEADS = [
    Case("C014", HEAD.replace("thu-2025", "nd335-2025") + TWO, HEAD.replace("thu-2025", "nd335-2027") + TWO),
    Case("C001", HEAD + "\x00" + TWO, HEAD + TWO),
    Case("C002", HEAD.replace("Bộ tiêu chí thử", "Bộ: tiêu chí") + TWO, HEAD + TWO),
    Case("C011", HEAD.replace("2025-12-31", "2024-12-31") + TWO, HEAD + TWO),
    Case("C012", HEAD.replace("legal_basis:\n  - Quyết định số 1/QĐ-UBND\n", "") + TWO, HEAD + TWO),
    Case(
        "C509",
        HEAD + TWO + "  - code: II\n    title: Trừ\n    kind: penalty\n    max: 2\n    children:\n"
        "      - {code: II.1, title: Chậm, max: 3}\n",
        HEAD + TWO + "  - code: II\n    title: Trừ\n    kind: penalty\n    max: 3\n    children:\n"
        "      - {code: II.1, title: Chậm, max: 3}\n",
    ),
]
"""Where more than the criteria or a marked line is needed."""


def marked(text: str) -> list[int]:
    return [number for number, line in enumerate(text.split("\n"), 1) if line.endswith("# !")]


def named(cases: list[Case]) -> list[object]:
    count: dict[str, int] = {}
    params: list[object] = []
    for case in cases:
        count[case.code] = count.get(case.code, 0) + 1
        params.append(pytest.param(case, id=f"{case.code}-{RULES[case.code].name}-{count[case.code]}"))
    return params


@pytest.mark.parametrize("case", named(CASES))
def test_bad_file_is_told_of_at_its_line_and_nothing_else(case: Case) -> None:
    text = HEAD + case.bad
    found = [(one.code, one.line) for one in set_file.lint(text)]
    assert found == [(case.code, line) for line in marked(text)]
    assert found


@pytest.mark.parametrize("case", named(CASES))
def test_good_file_is_not_told_of(case: Case) -> None:
    assert [one.text("", "en") for one in set_file.lint(HEAD + case.good)] == []


@pytest.mark.parametrize("case", named(HEADS))
def test_bad_and_good_heads(case: Case) -> None:
    assert case.code in {one.code for one in set_file.lint(case.bad)}
    assert set_file.lint(case.good) == ()


def test_every_rule_has_an_example() -> None:
    assert {case.code for case in [*CASES, *HEADS]} == set(RULES)


@pytest.mark.parametrize("code", RULES)
def test_sentences_are_complete_in_both_languages(code: str) -> None:
    one = RULES[code]
    assert one.code == code
    for text in (one.title, one.message, one.hint):
        assert text.vi
        assert text.en
        assert set(re.findall(r"{(\w+)}", text.vi)) == set(re.findall(r"{(\w+)}", text.en))
        assert unicodedata.is_normalized("NFC", text.vi)
        assert not text.vi.endswith(".")
        assert not text.en.endswith(".")
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", one.name)


def test_messages_carry_the_values_in_each_language() -> None:
    (found,) = set_file.lint(HEAD + TWO.replace("max: 6", "max: 6.5"))
    assert "10,5 điểm, không phải 10" in found.message.vi
    assert "10.5 points, not 10" in found.message.en
    assert found.text("bo.yaml", "vi").startswith("bo.yaml:14: C101 lỗi: I: các tiêu chí con cộng lại")


@pytest.mark.parametrize(
    ("title", "granted"),
    [
        ("Việc (các đơn vị không được giao thì trừ vào điểm tổng)", True),
        ("Việc (không thực hiện thì trừ điểm tổng)", True),
        ("Việc (không có đơn thì trừ điểm của tiêu chí này vào điểm tổng)", True),
        ("Việc (không phát sinh thì không tính vào tổng điểm)", True),
        ("Việc (không phát sinh thì loại khỏi tổng điểm)", True),
        ("Đơn vượt cấp bị trừ điểm ở mục điểm trừ", False),
        ("Vi phạm bị trừ vào tổng điểm", False),
        ("Chậm mỗi ngày trừ 0,5 điểm vào tổng điểm", False),
        ("Hồ sơ công việc, trừ hồ sơ mật", False),
    ],
)
def test_which_words_grant_an_exclusion(title: str, granted: bool) -> None:
    codes = [one.code for one in set_file.lint(HEAD + row("I", "max: 1", title=title))]
    assert codes == ["C301"] * granted


def test_running_twice_gives_the_same() -> None:
    text = HEAD + TWO.replace("max: 6", "max: 6.5").replace("I.1", "I.1.")
    assert set_file.lint(text) == set_file.lint(text)
    assert len(set_file.lint(text)) == 2
