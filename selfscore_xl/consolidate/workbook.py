"""The consolidation as a workbook: one pass over the records of each edition, in the order of its ranking."""

from __future__ import annotations

from typing import BinaryIO

from . import leadership, sheets
from .book import Book
from .gather import Consolidation
from .shelf import Shelf
from .statistics import Checks, Statistics


def write(out: BinaryIO, found: Consolidation, shelf: Shelf) -> None:
    """Write the workbook.

    Args:
        out: the open file.
        found: what counts and where it stands.
        shelf: the records of the forms that count.
    """
    title = found.editions[0].criteria.title if found.editions else "Tổng hợp"
    book = Book(title)
    try:
        _fill(book, found, shelf)
        book.finish(out)
    finally:
        book.close()


def _fill(book: Book, found: Consolidation, shelf: Shelf) -> None:
    marks = [f" ({index})" for index in range(1, len(found.editions) + 1)]
    if len(marks) < 2:
        marks = [""]
    fronts = [leadership.front(book, f"Tổng hợp{mark}") for mark in marks]
    checks = Checks()
    counted: list[Statistics] = []
    for edition, mark in zip(found.editions, marks, strict=False):
        counted.append(Statistics(edition.criteria, edition.basis))
        sheets.ranking(book, f"Xếp hạng{mark}", edition)
    by_unit = None
    for edition, statistics, mark in zip(found.editions, counted, marks, strict=False):
        matrix = sheets.Matrix(book, f"Ma trận{mark}", edition, statistics)
        by_unit = by_unit or sheets.ByUnit(book)
        for unit, one in enumerate(edition.ranked):
            record = shelf.record(one.form.number)
            statistics.add(record, one.group)
            matrix.add(one, record)
            by_unit.add(one, record)
            checks.add(record.issues)
            places = statistics.rows.places(record.group)
            for claim in record.claims:
                if claim.key in places:
                    shelf.claim(places[claim.key], unit, claim)
        matrix.end()
        sheets.criteria(book, f"Theo tiêu chí{mark}", edition, statistics)
        sheets.exclusions(book, f"Đề nghị trừ{mark}", edition, statistics, shelf.claims())
        sheets.grades(book, f"Xếp loại{mark}", edition)
    if by_unit is not None:
        by_unit.end()
    sheets.findings(book, checks, found.findings, sum(len(one.ranked) for one in found.editions))
    if found.listed is not None:
        sheets.not_sent(book, found.listed)
    sheets.left_out(book, found)
    leadership.fill(book, fronts, found, counted)
    _order(book)


_TABS = (
    "Tổng hợp", "Xếp hạng", "Ma trận", "Theo tiêu chí", "Đề nghị trừ", "Xếp loại", "Nội dung kiểm tra",
    "Kiểm tra theo đơn vị", "Chưa gửi", "Tệp không dùng", "Số liệu biểu đồ",
)  # fmt: skip


def _order(book: Book) -> None:
    """Sheets by kind, then by edition."""
    book.workbook._sheets.sort(key=lambda sheet: (_TABS.index(sheet.title.partition(" (")[0]), sheet.title))
