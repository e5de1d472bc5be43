"""What every adapter must do, as one exercise whose facts are compared; JSON in and out, because one
of the adapters runs in LibreOffice's own Python."""

from __future__ import annotations

from typing import Any

from selfscore_xl import checking, live_check
from selfscore_xl.cell import ref
from selfscore_xl.layout import FORM_SHEET, IDENTITY_SHEET, RESULT_SHEET
from selfscore_xl.live.port import OpenBook

TYPED = ("E11", "E14", "F14", "G14", "F18")
"""Inputs of the example that no step may change."""

IN_OFFICE = """
import sys
sys.path.insert(0, root)
from selfscore_xl.live.office import OfficeBook
from tests.live import contract
book = OfficeBook(document, desktop)
"""
"""For ``Book.run``, with the repository's folder as ``root``."""


def totals(outcome: Any) -> dict[str, str]:
    return {name: str(value) for name, value in outcome.scores.totals._asdict().items()}


def findings(outcome: Any) -> list[list[str]]:
    return [
        [
            one.code,
            str(one.criterion),
            *(one.place or ("", "")),
            checking.remarks([one], "vi")[0].message,
        ]
        for one in outcome.findings
    ]


def exercise(book: OpenBook) -> dict[str, Any]:
    """Check, walk, check again, clear; what could be seen on the way."""
    before = form(book)
    checked = live_check.check(book)
    facts: dict[str, Any] = {
        "findings": findings(checked.outcome),
        "totals": totals(checked.outcome),
        "said": checked.said.vi,
        "kept": form(book) == before,
        "title": str(book.cells(RESULT_SHEET).get((1, 1), "")),
        "ledger": [list(mark) for mark in live_check._ledger(book) or ()],
    }
    steps = []
    for _ in range(3):
        said = live_check.next_finding(book).vi
        sheet, address = book.selected()
        steps.append([sheet, ref(*address), said])
    facts["steps"] = steps
    at = book.selected()
    for nowhere in (IDENTITY_SHEET, "Trang không có"):
        book.go_to(nowhere, (1, 1))
    facts["stays where it is"] = book.selected() == at
    again = live_check.check(book)
    facts["again"] = findings(again.outcome)
    facts["ledger again"] = [list(mark) for mark in live_check._ledger(book) or ()]
    facts["cleared"] = live_check.clear(book).vi
    facts["nothing left"] = live_check._ledger(book) is None
    facts["kept after"] = form(book) == before
    facts["third"] = findings(live_check.check(book).outcome)
    live_check.clear(book)
    facts["cleared twice"] = live_check.clear(book).vi
    return facts


def form(book: OpenBook) -> dict[str, str]:
    """What the form shows, numbers as people see them."""
    return {
        ref(*address): f"{float(shown):.9g}" if not isinstance(shown, str | bool) else str(shown)
        for address, shown in sorted(book.cells(FORM_SHEET).items())
        if shown != ""
    }


def refusal(book: OpenBook) -> str:
    """What a check says that is refused."""
    return live_check.attempted(lambda: live_check.check(book))[0]
