"""Every check strikes in its own bad example, at the cell it names, and nowhere in its good one."""

from __future__ import annotations

import string
from collections.abc import Iterator
from typing import Any

import pytest

from selfscore_xl import checking, sample
from selfscore_xl.checking import Check, CheckModule, Context
from selfscore_xl.text import LANGS

ACROSS = sorted(
    code for code, found in checking.catalogue().items() if checking.across_check(found) is not None
)
"""Checks across many forms; their examples are tables of forms."""
CODES = sorted(set(checking.catalogue()) - set(ACROSS))
MADE_ELSEWHERE = {"S001", "S002", "S901"}
"""Found before there is a form to look at, or by the run itself: their modules hold the words only."""
FINDING_CODES = [code for code in CODES if code not in MADE_ELSEWHERE]


def module(code: str) -> CheckModule:
    return checking.catalogue()[code]


@pytest.mark.parametrize("code", FINDING_CODES)
def test_bad_example_has_the_finding_at_its_cell(code: str) -> None:
    example = module(code).BAD
    found = [one for one in checking.run(sample.context(example)) if one.code == code]
    assert found, f"{code} does not strike in its bad example"
    assert found[0].place == sample.place(example)


@pytest.mark.parametrize("code", FINDING_CODES)
def test_bad_example_has_no_other_error(code: str) -> None:
    catalogue = checking.catalogue()
    found = checking.run(sample.context(module(code).BAD))
    others = {one.code for one in found if one.code != code and catalogue[one.code].CHECK.severity == "error"}
    assert not others, "one cause gives one finding"


@pytest.mark.parametrize("code", CODES)
def test_good_example_is_clean(code: str) -> None:
    catalogue = checking.catalogue()
    found = checking.run(sample.context(module(code).GOOD))
    assert code not in {one.code for one in found}
    assert not [one for one in found if catalogue[one.code].CHECK.severity == "error"]


@pytest.mark.parametrize("code", CODES)
def test_checks_run_twice_alike(code: str) -> None:
    context = sample.context(module(code).BAD)
    first = list(module(code).find(context))
    assert list(module(code).find(context)) == first
    assert list(module(code).find(sample.context(module(code).BAD))) == first


@pytest.mark.parametrize("code", sorted(checking.catalogue()))
def test_declaration(code: str) -> None:
    check = module(code).CHECK
    assert (module(code).__doc__ or "").strip(), "the docstring says why"
    for text in (check.title, check.message, check.hint):
        assert text.vi.strip()
        assert text.en.strip()
        assert placeholders(text.vi) == placeholders(text.en)
    assert not placeholders(check.title.vi), "a title has no values"
    for lang in LANGS:
        for text in (check.message.to(lang), check.hint.to(lang)):
            assert text.endswith("."), text
    assert module(code).__name__.rpartition(".")[2] == f"{code.lower()}_{check.name.replace('-', '_')}"  # type: ignore[attr-defined]


@pytest.mark.parametrize("code", FINDING_CODES)
def test_sentences_are_filled(code: str) -> None:
    for found in checking.run(sample.context(module(code).BAD)):
        for lang in LANGS:
            assert "{" not in checking.message(found, lang)
            assert "{" not in checking.hint(found, lang)


@pytest.mark.parametrize("code", sorted(MADE_ELSEWHERE))
def test_checks_made_elsewhere_find_nothing(code: str) -> None:
    assert list(module(code).find(sample.context(module(code).BAD))) == []


@pytest.mark.parametrize("code", ACROSS)
def test_bad_example_of_many_forms_has_the_finding_at_its_form(code: str) -> None:
    example = module(code).BAD
    found = checking.run_across(sample.batch(example))
    assert {one.code for one in found} == {code}, "one cause gives one finding"
    assert sample.findings(module(code), example) == found
    assert found[0].values["file"] == ("" if example.at == "file" else example.at.partition(" ")[0])
    for lang in LANGS:
        assert "{" not in checking.message(found[0], lang) + checking.hint(found[0], lang)


@pytest.mark.parametrize("code", ACROSS)
def test_good_example_of_many_forms_is_clean(code: str) -> None:
    assert checking.run_across(sample.batch(module(code).GOOD)) == []


@pytest.mark.parametrize("code", ACROSS)
def test_one_form_shows_nothing_across_forms(code: str) -> None:
    assert list(module(code).find(sample.context(module("S101").BAD))) == []


def test_a_crash_across_forms_becomes_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(batch: object) -> Iterator[Any]:
        raise KeyError("boom")

    monkeypatch.setattr(module("S802"), "across", crash)
    found = checking.run_across(sample.batch(module("S801").BAD))
    assert [one.code for one in found] == ["S801", "S901"]


def test_names_are_unique() -> None:
    names = [found.CHECK.name for found in checking.catalogue().values()]
    assert len(set(names)) == len(names)


def test_a_crash_becomes_a_finding_and_the_rest_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(context: Context) -> Iterator[Any]:
        raise KeyError("boom")

    monkeypatch.setattr(module("S101"), "find", crash)
    found = checking.run(sample.context(module("S202").BAD))
    assert {"S901", "S202"} <= {one.code for one in found}
    (crashed,) = (one for one in found if one.code == "S901")
    assert "S101" in checking.message(crashed, "vi")
    assert "KeyError" in checking.message(crashed, "en")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_check_is_a_plain_declaration() -> None:
    assert all(isinstance(found.CHECK, Check) for found in checking.catalogue().values())
