"""A form with everything that a workbook can hold comes through ``validate`` with nothing lost.

The editor's own oracle has proved the file before it was written; here it is compared once more by means
that share nothing with the program: ``zipfile`` and ``ElementTree``.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest

from selfscore_xl import app, demo
from selfscore_xl.outcome import Outcome
from tests.office.client import Office
from tests.ooxml.test_edit_programs import complaints
from tests.reliability.hostile_book import BOOK, BOOK_RELS, DATA, FORM, MAIN, OWN, TYPES, Feature, R, hostile

STYLES = "xl/styles.xml"
COMMENTS = "xl/comments1.xml"
VML = "xl/drawings/vmlDrawing1.vml"
OWN_RELS = "xl/worksheets/_rels/sheet9.xml.rels"
TOUCHED = {FORM, BOOK, BOOK_RELS, TYPES, STYLES, COMMENTS, VML, OWN, OWN_RELS}
"""The unit's own sheet gets a note: it does not belong to the form."""
RESULT = "Kết quả kiểm tra"


class Kept(NamedTuple):
    """The form before and after."""

    before: bytes
    after: bytes
    features: list[Feature]
    outcome: Outcome


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    before, features = hostile(demo.load().form())
    path = tmp_path_factory.mktemp("hostile") / "bieu.xlsm"
    path.write_bytes(before)
    outcome = app.validate(str(path), allow_breaking_signature=True)
    assert outcome.annotated is not None, outcome.notes
    assert path.read_bytes() == before
    return Kept(before, Path(outcome.annotated).read_bytes(), features, outcome)


def entries(data: bytes) -> dict[str, tuple[object, ...]]:
    """Each entry with everything that its headers say, and its packed bytes."""
    found: dict[str, tuple[object, ...]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for one in archive.infolist():
            names, extra = struct.unpack_from("<HH", data, one.header_offset + 26)
            start = one.header_offset + 30 + names + extra
            packed = data[start : start + one.compress_size]
            about = (one.compress_type, one.flag_bits, one.date_time, one.extra, one.comment, one.CRC)
            found[one.filename] = (*about, data[start - extra : start], packed)
    return found


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read(name)
    text = content.decode("utf-16" if name == DATA else "utf-8")
    # features name their texts as they were before the sheet's elements got a prefix
    return re.sub(r"<(/?)x:(?=[a-z])", r"<\1", text) if name == FORM else text


def tree(data: bytes, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return ElementTree.fromstring(archive.read(name))


def same(one: ElementTree.Element, other: ElementTree.Element) -> bool:
    return ElementTree.canonicalize(ElementTree.tostring(one)) == ElementTree.canonicalize(
        ElementTree.tostring(other)
    )


def q(tag: str) -> str:
    return f"{{{MAIN}}}{tag}"


def test_enough_of_everything(kept: Kept) -> None:
    assert len({feature.name for feature in kept.features}) == len(kept.features) >= 45


ASKED_FOR = (
    *("rich text", "picture", "text box", "chart", "notes of people", "threaded comments and persons"),
    *("form control", "VBA project", "custom XML", "printer settings", "custom property of the file"),
    *("sensitivity label", "external link", "x14 data validation", "x14 conditional format", "sparklines"),
    *("slicer", "table", "protected ranges with SHA-512", "array formula", "shared formula"),
    *("dynamic-array formula", "digital signature", "prefixed namespaces", "part in UTF-16"),
    *("rows and cells without references", "relationship targets that are absolute", "streamed zip entries"),
)


def test_what_forms_come_back_with_is_among_them(kept: Kept) -> None:
    names = [feature.name for feature in kept.features]
    assert [one for one in ASKED_FOR if not any(name.startswith(one) for name in names)] == []


def test_each_feature_is_as_it_was(kept: Kept) -> None:
    names = {feature.witness[0] for feature in kept.features}
    before = {name: part(kept.before, name) for name in names}
    after = {name: part(kept.after, name) for name in names}
    lost = []
    for feature in kept.features:
        name, text = feature.witness
        assert text in before[name], feature.name
        if after[name].count(text) < before[name].count(text):
            lost.append(feature.name)
    assert lost == []


def test_untouched_entries_are_the_same_bytes_in_the_same_order(kept: Kept) -> None:
    before, after = entries(kept.before), entries(kept.after)
    changed = {name for name in before if after.get(name) != before[name]}
    assert changed <= TOUCHED
    assert changed == TOUCHED
    assert [name for name in after if name in before] == list(before)
    new = sorted(name.rstrip("0123456789.xmlv").rpartition("/")[2] for name in set(after) - set(before))
    assert new == ["comments", "sheet", "vmlDrawing"]
    assert zipfile.ZipFile(io.BytesIO(kept.after)).comment == zipfile.ZipFile(io.BytesIO(kept.before)).comment


def cells(root: ElementTree.Element) -> dict[str, ElementTree.Element]:
    """Cells by place; one of a row without a reference gets the one it stands at."""
    found: dict[str, ElementTree.Element] = {}
    number = 0
    for row in root.iter(q("row")):
        number = int(row.get("r", number + 1))
        for cell in row.findall(q("c")):
            found[cell.get("r") or f"?{number}"] = cell
    return found


@pytest.mark.parametrize("name", [FORM, OWN])
def test_a_sheet_differs_only_where_it_was_marked(kept: Kept, name: str) -> None:
    before, after = tree(kept.before, name), tree(kept.after, name)
    old, new = cells(before), cells(after)
    assert list(old) == list(new)
    sheet = "Chấm điểm" if name == FORM else "Riêng của đơn vị"
    places = {one.place.ref for one in kept.outcome.findings if one.place and one.place.sheet == sheet}
    restyled = set()
    for ref, cell in old.items():
        there = new[ref]
        if same(cell, there):
            continue
        restyled.add(ref)
        assert ref in places, ref
        assert {key: value for key, value in cell.items() if key != "s"} == {
            key: value for key, value in there.items() if key != "s"
        }
        assert [ElementTree.tostring(one) for one in cell] == [ElementTree.tostring(one) for one in there]
    assert restyled
    for root in (before, after):
        for row in root.iter(q("row")):
            for cell in row.findall(q("c")):
                row.remove(cell)
        for view in root.iter(q("sheetView")):
            view.attrib.pop("tabSelected", None)
    for links in after.findall(q("hyperlinks")):
        for link in list(links):
            if link.get("location", "").startswith(f"'{RESULT}'!"):
                links.remove(link)  # back to the finding
    if name == OWN:
        for one in after.findall(q("legacyDrawing")):
            after.remove(one)  # of the note
    assert same(before, after)


def test_formats_are_added_and_none_is_changed(kept: Kept) -> None:
    before, after = tree(kept.before, STYLES), tree(kept.after, STYLES)
    assert [one.tag for one in before] == [one.tag for one in after]
    for old, new in zip(before, after, strict=True):
        assert len(old) == len(new) or old.tag in {q("fonts"), q("fills"), q("borders"), q("cellXfs")} | {
            q("numFmts")
        }
        for one, other in zip(old, new, strict=False):
            assert same(one, other), one.tag
    xfs = after.find(q("cellXfs"))
    assert xfs is not None
    # A marked cell keeps its font, border, number format, alignment and lock: only the fill is another.
    old, new = cells(tree(kept.before, FORM)), cells(tree(kept.after, FORM))
    for ref, cell in old.items():
        one, other = xfs[int(cell.get("s", "0"))], xfs[int(new[ref].get("s", "0"))]
        assert {key: value for key, value in one.items() if key not in ("fillId", "applyFill")} == {
            key: value for key, value in other.items() if key not in ("fillId", "applyFill")
        }
        assert [ElementTree.tostring(inner) for inner in one] == [
            ElementTree.tostring(inner) for inner in other
        ]


def test_the_workbook_has_one_sheet_more(kept: Kept) -> None:
    before, after = tree(kept.before, BOOK), tree(kept.after, BOOK)
    old, new = before.find(q("sheets")), after.find(q("sheets"))
    assert old is not None
    assert new is not None
    assert new[0].get("name") == RESULT
    assert [sheet.attrib for sheet in new[1:]] == [sheet.attrib for sheet in old]
    names = {(one.get("name"), one.get("localSheetId"), one.text) for one in after.iter(q("definedName"))}
    for one in before.iter(q("definedName")):
        local = one.get("localSheetId")
        assert (one.get("name"), local and str(int(local) + 1), one.text) in names
    loose = {q("sheets"), q("definedNames"), q("bookViews")}
    rest = [one for one in before if one.tag not in loose], [one for one in after if one.tag not in loose]
    assert len(rest[0]) == len(rest[1])
    for one, other in zip(*rest, strict=True):
        if one.tag == q("customWorkbookViews"):  # its active sheet is counted by id, not by place
            assert one[0].get("activeSheetId") == other[0].get("activeSheetId")
        assert same(one, other), one.tag


@pytest.mark.parametrize(("name", "more"), [(BOOK_RELS, 1), (TYPES, 2), (OWN_RELS, 2)])
def test_lists_of_parts_keep_every_line(kept: Kept, name: str, more: int) -> None:
    old = {tuple(sorted(one.attrib.items())) for one in tree(kept.before, name)}
    new = {tuple(sorted(one.attrib.items())) for one in tree(kept.after, name)}
    assert old < new
    assert len(new - old) == more


def test_notes_of_people_stay(kept: Kept) -> None:
    before, after = tree(kept.before, COMMENTS), tree(kept.after, COMMENTS)
    there = {one.get("ref"): one for one in after.iter(q("comment"))}
    for one in before.iter(q("comment")):
        assert "".join(one.itertext()) in "".join(there[one.get("ref")].itertext())
    places = {one.place.ref for one in kept.outcome.findings if one.place and one.place.sheet == "Chấm điểm"}
    assert set(there) - {one.get("ref") for one in before.iter(q("comment"))} <= places
    shapes = re.findall(r"<v:shape .*?</v:shape>", part(kept.before, VML), re.DOTALL)
    assert len(shapes) == 3
    assert all(shape in part(kept.after, VML) for shape in shapes)


def test_the_cell_with_a_threaded_comment_gets_no_note(kept: Kept) -> None:
    notes = [one for one in tree(kept.after, COMMENTS).iter(q("comment")) if one.get("ref") == "F13"]
    assert ["".join(one.itertext()) for one in notes] == ["[Threaded comment] Đúng chưa?"]


def test_the_answers_are_those_of_the_plain_form(kept: Kept, tmp_path: Path) -> None:
    path = tmp_path / "bieu.xlsx"
    path.write_bytes(demo.load().form())
    plain = app.validate(str(path), write=False)
    assert plain.scores == kept.outcome.scores
    assert [one for one in kept.outcome.findings if one.code not in ("S014", "S016")] == list(plain.findings)


def test_the_copy_of_the_copy_is_the_same(kept: Kept, tmp_path: Path) -> None:
    path = tmp_path / "bieu.xlsm"
    path.write_bytes(kept.after)
    again = app.validate(str(path), allow_breaking_signature=True)
    assert again.findings == kept.outcome.findings
    assert again.annotated is not None
    assert Path(again.annotated).read_bytes() == kept.after


def test_a_signed_form_has_no_copy_and_says_why(kept: Kept, tmp_path: Path) -> None:
    path = tmp_path / "bieu.xlsm"
    path.write_bytes(kept.before)
    outcome = app.validate(str(path))
    assert outcome.annotated is None
    assert outcome.findings == kept.outcome.findings
    assert "--allow-breaking-signature" in outcome.notes[0].vi
    assert list(tmp_path.iterdir()) == [path]


def test_links_lead_only_to_our_own_cells(kept: Kept) -> None:
    sheets = {name for name in entries(kept.after) if name.startswith("xl/worksheets/sheet")}
    (name,) = sheets - set(entries(kept.before))
    root = tree(kept.after, name)
    links = list(root.iter(q("hyperlink")))
    assert links
    assert all(one.get(f"{{{R}}}id") is None and one.get("location", "").startswith("'") for one in links)
    assert f"xl/worksheets/_rels/{Path(name).name}.rels" not in entries(kept.after)


def test_the_validator_reports_nothing_new(kept: Kept, tmp_path: Path) -> None:
    assert complaints(kept.after, tmp_path) <= complaints(kept.before, tmp_path)


def test_libreoffice_opens_it(kept: Kept, office: Office, tmp_path: Path) -> None:
    path = tmp_path / "bieu.xlsm"
    path.write_bytes(kept.after)
    with office.open(path) as book:
        assert book.sheets()[:2] == [RESULT, "Chấm điểm"]
        contents = {address: one.value for address, one in book.contents("Chấm điểm").items()}
        assert contents["C65"] == pytest.approx(71.59)
