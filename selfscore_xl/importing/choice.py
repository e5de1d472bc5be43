"""Which table of a file is meant, where there are several; and the sentence where none will do."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ..record import NamedTuple
from ..text import Text
from .listing import Listing
from .source import Source, TableRefused


class Choice(NamedTuple):
    """The table to use."""

    listing: Listing
    said: Text | None
    """One sentence where there was something to choose."""


_NEAR = 0.8


def choose(
    source: Source, found: Sequence[Listing], weigh: Callable[[Listing], int], number: int | None = None
) -> Choice:
    """The table that holds most of what is sought.

    Args:
        source: the file.
        found: its tables of criteria.
        weigh: how many rows of a table are what is sought; a table of weight 0 is none.
        number: which of the tables to use, from 1, where the caller knows better.

    Raises:
        TableRefused: there is no such table, or two are as good as each other.
    """
    if number is not None:
        if not 1 <= number <= len(found):
            raise TableRefused(_no_such_number(number, len(found)))
        return Choice(found[number - 1], _several(found, number - 1, weigh) if len(found) > 1 else None)
    weights = [weigh(listing) for listing in found]
    shown = [weight for weight, listing in zip(weights, found, strict=True) if not listing.hidden and weight]
    if shown:
        weights = [0 if listing.hidden else weight for weight, listing in zip(weights, found, strict=True)]
    best = max(weights, default=0)
    if not best:
        raise TableRefused(_NO_ROWS if found else _no_table(source))
    near = [place for place, weight in enumerate(weights) if weight >= best * _NEAR]
    if len(near) > 1 and not all(_is_copy(found[near[0]], found[place]) for place in near[1:]):
        raise TableRefused(_ambiguous(found, near))
    place = near[0]
    return Choice(found[place], _several(found, place, weigh) if len(found) > 1 else None)


def _is_copy(one: Listing, other: Listing) -> bool:
    def content(listing: Listing) -> list[object]:
        return [(line.code, line.title, line.cells) for line in listing.lines]

    return content(one) == content(other)


def _several(found: Sequence[Listing], place: int, weigh: Callable[[Listing], int]) -> Text:
    used = found[place]
    others = [listing for at, listing in enumerate(found) if at != place]
    vi = "; ".join(f"bảng ở {one.name.vi} ({len(one.lines)} dòng)" for one in others[:5])
    en = "; ".join(f"the one at {one.name.en} ({len(one.lines)} rows)" for one in others[:5])
    more_vi, more_en = ("; …", "; …") if len(others) > 5 else ("", "")
    return Text(
        f"Tệp có {len(found)} bảng tiêu chí: đã dùng bảng ở {used.name.vi} (khớp {weigh(used)} dòng), "
        f"không dùng {vi}{more_vi}.",
        f"The file has {len(found)} tables of criteria: the one at {used.name.en} was used "
        f"({weigh(used)} rows fit), not {en}{more_en}.",
    )


def _ambiguous(found: Sequence[Listing], near: Sequence[int]) -> Text:
    vi = "; ".join(f"{place + 1}: {found[place].name.vi}" for place in near[:8])
    en = "; ".join(f"{place + 1}: {found[place].name.en}" for place in near[:8])
    return Text(
        f"Tệp có {len(near)} bảng tiêu chí giống nhau nên không rõ dùng bảng nào ({vi}); "
        "thêm --table và số thứ tự của bảng cần dùng.",
        f"{len(near)} tables in the file are alike and it is not clear which is meant ({en}); "
        "add --table and the number of the right one.",
    )


def _no_such_number(number: int, count: int) -> Text:
    return Text(
        f"Không có bảng số {number}: tệp có {count} bảng tiêu chí; chọn lại số sau --table.",
        f"There is no table {number}: the file has {count} tables of criteria; choose another after --table.",
    )


_NO_ROWS = Text(
    "Bảng trong tệp không có dòng tiêu chí nào dùng được (cần mã hoặc tên tiêu chí cùng điểm); "
    "hãy kiểm tra lại tệp.",
    "The table in the file has no usable row of a criterion (a code or title, and points); check the file.",
)
_HEADER_WANTED = (
    "hàng tiêu đề phải có cột tên tiêu chí hoặc mã, và cột điểm tối đa hoặc tự chấm",
    "its header must name a column of titles or codes, and one of maxima or self scores",
)
_DISORDER = Text(
    "Văn bản không còn chia thành hàng, cột (thường do chép từ PDF) nên không lấy bảng được; hãy dùng bản "
    "Word hoặc Excel, hoặc mở tệp PDF bằng Word rồi lưu thành tệp .docx, hoặc chép lại sao cho mỗi tiêu chí "
    "một dòng, các cột cách nhau bằng phím Tab.",
    "The text has lost its rows and columns (as text copied from a PDF does), so no table can be taken; "
    "use the Word or Excel file, or open the PDF in Word and save it as .docx, or copy it again with one "
    "criterion a line and tabs between columns.",
)
_CODE_LINE = re.compile(
    r"\s*(?:[IVX]{1,5}|\d{1,2})(?:(?:\.(?:\d{1,2}|[a-zđ]))+\b|[.)]?\s.*\s\d{1,3}(?:[.,]\d{1,2})?(?:\s*điểm)?\s*\Z)"
)
"""A line that begins with a code of several parts, or with a code and ends in points."""


def _no_table(source: Source) -> Text:
    """Why no table of criteria is in the file."""
    if not source.tables and sum(bool(_CODE_LINE.match(line)) for line in source.prose) >= 3:
        return _DISORDER
    vi, en = _HEADER_WANTED
    if not source.tables:
        return Text(
            f"Không tìm thấy bảng nào trong tệp ({vi}); hãy chọn đúng tệp có bảng điểm.",
            f"There is no table in the file ({en}); choose the file with the table of scores.",
        )
    return Text(
        f"Không bảng nào trong tệp là bảng tiêu chí: {vi}; hãy sửa hàng tiêu đề rồi thử lại.",
        f"No table in the file is one of criteria: {en}; correct the header and try again.",
    )
