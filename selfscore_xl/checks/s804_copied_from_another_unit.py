"""A form filled by one unit and sent under the name of another gives the second one points that
nobody there has earned, and its evidence leads nowhere.

Two marks tell: the form was made for another unit (its hidden stamp), or its evidence and
explanations are word for word those of another unit. The first shows in a single form, at the name
above the table; the second takes many forms, and who copied whom cannot be told: the form saved later
is reported. A form handed on while it was blank has the first mark only, hence a warning.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding
from ..layout import Head
from ..text import Text, fold, squash, visible
from ..typed import TYPE_CHECKING
from .words import head_place

if TYPE_CHECKING:
    from ..sending import Batch, Sent

CHECK = Check(
    code="S804",
    name="copied-from-another-unit",
    severity="warning",
    title=Text("Biểu giống hoặc lập cho đơn vị khác", "Form equals, or was made for, another unit's"),
    message=Text("Biểu của «{unit}» ({file}) {why}.", "The form of “{unit}” ({file}) {why}."),
    hint=Text(
        "Đối chiếu với biểu của «{other}»; đề nghị «{unit}» tự chấm lại trên biểu lập cho mình.",
        "Compare with the form of “{other}”; ask “{unit}” to score itself on a form made for it.",
    ),
)


def find(context: Context) -> Iterator[Finding]:
    """The form's stamp against the name above its table; the other mark takes many forms (``across``)."""
    issued_to = context.submission.identity.unit
    head = context.submission.head.get(Head.UNIT)
    if head is None or head.is_empty or fold(issued_to) in ("", fold(head.text)):
        return
    from ..sending import Batch  # a form whose names agree needs no more than that

    if not Batch.is_same_unit(head.text, issued_to):
        unit, other = visible(squash(head.text)), visible(squash(issued_to))
        yield CHECK.at(
            head_place(context, Head.UNIT),
            value=head.text,
            unit=unit,
            file=context.submission.source.path.replace("\\", "/").rpartition("/")[2],
            why=Text(f"được lập cho «{other}»", f"was made for “{other}”"),
            other=other,
        )


def across(batch: Batch) -> Iterator[Finding]:
    """The same words in the forms of two units. For whom each was made, ``find`` says of each by itself."""
    same: dict[str, list[Sent]] = {}
    for form in batch.forms:
        if form.texts:
            same.setdefault(form.texts, []).append(form)
    first = {texts: min(forms, key=lambda one: (one.saved, one.file)) for texts, forms in same.items()}
    for form in batch.forms:
        copied = first.get(form.texts, form)
        if not form.unit or not copied.unit or batch.is_same_unit(copied.unit, form.unit):
            continue
        other, file = copied.unit, copied.file
        why = Text(
            f"có tài liệu và giải trình giống hệt biểu lưu không muộn hơn của «{other}» ({file})",
            f"has the very evidence and explanations of “{other}” ({file}), saved no later",
        )
        yield CHECK.at(None, unit=form.unit, file=form.file, why=why, other=other)


BAD = Example(
    """
    Tệp       | Đơn vị | Lưu lúc              | Nội dung
    so-a.xlsx | Sở A   | 2026-07-01T08:00:00Z | bản của Sở A
    so-b.xlsx | Sở B   | 2026-07-02T08:00:00Z | bản của Sở A
    """,
    at="so-b.xlsx unit",
)
GOOD = Example(
    """
    Tệp       | Đơn vị | Lưu lúc              | Nội dung
    so-a.xlsx | Sở A   | 2026-07-01T08:00:00Z | bản của Sở A
    so-b.xlsx | Sở B   | 2026-07-02T08:00:00Z | bản của Sở B
    """
)
