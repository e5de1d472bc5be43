"""A formula moved to another cell, as shared formulas need it (ECMA-376 Part 1, 18.3.1.40)."""

from __future__ import annotations

import re

from ..cell import MAX_ROW, column_letters, column_number

_token = re.compile(
    r"""
      "[^"]*"                                        # text; a doubled quote is two texts in a row
    | '[^']*'!?                                      # a quoted sheet name
    | \[[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\]!?        # a table's column, another workbook
    | (?P<cell>(?P<ca>\$?)(?P<cl>[A-Za-z]{1,3})(?P<ra>\$?)(?P<rn>[1-9][0-9]{0,6})) (?![\w.(!\[])
    | (?P<columns>(?P<c1a>\$?)(?P<c1>[A-Za-z]{1,3}) : (?P<c2a>\$?)(?P<c2>[A-Za-z]{1,3})) (?![\w.(!\[$])
    | (?P<rows>(?P<r1a>\$?)(?P<r1>[1-9][0-9]{0,6}) : (?P<r2a>\$?)(?P<r2>[1-9][0-9]{0,6})) (?![\w.(!\[$])
    | [^\W\d][\w.\\?]*!?                             # a name, a function, a sheet
    | [0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?        # a number
    """,
    re.VERBOSE,
)


def shift(formula: str, rows: int, columns: int) -> str:
    """The formula as it reads in a cell so many rows further down and columns further right.

    Relative references move, absolute ones stay; a reference that leaves the sheet becomes
    ``#REF!``. Texts, names, functions and sheet names stay as they are.
    """

    def moved(match: re.Match[str]) -> str:
        if match["cell"]:
            column = _column(match["ca"], match["cl"], columns)
            row = _row(match["ra"], match["rn"], rows)
            return f"{column}{row}" if column and row else "#REF!"
        if match["columns"]:
            first = _column(match["c1a"], match["c1"], columns)
            last = _column(match["c2a"], match["c2"], columns)
            return f"{first}:{last}" if first and last else "#REF!"
        if match["rows"]:
            first = _row(match["r1a"], match["r1"], rows)
            last = _row(match["r2a"], match["r2"], rows)
            return f"{first}:{last}" if first and last else "#REF!"
        return match[0]

    return _token.sub(moved, formula)


def _column(absolute: str, letters: str, by: int) -> str:
    try:
        return absolute + (letters if absolute else column_letters(column_number(letters) + by))
    except ValueError:
        return ""


def _row(absolute: str, digits: str, by: int) -> str:
    if absolute:
        return absolute + digits
    row = int(digits) + by
    return str(row) if 1 <= row <= MAX_ROW else ""
