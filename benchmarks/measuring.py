"""How everything here is measured: in rounds, each way once a round, so that what else the machine does
falls on all of them; medians, and the median of the ratios within the rounds."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import NamedTuple

Way = Callable[[], float]
"""Does something once; the seconds it took."""


class Line(NamedTuple):
    """A line of a table: what was measured, and the cells beside it."""

    what: str
    cells: tuple[str, ...]


def rounds(ways: Mapping[str, Way], count: int) -> dict[str, list[float]]:
    """Seconds of every way in every round, after one round that does not count."""
    for way in ways.values():
        way()
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(count):
        for name, way in ways.items():
            found[name].append(way())
    return found


def against(found: Mapping[str, Sequence[float]], other: str) -> dict[str, float]:
    """How many times as long as ``other`` each way took."""
    return {
        name: median(mine / theirs for mine, theirs in zip(taken, found[other], strict=True))
        for name, taken in found.items()
    }


def milliseconds(taken: Sequence[float]) -> str:
    return f"{median(taken) * 1000:.1f} ms"


def seconds(taken: Sequence[float]) -> str:
    return f"{median(taken):.1f} s"


def inside(work: Callable[[], object]) -> Way:
    """Work in this process, by the processor's time."""

    def way() -> float:
        started = time.process_time()
        work()
        return time.process_time() - started

    return way


def process(*words: str, before: Callable[[], object] = lambda: None) -> Way:
    """A whole process, by the processor's time that it took; ``before`` is not measured."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def way() -> float:
        before()
        child = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in (0, 1):
            raise SystemExit(f"{' '.join(words)} ended with {child.returncode}")
        return used.ru_utime + used.ru_stime

    return way


def clock(*words: str, before: Callable[[], object] = lambda: None) -> Way:
    """A whole process with its children, by the clock."""
    measured = process(*words)

    def way() -> float:
        before()
        started = time.perf_counter()
        measured()
        return time.perf_counter() - started

    return way


def table(title: str, heads: Sequence[str], lines: Sequence[Line]) -> str:
    """As Markdown."""
    rows = [["", *heads], ["---"] * (len(heads) + 1), *([line.what, *line.cells] for line in lines)]
    return "\n".join([f"### {title}", "", *("| " + " | ".join(row) + " |" for row in rows), ""])
