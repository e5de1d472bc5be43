"""What a fresh form is made of, beside the answers: who it is for, what was written around them, and what
other programs made of the damaged one."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from selfscore_xl import app, demo, sets, template
from selfscore_xl.cell import ref
from selfscore_xl.cli import main
from selfscore_xl.criteria import for_group
from selfscore_xl.edits import NOTE_AUTHOR
from selfscore_xl.layout import (
    DATA_SHEET,
    FORM_SHEET,
    IDENTITY_SHEET,
    MIGRATION_SHEET,
    RESULT_SHEET,
    Field,
    Footer,
    Head,
    Layout,
)
from selfscore_xl.ooxml.edit import Editor
from selfscore_xl.ooxml.workbook import Workbook
from selfscore_xl.read import open_form
from selfscore_xl.repair import LEFT_OVER_SHEET, Repaired, repair
from selfscore_xl.template import Answers
from tests.office.client import Office
from tests.office.fixtures import require
from tests.office.gnumeric import convert, missing_gnumeric

SET = sets.load(sets.DEFAULT)
LAYOUT = Layout(SET)
ANSWERS = {
    "I.1": Answers(score=Decimal("19.5"), evidence="[1].a.pdf\n[2].b.pdf", explanation="- chậm 01 việc"),
    "I.7": Answers(mark="x", explanation="Không được giao."),
    "II.2": Answers(mark="x", explanation="=không phát sinh"),
    "III.2": Answers(score="3,5", evidence="[1].c.pdf", appraised=Decimal(3), opinion="Thiếu một báo cáo."),
    "IV.2": Answers(figures={"numerator": Decimal(945), "denominator": Decimal(1000)}),
}


def mended(data: bytes) -> tuple[Repaired, Any]:
    result = repair(open_form(data), SET, "bieu.xlsx")
    return result, openpyxl.load_workbook(io.BytesIO(result.data))


def saved(workbook: Any) -> bytes:
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def damaged(data: bytes, damage: Callable[[Any], object]) -> tuple[Repaired, Any]:
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    damage(workbook)
    return mended(saved(workbook))


def head(workbook: Any, which: Head) -> Any:
    return workbook[FORM_SHEET].cell(*LAYOUT.head(which))


def listed(result: Repaired) -> list[tuple[str, str, str]]:
    return [(one.place.sheet, one.place.ref, one.content) for one in result.left_over]


# --- who it is for ----------------------------------------------------------------------------------------


def test_what_the_issuer_fixed_stays_fixed_and_what_was_typed_over_it_is_listed() -> None:
    form = template.build(SET, unit="Sở Nội vụ", period="Quý I năm 2024", answers=ANSWERS)

    def retype(workbook: Any) -> None:
        head(workbook, Head.UNIT).value = "Sở Tài chính"

    result, fresh = damaged(form, retype)
    assert head(fresh, Head.UNIT).value == "Sở Nội vụ"
    assert head(fresh, Head.UNIT).protection.locked
    assert head(fresh, Head.PERIOD).value == "Quý I năm 2024"
    assert head(fresh, Head.PERIOD).protection.locked
    assert listed(result) == [(FORM_SHEET, head(fresh, Head.UNIT).coordinate, "Sở Tài chính")]


def test_what_the_unit_typed_above_the_table_may_still_be_changed() -> None:
    def retype(workbook: Any) -> None:
        head(workbook, Head.UNIT).value = "Sở Tài chính"
        head(workbook, Head.UNIT_GROUP).value = "Khối sở"
        head(workbook, Head.PERIOD).value = "Năm 2024"

    result, fresh = damaged(template.build(SET, answers=ANSWERS), retype)
    for which, text in ((Head.UNIT, "Sở Tài chính"), (Head.UNIT_GROUP, "Khối sở"), (Head.PERIOD, "Năm 2024")):
        assert head(fresh, which).value == text
        assert not head(fresh, which).protection.locked
    assert result.left_over == ()


def without_identity(form: bytes) -> bytes:
    workbook = openpyxl.load_workbook(io.BytesIO(form))
    del workbook[IDENTITY_SHEET]
    workbook.defined_names.clear()
    for name in list(workbook.custom_doc_props.names):
        del workbook.custom_doc_props[name]
    return saved(workbook)


def test_without_its_identity_the_form_is_still_the_units(tmp_path: Path) -> None:
    path, out = tmp_path / "hỏng.xlsx", tmp_path / "mới.xlsx"
    path.write_bytes(without_identity(template.build(SET, unit="Sở Nội vụ", answers=ANSWERS)))
    with pytest.raises(app.Unreadable):
        app.repair(str(path), str(out))
    assert not out.exists()
    app.repair(str(path), str(out), SET)
    assert head(openpyxl.load_workbook(out), Head.UNIT).value == "Sở Nội vụ"


def test_a_frame_is_told_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = tmp_path / "bieu.xlsx", tmp_path / "moi.xlsx"
    path.write_bytes(without_identity(template.build(SET)))
    assert main(["repair", str(path), "-c", "nd335-2025", "-o", str(out)]) == 2
    assert "mới là khung" in capsys.readouterr().err
    assert not out.exists()


# --- what was written around the answers ----------------------------------------------------------------


def annotated(tmp_path: Path) -> bytes:
    path = tmp_path / "bieu.xlsx"
    path.write_bytes(demo.load().form())
    out = app.validate(str(path)).annotated
    assert out is not None
    return Path(out).read_bytes()


def test_our_own_words_are_not_listed(tmp_path: Path) -> None:
    assert mended(annotated(tmp_path))[0].left_over == ()


def test_words_added_to_a_note_of_ours_are_listed(tmp_path: Path) -> None:
    at = LAYOUT.ref("I.3.a", Field.EVIDENCE)

    def write(workbook: Any) -> None:
        comment = workbook[FORM_SHEET][at].comment
        assert comment.text.startswith(NOTE_AUTHOR)
        comment.text += "\nĐã nộp bản giấy ngày 5/7."

    result, _ = damaged(annotated(tmp_path), write)
    assert listed(result) == [(FORM_SHEET, at, "Đã nộp bản giấy ngày 5/7.")]


def test_words_on_the_sheet_of_findings_are_listed(tmp_path: Path) -> None:
    def write(workbook: Any) -> None:
        sheet = workbook[RESULT_SHEET]
        sheet["H17"], sheet["G8"] = "đã sửa", "số này đúng"
        sheet.cell(sheet.max_row + 2, 2).value = "Người kiểm tra: Lan"

    result, _ = damaged(annotated(tmp_path), write)
    assert [content for _, _, content in listed(result)] == ["số này đúng", "đã sửa", "Người kiểm tra: Lan"]


def test_words_among_our_own_on_the_sheet_of_findings_are_listed(tmp_path: Path) -> None:
    """Below the table, in a blank cell, over a word or figure of ours, in the hidden columns; with a code
    of a check where no code stands."""
    typed = {
        "A54": "Người kiểm tra: Lan",
        "F55": "đã sửa hai dòng",
        "C56": "S101",
        "E57": "S101",
        "D4": "gửi lại ngày 5/7",
        "D9": 75.5,
        "F10": "cộng lại đúng",
        "A20": 99.5,
        "C21": "phòng 2",
        "F52": "chờ ý kiến",
        "G52": "không sửa",
        "K90": "nháp",
        "Z3": "xa",
    }

    def write(workbook: Any) -> None:
        sheet = workbook[RESULT_SHEET]
        assert (sheet["A9"].value, sheet["E52"].value) == ("Tổng cộng điểm không chấm", "S208")
        assert sheet.max_row == 52
        for at, value in typed.items():
            sheet[at] = value

    result, _ = damaged(annotated(tmp_path), write)
    got = {at: content for _, at, content in listed(result)}
    assert got.pop("F9") == "Khớp", "with what, nobody can tell any more"
    assert got == {at: str(value) for at, value in typed.items()}


def test_a_total_typed_over_is_listed_though_an_earlier_check_put_it_right(tmp_path: Path) -> None:
    """The copy shows the computed figures; what the unit had typed in their places is in its ledger."""
    workbook = openpyxl.load_workbook(io.BytesIO(demo.load().form()))
    subtotal, total = LAYOUT.ref("I.3", Field.SELF), ref(*LAYOUT.footer(Footer.ACHIEVED))
    workbook[FORM_SHEET][subtotal], workbook[FORM_SHEET][total] = 5.5, "bảy mươi"
    path = tmp_path / "bieu.xlsx"
    path.write_bytes(saved(workbook))
    out = app.validate(str(path)).annotated
    assert out is not None
    repaired = repair(open_form(out), SET, out)
    assert listed(repaired) == [(FORM_SHEET, subtotal, "5.5"), (FORM_SHEET, total, "bảy mươi")]


def test_what_might_be_ours_in_another_row_is_listed(tmp_path: Path) -> None:
    """A criterion, a cell, a check, a severity and a number that are as good as those that stood there."""
    typed = {
        **{"A19": 40, "B20": "Lỗi", "C21": "I.3.b", "D22": "F15", "E23": "S401"},
        **{"F24": "Danh sách tài liệu của tiêu chí III.3.b bị lặp: [4] trùng với [3].", "F11": "Lệch 1"},
    }

    def write(workbook: Any) -> None:
        sheet = workbook[RESULT_SHEET]
        assert all(sheet[at].value not in (None, value) for at, value in typed.items())
        for at, value in typed.items():
            sheet[at] = value

    result, _ = damaged(annotated(tmp_path), write)
    got = {at: content for _, at, content in listed(result)}
    assert {at: got.get(at) for at in typed} == {at: str(value) for at, value in typed.items()}


@pytest.mark.parametrize("change", ["sorted", "some deleted"])
def test_a_table_of_findings_that_was_put_in_order_is_still_ours(change: str, tmp_path: Path) -> None:
    def write(workbook: Any) -> None:
        sheet = workbook[RESULT_SHEET]
        rows = [[cell.value for cell in row] for row in sheet["A17:G52"]]
        kept = sorted(rows, key=lambda row: str(row[2])) if change == "sorted" else rows[3:9] + rows[20:]
        for row, values in zip(sheet["A17:G52"], [*kept, *[[None] * 7] * 36], strict=False):
            for cell, value in zip(row, values, strict=True):
                cell.value = value

    result, _ = damaged(annotated(tmp_path), write)
    assert listed(result) == []


def test_what_an_earlier_check_found_is_known_though_it_was_mended_since(tmp_path: Path) -> None:
    """All but a figure beside which no comparison says that it is ours."""

    def mend(workbook: Any) -> None:
        sheet = workbook[FORM_SHEET]
        sheet[LAYOUT.ref("I.1", Field.EXCLUDED)] = None
        sheet[LAYOUT.ref("I.1", Field.SELF)] = 19
        sheet[LAYOUT.ref("I.3.a", Field.EVIDENCE)] = "[1].bao-cao-12.pdf"

    result, _ = damaged(annotated(tmp_path), mend)
    assert listed(result) == [(RESULT_SHEET, "E10", "74")]


def test_dates_and_logical_values_are_listed_as_they_were_seen() -> None:
    import datetime

    score = LAYOUT.ref("I.4", Field.SELF)

    def type_in(workbook: Any) -> None:
        sheet = workbook[FORM_SHEET]
        sheet[score] = datetime.date(2023, 5, 5)
        sheet["H3"] = True

    result, fresh = damaged(template.build(SET), type_in)
    assert [(ref, content) for _, ref, content in listed(result)] == [("H3", "TRUE"), (score, "05/05/2023")]
    contents = [row[2].value for row in fresh[LEFT_OVER_SHEET].iter_rows(min_row=4)]
    assert contents == ["TRUE", "05/05/2023"]


# --- other programs ---------------------------------------------------------------------------------------


def check_answers(fresh: Any) -> None:
    sheet = fresh[FORM_SHEET]
    for key, typed in ANSWERS.items():
        for field in (Field.EXCLUDED, Field.SELF, Field.EVIDENCE, Field.EXPLANATION, Field.OPINION):
            wanted = typed.typed(field)
            got = sheet[LAYOUT.ref(key, field)].value
            if SET.tree()[key].is_leaf or field is not Field.SELF:
                assert (Decimal(str(got)) if isinstance(wanted, Decimal) else got) == wanted, (key, field)
    figures = [cell.value for row in fresh["Số liệu"].iter_rows() for cell in row]
    assert 945 in figures
    assert 1000 in figures


@pytest.mark.parametrize("ending", ["xlsx", "ods", "xls"])
def test_saved_by_libreoffice(office: Office, tmp_path: Path, ending: str) -> None:
    source, target = tmp_path / "form.xlsx", tmp_path / f"saved.{ending}"
    source.write_bytes(template.build(SET, unit="Sở Nội vụ", answers=ANSWERS))
    office.convert(source, target)
    result = repair(open_form(target), SET, str(target))
    fresh = openpyxl.load_workbook(io.BytesIO(result.data))
    check_answers(fresh)
    assert head(fresh, Head.UNIT).value == "Sở Nội vụ"
    assert listed(result) == []


@pytest.mark.parametrize("ending", ["ods", "xls"])
def test_the_forms_own_cells_are_known_without_formulas(office: Office, tmp_path: Path, ending: str) -> None:
    """Ticks, totals and helper cells of a renamed sheet; what somebody typed beside them is listed."""
    source, target = tmp_path / "form.xlsx", tmp_path / f"saved.{ending}"
    workbook = openpyxl.load_workbook(io.BytesIO(template.build(SET, unit="Sở Nội vụ", answers=ANSWERS)))
    sheet = workbook[FORM_SHEET]
    total, note = LAYOUT.ref("III", Field.SELF), LAYOUT.ref("IV.1", Field.CHECK)
    sheet[total], sheet[note], sheet["AZ3"] = "7,5", "✓ xem lại", "gấp"
    sheet.title = "Biểu chấm"
    source.write_bytes(saved(workbook))
    office.convert(source, target)
    result = repair(open_form(target), SET, str(target))
    check_answers(openpyxl.load_workbook(io.BytesIO(result.data)))
    assert sorted(listed(result)) == sorted(
        [("Biểu chấm", total, "7,5"), ("Biểu chấm", note, "✓ xem lại"), ("Biểu chấm", "AZ3", "gấp")]
    )


def test_a_total_that_follows_from_a_typed_one_is_said_to_be_perhaps_a_formulas(
    office: Office, tmp_path: Path
) -> None:
    source, target = tmp_path / "form.xlsx", tmp_path / "saved.ods"
    workbook = openpyxl.load_workbook(io.BytesIO(template.build(SET, answers=ANSWERS)))
    penalty, achieved = (ref(*LAYOUT.footer(line)) for line in (Footer.PENALTY, Footer.ACHIEVED))
    workbook[FORM_SHEET][penalty] = 5
    source.write_bytes(saved(workbook))
    office.convert(source, target)
    result = repair(open_form(target), SET, str(target))
    assert [(one.place.ref, "do công thức tính" in one.reason.vi) for one in result.left_over] == [
        (penalty, True),
        (achieved, True),
    ]


def test_a_renamed_sheet_loses_nothing_and_lists_nothing() -> None:
    result, fresh = damaged(
        template.build(SET, answers=ANSWERS), lambda book: setattr(book[FORM_SHEET], "title", "Biểu chấm")
    )
    check_answers(fresh)
    assert listed(result) == []


def test_saved_by_gnumeric(tmp_path: Path) -> None:
    require(missing_gnumeric())
    source, target = tmp_path / "form.xlsx", tmp_path / "saved.xlsx"
    source.write_bytes(template.build(SET, unit="Sở Nội vụ", answers=ANSWERS))
    convert(source, target)
    result, fresh = mended(target.read_bytes())
    check_answers(fresh)
    assert listed(result) == []


def test_saved_by_openpyxl() -> None:
    result, fresh = damaged(template.build(SET, answers=ANSWERS), lambda workbook: None)
    check_answers(fresh)
    assert listed(result) == []


# --- what import and migrate keep of their own work ------------------------------------------------


def test_the_record_of_a_migration_goes_over_whole_with_what_the_unit_answered(tmp_path: Path) -> None:
    old, moved, fresh = (tmp_path / name for name in ("cu.xlsx", "moi.xlsx", "lai.xlsx"))
    old.write_bytes(demo.load().form())
    app.migrate(str(old), str(moved), for_group(sets.load("tap-huan-2026"), "so"), unit_group="so")
    workbook = openpyxl.load_workbook(moved)
    record = workbook[MIGRATION_SHEET]
    record.cell(record.max_row, record.max_column).value = "=giữ nguyên"
    record.cell(record.max_row, record.max_column).data_type = "s"
    workbook.save(moved)
    result = app.repair(str(moved), str(fresh))
    assert [one for one in result.left_over if one.place.sheet == MIGRATION_SHEET] == []
    again = openpyxl.load_workbook(fresh)[MIGRATION_SHEET]
    assert [[cell.value for cell in row] for row in again] == [[cell.value for cell in row] for row in record]
    assert again.cell(again.max_row, again.max_column).value == "=giữ nguyên"
    assert again.cell(again.max_row, again.max_column).data_type == "s"


def test_a_record_with_something_beside_its_head_is_listed(tmp_path: Path) -> None:
    old, moved, fresh = (tmp_path / name for name in ("cu.xlsx", "moi.xlsx", "lai.xlsx"))
    old.write_bytes(demo.load().form())
    app.migrate(str(old), str(moved), for_group(sets.load("tap-huan-2026"), "so"), unit_group="so")
    workbook = openpyxl.load_workbook(moved)
    workbook[MIGRATION_SHEET].unmerge_cells("A1:I1")
    workbook[MIGRATION_SHEET]["D1"] = "xem lại"
    workbook.save(moved)
    result = app.repair(str(moved), str(fresh))
    assert (MIGRATION_SHEET, "D1", "xem lại") in listed(result)


# --- formulas that somebody typed -------------------------------------------------------------------


def test_formulas_that_were_typed_are_listed_also_without_a_value() -> None:
    """A program that does not calculate leaves none."""

    figures: list[str] = []

    def type_formulas(workbook: Any) -> None:
        workbook[FORM_SHEET][LAYOUT.ref("I.3.a", Field.SELF)] = "=1+1"
        workbook[FORM_SHEET]["BA12"] = "=E12*2"
        figure = next(cell for row in workbook[DATA_SHEET] for cell in row if cell.value == 945)
        figures.append(figure.coordinate)
        figure.value = "=900+45"
        workbook.create_sheet("Bảng tính riêng")["B2"] = "=SUM(B3:B9)"

    result, _ = damaged(template.build(SET, answers=ANSWERS), type_formulas)
    assert set(listed(result)) == {
        (FORM_SHEET, LAYOUT.ref("I.3.a", Field.SELF), "=1+1"),
        (FORM_SHEET, "BA12", "=E12*2"),
        (DATA_SHEET, figures[0], "=900+45"),
        ("Bảng tính riêng", "B2", "=SUM(B3:B9)"),
    }


def test_a_formula_on_a_sheet_of_ones_own_is_listed_with_its_value() -> None:
    data = template.build(SET, answers=ANSWERS)
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    workbook.create_sheet("Bảng tính riêng")["B2"] = "=1+1"
    editor = Editor(Workbook.open(saved(workbook)))
    editor.set_value("Bảng tính riêng", (2, 2), Decimal(2))
    result, _ = mended(editor.to_bytes())
    assert listed(result) == [("Bảng tính riêng", "B2", "=1+1\n2")]


def test_formulas_of_the_reviewers_sheets_are_not_listed(tmp_path: Path) -> None:
    form, copy, fresh = (tmp_path / name for name in ("bieu.xlsx", "tham-dinh.xlsx", "lai.xlsx"))
    form.write_bytes(demo.load().form())
    app.review(str(form), str(copy))
    result = app.repair(str(copy), str(fresh))
    assert [one for one in result.left_over if one.content.startswith("=")] == []
