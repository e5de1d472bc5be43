"""A form of another period reports other work: last period's form filled in again is the usual way.

Both what people read above the table and the stamp inside the workbook are compared with the
set's period; case and spaces do not count. A form that was issued for a period of its own
(``template --period``) is right as it was issued, as long as the other units' forms are of that period
too: among many forms the odd ones are reported.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..layout import Head
from ..text import Text, fold
from ..typed import TYPE_CHECKING
from .rows import is_of_another_version
from .words import BLANK, head_place, quoted

if TYPE_CHECKING:
    from ..sending import Batch, Sent

CHECK = Check(
    code="S502",
    name="period-differs",
    severity="warning",
    title=Text(
        "Kỳ đánh giá không khớp bộ tiêu chí hoặc các biểu khác",
        "Period is not that of the criteria set, or of the other forms",
    ),
    message=Text(
        "Kỳ đánh giá của biểu{whose} đang {seen}, {others} {right}.",
        "The period of the form{whose} is {seen}; {others} {right}.",
    ),
    hint=Text("{cure}.", "{cure}."),
)

_OF_THE_SET = Text("bộ tiêu chí dùng cho kỳ", "the criteria set is for")


def find(context: Context) -> Iterator[Finding]:
    right = context.criteria.period.name
    if not right or is_of_another_version(context):
        return
    entry, mark = context.submission.head.get(Head.PERIOD), context.submission.identity
    shown, stamped = entry.text if entry is not None else "", mark.period
    is_of_this_set = mark.fingerprint == context.criteria.fingerprint
    if is_of_this_set and fold(stamped) and fold(shown) == fold(stamped):
        return
    if fold(shown) != fold(right):
        now = quoted(shown)
        now = Text(f"là {now.vi}", now.en) if fold(shown) else BLANK
    elif stamped and fold(stamped) != fold(right):
        now = Text(
            f"là «{stamped}» theo dấu nhận dạng lưu trong tệp",
            f"“{stamped}” by the stamp inside the workbook",
        )
    else:
        return
    due = quoted(right)
    yield CHECK.at(
        head_place(context, Head.PERIOD),
        value=shown or stamped,
        whose="",
        seen=now,
        others=_OF_THE_SET,
        right=due,
        cure=Text(
            f"Nộp biểu của kỳ {due.vi}; nếu đúng là biểu của kỳ này thì ghi lại kỳ đánh giá phía trên bảng",
            f"Submit a form of {due.en}; if this is one, correct the period above the table",
        ),
    )


def across(batch: Batch) -> Iterator[Finding]:
    """Forms of one set that are not of the period that most of them are; of two with equally many forms,
    the one saved last is taken to be due. What ``find`` sees in a form by itself is left to it."""
    for edition in batch.editions:
        by_period: dict[str, list[Sent]] = {}
        for form in batch.forms:
            if form.period and (form.set_id, form.version) == edition:
                by_period.setdefault(fold(form.period), []).append(form)
        if len(by_period) > 1:
            due, *odd = sorted(by_period.values(), key=_precedence, reverse=True)
            for form in sorted((form for forms in odd for form in forms), key=lambda one: one.file):
                yield _odd_one(form, due)


def _precedence(forms: list[Sent]) -> tuple[int, str, str]:
    return len(forms), max(form.saved for form in forms), fold(forms[0].period)


def _odd_one(form: Sent, due: list[Sent]) -> Finding:
    seen, right = quoted(form.period), quoted(due[0].period)
    others = "another form of this set is" if len(due) == 1 else f"{len(due)} others of this set are"
    return CHECK.at(
        None,
        unit=form.unit,
        file=form.file,
        whose=Text(f" «{form.unit}» ({form.file})", f" of “{form.unit}” ({form.file})")
        if form.unit
        else f" ({form.file})",
        seen=Text(f"là {seen.vi}", seen.en),
        others=Text(f"{len(due)} biểu khác của bộ này ghi kỳ", f"{others} for"),
        right=right,
        cure=Text(
            f"Đề nghị đơn vị nộp biểu của kỳ {right.vi}; nếu cả hai kỳ đều đúng thì tổng hợp riêng từng kỳ",
            f"Ask the unit for its form of {right.en}; if both periods are due, consolidate each by itself",
        ),
    )


BAD = Example(
    """
    Tệp       | Đơn vị | Kỳ đánh giá | Lưu lúc
    so-a.xlsx | Sở A   | Quý II/2026 | 2026-07-01T08:00:00Z
    so-b.xlsx | Sở B   | QUÝ II/2026 | 2026-07-02T08:00:00Z
    so-c.xlsx | Sở C   | Quý I/2026  | 2026-04-01T08:00:00Z
    """,
    at="so-c.xlsx period",
)
GOOD = Example(
    """
    Tệp       | Đơn vị | Kỳ đánh giá | Lưu lúc
    so-a.xlsx | Sở A   | Quý II/2026 | 2026-07-01T08:00:00Z
    so-b.xlsx | Sở B   | QUÝ II/2026 | 2026-07-02T08:00:00Z
    """
)
