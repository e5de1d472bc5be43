"""Which form of each unit counts, and where it stands: rankings, grades within their quotas, and every
file that was left out with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from typing import Literal

from .. import checking
from ..criteria import Criteria
from ..evidence import first_few
from ..finding import Finding, Severity
from ..ranking import Place, Quota, Standing, apply_quotas, by_group, rank
from ..record import NamedTuple
from ..scoring import HUNDRED, measured
from ..sending import Batch, Sent, local_time, moment, unit_key
from ..text import Text, fold, format_number
from ..unit_list import ListedUnit
from .record import DOUBTFUL, Record, Refused, State, Sums

Basis = Literal["self", "appraised"]

_FAULTS = 5
"""Errors of a form that are named beside it."""
_COMPARED = 200
"""Units that are not on the list and are compared with all names on it: a wrong list shows sooner."""


class Form(NamedTuple):
    """What is kept in memory of a readable form; its record is on disk under ``number``."""

    sent: Sent
    number: int
    group: str
    own: Sums
    final: Sums | None
    unappraised: int
    ties: tuple[tuple[str, Decimal | None, Decimal | None], ...]
    """Of the criteria that decide between equals: key, points by the unit and after appraisal; None where
    the criterion is out."""
    counts: tuple[int, int, int]
    """Errors, warnings and notes."""
    faults: str
    """Its errors in short: ``S101 (E12), S202 (D14)``."""
    doubts: tuple[str, ...] = ()
    """See ``Record.doubts``."""

    def sums(self, basis: Basis) -> Sums:
        """The figures that it is ranked by."""
        return self.final if basis == "appraised" and self.final is not None else self.own


Cause = Literal["unreadable", "other-set", "errors", "no-unit", "superseded", "no-workbook"]


class Bad(NamedTuple):
    """A file that is no readable form, or a form of another set than the one that was asked for."""

    file: str
    refused: Refused
    unit: str = ""
    cause: Cause = "unreadable"


class LeftOut(NamedTuple):
    """A file that is not used, and why; ``code`` names the check where one says so."""

    cause: Cause
    file: str
    unit: str
    code: str
    why: Text


NOT_A_WORKBOOK = Text("Không phải tệp Excel nên không đọc.", "It is no Excel workbook, and was not read.")


class Ranked(NamedTuple):
    """A unit in a ranking."""

    form: Form
    group: str
    """Its unit group as people call it; '' where there is none."""
    place: Place
    grade: str
    """Name of its grade once quotas are kept; '' where there is none."""
    grade_code: str
    notes: tuple[str, ...]
    """What must be said of it, in Vietnamese."""

    @property
    def rank(self) -> int | None:
        return self.place.rank


class QuotaResult(NamedTuple):
    """A quota inside one ranking."""

    group: str
    quota: Quota
    grade: str
    lowered: tuple[str, ...]
    """Names of the units."""


class Edition(NamedTuple):
    """One version of one set: its units in the order of the ranking."""

    set_id: str
    version: str
    criteria: Criteria
    basis: Basis
    """All of its forms are appraised, or they are ranked by the self scores."""
    waiting: int
    """Forms that are not wholly appraised, where some are."""
    ranked: tuple[Ranked, ...]
    groups: tuple[str, ...]
    """Names of the unit groups, in the set's order; empty where there are none."""
    quotas: tuple[QuotaResult, ...]


class Listed(NamedTuple):
    """The list of units against what came in."""

    units: tuple[ListedUnit, ...]
    missing: tuple[ListedUnit, ...]
    unlisted: tuple[tuple[str, str, str], ...]
    """Unit as its form has it, file, and the unit on the list that is spelled most like it, or ''."""
    unknown_groups: tuple[ListedUnit, ...]
    """Units whose group no set that came in has."""


class Consolidation(NamedTuple):
    """Everything that the outputs show, but what is in the records themselves."""

    editions: tuple[Edition, ...]
    """The commonest first."""
    left_out: tuple[LeftOut, ...]
    findings: tuple[Finding, ...]
    """Of the checks across forms."""
    listed: Listed | None
    files: int
    """Workbooks, readable or not."""
    readable: int
    not_workbooks: int = 0
    """Files that lie among them and were not read."""

    @property
    def unused(self) -> int:
        """Workbooks that are not used."""
        return sum(one.cause != "no-workbook" for one in self.left_out)


def form(
    number: int, path: str, content: str, written: float | None, record: Record, ties: Sequence[str]
) -> Form:
    """The light side of a record.

    Args:
        number: where the record is kept.
        path: of the file.
        content: its SHA-256.
        written: the file's own time, in seconds since 1970.
        record: of the form.
        ties: keys of the criteria that decide between equals in its set.
    """
    by_key = {line.key: line for line in record.lines}
    faults = [issue for issue in record.issues if issue.severity == "error"]
    shown = [f"{issue.code} ({issue.cell})" if issue.cell else issue.code for issue in faults]
    severities: tuple[Severity, ...] = ("error", "warning", "info")
    errors, warnings, notes = map(record.count, severities)
    return Form(
        Sent(
            file=path,
            content=content,
            unit=record.unit,
            set_id=record.set_id,
            version=record.version,
            period="" if any(issue.code == "S502" for issue in record.issues) else record.period,
            saved=moment(record.saved, written),
            answers=record.answers,
            texts=record.texts,
            errors=record.errors,
            appraised=record.reviewed or record.final is not None,
        ),
        number,
        record.group,
        record.own,
        record.final,
        record.unappraised,
        tuple((key, _score(by_key[key].own), _score(by_key[key].final)) for key in ties if key in by_key),
        (errors, warnings, notes),
        first_few(shown, _FAULTS).vi,
        record.doubts,
    )


def _score(found: State | None) -> Decimal | None:
    return None if found is None or found.out else found.score


def tie_breaks(criteria: Criteria) -> tuple[str, ...]:
    """Keys of the criteria that decide between equals, as forms have them."""
    return tuple(key.partition("@")[0] for key in criteria.ranking.tie_breaks)


def consolidate(
    forms: Iterable[Form],
    bad: Iterable[Bad],
    criteria_of: Callable[[str], Criteria],
    units: tuple[ListedUnit, ...] | None = None,
    *,
    with_errors: bool = False,
    quota_by_decision: bool = False,
) -> Consolidation:
    """Choose, rank and grade.

    Args:
        forms: the readable ones.
        bad: files that are not, or are of another set than the one asked for.
        criteria_of: the set by its id.
        units: the list of units, None where there is none.
        with_errors: let the latest form of a unit count though all of them have errors.
        quota_by_decision: the competent body allowed the higher percentage of a quota.
    """
    forms = list(forms)
    bad = list(bad)
    batch = Batch(
        (one.sent for one in forms),
        None if units is None else [unit.name for unit in units],
        with_errors=with_errors,
    )
    findings = tuple(checking.run_across(batch))
    by_file = {one.sent.file: one for one in forms}
    chosen = {sent.file: by_file[sent.file] for sent in batch.counting.values()}
    said: dict[str, list[str]] = {}
    for finding in findings:
        if finding.code in (*DOUBTFUL, "S801") and str(finding.values["file"]) in chosen:
            said.setdefault(str(finding.values["file"]), []).append(
                f"{finding.code}: {checking.message(finding, 'vi')}"
            )
    groups_of = {unit_key(unit.name): unit.group for unit in units or ()}
    editions = []
    for set_id, version in batch.editions:
        members = [one for one in chosen.values() if (one.sent.set_id, one.sent.version) == (set_id, version)]
        if members:
            editions.append(
                _edition(
                    set_id,
                    version,
                    criteria_of(set_id),
                    members,
                    groups_of,
                    said,
                    frozenset(batch.unlisted),
                    quota_by_decision,
                )
            )
    editions.sort(key=lambda one: -len(one.ranked))
    return Consolidation(
        tuple(editions),
        tuple(_left_out(batch, by_file, frozenset(chosen), bad)),
        findings,
        None if units is None else _listed(batch, units, [one.criteria for one in editions]),
        len(forms) + len(bad),
        len(forms),
    )


# --- one ranking ----------------------------------------------------------------------------------------


def _edition(
    set_id: str,
    version: str,
    criteria: Criteria,
    members: list[Form],
    groups_of: Mapping[str, str],
    said: Mapping[str, list[str]],
    unlisted: frozenset[str],
    quota_by_decision: bool,
) -> Edition:
    appraised = sum(one.final is not None and not one.unappraised for one in members)
    basis: Basis = "appraised" if appraised == len(members) else "self"
    members = sorted(members, key=lambda one: (fold(one.sent.unit), one.sent.file))
    names = {group.code: group.name for group in criteria.unit_groups}
    group_of: dict[str, str] = {}
    notes: dict[str, list[str]] = {}
    for one in members:
        group, note = _group(one, criteria, groups_of.get(unit_key(one.sent.unit), ""))
        group_of[one.sent.file] = group
        notes[one.sent.file] = [*note, *one.doubts, *said.get(one.sent.file, ())]
        if unit_key(one.sent.unit) in unlisted:
            notes[one.sent.file].append("Không có trong danh sách đơn vị.")
        if one.sent.errors:
            notes[one.sent.file].append(f"Biểu còn {one.sent.errors} lỗi: {one.faults}.")
    standings = [_standing(criteria, one, group_of[one.sent.file], basis) for one in members]
    within = criteria.ranking.within == "unit_group"
    by_file = {one.sent.file: one for one in members}
    ranked: list[Ranked] = []
    quotas: list[QuotaResult] = []
    together = by_group(criteria.ranking, standings)
    order = [*names, *sorted(code for code in together if code not in names and code), ""]
    for code in (code for code in order if code in together):
        places = rank(criteria.ranking, together[code])
        if within and not code and (names or len(together) > 1):
            # without a group there is nobody to be compared with
            places = [Place(place.unit, None) for place in places]
            for place in places:
                notes[place.unit].append("Không xếp hạng: chưa rõ nhóm đơn vị.")
        grades, found = _grades(criteria, places, by_file, basis, notes, quota_by_decision)
        label = names.get(code, code)
        for quota in found:
            quotas.append(
                QuotaResult(
                    label,
                    quota,
                    _grade_name(criteria, quota.grade),
                    tuple(by_file[file].sent.unit for file in quota.lowered),
                )
            )
        for place in places:
            _say_place(criteria, place, by_file, basis, notes[place.unit])
            own_group = group_of[place.unit]
            grade = grades.get(place.unit, "")
            ranked.append(
                Ranked(
                    by_file[place.unit],
                    names.get(own_group, own_group),
                    place,
                    _grade_name(criteria, grade),
                    grade,
                    tuple(notes[place.unit]),
                )
            )
    present = {one.group for one in ranked if one.group}
    known = [name for name in names.values() if name in present]
    return Edition(
        set_id,
        version,
        criteria,
        basis,
        len(members) - appraised if any(one.final is not None for one in members) else 0,
        tuple(ranked),
        (*known, *sorted(present - set(known))),
        tuple(quotas),
    )


def _group(one: Form, criteria: Criteria, listed: str) -> tuple[str, list[str]]:
    """The unit group that a form is ranked in, and what must be said of it. The issuer's list is right
    where it names a group; a set without groups takes the list's."""
    if not listed:
        return one.group, []
    if not criteria.unit_groups:
        return listed, []
    for group in criteria.unit_groups:
        if fold(listed) in (fold(group.code), fold(group.name)):
            if one.group in ("", group.code):
                return group.code, []
            return group.code, [f"Biểu ghi nhóm khác; xếp theo danh sách đơn vị: «{group.name}»."]
    return one.group, [f"Nhóm «{listed}» trong danh sách đơn vị không có trong bộ tiêu chí."]


def _standing(criteria: Criteria, one: Form, group: str, basis: Basis) -> Standing:
    points = {key: final if basis == "appraised" else own for key, own, final in one.ties}
    measure = measured(one.sums(basis).totals(), criteria.ranking.by, criteria.rate_places)
    return Standing(one.sent.file, group, measure, tuple(points.get(key) for key in tie_breaks(criteria)))


def _grades(
    criteria: Criteria,
    places: Sequence[Place],
    by_file: Mapping[str, Form],
    basis: Basis,
    notes: Mapping[str, list[str]],
    by_decision: bool,
) -> tuple[Mapping[str, str], tuple[Quota, ...]]:
    own = {place.unit: by_file[place.unit].sums(basis).grade for place in places}
    own = {unit: code for unit, code in own.items() if code}
    if not own:
        return {}, ()
    granted = apply_quotas(
        criteria, own, {place.unit: place.rank for place in places}, by_decision=by_decision
    )
    for quota in granted.quotas:
        for unit in quota.lowered:
            said = (
                f"Vượt hạn mức «{_grade_name(criteria, quota.grade)}» ({quota_words(criteria, quota)}) "
                f"nên xếp «{_grade_name(criteria, granted.grades[unit])}»."
            )
            if unit in quota.tied:
                said += " Đồng hạng với đơn vị trong hạn mức: cần cấp có thẩm quyền quyết định."
            notes[unit].append(said)
    return granted.grades, granted.quotas


def quota_words(criteria: Criteria, quota: Quota) -> str:
    """What a quota came to: of how many units, how many are kept, and why not one more. Where the base are
    the units graded one step lower, each unit that is kept makes it smaller."""
    order = [grade.code for grade in criteria.grades]
    rule = next(grade.quota for grade in criteria.grades if grade.code == quota.grade)
    assert rule is not None
    below = order[order.index(quota.grade) + 1]
    of = " hoặc ".join(f"«{_grade_name(criteria, code)}»" for code in rule.of)
    percent = format_number(quota.percent, "vi")
    text = f"không quá {percent} % số đơn vị {f'xếp {of}' if of else 'được xếp loại'}"
    text += f": giữ {len(quota.kept)} đơn vị"
    if quota.lowered and not quota.tied:
        base = quota.base - (below in rule.of and quota.grade not in rule.of)
        most = format_number(quota.percent * base / HUNDRED, "vi")
        text += f", vì giữ {len(quota.kept) + 1} thì căn cứ là {base} đơn vị, {percent} % là {most}"
    return text


def _grade_name(criteria: Criteria, code: str) -> str:
    return next((grade.name for grade in criteria.grades if grade.code == code), "")


def _say_place(
    criteria: Criteria, place: Place, by_file: Mapping[str, Form], basis: Basis, notes: list[str]
) -> None:
    one = by_file[place.unit]
    if place.decided_by:
        code = place.decided_by.partition("@")[0]
        node = next((node for node in criteria.nodes if node.key.partition("@")[0] == code), None)
        notes.append(f"Bằng điểm đơn vị đứng trước; xếp sau theo tiêu chí {node.code if node else code}.")
    if place.tied_with:
        others = [by_file[unit].sent.unit for unit in place.tied_with[:3]]
        more = len(place.tied_with) - len(others)
        notes.append("Đồng hạng với " + ", ".join(others) + (f" và {more} đơn vị khác." if more else "."))
    if not one.sums(basis).applicable:
        notes.append("Không xếp hạng: không còn điểm nào để chấm.")


# --- what is not used -----------------------------------------------------------------------------------


def _left_out(
    batch: Batch, by_file: Mapping[str, Form], chosen: frozenset[str], bad: Iterable[Bad]
) -> Iterator[LeftOut]:
    for one in sorted(bad):
        yield LeftOut(one.cause, one.file, one.unit, one.refused.code, Text(one.refused.vi, one.refused.en))
    for sent in batch.forms:
        if sent.file in chosen:
            continue
        form = by_file[sent.file]
        used = batch.counting.get((unit_key(sent.unit), sent.set_id))
        faults = Text(
            f"Còn {sent.errors} lỗi: {form.faults}.", f"There are {sent.errors} errors: {form.faults}."
        )
        if not unit_key(sent.unit):
            why = Text("Biểu không ghi tên đơn vị.", "The form names no unit.")
            yield LeftOut("no-unit", sent.file, "", "S501", why)
        elif used is None:
            yield LeftOut("errors", sent.file, sent.unit, "", faults)
        else:
            is_original = used.appraised and not sent.appraised and used.answers == sent.answers
            why = _superseded(sent, used, faults, is_original)
            yield LeftOut("superseded", sent.file, sent.unit, "" if is_original else "S801", why)


def _superseded(sent: Sent, used: Sent, faults: Text, is_original: bool) -> Text:
    if sent.content == used.content:
        return Text(f"Giống hệt {used.file}.", f"The very same as {used.file}.")
    if is_original:
        return Text(
            f"Lấy bản thẩm định của biểu này: {used.file}.", f"Its reviewed copy counts: {used.file}."
        )
    vi = f"Đơn vị đã có biểu được lấy: {used.file} (lưu {said_moment(used.saved)})."
    en = f"Another form of the unit counts: {used.file} (saved {said_moment(used.saved)})."
    return Text(f"{faults.vi} {vi}", f"{faults.en} {en}") if sent.errors else Text(vi, en)


def said_moment(saved: str) -> str:
    """A moment as people read it, in Vietnamese time: ``05/07/2026 09:11``."""
    time = local_time(saved)
    return "?" if time is None else time.strftime("%d/%m/%Y %H:%M")


def _listed(batch: Batch, units: tuple[ListedUnit, ...], sets: Sequence[Criteria]) -> Listed:
    missing = set(batch.missing)
    keys = {unit_key(unit.name): unit.name for unit in units}
    unlisted: list[tuple[str, str, str]] = []
    for key in batch.unlisted:
        sent = next(form for form in batch.forms if unit_key(form.unit) == key)
        near = get_close_matches(key, keys, n=1, cutoff=0.75) if len(unlisted) < _COMPARED else []
        unlisted.append((sent.unit, sent.file, keys[near[0]] if near else ""))
    known = {
        fold(name) for criteria in sets for group in criteria.unit_groups for name in (group.code, group.name)
    }
    return Listed(
        units,
        tuple(unit for unit in units if unit.name in missing),
        tuple(unlisted),
        tuple(unit for unit in units if known and unit.group and fold(unit.group) not in known),
    )
