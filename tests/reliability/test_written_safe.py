"""Whatever a unit typed, what we write is safe to open: texts stay texts, links stay inside, nothing is
written outside the output folder, and no escape sequence reaches a terminal.

One form in which every text that people can type begins as a formula does goes through every command.
"""

from __future__ import annotations

import csv
import io
import os
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from selfscore_xl import app, checking, cli, demo, sets
from selfscore_xl.cell import parse_ref
from selfscore_xl.layout import FORM_SHEET, Field, Head, Layout
from selfscore_xl.ooxml.edit import Editor
from selfscore_xl.ooxml.newsheet import NewCell, NewSheet
from selfscore_xl.ooxml.workbook import Workbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
EVIL = '=HYPERLINK("http://example.org/nguy-hiem","Bấm vào đây")'
STARTERS = (EVIL, '@SUM(1)*"nguy-hiem"', '+cmd|"/c nguy-hiem"!A1', '-2+3+cmd|"/c nguy-hiem"!A1')


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The filled example with evil texts in each column of words, above the table and outside it."""
    layout = Layout(sets.load("quang-tri-2023-h1"))
    editor = Editor(Workbook.open(demo.load().form()))
    texts = 0
    for node in layout.criteria.nodes:
        for field in (Field.EVIDENCE, Field.EXPLANATION, Field.OPINION):
            if node.is_leaf:
                texts += 1
                editor.set_value(FORM_SHEET, layout.address(node.key, field), STARTERS[texts % len(STARTERS)])
    editor.set_value(FORM_SHEET, layout.head(Head.UNIT), EVIL)
    editor.set_value(FORM_SHEET, layout.address("I.5", Field.CODE), EVIL)
    editor.set_value(FORM_SHEET, layout.address("I.5", Field.SELF), EVIL)
    editor.set_value(FORM_SHEET, layout.address("I.6.a", Field.TITLE), EVIL)
    editor.set_value(FORM_SHEET, layout.address("I.6.b", Field.EXCLUDED), EVIL)
    editor.set_value(FORM_SHEET, layout.address("III.2", Field.EXPLANATION), "\x1b]0;nguy-hiem\x07\x1b[2J")
    editor.set_value(FORM_SHEET, parse_ref("BA20"), EVIL)
    editor.put_sheet(NewSheet("=nguy-hiem", rows=((NewCell(EVIL),),)), first=False, active=False)
    path = tmp_path_factory.mktemp("evil") / "bieu.xlsx"
    path.write_bytes(editor.to_bytes())
    return path


def sheets(data: bytes) -> Iterator[tuple[str, ElementTree.Element]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if re.fullmatch(r"xl/worksheets/[^/]*\.xml", name):
                yield name, ElementTree.fromstring(archive.read(name))


def assert_safe(data: bytes) -> None:
    """No formula of a unit's, no link that leaves the workbook."""
    for name, root in sheets(data):
        for formula in root.iter(f"{MAIN}f"):
            assert "nguy-hiem" not in (formula.text or ""), name
        for link in root.iter(f"{MAIN}hyperlink"):
            assert link.get(ID) is None, name
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if name.endswith(".rels"):
                assert b"External" not in content, name
            if name == "xl/workbook.xml":
                for one in ElementTree.fromstring(content).iter(f"{MAIN}definedName"):
                    # the identity is stamped as texts, in quotes
                    assert "nguy-hiem" not in re.sub('"(?:[^"]|"")*"', "", one.text or "")


COMMANDS = {
    "validate": ("validate", "{evil}", "-o", "{out}.xlsx"),
    "repair": ("repair", "{evil}", "-o", "{out}.xlsx"),
    "review": ("review", "{evil}", "-o", "{out}.xlsx"),
    "diff": ("diff", "{plain}", "{evil}", "-o", "{out}.xlsx"),
    "migrate": ("migrate", "{evil}", "--to", "tap-huan-2026", "--unit-group", "so", "-o", "{out}.xlsx"),
    "import": ("import", "{evil}", "-c", "quang-tri-2023-h1", "-o", "{out}.xlsx"),
    "consolidate": ("consolidate", "{evil}", "{plain}", "--with-errors", "--no-cache", "-o", "{out}.xlsx"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_texts_stay_texts_in_every_workbook(
    name: str, evil: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = tmp_path / "truoc.xlsx"
    plain.write_bytes(demo.load().form())
    before = evil.read_bytes()
    words = [one.format(evil=evil, plain=plain, out=tmp_path / "ra") for one in COMMANDS[name]]
    code = cli.main(words)
    said = capsys.readouterr()
    data = (tmp_path / "ra.xlsx").read_bytes()
    assert code in (0, 1), said.err
    assert_safe(data)
    texts = "".join("".join(root.itertext()) for root in [one for _, one in sheets(data)])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "xl/sharedStrings.xml" in archive.namelist():
            texts += "".join(ElementTree.fromstring(archive.read("xl/sharedStrings.xml")).itertext())
    assert "nguy-hiem" in texts, "the texts are there"
    assert "\x1b" not in said.out + said.err
    assert "\x07" not in said.out + said.err
    assert evil.read_bytes() == before
    assert {one.name for one in tmp_path.iterdir()} <= {"ra.xlsx", "truoc.xlsx"}


def test_csv_escapes_what_a_spreadsheet_would_calculate(evil: Path, tmp_path: Path) -> None:
    out = tmp_path / "ra.csv"
    assert cli.main(["consolidate", str(evil), "--no-cache", "-o", str(out), "--format", "csv"]) in (0, 1)
    cells = [cell for row in csv.reader(io.StringIO(out.read_text(encoding="utf-8-sig"))) for cell in row]
    evil_cells = [cell for cell in cells if "nguy-hiem" in cell]
    assert evil_cells
    assert not [cell for cell in evil_cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize("format", ["text", "json", "sarif"])
def test_no_escape_sequence_reaches_a_terminal(
    format: str, evil: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["validate", str(evil), "--no-write", "--format", format])
    said = capsys.readouterr()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]", said.out + said.err)


# --- paths ----------------------------------------------------------------------------------------


def with_evidence(path: Path, names: str) -> Path:
    layout = Layout(sets.load("quang-tri-2023-h1"))
    editor = Editor(Workbook.open(demo.load().form()))
    editor.set_value(FORM_SHEET, layout.address("I.5", Field.EVIDENCE), names)
    path.write_bytes(editor.to_bytes())
    return path


def missing(form: Path, folder: Path) -> str:
    """What S405 says of I.5's evidence."""
    outcome = app.validate(str(form), write=False, evidence=str(folder), codes=("S405",))
    return " ".join(checking.message(one, "vi") for one in outcome.findings if one.criterion == "I.5")


def test_names_of_evidence_lead_nowhere(tmp_path: Path) -> None:
    """They are compared with the names in the folder, and no path is made of them."""
    folder = tmp_path / "minh-chung"
    folder.mkdir()
    (tmp_path / "ngoai.pdf").write_bytes(b"")
    (folder / "trong.pdf").write_bytes(b"")
    form = with_evidence(
        tmp_path / "bieu.xlsx",
        "[1].../ngoai.pdf\n[2].trong.pdf\n[3]." + str(tmp_path / "ngoai.pdf") + "\n[4].a/../../ngoai.pdf",
    )
    said = missing(form, folder)
    assert "ngoai.pdf" in said
    assert "«trong.pdf»" not in said


def test_links_in_the_evidence_folder_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "ngoai"
    outside.mkdir()
    (outside / "bi-mat.pdf").write_bytes(b"")
    folder = tmp_path / "minh-chung"
    folder.mkdir()
    (folder / "lien-ket").symlink_to(outside, target_is_directory=True)
    (folder / "vong").symlink_to(folder, target_is_directory=True)
    os.mkfifo(folder / "ong.pdf")
    form = with_evidence(tmp_path / "bieu.xlsx", "[1].bi-mat.pdf\n[2].ong.pdf")
    said = missing(form, folder)
    assert "bi-mat.pdf" in said
