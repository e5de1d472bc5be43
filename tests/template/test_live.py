"""What the form shows while it is being filled in is what the checks say of it afterwards."""

from __future__ import annotations

from collections import defaultdict

import pytest

from selfscore_xl import template
from selfscore_xl.checking import LIVE
from selfscore_xl.criteria import Criteria
from selfscore_xl.layout import FORM_SHEET, Layout
from selfscore_xl.ooxml.workbook import Workbook
from selfscore_xl.template import data, live
from tests.office.client import Value
from tests.parity.agreement import context_of, differences
from tests.template.fills import FORMS, fill, stated


@pytest.fixture(params=sorted(FORMS))
def criteria(request: pytest.FixtureRequest) -> Criteria:
    return FORMS[request.param]()


@pytest.mark.parametrize("seed", [None, *range(6)])
def test_what_is_cached_is_what_the_checks_say(criteria: Criteria, seed: int | None) -> None:
    answers, facts = {}, {}
    if seed is not None:
        answers, facts = fill(criteria, seed), stated(criteria, seed)
    form = template.build(criteria, answers=answers, facts=facts)
    assert differences(context_of(criteria, form), cached(form)) == []


def cached(form: bytes) -> dict[str, dict[str, Value]]:
    book = Workbook.open(form)
    return {
        info.name: {
            cell.ref: float(cell.value) if cell.kind == "number" else cell.value
            for cell in book.sheet(info.name).cells.values()
        }
        for info in book.sheets
    }


def test_every_live_check_is_shown_by_some_fill() -> None:
    seen = set()
    for name in FORMS:
        criteria = FORMS[name]()
        for seed in range(40):
            table = template.columns.Table(Layout(criteria), criteria.tree(), fill(criteria, seed))
            table.said_on_data = data.struck(table, defaultdict(str))
            seen.update(live.first(line) for line in table.lines.values())
    # No error value can be typed through ``Answers``.
    assert seen >= set(LIVE) - {"S110"}


def test_no_words_are_longer_than_a_formula_may_be(criteria: Criteria) -> None:
    sheet = Workbook.open(template.build(criteria)).sheet(FORM_SHEET)
    formulas = [sheet.formula(*address) for address, cell in sheet.cells.items() if cell.formula is not None]
    assert formulas
    assert max(len(formula or "") for formula in formulas) < 8192
