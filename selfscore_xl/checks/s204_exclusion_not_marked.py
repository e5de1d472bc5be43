"""Units used to ask for an exclusion in words («Đề nghị trừ vào điểm tổng») and still do: without the
mark the criterion counts, and its points are lost.

"Không đề nghị trừ", "thì trừ vào điểm tổng" (the criterion's own words, quoted) and "đề nghị trừ 0,5
điểm" (a penalty) ask for nothing. Of a group only where some leaf below is still scored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..layout import Field
from ..text import Text, fold

CHECK = Check(
    code="S204",
    name="exclusion-not-marked",
    severity="warning",
    title=Text("Giải trình xin trừ nhưng chưa đánh dấu x", "Exclusion asked for in words, not marked"),
    message=Text(
        "Giải trình của tiêu chí {code} viết «{words}», nhưng cột «Đề nghị trừ» chưa có dấu x.",
        "The explanation of criterion {code} says “{words}”, but the column “Đề nghị trừ” has no x.",
    ),
    hint=Text(
        "Chọn x tại ô {cell} nếu đề nghị trừ tiêu chí này; nếu không, sửa lại lời giải trình tại ô "
        "{explanation}.",
        "Choose x in cell {cell} to exclude this criterion; otherwise reword the explanation in cell "
        "{explanation}.",
    ),
)

_TOTAL = r"(?:vào |khỏi )?(?:điểm tổng|tổng điểm)"
_ASKS = rf"(?P<asked>(?:đề nghị|đề xuất|kiến nghị|xin) (?:được )?trừ(?! \d)(?: {_TOTAL})?)|trừ {_TOTAL}"
_NOT_ASKED = r"(?:không|chưa|chẳng)(?: (?:phải|có|được|hề))*\Z"
_NOT_MEANT = r"\b(?:không|chưa|chẳng|bị|thì|nếu)\b[^.;,:]*\Z"


def find(context: Context) -> Iterator[Finding]:
    for key, line in context.lines.by_key.items():
        if key in context.marked or line.explanation.is_empty or not line.mark.is_empty:
            continue
        if Field.EXCLUDED not in line.row:
            continue
        if all(leaf.key in context.marked for leaf in context.tree.leaves_below(key)):
            continue
        words = _asking(line.explanation.text)
        if words:
            yield CHECK.at(
                line.mark,
                criterion=key,
                related=[line.explanation],
                words=words,
                explanation=line.explanation.place.ref,
            )


def _asking(text: str) -> str:
    """The words that ask for an exclusion, as they stand there; '' where none do."""
    if "trừ" not in text.casefold():
        return ""
    folded = fold(text)
    for match in re.finditer(_ASKS, folded):
        before = folded[max(0, match.start() - 120) : match.start()].rstrip()
        if not re.search(_NOT_ASKED if match["asked"] else _NOT_MEANT, before):
            return match[0]
    return ""


BAD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           |             | 0           |                                | Đề nghị trừ vào điểm tổng
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
    at="I.1 excluded",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           | x           | 0           |                                | Đề nghị trừ vào điểm tổng
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
)
