"""What each reader makes of a file: rows of cells, merged areas filled, text outside of tables."""

from __future__ import annotations

import contextlib
import datetime
import io
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from openpyxl import Workbook

from selfscore_xl.importing import plain
from selfscore_xl.importing.columns import is_head
from selfscore_xl.importing.source import MAX_CELLS, MAX_ROWS, Cell, Source, Table, TableRefused
from selfscore_xl.importing.tables import read
from selfscore_xl.importing.web import read_page
from selfscore_xl.text import nfc
from tests.importing.papers import saved

HEAD = ["Mã", "Tiêu chí", "Điểm"]


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def spans(table: Table) -> list[str]:
    return ["".join((cell.span or "·")[0] for cell in row.cells) for row in table.rows]


# --- text -----------------------------------------------------------------------------------------


def from_text(text: str) -> Source:
    return plain.read_text(text, is_head)


def test_pages_of_text_are_tables_of_their_own() -> None:
    found = from_text("Lời mở\n\nMã\tTiêu chí\tĐiểm\nI\tMột\t1\n\n2\n\nMã\tTiêu chí\tĐiểm\nII\tHai\t2\nKết\n")
    assert [texts(table) for table in found.tables] == [[HEAD, ["I", "Một", "1"]], [HEAD, ["II", "Hai", "2"]]]
    assert found.prose == ("Lời mở", "Kết")
    assert [row.number for row in found.tables[1].rows] == [8, 9]


def test_page_numbers_inside_a_table_are_passed_over() -> None:
    found = from_text("Mã\tTiêu chí\tĐiểm\nI\tMột\t1\nTrang 1/3\nII\tHai\t2\n- 2 -\nIII\tBa\t3\n")
    assert len(found.tables) == 1
    assert len(found.tables[0].rows) == 4
    assert found.prose == ()


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('Mã\tTiêu chí\tĐiểm\nI\t"Một\ndòng hai"\t1\n', [HEAD, ["I", "Một\ndòng hai", "1"]]),
        ('Mã\tTiêu chí\tĐiểm\nI\t"Một" và hai\t1\n', [HEAD, ["I", '"Một" và hai', "1"]]),
        (
            'Mã\tTiêu chí\tĐiểm\nI\t"Chưa đóng\t1\nII\tHai\t2\n',
            [HEAD, ["I", '"Chưa đóng', "1"], ["II", "Hai", "2"]],
        ),
        ("Mã;Tiêu chí;Điểm\nI;Một, hai;1,5\n", [HEAD, ["I", "Một, hai", "1,5"]]),
        ('Mã,Tiêu chí,Điểm\nI,"Một, hai","1,5"\n', [HEAD, ["I", "Một, hai", "1,5"]]),
        ("| Mã | Tiêu chí | Điểm |\n|----|:--:|---|\n| I | a \\| b | 1 |\n", [HEAD, ["I", "a | b", "1"]]),
        ("Mã | Tiêu chí | Điểm\n--- | --- | ---\nI | Một | 1\n", [HEAD, ["I", "Một", "1"]]),
    ],
)
def test_ways_to_write_cells(text: str, rows: list[list[str]]) -> None:
    found = from_text(text)
    assert [texts(table) for table in found.tables] == [rows]


def test_text_without_a_table_is_prose() -> None:
    found = from_text("Một; hai\nba, bốn\n\tnăm\n")
    assert found.tables == ()
    assert found.prose == ("Một; hai", "ba, bốn", "năm")


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("<p>Một</p><p>Hai</p>", "Một\nHai"),
        ("Một<br/>Hai<BR>Ba", "Một\nHai\nBa"),
        ("<ul><li>Một</li><li>Hai</li></ul>", "- Một\n- Hai"),
        ('<span style="color:red">Một</span> <b>hai</b>', "Một hai"),
        ("a &amp; b &lt;c&gt; &nbsp;d &hellip;", "a & b <c> d …"),
        ("R&D; A&B", "R&D; A&B"),
        ("5 < 7 và 9 > 8", "5 < 7 và 9 > 8"),
        ("<tên> và <5", "<tên> và <5"),
        ("**Một** và *hai*", "Một và hai"),
        ("3 * 4 * 5", "3 * 4 * 5"),
        ("a*b*c", "a*b*c"),
        ("đạt $945/1.714 = 55,13\\%$ số", "đạt 945/1.714 = 55,13% số"),
        ("giá 5$ và 6$", "giá 5$ và 6$"),
        ("bao\\_cao \\[1\\]", "bao_cao [1]"),
        ("C:\\thu muc", "C:\\thu muc"),
        ("  một \u00a0 hai  ", "một hai"),
    ],
)
def test_what_copying_leaves_behind(text: str, clean: str) -> None:
    assert plain.clean(text) == clean


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings(encoding: str) -> None:
    text = "Mã;Tiêu chí;Điểm\nđ;Ưu, đẹp;1\n"
    assert plain.decode(text.replace("\n", "\r\n").encode(encoding)) == text


def test_decomposed_text_is_composed() -> None:
    import unicodedata

    assert plain.decode(unicodedata.normalize("NFD", "Điểm tối đa").encode()) == "Điểm tối đa"


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(TableRefused, match="encoding"):
        plain.decode(b"\xff\xfe\x00\xd8")


# --- pages ----------------------------------------------------------------------------------------


def test_spans_of_a_page() -> None:
    page = """<table><tr><th rowspan=2>Mã</th><th rowspan="2">Tiêu chí<th colspan=2>Điểm</tr>
      <tr><th>Tối đa<th>Tự chấm</tr>
      <tr><td>I<td>Một<br>hai<td>1<td rowspan=2>chung</tr><tr><td>II<td>Hai<td>2</table>"""
    table = read_page(page).tables[0]
    assert texts(table) == [
        ["Mã", "Tiêu chí", "Điểm", "Điểm"],
        ["Mã", "Tiêu chí", "Tối đa", "Tự chấm"],
        ["I", "Một\nhai", "1", "chung"],
        ["II", "Hai", "2", "chung"],
    ]
    assert spans(table) == ["···a", "dd··", "····", "···d"]


def test_a_page_that_lays_out_with_tables() -> None:
    page = "<p>Trước<table><tr><td>Menu<td><table><tr><td>Mã<td>Điểm</table>sau</td></tr></table>Cuối"
    found = read_page(page)
    assert [texts(table) for table in found.tables] == [[["Menu", "sau"]], [["Mã", "Điểm"]]]
    assert found.prose == ("Trước", "Cuối")


def test_what_a_page_does_not_show() -> None:
    page = (
        "<style>td{}</style><!-- <table><td>x --><script>if(a<b){'<td>'}</script><table><td>a &amp; b</table>"
    )
    found = read_page(page)
    assert [texts(table) for table in found.tables] == [[["a & b"]]]
    assert found.prose == ()


@pytest.mark.parametrize(
    "page",
    [
        "<" * 2_000_000,
        "<a " * 600_000,
        "<!" * 1_000_000,
        "<table>" * 400_000,
        "<td>" * 500_000,
        "<table><td>" + "&#" * 1_000_000,
        "<script>" + "</" * 1_000_000,
        "<table>" + "<tr><td rowspan=999 colspan=999>x" * 5_000,
        "<a " + "b='" * 600_000,
    ],
)
@pytest.mark.timeout(20)
def test_hostile_pages_end_soon(page: str) -> None:
    with contextlib.suppress(TableRefused):
        read_page(page)


def test_pages_by_their_charset(tmp_path: Path) -> None:
    from tests.importing.papers import old_windows

    page = '<html><meta charset="windows-1258"><table><tr><td>Mã<td>Điểm tối đa</table>'
    path = tmp_path / "trang.xls"
    path.write_bytes(old_windows(page))
    assert texts(read(path).tables[0]) == [["Mã", "Điểm tối đa"]]


def test_a_piece_of_a_page(tmp_path: Path) -> None:
    path = saved(tmp_path, "x.txt", "Bảng:\n<table border=1>\n<tr><td>Mã</td><td>Điểm</td></tr></table>")
    assert texts(read(path).tables[0]) == [["Mã", "Điểm"]]


# --- Word -----------------------------------------------------------------------------------------


def word_file(folder: Path, document: Any, name: str = "x.docx") -> Path:
    path = folder / name
    document.save(path)
    return path


def word_table(document: Any, rows: Sequence[Sequence[str]]) -> Any:
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, wanted in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, wanted, strict=True):
            cell.text = text
    return table


def test_merged_cells_of_a_document(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("Trước bảng")
    table = word_table(document, [["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"]])
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(1, 2).merge(table.cell(2, 2))
    document.add_paragraph("Sau bảng")
    found = read(word_file(tmp_path, document))
    assert found.kind == "docx"
    assert found.prose == ("Trước bảng", "Sau bảng")
    assert texts(found.tables[0]) == [["a\nb", "a\nb", "c"], ["d", "e", "f\ni"], ["g", "h", "f\ni"]]
    assert spans(found.tables[0]) == ["·a·", "···", "··d"]


def test_lines_of_a_cell_and_a_table_inside(tmp_path: Path) -> None:
    document = Document()
    cell = document.add_table(rows=1, cols=2).cell(0, 0)
    cell.text = "một\thai"
    run = cell.add_paragraph("ba").runs[0]
    run.add_break()
    run.add_text("bốn")
    inner = cell.add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "năm", "sáu"
    found = read(word_file(tmp_path, document))
    assert len(found.tables) == 1
    assert texts(found.tables[0])[0][0] == "một\thai\nba\nbốn\nnăm sáu"


def test_tracked_changes(tmp_path: Path) -> None:
    document = Document()
    paragraph = document.add_table(rows=1, cols=1).cell(0, 0).paragraphs[0]
    for kind, text in (("ins", "thêm "), ("del", "bỏ "), ("moveFrom", "dời "), ("moveTo", "đến")):
        change = OxmlElement(f"w:{kind}")
        run = OxmlElement("w:r")
        words = OxmlElement("w:delText" if kind == "del" else "w:t")
        words.text = text
        words.set(qn("xml:space"), "preserve")
        run.append(words)
        change.append(run)
        paragraph._p.append(change)
    assert texts(read(word_file(tmp_path, document)).tables[0]) == [["thêm đến"]]


def numbered(document: Any, levels: str) -> None:
    """Give the document a list of its own, id 77."""
    root = document.part.numbering_part.element
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77"><w:multiLevelType w:val="multilevel"/>'
        f"{levels}</w:abstractNum>"
    )
    root.insert(0, abstract)
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))


def level(place: int, number_format: str, text: str, start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="{start}"/><w:numFmt w:val="{number_format}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def set_number(paragraph: Any, depth: int) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="77"/></w:numPr>')
    )


def test_numbers_that_word_writes_by_itself(tmp_path: Path) -> None:
    document = Document()
    numbered(
        document,
        level(0, "upperRoman", "%1.")
        + level(1, "decimal", "%1.%2.")
        + level(2, "lowerLetter", "%3)")
        + level(3, "bullet", "•"),
    )
    table = document.add_table(rows=8, cols=1)
    depths = (0, 1, 1, 2, 2, 3, 0, 1)
    for row, depth in zip(table.rows, depths, strict=True):
        row.cells[0].text = f"việc cấp {depth}"
        set_number(row.cells[0].paragraphs[0], depth)
    found = [row[0] for row in texts(read(word_file(tmp_path, document)).tables[0])]
    assert found == [
        *("I. việc cấp 0", "I.1. việc cấp 1", "I.2. việc cấp 1", "a) việc cấp 2", "b) việc cấp 2"),
        *("việc cấp 3", "II. việc cấp 0", "II.1. việc cấp 1"),
    ]


def test_an_empty_numbered_paragraph_has_no_number(tmp_path: Path) -> None:
    document = Document()
    numbered(document, level(0, "decimalZero", "%1", 7))
    for text in ("một", "", "hai"):
        set_number(document.add_paragraph(text), 0)
    assert read(word_file(tmp_path, document)).prose == ("07 một", "09 hai")


def test_hostile_documents(tmp_path: Path) -> None:
    from selfscore_xl.ooxml.refusal import Refusal

    document = Document()
    word_table(document, [["a"]])
    path = word_file(tmp_path, document)
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    cell = b"<w:tc><w:tcPr><w:gridSpan w:val='99999'/></w:tcPr><w:p/></w:tc>"
    for bad in (
        parts["word/document.xml"].replace(b"<w:tbl>", b"<w:tbl>" * 2),
        parts["word/document.xml"].replace(b"<w:tr>", b"<w:tr>" + cell * 200),
        b'<!DOCTYPE x [<!ENTITY a "b">]>' + parts["word/document.xml"].partition(b"?>")[2],
        parts["word/document.xml"].replace(b"<w:tbl>", b"<w:sdt>" * 300_000),
    ):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for name, data in parts.items():
                target.writestr(name, bad if name == "word/document.xml" else data)
        path.write_bytes(out.getvalue())
        with pytest.raises((Refusal, TableRefused)):
            read(path)


# --- workbooks ------------------------------------------------------------------------------------


def test_cells_as_they_are_seen(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    values: list[tuple[Any, str, str]] = [
        (1.1, "0.00", "1.10"),
        (1.1, "General", "1.1"),
        (7, "00", "07"),
        (71.59, "0.0", "71.59"),
        (datetime.date(2026, 5, 5), "d/m", "05/05/2026"),
        (True, "General", "TRUE"),
        ("một\r\nhai", "General", "một\nhai"),
        (0.5, "0%", "0.5"),
        (datetime.time(8, 30), "h:mm", "08:30"),
        (datetime.datetime(2023, 7, 5, 14, 45), "dd/mm/yyyy hh:mm", "05/07/2023 14:45"),
    ]
    for row, (value, number_format, _) in enumerate(values, start=1):
        sheet.cell(row, 1, value).number_format = number_format
    path = tmp_path / "x.xlsx"
    book.save(path)
    cells = [row.cells[0] for row in read(path).tables[0].rows]
    assert [cell.text for cell in cells] == [text for _, _, text in values]
    assert cells[0].number == Decimal("1.1")
    assert cells[4].number is None


def test_merged_and_hidden(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].title = "Ẩn"
    book.worksheets[0]["A1"] = "ẩn"
    book.worksheets[0].sheet_state = "hidden"
    sheet = book.create_sheet("Bảng")
    sheet["B2"], sheet["D2"] = "rộng", "x"
    sheet.merge_cells("B2:C3")
    sheet.merged_cells.add("A10:XFD1000")
    book.active = 1
    path = tmp_path / "x.xlsx"
    book.save(path)
    found = read(path)
    assert [(table.sheet, table.hidden) for table in found.tables] == [("Bảng", False), ("Ẩn", True)]
    assert texts(found.tables[0]) == [["", "rộng", "rộng", "x"], ["", "rộng", "rộng"]]
    assert spans(found.tables[0]) == ["··a·", "·da"]
    assert [row.number for row in found.tables[0].rows] == [2, 3]


@pytest.mark.parametrize("ending", ["ods", "xlsb"])
def test_damaged_files_of_other_kinds(tmp_path: Path, ending: str) -> None:
    from selfscore_xl.ooxml.refusal import Refusal

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        if ending == "ods":
            target.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            target.writestr("content.xml", "<broken")
        else:
            target.writestr("[Content_Types].xml", TYPES)
            target.writestr("_rels/.rels", RELS)
            target.writestr("xl/workbook.bin", b"broken")
    with pytest.raises(Refusal):
        read(saved(tmp_path, f"x.{ending}", out.getvalue()))


TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
    'PartName="/xl/workbook.bin" '
    'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>'
)
RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
    'Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.bin"/></Relationships>'
)


def test_prose_with_many_commas_has_no_header() -> None:
    asked: list[int] = []

    def is_any_head(cells: Sequence[str]) -> bool:
        asked.append(len(cells))
        return True

    assert plain.read_text("Mã, " * 10**5, is_any_head).tables == ()
    assert asked == []


def test_more_than_a_table_of_scores(tmp_path: Path) -> None:
    with pytest.raises(TableRefused, match="far more rows"):
        from_text("Mã\tTiêu chí\tĐiểm\n" + "I\tMột\t1\n" * (MAX_ROWS + 1))
    wide = "\t".join(["1"] * 400)
    with pytest.raises(TableRefused, match="far more rows"):
        from_text("Mã\tTiêu chí\tĐiểm\n" + f"{wide}\n" * (MAX_CELLS // 400 + 1))
    with pytest.raises(TableRefused, match="far more rows"):
        from_text('"' + "một dòng\n" * (20 * MAX_ROWS + 1))


def test_everything_is_nfc(tmp_path: Path) -> None:
    import unicodedata

    decomposed = unicodedata.normalize("NFD", "Điểm tối đa")
    document = Document()
    word_table(document, [[decomposed]])
    book = Workbook()
    book.worksheets[0]["A1"] = decomposed
    book.save(tmp_path / "x.xlsx")
    for path in (word_file(tmp_path, document), tmp_path / "x.xlsx"):
        assert read(path).tables[0].rows[0].cells[0] == Cell(nfc(decomposed))
