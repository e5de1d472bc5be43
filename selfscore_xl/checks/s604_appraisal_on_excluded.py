"""Points appraised at a criterion that stays out of the total count nowhere.

Either the exclusion is refused, and then the points count, or the appraised score has no place. An
appraised 0 is taken for a blank.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..appraisal import refused
from ..checking import Check, Context, Example
from ..finding import Finding
from ..text import Text

CHECK = Check(
    code="S604",
    name="appraisal-on-excluded",
    severity="error",
    title=Text("Thẩm định điểm cho tiêu chí không chấm", "Appraised score at an excluded criterion"),
    message=Text(
        "Tiêu chí {code} không chấm (đã đề nghị trừ) nhưng có điểm thẩm định {score}.",
        "Criterion {code} is out of the total, yet it has the appraised score {score}.",
    ),
    hint=Text(
        "Xóa điểm thẩm định tại ô {cell}, hoặc quyết định «Không chấp nhận» đề nghị trừ của tiêu chí này.",
        "Clear cell {cell}, or refuse the exclusion of this criterion.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    back = refused(context.tree, context.submission)
    for node, line, excluded in context.leaves:
        score = line.appraised.number
        if excluded and score and node.key not in back:
            yield CHECK.at(line.appraised, criterion=node.key, score=score)


BAD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình | Thẩm định
    I   | 5           |             |             |                                |            |
    I.1 | 2           | x           |             |                                | Không giao | 1
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |            | 3
    """,
    at="I.1 appraised",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình | Thẩm định
    I   | 5           |             |             |                                |            |
    I.1 | 2           | x           |             |                                | Không giao | 1
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |            | 3
    """,
    facts={"decisions": {"I.1": "Không chấp nhận"}},
)
