"""JSON v1: what scripts read. Fields and their order are a promise; ``schema`` describes them.

Numbers are JSON numbers with their exact decimal text; what does not exist is null, a list without
elements is empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from .. import checking
from ..criteria import Tree
from ..edits import head_text
from ..finding import Finding, Place, Severity
from ..grading import sentences
from ..layout import Field
from ..outcome import Outcome, Refusal
from ..scoring import Scores
from ..submission import Submission
from ..text import Lang, squash
from ..typed import Any
from . import Row, View, address, counts
from .encode import encode

SCHEMA = "selfscore-xl/1"
SEPARATOR = ",\n"
_MARGIN = "    "


def opening(view: View) -> str:
    """Everything before the first file."""
    return f'{{\n  "schema": "{SCHEMA}",\n  "files": [\n'


def entry(outcome: Outcome, view: View) -> str:
    """A file's object, indented as an element of ``files``."""
    return _MARGIN + encode(file(outcome, view.lang), _MARGIN)


def closing(rows: Sequence[Row], view: View) -> str:
    """Everything after the last file."""
    return "\n  ]\n}\n"


def file(outcome: Outcome, lang: Lang) -> dict[str, Any]:
    """One file's object, as plain data with Decimals."""
    tree, submission, scores = outcome.tree, outcome.submission, outcome.scores
    criteria = tree.criteria if tree else None
    return {
        "path": outcome.path,
        "sha256": outcome.sha256,
        "status": outcome.status,
        "criteria": {"id": criteria.id, "version": criteria.version} if criteria else None,
        "unit": _stated(submission, "unit"),
        "unit_group": _stated(submission, "unit_group"),
        "period": _stated(submission, "period"),
        "totals": _totals(scores, tree, lang) if scores and tree else None,
        "excluded": list(scores.excluded) if scores else [],
        "scores": _scores(tree, submission, scores) if tree and submission and scores else [],
        "findings": (
            [_refused(outcome.refusal, lang)]
            if outcome.refusal
            else [
                _finding(finding, severity, lang)
                for finding, severity in zip(outcome.findings, outcome.severities, strict=True)
            ]
        ),
        "counts": counts(outcome),
        "annotated": outcome.annotated,
    }


def _stated(submission: Submission | None, name: str) -> str | None:
    return squash(head_text(submission, name)) or None if submission else None


def _totals(scores: Scores, tree: Tree, lang: Lang) -> dict[str, Any]:
    totals = scores.totals
    data: dict[str, Any] = {
        "max": totals.max,
        "excluded": totals.excluded,
        "applicable": totals.applicable,
        "self": totals.score,
        "penalty": totals.penalty,
        "bonus": totals.bonus,
        "achieved": totals.achieved,
        "rate": totals.rate,
        "appraised": totals.appraised,
        "grade": totals.grade,
    }
    if scores.grading is not None:
        data["grade_reasons"] = list(sentences(tree.criteria, scores.grading, lang))
    return data


def _scores(tree: Tree, submission: Submission, scores: Scores) -> list[dict[str, Any]]:
    rows = submission.by_key()
    listed = []
    for node in tree:
        figures = scores.nodes[node.key]
        row = rows.get(node.key)
        typed = row.entries.get(Field.SELF) if row else None
        listed.append(
            {
                "code": node.key,
                "max": figures.max,
                "excluded": figures.excluded,
                "self": figures.score,
                "appraised": figures.appraised,
                "cell": typed.place.ref or None if typed else None,
            }
        )
    return listed


def _finding(finding: Finding, severity: Severity, lang: Lang) -> dict[str, Any]:
    place = finding.place
    return {
        "code": finding.code,
        "name": checking.catalogue()[finding.code].CHECK.name,
        "severity": severity,
        "criterion": finding.criterion,
        "sheet": place.sheet if place else None,
        "cell": place.ref or None if place else None,
        "related": [_address(other, place) for other in finding.related],
        "message": checking.message(finding, lang),
        "hint": checking.hint(finding, lang),
        "value": _plain(finding.value),
    }


def _refused(refusal: Refusal, lang: Lang) -> dict[str, Any]:
    return {
        "code": refusal.code,
        "name": checking.catalogue()[refusal.code].CHECK.name,
        "severity": "error",
        "criterion": None,
        "sheet": None,
        "cell": None,
        "related": [],
        "message": refusal.message.to(lang),
        "hint": refusal.hint.to(lang),
        "value": None,
    }


def _address(place: Place, primary: Place | None) -> str:
    """``E12``; with its sheet where that is not the primary cell's."""
    if primary is not None and place.sheet == primary.sheet and place.ref:
        return place.ref
    return address(place)


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Decimal) and value.is_finite():
        return value
    return str(value)
