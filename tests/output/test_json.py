"""JSON v1: the fields other people's scripts depend on, in their order, with exact numbers."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from selfscore_xl.finding import Place
from selfscore_xl.outcome import Outcome
from selfscore_xl.output import View, row, schema
from selfscore_xl.output import json as output
from tests.output import outcomes

FILE = [
    *("path", "sha256", "status", "criteria", "unit", "unit_group", "period", "totals", "excluded"),
    *("scores", "findings", "counts", "annotated"),
]
TOTALS = [
    *("max", "excluded", "applicable", "self", "penalty", "bonus", "achieved", "rate", "appraised"),
    "grade",
]
SCORE = ["code", "max", "excluded", "self", "appraised", "cell"]
FINDING = ["code", "name", "severity", "criterion", "sheet", "cell", "related", "message", "hint", "value"]


def document(*given: Outcome, lang: str = "vi") -> str:
    view = View(lang)  # type: ignore[arg-type]
    entries = output.SEPARATOR.join(output.entry(one, view) for one in given)
    return output.opening(view) + entries + output.closing([row(one) for one in given], view)


def read(text: str) -> Any:
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


def test_fields_and_their_order() -> None:
    data = read(document(outcomes.of(), outcomes.refused()))
    assert list(data) == ["schema", "files"]
    assert data["schema"] == "selfscore-xl/1"
    for file in data["files"]:
        assert list(file) == FILE
        assert list(file["counts"]) == ["error", "warning", "info"]
        for finding in file["findings"]:
            assert list(finding) == FINDING
    read_file = data["files"][0]
    assert list(read_file["criteria"]) == ["id", "version"]
    assert list(read_file["totals"]) == TOTALS
    assert {tuple(one) for one in read_file["scores"]} == {tuple(SCORE)}


@pytest.mark.parametrize("given", [[], [outcomes.of()], [outcomes.refused(), outcomes.of()]])
def test_fits_the_published_schema(given: list[Outcome]) -> None:
    data = json.loads(document(*given), parse_float=Decimal)
    for file in data["files"]:
        for one in [file["totals"] or {}, *file["scores"], *file["findings"]]:
            # the models take exact decimals for numbers
            one.update({k: Decimal(v) for k, v in one.items() if type(v) is int})
    parsed = schema.Document.model_validate(data)
    assert [file.path for file in parsed.files] == [one.path for one in given]


def test_schema_has_the_same_fields_in_the_same_order() -> None:
    assert list(schema.File.model_fields) == FILE
    assert list(schema.Totals.model_fields) == [*TOTALS, "grade_reasons"], "the last where there are grades"
    assert list(schema.Score.model_fields) == SCORE
    assert list(schema.Finding.model_fields) == FINDING


@pytest.mark.parametrize("change", [{"more": 1}, {"status": "fine"}, {"counts": {"error": -1}}])
def test_schema_refuses_what_is_not_v1(change: dict[str, Any]) -> None:
    data = json.loads(document(outcomes.refused()))
    data["files"][0].update(change)
    with pytest.raises(ValidationError):
        schema.Document.model_validate(data)


def test_facts_of_a_form() -> None:
    text = document(outcomes.of())
    (file,) = read(text)["files"]
    assert file["status"] == "findings"
    assert (file["unit"], file["unit_group"], file["period"]) == ("Văn phòng UBND tỉnh", None, "Năm 2023")
    assert file["excluded"] == ["I.3"]
    assert [one["code"] for one in file["scores"]] == ["I", "I.1", "I.2", "I.3", "II", "II.1"]
    assert '"max": 15, "excluded": 2.5, "applicable": 12.5, "self": 11.75, "penalty": 0' in text
    assert (
        '{"code": "I.2", "max": 3.5, "excluded": 0, "self": 2.25, "appraised": null, "cell": "E11"}' in text
    )
    assert '{"code": "I.3", "max": 2.5, "excluded": 2.5, "self": null' in text
    above = next(one for one in file["findings"] if one["code"] == "S101")
    assert (above["name"], above["severity"], above["criterion"]) == ("score-above-max", "error", "I.1")
    assert (above["sheet"], above["cell"], above["value"]) == ("Chấm điểm", "E10", Decimal("4.5"))
    typed = next(one for one in file["findings"] if one["code"] == "S104")
    assert typed["value"] == "2,25", "a text stays a text"


def test_related_cells_name_their_sheet_where_it_is_another() -> None:
    (file,) = read(document(outcomes.with_findings(outcomes.above_max())))["files"]
    assert file["findings"][0]["related"] == ["C10", "Số liệu!D5"]


def test_a_finding_about_the_file_has_no_cell() -> None:
    crashed = outcomes.check("S901").at(None, check="S101", error="KeyError")
    sheet = outcomes.above_max()._replace(place=Place("Trang 2", ""), value=Decimal("NaN"))
    (file,) = read(document(outcomes.with_findings(crashed, sheet)))["files"]
    about_file, about_sheet = file["findings"]
    assert (about_file["criterion"], about_file["sheet"], about_file["cell"]) == (None, None, None)
    assert (about_sheet["sheet"], about_sheet["cell"], about_sheet["value"]) == ("Trang 2", None, "NaN")


def test_a_row_that_is_gone_has_no_cell() -> None:
    whole = outcomes.of()
    assert whole.submission
    left = tuple(one for one in whole.submission.rows if one.key != "II.1")
    (file,) = read(document(whole._replace(submission=whole.submission._replace(rows=left))))["files"]
    assert next(one for one in file["scores"] if one["code"] == "II.1")["cell"] is None


@pytest.mark.parametrize(("lang", "message"), [("vi", "Tệp rỗng."), ("en", "The file is empty.")])
def test_an_unreadable_file(lang: str, message: str) -> None:
    (file,) = read(document(outcomes.refused(), lang=lang))["files"]
    assert file["status"] == "unreadable"
    for field in ("sha256", "criteria", "unit", "unit_group", "period", "totals", "annotated"):
        assert file[field] is None
    assert file["scores"] == file["excluded"] == []
    assert file["counts"] == {"error": 1, "warning": 0, "info": 0}
    (finding,) = file["findings"]
    assert (finding["code"], finding["severity"], finding["message"]) == ("S001", "error", message)


def test_a_clean_file() -> None:
    (file,) = read(document(outcomes.with_findings()))["files"]
    assert file["status"] == "clean"
    assert file["findings"] == []
    assert file["counts"] == {"error": 0, "warning": 0, "info": 0}


def test_a_path_that_is_no_unicode_is_still_json() -> None:
    text = document(outcomes.refused("nop/\udcff.xlsx"))
    (file,) = json.loads(text.encode("utf-8", "backslashreplace"))["files"]
    assert file["path"] == "nop/\udcff.xlsx"


def test_same_outcome_same_text() -> None:
    assert document(outcomes.of()) == document(outcomes.of())
