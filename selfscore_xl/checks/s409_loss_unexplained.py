"""Where points are lost the leadership wants to know why, and the appraiser whether the loss is large
enough; a partial score without a word answers neither.

A score of 0 is S207. Bonus and penalty rows have no full marks to fall short of.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..layout import Field
from ..text import Text

CHECK = Check(
    code="S409",
    name="loss-unexplained",
    severity="warning",
    title=Text("Chưa đạt điểm tối đa nhưng chưa giải trình", "Points lost without an explanation"),
    message=Text(
        "Tự chấm {score}/{max} điểm ở tiêu chí {code}, mất {lost} điểm nhưng không giải trình.",
        "Criterion {code} is scored {score} of {max}; the loss of {lost} is not explained.",
    ),
    hint=Text("Ghi lý do mất điểm tại ô {explanation}.", "Say in cell {explanation} why points were lost."),
)


def find(context: Context) -> Iterator[Finding]:
    for leaf in context.to_score:
        node, line, score = leaf.node, leaf.line, leaf.points
        if score is None or not 0 < score < node.max_score or node.kind != "main":
            continue
        if line.explanation.is_empty and Field.EXPLANATION in line.row:
            yield CHECK.at(
                line.score,
                criterion=node.key,
                related=[line.explanation],
                score=score,
                max=node.max_score,
                lost=node.max_score - score,
                explanation=line.explanation.place.ref,
            )


BAD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           |             | 1,5         | [1].bao-cao-01.pdf             |
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
    at="I.1 self",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           |             | 1,5         | [1].bao-cao-01.pdf             | Nộp chậm một kỳ
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
)
