"""The LibreOffice extension: built, installed, run on the example by its own Python, undone."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from selfscore_xl import __version__, app, demo
from selfscore_xl.layout import FORM_SHEET, RESULT_SHEET
from tests.live import contract
from tests.office.client import Book, Office, missing_office
from tests.office.fixtures import require
from tools import build_macros

pytestmark = pytest.mark.office

STATE = """
sheet = document.Sheets.getByName("Chấm điểm")
notes = sheet.Annotations
at = lambda note: note.Parent.AbsoluteName.split(".$")[-1].replace("$", "")
result = {
    "sheets": list(document.Sheets.ElementNames),
    "notes": {at(notes.getByIndex(i)): notes.getByIndex(i).String for i in range(notes.Count)},
    "protected": [sheet.isProtected(), document.isProtected()],
    "fills": {ref: sheet.getCellRangeByName(ref).CellBackColor for ref in ("D10", "F12", "F18", "E11")},
}
"""


@pytest.fixture(scope="module")
def oxt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("oxt") / "selfscore-xl.oxt"
    path.write_bytes(build_macros.extension())
    return path


@pytest.fixture(scope="module")
def installed(oxt: Path) -> Iterator[Office]:
    """A LibreOffice whose fresh profile has the extension."""
    require(missing_office())
    office = Office()
    assert office.install(oxt) == ("vn.selfscore.xl", __version__)
    yield office
    office.stop()


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "biểu đã điền.xlsx"
    path.write_bytes(demo.load().form())
    return path


def trigger(book: Book, command: str) -> None:
    """What the menu does."""
    book.run(
        'document.CurrentController.Frame.activate()\nservice("vn.selfscore.xl.Live").trigger(command)',
        command=command,
    )


def state(book: Book) -> dict[str, Any]:
    return {**book.run(STATE), "form": book.values(FORM_SHEET)}


def live(book: Book, code: str) -> Any:
    """The value of an expression over ``book``, the adapter, run over the bridge."""
    return book.run(
        contract.IN_OFFICE + "from selfscore_xl import live_check\n" + f"result = {code}",
        root=str(build_macros.ROOT),
    )


def test_the_bundle_needs_the_standard_library_only(oxt: Path, form: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(oxt) as package:
        package.extractall(tmp_path / "oxt")
    code = """
import importlib, pathlib, sys
from contextlib import nullcontext
root = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(root))
for path in sorted(root.rglob("*.py")):
    importlib.import_module(".".join(path.relative_to(root).with_suffix("").parts))
from selfscore_xl import live_check
class Book:
    name = "form.xlsx"
    def __init__(self, path): self.path = path
    def ready(self): pass
    def copy_into(self, folder): return self.path
    def cells(self, sheet): return {}
    def put_value(self, *given): return False
    def fill_of(self, *given): return "none"
    def set_fill(self, *given): return True
    def set_note(self, *given): return True
    def remove_notes(self): return 0
    def show(self, sheet): self.shown = sheet
    def one_step(self, title): return nullcontext()
for path in sys.argv[2:]:
    book = Book(path)
    print(live_check.attempt(lambda: live_check.check(book)))
"""
    other = tmp_path / "other.xlsx"
    Workbook().save(other)
    damaged = tmp_path / "damaged.xlsx"
    damaged.write_bytes(form.read_bytes()[:5000])
    paths = [str(form), str(other), str(damaged)]
    # No site-packages, no variables: what is there is the bundle and the standard library.
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, str(tmp_path / "oxt" / "pythonpath"), *paths],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.stderr == ""
    counts = app.validate(str(form), write=False).counts()
    first, *refused = run.stdout.splitlines()
    assert f"{counts['error']} lỗi, {counts['warning']} cảnh báo, {counts['info']} ghi chú" in first
    for path, said in zip(paths[1:], refused, strict=True):
        refusal = app.validate(path, write=False).refusal
        assert refusal is not None
        assert said == refusal.message.vi


def test_the_same_bytes_every_time(oxt: Path) -> None:
    assert build_macros.extension() == oxt.read_bytes()
    with zipfile.ZipFile(oxt) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert f'<version value="{__version__}"/>' in package.read("description.xml").decode()


def test_check_next_clear_and_undo(installed: Office, form: Path) -> None:
    with installed.open(form, Hidden=False) as book:
        before = state(book)
        trigger(book, "check")
        marked = state(book)
        assert marked["sheets"] == [RESULT_SHEET, *before["sheets"]]
        assert len(marked["notes"]) > 20
        assert all(text.startswith("selfscore-xl\n") for text in marked["notes"].values())
        assert marked["form"] == before["form"]
        assert marked["protected"] == before["protected"]
        assert marked["fills"] != before["fills"]
        shown = set(book.values(RESULT_SHEET).values())
        assert {"S401", "S406", "F15"} <= shown
        trigger(book, "next")
        assert book.run("result = document.CurrentController.ActiveSheet.Name") == FORM_SHEET
        assert book.run("result = document.UndoManager.getAllUndoActionTitles()") == [
            "Kiểm tra biểu tự chấm điểm"
        ]
        book.run("document.UndoManager.undo()")
        assert state(book) == before
        trigger(book, "check")
        assert state(book) == marked
        trigger(book, "clear")
        assert state(book) == before
        book.run("document.UndoManager.undo()")
        assert state(book) == marked


def test_what_is_typed_and_not_saved_is_checked(installed: Office, form: Path) -> None:
    with installed.open(form, Hidden=False) as book:
        book.put(FORM_SHEET, {"E15": 99.0, "F17": '=text with <&> that "starts" like a formula'})
        trigger(book, "check")
        shown = book.values(RESULT_SHEET)
        row = next(address[1:] for address, value in shown.items() if value == "S101")
        assert shown[f"D{row}"] == "E15"
        assert shown[f"B{row}"] == "Lỗi"
        assert "S101" in state(book)["notes"]["E15"]
