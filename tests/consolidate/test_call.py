"""The command: what is said, exit codes, nothing half written, and a second call that reads less."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from selfscore_xl import app, consolidation, demo, pool, sets
from selfscore_xl.consolidation import Choice, NothingToConsolidate
from selfscore_xl.outcome import Outcome
from tests.cli.conftest import Call, call
from tests.consolidate import many

__all__ = ["call"]


@pytest.fixture
def received(tmp_path: Path, form: Callable[..., bytes]) -> Path:
    folder = tmp_path / "received"
    (folder / "sub").mkdir(parents=True)
    for index in range(3):
        (folder / f"{index}.xlsx").write_bytes(form(many.name(index), index))
    (folder / "sub" / "3.xlsx").write_bytes(form(many.name(3), 3))
    return folder


def test_all_are_valid(call: Call, received: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "folder" / "out.xlsx"
    result = call("consolidate", received, "-o", out)
    assert (result.code, result.err) == (0, "")
    assert result.out == f"Đã ghi {out}: 4 đơn vị, 4 tệp (đọc mới 4), 0 tệp không dùng.\n"
    assert out.read_bytes().startswith(b"PK")
    assert sorted(path.name for path in out.parent.iterdir()) == ["out.xlsx"]


def test_in_english(call: Call, received: Path, tmp_path: Path) -> None:
    result = call("consolidate", received, "-o", tmp_path / "out.xlsx", "--lang", "en")
    assert "4 units, 4 files (4 read now), 0 left out." in result.out


def test_only_changed_files_are_read_again(
    call: Call, received: Path, tmp_path: Path, form: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.xlsx"
    call("consolidate", received, "-o", out)
    first = out.read_bytes()
    read: list[str] = []
    validate = app.validate

    def noted(path: str, **settings: object) -> Outcome:
        read.append(Path(path).name)
        return validate(path, **settings)  # type: ignore[arg-type]

    monkeypatch.setattr(app, "validate", noted)
    assert "(đọc mới 0)" in call("consolidate", received, "-o", out).out
    assert read == []
    assert out.read_bytes() == first
    (received / "1.xlsx").write_bytes(form(many.name(1), 41))
    (received / "renamed.xlsx").write_bytes((received / "0.xlsx").read_bytes())
    (received / "0.xlsx").unlink()
    assert "4 tệp (đọc mới 1)" in call("consolidate", received, "-o", out).out
    assert read == ["1.xlsx"]
    assert "(đọc mới 4)" in call("consolidate", received, "-o", out, "--no-cache").out


def test_refused_files_are_not_read_again_either(call: Call, received: Path, tmp_path: Path) -> None:
    (received / "bad.xlsx").write_bytes(b"%PDF-1.7")
    for fresh in (5, 0):
        result = call("consolidate", received, "-o", tmp_path / "out.xlsx")
        assert result.code == 2
        assert f"5 tệp (đọc mới {fresh}), 1 tệp không dùng" in result.out
        assert "PDF" in result.err


@pytest.mark.parametrize("damage", [b"", b"garbage" * 500])
def test_a_damaged_cache_changes_nothing(
    call: Call, received: Path, tmp_path: Path, cache_folder: Path, damage: bytes
) -> None:
    out = tmp_path / "out.xlsx"
    call("consolidate", received, "-o", out)
    first = out.read_bytes()
    (cache_folder / "records.sqlite3").write_bytes(damage)
    assert "(đọc mới 4)" in call("consolidate", received, "-o", out).out
    assert out.read_bytes() == first


def test_a_form_with_errors(call: Call, received: Path, tmp_path: Path, form: Callable[..., bytes]) -> None:
    (received / "e.xlsx").write_bytes(form("Sở Lỗi", 9, scores={"I.2.b": Decimal(9)}))
    result = call("consolidate", received, "-o", tmp_path / "out.xlsx")
    assert result.code == 1
    assert "4 đơn vị, 5 tệp" in result.out
    assert "e.xlsx: Còn 1 lỗi: S101 (E13)." in result.err
    result = call("consolidate", received, "-o", tmp_path / "out.xlsx", "--with-errors")
    assert result.code == 1
    assert "5 đơn vị" in result.out
    assert result.err == ""


def test_a_list_of_units(call: Call, received: Path, tmp_path: Path) -> None:
    units = tmp_path / "units.csv"
    units.write_text(f"Đơn vị\n{many.name(0)}\n{many.name(1)}\nSở Tài chín\nSở Khác\n", encoding="utf-8")
    result = call("consolidate", received, "--units", units, "-o", tmp_path / "out.xlsx")
    assert result.code == 0
    assert "S802: 2 đơn vị chưa gửi: Sở Tài chín, Sở Khác" in result.err
    assert f"«{many.name(2)}» không có trong danh sách đơn vị." in result.err


def test_a_bad_list(call: Call, received: Path, tmp_path: Path) -> None:
    units = tmp_path / "units.csv"
    units.write_text("Đơn vị\nSở A\nSở A\n", encoding="utf-8")
    for path, said in (
        (units, "dòng 3"),
        (tmp_path / "none.csv", "Không đọc được danh sách"),
        (tmp_path, "thư mục"),
    ):
        result = call("consolidate", received, "--units", path, "-o", tmp_path / "out.xlsx")
        assert result.code == 2
        assert said in result.err
        assert result.err.count("\n") == 1
    assert not (tmp_path / "out.xlsx").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-o", "out.csv"], ".xlsx"),
        (["-o", "out.xlsx", "--format", "csv"], ".csv"),
        (["-o", "."], "thư mục"),
        ([], "-o"),
        (["-o", "out.xlsx", "--jobs", "0"], "số nguyên từ 1"),
        (["-o", "out.xlsx", "-c", "không-có"], "Không có bộ tiêu chí"),
    ],
)
def test_wrong_calls(
    call: Call, received: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    result = call("consolidate", received, *words)
    assert result.code == 2
    assert said in result.err
    assert sorted(tmp_path.rglob("*")) == before


def test_nothing_that_can_be_read(call: Call, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK")
    (tmp_path / "b.xlsx").write_bytes(b"%PDF-1.7")
    result = call("consolidate", tmp_path, "-o", tmp_path / "out.xlsx")
    assert result.code == 2
    assert result.err.count("\n") == 3
    assert "Không có biểu nào dùng được trong 2 tệp" in result.err
    assert not (tmp_path / "out.xlsx").exists()


@pytest.mark.parametrize("path", ["empty", "no-such.xlsx"])
def test_paths_with_nothing(call: Call, tmp_path: Path, path: str) -> None:
    (tmp_path / "empty").mkdir()
    assert call("consolidate", tmp_path / path, "-o", tmp_path / "out.xlsx").code == 2


def test_a_form_is_never_replaced(call: Call, received: Path, tmp_path: Path) -> None:
    form = received / "0.xlsx"
    before = form.read_bytes()
    link = tmp_path / "link.xlsx"
    link.symlink_to(form)
    for out in (form, received / "sub" / ".." / "0.xlsx", link):
        result = call("consolidate", received, "-o", out)
        assert result.code == 2
        assert "không ghi đè" in result.err
    assert form.read_bytes() == before


def test_an_output_among_the_forms_is_not_read_as_one(call: Call, received: Path) -> None:
    for _ in range(2):
        result = call("consolidate", received, "-o", received / "tong-hop.xlsx")
        assert (result.code, result.err) == (0, "")
        assert "4 tệp" in result.out
    for _ in range(2):
        result = call("consolidate", received, "-o", received / "so-lieu.csv", "--format", "csv")
        assert "1 tệp không dùng" in result.out, "the workbook of the calls before"


def test_files_of_any_kind(call: Call, received: Path, tmp_path: Path) -> None:
    for name, data in (
        ("báo cáo.docx", b"PK"), ("ảnh.png", b"\x89PNG"), ("~$0.xlsx", b"x"), (".hidden.pdf", b"%PDF"),
        ("zip.xlsx", b"PK\x05\x06" + bytes(18)), ("text.xls", "Đơn vị\tĐiểm\n".encode()), ("đ.ods", b""),
    ):  # fmt: skip
        (received / name).write_bytes(data)
    os.mkfifo(received / "pipe.xlsx")
    (received / "loop").symlink_to(received)
    result = call("consolidate", received, "-o", tmp_path / "out.xlsx")
    assert result.code == 2
    assert "4 đơn vị" in result.out
    for name in ("zip.xlsx", "text.xls", "đ.ods", "pipe.xlsx"):
        assert name in result.err
    for name in ("báo cáo.docx", "ảnh.png", "hidden", "~$0"):
        assert name not in result.err


def crash(path: str, **settings: object) -> Outcome:
    if path.endswith("1.xlsx"):
        raise ZeroDivisionError
    if path.endswith("2.xlsx") and settings.get("die"):
        os._exit(1)
    return real_validate(path, **settings)  # type: ignore[arg-type]


real_validate = app.validate


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_on_which_the_program_fails_stops_nothing(
    call: Call, received: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    monkeypatch.setattr(app, "validate", crash)
    for _ in range(2):
        result = call("consolidate", received, "-o", tmp_path / "out.xlsx", "--jobs", jobs)
        assert result.code == 2
        assert "3 đơn vị, 4 tệp" in result.out
        assert "1.xlsx: Chương trình gặp sự cố với tệp này (ZeroDivisionError)" in result.err
    monkeypatch.undo()
    assert "1.xlsx" not in call("consolidate", received, "-o", tmp_path / "out.xlsx").err, "not remembered"


def test_parquet_without_pyarrow(
    call: Call, received: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    result = call("consolidate", received, "-o", tmp_path / "out.parquet", "--format", "parquet")
    assert result.code == 2
    assert "pip install 'selfscore-xl[parquet]'" in result.err
    assert not (tmp_path / "out.parquet").exists()


@pytest.mark.parametrize("format", ["xlsx", "csv"])
@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device"), MemoryError])
def test_interrupted_while_writing(
    received: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: str, error: BaseException
) -> None:
    from selfscore_xl.consolidate.shelf import Shelf

    out = tmp_path / f"out.{format}"
    out.write_bytes(b"old")
    count = 0
    record = Shelf.record

    def interrupted(shelf: Shelf, number: int) -> object:
        nonlocal count
        count += 1
        if count == 3:
            raise error
        return record(shelf, number)

    monkeypatch.setattr(Shelf, "record", interrupted)
    with pytest.raises(error if isinstance(error, type) else type(error)):
        consolidation.consolidate([str(received)], str(out), format)  # type: ignore[arg-type]
    assert out.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([out.name, "received"])


def test_ctrl_c_leaves_no_half_file(tmp_path: Path, form: Callable[..., bytes], cache_folder: Path) -> None:
    received, out = tmp_path / "received", tmp_path / "out.xlsx"
    received.mkdir()
    data = form("Sở A", 1)
    for index in range(400):
        # of different content, so that each must be read
        (received / f"{index:03}.xlsx").write_bytes(data + b"" if not index else many_like(data, index))
    words = [
        sys.executable,
        "-m",
        "selfscore_xl",
        "consolidate",
        str(received),
        "-o",
        str(out),
        "--jobs",
        "2",
    ]
    process = subprocess.Popen(words, stderr=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
    deadline = time.monotonic() + 60
    while not (cache_folder / "records.sqlite3").exists():
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.02)
    time.sleep(0.3)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.decode() == "Đã dừng theo yêu cầu.\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["received"]


def many_like(data: bytes, index: int) -> bytes:
    """The same package with another comment: another content that reads alike."""
    end = data.rindex(b"PK\x05\x06")
    comment = f"{index}".encode()
    return data[: end + 20] + len(comment).to_bytes(2, "little") + comment


def test_several_processes_give_the_same(received: Path, tmp_path: Path) -> None:
    outs = []
    for jobs in (1, 2):
        out = tmp_path / f"{jobs}.xlsx"
        consolidation.consolidate([str(received)], str(out), "xlsx", Choice(jobs=jobs, cached=False))
        outs.append(out.read_bytes())
    assert outs[0] == outs[1]


def test_with_another_set(received: Path, tmp_path: Path) -> None:
    criteria = sets.load(sets.DEFAULT)
    longer = criteria._replace(title="Bộ khác")
    out = tmp_path / "out.xlsx"
    result = consolidation.consolidate([str(received)], str(out), "xlsx", Choice(criteria=longer))
    assert result.found.editions[0].criteria.title == "Bộ khác"
    assert result.fresh == 4
    assert consolidation.consolidate([str(received)], str(out)).fresh == 4, "kept apart by set"


def test_a_form_of_another_set_is_not_used(call: Call, received: Path, tmp_path: Path) -> None:
    (received / "t.xlsx").write_bytes(demo.load(demo.TRAINING).form())
    units, out = tmp_path / "units.csv", tmp_path / "out.xlsx"
    units.write_text(f"Đơn vị\n{many.name(1)}\n", encoding="utf-8")
    result = call("consolidate", received, "-c", demo.TRAINING, "--units", units, "-o", out)
    assert result.code == 1
    assert "1 đơn vị, 5 tệp" in result.out
    assert f"S802: 1 đơn vị chưa gửi: {many.name(1)}" in result.err
    assert f"1.xlsx: Biểu của bộ tiêu chí khác («{sets.DEFAULT}»), không phải «{demo.TRAINING}»" in result.err
    book = openpyxl.load_workbook(out)
    files = [[cell.value for cell in row] for row in book["Tệp không dùng"]]
    assert [str(received / "1.xlsx"), many.name(1), "S003"] in [row[1:4] for row in files]
    assert many.name(1) not in {cell.value for row in book["Xếp hạng"] for cell in row}
    with_errors = call("consolidate", received, "-c", demo.TRAINING, "--with-errors", "-o", out)
    assert "1 đơn vị, 5 tệp" in with_errors.out
    (received / "t.xlsx").unlink()
    none = call("consolidate", received, "-c", demo.TRAINING, "-o", out)
    assert none.code == 2
    assert "Không có biểu nào dùng được trong 4 tệp" in none.err


def test_nothing_says_why(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"%PDF-1.7")
    with pytest.raises(NothingToConsolidate) as caught:
        consolidation.consolidate([str(tmp_path)], str(tmp_path / "o.xlsx"))
    (bad,) = caught.value.bad
    assert "PDF" in bad.refused.vi


def test_the_pool_is_the_one_of_validate() -> None:
    from selfscore_xl.cli import batch

    assert batch.run is pool.run


def test_the_numbers_add_up(call: Call, received: Path, tmp_path: Path, form: Callable[..., bytes]) -> None:
    (received / "e.xlsx").write_bytes(form("Sở Lỗi", 9, scores={"I.2.b": Decimal(9)}))
    for name in ("a.pdf", "b.docx", "c.txt"):
        (received / name).write_bytes(b"x")
    out = tmp_path / "out.xlsx"
    said = (
        "4 đơn vị, 5 tệp (đọc mới 5), 1 tệp không dùng; ngoài ra có 3 tệp không phải bảng tính nên không đọc."
    )
    assert said in call("consolidate", received, "-o", out).out
    book = openpyxl.load_workbook(out)
    assert book["Tệp không dùng"]["A2"].value == "1 tệp; ngoài ra có 3 tệp không phải bảng tính."
    front = {row[0].value: row[2].value for row in book["Tổng hợp"] if row[0].value}
    assert front["Tệp đã đọc"] == 5
    assert front["Tệp không dùng"] == 1
