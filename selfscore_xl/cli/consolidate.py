"""``consolidate``: rank many forms and show where points were lost."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ..evidence import first_few
from ..text import Text
from . import FAILED, FINDINGS, OK, terminal
from .arguments import Options, Parser, WrongCall, positive
from .files import cannot_write
from .sets import add_set_option, chosen_set

if TYPE_CHECKING:
    from ..consolidate.gather import Consolidation
    from ..unit_list import ListedUnit

DESCRIPTION = Text(
    "Tổng hợp nhiều biểu đã điền: xếp hạng, ma trận điểm, điểm mất theo tiêu chí, đề nghị trừ,\n"
    "phân bố xếp loại, đơn vị chưa gửi; trang đầu có biểu đồ cho lãnh đạo.",
    "Consolidate many filled forms: ranking, heat map, lost points per criterion, exclusions,\n"
    "distribution of grades, who has not sent; a first page with charts for leadership.",
)
_EPILOG = Text(
    "Mỗi đơn vị lấy biểu hợp lệ (không còn lỗi) lưu sau cùng. Chạy lại chỉ đọc những tệp đã thay đổi.\n"
    "Mã thoát: 0 mọi biểu đều hợp lệ; 1 có biểu còn lỗi; 2 có tệp không đọc được, hoặc lệnh chưa đúng.\n\n"
    "ví dụ:\n"
    "  selfscore-xl consolidate thu-muc-nhan/ -o tong-hop.xlsx\n"
    "  selfscore-xl consolidate thu-muc-nhan/ --units danh-sach.csv -o tong-hop.xlsx\n"
    "  selfscore-xl consolidate thu-muc-nhan/ --format csv -o so-lieu.csv",
    "Of each unit the latest valid form (without errors) counts. A second call reads changed files only.\n"
    "Exit codes: 0 all forms are valid; 1 some have errors; 2 some cannot be read, or the call is wrong.\n\n"
    "examples:\n"
    "  selfscore-xl consolidate received/ -o summary.xlsx\n"
    "  selfscore-xl consolidate received/ --units list.csv -o summary.xlsx\n"
    "  selfscore-xl consolidate received/ --format csv -o data.csv",
)
_SHOWN = 10
"""Files left out that are named on the screen; all of them stand in the workbook."""
_JOBS_FROM = 16
"""Files from which on starting a second process saves time."""


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
        required=True,
        metavar=say("TỆP", "FILE"),
        help=say("tệp tổng hợp sẽ ghi", "the file to write"),
    )
    parser.add_argument(
        "--units",
        metavar=say("DANH_SÁCH", "LIST"),
        help=say(
            "danh sách đơn vị (CSV, có cột «Đơn vị»), để biết đơn vị nào chưa gửi",
            "list of units (CSV with a column “Đơn vị”), to see who has not sent",
        ),
    )
    parser.add_argument(
        "--format",
        choices=("xlsx", "csv", "parquet"),
        default="xlsx",
        help=say(
            "xlsx (mặc định); csv, parquet: bảng số liệu để phân tích bằng phần mềm khác",
            "xlsx (default); csv, parquet: a table of figures for other programs",
        ),
    )
    add_set_option(parser, say("chỉ dùng biểu của bộ tiêu chí này", "use the forms of this set only"))
    parser.add_argument(
        "--with-errors",
        action="store_true",
        help=say(
            "xếp hạng cả đơn vị mà biểu còn lỗi (có ghi chú)",
            "rank units whose forms have errors too, and say so",
        ),
    )
    parser.add_argument(
        "--quota-by-decision",
        action="store_true",
        help=say(
            "dùng hạn mức xếp loại cao hơn do cấp có thẩm quyền quyết định",
            "use the higher quota that a decision of the competent body allows",
        ),
    )
    parser.add_argument(
        "--jobs",
        type=positive(parser),
        metavar="N",
        help=say(
            "số tệp đọc cùng lúc (mặc định: số nhân máy)", "files read at the same time (default: all cores)"
        ),
    )
    parser.add_argument(
        "--no-cache",
        action="store_true",
        help=say(
            "đọc lại mọi tệp, không dùng kết quả lần trước", "read every file anew, use no earlier result"
        ),
    )


def run(options: Options) -> int:
    """Write the consolidation; the exit code.

    Raises:
        WrongCall: the call cannot be carried out; one sentence says why.
    """
    from .. import consolidation
    from ..consolidate.frame import ParquetMissing
    from ..ooxml.saving import SaveRefused
    from . import batch

    _check_name(options.out, options.format)
    title = Text("Đọc biểu", "Reading").to(options.lang)
    choice = consolidation.Choice(
        criteria=chosen_set(options.set) if options.set else None,
        units=_units(options.units) if options.units else None,
        with_errors=options.with_errors,
        quota_by_decision=options.quota_by_decision,
        jobs=options.jobs or _jobs(options.paths),
        cached=not options.no_cache,
    )
    try:
        result = consolidation.consolidate(
            options.paths,
            options.out,
            options.format,
            choice,
            lambda read, number: batch.with_bar(read, number, title),
        )
    except consolidation.NothingToConsolidate as nothing:
        for one in nothing.bad[:_SHOWN]:
            terminal.say(f"{one.file}: {Text(one.refused.vi, one.refused.en).to(options.lang)}")
        raise WrongCall(
            Text(
                f"Không có biểu nào dùng được trong {len(nothing.bad)} tệp nên không ghi tệp tổng hợp.",
                f"None of {len(nothing.bad)} files is a form that can be used; nothing was written.",
            )
        ) from None
    except consolidation.WouldOverwriteForm:
        raise WrongCall(
            Text(
                f"{options.out} là một biểu đã điền nên không ghi đè; chọn tên khác sau -o.",
                f"{options.out} is one of the forms, so it was not replaced; choose another name after -o.",
            )
        ) from None
    except ParquetMissing:
        raise WrongCall(
            Text(
                "Muốn ghi parquet cần cài thêm pyarrow: pip install 'selfscore-xl[parquet]'; "
                "hoặc dùng --format csv.",
                "Writing parquet needs pyarrow: pip install 'selfscore-xl[parquet]'; or use --format csv.",
            )
        ) from None
    except (SaveRefused, OSError) as error:
        raise cannot_write(options.out, error) from None
    _report(result.found, result.fresh, options)
    causes = {one.cause for one in result.found.left_out}
    if "unreadable" in causes:
        return FAILED
    faulty = not causes.isdisjoint(("errors", "no-unit", "other-set"))
    return FINDINGS if faulty or _counts_errors(result.found) else OK


def _check_name(out: str, format: str) -> None:
    if os.path.isdir(out) or out.endswith((os.sep, "/")):
        raise WrongCall(
            Text(
                f"{out} là thư mục; sau -o hãy ghi tên tệp, ví dụ tong-hop.{format}.",
                f"{out} is a folder; give a file name after -o, summary.{format} say.",
            )
        )
    if not out.lower().endswith(f".{format}"):
        raise WrongCall(
            Text(
                f"Tên tệp sau -o phải có đuôi .{format}, ví dụ {os.path.splitext(out)[0]}.{format}.",
                f"The file name after -o must end in .{format}, {os.path.splitext(out)[0]}.{format} say.",
            )
        )


def _units(path: str) -> tuple[ListedUnit, ...]:
    from ..unit_list import UnitListError, read_units
    from .files import why

    try:
        return read_units(path)
    except UnitListError as error:
        raise WrongCall(Text(f"{path}: {error.text.vi}", f"{path}: {error.text.en}")) from None
    except OSError as error:
        reason = why(error)
        raise WrongCall(
            Text(
                f"Không đọc được danh sách đơn vị {path} ({reason.vi}).",
                f"The list of units {path} could not be read ({reason.en}).",
            )
        ) from None


def _jobs(paths: list[str]) -> int:
    """As many as there are cores, where there are enough files to make a second process worth it."""
    from .. import app

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    found = app.find_workbooks(paths)
    return cores if len(found.files) + len(found.copies) >= _JOBS_FROM else 1


def _counts_errors(found: Consolidation) -> bool:
    return any(one.form.sent.errors for edition in found.editions for one in edition.ranked)


def _report(found: Consolidation, fresh: int, options: Options) -> None:
    """What was done, on stdout; what needs somebody's care, on stderr."""
    from .. import checking

    lang = options.lang
    ranked = sum(len(edition.ranked) for edition in found.editions)
    others = Text("", "")
    if found.not_workbooks:
        others = Text(
            f"; ngoài ra có {found.not_workbooks} tệp không phải bảng tính nên không đọc",
            f"; there are {found.not_workbooks} more files, no workbooks, that were not read",
        )
    print(
        Text(
            f"Đã ghi {options.out}: {ranked} đơn vị, {found.files} tệp (đọc mới {fresh}), "
            f"{found.unused} tệp không dùng{others.vi}.",
            f"Wrote {options.out}: {ranked} units, {found.files} files ({fresh} read now), "
            f"{found.unused} left out{others.en}.",
        ).to(lang)
    )
    missing = [] if found.listed is None else [unit.name for unit in found.listed.missing]
    if missing:
        names = first_few(missing, _SHOWN)
        terminal.say(
            Text(
                f"S802: {len(missing)} đơn vị chưa gửi: {names.vi}",
                f"S802: {len(missing)} units missing: {names.en}",
            ).to(lang)
        )
    findings = [finding for finding in found.findings if finding.code != "S802"]
    for finding in findings[:_SHOWN]:
        terminal.say(f"{finding.code}: {checking.message(finding, lang)}")
    for name, file, near in () if found.listed is None else found.listed.unlisted[:_SHOWN]:
        terminal.say(
            Text(
                f"{file}: «{name}» không có trong danh sách đơn vị"
                + (f"; có phải «{near}»?" if near else "."),
                f"{file}: “{name}” is not on the list of units" + (f"; is it “{near}”?" if near else "."),
            ).to(lang)
        )
    read = [one for one in found.left_out if one.cause != "no-workbook"]
    for one in read[:_SHOWN]:
        terminal.say(f"{one.file}: {one.why.to(lang)}")
    more = max(len(findings) - _SHOWN, 0) + max(len(read) - _SHOWN, 0)
    if more:
        terminal.say(
            Text(f"… và {more} thông báo khác trong tệp tổng hợp.", f"… and {more} more, see the file.").to(
                lang
            )
        )
