"""Every code scheme of real decisions, from the set file to the form and back: the identity of a criterion is
its path, whatever its decision prints and whatever programs do to the form."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from selfscore_xl import app, checking, set_file, template
from selfscore_xl.appraisal import refused
from selfscore_xl.checking import Context
from selfscore_xl.criteria import Criteria
from selfscore_xl.layout import (
    DATA_SHEET,
    EXCLUSION_SHEET,
    FORM_SHEET,
    HELPER_PREFIX,
    DataField,
    DataHelper,
    Decision,
    Field,
    Helper,
    Layout,
)
from selfscore_xl.output import View
from selfscore_xl.output import json as as_json
from selfscore_xl.read import open_form, read
from selfscore_xl.scoring import answers, score
from selfscore_xl.submission import Lines, Submission
from selfscore_xl.template import Answers
from tests.office.client import Office

HEAD = """\
id: thu-ma
version: "1"
title: Thử mã tiêu chí
issuer: Sở Nội vụ
legal_basis: [Quyết định số 01/QĐ-UBND]
period: {name: Năm 2026, first_day: 2026-01-01, last_day: 2026-12-31}
"""


def criteria_of(tree: object, codes: str = "unique") -> Criteria:
    """A set of nested codes: ``{"I": {"I.1": 2}}``; a leaf has its maximum, or a ratio as ``(2,)``."""

    def rows(items: dict[str, Any], indent: str) -> list[str]:
        lines = []
        for number, (code, below) in enumerate(items.items(), start=1):
            name = "" if code.startswith("_") else f'code: "{code}"\n{indent}  '
            lines.append(f"{indent}- {name}title: Việc {number} của phần {len(indent)}")
            if isinstance(below, dict):
                lines += [f"{indent}  children:", *rows(below, indent + "    ")]
            elif isinstance(below, tuple):
                lines.append(f"{indent}  max: {below[0]}")
                rule = "{kind: ratio, numerator: Số việc xong, denominator: Tổng số việc}"
                lines.append(f"{indent}  rule: {rule}")
            else:
                lines.append(f"{indent}  max: {below}")
        return lines

    assert isinstance(tree, dict)
    return set_file.load_set(HEAD + f"codes: {codes}\ncriteria:\n" + "\n".join(rows(tree, "  ")) + "\n")


SCHEMES: dict[str, Criteria] = {
    "roman, integer, letter": criteria_of(
        {"I": {"I.1": {"I.1.a": {"I.1.a.1": (2,)}, "I.1.b": 3}}, "II": {"II.1": 4}}
    ),
    "integers, with gaps": criteria_of({"1": {"1.1": 1, "1.7": (2,), "1.9": 3, "1.10": 4}, "2": {"2.1": 1}}),
    "leading zeros": criteria_of({"01": 1, "02": (2,), "03": 3, "08": 4, "10": 5}),
    "glued letters": criteria_of({"I": {"I.3": {"I.3a": (1,), "I.3b": 2}, "I.4": 2}}),
    "đ after d": criteria_of({"B": {"B.c": 1, "B.d": 2, "B.đ": (3,), "B.e": 4}}),
    "codes that restart": criteria_of(
        {"A": {"1": {"1.1": (2,), "1.2": 1}, "2": 3}, "B": {"1": {"1.1": (4,), "1.2": 1}, "2": (5,), "3": 1}},
        "per-section",
    ),
    "no codes at some rows": criteria_of({"I": {"_a": 2, "I.2": (3,), "_b": (4,)}, "II": {"_c": 5}}),
}


@pytest.fixture(params=SCHEMES)
def criteria(request: pytest.FixtureRequest) -> Criteria:
    return SCHEMES[request.param]


def filled(criteria: Criteria) -> bytes:
    """Every leaf scored by its place in the form, so that none can be mistaken for another."""
    typed = {}
    for index, leaf in enumerate(criteria.tree().leaves, start=1):
        figures = (
            {"numerator": Decimal(index), "denominator": Decimal(100 + index)} if leaf.rule.inputs else {}
        )
        typed[leaf.key] = Answers(score=Decimal(index) / 100, explanation="Có lý do", figures=figures)
    return template.build(criteria, answers=typed)


def assert_every_answer_is_at_its_criterion(criteria: Criteria, submission: Submission) -> None:
    lines = Lines(submission).by_key
    assert list(lines) == [node.key for node in criteria.nodes]
    for index, leaf in enumerate(criteria.tree().leaves, start=1):
        assert lines[leaf.key].score.number == Decimal(index) / 100, leaf.key
        for name, figure in (("numerator", index), ("denominator", 100 + index)):
            if leaf.rule.inputs:
                assert submission.data[leaf.key, name].number == figure, leaf.key


def changed(form: bytes, change: Any) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(form))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_back(criteria: Criteria, form: bytes) -> Submission:
    return read(open_form(form), criteria.tree(), "form.xlsx")


def test_the_form_prints_codes_as_the_decision_does(criteria: Criteria) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(template.build(criteria)))[FORM_SHEET]
    layout = Layout(criteria)
    for node in criteria.nodes:
        cell = sheet[layout.ref(node.key, Field.CODE)]
        assert (cell.value or "") == node.code
        assert not node.code or cell.data_type == "s", "1.10 is no number"


def test_read_back(criteria: Criteria) -> None:
    assert_every_answer_is_at_its_criterion(criteria, read_back(criteria, filled(criteria)))


def test_without_the_hidden_columns(criteria: Criteria) -> None:
    def strip(book: Any) -> None:
        for name, columns in (
            (FORM_SHEET, Layout(criteria).helper_columns.values()),
            (DATA_SHEET, range(7, 30)),
        ):
            for row in book[name].iter_rows():
                for cell in row:
                    if cell.column in columns:
                        cell.value = None

    assert_every_answer_is_at_its_criterion(criteria, read_back(criteria, changed(filled(criteria), strip)))


def test_codes_that_a_program_took_for_numbers(criteria: Criteria) -> None:
    """01 becomes 1, and a text is a number; 1.10 becomes 1.1 and is lost, which S004 and S005 tell."""

    def retype(book: Any) -> None:
        column = Layout(criteria).columns[Field.CODE]
        for row in book[FORM_SHEET].iter_rows(min_col=column, max_col=column):
            text = row[0].value
            if isinstance(text, str) and text.isdigit():
                row[0].value = int(text)

    assert_every_answer_is_at_its_criterion(criteria, read_back(criteria, changed(filled(criteria), retype)))


@pytest.mark.parametrize("trace", [".{}.", "{}.", "{}.-", " {} ", "{})"])
def test_punctuation_printed_around_codes(criteria: Criteria, trace: str) -> None:
    def dress(book: Any) -> None:
        column = Layout(criteria).columns[Field.CODE]
        for row in book[FORM_SHEET].iter_rows(min_row=Layout.first_row, min_col=column, max_col=column):
            if row[0].value and row[0].row <= Layout(criteria).last_row:
                row[0].value = trace.format(row[0].value)

    assert_every_answer_is_at_its_criterion(criteria, read_back(criteria, changed(filled(criteria), dress)))


def test_rows_in_another_order_with_their_hidden_keys(criteria: Criteria) -> None:
    """Sorted by hand: the hidden key goes with its row."""
    layout = Layout(criteria)

    def turn(book: Any) -> None:
        sheet = book[FORM_SHEET]
        rows = [
            [cell.value for cell in row]
            for row in sheet.iter_rows(min_row=layout.first_row, max_row=layout.last_row)
        ]
        for number, values in enumerate(reversed(rows), start=layout.first_row):
            for column, value in enumerate(values, start=1):
                cell = sheet.cell(number, column)
                if type(cell).__name__ != "MergedCell":
                    cell.value = value

    submission = read_back(criteria, changed(filled(criteria), turn))
    lines = Lines(submission).by_key
    for index, leaf in enumerate(criteria.tree().leaves, start=1):
        assert lines[leaf.key].score.number == Decimal(index) / 100, leaf.key


def test_saved_again_by_libreoffice(criteria: Criteria, office: Office, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(filled(criteria))
    with office.open(path) as book:
        book.save(tmp_path / "again.xlsx")
    again = (tmp_path / "again.xlsx").read_bytes()
    assert_every_answer_is_at_its_criterion(criteria, read_back(criteria, again))


def test_json_and_checks_speak_of_the_path(criteria: Criteria, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    last = criteria.tree().leaves[-1]
    answers_ = {last.key: Answers(score=last.max_score + 1, explanation="Có lý do")}
    path.write_bytes(template.build(criteria, answers=answers_))
    outcome = app.validate(str(path), criteria=criteria, write=False)
    view = View("vi")
    file = json.loads(as_json.opening(view) + as_json.entry(outcome, view) + as_json.closing([], view))[
        "files"
    ][0]
    assert [one["code"] for one in file["scores"]] == [node.key for node in criteria.nodes]
    found = [one for one in file["findings"] if one["code"] == "S101"]
    assert [one["criterion"] for one in found] == [last.key]
    assert last.key in found[0]["message"]
    assert found[0]["cell"] == Layout(criteria).ref(last.key, Field.SELF)


RESTARTING = SCHEMES["codes that restart"]


def context_of(form: bytes) -> Context:
    tree = RESTARTING.tree()
    submission = read(open_form(form), tree, "form.xlsx")
    lines = Lines(submission)
    return Context(tree, submission, lines, score(tree, answers(lines)))


def structure(context: Context) -> list[tuple[str, str | None]]:
    return [
        (one.code, one.criterion) for one in checking.run(context, ("S004", "S005", "S006", "S007", "S008"))
    ]


@pytest.mark.parametrize("with_keys", [True, False])
@pytest.mark.parametrize("gone", ["A.1.1", "B.1.1", "A.2", "B.1", "B.3"])
def test_a_deleted_row_is_named_by_its_path(gone: str, with_keys: bool) -> None:
    layout = Layout(RESTARTING)

    def delete(book: Any) -> None:
        sheet = book[FORM_SHEET]
        for column in layout.helper_columns.values():
            if not with_keys:
                sheet.cell(layout.header_row, column).value = None
        for column in range(1, max(layout.helper_columns.values()) + 1):
            cell = sheet.cell(layout.rows[gone], column)
            if type(cell).__name__ != "MergedCell":
                cell.value = None

    context = context_of(changed(filled(RESTARTING), delete))
    assert structure(context) == [("S004", gone)]
    kept = [leaf for leaf in RESTARTING.tree().leaves if leaf.key != gone]
    for leaf in kept:
        place = layout.ref(leaf.key, Field.SELF)
        assert context.lines.by_key[leaf.key].score.place.ref == place, leaf.key


def test_no_finding_on_a_sound_form() -> None:
    assert structure(context_of(filled(RESTARTING))) == []


def test_the_keys_are_paths() -> None:
    keys = [node.key for node in RESTARTING.nodes]
    assert keys == ["A", "A.1", "A.1.1", "A.1.2", "A.2", "B", "B.1", "B.1.1", "B.1.2", "B.2", "B.3"]
    assert [node.code for node in RESTARTING.nodes][:5] == ["A", "1", "1.1", "1.2", "2"]
    hidden = Helper.KEY
    form = template.build(RESTARTING)
    sheet = openpyxl.load_workbook(io.BytesIO(form))[FORM_SHEET]
    layout = Layout(RESTARTING)
    assert sheet.cell(layout.header_row, layout.helper_columns[hidden]).value == HELPER_PREFIX + hidden
    assert sheet.cell(layout.rows["B.1.1"], layout.helper_columns[hidden]).value == "B.1.1"


def test_the_data_sheet_says_which_section() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template.build(RESTARTING)))
    layout = Layout(RESTARTING)
    titles = [
        book[DATA_SHEET].cell(row.row, layout.data_columns[DataField.TITLE]).value for row in layout.data_rows
    ]
    shown = [title for title in titles if title]
    assert [title.partition(" ")[0] for title in shown] == ["A", "B", "B"]
    keys = [
        book[DATA_SHEET].cell(row.row, layout.data_helper_columns[DataHelper.KEY]).value
        for row in layout.data_rows
    ]
    assert keys == ["A.1.1", "A.1.1", "B.1.1", "B.1.1", "B.2", "B.2"]


def test_a_reviewer_decides_by_the_path(tmp_path: Path) -> None:
    """Two criteria with the code 2 are excluded; the decision on the second is not taken for the first's."""
    marked = {key: Answers(mark="x", explanation="Không được giao") for key in ("A.2", "B.2")}
    form, copy = tmp_path / "form.xlsx", tmp_path / "review.xlsx"
    form.write_bytes(template.build(RESTARTING, unit="Sở A", answers=marked))
    assert app.review(str(form), str(copy), RESTARTING) == 2
    book = openpyxl.load_workbook(copy)
    sheet = book[EXCLUSION_SHEET]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=6, max_row=7)}
    assert set(rows) == {"A.2", "B.2"}
    rows["A.2"][5].value, rows["B.2"][5].value = Decision.ACCEPTED, Decision.REFUSED
    book.save(copy)
    submission = read_back(RESTARTING, copy.read_bytes())
    assert refused(RESTARTING.tree(), submission) == {"B.2"}


def test_missing_rows_and_findings_name_the_path_above(tmp_path: Path) -> None:
    layout = Layout(RESTARTING)

    def delete(book: Any) -> None:
        book[FORM_SHEET].cell(layout.rows["B.2"], 1).value = None
        book[FORM_SHEET].cell(layout.rows["B.2"], 2).value = None
        for column in layout.helper_columns.values():
            book[FORM_SHEET].cell(layout.rows["B.2"], column).value = None

    context = context_of(changed(filled(RESTARTING), delete))
    (found,) = checking.run(context, ("S004",))
    assert "hàng B.1.2" in checking.message(found, "vi")
