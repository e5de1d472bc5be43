"""The hierarchy of a table's criteria, from the codes that its rows print.

Decisions number ``I / I.1 / I.1.a``, ``1 / 1.1 / 1.1.1``, ``I / 1.1``, or ``A / I / 1 / a`` with numbers
that start again in every section. A code that goes on from another belongs inside it; one that stands
alone goes on with the numbering it is the next of, or begins a new one below the row before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from ..set_file.codes import Scheme, extends, number, own_part, segments
from ..text import fold


class Item:
    """One row on its way into a set. ``remarks`` are lines for an official to read."""

    def __init__(self, code: str, title: str, most: Decimal | None, level: int | None = None) -> None:
        self.code = code
        self.title = title
        self.most = most
        self.level = level
        """As the table itself says; None where it does not."""
        self.parent: Item | None = None
        self.children: list[Item] = []
        self.remarks: list[str] = []
        self.details: list[str] = []
        """Texts of the table that say more of the criterion: of further columns, of lines below it."""

    @property
    def own(self) -> str:
        """What the code adds to its parent's, its last segment."""
        pieces = segments(own_part(self.code, self.parent.code if self.parent is not None else ""))
        return pieces[-1] if pieces else ""

    def lineage(self) -> Iterator[Item]:
        item: Item | None = self
        while item is not None:
            yield item
            item = item.parent


def arrange(items: Sequence[Item]) -> list[Item]:
    """Give every item its parent and children; the roots in order. Where a place is doubtful, the item
    has a remark that says so."""
    roots: list[Item] = []
    last: Item | None = None
    latest: dict[Scheme, Item] = {}
    position = 0
    while position < len(items):
        item = items[position]
        if item.code or item.level is not None:
            parent = _by_level(item, last) if item.level is not None else _by_code(item, last, latest)
            _hang(item, parent, roots)
            latest.update((scheme, item) for scheme in _SCHEMES if number(item.own, scheme) is not None)
            last = item
            position += 1
            continue
        end = position
        while end < len(items) and not items[end].code and items[end].level is None:
            end += 1
        parent = _of_nameless(items[position:end], last)
        for nameless in items[position:end]:
            _hang(nameless, parent, roots)
            if parent is not None:
                nameless.remarks.append(f"Không có mã; xếp vào {parent.code or parent.title[:40]}.")
        position = end
    return roots


def _hang(item: Item, parent: Item | None, roots: list[Item]) -> None:
    item.parent = parent
    (parent.children if parent is not None else roots).append(item)


def _by_level(item: Item, last: Item | None) -> Item | None:
    above = list(last.lineage()) if last is not None else []
    return next((one for one in above if (one.level or 0) < (item.level or 1)), None)


def _by_code(item: Item, last: Item | None, latest: Mapping[Scheme, Item]) -> Item | None:
    """The parent of an item by its code, given the row before it and the last row of each kind of
    numbering; None for a root."""
    if last is None:
        return None
    above = list(last.lineage())
    for one in above:
        if one.code and extends(item.code, one.code):
            return one
    pieces = segments(item.code)
    if len(pieces) == 1:
        return _beside(item, above, latest)
    for one in above:
        if segments(one.code)[:-1] == pieces[:-1]:
            return one.parent
    for one in above:
        if len(pieces) == 2 and one.code.isupper() and pieces[0] in _places(one.code):
            return one  # 2.1 below II or B
    # its own parent is not in the table: it stands where that would stand
    item.remarks.append(f"Không thấy mã cha của {item.code} trong bảng.")
    for length in (len(pieces) - 1, len(pieces)):
        for one in above:
            if len(segments(one.code)) == length:
                return one.parent
    return None


_SCHEMES: tuple[Scheme, ...] = ("integer", "roman", "letter")


def _places(code: str) -> set[str]:
    """The numbers that a Roman numeral or a letter stands for."""
    return {str(number(code, "roman")), str(number(code, "letter"))}


def _beside(item: Item, above: Sequence[Item], latest: Mapping[Scheme, Item]) -> Item | None:
    """The parent of an item whose code is one number or letter."""
    gapped: Item | None = None
    for one in above:
        if len(segments(one.code)) != 1:
            continue  # beside 1.1 stands 1.2, not 2
        for scheme in _SCHEMES:
            step = _step(one, item.code, scheme)
            if step == 1:
                return one.parent
            if step > 1 and gapped is None and _fits(one, scheme):
                gapped = one
    if any(number(item.code, scheme) == 1 for scheme in _SCHEMES):
        return above[0]
    if any(
        _step(one, item.code, scheme) == 1 and len(list(one.lineage())) == len(above) + 1
        for scheme, one in latest.items()
    ):
        # one numbering through all sections: II begins with 3 where I ended with 2
        return above[0]
    if gapped is not None:
        return gapped.parent
    item.remarks.append(f"Chưa rõ cấp của mã {item.code}; hãy kiểm tra lại vị trí.")
    return above[0].parent


def _step(before: Item, code: str, scheme: Scheme) -> int:
    """How many places a code stands behind another in a numbering; 0 where it does not stand in it."""
    own = before.own
    if own.isupper() != code.isupper() and not code.isdigit():
        return 0
    first, second = number(own, scheme), number(code, scheme)
    if first is None or second is None or (scheme == "letter" and code.isdigit()):
        return 0
    if (own, code) == ("d", "e") or (own, code) == ("D", "E"):
        return 1  # many decisions leave đ out
    return max(0, second - first)


def _fits(item: Item, scheme: Scheme) -> bool:
    """Do the item and its elder siblings make a numbering of this kind?"""
    siblings = item.parent.children if item.parent is not None else [item]
    return all(number(one.own, scheme) is not None for one in siblings if one.code)


def _of_nameless(items: Sequence[Item], last: Item | None) -> Item | None:
    """The parent of rows without a code: the row before them where they add up to it, else its own."""
    if last is None:
        return None
    points = [item.most for item in items]
    known = [value for value in points if value is not None]
    if last.most is not None and len(known) == len(points) and sum(known) == last.most:
        return last
    return last.parent if last.parent is not None and last.most is not None else last


def restarts(roots: Sequence[Item]) -> bool:
    """Does a code stand twice, because numbers start again in every section?"""
    seen: set[str] = set()
    for item in walk(roots):
        code = fold(item.code)
        if code and code in seen:
            return True
        seen.add(code)
    return False


def walk(roots: Sequence[Item]) -> Iterator[Item]:
    """The items, each before its children."""
    stack = list(reversed(roots))
    while stack:
        item = stack.pop()
        yield item
        stack.extend(reversed(item.children))
