"""A person's hands on the real form: real keys into a real LibreOffice window.

What can be refused is refused, in our words; what cannot (a paste, a cut, a locked cell copied onto an
input) leaves the totals right or is named by ``Kiểm tra`` and by the checks. Pictures of each go to
``artefacts``.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from selfscore_xl import checking, sets, template
from selfscore_xl.layout import DATA_SHEET, FORM_SHEET, Field, Layout
from selfscore_xl.template import Answers, live
from tests.office.client import Book, Content, OfficeError, Value
from tests.office.window import Hands
from tests.parity.agreement import context_of, differences

CRITERIA = sets.load("quang-tri-2023-h1")
LAYOUT = Layout(CRITERIA)
FULL = "[1].bao-cao-01.pdf"
ANSWERS = {
    "I.1": Answers(score=Decimal(20), evidence=FULL),
    "I.4": Answers(score=Decimal("7.5"), evidence=FULL, explanation="Còn 02 việc chậm."),
    "I.5": Answers(score=Decimal(7), evidence=FULL),
    "I.7": Answers(mark="x", explanation="Không được giao."),
    "IV.2": Answers(score=Decimal(3), evidence=FULL),
}


def at(key: str, field: Field) -> str:
    return LAYOUT.ref(key, field)


class Form:
    """The form on the screen, and as it would be sent in."""

    def __init__(self, hands: Hands, book: Book, folder: Path) -> None:
        self.hands = hands
        self.book = book
        self.saved = folder / "sent.xlsx"

    def go(self, key: str, field: Field) -> None:
        self.hands.go(self.book, FORM_SHEET, at(key, field))

    def contents(self) -> dict[str, Content]:
        return self.book.contents(FORM_SHEET)

    def value(self, key: str, field: Field) -> Value:
        return self.book.values(FORM_SHEET).get(at(key, field), "")

    def says(self, key: str) -> str:
        return str(self.value(key, Field.CHECK))

    def refusal(self, name: str) -> str:
        """The words of the dialog on the screen, which is then dismissed."""
        text = self.hands.dialog().text
        self.hands.shot(name)
        self.hands.keys("Escape")
        return text

    def is_right(self) -> bool:
        """Every total and message on the screen is what the checks say of the saved file."""
        shown = {sheet: self.book.values(sheet) for sheet in (FORM_SHEET, DATA_SHEET)}
        self.book.save(self.saved)
        return differences(context_of(CRITERIA, self.saved), shown) == []

    def found(self, key: str, field: Field) -> set[str]:
        """The codes that the checks find at a cell of the saved file."""
        self.book.save(self.saved)
        ref = at(key, field)
        return {
            finding.code
            for finding in checking.run(context_of(CRITERIA, self.saved))
            if finding.place is not None and ref in (finding.place.ref, *(one.ref for one in finding.related))
        }


@pytest.fixture
def form(hands: Hands, tmp_path: Path) -> Iterator[Form]:
    path = tmp_path / "biểu.xlsx"
    path.write_bytes(template.build(CRITERIA, unit="Sở Tư pháp", answers=ANSWERS))
    with hands.open(path) as book:
        yield Form(hands, book, tmp_path)


def test_a_typed_score_is_taken_and_counted(form: Form) -> None:
    form.go("I.2.b", Field.SELF)
    form.hands.type("4.5")
    form.hands.keys("Return")
    form.hands.shot("typed")
    assert form.value("I.2.b", Field.SELF) == 4.5
    assert form.value("I.2", Field.SELF) == 4.5
    assert form.says("I.2.b") == live.words("S401")
    assert form.is_right()


@pytest.mark.parametrize("typed", ["5.01", "-1", "5 diem"], ids=["over", "negative", "text"])
def test_a_wrong_score_is_refused_with_our_words(form: Form, typed: str) -> None:
    form.go("I.2.b", Field.SELF)
    form.hands.type(typed)
    form.hands.keys("Return")
    said = form.refusal("refused")
    assert "Điểm phải là số từ 0 đến điểm tối đa của tiêu chí (5 điểm)." in said
    assert form.value("I.2.b", Field.SELF) == ""


@pytest.mark.parametrize("field", [Field.SELF, Field.APPRAISED], ids=str)
def test_every_limit_is_its_rows_own(form: Form, field: Field) -> None:
    for key, over in (("I.2.a", "25.5"), ("IV.1", "2.5")):
        form.go(key, field)
        form.hands.type(over)
        form.hands.keys("Return")
        assert "điểm tối đa" in form.refusal(f"over-{key}")
        assert form.value(key, field) == ""


def test_a_wrong_mark_is_refused(form: Form) -> None:
    form.go("I.2.b", Field.EXCLUDED)
    form.hands.type("y")
    form.hands.keys("Return")
    assert "Chỉ để trống hoặc chọn x." in form.refusal("refused")
    assert form.value("I.2.b", Field.EXCLUDED) == ""


def test_a_mark_on_a_group_takes_everything_below_out(form: Form) -> None:
    form.go("I.9", Field.EXCLUDED)
    form.hands.type("x")
    form.hands.keys("Return")
    form.hands.shot("marked")
    assert form.says("I.9") == live.words("S202")
    assert form.says("I.9.b.3") == live.DROPPED
    form.go("I.9", Field.EXPLANATION)
    form.hands.enter("Không được giao nhiệm vụ này.")
    assert form.says("I.9") == ""
    assert form.is_right()


LOCKED = {
    "maximum": ("I.4", Field.MAX),
    "title": ("I.4", Field.TITLE),
    "subtotal": ("I.2", Field.SELF),
    "check": ("I.4", Field.CHECK),
    "evidence of a group": ("I", Field.EVIDENCE),
}


@pytest.mark.parametrize("name", LOCKED)
def test_a_locked_cell_takes_no_key(form: Form, name: str) -> None:
    key, field = LOCKED[name]
    before = form.contents()
    form.go(key, field)
    form.hands.type("1")
    assert "Protected cells" in form.refusal("locked")
    form.hands.keys("Delete")
    if form.hands.dialog_now() is not None:
        form.hands.keys("Escape")
    assert form.contents() == before


def test_pasted_text_over_the_maximum_is_seen(form: Form) -> None:
    form.go("I.2.b", Field.SELF)
    form.hands.paste("12")
    assert form.hands.dialog_now() is None
    form.hands.shot("pasted")
    assert form.says("I.2.b") == live.words("S101")
    assert "S101" in form.found("I.2.b", Field.SELF)
    assert form.is_right()


def test_a_locked_cell_copied_onto_an_input_is_named(form: Form) -> None:
    form.go("I.4", Field.MAX)
    form.hands.keys("ctrl+c")
    form.go("I.4", Field.SELF)
    form.hands.keys("ctrl+v")
    if form.hands.dialog_now() is not None:
        form.hands.keys("Return")  # it may ask whether to replace what stands there
    form.hands.shot("copied")
    assert form.value("I.4", Field.SELF) == 10
    assert form.is_right()
    assert form.found("I.4", Field.SELF) & {"S011", "S012"}


def test_an_input_that_is_cut_and_pasted_leaves_every_formula_right(form: Form) -> None:
    before = {ref: content.formula for ref, content in form.contents().items() if content.formula}
    form.go("I.5", Field.SELF)
    form.hands.keys("ctrl+x")
    form.go("I.2.a", Field.SELF)
    form.hands.keys("ctrl+v")
    form.hands.shot("cut")
    assert (form.value("I.5", Field.SELF), form.value("I.2.a", Field.SELF)) == ("", 7)
    after = {ref: content.formula for ref, content in form.contents().items() if content.formula}
    assert after == before
    assert form.says("I.5") == live.words("S108")
    assert form.says("I.2.a") == live.words("S409") or form.says("I.2.a") == live.words("S401")
    assert form.is_right()
    assert "S011" in form.found("I.5", Field.SELF) | form.found("I.2.a", Field.SELF)


@pytest.mark.parametrize("edge", ["first", "last"])
def test_cutting_at_the_edge_of_the_table_does_not_move_it(form: Form, edge: str) -> None:
    """The ranges are a locked row longer at both ends."""
    before = {ref: content.formula for ref, content in form.contents().items() if content.formula}
    source, target = ("I.1", "IV.1") if edge == "first" else ("IV.2", "I.2.a")
    form.go(source, Field.SELF)
    form.hands.keys("ctrl+x")
    form.go(target, Field.SELF)
    form.hands.keys("ctrl+v")
    after = {ref: content.formula for ref, content in form.contents().items() if content.formula}
    assert after == before
    assert form.is_right()


def test_filling_down_and_deleting_keep_the_totals_right(form: Form) -> None:
    form.hands.go(form.book, FORM_SHEET, f"{at('I.4', Field.SELF)}:{at('I.5', Field.SELF)}")
    form.hands.keys("ctrl+d")
    assert form.value("I.5", Field.SELF) == 7.5
    assert form.says("I.5") == live.words("S101")
    assert form.is_right()
    form.go("I.1", Field.SELF)
    form.hands.keys("Delete")
    form.hands.shot("filled-down")
    assert form.says("I.1") == live.words("S108")
    assert form.is_right()


def test_what_was_deleted_comes_back(form: Form) -> None:
    before = form.contents()
    form.go("I.4", Field.SELF)
    form.hands.keys("Delete", "ctrl+z")
    assert form.contents() == before


def test_rows_can_neither_be_inserted_nor_deleted(form: Form) -> None:
    before = form.contents()
    form.go("I.4", Field.SELF)
    for key in ("ctrl+plus", "ctrl+minus"):
        form.hands.keys(key)
        for _ in range(3):
            if form.hands.dialog_now() is None:
                break
            form.hands.keys("Escape")
    assert form.contents() == before


def test_nothing_can_be_sorted(form: Form) -> None:
    before = form.contents()
    area = f"{at('I.9.b.1', Field.CODE)}:{at('I.9.b.5', Field.CHECK)}"
    with contextlib.suppress(OfficeError):
        form.book.run(
            "document.Sheets.getByName(sheet).getCellRangeByName(area).sort(())", sheet=FORM_SHEET, area=area
        )
    assert form.contents() == before


def test_a_percentage_is_a_fraction_and_is_counted_as_one(form: Form) -> None:
    form.go("I.2.b", Field.SELF)
    form.hands.type("50%")
    form.hands.keys("Return")
    form.hands.shot("percent")
    assert form.value("I.2.b", Field.SELF) == 0.5
    assert form.is_right()


def test_a_whole_block_pasted_from_another_table_is_read_cell_by_cell(form: Form) -> None:
    form.go("I.9.b.1", Field.SELF)
    form.hands.paste("1\n0.5\n8,5\n-1\n=1/0")
    form.hands.dialog()
    form.hands.shot("question")
    form.hands.keys("Return")
    form.hands.shot("block")
    assert form.value("I.9.b.1", Field.SELF) == 1
    assert form.says("I.9.b.4") == live.words("S102")
    assert form.is_right()
