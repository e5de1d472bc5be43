"""A criterion whose row was deleted is neither scored nor visibly excluded, so its points vanish
from the form's own total.

The set says which rows there must be; the finding stands where the row should follow. Deleted rows
are among the damages that units' forms come back with in practice.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding, Place
from ..layout import Field
from ..text import Text
from .rows import is_of_another_version, survey
from .words import REPAIR, header_cell, quoted

CHECK = Check(
    code="S004",
    name="criterion-row-missing",
    severity="error",
    title=Text("Thiếu hàng của tiêu chí", "Row of a criterion missing"),
    message=Text(
        "Biểu thiếu hàng của tiêu chí {code} {title} ({max} điểm){inside}; phải đứng dưới {above}.",
        "The form lacks the row of criterion {code} {title} ({max} points){inside}, below {above}.",
    ),
    hint=Text(
        "Để có lại hàng {code}, " + REPAIR.vi + ".",
        "To have the row {code} back, " + REPAIR.en + ".",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    if is_of_another_version(context):
        return
    rows = context.once(survey)
    missing = {node.key for node in rows.missing}
    gone: set[str] = set()
    """Nodes of which nothing is left."""
    for node in reversed(context.tree.nodes):
        if node.key in missing and all(child in gone for child in node.children):
            gone.add(node.key)
    above: Place | None = None
    above_code = ""
    for node in context.tree:
        if node.key in rows.of:
            above, above_code = rows.of[node.key].entries[Field.CODE].place, node.key
        elif node.parent not in gone:
            below = sum(key in gone for key in _below(context, node.key))
            yield CHECK.at(
                above or header_cell(context, Field.CODE),
                criterion=node.key,
                title=quoted(node.title),
                max=node.max_score,
                inside=Text(f" cùng {below} hàng bên trong", f" with the {below} rows inside it")
                if node.key in gone and below
                else Text("", ""),
                above=Text(f"hàng {above_code}", f"row {above_code}")
                if above
                else Text("dòng tiêu đề của bảng", "the table's header row"),
            )


def _below(context: Context, key: str) -> Iterator[str]:
    for child in context.tree[key].children:
        yield child
        yield from _below(context, child)


BAD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           |             | 2           | [1].bao-cao-01.pdf             |
    """,
    at="I.1 code",
    facts={"set_only": (("I.2", "Báo cáo đúng hạn", "3"),)},
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           |             | 2           | [1].bao-cao-01.pdf             |
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """
)
