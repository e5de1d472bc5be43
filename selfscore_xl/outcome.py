"""What validating one file came to: the facts that every output format shows."""

from __future__ import annotations

from .criteria import Tree
from .finding import SEVERITIES, Finding, Severity
from .record import NamedTuple
from .scoring import Scores
from .submission import Submission
from .text import Text
from .typed import Literal

Status = Literal["clean", "findings", "unreadable"]


class Refusal(NamedTuple):
    """Why a file could not be read at all: the check (S001, S002) and one sentence with what to do."""

    code: str
    message: Text
    hint: Text


class Outcome(NamedTuple):
    """One file's result. ``submission``, ``tree`` and ``scores`` are None for an unreadable file; ``scores``
    also for a form of another set than the one asked for: S003 is all that can be said of that."""

    path: str
    sha256: str | None
    findings: tuple[Finding, ...] = ()
    severities: tuple[Severity, ...] = ()
    """The severity of each finding, in the same order."""
    refusal: Refusal | None = None
    tree: Tree | None = None
    submission: Submission | None = None
    scores: Scores | None = None
    annotated: str | None = None
    notes: tuple[Text, ...] = ()
    """What else must be said of this file: why no copy was written, say."""

    @property
    def status(self) -> Status:
        if self.refusal is not None:
            return "unreadable"
        return "findings" if self.findings else "clean"

    def counts(self) -> dict[Severity, int]:
        """Number of findings by severity."""
        return {severity: self.severities.count(severity) for severity in SEVERITIES}
