"""Measure against what a user would use instead, all in one run: `make bench`, or
`python -m benchmarks PART ... [--rounds N]` for some of the parts. Markdown to stdout.
"""

from __future__ import annotations

import argparse
import datetime
import gc
import os
import platform
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import consolidation, growth, many_forms, one_form

PARTS: dict[str, Callable[[Path, int, int], str]] = {
    "command": lambda folder, count, forms: one_form.command(folder, count),
    "reading": lambda folder, count, forms: one_form.reading(folder, count),
    "pipeline": lambda folder, count, forms: one_form.pipeline(folder, count),
    "jobs": lambda folder, count, forms: many_forms.jobs(folder, min(count, 3), forms),
    "consolidation": lambda folder, count, forms: consolidation.grown([forms * 2 // 5, forms * 4]),
    "units": lambda folder, count, forms: many_forms.units(folder, min(count, 3)),
    "growth": lambda folder, count, forms: growth.growth(folder, min(count, 5)),
}
LIBRARIES = ("openpyxl", "pydantic", "typer", "rich", "python-calamine", "pandas")


def main() -> None:
    """Measure and print the parts that are asked for, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--forms", type=int, default=1000, help="forms of the parts with many")
    parser.add_argument("--profile", action="store_true", help="where one validation spends its time")
    options = parser.parse_args()
    unknown = set(options.parts) - PARTS.keys()
    if unknown:
        parser.error(f"unknown part: {', '.join(sorted(unknown))}")
    if options.profile:
        print(one_form.profile())
        return
    # As the program itself does; it holds for whatever else runs in this process.
    gc.set_threshold(50_000)
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    load = os.getloadavg()[0]
    print(f"{datetime.date.today()}, Python {platform.python_version()}, {os.cpu_count()} cores, ", end="")
    print(f"load {load:.1f} at the start; {libraries}. Rounds: {options.rounds}.\n")
    for name, part in PARTS.items():
        if not options.parts or name in options.parts:
            with TemporaryDirectory(prefix="selfscore-bench-") as folder:
                print(part(Path(folder), options.rounds, options.forms), flush=True)


if __name__ == "__main__":
    sys.exit(main())
