"""No ratio follows from figures that cannot be: words, a number below 0, more files settled than
received, a part of a case, or a total of 0, which means that the task did not arise (exclude it, never
score it).

"1.714" on the data sheet is 1714 to the one who typed it and 1,714 to the machine: where cases are
counted a fraction is a misread thousand. What is counted is told from the figure's label ("Số …", "Tổng
số …"); money and areas may have decimals. A level is chosen from a list, and what is stated for the unit as
a whole is a percentage, a number of cases, or có and không.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..checking import Check, Context, Example
from ..criteria import Criterion, FactKind, Input
from ..finding import Finding
from ..scoring import fact_value, is_count, level_number
from ..submission import Entry
from ..text import Text, format_number
from .words import seen

CHECK = Check(
    code="S113",
    name="data-impossible",
    severity="error",
    title=Text("Số liệu không hợp lý", "The figures cannot be right"),
    message=Text(
        "Số liệu «{label}»{of} là {seen}: {why}.",
        "The figure “{label}”{of} is {seen}: {why}.",
    ),
    hint=Text(
        "Nhập lại số liệu tại ô {cell} của trang «{sheet}»{otherwise}.",
        "Enter the figure again in cell {cell} of the sheet “{sheet}”{otherwise}.",
    ),
)

_NOTHING = Text("", "")
_NOT_A_NUMBER = Text("không phải là số", "it is no number")
_NEGATIVE = Text("không được là số âm", "it is negative")
_AMBIGUOUS = Text("có thể đọc theo hai cách", "it can be read in two ways")
_FRACTION = Text("phải là số nguyên", "it must be a whole number")
_NO_LEVEL = Text("không có trong danh sách các mức", "it is none of the levels")
_NO_TOTAL = Text("không tính được tỷ lệ trên tổng số bằng 0", "no ratio follows from a total of 0")
_ABOVE = Text("lớn hơn «{label}» ({total})", "it is above “{label}” ({total})")
_EXCLUDE = Text(
    "; nếu trong kỳ không phát sinh thì chọn x ở cột «Đề nghị trừ» và nêu lý do",
    "; if nothing arose in the period, choose x in the column “Đề nghị trừ” and say why",
)


def find(context: Context) -> Iterator[Finding]:
    data = context.submission.data
    for node, _, _ in context.to_score:
        sound = {}
        for one in node.rule.asked:
            entry = data.get((node.key, one.name))
            if entry is None or entry.is_empty:
                continue
            why = _fault(node, one, entry)
            if why is None:
                sound[one.name] = entry
                continue
            may_exclude = why is _NO_TOTAL and node.key not in context.not_excludable
            yield _finding(node, one, entry, why, _EXCLUDE if may_exclude else _NOTHING)
        part, whole = sound.get("numerator"), sound.get("denominator")
        if part and whole and part.number and whole.number and part.number > whole.number:
            inputs = {one.name: one for one in node.rule.asked}
            values = {"label": inputs["denominator"].label, "total": whole.number}
            why = Text(_ABOVE.fill("vi", values), _ABOVE.fill("en", values))
            yield _finding(node, inputs["numerator"], part, why, _NOTHING, whole)
    for fact in context.criteria.facts:
        entry = context.submission.facts.get(fact.code)
        if entry is not None and not entry.is_empty and fact_value(fact.kind, entry) is None:
            shown = percentage(entry.number) if fact.kind == "percent" and entry.number else seen(entry)
            yield CHECK.at(
                entry, label=fact.label, of=_NOTHING, seen=shown, why=_FACTS[fact.kind], otherwise=_NOTHING
            )


_FACTS: dict[FactKind, Text] = {
    "percent": Text("phải là tỷ lệ từ 0 % đến 100 %", "it must be a percentage from 0 to 100"),
    "count": Text("phải là số nguyên không âm", "it must be a whole number of 0 or more"),
    "yes_no": Text("chỉ được chọn có hoặc không", "it must be có or không"),
}


def percentage(part: Decimal) -> Text:
    """A part as the percentage that its cell shows."""
    percent = part * 100
    return Text(f"{format_number(percent, 'vi')} %", f"{format_number(percent, 'en')} %")


def _fault(node: Criterion, one: Input, entry: Entry) -> Text | None:
    if one.name == "level":
        known = entry.kind == "text" and level_number(node, entry.text) is not None
        return None if known else _NO_LEVEL
    number = entry.number
    if number is None or entry.kind not in ("number", "text"):
        return _NOT_A_NUMBER
    if entry.ambiguous:
        return _AMBIGUOUS
    if number < 0:
        return _NEGATIVE
    if number == 0 and one.name == "denominator":
        return _NO_TOTAL
    return _FRACTION if is_count(one) and number != number.to_integral_value() else None


def _finding(
    node: Criterion, one: Input, entry: Entry, why: Text, otherwise: Text, *related: Entry
) -> Finding:
    return CHECK.at(
        entry,
        criterion=node.key,
        related=related,
        label=one.label or one.name,
        of=Text(f" của tiêu chí {node.key}", f" of criterion {node.key}"),
        seen=seen(entry),
        why=why,
        otherwise=otherwise,
    )


BAD = Example(
    """
    Mã  | Điểm tối đa | Quy tắc | Số liệu                       | Tự đánh giá | Tài liệu kiểm chứng/Giải trình
    I   | 5           |         |                               |             |
    I.1 | 2           | ratio   | numerator=104 denominator=100 | 2           | [1].bao-cao-01.pdf
    I.2 | 3           |         |                               | 3           | [1].bao-cao-02.pdf
    """,
    at="data I.1 numerator",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Quy tắc | Số liệu                       | Tự đánh giá | Tài liệu kiểm chứng/Giải trình
    I   | 5           |         |                               |             |
    I.1 | 2           | ratio   | numerator=100 denominator=100 | 2           | [1].bao-cao-01.pdf
    I.2 | 3           |         |                               | 3           | [1].bao-cao-02.pdf
    """,
)
