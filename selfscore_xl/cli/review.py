"""``review``: make the reviewer's copy of a filled form."""

from __future__ import annotations

from ..text import Text
from . import OK, terminal
from .arguments import Options, Parser, WrongCall
from .files import cannot_write, unread_form, would_overwrite
from .sets import add_set_option, chosen_set

DESCRIPTION = Text(
    "Lập bản thẩm định từ biểu (hoặc bản chú thích) của đơn vị: khóa câu trả lời của đơn vị, mở cột\n"
    "Thẩm định và Ý kiến, thêm trang quyết định các đề nghị trừ, trang so sánh điểm và trang trao đổi.",
    "Make the reviewer's copy of a unit's form (or of its annotated copy): the unit's answers locked,\n"
    "appraisal and opinion open, sheets for decisions on exclusions, comparison and remarks added.",
)
_EPILOG = Text(
    "Lập lại từ một bản thẩm định thì giữ nguyên các quyết định và ý kiến đã ghi.\n\n"
    "ví dụ:\n  selfscore-xl review so-noi-vu.xlsx -o so-noi-vu.tham-dinh.xlsx",
    "Made again from a reviewer's copy, it keeps the decisions and remarks that are there.\n\n"
    "example:\n  selfscore-xl review so-noi-vu.xlsx -o so-noi-vu.review.xlsx",
)
_WRITTEN = Text(
    "Đã lập bản thẩm định {out}; còn {count} đề nghị trừ chờ quyết định.",
    "Wrote the reviewer's copy {out}; {count} exclusion(s) still to decide on.",
)


def add(parser: Parser) -> None:
    """Add the arguments."""
    say = parser.say
    parser.epilog = _EPILOG.to(parser.lang)
    parser.add_argument(
        "file", metavar=say("BIỂU", "FILE"), help=say("biểu đã điền của đơn vị", "the unit's filled form")
    )
    parser.add_argument(
        "-o",
        "--out",
        required=True,
        metavar=say("TỆP", "FILE"),
        help=say("bản thẩm định sẽ tạo", "the reviewer's copy to write"),
    )
    add_set_option(
        parser, say("bộ tiêu chí, nếu khác bộ ghi trong biểu", "criteria set, where it is not the form's own")
    )


def run(options: Options) -> int:
    """Write the copy; the exit code.

    Raises:
        WrongCall: the form cannot be read, or the copy not be written.
    """
    from .. import app

    criteria = chosen_set(options.set) if options.set else None
    try:
        count = app.review(options.file, options.out, criteria)
    except app.Unreadable as unreadable:
        raise unread_form(unreadable.outcome) from None
    except app.WouldOverwrite as filled:
        raise would_overwrite(filled.args[0]) from None
    except app.Unwritten as unwritten:
        raise WrongCall(unwritten.text) from None
    except OSError as error:
        raise cannot_write(options.out, error) from None
    terminal.say(_WRITTEN.fill(options.lang, {"out": options.out, "count": count}))
    return OK
