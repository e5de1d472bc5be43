"""What the form shows while it is being filled in is what the checks say of it afterwards."""

from __future__ import annotations

from decimal import Decimal

import pytest

from selfscore_xl import checking, template
from selfscore_xl.cell import ref
from selfscore_xl.checking import LIVE, Context
from selfscore_xl.criteria import Criteria
from selfscore_xl.layout import DATA_SHEET, FORM_SHEET, DataField, Field, Footer, Layout
from selfscore_xl.ooxml.workbook import Workbook
from selfscore_xl.read import open_form, read
from selfscore_xl.scoring import answers, proposed, score
from selfscore_xl.submission import Lines
from selfscore_xl.template import live
from selfscore_xl.text import format_number, half_up
from tests.template.fills import FORMS, fill, stated


@pytest.fixture(params=sorted(FORMS))
def criteria(request: pytest.FixtureRequest) -> Criteria:
    return FORMS[request.param]()


def filled(criteria: Criteria, seed: int) -> bytes:
    return template.build(criteria, answers=fill(criteria, seed), facts=stated(criteria, seed))


def context_of(criteria: Criteria, form: bytes) -> Context:
    tree = criteria.tree()
    submission = read(open_form(form), tree, "form.xlsx")
    lines = Lines(submission)
    return Context(tree, submission, lines, score(tree, answers(lines)))


@pytest.mark.parametrize("seed", range(20))
def test_check_column_shows_the_first_finding_of_the_row(criteria: Criteria, seed: int) -> None:
    context = context_of(criteria, filled(criteria, seed))
    findings: dict[str, set[str]] = {}
    for finding in checking.run(context):
        assert finding.code != "S901", finding
        if finding.criterion is not None:
            findings.setdefault(finding.criterion, set()).add(finding.code)
    for key, line in context.lines.by_key.items():
        shown = line.row.entries[Field.CHECK].text
        first = next((code for code in LIVE if code in findings.get(key, ())), None)
        if first is not None:
            assert shown == live.words(first), (key, findings[key])
        else:
            is_dropped = key in context.scores.excluded_leaves
            assert shown == live.at_rest(context.tree[key], key in context.marked, is_dropped), key


@pytest.mark.parametrize("seed", range(20))
def test_totals_are_those_of_the_scoring(criteria: Criteria, seed: int) -> None:
    context = context_of(criteria, filled(criteria, seed))
    totals = context.scores.totals
    for key, line in context.lines.by_key.items():
        if not context.tree[key].is_leaf:
            node = context.scores.nodes[key]
            assert line.score.number == rounded(node.score), key
            assert line.appraised.number == rounded(node.appraised), key
    expected = {
        Footer.MAX: totals.max,
        Footer.EXCLUDED: totals.excluded,
        Footer.SELF: rounded(totals.score),
        Footer.PENALTY: rounded(totals.penalty),
        Footer.ACHIEVED: rounded(totals.achieved),
        Footer.RATE: totals.rate,
    }
    shown = {
        line: entry.number for (line, field), entry in context.submission.footer.items() if field == "max"
    }
    assert shown == expected
    assert context.submission.footer[Footer.MAX, Field.SELF].number == rounded(totals.score)
    assert context.submission.footer[Footer.MAX, Field.APPRAISED].number == rounded(totals.appraised)
    if totals.rate is None:
        assert context.submission.footer[Footer.RATE, Field.MAX].text == "—"


@pytest.mark.parametrize("seed", range(20))
def test_data_sheet_proposes_and_says_what_the_checks_say(criteria: Criteria, seed: int) -> None:
    form = filled(criteria, seed)
    context = context_of(criteria, form)
    layout = Layout(criteria)
    sheet = Workbook.open(form).sheet(DATA_SHEET)
    offered, said = layout.data_columns[DataField.PROPOSED], layout.data_columns[DataField.CHECK]
    found: dict[str, set[str]] = {}
    for finding in checking.run(context, ("S111", "S112", "S113")):
        if finding.place is not None and finding.place.sheet == DATA_SHEET:
            found.setdefault(finding.place.ref, set()).add(finding.code)
        elif finding.criterion is not None:
            found.setdefault(finding.criterion, set()).add(finding.code)
    seen: set[str] = set()
    for row in layout.data_rows:
        node = context.tree[row.key]
        where = ref(row.row, layout.data_columns[DataField.VALUE])
        shown, words = sheet.cell(row.row, offered).value, sheet.cell(row.row, said).value
        points = proposed(node, context.figures(node))
        if row.key in seen:
            assert shown == ""
        elif points is None:
            assert shown == "", row
        else:
            assert Decimal(shown) == points, row
        fault = live.words("S113")
        assert (words == fault) == (found.get(where) == {"S113"}), row
        if words != fault and row.key not in seen:
            code = "S111" if node.rule.kind == "alternatives" else "S112"
            assert (words == live.words(code)) == (code in found.get(row.key, ())), row
        seen.add(row.key)
    for fact_row in layout.fact_rows:
        where = ref(fact_row.row, layout.data_columns[DataField.VALUE])
        words = sheet.cell(fact_row.row, said).value
        entry = context.submission.facts[fact_row.fact.code]
        expected = live.words("S113") if where in found else "" if entry.is_empty else live.FINE
        assert words == expected, fact_row


def rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else half_up(value, 2)


def test_every_live_check_is_shown_by_some_fill() -> None:
    seen = set()
    for name in FORMS:
        criteria = FORMS[name]()
        for seed in range(40):
            table = template.columns.Table(Layout(criteria), criteria.tree(), fill(criteria, seed))
            seen.update(live.first(line) for line in table.lines.values())
    # No error value can be typed through ``Answers``.
    assert seen >= set(LIVE) - {"S110"}


def test_no_words_are_longer_than_a_formula_may_be(criteria: Criteria) -> None:
    sheet = Workbook.open(template.build(criteria)).sheet(FORM_SHEET)
    formulas = [sheet.formula(*address) for address, cell in sheet.cells.items() if cell.formula is not None]
    assert formulas
    assert max(len(formula or "") for formula in formulas) < 8192


def test_status_line(criteria: Criteria) -> None:
    layout = Layout(criteria)
    sheet = Workbook.open(template.build(criteria)).sheet(FORM_SHEET)
    most = sum((root.max_score for root in criteria.tree().roots if root.in_total), Decimal(0))
    text = sheet.cell(layout.status_row, 1).value
    to_score = [leaf for leaf in criteria.tree().leaves if leaf.kind == "main"]
    done = sum(leaf.rule.kind == "given" for leaf in to_score)
    assert text.startswith(f"Đã chấm {done}/{len(to_score)} tiêu chí")
    assert f"Tổng {format_number(most, 'vi')}" in text
    assert ("Điểm trừ 0" in text) == any(node.kind == "penalty" for node in criteria.nodes)
