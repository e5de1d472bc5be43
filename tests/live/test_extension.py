"""The LibreOffice extension: built, installed, run on the example by its own Python, undone."""

from __future__ import annotations

import ast
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from selfscore_xl import __version__, app, demo, template
from selfscore_xl.layout import FORM_SHEET, RESULT_SHEET
from selfscore_xl.ooxml import workbook as ooxml
from selfscore_xl.ooxml.edit import Editor
from selfscore_xl.template import Answers
from tests.live import contract
from tests.office.client import Book, Office, missing_office
from tests.office.fixtures import require
from tools import build_macros
from tools.older_python import OLDEST, rewritten
from tools.pictures import EXTENSION_SCREENS

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


@pytest.fixture(scope="module")
def bundle(oxt: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python that the extension carries."""
    folder = tmp_path_factory.mktemp("bundle")
    with zipfile.ZipFile(oxt) as package:
        package.extractall(folder)
    return folder / "pythonpath"


BARE = """
import importlib, pathlib, sys
from contextlib import contextmanager
root = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(root))
PREPARE
for path in sorted(root.rglob("*.py")):
    importlib.import_module(".".join(path.relative_to(root).with_suffix("").parts))
from selfscore_xl import live_check
from selfscore_xl.live.port import Removed
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
    def remove_notes(self): return Removed(0, ())
    def show(self, sheet): self.shown = sheet
    @contextmanager
    def one_step(self, title): yield
def said(path):
    try:
        found = live_check.check(Book(path)).outcome
    except live_check.Refused as refused:
        return refused.text.vi
    return [[one.code, one.criterion, list(one.place or ())] for one in found.findings]
sys.stdout.write(ascii([said(path) for path in sys.argv[2:]]))
"""
AS_BEFORE_3_11 = """
import re, types, selfscore_older
refused = []
def compile(pattern, flags=0):
    if "POSSESSIVE_REPEAT" in repr(re._parser.parse(pattern, flags)):
        refused.append(pattern)
        raise re.error("multiple repeat")
    return re.compile(pattern, flags)
selfscore_older.re = types.SimpleNamespace(compile=compile, error=re.error)
import selfscore_xl.ooxml.plain
assert refused
"""
# Where a developer has more Pythons, from LibreOffice 7.4's on, they must all do.
PYTHONS = [sys.executable, *map(str, Path.home().glob(".pyenv/versions/3.[189]*/bin/python"))]


@pytest.mark.parametrize(
    ("python", "prepare"),
    [*((python, "") for python in PYTHONS), (sys.executable, AS_BEFORE_3_11)],
    ids=[*PYTHONS, "patterns of old Pythons only"],
)
def test_the_bundle_needs_the_standard_library_only(
    python: str, prepare: str, bundle: Path, form: Path, tmp_path: Path
) -> None:
    over = tmp_path / "over.xlsx"
    editor = Editor(ooxml.Workbook.open(str(form)), str(form))
    editor.set_value(FORM_SHEET, (15, 5), Decimal(9))
    over.write_bytes(editor.to_bytes())
    other = tmp_path / "other.xlsx"
    Workbook().save(other)
    damaged = tmp_path / "damaged.xlsx"
    damaged.write_bytes(form.read_bytes()[:5000])
    paths = [str(form), str(over), str(other), str(damaged)]
    # No site-packages, no variables: what is there is the bundle and the standard library.
    run = subprocess.run(
        [python, "-I", "-S", "-B", "-c", BARE.replace("PREPARE", prepare), str(bundle), *paths],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.stderr == ""
    told = ast.literal_eval(run.stdout)
    assert "S101" in {code for code, _, _ in told[1]}
    for path, seen in zip(paths, told, strict=True):
        outcome = app.validate(path, write=False)
        expected = [[one.code, one.criterion, list(one.place or ())] for one in outcome.findings]
        assert seen == (expected if outcome.refusal is None else outcome.refusal.message.vi)


OWN_SET = """
id: tinh-a-2026
version: "1.0"
title: Bộ tiêu chí tỉnh A
issuer: UBND tỉnh A
legal_basis: [Quyết định số 123/QĐ-UBND ngày 15/6/2026]
period: {name: Năm 2026, first_day: 2026-01-01, last_day: 2026-12-31}
total: 10
criteria:
  - {code: I, title: Nhiệm vụ chung, max: 10, children: [{code: I.1, title: Ban hành kế hoạch, max: 10}]}
"""


def test_a_set_of_ones_own_comes_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own, form = tmp_path / "bộ của tỉnh.yaml", tmp_path / "form.xlsx"
    own.write_text(OWN_SET, encoding="utf-8")
    answers = {"I.1": Answers(score=Decimal(12), evidence="[1].ke-hoach.pdf")}
    form.write_bytes(template.build(app.load_criteria(str(own)), unit="Sở Nội vụ", answers=answers))
    monkeypatch.setattr(sys, "argv", ["build_macros", str(own), "-o", str(tmp_path / "out")])
    assert build_macros.main() == 0
    with zipfile.ZipFile(tmp_path / "out" / "selfscore-xl.oxt") as package:
        package.extractall(tmp_path / "bundle")
    command = [sys.executable, "-I", "-S", "-B", "-c", BARE.replace("PREPARE", "")]
    run = subprocess.run(
        [*command, tmp_path / "bundle" / "pythonpath", form],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    ((found,),) = [ast.literal_eval(run.stdout)]
    assert ["S101", "I.1", [FORM_SHEET, "E10"]] in found
    own.write_text(OWN_SET.replace("total: 10", "total: 11"), encoding="utf-8")
    capsys.readouterr()
    assert build_macros.main() == 2
    assert "bộ của tỉnh.yaml:" in capsys.readouterr().err


def test_the_bundle_runs_in_the_oldest_python(bundle: Path) -> None:
    """Syntax, and what it uses of the standard library."""
    oldest = ".".join(map(str, OLDEST))
    run = subprocess.run(
        [Path(sys.executable).with_name("vermin"), f"-t={oldest}-", "--violations", "--no-tips", str(bundle)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
    assert f"Minimum required versions: {oldest}" in run.stdout


def test_the_same_bytes_every_time(oxt: Path) -> None:
    assert build_macros.extension() == oxt.read_bytes()
    with zipfile.ZipFile(oxt) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert f'<version value="{__version__}"/>' in package.read("description.xml").decode()


def test_the_guide_names_what_is_there() -> None:
    guide = " ".join((build_macros.ROOT / "docs" / "cai-dat-libreoffice.md").read_text().split())
    for picture in EXTENSION_SCREENS:
        assert f"(pictures/{picture}.png)" in guide
        assert (build_macros.ROOT / "docs" / "pictures" / f"{picture}.png").is_file()
    menu = (build_macros.EXTENSION / "Addons.xcu").read_text()
    for name, key in (("Kiểm tra biểu", "K"), ("Lỗi tiếp theo", "L"), ("Xóa đánh dấu", "X")):
        assert f"<value>~{name}</value>" in menu
        assert f"**Tự chấm điểm ▸ {name}**" in guide
        assert f"rồi {key})" in guide
    description = (build_macros.EXTENSION / "description.xml").read_text()
    assert "Cần LibreOffice 7.4 trở lên" in guide
    assert '"LibreOffice 7.4"' in description
    assert "**Kiểm tra biểu tự chấm điểm**" in guide
    assert "<name>Kiểm tra biểu tự chấm điểm</name>" in description


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
        findings = book.values(RESULT_SHEET)
        book.run("document.UndoManager.undo()")
        assert state(book) == before
        book.run("document.UndoManager.redo()")
        assert state(book) == marked
        assert book.values(RESULT_SHEET) == findings
        trigger(book, "check")
        assert state(book) == marked
        trigger(book, "clear")
        assert state(book) == before
        book.run("document.UndoManager.undo()")
        assert state(book) == marked


def test_a_form_sent_with_its_marks_is_read_without_them(
    installed: Office, form: Path, tmp_path: Path
) -> None:
    with installed.open(form, Hidden=False) as book:
        trigger(book, "check")
        book.save(tmp_path / "marked.xlsx")
    marked = app.validate(str(tmp_path / "marked.xlsx"), write=False)
    assert contract.findings(marked) == contract.findings(app.validate(str(form), write=False))


def test_what_is_typed_and_not_saved_is_checked(installed: Office, form: Path) -> None:
    with installed.open(form, Hidden=False) as book:
        book.put(FORM_SHEET, {"E15": 99.0, "F17": '=text with <&> that "starts" like a formula'})
        trigger(book, "check")
        shown = book.values(RESULT_SHEET)
        row = next(address[1:] for address, value in shown.items() if value == "S101")
        assert shown[f"D{row}"] == "E15"
        assert shown[f"B{row}"] == "Lỗi"
        assert "S101" in state(book)["notes"]["E15"]


def test_code_is_taken_back_to_the_oldest_python() -> None:
    source = b"""
from __future__ import annotations
import re
from enum import StrEnum, auto
from .cell import Address
Value = int | str | None
class Names(dict[str, str]): ...
def f(a: dict[str, int], b: set[int] | None = None) -> list[int]:
    found: dict[str, int] = a | {"x": 1}
    found |= {"y": 2}
    for one, other in zip(a, a, strict=True):
        if isinstance(one, int | str):
            return re.compile("a").sub(one.removeprefix("b"), other)
"""
    wanted = """
from __future__ import annotations
import selfscore_older
import re
from enum import auto
from selfscore_older import StrEnum
from .cell import Address
Value = selfscore_older.either(selfscore_older.either(int, str), None)

class Names(dict):
    ...

def f(a, b=None):
    found: dict[str, int] = selfscore_older.either(a, {'x': 1})
    found = selfscore_older.merged(found, {'y': 2})
    for (one, other) in zip(a, a):
        if isinstance(one, selfscore_older.either(int, str)):
            return selfscore_older.compile('a').sub(selfscore_older.removeprefix(one, 'b'), other)
"""
    assert ast.dump(ast.parse(rewritten(source))) == ast.dump(ast.parse(wanted))
