"""Pictures of a screen for the guides: what a check leaves in a form, as LibreOffice shows it, and the
menu of its extension.

    python -m tools.screens        redraws them in docs/pictures

There is no Excel on the machine that draws them, and the guide to Excel says so.
"""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep

from PIL import Image, ImageChops

from selfscore_xl import demo, live_check
from selfscore_xl.cell import Address
from selfscore_xl.layout import FORM_SHEET, GUIDE_SHEET, RESULT_SHEET
from selfscore_xl.live.closed import ClosedBook
from selfscore_xl.live.excel import linked_to
from selfscore_xl.ooxml.newbook import single_sheet
from selfscore_xl.ooxml.newsheet import NewSheet
from tests.office.client import Office, missing_office
from tests.office.window import Hands, Screen, missing_window, wait_for
from tools.build_macros import extension
from tools.pictures import EXTENSION_SCREENS, ROOT, SCREENS, small

PATIENCE = 300.0
"""Seconds for one step on a machine that has much else to do."""
_STILL = 0.7
FINDINGS = "Kết quả kiểm tra bieu-tu-cham-diem"
_CELL = "F15"
_SHOW_NOTE = """
view = document.CurrentController
view.ZoomType, view.ZoomValue = 3, 70
view.getByIndex(view.Count - 1).setFirstVisibleRow(12)
sheet = document.Sheets.getByName(name)
sheet.getCellRangeByName(cell).Annotation.setIsVisible(True)
"""
_AT = """
area = document.CurrentSelection.RangeAddress
result = [document.CurrentController.ActiveSheet.Name, area.StartRow + 1, area.StartColumn + 1]
"""


class AsInExcel(ClosedBook):
    """The form's file with what Excel lets a check do to the protected form: notes, nothing else."""

    def set_fill(self, sheet: str, address: Address, code: str) -> bool:
        return False

    def put_value(self, sheet: str, address: Address, value: Decimal | str) -> bool:
        return False

    def show(self, sheet: NewSheet) -> None:
        self.findings = sheet


def marked(folder: Path) -> tuple[Path, Path]:
    """The example form after a click on Kiểm tra, and the workbook of findings that opens beside it."""
    form, shown, findings = (folder / f"{name}.xlsx" for name in ("bieu", "bieu-tu-cham-diem", FINDINGS))
    form.write_bytes(demo.load().form())
    book = AsInExcel(str(form))
    live_check.check(book)
    book.save(str(shown))
    findings.write_bytes(single_sheet(linked_to(str(shown), book.findings)))
    return shown, findings


def draw(hands: Hands) -> dict[str, bytes]:
    """The pictures by name."""
    form, findings = marked(hands.folder)
    with hands.open(form) as book:
        hands.go(book, FORM_SHEET, _CELL)
        book.run(_SHOW_NOTE, name=FORM_SHEET, cell=_CELL)
        shots = [_still(hands, "note")]
    with hands.open(findings):
        shots.append(_still(hands, "findings"))
    return {name: _picture(path) for name, path in zip(SCREENS, shots, strict=True)}


def draw_extension(hands: Hands) -> dict[str, bytes]:
    """The steps of its guide by name; the office gets the extension."""
    package = hands.folder / "selfscore-xl.oxt"
    package.write_bytes(extension())
    hands.office.install(package)
    form = hands.folder / "bieu-tu-cham-diem.xlsx"
    form.write_bytes(demo.load().form())
    with hands.open(form) as book:
        plain = _still(hands, "plain")
        hands.keys("ctrl+alt+e")
        shots = [_still(hands, "installed", unlike=plain)]
        hands.keys("Escape")
        plain = _still(hands, "plain", unlike=shots[0])
        hands.keys("alt+c")
        shots.append(_still(hands, "menu", unlike=plain))
        hands.keys("k")
        wait_for(lambda: book.run(_AT) == [RESULT_SHEET, 1, 1], "the sheet of findings", PATIENCE)
        shots.append(_still(hands, "findings"))
        hands.keys("alt+c", "l")
        wait_for(lambda: book.run(_AT) == [FORM_SHEET, 15, 6], "the first finding", PATIENCE)
        shots.append(_still(hands, "next"))
        # LibreOffice 7.4 ends when the bridge, not a user, closes a form with this sheet in front.
        hands.go(book, GUIDE_SHEET, "A1")
    return {name: _picture(path) for name, path in zip(EXTENSION_SCREENS, shots, strict=True)}


def _still(hands: Hands, name: str, unlike: Path | None = None) -> Path:
    """The screen when nothing moves on it any more, and it no longer looks as in another picture: dialogs
    and menus of this toolkit cannot be read."""

    def is_still() -> bool:
        before = hands.shot(f"{name}-before")
        sleep(_STILL)
        shown = hands.shot(name)
        return not _differ(before, shown) and (unlike is None or _differ(unlike, shown))

    wait_for(is_still, f"the picture of {name}", PATIENCE)
    return hands.folder / f"{name}.png"


def _differ(one: Path, other: Path) -> bool:
    with Image.open(one) as first, Image.open(other) as second:
        return ImageChops.difference(first.convert("RGB"), second.convert("RGB")).getbbox() is not None


def _picture(path: Path) -> bytes:
    with Image.open(path) as image:
        return small(image)


def main() -> int:
    """Command line; 2 when something is missing."""
    missing = missing_office() or missing_window()
    if missing:
        print(missing, file=sys.stderr)
        return 2
    with Screen(toolkit="gtk3") as screen, TemporaryDirectory() as folder:
        for drawn in (draw, draw_extension):
            office = Office(window=True, environment=screen.environment, seconds=PATIENCE)
            try:
                for name, data in drawn(Hands(screen, office, Path(folder))).items():
                    (ROOT / "docs" / "pictures" / f"{name}.png").write_bytes(data)
                    print(name)
            finally:
                office.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
