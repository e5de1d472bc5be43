"""Particulars of a report from the command line and from a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from selfscore_xl.report.settings import (
    Settings,
    SettingsError,
    blanks,
    from_words,
    number_parts,
    parse_date,
    read_file,
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("45/BC-VP", ("45", "BC-VP")),
        ("5/BC-VP", ("05", "BC-VP")),
        ("007/BC-VP", ("07", "BC-VP")),
        ("Số: 45 / BC-VP", ("45", "BC-VP")),
        ("45", ("45", "")),
        ("/BC-VP", ("", "BC-VP")),
        ("", ("", "")),
        ("112/BC-SNV-CCHC", ("112", "BC-SNV-CCHC")),
    ],
)
def test_number(text: str, parts: tuple[str, str]) -> None:
    assert number_parts(text) == parts


@pytest.mark.parametrize("text", ["BC-VP", "4a5/BC-VP", "²/BC-VP"])
def test_no_number(text: str) -> None:
    with pytest.raises(SettingsError) as caught:
        from_words({"number": text})
    assert f"«{text}»" in caught.value.text.vi


@pytest.mark.parametrize("text", ["05/7/2023", "5.7.2023", "2023-07-05", " 05-07-2023 "])
def test_date(text: str) -> None:
    assert parse_date(text) == date(2023, 7, 5)


@pytest.mark.parametrize("text", ["31/2/2023", "7/2023", "05/7/23", "hôm nay", "2023-7-5-1"])
def test_no_date(text: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_date(text)
    assert "05/7/2023" in caught.value.text.vi


def test_blanks() -> None:
    assert blanks(Settings()) == ("parent_body", "number", "place", "date", "signer_title", "signer")
    full = from_words(
        {
            "parent_body": "",
            "number": "45/BC-VP",
            "place": "Đông Hà",
            "date": "05/7/2023",
            "signer_title": "Chánh Văn phòng",
            "signer": "Nguyễn Văn A",
        }
    )
    assert blanks(full) == ()
    assert blanks(full._replace(number="/BC-VP")) == ("number",)


def write(folder: Path, text: str) -> str:
    path = folder / "bao-cao.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_settings_file(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "parent-body: UBND tỉnh\n"
        "date: 2023-07-05\n"
        "number: 045/BC-VP\n"
        "salutation: không\n"
        "signer_title: |\n  KT. CHÁNH VĂN PHÒNG\n  PHÓ CHÁNH VĂN PHÒNG\n"
        "copy_to:\n  - Các phòng\n  - 'Lưu: VT'\n"
        "to: Sở Nội vụ\n",
    )
    assert from_words(read_file(path)) == Settings(
        parent_body="UBND tỉnh",
        date=date(2023, 7, 5),
        number="045/BC-VP",
        salutation=False,
        signer_title=("KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"),
        copy_to=("Các phòng", "Lưu: VT"),
        to=("Sở Nội vụ",),
    )


def test_an_empty_settings_file_says_nothing(tmp_path: Path) -> None:
    assert read_file(write(tmp_path, "# chưa có gì\n")) == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("number: 1/BC\nsigner-titel: x\n", ":2: không có khóa «signer-titel» (hay là «signer_title»?)"),
        ("xyz: 1\n", "không có khóa «xyz», dùng được: parent_body, body"),
        ("to:\n  a: b\n", ":1: «to» phải là một dòng chữ hoặc danh sách"),
        ("place:\n  - a\n", ":1: «place» phải là một dòng chữ;"),
        ("- a\n", ":1: không có dạng «khóa: giá trị»"),
        ("place: a\nplace: b\n", ":2: C004"),
        ("place: [a\n", "C002"),
        ("place: &x a\nbody: *x\n", "C003"),
        ("salutation: đôi khi\n", "ghi «có» hoặc «không»"),
    ],
)
def test_a_wrong_settings_file(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        from_words(read_file(write(tmp_path, text)))
    assert said in caught.value.text.vi


def test_what_is_no_settings_file(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "khong-co.yaml"):
        with pytest.raises(SettingsError, match="cannot be read"):
            read_file(str(path))
    large = tmp_path / "to.yaml"
    large.write_bytes(b"#" * 300_000)
    with pytest.raises(SettingsError, match="too large"):
        read_file(str(large))


def test_the_settings_in_the_guide_are_right(tmp_path: Path) -> None:
    guide = Path(__file__).parents[2] / "docs" / "bao-cao.md"
    sample = guide.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    values = read_file(write(tmp_path, sample))
    assert set(values) == set(Settings._fields), "the guide shows every key"
    settings = from_words(values)
    assert settings.signer_title == ("KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG")
    assert settings.copy_to[-1] == "Lưu: VT, HC-TC"
    assert blanks(settings) == ("number",)
