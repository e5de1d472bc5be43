"""A cache of one's own, and forms made once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.consolidate import many


@pytest.fixture(autouse=True)
def cache_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing is kept in the developer's own cache."""
    folder = tmp_path_factory.mktemp("cache") / "selfscore-xl"
    monkeypatch.setenv("SELFSCORE_CACHE_DIR", str(folder))
    return folder


@pytest.fixture(scope="session")
def form() -> Callable[..., bytes]:
    """``many.form``, each form made once."""
    made: dict[object, bytes] = {}

    def form(unit: str, seed: int, **settings: object) -> bytes:
        key = (unit, seed, repr(sorted(settings.items())))
        if key not in made:
            made[key] = many.form(unit, seed, **settings)  # type: ignore[arg-type]
        return made[key]

    return form
