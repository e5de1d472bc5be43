"""Links from the cells of a sheet to one other sheet of the workbook (ECMA-376 Part 1, 18.3.1.47
``hyperlink``): all of them are ours, and none that leads elsewhere is."""

from __future__ import annotations

from collections.abc import Mapping

from ..cell import Address, parse_ref, ref
from ..record import NamedTuple
from .newsheet import quoted
from .offsets import Element, Splice, escape_attribute, place
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
    taken = {_cell(child) for child in children} - {_cell(child) for child in ours}
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


def _cell(link: Element) -> Address | None:
    try:
        return parse_ref(link.get("ref").partition(":")[0])
    except ValueError:
        return None


def _written(prefix: bytes, cell: Address, target: str, link: Link) -> bytes:
    return b'<%bhyperlink ref="%b" location="%b" tooltip="%b"/>' % (
        prefix,
        ref(*cell).encode(),
        escape_attribute(f"{quoted(target)}!{ref(*link.to)}"),
        escape_attribute(link.tip),
    )
