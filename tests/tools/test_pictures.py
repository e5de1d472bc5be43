from __future__ import annotations

import random
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from PIL import Image

from tests.office.client import Office
from tests.office.fixtures import require
from tests.office.pages import missing_pages
from tools.pictures import MAX_BYTES, Picture, redraw, small


def noise(width: int, height: int) -> Image.Image:
    return Image.frombytes("RGB", (width, height), random.Random(1).randbytes(width * height * 3))


@pytest.mark.parametrize(
    "page", [Image.new("RGB", (900, 640), "white"), noise(300, 300)], ids=["plain", "busy"]
)
def test_a_page_becomes_a_small_palette_picture(page: Image.Image) -> None:
    content = small(page)

    assert len(content) <= MAX_BYTES
    with Image.open(BytesIO(content)) as picture:
        assert picture.mode == "P"
        assert picture.size == (page.width + 2, page.height + 2)


def test_a_page_that_cannot_be_made_small_is_refused() -> None:
    with pytest.raises(ValueError, match="100 x 90"):
        small(noise(100, 90), limit=1000)


def test_the_folder_holds_exactly_the_pictures(office: Office, tmp_path: Path) -> None:
    require(missing_pages())
    book = openpyxl.Workbook()
    for sheet in (book.worksheets[0], book.create_sheet("Hướng dẫn")):
        sheet["A1"] = "Tự đánh giá"
    book.save(tmp_path / "form.xlsx")
    left_over = tmp_path / "docs" / "pictures" / "old.png"
    left_over.parent.mkdir(parents=True)
    left_over.write_bytes(b"")

    redraw(office, [Picture("form", "form.xlsx"), Picture("guide", "form.xlsx", page=2)], [], tmp_path)

    assert sorted(path.name for path in left_over.parent.iterdir()) == ["form.png", "guide.png"]
    with Image.open(left_over.parent / "form.png") as picture:
        assert picture.size[0] > 500
        assert len(picture.convert("L").getcolors() or []) > 1, "something is drawn"
