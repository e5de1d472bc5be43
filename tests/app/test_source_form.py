"""The source report's form, from the set to the annotated copy: the figures and findings that a real
office's answers must give."""

from __future__ import annotations

import hashlib
import io
from decimal import Decimal
from pathlib import Path

import pytest

from selfscore_xl import app, demo
from selfscore_xl.cell import ref
from selfscore_xl.layout import RESULT_SHEET, Field, Layout
from selfscore_xl.ooxml.workbook import Workbook
from selfscore_xl.outcome import Outcome

CUT = (
    "I.1", "I.2.a", "I.2.b", "I.4", "I.5", "I.6.a", "I.6.b", "I.9.c", "I.9.d", "II.1", "III.1.a.1",
    "III.1.a.2", "III.1.a.3", "III.1.b", "III.2", "III.3.a", "III.3.b", "III.4.a", "III.4.b", "III.5.a",
    "III.5.b",
)  # fmt: skip
EXPECTED = {
    ("S401", "I.3.a", Field.EVIDENCE),
    ("S401", "I.3.b", Field.EVIDENCE),
    ("S401", "I.9.a", Field.EVIDENCE),
    ("S402", "II.1", Field.EVIDENCE),
    ("S402", "III.3.b", Field.EVIDENCE),
    ("S406", "II.1", Field.EVIDENCE),
    ("S408", "I.3.a", Field.EXPLANATION),
    ("S410", "I.1", Field.EVIDENCE),
    ("S410", "I.2.a", Field.EVIDENCE),
    *(("S404", key, Field.EVIDENCE) for key in CUT),
    *(("S208", key, Field.EXCLUDED) for key in ("I.1", "I.2.a", "I.7", "I.8", "I.9.b", "IV.2")),
}


@pytest.fixture(scope="module")
def filled() -> bytes:
    return demo.load().form()


@pytest.fixture
def path(filled: bytes, tmp_path: Path) -> Path:
    file = tmp_path / "filled.xlsx"
    file.write_bytes(filled)
    return file


@pytest.fixture
def outcome(path: Path) -> Outcome:
    return app.validate(str(path))


def digest(path: str | Path) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def test_totals(outcome: Outcome) -> None:
    assert outcome.scores is not None
    totals = outcome.scores.totals
    assert (totals.max, totals.excluded, totals.applicable) == (150, 76, 74)
    assert totals.score == totals.achieved == Decimal("71.59")
    assert totals.rate == Decimal("96.74")
    assert (totals.penalty, totals.bonus, totals.appraised, totals.grade) == (0, 0, None, None)
    assert outcome.scores.excluded == ("I.1", "I.2.a", "I.7", "I.8", "I.9.b", "II.2", "IV")


def test_findings_are_these_and_no_others(outcome: Outcome) -> None:
    assert outcome.tree is not None
    layout = Layout(outcome.tree.criteria)
    wanted = {(code, key, layout.ref(key, field)) for code, key, field in EXPECTED}
    found = [(one.code, one.criterion, one.place and one.place.ref) for one in outcome.findings]
    assert set(found) == wanted
    assert len(found) == len(wanted), "one cause, one finding"
    assert outcome.counts()["error"] == 0


def test_same_explanation_names_both(outcome: Outcome) -> None:
    (found,) = (one for one in outcome.findings if one.code == "S408")
    assert outcome.tree is not None
    ref = Layout(outcome.tree.criteria).ref("I.3.b", Field.EXPLANATION)
    assert [place.ref for place in found.related] == [ref]


def test_twice_gives_the_same_bytes(path: Path, outcome: Outcome) -> None:
    assert outcome.annotated is not None
    first = digest(outcome.annotated)
    again = app.validate(str(path))
    assert again.annotated == outcome.annotated
    assert digest(outcome.annotated) == first


def test_annotating_the_annotated_copy_gives_it_again(outcome: Outcome) -> None:
    assert outcome.annotated is not None
    again = app.validate(outcome.annotated)
    assert again.annotated is not None
    assert digest(again.annotated) == digest(outcome.annotated)
    assert again.findings == outcome.findings
    assert again.scores == outcome.scores


def test_input_is_not_touched(path: Path, filled: bytes, outcome: Outcome) -> None:
    assert outcome.annotated is not None
    assert path.read_bytes() == filled
    assert sorted(one.name for one in path.parent.iterdir()) == ["filled.annotated.xlsx", "filled.xlsx"]


def test_result_sheet_is_first_and_links_to_every_cell(outcome: Outcome) -> None:
    assert outcome.annotated is not None
    workbook = Workbook.open(outcome.annotated)
    assert workbook.sheets[0].name == RESULT_SHEET
    texts = {cell.value for cell in workbook.sheet(RESULT_SHEET).cells.values()}
    for finding in outcome.findings:
        assert finding.place is not None
        assert finding.place.ref in texts
        assert finding.code in texts


def test_links_lead_back_from_the_row_to_the_line_of_its_first_finding(outcome: Outcome) -> None:
    import openpyxl

    assert outcome.annotated is not None
    assert outcome.tree is not None
    book = openpyxl.load_workbook(outcome.annotated)
    form, result = book["Chấm điểm"], book[RESULT_SHEET]
    layout = Layout(outcome.tree.criteria)
    links = [cell.hyperlink for row in form.iter_rows() for cell in row if cell.hyperlink]
    back = {one.ref: one.location.removeprefix(f"'{RESULT_SHEET}'!") for one in links}
    assert back.pop(ref(layout.status_row, 1)) == "A1"
    keys = {one.criterion for one in outcome.findings if one.criterion is not None}
    assert set(back) == {layout.ref(key, Field.CHECK) for key in keys}
    for key in keys:
        line = result[back[layout.ref(key, Field.CHECK)]].row
        first = [row for row in range(1, line + 1) if result.cell(row, 3).value == key]
        assert first == [line]


def test_every_finding_has_a_note_and_a_fill_at_its_cell(outcome: Outcome) -> None:
    import openpyxl

    from selfscore_xl import checking
    from selfscore_xl.edits import FILLS

    assert outcome.annotated is not None
    sheet = openpyxl.load_workbook(outcome.annotated)["Chấm điểm"]
    for finding in outcome.findings:
        assert finding.place is not None
        cell = sheet[finding.place.ref]
        assert finding.code in cell.comment.text
        assert checking.message(finding, "vi") in cell.comment.text
        assert checking.hint(finding, "vi") in cell.comment.text
        assert cell.fill.fgColor.rgb[-6:] in FILLS.values()
        assert cell.protection.locked is False, "a mark must not lock an input"


def test_a_corrected_annotated_copy_loses_its_marks(outcome: Outcome, tmp_path: Path) -> None:
    """The unit corrects the annotated copy itself and sends that in: no stale mark stays."""
    import openpyxl

    assert outcome.annotated is not None
    corrected = tmp_path / "corrected.xlsx"
    book = openpyxl.load_workbook(outcome.annotated)
    assert outcome.tree is not None
    where = Layout(outcome.tree.criteria).ref("I.9.a", Field.EVIDENCE)
    book["Chấm điểm"][where] = "[1].so-lieu-trich-xuat-thang-6-2023.pdf"
    book.save(corrected)
    again = app.validate(str(corrected))
    assert ("S401", "I.9.a") not in {(one.code, one.criterion) for one in again.findings}
    assert ("S401", "I.3.a") in {(one.code, one.criterion) for one in again.findings}
    assert again.annotated is not None
    cell = openpyxl.load_workbook(again.annotated)["Chấm điểm"][where]
    assert cell.comment is None
    plain = openpyxl.load_workbook(outcome.path)["Chấm điểm"][where]
    assert cell.fill.fgColor.rgb == plain.fill.fgColor.rgb


def test_an_annotated_copy_whose_sheet_was_renamed_loses_its_marks(filled: bytes, tmp_path: Path) -> None:
    """S015 asks for the sheet's own name; the unit gives it back in the annotated copy."""
    import openpyxl

    path = tmp_path / "renamed.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(filled))
    book["Chấm điểm"].title = "Bảng chấm"
    book.save(path)
    first = app.validate(str(path))
    assert first.annotated is not None
    book = openpyxl.load_workbook(first.annotated)
    book["Bảng chấm"].title = "Chấm điểm"
    book["Chấm điểm"]["F27"] = "[1].so-lieu-trich-xuat-thang-6-2023.pdf"
    book.save(path)
    again = app.validate(str(path), out=str(tmp_path / "again.xlsx"))
    assert again.annotated is not None
    marked, plain = (
        openpyxl.load_workbook(file)["Chấm điểm"] for file in (again.annotated, io.BytesIO(filled))
    )
    assert marked["F27"].fill.fgColor.rgb == plain["F27"].fill.fgColor.rgb
    assert marked["F15"].fill.fgColor.rgb != plain["F15"].fill.fgColor.rgb


@pytest.mark.parametrize("code", ["I.5x", "I. 5 a", "5"])
def test_a_retyped_code_does_not_lose_the_answers(filled: bytes, tmp_path: Path, code: str) -> None:
    import openpyxl

    path = tmp_path / "retyped.xlsx"
    path.write_bytes(filled)
    book = openpyxl.load_workbook(path)
    where = Layout(demo.load().criteria).ref("I.5", Field.CODE)
    book["Chấm điểm"][where] = code
    book.save(path)
    again = app.validate(str(path), write=False)
    assert again.scores is not None
    assert again.scores.totals.score == Decimal("71.59")
    (found,) = (one for one in again.findings if one.code in ("S004", "S005", "S006"))
    assert (found.code, found.place and found.place.ref) == ("S006", where)


def test_a_period_typed_as_a_number_is_the_period(tmp_path: Path) -> None:
    import openpyxl

    from selfscore_xl import sets, template
    from selfscore_xl.layout import Head

    path = tmp_path / "nam.xlsx"
    path.write_bytes(template.build(sets.load(sets.DEFAULT)))
    book = openpyxl.load_workbook(path)
    book["Chấm điểm"].cell(*Layout(sets.load(sets.DEFAULT)).head(Head.PERIOD)).value = 2023
    book.save(path)
    outcome = app.validate(str(path), write=False)
    assert "S014" not in {one.code for one in outcome.findings}
    assert outcome.submission is not None
    assert outcome.submission.head[Head.PERIOD].text == "2023"
