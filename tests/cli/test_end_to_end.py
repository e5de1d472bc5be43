"""The real command in a process of its own, on real files."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from selfscore_xl import app

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "selfscore_xl", *map(str, words)]


def run(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*words),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        env={**os.environ, **environment},
    )


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The filled form of the source report; not to be written to."""
    return Path(app.demo(str(tmp_path_factory.mktemp("demo"))).filled)


@pytest.fixture
def form(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(filled, tmp_path / "bieu.xlsx"))


def test_the_source_report(form: Path) -> None:
    before = form.read_bytes()
    done = run("validate", form, "--format", "json")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    (file,) = json.loads(done.stdout, parse_float=Decimal)["files"]
    totals = file["totals"]
    assert [totals[one] for one in ("max", "excluded", "applicable")] == [150, 76, 74]
    assert '"self": 71.59, ' in done.stdout
    assert '"rate": 96.74, ' in done.stdout
    assert file["excluded"] == ["I.1", "I.2.a", "I.7", "I.8", "I.9.b", "II.2", "IV"]
    assert file["counts"]["error"] == 0
    assert len(file["scores"]) == 52
    assert file["annotated"] == str(form.with_name("bieu.annotated.xlsx"))
    assert Path(file["annotated"]).is_file()
    assert form.read_bytes() == before


def test_a_batch_with_unreadable_files(form: Path, tmp_path: Path) -> None:
    (tmp_path / "hong.xlsx").write_bytes(b"")
    out = tmp_path / "ra"
    done = run("validate", tmp_path / "khong-co.xlsx", tmp_path, "-o", out, "--jobs", "2")
    assert done.returncode == 2
    assert done.stdout.endswith("3 tệp: 0 có lỗi, 1 không có lỗi, 2 không đọc được.\n")
    assert done.stderr.count("\n") == 2
    assert [one.name for one in out.iterdir()] == ["bieu.annotated.xlsx"]


def workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "Danh sách cán bộ"  # type: ignore[index]
    book.save(path)


BAD: dict[str, Callable[[Path], object]] = {
    "khong-co.xlsx": lambda path: None,
    "thu-muc": lambda path: path.mkdir(),
    "khong-phai-bieu.xlsx": workbook,
    "van-ban.xlsx": lambda path: path.write_text("Mã;Điểm\nI.1;2\n", encoding="utf-8"),
    "trang-web.xlsx": lambda path: path.write_text("<html><table></table></html>", encoding="utf-8"),
    "rong.xlsx": lambda path: path.write_bytes(b""),
    "cu.xls": lambda path: path.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(1024)),
    "cut.xlsx": lambda path: path.write_bytes(b"PK\x03\x04" + bytes(100)),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_sentence(name: str, tmp_path: Path) -> None:
    BAD[name](tmp_path / name)
    before = sorted(tmp_path.iterdir())
    done = run("validate", tmp_path / name)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith(f"{tmp_path / name}: ")
    assert done.stderr.count("\n") == 1
    assert done.stderr.rstrip().endswith(".")
    assert sorted(tmp_path.iterdir()) == before, "nothing is written"


def test_output_is_utf8_whatever_the_terminal_says(form: Path) -> None:
    done = run("validate", form, "--no-write", PYTHONIOENCODING="cp1258", LC_ALL="C", PYTHONUTF8="0")
    assert "Tổng cộng tự đánh giá" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="no signals of this kind")
def test_a_closed_pipe_is_silent() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        done = subprocess.run(
            command("criteria", "list"), stdout=closed, stderr=subprocess.PIPE, timeout=60, check=False
        )
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no such device")
def test_a_full_disk_is_one_sentence() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            command("criteria", "list"), stdout=full, stderr=subprocess.PIPE, timeout=60, check=False
        )
    assert done.returncode == 2
    assert done.stderr.decode() == "Không ghi được kết quả ra màn hình hoặc tệp: ổ đĩa đã đầy.\n"


@pytest.mark.skipif(os.name == "nt", reason="no signals of this kind")
@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_leaves_nothing_half_done(form: Path, tmp_path: Path, jobs: int) -> None:
    for number in range(60):
        shutil.copy(form, tmp_path / f"bieu-{number:02}.xlsx")
    out = tmp_path / "ra"
    process = subprocess.Popen(
        command("validate", tmp_path, "-o", out, "--jobs", jobs),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout
    assert process.stdout.read(1)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.decode() == "Đã dừng theo yêu cầu.\n"
    left = [one.name for one in out.iterdir()]
    assert left
    assert all(name.startswith("bieu") and name.endswith(".annotated.xlsx") for name in left)


FORBIDDEN = {
    *(
        "pydantic",
        "yaml",
        "openpyxl",
        "pandas",
        "numpy",
        "xlwings",
        "docx",
        "lxml",
        "rich",
        "python_calamine",
    ),
    *("dataclasses", "inspect", "pathlib", "asyncio", "concurrent.futures", "multiprocessing", "zipfile"),
    *("shutil", "tempfile", "subprocess", "logging", "email", "urllib.parse", "xml.dom", "ssl"),
}


@pytest.mark.parametrize("form_of_output", ["text", "json"])
def test_validate_starts_lean(form: Path, form_of_output: str) -> None:
    code = (
        "import sys\n"
        "from selfscore_xl.__main__ import main\n"
        f"sys.argv[1:] = ['validate', {str(form)!r}, '--format', {form_of_output!r}]\n"
        "code = main()\n"
        "print('|'.join(sys.modules), file=sys.stderr)\n"
        "sys.exit(code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {os.getcwd()!r})\n{code}"],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout
    assert form.with_name("bieu.annotated.xlsx").is_file(), "the copy is written on this way too"
    loaded = set(done.stderr.strip().rpartition("\n")[2].split("|"))
    assert "selfscore_xl.app" in loaded
    assert loaded & FORBIDDEN == set()
