from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfscore_xl.output.encode import encode, number


def read(text: str) -> Any:
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("71.59", "71.59"),
        ("71.590", "71.59"),
        ("150.00", "150"),
        ("150", "150"),
        ("1E+2", "100"),
        ("0", "0"),
        ("-0.00", "0"),
        ("0E-8", "0"),
        ("-0.5", "-0.5"),
        ("4.585", "4.585"),
        ("0.1", "0.1"),
        ("1E+999999", "1e+999999"),
        ("1E-999", "1e-999"),
        ("0.12345678901234567890123456789012345", "0.12345678901234567890123456789012345"),
    ],
)
def test_numbers(value: str, text: str) -> None:
    assert number(Decimal(value)) == text


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "sNaN"])
def test_what_is_no_number_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="no JSON"):
        encode(Decimal(value))


def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError):
        encode({"a": 71.59})


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_any_number_survives(value: Decimal) -> None:
    assert read(number(value)) == value


plain = st.none() | st.booleans() | st.integers() | st.text() | st.decimals(-(10**9), 10**9, places=4)
values = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)
)


@given(values)
def test_any_data_survives(value: Any) -> None:
    assert read(encode(value, "    ")) == value


def test_plain_containers_stand_on_one_line() -> None:
    assert encode({"a": {"b": 1, "c": None}, "d": [{"e": True}, {"e": []}], "f": []}) == (
        '{\n  "a": {"b": 1, "c": null},\n  "d": [\n    {"e": true},\n    {\n      "e": []\n    }\n  ],\n'
        '  "f": []\n}'
    )


def test_vietnamese_stays_readable_and_controls_are_escaped() -> None:
    assert encode("Điểm\n\x1b\u2028") == '"Điểm\\n\\u001b\u2028"'
