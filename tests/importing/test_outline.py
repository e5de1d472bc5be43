"""The hierarchy that codes imply, for every scheme that decisions use."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfscore_xl.importing.outline import Item, arrange, restarts, walk


def shown(items: list[Item]) -> str:
    return " ".join(
        item.code + ("?" if item.remarks else "") + (f"({shown(item.children)})" if item.children else "")
        for item in items
    )


@pytest.mark.parametrize(
    ("codes", "tree"),
    [
        (
            "I I.1 I.1.a I.1.a.1 I.1.a.2 I.1.b I.2 II II.1 III",
            "I(I.1(I.1.a(I.1.a.1 I.1.a.2) I.1.b) I.2) II(II.1) III",
        ),
        ("1 1.1 1.1.1 1.1.2 1.2 2 2.1 2.10", "1(1.1(1.1.1 1.1.2) 1.2) 2(2.1 2.10)"),
        ("A 1 1.1 1.2 2 B 1 1.1 2 a b C", "A(1(1.1 1.2) 2) B(1(1.1) 2(a b)) C"),
        ("A I 1 2 II 1 a b c d đ e 2 III B I 1", "A(I(1 2) II(1(a b c d đ e) 2) III) B(I(1))"),
        ("01 02 03 08", "01 02 03 08"),
        ("I I.3a I.3b I.4 II", "I(I.3a I.3b I.4) II"),
        ("I.3 I.3a I.3b I.4", "I.3(I.3a I.3b) I.4"),
        ("A B C D Đ E G H I K", "A B C D Đ E G H I K"),
        ("I II III IV V VI", "I II III IV V VI"),
        ("I 1 2 3 4 5 6 7 8 9 10 11 II 1 2", "I(1 2 3 4 5 6 7 8 9 10 11) II(1 2)"),
        ("a b c d e g h", "a b c d e g h"),
        ("I 1 1.1 1.2 2 II 3 4 5 III 6", "I(1(1.1 1.2) 2) II(3 4 5) III(6)"),
        ("1 a b 2 c d", "1(a b) 2(c d)"),
        ("A A.1 A.2 B B.a B.b B.đ B.e", "A(A.1 A.2) B(B.a B.b B.đ B.e)"),
        ("1 1.1 1.3 1.7 1.9 2", "1(1.1 1.3 1.7 1.9) 2"),
        ("I 1 a b c V", "I(1(a b c)) V"),
        ("1 1.1 1.3 2.1 2.2 3", "1(1.1 1.3) 2.1? 2.2 3?"),
        ("I 1.1 1.2 1.2.1 1.3 II 2.1 2.2 III 3.1", "I(1.1 1.2(1.2.1) 1.3) II(2.1 2.2) III(3.1)"),
        ("A 1.1 1.2 B 2.1 C", "A(1.1 1.2) B(2.1) C"),
    ],
)
def test_schemes(codes: str, tree: str) -> None:
    assert shown(arrange([Item(code, code, None) for code in codes.split()])) == tree


@pytest.mark.parametrize(
    ("codes", "again"), [("A 1 2 B 1 2", True), ("A 1 2 B 3 4", False), ("I I.1 II II.1", False)]
)
def test_restarts(codes: str, again: bool) -> None:
    assert restarts(arrange([Item(code, code, None) for code in codes.split()])) == again


def test_levels_of_the_table_come_first() -> None:
    items = [
        Item(code, code, None, level) for code, level in (("1", 1), ("2", 2), ("3", 2), ("4", 3), ("5", 1))
    ]
    assert shown(arrange(items)) == "1(2 3(4)) 5"


def test_rows_without_a_code() -> None:
    def items(*rows: tuple[str, int]) -> list[Item]:
        return [Item(code, code or "không mã", Decimal(most)) for code, most in rows]

    parts = arrange(items(("I", 10), ("I.1", 5), ("", 2), ("", 3), ("I.2", 5)))
    assert [len(item.children) for item in walk(parts)] == [2, 2, 0, 0, 0]
    beside = arrange(items(("I", 10), ("I.1", 5), ("", 2), ("I.2", 3)))
    assert [len(item.children) for item in walk(beside)] == [3, 0, 0, 0]
    assert all(item.remarks for item in walk(beside) if not item.code)


@given(
    st.lists(
        st.sampled_from(["I", "II", "1", "2", "10", "a", "đ", "I.1", "1.1", "A", "B", "", "x-9", "IV.b.3"])
    )
)
def test_every_row_has_one_place(codes: list[str]) -> None:
    items = [Item(code, code, None) for code in codes]
    roots = arrange(items)
    assert sorted(map(id, walk(roots))) == sorted(map(id, items))
    for item in items:
        assert item in (item.parent.children if item.parent is not None else roots)
