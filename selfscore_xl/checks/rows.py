"""What the rows of a form say about the set: criteria without a row, and rows whose code was
retyped. Several checks ask, so that one cause gives one finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from ..checking import Context
from ..criteria import Criterion
from ..finding import Place
from ..layout import Field
from ..record import NamedTuple
from ..submission import Entry, Row
from ..text import fold, half_up


def is_of_another_version(context: Context) -> bool:
    """The form was made from another version of the set, or from another set: then its rows,
    maxima and titles differ by nature, and S003 says so once."""
    mark, criteria = context.submission.identity, context.criteria
    if mark.names_another_set(criteria.id):
        return True
    if not mark.version or mark.version == criteria.version:
        return False
    stamped = version_numbers(mark.version)
    return stamped is None or stamped != version_numbers(criteria.version)


def version_numbers(version: str) -> tuple[int, ...] | None:
    """A version's numbers for comparing, without zeros at the end: a program may turn the text
    ``1.0`` into the number 1. None where it is no such version."""
    parts = version.split(".")
    if not all(part.isascii() and part.isdigit() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def plain_code(code: str) -> str:
    """A code as it is compared: without spaces and the punctuation that is printed around it."""
    return fold(code).replace(" ", "").strip(".-–:)(")


def plain_title(title: str) -> str:
    """A title as it is compared: case and spaces do not count."""
    return fold(title).replace(" ", "")


class Rows(NamedTuple):
    """The rows of a form against the set."""

    of: dict[str, Row]
    """The row of each criterion that has one, found by its code or, where that was retyped, by its
    title."""
    missing: tuple[Criterion, ...]
    """Criteria without a row, in the set's order."""
    retyped: dict[int, str]
    """Row number -> key of the criterion whose title the row has; its own code is another one."""
    repeated: tuple[tuple[Row, ...], ...]
    """Rows that share one code, where there are several."""
    unknown: tuple[Row, ...]
    """Rows whose code and title are not in the set."""


def survey(context: Context) -> Rows:
    """Match the rows of the form with the set."""
    tree = context.tree
    by_key: dict[str, list[Row]] = {}
    unknown: list[Row] = []
    retyped: dict[int, str] = {}
    for row in context.submission.rows:
        if row.key is None:
            unknown.append(row)
            continue
        by_key.setdefault(row.key, []).append(row)
        code = tree[row.key].code
        if row.code != code and plain_code(row.code) != plain_code(code):
            retyped[row.number] = row.key
    of = {key: found[0] for key, found in by_key.items()}
    missing = [node for node in tree if node.key not in by_key]
    wanted: dict[str, list[Criterion]] = {}
    for node in missing:
        wanted.setdefault(plain_title(node.title), []).append(node)
    for row in context.submission.rows if wanted else ():
        nodes = wanted.get(_title(row))
        if not nodes or row.number in retyped:
            continue
        node = nodes[0]
        if row.key is None:
            unknown.remove(row)
        elif len(by_key[row.key]) > 1 and plain_title(tree[row.key].title) != _title(row):
            by_key[row.key].remove(row)
            of[row.key] = by_key[row.key][0]
        else:
            continue
        missing.remove(nodes.pop(0))
        retyped[row.number] = node.key
        of[node.key] = row
    repeated = tuple(tuple(found) for found in by_key.values() if len(found) > 1)
    return Rows(of, tuple(missing), retyped, repeated, tuple(unknown))


def _title(row: Row) -> str:
    entry = row.entries.get(Field.TITLE)
    return plain_title(entry.text) if entry else ""


def runs(
    rows: Sequence[Row], struck: Callable[[Row], bool], among: Callable[[Row], bool]
) -> Iterator[list[Row]]:
    """Neighbouring rows that something struck together: between two of them stands no row that it
    might have struck (``among``) and did not."""
    run: list[Row] = []
    for row in rows:
        if struck(row):
            run.append(row)
        elif run and among(row):
            yield run
            run = []
    if run:
        yield run


def max_differs(row: Row, node: Criterion) -> bool:
    """The row's maximum is not the set's. A formula that has not been calculated says nothing."""
    entry = row.entries.get(Field.MAX)
    if entry is None or (entry.formula is not None and entry.is_empty):
        return False
    return entry.number is None or half_up(entry.number, 9) != node.max_score


def places(entries: Iterable[Entry | None]) -> tuple[Place, ...]:
    """Where cells are, the first fifty: a note of a thousand addresses helps nobody."""
    return tuple(islice((entry.place for entry in entries if entry is not None), 50))
