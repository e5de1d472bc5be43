"""The demonstration's answers as rows of an old table, and a command line to call."""

from __future__ import annotations

import pytest

from tests.cli.conftest import call as call
from tests.importing.papers import Case


@pytest.fixture(scope="session")
def case() -> Case:
    return Case()
