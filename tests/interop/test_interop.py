"""The filled example as other programs save it gives the same totals and findings.

The files are made once, by ``python -m tools.make_interop``. What differs is listed here with its reason.
"""

from __future__ import annotations

import gzip
from decimal import Decimal
from pathlib import Path

import pytest

from selfscore_xl import app
from selfscore_xl.finding import Finding
from selfscore_xl.layout import Field
from selfscore_xl.outcome import Outcome

FILES = Path(__file__).parent / "files"
SOURCE = "source.xlsx"
VALUES_ONLY = {"libreoffice.ods", "libreoffice.xls.gz", "sheetjs.xls.gz", "by-hand.xlsb"}
SAME = {
    "excelize.xlsx",
    "gnumeric.xlsx",
    "openpyxl.xlsx",
    "xlsxwriter.xlsx",
    "libreoffice.xlsx",
    "libreoffice.ods",
    "libreoffice.xls.gz",
    "by-hand.xlsb",
}
MORE: dict[str, set[tuple[str, str]]] = {
    # ExcelJS turns a rule's limit that is a cell ($C10) into NaN: the inputs have no rule any more.
    "exceljs.xlsx": {("S011", "E10")},
    # SheetJS (the community edition) writes neither rules nor sheet protection.
    "sheetjs.xlsx": {("S010", ""), ("S011", "")},
    # As .xls it also cuts every text after 255 characters: three titles and the evidence of II.1.
    "sheetjs.xls.gz": {("S008", "B10"), ("S008", "B15"), ("S008", "B40")},
}
LESS: dict[str, set[tuple[str, str]]] = {"sheetjs.xls.gz": {("S402", "F37"), ("S406", "F37")}}
# The copy is a fresh form with whole titles; the cut ones stand on its sheet «Chưa xếp được».
AGAIN = {"sheetjs.xls.gz": {("S014", "A1")}}
INPUTS = (Field.EXCLUDED, Field.SELF, Field.EVIDENCE, Field.EXPLANATION, Field.APPRAISED, Field.OPINION)


def unpacked(name: str, folder: Path) -> Path:
    data = (FILES / name).read_bytes()
    path = folder / name.removesuffix(".gz")
    path.write_bytes(gzip.decompress(data) if name.endswith(".gz") else data)
    return path


def place(finding: Finding) -> tuple[str, str]:
    return finding.code, finding.place.ref if finding.place else ""


def seen(outcome: Outcome) -> set[tuple[str, str]]:
    assert outcome.refusal is None, outcome.refusal
    places = [place(finding) for finding in outcome.findings]
    assert len(places) == len(set(places))
    return set(places)


def totals(outcome: Outcome) -> list[Decimal | None]:
    assert outcome.scores is not None
    found = outcome.scores.totals
    return [found.max, found.excluded, found.applicable, found.score]


def typed(outcome: Outcome) -> dict[tuple[str, Field], object]:
    assert outcome.submission is not None
    return {
        (key, field): row.entries[field].value
        for key, row in outcome.submission.by_key().items()
        for field in INPUTS
        if not row.entries[field].is_empty and row.entries[field].formula is None
    }


@pytest.fixture(scope="module")
def source() -> Outcome:
    return app.validate(str(FILES / SOURCE), write=False)


def test_every_file_is_tested() -> None:
    assert {path.name for path in FILES.iterdir()} == {SOURCE} | SAME | MORE.keys()


def test_the_source_is_the_report(source: Outcome) -> None:
    assert totals(source) == [Decimal(150), Decimal(76), Decimal(74), Decimal("71.59")]


@pytest.mark.parametrize("name", sorted(SAME | MORE.keys()))
def test_same_answer(name: str, source: Outcome, tmp_path: Path) -> None:
    path = unpacked(name, tmp_path)
    before = path.read_bytes()
    outcome = app.validate(str(path))
    assert totals(outcome) == totals(source)
    assert seen(outcome) - seen(source) == MORE.get(name, set())
    assert seen(source) - seen(outcome) == LESS.get(name, set())
    if name not in VALUES_ONLY:
        assert typed(outcome) == typed(source)
    assert path.read_bytes() == before
    assert outcome.annotated is not None
    # What was written is read as what the unit entered.
    again = app.validate(outcome.annotated, write=False)
    assert totals(again) == totals(source)
    assert seen(again) - seen(outcome) == AGAIN.get(name, set())
    assert seen(outcome) - seen(again) == (MORE[name] if name in AGAIN else set())


@pytest.mark.parametrize("name", sorted(VALUES_ONLY & SAME))
def test_values_of_another_format(name: str, source: Outcome, tmp_path: Path) -> None:
    """Group rows come as values there: no formula tells that nobody typed them."""
    leaves = {(node.key, field) for node in source.tree.leaves for field in INPUTS}  # type: ignore[union-attr]
    outcome = app.validate(str(unpacked(name, tmp_path)), write=False)
    entered, wanted = typed(outcome), typed(source)
    assert {at: entered[at] for at in entered if at in leaves} == {
        at: wanted[at] for at in wanted if at in leaves
    }


@pytest.mark.parametrize("name", sorted(VALUES_ONLY))
def test_the_copy_is_an_xlsx_and_the_message_says_so(name: str, tmp_path: Path) -> None:
    path = unpacked(name, tmp_path)
    outcome = app.validate(str(path))
    assert outcome.annotated == f"{path}.annotated.xlsx"
    (note,) = outcome.notes
    assert note.vi.startswith(f"Tệp {path.suffix} chỉ đọc được các giá trị")
    assert "(.xlsx)" in note.vi
    assert "(.xlsx)" in note.en


def test_in_place_is_refused_for_another_format(tmp_path: Path) -> None:
    path = unpacked("libreoffice.ods", tmp_path)
    before = path.read_bytes()
    outcome = app.validate(str(path), in_place=True)
    assert outcome.annotated is None
    assert "--in-place" in outcome.notes[0].vi
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_copies_of_files_of_one_name_do_not_meet(tmp_path: Path) -> None:
    ods = unpacked("libreoffice.ods", tmp_path).rename(tmp_path / "bieu.ods")
    xlsx = unpacked("openpyxl.xlsx", tmp_path).rename(tmp_path / "bieu.xlsx")
    assert app.find_workbooks([str(tmp_path)]).files == (str(ods), str(xlsx))
    names = {Path(app.validate(str(path)).annotated or "").name for path in (ods, xlsx)}
    assert names == {"bieu.ods.annotated.xlsx", "bieu.annotated.xlsx"}
    assert app.find_workbooks([str(tmp_path)]).files == (str(ods), str(xlsx))
