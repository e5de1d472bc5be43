"""Bonus and penalty above their caps, for the checks of both."""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context
from ..criteria import Criterion, Kind
from ..finding import Finding
from ..layout import Field
from ..scoring import ZERO
from ..text import Text, format_number


def above_caps(context: Context, check: Check, kind: Kind, leaf: Text, group: Text) -> Iterator[Finding]:
    """Rows of a kind whose points are above their cap: leaves as typed, groups by what their rows come
    to within their own caps, unless the group's explanation shows that this is known."""
    for one in context.to_score:
        if one.node.kind == kind and one.size is not None and one.size > one.node.max_score:
            yield check.at(
                one.line.score,
                criterion=one.node.key,
                what=leaf,
                score=one.size,
                max=one.node.max_score,
                cure=_lower(one.node, one.line.score.place.ref),
            )
    counted, lines = context.scores.counted, context.lines.by_key
    for node in context.tree:
        line = lines.get(node.key)
        if not node.children or node.kind != kind or line is None:
            continue
        total = abs(sum((counted[child] or ZERO for child in node.children), ZERO))
        if total > node.max_score and line.explanation.is_empty and Field.EXPLANATION in line.row:
            yield check.at(
                line.score,
                criterion=node.key,
                related=[line.explanation],
                what=group,
                score=total,
                max=node.max_score,
                cure=_look(line.explanation.place.ref),
            )


def _lower(node: Criterion, cell: str) -> Text:
    vi, en = format_number(node.max_score, "vi"), format_number(node.max_score, "en")
    if node.kind == "penalty":
        return Text(
            f"Nhập lại số âm từ -{vi} đến 0 tại ô {cell}", f"Enter a number from -{en} to 0 in cell {cell}"
        )
    return Text(f"Nhập lại điểm từ 0 đến {vi} tại ô {cell}", f"Enter a score from 0 to {en} in cell {cell}")


def _look(cell: str) -> Text:
    return Text(
        f"Đối chiếu lại các dòng của nhóm; nếu đúng, ghi tại ô {cell} rằng chỉ tính đến mức tối đa",
        f"Compare the rows of the group; if they are right, say in cell {cell} that only the cap counts",
    )
