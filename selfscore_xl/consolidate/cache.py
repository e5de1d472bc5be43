"""Records of forms read before, kept for the next call: only files whose content changed are read again.

The cache stands in the user's own cache folder, not beside the forms: folders of forms travel from office
to office, and a cache that came with them could say anything of them. It is a convenience and never a
fault: one that is damaged, locked, on a full disk or in a folder where others may write is left alone
or made anew, and the forms are read. Records are sealed with a key of the cache's own, so what was not
written here is not believed.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import sqlite3
import stat
import sys
import time
from collections.abc import Callable
from typing import TypeVar

from .record import FORMAT

FOLDER_VARIABLE = "SELFSCORE_CACHE_DIR"
KEPT_DAYS = 400
"""A record that nobody asked for in so many days is dropped: longer than the longest period."""
_COMMIT_EVERY = 200
_KEY_BYTES = 32
_DAY = 86_400

T = TypeVar("T")


def default_folder() -> str | None:
    """The folder for this user's caches; None where there is none."""
    if chosen := os.environ.get(FOLDER_VARIABLE):
        return chosen
    if sys.platform == "win32":
        above = os.environ.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        above = os.path.expanduser("~/Library/Caches")
    else:
        above = os.environ.get("XDG_CACHE_HOME", "") or os.path.expanduser("~/.cache")
    return os.path.join(above, "selfscore-xl") if os.path.isabs(above) else None


def program_digest() -> str:
    """Tells one state of the program and its shipped sets from another: what was found by other checks
    is not what these would find."""
    found = hashlib.sha256(str(FORMAT).encode())
    package = os.path.dirname(os.path.dirname(__file__))
    for folder, folders, names in os.walk(package):
        folders.sort()
        for name in sorted(names):
            if name.endswith((".py", ".json")):
                with open(os.path.join(folder, name), "rb") as file:
                    found.update(f"{name}:{os.fstat(file.fileno()).st_size}:".encode())
                    found.update(file.read())
    return found.hexdigest()[:32]


class Cache:
    """Bytes by name, on disk. ``folder`` None: nothing is kept."""

    def __init__(self, folder: str | None) -> None:
        self._key = b""
        self._database: sqlite3.Connection | None = None
        self._unsaved = 0
        self._today = int(time.time()) // _DAY
        if folder is None:
            return
        try:
            os.makedirs(folder, mode=0o700, exist_ok=True)
            if not _is_ours(folder):
                return
            self._key = _key(os.path.join(folder, "key"))
            self._path = os.path.join(folder, "records.sqlite3")
            self._open()
        except (OSError, sqlite3.Error):
            self._give_up()

    @property
    def is_open(self) -> bool:
        """Something can be kept."""
        return self._database is not None

    def _open(self) -> None:
        try:
            self._connect()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
                raise
            # damaged: nothing in it is lost that the forms do not say again
            self._give_up()
            for ending in ("", "-journal"):
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(self._path + ending)
            self._connect()

    def _connect(self) -> None:
        database = self._database = sqlite3.connect(self._path, timeout=5, isolation_level="DEFERRED")
        database.execute("PRAGMA cache_size = -2000")
        database.execute(
            "CREATE TABLE IF NOT EXISTS record "
            "(name TEXT PRIMARY KEY, day INTEGER NOT NULL, data BLOB NOT NULL, seal BLOB NOT NULL)"
        )
        database.execute(
            "DELETE FROM record WHERE day < ? OR day > ?", (self._today - KEPT_DAYS, self._today + 1)
        )
        database.commit()

    def get(self, name: str, read: Callable[[bytes], T]) -> T | None:
        """What ``read`` makes of the bytes kept under a name; None where there are none, or none that can
        be believed. ``read`` raises ValueError for bytes that it did not expect."""
        database = self._database
        if database is None:
            return None
        try:
            row = database.execute("SELECT data, seal, day FROM record WHERE name = ?", (name,)).fetchone()
            if row is None:
                return None
            data, seal, day = row
            if not isinstance(data, bytes) or not isinstance(seal, bytes):
                return None
            if not hmac.compare_digest(seal, self._seal(name, data)):
                return None
            if day != self._today:
                database.execute("UPDATE record SET day = ? WHERE name = ?", (self._today, name))
                self._written()
        except sqlite3.Error:
            self._give_up()
            return None
        try:
            return read(data)
        except ValueError:
            return None

    def put(self, name: str, data: bytes) -> None:
        """Keep bytes under a name."""
        if self._database is None:
            return
        try:
            self._database.execute(
                "INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?)",
                (name, self._today, data, self._seal(name, data)),
            )
            self._written()
        except sqlite3.Error:
            self._give_up()

    def close(self) -> None:
        """Save what was put."""
        if self._database is not None:
            with contextlib.suppress(sqlite3.Error):
                self._database.commit()
            self._give_up()

    def _written(self) -> None:
        self._unsaved += 1
        if self._unsaved >= _COMMIT_EVERY and self._database is not None:
            self._unsaved = 0
            self._database.commit()

    def _give_up(self) -> None:
        if self._database is not None:
            with contextlib.suppress(sqlite3.Error):
                self._database.close()
            self._database = None

    def _seal(self, name: str, data: bytes) -> bytes:
        return hashlib.blake2b(name.encode() + b"\0" + data, key=self._key, digest_size=32).digest()


def _is_ours(folder: str) -> bool:
    """Nobody but this user may write in it."""
    if not hasattr(os, "geteuid"):
        return True
    found = os.stat(folder)
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _key(path: str) -> bytes:
    """The cache's own key, made at the first call."""
    for _ in range(2):
        try:
            with open(path, "rb") as file:
                key = file.read(_KEY_BYTES + 1)
            if len(key) == _KEY_BYTES:
                return key
            os.unlink(path)
        except FileNotFoundError:
            pass
        with contextlib.suppress(FileExistsError):
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(os.urandom(_KEY_BYTES))
    with open(path, "rb") as file:
        key = file.read(_KEY_BYTES + 1)
    if len(key) != _KEY_BYTES:
        raise OSError("the key cannot be kept")
    return key
