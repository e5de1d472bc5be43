"""Small forms written as tables: the examples of checks, for tests and for the catalogue.

A table has the form's own header texts, a row per criterion and one cell per column, separated by
``|``. A cell holds what was typed:

- ``2,5`` or ``2`` in a score column: a numeric cell; ``"2,5"`` in quotes: the number typed as text;
- ``#REF!``: an error value; ``TRUE``: a truth value; ``2023-05-05``: a date; ``=A1``: a formula;
- ``·``: a space, ``⍽``: a no-break space, ``↵``: a line break inside the cell;
- nothing: a blank cell.

The set is made from the table: the hierarchy from the codes, the maxima from their column, every
leaf ``evidence: required``, exclusions allowed. A ``Quy tắc`` column may say more of a leaf, as
words separated by commas: ``evidence=optional``, ``exclusion=no``, ``exclusion=full``,
``exclusion=group``, ``basis=...``, ``places=1``, ``step=0.25``, ``choice=0/1/2``, ``ways=5/10``,
``ratio``, ``steps=90/2 0/0``, ``deduction=0.5``, ``per_unit=0.5``, ``given=...``, ``zeroes_parent``; of
any row ``bonus``, ``in_base`` or ``penalty``. ``Số liệu`` gives the typed figures:
``numerator=3 denominator=4``, ``count=2``, ``level=Mức_1``. A footer line is a row whose first cell is
its label; the lines that the table leaves out are there all the same, with nothing calculated yet.
Subtotals, footer values and the ``Kiểm tra`` column are formulas; ``{"I self": {"formula": None}}`` makes
one a typed value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

from .cell import ref
from .checking import CheckModule, Context, Example, across_check
from .criteria import (
    Band,
    Criteria,
    Criterion,
    Exclusion,
    ExclusionPolicy,
    Fact,
    FactKind,
    Input,
    Kind,
    Level,
    Period,
    Rule,
    RuleKind,
    UnitGroup,
)
from .finding import Finding, Place
from .layout import (
    DATA_SHEET,
    EXCLUSION_SHEET,
    FOOTER_FIELD,
    FOOTER_LABELS,
    FORM_SHEET,
    GUIDE_SHEET,
    HEADERS,
    IDENTITY_SHEET,
    DataField,
    Field,
    Footer,
    Head,
    Layout,
)
from .scoring import answers, facts_of, score
from .sending import NEVER, Batch, Sent
from .submission import Entry, EntryKind, FormFact, Identity, Lines, Row, SheetFact, Source, Submission
from .text import parse_number

_FIELDS = {title: field for field, title in HEADERS.items()}
BATCH_COLUMNS: dict[str, str] = {
    "file": "Tệp",
    "unit": "Đơn vị",
    "set": "Bộ tiêu chí",
    "version": "Phiên bản",
    "period": "Kỳ đánh giá",
    "saved": "Lưu lúc",
    "answers": "Nội dung",
    "errors": "Lỗi",
    "appraised": "Thẩm định",
}
"""Columns of the table of an example of many forms, by the word that ``Example.at`` names them by."""
_FOOTERS = {label: line for line, label in FOOTER_LABELS.items()}
_NUMBER = re.compile(r"-?[0-9]+([.,][0-9]+)?\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_SCORES = (Field.MAX, Field.SELF, Field.APPRAISED)


def context(example: Example) -> Context:
    """The form of an example, read and scored.

    Raises:
        ValueError: the table or its facts are malformed.
    """
    facts = dict(example.facts)
    rows = _split(example.table)
    criteria = _criteria(rows, facts)
    layout = Layout(criteria)
    submission = _submission(rows, criteria, layout, facts)
    files = facts.pop("evidence_files", None)
    if facts:
        raise ValueError(f"unknown facts: {sorted(facts)}")
    tree = criteria.tree()
    lines = Lines(submission)
    return Context(
        tree,
        submission,
        lines,
        score(tree, answers(lines), facts_of(criteria, submission)),
        None if files is None else frozenset(cast("tuple[str, ...]", files)),
    )


def batch(example: Example) -> Batch:
    """The forms of an example of a check across forms: a row per form. ``Nội dung`` stands for all that
    was typed, ``Lỗi`` for the number of errors;
    columns that do not matter are left out. The fact ``units`` is the list of units.

    Raises:
        ValueError: the facts are malformed.
    """
    facts = dict(example.facts)
    units = cast("tuple[str, ...] | None", facts.pop("units", None))
    if facts:
        raise ValueError(f"unknown facts: {sorted(facts)}")
    forms = []
    for cells in _split(example.table):
        row = {name: cells.get(header, "") for name, header in BATCH_COLUMNS.items()}
        form = Sent(
            file=row["file"],
            content=row["file"],
            unit=row["unit"],
            set_id=row["set"],
            version=row["version"],
            period=row["period"],
            saved=row["saved"] or NEVER,
            answers=row["answers"] or row["file"],
            texts=row["answers"],
            errors=int(row["errors"] or 0),
            appraised=bool(row["appraised"]),
        )
        forms.append(form)
    return Batch(forms, units)


def findings(module: CheckModule, example: Example) -> list[Finding]:
    """What a check finds in an example, of one form or of many."""
    across = across_check(module)
    return list(module.find(context(example)) if across is None else across.across(batch(example)))


def place(example: Example) -> Place | None:
    """The cell that the example's ``at`` names; None for a finding about the file."""
    if example.at == "file":
        return None
    layout = Layout(context(example).criteria)
    return _place(layout, example.at)


def _place(layout: Layout, at: str) -> Place:
    key, _, name = at.rpartition(" ")
    if at.startswith("sheet "):
        return Place(at[6:], "")
    if key == "head":
        return Place(FORM_SHEET, ref(*layout.head(Head(name))))
    if key == "footer":
        return Place(FORM_SHEET, ref(*layout.footer(Footer(name))))
    if key == "cell":
        return Place(FORM_SHEET, name)
    if key.startswith("data "):
        code = key[5:]
        found = next(row for row in layout.data_rows if row.key == code and row.input.name == name)
        return Place(DATA_SHEET, ref(found.row, layout.data_columns[DataField.VALUE]))
    return Place(FORM_SHEET, layout.ref(key, Field(name)))


def _split(table: str) -> list[dict[str, str]]:
    lines = [line for line in table.splitlines() if line.strip()]
    header, *body = ([cell.strip() for cell in line.split("|")] for line in lines)
    rows = []
    for cells in body:
        if len(cells) > len(header):
            raise ValueError(f"more cells than columns: {cells}")
        rows.append(dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True)))
    return rows


def _criteria(rows: list[dict[str, str]], facts: dict[str, Any]) -> Criteria:
    given = [row for row in rows if row["Mã"] not in _FOOTERS and not row["Mã"].startswith("+")]
    unique: dict[str, dict[str, str]] = {}
    for row in given:
        unique.setdefault(row["Mã"], row)
    for code, title, maximum in cast("tuple[tuple[str, str, str], ...]", facts.pop("set_only", ())):
        unique[code] = {"Mã": code, HEADERS[Field.TITLE]: title, HEADERS[Field.MAX]: maximum}
    order = list(cast("tuple[str, ...]", facts.pop("order", ())) or unique)
    parents = {code: code.rpartition(".")[0] if "." in code else None for code in order}
    changed = cast("dict[str, dict[str, str]]", facts.pop("set", {}))
    nodes = []
    for code in order:
        row = {**unique[code], **changed.get(code, {})}
        children = tuple(other for other in order if parents[other] == code)
        words = {
            word.strip().partition("=")[0]: word.strip().partition("=")[2]
            for word in row.get("Quy tắc", "").split(",")
            if word.strip()
        }
        nodes.append(
            Criterion(
                key=code,
                code=code,
                title=row.get(HEADERS[Field.TITLE]) or f"Tiêu chí {code}",
                max_score=Decimal(row[HEADERS[Field.MAX]].replace(",", ".")),
                level=code.count(".") + 1,
                parent=parents[code],
                children=children,
                rule=_rule(words),
                evidence="optional" if children or words.get("evidence") == "optional" else "required",
                exclusion=Exclusion(
                    words.get("exclusion") != "no",
                    words.get("basis", ""),
                    _POLICIES.get(words.get("exclusion", ""), "drop"),
                ),
                places=int(words.get("places", "2")),
                step=Decimal(words["step"]) if "step" in words else None,
                kind=next((kind for kind in _KINDS if kind in words), "main"),
                zeroes_parent="zeroes_parent" in words,
                in_base="in_base" in words,
            )
        )
    groups = cast("tuple[str, ...]", facts.pop("set_groups", ()))
    stated = cast("dict[str, tuple[str, str]]", facts.get("stated", {}))
    return Criteria(
        id="vi-du",
        version="1",
        title="Ví dụ",
        issuer="",
        legal_basis=(),
        period=Period(str(facts.pop("set_period", "Năm 2023")), "2023-01-01", "2023-12-31"),
        unit="",
        unit_groups=tuple(UnitGroup(group, f"Nhóm {group}") for group in groups),
        nodes=tuple(nodes),
        fingerprint="0123456789abcdef",
        facts=tuple(
            Fact(code, f"Số liệu {code}", cast(FactKind, kind)) for code, (kind, _) in stated.items()
        ),
    )


def _rule(words: Mapping[str, str]) -> Rule:
    for word, kind in _LEVELS.items():
        if word in words:
            scores = [Decimal(one) for one in words[word].split("/")]
            levels = tuple(Level(one, f"Mức {one}") for one in scores)
            return Rule(kind, levels=levels)
    for word in _PER_CASE:
        if word in words:
            return Rule(word, inputs=(Input("count", "Số trường hợp"),), points=Decimal(words[word]))
    if "steps" in words:
        bands = (one.split("/") for one in words["steps"].split())
        return Rule("steps", bands=tuple(Band(Decimal(at), Decimal(one)) for at, one in bands), inputs=_RATIO)
    if "given" in words:
        return Rule("given", by=words["given"])
    if "ratio" in words:
        return Rule("ratio", inputs=_RATIO)
    return Rule()


_RATIO = (Input("numerator", "Số đạt yêu cầu"), Input("denominator", "Tổng số"))
_LEVELS: dict[str, RuleKind] = {"choice": "choice", "ways": "alternatives"}
_PER_CASE: tuple[RuleKind, ...] = ("deduction", "per_unit")
_KINDS: tuple[Kind, ...] = ("bonus", "penalty")
_POLICIES: dict[str, ExclusionPolicy] = {"full": "full", "group": "group"}


def _entry(where: Place, text: str, typed: bool) -> Entry:
    text = text.replace("·", " ").replace("⍽", "\u00a0").replace("↵", "\n")
    kind: EntryKind = "text"
    formula = None
    number = None
    ambiguous = False
    raw = text
    if not text:
        kind = "blank"
    elif text.startswith("=") and typed:
        formula, raw, text, kind = text[1:], "0", "0", "number"
        number = Decimal(0)
    elif text.startswith('"') and text.endswith('"') and len(text) > 1:
        raw = text = text[1:-1]
        if typed:
            number, ambiguous = parse_number(text)
    elif typed and _NUMBER.match(text):
        kind, number = "number", Decimal(text.replace(",", "."))
        raw = text = str(number)
    elif typed and text.startswith("#"):
        kind = "error"
    elif typed and text in ("TRUE", "FALSE"):
        kind, raw = "bool", "1" if text == "TRUE" else "0"
    elif typed and _DATE.match(text):
        kind, raw = "date", "45051"
    elif typed:
        number, ambiguous = parse_number(text)
    return Entry(where, kind, raw, text, number, ambiguous, formula)


def _computed(entry: Entry) -> Entry:
    """The cell as the form has it: a formula, whose cached value is what the table shows."""
    return entry if entry.formula is not None else entry._replace(formula="SUM()", locked=True)


def _submission(
    rows: list[dict[str, str]], criteria: Criteria, layout: Layout, facts: dict[str, Any]
) -> Submission:
    missing = {Field(name) for name in cast("tuple[str, ...]", facts.pop("missing_columns", ()))}
    columns = {field: column for field, column in layout.columns.items() if field not in missing}
    tree = criteria.tree()
    built: list[Row] = []
    footer: dict[tuple[Footer, Field], Entry] = {}
    data: dict[tuple[str, str], Entry] = {}
    absent = set(cast("tuple[str, ...]", facts.pop("absent", ())))
    extra = layout.last_row + len(Footer) + 2
    for row in rows:
        code = row["Mã"]
        if code in absent:
            continue
        if code in _FOOTERS:
            line = _FOOTERS[code]
            for header, text in row.items():
                field = _FIELDS.get(header)
                if field is not None and field is not Field.CODE and text:
                    where = Place(FORM_SHEET, ref(*layout.footer(line, field)))
                    footer[line, field] = _computed(_entry(where, text, True))
            continue
        added = code.startswith("+")
        code = code.removeprefix("+")
        key = code if code in tree else None
        number = extra if added or key is None else layout.rows[key]
        extra += added or key is None
        entries = {}
        for field, column in columns.items():
            where = Place(FORM_SHEET, ref(number, column))
            text = row.get(HEADERS[field], "")
            if field is Field.CODE:
                text = code
            elif field is Field.TITLE and not text and key is not None:
                text = tree[key].title
            entry = _entry(where, text, field in _SCORES)
            locked = (
                field not in (Field.EXCLUDED, Field.SELF, Field.EVIDENCE, Field.EXPLANATION)
                if key is None or not tree[key].children
                else field not in (Field.EXCLUDED, Field.EXPLANATION)
            )
            if field is Field.CHECK or (
                field in (Field.SELF, Field.APPRAISED)
                and key is not None
                and tree[key].children
                and entry.kind != "text"
            ):
                entry = _computed(entry)
            entries[field] = entry._replace(locked=locked)
        built.append(Row(key, code, number, entries))
        for word in row.get("Số liệu", "").split():
            name, _, value = word.partition("=")
            at = _place(layout, f"data {code} {name}")
            data[code, name] = _entry(at, value.replace("_", " "), True)
    missing_lines = {Footer(name) for name in cast("tuple[str, ...]", facts.pop("missing_footers", ()))}
    for line in Footer:
        fields = (Field.MAX, Field.SELF, Field.APPRAISED) if line is Footer.MAX else (FOOTER_FIELD,)
        for field in fields:
            if line not in missing_lines and (line, field) not in footer:
                footer[line, field] = _computed(Entry(Place(FORM_SHEET, ref(*layout.footer(line, field)))))
    head = {
        one: _entry(Place(FORM_SHEET, ref(*layout.head(one))), text, False)
        for one, text in {
            Head.UNIT: str(facts.pop("unit", "Văn phòng UBND tỉnh")),
            Head.UNIT_GROUP: str(facts.pop("unit_group", "")),
            Head.PERIOD: str(facts.pop("period", criteria.period.name)),
            Head.SET: criteria.title,
        }.items()
    }
    identity = Identity(
        criteria.id, criteria.version, criteria.fingerprint, period=criteria.period.name
    )._replace(**facts.pop("identity", {}))
    shown = (FORM_SHEET, GUIDE_SHEET, *((DATA_SHEET,) if layout.data_rows or layout.fact_rows else ()))
    sheets = tuple(
        SheetFact(name, "hidden" if name == IDENTITY_SHEET else "visible", True, 10, 0, None, True)
        for name in (*shown, IDENTITY_SHEET)
        if name not in absent
    ) + tuple(
        SheetFact(name, "visible", False, filled, numbers, Place(name, "A1"))
        for name, filled, numbers in cast("tuple[tuple[str, int, int], ...]", facts.pop("extra_sheets", ()))
    )
    submission = Submission(
        source=Source("vi-du.xlsx", "0" * 64, formulas_seen=bool(facts.pop("formulas_seen", True))),
        identity=identity,
        form=FormFact(
            str(facts.pop("sheet", FORM_SHEET)),
            layout.header_row,
            columns,
            bool(facts.pop("protected", True)),
        ),
        head=head,
        rows=tuple(sorted(built, key=lambda row: row.number)),
        footer=footer,
        data=data,
        sheets=sheets,
        stray=tuple(
            _entry(Place(FORM_SHEET, where), text, True)
            for where, text in cast("dict[str, str]", facts.pop("stray", {})).items()
        ),
        facts={
            row.fact.code: _entry(
                Place(DATA_SHEET, ref(row.row, layout.data_columns[DataField.VALUE])), text, True
            )
            for row, (_, text) in zip(layout.fact_rows, facts.pop("stated", {}).values(), strict=True)
        },
        has_macros=bool(facts.pop("has_macros", False)),
        external_links=int(facts.pop("external_links", 0)),
        decisions=_decisions(facts),
    )
    return _changed(submission, layout, facts)


def _decisions(facts: dict[str, Any]) -> dict[str, Entry] | None:
    """``{"decisions": {"I.1": "Chấp nhận"}}``: the example is a reviewer's copy."""
    said = facts.pop("decisions", None)
    if said is None:
        return None
    where = (Place(EXCLUSION_SHEET, ref(6 + index, 6)) for index in range(len(said)))
    return {key: _entry(next(where), text, False) for key, text in said.items()}


def _changed(submission: Submission, layout: Layout, facts: dict[str, Any]) -> Submission:
    """Apply facts about single cells: ``{"I.1 self": {"locked": True}}``, ``{"row I.1": {...}}``."""
    rows = list(submission.rows)
    for at in [name for name in facts if " " in name]:
        change = facts.pop(at)
        key, _, name = at.rpartition(" ")
        if key == "row":
            rows = [row._replace(**change) if row.key == name else row for row in rows]
            continue
        if key == "footer":
            spot = (Footer(name), FOOTER_FIELD)
            footer = {**submission.footer, spot: submission.footer[spot]._replace(**change)}
            submission = submission._replace(footer=footer)
            continue
        field = Field(name)
        rows = [
            row._replace(entries={**row.entries, field: row.entries[field]._replace(**change)})
            if row.key == key
            else row
            for row in rows
        ]
    return submission._replace(rows=tuple(rows))
