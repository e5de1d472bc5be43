"""A criterion that was left out of the appraisal keeps the unit's own score in the final figures; one
whose exclusion was refused has none, and loses all its points.

Looked for only in a reviewer's copy; while nothing at all has been appraised there it is silent, for
the work has not begun. One finding names all of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..appraisal import refused
from ..checking import Check, Context, Example
from ..finding import Finding
from ..text import Text

CHECK = Check(
    code="S603",
    name="appraisal-missing",
    severity="warning",
    title=Text("Còn tiêu chí chưa thẩm định", "Criteria not yet appraised"),
    message=Text(
        "Còn {count} tiêu chí chưa có điểm thẩm định: {codes}.",
        "{count} criteria have no appraised score yet: {codes}.",
    ),
    hint=Text(
        "Nhập điểm thẩm định, bắt đầu từ ô {cell}.",
        "Enter the appraised scores, starting with cell {cell}.",
    ),
)
_SHOWN = 8


def find(context: Context) -> Iterator[Finding]:
    if context.submission.decisions is None:
        return
    back = refused(context.tree, context.submission)
    leaves = [
        leaf
        for leaf in context.leaves
        if leaf.line.appraised.place.ref and (not leaf.excluded or leaf.node.key in back)
    ]
    missing = [leaf for leaf in leaves if leaf.line.appraised.is_empty]
    if not missing or len(missing) == len(leaves):
        return
    codes = "; ".join(leaf.node.key for leaf in missing[:_SHOWN]) + ("; …" if len(missing) > _SHOWN else "")
    first = missing[0]
    yield CHECK.at(
        first.line.appraised,
        criterion=first.node.key,
        related=[leaf.line.appraised for leaf in missing[1:]],
        count=len(missing),
        codes=codes,
    )


BAD = Example(
    """
    Mã  | Điểm tối đa | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Thẩm định
    I   | 5           |             |                                |
    I.1 | 2           | 2           | [1].bao-cao-01.pdf             |
    I.2 | 3           | 3           | [1].bao-cao-02.pdf             | 3
    """,
    at="I.1 appraised",
    facts={"decisions": {}},
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Thẩm định
    I   | 5           |             |                                |
    I.1 | 2           | 2           | [1].bao-cao-01.pdf             | 2
    I.2 | 3           | 3           | [1].bao-cao-02.pdf             | 3
    """,
    facts={"decisions": {}},
)
