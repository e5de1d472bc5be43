"""``validate``: check filled forms and write their annotated copies."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from importlib import import_module

from ..criteria import Criteria
from ..evidence import first_few
from ..outcome import Outcome, Refusal
from ..output import Format, Row, View, row
from ..record import NamedTuple
from ..text import Lang, Text
from ..typed import cast
from . import FAILED, FINDINGS, OK, batch, terminal
from .arguments import Options, Parser, WrongCall, positive
from .sets import add_set_option, chosen_set

DESCRIPTION = Text(
    "Kiểm tra biểu đã điền: chỉ rõ từng ô có vấn đề và ghi bên cạnh mỗi tệp một bản\n"
    "TÊN.annotated.xlsx có kết quả tính lại và chú thích. Tệp gốc không bị thay đổi.",
    "Check filled forms: name every cell that is wrong and write beside each file a copy\n"
    "NAME.annotated.xlsx with computed totals and marks. The original is not changed.",
)
_EPILOG = Text(
    "Mã thoát: 0 không có lỗi; 1 có lỗi; 2 có tệp không đọc hoặc không ghi được, hoặc lệnh chưa đúng.\n\n"
    "ví dụ:\n"
    "  selfscore-xl validate bieu.xlsx\n"
    "  selfscore-xl validate thu-muc-nhan/ -o da-kiem-tra/ --jobs 2\n"
    "  selfscore-xl validate bieu.xlsx --no-write --format json",
    "Exit codes: 0 no error; 1 errors; 2 a file could not be read or written, or the call is wrong.\n\n"
    "examples:\n"
    "  selfscore-xl validate form.xlsx\n"
    "  selfscore-xl validate received/ -o checked/ --jobs 2\n"
    "  selfscore-xl validate form.xlsx --no-write --format json",
)


def add(parser: Parser) -> None:
    """Add the arguments."""
    say = parser.say
    parser.epilog = _EPILOG.to(parser.lang)
    parser.add_argument(
        "paths",
        nargs="+",
        metavar=say("TỆP|THƯ_MỤC", "FILE|DIR"),
        help=say("biểu đã điền, hoặc thư mục chứa các biểu", "filled forms, or folders of them"),
    )
    parser.add_argument(
        "-o",
        "--out",
        metavar=say("ĐÍCH", "OUT"),
        help=say(
            "nơi ghi bản chú thích: tên tệp nếu kiểm tra một tệp, thư mục nếu nhiều tệp",
            "where annotated copies go: a file for one input, a folder for several",
        ),
    )
    parser.add_argument(
        "--no-write",
        action="store_true",
        help=say("chỉ kiểm tra, không ghi bản chú thích", "check only, write no copy"),
    )
    parser.add_argument(
        "--in-place",
        action="store_true",
        help=say("ghi chú thích vào chính tệp gốc", "write into the original itself"),
    )
    parser.add_argument(
        "--format",
        choices=("text", "json", "sarif"),
        default="text",
        help=say("dạng kết quả: text (mặc định), json, sarif", "text (default), json or sarif"),
    )
    parser.add_argument(
        "--evidence",
        metavar=say("THƯ_MỤC", "DIR"),
        help=say(
            "thư mục tài liệu kiểm chứng, để đối chiếu tên tệp", "folder of evidence, to compare file names"
        ),
    )
    parser.add_argument(
        "--select",
        metavar="S1,...",
        action="append",
        default=[],
        help=say("chỉ kiểm tra các mã hoặc nhóm mã này", "only these checks or families of checks"),
    )
    parser.add_argument(
        "--ignore",
        metavar="S407,...",
        action="append",
        default=[],
        help=say("bỏ qua các mã hoặc nhóm mã này", "not these checks or families of checks"),
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help=say("coi cảnh báo như lỗi khi trả mã thoát", "let warnings count as errors for the exit code"),
    )
    parser.add_argument(
        "--jobs",
        type=positive(parser),
        default=1,
        metavar="N",
        help=say("số tệp kiểm tra cùng lúc (mặc định 1)", "files checked at the same time (default 1)"),
    )
    add_set_option(
        parser, say("bộ tiêu chí dùng thay cho bộ ghi trong biểu", "the set to use instead of the form's own")
    )
    parser.add_argument(
        "--allow-breaking-signature",
        action="store_true",
        help=say(
            "vẫn ghi bản chú thích của tệp có chữ ký số (chữ ký ở bản đó mất hiệu lực)",
            "write the copy of a signed workbook too (the signature in it becomes invalid)",
        ),
    )
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help=say("dùng màu: auto (mặc định), always, never", "colour: auto (default), always, never"),
    )


class Job(NamedTuple):
    """One file to check and where its copy goes (None: beside it)."""

    path: str
    out: str | None = None
    found: Outcome | None = None
    """For a path at which there is nothing to check: why."""
    is_copy: bool = False
    """An annotated copy beside its original: checked only where somebody worked in it."""
    has_copy: bool = False
    """Its own copy goes where one is already, which is among the files to check."""


class Settings(NamedTuple):
    """What is the same for every file."""

    criteria: Criteria | None
    write: bool
    in_place: bool
    evidence: str | None
    codes: tuple[str, ...] | None
    allow_breaking_signature: bool
    strict: bool
    format: str
    view: View


class Done(NamedTuple):
    """A file's result, rendered where it was made: little has to travel between processes."""

    code: int
    row: Row
    text: str
    messages: tuple[str, ...]


def run(options: Options) -> int:
    """Check the files; the exit code.

    Raises:
        WrongCall: the options contradict each other, or one names what does not exist.
    """
    lang: Lang = options.lang
    settings = Settings(
        criteria=chosen_set(options.set) if options.set else None,
        write=not options.no_write,
        in_place=options.in_place,
        evidence=options.evidence,
        codes=_codes(options.select, options.ignore),
        allow_breaking_signature=options.allow_breaking_signature,
        strict=options.strict,
        format=options.format,
        view=View(lang, terminal.width(), terminal.colored(options.color)),
    )
    _refuse_contradictions(options)
    jobs = _jobs(options.paths, options.out)
    _say_others(options.paths, lang)
    work, crashed = partial(check, settings=settings), partial(gone, settings=settings)
    results = batch.run(jobs, work, crashed, options.jobs)
    title = Text("Kiểm tra", "Checking").to(lang)
    codes = _print(batch.with_bar(results, len(jobs), title), settings, len(jobs))
    return max(codes, default=OK)


def exit_code(outcome: Outcome, *, strict: bool, written: bool) -> int:
    """2 where the file could not be read, or its copy was asked for and could not be written; 1 where
    there are errors (or, if strict, warnings); else 0. A signed workbook's copy is not missed."""
    if outcome.refusal is not None or outcome.submission is None:
        return FAILED
    if written and outcome.annotated is None and not outcome.submission.is_signed:
        return FAILED
    counts = outcome.counts()
    return FINDINGS if counts["error"] or (strict and counts["warning"]) else OK


# --- one file -----------------------------------------------------------------------------------


def check(job: Job, settings: Settings) -> Done | None:
    """Check one file and render its result; None for an untouched annotated copy."""
    from .. import app

    if job.is_copy and app.is_untouched(job.path, settings.criteria):
        return None
    outcome = job.found or app.validate(
        job.path,
        criteria=settings.criteria,
        lang=settings.view.lang,
        out=job.out,
        write=settings.write,
        in_place=settings.in_place,
        evidence=settings.evidence,
        codes=settings.codes,
        allow_breaking_signature=settings.allow_breaking_signature,
    )
    if job.has_copy and outcome.annotated is None and _is_worked_in(outcome, settings):
        values = {"copy": os.path.basename(app.annotated_path(job.path))}
        note = Text(_CORRECTED.fill("vi", values), _CORRECTED.fill("en", values))
        return _done(outcome._replace(notes=(*outcome.notes[:-1], note)), settings._replace(write=False))
    return _done(outcome, settings)


def _is_worked_in(outcome: Outcome, settings: Settings) -> bool:
    """Is that why the form got no copy: somebody worked in the one that is there?"""
    from .. import app

    read = outcome.submission
    if not settings.write or settings.in_place:
        return False
    copy = app.annotated_path(outcome.path)
    return read is not None and not read.is_signed and not app.is_untouched(copy, settings.criteria)


_CORRECTED = Text(
    "Không ghi bản chú thích, vì {copy} đã có người sửa; tệp đó được kiểm tra như một lần gửi riêng.",
    "No annotated copy was written, because somebody worked in {copy}; that file is checked by itself.",
)


_CRASHED = Text(
    "Không kiểm tra được tệp này vì chương trình gặp sự cố ({error}); các tệp khác vẫn được kiểm tra.",
    "This file could not be checked because the program failed on it ({error}); others were checked.",
)
_CRASHED_HINT = Text(
    "Gửi tệp này cho người phụ trách kỹ thuật của cơ quan ban hành bộ tiêu chí.",
    "Send this file to the technical contact of the issuing office.",
)


def gone(job: Job, error: BaseException, settings: Settings) -> Done:
    """The result for a file on which the program failed."""
    values = {"error": type(error).__name__}
    message = Text(_CRASHED.fill("vi", values), _CRASHED.fill("en", values))
    return _done(Outcome(job.path, None, refusal=Refusal("S901", message, _CRASHED_HINT)), settings)


def _done(outcome: Outcome, settings: Settings) -> Done:
    lang = settings.view.lang
    said = [f"{outcome.path}: {note.to(lang)}" for note in outcome.notes]
    if outcome.refusal is not None:
        refusal = outcome.refusal
        said.append(f"{outcome.path}: {refusal.message.to(lang)} {refusal.hint.to(lang)}")
    text = _format(settings.format).entry(outcome, settings.view)
    code = exit_code(outcome, strict=settings.strict, written=settings.write)
    return Done(code, row(outcome), text, tuple(said))


def _format(name: str) -> Format:
    return cast(Format, import_module(f"..output.{name}", __package__))


def _print(results: Iterator[Done | None], settings: Settings, number: int) -> set[int]:
    """Write each result when it is there; the exit codes of all of them."""
    form = _format(settings.format)
    rows: list[Row] = []
    codes: set[int] = set()
    started = False
    if number > 1 and terminal.is_terminal(sys.stdout) and terminal.is_terminal(sys.stderr):
        # the bar and the report would share one screen: first the one, then the other
        results = iter(list(results))
    sys.stdout.write(form.opening(settings.view))
    for done in results:
        if done is None:
            continue
        rows.append(done.row)
        codes.add(done.code)
        if done.text:
            sys.stdout.write(form.SEPARATOR + done.text if started else done.text)
            started = True
        for message in done.messages:
            terminal.say(message)
    sys.stdout.write(form.closing(rows, settings.view))
    return codes


# --- what is asked for --------------------------------------------------------------------------


def _refuse_contradictions(options: Options) -> None:
    if options.no_write and options.in_place:
        raise WrongCall(
            Text(
                "--no-write và --in-place trái nhau: bỏ một trong hai.",
                "--no-write and --in-place contradict each other: leave one out.",
            )
        )
    if options.out is not None and (options.no_write or options.in_place):
        other = "--no-write" if options.no_write else "--in-place"
        raise WrongCall(
            Text(
                f"-o và {other} trái nhau: bỏ một trong hai.",
                f"-o and {other} contradict each other: leave one out.",
            )
        )
    if options.evidence is not None:
        from .files import refuse_missing_folder

        refuse_missing_folder(options.evidence)


def _codes(select: Sequence[str], ignore: Sequence[str]) -> tuple[str, ...] | None:
    """The checks to run; None for all.

    Raises:
        WrongCall: a prefix of no check, or nothing is left.
    """
    if not select and not ignore:
        return None
    from .. import checking

    try:
        codes = checking.select(_split(select, "--select"), _split(ignore, "--ignore"))
    except checking.UnknownCheck as unknown:
        raise WrongCall(
            Text(
                f"Không có mã kiểm tra nào bắt đầu bằng «{unknown.args[0]}»; xem các mã: "
                "selfscore-xl explain",
                f"No check starts with “{unknown.args[0]}”; to see them: selfscore-xl explain",
            )
        ) from None
    if not codes:
        raise WrongCall(
            Text(
                "--select và --ignore không để lại mã nào nên không còn gì để kiểm tra; bớt mã ở --ignore.",
                "--select and --ignore leave nothing to check; ignore less.",
            )
        )
    return codes


def _split(lists: Sequence[str], option: str) -> tuple[str, ...]:
    words = tuple(word.strip().upper() for text in lists for word in text.split(","))
    if lists and not all(words):
        raise WrongCall(
            Text(
                f"{option} cần các mã cách nhau bằng dấu phẩy, ví dụ {option} S1,S402.",
                f"{option} needs codes separated by commas, {option} S1,S402 for example.",
            )
        )
    return words


def _jobs(paths: Sequence[str], out: str | None) -> list[Job]:
    """The files at the paths, in the order given, each once, with the places of their copies.

    Raises:
        WrongCall: ``out`` cannot take the copies, or nothing is left to check.
    """
    from .. import app

    jobs: list[Job] = []
    seen: set[str] = set()
    for path in paths:
        found = app.find_workbooks([path])
        copies = frozenset(found.copies)
        for file in (*found.files, *found.copies):
            same = os.path.normcase(os.path.abspath(file))
            if same not in seen and not _is_former_copy(file, path, out):
                seen.add(same)
                has_copy = out is None and app.annotated_path(file) in copies
                jobs.append(Job(file, is_copy=file in copies, has_copy=has_copy))
        jobs += [Job(refused.path, found=refused) for refused in found.refused]
    if not jobs:
        raise WrongCall(
            Text(
                f"{', '.join(paths)}: chỉ có bản chú thích của lần chạy trước; chọn thư mục có biểu gốc.",
                f"{', '.join(paths)}: only annotated copies of an earlier run; choose the forms' folder.",
            )
        )
    if out is None:
        return jobs
    if len(paths) == 1 and not os.path.isdir(paths[0]) and not _names_folder(out):
        return [job._replace(out=out) for job in jobs]
    if os.path.exists(out) and not os.path.isdir(out):
        raise WrongCall(
            Text(
                f"Kiểm tra nhiều tệp thì -o phải là thư mục, nhưng {out} là một tệp; chọn tên thư mục khác.",
                f"For several files -o must be a folder, but {out} is a file; choose another name.",
            )
        )
    if out.lower().endswith(app.WORKBOOK_ENDINGS) and not os.path.isdir(out):
        raise WrongCall(
            Text(
                f"Kiểm tra nhiều tệp thì -o phải là thư mục, không phải tên tệp {out}.",
                f"For several files -o must be a folder, not a file name such as {out}.",
            )
        )
    return list(_into_folder(jobs, out))


_NAMED = 5
"""Files that are not checked and are named; the others are counted."""


def _say_others(paths: Sequence[str], lang: Lang) -> None:
    """One line on the files in the folders that are no workbooks: a form sent as PDF, say."""
    from .. import app

    names = [os.path.basename(file) for file in app.not_workbooks(paths)]
    if names:
        shown = first_few(names, _NAMED)
        terminal.say(
            Text(
                f"{len(names)} tệp không phải bảng tính nên không kiểm tra: {shown.vi}",
                f"{len(names)} files are no workbooks and were not checked: {shown.en}",
            ).to(lang)
        )


def _is_former_copy(file: str, given: str, out: str | None) -> bool:
    """Found in a folder, annotated, and below ``out``: what an earlier run put there."""
    from .. import app

    if out is None or file == given or not app.is_copys_name(file):
        return False
    return os.path.abspath(file).startswith(os.path.join(os.path.abspath(out), ""))


def _names_folder(out: str) -> bool:
    return os.path.isdir(out) or out.endswith((os.sep, "/"))


def _into_folder(jobs: Iterable[Job], out: str) -> Iterator[Job]:
    """Give each copy a name of its own below ``out``: folders that hold the files are kept apart."""
    from .. import app

    jobs = list(jobs)
    folders = [os.path.dirname(os.path.abspath(job.path)) for job in jobs if job.found is None]
    try:
        top = os.path.commonpath(folders)
    except ValueError:
        # nothing to write, or files on several Windows drives
        top = ""
    for job in jobs:
        copy = app.annotated_path(os.path.abspath(job.path))
        below = os.path.relpath(copy, top) if top else os.path.splitdrive(copy)[1].lstrip(os.sep)
        yield job if job.found else job._replace(out=os.path.join(out, below))
