"""JSON text with exact decimals.

``json.dumps`` writes a Decimal through a float, or as a string; here ``Decimal("71.59")`` is the
number ``71.59`` and ``Decimal("150.00")`` the number ``150``. An object or list of plain values stands
on one line, so that a file of scores and findings reads, and compares, line by line.
"""

from __future__ import annotations

from decimal import Decimal
from json import JSONEncoder

_quote = JSONEncoder(ensure_ascii=False).encode
_LONGEST = 40
"""Digits before or after the point from which on a number is written with an exponent: a hostile
``1E+999999`` in a cell must not become a megabyte of zeros."""


def encode(value: object, margin: str = "") -> str:
    """A value as JSON: None, bool, int, Decimal, str, lists or tuples, dicts with str keys.

    What holds another list or object is spread over lines, indented by two more than ``margin``.

    Raises:
        TypeError: another type, a float among them: it has no exact decimal text.
        ValueError: a Decimal that is not finite.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quote(str(value))
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        inner = margin + "  "
        parts = [f"{_quote(key)}: {encode(item, inner)}" for key, item in value.items()]
        return _join("{", parts, "}", margin, any(isinstance(item, _NESTED) for item in value.values()))
    if isinstance(value, list | tuple):
        inner = margin + "  "
        parts = [encode(item, inner) for item in value]
        return _join("[", parts, "]", margin, any(isinstance(item, _NESTED) for item in value))
    raise TypeError(f"no JSON for {type(value).__name__}")


_NESTED = (dict, list, tuple)


def _join(start: str, parts: list[str], end: str, margin: str, spread: bool) -> str:
    if not spread:
        return f"{start}{', '.join(parts)}{end}"
    lines = f",\n{margin}  ".join(parts)
    return f"{start}\n{margin}  {lines}\n{margin}{end}"


def number(value: Decimal) -> str:
    """The shortest exact JSON text of a decimal: ``71.59``, ``150``, ``0``.

    Raises:
        ValueError: infinite or not a number.
    """
    if not value.is_finite():
        raise ValueError(f"no JSON for {value}")
    if not value:
        return "0"
    if abs(value.adjusted()) > _LONGEST or len(value.as_tuple().digits) > 2 * _LONGEST:
        return str(value).lower()
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
