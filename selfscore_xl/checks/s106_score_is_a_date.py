"""Excel turns "5/5" and "1-2" into dates; its sum then counts the day's serial number (45 051 points).

Reported on excluded rows too: a date that nobody meant to type must not stay in the form.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from ..checking import Check, Context, Example
from ..finding import Finding
from ..text import Text, format_day, visible

CHECK = Check(
    code="S106",
    name="score-is-a-date",
    severity="error",
    title=Text("Điểm bị đổi thành ngày tháng", "The score has become a date"),
    message=Text(
        "Điểm của tiêu chí {code} đã bị bảng tính đổi thành ngày tháng ({seen}).",
        "The spreadsheet has turned the score of criterion {code} into a date ({seen}).",
    ),
    hint=Text(
        "Chép một ô điểm nền vàng khác vào ô {cell} rồi gõ điểm từ 0 đến {max}.",
        "Copy another yellow score cell onto {cell} and type a score from 0 to {max}.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    for node, line, _ in context.leaves:
        if line.score.kind == "date" and node.rule.kind != "given":
            seen = _day(line.score.text, context.submission.source.since_1904)
            yield CHECK.at(line.score, criterion=node.key, seen=visible(seen), max=node.max_score)


def _day(text: str, since_1904: bool) -> str:
    """The day that a cell shows; the text itself where the file holds the day as one."""
    try:
        return format_day(Decimal(text), since_1904=since_1904)
    except InvalidOperation:
        return text


BAD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 8           |             |             |                                |
    I.1 | 5           |             | 2023-05-05  | [1].bao-cao-01.pdf             |
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
    at="I.1 self",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 8           |             |             |                                |
    I.1 | 5           |             | 5           | [1].bao-cao-01.pdf             |
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
)
