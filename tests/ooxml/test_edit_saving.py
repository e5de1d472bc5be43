"""A file is written whole or not at all, and never over what was not meant."""

from __future__ import annotations

import builtins
import contextlib
import hashlib
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from selfscore_xl.ooxml import saving
from selfscore_xl.ooxml.edit import Editor, OracleError, SaveRefused
from selfscore_xl.ooxml.saving import write_file
from selfscore_xl.ooxml.workbook import Workbook
from tests.ooxml.edit_files import SHEET, styled
from tests.ooxml.read_files import OFFICE, PACKAGE, packed, worksheet

SOURCE = packed(styled(worksheet('<row r="1"><c r="A1"><v>1</v></c></row>')))


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def editor(path: Path) -> Editor:
    """An editor with a wish, of a file at the path."""
    path.write_bytes(SOURCE)
    found = Editor(Workbook.open(path), path)
    found.set_value(SHEET, (1, 1), 2)
    return found


def content(folder: Path) -> dict[str, bytes]:
    return {entry.name: entry.read_bytes() for entry in folder.iterdir() if entry.is_file()}


def test_written_whole(tmp_path: Path) -> None:
    one = editor(tmp_path / "a.xlsx")
    data = one.save(tmp_path / "b.xlsx")
    assert content(tmp_path) == {"a.xlsx": SOURCE, "b.xlsx": data}
    assert data == one.to_bytes() != SOURCE
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE((tmp_path / "b.xlsx").stat().st_mode) == 0o666 & ~umask


def test_an_older_output_is_replaced_and_keeps_its_permissions(tmp_path: Path) -> None:
    (tmp_path / "b.xlsx").write_bytes(b"old")
    (tmp_path / "b.xlsx").chmod(0o640)
    data = editor(tmp_path / "a.xlsx").save(tmp_path / "b.xlsx")
    assert (tmp_path / "b.xlsx").read_bytes() == data
    assert stat.S_IMODE((tmp_path / "b.xlsx").stat().st_mode) == 0o640


def test_never_over_the_input(tmp_path: Path) -> None:
    one = editor(tmp_path / "a.xlsx")
    (tmp_path / "hard.xlsx").hardlink_to(tmp_path / "a.xlsx")
    (tmp_path / "soft.xlsx").symlink_to(tmp_path / "a.xlsx")
    for name in ("a.xlsx", "hard.xlsx", "soft.xlsx", "./a.xlsx"):
        with pytest.raises(SaveRefused) as caught:
            one.save(tmp_path / name)
        assert caught.value.reason == "is-input"
    assert set(content(tmp_path).values()) == {SOURCE}


def test_the_input_is_known_by_its_content_where_no_path_is(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(SOURCE)
    one = Editor(Workbook.open(SOURCE))
    one.set_value(SHEET, (1, 1), 2)
    with pytest.raises(SaveRefused, match="is-input"):
        one.save(tmp_path / "a.xlsx")
    one.save(tmp_path / "b.xlsx")


def test_in_place_with_the_hash_of_what_was_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    one = editor(path)
    data = one.save(path, overwrite_hash=digest(SOURCE))
    assert content(tmp_path) == {"a.xlsx": data}


@pytest.mark.parametrize("change", [b"", b"x", None])
def test_in_place_refused_when_the_file_changed(tmp_path: Path, change: bytes | None) -> None:
    path = tmp_path / "a.xlsx"
    one = editor(path)
    if change is None:
        path.unlink()
    else:
        path.write_bytes(SOURCE + change if change else change)
    before = content(tmp_path)
    with pytest.raises(SaveRefused) as caught:
        one.save(path, overwrite_hash=digest(SOURCE))
    assert caught.value.reason == "changed-since"
    assert content(tmp_path) == before


def test_a_change_at_the_last_moment_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    one = editor(path)
    sync = os.fsync

    def changed_meanwhile(handle: int) -> None:
        path.write_bytes(b"somebody else saved")
        sync(handle)

    monkeypatch.setattr(os, "fsync", changed_meanwhile)
    with pytest.raises(SaveRefused, match="changed-since"):
        one.save(path, overwrite_hash=digest(SOURCE))
    assert content(tmp_path) == {"a.xlsx": b"somebody else saved"}


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "else").mkdir()
    victim = tmp_path / "else" / "victim"
    victim.write_bytes(b"untouched")
    (tmp_path / "out.xlsx").symlink_to(victim)
    data = editor(tmp_path / "a.xlsx").save(tmp_path / "out.xlsx")
    assert victim.read_bytes() == b"untouched"
    assert not (tmp_path / "out.xlsx").is_symlink()
    assert (tmp_path / "out.xlsx").read_bytes() == data


def test_a_folder_of_the_name(tmp_path: Path) -> None:
    (tmp_path / "out.xlsx").mkdir()
    with pytest.raises(SaveRefused, match="is-folder"):
        editor(tmp_path / "a.xlsx").save(tmp_path / "out.xlsx")


def test_a_folder_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        editor(tmp_path / "a.xlsx").save(tmp_path / "no" / "out.xlsx")
    assert content(tmp_path) == {"a.xlsx": SOURCE}


@pytest.mark.usefixtures("ordinary_user")
def test_a_folder_that_is_read_only(tmp_path: Path) -> None:
    one = editor(tmp_path / "a.xlsx")
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(PermissionError):
            one.save(tmp_path / "b.xlsx")
        assert content(tmp_path) == {"a.xlsx": SOURCE}
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.skipif(sys.platform != "linux", reason="no such folder elsewhere")
def test_a_folder_that_takes_no_files(tmp_path: Path) -> None:
    """Not even from root."""
    with pytest.raises(OSError, match="/proc"):
        editor(tmp_path / "a.xlsx").save("/proc/b.xlsx")


CALLS = ["open", "write", "fsync", "fchmod", "link", "replace", "close"]
NEEDED = ("fsync", "replace", "write")
ERRORS = [KeyboardInterrupt, OSError(28, "No space left on device"), MemoryError, SystemExit]


@pytest.mark.parametrize("nameless", [True, False])
@pytest.mark.parametrize("error", ERRORS, ids=repr)
@pytest.mark.parametrize("call", CALLS)
def test_interrupted_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, error: BaseException, nameless: bool
) -> None:
    """Whatever stops a call of the system, the folder is as it was or the file is whole."""
    (tmp_path / "b.xlsx").write_bytes(b"old")
    one = editor(tmp_path / "a.xlsx")
    data = one.to_bytes()
    if not nameless:
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    original = getattr(os, call)
    done = []

    def interrupted(*args: object, **kwargs: object) -> object:
        result = original(*args, **kwargs) if call in ("close", "fsync") else None
        if not done:
            done.append(call)
            raise error
        return result if call in ("close", "fsync") else original(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(os, call, interrupted)
        kind = error if isinstance(error, type) else type(error)
        # the other calls have a way around their failure
        with pytest.raises(kind) if call in NEEDED else contextlib.suppress(kind):
            one.save(tmp_path / "b.xlsx")
    assert content(tmp_path) in ({"a.xlsx": SOURCE, "b.xlsx": b"old"}, {"a.xlsx": SOURCE, "b.xlsx": data})


def test_no_space_on_the_disk(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with builtins.open("/dev/full", "wb", buffering=0) as full, pytest.raises(OSError, match="space"):
        saving._write_all(full.fileno(), b"x")


def test_a_file_that_is_not_proved_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unproved(*_: object) -> None:
        raise OracleError("no")

    one = editor(tmp_path / "a.xlsx")
    monkeypatch.setattr("selfscore_xl.ooxml.edit.verify", unproved)
    with pytest.raises(OracleError):
        one.save(tmp_path / "b.xlsx")
    assert content(tmp_path) == {"a.xlsx": SOURCE}


KILLED = """
import sys
from selfscore_xl.ooxml.saving import write_file
data = b"x" * 20_000_000
while True:
    write_file(sys.argv[1], data)
    write_file(sys.argv[1], data[:10])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a file without a name")
def test_killed_at_any_moment(tmp_path: Path) -> None:
    """Not even a signal that cannot be caught leaves anything but whole files."""
    path = tmp_path / "out.xlsx"
    for attempt in range(12):
        process = subprocess.Popen([sys.executable, "-c", KILLED, str(path)], cwd=Path(__file__).parents[2])
        time.sleep(0.12 + 0.013 * attempt)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert all(entry.stat().st_size in (10, 20_000_000) for entry in tmp_path.iterdir())


SIGNED = (
    f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/><Relationship Id="rId2" Target="_xmlsignatures/origin.sigs" '
    'Type="http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"/>'
    "</Relationships>"
)


def test_a_signature_is_broken_only_when_allowed(tmp_path: Path) -> None:
    source = {**styled(worksheet('<row r="1"><c r="A1"><v>1</v></c></row>')), "_rels/.rels": SIGNED}
    one = Editor(Workbook.open(packed(source)))
    one.save(tmp_path / "same.xlsx")  # nothing changes, nothing breaks
    one.set_value(SHEET, (1, 1), 2)
    with pytest.raises(SaveRefused) as caught:
        one.save(tmp_path / "b.xlsx")
    assert caught.value.reason == "signed"
    assert "chữ ký số" in caught.value.message("vi")
    one.save(tmp_path / "b.xlsx", break_signature=True)


def test_two_writers_of_one_file(tmp_path: Path) -> None:
    import threading

    path = tmp_path / "out.xlsx"
    threads = [
        threading.Thread(target=lambda n=number: [write_file(path, b"%d" % n * 100_000) for _ in range(20)])
        for number in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert path.read_bytes() in {b"%d" % number * 100_000 for number in range(3)}
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.xlsx"]
