"""Forms that units sent, side by side: which of a unit's forms counts, and what is odd among them.

Pure facts and rules. Of several forms of one unit for one set, the latest valid one counts: valid is
a form without errors, latest the one saved last. The moment of saving is what the workbook itself
says (``docProps/core.xml``); the file's own time stands in where it says nothing, or what cannot be:
a workbook is not saved after its file was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import cached_property

from .record import NamedTuple
from .text import fold, nfc

VIETNAM = timezone(timedelta(hours=7))
"""The time that people are shown, wherever the program runs."""
NEVER = "0001-01-01T00:00:00.000000Z"
_NOT_BEFORE = datetime(1990, 1, 1, tzinfo=UTC)
"""Programs without a clock write 1980, the first year that a zip archive knows."""
_SLACK = timedelta(days=1)
"""Archives and mail programs mix up time zones when they restore a file's time."""
FORGIVEN = frozenset(("S003",))
"""Errors that do not keep a form from counting: forms of another version of the set are ranked by
themselves, and what differs in their rows is an error of its own (S004 to S008)."""


class Sent(NamedTuple):
    """One readable form."""

    file: str
    """Its path."""
    content: str
    """SHA-256 of the file."""
    unit: str
    """As it stands in the form; '' where nothing does."""
    set_id: str
    version: str
    period: str = ""
    """As it stands in the form; '' where nothing does, or where the form by itself shows that it is wrong."""
    saved: str = NEVER
    """UTC, ``2026-07-05T02:11:09.000000Z``: texts of one length, so that they sort."""
    answers: str = ""
    """Digest of everything that the unit typed."""
    texts: str = ""
    """Digest of its evidence and explanations; '' where there is too little to tell units apart."""
    errors: int = 0
    """Findings of severity error, the forgiven ones left out."""
    appraised: bool = False
    """It is a reviewer's copy, or holds scores of an appraiser."""


_TONES = "\u0300\u0301\u0309\u0303\u0323"
_SPELLINGS = tuple(
    (nfc(first + tone + second), nfc(first + second + tone))
    for first, second in ("oa", "oe", "uy")
    for tone in _TONES
)
"""The tone on the first vowel, as it was taught, and on the second, as some keyboards put it: hòa, hoà."""
_SHORT = (("uỷ ban nhân dân", "ubnd"), ("hội đồng nhân dân", "hđnd"))


def unit_key(name: str) -> str:
    """A unit's name as it is compared: case, spaces and marks at the ends do not count, nor on which of two
    vowels a tone stands (Ủy, Uỷ), nor whether UBND and HĐND are written out."""
    key = fold(name)
    for one, other in (*_SPELLINGS, *_SHORT):
        key = key.replace(one, other)
    return key.strip(" .,;:-–")


def moment(stamped: str, written: float | None) -> str:
    """When a form was saved, in UTC.

    Args:
        stamped: what the workbook says, ISO 8601; '' where it says nothing.
        written: when its file was last written, in seconds since 1970; None where that is unknown.
    """
    file_time = None if written is None else _from_seconds(written)
    try:
        said = datetime.fromisoformat(stamped)
        said = said.replace(tzinfo=UTC) if said.tzinfo is None else said.astimezone(UTC)
    except (ValueError, OverflowError):
        said = None
    if said is not None and (said < _NOT_BEFORE or (file_time is not None and said > file_time + _SLACK)):
        said = None
    chosen = said or file_time
    return NEVER if chosen is None else chosen.strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def _from_seconds(written: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(written, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def local_time(saved: str) -> datetime | None:
    """A moment of saving in Vietnamese time, to the second and without a zone; None for ``NEVER``."""
    if saved == NEVER:
        return None
    return datetime.fromisoformat(saved).astimezone(VIETNAM).replace(tzinfo=None, microsecond=0)


class Batch:
    """The forms that came in, and the units that had to send one.

    ``listed`` are the names of a list of units; None where no list was given. With
    ``with_errors`` a unit whose forms all have errors is represented by the latest of them.
    """

    def __init__(
        self, forms: Iterable[Sent], listed: Sequence[str] | None = None, *, with_errors: bool = False
    ) -> None:
        self.forms = tuple(sorted(forms, key=lambda form: form.file))
        self.listed = listed
        self.with_errors = with_errors

    @staticmethod
    def is_same_unit(one: str, other: str) -> bool:
        return unit_key(one) == unit_key(other)

    @cached_property
    def by_unit(self) -> Mapping[tuple[str, str], tuple[Sent, ...]]:
        """(unit's key, set) -> its forms, the one that comes first when one is to be chosen first."""
        found: dict[tuple[str, str], list[Sent]] = {}
        for form in self.forms:
            if key := unit_key(form.unit):
                found.setdefault((key, form.set_id), []).append(form)
        return {key: _in_order(forms) for key, forms in found.items()}

    @cached_property
    def counting(self) -> Mapping[tuple[str, str], Sent]:
        """(unit's key, set) -> the form that counts; units without one are left out."""
        return {
            key: forms[0] for key, forms in self.by_unit.items() if self.with_errors or not forms[0].errors
        }

    @cached_property
    def editions(self) -> Mapping[tuple[str, str], int]:
        """(set, version) -> number of forms, the commonest first."""
        found: dict[tuple[str, str], int] = {}
        for form in self.forms:
            edition = (form.set_id, form.version)
            found[edition] = found.get(edition, 0) + 1
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    @cached_property
    def sent_units(self) -> frozenset[str]:
        """Keys of the units of which any form came in, valid or not."""
        return frozenset(key for key, _ in self.by_unit)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The listed units of which nothing came in, in the order of the list."""
        return tuple(name for name in self.listed or () if unit_key(name) not in self.sent_units)

    @cached_property
    def unlisted(self) -> tuple[str, ...]:
        """Keys of the units that sent a form and are not on the list; none where there is no list."""
        if self.listed is None:
            return ()
        known = {unit_key(name) for name in self.listed}
        return tuple(sorted(self.sent_units - known))


def _in_order(forms: list[Sent]) -> tuple[Sent, ...]:
    """A unit's forms, the one to take first. A reviewer's copy holds all that the unit's own form of the
    same answers does, whenever that was copied."""
    first, *others = sorted(forms, key=_precedence, reverse=True)
    copies = [one for one in others if one.appraised and one.answers == first.answers and not one.errors]
    if copies and not first.appraised:
        others = [first, *(one for one in others if one is not copies[0])]
        first = copies[0]
    return first, *others


def _precedence(form: Sent) -> tuple[bool, str, bool, str, str]:
    """The greatest of a unit's forms is the one to take; names decide only what nothing else does, such
    that ``form (2).xlsx`` is the later one."""
    stem, _, ending = form.file.rpartition(".")
    return not form.errors, form.saved, form.appraised, stem or form.file, ending
