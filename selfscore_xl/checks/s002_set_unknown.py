"""A form of a set that is not at hand cannot be checked: maxima, rows and rules are the set's.

They are never read from the submitted workbook instead ("unprotected and tampered file passed" was
the bug of a tool that did).
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..text import Text

CHECK = Check(
    code="S002",
    name="set-unknown",
    severity="error",
    title=Text("Không có bộ tiêu chí của biểu", "The form's criteria set is not at hand"),
    message=Text(
        "Biểu lập theo bộ tiêu chí «{set}», chương trình không có bộ này (đang có: {known}).",
        "The form was made from the criteria set “{set}”, which is not at hand (known: {known}).",
    ),
    hint=Text(
        "Dùng biểu của một bộ tiêu chí đang có, hoặc xin cơ quan ban hành tệp bộ tiêu chí «{set}» và "
        "thêm «-c TỆP» vào lệnh.",
        "Use a form of a known set, or ask the issuer for the file of the set “{set}” and add "
        "“-c FILE” to the command.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    """Nothing by itself: without its set a form is refused before there is anything to check."""
    return iter(())


_TABLE = """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 2           |             |             |                                |
    I.1 | 2           |             | 2           | [1].bao-cao-01.pdf             |
    """
BAD = Example(_TABLE, at="file")
GOOD = Example(_TABLE)
