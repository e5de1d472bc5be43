"""Every readable form, criterion by criterion, as one table for those who analyse elsewhere: as CSV, as
Parquet, as a pandas DataFrame. ``COLUMNS`` says what each column holds and in which unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, cast

from ..criteria import Criterion
from ..record import NamedTuple
from ..sending import NEVER
from .gather import Consolidation, Edition, Form, Ranked
from .record import Record, Sums
from .shelf import Shelf
from .statistics import Rows, lost, state

if TYPE_CHECKING:
    import pandas

Kind = Literal["text", "number", "count", "truth", "time"]
"""``count`` is a whole number; ``number`` and ``count`` may be missing, ``text`` is '' then."""

_CHUNK = 200
"""Forms that are turned into rows at a time."""


class Column(NamedTuple):
    """A column of the table."""

    name: str
    kind: Kind
    meaning: str


COLUMNS: tuple[Column, ...] = (
    Column("file", "text", "path of the form's file"),
    Column("sha256", "text", "hash of the file's content"),
    Column("status", "text", "counts | superseded (another form of the unit counts) | errors | no-unit"),
    Column("set_id", "text", "criteria set"),
    Column("set_version", "text", "its version, as stamped in the form"),
    Column("unit", "text", "unit, as it stands in the form"),
    Column("unit_group", "text", "unit group that it is ranked in; '' where there is none"),
    Column("period", "text", "period, as it stands in the form"),
    Column("saved", "time", "when the form was saved, UTC"),
    Column("errors", "count", "findings of severity error"),
    Column("warnings", "count", "findings of severity warning"),
    Column("notes", "count", "findings of severity info"),
    Column("rank", "count", "rank in the unit group, from 1; missing where the form is not ranked"),
    Column("grade", "text", "grade, once quotas are kept"),
    Column("basis", "text", "self | appraised: the scores that the figures of the unit are made of"),
    Column("unit_max", "number", "points"),
    Column("unit_excluded", "number", "points taken out of the total"),
    Column("unit_applicable", "number", "points: unit_max - unit_excluded"),
    Column("unit_score", "number", "points of all criteria in the total"),
    Column("unit_bonus", "number", "points added beyond the total"),
    Column("unit_penalty", "number", "points subtracted, 0 or more"),
    Column("unit_achieved", "number", "points: unit_score + unit_bonus - unit_penalty"),
    Column("unit_rate", "number", "percent: unit_achieved / unit_applicable x 100"),
    Column("unit_converted", "number", "points: unit_rate on the scale of unit_max"),
    Column("criterion", "text", "key of the criterion: its path"),
    Column("code", "text", "its code as the decision prints it"),
    Column("title", "text", "its title"),
    Column("level", "count", "1 for a domain"),
    Column("kind", "text", "main | bonus | penalty"),
    Column("leaf", "truth", "scored by itself; else the sum of what is below it"),
    Column("max", "number", "points"),
    Column("claimed", "truth", "the unit asks to have it taken out of the total, with all below it"),
    Column("out", "truth", "taken out, by the basis: a refused claim is not"),
    Column("excluded", "number", "points taken out of the total, by the basis"),
    Column("self", "number", "points, by the unit; missing where nothing was scored"),
    Column("appraised", "number", "points, by the appraiser; missing where nothing was scored"),
    Column(
        "counted",
        "number",
        "points that it adds to the total, by the basis: within its cap, 0 in a zeroed group, negative for a "
        "penalty",
    ),
    Column("lost", "number", "points: max - excluded - counted; of a penalty what was taken off"),
    Column("claim_reason", "text", "why it is to be taken out, in the unit's words; on the rows of claims"),
    Column("claim_basis", "text", "the words of the criterion that grant it"),
    Column("claim_decision", "text", "what was decided on the claim; '' where nothing is"),
)

_DTYPES: dict[Kind, str] = {
    "text": "str", "number": "float64", "count": "Int64", "truth": "bool", "time": "datetime64[s, UTC]",
}  # fmt: skip
_FORMULA = re.compile(r"[=+\-@\t\r]")


class ParquetMissing(Exception):
    """pyarrow, which writes Parquet, is not installed."""


def frames(found: Consolidation, forms: Iterable[Form], shelf: Shelf) -> Iterator[pandas.DataFrame]:
    """The table in pieces of some hundred forms; at least one piece."""
    import pandas

    def made(data: dict[str, list[Any]]) -> pandas.DataFrame:
        frame = pandas.DataFrame(data, columns=[column.name for column in COLUMNS])
        return frame.astype({column.name: cast(Any, _DTYPES[column.kind]) for column in COLUMNS})

    data: dict[str, list[Any]] = {column.name: [] for column in COLUMNS}
    count = 0
    for row in _rows(found, forms, shelf):
        if row is None:
            count += 1
            if count % _CHUNK == 0:
                yield made(data)
                data = {column.name: [] for column in COLUMNS}
            continue
        for column, value in zip(COLUMNS, row, strict=True):
            data[column.name].append(_plain(value))
    if data["file"] or count < _CHUNK:
        yield made(data)


def _plain(value: Any) -> Any:
    """Numbers as floats; texts without halves of surrogate pairs, which a file's name may hold."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-8", "replace").decode()
    return value


def _rows(found: Consolidation, forms: Iterable[Form], shelf: Shelf) -> Iterator[tuple[Any, ...] | None]:
    """A tuple per row, and None at the end of each form: first the forms that count, as they are ranked."""
    counting: set[str] = set()
    for edition in found.editions:
        for one in edition.ranked:
            counting.add(one.form.sent.file)
            yield from _form(edition, one, one.form, shelf.record(one.form.number))
            yield None
    by_set = {edition.set_id: edition for edition in reversed(found.editions)}
    for form in sorted(forms, key=lambda one: one.sent.file):
        if form.sent.file not in counting:
            yield from _form(by_set.get(form.sent.set_id), None, form, shelf.record(form.number))
            yield None


def _form(
    edition: Edition | None, one: Ranked | None, form: Form, record: Record
) -> Iterator[tuple[Any, ...]]:
    sent = form.sent
    basis = edition.basis if edition is not None and one is not None else "self"
    sums: Sums = form.sums(basis)
    if one is not None:
        status = "counts"
    elif not sent.unit:
        status = "no-unit"
    else:
        status = "errors" if sent.errors else "superseded"
    nodes = _nodes(edition, record.group)
    claims = {claim.key: claim for claim in record.claims}
    unit = (
        sent.file, sent.content, status, sent.set_id, sent.version, sent.unit,
        one.group if one is not None else record.group, record.period, _time(sent.saved), *form.counts,
        None if one is None else one.rank, "" if one is None else one.grade, basis,
        sums.max, sums.excluded, sums.applicable, sums.score, sums.bonus, sums.penalty, sums.achieved,
        sums.rate, sums.converted,
    )  # fmt: skip
    for line in record.lines:
        node = nodes.get(line.key)
        claim = claims.get(line.key)
        yield (
            *unit,
            line.key,
            "" if node is None else node.code,
            "" if node is None else node.title,
            None if node is None else node.level,
            "" if node is None else node.kind,
            node is not None and not node.children,
            line.max,
            line.own.out,
            state(line, basis).out,
            state(line, basis).excluded,
            None if line.own.out else line.own.score,
            line.appraised,
            state(line, basis).counted,
            None if node is None else lost(node, line, basis),
            "" if claim is None else claim.reason,
            "" if claim is None else claim.granted,
            "" if claim is None else claim.decision,
        )


def _nodes(edition: Edition | None, group: str) -> dict[str, Criterion]:
    """Key in a form of a unit group -> the criterion."""
    if edition is None:
        return {}
    found = Rows(edition.criteria)
    return {key: found.nodes[place] for key, place in found.places(group).items()}


def _time(saved: str) -> str | None:
    return None if saved == NEVER else saved


def whole(pieces: Iterable[pandas.DataFrame]) -> pandas.DataFrame:
    """The pieces as one table."""
    import pandas

    return pandas.concat(list(pieces), ignore_index=True)


def write_csv(out: BinaryIO, pieces: Iterable[pandas.DataFrame]) -> None:
    """UTF-8 with a byte order mark, commas, points as decimal separators. A text that a spreadsheet would
    take for a formula has an apostrophe before it."""
    texts = [column.name for column in COLUMNS if column.kind == "text"]
    for index, piece in enumerate(pieces):
        for name in texts:
            piece[name] = piece[name].map(safe)
        piece["saved"] = piece["saved"].dt.strftime("%Y-%m-%dT%H:%M:%SZ")
        text = piece.to_csv(index=False, header=index == 0, lineterminator="\n")
        out.write((b"" if index else b"\xef\xbb\xbf") + text.encode())


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return "'" + text if _FORMULA.match(text) else text


def need_parquet() -> None:
    """Make sure that Parquet can be written.

    Raises:
        ParquetMissing: it cannot.
    """
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        raise ParquetMissing from None


def write_parquet(out: BinaryIO, pieces: Iterable[pandas.DataFrame]) -> None:
    """One row group per piece; the columns' meanings are kept as metadata of the fields."""
    import pyarrow
    import pyarrow.parquet

    types = {
        "text": pyarrow.string(), "number": pyarrow.float64(), "count": pyarrow.int64(),
        "truth": pyarrow.bool_(), "time": pyarrow.timestamp("ms", "UTC"),
    }  # fmt: skip
    schema = pyarrow.schema(
        [pyarrow.field(one.name, types[one.kind], metadata={"meaning": one.meaning}) for one in COLUMNS]
    )
    with pyarrow.parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        for piece in pieces:
            writer.write_table(
                pyarrow.Table.from_pandas(piece, schema=schema, preserve_index=False, safe=False)
            )
