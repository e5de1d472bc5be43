"""The same work on many files: one after the other or in several processes, results in the order of
the files.

A file whose work crashes, or takes its process with it, gives a result like every other.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from .typed import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 8
"""Tasks that wait per process: enough to keep it busy, few enough to keep memory flat."""


def run(
    tasks: Sequence[T], work: Callable[[T], R], crashed: Callable[[T, BaseException], R], jobs: int
) -> Iterator[R]:
    """The results of ``work`` on each task, in the order of the tasks.

    ``work``, ``crashed`` and, for more than one job, the tasks must be importable or picklable.
    ``crashed`` makes the result of a task whose work raised or whose process died.
    """
    jobs = min(jobs, len(tasks))
    if jobs > 1:
        yield from _in_processes(tasks, work, crashed, jobs)
        return
    for task in tasks:
        yield _guarded(work, crashed, task)


def _guarded(work: Callable[[T], R], crashed: Callable[[T, BaseException], R], task: T) -> R:
    try:
        return work(task)
    except Exception as error:
        if sys.flags.dev_mode:
            raise
        return crashed(task, error)


def _in_processes(
    tasks: Sequence[T], work: Callable[[T], R], crashed: Callable[[T, BaseException], R], jobs: int
) -> Iterator[R]:
    from collections import deque
    from concurrent.futures import Future
    from concurrent.futures.process import BrokenProcessPool

    left = iter(tasks)
    pool = _pool(jobs)
    waiting: deque[tuple[T, Future[R]]] = deque()

    def submit(task: T) -> None:
        future: Future[R]
        try:
            future = pool.submit(_guarded, work, crashed, task)
        except BrokenProcessPool as broken:
            # it broke while an earlier result was in use; this task's turn comes with the suspects
            future = Future()
            future.set_exception(broken)
        waiting.append((task, future))

    try:
        for task in islice(left, jobs * _AHEAD):
            submit(task)
        while waiting:
            task, future = waiting.popleft()
            try:
                yield future.result()
            except BrokenProcessPool:
                # one of the tasks in hand killed its process, and the pool with it: find out which
                # by giving each a process of its own, then go on
                for suspect, other in ((task, future), *waiting):
                    finished = other.done() and other.exception() is None
                    yield other.result() if finished else _alone(work, crashed, suspect)
                waiting.clear()
                pool.shutdown(wait=False, cancel_futures=True)
                pool = _pool(jobs)
                for task in islice(left, jobs * _AHEAD):
                    submit(task)
            else:
                for task in islice(left, 1):
                    submit(task)
    except BaseException:
        _stop(pool)
        raise
    pool.shutdown()


def _alone(work: Callable[[T], R], crashed: Callable[[T, BaseException], R], task: T) -> R:
    with _pool(1) as pool:
        try:
            return pool.submit(_guarded, work, crashed, task).result()
        except Exception as error:
            return crashed(task, error)


def _pool(jobs: int) -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor

    return ProcessPoolExecutor(jobs, initializer=_begin)


def _begin() -> None:
    """What a process does before its first task."""
    import gc
    import signal

    # Ctrl-C reaches every process of the terminal; only the first one answers it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What one file leaves behind goes before it adds up to that of hundreds (a third of the memory); what
    # was there before the first file is not looked through each time.
    gc.freeze()
    gc.set_threshold(700, 10, 10)


def _stop(pool: ProcessPoolExecutor) -> None:
    """End the processes without waiting for the files in hand."""
    processes = list((getattr(pool, "_processes", None) or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()
