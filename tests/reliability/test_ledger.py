"""The ledger of an annotated copy says what stood in its cells before. Anybody can write one: it is believed
only where ``validate`` itself writes, and what it hides there is written anew."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from selfscore_xl import app, demo
from selfscore_xl.cell import parse_ref
from selfscore_xl.edits import Mark
from selfscore_xl.layout import FORM_SHEET, LEDGER_COLUMN, RESULT_SHEET
from selfscore_xl.ooxml.edit import Editor
from selfscore_xl.ooxml.workbook import Workbook
from selfscore_xl.outcome import Outcome


@pytest.fixture(scope="module")
def annotated(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("ledger") / "bieu.xlsx"
    path.write_bytes(demo.load().form())
    return Path(app.validate(str(path)).annotated or "").read_bytes()


def forged(annotated: bytes, path: Path, ref: str, shown: Decimal | str, before: str) -> Outcome:
    """Validate the copy in which a cell shows something, and the ledger says that another thing was there."""
    editor = Editor(Workbook.open(annotated))
    editor.set_value(FORM_SHEET, parse_ref(ref), shown)
    sheet = Workbook.open(annotated).sheet(RESULT_SHEET)
    last = max(row for row, column in sheet.cells if column == LEDGER_COLUMN)
    for column, text in enumerate(Mark(FORM_SHEET, ref, "value", before, str(shown)), start=LEDGER_COLUMN):
        editor.set_value(RESULT_SHEET, (last + 1, column), text)
    path.write_bytes(editor.to_bytes())
    return app.validate(str(path), out=str(path.with_name("ra.xlsx")))


def entry(outcome: Outcome, ref: str) -> object:
    assert outcome.submission is not None
    entries = [one for row in outcome.submission.rows for one in row.entries.values()]
    (found,) = (one for one in entries if one.place.ref == ref)
    return found.value


@pytest.mark.parametrize(
    ("ref", "shown", "before"),
    [
        ("E18", Decimal(5), "number:7"),
        ("D18", "x", ""),
        ("F18", "khác", "text:[1].a.pdf"),
        ("H18", Decimal(7), "number:1"),
        ("C18", Decimal(9), "number:7"),
        ("B18", "Việc khác", "text:Triển khai"),
    ],
)
def test_what_people_typed_is_read_as_it_stands(
    annotated: bytes, tmp_path: Path, ref: str, shown: Decimal | str, before: str
) -> None:
    outcome = forged(annotated, tmp_path / "bieu.xlsx", ref, shown, before)
    assert entry(outcome, ref) == shown


def test_a_changed_maximum_cannot_be_hidden(annotated: bytes, tmp_path: Path) -> None:
    outcome = forged(annotated, tmp_path / "bieu.xlsx", "C18", Decimal(9), "number:7")
    assert ("S007", "C18") in {(one.code, one.place and one.place.ref) for one in outcome.findings}


def test_a_wrong_subtotal_that_the_ledger_covers_is_written_anew(annotated: bytes, tmp_path: Path) -> None:
    outcome = forged(annotated, tmp_path / "bieu.xlsx", "E14", Decimal(99), "number:6")
    assert outcome.annotated is not None
    copy = Workbook.open(outcome.annotated).sheet(FORM_SHEET)
    assert copy.cell(*parse_ref("E14")).value == "6"
    again = app.validate(outcome.annotated, out=str(tmp_path / "3.xlsx"))
    assert again.findings == outcome.findings
    assert (tmp_path / "3.xlsx").read_bytes() == Path(outcome.annotated).read_bytes()
