"""Outcomes of small forms written as tables, with every check run, and documents read back."""

from __future__ import annotations

from functools import cache
from io import BytesIO

from docx import Document
from docx.document import Document as Docx

from selfscore_xl import checking, demo, report, sample
from selfscore_xl.checking import Example
from selfscore_xl.outcome import Outcome
from selfscore_xl.report.settings import Settings

HEADER = (
    "Mã | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình | Quy tắc\n"
)


def outcome(table: str, header: str = HEADER, **facts: object) -> Outcome:
    """What validating a form written as a table came to."""
    context = sample.context(Example(header + table, facts=facts))
    findings = tuple(checking.run(context))
    return Outcome(
        path="bieu.xlsx",
        sha256="0" * 64,
        findings=findings,
        severities=tuple(checking.catalogue()[one.code].CHECK.severity for one in findings),
        tree=context.tree,
        submission=context.submission,
        scores=context.scores,
    )


@cache
def demo_form() -> bytes:
    """The filled form of the source report."""
    return demo.load().form()


def built(made: Outcome, settings: Settings = Settings()) -> Docx:  # noqa: B008
    return Document(BytesIO(report.build(made, settings)))


def texts(document: Docx) -> list[str]:
    """The paragraphs outside tables that hold something, in order."""
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


def between(document: Docx, first: str, last: str) -> list[str]:
    """The paragraphs after the one that starts with ``first``, up to the one that starts with ``last``."""
    lines = texts(document)
    start = next(index for index, line in enumerate(lines) if line.startswith(first))
    end = next(index for index, line in enumerate(lines) if index > start and line.startswith(last))
    return lines[start + 1 : end]
