"""Outcomes as text for people, as JSON and as SARIF.

Each format is a module that renders one file at a time, so that thousands of files need no more
memory than one: ``opening``, then ``entry`` for each outcome with ``SEPARATOR`` between two of them,
then ``closing``, which is given a ``Row`` of every file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from ..edits import head_text
from ..finding import Place, Severity
from ..outcome import Outcome, Status
from ..record import NamedTuple
from ..text import Lang, squash
from ..typed import Protocol


class View(NamedTuple):
    """How to show things. ``width`` in columns; JSON and SARIF heed the language alone."""

    lang: Lang = "vi"
    width: int = 100
    color: bool = False


class Row(NamedTuple):
    """One file in a list of many."""

    path: str
    status: Status
    unit: str
    counts: Mapping[Severity, int]
    rate: Decimal | None
    annotated: str | None


class Format(Protocol):
    """What the module of a format holds."""

    SEPARATOR: str

    @staticmethod
    def opening(view: View) -> str: ...

    @staticmethod
    def entry(outcome: Outcome, view: View) -> str: ...

    @staticmethod
    def closing(rows: Sequence[Row], view: View) -> str: ...


def row(outcome: Outcome) -> Row:
    """An outcome's line in a list of many."""
    return Row(
        outcome.path,
        outcome.status,
        squash(head_text(outcome.submission, "unit")) if outcome.submission else "",
        counts(outcome),
        outcome.scores.totals.rate if outcome.scores else None,
        outcome.annotated,
    )


def counts(outcome: Outcome) -> dict[Severity, int]:
    """Findings by severity; a refusal is one error."""
    if outcome.refusal is not None:
        return {"error": 1, "warning": 0, "info": 0}
    return outcome.counts()


def address(place: Place) -> str:
    """``Chấm điểm!E12``; the sheet alone where no cell is meant."""
    return f"{place.sheet}!{place.ref}" if place.ref else place.sheet
