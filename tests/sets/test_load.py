"""Reading set files: texts stay texts, errors have their line, all of them come in one pass."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from selfscore_xl import set_file
from selfscore_xl.set_file import SetFileError, source
from tests.cli.conftest import Call, call  # noqa: F401 - a fixture

HEAD = """\
id: thu-2025
version: 1.10
title: Bộ tiêu chí thử
issuer: Sở Nội vụ
legal_basis:
  - Quyết định số 1/QĐ-UBND
period:
  name: 5/5
  first_day: 2025-01-01
  last_day: 2025-12-31
"""

ONE = """\
criteria:
  - code: 1
    title: Việc một
    max: 10
"""


def problems(text: str | bytes) -> list[tuple[int, str, str]]:
    with pytest.raises(SetFileError) as caught:
        set_file.load_set(text)
    return [(one.line, one.code, one.message.en) for one in caught.value.problems]


def test_every_scalar_stays_the_text_that_was_typed() -> None:
    loaded = set_file.load_set(
        HEAD
        + """\
unit: no
criteria:
  - code: 1
    title: yes
    max: 0x10
    children:
""".replace("    max: 0x10\n", "")
        + "".join(
            f"      - {{code: {code}, title: {title}, max: 1}}\n"
            for code, title in [("1.1", "null"), ("1.9", "~"), ("1.10", "2025-01-01"), ("1.100", "1e3")]
        )
    )
    assert loaded.version == "1.10"
    assert loaded.period.name == "5/5"
    assert loaded.unit == "no"
    assert [node.code for node in loaded.nodes] == ["1", "1.1", "1.9", "1.10", "1.100"]
    assert [node.title for node in loaded.nodes] == ["yes", "null", "~", "2025-01-01", "1e3"]


@pytest.mark.parametrize(
    ("text", "points"),
    [("10", "10"), ("0,5", "0.5"), ("0.50", "0.5"), ("2,25", "2.25"), ('"7"', "7"), ("1000", "1000")],
)
def test_points_in_either_notation(text: str, points: str) -> None:
    loaded = set_file.load_set(HEAD + ONE.replace("max: 10", f"max: {text}"))
    assert str(loaded.nodes[0].max_score) == points


@pytest.mark.parametrize("text", ["1.714", "bốn", "1e3", "4 điểm", "", "5/5", "NaN", "0x10", "1_000"])
def test_what_is_no_clear_number(text: str) -> None:
    assert problems(HEAD + ONE.replace("max: 10", f"max: {text}")) == [
        (14, "C008", f"'max: {text}' is not an unambiguous number")
    ]


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        (b"", 0, "C010"),
        ("# chỉ có ghi chú\n", 0, "C010"),
        ("một\nhai\n", 1, "C007"),
        ("- a\n- b\n", 1, "C007"),
        (HEAD + "criteria: &all []\n", 11, "C003"),
        (HEAD + "unit: *nobody\n" + ONE, 11, "C003"),
        (HEAD + "<<: {}\n" + ONE, 11, "C003"),
        (HEAD + ONE.replace("max: 10", "max: !!int 10"), 14, "C003"),
        (HEAD + ONE.replace("max: 10", "max: !vnd 10"), 14, "C003"),
        (HEAD + ONE + "---\nid: x\n", 15, "C003"),
        (HEAD + "? [a]\n: b\n" + ONE, 11, "C003"),
        (HEAD + ONE.replace("Việc một", "Việc: một"), 13, "C002"),
        (HEAD + ONE.replace("    title", "\ttitle"), 13, "C002"),
        (HEAD + ONE.replace("    title", "   title"), 13, "C002"),
        (HEAD + ONE.replace("Việc một", '"Việc một'), 13, "C002"),
        (HEAD + ONE.replace("Việc một", "@Việc"), 13, "C002"),
        (HEAD + ONE.replace("title: Việc", "title Việc"), 13, "C002"),
        (HEAD + ONE.replace("title: Việc", "title; Việc"), 13, "C002"),
        (HEAD + ONE.replace("max: 10", "max:10"), 14, "C002"),
        (HEAD + ONE.replace("    max", "\u00a0\u00a0\u00a0\u00a0max"), 14, "C002"),
        (HEAD + ONE.replace("    max: 10", "    điểm tối đa: 10"), 14, "C005"),
        (HEAD + ONE.replace("Việc", "Việc\u0007"), 13, "C001"),
        (HEAD + ONE.replace("Việc", "Việc\u2028"), 13, "C001"),
        (HEAD + "issuer: Sở khác\n" + ONE, 11, "C004"),
        (HEAD.replace("2025-12-31", "2025-02-30") + ONE, 10, "C008"),
        (HEAD.replace("2025-12-31", "31/12/2025") + ONE, 10, "C008"),
        (HEAD.replace("thu-2025", "Thử 2025") + ONE, 1, "C008"),
        (HEAD.replace("issuer: Sở Nội vụ\n", "") + ONE, 1, "C006"),
        (HEAD.replace("issuer: Sở Nội vụ", "issuer:") + ONE, 4, "C008"),
        (HEAD + "codes: persection\n" + ONE, 11, "C008"),
        (HEAD + "frame: maybe\n" + ONE, 11, "C008"),
        (HEAD + "criteria: một\n", 11, "C007"),
        (HEAD + "criteria:\n  - một\n", 12, "C007"),
        (HEAD + ONE + "    rule: {kind: ratoi}\n", 15, "C008"),
        (HEAD + ONE + "    rule: {points: 1}\n", 15, "C006"),
        (HEAD + ONE + "    rule: {kind: direct, points: 1}\n", 15, "C005"),
        (HEAD + ONE + "    places: 9\n", 15, "C008"),
        (HEAD + ONE + "    exclusion: no\n", 15, "C007"),
    ],
)
@pytest.mark.parametrize("loader", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
def test_one_cause_gives_one_problem_at_its_line(
    monkeypatch: pytest.MonkeyPatch, text: str | bytes, line: int, code: str, loader: object
) -> None:
    monkeypatch.setattr(source, "_LOADER", loader)
    found = problems(text)
    assert [(where, what) for where, what, _ in found] == [(line, code)], found


def test_a_typo_names_the_nearest_key_and_is_told_once() -> None:
    with pytest.raises(SetFileError) as caught:
        set_file.load_set(HEAD + ONE.replace("title:", "titel:"))
    (one,) = caught.value.problems
    assert (one.line, one.column, one.code) == (13, 5, "C005")
    assert one.hint.en == "is it 'title'?"
    assert one.hint.vi == "có phải là «title»?"


def test_an_unlike_key_lists_the_known_ones() -> None:
    with pytest.raises(SetFileError) as caught:
        set_file.load_set(HEAD + ONE + "    xyz: 1\n")
    assert "known here: code, title, max, " in caught.value.problems[0].hint.en


def test_a_key_of_the_set_is_unknown_in_a_rule() -> None:
    with pytest.raises(SetFileError) as caught:
        set_file.load_set(HEAD + ONE + "    rule:\n      kind: given\n      bye: Sở\n")
    assert [one.hint.en for one in caught.value.problems] == ["is it 'by'?"]


def test_everything_is_told_in_one_pass() -> None:
    text = HEAD.replace("2025-12-31", "cuối năm") + (
        "criteria:\n"
        "  - code: I\n"
        "    title: Một\n"
        "    max: 10\n"
        "    children:\n"
        "      - code: I.1\n"
        "        titel: Việc\n"
        "        max: bốn\n"
        "      - code: I.2\n"
        "        title: Việc hai\n"
        "        max: -6\n"
        "  - code: II\n"
        "    title: Hai\n"
        "    max: 5\n"
        "    children:\n"
        "      - {code: II.1, title: Ba, max: 4}\n"
    )
    assert [(line, code) for line, code, _ in problems(text)] == [
        (10, "C008"),
        (17, "C005"),
        (18, "C008"),
        (21, "C103"),
        (24, "C101"),
    ]


def test_errors_name_the_file(tmp_path: Path) -> None:
    path = tmp_path / "bộ.yaml"
    path.write_text(HEAD + ONE.replace("max: 10", "max: bốn"), encoding="utf-8")
    with pytest.raises(SetFileError) as caught:
        set_file.load_set(path)
    assert str(caught.value).startswith(
        f"{path}:14: C008 error: 'max: bốn' is not an unambiguous number; write"
    )
    assert caught.value.text("vi").startswith(f"{path}:14: C008 lỗi: «max: bốn» không phải là một số rõ ràng")


@pytest.mark.parametrize("kind", ["missing", "folder"])
def test_no_file(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "không-có.yaml" if kind == "missing" else tmp_path
    with pytest.raises(SetFileError) as caught:
        set_file.load_set(path)
    (one,) = caught.value.problems
    assert (one.line, one.code) == (0, "C001")
    assert caught.value.text("en").startswith(f"{path}: C001 error: the file cannot be read: ")
    assert caught.value.text("vi").endswith("kiểm tra lại đường dẫn")


@pytest.mark.parametrize(
    ("content", "remedy"),
    [
        (b"PK\x03\x04 a workbook", "selfscore-xl criteria from-table BẢNG -o BỘ.yaml"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old one", "selfscore-xl criteria from-table BẢNG -o BỘ.yaml"),
        (b"%PDF-1.7", "selfscore-xl criteria from-table BẢNG -o BỘ.yaml"),
        ("id: thử\n".encode("utf-16"), "Lưu thành"),
        (b"t\xeat\nu: b\xe9\n", "Lưu thành"),
        (b"x: \x07\n", "xóa ký tự đó"),
        (b"#" * 5_000_001, "tách thành nhiều bộ"),
        (b"- " * 100, "«- code:»"),
        ("Bộ tiêu chí\nI. Nhóm 10 điểm\n".encode(), "id: quang-tri-2026"),
    ],
)
def test_each_unreadable_file_has_its_own_remedy(content: bytes, remedy: str) -> None:
    (one,) = set_file.lint(content)
    assert remedy in one.hint.vi


def test_a_table_instead_of_a_set_file(tmp_path: Path, call: Call) -> None:  # noqa: F811
    book = tmp_path / "bo.xlsx"
    assert call("criteria", "export", "nd335-2025", "-o", book).code == 0
    for words in (("criteria", "lint", book), ("template", "-c", book, "-o", tmp_path / "bieu.xlsx")):
        done = call(*words)
        assert done.code == 2
        assert "đây là tệp Excel" in done.out + done.err
        assert "criteria from-table" in done.out + done.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bo.xlsx"]


def test_what_is_missing_is_shown_as_it_is_written() -> None:
    (one,) = set_file.lint(
        HEAD.replace(HEAD[HEAD.index("period:") : HEAD.index("  last_day")], "").replace(
            "  last_day: 2025-12-31\n", ""
        )
        + ONE
    )
    assert one.code == "C006"
    assert one.hint.vi.endswith("«period: {name: Năm 2026, first_day: 2026-01-01, last_day: 2026-12-31}»")


def test_what_is_wrong_twice_in_a_line_is_told_once() -> None:
    found = set_file.lint("a: &a [x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\n" + HEAD + ONE)
    assert [(one.line, one.code) for one in found] == [(1, "C003"), (2, "C003"), (2, "C003")]


def test_a_path_with_a_nul_is_no_crash() -> None:
    assert [one.code for one in set_file.lint("a\0b")] == ["C001"]


def test_bytes_that_are_no_text() -> None:
    assert problems(HEAD.encode() + b"unit: \xff\xfe\n")[0][:2] == (11, "C001")
    assert problems((HEAD + ONE).encode("utf-16"))[0][1] == "C001"
    assert problems(b"#" * 5_000_001)[0][1] == "C001"
    assert set_file.load_set(b"\xef\xbb\xbf" + (HEAD + ONE).encode()).id == "thu-2025"
    assert set_file.load_set((HEAD + ONE).replace("\n", "\r\n").encode()).nodes[0].title == "Việc một"


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "a: " * 1000 + "\n",
        "- " * 100_000,
        "a:\n" + "\n".join(" " * depth + "a:" for depth in range(1, 200)),
        HEAD + "criteria:\n" + "  - {}\n" * 200,
        "&a [*a, *a]\n",
        "x: &a [b]\ny: [*a, *a, *a]\n",
    ],
)
@pytest.mark.parametrize("loader", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
def test_hostile_files_are_refused_quickly(
    monkeypatch: pytest.MonkeyPatch, text: str, loader: object
) -> None:
    monkeypatch.setattr(source, "_LOADER", loader)
    start = time.perf_counter()
    assert any(one.severity == "error" for one in set_file.lint(text if "\n" in text else text.encode()))
    assert time.perf_counter() - start < 5


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    set_file.lint(text + "\n")


@given(
    st.lists(
        st.sampled_from([*HEAD.splitlines(), *ONE.splitlines(), "  - a: [b", "    children:", "x: {y: 1}"])
    )
)
def test_any_lines_are_read_or_refused(lines: list[str]) -> None:
    set_file.lint("\n".join(lines) + "\n")


def many(groups: int) -> str:
    """A set of so many groups of 99 leaves each; a group starts every 300 lines."""
    lines = []
    for group in range(1, groups + 1):
        lines += [f"  - code: {group}", f"    title: Nhóm {group}", "    children:"]
        for leaf in range(1, 100):
            lines += [f"      - code: {group}.{leaf}", f"        title: Việc {leaf}", "        max: 1.5"]
    return HEAD + "criteria:\n" + "\n".join(lines) + "\n"


def test_as_many_criteria_as_a_form_takes() -> None:
    loaded = set_file.load_set(many(10))
    assert len(loaded.nodes) == 1000
    assert loaded.nodes[0].max_score == Decimal("148.5")


def test_more_criteria_than_a_form_takes() -> None:
    """The place where the first of them stands, and what to do."""
    (one,) = set_file.lint(many(50))
    assert (one.code, one.line) == ("C013", HEAD.count("\n") + 2 + 10 * 300)
    assert "5000 tiêu chí, một biểu nhận nhiều nhất 1000" in one.message.vi
    assert "tách thành nhiều bộ" in one.hint.vi


class TestInheritance:
    """What rows take from the defaults and from the row above."""

    TEXT = (
        HEAD
        + """\
defaults:
  evidence: required
  places: 1
  step: 0.5
  exclusion:
    policy: full
criteria:
  - code: I
    title: Chính
    children:
      - {code: I.1, title: Một, max: 2}
      - {code: I.2, title: Hai, max: 2.25, places: 2, step: 0.25, evidence: optional}
      - code: I.3
        title: Ba
        max: 1
        rule: {kind: given, by: Ban khảo sát}
      - code: I.4
        title: Bốn
        max: 1
        exclusion: {allowed: no, policy: drop}
  - code: II
    title: Cộng
    kind: bonus
    in_base: yes
    max: 3
    children:
      - {code: II.1, title: Năm, max: 2}
      - {code: II.2, title: Sáu}
  - code: III
    title: Trừ
    kind: penalty
    max: 5
    children:
      - {code: III.1, title: Bảy}
"""
    )
    tree = set_file.load_set(TEXT).tree()

    def test_maxima(self) -> None:
        assert self.tree["I"].max_score == Decimal("6.25")
        assert self.tree["II.2"].max_score == 3
        assert self.tree["III.1"].max_score == 5

    def test_kinds(self) -> None:
        assert [node.kind for node in self.tree] == [*["main"] * 5, *["bonus"] * 3, *["penalty"] * 2]
        assert [node.key for node in self.tree if node.in_base] == ["II", "II.1", "II.2"]

    def test_defaults(self) -> None:
        assert {node.key: node.places for node in self.tree if node.places != 1} == {"I.2": 2}
        assert [self.tree[key].step for key in ("I", "I.1", "I.2")] == [None, Decimal("0.5"), Decimal("0.25")]
        assert [self.tree[key].evidence for key in ("I", "I.1", "I.2", "I.3")] == [
            "optional",
            "required",
            "optional",
            "optional",
        ]
        assert self.tree["I.1"].exclusion == (True, "", "full")
        assert self.tree["I.4"].exclusion == (False, "", "drop")


class TestKeys:
    """Identity where codes restart, and where there is none."""

    def test_codes_that_restart_in_every_section(self) -> None:
        text = HEAD + "codes: per-section\ncriteria:\n"
        for section in "AB":
            text += (
                f"  - code: {section}\n    title: Phần {section}\n    children:\n"
                f"      - code: 1\n        title: Nhóm\n        children:\n"
                f"          - {{code: 1.1, title: Việc, max: 1}}\n"
                f"          - {{code: 1.2, title: Việc khác, max: 1}}\n"
            )
        loaded = set_file.load_set(text)
        assert [node.key for node in loaded.nodes] == [
            *("A", "A.1", "A.1.1", "A.1.2"),
            *("B", "B.1", "B.1.1", "B.1.2"),
        ]
        assert [node.code for node in loaded.nodes[:3]] == ["A", "1", "1.1"]
        assert set_file.load_set(set_file.dump_yaml(loaded)) == loaded

    def test_repeated_codes_advise_it(self) -> None:
        text = HEAD + "criteria:\n"
        for section in "AB":
            text += (
                f"  - code: {section}\n    title: P{section}\n    children: [{{code: 1, title: V, max: 1}}]\n"
            )
        with pytest.raises(SetFileError) as caught:
            set_file.load_set(text)
        (one,) = caught.value.problems
        assert one.code == "C201"
        assert "codes: per-section" in one.hint.vi

    def test_rows_without_a_code(self) -> None:
        text = HEAD + "criteria:\n  - code: I\n    title: Một\n    children:\n"
        text += "      - {title: Ý đầu, max: 1}\n      - {title: Ý sau, max: 1}\n"
        loaded = set_file.load_set(text)
        assert [(node.key, node.code) for node in loaded.nodes] == [("I", "I"), ("I.#1", ""), ("I.#2", "")]
        assert set_file.load_set(set_file.dump_yaml(loaded)) == loaded

    @pytest.mark.parametrize("codes", [["01", "02", "08"], ["I.đ", "I.e"], ["I.3a", "I.3b"], ["1)", "2)"]])
    def test_schemes(self, codes: list[str]) -> None:
        text = (
            HEAD
            + "criteria:\n"
            + "".join(f"  - {{code: {code}, title: V{code[-2:]}, max: 1}}\n" for code in codes)
        )
        assert [node.code for node in set_file.load_set(text).nodes] == [code.rstrip(")") for code in codes]
