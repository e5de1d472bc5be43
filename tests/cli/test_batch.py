"""Many files: results in the order given, whatever happens to one of them."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator

import pytest

from selfscore_xl.cli import batch, terminal


def square(number: int) -> int:
    if number == 13:
        raise ValueError("unlucky")
    if number == 666:
        os._exit(1)
    time.sleep(0.02 if number % 5 == 0 else 0)
    return number * number


def crashed(number: int, error: BaseException) -> int:
    return -number


def results(numbers: list[int], jobs: int) -> list[int]:
    return list(batch.run(numbers, square, crashed, jobs))


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("numbers", [[], [3], list(range(12)), [1, 13, 2], [13]])
def test_results_in_order(numbers: list[int], jobs: int) -> None:
    assert results(numbers, jobs) == [-one if one == 13 else one * one for one in numbers]


def test_a_process_that_dies_costs_only_its_own_file() -> None:
    numbers = [*range(9), 666, *range(20, 50), 666, 51]
    assert results(numbers, 2) == [-one if one == 666 else one * one for one in numbers]


def test_a_pool_that_breaks_between_two_results() -> None:
    """The next task is given to a pool that is known to be broken by then."""
    numbers = [1, 2, 666, *range(20, 80)]
    run = batch.run(numbers, square, crashed, 2)
    found = [next(run)]
    time.sleep(1)  # the process dies, and the pool learns of it
    assert [*found, *run] == [-one if one == 666 else one * one for one in numbers]


def test_only_a_few_tasks_are_taken_ahead() -> None:
    taken = []

    class Tasks(list[int]):
        def __iter__(self) -> Iterator[int]:
            for one in range(200):
                taken.append(one)
                yield one

    run = batch.run(Tasks(range(200)), square, crashed, 2)
    next(run)
    assert len(taken) < 50
    assert sum(1 for _ in run) == 199


def test_one_job_imports_no_pool() -> None:
    code = (
        "import sys\n"
        "from selfscore_xl.cli import batch\n"
        "assert list(batch.run([1, 2], str, str, 1)) == ['1', '2']\n"
        "assert 'concurrent.futures' not in sys.modules\n"
        "assert list(batch.with_bar(iter('ab'), 2, 'x')) == ['a', 'b']\n"
        "assert 'rich' not in sys.modules\n"
    )
    assert os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-c", code]) == 0


@pytest.mark.parametrize(
    ("terminal_there", "number", "drawn"), [(True, 3, True), (True, 1, False), (False, 3, False)]
)
def test_bar_only_where_somebody_waits(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    terminal_there: bool,
    number: int,
    drawn: bool,
) -> None:
    monkeypatch.setattr(terminal, "is_terminal", lambda stream: terminal_there)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    assert list(batch.with_bar(iter(range(number)), number, "Kiểm tra")) == list(range(number))
    out, err = capsys.readouterr()
    assert out == ""
    assert ("Kiểm tra" in err) is drawn
