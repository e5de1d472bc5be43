"""Without its protection the form's maxima, formulas and rows can be changed by accident.

Protection is a courtesy, not security: everything locked is compared with the set all the same
(S004 to S009). This finding tells the reader why those may have happened.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding, Place
from ..text import Text

CHECK = Check(
    code="S010",
    name="protection-removed",
    severity="warning",
    title=Text("Trang tính đã bỏ khóa bảo vệ", "Sheet protection removed"),
    message=Text(
        "Trang tính «{sheet}» không còn khóa bảo vệ; biểu gốc khóa mọi ô trừ các ô nhập.",
        "Sheet “{sheet}” is no longer protected; the form as issued locks every cell but the inputs.",
    ),
    hint=Text(
        "Bật lại bảo vệ trang tính (Xem lại > Bảo vệ Trang tính) trước khi nộp, và không sửa ô in sẵn.",
        "Protect the sheet again (Review > Protect Sheet) before submitting; change no printed cell.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    submission = context.submission
    if submission.source.formulas_seen and not submission.form.protected:
        yield CHECK.at(Place(submission.form.sheet, ""))


_TABLE = """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 2           |             |             |                                |
    I.1 | 2           |             | 2           | [1].bao-cao-01.pdf             |
    """
BAD = Example(_TABLE, at="sheet Chấm điểm", facts={"protected": False})
GOOD = Example(_TABLE)
