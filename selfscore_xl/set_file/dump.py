"""Writing a set: canonical data, its fingerprint, the compiled JSON, the set file."""

from __future__ import annotations

import hashlib
import json
import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from decimal import Decimal
from typing import Any

import yaml

from ..criteria import RANKING, Condition, Criteria, Criterion, Grade, Rule, Tree, to_data, varies
from ..record import NamedTuple
from ..text import printable
from .schema import exact

WIDTH = 100
"""Texts are folded at this column, so that a changed word changes one line or two."""


def canonical(criteria: Criteria) -> bytes:
    """The set's data without its fingerprint, the same bytes for the same set."""
    data = to_data(criteria)
    del data["fingerprint"]
    return _compact(data).encode()


def fingerprint(criteria: Criteria) -> str:
    """See ``set_file.fingerprint``."""
    return hashlib.sha256(canonical(criteria)).hexdigest()[:16]


def to_json(criteria: Criteria) -> bytes:
    """The compiled form: sorted keys, one criterion per line."""
    lines = []
    for key, value in sorted(to_data(criteria).items()):
        if key == "criteria":
            rows = ",\n".join(_compact(row) for row in value)
            lines.append(f'"criteria":[\n{rows}\n]')
        else:
            lines.append(f"{json.dumps(key)}:{_compact(value)}")
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _compact(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


# --- the set file ---------------------------------------------------------------------------------

_Data = Mapping[str, Any]


class Bare(str):
    """A value that is written without quotes though YAML would read it as a number or a date."""

    __slots__ = ()


COMMENTS = "#"
"""Key under which data for ``yaml_text`` holds the comment lines of a mapping."""


class Unfinished(NamedTuple):
    """What a set still lacks that is written all the same, and what there is to remark."""

    remarks: Mapping[str, Sequence[str]] = {}
    """Key of a criterion -> lines to stand in it as comments."""
    head: Sequence[str] = ()
    """Lines to stand as comments at the top."""
    open: Set[str] = frozenset()
    """Criteria whose maximum is not known."""
    total: Decimal | None = None
    """Of the set, where it is known though maxima are not."""


def to_yaml(criteria: Criteria, unfinished: Unfinished | None = None) -> str:
    """See ``set_file.dump_yaml``. Of an unfinished set what is known is written, and the file has the
    keys only that it has values for."""
    if unfinished is None:
        return yaml_text(_set_data(criteria))
    data = _set_data(criteria)
    if unfinished.open:
        data["total"] = ""
    if unfinished.total is not None:
        data["total"] = Bare(number_text(unfinished.total))
    _remark(data["criteria"], criteria.tree().roots, criteria.tree(), unfinished)
    return yaml_text(data, unfinished.head)


def yaml_text(data: _Data, head: Sequence[str] = ()) -> str:
    """A set file of its data: texts, ``Bare`` values, lists and mappings; what is empty is left out."""
    comments = [line for text in head for line in _comment(text, "")]
    return "\n".join([*comments, *_mapping(data, "")]) + "\n"


def _remark(
    items: Sequence[dict[str, Any]], nodes: Sequence[Criterion], tree: Tree, unfinished: Unfinished
) -> None:
    """Add remarks and leave out unknown maxima, in data that is still to be written."""
    for item, node in zip(items, nodes, strict=True):
        if node.key in unfinished.open:
            item["max"] = ""
        item[COMMENTS] = list(unfinished.remarks.get(node.key, ()))
        _remark(item["children"], [tree[child] for child in node.children], tree, unfinished)


def _set_data(criteria: Criteria) -> dict[str, Any]:
    tree = criteria.tree()
    defaults = _defaults(tree)
    period = criteria.period
    answers = frozenset(fact.code for fact in criteria.facts if fact.kind == "yes_no")
    data: dict[str, Any] = {
        "id": criteria.id,
        "version": criteria.version,
        "title": criteria.title,
        "issuer": criteria.issuer,
        "legal_basis": list(criteria.legal_basis),
        "period": {
            "name": period.name,
            "first_day": Bare(period.first_day),
            "last_day": Bare(period.last_day),
        },
        "unit": criteria.unit,
        "unit_groups": [{"code": group.code, "name": group.name} for group in criteria.unit_groups],
        "codes": "per-section" if _restarts(tree) else "",
        "frame": criteria.frame,
        "total": "" if varies(criteria) else Bare(number_text(base(tree))),
        "rate_places": Bare(criteria.rate_places) if criteria.rate_places != 2 else "",
        "defaults": {
            "evidence": defaults.evidence if defaults.evidence != "optional" else "",
            "places": Bare(defaults.places) if defaults.places != 2 else "",
            "step": Bare(number_text(defaults.step)) if defaults.step is not None else "",
        },
        "facts": [fact._asdict() for fact in criteria.facts],
        "graded_by": criteria.graded_by if criteria.graded_by != "rate" else "",
        "grades": [_grade(grade, answers) for grade in criteria.grades],
        "sanctions": [
            {
                "when": _condition(one.when, answers),
                "grade_at_most": one.at_most,
                "lower_by": Bare(one.lower_by) if one.lower_by else "",
            }
            for one in criteria.sanctions
        ],
        "ranking": {
            "by": criteria.ranking.by,
            "ties": criteria.ranking.ties,
            "within": criteria.ranking.within,
            "tie_breaks": list(criteria.ranking.tie_breaks),
        }
        if criteria.ranking != RANKING
        else {},
        "criteria": [_criterion(tree, root, defaults) for root in tree.roots],
    }
    return data


def base(tree: Tree) -> Decimal:
    """The set's total: what units are scored out of, bonuses inside the base included."""
    return sum(
        (root.max_score for root in tree.roots if root.kind == "main" or root.in_base), start=Decimal(0)
    )


def _restarts(tree: Tree) -> bool:
    """True where keys are paths because codes restart in every section."""
    return any(node.code and node.key.partition("@")[0] != node.code for node in tree)


def _defaults(tree: Tree) -> Criterion:
    """A criterion that stands for what most of them have."""
    nodes = tree.nodes
    return nodes[0]._replace(
        evidence=_most(leaf.evidence for leaf in tree.leaves if leaf.rule.kind != "given") or "optional",
        places=_most(node.places for node in nodes) or 0,
        step=_all_alike(leaf.step for leaf in tree.leaves),
    )


def _most(values: Iterable[Any]) -> Any:
    counted = Counter(values).most_common(1)
    return counted[0][0] if counted else None


def _all_alike(values: Iterable[Any]) -> Any:
    seen = set(values)
    return seen.pop() if len(seen) == 1 else None


def _criterion(tree: Tree, node: Criterion, defaults: Criterion) -> dict[str, Any]:
    parent = tree[node.parent] if node.parent is not None else None
    evidence = defaults.evidence if node.is_leaf and node.rule.kind != "given" else "optional"
    exclusion = node.exclusion
    return {
        "code": node.code,
        "title": node.title,
        COMMENTS: [],
        "max": "" if tree.criteria.frame and node.max_score == 0 else Bare(number_text(node.max_score)),
        "max_for": {group: Bare(number_text(points)) for group, points in node.max_for},
        "groups": list(node.groups) if node.groups != (parent.groups if parent else ()) else [],
        "kind": node.kind if node.kind != (parent.kind if parent else "main") else "",
        "in_base": node.in_base if node.in_base != bool(parent and parent.in_base) else "",
        "evidence": node.evidence if node.evidence != evidence else "",
        "exclusion": {
            "allowed": "" if exclusion.allowed else False,
            "basis": exclusion.basis,
            "policy": exclusion.policy if exclusion.policy != "drop" else "",
        },
        "places": Bare(node.places) if node.places != defaults.places else "",
        "step": Bare(number_text(node.step)) if node.step is not None and node.step != defaults.step else "",
        "zeroes_parent": node.zeroes_parent or "",
        "rule": _rule(node.rule),
        "children": [_criterion(tree, tree[child], defaults) for child in node.children],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    if rule.kind == "direct":
        return {}
    return {
        "kind": rule.kind,
        "points": "" if rule.points is None else Bare(number_text(rule.points)),
        **{one.name: one.label for one in rule.inputs},
        "levels": [{"score": Bare(number_text(level.score)), "label": level.label} for level in rule.levels],
        "bands": [
            {
                "at_least": Bare(number_text(band.at_least)),
                "below": "" if band.below is None else Bare(number_text(band.below)),
                "at_most": "" if band.at_most is None else Bare(number_text(band.at_most)),
                "score": Bare(number_text(band.score)),
            }
            for band in rule.bands
        ],
        "by": rule.by,
    }


def _grade(grade: Grade, answers: Set[str]) -> dict[str, Any]:
    quota = grade.quota
    return {
        "code": grade.code,
        "name": grade.name,
        "at_least": Bare(number_text(grade.at_least)),
        "below": "" if grade.below is None else Bare(number_text(grade.below)),
        "at_most": "" if grade.at_most is None else Bare(number_text(grade.at_most)),
        "conditions": [_condition(one, answers) for one in grade.conditions],
        "quota": {}
        if quota is None
        else {
            "percent": Bare(number_text(quota.percent)),
            "of": list(quota.of),
            "by_decision": "" if quota.by_decision is None else Bare(number_text(quota.by_decision)),
        },
    }


def _condition(condition: Condition, answers: Set[str]) -> dict[str, Any]:
    """``answers`` are the facts that are answered by yes or no."""
    is_answer = condition.of == "fact" and condition.subject in answers
    value = ("yes" if condition.value else "no") if is_answer else number_text(condition.value)
    return {
        condition.of: condition.subject,
        condition.op: Bare(value),
        "text": condition.text,
    }


def number_text(value: Decimal) -> str:
    """The number as a set file reads it: three decimals get a fourth, or they might be thousands."""
    text = f"{exact(value):f}"
    return text + "0" if len(text.partition(".")[2]) == 3 else text


def _mapping(data: _Data, indent: str) -> Iterator[str]:
    """The lines of a mapping; what is empty is left out."""
    for key, value in data.items():
        if key == COMMENTS:
            for text in value:
                yield from _comment(text, indent)
        elif isinstance(value, dict):
            inner = list(_mapping(value, indent + "  "))
            if inner:
                yield f"{indent}{_scalar(key)}:"
                yield from inner
        elif isinstance(value, list):
            if value:
                yield f"{indent}{_scalar(key)}:"
                for item in value:
                    yield from _item(item, indent + "  ")
        elif isinstance(value, bool):
            if value or key in ("allowed", "in_base"):
                yield f"{indent}{key}: {'yes' if value else 'no'}"
        elif value != "":
            yield from _text(f"{indent}{_scalar(key)}:", value, indent + "  ")


_UNWRITABLE = re.compile("[\ufeff\ufffe\uffff]")


def _comment(text: str, indent: str) -> Iterator[str]:
    """A text as comment lines; a line keeps the spaces at its beginning, and goes on two further in, so
    that it can be made data by taking the mark away."""
    for line in text.split("\n"):
        line = _UNWRITABLE.sub("", printable(line))
        bare = line.lstrip(" ")
        margin = f"{indent}# " + " " * (len(line) - len(bare))
        wrapped = textwrap.wrap(
            bare,
            WIDTH,
            initial_indent=margin,
            subsequent_indent=margin + "  " if line != bare else margin,
            break_long_words=False,
        )
        yield from wrapped or [f"{indent}#"]


def _item(item: Any, indent: str) -> Iterator[str]:
    if isinstance(item, dict):
        for number, line in enumerate(_mapping(item, indent + "  ")):
            yield f"{indent}- {line[len(indent) + 2 :]}" if number == 0 else line
    else:
        yield from _text(f"{indent}-", item, indent + "  ")


def _text(start: str, text: str, indent: str) -> Iterator[str]:
    """``start`` with a text behind it: on its line, folded below it, or kept line by line."""
    if "\n" in text:
        yield f"{start} |-"
        for line in text.split("\n"):
            yield indent + line
        return
    line = f"{start} {text if isinstance(text, Bare) else _scalar(text)}"
    if len(line) <= WIDTH:
        yield line
        return
    yield f"{start} >-"
    yield from textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


_PLAIN = re.compile(r"[^\W_][^\n]*\Z")
_READERS: Any = yaml.SafeLoader.yaml_implicit_resolvers


def _scalar(text: str) -> str:
    """A text on one line, in quotes where a YAML reader would take it for something else."""
    plain = (
        bool(_PLAIN.match(text))
        and ": " not in text
        and " #" not in text
        and not text.endswith((":", " "))
        and not any(pattern.match(text) for _, pattern in _READERS.get(text[0], ()))
    )
    return text if plain else json.dumps(text, ensure_ascii=False)
