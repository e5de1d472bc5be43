"""Has anybody worked in an annotated copy? Its seal tells, so that no appraiser's work is overwritten.

The seal is a digest of what ``validate`` left as it was: the parts that every program writes anew when it
saves, and what stands in the input cells, should a program change these alone.
"""

from __future__ import annotations

from ..digest import sha256
from ..edits import Mark
from ..layout import REVIEWER_INPUTS, UNIT_INPUTS, Field
from ..ooxml.package import Package
from ..submission import Submission

SEALED = "sealed"
"""The kind of mark, in the ledger, that holds the seal in ``after``."""
_REWRITTEN = ("docProps/", "xl/sharedStrings", "xl/theme/")
_FIELDS: tuple[Field, ...] = (*UNIT_INPUTS, *REVIEWER_INPUTS)


def seal(package: Package, submission: Submission) -> Mark:
    """The mark that a copy of a form gets."""
    found = sha256()
    for name, entry in sorted(package.entries.items()):
        if name.startswith(_REWRITTEN):
            found.update(f"{name}\t{entry.crc}\t{entry.size}\n".encode())
    for row in submission.rows:
        for field in _FIELDS:
            typed = row.entries.get(field)
            if typed is not None and typed.kind != "blank" and typed.formula is None:
                found.update(f"{typed.place.ref}\t{typed.kind}\t{typed.text}\n".encode("utf-8", "replace"))
    return Mark(submission.form.sheet, "A1", SEALED, "", found.hexdigest())
