"""Which files are taken, where copies go, and what is said of files that cannot be read."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import openpyxl
import pytest

from selfscore_xl import app, demo, sets
from selfscore_xl.text import LANGS


@pytest.fixture(scope="module")
def filled() -> bytes:
    return demo.load().form()


def refused(path: Path) -> tuple[str, str]:
    """Code and Vietnamese sentence of the refusal; nothing may be written."""
    before = sorted(path.parent.rglob("*"))
    outcome = app.validate(str(path))
    assert outcome.refusal is not None
    assert outcome.annotated is None
    assert sorted(path.parent.rglob("*")) == before
    for lang in LANGS:
        assert outcome.refusal.message.to(lang).endswith((".", "»."))
        assert outcome.refusal.hint.to(lang).endswith(".")
    return outcome.refusal.code, outcome.refusal.message.vi


def test_missing_file(tmp_path: Path) -> None:
    assert refused(tmp_path / "khong-co.xlsx") == ("S001", "Không tìm thấy tệp.")


def test_folder_as_a_file(tmp_path: Path) -> None:
    (tmp_path / "thu-muc.xlsx").mkdir()
    assert "thư mục" in refused(tmp_path / "thu-muc.xlsx")[1]


def test_folder_without_workbooks(tmp_path: Path) -> None:
    (tmp_path / "ghi-chu.txt").write_text("x", encoding="utf-8")
    found = app.find_workbooks([str(tmp_path)])
    assert found.files == ()
    (outcome,) = found.refused
    assert outcome.refusal is not None
    assert "không có tệp Excel" in outcome.refusal.message.vi


def test_workbook_that_is_not_our_form(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "Danh sách cán bộ"
    book.save(tmp_path / "khac.xlsx")
    code, sentence = refused(tmp_path / "khac.xlsx")
    assert code == "S001"
    assert "không phải biểu" in sentence


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"Ma,Ten,Diem\nI,Linh vuc,110\n", "văn bản"),
        (b"", "rỗng"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "HTML"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1528, "xls"),
        (b"PK\x03\x04" + b"\0" * 10, ""),
    ],
)
def test_something_else_renamed(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "bieu.xlsx"
    path.write_bytes(content)
    code, sentence = refused(path)
    assert code == "S001"
    assert words in sentence


def test_form_of_an_unknown_set(tmp_path: Path, filled: bytes) -> None:
    path = tmp_path / "bieu.xlsx"
    with zipfile.ZipFile(path, "w") as out:
        source = tmp_path / "source.xlsx"
        source.write_bytes(filled)
        with zipfile.ZipFile(source) as given:
            for name in given.namelist():
                data = given.read(name).replace(b"quang-tri-2023-h1", b"tinh-khac-2026-h1")
                out.writestr(name, data)
        source.unlink()
    code, sentence = refused(path)
    assert code == "S002"
    assert "tinh-khac-2026-h1" in sentence


def test_folders_are_searched(tmp_path: Path, filled: bytes) -> None:
    inner = tmp_path / "so" / "noi-vu"
    inner.mkdir(parents=True)
    names = (
        "b.xlsx", "a.xlsx", "a.annotated.xlsx", "a.annotated-2.xlsx", "b.annotated-2.xlsx", "~$a.xlsx",
        ".an.xlsx", "c.annotated.xlsx", "d.docx",
    )  # fmt: skip
    for name in names:
        (inner / name).write_bytes(filled)
    os.symlink(inner / "a.xlsx", inner / "link.xlsx")
    found = app.find_workbooks([str(tmp_path)])
    files = [Path(file).name for file in found.files]
    assert files == ["a.xlsx", "b.annotated-2.xlsx", "b.xlsx", "c.annotated.xlsx"]
    assert [Path(file).name for file in found.copies] == ["a.annotated-2.xlsx", "a.annotated.xlsx"]


def test_a_copy_that_is_named_is_a_file(tmp_path: Path, filled: bytes) -> None:
    for name in ("a.xlsx", "a.annotated.xlsx"):
        (tmp_path / name).write_bytes(filled)
    found = app.find_workbooks([str(tmp_path), str(tmp_path / "a.annotated.xlsx")])
    assert [Path(file).name for file in found.files] == ["a.xlsx", "a.annotated.xlsx"]
    assert found.copies == ()


def test_the_same_file_twice_counts_once(tmp_path: Path, filled: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(filled)
    assert app.find_workbooks([str(path), str(path)]).files == (str(path),)


@pytest.mark.parametrize(
    ("given", "out", "wanted"),
    [
        ("x/a.xlsx", None, "x/a.annotated.xlsx"),
        ("x/a.xlsm", None, "x/a.annotated.xlsm"),
        ("x/a.b.xlsx", "y/z.xlsx", "y/z.xlsx"),
        ("x/a.xlsx", "y/", "y/a.annotated.xlsx"),
        ("x/a.annotated.xlsx", None, "x/a.annotated-2.xlsx"),
        ("x/a.annotated-2.xlsx", "y/", "y/a.annotated-3.xlsx"),
        ("x/a.annotated-9.xlsm", None, "x/a.annotated-10.xlsm"),
        ("x/a.annotated.ods", None, "x/a.annotated.ods.annotated.xlsx"),
        ("x/a.annotated-1.xlsx", None, "x/a.annotated-1.annotated.xlsx"),
        ("x/.annotated.xlsx", None, "x/.annotated.annotated.xlsx"),
    ],
)
def test_where_the_copy_goes(given: str, out: str | None, wanted: str) -> None:
    assert app.annotated_path(given, out) == wanted


def test_in_place(tmp_path: Path, filled: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(filled)
    outcome = app.validate(str(path), in_place=True)
    assert outcome.annotated == str(path)
    assert path.read_bytes() != filled
    again = app.validate(str(path), write=False)
    assert again.findings == outcome.findings


def test_no_write(tmp_path: Path, filled: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(filled)
    assert app.validate(str(path), write=False).annotated is None
    assert list(tmp_path.iterdir()) == [path]


def test_template_is_never_written_over_a_filled_form(tmp_path: Path, filled: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(filled)
    with pytest.raises(app.WouldOverwrite):
        app.template(sets.load(sets.DEFAULT), str(path))
    assert path.read_bytes() == filled


def test_template_replaces_an_empty_form(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    app.template(sets.load(sets.DEFAULT), str(path))
    first = path.read_bytes()
    app.template(sets.load(sets.DEFAULT), str(path))
    assert path.read_bytes() == first


def test_unknown_set() -> None:
    with pytest.raises(app.UnknownSet):
        app.load_criteria("khong-co-bo-nay")
