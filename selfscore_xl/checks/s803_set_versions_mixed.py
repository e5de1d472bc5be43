"""Points of two sets, or of two versions of one, cannot be compared: each gets a ranking of its own.

Somebody always fills in last year's form.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..text import Text
from ..typed import TYPE_CHECKING

if TYPE_CHECKING:
    from ..sending import Batch

CHECK = Check(
    code="S803",
    name="set-versions-mixed",
    severity="warning",
    title=Text("Biểu của nhiều bộ tiêu chí hoặc phiên bản", "Forms of several sets or versions"),
    message=Text(
        "Có biểu của {count} bộ tiêu chí hoặc phiên bản khác nhau nên xếp hạng riêng từng bộ: {editions}.",
        "There are forms of {count} sets or versions, each of which is ranked by itself: {editions}.",
    ),
    hint=Text(
        "Nếu chỉ một bộ là đúng, đề nghị các đơn vị dùng bộ khác chuyển sang biểu của bộ đó "
        "(lệnh «selfscore-xl migrate»).",
        "If only one of them is right, ask the other units to move to its form (the command "
        "“selfscore-xl migrate”).",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    """Nothing by itself: it takes many forms, see ``across``."""
    return iter(())


def across(batch: Batch) -> Iterator[Finding]:
    if len(batch.editions) < 2:
        return
    (set_id, version), *_ = list(batch.editions)[1:]
    first = next(form for form in batch.forms if (form.set_id, form.version) == (set_id, version))
    vi, en = [], []
    for (set_id, version), count in batch.editions.items():
        vi.append(f"«{set_id}» phiên bản {version or '?'} ({count} biểu)")
        en.append(f"“{set_id}” version {version or '?'} ({count} forms)")
    yield CHECK.at(
        None,
        unit="",
        file=first.file,
        count=len(batch.editions),
        editions=Text("; ".join(vi), "; ".join(en)),
    )


BAD = Example(
    """
    Tệp       | Đơn vị | Bộ tiêu chí | Phiên bản
    so-a.xlsx | Sở A   | vi-du       | 2.0
    so-b.xlsx | Sở B   | vi-du       | 2.0
    so-c.xlsx | Sở C   | vi-du       | 1.0
    """,
    at="so-c.xlsx version",
)
GOOD = Example(
    """
    Tệp       | Đơn vị | Bộ tiêu chí | Phiên bản
    so-a.xlsx | Sở A   | vi-du       | 2.0
    so-b.xlsx | Sở B   | vi-du       | 2.0
    """
)
