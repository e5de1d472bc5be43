"""A criterion that is said not to apply needs no evidence; documents there either prove the reason or
show that the task did arise after all (source report: I.1 and I.2.a).

It may be right as it stands, hence information.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..text import Text

CHECK = Check(
    code="S410",
    name="evidence-on-excluded",
    severity="info",
    title=Text("Đề nghị trừ nhưng vẫn có tài liệu kiểm chứng", "Evidence on an excluded criterion"),
    message=Text(
        "Tiêu chí {code} đã đề nghị trừ nhưng vẫn ghi {count} tài liệu kiểm chứng.",
        "Criterion {code} is excluded, yet its evidence cell lists documents: {count}.",
    ),
    hint=Text(
        "Giữ lại tài liệu tại ô {cell} nếu chứng minh lý do trừ; nếu là kết quả thực hiện thì bỏ đề "
        "nghị trừ và chấm điểm.",
        "Keep the documents in cell {cell} if they prove the reason; if they show work done, score the "
        "criterion instead of excluding it.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    for node, line, excluded in context.leaves:
        if excluded and node.key in context.evidence:
            yield CHECK.at(line.evidence, criterion=node.key, count=len(context.evidence[node.key]))


BAD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           | x           |             | [1].qd_109_2023.pdf            | Không được giao
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
    at="I.1 evidence",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           | x           |             |                                | Không được giao
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
)
