"""Some criteria are scored by somebody else (a survey, the chairman of the People's Committee): the
unit must leave them blank, and whatever it types is not its to decide.

On such a row only this check speaks of the score.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..text import Text
from .words import seen

CHECK = Check(
    code="S114",
    name="not-self-scored",
    severity="error",
    title=Text("Đơn vị không tự chấm tiêu chí này", "The unit does not score this criterion"),
    message=Text(
        "Tiêu chí {code} do {by} chấm điểm, nhưng ô {cell} đã ghi {seen}.",
        "Criterion {code} is scored by {by}, but cell {cell} says {seen}.",
    ),
    hint=Text("Xóa nội dung ô {cell} và để trống.", "Clear cell {cell} and leave it blank."),
)


def find(context: Context) -> Iterator[Finding]:
    for node, line, excluded in context.leaves:
        if node.rule.kind == "given" and not excluded and not line.score.is_empty:
            by = Text(node.rule.by, node.rule.by) if node.rule.by else _OTHERS
            yield CHECK.at(line.score, criterion=node.key, by=by, seen=seen(line.score))


_OTHERS = Text("cơ quan khác", "somebody else")


BAD = Example(
    """
    Mã  | Điểm tối đa | Quy tắc                  | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |                          |             |                                |
    I.1 | 2           | given=Chủ tịch UBND tỉnh | 2           |                                |
    I.2 | 3           |                          | 3           | [1].bao-cao-02.pdf             |
    """,
    at="I.1 self",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Quy tắc                  | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |                          |             |                                |
    I.1 | 2           | given=Chủ tịch UBND tỉnh |             |                                |
    I.2 | 3           |                          | 3           | [1].bao-cao-02.pdf             |
    """,
)
