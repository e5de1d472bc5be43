"""The criteria tree of one set, as immutable facts.

A set is what an issuing decision lays down: a hierarchy of criteria with maximum points and, per
leaf, how its score comes about. Facts are NamedTuples rather than dataclasses because this module
is on the start-up path of ``validate``: twenty frozen dataclasses cost 14 ms there, these 1.5 ms.

Points are Decimal, in the unit of the set (usually points out of 100 or 150).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, NamedTuple

Evidence = Literal["required", "optional"]
Kind = Literal["main", "bonus", "penalty"]
ExclusionPolicy = Literal["drop", "full"]
"""What a "không phát sinh" mark does: take the points out of the denominator (Quảng Trị, Huế), or
award full marks (Bộ Tư pháp, Thanh Hóa)."""


class Input(NamedTuple):
    """One figure that a unit types in the data sheet, from which a score is proposed."""

    name: str
    """``numerator``, ``denominator``, ``count`` or ``level``."""
    label: str
    """What is counted, in the words of the criterion."""


class Level(NamedTuple):
    """One level of a choice: its score and the words that describe it."""

    score: Decimal
    label: str


class Band(NamedTuple):
    """One step of a ``steps`` rule: the ratio (percent) from which ``score`` is given."""

    at_least: Decimal
    score: Decimal


RuleKind = Literal[
    "direct",
    "choice",
    "ratio",
    "steps",
    "deduction",
    "per_unit",
    "alternatives",
    "given",
]


class Rule(NamedTuple):
    """How the score of a leaf comes about.

    - ``direct``: typed by the unit, between 0 and the maximum.
    - ``choice``: one of ``levels`` (all or nothing is the choice between 0 and the maximum).
    - ``ratio``: numerator / denominator x maximum, optionally rounded to the criterion's step.
    - ``steps``: the score of the highest of ``bands`` that the ratio in percent reaches.
    - ``deduction``: the maximum minus ``points`` per case, never below 0.
    - ``per_unit``: ``points`` per unit of work, never above the maximum.
    - ``alternatives``: one of several ways to score; ``levels`` hold each way's own maximum.
    - ``given``: filled by somebody else (``by``: a survey, the chairman); the unit leaves it blank.
    """

    kind: RuleKind = "direct"
    levels: tuple[Level, ...] = ()
    bands: tuple[Band, ...] = ()
    inputs: tuple[Input, ...] = ()
    points: Decimal | None = None
    by: str = ""


DIRECT = Rule()


class Exclusion(NamedTuple):
    """Whether, and on what basis, a criterion may be taken out of the total ("đề nghị trừ")."""

    allowed: bool = True
    basis: str = ""
    """The words of the criterion's own text that grant it; empty where the text grants none."""
    policy: ExclusionPolicy = "drop"


class Criterion(NamedTuple):
    """One row of the form: a domain (level 1), a criterion or a sub-criterion."""

    key: str
    """The unique path. Equal to ``code`` where codes do not restart inside a section."""
    code: str
    """As the decision prints it, without trailing dots."""
    title: str
    max_score: Decimal
    level: int
    """1 for a domain (lĩnh vực)."""
    parent: str | None
    children: tuple[str, ...]
    """Keys, in form order; empty for a leaf."""
    rule: Rule = DIRECT
    evidence: Evidence = "optional"
    exclusion: Exclusion = Exclusion()
    places: int = 2
    """Decimal places a score may have."""
    step: Decimal | None = None
    """Scores must be multiples of it (0,25 and 0,5 exist)."""
    kind: Kind = "main"
    zeroes_parent: bool = False
    """A score of 0 here makes the whole parent 0 ("mất điểm toàn tiêu chí")."""

    @property
    def is_leaf(self) -> bool:
        return not self.children


class Period(NamedTuple):
    """The period scored: its name on the form and its first and last day (ISO dates)."""

    name: str
    first_day: str
    last_day: str


class UnitGroup(NamedTuple):
    """Units that are ranked together (cụm, nhóm)."""

    code: str
    name: str


class Criteria(NamedTuple):
    """One criteria set: the tree in form order and what is said of the set as a whole."""

    id: str
    version: str
    title: str
    issuer: str
    legal_basis: tuple[str, ...]
    period: Period
    unit: str
    """The unit that the set is made for; empty where forms go out to many units."""
    unit_groups: tuple[UnitGroup, ...]
    nodes: tuple[Criterion, ...]
    """Every criterion in form order: a parent stands before its children."""
    rate_places: int = 2
    fingerprint: str = ""
    """First 16 hexadecimal digits of the SHA-256 of the set's canonical data; stamped in forms."""

    def tree(self) -> Tree:
        return Tree(self)


class Tree:
    """A set's criteria with the look-ups that walking them needs."""

    def __init__(self, criteria: Criteria) -> None:
        self.criteria = criteria
        self.nodes = criteria.nodes
        self._by_key = {node.key: node for node in criteria.nodes}

    def __getitem__(self, key: str) -> Criterion:
        return self._by_key[key]

    def __contains__(self, key: object) -> bool:
        return key in self._by_key

    def __iter__(self) -> Iterator[Criterion]:
        return iter(self.nodes)

    @cached_property
    def leaves(self) -> tuple[Criterion, ...]:
        """The leaves, in form order."""
        return tuple(node for node in self.nodes if not node.children)

    @cached_property
    def roots(self) -> tuple[Criterion, ...]:
        """The domains (level 1), in form order."""
        return tuple(node for node in self.nodes if node.parent is None)

    @cached_property
    def _leaves_below(self) -> dict[str, tuple[Criterion, ...]]:
        below: dict[str, tuple[Criterion, ...]] = {}
        for node in reversed(self.nodes):
            below[node.key] = (
                tuple(leaf for child in node.children for leaf in below[child]) if node.children else (node,)
            )
        return below

    def leaves_below(self, key: str) -> tuple[Criterion, ...]:
        """The leaves of a subtree, in form order; a leaf gives itself."""
        return self._leaves_below[key]

    def lineage(self, key: str) -> Iterator[Criterion]:
        """The node itself, its parent, ... up to its domain."""
        node: Criterion | None = self._by_key[key]
        while node is not None:
            yield node
            node = self._by_key[node.parent] if node.parent is not None else None

    def basis(self, key: str) -> str:
        """The words that grant an exclusion: the node's own or the nearest ancestor's; else ''."""
        return next((node.exclusion.basis for node in self.lineage(key) if node.exclusion.basis), "")

    def cover(self, leaves: set[str]) -> tuple[str, ...]:
        """The smallest set of nodes whose leaves are exactly ``leaves``, as keys in form order.

        The report lists excluded criteria this way: ``I.1; I.2.a; I.7; I.8; I.9.b; II.2; IV``.
        """
        full = {
            node.key for node in self.nodes if all(leaf.key in leaves for leaf in self._leaves_below[node.key])
        }
        return tuple(node.key for node in self.nodes if node.key in full and node.parent not in full)


def _points(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def from_data(data: Mapping[str, Any]) -> Criteria:
    """A set from its compiled form (what ``to_data`` gave).

    Raises:
        KeyError, ValueError, TypeError, ArithmeticError: the data was not made by ``to_data``.
    """
    nodes = []
    for item in data["criteria"]:
        rule = item.get("rule")
        exclusion = item.get("exclusion")
        nodes.append(
            Criterion(
                key=item["key"],
                code=item["code"],
                title=item["title"],
                max_score=Decimal(item["max"]),
                level=item["level"],
                parent=item.get("parent"),
                children=tuple(item.get("children", ())),
                rule=DIRECT if rule is None else _rule(rule),
                evidence=item.get("evidence", "optional"),
                exclusion=Exclusion() if exclusion is None else Exclusion(**exclusion),
                places=item.get("places", 2),
                step=_points(item.get("step")),
                kind=item.get("kind", "main"),
                zeroes_parent=item.get("zeroes_parent", False),
            )
        )
    return Criteria(
        id=data["id"],
        version=data["version"],
        title=data["title"],
        issuer=data["issuer"],
        legal_basis=tuple(data["legal_basis"]),
        period=Period(**data["period"]),
        unit=data["unit"],
        unit_groups=tuple(UnitGroup(**group) for group in data["unit_groups"]),
        nodes=tuple(nodes),
        rate_places=data["rate_places"],
        fingerprint=data["fingerprint"],
    )


def _rule(data: Mapping[str, Any]) -> Rule:
    return Rule(
        kind=data["kind"],
        levels=tuple(Level(Decimal(level["score"]), level["label"]) for level in data.get("levels", ())),
        bands=tuple(Band(Decimal(b["at_least"]), Decimal(b["score"])) for b in data.get("bands", ())),
        inputs=tuple(Input(**one) for one in data.get("inputs", ())),
        points=_points(data.get("points")),
        by=data.get("by", ""),
    )


def to_data(criteria: Criteria) -> dict[str, Any]:
    """The compiled form of a set: plain data, points as exact decimal text, defaults left out."""
    return {
        "id": criteria.id,
        "version": criteria.version,
        "title": criteria.title,
        "issuer": criteria.issuer,
        "legal_basis": list(criteria.legal_basis),
        "period": criteria.period._asdict(),
        "unit": criteria.unit,
        "unit_groups": [group._asdict() for group in criteria.unit_groups],
        "rate_places": criteria.rate_places,
        "fingerprint": criteria.fingerprint,
        "criteria": [_node_data(node) for node in criteria.nodes],
    }


def _node_data(node: Criterion) -> dict[str, Any]:
    data: dict[str, Any] = {
        "key": node.key,
        "code": node.code,
        "title": node.title,
        "max": str(node.max_score),
        "level": node.level,
    }
    if node.parent is not None:
        data["parent"] = node.parent
    if node.children:
        data["children"] = list(node.children)
    if node.rule != DIRECT:
        data["rule"] = _plain({k: v for k, v in node.rule._asdict().items() if v not in ((), None, "")})
    if node.evidence != "optional":
        data["evidence"] = node.evidence
    if node.exclusion != Exclusion():
        data["exclusion"] = node.exclusion._asdict()
    if node.places != 2:
        data["places"] = node.places
    if node.step is not None:
        data["step"] = str(node.step)
    if node.kind != "main":
        data["kind"] = node.kind
    if node.zeroes_parent:
        data["zeroes_parent"] = True
    return data


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {key: _plain(item) for key, item in value._asdict().items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
