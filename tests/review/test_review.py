"""The reviewer's copy: what is locked and open, the four ways of deciding, and rounds."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from selfscore_xl import app, comparing, demo, sets, template
from selfscore_xl.appraisal import claims, final, grounds, refused, variants
from selfscore_xl.criteria import for_group
from selfscore_xl.layout import COMPARISON_SHEET, EXCLUSION_SHEET, FORM_SHEET, REMARK_SHEET, Field, Layout
from selfscore_xl.measure import row_height
from selfscore_xl.scoring import Answer, answers, score
from selfscore_xl.template import Answers
from tests.office.client import Office

LAYOUT = Layout(demo.load().criteria)
LEAVES = [node for node in demo.load().criteria.nodes if node.is_leaf]


@pytest.fixture(scope="module")
def filled() -> bytes:
    return demo.load().form()


@pytest.fixture
def form(filled: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "don-vi.xlsx"
    path.write_bytes(filled)
    return path


@pytest.fixture
def copy(form: Path) -> Path:
    path = form.with_name("tham-dinh.xlsx")
    assert app.review(str(form), str(path)) == 8
    return path


def edited(path: Path, change: Callable[[Any], None], name: str = "sua.xlsx") -> Path:
    book = openpyxl.load_workbook(path)
    change(book)
    out = path.with_name(name)
    book.save(out)
    return out


def test_unit_is_locked_and_appraisal_open(copy: Path) -> None:
    sheet = openpyxl.load_workbook(copy)[FORM_SHEET]
    for leaf in LEAVES:
        for field in (Field.EXCLUDED, Field.SELF, Field.EVIDENCE, Field.EXPLANATION):
            assert sheet[LAYOUT.ref(leaf.key, field)].protection.locked
        for field in (Field.APPRAISED, Field.OPINION):
            assert not sheet[LAYOUT.ref(leaf.key, field)].protection.locked
    assert sheet.protection.sheet


@pytest.mark.parametrize("name", [EXCLUSION_SHEET, COMPARISON_SHEET, REMARK_SHEET])
def test_no_text_of_the_reviewers_sheets_is_cut(copy: Path, name: str) -> None:
    sheet = openpyxl.load_workbook(copy)[name]
    merged = {at for area in sheet.merged_cells.ranges for at in area.cells}
    measured = 0
    for row in sheet.iter_rows():
        for cell in row:
            if (
                isinstance(cell.value, str)
                and cell.data_type == "s"
                and (cell.row, cell.column) not in merged
            ):
                width = sheet.column_dimensions[cell.column_letter].width
                font = cell.font
                needed = row_height([(cell.value, width, bool(font.b))], font.sz)
                assert sheet.row_dimensions[cell.row].height >= needed, cell.coordinate
                measured += 1
    assert measured > 3


def test_answers_are_untouched(form: Path, copy: Path) -> None:
    before, after = app.material(str(form)), app.material(str(copy))
    assert answers(before.lines) == answers(after.lines)
    assert before.scores == after.scores
    for key, line in before.lines.by_key.items():
        assert [entry.raw for entry in line.row.entries.values()] == [
            entry.raw for entry in after.lines.by_key[key].row.entries.values()
        ]


def test_the_unit_finds_nothing_new_in_it(form: Path, copy: Path) -> None:
    before, after = (app.validate(str(path), write=False) for path in (form, copy))
    assert [one for one in after.findings if one.code[:2] != "S6"] == list(before.findings)
    assert {one.code for one in after.findings if one.code[:2] == "S6"} == {"S605"}


def test_appraised_scores_are_limited(copy: Path) -> None:
    sheet = openpyxl.load_workbook(copy)[FORM_SHEET]
    rules = {
        cell: rule
        for rule in sheet.data_validations.dataValidation
        for area in rule.sqref.ranges
        for cell in area.cells
    }
    for leaf in LEAVES:
        rule = rules[LAYOUT.address(leaf.key, Field.APPRAISED)]
        assert (rule.type, rule.formula1) == ("decimal", "0")
        assert rule.formula2.startswith("$C"), "the maximum in the rule's own row"


def test_four_ways_of_deciding(form: Path) -> None:
    given = app.material(str(form))
    found = variants(given.tree, answers(given.lines), given.scores, frozenset())
    rates = [one.totals.rate for one in found]
    assert rates == [Decimal("96.74"), Decimal("47.73"), Decimal("52.26"), Decimal("96.74")]
    assert [one.accepted for one in found] == [76, 0, 13, 76]


def test_claims_are_cut_where_their_basis_differs(form: Path) -> None:
    given = app.material(str(form))
    keys = [node.key for node in claims(given.tree, given.scores)]
    assert keys == ["I.1", "I.2.a", "I.7", "I.8", "I.9.b", "II.2", "IV.1", "IV.2"]


TRAINING = for_group(sets.load("tap-huan-2026"), "so")
BASIS = "không phát sinh hồ sơ thì trừ vào điểm tổng cả tiêu chí này"


@pytest.mark.parametrize(
    ("marked", "claimed", "granted"),
    [
        (("II.2.1",), ["II.2"], True),  # the leaf takes its whole group out, and its words grant that
        (("II.2",), ["II.2"], True),
        (("II.2.2",), ["II.2.2"], False),  # its neighbour's words are not its own
        (("II.2.1", "I.4"), ["I.4", "II.2"], False),
    ],
)
def test_the_words_of_a_leaf_grant_what_it_takes_out(
    marked: tuple[str, ...], claimed: list[str], granted: bool
) -> None:
    tree = TRAINING.tree()
    given = {key: Answer(marked=True) for key in marked}
    scores = score(tree, given)
    nodes = claims(tree, scores)
    assert [node.key for node in nodes] == claimed
    words = [grounds(tree, scores, node.key) for node in nodes]
    assert words == ["" if key != "II.2" else BASIS for key in claimed]
    found = variants(tree, given, scores, frozenset())
    assert found.granted_only.accepted == sum(
        node.max_score for node, basis in zip(nodes, words, strict=True) if basis
    )
    assert (found.granted_only == found.all_accepted) is granted


def test_the_reviewer_reads_the_words_beside_the_whole_group(tmp_path: Path) -> None:
    form = tmp_path / "so.xlsx"
    typed = {"II.2.1": Answers(mark="x", explanation="Không phát sinh hồ sơ")}
    form.write_bytes(template.build(TRAINING, unit="Sở Y tế", unit_group="so", answers=typed))
    out = tmp_path / "tham-dinh.xlsx"
    assert app.review(str(form), str(out)) == 1
    rows = list(openpyxl.load_workbook(out)[EXCLUSION_SHEET].iter_rows(values_only=True))
    (row,) = (row for row in rows if row[0] == "II.2")
    assert BASIS in row


def decide(book: Any) -> None:
    sheet = book[EXCLUSION_SHEET]
    for row in range(6, 14):
        sheet.cell(row, 6).value = "Không chấp nhận" if sheet.cell(row, 1).value == "I.2.a" else "Chấp nhận"


def test_a_refused_exclusion_comes_back_into_the_base(copy: Path) -> None:
    given = app.material(str(edited(copy, decide)))
    back = refused(given.tree, given.submission)
    assert back == {"I.2.a"}
    totals = final(given.tree, answers(given.lines), back).totals
    assert (totals.applicable, totals.achieved) == (99, Decimal("71.59"))
    assert totals.rate == Decimal("72.31")


def test_decisions_and_remarks_survive_another_round(copy: Path) -> None:
    def write(book: Any) -> None:
        decide(book)
        for column, text in enumerate(("I.5", "Bổ sung công văn", "Mở"), start=1):
            book[REMARK_SHEET].cell(5, column).value = text

    first = edited(copy, write, "vong-1.xlsx")
    second = first.with_name("vong-2.xlsx")
    assert app.review(str(first), str(second)) == 0, "nothing is left to decide"
    before, after = (app.material(str(path)).submission for path in (first, second))
    assert before.decisions is not None
    assert after.decisions is not None
    assert {key: entry.text for key, entry in before.decisions.items()} == {
        key: entry.text for key, entry in after.decisions.items()
    }
    assert [one.remark for one in after.exchanged] == ["Bổ sung công văn"]


def test_findings_of_an_appraised_copy(copy: Path) -> None:
    def appraise(book: Any) -> None:
        decide(book)
        sheet = book[FORM_SHEET]
        sheet[LAYOUT.ref("I.2.b", Field.APPRAISED)] = 4
        sheet[LAYOUT.ref("I.4", Field.APPRAISED)] = 11
        sheet[LAYOUT.ref("I.1", Field.APPRAISED)] = 5
        sheet[LAYOUT.ref("I.2.a", Field.APPRAISED)] = 5

    outcome = app.validate(str(edited(copy, appraise)), write=False)
    found = {(one.code, one.place and one.place.ref) for one in outcome.findings if one.code[:2] == "S6"}
    assert found == {
        ("S602", LAYOUT.ref("I.2.b", Field.APPRAISED)),
        ("S601", LAYOUT.ref("I.4", Field.APPRAISED)),
        ("S604", LAYOUT.ref("I.1", Field.APPRAISED)),
        ("S603", LAYOUT.ref("I.3.a", Field.APPRAISED)),
    }


def test_a_refused_exclusion_wants_a_score(copy: Path) -> None:
    """Or it would count as 0 of 25 without anybody having said so."""
    refused_one = LAYOUT.ref("I.2.a", Field.APPRAISED)

    def appraise(book: Any) -> None:
        decide(book)
        for leaf in LEAVES:
            score = book[FORM_SHEET][LAYOUT.ref(leaf.key, Field.SELF)].value
            book[FORM_SHEET][LAYOUT.ref(leaf.key, Field.APPRAISED)] = score or None

    changed = edited(copy, appraise)
    outcome = app.validate(str(changed), write=False)
    assert [one.place.ref for one in outcome.findings if one.code == "S603"] == [refused_one]

    def score_it(book: Any) -> None:
        book[FORM_SHEET][refused_one] = 0

    outcome = app.validate(str(edited(changed, score_it, "xong.xlsx")), write=False)
    assert "S603" not in {one.code for one in outcome.findings}


@pytest.mark.office
def test_formulas_give_the_values_that_stand_in_the_copy(copy: Path, office: Office) -> None:
    def appraise(book: Any) -> None:
        decide(book)
        book[FORM_SHEET][LAYOUT.ref("I.2.b", Field.APPRAISED)] = 4

    changed = edited(copy, appraise)
    again = changed.with_name("lai.xlsx")
    app.review(str(changed), str(again))
    recalculated = office.recalculated(again)
    book = openpyxl.load_workbook(again, data_only=True)
    formulas = openpyxl.load_workbook(again)
    for name in (EXCLUSION_SHEET, COMPARISON_SHEET):
        cells = [cell for row in formulas[name].iter_rows() for cell in row if cell.data_type == "f"]
        assert cells
        for cell in cells:
            stored = book[name][cell.coordinate].value
            assert (stored or "") == (recalculated[name].get(cell.coordinate) or ""), (name, cell.coordinate)


SORT = """
page = document.Sheets.getByName(name)
field = uno.createUnoStruct("com.sun.star.table.TableSortField")
field.Field, field.IsAscending = 2, False
fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
page.getCellRangeByName(area).sort(properties(SortFields=fields, ContainsHeader=False))
"""


def test_the_comparison_can_be_sorted(copy: Path, office: Office) -> None:
    """By the points at stake, and each row still shows its own criterion's scores."""
    last = 3 + len(LEAVES)
    sheet = openpyxl.load_workbook(copy)[COMPARISON_SHEET]
    assert not sheet.protection.sheet
    assert f"'{FORM_SHEET}'!$E$" in sheet["D4"].value  # Excel moves a relative address with its row
    with office.open(copy) as book:
        before = book.values(COMPARISON_SHEET)
        book.run(SORT, name=COMPARISON_SHEET, area=f"A4:G{last}")
        after = book.values(COMPARISON_SHEET)
    rows = [
        [values[f"{column}{row}"] for column in "ACD"]
        for values in (before, after)
        for row in range(4, last + 1)
    ]
    assert sorted(map(str, rows[: len(LEAVES)])) == sorted(map(str, rows[len(LEAVES) :]))
    points = [row[1] for row in rows[len(LEAVES) :]]
    assert points == sorted(points, reverse=True) != [row[1] for row in rows[: len(LEAVES)]]


def test_the_copy_is_not_written_over_a_form(form: Path, copy: Path) -> None:
    before = copy.read_bytes()
    with pytest.raises(app.WouldOverwrite):
        app.review(str(form), str(copy))
    assert copy.read_bytes() == before


def test_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"Ma,Diem\n")
    with pytest.raises(app.Unreadable):
        app.review(str(path), str(tmp_path / "y.xlsx"))
    assert not (tmp_path / "y.xlsx").exists()


class TestDiff:
    def test_nothing_changed(self, form: Path, copy: Path) -> None:
        found, tree = app.diff(str(form), str(copy))
        assert found.changes == ()
        assert "Không có thay đổi" in comparing.text(found, tree, "vi")

    def test_each_change_is_told(self, form: Path, tmp_path: Path) -> None:
        def change(book: Any) -> None:
            sheet = book[FORM_SHEET]
            sheet[LAYOUT.ref("I.9.a", Field.SELF)] = 5
            sheet[LAYOUT.ref("I.9.a", Field.EVIDENCE)] = "[1].so-lieu.pdf"
            sheet[LAYOUT.ref("III.4.b", Field.EVIDENCE)] = None
            sheet[LAYOUT.ref("I.1", Field.EXCLUDED)] = None
            sheet[LAYOUT.ref("I.1", Field.EXPLANATION)] = "Đã được giao"
            sheet[LAYOUT.ref("I.5", Field.APPRAISED)] = 6

        later = edited(form, change)
        out = tmp_path / "thay-doi.xlsx"
        found, tree = app.diff(str(form), str(later), str(out))
        assert [(one.key, one.field) for one in found.changes] == [
            ("I.1", "excluded"),
            ("I.1", "explanation"),
            ("I.5", "appraised"),
            ("I.9.a", "score"),
            ("I.9.a", "evidence"),
            ("III.4.b", "evidence"),
        ]
        assert found.changes[4].added == ("so-lieu.pdf",)
        assert found.changes[5].removed == ("10-06-01-ke-hoach-phong-chong-...",)
        assert "4,59 → 5" in comparing.text(found, tree, "vi")
        assert "4.59 → 5" in comparing.text(found, tree, "en")
        assert comparing.data(found, "1", "2")["changes"][3]["before"] == "4.59"
        book = openpyxl.load_workbook(out)
        assert [cell.value for cell in book[comparing.CHANGE_SHEET]["D"]].count("4,59") == 1
        assert book.sheetnames[0] == comparing.CHANGE_SHEET
        assert book[comparing.CHANGE_SHEET]["A4"].hyperlink.location.endswith(
            LAYOUT.ref("I.1", Field.EXCLUDED)
        )

    def test_renumbered_evidence_is_no_change(self, form: Path) -> None:
        ref = LAYOUT.ref("I.6.b", Field.EVIDENCE)

        def change(book: Any) -> None:
            cell = book[FORM_SHEET][ref]
            cell.value = cell.value.replace("[3]", "[4]")

        found, _ = app.diff(str(form), str(edited(form, change)))
        assert found.changes == ()

    def test_answered_remarks(self, copy: Path) -> None:
        def ask(book: Any) -> None:
            for column, text in enumerate(("I.5", "Bổ sung công văn", "Mở"), start=1):
                book[REMARK_SHEET].cell(5, column).value = text

        def answer(book: Any) -> None:
            book[REMARK_SHEET]["C5"] = "Đã giải trình"
            book[REMARK_SHEET]["D5"] = "Đã bổ sung"

        first = edited(copy, ask, "1.xlsx")
        found, tree = app.diff(str(first), str(edited(first, answer, "2.xlsx")))
        (one,) = found.remarks
        assert (one.state_before, one.remark.state, one.answered) == ("Mở", "Đã giải trình", True)
        assert comparing.data(found, "1", "2")["remarks"][0]["answered"] is True
        assert "đơn vị đã giải trình" in comparing.text(found, tree, "vi")
