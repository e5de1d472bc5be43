"""Answers of a form of one set in a form of the next: what goes along, what does not, what is told."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from selfscore_xl import app, set_file, sets
from selfscore_xl.cell import ref
from selfscore_xl.criteria import Criteria
from selfscore_xl.layout import FORM_SHEET, MIGRATION_SHEET, Field, Layout
from selfscore_xl.migration import Migrated
from selfscore_xl.ooxml.edit import Editor
from selfscore_xl.ooxml.workbook import Workbook
from selfscore_xl.template import Answers, build
from tests.cli.conftest import Call
from tests.importing.papers import Case
from tests.importing.small import load

D = Decimal
OLD = """\
id: bo-cu
version: "1"
title: Bộ
issuer: Sở
legal_basis: [Quyết định số 1]
period: {name: Năm, first_day: 2026-01-01, last_day: 2026-12-31}
criteria:
  - code: I
    title: Nhiệm vụ được giao
    children:
      - {code: I.1, title: Thực hiện chương trình công tác trọng tâm của tỉnh, max: 5}
      - {code: I.2, title: Ban hành kế hoạch đúng nội dung và đúng thời gian quy định, max: 4}
      - {code: I.3, title: Báo cáo kết quả thực hiện, max: 2}
  - code: II
    title: Tiếp công dân
    children:
      - {code: II.1, title: Tổ chức tiếp công dân định kỳ, max: 3}
      - {code: II.2, title: Giải quyết đơn khiếu nại, max: 3}
      - {code: II.3, title: Giải quyết đơn tố cáo, max: 2}
  - code: III
    title: Thủ tục hành chính
    max: 5
    rule: {kind: ratio, numerator: Số hồ sơ đúng hạn, denominator: Tổng số hồ sơ}
"""
FULL = Answers(score=D(1), evidence="[1].a-1.pdf", explanation="vì sao")


def migrated(folder: Path, answers: dict[str, Answers], *edits: tuple[str, str]) -> tuple[Migrated, bytes]:
    """The answers in a form of the edited set."""
    text = OLD.replace("id: bo-cu", "id: bo-moi")
    for before, after in edits:
        assert before in text
        text = text.replace(before, after)
    old, new = load(OLD), load(text)
    path, out = folder / "cu.xlsx", folder / "moi.xlsx"
    path.write_bytes(build(old, unit="Sở A", answers=answers))
    moved = app.migrate(str(path), str(out), new, old)
    assert moved.data == out.read_bytes()
    check_nothing_is_lost(answers, moved.migrated)
    return moved.migrated, moved.data


def check_nothing_is_lost(answers: dict[str, Answers], moved: Migrated) -> None:
    """Everything typed is in the new answers or told as left."""
    told = "\n".join(
        [str(value) for given in moved.answers.values() for value in given.values()]
        + [str(value) for given in moved.figures.values() for value in given.values()]
        + [left.content for left in moved.left]
    )
    for given in answers.values():
        for value in (*given[:6], *given.figures.values()):
            if value is not None:
                assert str(value).splitlines()[0].replace(".", ",")[:4] in told.replace(".", ",")


def left(moved: Migrated) -> list[tuple[str, str, str]]:
    return [(one.old, one.what, one.reason.vi) for one in moved.left]


def test_everything_of_an_equal_criterion(tmp_path: Path) -> None:
    given = {"I.1": FULL, "I.3": Answers(mark="x", score=D(0), explanation="không giao")}
    moved, data = migrated(tmp_path, given)
    assert moved.answers == {
        "I.1": {Field.SELF: D(1), Field.EVIDENCE: "[1].a-1.pdf", Field.EXPLANATION: "vì sao"},
        "I.3": {Field.EXCLUDED: "x", Field.SELF: D(0), Field.EXPLANATION: "không giao"},
    } | {key: {} for key in moved.answers if key not in given}
    assert moved.left == ()
    form = Workbook.open(data).sheet(FORM_SHEET)
    address = Layout(load(OLD)).address("I.1", Field.SELF)
    assert form.cells[address].value == "1"


def notes(data: bytes) -> dict[str, str]:
    return {ref(*at): note.text for at, note in Workbook.open(data).notes(FORM_SHEET).items()}


LAST_YEAR = (
    "{name: Năm, first_day: 2026-01-01, last_day: 2026-12-31}",
    "{name: Năm 2027, first_day: 2027-01-01, last_day: 2027-12-31}",
)


def test_what_is_of_another_period_is_marked_in_its_row_and_asked_for(tmp_path: Path) -> None:
    given = {"I.1": FULL, "I.2": Answers(score=D(3)), "II": Answers(mark="x", explanation="không giao")}
    _, data = migrated(tmp_path, given, LAST_YEAR)
    layout = Layout(load(OLD))
    found = notes(data)
    assert list(found) == [
        layout.ref("I.1", Field.EVIDENCE),
        layout.ref("I.2", Field.SELF),
        layout.ref("II", Field.EXCLUDED),
    ]
    assert {text.splitlines()[1] for text in found.values()} == {
        "Nội dung của hàng này là của kỳ «Năm»: xác nhận, sửa hoặc xóa điểm và tài liệu cho kỳ «Năm 2027»."
    }
    told = [cell.value for cell in Workbook.open(data).sheet(MIGRATION_SHEET).cells.values()]
    assert told.count("Cần xác nhận") == 3
    assert "Đã chuyển" not in told


def test_what_is_of_the_same_period_is_not_asked_for(tmp_path: Path) -> None:
    _, data = migrated(tmp_path, {"I.1": FULL}, ('version: "1"', 'version: "2"'))
    assert notes(data) == {}
    told = [cell.value for cell in Workbook.open(data).sheet(MIGRATION_SHEET).cells.values()]
    assert told.count("Đã chuyển") == 1


def test_the_notes_stay_in_the_annotated_copy_and_are_not_taken_for_the_units(tmp_path: Path) -> None:
    migrated(tmp_path, {"I.1": FULL._replace(score=D(9))}, LAST_YEAR)
    at = Layout(load(OLD)).ref("I.1", Field.EVIDENCE)
    path, copy, fresh = (tmp_path / name for name in ("moi.xlsx", "chu-thich.xlsx", "lai.xlsx"))
    used = load(OLD.replace("id: bo-cu", "id: bo-moi").replace(*LAST_YEAR))
    app.validate(str(path), criteria=used, out=str(copy))
    assert notes(copy.read_bytes())[at].startswith(f"{MIGRATION_SHEET}\nNội dung của hàng này")
    repaired = app.repair(str(copy), str(fresh), used)
    assert repaired.left_over == ()
    assert MIGRATION_SHEET in openpyxl.load_workbook(fresh).sheetnames


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (("chương trình công tác trọng tâm", "chương trình công tác"), "Tiêu chí đã sửa lời"),
        (("tỉnh, max: 5", "tỉnh, max: 6"), "Tiêu chí đã đổi điểm tối đa"),
        (("tỉnh, max: 5}", "tỉnh, max: 5, step: 0.5}"), "Tiêu chí đã đổi cách chấm"),
        (("code: I.1, title: Thực", "code: I.9, title: Thực"), "Tiêu chí đã chuyển sang chỗ khác"),
    ],
)
def test_texts_go_along_and_scores_do_not(tmp_path: Path, edit: tuple[str, str], reason: str) -> None:
    moved, _ = migrated(tmp_path, {"I.1": FULL}, edit)
    given = moved.answers["I.9" if "I.9" in edit[1] else "I.1"]
    assert given == {Field.EVIDENCE: "[1].a-1.pdf", Field.EXPLANATION: "vì sao"}
    assert left(moved) == [("I.1", "Tự đánh giá", reason)]


def test_another_demand_for_evidence_keeps_the_score(tmp_path: Path) -> None:
    moved, _ = migrated(tmp_path, {"I.1": FULL}, ("tỉnh, max: 5}", "tỉnh, max: 5, evidence: required}"))
    assert moved.answers["I.1"][Field.SELF] == 1
    assert moved.left == ()


def test_a_split_criterion_goes_nowhere_and_is_told(tmp_path: Path) -> None:
    moved, _ = migrated(
        tmp_path,
        {"I.2": FULL},
        (
            "{code: I.2, title: Ban hành kế hoạch đúng nội dung và đúng thời gian quy định, max: 4}",
            "{code: I.2, title: Ban hành kế hoạch đúng nội dung, max: 2}\n"
            "      - {code: I.4, title: Ban hành kế hoạch đúng thời gian quy định, max: 2}",
        ),
    )
    assert not moved.answers.get("I.2")
    assert [one[1] for one in left(moved)] == ["Tự đánh giá", "Tài liệu kiểm chứng/Giải trình", "Giải trình"]
    assert moved.left[0].new == ("I.2", "I.4")


def test_merged_criteria_bring_their_texts(tmp_path: Path) -> None:
    moved, _ = migrated(
        tmp_path,
        {"II.2": FULL, "II.3": Answers(score=D(2), evidence="[1].b-2.pdf\n[2].c-3.pdf", explanation="hai")},
        (
            "{code: II.2, title: Giải quyết đơn khiếu nại, max: 3}\n"
            "      - {code: II.3, title: Giải quyết đơn tố cáo, max: 2}",
            "{code: II.2, title: Giải quyết đơn khiếu nại và giải quyết đơn tố cáo, max: 5}",
        ),
    )
    assert moved.answers["II.2"] == {
        Field.EVIDENCE: "[1].a-1.pdf\n[2].b-2.pdf\n[3].c-3.pdf",
        Field.EXPLANATION: "II.2: vì sao\nII.3: hai",
    }
    assert [one.content for one in moved.left] == ["1", "2"]


def test_retired_and_new(tmp_path: Path) -> None:
    moved, data = migrated(
        tmp_path,
        {"I.3": FULL},
        ("code: I.3, title: Báo cáo kết quả thực hiện", "code: I.3, title: Chuyển đổi số toàn bộ"),
    )
    assert {one.reason.vi for one in moved.left} == {"Tiêu chí không còn trong bộ mới"}
    assert moved.fresh == ("I.3",)
    texts = [cell.value for cell in Workbook.open(data).sheet(MIGRATION_SHEET).cells.values()]
    assert "Cần chấm điểm mới" in texts
    assert "[1].a-1.pdf" in texts


def test_figures(tmp_path: Path) -> None:
    given = {"III": Answers(score=D(4), figures={"numerator": D(8), "denominator": D(10)})}
    moved, _ = migrated(tmp_path, given)
    assert moved.figures == {"III": {"numerator": D(8), "denominator": D(10)}}
    assert moved.left == ()
    folder = tmp_path / "2"
    folder.mkdir()
    moved, _ = migrated(folder, given, ("chính\n    max: 5", "chính\n    max: 6"))
    assert moved.figures == {}
    assert [one.what for one in moved.left] == ["Tự đánh giá", "Số hồ sơ đúng hạn", "Tổng số hồ sơ"]


def test_appraisals_stay_behind(tmp_path: Path) -> None:
    moved, _ = migrated(tmp_path, {"I.1": FULL._replace(appraised=D(1), opinion="được")})
    assert left(moved) == [
        ("I.1", "Thẩm định", "Kết quả thẩm định của kỳ trước"),
        ("I.1", "Ý kiến hội đồng thẩm định", "Kết quả thẩm định của kỳ trước"),
    ]


def test_a_marked_group_whose_criteria_changed(tmp_path: Path) -> None:
    given = {"II": Answers(mark="x", explanation="không tiếp dân")}
    moved, _ = migrated(tmp_path, given)
    assert moved.answers["II"] == {Field.EXCLUDED: "x", Field.EXPLANATION: "không tiếp dân"}
    folder = tmp_path / "2"
    folder.mkdir()
    moved, _ = migrated(folder, given, ("tố cáo, max: 2}", "tố cáo và phản ánh, max: 2}"))
    assert moved.answers["II"] == {Field.EXPLANATION: "không tiếp dân"}
    assert left(moved)[0][2].startswith("Các tiêu chí trong nhóm đã thay đổi")


def test_what_belongs_to_no_criterion_is_told(tmp_path: Path) -> None:
    old = load(OLD)
    editor = Editor(Workbook.open(build(old, answers={"I.1": FULL})))
    layout = Layout(old)
    editor.set_value(FORM_SHEET, layout.address("I.2", Field.CODE), "I.77")
    editor.set_value(FORM_SHEET, layout.address("I.2", Field.TITLE), "tiêu chí lạ")
    editor.set_value(FORM_SHEET, layout.address("I.2", Field.EXPLANATION), "lời ở dòng lạ")
    editor.set_value(FORM_SHEET, layout.address("I", Field.EVIDENCE), "tài liệu ở nhóm")
    path = tmp_path / "cu.xlsx"
    path.write_bytes(editor.to_bytes())
    moved = app.migrate(str(path), str(tmp_path / "moi.xlsx"), load(OLD.replace("bo-cu", "bo-moi")), old)
    told = {(one.content, one.reason.vi) for one in moved.migrated.left}
    assert ("lời ở dòng lạ", "Dòng có mã không thuộc bộ tiêu chí cũ") in told
    assert ("tài liệu ở nhóm", "Ô không phải ô nhập của biểu") in told


# --- the real form --------------------------------------------------------------------------------


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """The shipped set, next year: one maximum higher."""
    text = set_file.dump_yaml(sets.load("quang-tri-2023-h1"))
    for before, after in (
        ("id: quang-tri-2023-h1", "id: quang-tri-2024-h1"),
        ("max: 25", "max: 26"),
        ("max: 30", "max: 31"),
        ("max: 110", "max: 111"),
        ("total: 150", "total: 151"),
    ):
        assert text.count(before) == 1
        text = text.replace(before, after)
    path = tmp_path / "moi.yaml"
    path.write_text(text)
    return path


def filled(folder: Path, case: Case) -> Path:
    path = folder / "cu.xlsx"
    path.write_bytes(build(case.criteria, unit="Văn phòng UBND tỉnh", answers=case.answers))
    return path


def test_the_command(tmp_path: Path, case: Case, newer: Path, call: Call) -> None:
    out = tmp_path / "moi.xlsx"
    path = filled(tmp_path, case)
    done = call("migrate", path, "--to", newer, "-o", out)
    assert done.code == 0
    assert "Bộ mới giữ nguyên 49, thay đổi 3, tách 0, gộp 0, thêm 0, bỏ 0 tiêu chí." in done.out
    assert "I.2.a · Đề nghị trừ: «x» – Tiêu chí đã đổi điểm tối đa" in done.out
    assert MIGRATION_SHEET in done.err
    used: Criteria = set_file.load_set(newer)
    outcome = app.validate(str(out), criteria=used, write=False)
    assert outcome.scores is not None
    assert outcome.scores.totals.score == D("71.59")
    assert outcome.scores.totals.excluded == 76 - 25
    missing = [one.criterion for one in outcome.findings if one.code == "S108"]
    assert missing == ["I.2.a"]
    book = Workbook.open(out.read_bytes())
    assert book.sheets[0].name == MIGRATION_SHEET
    assert not [one for one in outcome.findings if one.code == "S014"]
    again = call("migrate", path, "--to", newer, "-o", out)
    assert again.code == 2
    assert "không ghi đè" in again.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("cu.xlsx", "--to", "khong-co", "-o", "m.xlsx"), "Không có bộ tiêu chí «khong-co»"),
        (("cu.xlsx", "--to", "nd335-2025", "-o", "m.xlsx"), "mới là khung"),
        (("cu.xlsx", "--to", "tap-huan-2026", "-o", "m.xlsx"), "thêm --unit-group"),
        (("cu.xlsx", "--to", "quang-tri-2023-h1", "-o", "m.docx"), "đuôi .xlsx"),
        (("cu.xlsx", "--to", "quang-tri-2023-h1", "-o", "cu.xlsx"), "trùng với tệp gốc"),
        (("thieu.xlsx", "--to", "quang-tri-2023-h1", "-o", "m.xlsx"), "Không tìm thấy tệp"),
        (("khac.xlsx", "--to", "quang-tri-2023-h1", "-o", "m.xlsx"), "không phải biểu tự chấm điểm"),
    ],
)
def test_wrong_calls(
    words: tuple[str, ...],
    sentence: str,
    tmp_path: Path,
    case: Case,
    monkeypatch: pytest.MonkeyPatch,
    call: Call,
) -> None:
    from tests.importing import papers

    monkeypatch.chdir(tmp_path)
    filled(tmp_path, case)
    (tmp_path / "khac.xlsx").write_bytes(papers.workbook({"A": [["x"]]}))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    done = call("migrate", *words)
    assert done.code == 2
    assert sentence in done.err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


RESTARTS = """\
id: cu
version: "1"
title: Bộ
issuer: Sở
legal_basis: [Quyết định số 1]
period: {name: Năm, first_day: 2026-01-01, last_day: 2026-12-31}
codes: per-section
criteria:
  - code: A
    title: Nhiệm vụ được giao
    children:
      - {code: "1", title: Thực hiện chương trình công tác, max: 5}
  - code: B
    title: Tiếp công dân
    children:
      - {code: "1", title: Tổ chức tiếp công dân định kỳ, max: 3}
"""


def test_where_codes_start_again_the_path_is_shown(tmp_path: Path, call: Call) -> None:
    old, new, form, out = (tmp_path / name for name in ("cu.yaml", "moi.yaml", "cu.xlsx", "moi.xlsx"))
    old.write_text(RESTARTS, encoding="utf-8")
    new.write_text(RESTARTS.replace("id: cu", "id: moi").replace("max: 3", "max: 4"), encoding="utf-8")
    form.write_bytes(build(set_file.load_set(old), unit="Sở A", answers={"B.1": FULL, "A.1": FULL}))
    done = call("migrate", form, "-c", old, "--to", new, "-o", out)
    assert done.code == 0
    assert "- B.1 · Tự đánh giá: «1»" in done.out
    rows = Workbook.open(out.read_bytes()).sheet(MIGRATION_SHEET)
    assert {"A.1", "B.1"} <= {cell.value for cell in rows.cells.values()}
