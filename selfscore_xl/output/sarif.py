"""SARIF 2.1.0 (OASIS), for code viewers and CI services: one run, a rule for each check.

A workbook has no lines, so a result names its file as the physical location and its cell,
``Chấm điểm!E12``, as a logical one.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from urllib.parse import quote

from .. import __version__, checking
from ..finding import Place, Severity
from ..outcome import Outcome
from ..text import Lang
from ..typed import Any
from . import Row, View, address
from .encode import encode

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
SEPARATOR = ",\n"
_MARGIN = " " * 8

_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}


def opening(view: View) -> str:
    """The tool with its rules, up to the first result."""
    driver = {
        "name": "selfscore-xl",
        "version": __version__,
        "language": view.lang,
        "rules": [_rule(code, view.lang) for code in checking.catalogue()],
    }
    return (
        f'{{\n  "$schema": "{SCHEMA}",\n  "version": "2.1.0",\n  "runs": [\n    {{\n'
        f'      "tool": {encode({"driver": driver}, " " * 6)},\n'
        '      "results": [\n'
    )


def entry(outcome: Outcome, view: View) -> str:
    """A file's results, without the commas around them; nothing for a clean file."""
    return SEPARATOR.join(_MARGIN + encode(result, _MARGIN) for result in results(outcome, view.lang))


def closing(rows: Sequence[Row], view: View) -> str:
    """Everything after the last result."""
    read = all(row.status != "unreadable" for row in rows)
    invocation = {"executionSuccessful": read}
    return f'\n      ],\n      "invocations": [{encode(invocation)}]\n    }}\n  ]\n}}\n'


def results(outcome: Outcome, lang: Lang) -> list[dict[str, Any]]:
    """SARIF's result objects of one file."""
    if outcome.refusal is not None:
        refusal = outcome.refusal
        text = f"{refusal.message.to(lang)} {refusal.hint.to(lang)}"
        return [_result(refusal.code, "error", text, outcome.path, None, ())]
    return [
        _result(
            finding.code,
            severity,
            f"{checking.message(finding, lang)} {checking.hint(finding, lang)}",
            outcome.path,
            finding.place,
            finding.related,
        )
        for finding, severity in zip(outcome.findings, outcome.severities, strict=True)
    ]


def _result(
    code: str, severity: Severity, text: str, path: str, place: Place | None, related: Sequence[Place]
) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": code,
        "ruleIndex": tuple(checking.catalogue()).index(code),
        "level": _LEVELS[severity],
        "message": {"text": text},
        "locations": [_location(path, place)],
    }
    if related:
        result["relatedLocations"] = [
            {"id": number, **_location(path, other)} for number, other in enumerate(related, start=1)
        ]
    return result


def _location(path: str, place: Place | None) -> dict[str, Any]:
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": {"uri": uri(path)}}}
    if place is not None:
        name = address(place)
        location["logicalLocations"] = [{"name": place.ref or place.sheet, "fullyQualifiedName": name}]
    return location


def uri(path: str) -> str:
    """The path as a URI reference (RFC 3986): relative paths stay relative."""
    quoted = quote(os.fsencode(path.replace(os.sep, "/")), safe="/~")
    if os.path.isabs(path):
        return "file://" + (quoted if quoted.startswith("/") else f"/{quoted.replace('%3A', ':', 1)}")
    return quoted


def _rule(code: str, lang: Lang) -> dict[str, Any]:
    check = checking.catalogue()[code].CHECK
    why = (checking.catalogue()[code].__doc__ or "").strip()
    return {
        "id": code,
        "name": check.name,
        "shortDescription": {"text": check.title.to(lang)},
        "fullDescription": {"text": " ".join(why.split())},
        "defaultConfiguration": {"level": _LEVELS[check.severity]},
    }
