"""Work on many files from the command line: ``run`` of ``pool``, and a bar where a person waits."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from ..pool import run
from ..typed import TypeVar
from . import terminal

__all__ = ["run", "with_bar"]

R = TypeVar("R")


def with_bar(results: Iterable[R], number: int, title: str) -> Iterator[R]:
    """The results, with a bar on stderr that shows how long the rest takes; no bar where nobody looks
    or nothing is to be waited for."""
    if number < 2 or not terminal.is_terminal(sys.stderr):
        yield from results
        return
    try:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )
    except ImportError:
        yield from results
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    # no refreshing thread: worker processes may be forked while the bar stands
    bar = Progress(
        *columns,
        console=Console(stderr=True),
        transient=True,
        auto_refresh=False,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    with bar:
        task = bar.add_task(title, total=number)
        for result in results:
            bar.update(task, advance=1, refresh=True)
            yield result
