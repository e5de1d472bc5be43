"""The files of ``examples``: a real form as filled, its annotated copy, its findings as JSON, and its
report with the settings that it was made with, and the reviewer's copy."""

from __future__ import annotations

import tempfile
from pathlib import Path

from selfscore_xl import app, demo, report
from selfscore_xl.outcome import Outcome
from selfscore_xl.output import View, json

REPORT_SETTINGS = """\
# Lập báo cáo: selfscore-xl report filled.xlsx -o report.docx --settings report.yaml
parent_body: UBND tỉnh Quảng Trị
number: /BC-VP
place: Quảng Trị
to: Sở Nội vụ
salutation: không
signer_title: Chánh Văn phòng
copy_to:
  - CVP, các PVP UBND tỉnh
  - Các Phòng, Ban, Trung tâm
  - "Lưu: VT, HC-TC"
"""


def files(name: str) -> dict[str, bytes]:
    """The whole example of one set: file name -> bytes, as the commands write them."""
    here = f"examples/{name}"
    with tempfile.TemporaryDirectory() as folder:
        made, outcome = _checked(name, folder)
        filled, reviewed = Path(folder) / "filled.xlsx", Path(folder) / "review.xlsx"
        app.review(str(filled), str(reviewed))
        settings = Path(folder) / "report.yaml"
        settings.write_text(REPORT_SETTINGS, encoding="utf-8", newline="\n")
        written = report.build(outcome, report.from_words(report.read_file(str(settings))))
        made |= {
            f"{here}/review.xlsx": reviewed.read_bytes(),
            f"{here}/report.yaml": REPORT_SETTINGS.encode(),
            f"{here}/report.docx": written,
        }
    return made


def checked(name: str) -> dict[str, bytes]:
    """The filled form of one set, its annotated copy and its findings: file name -> bytes."""
    with tempfile.TemporaryDirectory() as folder:
        return _checked(name, folder)[0]


def _checked(name: str, folder: str) -> tuple[dict[str, bytes], Outcome]:
    here = f"examples/{name}"
    form = demo.load(name).form()
    filled = Path(folder) / "filled.xlsx"
    filled.write_bytes(form)
    outcome = app.validate(str(filled))
    if outcome.annotated is None:
        raise RuntimeError(f"{name}: no annotated copy")
    shown = outcome._replace(path=f"{here}/filled.xlsx", annotated=f"{here}/filled.annotated.xlsx")
    view = View(lang="vi")
    text = json.opening(view) + json.entry(shown, view) + json.closing([], view)
    made = {
        f"{here}/filled.xlsx": form,
        f"{here}/filled.annotated.xlsx": Path(outcome.annotated).read_bytes(),
        f"{here}/findings.json": text.encode(),
    }
    return made, outcome
