"""Which criteria a table or a report asks to take out of the total: by marks, by words, by its own list.

"Trừ vào điểm tổng" takes points out of the denominator; "bị trừ điểm" is a penalty and asks for nothing
here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..record import NamedTuple
from ..text import fold, squash
from .printed import cell_code
from .source import Cell

_TOTAL = r"(?:vào |khỏi |ra khỏi )?(?:điểm tổng|tổng điểm)"
_ASKED = rf"(?:đề nghị|đề xuất|kiến nghị|xin) (?:được )?(?:trừ(?! \d)(?: {_TOTAL})?|không chấm(?: điểm)?)"
_ASKS = re.compile(rf"(?P<asked>{_ASKED})|trừ {_TOTAL}")
_NOT_ASKED = re.compile(r"(?:không|chưa|chẳng)(?: (?:phải|có|được|hề))*\Z")
_NOT_MEANT = re.compile(r"\b(?:không|chưa|chẳng|bị|thì|nếu)\b[^.;,:]*\Z")


def asking_words(text: str) -> str:
    """The words of an explanation that ask for an exclusion, as they stand there; '' where none do."""
    if "trừ" not in text.casefold() and "không chấm" not in text.casefold():
        return ""
    flat = squash(text)
    folded = flat.casefold()
    for match in _ASKS.finditer(folded):
        before = folded[max(0, match.start() - 120) : match.start()].rstrip()
        if not (_NOT_ASKED if match["asked"] else _NOT_MEANT).search(before):
            return flat[match.start() : match.end()] if len(flat) == len(folded) else match[0]
    return ""


class Mark(NamedTuple):
    """What stands in the column of exclusions."""

    asked: bool
    sure: bool
    """False where it takes a person to say what is meant."""


_YES = frozenset(
    ("v", "✓", "✔", "√", "☑", "☒", "✗", "✘", "có", "co", "yes", "đề nghị trừ", "trừ", "true", "*")
)
_NO = frozenset(("", "-", "–", "—", "0", "không", "ko", "no", "o", "☐", "false", "/"))


def read_mark(cell: Cell) -> Mark:
    """A cell of the column "Đề nghị trừ". Only ``x`` is a mark beyond doubt."""
    text = fold(cell.text)
    if text == "x":
        return Mark(True, True)
    if text in _NO or cell.number == 0:
        return Mark(False, True)
    return Mark(text in _YES or bool(asking_words(cell.text)), False)


class Listed(NamedTuple):
    """A report's own list of excluded criteria."""

    codes: tuple[str, ...]
    text: str
    """The line it stands in."""
    reason: str
    """The line "Lý do: …" behind it; '' without one."""


_LIST = re.compile(
    r"(?:đề nghị|đề xuất|xin) (?:được )?(?:trừ|không chấm)(?P<words>[^:]{0,120})"
    r"(?:gồm(?: có)?|như sau|sau đây|là)\s*(?P<colon>:)?|"
    r"(?:đề nghị|đề xuất|xin) (?:được )?(?:trừ|không chấm)[^:]{0,80}(?P<only>:)",
)
_REASON = re.compile(r"l[ýí] do(?: đề nghị trừ)?\s*:\s*(.+)")
_WORDS = re.compile(r"^(?:(?:các|những)\s+)?(?:tiêu chí(?: thành phần)?|mục|lĩnh vực)\s+", re.IGNORECASE)
_SEPARATOR = re.compile(r"[;,]|\bvà\b")


def listed(prose: Sequence[str]) -> Listed | None:
    """The list in a report's text: ``… đề nghị trừ vào điểm tổng, gồm: I.1; I.2.a; I.7.`` The codes may
    stand on the lines below, one each."""
    for place, line in enumerate(prose):
        flat = squash(line)
        folded = flat.casefold()
        if len(folded) != len(flat):
            flat = folded
        match = _LIST.search(folded)
        if match is None:
            continue
        codes = _codes(flat[match.end() :])
        following = place + 1
        if not codes and not flat[match.end() :].strip(" :.*"):
            while following < len(prose):
                code = _leading_code(prose[following])
                if not code:
                    break
                codes.append(code)
                following += 1
        if not codes:
            continue
        reason = next(
            (found[1] for found in map(_reason, prose[following : following + 2]) if found is not None), ""
        )
        return Listed(tuple(dict.fromkeys(codes)), flat, reason)
    return None


def _codes(text: str) -> list[str]:
    """Codes at the beginning of a text, up to the first word that is none."""
    codes = []
    for piece in _SEPARATOR.split(text):
        bare = re.sub(
            r"^(?:(?:các|những)\s+)?(?:tiêu chí(?: thành phần)?|mục|lĩnh vực)\s+", "", piece.strip(" .*:")
        )
        if not bare:
            continue
        code = cell_code(bare)
        if not code:
            break
        codes.append(code)
    return codes


def _leading_code(line: str) -> str:
    bare = line.strip(" -–+•*")
    first = re.split(r"[:\s]", bare, maxsplit=1)[0]
    return cell_code(first) if re.search(r"[\d.]|^[IVX]+\b", first) else ""


def _reason(line: str) -> re.Match[str] | None:
    return _REASON.match(squash(line)) or _REASON.match(fold(line))


_STATED = (
    ("max", re.compile(r"tổng số điểm(?: của (?:bộ chỉ số|bộ tiêu chí))?(?: tối đa)?\s*:\s*([\d.,]+)")),
    ("excluded", re.compile(r"(?:đề nghị trừ|không chấm)[^:;]{0,40}:\s*([\d.,]+)\s*điểm")),
    ("applicable", re.compile(r"điểm áp dụng[^:;]{0,40}:\s*([\d.,]+)\s*điểm")),
    ("self", re.compile(r"(?:tổng )?(?:số )?điểm tự (?:chấm|đánh giá)[^:;]{0,40}:\s*([\d.,]+)\s*điểm")),
)


def stated(prose: Sequence[str]) -> dict[str, str]:
    """The totals that a report's text states, as written: ``max``, ``excluded``, ``applicable``,
    ``self``."""
    found: dict[str, str] = {}
    for line in prose:
        folded = fold(line)
        for name, pattern in _STATED:
            match = pattern.search(folded)
            if match is not None:
                found.setdefault(name, match[1].rstrip(".,"))
    return found
