"""Which criterion a line of a table means: by its code, then by its title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from ..criteria import Criterion, Tree
from ..likeness import Texts, likeness
from ..record import NamedTuple
from ..set_file.codes import own_part
from ..text import fold
from .listing import Line

How = Literal["code", "title"]

ALIKE = 0.5
"""From here on titles are taken for versions of one title."""
_SURE = 0.85
"""A title alone names a criterion from here on, if no other comes near."""
_MARGIN = 0.1


class Match(NamedTuple):
    """A line's criterion."""

    key: str
    how: How
    likeness: float
    """Of the titles; 1 where the line has none."""


def match(lines: Sequence[Line], tree: Tree) -> dict[int, Match]:
    """The criterion of each line that has one, by the line's position; every criterion at most once.

    A code decides. Where the set's codes restart in every section, or the table prints only the last
    part of a code, the title and then the place in the table decide between criteria of one code.
    """
    finder = _Finder(tree)
    found: dict[int, Match] = {}
    used: set[str] = set()

    def take(position: int, node: Criterion, how: How, alike: float) -> None:
        found[position] = Match(node.key, how, alike)
        used.add(node.key)

    by_code = _sure_codes(lines, finder)
    for position, (node, alike) in by_code.items():
        if node.key not in used:
            take(position, node, "code", alike)
    before: str | None = None
    """The criterion of the nearest line above that has one."""
    for position, line in enumerate(lines):
        if position in found:
            before = found[position].key
        if position in found or not line.title:
            continue
        if any(node.key not in used for node in finder.by_code(line)):
            continue
        named = finder.by_title(line.title, used, before)
        if named is not None:
            take(position, *named[:1], "title", named[1])
            before = named[0].key
    before = None
    for position, line in enumerate(lines):
        if position in found:
            before = found[position].key
            continue
        free = [node for node in finder.by_code(line) if node.key not in used]
        if free:
            node = finder.nearest(free, before)
            take(position, node, "code", likeness(line.title, node.title))
            before = node.key
    return dict(sorted(found.items()))


def _sure_codes(lines: Sequence[Line], finder: _Finder) -> dict[int, tuple[Criterion, float]]:
    """Lines whose code and title agree, or that have no title."""
    sure: dict[int, tuple[Criterion, float]] = {}
    used: set[str] = set()
    last: str | None = None
    for position, line in enumerate(lines):
        candidates = [node for node in finder.by_code(line) if node.key not in used]
        alike = {node.key: likeness(line.title, node.title) if line.title else 1.0 for node in candidates}
        best = max(alike.values(), default=0.0)
        if best < ALIKE:
            continue
        node = finder.nearest([one for one in candidates if alike[one.key] > best - _MARGIN], last)
        sure[position] = node, alike[node.key]
        used.add(node.key)
        last = node.key
    return sure


class _Finder:
    """Look-ups in a set's criteria."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.order = {node.key: place for place, node in enumerate(tree)}
        self._codes: dict[str, list[Criterion]] = {}
        self._own: dict[str, list[Criterion]] = {}
        self._numbers: dict[Decimal, list[Criterion]] = {}
        self._titles: dict[str, list[Criterion]] = {}
        self._texts = Texts({node.key: node.title for node in tree})
        for node in tree:
            for code in {fold(node.code), fold(node.key.partition("@")[0])}:
                if code:
                    self._codes.setdefault(code, []).append(node)
            parent = tree[node.parent].code if node.parent is not None else ""
            own = fold(own_part(node.code, parent))
            if own and own != fold(node.code):
                self._own.setdefault(own, []).append(node)
            if _DECIMAL.match(node.code):
                self._numbers.setdefault(Decimal(node.code), []).append(node)
            self._titles.setdefault(fold(node.title), []).append(node)

    def by_code(self, line: Line) -> list[Criterion]:
        """The criteria that a line's code may mean."""
        code = fold(line.code)
        if not code:
            return []
        found = list(self._codes.get(code, ()))
        if line.numeric_code and _DECIMAL.match(line.code):
            found += (node for node in self._numbers.get(Decimal(line.code), ()) if node not in found)
        return found or list(self._own.get(code, ()))

    def by_title(self, title: str, used: set[str], before: str | None) -> tuple[Criterion, float] | None:
        """The one unused criterion with this title; None where there is none or more than one."""
        same = [node for node in self._titles.get(fold(title), ()) if node.key not in used]
        if same:
            return self.nearest(same, before), 1.0
        near = [(alike, key) for alike, key in self._texts.near(title) if key not in used]
        if not near or near[0][0] < _SURE or (len(near) > 1 and near[1][0] > near[0][0] - _MARGIN):
            return None
        return self.tree[near[0][1]], near[0][0]

    def nearest(self, nodes: Sequence[Criterion], before: str | None) -> Criterion:
        """Of criteria that may be meant, the one whose place fits best: below or beside the last one,
        else the next in order."""
        if len(nodes) == 1 or before is None:
            return nodes[0]
        lineage = [node.key for node in self.tree.lineage(before)]
        for parent in lineage:
            for node in nodes:
                if node.parent == parent and self.order[node.key] > self.order[before]:
                    return node
        after = self.order[before]
        return next((node for node in nodes if self.order[node.key] > after), nodes[0])


_DECIMAL = re.compile(r"[0-9]{1,3}\.[0-9]{1,3}\Z")
