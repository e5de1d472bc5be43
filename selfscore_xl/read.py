"""A workbook file -> a ``Submission``: cells found by code and header text, never by position.

Nothing is judged here. What a cell holds is kept raw and typed; what cannot be found is absent.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import cached_property

from . import exchange
from .cell import Address, Area, parse_ref, ref
from .criteria import Criteria, Tree, for_group, varies
from .edits import Mark
from .finding import Place
from .layout import (
    COMPARISON_SHEET,
    DATA_HEADERS,
    DATA_SHEET,
    EXCLUSION_SHEET,
    FOOTER_LABELS,
    FORM_SHEET,
    GUIDE_SHEET,
    HEAD_LABELS,
    HEADERS,
    HELPER_PREFIX,
    IDENTITY_NAMES,
    IDENTITY_SHEET,
    IMPORT_SHEET,
    LEDGER_COLUMN,
    LEDGER_TITLE,
    MIGRATION_SHEET,
    REMARK_SHEET,
    RESULT_SHEET,
    DataField,
    DataHelper,
    Field,
    Footer,
    Head,
)
from .ooxml.refusal import Refusal
from .ooxml.sheet import Cell, Sheet, shortest_decimal
from .ooxml.stamp import saved
from .ooxml.styles import Styles, Xf
from .ooxml.workbook import Workbook
from .record import NamedTuple
from .submission import Entry, EntryKind, FormFact, Identity, Row, SheetFact, Source, Submission
from .text import fold, is_blank, nfc, parse_number, squash
from .typed import Literal, cast

HEADER_SEARCH_ROWS = 200
"""The header row is looked for in this many rows from the top."""
HEAD_SEARCH_COLUMNS = 6

_MORE_ROWS = 5_000
"""Rows with a code beyond as many as the set has criteria; what stands in further ones belongs to no row
of the form."""

_KNOWN_SHEETS = frozenset(
    (
        FORM_SHEET,
        GUIDE_SHEET,
        DATA_SHEET,
        RESULT_SHEET,
        IMPORT_SHEET,
        MIGRATION_SHEET,
        IDENTITY_SHEET,
        EXCLUSION_SHEET,
        COMPARISON_SHEET,
        REMARK_SHEET,
    )
)
_FIELD_OF = {fold(text): field for field, text in HEADERS.items()}
_DATA_FIELD_OF = {fold(text): field for field, text in DATA_HEADERS.items()}
_FOOTER_OF = {fold(label): line for line, label in FOOTER_LABELS.items()}
_HEAD_OF = {fold(label): head for head, label in HEAD_LABELS.items()}
_NUMERIC = frozenset((Field.MAX, Field.SELF, Field.APPRAISED))
_COMPUTED = frozenset((Field.SELF, Field.APPRAISED))
_RULED = frozenset((Field.SELF, Field.EXCLUDED, Field.APPRAISED))
_FOOTER_FIELDS = (Field.MAX, Field.SELF, Field.APPRAISED)
_IDENTIFYING = (Field.CODE, Field.SELF, Field.MAX, Field.TITLE)


class NotAForm(Exception):
    """The workbook can be read, but no sheet of it is a form: no header row was found."""


class FormFile(NamedTuple):
    """A workbook in which the form was found."""

    workbook: Workbook
    sheet: Sheet
    header_row: int
    columns: Mapping[Field, int]
    identity: Identity
    marks: tuple[Mark, ...]
    foreign: Foreign | None = None
    """Set where the file is no xlsx: ``workbook`` then holds its values and nothing else."""


class Foreign(NamedTuple):
    """A file of another format than xlsx."""

    format: Literal["xls", "ods", "xlsb"]
    sha256: str


def open_form(source: str | os.PathLike[str] | bytes) -> FormFile:
    """Open a workbook and find the form in it; of an .xls, .ods or .xlsb file only the values.

    Raises:
        Refusal: the file cannot be read (see ``ooxml.refusal``).
        NotAForm: it is a workbook without a form.
    """
    foreign = None
    try:
        workbook = Workbook.open(source)
    except Refusal as refusal:
        workbook, foreign = _open_foreign(source, refusal)
    names = [info.name for info in workbook.sheets]
    for name in sorted(names, key=lambda name: (squash(name) != FORM_SHEET, names.index(name))):
        if squash(name) in _KNOWN_SHEETS and squash(name) != FORM_SHEET:
            continue
        sheet = workbook.sheet(name)
        header = _header(sheet)
        if header is not None:
            return FormFile(workbook, sheet, *header, _identity(workbook), _marks(workbook, name), foreign)
    raise NotAForm


def _open_foreign(source: str | os.PathLike[str] | bytes, refusal: Refusal) -> tuple[Workbook, Foreign]:
    """What ``ooxml`` refused, by a reader of its own where the file's ending says what it is."""
    from . import foreign

    ending = "" if isinstance(source, bytes) else os.path.splitext(os.fspath(source))[1].lower()
    if isinstance(source, bytes) or foreign.ENDINGS.get(ending) != refusal.reason:
        raise refusal
    from .ooxml.saving import sha256_of

    workbook = Workbook.open(foreign.as_xlsx(foreign.read_sheets(source)))
    format = cast(Literal["xls", "ods", "xlsb"], ending[1:])
    return workbook, Foreign(format, sha256_of(source) or "")


def _header(sheet: Sheet) -> tuple[int, dict[Field, int]] | None:
    """The header row, and the column of each field that it names."""
    rows: dict[int, list[tuple[int, str]]] = {}
    for (row, column), cell in sheet.cells.items():
        if row <= HEADER_SEARCH_ROWS and cell.kind == "text":
            rows.setdefault(row, []).append((column, cell.value))
    for row in sorted(rows):
        columns: dict[Field, int] = {}
        for column, text in rows[row]:
            field = _FIELD_OF.get(fold(text))
            if field is not None:
                columns.setdefault(field, column)
        if len(columns) >= 4 and Field.CODE in columns and sum(one in columns for one in _IDENTIFYING) >= 2:
            return row, columns
    return None


def _identity(workbook: Workbook) -> Identity:
    """Every mark of identity; the hidden sheet first, then defined names, then properties."""
    stamped: dict[str, str] = {}
    for info in workbook.sheets:
        if squash(info.name) == IDENTITY_SHEET:
            sheet = workbook.sheet(info.name)
            for (row, column), cell in sheet.cells.items():
                if column == 1 and cell.kind == "text":
                    stamped.setdefault(cell.value, nfc(sheet.cell(row, 2).value))
    for name in workbook.defined_names:
        quoted = name.text
        if name.name.startswith("ss_") and len(quoted) > 1 and quoted[0] == quoted[-1] == '"':
            stamped.setdefault(name.name, nfc(quoted[1:-1].replace('""', '"')))
    for key, text in workbook.custom_properties.items():
        stamped.setdefault(key, nfc(text))
    return Identity(**{field: stamped.get(name, "") for field, name in IDENTITY_NAMES.items()})


def _marks(workbook: Workbook, form: str) -> tuple[Mark, ...]:
    """What an earlier ``validate`` noted of its own changes on the result sheet. Where the form's sheet has
    another name by now, they are read as those of the sheet that is the form."""
    if not any(squash(info.name) == RESULT_SHEET for info in workbook.sheets):
        return ()
    sheet = workbook.sheet(RESULT_SHEET)
    first = LEDGER_COLUMN
    start = next(
        (
            row
            for (row, column), cell in sheet.cells.items()
            if column == first and cell.value == LEDGER_TITLE
        ),
        None,
    )
    if start is None:
        return ()
    marks = []
    row = start + 1
    while (row, first) in sheet.cells:
        texts = [sheet.cell(row, first + index).value for index in range(len(Mark._fields))]
        try:
            parse_ref(texts[1])
        except ValueError:
            break
        marks.append(Mark(*texts))
        row += 1
    names = workbook.sheet_names
    return tuple(mark if mark.sheet in names else mark._replace(sheet=form) for mark in marks)


def as_its_group_sees(file: FormFile, criteria: Criteria) -> Criteria:
    """The set as the form's unit group sees it (``criteria.for_group``): the group that the form was made
    for, else the one that it states, else the one whose rows and maxima it has most of (S503 then says
    what is missing)."""
    if not varies(criteria):
        return criteria
    reader = _Reader(file, criteria.tree())
    head = reader.head.get(Head.UNIT_GROUP)
    for said in (file.identity.unit_group, head.text if head is not None else ""):
        for group in criteria.unit_groups:
            if fold(said) and fold(said) in (fold(group.code), fold(group.name)):
                return for_group(criteria, group.code)
    seen = [for_group(criteria, group.code) for group in criteria.unit_groups]
    return max(seen, key=lambda one: _rows_in_common(file, one))


def _rows_in_common(file: FormFile, criteria: Criteria) -> int:
    rows, _, _ = _Reader(file, criteria.tree()).table()
    maxima = {node.key: node.max_score for node in criteria.nodes}
    return sum(
        row.key is not None and Field.MAX in row.entries and row.entries[Field.MAX].number == maxima[row.key]
        for row in rows
    )


def read(file: FormFile, tree: Tree, path: str) -> Submission:
    """The form's answers, matched with the criteria of a set.

    Raises:
        Refusal: a part of the workbook cannot be read.
    """
    workbook = file.workbook
    reader = _Reader(file, tree)
    rows, footer, repeated = reader.table()
    data = _data(workbook, tree, file)
    return Submission(
        source=_source(file, path),
        identity=file.identity,
        form=FormFact(file.sheet.name, file.header_row, file.columns, file.sheet.protected),
        head=reader.head,
        rows=tuple(rows),
        footer=footer,
        data=data.figures,
        facts=data.facts,
        sheets=tuple(_sheet_facts(workbook, file)),
        stray=tuple(reader.stray()),
        repeated_headers=tuple(repeated),
        has_macros=workbook.has_macros,
        external_links=workbook.external_links,
        is_signed=workbook.is_signed,
        decisions=exchange.decisions(workbook, tree),
        exchanged=exchange.remarks(workbook),
    )


def _source(file: FormFile, path: str) -> Source:
    if file.foreign is not None:
        return Source(path, file.foreign.sha256, file.foreign.format, formulas_seen=False)
    package = file.workbook.package
    format: Literal["xlsx", "xlsm"] = "xlsm" if file.workbook.has_macros else "xlsx"
    return Source(path, package.sha256, format, saved=saved(package), since_1904=file.workbook.date1904)


class _Entries:
    """Makes entries of one sheet's cells."""

    def __init__(self, sheet: Sheet, styles: Styles, marks: Iterable[Mark]) -> None:
        self.sheet = sheet
        self.styles = styles
        self.entered = {
            parse_ref(mark.ref): mark for mark in marks if mark.sheet == sheet.name and mark.what == "value"
        }
        self.merged = set(_cells(sheet.merges))
        self.formula_text = _MOST_FORMULA_TEXT
        # what holds for many cells, asked once: by format, and whether of a text; by column
        self._faint: dict[tuple[int, bool], bool] = {}
        self._hidden: dict[int, bool] = {}

    def entry(
        self,
        row: int,
        column: int,
        numeric: bool = False,
        ruled: bool = True,
        computed: bool = False,
        written_out: bool = True,
    ) -> Entry:
        """What stands in a cell; where ``validate`` writes what it computed, what stood there before it
        did. Of other cells the ledger, which anybody can write, is not believed.

        ``written_out``: a formula that the cell shares with others as it reads there, and not ``""``.
        """
        cell = self.sheet.cell(row, column)
        mark = self.entered.get((row, column)) if computed else None
        corrected = mark is not None and cell.value == mark.after
        if mark is not None and corrected:
            cell = _as_entered(cell, mark.before)
        format = self.styles.xf(cell.style)
        kind: EntryKind = cell.kind
        text = cell.value
        number: Decimal | None = None
        ambiguous = False
        if kind == "number":
            number = shortest_decimal(text)
            if number.adjusted() > _MOST_DIGITS:
                kind, number = "error", None
            else:
                if format.is_date:
                    kind = "date"
                if not number or number.adjusted() < -_MOST_DIGITS:
                    number = Decimal(0)  # minus zero, or what binary arithmetic leaves of it
                text = f"{number:f}"
        elif kind == "text":
            text = nfc(text)
            if numeric:
                number, ambiguous = parse_number(text)
        return Entry(
            Place(self.sheet.name, ref(row, column)),
            kind,
            cell.value,
            text,
            number if kind != "date" else None,
            ambiguous,
            self._formula(cell) if written_out else cell.formula,
            format.locked,
            self.sheet.is_row_hidden(row) or self._is_column_hidden(column),
            ruled,
            kind != "blank" and self._is_faint(cell.style, format, kind == "text"),
            (row, column) in self.merged,
            corrected,
        )

    def _is_faint(self, style: int, format: Xf, text: bool) -> bool:
        known = self._faint.get((style, text))
        if known is None:
            known = self._faint[style, text] = _is_faint(format, text)
        return known

    def _is_column_hidden(self, column: int) -> bool:
        known = self._hidden.get(column)
        if known is None:
            known = self._hidden[column] = self.sheet.is_column_hidden(column)
        return known

    def _formula(self, cell: Cell) -> str | None:
        if not cell.formula and cell.formula is not None and self.formula_text > 0:
            formula = self.sheet.formula(cell.row, cell.column) or ""
            self.formula_text -= len(formula)
            return formula
        return cell.formula


_MOST_DIGITS = 20
"""Before or behind the decimal point of a number that an office can mean; sums and ratios of others
could grow beyond what a cell can hold."""
_MOST_FORMULA_TEXT = 2_000_000
"""Characters of formulas that are written out: cells that share a long one cost no memory in the file."""


def _as_entered(cell: Cell, before: str) -> Cell:
    """The cell with the cached value that it had before an earlier ``validate`` corrected it."""
    if not before:
        return cell._replace(kind="blank", value="")
    kind, _, value = before.partition(":")
    return cell._replace(kind=cast(EntryKind, kind), value=value)


def _is_faint(format: Xf, text: bool) -> bool:
    """Does the format show nothing of a text, or of a number, that a reader could see?"""
    font, fill = format.font_color or "000000", format.fill_color or "FFFFFF"
    if all(
        abs(int(font[at : at + 2], 16) - int(fill[at : at + 2], 16)) <= _LEAST_CONTRAST for at in (0, 2, 4)
    ):
        return True
    if 0 < format.font_size <= _UNREADABLE_SIZE:
        return True
    sections = format.number_format.replace(" ", "").replace('""', "").split(";")
    return len(sections) > (3 if text else 1) and not any(sections)


_LEAST_CONTRAST = 16
"""Of 255, per colour: white on the palest grey cannot be told from white on white."""
_UNREADABLE_SIZE = 3
"""Points."""


def _cells(areas: Iterable[Area]) -> Iterator[Address]:
    """The cells of areas, huge ones left out: no input is merged over thousands of cells."""
    for first_row, first_column, last_row, last_column in areas:
        if (last_row - first_row + 1) * (last_column - first_column + 1) <= 4096:
            for row in range(first_row, last_row + 1):
                for column in range(first_column, last_column + 1):
                    yield row, column


class _Reader:
    """Reads the form's sheet: its table, its head, and what belongs to neither."""

    def __init__(self, file: FormFile, tree: Tree) -> None:
        self.file = file
        self.sheet = file.sheet
        self.columns = file.columns
        self.tree = tree
        self.entries = _Entries(file.sheet, file.workbook.styles, file.marks)
        self.keys = _Keys(tree)
        self.by_row: dict[int, list[int]] = {}
        for (row, column), cell in self.sheet.cells.items():
            if cell.kind != "blank" or cell.formula is not None:
                if row not in self.by_row:
                    self.by_row[row] = []
                self.by_row[row].append(column)
        heads = {
            column: self.sheet.cell(file.header_row, column).value for column in self.by_row[file.header_row]
        }
        self.helper_columns = {column for column, text in heads.items() if text.startswith(HELPER_PREFIX)}
        self.key_column = next(
            (column for column in self.helper_columns if heads[column] == HELPER_PREFIX + "key"), None
        )
        rows = range(file.header_row + 1, max(self.by_row, default=file.header_row) + 1)
        self.rules = _rules(self.sheet, self.columns, rows)
        self.table_rows: set[int] = set()
        self.footer_rows: set[int] = set()

    def table(self) -> tuple[list[Row], dict[tuple[Footer, Field], Entry], list[Place]]:
        """The rows with a code, the footer lines, and where the header row stands once more."""
        rows: list[Row] = []
        footer: dict[tuple[Footer, Field], Entry] = {}
        repeated: list[Place] = []
        code_column = self.columns[Field.CODE]
        title_column = self.columns.get(Field.TITLE)
        most_rows = len(self.tree.nodes) + _MORE_ROWS
        for number in sorted(row for row in self.by_row if row > self.file.header_row):
            cell = self.sheet.cell(number, code_column)
            code = "" if is_blank(cell.value) else cell.value
            title = self.sheet.cell(number, title_column).value if title_column else ""
            line = _FOOTER_OF.get(_label(title)) or _FOOTER_OF.get(_label(code))
            if line is not None:
                self.footer_rows.add(number)
                for field in _FOOTER_FIELDS:
                    if field in self.columns and (line, field) not in footer:
                        footer[line, field] = self.entries.entry(
                            number, self.columns[field], True, computed=True
                        )
            elif code and fold(code) == fold(HEADERS[Field.CODE]):
                repeated.append(Place(self.sheet.name, ref(number, code_column)))
                self.table_rows.add(number)
            elif len(rows) < most_rows and self._is_criterion(number, code):
                self.table_rows.add(number)
                rows.append(self._row(number, cell))
        return rows, footer, repeated

    def _is_criterion(self, number: int, code: str) -> bool:
        """Below the footer, and without a code, only what is in the set."""
        if code and not self.footer_rows:
            return True
        return bool(code or "" in self.keys.by_code) and self._key(self.keys, number) is not None

    def _key(self, keys: _Keys, number: int) -> str | None:
        """The criterion that a row's code means."""
        return keys.find(
            self._code_text(number, self.columns[Field.CODE]), self._hidden_key(number), self._title(number)
        )

    def _hidden_key(self, number: int) -> str:
        return self.sheet.cell(number, self.key_column).value if self.key_column else ""

    def _title(self, number: int) -> str:
        column = self.columns.get(Field.TITLE)
        return squash(self.sheet.cell(number, column).value) if column else ""

    def _row(self, number: int, code: Cell) -> Row:
        text = self._code_text(number, self.columns[Field.CODE])
        key = self._key(self.keys, number) or self._retyped(number)
        self.keys.passed(key)
        leaf = key is not None and self.tree[key].is_leaf
        entries = {
            field: self.entries.entry(
                number,
                column,
                field in _NUMERIC,
                field not in _RULED
                or (field is not Field.EXCLUDED and not leaf)
                or self._is_ruled(number, column, field, key),
                key is not None and not leaf and field in _COMPUTED,
                # shared down the column, long, and nobody's input
                written_out=field is not Field.CHECK,
            )
            for field, column in self.columns.items()
        }
        return Row(key, nfc(text), number, entries, self.sheet.is_row_hidden(number))

    def _retyped(self, number: int) -> str | None:
        """The criterion of a row whose code is in no set: the one that has the row's title, and no
        row of its own; of several, the one that the row's hidden key names."""
        hidden_key, title = self._hidden_key(number), self._title(number)
        same = self.titles.get(title, ())
        key = hidden_key if hidden_key in same else same[0] if len(same) == 1 else None
        return None if key in self.present else key

    @cached_property
    def titles(self) -> dict[str, list[str]]:
        """Title -> the criteria that have it."""
        found: dict[str, list[str]] = {}
        for node in self.tree:
            found.setdefault(squash(node.title), []).append(node.key)
        return found

    @cached_property
    def present(self) -> frozenset[str]:
        """The criteria whose code stands in some row."""
        keys = _Keys(self.tree)
        found = set()
        for number in sorted(row for row in self.by_row if row > self.file.header_row):
            key = self._key(keys, number)
            keys.passed(key)
            found.add(key)
        return frozenset(key for key in found if key is not None)

    def _code_text(self, number: int, column: int) -> str:
        cell = self.sheet.cell(number, column)
        text = f"{shortest_decimal(cell.value):f}" if cell.kind == "number" else cell.value
        return text[:_LONGEST_LABEL]

    def _is_ruled(self, row: int, column: int, field: Field, key: str | None) -> bool:
        limit = self.rules.get((row, column))
        if limit is None:
            return False
        if field is Field.EXCLUDED or key is None or not isinstance(limit, Decimal):
            return True
        # Penalties are typed with a minus sign: from their cap up to 0.
        return limit == (0 if self.tree[key].kind == "penalty" else self.tree[key].max_score)

    @cached_property
    def head(self) -> dict[Head, Entry]:
        """The values of the unit's block: right of each label above the table."""
        head: dict[Head, Entry] = {}
        merged_over = {
            (row, column): area
            for area in self.sheet.merges
            if area[0] < self.file.header_row
            for row, column in _cells([area])
        }
        for row in sorted(row for row in self.by_row if row < self.file.header_row):
            for column in sorted(self.by_row[row]):
                cell = self.sheet.cell(row, column)
                which = _HEAD_OF.get(_label(cell.value)) if cell.kind == "text" else None
                if which is not None and which not in head:
                    area = merged_over.get((row, column))
                    value = self._value_column(row, (area[3] if area else column) + 1)
                    head[which] = self.entries.entry(row, value)._replace(merged=False)
        return head

    def _value_column(self, row: int, column: int) -> int:
        """The column of a label's value: the next one, or in an .ods file, of which merged cells are not
        read, the next one that holds something."""
        if self.file.foreign is None:
            return column
        near = range(column, column + HEAD_SEARCH_COLUMNS)
        return next((one for one in near if not is_blank(self.sheet.cell(row, one).value)), column)

    def stray(self) -> Iterator[Entry]:
        """Cells with content that belong to no row, column or line of the form.

        Above the table and below its footer words are the form's own (title, signature); only
        numbers are out of place there.
        """
        known = {*self.columns.values(), *self.helper_columns}
        head = {parse_ref(entry.place.ref) for entry in self.head.values()}
        last = max(self.footer_rows or self.table_rows or {self.file.header_row})
        for row in sorted(self.by_row):
            inside = self.file.header_row < row <= last
            for column in sorted(self.by_row[row]):
                if row in self.footer_rows or row in self.table_rows or row == self.file.header_row:
                    if column in known:
                        continue
                elif (row, column) in head:
                    continue  # a period typed as 2023
                elif row == self.file.header_row - 1 and column in self.helper_columns:
                    continue  # the sums behind the line above the table
                elif not inside and not self._is_number(row, column):
                    continue
                entry = self.entries.entry(row, column)
                if not entry.is_empty and not (entry.formula is not None and column in known):
                    yield entry

    def _is_number(self, row: int, column: int) -> bool:
        """A number, but not the zero that the text given by a formula is to the reader of .xls files."""
        cell, foreign = self.sheet.cell(row, column), self.file.foreign
        lost = foreign is not None and foreign.format == "xls" and cell.value == "0"
        return cell.kind == "number" and not lost


def _label(text: str) -> str:
    """A label as it is compared: without the leading dot and the colon that forms print."""
    return fold(text[:_LONGEST_LABEL]).strip(" .:-")


_LONGEST_LABEL = 300
"""Characters of a cell that are looked at where a code or a label is looked for."""


MOST_RULED = 100_000
"""Input cells that rules are followed to; a form of ours has a few hundred, a hostile one may state
a hundred thousand rules over ten thousand rows each."""


def _rules(sheet: Sheet, columns: Mapping[Field, int], rows: range) -> dict[Address, Decimal | bool]:
    """Input cells of ``rows`` that a validation rule covers -> the rule's upper limit; True where the
    rule is a list, or its limit is no plain number."""
    wanted = sorted(column for field, column in columns.items() if field in _RULED)
    rules: dict[Address, Decimal | bool] = {}
    left = MOST_RULED
    for rule in sheet.validations:
        if rule.type in ("none", ""):
            continue
        limit: Decimal | bool = True
        if rule.type in ("decimal", "whole") and rule.operator in ("between", ""):
            try:
                limit = Decimal(rule.formula2)
            except InvalidOperation:
                limit = True
        for first_row, first_column, last_row, last_column in rule.areas:
            for column in wanted:
                if first_column <= column <= last_column:
                    for row in range(max(first_row, rows.start), min(last_row + 1, rows.stop)):
                        rules[row, column] = limit
                        left -= 1
                        if not left:
                            return rules
    return rules


class _Keys:
    """Finds the criterion that a typed code means."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.place = {node.key: index for index, node in enumerate(tree.nodes)}
        self.by_code: dict[str, list[str]] = {}
        for node in tree:
            self.by_code.setdefault(bare_code(node.code), []).append(node.key)
        self.last = -1
        """Place of the criterion of the last row."""

    def passed(self, key: str | None) -> None:
        """A row of this criterion was read: where codes restart, the next one is below it."""
        if key is not None:
            self.last = self.place[key]

    def all_of(self, code: str) -> list[str]:
        """Every criterion of a code. A program may have turned the text 01 into the number 1."""
        code = bare_code(code)
        found = self.by_code.get(code)
        if found is None and code.isascii() and code.isdigit():
            found = next((self.by_code[known] for known in self._numbers.get(int(code), ())), None)
        return found or []

    @cached_property
    def _numbers(self) -> dict[int, list[str]]:
        numbers: dict[int, list[str]] = {}
        for code in self.by_code:
            if code.isascii() and code.isdigit():
                numbers.setdefault(int(code), []).append(code)
        return numbers

    def find(self, code: str, hidden_key: str = "", title: str = "") -> str | None:
        """The key of a code. Where codes restart in every section: of the one that the hidden key column
        names, or that has the row's title, or else the nearest one below the last row's. A row without a
        code is known by its hidden key or its title."""
        keys = self.all_of(code)
        if hidden_key in keys:
            return hidden_key
        if len(keys) < 2 and bare_code(code):
            return keys[0] if keys else None
        if title:
            alike = [key for key in keys if squash(self.tree[key].title) == title]
            keys = alike or keys if bare_code(code) else alike
        elif not bare_code(code):
            return None
        return self.nearest(keys)

    def nearest(self, keys: list[str]) -> str | None:
        """The first of some criteria below the last row's; the first of all where none is."""
        below = (key for key in keys if self.place[key] > self.last)
        return next(below, keys[0] if keys else None)


def bare_code(text: str) -> str:
    """A code as it is compared: without the dots and dashes printed around it."""
    return fold(text).replace(" ", "").strip(".-–:)")


class _Data(NamedTuple):
    """What the data sheet holds."""

    figures: dict[tuple[str, str], Entry]
    facts: dict[str, Entry]


def _data(workbook: Workbook, tree: Tree, file: FormFile) -> _Data:
    """The figures typed in the data sheet, matched by code and by the input's label; the facts stated
    there, matched by their label."""
    data = _Data({}, {})
    name = next((info.name for info in workbook.sheets if squash(info.name) == DATA_SHEET), None)
    if name is None:
        return data
    sheet = workbook.sheet(name)
    entries = _Entries(sheet, workbook.styles, file.marks)
    columns: dict[DataField, int] = {}
    header_row = key_column = 0
    for (row, column), cell in sheet.cells.items():
        field = _DATA_FIELD_OF.get(fold(cell.value)) if cell.kind == "text" else None
        if field is not None and (not header_row or row == header_row):
            header_row = row
            columns.setdefault(field, column)
        elif header_row and row == header_row and cell.value == HELPER_PREFIX + DataHelper.KEY:
            key_column = column
    if not {DataField.CODE, DataField.LABEL, DataField.VALUE} <= columns.keys():
        return data
    keys = _Keys(tree)
    facts = {squash(fact.label): fact.code for fact in tree.criteria.facts}
    for row in sorted({row for row, _ in sheet.cells if row > header_row}):
        label = squash(sheet.cell(row, columns[DataField.LABEL]).value)
        code = sheet.cell(row, columns[DataField.CODE]).value
        hidden_key = sheet.cell(row, key_column).value if key_column else ""
        found = _figure(keys, code, hidden_key, label, data.figures)
        if found is not None:
            keys.passed(found[0])
            data.figures[found] = entries.entry(row, columns[DataField.VALUE], True)
        elif is_blank(code) and label in facts:
            data.facts.setdefault(facts[label], entries.entry(row, columns[DataField.VALUE], True))
    return data


def _figure(
    keys: _Keys, code: str, hidden_key: str, label: str, found: Mapping[tuple[str, str], Entry]
) -> tuple[str, str] | None:
    """Criterion and input of a row of the data sheet: the first that has no figure yet."""
    inputs = {
        key: next(
            (
                one.name
                for one in keys.tree[key].rule.asked
                if squash(one.label) == label and (key, one.name) not in found
            ),
            None,
        )
        for key in keys.all_of(code)
    }
    wanting = [key for key, name in inputs.items() if name is not None]
    current = keys.tree.nodes[keys.last].key if keys.last >= 0 else ""
    key = next((one for one in (hidden_key, current) if one in wanting), None) or keys.nearest(wanting)
    name = inputs.get(key) if key is not None else None
    return None if key is None or name is None else (key, name)


def _sheet_facts(workbook: Workbook, file: FormFile) -> Iterator[SheetFact]:
    for info in workbook.sheets:
        name = squash(info.name)
        known = info.name == file.sheet.name or (name in _KNOWN_SHEETS and name != FORM_SHEET)
        if known:
            protected = info.name == file.sheet.name and file.sheet.protected
            yield SheetFact(info.name, info.state, True, 0, 0, None, protected)
            continue
        sheet = workbook.sheet(info.name)
        filled = sorted(address for address, cell in sheet.cells.items() if cell.kind != "blank")
        numbers = sum(sheet.cells[address].kind == "number" for address in filled)
        first = Place(info.name, ref(*filled[0])) if filled else None
        yield SheetFact(info.name, info.state, False, len(filled), numbers, first, sheet.protected)
