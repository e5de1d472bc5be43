"""``migrate``: the answers of a form of an older set in a form of a new one."""

from __future__ import annotations

from ..text import Text, visible
from . import OK, terminal
from .arguments import Options, Parser
from .files import cannot_write, refuse_other_ending, unread_form, would_overwrite
from .sets import add_set_option, chosen_set, no_form, of_group

DESCRIPTION = Text(
    "Chuyển nội dung của biểu theo bộ tiêu chí cũ sang biểu của bộ tiêu chí mới. Giải trình và tài liệu\n"
    "được chuyển; điểm và đề nghị trừ chỉ chuyển khi tiêu chí giữ nguyên. Một trang tính ghi rõ từng mục.",
    "Carry the answers of a form of an older set into a form of a new one. Explanations and evidence go\n"
    "along; scores and exclusions only where the criterion stayed as it was. A sheet tells each of them.",
)
_EPILOG = Text(
    "ví dụ:\n  selfscore-xl migrate bieu-2023.xlsx --to bo-tieu-chi-2024.yaml -o bieu-2024.xlsx",
    "example:\n  selfscore-xl migrate form-2023.xlsx --to set-2024.yaml -o form-2024.xlsx",
)
_WRITTEN = Text("Đã tạo biểu {out}.", "Wrote {out}.")
_SEE = Text(
    "Xem trang tính «{sheet}»: nội dung đã chuyển, chưa chuyển và lý do.",
    "See the sheet “{sheet}”: what was carried, what was not and why.",
)
_SHOWN = 40


def add(parser: Parser) -> None:
    """Add the arguments."""
    say = parser.say
    parser.epilog = _EPILOG.to(parser.lang)
    parser.add_argument(
        "old", metavar=say("BIỂU_CŨ", "OLD"), help=say("biểu theo bộ tiêu chí cũ", "form of the older set")
    )
    parser.add_argument(
        "--to",
        required=True,
        metavar=say("BỘ", "SET"),
        help=say("bộ tiêu chí mới: tên bộ có sẵn hoặc đường dẫn", "the new set: a shipped one or a path"),
    )
    parser.add_argument(
        "-o",
        "--out",
        required=True,
        metavar=say("BIỂU_MỚI", "NEW"),
        help=say("biểu mới sẽ tạo, đuôi .xlsx", "the new form to write, ending in .xlsx"),
    )
    add_set_option(
        parser,
        say("bộ tiêu chí cũ, nếu không phải bộ có sẵn", "the older set, where it is not a shipped one"),
    )
    parser.add_argument(
        "--unit-group",
        default="",
        metavar=say("NHÓM", "GROUP"),
        help=say("nhóm đơn vị trong bộ mới", "unit group in the new set"),
    )


def run(options: Options) -> int:
    """Write the new form; the exit code.

    Raises:
        WrongCall: the old form cannot be read, or the new one not written.
    """
    from .. import app, intake
    from ..layout import MIGRATION_SHEET
    from ..ooxml.saving import SaveRefused
    from ..template import NoForm

    lang = options.lang
    refuse_other_ending(options.out)
    criteria = of_group(chosen_set(options.to), options.unit_group)
    older = chosen_set(options.set) if options.set else None
    try:
        moved = app.migrate(options.old, options.out, criteria, older, unit_group=options.unit_group)
    except app.Unreadable as unreadable:
        raise unread_form(unreadable.outcome) from None
    except app.WouldOverwrite as filled:
        raise would_overwrite(filled.args[0]) from None
    except NoForm as error:
        raise no_form(criteria, error) from None
    except (SaveRefused, OSError) as error:
        raise cannot_write(options.out, error) from None
    for line in intake.migration_summary(moved, options.old):
        print(line.to(lang))
    left = moved.migrated.left
    for one in left[:_SHOWN]:
        print(f"- {one.old} · {one.what}: «{visible(one.content, 60)}» – {one.reason.to(lang)}")
    if len(left) > _SHOWN:
        print(f"  … {len(left) - _SHOWN}")
    terminal.say(_WRITTEN.fill(lang, {"out": options.out}))
    terminal.say(_SEE.fill(lang, {"sheet": MIGRATION_SHEET}))
    return OK
