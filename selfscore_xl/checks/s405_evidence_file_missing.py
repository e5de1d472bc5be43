"""A document that is listed but not handed in cannot be checked.

Only where a folder of evidence was given; its files are known by name and none is opened. Names are
compared without case, tone marks, punctuation, extension and upload marks, because the scoring software
rewrites them; a name that was cut is found by its beginning. Free text is no file name.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..evidence import Folder, first_names, is_file
from ..finding import Finding
from ..text import Text

CHECK = Check(
    code="S405",
    name="evidence-file-missing",
    severity="warning",
    title=Text("Không tìm thấy tệp tài liệu kiểm chứng", "Evidence file not found"),
    message=Text(
        "Không tìm thấy {count} tệp của tiêu chí {code} trong thư mục tài liệu: {names}.",
        "Evidence files of criterion {code} missing from the folder: {count} ({names}).",
    ),
    hint=Text(
        "Chép tệp còn thiếu vào thư mục tài liệu, hoặc sửa tên tại ô {cell} cho đúng tên tệp.",
        "Put the missing files into the folder, or correct their names in cell {cell}.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    if context.evidence_files is None:
        return
    folder = Folder(context.evidence_files)
    for node, line, excluded in context.leaves:
        if excluded:
            continue
        items = context.evidence.get(node.key, ())
        names = list(dict.fromkeys(item.name for item in items if is_file(item) and item not in folder))
        if names:
            yield CHECK.at(line.evidence, criterion=node.key, count=len(names), names=first_names(names))


BAD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           |             | 2           | [1].bao-cao-01.pdf             |
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
    at="I.1 evidence",
    facts={"evidence_files": ("bao-cao-02.pdf",)},
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           |             | 2           | [1].bao-cao-01.pdf             |
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
    facts={"evidence_files": ("Báo cáo 01.pdf", "bao-cao-02.pdf")},
)
