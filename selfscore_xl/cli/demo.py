"""``demo``: the form of a real office, empty, filled and checked."""

from __future__ import annotations

import sys

from ..text import Text
from . import terminal
from .arguments import Options, Parser
from .files import cannot_write

DESCRIPTION = Text(
    "Tạo biểu trống và biểu đã điền theo báo cáo thật của Văn phòng UBND tỉnh Quảng Trị\n"
    "6 tháng đầu năm 2023, rồi kiểm tra biểu đã điền.",
    "Build the form, empty and filled as in a real report (Office of the People's Committee of\n"
    "Quảng Trị province, first half of 2023), and check the filled one.",
)
FOLDER = "selfscore-demo"
_WRITTEN = Text(
    "Biểu trống:     {form}\nBiểu đã điền:   {filled}\nBản chú thích:  {annotated}\n"
    "Mở bản chú thích bằng Excel hoặc LibreOffice để xem kết quả kiểm tra.",
    "Empty form:      {form}\nFilled form:     {filled}\nAnnotated copy:  {annotated}\n"
    "Open the annotated copy in Excel or LibreOffice to see the findings.",
)


def add(parser: Parser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "folder",
        nargs="?",
        default=FOLDER,
        metavar=parser.say("THƯ_MỤC", "DIR"),
        help=parser.say(f"nơi ghi các tệp (mặc định {FOLDER})", f"where to write (default {FOLDER})"),
    )


def run(options: Options) -> int:
    """Write the files and print the findings; the exit code is that of ``validate``.

    Raises:
        WrongCall: the folder or a file in it cannot be written.
    """
    from .. import app
    from ..ooxml.saving import SaveRefused
    from ..output import View, text
    from .validate import exit_code

    try:
        made = app.demo(options.folder, options.lang)
    except (SaveRefused, OSError) as error:
        raise cannot_write(options.folder, error) from None
    view = View(options.lang, terminal.width(), terminal.colored("auto"))
    sys.stdout.write(text.entry(made.outcome, view))
    for note in made.outcome.notes:
        terminal.say(note.to(options.lang))
    values = {"form": made.form, "filled": made.filled, "annotated": made.outcome.annotated or "–"}
    terminal.say(_WRITTEN.fill(options.lang, values))
    return exit_code(made.outcome, strict=False, written=True)
