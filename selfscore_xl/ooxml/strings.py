"""The shared strings of a workbook (ECMA-376 Part 1, 18.4)."""

from __future__ import annotations

from . import markup, plain
from .refusal import Refusal
from .sheet import unescape
from .sheet_reader import Budget

_NAMES = markup.names("x:si", "x:t", "x:rPh")


def read_strings(part: str, data: bytes, budget: Budget) -> list[str]:
    """The strings by their index: rich text as plain text, phonetic hints left out.

    Raises:
        Refusal: "bad-xml" and its like; "too-complex".
    """
    budget.spend_text(part, data)
    most = 2 * budget.all_cells

    def read_any(rest: bytes) -> list[str]:
        return _read_any(part, rest, most)

    markup.check(part, data)
    try:
        return plain.read_strings(data, read_any, most)
    except (ValueError, Refusal):
        return _read_any(part, data, most)


def _read_any(part: str, data: bytes, most: int) -> list[str]:
    """The strings of a part of any shape."""
    strings: list[str] = []
    chunks: list[str] = []
    runs: list[str] = []
    depth = 0
    phonetic = 0

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal depth, phonetic
        depth += 1
        if element == "x:t":
            del chunks[:]
        elif element == "x:si":
            del runs[:]
        elif element == "x:rPh":
            phonetic = depth
        else:
            del chunks[:]

    def end(element: str) -> None:
        nonlocal depth, phonetic
        if element == "x:t":
            if not phonetic:
                runs.append("".join(chunks))
        elif element == "x:si":
            if depth == 2:
                text = "".join(runs)
                strings.append(unescape(text) if "_x" in text else text)
        elif depth == phonetic:
            phonetic = 0
        depth -= 1

    def bounds() -> None:
        if len(strings) > most or depth > markup.MAX_DEPTH or len(runs) > _MOST_RUNS:
            raise Refusal("too-complex", part=part)

    markup.parse(part, data, _NAMES, start, end, chunks.append, bounds)
    return strings


_MOST_RUNS = 100_000
