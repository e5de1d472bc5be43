"""A group's subtotal that is not the sum of its criteria misleads whoever reads the printed form.

A value calculated long ago is saved with the file, and cutting and pasting an input rewires the
formulas that read it; so nothing shown is trusted and every subtotal is computed anew. Compared as
the form shows it, at two places, rounded half up. The deepest group that differs is named, since
the sums above it go wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..layout import Field
from ..text import Text
from .figures import are_calculated, deepest, doubt, subtotals
from .rows import is_of_another_version
from .words import REPAIR, column, figure, seen

CHECK = Check(
    code="S301",
    name="subtotal-differs",
    severity="error",
    title=Text("Điểm của nhóm không bằng tổng bên trong", "Subtotal is not the sum of its criteria"),
    message=Text(
        "Cột {column} của nhóm {code} đang hiện {seen}, tính lại từ các tiêu chí bên trong phải {right}.",
        "Column {column} of group {code} shows {seen}; computed from its criteria it must be {right}.",
    ),
    hint=Text(
        "Bấm Ctrl+Alt+F9 (LibreOffice: Ctrl+Shift+F9) để tính lại rồi lưu; nếu vẫn sai, " + REPAIR.vi + ".",
        "Press Ctrl+Alt+F9 (LibreOffice: Ctrl+Shift+F9) to recalculate and save; if it stays, "
        + REPAIR.en
        + ".",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    if is_of_another_version(context) or not are_calculated(context):
        return
    doubtful = doubt(context).groups
    for field in (Field.SELF, Field.APPRAISED):
        shown = context.once(subtotals, field)
        for key in deepest(shown, context):
            if shown[key].typed or key in doubtful or _is_own_score(context, key):
                continue
            right = figure(shown[key].computed)
            yield CHECK.at(
                shown[key].entry,
                criterion=key,
                column=column(field),
                seen=seen(shown[key].entry),
                right=right if shown[key].computed is None else Text(f"là {right.vi}", right.en),
            )


def _is_own_score(context: Context, key: str) -> bool:
    """Where formulas cannot be seen, points above leaves without any were typed there (S109)."""
    lines = context.lines.by_key
    return not context.submission.source.formulas_seen and not any(
        leaf.key in lines and lines[leaf.key].score.number is not None
        for leaf in context.tree.leaves_below(key)
    )


_HEADER = """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
"""
_ROWS = """
    I.1 | 2           |             | 2           | [1].bao-cao-01.pdf             |
    I.2 | 3           |             | 2,59        | [1].bao-cao-02.pdf             | Chậm một kỳ
"""
BAD = Example(
    _HEADER + "    I   | 5           |             | 5           |                                |" + _ROWS,
    at="I self",
)
GOOD = Example(
    _HEADER + "    I   | 5           |             | 4,59        |                                |" + _ROWS
)
