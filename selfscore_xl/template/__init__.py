"""The form as a workbook, empty or filled: everything that units see, and what keeps it right.

openpyxl makes the workbook; ``seal`` writes the value of every formula into it and fixes whatever
depends on the time or the machine, so that the same input gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from xml.sax.saxutils import escape

from ..criteria import Criteria, varies
from ..layout import DATA_SHEET, FORM_SHEET, GUIDE_SHEET, IDENTITY_NAMES, IDENTITY_SHEET, Head, Layout
from ..ooxml.sealing import STRINGS
from ..text import fold, squash
from . import data, form, guide, identity, protection
from .answers import Answers, Typed
from .book import Book, plain
from .columns import Table
from .form import HeadValue
from .protection import PasswordTooLong
from .seal import Facts, packed, seal

FORM_FORMAT = "1"
"""Version of the form's build; stamped as ``ss_form``."""


class NoForm(ValueError):
    """No form can be made of this set: it is a framework without points, or its rows depend on the unit
    group and none was chosen (``criteria.for_group``)."""


def build(
    criteria: Criteria,
    *,
    unit: str = "",
    unit_group: str = "",
    period: str = "",
    password: str | None = None,
    answers: Mapping[str, Answers] | None = None,
    facts: Mapping[str, Typed] | None = None,
    typed_head: Mapping[Head, str] | None = None,
) -> bytes:
    """The form of a set as an .xlsx file.

    Args:
        criteria: the set; of one that varies by unit group, the group's own (``criteria.for_group``).
        unit: name of the unit; given, the unit cannot change it.
        unit_group: code or name of its group; the same.
        period: name of the period; the same. The set's own where none is given.
        password: of the sheet's protection; without one the protection can be lifted by anybody.
        answers: criterion key -> what was typed; keys that the set has not are ignored.
        facts: code -> what was stated for the unit as a whole, as it stands in its cell: 95 % is 0.95.
        typed_head: what the unit typed in the lines above the table that are not given here.

    Raises:
        NoForm: see there.
        PasswordTooLong: more than 15 characters.
    """
    typed = typed_head or {}
    return packed(_parts(criteria, unit, unit_group, period, password, answers or {}, facts or {}, typed))


def _parts(
    criteria: Criteria,
    unit: str,
    unit_group: str,
    period: str,
    password: str | None,
    answers: Mapping[str, Answers],
    facts: Mapping[str, Typed],
    typed_head: Mapping[Head, str],
) -> dict[str, str]:
    if criteria.frame or varies(criteria):
        raise NoForm(criteria.id)
    unit, unit_group, period = squash(unit), squash(unit_group), squash(period)
    layout = Layout(criteria)
    tree = criteria.tree()
    table = Table(layout, tree, answers)
    said = fold(unit_group)
    group = next((one for one in criteria.unit_groups if said in (fold(one.code), fold(one.name))), None)
    head = {
        Head.UNIT: HeadValue(unit or typed_head.get(Head.UNIT) or criteria.unit, not unit),
        Head.UNIT_GROUP: HeadValue(
            group.name if group else unit_group or typed_head.get(Head.UNIT_GROUP, ""), not unit_group
        ),
        Head.PERIOD: HeadValue(period or typed_head.get(Head.PERIOD) or criteria.period.name, not period),
        Head.SET: HeadValue(f"{criteria.id} (phiên bản {criteria.version})", False),
    }
    book = Book()
    page = book.add(FORM_SHEET)
    explained = book.add(GUIDE_SHEET)
    figures = book.add(DATA_SHEET) if layout.data_rows or layout.fact_rows else None
    stamps = book.add(IDENTITY_SHEET)
    identity.write(
        book,
        stamps,
        {
            IDENTITY_NAMES["set_id"]: criteria.id,
            IDENTITY_NAMES["version"]: criteria.version,
            IDENTITY_NAMES["fingerprint"]: criteria.fingerprint,
            IDENTITY_NAMES["unit"]: unit,
            IDENTITY_NAMES["unit_group"]: group.code if group else unit_group,
            IDENTITY_NAMES["period"]: period or criteria.period.name,
            "ss_form": FORM_FORMAT,
        },
    )
    lists = identity.lists(book, stamps, criteria, tree)
    table.said_on_data = data.struck(table, lists)
    form.write(book, page, table, head, lists)
    guide.write(book, explained, criteria, tree, figures is not None)
    if figures is not None:
        data.write(book, figures, table, lists, facts)
    _protect(book, criteria, password)
    return _saved(book, criteria, layout)


def _protect(book: Book, criteria: Criteria, password: str | None) -> None:
    from openpyxl.workbook.protection import WorkbookProtection

    hashed = protection.hashed(password, criteria.fingerprint) if password else None
    for sheet in book.workbook.worksheets:
        guard = sheet.protection
        guard.sheet = True
        guard.objects = guard.scenarios = False
        guard.formatColumns = guard.formatRows = False
        guard.autoFilter = False
        guard.selectLockedCells = guard.selectUnlockedCells = False
        if hashed is not None:
            guard.algorithmName = hashed.algorithm
            guard.hashValue = hashed.value
            guard.saltValue = hashed.salt
            guard.spinCount = hashed.spins
    security = WorkbookProtection(lockStructure=True)
    if hashed is not None:
        security.workbookAlgorithmName = hashed.algorithm
        security.workbookHashValue = hashed.value
        security.workbookSaltValue = hashed.salt
        security.workbookSpinCount = hashed.spins
    book.workbook.security = security


def _saved(book: Book, criteria: Criteria, layout: Layout) -> dict[str, str]:
    properties = book.workbook.properties
    properties.creator = "selfscore-xl"
    properties.title = criteria.title
    properties.language = "vi-VN"
    out = io.BytesIO()
    book.workbook.save(out)
    facts = {
        f"xl/worksheets/sheet{index}.xml": Facts(
            book.values[sheet.title],
            book.growing[sheet.title],
            form.unremarked(layout) if sheet.title == FORM_SHEET else "",
        )
        for index, sheet in enumerate(book.workbook.worksheets, start=1)
    }
    return seal(out.getvalue(), facts)


class Series:
    """Empty forms of one set for many units: the second one costs a tenth of the first. Each is the one
    that ``build`` makes."""

    def __init__(
        self, criteria: Criteria, *, unit_group: str = "", period: str = "", password: str | None = None
    ) -> None:
        """The arguments of ``build``, and what it raises."""
        self._arguments = (criteria, unit_group, period, password)
        self._parts = _parts(criteria, _SOME_UNIT, unit_group, period, password, {}, {}, {})

    def form(self, unit: str) -> bytes:
        """The form of one unit."""
        criteria, unit_group, period, password = self._arguments
        unit = squash(unit)
        if not unit or not form.fits_one_line(unit) or _in_strings(unit, self._parts[STRINGS]):
            return packed(_parts(criteria, unit, unit_group, period, password, {}, {}, {}))
        parts = dict(self._parts)
        for name, text in (
            (STRINGS, plain(unit)),
            ("docProps/custom.xml", unit),
            ("xl/workbook.xml", unit.replace('"', '""')),
        ):
            parts[name] = parts[name].replace(_SOME_UNIT, escape(text))
        return packed(parts)


_SOME_UNIT = "\ue000"
"""Stands for the unit's name until it is known."""


def _in_strings(text: str, strings: str) -> bool:
    """The text is one of the shared strings already, which takes no second place."""
    return f">{escape(plain(text))}</t>" in strings


__all__ = ["Answers", "NoForm", "PasswordTooLong", "Series", "Typed", "build"]
