"""The sheets of a workbook as its part lists them (ECMA-376 Part 1, 18.2.27 ``workbook``).

A sheet put in front moves every other one by a place, and with them all that counts places: names
that belong to a sheet (``localSheetId``), the tab shown (``activeTab``, ``firstSheet``). What refers
to sheets by name or by ``sheetId`` (formulas, the calculation chain, pivot and slicer caches) stays.
"""

from __future__ import annotations

from collections.abc import Callable

from ..record import NamedTuple
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
OWN_NAMES = frozenset({"_xlnm._FilterDatabase", "_xlnm.Print_Area", "_xlnm.Print_Titles"})
"""Built-in names that a sheet put has or has not; every other name is somebody else's."""
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
        if at is not None:
            splices = self._replace(listed[at], data, wish.active)
            in_front = False
        else:
            at = 0 if wish.first else len(listed)
            in_front = at < len(listed)
            splices = self._add(root, data, sheet, at)
        splices += _named(root, sheet, at, in_front)
        splices += _shown(root, at, wish.active, in_front)
        self._parts.edit(self._parts.main, splices)

    def recalculate(self) -> None:
        """Make programs compute every formula when they open the workbook (18.2.2)."""
        root = self._root()
        present = root.child("x:calcPr")
        if present is None:
            xml = b'<%bcalcPr fullCalcOnLoad="1"/>' % root.prefix
            splices = place(root, _ORDER, "calcPr", xml)
        elif present.get("fullCalcOnLoad") in ("1", "true"):
            return
        else:
            splices = present.retag({"fullCalcOnLoad": "1"})
        self._parts.edit(self._parts.main, splices)

    def _root(self) -> Element:
        return offsets.parse(self._parts.main, self._parts.read(self._parts.main))

    def _add(self, root: Element, data: bytes, sheet: NewSheet, at: int) -> list[Splice]:
        parts = self._parts
        listed = _sheets(root)
        part = parts.add("worksheets/sheet{}.xml", data, SHEET_TYPE)
        self.put_parts.add(part)
        identity = parts.relate(parts.main, "worksheet", part)
        used = {tab.count("sheetId") for tab in listed}
        number = max(used) + 1
        if number > _MAX_SHEET_ID:
            number = next(free for free in range(1, _MAX_SHEET_ID + 1) if free not in used)
        xml = b'<%bsheet name="%b" sheetId="%d" xmlns:r="%b" r:id="%b"/>' % (
            root.prefix,
            escape_attribute(sheet.name),
            number,
            parts.dialect.relationships.encode(),
            identity.encode(),
        )
        offset = listed[at].start if at < len(listed) else listed[-1].end
        return [Splice(offset, offset, xml)]

    def _replace(self, tab: Element, data: bytes, active: bool) -> list[Splice]:
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
        hidden = tab.get("state", "visible") != "visible"
        return tab.retag({"state": None}) if active and hidden else []

    def _drop_calculation_chain(self) -> None:
        """A chain that names a cell without a formula makes Excel repair the file; without a chain
        it makes a new one (18.6)."""
        parts = self._parts
        for identity, rel in parts.package.rels(parts.main).items():
            if rel.type.endswith("/calcChain") and not rel.external:
                parts.remove(rel.target)
                parts.unrelate(parts.main, identity)


def _sheets(root: Element) -> list[Element]:
    sheets = root.child("x:sheets")
    return [] if sheets is None else sheets.all("x:sheet")


def _same(one: str, other: str) -> bool:
    """Whether Excel takes two sheet names for the same."""
    return one.casefold() == other.casefold()


def _named(root: Element, sheet: NewSheet, at: int, in_front: bool) -> list[Splice]:
    """Splices that give a sheet the built-in names that it needs and no others, and keep the names
    of other sheets with them when it is put in front."""
    wanted = sheet_names(sheet)
    names = root.child("x:definedNames")
    splices: list[Splice] = []
    kept = 0
    for name in names or ():
        what = name.get("name")
        own = not in_front and what in OWN_NAMES and name.get("localSheetId") == str(at)
        if own and wanted.get(what) != name.text:
            splices.append(name.drop())
            continue
        kept += 1
        if own:
            del wanted[what]
        elif in_front and name.count("localSheetId", -1) >= 0:
            splices += name.retag({"localSheetId": str(name.count("localSheetId") + 1)})
    xml = b"".join(_defined_name(root.prefix, what, at, text) for what, text in sorted(wanted.items()))
    if names is not None:
        if xml:
            return splices + names.grow(xml)
        return splices if kept else [names.drop()]
    whole = b"<%bdefinedNames>%b</%bdefinedNames>" % (root.prefix, xml, root.prefix)
    return place(root, _ORDER, "definedNames", whole) if xml else []


def _defined_name(prefix: bytes, what: str, at: int, text: str) -> bytes:
    hidden = b' hidden="1"' if what == _HIDDEN_NAME else b""
    head = b'<%bdefinedName name="%b" localSheetId="%d"%b>' % (prefix, what.encode(), at, hidden)
    return head + escape_text(text) + b"</%bdefinedName>" % prefix


def _shown(root: Element, at: int, active: bool, in_front: bool) -> list[Splice]:
    """Splices that open the workbook's first window with a tab in front, and keep what its other
    windows show when the sheet is put before that."""
    views = root.child("x:bookViews")
    windows = [] if views is None else views.all("x:workbookView")
    splices: list[Splice] = []
    for number, view in enumerate(windows):
        wanted = {key: view.count(key) + in_front for key in ("activeTab", "firstSheet")}
        if not view.count("firstSheet"):
            # the tabs begin with the first one, as before
            wanted["firstSheet"] = 0
        if active and number == 0:
            wanted = {"activeTab": at, "firstSheet": min(wanted["firstSheet"], at)}
        changed = {key: str(value) for key, value in wanted.items() if value != view.count(key)}
        splices += view.retag(changed)
    if windows or not (active and at):
        return splices
    prefix = root.prefix
    view_xml = b'<%bworkbookView activeTab="%d"/>' % (prefix, at)
    whole = b"<%bbookViews>%b</%bbookViews>" % (prefix, view_xml, prefix)
    return place(root, _ORDER, "bookViews", whole) if views is None else views.grow(view_xml)


def deselected(view_root: Element) -> list[Splice]:
    """Splices that make a sheet not the selected one of the first window: two selected sheets are a
    group, and typing would change both (18.3.1.87 ``tabSelected``)."""
    splices: list[Splice] = []
    for view in view_root.child("x:sheetViews") or ():
        if view.get("tabSelected") in ("1", "true", "on") and view.count("workbookViewId") == 0:
            splices += view.retag({"tabSelected": None})
    return splices
