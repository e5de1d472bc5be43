"""A row whose code the set does not know is not scored: what a unit writes there is lost.

Units add rows, and codes are retyped or turned by Excel into numbers (1.10 into 1.1). A title that
belongs to a criterion without a row tells which code is meant; then this is the one finding, and
S004 does not also report that criterion as missing. Codes differ by every letter: I.đ is not I.d.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..layout import Field
from ..submission import Row, is_mark
from ..text import Text
from .rows import is_of_another_version, places, runs, survey
from .words import quoted

CHECK = Check(
    code="S006",
    name="row-not-in-set",
    severity="warning",
    title=Text("Mã tiêu chí không có trong bộ tiêu chí", "Criterion code not in the set"),
    message=Text(
        "Mã {seen} ở ô {cell} {verdict}.",
        "The code {seen} in cell {cell} {verdict}.",
    ),
    hint=Text("{cure}.", "{cure}."),
)

_UNKNOWN = Text("không có trong bộ tiêu chí", "is not in the criteria set")
_SCORED = Text(
    "không có trong bộ tiêu chí, nên điểm ghi ở hàng này không được tính",
    "is not in the criteria set, so the score in its row does not count",
)
_DELETE = Text(
    "Xóa hàng thừa; nội dung cần gửi kèm thì ghi vào cột «Giải trình» của tiêu chí liên quan",
    "Delete the added row; what must be said belongs in the explanation of the criterion concerned",
)


def find(context: Context) -> Iterator[Finding]:
    if is_of_another_version(context):
        return
    rows = context.once(survey)
    for row in context.submission.rows:
        key = rows.retyped.get(row.number)
        if key is None:
            continue
        right = context.tree[key].code
        yield CHECK.at(
            row.entries[Field.CODE],
            criterion=key,
            seen=quoted(row.code),
            verdict=Text(
                f"phải là «{right}»: tên ghi ở hàng này là của tiêu chí {right}",
                f"must be “{right}”: the title in its row is that of criterion {right}",
            ),
            cure=Text(
                f"Nhập lại mã «{right}» tại ô này (định dạng ô là văn bản)",
                f"Enter the code “{right}” in this cell (formatted as text)",
            ),
        )
    unknown = {row.number for row in rows.unknown}
    for run in runs(context.submission.rows, lambda row: row.number in unknown, lambda row: True):
        cells = [row.entries[Field.CODE] for row in run]
        verdict = _SCORED if any(map(_is_scored, run)) else _UNKNOWN
        if len(run) > 1:
            more = len(run) - 1
            verdict = Text(
                f"(và {more} mã ở các hàng liền sau) {verdict.vi}", f"(and {more} below) {verdict.en}"
            )
        yield CHECK.at(
            cells[0], related=places(cells[1:]), seen=quoted(run[0].code), verdict=verdict, cure=_DELETE
        )


def _is_scored(row: Row) -> bool:
    score, mark = row.entries.get(Field.SELF), row.entries.get(Field.EXCLUDED)
    return (score is not None and not score.is_empty) or (mark is not None and is_mark(mark))


_HEADER = """
    Mã   | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I    | 2           |             |             |                                |
    I.1  | 2           |             | 2           | [1].bao-cao-01.pdf             |
"""
BAD = Example(
    _HEADER + "    +I.1x | 1          |             | 1           | [1].bao-cao-03.pdf             |\n",
    at="cell A18",
)
GOOD = Example(_HEADER)
