"""What every test can rely on: a deterministic Hypothesis in CI, nothing skipped there, permissions that
hold for root too, and the applications' fixtures."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable, Generator, Iterator

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.office.fixtures"]

# A shared CI machine is slow at random, hence no deadline anywhere.
settings.register_profile("dev", max_examples=50, deadline=None, print_blob=True)
settings.register_profile("ci", max_examples=100, deadline=None, derandomize=True, print_blob=True)
settings.register_profile(
    "fuzz",
    max_examples=int(os.environ.get("FUZZ_EXAMPLES", "20000")),
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
# A shell starts what it runs in the background deaf to Ctrl-C, and every program that tests start with it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Continuous integration has everything that tests need: one that is skipped there proves nothing."""
    report = yield
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped where CI is set: {report.longrepr}"
    return report


@pytest.fixture
def ordinary_user() -> Iterator[None]:
    """Permissions hold in this test, though root runs it: the thread gives up the capabilities that pass
    them by (capabilities(7)) until the test is over."""
    if not hasattr(os, "geteuid"):
        pytest.skip("no POSIX permissions here")
    if os.geteuid() != 0:
        yield
        return
    if sys.platform != "linux":
        pytest.skip("only Linux lets root give up its rights for a while")
    capabilities = Capabilities()
    before = capabilities.effective
    capabilities.effective = before & ~(1 << _CAP_DAC_OVERRIDE | 1 << _CAP_DAC_READ_SEARCH)
    try:
        yield
    finally:
        capabilities.effective = before


_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH = 1, 2
_VERSION_3 = 0x20080522


class Capabilities:
    """The first 32 capabilities of the calling thread, by capget(2) and capset(2)."""

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._header = (ctypes.c_uint32 * 2)(_VERSION_3, 0)
        # effective, permitted, inheritable, then the same for the capabilities from 32 on
        self._sets = (ctypes.c_uint32 * 6)()
        self._call(self._libc.capget)

    @property
    def effective(self) -> int:
        return self._sets[0]

    @effective.setter
    def effective(self, wanted: int) -> None:
        self._sets[0] = wanted
        self._call(self._libc.capset)

    def _call(self, function: Callable[..., int]) -> None:
        if function(self._header, self._sets) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
