"""Some criteria bind every unit: their set allows no exclusion, and marking them would shrink the
denominator.

A mark on a group reaches every leaf below it, so that a group may not be marked either when one of its
leaves is binding.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..evidence import first_few
from ..finding import Finding
from ..text import Text

CHECK = Check(
    code="S203",
    name="exclusion-not-allowed",
    severity="error",
    title=Text("Tiêu chí này không được đề nghị trừ", "This criterion cannot be excluded"),
    message=Text(
        "Tiêu chí {code} được đánh dấu đề nghị trừ, nhưng bộ tiêu chí không cho phép trừ {refused}.",
        "Criterion {code} is marked as excluded, but the set does not allow excluding {refused}.",
    ),
    hint=Text(
        "Bỏ dấu x tại ô {cell} và chấm điểm theo kết quả thực hiện.",
        "Remove the x from cell {cell} and score the work done.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    for key in context.own_marks:
        if key in context.not_excludable:
            yield CHECK.at(
                context.lines.by_key[key].mark, criterion=key, refused=first_few(_refused(context, key))
            )


def _refused(context: Context, key: str) -> list[str]:
    """The criteria that the mark may not reach: the nearest that binds here or above, else those below."""
    tree = context.tree
    above = [node.key for node in tree.lineage(key) if not node.exclusion.allowed]
    if above:
        return [key]
    return [leaf.key for leaf in tree.leaves_below(key) if leaf.key in context.not_excludable]


BAD = Example(
    """
    Mã  | Điểm tối đa | Quy tắc      | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |              |             |             |                                |
    I.1 | 2           | exclusion=no | x           |             |                                | Chưa giao
    I.2 | 3           |              |             | 3           | [1].bao-cao-02.pdf             |
    """,
    at="I.1 excluded",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Quy tắc      | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |              |             |             |                                |
    I.1 | 2           | exclusion=no |             | 2           | [1].bao-cao-01.pdf             |
    I.2 | 3           |              | x           |             |                                | Chưa giao
    """,
)
