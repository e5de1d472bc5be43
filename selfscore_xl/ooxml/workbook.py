"""A workbook: its sheets, names and properties, each part read when it is first asked for."""

from __future__ import annotations

from ..cell import Address, parse_ref
from ..record import NamedTuple
from ..typed import Literal
from . import markup
from .package import Limits, Package, PathLike
from .refusal import Refusal
from .sheet import Sheet, unescape
from .sheet_reader import Budget, read_sheet
from .strings import read_strings
from .styles import Styles, theme_colors

SheetState = Literal["visible", "hidden", "veryHidden"]


class SheetInfo(NamedTuple):
    """A sheet as the workbook lists it.

    ``kind`` is the last word of its relationship: "worksheet", "chartsheet", "dialogsheet",
    "xlMacrosheet", ...; only worksheets and macro sheets have cells.
    """

    name: str
    part: str
    state: SheetState
    sheet_id: int
    kind: str


class DefinedName(NamedTuple):
    """A defined name; ``sheet`` is the sheet it belongs to, None for the whole workbook."""

    name: str
    text: str
    sheet: str | None
    hidden: bool


class Note(NamedTuple):
    """A note of a cell (a legacy comment)."""

    author: str
    text: str


class Workbook:
    """An opened workbook.

    Attributes:
        package: the parts.
        path: where it was read from, None when opened from bytes.
        part: entry name of the workbook part.
        sheets: in the order of their tabs.
        defined_names: in the order of the file.
        date1904: dates count from 1904.
        structure_locked: sheets cannot be added, moved, renamed or deleted.
    """

    def __init__(self, package: Package) -> None:
        self.package = package
        self.path = package.path
        self.part = _workbook_part(package)
        self.date1904 = False
        self.structure_locked = False
        self.sheets: tuple[SheetInfo, ...] = ()
        self.defined_names: tuple[DefinedName, ...] = ()
        self._infos: dict[str, SheetInfo] = {}
        self._sheets: dict[str, Sheet] = {}
        self._notes: dict[str, dict[Address, Note]] = {}
        self._strings: list[str] | None = None
        self._styles: Styles | None = None
        self._theme: list[str] | None = None
        self._properties: dict[str, str] | None = None
        self._budget = Budget(package.limits)
        self._read()

    @classmethod
    def open(cls, source: PathLike | bytes, limits: Limits = Limits()) -> Workbook:  # noqa: B008
        """Open a workbook from a path, or from the bytes of a file.

        Raises:
            Refusal: it is none, or damaged, or beyond the limits. The same may come from anything
                here that reads a part for the first time.
        """
        return cls(Package.open(source, limits))

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """Names in the order of the tabs."""
        return tuple(info.name for info in self.sheets)

    def info(self, name: str) -> SheetInfo:
        """What the workbook says about a sheet.

        Raises:
            KeyError: there is no sheet of this name.
        """
        return self._infos[name]

    def sheet(self, name: str) -> Sheet:
        """A sheet, parsed at the first call.

        Raises:
            KeyError: there is no sheet of this name.
            Refusal: its part cannot be read.
        """
        found = self._sheets.get(name)
        if found is None:
            info = self._infos[name]
            data = self.package.text_part(info.part)
            found = read_sheet(name, info.part, data, self._shared_strings, self._budget)
            self._sheets[name] = found
        return found

    @property
    def shared_strings(self) -> list[str]:
        """The shared strings, empty where the workbook has none."""
        return self._shared_strings()

    @property
    def styles(self) -> Styles:
        """The cell formats."""
        if self._styles is None:
            found = self.package.related(self.part, "/styles")
            data = self.package.text_part(found[0]) if found else None
            if data is not None:
                self._budget.spend_text(found[0], data)
            self._styles = Styles(found[0] if found else "", data, self._theme_colors)
        return self._styles

    @property
    def custom_properties(self) -> dict[str, str]:
        """Custom document properties as text, by name."""
        if self._properties is None:
            self._properties = self._read_properties()
        return self._properties

    @property
    def has_macros(self) -> bool:
        """True with a VBA project, a macro sheet or a file type that promises one."""
        return (
            bool(self.package.related(self.part, "/vbaProject"))
            or any(info.kind in ("xlMacrosheet", "xlIntlMacrosheet") for info in self.sheets)
            or "macroEnabled" in self.package.content_type(self.part)
        )

    @property
    def external_links(self) -> int:
        """Number of other workbooks (or DDE and OLE sources) that this one refers to."""
        return len(self.package.related(self.part, "/externalLink"))

    @property
    def is_signed(self) -> bool:
        """True with a digital signature, which any change would break."""
        return bool(self.package.related("", "/digital-signature/origin"))

    def notes(self, sheet_name: str) -> dict[Address, Note]:
        """Notes of a sheet by their cell; of a threaded comment, the note that stands for it in
        programs that know only notes.

        Raises:
            KeyError: there is no sheet of this name.
            Refusal: the comments part cannot be read.
        """
        found = self._notes.get(sheet_name)
        if found is None:
            parts = self.package.related(self._infos[sheet_name].part, "/comments")
            found = self._read_notes(parts[0], sheet_name) if parts else {}
            self._notes[sheet_name] = found
        return found

    def _shared_strings(self) -> list[str]:
        if self._strings is None:
            found = self.package.related(self.part, "/sharedStrings")
            data = self.package.text_part(found[0]) if found else None
            self._strings = [] if data is None else read_strings(found[0], data, self._budget)
        return self._strings

    def _theme_colors(self) -> list[str]:
        if self._theme is None:
            found = self.package.related(self.part, "/theme")
            self._theme = theme_colors(found[0], self.package.text_part(found[0])) if found else []
        return self._theme

    def _read(self) -> None:
        part = self.part
        rels = self.package.rels(part)
        sheets: list[SheetInfo] = []
        names: list[tuple[dict[str, str], str]] = []
        chunks: list[str] = []
        root = ""

        def start(element: str, attributes: dict[str, str]) -> None:
            nonlocal root
            root = root or element
            del chunks[:]
            if element == "x:sheet":
                rel = rels.get(attributes.get("r:id", ""))
                if rel is None or rel.external or not attributes.get("name"):
                    raise Refusal("missing-part", part=_shown(attributes.get("name") or f"{part} (sheet)"))
                number = attributes.get("sheetId", "")
                sheets.append(
                    SheetInfo(
                        attributes["name"],
                        rel.target,
                        _STATES.get(attributes.get("state", ""), "visible"),
                        int(number) if number.isdecimal() and len(number) < 10 else 0,
                        rel.type.rpartition("/")[2],
                    )
                )
            elif element == "x:workbookPr":
                self.date1904 = attributes.get("date1904") in _TRUE
            elif element == "x:workbookProtection":
                self.structure_locked = attributes.get("lockStructure") in _TRUE
            elif element == "x:definedName":
                names.append((attributes, ""))

        def end(element: str) -> None:
            if element == "x:definedName" and names:
                names[-1] = names[-1][0], "".join(chunks)

        markup.parse(part, self.package.meta(part), _NAMES, start, end, chunks.append)
        if root != "x:workbook" or not sheets:
            raise Refusal("no-workbook")
        distinct = min(len({info.name.casefold() for info in sheets}), len({info.part for info in sheets}))
        if distinct < len(sheets) or any(len(info.name) > _LONGEST_NAME for info in sheets):
            raise markup.bad_xml(part)
        self.sheets = tuple(sheets)
        self._infos = {info.name: info for info in sheets}
        self.defined_names = tuple(
            DefinedName(
                attributes.get("name", ""),
                text,
                _local_sheet(attributes.get("localSheetId"), sheets),
                attributes.get("hidden") in _TRUE,
            )
            for attributes, text in names
        )

    def _read_properties(self) -> dict[str, str]:
        properties: dict[str, str] = {}
        parts = self.package.related("", "/custom-properties") or self.package.related(
            "", "/customProperties"
        )
        if not parts:
            return properties
        name = ""
        depth = 0
        chunks: list[str] = []

        def start(element: str, attributes: dict[str, str]) -> None:
            nonlocal name, depth
            depth += 1
            if depth == 2:
                name = attributes.get("name", "") if element == "cp:property" else ""
            del chunks[:]

        def end(element: str) -> None:
            nonlocal depth
            if depth == 3 and name:
                properties[name] = unescape("".join(chunks))
            depth -= 1

        markup.parse(parts[0], self.package.meta(parts[0]), _PROPERTY_NAMES, start, end, chunks.append)
        return properties

    def _read_notes(self, part: str, sheet_name: str) -> dict[Address, Note]:
        notes: dict[Address, Note] = {}
        authors: list[str] = []
        chunks: list[str] = []
        runs: list[str] = []
        attributes_of_note: dict[str, str] = {}
        phonetic = False
        depth = 0

        def start(element: str, attributes: dict[str, str]) -> None:
            nonlocal attributes_of_note, phonetic, depth
            depth += 1
            if element == "x:comment":
                attributes_of_note = attributes
                del runs[:]
            elif element == "x:rPh":
                phonetic = True
            del chunks[:]

        def end(element: str) -> None:
            nonlocal phonetic, depth
            depth -= 1
            if element == "x:t":
                if not phonetic:
                    runs.append("".join(chunks))
            elif element == "x:rPh":
                phonetic = False
            elif element == "x:author":
                authors.append("".join(chunks))
            elif element == "x:comment":
                reference = attributes_of_note.get("ref", "")
                number = attributes_of_note.get("authorId", "")
                known = number.isdecimal() and len(number) < 10 and int(number) < len(authors)
                try:
                    at = parse_ref(reference)
                except ValueError:
                    raise Refusal("bad-address", sheet=sheet_name, ref=_shown(reference)) from None
                notes[at] = Note(unescape(authors[int(number)]) if known else "", unescape("".join(runs)))

        def bounds() -> None:
            most = self._budget.notes
            if max(len(notes), len(authors)) > most or len(runs) > most or depth > markup.MAX_DEPTH:
                raise Refusal("too-complex", part=part)

        data = self.package.text_part(part)
        self._budget.spend_text(part, data)
        markup.parse(part, data, _NOTE_NAMES, start, end, chunks.append, bounds)
        self._budget.notes -= len(notes)
        return notes


_NAMES = markup.names(
    "x:workbook", "x:sheet", "x:workbookPr", "x:workbookProtection", "x:definedName"
) | markup.names("r:id")
_PROPERTY_NAMES = markup.names("cp:property")
_NOTE_NAMES = markup.names("x:comment", "x:author", "x:t", "x:rPh")
_LONGEST_NAME = 250  # of a sheet; Excel allows 31 characters
_STATES: dict[str, SheetState] = {"hidden": "hidden", "veryHidden": "veryHidden"}
_TRUE = ("1", "true", "on")


def _local_sheet(written: str | None, sheets: list[SheetInfo]) -> str | None:
    if written is None or not written.isdecimal() or len(written) > 9:
        return None
    return sheets[int(written)].name if int(written) < len(sheets) else None


def _workbook_part(package: Package) -> str:
    """The part that the package names as its main document."""
    found = package.related("", "/officeDocument") if package.has("_rels/.rels") else []
    if not found:
        raise Refusal(_other_package(package))
    kind = package.content_type(found[0])
    if "sheet.binary" in kind:
        raise Refusal("xlsb")
    if any(word in kind for word in ("wordprocessingml", "presentationml", "ms-word", "powerpoint")):
        raise Refusal("docx")
    return found[0]


def _other_package(package: Package) -> str:
    """Reason to refuse a zip archive that is no Office file."""
    if package.has("mimetype"):
        kind = package.part("mimetype")[:100]
        if kind.startswith(b"application/vnd.oasis.opendocument"):
            return "ods" if b"spreadsheet" in kind else "docx"
    if package.has("[Content_Types].xml"):
        return "no-workbook"
    return "archive"


def _shown(text: str) -> str:
    from ..text import visible

    return visible(text[:100], 40)
