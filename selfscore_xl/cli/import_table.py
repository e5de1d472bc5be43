"""``import``: a table in the old form becomes a filled form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..text import Lang, Text, visible
from . import FINDINGS, OK, terminal
from .arguments import Options, Parser, positive
from .files import cannot_write, refuse_other_ending, unread, would_overwrite
from .sets import add_set_option, chosen_set, no_form, of_group

if TYPE_CHECKING:
    from ..criteria import Tree
    from ..importing.filling import Note

DESCRIPTION = Text(
    "Đưa bảng điểm theo mẫu cũ (Excel, Word, CSV, HTML, hoặc văn bản chép từ PDF) vào biểu tự chấm điểm.\n"
    "Mọi điều phần mềm phải suy đoán đều được hỏi lại, ở đây và ở trang tính «Nhập từ bảng».",
    "Turn a table in the old form (Excel, Word, CSV, HTML, or text copied from a PDF) into a filled form.\n"
    "Whatever had to be inferred is asked again, here and on the sheet “Nhập từ bảng”.",
)
_EPILOG = Text(
    "Mã thoát: 0 đã tạo biểu; 1 đã tạo biểu nhưng có nội dung chưa xếp được; 2 không đọc được bảng hoặc\n"
    "lệnh chưa đúng (khi đó không tạo tệp nào).\n\n"
    "ví dụ:\n"
    "  selfscore-xl import bao-cao-cu.docx -o bieu.xlsx\n"
    '  selfscore-xl import bang-diem.csv -c bo-tieu-chi.yaml --unit "Sở Nội vụ" -o bieu.xlsx',
    "Exit codes: 0 the form was written; 1 it was, but some content found no place; 2 the table could not\n"
    "be read or the call is wrong (nothing is written then).\n\n"
    "examples:\n"
    "  selfscore-xl import old-report.docx -o form.xlsx\n"
    '  selfscore-xl import scores.csv -c set.yaml --unit "Sở Nội vụ" -o form.xlsx',
)
_WRITTEN = Text("Đã tạo biểu {out}.", "Wrote {out}.")
_SEE = Text(
    "{questions} điều cần đơn vị xác nhận, {left} nội dung chưa xếp được; ghi ở trang tính «{sheet}».",
    "{questions} to be confirmed by the unit, {left} found no place; see the sheet “{sheet}”.",
)


def add(parser: Parser) -> None:
    """Add the arguments."""
    say = parser.say
    parser.epilog = _EPILOG.to(parser.lang)
    parser.add_argument(
        "path",
        metavar=say("BẢNG", "TABLE"),
        help=say(
            "tệp có bảng điểm: xlsx, xls, ods, docx, html, csv, tsv, txt",
            "the file with the table: xlsx, xls, ods, docx, html, csv, tsv, txt",
        ),
    )
    parser.add_argument(
        "-o",
        "--out",
        required=True,
        metavar=say("TỆP", "FILE"),
        help=say("biểu sẽ tạo, đuôi .xlsx", "the form to write, ending in .xlsx"),
    )
    add_set_option(
        parser,
        say(
            "bộ tiêu chí (mặc định: bộ có sẵn khớp với bảng nhất)",
            "criteria set (default: the shipped one that fits the table best)",
        ),
    )
    add_table_option(parser)
    for name, value, vi, en in (
        ("--unit", "TÊN", "tên đơn vị, ghi sẵn và khóa lại", "name of the unit, filled in and locked"),
        ("--unit-group", "NHÓM", "nhóm đơn vị, ghi sẵn và khóa lại", "unit group, filled in and locked"),
        ("--period", "KỲ", "kỳ đánh giá, nếu khác kỳ của bộ tiêu chí", "the period, if not the set's own"),
    ):
        parser.add_argument(name, default="", metavar=value, help=say(vi, en))


def add_table_option(parser: Parser) -> None:
    """Add ``--table``: which table of a file is meant."""
    parser.add_argument(
        "--table",
        type=positive(parser),
        metavar="N",
        help=parser.say(
            "dùng bảng tiêu chí thứ N trong tệp, khi tệp có nhiều bảng",
            "use the Nth table of criteria in the file, where there are several",
        ),
    )


def run(options: Options) -> int:
    """Write the form; the exit code.

    Raises:
        WrongCall: the table cannot be read or fits no set, or the form cannot be written.
    """
    from .. import app, intake
    from ..importing.filling import counts
    from ..importing.source import TableRefused
    from ..layout import IMPORT_SHEET
    from ..ooxml.refusal import Refusal
    from ..ooxml.saving import SaveRefused
    from ..template import NoForm

    lang: Lang = options.lang
    refuse_other_ending(options.out)
    criteria = of_group(chosen_set(options.set), options.unit_group) if options.set else None
    try:
        imported = app.import_table(
            options.path,
            options.out,
            criteria,
            table=options.table,
            unit=options.unit,
            unit_group=options.unit_group,
            period=options.period,
        )
    except (Refusal, TableRefused) as refusal:
        raise unread(options.path, refusal) from None
    except app.WouldOverwrite as filled:
        raise would_overwrite(filled.args[0]) from None
    except NoForm as error:
        assert criteria is not None  # a shipped set that was chosen by itself has a form
        raise no_form(criteria, error) from None
    except (SaveRefused, OSError) as error:
        raise cannot_write(options.out, error) from None
    for line in intake.summary(imported, options.path):
        print(line.to(lang))
    for note in intake.sorted_notes(imported.filled.notes):
        print(_line(note, imported.criteria.tree(), lang))
    terminal.say(_WRITTEN.fill(lang, {"out": options.out}))
    found = counts(imported.filled.notes)
    if found["question"] or found["left"]:
        values = {"questions": found["question"], "left": found["left"], "sheet": IMPORT_SHEET}
        terminal.say(_SEE.fill(lang, values))
    return FINDINGS if found["left"] else OK


def _line(note: Note, tree: Tree, lang: Lang) -> str:
    from ..intake import KINDS

    code = f" {tree[note.key].code or note.key}" if note.key is not None else ""
    rows = ", ".join(map(str, note.rows))
    place = f" ({Text('dòng', 'row').to(lang)} {rows})" if rows else ""
    value = f" «{visible(note.value, 70)}»" if note.value else ""
    return f"- {KINDS[note.kind].to(lang)}{code}{place}: {note.text.to(lang)}{value}"
