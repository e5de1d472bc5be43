"""Real applications compute what the form says: every cached value is the recalculated one."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from selfscore_xl import sets, template
from selfscore_xl.criteria import Criteria, Criterion
from selfscore_xl.layout import FORM_SHEET, Field, Layout
from selfscore_xl.template import Answers, live
from tests.office.client import ErrorValue, Office, Value
from tests.template.fills import FORMS, TEXTS, every_rule, fill, stated


def cached(path: Path) -> dict[str, dict[str, Value]]:
    """Every formula's value as the file has it: sheet name -> address -> value."""
    formulas, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    found: dict[str, dict[str, Value]] = {}
    for sheet in formulas.worksheets:
        cells = found.setdefault(sheet.title, {})
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    value = values[sheet.title][cell.coordinate].value
                    cells[cell.coordinate] = float(value) if isinstance(value, int | float) else value or ""
    return found


def compare(path: Path, recalculated: Mapping[str, Mapping[str, Value]]) -> None:
    for sheet, cells in cached(path).items():
        for ref, value in cells.items():
            got = recalculated[sheet].get(ref, "")
            assert not isinstance(got, ErrorValue), (sheet, ref, got)
            assert got == value, (sheet, ref)


@pytest.mark.parametrize("name", sorted(FORMS))
def test_empty_form_in_libreoffice(name: str, office: Office, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(template.build(FORMS[name]()))
    compare(path, office.recalculated(path))


@pytest.mark.parametrize("seed", [300, 301])
@pytest.mark.parametrize("name", sorted(FORMS))
def test_filled_form_in_libreoffice(name: str, seed: int, office: Office, tmp_path: Path) -> None:
    criteria = FORMS[name]()
    path = tmp_path / "form.xlsx"
    form = template.build(
        criteria, unit="Sở Tư pháp", answers=fill(criteria, seed), facts=stated(criteria, seed)
    )
    path.write_bytes(form)
    compare(path, office.recalculated(path))


def many_leaves(count: int) -> Criteria:
    keys = tuple(f"I.{index}" for index in range(1, count + 1))
    group = Criterion("I", "I", "Nhóm", Decimal(2 * count), 1, None, keys)
    leaves = (Criterion(key, key, "Dòng", Decimal(2), 2, "I", ()) for key in keys)
    return every_rule()._replace(nodes=(group, *leaves))


def test_numbers_typed_as_text_in_libreoffice(office: Office, tmp_path: Path) -> None:
    texts = [*TEXTS, *(sign + text for sign in "+-" for text in TEXTS if text[0] not in "+-")]
    texts += [
        f"{whole}{point}{rest}"
        for whole in ("0", "1", "12", "1234")
        for point in ".,"
        for rest in ("5", "05", "50", "125", "1250", "12345")
    ]
    texts += [
        f"{text}{point}{rest}"
        for text in ("1.234", "12,345", "1 234", "1.234.567", "1,234,567,890")
        for point in ("", ".", ",", " ")
        for rest in ("", "5", "67", "678")
    ]
    criteria = many_leaves(len(texts))
    answers = {f"I.{index}": Answers(score=text) for index, text in enumerate(texts, start=1)}
    path = tmp_path / "form.xlsx"
    path.write_bytes(template.build(criteria, answers=answers))
    compare(path, office.recalculated(path))


@pytest.mark.parametrize("locale", ["vi-VN", "de-DE"])
def test_no_formula_depends_on_the_locale(locale: str, tmp_path: Path, office: Office) -> None:
    criteria = sets.load("quang-tri-2023-h1")
    path = tmp_path / "form.xlsx"
    path.write_bytes(template.build(criteria, answers=fill(criteria, 7)))
    other = Office(locale=locale)
    try:
        compare(path, other.recalculated(path))
    finally:
        other.stop()


def test_what_only_a_spreadsheet_can_type(office: Office, tmp_path: Path) -> None:
    """Error values, which no answer of ours can be: one is shown where it is, and spoils no total."""
    criteria = sets.load("quang-tri-2023-h1")
    layout = Layout(criteria)
    path = tmp_path / "form.xlsx"
    path.write_bytes(template.build(criteria))
    score, mark = layout.ref("I.4", Field.SELF), layout.ref("I.5", Field.EXCLUDED)
    with office.open(path) as book:
        book.enter(FORM_SHEET, {score: "=1/0", mark: "=1/0"})
        shown = book.values(FORM_SHEET)
    assert shown[layout.ref("I.4", Field.CHECK)] == live.words("S110")
    assert shown[layout.ref("I.5", Field.CHECK)] == live.words("S205")
    assert {ref for ref, value in shown.items() if isinstance(value, ErrorValue)} == {score, mark}


@pytest.mark.parametrize(
    "answers", [{}, {"I.5": Answers(evidence="[1].a.pdf\n" * 12)}], ids=["empty", "long"]
)
def test_totals_and_signatures_print_on_one_page(
    answers: dict[str, Answers], office: Office, tmp_path: Path
) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(template.build(sets.load("quang-tri-2023-h1"), answers=answers))
    pdf = office.convert(path, tmp_path / "form.pdf")
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True).stdout
    pages = text.decode().split("\f")
    signed = [page for page in pages if "THỦ TRƯỞNG ĐƠN VỊ" in page]
    assert len(signed) == 1
    for words in ("Tổng cộng tối đa theo cấp", "Tỷ lệ đạt được (%)", "NGƯỜI LẬP BIỂU", "IV.2"):
        assert words in signed[0]
    # What serves who fills in the form is not on the paper that is signed.
    assert not any("Chưa nhập điểm" in page for page in pages if "HƯỚNG DẪN ĐIỀN BIỂU" not in page)
