"""The boxes of notes in a VML drawing (ECMA-376 Part 4, 19).

VML need not be well-formed XML (Excel writes HTML into text boxes), so it is treated as text: a
box is found and removed or put before the closing tag, whatever else is drawn there is not read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from ..cell import Address
from ..record import NamedTuple
from .markup import bad_xml
from .offsets import Splice, set_attributes, splice, tag_end

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"

# Declared on each shape itself: other programs bind these prefixes otherwise.
_NAMESPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_SHAPE_TYPE = (
    f'<v:shapetype {_NAMESPACES} id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_COLOR = "#ffffe1"

_OPENING = re.compile(rb"<!--.*?-->|<((?:[\w.-]+:)?)shape(?=[\s/>])", re.DOTALL)
_CLIENT_NOTE = re.compile(rb"\bObjectType\s*=\s*[\"']Note[\"']")
_ROW = re.compile(rb"<(?:[\w.-]+:)?Row\s*>\s*(\d{1,9})\s*</")
_COLUMN = re.compile(rb"<(?:[\w.-]+:)?Column\s*>\s*(\d{1,9})\s*</")
_SHAPE_ID = re.compile(rb"_x0000_s(\d{1,9})\b")
_IDMAP = re.compile(rb"<(?:[\w.-]+:)?idmap(?=[\s/])[^>]*?\sdata\s*=\s*[\"']([\d,\s]*)[\"'][^>]*>")
_Z_INDEX = re.compile(rb"z-index:\s*(\d{1,9})")
_TYPE = re.compile(rb"\bid\s*=\s*[\"']_x0000_t202[\"']")
_CLOSING = re.compile(rb"</(?:[\w.-]+:)?xml\s*>")
_BLOCK = 1024


class Box(NamedTuple):
    """The box of a note: size in points, and between which cells it lies (the eight numbers of
    ``x:Anchor``: column, offset, row, offset of its top left, then of its bottom right corner)."""

    width: float
    height: float
    anchor: tuple[int, int, int, int, int, int, int, int]


def note_shapes(data: bytes) -> dict[Address, list[tuple[int, int]]]:
    """Where the boxes of notes stand in a drawing, by cell."""
    found: dict[Address, list[tuple[int, int]]] = {}
    for start, end in _shapes(data):
        body = data[start:end]
        row, column = _ROW.search(body), _COLUMN.search(body)
        if row and column and _CLIENT_NOTE.search(body):
            found.setdefault((int(row[1]) + 1, int(column[1]) + 1), []).append((start, end))
    return found


def _shapes(data: bytes) -> Iterator[tuple[int, int]]:
    at = 0
    while match := _OPENING.search(data, at):
        at = match.end()
        if match[1] is None:  # a comment
            continue
        try:
            end = tag_end(data, match.start())
        except ValueError:
            return
        if not data.startswith(b"/>", end - 2):
            closing = re.compile(rb"</%bshape\s*>" % re.escape(match[1])).search(data, end)
            if closing is None:
                return
            end = closing.end()
        yield match.start(), end
        at = end


def new_drawing(block: int) -> bytes:
    """A drawing without shapes."""
    idmap = f'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{block}"/></o:shapelayout>'
    return f"<xml {_NAMESPACES}>{idmap}</xml>".encode()


def blocks(data: bytes) -> set[int]:
    """Blocks of shape ids that a drawing claims or uses (1 024 ids each)."""
    claimed = {int(number) for number in _claimed(data)}
    return claimed | {int(number) // _BLOCK for number in _SHAPE_ID.findall(data)}


def _claimed(data: bytes) -> list[bytes]:
    match = _IDMAP.search(data)
    numbers = [number.strip() for number in match[1].split(b",")] if match else []
    return [number for number in numbers if number.isdigit() and len(number) < 7]


def edit_boxes(
    part: str,
    data: bytes,
    put: Sequence[tuple[Address, Box]],
    drop: Collection[Address],
    used_ids: Collection[int],
    used_blocks: Collection[int],
) -> bytes:
    """The drawing with boxes put and dropped.

    Args:
        part: entry name, for refusals.
        data: the drawing.
        put: boxes; one that a cell has already is replaced and keeps its id.
        drop: cells whose boxes go.
        used_ids: shape ids taken elsewhere on the sheet.
        used_blocks: blocks of shape ids that other drawings of the workbook have.

    Raises:
        Refusal: "bad-xml" where the drawing has no end.
    """
    present = note_shapes(data)
    ids = {int(number) for number in _SHAPE_ID.findall(data)} | set(used_ids)
    claimed = [int(number) for number in _claimed(data)]
    free = _FreeIds(ids, list(claimed) or sorted({number // _BLOCK for number in ids}), used_blocks)
    depth = max((int(number) for number in _Z_INDEX.findall(data)), default=0)
    splices = [Splice(start, end, b"") for cell in sorted(drop) for start, end in present.get(cell, [])]
    new: list[bytes] = []
    for cell, box in put:
        spans = present.get(cell)
        if spans:
            start, end = spans[0]
            match = _SHAPE_ID.search(data, start, end)
            number = int(match[1]) if match else free.take()
            order = _Z_INDEX.search(data, start, end)
            xml = _shape(number, int(order[1]) if order else depth + 1, cell, box)
            splices.append(Splice(start, end, xml))
        else:
            depth += 1
            new.append(_shape(free.take(), depth, cell, box))
    if new and not _TYPE.search(data):
        new.insert(0, _SHAPE_TYPE.encode())
    if new:
        splices.append(_at_end(part, data, b"".join(new)))
    idmap = _IDMAP.search(data)
    if len(free.blocks) > len(claimed) and idmap:
        numbers = ",".join(str(number) for number in free.blocks)
        splices.append(Splice(idmap.start(), idmap.end(), set_attributes(idmap[0], {"data": numbers})))
    edited = splice(data, splices)
    if note_shapes(edited).keys() != (present.keys() | {cell for cell, _ in put}) - set(drop):
        raise bad_xml(part)  # so broken that what is put there becomes part of something else
    return edited


class _FreeIds:
    """Shape ids behind the last one of a block of this drawing; of a new block where all are full."""

    def __init__(self, ids: Collection[int], blocks: list[int], others: Collection[int]) -> None:
        self.blocks = blocks
        self._others = others
        self._last: dict[int, int] = {}
        for number in ids:
            block = number // _BLOCK
            self._last[block] = max(number, self._last.get(block, 0))

    def take(self) -> int:
        for block in self.blocks:
            # the first id of a block is never given to a shape
            number = self._last.get(block, block * _BLOCK) + 1
            if number < (block + 1) * _BLOCK:
                self._last[block] = number
                return number
        taken = {*self.blocks, *self._others}
        self.blocks.append(next(number for number in range(1, 1 << 20) if number not in taken))
        return self.take()


def _at_end(part: str, data: bytes, content: bytes) -> Splice:
    closings = [match.start() for match in _CLOSING.finditer(data)]
    if not closings:
        raise bad_xml(part)
    return Splice(closings[-1], closings[-1], content)


def _shape(number: int, depth: int, cell: Address, box: Box) -> bytes:
    row, column = cell
    anchor = ", ".join(str(part) for part in box.anchor)
    return (
        f'<v:shape {_NAMESPACES} id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;'
        f"margin-left:60pt;margin-top:1.5pt;width:{box.width:g}pt;height:{box.height:g}pt;"
        f'z-index:{depth};visibility:hidden" fillcolor="{_COLOR}" o:insetmode="auto">'
        f'<v:fill color2="{_COLOR}"/><v:shadow on="t" color="black" obscured="t"/>'
        '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto">'
        '<div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note">'
        f"<x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>"
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column>"
        "</x:ClientData></v:shape>"
    ).encode()
