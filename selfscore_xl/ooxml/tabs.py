"""The sheets of a workbook as its part lists them (ECMA-376 Part 1, 18.2.27 ``workbook``).

A sheet put in front moves every other one by a place, and with them all that counts places: names
that belong to a sheet (``localSheetId``), the tab shown (``activeTab``, ``firstSheet``). What refers
to sheets by name or by ``sheetId`` (formulas, the calculation chain, pivot and slicer caches) stays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from . import offsets
from .newsheet import NewSheet, NewStyle, check_name, sheet_names, sheet_part
from .offsets import Element, Splice, escape_attribute, escape_text, place
from .parts import Parts
from .workbook import Workbook

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"

_ORDER = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches",
    "smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst",
)  # fmt: skip
_OWN_NAMES = frozenset({"_xlnm._FilterDatabase", "_xlnm.Print_Area", "_xlnm.Print_Titles"})
_HIDDEN_NAME = "_xlnm._FilterDatabase"
_MAX_SHEET_ID = 65_534


class PutSheet(NamedTuple):
    """A sheet to put: ``first`` in front of the others, else behind them, unless one of its name is
    there already; ``active`` shows it when the workbook is opened."""

    sheet: NewSheet
    first: bool = True
    active: bool = True


class Tabs:
    """The workbook part and the sheets being put into it."""

    def __init__(self, parts: Parts, workbook: Workbook) -> None:
        self._parts = parts
        self._workbook = workbook
        self.put_parts: set[str] = set()
        """Entry names of the sheets put."""

    def put(self, wish: PutSheet, style_of: Callable[[NewStyle], int]) -> None:
        """Write a sheet and make the workbook list it.

        Raises:
            ValueError: the name cannot be that of a sheet, or is that of a chart sheet.
        """
        sheet = wish.sheet
        check_name(sheet.name)
        root = self._root()
        listed = _sheets(root)
        data = sheet_part(sheet, self._parts.dialect, style_of, wish.active)
        at = next((n for n, tab in enumerate(listed) if _same(tab.get("name"), sheet.name)), None)
        if at is None:
            at = 0 if wish.first else len(listed)
            self._add(root, data, sheet, at)
        else:
            self._replace(root, listed[at], data, wish.active)
        self._name(sheet, at)
        if wish.active:
            self._show(at)

    def recalculate(self) -> None:
        """Make programs compute every formula when they open the workbook (18.2.2)."""
        root = self._root()
        present = root.child("x:calcPr")
        if present is None:
            xml = b'<%bcalcPr fullCalcOnLoad="1"/>' % root.prefix
            self._edit(place(root, _ORDER, "calcPr", xml))
        elif present.get("fullCalcOnLoad") not in ("1", "true"):
            self._edit(present.retag({"fullCalcOnLoad": "1"}))

    def _root(self) -> Element:
        return offsets.parse(self._parts.main, self._parts.read(self._parts.main))

    def _edit(self, splices: list[Splice]) -> None:
        self._parts.edit(self._parts.main, splices)

    def _add(self, root: Element, data: bytes, sheet: NewSheet, at: int) -> None:
        parts = self._parts
        listed = _sheets(root)
        part = parts.add("worksheets/sheet{}.xml", data, SHEET_TYPE)
        self.put_parts.add(part)
        identity = parts.relate(parts.main, "worksheet", part)
        used = {tab.count("sheetId") for tab in listed}
        number = max(used) + 1
        if number > _MAX_SHEET_ID:
            number = next(free for free in range(1, _MAX_SHEET_ID + 1) if free not in used)
        prefix = root.prefix
        xml = b'<%bsheet name="%b" sheetId="%d" xmlns:r="%b" r:id="%b"/>' % (
            prefix,
            escape_attribute(sheet.name),
            number,
            parts.dialect.relationships.encode(),
            identity.encode(),
        )
        if at < len(listed):
            splices = [Splice(listed[at].start, listed[at].start, xml), *_moved(root)]
        else:
            splices = [Splice(listed[-1].end, listed[-1].end, xml)]
        self._edit(splices)

    def _replace(self, root: Element, tab: Element, data: bytes, active: bool) -> None:
        parts = self._parts
        info = self._workbook.info(tab.get("name"))
        if info.kind != "worksheet":
            raise ValueError(f"a chart or macro sheet has this name: {info.name!r}")
        self.put_parts.add(info.part)
        if data != parts.read(info.part):
            if any(cell.formula is not None for cell in self._workbook.sheet(info.name).cells.values()):
                self._drop_calculation_chain()
            parts.write(info.part, data)
        parts.remove_with_relations(info.part)
        if active and tab.get("state", "visible") != "visible":
            self._edit(tab.retag({"state": None}))

    def _drop_calculation_chain(self) -> None:
        """A chain that names a cell without a formula makes Excel repair the file; without a chain
        it makes a new one (18.6)."""
        parts = self._parts
        for identity, rel in parts.package.rels(parts.main).items():
            if rel.type.endswith("/calcChain") and not rel.external:
                parts.remove(rel.target)
                parts.unrelate(parts.main, identity)

    def _name(self, sheet: NewSheet, at: int) -> None:
        """Give the sheet the built-in names that it needs, and no others."""
        root = self._root()
        wanted = sheet_names(sheet)
        names = root.child("x:definedNames")
        splices: list[Splice] = []
        kept = 0
        for name in names or ():
            what = name.get("name")
            if name.get("localSheetId") != str(at) or what not in _OWN_NAMES:
                kept += 1
            elif wanted.get(what) == name.text:
                kept += 1
                del wanted[what]
            else:
                splices.append(name.drop())
        prefix = root.prefix
        xml = b"".join(
            b'<%bdefinedName name="%b" localSheetId="%d"%b>%b</%bdefinedName>'
            % (
                prefix,
                what.encode(),
                at,
                b' hidden="1"' if what == _HIDDEN_NAME else b"",
                escape_text(text),
                prefix,
            )
            for what, text in sorted(wanted.items())
        )
        if names is None:
            if xml:
                whole = b"<%bdefinedNames>%b</%bdefinedNames>" % (prefix, xml, prefix)
                splices += place(root, _ORDER, "definedNames", whole)
        elif xml:
            splices += names.grow(xml)
        elif splices and not kept:
            splices = [names.drop()]
        self._edit(splices)

    def _show(self, at: int) -> None:
        """Open the workbook's first window with this tab in front."""
        root = self._root()
        views = root.child("x:bookViews")
        view = None if views is None else views.child("x:workbookView")
        if view is not None:
            attributes: dict[str, str | None] = {}
            if view.count("activeTab") != at:
                attributes["activeTab"] = str(at)
            if view.count("firstSheet") > at:
                attributes["firstSheet"] = str(at)
            self._edit(view.retag(attributes))
        elif at:
            prefix = root.prefix
            xml = b'<%bworkbookView activeTab="%d"/>' % (prefix, at)
            whole = b"<%bbookViews>%b</%bbookViews>" % (prefix, xml, prefix)
            self._edit(place(root, _ORDER, "bookViews", whole) if views is None else views.grow(xml))


def _sheets(root: Element) -> list[Element]:
    sheets = root.child("x:sheets")
    return [] if sheets is None else sheets.all("x:sheet")


def _same(one: str, other: str) -> bool:
    """Whether Excel takes two sheet names for the same."""
    return one.casefold() == other.casefold()


def _moved(root: Element) -> list[Splice]:
    """Splices for everything that counts sheets by place, one more than before."""
    splices: list[Splice] = []
    for name in root.child("x:definedNames") or ():
        if "localSheetId" in name.attributes:
            splices += name.retag({"localSheetId": str(name.count("localSheetId") + 1)})
    for view in root.child("x:bookViews") or ():
        counted = {key: str(view.count(key) + 1) for key in ("activeTab", "firstSheet")}
        if "firstSheet" not in view.attributes and counted["firstSheet"] == "1":
            # the tabs shown begin with the first one, as before
            del counted["firstSheet"]
        splices += view.retag(counted)
    return splices


def deselected(view_root: Element) -> list[Splice]:
    """Splices that make a sheet not the selected one of the first window: two selected sheets are a
    group, and typing would change both (18.3.1.87 ``tabSelected``)."""
    splices: list[Splice] = []
    for view in view_root.child("x:sheetViews") or ():
        if view.get("tabSelected") in ("1", "true", "on") and view.count("workbookViewId") == 0:
            splices += view.retag({"tabSelected": None})
    return splices
