"""Last year's monthly notice shows nothing about this year's work (source report: II.1 lists a notice
of 12-2022 in a form of 2023); last year's regulation still does.

So only notices, schedules and reports strike, and only where their names date them outside the period;
what ``evidence.is_outside`` cannot tell for sure is let pass. One finding per cell.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..evidence import first_names, is_outside
from ..finding import Finding
from ..text import Text

CHECK = Check(
    code="S406",
    name="evidence-outside-period",
    severity="warning",
    title=Text("Tài liệu ngoài kỳ đánh giá", "Evidence from outside the period"),
    message=Text(
        "Tiêu chí {code} có tài liệu không thuộc kỳ «{period}»: {names}.",
        "Criterion {code} lists evidence from outside the period “{period}”: {names}.",
    ),
    hint=Text(
        "Thay bằng tài liệu trong kỳ tại ô {cell}, hoặc giải trình vì sao dùng tài liệu ngoài kỳ.",
        "Replace it in cell {cell} by documents of the period, or explain why it counts.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    period = context.criteria.period
    for node, line, excluded in context.leaves:
        if excluded:
            continue
        names = [
            item.name if item.number is None else f"[{item.number}].{item.name}"
            for item in context.evidence.get(node.key, ())
            if is_outside(item.name, period.first_day, period.last_day)
        ]
        if names:
            yield CHECK.at(line.evidence, criterion=node.key, period=period.name, names=first_names(names))


BAD = Example(
    """
    Mã  | Điểm tối đa | Tự đánh giá | Tài liệu kiểm chứng/Giải trình
    I   | 5           |             |
    I.1 | 2           | 2           | [1].tb_08_2023-lich-tiep-dan.pdf [2].tiep-dan-thang-12-2022.pdf
    I.2 | 3           | 3           | [1].bao-cao-02.pdf
    """,
    at="I.1 evidence",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Tự đánh giá | Tài liệu kiểm chứng/Giải trình
    I   | 5           |             |
    I.1 | 2           | 2           | [1].tb_08_2023-lich-tiep-dan.pdf [2].vp_869_2022-quy-che.pdf
    I.2 | 3           | 3           | [1].bao-cao-02.pdf
    """,
)
