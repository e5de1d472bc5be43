"""``diff``: what changed between two submissions of a form."""

from __future__ import annotations

import sys

from ..text import Text
from . import OK, terminal
from .arguments import Options, Parser, WrongCall
from .files import cannot_write, unread_form, would_overwrite
from .sets import add_set_option, chosen_set

DESCRIPTION = Text(
    "So sánh hai lần nộp của cùng một biểu: điểm, đề nghị trừ, tài liệu, giải trình, thẩm định thay đổi\n"
    "ở tiêu chí nào, và ý kiến thẩm định nào đã được đơn vị giải trình.",
    "Compare two submissions of a form: what changed at which criterion, and which remarks the unit has\n"
    "answered.",
)
_EPILOG = Text(
    "ví dụ:\n  selfscore-xl diff lan-1.xlsx lan-2.xlsx -o lan-2.thay-doi.xlsx",
    "example:\n  selfscore-xl diff first.xlsx second.xlsx -o second.changes.xlsx",
)
_WRITTEN = Text(
    "Đã ghi {out}: lần nộp sau, có thêm trang «{sheet}».", "Wrote {out}, with the sheet «{sheet}»."
)


def add(parser: Parser) -> None:
    """Add the arguments."""
    say = parser.say
    parser.epilog = _EPILOG.to(parser.lang)
    parser.add_argument("earlier", metavar="A", help=say("biểu nộp lần trước", "the earlier submission"))
    parser.add_argument("later", metavar="B", help=say("biểu nộp lần sau", "the later submission"))
    parser.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help=say("dạng kết quả: text cho người đọc, json cho phần mềm", "text for people, json for programs"),
    )
    parser.add_argument(
        "-o",
        "--out",
        metavar=say("TỆP", "FILE"),
        help=say(
            "ghi một bản của biểu B có thêm trang tính thay đổi", "write a copy of B with a sheet of changes"
        ),
    )
    add_set_option(
        parser, say("bộ tiêu chí, nếu khác bộ ghi trong biểu", "criteria set, where it is not the form's own")
    )


def run(options: Options) -> int:
    """Print the comparison; the exit code.

    Raises:
        WrongCall: a form cannot be read, the two are of different sets, or the copy not be written.
    """
    from .. import app, comparing
    from ..output.encode import encode

    criteria = chosen_set(options.set) if options.set else None
    try:
        found, tree = app.diff(options.earlier, options.later, options.out, criteria)
    except app.Unreadable as unreadable:
        raise unread_form(unreadable.outcome) from None
    except app.WouldOverwrite as filled:
        raise would_overwrite(filled.args[0]) from None
    except app.Unwritten as unwritten:
        raise WrongCall(unwritten.text) from None
    except OSError as error:
        raise cannot_write(options.out or options.later, error) from None
    if options.format == "json":
        sys.stdout.write(encode(comparing.data(found, options.earlier, options.later)) + "\n")
    else:
        sys.stdout.write(comparing.text(found, tree, options.lang))
    if options.out:
        terminal.say(_WRITTEN.fill(options.lang, {"out": options.out, "sheet": comparing.CHANGE_SHEET}))
    return OK
