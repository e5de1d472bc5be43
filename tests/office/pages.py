"""A document as people see it on paper: its PDF as one picture a page."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path


def missing_pages() -> str | None:
    """What this machine lacks to draw a PDF, None when nothing."""
    if shutil.which("pdftoppm") is None:
        return "pdftoppm is not installed (apt install poppler-utils)"
    return None


def draw_pages(pdf: Path, folder: Path, *, resolution: int = 80) -> list[Path]:
    """Draw each page into ``folder`` as ``NAME-1.png`` …, in page order; resolution in dots an inch.

    Raises:
        subprocess.CalledProcessError: the file is no PDF.
    """
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["pdftoppm", "-png", "-r", str(resolution), str(pdf), str(folder / pdf.stem)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    # The page number is padded to the width of the last one, so names sort as pages do.
    return sorted(folder.glob(f"{pdf.stem}-*.png"))
