"""Gnumeric as a second recalculation that shares no code with LibreOffice's."""

from __future__ import annotations

import shutil
import subprocess
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl

from tests.office.client import ErrorValue, Value


def missing_gnumeric() -> str | None:
    """What this machine lacks, None when nothing."""
    if shutil.which("ssconvert") is None:
        return "Gnumeric is not installed (apt install gnumeric)"
    return None


def convert(source: Path, target: Path) -> Path:
    """Recalculate every formula and save as the type that the name of ``target`` says.

    Raises:
        subprocess.CalledProcessError: Gnumeric does not read the file.
    """
    # It prints warnings about a display it does not have; they mean nothing here.
    subprocess.run(
        ["ssconvert", "--recalc", str(source), str(target)], check=True, capture_output=True, timeout=60
    )
    return target


def recalculated(path: Path) -> dict[str, dict[str, Value]]:
    """Every value of the workbook as Gnumeric computes it: sheet name -> address -> value."""
    with TemporaryDirectory() as folder:
        converted = convert(path, Path(folder) / "out.xlsx")
        with warnings.catch_warnings():
            # Gnumeric writes no default style, which openpyxl remarks on.
            warnings.simplefilter("ignore", UserWarning)
            book = openpyxl.load_workbook(converted, data_only=True)
        return {
            sheet.title: {
                cell.coordinate: ErrorValue(cell.value) if cell.data_type == "e" else _value(cell.value)
                for row in sheet.iter_rows()
                for cell in row
                if cell.value is not None
            }
            for sheet in book.worksheets
        }


def _value(value: object) -> Value:
    if isinstance(value, bool | int | float):
        return float(value)
    return str(value)
