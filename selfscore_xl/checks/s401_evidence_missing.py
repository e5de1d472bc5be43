"""Points are awarded on documents: without any the appraiser has nothing to check and strikes the score
(source report: I.3.a, I.3.b and I.9.a).

An explanation does not stand for a document, but the message says whether there is one. A score of 0
needs no evidence, nor does a penalty.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..layout import Field
from ..text import Text

CHECK = Check(
    code="S401",
    name="evidence-missing",
    severity="warning",
    title=Text("Có điểm nhưng chưa có tài liệu kiểm chứng", "Points without evidence"),
    message=Text(
        "Tự chấm {score}/{max} điểm ở tiêu chí {code} nhưng chưa có tài liệu kiểm chứng{instead}.",
        "Criterion {code} is scored {score} of {max} without evidence{instead}.",
    ),
    hint=Text("Ghi tên tài liệu kiểm chứng tại ô {cell}.", "List the evidence documents in cell {cell}."),
)


_EXPLAINED = Text(", chỉ có lời giải trình", ", with an explanation only")
_NOTHING = Text(" và cũng không giải trình", " and without an explanation")


def find(context: Context) -> Iterator[Finding]:
    for leaf in context.to_score:
        node, line, score = leaf.node, leaf.line, leaf.points
        if node.evidence != "required" or score is None or score <= 0 or node.kind == "penalty":
            continue
        if line.evidence.is_empty and Field.EVIDENCE in line.row:
            yield CHECK.at(
                line.evidence,
                criterion=node.key,
                related=[line.score],
                score=score,
                max=node.max_score,
                instead=_NOTHING if line.explanation.is_empty else _EXPLAINED,
            )


BAD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           |             | 2           |                                |
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
    at="I.1 evidence",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           |             | 2           | [1].bao-cao-01.pdf             |
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
)
