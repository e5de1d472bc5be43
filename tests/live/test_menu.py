"""The extension's menu under real keys, in a window: what somebody sees who checks a form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from selfscore_xl import demo
from selfscore_xl.layout import FORM_SHEET, RESULT_SHEET
from tests.office.client import Office, missing_office
from tests.office.fixtures import require
from tests.office.window import Hands, Screen, wait_for
from tools import build_macros

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.keys
AT = """
area = document.CurrentSelection.RangeAddress
result = [document.CurrentController.ActiveSheet.Name, area.StartRow + 1, area.StartColumn + 1]
"""


@pytest.fixture(scope="module")
def extended(screen: Screen, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A LibreOffice with a window and the extension."""
    require(missing_office())
    office = Office(window=True, environment=screen.environment)
    path = tmp_path_factory.mktemp("oxt") / "selfscore-xl.oxt"
    path.write_bytes(build_macros.extension())
    office.install(path)
    yield office
    office.stop()


@pytest.fixture
def user(screen: Screen, extended: Office, request: pytest.FixtureRequest) -> Hands:
    folder = re.sub(r"[^\w.-]+", "-", request.node.name).strip("-")
    return Hands(screen, extended, ROOT / "artefacts" / folder)


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "form.xlsx"
    path.write_bytes(demo.load().form())
    return path


def test_check_next_undo_by_the_menu(user: Hands, form: Path) -> None:
    with user.open(form) as book:
        sheets = book.sheets()
        user.keys("alt+c")
        user.shot("1-menu")
        user.keys("k")
        wait_for(lambda: book.run(AT) == [RESULT_SHEET, 1, 1], "the sheet of findings", 60)
        user.settle()
        user.shot("2-findings")
        user.keys("alt+c", "l")
        wait_for(lambda: book.run(AT) == [FORM_SHEET, 15, 6], "the first finding", 60)
        user.shot("3-first-finding")
        user.keys("alt+c", "l")
        wait_for(lambda: book.run(AT) == [FORM_SHEET, 15, 7], "the second finding", 60)
        user.keys("ctrl+z")
        wait_for(lambda: book.sheets() == sheets, "the form as it was", 60)
        assert book.run('result = document.Sheets.getByName("Chấm điểm").Annotations.Count') == 0
        assert not book.run("result = document.UndoManager.isUndoPossible()")
        user.shot("4-undone")


def test_a_cell_that_is_being_edited(user: Hands, form: Path) -> None:
    with user.open(form) as book:
        user.go(book, FORM_SHEET, "E15")
        sheets = book.sheets()
        user.type("2")
        user.keys("alt+c", "k")
        dialog = user.dialog()
        assert dialog.title == "Tự chấm điểm"
        assert dialog.text.startswith("Một ô đang được sửa; bấm Enter để nhận hoặc Esc để bỏ")
        user.shot("editing")
        user.keys("Return")  # the dialog
        assert book.sheets() == sheets
        user.keys("Return")  # the cell: what was typed was not lost
        assert book.values(FORM_SHEET)["E15"] == 2
        assert book.sheets() == sheets


def test_no_form_in_a_dialog(user: Hands, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n")
    with user.open(path, FilterName="Text - txt - csv (StarCalc)", FilterOptions="44,34,76") as book:
        user.keys("alt+c", "k")
        assert "không phải biểu tự chấm điểm" in user.dialog().text
        user.shot("no-form")
        user.keys("Return")
        assert book.sheets() == ["other"]
