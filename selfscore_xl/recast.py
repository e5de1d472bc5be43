"""The annotated copy of a form whose format cannot be written (xls, ods, xlsb): a fresh xlsx form of
the same set with the answers of the file, in which every finding stands at the cell that it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .criteria import Criteria
from .edits import Remark, figures, plan
from .finding import Place
from .ooxml.edit import Editor
from .read import FormFile, open_form, read
from .repair import repair
from .scoring import answers, facts_of, score
from .submission import Entry, Lines, Submission
from .text import Lang
from .write import annotate, seal


def annotated(
    file: FormFile, criteria: Criteria, submission: Submission, remarks: Iterable[Remark], lang: Lang
) -> Editor:
    """An editor of the fresh form, with everything wished that an annotated copy shows.

    Raises:
        Refusal: a part of the workbook cannot be read.
        template.NoForm: no form can be made of the set.
    """
    path = submission.source.path
    tree = criteria.tree()
    form = open_form(repair(file, criteria, path).data)
    fresh = read(form, tree, path)
    lines = Lines(fresh)
    scores = score(tree, answers(lines), facts_of(criteria, fresh))
    moved = dict(_moved(submission, fresh))
    there = [
        remark._replace(
            place=None if remark.place is None else moved.get(remark.place),
            related=tuple(moved[place] for place in remark.related if place in moved),
        )
        for remark in remarks
    ]
    planned = plan(tree, fresh, lines, scores, there, lang)
    editor = Editor(form.workbook, path)
    planned = planned._replace(figures=figures(submission, scores.totals))
    annotate(editor, planned, (), seal(form.workbook.package, fresh))
    return editor


def _moved(old: Submission, new: Submission) -> Iterator[tuple[Place, Place]]:
    """Where each cell of the old form stands in the new one; cells without such a place left out."""
    rows = new.by_key()
    for row in old.rows:
        if row.key in rows:
            there = rows[row.key].entries
            for field, entry in row.entries.items():
                if field in there:
                    yield entry.place, there[field].place
    for before, after in _pairs(old, new):
        for key, entry in before.items():
            if key in after:
                yield entry.place, after[key].place


def _pairs(old: Submission, new: Submission) -> Iterator[tuple[Mapping[Any, Entry], Mapping[Any, Entry]]]:
    yield old.head, new.head
    yield old.footer, new.footer
    yield old.data, new.data
