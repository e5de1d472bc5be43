"""A unit is ranked inside its unit group, and the group may decide its maxima; a group that the
set does not know, or none, leaves the form out of every ranking.

Sets without unit groups ask for none. A group is named by its code or its name; where the form was
issued for a group, that is the right one.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..criteria import UnitGroup
from ..evidence import first_few
from ..finding import Finding
from ..layout import Head
from ..text import Text, fold
from .rows import is_of_another_version
from .words import BLANK, head_place, quoted

CHECK = Check(
    code="S503",
    name="unit-group-differs",
    severity="warning",
    title=Text("Nhóm đơn vị không đúng", "Unit group is wrong"),
    message=Text(
        "Nhóm đơn vị của biểu đang {seen}; {right}.",
        "The form's unit group is {seen}; {right}.",
    ),
    hint=Text(
        "Chọn đúng nhóm đơn vị ở phần thông tin đơn vị phía trên bảng.",
        "Choose the right unit group in the unit's block above the table.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    groups = context.criteria.unit_groups
    if not groups or is_of_another_version(context):
        return
    entry = context.submission.head.get(Head.UNIT_GROUP)
    shown = entry.text if entry is not None else ""
    group = _group(groups, shown)
    issued = _group(groups, context.submission.identity.unit_group)
    if group is not None and issued in (None, group):
        return
    if issued is not None:
        right = Text(f"biểu này được lập cho nhóm «{issued.name}»", f"the form was made for “{issued.name}”")
    else:
        names = first_few([one.name for one in groups], 8)
        right = Text(f"bộ tiêu chí có các nhóm: {names.vi}", f"the criteria set has: {names.en}")
    now = quoted(shown)
    yield CHECK.at(
        head_place(context, Head.UNIT_GROUP),
        value=shown,
        seen=Text(f"là {now.vi}", now.en) if fold(shown) else BLANK,
        right=right,
    )


def _group(groups: tuple[UnitGroup, ...], text: str) -> UnitGroup | None:
    said = fold(text)
    return next((one for one in groups if said and said in (fold(one.code), fold(one.name))), None)


_TABLE = """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 2           |             |             |                                |
    I.1 | 2           |             | 2           | [1].bao-cao-01.pdf             |
    """
BAD = Example(_TABLE, at="head unit_group", facts={"set_groups": ("1", "2"), "unit_group": "Nhóm 3"})
GOOD = Example(_TABLE, facts={"set_groups": ("1", "2"), "unit_group": "nhóm 2"})
