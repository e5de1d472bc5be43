"""The workbook: every figure where people look for it, texts that stay texts, charts, pages."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PIL import Image

from selfscore_xl import app, consolidation
from selfscore_xl.consolidate import book as book_module
from selfscore_xl.consolidation import Choice
from selfscore_xl.unit_list import parse_units
from tests.consolidate import many
from tests.office.client import Office

EVIL = '=HYPERLINK("http://example.com","Sở Đẹp")'
Book = Any


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve units, one of them twice, one with an error, one of another version, a picture."""
    folder = tmp_path_factory.mktemp("received")
    many.write(folder, range(12))
    (folder / "0003 (2).xlsx").write_bytes(many.form(many.name(3), 103))
    (folder / "evil.xlsx").write_bytes(many.form(EVIL, 50))
    (folder / "error.xlsx").write_bytes(many.form("Sở Còn Lỗi", 51, scores={"I.2.b": Decimal(9)}))
    (folder / "old.xlsx").write_bytes(many.form("Sở Cũ", 52, version="0.9"))
    (folder / "picture.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "report.docx").write_bytes(b"PK")
    return folder


@pytest.fixture(scope="module")
def written(forms: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out") / "tong-hop.xlsx"
    rows = "".join(f'"{many.name(index)}",{"Sở" if index % 2 else "Khác"}\n' for index in range(14))
    units = parse_units("Đơn vị,Nhóm đơn vị\n" + rows)
    consolidation.consolidate([str(forms)], str(out), "xlsx", Choice(units=units, cached=False))
    return out


@pytest.fixture(scope="module")
def book(written: Path) -> Iterator[Book]:
    book = openpyxl.load_workbook(written)
    yield book
    book.close()


def table(sheet: Any, first: str) -> list[dict[str, Any]]:
    """The rows below the header row that begins with a text, as far as they go on."""
    rows = list(sheet.iter_rows(values_only=True))
    header_row = next(index for index, row in enumerate(rows) if row[0] == first)
    header = [str(text) for text in rows[header_row] if text is not None]
    found = []
    for row in rows[header_row + 1 :]:
        if all(value is None for value in row):
            break
        found.append(dict(zip(header, row, strict=False)))
    return found


def test_the_sheets(book: Book) -> None:
    assert book.sheetnames == [
        "Tổng hợp (1)", "Tổng hợp (2)", "Xếp hạng (1)", "Xếp hạng (2)", "Ma trận (1)", "Ma trận (2)",
        "Theo tiêu chí (1)", "Theo tiêu chí (2)", "Đề nghị trừ (1)", "Đề nghị trừ (2)", "Xếp loại (1)",
        "Xếp loại (2)", "Nội dung kiểm tra", "Kiểm tra theo đơn vị", "Chưa gửi", "Tệp không dùng",
        "Số liệu biểu đồ",
    ]  # fmt: skip


def test_the_ranking_has_the_figures_of_each_form(book: Book, forms: Path) -> None:
    rows = {row["Đơn vị"]: row for row in table(book["Xếp hạng (1)"], "Hạng")}
    assert len(rows) == 13
    for index in (0, 5, 11):
        outcome = app.validate(str(forms / f"{index:04}.xlsx"), write=False)
        assert outcome.scores is not None
        totals, row = outcome.scores.totals, rows[many.name(index)]
        assert [
            row["Tự đánh giá"], row["Điểm tối đa"], row["Điểm không chấm"], row["Điểm áp dụng"],
            row["Điểm đạt được"], row["Tỷ lệ đạt được (%)"], row["Điểm quy đổi"],
        ] == [
            float(value or 0) for value in (
                totals.score, totals.max, totals.excluded, totals.applicable, totals.achieved, totals.rate,
                totals.converted,
            )
        ]  # fmt: skip
    for group in ("Sở", "Khác"):
        members = [row for row in rows.values() if row["Nhóm đơn vị"] == group]
        assert [row["Hạng"] for row in members] == list(range(1, len(members) + 1))
        rates = [row["Tỷ lệ đạt được (%)"] for row in members]
        assert rates == sorted(rates, reverse=True)
    assert "S801" in rows[many.name(3)]["Vì sao, ghi chú"]
    assert rows[EVIL]["Hạng"] == "—"


def test_texts_stay_texts(book: Book, written: Path) -> None:
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", f"{sheet.title}!{cell.coordinate}"
                assert cell.hyperlink is None
    with zipfile.ZipFile(written) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert not any(b"<f>" in data for name, data in parts.items() if "/worksheets/" in name)
    assert not any("externalLink" in name for name in parts)
    assert b"http://example.com" in b"".join(parts.values())


def test_the_matrix(book: Book, forms: Path) -> None:
    sheet = book["Ma trận (1)"]
    header = [cell.value for cell in sheet[5]]
    outcome = app.validate(str(forms / "0005.xlsx"), write=False)
    assert outcome.tree is not None
    assert outcome.scores is not None
    (row,) = (row for row in sheet.iter_rows(min_row=6, values_only=True) if row[1] == many.name(5))
    for leaf in outcome.tree.leaves:
        figures, shown = outcome.scores.nodes[leaf.key], row[header.index(leaf.code)]
        if figures.excluded:
            assert shown == "trừ"
        else:
            assert figures.score is not None
            assert abs(shown - float(figures.score / figures.max * 100)) <= 0.5
    assert [cell.value for cell in sheet[4]][4] == "I"
    assert sheet.conditional_formatting


def test_the_criteria_add_up(book: Book) -> None:
    rows = {row["Mã"]: row for row in table(book["Theo tiêu chí (1)"], "Mã")}
    assert len(rows) == 52
    matrix = book["Ma trận (1)"]
    column = [cell.value for cell in matrix[5]].index("I.2.b")
    shown = [row[column] for row in matrix.iter_rows(min_row=6, values_only=True)][:-1]
    claimed = sum(value == "trừ" for value in shown)
    row = rows["I.2.b"]
    assert row["Số đơn vị chấm"] + claimed == len(shown) == 13
    assert row["Tổng điểm mất"] == pytest.approx(
        row["Số đơn vị chấm"] * 5 * (1 - row["Tỷ lệ (%)"] / 100), abs=0.01
    )
    leaves = [row["Tổng điểm mất"] for code, row in rows.items() if row["Đơn vị đạt tối đa"] is not None]
    domains = [rows[code]["Tổng điểm mất"] for code in ("I", "II", "III", "IV")]
    assert sum(leaves) == pytest.approx(sum(domains))
    ranking = table(book["Xếp hạng (1)"], "Hạng")
    lost = sum(row["Điểm áp dụng"] - row["Điểm đạt được"] for row in ranking)
    assert sum(domains) == pytest.approx(lost)


def test_exclusions_are_side_by_side(book: Book) -> None:
    rows = table(book["Đề nghị trừ (1)"], "Mã")
    headings = [row for row in rows if row["Điểm đề nghị trừ"] is None]
    claims = [row for row in rows if row["Điểm đề nghị trừ"] is not None]
    by_code: dict[str, list[dict[str, Any]]] = {}
    for row in claims:
        by_code.setdefault(row["Mã"], []).append(row)
    assert [row["Mã"] for row in headings] == list(by_code)
    for row in headings:
        assert f"{len(by_code[row['Mã']])}/13 đơn vị đề nghị trừ" in row["Đơn vị"]
    assert {row["Có căn cứ trong tiêu chí"] for row in by_code["II.2"]} == {"Có"}
    assert {row["Có căn cứ trong tiêu chí"] for row in by_code["I.7"]} == {"Không"}
    assert {row["Lý do của đơn vị"] for row in claims} <= set(many.REASONS)
    total = sum(row["Điểm không chấm"] for row in table(book["Xếp hạng (1)"], "Hạng"))
    assert sum(row["Điểm đề nghị trừ"] for row in claims) == total


def test_the_distribution(book: Book) -> None:
    rows = table(book["Xếp loại (1)"], "Tỷ lệ đạt được")
    assert rows[-1]["Tỷ lệ đạt được"] == "Cộng"
    assert sum(row["Số đơn vị"] for row in rows[:-1]) == rows[-1]["Số đơn vị"] == 13
    assert sum(row["Phần trăm"] for row in rows[:-1]) == pytest.approx(100, abs=0.05)


def test_findings_by_check_and_by_unit(book: Book) -> None:
    checks = {row["Mã"]: row for row in table(book["Nội dung kiểm tra"], "Mã")}
    units = {row["Đơn vị"]: row for row in table(book["Kiểm tra theo đơn vị"], "Đơn vị")}
    assert len(units) == 14
    assert checks["S003"]["Số biểu"] == 1
    assert checks["S208"]["Số lượt"] == sum(row["Ghi chú"] for row in units.values())
    assert units["Sở Cũ"]["Lỗi"] == 1
    assert units[many.name(0)]["Tệp"].endswith("0000.xlsx")
    text = "\n".join(str(cell.value) for row in book["Nội dung kiểm tra"] for cell in row if cell.value)
    for code in ("S801: ", "S802: 2 đơn vị chưa gửi", "S803: "):
        assert code in text


def test_who_has_not_sent_and_what_is_not_used(book: Book) -> None:
    missing = table(book["Chưa gửi"], "STT")
    assert [row["Đơn vị"] for row in missing] == [many.name(12), many.name(13)]
    files = {Path(row["Tệp"]).name: row for row in table(book["Tệp không dùng"], "STT")}
    assert set(files) == {"0003.xlsx", "error.xlsx", "picture.xlsx", "report.docx"}
    assert "hình ảnh" in files["picture.xlsx"]["Vì sao không dùng"]
    assert "Còn 1 lỗi: S101 (E13)." in files["error.xlsx"]["Vì sao không dùng"]


def test_every_sheet_can_be_printed_and_scrolled(book: Book) -> None:
    for sheet in book:
        assert sheet.page_setup.paperSize == "9" or sheet.page_setup.paperSize == 9
        assert sheet.page_setup.fitToWidth == 1
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert "&P" in sheet.oddFooter.right.text
        if not sheet.title.startswith(("Tổng hợp", "Số liệu")):
            assert sheet.freeze_panes, sheet.title
            assert sheet.print_title_rows, sheet.title
    ranking = book["Xếp hạng (1)"]
    assert ranking.auto_filter.ref
    assert {cell.number_format for cell in ranking[5][3:9]} == {"0.00", "+0.00;-0.00;0.00"}


def test_native_charts_with_their_numbers(written: Path, book: Book) -> None:
    with zipfile.ZipFile(written) as package:
        charts = [package.read(name) for name in package.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 6
    numbers = book["Số liệu biểu đồ"]
    titles = [row[0] for row in numbers.iter_rows(values_only=True) if isinstance(row[0], str)]
    for title in ("Tỷ lệ đạt được của các đơn vị (%)", "Tiêu chí mất nhiều điểm nhất (tổng điểm mất)"):
        assert title in titles
        assert any(title.encode() in chart for chart in charts)
    assert all("'Số liệu biểu đồ'!$C$".encode() in chart for chart in charts)


def test_validators_find_nothing(written: Path) -> None:
    from openxml_audit import OpenXmlValidator

    result = OpenXmlValidator().validate(written)
    assert [str(error) for error in result.errors] == []


def test_equal_texts_are_kept_once(written: Path) -> None:
    with zipfile.ZipFile(written) as package:
        strings = package.read("xl/sharedStrings.xml")
        sheets = [package.read(name) for name in package.namelist() if "/worksheets/sheet" in name]
    texts = strings.split(b"<si>")[1:]
    assert len(texts) == len(set(texts)) == int(strings.partition(b'uniqueCount="')[2].partition(b'"')[0])
    assert not any(b"inlineStr" in sheet or b't="shared"' in sheet for sheet in sheets)


@pytest.mark.parametrize("chunk", [1, 7, 11, 64])
def test_a_sheet_is_copied_in_chunks_of_any_size(monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(book_module, "_CHUNK", chunk)
    old = b'<c r="A1" t="shared"><v>0</v></c>' * 5 + b'<c r="B1" t="n"/>'
    out = io.BytesIO()
    book_module._copy_sheet(io.BytesIO(old), out)
    assert out.getvalue() == old.replace(b't="shared"', b't="s"')


def test_same_forms_same_bytes(forms: Path, tmp_path: Path, written: Path) -> None:
    outs = [tmp_path / "a.xlsx", tmp_path / "b.xlsx"]
    for out in outs:
        consolidation.consolidate([str(forms)], str(out))
    assert outs[0].read_bytes() == outs[1].read_bytes()


def test_libreoffice_shows_it(written: Path, pages: Callable[[Path], list[Path]]) -> None:
    drawn = pages(written)
    assert len(drawn) >= 17
    with Image.open(drawn[0]) as first:
        colours = first.convert("RGB").getcolors(1 << 24) or []
    shown = {colour: count for count, colour in colours}
    # the bars of the three charts
    for colour in ((0x44, 0x72, 0xC4), (0xC5, 0x5A, 0x11), (0x54, 0x82, 0x35)):
        assert shown.get(colour, 0) > 300, colour


def test_libreoffice_reads_the_same_values(written: Path, office: Office) -> None:
    with office.open(written) as opened:
        values = opened.values("Xếp hạng (1)")
    assert values["B4"] == "Đơn vị"
    assert EVIL in values.values()


def test_one_edition_has_plain_names(form: Callable[..., bytes], tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(form("Sở A", 1))
    consolidation.consolidate([str(tmp_path / "a.xlsx")], str(tmp_path / "out.xlsx"))
    assert openpyxl.load_workbook(tmp_path / "out.xlsx").sheetnames[:2] == ["Tổng hợp", "Xếp hạng"]


def test_only_faulty_forms(form: Callable[..., bytes], tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(form("Sở A", 1, scores={"I.2.b": Decimal(9)}))
    consolidation.consolidate([str(tmp_path / "a.xlsx")], str(tmp_path / "out.xlsx"))
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames[0] == "Tổng hợp"
    assert "Chưa có biểu nào hợp lệ" in str(book["Tổng hợp"]["A2"].value)
    assert len(table(book["Tệp không dùng"], "STT")) == 1


def test_appraised_forms_are_ranked_by_appraisal(form: Callable[..., bytes], tmp_path: Path) -> None:
    leaves = [key for key, (answer, _, _) in many.answered(1).items() if answer.score is not None]
    zeros = dict.fromkeys(leaves, Decimal(0))
    (tmp_path / "a.xlsx").write_bytes(form("Sở A", 1, appraised=zeros))
    leaves = [key for key, (answer, _, _) in many.answered(2).items() if answer.score is not None]
    ones = dict.fromkeys(leaves, Decimal("0.5"))
    (tmp_path / "b.xlsx").write_bytes(form("Sở B", 2, appraised=ones))
    consolidation.consolidate([str(tmp_path)], str(tmp_path / "out.xlsx"))
    rows = table(openpyxl.load_workbook(tmp_path / "out.xlsx")["Xếp hạng"], "Hạng")
    assert [(row["Đơn vị"], row["Thẩm định"]) for row in rows] == [("Sở B", len(ones) / 2), ("Sở A", 0)]
    assert rows[1]["Chênh lệch"] == -rows[1]["Tự đánh giá"]
