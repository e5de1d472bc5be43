"""The same document under three criteria or more seldom proves all of them; it is often a list pasted
down.

Under two it is usual (one report on two tasks; the source report has several). Documents are told apart
by their full names, without upload marks; names that were cut short do not count, since their ends may
differ. Documents shared by the same criteria make one finding.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..evidence import first_few, first_names, identity, is_file
from ..finding import Finding
from ..submission import Entry
from ..text import Text

CHECK = Check(
    code="S407",
    name="evidence-reused",
    severity="warning",
    title=Text("Một tài liệu dùng cho nhiều tiêu chí", "One document for many criteria"),
    message=Text(
        "Tài liệu {names} được dùng cho {count} tiêu chí: {codes}.",
        "Evidence {names} is used for {count} criteria: {codes}.",
    ),
    hint=Text(
        "Ghi rõ ở từng tiêu chí phần nào của tài liệu chứng minh cho tiêu chí đó, hoặc thay bằng tài "
        "liệu riêng.",
        "State at each criterion which part of the document proves it, or list a document of its own.",
    ),
)

_MANY = 3


def find(context: Context) -> Iterator[Finding]:
    used: dict[str, dict[str, Entry]] = {}
    names: dict[str, str] = {}
    for node, line, excluded in context.leaves:
        if excluded:
            continue
        for item in context.evidence.get(node.key, ()):
            if not is_file(item):
                continue
            document = identity(item.name)
            if not document.endswith("…"):
                names.setdefault(document, item.name)
                used.setdefault(document, {})[node.key] = line.evidence
    together: dict[tuple[str, ...], list[str]] = {}
    for document, entries in used.items():
        if len(entries) >= _MANY:
            together.setdefault(tuple(entries), []).append(document)
    for keys, documents in together.items():
        cells = [used[documents[0]][key] for key in keys]
        yield CHECK.at(
            cells[0],
            criterion=keys[0],
            related=cells[1:],
            names=first_names([names[document] for document in documents]),
            count=len(keys),
            codes=first_few(keys, 12),
        )


BAD = Example(
    """
    Mã  | Điểm tối đa | Tự đánh giá | Tài liệu kiểm chứng/Giải trình
    I   | 6           |             |
    I.1 | 2           | 2           | [1].bao-cao-01.pdf
    I.2 | 2           | 2           | [1].bao-cao-01.pdf
    I.3 | 2           | 2           | [1].bao-cao-01.pdf
    """,
    at="I.1 evidence",
)
GOOD = Example(
    """
    Mã  | Điểm tối đa | Tự đánh giá | Tài liệu kiểm chứng/Giải trình
    I   | 6           |             |
    I.1 | 2           | 2           | [1].bao-cao-01.pdf
    I.2 | 2           | 2           | [1].bao-cao-01.pdf
    I.3 | 2           | 2           | [1].bao-cao-03.pdf
    """,
)
