"""The hands themselves: keys arrive, refusals are seen, letters beyond ASCII survive."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Protection
from openpyxl.worksheet.datavalidation import DataValidation

from tests.office.client import OfficeError
from tests.office.window import Dialog, Hands

SHEET = "Chấm điểm"
REFUSAL = Dialog("Điểm vượt tối đa", "Điểm phải từ 0 đến 5. Đề nghị nhập lại.", ("OK",))


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """B2 takes 0 to 5, B3 takes x, B4 takes anything; the rest is locked; B5 is twice B2."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = SHEET
    sheet["B5"] = "=B2*2"
    limit = DataValidation("decimal", "0", "5", error=REFUSAL.text, errorTitle=REFUSAL.title)
    choice = DataValidation("list", '"x"', error="Chỉ nhập x hoặc để trống.", errorTitle="Đề nghị trừ")
    for rule, ref in ((limit, "B2"), (choice, "B3")):
        rule.showErrorMessage = True
        rule.operator = "between" if rule is limit else None
        sheet.add_data_validation(rule)
        rule.add(ref)
    for ref in ("B2", "B3", "B4"):
        sheet[ref].protection = Protection(locked=False)
    sheet.protection.sheet = True
    path = tmp_path / "biểu mẫu.xlsx"
    book.save(path)
    return path


def test_typed_keys_arrive_and_formulas_follow(hands: Hands, form: Path) -> None:
    with hands.open(form) as book:
        hands.go(book, SHEET, "B2")
        hands.type("4")
        hands.keys("Return")
        assert book.values(SHEET) == {"B2": 4, "B5": 8}
        assert hands.dialog_now() is None
        assert hands.shot("typed").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("ref", "typed", "said"),
    [("B2", "9", REFUSAL.text), ("B3", "y", "Chỉ nhập x hoặc để trống.")],
    ids=["over the cap", "not in the list"],
)
def test_a_refusal_is_read_from_the_screen(hands: Hands, form: Path, ref: str, typed: str, said: str) -> None:
    with hands.open(form) as book:
        hands.go(book, SHEET, ref)
        hands.type(typed)
        hands.keys("Return")
        assert said in hands.dialog().text
        hands.keys("Escape")
        assert ref not in book.values(SHEET)


def test_a_locked_cell_refuses_the_first_key(hands: Hands, form: Path) -> None:
    with hands.open(form) as book:
        hands.go(book, SHEET, "A1")
        hands.type("1")
        assert "Protected cells" in hands.dialog().text


def test_the_dialog_is_read_whole(hands: Hands, form: Path) -> None:
    with hands.open(form) as book:
        hands.go(book, SHEET, "B2")
        hands.enter("9")
        assert hands.dialog() == REFUSAL


def test_any_letters_can_be_entered(hands: Hands, form: Path) -> None:
    text = "Không phát sinh: đề nghị trừ, ưỡn ẹo"
    with hands.open(form) as book:
        hands.go(book, SHEET, "B4")
        hands.enter(text)
        assert book.values(SHEET)["B4"] == text


def test_a_paste_passes_the_rule_by(hands: Hands, form: Path) -> None:
    with hands.open(form) as book:
        hands.go(book, SHEET, "B2")
        hands.paste("9")
        assert hands.dialog_now() is None
        assert book.values(SHEET)["B2"] == 9


def test_a_failure_leaves_a_picture_and_no_dialog(hands: Hands, form: Path) -> None:
    picture = hands.folder / "failure.png"
    picture.unlink(missing_ok=True)

    def fail() -> None:
        with hands.open(form) as book:
            hands.go(book, SHEET, "B2")
            hands.enter("9")
            hands.dialog()
            book.values("Không có")

    with pytest.raises(OfficeError):
        fail()

    assert picture.exists()
    assert hands.dialog_now() is None
