"""Links from cells to one sheet: ours and no others, where the schema wants them."""

from __future__ import annotations

import pytest

from selfscore_xl.ooxml.bytewise import May, OracleError, compare_sheets, links_of
from selfscore_xl.ooxml.edit import Editor, Link
from tests.ooxml.edit_files import SHEET, SHEET_PART, changed, edited, part, styled
from tests.ooxml.read_files import Parts, packed, worksheet

TARGET = "Kết quả"
RULES = '<dataValidations count="1"><dataValidation sqref="A1"/></dataValidations>'
MARGINS = '<pageMargins left="1" right="1" top="1" bottom="1" header="0" footer="0"/>'


def bare(links: str = "") -> Parts:
    return styled(worksheet('<row r="1"><c r="A1"/></row>', after=RULES + links + MARGINS))


def link(cell: str, to: str = "A1", tip: str = "về") -> str:
    return f'<hyperlink ref="{cell}" location="\'{TARGET}\'!{to}" tooltip="{tip}"/>'


def wish(**links: tuple[int, int]):
    cells = {(int(name[1:]), ord(name[0]) - 64): Link(to, "về") for name, to in links.items()}
    return lambda editor: editor.set_links(SHEET, TARGET, cells)


def after_rules(data: bytes) -> str:
    return part(data).partition("</dataValidations>")[2].partition("<pageMargins")[0]


def test_the_first_links_stand_where_the_schema_wants_them() -> None:
    before = packed(bare())
    result = edited(before, wish(C5=(9, 1), A2=(1, 1)))
    assert changed(before, result) == {SHEET_PART}
    assert after_rules(result) == f"<hyperlinks>{link('A2')}{link('C5', 'A9')}</hyperlinks>"


def test_the_links_of_others_stay_and_old_ones_of_ours_go() -> None:
    theirs = '<hyperlink ref="B1" location="Khác!A1" display="x"></hyperlink>'
    before = packed(bare(f"<hyperlinks>{link('A7')}{theirs}{link('A8')}</hyperlinks>"))
    result = edited(before, wish(C5=(9, 1)))
    assert after_rules(result) == f"<hyperlinks>{theirs}{link('C5', 'A9')}</hyperlinks>"


def test_a_cell_that_leads_elsewhere_is_left_alone() -> None:
    theirs = '<hyperlinks><hyperlink ref="C5:D6" location="Khác!A1"/></hyperlinks>'
    before = packed(bare(theirs))
    assert edited(before, wish(C5=(9, 1))) == before


@pytest.mark.parametrize("area", ["C5", "c5", "$C$5", "C5:D6", "B4:C7", "D6:C5"])
def test_an_area_that_leads_elsewhere_is_left_alone(area: str) -> None:
    theirs = f'<hyperlink ref="{area}" location="Khác!A1"/>'
    before = packed(bare(f"<hyperlinks>{theirs}{link('C5', 'A9')}</hyperlinks>"))
    result = edited(before, wish(C5=(9, 1), A2=(1, 1)))
    assert after_rules(result) == f"<hyperlinks>{theirs}{link('A2')}</hyperlinks>"


def test_an_area_that_is_none_covers_nothing() -> None:
    theirs = '<hyperlink ref="C" location="Khác!A1"/>'
    result = edited(packed(bare(f"<hyperlinks>{theirs}</hyperlinks>")), wish(C5=(9, 1)))
    assert after_rules(result) == f"<hyperlinks>{theirs}{link('C5', 'A9')}</hyperlinks>"


def test_without_links_the_sheet_is_what_it_was() -> None:
    before = packed(bare())
    linked = edited(before, wish(C5=(9, 1)))
    assert part(edited(linked, wish())) == part(before)
    assert edited(before, wish()) == before


def test_links_that_another_program_wrote_anew_are_known() -> None:
    # openpyxl writes letters as numbers, LibreOffice escapes the quotes
    location = f"&apos;{TARGET}&apos;!A1".replace("ế", "&#7871;")
    before = packed(bare(f'<hyperlinks><hyperlink display="x" location="{location}" ref="A7"/></hyperlinks>'))
    assert after_rules(edited(before, wish(A7=(1, 1)))) == f"<hyperlinks>{link('A7')}</hyperlinks>"
    assert after_rules(edited(before, wish())) == ""


ESCAPED = f"&apos;{TARGET}&apos;"
WRITTEN = {
    "a bracket in quotes": f'<hyperlink ref="A7" tooltip="a>b" location="\'{TARGET}\'!A1"/>',
    "single quotes": f"<hyperlink ref='A7' location='{ESCAPED}!A1' tooltip='a \"b\" />'/>",
    "an end tag": f'<hyperlink ref="A7" location="\'{TARGET}\'!A1"></hyperlink >',
    "over lines": f'<hyperlink\n ref = "A7"\n location = "\'{TARGET}\'!A1"\n>\n</hyperlink>',
    "an attribute in a text": f"""<hyperlink ref='A7' tooltip=' location="x"' location="'{TARGET}'!A1"/>""",
}
THEIRS = {
    "a bracket in quotes": '<hyperlink ref="B1" tooltip="a>b" location="Khác!A1"/>',
    "ours in a text": f"""<hyperlink ref="B1" tooltip=' location="{ESCAPED}!A1"' location="Khác!A1"/>""",
    "the cells in a text": '<hyperlink ref="B1" tooltip="sheetData" location="Khác!A1"></hyperlink>',
    "a comment": f"<!-- {link('A7')} -->" + '<hyperlink ref="B1" location="Khác!A1"/>',
}


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
def test_links_of_ours_in_any_spelling_are_known(written: str) -> None:
    before = packed(bare(f"<hyperlinks>{written}</hyperlinks>"))
    result = edited(before, wish(C5=(9, 1)))
    assert after_rules(result) == f"<hyperlinks>{link('C5', 'A9')}</hyperlinks>"
    assert after_rules(edited(before, wish())) == ""


@pytest.mark.parametrize("theirs", THEIRS.values(), ids=THEIRS)
def test_links_of_others_in_any_spelling_stay(theirs: str) -> None:
    before = packed(bare(f"<hyperlinks>{link('A8')}{theirs}</hyperlinks>"))
    result = edited(before, wish(C5=(9, 1)))
    assert after_rules(result) == f"<hyperlinks>{theirs}{link('C5', 'A9')}</hyperlinks>"
    assert after_rules(edited(before, wish())) == f"<hyperlinks>{theirs}</hyperlinks>"


def test_links_are_found_behind_the_cells() -> None:
    footer = "<headerFooter><oddFooter>sheetData</oddFooter></headerFooter>"
    sheet = worksheet('<row r="1"><c r="A1"/></row>', after=f"<hyperlinks>{link('A7')}</hyperlinks>{footer}")
    result = edited(packed(styled(sheet)), wish(C5=(9, 1)))
    assert f"<hyperlinks>{link('C5', 'A9')}</hyperlinks>{footer}" in part(result)


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
def test_a_link_left_behind_or_lost_is_seen(written: str) -> None:
    """The oracle knows every spelling, and does not pass what it cannot read."""
    lines = f"<hyperlinks>{written}</hyperlinks>".encode()
    assert links_of(b"<sheetData/>" + lines) == [("A7", f"'{TARGET}'!A1")]
    moved = lines.replace(b"A7", b"A6")
    may = May((), False, False, "Trang khác")
    with pytest.raises(OracleError, match="follows the cells"):
        compare_sheets(SHEET, b"<sheetData/>" + lines, b"<sheetData/>" + moved, may)


def test_a_prefix_is_kept() -> None:
    text = str(worksheet('<row r="1"><c r="A1"/></row>', after=MARGINS))
    for name in ("worksheet", "sheetData", "row", "c ", "pageMargins"):
        text = text.replace(f"<{name}", f"<x:{name}").replace(f"</{name}", f"</x:{name}")
    before = packed(styled(text.replace("xmlns=", "xmlns:x=")))
    result = edited(before, wish(A1=(2, 1)))
    assert "<x:hyperlinks><x:hyperlink ref=" in part(result)
    assert part(result).index("</x:hyperlinks>") < part(result).index("<x:pageMargins")


def test_the_sheet_must_be_there() -> None:
    with pytest.raises(KeyError):
        edited(bare(), lambda editor: editor.set_links("Không có", TARGET, {}))


def test_a_formula_is_seen() -> None:
    source = styled(worksheet('<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><v>2</v></c></row>'))

    def look(editor: Editor) -> None:
        assert editor.has_formula(SHEET, (1, 1))
        assert not editor.has_formula(SHEET, (1, 2))

    edited(source, look)
