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
from ..text import fold, half_up, is_blank, parse_number, squash
from .answers import NOTHING, Answers, Typed
from .expressions import Formula, Value, squashed, without_digits

ZERO, ONE, TWO, THREE, FOUR, FIVE = map(Decimal, range(6))
POINT_PLACES = 2
"""Subtotals and footer lines are rounded to two places."""

LONGEST_NUMBER = 60
"""A longer text is no number."""


class Table:
    """The criteria's rows of a form being built."""

    def __init__(self, layout: Layout, tree: Tree, answers: Mapping[str, Answers]) -> None:
        self.layout = layout
        self.tree = tree
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


class Line:
    """One criterion's row of a form being built."""

    def __init__(self, table: Table, node: Criterion, answers: Answers) -> None:
        self.table = table
        self.node = node
        self.answers = answers
        self.row = table.layout.rows[node.key]
        self._contents: dict[Helper, Formula | Value] = {}

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

    def input(self, field: Field) -> str:
        """Reference to an input cell of this row that cutting and pasting does not carry away."""
        layout = self.table.layout
        column = layout.columns[field]
        header = f"${column_letters(column)}${layout.header_row}"
        return f"INDEX({layout.column_range(column)},ROW()-ROW({header})+1)"

    def typed(self, field: Field) -> Typed:
        """What was typed in an input cell of this row."""
        return self.answers.typed(field)

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


def allowed(line: Line) -> Value:
    """Exclusion may be asked for."""
    return _flag(line.node.exclusion.allowed)


def drop(line: Line) -> Value:
    """An excluded leaf leaves the denominator; otherwise it is awarded full marks."""
    return _flag(line.node.exclusion.policy == "drop") if _leaf(line) else ""


def evidence_needed(line: Line) -> Value:
    """1 where points need evidence."""
    return _flag(line.node.evidence == "required") if _leaf(line) else ""


def given(line: Line) -> Value:
    """Scored by somebody else."""
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
    """1 where the row or a marked group above it gives an explanation."""
    own = line.cell(Helper.EXPLANATION)
    value = line.holds(Helper.EXPLANATION)
    if line.parent is None:
        return Formula(f"IF({own}=1,1,0)", _flag(value))
    above = f"AND({line.parent.cell(Helper.OUT)}=1,{line.parent.cell(Helper.REASON)}=1)"
    value = value or (line.parent.holds(Helper.OUT) and line.parent.holds(Helper.REASON))
    return Formula(f"IF(OR({own}=1,{above}),1,0)", _flag(value))


# --- scores, typed as numbers or as text ----------------------------------------------------------


class _Score:
    """The columns that read one score column: a number, or a text such as ``8,5`` or ``1.234,5``
    taken apart at its separators, so that VALUE only ever sees digits."""

    def __init__(self, field: Field, *helpers: Helper) -> None:
        self.field = field
        self._text, self._body, self._shape, self._point, self._whole, self._fraction, self._kind = helpers

    def _typed(self, line: Line) -> str:
        typed = line.typed(self.field)
        return squash(typed).replace("\u2212", "-") if isinstance(typed, str) else ""

    def text(self, line: Line) -> Formula | Value:
        """The text typed, squashed; nothing for a number."""
        if not _leaf(line):
            return ""
        cell = line.input(self.field)
        minus = f'SUBSTITUTE({squashed(cell)},"\u2212","-")'
        return Formula(f'IF(ISTEXT({cell}),{minus},"")', self._typed(line))

    def body(self, line: Line) -> Formula | Value:
        """The text without its sign."""
        if not _leaf(line):
            return ""
        text = line.cell(self._text)
        signed = f'OR(LEFT({text},1)="-",LEFT({text},1)="+")'
        value = self._typed(line)
        if len(value) > LONGEST_NUMBER:
            value = "?"
        elif value[:1] in ("-", "+"):
            value = value[1:]
        return Formula(
            f'IF(LEN({text})>{LONGEST_NUMBER},"?",IF({signed},MID({text},2,{LONGEST_NUMBER}),{text}))', value
        )

    def shape(self, line: Line) -> Formula | Value:
        """The body without its digits: ``.,`` for ``1.234,5``."""
        if not _leaf(line):
            return ""
        value = str(line.value(self._body)).translate(_NO_DIGITS)
        return Formula(without_digits(line.cell(self._body)), value)

    def point(self, line: Line) -> Formula | Value:
        """The decimal separator; nothing where the number is whole."""
        if not _leaf(line):
            return ""
        shape = line.cell(self._shape)
        one = f'IF({shape}=" ","",{shape})'
        more = f'IF(RIGHT({shape},1)=LEFT({shape},1),"",RIGHT({shape},1))'
        value = str(line.value(self._shape))
        if len(value) == 1:
            value = "" if value == " " else value
        else:
            value = "" if value[-1:] == value[:1] else value[-1:]
        return Formula(f"IF(LEN({shape})=1,{one},{more})", value)

    def whole(self, line: Line) -> Formula | Value:
        """What stands before the decimal separator."""
        if not _leaf(line):
            return ""
        body, point = line.cell(self._body), line.cell(self._point)
        separator = str(line.value(self._point))
        value = str(line.value(self._body))
        value = value[: value.index(separator)] if separator else value
        return Formula(f'IF({point}="",{body},LEFT({body},FIND({point},{body})-1))', value)

    def fraction(self, line: Line) -> Formula | Value:
        """What stands behind it."""
        if not _leaf(line):
            return ""
        body, point = line.cell(self._body), line.cell(self._point)
        separator = str(line.value(self._point))
        value = str(line.value(self._body))
        value = value[value.index(separator) + 1 :] if separator else ""
        rest = f"MID({body},FIND({point},{body})+1,{LONGEST_NUMBER})"
        return Formula(f'IF({point}="","",{rest})', value)

    def kind(self, line: Line) -> Formula | Value:
        """0 blank, 1 number, 2 number typed as text, 3 the same and ambiguous, 4 no number, 5 error."""
        if not _leaf(line):
            return ""
        cell = line.input(self.field)
        text, shape, point = line.cell(self._text), line.cell(self._shape), line.cell(self._point)
        whole, fraction = line.cell(self._whole), line.cell(self._fraction)
        first = f"LEFT({shape},1)"
        groups = f"(LEN({shape})-LEN({point}))"
        plain = f"AND(LEN({whole})>=1,LEN({whole})<=15)"
        decimal = f"AND(LEN({whole})<=15,LEN({fraction})>=1,LEN({fraction})<=15)"
        separators = ",".join(
            f"OR({groups}<{index},MID({whole},MAX(1,LEN({whole})-{4 * index - 1}),1)={first})"
            for index in range(1, 5)
        )
        grouped = (
            f'AND(OR({first}=".",{first}=",",{first}=" "),OR({point}="",{point}=".",{point}=","),'
            f"{shape}=REPT({first},{groups})&{point},{groups}<=4,"
            f"LEN({whole})-4*{groups}>=1,LEN({whole})-4*{groups}<=3,{separators},"
            f'OR({point}="",AND(LEN({fraction})>=1,LEN({fraction})<=15)))'
        )
        single = f'OR({shape}=".",{shape}=",")'
        is_number = f'IF({shape}="",{plain},IF({single},{decimal},{grouped}))'
        ambiguous = f'AND({single},LEN({fraction})=3,LEN({whole})>=1,LEN({whole})<=3,LEFT({whole},1)<>"0")'
        return Formula(
            f"IF(ISERROR({cell}),5,IF(ISLOGICAL({cell}),4,IF(ISNUMBER({cell}),1,IF(NOT(ISTEXT({cell})),0,"
            f'IF({text}="",0,IF({is_number},IF({ambiguous},3,2),4))))))',
            self._kind_value(line),
        )

    def _kind_value(self, line: Line) -> Decimal:
        typed = line.typed(self.field)
        if not isinstance(typed, str):
            return ZERO if typed is None else ONE
        if is_blank(typed):
            return ZERO
        read = parse_number(typed)
        if read.value is None:
            return FOUR
        return THREE if read.ambiguous else TWO

    def number(self, line: Line) -> Formula | Value:
        """The number meant; nothing where there is none."""
        if not _leaf(line):
            return ""
        kind, fraction = line.cell(self._kind), line.cell(self._fraction)
        digits = f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({line.cell(self._whole)},".",""),",","")," ","")'
        sign = f'IF(LEFT({line.cell(self._text)},1)="-",-1,1)'
        read = f"{sign}*VALUE({digits}&{fraction})/10^LEN({fraction})"
        typed = line.typed(self.field)
        value = parse_number(typed).value if isinstance(typed, str) else typed
        return Formula(
            f'IF({kind}=1,{line.input(self.field)},IF(OR({kind}=2,{kind}=3),{read},""))',
            "" if value is None else value,
        )


_NO_DIGITS = dict.fromkeys(map(ord, "0123456789"))

SELF = _Score(
    Field.SELF,
    Helper.SELF_TEXT,
    Helper.SELF_BODY,
    Helper.SELF_SHAPE,
    Helper.SELF_POINT,
    Helper.SELF_WHOLE,
    Helper.SELF_FRACTION,
    Helper.SELF_KIND,
)
APPRAISED = _Score(
    Field.APPRAISED,
    Helper.APPRAISED_TEXT,
    Helper.APPRAISED_BODY,
    Helper.APPRAISED_SHAPE,
    Helper.APPRAISED_POINT,
    Helper.APPRAISED_WHOLE,
    Helper.APPRAISED_FRACTION,
    Helper.APPRAISED_KIND,
)


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
    text = f"IF(OR({line.cell(Helper.OUT)}=1,{line.cell(Helper.GIVEN)}=1,AND({kind}>=1,{kind}<=3)),1,0)"
    value = line.holds(Helper.OUT) or line.holds(Helper.GIVEN) or line.value(Helper.SELF_KIND) in (1, 2, 3)
    return Formula(text, _flag(value))


COLUMNS: dict[Helper, Callable[[Line], Formula | Value]] = {
    Helper.KEY: key,
    Helper.LEAF: leaf,
    Helper.ALLOWED: allowed,
    Helper.DROP: drop,
    Helper.EVIDENCE_NEEDED: evidence_needed,
    Helper.GIVEN: given,
    Helper.PLACES: places,
    Helper.STEP: step,
    Helper.MARK: mark,
    Helper.OUT: out,
    Helper.EVIDENCE: evidence,
    Helper.EXPLANATION: explanation,
    Helper.REASON: reason,
    Helper.SELF_TEXT: SELF.text,
    Helper.SELF_BODY: SELF.body,
    Helper.SELF_SHAPE: SELF.shape,
    Helper.SELF_POINT: SELF.point,
    Helper.SELF_WHOLE: SELF.whole,
    Helper.SELF_FRACTION: SELF.fraction,
    Helper.SELF_KIND: SELF.kind,
    Helper.SELF_NUMBER: SELF.number,
    Helper.APPRAISED_TEXT: APPRAISED.text,
    Helper.APPRAISED_BODY: APPRAISED.body,
    Helper.APPRAISED_SHAPE: APPRAISED.shape,
    Helper.APPRAISED_POINT: APPRAISED.point,
    Helper.APPRAISED_WHOLE: APPRAISED.whole,
    Helper.APPRAISED_FRACTION: APPRAISED.fraction,
    Helper.APPRAISED_KIND: APPRAISED.kind,
    Helper.APPRAISED_NUMBER: APPRAISED.number,
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
