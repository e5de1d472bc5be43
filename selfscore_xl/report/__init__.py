"""The administrative report of a filled form, as a Word document.

Importing this package costs nothing: python-docx is loaded by the functions that write or look into a
document, PyYAML by the one that reads a settings file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .settings import BLANKS, Settings, SettingsError, blanks, from_words, read_file

if TYPE_CHECKING:
    from ..outcome import Outcome

__all__ = [
    "BLANKS",
    "Settings",
    "SettingsError",
    "blanks",
    "build",
    "from_words",
    "is_untouched",
    "read_file",
]


def build(outcome: Outcome, settings: Settings) -> bytes:
    """The report of a validated form as a .docx file; the same form and settings give the same bytes.

    Raises:
        ValueError: the outcome is that of a file that could not be read.
    """
    from .contents import contents
    from .document import build

    return build(contents(outcome, settings), settings)


def is_untouched(path: str) -> bool:
    """Is the file a report as ``build`` made it, which nobody has edited since?"""
    from .package import is_untouched

    return is_untouched(path)
