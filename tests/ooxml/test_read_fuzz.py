"""Real workbooks with a few bytes changed: a refusal or a result, never anything else."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from selfscore_xl.ooxml import plain, sheet_reader
from selfscore_xl.ooxml.package import Limits, Package
from selfscore_xl.ooxml.refusal import REASONS, Refusal
from selfscore_xl.ooxml.workbook import Workbook
from selfscore_xl.text import LANGS
from tests.ooxml.read_files import packed
from tests.ooxml.test_read_oracle import with_openpyxl, with_xlsxwriter

pytestmark = pytest.mark.fuzz

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "fuzz"
ROUNDS = int(os.environ.get("FUZZ_EXAMPLES", "20000")) // 40 if LONG else 4
EACH = 40

# Bytes that mean something to a parser are worth more than others.
TELLING = b"<>&\"'/=! []?:;#x0123456789-.eEAXrst\x00\xff\xef\xbf\xbe]"


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    folder = tmp_path_factory.mktemp("real")
    with_openpyxl(folder / "a.xlsx", rows=12)
    with_xlsxwriter(folder / "b.xlsx")
    return [path.read_bytes() for path in sorted(Path(folder).iterdir())]


def read_all(data: bytes) -> str:
    try:
        book = Workbook.open(data, Limits(cells=20_000))
        for name in book.sheet_names:
            sheet = book.sheet(name)
            for row, column in sheet.cells:
                sheet.formula(row, column)
                sheet.is_row_hidden(row), sheet.is_column_hidden(column)
                book.styles.xf(sheet.cell(row, column).style)
            book.notes(name)
        assert isinstance(book.custom_properties, dict)
        assert isinstance(book.has_macros, bool)
        assert isinstance(book.is_signed, bool)
        assert isinstance(book.external_links, int)
    except Refusal as caught:
        refusal = caught
    else:
        return "read"
    assert refusal.reason in REASONS
    assert all(refusal.message(lang).endswith(".") for lang in LANGS)
    return refusal.reason


def changed(data: bytes, pick: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(pick.choice((1, 1, 2, 5))):
        if not made:
            break
        at = pick.randrange(len(made))
        what = pick.random()
        if what < 0.6:
            made[at] = pick.choice(TELLING) if pick.random() < 0.7 else pick.randrange(256)
        elif what < 0.75:
            del made[at : at + pick.choice((1, 2, 7, 100))]
        elif what < 0.9:
            made[at:at] = made[at : at + pick.choice((1, 5, 40))]
        else:
            begin = pick.randrange(len(made))
            made[at:at] = made[begin : begin + pick.choice((3, 30, 300))]
    return bytes(made)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_changed_archives(real: list[bytes], seed: int) -> None:
    pick = random.Random(seed)
    for _ in range(EACH):
        read_all(changed(pick.choice(real), pick))


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_changed_parts(real: list[bytes], seed: int) -> None:
    """The archive is whole, so that the change reaches the reader of the part."""
    pick = random.Random(1000 + seed)
    seen = set()
    for _ in range(EACH):
        package = Package.open(pick.choice(real))
        made = {name: package.part(name) for name in package.names}
        name = pick.choice([name for name in made if "theme" not in name and "app.xml" not in name])
        made[name] = changed(made[name], pick)
        seen.add(read_all(packed(made)))
    assert len(seen) > 1


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_changed_sheets_read_the_same_either_way(real: list[bytes], seed: int) -> None:
    pick = random.Random(2000 + seed)
    for _ in range(EACH):
        book = Workbook.open(pick.choice(real))
        part = book.sheets[0].part
        data = changed(book.package.text_part(part), pick)
        strings = book.shared_strings
        budget = sheet_reader.Budget(Limits())
        quick = sheet_reader._read_plain("S", part, data, lambda: strings, budget)  # noqa: B023
        if quick is not None:
            whole = sheet_reader._read_any("S", part, data, lambda: strings, budget)  # noqa: B023
            assert vars(quick) == vars(whole)


def test_the_unchanged_ones_are_read(real: list[bytes]) -> None:
    assert [read_all(data) for data in real] == ["read", "read"]
    assert plain.sheet_data(b"") is None
