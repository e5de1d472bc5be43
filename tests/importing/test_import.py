"""One table in every kind of file becomes one and the same form, and what was inferred is asked."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from selfscore_xl import app, intake
from selfscore_xl.importing.tables import read
from selfscore_xl.layout import FORM_SHEET, IMPORT_SHEET, Field
from selfscore_xl.ooxml.workbook import Workbook
from selfscore_xl.submission import Lines
from selfscore_xl.text import squash
from tests.cli.conftest import Call
from tests.importing import papers
from tests.importing.papers import Case, saved


def check(imported: intake.Imported, case: Case, marks: bool = True) -> None:
    """Every answer of the case stands in the import."""
    answers = imported.filled.answers
    assert imported.matched == len(case.tree.nodes)
    for node in case.tree.leaves:
        given, found = case.answers[node.key], answers.get(node.key, {})
        assert found.get(Field.SELF) == given.score, node.key
        assert found.get(Field.EVIDENCE, "") == (given.evidence or ""), node.key
        assert squash(str(found.get(Field.EXPLANATION, ""))) == squash(str(given.explanation or "")), node.key
        if marks:
            assert found.get(Field.EXCLUDED) == given.mark, node.key
    if marks:
        totals = imported.filled.scores.totals
        assert (totals.max, totals.excluded, totals.applicable, totals.score) == (
            *(Decimal(150), Decimal(76), Decimal(74), Decimal("71.59")),
        )
        assert imported.filled.scores.excluded == ("I.1", "I.2.a", "I.7", "I.8", "I.9.b", "II.2", "IV")
    assert not [note for note in imported.filled.notes if note.kind == "left"]


@pytest.mark.parametrize("per_page", [4, 5, 6, 9])
def test_text_copied_from_a_pdf(case: Case, tmp_path: Path, per_page: int) -> None:
    path = saved(tmp_path, "bao-cao.txt", papers.copied_text(case, per_page))
    imported = intake.import_table(str(path))
    check(imported, case)
    done = [note.text.vi for note in imported.filled.notes if note.kind == "note"]
    assert any("Đã nối các dòng" in text for text in done)
    assert "Lời văn ngoài bảng không đưa vào biểu." in done
    questions = [note for note in imported.filled.notes if note.kind == "question"]
    assert [note.text.vi for note in questions if "danh sách đề nghị trừ" in note.text.vi]


def table(case: Case, comma: bool = False) -> list[list[str]]:
    return [list(papers.OLD_HEADER), *case.rows(comma), *case.footer(comma)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", ["\t", ";", ","])
def test_csv_and_tsv(case: Case, tmp_path: Path, delimiter: str, encoding: str) -> None:
    path = saved(tmp_path, "bang.csv", papers.separated(table(case, delimiter != ","), delimiter), encoding)
    check(intake.import_table(str(path)), case, marks=False)


def test_csv_of_an_old_vietnamese_program(case: Case, tmp_path: Path) -> None:
    rows = [["Mã", "Tiêu chí", "Điểm tối đa", "Tự đánh giá"], ["I.5", "Triển khai", "7", "6,5"]]
    path = saved(tmp_path, "bang.csv", papers.old_windows(papers.separated(rows, ";")))
    assert [cell.text for cell in read(path).tables[0].rows[0].cells] == rows[0]


def test_html(case: Case, tmp_path: Path) -> None:
    page = papers.web_page(table(case), case.prose())
    check(intake.import_table(str(saved(tmp_path, "bang.html", page))), case)
    check(intake.import_table(str(saved(tmp_path, "phan-mem.xls", page))), case)


def test_markdown(case: Case, tmp_path: Path) -> None:
    rows = [[cell.replace("\n", " ") for cell in row] for row in table(case)]
    text = "\n".join([*case.prose(), "", papers.marked_text(rows)])
    check(intake.import_table(str(saved(tmp_path, "bang.md", text))), case)


def test_workbook_without_our_marks(case: Case, tmp_path: Path) -> None:
    data = papers.workbook({"Sheet1": [["Đơn vị: Sở Tài chính"], [], *table(case)]})
    imported = intake.import_table(str(saved(tmp_path, "bang.xlsx", data)))
    check(imported, case, marks=False)
    assert imported.filled.unit == "Sở Tài chính"


def test_word_with_the_table_over_pages(case: Case, tmp_path: Path) -> None:
    parts = papers.pages([*case.rows(), *case.footer()], 7)
    data = papers.word(parts, case.prose())
    check(intake.import_table(str(saved(tmp_path, "bao-cao.docx", data))), case)


@pytest.mark.office
@pytest.mark.parametrize("ending", ["ods", "xls"])
def test_other_spreadsheets(case: Case, tmp_path: Path, ending: str, request: pytest.FixtureRequest) -> None:
    office = request.getfixturevalue("office")
    source = saved(tmp_path, "bang.xlsx", papers.workbook({"Sheet1": table(case)}))
    with office.open(source) as book:
        book.save(tmp_path / f"bang.{ending}")
    check(intake.import_table(str(tmp_path / f"bang.{ending}")), case, marks=False)


def test_a_form_of_ours_is_a_table_too(case: Case, tmp_path: Path) -> None:
    from selfscore_xl.template import build

    path = saved(tmp_path, "bieu.xlsx", build(case.criteria, answers=case.answers))
    check(intake.import_table(str(path)), case)


def test_the_form_says_the_same(case: Case, tmp_path: Path) -> None:
    source = saved(tmp_path, "bao-cao.txt", papers.copied_text(case))
    out = tmp_path / "bieu.xlsx"
    app.import_table(str(source), str(out))
    outcome = app.validate(str(out), write=False)
    assert outcome.status == "findings"
    assert outcome.counts()["error"] == 0
    assert outcome.scores is not None
    assert outcome.scores.totals.rate == Decimal("96.74")
    assert outcome.submission is not None
    lines = Lines(outcome.submission).by_key
    assert lines["I.5"].score.number == Decimal(7)
    assert lines["I.8.a"].mark.text == "x"


def test_the_sheet_of_questions(case: Case, tmp_path: Path) -> None:
    source = saved(tmp_path, "bao-cao.txt", papers.copied_text(case))
    imported = intake.import_table(str(source))
    book = Workbook.open(imported.data)
    assert book.sheets[0].name == IMPORT_SHEET
    sheet = book.sheet(IMPORT_SHEET)
    texts = [cell.value for cell in sheet.cells.values() if cell.kind == "text"]
    for note in imported.filled.notes:
        assert note.text.vi in texts
    assert not any(cell.formula for cell in sheet.cells.values())


def test_without_questions_the_form_comes_first(case: Case, tmp_path: Path) -> None:
    header = ["Mã", *papers.OLD_HEADER[:2], "Đề nghị trừ", *papers.OLD_HEADER[2:]]
    rows = []
    for node, row in zip(case.tree, case.rows(), strict=True):
        mark = str(case.answers[node.key].mark or "") if node.key in case.answers else ""
        rows.append([node.code, node.title, row[1], mark, *row[2:]])
    source = saved(tmp_path, "bang.xlsx", papers.workbook({"Bảng": [header, *rows]}))
    imported = intake.import_table(str(source))
    check(imported, case)
    assert imported.filled.notes == ()
    assert Workbook.open(imported.data).sheets[0].name == FORM_SHEET


# --- the command ----------------------------------------------------------------------------------


def test_command(case: Case, tmp_path: Path, call: Call) -> None:
    source = saved(tmp_path, "bao-cao.txt", papers.copied_text(case))
    out = tmp_path / "bieu.xlsx"
    done = call("import", source, "-o", out)
    assert done.code == 0
    assert "52/52 tiêu chí" in done.out
    assert "Tổng điểm 150; đề nghị trừ 76; áp dụng 74; tự chấm 71,59." in done.out
    assert "Cần xác nhận" in done.out
    assert IMPORT_SHEET in done.err
    assert out.exists()
    again = call("import", source, "-o", out)
    assert again.code == 2
    assert "không ghi đè" in again.err
    assert call("import", source, "-o", tmp_path / "en.xlsx", "--lang", "en").out.startswith("Source:")


def test_content_without_a_place_is_told(case: Case, tmp_path: Path, call: Call) -> None:
    rows = table(case)
    rows.insert(4, ["Tiêu chí riêng của cơ quan", "9", "8,25", "[1].rieng.pdf", "=cmd", "", ""])
    source = saved(tmp_path, "bang.csv", papers.separated(rows, ";"))
    done = call("import", source, "-o", tmp_path / "bieu.xlsx")
    assert done.code == 1
    assert "Chưa xếp được (dòng 6): Bộ tiêu chí không có tiêu chí này «Tiêu chí riêng" in done.out
    sheet = Workbook.open((tmp_path / "bieu.xlsx").read_bytes()).sheet(IMPORT_SHEET)
    kept = [cell for cell in sheet.cells.values() if "[1].rieng.pdf" in cell.value]
    assert kept
    assert "8,25" in kept[0].value
    assert "=cmd" in kept[0].value


def test_nothing_replaces_the_table(case: Case, tmp_path: Path, call: Call) -> None:
    source = saved(tmp_path, "bang.xlsx", papers.workbook({"Bảng": table(case)}))
    before = source.read_bytes()
    done = call("import", source, "-o", source)
    assert done.code == 2
    assert source.read_bytes() == before


SCAN = """Lĩnh vực/Tiêu chí Điểm tối đa Tự đánh giá
I.1 I.2 I.3.a
Thực hiện nhiệm vụ trọng tâm Thực hiện nhiệm vụ khác
I.4 Kết quả thực hiện
20.00 30.00 10.00 10.00
I.5 Triển khai văn bản mới
I.6.a Ban hành kế hoạch
"""


def word_with_macros(case: Case) -> bytes:
    import io
    import zipfile

    plain = papers.word([table(case)])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(
                    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                    b"application/vnd.ms-word.document.macroEnabled.main+xml",
                )
            target.writestr(name, data)
    return out.getvalue()


def two_units(case: Case) -> bytes:
    other = [[*row[:2], "2.50" if row[2] == "3.00" else row[2], *row[3:]] for row in table(case)]
    return papers.workbook({"Sở A": table(case), "Sở B": other})


BAD = {
    "khong-co-ma.csv": ("Nội dung;Điểm;Tự chấm\nĂn;1;1\nNgủ;2;2\n", "không có mã tiêu chí"),
    "bang-khac.csv": ("Mã;Tiêu chí;Điểm;Tự chấm\n1;Ăn;1;1\n2;Ngủ;2;2\n", "không phải của bộ tiêu chí"),
    "thu.txt": ("Kính gửi Sở Nội vụ,\nVăn phòng xin báo cáo.\n", "Không tìm thấy bảng nào"),
    "quet.txt": (SCAN, "không còn chia thành hàng, cột"),
    "rong.txt": ("", "Tệp rỗng"),
    "anh.xlsx": (b"\x89PNG\r\n\x1a\n" + bytes(100), "hình ảnh"),
    "ban-in.pdf": (b"%PDF-1.7\n...", "tệp PDF"),
    "hong.xlsx": (b"PK\x03\x04" + bytes(300), "cắt cụt"),
    "la.bin": (bytes(range(256)) * 20, "Không nhận ra loại tệp"),
    "bang-luong.csv": ("Họ tên;Lương\nAn;5\n", "Không tìm thấy bảng nào"),
    "nhan-su.html": ("<table><tr><td>Họ tên<td>Lương<tr><td>An<td>5</table>", "Không bảng nào"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input(tmp_path: Path, call: Call, name: str) -> None:
    content, words = BAD[name]
    source = saved(tmp_path, name, content)
    refused(tmp_path, call, source, words)


def refused(tmp_path: Path, call: Call, source: Path, words: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for command in (
        ("import", source, "-o", out / "bieu.xlsx"),
        ("criteria", "from-table", source, "-o", out / "bo.yaml"),
    ):
        if command[0] == "criteria" and source.name == "bang-khac.csv":
            continue  # a set of its own
        done = call(*command)
        assert done.code == 2
        assert words in done.err
        assert done.err.count("\n") == 1
        assert "Traceback" not in done.err
        assert not done.out
    assert not list(out.iterdir())


def test_a_document_with_macros(case: Case, tmp_path: Path, call: Call) -> None:
    refused(tmp_path, call, saved(tmp_path, "macro.docx", word_with_macros(case)), "có macro")


def test_two_units_in_one_file(case: Case, tmp_path: Path, call: Call) -> None:
    source = saved(tmp_path, "hai-don-vi.xlsx", two_units(case))
    refused(tmp_path, call, source, "thêm --table")
    done = call("import", source, "--table", "2", "-o", tmp_path / "bieu.xlsx")
    assert done.code == 0
    assert "đã dùng bảng ở trang tính «Sở B»" in done.out
    done = call("import", source, "--table", "3", "-o", tmp_path / "bieu3.xlsx")
    assert done.code == 2
    assert "Không có bảng số 3" in done.err


def test_a_page_of_fifty_megabytes(tmp_path: Path, call: Call) -> None:
    source = tmp_path / "lon.html"
    with source.open("wb") as file:
        file.write(b"<html><table>")
        file.truncate(50 * 2**20)
    refused(tmp_path, call, source, "lớn hơn 20 MB")


def test_a_missing_file_and_a_folder(tmp_path: Path, call: Call) -> None:
    refused(tmp_path, call, tmp_path / "khong-co.docx", "Không tìm thấy tệp")
    shutil.rmtree(tmp_path / "out")
    refused(tmp_path, call, tmp_path, "Đây là thư mục")


def test_the_right_table_of_two_is_chosen_and_said(case: Case, tmp_path: Path, call: Call) -> None:
    summary = [["Lĩnh vực", "Điểm tối đa", "Tự chấm"], ["I", "110", "47,59"], ["II", "15", "4"]]
    source = saved(tmp_path, "bao-cao.docx", papers.word([summary, table(case)], case.prose()))
    done = call("import", source, "-o", tmp_path / "bieu.xlsx")
    assert done.code == 0
    assert "Tệp có 2 bảng tiêu chí: đã dùng bảng ở bảng thứ 2 (khớp 52 dòng), không dùng" in done.out
