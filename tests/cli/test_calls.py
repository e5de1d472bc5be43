"""What the command line says of itself and of wrong calls: one sentence, exit code 2, no traceback."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from selfscore_xl import __version__, checking, cli, sets
from selfscore_xl.set_file.catalogue import RULES

from .conftest import Call

CODES = list(checking.catalogue())


def test_version(call: Call) -> None:
    assert call("--version") == (0, f"selfscore-xl {__version__}\n", "")


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["--lang", "vi", "--help"], ["--lang=vi", "-h"]])
def test_help_lists_every_command_in_vietnamese(call: Call, words: list[str]) -> None:
    code, out, err = call(*words)
    assert (code, err) == (0, "")
    assert "cách dùng: selfscore-xl LỆNH" in out
    for name, command in cli.COMMANDS.items():
        assert f"  {name:<12}{command.summary.vi}" in out


def test_help_in_english(call: Call) -> None:
    code, out, _ = call("--lang", "en", "--help")
    assert code == 0
    assert out.startswith("usage: selfscore-xl COMMAND")
    assert "check filled forms" in out


@pytest.mark.parametrize("name", sorted(cli.COMMANDS))
def test_help_of_a_command(call: Call, name: str) -> None:
    vi, en = call(name, "--help"), call(name, "--help", "--lang", "en")
    assert (vi.code, en.code) == (0, 0)
    assert vi.out.startswith(f"cách dùng: selfscore-xl {name}")
    assert en.out.startswith(f"usage: selfscore-xl {name}")
    for english in ("usage:", "positional arguments", "options:", "show this help", "arguments:"):
        assert english not in vi.out
    for vietnamese in ("cách dùng:", "tham số", "tùy chọn", "xem hướng dẫn"):
        assert vietnamese not in en.out
    assert all(len(line) <= 100 for line in vi.out.splitlines())


def test_without_a_command_the_help_is_shown(call: Call) -> None:
    code, out, err = call()
    assert (code, out) == (2, "")
    assert "các lệnh:" in err


def test_language_of_one_call_does_not_stay(call: Call) -> None:
    assert "usage:" in call("--help", "--lang", "en").out
    assert "cách dùng:" in call("--help").out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["valdate", "a.xlsx"], "Không có lệnh «valdate»; có phải ý bạn là «selfscore-xl validate»?"),
        (["xyz"], "Không có lệnh «xyz»; hãy dùng một trong các lệnh: template, validate,"),
        (["a.xlsx", "validate"], "Không có lệnh «a.xlsx»"),
        (["--foo"], "không có tùy chọn hoặc tham số này: --foo"),
        (["--lang", "fr", "--help"], "không nhận 'fr'; hãy chọn một trong: 'vi', 'en'"),
        (["validate"], "còn thiếu TỆP|THƯ_MỤC"),
        (["validate", "--lang", "en"], "the following arguments are required: FILE|DIR"),
        (["validate", "a.xlsx", "--foo"], "không có tùy chọn hoặc tham số này: --foo"),
        (["validate", "a.xlsx", "--form", "json"], "không có tùy chọn hoặc tham số này: --form json"),
        (["validate", "a.xlsx", "-o"], "-o/--out: cần một giá trị"),
        (["validate", "a.xlsx", "--strict=yes"], "--strict: tùy chọn này không nhận giá trị 'yes'"),
        (["validate", "a.xlsx", "--format", "xml"], "không nhận 'xml'; hãy chọn một trong"),
        (["validate", "a.xlsx", "--jobs", "0"], "--jobs: «0» phải là số nguyên từ 1"),
        (["validate", "a.xlsx", "--jobs", "hai"], "--jobs: «hai» phải là số nguyên từ 1"),
        (["validate", "a.xlsx", "--jobs", "²"], "--jobs: «²» phải là số nguyên từ 1"),
        (["validate", "a.xlsx", "--no-write", "--in-place"], "--no-write và --in-place trái nhau"),
        (["validate", "a.xlsx", "-o", "b.xlsx", "--no-write"], "-o và --no-write trái nhau"),
        (["validate", "a.xlsx", "-o", "b.xlsx", "--in-place"], "-o và --in-place trái nhau"),
        (["validate", "a.xlsx", "--evidence", "khong-co"], "Không có thư mục tài liệu kiểm chứng khong-co"),
        (["validate", "a.xlsx", "--select", "Q1"], "Không có mã kiểm tra nào bắt đầu bằng «Q1»"),
        (["validate", "a.xlsx", "--ignore", "S999"], "Không có mã kiểm tra nào bắt đầu bằng «S999»"),
        (["validate", "a.xlsx", "--select", ""], "--select cần các mã cách nhau bằng dấu phẩy"),
        (["validate", "a.xlsx", "--select", "S1,"], "--select cần các mã cách nhau bằng dấu phẩy"),
        (["validate", "a.xlsx", "--select", "S101", "--ignore", "S1"], "không còn gì để kiểm tra"),
        (["validate", "a.xlsx", "-c", "khong-co"], "Không có bộ tiêu chí «khong-co»"),
        (["validate", "a.xlsx", "b.xlsx", "-o", "c.xlsx"], "-o phải là thư mục, không phải tên tệp c.xlsx"),
        (["template"], "còn thiếu -o/--out"),
        (["template", "-o", "bieu.xls"], "đặt tên sau -o có đuôi .xlsx"),
        (["template", "-o", "khong/co/a.xlsx"], "Không ghi được khong/co/a.xlsx (không có thư mục này)"),
        (["template", "-o", "a.xlsx", "--password", "x" * 16], "dài quá 15 ký tự"),
        (["criteria"], "còn thiếu list|show|lint|from-table|export|diff"),
        (["macros"], "còn thiếu install|export"),
        (["criteria", "delete"], "không nhận 'delete'; hãy chọn một trong: 'list', 'show', 'lint'"),
        (["criteria", "show", "khong-co"], "Không có bộ tiêu chí «khong-co»"),
        (["criteria", "lint", "khong-co.yaml"], "Kiểm tra bộ tiêu chí: 1 lỗi."),
        (["explain", "S999"], "Không có mã kiểm tra «S999»"),
        (["explain", ""], "Không có mã kiểm tra «»"),
        (["demo", "/dev/null/x"], "Không ghi được /dev/null/x (đường dẫn đi qua một tệp)"),
    ],
)
def test_wrong_calls(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = call(*words)
    assert code == 2
    assert sentence in err
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == [], "nothing is written"


def test_explain_lists_every_check(call: Call) -> None:
    code, out, err = call("explain")
    assert (code, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines() if line.startswith("  S")] == CODES


def test_explain_all_explains_every_check(call: Call) -> None:
    out = call("explain", "--all", "--lang", "en").out
    for code, module in checking.catalogue().items():
        assert f"{code} {module.CHECK.name} · " in out
    assert "What to do:" in out


@pytest.mark.parametrize("wanted", ["S101", "s101", "score-above-max"])
def test_explain_one(call: Call, wanted: str) -> None:
    code, out, err = call("explain", wanted)
    assert (code, err) == (0, "")
    for expected in ("S101", "score-above-max", "Lỗi", "Điểm cao hơn điểm tối đa", "Cách sửa:", "2,5"):
        assert expected in out


@pytest.mark.parametrize("wanted", ["C101", "children-do-not-add-up"])
def test_explain_a_code_of_set_files(call: Call, wanted: str) -> None:
    code, out, err = call("explain", wanted)
    assert (code, err) == (0, "")
    for expected in (
        "C101 ",
        "(children-do-not-add-up) · Lỗi",
        "không khớp",
        "Cách sửa: Đối chiếu với văn bản",
    ):
        assert expected in out
    assert "{" not in out


def test_explain_all_codes_of_set_files(call: Call) -> None:
    out = call("explain", "C", "--lang", "en").out
    assert all(f"{code} {rule.name} · " in out for code, rule in RULES.items())


def test_explain_a_family_and_each_check_once(call: Call) -> None:
    out = call("explain", "S30", "S301").out
    assert out.count("(subtotal-differs)") == 1
    assert out.count("(total-differs)") == 1


def test_points_for_each_case_are_no_points_for_each_office(call: Call) -> None:
    shown = call("criteria", "show", "tap-huan-2026").out
    assert "theo số lượng việc" in shown
    assert "mỗi đơn vị" not in shown


def test_criteria(call: Call) -> None:
    assert "quang-tri-2023-h1" in call("criteria", "list").out
    shown = call("criteria", "show", "quang-tri-2023-h1", "--lang", "en").out
    assert "150 points" in shown


def test_lint(call: Call, tmp_path: Path) -> None:
    good = tmp_path / "bo.yaml"
    good.write_bytes((Path(sets.__path__[0]) / "quang-tri-2023-h1.yaml").read_bytes())
    assert call("criteria", "lint", good).code == 0
    bad = tmp_path / "sai.yaml"
    bad.write_text(good.read_text("utf-8").replace("max: 110", "max: 111"), "utf-8")
    code, out, err = call("criteria", "lint", bad)
    assert code == 1
    assert out.startswith(f"{bad}:")
    assert err.count("\n") == 1


def test_template_never_replaces_a_filled_form(call: Call, tmp_path: Path) -> None:
    form = tmp_path / "bieu.xlsx"
    assert call("template", "-o", form) == (0, "", f"Đã tạo biểu {form}\n")
    empty = form.read_bytes()
    assert call("template", "-o", form).code == 0, "an empty form may be made again"
    assert form.read_bytes() == empty
    book = openpyxl.load_workbook(form)
    book["Chấm điểm"]["E10"] = 5
    book.save(form)
    filled = form.read_bytes()
    code, _, err = call("template", "-o", form)
    assert code == 2
    assert "đã có người điền nên không ghi đè" in err
    assert form.read_bytes() == filled


def test_a_folder_is_needed_where_a_file_stands(call: Call, tmp_path: Path) -> None:
    taken = tmp_path / "ket-qua"
    taken.write_text("")
    code, _, err = call("validate", "a.xlsx", "b.xlsx", "-o", taken)
    assert code == 2
    assert f"-o phải là thư mục, nhưng {taken} là một tệp" in err


def test_a_crash_of_the_program_is_one_line(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash() -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("selfscore_xl.sets.names", crash)
    code, _, err = call("criteria", "list")
    assert code == 2
    assert "RuntimeError: boom" in err
    assert err.count("\n") == 1


def test_ctrl_c_is_one_line(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("selfscore_xl.sets.names", interrupt)
    assert call("criteria", "list") == (130, "", "Đã dừng theo yêu cầu.\n")
