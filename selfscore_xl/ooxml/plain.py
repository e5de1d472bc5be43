"""Cells and shared strings in the shape that programs write them, in one regular expression.

An XML parser calls back several times for every cell, and the calls are most of what reading costs;
a split by one regular expression stays in C and is three times as fast. It reads a sublanguage:
unprefixed names, addresses on every row and cell, ascending order, no comments, nothing unknown.
What it accepts it reads as ``sheet_reader`` would, and the tests hold the two against each other;
at the first sign of anything else it gives up with a ``ValueError``, and the XML parser judges.

What a cell means (``typed``, ``note_row``, ``note_formula``) stands here for both.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ..cell import MAX_ROW, column_number, parse_area
from .sheet import Cell, Kind, Sheet, is_number, plain_number, unescape


class NotPlain(ValueError):
    """The part is not in the shape read here; it may be right all the same."""


# --- what a cell and a row mean -----------------------------------------------------------------


def typed(
    cell_type: str | None, value: str | None, inline: str | None, shared_strings: Callable[[], list[str]]
) -> tuple[Kind, str]:
    """Kind and value of a cell.

    Args:
        cell_type: its ``t``.
        value: text of its ``v``, None without one.
        inline: text of its ``is``, None without one.
        shared_strings: called when the cell refers to one.

    Raises:
        ValueError, IndexError: it refers to a shared string that does not exist.
    """
    if value is None and inline is None:
        return "blank", ""
    content = value or ""
    if cell_type is None or cell_type == "n":
        if not content.strip():
            return "blank", ""
        return ("number" if is_number(content) else "error"), content
    if cell_type == "s":
        if not (content.isdecimal() and content.isascii()):
            raise ValueError(content)
        return "text", shared_strings()[int(content)]
    if cell_type == "str" or cell_type == "inlineStr":
        return "text", unescape(content if inline is None else inline)
    if cell_type == "b":
        known = _BOOLEANS.get(content)
        return ("error", content) if known is None else ("bool", known)
    if cell_type == "d":
        return "date", content
    return "error", content


def row_facts(attributes: dict[str, str]) -> tuple[bool, int | None]:
    """Whether a row is hidden, and its format when it has one of its own.

    Raises:
        ValueError: its format is no number.
    """
    own = "s" in attributes and attributes.get("customFormat") in TRUE
    return (
        attributes.get("hidden") in TRUE or is_zero(attributes.get("ht")),
        style_number(attributes["s"]) if own else None,
    )


def note_row(sheet: Sheet, row: int, hidden: bool, style: int | None) -> None:
    """Keep the facts of a row."""
    if hidden:
        sheet.hidden_rows.add(row)
    elif sheet.rows_hidden_by_default:
        sheet.shown_rows.add(row)
    if style is not None:
        sheet.row_styles[row] = style


def note_formula(sheet: Sheet, attributes: dict[str, str], row: int, column: int, formula: str) -> None:
    """Keep what the attributes of a formula say: that other cells share it, that it fills an area.

    Raises:
        ValueError: the area is none.
    """
    kind = attributes.get("t")
    if kind == "shared":
        index = attributes.get("si", "")
        if formula:
            sheet.shared_formulas[index] = row, column, formula
        else:
            sheet.shared_followers[row, column] = index
    elif kind == "array" and "ref" in attributes:
        sheet.array_areas.append(parse_area(attributes["ref"]))


def style_number(written: str) -> int:
    """A number of a format.

    Raises:
        ValueError: it is none.
    """
    if not (written.isdecimal() and written.isascii() and len(written) < 10):
        raise ValueError(written)
    return int(written)


def is_zero(text: str | None) -> bool:
    """True for a measure of nothing; None and what is no number are not."""
    try:
        return text is not None and float(text) == 0
    except ValueError:
        return False


TRUE = ("1", "true", "on")
_BOOLEANS = {"1": "1", "0": "0", "true": "1", "false": "0"}

# --- the cells ----------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"""
      <c\ r="([A-Z]{1,3})([1-9][0-9]{0,6})"                    # 1 column  2 row
        ((?:\ (?:[a-z]{1,2}|xml:space)="[A-Za-z0-9]{1,9}")*+)   # 3 format, type
        (?:/>|>\s*+
          (?:<f((?:\ [a-z][a-z0-9]{0,2}="[^"<>&\n\t]*")*+)      # 4 of a formula: array, shared
            (?:/>|>([^<]*)</f>)\s*+)?+                          # 5 formula
          (?:<v(?:\ xml:space="preserve")?+>([^<]*)</v>|<v/>|   # 6 value
            <is>\s*+<t(?:\ xml:space="preserve")?+>([^<]*)</t>\s*+</is>)?+\s*+   # 7 inline text
        </c>)
    | <row((?:\ [A-Za-z_][A-Za-z0-9_]*+(?::[A-Za-z_][A-Za-z0-9_]*+)?+="[^"<>&\n\t]*")++/?+)>   # 8 of a row
    | </row>
    """,
    re.VERBOSE,
)
_ROW = re.compile(r'(.*?) r="([1-9][0-9]{0,6})"(.*?)(/?)').fullmatch
_CELL_ATTRIBUTES = {"s", "t", "cm", "vm", "ph", "xml:space"}
_FIELDS = 9  # the text between two tokens, and the groups
_MOST_KNOWN = 5_000  # of what is remembered to be looked up again
_ATTRIBUTE = re.compile(r' ([^=]+)="([^"]*)"')
_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_END_OF_ROW = b"</row>"
_BLOCK = 1 << 16  # bytes split at once: a dozen objects for each of its tokens
_MOST_BLOCK = 1 << 20

# Column numbers by their letters, for the columns met so far.
_columns: dict[str, int] = {}

_new = tuple.__new__  # the constructor of a NamedTuple takes twice as long


def sheet_data(data: bytes) -> tuple[int, int] | None:
    """Where the content of ``sheetData`` begins and ends, if these are its tags and not text that
    looks like them; that is for the caller to see."""
    begin = data.find(_OPEN) + len(_OPEN)
    end = data.rfind(_CLOSE)
    return (begin, end) if len(_OPEN) <= begin <= end else None


def read_rows(
    data: bytes,
    begin: int,
    end: int,
    sheet: Sheet,
    shared_strings: Callable[[], list[str]],
    most_cells: int,
    most_row_facts: int,
) -> None:
    """Read rows and cells into a sheet.

    Args:
        data: the worksheet part, UTF-8.
        begin: offset of the content of ``sheetData``.
        end: offset behind it.
        sheet: gets them; what the rest of the part says is in it already.
        shared_strings: called when a cell refers to one.
        most_cells: how many are accepted.
        most_row_facts: how much may be kept about rows (``Sheet.row_facts``).

    Raises:
        ValueError, IndexError: it is not plain, or wrong; the sheet is to be thrown away.
    """
    head = data[:begin]
    formats: dict[str, tuple[int, str | None]] = {"": (0, None)}
    shares: dict[str, dict[str, str]] = {}
    rows: dict[str, tuple[bool, int | None]] = {"": (False, None)}
    numbers: set[str] = set()
    resolve = _References().resolve
    cells = sheet.cells
    strings: list[str] | None = None
    column_of = _columns.get
    row = last = 0
    row_text = ""  # "" between rows
    while begin < end:
        cut = end
        if end - begin > 2 * _BLOCK:
            cut = data.find(_END_OF_ROW, begin + _BLOCK, begin + _MOST_BLOCK) + len(_END_OF_ROW)
            if cut < len(_END_OF_ROW):
                raise NotPlain
        block = _text(data[begin:cut])
        fields = _TOKEN.split(block)
        begin = cut
        sure = False
        if "".join(fields[::_FIELDS]).strip():
            raise NotPlain
        for letters, digits, attributes, of_formula, formula, value, inline, of_row in zip(
            *(fields[field::_FIELDS] for field in range(1, _FIELDS)), strict=True
        ):
            if letters is not None:
                column = column_of(letters) or _new_column(letters)
                if digits != row_text or column <= last:
                    raise NotPlain
                last = column
                known = formats.get(attributes)
                if known is None:
                    known = formats[attributes] = _format(attributes)
                style, cell_type = known
                if of_formula is not None:
                    if formula is None:
                        formula = ""
                    elif "&" in formula:
                        formula = resolve(formula)
                    if of_formula and of_formula != ' aca="false"':
                        facts = shares.get(of_formula)
                        if facts is None:
                            facts = shares[of_formula] = _formula(of_formula)
                        note_formula(sheet, facts, row, column, formula)
                kind: Kind
                if value is None:
                    if inline is not None:
                        kind, value = typed(cell_type, None, resolve(inline), shared_strings)
                    else:
                        if cell_type is not None and not sure:
                            # "<v/>" would be an empty text
                            if "<v/>" in block:
                                raise NotPlain
                            sure = True
                        kind, value = "blank", ""
                elif cell_type is None:
                    if value in numbers:
                        kind = "number"
                    elif plain_number(value):
                        numbers.add(value)
                        kind = "number"
                    else:
                        kind, value = typed(None, resolve(value), None, shared_strings)
                elif cell_type == "s":
                    if strings is None:
                        strings = shared_strings()
                    if not (value.isdecimal() and value.isascii()):
                        raise NotPlain
                    kind, value = "text", strings[int(value)]
                elif cell_type == "str" and "&" not in value and "_" not in value:
                    kind = "text"
                else:
                    kind, value = typed(cell_type, resolve(value), None, shared_strings)
                cells[row, column] = _new(Cell, (row, column, kind, value, formula, style))
            elif of_row is None:
                if not row_text:
                    raise NotPlain
                row_text = ""
            else:
                match = _ROW(of_row)
                if match is None or row_text:
                    raise NotPlain
                before, number, after, empty = match.groups()
                if not row < int(number) <= MAX_ROW:
                    raise NotPlain
                row, last = int(number), 0
                if not empty:
                    row_text = number
                known_row = rows.get(before + after)
                if known_row is None:
                    known_row = rows[before + after] = _row(before + after, head)
                note_row(sheet, row, *known_row)
        if len(cells) > most_cells or sheet.row_facts > most_row_facts:
            raise NotPlain
        if len(rows) + len(formats) + len(shares) + len(numbers) > _MOST_KNOWN:
            rows.clear()
            formats.clear()
            shares.clear()
            numbers.clear()
    if row_text:
        raise NotPlain


def _text(block: bytes) -> str:
    """The characters of a block, if XML allows them all in a text and leaves them as they are."""
    # One character is found faster than any other way of looking, hence one after the other:
    # control characters; the carriage return, which a parser turns into a line feed.
    for byte in _NOT_TEXT:
        if byte in block:
            raise NotPlain
    text = block.decode()
    if "\ufffe" in text or "\uffff" in text or ("]" in text and "]]>" in text):
        raise NotPlain
    return text


_NOT_TEXT = bytes(byte for byte in range(32) if byte not in b"\t\n")


def _new_column(letters: str) -> int:
    number = _columns[letters] = column_number(letters)
    return number


def _format(attributes: str) -> tuple[int, str | None]:
    """Format and type from the attributes of a cell."""
    found = dict(_ATTRIBUTE.findall(attributes))
    if len(found) != attributes.count("=") or not found.keys() <= _CELL_ATTRIBUTES:
        raise NotPlain
    kind = found.get("t")
    return style_number(found.get("s", "0")), None if kind == "n" else kind


def _formula(attributes: str) -> dict[str, str]:
    """What the attributes of a formula say."""
    found = dict(_ATTRIBUTE.findall(attributes))
    if len(found) != attributes.count('="'):
        raise NotPlain
    return found


def _row(attributes: str, head: bytes) -> tuple[bool, int | None]:
    """Facts of a row from its attributes other than its number; their prefixes must be declared
    before the cells."""
    found = dict(_ATTRIBUTE.findall(attributes))
    if len(found) != attributes.count('="') or "r" in found:
        raise NotPlain
    for name in found:
        prefix, colon, _ = name.partition(":")
        declared = not colon or prefix == "xml" or f' xmlns:{prefix}="'.encode() in head
        if prefix == "xmlns" or not declared:
            raise NotPlain
    return row_facts(found)


class _References(dict[str, str]):
    """Characters by what stands for them between ``&`` and ``;``."""

    def __init__(self) -> None:
        super().__init__(amp="&", lt="<", gt=">", quot='"', apos="'")

    def __missing__(self, name: str) -> str:
        match = _REFERENCE.fullmatch(name)
        if match is None:
            raise NotPlain
        number = int(match[1], 16) if match[1] else int(match[2])
        character = chr(number)
        if (
            (number < 32 and number not in (9, 10, 13))
            or 0xD800 <= number < 0xE000
            or number in (0xFFFE, 0xFFFF)
        ):
            raise NotPlain
        if len(self) < _MOST_KNOWN:
            self[name] = character
        return character

    def resolve(self, text: str) -> str:
        """The text with its references replaced by the characters."""
        if "&" not in text:
            return text
        # those that formulas are full of; none of them makes a new "&"
        text = text.replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">")
        if "&" not in text:
            return text
        text = text.replace("&#34;", '"')
        pieces = _NAME.split(text)
        if text.count("&") != len(pieces) // 2:
            raise NotPlain
        pieces[1::2] = map(self.__getitem__, pieces[1::2])
        return "".join(pieces)


_NAME = re.compile("&([^&;]+);")
_REFERENCE = re.compile("#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})")

# --- the shared strings -------------------------------------------------------------------------

_STRING = re.compile(
    r"""
      <si>(?:<t(?:\ xml:space="preserve")?+>([^<]*)</t>|<t/>)?+</si>   # 1 text
    | <si/>
    | <si>((?:[^<]++|<(?!/?si[\s/>]))++)</si>                          # 2 rich text
    """,
    re.VERBOSE,
)
_STRING_FIELDS = 3
_LARGEST_RICH = 8 * 2**20
_END_OF_STRING = b"</si>"


def read_strings(data: bytes, read_rich: Callable[[bytes], list[str]], most: int) -> list[str]:
    """Read shared strings.

    Args:
        data: the part, UTF-8.
        read_rich: reads a part of any shape; it is given this one without its plain strings.
        most: how many are accepted.

    Raises:
        ValueError: it is not plain, or wrong.
    """
    begin, end = data.find(b"<si"), data.rfind(b"</sst>")
    head, tail = data[:begin], data[end:]
    if not 0 < begin < end or b":si" in head or tail.strip() != b"</sst>":
        raise NotPlain
    resolve = _References().resolve
    strings: list[str] = []
    # an empty one in front, which is found again if strings count where these stand
    rest = [head, b"<si/>"]
    rich_at: list[int] = []
    rich_size = 0
    while begin < end:
        cut = end
        if end - begin > 2 * _BLOCK:
            cut = data.find(_END_OF_STRING, begin + _BLOCK, begin + _MOST_BLOCK) + len(_END_OF_STRING)
            if cut < len(_END_OF_STRING):
                raise NotPlain
        block = _text(data[begin:cut])
        begin = cut
        fields = _STRING.split(block)
        if "".join(fields[::_STRING_FIELDS]).strip():
            raise NotPlain
        texts = fields[1::_STRING_FIELDS]
        for at, rich in enumerate(fields[2::_STRING_FIELDS], len(strings)):
            if rich is not None:
                rich_at.append(at)
                piece = b"<si>%b</si>" % rich.encode()
                rich_size += len(piece)
                rest.append(piece)
        if None in texts:
            texts = [text or "" for text in texts]
        if "&" in block:
            texts = [resolve(text) for text in texts]
        if "_x" in block or "&" in block:
            texts = [unescape(text) for text in texts]
        strings += texts
        if len(strings) > most or rich_size > _LARGEST_RICH:
            raise NotPlain
    found = read_rich(b"".join((*rest, tail)))
    if len(found) != len(rich_at) + 1:
        raise NotPlain
    for at, text in zip(rich_at, found[1:], strict=True):
        strings[at] = text
    return strings
