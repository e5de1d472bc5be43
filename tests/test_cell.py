"""Addresses: to and from A1 notation, and nothing outside the sheet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfscore_xl.cell import (
    MAX_COLUMN,
    MAX_ROW,
    area_ref,
    column_letters,
    column_number,
    parse_area,
    parse_ref,
    ref,
)

ROWS = st.integers(1, MAX_ROW)
COLUMNS = st.integers(1, MAX_COLUMN)


@pytest.mark.parametrize(
    ("letters", "number"),
    [("A", 1), ("Z", 26), ("AA", 27), ("AZ", 52), ("BA", 53), ("ZZ", 702), ("AAA", 703), ("XFD", 16_384)],
)
def test_columns(letters: str, number: int) -> None:
    assert column_number(letters) == number
    assert column_number(letters.lower()) == number
    assert column_letters(number) == letters


@pytest.mark.parametrize("letters", ["", "XFE", "ZZZ", "AAAA", "A1", "1", " A", "Ä", "ß", "Đ", "A" * 10_000])
def test_no_columns(letters: str) -> None:
    with pytest.raises(ValueError, match="not a column"):
        column_number(letters)


@pytest.mark.parametrize("number", [0, -1, 16_385, 10**12])
def test_no_column_numbers(number: int) -> None:
    with pytest.raises(ValueError, match="not a column number"):
        column_letters(number)


@pytest.mark.parametrize("row", [0, -1, MAX_ROW + 1])
def test_no_rows(row: int) -> None:
    with pytest.raises(ValueError, match="not a row number"):
        ref(row, 1)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("A1", (1, 1)),
        ("e12", (12, 5)),
        ("$E$12", (12, 5)),
        ("$E12", (12, 5)),
        ("E$12", (12, 5)),
        ("XFD1048576", (MAX_ROW, MAX_COLUMN)),
    ],
)
def test_addresses(text: str, address: tuple[int, int]) -> None:
    assert parse_ref(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A",
        "1",
        "A0",
        "A01",
        "A1048577",
        "XFE1",
        "A1:B2",
        "A1 ",
        "A1\n",
        " A1",
        "$$A1",
        "A-1",
        "R1C1",
        "A1.0",
        "Ａ1",
        "A１",
        "A٣",
        "Sheet1!A1",
        "A" + "1" * 10_000,
    ],
)
def test_no_addresses(text: str) -> None:
    with pytest.raises(ValueError, match="not a c"):
        parse_ref(text)


@pytest.mark.parametrize(
    ("text", "area", "shortest"),
    [
        ("B2:D9", (2, 2, 9, 4), "B2:D9"),
        ("D9:B2", (2, 2, 9, 4), "B2:D9"),
        ("B9:D2", (2, 2, 9, 4), "B2:D9"),
        ("$B$2:$D$9", (2, 2, 9, 4), "B2:D9"),
        ("B2", (2, 2, 2, 2), "B2"),
        ("B2:B2", (2, 2, 2, 2), "B2"),
    ],
)
def test_areas(text: str, area: tuple[int, int, int, int], shortest: str) -> None:
    assert parse_area(text) == area
    assert area_ref(area) == shortest


@pytest.mark.parametrize("text", ["", ":", ":B2", "B2:D9:F1", "B:D", "2:9", "B2 D9"])
def test_no_areas(text: str) -> None:
    with pytest.raises(ValueError, match="not a cell address"):
        parse_area(text)


@given(ROWS, COLUMNS)
def test_every_address_comes_back(row: int, column: int) -> None:
    assert parse_ref(ref(row, column)) == (row, column)
    assert parse_ref(f"${column_letters(column).lower()}${row}") == (row, column)


@given(ROWS, COLUMNS, ROWS, COLUMNS)
def test_every_area_comes_back_in_order(row1: int, column1: int, row2: int, column2: int) -> None:
    area = parse_area(f"{ref(row1, column1)}:{ref(row2, column2)}")
    assert area[0] <= area[2]
    assert area[1] <= area[3]
    assert {area[0], area[2]} == {row1, row2}
    assert {area[1], area[3]} == {column1, column2}
    assert parse_area(area_ref(area)) == area


@given(COLUMNS)
def test_column_letters_are_in_order(number: int) -> None:
    letters = column_letters(number)
    if number < MAX_COLUMN:
        following = column_letters(number + 1)
        assert (len(letters), letters) < (len(following), following)


@given(st.text(max_size=12))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        row, column = parse_ref(text)
    except ValueError:
        return
    assert ref(row, column) == text.replace("$", "").upper()
