"""Hidden cells that read one input as a number: typed as a number, or as a text such as ``8,5`` or
``1.234,5``. The text is taken apart at its separators, so that VALUE sees nothing but digits and the
user's locale does not matter. They read what ``text.parse_number`` reads.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum

from ..text import is_blank, parse_number, squash
from .answers import Typed
from .expressions import Formula, squashed, without_digits

LONGEST_NUMBER = 60
"""A longer text is no number."""


class Part(StrEnum):
    """A hidden cell of the chain, in its order."""

    TEXT = "text"
    BODY = "body"
    SHAPE = "shape"
    POINT = "point"
    WHOLE = "whole"
    FRACTION = "fraction"
    KIND = "kind"
    NUMBER = "number"


BLANK, NUMBER, AS_TEXT, AMBIGUOUS, NO_NUMBER, ERROR = map(Decimal, range(6))
"""What ``Part.KIND`` says of the input."""


def parts(source: str, typed: Typed, cell: Callable[[Part], str]) -> dict[Part, Formula]:
    """The chain for one input.

    Args:
        source: reference to the input.
        typed: what was typed there.
        cell: reference to each hidden cell of the chain.
    """
    text, body, shape, point = cell(Part.TEXT), cell(Part.BODY), cell(Part.SHAPE), cell(Part.POINT)
    whole, fraction, kind = cell(Part.WHOLE), cell(Part.FRACTION), cell(Part.KIND)
    values = _values(typed)
    signed = f'OR(LEFT({text},1)="-",LEFT({text},1)="+")'
    one_separator = f'IF({shape}=" ","",{shape})'
    more = f'IF(RIGHT({shape},1)=LEFT({shape},1),"",RIGHT({shape},1))'
    digits = f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({whole},".",""),",","")," ","")'
    formulas = {
        # Squashed, with a minus sign that keyboards have.
        Part.TEXT: f'IF(ISTEXT({source}),SUBSTITUTE({squashed(source)},"\u2212","-"),"")',
        # Without its sign.
        Part.BODY: f'IF(LEN({text})>{LONGEST_NUMBER},"?",IF({signed},MID({text},2,{LONGEST_NUMBER}),{text}))',
        # Without its digits: ".," for "1.234,5".
        Part.SHAPE: without_digits(body),
        # The decimal separator, if there is one.
        Part.POINT: f"IF(LEN({shape})=1,{one_separator},{more})",
        Part.WHOLE: f'IF({point}="",{body},LEFT({body},FIND({point},{body})-1))',
        Part.FRACTION: f'IF({point}="","",MID({body},FIND({point},{body})+1,{LONGEST_NUMBER}))',
        Part.KIND: _kind(source, text, shape, point, whole, fraction),
        Part.NUMBER: f"IF({kind}={NUMBER},{source},IF(OR({kind}={AS_TEXT},{kind}={AMBIGUOUS}),"
        f'IF(LEFT({text},1)="-",-1,1)*VALUE({digits}&{fraction})/10^LEN({fraction}),""))',
    }
    return {part: Formula(formulas[part], values[part]) for part in Part}


def _kind(source: str, text: str, shape: str, point: str, whole: str, fraction: str) -> str:
    first = f"LEFT({shape},1)"
    groups = f"(LEN({shape})-LEN({point}))"
    some_fraction = f"AND(LEN({fraction})>=1,LEN({fraction})<=15)"
    plain = f"AND(LEN({whole})>=1,LEN({whole})<=15)"
    single = f'OR({shape}=".",{shape}=",")'
    decimal = f"AND(LEN({whole})<=15,{some_fraction})"
    separators = ",".join(
        f"OR({groups}<{index},MID({whole},MAX(1,LEN({whole})-{4 * index - 1}),1)={first})"
        for index in range(1, 5)
    )
    grouped = (
        f'AND(OR({first}=".",{first}=",",{first}=" "),OR({point}="",{point}=".",{point}=","),'
        f"{shape}=REPT({first},{groups})&{point},{groups}<=4,"
        f"LEN({whole})-4*{groups}>=1,LEN({whole})-4*{groups}<=3,{separators},"
        f'OR({point}="",{some_fraction}))'
    )
    is_number = f'IF({shape}="",{plain},IF({single},{decimal},{grouped}))'
    ambiguous = f'AND({single},LEN({fraction})=3,LEN({whole})>=1,LEN({whole})<=3,LEFT({whole},1)<>"0")'
    read = f'IF({text}="",{BLANK},IF({is_number},IF({ambiguous},{AMBIGUOUS},{AS_TEXT}),{NO_NUMBER}))'
    # LibreOffice takes TRUE for a number, so it is asked for first.
    return (
        f"IF(ISERROR({source}),{ERROR},IF(ISLOGICAL({source}),{NO_NUMBER},"
        f"IF(ISNUMBER({source}),{NUMBER},IF(ISTEXT({source}),{read},{BLANK}))))"
    )


def _values(typed: Typed) -> dict[Part, Decimal | str]:
    text = squash(typed).replace("\u2212", "-") if isinstance(typed, str) else ""
    body = "?" if len(text) > LONGEST_NUMBER else text[1:] if text[:1] in ("-", "+") else text
    shape = body.translate(_NO_DIGITS)
    if len(shape) == 1:
        point = "" if shape == " " else shape
    else:
        point = "" if shape[-1:] == shape[:1] else shape[-1:]
    whole, _, fraction = body.partition(point) if point else (body, "", "")
    number: Decimal | None
    if isinstance(typed, str):
        read = parse_number(typed)
        number = read.value
        kind = AMBIGUOUS if read.ambiguous else AS_TEXT
        if number is None:
            kind = BLANK if is_blank(typed) else NO_NUMBER
    else:
        number = typed
        kind = BLANK if typed is None else NUMBER
    return {
        Part.TEXT: text,
        Part.BODY: body,
        Part.SHAPE: shape,
        Part.POINT: point,
        Part.WHOLE: whole,
        Part.FRACTION: fraction,
        Part.KIND: kind,
        Part.NUMBER: "" if number is None else number,
    }


_NO_DIGITS = dict.fromkeys(map(ord, "0123456789"))
