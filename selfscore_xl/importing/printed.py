"""Codes as tables print them: in a column of their own, or in front of the title in one cell, with dots,
dashes and brackets around them (``I.1.- Thực hiện``, ``a) Ban hành``, ``Phần II. KẾT QUẢ``)."""

from __future__ import annotations

import re

from ..record import NamedTuple
from ..set_file.codes import clean
from ..text import squash

_LETTER = r"[a-zđ](?![^\W\d_])"
_FIRST = r"(?:[IVX]{1,6}(?![^\W\d_])|[A-ZĐ](?![^\W\d_])|\d{1,2}[a-zđ]?(?![^\W_]))"
_NEXT = rf"(?:\d{{1,2}}(?:{_LETTER})?(?!\d)|{_LETTER}|[IVX]{{1,5}}(?![^\W\d_]))"
_WORD = r"(?:(?:phần|mục|chương|lĩnh\svực|nhóm|nhóm\stiêu\schí|tiêu\schí|nội\sdung)\s+)?"
_PREFIX = re.compile(
    rf"""(?i:{_WORD})
    (?: (?P<path>{_FIRST}(?:\s?\.\s?{_NEXT})+) (?P<after_path>\s*[.:)\-–]+\s*|\s+)
      | (?P<single>{_FIRST}) (?P<after_single>\s*(?:[.:)]|/(?=\s))(?:\s*[\-–])?\s*|\s+[\-–]\s+)
      | (?P<point>{_LETTER}) (?P<after_point>\s*[.)](?:\s*[\-–])?\s*)
    )(?=[^\s\d]|\Z|(?<=[\s)])\d)""",
    re.VERBOSE,
)
_BARE = re.compile(
    rf"(?i:{_WORD})\(?((?:{_FIRST}|{_LETTER})(?:\s?[.\-]\s?{_NEXT})*[a-zđ]?|\d{{1,3}})\s*[.:)\-–]*\Z"
)


class Printed(NamedTuple):
    """A title cell in its parts."""

    code: str
    """Without the punctuation around it; '' where the cell begins with no code."""
    title: str


def split_title(text: str) -> Printed:
    """The code that a title begins with, and the title behind it.

    ``6 tháng đầu năm`` and ``1.714 hồ sơ`` begin with no code, and neither does the total ``.Tổng cộng``.
    """
    flat = text.lstrip(" .")
    match = _PREFIX.match(flat)
    if match is None:
        return Printed("", text)
    code = match["path"] or match["single"] or match["point"]
    return Printed(plain_code(code), flat[match.end() :].lstrip(" -–").strip())


def cell_code(text: str) -> str:
    """The code in a cell that holds nothing else, ``Phần I.`` included; '' where it holds no code."""
    flat = squash(text).strip(" .")
    match = _BARE.match(flat)
    if match is not None:
        return plain_code(match[1])
    return plain_code(flat) if re.fullmatch(r"[\w.\-/]{1,12}", flat) and re.search(r"\d", flat) else ""


def plain_code(text: str) -> str:
    """A code without spaces and without the punctuation around it."""
    return clean(squash(text).replace(" ", ""))
