"""One contract for every adapter: the same findings and totals as ``validate``, nothing but our marks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from selfscore_xl import app, demo
from selfscore_xl.layout import FORM_SHEET, RESULT_SHEET
from selfscore_xl.live.closed import ClosedBook
from selfscore_xl.live.excel import form_in
from tests.live import contract, xlwings_engine
from tests.office.client import Office

ROOT = Path(__file__).resolve().parents[2]
Exercise = Callable[[Path], dict[str, Any]]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("live") / "biểu đã điền.xlsx"
    path.write_bytes(demo.load().form())
    return path


@pytest.fixture(scope="session")
def expected(filled: Path) -> dict[str, Any]:
    outcome = app.validate(str(filled), write=False)
    return {"findings": contract.findings(outcome), "totals": contract.totals(outcome)}


@pytest.fixture(scope="session")
def closed() -> Exercise:
    return lambda path: contract.exercise(ClosedBook(str(path)))


@pytest.fixture(scope="session")
def libreoffice(office: Office) -> Exercise:
    def exercise(path: Path) -> dict[str, Any]:
        with office.open(path) as book:
            return dict(book.run(contract.IN_OFFICE + "result = contract.exercise(book)", root=str(ROOT)))

    return exercise


@pytest.fixture(scope="session")
def excel() -> Exercise:
    def exercise(path: Path) -> dict[str, Any]:
        app = xlwings_engine.install()
        app.books.open(path)
        return contract.exercise(form_in(app))

    return exercise


ADAPTERS = ["closed", "excel", pytest.param("libreoffice", marks=pytest.mark.office)]


@pytest.fixture(scope="session", params=ADAPTERS)
def facts(request: pytest.FixtureRequest, filled: Path) -> dict[str, Any]:
    exercise: Exercise = request.getfixturevalue(request.param)
    return exercise(filled)


def test_the_same_as_validate(facts: dict[str, Any], expected: dict[str, Any]) -> None:
    assert len(expected["findings"]) > 30
    assert facts["findings"] == expected["findings"]
    assert facts["totals"] == expected["totals"]


def test_checking_again_is_the_same(facts: dict[str, Any], expected: dict[str, Any]) -> None:
    assert facts["again"] == facts["third"] == expected["findings"]
    assert facts["ledger again"] == facts["ledger"]


def test_what_was_typed_stays(facts: dict[str, Any]) -> None:
    assert facts["kept"]
    assert facts["kept after"]


def test_the_sheet_of_findings(facts: dict[str, Any], expected: dict[str, Any]) -> None:
    assert facts["title"] == "KẾT QUẢ KIỂM TRA BIỂU TỰ CHẤM ĐIỂM"
    told = [mark for mark in facts["ledger"] if mark[2] == "finding"]
    assert len(told) == len(expected["findings"])
    assert RESULT_SHEET in facts["said"]
    assert "0 lỗi" in facts["said"]


def test_going_from_one_finding_to_the_next(facts: dict[str, Any]) -> None:
    (sheet, first, said), (_, second, _), (_, third, _) = facts["steps"]
    assert sheet == FORM_SHEET
    assert len({first, second, third}) == 3
    told = [mark for mark in facts["ledger"] if mark[2] == "finding"]
    assert first == told[0][1]
    assert said.startswith("1/")
    assert told[0][3] in said


def test_a_sheet_that_is_hidden_or_gone_is_not_gone_to(facts: dict[str, Any]) -> None:
    assert facts["stays where it is"]


def test_clearing_takes_everything_back(facts: dict[str, Any]) -> None:
    assert facts["cleared"] == "Đã xóa mọi đánh dấu của lần kiểm tra."
    assert facts["nothing left"]
    assert facts["cleared twice"] == "Không có đánh dấu nào để xóa."
