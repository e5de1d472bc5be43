"""A score that the appraiser changed needs a reason: the unit answers to it in the next round.

Every office's rules of appraisal ask for it; without it the unit cannot explain, and the change comes
back as a complaint.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..text import Text

CHECK = Check(
    code="S602",
    name="appraisal-change-unexplained",
    severity="error",
    title=Text("Thẩm định khác điểm tự chấm nhưng chưa nêu ý kiến", "Appraisal differs without an opinion"),
    message=Text(
        "Tiêu chí {code} tự chấm {own}, thẩm định {score} điểm nhưng chưa có ý kiến.",
        "Criterion {code} was scored {own} by the unit and {score} by the appraiser, without an opinion.",
    ),
    hint=Text(
        "Nêu lý do thay đổi điểm vào ô {opinion}.",
        "Give the reason for the change in cell {opinion}.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    for node, line, excluded in context.leaves:
        own, score = line.score.number, line.appraised.number
        if excluded or score is None or own is None or own == score or not line.opinion.is_empty:
            continue
        if node.kind == "main" and not 0 <= score <= node.max_score:
            continue  # S601
        yield CHECK.at(
            line.appraised,
            criterion=node.key,
            related=[line.opinion],
            own=own,
            score=score,
            opinion=line.opinion.place.ref,
        )


BAD = Example(
    """
    Mã  | Điểm tối đa | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Thẩm định | Ý kiến hội đồng thẩm định
    I   | 5           |             |                                |           |
    I.1 | 2           | 2           | [1].bao-cao-01.pdf             | 1,5       |
    I.2 | 3           | 3           | [1].bao-cao-02.pdf             | 3         |
    """,
    at="I.1 appraised",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Thẩm định | Ý kiến hội đồng thẩm định
    I   | 5           |             |                                |           |
    I.1 | 2           | 2           | [1].bao-cao-01.pdf             | 1,5       | Nộp chậm một báo cáo
    I.2 | 3           | 3           | [1].bao-cao-02.pdf             | 3         |
    """
)
