"""The example of a consolidation: made-up units of the training set, a list of units, the workbook."""

from __future__ import annotations

import contextlib
import os
import tempfile
from decimal import Decimal
from pathlib import Path
from random import Random

from selfscore_xl import consolidation, sets, template
from selfscore_xl.criteria import Criteria, Criterion, for_group
from selfscore_xl.scoring import proposed, to_grid
from selfscore_xl.template import Answers, Typed
from selfscore_xl.text import format_number
from selfscore_xl.unit_list import read_units

FOLDER = "examples/tong-hop"
SET = "tap-huan-2026"
UNITS = {
    "so": (
        "Sở Nội vụ", "Sở Tài chính", "Sở Y tế", "Sở Tư pháp", "Sở Công Thương", "Sở Xây dựng",
        "Sở Giáo dục và Đào tạo", "Thanh tra tỉnh",
    ),
    "xa": (
        "UBND xã Hải Lăng", "UBND xã Cam Lộ", "UBND xã Gio Linh", "UBND phường Đông Hà",
        "UBND xã Khe Sanh",
    ),
}  # fmt: skip
MISSING = {"so": ("Sở Ngoại vụ",), "xa": ("UBND xã Lao Bảo",)}
SENT = 1_796_443_200
"""When the first form was sent, in seconds since 1970; the others follow every three hours."""
_REASON = "Trong kỳ không phát sinh hồ sơ thuộc thẩm quyền của đơn vị."


def files() -> dict[str, bytes]:
    """The list of units and the consolidation of their forms, as ``consolidate --units`` writes it."""
    names = {group.code: group.name for group in sets.load(SET).unit_groups}
    rows = [f'{unit},"{names[group]}"' for group in UNITS for unit in (*UNITS[group], *MISSING[group])]
    text = "Đơn vị,Nhóm đơn vị\n" + "".join(f"{row}\n" for row in rows)
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        Path("danh-sach.csv").write_text(text, encoding="utf-8-sig", newline="\n")
        Path("bieu").mkdir()
        sending = [(unit, group) for group, units in UNITS.items() for unit in units]
        for number, (unit, group) in enumerate(sending):
            _write(f"bieu/{number + 1:02}.xlsx", form(unit, group, number), number)
        _write("bieu/01-sua.xlsx", form(UNITS["so"][0], "so", 100), 20)
        Path("bieu/so-y-te.docx").write_bytes(b"")
        choice = consolidation.Choice(units=read_units("danh-sach.csv"), cached=False)
        result = consolidation.consolidate(["bieu"], "tong-hop.xlsx", "xlsx", choice)
        if any(one.cause not in ("superseded", "no-workbook") for one in result.found.left_out):
            raise RuntimeError(f"forms of the example are not used: {result.found.left_out}")
        return {
            f"{FOLDER}/danh-sach.csv": Path("danh-sach.csv").read_bytes(),
            f"{FOLDER}/tong-hop.xlsx": Path("tong-hop.xlsx").read_bytes(),
        }


def _write(path: str, data: bytes, number: int) -> None:
    Path(path).write_bytes(data)
    moment = SENT + number * 10_800
    os.utime(path, (moment, moment))


def form(unit: str, group: str, seed: int) -> bytes:
    """A filled form of a made-up unit."""
    random = Random(seed)
    criteria = for_group(sets.load(SET), group)
    skill = random.uniform(0.76, 1.06)
    answers = _answers(criteria, random, skill, seed)
    facts: dict[str, Typed] = {
        "dung-han": Decimal(1) if skill > 0.9 else Decimal(random.randint(93, 99)) / 100,
        "ky-luat": Decimal(random.choice((0, 0, 0, 1, 3))),
        "cap-duoi": "không",
    }
    return template.build(criteria, unit=unit, unit_group=group, answers=answers, facts=facts)


def _answers(criteria: Criteria, random: Random, skill: float, seed: int) -> dict[str, Answers]:
    tree = criteria.tree()
    found: dict[str, Answers] = {}
    for leaf in tree.leaves:
        if leaf.exclusion.basis and random.random() < 0.3:
            found[leaf.key] = Answers(mark="x", explanation=_REASON)
            for other in (
                tree.leaves_below(leaf.parent or leaf.key) if leaf.exclusion.policy == "group" else ()
            ):
                found.setdefault(other.key, Answers())
        elif leaf.key not in found and leaf.rule.kind != "given":
            found[leaf.key] = _scored(leaf, random, skill, seed)
    return found


def _scored(leaf: Criterion, random: Random, skill: float, seed: int) -> Answers:
    levels = leaf.rule.levels
    figures: dict[str, Typed] = {}
    share = min(1.0, max(0.0, random.gauss(skill, 0.12)))
    match leaf.rule.kind:
        case "choice" | "alternatives":
            good = leaf.kind == "main"
            order = sorted(levels, key=lambda level: -level.score if good else level.score)
            level = order[0] if share > 0.7 or leaf.kind == "penalty" else order[min(1, len(order) - 1)]
            figures = {"level": level.label}
            score = (
                level.score
                if leaf.rule.kind == "choice"
                else to_grid(leaf, level.score * Decimal(str(share)))
            )
            score = -score if leaf.kind == "penalty" else score
        case "ratio" | "steps":
            whole = random.randint(20, 200)
            figures, score = _proposed(leaf, numerator=round(whole * share), denominator=whole)
        case "deduction":
            figures, score = _proposed(leaf, count=round((1 - share) * 10))
        case "per_unit":
            count = int(share < 0.75) if leaf.kind == "penalty" else round(share * 4)
            figures, score = _proposed(leaf, count=count)
        case _:
            score = to_grid(leaf, leaf.max_score * Decimal(str(round(share, 2))))
    if leaf.kind == "bonus" and leaf.rule.kind == "direct" and share < 0.95:
        score = Decimal(0)
    if leaf.kind != "main" and not score:
        return Answers(figures=figures)
    proof = f"[1].{seed + 11}-bc-{leaf.key.lower().replace('.', '-')}-2026.pdf"
    missed = format_number(leaf.max_score - score, "vi")
    said = f"Mất {missed} điểm: một số việc của tiêu chí {leaf.key} hoàn thành chậm."
    if leaf.kind == "penalty":
        said = f"Bị trừ {format_number(-score, 'vi')} điểm theo thông báo của UBND tỉnh."
    return Answers(
        score=score,
        evidence=proof if score > 0 else None,
        explanation=said if score < leaf.max_score else None,
        figures=figures,
    )


def _proposed(leaf: Criterion, **counts: int) -> tuple[dict[str, Typed], Decimal]:
    """Figures of the data sheet, and the score that follows from them."""
    figures = {name: Decimal(count) for name, count in counts.items()}
    return dict(figures), proposed(leaf, figures) or Decimal(0)
