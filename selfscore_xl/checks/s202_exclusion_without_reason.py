"""Taking a criterion out of the total raises the rate, so the unit must say why it does not apply; the
council accepts or refuses the exclusion on that reason.

The reason may stand at the marked row or, for a marked group, at each leaf below it. A mark below a
marked group needs none of its own (it is S206), nor does one that is not allowed at all (S203).
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..layout import Field
from ..submission import Line
from ..text import Text

CHECK = Check(
    code="S202",
    name="exclusion-without-reason",
    severity="error",
    title=Text("Đề nghị trừ nhưng chưa nêu lý do", "Excluded without a reason"),
    message=Text(
        "Tiêu chí {code} đã đề nghị trừ nhưng cột «Giải trình» chưa nêu lý do.",
        "Criterion {code} is excluded, but the column “Giải trình” gives no reason.",
    ),
    hint=Text(
        "Ghi lý do đề nghị trừ tại ô {explanation}.",
        "Give the reason for the exclusion in cell {explanation}.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    lines = context.lines.by_key
    for key in context.own_marks:
        line, node = lines[key], context.tree[key]
        if key in context.not_excludable or any(
            above.key in context.own_marks for above in context.tree.lineage(key) if above.key != key
        ):
            continue
        if Field.EXPLANATION not in line.row or not line.explanation.is_empty:
            continue
        if node.children and all(_explained(lines.get(leaf.key)) for leaf in context.tree.leaves_below(key)):
            continue
        yield CHECK.at(
            line.mark, criterion=key, related=[line.explanation], explanation=line.explanation.place.ref
        )


def _explained(line: Line | None) -> bool:
    return line is None or not line.explanation.is_empty


BAD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           | x           |             |                                |
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
    at="I.1 excluded",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           | x           |             |                                | Không có chức năng này
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
)
