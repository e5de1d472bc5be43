"""A person's hands on the real form: real keys into a real LibreOffice window.

What can be refused is refused, in our words; what cannot (a paste, a cut, a locked cell copied onto an
input) leaves the totals right or is named by ``Kiểm tra`` and by the checks. Pictures of each go to
``artefacts``.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from selfscore_xl import app, sets, template
from selfscore_xl.cell import ref
from selfscore_xl.finding import Place
from selfscore_xl.layout import DATA_SHEET, FORM_SHEET, DataField, Field, Layout
from selfscore_xl.template import Answers, live
from tests.office.client import Book, Content, Value
from tests.office.window import Hands, wait_for
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

    def formulas(self) -> dict[str, str]:
        return {ref: content.formula for ref, content in self.contents().items() if content.formula}

    def found(self, key: str, field: Field) -> set[str]:
        """The codes that ``validate`` finds at a cell of the saved file."""
        return self.codes_at(at(key, field))

    def codes_at(self, ref: str, sheet: str = FORM_SHEET) -> set[str]:
        self.book.save(self.saved)
        return {
            finding.code
            for finding in app.validate(str(self.saved), write=False).findings
            if Place(sheet, ref) in (finding.place, *finding.related)
        }

    def select(self, first: str, last: str) -> None:
        self.hands.go(self.book, FORM_SHEET, f"{first}:{last}")

    def drag_a_score_up(self) -> None:
        """A score with its evidence from I.4 to I.3.b."""
        self.select(at("I.4", Field.SELF), at("I.4", Field.EVIDENCE))
        self.hands.drag(self.book, FORM_SHEET, at("I.4", Field.SELF), at("I.3.b", Field.SELF))
        wait_for(lambda: self.value("I.3.b", Field.SELF) == 7.5, "the dragged score")

    def answer(self, *keys: str) -> None:
        """Answer the question on the screen, should there be one."""
        if self.hands.dialog_now() is not None:
            self.hands.keys(*keys)


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
    assert form.found("I.2.b", Field.EVIDENCE) == {"S401"}


@pytest.mark.parametrize("typed", ["5.01", "-1", "5 diem"], ids=["over", "negative", "text"])
def test_a_wrong_score_is_refused_with_our_words(form: Form, typed: str) -> None:
    form.go("I.2.b", Field.SELF)
    form.hands.type(typed)
    form.hands.keys("Return")
    said = form.refusal("refused")
    assert "Điểm phải là số từ 0 đến điểm tối đa của tiêu chí (5 điểm)." in said
    assert form.value("I.2.b", Field.SELF) == ""
    assert form.found("I.2.b", Field.SELF) == {"S108"}


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
    assert form.found("I.2.b", Field.EXCLUDED) == set()


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
    assert form.found(key, field) == set()


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
    assert form.found("I.4", Field.SELF) == {"S011"}


def test_an_input_that_is_cut_and_pasted_leaves_every_formula_right(form: Form) -> None:
    before = form.formulas()
    form.go("I.5", Field.SELF)
    form.hands.keys("ctrl+x")
    form.go("I.2.a", Field.SELF)
    form.hands.keys("ctrl+v")
    form.hands.shot("cut")
    assert (form.value("I.5", Field.SELF), form.value("I.2.a", Field.SELF)) == ("", 7)
    assert form.formulas() == before
    assert form.says("I.5") == live.words("S108")
    assert form.says("I.2.a") == live.words("S409") or form.says("I.2.a") == live.words("S401")
    assert form.is_right()
    assert form.found("I.5", Field.SELF) == {"S011", "S108"}


@pytest.mark.parametrize("edge", ["first", "last"])
def test_cutting_at_the_edge_of_the_table_does_not_move_it(form: Form, edge: str) -> None:
    """The ranges are a locked row longer at both ends."""
    before = form.formulas()
    source, target = ("I.1", "IV.1") if edge == "first" else ("IV.2", "I.2.a")
    form.go(source, Field.SELF)
    form.hands.keys("ctrl+x")
    form.go(target, Field.SELF)
    form.hands.keys("ctrl+v")
    assert form.formulas() == before
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
    assert form.found("I.5", Field.SELF) == {"S101"}
    assert form.found("I.1", Field.SELF) == {"S108"}


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


def test_rows_of_the_table_cannot_be_sorted(form: Form) -> None:
    before = form.contents()
    form.select(at("I.9.b.1", Field.CODE), at("I.9.b.5", Field.CHECK))
    form.hands.keys("alt+d", "Down", "Down", "Return")
    form.hands.shot("sorted")
    form.answer("Return")
    form.answer("Return")
    assert form.contents() == before


def test_scores_that_are_sorted_are_counted_where_they_stand(form: Form) -> None:
    """Inputs below each other may be sorted by themselves."""
    before = form.formulas()
    form.select(at("I.3.a", Field.SELF), at("I.5", Field.SELF))
    form.hands.keys("alt+d", "Down", "Return")  # ascending
    form.hands.shot("question")
    form.hands.keys("alt+s")  # the selection only
    form.hands.shot("sorted")
    assert [form.value(key, Field.SELF) for key in ("I.3.a", "I.3.b", "I.4", "I.5")] == [7, 7.5, "", ""]
    assert form.formulas() == before
    assert form.says("I.3.a") == form.says("I.3.b") == live.words("S101")
    assert form.is_right()
    assert "S101" in form.found("I.3.a", Field.SELF)


def test_the_filter_hides_rows_and_counts_them_all_the_same(form: Form) -> None:
    before = form.contents()
    form.hands.go(form.book, FORM_SHEET, f"J{LAYOUT.header_row}")
    form.hands.keys("alt+Down")
    form.hands.shot("filter")
    form.hands.keys("space", "Return")  # the first of its words, those of rows without any, unticked
    form.hands.shot("filtered")
    is_hidden = "result = document.Sheets.getByName(sheet).Rows.getByIndex(row - 1).IsFiltered"
    assert form.book.run(is_hidden, sheet=FORM_SHEET, row=LAYOUT.rows["I"])
    assert form.contents() == before
    assert form.is_right()
    assert "S012" in form.found("I", Field.CODE)


def test_inputs_dragged_with_the_mouse_leave_every_formula_right(form: Form) -> None:
    before = form.formulas()
    form.drag_a_score_up()
    form.hands.shot("dragged")
    assert (form.value("I.4", Field.SELF), form.value("I.3.b", Field.SELF)) == ("", 7.5)
    assert form.formulas() == before
    assert form.says("I.3.b") == live.words("S101")
    assert form.is_right()
    assert form.found("I.4", Field.SELF) == {"S011", "S108"}
    assert form.found("I.3.b", Field.SELF) == {"S101"}


def test_what_was_cut_or_dragged_comes_back_whole(form: Form) -> None:
    before = form.contents()
    form.drag_a_score_up()
    form.hands.keys("ctrl+z")
    form.go("I.4", Field.SELF)
    form.hands.keys("ctrl+x")
    form.go("I.2.b", Field.SELF)
    form.hands.keys("ctrl+v")
    assert form.contents() != before
    form.hands.keys("ctrl+z", "ctrl+z")
    assert form.contents() == before
    assert form.found("I.4", Field.SELF) == set()


def test_a_score_is_not_filled_over_a_group(form: Form) -> None:
    before = form.contents()
    form.select(at("I.5", Field.SELF), at("I.6.a", Field.SELF))
    form.hands.keys("ctrl+d")
    form.answer("Return")
    assert form.contents() == before


def test_a_whole_row_copied_onto_another_keeps_the_limits_of_its_row(form: Form) -> None:
    form.select(at("I.4", Field.EXCLUDED), at("I.5", Field.OPINION))
    form.hands.keys("ctrl+c")
    form.go("I.6.a", Field.EXCLUDED)
    form.hands.keys("ctrl+v")
    form.answer("Return")
    form.hands.shot("copied")
    assert form.value("I.6.a", Field.SELF) == 7.5
    assert form.says("I.6.a") == form.says("I.6.b") == live.words("S101")
    assert form.is_right()
    assert form.found("I.6.a", Field.SELF) == {"S101"}
    form.go("I.6.a", Field.SELF)
    form.hands.type("4.5")
    form.hands.keys("Return")
    assert "điểm tối đa của tiêu chí" in form.refusal("refused")


def test_rows_copied_from_another_form_are_read_as_what_they_say(
    hands: Hands, form: Form, tmp_path: Path
) -> None:
    before = form.formulas()
    path = tmp_path / "kỳ trước.xlsx"
    path.write_bytes(template.build(CRITERIA, unit="Sở Y tế", answers={"I.2.a": Answers("x", Decimal(25))}))
    with hands.open(path) as other:
        hands.go(other, FORM_SHEET, f"{at('I.2.a', Field.EXCLUDED)}:{at('I.2.b', Field.EXPLANATION)}")
        hands.keys("ctrl+c")
        hands.screen.run("wmctrl", "-a", "biểu.xlsx")
        wait_for(lambda: "biểu" in hands.screen.focused(), "the first form")
        form.go("I.4", Field.EXCLUDED)
        hands.keys("ctrl+v")
        form.answer("Return")
        hands.shot("copied")
    assert form.formulas() == before
    assert (form.value("I.4", Field.SELF), form.value("I.5", Field.SELF)) == (25, "")
    assert form.says("I.4") == live.words("S202")
    assert form.says("I.5") == live.words("S108")
    assert form.is_right()
    assert "S201" in form.found("I.4", Field.SELF)


def test_a_row_of_a_group_copied_onto_a_leaf_is_named(form: Form) -> None:
    """Its subtotal then stands where a score has to be typed."""
    form.select(at("I.3", Field.EXCLUDED), at("I.3", Field.OPINION))
    form.hands.keys("ctrl+c")
    form.go("I.6.a", Field.EXCLUDED)
    form.hands.keys("ctrl+v")
    form.answer("Return")
    form.hands.shot("copied")
    assert form.value("IV", Field.SELF) == 3
    assert form.says("I.6.a").startswith(live.WRONG)
    assert {"S011", "S013"} <= form.found("I.6.a", Field.SELF)
    assert "S011" in form.found("I.6.a", Field.EVIDENCE)


def test_a_row_pasted_as_text_fills_its_cells(form: Form) -> None:
    form.go("I.2.b", Field.EXCLUDED)
    form.hands.paste("x\t3\tbao-cao.pdf\tKhông được giao\t2\tĐồng ý")
    form.hands.shot("pasted")
    assert form.says("I.2.b") == live.words("S201")
    assert form.is_right()
    assert "S201" in form.found("I.2.b", Field.SELF)


def test_rows_pasted_as_text_over_a_group_are_refused(form: Form) -> None:
    before = form.contents()
    form.go("I.5", Field.EXCLUDED)
    form.hands.paste("x\t1\ta.pdf\nx\t2\tb.pdf\nx\t3\tc.pdf")
    form.hands.dialog()  # how to take the text apart
    form.hands.keys("Return")
    assert "Protected cells" in form.refusal("refused")
    assert form.contents() == before


def test_special_pasting_of_a_locked_cell_gives_a_score(form: Form) -> None:
    """Values only: the input keeps its rule and stays open."""
    form.go("I.4", Field.MAX)
    form.hands.keys("ctrl+c")
    form.go("I.5", Field.SELF)
    form.hands.keys("ctrl+alt+shift+v")
    form.answer("Return")
    form.hands.shot("pasted")
    assert form.value("I.5", Field.SELF) == 10
    assert form.says("I.5") == live.words("S101")
    assert form.is_right()
    assert form.found("I.5", Field.SELF) == {"S101"}


def test_backspace_can_take_the_rule_with_it_and_that_is_named(form: Form) -> None:
    form.go("I.4", Field.SELF)
    form.hands.keys("BackSpace")
    form.hands.dialog()
    form.hands.shot("question")
    form.hands.keys("alt+a", "Return")  # all of the cell, not only its content
    assert form.says("I.4") == live.words("S108")
    assert form.is_right()
    assert form.found("I.4", Field.SELF) == {"S011", "S108"}


def test_the_period_cut_from_the_head_onto_a_score_is_named(form: Form) -> None:
    """It is merged over the evidence, and stays so."""
    form.hands.go(form.book, FORM_SHEET, "C5")
    form.hands.keys("ctrl+x")
    form.go("I.4", Field.SELF)
    form.hands.keys("ctrl+v")
    form.answer("Return")
    form.hands.shot("cut")
    assert form.says("I.4") == live.words("S103")
    assert form.is_right()
    assert "S011" in form.found("I.4", Field.SELF)
    assert "S502" in form.codes_at("C5")


def test_figures_cut_and_pasted_leave_every_proposal_right(form: Form) -> None:
    column = LAYOUT.data_columns[DataField.VALUE]
    first, third = (ref(LAYOUT.data_rows[index].row, column) for index in (0, 2))
    formulas = {cell: one.formula for cell, one in form.book.contents(DATA_SHEET).items() if one.formula}
    form.hands.go(form.book, DATA_SHEET, first)
    form.hands.type("90")
    form.hands.keys("Return")
    form.hands.go(form.book, DATA_SHEET, first)
    form.hands.keys("ctrl+x")
    form.hands.go(form.book, DATA_SHEET, third)
    form.hands.keys("ctrl+v")
    form.hands.shot("cut")
    contents = form.book.contents(DATA_SHEET)
    assert {cell: one.formula for cell, one in contents.items() if one.formula} == formulas
    assert (first in contents, contents[third].value) == (False, 90)
    assert form.is_right()
    assert form.codes_at(first, DATA_SHEET) == form.codes_at(third, DATA_SHEET) == set()


def test_words_copied_onto_a_figure_are_named(form: Form) -> None:
    column = LAYOUT.data_columns[DataField.VALUE]
    row = LAYOUT.data_rows[0].row
    form.hands.go(form.book, DATA_SHEET, ref(row, LAYOUT.data_columns[DataField.LABEL]))
    form.hands.keys("ctrl+c")
    form.hands.go(form.book, DATA_SHEET, ref(row, column))
    form.hands.keys("ctrl+v")
    form.hands.shot("copied")
    assert form.book.values(DATA_SHEET)[ref(row, LAYOUT.data_columns[DataField.CHECK])] == live.words("S113")
    assert form.is_right()
    assert form.codes_at(ref(row, column), DATA_SHEET) == {"S113"}


def test_a_percentage_is_a_fraction_and_is_counted_as_one(form: Form) -> None:
    form.go("I.2.b", Field.SELF)
    form.hands.type("50%")
    form.hands.keys("Return")
    form.hands.shot("percent")
    assert form.value("I.2.b", Field.SELF) == 0.5
    assert form.says("I.2.b") == live.words("S401")
    assert form.is_right()
    assert form.found("I.2.b", Field.EVIDENCE) == {"S401"}


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
    assert "S102" in form.found("I.9.b.4", Field.SELF)


@pytest.mark.parametrize("text_format", [False, True], ids=["apostrophe", "text format"])
def test_a_score_stored_as_text_becomes_a_number_as_its_hint_says(
    hands: Hands, tmp_path: Path, text_format: bool
) -> None:
    """The text as another program or a paste left it in a locked form; the hint's first way does for a
    number behind an apostrophe, its second for a cell whose format is Text."""
    path = tmp_path / "biểu.xlsx"
    path.write_bytes(template.build(CRITERIA, unit="Sở Tư pháp", answers=ANSWERS))
    damaged = openpyxl.load_workbook(path)
    cell = damaged[FORM_SHEET][at("I.2.b", Field.SELF)]
    cell.value, cell.data_type = "4.5", "s"
    cell.quotePrefix = not text_format
    if text_format:
        cell.number_format = "@"
    damaged.save(path)
    with hands.open(path) as book:
        form = Form(hands, book, tmp_path)
        assert form.value("I.2.b", Field.SELF) == "4.5"
        assert form.says("I.2.b") == live.words("S104")
        assert "S104" in form.found("I.2.b", Field.SELF)
        form.go("I.2.b", Field.SELF)
        hands.keys("Delete")
        hands.type("4.5")
        hands.keys("Return")
        if text_format:
            assert "Điểm phải là số" in form.refusal("still text")
            form.go("I.4", Field.SELF)
            hands.keys("ctrl+c")
            form.go("I.2.b", Field.SELF)
            hands.keys("ctrl+v")
            form.answer("Return")
            hands.shot("copied")
            hands.type("4.5")
            hands.keys("Return")
        hands.shot("number")
        assert form.value("I.2.b", Field.SELF) == 4.5
        assert form.value("I.2", Field.SELF) == 4.5
        assert form.says("I.2.b") == live.words("S401")
        assert form.is_right()
        assert form.found("I.2.b", Field.SELF) == {"S401", "S409"}
        form.go("I.2.b", Field.SELF)
        hands.type("5.5")
        hands.keys("Return")
        assert "điểm tối đa của tiêu chí" in form.refusal("its own limit")


def test_a_date_put_into_a_score_is_over_every_maximum(form: Form) -> None:
    """The key for today's date asks no rule; a formula sees the date's number, and validate the date."""
    form.go("I.2.b", Field.SELF)
    form.hands.keys("ctrl+semicolon", "Return")
    assert form.hands.dialog_now() is None
    form.hands.shot("date")
    assert form.says("I.2.b") == live.words("S101")
    assert form.found("I.2.b", Field.SELF) == {"S106"}


def test_a_fraction_is_no_score(form: Form) -> None:
    form.go("I.2.b", Field.SELF)
    form.hands.type("1/2")
    form.hands.keys("Return")
    assert "Điểm phải là số" in form.refusal("refused")
    assert form.value("I.2.b", Field.SELF) == ""


def test_a_mark_in_capitals_is_a_mark(form: Form) -> None:
    form.go("I.2.b", Field.EXCLUDED)
    form.hands.type("X")
    form.hands.keys("Return")
    assert form.hands.dialog_now() is None
    assert form.says("I.2.b") == live.words("S202")
    assert form.is_right()
    assert "S205" not in form.found("I.2.b", Field.EXCLUDED)


def test_replacing_everywhere_changes_what_may_be_typed_and_nothing_else(form: Form) -> None:
    before = form.contents()
    form.book.run(
        "frame = document.CurrentController.Frame\n"
        "wanted = {'SearchString': '1', 'ReplaceString': '7', 'CellType': 0, 'Command': 3}\n"
        "wanted = properties(**{f'SearchItem.{name}': value for name, value in wanted.items()})\n"
        "helper = service('com.sun.star.frame.DispatchHelper')\n"
        "helper.executeDispatch(frame, '.uno:ExecuteSearch', '', 0, wanted)"
    )
    form.answer("Escape")  # the list of what was found
    after = form.contents()
    assert {ref for ref in after if after[ref].formula is None and after[ref] != before[ref]} == {
        at(key, Field.EVIDENCE) for key in ("I.1", "I.4", "I.5", "IV.2")
    }
    assert after.keys() == before.keys()
    assert form.is_right()


def test_a_score_linked_to_another_is_named(form: Form) -> None:
    form.go("I.4", Field.SELF)
    form.hands.keys("ctrl+c")
    form.go("I.2.b", Field.SELF)
    form.book.run(
        "frame = document.CurrentController.Frame\n"
        "helper = service('com.sun.star.frame.DispatchHelper')\n"
        "wanted = properties(Flags='SVDNT', AsLink=True)\n"
        "helper.executeDispatch(frame, '.uno:InsertContents', '', 0, wanted)"
    )
    form.answer("Return")
    assert form.value("I.2.b", Field.SELF) == 7.5
    assert form.says("I.2.b") == live.words("S101")
    assert form.is_right()
    assert {"S013", "S101"} <= form.found("I.2.b", Field.SELF)


def test_rows_folded_away_are_counted_and_named(form: Form) -> None:
    before = form.contents()
    form.go("I.2", Field.TITLE)
    form.book.run(
        "frame = document.CurrentController.Frame\n"
        "helper = service('com.sun.star.frame.DispatchHelper')\n"
        "helper.executeDispatch(frame, '.uno:HideDetail', '', 0, ())"
    )
    form.hands.shot("folded")
    is_shown = "result = document.Sheets.getByName(sheet).Rows.getByIndex(row - 1).IsVisible"
    assert not form.book.run(is_shown, sheet=FORM_SHEET, row=LAYOUT.rows["I.2.a"])
    assert form.contents() == before
    assert form.is_right()
    assert "S012" in form.found("I.2.a", Field.CODE)
