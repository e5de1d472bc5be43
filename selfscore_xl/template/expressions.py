"""Spreadsheet formulas as text, from functions that Excel 2010, LibreOffice 7.4, Google Sheets, WPS
and Gnumeric all have, and whose results do not depend on the user's locale.
"""

from __future__ import annotations

from decimal import Decimal

from ..record import NamedTuple
from ..text import format_number, half_up

Value = Decimal | str


class Formula(NamedTuple):
    """A formula, without its equals sign, and the value that it has in the form being built."""

    text: str
    value: Value


_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_SPACES = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"


def quoted(text: str) -> str:
    """A string constant."""
    return '"' + text.replace('"', '""') + '"'


def squashed(expression: str) -> str:
    """``text.squash`` of a value: no zero-width characters, runs of white space as one space, none
    at the ends."""
    for character in _ZERO_WIDTH:
        expression = f'SUBSTITUTE({expression},"{character}","")'
    for character in _SPACES:
        expression = f'SUBSTITUTE({expression},"{character}"," ")'
    for code in (9, 10, 13):
        expression = f'SUBSTITUTE({expression},CHAR({code})," ")'
    return f"TRIM({expression})"


def without_digits(expression: str) -> str:
    """What is left of a text when its ASCII digits are taken out."""
    for digit in "0123456789":
        expression = f'SUBSTITUTE({expression},"{digit}","")'
    return expression


def number_words(cell: str, places: int) -> str:
    """A cell's number as ``words`` writes it. Built from whole numbers, since TEXT and FIXED follow the
    user's locale."""
    scale = 10**places
    whole = f"INT(ROUND(ABS({cell})*{scale},0)/{scale})"
    rest = f"MOD(ROUND(ABS({cell})*{scale},0),{scale})"
    grouped = f'INT({whole}/1000)&"."&RIGHT("00"&MOD({whole},1000),3)'
    grouped = f"IF(OR({whole}<1000,{whole}>={_MILLION}),{whole},{grouped})"
    fraction = '""'
    for digits in range(places, 0, -1):
        # MOD by the next power of ten tells whether this many digits are needed.
        divisor = 10 ** (places - digits)
        shown = f'","&RIGHT("{"0" * (digits - 1)}"&{rest}/{divisor},{digits})'
        fraction = shown if digits == places else f"IF(MOD({rest},{divisor})=0,{shown},{fraction})"
    if places:
        fraction = f'IF({rest}=0,"",{fraction})'
    return f'IF(ROUND({cell},{places})<0,"-","")&{grouped}&{fraction}'


_MILLION = 1_000_000


def words(value: Decimal, places: int) -> str:
    """A number in Vietnamese notation, rounded half up: ``71,59``, ``1.000``; no zeros at the end. No
    total of a form reaches a million, so that only thousands are set apart."""
    text = format_number(half_up(value, places) + 0, "vi")
    return text.replace(".", "") if abs(value) >= _MILLION else text
