"""Workbooks that are not xlsx (xls, ods, xlsb): their values, read in a process of its own.

python-calamine aborts the whole process on some damaged files, a 22 KB one included, and can ask for
gigabytes: the child has a limit of memory and of time, and what becomes of it is a refusal here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import NamedTuple

from .cell import Area
from .ooxml.package import Limits, PathLike, read_file
from .ooxml.refusal import Refusal
from .text import Text

MEMORY = 1 << 30
"""Bytes of address space that the child may take."""
SECONDS = 20.0
_CHILD = os.path.join(os.path.dirname(__file__), "foreign_child.py")


class ForeignSheet(NamedTuple):
    """A sheet's values; what cannot be seen through this reader (formulas, formats) is not here."""

    name: str
    rows: tuple[tuple[str | float | bool, ...], ...]
    """``""`` for a blank cell and for an error value."""
    merges: tuple[Area, ...] = ()
    hidden: bool = False
    first_row: int = 1
    """Row number of the first of ``rows``."""
    first_column: int = 1


def read_sheets(path: PathLike, limits: Limits = Limits()) -> tuple[ForeignSheet, ...]:  # noqa: B008
    """The sheets of an xls, ods or xlsb workbook.

    Raises:
        Refusal: it cannot be read, or asks for more memory, time or cells than a form can need.
    """
    data = read_file(path, limits.file)
    command = [sys.executable, "-I", _CHILD, str(MEMORY), str(limits.cells)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise Refusal("damaged", what=_TOO_LONG) from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise Refusal("damaged", what=_GAVE_UP) from None
    reason = answer.get("refused")
    if reason == "too-many-cells":
        raise Refusal("too-many-cells", limit=limits.cells)
    if reason is not None:
        raise Refusal("encrypted") if reason == "encrypted" else Refusal("damaged", what=_GAVE_UP)
    return tuple(
        ForeignSheet(
            sheet["name"],
            tuple(tuple(row) for row in sheet["rows"]),
            tuple((a, b, c, d) for a, b, c, d in sheet["merges"]),
            sheet["hidden"],
            sheet["first_row"],
            sheet["first_column"],
        )
        for sheet in answer["sheets"]
    )


_TOO_LONG = Text("đọc quá lâu mà không xong", "reading it takes far too long")
_GAVE_UP = Text("không đọc được nội dung bảng tính", "the content of the workbook cannot be read")
