"""The command line: which commands there are, their exit codes, what happens when one is stopped.

A command is a module here with ``DESCRIPTION``, ``add(parser)`` for its arguments and ``run(options)``
for its work, and a line in ``COMMANDS``. Only the module of the command that is called is imported,
and what it needs beyond the standard library it imports in ``run``: starting up is most of the time
that checking one form takes.

Data goes to stdout, messages for people to stderr. Exit codes: 0 no finding of severity error, 1
there are, 2 a file could not be read or the call is wrong; 130 after Ctrl-C.
"""

from __future__ import annotations

import os
import sys
from argparse import REMAINDER, SUPPRESS
from collections.abc import Sequence
from importlib import import_module

from ..record import NamedTuple
from ..text import Lang, Text
from ..typed import Protocol, cast
from . import terminal
from .arguments import PROGRAM, Options, Parser, WrongCall, asked_language, parse

OK, FINDINGS, FAILED, STOPPED, PIPE_CLOSED = 0, 1, 2, 130, 141


class Command(NamedTuple):
    """A command's module, relative to this package, and its line in the list of commands."""

    module: str
    summary: Text


class CommandModule(Protocol):
    """What the module of a command holds."""

    DESCRIPTION: Text

    @staticmethod
    def add(parser: Parser) -> None: ...

    @staticmethod
    def run(options: Options) -> int: ...


COMMANDS: dict[str, Command] = {
    "template": Command(
        ".template", Text("tạo biểu tự chấm điểm để gửi đơn vị", "build the form that units fill")
    ),
    "validate": Command(
        ".validate",
        Text("kiểm tra biểu đã điền và ghi bản chú thích", "check filled forms, write annotated copies"),
    ),
    "criteria": Command(
        ".criteria",
        Text("xem, kiểm tra, so sánh, lập bộ tiêu chí", "list, show, check, compare and make criteria sets"),
    ),
    "import": Command(
        ".import_table",
        Text("đưa bảng điểm theo mẫu cũ vào biểu", "turn a table in the old form into a filled form"),
    ),
    "review": Command(
        ".review",
        Text("lập bản thẩm định từ biểu của đơn vị", "make the reviewer's copy of a unit's form"),
    ),
    "consolidate": Command(
        ".consolidate",
        Text("tổng hợp, xếp hạng nhiều biểu", "rank many forms, show where points were lost"),
    ),
    "diff": Command(".diff", Text("so sánh hai lần nộp của một biểu", "compare two submissions of a form")),
    "migrate": Command(
        ".migrate",
        Text("chuyển biểu sang bộ tiêu chí mới", "carry a form over to a new criteria set"),
    ),
    "repair": Command(
        ".repair",
        Text("chuyển câu trả lời của biểu hỏng sang biểu mới", "pour a damaged form into a fresh one"),
    ),
    "explain": Command(
        ".explain", Text("giải thích một mã kiểm tra, ví dụ S101", "explain a check, S101 for example")
    ),
    "report": Command(
        ".report",
        Text("lập báo cáo Word từ biểu đã điền", "write the administrative report of a filled form"),
    ),
    "macros": Command(
        ".macros",
        Text("cài nút kiểm tra vào Excel", "put the buttons for checking into Excel"),
    ),
    "demo": Command(
        ".demo", Text("chạy thử trên biểu thật của một cơ quan", "try it on the form of a real office")
    ),
}

_PURPOSE = Text(
    "Biểu tự chấm điểm của cơ quan nhà nước: tạo biểu Excel, kiểm tra biểu đã điền,\n"
    "chỉ rõ từng ô cần sửa và ghi lại một bản có kết quả tính lại và chú thích.",
    "Self-scoring forms for public offices: build the form in Excel, check what comes back,\n"
    "say what is wrong cell by cell, and write an annotated copy.",
)
_SEE = Text(
    "Cách dùng từng lệnh: {program} LỆNH --help",
    "How to use a command: {program} COMMAND --help",
)
_STOPPED = Text("Đã dừng theo yêu cầu.", "Stopped.")
_CRASHED = Text(
    "Chương trình gặp sự cố ({error}); gửi dòng này cho người phụ trách kỹ thuật, kèm kết quả của lệnh "
    "python -X dev -m selfscore_xl với cùng tham số.",
    "The program failed ({error}); send this line to those who maintain it, with what the same call "
    "prints under python -X dev -m selfscore_xl.",
)
_NOT_WRITTEN = Text(
    "Không ghi được kết quả ra màn hình hoặc tệp: {why}.", "Output could not be written: {why}."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    lang = asked_language(words)
    terminal.speak_utf8()
    try:
        code = _run(words, lang)
        sys.stdout.flush()
    except SystemExit as stop:
        # argparse ends --help, --version and wrong calls this way
        return stop.code if isinstance(stop.code, int) else FAILED
    except WrongCall as wrong:
        terminal.say(wrong.text.to(lang))
        return FAILED
    except KeyboardInterrupt:
        terminal.say(_STOPPED.to(lang))
        return STOPPED
    except BrokenPipeError:
        _drop_stdout()
        return PIPE_CLOSED
    except Exception as error:
        if sys.flags.dev_mode:
            raise
        if isinstance(error, OSError) and terminal.is_stdout_error(error):
            from .files import why

            _drop_stdout()
            terminal.say(_NOT_WRITTEN.fill(lang, {"why": why(error)}))
        else:
            terminal.say(_CRASHED.fill(lang, {"error": f"{type(error).__name__}: {error}"}))
        return FAILED
    return code


def _run(words: list[str], lang: Lang) -> int:
    start = next((index for index, word in enumerate(words) if word in COMMANDS), len(words))
    if start == len(words) or start != _options_before(words):
        return _without_command(words, lang)
    name = words[start]
    module = cast(CommandModule, import_module(COMMANDS[name].module, __package__))
    parser = Parser(prog=f"{PROGRAM} {name}", lang=lang, description=module.DESCRIPTION.to(lang))
    module.add(parser)
    return module.run(parse(parser, words[:start] + words[start + 1 :]))


def _options_before(words: list[str]) -> int:
    """How many words stand before the command: only ``--lang`` may."""
    place = 0
    while place < len(words) and words[place].startswith("-"):
        place += 2 if words[place] == "--lang" else 1
    return place


def _without_command(words: list[str], lang: Lang) -> int:
    parser = Parser(prog=PROGRAM, lang=lang, description=_PURPOSE.to(lang))
    parser.add_version()
    parser.usage = f"{PROGRAM} {parser.say('LỆNH [tùy chọn] ...', 'COMMAND [options] ...')}"
    listed = "\n".join(f"  {name:<12}{command.summary.to(lang)}" for name, command in COMMANDS.items())
    parser.epilog = f"{parser.say('các lệnh', 'commands')}:\n{listed}\n\n" + _SEE.to(lang).format(
        program=PROGRAM
    )
    parser.add_argument("command", nargs="?", help=SUPPRESS)
    parser.add_argument("rest", nargs=REMAINDER, help=SUPPRESS)
    name = parse(parser, words).command
    if name is None:
        parser.print_help(sys.stderr)
        return FAILED
    raise WrongCall(_unknown_command(name))


def _unknown_command(name: str) -> Text:
    from difflib import get_close_matches

    near = get_close_matches(name, COMMANDS, n=1, cutoff=0.5)
    if near:
        return Text(
            f"Không có lệnh «{name}»; có phải ý bạn là «{PROGRAM} {near[0]}»?",
            f"There is no command “{name}”; did you mean “{PROGRAM} {near[0]}”?",
        )
    known = ", ".join(COMMANDS)
    return Text(
        f"Không có lệnh «{name}»; hãy dùng một trong các lệnh: {known}.",
        f"There is no command “{name}”; use one of: {known}.",
    )


def _drop_stdout() -> None:
    """Let the interpreter's last flush go nowhere: nobody reads any more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
