"""A command line in this process, and a stand-in for the use cases where files would be too slow."""

from __future__ import annotations

import sys
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from typing import NamedTuple

import pytest

from selfscore_xl import cli


class Result(NamedTuple):
    code: int
    out: str
    err: str


Call = Callable[..., Result]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch) -> Call:
    """Call the command line with streams of an old Windows code page; give what it wrote, as UTF-8."""

    def run(*words: object) -> Result:
        streams = {name: TextIOWrapper(BytesIO(), encoding="cp437") for name in ("stdout", "stderr")}
        with monkeypatch.context() as patch:
            for name, stream in streams.items():
                patch.setattr(sys, name, stream)
            code = cli.main([str(word) for word in words])
        texts = []
        for stream in streams.values():
            stream.flush()
            buffer = stream.buffer
            assert isinstance(buffer, BytesIO)
            texts.append(buffer.getvalue().decode())
        return Result(code, *texts)

    return run
