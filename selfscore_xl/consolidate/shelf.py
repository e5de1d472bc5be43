"""The records of one run, on disk: memory must not grow with the number of forms."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from decimal import Decimal

from ..record import NamedTuple
from .record import Claim, Record, unpack


class Claimed(NamedTuple):
    """A claim with the criterion's and the unit's place in their orders."""

    criterion: int
    unit: int
    claim: Claim


class Shelf:
    """A database without a name, which the system removes by itself, however the program ends."""

    def __init__(self) -> None:
        database = self._database = sqlite3.connect("", isolation_level=None)
        for order in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -2000"):
            database.execute(f"PRAGMA {order}")
        database.execute("CREATE TABLE record (number INTEGER PRIMARY KEY, data BLOB)")
        database.execute(
            "CREATE TABLE claim (criterion INTEGER, unit INTEGER, key TEXT, points TEXT, granted TEXT, "
            "reason TEXT, decision TEXT, opinion TEXT, PRIMARY KEY (criterion, unit)) WITHOUT ROWID"
        )

    def put(self, data: bytes) -> int:
        """Keep a packed record; gives its number."""
        return self._database.execute("INSERT INTO record (data) VALUES (?)", (data,)).lastrowid or 0

    def record(self, number: int) -> Record:
        """A record by its number.

        Raises:
            KeyError: no record has this number.
        """
        row = self._database.execute("SELECT data FROM record WHERE number = ?", (number,)).fetchone()
        found = unpack(row[0]) if row is not None else None
        if not isinstance(found, Record):
            raise KeyError(number)
        return found

    def claim(self, criterion: int, unit: int, claim: Claim) -> None:
        """Keep a claim until ``claims`` is asked for it."""
        self._database.execute(
            "INSERT OR REPLACE INTO claim VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (criterion, unit, claim.key, str(claim.points), *_storable(claim)),
        )

    def claims(self) -> Iterator[Claimed]:
        """The claims by criterion, then by unit; they are gone afterwards."""
        for criterion, unit, key, points, *texts in self._database.execute(
            "SELECT * FROM claim ORDER BY criterion, unit"
        ):
            yield Claimed(criterion, unit, Claim(key, Decimal(points), *texts))
        self._database.execute("DELETE FROM claim")

    def close(self) -> None:
        self._database.close()


def _storable(claim: Claim) -> tuple[str, ...]:
    """Half a surrogate pair, which a file may hold, is no text for a database."""
    return tuple(
        text.encode("utf-8", "replace").decode()
        for text in (claim.granted, claim.reason, claim.decision, claim.opinion)
    )
