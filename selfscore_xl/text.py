"""Words and numbers as people write them: two languages, NFC, Vietnamese number notation.

Law writes a comma for decimals and a dot for thousands; forms mix both. A separator followed by
one or two digits is a decimal separator whichever it is; a single separator followed by exactly
three digits (``1.714``) may be either and is reported, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Context, Decimal

from .record import NamedTuple
from .typed import Literal

Lang = Literal["vi", "en"]
LANGS: tuple[Lang, ...] = ("vi", "en")


class Text(NamedTuple):
    """One message in both languages; both use the same ``{placeholders}``."""

    vi: str
    en: str

    def to(self, lang: Lang) -> str:
        return self.vi if lang == "vi" else self.en

    def fill(self, lang: Lang, values: Mapping[str, object]) -> str:
        """The message with its placeholders filled: a ``Text`` value in its own language, a
        ``Decimal`` in the language's number notation, anything else as ``str``.

        Raises:
            KeyError: a placeholder has no value.
        """
        return self.to(lang).format_map({key: show(value, lang) for key, value in values.items()})


def show(value: object, lang: Lang) -> str:
    """A value as it stands in a sentence."""
    if isinstance(value, Text):
        return value.to(lang)
    if isinstance(value, Decimal):
        return format_number(value, lang)
    return str(value)


def nfc(text: str) -> str:
    """The text in Unicode normal form C: file names copied from macOS come decomposed."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


_SPACES = re.compile(r"\s+")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def squash(text: str) -> str:
    """NFC, without zero-width characters, every run of white space (NBSP too) as one space,
    none at the ends: the form in which labels and titles are compared."""
    if not text.isprintable():
        text = _SPACES.sub(" ", text.translate(_INVISIBLE))
    elif "  " in text:
        text = _SPACES.sub(" ", text)
    return nfc(text.strip())


def fold(text: str) -> str:
    """``squash``, case-folded: the form in which words typed by people are compared. ``đ`` and
    ``d`` stay different letters."""
    return squash(text).casefold()


def is_blank(text: str) -> bool:
    """True where nothing in the text can be seen: empty, spaces, NBSP, zero-width characters."""
    text = text.strip()
    return not text or (ord(text[0]) in _INVISIBLE and not text.translate(_INVISIBLE).strip())


_NAMED = {" ": "␣", "\u00a0": "⍽", "\t": "⇥", "\n": "↵", "\r": "↵"}


def visible(text: str, limit: int = 60) -> str:
    """The text for a message: invisible characters drawn, cut after ``limit`` characters.

    Spaces are drawn only at the ends; NBSP, tabs, line breaks, zero-width and control
    characters everywhere.
    """
    core = text.strip(" ")
    head = len(text) - len(text.lstrip(" ")) if core else len(text)
    tail = len(text) - head - len(core)
    drawn = core if core.isprintable() else "".join(_draw(character) for character in core)
    drawn = "␣" * head + drawn + "␣" * tail
    return drawn if len(drawn) <= limit else drawn[: limit - 1] + "…"


def _draw(character: str) -> str:
    if character != " " and character in _NAMED:
        return _NAMED[character]
    if unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp"):
        return f"⟨U+{ord(character):04X}⟩"
    return character


def printable(text: str) -> str:
    """The text, NFC and safe for a terminal: no line break, no control sequence, no change of
    direction, whatever a workbook or a file name holds."""
    text = nfc(text)
    return text if text.isprintable() else text.translate(_UNPRINTABLE)


_UNPRINTABLE = dict.fromkeys((9, 10, 11, 12, 13, 0x85, 0x2028, 0x2029), " ")
_UNPRINTABLE.update(
    (code, f"⟨U+{code:04X}⟩")
    for codes in (range(32), range(127, 160), (0x200E, 0x200F), range(0x202A, 0x202F), range(0x2066, 0x206A))
    for code in codes
    if code not in _UNPRINTABLE
)


class Number(NamedTuple):
    """What a text says as a number. ``value`` is None where it is no number at all."""

    value: Decimal | None
    ambiguous: bool = False


_NOT_A_NUMBER = Number(None)
_PLAIN = re.compile(r"[+-]?\d{1,15}\Z")
_ONE_SEPARATOR = re.compile(r"([+-]?)(\d{1,15})[.,](\d{1,15})\Z")
_LEADING_SEPARATOR = re.compile(r"([+-]?)[.,](\d{1,15})\Z")
_GROUPED = re.compile(r"([+-]?\d{1,3}(?:([., ])\d{3})(?:\2\d{3}){0,5})(?:([.,])(\d{1,15}))?\Z")


def parse_number(text: str) -> Number:
    """Read a number typed as text, in Vietnamese or English notation.

    ``"8,5"`` and ``"8.5"`` are 8.5; ``"1.234,5"`` and ``"1,234.5"`` are 1234.5; ``"1.714"`` is
    read as 1.714 and marked ambiguous. Only ASCII digits count; exponents, percent signs and
    units do not make a number.
    """
    text = squash(text).replace("\u2212", "-")
    if not text.isascii():
        return _NOT_A_NUMBER
    if _PLAIN.match(text):
        return Number(Decimal(text))
    match = _ONE_SEPARATOR.match(text)
    if match:
        sign, whole, digits = match.groups()
        ambiguous = len(digits) == 3 and len(whole) <= 3 and not whole.startswith("0")
        return Number(Decimal(f"{sign}{whole}.{digits}"), ambiguous)
    match = _LEADING_SEPARATOR.match(text)
    if match:
        return Number(Decimal(f"{match[1]}0.{match[2]}"))
    match = _GROUPED.match(text)
    if match and match[3] != match[2]:
        whole = match[1].replace(match[2], "")
        return Number(Decimal(f"{whole}.{match[4]}" if match[4] else whole))
    return _NOT_A_NUMBER


def format_number(value: Decimal, lang: Lang, places: int | None = None) -> str:
    """A number as people read it: ``71,59`` in Vietnamese, ``71.59`` in English.

    Without ``places`` the exact value is shown with trailing zeros dropped.
    """
    if places is None:
        digits = f"{value:,f}"
        if "." in digits:
            digits = digits.rstrip("0").rstrip(".")
    else:
        digits = f"{half_up(value, places):,f}"
    if digits == "-0":
        digits = "0"
    return digits.translate(_COMMA) if lang == "vi" else digits


_COMMA = str.maketrans({",": ".", ".": ","})


def half_up(value: Decimal, places: int) -> Decimal:
    """The value rounded half up (away from zero) to a number of decimal places: 4,585 is 4,59."""
    digits = value.adjusted() + places + 2
    wide = Context(prec=digits) if digits > 28 else None
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, wide)


def format_day(serial: Decimal, *, since_1904: bool = False) -> str:
    """The day and time that a number with a date format shows, as officials write them: 05/07/2023,
    05/07/2023 14:45, 14:45 (no day has passed); the bare number where there is no such day.

    In the system of 1900 the days before the 29 February that never was count one less (ECMA-376
    Part 1, 18.17.4.1).
    """
    from datetime import datetime, timedelta

    try:
        days, seconds = divmod(int(half_up(serial * 86_400, 0)), 86_400)
        start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 31 if 0 < days < 60 else 30)
        moment = start + timedelta(days=days, seconds=seconds)
    except OverflowError:
        return f"{serial:f}"
    time = f"{moment:%H:%M:%S}" if seconds % 60 else f"{moment:%H:%M}"
    if days == 0:
        return time
    day = f"{moment.day:02}/{moment.month:02}/{moment.year}"
    return f"{day} {time}" if seconds else day
