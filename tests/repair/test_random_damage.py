"""Nothing typed is ever lost, whatever happened to the form: random damages one upon the other.

openpyxl does the damage, and is the judge: every text and number in the damaged workbook that the empty
form does not have must stand in the fresh one, in the place of its criterion and column or on the sheet
of what found no place. Every text typed is one that stands nowhere else, so that none can pass for
another.
"""

from __future__ import annotations

import io
import os
import tempfile
from collections import Counter
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import openpyxl
import pytest

from selfscore_xl import app, template
from selfscore_xl.criteria import Criteria
from selfscore_xl.layout import FORM_SHEET, GROUP_INPUTS, REVIEWER_INPUTS, UNIT_INPUTS, Field, Layout
from selfscore_xl.read import FormFile, NotAForm, open_form
from selfscore_xl.repair import repair
from selfscore_xl.template import Answers, Typed
from selfscore_xl.text import squash
from tests.repair.damage import DAMAGES, MOMENTS, Damaged
from tests.template.fills import FORMS

EXAMPLES = 16 if os.environ.get("HYPOTHESIS_PROFILE") != "fuzz" else 2_000
SETS = ("every-rule", "quang-tri-2023-h1", "tap-huan-2026@so")
ANNOTATED = "quang-tri-2023-h1, annotated"
BASES = (*SETS, ANNOTATED)


class Filled(NamedTuple):
    criteria: Criteria
    layout: Layout
    data: bytes
    empty: frozenset[str]
    """Every text and number that the empty form shows or hides, and what ``validate`` added."""


@cache
def filled(name: str) -> Filled:
    if name == ANNOTATED:
        return annotated(filled("quang-tri-2023-h1"))
    criteria = FORMS[name]()
    answers = {}
    for number, node in enumerate(criteria.nodes, start=1):
        own = f"{node.key} dòng {number}"
        figures: dict[str, Typed] = {
            one.name: Decimal(100_000 + 100 * number + place)
            for place, one in enumerate(node.rule.asked)
            if one.name != "level"
        }
        answers[node.key] = Answers(
            mark="x" if number % 7 == 0 else None,
            score=Decimal(2000 + number) / 1000,
            evidence=f"[1].minh-chung {own}.pdf",
            explanation=f"=giải trình {own}" if number % 5 == 0 else f"giải trình {own}",
            appraised=Decimal(5000 + number) / 1000,
            opinion=f"ý kiến {own}",
            figures=figures,
        )
    facts: dict[str, Typed] = {
        fact.code: Decimal(900_000 + number) for number, fact in enumerate(criteria.facts)
    }
    data = template.build(criteria, answers=answers, facts=facts)
    return Filled(criteria, Layout(criteria), data, frozenset(contents(opened(template.build(criteria)))))


def annotated(base: Filled) -> Filled:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bieu.xlsx"
        path.write_bytes(base.data)
        out = app.validate(str(path)).annotated
        assert out is not None
        data = Path(out).read_bytes()
    added = contents(opened(data)).keys() - contents(opened(base.data)).keys()
    return base._replace(data=data, empty=base.empty | added)


def shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, date | time):
        clock = value if isinstance(value, datetime | time) else datetime.combine(value, time())
        hour = f"{clock:%H:%M:%S}" if clock.second else f"{clock:%H:%M}"
        if isinstance(value, time):
            return hour
        return f"{value:%d/%m/%Y} {hour}".removesuffix(" 00:00")
    return squash(str(value))


def contents(workbook: Any) -> dict[str, str]:
    """Every text and number that is no formula's, and every note -> a place where it stands."""
    found: dict[str, str] = {}
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                place = f"{sheet.title}!{cell.coordinate}"
                if cell.value is not None and cell.data_type != "f":
                    found.setdefault(shown(cell.value), place)
                if cell.comment is not None:
                    found.setdefault(shown(cell.comment.text), place)
    return found


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def check(name: str, damages: list[str], seed: int) -> None:
    base = filled(name)
    workbook = opened(base.data)
    form = Damaged(workbook, base.layout, Random(seed))
    for damage in damages:
        DAMAGES[damage](form)
    out = io.BytesIO()
    workbook.save(out)
    try:
        file = open_form(out.getvalue())
    except NotAForm:
        return  # its header row is gone: the command says so, and writes nothing
    fresh = opened(repair(file, base.criteria, "bieu.xlsx").data)
    now = contents(fresh)
    typed = contents(workbook)
    assert {text: typed[text] for text in typed.keys() - base.empty - now.keys() if text} == {}
    in_place(base, file, workbook[file.sheet.name], fresh[FORM_SHEET])


def in_place(base: Filled, file: FormFile, sheet: Any, form: Any) -> None:
    """In the fresh form every cell holds the text that stood in the row of its code, under its header."""
    rows: dict[str, list[int]] = {}
    for row in range(file.header_row + 1, sheet.max_row + 1):
        rows.setdefault(str(sheet.cell(row, file.columns[Field.CODE]).value), []).append(row)
    codes = Counter(node.code for node in base.criteria.nodes)
    for node in base.criteria.nodes:
        if codes[node.code] > 1 or len(rows.get(node.code, ())) != 1:
            continue
        for field in (*UNIT_INPUTS, *REVIEWER_INPUTS) if node.is_leaf else GROUP_INPUTS:
            typed = sheet.cell(rows[node.code][0], file.columns[field]) if field in file.columns else None
            if typed is not None and typed.data_type == "s" and squash(typed.value):
                assert form[base.layout.ref(node.key, field)].value == typed.value, (node.key, field)


@pytest.mark.parametrize("damage", sorted(DAMAGES))
def test_one_kind_of_damage(damage: str) -> None:
    check(SETS[0], [damage] * 3, seed=1)


@pytest.mark.parametrize("moment", MOMENTS, ids=str)
def test_a_day_or_time_in_a_score_is_listed_as_it_was_seen(moment: object) -> None:
    base = filled(SETS[1])
    workbook = opened(base.data)
    workbook[FORM_SHEET].cell(base.layout.rows["I.1"], base.layout.columns[Field.SELF]).value = moment
    out = io.BytesIO()
    workbook.save(out)
    (left,) = repair(open_form(out.getvalue()), base.criteria, "bieu.xlsx").left_over
    assert left.content == shown(moment)


def test_much_typed_on_the_sheet_of_findings() -> None:
    check(ANNOTATED, ["type_on_the_sheet_of_findings"] * 20, seed=1)


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_damages_upon_damages(seed: int) -> None:
    random = Random(seed)
    damages = [random.choice(sorted(DAMAGES)) for _ in range(random.randint(2, 8))]
    check(BASES[seed % len(BASES)], damages, seed)
