"""What authors of sets get wrong: every rule C010 and up looks here at one draft.

Each check takes the draft and yields problems; none of them changes anything. A row in which something
could not be read is passed over: what is wrong there has been told already.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from ..criteria import Condition
from ..record import NamedTuple
from ..text import Text, fold, format_number, squash, visible
from .catalogue import problem
from .codes import DATE, extends, gaps, number, own_part, scheme, segments
from .draft import ZERO, Draft, Path, Row, condition, exclusion_of, places_of, rule_of, step_of
from .problem import Problem
from .schema import (
    AlternativesRule,
    BandModel,
    ChoiceRule,
    ConditionModel,
    DeductionRule,
    GradeModel,
    PerUnitRule,
    RatioRule,
    StepsRule,
    tidy,
)
from .source import Node

MAX_LEVEL = 10
MAX_CRITERIA = 1_000
"""Eight times the largest set known. ``validate`` reads forms several times as large as they are made, but a
program that saves one may write every formula out, ten times as long."""


def problems_of(draft: Draft) -> Iterator[Problem]:
    """Everything that the checks see."""
    if not draft.rows:
        if not draft.broken:
            yield problem("C010", draft.root.place("criteria"))
        return
    for check in SET_CHECKS:
        yield from check(draft)
    for row in draft.rows:
        if row.path not in draft.broken:
            for check_row in ROW_CHECKS:
                yield from check_row(draft, row)


# --- the set as a whole ---------------------------------------------------------------------------


def _header(draft: Draft) -> Iterator[Problem]:
    """C011, C012: the period and the legal basis."""
    period = draft.model.period
    if "period" not in {path[0] for path in draft.broken} and period.first_day > period.last_day:
        line, column = draft.root.place("period", "last_day")
        yield problem("C011", (line, column), first=period.first_day, last=period.last_day)
    if not draft.model.legal_basis and ("legal_basis",) not in draft.broken:
        yield problem("C012", draft.root.place("legal_basis"))


def _total(draft: Draft) -> Iterator[Problem]:
    """C105, C504, C512: what the domains add up to."""
    base = [row for row in draft.roots if row.kind == "main" or row.in_base]
    if any(row.path in draft.broken for row in draft.roots) or any(row.open for row in base):
        return
    if not any(row.kind == "main" for row in draft.rows):
        yield problem("C512", draft.root.place("criteria"))
        return
    sums = {group: _sum(base, group) for group in draft.groups}
    stated = draft.model.total
    for points in dict.fromkeys(sums.values()):
        if stated is not None and points != stated:
            groups = [
                group for group, total in sums.items() if total == points and len(set(sums.values())) > 1
            ]
            place = draft.root.place("total")
            yield problem("C105", place, sum=points, max=stated, group=_named(groups))
    if len(set(sums.values())) > 1 and stated is None:
        line, column = draft.root.place("unit_groups")
        shown = Text(*(_listed(sums, lang) for lang in ("vi", "en")))
        yield problem("C504", (line, column), value=shown)


def _listed(sums: dict[str, Decimal], lang: str) -> str:
    return ", ".join(
        f"{group} {format_number(points, 'vi' if lang == 'vi' else 'en')}" for group, points in sums.items()
    )


def _frame(draft: Draft) -> Iterator[Problem]:
    """C106: a frame, whose points are still to be fixed."""
    if draft.model.frame:
        waiting = sum(row.open and not row.children for row in draft.rows)
        state, advice = (_WAITING, _FIX) if waiting else (_READY, _UNFRAME)
        state = Text(state.fill("vi", {"count": waiting}), state.fill("en", {"count": waiting}))
        yield problem("C106", draft.root.place("frame"), state=state, advice=advice)


_WAITING = Text("{count} tiêu chí chưa có điểm tối đa", "{count} criteria wait for their maximum")
_READY = Text("mọi tiêu chí đã có điểm tối đa", "all criteria have their maximum")
_FIX = Text(
    "ghi điểm cho từng tiêu chí rồi bỏ dòng «frame: yes»", "fix the points and drop the line 'frame: yes'"
)
_UNFRAME = Text("bỏ dòng «frame: yes»", "drop the line 'frame: yes'")


def _size(draft: Draft) -> Iterator[Problem]:
    """C013: more rows than a form can have."""
    if len(draft.rows) > MAX_CRITERIA:
        place = draft.place(draft.rows[MAX_CRITERIA])
        yield problem("C013", place, count=len(draft.rows), most=MAX_CRITERIA)


def _repeated_codes(draft: Draft) -> Iterator[Problem]:
    """C201: two rows that nothing tells apart."""
    for row, other in draft.twins:
        first = draft.place(other, "code")[0]
        siblings = row.parent is other.parent
        restart = draft.model.codes == "unique" and not siblings
        advice = _RESTART if restart else _RENUMBER
        yield problem("C201", draft.place(row, "code"), criterion=row.key, first=first, advice=advice)


_RENUMBER = Text(
    "sửa mã; nếu hai dòng dành cho hai nhóm đơn vị khác nhau thì ghi «groups:» cho từng dòng",
    "correct the code; if the two are for different unit groups, give each its 'groups:'",
)
_RESTART = Text(
    "sửa mã; nếu văn bản đánh số lại từ đầu trong mỗi phần thì ghi «codes: per-section» ở đầu tệp",
    "correct the code; if the decision's numbers restart in every section, write 'codes: per-section'",
)


def _numbering(draft: Draft) -> Iterator[Problem]:
    """C202, C203, C204: how siblings are numbered, and what stands below what."""
    families: list[tuple[Row | None, list[Row]]] = [(None, draft.roots)]
    families += [(row, row.children) for row in draft.rows if row.children]
    by_code: dict[tuple[int, str], Row] = {}
    for row in draft.rows:
        if row.model.code:
            by_code.setdefault((_section(draft, row), row.model.code), row)
    for parent, rows in families:
        coded = [row for row in rows if row.model.code and not DATE.fullmatch(row.model.code)]
        misplaced = set()
        for row in coded:
            found = _belongs(draft, row, by_code)
            if found:
                misplaced.add(row)
                yield found
        yield from _sequence(draft, parent, [row for row in coded if row not in misplaced])


def _section(draft: Draft, row: Row) -> int:
    """Within which codes are unique: the whole set, or the row's domain."""
    if draft.model.codes == "unique":
        return 0
    return int(list(row.lineage())[-1].path[-1])


def _belongs(draft: Draft, row: Row, by_code: dict[tuple[int, str], Row]) -> Problem | None:
    """C203: the code extends that of a row which is not above it."""
    code = row.model.code or ""
    above = {one.model.code for one in row.lineage() if one is not row}
    parent = row.parent.model.code if row.parent else None
    if parent and extends(code, parent):
        return None
    section = _section(draft, row)
    for end in range(len(code) - 1, 0, -1):
        home = code[:end].rstrip(" .-")
        if (section, home) in by_code and home not in above and extends(code, home):
            under = Text(f"dưới {row.parent.key}", f"under {row.parent.key}") if row.parent else _ON_TOP
            return problem("C203", draft.place(row, "code"), criterion=code, belongs=home, under=under)
    return None


_ON_TOP = Text("ở cấp lĩnh vực", "among the domains")


def _sequence(draft: Draft, parent: Row | None, rows: list[Row]) -> Iterator[Problem]:
    """C202, C204 among the children of one row."""
    own = []
    for row in rows:
        pieces = segments(own_part(row.model.code or "", (parent.model.code or "") if parent else ""))
        own.append(pieces[-1] if pieces else "")
    kind = scheme(own)
    if kind == "other":
        return
    places = [number(piece, kind) or 0 for piece in own]
    for position in range(1, len(rows)):
        if places[position] < places[position - 1]:
            yield problem(
                "C204",
                draft.place(rows[position], "code"),
                criterion=rows[position].key,
                before=rows[position - 1].key,
            )
    missing = {piece: number(piece, kind) or 0 for piece in gaps(own)}
    for position, row in sorted(zip(places, rows, strict=True), key=lambda item: item[0]):
        later = [place for place in places if place > position]
        skipped = [piece for piece, place in missing.items() if later and position < place < min(later)]
        if skipped:
            before, shown = row.key, ", ".join(skipped)
            yield problem("C202", draft.place(row, "code"), before=before, missing=shown)
    if missing and min(missing.values()) < min(places):
        skipped = [piece for piece, place in missing.items() if place < min(places)]
        before = parent.key if parent else draft.model.id
        yield problem("C202", draft.place(rows[0], "code"), before=before, missing=", ".join(skipped))


def _dates(draft: Draft) -> Iterator[Problem]:
    """C207: codes that became dates on their way."""
    for row in draft.rows:
        if row.model.code and DATE.fullmatch(row.model.code):
            yield problem("C207", draft.place(row, "code"), criterion=row.model.code)


def _unit_groups(draft: Draft) -> Iterator[Problem]:
    """C503: a unit group given twice."""
    seen = set()
    for position, group in enumerate(draft.model.unit_groups):
        if group.code in seen:
            yield problem("C503", draft.root.place("unit_groups", position, "code"), value=group.code)
        seen.add(group.code)


# --- maxima ---------------------------------------------------------------------------------------


def _sum(rows: Sequence[Row], group: str) -> Decimal:
    return sum((row.max_in(group) for row in rows if row.is_in(group)), ZERO)


def _named(groups: Sequence[str]) -> Text:
    """Which unit groups a sentence is about; nothing where it is about all of them."""
    listed = ", ".join(groups)
    return Text(f" (nhóm đơn vị {listed})", f" (unit group {listed})") if listed else Text("", "")


def _max_line(draft: Draft, row: Row, group: str) -> tuple[int, int]:
    if group in row.model.max_for:
        return draft.place(row, "max_for", group)
    return draft.place(row, "max")


def _adds_up(draft: Draft, row: Row) -> Iterator[Problem]:
    """C101, C102, C507, C508, C509: a group's maximum against its children's."""
    if not row.children or row.model.max is None or row.open:
        return
    if any(child.path in draft.broken for child in row.children):
        return
    by_numbers: dict[tuple[Decimal, Decimal], list[str]] = {}
    for group in draft.groups:
        if row.is_in(group) and any(child.is_in(group) for child in row.children):
            by_numbers.setdefault((_sum(row.children, group), row.max_in(group)), []).append(group)
    for (points, stated), groups in by_numbers.items():
        group = groups[0]
        children = [child for child in row.children if child.is_in(group)]
        line, column = _max_line(draft, row, group)
        if row.capped:
            if points > stated:
                yield problem("C507", (line, column), criterion=row.key, sum=points, max=stated)
            elif points < stated:
                yield problem("C508", (line, column), criterion=row.key, sum=points, max=stated)
            for child in children:
                if child.max_in(group) > stated:
                    place = _max_line(draft, child, group)
                    values = {"criterion": child.key, "max": child.max_in(group), "cap": stated}
                    yield problem("C509", place, parent=row.key, **values)
        elif points != stated:
            guess = _mistyped(children, group, stated - points)
            named = _named(groups if len(by_numbers) > 1 else [])
            values = {"criterion": row.key, "sum": points, "max": stated, "group": named}
            if guess is None:
                yield problem("C101", (line, column), **values)
            else:
                child, right = guess
                values |= {"child": child.key, "value": child.max_in(group), "guess": right}
                yield problem("C102", _max_line(draft, child, group), **values)


def _mistyped(children: list[Row], group: str, missing: Decimal) -> tuple[Row, Decimal] | None:
    """The one child whose points, mistyped in a common way, would explain the difference."""
    found = []
    for child in children:
        points = child.max_in(group)
        right = points + missing
        if right > 0 and right in _slips(points):
            found.append((child, right))
    return found[0] if len(found) == 1 else None


def _slips(points: Decimal) -> set[Decimal]:
    """What somebody may have meant who typed these points: neighbouring digits swapped (10,05 for
    10,50), the decimal separator left out or moved (25 for 2,5)."""
    text = f"{points:.2f}"
    digits = [place for place, character in enumerate(text) if character.isdigit()]
    slips = {points * 10, points / 10}
    for first, second in pairwise(digits):
        swapped = list(text)
        swapped[first], swapped[second] = swapped[second], swapped[first]
        slips.add(Decimal("".join(swapped)))
    return slips - {points}


def _maximum(draft: Draft, row: Row) -> Iterator[Problem]:
    """C006, C103, C104, C107, C511: a maximum by itself."""
    if row.open and not row.children and not (draft.model.frame and not row.capped):
        line, column = draft.place(row)
        if row.capped:
            yield problem("C511", (line, column), criterion=row.key)
        else:
            where = Text(f" của «{row.key}»", f" in '{row.key}'")
            yield problem("C006", (line, column), key="max", where=where, example="max: …")
        return
    places, step = places_of(row, draft.model.defaults), step_of(row, draft.model.defaults)
    if step is not None and (step <= 0 or not _fits(step, places, None)):
        if row.model.step is not None or row.model.places is not None or row is _first_leaf(draft):
            where_step = draft.place(row, "step") if row.model.step is not None else _defaults_line(draft)
            yield problem("C107", where_step, criterion=row.key, step=step, places=places)
        step = None
    stated = {"": row.model.max, **row.model.max_for}
    for group, points in stated.items():
        if points is None:
            continue
        line, column = _max_line(draft, row, group)
        if points <= 0 and not (points == 0 and draft.model.frame):
            yield problem("C103", (line, column), criterion=row.key, max=points)
        elif not _fits(points, places, step):
            how = _how(points, places, step)
            yield problem("C104", (line, column), criterion=row.key, points=points, how=how)


def _first_leaf(draft: Draft) -> Row:
    return next(row for row in draft.rows if not row.children)


def _defaults_line(draft: Draft) -> tuple[int, int]:
    return draft.root.place("defaults", "step")


def _fits(points: Decimal, places: int, step: Decimal | None) -> bool:
    return points == round(points, places) and (step is None or points % step == 0)


def _how(points: Decimal, places: int, step: Decimal | None) -> Text:
    if points != round(points, places) or step is None:
        return Text(f"với {places} chữ số thập phân", f"with {places} decimal places")
    return Text(f"theo bước {format_number(step, 'vi')}", f"in steps of {format_number(step, 'en')}")


def _depth(draft: Draft, row: Row) -> Iterator[Problem]:
    """C009: more levels than a form can show."""
    if row.level == MAX_LEVEL + 1:
        yield problem("C009", draft.place(row), criterion=row.key, level=row.level)


# --- codes and words ------------------------------------------------------------------------------


def _code(draft: Draft, row: Row) -> Iterator[Problem]:
    """C205, C206: a code by itself."""
    line, column = draft.place(row, "code")
    if row.model.code is None:
        title = visible(row.model.title, 40)
        yield problem("C206", (line, column), title=title, criterion=row.key)
        return
    typed = draft.root.at(*row.path, "code")
    if typed is not None and squash(typed.text) != row.model.code:
        yield problem("C205", (line, column), value=visible(typed.text), criterion=row.model.code)


def _titles(draft: Draft) -> Iterator[Problem]:
    """C703: siblings with the same words."""
    families = [draft.roots, *(row.children for row in draft.rows if row.children)]
    for rows in families:
        seen: dict[tuple[str, tuple[str, ...]], Row] = {}
        for row in rows:
            if row.path in draft.broken:
                continue
            title = (fold(row.model.title), row.groups)
            if title in seen:
                place = draft.place(row, "title")
                yield problem("C703", place, criterion=row.key, before=seen[title].key)
            seen.setdefault(title, row)


def _texts(draft: Draft) -> Iterator[Problem]:
    """C701, C702: every text of the file as it was typed."""
    stack: list[tuple[str, Node]] = [("", draft.root)]
    while stack:
        key, node = stack.pop()
        if node.kind != "text":
            stack.extend((name if isinstance(name, str) else key, item) for name, item in node.items.items())
            continue
        if node.text.isascii() and "  " not in node.text and node.text == node.text.strip():
            continue
        if key not in _WORDS:
            continue
        text = node.text.removesuffix("\n")
        if not unicodedata.is_normalized("NFC", text):
            yield problem("C701", (node.line, node.column), key=key)
        elif tidy(text) != text:
            yield problem("C702", (node.line, node.column), key=key, shown=visible(_around(text)))


_WORDS = frozenset(
    (
        *("title", "name", "label", "text", "issuer", "unit", "version", "legal_basis", "basis"),
        *("numerator", "denominator", "count", "by"),
    )
)


def _around(text: str) -> str:
    """The first place where tidying changes a text, with a few characters about it."""
    clean = tidy(text)
    place = next(
        (at for at, pair in enumerate(zip(text, clean, strict=False)) if pair[0] != pair[1]), len(clean)
    )
    start = max(0, place - 12)
    return text[start : place + 12]


# --- exclusions -----------------------------------------------------------------------------------

GRANTS = re.compile(
    r"(?<!bị )(?:trừ|không tính|loại)\s+(?:(?:số\s+)?điểm\s+)?"
    r"(?:(?:của\s+)?(?:các\s+)?tiêu\s+chí\s+(?:này|đó)\s+)?"
    r"(?:(?:vào|khỏi|ra\s+khỏi)\s+)?(?:tổng\s+điểm|điểm\s+tổng)",
    re.IGNORECASE,
)
"""What decisions say where they take a criterion out of the total: "trừ vào điểm tổng", "trừ điểm
tổng", "trừ điểm của tiêu chí này vào điểm tổng". "bị trừ" is a penalty."""


def _exclusion(draft: Draft, row: Row) -> Iterator[Problem]:
    """C301 to C304: the title's words against the permission."""
    exclusion = exclusion_of(row, draft.model.defaults)
    found = GRANTS.search(row.model.title)
    if exclusion.basis:
        line, column = draft.place(row, "exclusion", "basis")
        if not exclusion.allowed:
            words = visible(exclusion.basis)
            yield problem("C302", (line, column), criterion=row.key, words=words)
        elif squash(exclusion.basis) not in squash(row.model.title):
            yield problem("C303", (line, column), criterion=row.key, words=visible(exclusion.basis))
    elif found:
        code, place = ("C301", "title") if exclusion.allowed else ("C302", "exclusion")
        yield problem(code, draft.place(row, place), criterion=row.key, words=found[0])
    if exclusion.policy == "group" and row.parent is None and row.model.exclusion is not None:
        yield problem("C304", draft.place(row, "exclusion", "policy"), criterion=row.key)


# --- rules ----------------------------------------------------------------------------------------


def _on_group(draft: Draft, row: Row) -> Iterator[Problem]:
    """C401, C416: what only a leaf can have."""
    model = row.model
    if row.children:
        for key in ("rule", "evidence", "step"):
            if getattr(model, key) is not None:
                yield problem("C401", draft.place(row, key), criterion=row.key, key=key)
        if model.exclusion is not None and model.exclusion.policy is not None:
            place = draft.place(row, "exclusion", "policy")
            yield problem("C401", place, criterion=row.key, key="policy")
    if model.zeroes_parent and (row.children or row.parent is None or row.capped):
        yield problem("C416", draft.place(row, "zeroes_parent"), criterion=row.key)


FORMULA = re.compile(r"[x×*]\s*(?:số\s+)?điểm\s+(?:tối\s+đa|chuẩn)", re.IGNORECASE)
_MEANINGLESS = frozenset(
    map(
        fold,
        ("tử số", "mẫu số", "tử", "mẫu", "số lượng", "tổng số", "tổng", "số", "numerator", "denominator"),
    )
)


def _inputs(draft: Draft, row: Row) -> Iterator[Problem]:
    """C402, C403, C404: what is counted."""
    rule = row.model.rule
    found = FORMULA.search(row.model.title)
    if found and not row.children and (rule is None or rule.kind == "direct"):
        yield problem("C402", draft.place(row, "title"), criterion=row.key, words=found[0])
    for one in rule_of(rule).inputs:
        if fold(one.label) in _MEANINGLESS or len(one.label) < 3:
            place = draft.place(row, "rule", one.name)
            yield problem("C403", place, criterion=row.key, key=one.name, value=visible(one.label))
    if isinstance(rule, RatioRule | StepsRule) and fold(rule.numerator) == fold(rule.denominator):
        place = draft.place(row, "rule", "denominator")
        yield problem("C404", place, criterion=row.key, value=visible(rule.denominator))


def _levels(draft: Draft, row: Row) -> Iterator[Problem]:
    """C104, C405, C406, C407, C413, C414: the levels of a choice, the ways of an alternative."""
    rule = row.model.rule
    if not isinstance(rule, ChoiceRule | AlternativesRule):
        return
    if len(rule.levels) < 2:
        yield problem("C414", draft.place(row, "rule", "levels"), criterion=row.key, count=len(rule.levels))
    seen = set()
    for position, level in enumerate(rule.levels):
        path: Path = ("rule", "levels", position)
        if fold(level.label) in seen:
            place = draft.place(row, *path, "label")
            yield problem("C413", place, criterion=row.key, value=visible(level.label))
        seen.add(fold(level.label))
        yield from _score(draft, row, level.score, (*path, "score"))
    if rule.levels:
        yield from _reaches(draft, row, max(level.score for level in rule.levels), "levels")


def _score(draft: Draft, row: Row, points: Decimal, path: Path) -> Iterator[Problem]:
    """C104, C405, C407 of one score that a rule names."""
    line, column = draft.place(row, *path)
    most = max((row.max_score, *row.max_for.values()))
    defaults = draft.model.defaults
    places, step = places_of(row, defaults), step_of(row, defaults)
    if points < 0:
        yield problem("C407", (line, column), criterion=row.key, key="score", points=points)
    elif points > most and not row.open:
        yield problem("C405", (line, column), criterion=row.key, points=points, max=most)
    elif not _fits(points, places, step if step is not None and step > 0 else None):
        how = _how(points, places, step)
        yield problem("C104", (line, column), criterion=row.key, points=points, how=how)


def _reaches(draft: Draft, row: Row, best: Decimal, key: str) -> Iterator[Problem]:
    """C406: no level gives the full maximum."""
    if best < row.max_score and not row.open:
        place = draft.place(row, "rule", key)
        yield problem("C406", place, criterion=row.key, points=best, max=row.max_score)


def _per_case(draft: Draft, row: Row) -> Iterator[Problem]:
    """C415: points per case."""
    rule = row.model.rule
    if not isinstance(rule, DeductionRule | PerUnitRule) or row.open:
        return
    if not 0 < rule.points <= max((row.max_score, *row.max_for.values())):
        place = draft.place(row, "rule", "points")
        yield problem("C415", place, criterion=row.key, points=rule.points, max=row.max_score)


def _steps(draft: Draft, row: Row) -> Iterator[Problem]:
    """C405, C406, C408 to C412, C414, C417: the steps of a ratio."""
    rule = row.model.rule
    if not isinstance(rule, StepsRule):
        return
    if len(rule.bands) < 2:
        yield problem("C414", draft.place(row, "rule", "bands"), criterion=row.key, count=len(rule.bands))
    for position, band in enumerate(rule.bands):
        path: Path = ("rule", "bands", position)
        if not 0 <= band.at_least <= 100:
            place = draft.place(row, *path, "at_least")
            yield problem("C417", place, criterion=row.key, value=band.at_least)
        yield from _score(draft, row, band.score, (*path, "score"))
        if position and band.score >= rule.bands[position - 1].score:
            place = draft.place(row, *path, "score")
            yield problem("C412", place, criterion=row.key, value=band.at_least, points=band.score)
    if rule.bands:
        yield from _reaches(draft, row, max(band.score for band in rule.bands), "bands")
        if 0 < rule.bands[-1].at_least == min(band.at_least for band in rule.bands):
            place = draft.place(row, "rule", "bands", len(rule.bands) - 1)
            yield problem("C411", place, criterion=row.key, value=rule.bands[-1].at_least)
    for flaw in _chain(rule.bands, draft.model.rate_places):
        code = {"unsorted": "C408", "gap": "C409", "overlap": "C410"}[flaw.kind]
        place = draft.place(row, "rule", "bands", flaw.position, *flaw.key)
        values = {"before": flaw.before, "next": flaw.before}
        yield problem(code, place, criterion=row.key, value=flaw.value, **values)


class _Flaw(NamedTuple):
    """Where two neighbouring bands do not meet."""

    kind: str
    position: int
    key: tuple[str, ...]
    value: Decimal
    before: Decimal
    """The lower limit of the band above."""


def _chain(bands: Sequence[BandModel] | Sequence[GradeModel], places: int) -> Iterator[_Flaw]:
    """Bands from high to low: not sorted, a gap, an overlap. A band may leave its upper limit out.

    The values that count are those with ``places`` decimals: ``at_most: 89`` below 90 leaves 89,5 out
    where rates have two places, and nothing where they have none.
    """
    unit = Decimal(1).scaleb(-places)
    for position in range(1, len(bands)):
        above, band = bands[position - 1], bands[position]
        floor = above.at_least
        if band.at_least >= floor:
            yield _Flaw("unsorted", position, ("at_least",), band.at_least, floor)
            continue
        key, first_outside = ("below",), band.below
        if band.at_most is not None:
            key, first_outside = ("at_most",), band.at_most + unit
        if first_outside is None:
            continue
        if first_outside < floor:
            middle = (first_outside + floor - unit) / 2
            value = round(middle, 1) if first_outside <= round(middle, 1) < floor else first_outside
            yield _Flaw("gap", position, key, value, floor)
        elif first_outside > floor:
            yield _Flaw("overlap", position, key, floor, floor)


# --- unit groups, bonus, penalty ------------------------------------------------------------------


def _scope(draft: Draft, row: Row) -> Iterator[Problem]:
    """C501, C502, C505: the unit groups that a row names."""
    outer = row.parent.groups if row.parent else ()
    named: list[tuple[str, str | int, str]] = [
        ("groups", position, code) for position, code in enumerate(row.model.groups or ())
    ]
    named += [("max_for", code, code) for code in row.model.max_for]
    for key, step, code in named:
        line, column = draft.place(row, key, step)
        if code not in draft.group_codes:
            yield problem("C501", (line, column), criterion=row.key, value=code)
        elif (outer and code not in outer) or (key == "max_for" and not row.is_in(code)):
            yield problem("C502", (line, column), criterion=row.key, value=code)
    if row.children:
        for group in draft.groups:
            if row.is_in(group) and not any(child.is_in(group) for child in row.children):
                yield problem("C505", draft.place(row, "children"), criterion=row.key, value=group)


_KINDS = {
    "main": Text("điểm chính", "main"),
    "bonus": Text("điểm cộng", "bonus"),
    "penalty": Text("điểm trừ", "penalty"),
}


def _kind(draft: Draft, row: Row) -> Iterator[Problem]:
    """C506, C510: main, bonus and penalty are kept apart."""
    if row.parent is not None and row.kind != row.parent.kind:
        yield problem(
            "C506",
            draft.place(row, "kind"),
            criterion=row.key,
            kind=_KINDS[row.kind],
            parent=row.parent.key,
            other=_KINDS[row.parent.kind],
        )
    if row.model.in_base is not None and row.kind != "bonus":
        yield problem("C510", draft.place(row, "in_base"), criterion=row.key)


# --- grades and ranking ---------------------------------------------------------------------------

_GRADING = frozenset(("facts", "grades", "graded_by", "sanctions", "ranking"))


def _grades(draft: Draft) -> Iterator[Problem]:
    """C601 to C610: bands, conditions, quotas, sanctions, tie-breaks."""
    if _GRADING & {path[0] for path in draft.broken}:
        return
    model = draft.model
    yield from _bands(draft)
    facts = {fact.code: fact.kind for fact in model.facts}
    grades = {grade.code for grade in model.grades}
    for name, codes in (("facts", [f.code for f in model.facts]), ("grades", [g.code for g in model.grades])):
        for position, code in enumerate(codes):
            if code in codes[:position]:
                yield problem("C607", draft.root.place(name, position, "code"), value=code)
    conditions: list[tuple[Path, ConditionModel]] = []
    for place, grade in enumerate(model.grades):
        conditions += [(("grades", place, "conditions", at), one) for at, one in enumerate(grade.conditions)]
        quota = grade.quota
        if quota is None:
            continue
        for at, code in enumerate(quota.of):
            if code not in grades:
                path: Path = ("grades", place, "quota", "of", at)
                yield _unknown(draft, path, "of", code, _GRADE_CODES)
        for key, percent in (("percent", quota.percent), ("by_decision", quota.by_decision)):
            if percent is not None and not 0 <= percent <= 100:
                line, column = draft.root.place("grades", place, "quota", key)
                yield problem("C417", (line, column), criterion=grade.code, value=percent)
    for place, sanction in enumerate(model.sanctions):
        conditions.append((("sanctions", place, "when"), sanction.when))
        if not sanction.grade_at_most and not sanction.lower_by:
            yield problem("C610", draft.root.place("sanctions", place))
        if sanction.grade_at_most and sanction.grade_at_most not in grades:
            path = ("sanctions", place, "grade_at_most")
            yield _unknown(draft, path, "grade_at_most", sanction.grade_at_most, _GRADE_CODES)
    keys = {row.key.partition("@")[0] for row in draft.rows}
    for path, one in conditions:
        yield from _condition(draft, path, one, facts, keys)
    used = {one.fact for _, one in conditions}
    for place, fact in enumerate(model.facts):
        if fact.code not in used:
            yield problem("C609", draft.root.place("facts", place), value=fact.code)
    for place, key in enumerate(model.ranking.tie_breaks):
        if key not in keys:
            yield _unknown(draft, ("ranking", "tie_breaks", place), "tie_breaks", key, _CRITERION_KEYS)


_GRADE_CODES = Text("ghi mã của một mức trong «grades:»", "write the code of a grade in 'grades'")
_CRITERION_KEYS = Text("ghi mã của một tiêu chí", "write the key of a criterion")
_FACT_CODES = Text("ghi mã của một số liệu trong «facts:»", "write the code of a fact in 'facts'")


def _unknown(draft: Draft, path: Path, key: str, value: str, advice: Text) -> Problem:
    return problem("C606", draft.root.place(*path), key=key, value=value, advice=advice)


def _condition(
    draft: Draft, path: Path, model: ConditionModel, facts: Mapping[str, str], keys: set[str]
) -> Iterator[Problem]:
    stated: Condition = condition(model)
    operators = [model.at_least, model.at_most, model.above, model.below, model.is_]
    what = None
    if bool(model.fact) == bool(model.criterion):
        what = Text("phải ghi «fact» hoặc «criterion»", "give either 'fact' or 'criterion'")
    elif sum(one is not None for one in operators) != 1:
        what = Text(
            "phải ghi đúng một trong at_least, at_most, above, below, is",
            "give exactly one of at_least, at_most, above, below, is",
        )
    elif model.fact and model.fact not in facts:
        yield _unknown(draft, (*path, "fact"), "fact", model.fact, _FACT_CODES)
    elif model.criterion and model.criterion not in keys:
        yield _unknown(draft, (*path, "criterion"), "criterion", model.criterion, _CRITERION_KEYS)
    elif facts.get(stated.subject) == "yes_no" and (stated.op != "is" or stated.value not in (0, 1)):
        what = Text("số liệu có, không thì ghi «is: yes» hoặc «is: no»", "write 'is: yes' or 'is: no'")
    elif facts.get(stated.subject, "percent") == "percent" and not 0 <= stated.value <= 100:
        what = Text("tỷ lệ phải từ 0 đến 100", "a percentage is from 0 to 100")
    if what is not None:
        yield problem("C608", draft.root.place(*path), value=stated.subject, what=what)


def _bands(draft: Draft) -> Iterator[Problem]:
    """C601 to C605: the grades as a chain of bands."""
    grades, model = draft.model.grades, draft.model
    if not grades:
        return
    for flaw in _chain(grades, model.rate_places):
        code = {"unsorted": "C601", "gap": "C602", "overlap": "C603"}[flaw.kind]
        place = draft.root.place("grades", flaw.position, *flaw.key)
        values = {"grade": grades[flaw.position].code, "before": flaw.before, "next": flaw.before}
        yield problem(code, place, value=flaw.value, **values)
    lowest = grades[-1]
    if (lowest.at_least > 0 or lowest.conditions) and lowest is min(grades, key=lambda one: one.at_least):
        place = draft.root.place("grades", len(grades) - 1, "at_least")
        yield problem(
            "C604", place, value=lowest.at_least if lowest.at_least > 0 else grades[-2:][0].at_least
        )
    most = Decimal(100)
    if model.graded_by != "rate":
        counted = [row for row in draft.roots if row.kind != "penalty"]
        if any(row.open for row in counted):
            return
        most = max(_sum(counted, group) for group in draft.groups)
    for position, grade in enumerate(grades):
        if grade.at_least > most:
            place = draft.root.place("grades", position, "at_least")
            yield problem("C605", place, grade=grade.code, value=grade.at_least, max=most)


SET_CHECKS: tuple[Callable[[Draft], Iterator[Problem]], ...] = (
    _header,
    _size,
    _frame,
    _total,
    _repeated_codes,
    _numbering,
    _dates,
    _titles,
    _texts,
    _unit_groups,
    _grades,
)

ROW_CHECKS: tuple[Callable[[Draft, Row], Iterator[Problem]], ...] = (
    _depth,
    _code,
    _maximum,
    _adds_up,
    _exclusion,
    _on_group,
    _inputs,
    _levels,
    _per_case,
    _steps,
    _scope,
    _kind,
)
