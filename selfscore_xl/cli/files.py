"""Sentences about files that cannot be read or written."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from ..text import Text
from .arguments import WrongCall

if TYPE_CHECKING:
    from ..importing.source import TableRefused
    from ..ooxml.refusal import Refusal
    from ..outcome import Outcome

_REASONS = {
    errno.ENOENT: Text("không có thư mục này", "there is no such folder"),
    errno.ENOTDIR: Text("đường dẫn đi qua một tệp", "the path leads through a file"),
    errno.EEXIST: Text("đã có một tệp mang tên này", "there is a file of this name"),
    errno.EISDIR: Text("đây là thư mục", "this is a folder"),
    errno.EACCES: Text("không có quyền ghi", "access is denied"),
    errno.EPERM: Text("không có quyền ghi", "access is denied"),
    errno.EROFS: Text("ổ đĩa chỉ cho đọc", "the disk is read-only"),
    errno.ENOSPC: Text("ổ đĩa đã đầy", "the disk is full"),
    errno.ENAMETOOLONG: Text("tên tệp quá dài", "the file name is too long"),
}


def why(error: OSError) -> Text:
    """What the system says, in words; its own words where it is something rare."""
    said = error.strerror or type(error).__name__
    return _REASONS.get(error.errno or 0, Text(said, said))


def cannot_write(path: str, error: Exception) -> WrongCall:
    """The sentence for a file that could not be written, of an OSError or a refusal to save."""
    from ..ooxml.saving import SaveRefused

    if isinstance(error, SaveRefused):
        return WrongCall(Text(f"{path}: {error.message('vi')}", f"{path}: {error.message('en')}"))
    if not isinstance(error, OSError):
        raise error
    reason = why(error)
    return WrongCall(
        Text(
            f"Không ghi được {path} ({reason.vi}); kiểm tra thư mục, quyền ghi, và đóng tệp nếu đang mở.",
            f"{path} could not be written ({reason.en}); check the folder and its permissions, "
            "and close the file if it is open.",
        )
    )


def unread(path: str, refusal: Refusal | TableRefused) -> WrongCall:
    """The sentence for a file that could not be read."""
    return WrongCall(Text(f"{path}: {refusal.message('vi')}", f"{path}: {refusal.message('en')}"))


def unread_form(outcome: Outcome) -> WrongCall:
    """The sentence for a form that could not be read, of the outcome that has the refusal."""
    refusal, path = outcome.refusal, outcome.path
    assert refusal is not None
    return WrongCall(
        Text(
            f"{path}: {refusal.message.vi} {refusal.hint.vi}",
            f"{path}: {refusal.message.en} {refusal.hint.en}",
        )
    )


def would_overwrite(path: str) -> WrongCall:
    """The sentence for an output that holds somebody's answers."""
    return WrongCall(
        Text(
            f"Tệp {path} là biểu đã có người điền nên không ghi đè; chọn tên khác sau -o.",
            f"{path} is a form that somebody has filled, so it was not replaced; "
            "choose another name after -o.",
        )
    )


def refuse_missing_folder(folder: str) -> None:
    """The folder of evidence is there.

    Raises:
        WrongCall: it is not.
    """
    if not os.path.isdir(folder):
        raise WrongCall(
            Text(
                f"Không có thư mục tài liệu kiểm chứng {folder}; kiểm tra lại đường dẫn sau --evidence.",
                f"There is no evidence folder {folder}; check the path after --evidence.",
            )
        )


def refuse_other_ending(out: str) -> None:
    """Forms are .xlsx files.

    Raises:
        WrongCall: the output has another ending.
    """
    if not out.lower().endswith(".xlsx"):
        raise WrongCall(
            Text(
                f"Biểu là tệp Excel: đặt tên sau -o có đuôi .xlsx, ví dụ {out}.xlsx.",
                f"The form is an Excel file: give a name ending in .xlsx after -o, {out}.xlsx say.",
            )
        )
