"""A macro may change the form by itself, and a link shows figures that live in another file.

The form as issued has neither. Macros are kept and never run; linked figures cannot be seen by
whoever has not got the other file.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..text import Text

CHECK = Check(
    code="S016",
    name="macro-or-external-link",
    severity="warning",
    title=Text("Tệp có macro hoặc liên kết ngoài", "Workbook has macros or external links"),
    message=Text("{what}.", "{what}."),
    hint=Text("{cure}.", "{cure}."),
)


def find(context: Context) -> Iterator[Finding]:
    if context.submission.has_macros:
        yield CHECK.at(
            None,
            what=Text(
                "Tệp có macro, biểu gốc không có; macro được giữ nguyên và không chạy khi kiểm tra",
                "The workbook has macros, which the form as issued has not; they are kept and not run",
            ),
            cure=Text(
                "Lưu biểu thành kiểu «Excel Workbook (.xlsx)» rồi nộp tệp đó",
                "Save the form as an “Excel Workbook (.xlsx)” and submit that file",
            ),
        )
    links = context.submission.external_links
    if links:
        yield CHECK.at(
            None,
            what=Text(
                f"Tệp có {links} liên kết đến tệp khác, số liệu ở đó không kèm theo biểu",
                f"The workbook links to {links} other files, whose figures do not come with the form",
            ),
            cure=Text(
                "Vào Dữ liệu > Sửa liên kết > Ngắt liên kết, kiểm tra lại số liệu rồi nộp",
                "Choose Data > Edit Links > Break Link, look the figures over, then submit",
            ),
        )


_TABLE = """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 2           |             |             |                                |
    I.1 | 2           |             | 2           | [1].bao-cao-01.pdf             |
    """
BAD = Example(_TABLE, at="file", facts={"has_macros": True})
GOOD = Example(_TABLE)
