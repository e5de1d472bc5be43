"""Time and memory of `consolidate` for few and many forms.

Forms are spliced from one (tests/consolidate/many.py) and kept in build/consolidation for the next call.
Memory is the sum over all processes of what each has for itself and its share of what they have in
common (PSS), sampled five times a second; Linux only.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from benchmarks.measuring import Line, table
from tests.consolidate import many

FOLDER = Path("build/consolidation")


class Measured(NamedTuple):
    seconds: float
    megabytes: float


def make(seed: int) -> None:
    path = FOLDER / f"{seed:05}.xlsx"
    if not path.exists():
        path.write_bytes(many.form(many.name(seed), seed))


def processes(pid: int) -> Iterator[int]:
    yield pid
    try:
        threads = os.listdir(f"/proc/{pid}/task")
        children = " ".join(Path(f"/proc/{pid}/task/{thread}/children").read_text() for thread in threads)
    except OSError:
        return
    for child in children.split():
        yield from processes(int(child))


def memory(pid: int) -> float:
    total = 0
    for one in processes(pid):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def consolidate(files: list[str], out: Path, cache: str) -> Measured:
    words = [sys.executable, "-m", "selfscore_xl", "consolidate", *files, "-o", str(out)]
    started, peak = time.perf_counter(), 0.0
    process = subprocess.Popen(
        words, env={**os.environ, "SELFSCORE_CACHE_DIR": cache}, stdout=subprocess.DEVNULL
    )
    while process.poll() is None:
        peak = max(peak, memory(process.pid))
        time.sleep(0.2)
    if process.returncode:
        raise SystemExit(f"consolidate ended with {process.returncode}")
    return Measured(time.perf_counter() - started, peak)


def grown(numbers: list[int]) -> str:
    """(e) Consolidating few and many forms, each with a cache of its own: first all files are read, then
    none."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor() as pool:
        list(pool.map(make, range(max(numbers)), chunksize=16))
    lines = []
    least = 0.0
    for number in numbers:
        files = [str(FOLDER / f"{seed:05}.xlsx") for seed in range(number)]
        with tempfile.TemporaryDirectory() as folder:
            first, again = (
                consolidate(files, Path(folder) / "out.xlsx", f"{folder}/cache") for _ in range(2)
            )
        peak = max(first.megabytes, again.megabytes)
        least = least or peak
        cells = (f"{first.seconds:.1f} s", f"{again.seconds:.1f} s", f"{peak:.0f} MB", f"{peak / least:.2f}")
        lines.append(Line(f"{number} forms", cells))
    return table("(e) Consolidation", ("first call", "again", "peak memory", "x the first"), lines)
