"""What the reader of the screen or of the print cannot see must not decide: text that its cell's format
hides (in the colour of its ground, tiny, by the number format ``;;;``), and characters that hide or
reorder others.

Strikes: marks that turn the direction of reading (an "exe" can pass for a "pdf"), tag characters,
control characters, and three or more zero-width characters, which can spell a hidden message. One or
two zero-width spaces, a byte order mark or soft hyphens come with every paste from the web or Word and
are read over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..layout import GROUP_INPUTS, UNIT_INPUTS
from ..text import Text

CHECK = Check(
    code="S411",
    name="invisible-text",
    severity="warning",
    title=Text("Nội dung trong ô không nhìn thấy được", "Text that cannot be seen"),
    message=Text(
        "Ô {cell} của tiêu chí {code} có nội dung không nhìn thấy được: {what}.",
        "Cell {cell} of criterion {code} holds what cannot be seen: {what}.",
    ),
    hint=Text(
        "Xóa nội dung và định dạng ô {cell} rồi gõ lại bằng chữ màu đen, không dán từ nơi khác.",
        "Clear cell {cell} with its format and type its content again in black, without pasting.",
    ),
)

_FAINT = Text(
    "định dạng của ô làm chữ không hiện (chữ cùng màu với nền, cỡ chữ quá nhỏ hoặc dạng số «;;;»)",
    "the cell's format hides it (text in the colour of its ground, a tiny font or the number format “;;;”)",
)
_FORMAT = "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
_HIDING = f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_FORMAT}]"
_FEW = 3
_HARMLESS = "\u200b\u200c\u200d\u2060\ufeff"


def find(context: Context) -> Iterator[Finding]:
    for key, line in context.lines.by_key.items():
        for field in GROUP_INPUTS if context.tree[key].children else UNIT_INPUTS:
            entry = line.row.entries.get(field)
            if entry is None or entry.is_empty:
                continue
            what = _FAINT if entry.faint else _hidden(entry.text)
            if what is not None:
                yield CHECK.at(entry, criterion=key, what=what)


def _hidden(text: str) -> Text | None:
    if text.replace("\n", "").isprintable():
        return None
    found = re.findall(_HIDING, text)
    if len(found) < _FEW and all(character in _HARMLESS for character in found):
        return None
    codes = ", ".join(sorted({f"U+{ord(character):04X}" for character in found})[:5])
    return Text(f"ký tự ẩn {codes}", f"hidden characters {codes}")


BAD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           |             | 2           | [1].bao-cao-01.pdf             | Đã báo cáo đủ
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
    at="I.1 explanation",
    facts={"I.1 explanation": {"faint": True}},
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           |             | 2           | [1].bao-cao-01.pdf             | Đã báo cáo đủ
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
)
