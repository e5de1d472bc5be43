"""The form's own ``Kiểm tra`` column: the first of the live checks that holds for a row.

Each check is a pair: the condition as a formula over the row's hidden cells, and the same in Python
for the cached value. The words come from the check itself.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from ..checking import LIVE, catalogue
from ..layout import Field, Helper
from ..text import half_up
from .columns import ONE, TWO, ZERO, Line
from .expressions import Formula, quoted

WRONG, FINE, WAITING = "✗ ", "✓", "… "
DROPPED = "✓ không chấm"


class Condition(NamedTuple):
    """When a live check holds."""

    text: Callable[[Line], str]
    holds: Callable[[Line], bool]
    on_groups: bool = False


def _has_number(line: Line) -> str:
    kind = line.cell(Helper.SELF_KIND)
    return f"{kind}>=1,{kind}<=3"


def _in(line: Line) -> str:
    return f"{line.cell(Helper.OUT)}=0"


def _counts(line: Line) -> bool:
    return not line.holds(Helper.OUT)


def _score(line: Line) -> Decimal | None:
    return line.number(Helper.SELF_NUMBER)


def _kind(code: int) -> Condition:
    return Condition(
        lambda line: f"AND({_in(line)},{line.cell(Helper.SELF_KIND)}={code})",
        lambda line: _counts(line) and line.value(Helper.SELF_KIND) == code,
    )


def _compared(relation: str, holds: Callable[[Line, Decimal], bool]) -> Condition:
    """A condition on the number typed for a criterion that counts."""

    def text(line: Line) -> str:
        number = line.cell(Helper.SELF_NUMBER)
        filled = relation.format(
            number=number,
            max=line.field(Field.MAX),
            places=line.cell(Helper.PLACES),
            step=line.cell(Helper.STEP),
            evidence=line.cell(Helper.EVIDENCE),
            needed=line.cell(Helper.EVIDENCE_NEEDED),
            explanation=line.cell(Helper.EXPLANATION),
            given=line.cell(Helper.GIVEN),
        )
        return f'IF({number}="",FALSE,AND({_in(line)},{filled}))'

    def value(line: Line) -> bool:
        score = _score(line)
        return _counts(line) and score is not None and holds(line, score)

    return Condition(text, value)


def _too_precise(line: Line, score: Decimal) -> bool:
    if score != half_up(score, line.node.places):
        return True
    return line.node.step is not None and score % line.node.step != 0


CONDITIONS: dict[str, Condition] = {
    "S205": Condition(
        lambda line: f"{line.cell(Helper.MARK)}=2", lambda line: line.value(Helper.MARK) == TWO, True
    ),
    "S203": Condition(
        lambda line: f"AND({line.cell(Helper.MARK)}=1,{line.cell(Helper.ALLOWED)}=0)",
        lambda line: line.value(Helper.MARK) == ONE and not line.holds(Helper.ALLOWED),
        True,
    ),
    "S202": Condition(
        lambda line: f"AND({line.cell(Helper.MARK)}=1,{line.cell(Helper.REASON)}=0)",
        lambda line: line.value(Helper.MARK) == ONE and not line.holds(Helper.REASON),
        True,
    ),
    "S201": Condition(
        lambda line: (
            f'IF({line.cell(Helper.SELF_NUMBER)}="",FALSE,'
            f"AND({line.cell(Helper.OUT)}=1,{line.cell(Helper.SELF_NUMBER)}<>0))"
        ),
        lambda line: line.holds(Helper.OUT) and _score(line) not in (None, ZERO),
    ),
    "S110": _kind(5),
    "S103": _kind(4),
    "S105": _kind(3),
    "S104": _kind(2),
    "S102": _compared("{number}<0", lambda _, score: score < 0),
    "S101": _compared("{number}>{max}", lambda line, score: score > line.node.max_score),
    "S107": _compared(
        'OR(ROUND({number},{places})<>{number},IF({step}="",FALSE,'
        "ABS({number}/{step}-ROUND({number}/{step},0))>0.000000001))",
        _too_precise,
    ),
    "S108": Condition(
        lambda line: f"AND({_in(line)},{line.cell(Helper.SELF_KIND)}=0,{line.cell(Helper.GIVEN)}=0)",
        lambda line: _counts(line) and line.value(Helper.SELF_KIND) == ZERO and not line.holds(Helper.GIVEN),
    ),
    "S114": _compared("{given}=1", lambda line, _: line.holds(Helper.GIVEN)),
    "S401": _compared(
        "{needed}=1,{number}>0,{evidence}=0",
        lambda line, score: (
            line.holds(Helper.EVIDENCE_NEEDED) and score > 0 and not line.holds(Helper.EVIDENCE)
        ),
    ),
    "S207": _compared(
        "{number}=0,{explanation}=0", lambda line, score: score == 0 and not line.holds(Helper.EXPLANATION)
    ),
    "S409": _compared(
        "{number}>0,{number}<{max},{explanation}=0",
        lambda line, score: 0 < score < line.node.max_score and not line.holds(Helper.EXPLANATION),
    ),
}


def sign(code: str) -> str:
    """A row that merely waits for its score is not shown as wrong."""
    return WAITING if code == "S108" else WRONG


def words(code: str) -> str:
    """What the column says where a check holds."""
    return sign(code) + catalogue()[code].CHECK.title.vi


def codes() -> list[str]:
    """The live checks there are, in their order."""
    return [code for code in LIVE if code in CONDITIONS and code in catalogue()]


def first(line: Line) -> str | None:
    """The check whose words stand in the row; None where nothing is wrong."""
    leaf = line.node.is_leaf
    return next(
        (code for code in codes() if (leaf or CONDITIONS[code].on_groups) and CONDITIONS[code].holds(line)),
        None,
    )


def check(line: Line) -> Formula:
    """The row's ``Kiểm tra``."""
    leaf = line.node.is_leaf
    text = f"IF({line.cell(Helper.OUT)}=1,{quoted(DROPPED)},{quoted(FINE)})" if leaf else '""'
    for code in reversed(codes()):
        condition = CONDITIONS[code]
        if leaf or condition.on_groups:
            text = f"IF({condition.text(line)},{quoted(words(code))},{text})"
    found = first(line)
    if found is not None:
        return Formula(text, words(found))
    fine = DROPPED if line.holds(Helper.OUT) else FINE
    return Formula(text, fine if leaf else "")
