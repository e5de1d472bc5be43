"""Self-scoring forms for public offices: build the form, read it back, check it, annotate it.

``read_frame(paths)`` gives filled forms as a pandas DataFrame.
"""

from __future__ import annotations

from .typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .consolidation import read_frame

__version__ = "0.1.0"
__all__ = ["__version__", "read_frame"]


def __getattr__(name: str) -> Any:
    # imported when it is asked for: the command line starts without it
    if name == "read_frame":
        from .consolidation import read_frame

        return read_frame
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
