"""The catalogue says of every check what the check itself says."""

from __future__ import annotations

import re

import pytest

from selfscore_xl import catalogue, checking
from selfscore_xl.checking import Example, UnknownCheck
from selfscore_xl.text import LANGS, Lang

CODES = sorted(checking.catalogue())


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("code", CODES)
def test_explains_a_check_in_its_own_words(code: str, lang: Lang) -> None:
    check = checking.catalogue()[code].CHECK
    text = catalogue.explain(code, lang)
    begins = f"{code} {check.title.vi} ({check.name}) · " if lang == "vi" else f"{code} {check.name} · "
    assert text.startswith(begins)
    assert check.title.to(lang) in text
    assert not re.search(r"\{\w+\}", text), "placeholders are filled"
    assert catalogue.explain(check.name, lang) == text
    assert catalogue.explain(code.lower(), lang) == text


def test_shows_the_finding_of_the_bad_example() -> None:
    text = catalogue.explain("S101", "vi")
    assert "Tự chấm 2,5 điểm, cao hơn điểm tối đa 2 của tiêu chí I.1." in text
    assert "(E10)" in text
    (struck,) = (line for line in text.splitlines() if line.endswith("◄"))
    assert struck.strip().startswith("I.1 ")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("code", CODES)
def test_every_fact_of_an_example_has_words(code: str, lang: Lang) -> None:
    module = checking.catalogue()[code]
    for example in (module.BAD, module.GOOD):
        described = catalogue.facts(example, lang)
        assert bool(described) == bool(example.facts)
        assert all(fact.endswith(".") for fact in described)


@pytest.mark.parametrize("wanted", ["S999", "S1", "", "score"])
def test_refuses_what_is_no_check(wanted: str) -> None:
    with pytest.raises(UnknownCheck) as caught:
        catalogue.explain(wanted, "vi")
    assert caught.value.args == (wanted,)


@pytest.mark.parametrize("lang", LANGS)
def test_lists_every_check_once(lang: Lang) -> None:
    text = catalogue.listing(lang)
    assert re.findall(r"^  (S\d{3})  ", text, re.M) == CODES
    assert all(checking.catalogue()[code].CHECK.title.to(lang) in text for code in CODES)


def test_markdown_has_a_section_and_a_link_for_every_check() -> None:
    text = catalogue.markdown()
    assert re.findall(r"^## (S\d{3}) ", text, re.M) == CODES
    anchors = {line[3:].lower().replace(" ", "-") for line in text.splitlines() if line.startswith("## ")}
    links = re.findall(r"\]\(#([^)]+)\)", text)
    assert len(links) == len(CODES)
    assert set(links) == anchors


def test_markdown_tables_are_whole() -> None:
    widths: list[int] = []
    for line in catalogue.markdown().splitlines():
        if not line.startswith("|"):
            widths = []
            continue
        widths.append(len(re.findall(r"(?<!\\)\|", line)))
        assert len(set(widths)) == 1, line


def test_the_struck_cell_is_bold_in_markdown() -> None:
    section = catalogue.markdown().partition("## S101 ")[2].partition("\n## ")[0]
    assert "| **2,5** |" in section


def test_a_fact_without_words_is_an_error() -> None:
    with pytest.raises(KeyError):
        catalogue.facts(Example("", facts={"no_such_fact": 1}), "vi")
