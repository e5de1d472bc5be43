"""A small form for the tests of structure, totals and identity, and what a check finds in it."""

from __future__ import annotations

from typing import Any

from selfscore_xl import checking, sample
from selfscore_xl.checking import Context, Example
from selfscore_xl.finding import Finding
from selfscore_xl.scoring import answers, score
from selfscore_xl.submission import Lines, Source, Submission
from selfscore_xl.text import LANGS

HEADER = "Mã | Lĩnh vực/Tiêu chí/Tiêu chí thành phần | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Kiểm tra\n"
FORM = (
    HEADER
    + """
    I     | Báo cáo            | 6 |   |   |
    I.1   | Báo cáo tháng      | 2 |   | 2 |
    I.2   | Báo cáo quý        | 4 |   |   |
    I.2.a | Quý I              | 1 |   | 1 |
    I.2.b | Quý II             | 3 |   | 3 |
    II    | Tiếp công dân      | 4 |   |   |
    II.1  | Lịch tiếp công dân | 4 |   | 4 |
    """
)
"""Rows 9 to 15; codes in A, titles in B, maxima in C, marks in D, scores in E, ``Kiểm tra`` in J."""
ORDER = ("I", "I.1", "I.2", "I.2.a", "I.2.b", "II", "II.1")
LINES = "Tổng cộng tối đa theo cấp | | 10 | | |\nTổng cộng tự đánh giá | | 10 | | |\n"


def form(table: str = FORM, **facts: Any) -> Context:
    return sample.context(Example(table, facts=facts))


def changed(context: Context, **fields: Any) -> Context:
    """The same form with other facts of its submission."""
    submission: Submission = context.submission._replace(**fields)
    lines = Lines(submission)
    return Context(context.tree, submission, lines, score(context.tree, answers(lines)))


def values_only(context: Context) -> Context:
    """The form as read from an .xls: no formula, lock or rule can be seen."""
    return changed(context, source=Source("vi-du.xls", "0" * 64, "xls", formulas_seen=False))


def find(code: str, context: Context) -> list[Finding]:
    """What one check finds; its sentences are whole in both languages."""
    found = list(checking.catalogue()[code].find(context))
    for one in found:
        for lang in LANGS:
            for sentence in (checking.message(one, lang), checking.hint(one, lang)):
                assert "{" not in sentence
                assert sentence.endswith(".")
                assert ".." not in sentence.replace("...", "")
    return found


def cells(found: list[Finding]) -> list[tuple[str | None, str]]:
    return [(one.criterion, one.place.ref if one.place else "-") for one in found]
