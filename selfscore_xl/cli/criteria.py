"""``criteria``: list, show, check and compare criteria sets, make them of tables and tables of them."""

from __future__ import annotations

import sys

from ..text import Text
from . import FAILED, FINDINGS, OK, criteria_tables, terminal
from .arguments import Options, Parser
from .sets import chosen_set

DESCRIPTION = Text(
    "Xem, kiểm tra, so sánh các bộ tiêu chí; lập bộ tiêu chí từ bảng.",
    "List, show, check and compare criteria sets; make a set of a table.",
)

_UNREADABLE = "C001"
"""A set file that could not be read at all."""


def add(parser: Parser) -> None:
    """Add the actions and their arguments."""
    actions = parser.add_subparsers(
        dest="action",
        required=True,
        metavar="list|show|lint|from-table|export|diff",
        parser_class=Parser,
    )
    say = parser.say

    def action(name: str, help_text: str) -> Parser:
        return actions.add_parser(name, help=help_text, description=help_text, lang=parser.lang)

    action("list", say("liệt kê các bộ tiêu chí có sẵn", "list the sets that come with the program"))
    show = action("show", say("xem một bộ tiêu chí", "show a set"))
    show.add_argument(
        "set",
        metavar=say("BỘ", "SET"),
        help=say("tên bộ tiêu chí có sẵn hoặc đường dẫn tệp", "a shipped set or the path of a set file"),
    )
    lint = action("lint", say("kiểm tra một tệp bộ tiêu chí", "check a set file"))
    lint.add_argument("file", metavar=say("TỆP", "FILE"), help=say("tệp .yaml", "a .yaml file"))
    criteria_tables.add(action, parser)


def run(options: Options) -> int:
    """Do the action; the exit code."""
    if options.action == "list":
        return _list(options)
    if options.action == "show":
        return _show(options)
    if options.action in criteria_tables.ACTIONS:
        return criteria_tables.ACTIONS[options.action](options)
    return _lint(options)


def _list(options: Options) -> int:
    from .. import sets
    from ..set_file.show import list_text

    print(list_text([sets.load(name) for name in sets.names()], options.lang))
    return OK


def _show(options: Options) -> int:
    from ..set_file.show import show_text

    print(show_text(chosen_set(options.set), options.lang, terminal.width()))
    return OK


def _lint(options: Options) -> int:
    from .. import set_file
    from ..set_file.show import lint_summary, lint_text

    problems = set_file.lint(options.file)
    text = lint_text(options.file, problems, options.lang)
    if text:
        print(text)
    sys.stdout.flush()
    terminal.say(lint_summary(problems, options.lang))
    if any(problem.code == _UNREADABLE for problem in problems):
        return FAILED
    return FINDINGS if any(problem.severity == "error" for problem in problems) else OK
