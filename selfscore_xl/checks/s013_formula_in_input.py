"""A formula in an input changes its value when other cells change, after the form was approved.

What counts is what the unit answered; a formula may also read another workbook that the reader of
the form has not got. The value shown is read all the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..layout import GROUP_INPUTS, UNIT_INPUTS
from ..submission import Entry
from ..text import Text
from .words import quoted, seen

CHECK = Check(
    code="S013",
    name="formula-in-input",
    severity="warning",
    title=Text("Ô nhập chứa công thức", "Formula in an input"),
    message=Text(
        "Ô nhập {cell} chứa công thức {formula}, {result}.",
        "Input {cell} holds the formula {formula}, {result}.",
    ),
    hint=Text(
        "Gõ thẳng giá trị vào ô {cell} thay cho công thức.",
        "Type the value itself into cell {cell} instead of the formula.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    for key, line in context.lines.by_key.items():
        for field in GROUP_INPUTS if context.tree[key].children else UNIT_INPUTS:
            entry = line.row.entries.get(field)
            if entry is not None and entry.formula is not None:
                yield _finding(key, entry, entry.formula)
    for (key, _), entry in context.submission.data.items():
        if entry.formula is not None:
            yield _finding(key, entry, entry.formula)
    for entry in context.submission.facts.values():
        if entry.formula is not None:
            yield _finding(None, entry, entry.formula)


def _finding(key: str | None, entry: Entry, formula: str) -> Finding:
    now = seen(entry)
    result = _NONE if entry.is_empty else Text(f"đang cho kết quả {now.vi}", f"which now gives {now.en}")
    return CHECK.at(entry, criterion=key, formula=quoted("=" + formula, 40), result=result)


_NONE = Text("chưa cho kết quả nào", "which gives nothing yet")


BAD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 2           |             |             |                                |
    I.1 | 2           |             | =1+1        | [1].bao-cao-01.pdf             |
    """,
    at="I.1 self",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 2           |             |             |                                |
    I.1 | 2           |             | 2           | [1].bao-cao-01.pdf             |
    """
)
