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

from .record import NamedTuple
from .typed import Any, Literal

Evidence = Literal["required", "optional"]
Kind = Literal["main", "bonus", "penalty"]
ExclusionPolicy = Literal["drop", "full", "group"]
"""What a "không phát sinh" mark does: take the points out of the denominator (Quảng Trị, Huế), award
full marks (Bộ Tư pháp, Thanh Hóa), or take the whole group that the criterion stands in out of the
denominator ("không phát sinh thì không chấm cả nhóm")."""


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
    below: Decimal | None = None
    """The upper limit as the decision prints it, itself outside the step. Scoring reads ``at_least``
    alone; upper limits are what the linter finds gaps and overlaps by."""
    at_most: Decimal | None = None
    """The same where the decision counts the upper limit in."""


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

    @property
    def asked(self) -> tuple[Input, ...]:
        """What a unit types in the data sheet: the inputs, or which level or way it is."""
        return self.inputs or _LEVEL_ASKED.get(self.kind, ())


_LEVEL_ASKED: dict[str, tuple[Input, ...]] = {
    "choice": (Input("level", "Mức đạt được"),),
    "alternatives": (Input("level", "Cách chấm được chọn"),),
}

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
    in_base: bool = False
    """A bonus that is part of the base (20 + 70 + 10 = 100), not beyond it (100 + 10)."""
    groups: tuple[str, ...] = ()
    """Codes of the unit groups that the row is for; empty: for all. Two rows of one code for different
    unit groups have ``@`` and the groups after their keys, until ``for_group`` has chosen."""
    max_for: tuple[tuple[str, Decimal], ...] = ()
    """Unit groups whose maximum is not ``max_score``, each with its own."""

    @property
    def is_leaf(self) -> bool:
        return not self.children

    @property
    def in_total(self) -> bool:
        """Its points are part of the total that rates are taken of: main criteria, and bonus in the base."""
        return self.kind == "main" or (self.kind == "bonus" and self.in_base)


class Period(NamedTuple):
    """The period scored: its name on the form and its first and last day (ISO dates)."""

    name: str
    first_day: str
    last_day: str


class UnitGroup(NamedTuple):
    """Units that are ranked together (cụm, nhóm)."""

    code: str
    name: str


FactKind = Literal["percent", "count", "yes_no"]


class Fact(NamedTuple):
    """Something that grades or sanctions ask for beside the points, stated once for the whole unit."""

    code: str
    label: str
    kind: FactKind
    by: str = ""
    """Who states it; empty: the unit."""


Comparison = Literal["at_least", "at_most", "above", "below", "is"]


class Condition(NamedTuple):
    """A comparison that holds or not: of a fact, or of a criterion's rate in percent."""

    subject: str
    """Code of a fact or key of a criterion."""
    op: Comparison
    value: Decimal
    """For ``is`` on a yes-or-no fact: 1 is yes, 0 is no."""
    of: Literal["fact", "criterion"] = "fact"
    text: str = ""
    """The decision's own words."""


class Quota(NamedTuple):
    """How many units may be given a grade at most, in percent of a base."""

    percent: Decimal
    of: tuple[str, ...] = ()
    """Codes of the grades whose units are the base; empty: all units graded."""
    by_decision: Decimal | None = None
    """The higher percentage that a decision of the competent body may allow."""


class Grade(NamedTuple):
    """One grade (mức xếp loại) and what it takes. A unit gets the first grade, from the top, whose
    points and conditions it meets, unless a sanction caps or lowers it."""

    code: str
    name: str
    at_least: Decimal
    conditions: tuple[Condition, ...] = ()
    """All of them must hold."""
    quota: Quota | None = None
    below: Decimal | None = None
    """The upper limit as the decision prints it; see ``Band.below``."""
    at_most: Decimal | None = None


class Sanction(NamedTuple):
    """What lowers a grade whatever the points: a cap, a number of grades down, or both."""

    when: Condition
    at_most: str = ""
    """Code of the highest grade still possible; empty: no cap."""
    lower_by: int = 0


Measure = Literal["rate", "converted", "points"]
"""What units are graded or ranked by: achieved / applicable in percent, the same on the set's own
scale (rate x maximum), or the points achieved."""


class Ranking(NamedTuple):
    """How units are ranked."""

    by: Measure = "rate"
    ties: Literal["competition", "dense"] = "competition"
    """After two first places comes the third (1, 1, 3) or the second (1, 1, 2)."""
    within: Literal["unit_group", "all"] = "unit_group"
    tie_breaks: tuple[str, ...] = ()
    """Keys of the criteria whose scores decide between equals, the first that differs."""


RANKING = Ranking()


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
    frame: bool = False
    """The set fixes the framework only: leaves with a maximum of 0 wait for their points, and no form
    can be made of it."""
    facts: tuple[Fact, ...] = ()
    graded_by: Measure = "rate"
    grades: tuple[Grade, ...] = ()
    """From the highest to the lowest; empty where the decision's bands are unknown."""
    sanctions: tuple[Sanction, ...] = ()
    ranking: Ranking = RANKING

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

    @cached_property
    def not_excludable(self) -> frozenset[str]:
        """Nodes on which no mark may stand: the set allows none there, above, or somewhere below, or
        the points are a penalty, which nobody may ask to have taken out."""
        refused = {node.key for node in self.nodes if not node.exclusion.allowed or node.kind == "penalty"}
        for node in self.nodes:
            if node.parent in refused:
                refused.add(node.key)
        for node in reversed(self.nodes):
            if any(child in refused for child in node.children):
                refused.add(node.key)
        return frozenset(refused)

    @cached_property
    def leaves_that_take_all(self) -> dict[str, tuple[str, ...]]:
        """Key of a group -> the leaves right below it that take the whole of it out of the total when
        they are marked (policy ``group``)."""
        found: dict[str, list[str]] = {}
        for leaf in self.leaves:
            if leaf.exclusion.policy == "group" and leaf.parent is not None and leaf.in_total:
                found.setdefault(leaf.parent, []).append(leaf.key)
        return {group: tuple(leaves) for group, leaves in found.items()}

    @cached_property
    def has_zeroing(self) -> bool:
        """Some leaf makes its whole group 0 when it is missed."""
        return any(leaf.zeroes_parent for leaf in self.leaves)

    def basis(self, key: str) -> str:
        """The words that grant an exclusion: the node's own or the nearest ancestor's; else ''."""
        return next((node.exclusion.basis for node in self.lineage(key) if node.exclusion.basis), "")

    def cover(self, leaves: set[str]) -> tuple[str, ...]:
        """The smallest set of nodes whose leaves are exactly ``leaves``, as keys in form order.

        The report lists excluded criteria this way: ``I.1; I.2.a; I.7; I.8; I.9.b; II.2; IV``.
        """
        full = {
            node.key
            for node in self.nodes
            if all(leaf.key in leaves for leaf in self._leaves_below[node.key])
        }
        return tuple(node.key for node in self.nodes if node.key in full and node.parent not in full)


def varies(criteria: Criteria) -> bool:
    """True where the rows or the maxima depend on the unit group: a form needs ``for_group`` first."""
    return any(node.groups or node.max_for for node in criteria.nodes)


def for_group(criteria: Criteria, group: str) -> Criteria:
    """The set as the units of one group see it: their rows, their maxima, keys without ``@``.

    Fingerprint and identity stay those of the whole set. A set that does not vary comes back as it is.

    Raises:
        ValueError: the set has no such unit group.
    """
    if group not in {one.code for one in criteria.unit_groups}:
        raise ValueError(f"no such unit group: {group!r}")
    if not varies(criteria):
        return criteria
    plain = {
        node.key: node.key.partition("@")[0]
        for node in criteria.nodes
        if not node.groups or group in node.groups
    }
    nodes = tuple(
        node._replace(
            key=plain[node.key],
            parent=None if node.parent is None else plain[node.parent],
            children=tuple(plain[child] for child in node.children if child in plain),
            max_score=dict(node.max_for).get(group, node.max_score),
            groups=(),
            max_for=(),
        )
        for node in criteria.nodes
        if node.key in plain
    )
    return criteria._replace(nodes=nodes)


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
                in_base=item.get("in_base", False),
                groups=tuple(item.get("groups", ())),
                max_for=tuple((group, Decimal(points)) for group, points in item.get("max_for", ())),
            )
        )
    ranking = data.get("ranking")
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
        frame=data.get("frame", False),
        facts=tuple(Fact(**fact) for fact in data.get("facts", ())),
        graded_by=data.get("graded_by", "rate"),
        grades=tuple(_grade(grade) for grade in data.get("grades", ())),
        sanctions=tuple(
            Sanction(_condition(one["when"]), one["at_most"], one["lower_by"])
            for one in data.get("sanctions", ())
        ),
        ranking=RANKING
        if ranking is None
        else Ranking(ranking["by"], ranking["ties"], ranking["within"], tuple(ranking["tie_breaks"])),
    )


def _grade(data: Mapping[str, Any]) -> Grade:
    quota = data.get("quota")
    return Grade(
        code=data["code"],
        name=data["name"],
        at_least=Decimal(data["at_least"]),
        conditions=tuple(_condition(one) for one in data.get("conditions", ())),
        quota=None
        if quota is None
        else Quota(Decimal(quota["percent"]), tuple(quota["of"]), _points(quota["by_decision"])),
        below=_points(data.get("below")),
        at_most=_points(data.get("at_most")),
    )


def _condition(data: Mapping[str, Any]) -> Condition:
    return Condition(data["subject"], data["op"], Decimal(data["value"]), data["of"], data["text"])


def _rule(data: Mapping[str, Any]) -> Rule:
    return Rule(
        kind=data["kind"],
        levels=tuple(Level(Decimal(level["score"]), level["label"]) for level in data.get("levels", ())),
        bands=tuple(
            Band(
                Decimal(band["at_least"]),
                Decimal(band["score"]),
                _points(band.get("below")),
                _points(band.get("at_most")),
            )
            for band in data.get("bands", ())
        ),
        inputs=tuple(Input(**one) for one in data.get("inputs", ())),
        points=_points(data.get("points")),
        by=data.get("by", ""),
    )


def to_data(criteria: Criteria) -> dict[str, Any]:
    """The compiled form of a set: plain data, points as exact decimal text, defaults left out."""
    data: dict[str, Any] = {
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
    if criteria.frame:
        data["frame"] = True
    if criteria.facts:
        data["facts"] = [fact._asdict() for fact in criteria.facts]
    if criteria.graded_by != "rate":
        data["graded_by"] = criteria.graded_by
    if criteria.grades:
        data["grades"] = [_stated(_plain(grade)) for grade in criteria.grades]
    if criteria.sanctions:
        data["sanctions"] = _plain(criteria.sanctions)
    if criteria.ranking != RANKING:
        data["ranking"] = _plain(criteria.ranking)
    return data


def _node_data(node: Criterion) -> dict[str, Any]:
    data: dict[str, Any] = {
        "key": node.key,
        "code": node.code,
        "title": node.title,
        "max": _exact(node.max_score),
        "level": node.level,
    }
    if node.parent is not None:
        data["parent"] = node.parent
    if node.children:
        data["children"] = list(node.children)
    if node.rule != DIRECT:
        rule = _stated(_plain(node.rule))
        if "bands" in rule:
            rule["bands"] = [_stated(band) for band in rule["bands"]]
        data["rule"] = rule
    if node.evidence != "optional":
        data["evidence"] = node.evidence
    if node.exclusion != Exclusion():
        data["exclusion"] = node.exclusion._asdict()
    if node.places != 2:
        data["places"] = node.places
    if node.step is not None:
        data["step"] = _exact(node.step)
    if node.kind != "main":
        data["kind"] = node.kind
    if node.zeroes_parent:
        data["zeroes_parent"] = True
    if node.in_base:
        data["in_base"] = True
    if node.groups:
        data["groups"] = list(node.groups)
    if node.max_for:
        data["max_for"] = _plain(node.max_for)
    return data


def _stated(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in ([], None, "")}


def _exact(value: Decimal) -> str:
    """One text per number, whatever its trailing zeros: the fingerprint depends on it."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return _exact(value)
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {key: _plain(item) for key, item in value._asdict().items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
