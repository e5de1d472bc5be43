"""The harness itself: what it says about a workbook must be what the application computed."""

from __future__ import annotations

import os
import signal
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Protection

from tests.office.client import ErrorValue, Office, OfficeDied, OfficeError, OfficeTimeout, Value

SHEET = "Chấm điểm"
TEXT = "Đề nghị trừ: ưu, ỡ, ặ – “không phát sinh”"


def workbook(path: Path, *, excel: bool = True) -> Path:
    """A workbook that claims to come from Excel and whose cached values are all wrong."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = SHEET
    sheet["A1"], sheet["A2"], sheet["A3"] = 1.5, 2.25, "=SUM(A1:A2)"
    sheet["B1"], sheet["B2"], sheet["B3"] = TEXT, "=A1/0", '=IF(A1>1,"đạt","")'
    sheet["C1"] = "1.10"
    sheet["D7"] = "=ROUND(4.585,2)"
    book.create_sheet("Số liệu")["A1"] = "='Chấm điểm'!A3*2"
    book.save(path)
    # openpyxl writes no cached value; Excel would have.
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    sheet_part = "xl/worksheets/sheet1.xml"
    assert b"<v></v>" in parts[sheet_part] or b"<v />" in parts[sheet_part] or b"<v/>" in parts[sheet_part]
    for empty in (b"<v></v>", b"<v />", b"<v/>"):
        parts[sheet_part] = parts[sheet_part].replace(empty, b"<v>999</v>")
    if excel:
        parts["docProps/app.xml"] = parts["docProps/app.xml"].replace(b"openpyxl", b"Microsoft Excel")
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return path


EXPECTED: dict[str, dict[str, Value]] = {
    SHEET: {
        "A1": 1.5,
        "B1": TEXT,
        "C1": "1.10",
        "A2": 2.25,
        "B2": ErrorValue("#DIV/0!"),
        "A3": 3.75,
        "B3": "đạt",
        "D7": 4.59,
    },
    "Số liệu": {"A1": 7.5},
}


def test_wrong_cached_values_are_recomputed(office: Office, tmp_path: Path) -> None:
    found = office.recalculated(workbook(tmp_path / "biểu mẫu.xlsx"))

    assert found == EXPECTED
    assert isinstance(found[SHEET]["B2"], ErrorValue)


def test_they_are_recomputed_on_load_alone(office: Office, tmp_path: Path) -> None:
    with office.open(workbook(tmp_path / "a.xlsx")) as book:
        assert book.values(SHEET) == EXPECTED[SHEET]


def test_gnumeric_computes_the_same(
    gnumeric: Callable[[Path], dict[str, dict[str, Value]]], tmp_path: Path
) -> None:
    found = gnumeric(workbook(tmp_path / "a.xlsx"))

    assert found == EXPECTED
    assert isinstance(found[SHEET]["B2"], ErrorValue)


def test_formulas_are_told_from_texts(office: Office, tmp_path: Path) -> None:
    with office.open(workbook(tmp_path / "a.xlsx")) as book:
        book.put(SHEET, {"E1": "=1+1"})
        contents = book.contents(SHEET)

    assert contents["A3"].formula == "=SUM(A1:A2)"
    assert contents["E1"] == ("=1+1", None)
    assert contents["C1"] == ("1.10", None)


def test_a_filled_cell_changes_what_depends_on_it(office: Office, tmp_path: Path) -> None:
    with office.open(workbook(tmp_path / "a.xlsx")) as book:
        book.put(SHEET, {"A1": 10, "A2": None})
        assert book.values(SHEET)["A3"] == 10
        assert book.values("Số liệu")["A1"] == 20
        assert "A2" not in book.values(SHEET)


def test_a_locked_cell_refuses(office: Office, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    book[SHEET]["A1"].protection = Protection(locked=False)
    book[SHEET].protection.sheet = True
    book.save(path)

    with office.open(path) as opened:
        opened.put(SHEET, {"A1": 3})
        with pytest.raises(OfficeError, match="A2 is locked"):
            opened.put(SHEET, {"A2": 3})


@pytest.mark.parametrize(("locale", "value"), [("vi-VN", 8.5), ("en-US", "8,5")])
def test_typed_numbers_follow_the_locale(tmp_path: Path, locale: str, value: Value, office: Office) -> None:
    typing = Office(locale=locale)
    try:
        with typing.open(workbook(tmp_path / "a.xlsx")) as book:
            book.enter(SHEET, {"A1": "8,5"})
            assert book.values(SHEET)["A1"] == value
    finally:
        typing.stop()


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_text_and_values_survive_saving(office: Office, tmp_path: Path, kind: str) -> None:
    saved = office.convert(workbook(tmp_path / "a.xlsx"), tmp_path / f"b.{kind}")

    assert office.recalculated(saved) == EXPECTED


def test_pages_become_pictures(pages: Callable[[Path], list[Path]], tmp_path: Path) -> None:
    drawn = pages(workbook(tmp_path / "biểu.xlsx"))

    assert len(drawn) == 2, "one page a sheet"
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in drawn)


def test_python_runs_beside_uno(office: Office, tmp_path: Path) -> None:
    with office.open(workbook(tmp_path / "a.xlsx")) as book:
        assert book.run("result = document.Sheets.Count + more", more=1) == 3
    assert office.run("result = desktop.Components.hasElements()") is False


def test_a_failure_is_told_in_its_own_words(office: Office, tmp_path: Path) -> None:
    with pytest.raises(OfficeError, match="KeyError: 'absent'"):
        office.run("{}['absent']")
    with pytest.raises(FileNotFoundError), office.open(tmp_path / "absent.xlsx"):
        pass


def test_the_original_is_left_alone(office: Office, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx")
    before = path.read_bytes()
    with office.open(path) as book:
        book.put(SHEET, {"A1": 3})
        assert [one.name for one in tmp_path.iterdir()] == ["a.xlsx"]
    assert path.read_bytes() == before


def test_a_hanging_office_is_killed_and_started_afresh(tmp_path: Path, office: Office) -> None:
    seen: list[str] = []
    sleep = "import time; time.sleep(60)"
    hanging = Office(on_timeout=lambda: seen.append("picture"))
    try:
        with pytest.raises(OfficeTimeout):
            hanging.call("run", {"code": sleep, "document": None, "values": {}}, seconds=0.2)
        assert seen == ["picture"]
        assert hanging.recalculated(workbook(tmp_path / "a.xlsx")) == EXPECTED
    finally:
        hanging.stop()


def test_a_dead_office_is_reported_and_started_afresh(tmp_path: Path, office: Office) -> None:
    dying = Office()
    try:
        dying.start()
        first = dying.folder
        with pytest.raises(OfficeDied):
            dying.run("import os, signal; os.killpg(0, signal.SIGKILL)")
        assert not first.exists()
        assert dying.recalculated(workbook(tmp_path / "a.xlsx")) == EXPECTED
    finally:
        dying.stop()


def test_nothing_is_left_of_a_stopped_office(office: Office) -> None:
    stopped = Office()
    stopped.start()
    assert stopped._process is not None
    group, folder = stopped._process.pid, stopped.folder
    stopped.stop()

    assert not folder.exists()
    assert not list(Path("/tmp").glob(f"OSL_PIPE_*_selfscore{group}"))
    with pytest.raises(ProcessLookupError):
        os.killpg(group, signal.SIGCONT)
