"""Fixtures that give a test a real application, one of its own per worker."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.office.client import Office, Value, missing_office
from tests.office.gnumeric import missing_gnumeric, recalculated
from tests.office.pages import draw_pages, missing_pages
from tests.office.window import Hands, Screen, missing_window

ROOT = Path(__file__).resolve().parents[2]

_MARKS = {"office": "office", "gnumeric": "office", "hands": "keys"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by the applications that its fixtures start."""
    for item in items:
        for fixture in getattr(item, "fixturenames", ()):
            if fixture in _MARKS:
                item.add_marker(_MARKS[fixture])


def require(missing: str | None) -> None:
    """Skip a test whose application is missing, or fail it where nothing may be missing."""
    if missing is None:
        return
    if os.environ.get("SELFSCORE_REQUIRE_OFFICE") == "1":
        pytest.fail(f"SELFSCORE_REQUIRE_OFFICE=1, and {missing}", pytrace=False)
    pytest.skip(missing)


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """A headless LibreOffice."""
    require(missing_office())
    office = Office()
    yield office
    office.stop()


@pytest.fixture(scope="session")
def gnumeric() -> Callable[[Path], dict[str, dict[str, Value]]]:
    """Recalculates a workbook with Gnumeric: sheet name -> address -> value."""
    require(missing_gnumeric())
    return recalculated


@pytest.fixture
def pages(office: Office, tmp_path: Path) -> Callable[[Path], list[Path]]:
    """Prints a workbook or document with LibreOffice: one PNG a page, in page order."""
    require(missing_pages())

    def draw(path: Path) -> list[Path]:
        pdf = office.convert(path, tmp_path / f"{path.stem}.pdf")
        return draw_pages(pdf, tmp_path / f"{path.stem}-pages")

    return draw


@pytest.fixture(scope="session")
def screen() -> Iterator[Screen]:
    """An X server with a window manager."""
    require(missing_window())
    with Screen() as screen:
        yield screen


@pytest.fixture(scope="session")
def window_office(screen: Screen) -> Iterator[Office]:
    """A LibreOffice that shows its windows on ``screen``; one that hangs leaves a picture."""
    require(missing_office())
    office = Office(
        window=True,
        environment=screen.environment,
        on_timeout=lambda: screen.shot(ROOT / "artefacts" / f"hanging-{os.getpid()}.png"),
    )
    yield office
    office.stop()


@pytest.fixture
def hands(screen: Screen, window_office: Office, request: pytest.FixtureRequest) -> Hands:
    """Hands that type into a LibreOffice window; pictures go to ``artefacts/TEST/``."""
    folder = re.sub(r"[^\w.-]+", "-", request.node.name).strip("-")
    return Hands(screen, window_office, ROOT / "artefacts" / folder)
