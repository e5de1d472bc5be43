"""The form's hidden columns, its subtotals and its ``Kiểm tra``: each column is one function that
gives the formula of a criterion's row together with the value that it has there.

Inputs are read through ``INDEX(range, ROW() - header row)`` only: a direct reference would follow an
input that is cut and pasted elsewhere. Hidden cells are locked and may be referred to directly. All
formulas of a column are the same but for their row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cached_property

from ..cell import column_letters
from ..criteria import Criterion, Tree
from ..layout import EXCLUSION_MARK, Field, Helper, Layout
from ..text import fold, half_up, is_blank
from .answers import NOTHING, Answers, Typed
from .expressions import Formula, Value, squashed
from .typed_numbers import AMBIGUOUS, AS_TEXT, BLANK, NUMBER, Part, parts

ZERO, ONE, TWO = map(Decimal, range(3))
POINT_PLACES = 2
"""Subtotals and footer lines are rounded to two places."""


class Table:
    """The criteria's rows of a form being built."""

    def __init__(self, layout: Layout, tree: Tree, answers: Mapping[str, Answers]) -> None:
        self.layout = layout
        self.tree = tree
        self.not_excludable = not_excludable(tree)
        self.lines = {node.key: Line(self, node, answers.get(node.key, NOTHING)) for node in tree}

    def values(self, helper: Helper) -> list[Value]:
        """A hidden column's values, in form order; blanks left out."""
        cells = (line.value(helper) for line in self.lines.values())
        return [value for value in cells if value != ""]

    def total(self, helper: Helper) -> Decimal:
        """Sum of a hidden column, as SUM has it."""
        return sum((value for value in self.values(helper) if isinstance(value, Decimal)), ZERO)

    def span(self, helper: Helper) -> str:
        """Range of a hidden column over all criteria."""
        letters = column_letters(self.layout.helper_columns[helper])
        return f"${letters}${self.layout.first_row}:${letters}${self.layout.last_row}"


def not_excludable(tree: Tree) -> frozenset[str]:
    """``checking.Context.not_excludable``: it depends on the set alone."""
    refused = {node.key for node in tree if not node.exclusion.allowed}
    for node in tree:
        if node.parent in refused:
            refused.add(node.key)
    for node in reversed(tree.nodes):
        if any(child in refused for child in node.children):
            refused.add(node.key)
    return frozenset(refused)


class Line:
    """One criterion's row of a form being built."""

    def __init__(self, table: Table, node: Criterion, answers: Answers) -> None:
        self.table = table
        self.node = node
        self.answers = answers
        self.row = table.layout.rows[node.key]
        self._contents: dict[Helper, Formula | Value] = {}
        self._parts: dict[Field, dict[Part, Formula]] = {}

    def content(self, helper: Helper) -> Formula | Value:
        """What the hidden cell holds: a formula, a constant, or '' for nothing."""
        if helper not in self._contents:
            self._contents[helper] = COLUMNS[helper](self)
        return self._contents[helper]

    def value(self, helper: Helper) -> Value:
        """The value that the hidden cell has."""
        content = self.content(helper)
        return content.value if isinstance(content, Formula) else content

    def holds(self, helper: Helper) -> bool:
        """True where the hidden cell's value is 1."""
        return self.value(helper) == ONE

    def number(self, helper: Helper) -> Decimal | None:
        """The hidden cell's value where it is a number."""
        value = self.value(helper)
        return value if isinstance(value, Decimal) else None

    def cell(self, helper: Helper) -> str:
        """Reference to the hidden cell."""
        return f"${column_letters(self.table.layout.helper_columns[helper])}{self.row}"

    def field(self, field: Field) -> str:
        """Reference to a locked cell of the form."""
        return f"${column_letters(self.table.layout.columns[field])}{self.row}"

    @property
    def maximum(self) -> str:
        """Reference to the maximum's cell."""
        return self.field(Field.MAX)

    def input(self, field: Field) -> str:
        """Reference to an input cell of this row that cutting and pasting does not carry away."""
        layout = self.table.layout
        column = layout.columns[field]
        header = f"${column_letters(column)}${layout.header_row}"
        return f"INDEX({layout.column_range(column)},ROW()-ROW({header})+1)"

    def typed(self, field: Field) -> Typed:
        """What was typed in an input cell of this row."""
        return self.answers.typed(field)

    def parts(self, field: Field) -> dict[Part, Formula]:
        """The hidden cells that read a score column."""
        if field not in self._parts:
            prefix = _PREFIX[field]
            self._parts[field] = parts(
                self.input(field), self.typed(field), lambda part: self.cell(Helper(prefix + part))
            )
        return self._parts[field]

    @cached_property
    def parent(self) -> Line | None:
        return None if self.node.parent is None else self.table.lines[self.node.parent]

    @cached_property
    def below(self) -> list[Line]:
        """The leaves below a group."""
        return [self.table.lines[leaf.key] for leaf in self.table.tree.leaves_below(self.node.key)]

    def span(self, helper: Helper) -> str:
        """Range of a hidden column from a group's own row to its last leaf. The rows of groups in it
        hold nothing."""
        letters = column_letters(self.table.layout.helper_columns[helper])
        return f"${letters}${self.row}:${letters}${self.below[-1].row}"


def _flag(condition: bool) -> Decimal:
    return ONE if condition else ZERO


def _leaf(line: Line) -> bool:
    return line.node.is_leaf


# --- what the set says of the criterion -----------------------------------------------------------


def key(line: Line) -> Value:
    """The criterion's unique path: its code may stand in several rows."""
    return line.node.key


def leaf(line: Line) -> Value:
    """1 where the criterion is scored itself."""
    return _flag(_leaf(line))


def main(line: Line) -> Value:
    """1 where the criterion is neither bonus nor penalty."""
    return _flag(line.node.kind == "main")


def choice(line: Line) -> Value:
    """1 where the score is one of a few levels."""
    return _flag(line.node.rule.kind == "choice") if _leaf(line) else ""


def allowed(line: Line) -> Value:
    """1 where a mark may stand."""
    return _flag(line.node.key not in line.table.not_excludable)


def drop(line: Line) -> Value:
    """1 where an excluded leaf leaves the denominator; otherwise it is awarded full marks."""
    return _flag(line.node.exclusion.policy == "drop") if _leaf(line) else ""


def evidence_needed(line: Line) -> Value:
    """1 where points need evidence."""
    return _flag(line.node.evidence == "required") if _leaf(line) else ""


def given(line: Line) -> Value:
    """1 where it is scored by somebody else."""
    return _flag(line.node.rule.kind == "given") if _leaf(line) else ""


def places(line: Line) -> Value:
    """Decimal places that a score may have."""
    return Decimal(line.node.places) if _leaf(line) else ""


def step(line: Line) -> Value:
    """Scores are multiples of it; nothing where there is no step."""
    return line.node.step if _leaf(line) and line.node.step is not None else ""


# --- exclusion ------------------------------------------------------------------------------------


def mark(line: Line) -> Formula:
    """0 nothing, 1 the mark, 2 something else."""
    cell = line.input(Field.EXCLUDED)
    text = squashed(cell)
    known = f'IF({text}="",0,IF(LOWER({text})="{EXCLUSION_MARK}",1,2))'
    typed = line.typed(Field.EXCLUDED)
    if isinstance(typed, str):
        value = ZERO if is_blank(typed) else ONE if fold(typed) == EXCLUSION_MARK else TWO
    else:
        value = ZERO if typed is None else TWO
    return Formula(f"IF(ISERROR({cell}),2,IF(ISTEXT({cell}),{known},IF(ISBLANK({cell}),0,2)))", value)


def out(line: Line) -> Formula:
    """1 where the criterion or a group above it is marked."""
    own = f"{line.cell(Helper.MARK)}=1"
    if line.parent is None:
        return Formula(f"IF({own},1,0)", _flag(line.value(Helper.MARK) == ONE))
    above = line.parent.cell(Helper.OUT)
    value = _flag(line.value(Helper.MARK) == ONE or line.parent.holds(Helper.OUT))
    return Formula(f"IF(OR({own},{above}=1),1,0)", value)


def _seen(line: Line, field: Field) -> Formula:
    """1 where something can be seen in a text input."""
    cell = line.input(field)
    typed = line.typed(field)
    value = _flag(typed is not None and not (isinstance(typed, str) and is_blank(typed)))
    return Formula(f'IF(ISERROR({cell}),1,IF({squashed(cell)}="",0,1))', value)


def evidence(line: Line) -> Formula | Value:
    """1 where evidence is named."""
    return _seen(line, Field.EVIDENCE) if _leaf(line) else ""


def explanation(line: Line) -> Formula:
    """1 where something is explained."""
    return _seen(line, Field.EXPLANATION)


def reason(line: Line) -> Formula:
    """1 where a mark on this row has its reason: on the row, or on every leaf below it."""
    own = line.cell(Helper.EXPLANATION)
    if _leaf(line):
        return Formula(f"IF({own}=1,1,0)", line.value(Helper.EXPLANATION))
    leaves, explained = line.span(Helper.LEAF), line.span(Helper.EXPLANATION)
    value = line.holds(Helper.EXPLANATION) or all(one.holds(Helper.EXPLANATION) for one in line.below)
    return Formula(f"IF(OR({own}=1,SUMPRODUCT({leaves},{explained})=SUM({leaves})),1,0)", _flag(value))


# --- scores, typed as numbers or as text ----------------------------------------------------------


_PREFIX = {Field.SELF: "self_", Field.APPRAISED: "appraised_"}


def _read(field: Field, part: Part) -> Callable[[Line], Formula | Value]:
    def column(line: Line) -> Formula | Value:
        return line.parts(field)[part] if _leaf(line) else ""

    return column


def points(line: Line) -> Formula | Value:
    """The score of a leaf that the unit has to score, where it can be read in one way only
    (``Context.to_score``, ``LeafLine.points``)."""
    if not _leaf(line):
        return ""
    kind = line.cell(Helper.SELF_KIND)
    text = (
        f"IF(AND({line.cell(Helper.OUT)}=0,{line.cell(Helper.GIVEN)}=0,OR({kind}={NUMBER},{kind}={AS_TEXT})),"
        f'{line.cell(Helper.SELF_NUMBER)},"")'
    )
    counts = not line.holds(Helper.OUT) and not line.holds(Helper.GIVEN)
    known = line.value(Helper.SELF_KIND) in (NUMBER, AS_TEXT)
    return Formula(text, line.value(Helper.SELF_NUMBER) if counts and known else "")


# --- what counts ----------------------------------------------------------------------------------


def open_(line: Line) -> Formula | Value:
    """1 where a leaf's points count. One without points counts in any case (``scoring.score``)."""
    if not _leaf(line):
        return ""
    text = f"IF(AND({line.cell(Helper.OUT)}=1,{line.cell(Helper.DROP)}=1,{line.field(Field.MAX)}<>0),0,1)"
    dropped = line.holds(Helper.OUT) and line.holds(Helper.DROP) and line.node.max_score != 0
    return Formula(text, _flag(not dropped))


def excluded(line: Line) -> Formula | Value:
    """Points that a leaf takes out of the total."""
    if not _leaf(line):
        return ""
    points = line.field(Field.MAX)
    value = ZERO if line.holds(Helper.OPEN) else line.node.max_score
    return Formula(f"IF({line.cell(Helper.OPEN)}=1,0,{points})", value)


def counted(line: Line) -> Formula | Value:
    """Points that a leaf adds to the self score."""
    if not _leaf(line):
        return ""
    number = line.cell(Helper.SELF_NUMBER)
    full = f"IF(AND({line.cell(Helper.OUT)}=1,{line.cell(Helper.DROP)}=0),{line.field(Field.MAX)},{number})"
    value: Value = ""
    if line.holds(Helper.OPEN):
        awarded = line.holds(Helper.OUT) and not line.holds(Helper.DROP)
        value = line.node.max_score if awarded else line.value(Helper.SELF_NUMBER)
    return Formula(f'IF({line.cell(Helper.OPEN)}=1,{full},"")', value)


def appraised(line: Line) -> Formula | Value:
    """Points that a leaf adds to the appraised score."""
    if not _leaf(line):
        return ""
    text = f'IF({line.cell(Helper.OPEN)}=1,{line.cell(Helper.APPRAISED_NUMBER)},"")'
    return Formula(text, line.value(Helper.APPRAISED_NUMBER) if line.holds(Helper.OPEN) else "")


def done(line: Line) -> Formula | Value:
    """1 where a leaf is scored or excluded, or somebody else scores it."""
    if not _leaf(line):
        return ""
    kind = line.cell(Helper.SELF_KIND)
    text = (
        f"IF(OR({line.cell(Helper.OUT)}=1,{line.cell(Helper.GIVEN)}=1,"
        f"AND({kind}>{BLANK},{kind}<={AMBIGUOUS})),1,0)"
    )
    scored = line.value(Helper.SELF_KIND) in (NUMBER, AS_TEXT, AMBIGUOUS)
    value = line.holds(Helper.OUT) or line.holds(Helper.GIVEN) or scored
    return Formula(text, _flag(value))


COLUMNS: dict[Helper, Callable[[Line], Formula | Value]] = {
    Helper.KEY: key,
    Helper.LEAF: leaf,
    Helper.MAIN: main,
    Helper.GIVEN: given,
    Helper.CHOICE: choice,
    Helper.ALLOWED: allowed,
    Helper.DROP: drop,
    Helper.EVIDENCE_NEEDED: evidence_needed,
    Helper.PLACES: places,
    Helper.STEP: step,
    Helper.MARK: mark,
    Helper.OUT: out,
    Helper.EVIDENCE: evidence,
    Helper.EXPLANATION: explanation,
    Helper.REASON: reason,
    **{
        Helper(_PREFIX[field] + part): _read(field, part)
        for field in (Field.SELF, Field.APPRAISED)
        for part in Part
    },
    Helper.POINTS: points,
    Helper.OPEN: open_,
    Helper.EXCLUDED: excluded,
    Helper.COUNTED: counted,
    Helper.APPRAISED: appraised,
    Helper.DONE: done,
}


# --- subtotals ------------------------------------------------------------------------------------


def subtotal(line: Line) -> Formula:
    """A group's self score; nothing where every leaf below is excluded."""
    counted_leaves = sum(one.holds(Helper.OPEN) for one in line.below)
    total = sum((one.number(Helper.COUNTED) or ZERO for one in line.below), ZERO)
    text = f'IF(SUM({line.span(Helper.OPEN)})=0,"",ROUND(SUM({line.span(Helper.COUNTED)}),{POINT_PLACES}))'
    return Formula(text, half_up(total, POINT_PLACES) if counted_leaves else "")


def appraised_subtotal(line: Line) -> Formula:
    """A group's appraised score; nothing where no leaf below has one."""
    known = [number for one in line.below if (number := one.number(Helper.APPRAISED)) is not None]
    span = line.span(Helper.APPRAISED)
    value = half_up(sum(known, ZERO), POINT_PLACES) if known else ""
    return Formula(f'IF(COUNT({span})=0,"",ROUND(SUM({span}),{POINT_PLACES}))', value)
