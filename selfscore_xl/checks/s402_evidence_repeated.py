"""A file listed twice in one cell makes a list look longer than it is, and hides that other files may
have been meant (source report: in II.1 items 8 to 14 repeat 1 to 7; in III.3.b item 4 repeats 3).

Compared by name, without the mark that an upload left in it; names that were cut short count as far as
they can be read. Words of free text count only where they name a document.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..evidence import Item, identity, is_file, itemized
from ..finding import Finding
from ..text import Text

CHECK = Check(
    code="S402",
    name="evidence-repeated",
    severity="warning",
    title=Text("Tài liệu bị liệt kê lặp trong cùng một ô", "Evidence listed twice in one cell"),
    message=Text(
        "Danh sách tài liệu của tiêu chí {code} bị lặp: {repeated} trùng với {first}.",
        "The evidence of criterion {code} lists documents twice: {repeated} = {first}.",
    ),
    hint=Text(
        "Xóa mục lặp lại tại ô {cell}, hoặc ghi đúng tên nếu đó là tài liệu khác.",
        "Delete the repeated items in cell {cell}, or give the right name if another document is meant.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    for node, line, excluded in context.leaves:
        if excluded:
            continue
        first: dict[str, Item] = {}
        repeated: list[Item] = []
        originals: list[Item] = []
        for item in context.evidence.get(node.key, ()):
            if item.name and (item.number is not None or is_file(item) or any(map(str.isdigit, item.name))):
                known = first.setdefault(identity(item.name), item)
                if known is not item:
                    repeated.append(item)
                    if known not in originals:
                        originals.append(known)
        if repeated:
            yield CHECK.at(
                line.evidence,
                criterion=node.key,
                repeated=itemized(repeated),
                first=itemized(originals),
            )


BAD = Example(
    """
    Mã  | Điểm tối đa | Tự đánh giá | Tài liệu kiểm chứng/Giải trình
    I   | 5           |             |
    I.1 | 2           | 2           | [1].bao-cao-01.pdf [2].kh-05.pdf [3].bao-cao-01.pdf
    I.2 | 3           | 3           | [1].bao-cao-02.pdf
    """,
    at="I.1 evidence",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Tự đánh giá | Tài liệu kiểm chứng/Giải trình
    I   | 5           |             |
    I.1 | 2           | 2           | [1].bao-cao-01.pdf [2].kh-05.pdf [3].bao-cao-03.pdf
    I.2 | 3           | 3           | [1].bao-cao-02.pdf
    """,
)
