"""The tables of the consolidation's workbook, one function a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from .. import checking
from ..criteria import Criterion
from ..edits import SEVERITY_WORDS
from ..finding import SEVERITIES, Finding
from ..measure import row_height
from ..record import NamedTuple
from ..scoring import HUNDRED
from ..sending import local_time
from ..text import format_number, half_up, squash
from .book import (
    BODY,
    CENTER,
    CODE,
    COUNT,
    DAY,
    HEAD,
    HEADING,
    NUMBER,
    PERCENT,
    SUBTITLE,
    TITLE,
    WHOLE,
    Book,
    Cell,
    Layout,
    Page,
    Style,
)
from .gather import Consolidation, Edition, Listed, Ranked, quota_words
from .record import Record
from .shelf import Claimed
from .statistics import Checks, Statistics, Tally, distribution, lost, percent, state

BOLD = Style(bold=True)
BOLD_WHOLE = WHOLE._replace(bold=True)
HEAT = Style(horizontal="center", wrap=False, size=10, format=COUNT)
OUT = Style(horizontal="center", wrap=False, size=10, color="7F7F7F", fill="E7E6E6")
AVERAGE = HEAT._replace(bold=True, fill=HEADING.fill)
TALL_HEAD = HEAD._replace(rotated=True, wrap=False, size=10)
FILLS = {"error": "FFC7CE", "warning": "FFE699", "info": "DDEBF7"}
MOST_COLUMNS = 45
"""Criteria side by side on one page of the matrix."""


class Column(NamedTuple):
    """A column of a table: its header, its width in digits, and the look of its cells."""

    header: str
    width: float
    style: Style = BODY


def number(value: Decimal | None, style: Style = NUMBER) -> Cell:
    """A number, or an empty cell where it does not exist."""
    return Cell(value, style)


def start(
    book: Book,
    name: str,
    title: str,
    said: Sequence[str],
    columns: Sequence[Column],
    *,
    frozen_columns: int = 0,
    landscape: bool = True,
    tab: str = "4472C4",
) -> Page:
    """A sheet with its title, what must be said of it, and the header row, which stays in sight and is
    printed on every page."""
    header_row = len(said) + 2
    page = book.add(
        name,
        Layout(
            [column.width for column in columns],
            freeze=(header_row, frozen_columns),
            repeat_rows=(header_row, header_row),
            landscape=landscape,
            tab=tab,
        ),
    )
    page.line(title, TITLE)
    for text in said:
        page.line(text, SUBTITLE)
    page.row([Cell(column.header, HEAD) for column in columns])
    return page


def cells(columns: Sequence[Column], contents: Sequence[object]) -> list[Cell]:
    """A row's cells, each with its column's look."""
    return [Cell(content, column.style) for column, content in zip(columns, contents, strict=True)]  # type: ignore[arg-type]


def set_line(edition: Edition) -> str:
    """The set as subtitles name it."""
    criteria = edition.criteria
    which = f"bộ tiêu chí {edition.set_id}, phiên bản {edition.version}"
    return f"{criteria.title} · {criteria.period.name} · {which}"


def basis_line(edition: Edition) -> str:
    """What the ranking goes by, in words."""
    by = edition.criteria.ranking
    measure = {
        "rate": "tỷ lệ đạt được (điểm đạt / điểm áp dụng)",
        "converted": "điểm quy đổi (tỷ lệ x điểm tối đa)",
        "points": "điểm đạt được",
    }[by.by]
    whose = "điểm thẩm định" if edition.basis == "appraised" else "điểm tự đánh giá"
    text = f"Xếp theo {measure}, tính trên {whose}"
    if edition.waiting:
        text += f" (còn {edition.waiting} đơn vị chưa thẩm định xong)"
    if edition.groups and by.within == "unit_group":
        text += "; xếp riêng trong từng nhóm đơn vị"
    ties = "1, 1, 2" if by.ties == "dense" else "1, 1, 3"
    text += f"; đồng hạng ghi {ties}"
    if by.tie_breaks:
        text += "; bằng nhau thì xét lần lượt " + ", ".join(key.partition("@")[0] for key in by.tie_breaks)
    return text + "."


# --- ranking ---------------------------------------------------------------------------------------------


def ranking(book: Book, name: str, edition: Edition) -> None:
    """Every unit of an edition with its figures, in the order of the ranks."""
    grouped, graded = bool(edition.groups), bool(edition.criteria.grades)
    columns = [
        Column("Hạng", 7, WHOLE._replace(bold=True)),
        Column("Đơn vị", 32),
        *([Column("Nhóm đơn vị", _group_width(edition))] if grouped else []),
        Column("Tự đánh giá", 9, NUMBER),
        Column("Thẩm định", 9, NUMBER),
        Column("Chênh lệch", 9, NUMBER._replace(format="+0.00;-0.00;0.00")),
        Column("Điểm tối đa", 9, NUMBER),
        Column("Điểm không chấm", 9, NUMBER),
        Column("Điểm áp dụng", 9, NUMBER),
        Column("Điểm cộng", 8, NUMBER),
        Column("Điểm bị trừ", 8, NUMBER),
        Column("Điểm đạt được", 9, NUMBER),
        Column("Tỷ lệ đạt được (%)", 9, NUMBER._replace(bold=True, format=PERCENT)),
        Column("Điểm quy đổi", 9, NUMBER),
        *([Column("Xếp loại", 15, CENTER)] if graded else []),
        Column("Lưu ngày", 11, DAY),
        Column("Vì sao, ghi chú", 52, BODY._replace(size=10)),
    ]
    common = _common_reasons(edition)
    said = [set_line(edition), basis_line(edition), *(f"Với mọi đơn vị: {reason}" for reason in common)]
    page = start(book, name, "BẢNG XẾP HẠNG", said, columns, frozen_columns=2)
    header = page.row_number
    for one in edition.ranked:
        own, final = one.form.own, one.form.final
        used = one.form.sums(edition.basis)
        why = [*(reason for reason in used.reasons if reason not in common), *one.notes]
        if final is not None and one.form.unappraised:
            why.insert(0, f"Còn {one.form.unappraised} tiêu chí chưa thẩm định.")
        saved = local_time(one.form.sent.saved)
        contents: list[object] = [
            one.rank if one.rank is not None else "—",
            one.form.sent.unit,
            *([one.group] if grouped else []),
            own.score,
            None if final is None else final.score,
            None if final is None else final.score - own.score,
            used.max,
            used.excluded,
            used.applicable,
            used.bonus,
            used.penalty,
            used.achieved,
            used.rate if used.rate is not None else "—",
            used.converted if used.converted is not None else "—",
            *([one.grade] if graded else []),
            None if saved is None else saved.replace(hour=0, minute=0, second=0),
            "\n".join(why),
        ]
        page.row(cells(columns, contents))
    page.filter(header, len(columns))


def _common_reasons(edition: Edition) -> tuple[str, ...]:
    """Reasons that every unit's grade has: said once."""
    first, *others = [one.form.sums(edition.basis).reasons for one in edition.ranked]
    return tuple(reason for reason in first if others and all(reason in reasons for reasons in others))


# --- matrix ----------------------------------------------------------------------------------------------


class Matrix:
    """Units by criteria, in percent of the applicable points; a heat map. Rows are added one by one."""

    def __init__(self, book: Book, name: str, edition: Edition, statistics: Statistics) -> None:
        self.edition = edition
        self.statistics = statistics
        self.leaves = [place for place, node in enumerate(statistics.nodes) if not node.children]
        grouped = bool(edition.groups)
        self.front = [
            Column("Hạng", 6, BOLD_WHOLE),
            Column("Đơn vị", 30, BODY._replace(size=10)),
            *([Column("Nhóm", _group_width(edition), BODY._replace(size=10))] if grouped else []),
            Column("Tỷ lệ (%)", 8, NUMBER._replace(bold=True, format=PERCENT)),
        ]
        widths = [column.width for column in self.front] + [5.0] * len(self.leaves)
        header_row = 5
        page = self.page = book.add(
            name,
            Layout(
                widths,
                freeze=(header_row, len(self.front)),
                repeat_rows=(header_row - 1, header_row),
                repeat_columns=len(self.front),
                pages_wide=-(-len(self.leaves) // MOST_COLUMNS) or 1,
                tab="70AD47",
            ),
        )
        page.line("MA TRẬN ĐIỂM: ĐƠN VỊ VÀ TIÊU CHÍ", TITLE)
        page.line(set_line(edition), SUBTITLE)
        page.line(
            "Số trong ô là phần trăm điểm áp dụng của tiêu chí: xanh là cao, đỏ là thấp; «trừ» là đề nghị "
            "trừ vào điểm tổng, ô trống là chưa có điểm; tiêu chí điểm trừ ghi số điểm bị trừ.",
            SUBTITLE,
        )
        self._header(page)
        self.first = page.row_number + 1

    def _header(self, page: Page) -> None:
        nodes = self.statistics.nodes
        by_key = {node.key: node for node in nodes}
        domains = [_domain(by_key, nodes[place]).code for place in self.leaves]
        codes = [_column_code(nodes[place]) for place in self.leaves]
        blank = len(self.front)
        top: list[Cell | None] = [Cell(column.header, HEAD) for column in self.front]
        top += [Cell(code, HEAD) for code in domains]
        first = page.row(top)
        page.row(
            [Cell(None, HEAD)] * blank + [Cell(code, TALL_HEAD) for code in codes],
            max([30.0, *(6.5 * len(code) + 10 for code in codes)]),
        )
        for index in range(1, blank + 1):
            page.merge(first, index, first + 1, index)
        begin = 0
        for index in range(1, len(domains) + 1):
            if index == len(domains) or domains[index] != domains[begin]:
                page.merge(first, blank + begin + 1, first, blank + index)
                begin = index

    def add(self, one: Ranked, record: Record) -> None:
        """A unit's row."""
        places = self.statistics.rows.places(record.group)
        by_place = {places[line.key]: line for line in record.lines if line.key in places}
        rate = one.form.sums(self.edition.basis).rate
        front: list[object] = [
            one.rank if one.rank is not None else "—",
            one.form.sent.unit,
            *([one.group] if self.edition.groups else []),
            rate if rate is not None else "—",
        ]
        found = cells(self.front, front)
        for place in self.leaves:
            node = self.statistics.nodes[place]
            line = by_place.get(place)
            if line is None:
                found.append(Cell(None, OUT))
            elif state(line, self.edition.basis).out:
                found.append(Cell("trừ", OUT))
            elif node.kind == "penalty":
                found.append(Cell(lost(node, line, self.edition.basis), HEAT._replace(format="0.##")))
            else:
                found.append(Cell(percent(node, line, self.edition.basis), HEAT))
        self.page.row(found, 16.0 if len(one.form.sent.unit) < 32 else None)

    def end(self) -> None:
        """The averages, the colours, the filter."""
        from openpyxl.formatting.rule import ColorScaleRule
        from openpyxl.utils import get_column_letter

        page = self.page
        last = page.row_number
        blank = len(self.front)
        page.row(
            [Cell("Cả bộ", HEADING), *[Cell(None, HEADING)] * (blank - 1)]
            + [
                Cell(None if (rate := self.statistics.all[place].rate) is None else half_up(rate, 0), AVERAGE)
                for place in self.leaves
            ]
        )
        page.merge(page.row_number, 1, page.row_number, blank)
        if last < self.first:
            return
        warm = [
            f"{letters}{self.first}:{letters}{last}"
            for place, index in zip(self.leaves, range(blank + 1, blank + 1 + len(self.leaves)), strict=True)
            if self.statistics.nodes[place].kind != "penalty"
            for letters in [get_column_letter(index)]
        ]
        if warm:
            rule = ColorScaleRule(  # type: ignore[no-untyped-call]
                start_type="num", start_value=0, start_color="F8696B",
                mid_type="num", mid_value=70, mid_color="FFEB84",
                end_type="num", end_value=100, end_color="63BE7B",
            )  # fmt: skip
            page.sheet.conditional_formatting.add(" ".join(warm), rule)
        page.sheet.auto_filter.ref = f"A{self.first - 1}:{get_column_letter(blank + len(self.leaves))}{last}"


def _domain(by_key: Mapping[str, Criterion], node: Criterion) -> Criterion:
    while node.parent is not None:
        node = by_key[node.parent]
    return node


def _column_code(node: Criterion) -> str:
    """A leaf's path over its column, since codes may restart in every section; with the unit groups where
    it is not for all."""
    path = node.key.partition("@")[0]
    return f"{path} {'+'.join(node.groups)}" if node.groups else path


def _group_width(edition: Edition) -> float:
    return min(28.0, max([12.0, *(1.1 * len(group) + 2 for group in edition.groups)]))


# --- criteria --------------------------------------------------------------------------------------------


def criteria(book: Book, name: str, edition: Edition, statistics: Statistics) -> None:
    """Averages and lost points per criterion, over all units and by unit group."""
    groups = edition.groups[:8] if len(edition.groups) > 1 else ()
    columns = [
        Column("Mã", 10, CODE),
        Column("Tiêu chí", 52),
        Column("Điểm tối đa", 9, NUMBER),
        Column("Số đơn vị chấm", 8, WHOLE),
        Column("Điểm bình quân", 9, NUMBER),
        Column("Tỷ lệ (%)", 9, NUMBER._replace(format=PERCENT)),
        Column("Điểm mất bình quân", 9, NUMBER),
        Column("Tổng điểm mất", 10, NUMBER),
        Column("Đơn vị đạt tối đa", 8, WHOLE),
        Column("Đơn vị 0 điểm", 8, WHOLE),
        Column("Đơn vị đề nghị trừ", 8, WHOLE),
        Column("Điểm đề nghị trừ", 10, NUMBER),
        Column("Thẩm định so với tự chấm", 10, NUMBER._replace(format="+0.00;-0.00;0.00")),
        *(Column(f"Tỷ lệ (%): {group}", 10, NUMBER._replace(format=PERCENT)) for group in groups),
    ]
    said = [
        set_line(edition),
        "Bình quân của các đơn vị có chấm tiêu chí (không kể đơn vị đề nghị trừ). Điểm mất = điểm áp dụng "
        "trừ điểm đạt được; điểm thưởng ngoài tổng không tính là mất, điểm trừ tính theo số điểm bị trừ.",
    ]
    page = start(book, name, "ĐIỂM THEO TIÊU CHÍ", said, columns, frozen_columns=2, tab="70AD47")
    header = page.row_number
    for place, node in enumerate(statistics.nodes):
        tally = statistics.all[place]
        is_group = bool(node.children)
        contents: list[object] = [
            statistics.rows.label(node),
            statistics.rows.title(node),
            _maximum(node),
            tally.forms,
            tally.average,
            tally.rate,
            tally.average_lost,
            tally.lost if tally.forms else None,
            None if is_group else tally.full,
            None if is_group else tally.zero,
            tally.claimed or None,
            tally.claimed_points if tally.claimed_points else None,
            tally.correction,
            *(_group_rate(statistics, group, place) for group in groups),
        ]
        row = cells(columns, contents)
        if is_group:
            row = [
                cell._replace(
                    style=cell.style._replace(bold=True, fill=HEADING.fill if node.level == 1 else None)
                )
                for cell in row
            ]
        row[1] = row[1]._replace(style=row[1].style._replace(indent=min(node.level - 1, 6)))
        page.row(row)
    page.filter(header, len(columns))


def _maximum(node: Criterion) -> Decimal | str:
    """The maximum; where unit groups have others, all of them."""
    values = sorted({node.max_score, *(value for _, value in node.max_for)})
    return values[0] if len(values) == 1 else "; ".join(format_number(value, "vi") for value in values)


def _group_rate(statistics: Statistics, group: str, place: int) -> Decimal | None:
    tallies: list[Tally] | None = statistics.by_group.get(group)
    return None if tallies is None else tallies[place].rate


# --- exclusions ------------------------------------------------------------------------------------------


def exclusions(
    book: Book, name: str, edition: Edition, statistics: Statistics, claims: Iterator[Claimed]
) -> None:
    """What was asked to be taken out, criterion by criterion, the units' reasons one below another."""
    columns = [
        Column("Mã", 10, CODE),
        Column("Đơn vị", 32),
        Column("Nhóm đơn vị", _group_width(edition)),
        Column("Điểm đề nghị trừ", 10, NUMBER),
        Column("Có căn cứ trong tiêu chí", 11, CENTER),
        Column("Lý do của đơn vị", 64),
        Column("Quyết định", 14, CENTER),
        Column("Ý kiến hội đồng thẩm định", 30),
    ]
    said = [
        set_line(edition),
        "Mỗi tiêu chí là một nhóm hàng để so sánh lý do của các đơn vị; căn cứ là lời văn của chính tiêu chí "
        "cho phép trừ vào điểm tổng.",
    ]
    page = start(book, name, "ĐỀ NGHỊ TRỪ VÀO ĐIỂM TỔNG", said, columns, frozen_columns=2, tab="FFC000")
    header = page.row_number
    at = -1
    for criterion, unit, claim in claims:
        node = statistics.nodes[criterion]
        code = statistics.rows.label(node)
        if criterion != at:
            at = criterion
            tally = statistics.all[criterion]
            count = f"{tally.claimed}/{tally.seen} đơn vị đề nghị trừ"
            basis = (
                f" Căn cứ: «{squash(claim.granted)}»." if claim.granted else " Tiêu chí không nêu căn cứ trừ."
            )
            text = f"{squash(statistics.rows.title(node))} — {count}.{basis}"
            width = sum(column.width for column in columns[1:])
            page.row(
                [Cell(code, HEADING), Cell(text, HEADING), *[Cell(None, HEADING)] * (len(columns) - 2)],
                row_height([(text, width, True)], HEADING.size, 18.0),
            )
            page.merge(page.row_number, 2, page.row_number, len(columns))
        one = edition.ranked[unit]
        contents: list[object] = [
            code,
            one.form.sent.unit,
            one.group,
            claim.points,
            "Có" if claim.granted else "Không",
            claim.reason or "(không nêu)",
            claim.decision,
            claim.opinion,
        ]
        page.row(cells(columns, contents))
    if at < 0:
        page.row([Cell(None), Cell("Không đơn vị nào đề nghị trừ."), *[Cell(None)] * (len(columns) - 2)])
    page.filter(header, len(columns))


# --- grades ----------------------------------------------------------------------------------------------


def grades(book: Book, name: str, edition: Edition) -> None:
    """How many units have each grade, and what the quotas came to."""
    graded = bool(edition.criteria.grades)
    total = len(edition.ranked)
    columns = [
        Column("Mức xếp loại" if graded else "Tỷ lệ đạt được", 30),
        Column("Số đơn vị", 10, BOLD_WHOLE),
        Column("Phần trăm", 10, NUMBER._replace(format=PERCENT)),
        *(Column(group, 14, WHOLE) for group in edition.groups),
    ]
    title = "PHÂN BỐ XẾP LOẠI" if graded else "PHÂN BỐ TỶ LỆ ĐẠT ĐƯỢC"
    said = [set_line(edition)]
    if not graded:
        said.append("Bộ tiêu chí không ghi mức xếp loại nên chỉ thống kê theo tỷ lệ đạt được.")
    page = start(book, name, title, said, columns, landscape=len(edition.groups) > 3, tab="FFC000")
    for share in distribution(edition):
        contents: list[object] = [
            share.name,
            share.counts[0],
            half_up(Decimal(share.counts[0]) * HUNDRED / total, 2) if total else None,
            *share.counts[1:],
        ]
        page.row(cells(columns, contents))
    members = [sum(one.group == group for one in edition.ranked) for group in edition.groups]
    page.row(
        [
            Cell(content, style._replace(bold=True, fill=HEADING.fill))
            for content, style in zip(
                ["Cộng", total, HUNDRED if total else None, *members],
                [column.style for column in columns],
                strict=True,
            )
        ]
    )
    if not any(grade.quota for grade in edition.criteria.grades):
        return
    page.blank()
    page.line("Hạn mức xếp loại", Style(bold=True, border=False, size=12))
    for found in edition.quotas:
        quota = found.quota
        where = f" ({found.group})" if found.group else ""
        text = f"«{found.grade}»{where}: {quota_words(edition.criteria, quota)}"
        if found.lowered:
            text += f"; chuyển xuống mức dưới {len(found.lowered)} đơn vị: {', '.join(found.lowered)}"
        text += "."
        if quota.tied:
            text += " Có đơn vị đồng hạng ở ranh giới hạn mức: cần cấp có thẩm quyền quyết định."
        page.line(text)


# --- findings --------------------------------------------------------------------------------------------


def findings(book: Book, checks: Checks, across: Sequence[Finding], forms: int) -> None:
    """How often each check struck; then what was found across forms, in full."""
    columns = [
        Column("Mã", 8, CODE),
        Column("Mức độ", 12, CENTER),
        Column("Nội dung kiểm tra", 60),
        Column("Số lượt", 10, WHOLE),
        Column("Số biểu", 10, WHOLE),
        Column("Phần trăm số biểu", 12, NUMBER._replace(format=PERCENT)),
    ]
    said = [f"Tính trên {forms} biểu được dùng. Xem giải thích một mã: selfscore-xl explain S101."]
    page = start(book, "Nội dung kiểm tra", "KẾT QUẢ KIỂM TRA THEO NỘI DUNG", said, columns, tab="C00000")
    header = page.row_number
    catalogue = checking.catalogue()
    order = sorted(checks.found, key=lambda key: (SEVERITIES.index(key[1]), key[0]))
    for code, severity in order:
        tally = checks.found[code, severity]
        contents: list[object] = [
            code,
            SEVERITY_WORDS[severity].vi,
            catalogue[code].CHECK.title.vi,
            tally.findings,
            tally.forms,
            half_up(Decimal(tally.forms) * HUNDRED / forms, 2) if forms else None,
        ]
        row = cells(columns, contents)
        row[1] = row[1]._replace(style=row[1].style._replace(fill=FILLS[severity]))
        page.row(row)
    if not order:
        page.row([Cell(None), Cell(None), Cell("Không có nội dung nào."), *[Cell(None)] * 3])
    page.filter(header, len(columns))
    if across:
        page.blank()
        page.line("Đối chiếu giữa các biểu", Style(bold=True, border=False, size=12))
        missing = sum(finding.code == "S802" for finding in across)
        if missing:
            page.line(f"S802: {missing} đơn vị chưa gửi biểu; xem trang «Chưa gửi».")
        for finding in across:
            if finding.code == "S802":
                continue
            page.line(f"{finding.code}: {checking.message(finding, 'vi')} {checking.hint(finding, 'vi')}")


class ByUnit:
    """Findings by unit; rows are added one by one."""

    def __init__(self, book: Book) -> None:
        self.columns = [
            Column("Đơn vị", 32),
            Column("Nhóm đơn vị", 20),
            Column("Lỗi", 7, WHOLE),
            Column("Cảnh báo", 8, WHOLE),
            Column("Ghi chú", 8, WHOLE),
            Column("Nội dung (số lượt)", 52, BODY._replace(size=10)),
            Column("Lưu lúc", 16, DAY._replace(format="dd/mm/yyyy hh:mm")),
            Column("Tệp", 44, BODY._replace(size=10)),
        ]
        said = ["Các biểu được dùng, theo thứ tự xếp hạng. Giờ lưu là giờ Việt Nam."]
        self.page = start(
            book,
            "Kiểm tra theo đơn vị",
            "KẾT QUẢ KIỂM TRA THEO ĐƠN VỊ",
            said,
            self.columns,
            frozen_columns=1,
            tab="C00000",
        )
        self.header = self.page.row_number

    def add(self, one: Ranked, record: Record) -> None:
        counts: dict[str, int] = {}
        for issue in sorted(record.issues, key=lambda issue: (SEVERITIES.index(issue.severity), issue.code)):
            counts[issue.code] = counts.get(issue.code, 0) + 1
        contents: list[object] = [
            one.form.sent.unit,
            one.group,
            *one.form.counts,
            ", ".join(f"{code} ({count})" for code, count in counts.items()),
            local_time(one.form.sent.saved),
            one.form.sent.file,
        ]
        self.page.row(cells(self.columns, contents))

    def end(self) -> None:
        self.page.filter(self.header, len(self.columns))


# --- who has not sent, and what is not used --------------------------------------------------------------


def not_sent(book: Book, listed: Listed) -> None:
    """The list of units against what came in."""
    columns = [
        Column("STT", 6, WHOLE),
        Column("Đơn vị", 46),
        Column("Nhóm đơn vị", 24),
        Column("Dòng trong danh sách", 12, WHOLE),
    ]
    sent = len(listed.units) - len(listed.missing)
    said = [f"Danh sách có {len(listed.units)} đơn vị: {sent} đã gửi, {len(listed.missing)} chưa gửi."]
    page = start(book, "Chưa gửi", "ĐƠN VỊ CHƯA GỬI BIỂU", said, columns, landscape=False, tab="7F7F7F")
    for index, unit in enumerate(listed.missing, start=1):
        page.row(cells(columns, [index, unit.name, unit.group, unit.line]))
    if not listed.missing:
        page.row([Cell(None), Cell("Tất cả đơn vị trong danh sách đã gửi biểu."), Cell(None), Cell(None)])
    heading = Style(bold=True, border=False, size=12)
    if listed.unlisted:
        page.blank()
        page.line("Đơn vị gửi biểu nhưng không có trong danh sách", heading)
        for name, file, near in listed.unlisted:
            page.line(f"«{name}» ({file})" + (f"; có phải «{near}»?" if near else ""))
    if listed.unknown_groups:
        page.blank()
        page.line("Nhóm trong danh sách mà bộ tiêu chí không có", heading)
        for other in listed.unknown_groups:
            page.line(f"Dòng {other.line}: «{other.name}», nhóm «{other.group}»")


def left_out(book: Book, found: Consolidation) -> None:
    """Every file that is not used, with the reason."""
    columns = [
        Column("STT", 6, WHOLE),
        Column("Tệp", 52),
        Column("Đơn vị", 32),
        Column("Mã", 8, CODE),
        Column("Vì sao không dùng", 70),
    ]
    number = f"{found.unused} tệp" if found.unused else "Mọi bảng tính đều được dùng"
    said = [f"{number}; ngoài ra có {found.not_workbooks} tệp không phải bảng tính."]
    if not found.not_workbooks:
        said = [f"{number}." if found.unused else "Mọi tệp đều được dùng."]
    page = start(book, "Tệp không dùng", "TỆP KHÔNG DÙNG VÀ LÝ DO", said, columns, tab="7F7F7F")
    header = page.row_number
    for index, one in enumerate(found.left_out, start=1):
        page.row(cells(columns, [index, one.file, one.unit, one.code, one.why.vi]))
    page.filter(header, len(columns))
