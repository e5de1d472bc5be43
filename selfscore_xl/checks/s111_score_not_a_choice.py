"""Many criteria know levels only ("đúng hạn 2; chậm 1; không 0"): a score between two of them has no
ground in the decision, and "all or nothing" leaves no room for a part.

A score below 0 or above the maximum has its own check.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..checking import Check, Context, Example
from ..criteria import Criterion
from ..finding import Finding
from ..text import Text, format_number

CHECK = Check(
    code="S111",
    name="score-not-a-choice",
    severity="error",
    title=Text("Điểm không đúng mức quy định", "The score is none of the levels"),
    message=Text(
        "Tự chấm {score} điểm ở tiêu chí {code}, không phải là một trong các mức {levels}.",
        "The self score {score} of criterion {code} is none of the levels {levels}.",
    ),
    hint=Text(
        "Nhập một trong các mức {levels} tại ô {cell}.", "Enter one of the levels {levels} in cell {cell}."
    ),
)

_NOISE = Decimal("1e-9")


def find(context: Context) -> Iterator[Finding]:
    for leaf in context.to_score:
        node, score = leaf.node, leaf.points
        if score is None or node.rule.kind != "choice" or not 0 <= score <= node.max_score:
            continue
        if not any(abs(score - level.score) <= _NOISE for level in node.rule.levels):
            yield CHECK.at(leaf.line.score, criterion=node.key, score=score, levels=_levels(node))


def _levels(node: Criterion) -> Text:
    scores = sorted({level.score for level in node.rule.levels})
    return Text(
        "; ".join(format_number(score, "vi") for score in scores),
        "; ".join(format_number(score, "en") for score in scores),
    )


BAD = Example(
    """
    Mã  | Điểm tối đa | Quy tắc      | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |              |             |                                |
    I.1 | 2           | choice=0/1/2 | 1,5         | [1].bao-cao-01.pdf             | Nộp chậm một kỳ
    I.2 | 3           |              | 3           | [1].bao-cao-02.pdf             |
    """,
    at="I.1 self",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Quy tắc      | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |              |             |                                |
    I.1 | 2           | choice=0/1/2 | 1           | [1].bao-cao-01.pdf             | Nộp chậm một kỳ
    I.2 | 3           |              | 3           | [1].bao-cao-02.pdf             |
    """,
)
