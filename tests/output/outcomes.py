"""Outcomes made from small tables, as ``validate`` makes them from files."""

from __future__ import annotations

from decimal import Decimal

from selfscore_xl import checking, sample
from selfscore_xl.checking import Check, Example
from selfscore_xl.finding import Finding, Place
from selfscore_xl.outcome import Outcome, Refusal
from selfscore_xl.text import Text

TABLE = """
    Mã    | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I     | 10          |             |             |                                |
    I.1   | 4           |             | 4.5         | [1].bao-cao-01.pdf             |
    I.2   | 3.50        |             | "2,25"      | [1].bao-cao-02.pdf             | Thiếu một báo cáo
    I.3   | 2.5         | x           |             |                                | Không được giao
    II    | 5           |             |             |                                |
    II.1  | 5           |             | 5           | [1].bao-cao-03.pdf             |
    Tổng cộng tối đa theo cấp | 15 |
    Tổng cộng tự đánh giá | 11 |
    """


CODES = ("S101", "S104")


def of(table: str = TABLE, **more: object) -> Outcome:
    """The outcome of a table, of two checks; ``more`` are fields of the outcome."""
    context = sample.context(Example(table))
    findings = tuple(checking.run(context, CODES))
    return Outcome(
        path=str(more.pop("path", "nop/bieu.xlsx")),
        sha256="0" * 64,
        findings=findings,
        severities=tuple(check(one.code).severity for one in findings),
        tree=context.tree,
        submission=context.submission,
        scores=context.scores,
    )._replace(**more)  # type: ignore[arg-type]


def refused(path: str = "nop/hong.xlsx") -> Outcome:
    """A file that could not be read."""
    return Outcome(
        path,
        None,
        refusal=Refusal("S001", Text("Tệp rỗng.", "The file is empty."), Text("Gửi lại.", "Send it again.")),
    )


def with_findings(*found: Finding) -> Outcome:
    """An outcome with findings of one's own, as long as a check of their code is declared."""
    return of(findings=found, severities=tuple(check(one.code).severity for one in found))


def check(code: str) -> Check:
    return checking.catalogue()[code].CHECK


def above_max(key: str = "I.1", cell: str = "E10", value: Decimal = Decimal("4.50")) -> Finding:
    return check("S101").at(
        Place("Chấm điểm", cell),
        criterion=key,
        score=value,
        max=Decimal(4),
        value=value,
        related=[Place("Chấm điểm", "C10"), Place("Số liệu", "D5")],
    )
