"""A form of another period reports other work: last period's form filled in again is the usual way.

Both what people read above the table and the stamp inside the workbook are compared with the
set's period; case and spaces do not count. A form that was issued for a period of its own
(``template --period``) is right as it was issued.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..layout import Head
from ..text import Text, fold
from .rows import is_of_another_version
from .words import BLANK, head_place, quoted

CHECK = Check(
    code="S502",
    name="period-differs",
    severity="warning",
    title=Text("Kỳ đánh giá không khớp bộ tiêu chí", "Period is not that of the criteria set"),
    message=Text(
        "Kỳ đánh giá của biểu đang {seen}, bộ tiêu chí dùng cho kỳ {right}.",
        "The form's period is {seen}; the criteria set is for {right}.",
    ),
    hint=Text(
        "Nộp biểu của kỳ {right}; nếu đúng là biểu của kỳ này thì ghi lại kỳ đánh giá phía trên bảng.",
        "Submit a form of {right}; if this is one, correct the period above the table.",
    ),
)


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
    yield CHECK.at(
        head_place(context, Head.PERIOD),
        value=shown or stamped,
        seen=now,
        right=quoted(right),
    )


_TABLE = """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 2           |             |             |                                |
    I.1 | 2           |             | 2           | [1].bao-cao-01.pdf             |
    """
BAD = Example(_TABLE, at="head period", facts={"period": "Năm 2022"})
GOOD = Example(_TABLE, facts={"period": "NĂM  2023"})
