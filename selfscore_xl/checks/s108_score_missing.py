"""A blank is no score: whether the unit forgot the row, has nothing to count or wants it taken out of
the total cannot be told, and the four states (scored, zero, blank, excluded) must not be mixed.

A cell of spaces or no-break spaces looks blank and is not; the message draws them. A row with a mark
that is not understood is S205 alone; bonus and penalty rows may stay blank.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..criteria import Criterion
from ..finding import Finding
from ..layout import Field
from ..scoring import proposed
from ..submission import Entry
from ..text import Text, format_number, visible

CHECK = Check(
    code="S108",
    name="score-missing",
    severity="error",
    title=Text("Chưa nhập điểm", "Score missing"),
    message=Text("Chưa nhập điểm cho tiêu chí {code}{seen}.", "Criterion {code} has no score{seen}."),
    hint=Text(
        "Nhập điểm từ 0 đến {max} tại ô {cell}{proposal}{otherwise}.",
        "Enter a score from 0 to {max} in cell {cell}{proposal}{otherwise}.",
    ),
)

_EXCLUDE = Text(
    "; không phát sinh nhiệm vụ thì chọn x ở cột «Đề nghị trừ» và nêu lý do",
    "; if the task did not arise, choose x in the column “Đề nghị trừ” and say why",
)


def find(context: Context) -> Iterator[Finding]:
    for node, line, _ in context.to_score:
        if not line.score.is_empty or not line.mark.is_empty or node.kind != "main":
            continue
        if Field.SELF in line.row:
            yield CHECK.at(
                line.score,
                criterion=node.key,
                seen=_seen(line.score),
                max=node.max_score,
                proposal=_proposal(context, node),
                otherwise=Text("", "") if node.key in context.not_excludable else _EXCLUDE,
            )


def _seen(score: Entry) -> Text:
    if score.kind == "blank" or not score.text:
        return Text("", "")
    drawn = visible(score.text)
    return Text(f" (trong ô chỉ có ký tự trắng: {drawn})", f" (the cell holds invisible characters: {drawn})")


def _proposal(context: Context, node: Criterion) -> Text:
    points = proposed(node, context.figures(node))
    if points is None:
        return Text("", "")
    return Text(
        f" (tính theo số liệu là {format_number(points, 'vi')})",
        f" (the figures give {format_number(points, 'en')})",
    )


BAD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           |             |             | [1].bao-cao-01.pdf             |
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
    at="I.1 self",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           |             | 0           |                                | Không thực hiện
    I.2 | 3           | x           |             |                                | Không phát sinh
    """,
)
