"""The child process of ``foreign``: a workbook on stdin, its values as JSON on stdout.

Arguments: bytes of address space, number of cells allowed. Whatever happens here, the parent lives.
"""

from __future__ import annotations

import io
import json
import sys
from typing import Any


def main() -> None:
    """Read one workbook."""
    memory, cells = int(sys.argv[1]), int(sys.argv[2])
    _limit_memory(memory)
    answer = _answer(sys.stdin.buffer.read(), cells)
    text = json.dumps(answer, ensure_ascii=False)
    sys.stdout.buffer.write(text.encode("utf-8", "surrogatepass"))


MOST_TEXT = 16_000_000
"""Characters in all cells together: a file repeats a long text in a few bytes."""


def _limit_memory(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows: the time limit alone holds
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(data: bytes, cells: int) -> dict[str, Any]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = []
        letters = 0
        for info in workbook.sheets_metadata:
            if "WorkSheet" not in str(info.typ):
                continue
            sheet = workbook.get_sheet_by_name(info.name)
            cells -= sheet.height * sheet.width
            if cells < 0:
                return {"refused": "too-many-cells"}
            row, column = sheet.start or (0, 0)
            rows = [[_plain(value) for value in values] for values in sheet.to_python(skip_empty_area=True)]
            letters += sum(len(value) for values in rows for value in values if isinstance(value, str))
            if letters > MOST_TEXT:
                return {"refused": "damaged"}
            sheets.append(
                {
                    "name": info.name,
                    "hidden": "Visible" not in str(info.visible),
                    "first_row": row + 1,
                    "first_column": column + 1,
                    "rows": rows,
                    "merges": [
                        [top + 1, left + 1, bottom + 1, right + 1]
                        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
                    ],
                }
            )
    except PasswordError:
        return {"refused": "encrypted"}
    except (CalamineError, ValueError, OSError, MemoryError):
        return {"refused": "damaged"}
    return {"sheets": sheets}


def _plain(value: object) -> str | float | bool:
    if isinstance(value, bool | float | str):
        return value
    if isinstance(value, int):
        return float(value)
    return value.strftime("%d/%m/%Y") if hasattr(value, "strftime") else str(value)


if __name__ == "__main__":
    main()
