"""Small forms for the tests of single checks: one row under test, one sound row beside it."""

from __future__ import annotations

from collections.abc import Mapping

from selfscore_xl import checking, sample
from selfscore_xl.checking import Example
from selfscore_xl.finding import Finding
from selfscore_xl.text import Lang

HEADER = (
    "Mã | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình"
    " | Quy tắc | Số liệu"
)
SOUND = "[1].bao-cao-01.pdf"


def row(
    code: str,
    maximum: str = "2",
    score: str = "",
    *,
    mark: str = "",
    evidence: str = SOUND,
    why: str = "",
    rule: str = "",
    data: str = "",
) -> str:
    return " | ".join((code, maximum, mark, score, evidence, why, rule, data))


def group(code: str, maximum: str = "5", *, mark: str = "", why: str = "", rule: str = "") -> str:
    return row(code, maximum, mark=mark, evidence="", why=why, rule=rule)


def form(*rows: str) -> str:
    return "\n".join((HEADER, *rows))


def one(score: str = "2", maximum: str = "2", **cells: str) -> str:
    """A form with I.1 under test and I.2 in order."""
    return form(
        group("I", "12"),
        row("I.1", maximum, score, **cells),
        row("I.2", "3", "3", evidence="[1].ke-hoach-02.pdf"),
    )


def findings(code: str, table: str, facts: Mapping[str, object] | None = None) -> list[Finding]:
    """What one check finds."""
    return list(checking.catalogue()[code].find(sample.context(Example(table, facts=facts or {}))))


def strikes(code: str, table: str, facts: Mapping[str, object] | None = None) -> list[str]:
    """Where one check strikes: ``"I.1 self"`` in form order."""
    context = sample.context(Example(table, facts=facts or {}))
    spots = {
        entry.place: f"{line.key} {field.value}"
        for line in context.lines
        for field, entry in line.row.entries.items()
    }
    spots |= {entry.place: f"data {key} {name}" for (key, name), entry in context.submission.data.items()}
    spots |= {entry.place: f"footer {line.value}" for (line, _), entry in context.submission.footer.items()}
    found = checking.run(context, [code])
    assert all(finding.code == code for finding in found), found
    return [spots[finding.place] if finding.place else "file" for finding in found]


def sentence(code: str, table: str, facts: Mapping[str, object] | None = None, lang: Lang = "vi") -> str:
    """Message and hint of the only finding."""
    (finding,) = findings(code, table, facts)
    return f"{checking.message(finding, lang)} {checking.hint(finding, lang)}"


def codes(table: str, facts: Mapping[str, object] | None = None) -> set[str]:
    """Every check of S1, S2 and S4 that strikes."""
    context = sample.context(Example(table, facts=facts or {}))
    return {one.code for one in checking.run(context) if one.code[:2] in ("S1", "S2", "S4")}
