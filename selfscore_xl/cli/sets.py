"""The option ``-c SET`` of every command that needs a criteria set."""

from __future__ import annotations

from ..criteria import Criteria
from ..text import Text
from .arguments import Parser, WrongCall


def add_set_option(parser: Parser, help_text: str) -> None:
    """Add ``-c``: the id of a shipped set or the path of a set file."""
    parser.add_argument("-c", "--set", metavar=parser.say("BỘ", "SET"), help=help_text)


def chosen_set(name: str) -> Criteria:
    """The set that was asked for.

    Raises:
        WrongCall: there is no such set, or its file has errors; all of them are told.
    """
    from .. import app, sets
    from ..set_file import SetFileError

    try:
        return app.load_criteria(name)
    except app.UnknownSet:
        known = ", ".join(sets.names())
        raise WrongCall(
            Text(
                f"Không có bộ tiêu chí «{name}»; hãy ghi đường dẫn tệp bộ tiêu chí, hoặc một trong: {known}.",
                f"There is no criteria set “{name}”; give the path of a set file, or one of: {known}.",
            )
        ) from None
    except SetFileError as error:
        raise WrongCall(Text(error.text("vi"), error.text("en"))) from None
