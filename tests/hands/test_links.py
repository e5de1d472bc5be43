"""Links of the annotated copy under a real pointer: from a finding to its cell and back."""

from __future__ import annotations

from pathlib import Path

from selfscore_xl import app, demo
from selfscore_xl.layout import FORM_SHEET, RESULT_SHEET, Field, Layout
from tests.office.client import Book
from tests.office.window import Hands, wait_for

_STEP = 5
"""Pixels; less than half a line of text."""


def follow(hands: Hands, book: Book, sheet: str, ref: str, target: str) -> None:
    """Ctrl and a click on a cell's link. LibreOffice takes a click beside the words for none on the link,
    and where in a cell they stand differs with fonts, so the pointer goes down the cell until one leads."""
    hands.go(book, sheet, ref)
    box = hands.box(book, sheet, ref)
    for y in range(box.top + _STEP, box.bottom, _STEP):
        hands.screen.run("xdotool", "mousemove", str((box.left + box.right) // 2), str(y))
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
