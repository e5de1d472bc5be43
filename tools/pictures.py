"""Turn workbooks and documents into pictures of their printed pages.

    python -m tools.pictures                        redraws docs/pictures
    python -m tools.pictures FILE ... [-o FOLDER]   draws every page of any file, to look at

Drawn by LibreOffice and poppler, so they differ a little from one version to the next; they are
illustrations, and `make check` does not compare them.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont, ImageOps

from selfscore_xl import app, sets, template
from selfscore_xl.cell import ref
from selfscore_xl.layout import DATA_SHEET, FORM_SHEET, GUIDE_SHEET, RESULT_SHEET, Field, Head, Layout
from selfscore_xl.template import Answers
from tests.office.client import Office, missing_office
from tests.office.pages import draw_pages, missing_pages
from tests.office.window import Box, Hands, Screen, missing_window

ROOT = Path(__file__).resolve().parent.parent
RESOLUTION = 80
MAX_BYTES = 150_000
_EDGE = "#9e9e9e"


class Picture(NamedTuple):
    """One page of a file of the repository, as ``docs/pictures/NAME.png``."""

    name: str
    source: str
    page: int = 1


_SOURCE = "examples/quang-tri-2023-h1"
PICTURES: tuple[Picture, ...] = (
    Picture("form", f"{_SOURCE}/filled.xlsx"),
    Picture("annotated", f"{_SOURCE}/filled.annotated.xlsx", page=6),
    Picture("result", f"{_SOURCE}/filled.annotated.xlsx"),
    Picture("review-exclusions", f"{_SOURCE}/review.xlsx"),
    Picture("report-first", f"{_SOURCE}/report.docx"),
    Picture("report-annex", f"{_SOURCE}/report.docx", page=3),
    Picture("consolidation-first", "examples/tong-hop/tong-hop.xlsx"),
    Picture("consolidation-ranking", "examples/tong-hop/tong-hop.xlsx", page=2),
    Picture("consolidation-matrix", "examples/tong-hop/tong-hop.xlsx", page=3),
    Picture("consolidation-exclusions", "examples/tong-hop/tong-hop.xlsx", page=6),
)

SCREENS = ("excel-note", "excel-findings")
EXTENSION_SCREENS = (
    "libreoffice-extensions",
    "libreoffice-menu",
    "libreoffice-findings",
    "libreoffice-next",
)
"""What ``tools.screens`` draws."""


class Shot(NamedTuple):
    """What a unit sees on its screen, as ``docs/pictures/NAME.png``: its form half filled, or the copy
    with the findings."""

    name: str
    sheet: str
    cell: str
    typed: str = ""
    """Typed into the cell; what then stands on the screen is the picture."""
    steps: tuple[str, ...] = ()
    """Cells that get the numbers 1, 2, 3 … of the guide's steps; the picture is then of the table alone."""


_SET = sets.load(sets.DEFAULT)
_HALF_FILLED = {
    "I.1": Answers(
        score=Decimal(20),
        evidence="[1].bao-cao-cong-tac-01.pdf\n[2].chuong-trinh-02.pdf",
        explanation="Hoàn thành 24/24 nhiệm vụ, đạt 100%.",
    ),
    "I.2.a": Answers(mark="x"),
    "I.2.b": Answers(score=Decimal("4.5"), evidence="[1].bao-cao-02.pdf"),
    "I.3.b": Answers(score=Decimal("3.5"), explanation="Đã cập nhật đủ số liệu."),
}
_LAYOUT = Layout(_SET)
_SCORE = _LAYOUT.ref("I.2.b", Field.SELF)
_STEPS = (
    ref(_LAYOUT.head_rows[Head.UNIT_GROUP], _LAYOUT.head_value_column),
    *(
        ref(_LAYOUT.header_row, _LAYOUT.columns[field])
        for field in (Field.SELF, Field.EVIDENCE, Field.EXPLANATION, Field.EXCLUDED, Field.CHECK)
    ),
)
"""Of docs/huong-dan-don-vi.md; the last step is not taken in the form."""
_SCROLL = "document.CurrentController.getByIndex(3).setFirstVisibleRow(row - 1)"
SHOTS: tuple[Shot, ...] = (
    Shot("unit-guide", GUIDE_SHEET, "A1"),
    Shot("unit-steps", FORM_SHEET, _LAYOUT.ref("I.2", Field.TITLE), steps=_STEPS),
    Shot("unit-figures", DATA_SHEET, "D5"),
    Shot("unit-result", RESULT_SHEET, "A1"),
    Shot("unit-refused", FORM_SHEET, _SCORE, typed="25"),
)
_NUMBER_PIXELS = 16
_TABLE = (53, 164, 1206, 708)
"""Where the columns of a form stand on the screen, with their letters and the numbers of the rows."""
_PATIENCE = 300.0
"""Seconds for one step on a machine that has much else to do."""
_PAINT_SECONDS = 1.5
"""A dialog is drawn after the office has answered."""


def photograph(shots: Sequence[Shot], folder: Path) -> dict[str, Path]:
    """Pictures of a whole screen, 1366 x 768, by the name of the shot."""
    form = folder / "so-noi-vu.xlsx"
    form.write_bytes(template.build(_SET, unit="Sở Nội vụ", answers=_HALF_FILLED))
    annotated = app.validate(str(form)).annotated
    assert annotated is not None
    with Screen(toolkit="gtk3") as screen:
        office = Office(window=True, environment=screen.environment, locale="vi-VN", seconds=_PATIENCE)
        hands = Hands(screen, office, folder)
        found = {}
        try:
            for shot in shots:
                with hands.open(Path(annotated) if shot.sheet == RESULT_SHEET else form) as book:
                    hands.go(book, shot.sheet, shot.cell)
                    if shot.typed:
                        hands.type(shot.typed)
                        hands.keys("Return")
                    if shot.steps:
                        book.run(_SCROLL, row=_LAYOUT.first_row + 1)
                    time.sleep(_PAINT_SECONDS)
                    found[shot.name] = hands.shot(shot.name)
                    if shot.steps:
                        number(found[shot.name], [hands.box(book, shot.sheet, cell) for cell in shot.steps])
                    if shot.typed:
                        hands.keys("Return")  # the dialog, then the cell
                        time.sleep(_PAINT_SECONDS)
                        hands.keys("Escape")
        finally:
            office.stop()
    return found


def number(picture: Path, steps: Sequence[Box]) -> None:
    """Put the numbers 1, 2, 3 … below cells of a form on the screen, and cut away what is not the table."""
    with Image.open(picture) as screen:
        image = screen.convert("RGB")
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(_NUMBER_PIXELS)
    for at, box in enumerate(steps, start=1):
        x, y = (box.left + box.right) // 2, box.bottom + _NUMBER_PIXELS
        pen.ellipse((x - 11, y - 11, x + 11, y + 11), fill="#9c0006", outline="white", width=2)
        pen.text((x, y), str(at), fill="white", font=font, anchor="mm")
    image.crop(_TABLE).save(picture)


def draw(office: Office, source: Path, folder: Path) -> list[Path]:
    """Draw every page of a workbook, document or PDF into ``folder``, in page order."""
    if source.suffix.lower() == ".pdf":
        return draw_pages(source, folder, resolution=RESOLUTION)
    with TemporaryDirectory() as printed:
        pdf = office.convert(source, Path(printed) / f"{source.stem}.pdf")
        return draw_pages(pdf, folder, resolution=RESOLUTION)


def small(page: Image.Image, limit: int = MAX_BYTES) -> bytes:
    """The page as a palette PNG with a thin edge, in as many colours as ``limit`` bytes leave.

    Raises:
        ValueError: it does not fit even with eight colours.
    """
    framed = ImageOps.expand(page.convert("RGB"), border=1, fill=_EDGE)
    for colours in (128, 64, 32, 16, 8):
        out = BytesIO()
        palette = framed.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        palette.save(out, "PNG", optimize=True)
        if out.tell() <= limit:
            return out.getvalue()
    raise ValueError(f"a page of {page.width} x {page.height} does not fit into {limit} bytes")


def redraw(office: Office, pictures: Sequence[Picture], shots: Sequence[Shot], root: Path) -> None:
    """Make ``docs/pictures`` hold exactly the given pictures of pages and of the screen.

    Raises:
        IndexError: a source has fewer pages than a picture asks for.
    """
    target = root / "docs" / "pictures"
    target.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        pages = {
            source: draw(office, root / source, Path(folder) / str(number))
            for number, source in enumerate(dict.fromkeys(picture.source for picture in pictures))
        }
        for picture in pictures:
            with Image.open(pages[picture.source][picture.page - 1]) as page:
                (target / f"{picture.name}.png").write_bytes(small(page))
        if shots:
            for name, path in photograph(shots, Path(folder)).items():
                with Image.open(path) as screen:
                    (target / f"{name}.png").write_bytes(small(screen))
    wanted = {
        *SCREENS,
        *EXTENSION_SCREENS,
        *(picture.name for picture in pictures),
        *(shot.name for shot in shots),
    }
    for path in target.glob("*.png"):
        if path.stem not in wanted:
            path.unlink()


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; 2 when LibreOffice or poppler is missing."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("-o", "--output", type=Path, default=Path("build/pages"), metavar="FOLDER")
    options = parser.parse_args(arguments)
    missing = missing_office() or missing_pages() or (None if options.files else missing_window())
    if missing:
        print(missing, file=sys.stderr)
        return 2
    office = Office()
    try:
        for file in options.files:
            for page in draw(office, file, options.output):
                print(page)
        if not options.files:
            redraw(office, PICTURES, SHOTS, ROOT)
            print(f"{len(PICTURES) + len(SHOTS)} pictures in docs/pictures")
    finally:
        office.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
