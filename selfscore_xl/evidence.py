"""Evidence lists: the items that stand in one cell, and what a document's name says of it.

Units list their documents as ``[1].316-15-6-bao-cao.pdf``, one item a line, because that is how the
scoring software printed them; or they write free text. Nothing is opened here: names only.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache

from .record import NamedTuple
from .text import Text, fold, squash, visible
from .typed import Literal


class Item(NamedTuple):
    """One document of an evidence list."""

    number: int | None
    """The ``n`` of ``[n].``; None for free text."""
    name: str
    """As written, NFC, on one line, without its list mark; may be empty."""
    start: int
    """Where it begins in the cell's text."""


# A marker stands at the start of a word, since browsers name second downloads "report[1].pdf".
_SEPARATOR = r"[\n\r;]+|(?<![^\s;])\[([0-9]{1,3})\][ \t\u00a0]*[.:)]?"
_LIST_MARK = r"(?:[-+*•–]+|\(?[0-9]{1,2}[.)/])\s+"


def items(text: str) -> tuple[Item, ...]:
    """The items of an evidence cell, in order.

    Items are separated by ``[n]`` markers, line breaks or semicolons. A marker with nothing after it
    takes the next line as its name; one that has no name at all is kept, for its number.
    """
    found: list[Item] = []
    number: int | None = None
    start = 0
    for match in re.finditer(_SEPARATOR, text):
        name = _name(text[start : match.start()])
        marker = match[1]
        if name or (number is not None and marker):
            found.append(Item(number, name, start))
        if marker:
            number = int(marker)
        elif name:
            number = None
        start = match.end()
    name = _name(text[start:])
    if name or number is not None:
        found.append(Item(number, name, start))
    return tuple(found)


def _name(piece: str) -> str:
    name = squash(piece)
    match = re.match(_LIST_MARK, name)
    return name[match.end() :] if match else name


_ELLIPSES = ("...", "…")


def is_cut(item: Item) -> bool:
    """Does the name end in "..." because a program cut it, rather than as "and so on"?"""
    return (
        item.name.endswith(_ELLIPSES)
        and (item.number is not None or " " not in item.name)
        and not item.name.rstrip(".… ").casefold().endswith("v.v")
    )


_EXTENSION = r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|jpe?g|png|tiff?|zip|rar|7z|msg|eml)\Z"


def is_file(item: Item) -> bool:
    """Is the name that of a file, not a sentence or a document's number?"""
    name = item.name
    if re.search(_EXTENSION, name, re.IGNORECASE):
        return True
    if " " in name or "/" in name:
        return False
    return is_cut(item) or name.count("-") + name.count("_") >= 2


# The scoring software appends the day and second of the upload: "5-1-cv-59-pdf250723031608.pdf".
_UPLOAD = r"[-_.](?:pdf|docx?|xlsx?|jpe?g|png|zip|rar)[0-9]{2,14}(?:\.[a-z]{0,4})?\Z"
_MIN_STEM = 6


@lru_cache(maxsize=4096)
def identity(name: str) -> str:
    """What tells a document from others by name alone; ends in "…" where the name is cut short.

    The mark that an upload left in the name is dropped (one document uploaded twice is one), as long
    as what stays is telling: has a digit and is not too short, unlike "scan".
    """
    folded = fold(name)
    whole = folded
    for ellipsis in _ELLIPSES:
        folded = folded.removesuffix(ellipsis)
    match = re.search(_UPLOAD, folded)
    if match and match.start() >= _MIN_STEM and re.search(r"[0-9]", folded[: match.start()]):
        return folded[: match.start()]
    return folded + "…" if folded != whole else folded


class Folder:
    """The files that a unit handed in, to look documents up by name.

    Case, tone marks, punctuation, extension and upload marks do not count: the scoring software
    turns "Công văn 59.pdf" into "cong-van-59-pdf250723031608.pdf".
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._known = sorted({_slug(name.replace("\\", "/").rpartition("/")[2]) for name in names} - {""})
        self._set = frozenset(self._known)

    def __contains__(self, item: Item) -> bool:
        stem = identity(item.name)
        slug = _slug(stem.removesuffix("…"))
        if slug in self._set:
            return True
        at = bisect_left(self._known, slug)
        return stem.endswith("…") and at < len(self._known) and self._known[at].startswith(slug)


def _slug(name: str) -> str:
    return "-".join(_words(re.sub(_EXTENSION, "", identity(name).removesuffix("…"))))


def _words(text: str) -> list[str]:
    """Lower case, without tone marks, in runs of letters and digits."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
        text = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return re.findall(r"[a-z0-9]+", text.lower())


class _Dated(NamedTuple):
    """Days that a name speaks of, as numbers yyyymmdd, ends included; ``at`` is its word's index."""

    at: int
    first: int
    last: int
    scale: Literal["day", "months", "year"]


_REGULATION = ("qd", "qdqppl", "qppl", "luat", "nd", "tt", "nq", "ct", "qc", "kh")
_REGULATION_WORDS = (
    *("luat", "nghi+dinh", "thong+tu", "nghi+quyet", "quyet+dinh", "chi+thi", "quy+dinh", "quy+che"),
    *("noi+quy", "quy+trinh", "ke+hoach", "chuong+trinh", "de+an", "huong+dan"),
)
_CONCLUSION = frozenset(("kl", "tbkl", "ket+luan"))
_LASTING = _CONCLUSION.union(_REGULATION, _REGULATION_WORDS)
_REPORT = frozenset(("bc", "bao+cao"))
_PERIODIC = frozenset(("tb", "thong+bao", "lich")) | _REPORT
_QUARTERS = {"1": 1, "2": 2, "3": 3, "4": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4}


def is_outside(name: str, first_day: str, last_day: str) -> bool:
    """Does the name say that the document is a periodic one of another period?

    Notices, schedules and reports (``tb``, ``lich``, ``bc``, ``thang-12-2022``) belong to the period
    they were made for. Regulations and plans (``qd``, ``quy-che``, ``kh`` ...) and conclusions that
    assign tasks stay in force: of whatever year, they are good evidence, as is every document whose
    kind or date the name does not tell. The kind that stands first counts; a date belongs to the kind
    before it, so that "báo cáo thực hiện Quyết định số 115 ngày 16/01/2022" is no report of 2022. One
    date inside the period is enough. A report may be written up to a month after its period. Days and
    months without a year, and the digits of an upload, are no dates.

    Args:
        name: of a file, or free text.
        first_day: of the period, ISO date.
        last_day: of the period, ISO date, included.
    """
    if "20" not in name:
        return False
    words = _words(name)
    dates = _dates(words)
    if not dates or not first_day or not last_day:
        return False
    kinds = _kinds(words, dates)
    if not kinds or kinds[0][1] in _LASTING:
        return False
    first, last = int(first_day.replace("-", "")), int(last_day.replace("-", ""))
    judged = False
    for date in dates:
        kind = next((kind for at, kind in reversed(kinds) if at <= date.at), kinds[0][1])
        if kind in _LASTING:
            continue
        end = _month_later(last) if date.scale == "day" and kind in _REPORT else last
        if date.first <= end and date.last >= first:
            return False
        judged = True
    return judged


def _month_later(day: int) -> int:
    return day + 100 if day // 100 % 100 < 12 else day + 10_000 - 1_100


def _kinds(words: list[str], dates: list[_Dated]) -> list[tuple[int, str]]:
    """What kinds of document the words name, and at which word."""
    found = []
    for at, word in enumerate(words):
        pair = f"{word}+{words[at + 1]}" if at + 1 < len(words) else ""
        if pair in _LASTING or pair in _PERIODIC:
            found.append((at, pair))
        elif word == "lich":
            # du lịch (tourism), lịch sử (history)
            if (at == 0 or words[at - 1] != "du") and pair != "lich+su":
                found.append((at, word))
        elif word in _LASTING or word in _PERIODIC:
            found.append((at, word))
    if found and found[0][1] in ("tb", "thong+bao") and any(kind in _CONCLUSION for _, kind in found):
        return [(0, "kl")]
    if not found and any(date.scale == "months" for date in dates):
        # Made for a month or a quarter, whatever it is.
        found.append((0, "lich"))
    return found


def _dates(words: list[str]) -> list[_Dated]:
    found = []
    for at, word in enumerate(words):
        if not word.isdecimal():
            continue
        if len(word) == 8:
            found.extend(_compact(at, word))
        elif len(word) == 4 and word.startswith("20"):
            date = _of_year(words, at)
            if date is not None:
                found.append(date)
    return found


def _compact(at: int, digits: str) -> list[_Dated]:
    """A day written without separators, either way round."""
    for year, month, day in (
        (digits[:4], digits[4:6], digits[6:]),
        (digits[4:], digits[2:4], digits[:2]),
    ):
        if year.startswith("20") and 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
            number = int(year + month + day)
            return [_Dated(at, number, number, "day")]
    return []


def _of_year(words: list[str], at: int) -> _Dated | None:
    """The most exact date that the words around a year make with it."""
    year = int(words[at]) * 10_000
    before = at - 2 if at and words[at - 1] == "nam" else at - 1
    word = _word(words, before)
    month = _number(word, 12)
    left = _word(words, before - 1)
    if month and left == "thang":
        day = _number(_word(words, before - 2), 31) if _word(words, before - 3) == "ngay" else 0
        return _day(at, year, month, day) if day else _months(at, year, month, month)
    first_month = _number(left, 12)
    if month and first_month and _word(words, before - 2) == "thang":
        dated = _months(at, year, first_month, month)
        return dated if first_month <= month else dated._replace(first=dated.first - 10_000)
    if month and _number(left, 31):
        return _day(at, year, month, _number(left, 31))
    if word[:1] == "t" and _number(word[1:], 12):
        return _months(at, year, _number(word[1:], 12), _number(word[1:], 12))
    quarter = _QUARTERS.get(word if left == "quy" else word[1:] if word[:1] == "q" else "")
    if quarter:
        return _months(at, year, 3 * quarter - 2, 3 * quarter)
    month, day = _number(_word(words, at + 1), 12), _number(_word(words, at + 2), 31)
    if month and day and not _number(word, 31):
        return _day(at, year, month, day)
    # "số 2015" is a document's number.
    return None if word == "so" else _Dated(at, year + 101, year + 1231, "year")


def _word(words: list[str], at: int) -> str:
    return words[at] if 0 <= at < len(words) else ""


def _number(word: str, highest: int) -> int:
    """A number of one or two digits from 1 to ``highest``; 0 for anything else."""
    value = int(word) if 1 <= len(word) <= 2 and word.isdecimal() else 0
    return value if value <= highest else 0


def _day(at: int, year: int, month: int, day: int) -> _Dated:
    number = year + month * 100 + day
    return _Dated(at, number, number, "day")


def _months(at: int, year: int, first: int, last: int) -> _Dated:
    return _Dated(at, year + first * 100 + 1, year + last * 100 + 31, "months")


_FEW = 3


def first_few(words: Sequence[str], limit: int = _FEW) -> Text:
    """The first of some codes or cells for a sentence, and how many more there are."""
    shown = ", ".join(words[:limit])
    more = len(words) - limit
    if more <= 0:
        return Text(shown, shown)
    return Text(f"{shown} và {more} mục khác", f"{shown} and {more} more")


def first_names(names: Sequence[str]) -> Text:
    """The first of some documents for a sentence, quoted, and how many more there are."""
    drawn = [visible(name) for name in names]
    return Text(
        first_few([f"«{name}»" for name in drawn]).vi,
        first_few([f"“{name}”" for name in drawn]).en,
    )


def numbered(numbers: Iterable[int], limit: int = 12) -> str:
    """Item numbers for a sentence, runs drawn together: ``[8]–[14], [17]``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    shown = [
        f"[{run[0]}]–[{run[-1]}]" if len(run) > 2 else ", ".join(f"[{number}]" for number in run)
        for run in runs[:limit]
    ]
    return ", ".join(shown + ["…"] * (len(runs) > limit))


def itemized(items: Sequence[Item]) -> Text:
    """Items for a sentence: by their numbers where all have one, else the first by name."""
    numbers = [item.number for item in items if item.number is not None]
    if len(numbers) < len(items):
        return first_names([item.name for item in items])
    return Text(numbered(numbers), numbered(numbers))
