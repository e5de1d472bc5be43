"""What became of each criterion from one set to the next.

Decisions are replaced every year or two, by people who reword, re-weigh, move, split and merge. Criteria
are paired by code and title together: a code alone may have been given to another criterion, and a title
alone ("Báo cáo kết quả thực hiện") may stand in many places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal

from .criteria import Criteria, Criterion, Tree
from .likeness import Texts, coverage, likeness
from .record import NamedTuple
from .text import fold

Kind = Literal["equal", "changed", "split", "merged", "new", "retired"]
Aspect = Literal["reworded", "re-weighted", "moved", "rule-changed", "evidence-changed"]
KINDS: tuple[Kind, ...] = ("equal", "changed", "split", "merged", "new", "retired")

_SAME = 0.5
"""Likeness from which two titles under one code are versions of one criterion."""
_FOUND = 0.6
"""Likeness from which two titles under different codes are."""
_HARDLY = 0.25
"""Likeness that is enough where code and maximum are the same and nothing else fits."""
_PART = 0.7
"""Part of a title's words that must stand in the title it was split from."""
_WHOLE = 0.6
"""Part of a title's words that must stand in its parts together."""


class Change(NamedTuple):
    """What became of a criterion, or of several."""

    kind: Kind
    old: tuple[str, ...]
    """Keys in the old set, in its order; empty for a new criterion. Several where they were merged."""
    new: tuple[str, ...]
    """Keys in the new set; empty for a retired criterion. Several where it was split."""
    aspects: tuple[Aspect, ...] = ()
    """Of a changed criterion."""
    likeness: float = 1.0
    """Of the titles; where one became several, how much of the one stands in the several."""


class Diff(NamedTuple):
    """Two sets compared. Every criterion of both stands in exactly one change."""

    old: Tree
    new: Tree
    changes: tuple[Change, ...]
    """In the order of the new set, each retired criterion behind what stood before it."""
    facts: tuple[str, ...]
    """Fields of ``Criteria`` beside the criteria that differ."""

    def counts(self) -> dict[Kind, int]:
        """How many changes of each kind."""
        return {kind: sum(change.kind == kind for change in self.changes) for kind in KINDS}

    def origin(self) -> dict[str, Change]:
        """The change that each criterion of the new set stands in, by its key."""
        return {key: change for change in self.changes for key in change.new}


def diff(old: Criteria, new: Criteria) -> Diff:
    """Compare two sets. Of sets that vary by unit group, compare the group's own (``for_group``)."""
    pairing = _Pairing(old.tree(), new.tree())
    changes = pairing.changes()
    facts = tuple(
        name
        for name in Criteria._fields
        if name not in ("nodes", "fingerprint") and getattr(old, name) != getattr(new, name)
    )
    return Diff(pairing.old, pairing.new, tuple(changes), facts)


class _Pairing:
    """Pairs criteria of two sets, the surest first."""

    def __init__(self, old: Tree, new: Tree) -> None:
        self.old = old
        self.new = new
        self.new_of: dict[str, str] = {}
        self.old_of: dict[str, str] = {}
        self.splits: dict[str, tuple[str, ...]] = {}
        self.merges: dict[str, tuple[str, ...]] = {}
        """New key -> the old ones."""
        self._same_place()
        self._same_title()
        self._like(leaves=False)
        self._same_place_and_points()
        self._same_place_of_another_kind()
        self._parts()
        self._like(leaves=True)
        self._hardly()
        self._grown()

    def _pair(self, old: Criterion, new: Criterion) -> None:
        self.new_of[old.key] = new.key
        self.old_of[new.key] = old.key

    def _free_old(self) -> list[Criterion]:
        gone = {key for keys in self.merges.values() for key in keys} | self.splits.keys()
        return [node for node in self.old if node.key not in self.new_of and node.key not in gone]

    def _free_new(self) -> list[Criterion]:
        gone = {key for keys in self.splits.values() for key in keys} | self.merges.keys()
        return [node for node in self.new if node.key not in self.old_of and node.key not in gone]

    def _same_place(self) -> None:
        """Same key, same words."""
        for node in self.old:
            if node.key in self.new and _words(node) == _words(self.new[node.key]):
                self._pair(node, self.new[node.key])

    def _same_title(self) -> None:
        """Same words in another place; of several, first where the parents belong together."""
        by_title: dict[str, list[Criterion]] = {}
        for node in self._free_new():
            by_title.setdefault(_words(node), []).append(node)
        for sure in (True, False):
            for node in self._free_old():
                found = [one for one in by_title.get(_words(node), ()) if one.key not in self.old_of]
                kin = [one for one in found if self._are_kin(node, one)]
                if kin:
                    self._pair(node, kin[0])
                elif found and not sure and (len(found) == 1 or len(_words(node)) > 40):
                    self._pair(node, found[0])

    def _are_kin(self, old: Criterion, new: Criterion) -> bool:
        """Do their parents belong together?"""
        if old.parent is None or new.parent is None:
            return old.parent is new.parent
        return self.new_of.get(old.parent) == new.parent

    def _like(self, *, leaves: bool) -> None:
        """Other words: under the same key if they are alike, elsewhere if they are more so."""
        free = {node.key: node for node in self._free_new() if node.is_leaf == leaves}
        for node in self._free_old():
            same = free.get(node.key)
            if same is not None and node.is_leaf == leaves and likeness(node.title, same.title) >= _SAME:
                self._pair(node, same)
                del free[node.key]
        texts = Texts({key: node.title for key, node in free.items()})
        found = []
        for place, node in enumerate(self._free_old()):
            if node.is_leaf != leaves:
                continue
            for alike, key in texts.near(node.title):
                if alike >= _FOUND:
                    weight = alike + 0.1 * self._are_kin(node, free[key]) + 0.05 * (node.key == key)
                    found.append((-weight, place, node, free[key]))
        for _, _, node, other in sorted(found, key=lambda item: item[:2]):
            if node.key not in self.new_of and other.key not in self.old_of:
                self._pair(node, other)

    def _same_place_and_points(self) -> None:
        """Leaves under one key with one maximum and words that are alike: reworded, not split."""
        free = {node.key: node for node in self._free_new() if node.is_leaf}
        for node in self._free_old():
            other = free.get(node.key)
            if (
                other is not None
                and node.is_leaf
                and node.max_score == other.max_score
                and likeness(node.title, other.title) >= _SAME
            ):
                self._pair(node, other)

    def _same_place_of_another_kind(self) -> None:
        """A leaf and a group under one key with titles that are alike."""
        free = {node.key: node for node in self._free_new()}
        for node in self._free_old():
            other = free.get(node.key)
            if (
                other is not None
                and other.is_leaf != node.is_leaf
                and likeness(node.title, other.title) >= _SAME
            ):
                self._pair(node, other)

    def _parts(self) -> None:
        """One criterion that became several below the same group, and several that became one."""
        for whole, parts in _split(self._free_old(), self._free_new(), self._are_kin):
            self.splits[whole.key] = tuple(part.key for part in parts)
        for whole, parts in _split(
            self._free_new(), self._free_old(), lambda new, old: self._are_kin(old, new)
        ):
            self.merges[whole.key] = tuple(part.key for part in parts)

    def _hardly(self) -> None:
        """Same key, same maximum, and hardly the same words: reworded beyond likeness."""
        free = {node.key: node for node in self._free_new()}
        for node in self._free_old():
            other = free.get(node.key)
            if (
                other is not None
                and node.max_score == other.max_score
                and node.is_leaf == other.is_leaf
                and likeness(node.title, other.title) >= _HARDLY
            ):
                self._pair(node, other)

    def _grown(self) -> None:
        """A leaf that became a group with its parts below it, and a group that became a leaf."""
        for old_key, new_key in list(self.new_of.items()):
            old, new = self.old[old_key], self.new[new_key]
            if old.is_leaf == new.is_leaf:
                continue
            free = {node.key for node in (self._free_new() if old.is_leaf else self._free_old())}
            below = _below(self.new if old.is_leaf else self.old, new_key if old.is_leaf else old_key)
            if not free.issuperset(below):
                continue
            del self.new_of[old_key], self.old_of[new_key]
            if old.is_leaf:
                self.splits[old_key] = (new_key, *below)
            else:
                self.merges[new_key] = (old_key, *below)

    # --- the outcome

    def changes(self) -> Iterator[Change]:
        """Each criterion of both sets once."""
        retired = self._retired()
        yield from retired.get(None, ())
        told: set[str] = set()
        whole_of = {part: whole for whole, parts in self.splits.items() for part in parts}
        for node in self.new:
            change = self._change(node, whole_of)
            if change.kind == "split":
                if change.old[0] in told:
                    continue
                told.add(change.old[0])
            yield change
            for key in change.old:
                yield from retired.get(key, ())

    def _change(self, node: Criterion, whole_of: Mapping[str, str]) -> Change:
        if node.key in whole_of:
            whole = whole_of[node.key]
            parts = self.splits[whole]
            titles = " ; ".join(self.new[key].title for key in parts)
            return Change("split", (whole,), parts, likeness=coverage(self.old[whole].title, titles))
        if node.key in self.merges:
            parts = self.merges[node.key]
            titles = " ; ".join(self.old[key].title for key in parts)
            return Change("merged", parts, (node.key,), likeness=coverage(node.title, titles))
        if node.key in self.old_of:
            old = self.old[self.old_of[node.key]]
            aspects = tuple(self._aspects(old, node))
            alike = likeness(old.title, node.title) if "reworded" in aspects else 1.0
            return Change("changed" if aspects else "equal", (old.key,), (node.key,), aspects, alike)
        return Change("new", (), (node.key,))

    def _aspects(self, old: Criterion, new: Criterion) -> Iterator[Aspect]:
        if _words(old) != _words(new):
            yield "reworded"
        if old.max_score != new.max_score or old.max_for != new.max_for:
            yield "re-weighted"
        if old.key != new.key or not self._are_kin(old, new):
            yield "moved"
        if _rules(old) != _rules(new):
            yield "rule-changed"
        if old.is_leaf and new.is_leaf and old.evidence != new.evidence:
            yield "evidence-changed"

    def _retired(self) -> dict[str | None, list[Change]]:
        """The criteria that are gone, by the one that stood before them and is not."""
        parts = {key for keys in self.merges.values() for key in keys} | self.splits.keys()
        last: str | None = None
        found: dict[str | None, list[Change]] = {}
        for node in self.old:
            if node.key in self.new_of or node.key in parts:
                last = node.key
            else:
                found.setdefault(last, []).append(Change("retired", (node.key,), ()))
        return found


def _below(tree: Tree, key: str) -> list[str]:
    """The keys below a node, in form order."""
    found: list[str] = []
    for child in tree[key].children:
        found += (child, *_below(tree, child))
    return found


def _words(node: Criterion) -> str:
    """A title as it is compared: case, spaces and the punctuation at its ends do not count."""
    return fold(node.title).strip(" .;:-–")


def _rules(node: Criterion) -> tuple[object, ...]:
    """Everything that decides on the score beside words, maximum and place."""
    return (
        node.is_leaf,
        *(node.rule, node.exclusion.allowed, node.exclusion.policy, node.places, node.step),
        *(node.kind, node.zeroes_parent, node.in_base, node.groups),
    )


def _split(
    wholes: Sequence[Criterion],
    candidates: Sequence[Criterion],
    are_kin: Callable[[Criterion, Criterion], bool],
) -> Iterator[tuple[Criterion, list[Criterion]]]:
    """Leaves that several other leaves, siblings of each other, were made from: their words are the
    parts', and often their points."""
    by_parent: dict[str | None, list[Criterion]] = {}
    for node in candidates:
        if node.is_leaf:
            by_parent.setdefault(node.parent, []).append(node)
    used: set[str] = set()
    for whole in wholes:
        if not whole.is_leaf:
            continue
        for siblings in by_parent.values():
            if not are_kin(whole, siblings[0]):
                continue
            parts = [
                node
                for node in siblings
                if node.key not in used and coverage(node.title, whole.title) >= _PART
            ]
            sum_fits = sum((node.max_score for node in parts), Decimal(0)) == whole.max_score
            titles = " ; ".join(node.title for node in parts)
            enough = _WHOLE - 0.2 if sum_fits else _WHOLE
            if len(parts) > 1 and coverage(whole.title, titles) >= enough:
                used.update(node.key for node in parts)
                yield whole, parts
                break
