"""The source report's answers in its own set: exactly the findings that are known, no noise beside them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
import yaml

import selfscore_xl
from selfscore_xl import checking, sets
from selfscore_xl.checking import Context
from selfscore_xl.finding import Finding, Place
from selfscore_xl.layout import FORM_SHEET, Field, Layout
from selfscore_xl.scoring import answers, score
from selfscore_xl.submission import Entry, FormFact, Identity, Lines, Row, Source, Submission

ANSWERS = Path(selfscore_xl.__file__).parent / "demo" / "quang-tri-2023-h1.yaml"
FAMILIES = ("S1", "S2", "S4")


def context(changes: dict[tuple[str, Field], str] | None = None) -> Context:
    """The filled form; ``changes`` replaces what was typed."""
    criteria = sets.load("quang-tri-2023-h1")
    layout, tree = Layout(criteria), criteria.tree()
    typed: dict[tuple[str, Field], str] = {}
    for answer in yaml.safe_load(ANSWERS.read_text(encoding="utf-8"))["answers"]:
        code = answer["code"]
        typed[code, Field.EXCLUDED] = answer.get("excluded", "")
        typed[code, Field.SELF] = answer.get("score", "")
        typed[code, Field.EVIDENCE] = "\n".join(answer.get("evidence", ()))
        typed[code, Field.EXPLANATION] = answer.get("explanation", "")
    typed |= changes or {}

    def entry(key: str, field: Field) -> Entry:
        place, text = Place(FORM_SHEET, layout.ref(key, field)), typed.get((key, field), "")
        if not text:
            return Entry(place)
        if field is Field.SELF:
            return Entry(place, "number", text, text, Decimal(text))
        return Entry(place, "text", text, text)

    rows = [
        Row(node.key, node.code, layout.rows[node.key], {field: entry(node.key, field) for field in Field})
        for node in tree
    ]
    submission = Submission(
        Source("filled.xlsx", "0" * 64),
        Identity(criteria.id, criteria.version, criteria.fingerprint),
        FormFact(FORM_SHEET, layout.header_row, layout.columns, True),
        {},
        tuple(rows),
        {},
        {},
        (),
        (),
    )
    lines = Lines(submission)
    return Context(tree, submission, lines, score(tree, answers(lines)))


@cache
def found() -> tuple[Finding, ...]:
    return tuple(checking.run(context(), checking.select(FAMILIES)))


def at(code: str) -> Iterator[str | None]:
    return (finding.criterion for finding in found() if finding.code == code)


CUT = (
    "I.1 I.2.a I.2.b I.4 I.5 I.6.a I.6.b I.9.c I.9.d II.1 III.1.a.1 III.1.a.2 III.1.a.3 III.1.b III.2 "
    "III.3.a III.3.b III.4.a III.4.b III.5.a III.5.b"
)
KNOWN = {
    "S208": "I.1 I.2.a I.7 I.8 I.9.b IV.2",
    "S401": "I.3.a I.3.b I.9.a",
    "S402": "II.1 III.3.b",
    "S404": CUT,
    "S406": "II.1",
    "S408": "I.3.a",
    "S410": "I.1 I.2.a",
}


@pytest.mark.parametrize("code", checking.select(FAMILIES))
def test_the_known_findings_and_no_others(code: str) -> None:
    assert list(at(code)) == KNOWN.get(code, "").split()


def test_no_error() -> None:
    catalogue = checking.catalogue()
    assert "error" not in {catalogue[finding.code].CHECK.severity for finding in found()}


@pytest.mark.parametrize(
    ("code", "criterion", "words"),
    [
        ("S402", "II.1", "[8]–[14] trùng với [1]–[7]"),
        ("S402", "III.3.b", "[4] trùng với [3]"),
        ("S404", "I.5", "15 tên tài liệu"),
        ("S406", "II.1", "«[7].tiếp-cong-dan-thang-12-2022-pd...», «[14].tiếp-cong-dan-thang-12-2022-pd...»"),
        ("S408", "I.3.a", "giống hệt giải trình của I.3.b"),
        (
            "S401",
            "I.9.a",
            "4,59/7 điểm ở tiêu chí I.9.a nhưng chưa có tài liệu kiểm chứng, chỉ có lời giải trình",
        ),
        ("S208", "I.9.b", "5 điểm"),
    ],
)
def test_what_is_said(code: str, criterion: str, words: str) -> None:
    (finding,) = (one for one in found() if (one.code, one.criterion) == (code, criterion))
    assert words in checking.message(finding, "vi")


def test_cells() -> None:
    layout = Layout(sets.load("quang-tri-2023-h1"))
    places = {(one.code, one.criterion): one for one in found()}
    copied = places["S408", "I.3.a"]
    assert copied.place == Place(FORM_SHEET, layout.ref("I.3.a", Field.EXPLANATION))
    assert copied.related == (Place(FORM_SHEET, layout.ref("I.3.b", Field.EXPLANATION)),)
    group = places["S208", "I.8"]
    assert group.place == Place(FORM_SHEET, layout.ref("I.8", Field.EXCLUDED))
    assert [place.ref for place in group.related] == [
        layout.ref(key, Field.EXCLUDED) for key in ("I.8.a", "I.8.b")
    ]
    for code, field in (("S401", Field.EVIDENCE), ("S404", Field.EVIDENCE), ("S410", Field.EVIDENCE)):
        for finding in found():
            if finding.code == code and finding.criterion is not None:
                assert finding.place == Place(FORM_SHEET, layout.ref(finding.criterion, field))


@pytest.mark.parametrize(
    ("changes", "code", "criterion"),
    [
        ({("I.7", Field.EXCLUDED): ""}, "S204", "I.7"),
        ({("IV.1", Field.EXPLANATION): ""}, "S202", "IV.1"),
        ({("I.8.a", Field.SELF): "1"}, "S201", "I.8.a"),
        ({("I.9.a", Field.EXPLANATION): ""}, "S409", "I.9.a"),
        ({("I.9.a", Field.SELF): ""}, "S108", "I.9.a"),
        ({("I.6.a", Field.SELF): "4.001"}, "S101", "I.6.a"),
        ({("I.8", Field.EXCLUDED): "x", ("I.8", Field.EXPLANATION): "Không bố trí vốn"}, "S206", "I.8"),
        ({("III.2", Field.EVIDENCE): "[2].298-12-6-2023-bao-cao.pdf"}, "S403", "III.2"),
    ],
)
def test_one_change_more_is_one_finding_more(
    changes: dict[tuple[str, Field], str], code: str, criterion: str
) -> None:
    before = {(one.code, one.criterion) for one in found()}
    after = {(one.code, one.criterion) for one in checking.run(context(changes), checking.select(FAMILIES))}
    assert after - before == {(code, criterion)}
