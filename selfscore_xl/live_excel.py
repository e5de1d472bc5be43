"""The buttons in Excel: what the add-in SelfScore.xlam runs, one process a click.

    python -m selfscore_xl.live_excel check | next | clear

The exit code is 0 when it was done, 3 when it was not and Excel told the user why, 1 when Excel could not
be reached, so that the add-in must tell it, 2 for another call.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from . import live_check
from .live.excel import ExcelBook, active_app, form_in, tell
from .text import Text

ACTIONS: dict[str, Callable[[ExcelBook], Text | live_check.Checked]] = {
    "check": live_check.check,
    "next": live_check.next_finding,
    "clear": live_check.clear,
}

TOLD = 3
"""Not 1, with which Python itself ends where this module is missing."""


def run(action: str) -> int:
    """Do one of ``ACTIONS`` to the form that is open; the exit code."""
    said, done = live_check.attempted(lambda: ACTIONS[action](form_in(active_app())))
    told = tell(said, done)
    return 0 if done else TOLD if told else 1


def main(arguments: list[str]) -> int:
    """Command line; the exit code."""
    if len(arguments) != 1 or arguments[0] not in ACTIONS:
        print(__doc__, file=sys.stderr)
        return 2
    return run(arguments[0])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
