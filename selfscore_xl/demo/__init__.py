"""Filled forms that ship with the package: a real one to try ``validate`` on."""

from __future__ import annotations

import os
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from .. import sets, template
from ..criteria import Criteria, for_group
from ..record import NamedTuple
from ..template.answers import Answers, Typed
from ..text import nfc

FOLDER = os.path.dirname(__file__)
SOURCE = "quang-tri-2023-h1"
"""The source report: Văn phòng UBND tỉnh Quảng Trị, 6 tháng đầu năm 2023."""
TRAINING = "tap-huan-2026"
"""A form of the training set, in which every kind of rule is used."""


class Filled(NamedTuple):
    """A set and what one unit answered in its form."""

    criteria: Criteria
    unit: str
    period: str
    answers: dict[str, Answers]
    unit_group: str = ""
    """Code of the unit group; then ``criteria`` is the set as its units see it."""
    facts: Mapping[str, Typed] = MappingProxyType({})

    def form(self) -> bytes:
        """The filled form as an .xlsx file."""
        return template.build(
            self.criteria,
            unit=self.unit,
            unit_group=self.unit_group,
            period=self.period,
            answers=self.answers,
            facts=self.facts,
        )


def load(name: str = SOURCE) -> Filled:
    """A filled form by the id of its set."""
    from ..set_file.source import parse

    with open(os.path.join(FOLDER, f"{name}.yaml"), encoding="utf-8") as file:
        tree = parse(nfc(file.read()), [])
    if tree is None:
        raise ValueError(f"{name}: not a list of answers")
    data: Any = tree.plain()
    criteria, group = sets.load(name), data.get("unit_group", "")
    return Filled(
        for_group(criteria, group) if group else criteria,
        data["unit"],
        data["period"],
        {one["code"]: _answers(one) for one in data["answers"]},
        group,
        {code: Decimal(value) for code, value in data.get("facts", {}).items()},
    )


def _answers(data: dict[str, Any]) -> Answers:
    return Answers(
        mark=data.get("excluded"),
        score=Decimal(data["score"]) if "score" in data else None,
        evidence="\n".join(data["evidence"]) if "evidence" in data else None,
        explanation=data.get("explanation"),
        figures={
            name: value if name == "level" else Decimal(value)
            for name, value in data.get("figures", {}).items()
        },
    )
