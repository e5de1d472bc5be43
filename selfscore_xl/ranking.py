"""Ranking units, and how many of them may have a grade: pure functions for whoever has all the forms.

Both compare what ``scoring`` came to; nothing is rounded here. Ranks and quotas are those of the units
given: call once for each unit group where the set ranks inside groups (``by_group``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from .criteria import Criteria, Ranking
from .record import NamedTuple
from .scoring import HUNDRED, Scores, measured


class Standing(NamedTuple):
    """What a unit is ranked by."""

    unit: str
    group: str
    """Code of its unit group; '' where the set has none."""
    measure: Decimal | None
    """None where nothing is left to score: the unit is not ranked."""
    tie_breaks: tuple[Decimal | None, ...] = ()
    """Points in the criteria that decide between equals; None, where a criterion is excluded as a whole,
    comes after every number."""


class Place(NamedTuple):
    """A unit's place."""

    unit: str
    rank: int | None
    """From 1; None for a unit that cannot be ranked."""
    tied_with: tuple[str, ...] = ()
    """Units of the same rank."""
    decided_by: str = ""
    """Key of the criterion whose points put it behind the unit before it, where both have the same
    measure; '' where the measure decided, or nothing did."""


def standing(criteria: Criteria, unit: str, group: str, scores: Scores) -> Standing:
    """What a unit is ranked by, by the set's rule."""
    by = criteria.ranking
    breaks = tuple(
        scores.nodes[key].score if key in scores.nodes else None
        for key in (one.partition("@")[0] for one in by.tie_breaks)
    )
    return Standing(unit, group, measured(scores.totals, by.by, criteria.rate_places), breaks)


def by_group(ranking: Ranking, standings: Iterable[Standing]) -> dict[str, list[Standing]]:
    """The units that are ranked together: by unit group, or all under '' where the set says so."""
    found: dict[str, list[Standing]] = {}
    for one in standings:
        found.setdefault(one.group if ranking.within == "unit_group" else "", []).append(one)
    return found


def rank(ranking: Ranking, standings: Iterable[Standing]) -> list[Place]:
    """Places in rank order, units that cannot be ranked last; equals stay in the order given.

    ``competition`` gives 1, 1, 3 and ``dense`` 1, 1, 2.
    """
    standings = list(standings)
    ranked = [one for one in standings if one.measure is not None]
    ranked.sort(key=_order, reverse=True)
    places: list[Place] = []
    before: Standing | None = None
    position = 1
    for _, equals in groupby(ranked, key=_order):
        tied = list(equals)
        units = [one.unit for one in tied]
        decided_by = _decided_by(ranking, before, tied[0])
        for one in tied:
            others = tuple(unit for unit in units if unit != one.unit)
            places.append(Place(one.unit, position, others, decided_by))
        before = tied[0]
        position += 1 if ranking.ties == "dense" else len(tied)
    places += [Place(one.unit, None) for one in standings if one.measure is None]
    return places


def _order(one: Standing) -> tuple[tuple[int, Decimal], ...]:
    values = (one.measure, *one.tie_breaks)
    return tuple((0, Decimal(0)) if value is None else (1, value) for value in values)


def _decided_by(ranking: Ranking, before: Standing | None, one: Standing) -> str:
    if before is None or before.measure != one.measure:
        return ""
    differing = (
        key
        for key, first, second in zip(ranking.tie_breaks, before.tie_breaks, one.tie_breaks, strict=False)
        if first != second
    )
    return next(differing, "")


class Quota(NamedTuple):
    """What a grade's quota came to."""

    grade: str
    """Code."""
    percent: Decimal
    base: int
    """Number of units that the percentage is taken of, once units beyond the quota are lowered."""
    limit: int
    """Percentage of the base, whole units."""
    kept: tuple[str, ...]
    lowered: tuple[str, ...]
    """Units beyond the quota, in rank order: they get the next lower grade."""
    tied: tuple[str, ...] = ()
    """Those of ``lowered`` that have the rank of a unit within the limit: the quota cannot be kept
    without lowering all of that rank, unless the competent body tells them apart."""


class Granted(NamedTuple):
    """Grades after quotas."""

    grades: Mapping[str, str]
    """Unit -> code of its grade."""
    quotas: tuple[Quota, ...]


def apply_quotas(
    criteria: Criteria,
    grades: Mapping[str, str],
    ranks: Mapping[str, int | None],
    *,
    by_decision: bool = False,
) -> Granted:
    """Keep every grade within its quota, from the highest down; who is beyond it gets the next grade.

    The quota of Nghị định 335/2025/NĐ-CP is a part of the units graded one step lower, and a unit that
    is lowered joins them: so as many are kept as still fit the base that their lowering makes.

    Args:
        criteria: the set.
        grades: unit -> code of the grade that its own figures give.
        ranks: unit -> rank; the quota is filled in this order. Units without one are lowered first.
        by_decision: the competent body has allowed the higher percentage where the set knows one.
    """
    order = [one.code for one in criteria.grades]
    given = dict(grades)
    quotas = []
    for index, level in enumerate(criteria.grades):
        quota = level.quota
        if quota is None or index + 1 == len(order):
            continue
        below = order[index + 1]
        percent = quota.by_decision if by_decision and quota.by_decision is not None else quota.percent
        holders = sorted(
            (unit for unit, code in given.items() if code == level.code),
            key=lambda unit: (ranks.get(unit) is None, ranks.get(unit) or 0),
        )
        codes = [code for code in given.values() if code != level.code]
        bases = [
            _base(quota.of or order, [*codes, *[level.code] * count, *[below] * (len(holders) - count)])
            for count in range(len(holders) + 1)
        ]
        kept = max(count for count, base in enumerate(bases) if count * HUNDRED <= percent * base)
        at_limit = ranks.get(holders[kept]) if kept < len(holders) else None
        whole = kept
        while whole and at_limit is not None and ranks.get(holders[whole - 1]) == at_limit:
            whole -= 1
        lowered = tuple(holders[whole:])
        tied = tuple(unit for unit in lowered if whole < kept and ranks.get(unit) == at_limit)
        given.update(dict.fromkeys(lowered, below))
        limit = int(percent * bases[whole] // HUNDRED)
        quotas.append(Quota(level.code, percent, bases[whole], limit, tuple(holders[:whole]), lowered, tied))
    return Granted(given, tuple(quotas))


def _base(of: Sequence[str], codes: Iterable[str]) -> int:
    return sum(code in of for code in codes)
