"""One form per unit of a list, each in a file named after the unit's code, or its name where the list has
no codes."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Container, Iterator

from .criteria import Criteria, for_group, varies
from .ooxml.saving import write_file
from .record import NamedTuple
from .template import Series
from .text import fold
from .unit_list import ListedUnit, UnitListError

_CODE = ("mã", "mã đơn vị", "code", "ma", "ma don vi")
_OF_WINDOWS = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))]
)
"""Names of devices: Windows opens no file called so, whatever its ending."""


class Mail(NamedTuple):
    """A form to build: for which unit, of which set, and where it goes."""

    unit: ListedUnit
    criteria: Criteria
    path: str


def plan(units: tuple[ListedUnit, ...], criteria: Criteria, folder: str) -> tuple[Mail, ...]:
    """What will be written, with everything that can be wrong found before anything is.

    Raises:
        UnitListError: a code is blank, repeated or no file name; the set has no such group. The
            sentence has the line number.
    """
    groups = {fold(name): group.code for group in criteria.unit_groups for name in (group.code, group.name)}
    known = ", ".join(f"{group.code} ({group.name})" for group in criteria.unit_groups)
    lines: dict[str, int] = {}
    of_group: dict[str, Criteria] = {}
    mails = []
    for unit in units:
        code = next((unit.more[name] for name in _CODE if name in unit.more), None)
        if code is None:
            code = _name_of(unit, lines)
        name = file_name(code)
        if not name:
            raise UnitListError(
                f"Danh sách đơn vị, dòng {unit.line}: mã của «{unit.name}» để trống hoặc không dùng được "
                "làm tên tệp; nhập mã gồm chữ và số.",
                f"List of units, line {unit.line}: the code of “{unit.name}” is blank or cannot name a "
                "file; enter a code of letters and digits.",
            )
        if fold(name) in lines:
            raise UnitListError(
                f"Danh sách đơn vị, dòng {unit.line}: mã «{code}» đã dùng ở dòng {lines[fold(name)]}; "
                "mỗi đơn vị một mã.",
                f"List of units, line {unit.line}: code “{code}” was used in line {lines[fold(name)]}; "
                "every unit needs its own.",
            )
        lines[fold(name)] = unit.line
        own = criteria
        if criteria.unit_groups and (unit.group or varies(criteria)):
            if not unit.group:
                raise UnitListError(
                    f"Danh sách đơn vị, dòng {unit.line}: cột Nhóm đơn vị để trống; ghi một trong: {known}.",
                    f"List of units, line {unit.line}: the unit group is blank; give one of: {known}.",
                )
            if fold(unit.group) not in groups:
                raise UnitListError(
                    f"Danh sách đơn vị, dòng {unit.line}: bộ tiêu chí không có nhóm «{unit.group}»; "
                    f"ghi một trong: {known}.",
                    f"List of units, line {unit.line}: the set has no unit group “{unit.group}”; "
                    f"give one of: {known}.",
                )
            group = groups[fold(unit.group)]
            own = of_group.setdefault(group, for_group(criteria, group))
        mails.append(Mail(unit, own, os.path.join(folder, f"{name}.xlsx")))
    return tuple(mails)


def _name_of(unit: ListedUnit, taken: Container[str]) -> str:
    """What the file of a unit without a code is called: ``so-noi-vu``; of several units whose names differ
    in their marks only, the later ones get a number."""
    plain = re.sub("-+", "-", file_name(unit.name).lower()) or f"don-vi-{unit.line}"
    number, name = 1, plain
    while name in taken:
        number += 1
        name = f"{plain}-{number}"
    return name


def file_name(code: str) -> str:
    """The code as a file name on every system: letters without marks, digits, dots, dashes; '' where
    nothing can be made of it."""
    plain = unicodedata.normalize("NFD", code.replace("đ", "d").replace("Đ", "D"))
    kept = "".join(
        one if one.isascii() and (one.isalnum() or one in "._-") else "-"
        for one in plain
        if not unicodedata.combining(one)
    )
    name = kept[:100].strip("-. ")
    return "" if name.partition(".")[0].lower() in _OF_WINDOWS else name


def write(mails: tuple[Mail, ...], password: str | None = None) -> Iterator[str]:
    """Build and write each form; the paths, as they are written.

    Raises:
        template.NoForm, template.PasswordTooLong: see ``template.build``.
        saving.SaveRefused, OSError: a file cannot be written.
    """
    series: dict[tuple[int, str, str], Series] = {}
    for mail in mails:
        group, period = mail.unit.group, mail.unit.period
        alike = (id(mail.criteria), group, period)
        if alike not in series:
            series[alike] = Series(mail.criteria, unit_group=group, period=period, password=password)
        write_file(mail.path, series[alike].form(mail.unit.name))
        yield mail.path
