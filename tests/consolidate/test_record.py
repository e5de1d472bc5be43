"""Records: what is kept of a form, and that nothing else is believed."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfscore_xl import app, demo
from selfscore_xl.consolidate.record import NotARecord, Record, Refused, of, pack, unpack


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Record:
    path = tmp_path_factory.mktemp("source") / "filled.xlsx"
    path.write_bytes(demo.load().form())
    record = of(app.validate(str(path), write=False))
    assert isinstance(record, Record)
    return record


def test_the_source_form(source: Record) -> None:
    assert source.unit == "Văn phòng UBND tỉnh"
    assert (source.set_id, source.version) == ("quang-tri-2023-h1", "1.0")
    own = source.own
    assert (own.max, own.excluded, own.applicable, own.score) == (150, 76, 74, Decimal("71.59"))
    assert (own.rate, own.converted) == (Decimal("96.74"), Decimal("145.11"))
    assert source.final is None
    assert source.errors == 0
    assert len(source.lines) == 52


def test_claims_are_cut_by_reason_and_basis(source: Record) -> None:
    assert {claim.key: claim.points for claim in source.claims} == {
        "I.1": 20, "I.2.a": 25, "I.7": 4, "I.8": 6, "I.9.b": 5, "II.2": 11, "IV.1": 2, "IV.2": 3,
    }  # fmt: skip
    assert sum(claim.points for claim in source.claims if claim.granted) == 13
    assert all(claim.reason for claim in source.claims)


def test_packed_and_back(source: Record) -> None:
    assert unpack(pack(source)) == source
    refused = Refused("S001", "Không đọc được.", "Unreadable \ud800.")
    assert unpack(pack(refused)) == refused


def test_a_reviewed_form(tmp_path: Path, form: Callable[..., bytes]) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(form("Sở A", 3, appraised={"I.2.b": Decimal("1.5")}))
    record = of(app.validate(str(path), write=False))
    assert isinstance(record, Record)
    line = next(line for line in record.lines if line.key == "I.2.b")
    assert record.final is not None
    assert line.final is not None
    assert line.own.score is not None
    assert (line.appraised, line.final.score) == (Decimal("1.5"), Decimal("1.5"))
    assert record.final.score - record.own.score == Decimal("1.5") - line.own.score
    assert record.appraised == 1
    assert record.unappraised > 20


def packed(data: object) -> bytes:
    return zlib.compress(json.dumps(data).encode())


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(data, id=str(index))
        for index, data in enumerate(
            (
                b"",
                b"nonsense",
                zlib.compress(b"nonsense"),
                packed(None),
                packed([1, "record", []]),
                packed([2, "refused", ["S001", "a", "b"]]),
                packed([1, "refused", ["S001", "a"]]),
                packed([1, "refused", ["S001", "a", 3]]),
                packed([1, "other", ["S001", "a", "b"]]),
                packed([1, "record", [1] * 17]),
                zlib.compress(b"[" * 100_000),
                zlib.compress(b" " * 9_000_000),
                packed([1, "refused", ["S001", "a", "b"]])[:-3],
            )
        )
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(NotARecord):
        unpack(data)


@given(st.data())
def test_a_changed_record_is_one_or_none(source: Record, data: st.DataObject) -> None:
    """Whatever stands where a field was: a record of the right types comes back, or ValueError."""
    fields = json.loads(zlib.decompress(pack(source)))
    where = fields
    while isinstance(where, list) and where:
        index = data.draw(st.integers(0, len(where) - 1))
        if not isinstance(where[index], list) or data.draw(st.booleans()):
            where[index] = data.draw(
                st.none()
                | st.booleans()
                | st.integers()
                | st.text()
                | st.sampled_from(["NaN", "1e9", "-0", []])
            )
            break
        where = where[index]
    try:
        found = unpack(packed(fields))
    except NotARecord:
        return
    assert isinstance(found, Record | Refused)
    assert unpack(pack(found)) == found
