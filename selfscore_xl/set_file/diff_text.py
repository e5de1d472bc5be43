"""What ``criteria diff`` prints: sentences for people, data for programs."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from ..criteria import Criteria, Criterion, Tree
from ..criteria_diff import KINDS, Aspect, Change, Diff, Kind
from ..text import Lang, Text, format_number, visible

SCHEMA = "selfscore-xl/criteria-diff/1"

_KIND_NAMES: dict[Kind, Text] = {
    "equal": Text("giữ nguyên", "equal"),
    "changed": Text("thay đổi", "changed"),
    "split": Text("tách", "split"),
    "merged": Text("gộp", "merged"),
    "new": Text("mới", "new"),
    "retired": Text("bỏ", "retired"),
}
_ASPECT_NAMES: dict[Aspect, Text] = {
    "reworded": Text("sửa lời", "reworded"),
    "re-weighted": Text("đổi điểm", "re-weighted"),
    "moved": Text("chuyển chỗ", "moved"),
    "rule-changed": Text("đổi cách chấm", "other scoring rule"),
    "evidence-changed": Text("đổi yêu cầu kiểm chứng", "other demand for evidence"),
}
_FACT_NAMES: dict[str, Text] = {
    "id": Text("tên định danh", "id"),
    "version": Text("phiên bản", "version"),
    "title": Text("tên bộ tiêu chí", "title"),
    "issuer": Text("cơ quan ban hành", "issuer"),
    "legal_basis": Text("căn cứ", "legal basis"),
    "period": Text("kỳ đánh giá", "period"),
    "unit": Text("đơn vị", "unit"),
    "unit_groups": Text("nhóm đơn vị", "unit groups"),
    "rate_places": Text("số chữ số của tỷ lệ", "places of the rate"),
    "frame": Text("bộ khung", "frame"),
    "facts": Text("dữ kiện xếp loại", "facts for grading"),
    "graded_by": Text("cách xếp loại", "graded by"),
    "grades": Text("mức xếp loại", "grades"),
    "sanctions": Text("chế tài", "sanctions"),
    "ranking": Text("xếp hạng", "ranking"),
}


def diff_text(diff: Diff, lang: Lang, width: int = 100) -> str:
    """The comparison as lines: a summary, then every criterion that did not stay as it was."""
    old, new = diff.old.criteria, diff.new.criteria
    lines = [
        Text(
            f"So sánh {old.id} (phiên bản {old.version}) với {new.id} (phiên bản {new.version})",
            f"{old.id} (version {old.version}) compared with {new.id} (version {new.version})",
        ).to(lang),
        _counts(diff, lang),
    ]
    facts = [_FACT_NAMES[name].to(lang) for name in diff.facts if name in _FACT_NAMES]
    if facts:
        title = Text("Thông tin chung khác nhau", "Other facts that differ").to(lang)
        lines += textwrap.wrap(f"{title}: {', '.join(facts)}.", width)
    for change in diff.changes:
        if change.kind != "equal":
            lines += ["", *_lines(diff, change, lang, width)]
    return "\n".join(lines)


def _counts(diff: Diff, lang: Lang) -> str:
    counts = diff.counts()
    shown = [f"{counts[kind]} {_KIND_NAMES[kind].to(lang)}" for kind in KINDS if counts[kind]]
    return f"{Text('Tiêu chí', 'Criteria').to(lang)}: {', '.join(shown)}."


def _lines(diff: Diff, change: Change, lang: Lang, width: int) -> Iterator[str]:
    old = [diff.old[key] for key in change.old]
    new = [diff.new[key] for key in change.new]
    what = [_KIND_NAMES[change.kind].to(lang)]
    if change.kind == "changed":
        what = [_aspect(aspect, old[0], new[0], lang) for aspect in change.aspects]
    if change.kind in ("split", "merged") or "reworded" in change.aspects:
        alike = Text("giống", "alike").to(lang)
        what.append(f"{alike} {round(change.likeness * 100)} %")
    names = " → ".join(", ".join(map(_name, nodes)) for nodes in (old, new) if nodes)
    if change.kind == "changed" and old[0].key == new[0].key:
        names = _name(new[0])
    yield f"{names}: {', '.join(what)}"
    if change.kind in ("new", "retired"):
        yield from _titles("", old or new, lang, width)
    elif change.kind != "changed" or "reworded" in change.aspects:
        yield from _titles(Text("cũ: ", "old: ").to(lang), old, lang, width)
        yield from _titles(Text("mới: ", "new: ").to(lang), new, lang, width)
    else:
        yield "    " + visible(" ".join(new[0].title.split()), width - 4)


def _aspect(aspect: Aspect, old: Criterion, new: Criterion, lang: Lang) -> str:
    name = _ASPECT_NAMES[aspect].to(lang)
    if aspect == "re-weighted" and old.max_score != new.max_score:
        return f"{name} {format_number(old.max_score, lang)} → {format_number(new.max_score, lang)}"
    return name


def _name(node: Criterion) -> str:
    return node.code if node.code and node.key == node.code else node.key


def _titles(start: str, nodes: Sequence[Criterion], lang: Lang, width: int) -> Iterator[str]:
    for node in nodes:
        points = f" ({format_number(node.max_score, lang)})"
        code = f"{_name(node)} " if len(nodes) > 1 else ""
        yield from textwrap.wrap(
            f"{start}{code}{' '.join(node.title.split())}{points}",
            width,
            initial_indent="    ",
            subsequent_indent="    " + " " * len(start),
        )


def diff_data(diff: Diff) -> dict[str, Any]:
    """The comparison as plain data, points as Decimal."""
    return {
        "schema": SCHEMA,
        "old": _set(diff.old.criteria),
        "new": _set(diff.new.criteria),
        "facts": list(diff.facts),
        "counts": dict(diff.counts()),
        "criteria": [
            {
                "kind": change.kind,
                "aspects": list(change.aspects),
                "likeness": round(Decimal(change.likeness), 3),
                "old": [_node(diff.old, key) for key in change.old],
                "new": [_node(diff.new, key) for key in change.new],
            }
            for change in diff.changes
        ],
    }


def _set(criteria: Criteria) -> dict[str, str]:
    return {"id": criteria.id, "version": criteria.version, "fingerprint": criteria.fingerprint}


def _node(tree: Tree, key: str) -> dict[str, Any]:
    node = tree[key]
    return {"key": key, "code": node.code, "max": node.max_score, "title": node.title}
