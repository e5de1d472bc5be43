"""A filled form as it came: every value raw and typed, with its address; nothing judged yet.

Bad data is representable: a score may be a date, an error value, a formula or a blank made of
non-breaking spaces, and each of them looks different here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

from .finding import Place
from .layout import EXCLUSION_MARK, Field, Footer, Head
from .record import NamedTuple
from .text import fold, is_blank
from .typed import Literal

EntryKind = Literal["blank", "number", "text", "bool", "date", "error"]


class Entry(NamedTuple):
    """One cell of the form."""

    place: Place
    kind: EntryKind = "blank"
    raw: str = ""
    """As stored in the file (a number's own digits, a text untouched)."""
    text: str = ""
    """As seen: NFC, untrimmed; the number's shortest decimal text for a number."""
    number: Decimal | None = None
    """The number that is meant: of a numeric cell, or read from a text such as ``"8,5"``."""
    ambiguous: bool = False
    """A text such as ``"1.714"`` that may be 1,714 or 1714."""
    formula: str | None = None
    locked: bool = False
    hidden: bool = False
    """Its row or column is hidden or has no height."""
    ruled: bool = True
    """A validation rule covers it."""
    faint: bool = False
    """Its format hides its text: in the colour of its ground, tiny, or by a number format such as ``;;;``."""
    merged: bool = False
    """Part of a merged area."""
    corrected: bool = False
    """An earlier ``validate`` put another value here; this is what stood there before, by its own account."""

    @property
    def is_empty(self) -> bool:
        """Nothing can be seen in it: blank, or only spaces and zero-width characters."""
        return self.kind == "blank" or (self.kind == "text" and is_blank(self.text))

    @property
    def value(self) -> Decimal | str | bool | None:
        """The value as data: exact for a numeric cell, text otherwise, None when blank."""
        if self.kind == "blank":
            return None
        if self.kind == "number":
            return self.number if self.number is not None else self.raw
        if self.kind == "bool":
            return self.raw == "1"
        return self.text


class Row(NamedTuple):
    """A row of the table below the header."""

    key: str | None
    """The criterion; None where the code is not in the set."""
    code: str
    """As typed."""
    number: int
    """One-based row number on the sheet."""
    entries: Mapping[Field, Entry]
    """Only the columns that the form still has."""
    hidden: bool = False

    def __contains__(self, field: object) -> bool:
        return field in self.entries


class Identity(NamedTuple):
    """What a workbook says of itself, each mark by itself; '' where a mark is missing."""

    set_id: str = ""
    version: str = ""
    fingerprint: str = ""
    unit: str = ""
    unit_group: str = ""
    period: str = ""

    def names_another_set(self, set_id: str) -> bool:
        """Was the form made from another set than this one? One without its mark is taken at its word."""
        return self.set_id not in ("", set_id)


class SheetFact(NamedTuple):
    """A sheet of the workbook: is it one of ours, can it be seen, does it hold something."""

    name: str
    state: Literal["visible", "hidden", "veryHidden"]
    known: bool
    filled: int
    """Number of cells with content."""
    numbers: int
    """Number of cells with a number typed in."""
    first: Place | None
    """Its first cell with content."""
    protected: bool = False


class Source(NamedTuple):
    """The file a submission was read from."""

    path: str
    sha256: str
    format: Literal["xlsx", "xlsm", "xls", "ods", "xlsb"] = "xlsx"
    formulas_seen: bool = True
    """False for formats of which only values are read: nothing can be said of their formulas,
    locks and rules."""
    saved: str = ""
    """When it was last saved, by its own account (ISO 8601); '' where it does not say."""
    since_1904: bool = False
    """Its days are counted from 1904, as old Macintosh programs did."""


class FormFact(NamedTuple):
    """Where the form was found in the workbook."""

    sheet: str
    header_row: int
    columns: Mapping[Field, int]
    protected: bool


class Exchanged(NamedTuple):
    """One remark of a reviewer and what became of it."""

    code: str
    """The criterion's code as typed; '' where the remark is about the form."""
    remark: str
    state: str
    answer: str


class Submission(NamedTuple):
    """A filled form."""

    source: Source
    identity: Identity
    form: FormFact
    head: Mapping[Head, Entry]
    rows: tuple[Row, ...]
    """Every row that has a code, in sheet order; repeated and unknown ones too."""
    footer: Mapping[tuple[Footer, Field], Entry]
    data: Mapping[tuple[str, str], Entry]
    """(criterion key, input name) -> the figure typed in the data sheet."""
    sheets: tuple[SheetFact, ...]
    stray: tuple[Entry, ...]
    """Cells with content on the form sheet that belong to no row, column or line of the form."""
    repeated_headers: tuple[Place, ...] = ()
    has_macros: bool = False
    external_links: int = 0
    is_signed: bool = False
    facts: Mapping[str, Entry] = MappingProxyType({})
    """Code of a fact -> what the data sheet states of it."""

    decisions: Mapping[str, Entry] | None = None
    """Criterion key -> the reviewer's decision on its exclusion; None where the form is not a
    reviewer's copy."""
    exchanged: tuple[Exchanged, ...] = ()
    """The remarks of the reviewer's copy, in their order."""

    def by_key(self) -> dict[str, Row]:
        """The first row of each criterion."""
        first: dict[str, Row] = {}
        for row in self.rows:
            if row.key is not None:
                first.setdefault(row.key, row)
        return first


def is_mark(entry: Entry) -> bool:
    """Is this the mark that takes a criterion out of the total?"""
    return entry.kind == "text" and fold(entry.text) == EXCLUSION_MARK


class Line(NamedTuple):
    """A criterion's row with its fields at hand; a field whose column is gone is blank."""

    key: str
    row: Row
    mark: Entry
    score: Entry
    evidence: Entry
    explanation: Entry
    appraised: Entry
    opinion: Entry


class Lines:
    """The first row of each criterion of a submission, by key."""

    def __init__(self, submission: Submission) -> None:
        self._submission = submission

    @cached_property
    def by_key(self) -> dict[str, Line]:
        return {key: self._line(key, row) for key, row in self._submission.by_key().items()}

    def _line(self, key: str, row: Row) -> Line:
        blank = Entry(Place(self._submission.form.sheet, ""))
        return Line(
            key,
            row,
            *(
                row.entries.get(field, blank)
                for field in (
                    Field.EXCLUDED,
                    Field.SELF,
                    Field.EVIDENCE,
                    Field.EXPLANATION,
                    Field.APPRAISED,
                    Field.OPINION,
                )
            ),
        )

    def __iter__(self) -> Iterator[Line]:
        return iter(self.by_key.values())
