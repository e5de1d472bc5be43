"""Nothing half done: the original is never touched unasked, and no output is left that is not whole."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from selfscore_xl import app, demo
from selfscore_xl.layout import FORM_SHEET
from selfscore_xl.ooxml import saving
from selfscore_xl.ooxml.edit import Editor
from selfscore_xl.ooxml.workbook import Workbook

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def filled() -> bytes:
    return demo.load().form()


@pytest.fixture
def form(tmp_path: Path, filled: bytes) -> Path:
    path = tmp_path / "bieu.xlsx"
    path.write_bytes(filled)
    return path


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def typed_into(path: Path, row: int = 12, column: int = 8, value: object = Decimal(1)) -> None:
    """As an appraiser does, by a program that changes nothing but this cell."""
    editor = Editor(Workbook.open(path.read_bytes()))
    editor.set_value(FORM_SHEET, (row, column), value)  # type: ignore[arg-type]
    path.write_bytes(editor.to_bytes())


# --- in place -----------------------------------------------------------------------------------


def test_in_place_leaves_a_backup(form: Path, filled: bytes) -> None:
    outcome = app.validate(str(form), in_place=True)
    assert outcome.annotated == str(form)
    assert set(content(form.parent)) == {"bieu.xlsx", "bieu.xlsx.bak"}
    assert content(form.parent)["bieu.xlsx.bak"] == filled
    assert "bieu.xlsx.bak" in outcome.notes[0].vi
    assert app.validate(str(form), write=False).findings == outcome.findings


def test_in_place_again_changes_nothing(form: Path) -> None:
    app.validate(str(form), in_place=True)
    before = content(form.parent)
    outcome = app.validate(str(form), in_place=True)
    assert outcome.annotated == str(form)
    assert outcome.notes == ()
    assert content(form.parent) == before


def test_no_backup_is_ever_replaced(form: Path, filled: bytes) -> None:
    (form.parent / "bieu.xlsx.bak").write_bytes(b"of somebody")
    app.validate(str(form), in_place=True)
    first = form.read_bytes()
    typed_into(form, value=Decimal(2))
    typed = form.read_bytes()
    app.validate(str(form), in_place=True)
    found = content(form.parent)
    assert found["bieu.xlsx.bak"] == b"of somebody"
    assert found["bieu.xlsx.bak2"] == filled
    assert first != typed == found["bieu.xlsx.bak3"]


def test_in_place_refuses_when_the_file_changed_since_it_was_read(
    form: Path, filled: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read stays as a backup: whoever changed the file may lean on the same one."""
    to_bytes = Editor.to_bytes

    def meanwhile(editor: Editor) -> bytes:
        form.write_bytes(b"saved by somebody else")
        return to_bytes(editor)

    monkeypatch.setattr(Editor, "to_bytes", meanwhile)
    outcome = app.validate(str(form), in_place=True)
    assert outcome.annotated is None
    assert "đã thay đổi" in outcome.notes[0].vi
    assert content(form.parent) == {"bieu.xlsx": b"saved by somebody else", "bieu.xlsx.bak": filled}


# --- what stands where the copy goes --------------------------------------------------------------


def test_an_untouched_copy_is_replaced(form: Path) -> None:
    app.validate(str(form))
    typed_into(form, column=5, value=Decimal(3))
    outcome = app.validate(str(form))
    assert outcome.annotated is not None
    copy = openpyxl.load_workbook(outcome.annotated)
    assert copy[FORM_SHEET]["E12"].value == 3


@pytest.mark.parametrize("column", [4, 5, 6, 7, 8, 9])
def test_a_copy_in_which_somebody_typed_is_kept(form: Path, column: int) -> None:
    copy = Path(app.validate(str(form)).annotated or "")
    typed_into(copy, column=column, value=Decimal(1) if column in (5, 8) else "Đã xem")
    before = content(form.parent)
    outcome = app.validate(str(form))
    assert outcome.annotated is None
    assert copy.name in outcome.notes[0].vi
    assert outcome.notes[0].vi.endswith("-o.")
    assert content(form.parent) == before


def test_a_copy_that_a_program_saved_is_kept(form: Path) -> None:
    """Highlighting, notes and sheets of an appraiser leave no trace in the input cells."""
    copy = Path(app.validate(str(form)).annotated or "")
    openpyxl.load_workbook(copy).save(copy)
    before = content(form.parent)
    assert app.validate(str(form)).annotated is None
    assert content(form.parent) == before


@pytest.mark.parametrize("there", ["form", "text"])
def test_no_other_file_is_overwritten(form: Path, filled: bytes, there: str) -> None:
    other = form.parent / "khac.xlsx"
    other.write_bytes(filled if there == "form" else "ghi chú".encode())
    before = content(form.parent)
    outcome = app.validate(str(form), out=str(other))
    assert outcome.annotated is None
    assert "khac.xlsx" in outcome.notes[0].vi
    assert content(form.parent) == before


@pytest.mark.parametrize("name", ["bieu.xlsx", "./bieu.xlsx", "link.xlsx", "hard.xlsx"])
def test_output_equal_to_the_input(form: Path, filled: bytes, name: str) -> None:
    (form.parent / "link.xlsx").symlink_to(form)
    (form.parent / "hard.xlsx").hardlink_to(form)
    outcome = app.validate(str(form), out=str(form.parent / name))
    assert outcome.annotated is None
    assert "trùng với tệp gốc" in outcome.notes[0].vi
    assert set(content(form.parent).values()) == {filled}


# --- what can go wrong on the way -----------------------------------------------------------------


@pytest.mark.parametrize("in_place", [False, True])
def test_killed_at_any_moment(tmp_path: Path, filled: bytes, in_place: bool) -> None:
    """Killed by a signal that cannot be caught, at moments spread over the whole run and dense over the
    part that writes: the original is whole, and so is whatever has its name or the copy's."""
    form = tmp_path / "bieu.xlsx"
    form.write_bytes(filled)
    whole = Path(app.validate(str(form)).annotated or "").read_bytes()
    begin = time.perf_counter()
    script = "import sys; from selfscore_xl.cli import main; sys.exit(main(sys.argv[1:]))"
    arguments = ["validate", "bieu.xlsx", *(["--in-place"] if in_place else [])]
    command = [sys.executable, "-c", script, *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}

    def run(folder: Path) -> subprocess.Popen[bytes]:
        folder.mkdir()
        (folder / "bieu.xlsx").write_bytes(filled)
        return subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    begin = time.perf_counter()
    run(tmp_path / "full").wait()
    full = time.perf_counter() - begin
    killed = 0
    for number in range(24):
        folder = tmp_path / str(number)
        process = run(folder)
        time.sleep(full * number / 22)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        found = content(folder)
        target = "bieu.xlsx" if in_place else "bieu.annotated.xlsx"
        assert found.pop("bieu.xlsx") in ((filled, whole) if in_place else (filled,))
        if not in_place:
            assert found.pop(target, whole) == whole
        assert found.pop("bieu.xlsx.bak", filled) == filled
        # a whole file that was just about to get its name
        assert all(name.startswith(".selfscore-") and data in (whole, filled) for name, data in found.items())
    assert killed > 3


@pytest.mark.parametrize("in_place", [False, True])
def test_stopped_at_every_step_of_writing(
    form: Path, filled: bytes, in_place: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C in each system call that writing makes."""
    calls = ("open", "write", "fsync", "link", "replace", "close")
    stopped = 0
    for call in calls:
        for nth in range(1, 4):
            real = getattr(saving.os, call)
            count = 0

            def stop(*args: object, real: object = real, nth: int = nth, **options: object) -> object:
                nonlocal count
                count += 1
                if count == nth:
                    raise KeyboardInterrupt
                return real(*args, **options)  # type: ignore[operator]

            with monkeypatch.context() as patch:
                patch.setattr(saving.os, call, stop)
                try:
                    app.validate(str(form), in_place=in_place)
                except KeyboardInterrupt:
                    stopped += 1
            found = content(form.parent)
            if found["bieu.xlsx"] == filled:
                assert set(found) <= {"bieu.xlsx", "bieu.annotated.xlsx", "bieu.xlsx.bak"}
            assert found.pop("bieu.xlsx.bak", filled) == filled
            for path in form.parent.iterdir():
                path.unlink()
            form.write_bytes(filled)
    assert stopped > 6


def test_disk_full(form: Path, filled: bytes) -> None:
    """A limit on the size of files stops the write in its middle, as a full disk does."""
    script = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from selfscore_xl.cli import main\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "sys.exit(main(['validate', sys.argv[1], *sys.argv[2:]]))"
    )
    for more in ([], ["--in-place"]):
        done = subprocess.run(
            [sys.executable, "-c", script, str(form), *more],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 2, done.stderr.decode()
        assert "Không ghi được" in done.stderr.decode()
        assert content(form.parent) == {"bieu.xlsx": filled}


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EACCES])
@pytest.mark.parametrize("in_place", [False, True])
def test_the_system_refuses(
    form: Path, filled: bytes, code: int, in_place: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(saving.os, "write", refuse)
    outcome = app.validate(str(form), in_place=in_place)
    assert outcome.annotated is None
    assert outcome.notes[0].vi.startswith("Không ghi được")
    assert content(form.parent) == {"bieu.xlsx": filled}


def test_output_open_in_another_program(form: Path, filled: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows refuses to put a file in the place of one that is open."""
    app.validate(str(form))
    before = content(form.parent)

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "The process cannot access the file")

    monkeypatch.setattr(saving.os, "replace", refuse)
    outcome = app.validate(str(form))
    assert outcome.annotated is None
    assert "Đóng tệp đó nếu đang mở" in outcome.notes[0].vi
    assert content(form.parent) == before


@pytest.mark.usefixtures("ordinary_user")
def test_read_only_folder(form: Path, filled: bytes) -> None:
    form.parent.chmod(0o555)
    try:
        for in_place in (False, True):
            outcome = app.validate(str(form), in_place=in_place)
            assert outcome.annotated is None
            assert outcome.notes[0].vi.startswith("Không ghi được")
    finally:
        form.parent.chmod(0o755)
    assert content(form.parent) == {"bieu.xlsx": filled}


# --- several at once ------------------------------------------------------------------------------


@pytest.mark.parametrize("names", [["."], ["0.xlsx", "1.xlsx"], ["0.xlsx"]])
@pytest.mark.parametrize("in_place", [False, True])
def test_processes_at_the_same_file_or_folder(
    tmp_path: Path, filled: bytes, names: list[str], in_place: bool
) -> None:
    for number in range(2):
        (tmp_path / f"{number}.xlsx").write_bytes(filled)
    command = [
        sys.executable,
        "-m",
        "selfscore_xl",
        "validate",
        *names,
        *(["--in-place"] if in_place else []),
    ]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    running = [
        subprocess.Popen(
            command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        for _ in range(3)
    ]
    said = [process.communicate()[1].decode() for process in running]
    # in place, who comes second may find the file changed under its hands, and says so
    assert {process.returncode for process in running} <= ({0, 2} if in_place else {0}), said
    assert not any("Traceback" in one for one in said)
    found = content(tmp_path)
    touched = [f"{number}" for number in range(2) if "." in names or f"{number}.xlsx" in names]
    ends = (".xlsx", ".xlsx.bak") if in_place else (".xlsx", ".annotated.xlsx")
    assert set(found) == {"0.xlsx", "1.xlsx"} | {f"{number}{end}" for number in touched for end in ends}
    originals = {found[f"{number}{'.xlsx.bak' if in_place else '.xlsx'}"] for number in touched}
    written = {found[f"{number}{'.xlsx' if in_place else '.annotated.xlsx'}"] for number in touched}
    assert originals == {filled}
    assert len(written) == 1
    assert written != originals


def test_the_same_file_at_the_same_time(form: Path, filled: bytes) -> None:
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda _: app.validate(str(form)), range(12)))
    assert {outcome.annotated for outcome in outcomes} == {str(form.parent / "bieu.annotated.xlsx")}
    assert set(content(form.parent)) == {"bieu.xlsx", "bieu.annotated.xlsx"}
    assert form.read_bytes() == filled


def test_in_place_at_the_same_time(form: Path, filled: bytes) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: app.validate(str(form), in_place=True), range(8)))
    found = content(form.parent)
    assert set(found) == {"bieu.xlsx", "bieu.xlsx.bak"}
    assert found["bieu.xlsx.bak"] == filled
    assert app.validate(str(form), write=False).refusal is None


# --- what waits for the disk --------------------------------------------------------------------


@pytest.mark.parametrize("in_place", [False, True])
def test_only_what_replaces_a_work_waits_for_the_disk(
    form: Path, in_place: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An annotated copy can be made again; the original and its backup cannot."""
    waited = []
    real = os.fsync
    monkeypatch.setattr(saving.os, "fsync", lambda handle: (waited.append(handle), real(handle)))
    assert app.validate(str(form), in_place=in_place).annotated
    assert bool(waited) is in_place


def test_an_empty_file_is_no_work_that_is_kept(form: Path) -> None:
    """A power cut may leave one in the place of a copy."""
    target = form.with_name("bieu.annotated.xlsx")
    target.write_bytes(b"")
    assert app.validate(str(form)).annotated == str(target)
    target.write_bytes(b"x")
    outcome = app.validate(str(form))
    assert outcome.annotated is None
    assert target.read_bytes() == b"x"
