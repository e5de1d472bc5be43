"""Tables of a .docx document (ECMA-376 Part 1, 17.4), with merged cells and automatic numbering.

Text that was deleted or moved away with changes tracked does not count; text in content controls and
hyperlinks does. A table inside a cell is part of that cell's text. Text boxes are left out.
"""

from __future__ import annotations

from ..ooxml import markup
from ..ooxml.package import Package
from ..ooxml.refusal import Refusal
from ..text import Text, is_blank, nfc
from .source import BLANK, Budget, Cell, Row, Source, Span, Table, TableRefused

_URIS = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)


def _names(*local: str) -> dict[str, str]:
    return {f"{uri} {name}": f"w:{name}" for uri in _URIS for name in local}


_ELEMENTS = (
    *("p", "t", "tab", "br", "cr", "noBreakHyphen", "tbl", "tr", "tc", "gridSpan", "vMerge"),
    *("del", "moveFrom", "txbxContent", "numPr", "numId", "ilvl", "pPrChange", "gridBefore", "pStyle"),
    *("num", "abstractNum", "abstractNumId", "lvl", "start", "numFmt", "lvlText", "startOverride"),
    *("lvlOverride", "style", "styleId", "val"),
)
_NAMES = _names(*_ELEMENTS)
_SKIPPED = frozenset(("w:del", "w:moveFrom", "w:txbxContent", "w:pPrChange"))
_BREAKS = {"w:tab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}
_MOST_COLUMNS = 200

_MACROS = TableRefused(
    Text(
        "Tệp Word có macro nên không đọc; hãy mở tệp, chọn «Lưu thành», kiểu «Word Document (.docx)» rồi "
        "dùng tệp mới.",
        "The Word document has macros and is not read; save it as a Word Document (.docx) without macros.",
    )
)


def read_document(package: Package, part: str) -> Source:
    """The tables of a document and the paragraphs outside of them.

    Args:
        package: as opened.
        part: entry name of the main document.

    Raises:
        Refusal: a part cannot be read.
        TableRefused: the document has macros, or far more cells than a table of scores.
    """
    if package.related(part, "/vbaProject") or "macroEnabled" in package.content_type(part):
        raise TableRefused(_MACROS.text)
    reader = _Reader(_Numbering(package, part))
    markup.parse(part, package.text_part(part), _NAMES, reader.start, reader.end, reader.text)
    tables = [
        Table(Text(f"bảng thứ {number}", f"table {number}"), tuple(rows))
        for number, rows in enumerate(reader.tables, start=1)
    ]
    return Source("docx", tuple(tables), tuple(line for line in reader.prose if not is_blank(line)))


def main_part(package: Package) -> str | None:
    """Entry name of the main document, None where the package is no Word document."""
    found = package.related("", "/officeDocument") if package.has("_rels/.rels") else []
    if found and "wordprocessingml" in package.content_type(found[0]).lower():
        return found[0]
    return found[0] if found and "ms-word" in package.content_type(found[0]).lower() else None


class _Table:
    """A table being read; ``above`` holds, by column, what cells merged downwards continue."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.cells: list[Cell] = []
        self.above: dict[int, str] = {}
        self.lines: list[str] = []
        self.span = 1
        self.merge = ""


class _Reader:
    """Handlers for the elements of a document, in order."""

    def __init__(self, numbering: _Numbering) -> None:
        self.numbering = numbering
        self.tables: list[list[Row]] = []
        self.prose: list[str] = []
        self._open: list[_Table] = []
        self._paragraph: list[str] = []
        self._skipped = 0
        self._in_text = False
        self._number: tuple[str, int] | None = None
        self._style = ""
        self._budget = Budget()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._skipped or name in _SKIPPED:
            self._skipped += 1
            return
        if name == "w:t":
            self._in_text = True
        elif name in _BREAKS:
            self._paragraph.append(_BREAKS[name])
        elif name == "w:p":
            self._paragraph = []
            self._number = None
            self._style = ""
        elif name == "w:pStyle":
            self._style = _value(attributes)
        elif name == "w:numPr":
            self._number = ("", 0)
        elif name == "w:numId" and self._number is not None:
            self._number = (_value(attributes), self._number[1])
        elif name == "w:ilvl" and self._number is not None:
            self._number = (self._number[0], _small(_value(attributes)))
        elif name == "w:tbl":
            self._open.append(_Table())
        elif self._open:
            self._start_in_table(name, attributes)

    def _start_in_table(self, name: str, attributes: dict[str, str]) -> None:
        table = self._open[-1]
        if name == "w:tr":
            table.cells = []
        elif name == "w:gridBefore":
            table.cells += [BLANK] * min(_small(_value(attributes)), _MOST_COLUMNS)
        elif name == "w:tc":
            table.lines, table.span, table.merge = [], 1, ""
        elif name == "w:gridSpan":
            table.span = max(1, min(_small(_value(attributes)), _MOST_COLUMNS))
        elif name == "w:vMerge":
            table.merge = _value(attributes) or "continue"

    def text(self, piece: str) -> None:
        if self._in_text and not self._skipped:
            self._paragraph.append(piece)

    def end(self, name: str) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        if name == "w:t":
            self._in_text = False
        elif name == "w:p":
            self._end_paragraph()
        elif name == "w:tc" and self._open:
            self._end_cell(self._open[-1])
        elif name == "w:tr" and self._open:
            table = self._open[-1]
            self._budget.spend(len(table.cells))
            table.rows.append(Row(len(table.rows) + 1, tuple(table.cells)))
        elif name == "w:tbl" and self._open:
            self._end_table(self._open.pop())

    def _end_paragraph(self) -> None:
        line = nfc("".join(self._paragraph)).strip("\n")
        self._budget.read(len(line))
        self._paragraph = []
        label = self.numbering.label(self._number, self._style)
        if label and not is_blank(line):
            line = f"{label} {line}"
        (self._open[-1].lines if self._open else self.prose).append(line)

    def _end_cell(self, table: _Table) -> None:
        column = len(table.cells)
        text = "\n".join(line for line in table.lines if not is_blank(line))
        span: Span = ""
        if table.merge == "continue":
            text, span = table.above.get(column, text), "down"
        if table.merge:
            table.above[column] = text
        else:
            table.above.pop(column, None)
        table.cells.append(Cell(text, None, span))
        table.cells += [Cell(text, None, "across")] * (table.span - 1)
        if len(table.cells) > 10 * _MOST_COLUMNS:
            raise Refusal("too-complex", part="word/document.xml")

    def _end_table(self, table: _Table) -> None:
        if self._open:
            self._open[-1].lines += (
                " ".join(cell.text for cell in row.cells if cell.text and not cell.span) for row in table.rows
            )
        else:
            self.tables.append(table.rows)


class _Level:
    """One level of a list: how its numbers look and where they start."""

    def __init__(self) -> None:
        self.format = "decimal"
        self.text = ""
        self.start = 1


class _Numbering:
    """The numbers that Word writes in front of paragraphs (17.9), counted as the document is read."""

    def __init__(self, package: Package, part: str) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        for name in package.related(part, "/numbering")[:1]:
            self._read(name, package.text_part(name))
        if self._levels:
            for name in package.related(part, "/styles")[:1]:
                self._read_styles(name, package.text_part(name))

    def label(self, number: tuple[str, int] | None, style: str) -> str:
        """The number that stands before a paragraph, ``I.2.`` or ``a)``; '' for none and for a bullet.

        Args:
            number: list and level of the paragraph itself, None where it names none.
            style: of the paragraph; it may name a list too.
        """
        if number is None or not number[0]:
            number = self._styles.get(style)
        if number is None or number[0] not in self._abstract:
            return ""
        list_id, depth = number
        abstract = self._abstract[list_id]
        levels = self._levels.get(abstract, {})
        level = levels.get(depth)
        if level is None or level.format in ("bullet", "none"):
            return ""
        # lists that share a definition go on counting
        counts = self._counts.setdefault(abstract, {})
        first = self._starts.pop((list_id, depth), None)
        counts[depth] = first if first is not None else counts.get(depth, level.start - 1) + 1
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        label = level.text
        for place in range(depth + 1):
            shown = levels.get(place, level)
            label = label.replace(f"%{place + 1}", _digits(counts.get(place, shown.start), shown.format))
        return label

    def _read(self, part: str, data: bytes) -> None:
        abstract: str | None = None
        list_id: str | None = None
        depth = 0
        level = _Level()

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal abstract, list_id, depth, level
            value = _value(attributes)
            if name == "w:abstractNum":
                abstract, list_id = _own(attributes, "abstractNumId"), None
                self._levels.setdefault(abstract, {})
            elif name == "w:num":
                abstract, list_id = None, _own(attributes, "numId")
            elif name == "w:lvl":
                level = _Level()
                if abstract is not None:
                    self._levels[abstract][_small(_own(attributes, "ilvl"))] = level
            elif name == "w:start":
                level.start = _small(value)
            elif name == "w:numFmt":
                level.format = value
            elif name == "w:lvlText":
                level.text = value
            elif list_id is not None:
                if name == "w:abstractNumId":
                    self._abstract[list_id] = value
                elif name == "w:lvlOverride":
                    depth = _small(_own(attributes, "ilvl"))
                elif name == "w:startOverride":
                    self._starts[list_id, depth] = _small(value)

        markup.parse(part, data, _NAMES, start)

    def _read_styles(self, part: str, data: bytes) -> None:
        style = ""

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal style
            if name == "w:style":
                style = _own(attributes, "styleId")
            elif name == "w:ilvl" and style:
                self._styles[style] = (self._styles.get(style, ("", 0))[0], _small(_value(attributes)))
            elif name == "w:numId" and style:
                self._styles[style] = (_value(attributes), self._styles.get(style, ("", 0))[1])

        markup.parse(part, data, _NAMES, start)


def _own(attributes: dict[str, str], local: str) -> str:
    """An attribute in the document's own namespace."""
    return attributes.get(f"w:{local}", "")


def _value(attributes: dict[str, str]) -> str:
    return _own(attributes, "val")


def _small(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _digits(value: int, number_format: str) -> str:
    if number_format in ("upperRoman", "lowerRoman"):
        digits = _roman(value)
        return digits.lower() if number_format == "lowerRoman" else digits
    if number_format in ("upperLetter", "lowerLetter"):
        digits = _letters(value)
        return digits.upper() if number_format == "upperLetter" else digits
    if number_format == "decimalZero":
        return f"{value:02}"
    return str(value)


_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def _roman(value: int) -> str:
    digits = ""
    for worth, letters in _ROMAN:
        while value >= worth and len(digits) < 20:
            digits += letters
            value -= worth
    return digits


def _letters(value: int) -> str:
    """a, b, c, d, e ... as Word counts, which knows no đ; aa follows z."""
    if value < 1:
        return ""
    return chr(97 + (value - 1) % 26) * min((value - 1) // 26 + 1, 4)
