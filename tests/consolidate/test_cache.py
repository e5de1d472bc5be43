"""The cache: what was written here comes back, everything else is a miss; it never fails."""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path

import pytest

from selfscore_xl.consolidate import cache as caching
from selfscore_xl.consolidate.cache import Cache

posix = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions of POSIX")


def same(data: bytes) -> bytes:
    return data


def filled(folder: Path) -> Path:
    cache = Cache(str(folder))
    cache.put("name", b"data")
    cache.close()
    return folder / "records.sqlite3"


def found(folder: Path, name: str = "name") -> bytes | None:
    cache = Cache(str(folder))
    try:
        return cache.get(name, same)
    finally:
        cache.close()


def test_what_was_put_comes_back(tmp_path: Path) -> None:
    filled(tmp_path / "c")
    assert found(tmp_path / "c") == b"data"
    assert found(tmp_path / "c", "other") is None


def test_nothing_is_kept_without_a_folder() -> None:
    cache = Cache(None)
    cache.put("name", b"data")
    assert cache.get("name", same) is None
    assert not cache.is_open
    cache.close()


def test_bytes_that_cannot_be_read_are_a_miss(tmp_path: Path) -> None:
    def refuse(data: bytes) -> bytes:
        raise ValueError

    filled(tmp_path)
    cache = Cache(str(tmp_path))
    assert cache.get("name", refuse) is None
    cache.close()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE record SET data = 'text'",
        "UPDATE record SET data = x'00'",
        "UPDATE record SET seal = x'00'",
        "UPDATE record SET seal = NULL WHERE 0",
        "UPDATE record SET name = 'other'",
        "DELETE FROM record",
        "DROP TABLE record",
        "ALTER TABLE record RENAME COLUMN data TO other",
    ],
)
def test_tampered_rows_are_not_believed(tmp_path: Path, change: str) -> None:
    database = sqlite3.connect(filled(tmp_path))
    database.execute(change)
    database.commit()
    database.close()
    expected = b"data" if "WHERE 0" in change else None
    assert found(tmp_path) == expected
    assert found(tmp_path, "other") is None


def test_a_row_moved_to_another_name_is_not_believed(tmp_path: Path) -> None:
    path = filled(tmp_path)
    database = sqlite3.connect(path)
    database.execute("INSERT INTO record SELECT 'other', day, data, seal FROM record")
    database.commit()
    database.close()
    assert found(tmp_path) == b"data"
    assert found(tmp_path, "other") is None


def test_a_cache_sealed_with_another_key_is_not_believed(tmp_path: Path) -> None:
    filled(tmp_path)
    (tmp_path / "key").write_bytes(b"k" * 32)
    assert found(tmp_path) is None


@pytest.mark.parametrize("key", [b"", b"short", b"k" * 33])
def test_a_key_that_is_none_is_made_anew(tmp_path: Path, key: bytes) -> None:
    filled(tmp_path)
    (tmp_path / "key").write_bytes(key)
    assert found(tmp_path) is None
    filled(tmp_path)
    assert found(tmp_path) == b"data"


@pytest.mark.parametrize("damage", ["empty", "garbage", "cut", "flipped"])
def test_a_damaged_cache_is_made_anew(tmp_path: Path, damage: str) -> None:
    path = filled(tmp_path)
    data = path.read_bytes()
    path.write_bytes(
        {
            "empty": b"",
            "garbage": b"garbage" * 1000,
            "cut": data[: len(data) // 2],
            "flipped": bytes(byte ^ 0xFF for byte in data[:100]) + data[100:],
        }[damage]
    )
    assert found(tmp_path) is None
    filled(tmp_path)
    assert found(tmp_path) == b"data"


def test_every_byte_of_a_cache_may_be_wrong(tmp_path: Path) -> None:
    path = filled(tmp_path)
    data = path.read_bytes()
    for place in range(0, len(data), 97):
        path.write_bytes(data[:place] + bytes((data[place] ^ 0x55,)) + data[place + 1 :])
        assert found(tmp_path) in (b"data", None)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        cache = Cache(str(folder))
        cache.put("name", b"data")
        assert cache.get("name", same) is None
        cache.close()


@posix
def test_a_folder_where_others_write_is_left_alone(tmp_path: Path) -> None:
    filled(tmp_path / "c")
    (tmp_path / "c").chmod(0o777)
    assert found(tmp_path / "c") is None
    (tmp_path / "c").chmod(0o700)
    assert found(tmp_path / "c") == b"data"


def test_a_locked_cache_is_passed_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = filled(tmp_path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda path, **settings: connect(path, timeout=0.01))
    assert found(tmp_path) is None
    other.execute("ROLLBACK")
    other.close()
    assert found(tmp_path) == b"data"


def test_what_nobody_asked_for_is_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(tmp_path)
    now = caching.time.time()
    monkeypatch.setattr(caching.time, "time", lambda: now + 300 * 86_400)
    assert found(tmp_path) == b"data"
    monkeypatch.setattr(caching.time, "time", lambda: now + 600 * 86_400)
    assert found(tmp_path) == b"data", "asked for in between"
    monkeypatch.setattr(caching.time, "time", lambda: now + 1100 * 86_400)
    assert found(tmp_path) is None


@pytest.mark.parametrize(
    ("platform", "environment", "folder"),
    [
        ("linux", {"XDG_CACHE_HOME": "/x/cache"}, "/x/cache/selfscore-xl"),
        ("linux", {"XDG_CACHE_HOME": "", "HOME": "/home/a"}, "/home/a/.cache/selfscore-xl"),
        ("darwin", {"HOME": "/Users/a"}, "/Users/a/Library/Caches/selfscore-xl"),
        ("linux", {"SELFSCORE_CACHE_DIR": "/y"}, "/y"),
        ("win32", {"LOCALAPPDATA": ""}, None),
    ],
)
@posix
def test_the_users_own_folder(
    monkeypatch: pytest.MonkeyPatch, platform: str, environment: dict[str, str], folder: str | None
) -> None:
    monkeypatch.delenv("SELFSCORE_CACHE_DIR")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert caching.default_folder() == folder


def test_another_program_reads_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = caching.program_digest()
    assert caching.program_digest() == before
    package = tmp_path / "selfscore_xl" / "consolidate"
    package.mkdir(parents=True)
    monkeypatch.setattr(caching, "__file__", str(package / "cache.py"))
    empty = caching.program_digest()
    (package.parent / "scoring.py").write_text("a = 1")
    one = caching.program_digest()
    (package.parent / "scoring.py").write_text("a = 2")
    assert len({before, empty, one, caching.program_digest()}) == 4
