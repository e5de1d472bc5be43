"""A check that fails must not take the others with it, nor hide that something was not looked at.

The finding names the check and the kind of failure; the rest of the findings stand.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..text import Text

CHECK = Check(
    code="S901",
    name="check-crashed",
    severity="warning",
    title=Text("Một nội dung kiểm tra không chạy được", "A check could not be run"),
    message=Text(
        "Nội dung kiểm tra {check} không chạy được với biểu này ({error}); các nội dung khác đã kiểm tra.",
        "Check {check} could not be run on this form ({error}); all others were.",
    ),
    hint=Text(
        "Gửi biểu này cho người phụ trách kỹ thuật của cơ quan ban hành bộ tiêu chí.",
        "Send this form to the technical contact of the issuing office.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    """Nothing by itself: ``checking.run`` makes this finding when another check raises."""
    return iter(())


_TABLE = """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 2           |             |             |                                |
    I.1 | 2           |             | 2           | [1].bao-cao-01.pdf             |
    """
BAD = Example(_TABLE, at="file")
GOOD = Example(_TABLE)
