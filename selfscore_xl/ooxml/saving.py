"""Put bytes where a file shall be: all of them or nothing, never over what was not meant.

The bytes go to a temporary file in the same folder, to the disk, and then take the name in one
step. A link of that name is replaced, not followed. Whatever interrupts this, Ctrl-C included,
leaves the folder as it was.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable

from ..text import Lang, Text
from ..typed import BinaryIO, Literal

PathLike = str | os.PathLike[str]

Reason = Literal["is-input", "changed-since", "is-folder", "signed"]

_SENTENCES: dict[Reason, Text] = {
    "is-input": Text(
        "Tệp kết quả trùng với tệp gốc nên không ghi; hãy chọn tên khác cho tệp kết quả.",
        "The output would replace the original, so nothing was written; choose another output name.",
    ),
    "changed-since": Text(
        "Tệp gốc đã thay đổi từ lúc đọc nên không ghi đè; hãy đóng tệp ở chương trình khác rồi chạy lại.",
        "The original changed since it was read, so it was not replaced; close it elsewhere and run again.",
    ),
    "is-folder": Text(
        "Tên tệp kết quả là một thư mục; hãy chọn tên khác.",
        "The name of the output is a folder; choose another name.",
    ),
    "signed": Text(
        "Tệp có chữ ký số, ghi thêm vào sẽ làm mất hiệu lực chữ ký nên không ghi; "
        "hãy bỏ chữ ký hoặc cho phép ghi.",
        "The file is digitally signed and any change breaks the signature, so nothing was written; "
        "remove the signature or allow it to be broken.",
    ),
}


class SaveRefused(Exception):
    """The file is not written, and nothing was touched.

    Attributes:
        reason: "is-input", "changed-since", "is-folder" or "signed".
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason

    def message(self, lang: Lang = "vi") -> str:
        """What is wrong and what to do, in one sentence."""
        return _SENTENCES[self.reason].to(lang)

    def __str__(self) -> str:
        return f"{self.reason}: {self.message('en')}"


def sha256_of(path: PathLike) -> str | None:
    """Hash of a file's content in hexadecimal, None where there is no regular file."""
    from ..digest import sha256

    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return None
        handle = os.open(path, flags)
    except FileNotFoundError:
        return None
    with os.fdopen(handle, "rb") as file:
        found = sha256()
        while block := file.read(1 << 20):
            found.update(block)
        return found.hexdigest()


def write_file(
    path: PathLike, data: bytes, expected_hash: str | None = None, *, lasting: bool = True
) -> None:
    """Write a file in one step.

    Args:
        path: of the file; what stands there is replaced and its permissions are kept.
        data: the whole content.
        expected_hash: SHA-256 in hexadecimal that the file at ``path`` must still have at the
            moment it is replaced; None where it does not matter.
        lasting: return only when the file would outlast a power cut. Waiting for the disk takes a
            tenth of checking one form, and an annotated copy can be made again.

    Raises:
        SaveRefused: "is-folder"; "changed-since".
        OSError: the folder is missing or read-only, the disk is full, the file is open elsewhere
            (Windows). Nothing is left behind.
    """
    _put(path, lambda handle: _write_all(handle, data), expected_hash, lasting)


def write_with(path: PathLike, produce: Callable[[BinaryIO], object]) -> None:
    """Write a file in one step that is too large to be held: ``produce`` writes it to the open file.
    Whatever it raises leaves nothing behind; else as ``write_file``.
    """

    def fill(handle: int) -> None:
        with open(handle, "wb", closefd=False) as file:
            produce(file)

    _put(path, fill, None, True)


def _put(path: PathLike, fill: Callable[[int], None], expected_hash: str | None, lasting: bool) -> None:
    target = os.fspath(path)
    folder = os.path.dirname(target) or os.curdir
    try:
        present = os.lstat(target)
    except FileNotFoundError:
        present = None
    if present is not None and stat.S_ISDIR(present.st_mode):
        raise SaveRefused("is-folder")
    temporary = os.path.join(folder, f".selfscore-{os.urandom(8).hex()}.tmp")
    try:
        handle, named = _create(folder, temporary)
        try:
            if present is not None and stat.S_ISREG(present.st_mode):
                _keep_mode(handle, present.st_mode)
            fill(handle)
            if lasting:
                os.fsync(handle)
            if not named:
                # only a link through the folder's handle follows the entry in /proc to the file
                os.link(f"/proc/self/fd/{handle}", temporary, src_dir_fd=handle, follow_symlinks=True)
        finally:
            os.close(handle)
        if expected_hash is not None and sha256_of(target) != expected_hash:
            raise SaveRefused("changed-since")
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    if lasting:
        _sync_folder(folder)


def keep_backup(path: PathLike, data: bytes) -> tuple[str, bool]:
    """Keep what a file held, beside it under its name with ``.bak`` (``.bak2`` …) behind it: the path, and
    whether it is new.

    No backup is ever replaced; one with the same content is used again.

    Raises:
        OSError: it cannot be written; nothing is left behind.
    """
    target = os.fspath(path)
    folder = os.path.dirname(target) or os.curdir
    number = 1
    while True:
        backup = f"{target}.bak{number if number > 1 else ''}"
        if not os.path.lexists(backup) and _write_new(folder, backup, data):
            return backup, True
        if os.path.isfile(backup) and _holds(backup, data):
            return backup, False
        number += 1


def _write_new(folder: str, path: str, data: bytes) -> bool:
    """Write a file that is not there yet, whole or not at all; False if another was faster."""
    temporary = os.path.join(folder, f".selfscore-{os.urandom(8).hex()}.tmp")
    try:
        handle, named = _create(folder, temporary)
        try:
            _write_all(handle, data)
            os.fsync(handle)
            if not named:
                os.link(f"/proc/self/fd/{handle}", path, src_dir_fd=handle, follow_symlinks=True)
        finally:
            os.close(handle)
        if named:
            _name_new(temporary, path)
    except FileExistsError:
        return False
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
    _sync_folder(folder)
    return True


def _name_new(temporary: str, path: str) -> None:
    """Give a file its name unless the name is taken."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        os.rename(temporary, path)


def _holds(path: str, data: bytes) -> bool:
    with open(path, "rb") as file:
        return file.read(len(data) + 1) == data


def _create(folder: str, temporary: str) -> tuple[int, bool]:
    """A new file in the folder, and whether it has its temporary name yet. Linux can keep it
    without a name until it is whole, so that a killed process leaves nothing."""
    if hasattr(os, "O_TMPFILE"):
        with contextlib.suppress(OSError):  # not on every file system
            handle = os.open(folder, os.O_TMPFILE | os.O_WRONLY | os.O_CLOEXEC, 0o666)
            if os.path.lexists(f"/proc/self/fd/{handle}"):
                return handle, False
            os.close(handle)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    flags |= getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
    return os.open(temporary, flags, 0o666), True


def _write_all(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def _keep_mode(handle: int, mode: int) -> None:
    # a file system without permissions (FAT) is no reason not to save
    if hasattr(os, "fchmod"):
        with contextlib.suppress(OSError):
            os.fchmod(handle, stat.S_IMODE(mode))


def _sync_folder(folder: str) -> None:
    """Make the new name last; not every system can open a folder."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
