"""``macros``: the buttons for Excel and LibreOffice, installed here or written out for elsewhere."""

from __future__ import annotations

import os

from ..text import Text
from . import OK, terminal
from .arguments import Options, Parser, WrongCall
from .files import cannot_write
from .sets import add_set_option, chosen_set

DESCRIPTION = Text(
    "Đưa ba nút Kiểm tra, Lỗi tiếp theo, Xóa đánh dấu vào Excel: kiểm tra biểu ngay khi đang mở.\n"
    "Không bắt buộc: biểu và lệnh validate dùng được mà không cần macro.",
    "Put three buttons into Excel: check the open form, next finding, clear marks.\n"
    "Optional: neither the form nor validate needs a macro.",
)
_INSTALLED = Text(
    "Đã cài {paths}; đóng và mở lại Excel, ba nút Kiểm tra, Lỗi tiếp theo, Xóa đánh dấu nằm ở thẻ "
    "«Tự chấm điểm».",
    "Installed {paths}; close Excel and start it again: the tab “Tự chấm điểm” has the three buttons.",
)
_EXPORTED = Text("Đã ghi {count} tệp vào {folder}.", "Wrote {count} files to {folder}.")


def add(parser: Parser) -> None:
    """Add the actions and their arguments."""
    say = parser.say
    actions = parser.add_subparsers(
        dest="action", required=True, metavar="install|export", parser_class=Parser
    )

    def action(name: str, help_text: str) -> Parser:
        return actions.add_parser(name, help=help_text, description=help_text, lang=parser.lang)

    install = action(
        "install", say("cài vào Excel của người đang dùng máy", "install into Excel for the current user")
    )
    add_set_option(
        install,
        say(
            "tệp bộ tiêu chí của riêng cơ quan: nút kiểm tra được cả biểu của bộ này",
            "a set file of one's own: its forms are checked too",
        ),
    )
    export = action("export", say("ghi các tệp ra một thư mục", "write the files into a folder"))
    export.add_argument(
        "folder",
        metavar=say("THƯ_MỤC", "DIR"),
        help=say(
            "thư mục nhận các tệp; chưa có thì được tạo", "folder for the files, made where it is missing"
        ),
    )


def run(options: Options) -> int:
    """Do the action; the exit code.

    Raises:
        WrongCall: something is missing, or a file cannot be written.
    """
    from ..live import installing

    place = options.folder if options.action == "export" else installing.ADDIN
    try:
        if options.action == "export":
            count = len(installing.export(options.folder))
            said = _EXPORTED.fill(options.lang, {"count": count, "folder": options.folder})
        else:
            paths = installing.install(own=_set_file(options.set))
            said = _INSTALLED.fill(options.lang, {"paths": ", ".join(paths)})
    except installing.NotInstalled as missing:
        raise WrongCall(missing.text) from None
    except OSError as error:
        raise cannot_write(error.filename or place, error) from None
    terminal.say(said)
    return OK


def _set_file(name: str | None) -> str:
    """The path that the buttons are to know; nothing where no set was named, or one that they know anyway.

    Raises:
        WrongCall: there is no such set, or its file has errors.
    """
    if name is None:
        return ""
    chosen_set(name)
    return os.path.abspath(name) if os.path.isfile(name) else ""
