"""Damaged workbooks edited: a clean refusal or a proved file, never anything else."""

from __future__ import annotations

import os
import random

import pytest

from selfscore_xl.ooxml.edit import Editor, OracleError
from selfscore_xl.ooxml.refusal import Refusal
from selfscore_xl.ooxml.workbook import Workbook
from tests.ooxml.read_files import packed
from tests.ooxml.test_edit_oracle import source, wish

PARTS = {name: part if isinstance(part, bytes) else part.encode() for name, part in source().items()}
NAMES = [name for name in PARTS if "theme" not in name]
VALUES = [b'"9999999999"', b'"-1"', '"²"'.encode(), b'""', b'"nan"', b'"A0"', b'"0"', b'"1e999"']
ROUNDS = int(os.environ.get("FUZZ_EXAMPLES", "2400")) // 8


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The part with some bytes changed, cut out or doubled, attributes changed, tags moved."""
    result = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(result))
        kind = chance.random()
        if kind < 0.2:
            result[at] = chance.randrange(256)
        elif kind < 0.4:
            del result[at : at + chance.randint(1, 20)]
        elif kind < 0.6:
            start = chance.randrange(len(result))
            result[at:at] = result[start : start + chance.randint(1, 60)]
        elif kind < 0.8:
            opening = result.find(b'"', at)
            closing = result.find(b'"', opening + 1)
            if 0 <= opening < closing:
                result[opening : closing + 1] = chance.choice(VALUES)
        else:
            opening = result.find(b"<", at)
            closing = result.find(b">", opening)
            target = result.find(b"<", chance.randrange(len(result)))
            if 0 <= opening < closing and target >= 0:
                result[target:target] = result[opening : closing + 1]
    return bytes(result)


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(8))
def test_damaged_parts(seed: int) -> None:
    chance = random.Random(seed)
    proved = 0
    for _ in range(ROUNDS):
        name = chance.choice(NAMES)
        data = packed({**PARTS, name: damaged(PARTS[name], chance)})
        try:
            book = Workbook.open(data)
            if "Sheet1" not in book.sheet_names:
                continue
            editor = Editor(book)
            wish(editor)
            result = editor.to_bytes()
        except (Refusal, OracleError):
            continue
        again = Editor(Workbook.open(result))
        wish(again)
        assert again.to_bytes() == result
        proved += 1
    assert proved > ROUNDS // 20
