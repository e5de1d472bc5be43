"""Writing a set: canonical data, its fingerprint, the compiled JSON, the set file."""

from __future__ import annotations

import hashlib
import json
import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import yaml

from ..criteria import RANKING, Condition, Criteria, Criterion, Grade, Rule, Tree, to_data, varies
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


def to_yaml(criteria: Criteria) -> str:
    """See ``set_file.dump_yaml``."""
    return "\n".join(_mapping(_set_data(criteria), "")) + "\n"


class _Bare(str):
    """A value that is written without quotes though YAML would read it as a number or a date."""

    __slots__ = ()


def _set_data(criteria: Criteria) -> dict[str, Any]:
    tree = criteria.tree()
    defaults = _defaults(tree)
    period = criteria.period
    data: dict[str, Any] = {
        "id": criteria.id,
        "version": criteria.version,
        "title": criteria.title,
        "issuer": criteria.issuer,
        "legal_basis": list(criteria.legal_basis),
        "period": {
            "name": period.name,
            "first_day": _Bare(period.first_day),
            "last_day": _Bare(period.last_day),
        },
        "unit": criteria.unit,
        "unit_groups": [{"code": group.code, "name": group.name} for group in criteria.unit_groups],
        "codes": "per-section" if _restarts(tree) else "",
        "frame": criteria.frame,
        "total": "" if varies(criteria) else _Bare(_number(base(tree))),
        "rate_places": _Bare(criteria.rate_places) if criteria.rate_places != 2 else "",
        "defaults": {
            "evidence": defaults.evidence if defaults.evidence != "optional" else "",
            "places": _Bare(defaults.places) if defaults.places != 2 else "",
            "step": _Bare(_number(defaults.step)) if defaults.step is not None else "",
        },
        "facts": [fact._asdict() for fact in criteria.facts],
        "graded_by": criteria.graded_by if criteria.graded_by != "rate" else "",
        "grades": [_grade(grade) for grade in criteria.grades],
        "sanctions": [
            {
                "when": _condition(one.when),
                "grade_at_most": one.at_most,
                "lower_by": _Bare(one.lower_by) if one.lower_by else "",
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
        "max": "" if tree.criteria.frame and node.max_score == 0 else _Bare(_number(node.max_score)),
        "max_for": {group: _Bare(_number(points)) for group, points in node.max_for},
        "groups": list(node.groups) if node.groups != (parent.groups if parent else ()) else [],
        "kind": node.kind if node.kind != (parent.kind if parent else "main") else "",
        "in_base": node.in_base if node.in_base != bool(parent and parent.in_base) else "",
        "evidence": node.evidence if node.evidence != evidence else "",
        "exclusion": {
            "allowed": "" if exclusion.allowed else False,
            "basis": exclusion.basis,
            "policy": exclusion.policy if exclusion.policy != "drop" else "",
        },
        "places": _Bare(node.places) if node.places != defaults.places else "",
        "step": _Bare(_number(node.step)) if node.step is not None and node.step != defaults.step else "",
        "zeroes_parent": node.zeroes_parent or "",
        "rule": _rule(node.rule),
        "children": [_criterion(tree, tree[child], defaults) for child in node.children],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    if rule.kind == "direct":
        return {}
    return {
        "kind": rule.kind,
        "points": "" if rule.points is None else _Bare(_number(rule.points)),
        **{one.name: one.label for one in rule.inputs},
        "levels": [{"score": _Bare(_number(level.score)), "label": level.label} for level in rule.levels],
        "bands": [
            {
                "at_least": _Bare(_number(band.at_least)),
                "below": "" if band.below is None else _Bare(_number(band.below)),
                "at_most": "" if band.at_most is None else _Bare(_number(band.at_most)),
                "score": _Bare(_number(band.score)),
            }
            for band in rule.bands
        ],
        "by": rule.by,
    }


def _grade(grade: Grade) -> dict[str, Any]:
    quota = grade.quota
    return {
        "code": grade.code,
        "name": grade.name,
        "at_least": _Bare(_number(grade.at_least)),
        "below": "" if grade.below is None else _Bare(_number(grade.below)),
        "at_most": "" if grade.at_most is None else _Bare(_number(grade.at_most)),
        "conditions": [_condition(one) for one in grade.conditions],
        "quota": {}
        if quota is None
        else {
            "percent": _Bare(_number(quota.percent)),
            "of": list(quota.of),
            "by_decision": "" if quota.by_decision is None else _Bare(_number(quota.by_decision)),
        },
    }


def _condition(condition: Condition) -> dict[str, Any]:
    return {
        condition.of: condition.subject,
        condition.op: _Bare(_number(condition.value)),
        "text": condition.text,
    }


def _number(value: Decimal) -> str:
    """The number as a set file reads it: three decimals get a fourth, or they might be thousands."""
    text = f"{exact(value):f}"
    return text + "0" if len(text.partition(".")[2]) == 3 else text


def _mapping(data: _Data, indent: str) -> Iterator[str]:
    """The lines of a mapping; what is empty is left out."""
    for key, value in data.items():
        if isinstance(value, dict):
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
    line = f"{start} {text if isinstance(text, _Bare) else _scalar(text)}"
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
