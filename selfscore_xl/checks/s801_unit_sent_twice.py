"""A unit that sends two forms must not be counted twice, and somebody must know which one was.

It happens with every correction: the first form stays in the mailbox beside the second. The latest
valid form counts. The reviewer's copy of a form, with the same answers, is no second one.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..evidence import first_few
from ..finding import Finding
from ..text import Text
from ..typed import TYPE_CHECKING

if TYPE_CHECKING:
    from ..sending import Batch, Sent

CHECK = Check(
    code="S801",
    name="unit-sent-twice",
    severity="warning",
    title=Text("Đơn vị gửi nhiều biểu", "Unit sent several forms"),
    message=Text(
        "«{unit}» gửi {count} biểu ({files}){alike}; {chosen}.",
        "“{unit}” sent {count} forms ({files}){alike}; {chosen}.",
    ),
    hint=Text(
        "Hỏi lại đơn vị nếu đó không phải biểu cuối cùng của đơn vị; xóa các biểu thừa khỏi thư mục.",
        "Ask the unit if the form taken is not its last one; delete the others from the folder.",
    ),
)

_ALIKE = Text(", nội dung giống hệt nhau", ", all with the same answers")
_NONE = Text("không lấy biểu nào vì biểu nào cũng còn lỗi", "none is taken, since all have errors")


def _taken(chosen: Sent) -> Text:
    if chosen.errors:
        return Text(
            f"biểu nào cũng còn lỗi, lấy biểu lưu sau cùng: {chosen.file}",
            f"all have errors, and the one saved last is taken: {chosen.file}",
        )
    return Text(
        f"lấy biểu hợp lệ lưu sau cùng: {chosen.file}", f"the valid one saved last is taken: {chosen.file}"
    )


def find(context: Context) -> Iterator[Finding]:
    """Nothing by itself: it takes many forms, see ``across``."""
    return iter(())


def across(batch: Batch) -> Iterator[Finding]:
    for key, forms in batch.by_unit.items():
        alike = len({form.answers for form in forms}) == 1
        if len(forms) < 2 or (alike and len({form.appraised for form in forms}) == 2):
            continue
        chosen = batch.counting.get(key)
        yield CHECK.at(
            None,
            unit=forms[0].unit,
            file=chosen.file if chosen else forms[0].file,
            count=len(forms),
            files=first_few([form.file for form in forms], 8),
            alike=_ALIKE if alike else "",
            chosen=_taken(chosen) if chosen else _NONE,
        )


BAD = Example(
    """
    Tệp          | Đơn vị      | Lưu lúc              | Nội dung | Lỗi
    so-a.xlsx    | Sở A        | 2026-07-01T08:00:00Z | lần đầu  |
    so-a-2.xlsx  | SỞ  A       | 2026-07-03T08:00:00Z | đã sửa   |
    so-a-3.xlsx  | Sở A        | 2026-07-04T08:00:00Z | sửa nữa  | 2
    so-b.xlsx    | Sở B        | 2026-07-02T08:00:00Z | khác     |
    """,
    at="so-a-2.xlsx unit",
)
GOOD = Example(
    """
    Tệp              | Đơn vị | Lưu lúc              | Nội dung | Thẩm định
    so-a.xlsx        | Sở A   | 2026-07-01T08:00:00Z | lần đầu  |
    so-a-review.xlsx | Sở A   | 2026-07-09T08:00:00Z | lần đầu  | x
    so-b.xlsx        | Sở B   | 2026-07-02T08:00:00Z | khác     |
    """
)
