"""A changed maximum changes what a score is worth in the eyes of everybody who reads the form.

The score is checked against the set's maximum in any case, never against the one that stands in
the submitted workbook; a locked cell that says otherwise was tampered with or comes from another
form (lesson of other tools: compare every locked cell with the set and name the ones changed).
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..layout import Field
from ..text import Text
from .rows import is_of_another_version, max_differs, survey
from .words import state

CHECK = Check(
    code="S007",
    name="max-changed",
    severity="error",
    title=Text("Điểm tối đa bị sửa", "Maximum changed"),
    message=Text(
        "Điểm tối đa của tiêu chí {code} tại ô {cell} đang {seen}, bộ tiêu chí quy định {max}.",
        "The maximum of criterion {code} in cell {cell} is now {seen}; the criteria set says {max}.",
    ),
    hint=Text(
        "Ghi lại {max} tại ô {cell} và không sửa các ô in sẵn của biểu.",
        "Put {max} back in cell {cell}, and leave the form's printed cells alone.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    if is_of_another_version(context):
        return
    tree = context.tree
    changed: set[str] = set()
    for key, row in sorted(context.once(survey).of.items(), key=lambda item: -tree[item[0]].level):
        node = tree[key]
        if not max_differs(row, node):
            continue
        changed.update(one.key for one in tree.lineage(key) if one is not node)
        entry = row.entries[Field.MAX]
        if entry.formula is None or key not in changed:
            yield CHECK.at(entry, criterion=key, seen=state(entry), max=node.max_score)


BAD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 4           |             | 2           | [1].bao-cao-01.pdf             |
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
    at="I.1 max",
    facts={"set": {"I.1": {"Điểm tối đa": "2"}}},
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           |             | 2           | [1].bao-cao-01.pdf             |
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """
)
