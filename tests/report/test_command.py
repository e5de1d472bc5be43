"""``selfscore-xl report``: what it prints, what it writes, its exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from selfscore_xl import cli, demo, template

from .tables import demo_form


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "filled.xlsx"
    path.write_bytes(demo_form())
    return path


Capture = pytest.CaptureFixture[str]


def call(capsys: Capture, *words: object) -> tuple[int, str, str]:
    code = cli.main(["report", *map(str, words)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_report_and_what_is_left_blank(form: Path, tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "report.docx"
    code, printed, said = call(capsys, form, "-o", out, "--number", "/BC-VP", "--parent-body", "")
    assert (code, printed) == (0, "")
    assert said.splitlines() == [
        f"Đã lập báo cáo {out}.",
        "Để trống trong báo cáo: số và ký hiệu, địa danh, ngày tháng, chức vụ người ký, họ tên người ký.",
    ]
    assert Document(str(out)).tables[0].rows[1].cells[0].text.endswith("/BC-VP")


def test_options_win_over_the_settings_file(form: Path, tmp_path: Path, capsys: Capture) -> None:
    out, settings = tmp_path / "report.docx", tmp_path / "report.yaml"
    settings.write_text(
        "place: Huế\nsigner: Nguyễn Văn A\nto: Sở Nội vụ\nsalutation: không\n", encoding="utf-8"
    )
    code, _, _ = call(
        capsys, form, "-o", out, "--settings", settings, "--place", "Đông Hà", "--date", "9/1/2024",
        "--signer-title", "KT. Chánh Văn phòng", "--signer-title", "Phó Chánh Văn phòng",
        "--copy-to", "Các phòng", "--basis", "Luật A", "--basis", "Kế hoạch B",
    )  # fmt: skip
    document = Document(str(out))
    assert code == 0
    assert document.tables[0].rows[1].cells[1].text == "Đông Hà, ngày 09 tháng 01 năm 2024"
    left, right = document.tables[2].rows[0].cells
    assert right.text == "KT. CHÁNH VĂN PHÒNG\nPHÓ CHÁNH VĂN PHÒNG\nNguyễn Văn A"
    assert left.text == "Nơi nhận:\n- Sở Nội vụ;\n- Các phòng;\n- Lưu: VT."
    said = [paragraph.text for paragraph in document.paragraphs]
    assert "Căn cứ Luật A;" in said
    assert "Thực hiện Kế hoạch B." in said


def test_a_form_with_errors(tmp_path: Path, capsys: Capture) -> None:
    form, out = tmp_path / "empty.xlsx", tmp_path / "report.docx"
    form.write_bytes(template.build(demo.load().criteria))
    code, printed, said = call(capsys, form, "-o", out)
    assert code == 1
    assert "lỗi S108: Chưa nhập điểm cho tiêu chí I.1." in printed
    assert "cảnh báo" not in printed
    assert said.startswith("Chưa lập báo cáo vì biểu còn 36 lỗi nêu trên")
    assert not out.exists()
    code, printed, said = call(capsys, form, "-o", out, "--force", "--lang", "en")
    assert code == 1
    assert "error S108" in printed
    assert "The form has errors, told above (36)" in said
    assert out.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-o", "report.doc"], "đặt tên sau -o có đuôi .docx"),
        (["-o", "report.docx", "--date", "31/2/2024"], "Không hiểu ngày «31/2/2024»"),
        (["-o", "report.docx", "--number", "BC"], "Không hiểu số, ký hiệu «BC»"),
        (["-o", "report.docx", "--settings", "khong-co.yaml"], "Không đọc được tệp thiết lập khong-co.yaml"),
        (["-o", "report.docx", "--evidence", "khong-co"], "Không có thư mục tài liệu kiểm chứng khong-co"),
        (["-o", "report.docx", "-c", "khong-co"], "Không có bộ tiêu chí «khong-co»"),
        (["-o", "khong-co/report.docx"], "Không ghi được khong-co/report.docx (không có thư mục này)"),
        (["-o", "edited.docx"], "đã có và đã được sửa nên không ghi đè"),
        ([], "còn thiếu -o/--out"),
    ],
)
def test_wrong_calls(
    form: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, words: list[str], said: str
) -> None:
    monkeypatch.chdir(form.parent)
    (form.parent / "edited.docx").write_bytes(b"x")
    code, printed, told = call(capsys, form, *words)
    assert (code, printed) == (2, "")
    assert said in told
    assert not (form.parent / "report.docx").exists()


def test_an_unreadable_form(tmp_path: Path, capsys: Capture) -> None:
    code, printed, said = call(capsys, tmp_path / "khong-co.xlsx", "-o", tmp_path / "report.docx", "--force")
    assert (code, printed) == (2, "")
    assert "khong-co.xlsx: Không tìm thấy tệp." in said
