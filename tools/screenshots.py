"""Pictures of LibreOffice's window with the extension, for its guide; `python -m tools.pictures` takes
them, where there is a virtual screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep

from PIL import Image

from tests.office.client import Office
from tests.office.window import Hands, Screen, wait_for
from tools import build_macros

FORM = build_macros.ROOT / "examples" / "quang-tri-2023-h1" / "filled.xlsx"
NAMES = ("libreoffice-extensions", "libreoffice-menu", "libreoffice-findings", "libreoffice-next")
_SIZE = (1280, 760)
_AT = """
area = document.CurrentSelection.RangeAddress
result = [document.CurrentController.ActiveSheet.Name, area.StartRow + 1, area.StartColumn + 1]
"""


def screenshots() -> Iterator[tuple[str, Image.Image]]:
    """Name and picture, in the order of ``NAMES``."""
    # The toolkit that looks as users know it; its dialogs cannot be read, hence the pauses.
    with TemporaryDirectory() as folder, Screen(*_SIZE, toolkit="gtk3") as screen:
        extension = Path(folder) / "selfscore-xl.oxt"
        extension.write_bytes(build_macros.extension())
        office = Office(window=True, environment=screen.environment)
        try:
            office.install(extension)
            hands = Hands(screen, office, Path(folder))
            with hands.open(FORM) as book:
                hands.keys("ctrl+alt+e")
                sleep(3)
                yield NAMES[0], Image.open(hands.shot(NAMES[0]))
                hands.keys("Escape", "alt+c")
                sleep(1)
                yield NAMES[1], Image.open(hands.shot(NAMES[1]))
                hands.keys("k")
                wait_for(lambda: book.run(_AT) == ["Kết quả kiểm tra", 1, 1], "the sheet of findings")
                sleep(1)
                yield NAMES[2], Image.open(hands.shot(NAMES[2]))
                hands.keys("alt+c", "l")
                wait_for(lambda: book.run(_AT) == ["Chấm điểm", 15, 6], "the first finding")
                sleep(1)
                yield NAMES[3], Image.open(hands.shot(NAMES[3]))
        finally:
            office.stop()
