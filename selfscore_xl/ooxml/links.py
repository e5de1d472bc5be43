"""Links from the cells of a sheet to one other sheet of the workbook (ECMA-376 Part 1, 18.3.1.47
``hyperlink``): all of them are ours, and none that leads elsewhere is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress

from ..cell import Address, parse_area, ref
from ..record import NamedTuple
from .newsheet import quoted
from .offsets import Splice, escape_attribute, place
from .sheetmap import ORDER, SheetMap


class Link(NamedTuple):
    """Where a cell leads: a cell of the target sheet, and words shown beside the pointer."""

    to: Address
    tip: str


class LinkWish(NamedTuple):
    """The links of a sheet that lead to the sheet ``target``: these and no others. A cell that leads
    elsewhere already is left alone."""

    target: str
    links: Mapping[Address, Link]


def apply(wish: LinkWish, where: SheetMap) -> list[Splice]:
    """The splices that a sheet needs; none where its links are as wished."""
    element = where.root.child("x:hyperlinks")
    children = [child for child in element or () if child.name == "x:hyperlink"]
    ours = [child for child in children if leads_to(child.get("location"), wish.target)]
    taken = covered(wish.links, (child.get("ref") for child in children if child not in ours))
    prefix = where.root.prefix
    wanted = [
        _written(prefix, cell, wish.target, link)
        for cell, link in sorted(wish.links.items())
        if cell not in taken
    ]
    if [child.raw for child in ours] == wanted:
        return []
    content = b"".join(wanted)
    if element is None:
        xml = b"<%bhyperlinks>%b</%bhyperlinks>" % (prefix, content, prefix)
        return place(where.root, ORDER, "hyperlinks", xml)
    if not content and len(ours) == len(element.children):
        return [element.drop()]
    added = element.grow(content) if content else []
    return [*(child.drop() for child in ours), *added]


def leads_to(location: str, sheet: str) -> bool:
    """Does the place of a link lie on the sheet?"""
    return location.startswith(quoted(sheet) + "!")


def covered(cells: Iterable[Address], areas: Iterable[str]) -> set[Address]:
    """Those of the cells that lie in one of the areas, as links write them; what is no area has none."""
    corners = []
    for area in areas:
        with suppress(ValueError):
            corners.append(parse_area(area))
    return {
        cell
        for cell in cells
        if any(top <= cell[0] <= bottom and left <= cell[1] <= right for top, left, bottom, right in corners)
    }


def _written(prefix: bytes, cell: Address, target: str, link: Link) -> bytes:
    return b'<%bhyperlink ref="%b" location="%b" tooltip="%b"/>' % (
        prefix,
        ref(*cell).encode(),
        escape_attribute(f"{quoted(target)}!{ref(*link.to)}"),
        escape_attribute(link.tip),
    )
