"""Filled forms with something changed at random, through all of ``validate``: a result or a refusal.

At least 2 000 inputs in a test run together with ``tests/ooxml`` (reader and editor); ``make fuzz`` runs
FUZZ_EXAMPLES of each kind. A seed and a number name an input, so that a failure can be had again.
"""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from selfscore_xl import app, checking, demo, sets, template
from selfscore_xl.outcome import Outcome
from selfscore_xl.text import LANGS
from tests.interop.test_interop import unpacked
from tests.ooxml.read_files import packed
from tests.ooxml.test_edit_fuzz import damaged
from tests.ooxml.test_read_fuzz import changed

pytestmark = pytest.mark.fuzz

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "fuzz"
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "20000")) if LONG else 0
SEEDS = 8
SECONDS = 10
FORM = "xl/worksheets/sheet1.xml"

ODD_CELLS = (
    b' t="e"><v>#REF!</v></c>',
    b' t="b"><v>1</v></c>',
    b' t="b"><v>x</v></c>',
    b' t="d"><v>2026-02-30T25:61:61</v></c>',
    b' t="s"><v>999999999</v></c>',
    b' t="s"><v>-1</v></c>',
    b"><v>1E308</v></c>",
    b"><v>-1E-308</v></c>",
    b"><v>NaN</v></c>",
    b"><v>Infinity</v></c>",
    b"><v>" + b"9" * 400 + b".5</v></c>",
    b"><v></v></c>",
    b' t="str"><f>1/0</f><v>8,5</v></c>',
    b"><f>E1:XFD1048576</f><v>3</v></c>",
    b' t="inlineStr"><is><t>1.714,5</t></is></c>',
    "t=\"inlineStr\"><is><t>\u00a0\u200b\ufeff8,5\u202e</t></is></c>".encode(),
    b' t="inlineStr"><is><t>=cmd|"/c calc"!A1</t></is></c>',
    b' t="inlineStr"><is><t>{format} {0} %s \\n &lt;x&gt; _x0000_ _xFFFF_</t></is></c>',
    b' t="inlineStr"><is><t>' + "x́".encode() * 3000 + b"</t></is></c>",
    b' t="inlineStr"><is><t>../../../etc/passwd; C:\\a\\b; [99999999999999].a</t></is></c>',
    b' t="inlineStr"><is><t>' + b"[1]." * 4000 + b"</t></is></c>",
    "t=\"inlineStr\"><is><t>Điểm tối đa</t></is></c>".encode(),
    b' t="inlineStr"><is><t>I.1</t></is></c>',
    b' s="99999"><v>3</v></c>',
    b' s="-1"><v>3</v></c>',
)  # fmt: skip
_CELL = re.compile(rb'(<c r="[A-Z]+\d+")([^>]*)>(?:(?!</c>).)*</c>', re.DOTALL)
_ROW = re.compile(rb"<row .*?</row>", re.DOTALL)


@pytest.fixture(scope="module")
def forms() -> list[dict[str, bytes]]:
    """Parts of the filled example and of a form with every rule."""
    from selfscore_xl.ooxml.package import Package

    every = [name for name in sets.names() if name != sets.DEFAULT]
    built = [demo.load().form()]
    for name in every:
        try:
            built.append(template.build(sets.load(name)))
        except template.NoForm:
            continue
    packages = [Package.open(data) for data in built[:3]]
    return [{name: package.part(name) for name in package.names} for package in packages]


def oddly_filled(parts: dict[str, bytes], chance: random.Random) -> dict[str, bytes]:
    """Cells hold what no clerk types, rows are doubled, cut out or moved."""
    text = parts[FORM]
    cells = list(_CELL.finditer(text))
    chosen = sorted(chance.sample(cells, chance.randint(1, 8)), key=lambda one: -one.start())
    for cell in chosen:
        style = re.search(rb' s="\d+"', cell[2])
        odd = chance.choice(ODD_CELLS)
        kept = style[0] if style and b' s="' not in odd else b""
        gap = b"" if odd.startswith((b" ", b">")) else b" "
        text = text[: cell.start()] + cell[1] + kept + gap + odd + text[cell.end() :]
    if chance.random() < 0.3:
        rows = list(_ROW.finditer(text))
        row, other = chance.choice(rows), chance.choice(rows)
        what = chance.random()
        if what < 0.4:
            text = text[: row.start()] + text[row.end() :]
        elif what < 0.8:
            text = text[: other.end()] + row[0] + text[other.end() :]
        else:
            text = text[: other.start()] + re.sub(rb' r="[A-Z]*\d+"', b"", other[0]) + text[other.end() :]
    return {**parts, FORM: text}


def check(path: Path, write: bool) -> Outcome:
    """Validate; whatever the file holds, the outcome is whole and no check has crashed."""
    begin = time.perf_counter()
    outcome = app.validate(str(path), write=write, allow_breaking_signature=True)
    assert time.perf_counter() - begin < SECONDS
    if outcome.refusal is not None:
        assert outcome.annotated is None
        for lang in LANGS:
            assert outcome.refusal.message.to(lang)
            assert outcome.refusal.hint.to(lang)
        return outcome
    assert [one for one in outcome.findings if one.code == "S901"] == []
    assert outcome.scores is not None
    for remark in checking.remarks(outcome.findings, "vi"):
        assert remark.message
    return outcome


def run(folder: Path, make: Iterable[bytes], write_each: int) -> set[str]:
    path = folder / "bieu.xlsx"
    seen = set()
    for number, data in enumerate(make):
        path.write_bytes(data)
        outcome = check(path, write=number % write_each == 0)
        seen.add(outcome.status)
        assert path.read_bytes() == data
        if outcome.annotated is not None:
            again = app.validate(outcome.annotated, write=False)
            assert again.scores == outcome.scores, number
            assert again.findings == outcome.findings, number
            os.unlink(outcome.annotated)
        elif outcome.notes:
            assert outcome.status != "unreadable"
    return seen


def count(usual: int) -> int:
    return EXAMPLES // SEEDS if LONG else usual


@pytest.mark.parametrize("seed", range(SEEDS))
def test_odd_answers(forms: list[dict[str, bytes]], seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    made = (packed(oddly_filled(chance.choice(forms), chance)) for _ in range(count(75)))
    seen = run(tmp_path, made, 8)
    assert "findings" in seen


@pytest.mark.parametrize("seed", range(SEEDS))
def test_damaged_parts(forms: list[dict[str, bytes]], seed: int, tmp_path: Path) -> None:
    chance = random.Random(100 + seed)

    def one() -> bytes:
        parts = chance.choice(forms)
        name = chance.choice([name for name in parts if "theme" not in name])
        return packed({**parts, name: damaged(parts[name], chance)})

    run(tmp_path, (one() for _ in range(count(75))), 8)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_damaged_files(forms: list[dict[str, bytes]], seed: int, tmp_path: Path) -> None:
    chance = random.Random(200 + seed)
    whole = [packed(parts) for parts in forms]
    run(tmp_path, (changed(chance.choice(whole), chance) for _ in range(count(100))), 8)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", ["libreoffice.ods", "libreoffice.xls.gz", "by-hand.xlsb"])
def test_damaged_files_of_other_formats(name: str, seed: int, tmp_path: Path) -> None:
    """What reads these may abort; it does so in a process of its own."""
    chance = random.Random(300 + seed)
    path = unpacked(name, tmp_path)
    whole = path.read_bytes()
    for _ in range(EXAMPLES // 100 if LONG else 5):
        path.write_bytes(
            changed(whole, chance) if chance.random() < 0.5 else whole[: chance.randrange(len(whole))]
        )
        check(path, write=False)
    assert {one.name for one in tmp_path.iterdir()} == {path.name}
