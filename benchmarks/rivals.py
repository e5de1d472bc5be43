"""What a user would use instead, each as short as it would really be written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

START = "import argparse, zipfile, xml.parsers.expat"
"""A program that does nothing, with what every reader of workbooks without other libraries needs."""

SCRIPT = '''
"""The totals of a form, scores above the maximum and totals typed over, with the usual libraries."""
from decimal import Decimal
from pathlib import Path

import openpyxl
import typer
from pydantic import BaseModel
from rich.console import Console
from rich.table import Table


class Row(BaseModel):
    code: str
    title: str
    max_score: Decimal
    score: Decimal | None
    excluded: bool
    computed: bool


def rows(path: Path) -> list[Row]:
    values = openpyxl.load_workbook(path, data_only=True)["Chấm điểm"]
    formulas = openpyxl.load_workbook(path)["Chấm điểm"]
    found, columns = [], {}
    for cells, written in zip(values.iter_rows(values_only=True), formulas.iter_rows(values_only=True)):
        if not columns:
            if "Mã" in cells:
                columns = {text: at for at, text in enumerate(cells) if text}
            continue
        code, maximum = cells[columns["Mã"]], cells[columns["Điểm tối đa"]]
        if code and isinstance(maximum, (int, float)):
            at = columns["Tự đánh giá"]
            score = cells[at]
            found.append(
                Row(
                    code=str(code),
                    title=str(cells[columns["Lĩnh vực/Tiêu chí/Tiêu chí thành phần"]]),
                    max_score=Decimal(str(maximum)),
                    score=Decimal(str(score)) if isinstance(score, (int, float)) else None,
                    excluded=bool(cells[columns["Đề nghị trừ"]]),
                    computed=str(written[at]).startswith("="),
                )
            )
    return found


def main(path: Path) -> None:
    found = rows(path)
    codes = [row.code for row in found]
    groups = {code for code in codes if any(other.startswith(code + ".") for other in codes)}
    out = [row.code for row in found if row.excluded]
    kept = [
        row for row in found
        if row.code not in groups and not any(f"{row.code}.".startswith(f"{code}.") for code in out)
    ]
    table = Table("Mã", "Tiêu chí", "Tối đa", "Tự chấm")
    for row in found:
        table.add_row(row.code, row.title, str(row.max_score), str(row.score))
    console = Console()
    console.print(table)
    for row in kept:
        if row.score is not None and row.score > row.max_score:
            console.print(f"[red]{row.code}: {row.score} > {row.max_score}")
    for row in found:
        if row.code in groups and not row.computed:
            console.print(f"[red]{row.code}: typed over")
    console.print(sum(row.score or 0 for row in kept), "/", sum(row.max_score for row in kept))


typer.run(main)
'''


def openpyxl_twice(path: Path) -> Any:
    """Formulas and values: openpyxl gives the one or the other."""
    import openpyxl

    return openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)


def openpyxl_load_and_save(path: Path) -> bytes:
    import openpyxl

    target = io.BytesIO()
    openpyxl.load_workbook(path).save(target)
    return target.getvalue()


def openpyxl_copies(form: Path, names: Sequence[str], folder: Path) -> None:
    """A form for every unit: the empty one, with the name typed in. Cached values are lost."""
    import openpyxl

    for number, name in enumerate(names):
        book = openpyxl.load_workbook(form)
        book["Chấm điểm"]["C3"] = name
        book.save(folder / f"{number}.xlsx")


def calamine_values(path: Path) -> Any:
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(str(path))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def unzip(path: Path) -> int:
    with zipfile.ZipFile(path) as package:
        return sum(len(package.read(name)) for name in package.namelist())
