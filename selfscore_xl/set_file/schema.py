"""What may stand in a set file: strict models that turn its texts into typed values.

Every value arrives as text. The models say which keys exist, which are required and what their texts
mean; whether the values make sense together is for ``rules``. An error's type and context name an entry
of ``load``'s sentences.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from ..text import parse_number, squash
from .codes import clean


def tidy(text: str) -> str:
    """The text as sets keep it: NFC, single spaces, no invisible characters; line breaks stay."""
    lines = (squash(line) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def exact(value: Decimal) -> Decimal:
    """The number in its one canonical writing: ``110.00`` and ``1.1E+2`` are ``110``."""
    return Decimal(f"{value.normalize():f}") if value else Decimal(0)


def _expect(kind: str, ok: Callable[[str], object]) -> Callable[[Any], Any]:
    """A validator that turns a text with ``ok`` and calls a None an error of type ``kind``."""

    def validate(value: Any) -> Any:
        result = ok(value) if isinstance(value, str) else None
        if result is None:
            raise PydanticCustomError(kind, kind)
        return result

    return validate


def _number(text: str) -> Decimal | None:
    number = parse_number(text)
    return None if number.value is None or number.ambiguous else exact(number.value)


def _places(text: str) -> int | None:
    return int(text) if re.fullmatch("[0-6]", text) else None


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch("[0-9]{1,3}", text) else None


_WORDS = {"yes": True, "true": True, "có": True, "no": False, "false": False, "không": False}


def _yes_no(text: str) -> bool | None:
    return _WORDS.get(squash(text).lower())


def _day(text: str) -> str | None:
    try:
        return datetime.date.fromisoformat(text).isoformat() if len(text) == 10 else None
    except ValueError:
        return None


def _value(text: str) -> Decimal | None:
    """The value of a condition: a number, or yes and no as 1 and 0."""
    answer = _yes_no(text)
    return _number(text) if answer is None else Decimal(int(answer))


def _slug(text: str) -> str | None:
    return text if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text) and len(text) <= 60 else None


def _code(text: str) -> str | None:
    """A criterion's code; ``@`` and ``;`` are kept for keys and lists of codes."""
    code = clean(squash(text))
    return code if code and len(code) <= 30 and not re.search(r"[\s@;]", code) else None


def _name(text: str) -> str | None:
    name = squash(text)
    return name if name and len(name) <= 40 and not re.search(r"[\s@;+]", name) else None


Words = Annotated[str, AfterValidator(tidy), Field(min_length=1)]
Points = Annotated[Decimal, BeforeValidator(_expect("number", _number))]
Places = Annotated[int, BeforeValidator(_expect("places", _places))]
Whole = Annotated[int, BeforeValidator(_expect("whole", _whole))]
YesNo = Annotated[bool, BeforeValidator(_expect("yes_no", _yes_no))]
Day = Annotated[str, BeforeValidator(_expect("day", _day))]
Value = Annotated[Decimal, BeforeValidator(_expect("value", _value))]
Slug = Annotated[str, BeforeValidator(_expect("slug", _slug))]
Code = Annotated[str, BeforeValidator(_expect("code", _code))]
Name = Annotated[str, BeforeValidator(_expect("name", _name))]


class Model(BaseModel):
    """Strict: no key that is not declared, no value of another type."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class PeriodModel(Model):
    """The period scored."""

    name: Words
    first_day: Day
    last_day: Day


class UnitGroupModel(Model):
    """A group of units that are ranked together."""

    code: Name
    name: Words


class ExclusionModel(Model):
    """Whether a criterion may be taken out of the total."""

    allowed: YesNo | None = None
    basis: Words | None = None
    policy: Literal["drop", "full", "group"] | None = None


class DefaultExclusionModel(Model):
    """What criteria say of exclusions unless they say otherwise."""

    allowed: YesNo | None = None
    policy: Literal["drop", "full", "group"] | None = None


class DefaultsModel(Model):
    """What criteria say unless they say otherwise."""

    evidence: Literal["required", "optional"] = "optional"
    places: Places = 2
    step: Points | None = None
    exclusion: DefaultExclusionModel = DefaultExclusionModel()


class LevelModel(Model):
    """A level of a choice."""

    score: Points
    label: Words


class BandModel(Model):
    """A step: from a ratio in percent."""

    at_least: Points
    below: Points | None = None
    at_most: Points | None = None
    score: Points


class DirectRule(Model):
    """Typed by the unit."""

    kind: Literal["direct"]


class ChoiceRule(Model):
    """One of several levels."""

    kind: Literal["choice"]
    levels: list[LevelModel]


class RatioRule(Model):
    """Numerator / denominator x maximum."""

    kind: Literal["ratio"]
    numerator: Words
    denominator: Words


class StepsRule(Model):
    """Points by the step that a ratio reaches."""

    kind: Literal["steps"]
    numerator: Words
    denominator: Words
    bands: list[BandModel]


class DeductionRule(Model):
    """The maximum minus points per case."""

    kind: Literal["deduction"]
    points: Points
    count: Words


class PerUnitRule(Model):
    """Points per case up to the maximum."""

    kind: Literal["per_unit"]
    points: Points
    count: Words


class AlternativesRule(Model):
    """One of several ways, each with its own maximum."""

    kind: Literal["alternatives"]
    levels: list[LevelModel]


class GivenRule(Model):
    """Scored by somebody else."""

    kind: Literal["given"]
    by: Words


RuleModel = Annotated[
    DirectRule
    | ChoiceRule
    | RatioRule
    | StepsRule
    | DeductionRule
    | PerUnitRule
    | AlternativesRule
    | GivenRule,
    Field(discriminator="kind"),
]


class CriterionModel(Model):
    """A criterion and, below it, its children."""

    code: Code | None = None
    title: Words
    max: Points | None = None
    max_for: dict[str, Points] = {}
    groups: list[Name] | None = None
    kind: Literal["main", "bonus", "penalty"] | None = None
    in_base: YesNo | None = None
    evidence: Literal["required", "optional"] | None = None
    exclusion: ExclusionModel | None = None
    places: Places | None = None
    step: Points | None = None
    zeroes_parent: YesNo = False
    rule: RuleModel | None = None
    children: list[CriterionModel] = []


class ConditionModel(Model):
    """A comparison of a fact or of a criterion's rate."""

    fact: Name | None = None
    criterion: Code | None = None
    at_least: Points | None = None
    at_most: Points | None = None
    above: Points | None = None
    below: Points | None = None
    is_: Value | None = Field(default=None, alias="is")
    text: Words | None = None


class FactModel(Model):
    """Something stated once for the whole unit."""

    code: Name
    label: Words
    kind: Literal["percent", "count", "yes_no"]
    by: Words | None = None


class QuotaModel(Model):
    """How many units may have a grade."""

    percent: Points
    of: list[Name] = []
    by_decision: Points | None = None


class GradeModel(Model):
    """A grade and what it takes."""

    code: Name
    name: Words
    at_least: Points
    below: Points | None = None
    at_most: Points | None = None
    conditions: list[ConditionModel] = []
    quota: QuotaModel | None = None


class SanctionModel(Model):
    """What lowers a grade."""

    when: ConditionModel
    grade_at_most: Name | None = None
    lower_by: Whole = 0


class RankingModel(Model):
    """How units are ranked."""

    by: Literal["rate", "converted", "points"] = "rate"
    ties: Literal["competition", "dense"] = "competition"
    within: Literal["unit_group", "all"] = "unit_group"
    tie_breaks: list[Code] = []


class SetModel(Model):
    """A whole set file."""

    id: Slug
    version: Words
    title: Words
    issuer: Words
    legal_basis: list[Words] = []
    period: PeriodModel
    unit: Words | None = None
    unit_groups: list[UnitGroupModel] = []
    codes: Literal["unique", "per-section"] = "unique"
    frame: YesNo = False
    total: Points | None = None
    rate_places: Places = 2
    defaults: DefaultsModel = DefaultsModel()
    facts: list[FactModel] = []
    graded_by: Literal["rate", "converted", "points"] = "rate"
    grades: list[GradeModel] = []
    sanctions: list[SanctionModel] = []
    ranking: RankingModel = RankingModel()
    criteria: list[CriterionModel]


KEYS: dict[str, type[Model]] = {
    "": SetModel,
    "period": PeriodModel,
    "unit_groups": UnitGroupModel,
    "defaults": DefaultsModel,
    "exclusion": ExclusionModel,
    "facts": FactModel,
    "grades": GradeModel,
    "conditions": ConditionModel,
    "when": ConditionModel,
    "quota": QuotaModel,
    "sanctions": SanctionModel,
    "ranking": RankingModel,
    "criteria": CriterionModel,
    "children": CriterionModel,
    "levels": LevelModel,
    "bands": BandModel,
    "direct": DirectRule,
    "choice": ChoiceRule,
    "ratio": RatioRule,
    "steps": StepsRule,
    "deduction": DeductionRule,
    "per_unit": PerUnitRule,
    "alternatives": AlternativesRule,
    "given": GivenRule,
}
"""The model of a mapping by the last name on the way to it; a rule goes by its kind."""


def keys_of(model: type[Model]) -> tuple[str, ...]:
    """The keys that a mapping of this model may have, as they stand in a file."""
    return tuple(field.alias or name for name, field in model.model_fields.items())
