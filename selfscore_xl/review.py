"""The reviewer's copy: the unit's own workbook with its answers locked, the appraisal open, and three
sheets more: decisions on exclusions, self score against appraisal, and remarks.

Made by splicing, so everything else in the workbook stays as the unit sent it. Made again from a
reviewer's copy it keeps what the reviewer and the unit have written there.
"""

from __future__ import annotations

from decimal import Decimal

from .appraisal import Variant, claims, grounds, refused, variants
from .cell import column_letters, parse_ref
from .criteria import Criterion, Tree
from .edits import head_text
from .layout import (
    COMPARISON_SHEET,
    EXCLUSION_HEADERS,
    EXCLUSION_SHEET,
    FOOTER_FIELD,
    REMARK_HEADERS,
    REMARK_SHEET,
    REVIEWER_INPUTS,
    UNIT_INPUTS,
    Decision,
    Footer,
    RemarkState,
)
from .measure import row_height
from .ooxml.edit import Editor
from .ooxml.newsheet import NewCell, NewSheet, NewStyle
from .read import FormFile
from .record import NamedTuple
from .scoring import Answer, Scores, answers, rate
from .submission import Lines, Submission

ROOM_FOR_REMARKS = 40
"""Blank rows below the remarks that are there."""

_SIZE = 11.0
TITLE = NewStyle(size=14, bold=True, horizontal="center", vertical="center")
SUBTITLE = NewStyle(size=_SIZE, horizontal="center", vertical="center")
HINT = NewStyle(size=10, italic=True, vertical="center", wrap=True)
HEADER = NewStyle(
    size=_SIZE, bold=True, border="thin", horizontal="center", vertical="center", wrap=True, fill="D9E2F3"
)
CELL = NewStyle(size=_SIZE, border="thin", vertical="top", wrap=True)
CENTRED = CELL._replace(horizontal="center")
POINTS = CELL._replace(horizontal="right", number_format="0.00")
INPUT = CENTRED._replace(fill="E2EFDA", locked=False)
INPUT_TEXT = CELL._replace(fill="E2EFDA", locked=False)
UNIT_TEXT = CELL._replace(fill="FFF2CC", locked=False)
STRONG = POINTS._replace(bold=True)
LABEL = CELL._replace(bold=True, vertical="center")
HIDDEN = NewStyle(size=8, number_format="0.00")


class Material(NamedTuple):
    """A form as it was read and scored."""

    file: FormFile
    tree: Tree
    submission: Submission
    lines: Lines
    scores: Scores


def review(editor: Editor, given: Material) -> None:
    """Ask the editor of a form's workbook for the reviewer's copy."""
    for key, line in given.lines.by_key.items():
        leaf = given.tree[key].is_leaf
        for field, entry in line.row.entries.items():
            if field in UNIT_INPUTS:
                editor.set_locked(entry.place.sheet, parse_ref(entry.place.ref), True)
            elif field in REVIEWER_INPUTS and leaf:
                editor.set_locked(entry.place.sheet, parse_ref(entry.place.ref), False)
    for sheet in (remark_sheet(given), comparison_sheet(given), exclusion_sheet(given)):
        editor.put_sheet(sheet, first=True, active=sheet.name == EXCLUSION_SHEET)


def _subject(given: Material) -> str:
    parts = (head_text(given.submission, "unit"), head_text(given.submission, "period"))
    return " — ".join(part for part in parts if part)


def _quoted(given: Material) -> str:
    return "'" + given.file.sheet.name.replace("'", "''") + "'!"


def _footer_ref(given: Material, footer: Footer) -> str | None:
    entry = given.submission.footer.get((footer, FOOTER_FIELD))
    return None if entry is None else _quoted(given) + entry.place.ref


_EXCLUSION_WIDTHS = (8.0, 38.0, 11.0, 38.0, 34.0, 16.0, 13.0, 13.0)
_OWN, _GRANTED = 9, 10
_VARIANT_HEADERS = ("Phương án", "Điểm không chấm", "Điểm áp dụng", "Điểm đạt được", "Tỷ lệ đạt được (%)")


def exclusion_sheet(given: Material) -> NewSheet:
    """The sheet of decisions: each exclusion with its reason, its basis, the decision and what either
    decision does to the rate; below, the totals for the four ways of deciding.

    Two hidden columns hold the points that the unit wrote at excluded criteria, and whether the
    criterion's own text grants the exclusion, for the formulas.
    """
    tree, scores = given.tree, given.scores
    nodes = claims(tree, scores)
    said = given.submission.decisions or {}
    typed = answers(given.lines)
    maximum, achieved = scores.totals.max, scores.totals.achieved
    own = {node.key: _own_points(tree, node, typed) for node in nodes}
    chosen = {node.key: said[node.key].text.strip() if node.key in said else "" for node in nodes}
    first, last = 6, 5 + max(len(nodes), 1)

    def span(column: str) -> str:
        return f"${column}${first}:${column}${last}"

    no = f'"{Decision.REFUSED}"'
    top = _footer_ref(given, Footer.MAX) or str(maximum)
    reached = _footer_ref(given, Footer.ACHIEVED) or str(achieved)
    back = {key for key, word in chosen.items() if word == Decision.REFUSED}
    base_now = maximum - sum(
        (scores.nodes[node.key].excluded for node in nodes if node.key not in back), Decimal(0)
    )
    reached_now = achieved + sum((own[key] for key in back), Decimal(0))
    rows: list[tuple[NewCell, ...]] = [
        (NewCell("THẨM ĐỊNH CÁC ĐỀ NGHỊ TRỪ VÀO ĐIỂM TỔNG", TITLE),),
        (NewCell(_subject(given), SUBTITLE),),
        (
            NewCell(
                f"Chọn «{Decision.ACCEPTED}» hoặc «{Decision.REFUSED}» ở cột Quyết định. Tỷ lệ tính theo "
                "điểm tự đánh giá, khi các đề nghị khác giữ theo quyết định đang chọn.",
                HINT,
            ),
        ),
        (),
        tuple(NewCell(text, HEADER) for text in EXCLUSION_HEADERS),
    ]
    heights = {1: 24.0, 2: 18.0, 3: 20.0, 5: 48.0}
    base_f = f"{top}-SUM({span('C')})+SUMIFS({span('C')},{span('F')},{no})"
    reached_f = f"{reached}+SUMIFS({span('I')},{span('F')},{no})"
    for index, node in enumerate(nodes):
        row = first + index
        points, mine, word = scores.nodes[node.key].excluded, own[node.key], chosen[node.key]
        is_back = node.key in back
        basis = grounds(tree, scores, node.key)
        reason = _reason(given, node)
        accept_base, accept_reached = (
            base_now - (points if is_back else 0),
            reached_now - (mine if is_back else 0),
        )
        refuse_base, refuse_reached = (
            base_now + (0 if is_back else points),
            reached_now + (0 if is_back else mine),
        )
        texts = (node.key, node.title, str(points), reason, basis or "Không nêu", word)
        rows.append(
            (
                NewCell(node.key, CENTRED, _link(given, node)),
                NewCell(node.title, CELL),
                NewCell(points, POINTS),
                NewCell(reason, CELL),
                NewCell(basis or "Không nêu", CELL),
                NewCell(word or None, INPUT),
                _rate_cell(
                    f'({base_f})-IF($F{row}={no},$C{row},0)', f'({reached_f})-IF($F{row}={no},$I{row},0)',
                    accept_base, accept_reached, tree,
                ),
                _rate_cell(
                    f'({base_f})+IF($F{row}={no},0,$C{row})', f'({reached_f})+IF($F{row}={no},0,$I{row})',
                    refuse_base, refuse_reached, tree,
                ),
                NewCell(mine, HIDDEN),
                NewCell(Decimal(int(bool(basis))), HIDDEN),
            )
        )  # fmt: skip
        heights[row] = row_height(
            [(text, width, False) for text, width in zip(texts, _EXCLUSION_WIDTHS, strict=False)], _SIZE, 18
        )
    if not nodes:
        rows.append((NewCell("", CELL), NewCell("Đơn vị không đề nghị trừ tiêu chí nào.", CELL)))
    heads = ("", *_VARIANT_HEADERS)
    rows += [(), tuple(NewCell(text, HEADER) for text in heads)]
    heights[len(rows)] = row_height(
        [(text, width, True) for text, width in zip(heads, _EXCLUSION_WIDTHS, strict=False)], _SIZE, 34
    )
    result = variants(tree, typed, scores, refused(tree, given.submission))
    ways = (
        ("Chấp nhận tất cả", result.all_accepted, f"SUM({span('C')})", "0"),
        ("Không chấp nhận đề nghị nào", result.all_refused, "0", f"SUM({span('I')})"),
        (
            "Chỉ chấp nhận đề nghị có căn cứ trong lời văn",
            result.granted_only,
            f"SUMIFS({span('C')},{span('J')},1)",
            f"SUMIFS({span('I')},{span('J')},0)",
        ),
        (
            "Theo quyết định đang chọn",
            result.as_decided,
            f"SUM({span('C')})-SUMIFS({span('C')},{span('F')},{no})",
            f"SUMIFS({span('I')},{span('F')},{no})",
        ),
    )
    for name, variant, out, more in ways:
        rows.append(_variant_row(name, variant, out, more, top, reached, len(rows) + 1, tree))
        heights[len(rows)] = row_height([(name, _EXCLUSION_WIDTHS[1], True)], _SIZE, 20)
    return NewSheet(
        name=EXCLUSION_SHEET,
        widths=_EXCLUSION_WIDTHS,
        rows=tuple(rows),
        heights=heights,
        merges=((1, 1, 1, 8), (2, 1, 2, 8), (3, 1, 3, 8)),
        hidden_columns=((_OWN, _GRANTED),),
        freeze_row=5,
        print_area=(1, 1, len(rows), 8),
        repeat_row=5,
        landscape=True,
        tab_color="C6E0B4",
        footer="&CTrang &P/&N",
        protected=True,
        lists=(((first, 6, last, 6), tuple(Decision)),),
    )


def _rate_cell(base_f: str, reached_f: str, base: Decimal, reached: Decimal, tree: Tree) -> NewCell:
    value = rate(reached, base, tree.criteria.rate_places)
    places = tree.criteria.rate_places
    formula = f'IF({base_f}=0,"—",ROUND(({reached_f})/({base_f})*100,{places}))'
    return NewCell("—" if value is None else value, POINTS, formula=formula)


def _variant_row(
    name: str, variant: Variant, out: str, more: str, top: str, reached: str, row: int, tree: Tree
) -> tuple[NewCell, ...]:
    totals = variant.totals
    places = tree.criteria.rate_places
    return (
        NewCell(None, CELL),
        NewCell(name, LABEL),
        NewCell(totals.excluded, POINTS, formula=out),
        NewCell(totals.applicable, POINTS, formula=f"{top}-C{row}"),
        NewCell(totals.achieved, POINTS, formula=f"{reached}+{more}"),
        NewCell(
            "—" if totals.rate is None else totals.rate,
            STRONG,
            formula=f'IF(D{row}=0,"—",ROUND(E{row}/D{row}*100,{places}))',
        ),
    )


def _own_points(tree: Tree, node: Criterion, typed: dict[str, Answer]) -> Decimal:
    """Points that the unit wrote at the excluded leaves of a node; they count if it is refused."""
    leaves = tree.leaves_below(node.key)
    return sum((typed[leaf.key].score or Decimal(0) for leaf in leaves if leaf.key in typed), Decimal(0))


def _reason(given: Material, node: Criterion) -> str:
    """The unit's words for an exclusion: at the node, at those above and at those below, each once."""
    keys = [one.key for one in given.tree.lineage(node.key)]
    keys += [leaf.key for leaf in given.tree.leaves_below(node.key)]
    lines = given.lines.by_key
    texts = [lines[key].explanation.text.strip() for key in keys if key in lines]
    return "\n".join(dict.fromkeys(text for text in texts if text))


def _link(given: Material, node: Criterion) -> str | None:
    line = given.lines.by_key.get(node.key)
    return None if line is None else _quoted(given) + line.mark.place.ref


_COMPARISON_HEADERS = ("Mã", "Tiêu chí", "Điểm tối đa", "Tự đánh giá", "Thẩm định", "Chênh lệch", "Ý kiến")
_COMPARISON_WIDTHS = (9.0, 56.0, 11.0, 12.0, 12.0, 12.0, 44.0)


def comparison_sheet(given: Material) -> NewSheet:
    """Self score, appraised score and their difference for every leaf, live. Nothing is read from here
    and nothing protected: protected cells cannot be sorted."""
    form = _quoted(given)
    rows: list[tuple[NewCell, ...]] = [
        (NewCell("SO SÁNH ĐIỂM TỰ ĐÁNH GIÁ VÀ ĐIỂM THẨM ĐỊNH", TITLE),),
        (NewCell(_subject(given), SUBTITLE),),
        tuple(NewCell(text, HEADER) for text in _COMPARISON_HEADERS),
    ]
    heights = {1: 24.0, 2: 18.0, 3: 34.0}
    for leaf in given.tree.leaves:
        line = given.lines.by_key.get(leaf.key)
        if line is None or not line.appraised.place.ref or not line.score.place.ref:
            continue
        own, other = form + _fixed(line.score.place.ref), form + _fixed(line.appraised.place.ref)
        opinion = form + _fixed(line.opinion.place.ref) if line.opinion.place.ref else '""'
        mine, theirs = line.score.number, line.appraised.number
        gap = None if mine is None or theirs is None else theirs - mine
        row = len(rows) + 1
        rows.append(
            (
                NewCell(leaf.code, CENTRED, form + line.appraised.place.ref),
                NewCell(leaf.title, CELL),
                NewCell(leaf.max_score, POINTS),
                NewCell("" if mine is None else mine, POINTS, formula=f'IF({own}="","",{own})'),
                NewCell("" if theirs is None else theirs, POINTS, formula=f'IF({other}="","",{other})'),
                NewCell(
                    "" if gap is None else gap,
                    STRONG,
                    formula=f'IF(COUNT(D{row}:E{row})<2,"",ROUND(E{row}-D{row},4))',
                ),
                NewCell(line.opinion.text, CELL, formula=f'IF({opinion}="","",{opinion})'),
            )
        )
        heights[row] = row_height(
            [(leaf.title, _COMPARISON_WIDTHS[1], False), (line.opinion.text, _COMPARISON_WIDTHS[6], False)],
            _SIZE, 18,
        )  # fmt: skip
    return NewSheet(
        name=COMPARISON_SHEET,
        widths=_COMPARISON_WIDTHS,
        rows=tuple(rows),
        heights=heights,
        merges=((1, 1, 1, 7), (2, 1, 2, 7)),
        freeze_row=3,
        filter_area=(3, 1, len(rows), 7),
        repeat_row=3,
        landscape=True,
        tab_color="C6E0B4",
        footer="&CTrang &P/&N",
    )


def _fixed(ref: str) -> str:
    """The address as it stays when its row is sorted elsewhere."""
    row, column = parse_ref(ref)
    return f"${column_letters(column)}${row}"


_REMARK_WIDTHS = (10.0, 60.0, 16.0, 60.0)


def remark_sheet(given: Material) -> NewSheet:
    """The remarks that are there, and room for more. The state starts as «Mở»."""
    rows: list[tuple[NewCell, ...]] = [
        (NewCell("Ý KIẾN TRAO ĐỔI GIỮA THẨM ĐỊNH VÀ ĐƠN VỊ", TITLE),),
        (NewCell(_subject(given), SUBTITLE),),
        (
            NewCell(
                "Người thẩm định ghi mã tiêu chí, ý kiến, trạng thái; đơn vị giải trình và chọn trạng thái "
                f"«{RemarkState.ANSWERED}»; người thẩm định chọn «{RemarkState.ACCEPTED}» hoặc mở lại.",
                HINT,
            ),
        ),
        tuple(NewCell(text, HEADER) for text in REMARK_HEADERS),
    ]
    heights = {1: 24.0, 2: 18.0, 3: 32.0, 4: 20.0}
    for one in given.submission.exchanged:
        texts = (one.code, one.remark, one.state or RemarkState.OPEN, one.answer)
        styles = (INPUT, INPUT_TEXT, INPUT, UNIT_TEXT)
        rows.append(tuple(NewCell(text or None, style) for text, style in zip(texts, styles, strict=True)))
        heights[len(rows)] = row_height(
            [(text, width, False) for text, width in zip(texts, _REMARK_WIDTHS, strict=True)], _SIZE, 30
        )
    for _ in range(ROOM_FOR_REMARKS):
        rows.append(
            (NewCell(None, INPUT), NewCell(None, INPUT_TEXT), NewCell(None, INPUT), NewCell(None, UNIT_TEXT))
        )
        heights[len(rows)] = 30.0
    return NewSheet(
        name=REMARK_SHEET,
        widths=_REMARK_WIDTHS,
        rows=tuple(rows),
        heights=heights,
        merges=((1, 1, 1, 4), (2, 1, 2, 4), (3, 1, 3, 4)),
        freeze_row=4,
        repeat_row=4,
        landscape=True,
        tab_color="C6E0B4",
        footer="&CTrang &P/&N",
        protected=True,
        lists=(((5, 3, len(rows), 3), tuple(RemarkState)),),
    )
