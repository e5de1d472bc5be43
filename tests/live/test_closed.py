"""The closed file: what a check writes, and what it refuses."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook as NewBook

from selfscore_xl import app, demo, live_check
from selfscore_xl.cell import Address
from selfscore_xl.layout import RESULT_SHEET
from selfscore_xl.live.closed import ClosedBook
from selfscore_xl.live.port import Refused, is_ours, joined, without_ours
from selfscore_xl.ooxml.edit import Editor
from selfscore_xl.ooxml.workbook import Workbook
from tests.live.contract import refusal


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    path = tmp_path / "form.xlsx"
    path.write_bytes(demo.load().form())
    return path


def test_the_marks_are_those_of_the_annotated_copy(filled: Path, tmp_path: Path) -> None:
    book = ClosedBook(str(filled))
    live_check.check(book)
    book.save(str(tmp_path / "marked.xlsx"))
    annotated = app.validate(str(filled)).annotated
    assert annotated is not None
    ours, theirs = Workbook.open(str(tmp_path / "marked.xlsx")), Workbook.open(annotated)
    assert ours.notes("Chấm điểm") == theirs.notes("Chấm điểm")
    boxes = [name for name in ours.package.names if "vmlDrawing" in name]
    assert boxes
    for name in boxes:
        assert ours.package.part(name) == theirs.package.part(name)
    assert ours.sheet_names[0] == RESULT_SHEET


def test_before_a_check_there_is_nothing_to_go_to(filled: Path) -> None:
    with pytest.raises(Refused, match="no result"):
        live_check.next_finding(ClosedBook(str(filled)))


def test_the_next_finding_is_found_from_below_the_cell_put_right(filled: Path) -> None:
    book = ClosedBook(str(filled))
    live_check.check(book)
    for _ in range(4):
        live_check.next_finding(book)
    assert book.selected() == ("Chấm điểm", (27, 6))
    fifth = live_check.next_finding(book)
    book.go_to("Chấm điểm", (28, 6))
    assert live_check.next_finding(book) == fifth


def test_what_cannot_be_gone_to_is_passed_over(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = ClosedBook(str(filled))
    live_check.check(book)
    for _ in range(3):
        live_check.next_finding(book)
    third = book.selected()
    live_check.clear(book)
    live_check.check(book)
    book.go_to(RESULT_SHEET, (1, 1))
    go_to = book.go_to
    hidden = [("Chấm điểm", (15, 6)), ("Chấm điểm", (15, 7))]
    monkeypatch.setattr(book, "go_to", lambda sheet, at: None if (sheet, at) in hidden else go_to(sheet, at))
    assert live_check.next_finding(book).vi.startswith("3/")
    assert book.selected() == third


def test_a_workbook_that_is_no_form(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    NewBook().save(path)
    book = ClosedBook(str(path))
    assert "không phải biểu tự chấm điểm" in refusal(book)
    assert book.data is None


def test_a_form_of_an_unknown_set(filled: Path, tmp_path: Path) -> None:
    data = filled.read_bytes()
    path = tmp_path / "unknown.xlsx"
    import zipfile

    with zipfile.ZipFile(filled) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"quang-tri-2023-h1", b"quang-tri-2099-h1"))
    book = ClosedBook(str(path))
    assert "quang-tri-2099-h1" in refusal(book)
    assert book.data is None
    assert filled.read_bytes() == data


@pytest.mark.usefixtures("ordinary_user")
def test_a_read_only_file(filled: Path) -> None:
    filled.chmod(0o444)
    assert "chỉ cho đọc" in refusal(ClosedBook(str(filled)))


def test_a_failing_program_is_one_sentence(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = ClosedBook(str(filled))

    def fail() -> None:
        raise RuntimeError("0x800AC472")

    monkeypatch.setattr(book, "ready", fail)
    said = refusal(book)
    assert said.count(". ") == 0
    assert "kết thúc sửa ô" in said


def test_notes_keep_what_a_user_wrote() -> None:
    both = joined("An: xem lại", "S101")
    assert both == "An: xem lại\nselfscore-xl\nS101"
    assert joined(both, "S102") == "An: xem lại\nselfscore-xl\nS102"
    assert without_ours(both) == "An: xem lại"
    assert is_ours(both)
    assert not is_ours("An: xem lại")
    assert without_ours(joined("", "S101")) == ""


def test_importing_the_package_imports_no_bridge() -> None:
    code = (
        "import sys, selfscore_xl, selfscore_xl.app, selfscore_xl.live_check\n"
        "import selfscore_xl.live.closed, selfscore_xl.live.office\n"
        "print(sorted({'xlwings', 'uno', 'openpyxl', 'pandas'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said == "[]\n"


class Calculating(ClosedBook):
    """A program that calculates by itself, and lets nobody put a value into a formula."""

    def put_value(self, sheet: str, address: Address, value: Decimal | str) -> bool:
        return False


@pytest.mark.parametrize(("kind", "written"), [(ClosedBook, True), (Calculating, False)])
def test_the_sheet_says_whether_figures_were_written(
    kind: type[ClosedBook], written: bool, filled: Path, tmp_path: Path
) -> None:
    editor = Editor(Workbook.open(str(filled)), str(filled))
    editor.set_value("Chấm điểm", (11, 5), Decimal(3))
    wrong = tmp_path / "wrong.xlsx"
    wrong.write_bytes(editor.to_bytes())
    book = kind(str(wrong))
    live_check.check(book)
    texts = [str(text) for text in book.cells(RESULT_SHEET).values()]
    assert any("bấm vào địa chỉ ô" in text.lower() for text in texts)
    assert any("đã được ghi vào biểu" in text for text in texts) is written
