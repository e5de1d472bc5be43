"""Findings: facts that a check has seen, each at its cell. Sentences are made at the edge."""

from __future__ import annotations

from collections.abc import Mapping

from .record import NamedTuple
from .typed import Literal

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


class Place(NamedTuple):
    """A cell, or a whole sheet where ``ref`` is empty."""

    sheet: str
    ref: str
    """A1 notation, as read from the workbook."""


class Finding(NamedTuple):
    """One defect at one place."""

    code: str
    """The check, ``"S101"``."""
    criterion: str | None
    """Key of the criterion; None where the finding is about the file."""
    place: Place | None
    """The primary cell; None where the file as a whole is meant."""
    related: tuple[Place, ...]
    values: Mapping[str, object]
    """What the check's message and hint put in their placeholders."""
    value: object = None
    """The offending value as it stands in the cell: Decimal, str, bool or None."""
