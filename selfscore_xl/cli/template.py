"""``template``: build the form that units fill."""

from __future__ import annotations

from ..text import Text
from . import OK, terminal
from .arguments import Options, Parser, WrongCall
from .files import cannot_write
from .sets import add_set_option, chosen_set, no_form, of_group

DESCRIPTION = Text(
    "Tạo biểu tự chấm điểm (tệp Excel) từ một bộ tiêu chí, để gửi cho đơn vị điền.",
    "Build the self-scoring form (an Excel file) of a criteria set, for units to fill.",
)
_EPILOG = Text(
    "ví dụ:\n"
    "  selfscore-xl template -o bieu.xlsx\n"
    '  selfscore-xl template --unit "Sở Nội vụ" --password matkhau -o so-noi-vu.xlsx',
    "examples:\n"
    "  selfscore-xl template -o form.xlsx\n"
    '  selfscore-xl template --unit "Sở Nội vụ" --password secret -o so-noi-vu.xlsx',
)
_WRITTEN = Text("Đã tạo biểu {out}", "Wrote {out}")
_ALL_WRITTEN = Text("Đã tạo {number} biểu trong thư mục {out}", "Wrote {number} forms into {out}")


def _filled(path: str) -> Text:
    return Text(
        f"Tệp {path} là biểu đã có người điền nên không ghi đè; chọn tên khác sau -o.",
        f"{path} is a form that somebody has filled, so it was not replaced; choose another name after -o.",
    )


def _one_is_filled(path: str) -> Text:
    return Text(
        f"Tệp {path} là biểu đã có người điền nên không ghi đè, và chưa tạo biểu nào; chuyển tệp đó "
        "sang thư mục khác, hoặc chọn thư mục khác sau -o, rồi chạy lại.",
        f"{path} is a form that somebody has filled, so it was not replaced and no form was made; move it "
        "elsewhere, or choose another folder after -o, and run this again.",
    )


def add(parser: Parser) -> None:
    """Add the arguments."""
    say = parser.say
    parser.epilog = _EPILOG.to(parser.lang)
    parser.add_argument(
        "-o",
        "--out",
        required=True,
        metavar=say("TỆP", "FILE"),
        help=say(
            "tệp biểu sẽ tạo, đuôi .xlsx; với --units là thư mục",
            "the form to write, ending in .xlsx; with --units a folder",
        ),
    )
    parser.add_argument(
        "--units",
        metavar=say("DANH_SÁCH", "LIST"),
        help=say(
            "danh sách đơn vị (CSV có cột Đơn vị, nếu cần Mã, Nhóm đơn vị, Kỳ đánh giá): mỗi đơn vị một biểu",
            "list of units (CSV with a column Đơn vị and, if needed, Mã, Nhóm đơn vị, Kỳ đánh giá): "
            "a form for each",
        ),
    )
    add_set_option(
        parser, say("bộ tiêu chí (mặc định: bộ có sẵn)", "criteria set (default: the shipped one)")
    )
    parser.add_argument(
        "--unit",
        default="",
        metavar=say("TÊN", "NAME"),
        help=say("tên đơn vị, ghi sẵn và khóa lại", "name of the unit, filled in and locked"),
    )
    parser.add_argument(
        "--unit-group",
        default="",
        metavar=say("NHÓM", "GROUP"),
        help=say("nhóm đơn vị, ghi sẵn và khóa lại", "unit group, filled in and locked"),
    )
    parser.add_argument(
        "--period",
        default="",
        metavar=say("KỲ", "PERIOD"),
        help=say("kỳ đánh giá, nếu khác kỳ của bộ tiêu chí", "the period, where it is not the set's own"),
    )
    parser.add_argument(
        "--password",
        metavar=say("MẬT_KHẨU", "PASSWORD"),
        help=say(
            "mật khẩu khóa trang tính, tối đa 15 ký tự", "of the sheets' protection, at most 15 characters"
        ),
    )


def run(options: Options) -> int:
    """Write the form; the exit code.

    Raises:
        WrongCall: no form can be made of what is asked for, or it cannot be written.
    """
    from .. import app, sets, template
    from ..ooxml.saving import SaveRefused

    if options.units is not None:
        return _for_units(options)
    if not options.out.lower().endswith(".xlsx"):
        raise WrongCall(
            Text(
                f"Biểu là tệp Excel: đặt tên sau -o có đuôi .xlsx, ví dụ {options.out}.xlsx.",
                f"The form is an Excel file: give a name ending in .xlsx after -o, {options.out}.xlsx say.",
            )
        )
    criteria = of_group(chosen_set(options.set or sets.DEFAULT), options.unit_group)
    try:
        app.template(
            criteria,
            options.out,
            unit=options.unit,
            unit_group=options.unit_group,
            period=options.period,
            password=options.password,
        )
    except app.WouldOverwrite as filled:
        raise WrongCall(_filled(filled.args[0])) from None
    except (template.PasswordTooLong, template.NoForm) as error:
        raise no_form(criteria, error) from None
    except (SaveRefused, OSError) as error:
        raise cannot_write(options.out, error) from None
    terminal.say(_WRITTEN.fill(options.lang, {"out": options.out}))
    return OK


def _for_units(options: Options) -> int:
    """Write a form for every unit of a list; the exit code."""
    from .. import app, sets, template
    from ..ooxml.saving import SaveRefused
    from ..unit_list import UnitListError
    from .batch import with_bar
    from .files import why

    for option, value in (("--unit", options.unit), ("--unit-group", options.unit_group)):
        if value:
            raise WrongCall(
                Text(
                    f"Không dùng {option} cùng --units: tên và nhóm của từng đơn vị lấy từ danh sách.",
                    f"{option} does not go with --units: names and groups come from the list.",
                )
            )
    criteria = chosen_set(options.set or sets.DEFAULT)
    try:
        number, paths = app.template_for_units(criteria, options.units, options.out, options.password)
    except UnitListError as error:
        raise WrongCall(error.text) from None
    except app.WouldOverwrite as filled:
        raise WrongCall(_one_is_filled(filled.args[0])) from None
    except OSError as error:
        if error.filename == options.out:
            raise cannot_write(options.out, error) from None
        reason = why(error)
        raise WrongCall(
            Text(
                f"Không đọc được danh sách {options.units} ({reason.vi}); kiểm tra lại đường dẫn.",
                f"The list {options.units} could not be read ({reason.en}); check its path.",
            )
        ) from None
    try:
        for _ in with_bar(paths, number, Text("Tạo biểu", "Forms").to(options.lang)):
            pass
    except (template.PasswordTooLong, template.NoForm) as error:
        raise no_form(criteria, error) from None
    except (SaveRefused, OSError) as error:
        raise cannot_write(options.out, error) from None
    terminal.say(_ALL_WRITTEN.fill(options.lang, {"number": number, "out": options.out}))
    return OK
