"""The buttons in Excel: what the add-in SelfScore.xlam runs, one process a click.

    python -m selfscore_xl.live_excel check | next | clear [SET.yaml]

With a set file of one's own, its forms are checked besides those of the shipped sets.
The exit code is 0 when it was done, 3 when it was not and Excel told the user why, 1 when Excel could not
be reached, so that the add-in must tell it, 2 for another call.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

from . import app, live_check
from .live.excel import ExcelBook, active_app, form_in, tell
from .live.port import Refused
from .text import Text

ACTIONS = ("check", "next", "clear")
_NO_SET = Text(
    "Không đọc được tệp bộ tiêu chí {path}; để tệp lại chỗ cũ, hoặc chạy lại lệnh "
    "«selfscore-xl macros install» và thêm «-c TỆP».",
    "The set file {path} cannot be read; put it back, or run “selfscore-xl macros install” again with "
    "“-c FILE”.",
)

TOLD = 3
"""Not 1, with which Python itself ends where this module is missing."""


def run(action: str, own: str = "") -> int:
    """Do one of ``ACTIONS`` to the form that is open; ``own`` is the path of a set file, or nothing. The
    exit code."""
    said, done = live_check.attempted(lambda: _action(action, own)(form_in(active_app())))
    told = tell(said, done)
    return 0 if done else TOLD if told else 1


def _action(action: str, own: str) -> Callable[[ExcelBook], Text | live_check.Checked]:
    if action == "next":
        return live_check.next_finding
    if action == "clear":
        return live_check.clear
    if not own:
        return live_check.check
    from .set_file import SetFileError

    try:
        criteria = app.load_criteria(own)
    except (app.UnknownSet, SetFileError):
        raise Refused(Text(_NO_SET.fill("vi", {"path": own}), _NO_SET.fill("en", {"path": own}))) from None
    return partial(live_check.check, own=criteria)


def main(arguments: list[str]) -> int:
    """Command line; the exit code."""
    if len(arguments) not in (1, 2) or arguments[0] not in ACTIONS:
        print(__doc__, file=sys.stderr)
        return 2
    return run(*arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
