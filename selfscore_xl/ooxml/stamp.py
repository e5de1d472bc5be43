"""When a package says that it was last saved."""

from __future__ import annotations

import re

from .package import Package
from .refusal import Refusal

_LONGEST_PART = 65_536
_MODIFIED = re.compile(
    rb"<(?:\w+:)?modified\b[^<>]*>\s*"
    rb"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d{1,9})?(Z|[+-]\d\d:\d\d)?\s*</"
)


def saved(package: Package) -> str:
    """``dcterms:modified`` of the core properties (ECMA-376 Part 2, 11.1) as it stands there, to the
    second: ``2026-07-05T02:11:09Z``; ``""`` where there is none, or none that can be read. A program
    that saves a workbook writes it; nothing keeps anybody from writing something else."""
    try:
        found = package.related("", "/metadata/core-properties")
        part = package.text_part(found[0]) if found else b""
    except Refusal:
        return ""
    match = _MODIFIED.search(part[:_LONGEST_PART])
    return (match[1] + (match[2] or b"Z")).decode("ascii") if match else ""
