"""The files of ``examples``: a real form as filled, its annotated copy, and its findings as JSON."""

from __future__ import annotations

import tempfile
from pathlib import Path

from selfscore_xl import app, demo
from selfscore_xl.output import View, json


def files(name: str) -> dict[str, bytes]:
    """The example of one set: file name -> bytes, as ``validate`` writes them beside the form."""
    with tempfile.TemporaryDirectory() as folder:
        filled = Path(folder) / "filled.xlsx"
        filled.write_bytes(demo.load(name).form())
        outcome = app.validate(str(filled))
        if outcome.annotated is None:
            raise RuntimeError(f"{name}: no annotated copy")
        annotated = Path(outcome.annotated).read_bytes()
    here = f"examples/{name}"
    shown = outcome._replace(path=f"{here}/filled.xlsx", annotated=f"{here}/filled.annotated.xlsx")
    view = View(lang="vi")
    text = json.opening(view) + json.entry(shown, view) + json.closing([], view)
    return {
        f"{here}/filled.xlsx": demo.load(name).form(),
        f"{here}/filled.annotated.xlsx": annotated,
        f"{here}/findings.json": text.encode(),
    }
