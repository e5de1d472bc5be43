"""The shape of JSON v1, for those who read it: models that check a document, and a JSON Schema.

Nothing on the way of ``validate`` imports this module.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema
from pydantic.json_schema import GenerateJsonSchema

from .json import SCHEMA

Number = Annotated[Decimal, WithJsonSchema({"type": "number"})]
"""A JSON number, to be read as a decimal (``json.loads(..., parse_float=Decimal)``)."""
Count = Annotated[int, Field(ge=0)]
Severity = Literal["error", "warning", "info"]
Cell = Annotated[str, Field(pattern=r"^[A-Z]{1,3}[1-9][0-9]{0,6}$", examples=["E12"])]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, strict=True)


class CriteriaSet(_Model):
    """The criteria set that the form was checked against."""

    id: str
    version: str


class Totals(_Model):
    """Computed from the answers, in points; what the form itself says is not trusted."""

    max: Number
    """Sum of the maxima of all criteria."""
    excluded: Number
    """Points taken out of the total (đề nghị trừ)."""
    applicable: Number
    """max - excluded."""
    self: Number
    """Sum of the self scores that count."""
    penalty: Number
    bonus: Number
    achieved: Number
    """self - penalty + bonus."""
    rate: Number | None
    """achieved / applicable in percent, rounded half up; null where nothing is applicable."""
    appraised: Number | None
    grade: str | None
    """The grade (xếp loại); null where the set has none, or nothing is left to score."""
    grade_reasons: list[str] = []
    """Why the grade is no higher, and what may yet change it, in the language asked for; there only where
    the set has grades."""


class Score(_Model):
    """One criterion's figures, in points."""

    code: str
    """The criterion's code; its path where codes restart inside a section."""
    max: Number
    excluded: Number
    """Points below this criterion that are taken out of the total; 0 for none."""
    self: Number | None
    """Of a leaf the score as answered, of a group the sum of its leaves that count; null where there
    is none."""
    appraised: Number | None
    cell: Cell | None
    """Where the self score stands; null where the form has lost the row or the column."""


class Finding(_Model):
    """One defect at one place."""

    code: Annotated[str, Field(pattern=r"^S[0-9]{3}$", examples=["S101"])]
    """The check; codes are never reused."""
    name: Annotated[str, Field(examples=["score-above-max"])]
    severity: Severity
    criterion: str | None
    """As ``code`` in ``scores``; null where the finding is about the form as a whole."""
    sheet: str | None
    cell: Cell | None
    related: list[str]
    """Further cells that the finding is about: ``F14``, or ``Số liệu!D5`` on another sheet."""
    message: str
    """What is wrong, with the values seen; in the language asked for."""
    hint: str
    """What to do."""
    value: Number | str | bool | None
    """What stands in the cell: a number for a numeric cell, text otherwise."""


class Counts(_Model):
    """Findings by severity."""

    error: Count
    warning: Count
    info: Count


class File(_Model):
    """One file's result. All but ``path``, ``status``, ``findings`` and ``counts`` is null or empty where
    the file could not be read; of a form of another set than the one asked for (S003) ``totals`` is null, and
    ``excluded`` and ``scores`` are empty."""

    path: str
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None
    """Of the file as it was read."""
    status: Literal["clean", "findings", "unreadable"]
    """An unreadable file has one finding, S001 or S002, that says why; S901 if the program failed on it."""
    criteria: CriteriaSet | None
    unit: str | None
    unit_group: str | None
    period: str | None
    totals: Totals | None
    excluded: list[str]
    """The excluded criteria as the smallest set of codes that covers them, in form order."""
    scores: list[Score]
    """Every criterion of the set, in form order."""
    findings: list[Finding]
    counts: Counts
    annotated: str | None
    """Path of the annotated copy; null where none was written."""


class Document(_Model):
    """What ``selfscore-xl validate --format json`` prints."""

    schema_: Annotated[Literal["selfscore-xl/1"], Field(alias="schema")]
    files: list[File]


def json_schema() -> bytes:
    """The JSON Schema (draft 2020-12) of ``Document``, as published in docs/."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA,
        **Document.model_json_schema(by_alias=True, schema_generator=_Untitled),
        "title": "selfscore-xl JSON, version 1",
    }
    text = json.dumps(schema, ensure_ascii=False, indent=2).replace("``", "`").replace("\\n", " ")
    return f"{text}\n".encode()


class _Untitled(GenerateJsonSchema):
    """Without a title for each field that only repeats its name."""

    def field_title_should_be_set(self, schema: object) -> bool:
        return False
