"""The LibreOffice extension: built, installed with unopkg, run on the example, undone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from selfscore_xl import app, demo
from selfscore_xl.layout import FORM_SHEET, RESULT_SHEET
from tests.live import contract
from tests.office.client import Book, Office, missing_office
from tests.office.fixtures import require
from tools import build_macros

TRIGGER = """
desktop.getCurrentComponent()
service("vn.selfscore.xl.Live").trigger(command)
"""
STATE = """
sheet = document.Sheets.getByName("Chấm điểm")
notes = sheet.Annotations
result = {
    "sheets": list(document.Sheets.ElementNames),
    "notes": {
        (c := notes.getByIndex(i)).Parent.AbsoluteName.split(".$")[-1].replace("$", ""): c.String
        for i in range(notes.Count)
    },
    "protected": sheet.isProtected(),
    "fills": [sheet.getCellRangeByName(ref).CellBackColor for ref in ("D10", "F12", "F18", "E11")],
}
"""


@pytest.fixture(scope="module")
def oxt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("oxt") / "selfscore-xl.oxt"
    path.write_bytes(build_macros.extension())
    return path


@pytest.fixture(scope="module")
def installed(oxt: Path) -> Iterator[Office]:
    """A LibreOffice whose profile has the extension."""
    require(missing_office())
    folder = Path(tempfile.mkdtemp(prefix="selfscore-office-"))
    unopkg = Path(shutil.which("soffice") or "").resolve().parent / "unopkg.bin"  # the script refuses root
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    for command in (["add", str(oxt)], ["list"]):
        said = subprocess.run(
            [str(unopkg), *command, profile], capture_output=True, text=True, timeout=60, check=True
        ).stdout
    assert "vn.selfscore.xl" in said
    office = Office()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "mkdtemp", lambda **_: str(folder))
        office.start()
    yield office
    office.stop()


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "biểu đã điền.xlsx"
    path.write_bytes(demo.load().form())
    return path


def trigger(book: Book, command: str) -> None:
    book.run('service("vn.selfscore.xl.Live").trigger(command)', command=command)


def state(book: Book) -> dict[str, Any]:
    return {**book.run(STATE), "form": book.values(FORM_SHEET)}


def test_the_bundle_needs_the_standard_library_only(oxt: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(oxt) as package:
        package.extractall(tmp_path / "oxt")
    path = tmp_path / "form.xlsx"
    path.write_bytes(demo.load().form())
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from selfscore_xl import live_check\n"
        "from selfscore_xl.live.closed import ClosedBook\n"
        "print(live_check.check(ClosedBook(sys.argv[2])).outcome.counts())"
    )
    shutil.copyfile(build_macros.PACKAGE / "live" / "closed.py", tmp_path / "closed.py")
    bundle = tmp_path / "oxt" / "pythonpath"
    for name in ("live/closed.py",):
        shutil.copyfile(build_macros.PACKAGE / name, bundle / "selfscore_xl" / name)
    for missing in (build_macros.PACKAGE / "ooxml").glob("*.py"):
        target = bundle / "selfscore_xl" / "ooxml" / missing.name
        if not target.exists():
            shutil.copyfile(missing, target)
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, str(bundle), str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stderr == ""
    assert run.stdout.strip() == str(app.validate(str(path), write=False).counts())


def test_the_same_bytes_every_time(oxt: Path) -> None:
    assert build_macros.extension() == oxt.read_bytes()


def test_check_next_clear_and_undo(installed: Office, form: Path) -> None:
    with installed.open(form, Hidden=False) as book:
        before = state(book)
        trigger(book, "check")
        marked = state(book)
        assert marked["sheets"] == [RESULT_SHEET, *before["sheets"]]
        assert len(marked["notes"]) > 20
        assert all(text.startswith("selfscore-xl\n") for text in marked["notes"].values())
        assert marked["form"] == before["form"]
        assert marked["protected"]
        assert marked["fills"] != before["fills"]
        told = [value for value in book.values(RESULT_SHEET).values() if value in ("S401", "S406")]
        assert told
        trigger(book, "next")
        assert book.run("result = document.CurrentController.ActiveSheet.Name") == FORM_SHEET
        book.run("document.UndoManager.undo()")
        assert state(book) == before
        trigger(book, "check")
        trigger(book, "clear")
        assert state(book) == before


def test_the_contract(installed: Office, form: Path) -> None:
    """The same exercise as for a file, here in LibreOffice's own Python."""
    expected = app.validate(str(form), write=False)
    with installed.open(form, Hidden=False) as book:
        facts = book.run(
            "import sys; sys.path.insert(0, root)\n"
            "from tests.live.contract import exercise\n"
            "from selfscore_xl.live.office import OfficeBook\n"
            "result = exercise(OfficeBook(document, desktop))",
            root=str(build_macros.ROOT),
        )
    found = contract.findings(expected)
    assert facts["findings"] == [list(one) for one in found]
    assert facts["totals"] == contract.totals(expected)
    assert facts["kept"]
    assert facts["kept after"]
    assert facts["again"] == facts["third"] == facts["findings"]
    assert facts["ledger again"] == facts["ledger"]
    assert facts["nothing left"]
    assert len({step[1] for step in facts["steps"]}) == 3


@pytest.mark.parametrize(
    ("options", "said"), [({"ReadOnly": True}, "chỉ đọc"), ({}, "không phải biểu tự chấm điểm")]
)
def test_what_is_refused(
    installed: Office, form: Path, tmp_path: Path, options: dict[str, Any], said: str
) -> None:
    if not options:
        from openpyxl import Workbook

        form = tmp_path / "other.xlsx"
        Workbook().save(form)
    with installed.open(form, **options) as book:
        before = book.sheets()
        told = book.run(
            "import sys; sys.path.insert(0, root)\n"
            "from tests.live.contract import refusal\n"
            "from selfscore_xl.live.office import OfficeBook\n"
            "result = refusal(OfficeBook(document, desktop))",
            root=str(build_macros.ROOT),
        )
        assert said in told
        assert book.sheets() == before
        assert os.path.exists(form)
