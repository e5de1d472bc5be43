"""What an official reads in ``Kiểm tra`` after typing: each row of the table below is typed into a form in
LibreOffice, and the words there are the whole of what is said."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from selfscore_xl import template
from selfscore_xl.criteria import Criteria, Criterion, Exclusion, Level, Rule
from selfscore_xl.layout import FORM_SHEET, Field, Layout
from selfscore_xl.template import Answers
from tests.office.client import Office
from tests.parity.agreement import context_of, differences
from tests.template.fills import every_rule

PAPER, WHY = "[1].bao-cao-01.pdf", "Còn một việc chậm."
FORBIDDEN = {"exclusion": Exclusion(False)}
LEVELS = {"rule": Rule("choice", levels=tuple(Level(Decimal(one), f"mức {one}") for one in (0, 2, 5)))}
OTHERS = {"rule": Rule("given", by="Hội đồng")}
AWARDED = {"exclusion": Exclusion(True, "", "full")}
HALVES = {"step": Decimal("0.5")}


class Case(NamedTuple):
    """One row: the criterion of 5 points, what is typed in it, and what it says."""

    words: str
    score: str = ""
    mark: str = ""
    evidence: str = PAPER
    explanation: str = ""
    of: dict[str, Any] = {}  # noqa: RUF012


CASES = (
    Case("✓", "5"),
    Case("✓", "4.55", explanation=WHY),
    Case("✓", "0", evidence="", explanation=WHY),
    Case("✓", "50%", explanation=WHY),
    Case("✓", "=2+3"),
    Case("✗ Điểm cao hơn điểm tối đa", "5.01"),
    Case("✗ Điểm cao hơn điểm tối đa", "50"),
    Case("✗ Điểm cao hơn điểm tối đa", "5/5/2023"),  # a number in a cell of numbers
    Case("✗ Điểm là số âm", "-1"),
    Case("✗ Điểm không phải là số", "năm điểm"),
    Case("✗ Điểm không phải là số", "'5/5"),
    Case("✗ Điểm không phải là số", "TRUE"),
    Case("✗ Điểm được nhập dưới dạng văn bản", "'5"),
    Case("✗ Điểm được nhập dưới dạng văn bản", "4,5"),
    Case("✗ Điểm được nhập dưới dạng văn bản", "\u00a04.5\u200b"),
    Case("✗ Điểm ghi không rõ, có thể đọc theo hai cách", "'1.714"),
    Case("✗ Ô điểm báo lỗi", "=1/0"),
    Case("✗ Điểm lẻ hơn mức cho phép", "4.555", explanation=WHY),
    Case("✗ Điểm lẻ hơn mức cho phép", "4.25", explanation=WHY, of=HALVES),
    Case("✗ Điểm không đúng mức quy định", "3", explanation=WHY, of=LEVELS),
    Case("✓", "2", explanation=WHY, of=LEVELS),
    Case("… Chưa nhập điểm"),
    Case("… Chưa nhập điểm", "\u00a0 "),
    Case("✗ Đã đề nghị trừ nhưng vẫn chấm điểm", "3", "x", explanation=WHY),
    Case("✗ Đề nghị trừ nhưng chưa nêu lý do", mark="x", evidence=""),
    Case("✗ Đề nghị trừ nhưng chưa nêu lý do", mark="X", evidence="", explanation="\u00a0"),
    Case("✗ Tiêu chí này không được đề nghị trừ", mark="x", explanation=WHY, of=FORBIDDEN),
    Case("✗ Tiêu chí này không được đề nghị trừ", "3", "x", explanation=WHY, of=FORBIDDEN),
    Case("✗ Dấu đề nghị trừ không đúng", mark="có", explanation=WHY),
    Case("✗ Dấu đề nghị trừ không đúng", "5", "1"),
    Case("✓ không chấm", mark="x", evidence="", explanation=WHY),
    Case("✓ không chấm", "0", " X ", evidence="", explanation=WHY),
    Case("✓ tính đủ điểm", mark="x", evidence="", explanation=WHY, of=AWARDED),
    Case("✗ Có điểm nhưng chưa có tài liệu kiểm chứng", "5", evidence=""),
    Case("✗ Có điểm nhưng chưa có tài liệu kiểm chứng", "5", evidence=" \u200b"),
    Case("✗ Chưa đạt điểm tối đa nhưng chưa giải trình", "4.5"),
    Case("✗ Chấm 0 điểm nhưng chưa giải trình", "0", evidence=""),
    Case("✗ Đơn vị không tự chấm tiêu chí này", "5", of=OTHERS),
    Case("✓", evidence="", of=OTHERS),
)
BONUS = (
    Case("✓", "5"),
    Case("✓", evidence=""),
    Case("✗ Điểm cộng vượt mức tối đa", "6"),
    Case("✗ Điểm là số âm", "-1"),
)
PENALTIES = (
    Case("✓", "-2"),
    Case("✓", evidence=""),
    Case("✗ Điểm trừ vượt mức tối đa", "-6"),
    Case("✗ Điểm trừ thiếu dấu trừ", "2"),
)


def criteria() -> Criteria:
    nodes = []
    for code, kind, cases in (("I", "main", CASES), ("II", "bonus", BONUS), ("III", "penalty", PENALTIES)):
        keys = tuple(f"{code}.{index}" for index in range(1, len(cases) + 1))
        # A cap of the group that no leaf's points reach, so that the leaves alone speak.
        most = Decimal(5 * len(cases))
        nodes.append(Criterion(code, code, "Nhóm", most, 1, None, keys, kind=kind))  # type: ignore[arg-type]
        for key, case in zip(keys, cases, strict=True):
            options: dict[str, Any] = {"kind": kind, "evidence": "required", **case.of}
            nodes.append(Criterion(key, key, "Dòng", Decimal(5), 2, code, (), **options))
    return every_rule()._replace(nodes=tuple(nodes), facts=(), grades=(), sanctions=())


def test_kiem_tra_says_in_words_what_is_wrong(office: Office, tmp_path: Path) -> None:
    made = criteria()
    layout = Layout(made)
    path, saved = tmp_path / "form.xlsx", tmp_path / "saved.xlsx"
    leaves = [node.key for node in made.nodes if node.is_leaf]
    cases = (*CASES, *BONUS, *PENALTIES)
    # Where others score, only a form that came with a score takes one.
    came = {
        key: Answers(score="1")
        for key, case in zip(leaves, cases, strict=True)
        if case.of is OTHERS and case.score
    }
    path.write_bytes(template.build(made, answers=came))
    typed: dict[str, str] = {}
    for key, case in zip(leaves, cases, strict=True):
        for field, text in (
            (Field.EXCLUDED, case.mark),
            (Field.SELF, case.score),
            (Field.EVIDENCE, case.evidence),
            (Field.EXPLANATION, case.explanation),
        ):
            if text:
                typed[layout.ref(key, field)] = text
    with office.open(path) as book:
        book.enter(FORM_SHEET, typed)
        shown = book.values(FORM_SHEET)
        book.save(saved)
        sheets = {sheet: book.values(sheet) for sheet in book.sheets()}
    said = {
        f"{key}: {case}": shown[layout.ref(key, Field.CHECK)] for key, case in zip(leaves, cases, strict=True)
    }
    assert said == {f"{key}: {case}": case.words for key, case in zip(leaves, cases, strict=True)}
    # The checks say the same of the file, and the line above the table counts the same rows.
    assert differences(context_of(made, saved), sheets) == []
    assert str(shown["A7"]).startswith("Đã chấm 30/37 tiêu chí · 31 dòng cần xem lại · Tổng 195 · ")
