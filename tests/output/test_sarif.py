"""SARIF 2.1.0: what the standard requires of the objects that we write."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from selfscore_xl import checking
from selfscore_xl.outcome import Outcome
from selfscore_xl.output import View, row, sarif
from tests.output import outcomes


def run(*given: Outcome, lang: str = "vi") -> Any:
    view = View(lang)  # type: ignore[arg-type]
    entries = sarif.SEPARATOR.join(filter(None, (sarif.entry(one, view) for one in given)))
    log = json.loads(sarif.opening(view) + entries + sarif.closing([row(one) for one in given], view))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (only,) = log["runs"]
    return only


def test_rules_are_the_catalogue() -> None:
    driver = run(outcomes.of())["tool"]["driver"]
    assert driver["name"] == "selfscore-xl"
    assert [rule["id"] for rule in driver["rules"]] == list(checking.catalogue())
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"]
        assert rule["fullDescription"]["text"]
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_results(lang: str) -> None:
    found = run(outcomes.of(), outcomes.with_findings(), outcomes.refused(), lang=lang)
    rules = found["tool"]["driver"]["rules"]
    assert {one["ruleId"] for one in found["results"]} >= {"S101", "S104", "S001"}
    for result in found["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        (location,) = result["locations"]
        assert re.fullmatch(r"[\w./%~-]+", location["physicalLocation"]["artifactLocation"]["uri"], re.A)


def test_a_cell_is_a_logical_location() -> None:
    (result,) = run(outcomes.with_findings(outcomes.above_max()))["results"]
    assert result["locations"][0]["logicalLocations"] == [
        {"name": "E10", "fullyQualifiedName": "Chấm điểm!E10"}
    ]
    assert [one["id"] for one in result["relatedLocations"]] == [1, 2]
    names = [one["logicalLocations"][0]["fullyQualifiedName"] for one in result["relatedLocations"]]
    assert names == ["Chấm điểm!C10", "Số liệu!D5"]


def test_an_unreadable_file_makes_the_run_incomplete() -> None:
    assert run(outcomes.of())["invocations"] == [{"executionSuccessful": True}]
    failed = run(outcomes.refused())
    assert failed["invocations"] == [{"executionSuccessful": False}]
    assert "logicalLocations" not in failed["results"][0]["locations"][0]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("nop/biểu 1.xlsx", "nop/bi%E1%BB%83u%201.xlsx"),
        ("/tmp/a#b?.xlsx", "file:///tmp/a%23b%3F.xlsx"),
        ("nop/\udcff.xlsx", "nop/%FF.xlsx"),
    ],
)
def test_paths_become_uris(path: str, uri: str) -> None:
    assert sarif.uri(path) == uri
