"""A total typed over its formula no longer follows the scores: it stays when they change.

Totals typed over the formulas are the damage most often seen in practice; a formula that was
cleared is the same damage. A value that happens to be right today is reported too. The
``Kiểm tra`` column is one cause, hence one finding with all its cells.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..layout import Field
from ..submission import Entry
from ..text import Text
from .figures import Figure, subtotals, totals
from .rows import is_of_another_version, places
from .words import REPAIR, column, figure, footer_line, listed_count, seen

CHECK = Check(
    code="S009",
    name="formula-overwritten",
    severity="error",
    title=Text("Công thức bị gõ đè hoặc bị xóa", "Formula overwritten or cleared"),
    message=Text(
        "{what} phải là công thức nhưng ô {cell} đang {seen}; {right}.",
        "{what} must be a formula, but cell {cell} {seen}; {right}.",
    ),
    hint=Text(
        "Bấm Ctrl+Z nếu vừa gõ nhầm; nếu không, " + REPAIR.vi + ".",
        "Press Ctrl+Z if it was just mistyped; otherwise " + REPAIR.en + ".",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    if not context.submission.source.formulas_seen or is_of_another_version(context):
        return
    for field in (Field.SELF, Field.APPRAISED):
        for key, subtotal in context.once(subtotals, field).items():
            if subtotal.typed:
                title = column(field)
                what = Text(f"Cột {title.vi} của nhóm {key}", f"Column {title.en} of group {key}")
                yield _finding(what, subtotal, key)
    for (line, field), total in totals(context).items():
        if total.typed:
            yield _finding(footer_line(line, field), total, None)
    yield from _check_column(context)


def _finding(what: Text, cell: Figure, key: str | None) -> Finding:
    right = figure(cell.computed)
    return CHECK.at(
        cell.entry,
        criterion=key,
        what=what,
        seen=_state(cell.entry),
        right=_RIGHT_FOR_NOW
        if not cell.differs
        else _NO_VALUE
        if cell.computed is None
        else Text(f"giá trị đúng là {right.vi}", f"the right value is {right.en}"),
    )


_RIGHT_FOR_NOW = Text(
    "số này hiện đúng nhưng sẽ không tự tính lại khi điểm thay đổi",
    "it is right for now but will not follow the scores",
)
_NO_VALUE = Text("ô này phải để trống", "it must be blank")


def _check_column(context: Context) -> Iterator[Finding]:
    struck: list[tuple[str, Entry]] = []
    for key, line in context.lines.by_key.items():
        entry = line.row.entries.get(Field.CHECK)
        if entry is not None and entry.formula is None and not entry.merged:
            struck.append((key, entry))
    if not struck:
        return
    key, first = struck[0]
    title = column(Field.CHECK)
    yield CHECK.at(
        first,
        criterion=key if len(struck) == 1 else None,
        related=places(entry for _, entry in struck[1:]),
        what=Text(f"Cột {title.vi}", f"Column {title.en}"),
        seen=listed_count(_state(first), len(struck)),
        right=Text(
            "cột này tự báo lỗi từng hàng khi nhập", "this column names each row's defects while typing"
        ),
    )


def _state(entry: Entry) -> Text:
    now = seen(entry)
    return Text(now.vi, f"is {now.en}") if entry.is_empty else Text(f"ghi {now.vi}", f"holds {now.en}")


_TABLE = """
    Mã                       | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình
    I                        | 5           |             | 5           |
    I.1                      | 2           |             | 2           | [1].bao-cao-01.pdf
    I.2                      | 3           |             | 3           | [1].bao-cao-02.pdf
    Tổng cộng tự đánh giá    | 5           |             |             |
    """
BAD = Example(_TABLE, at="I self", facts={"I self": {"formula": None}})
GOOD = Example(_TABLE)
