"""What a command loads before it does anything: a slow import is paid for by every call."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[1] / "examples/quang-tri-2023-h1/filled.xlsx"
HEAVY = (
    "docx",
    "lxml",
    "numpy",
    "openpyxl",
    "pandas",
    "pydantic",
    "pydantic_core",
    "python_calamine",
    "rich",
    "xlwings",
    "yaml",
)
# Of the standard library: slow to load, and nothing on the way needs them.
SLOW = (
    "_hashlib",
    "asyncio",
    "html",
    "dataclasses",
    "inspect",
    "multiprocessing",
    "typing",
    "xml.etree.ElementTree",
    "importlib.metadata",
)
LIST = """
import sys
from selfscore_xl.cli import main
code = main()
print(*sys.modules, sep="\\n", file=sys.stderr)
sys.exit(code)
"""


def loaded(*words: str) -> tuple[int, set[str]]:
    """Exit code of a command, and the modules that it had loaded at its end."""
    done = subprocess.run(
        [sys.executable, "-c", LIST, *words], capture_output=True, text=True, encoding="utf-8"
    )
    return done.returncode, set(done.stderr.splitlines())


@pytest.mark.parametrize("format", ["text", "json", "sarif"])
def test_validate_loads_the_standard_library_only(tmp_path: Path, format: str) -> None:
    form = tmp_path / "form.xlsx"
    shutil.copy(EXAMPLE, form)
    code, modules = loaded("validate", str(form), "--format", format)
    assert code in (0, 1)
    assert (tmp_path / "form.annotated.xlsx").exists()
    assert "selfscore_xl.ooxml.edit" in modules
    assert not modules.intersection(HEAVY)
    assert not modules.intersection(SLOW)


def test_validate_loads_no_other_command(tmp_path: Path) -> None:
    form = tmp_path / "form.xlsx"
    shutil.copy(EXAMPLE, form)
    _, modules = loaded("validate", str(form))
    own = {name.split(".")[1] for name in modules if name.startswith("selfscore_xl.")}
    assert own.isdisjoint(
        (
            "consolidate",
            "consolidation",
            "demo",
            "importing",
            "intake",
            "live",
            "report",
            "set_file",
            "template",
        )
    )


def test_checking_alone_loads_no_editor(tmp_path: Path) -> None:
    form = tmp_path / "form.xlsx"
    shutil.copy(EXAMPLE, form)
    _, modules = loaded("validate", str(form), "--no-write")
    assert modules.isdisjoint(("selfscore_xl.ooxml.edit", "selfscore_xl.ooxml.oracle", "selfscore_xl.write"))
    assert "contextlib" not in modules, "only what writes needs it"


def test_help_loads_neither_a_workbook_nor_a_heavy_library() -> None:
    _, modules = loaded("--help")
    assert modules.isdisjoint(("selfscore_xl.app", "selfscore_xl.ooxml", *HEAVY))
