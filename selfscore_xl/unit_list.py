"""The list of units that forms go out to and come back from: a CSV file with a header row.

``Đơn vị`` (or ``unit``) names the column of names and must be there; ``Nhóm đơn vị`` (or ``unit_group``)
and ``Kỳ đánh giá`` (or ``period``) may be. Other columns are kept by their header. Separators are
commas, semicolons (what Excel writes under a Vietnamese locale) or tabs; the encoding is UTF-8, with
or without a byte order mark, UTF-16 with one, or Windows' Vietnamese code page.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable, Iterator, Mapping

from .record import NamedTuple
from .text import Text, fold, nfc, squash, visible

MAX_BYTES = 5_000_000
MAX_UNITS = 20_000

_UNIT = ("đơn vị", "tên đơn vị", "cơ quan, đơn vị", "cơ quan", "unit", "don vi", "ten don vi")
_GROUP = (
    "nhóm đơn vị",
    "nhóm",
    "cụm",
    "cụm thi đua",
    "khối",
    "unit_group",
    "unit group",
    "group",
    "nhom don vi",
)
_PERIOD = ("kỳ đánh giá", "kỳ", "period", "ky danh gia")
_SEPARATORS = ",;\t"


class ListedUnit(NamedTuple):
    """One line of the list."""

    name: str
    group: str = ""
    period: str = ""
    line: int = 0
    """Line number in the file, from 1."""
    more: Mapping[str, str] = {}
    """The other columns: header, folded -> text."""


class UnitListError(ValueError):
    """The list cannot be used; ``text`` says in one sentence why, with the line number."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(vi, en)


def read_units(path: str | os.PathLike[str]) -> tuple[ListedUnit, ...]:
    """The units of a list, in its order.

    Raises:
        UnitListError: it is no such list, is empty, or names a unit twice.
        OSError: the file cannot be read.
    """
    with open(path, "rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UnitListError(
            f"Danh sách đơn vị lớn quá {MAX_BYTES // 1_000_000} MB; kiểm tra lại có đúng tệp CSV không.",
            f"The list of units is larger than {MAX_BYTES // 1_000_000} MB; is it the right CSV file?",
        )
    return parse_units(_decoded(data))


def parse_units(text: str) -> tuple[ListedUnit, ...]:
    """The units of a list given as text; see ``read_units``."""
    rows = _rows(text)
    _, header = next(rows, (1, []))
    names = [fold(cell) for cell in header]
    unit_column = _column(names, _UNIT)
    if unit_column is None:
        _refuse_lost_letters(header, Text("dòng tiêu đề", "header line"))
        raise UnitListError(
            "Danh sách đơn vị, dòng tiêu đề: không có cột «Đơn vị»; dòng này phải là tên các cột, "
            "ví dụ: Đơn vị,Nhóm đơn vị.",
            "List of units, header line: there is no column “Đơn vị” (unit); this line must name "
            "the columns, for example: Đơn vị,Nhóm đơn vị.",
        )
    group_column, period_column = _column(names, _GROUP), _column(names, _PERIOD)
    known = {unit_column, group_column, period_column}
    units: list[ListedUnit] = []
    seen: dict[str, int] = {}
    for line, row in rows:
        if len(row) > len(header) and any(not _is_empty(cell) for cell in row[len(header) :]):
            raise UnitListError(
                f"Danh sách đơn vị, dòng {line}: có {len(row)} ô trong khi dòng tiêu đề có {len(header)} "
                "cột; tên có dấu phẩy phải đặt trong ngoặc kép.",
                f"List of units, line {line}: {len(row)} cells, but the header has {len(header)}; a name "
                "with a comma must stand in quotes.",
            )
        cells = [squash(cell) for cell in row] + [""] * (len(header) - len(row))
        name = cells[unit_column]
        if not name:
            raise UnitListError(
                f"Danh sách đơn vị, dòng {line}: cột «{squash(header[unit_column])}» để trống.",
                f"List of units, line {line}: the column “{squash(header[unit_column])}” is blank.",
            )
        _refuse_lost_letters((name,), Text(f"dòng {line}", f"line {line}"))
        if fold(name) in seen:
            raise UnitListError(
                f"Danh sách đơn vị, dòng {line}: «{visible(name)}» đã có ở dòng {seen[fold(name)]}; xóa bớt "
                "một dòng.",
                f"List of units, line {line}: “{visible(name)}” stands in line {seen[fold(name)]} already; "
                "delete one of them.",
            )
        seen[fold(name)] = line
        if len(seen) > MAX_UNITS:
            raise UnitListError(
                f"Danh sách đơn vị có hơn {MAX_UNITS} dòng; hãy chia nhỏ danh sách.",
                f"The list has more than {MAX_UNITS} units; split it.",
            )
        units.append(
            ListedUnit(
                name,
                "" if group_column is None else cells[group_column],
                "" if period_column is None else cells[period_column],
                line,
                {names[index]: cell for index, cell in enumerate(cells[: len(names)]) if index not in known},
            )
        )
    if not units:
        raise UnitListError(
            "Danh sách đơn vị chưa có đơn vị nào dưới dòng tiêu đề.",
            "The list of units has no unit below its header.",
        )
    return tuple(units)


_LOST = re.compile(r"[^\W\d_]\?|\?[^\W\d_]|\ufffd")
"""A question mark beside a letter: what an encoding puts where it lacks the letter."""


def _refuse_lost_letters(cells: Iterable[str], line: Text) -> None:
    lost = next((cell for cell in cells if _LOST.search(cell)), None)
    if lost is not None:
        shown = visible(squash(lost))
        raise UnitListError(
            f"Danh sách đơn vị, {line.vi}: chữ có dấu đã thành dấu hỏi («{shown}»), không khôi phục được từ "
            "tệp này; mở danh sách gốc trong Excel, chọn Lưu thành, kiểu «CSV UTF-8».",
            f"List of units, {line.en}: letters with marks became question marks (“{shown}”) and are lost in "
            "this file; open the original list in Excel and choose Save As, “CSV UTF-8”.",
        )


def _column(names: list[str], synonyms: tuple[str, ...]) -> int | None:
    return next((names.index(word) for word in synonyms if word in names), None)


def _is_empty(cell: str) -> bool:
    return not squash(cell)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, each with the number of its first line."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    if fold(first).startswith("sep=") and len(first.strip()) == 5:
        # what Excel reads as the choice of the separator, not as data
        start = text.index(first) + len(first)
        text, separator = "\n" * text[:start].count("\n") + text[start:], first.strip()[-1]
    else:
        separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True)
    line = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise UnitListError(
                f"Danh sách đơn vị, dòng {line}: dấu ngoặc kép chưa khép lại hoặc đặt sai chỗ.",
                f"List of units, line {line}: a quote is not closed or stands in a wrong place.",
            ) from None
        if any(not _is_empty(cell) for cell in row):
            yield line, row
        line = reader.line_num + 1


def _decoded(data: bytes) -> str:
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise UnitListError(
            "Danh sách đơn vị phải là tệp CSV; trong Excel chọn Lưu thành, kiểu «CSV UTF-8».",
            "The list of units must be a CSV file; in Excel choose Save As, “CSV UTF-8”.",
        )
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "cp1258"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return nfc(text)
    raise UnitListError(
        "Danh sách đơn vị không phải tệp văn bản CSV đọc được; trong Excel chọn Lưu thành, kiểu «CSV UTF-8».",
        "The list of units is no readable CSV text; in Excel choose Save As, “CSV UTF-8”.",
    )
