"""Many forms: checked by one process and by two, and made for a list of units."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path
from statistics import median

from benchmarks import rivals
from benchmarks.measuring import Line, against, clock, rounds, seconds, table
from selfscore_xl import sets, template
from tests.consolidate import many


def jobs(folder: Path, count: int, forms: int) -> str:
    """(d) A folder of forms, with their annotated copies."""
    source, out = folder / "forms", folder / "out"
    source.mkdir()
    for seed in range(forms):
        (source / f"{seed:05}.xlsx").write_bytes(many.form(many.name(seed), seed))
    ours = str(Path(sys.executable).with_name("selfscore-xl"))
    words = (ours, "validate", str(source), "-o", str(out), "--format", "json")

    def clean() -> None:
        shutil.rmtree(out, ignore_errors=True)

    found = rounds(
        {f"{number} job(s)": clock(*words, "--jobs", str(number), before=clean) for number in (1, 2)}, count
    )
    ratios = against(found, "2 job(s)")
    lines = [
        Line(
            name, (f"{median(taken):.1f} s", f"{median(taken) / forms * 1000:.1f} ms", f"{ratios[name]:.2f}")
        )
        for name, taken in found.items()
    ]
    return table(f"(d) {forms} forms with copies", ("time", "a form", "x two jobs"), lines)


def units(folder: Path, count: int) -> str:
    """(f) A form for each of 200 units."""
    total = 200
    names = [f"Đơn vị số {number}" for number in range(total)]
    listed, out, empty = folder / "units.csv", folder / "units", folder / "empty.xlsx"
    rows = "".join(f"{number:03},{name}\n" for number, name in enumerate(names))
    listed.write_text("Mã,Đơn vị\n" + rows, encoding="utf-8")
    empty.write_bytes(template.build(sets.load("quang-tri-2023-h1")))
    ours = str(Path(sys.executable).with_name("selfscore-xl"))

    def clean() -> None:
        shutil.rmtree(out, ignore_errors=True)

    def copies() -> float:
        clean()
        out.mkdir()
        started = time.perf_counter()
        rivals.openpyxl_copies(empty, names[: total // 10], out)
        return (time.perf_counter() - started) * 10

    found = rounds(
        {
            "**`template --units`**": clock(
                ours, "template", "--units", str(listed), "-o", str(out), before=clean
            ),
            "openpyxl: load, type the name, save (20 of them, times ten)": copies,
        },
        count,
    )
    *_, other = found
    ratios = against(found, other)
    lines = [Line(name, (seconds(taken), f"{1 / ratios[name]:.1f}")) for name, taken in found.items()]
    return table(f"(f) Forms for {total} units", ("time", "times as fast as openpyxl"), lines)
