"""``template --units``: a form for each unit of a list, or one sentence and nothing written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from selfscore_xl import demo, mailing, sets, template
from selfscore_xl.criteria import for_group
from selfscore_xl.layout import Head, Layout
from selfscore_xl.ooxml.workbook import Workbook
from selfscore_xl.unit_list import UnitListError, parse_units

from .conftest import Call

TRAINING = sets.load("tap-huan-2026")
LIST = (
    "Mã;Đơn vị;Nhóm đơn vị;Kỳ đánh giá\n"
    "SNV;Sở Nội vụ;so;\n"
    "X.01;UBND xã Đông Hà;UBND xã, phường;Năm 2027\n"
    "STC;Sở Tài chính;so;\n"
)


def listed(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "don-vi.csv"
    path.write_bytes(text.encode(encoding))
    return path


def head_of(path: Path, group: str) -> tuple[str, ...]:
    layout = Layout(for_group(TRAINING, group))
    sheet = Workbook.open(path).sheet("Chấm điểm")
    return tuple(sheet.cell(*layout.head(head)).value for head in (Head.UNIT, Head.UNIT_GROUP, Head.PERIOD))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_form_for_each_unit(call: Call, tmp_path: Path, encoding: str) -> None:
    out = tmp_path / "bieu"
    units = listed(tmp_path, LIST, encoding)
    result = call("template", "-c", "tap-huan-2026", "--units", units, "-o", out)
    assert (result.code, result.out) == (0, "")
    assert "Đã tạo 3 biểu" in result.err
    assert sorted(path.name for path in out.iterdir()) == ["SNV.xlsx", "STC.xlsx", "X.01.xlsx"]
    assert head_of(out / "SNV.xlsx", "so") == ("Sở Nội vụ", "Sở, ban, ngành", "Năm 2026")
    assert head_of(out / "X.01.xlsx", "xa") == ("UBND xã Đông Hà", "UBND xã, phường", "Năm 2027")


def test_a_list_without_codes_names_the_forms_after_the_units(call: Call, tmp_path: Path) -> None:
    """The list that docs/tong-hop.md shows for ``consolidate``."""
    text = (Path(__file__).parents[2] / "docs" / "tong-hop.md").read_text(encoding="utf-8")
    shown = re.search("```\n(Đơn vị,.*?)```", text, re.DOTALL)
    assert shown is not None
    out = tmp_path / "bieu"
    result = call("template", "-c", "tap-huan-2026", "--units", listed(tmp_path, shown[1]), "-o", out)
    assert (result.code, result.out) == (0, "")
    assert sorted(path.name for path in out.iterdir()) == ["so-noi-vu.xlsx", "ubnd-xa-hai-lang.xlsx"]
    assert head_of(out / "so-noi-vu.xlsx", "so")[0] == "Sở Nội vụ"


def test_names_of_files_without_codes() -> None:
    units = 'Đơn vị\nXã Bố Trạch\nXã Bo Trach\nXã Bổ Trạch\n???\nCon\n"Ban A, tổ B"\nXã Bo Trach 2\nÚt.\n'
    paths = [mail.path for mail in mailing.plan(parse_units(units), sets.load(sets.DEFAULT), "")]
    assert paths == [
        "xa-bo-trach.xlsx", "xa-bo-trach-2.xlsx", "xa-bo-trach-3.xlsx", "don-vi-5.xlsx", "don-vi-6.xlsx",
        "ban-a-to-b.xlsx", "xa-bo-trach-2-2.xlsx", "ut.xlsx",
    ]  # fmt: skip


def test_each_is_the_form_that_the_unit_alone_would_get(tmp_path: Path) -> None:
    mails = mailing.plan(parse_units(LIST), TRAINING, str(tmp_path))
    assert list(mailing.write(mails, "mat-khau")) == [mail.path for mail in mails]
    for mail in mails:
        alone = template.build(
            for_group(TRAINING, "xa" if mail.unit.group.startswith("UBND") else "so"),
            unit=mail.unit.name,
            unit_group=mail.unit.group,
            period=mail.unit.period,
            password="mat-khau",
        )
        assert Path(mail.path).read_bytes() == alone


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (LIST.replace("STC", "SNV"), "dòng 4", "mã «SNV» đã dùng ở dòng 2"),
        (LIST.replace("STC", "snv"), "dòng 4", "đã dùng ở dòng 2"),
        (LIST.replace("X.01", ""), "dòng 3", "mã của «UBND xã Đông Hà» để trống"),
        (LIST.replace("X.01", "../.."), "dòng 3", "không dùng được làm tên tệp"),
        (LIST.replace("X.01", "CON"), "dòng 3", "không dùng được làm tên tệp"),
        (LIST.replace("X.01", "lpt1.x"), "dòng 3", "không dùng được làm tên tệp"),
        (LIST.replace("Tài chính;so", "Tài chính;huyện"), "dòng 4", "không có nhóm «huyện»"),
        (LIST.replace("Tài chính;so", "Tài chính;"), "dòng 4", "cột Nhóm đơn vị để trống; ghi một trong: so"),
        (LIST.replace(";Đơn vị;", ";Tên;"), "dòng tiêu đề", "không có cột «Đơn vị»"),
        (LIST.replace(";Đơn vị;", ";??n v?;"), "dòng tiêu đề", "«CSV UTF-8»"),
        (LIST.replace("Sở Tài chính", "S? Tài chính"), "dòng 4", "đã thành dấu hỏi («S? Tài chính»)"),
        (LIST.replace("Sở Tài chính", ""), "dòng 4", "để trống"),
        (LIST.replace("Sở Tài chính", "Sở Nội vụ"), "dòng 4", "đã có ở dòng 2"),
    ],
)
def test_a_spoiled_list_writes_nothing(call: Call, tmp_path: Path, text: str, line: str, said: str) -> None:
    out = tmp_path / "bieu"
    result = call("template", "-c", "tap-huan-2026", "--units", listed(tmp_path, text), "-o", out)
    assert result.code == 2
    assert result.err.count("\n") == 1
    assert line in result.err
    assert said in result.err
    assert not out.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--password", "x" * 16), "15 ký tự"),
        (("--unit", "Sở A"), "--unit"),
        (("-c", "nd335-2025"), "nd335-2025"),
    ],
)
def test_a_wrong_call_leaves_no_form(call: Call, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    out = tmp_path / "bieu"
    units = listed(tmp_path, "Mã,Đơn vị\nA,Sở A\n")
    result = call("template", "--units", units, "-o", out, *words)
    assert result.code == 2
    assert said in result.err
    assert not list(out.glob("*"))


def test_a_filled_form_in_the_folder_stops_it(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "bieu"
    out.mkdir()
    (out / "B.xlsx").write_bytes(demo.load().form())
    units = listed(tmp_path, "Mã,Đơn vị\nA,Sở A\nB,Sở B\n")
    result = call("template", "--units", units, "-o", out)
    assert result.code == 2
    assert f"Tệp {out / 'B.xlsx'} là biểu đã có người điền" in result.err
    assert "chuyển tệp đó sang thư mục khác, hoặc chọn thư mục khác sau -o" in result.err
    assert [path.name for path in out.iterdir()] == ["B.xlsx"]


def test_the_folder_is_a_file(call: Call, tmp_path: Path) -> None:
    units = listed(tmp_path, "Mã,Đơn vị\nA,Sở A\n")
    result = call("template", "--units", units, "-o", units)
    assert result.code == 2
    assert "đã có một tệp mang tên này" in result.err


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("SNV", "SNV"),
        ("01/UBND", "01-UBND"),
        ("Đông Hà", "Dong-Ha"),
        ("../x", "x"),
        ("C:\\x", "C--x"),
        ("a.", "a"),
        ("Console", "Console"),
        ("x" * 99 + "-y", "x" * 99),
        ("nul", ""),
        ("Com1.b", ""),
        ("?", ""),
        (" ", ""),
    ],
)
def test_file_names(code: str, name: str) -> None:
    assert mailing.file_name(code) == name


def test_codes_that_give_one_file_name() -> None:
    with pytest.raises(UnitListError) as caught:
        mailing.plan(parse_units("Mã,Đơn vị\na/b,Sở A\na-b,Sở B\n"), sets.load(sets.DEFAULT), "x")
    assert "dòng 3" in caught.value.text.vi
