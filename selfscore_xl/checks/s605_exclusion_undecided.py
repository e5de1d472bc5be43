"""An exclusion that nobody accepted or refused leaves the denominator open, and with it the rate.

Looked for only in a reviewer's copy, at the decision's cell on the sheet ``Đề nghị trừ``.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..appraisal import claims, decision
from ..checking import Check, Context, Example
from ..finding import Finding
from ..layout import EXCLUSION_SHEET
from ..text import Text

CHECK = Check(
    code="S605",
    name="exclusion-undecided",
    severity="warning",
    title=Text("Đề nghị trừ chưa có quyết định", "Exclusion not decided"),
    message=Text(
        "Chưa quyết định đề nghị trừ của tiêu chí {code} ({points} điểm).",
        "The exclusion of criterion {code} ({points} points) is not decided.",
    ),
    hint=Text(
        "Chọn «Chấp nhận» hoặc «Không chấp nhận» ở trang tính «" + EXCLUSION_SHEET + "».",
        "Choose «Chấp nhận» (accepted) or «Không chấp nhận» (refused) on the sheet «"
        + EXCLUSION_SHEET
        + "».",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    said = context.submission.decisions
    if said is None:
        return
    for node in claims(context.tree, context.scores):
        entry = said.get(node.key)
        if decision(entry) is None:
            line = context.lines.by_key.get(node.key)
            yield CHECK.at(
                entry or (line.mark if line else None),
                criterion=node.key,
                points=context.scores.nodes[node.key].excluded,
            )


BAD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình | Thẩm định
    I   | 5           |             |             |                                |            |
    I.1 | 2           | x           |             |                                | Không giao |
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |            | 3
    """,
    at="I.1 excluded",
    facts={"decisions": {}},
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình | Thẩm định
    I   | 5           |             |             |                                |            |
    I.1 | 2           | x           |             |                                | Không giao |
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |            | 3
    """,
    facts={"decisions": {"I.1": "Chấp nhận"}},
)
