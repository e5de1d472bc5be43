"""Many criteria know levels only ("đúng hạn 2; chậm 1; không 0"): a score between two of them has no
ground in the decision, and "all or nothing" leaves no room for a part. Where one of several ways to score
was chosen, its own maximum is the limit.

A score below 0 or above the criterion's maximum has its own check.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..checking import Check, Context, Example, LeafLine
from ..criteria import Criterion
from ..finding import Finding
from ..scoring import ceiling, is_a_level
from ..text import Text, format_number
from .words import quoted

CHECK = Check(
    code="S111",
    name="score-not-a-choice",
    severity="error",
    title=Text("Điểm không đúng mức quy định", "The score is none of the levels"),
    message=Text(
        "Tự chấm {score} điểm ở tiêu chí {code}, {why}.",
        "The self score {score} of criterion {code} is {why}.",
    ),
    hint=Text("Nhập {right} tại ô {cell}.", "Enter {right} in cell {cell}."),
)


def find(context: Context) -> Iterator[Finding]:
    for leaf in context.to_score:
        node, score, size = leaf.node, leaf.points, leaf.size
        if score is None or size is None or not 0 <= size <= node.max_score:
            continue
        if node.rule.kind == "alternatives":
            most = ceiling(node, context.figures(node))
            if most is not None and size > most:
                yield _above_way(context, leaf, score, most)
        elif node.rule.kind == "choice" and not is_a_level(node, size):
            levels = _levels(node)
            yield CHECK.at(
                leaf.line.score,
                criterion=node.key,
                score=score,
                why=Text(f"không phải là một trong các mức {levels.vi}", f"none of the levels {levels.en}"),
                right=Text(f"một trong các mức {levels.vi}", f"one of the levels {levels.en}"),
            )


def _above_way(context: Context, leaf: LeafLine, score: Decimal, most: Decimal) -> Finding:
    node = leaf.node
    way = node.rule.levels[int(context.figures(node)["level"]) - 1].label
    words = quoted(way)
    top = Text(format_number(most, "vi"), format_number(most, "en"))
    return CHECK.at(
        leaf.line.score,
        criterion=node.key,
        related=[context.submission.data[node.key, "level"]],
        score=score,
        why=Text(
            f"cao hơn mức tối đa {top.vi} của cách chấm {words.vi}",
            f"above the maximum {top.en} of the way {words.en}",
        ),
        right=Text(f"điểm không quá {top.vi}", f"no more than {top.en}"),
    )


def _levels(node: Criterion) -> Text:
    sign = -1 if node.kind == "penalty" else 1
    scores = sorted({sign * min(level.score, node.max_score) + 0 for level in node.rule.levels})
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
