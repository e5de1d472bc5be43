"""Notes of ours beside those of others."""

from __future__ import annotations

import re

import pytest

from selfscore_xl.ooxml import vml
from selfscore_xl.ooxml.edit import Editor
from selfscore_xl.ooxml.workbook import Workbook
from tests.ooxml.edit_files import SHEET, SHEET_PART, changed, edited, names, part, styled
from tests.ooxml.read_files import HEADER, MAIN, OFFICE, PACKAGE, TYPES, Parts, packed, worksheet

US = "Kiểm tra biểu"
VML_TYPE = vml.CONTENT_TYPE
COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"

DRAWING = """<xml xmlns:v="urn:schemas-microsoft-com:vml"
 xmlns:o="urn:schemas-microsoft-com:office:office"
 xmlns:x="urn:schemas-microsoft-com:office:excel">
 <o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>
 <v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">
  <v:stroke joinstyle="miter"/></v:shapetype>
 <v:shape id="_x0000_s1025" type="#_x0000_t202" style='position:absolute;z-index:1'>
  <v:textbox><div style='text-align:left'>it's <br> & not XML</div></v:textbox>
  <x:ClientData ObjectType="Note"><x:Anchor>1, 15, 0, 2, 3, 15, 4, 16</x:Anchor><x:Row>1</x:Row>
   <x:Column>1</x:Column></x:ClientData></v:shape>
 <v:shape id="Button_x0020_1" o:spid="_x0000_s1030" type="#_x0000_t201" style='z-index:7'>
  <x:ClientData ObjectType="Button"><x:Anchor>1, 15, 0, 2, 3, 15, 4, 16</x:Anchor></x:ClientData></v:shape>
</xml>
"""
COMMENTS = (
    f'{HEADER}<comments xmlns="{MAIN}"><authors><author>An</author></authors><commentList>'
    '<comment ref="B2" authorId="0" shapeId="0"><text><r><rPr><b/></rPr><t>An:</t></r>'
    '<r><t xml:space="preserve">\nxem lại</t></r></text></comment></commentList></comments>'
)


def bare(after: str = "") -> Parts:
    return styled(worksheet('<row r="1"><c r="A1"/></row>', after=after))


def noted(
    comments: str | bytes = COMMENTS,
    drawing: str | bytes = DRAWING,
    after: str = '<legacyDrawing r:id="rId1"/>',
    more: str = "",
) -> Parts:
    found = bare(after)
    found["[Content_Types].xml"] = str(found["[Content_Types].xml"]).replace(
        "</Types>",
        f'<Default Extension="vml" ContentType="{VML_TYPE}"/>'
        f'<Override PartName="/xl/comments1.xml" ContentType="{COMMENTS_TYPE}"/></Types>',
    )
    found["xl/worksheets/_rels/sheet1.xml.rels"] = (
        f'{HEADER}<Relationships xmlns="{PACKAGE}">'
        f'<Relationship Id="rId1" Type="{OFFICE}/vmlDrawing" Target="../drawings/vmlDrawing1.vml"/>'
        f'<Relationship Id="rId2" Type="{OFFICE}/comments" Target="/xl/comments1.xml"/>{more}</Relationships>'
    )
    found["xl/comments1.xml"] = comments
    found["xl/drawings/vmlDrawing1.vml"] = drawing
    return found


def put(row: int = 5, column: int = 3, text: str = "S101\nsửa lại"):
    return lambda editor: editor.set_note(SHEET, (row, column), text, US, 180, 90)


def remove(row: int = 5, column: int = 3):
    return lambda editor: editor.remove_note(SHEET, (row, column), US)


def texts(data: bytes) -> dict[tuple[int, int], tuple[str, str]]:
    return {address: tuple(note) for address, note in Workbook.open(data).notes(SHEET).items()}


def test_the_first_note_of_a_sheet() -> None:
    before = packed(bare())
    result = edited(before, put())
    assert texts(result) == {(5, 3): (US, f"{US}\nS101\nsửa lại")}
    assert changed(before, result) == {
        SHEET_PART,
        "[Content_Types].xml",
        "xl/worksheets/_rels/sheet1.xml.rels",
        "xl/comments1.xml",
        "xl/drawings/vmlDrawing1.vml",
    }
    assert part(result).endswith(f'</sheetData><legacyDrawing xmlns:r="{OFFICE}" r:id="rId2"/></worksheet>')
    drawing = part(result, "xl/drawings/vmlDrawing1.vml")
    assert 'data="1"' in drawing
    assert 'id="_x0000_s1025"' in drawing
    assert "width:180pt;height:90pt" in drawing
    assert "<x:Row>4</x:Row><x:Column>2</x:Column>" in drawing


def test_others_stay_as_they_are() -> None:
    before = packed(noted())
    result = edited(before, put())
    assert changed(before, result) == {"xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"}
    assert texts(result) == {(2, 2): ("An", "An:\nxem lại"), (5, 3): (US, f"{US}\nS101\nsửa lại")}
    drawing = part(result, "xl/drawings/vmlDrawing1.vml")
    start, end = drawing.index("<v:shape xmlns"), drawing.index("</xml>")
    assert drawing[:start] + drawing[end:] == DRAWING
    assert 'id="_x0000_s1031"' in drawing
    assert "z-index:8" in drawing
    assert drawing.count("_x0000_t202") == 3


def test_removing_gives_valid_parts() -> None:
    before = packed(noted())
    result = edited(edited(before, put()), remove())
    assert part(result, "xl/drawings/vmlDrawing1.vml") == DRAWING
    assert part(result, "xl/comments1.xml") == COMMENTS.replace(
        "</author>", f"</author><author>{US}</author>"
    )
    alone = edited(edited(bare(), put()), remove())
    assert texts(alone) == {}
    assert "<commentList></commentList>" in part(alone, "xl/comments1.xml")
    assert "shape " not in part(alone, "xl/drawings/vmlDrawing1.vml")


def test_ours_below_theirs() -> None:
    before = packed(noted())
    result = edited(before, put(2, 2))
    assert texts(result) == {(2, 2): ("An", f"An:\nxem lại\n{US}\nS101\nsửa lại")}
    assert changed(before, result) == {"xl/comments1.xml"}
    assert "<r><rPr><b/></rPr><t>An:</t></r>" in part(result, "xl/comments1.xml")
    other = edited(result, put(2, 2, "khác"))
    assert texts(other) == {(2, 2): ("An", f"An:\nxem lại\n{US}\nkhác")}
    assert changed(before, edited(other, remove(2, 2))) == set()


def test_a_text_outside_of_runs_becomes_one() -> None:
    comments = re.sub(r"<text>.*</text>", "<text><t>xem &amp; sửa</t></text>", COMMENTS, flags=re.DOTALL)
    result = edited(noted(comments), put(2, 2))
    assert "<text><r><t>xem &amp; sửa</t></r><r>" in part(result, "xl/comments1.xml")
    assert texts(edited(result, remove(2, 2)))[2, 2] == ("An", "xem & sửa")


def test_a_run_that_holds_both_is_cut() -> None:
    text = f"<text><r><t>của tôi\n{US}\ncũ</t></r></text>"
    comments = re.sub(r"<text>.*</text>", text, COMMENTS, flags=re.DOTALL)
    result = edited(noted(comments), put(2, 2, "mới"))
    assert texts(result)[2, 2] == ("An", f"của tôi\n{US}\nmới")
    assert texts(edited(result, remove(2, 2)))[2, 2] == ("An", "của tôi")


@pytest.mark.parametrize("first", [US, f"{US}:", f" {US} "])
def test_ours_is_known_by_its_first_line(first: str) -> None:
    """Programs drop the author."""
    text = f"<text><r><t>{first}\ncũ</t></r></text>"
    comments = re.sub(r"<text>.*</text>", text, COMMENTS, flags=re.DOTALL).replace(">An<", "><")
    before = packed(noted(comments))
    editor = Editor(Workbook.open(before))
    assert editor.notes_by(US) == [(SHEET, (2, 2))]
    assert texts(edited(before, put(2, 2, "mới")))[2, 2] == ("", f"{US}\nmới")
    gone = edited(before, remove(2, 2))
    assert texts(gone) == {}
    assert vml.note_shapes(part(gone, "xl/drawings/vmlDrawing1.vml").encode()) == {}


def test_a_text_that_its_owner_wrote_over_ours_is_kept() -> None:
    comments = COMMENTS.replace(">An<", f">{US}<")
    before = packed(noted(comments))
    assert edited(before, remove(2, 2)) == before
    assert texts(edited(before, put(2, 2)))[2, 2] == (US, f"An:\nxem lại\n{US}\nS101\nsửa lại")


def test_nothing_to_remove() -> None:
    for before in (packed(noted()), packed(bare())):
        assert edited(before, remove()) == before


THREAD = (
    '<Relationship Id="rId7" Target="../threadedComments/t1.xml" '
    'Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"/>'
)


def test_a_threaded_comment_is_left_alone() -> None:
    source = noted(more=THREAD)
    source["xl/threadedComments/t1.xml"] = (
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        '<threadedComment ref="B2" id="{1}"><text>x</text></threadedComment></ThreadedComments>'
    )
    before = packed(source)
    editor = Editor(Workbook.open(before))
    assert editor.set_note(SHEET, (2, 2), "x", US) is False
    assert editor.to_bytes() == before
    assert editor.set_note(SHEET, (2, 3), "x", US) is True


ORDER = [
    ('<pageMargins left="1"/><tableParts count="0"/>', "<tableParts"),
    ('<drawing r:id="rId5"/><legacyDrawingHF r:id="rId6"/><extLst/>', "<legacyDrawingHF"),
    ("<picture/>", "<picture"),
    (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        '<mc:Choice Requires="x14"><controls/></mc:Choice></mc:AlternateContent><extLst/>',
        "<mc:AlternateContent",
    ),
    (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        '<mc:Choice Requires="x14"><drawing/></mc:Choice></mc:AlternateContent><oleObjects/>',
        "<oleObjects",
    ),
    ("<extLst><ext><drawing/></ext></extLst>", "<extLst"),
]


@pytest.mark.parametrize(("after", "behind"), ORDER)
def test_the_link_stands_where_the_schema_wants_it(after: str, behind: str) -> None:
    result = part(edited(bare(after), put()))
    link = re.search(r"<legacyDrawing [^>]*/>", result)
    assert link is not None
    assert result.startswith(behind, link.end())
    assert result[: link.start()] + result[link.end() :] == worksheet(
        '<row r="1"><c r="A1"/></row>', after=after
    )


def test_the_pictures_of_a_header_are_another_drawing() -> None:
    source = noted(after='<legacyDrawingHF r:id="rId1"/>')
    result = edited(source, put())
    assert part(result, "xl/drawings/vmlDrawing1.vml") == DRAWING
    drawing = part(result, "xl/drawings/vmlDrawing2.vml")
    assert 'data="2"' in drawing
    assert "_x0000_s2049" in drawing


def test_a_full_block_of_ids_gets_another() -> None:
    full = DRAWING.replace("_x0000_s1030", "_x0000_s2047")
    result = edited(noted(drawing=full), put())
    drawing = part(result, "xl/drawings/vmlDrawing1.vml")
    assert 'data="1,2"' in drawing
    assert "_x0000_s2049" in drawing


def test_ids_of_controls_are_taken() -> None:
    controls = '<legacyDrawing r:id="rId1"/><controls><control shapeId="1040" r:id="rId9"/></controls>'
    result = edited(noted(after=controls), put())
    assert '"_x0000_s1041"' in part(result, "xl/drawings/vmlDrawing1.vml")


def test_prefixes_as_openpyxl_writes_them() -> None:
    drawing = DRAWING.replace("v:", "ns0:").replace("o:", "ns1:").replace("x:", "ns2:")
    comments = (
        COMMENTS.replace("<", "<m:")
        .replace("<m:/", "</m:")
        .replace("<m:?", "<?")
        .replace("xmlns=", "xmlns:m=")
    )
    result = edited(noted(comments, drawing), put())
    assert texts(result)[5, 3] == (US, f"{US}\nS101\nsửa lại")
    gone = edited(result, remove(2, 2))
    assert gone == result  # theirs


def test_a_replaced_note_keeps_its_shape_id() -> None:
    first = edited(noted(), put())
    again = edited(first, lambda editor: editor.set_note(SHEET, (5, 3), "dài hơn nhiều", US, 300, 200))
    drawing = part(again, "xl/drawings/vmlDrawing1.vml")
    assert "width:300pt;height:200pt" in drawing
    assert drawing.count("_x0000_s1031") == 1
    assert "_x0000_s1032" not in drawing


def test_a_box_that_was_lost_is_made_again() -> None:
    without = re.sub(r' <v:shape id="_x0000_s1025".*?</v:shape>\n', "", DRAWING, flags=re.DOTALL)
    assert without != DRAWING
    first = edited(noted(), put(2, 2))
    source = {**noted(drawing=without), "xl/comments1.xml": part(first, "xl/comments1.xml")}
    result = edited(source, put(2, 2))
    assert (2, 2) in vml.note_shapes(part(result, "xl/drawings/vmlDrawing1.vml").encode())


def test_text_is_escaped() -> None:
    result = edited(bare(), put(text="a < b & c _x0041_ \x0b]]>"))
    assert texts(result)[5, 3] == (US, f"{US}\na < b & c _x0041_ ]]>")


def test_many_notes() -> None:
    def wish(editor: Editor) -> None:
        for row in range(1, 1200):
            assert editor.set_note(SHEET, (row, 4), f"dòng {row}", US)

    result = edited(noted(), wish)
    drawing = part(result, "xl/drawings/vmlDrawing1.vml")
    ids = re.findall(r'id="_x0000_s(\d+)"', drawing)
    assert len(set(ids)) == len(ids) == 1201  # theirs are two
    assert 'data="1,2"' in drawing
    assert len(texts(result)) == 1200


def test_boxes_lie_right_of_their_cells() -> None:
    layout = (
        '<sheetFormatPr defaultRowHeight="15"/><cols><col min="4" max="4" width="60" customWidth="1"/></cols>'
    )
    rows = '<row r="4" ht="30" customHeight="1"/><row r="5" hidden="1"/>'
    merges = '<mergeCells count="1"><mergeCell ref="B4:C6"/></mergeCells>'
    source = styled(worksheet(rows, before=layout, after=merges))
    drawing = part(
        edited(source, lambda editor: editor.set_note(SHEET, (4, 2), "x", US, 90, 60)),
        "xl/drawings/vmlDrawing1.vml",
    )
    match = re.search(r"<x:Anchor>([\d, ]+)</x:Anchor>", drawing)
    assert match is not None
    left, left_offset, top, top_offset, right, right_offset, bottom, bottom_offset = map(
        int, match[1].split(",")
    )
    # column D (number 3 from 0) is 425 pixels wide: the box of 120 pixels lies inside it
    assert (left, left_offset, right, right_offset) == (3, 15, 3, 135)
    # 80 pixels down from 10 pixels into row 3: 10 left there, 40 in row 4, none in row 5, the rest
    assert (top, top_offset, bottom, bottom_offset) == (2, 10, 6, 10)


def test_no_new_part_takes_an_old_name() -> None:
    source = bare()
    source["xl/Comments1.xml"] = "<a/>"
    source["xl/drawings/VMLDRAWING1.VML"] = "<xml></xml>"
    result = edited(source, put())
    assert {"xl/comments2.xml", "xl/drawings/vmlDrawing2.vml"} <= set(names(result))
    assert f'<Types xmlns="{TYPES}">' in part(result, "[Content_Types].xml")
