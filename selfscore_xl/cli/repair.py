"""``repair``: pour the answers of a damaged form into a fresh one."""

from __future__ import annotations

from ..text import Text
from . import OK, terminal
from .arguments import Options, Parser
from .files import cannot_write, refuse_other_ending, unread_form, would_overwrite
from .sets import add_set_option, chosen_set, no_form

DESCRIPTION = Text(
    "Chuyển mọi nội dung đã điền trong một biểu hỏng (mất công thức, mất khóa, xáo hàng, dán đè…)\n"
    "sang một biểu mới của cùng bộ tiêu chí. Nội dung không có chỗ được liệt kê ở một trang tính riêng.",
    "Pour everything typed in a damaged form (formulas lost, protection off, rows moved, pasted over…)\n"
    "into a fresh form of the same set. What finds no place is listed on a sheet of its own.",
)
_EPILOG = Text(
    "ví dụ:\n  selfscore-xl repair bieu-hong.xlsx -o bieu-moi.xlsx",
    "example:\n  selfscore-xl repair damaged.xlsx -o fresh.xlsx",
)
_WRITTEN = Text(
    "Đã tạo biểu mới {out}, có câu trả lời của {answered} tiêu chí.",
    "Wrote the fresh form {out}, with the answers of {answered} criteria.",
)
_LEFT_OVER = Text(
    "{count} nội dung chưa xếp được vào biểu, liệt kê ở trang tính «{sheet}»; hãy xem từng dòng:",
    "{count} contents found no place and are listed on the sheet «{sheet}»; look at each of them:",
)


def add(parser: Parser) -> None:
    """Add the arguments."""
    say = parser.say
    parser.epilog = _EPILOG.to(parser.lang)
    parser.add_argument(
        "damaged", metavar=say("BIỂU_HỎNG", "DAMAGED"), help=say("biểu bị hỏng", "the damaged form")
    )
    parser.add_argument(
        "-o",
        "--out",
        required=True,
        metavar=say("BIỂU_MỚI", "FRESH"),
        help=say("tệp biểu mới sẽ tạo, đuôi .xlsx", "the fresh form to write, ending in .xlsx"),
    )
    add_set_option(
        parser, say("bộ tiêu chí, nếu biểu không còn cho biết", "criteria set, where the form does not say")
    )


def run(options: Options) -> int:
    """Write the fresh form; the exit code.

    Raises:
        WrongCall: the damaged form cannot be read, or the fresh one not written.
    """
    from .. import app, template
    from ..ooxml.saving import SaveRefused
    from ..repair import LEFT_OVER_SHEET
    from ..text import visible

    refuse_other_ending(options.out)
    criteria = chosen_set(options.set) if options.set else None
    try:
        repaired = app.repair(options.damaged, options.out, criteria)
    except app.Unreadable as unreadable:
        raise unread_form(unreadable.outcome) from None
    except app.WouldOverwrite as filled:
        raise would_overwrite(filled.args[0]) from None
    except template.NoForm as error:
        if criteria is None:
            raise
        raise no_form(criteria, error) from None
    except (SaveRefused, OSError) as error:
        raise cannot_write(options.out, error) from None
    terminal.say(_WRITTEN.fill(options.lang, {"out": options.out, "answered": repaired.answered}))
    if repaired.left_over:
        count = len(repaired.left_over)
        terminal.say(_LEFT_OVER.fill(options.lang, {"count": count, "sheet": LEFT_OVER_SHEET}))
        for one in repaired.left_over:
            content = visible(one.content, 50)
            terminal.say(f"  {one.place.sheet}!{one.place.ref}: {content} ({one.reason.to(options.lang)})")
    return OK
