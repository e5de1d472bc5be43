"""The report on paper: contents -> a Word document laid out by Decree 30/2020/NĐ-CP, phụ lục I."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from ..layout import Field
from ..measure import line_count, text_width
from ..scoring import ZERO
from . import package
from .contents import COLUMNS, DOTS, Contents, Loss, Reason, headers, lower_first, number, points
from .look import (
    ANNEX_SIZE,
    DOMAIN_FILL,
    HEADER_FILL,
    LANDSCAPE,
    MM,
    MOTTO_SIZE,
    NUMBER_SIZE,
    OVERVIEW_SIZE,
    PADDING,
    PAGE_NUMBER_FROM_TOP,
    PORTRAIT,
    STATE_SIZE,
    TEXT_SIZE,
    Paper,
)
from .settings import Settings, number_parts

if TYPE_CHECKING:
    from docx.document import Document as Docx
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.section import Section
    from docx.table import Table, _Cell, _Row
    from docx.text.paragraph import Paragraph

STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
ANNEX = "Phụ lục"
_GAP = "\u00a0" * 6
"""What is left to be written by hand."""

_CENTER, _LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT
_HEADING_SIDE = 10 * MM
_FRAME = 4
"""Between a frame and its text."""
_LEFT_PART = 0.41
"""Of the width, for the column of the issuing body."""

_WIDTHS = {
    Field.CODE: 16,
    Field.TITLE: 52,
    Field.MAX: 13,
    Field.EXCLUDED: 11,
    Field.SELF: 13,
    Field.EVIDENCE: 63,
    Field.EXPLANATION: 51,
    Field.APPRAISED: 13,
    Field.OPINION: 20,
}
"""Millimetres; together the width of the landscape page between its margins."""
_WORDS = (Field.TITLE, Field.EVIDENCE, Field.EXPLANATION, Field.OPINION)
_UNBROKEN_LINES = 6
"""Rows up to this many lines stay on one page; longer ones may go on over the next."""


def build(contents: Contents, settings: Settings) -> bytes:
    """The report as a .docx file; the same contents give the same bytes."""
    document = package.start(f"Báo cáo {lower_first(contents.subject)}")
    _lay_out(document.sections[0], PORTRAIT)
    _number_pages(document.sections[0])
    if contents.errors:
        _warn(document, contents)
    _header(document, contents, settings)
    _heading(document, contents, settings)
    _body(document, contents)
    _closing(document, contents)
    _signature(document, contents, settings)
    _annex(document, contents, settings)
    return package.to_bytes(document)


# --- pages --------------------------------------------------------------------------------------


def _lay_out(section: Section, paper: Paper) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if paper.width > paper.height else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(paper.width), Mm(paper.height)
    section.left_margin, section.right_margin = Mm(paper.left), Mm(paper.right)
    section.top_margin, section.bottom_margin = Mm(paper.top), Mm(paper.bottom)
    section.header_distance = section.footer_distance = Mm(PAGE_NUMBER_FROM_TOP)


def _number_pages(section: Section) -> None:
    """Numbers top centre; the first page has none."""
    section.different_first_page_header_footer = True
    field = OxmlElement("w:fldSimple", {qn("w:instr"): "PAGE"})
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "2"
    run.append(text)
    field.append(run)
    section.header.paragraphs[0]._p.append(field)


def _restart_numbers(section: Section) -> None:
    """An annex counts its own pages (phụ lục I, phần III)."""
    start = OxmlElement("w:pgNumType", {qn("w:start"): "1"})
    columns = section._sectPr.find(qn("w:cols"))
    columns.addprevious(start)


# --- paragraphs ---------------------------------------------------------------------------------


def _write(
    paragraph: Paragraph, text: str, size: float | None = None, bold: bool = False, italic: bool = False
) -> Paragraph:
    """Add a text to a paragraph; its line breaks become the paragraph's."""
    run = paragraph.add_run(text)
    if bold:
        run.bold = True
    if italic:
        run.italic = True
    if size is not None:
        run.font.size = Pt(size)
    return paragraph


def _center(
    where: Docx | _Cell, text: str, size: float | None = None, bold: bool = False, italic: bool = False
) -> Paragraph:
    return _write(where.add_paragraph(style="Canh giữa"), text, size, bold, italic)


def _balanced(where: Docx | _Cell, text: str, size: float, bold: bool, room: float) -> Paragraph:
    """A centred text whose lines, where it takes several, are of about the same length."""
    paragraph = _center(where, text, size, bold)
    lines, width = line_count(text, room, size, bold), room
    while lines > 1 and width > room / 3 and line_count(text, width - _STEP, size, bold) == lines:
        width -= _STEP
    if width < room:
        form = paragraph.paragraph_format
        form.left_indent = form.right_indent = Pt(max(0.0, (room - width) / 2 - _STEP))
    return paragraph


_STEP = 4.0


def _text(document: Docx, text: str, bold: bool = False, italic: bool = False) -> Paragraph:
    return _write(document.add_paragraph(style="Nội dung"), text, bold=bold, italic=italic)


def _rule(where: Docx | _Cell, length: float, room: float) -> None:
    """A line of its own, ``length`` long, in the middle of ``room``."""
    paragraph = where.add_paragraph()
    side = max(0.0, (room - length) / 2)
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Pt(round(side, 1))
    form.space_before = Pt(3)
    _exactly(paragraph, 4)
    borders = OxmlElement("w:pBdr")
    borders.append(_edge("w:top"))
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *_AFTER_BORDERS)


_AFTER_BORDERS = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr", "w:sectPr")


def _edge(name: str) -> BaseOxmlElement:
    return OxmlElement(
        name, {qn("w:val"): "single", qn("w:sz"): "6", qn("w:space"): "0", qn("w:color"): "000000"}
    )


def _exactly(paragraph: Paragraph, height: float) -> None:
    """Make a paragraph so high, whatever stands in it."""
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = Pt(height)


def _drop_first(cell: _Cell) -> None:
    """A cell is born with an empty paragraph."""
    cell._tc.remove(cell.paragraphs[0]._p)


# --- tables -------------------------------------------------------------------------------------


def _table(document: Docx, rows: int, widths: Sequence[float], ruled: bool) -> Table:
    """A table of fixed widths, in points."""
    table: Table = document.add_table(rows, len(widths))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    properties = table._tbl.tblPr
    total = properties.find(qn("w:tblW"))
    total.set(qn("w:type"), "dxa")
    total.set(qn("w:w"), str(round(sum(widths) * 20)))
    layout = properties.find(qn("w:tblLayout"))
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = str(round(PADDING * 20)) if ruled else "0"
        margins.append(OxmlElement(f"w:{side}", {qn("w:w"): margin, qn("w:type"): "dxa"}))
    layout.addnext(margins)
    if ruled:
        borders = OxmlElement("w:tblBorders")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
            borders.append(_edge(f"w:{side}"))
        layout.addprevious(borders)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Pt(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Pt(width)
    return table


def _row_property(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _shade(cell: _Cell, fill: str) -> None:
    shade = OxmlElement("w:shd", {qn("w:val"): "clear", qn("w:color"): "auto", qn("w:fill"): fill})
    properties = cell._tc.get_or_add_tcPr()
    properties.append(shade)


def _fill(
    cell: _Cell, text: str, style: str, align: WD_ALIGN_PARAGRAPH | None = None, bold: bool = False
) -> Paragraph:
    """Put a text into an empty cell."""
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    if align is not None:
        paragraph.alignment = align
    return _write(paragraph, text, bold=bold) if text else paragraph


def _keep_together(rows: Iterable[_Row]) -> None:
    """Keep rows on one page with the row that follows them."""
    for row in rows:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


# --- the parts of the first page ----------------------------------------------------------------


def _warn(document: Docx, contents: Contents) -> None:
    """That the form still has errors, in a frame above everything else."""
    paragraph = _center(document, _unfinished(contents), STATE_SIZE, bold=True)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(_FRAME + 1)
    borders = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        edge = _edge(f"w:{side}")
        edge.set(qn("w:space"), str(_FRAME))
        borders.append(edge)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *_AFTER_BORDERS)
    paragraph.paragraph_format.space_after = Pt(12)


def _unfinished(contents: Contents) -> str:
    return (
        f"BẢN CHƯA HOÀN CHỈNH: biểu tự chấm điểm còn {len(contents.errors)} lỗi chưa được sửa "
        "(nêu tại mục 6); số liệu trong báo cáo này có thể thay đổi."
    )


def _header(document: Docx, contents: Contents, settings: Settings) -> None:
    """Bodies, number, country and motto, place and date (phụ lục I, phần II, mục 1 to 4)."""
    widths = (PORTRAIT.room * _LEFT_PART, PORTRAIT.room * (1 - _LEFT_PART))
    table = _table(document, 2, widths, ruled=False)
    (left, right), (number_cell, date_cell) = (row.cells for row in table.rows)
    parent = DOTS if settings.parent_body is None else settings.parent_body.upper()
    body = (settings.body or contents.unit).upper()
    if parent:
        _balanced(left, parent, STATE_SIZE, False, widths[0])
    _balanced(left, body, STATE_SIZE, True, widths[0])
    _rule(left, 0.4 * min(text_width(body, STATE_SIZE, True), widths[0]), widths[0])
    _center(right, STATE, STATE_SIZE, bold=True)
    _center(right, MOTTO, MOTTO_SIZE, bold=True)
    _rule(right, text_width(MOTTO, MOTTO_SIZE, True), widths[1])
    _center(number_cell, f"Số: {_number(settings)}", NUMBER_SIZE)
    _center(date_cell, f"{settings.place or DOTS}, {_date(settings.date)}", NUMBER_SIZE, italic=True)
    for cell in (left, right, number_cell, date_cell):
        _drop_first(cell)
    for cell in (number_cell, date_cell):
        cell.paragraphs[0].paragraph_format.space_before = Pt(4)


def _number(settings: Settings) -> str:
    """``45/BC-VP``, with room for what is not known yet."""
    count, symbol = number_parts(settings.number)
    return f"{count or _GAP}/{symbol or 'BC-…'}"


def _date(day: date | None) -> str:
    """``ngày 05 tháng 7 năm 2023``: days below 10 and the months 1 and 2 have a leading zero."""
    if day is None:
        return f"ngày{_GAP}tháng{_GAP}năm{_GAP}"
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def _heading(document: Docx, contents: Contents, settings: Settings) -> None:
    """Kind and subject, ruled; the addressees."""
    _center(document, "BÁO CÁO", bold=True).paragraph_format.space_before = Pt(18)
    room = PORTRAIT.room - 2 * _HEADING_SIDE
    lines = contents.subject_lines
    if text_width(contents.subject, TEXT_SIZE, True) <= room:
        lines = (contents.subject,)
    for line in lines:
        _balanced(document, line, TEXT_SIZE, True, PORTRAIT.room)
    _rule(document, 0.4 * min(text_width(lines[-1], TEXT_SIZE, True), room), PORTRAIT.room)
    if settings.to and settings.salutation and contents.addressees:
        _address(document, contents.addressees)
    document.paragraphs[-1].paragraph_format.space_after = Pt(12)


def _address(document: Docx, bodies: Sequence[str]) -> None:
    """``Kính gửi:`` with one body on its line, or several below each other."""
    if len(bodies) == 1:
        _center(document, f"Kính gửi: {bodies[0]}.").paragraph_format.space_before = Pt(12)
        return
    first = _write(document.add_paragraph(), "Kính gửi:")
    first.paragraph_format.left_indent = Pt(30 * MM)
    first.paragraph_format.space_before = Pt(12)
    for place, body in enumerate(bodies, start=1):
        line = _write(document.add_paragraph(), f"- {body}{'.' if place == len(bodies) else ';'}")
        line.paragraph_format.left_indent = Pt(50 * MM)
        line.paragraph_format.first_line_indent = Pt(-3 * MM)


# --- what is said -------------------------------------------------------------------------------


def _body(document: Docx, contents: Contents) -> None:
    for place, basis in enumerate(contents.basis, start=1):
        _text(document, f"{basis}{'.' if place == len(contents.basis) else ';'}", italic=True)
    _text(document, f"{contents.unit} báo cáo {lower_first(contents.subject)} như sau:")
    _totals(document, contents)
    _excluded(document, contents)
    _lost(document, contents)
    _point(document, "4. Tài liệu kiểm chứng")
    if contents.gaps:
        _text(document, "Các nội dung cần bổ sung, rà soát:")
        _items(document, [f"{gap.what}: {_codes(gap.codes)}" for gap in contents.gaps])
    else:
        _text(document, "Không có nội dung cần bổ sung, rà soát.")
    _point(document, "5. Bảng tổng hợp kết quả tự đánh giá, chấm điểm, tài liệu và nội dung kiểm chứng")
    _text(
        document,
        "Điểm tự chấm, tài liệu kiểm chứng và giải trình của từng tiêu chí nêu tại Phụ lục kèm theo "
        "Báo cáo này.",
    )
    if contents.errors:
        _point(document, "6. Lỗi của biểu tự chấm điểm chưa được sửa")
        _items(document, [error.rstrip(" .") for error in contents.errors])


def _point(document: Docx, text: str) -> None:
    document.add_paragraph(text, style="Khoản")


def _items(document: Docx, texts: Sequence[str]) -> None:
    """A list, in the punctuation of official documents."""
    for place, text in enumerate(texts, start=1):
        _text(document, f"- {text}{'.' if place == len(texts) else ';'}")


def _codes(codes: Sequence[str]) -> str:
    return "; ".join(codes)


def _totals(document: Docx, contents: Contents) -> None:
    totals = contents.totals
    _point(document, "1. Kết quả chung")
    _text(document, f"Tổng số điểm của bộ tiêu chí: {number(totals.max)} điểm, trong đó:")
    lines = [
        f"Số điểm đề nghị trừ vào điểm tổng: {number(totals.excluded)} điểm",
        f"Số điểm áp dụng chấm điểm: {number(totals.applicable)} điểm",
        f"Tổng điểm tự chấm: {number(totals.score)} điểm",
    ]
    if contents.bonus:
        lines.append(f"Điểm cộng: {number(totals.bonus)} điểm, tại {_codes(contents.bonus)}")
    if contents.penalties:
        lines.append(f"Điểm bị trừ: {number(totals.penalty)} điểm, tại {_codes(contents.penalties)}")
    if contents.bonus or contents.penalties:
        lines.append(f"Tổng điểm đạt được: {number(totals.achieved)} điểm")
    if totals.rate is None:
        lines.append("Tỷ lệ đạt được: không tính, vì không có tiêu chí nào áp dụng")
    else:
        lines.append(f"Tỷ lệ đạt được so với số điểm áp dụng: {number(totals.rate)}%")
    if contents.converted is not None:
        lines.append(f"Điểm quy đổi: {number(contents.converted)} điểm")
    if totals.appraised is not None:
        lines.append(f"Điểm thẩm định: {number(totals.appraised)} điểm")
    if totals.grade is not None:
        lines.append(f"Tự xếp loại: {totals.grade}")
    _items(document, lines)
    for note in contents.grade_notes:
        _text(document, note)
    if contents.domains:
        intro = _text(document, "Kết quả theo từng lĩnh vực:")
        intro.paragraph_format.keep_with_next = True
        _overview(document, contents)


def _overview(document: Docx, contents: Contents) -> None:
    """A line per domain, and their sum."""
    totals = contents.totals
    sums = (totals.max, totals.excluded, totals.applicable, totals.score)
    figures = [
        (domain.code, domain.title, domain.max, domain.excluded, domain.max - domain.excluded, domain.score)
        for domain in contents.domains
    ]
    code = max(12 * MM, *(text_width(one.code, OVERVIEW_SIZE) + 2 * PADDING + 2 for one in contents.domains))
    narrow = 19 * MM
    widths = (code, PORTRAIT.room - code - 4 * narrow, narrow, narrow, narrow, narrow)
    table = _table(document, len(figures) + 2, widths, ruled=True)
    heads = ("Mã", "Lĩnh vực", "Điểm tối\u00a0đa", "Đề nghị trừ", "Điểm áp\u00a0dụng", "Điểm tự\u00a0chấm")
    rows = list(table.rows)
    lines: list[tuple[str | Decimal | None, ...]] = [heads, *figures, ("", "Tổng cộng", *sums)]
    for place, (row, line) in enumerate(zip(rows, lines, strict=True)):
        strong = place in (0, len(lines) - 1)
        _row_property(row, "w:cantSplit")
        if not place:
            _row_property(row, "w:tblHeader")
        for column, (cell, value) in enumerate(zip(row.cells, line, strict=True)):
            text = value if isinstance(value, str) else points(value)
            align = _LEFT if column == 1 and place else _CENTER
            _fill(cell, text, "Bảng tóm tắt", align, strong)
            if not place:
                _shade(cell, HEADER_FILL)
    _keep_together(rows[:-1])
    # a table sets no distance to what follows
    _exactly(document.add_paragraph(), 8)


def _excluded(document: Docx, contents: Contents) -> None:
    _point(document, "2. Các lĩnh vực, tiêu chí, tiêu chí thành phần đề nghị trừ vào điểm tổng")
    if contents.excluded:
        paragraph = _text(document, f"Gồm ({number(contents.totals.excluded)} điểm): ")
        _write(paragraph, f"{_codes(contents.excluded)}.", bold=True)
        _text(document, "Lý do:").paragraph_format.keep_with_next = True
        _items(document, list(map(_reason, contents.reasons)))
    else:
        _text(document, "Không có.")
    if contents.full_marks:
        _text(
            document,
            "Các tiêu chí không phát sinh nhiệm vụ, theo quy định được tính đủ điểm tối đa: "
            f"{_codes(contents.full_marks)}.",
        )


def _reason(reason: Reason) -> str:
    words = reason.text or "biểu chưa nêu lý do"
    return f"{_codes(reason.codes)} ({number(reason.points)} điểm): {words}"


def _lost(document: Docx, contents: Contents) -> None:
    _point(document, "3. Các tiêu chí chưa đạt điểm tối đa")
    if contents.losses:
        lost = sum((loss.max - loss.score for loss in contents.losses), ZERO)
        _text(document, f"Tổng số điểm chưa đạt: {number(lost)} điểm, tại các tiêu chí:")
        _items(document, list(map(_loss, contents.losses)))
    elif not contents.totals.applicable:
        _text(document, "Không có tiêu chí nào áp dụng.")
    elif not contents.unscored:
        _text(document, "Không có; các tiêu chí áp dụng đều tự chấm điểm tối đa.")
    if contents.unscored:
        _text(document, f"Các tiêu chí chưa tự chấm điểm: {_codes(contents.unscored)}.")
    if contents.scored_by_others:
        _text(document, f"Các tiêu chí do cơ quan khác chấm điểm: {_codes(contents.scored_by_others)}.")


def _loss(loss: Loss) -> str:
    lost = number(loss.max - loss.score)
    said = f". Giải trình: {loss.explanation}" if loss.explanation else ", chưa giải trình"
    why = f" (mất điểm toàn tiêu chí vì {loss.by} không đạt)" if loss.by else ""
    return f"{loss.code}: tự chấm {number(loss.score)}/{number(loss.max)} điểm, thiếu {lost} điểm{why}{said}"


def _closing(document: Docx, contents: Contents) -> None:
    subject = lower_first(contents.subject)
    if contents.addressees:
        bodies = " và ".join(contents.addressees)
        end = f"{subject}. {contents.unit} báo cáo để {bodies} tổng hợp"
    else:
        end = f"{subject} của {contents.unit}"
    _text(document, f"Trên đây là báo cáo {end}./.").paragraph_format.keep_with_next = True


def _signature(document: Docx, contents: Contents, settings: Settings) -> None:
    """Recipients to the left, the signer to the right; never parted by a page."""
    table = _table(document, 1, (PORTRAIT.room * 0.5, PORTRAIT.room * 0.5), ruled=False)
    row = table.rows[0]
    _row_property(row, "w:cantSplit")
    left, right = row.cells
    _write(left.add_paragraph(), "Nơi nhận:", STATE_SIZE, bold=True, italic=True)
    for place, recipient in enumerate(contents.recipients, start=1):
        end = "." if place == len(contents.recipients) else ";"
        _write(left.add_paragraph(style="Nơi nhận"), f"- {recipient}{end}")
    for line in settings.signer_title or (DOTS,):
        _center(right, line.upper(), bold=True)
    _center(right, settings.signer or DOTS, bold=True).paragraph_format.space_before = Pt(72)
    _drop_first(left)
    _drop_first(right)


# --- the annex ----------------------------------------------------------------------------------


def _annex(document: Docx, contents: Contents, settings: Settings) -> None:
    """The form's table on pages of its own (phụ lục I, phần III)."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    # the paragraph that ends the section before must not need a page of its own
    _exactly(document.paragraphs[-1], 1)
    _lay_out(section, LANDSCAPE)
    _restart_numbers(section)
    _center(document, ANNEX, bold=True)
    for line in contents.annex_title:
        _balanced(document, line, TEXT_SIZE, True, LANDSCAPE.room)
    said = f"(Kèm theo Báo cáo số {_number(settings)} {_date(settings.date)} của {contents.unit})"
    _center(document, said, italic=True).paragraph_format.space_after = Pt(8)
    _form(document, contents)
    _exactly(document.add_paragraph(), 1)


def _form(document: Docx, contents: Contents) -> None:
    scale = LANDSCAPE.room / sum(_WIDTHS.values())
    widths = [_WIDTHS[field] * scale for field in COLUMNS]
    table = _table(document, 1 + len(contents.rows) + len(contents.footer), widths, ruled=True)
    rows = list(table.rows)
    _row_property(rows[0], "w:cantSplit")
    _row_property(rows[0], "w:tblHeader")
    for cell, text in zip(rows[0].cells, headers(), strict=True):
        _fill(cell, text, "Bảng phụ lục", _CENTER, bold=True)
        _shade(cell, HEADER_FILL)
    for row, one in zip(rows[1:], contents.rows, strict=False):
        if _lines(one.cells, widths, not one.is_leaf) <= _UNBROKEN_LINES:
            _row_property(row, "w:cantSplit")
        for cell, field in zip(row.cells, COLUMNS, strict=True):
            align = None if field in _WORDS or field is Field.CODE else _CENTER
            _fill(cell, one.cells[field], "Bảng phụ lục", align, bold=not one.is_leaf)
            if one.level == 1:
                _shade(cell, DOMAIN_FILL)
        if not one.is_leaf or one is contents.rows[-1]:
            _keep_together([row])
    title = COLUMNS.index(Field.TITLE)
    _keep_together(rows[1 + len(contents.rows) : -1])
    for row, line in zip(rows[1 + len(contents.rows) :], contents.footer, strict=True):
        _row_property(row, "w:cantSplit")
        cells = row.cells
        _fill(cells[COLUMNS.index(Field.MAX)], line.value, "Bảng phụ lục", _CENTER, bold=True)
        _fill(cells[COLUMNS.index(Field.SELF)], line.score, "Bảng phụ lục", _CENTER, bold=True)
        _fill(cells[0].merge(cells[title]), line.label, "Bảng phụ lục", bold=True)


def _lines(cells: Mapping[Field, str], widths: Sequence[float], bold: bool) -> int:
    """How many lines a row of the annex takes."""
    return max(
        line_count(cells[field], width - 2 * PADDING, ANNEX_SIZE, bold)
        for field, width in zip(COLUMNS, widths, strict=True)
    )
