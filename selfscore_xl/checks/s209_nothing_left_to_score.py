"""With everything taken out of the total nothing is applicable: no rate exists (it is shown as "—",
never 0 % nor #DIV/0!), and the unit cannot be graded or ranked.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..layout import FOOTER_FIELD, Footer
from ..text import Text

CHECK = Check(
    code="S209",
    name="nothing-left-to-score",
    severity="warning",
    title=Text("Không còn tiêu chí nào để chấm điểm", "Nothing is left to score"),
    message=Text(
        "Đã đề nghị trừ toàn bộ {max} điểm của bộ tiêu chí nên không tính được tỷ lệ đạt.",
        "All {max} points of the set are excluded, so that no rate can be computed.",
    ),
    hint=Text(
        "Bỏ dấu x ở những tiêu chí có phát sinh nhiệm vụ và chấm điểm các tiêu chí đó.",
        "Remove the x from the criteria whose tasks did arise, and score them.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    totals = context.scores.totals
    if totals.max > 0 and totals.applicable == 0:
        footer = context.submission.footer
        yield CHECK.at(footer.get((Footer.EXCLUDED, FOOTER_FIELD)), max=totals.max)


BAD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           | x           |             |                                | Đơn vị mới thành lập
    I.1 | 2           |             |             |                                |
    I.2 | 3           |             |             |                                |
    """,
    at="footer excluded",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           | x           |             |                                | Không có chức năng này
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """,
)
