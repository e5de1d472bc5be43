"""Fills and locks: a clone of the cell's format that differs in nothing else."""

from __future__ import annotations

import re

import pytest

from selfscore_xl.ooxml.edit import Editor
from selfscore_xl.ooxml.restyle import Restyle
from selfscore_xl.ooxml.workbook import Workbook
from tests.ooxml.edit_files import SHEET, STYLES, changed, edited, part, rows_of, styled
from tests.ooxml.read_files import MAIN, Parts, packed, parts, worksheet

ROWS = (
    '<row r="1">'
    + "".join(f'<c r="{letter}1" s="{style}"/>' for style, letter in enumerate("ABCDE"))
    + "</row>"
)
STYLE_PART = "xl/styles.xml"


def source(styles: str = STYLES, rows: str = ROWS) -> Parts:
    return {**styled(worksheet(rows)), STYLE_PART: styles}


def style_of(data: bytes, row: int, column: int) -> int:
    return Workbook.open(data).sheet(SHEET).cell(row, column).style


def test_codes() -> None:
    editor = Editor(Workbook.open(packed(source())))
    codes = [editor.fill_of(SHEET, (1, column)) for column in range(1, 7)]
    assert codes[:4] == ["none", "none", "rgb:FFF2CC", "theme:4:0.59"]
    assert re.fullmatch(r"other:[0-9a-f]{8}", codes[4])
    assert codes[5] == "none"


def test_a_fill_clones_the_format() -> None:
    before = packed(source())
    result = edited(before, lambda editor: editor.set_fill(SHEET, (1, 2), "ff0000"))
    assert changed(before, result) == {"xl/worksheets/sheet1.xml", STYLE_PART}
    styles = part(result, STYLE_PART)
    clone = (
        '<xf numFmtId="170" fontId="1" fillId="5" borderId="0" xfId="0" applyNumberFormat="1" applyFill="1">'
        '<alignment wrapText="1"/><protection locked="0"/></xf></cellXfs>'
    )
    assert clone in styles
    assert '<cellXfs count="7">' in styles
    assert '<fills count="6">' in styles
    assert styles.replace(clone.removesuffix("</cellXfs>"), "").replace('"7"', '"6"') == STYLES.replace(
        "</fills>",
        '<fill><patternFill patternType="solid"><fgColor rgb="FFFF0000"/><bgColor indexed="64"/>'
        "</patternFill>"
        "</fill></fills>",
    ).replace('<fills count="5"', '<fills count="6"')
    xf = Workbook.open(result).styles.xf(style_of(result, 1, 2))
    assert (xf.fill_color, xf.locked, xf.wrap, xf.bold, xf.number_format) == (
        "FF0000",
        False,
        True,
        True,
        '0.0" đ"',
    )


def test_what_exists_is_used_again() -> None:
    before = packed(source())
    # format 5 is format 1 with this fill: only the cell changes
    result = edited(before, lambda editor: editor.set_fill(SHEET, (1, 2), "FFF2CC"))
    assert changed(before, result) == {"xl/worksheets/sheet1.xml"}
    assert style_of(result, 1, 2) == 5
    assert edited(result, lambda editor: editor.set_fill(SHEET, (1, 2), None)) == before


def test_the_fill_that_is_there() -> None:
    before = packed(source())
    assert edited(before, lambda editor: editor.set_fill(SHEET, (1, 3), "FFF2CC")) == before
    assert edited(before, lambda editor: editor.set_fill(SHEET, (1, 1), None)) == before
    assert edited(before, lambda editor: editor.set_fill(SHEET, (9, 9), None)) == before


def test_one_entry_for_many_cells() -> None:
    def wish(editor: Editor) -> None:
        for row in range(1, 30):
            for column in range(1, 6):
                editor.set_fill(SHEET, (row, column), "00FF00")

    styles = part(edited(source(), wish), STYLE_PART)
    assert '<fills count="6">' in styles
    assert '<cellXfs count="8">' in styles  # formats 0, 2, 3 and 4 become one


@pytest.mark.parametrize("column", range(1, 6))
def test_restoring(column: int) -> None:
    before = packed(source())
    code = Editor(Workbook.open(before)).fill_of(SHEET, (1, column))
    marked = edited(before, lambda editor: editor.set_fill(SHEET, (1, column), "123456"))
    restored = edited(marked, lambda editor: editor.restore_fill(SHEET, (1, column), code))
    assert part(restored) == part(before)


def test_a_code_that_says_too_little() -> None:
    editor = Editor(Workbook.open(packed(source())))
    assert editor.restore_fill(SHEET, (1, 1), "other:00000000") is False
    assert editor.to_bytes() == packed(source())
    for code in ("theme:7:-0.25", "indexed:22", "rgb:ABCDEF"):
        result = edited(source(), lambda editor, code=code: editor.restore_fill(SHEET, (1, 1), code))
        assert Editor(Workbook.open(result)).fill_of(SHEET, (1, 1)) == code


def test_a_new_cell_keeps_the_look_of_its_column() -> None:
    sheet = worksheet("", before='<cols><col min="3" max="3" style="1" width="9"/></cols>')
    result = edited(
        {**source(), "xl/worksheets/sheet1.xml": sheet}, lambda e: e.set_fill(SHEET, (2, 3), "FFF2CC")
    )
    assert rows_of(result) == '<row r="2"><c r="C2" s="5"/></row>'


@pytest.mark.parametrize("column", range(1, 6))
@pytest.mark.parametrize("locked", [True, False])
def test_locks(column: int, locked: bool) -> None:
    before = packed(source())
    result = edited(before, lambda editor: editor.set_locked(SHEET, (1, column), locked))
    old, new = Workbook.open(before).styles, Workbook.open(result).styles
    one, other = old.xf(column - 1), new.xf(style_of(result, 1, column))
    assert other == one._replace(locked=locked)
    if one.locked == locked:
        assert result == before


def test_lock_and_fill_together() -> None:
    def wish(editor: Editor) -> None:
        editor.set_locked(SHEET, (1, 2), True)
        editor.set_fill(SHEET, (1, 2), "ABCDEF")
        editor.set_value(SHEET, (1, 2), 5)

    result = edited(source(), wish)
    assert '<alignment wrapText="1"/><protection locked="1"/></xf></cellXfs>' in part(result, STYLE_PART)
    assert rows_of(result).startswith('<row r="1"><c r="A1" s="0"/><c r="B1" s="6"><v>5</v></c>')


PREFIXED = (
    f'<x:styleSheet xmlns:x="{MAIN}"><x:fonts count="1"><x:font/></x:fonts><x:fills count="1"><x:fill/>'
    f"</x:fills>"
    '<x:borders count="1"><x:border/></x:borders><x:cellXfs count="1"><x:xf fillId="0"/></x:cellXfs>'
    "</x:styleSheet>"
)


def test_prefixed_styles() -> None:
    result = edited(
        source(PREFIXED, '<row r="1"><c r="A1"/></row>'), lambda e: e.set_fill(SHEET, (1, 1), "FF0000")
    )
    styles = part(result, STYLE_PART)
    assert '<x:xf fillId="1" applyFill="1"/>' in styles
    assert '<x:fill><x:patternFill patternType="solid"><x:fgColor rgb="FFFF0000"/>' in styles


@pytest.mark.parametrize(
    "styles",
    [
        f'<styleSheet xmlns="{MAIN}"/>',
        f'<styleSheet xmlns="{MAIN}"><cellXfs count="0"/><dxfs count="0"/></styleSheet>',
        f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><cellXfs><xf/></cellXfs><extLst/>'
        f"</styleSheet>",
    ],
)
def test_tables_that_are_missing_are_made(styles: str) -> None:
    result = edited(
        source(styles, '<row r="1"><c r="A1" s="3"/></row>'), lambda e: e.set_fill(SHEET, (1, 1), "FF0000")
    )
    book = Workbook.open(result)
    assert book.styles.xf(book.sheet(SHEET).cells[1, 1].style).fill_color == "FF0000"
    order = re.findall(r"<(fonts|fills|borders|cellXfs|dxfs|extLst)\b", part(result, STYLE_PART))
    assert order == sorted(order, key=["fonts", "fills", "borders", "cellXfs", "dxfs", "extLst"].index)


def test_a_workbook_without_styles() -> None:
    bare = parts(worksheet('<row r="1"><c r="A1"><v>1</v></c></row>'))
    del bare[STYLE_PART]
    bare["xl/_rels/workbook.xml.rels"] = str(bare["xl/_rels/workbook.xml.rels"]).replace("styles", "theme")
    bare["xl/theme.xml"] = "<a/>"
    before = packed(bare)
    assert edited(before, lambda editor: editor.set_fill(SHEET, (1, 1), None)) == before
    result = edited(before, lambda editor: editor.set_fill(SHEET, (1, 1), "FF0000"))
    book = Workbook.open(result)
    assert book.styles.xf(book.sheet(SHEET).cells[1, 1].style).fill_color == "FF0000"


def test_not_a_color() -> None:
    with pytest.raises(ValueError, match="not a colour"):
        Editor(Workbook.open(packed(source()))).set_fill(SHEET, (1, 1), "red")


def test_variants_are_found_whatever_the_order_of_attributes() -> None:
    twisted = STYLES.replace(
        '<xf numFmtId="170" fontId="1" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" applyFill="1">',
        "<xf xfId='0'  applyNumberFormat='1' borderId='0' fillId='2' fontId='1' numFmtId='170'>",
    )
    book = Workbook.open(packed(source(twisted)))
    restyle: Restyle = Editor(book)._restyle
    assert restyle.variant(1, fill="rgb:FFF2CC") == 5
