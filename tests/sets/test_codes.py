"""Code schemes of real decisions: segments, numbering, order, gaps."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfscore_xl.set_file import codes


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("I.1.a.1", ("I", "1", "a", "1")),
        ("I.3a", ("I", "3", "a")),
        ("1.10", ("1", "10")),
        ("B.đ", ("B", "đ")),
        ("01", ("01",)),
        ("TC-02", ("TC", "02")),
        ("", ()),
    ],
)
def test_segments(code: str, expected: tuple[str, ...]) -> None:
    assert codes.segments(code) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [("I.1.-", "I.1"), (".I.", "I"), ("1.1.", "1.1"), ("a)", "a"), ("I.1", "I.1"), (" - ", "")],
)
def test_clean(code: str, expected: str) -> None:
    assert codes.clean(code) == expected


@pytest.mark.parametrize(
    ("code", "parent", "expected"),
    [
        ("I.1.a", "I.1", "a"),
        ("a", "I.1", "a"),
        ("1.1", "1", "1"),
        ("1", "A", "1"),
        ("I.3a", "I.3", "a"),
        ("I.10", "I.1", "I.10"),
        ("IV", "I", "IV"),
        ("I", "", "I"),
        ("2.1", "1", "2.1"),
    ],
)
def test_own_part(code: str, parent: str, expected: str) -> None:
    assert codes.own_part(code, parent) == expected


@pytest.mark.parametrize(
    ("code", "other", "expected"),
    [
        ("I.1.a", "I.1", True),
        ("I.10", "I.1", False),
        ("IV", "I", False),
        ("I", "I", False),
        ("I.3a", "I.3", True),
    ],
)
def test_extends(code: str, other: str, expected: bool) -> None:
    assert codes.extends(code, other) is expected


@pytest.mark.parametrize(
    ("siblings", "expected"),
    [
        (["I", "II", "IV"], "roman"),
        (["I"], "roman"),
        (["C", "D"], "letter"),
        (["I", "K"], "letter"),
        (["1", "2", "10"], "integer"),
        (["01", "02"], "integer"),
        (["a", "b", "c", "d", "đ", "e"], "letter"),
        (["A", "1"], "other"),
        (["w"], "other"),
        (["IIII"], "other"),
        ([], "other"),
    ],
)
def test_scheme(siblings: list[str], expected: str) -> None:
    assert codes.scheme(siblings) == expected


@pytest.mark.parametrize(
    ("siblings", "expected"),
    [
        (["1", "2", "4"], ("3",)),
        (["I", "III"], ("II",)),
        (["a", "b", "c", "d", "e"], ()),
        (["a", "c", "đ"], ("b", "d")),
        (["A", "C"], ("B",)),
        (["e", "g", "h"], ("a", "b", "c", "d")),
        (["01", "03"], ("02",)),
        (["2"], ("1",)),
        (["x1", "y"], ()),
    ],
)
def test_gaps(siblings: list[str], expected: tuple[str, ...]) -> None:
    assert codes.gaps(siblings) == expected


def test_order_is_by_segment_value() -> None:
    ordered = [
        "1.1",
        "1.2",
        "1.9",
        "1.10",
        "I",
        "I.1",
        "I.2.a",
        "I.2.d",
        "I.2.đ",
        "I.2.e",
        "II",
        "IX",
        "X",
        "A",
    ]
    ordered.reverse()
    assert sorted(ordered, key=codes.order) == ordered[::-1]


SCHEMES = (
    ("roman", "integer", "letter", "integer"),  # I / I.1 / I.1.a / I.1.a.1
    ("integer", "integer", "integer"),  # 1 / 1.1 / 1.1.1
    ("capital", "integer", "letter"),  # A / A.1 / A.1.a, up to G: the capital I is a Roman numeral
    ("two digits", "integer"),  # 01 .. 08, 08.1
    ("roman", "integer", "glued letter"),  # I.3a
)


def printed(scheme: tuple[str, ...], places: tuple[int, ...]) -> str:
    code = ""
    for kind, place in zip(scheme, places, strict=False):
        own = {
            "roman": codes._to_roman(place),
            "letter": codes.LETTERS[place - 1],
            "glued letter": codes.LETTERS[place - 1],
            "capital": codes.LETTERS[place - 1].upper(),
            "two digits": f"{place:02}",
        }.get(kind, str(place))
        code += own if not code or kind == "glued letter" else f".{own}"
    return code


@given(
    st.sampled_from(SCHEMES),
    st.lists(st.lists(st.integers(1, 8), min_size=1, max_size=4).map(tuple), max_size=12),
    st.randoms(use_true_random=False),
)
def test_every_scheme_is_ordered_as_it_counts(
    scheme: tuple[str, ...], found: list[tuple[int, ...]], random: Random
) -> None:
    places = sorted({one[: len(scheme)] for one in found})
    ordered = [printed(scheme, one) for one in places]
    shuffled = list(ordered)
    random.shuffle(shuffled)
    assert sorted(shuffled, key=codes.order) == ordered


@given(st.integers(1, 39))
def test_roman_numerals_read_back(value: int) -> None:
    assert codes.roman(codes._to_roman(value)) == value


@given(st.text(max_size=12), st.text(max_size=6))
def test_any_text_may_stand_where_a_code_should(code: str, parent: str) -> None:
    assert isinstance(codes.order(code), tuple)
    assert codes.own_part(code, parent) or code == ""
    codes.gaps([code, parent])


@pytest.mark.parametrize(
    ("code", "before", "meant"),
    [
        ("1.1", ["1", "1.8", "1.9"], "1.10"),
        ("1.2", ["1.18", "1.19"], "1.20"),
        ("1.1", ["1.9", "1.9.a", "1.9.b"], "1.10"),
        ("I.2.1", ["I.2.9"], "I.2.10"),
        ("1.1", ["1.9", "1.10"], "1.1"),
        ("1.1", ["1.9", "2"], "1.1"),
        ("2.1", ["1.9"], "2.1"),
        ("1.1", ["1.8"], "1.1"),
        ("1.1", [], "1.1"),
        ("1", ["9"], "1"),
    ],
)
def test_the_zero_that_a_spreadsheet_takes(code: str, before: list[str], meant: str) -> None:
    assert codes.with_lost_zero(code, before) == meant
