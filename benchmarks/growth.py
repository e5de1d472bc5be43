"""(g) How the time of validating one form grows with the number of criteria."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from statistics import median

from benchmarks.measuring import Line, inside, table
from selfscore_xl import app, template
from selfscore_xl.criteria import Criteria, Criterion, Period
from selfscore_xl.template import Answers

SIZES = (50, 500, 5_000)
_LEAVES = 49


def of_size(count: int) -> Criteria:
    """A set of groups of 49 leaves each."""
    nodes: list[Criterion] = []
    for group in range(1, count // (_LEAVES + 1) + 1):
        keys = tuple(f"{group}.{index}" for index in range(1, _LEAVES + 1))
        total = Decimal(2 * _LEAVES)
        nodes.append(Criterion(str(group), str(group), f"Nhóm {group}", total, 1, None, keys))
        nodes += (
            Criterion(
                key, key, f"Tiêu chí thành phần {key} về cải cách hành chính", Decimal(2), 2, str(group), ()
            )
            for key in keys
        )
    period = Period("Năm 2026", "2026-01-01", "2026-12-31")
    return Criteria(
        id="cham-thu",
        version="1",
        title="Bộ tiêu chí để đo",
        issuer="Sở Nội vụ",
        legal_basis=(),
        period=period,
        unit="",
        unit_groups=(),
        nodes=tuple(nodes),
        fingerprint="0011223344556677",
    )


def growth(folder: Path, count: int) -> str:
    """Read, score, check and annotate forms of each size."""
    lines: list[Line] = []
    out = folder / "grown.xlsx"
    for size in SIZES:
        criteria = of_size(size)
        answers = {
            node.key: Answers(
                score=Decimal("1.5"),
                evidence=f"[1].bao-cao-{node.key}.pdf",
                explanation=f"Còn chậm ở {node.key}.",
            )
            for node in criteria.nodes
            if not node.children
        }
        form = folder / f"{size}.xlsx"
        form.write_bytes(template.build(criteria, unit="Sở Nội vụ", answers=answers))

        def validate(form: Path = form, criteria: Criteria = criteria) -> None:
            out.unlink(missing_ok=True)
            assert app.validate(str(form), criteria=criteria, out=str(out)).annotated

        way = inside(validate)
        way()
        taken = median(way() for _ in range(count)) / size * 1000
        lines.append(Line(f"{size} criteria", (f"{taken * size:.0f} ms", f"{taken:.3f} ms")))
    return table("(g) Growth with the set", ("median", "a criterion"), lines)
