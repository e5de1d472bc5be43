"""``explain``: what a check looks for, why, and what to do about it."""

from __future__ import annotations

from ..text import Text
from . import OK
from .arguments import Options, Parser, WrongCall

DESCRIPTION = Text(
    "Giải thích các nội dung kiểm tra: phát hiện điều gì, ví dụ, cách sửa.\n"
    "Không ghi mã nào thì liệt kê tất cả, mỗi mã một dòng.",
    "Explain checks: what they find, an example, what to do.\n"
    "Without a code, all of them are listed, a line each.",
)


def add(parser: Parser) -> None:
    """Add the arguments."""
    say = parser.say
    parser.add_argument(
        "codes",
        nargs="*",
        metavar=say("MÃ", "CODE"),
        help=say(
            "mã, tên hoặc nhóm mã: S101, score-above-max, S1; mã của bộ tiêu chí: C101, C1",
            "a code, a name or a family: S101, S1; of set files: C101, C1",
        ),
    )
    parser.add_argument(
        "--all", action="store_true", help=say("giải thích tất cả các mã", "explain every check")
    )


def run(options: Options) -> int:
    """Print the explanations; the exit code.

    Raises:
        WrongCall: a code that no check has.
    """
    from .. import catalogue, checking
    from ..set_file.catalogue import RULES
    from ..set_file.show import rule_text

    if not options.codes and not options.all:
        print(catalogue.listing(options.lang), end="")
        return OK
    codes = (
        list(checking.catalogue()) if options.all else [code for one in options.codes for code in _of(one)]
    )
    told = (
        rule_text(RULES[code], options.lang) if code in RULES else catalogue.explain(code, options.lang)
        for code in dict.fromkeys(codes)
    )
    print("\n".join(told), end="")
    return OK


def _of(wanted: str) -> list[str]:
    """The codes that a code, a name or a family stands for.

    Raises:
        WrongCall: none.
    """
    from .. import checking
    from ..set_file.catalogue import RULES

    names = {code: module.CHECK.name for code, module in checking.catalogue().items()}
    names |= {code: rule.name for code, rule in RULES.items()}
    codes = [
        code
        for code, name in names.items()
        if name == wanted.lower() or (wanted and code.startswith(wanted.upper()))
    ]
    if not codes:
        raise WrongCall(
            Text(
                f"Không có mã kiểm tra «{wanted}»; xem danh sách: selfscore-xl explain",
                f"There is no check “{wanted}”; to list them: selfscore-xl explain",
            )
        )
    return codes
