"""What may be typed in an input of the form: refused while typing, with words that say what is right.

A rule is courtesy: pasting passes it by. ``Kiểm tra`` and the checks see what was pasted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from ..cell import column_areas, column_letters, ref
from ..criteria import Criterion
from ..layout import DATA_SHEET, EXCLUSION_MARK, HEADERS, Field, Head
from ..text import format_number
from .book import Page
from .columns import Table

LONGEST_TITLE, LONGEST_WORDS = 32, 255
"""Characters that Excel shows of a rule's title and of its words."""


def write(page: Page, table: Table, lists: Mapping[str, str], *, with_group: bool) -> None:
    """Add the rules of the form sheet. ``lists`` gives the defined name of each list of choices: by
    criterion key, and under ``"unit_group"`` that of the unit groups."""
    layout = table.layout
    explanation = HEADERS[Field.EXPLANATION]
    add(
        page,
        areas(layout.rows.values(), layout.columns[Field.EXCLUDED]),
        type="list",
        formula1=f'"{EXCLUSION_MARK}"',
        title=HEADERS[Field.EXCLUDED],
        error=f"Chỉ để trống hoặc chọn {EXCLUSION_MARK}. Lý do đề nghị trừ ghi ở cột «{explanation}».",
        prompt=f"Chọn {EXCLUSION_MARK} nếu đề nghị không chấm và trừ vào điểm tổng; ghi lý do ở cột "
        f"«{explanation}».",
    )
    for field in (Field.SELF, Field.APPRAISED):
        _scores(page, table, lists, field)
    if with_group and "unit_group" in lists:
        add(
            page,
            ref(*layout.head(Head.UNIT_GROUP)),
            type="list",
            formula1=lists["unit_group"],
            title="Nhóm đơn vị",
            error="Chọn một nhóm trong danh sách.",
        )


def _scores(page: Page, table: Table, lists: Mapping[str, str], field: Field) -> None:
    layout = table.layout
    column = layout.columns[field]
    alike: dict[tuple[str, bool, str], list[Criterion]] = {}
    for leaf in table.tree.leaves:
        if leaf.key not in lists:
            words = _range_prompt(leaf, field)
            most = format_number(leaf.max_score, "vi")
            alike.setdefault((most, leaf.kind == "penalty", words), []).append(leaf)
    for (most, is_penalty, prompt), leaves in alike.items():
        rows = [layout.rows[leaf.key] for leaf in leaves]
        # Relative, so that a copied cell takes the maximum of its new row.
        cap = f"${column_letters(layout.columns[Field.MAX])}{min(rows)}"
        limits = f"từ 0 đến điểm tối đa của tiêu chí ({most} điểm)"
        if is_penalty:
            limits = f"âm từ -{most} (mức trừ tối đa) đến 0, ghi kèm dấu trừ"
        add(
            page,
            areas(rows, column),
            type="decimal",
            operator="between",
            formula1=f"-{cap}" if is_penalty else "0",
            formula2="0" if is_penalty else cap,
            title=HEADERS[field],
            error=f"Điểm phải là số {limits}. Kiểm tra lại dấu thập phân theo cài đặt của máy.",
            prompt=prompt,
        )
    for leaf in table.tree.leaves:
        if leaf.key in lists:
            levels = [(format_number(score, "vi"), label) for score, label in levels_of(leaf)]
            add(
                page,
                areas([layout.rows[leaf.key]], column),
                type="list",
                formula1=lists[leaf.key],
                title=HEADERS[field],
                error=f"Chỉ chọn một trong các mức điểm: {'; '.join(score for score, _ in levels)}.",
                prompt="\n".join(f"{score}: {label}" for score, label in levels),
            )


def _range_prompt(leaf: Criterion, field: Field) -> str:
    if field is Field.SELF and leaf.rule.kind == "given":
        return f"Tiêu chí do {leaf.rule.by or 'cơ quan khác'} chấm điểm; đơn vị để trống."
    fine = f"tối đa {leaf.places} chữ số thập phân" if leaf.places else "số nguyên"
    if leaf.step is not None:
        fine = f"bội số của {format_number(leaf.step, 'vi')}"
    most = format_number(leaf.max_score, "vi")
    words = f"Nhập số từ 0 đến {most}; {fine}."
    if leaf.kind == "penalty":
        words = f"Điểm trừ: nhập số âm, từ -{most} đến 0; {fine}. Không bị trừ thì để trống."
    elif leaf.kind == "bonus":
        words = f"Điểm cộng: nhập số từ 0 đến {most}; {fine}. Không có thì để trống."
    if leaf.rule.asked:
        words += f" Điểm theo số liệu xem ở trang «{DATA_SHEET}»."
    return words


def levels_of(leaf: Criterion) -> list[tuple[Decimal, str]]:
    """The levels of a choice as they are typed in the score column: those of a penalty are negative."""
    sign = -1 if leaf.kind == "penalty" else 1
    return [(sign * min(level.score, leaf.max_score) + 0, level.label) for level in leaf.rule.levels]


def add(page: Page, cells: str, *, title: str, error: str, prompt: str = "", **rule: Any) -> None:
    """A rule over cells (areas separated by spaces); blank is always allowed."""
    from openpyxl.worksheet.datavalidation import DataValidation

    page.sheet.add_data_validation(
        DataValidation(
            **rule,
            allow_blank=True,
            sqref=cells,
            errorTitle=short(title, LONGEST_TITLE),
            error=short(error, LONGEST_WORDS),
            promptTitle=short(title, LONGEST_TITLE) if prompt else None,
            prompt=short(prompt, LONGEST_WORDS) if prompt else None,
            showErrorMessage=True,
            showInputMessage=bool(prompt),
        )
    )


def areas(rows: Iterable[int], column: int) -> str:
    """Rows of one column as the areas of a rule."""
    return " ".join(column_areas(rows, column))


def short(text: str, limit: int) -> str:
    """The text, cut to a number of characters."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
