"""Which column of a table holds what, by the words that decisions and offices put above it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..layout import HEADERS, Field
from ..record import NamedTuple
from ..text import fold
from .source import Row

LONGEST_HEADER = 90
"""Characters of a header; a longer text is a criterion's title."""

_EXACT = {fold(text): field for field, text in HEADERS.items()}

_WORDS: tuple[tuple[Field, str], ...] = (
    (Field.OPINION, r"ý kiến|nhận xét|kết luận của|^opinion$"),
    (
        Field.APPRAISED,
        r"thẩm định|thẩm tra|hội đồng (?:chấm|đánh giá)|tổ chấm|điểm phúc tra|điểm kiểm tra|^apprais",
    ),
    (
        Field.EXCLUDED,
        r"(?:đề nghị|đề xuất) (?:được )?(?:trừ|không chấm|loại)|điểm không chấm|^không (?:chấm|phát sinh)|"
        r"trừ (?:vào |khỏi )?(?:điểm tổng|tổng điểm)|^excluded$",
    ),
    (
        Field.SELF,
        r"tự (?:đánh giá|chấm|cho điểm)|(?:đơn vị|cơ quan|địa phương) (?:tự )?(?:chấm|đánh giá)|"
        r"điểm (?:đạt|thực hiện|chấm)|^đạt được$|^self(?: score)?$",
    ),
    (Field.EVIDENCE, r"kiểm chứng|minh chứng|chứng minh|tài liệu|hồ sơ kèm|^evidence$"),
    (
        Field.EXPLANATION,
        r"giải trình|ghi chú|lý do|lí do|thuyết minh|diễn giải|giải thích|^explanation$|^notes?$",
    ),
    (
        Field.MAX,
        r"điểm (?:tối đa|chuẩn|quy định|cao nhất|tiêu chí|các tiêu chí)|(?:thang|khung|mức|barem) điểm|"
        r"^(?:số )?điểm(?: số)?$|^tối đa$|^max(?:imum)?(?: score| points)?$",
    ),
    (Field.CODE, r"^(?:mã|stt|tt|số tt|số thứ tự|thứ tự|ký hiệu|kí hiệu|code)\b"),
    (
        Field.TITLE,
        r"tiêu chí|lĩnh vực|nội dung|nhiệm vụ|chỉ tiêu|^tên\b|^công việc|^title$|^criteri(?:on|a)$",
    ),
)
"""In the order in which they are tried: "ý kiến thẩm định" is an opinion, "mã tiêu chí" a code."""

_BARE = re.compile(r"(?:số )?điểm(?: số)?\Z")


def field_of(text: str) -> Field | None:
    """The column that a header names; None for anything else."""
    folded = fold(text)
    if not folded or len(folded) > LONGEST_HEADER:
        return None
    exact = _EXACT.get(folded)
    if exact is not None:
        return exact
    plain = _plain(folded)
    for field, words in _WORDS:
        if re.search(words, plain):
            return field
    return None


def _plain(folded: str) -> str:
    """A header without what stands in brackets, and without punctuation around it."""
    return re.sub(r"\([^()]*\)", " ", folded).strip(" .:*-–")


class Head(NamedTuple):
    """The header of a table: its rows and what it says of the columns (zero-based)."""

    first: int
    last: int
    """Positions of its rows in the table."""
    columns: Mapping[Field, int]
    others: Mapping[int, str]
    """Headers of columns that are none of the form's, by column."""
    texts: Mapping[Field, str] = {}
    """Headers of the other columns, as they stand there."""

    @property
    def width(self) -> int:
        return max((*self.columns.values(), *self.others), default=-1) + 1


def is_head(texts: Sequence[str]) -> bool:
    """Do these texts, side by side, head a table of criteria?"""
    return _is_enough(_columns([(text, "") for text in texts])[0])


def head_at(rows: Sequence[Row], position: int) -> Head | None:
    """The header that begins at a row, over up to three rows; None where none begins there."""
    if not _may_begin(rows[position]):
        return None
    best: Head | None = None
    for depth in range(1, min(3, len(rows) - position) + 1):
        block = rows[position : position + depth]
        if depth > 1 and not _belongs(block[-1]):
            break
        texts = _stacked(block)
        columns, others = _columns(texts)
        if _is_enough(columns) and (best is None or len(columns) > len(best.columns)):
            texts_of = {field: texts[column][0] for field, column in columns.items()}
            best = Head(position, position + depth - 1, columns, others, texts_of)
    return best


def _may_begin(row: Row) -> bool:
    """A header names several columns, one of which is known; "Tên đơn vị: …" above it is one cell. A row
    with points in it is a criterion, whatever words its title and its way of scoring use."""
    texts = {cell.text for cell in row.cells if cell.text}
    return (
        len(texts) > 1
        and not any(cell.number is not None or _POINTS.match(cell.text) for cell in row.cells)
        and any(field_of(text) is not None for text in texts)
    )


_POINTS = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?\Z")


def _is_enough(columns: Mapping[Field, int]) -> bool:
    return (Field.TITLE in columns or Field.CODE in columns) and (
        Field.MAX in columns or Field.SELF in columns
    )


def _belongs(row: Row) -> bool:
    """May this row be the lower half of a header? It has names of columns and no figures."""
    texts = [cell.text for cell in row.cells if cell.text and not cell.span]
    return (
        any(field_of(text) is not None for text in texts)
        and all(len(text) <= LONGEST_HEADER for text in texts)
        and not any(cell.number is not None for cell in row.cells)
    )


def _stacked(block: Sequence[Row]) -> list[tuple[str, str]]:
    """For each column the lowest text of a header, and the text above it."""
    width = max(len(row.cells) for row in block)
    stacked = []
    for column in range(width):
        texts: list[str] = []
        for row in block:
            text = row.cell(column).text
            if text and (not texts or texts[-1] != text):
                texts.append(text)
        stacked.append((texts[-1] if texts else "", " ".join(texts[:-1])))
    return stacked


def _columns(texts: Sequence[tuple[str, str]]) -> tuple[dict[Field, int], dict[int, str]]:
    """The columns by what they hold, and the headers that say nothing known."""
    columns: dict[Field, int] = {}
    others: dict[int, str] = {}
    bare: set[Field] = set()
    for column, (lower, upper) in enumerate(texts):
        if not lower:
            continue
        field, is_bare = _field(lower, upper)
        text = f"{upper} {lower}".strip()
        if field is None or (field in columns and (is_bare or field not in bare)):
            others[column] = text
            continue
        if field in columns:
            others[columns[field]] = texts[columns[field]][0]
            bare.discard(field)
        elif is_bare:
            bare.add(field)
        columns[field] = column
    return columns, others


def _field(lower: str, upper: str) -> tuple[Field | None, bool]:
    """The field of a column, and whether only the bare word "điểm" says so. The lower text counts
    first: below "Tự đánh giá" may stand "Điểm" and "Giải trình"."""
    is_bare = bool(_BARE.match(_plain(fold(lower))))
    if upper:
        if not is_bare:
            field = field_of(lower)
            if field is not None:
                return field, False
        field = field_of(f"{upper} {lower}") or field_of(upper)
        if field is not None:
            return field, False
    return field_of(lower), is_bare
