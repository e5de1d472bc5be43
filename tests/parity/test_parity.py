"""The form and Python agree: whatever is typed, an application that recalculates the form shows the
totals, the proposals and the words that the checks give for the same answers.

The answers go into an open form in LibreOffice, and by our own editor into a file that the reader reads.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape, unescape

import pytest

from selfscore_xl import template
from selfscore_xl.cell import Address, Area, area_ref, ref
from selfscore_xl.checking import Context
from selfscore_xl.criteria import Criteria
from selfscore_xl.layout import DATA_SHEET, FORM_SHEET, DataField, Field, Footer, Layout
from selfscore_xl.ooxml.edit import Editor
from selfscore_xl.ooxml.workbook import Workbook
from selfscore_xl.template import Typed, live
from tests.office.client import Office, Value
from tests.parity.agreement import Shown, context_of, differences
from tests.template.fills import FORMS, fill, inputs, stated

AT_ONCE = 40
FILLS = {name: 80 if name == "every-rule" else 200 for name in FORMS}
MANY = [
    pytest.param(name, range(first, first + AT_ONCE), id=f"{name}-{first}")
    for name in sorted(FORMS)
    for first in range(0, FILLS[name], AT_ONCE)
]

Cells = Mapping[str, Mapping[Address, Typed]]


@cache
def empty(name: str) -> tuple[Criteria, bytes]:
    criteria = FORMS[name]()
    return criteria, template.build(criteria, unit="Sở Tư pháp")


def answered(criteria: Criteria, seed: int) -> Cells:
    return inputs(criteria, fill(criteria, seed), stated(criteria, seed))


def filled(form: bytes, cells: Cells) -> bytes:
    """The form with the answers in it; what its formulas have cached is that of the empty form."""
    editor = Editor(Workbook.open(form))
    for sheet, typed in cells.items():
        for address, value in typed.items():
            if value is not None:
                editor.set_value(sheet, address, value)
    return editor.to_bytes()


def areas(cells: Mapping[Address, Typed]) -> list[Area]:
    """The input cells as few rectangles, for a call each: columns in which every row has an input, then
    the rows that have more."""
    columns: dict[int, set[int]] = {}
    for row, column in cells:
        columns.setdefault(row, set()).add(column)
    everywhere = set.intersection(*columns.values())
    spans = [(column, column, list(columns)) for column in sorted(everywhere)]
    rest = [row for row, found in columns.items() if found > everywhere]
    if rest:
        more = columns[rest[0]] - everywhere
        spans.append((min(more), max(more), rest))
    found = []
    for first, last, rows in spans:
        for row in rows:
            if found and found[-1][1:] == (first, row - 1, last):
                found[-1] = (found[-1][0], first, row, last)
            else:
                found.append((row, first, row, last))
    return found


def blocks(cells: Cells) -> list[tuple[str, str, list[list[object]]]]:
    return [
        (
            sheet,
            area_ref(area),
            [[_plain(typed[row, column]) for column in _span(area, 1)] for row in _span(area, 0)],
        )
        for sheet, typed in cells.items()
        for area in areas(typed)
    ]


def _span(area: Area, axis: int) -> range:
    return range(area[axis], area[axis + 2] + 1)


def _plain(value: Typed) -> object:
    return float(value) if isinstance(value, Decimal) else value or ""


FILL_AND_READ = """
sheets = document.Sheets
# Rows that grow with their text take a third of the time. Open, for a score is typed where it is others'.
for name in sheets.ElementNames:
    sheet = sheets.getByName(name)
    sheet.unprotect("")
    sheet.Rows.OptimalHeight = False
document.addActionLock()
document.enableAutomaticCalculation(False)
result = []
for blocks in fills:
    for name, area, rows in blocks:
        sheets.getByName(name).getCellRangeByName(area).setDataArray(tuple(map(tuple, rows)))
    document.calculateAll()
    result.append([sheets.getByName(name).getCellRangeByName(area).DataArray for name, area in reads])
for name in sheets.ElementNames:
    sheets.getByName(name).protect("")
"""


def read_areas(layout: Layout) -> dict[str, Area]:
    """What people see of the form, by sheet."""
    seen = {FORM_SHEET: (layout.status_row, 1, layout.footer_rows[Footer.RATE], len(Field))}
    if layout.data_rows or layout.fact_rows:
        seen[DATA_SHEET] = (layout.data_first_row, 1, layout.data_last_row, len(DataField))
    return seen


def in_libreoffice(
    office: Office, layout: Layout, form: Path, fills: Sequence[Cells], saved: Path | None = None
) -> list[Shown]:
    """What the form shows after each fill; the last one is saved as it stands."""
    reads = read_areas(layout)
    with office.open(form) as book:
        answers = book.run(
            FILL_AND_READ,
            fills=[blocks(cells) for cells in fills],
            reads=[(sheet, area_ref(area)) for sheet, area in reads.items()],
        )
        if saved is not None:
            book.save(saved)
    return [
        {
            sheet: {
                ref(area[0] + i, area[1] + j): value
                for i, row in enumerate(rows)
                for j, value in enumerate(row)
            }
            for (sheet, area), rows in zip(reads.items(), answer, strict=True)
        }
        for answer in answers
    ]


@pytest.mark.parametrize(("name", "seeds"), MANY)
def test_libreoffice_agrees(name: str, seeds: range, office: Office, tmp_path: Path) -> None:
    criteria, form = empty(name)
    path, saved = tmp_path / "form.xlsx", tmp_path / "saved.xlsx"
    path.write_bytes(form)
    fills = [answered(criteria, seed) for seed in seeds]
    shown = in_libreoffice(office, Layout(criteria), path, fills, saved)
    for seed, cells, seen in zip(seeds, fills, shown, strict=True):
        assert differences(context_of(criteria, filled(form, cells)), seen) == [], f"seed {seed}"
    # What LibreOffice saves is read as what was typed.
    assert differences(context_of(criteria, saved), shown[-1]) == []


@pytest.mark.parametrize("seed", range(1000, 1005))
@pytest.mark.parametrize("name", sorted(FORMS))
def test_gnumeric_agrees(
    name: str, seed: int, gnumeric: Callable[[Path], dict[str, dict[str, Value]]], tmp_path: Path
) -> None:
    criteria, form = empty(name)
    path = tmp_path / "form.xlsx"
    path.write_bytes(filled(form, answered(criteria, seed)))
    assert differences(context_of(criteria, path), gnumeric(path), last_digits=9) == []


# --- a form that is wrong is found out ------------------------------------------------------------


def with_formula(form: bytes, sheet: str, change: Callable[[str, str], str]) -> bytes:
    """The form with the formulas of a sheet changed, given the address and the formula of each; the values
    cached with them stay the right ones."""
    book = Workbook.open(form)
    part = next(info.part for info in book.sheets if info.name == sheet)
    found = re.compile(r'(<c r="([A-Z]+[0-9]+)"[^>]*><f[^>]*>)([^<]*)(?=</f>)')

    def changed(match: re.Match[str]) -> str:
        return match[1] + escape(change(match[2], unescape(match[3])))

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(form)) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == part:
                data = found.sub(changed, data.decode()).encode()
            target.writestr(entry, data)
    assert out.getvalue() != form
    return out.getvalue()


def instead(old: str, new: str, columns: str = "") -> Callable[[str, str], str]:
    """Another text in the formulas of some columns, or of all."""

    def change(at: str, formula: str) -> str:
        letters = at.rstrip("0123456789")
        return formula.replace(old, new) if letters in columns.split() or not columns else formula

    return change


def _shorter(at: str, formula: str) -> str:
    """A subtotal without its last row."""
    if not re.fullmatch("E[0-9]+", at):
        return formula
    return re.sub(r"([0-9]+)(?=\),10)", lambda match: str(int(match[1]) - 1), formula)


MUTANTS: dict[str, tuple[str, str, Callable[[str, str], str]]] = {
    "a score of the maximum is over it": ("J", FORM_SHEET, instead(">$C", ">=$C", "J")),
    "other words": ("J", FORM_SHEET, instead(live.words("S409"), live.words("S207"), "J")),
    "a sum that leaves out a row": ("E", FORM_SHEET, _shorter),
    "halves that binary numbers miss": ("E A", FORM_SHEET, instead(",10),2)", ",9),1)")),
    "no-break spaces are read as letters": ("J E", FORM_SHEET, instead('"\u00a0"', '"\u00a1"')),
    "a comma is no decimal separator": ("J E", FORM_SHEET, instead('","', '";"')),
    "nothing is taken out of the total": ("C A", FORM_SHEET, instead("=1,0,$C", "=1,0,0*$C")),
    "a rate of another base": ("C A", FORM_SHEET, instead("*100/", "*99.99/")),
    "a figure above its total": ("F", DATA_SHEET, instead(">$", ">10*$", "R")),
    "a proposal on another grid": ("E", DATA_SHEET, instead(",10),2)", ",10),1)", "E")),
}
"""What is wrong -> the columns where it shows, the sheet and what is done to its formulas."""


@cache
def expected(name: str, seed: int) -> Context:
    criteria, form = empty(name)
    return context_of(criteria, filled(form, answered(criteria, seed)))


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_wrong_formula_is_found(mutant: str, office: Office, tmp_path: Path) -> None:
    columns, sheet, change = MUTANTS[mutant]
    name = "tap-huan-2026@so"
    criteria, form = empty(name)
    path = tmp_path / "form.xlsx"
    path.write_bytes(with_formula(form, sheet, change))
    fills = [answered(criteria, seed) for seed in range(15)]
    found = {
        one.what.split()[0].rstrip("0123456789")
        for seed, shown in enumerate(in_libreoffice(office, Layout(criteria), path, fills))
        for one in differences(expected(name, seed), shown)
    }
    assert found >= set(columns.split())
