"""Outcomes as people read them: what must be corrected first, cell by cell, with what to do.

Findings stand under their criterion; criteria with an error come first, then those with a warning,
then the rest. Colour only repeats what a word says. Nothing from a workbook reaches the terminal
as a control sequence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from .. import checking
from ..criteria import Tree
from ..edits import POINT_PLACES, SEVERITY_WORDS, appraised_figures, figures, grades, head_text
from ..finding import SEVERITIES, Finding, Place, Severity
from ..layout import FORM_SHEET
from ..outcome import Outcome
from ..scoring import Scores
from ..submission import Lines, Submission
from ..text import Lang, Text, format_number, printable
from . import Row, View, address

SEPARATOR = "\n"

_COLORS: dict[Severity, str] = {"error": "1;31", "warning": "33", "info": "36"}
_BOLD = "1"
_FAINT = "2"
_GOOD = "32"

_UNIT = Text("Đơn vị", "Unit")
_PERIOD = Text("Kỳ đánh giá", "Period")
_SET = Text("Bộ tiêu chí", "Criteria set")
_VERSION = Text("phiên bản", "version")
_COPY = Text("Bản chú thích", "Annotated copy")
_ENTERED = Text("Trong biểu", "In the form")
_COMPUTED = Text("Tính lại", "Computed")
_DIFFERS = Text("khác", "differs")
_APPRAISED = Text("Điểm thẩm định", "Appraised score")
_EXCLUDED = Text("Đề nghị trừ", "Excluded")
_SUMMARY = Text("Tổng số", "In all")
_WHOLE = Text("Toàn biểu", "The form as a whole")
_RELATED = Text("Ô liên quan", "Related cells")
_NOTHING = Text("không có gì phải sửa", "nothing to correct")
_NO_ERROR = Text("không có lỗi", "no error")
_UNREADABLE = Text("không đọc được", "unreadable")
_HEADINGS: dict[Severity, Text] = {
    "error": Text("PHẢI SỬA", "TO CORRECT"),
    "warning": Text("CẦN XEM LẠI", "TO LOOK AT"),
    "info": Text("ĐỂ BIẾT", "FOR INFORMATION"),
}


def opening(view: View) -> str:
    """Nothing: a report for people starts with its first file."""
    return ""


def entry(outcome: Outcome, view: View) -> str:
    """One file: what it is, its totals, its findings. Nothing for one that could not be read: that is
    a message, not a result."""
    return "".join(f"{line.rstrip()}\n" for line in _file(outcome, view))


def closing(rows: Sequence[Row], view: View) -> str:
    """Of several files: a line for each, and how many there are of each kind."""
    if len(rows) < 2:
        return ""
    return "\n" + "".join(f"{line.rstrip()}\n" for line in _overview(rows, view))


def verdict(counts: Mapping[Severity, int], lang: Lang) -> str:
    """``2 lỗi, 1 cảnh báo``, ``không có lỗi, 3 cảnh báo``, ``không có gì phải sửa``."""
    if not any(counts.values()):
        return _NOTHING.to(lang)
    parts = [
        f"{counts[severity]} {severity_word(severity, counts[severity], lang)}"
        for severity in SEVERITIES
        if counts[severity]
    ]
    return ", ".join(parts if counts["error"] else [_NO_ERROR.to(lang), *parts])


def severity_word(severity: Severity, number: int, lang: Lang) -> str:
    """``lỗi``, ``cảnh báo``, ``ghi chú``; in English with its plural."""
    word = SEVERITY_WORDS[severity].to(lang).lower()
    return word + "s" if lang == "en" and number != 1 else word


# --- one file -----------------------------------------------------------------------------------


def _file(outcome: Outcome, view: View) -> Iterator[str]:
    lang = view.lang
    path = _paint(printable(outcome.path), _BOLD, view)
    if outcome.refusal is not None:
        return
    counts = outcome.counts()
    worst = next((severity for severity in SEVERITIES if counts[severity]), None)
    yield f"{path}: {_paint(verdict(counts, lang), _COLORS[worst] if worst else _GOOD, view)}"
    if outcome.tree is None or outcome.submission is None:
        return
    yield from _identity(outcome.tree, outcome.submission, outcome.annotated, view)
    if outcome.scores is not None:
        yield ""
        yield from _totals(outcome.tree, outcome.submission, outcome.scores, view)
    if outcome.findings:
        yield from _findings(outcome, outcome.tree, view)
        # once more where the eye is after a long list
        yield ""
        yield f"{_SUMMARY.to(lang)}: {verdict(counts, lang)}."


def _identity(tree: Tree, submission: Submission, annotated: str | None, view: View) -> Iterator[str]:
    lang, criteria = view.lang, tree.criteria
    facts = (
        (_UNIT, head_text(submission, "unit")),
        (_PERIOD, head_text(submission, "period")),
        (_SET, f"{criteria.id}, {_VERSION.to(lang)} {criteria.version}"),
        (_COPY, annotated or ""),
    )
    shown = [(label.to(lang), printable(text)) for label, text in facts if text]
    margin = max(len(label) for label, _ in shown) + 2
    for label, text in shown:
        yield from wrap(text, view.width, f"  {label:<{margin}}")


def _totals(tree: Tree, submission: Submission, scores: Scores, view: View) -> Iterator[str]:
    lang, totals = view.lang, scores.totals
    listed = [(one.label.to(lang), one.entered, one.computed) for one in figures(submission, totals)]
    if totals.appraised is not None:
        listed.append((_APPRAISED.to(lang), None, totals.appraised))
    for one in appraised_figures(tree, submission, Lines(submission)):
        listed.append((one.label.to(lang), None, one.computed))
    # No more than the form shows: 150,000 is not a hundred and fifty.
    places = min(POINT_PLACES, max(_places(value) for _, *values in listed for value in values))
    shown = [
        (text, _number(entered, lang, "", places), _number(computed, lang, "—", places))
        for text, entered, computed in listed
    ]
    label = max(len(text) for text, _, _ in shown)
    heads = (_ENTERED.to(lang), _COMPUTED.to(lang))
    first = max(len(heads[0]), *(len(text) for _, text, _ in shown))
    second = max(len(heads[1]), *(len(text) for _, _, text in shown))
    yield _paint(f"  {'':<{label}}  {heads[0]:>{first}}  {heads[1]:>{second}}", _FAINT, view)
    for text, entered, computed in shown:
        line = f"  {text:<{label}}  {entered:>{first}}  {computed:>{second}}"
        if entered and entered != computed:
            line += "  " + _paint(_DIFFERS.to(lang), _COLORS["warning"], view)
        yield line
    for graded in grades(tree, submission, Lines(submission), scores, lang):
        yield f"  {graded.label.to(lang):<{label}}  {printable(graded.grade)}"
        for sentence in graded.reasons:
            yield from wrap(printable(sentence), view.width, f"  {'':<{label}}  ")
    if scores.excluded:
        margin = f"  {_EXCLUDED.to(lang)}: "
        yield from wrap("; ".join(scores.excluded), view.width, margin)


def _findings(outcome: Outcome, tree: Tree, view: View) -> Iterator[str]:
    groups: dict[str | None, list[tuple[Severity, Finding]]] = {}
    for severity, finding in zip(outcome.severities, outcome.findings, strict=True):
        groups.setdefault(finding.criterion, []).append((severity, finding))
    for heading in SEVERITIES:
        # a criterion stands once, under the heading of the worst thing found in it
        under = [
            key
            for key, found in groups.items()
            if min((severity for severity, _ in found), key=SEVERITIES.index) == heading
        ]
        if not under:
            continue
        yield ""
        yield _paint(_HEADINGS[heading].to(view.lang), _BOLD, view)
        for key in under:
            yield _paint(_cut(_title(key, tree, view.lang), view.width), _BOLD, view)
            for severity, finding in sorted(groups[key], key=lambda pair: SEVERITIES.index(pair[0])):
                yield from _finding(severity, finding, view)


def _title(key: str | None, tree: Tree, lang: Lang) -> str:
    if key is None:
        return _WHOLE.to(lang)
    if key not in tree:
        return printable(key)
    return f"{printable(key)}  {printable(tree[key].title)}"


def _finding(severity: Severity, finding: Finding, view: View) -> Iterator[str]:
    lang = view.lang
    start = f"  {_where(finding.place)}  " if finding.place else "  "
    label = f"{severity_word(severity, 1, lang)} {finding.code}"
    message = printable(checking.message(finding, lang))
    lines = wrap(f"{label}: {message}", view.width, start, "    ")
    first = next(lines, "")
    yield first.replace(label, _paint(label, _COLORS[severity], view), 1)
    yield from lines
    if finding.related:
        cells = ", ".join(map(_where, finding.related))
        yield from wrap(cells, view.width, f"    {_RELATED.to(lang)}: ", "    ")
    yield from wrap(printable(checking.hint(finding, lang)), view.width, "    → ")


def _where(place: Place) -> str:
    """The cell; with its sheet where that is not the form."""
    return place.ref if place.sheet == FORM_SHEET and place.ref else printable(address(place))


# --- several files ------------------------------------------------------------------------------

_HEADS = (
    Text("Tệp", "File"),
    _UNIT,
    Text("Lỗi", "Errors"),
    Text("Cảnh báo", "Warnings"),
    Text("Tỷ lệ %", "Rate %"),
    _COPY,
)
_RIGHT = (False, False, True, True, True, False)
_SUM = Text(
    "{all} tệp: {bad} có lỗi, {good} không có lỗi, {unreadable} không đọc được.",
    "{all} files: {bad} with errors, {good} without, {unreadable} unreadable.",
)


def _overview(rows: Sequence[Row], view: View) -> Iterator[str]:
    lang = view.lang
    folder = _common_folder([row.path for row in rows])
    table = [tuple(head.to(lang) for head in _HEADS)]
    for one in rows:
        read = one.status != "unreadable"
        table.append(
            (
                printable(one.path[len(folder) :]),
                printable(one.unit) if read else _UNREADABLE.to(lang),
                str(one.counts["error"]) if read else "–",
                str(one.counts["warning"]) if read else "–",
                _number(one.rate, lang, "–"),
                printable((one.annotated or "–").removeprefix(folder)),
            )
        )
    widths = [max(len(line[column]) for line in table) for column in range(len(_HEADS))]
    spare = view.width - sum(widths) - 2 * (len(widths) - 1)
    for column in (5, 1, 0):
        # the widest columns give way until the table fits, but stay recognisable
        cut = max(0, min(-spare, widths[column] - 16))
        widths[column] -= cut
        spare += cut
    for number, line in enumerate(table):
        cells = [
            f"{_shorten(cell, width):>{width}}" if right else f"{_shorten(cell, width):<{width}}"
            for cell, width, right in zip(line, widths, _RIGHT, strict=True)
        ]
        text = "  ".join(cells)
        yield _paint(text, _BOLD, view) if not number else text
    unreadable = sum(one.status == "unreadable" for one in rows)
    bad = sum(one.status != "unreadable" and one.counts["error"] > 0 for one in rows)
    yield ""
    yield _SUM.fill(
        lang, {"all": len(rows), "bad": bad, "good": len(rows) - bad - unreadable, "unreadable": unreadable}
    )


def _common_folder(paths: Sequence[str]) -> str:
    """What all paths start with, up to a folder's end."""
    first, last = min(paths), max(paths)
    same = 0
    while same < min(len(first), len(last)) and first[same] == last[same]:
        same += 1
    return first[: max(first.rfind("/", 0, same), first.rfind("\\", 0, same)) + 1]


def _shorten(text: str, width: int) -> str:
    """Both ends of a text that is too long: paths differ at either."""
    if len(text) <= width:
        return text
    tail = (width - 1) // 2
    return f"{text[: width - 1 - tail]}…{text[len(text) - tail :]}"


# --- lines --------------------------------------------------------------------------------------


def wrap(text: str, width: int, first: str, rest: str | None = None) -> Iterator[str]:
    """Lines of at most ``width`` columns: the first starts with ``first``, the others with ``rest``
    or as far in. A word that is longer, a path say, stays whole."""
    rest = " " * len(first) if rest is None else rest
    line, empty = first, True
    for word in text.split():
        if not empty and len(line) + 1 + len(word) > width:
            yield line
            line, empty = rest, True
        line += word if empty else f" {word}"
        empty = False
    yield line


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"


def _number(value: Decimal | None, lang: Lang, nothing: str, places: int | None = None) -> str:
    return nothing if value is None else format_number(value, lang, places)


def _places(value: Decimal | None) -> int:
    """Decimal places that a figure needs, as far as anybody reads them."""
    digits = f"{value or 0:.6f}".rstrip("0")
    return len(digits) - digits.index(".") - 1


def _paint(text: str, color: str, view: View) -> str:
    return f"\x1b[{color}m{text}\x1b[0m" if view.color else text
