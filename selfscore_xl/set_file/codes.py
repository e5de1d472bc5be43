"""Criterion codes as decisions print them: their segments, their numbering, their order.

Decisions number with Roman numerals, integers and the letters of Vietnamese legal points (a, b, c,
d, đ, e, g, h, i, k ...; f, j, w, z do not occur). ``đ`` follows ``d`` although its code point is
behind ``z``, and it is a letter of its own: nothing here folds it into ``d``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

LETTERS = "abcdđeghiklmnopqrstuvxy"
"""The letters of legal points, in order (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""

Scheme = Literal["roman", "integer", "letter", "other"]

_SEGMENT = re.compile(r"[^\W\d_]+|\d+")
_ROMAN = re.compile(r"(?=.)(X{0,3})(IX|IV|V?I{0,3})\Z")
_ROMAN_VALUE = {"I": 1, "V": 5, "X": 10}

DATE = re.compile(r"\d{1,2}[/-]\d{1,2}[/-]\d{4}|\d{4}-\d{1,2}-\d{1,2}(?:T.*)?")
"""What a code such as 5/5 has become where a spreadsheet took it for a day."""


def segments(code: str) -> tuple[str, ...]:
    """The runs of letters and of digits: ``I.3a`` has ``I``, ``3`` and ``a``."""
    return tuple(_SEGMENT.findall(code))


def clean(code: str) -> str:
    """The code without the punctuation that forms print around it: ``.I.1.-`` is ``I.1``."""
    return code.strip(" .-–:)(\"'“”‘’")


def own_part(code: str, parent: str) -> str:
    """What a code adds to its parent's: ``a`` for ``I.1.a`` under ``I.1`` and for ``a`` under it."""
    if parent and code.startswith(parent):
        rest = code[len(parent) :]
        ends_whole = not (rest[:1].isdigit() and parent[-1].isdigit()) and not (
            rest[:1].isalpha() and parent[-1].isalpha()
        )
        if ends_whole and clean(rest):
            return clean(rest)
    return code


def extends(code: str, other: str) -> bool:
    """True where ``code`` names something inside ``other``: ``I.1.a`` extends ``I.1``, ``I.10`` not."""
    return code != other and own_part(code, other) != code


def with_lost_zero(code: str, before: Sequence[str]) -> str:
    """The code with the zero that a spreadsheet took for one of no meaning: ``1.1`` right behind ``1.9`` is
    ``1.10``, ``2.2`` behind ``2.19`` is ``2.20``. ``before`` are the codes above it, from the first on."""
    depth = len(segments(code))
    elder = next((one for one in reversed(before) if len(segments(one)) <= depth), "")
    head, dot, last = code.rpartition(".")
    if dot and re.fullmatch("[1-9]", last) and elder == f"{head}.{int(last) * 10 - 1}":
        return code + "0"
    return code


def roman(text: str) -> int | None:
    """Value of a Roman numeral from I to XXXIX in capitals; None where it is none."""
    if not _ROMAN.match(text):
        return None
    values = [_ROMAN_VALUE[letter] for letter in text]
    return sum(
        -value if any(value < later for later in values[place + 1 :]) else value
        for place, value in enumerate(values)
    )


def number(segment: str, scheme: Scheme) -> int | None:
    """Place of a segment in its numbering, from 1; None where it does not belong to it."""
    if scheme == "integer":
        return int(segment) if segment.isascii() and segment.isdigit() else None
    if scheme == "roman":
        return roman(segment)
    if scheme == "letter":
        place = LETTERS.find(segment.lower()) if len(segment) == 1 else -1
        return place + 1 if place >= 0 else None
    return None


def scheme(siblings: Sequence[str]) -> Scheme:
    """How siblings are numbered, from their own last segments.

    ``I, II, V`` are Roman; ``C, D`` and ``a, b`` are letters; a lone ``I``, ``V`` or ``X`` is Roman.
    """
    candidates: tuple[Scheme, ...] = ("integer", "roman", "letter")
    for candidate in candidates:
        if siblings and all(number(one, candidate) is not None for one in siblings):
            return candidate
    return "other"


def gaps(siblings: Sequence[str]) -> tuple[str, ...]:
    """The numbers that a numbering leaves out, as its own segments: ``1, 2, 4`` lacks ``3``.

    A missing ``đ`` is no gap: many decisions leave it out.
    """
    kind = scheme(siblings)
    if kind == "other":
        return ()
    seen = {number(one, kind) for one in siblings}
    last = max(one for one in seen if one is not None)
    missing = [place for place in range(1, last) if place not in seen]
    if kind == "integer":
        width = min(len(one) for one in siblings) if siblings[0].startswith("0") else 0
        return tuple(str(place).zfill(width) for place in missing[:20])
    if kind == "roman":
        return tuple(_to_roman(place) for place in missing)
    upper = siblings[0].isupper()
    letters = (LETTERS[place - 1] for place in missing if LETTERS[place - 1] != "đ")
    return tuple(letter.upper() if upper else letter for letter in letters)


def _to_roman(value: int) -> str:
    tens, ones = divmod(value, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]


def order(code: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key of a code by its segments: ``1.9`` before ``1.10``, ``II`` before ``IX``, ``đ`` after
    ``d``. A capital that can be a Roman numeral is one."""
    key = []
    for segment in segments(code):
        for rank, kind in enumerate(("integer", "roman", "letter")):
            place = number(segment, kind)  # type: ignore[arg-type]
            if place is not None:
                key.append((rank, place, segment))
                break
        else:
            key.append((3, 0, segment))
    return tuple(key)
