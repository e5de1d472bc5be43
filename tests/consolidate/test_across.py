"""What the checks say of a form by itself and what they say of many: one cause is one finding."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from selfscore_xl import app, consolidation, demo
from selfscore_xl.consolidate import gather
from selfscore_xl.consolidate.record import Record, of
from selfscore_xl.layout import FORM_SHEET, Head, Layout
from selfscore_xl.ooxml.edit import Editor
from selfscore_xl.ooxml.workbook import Workbook
from tests.consolidate import many


def found(folder: Path, **forms: bytes) -> tuple[list[str], list[tuple[str, object]]]:
    """Codes of S5 and S8 found in the forms one by one; code and file of those found across them."""
    alone, gathered = [], []
    for name, data in forms.items():
        path = folder / f"{name}.xlsx"
        path.write_bytes(data)
        record = of(app.validate(str(path), write=False))
        assert isinstance(record, Record)
        alone += [issue.code for issue in record.issues if issue.code.startswith(("S5", "S8"))]
        gathered.append(gather.form(0, path.name, name, None, record, ()))
    across = gather.consolidate(gathered, (), lambda _: demo.load().criteria).findings
    return alone, [(one.code, one.values["file"]) for one in across]


def test_a_form_made_for_another_unit_is_named_once(tmp_path: Path) -> None:
    forms = {"a": many.form("Sở A", 1), "b": many.form("Sở B", 2, issued_to="Sở C")}
    assert found(tmp_path, **forms) == (["S804"], [])


def test_copied_texts_are_found_across_forms_alone(tmp_path: Path) -> None:
    forms = {"a": many.form("Sở A", 1), "b": many.form("Sở B", 1)}
    assert found(tmp_path, **forms) == ([], [("S804", "b.xlsx")])


def test_last_quarters_form_of_the_same_set_is_found_beside_the_others(tmp_path: Path) -> None:
    forms = {
        "a": many.form("Sở A", 1, period="Quý I"),
        "b": many.form("Sở B", 2, period="Quý II"),
        "c": many.form("Sở C", 3, period="QUÝ  II"),
    }
    assert found(tmp_path, **forms) == ([], [("S502", "a.xlsx")])


def test_a_period_that_is_wrong_in_the_form_itself_is_named_once(tmp_path: Path) -> None:
    data = many.form("Sở A", 1)
    editor = Editor(Workbook.open(data))
    editor.set_value(FORM_SHEET, Layout(demo.load().criteria).head(Head.PERIOD), "Năm 2020")
    forms = {"a": editor.to_bytes(), "b": many.form("Sở B", 2), "c": many.form("Sở C", 3)}
    assert found(tmp_path, **forms) == (["S502"], [])


def test_whose_form_it_is_and_of_when_stands_beside_its_rank(tmp_path: Path) -> None:
    editor = Editor(Workbook.open(many.form("Sở A", 1, issued_to="Sở C")))
    editor.set_value(FORM_SHEET, Layout(demo.load().criteria).head(Head.PERIOD), "Năm 2020")
    (tmp_path / "a.xlsx").write_bytes(editor.to_bytes())
    (tmp_path / "b.xlsx").write_bytes(many.form("Sở B", 2))
    out = tmp_path / "tong-hop.xlsx"
    consolidation.consolidate([str(tmp_path)], str(out))
    book = openpyxl.load_workbook(out)
    (row,) = ([str(cell.value) for cell in row] for row in book["Xếp hạng"] if row[1].value == "Sở A")
    said = row[-1]
    assert "S804: Biểu của «Sở A» (a.xlsx) được lập cho «Sở C»." in said
    assert "S502: Kỳ đánh giá của biểu đang là «Năm 2020»" in said
    first = {str(cell.value) for row in book.worksheets[0] for cell in row}
    assert any("1 biểu lập cho đơn vị khác" in text for text in first)
    assert any("1 biểu ghi kỳ đánh giá khác" in text for text in first)
