"""The guides of docs/ on paper, A4 and in 11 points: who fills in a form reads one page."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.office.client import Office
from tests.office.fixtures import require
from tests.office.pages import missing_pages

DOCS = Path(__file__).resolve().parents[2] / "docs"
_LOOK = """
body { font-family: "Times New Roman"; font-size: 11pt } h1 { font-size: 15pt } h2 { font-size: 12pt }
code { font-family: "Liberation Mono"; font-size: 10pt } p, li { margin-top: 0; margin-bottom: 0.12cm }
td, th { border: 1px solid grey; padding: 0.04cm 0.15cm; text-align: left }
"""
_PAPER = """
for name in document.StyleFamilies.getByName("PageStyles").ElementNames:
    style = document.StyleFamilies.getByName("PageStyles").getByName(name)
    style.IsLandscape, style.Width, style.Height = False, 21000, 29700
    style.TopMargin = style.BottomMargin = style.RightMargin = 2000
    style.LeftMargin = 2500
# A picture is as wide as the text, and no larger than it is.
images = document.GraphicObjects
for name in images.ElementNames:
    one = images.getByName(name)
    size = one.Graphic.SizePixel
    one.RelativeWidth = one.RelativeHeight = 0
    width = min(16500, size.Width * 2540 // 96)
    one.Width, one.Height = width, width * size.Height // size.Width
"""


@pytest.mark.parametrize(
    "document", [DOCS.parent / "README.md", *sorted(DOCS.glob("*.md"))], ids=lambda p: p.name
)
def test_every_link_to_a_file_leads_to_one(document: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", document.read_text("utf-8"))
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (document.parent / link).exists()] == []


def test_every_picture_is_shown_somewhere() -> None:
    shown = "".join(path.read_text("utf-8") for path in [DOCS.parent / "README.md", *DOCS.glob("*.md")])
    assert [path.name for path in (DOCS / "pictures").iterdir() if path.name not in shown] == []


@pytest.fixture
def printed(office: Office, tmp_path: Path) -> Callable[[str], list[str]]:
    """The text of each page of a guide."""
    require(missing_pages())

    def print_(name: str) -> list[str]:
        body = MarkdownIt("commonmark").enable("table").render((DOCS / name).read_text("utf-8"))
        body = body.replace('src="pictures/', f'src="{DOCS.as_uri()}/pictures/')
        page = tmp_path / f"{name}.html"
        page.write_text(
            f'<html><head><meta charset="utf-8"><style>{_LOOK}</style></head>{body}</html>', "utf-8"
        )
        pdf = tmp_path / f"{name}.pdf"
        with office.open(page, FilterName="HTML (StarWriter)") as book:
            book.run(_PAPER)
            book.save(pdf)
        text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, timeout=60)
        return text.stdout.decode().rstrip("\f").split("\f")

    return print_


@pytest.mark.parametrize(("name", "most"), [("huong-dan-don-vi.md", 1), ("huong-dan-tham-dinh.md", 2)])
def test_a_guide_is_as_short_as_it_says(printed: Callable[[str], list[str]], name: str, most: int) -> None:
    pages = printed(name)
    assert len(pages) == most
    for line in (DOCS / name).read_text("utf-8").splitlines():
        if line.startswith("#"):
            assert line.strip("# ") in "\n".join(pages)
