"""A name that ends in "..." was cut by the software that printed it: the file cannot be found by it,
and two cut names may or may not be the same document (source report, most of its cells).

One note per cell. "v.v..." and free words that end in dots are no file names.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..evidence import first_names, is_cut
from ..finding import Finding
from ..text import Text

CHECK = Check(
    code="S404",
    name="evidence-name-cut",
    severity="info",
    title=Text("Tên tài liệu bị cắt cụt", "Names of evidence cut short"),
    message=Text(
        "Tiêu chí {code} có {count} tên tài liệu bị cắt cụt: {names}.",
        "Evidence names cut short at criterion {code}: {count} ({names}).",
    ),
    hint=Text(
        "Ghi đầy đủ tên tài liệu tại ô {cell} để người thẩm định tìm được.",
        "Give the full names in cell {cell} so that the appraiser can find the files.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    for node, line, _ in context.leaves:
        names = [item.name for item in context.evidence.get(node.key, ()) if is_cut(item)]
        if names:
            yield CHECK.at(line.evidence, criterion=node.key, count=len(names), names=first_names(names))


BAD = Example(
    """
    Mã  | Điểm tối đa | Tự đánh giá | Tài liệu kiểm chứng/Giải trình
    I   | 5           |             |
    I.1 | 2           | 2           | [1].62-13-2-2023-ke-hoach-cong-tac...
    I.2 | 3           | 3           | [1].bao-cao-02.pdf
    """,
    at="I.1 evidence",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Tự đánh giá | Tài liệu kiểm chứng/Giải trình
    I   | 5           |             |
    I.1 | 2           | 2           | [1].62-13-2-2023-ke-hoach-cong-tac-nam.pdf
    I.2 | 3           | 3           | [1].bao-cao-02.pdf
    """,
)
