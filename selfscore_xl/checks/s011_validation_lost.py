"""An input that lost its rule takes any value, and one that became locked takes none.

Pasting a cell from another workbook destroys drop-downs and limits silently; copying a locked cell
onto an input locks it, and the user is stuck; cutting and pasting moves a rule with the wrong
limit (all measured with real keys on a protected form). Neighbouring rows struck alike are one
finding, and so is a form that lost everything, or rules here and there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..checking import Check, Context, Example
from ..finding import Finding, Place
from ..layout import GROUP_INPUTS, UNIT_INPUTS, Field
from ..submission import Entry, Row
from ..text import Text, format_number
from .rows import is_of_another_version, places, runs
from .words import REPAIR

CHECK = Check(
    code="S011",
    name="validation-lost",
    severity="warning",
    title=Text("Ô nhập bị hỏng quy tắc hoặc bị khóa", "Input lost its rule or became locked"),
    message=Text("{cells} {lost}.", "{cells} {lost}."),
    hint=Text("{cure}.", "{cure}."),
)

_REPAIR = Text(
    "Không dán đè lên ô nhập (hoặc chỉ dán giá trị); để ô nhập hoạt động lại, " + REPAIR.vi,
    "Do not paste over inputs (or paste values only); to have them work again, " + REPAIR.en,
)
_UNMERGE = Text(
    "Bỏ gộp ô (Trang đầu > Hợp nhất & Căn giữa > Hủy hợp nhất ô) rồi nhập lại cho từng tiêu chí",
    "Unmerge the cells (Home > Merge & Center > Unmerge Cells) and fill each criterion again",
)

_RULE = Text(
    "không còn quy tắc nhập của biểu (thường do dán đè)",
    "lost the form's input rule (usually by pasting)",
)
_LOCKED = Text("đã bị khóa, không nhập được nữa", "became locked and takes no entry any more")
_BOTH = Text(
    "đã bị khóa và không còn quy tắc nhập (thường do chép đè từ ô khác)",
    "became locked and lost the form's input rule (usually by copying another cell onto it)",
)
_MERGED = Text("bị gộp với ô khác", "is merged with another cell")
_KINDS = (_MERGED, _BOTH, _LOCKED, _RULE)
_MOST = 3
"""More separate stretches than this, and they are one finding: a row was put in, rules did not follow."""
_RULED = (Field.EXCLUDED, Field.SELF)
"""Inputs with a rule; evidence and explanation are free text."""


def find(context: Context) -> Iterator[Finding]:
    submission = context.submission
    if not submission.source.formulas_seen or is_of_another_version(context):
        return
    inputs = {
        key: {
            field: line.row.entries[field]
            for field in (GROUP_INPUTS if context.tree[key].children else UNIT_INPUTS)
            if field in line.row.entries
            and not (field is Field.SELF and context.tree[key].rule.kind == "given")
        }
        for key, line in context.lines.by_key.items()
    }
    rules = [entry.ruled for row in inputs.values() for field, entry in row.items() if field in _RULED]
    locks = [entry.locked for row in inputs.values() for entry in row.values()]
    no_rules = bool(rules) and not any(rules)
    all_locked = bool(locks) and all(locks)
    sheet = Place(submission.form.sheet, "")
    if no_rules:
        yield CHECK.at(sheet, cells=_all(len(rules)), lost=_RULE, cure=_REPAIR)
    if all_locked and submission.form.protected and not _is_for_review(context):
        yield CHECK.at(sheet, cells=_all(len(locks)), lost=_LOCKED, cure=_REPAIR)
    heeds_locks = submission.form.protected and not all_locked

    losses: dict[Text, dict[str, list[Entry]]] = {kind: {} for kind in _KINDS}
    for key, row in inputs.items():
        for field, entry in row.items():
            locked = entry.locked and heeds_locks
            unruled = not entry.ruled and field in _RULED and not no_rules
            kind = (
                _MERGED
                if entry.merged
                else _BOTH
                if locked and unruled
                else _LOCKED
                if locked
                else _RULE
                if unruled
                else None
            )
            if kind is not None:
                losses[kind].setdefault(key, []).append(entry)
    for kind in _KINDS:
        if losses[kind]:
            yield from _findings(context, kind, losses[kind])
    if heeds_locks:
        yield from _figures(context)


def _findings(context: Context, kind: Text, struck: Mapping[str, list[Entry]]) -> Iterator[Finding]:
    rows = [line.row for line in context.lines]
    leaves = {node.key for node in context.tree.leaves}

    def is_struck(row: Row) -> bool:
        return row.key in struck

    groups = list(runs(rows, is_struck, lambda row: row.key in leaves))
    if len(groups) > _MOST:
        groups = [[row for run in groups for row in run]]
    for run in groups:
        cells = [entry for row in run if row.key is not None for entry in struck[row.key]]
        yield CHECK.at(
            cells[0],
            criterion=run[0].key,
            related=places(cells[1:]),
            cells=_cells(cells),
            lost=_with_the_rule(context, run, cells, kind) if kind in (_RULE, _BOTH) else kind,
            cure=_UNMERGE if kind is _MERGED else _REPAIR,
        )


def _with_the_rule(context: Context, run: list[Row], cells: list[Entry], lost: Text) -> Text:
    """What was lost, and what these cells take in the form as issued."""
    assert run[0].key is not None
    node = context.tree[run[0].key]
    in_mark_column = {row.entries[Field.EXCLUDED].place for row in run if Field.EXCLUDED in row.entries}
    marks = sum(cell.place in in_mark_column for cell in cells)
    if marks == len(cells):
        right = (
            Text("ô này chỉ nhận «x» hoặc để trống", "the cell takes “x” or nothing")
            if marks == 1
            else Text("các ô này chỉ nhận «x» hoặc để trống", "the cells take “x” or nothing")
        )
    elif marks:
        right = Text(
            "ô điểm chỉ nhận điểm trong mức của tiêu chí, ô đề nghị trừ chỉ nhận «x»",
            "a score must lie within its criterion's points, a mark must be “x”",
        )
    elif len(cells) > 1:
        right = Text(
            "mỗi ô này chỉ nhận điểm trong mức của tiêu chí",
            "each of these cells takes a score within its criterion's points",
        )
    elif node.rule.kind == "choice":
        right = Text("ô này chỉ nhận một trong các mức điểm", "the cell takes one of the levels")
    else:
        vi, en = format_number(node.max_score, "vi"), format_number(node.max_score, "en")
        right = (
            Text(f"ô này chỉ nhận điểm từ -{vi} đến 0", f"the cell takes a score from -{en} to 0")
            if node.kind == "penalty"
            else Text(f"ô này chỉ nhận điểm từ 0 đến {vi}", f"the cell takes a score from 0 to {en}")
        )
    return Text(f"{lost.vi}; {right.vi}", f"{lost.en}; {right.en}")


def _figures(context: Context) -> Iterator[Finding]:
    """Inputs of the data sheet that take no entry. What is typed there has its own check, rule or not."""
    submission = context.submission
    figures = [(key, entry) for (key, _), entry in submission.data.items()]
    figures += [("", entry) for entry in submission.facts.values()]
    if all(entry.locked for _, entry in figures):
        return
    for kind, struck in (
        (_MERGED, [one for one in figures if one[1].merged]),
        (_LOCKED, [one for one in figures if one[1].locked and not one[1].merged]),
    ):
        for key, entry in struck:
            where, sheet = entry.place.ref, entry.place.sheet
            yield CHECK.at(
                entry.place,
                criterion=key or None,
                cells=Text(f"Ô nhập {where} của trang «{sheet}»", f"Input {where} of the sheet “{sheet}”"),
                lost=kind,
                cure=_UNMERGE if kind is _MERGED else _REPAIR,
            )


def _is_for_review(context: Context) -> bool:
    """A reviewer's copy: the unit's inputs are locked on purpose, the appraiser's are open."""
    return any(
        not line.row.entries[Field.APPRAISED].locked
        for line in context.lines
        if Field.APPRAISED in line.row.entries and not context.tree[line.key].children
    )


def _all(count: int) -> Text:
    return Text(f"Tất cả {count} ô nhập của biểu", f"Every one of the form's {count} inputs")


def _cells(cells: list[Entry]) -> Text:
    first, last = cells[0].place.ref, cells[-1].place.ref
    if len(cells) == 1:
        return Text(f"Ô nhập {first}", f"Input {first}")
    return Text(
        f"Ô nhập {first} và {len(cells) - 1} ô nữa (đến ô {last})",
        f"Input {first} with {len(cells) - 1} more (down to {last})",
    )


_TABLE = """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 5           |             |             |                                |
    I.1 | 2           |             | 2           | [1].bao-cao-01.pdf             |
    I.2 | 3           |             | 3           | [1].bao-cao-02.pdf             |
    """
BAD = Example(_TABLE, at="I.2 self", facts={"I.2 self": {"ruled": False}})
GOOD = Example(_TABLE)
