"""Sets that are not the source report's, used as people use them: by path, by a form's identity, by unit
group; the training set's example, and the frame of which no form can be made."""

from __future__ import annotations

import io
import json
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from selfscore_xl import app, checking, demo, sets, template
from selfscore_xl.cli import main
from selfscore_xl.criteria import Criteria, for_group
from selfscore_xl.layout import (
    FOOTER_FIELD,
    FORM_SHEET,
    IDENTITY_NAMES,
    IDENTITY_SHEET,
    RESULT_SHEET,
    Field,
    Footer,
    Head,
    Layout,
)
from selfscore_xl.ooxml.edit import Editor
from selfscore_xl.ooxml.workbook import Workbook
from selfscore_xl.outcome import Outcome
from selfscore_xl.output.schema import Document
from selfscore_xl.scoring import proposed
from selfscore_xl.set_file.dump import to_yaml
from selfscore_xl.template import Answers
from selfscore_xl.text import LANGS

D = Decimal
TRAINING = demo.TRAINING
LOWERED = (
    "Không xếp «Hoàn thành tốt nhiệm vụ»: Tỷ lệ nhiệm vụ hoàn thành đúng hạn là 94 %, "
    "yêu cầu từ 95 % trở lên."
)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("training") / "filled.xlsx"
    path.write_bytes(demo.load(TRAINING).form())
    return path


@pytest.fixture(scope="module")
def outcome(example: Path) -> Outcome:
    return app.validate(str(example))


# --- the training set's example ------------------------------------------------------------------------


def test_its_findings_are_the_two_that_were_put_in(outcome: Outcome) -> None:
    assert [(one.code, one.criterion) for one in outcome.findings] == [("S112", "II.1"), ("S703", "V.2")]


def test_its_totals(outcome: Outcome) -> None:
    assert outcome.scores is not None
    totals = outcome.scores.totals
    assert (totals.max, totals.excluded, totals.applicable) == (100, 15, 85)
    assert (totals.score, totals.bonus, totals.penalty, totals.achieved) == (64, 5, 4, 65)
    assert totals.rate == D("76.47")
    assert outcome.scores.excluded == ("II.2",), "a leaf took its whole group out"
    assert outcome.scores.nodes["II.3"].score == 10, "full marks for what did not arise"


def test_its_grade_is_lowered_and_says_why(example: Path, outcome: Outcome) -> None:
    assert outcome.scores is not None
    assert outcome.scores.grading is not None
    assert outcome.scores.totals.grade == "Hoàn thành nhiệm vụ"
    assert outcome.scores.grading.by_points is not None
    assert outcome.scores.grading.by_points.name == "Hoàn thành tốt nhiệm vụ"
    assert outcome.annotated is not None
    book = openpyxl.load_workbook(outcome.annotated)
    cells = {str(cell.value) for row in book[RESULT_SHEET].iter_rows() for cell in row}
    assert "Hoàn thành nhiệm vụ" in cells
    assert any(LOWERED in text for text in cells)


@pytest.mark.parametrize("lang", LANGS)
def test_every_output_tells_the_grade_and_its_reasons(
    lang: str, example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--lang", lang, "validate", str(example), "--no-write", "--format", "json"]) == 0
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert file["totals"]["grade"] == "Hoàn thành nhiệm vụ"
    reasons = file["totals"]["grade_reasons"]
    assert len(reasons) == 2
    if lang == "vi":
        assert reasons[0] == LOWERED
    assert main(["--lang", lang, "validate", str(example), "--no-write"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert all(reason in said for reason in reasons)


def test_the_consolidation_and_the_report_tell_why_a_grade_is_lowered(example: Path, tmp_path: Path) -> None:
    table, report = tmp_path / "tong-hop.xlsx", tmp_path / "bao-cao.docx"
    assert main(["consolidate", str(example), "-o", str(table)]) == 0
    book = openpyxl.load_workbook(table)
    assert any(LOWERED in str(cell.value) for sheet in book for row in sheet for cell in row)
    assert main(["report", str(example), "-o", str(report)]) == 0
    with zipfile.ZipFile(report) as archive:
        text = archive.read("word/document.xml").decode()
    assert LOWERED.rstrip(".").replace(" %", "%") in re.sub("<[^>]*>", "", text)


def test_a_set_without_grades_says_nothing_of_them(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "filled.xlsx"
    path.write_bytes(demo.load().form())
    main(["validate", str(path), "--no-write", "--format", "json"])
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert file["totals"]["grade"] is None
    assert "grade_reasons" not in file["totals"]


def test_every_kind_of_rule_is_used_and_agrees_with_the_form(outcome: Outcome) -> None:
    assert outcome.tree is not None
    kinds = {leaf.rule.kind for leaf in outcome.tree.leaves}
    assert kinds == {
        *("direct", "choice", "ratio", "steps", "deduction", "per_unit", "alternatives", "given"),
    }
    assert {node.kind for node in outcome.tree} == {"main", "bonus", "penalty"}
    assert {leaf.exclusion.policy for leaf in outcome.tree.leaves} == {"drop", "full", "group"}
    answered = demo.load(TRAINING).answers
    compared = 0
    for leaf in outcome.tree.leaves:
        typed = answered.get(leaf.key, Answers())
        figures = {name: D(figure) for name, figure in typed.figures.items() if name != "level"}
        points = proposed(leaf, figures)
        if points is not None and isinstance(typed.score, D) and leaf.key not in ("II.1", "V.2"):
            assert typed.score == points, leaf.key
            compared += 1
    assert compared >= 4


def test_running_twice_gives_the_same_bytes(outcome: Outcome, tmp_path: Path) -> None:
    assert outcome.annotated is not None
    annotated = Path(outcome.annotated).read_bytes()
    copy = tmp_path / "filled.xlsx"
    copy.write_bytes(annotated)
    again = app.validate(str(copy))
    assert again.annotated is not None
    assert Path(again.annotated).read_bytes() == annotated


# --- unit groups -----------------------------------------------------------------------------------------


def form_of(group: str, unit_group: str | None = None, typed: dict[str, Answers] | None = None) -> bytes:
    criteria = for_group(sets.load(TRAINING), group)
    return template.build(
        criteria, unit="Đơn vị A", unit_group=group if unit_group is None else unit_group, answers=typed or {}
    )


def scored(path: Path, form: bytes) -> Outcome:
    path.write_bytes(form)
    return app.validate(str(path), write=False)


@pytest.mark.parametrize(
    ("group", "first", "second"),
    [("so", 25, "Thẩm định, tham mưu văn bản"), ("xa", 20, "Tiếp công dân, giải quyết đơn")],
)
def test_each_group_has_its_own_rows_and_maxima(group: str, first: int, second: str, tmp_path: Path) -> None:
    found = scored(tmp_path / "form.xlsx", form_of(group))
    assert found.tree is not None
    assert found.scores is not None
    assert found.tree["II.1"].max_score == first
    assert found.tree["II.2"].title == second
    assert found.scores.totals.max == 100
    assert not [one for one in found.findings if one.code.startswith(("S0", "S5"))]


@pytest.mark.parametrize("said", ["xa", "UBND xã, phường", "ubnd  xã, phường "])
def test_a_group_by_code_or_by_name(said: str, tmp_path: Path) -> None:
    form = form_of("xa", said)
    assert scored(tmp_path / "form.xlsx", form).tree["II.1"].max_score == 20  # type: ignore[index]
    stamps = openpyxl.load_workbook(io.BytesIO(form))[IDENTITY_SHEET]
    values = {row[0].value: row[1].value for row in stamps.iter_rows(max_col=2)}
    assert values[IDENTITY_NAMES["unit_group"]] == "xa"


@pytest.mark.parametrize(("typed", "group"), [("UBND xã, phường", "xa"), ("", "xa"), ("Cụm nào đó", "xa")])
def test_a_form_that_lost_its_stamp(typed: str, group: str, tmp_path: Path) -> None:
    """By the group that the form states; where it states none, by its rows and maxima, and S503 asks."""
    criteria = for_group(sets.load(TRAINING), group)
    book = openpyxl.load_workbook(io.BytesIO(template.build(criteria, unit="A")))
    book[FORM_SHEET].cell(*Layout(criteria).head(Head.UNIT_GROUP)).value = typed
    path = tmp_path / "form.xlsx"
    book.save(path)
    found = app.validate(str(path), write=False)
    assert found.tree is not None
    assert found.tree["II.1"].max_score == 20
    asked = [one.code for one in found.findings if one.code == "S503"]
    assert asked == ([] if typed.startswith("UBND") else ["S503"])
    assert not [one for one in found.findings if one.code in ("S004", "S006", "S007", "S008")]


def test_template_asks_for_the_group(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "form.xlsx"
    assert main(["template", "-c", TRAINING, "-o", str(out)]) == 2
    said = capsys.readouterr().err
    assert "--unit-group" in said
    assert "so (Sở, ban, ngành)" in said
    assert not out.exists()
    assert main(["template", "-c", TRAINING, "--unit-group", "so", "-o", str(out)]) == 0
    assert out.exists()


def test_a_form_with_figures_only_is_not_replaced(tmp_path: Path) -> None:
    out = tmp_path / "form.xlsx"
    criteria = for_group(sets.load(TRAINING), "so")
    for typed in (
        {"answers": {"II.1": Answers(figures={"numerator": D(3)})}},
        {"facts": {"ky-luat": D(0)}},
    ):
        out.write_bytes(template.build(criteria, unit_group="so", **typed))  # type: ignore[arg-type]
        with pytest.raises(app.WouldOverwrite):
            app.template(criteria, str(out), unit_group="so")
    out.write_bytes(template.build(criteria, unit_group="so"))
    assert app.template(criteria, str(out), unit_group="so") == str(out)


# --- the frame -------------------------------------------------------------------------------------------


def test_no_form_of_a_frame(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "form.xlsx"
    assert main(["template", "-c", "nd335-2025", "-o", str(out)]) == 2
    said = capsys.readouterr().err.strip()
    assert "mới là khung" in said
    assert "criteria export nd335-2025 -o" in said
    assert "Traceback" not in said
    assert said.count("\n") == 0
    assert not out.exists()


def test_a_frame_with_all_its_points_must_say_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = tmp_path / "rieng.yaml", tmp_path / "form.xlsx"
    path.write_text(OWN + "frame: yes\n", encoding="utf-8")
    assert main(["criteria", "lint", str(path)]) == 0
    assert "mọi tiêu chí đã có điểm tối đa; bỏ dòng «frame: yes»" in capsys.readouterr().out
    assert main(["template", "-c", str(path), "-o", str(out)]) == 2
    assert "bỏ dòng «frame: yes»" in capsys.readouterr().err
    assert not out.exists()


def test_a_province_edits_the_frame_in_excel_and_gets_its_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """From the frame to the forms of two units, and one of them checked: docs/huong-dan-ban-hanh.md."""
    book, path, forms = tmp_path / "bo.xlsx", tmp_path / "tinh-a-2026.yaml", tmp_path / "bieu"
    assert main(["criteria", "export", "nd335-2025", "-o", str(book)]) == 0
    edited = openpyxl.load_workbook(book)
    rows = edited["Tiêu chí"]
    points = dict(zip("123", "999", strict=True)) | dict(zip("abcdđegh", "99998899", strict=True))
    for number in range(2, rows.max_row + 1):
        code = str(rows.cell(number, 1).value)
        if "." in code:
            rows.cell(number, 4).value = int(points[code[2:]])
    rows.cell(3, 4).value = "12,0 điểm"
    for number, title in enumerate(("Chấp hành chỉ đạo", "Xây dựng kế hoạch")):
        rows.insert_rows(4 + number)
        rows.cell(4 + number, 1).value = f"A.1.{number + 1}"
        rows.cell(4 + number, 2).value = title
        rows.cell(4 + number, 4).value = 6
    edited.save(book)
    assert main(["criteria", "from-table", str(book), "-o", str(path)]) == 0
    said = capsys.readouterr().out
    assert "C106" in said
    assert "dòng «Bộ khung chưa ấn định điểm», ghi «không»" in said
    general = edited["Thông tin chung"]
    for number in range(1, general.max_row + 1):
        if general.cell(number, 1).value == "Bộ khung chưa ấn định điểm":
            general.cell(number, 2).value = "không"
    edited.save(book)
    assert main(["criteria", "from-table", str(book), "-o", str(path), "--force"]) == 0
    assert "C014" in capsys.readouterr().out, "it still has the id of the frame"
    for number in range(1, general.max_row + 1):
        if general.cell(number, 1).value == "Tên định danh":
            general.cell(number, 2).value = "tinh-a-2026"
    edited.save(book)
    assert main(["criteria", "from-table", str(book), "-o", str(path), "--force"]) == 0
    assert capsys.readouterr().out == ""
    units = tmp_path / "don-vi.csv"
    units.write_text("Mã,Đơn vị\nyt,Sở Y tế\nnv,Sở Nội vụ\n", encoding="utf-8")
    assert main(["template", "-c", str(path), "--units", str(units), "-o", str(forms)]) == 0
    made = sorted(forms.glob("*.xlsx"))
    assert len(made) == 2
    found = app.validate(str(made[0]), criteria=app.load_criteria(str(path)), write=False)
    assert found.scores is not None
    assert found.scores.totals.max == 100
    assert {one.code for one in found.findings} == {"S108", "S112"}


def test_a_province_fixes_the_points_and_gets_its_form(tmp_path: Path) -> None:
    """As the head of the frame's file says."""
    source = Path(sets.__file__).parent / "nd335-2025.yaml"
    text = (
        source.read_text(encoding="utf-8").replace("frame: yes\n", "").replace("id: nd335-2025", "id: tinh-a")
    )
    points = iter(("10", "10", "10", "10", "20", "10", "5", "10", "5", "5", "5"))
    lines = []
    for line in text.split("\n"):
        lines.append(line)
        if line.startswith("      - code: "):
            lines.append(f"        max: {next(points)}")
    path = tmp_path / "tinh-a.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    form = tmp_path / "form.xlsx"
    assert main(["template", "-c", str(path), "-o", str(form)]) == 0
    assert main(["validate", str(form), "--no-write"]) == 2, "the program does not know the province's set"
    found = app.validate(str(form), criteria=app.load_criteria(str(path)), write=False)
    assert found.scores is not None
    assert found.scores.totals.max == 100
    assert found.scores.totals.grade == "Không hoàn thành nhiệm vụ"
    assert {one.code for one in found.findings} == {"S108", "S112", "S501"}, "nothing is filled in"


# --- a set file of one's own -----------------------------------------------------------------------------

OWN = """\
id: rieng
version: "3"
title: Bộ tiêu chí riêng
issuer: Sở Nội vụ
legal_basis: [Quyết định số 01/QĐ-UBND]
period: {name: Năm 2026, first_day: 2026-01-01, last_day: 2026-12-31}
criteria:
  - code: A
    title: Lĩnh vực
    children:
      - {code: A.1, title: Việc thứ nhất, max: 4}
      - {code: A.2, title: Việc thứ hai, max: 6}
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "bộ của tôi.yaml"
    path.write_text(OWN, encoding="utf-8")
    return path


def own_form(tmp_path: Path, criteria: Criteria, name: str = "form.xlsx") -> Path:
    path = tmp_path / name
    typed = {"A.1": Answers(score=D(4)), "A.2": Answers(score=D(7))}
    path.write_bytes(template.build(criteria, unit="Sở Y tế", answers=typed))
    return path


def test_by_its_path_in_every_command(own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    criteria = app.load_criteria(str(own))
    form = own_form(tmp_path, criteria)
    code = ["-c", str(own)]
    out = str(tmp_path / "out.xlsx")
    table = tmp_path / "bang.csv"
    table.write_text(
        "Mã;Tiêu chí;Điểm tối đa;Tự chấm\nA;Lĩnh vực;10;\nA.1;Việc thứ nhất;4;4\nA.2;Việc thứ hai;6;5\n",
        encoding="utf-8",
    )
    calls = {
        ("validate", str(form), "--no-write", *code): 1,
        ("criteria", "show", str(own)): 0,
        ("criteria", "lint", str(own)): 0,
        ("criteria", "export", str(own), "-o", str(tmp_path / "bo.xlsx")): 0,
        ("criteria", "diff", str(own), "tap-huan-2026", "--format", "json"): 0,
        ("template", *code, "-o", out): 0,
        ("import", str(table), *code, "-o", str(tmp_path / "nhap.xlsx")): 0,
        ("migrate", str(form), *code, "--to", str(own), "-o", str(tmp_path / "moi.xlsx")): 0,
        ("review", str(form), *code, "-o", str(tmp_path / "review.xlsx")): 0,
        ("repair", str(form), *code, "-o", str(tmp_path / "fresh.xlsx")): 0,
        ("diff", str(form), str(form), *code): 0,
        ("report", str(form), *code, "--force", "-o", str(tmp_path / "report.docx")): 1,
        ("consolidate", str(form), *code, "-o", str(tmp_path / "all.xlsx")): 1,
    }
    for call, expected in calls.items():
        got = main(list(call))
        said = capsys.readouterr()
        assert got == expected, (call, said.err)
        assert "Traceback" not in said.err


def test_the_forms_identity_picks_the_set_and_c_overrides_it(own: Path, tmp_path: Path) -> None:
    form = own_form(tmp_path, app.load_criteria(str(own)))
    unknown = app.validate(str(form), write=False)
    assert unknown.refusal is not None
    assert unknown.refusal.code == "S002"
    assert "rieng" in unknown.refusal.message.vi
    assert "-c TỆP" in unknown.refusal.hint.vi
    known = app.validate(str(form), criteria=app.load_criteria(str(own)), write=False)
    assert [(one.code, one.criterion) for one in known.findings] == [("S101", "A.2")]
    other = app.validate(str(form), criteria=sets.load(sets.DEFAULT), write=False)
    assert "S003" in {one.code for one in other.findings}


@pytest.fixture(scope="module")
def form_of_another_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A form in which a total is wrong, and would be corrected by its own set."""
    path = tmp_path_factory.mktemp("other") / "source.xlsx"
    editor = Editor(Workbook.open(demo.load().form()))
    editor.set_value(FORM_SHEET, Layout(sets.load(sets.DEFAULT)).footer(Footer.MAX), D(149))
    path.write_bytes(editor.to_bytes())
    return path


@pytest.mark.parametrize("chosen", [(), ("--select", "S1"), ("--ignore", "S003")])
def test_nothing_is_computed_of_a_form_of_another_set(
    form_of_another_set: Path, chosen: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    call = ["validate", str(form_of_another_set), "-c", TRAINING, "--no-write", *chosen]
    assert main([*call, "--format", "json"]) == 1
    text = capsys.readouterr().out
    Document.model_validate_json(text)
    (file,) = json.loads(text)["files"]
    (finding,) = file["findings"]
    assert (finding["code"], finding["cell"]) == ("S003", "C6")
    assert "«-c»" in finding["hint"]
    assert (file["totals"], file["excluded"], file["scores"]) == (None, [], [])
    assert file["criteria"]["id"] == TRAINING
    assert main(call) == 1
    said = capsys.readouterr().out
    assert "S003" in said
    assert "Tính lại" not in said
    assert "Xếp loại" not in said


def test_a_set_under_a_new_name_is_chosen_for_forms_of_the_old_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever copies a set, renames it and mends it wants the forms that are out already checked by it."""
    form, renamed = tmp_path / "bieu.xlsx", tmp_path / "moi.yaml"
    form.write_bytes(demo.load().form())
    renamed.write_text(to_yaml(sets.load(sets.DEFAULT)).replace(sets.DEFAULT, "ban-sao"), encoding="utf-8")
    assert main(["validate", str(form), "-c", str(renamed), "--format", "json"]) == 1
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert [one["cell"] for one in file["findings"] if one["severity"] == "error"] == ["C6"]
    assert file["criteria"]["id"] == "ban-sao"
    assert file["totals"]["achieved"] == 71.59
    copy = openpyxl.load_workbook(form.with_name("bieu.annotated.xlsx"), data_only=True)
    assert "Tính lại" in [cell.value for row in copy[RESULT_SHEET] for cell in row]


def test_the_annotated_copy_of_a_form_of_another_set_keeps_its_figures(
    form_of_another_set: Path, tmp_path: Path
) -> None:
    own, other = (str(tmp_path / f"{name}.xlsx") for name in ("own", "other"))
    app.validate(str(form_of_another_set), out=own)
    outcome = app.validate(own, criteria=sets.load(TRAINING), out=other)
    assert outcome.annotated == other
    before, after = (openpyxl.load_workbook(path, data_only=True) for path in (own, other))
    assert [[cell.value for cell in row] for row in before[FORM_SHEET]["A:I"]] == [
        [cell.value for cell in row] for row in after[FORM_SHEET]["A:I"]
    ]
    listed = [cell.value for row in after[RESULT_SHEET] for cell in row]
    assert "S003" in listed
    assert "Tính lại" not in listed
    entered = [
        {line: entry.number for line, entry in one.submission.footer.items()}
        for one in (app.validate(own, write=False), app.validate(other, write=False))
        if one.submission is not None
    ]
    assert entered[0] == entered[1], "the ledger still knows what the unit entered"
    assert entered[0][Footer.MAX, FOOTER_FIELD] == 149


@pytest.mark.parametrize(
    "call",
    [
        ("review", "{form}", "-o", "{out}.xlsx"),
        ("repair", "{form}", "-o", "{out}.xlsx"),
        ("diff", "{form}", "{form}", "-o", "{out}.xlsx"),
        ("migrate", "{form}", "--to", sets.DEFAULT, "-o", "{out}.xlsx"),
        ("report", "{form}", "--force", "-o", "{out}.docx"),
        ("consolidate", "{form}", "-o", "{out}.xlsx"),
    ],
)
def test_no_command_makes_something_of_a_form_of_another_set(
    call: tuple[str, ...], form_of_another_set: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [word.format(form=form_of_another_set, out=tmp_path / "out") for word in call]
    assert main([*words, "-c", TRAINING]) in (1, 2)
    said = "".join(capsys.readouterr())
    assert sets.DEFAULT in said
    assert TRAINING in said
    assert list(tmp_path.iterdir()) == []


def test_a_set_file_with_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "sai.yaml"
    path.write_text(OWN.replace("max: 4", "mox: 4").replace("max: 6", "max: -6"), encoding="utf-8")
    assert main(["template", "-c", str(path), "-o", str(tmp_path / "form.xlsx")]) == 2
    said = capsys.readouterr().err
    assert "10" in said
    assert "mox" in said
    assert not (tmp_path / "form.xlsx").exists()


def test_forms_of_several_sets_in_one_call(
    own: Path, example: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "source.xlsx"
    source.write_bytes(demo.load().form())
    assert main(["validate", str(example), str(source), "--no-write", "--format", "json"]) == 0
    files = json.loads(capsys.readouterr().out)["files"]
    assert [file["criteria"]["id"] for file in files] == [TRAINING, sets.DEFAULT]


def test_score_cells_of_the_training_form(outcome: Outcome) -> None:
    """The example's own cells, so that its findings can be looked up by hand."""
    layout = Layout(for_group(sets.load(TRAINING), "so"))
    places = {one.criterion: one.place.ref for one in outcome.findings if one.place}
    assert places == {"II.1": layout.ref("II.1", Field.SELF), "V.2": layout.ref("V.2", Field.SELF)}
    catalogue = checking.catalogue()
    assert {catalogue[one.code].CHECK.severity for one in outcome.findings} == {"warning"}
