"""Many filled forms of one set, quickly: one form is built, the others are spliced from it with other
scores, marks, texts and names, and with the subtotals that follow from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

from selfscore_xl import demo, template
from selfscore_xl.cell import ref
from selfscore_xl.layout import FORM_SHEET, IDENTITY_NAMES, IDENTITY_SHEET, Field, Footer, Head, Layout
from selfscore_xl.ooxml.edit import Editor
from selfscore_xl.ooxml.workbook import Workbook
from selfscore_xl.scoring import Answer, score, to_grid

WORDS = (
    "đã hoàn thành đúng hạn", "còn chậm so với kế hoạch", "chưa có kinh phí", "đã báo cáo Sở Nội vụ",
    "đang phối hợp với các đơn vị", "đạt 96,7 % kế hoạch năm", "do thay đổi nhân sự", "đã khắc phục trong kỳ",
)  # fmt: skip
REASONS = (
    "Đơn vị không được giao nhiệm vụ này trong kỳ.",
    "Không phát sinh hồ sơ thuộc thẩm quyền giải quyết.",
    "Đơn vị không có chức năng thanh tra, kiểm tra; đề nghị trừ vào điểm tổng.",
)


@cache
def base() -> bytes:
    """The filled form of the source report, made for no unit in particular."""
    filled = demo.load()
    return template.build(filled.criteria, period=filled.period, answers=filled.answers)


def answered(seed: int) -> dict[str, tuple[Answer, str, str]]:
    """Key -> answer, evidence, explanation of a made-up unit."""
    random = Random(seed)
    tree = demo.load().criteria.tree()
    skill = random.uniform(0.55, 1.0)
    out = {
        key
        for key in ("I.1", "I.2.a", "I.7", "I.8", "I.9.b", "II.2", "IV.1", "IV.2")
        if random.random() < 0.3
    }
    found: dict[str, tuple[Answer, str, str]] = {}
    for node in tree:
        if any(up.key in out for up in tree.lineage(node.key)):
            if node.key in out:
                found[node.key] = (Answer(marked=True), "", random.choice(REASONS))
            elif not node.children:
                found[node.key] = (Answer(), "", "")
        elif not node.children:
            share = Decimal(str(round(min(1.0, random.gauss(skill, 0.15)), 2)))
            points = max(Decimal(0), to_grid(node, node.max_score * share))
            said = f"{random.choice(WORDS).capitalize()}, {random.choice(WORDS)} ({seed}-{node.key})."
            proof = f"[1].bc-{seed}-{node.key.lower().replace('.', '-')}-2023.pdf"
            found[node.key] = (Answer(points), proof, said if points < node.max_score else "")
    return found


def form(
    unit: str,
    seed: int,
    *,
    issued_to: str = "",
    scores: Mapping[str, Decimal] | None = None,
    appraised: Mapping[str, Decimal] | None = None,
    version: str = "",
    period: str = "",
) -> bytes:
    """A filled form of a unit; ``scores`` replace some that the seed gives, ``period`` the one that the form
    is issued for."""
    criteria = demo.load().criteria
    tree, layout = criteria.tree(), Layout(criteria)
    editor = Editor(Workbook.open(base()))
    answers: dict[str, Answer] = {}
    for key, (answer, evidence, explanation) in answered(seed).items():
        if scores and key in scores:
            answer = answer._replace(score=scores[key])
        if appraised and key in appraised:
            answer = answer._replace(appraised=appraised[key])
        answers[key] = answer
        editor.set_value(FORM_SHEET, layout.address(key, Field.EXCLUDED), "x" if answer.marked else "")
        if tree[key].is_leaf:
            put(editor, layout.address(key, Field.SELF), answer.score)
            editor.set_value(FORM_SHEET, layout.address(key, Field.EVIDENCE), evidence)
            if answer.appraised is not None:
                put(editor, layout.address(key, Field.APPRAISED), answer.appraised)
                editor.set_value(FORM_SHEET, layout.address(key, Field.OPINION), "Theo tài liệu kiểm chứng.")
        editor.set_value(FORM_SHEET, layout.address(key, Field.EXPLANATION), explanation)
    for node in tree:
        if node.children and node.key not in answers:
            editor.set_value(FORM_SHEET, layout.address(node.key, Field.EXCLUDED), "")
            editor.set_value(FORM_SHEET, layout.address(node.key, Field.EXPLANATION), "")
    figures = score(tree, answers)
    for node in tree:
        if node.children:
            put(editor, layout.address(node.key, Field.SELF), figures.nodes[node.key].score)
            put(editor, layout.address(node.key, Field.APPRAISED), figures.nodes[node.key].appraised)
    totals = figures.totals
    for footer, total in (
        (Footer.MAX, totals.max), (Footer.EXCLUDED, totals.excluded), (Footer.SELF, totals.score),
        (Footer.PENALTY, totals.penalty), (Footer.ACHIEVED, totals.achieved), (Footer.RATE, totals.rate),
    ):  # fmt: skip
        put(editor, layout.footer(footer), total)
    put(editor, layout.footer(Footer.MAX, Field.SELF), totals.score)
    put(editor, layout.footer(Footer.MAX, Field.APPRAISED), totals.appraised)
    editor.set_value(FORM_SHEET, layout.head(Head.UNIT), unit)
    if period:
        editor.set_value(FORM_SHEET, layout.head(Head.PERIOD), period)
    stamps = {"unit": issued_to, "version": version, "period": period}
    sheet = Workbook.open(base()).sheet(IDENTITY_SHEET)
    for (row, column), cell in sheet.cells.items():
        for name, value in stamps.items():
            if column == 1 and value and cell.value == IDENTITY_NAMES[name]:
                editor.set_value(IDENTITY_SHEET, (row, 2), value)
    return editor.to_bytes()


def put(editor: Editor, address: tuple[int, int], value: Decimal | None) -> None:
    editor.set_value(FORM_SHEET, address, "" if value is None else value)


NAMES = (
    "Sở Nội vụ", "Sở Tài chính", "Sở Y tế", "Sở Tư pháp", "Sở Công Thương", "Sở Xây dựng",
    "Sở Giáo dục và Đào tạo", "Sở Khoa học và Công nghệ", "Sở Nông nghiệp và Môi trường",
    "Sở Văn hóa, Thể thao và Du lịch", "Thanh tra tỉnh", "Văn phòng UBND tỉnh", "Sở Dân tộc và Tôn giáo",
    "Ban Quản lý Khu kinh tế", "Sở Ngoại vụ",
)  # fmt: skip


def name(index: int) -> str:
    return NAMES[index] if index < len(NAMES) else f"UBND xã Hải Lăng {index - len(NAMES) + 1}"


def write(folder: Path, seeds: Iterable[int]) -> list[Path]:
    """A form per seed, each of a unit of its own, as ``NUMBER.xlsx``."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for seed in seeds:
        path = folder / f"{seed:04}.xlsx"
        path.write_bytes(form(name(seed), seed))
        paths.append(path)
    return paths


def address(key: str, field: Field) -> str:
    return ref(*Layout(demo.load().criteria).address(key, field))
