"""A table's rows as lines of criteria: pages put together, rows that go on over a page joined, totals
and everything else told apart.

What was put together is kept beside it (``Line.rows``): an official can look it up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from ..evidence import items
from ..layout import FOOTER_LABELS, HELPER_PREFIX, Field, Footer
from ..record import NamedTuple
from ..text import Text, fold, is_blank, parse_number, squash
from .columns import Head, head_at
from .plain import without_tags
from .printed import cell_code, split_title
from .source import BLANK, Cell, Row, Source, Table

Known = Callable[[str], bool]
"""Is this a code of the set?"""

_NUMBERS = (Field.MAX, Field.SELF, Field.APPRAISED)
_TEXTS = (Field.EVIDENCE, Field.EXPLANATION, Field.OPINION, Field.EXCLUDED)


class Line(NamedTuple):
    """What a table says of one criterion."""

    rows: tuple[int, ...]
    """Row numbers in the file; several where the line goes on over a page."""
    code: str
    """As printed, without the punctuation around it; '' where there is none."""
    title: str
    cells: Mapping[Field, Cell]
    """Without code and title; blank cells left out."""
    others: Mapping[int, str]
    """What stands in columns that are none of the form's, by column."""
    numeric_code: bool = False
    """The code is a number in its cell: 1.10 may have lost its zero."""
    inherited: tuple[Field, ...] = ()
    """Taken from a merged cell that reaches down from a line above."""

    def text(self, field: Field) -> str:
        return self.cells.get(field, BLANK).text


class Total(NamedTuple):
    """A line of totals."""

    row: int
    label: str
    footer: Footer | None
    """Which of the form's footer lines it is; None for another total."""
    cells: Mapping[Field, Cell]
    rest: str = ""
    """What else stands in the row."""


class Loose(NamedTuple):
    """A row of which nobody can say what it belongs to."""

    row: int
    text: str


class Listing(NamedTuple):
    """A table of criteria, from its first page to its last."""

    name: Text
    head: Head
    lines: tuple[Line, ...]
    totals: tuple[Total, ...]
    loose: tuple[Loose, ...]
    above: tuple[str, ...]
    """Lines of text above the header, in the same sheet or table."""
    below: tuple[str, ...]
    """Text below the totals: dates and signatures."""
    pages: int
    hidden: bool = False

    @property
    def coded(self) -> int:
        """Number of lines that have a code."""
        return sum(bool(line.code) for line in self.lines)


def listings(source: Source, known: Known | None = None) -> tuple[Listing, ...]:
    """The tables of criteria in a file, in order.

    Args:
        source: the file.
        known: whether a code is one of the set's, where the set is known: at the top of a page,
            "2. Hệ thống …" is either a criterion or the rest of the one before.
    """
    found: list[_Builder] = []
    for block in _blocks(source.tables):
        if found and _continues(found[-1], block):
            found[-1].add_page(block)
        elif block.head is not None:
            found.append(_Builder(block, known))
    return tuple(builder.build() for builder in found)


# --- pages --------------------------------------------------------------------------------------


class _Block(NamedTuple):
    """Rows below one header, or a table without one."""

    table: Table
    head: Head | None
    texts: tuple[str, ...]
    """Of the header, folded."""
    rows: tuple[Row, ...]
    above: tuple[str, ...] = ()


def _blocks(tables: Sequence[Table]) -> Iterator[_Block]:
    for table in tables:
        rows = tuple(_tidy(row) for row in table.rows)
        head: Head | None = None
        start = position = 0
        above: tuple[str, ...] = ()
        while position < len(rows):
            found = head_at(rows, position)
            if found is None:
                position += 1
                continue
            if head is not None:
                yield _Block(table, head, _head_texts(rows, head), rows[start:position], above)
                above = ()
            else:
                above = tuple(_row_texts(rows[:position]))
            head = found
            start = position = found.last + 1
        if head is not None:
            yield _Block(table, head, _head_texts(rows, head), rows[start:], above)
        elif rows:
            yield _Block(table, None, (), rows)


def _tidy(row: Row) -> Row:
    if not any("<" in cell.text or "&" in cell.text for cell in row.cells):
        return row
    return row._replace(cells=tuple(cell._replace(text=without_tags(cell.text)) for cell in row.cells))


def _head_texts(rows: Sequence[Row], head: Head) -> tuple[str, ...]:
    return tuple(fold(cell.text) for row in rows[head.first : head.last + 1] for cell in row.cells)


def _row_texts(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        for cell in row.cells:
            if not cell.span and not is_blank(cell.text):
                yield from (squash(line) for line in cell.text.split("\n") if not is_blank(line))


def _continues(builder: _Builder, block: _Block) -> bool:
    """Is this block the next page of the table before it? Another unit's table has the same header but
    begins again with the same criteria."""
    if block.head is None:
        width = max((len(row.cells) for row in block.rows), default=0)
        if not 3 <= width <= builder.head.width or width * 2 <= builder.head.width:
            return False
    elif (
        block.texts != builder.texts
        or block.head.columns != builder.head.columns
        or block.table.hidden != builder.hidden
    ):
        return False
    first = next((pair for pair in builder.pairs(block.rows) if pair[0]), None)
    return first is None or first not in builder.seen or first == builder.last


# --- rows ---------------------------------------------------------------------------------------


class _Draft:
    """A line that may still go on."""

    def __init__(self, row: int, code: str, title: str) -> None:
        self.rows = [row]
        self.code = code
        self.title = title
        self.cells: dict[Field, Cell] = {}
        self.others: dict[int, str] = {}
        self.numeric_code = False
        self.inherited: list[Field] = []

    def line(self) -> Line:
        return Line(
            tuple(self.rows),
            self.code,
            self.title,
            self.cells,
            self.others,
            self.numeric_code,
            tuple(self.inherited),
        )


class _Builder:
    """Makes a listing of blocks, row by row."""

    def __init__(self, block: _Block, known: Known | None) -> None:
        assert block.head is not None
        self.head = block.head
        self.texts = block.texts
        self.hidden = block.table.hidden
        self.seen: set[tuple[str, str]] = set()
        self.last: tuple[str, str] | None = None
        self._known = known
        self._names = [block.table.name]
        self._above = block.above
        self._pages: list[tuple[Row, ...]] = []
        self._drafts: list[_Draft] = []
        self._totals: list[Total] = []
        self._loose: list[Loose] = []
        self._below: list[str] = []
        self._codes_in_titles = False
        self.add_page(block)

    def add_page(self, block: _Block) -> None:
        if block.table.name != self._names[-1]:
            self._names.append(block.table.name)
        self._pages.append(block.rows)
        pairs = [pair for pair in self.pairs(block.rows) if pair[0]]
        self.seen.update(pairs)
        if pairs:
            self.last = pairs[-1]

    def pairs(self, rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
        """Code and beginning of the title of each row, to know a table again."""
        in_titles = self._has_codes_in_titles(rows)
        for row in rows:
            code, title = self._code_and_title(row, in_titles)
            yield code, fold(title)[:30]

    def build(self) -> Listing:
        rows = [row for page in self._pages for row in page]
        self._codes_in_titles = self._has_codes_in_titles(rows)
        for page in self._pages:
            at_top = True
            for row in page:
                if self._is_blank(row) or self._is_column_numbers(row):
                    continue
                self._add(row, at_top and page is not self._pages[0])
                at_top = False
        return Listing(
            self._name(),
            self.head,
            tuple(draft.line() for draft in self._drafts),
            tuple(self._totals),
            tuple(self._loose),
            self._above,
            tuple(self._below),
            len(self._pages),
            self.hidden,
        )

    def _name(self) -> Text:
        first, last = self._names[0], self._names[-1]
        if first == last:
            return first
        return Text(f"{first.vi} đến {last.vi}", f"{first.en} to {last.en}")

    def _has_codes_in_titles(self, rows: Sequence[Row]) -> bool:
        """Do the titles carry the codes? Then a column "STT" beside them counts rows and no more."""
        column = self.head.columns.get(Field.TITLE)
        if column is None:
            return False
        if Field.CODE not in self.head.columns:
            return True
        titles = [row.cell(column) for row in rows]
        texts = [cell.text for cell in titles if cell.text and cell.span != "across"]
        paths = sum("." in split_title(text).code for text in texts)
        return paths * 2 > len(texts)

    def _cell(self, row: Row, field: Field) -> Cell:
        column = self.head.columns.get(field)
        return BLANK if column is None else row.cell(column)

    def _code_and_title(self, row: Row, in_titles: bool) -> tuple[str, str]:
        title = squash(self._cell(row, Field.TITLE).text)
        typed = squash(self._cell(row, Field.CODE).text)
        if in_titles:
            printed = split_title(title)
            return printed.code, printed.title
        code = cell_code(typed)
        if code:
            if title == typed:
                return code, ""
            printed = split_title(title)
            return code, printed.title if printed.code and fold(printed.code) == fold(code) else title
        # a domain's row is often one cell over the whole width: "I. KẾT QUẢ …"
        printed = split_title(title if not typed or title.startswith(typed) else f"{typed} {title}".strip())
        return printed.code, printed.title

    def _is_blank(self, row: Row) -> bool:
        return all(cell.span or is_blank(cell.text) for cell in row.cells)

    def _is_column_numbers(self, row: Row) -> bool:
        """The row "(1) (2) (3)" or "A B 1 2" below a header."""
        if self._drafts:
            return False
        texts = [squash(cell.text).strip("()[]") for cell in row.cells if cell.text and not cell.span]
        numbers = [text.partition("=")[0].strip() for text in texts]
        digits = [int(text) for text in numbers if text.isascii() and text.isdigit() and len(text) < 3]
        letters = [text for text in numbers if len(text) == 1 and "A" <= text <= "C"]
        return (
            len(digits) >= 2
            and len(digits) + len(letters) == len(texts)
            and digits == list(range(digits[0], digits[0] + len(digits)))
            and digits[0] in (1, 2)
        )

    def _add(self, row: Row, at_top: bool) -> None:
        code, title = self._code_and_title(row, self._codes_in_titles)
        last = self._drafts[-1] if self._drafts else None
        if not code:
            label = title or squash(self._cell(row, Field.CODE).text)
            if self._add_total(row, label):
                return
        reached_down = self._title_reaches_down(row)
        if last is not None and not self._totals:
            same = code and code == last.code and (at_top or reached_down) and _is_same(title, last.title)
            if same:
                self._join(last, row, "" if _is_part(title, last.title) else title)
                return
            if reached_down and code == next((one.code for one in reversed(self._drafts) if one.code), ""):
                code = ""  # a line below the criterion whose code cell is merged down over it
            if not code and self._goes_on(row, title, last, at_top):
                self._join(last, row, title)
                return
            if at_top and code and self._known is not None and not self._known(code):
                whole = squash(self._cell(row, Field.TITLE).text)
                if not self._has_number(row) and _is_unfinished(last.title, whole):
                    self._join(last, row, whole)
                    return
        if self._totals and not code and not self._has_number(row):
            self._below += _row_texts([row])
        elif not code and not title:
            self._set_loose(row)
        else:
            self._begin(row, code, title)

    def _goes_on(self, row: Row, title: str, last: _Draft, at_top: bool) -> bool:
        if self._has_number(row):
            return (
                Field.MAX not in last.cells
                and Field.SELF not in last.cells
                and (not title or _is_unfinished(last.title, title))
            )
        return not title or at_top or _is_unfinished(last.title, title)

    def _title_reaches_down(self, row: Row) -> bool:
        field = Field.TITLE if self._codes_in_titles else Field.CODE
        return self._cell(row, field).span == "down"

    def _has_number(self, row: Row) -> bool:
        return any(
            _is_number(self._cell(row, field)) for field in _NUMBERS if not self._cell(row, field).span
        )

    def _begin(self, row: Row, code: str, title: str) -> None:
        draft = _Draft(row.number, code, title)
        draft.numeric_code = not self._codes_in_titles and self._cell(row, Field.CODE).number is not None
        for field in (*_NUMBERS, *_TEXTS):
            cell = self._cell(row, field)
            if is_blank(cell.text) or cell.span == "across":
                continue
            if cell.span == "down":
                if field in _NUMBERS:
                    continue
                draft.inherited.append(field)
            draft.cells[field] = cell
        draft.others = self._others(row)
        self._drafts.append(draft)

    def _others(self, row: Row) -> dict[int, str]:
        known = set(self.head.columns.values())
        return {
            column: cell.text
            for column, cell in enumerate(row.cells)
            if column not in known
            and not cell.span
            and not is_blank(cell.text)
            # the form's own helper columns
            and not self.head.others.get(column, "").startswith(HELPER_PREFIX)
        }

    def _join(self, draft: _Draft, row: Row, title: str) -> None:
        """Add a row to the line that it goes on with."""
        draft.rows.append(row.number)
        if title:
            draft.title = squash(f"{draft.title} {title}")
        for field in (*_NUMBERS, *_TEXTS):
            cell = self._cell(row, field)
            if is_blank(cell.text) or cell.span:
                continue
            present = draft.cells.get(field)
            if present is None:
                draft.cells[field] = cell
            elif field in _NUMBERS or field is Field.EXCLUDED:
                if squash(cell.text) != squash(present.text):
                    self._loose.append(Loose(row.number, cell.text))
            else:
                join = join_evidence if field is Field.EVIDENCE else join_text
                draft.cells[field] = Cell(join(present.text, cell.text))
        for column, text in self._others(row).items():
            draft.others[column] = join_text(draft.others.get(column, ""), text)

    def _add_total(self, row: Row, label: str) -> bool:
        footer = _FOOTERS.get(_label(label))
        if footer is None and not _TOTAL.match(_label(label)):
            return False
        own = {field: self._cell(row, field) for field in (*_NUMBERS, *_TEXTS)}
        own = {field: cell for field, cell in own.items() if not cell.span and not is_blank(cell.text)}
        numbers = {field: cell for field, cell in own.items() if field in _NUMBERS and _is_number(cell)}
        rest = [squash(cell.text) for field, cell in own.items() if field not in numbers]
        rest += map(squash, self._others(row).values())
        self._totals.append(Total(row.number, label.strip(" ."), footer, numbers, " | ".join(rest)))
        return True

    def _set_loose(self, row: Row) -> None:
        texts = (squash(cell.text) for cell in row.cells if not cell.span)
        self._loose.append(Loose(row.number, " | ".join(text for text in texts if text)))


_FOOTERS = {fold(label): footer for footer, label in FOOTER_LABELS.items()}
_TOTAL = re.compile(r"(?:tổng (?:cộng|điểm|số điểm|số)|cộng|tổng)\b.{0,40}\Z")


def _label(text: str) -> str:
    return fold(text).strip(" .:-")


def _is_number(cell: Cell) -> bool:
    return cell.number is not None or parse_number(cell.text).value is not None


def _is_same(title: str, before: str) -> bool:
    return not title or _is_part(title, before) or _is_unfinished(before, title)


def _is_part(title: str, whole: str) -> bool:
    return bool(title) and fold(title) in fold(whole)


def _is_unfinished(before: str, after: str) -> bool:
    """Does a title go on with this text? It begins small, or what stands before it ends in the middle of
    a phrase or of brackets."""
    if not before or not after:
        return bool(before)
    return (
        after[0].islower()
        or after[0] in ",;:)]/"
        or before[-1] in ",;(/-–"
        or before.count("(") > before.count(")")
    )


# --- texts that go on ---------------------------------------------------------------------------

_NEW_LINE = re.compile(r"\s*(?:[-+*•–]\s|\d{1,2}\s?[./)]\s|[a-zđ]\)\s|\[\d{1,3}\])")


def join_text(before: str, after: str) -> str:
    """A text that goes on over a page: a new line for a new item or sentence, else a space."""
    before, after = before.rstrip(), after.lstrip()
    if not before or not after:
        return before or after
    starts = _NEW_LINE.match(after) or (before[-1] in ".;:!?" and after[0].isupper())
    return f"{before}\n{after}" if starts else f"{before} {after}"


def join_evidence(before: str, after: str) -> str:
    """An evidence list that goes on over a page. A file name that the page cut in two becomes one again:
    names have no spaces, and a whole one ends in its extension or in "..."."""
    before, after = before.rstrip(), after.lstrip()
    if not before or not after:
        return before or after
    if _NEW_LINE.match(after):
        return f"{before}\n{after}"
    last = items(before)
    if not last or " " in last[-1].name:
        return f"{before} {after}"
    name, is_named = last[-1].name, last[-1].number is not None or re.search("[-_]", last[-1].name)
    is_whole = name.endswith(("...", "…")) or _WHOLE.search(name)
    if not is_named:
        return f"{before} {after}"
    return f"{before}\n{after}" if is_whole else before + after


_WHOLE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|jpe?g|png|tiff?|zip|rar|7z)\Z", re.IGNORECASE)
