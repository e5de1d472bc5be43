"""``python -m selfscore_xl`` and the installed command."""

from __future__ import annotations

import gc
import sys

# What checking a form makes lives until it is done; looking for garbage at every 700th object costs 3 %.
gc.set_threshold(50_000)

from .cli import main as command  # noqa: E402


def main() -> int:
    """Run one command; the exit code."""
    try:
        return command()
    finally:
        # The interpreter looks for garbage once more before it ends: 7 % of checking one form.
        gc.freeze()


if __name__ == "__main__":
    sys.exit(main())
