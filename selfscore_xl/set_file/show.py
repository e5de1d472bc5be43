"""What ``criteria list``, ``criteria show`` and ``criteria lint`` print.

Standard library only: showing a shipped set needs neither PyYAML nor pydantic.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from decimal import Decimal

from ..criteria import Condition, Criteria, Criterion, Grade, Rule, Tree, varies
from ..text import Lang, Text, format_number
from .catalogue import LintRule
from .problem import SEVERITY, Problem, counts


def list_text(sets: Iterable[Criteria], lang: Lang) -> str:
    """A table of sets, one line each."""
    rows = [[text.to(lang) for text in (_ID, _VERSION, _TOTAL, _CRITERIA, _PERIOD, _TITLE)]]
    for one in sets:
        tree = one.tree()
        rows.append(
            [one.id, one.version, _total(tree, lang), str(len(one.nodes)), one.period.name, one.title]
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width) if column in (2, 3) else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=False))
        ]
        lines.append("  ".join([*cells, row[-1]]).rstrip())
    return "\n".join(lines)


def show_text(criteria: Criteria, lang: Lang, width: int = 110) -> str:
    """A whole set: what is said of it, then the tree with maxima, scoring and exclusion bases."""
    lines = [*_head(criteria, lang, width), "", *_tree(criteria, lang, width)]
    grading = list(_grading(criteria, lang, width))
    return "\n".join([*lines, "", *grading] if grading else lines)


def lint_text(name: str, problems: tuple[Problem, ...], lang: Lang) -> str:
    """A line per problem, ``file:line: C101 ...``; empty where there is none."""
    return "\n".join(problem.text(name, lang) for problem in problems)


def lint_summary(problems: tuple[Problem, ...], lang: Lang) -> str:
    """How many problems of each severity, in one sentence."""
    found = [
        f"{number} {SEVERITY[severity].to(lang) if number == 1 or lang == 'vi' else _PLURAL[severity]}"
        for severity, number in counts(problems).items()
        if number
    ]
    return (_FOUND.to(lang) + ", ".join(found) if found else _NOTHING.to(lang)) + "."


def opening(code: str, name: str, title: Text, severity: str, lang: Lang) -> tuple[str, ...]:
    """The first lines of an explanation. Names are English: among Vietnamese words the title comes first."""
    if lang == "vi":
        return (f"{code} {title.vi} ({name}) · {severity}",)
    return f"{code} {name} · {severity}", title.en


def rule_text(rule: LintRule, lang: Lang) -> str:
    """What a defect of set files is, what is said of it and what to do, for ``explain``; what differs from
    file to file is left open."""
    severity = SEVERITY[rule.severity].to(lang)
    lines = [*opening(rule.code, rule.name, rule.title, f"{severity[:1].upper()}{severity[1:]}", lang), ""]
    for label, text in ((_SAID, rule.message), (_DO, rule.hint)):
        words = re.sub(r"({\w+})+", "…", text.to(lang))
        if words != "…":
            end = "" if words.endswith("…") else "."
            lines.append(f"{label.to(lang)}: {words[:1].upper()}{words[1:]}{end}")
    return "\n".join(lines) + "\n"


_SAID = Text("Thông báo", "Message")
_DO = Text("Cách sửa", "What to do")
_PLURAL = {"error": "errors", "warning": "warnings", "info": "notes"}
_FOUND = Text("Kiểm tra bộ tiêu chí: ", "Set file checked: ")
_NOTHING = Text("Kiểm tra bộ tiêu chí: không có gì phải sửa", "Set file checked: nothing to mend")

_ID = Text("Bộ tiêu chí", "Set")
_VERSION = Text("Phiên bản", "Version")
_TOTAL = Text("Tổng điểm", "Total")
_CRITERIA = Text("Số tiêu chí", "Criteria")
_PERIOD = Text("Kỳ", "Period")
_TITLE = Text("Tên", "Title")


def _total(tree: Tree, lang: Lang) -> str:
    points = sum((root.max_score for root in tree.roots if root.kind == "main" or root.in_base), Decimal(0))
    return "–" if tree.criteria.frame else format_number(points, lang)


def _head(criteria: Criteria, lang: Lang, width: int) -> Iterator[str]:
    tree = criteria.tree()
    period = criteria.period
    days = f"{_day(period.first_day)} – {_day(period.last_day)}" if lang == "vi" else ""
    days = days or f"{period.first_day} – {period.last_day}"
    nodes, leaves = len(tree.nodes), len(tree.leaves)
    facts = [
        (_ID, f"{criteria.id} · {_VERSION.to(lang).lower()} {criteria.version} · {criteria.fingerprint}"),
        (_TITLE, criteria.title),
        (_PERIOD, f"{period.name} ({days})"),
        (Text("Cơ quan ban hành", "Issuer"), criteria.issuer),
        (Text("Đơn vị", "Unit"), criteria.unit),
        (Text("Nhóm đơn vị", "Unit groups"), "; ".join(f"{g.code} {g.name}" for g in criteria.unit_groups)),
        *((Text("Căn cứ", "Legal basis"), basis) for basis in criteria.legal_basis),
        (
            _TOTAL,
            Text(
                f"{_total(tree, 'vi')} điểm, {nodes} tiêu chí, {leaves} tiêu chí chấm điểm",
                f"{_total(tree, 'en')} points, {nodes} criteria, {leaves} of them scored",
            ).to(lang),
        ),
    ]
    if criteria.frame:
        facts.append((_FRAME, _FRAME_MEANS.to(lang)))
    margin = max(len(label.to(lang)) for label, value in facts if value) + 2
    for label, value in facts:
        if value:
            yield from _hanging(f"{label.to(lang)}:".ljust(margin), value, width)


_FRAME = Text("Bộ khung", "Frame")
_FRAME_MEANS = Text(
    "điểm chưa được ấn định, chưa lập được biểu mẫu", "points are not fixed yet, no form can be made"
)


def _day(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{day}/{month}/{year}"


def _hanging(start: str, text: str, width: int) -> list[str]:
    """``start`` and the text behind it, continued below itself."""
    room = max(width - len(start), 24)
    lines = [piece for line in text.split("\n") for piece in textwrap.wrap(line, room)] or [""]
    return [start + lines[0], *(" " * len(start) + line for line in lines[1:])]


_CODE = Text("Mã", "Code")
_MAX = Text("Điểm", "Points")
_SCORED = Text("Cách chấm", "Scored")
_EVIDENCE = Text("Minh chứng", "Evidence")
_CRITERION = Text("Tiêu chí", "Criterion")
_REQUIRED = Text("bắt buộc", "required")

_RULES = {
    "direct": Text("trực tiếp", "directly"),
    "choice": Text("chọn mức", "choice"),
    "ratio": Text("tỷ lệ", "ratio"),
    "steps": Text("theo bậc", "steps"),
    "deduction": Text("trừ dần", "deduction"),
    "per_unit": Text("theo số lượng việc", "per case"),
    "alternatives": Text("một trong", "one of"),
    "given": Text("nơi khác chấm", "given"),
}


def _tree(criteria: Criteria, lang: Lang, width: int) -> Iterator[str]:
    table = [[text.to(lang) for text in (_CODE, _MAX, _SCORED, _EVIDENCE)]]
    places = max(_places(node.max_score) for node in criteria.nodes)
    for node in criteria.nodes:
        scored = _RULES[node.rule.kind].to(lang) if node.is_leaf else ""
        evidence = _REQUIRED.to(lang) if node.evidence == "required" else ""
        code = "  " * (node.level - 1) + (node.code or "–")
        points = "–" if criteria.frame and not node.max_score else format_number(node.max_score, lang, places)
        table.append([code, points, scored, evidence])
    widths = [max(len(row[column]) for row in table) for column in range(4)]
    starts = [
        f"{row[0].ljust(widths[0])}  {row[1].rjust(widths[1])}  {row[2].ljust(widths[2])}  "
        f"{row[3].ljust(widths[3])}  "
        for row in table
    ]
    yield starts[0] + _CRITERION.to(lang)
    blank = " " * len(starts[0])
    for node, start in zip(criteria.nodes, starts[1:], strict=True):
        yield from _hanging(start, node.title, width)
        for remark in _remarks(node, lang):
            yield from _hanging(f"{blank}→ ", remark, width)


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _remarks(node: Criterion, lang: Lang) -> Iterator[str]:
    """What a row has beyond the usual."""
    if node.kind == "bonus":
        where = Text(", trong tổng điểm", ", inside the base") if node.in_base else Text("", "")
        yield Text("điểm cộng", "bonus").to(lang) + where.to(lang)
    elif node.kind == "penalty":
        yield Text("điểm trừ", "penalty").to(lang)
    exclusion = node.exclusion
    if not exclusion.allowed:
        yield Text("không được đề nghị trừ", "may not be excluded").to(lang)
    if exclusion.basis:
        quoted = Text(f"căn cứ trừ: «{exclusion.basis}»", f"exclusion basis: «{exclusion.basis}»")
        yield quoted.to(lang)
    if exclusion.policy != "drop":
        yield _POLICIES[exclusion.policy].to(lang)
    yield from _rule(node.rule, lang)
    if node.step is not None:
        yield f"{Text('bước điểm', 'step').to(lang)} {format_number(node.step, lang)}"
    if node.zeroes_parent:
        yield Text("0 điểm ở đây thì cả nhóm 0 điểm", "a score of 0 here zeroes the group").to(lang)
    if node.groups:
        yield f"{Text('chỉ cho nhóm', 'only for').to(lang)} {', '.join(node.groups)}"
    if node.max_for:
        maxima = (f"{group} {format_number(points, lang)}" for group, points in node.max_for)
        yield f"{Text('điểm theo nhóm', 'points by group').to(lang)}: {', '.join(maxima)}"


_POLICIES = {
    "full": Text("không phát sinh thì được đủ điểm", "full marks where there was nothing to do"),
    "group": Text("không phát sinh thì không chấm cả nhóm", "takes its whole group out of the total"),
}


def _rule(rule: Rule, lang: Lang) -> Iterator[str]:
    labels = " / ".join(one.label for one in rule.inputs)
    if rule.kind == "ratio":
        yield f"{labels} × {Text('điểm tối đa', 'maximum').to(lang)}"
    elif rule.kind == "steps":
        steps = (f"≥ {format_number(b.at_least, lang)} %: {format_number(b.score, lang)}" for b in rule.bands)
        yield f"{labels}: {'; '.join(steps)}"
    elif rule.levels:
        yield "; ".join(f"{format_number(level.score, lang)}: {level.label}" for level in rule.levels)
    elif rule.points is not None:
        each = Text("điểm cho mỗi", "points for each").to(lang)
        yield f"{format_number(rule.points, lang)} {each}: {labels}"
    elif rule.by:
        yield f"{Text('do', 'by').to(lang)} {rule.by}"


def _grading(criteria: Criteria, lang: Lang, width: int) -> Iterator[str]:
    if criteria.grades:
        yield Text("Xếp loại", "Grades").to(lang) + f" ({_MEASURES[criteria.graded_by].to(lang)})"
        for grade in criteria.grades:
            yield from _hanging(f"  ≥ {format_number(grade.at_least, lang):>6}  ", _grade(grade, lang), width)
    labels = {fact.code: fact.label for fact in criteria.facts}
    conditions = [one for grade in criteria.grades for one in grade.conditions]
    if conditions or criteria.sanctions:
        yield Text("Điều kiện và chế tài", "Conditions and sanctions").to(lang)
    names = {grade.code: grade.name for grade in criteria.grades}
    for grade in criteria.grades:
        for one in grade.conditions:
            yield from _hanging("  ", f"{grade.name}: {_condition(one, labels, lang)}", width)
    for sanction in criteria.sanctions:
        effects = []
        if sanction.at_most:
            effects.append(f"{Text('cao nhất là', 'at most').to(lang)} {names[sanction.at_most]}")
        if sanction.lower_by:
            down = sanction.lower_by
            effects.append(Text(f"hạ {down} mức", f"{down} grade{'s' * (down > 1)} down").to(lang))
        yield from _hanging("  ", f"{_condition(sanction.when, labels, lang)} → {', '.join(effects)}", width)
    if criteria.grades or varies(criteria) or criteria.ranking.tie_breaks:
        ranking = criteria.ranking
        ties = _TIES[ranking.ties].to(lang)
        breaks = f"; {'; '.join(ranking.tie_breaks)}" if ranking.tie_breaks else ""
        yield f"{Text('Xếp hạng', 'Ranking').to(lang)}: {_MEASURES[ranking.by].to(lang)}, {ties}{breaks}"


_MEASURES = {
    "rate": Text("theo tỷ lệ đạt được", "by the rate achieved"),
    "converted": Text("theo điểm quy đổi", "by the converted score"),
    "points": Text("theo điểm đạt được", "by the points achieved"),
}
_TIES = {
    "competition": Text("đồng hạng kiểu 1, 1, 3", "ties as 1, 1, 3"),
    "dense": Text("đồng hạng kiểu 1, 1, 2", "ties as 1, 1, 2"),
}


def _grade(grade: Grade, lang: Lang) -> str:
    quota = grade.quota
    if quota is None:
        return grade.name
    percent = format_number(quota.percent, lang)
    more = f" ({format_number(quota.by_decision, lang)} %)" if quota.by_decision is not None else ""
    base = f" / {', '.join(quota.of)}" if quota.of else ""
    return f"{grade.name} · {Text('tối đa', 'at most').to(lang)} {percent} %{more}{base}"


_SIGNS = {"at_least": "≥", "at_most": "≤", "above": ">", "below": "<", "is": "="}


def _condition(condition: Condition, labels: dict[str, str], lang: Lang) -> str:
    if condition.text:
        return condition.text
    subject = labels.get(condition.subject, condition.subject)
    return f"{subject} {_SIGNS[condition.op]} {format_number(condition.value, lang)}"
