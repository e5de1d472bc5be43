"""argparse's own words are translated, all of those that a user can meet."""

from __future__ import annotations

import argparse
import ast
import inspect

from selfscore_xl.cli.arguments import WORDS

FOR_PROGRAMMERS = {
    ".__call__() not defined",
    "%r is not callable",
    "'required' is an invalid argument for positionals",
    'argument "-" with mode %r',
    "can't open '%(filename)s': %(error)s",
    "cannot have multiple subparser arguments",
    "cannot merge actions - two groups are named %r",
    "conflicting option string: %s",
    "conflicting option strings: %s",
    "conflicting subparser alias: %s",
    "conflicting subparser: %s",
    "dest= is required for options like %r",
    "dest= is required for options like {%r}",
    "invalid conflict_resolution value: %r",
    "invalid option string %(option)r: must start with a character %(prefix_chars)r",
    "mutually exclusive arguments must be optional",
}
REPLACED = {
    # by our own help and version texts, and by Parser.error
    "show this help message and exit",
    "show program's version number and exit",
    "subcommands",
    "%(prog)s: error: %(message)s\n",
    "%(prog)s: warning: %(message)s\n",
    # no argument is deprecated, no option can follow where none is expected
    "argument '%(argument_name)s' is deprecated",
    "command '%(parser_name)s' is deprecated",
    "option '%(option)s' is deprecated",
    "unexpected option string: %s",
}


def argparse_words() -> set[str]:
    words = set()
    for call in ast.walk(ast.parse(inspect.getsource(argparse))):
        if (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Name)
            and call.func.id in ("_", "ngettext")
        ):
            words |= {
                part.value
                for part in call.args
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            }
    return words


def test_every_word_is_translated() -> None:
    assert argparse_words() - FOR_PROGRAMMERS - REPLACED - set(WORDS) == set()


def test_the_placeholders_are_kept() -> None:
    values = {
        "argument_name": "A", "message": "M", "option": "O", "matches": "X", "type": "T", "value": "V",
        "choices": "C", "suggestions": "S", "parser_name": "P",
    }  # fmt: skip
    for english, vietnamese in WORDS.items():
        if "%(" in english:
            assert vietnamese % values
        elif "%" in english:
            assert "A" in vietnamese % "A"
        else:
            assert vietnamese % ()
