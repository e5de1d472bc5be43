"""How the form's sheets are printed."""

from __future__ import annotations

from typing import Any

from .look import FONT


def print_setup(sheet: Any, *, landscape: bool, one_page: bool = False) -> None:
    """A4, margins as Nghị định 30/2020/NĐ-CP allows for annexes, page number below."""
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 1 if one_page else 0
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left, margins.right = (0.79, 0.59) if landscape else (1.0, 0.6)
    margins.top = margins.bottom = 0.79
    margins.header = margins.footer = 0.4
    footer = sheet.oddFooter.center
    footer.text = "Trang &P/&N"
    footer.font = f"{FONT},Regular"
    footer.size = 11


def printable(sheet: Any) -> tuple[float, float]:
    """Width and height of what is printed of a page, in points."""
    across, down = (_LONG, _SHORT) if sheet.page_setup.orientation == "landscape" else (_SHORT, _LONG)
    margins = sheet.page_margins
    return across - 72 * (margins.left + margins.right), down - 72 * (margins.top + margins.bottom)


_SHORT, _LONG = 595.3, 841.9
"""Sides of A4, in points."""
