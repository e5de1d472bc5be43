"""The actions of ``criteria`` beside looking: ``from-table``, ``export`` and ``diff``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..text import Text, printable
from . import FINDINGS, OK, terminal
from .arguments import Options, Parser, WrongCall
from .files import cannot_write, unread
from .import_table import add_table_option
from .sets import chosen_set

if TYPE_CHECKING:
    from ..criteria import Criteria

_SAID = (
    ("--id", "TÊN", "tên định danh: chữ thường không dấu, gạch nối", "identifier: small letters and hyphens"),
    ("--title", "TÊN", "tên bộ tiêu chí", "title of the set"),
    ("--issuer", "CƠ_QUAN", "cơ quan ban hành", "who issues it"),
    ("--period", "KỲ", "tên kỳ đánh giá", "name of the period"),
    ("--first-day", "NGÀY", "ngày đầu kỳ, ví dụ 2026-01-01", "first day of the period, 2026-01-01 say"),
    ("--last-day", "NGÀY", "ngày cuối kỳ", "last day of the period"),
)
_DRAFTED = Text("Đã lập bộ tiêu chí {out}, {count} tiêu chí.", "Wrote the set {out}, {count} criteria.")
_TITLE_TAKEN = Text(
    "Tên bộ tiêu chí lấy từ dòng chữ ngoài bảng: «{title}»; chưa đúng thì sửa «title» trong tệp.",
    "The set's title was taken from the text around the table: “{title}”; if it is wrong, change “title”.",
)
_REMARKS = Text(
    "{count} điều cần xem lại, ghi thành dòng # trong tệp:", "{count} remarks, kept as # lines in the file:"
)
_MORE = Text("  … và {count} điều nữa", "  … and {count} more")
_SHOWN = 20
_EXPORTED = Text("Đã ghi bộ tiêu chí {set} vào {out}", "Wrote the set {set} to {out}")


def add(action: Callable[[str, str], Parser], parser: Parser) -> None:
    """Add the actions and their arguments."""
    say = parser.say
    draft = action("from-table", say("lập bộ tiêu chí từ một bảng", "make a set of a table"))
    draft.add_argument(
        "table_path",
        metavar=say("BẢNG", "TABLE"),
        help=say(
            "tệp có bảng tiêu chí: xlsx, xls, ods, docx, html, csv, tsv, txt",
            "the file with the table: xlsx, xls, ods, docx, html, csv, tsv, txt",
        ),
    )
    _add_out(draft, say("tệp bộ tiêu chí sẽ tạo, đuôi .yaml", "the set file to write, ending in .yaml"))
    for name, value, vi, en in _SAID:
        draft.add_argument(name, default="", metavar=value, help=say(vi, en))
    draft.add_argument(
        "--legal-basis",
        action="append",
        default=[],
        metavar=say("VĂN_BẢN", "DOCUMENT"),
        help=say("căn cứ ban hành; có thể ghi nhiều lần", "legal basis; may be repeated"),
    )
    add_table_option(draft)
    export = action(
        "export",
        say(
            "ghi bộ tiêu chí ra tệp Excel để sửa, hoặc tệp .yaml",
            "write a set as a workbook to edit, or as .yaml",
        ),
    )
    export.add_argument("set", metavar=say("BỘ", "SET"), help=_set_help(parser))
    _add_out(export, say("tệp sẽ tạo, đuôi .xlsx hoặc .yaml", "the file to write, ending in .xlsx or .yaml"))
    compare = action(
        "diff", say("so sánh hai bộ tiêu chí, từng tiêu chí", "compare two sets, criterion by criterion")
    )
    compare.add_argument("old", metavar=say("BỘ_CŨ", "OLD"), help=_set_help(parser))
    compare.add_argument("new", metavar=say("BỘ_MỚI", "NEW"), help=_set_help(parser))
    compare.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help=say("dạng kết quả: text (mặc định) hoặc json", "text (default) or json"),
    )
    compare.add_argument(
        "--unit-group",
        default="",
        metavar=say("NHÓM", "GROUP"),
        help=say("so sánh như nhóm đơn vị này thấy", "compare as this unit group sees the sets"),
    )


def _set_help(parser: Parser) -> str:
    return parser.say("tên bộ tiêu chí có sẵn hoặc đường dẫn tệp", "a shipped set or the path of a set file")


def _add_out(parser: Parser, help_text: str) -> None:
    parser.add_argument("-o", "--out", required=True, metavar=parser.say("TỆP", "FILE"), help=help_text)
    parser.add_argument(
        "--force",
        action="store_true",
        help=parser.say("ghi đè nếu tệp đã có", "replace the file if it is there"),
    )


def _from_table(options: Options) -> int:
    """Write the set file; the exit code.

    Raises:
        WrongCall: there is no table of criteria, or the file cannot be written.
    """
    from .. import intake, set_file
    from ..importing.set_draft import Said
    from ..importing.source import TableRefused
    from ..ooxml.refusal import Refusal
    from ..set_file.show import lint_summary, lint_text

    _refuse_ending(options.out, (".yaml", ".yml"))
    _refuse_present(options)
    said = Said(
        *(options.id, options.title, options.issuer, tuple(options.legal_basis)),
        *(options.period, options.first_day, options.last_day),
    )
    try:
        drafted = intake.set_of_table(options.table_path, said, options.table)
    except (Refusal, TableRefused) as refusal:
        raise unread(options.table_path, refusal) from None
    _write(options.out, drafted.yaml.encode())
    lang = options.lang
    problems = set_file.lint(drafted.yaml)
    if drafted.choice is not None and drafted.choice.said is not None:
        print(drafted.choice.said.to(lang))
    if drafted.title:
        print(_TITLE_TAKEN.fill(lang, {"title": printable(drafted.title)}))
    if drafted.remarks:
        print(_REMARKS.fill(lang, {"count": len(drafted.remarks)}))
        for remark in drafted.remarks[:_SHOWN]:
            print(f"  - {printable(remark)}")
        if len(drafted.remarks) > _SHOWN:
            print(_MORE.fill(lang, {"count": len(drafted.remarks) - _SHOWN}))
    text = lint_text(options.out, problems, lang)
    if text:
        print(text)
    sys.stdout.flush()
    terminal.say(_DRAFTED.fill(lang, {"out": options.out, "count": drafted.criteria}))
    terminal.say(lint_summary(problems, lang))
    return FINDINGS if any(problem.severity == "error" for problem in problems) else OK


def _export(options: Options) -> int:
    """Write the set as a workbook or a set file; the exit code."""
    from .. import set_file
    from ..template.set_book import build_set_book

    _refuse_ending(options.out, (".xlsx", ".yaml", ".yml"))
    _refuse_present(options)
    criteria = chosen_set(options.set)
    is_book = options.out.lower().endswith(".xlsx")
    data = build_set_book(criteria) if is_book else set_file.dump_yaml(criteria).encode()
    _write(options.out, data)
    terminal.say(_EXPORTED.fill(options.lang, {"set": criteria.id, "out": options.out}))
    return OK


def _diff(options: Options) -> int:
    """Print the comparison; the exit code."""
    from ..criteria_diff import diff
    from ..output.encode import encode
    from ..set_file.diff_text import diff_data, diff_text

    found = diff(_seen(options.old, options.unit_group), _seen(options.new, options.unit_group))
    if options.format == "json":
        print(encode(diff_data(found)))
    else:
        print(diff_text(found, options.lang, terminal.width()))
    return OK


def _seen(name: str, group: str) -> Criteria:
    """A set, as a unit group sees it where one is named."""
    from .sets import of_group

    criteria = chosen_set(name)
    return of_group(criteria, group) if group else criteria


ACTIONS: dict[str, Callable[[Options], int]] = {
    "from-table": _from_table,
    "export": _export,
    "diff": _diff,
}


def _refuse_ending(out: str, endings: tuple[str, ...]) -> None:
    if not out.lower().endswith(endings):
        vi, en = " hoặc ".join(endings), " or ".join(endings)
        raise WrongCall(
            Text(
                f"Đặt tên sau -o có đuôi {vi}, ví dụ {out}{endings[0]}.",
                f"Give a name ending in {en} after -o, {out}{endings[0]} say.",
            )
        )


def _refuse_present(options: Options) -> None:
    if os.path.exists(options.out) and not options.force:
        raise WrongCall(
            Text(
                f"Tệp {options.out} đã có nên không ghi đè; chọn tên khác sau -o, hoặc thêm --force.",
                f"{options.out} is there already and was not replaced; choose another name, or add --force.",
            )
        )


def _write(out: str, data: bytes) -> None:
    from ..ooxml.saving import SaveRefused, write_file

    try:
        write_file(out, data)
    except (SaveRefused, OSError) as error:
        raise cannot_write(out, error) from None
