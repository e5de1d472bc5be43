"""What a live check needs of an open workbook, and what all adapters share."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import Protocol

from ..cell import Address
from ..ooxml.newsheet import NewSheet
from ..ooxml.notes import marker_at
from ..record import NamedTuple
from ..text import Text

AUTHOR = "selfscore-xl"
"""First line of our notes, in files and in programs; below a user's own text it separates ours."""

Shown = float | Decimal | str | bool
"""What a cell shows, as its program hands it out; numbers are doubles."""


class Refused(Exception):
    """The workbook cannot be checked or marked now; ``text`` is one sentence for a dialog or the
    status line. Nothing was changed."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class Removed(NamedTuple):
    """What became of our notes; a protection that was added since may keep some."""

    gone: int
    stayed: tuple[tuple[str, Address], ...]
    """Sheets and cells."""


class OpenBook(Protocol):
    """An open workbook. Names of sheets are exact, addresses one-based (row, column) pairs.

    No method lifts a protection. What the protection does not allow, and what a program computes
    itself, is left as it is: the method answers False.
    """

    @property
    def name(self) -> str:
        """Of the file, for people."""
        ...

    def ready(self) -> None:
        """Nothing where the workbook can be marked now.

        Raises:
            Refused: it is read-only or shared, or a cell is being edited.
        """
        ...

    def copy_into(self, folder: str) -> str:
        """Path of a copy in ``folder``, as the workbook stands, with what was not saved yet.

        Raises:
            Refused: the program cannot make one.
        """
        ...

    def cells(self, sheet: str) -> Mapping[Address, Shown]:
        """What the cells show that are not blank; nothing for a sheet that is not there."""
        ...

    def put_value(self, sheet: str, address: Address, value: Decimal | str) -> bool:
        """Make a formula show its computed value; the formula stays. False where the program
        calculates by itself, and where no formula stands: what somebody typed is kept."""
        ...

    def fill_of(self, sheet: str, address: Address) -> str:
        """Code of a cell's fill, for ``set_fill``: ``"none"``, ``"rgb:FFF2CC"``; ``""`` where the sheet is
        gone."""
        ...

    def set_fill(self, sheet: str, address: Address, code: str) -> bool:
        """Give a cell the fill of a code."""
        ...

    def set_note(self, sheet: str, address: Address, text: str) -> bool:
        """Put a note of ours on a cell, in place of an earlier one, below a user's own text."""
        ...

    def remove_notes(self) -> Removed:
        """Take back every note of ours; a user's text in the same note stays."""
        ...

    def show(self, sheet: NewSheet) -> None:
        """Show a sheet in front of the workbook's own, in place of one of the same name; in a workbook
        of its own where the structure is locked."""
        ...

    def drop(self, sheet: str) -> None:
        """Take a sheet that was shown away again."""
        ...

    def selected(self) -> tuple[str, Address]:
        """The sheet and the cell that the user is at."""
        ...

    def go_to(self, sheet: str, address: Address) -> None:
        """Bring a cell into view and select it; nothing where its sheet is hidden or gone."""
        ...

    def one_step(self, title: str) -> AbstractContextManager[None]:
        """Everything done inside is one step to undo, where the program has such steps."""
        ...


def joined(theirs: str, text: str) -> str:
    """A note's text with ours below the user's own."""
    kept = without_ours(theirs)
    return f"{kept}\n{AUTHOR}\n{text}" if kept else f"{AUTHOR}\n{text}"


def without_ours(text: str) -> str:
    """A note's text without our part of it."""
    at = marker_at(text, AUTHOR)
    return text if at is None else text[:at].rstrip("\n")


def is_ours(text: str) -> bool:
    """Whether a note holds a part of ours."""
    return marker_at(text, AUTHOR) is not None
