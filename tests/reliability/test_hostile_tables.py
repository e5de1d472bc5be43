"""Hostile tables through ``import`` and ``criteria from-table``: one sentence and no output, in the room and
time of every hostile file; and as much as is read at all fits into that room."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Iterable, Sequence
from html import escape
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from selfscore_xl.importing.source import MAX_BYTES, MAX_CELLS, MAX_CHARACTERS, MAX_ROWS
from tests.reliability.test_hostile_files import Result

HEAD = ("Mã", "Tiêu chí", "Điểm tối đa", "Tự đánh giá")
PROSE = "Báo cáo kết quả thực hiện nhiệm vụ của đơn vị "
FULL = MAX_BYTES - (1 << 20)
"""Bytes of a file that is not too large by itself."""
TOO_MUCH = "quá nhiều dòng, ô hoặc chữ"
TOO_COMPLEX = "phức tạp quá mức"

Rows = Iterable[Sequence[str]]


def filled(head: str, piece: str) -> bytes:
    """So much of a piece that the file is nearly too large."""
    start, again = head.encode(), piece.encode()
    return start + again * ((FULL - len(start)) // len(again))


def lines(separator: str, rows: Rows) -> bytes:
    return "\n".join(map(separator.join, rows)).encode()


def page(rows: Rows) -> bytes:
    body = "".join(f"<tr>{''.join(f'<td>{escape(text)}' for text in row)}" for row in rows)
    return f"<html><table>{body}</table></html>".encode()


def document(rows: Rows) -> bytes:
    cells = ("".join(f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in row) for row in rows)
    return with_body(f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>")


def with_body(body: str) -> bytes:
    empty, out = io.BytesIO(), io.BytesIO()
    Document().save(empty)
    with zipfile.ZipFile(empty) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                start, end = data.index(b"<w:body>") + 8, data.index(b"<w:sectPr")
                data = data[:start] + body.encode() + data[end:]
            new.writestr(name, data)
    return out.getvalue()


def workbook(rows: Rows) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Bảng")
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def words(length: int, seed: int = 0) -> str:
    return "".join(random.Random(seed).choices("abcdeghiklmnopqrstuvxyếộảà ", k=length))


def table(rows: int, title: int) -> list[Sequence[str]]:
    """Rows of a table, each with a title of so many characters."""
    text = words(title * 2)
    return [
        HEAD,
        *(
            (f"{row // 300 + 1}.{row % 300 + 1}", text[row % title :][:title], "2", "1")
            for row in range(rows)
        ),
    ]


LONG = [HEAD, ("I.1", PROSE * (MAX_CHARACTERS // len(PROSE) + 1), "2", "1")]
WRITERS: dict[str, Callable[[Rows], bytes]] = {
    ".tsv": lambda rows: lines("\t", rows),
    ".csv": lambda rows: lines(",", rows),
    ".txt": lambda rows: lines("|", rows),
    ".html": page,
    ".docx": document,
    ".xlsx": workbook,
}
HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "one line": (".txt", lambda: filled("", PROSE), TOO_MUCH),
    "one line in UTF-16": (".txt", lambda: (PROSE * (FULL // 2 // len(PROSE))).encode("utf-16"), TOO_MUCH),
    "one quoted cell": (".csv", lambda: filled(",".join(HEAD) + '\nI,"', PROSE), TOO_MUCH),
    "a line of tabs": (".tsv", lambda: filled("\t".join(HEAD) + "\n", "\t"), TOO_MUCH),
    "a line of semicolons": (".csv", lambda: filled(";".join(HEAD) + "\n", "ab;"), TOO_MUCH),
    "cells enough and characters few": (".txt", lambda: b"|".join([b"a"] * (MAX_CELLS + 2)), TOO_MUCH),
    "rows": (".tsv", lambda: filled("\t".join(HEAD) + "\n", "I.1\tBáo cáo\t2\t1\n"), TOO_MUCH),
    "a page of text": (".html", lambda: filled("<html><p>", PROSE), TOO_MUCH),
    "a page of paragraphs": (".html", lambda: filled("<html>", "<p>a"), TOO_MUCH),
    "a page of cells": (".html", lambda: filled("<html><table><tr>", "<td>"), TOO_MUCH),
    "a page of bare brackets": (".html", lambda: filled("<html><table><tr><td>", "<"), TOO_MUCH),
    "a page with one long cell": (".html", lambda: filled("<html><table><tr><td>", PROSE), TOO_MUCH),
    "a document with a long cell": (
        ".docx",
        lambda: document([HEAD, ("I", words(9 << 20), "2", "1")]),
        TOO_COMPLEX,
    ),
    "a document of long cells": (".docx", lambda: document(table(900, 6000)), TOO_MUCH),
    "a document of tables in a cell": (
        ".docx",
        lambda: with_body(
            "<w:tbl><w:tr><w:tc>"
            + f"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{words(2000)}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
            * 3000
            + "<w:p/></w:tc></w:tr></w:tbl>"
        ),
        TOO_MUCH,
    ),
    "a workbook of long cells": (".xlsx", lambda: workbook(table(150, 30_000)), TOO_MUCH),
    "a workbook of more long cells": (".xlsx", lambda: workbook(table(500, 30_000)), TOO_COMPLEX),
    "a workbook of rows": (".xlsx", lambda: workbook(table(MAX_ROWS + 1, 3)), TOO_MUCH),
}


def call(command: Sequence[str], folder: Path, data: bytes, ending: str) -> tuple[Result, Path]:
    """The call on a file of its own; its output goes into a folder of its own."""
    path, out = folder / f"bang{ending}", folder / "ra"
    path.write_bytes(data)
    out.mkdir()
    name = "bieu.xlsx" if command == IMPORT else "bo.yaml"
    result = Result(path, "-o", out / name, command=command)
    assert path.read_bytes() == data
    return result, out


ROWS = 900
IMPORT, FROM_TABLE = ("import",), ("criteria", "from-table")


@pytest.mark.parametrize("command", [IMPORT, FROM_TABLE], ids=["import", "from-table"])
@pytest.mark.parametrize("name", HOSTILE)
def test_no_table_takes_more(name: str, command: Sequence[str], tmp_path: Path) -> None:
    ending, make, said = HOSTILE[name]
    result, out = call(command, tmp_path, make(), ending)
    sentence = result.refused(tmp_path / f"bang{ending}")
    assert said in sentence
    assert "biểu mới" not in sentence, "it is a table, not a form"
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("command", [IMPORT, FROM_TABLE], ids=["import", "from-table"])
@pytest.mark.parametrize("ending", WRITERS)
def test_as_much_as_is_read_fits(ending: str, command: Sequence[str], tmp_path: Path) -> None:
    rows = table(ROWS, MAX_CHARACTERS // ROWS - 20)
    result, out = call(command, tmp_path, WRITERS[ending](rows), ending)
    if command == IMPORT:
        assert f"0/{ROWS}" in result.refused(tmp_path / f"bang{ending}"), "read, and of no set"
        return
    assert result.code == 1, result.err
    assert "sự cố" not in result.err
    (written,) = out.iterdir()
    assert written.read_text(encoding="utf-8").count("code:") == ROWS


def test_levels_without_end(tmp_path: Path) -> None:
    rows = [HEAD, *((".".join("1" * depth), "Sâu", "2", "1") for depth in range(1, 1200))]
    result, out = call(FROM_TABLE, tmp_path, lines("\t", rows), ".tsv")
    assert "sâu quá 50 cấp" in result.refused(tmp_path / "bang.tsv")
    assert list(out.iterdir()) == []
