"""One form: the whole command, reading alone, and everything in one process."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import openpyxl

from benchmarks import rivals
from benchmarks.measuring import Line, against, inside, milliseconds, process, rounds, table
from selfscore_xl import app, sets
from selfscore_xl.ooxml.workbook import Workbook
from selfscore_xl.read import open_form, read

FORM = Path("examples/quang-tri-2023-h1/filled.xlsx")


def command(folder: Path, count: int) -> str:
    """(a) ``validate`` as a whole process."""
    form, out, script = folder / "form.xlsx", folder / "out.xlsx", folder / "script.py"
    shutil.copyfile(FORM, form)
    script.write_text(rivals.SCRIPT, encoding="utf-8")
    ours = str(Path(sys.executable).with_name("selfscore-xl"))
    found = rounds(
        {
            "a bare start: `argparse`, `zipfile`, `expat`": process(sys.executable, "-c", rivals.START),
            "**`validate`**, annotated copy included": process(
                ours, "validate", str(form), "-o", str(out), before=lambda: out.unlink(missing_ok=True)
            ),
            "`validate --no-write`": process(ours, "validate", str(form), "--no-write"),
            "typer, rich, pydantic, openpyxl: the totals": process(sys.executable, str(script), str(form)),
        },
        count,
    )
    bare, *_, script_name = found
    starts, scripts = against(found, bare), against(found, script_name)
    lines = [
        Line(name, (milliseconds(taken), f"{starts[name]:.2f}", f"{scripts[name]:.2f}"))
        for name, taken in found.items()
    ]
    return table("(a) One form, whole process", ("median", "x bare start", "x script"), lines)


def unshared(folder: Path) -> Path:
    """The form as openpyxl writes it: every formula in every cell."""
    path = folder / "unshared.xlsx"
    openpyxl.load_workbook(FORM).save(path)
    return path


def everything(path: Path) -> None:
    """All that a workbook holds: values, formulas, formats, rules, protection, properties."""
    workbook = Workbook.open(path)
    for name in workbook.sheet_names:
        workbook.sheet(name)
    _ = workbook.styles, workbook.custom_properties


def _reading(path: Path, count: int) -> Iterator[Line]:
    tree = sets.load("quang-tri-2023-h1").tree()
    found = rounds(
        {
            "unzipping alone": inside(lambda: rivals.unzip(path)),
            "python-calamine: bare values": inside(lambda: rivals.calamine_values(path)),
            "**our reader**: values, formulas, formats, rules": inside(lambda: everything(path)),
            "… and the answers matched with the criteria": inside(
                lambda: read(open_form(path), tree, str(path))
            ),
            "openpyxl, two loads": inside(lambda: rivals.openpyxl_twice(path)),
        },
        count,
    )
    *_, other = found
    ratios = against(found, other)
    for name, taken in found.items():
        yield Line(name, (milliseconds(taken), f"{1 / ratios[name]:.1f}"))


def reading(folder: Path, count: int) -> str:
    """(b) Reading one form, in process."""
    heads = ("median", "times as fast as openpyxl's two loads")
    return "\n".join(
        [
            table("(b) Reading, the form as it is", heads, [*_reading(FORM, count)]),
            table("(b) Reading, formulas not shared", heads, [*_reading(unshared(folder), count)]),
        ]
    )


def pipeline(folder: Path, count: int) -> str:
    """(c) Read, score, check and annotate, in process."""
    out = folder / "annotated.xlsx"

    def annotate() -> None:
        out.unlink(missing_ok=True)
        outcome = app.validate(str(FORM), out=str(out))
        assert outcome.annotated == str(out)

    found = rounds(
        {
            "**read, score, check, annotate, verify, save**": inside(annotate),
            "read, score, check": inside(lambda: app.validate(str(FORM), write=False)),
            "openpyxl: load and save": inside(lambda: rivals.openpyxl_load_and_save(FORM)),
        },
        count,
    )
    *_, other = found
    ratios = against(found, other)
    lines = [Line(name, (milliseconds(taken), f"{1 / ratios[name]:.1f}")) for name, taken in found.items()]
    heads = ("median", "times as fast as openpyxl's load and save")
    return table("(c) The whole of it, in process", heads, lines)


def profile() -> str:
    """Where the time of one validation in process goes, by the functions that take most of it."""
    import cProfile
    import pstats
    import time

    with_copy = Path("build/profile.xlsx")
    with_copy.parent.mkdir(exist_ok=True)
    profiler = cProfile.Profile(time.process_time)
    for _ in range(20):
        with_copy.unlink(missing_ok=True)
        profiler.runcall(app.validate, str(FORM), out=str(with_copy))
    target = io.StringIO()
    pstats.Stats(profiler, stream=target).sort_stats("tottime").print_stats(20)
    return target.getvalue()
