"""Random wishes on random small workbooks: exactly what was wished is there, for two readers."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import NamedTuple

import openpyxl
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill, Protection
from openpyxl.worksheet.worksheet import Worksheet

from selfscore_xl.cell import Address
from selfscore_xl.ooxml.edit import Editor, ErrorValue, NewCell, NewSheet, NewStyle, Value
from selfscore_xl.ooxml.offsets import clean
from selfscore_xl.ooxml.workbook import Workbook
from tests.ooxml.edit_files import edited

US = "Kiểm tra"
SHEETS = ("Chấm điểm", "Số liệu")

addresses = st.tuples(st.integers(1, 12), st.integers(1, 6))
texts = st.text(
    st.characters(codec="utf-8") | st.sampled_from("_x0041_=<>&\"'\n\r\t ]]>đ"), min_size=1, max_size=12
)
numbers = st.decimals(-(10**6), 10**6, allow_nan=False, allow_infinity=False, places=3) | st.integers(-99, 99)
values: st.SearchStrategy[Value] = st.one_of(
    numbers, texts, st.booleans(), st.none(), st.sampled_from([ErrorValue("#N/A"), ErrorValue("#REF!")])
)
colors = st.sampled_from(["FF0000", "00FF00", "FFF2CC"])


class Plan(NamedTuple):
    values: dict[tuple[str, Address], Value]
    fills: dict[tuple[str, Address], str | None]
    locks: dict[tuple[str, Address], bool]
    notes: dict[tuple[str, Address], str | None]
    sheet: bool


def places(
    value: st.SearchStrategy[object], most: int
) -> st.SearchStrategy[dict[tuple[str, Address], object]]:
    return st.dictionaries(st.tuples(st.sampled_from(SHEETS), addresses), value, max_size=most)


plans = st.builds(
    Plan,
    places(values, 12),
    places(colors | st.none(), 8),
    places(st.booleans(), 4),
    places(texts | st.none(), 5),
    st.booleans(),
)

# (sheet, address) -> what stands there: a value, a formula, a format, a note
cells = places(
    st.tuples(
        st.one_of(numbers, texts, st.booleans(), st.none(), st.sampled_from(["=A1+1", '=IF(1,"x","y")'])),
        st.integers(0, 3),
        texts | st.none(),
    ),
    25,
)


def workbook(content: dict[tuple[str, Address], tuple[object, int, str | None]]) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = SHEETS[0]
    book.create_sheet(SHEETS[1])
    for (name, (row, column)), (value, look, note) in content.items():
        cell = book[name].cell(row, column)
        if isinstance(value, str):
            value = clean(value)
        cell.value = float(value) if isinstance(value, Decimal) else value
        if isinstance(value, str) and value[:1] == "=" and value not in ("=A1+1", '=IF(1,"x","y")'):
            cell.data_type = "s"
        if look:
            cell.font = Font(name="Times New Roman", bold=look == 1)
            cell.protection = Protection(locked=look == 2)
        if look == 3:
            cell.fill = PatternFill("solid", fgColor="FFFFF2CC")
        if note is not None and clean(note).strip():
            cell.comment = Comment(clean(note), "An")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def wish(editor: Editor, plan: Plan) -> None:
    for (sheet, address), value in plan.values.items():
        editor.set_value(sheet, address, value)
    for (sheet, address), color in plan.fills.items():
        editor.set_fill(sheet, address, color)
    for (sheet, address), locked in plan.locks.items():
        editor.set_locked(sheet, address, locked)
    for (sheet, address), text in plan.notes.items():
        if text is None:
            editor.remove_note(sheet, address, US)
        else:
            editor.set_note(sheet, address, text, US)
    if plan.sheet:
        style = NewStyle(fill="FFF2CC", bold=True)
        rows = tuple((NewCell(value, style),) for value in plan.values.values())
        editor.put_sheet(NewSheet("Kết quả", rows=rows))


@given(cells, plans)
def test_our_reader_sees_what_was_wished_and_nothing_else(
    content: dict[tuple[str, Address], tuple[object, int, str | None]], plan: Plan
) -> None:
    source = workbook(content)
    before, after = Workbook.open(source), Workbook.open(edited(source, lambda editor: wish(editor, plan)))
    for name in SHEETS:
        old, new = before.sheet(name), after.sheet(name)
        for address in {*old.cells, *new.cells}:
            was, now = old.cell(*address), new.cell(*address)
            if (name, address) in plan.values:
                value = plan.values[name, address]
                if isinstance(value, str) and was.formula is not None:
                    assert (now.kind, now.value) == ("text", clean(value))
                elif isinstance(value, bool):
                    assert (now.kind, now.value) == ("bool", str(int(value)))
                elif isinstance(value, ErrorValue):
                    assert (now.kind, now.value) == ("error", value.code)
                elif isinstance(value, str) and clean(value):
                    assert (now.kind, now.value) == ("text", clean(value))
                elif isinstance(value, Decimal | int):
                    assert now.kind == "number"
                    assert Decimal(now.value) == value
                else:
                    assert now.kind == "blank"
            else:
                assert (now.kind, now.value) == (was.kind, was.value)
            assert now.formula == was.formula
            one, other = before.styles.xf(was.style), after.styles.xf(now.style)
            if (name, address) in plan.fills:
                one = one._replace(fill_color=plan.fills[name, address])
            if (name, address) in plan.locks:
                one = one._replace(locked=plan.locks[name, address])
            assert one == other
        assert set(new.cells) - set(old.cells) <= {
            address for sheet, address in {**plan.values, **plan.fills, **plan.locks} if sheet == name
        }


@given(cells, plans)
def test_openpyxl_sees_the_same(
    content: dict[tuple[str, Address], tuple[object, int, str | None]], plan: Plan
) -> None:
    source = workbook(content)
    result = edited(source, lambda editor: wish(editor, plan))
    for cached in (False, True):
        before = openpyxl.load_workbook(io.BytesIO(source), data_only=cached)
        after = openpyxl.load_workbook(io.BytesIO(result), data_only=cached)
        assert after.sheetnames == (["Kết quả"] if plan.sheet else []) + before.sheetnames
        assert after.active.title == ("Kết quả" if plan.sheet else before.active.title)
        for name in SHEETS:
            _same_sheet(name, before[name], after[name], plan, cached)


def _same_sheet(name: str, before: Worksheet, after: Worksheet, plan: Plan, cached: bool) -> None:
    for row, column in {**before._cells, **after._cells}:
        was, now = before.cell(row, column), after.cell(row, column)
        key = (name, (row, column))
        if key in plan.values and (was.data_type != "f" or cached):
            assert _plain(now.value) == _plain(plan.values[key])
        else:
            assert now.value == was.value
        assert repr(now.font) == repr(was.font)
        assert now.number_format == was.number_format
        if key not in plan.fills:
            assert repr(now.fill) == repr(was.fill)
        text = plan.notes.get(key)
        theirs = was.comment.text if was.comment else ""
        ours = f"{US}\n{clean(text)}" if text is not None else ""
        expected = "\n".join(piece for piece in (theirs, ours) if piece)
        assert _plain(now.comment.text if now.comment else "") == _plain(expected)


def _plain(value: object) -> object:
    """A value as openpyxl gives it: it does not undo the escape of what looks like one."""
    if isinstance(value, ErrorValue):
        return value.code
    if isinstance(value, bool):
        return value
    if isinstance(value, Decimal | int | float):
        return float(value)
    return clean(value).replace("_x005F_", "_") if isinstance(value, str) and value else None
