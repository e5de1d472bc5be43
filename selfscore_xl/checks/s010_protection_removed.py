"""Without its protection the form's maxima, formulas and rows can be changed by accident.

Protection is a courtesy, not security: everything locked is compared with the set all the same
(S004 to S009). This finding tells the reader why those may have happened. A column that stands at
another place proves that the protection was off, though somebody turned it on again: it is read all the
same, by its header, but scripts and formulas of others go by its place.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding, Place
from ..layout import Field
from ..text import Text
from .words import REPAIR, column, header_cell

CHECK = Check(
    code="S010",
    name="protection-removed",
    severity="warning",
    title=Text("Trang tính bị bỏ khóa hoặc bị xê dịch cột", "Sheet unprotected, or its columns moved"),
    message=Text("{what}.", "{what}."),
    hint=Text("{cure}.", "{cure}."),
)

_PROTECT = Text(
    "Bật lại bảo vệ trang tính (Xem lại > Bảo vệ Trang tính) trước khi nộp, và không sửa ô in sẵn",
    "Protect the sheet again (Review > Protect Sheet) before submitting; change no printed cell",
)
_MOVE_BACK = Text(
    "Bỏ khóa trang tính, chuyển về đúng chỗ rồi khóa lại; hoặc " + REPAIR.vi,
    "Unprotect the sheet, move what was moved back and protect it again; or " + REPAIR.en,
)


def find(context: Context) -> Iterator[Finding]:
    submission = context.submission
    if submission.source.formulas_seen and not submission.form.protected:
        sheet = submission.form.sheet
        what = Text(
            f"Trang tính «{sheet}» không còn khóa bảo vệ; biểu gốc khóa mọi ô trừ các ô nhập",
            f"Sheet “{sheet}” is no longer protected; the form as issued locks every cell but the inputs",
        )
        yield CHECK.at(Place(sheet, ""), what=what, cure=_PROTECT)
    fields = [field for field in Field if field in submission.form.columns]
    in_order = _in_order([submission.form.columns[field] for field in fields])
    moved = [
        (field, before)
        for before, field in zip([None, *fields], fields, strict=False)
        if submission.form.columns[field] not in in_order
    ]
    if moved:
        first, *others = (header_cell(context, field) for field, _ in moved)
        said = [_moved(context, field, before) for field, before in moved]
        yield CHECK.at(
            first,
            related=others,
            what=Text(
                "Cột " + "; cột ".join(one.vi for one in said),
                "The column " + "; the column ".join(one.en for one in said),
            ),
            cure=_MOVE_BACK,
        )


def _moved(context: Context, field: Field, before: Field | None) -> Text:
    name, place = column(field), header_cell(context, field)
    if before is None:
        right = Text("phải là cột đầu tiên của bảng", "must be the first of the table")
    else:
        other = column(before)
        right = Text(f"phải đứng ngay sau cột {other.vi}", f"must follow the column {other.en}")
    return Text(
        f"{name.vi} đã bị chuyển đến ô {place.ref}, {right.vi}",
        f"{name.en} was moved to cell {place.ref} and {right.en}",
    )


def _in_order(columns: list[int]) -> list[int]:
    """The most columns that stand in the form's order: the others were moved."""
    longest: list[int] = []
    ending_with: list[list[int]] = []
    for number in columns:
        before: list[int] = []
        for one in ending_with:
            if one[-1] < number and len(one) > len(before):
                before = one
        ending_with.append([*before, number])
        if len(before) >= len(longest):
            longest = ending_with[-1]
    return longest


_TABLE = """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 2           |             |             |                                |
    I.1 | 2           |             | 2           | [1].bao-cao-01.pdf             |
    """
BAD = Example(_TABLE, at="sheet Chấm điểm", facts={"protected": False})
GOOD = Example(_TABLE)
