"""docs/huong-dan-ban-hanh.md, walked from the decision to next year's forms: each command, in its order."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest

from selfscore_xl import app, template
from selfscore_xl.cli import main
from selfscore_xl.template import Answers

GUIDE = Path(__file__).parents[2] / "docs" / "huong-dan-ban-hanh.md"
D = Decimal
DECISION = (
    "TT | Nội dung tiêu chí | Điểm tối đa | Cách tính điểm",
    "I | TIÊU CHÍ CHUNG | 30 điểm | ",
    "1 | Ban hành kế hoạch công tác năm | 10 | ",
    " | - Đúng hạn: 10 điểm | | ",
    " | - Chậm: 5 điểm | | ",
    " | - Không ban hành: 0 điểm | | ",
    "2 | Chế độ báo cáo | 20 | Mỗi báo cáo chậm trừ 0,5 điểm",
    "II | KẾT QUẢ THỰC HIỆN NHIỆM VỤ | 70 | ",
    "1 | Nhiệm vụ UBND tỉnh giao | 40 | Tỷ lệ % số nhiệm vụ đúng hạn/tổng số nhiệm vụ x 40",
    "2 | Giải quyết thủ tục hành chính (không phát sinh hồ sơ thì trừ vào điểm tổng) | 35 | ",
    " | TỔNG CỘNG | 100 | ",
)
PROPOSED = re.compile(
    r"^( *)# (?= *(?:rule|kind|levels|- score|label|numerator|denominator|points|count):)", re.M
)


def commands() -> list[list[str]]:
    """The guide's commands, without what is said beside them."""
    text = GUIDE.read_text(encoding="utf-8")
    found = re.findall(r"^(?:\d+\. `)?selfscore-xl (.*?)(?:`|\s{3,}|$)", text, re.MULTILINE)
    return [shlex.split(one) for one in found]


def decide() -> None:
    paper = docx.Document()
    paper.add_paragraph("BỘ TIÊU CHÍ CHẤM ĐIỂM CÁC SỞ, BAN, NGÀNH NĂM 2026")
    paper.add_paragraph("(Kèm theo Quyết định số 123/QĐ-UBND ngày 15/6/2026 của Ủy ban nhân dân tỉnh A)")
    table = paper.add_table(rows=0, cols=4)
    for line in DECISION:
        for cell, text in zip(table.add_row().cells, line.split("|"), strict=True):
            cell.text = text.strip()
    paper.save("quyet-dinh.docx")


def take_up_the_proposals() -> None:
    path = Path("tinh-a-2026.yaml")
    text = PROPOSED.sub(r"\1", path.read_text(encoding="utf-8")).replace("max: 35", "max: 30")
    path.write_text(re.sub(r"^ *#.*\n", "", text, flags=re.MULTILINE), encoding="utf-8")


def fix_the_points() -> None:
    Path("tinh-a-2026.yaml").rename("quyet-dinh.yaml")
    book = openpyxl.load_workbook("tinh-a.xlsx")
    points = iter((10, 10, 10, 10, 10, 10, 10, 10, 10, 5, 5))
    for code, _, level, most, *_ in book["Tiêu chí"].iter_rows(min_row=2, max_col=4):
        if level.value == 2:
            most.value = next(points)
            assert "." in code.value
    said = {"Tên định danh": "tinh-a-2026", "Bộ khung chưa ấn định điểm": "không"}
    for what, value in book["Thông tin chung"].iter_rows(max_col=2):
        value.value = said.get(what.value, value.value)
    book.save("tinh-a.xlsx")


def back_to_the_decision() -> None:
    Path("quyet-dinh.yaml").replace("tinh-a-2026.yaml")


def list_the_units() -> None:
    Path("don-vi.csv").write_text(
        "Mã,Đơn vị\nsnv,Sở Nội vụ\nsyt,Sở Y tế\nsxd,Sở Xây dựng\n", encoding="utf-8"
    )


def receive_a_form() -> None:
    Path("nhan").mkdir()
    answers = {
        "I.1": Answers(score=D(10), evidence="[1].ke-hoach.pdf", figures={"level": "Đúng hạn"}),
        "I.2": Answers(score=D(20), evidence="[1].bao-cao.pdf", figures={"count": D(0)}),
        "II.1": Answers(score=D(40), evidence="[1].kq.pdf", figures={"numerator": D(8), "denominator": D(8)}),
        "II.2": Answers(mark="x", explanation="Không phát sinh hồ sơ trong kỳ"),
    }
    form = template.build(app.load_criteria("tinh-a-2026.yaml"), unit="Sở Nội vụ", answers=answers)
    Path("nhan/snv.xlsx").write_bytes(form)


def reword_for_next_year() -> None:
    text = Path("tinh-a-2026.yaml").read_text(encoding="utf-8").replace("2026", "2027")
    Path("tinh-a-2027.yaml").write_text(text.replace("UBND tỉnh giao", "cấp trên giao"), encoding="utf-8")


STEPS: tuple[tuple[str, Callable[[], None] | None, int], ...] = (
    ("criteria from-table quyet-dinh.docx", decide, 1),
    ("criteria export nd335-2025", take_up_the_proposals, 0),
    ("criteria from-table tinh-a.xlsx", fix_the_points, 0),
    ("criteria lint", back_to_the_decision, 0),
    ("criteria show", None, 0),
    ("criteria export tinh-a-2026.yaml", None, 0),
    ("criteria from-table tinh-a-2026.xlsx", None, 0),
    ("template", list_the_units, 0),
    ("validate", receive_a_form, 0),
    ("consolidate", None, 0),
    ("criteria diff", reword_for_next_year, 0),
    ("migrate", None, 0),
)


def test_every_command_of_the_guide(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    told = commands()
    assert len(told) == len(STEPS)
    for words, (name, before, code) in zip(told, STEPS, strict=True):
        assert " ".join(words).startswith(name)
        if before is not None:
            before()
        got = main(words)
        said = capsys.readouterr()
        assert got == code, (words, said)
        if name == "criteria lint":
            assert said.out == ""
    assert sorted(path.name for path in Path("bieu").iterdir()) == ["snv.xlsx", "sxd.xlsx", "syt.xlsx"]
    kept = app.load_criteria("tinh-a-2026.yaml").tree()
    assert [leaf.rule.kind for leaf in kept.leaves] == ["choice", "deduction", "ratio", "direct"]
    assert kept["II.2"].exclusion.basis == "không phát sinh hồ sơ thì trừ vào điểm tổng"
    assert app.load_criteria("tinh-a-2027.yaml").id == "tinh-a-2027"
    assert Path("snv-2027.xlsx").exists()
