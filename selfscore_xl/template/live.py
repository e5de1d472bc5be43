"""The form's own ``Kiểm tra`` column: the first of the live checks that holds for a row.

Each check stands here as a condition over the row's hidden cells, as a formula and in Python for the
cached value; the conditions are those of the checks, and so are the words.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from ..cell import column_letters
from ..checking import LIVE, catalogue
from ..criteria import Criterion, Kind, RuleKind, Tree
from ..layout import DATA_SHEET, DataField, DataHelper, Helper
from ..record import NamedTuple
from ..scoring import ceiling, is_a_level, level_number, to_grid
from ..text import half_up
from .columns import ONE, TWO, ZERO, Line, raw_sum
from .expressions import Formula, quoted
from .typed_numbers import AMBIGUOUS, AS_TEXT, BLANK, ERROR, NO_NUMBER

WRONG, FINE, WAITING = "✗ ", "✓", "… "
DROPPED = "✓ không chấm"
AWARDED = "✓ tính đủ điểm"

NOISE = "0.000000001"
"""Differences below it are those of binary numbers."""


class Condition(NamedTuple):
    """When a live check holds."""

    text: str
    """A formula; ``{name}`` is the row's hidden cell of that name, ``{max}`` its maximum, ``{above}`` the
    excluded state of the group above, ``{size}`` the points without the sign of a penalty, ``{signed}`` 1
    where points may not be negative, ``{off_level}`` that the points are none of the rule's."""
    holds: Callable[[Line], bool]
    on_groups: bool = False
    group_text: str = ""
    """The formula on groups, where it is another; ``{raw}`` is what the children add up to before the
    group's own cap."""
    kinds: tuple[Kind, ...] = ("main", "bonus", "penalty")
    rules: tuple[RuleKind, ...] = ()
    """The rules that it concerns; none for all."""
    on_figures: bool = False
    """It concerns only what the data sheet asks figures for; ``{faults}`` are their hidden cells that tell
    an impossible one, ``{said}`` is what that sheet says of the score."""


def _to_score(line: Line) -> bool:
    """The unit itself has to score the leaf (``Context.to_score``)."""
    return not line.holds(Helper.OUT) and not line.holds(Helper.GIVEN)


def _kind(line: Line) -> object:
    return line.value(Helper.SELF_KIND)


def _points(holds: Callable[[Line, Decimal], bool]) -> Callable[[Line], bool]:
    def check(line: Line) -> bool:
        points = line.number(Helper.POINTS)
        return points is not None and holds(line, points)

    return check


def _above(line: Line) -> bool:
    if Helper.ABOVE in line.table.layout.helper_columns:
        return line.holds(Helper.ABOVE)
    return line.parent is not None and line.parent.holds(Helper.OUT)


def _size(line: Line, points: Decimal) -> Decimal:
    return abs(points) if line.node.kind == "penalty" else points


def _is_refused(line: Line) -> bool:
    return line.value(Helper.MARK) == ONE and not line.holds(Helper.ALLOWED)


def _too_precise(line: Line, points: Decimal) -> bool:
    size = _size(line, points)
    if not 0 <= size <= line.node.max_score or line.holds(Helper.CHOICE):
        return False
    return abs(size - to_grid(line.node, size)) > Decimal(NOISE)


def _is_off_level(line: Line, points: Decimal) -> bool:
    """The score is none of a choice's levels, or above the maximum of the way that was chosen."""
    node, size = line.node, _size(line, points)
    if not 0 <= size <= node.max_score:
        return False
    if node.rule.kind == "choice":
        return not is_a_level(node, size)
    typed = line.answers.figures.get("level")
    number = level_number(node, typed) if isinstance(typed, str) else None
    most = None if number is None else ceiling(node, {"level": Decimal(number)})
    return most is not None and size > most


def _off_level(line: Line, size: str) -> str:
    """``_is_off_level`` as a condition on points within the maximum."""
    levels = line.node.rule.levels
    if line.node.rule.kind == "choice":
        scores = sorted({min(level.score, line.node.max_score) for level in levels})
        return ",".join(f"ABS({size}-{score:f})>{NOISE}" for score in scores)
    layout = line.table.layout
    row = next(one.row for one in layout.data_rows if one.key == line.node.key and one.input.name == "level")
    way = f"'{DATA_SHEET}'!${column_letters(layout.data_helper_columns[DataHelper.NUMBER])}${row}"
    most = ",".join(f"{level.score:f}" for level in levels)
    return f'IF({way}="",FALSE,{size}>CHOOSE(N({way}),{most}))'


def _scored_though_out(line: Line) -> bool:
    number = line.number(Helper.SELF_NUMBER)
    return line.holds(Helper.OUT) and number is not None and number > 0 and not _is_refused(line)


def _is_missing(line: Line) -> bool:
    blank = _kind(line) == BLANK and line.value(Helper.MARK) == 0
    return _to_score(line) and blank and line.holds(Helper.MAIN)


def _is_bare_zero(line: Line, points: Decimal) -> bool:
    unmarked = line.value(Helper.MARK) == 0 and line.holds(Helper.MAIN) and line.node.max_score != 0
    return points == 0 and unmarked and not line.holds(Helper.EXPLANATION)


def _is_unexplained_loss(line: Line, points: Decimal) -> bool:
    lost = 0 < points < line.node.max_score and line.holds(Helper.MAIN)
    return lost and not line.holds(Helper.EXPLANATION)


def _is_above_cap(line: Line) -> bool:
    """A bonus or penalty above its cap; of a group where nobody has said that it is known."""
    if line.node.is_leaf:
        points = line.number(Helper.POINTS)
        return points is not None and _size(line, points) > line.node.max_score
    below = sum((one.number(Helper.CAPPED) or ZERO for one in line.children), ZERO)
    return abs(half_up(below, 10)) > line.node.max_score and not line.holds(Helper.EXPLANATION)


def _on_data(code: str) -> Callable[[Line], bool]:
    return lambda line: code in line.table.said_on_data.get(line.node.key, ())


_ABOVE_CAP = "AND(ABS({raw})>{max},{explanation}=0)"

CONDITIONS: dict[str, Condition] = {
    "S205": Condition("{mark}=2", lambda line: line.value(Helper.MARK) == TWO, True),
    "S203": Condition("AND({mark}=1,{allowed}=0)", _is_refused, True),
    "S202": Condition(
        "AND({mark}=1,{allowed}=1,{above}=0,{reason}=0)",
        lambda line: (
            line.value(Helper.MARK) == ONE
            and line.holds(Helper.ALLOWED)
            and not _above(line)
            and not line.holds(Helper.REASON)
        ),
        True,
    ),
    "S201": Condition(
        'IF({self_number}="",FALSE,AND({out}=1,{self_number}>0,OR({mark}<>1,{allowed}=1)))',
        _scored_though_out,
    ),
    "S110": Condition(
        f"AND({{given}}=0,{{self_kind}}={ERROR})",
        lambda line: not line.holds(Helper.GIVEN) and _kind(line) == ERROR,
    ),
    "S103": Condition(
        f"AND({{given}}=0,{{self_kind}}={NO_NUMBER})",
        lambda line: not line.holds(Helper.GIVEN) and _kind(line) == NO_NUMBER,
    ),
    "S105": Condition(
        f"AND({{out}}=0,{{given}}=0,{{self_kind}}={AMBIGUOUS})",
        lambda line: _to_score(line) and _kind(line) == AMBIGUOUS,
    ),
    "S104": Condition(
        f"AND({{out}}=0,{{given}}=0,{{self_kind}}={AS_TEXT})",
        lambda line: _to_score(line) and _kind(line) == AS_TEXT,
    ),
    "S102": Condition(
        'IF({points}="",FALSE,AND({points}<0,{signed}=1))',
        _points(lambda line, points: points < 0),
        kinds=("main", "bonus"),
    ),
    "S101": Condition(
        'IF({points}="",FALSE,AND({points}>{max},{main}=1))',
        _points(lambda line, points: points > line.node.max_score and line.holds(Helper.MAIN)),
        kinds=("main",),
    ),
    "S701": Condition(
        'IF({points}="",FALSE,{points}>{max})', _is_above_cap, True, _ABOVE_CAP, kinds=("bonus",)
    ),
    "S702": Condition(
        'IF({points}="",FALSE,{size}>{max})', _is_above_cap, True, _ABOVE_CAP, kinds=("penalty",)
    ),
    "S703": Condition(
        'IF({points}="",FALSE,{points}>0)', _points(lambda line, points: points > 0), kinds=("penalty",)
    ),
    "S107": Condition(
        'IF({points}="",FALSE,AND({size}>=0,{size}<={max},{choice}=0,'
        'ABS({size}-IF({step}="",ROUND({size},{places}),'
        f"ROUND({{size}}/{{step}},0)*{{step}}))>{NOISE}))",
        _points(_too_precise),
    ),
    "S111": Condition(
        'IF({points}="",FALSE,AND({size}>=0,{size}<={max},{off_level}))',
        _points(_is_off_level),
        rules=("choice", "alternatives"),
    ),
    "S108": Condition(
        f"AND({{out}}=0,{{given}}=0,{{main}}=1,{{mark}}=0,{{self_kind}}={BLANK})",
        _is_missing,
        kinds=("main",),
    ),
    "S114": Condition(
        f"AND({{given}}=1,{{out}}=0,{{self_kind}}<>{BLANK})",
        lambda line: line.holds(Helper.GIVEN) and not line.holds(Helper.OUT) and _kind(line) != BLANK,
    ),
    "S113": Condition("OR({faults})", _on_data("S113"), on_figures=True),
    "S112": Condition("{said}={differs}", _on_data("S112"), on_figures=True),
    "S401": Condition(
        'IF({points}="",FALSE,AND({points}>0,{evidence_needed}=1,{evidence}=0))',
        _points(
            lambda line, points: (
                points > 0 and line.holds(Helper.EVIDENCE_NEEDED) and not line.holds(Helper.EVIDENCE)
            )
        ),
        kinds=("main", "bonus"),
    ),
    "S207": Condition(
        'IF({points}="",FALSE,AND({points}=0,{main}=1,{max}<>0,{mark}=0,{explanation}=0))',
        _points(_is_bare_zero),
        kinds=("main",),
    ),
    "S409": Condition(
        'IF({points}="",FALSE,AND({points}>0,{points}<{max},{main}=1,{explanation}=0))',
        _points(_is_unexplained_loss),
        kinds=("main",),
    ),
}


def words(code: str) -> str:
    """What the column says where a check holds. A row that merely waits for its score is not shown
    as wrong."""
    return (WAITING if code == "S108" else WRONG) + catalogue()[code].CHECK.title.vi


def codes(node: Criterion) -> list[str]:
    """The live checks of a row, in their order."""
    return [code for code in LIVE if code in catalogue() and code in CONDITIONS and _concerns(code, node)]


def codes_of(tree: Tree) -> list[str]:
    """The live checks of all rows that are scored, in their order."""
    found = {code for leaf in tree.leaves for code in codes(leaf)}
    return [code for code in LIVE if code in found]


def _concerns(code: str, node: Criterion) -> bool:
    condition = CONDITIONS[code]
    if condition.rules and node.rule.kind not in condition.rules:
        return False
    if condition.on_figures and not node.rule.asked:
        return False
    return node.kind in condition.kinds and (node.is_leaf or condition.on_groups)


def first(line: Line) -> str | None:
    """The check whose words stand in the row; None where nothing is wrong."""
    return next((code for code in codes(line.node) if CONDITIONS[code].holds(line)), None)


def check(line: Line) -> Formula:
    """The row's ``Kiểm tra``."""
    leaf = line.node.is_leaf
    cells = {helper.value: line.cell(helper) for helper in line.table.layout.helper_columns}
    cells["max"] = line.maximum
    cells["size"] = f"ABS({cells['points']})" if line.node.kind == "penalty" else cells["points"]
    if line.node.rule.kind in CONDITIONS["S111"].rules:
        cells["off_level"] = _off_level(line, cells["size"])
    if line.node.rule.asked:
        cells["faults"], cells["said"] = _on_the_data_sheet(line)
        cells["differs"] = quoted(words("S112"))
    cells["signed"] = cells["main"] if line.node.kind == "main" else "1"
    if "above" not in cells:
        cells["above"] = line.parent.cell(Helper.OUT) if line.parent else "0"
    if line.node.kind != "main" and not leaf:
        cells["raw"] = raw_sum(line, Helper.CAPPED)
    text = '""'
    if leaf:
        marked = quoted(DROPPED)
        if _may_be_awarded(line.node):
            marked = f"IF({line.cell(Helper.OPEN)}=1,{quoted(AWARDED)},{marked})"
        text = f"IF({line.cell(Helper.OUT)}=1,{marked},{quoted(FINE)})"
    for code in reversed(codes(line.node)):
        condition = CONDITIONS[code].text if leaf else CONDITIONS[code].group_text or CONDITIONS[code].text
        text = f"IF({condition.format_map(cells)},{quoted(words(code))},{text})"
    found = first(line)
    if found is not None:
        return Formula(text, words(found))
    return Formula(text, at_rest(line.node, line.holds(Helper.OUT), not line.holds(Helper.OPEN)))


def _on_the_data_sheet(line: Line) -> tuple[str, str]:
    """Where the data sheet tells that figures are impossible, and what it says of the score."""
    layout = line.table.layout
    rows = [one.row for one in layout.data_rows if one.key == line.node.key]
    fault = column_letters(layout.data_helper_columns[DataHelper.FAULT])
    said = column_letters(layout.data_columns[DataField.CHECK])
    faults = ",".join(f"'{DATA_SHEET}'!${fault}${row}=1" for row in rows)
    return faults, f"'{DATA_SHEET}'!${said}${rows[0]}"


def at_rest(node: Criterion, is_marked: bool, is_dropped: bool) -> str:
    """What the column says where nothing is wrong.

    Args:
        node: the row's criterion.
        is_marked: it is marked, or goes out with a group.
        is_dropped: its points are taken out of the total.
    """
    if not node.is_leaf:
        return ""
    if not is_marked:
        return FINE
    return AWARDED if _may_be_awarded(node) and not is_dropped else DROPPED


def _may_be_awarded(node: Criterion) -> bool:
    return node.exclusion.policy == "full" and node.in_total
