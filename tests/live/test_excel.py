"""The adapter for Excel, as xlwings runs it, on an engine that refuses what Excel refuses."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings
from openpyxl import Workbook as NewBook
from openpyxl.comments import Comment

from selfscore_xl import app as use_cases
from selfscore_xl import demo, live_check, live_excel, set_file, template
from selfscore_xl.criteria import for_group
from selfscore_xl.layout import FORM_SHEET, RESULT_SHEET
from selfscore_xl.live import excel
from selfscore_xl.live.excel import ExcelBook, form_in
from selfscore_xl.live.port import Refused, is_ours
from selfscore_xl.ooxml.newbook import single_sheet
from selfscore_xl.ooxml.newsheet import NewCell, NewSheet
from selfscore_xl.ooxml.workbook import Workbook
from tests.live import contract, xlwings_engine
from tests.live.xlwings_engine import ComError, Native, Reference, install, raising

FORM_URL = "https://donvi.sharepoint.com/sites/vp/bieu.xlsx"


@pytest.fixture
def app() -> Iterator[Any]:
    yield install()
    xlwings.engines.active = None


@pytest.fixture(scope="module")
def form() -> bytes:
    return demo.load().form()


@pytest.fixture
def filled(form: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "biểu đã điền.xlsx"
    path.write_bytes(form)
    return path


def rewritten(source: Path, target: Path, change: Callable[[bytes], bytes]) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)))
    return target


def unprotected(source: Path) -> Path:
    protection = re.compile(rb"<(sheet|workbook)Protection\b.*?(/>|</\1Protection>)")
    return rewritten(source, source.with_name("không khóa.xlsx"), lambda data: protection.sub(b"", data))


def state(book: Any) -> dict[str, Any]:
    """Everything that a check could change in a workbook."""
    found: dict[str, Any] = {}
    for page in book.impl.native.worksheets:
        protection = page.protection
        found[page.title] = (
            protection.sheet,
            protection.password,
            {
                cell.coordinate: (
                    cell.value,
                    cell.fill.fill_type and cell.fill.fgColor.rgb[-6:],
                    cell.comment and cell.comment.text,
                )
                for row in page.iter_rows()
                for cell in row
            },
        )
    return found


def notes(book: Any) -> dict[str, str]:
    page = book.impl.native[FORM_SHEET]
    return {cell.coordinate: cell.comment.text for row in page.iter_rows() for cell in row if cell.comment}


def test_a_protected_form_gets_notes_and_a_workbook_of_findings(app: Any, filled: Path) -> None:
    book = app.books.open(filled)
    before = state(book)
    checked = live_check.check(form_in(app))
    assert [one.name for one in app.books] == ["Kết quả kiểm tra biểu đã điền.xlsx", filled.name]
    assert [page.name for page in app.books[0].sheets] == [RESULT_SHEET]
    marked = notes(book)
    places = [one.place for one in checked.outcome.findings]
    assert marked.keys() == {place.ref for place in places if place.sheet == FORM_SHEET}
    assert all(is_ours(text) for text in marked.values())
    assert "S401" in marked["F15"]
    for page, (protected, password, cells) in state(book).items():
        assert (protected, password) == before[page][:2]
        unmarked = before[page][2]
        assert {at: one[:2] for at, one in cells.items()} == {at: one[:2] for at, one in unmarked.items()}
    written = Path(app.books[0].fullname)
    assert written.is_file()
    live_check.clear(form_in(app))
    assert state(book) == before
    assert [one.name for one in app.books] == [filled.name]
    assert not written.parent.exists()


def test_the_workbook_of_findings_leads_into_the_form(app: Any, filled: Path) -> None:
    app.books.open(filled)
    live_check.check(form_in(app))
    companion = Workbook.open(app.books[0].fullname)
    sheet = companion.sheet(RESULT_SHEET)
    links = [cell.formula for cell in sheet.cells.values() if cell.formula]
    assert f'HYPERLINK("[{filled}]\'Chấm điểm\'!F15","F15")' in links


def test_an_unprotected_form_gets_a_sheet_and_fills(app: Any, filled: Path) -> None:
    path = unprotected(filled)
    expected = use_cases.validate(str(path), write=False)
    book = app.books.open(path)
    before = state(book)
    facts = contract.exercise(form_in(app))
    assert facts["findings"] == facts["again"] == facts["third"] == contract.findings(expected)
    assert facts["totals"] == contract.totals(expected)
    assert [mark[1] for mark in facts["ledger"] if mark[2] == "fill"]
    assert state(book) == before
    live_check.check(form_in(app))
    assert book.sheets[0].name == RESULT_SHEET
    assert len(app.books) == 1
    assert book.sheets[FORM_SHEET]["F15"].color == (0xFF, 0xE6, 0x99)


def test_what_was_not_saved_yet_is_checked(app: Any, filled: Path) -> None:
    book = app.books.open(filled)
    book.sheets[FORM_SHEET]["E15"].value = 99
    found = [(one.code, one.place.ref) for one in live_check.check(form_in(app)).outcome.findings]
    assert ("S101", "E15") in found
    assert book.sheets[FORM_SHEET]["E15"].value == 99


def test_a_users_own_note_stays(app: Any, filled: Path) -> None:
    book = app.books.open(filled)
    book.impl.native[FORM_SHEET]["F15"].comment = Comment("An: hỏi lại phòng", "An")
    before = state(book)
    live_check.check(form_in(app))
    assert notes(book)["F15"].startswith("An: hỏi lại phòng\nselfscore-xl\nCảnh báo S401")
    live_check.check(form_in(app))
    assert notes(book)["F15"].count("selfscore-xl") == 1
    live_check.clear(form_in(app))
    assert state(book) == before


def test_a_note_has_room_for_its_text(app: Any, filled: Path) -> None:
    book = app.books.open(filled)
    live_check.check(form_in(app))
    comment = book.impl.native[FORM_SHEET]["F15"].comment
    assert comment.Width == 260
    assert comment.Height > 12.5 * (comment.text.count("\n") + 1)


def test_marks_that_a_later_protection_keeps_are_told_and_can_be_cleared_after_it(
    app: Any, filled: Path
) -> None:
    book = app.books.open(unprotected(filled))
    before = state(book)
    live_check.check(form_in(app))
    here = form_in(app)
    marked = state(book)[FORM_SHEET][2]
    cells = {at for at, one in marked.items() if one != before[FORM_SHEET][2][at]}
    protection = book.impl.native[FORM_SHEET].protection
    protection.sheet = protection.objects = True
    for _ in range(2):
        said = live_check.clear(here)
        assert said.vi.startswith(f"Còn {len(cells)} ô giữ đánh dấu vì trang «{FORM_SHEET}» đang khóa;")
        assert said.en.startswith(
            f"{len(cells)} cell(s) keep their marks, since “{FORM_SHEET}” is protected;"
        )
        assert state(book)[FORM_SHEET][2] == marked
    assert live_check.check(here).outcome.findings  # and the fills of before are not forgotten
    protection.sheet = protection.objects = False
    assert live_check.clear(here).vi == "Đã xóa mọi đánh dấu của lần kiểm tra."
    assert state(book) == before


def test_marks_on_a_sheet_that_is_gone_are_told(app: Any, filled: Path) -> None:
    book = app.books.open(unprotected(filled))
    live_check.check(form_in(app))
    book.sheets[FORM_SHEET].delete()
    assert live_check.clear(form_in(app)).vi.startswith(
        f"Chưa xóa được màu ô ở trang «{FORM_SHEET}» vì không"
    )
    assert RESULT_SHEET in [page.name for page in book.sheets]


def test_line_ends_of_a_mac_are_known(app: Any, filled: Path) -> None:
    book = app.books.open(filled)
    before = state(book)
    live_check.check(form_in(app))
    for row in book.impl.native[FORM_SHEET].iter_rows():
        for cell in row:
            if cell.comment:
                cell.comment.text = cell.comment.text.replace("\n", "\r")
    live_check.clear(form_in(app))
    assert state(book) == before


def test_the_buttons(app: Any, filled: Path) -> None:
    book = app.books.open(filled)
    assert live_excel.run("next") == live_excel.TOLD
    assert app.impl.alerts == ["Chưa có kết quả kiểm tra; bấm «Kiểm tra biểu» trước."]
    assert live_excel.run("check") == 0
    assert app.status_bar.startswith("Biểu có 0 lỗi, 7 cảnh báo")
    assert app.books.active.name != filled.name
    seen = []
    for _ in range(2):
        assert live_excel.run("next") == 0
        assert app.books.active == book
        assert book.sheets.active.name == FORM_SHEET
        seen.append((app.selection.address, app.status_bar.split(" · ")[:2]))
    assert seen == [("F15", ["1/31", "F15"]), ("G15", ["2/31", "G15"])]
    app.books[1].activate()
    assert live_excel.run("next") == 0  # from the findings, the first again
    assert app.selection.address == "F15"
    assert live_excel.run("clear") == 0
    assert app.status_bar == "Đã xóa mọi đánh dấu của lần kiểm tra."
    assert len(app.impl.alerts) == 1


@pytest.mark.parametrize("state", ["hidden", "veryHidden", "gone"])
def test_a_finding_that_cannot_be_gone_to_is_passed_over(app: Any, filled: Path, state: str) -> None:
    path = unprotected(filled)
    native = openpyxl.load_workbook(path)
    native.create_sheet("Riêng")["B2"] = 1
    native["Riêng"].sheet_state = "hidden"
    native.save(path)
    book = app.books.open(path)
    found = live_check.check(form_in(app)).outcome.findings
    assert "Riêng" in {one.place.sheet for one in found if one.code == "S014"}
    if state == "gone":
        book.impl.native.remove(book.impl.native["Riêng"])
    else:
        book.impl.native["Riêng"].sheet_state = state
    book.sheets[FORM_SHEET].activate()
    count = len({one.place for one in found if one.place})
    seen = []
    for _ in range(count):
        assert live_excel.run("next") == 0
        seen.append((app.selection.sheet.name, app.selection.address))
    assert "Riêng" not in dict(seen)
    assert len(set(seen)) == count - 1
    assert seen[0] == seen[-1]


@pytest.mark.parametrize(("shown", "goes"), [(True, True), (False, False)])
def test_visible_as_a_mac_says_it(
    app: Any, filled: Path, monkeypatch: pytest.MonkeyPatch, shown: bool, goes: bool
) -> None:
    book = app.books.open(filled)
    monkeypatch.setattr(xlwings_engine.Sheet, "visible", shown)
    book.sheets[1].activate()
    form_in(app).go_to(FORM_SHEET, (15, 6))
    assert (app.selection.sheet.name, app.selection.address) == (
        (FORM_SHEET, "F15") if goes else (book.sheets[1].name, "A1")
    )


# --- what is refused: one sentence, nothing changed ------------------------------------------------


def refused(app: Any, *said: str) -> None:
    """A check says one sentence, in the status line and in a dialog, and leaves everything as it was."""
    before = [(book.name, state(book)) for book in app.books]
    assert live_excel.run("check") == live_excel.TOLD
    assert [(book.name, state(book)) for book in app.books] == before
    assert app.impl.alerts == [app.status_bar]
    assert all(words in app.status_bar for words in said)
    assert not re.search(r"[.!?] [A-ZĐ]", app.status_bar)


def test_excel_is_not_open(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    install().impl.apps.running.clear()
    assert live_excel.run("check") == 1
    assert capsys.readouterr().err == "Excel chưa mở; mở biểu bằng Excel rồi làm lại.\n"
    monkeypatch.setitem(sys.modules, "xlwings", None)
    assert live_excel.run("check") == 1
    assert "chưa có thư viện xlwings" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code", "said"), [(["check"], 1, "Excel chưa mở"), (["chekc"], 2, "check | next | clear")]
)
def test_as_the_add_in_starts_it(words: list[str], code: int, said: str) -> None:
    command = [sys.executable, "-P", "-m", "selfscore_xl.live_excel", *words]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr


def test_no_workbook_is_open(app: Any) -> None:
    refused(app, "Chưa mở biểu nào trong Excel")


def test_a_workbook_that_is_no_form(app: Any, tmp_path: Path) -> None:
    NewBook().save(tmp_path / "khác.xlsx")
    app.books.open(tmp_path / "khác.xlsx")
    refused(app, "không phải biểu tự chấm điểm")


def test_a_form_of_an_unknown_set(app: Any, filled: Path) -> None:
    app.books.open(
        rewritten(
            filled,
            filled.with_name("lạ.xlsx"),
            lambda data: data.replace(b"quang-tri-2023-h1", b"quang-tri-2099-h1"),
        )
    )
    refused(app, "quang-tri-2099-h1")


def test_a_form_of_a_set_of_ones_own(app: Any, tmp_path: Path) -> None:
    own, form = tmp_path / "tinh-a-2026.yaml", tmp_path / "own.xlsx"
    shipped = use_cases.load_criteria("tap-huan-2026")
    own.write_text(set_file.dump_yaml(shipped._replace(id="tinh-a-2026")), encoding="utf-8")
    criteria = use_cases.load_criteria(str(own))
    form.write_bytes(template.build(for_group(criteria, "so"), unit="Sở Y tế", unit_group="so"))
    book = app.books.open(form)
    refused(app, "tinh-a-2026")
    assert live_excel.run("check", str(own)) == 0
    expected = use_cases.validate(str(form), criteria=criteria, write=False)
    checked = live_check.check(form_in(app), own=criteria)
    assert contract.findings(checked.outcome) == contract.findings(expected)
    assert notes(book)
    assert live_excel.run("clear", str(own)) == 0
    own.unlink()
    assert live_excel.run("check", str(own)) == live_excel.TOLD
    assert str(own) in app.status_bar
    assert "-c TỆP" in app.status_bar


def test_a_set_of_ones_own_is_for_its_own_forms(app: Any, filled: Path, tmp_path: Path) -> None:
    criteria = use_cases.load_criteria("tap-huan-2026")._replace(id="tinh-a-2026")
    app.books.open(filled)
    expected = use_cases.validate(str(filled), write=False)
    checked = live_check.check(form_in(app), own=criteria)
    assert contract.findings(checked.outcome) == contract.findings(expected)
    other = tmp_path / "lạ.xlsx"
    app.books.open(rewritten(filled, other, lambda data: data.replace(b"tri-2023-h1", b"tri-2099-h1")))
    with pytest.raises(Refused) as told:
        live_check.check(form_in(app), own=criteria)
    assert "quang-tri-2099-h1" in told.value.text.vi


@pytest.mark.parametrize(
    ("windows", "mac", "said"),
    [("ReadOnly", "read_only", "chỉ đọc"), ("MultiUserEditing", "multi_user_editing", "dùng chung")],
)
@pytest.mark.parametrize("system", ["windows", "mac"])
def test_a_workbook_that_cannot_be_marked(
    app: Any, filled: Path, windows: str, mac: str, said: str, system: str
) -> None:
    impl = app.books.open(filled).impl
    if system == "mac":
        impl.api = Native(**{mac: Reference(True)})
    else:
        setattr(impl.api, windows, True)
    refused(app, said)


@pytest.mark.parametrize("where", ["screen_updating", "SaveCopyAs", "books"])
def test_a_cell_in_edit_mode(app: Any, filled: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    """Excel rejects some calls or all."""
    app.books.open(unprotected(filled))
    rejected = raising(ComError("0x800AC472"))
    if where == "SaveCopyAs":
        app.books[0].impl.api.SaveCopyAs = rejected
    elif where == "screen_updating":
        monkeypatch.setattr(xlwings_engine.App, "screen_updating", property(lambda app: True, rejected))
    else:
        monkeypatch.setattr(xlwings_engine.App, "books", property(rejected))
    (book,) = [xlwings.Book(impl=book) for book in app.impl.open_books]
    before = state(book)
    assert live_excel.run("check") == live_excel.TOLD
    assert "bấm Enter để kết thúc sửa ô" in app.impl.alerts[0]
    assert state(book) == before


def test_excel_is_not_asked_for_ever(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    windows = Native(N_COM_ATTEMPTS=0)
    monkeypatch.setattr(xlwings, "_xlwindows", windows, raising=False)
    excel.active_app()
    assert windows.N_COM_ATTEMPTS == 3000


def test_excel_refuses_in_the_middle(app: Any, filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Excel was made to do before it refused is taken back."""
    app.books.open(unprotected(filled))
    monkeypatch.setattr(xlwings_engine.Books, "open", raising(ComError("0x800AC472")))
    refused(app, "bấm Enter để kết thúc sửa ô", "ComError")
    assert app.screen_updating


def test_a_failing_check_leaves_the_marks_of_the_one_before(
    app: Any, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = app.books.open(filled)
    assert live_excel.run("check") == 0
    before = notes(book)
    book.sheets[FORM_SHEET]["E15"].value = 99
    monkeypatch.setattr(xlwings_engine.Books, "open", raising(ComError("0x800AC472")))
    assert live_excel.run("check") == live_excel.TOLD
    assert notes(book) == before


# --- Excel on a Mac cannot save a copy --------------------------------------------------------------


def test_on_a_mac_a_saved_form_is_checked(app: Any, filled: Path) -> None:
    impl = app.books.open(filled).impl
    impl.api = Native(saved=Reference(True), protect_structure=Reference(True))
    checked = live_check.check(form_in(app))
    expected = use_cases.validate(str(filled), write=False)
    assert contract.findings(checked.outcome) == contract.findings(expected)
    assert len(app.books) == 2


def test_on_a_mac_an_unsaved_form_is_refused(app: Any, filled: Path) -> None:
    impl = app.books.open(filled).impl
    impl.api = Native(saved=Reference(False), protect_structure=Reference(True))
    refused(app, "Command+S")


def test_on_a_mac_findings_go_where_excel_may_open_them(
    app: Any, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    container = tmp_path / "Library" / "Containers" / "com.microsoft.Excel" / "Data"
    container.mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path))
    app.books.open(filled)
    live_check.check(form_in(app))
    assert Path(app.books[0].fullname).is_relative_to(container)


# --- pieces ---------------------------------------------------------------------------------------


def test_a_link_too_long_for_a_formula_is_text() -> None:
    cell = NewCell("E12", link="'Chấm điểm'!E12")
    near = excel.linked_to(FORM_URL, NewSheet("a", rows=((cell, NewCell("x")),))).rows[0]
    assert near == (
        NewCell("E12", formula=f'HYPERLINK("[{FORM_URL}]\'Chấm điểm\'!E12","E12")'),
        NewCell("x"),
    )
    far = excel.linked_to("x" * 250, NewSheet("a", rows=((cell,),))).rows[0]
    assert far == (NewCell("E12"),)


def test_a_long_sentence_is_cut_for_the_status_line_only(app: Any) -> None:
    excel.tell("x" * 255, True)
    assert app.status_bar == "x" * 255
    excel.tell("x" * 256, False)
    assert app.status_bar == "x" * 254 + "…"
    assert app.impl.alerts == ["x" * 256]


def test_dates_are_numbers(app: Any, tmp_path: Path) -> None:
    from datetime import date

    new = NewBook()
    new.active["B2"] = date(2023, 6, 30)
    new.active["C2"] = "#DIV/0!"
    new.save(tmp_path / "a.xlsx")
    book = ExcelBook(app.books.open(tmp_path / "a.xlsx"))
    assert dict(book.cells("Sheet")) == {(2, 2): 45107.0, (2, 3): "#DIV/0!"}
    assert book.cells("Trang khác") == {}


def test_a_sheet_alone_is_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "một.xlsx"
    path.write_bytes(single_sheet(NewSheet("Kết quả & khác", rows=((NewCell("a"),),))))
    assert path.read_bytes() == single_sheet(NewSheet("Kết quả & khác", rows=((NewCell("a"),),)))
    book = Workbook.open(str(path))
    assert book.sheet_names == ("Kết quả & khác",)
    assert book.sheet("Kết quả & khác").cell(1, 1).value == "a"


def test_clearing_is_refused_too(app: Any, filled: Path) -> None:
    app.books.open(filled).impl.api.ReadOnly = True
    with pytest.raises(Refused, match="read-only"):
        live_check.clear(form_in(app))


def test_the_entry_points_import_no_bridge() -> None:
    code = (
        "import sys, selfscore_xl.live_excel, selfscore_xl.live.installing, selfscore_xl.cli.macros\n"
        "print(sorted({'xlwings', 'uno', 'openpyxl', 'pandas'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said == "[]\n"
