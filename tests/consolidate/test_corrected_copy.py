"""A unit corrects its form in the annotated copy that it got, as its guide says, and sends that: the copy
comes to lie beside the form that it was made of."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from selfscore_xl import app, consolidation
from selfscore_xl.layout import FORM_SHEET, Field
from tests.cli.conftest import Call, call
from tests.consolidate import many

__all__ = ["call"]


@pytest.fixture
def folder(tmp_path: Path, form: Callable[..., bytes]) -> Path:
    """A faulty form and a clean one, each with its annotated copy."""
    folder = tmp_path / "received"
    folder.mkdir()
    (folder / "snv.xlsx").write_bytes(form("Sở Nội vụ", 9, scores={"I.2.b": Decimal(9)}))
    (folder / "syt.xlsx").write_bytes(form("Sở Y tế", 1))
    for name in ("snv.xlsx", "syt.xlsx"):
        assert app.validate(str(folder / name)).annotated
    return folder


def corrected(path: Path, score: Decimal = Decimal(1)) -> None:
    book = openpyxl.load_workbook(path)
    book[FORM_SHEET][many.address("I.2.b", Field.SELF)].value = score
    book[FORM_SHEET][many.address("I.2.b", Field.EXPLANATION)].value = "Đã chấm lại theo tài liệu kiểm chứng."
    book.save(path)


def test_untouched_copies_are_nobodys_submission(call: Call, folder: Path, tmp_path: Path) -> None:
    for fresh in (2, 0):
        result = call("consolidate", folder, "-o", tmp_path / "out.xlsx")
        assert f"1 đơn vị, 2 tệp (đọc mới {fresh}), 1 tệp không dùng" in result.out
        assert "annotated" not in result.err
    result = call("validate", folder, "--format", "json")
    assert [Path(file["path"]).name for file in json.loads(result.out)["files"]] == ["snv.xlsx", "syt.xlsx"]


def test_the_corrected_copy_counts(call: Call, folder: Path, tmp_path: Path) -> None:
    copy = folder / "snv.annotated.xlsx"
    call("consolidate", folder, "-o", tmp_path / "out.xlsx")
    corrected(copy)
    result = call("consolidate", folder, "-o", tmp_path / "out.xlsx")
    assert "2 đơn vị, 3 tệp (đọc mới 1), 1 tệp không dùng" in result.out
    assert f"snv.xlsx: Còn 1 lỗi: S101 (E13). Đơn vị đã có biểu được lấy: {copy}" in result.err
    table = consolidation.read_frame(folder, cached=False)
    status = {Path(file).name: said for file, said in zip(table["file"], table["status"], strict=True)}
    assert status == {"snv.xlsx": "errors", "snv.annotated.xlsx": "counts", "syt.xlsx": "counts"}


def test_the_corrected_copy_is_checked_and_gets_a_copy_of_its_own(call: Call, folder: Path) -> None:
    copy = folder / "snv.annotated.xlsx"
    corrected(copy)
    sent = copy.read_bytes()
    seen = []
    for _ in range(2):
        result = call("validate", folder, "--format", "json")
        assert result.code == 1, "the form as it was sent first still has its error"
        assert result.err == (
            f"{folder / 'snv.xlsx'}: Không ghi bản chú thích, vì snv.annotated.xlsx đã có người sửa; "
            "tệp đó được kiểm tra như một lần gửi riêng.\n"
        )
        files = {Path(file["path"]).name: file for file in json.loads(result.out)["files"]}
        assert set(files) == {"snv.xlsx", "syt.xlsx", "snv.annotated.xlsx"}
        errors = [one for one in files[copy.name]["findings"] if one["severity"] == "error"]
        assert errors == []
        assert files[copy.name]["annotated"] == str(folder / "snv.annotated-2.xlsx")
        seen.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert seen[0] == seen[1]
    assert set(seen[0]) == {
        "snv.xlsx", "snv.annotated.xlsx", "snv.annotated-2.xlsx", "syt.xlsx", "syt.annotated.xlsx",
    }  # fmt: skip
    assert copy.read_bytes() == sent


def test_into_another_folder(call: Call, folder: Path, tmp_path: Path) -> None:
    corrected(folder / "snv.annotated.xlsx")
    out = tmp_path / "checked"
    for _ in range(2):
        result = call("validate", folder, "-o", out, "--jobs", 2)
        assert result.code == 1, "the form as it was sent first still has its error"
        assert {path.name for path in out.iterdir()} == {
            "snv.annotated.xlsx", "snv.annotated-2.xlsx", "syt.annotated.xlsx",
        }  # fmt: skip


def test_a_second_correction(call: Call, folder: Path, tmp_path: Path) -> None:
    """The copy of the copy goes out, and comes back as well."""
    corrected(folder / "snv.annotated.xlsx")
    call("validate", folder)
    corrected(folder / "snv.annotated-2.xlsx", Decimal("0.5"))
    result = call("validate", folder, "--format", "json")
    made = {Path(file["path"]).name: file["annotated"] for file in json.loads(result.out)["files"]}
    assert made["snv.annotated-2.xlsx"] == str(folder / "snv.annotated-3.xlsx")
    out = call("consolidate", folder, "-o", tmp_path / "out.xlsx").out
    assert "2 đơn vị, 4 tệp (đọc mới 4), 2 tệp không dùng" in out
