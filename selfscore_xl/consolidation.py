"""Use cases over many forms: read them all, a few at a time, and consolidate what they come to.

``read_frame`` is the package's own: ``selfscore_xl.read_frame(paths)``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, Literal

from . import app, pool, sets
from .consolidate import cache as caching
from .consolidate import gather
from .consolidate.record import Record, Refused, of, pack, unpack
from .consolidate.shelf import Shelf
from .criteria import Criteria
from .ooxml.package import Limits
from .ooxml.saving import sha256_of, write_with
from .record import NamedTuple
from .text import Text
from .unit_list import ListedUnit

if TYPE_CHECKING:
    import pandas

Format = Literal["xlsx", "csv", "parquet"]
_MOST_NAMED = 500
"""Files that are no workbooks and are named one by one: folders may hold all the evidence."""


class NothingToConsolidate(Exception):
    """None of the files is a form that can be used; ``bad`` says why of each."""

    def __init__(self, bad: Sequence[gather.Bad]) -> None:
        super().__init__(f"{len(bad)} files, no form")
        self.bad = tuple(bad)


class WouldOverwriteForm(Exception):
    """The output is one of the forms; ``args[0]`` is its path."""


class Choice(NamedTuple):
    """What the caller chooses."""

    criteria: Criteria | None = None
    """Use the forms of this set only, and read them with it; None: each with the one that it names."""
    units: tuple[ListedUnit, ...] | None = None
    with_errors: bool = False
    quota_by_decision: bool = False
    jobs: int = 1
    cached: bool = True


class Read(NamedTuple):
    """A file that was read, now or by an earlier call."""

    path: str
    content: str
    """SHA-256; '' where it could not be read."""
    data: bytes
    """Its packed record."""
    fresh: bool
    """Read now."""


class Result(NamedTuple):
    """What consolidating came to."""

    found: gather.Consolidation
    fresh: int
    """Files that were read now; the others were known by their content."""


Watch = Callable[[Iterator[Read], int], Iterable[Read]]
"""Passes on what is read while somebody is shown how far it is: the files read, how many there are."""


def consolidate(
    paths: Iterable[str],
    out: str,
    format: Format = "xlsx",
    choice: Choice = Choice(),  # noqa: B008
    watch: Watch = lambda read, number: read,
) -> Result:
    """Consolidate forms into a workbook or a table; a folder stands for the forms in it.

    Whatever is wrong with a file is told in the result and stops nothing. The output takes its name in
    one step when it is whole.

    Raises:
        NothingToConsolidate: there is no form that can be used.
        WouldOverwriteForm: ``out`` is one of the forms.
        frame.ParquetMissing: Parquet cannot be written here.
        saving.SaveRefused, OSError: the output cannot be written.
    """
    if format == "parquet":
        from .consolidate.frame import need_parquet

        need_parquet()
    paths = list(paths)
    found = app.find_workbooks(paths)
    files, copies = _others(found.files, out), _others(found.copies, out)
    shelf = Shelf()
    try:
        forms, bad, fresh = _read_all(files, copies, choice, shelf, watch)
        bad += [gather.Bad(one.path, _refused(of(one))) for one in found.refused]
        if not forms:
            raise NothingToConsolidate(bad)
        result = _gathered(forms, bad, choice)
        others, number = _not_workbooks(paths, out)
        result = result._replace(left_out=(*result.left_out, *others), not_workbooks=number)
        folder = os.path.dirname(out)
        if folder:
            os.makedirs(folder, exist_ok=True)
        write_with(out, partial(_write, format=format, found=result, forms=forms, shelf=shelf))
    finally:
        shelf.close()
    return Result(result, fresh)


def read_frame(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    criteria: Criteria | None = None,
    units: tuple[ListedUnit, ...] | None = None,
    with_errors: bool = False,
    jobs: int = 1,
    cached: bool = True,
) -> pandas.DataFrame:
    """Forms as a pandas DataFrame: a row per form and criterion, with the figures of the unit on each row.

    ``consolidate.frame.COLUMNS`` (and ``docs/tong-hop.md``) says what each column holds and in which unit;
    it is the table that ``consolidate --format csv`` writes. Files that are no readable forms are left
    out, and listed in ``frame.attrs["left_out"]`` as (file, reason) pairs.

    Args:
        paths: forms, or folders of them.
        criteria: use the forms of this set only, and read them with it; else each with the one it names.
        units: the list of units (``unit_list.read_units``), for their groups.
        with_errors: rank units whose forms have errors too.
        jobs: files read at the same time; more than one needs the ``__main__`` guard of multiprocessing.
        cached: take what an earlier call read of files with the same content.
    """
    from .consolidate import frame

    given = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    found = app.find_workbooks([os.fspath(path) for path in given])
    choice = Choice(criteria, units, with_errors, False, jobs, cached)
    shelf = Shelf()
    try:
        forms, bad, _ = _read_all(found.files, found.copies, choice, shelf, lambda read, number: read)
        bad += [gather.Bad(one.path, _refused(of(one))) for one in found.refused]
        result = _gathered(forms, bad, choice)
        table = frame.whole(frame.frames(result, forms, shelf))
    finally:
        shelf.close()
    table.attrs["left_out"] = [(one.file, one.refused.vi) for one in bad]
    return table


def _others(files: Sequence[str], out: str) -> list[str]:
    """The files without the output of an earlier call.

    Raises:
        WouldOverwriteForm: ``out`` is one of them, and a form.
    """
    target = os.path.realpath(out)
    others = []
    for file in files:
        if os.path.realpath(file) != target:
            others.append(file)
        elif _is_form(file):
            raise WouldOverwriteForm(out)
    return others


def _not_workbooks(paths: Iterable[str], out: str) -> tuple[tuple[gather.LeftOut, ...], int]:
    """The files in the folders that are no workbooks, and how many: past ``_MOST_NAMED`` they are only
    counted."""
    files = [file for file in app.not_workbooks(paths) if os.path.realpath(file) != os.path.realpath(out)]
    said = [
        gather.LeftOut("no-workbook", file, "", "", gather.NOT_A_WORKBOOK) for file in files[:_MOST_NAMED]
    ]
    more = len(files) - len(said)
    if more:
        text = Text(f"và {more} tệp khác như vậy.", f"and {more} more like it.")
        said.append(gather.LeftOut("no-workbook", "", "", "", text))
    return tuple(said), len(files)


def _is_form(path: str) -> bool:
    from .ooxml.refusal import Refusal
    from .read import NotAForm, open_form

    try:
        open_form(path)
    except (Refusal, NotAForm):
        return False
    return True


def _gathered(forms: list[gather.Form], bad: list[gather.Bad], choice: Choice) -> gather.Consolidation:
    return gather.consolidate(
        forms,
        bad,
        partial(_criteria_of, chosen=choice.criteria),
        choice.units,
        with_errors=choice.with_errors,
        quota_by_decision=choice.quota_by_decision,
    )


def _criteria_of(set_id: str, chosen: Criteria | None) -> Criteria:
    """The set that a form of this set was read with."""
    return chosen if chosen is not None else sets.load(set_id)


def _write(
    out: BinaryIO, format: Format, found: gather.Consolidation, forms: list[gather.Form], shelf: Shelf
) -> None:
    if format == "xlsx":
        from .consolidate import workbook

        workbook.write(out, found, shelf)
        return
    from .consolidate import frame

    pieces = frame.frames(found, forms, shelf)
    (frame.write_csv if format == "csv" else frame.write_parquet)(out, pieces)


# --- reading ---------------------------------------------------------------------------------------------


class Task(NamedTuple):
    """A file to read."""

    path: str
    is_copy: bool
    """It lies beside its original, and is read only where somebody worked in it."""


_UNTOUCHED = Refused("", "", "")
"""Stands for an annotated copy as ``validate`` wrote it: it says nothing that its original does not."""


def _read_all(
    files: Sequence[str], copies: Sequence[str], choice: Choice, shelf: Shelf, watch: Watch
) -> tuple[list[gather.Form], list[gather.Bad], int]:
    """Read the files; their records go on the shelf. Gives the forms, the others, and how many were read
    now."""
    forms: list[gather.Form] = []
    bad: list[gather.Bad] = []
    ties: dict[str, tuple[str, ...]] = {}
    fresh = 0
    tasks = [*(Task(file, False) for file in files), *(Task(copy, True) for copy in copies)]
    for read in watch(survey(tasks, choice), len(tasks)):
        record = unpack(read.data)
        if record == _UNTOUCHED:
            continue
        fresh += read.fresh
        if isinstance(record, Refused):
            cause: gather.Cause = "other-set" if record.code == "S003" else "unreadable"
            bad.append(gather.Bad(read.path, record, record.unit, cause))
            continue
        if record.set_id not in ties:
            ties[record.set_id] = gather.tie_breaks(_criteria_of(record.set_id, choice.criteria))
        number = shelf.put(read.data)
        forms.append(
            gather.form(number, read.path, read.content, _written(read.path), record, ties[record.set_id])
        )
    return forms, bad, fresh


def survey(tasks: Sequence[Task], choice: Choice) -> Iterator[Read]:
    """The record of each file: first those that an earlier call has read, by their content, then the
    others, ``choice.jobs`` at a time."""
    cache = caching.Cache(caching.default_folder() if choice.cached else None)
    version = _version(choice.criteria) if cache.is_open else ""
    unknown: list[Task] = []
    content: dict[str, str | None] = {}
    try:
        for task in tasks:
            digest = _digest(task.path) if cache.is_open else None
            data = None if digest is None else cache.get(_name(digest, version, task), _believed)
            if data is None or digest is None:
                content[task.path] = digest
                unknown.append(task)
            else:
                yield Read(task.path, digest, data, False)
        work = partial(read_record, criteria=choice.criteria)
        for task, (digest, data) in zip(unknown, pool.run(unknown, work, crashed, choice.jobs), strict=True):
            known = digest or _unchanged(task.path, content[task.path])
            if known is not None and not _is_crash(data):
                cache.put(_name(known, version, task), data)
            yield Read(task.path, digest or "", data, True)
    finally:
        cache.close()


def _name(digest: str, version: str, task: Task) -> str:
    """What the record of a file is kept under."""
    return f"{digest}:{version}:copy" if task.is_copy else f"{digest}:{version}"


def _believed(data: bytes) -> bytes:
    """The bytes themselves, where they are a record."""
    unpack(data)
    return data


def _version(criteria: Criteria | None) -> str:
    """What, beside a file's content, its record depends on."""
    which = "" if criteria is None else f"{criteria.id}/{criteria.version}/{criteria.fingerprint}"
    return f"{caching.program_digest()}:{which}"


def _digest(path: str) -> str | None:
    """SHA-256 of a file's content; None for what is no file that could be a form."""
    try:
        return sha256_of(path) if os.stat(path).st_size <= Limits().file else None
    except OSError:
        return None


def _unchanged(path: str, digest: str | None) -> str | None:
    """The hash that a file had before it was refused, where it still has it."""
    return digest if digest is not None and _digest(path) == digest else None


def _is_crash(data: bytes) -> bool:
    found = unpack(data)
    return isinstance(found, Refused) and found.code == "S901"


def _written(path: str) -> float | None:
    try:
        return os.stat(path).st_mtime
    except OSError:
        return None


def read_record(task: Task, criteria: Criteria | None) -> tuple[str | None, bytes]:
    """Hash and packed record of one file; what a worker process does."""
    if task.is_copy and app.is_untouched(task.path, criteria):
        return None, pack(_UNTOUCHED)
    outcome = app.validate(task.path, criteria=criteria, write=False)
    return outcome.sha256, pack(of(outcome))


_CRASHED_TEXT = Text(
    "Chương trình gặp sự cố với tệp này ({error}); gửi tệp cho người phụ trách kỹ thuật.",
    "The program failed on this file ({error}); send it to the technical contact.",
)


def crashed(task: Task, error: BaseException) -> tuple[str | None, bytes]:
    """The result for a file on which the program failed."""
    values = {"error": type(error).__name__}
    return None, pack(Refused("S901", _CRASHED_TEXT.fill("vi", values), _CRASHED_TEXT.fill("en", values)))


def _refused(found: Record | Refused) -> Refused:
    assert isinstance(found, Refused)
    return found
