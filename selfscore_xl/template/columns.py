"""The form's hidden columns, its subtotals and its ``Kiểm tra``: each column is one function that
gives the formula of a criterion's row together with the value that it has there.

Inputs are read through ``INDEX(range, ROW() - header row)`` only: a direct reference would follow an
input that is cut and pasted elsewhere. Hidden cells are locked and may be referred to directly. What
they compute is ``scoring``'s arithmetic, step by step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cached_property

from ..cell import column_areas, column_letters
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
        self.said_on_data: Mapping[str, frozenset[str]] = {}
        """Criterion key -> the checks that the data sheet shows as struck."""
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
    def children(self) -> list[Line]:
        """The rows right below a group's."""
        return [self.table.lines[key] for key in self.node.children]

    @cached_property
    def takers(self) -> list[Line]:
        """The leaves right below a group that take the whole of it out of the total."""
        keys = self.table.tree.leaves_that_take_all.get(self.node.key, ())
        return [self.table.lines[key] for key in keys]

    @cached_property
    def below(self) -> list[Line]:
        """The leaves below a group."""
        return [self.table.lines[leaf.key] for leaf in self.table.tree.leaves_below(self.node.key)]

    def areas(self, helper: Helper, lines: list[Line]) -> str:
        """Cells of a hidden column in some rows, as few ranges as they make."""
        column = self.table.layout.helper_columns[helper]
        return ",".join(column_areas([line.row for line in lines], column, absolute=True))

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
    return _flag(line.node.key not in line.table.tree.not_excludable)


def drop(line: Line) -> Value:
    """1 where an excluded leaf counts nowhere; otherwise it is awarded full marks."""
    return _flag(line.node.exclusion.policy != "full" or not line.node.in_total) if _leaf(line) else ""


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
    """1 where the criterion or a group above it is marked, or goes out with a marked leaf
    (``scoring.marks``)."""
    reasons = [f"{line.cell(Helper.MARK)}=1"]
    holds = line.value(Helper.MARK) == ONE
    if line.parent is not None:
        reasons.append(f"{line.parent.cell(Helper.OUT)}=1")
        holds = holds or line.parent.holds(Helper.OUT)
    if line.takers:
        marks = line.areas(Helper.MARK, line.takers).split(",")
        reasons += [f"COUNTIF({area},1)>0" for area in marks]
        holds = holds or any(taker.value(Helper.MARK) == ONE for taker in line.takers)
    return Formula(_any(reasons), _flag(holds))


def above(line: Line) -> Formula | Value:
    """1 where a group above is marked itself."""
    if line.parent is None:
        return ZERO
    cells = (line.parent.cell(Helper.MARK), line.parent.cell(Helper.ABOVE))
    holds = line.parent.value(Helper.MARK) == ONE or line.parent.holds(Helper.ABOVE)
    return Formula(_any([f"{cell}=1" for cell in cells]), _flag(holds))


def gone(line: Line) -> Formula | Value:
    """1 where a group is out as a whole because of a leaf: nothing in it is awarded."""
    if _leaf(line):
        return ""
    reasons = []
    holds = False
    if line.takers:
        reasons.append(f"{line.cell(Helper.OUT)}=1")
        holds = line.holds(Helper.OUT)
    if line.parent is not None:
        reasons.append(f"{line.parent.cell(Helper.GONE)}=1")
        holds = holds or line.parent.holds(Helper.GONE)
    return Formula(_any(reasons), _flag(holds)) if reasons else ZERO


def _any(conditions: list[str]) -> str:
    """1 where one of the conditions holds, else 0."""
    joined = conditions[0] if len(conditions) == 1 else f"OR({','.join(conditions)})"
    return f"IF({joined},1,0)"


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
    counts_nowhere = f"{line.cell(Helper.DROP)}=1"
    is_dropped = line.holds(Helper.DROP)
    if line.parent is not None and Helper.GONE in line.table.layout.helper_columns:
        counts_nowhere = f"OR({counts_nowhere},{line.parent.cell(Helper.GONE)}=1)"
        is_dropped = is_dropped or line.parent.holds(Helper.GONE)
    text = f"IF(AND({line.cell(Helper.OUT)}=1,{counts_nowhere},{line.maximum}<>0),0,1)"
    return Formula(text, _flag(not (line.holds(Helper.OUT) and is_dropped and line.node.max_score != 0)))


def excluded(line: Line) -> Formula | Value:
    """Points that a leaf takes out of the total."""
    if not _leaf(line):
        return ""
    if not line.node.in_total:
        return ZERO
    value = ZERO if line.holds(Helper.OPEN) else line.node.max_score
    return Formula(f"IF({line.cell(Helper.OPEN)}=1,0,{line.maximum})", value)


def counted(line: Line) -> Formula | Value:
    """Points that a main leaf adds to the self score."""
    if not _leaf(line) or line.node.kind != "main":
        return ""
    number, value = line.cell(Helper.SELF_NUMBER), line.value(Helper.SELF_NUMBER)
    if line.node.rule.kind == "given":
        number, value = '""', ""
    full = f"IF(AND({line.cell(Helper.OUT)}=1,{line.cell(Helper.DROP)}=0),{line.maximum},{number})"
    if line.holds(Helper.OUT) and not line.holds(Helper.DROP):
        value = line.node.max_score
    if line.parent is not None and Helper.ZEROED in line.table.layout.helper_columns:
        full = f"IF({line.parent.cell(Helper.ZEROED)}=1,0,{full})"
        value = ZERO if line.parent.holds(Helper.ZEROED) else value
    return Formula(f'IF({line.cell(Helper.OPEN)}=1,{full},"")', value if line.holds(Helper.OPEN) else "")


def appraised(line: Line) -> Formula | Value:
    """Points that a main leaf adds to the appraised score."""
    if not _leaf(line) or line.node.kind != "main":
        return ""
    number, value = line.cell(Helper.APPRAISED_NUMBER), line.value(Helper.APPRAISED_NUMBER)
    text = number
    if line.parent is not None and Helper.APPRAISED_ZEROED in line.table.layout.helper_columns:
        zeroed = line.parent.cell(Helper.APPRAISED_ZEROED)
        text = f'IF({number}="","",IF({zeroed}=1,0,{number}))'
        value = ZERO if value != "" and line.parent.holds(Helper.APPRAISED_ZEROED) else value
    return Formula(f'IF({line.cell(Helper.OPEN)}=1,{text},"")', value if line.holds(Helper.OPEN) else "")


def _zeroed(helper: Helper, number: Helper) -> Callable[[Line], Formula | Value]:
    def column(line: Line) -> Formula | Value:
        """1 where a missed leaf makes a group, or one above it, worth nothing."""
        if _leaf(line) or line.node.kind != "main":
            return ""
        reasons = []
        holds = False
        for one in line.children:
            if not one.node.zeroes_parent or (one.node.rule.kind == "given" and number is Helper.SELF_NUMBER):
                continue
            cell, points = one.cell(number), one.number(number)
            missed = f"{one.cell(Helper.OPEN)}=1,ISNUMBER({cell}),{cell}<=0"
            is_missed = one.holds(Helper.OPEN) and points is not None and points <= 0
            if number is Helper.SELF_NUMBER:
                # What is awarded full marks was not missed.
                missed += f",OR({one.cell(Helper.OUT)}=0,{one.cell(Helper.DROP)}=1)"
                is_missed = is_missed and (not one.holds(Helper.OUT) or one.holds(Helper.DROP))
            reasons.append(f"AND({missed})")
            holds = holds or is_missed
        if line.parent is not None:
            reasons.append(f"{line.parent.cell(helper)}=1")
            holds = holds or line.parent.holds(helper)
        return Formula(_any(reasons), _flag(holds)) if reasons else ZERO

    return column


def capped(line: Line) -> Formula | Value:
    """What a bonus or penalty, or a group of them, comes to within its cap; penalties are negative."""
    node = line.node
    if node.kind == "main":
        return ""
    if not _leaf(line):
        return _capped_sum(line, Helper.CAPPED, "0", ZERO)
    number, points = line.cell(Helper.SELF_NUMBER), line.number(Helper.SELF_NUMBER)
    within = f'IF({number}="",0,{_within_cap(line, number)})'
    value = ZERO if points is None else _value_within_cap(line, points)
    if node.rule.kind == "given":
        within, value = "0", ZERO
    if node.in_total:
        within = f"IF(AND({line.cell(Helper.OUT)}=1,{line.cell(Helper.DROP)}=0),{line.maximum},{within})"
        value = node.max_score if line.holds(Helper.OUT) and not line.holds(Helper.DROP) else value
    return Formula(f"IF({line.cell(Helper.OPEN)}=1,{within},0)", value if line.holds(Helper.OPEN) else ZERO)


def appraised_capped(line: Line) -> Formula | Value:
    """``capped`` of the appraised scores; nothing where there are none."""
    if line.node.kind == "main":
        return ""
    if not _leaf(line):
        return _capped_sum(line, Helper.APPRAISED_CAPPED, '""', "")
    number, points = line.cell(Helper.APPRAISED_NUMBER), line.number(Helper.APPRAISED_NUMBER)
    text = f'IF(AND({line.cell(Helper.OPEN)}=1,ISNUMBER({number})),{_within_cap(line, number)},"")'
    known = line.holds(Helper.OPEN) and points is not None
    return Formula(text, _value_within_cap(line, points) if known and points is not None else "")


def _within_cap(line: Line, number: str) -> str:
    """A leaf's points as they count. N, so that nothing is computed with a text."""
    if line.node.kind == "bonus":
        return f"MIN(N({number}),{line.maximum})"
    return f"-MIN(ABS(N({number})),{line.maximum})"


def _value_within_cap(line: Line, points: Decimal) -> Decimal:
    most = line.node.max_score
    return min(points, most) if line.node.kind == "bonus" else -min(abs(points), most)


def _capped_sum(line: Line, helper: Helper, nothing: str, value: Value) -> Formula:
    known = [number for one in line.children if (number := one.number(helper)) is not None]
    most = line.node.max_score
    total = half_up(sum(known, ZERO), 10)
    if known:
        value = min(total, most) if line.node.kind == "bonus" else max(total, -most)
    summed = raw_sum(line, helper)
    within = (
        f"MIN({summed},{line.maximum})" if line.node.kind == "bonus" else f"MAX({summed},-{line.maximum})"
    )
    return Formula(f"IF(COUNT({line.areas(helper, line.children)})=0,{nothing},{within})", value)


def raw_sum(line: Line, helper: Helper) -> str:
    """What the children of a bonus or penalty group add up to, before its own cap. Rounded, so that what
    binary numbers add does not reach the tenth place."""
    return f"ROUND(SUM({line.areas(helper, line.children)}),10)"


def done(line: Line) -> Formula | Value:
    """1 where a leaf that the unit has to score is scored or excluded. Bonus and penalty rows may stay
    blank, and so do those that somebody else scores."""
    if not _leaf(line) or line.node.kind != "main" or line.node.rule.kind == "given":
        return ""
    kind = line.cell(Helper.SELF_KIND)
    text = f"IF(OR({line.cell(Helper.OUT)}=1,AND({kind}>{BLANK},{kind}<={AMBIGUOUS})),1,0)"
    scored = line.value(Helper.SELF_KIND) in (NUMBER, AS_TEXT, AMBIGUOUS)
    return Formula(text, _flag(line.holds(Helper.OUT) or scored))


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
    Helper.ABOVE: above,
    Helper.GONE: gone,
    Helper.ZEROED: _zeroed(Helper.ZEROED, Helper.SELF_NUMBER),
    Helper.CAPPED: capped,
    Helper.APPRAISED_ZEROED: _zeroed(Helper.APPRAISED_ZEROED, Helper.APPRAISED_NUMBER),
    Helper.APPRAISED_CAPPED: appraised_capped,
}


# --- subtotals ------------------------------------------------------------------------------------


def rounded(points: str) -> str:
    """A sum as it is shown. Rounded to ten places first, so that a half that binary numbers miss is still
    one: 1,005 - 1 is less than 0,005."""
    return f"ROUND(ROUND({points},10),{POINT_PLACES})"


def subtotal(line: Line) -> Formula:
    """A group's self score; nothing where every leaf below is excluded."""
    counted_leaves = sum(one.holds(Helper.OPEN) for one in line.below)
    if line.node.kind == "main":
        points = f"SUM({line.span(Helper.COUNTED)})"
        total = sum((one.number(Helper.COUNTED) or ZERO for one in line.below), ZERO)
    else:
        points = line.cell(Helper.CAPPED)
        total = line.number(Helper.CAPPED) or ZERO
    text = f'IF(SUM({line.span(Helper.OPEN)})=0,"",{rounded(points)})'
    return Formula(text, half_up(total, POINT_PLACES) if counted_leaves else "")


def appraised_subtotal(line: Line) -> Formula:
    """A group's appraised score; nothing where no leaf below has one."""
    if line.node.kind != "main":
        cell, number = line.cell(Helper.APPRAISED_CAPPED), line.number(Helper.APPRAISED_CAPPED)
        value = "" if number is None else half_up(number, POINT_PLACES)
        return Formula(f'IF(ISNUMBER({cell}),ROUND({cell},{POINT_PLACES}),"")', value)
    known = [number for one in line.below if (number := one.number(Helper.APPRAISED)) is not None]
    span = line.span(Helper.APPRAISED)
    value = half_up(sum(known, ZERO), POINT_PLACES) if known else ""
    return Formula(f'IF(COUNT({span})=0,"",{rounded(f"SUM({span})")})', value)
