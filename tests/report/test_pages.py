"""The report on paper: drawn by LibreOffice, looked at by counting ink."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from selfscore_xl import app, demo, report
from tests.office.client import Office
from tests.office.fixtures import require
from tests.office.pages import draw_pages, missing_pages

from .tables import demo_form

RESOLUTION = 50
MM = RESOLUTION / 25.4


@pytest.fixture(scope="module")
def printed(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the demonstration's form as a PDF."""
    require(missing_pages())
    folder = tmp_path_factory.mktemp("in")
    (folder / "filled.xlsx").write_bytes(demo_form())
    settings = report.from_words({"number": "45/BC-VP", "parent_body": "UBND tỉnh Quảng Trị"})
    assert app.report(str(folder / "filled.xlsx"), str(folder / "report.docx"), settings).written
    return office.convert(folder / "report.docx", folder / "report.pdf")


def text_of(pdf: Path, page: int | None = None) -> str:
    pages = [] if page is None else ["-f", str(page), "-l", str(page)]
    done = subprocess.run(["pdftotext", *pages, str(pdf), "-"], check=True, capture_output=True, timeout=60)
    return done.stdout.decode()


def test_no_page_is_empty_and_nothing_runs_off_the_paper(printed: Path, tmp_path: Path) -> None:
    pages = draw_pages(printed, tmp_path, resolution=RESOLUTION)
    assert 8 <= len(pages) <= 14
    for path in pages:
        with Image.open(path) as picture:
            page = picture.convert("L").point(lambda shade: 255 if shade < 128 else 0)
        box = page.getbbox()
        assert box is not None, f"{path.name} is empty"
        left, top, right, bottom = box
        assert left >= 29 * MM, path.name
        assert right <= page.width - 14 * MM, path.name
        assert top >= 9 * MM, path.name
        assert bottom <= page.height - 19 * MM, path.name
        assert bottom - top >= 20 * MM, f"{path.name} holds next to nothing"


def test_numbers_stand_on_all_pages_but_the_first_of_each_part(printed: Path) -> None:
    firsts = [text_of(printed, page).split("\n", 1)[0].strip() for page in range(1, 6)]
    assert [first if first.isdigit() else "" for first in firsts] == ["", "2", "", "2", "3"]


def test_the_header_row_stands_on_every_page_of_the_annex(printed: Path) -> None:
    pages = text_of(printed).rstrip("\f").split("\f")
    assert ["Tài liệu kiểm chứng/Giải trình" in page for page in pages] == [
        index >= 2 for index in range(len(pages))
    ]


def test_the_signature_stands_with_the_end_of_the_text(printed: Path) -> None:
    page = text_of(printed, 2)
    assert "./." in page
    assert "Nơi nhận:" in page


def test_every_word_is_printed(printed: Path) -> None:
    ink = "".join(text_of(printed).split())
    for node in demo.load().criteria.nodes:
        for word in node.title.split():
            assert word in ink, (node.code, word)
    for answer in demo.load().answers.values():
        for text in (answer.evidence, answer.explanation):
            # lines, and rows that go on over the next page, are broken at hyphens and slashes too
            for word in re.split(r"[\s/-]+", str(text or "")):
                assert word in ink, word


def test_an_open_xml_validator_has_nothing_to_say(tmp_path: Path) -> None:
    from openxml_audit import OpenXmlValidator

    form = tmp_path / "filled.xlsx"
    form.write_bytes(demo_form())
    out = tmp_path / "report.docx"
    assert app.report(str(form), str(out), report.Settings()).written
    result = OpenXmlValidator().validate(str(out))
    assert [str(error) for error in result.errors] == []
