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
    x, y = point.X + size.Width // 2, point.Y + round(size.Height * down) + pixels
    pane, room = table.getLocationOnScreen(), table.getSize()
    if 0 <= x - pane.X < room.Width and 0 <= y - pane.Y < room.Height:
        result = [x, y]
"""


def click(hands: Hands, book: Book, sheet: str, ref: str, down: float, pixels: int) -> None:
    """Ctrl and a click on the first line of a cell's words: so far down, as a part of the height, and so
    many pixels more. LibreOffice takes a click elsewhere in the cell for no click on the link."""
    hands.go(book, sheet, ref)
    x, y = book.run(_FIND, sheet=sheet, ref=ref, down=down, pixels=pixels)
    hands.screen.run("xdotool", "mousemove", str(x), str(y))
    hands.screen.run("xdotool", "keydown", "ctrl", "click", "1", "keyup", "ctrl")
    hands.settle()


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
        click(hands, book, RESULT_SHEET, f"D{line}", 0.0, 10)
        wait_for(lambda: selected(book) == f"{FORM_SHEET}.{at}", "the cell of the finding")
        click(hands, book, FORM_SHEET, check, 0.5, -7)
        wait_for(lambda: selected(book) == f"{RESULT_SHEET}.A{line}", "the line of the finding")
        hands.shot("back")
