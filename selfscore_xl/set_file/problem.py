"""What is wrong with a set file, with its line; the sentences come from ``catalogue``."""

from __future__ import annotations

from ..finding import SEVERITIES, Severity
from ..record import NamedTuple
from ..text import Lang, Text


class Problem(NamedTuple):
    """One defect of a set file. Sorts by line."""

    line: int
    """One-based; 0 where the file as a whole is meant."""
    column: int
    """One-based; 0 where the line as a whole is meant."""
    code: str
    """``"C101"``; see ``catalogue.RULES``."""
    severity: Severity
    message: Text
    """What is wrong: one sentence with the values seen, without a full stop."""
    hint: Text
    """What to do, as an order."""

    def text(self, name: str, lang: Lang) -> str:
        """``file:line: C101 error: what is wrong; what to do``."""
        place = f"{name}:{self.line}" if self.line else name
        return (
            f"{place}: {self.code} {SEVERITY[self.severity].to(lang)}: "
            f"{self.message.to(lang)}; {self.hint.to(lang)}"
        )


SEVERITY: dict[Severity, Text] = {
    "error": Text("lỗi", "error"),
    "warning": Text("cảnh báo", "warning"),
    "info": Text("thông tin", "info"),
}


class SetFileError(Exception):
    """A set file that gives no valid set. ``problems`` holds every error found in it, by line."""

    def __init__(self, name: str, problems: tuple[Problem, ...]) -> None:
        self.name = name
        self.problems = problems
        super().__init__(self.text("en"))

    def text(self, lang: Lang) -> str:
        """A line per problem."""
        return "\n".join(problem.text(self.name, lang) for problem in self.problems)


def counts(problems: tuple[Problem, ...]) -> dict[Severity, int]:
    """How many problems of each severity."""
    return {severity: sum(one.severity == severity for one in problems) for severity in SEVERITIES}
