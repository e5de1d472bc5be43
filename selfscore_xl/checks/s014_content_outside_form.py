"""What stands outside the form's rows and columns is in no total, though a reader may think so.

Units work out figures beside the table or on a second sheet; extra sheets are reported, not
skipped. Words above and below the table (title, place and date, signatures) are the form's own.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..cell import parse_ref
from ..checking import Check, Context, Example
from ..finding import Finding
from ..submission import Entry, SheetFact
from ..text import Text
from .labels import retyped_columns, retyped_lines
from .rows import places
from .words import letters, quoted, seen

CHECK = Check(
    code="S014",
    name="content-outside-form",
    severity="warning",
    title=Text("Có nội dung ngoài biểu", "Content outside the form"),
    message=Text(
        "{what}; nội dung này không được tính và không được xem xét.",
        "{what}; it counts nowhere and is not looked at.",
    ),
    hint=Text(
        "Chuyển nội dung cần giữ vào đúng ô của biểu, rồi xóa phần nằm ngoài.",
        "Move what matters into the form's own cells, then delete what lies outside.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    stray = _stray(context)
    if stray:
        first = seen(stray[0])
        numbers = sum(entry.kind == "number" for entry in stray)
        where = stray[0].place.ref
        yield CHECK.at(
            stray[0],
            related=places(stray[1:]),
            what=Text(
                f"Ô {where} ngoài bảng chấm điểm ghi {first.vi}"
                if len(stray) == 1
                else f"Ngoài bảng chấm điểm có {len(stray)} ô ghi nội dung{_numbers(numbers).vi}, ô đầu là "
                f"{where} ghi {first.vi}",
                f"Cell {where} outside the table holds {first.en}"
                if len(stray) == 1
                else f"{len(stray)} cells outside the table are filled{_numbers(numbers).en}, the first is "
                f"{where} with {first.en}",
            ),
        )
    for sheet in context.submission.sheets:
        if not sheet.known and sheet.filled:
            yield CHECK.at(sheet.first, what=_sheet(sheet))


def _sheet(sheet: SheetFact) -> Text:
    name, numbers = quoted(sheet.name, 31), _numbers(sheet.numbers)
    hidden = sheet.state != "visible"
    return Text(
        f"Trang tính {name.vi}{' (đang ẩn)' if hidden else ''} không thuộc biểu, có {sheet.filled} ô ghi "
        f"nội dung{numbers.vi}",
        f"Sheet {name.en}{' (hidden)' if hidden else ''} is not part of the form and has {sheet.filled} "
        f"filled cells{numbers.en}",
    )


def _numbers(count: int) -> Text:
    return Text(f" (có {count} ô là số)", f" ({count} of them numbers)") if count else Text("", "")


def _stray(context: Context) -> list[Entry]:
    """Stray cells, without the columns and lines whose name was retyped: S015 names those."""
    stray = list(context.submission.stray)
    columns = {letters(header.place.ref) for header in retyped_columns(context).values()}
    rows = {parse_ref(label.place.ref)[0] for label in retyped_lines(context).values()}
    if columns or rows:
        stray = [
            entry
            for entry in stray
            if letters(entry.place.ref) not in columns and parse_ref(entry.place.ref)[0] not in rows
        ]
    return stray


_TABLE = """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 2           |             |             |                                |
    I.1 | 2           |             | 2           | [1].bao-cao-01.pdf             |
    """
BAD = Example(_TABLE, at="cell M12", facts={"stray": {"M12": "1,5"}})
GOOD = Example(_TABLE)
