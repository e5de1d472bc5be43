"""The report of the source report's form states the source report's facts, and reads back row by row."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Length, Mm
from docx.table import Table

from selfscore_xl import app, demo, report
from selfscore_xl.layout import FOOTER_LABELS, HEADERS, Field
from selfscore_xl.text import format_number, squash

from .tables import between, demo_form, texts

SETTINGS = report.from_words(
    {
        "parent_body": "UBND tỉnh Quảng Trị",
        "number": "5/BC-VP",
        "date": "05/7/2023",
        "place": "Quảng Trị",
        "to": ["Sở Nội vụ"],
        "salutation": "không",
        "signer_title": "Chánh Văn phòng",
        "signer": "Nguyễn Văn A",
        "copy_to": ["CVP, các PVP UBND tỉnh;", "- Các Phòng, Ban, Trung tâm", "Lưu: VT, HC-TC."],
    }
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's form, its annotated copy, and the report of each."""
    folder = tmp_path_factory.mktemp("bao-cao")
    form = folder / "filled.xlsx"
    form.write_bytes(demo_form())
    assert app.validate(str(form)).annotated == str(folder / "filled.annotated.xlsx")
    for name in ("filled", "filled.annotated"):
        made = app.report(str(folder / f"{name}.xlsx"), str(folder / f"{name}.docx"), SETTINGS)
        assert made.written
    return folder


@pytest.fixture(scope="module")
def document(folder: Path) -> Docx:
    return Document(str(folder / "filled.docx"))


def annex(document: Docx) -> Table:
    return document.tables[-1]


# --- the same facts -----------------------------------------------------------------------------


def test_totals(document: Docx) -> None:
    assert between(document, "1. Kết quả chung", "Kết quả theo từng lĩnh vực") == [
        "Tổng số điểm của bộ tiêu chí: 150 điểm, trong đó:",
        "- Số điểm đề nghị trừ vào điểm tổng: 76 điểm;",
        "- Số điểm áp dụng chấm điểm: 74 điểm;",
        "- Tổng điểm tự chấm: 71,59 điểm;",
        "- Tỷ lệ đạt được so với số điểm áp dụng: 96,74%.",
    ]


def test_domains(document: Docx) -> None:
    rows = [tuple(cell.text for cell in row.cells) for row in document.tables[1].rows]
    assert [row[:1] + row[2:] for row in rows[1:]] == [
        ("I", "110,00", "60,00", "50,00", "47,59"),
        ("II", "15,00", "11,00", "4,00", "4,00"),
        ("III", "20,00", "0,00", "20,00", "20,00"),
        ("IV", "5,00", "5,00", "0,00", ""),
        ("", "150,00", "76,00", "74,00", "71,59"),
    ]


def test_excluded_criteria_and_why(document: Docx) -> None:
    said = between(document, "2. Các lĩnh vực, tiêu chí, tiêu chí thành phần đề nghị trừ", "3.")
    assert said[0] == "Gồm (76 điểm): I.1; I.2.a; I.7; I.8; I.9.b; II.2; IV."
    assert [line.partition(":")[0] for line in said[1:]] == [
        "Lý do",
        "- I.1 (20 điểm)",
        "- I.2.a (25 điểm)",
        "- I.7 (4 điểm)",
        "- I.8 (6 điểm)",
        "- I.9.b (5 điểm)",
        "- II.2 (11 điểm)",
        "- IV.1 (2 điểm)",
        "- IV.2 (3 điểm)",
    ]
    assert said[4] == "- I.7 (4 điểm): Văn phòng không có chức năng thanh, kiểm tra;"
    assert said[6] == "- I.9.b (5 điểm): Văn phòng không có bộ TTHC thuộc thẩm quyền giải quyết;"


def test_lost_points_and_evidence(document: Docx) -> None:
    assert between(document, "3. Các tiêu chí chưa đạt", "4.") == [
        "Tổng số điểm chưa đạt: 2,41 điểm, tại các tiêu chí:",
        "- I.9.a: tự chấm 4,59/7 điểm, thiếu 2,41 điểm. Giải trình: Dữ liệu được trích xuất từ "
        "Phần mềm Quản lý văn bản và Hồ sơ công việc.",
    ]
    assert between(document, "4. Tài liệu kiểm chứng", "5.") == [
        "Các nội dung cần bổ sung, rà soát:",
        "- Có điểm nhưng chưa có tài liệu kiểm chứng: I.3.a; I.3.b; I.9.a;",
        "- Tài liệu bị liệt kê lặp trong cùng một ô: II.1; III.3.b;",
        "- Tài liệu ngoài kỳ đánh giá: II.1.",
    ]


def test_every_row_of_the_table(document: Docx) -> None:
    example = demo.load()
    rows = annex(document).rows
    assert [cell.text for cell in rows[0].cells] == [HEADERS[field] for field in Field][:-1]
    nodes = example.criteria.nodes
    assert len(nodes) == 52
    for node, row in zip(nodes, rows[1:53], strict=True):
        code, title, most, mark, score, evidence, explanation, appraised, opinion = (
            cell.text for cell in row.cells
        )
        assert (code, title) == (node.code, squash(node.title))
        assert most == format_number(node.max_score, "vi", 2)
        if node.is_leaf:
            answer = example.answers[node.key]
            assert isinstance(answer.score, Decimal)
            assert score == format_number(answer.score, "vi", 2), node.key
            assert mark == (answer.mark or "")
            assert evidence == (answer.evidence or "")
            assert explanation == (answer.explanation or "")
        assert (appraised, opinion) == ("", "")


@pytest.mark.parametrize(
    ("code", "mark", "score"),
    [
        ("I", "", "47,59"),
        ("I.2", "", "5,00"),
        ("I.8", "x", ""),
        ("I.9", "", "12,59"),
        ("I.9.b", "x", ""),
        ("II", "", "4,00"),
        ("II.2", "x", ""),
        ("III", "", "20,00"),
        ("III.1.a", "", "5,00"),
        ("IV", "x", ""),
    ],
)
def test_groups_of_the_table(document: Docx, code: str, mark: str, score: str) -> None:
    row = next(row for row in annex(document).rows if row.cells[0].text == code)
    assert (row.cells[3].text, row.cells[4].text) == (mark, score)


def test_footer_of_the_table(document: Docx) -> None:
    rows = [[cell.text for cell in row.cells] for row in annex(document).rows[53:]]
    assert [(row[0], row[2], row[4]) for row in rows] == list(
        zip(
            FOOTER_LABELS.values(),
            ("150,00", "76,00", "71,59", "0,00", "71,59", "96,74"),
            ("71,59", "", "", "", "", ""),
            strict=True,
        )
    )


# --- the parts that an administrative document has -----------------------------------------------


def test_header(document: Docx) -> None:
    (left, right), (number, date) = (row.cells for row in document.tables[0].rows)
    assert [one.text for one in left.paragraphs if one.text] == ["UBND TỈNH QUẢNG TRỊ", "VĂN PHÒNG UBND TỈNH"]
    assert [one.text for one in right.paragraphs if one.text] == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    ]
    assert number.text == "Số: 05/BC-VP"
    assert date.text == "Quảng Trị, ngày 05 tháng 7 năm 2023"
    assert date.paragraphs[0].runs[0].italic
    assert [one.runs[0].bold for one in left.paragraphs if one.text] == [None, True]
    ruled = [cell._tc.findall(f".//{qn('w:pBdr')}/{qn('w:top')}") for cell in (left, right)]
    assert [len(found) for found in ruled] == [1, 1]


def test_title_bases_and_end(document: Docx) -> None:
    lines = texts(document)
    assert lines[:3] == [
        "BÁO CÁO",
        "Kết quả tự đánh giá, chấm điểm mức độ hoàn thành nhiệm vụ",
        "6 tháng đầu năm 2023",
    ]
    assert lines[3].startswith("Căn cứ Quyết định số 1371/QĐ-UBND ngày 29/6/2023")
    assert lines[3].endswith("giai đoạn 2023 - 2025;")
    assert lines[4].startswith("Thực hiện Công văn số 879/SNV-CCHCVTLT")
    assert lines[4].endswith("năm 2023.")
    assert lines[5] == (
        "Văn phòng UBND tỉnh báo cáo kết quả tự đánh giá, chấm điểm mức độ hoàn thành nhiệm vụ "
        "6 tháng đầu năm 2023 như sau:"
    )
    end = lines[lines.index("Phụ lục") - 1]
    assert end == (
        "Trên đây là báo cáo kết quả tự đánh giá, chấm điểm mức độ hoàn thành nhiệm vụ 6 tháng đầu năm "
        "2023. Văn phòng UBND tỉnh báo cáo để Sở Nội vụ tổng hợp./."
    )


def test_recipients_and_signer(document: Docx) -> None:
    left, right = document.tables[2].rows[0].cells
    assert [one.text for one in left.paragraphs] == [
        "Nơi nhận:",
        "- Sở Nội vụ;",
        "- CVP, các PVP UBND tỉnh;",
        "- Các Phòng, Ban, Trung tâm;",
        "- Lưu: VT, HC-TC.",
    ]
    assert [one.text for one in right.paragraphs] == ["CHÁNH VĂN PHÒNG", "Nguyễn Văn A"]


def test_annex_says_where_it_belongs(document: Docx) -> None:
    lines = texts(document)
    assert lines[lines.index("Phụ lục") :] == [
        "Phụ lục",
        "KẾT QUẢ TỰ ĐÁNH GIÁ, CHẤM ĐIỂM MỨC ĐỘ HOÀN THÀNH NHIỆM VỤ",
        "CỦA VĂN PHÒNG UBND TỈNH 6 THÁNG ĐẦU NĂM 2023",
        "(Kèm theo Báo cáo số 05/BC-VP ngày 05 tháng 7 năm 2023 của Văn phòng UBND tỉnh)",
    ]


def millimetres(length: Length | None) -> int:
    assert length is not None
    exact: float = length.mm
    return round(exact)


def test_pages(document: Docx) -> None:
    first, second = document.sections
    assert (millimetres(first.page_width), millimetres(first.page_height)) == (210, 297)
    assert (millimetres(second.page_width), millimetres(second.page_height)) == (297, 210)
    assert second.orientation == WD_ORIENT.LANDSCAPE
    for section in (first, second):
        assert 20 <= millimetres(section.top_margin) <= 25
        assert 20 <= millimetres(section.bottom_margin) <= 25
        assert 30 <= millimetres(section.left_margin) <= 35
        assert 15 <= millimetres(section.right_margin) <= 20
        assert section.different_first_page_header_footer, "the first page has no number"
        assert section.header._element.find(f".//{qn('w:fldSimple')}").get(qn("w:instr")) == "PAGE"
        assert not section.first_page_header.paragraphs[0]._p.findall(f".//{qn('w:fldSimple')}")
    assert second._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"


def test_tables_stay_inside_the_paper(document: Docx) -> None:
    widths = [round(sum(column.width or 0 for column in table.columns) / Mm(1)) for table in document.tables]
    assert widths == [165, 165, 165, 252]


def test_header_row_is_repeated_on_every_page(document: Docx) -> None:
    repeated = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in annex(document).rows]
    assert repeated == [True] + [False] * (len(repeated) - 1)


# --- the file -----------------------------------------------------------------------------------


def test_form_and_annotated_copy_give_the_same_report(folder: Path) -> None:
    assert (folder / "filled.docx").read_bytes() == (folder / "filled.annotated.docx").read_bytes()


def test_nothing_depends_on_the_clock(folder: Path) -> None:
    with zipfile.ZipFile(folder / "filled.docx") as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = package.read("docProps/core.xml").decode()
    assert core.count("1980-01-01T00:00:00Z") == 2
    assert "python-docx" not in core


def test_one_font_by_name_and_nothing_embedded(folder: Path) -> None:
    with zipfile.ZipFile(folder / "filled.docx") as package:
        names = package.namelist()
        fonts = set(_fonts(package))
    assert fonts == {"Times New Roman"}
    assert not [name for name in names if name.startswith(("word/fonts", "word/media", "docProps/thumb"))]


def _fonts(package: zipfile.ZipFile) -> Iterator[str]:
    from lxml import etree

    for name in package.namelist():
        if not name.endswith(".xml"):
            continue
        for element in etree.fromstring(package.read(name)).iter():
            for attribute, value in element.attrib.items():
                tag, key = etree.QName(element).localname, etree.QName(attribute).localname
                if (
                    (tag == "rFonts" and key in ("ascii", "hAnsi", "cs", "eastAsia"))
                    or (tag == "font" and key == "name")
                    or (key == "typeface" and value)
                ):
                    yield value
