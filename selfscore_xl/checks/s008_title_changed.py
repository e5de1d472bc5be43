"""A criterion whose wording was changed may have been scored for something else.

Case and spaces do not count, and a text that only came in another Unicode form (as from macOS) is
the same text. Both wordings are shown where they part.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..layout import Field
from ..text import Text, squash
from .rows import is_of_another_version, plain_title, survey
from .words import BLANK, differing, quoted

CHECK = Check(
    code="S008",
    name="title-changed",
    severity="warning",
    title=Text("Tên tiêu chí bị sửa", "Title of a criterion changed"),
    message=Text(
        "Tên tiêu chí {code} tại ô {cell} đang {seen}, bộ tiêu chí ghi {right}.",
        "The title of criterion {code} in cell {cell} is now {seen}; the criteria set has {right}.",
    ),
    hint=Text(
        "Ghi lại tên tiêu chí tại ô {cell} như trong bộ tiêu chí, và xem lại điểm chấm theo tên đúng.",
        "Restore the title in cell {cell} as the set has it, and check that the score fits it.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    if is_of_another_version(context):
        return
    for key, row in context.once(survey).of.items():
        entry, title = row.entries.get(Field.TITLE), context.tree[key].title
        if entry is None or entry.text == title or plain_title(entry.text) == plain_title(title):
            continue
        if entry.is_empty:
            now, right = BLANK, quoted(title)
        else:
            now, right = differing(squash(entry.text), squash(title))
            now = Text(f"là {now.vi}", now.en)
        yield CHECK.at(entry, criterion=key, seen=now, right=right)


_TITLES = {"I.1": {"Lĩnh vực/Tiêu chí/Tiêu chí thành phần": "Báo cáo tháng đúng hạn"}}
BAD = Example(
    """
    Mã  | Lĩnh vực/Tiêu chí/Tiêu chí thành phần | Điểm tối đa | Tự đánh giá | Tài liệu kiểm chứng/Giải trình
    I   | Chế độ báo cáo                        | 2           |             |
    I.1 | Báo cáo quý đúng hạn                  | 2           | 2           | [1].bao-cao-01.pdf
    """,
    at="I.1 title",
    facts={"set": _TITLES},
)
GOOD = Example(
    """
    Mã  | Lĩnh vực/Tiêu chí/Tiêu chí thành phần | Điểm tối đa | Tự đánh giá | Tài liệu kiểm chứng/Giải trình
    I   | Chế độ báo cáo                        | 2           |             |
    I.1 | BÁO CÁO THÁNG ĐÚNG HẠN                | 2           | 2           | [1].bao-cao-01.pdf
    """,
    facts={"set": _TITLES},
)
