"""A mark on a group takes out everything below it; further marks below are counted once and confuse the
reader who wonders whether the group's own was meant.

One note per marked group, whatever the number of marks below.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..evidence import first_few
from ..finding import Finding
from ..text import Text

CHECK = Check(
    code="S206",
    name="exclusion-repeated-on-group",
    severity="info",
    title=Text("Đánh dấu trừ lặp lại trong nhóm đã trừ", "Marked again inside an excluded group"),
    message=Text(
        "Nhóm {code} đã đề nghị trừ toàn bộ nên dấu x ở {repeated} là thừa; mỗi tiêu chí chỉ trừ một lần.",
        "Group {code} is excluded as a whole, so the x at {repeated} is not needed; each criterion "
        "counts once.",
    ),
    hint=Text(
        "Giữ dấu x tại ô {cell} và xóa dấu x tại {cells}.",
        "Keep the x in cell {cell} and clear the x in {cells}.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    lines, tree = context.lines.by_key, context.tree
    repeated: dict[str, list[str]] = {}
    for key in context.own_marks:
        marked = [node.key for node in tree.lineage(key) if node.key in context.own_marks]
        if len(marked) > 1:
            repeated.setdefault(marked[-1], []).append(key)
    for group, keys in repeated.items():
        marks = [lines[key].mark for key in keys]
        yield CHECK.at(
            lines[group].mark,
            criterion=group,
            related=marks,
            repeated=first_few(keys),
            cells=first_few([mark.place.ref for mark in marks], 12),
        )


BAD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           | x           |             |                                | Không bố trí vốn đầu tư
    I.1.a | 1         | x           |             |                                |
    I.1.b | 1         |             |             |                                |
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
    at="I.1 excluded",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           | x           |             |                                | Không bố trí vốn đầu tư
    I.1.a | 1         |             |             |                                |
    I.1.b | 1         |             |             |                                |
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
)
