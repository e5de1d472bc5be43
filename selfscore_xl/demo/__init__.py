"""Filled forms that ship with the package: a real one to try ``validate`` on."""

from __future__ import annotations

import os
from decimal import Decimal
from typing import Any, NamedTuple

from .. import sets, template
from ..criteria import Criteria
from ..template.answers import Answers
from ..text import nfc

FOLDER = os.path.dirname(__file__)
SOURCE = "quang-tri-2023-h1"
"""The source report: Văn phòng UBND tỉnh Quảng Trị, 6 tháng đầu năm 2023."""


class Filled(NamedTuple):
    """A set and what one unit answered in its form."""

    criteria: Criteria
    unit: str
    period: str
    answers: dict[str, Answers]

    def form(self) -> bytes:
        """The filled form as an .xlsx file."""
        return template.build(self.criteria, unit=self.unit, period=self.period, answers=self.answers)


def load(name: str = SOURCE) -> Filled:
    """A filled form by the id of its set."""
    from ..set_file.source import parse

    with open(os.path.join(FOLDER, f"{name}.yaml"), encoding="utf-8") as file:
        tree = parse(nfc(file.read()), [])
    if tree is None:
        raise ValueError(f"{name}: not a list of answers")
    data: Any = tree.plain()
    return Filled(
        sets.load(name),
        data["unit"],
        data["period"],
        {one["code"]: _answers(one) for one in data["answers"]},
    )


def _answers(data: dict[str, Any]) -> Answers:
    return Answers(
        mark=data.get("excluded"),
        score=Decimal(data["score"]) if "score" in data else None,
        evidence="\n".join(data["evidence"]) if "evidence" in data else None,
        explanation=data.get("explanation"),
        figures={name: Decimal(value) for name, value in data.get("figures", {}).items()},
    )
