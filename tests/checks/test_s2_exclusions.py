"""S2: exclusions, at the boundaries."""

from __future__ import annotations

import pytest

from .forms import codes, findings, form, group, one, row, sentence, strikes

WHY = "Không được giao nhiệm vụ này"
ASKS = "Không phát sinh. Đề nghị trừ vào điểm tổng"


def nested(mark: str = "", why: str = "", *leaves: str) -> str:
    """I > I.1 (a group with a and b) and I.2; the cells of I.1, then its leaves' rows."""
    below = leaves or (row("I.1.a", "1", "1"), row("I.1.b", "1", "1"))
    return form(group("I"), group("I.1", "2", mark=mark, why=why), *below, row("I.2", "3", "3"))


def leaf(code: str, mark: str = "", why: str = "", score: str = "", rule: str = "") -> str:
    return row(code, "1", score, mark=mark, why=why, evidence="", rule=rule)


CASES: list[tuple[str, str, list[str]]] = [
    # S201 excluded-with-score
    ("S201", one("2", mark="x", why=WHY), ["I.1 self"]),
    ("S201", one("0,01", mark="X", why=WHY), ["I.1 self"]),
    ("S201", one('"2"', mark="x", why=WHY), ["I.1 self"]),
    ("S201", one("0", mark="x", why=WHY), []),
    ("S201", one("0,00", mark="x", why=WHY), []),
    ("S201", one("", mark="x", why=WHY), []),
    ("S201", one("2", mark="có"), []),
    ("S201", one("2", mark="x", why=WHY, rule="exclusion=no"), []),
    ("S201", nested("x", WHY), ["I.1.a self", "I.1.b self"]),
    ("S201", nested("x", WHY, leaf("I.1.a", score="0"), leaf("I.1.b", score="1")), ["I.1.b self"]),
    # S202 exclusion-without-reason
    ("S202", one("", mark="x"), ["I.1 excluded"]),
    ("S202", one("", mark="x", why="⍽·"), ["I.1 excluded"]),
    ("S202", one("", mark="·X·", evidence=""), ["I.1 excluded"]),
    ("S202", one("", mark="x", why=WHY), []),
    ("S202", one("", mark="v"), []),
    ("S202", one("", mark="x", rule="exclusion=no"), []),
    ("S202", nested("x", "", leaf("I.1.a"), leaf("I.1.b")), ["I.1 excluded"]),
    ("S202", nested("x", "", leaf("I.1.a", why=WHY), leaf("I.1.b")), ["I.1 excluded"]),
    ("S202", nested("x", "", leaf("I.1.a", why=WHY), leaf("I.1.b", why=WHY)), []),
    ("S202", nested("x", WHY, leaf("I.1.a", "x"), leaf("I.1.b", "x")), []),
    ("S202", nested("x", "", leaf("I.1.a", "x"), leaf("I.1.b", "x")), ["I.1 excluded"]),
    ("S202", nested("", WHY, leaf("I.1.a", "x"), leaf("I.1.b", "x")), ["I.1.a excluded", "I.1.b excluded"]),
    # S203 exclusion-not-allowed
    ("S203", one("", mark="x", why=WHY, rule="exclusion=no"), ["I.1 excluded"]),
    ("S203", one("2", mark="x", why=WHY, rule="exclusion=no"), ["I.1 excluded"]),
    ("S203", one("2", mark="có", rule="exclusion=no"), []),
    ("S203", one("2", rule="exclusion=no"), []),
    ("S203", one("", mark="x", why=WHY), []),
    ("S203", nested("x", WHY, leaf("I.1.a", rule="exclusion=no"), leaf("I.1.b")), ["I.1 excluded"]),
    (
        "S203",
        nested("", "", leaf("I.1.a", score="1", rule="exclusion=no"), leaf("I.1.b", "x", WHY)),
        [],
    ),
    (
        "S203",
        form(group("I", rule="exclusion=no"), row("I.1", mark="x", why=WHY), row("I.2", "3", "3")),
        ["I.1 excluded"],
    ),
    # S204 exclusion-not-marked
    ("S204", one("0", why=ASKS), ["I.1 excluded"]),
    ("S204", one("0", why="ĐỀ NGHỊ TRỪ"), ["I.1 excluded"]),
    ("S204", one("0", why="Đề⍽nghị↵trừ"), ["I.1 excluded"]),
    ("S204", one("", why="Văn phòng không phát sinh đề nghị trừ"), ["I.1 excluded"]),
    ("S204", one("0", why="Không có đoàn, xin trừ khỏi tổng điểm"), ["I.1 excluded"]),
    ("S204", one("0", why="Không có bộ TTHC; trừ vào điểm tổng"), ["I.1 excluded"]),
    ("S204", one("0", why="Trừ điểm tổng"), ["I.1 excluded"]),
    ("S204", one("0", why="Không đề nghị trừ năm trước; năm nay đề nghị trừ"), ["I.1 excluded"]),
    ("S204", one("2", why="Văn phòng không đề nghị trừ"), []),
    ("S204", one("2", why="Đơn vị chưa đề nghị trừ"), []),
    ("S204", one("2", why="Không phải đề nghị trừ vào điểm tổng"), []),
    ("S204", one("2", why="Đề nghị không trừ vào điểm tổng"), []),
    ("S204", one("2", why="Các đơn vị không được giao thì trừ vào điểm tổng"), []),
    ("S204", one("2", why="Không thuộc diện được trừ vào điểm tổng"), []),
    ("S204", one("1,5", why="Nộp chậm, đề nghị trừ 0,5 điểm"), []),
    ("S204", one("1", why="Bị trừ điểm do nộp chậm"), []),
    ("S204", one("1", why="Trừ hồ sơ mật theo quy định"), []),
    ("S204", one("2", why="de nghi tru"), []),
    ("S204", one("0", mark="x", why=ASKS), []),
    ("S204", one("0", mark="có", why=ASKS), []),
    ("S204", nested("x", WHY, leaf("I.1.a", why=ASKS), leaf("I.1.b")), []),
    ("S204", nested("", ASKS), ["I.1 excluded"]),
    ("S204", nested("", ASKS, leaf("I.1.a", "x", WHY), leaf("I.1.b", "x", WHY)), []),
    # S205 exclusion-mark-unknown
    ("S205", one("2", mark="có"), ["I.1 excluded"]),
    ("S205", one("2", mark="×"), ["I.1 excluded"]),
    ("S205", one("2", mark="х"), ["I.1 excluded"]),  # Cyrillic
    ("S205", one("2", mark="xx"), ["I.1 excluded"]),
    ("S205", one("2", mark="1"), ["I.1 excluded"]),
    ("S205", nested("đề nghị trừ"), ["I.1 excluded"]),
    ("S205", one("", mark="x", why=WHY), []),
    ("S205", one("", mark="·X⍽", why=WHY), []),
    ("S205", one("2", mark="⍽"), []),
    ("S205", one("2"), []),
    # S206 exclusion-repeated-on-group
    ("S206", nested("x", WHY, leaf("I.1.a", "x"), leaf("I.1.b", "x")), ["I.1 excluded"]),
    ("S206", nested("x", WHY, leaf("I.1.a"), leaf("I.1.b", "x")), ["I.1 excluded"]),
    ("S206", nested("x", WHY, leaf("I.1.a"), leaf("I.1.b", "có")), []),
    ("S206", nested("", "", leaf("I.1.a", "x", WHY), leaf("I.1.b", "x", WHY)), []),
    (
        "S206",
        form(group("I", mark="x", why=WHY), group("I.1", mark="x"), leaf("I.1.a", "x"), leaf("I.2")),
        ["I excluded"],
    ),
    # S207 zero-without-reason
    ("S207", one("0"), ["I.1 self"]),
    ("S207", one("0,00"), ["I.1 self"]),
    ("S207", one('"0"'), ["I.1 self"]),
    ("S207", one("0", why="⍽"), ["I.1 self"]),
    ("S207", one("0", why="Chưa làm"), []),
    ("S207", one("0,01"), []),
    ("S207", one(""), []),
    ("S207", one("0", mark="x", why=WHY), []),
    ("S207", one("0", mark="x"), []),
    ("S207", one("0", mark="có"), []),
    ("S207", one("0", rule="given=Hội đồng"), []),
    ("S207", one("0", maximum="0"), []),
    # S208 exclusion-without-basis
    ("S208", one("", mark="x", why=WHY), ["I.1 excluded"]),
    ("S208", one("", mark="x", why=WHY, rule="basis=không giao thì trừ"), []),
    ("S208", one("", mark="x", why=WHY, rule="exclusion=no"), []),
    ("S208", one("2"), []),
    ("S208", nested("x", WHY, leaf("I.1.a"), leaf("I.1.b")), ["I.1 excluded"]),
    ("S208", nested("", "", leaf("I.1.a", "x", WHY), leaf("I.1.b", "x", WHY)), ["I.1 excluded"]),
    ("S208", nested("", "", leaf("I.1.a", "x", WHY), leaf("I.1.b", score="1")), ["I.1.a excluded"]),
    ("S208", nested("x", WHY, leaf("I.1.a", rule="basis=thì trừ"), leaf("I.1.b")), ["I.1.b excluded"]),
    (
        "S208",
        form(group("I"), group("I.1", mark="x", rule="basis=thì trừ"), leaf("I.1.a"), row("I.2", "3", "3")),
        [],
    ),
    # S209 nothing-left-to-score
    ("S209", form(group("I", "2", mark="x", why=WHY), leaf("I.1"), leaf("I.2")), ["footer excluded"]),
    ("S209", form(group("I", "2"), leaf("I.1", "x", WHY), leaf("I.2", "x", WHY)), ["footer excluded"]),
    ("S209", form(group("I", "2"), leaf("I.1", "x", WHY), leaf("I.2", "", "", "1")), []),
    ("S209", form(group("I", "2"), leaf("I.1", "x", WHY), leaf("I.2")), []),
]


@pytest.mark.parametrize(("code", "table", "expected"), CASES)
def test_strikes_where_it_should(code: str, table: str, expected: list[str]) -> None:
    assert strikes(code, table) == expected


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (one("2", mark="x", why=WHY, evidence=""), {"S201", "S208"}),
        (one("", mark="x", evidence="", rule="basis=thì trừ"), {"S202"}),
        (one("2", mark="x", rule="exclusion=no", evidence=""), {"S203"}),
        (one("0", why=ASKS), {"S204"}),
        (one("", mark="có"), {"S205"}),
        (one("0", mark="có"), {"S205"}),
        (one("0"), {"S207"}),
        (nested("x", WHY, leaf("I.1.a", "x"), leaf("I.1.b")), {"S206", "S208"}),
    ],
)
def test_one_cause_gives_one_finding(table: str, expected: set[str]) -> None:
    assert codes(table) == expected


@pytest.mark.parametrize(
    ("code", "column", "table"),
    [
        ("S202", "explanation", one("", mark="x")),
        ("S204", "excluded", one("0", why=ASKS)),
        ("S207", "explanation", one("0")),
    ],
)
def test_a_missing_column_is_not_the_rows_fault(code: str, column: str, table: str) -> None:
    assert strikes(code, table)
    assert strikes(code, table, {"missing_columns": (column,)}) == []


def test_the_mark_above_is_named() -> None:
    table = nested("x", WHY, leaf("I.1.a", score="1"), leaf("I.1.b"))
    (found,) = findings("S201", table)
    assert [place.ref for place in found.related] == ["D10"]
    assert "bỏ dấu x tại ô D10" in sentence("S201", table)


def test_the_criteria_that_bind_are_named() -> None:
    table = nested("x", WHY, leaf("I.1.a", rule="exclusion=no"), leaf("I.1.b"))
    assert "không cho phép trừ I.1.a." in sentence("S203", table)
    assert "không cho phép trừ I.1." in sentence("S203", one("", mark="x", rule="exclusion=no"))


def test_the_words_are_quoted() -> None:
    assert "«đề nghị trừ vào điểm tổng»" in sentence("S204", one("0", why=ASKS))


def test_repeated_marks_are_named_with_their_cells() -> None:
    table = nested("x", WHY, leaf("I.1.a", "x"), leaf("I.1.b", "x"))
    assert "dấu x ở I.1.a, I.1.b là thừa" in sentence("S206", table)
    assert "xóa dấu x tại D11, D12." in sentence("S206", table)
    (found,) = findings("S206", table)
    assert [place.ref for place in found.related] == ["D11", "D12"]


def test_points_and_marks_of_a_cover() -> None:
    table = nested("", "", leaf("I.1.a", "x", WHY), leaf("I.1.b", "x", WHY))
    assert "2 điểm" in sentence("S208", table)
    (found,) = findings("S208", table)
    assert [place.ref for place in found.related] == ["D11", "D12"]
    (found,) = findings("S208", nested("x", WHY, leaf("I.1.a", rule="basis=thì trừ"), leaf("I.1.b")))
    assert [place.ref for place in found.related] == ["D10"]


def test_exclusion_is_advised_only_where_allowed() -> None:
    assert "«Đề nghị trừ»" in sentence("S207", one("0"))
    assert "«Đề nghị trừ»" not in sentence("S207", one("0", rule="exclusion=no"))


def test_nothing_left_without_a_footer() -> None:
    table = form(group("I", "2", mark="x", why=WHY), leaf("I.1"), leaf("I.2"))
    assert strikes("S209", table, {"missing_footers": ("excluded",)}) == ["file"]


def test_a_hostile_explanation_is_read_in_no_time() -> None:
    table = one("0", why="không " * 5000 + ". trừ điểm tổng " * 1000 + "không đề nghị trừ " * 1000)
    assert strikes("S204", table) == ["I.1 excluded"]
