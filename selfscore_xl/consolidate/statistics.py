"""Averages, lost points and exclusions per criterion, and the distribution of results: exact sums, taken
form by form, so that nothing of a form has to stay in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from ..criteria import Criteria, Criterion
from ..finding import Severity
from ..record import NamedTuple
from ..scoring import HUNDRED, ZERO
from ..text import half_up
from .gather import Basis, Edition
from .record import Issue, Line, Record, State

PLACES = 2
BAND_LIMITS = tuple(Decimal(limit) for limit in (90, 80, 70, 60, 50, 0))
"""Lower limits, in percent, of the bands of rates where a set has no grades."""


def state(line: Line, basis: Basis) -> State:
    """The figures that count: after appraisal in an edition that is ranked by it."""
    return line.final if basis == "appraised" and line.final is not None else line.own


def lost(node: Criterion, line: Line, basis: Basis) -> Decimal | None:
    """Points that could have been had: applicable less counted; of a penalty what was taken off. None where
    nothing counts, and for bonus beyond the base, which nobody is owed."""
    now = state(line, basis)
    if now.out or now.counted is None or (node.kind == "bonus" and not node.in_base):
        return None
    return abs(now.counted) if node.kind == "penalty" else line.max - now.excluded - now.counted


def percent(node: Criterion, line: Line, basis: Basis) -> Decimal | None:
    """What counts in percent of the applicable points; None where nothing does, and for a penalty."""
    now = state(line, basis)
    applicable = line.max - now.excluded
    if now.out or now.counted is None or not applicable or node.kind == "penalty":
        return None
    return half_up(now.counted * HUNDRED / applicable, 0)


class Tally:
    """Sums of one criterion over some forms."""

    __slots__ = (
        "applicable",
        "appraised_forms",
        "appraised_points",
        "blank",
        "claimed",
        "claimed_points",
        "forms",
        "full",
        "lost",
        "points",
        "seen",
        "self_there",
        "zero",
    )  # fmt: skip

    def __init__(self) -> None:
        self.seen = self.forms = self.blank = self.claimed = self.full = self.zero = self.appraised_forms = 0
        self.points = self.applicable = self.lost = self.claimed_points = ZERO
        self.appraised_points = self.self_there = ZERO

    def add(self, node: Criterion, line: Line, basis: Basis) -> None:
        self.seen += 1
        if line.own.out:
            self.claimed += 1
            self.claimed_points += line.own.excluded
        now = state(line, basis)
        if now.out:
            return
        if now.counted is None:
            self.blank += 1
            return
        applicable = line.max - now.excluded
        self.forms += 1
        self.points += now.counted
        self.applicable += applicable if node.kind != "penalty" else ZERO
        self.lost += lost(node, line, basis) or ZERO
        self.full += now.counted >= applicable
        self.zero += not now.counted
        if line.appraised is not None and line.own.score is not None and not line.own.out:
            self.appraised_forms += 1
            self.appraised_points += line.appraised
            self.self_there += line.own.score

    @property
    def average(self) -> Decimal | None:
        """Points, of the forms that scored it."""
        return half_up(self.points / self.forms, PLACES) if self.forms else None

    @property
    def average_lost(self) -> Decimal | None:
        return half_up(self.lost / self.forms, PLACES) if self.forms else None

    @property
    def rate(self) -> Decimal | None:
        """All points in percent of all applicable ones; None for a penalty."""
        return half_up(self.points * HUNDRED / self.applicable, PLACES) if self.applicable else None

    @property
    def correction(self) -> Decimal | None:
        """Average of appraised less self score, of the forms that have both."""
        if not self.appraised_forms:
            return None
        return half_up((self.appraised_points - self.self_there) / self.appraised_forms, PLACES)


class CheckTally:
    """How often a check struck, and in how many forms."""

    __slots__ = ("findings", "forms")

    def __init__(self) -> None:
        self.findings = self.forms = 0


class Rows:
    """The criteria of a set, and which of them a form's keys mean: where rows differ by unit group, one key
    stands for other criteria in each group."""

    def __init__(self, criteria: Criteria) -> None:
        self.nodes = criteria.nodes
        self._groups = {group.code: group.name for group in criteria.unit_groups}
        self._places: dict[str, dict[str, int]] = {}

    def places(self, group: str) -> dict[str, int]:
        """Key in a form of a unit group (by its code) -> place among ``nodes``."""
        if group not in self._places:
            self._places[group] = {
                node.key.partition("@")[0]: place
                for place, node in enumerate(self.nodes)
                if not node.groups or group in node.groups
            }
        return self._places[group]

    def label(self, node: Criterion) -> str:
        """The criterion's path, which is unique where codes restart in every section."""
        return node.key.partition("@")[0]

    def title(self, node: Criterion) -> str:
        """Its title, and for which unit groups it is where that is not for all."""
        groups = ", ".join(self._groups.get(group, group) for group in node.groups)
        return f"{node.title} ({groups})" if groups else node.title


class Statistics:
    """What the forms of one edition come to, criterion by criterion."""

    def __init__(self, criteria: Criteria, basis: Basis) -> None:
        self.basis = basis
        self.rows = Rows(criteria)
        self.nodes = self.rows.nodes
        self.all = [Tally() for _ in self.nodes]
        self.by_group: dict[str, list[Tally]] = {}

    def add(self, record: Record, group: str) -> None:
        """Count a form in; ``group`` is the name of the unit group that it is ranked in."""
        tallies = self.by_group.setdefault(group, [Tally() for _ in self.nodes]) if group else None
        places = self.rows.places(record.group)
        for line in record.lines:
            place = places.get(line.key)
            if place is not None:
                self.all[place].add(self.nodes[place], line, self.basis)
                if tallies is not None:
                    tallies[place].add(self.nodes[place], line, self.basis)


class Checks:
    """Findings by check, over all forms that count."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, Severity], CheckTally] = {}

    def add(self, issues: Iterable[Issue]) -> None:
        seen = set()
        for issue in issues:
            tally = self.found.setdefault((issue.code, issue.severity), CheckTally())
            tally.findings += 1
            if issue.code not in seen:
                seen.add(issue.code)
                tally.forms += 1


class Share(NamedTuple):
    """Some units among all: a grade, or a band of rates."""

    name: str
    counts: tuple[int, ...]
    """Over all, then by unit group in the edition's order."""


def distribution(edition: Edition) -> tuple[Share, ...]:
    """Units by grade, from the highest, where the set has grades; else by bands of the rate."""
    names: list[str]
    if edition.criteria.grades:
        names = [grade.name for grade in edition.criteria.grades] + ["Chưa xếp loại"]
        of = [one.grade or names[-1] for one in edition.ranked]
    else:
        names = [_band(limit) for limit in BAND_LIMITS] + ["Không có điểm áp dụng"]
        of = [_band_of(one.form.sums(edition.basis).rate, names) for one in edition.ranked]
    groups = [one.group for one in edition.ranked]
    shares = [
        Share(name, (of.count(name), *(_count(of, groups, name, group) for group in edition.groups)))
        for name in names
    ]
    return tuple(share for share in shares if share.counts[0] or share.name != names[-1])


def _count(of: Sequence[str], groups: Sequence[str], name: str, group: str) -> int:
    return sum(one == name and other == group for one, other in zip(of, groups, strict=True))


def _band(limit: Decimal) -> str:
    if limit == BAND_LIMITS[0]:
        return "Từ 90 %"
    if not limit:
        return "Dưới 50 %"
    return f"{limit} – dưới {limit + 10} %"


def _band_of(rate: Decimal | None, names: Sequence[str]) -> str:
    if rate is None:
        return names[-1]
    place = next((index for index, limit in enumerate(BAND_LIMITS) if rate >= limit), len(BAND_LIMITS) - 1)
    return names[place]
