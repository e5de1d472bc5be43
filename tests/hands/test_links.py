"""Links of the annotated copy under a real pointer: from a finding to its cell and back."""

from __future__ import annotations

from pathlib import Path

from selfscore_xl import app, demo
from selfscore_xl.layout import FORM_SHEET, RESULT_SHEET, Field, Layout
from tests.office.client import Book
from tests.office.window import Hands, wait_for

_FIND = """
from com.sun.star.accessibility.AccessibleRole import TABLE

def tables(context):
    if context.getAccessibleRole() == TABLE:
        yield context
        return
    for index in range(min(context.getAccessibleChildCount(), 20)):
        yield from tables(context.getAccessibleChild(index).getAccessibleContext())

cell = document.Sheets.getByName(sheet).getCellRangeByName(ref).CellAddress
# frozen panes are tables of their own
for table in tables(document.CurrentController.Frame.ComponentWindow.AccessibleContext):
    where = table.getAccessibleCellAt(cell.Row, cell.Column).getAccessibleContext()
    point, size = where.getLocationOnScreen(), where.getSize()
    x, top, bottom = point.X + size.Width // 2, point.Y, point.Y + size.Height
    pane, room = table.getLocationOnScreen(), table.getSize()
    if 0 <= x - pane.X < room.Width and 0 <= top - pane.Y and bottom - pane.Y <= room.Height:
        result = [x, top, bottom]
"""
_STEP = 5
"""Pixels; less than half a line of text."""


def follow(hands: Hands, book: Book, sheet: str, ref: str, target: str) -> None:
    """Ctrl and a click on a cell's link. LibreOffice takes a click beside the words for none on the link,
    and where in a cell they stand differs with fonts, so the pointer goes down the cell until one leads."""
    hands.go(book, sheet, ref)
    x, top, bottom = book.run(_FIND, sheet=sheet, ref=ref)
    for y in range(top + _STEP, bottom, _STEP):
        hands.screen.run("xdotool", "mousemove", str(x), str(y))
        hands.screen.run("xdotool", "keydown", "ctrl", "click", "1", "keyup", "ctrl")
        hands.settle()
        if selected(book) != f"{sheet}.{ref}":
            break
        hands.go(book, sheet, ref)
    wait_for(lambda: selected(book) == target, f"{target}, where the link leads")


def selected(book: Book) -> str:
    return str(book.run("result = document.CurrentSelection.AbsoluteName")).replace("$", "").replace("'", "")


def test_to_the_cell_and_back(hands: Hands, tmp_path: Path) -> None:
    path = tmp_path / "bieu.xlsx"
    path.write_bytes(demo.load().form())
    annotated = app.validate(str(path)).annotated
    assert annotated is not None
    layout = Layout(demo.load().criteria)
    at, check = (layout.ref("I.3.a", field) for field in (Field.EVIDENCE, Field.CHECK))
    with hands.open(Path(annotated)) as book:
        shown = book.values(RESULT_SHEET)
        line = next(int(ref[1:]) for ref, value in shown.items() if ref[0] == "D" and value == at)
        follow(hands, book, RESULT_SHEET, f"D{line}", f"{FORM_SHEET}.{at}")
        follow(hands, book, FORM_SHEET, check, f"{RESULT_SHEET}.A{line}")
        hands.shot("back")
