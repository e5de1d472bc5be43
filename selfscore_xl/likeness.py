"""How alike two texts are, word by word: titles are reworded from one decision to the next, and copied
with slips from one table to another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise

from .text import fold

_WORD = re.compile(r"\w+")


@lru_cache(maxsize=8192)
def _grams(text: str) -> tuple[Counter[str], int]:
    """Words and pairs of neighbouring words, with how often, and how many in all."""
    words = _WORD.findall(fold(text))
    grams = Counter(words)
    grams.update(f"{first} {second}" for first, second in pairwise(words))
    return grams, grams.total()


def likeness(one: str, other: str) -> float:
    """From 0 (no word in common) to 1 (the same words in the same order), punctuation and case left out:
    the part of words and word pairs that the texts share."""
    first, count = _grams(one)
    second, other_count = _grams(other)
    if not count or not other_count:
        return float(count == other_count)
    if len(first) > len(second):
        first, second = second, first
    shared = sum(min(times, second[gram]) for gram, times in first.items() if gram in second)
    return 2 * shared / (count + other_count)


def coverage(part: str, whole: str) -> float:
    """How much of a text's words and word pairs stands in another, from 0 to 1."""
    first, count = _grams(part)
    second, _ = _grams(whole)
    if not count:
        return 0.0
    return sum(min(times, second[gram]) for gram, times in first.items() if gram in second) / count


_FEW = 30
_COMMON = 60


class Texts:
    """Many texts, to find the ones most like another without comparing it with all of them."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._holders: dict[str, list[str]] = {}
        for key, text in texts.items():
            for word in dict.fromkeys(_WORD.findall(fold(text))):
                self._holders.setdefault(word, []).append(key)

    def near(self, text: str) -> list[tuple[float, str]]:
        """(likeness, key) of the texts that share the text's rarer words, the most alike first; of equal
        ones the earlier first. At most thirty."""
        weights: dict[str, float] = {}
        words = sorted(
            dict.fromkeys(_WORD.findall(fold(text))), key=lambda word: len(self._holders.get(word, ()))
        )
        for word in words:
            holders = self._holders.get(word, ())
            if len(holders) > _COMMON and weights:
                break
            for key in holders:
                weights[key] = weights.get(key, 0.0) + 1 / len(holders)
        best = sorted(weights, key=lambda key: -weights[key])[:_FEW]
        return sorted(((likeness(text, self._texts[key]), key) for key in best), key=lambda pair: -pair[0])
