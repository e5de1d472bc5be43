"""Declare, discover, select and run checks.

A check is a module ``checks/s###_*.py`` with ``CHECK`` (what it is and says), ``find`` (what it
sees), ``BAD`` and ``GOOD`` (a form that has the defect and one that has not; a test runs both and
the catalogue shows them). Its docstring says why the defect matters and from where that is known.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache, cached_property
from importlib import import_module

from . import checks
from .criteria import Criterion, Tree
from .edits import Remark
from .evidence import Item, items
from .finding import Finding, Place, Severity
from .layout import Field
from .record import NamedTuple
from .scoring import Scores, level_number, marks
from .submission import Entry, Line, Lines, Submission, is_mark
from .text import Lang, Text
from .typed import TYPE_CHECKING, Protocol, TypeVar, cast

if TYPE_CHECKING:
    from .sending import Batch

T = TypeVar("T")


class Check(NamedTuple):
    """What a check is and what it says; both languages use the same placeholders."""

    code: str
    name: str
    severity: Severity
    title: Text
    """The defect in a few words, without values; it also stands in the form's ``Kiểm tra``."""
    message: Text
    """One sentence with the values seen. ``{code}``, ``{cell}`` and ``{sheet}`` are filled from the
    finding itself; every other placeholder is given by ``at``."""
    hint: Text
    """What an official can do about it: an order that can be carried out."""

    def at(
        self,
        where: Entry | Place | None,
        *,
        criterion: str | None = None,
        related: Iterable[Entry | Place] = (),
        value: object = None,
        **values: object,
    ) -> Finding:
        """A finding of this check. ``where`` an entry also gives the finding its raw value."""
        if isinstance(where, Entry):
            value = where.value if value is None else value
        return Finding(
            self.code,
            criterion,
            _place(where),
            tuple(place for place in map(_place, related) if place is not None),
            values,
            value,
        )


def _place(where: Entry | Place | None) -> Place | None:
    return where.place if isinstance(where, Entry) else where


class Example(NamedTuple):
    """A small form as a table (see ``sample``), and where the check must strike in it."""

    table: str
    at: str = ""
    """``"I.1 self"``: criterion and field; a ``Head`` or ``Footer`` as ``"head unit"``,
    ``"footer rate"``; ``"file"`` for a finding without a cell. Empty: nowhere."""
    facts: Mapping[str, object] = {}
    """What a table cannot show: ``{"protected": False, "I.1 self": {"locked": True}}``."""


class CheckModule(Protocol):
    """What a module in ``checks`` holds."""

    CHECK: Check
    BAD: Example
    GOOD: Example
    __doc__: str | None

    @staticmethod
    def find(context: Context) -> Iterator[Finding]: ...


class AcrossCheck(Protocol):
    """What a check that looks at many forms side by side holds beside ``find``, which sees one form and
    mostly finds nothing. Its findings have no place; ``values`` name the ``unit`` and the ``file`` (''
    where there is none)."""

    @staticmethod
    def across(batch: Batch) -> Iterator[Finding]: ...


class LeafLine(NamedTuple):
    """A leaf that stands in the form: its criterion, its row's fields, and its state."""

    node: Criterion
    line: Line
    excluded: bool
    """It, or a group above it, is marked."""

    @property
    def points(self) -> Decimal | None:
        """The score, where it can be read in one way only."""
        score = self.line.score
        return None if score.ambiguous else score.number

    @property
    def size(self) -> Decimal | None:
        """The score as its maximum is compared with: that of a penalty without its sign."""
        points = self.points
        return abs(points) if points is not None and self.node.kind == "penalty" else points


class Context:
    """What checks look at: one filled form, its set and its computed scores."""

    def __init__(
        self,
        tree: Tree,
        submission: Submission,
        lines: Lines,
        scores: Scores,
        evidence_files: frozenset[str] | None = None,
    ) -> None:
        self.tree = tree
        self.criteria = tree.criteria
        self.submission = submission
        self.lines = lines
        self.scores = scores
        self.evidence_files = evidence_files
        """Names of the files in the evidence folder (NFC); None where no folder was given."""
        self._once: dict[tuple[object, ...], object] = {}

    def once(self, make: Callable[..., T], *more: object) -> T:
        """``make(context, *more)``, made at the first call: what several checks look at."""
        key = (make, *more)
        if key not in self._once:
            self._once[key] = make(self, *more)
        return cast(T, self._once[key])

    @cached_property
    def leaves(self) -> tuple[LeafLine, ...]:
        """The leaves that stand in the form, in the set's order."""
        lines = self.lines.by_key
        return tuple(
            LeafLine(leaf, lines[leaf.key], leaf.key in self.marked)
            for leaf in self.tree.leaves
            if leaf.key in lines
        )

    @cached_property
    def to_score(self) -> tuple[LeafLine, ...]:
        """The leaves that the unit itself has to score: neither excluded nor scored by others."""
        return tuple(leaf for leaf in self.leaves if not leaf.excluded and leaf.node.rule.kind != "given")

    @cached_property
    def evidence(self) -> Mapping[str, tuple[Item, ...]]:
        """What the evidence cell of each leaf lists; leaves that list nothing are left out."""
        return {
            leaf.node.key: found
            for leaf in self.leaves
            if not leaf.line.evidence.is_empty and (found := items(leaf.line.evidence.text))
        }

    @cached_property
    def marked(self) -> frozenset[str]:
        """Every node that is marked, stands below a marked group, or goes out together with a marked
        sibling."""
        return marks(self.tree, self.own_marks).reached

    def marks_of(self, key: str) -> Iterator[str]:
        """The nodes whose marks take this one out: itself or the nearest above it first."""
        for node in self.tree.lineage(key):
            if node.key in self.own_marks:
                yield node.key
            for leaf in self.tree.leaves_that_take_all.get(node.key, ()):
                if leaf != key and leaf in self.own_marks:
                    yield leaf

    @cached_property
    def own_marks(self) -> tuple[str, ...]:
        """The nodes that carry a mark themselves, in the set's order."""
        lines = self.lines.by_key
        return tuple(node.key for node in self.tree if node.key in lines and is_mark(lines[node.key].mark))

    @property
    def not_excludable(self) -> frozenset[str]:
        """See ``Tree.not_excludable``."""
        return self.tree.not_excludable

    def figures(self, node: Criterion) -> dict[str, Decimal]:
        """The figures typed for a leaf, by input name; those that can be read in one way only. A level is
        its number, from 1."""
        found: dict[str, Decimal] = {}
        for one in node.rule.asked:
            entry = self.submission.data.get((node.key, one.name))
            if entry is None:
                continue
            if one.name == "level":
                number = level_number(node, entry.text) if entry.kind == "text" else None
                if number is not None:
                    found[one.name] = Decimal(number)
            elif entry.number is not None and not entry.ambiguous:
                found[one.name] = entry.number
        return found

    def entry(self, key: str, field: Field) -> Entry | None:
        """A field of a criterion's first row; None where the row or the column is missing."""
        line = self.lines.by_key.get(key)
        return line.row.entries.get(field) if line else None


LIVE: tuple[str, ...] = (
    "S205",
    "S203",
    "S202",
    "S201",
    "S110",
    "S103",
    "S105",
    "S104",
    "S102",
    "S101",
    "S701",
    "S702",
    "S703",
    "S107",
    "S111",
    "S108",
    "S114",
    "S113",
    "S112",
    "S401",
    "S207",
    "S409",
)
"""The checks that the form's own ``Kiểm tra`` column makes, in its order: the first that holds
for a row is shown there, in the words of the check's title."""


@cache
def catalogue() -> Mapping[str, CheckModule]:
    """Every check module by code, in the order of the codes."""
    folder = checks.__path__[0]
    names = sorted(name[:-3] for name in os.listdir(folder) if name[0] == "s" and name.endswith(".py"))
    modules = [cast(CheckModule, import_module(f"{checks.__name__}.{name}")) for name in names]
    return {module.CHECK.code: module for module in modules}


def message(finding: Finding, lang: Lang) -> str:
    """The finding's sentence, with the values seen."""
    return catalogue()[finding.code].CHECK.message.fill(lang, _values(finding))


def hint(finding: Finding, lang: Lang) -> str:
    """What can be done about the finding."""
    return catalogue()[finding.code].CHECK.hint.fill(lang, _values(finding))


def remarks(findings: Iterable[Finding], lang: Lang) -> list[Remark]:
    """Findings in words."""
    return [
        Remark(
            finding.code,
            catalogue()[finding.code].CHECK.severity,
            finding.criterion,
            finding.place,
            finding.related,
            catalogue()[finding.code].CHECK.title.to(lang),
            message(finding, lang),
            hint(finding, lang),
        )
        for finding in findings
    ]


def _values(finding: Finding) -> dict[str, object]:
    return {
        "cell": finding.place.ref if finding.place else "",
        "sheet": finding.place.sheet if finding.place else "",
        "code": finding.criterion or "",
        **finding.values,
    }


class UnknownCheck(ValueError):
    """A code or name that no check has; ``args[0]`` is what was asked for."""


def select(wanted: Iterable[str] = (), unwanted: Iterable[str] = ()) -> tuple[str, ...]:
    """The codes to run: all, or those that start with one of ``wanted`` (``"S1"`` means the
    family), less those that start with one of ``unwanted``.

    Raises:
        UnknownCheck: a prefix that matches no code.
    """
    codes = tuple(catalogue())
    include, exclude = tuple(wanted), tuple(unwanted)
    for prefix in (*include, *exclude):
        if not any(code.startswith(prefix) for code in codes):
            raise UnknownCheck(prefix)
    chosen = tuple(code for code in codes if code.startswith(include)) if include else codes
    return tuple(code for code in chosen if not code.startswith(exclude)) if exclude else chosen


def run(context: Context, codes: Iterable[str] | None = None) -> list[Finding]:
    """Run checks (all unless told otherwise) and give their findings in form order.

    A check that crashes becomes finding S901 and the others run on.
    """
    found: list[Finding] = []
    for code, module in catalogue().items():
        if codes is not None and code not in codes:
            continue
        try:
            found.extend(module.find(context))
        except Exception as error:
            found.append(_crashed(code, error))
    position = {node.key: index for index, node in enumerate(context.tree.nodes)}
    last = len(position)
    return sorted(
        found,
        key=lambda finding: (
            -1
            if finding.criterion is None and finding.place is None
            else position.get(finding.criterion or "", last),
            finding.code,
        ),
    )


def across_check(module: CheckModule) -> AcrossCheck | None:
    """The check as one that looks at many forms; None where it looks at a single one."""
    return cast(AcrossCheck, module) if hasattr(module, "across") else None


def run_across(batch: Batch) -> list[Finding]:
    """What the checks across forms find, in the order of their codes; a crash becomes S901."""
    found: list[Finding] = []
    for code, module in catalogue().items():
        if (check := across_check(module)) is not None:
            try:
                found.extend(check.across(batch))
            except Exception as error:
                found.append(_crashed(code, error))
    return found


def _crashed(code: str, error: Exception) -> Finding:
    return catalogue()["S901"].CHECK.at(None, check=code, error=type(error).__name__)
