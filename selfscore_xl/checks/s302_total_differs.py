"""The total in the footer is what a unit reports, so it must be what its answers add up to.

Reported only where every subtotal is right: otherwise S301 or S009 names the cause. Of the footer
lines the first that is wrong is named; achieved points and rate follow from those above them.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..layout import FOOTER_FIELD, Field, Footer
from ..text import Text
from .figures import are_calculated, doubt, subtotals, totals
from .rows import is_of_another_version
from .words import REPAIR, figure, footer_line, seen

CHECK = Check(
    code="S302",
    name="total-differs",
    severity="error",
    title=Text("Dòng tổng cộng không đúng", "A total is wrong"),
    message=Text(
        "{line} đang ghi {seen} tại ô {cell}, tính lại phải {right}.",
        "{line} has {seen} in cell {cell}; computed anew it must be {right}.",
    ),
    hint=Text(
        "Bấm Ctrl+Alt+F9 (LibreOffice: Ctrl+Shift+F9) để tính lại rồi lưu; nếu vẫn sai, " + REPAIR.vi + ".",
        "Press Ctrl+Alt+F9 (LibreOffice: Ctrl+Shift+F9) to recalculate and save; if it stays, "
        + REPAIR.en
        + ".",
    ),
)

_FOLLOWS: dict[Footer, tuple[Footer, ...]] = {
    Footer.ACHIEVED: (Footer.SELF, Footer.PENALTY),
    Footer.RATE: (Footer.MAX, Footer.EXCLUDED, Footer.SELF, Footer.PENALTY, Footer.ACHIEVED),
}
"""A line whose error follows from those of other lines."""


def find(context: Context) -> Iterator[Finding]:
    if is_of_another_version(context) or not are_calculated(context) or doubt(context).totals:
        return
    if any(subtotal.differs for subtotal in context.once(subtotals, Field.SELF).values()):
        return
    shown = totals(context)
    wrong = {line for (line, field), total in shown.items() if total.differs and field is FOOTER_FIELD}
    for (line, field), total in shown.items():
        causes = _FOLLOWS.get(line, ()) if field is FOOTER_FIELD else (Footer.SELF,)
        if field is Field.APPRAISED and any(one.differs for one in context.once(subtotals, field).values()):
            continue
        if not total.differs or total.typed or any(cause in wrong for cause in causes):
            continue
        right = figure(total.computed)
        yield CHECK.at(
            total.entry,
            line=footer_line(line, field),
            seen=seen(total.entry),
            right=Text("là «—»", "“—”") if total.computed is None else Text(f"là {right.vi}", right.en),
        )


_TABLE = """
    Mã                    | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình
    I                     | 5           |             | 4,5         |
    I.1                   | 2           |             | 2           | [1].bao-cao-01.pdf
    I.2                   | 3           |             | 2,5         | [1].bao-cao-02.pdf
"""
BAD = Example(
    _TABLE + "    Tổng cộng tự đánh giá | 5           |             |             |\n", at="footer self"
)
GOOD = Example(_TABLE + "    Tổng cộng tự đánh giá | 4,5         |             |             |\n")
