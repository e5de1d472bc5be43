"""What a report needs that the form does not hold: who issues it to whom, its number, date and signer.

Comes from the command line or from a small YAML file with the same names:

    parent_body: UBND tỉnh Quảng Trị
    body: Văn phòng
    number: 45/BC-VP
    date: 05/7/2023
    copy_to:
      - CVP, các PVP UBND tỉnh
      - "Lưu: VT, HC-TC"
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from datetime import date
from difflib import get_close_matches

from ..record import NamedTuple
from ..text import Text, fold, squash

MAX_BYTES = 200_000
"""Bytes; a settings file is a page of text."""


Words = str | bool | Sequence[str]
"""A value as it was given: one text, several, or a switch."""


class Settings(NamedTuple):
    """One report's particulars; what is left out stays blank in the document, to be filled by hand."""

    parent_body: str | None = None
    """Governing body; '' where there is none, None where it was not said."""
    body: str = ""
    """Issuing body; empty: the unit that the form names."""
    to: tuple[str, ...] = ()
    """The higher bodies that the report goes to."""
    salutation: bool = True
    """Print ``Kính gửi:``; without it the addressees head the list of recipients."""
    number: str = ""
    """``45/BC-VP``, ``45`` or ``/BC-VP``."""
    date: date | None = None
    place: str = ""
    basis: tuple[str, ...] = ()
    """Empty: the legal bases of the criteria set."""
    subject: str = ""
    """Empty: from the set's title and the period."""
    signer_title: tuple[str, ...] = ()
    """A line each: ``KT. CHÁNH VĂN PHÒNG``, ``PHÓ CHÁNH VĂN PHÒNG``."""
    signer: str = ""
    copy_to: tuple[str, ...] = ()
    """Further recipients; the last may be ``Lưu: VT, ...``."""


LISTS = ("to", "basis", "signer_title", "copy_to")
BLANKS: dict[str, Text] = {
    "parent_body": Text("cơ quan chủ quản", "governing body"),
    "number": Text("số và ký hiệu", "number"),
    "place": Text("địa danh", "place"),
    "date": Text("ngày tháng", "date"),
    "signer_title": Text("chức vụ người ký", "signer's title"),
    "signer": Text("họ tên người ký", "signer's name"),
}


class SettingsError(Exception):
    """A value that cannot be used, or a settings file that cannot be read; ``text`` has a sentence or a
    line per problem."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def blanks(settings: Settings) -> tuple[str, ...]:
    """The particulars that the document leaves to be filled by hand, as names of ``Settings``."""
    there = {
        "parent_body": settings.parent_body is not None,
        "number": all(number_parts(settings.number)),
    }
    return tuple(name for name in BLANKS if not there.get(name, bool(getattr(settings, name))))


def from_words(given: Mapping[str, Words]) -> Settings:
    """Settings from texts by name.

    Raises:
        SettingsError: a date or a yes-or-no that is none, a number of another shape.
    """
    values: dict[str, object] = {}
    for name, value in given.items():
        if name in LISTS:
            lines = [value] if isinstance(value, str) else value if isinstance(value, Sequence) else []
            values[name] = tuple(line for text in lines for line in map(squash, _lines(name, text)) if line)
        elif isinstance(value, bool) or not isinstance(value, str):
            values[name] = value
        elif name == "date":
            values[name] = parse_date(value) if squash(value) else None
        elif name == "salutation":
            values[name] = _yes(value)
        else:
            values[name] = squash(value)
    settings = Settings(**values)  # type: ignore[arg-type]
    number_parts(settings.number)
    return settings


def _lines(name: str, text: str) -> list[str]:
    """A signer's title may be one text of several lines; other texts are folded into one."""
    return text.splitlines() if name == "signer_title" else [text]


_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\Z|(\d{4})-(\d{1,2})-(\d{1,2})\Z", re.ASCII)


def parse_date(text: str) -> date:
    """A day written ``05/7/2023`` or ``2023-07-05``.

    Raises:
        SettingsError: anything else, or a day that no calendar has.
    """
    match = _DATE.match(squash(text))
    try:
        if match is None:
            raise ValueError
        day, month, year = (match[1], match[2], match[3]) if match[1] else (match[6], match[5], match[4])
        return date(int(year), int(month), int(day))
    except ValueError:
        raise SettingsError(
            Text(
                f"Không hiểu ngày «{squash(text)}»; ghi theo dạng ngày/tháng/năm, ví dụ 05/7/2023.",
                f"“{squash(text)}” is no date; write day/month/year, 05/7/2023 for example.",
            )
        ) from None


_WORDS = {"có": True, "yes": True, "true": True, "không": False, "no": False, "false": False}


def _yes(text: str) -> bool:
    if fold(text) not in _WORDS:
        raise SettingsError(
            Text(
                f"«salutation: {squash(text)}» chưa đúng; ghi «có» hoặc «không».",
                f"“salutation: {squash(text)}” is neither “yes” nor “no”.",
            )
        )
    return _WORDS[fold(text)]


_NUMBER = re.compile(r"(?:Số\s*:?\s*)?(\d*)\s*(?:/\s*(.*))?\Z", re.IGNORECASE | re.ASCII)


def number_parts(text: str) -> tuple[str, str]:
    """Number and symbol of a document: ``"5/BC-VP"`` gives ``("05", "BC-VP")``; '' for what is missing.

    Numbers below 10 have a leading zero (Decree 30/2020/NĐ-CP, phụ lục I, phần II, mục 3).

    Raises:
        SettingsError: the text is no number and symbol.
    """
    match = _NUMBER.match(squash(text))
    if match is None:
        raise SettingsError(
            Text(
                f"Không hiểu số, ký hiệu «{squash(text)}»; ghi như 45/BC-VP, hoặc /BC-VP nếu chưa có số.",
                f"“{squash(text)}” is no document number; write 45/BC-VP, or /BC-VP to leave it blank.",
            )
        )
    number = match[1].lstrip("0") or match[1][:1]
    return number.zfill(2) if number else "", squash(match[2] or "")


def read_file(path: str) -> dict[str, Words]:
    """The values of a settings file by name.

    Raises:
        SettingsError: the file cannot be read, is no YAML, or has a key that no report knows.
    """
    from ..set_file.problem import Problem
    from ..set_file.source import decode, parse

    try:
        if os.path.exists(path) and not os.path.isfile(path):
            raise OSError(0, "")
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError):
        raise SettingsError(
            Text(
                f"Không đọc được tệp thiết lập {path}; kiểm tra lại đường dẫn sau --settings.",
                f"The settings file {path} cannot be read; check the path after --settings.",
            )
        ) from None
    if len(data) > MAX_BYTES:
        raise SettingsError(
            Text(
                f"Tệp thiết lập {path} quá lớn, có thể đã chọn nhầm tệp; xem mẫu trong docs/bao-cao.md.",
                f"The settings file {path} is too large to be one; see docs/bao-cao.md for a sample.",
            )
        )
    problems: list[Problem] = []
    text = decode(data, problems)
    root = parse(text, problems) if text is not None else None
    if problems:
        raise SettingsError(
            Text(
                "\n".join(one.text(path, "vi") for one in problems),
                "\n".join(one.text(path, "en") for one in problems),
            )
        )
    if root is None:
        return {}
    if root.kind != "mapping":
        raise SettingsError(_wrong(path, root.line, Text("không có dạng «khóa: giá trị»", "no “key: value”")))
    values: dict[str, Words] = {}
    for key, node in root.items.items():
        line = root.key_at[str(key)][0]
        name = str(key).replace("-", "_")
        if name not in Settings._fields:
            raise SettingsError(_wrong(path, line, _unknown(str(key))))
        if node.kind == "text":
            values[name] = node.text
        elif node.kind == "list" and name in LISTS and all(one.kind == "text" for one in node.items.values()):
            values[name] = [one.text for one in node.items.values()]
        else:
            raise SettingsError(
                _wrong(
                    path,
                    line,
                    Text(
                        f"«{key}» phải là một dòng chữ" + (" hoặc danh sách" if name in LISTS else ""),
                        f"“{key}” must be a text" + (" or a list of texts" if name in LISTS else ""),
                    ),
                )
            )
    return values


def _wrong(path: str, line: int, what: Text) -> Text:
    return Text(f"{path}:{line}: {what.vi}; sửa lại rồi chạy lại.", f"{path}:{line}: {what.en}; correct it.")


def _unknown(key: str) -> Text:
    near = get_close_matches(key.replace("-", "_"), Settings._fields, 1, 0.6)
    if near:
        return Text(f"không có khóa «{key}» (hay là «{near[0]}»?)", f"no key “{key}” (or “{near[0]}”?)")
    known = ", ".join(Settings._fields)
    return Text(f"không có khóa «{key}», dùng được: {known}", f"no key “{key}”, known are: {known}")
