"""Every promise in docs/reliability.md names tests, and they are there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROMISES = [
    line
    for line in (ROOT / "docs/reliability.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("|") and not re.match(r"\| Promise|\|---", line)
]


def named(line: str) -> list[tuple[str, str]]:
    """(file, test in it or '') that a line names; ``::test`` alone is in the file named before it."""
    found = []
    file = ""
    for name in re.findall(r"`((?:tests/[\w/]+\.py)?(?:::\w+)?)`", line.rpartition(" | ")[2]):
        path, _, test = name.partition("::")
        file = path or file
        found.append((file, test))
    return found


def test_each_promise_names_its_tests() -> None:
    assert len(PROMISES) > 25
    assert [line for line in PROMISES if not named(line)] == []


def test_each_test_named_is_there() -> None:
    lost = []
    for line in PROMISES:
        for file, test in named(line):
            path = ROOT / file
            text = path.read_text(encoding="utf-8") if path.is_file() else ""
            if not re.search(rf"^def {test}\b" if test else r"^ *def test_", text, re.MULTILINE):
                lost.append(f"{file}::{test}")
    assert lost == []
