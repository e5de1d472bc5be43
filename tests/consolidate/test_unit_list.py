"""The list of units: every way that an office saves it, and one sentence for every way to spoil it."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfscore_xl.unit_list import MAX_BYTES, ListedUnit, UnitListError, parse_units, read_units

PLAIN = "Đơn vị,Nhóm đơn vị\nSở Nội vụ,Sở\nUBND xã Hải Lăng,Xã\n"


def names(text: str) -> list[tuple[str, str]]:
    return [(unit.name, unit.group) for unit in parse_units(text)]


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\n\n"),
        "\n" + PLAIN,
        "sep=,\n" + PLAIN,
        PLAIN.replace("Đơn vị", " ĐƠN  VỊ "),
        PLAIN.replace("Đơn vị", "unit").replace("Nhóm đơn vị", "unit_group"),
        PLAIN.replace("Sở Nội vụ", '"Sở  Nội vụ "'),
        PLAIN.replace("Sở\n", "Sở\u00a0\n"),
        "STT,Nhóm,Tên đơn vị\n1,Sở,Sở Nội vụ\n2,Xã,UBND xã Hải Lăng\n",
    ],
)
def test_reads_what_offices_save(text: str) -> None:
    assert names(text) == [("Sở Nội vụ", "Sở"), ("UBND xã Hải Lăng", "Xã")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "ds.csv"
    path.write_bytes(PLAIN.encode(encoding))
    assert [unit.name for unit in read_units(path)] == ["Sở Nội vụ", "UBND xã Hải Lăng"]


def test_windows_code_page(tmp_path: Path) -> None:
    path = tmp_path / "ds.csv"
    # cp1258 writes tone marks as characters of their own
    path.write_bytes(b"unit\nS\xf4\xcc xa\xde\n")
    assert [unit.name for unit in read_units(path)] == ["Sồ xã"]


def test_line_numbers_and_other_columns() -> None:
    text = 'Đơn vị,Kỳ đánh giá,Ghi chú\n\n"Sở\nTư pháp",Năm 2026,a\nSở Y tế,,b\n'
    assert parse_units(text) == (
        ListedUnit("Sở Tư pháp", "", "Năm 2026", 3, {"ghi chú": "a"}),
        ListedUnit("Sở Y tế", "", "", 5, {"ghi chú": "b"}),
    )


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 0, "cột «Đơn vị»"),
        ("Tên,Nhóm\nSở A,1\n", 0, "cột «Đơn vị»"),
        ("Đơn vị,Nhóm\nSở A,1\n,2\n", 3, "để trống"),
        ("Đơn vị\nSở A\nSở B\nsở  a\n", 4, "dòng 2"),
        ("Đơn vị,Nhóm\nSở A, B và C,1\n", 2, "3 ô"),
        ("??n v?;Nh?m\nS? N?i v?;1\n", 0, "«??n v?»), không khôi phục được"),
        ("unit\nSở A\nX? B\n", 3, "chọn Lưu thành, kiểu «CSV UTF-8»"),
        ('Đơn vị\n"Sở A\n', 2, "ngoặc kép"),
        ('Đơn vị\nSở A\n"Sở" B\n', 3, "ngoặc kép"),
    ],
)
def test_a_spoiled_list_is_one_sentence_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(UnitListError) as caught:
        parse_units(text)
    assert (f"dòng {line}:" if line else "dòng tiêu đề:") in caught.value.text.vi
    assert (f"line {line}:" if line else "header line:") in caught.value.text.en
    assert said in caught.value.text.vi
    assert caught.value.text.vi.endswith(".")


def test_an_empty_list() -> None:
    with pytest.raises(UnitListError, match="no unit"):
        parse_units("Đơn vị,Nhóm\n\n,\n")


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest", b"unit\n\x00\x01", b"\xff\xfea"]
)
def test_other_files_are_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "ds.csv"
    path.write_bytes(data)
    with pytest.raises(UnitListError, match="CSV"):
        read_units(path)


def test_too_large(tmp_path: Path) -> None:
    path = tmp_path / "ds.csv"
    path.write_bytes(b"unit\n" + b"x" * MAX_BYTES)
    with pytest.raises(UnitListError, match="larger"):
        read_units(path)
