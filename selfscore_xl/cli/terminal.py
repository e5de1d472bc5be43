"""What the command line knows of the terminal: encoding, width, colour, messages for people."""

from __future__ import annotations

import errno
import os
import sys
from io import TextIOWrapper

from ..text import printable
from ..typed import Literal, TextIO

ColorChoice = Literal["auto", "always", "never"]

PAGE = 100
"""Columns of a report that goes to a file or a pipe, and at most on a terminal."""


def speak_utf8() -> None:
    """Make stdout and stderr UTF-8 whatever the system's code page (cp1258 and cp437 lack Vietnamese
    letters). A file name that is no Unicode is written escaped, which is also what JSON asks for."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def say(message: str) -> None:
    """A message for people, on stderr and after everything that stdout was given."""
    try:
        sys.stdout.flush()
        print("\n".join(map(printable, message.split("\n"))), file=sys.stderr, flush=True)
    except OSError:
        # nobody listens: the exit code still tells
        return


def is_terminal(stream: TextIO) -> bool:
    """True where a person looks at the stream."""
    try:
        return stream.isatty()
    except ValueError:
        return False


def width() -> int:
    """Columns to write into. ``shutil.get_terminal_size`` does the same and costs 5 ms to import."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit() and int(columns):
        return max(40, min(PAGE, int(columns)))
    try:
        return max(40, min(PAGE, os.get_terminal_size(sys.stdout.fileno()).columns))
    except (OSError, ValueError):
        return PAGE


def colored(choice: ColorChoice) -> bool:
    """Whether to colour stdout. ``NO_COLOR``: see no-color.org."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not is_terminal(sys.stdout):
        return False
    if os.name == "nt":
        # switches the console to understanding escape sequences
        os.system("")
    return True


def is_stdout_error(error: OSError) -> bool:
    """True for an error that writing a stream gives: it names no file."""
    return error.filename is None and error.errno in (errno.ENOSPC, errno.EIO, errno.EINVAL, errno.EBADF)
