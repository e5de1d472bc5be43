"""Tables as they stand in a file, before anybody knows what their columns mean.

Every reader gives the same facts, whatever the file's kind: rows of text cells with the place of each
row, and the text that stands outside of tables.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from ..record import NamedTuple
from ..text import Lang, Text

MAX_BYTES = 20 * 2**20
"""Of a file that holds a table; larger ones hold pictures or are no table."""
MAX_ROWS = 10_000
MAX_CELLS = 200_000
MAX_CHARACTERS = 2_500_000
"""Of all texts: a thousand criteria, as many as a form takes, with a page each. What is made of them takes
many times their room."""

Span = Literal["", "across", "down"]


class Cell(NamedTuple):
    """One cell, as it is seen."""

    text: str = ""
    """NFC; line breaks inside the cell kept."""
    number: Decimal | None = None
    """The exact number of a numeric cell; None for a text, whatever it says."""
    span: Span = ""
    """Covered by a merged cell that begins further left ("across") or above ("down"); text and number
    are then those of the merged cell."""


BLANK = Cell()


class Row(NamedTuple):
    """One row of a table."""

    number: int
    """One-based: the row of a sheet or a table, the line of a text."""
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        """The cell in a zero-based column; a blank one beyond the row's end."""
        return self.cells[column] if column < len(self.cells) else BLANK


class Table(NamedTuple):
    """A table, or the part of one that stands on one page."""

    name: Text
    """Where it stands, to be read after "bảng ở": ``trang tính «Sheet1»``."""
    rows: tuple[Row, ...]
    hidden: bool = False
    """On a sheet that is hidden."""
    sheet: str = ""
    """Name of the sheet; '' outside of workbooks."""


class Source(NamedTuple):
    """Everything that a file holds."""

    kind: str
    """``xlsx``, ``docx``, ``html``, ``text`` ..."""
    tables: tuple[Table, ...]
    prose: tuple[str, ...]
    """Lines of text outside of tables, in order; blank ones left out."""


class TableRefused(Exception):
    """No table can be taken from the file. ``text`` says why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text

    def message(self, lang: Lang) -> str:
        """One line."""
        return self.text.to(lang)


def too_large(megabytes: int) -> TableRefused:
    """The refusal of a file that is larger than any table."""
    return TableRefused(
        Text(
            f"Tệp lớn hơn {megabytes} MB nên không đọc; hãy chép riêng bảng điểm sang một tệp mới.",
            f"The file is larger than {megabytes} MB and is not read; copy the table alone to a new file.",
        )
    )


_TOO_MANY = Text(
    "Tệp có quá nhiều dòng, ô hoặc chữ so với một bảng điểm; hãy chép riêng bảng điểm sang một tệp mới.",
    "There are far more rows, cells or words than a score table has; copy the table alone to a new file.",
)


def too_many() -> TableRefused:
    """The refusal of a file with more rows, cells or text than any table."""
    return TableRefused(_TOO_MANY)


class Budget:
    """Counts rows, cells and characters while a file is read, and refuses more than a table of scores can
    have."""

    def __init__(self) -> None:
        self.rows = 0
        self.cells = 0
        self.characters = 0

    def spend(self, cells: int) -> None:
        """Count one row of so many cells.

        Raises:
            TableRefused: too many.
        """
        self.rows += 1
        self.cells += cells
        if self.rows > MAX_ROWS or self.cells > MAX_CELLS:
            raise too_many()

    def read(self, characters: int) -> None:
        """Count so many characters.

        Raises:
            TableRefused: too many.
        """
        self.characters += characters
        if self.characters > MAX_CHARACTERS:
            raise too_many()
