"""A set file between its texts and its Criteria: rows with their lines, inherited values filled in.

The linter works here, because it must see what was typed: a stated maximum beside the sum of the
children, a title before it was tidied.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from ..criteria import (
    DIRECT,
    Band,
    Condition,
    Criteria,
    Criterion,
    Exclusion,
    Fact,
    Grade,
    Input,
    Kind,
    Level,
    Period,
    Quota,
    Ranking,
    Rule,
    Sanction,
    UnitGroup,
)
from .codes import own_part
from .schema import (
    AlternativesRule,
    ChoiceRule,
    ConditionModel,
    CriterionModel,
    DeductionRule,
    DefaultsModel,
    GivenRule,
    GradeModel,
    PerUnitRule,
    RatioRule,
    RuleModel,
    SetModel,
    StepsRule,
    exact,
)
from .source import Node

Path = tuple[str | int, ...]

ZERO = Decimal(0)


@dataclass(slots=True, eq=False)
class Row:
    """One criterion of a file."""

    model: CriterionModel
    path: Path
    parent: Row | None
    level: int
    kind: Kind
    in_base: bool
    groups: tuple[str, ...]
    """Effective: its own or its parent's."""
    key: str
    """Without ``@`` until ``Draft`` has told rows of one code apart."""
    children: list[Row] = field(default_factory=list)
    max_score: Decimal = ZERO
    max_for: dict[str, Decimal] = field(default_factory=dict)
    open: bool = False
    """A maximum is not known, here or below: still to be fixed in a frame, forgotten elsewhere."""

    def lineage(self) -> Iterator[Row]:
        row: Row | None = self
        while row is not None:
            yield row
            row = row.parent

    @property
    def capped(self) -> bool:
        """True where the maximum is a cap and not the sum of the children."""
        return self.kind != "main"

    def max_in(self, group: str) -> Decimal:
        return self.max_for.get(group, self.max_score)

    def is_in(self, group: str) -> bool:
        return not self.groups or group in self.groups


class Draft:
    """The rows of a set file in form order."""

    def __init__(self, model: SetModel, root: Node, broken: frozenset[Path] = frozenset()) -> None:
        self.model = model
        self.root = root
        self.broken = broken
        """Rows, and keys of the set, in which something could not be read and was left out."""
        self.group_codes = tuple(dict.fromkeys(group.code for group in model.unit_groups))
        self.rows: list[Row] = []
        self.roots = self._rows(model.criteria, ("criteria",), None)
        self.varies = any(row.groups or row.model.max_for for row in self.rows)
        self.groups: tuple[str, ...] = self.group_codes if self.varies and self.group_codes else ("",)
        """Unit groups that the set must be looked at for, one after the other."""
        self.twins = self._tell_apart()
        """Rows whose key another row already has, with that row."""
        for row in reversed(self.rows):
            self._maximum(row)

    def place(self, row: Row, *path: str | int) -> tuple[int, int]:
        """Line and column of something in a row."""
        return self.root.place(*row.path, *path)

    def _rows(self, models: list[CriterionModel], path: Path, parent: Row | None) -> list[Row]:
        rows = []
        nameless = 0
        for number, model in enumerate(models):
            if model.code is None:
                nameless += 1
            groups = parent.groups if parent else ()
            if model.groups is not None:
                known = (code for code in groups or self.group_codes if code in model.groups)
                groups = tuple(known) or groups
            row = Row(
                model=model,
                path=(*path, number),
                parent=parent,
                level=parent.level + 1 if parent else 1,
                kind=model.kind or (parent.kind if parent else "main"),
                in_base=model.in_base if model.in_base is not None else bool(parent and parent.in_base),
                groups=groups,
                key=self._key(model.code or f"#{nameless}", parent, model.code is None),
            )
            rows.append(row)
            self.rows.append(row)
            row.children = self._rows(model.children, (*row.path, "children"), row)
        return rows

    def _key(self, code: str, parent: Row | None, nameless: bool) -> str:
        if parent is None:
            return code
        if nameless:
            return f"{parent.key}.{code}"
        if self.model.codes == "unique":
            return code
        return f"{parent.key}.{own_part(code, parent.model.code or '')}"

    def _tell_apart(self) -> list[tuple[Row, Row]]:
        """Give rows of one code for different unit groups their own keys."""
        by_key: dict[str, list[Row]] = {}
        for row in self.rows:
            by_key.setdefault(row.key, []).append(row)
        twins = []
        for rows in by_key.values():
            if len(rows) == 1:
                continue
            seen: dict[str, Row] = {}
            clash = False
            for row in rows:
                claims = row.groups or self.group_codes or ("",)
                other = next((seen[group] for group in claims if group in seen), None)
                if other is not None:
                    twins.append((row, other))
                    clash = True
                seen.update(dict.fromkeys(claims, row))
            if not clash:
                for row in rows:
                    row.key += "@" + "+".join(row.groups)
        return twins

    def _maximum(self, row: Row) -> None:
        """Fill in the maximum; the children have theirs already."""
        stated = row.model.max
        if stated is None and row.capped and not row.children:
            caps = (above.model.max for above in row.lineage() if above.capped)
            stated = next((cap for cap in caps if cap is not None), None)
        row.open = any(child.open for child in row.children) or (stated is None and not row.children)
        if stated is not None or not row.children:
            row.max_score = stated or ZERO
            row.max_for = {
                group: row.model.max_for[group]
                for group in self.group_codes
                if row.model.max_for.get(group, stated) != stated
            }
            return
        sums = {
            group: exact(sum((child.max_in(group) for child in row.children if child.is_in(group)), ZERO))
            for group in self.groups
            if row.is_in(group)
        }
        row.max_score = next(iter(sums.values()), ZERO)
        row.max_for = {group: points for group, points in sums.items() if points != row.max_score}

    def criteria(self) -> Criteria:
        """The set; only of a draft that lints without errors."""
        model = self.model
        return Criteria(
            id=model.id,
            version=model.version,
            title=model.title,
            issuer=model.issuer,
            legal_basis=tuple(model.legal_basis),
            period=Period(model.period.name, model.period.first_day, model.period.last_day),
            unit=model.unit or "",
            unit_groups=tuple(UnitGroup(group.code, group.name) for group in model.unit_groups),
            nodes=tuple(_criterion(row, model.defaults) for row in self.rows),
            rate_places=model.rate_places,
            frame=model.frame,
            facts=tuple(Fact(fact.code, fact.label, fact.kind, fact.by or "") for fact in model.facts),
            graded_by=model.graded_by,
            grades=tuple(_grade(grade) for grade in model.grades),
            sanctions=tuple(
                Sanction(condition(one.when), one.grade_at_most or "", one.lower_by)
                for one in model.sanctions
            ),
            ranking=Ranking(
                model.ranking.by, model.ranking.ties, model.ranking.within, tuple(model.ranking.tie_breaks)
            ),
        )


def rule_of(model: RuleModel | None) -> Rule:
    """The rule that a file states."""
    if isinstance(model, ChoiceRule | AlternativesRule):
        return Rule(model.kind, levels=tuple(Level(level.score, level.label) for level in model.levels))
    if isinstance(model, RatioRule | StepsRule):
        inputs = (Input("numerator", model.numerator), Input("denominator", model.denominator))
        if isinstance(model, RatioRule):
            return Rule("ratio", inputs=inputs)
        bands = tuple(Band(band.at_least, band.score, band.below, band.at_most) for band in model.bands)
        return Rule("steps", bands=bands, inputs=inputs)
    if isinstance(model, DeductionRule | PerUnitRule):
        return Rule(model.kind, inputs=(Input("count", model.count),), points=model.points)
    if isinstance(model, GivenRule):
        return Rule("given", by=model.by)
    return DIRECT


def condition(model: ConditionModel) -> Condition:
    """The condition that a file states."""
    for op in ("at_least", "at_most", "above", "below", "is"):
        value = getattr(model, "is_" if op == "is" else op)
        if value is not None:
            break
    else:
        op, value = "is", ZERO
    return Condition(
        subject=model.fact or model.criterion or "",
        op=op,  # type: ignore[arg-type]
        value=value,
        of="fact" if model.fact else "criterion",
        text=model.text or "",
    )


def _grade(model: GradeModel) -> Grade:
    quota = model.quota
    return Grade(
        code=model.code,
        name=model.name,
        at_least=model.at_least,
        conditions=tuple(condition(one) for one in model.conditions),
        quota=None if quota is None else Quota(quota.percent, tuple(quota.of), quota.by_decision),
        below=model.below,
        at_most=model.at_most,
    )


def places_of(row: Row, defaults: DefaultsModel) -> int:
    """The decimal places of a row's scores."""
    return defaults.places if row.model.places is None else row.model.places


def step_of(row: Row, defaults: DefaultsModel) -> Decimal | None:
    """The step of a leaf's scores."""
    if row.children:
        return None
    return defaults.step if row.model.step is None else row.model.step


def exclusion_of(row: Row, defaults: DefaultsModel) -> Exclusion:
    """What holds for a row's exclusion. What a mark does is for the leaves that it reaches to say."""
    own, common = row.model.exclusion, defaults.exclusion
    allowed = own.allowed if own and own.allowed is not None else common.allowed
    policy = own.policy if own and own.policy is not None else common.policy
    if row.children:
        policy = None
    return Exclusion(allowed is not False, (own.basis if own else None) or "", policy or "drop")


def _criterion(row: Row, defaults: DefaultsModel) -> Criterion:
    model = row.model
    rule = rule_of(model.rule)
    scored_here = not row.children and rule.kind != "given"
    return Criterion(
        key=row.key,
        code=model.code or "",
        title=model.title,
        max_score=row.max_score,
        level=row.level,
        parent=row.parent.key if row.parent else None,
        children=tuple(child.key for child in row.children),
        rule=rule,
        evidence=model.evidence or (defaults.evidence if scored_here else "optional"),
        exclusion=exclusion_of(row, defaults),
        places=places_of(row, defaults),
        step=step_of(row, defaults),
        kind=row.kind,
        zeroes_parent=model.zeroes_parent,
        in_base=row.in_base,
        groups=row.groups,
        max_for=tuple(row.max_for.items()),
    )
