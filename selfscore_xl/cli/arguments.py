"""Reading the command line with argparse, in Vietnamese or English, argparse's own words included."""

from __future__ import annotations

import argparse
import sys
from argparse import ArgumentTypeError
from argparse import Namespace as Options
from collections.abc import Sequence

from .. import __version__
from ..text import LANGS, Lang, Text
from ..typed import Any, NoReturn
from . import terminal

__all__ = ["PROGRAM", "Options", "Parser", "WrongCall", "asked_language", "parse", "positive"]

PROGRAM = "selfscore-xl"


class WrongCall(Exception):
    """The call asks for something that cannot be; ``text`` says in one sentence what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


WORDS: dict[str, str] = {
    "usage: ": "cách dùng: ",
    "positional arguments": "tham số",
    "options": "tùy chọn",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "unrecognized arguments: %s": "không có tùy chọn hoặc tham số này: %s",
    "ambiguous option: %(option)s could match %(matches)s": (
        "tùy chọn %(option)s chưa rõ, có thể là %(matches)s"
    ),
    "ignored explicit argument %r": "tùy chọn này không nhận giá trị %r",
    "not allowed with argument %s": "không dùng cùng với %s",
    "the following arguments are required: %s": "còn thiếu %s",
    "one of the arguments %s is required": "cần một trong các tùy chọn %s",
    "expected one argument": "cần một giá trị",
    "expected at most one argument": "chỉ nhận một giá trị",
    "expected at least one argument": "cần ít nhất một giá trị",
    "expected %s argument": "cần %s giá trị",
    "expected %s arguments": "cần %s giá trị",
    "invalid %(type)s value: %(value)r": "giá trị %(value)r không hợp lệ",
    "invalid choice: %(value)r (choose from %(choices)s)": (
        "không nhận %(value)r; hãy chọn một trong: %(choices)s"
    ),
    "invalid choice: %(value)r, maybe you meant %(suggestions)r? (choose from %(choices)s)": (
        "không nhận %(value)r; có phải ý bạn là %(suggestions)r? Hãy chọn một trong: %(choices)s"
    ),
    "unknown parser %(parser_name)r (choices: %(choices)s)": (
        "không có lệnh %(parser_name)r; hãy chọn một trong: %(choices)s"
    ),
}
"""What argparse says to people, in Vietnamese; ``tests/cli`` compares it with argparse's source."""


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Help as wide as the terminal. argparse would ask ``shutil``, at 5 ms, for every option added."""

    def __init__(self, prog: str, **settings: Any) -> None:
        settings["width"] = terminal.width() - 2
        settings["max_help_position"] = 30
        super().__init__(prog, **settings)


class Parser(argparse.ArgumentParser):
    """A parser in one language, with ``--help`` and ``--lang``; a wrong call is one sentence."""

    def __init__(
        self, *, lang: Lang, prog: str | None = None, description: str = "", epilog: str = ""
    ) -> None:
        _translate(lang)
        super().__init__(
            prog=prog,
            description=description,
            epilog=epilog,
            formatter_class=Formatter,
            add_help=False,
            allow_abbrev=False,
        )
        self.lang: Lang = lang
        self.add_argument("-h", "--help", action="help", help=self.say("xem hướng dẫn này", "show this help"))
        self.add_argument(
            "--lang",
            choices=LANGS,
            default=lang,
            help=self.say("ngôn ngữ: vi (mặc định) hoặc en", "language: vi (default) or en"),
        )

    def say(self, vi: str, en: str) -> str:
        """The words in the parser's language."""
        return vi if self.lang == "vi" else en

    def add_version(self) -> None:
        self.add_argument(
            "--version",
            action="version",
            version=f"{PROGRAM} {__version__}",
            help=self.say("xem số phiên bản", "show the version"),
        )

    def error(self, message: str) -> NoReturn:
        wrong = self.say("Lệnh chưa đúng", "Wrong call")
        see = self.say("Xem cách dùng", "See")
        terminal.say(f"{wrong}: {message.rstrip('.')}. {see}: {self.prog} --help")
        sys.exit(2)


def parse(parser: Parser, words: Sequence[str]) -> Options:
    """The options of a call. Ends the process with code 2 and a sentence where it is wrong."""
    return parser.parse_args(words)


def _translate(lang: Lang) -> None:
    """Give argparse its words. It looks them up by ``gettext``, whose own way, a compiled catalogue
    found by environment variables, would make the language depend on the user's locale."""
    words = WORDS if lang == "vi" else {}
    argparse._ = lambda message: words.get(message, message)  # type: ignore[attr-defined]
    argparse.ngettext = lambda one, many, count: words.get(  # type: ignore[attr-defined]
        one if count == 1 else many, one if count == 1 else many
    )


def asked_language(words: list[str]) -> Lang:
    """The language that a call asks for; Vietnamese where it says nothing, or something else."""
    for place, word in enumerate(words):
        if word == "--":
            break
        for lang in LANGS:
            if word == f"--lang={lang}" or (word == "--lang" and words[place + 1 : place + 2] == [lang]):
                return lang
    return "vi"


def positive(parser: Parser) -> Any:
    """A type for argparse: a whole number from 1."""

    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not int(text):
            raise ArgumentTypeError(
                parser.say(f"«{text}» phải là số nguyên từ 1", f"“{text}” must be a whole number from 1")
            )
        return int(text)

    return read
