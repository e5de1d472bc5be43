"""The table for other programs: the same as CSV, as Parquet and as a DataFrame."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pandas
import pytest

import selfscore_xl
from selfscore_xl import app, consolidation
from selfscore_xl.consolidate import frame

DOCUMENT = Path(__file__).parents[2] / "docs" / "tong-hop.md"


@pytest.fixture
def folder(tmp_path: Path, form: Callable[..., bytes]) -> Path:
    received = tmp_path / "received"
    received.mkdir()
    (received / "a.xlsx").write_bytes(form("Sở A", 1))
    (received / "b.xlsx").write_bytes(form("-Sở B", 2))
    (received / "c.xlsx").write_bytes(form("Sở C", 3, scores={"I.2.b": Decimal(9)}))
    (received / "none.xlsx").write_bytes(b"%PDF-1.7")
    return received


def test_the_frame(folder: Path) -> None:
    table = selfscore_xl.read_frame(folder)
    assert list(table.columns) == [column.name for column in frame.COLUMNS]
    assert len(table) == 3 * 52
    assert table.attrs["left_out"][0][0].endswith("none.xlsx")
    outcome = app.validate(str(folder / "a.xlsx"), write=False)
    assert outcome.scores is not None
    mine = table[table["file"] == str(folder / "a.xlsx")].set_index("criterion")
    assert set(mine["status"]) == {"counts"}
    assert set(mine["unit_rate"]) == {float(outcome.scores.totals.rate or 0)}
    for key, figures in outcome.scores.nodes.items():
        assert mine.loc[key, "max"] == figures.max
        assert mine.loc[key, "excluded"] == figures.excluded
        if figures.score is not None and not figures.excluded:
            assert mine.loc[key, "self"] == float(figures.score)
    leaves = mine[mine["leaf"] & ~mine["out"]]
    totals = outcome.scores.totals
    assert leaves["self"].sum() == leaves["counted"].sum() == pytest.approx(float(totals.score))
    assert leaves["lost"].sum() == pytest.approx(float(totals.applicable - totals.score))
    assert set(table[table["file"].str.endswith("c.xlsx")]["status"]) == {"errors"}
    assert table[table["file"].str.endswith("c.xlsx")]["rank"].isna().all()


def test_its_types(folder: Path) -> None:
    table = selfscore_xl.read_frame([folder / "a.xlsx", str(folder / "b.xlsx")])
    for column in frame.COLUMNS:
        dtype = table[column.name].dtype
        match column.kind:
            case "number":
                assert dtype == "float64"
            case "count":
                assert dtype == "Int64"
            case "truth":
                assert dtype == "bool"
            case "time":
                assert str(dtype).endswith("UTC]")
            case "text":
                assert table[column.name].map(type).eq(str).all()


def test_nothing_to_read(tmp_path: Path) -> None:
    table = selfscore_xl.read_frame(tmp_path)
    assert list(table.columns) == [column.name for column in frame.COLUMNS]
    assert table.empty
    assert len(table.attrs["left_out"]) == 1


def test_pieces_make_the_whole(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = selfscore_xl.read_frame(folder)
    for size in (1, 2, 3):
        monkeypatch.setattr(frame, "_CHUNK", size)
        pandas.testing.assert_frame_equal(selfscore_xl.read_frame(folder), whole)


def test_csv_is_the_same_table(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame, "_CHUNK", 2)
    out = tmp_path / "out.csv"
    consolidation.consolidate([str(folder)], str(out), "csv")
    data = out.read_bytes()
    assert data.startswith(b"\xef\xbb\xbffile,sha256,")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    table = selfscore_xl.read_frame(folder)
    assert len(rows) == len(table)
    for row, (_, expected) in zip(rows, table.iterrows(), strict=True):
        assert row["criterion"] == expected["criterion"]
        assert row["unit"] == frame.safe(expected["unit"])
        for name in ("max", "self", "unit_rate", "lost"):
            assert (row[name] == "") == pandas.isna(expected[name])
            assert not row[name] or float(row[name]) == expected[name]
        assert row["saved"].endswith("Z")
    assert {row["unit"] for row in rows} == {"Sở A", "'-Sở B", "Sở C"}


@pytest.mark.parametrize(
    "text", ["=1+1", "+84", "-2", "@SUM(A1)", "\t=1", "\r=1", "=", "'=1", "Sở", "", "2-3"]
)
def test_no_text_is_a_formula(text: str) -> None:
    shown = frame.safe(text)
    assert shown.removeprefix("'") == text.removeprefix("'")
    assert not shown or shown[0] not in "=+-@\t\r"


def test_parquet_is_the_same_table(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr(frame, "_CHUNK", 2)
    out = tmp_path / "out.parquet"
    consolidation.consolidate([str(folder)], str(out), "parquet")
    schema = parquet.read_schema(out)
    assert {name.metadata[b"meaning"].decode() for name in schema} == {one.meaning for one in frame.COLUMNS}
    found, expected = pandas.read_parquet(out), selfscore_xl.read_frame(folder)
    for column in frame.COLUMNS:
        left = found[column.name].astype(expected[column.name].dtype)
        pandas.testing.assert_series_equal(left, expected[column.name], check_names=False)


def test_every_column_is_documented() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for column in frame.COLUMNS:
        assert f"| `{column.name}` |" in text, column.name


def test_importing_the_package_imports_no_pandas() -> None:
    code = (
        "import sys, selfscore_xl, selfscore_xl.consolidation\n"
        "heavy = {'pandas', 'numpy', 'openpyxl', 'pyarrow', 'rich'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "assert selfscore_xl.read_frame is selfscore_xl.consolidation.read_frame\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    with pytest.raises(AttributeError, match="no_such"):
        selfscore_xl.no_such  # noqa: B018


@pytest.mark.parametrize("format", ["xlsx", "csv", "parquet"])
def test_file_names_that_are_no_unicode(
    tmp_path: Path, form: Callable[..., bytes], format: consolidation.Format
) -> None:
    if format == "parquet":
        pytest.importorskip("pyarrow.parquet")
    folder = os.fsencode(tmp_path / "received")
    os.mkdir(folder)
    for name in (b"s\xf4.xlsx", b"\xff.pdf"):
        try:
            with open(os.path.join(folder, name), "wb") as file:
                file.write(form("Sở A", 1))
        except OSError:
            pytest.skip("a file system with names in Unicode")
    out = tmp_path / f"out.{format}"
    result = consolidation.consolidate([os.fsdecode(folder)], str(out), format)
    assert len(result.found.editions[0].ranked) == 1
    assert out.stat().st_size > 1000
