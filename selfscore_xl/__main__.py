"""``python -m selfscore_xl`` and the installed command."""

from __future__ import annotations

import gc
import sys

from .cli import main

# What checking a form makes lives until it is done; looking for garbage at every 700th object costs 3 %.
gc.set_threshold(50_000)

if __name__ == "__main__":
    sys.exit(main())
