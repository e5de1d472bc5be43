"""A file that is no form, or cannot be read, must be refused in one sentence that says what to do.

Offices send the report instead of the form, a page saved as ``.xlsx``, a file with a password, an
old ``.xls`` renamed. None of them may look like a form without findings (exit code 2, not 0).
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..text import Text

CHECK = Check(
    code="S001",
    name="not-a-form",
    severity="error",
    title=Text("Không phải biểu tự chấm điểm đọc được", "Not a form that can be read"),
    message=Text(
        "Không đọc được biểu tự chấm điểm từ tệp này: {reason}.",
        "No self-scoring form could be read from this file: {reason}.",
    ),
    hint=Text("{cure}.", "{cure}."),
)


def find(context: Context) -> Iterator[Finding]:
    """Nothing by itself: reading the file refuses it before there is anything to check."""
    return iter(())


_TABLE = """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 2           |             |             |                                |
    I.1 | 2           |             | 2           | [1].bao-cao-01.pdf             |
    """
BAD = Example(_TABLE, at="file")
GOOD = Example(_TABLE)
