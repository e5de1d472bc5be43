"""The sheet that explains how to fill in the form: one printed page, made from the set and the checks."""

from __future__ import annotations

from collections.abc import Iterator

from ..cell import column_letters
from ..checking import catalogue
from ..criteria import Criteria, Tree
from ..layout import DATA_SHEET, FACTS_TITLE, FOOTER_LABELS, HEAD_LABELS, HEADERS, Field, Footer, Head
from ..text import format_number
from . import live
from .book import Book, Page
from .columns import ZERO
from .look import HEADER_FILL, TITLE_SIZE, Style
from .measuring import height, lines_of
from .printing import print_setup

WIDTHS = (5.0, 47.0, 60.0)
SIZE = 12.0

TODO: dict[str, str] = {
    "S205": "Chọn x trong danh sách, hoặc xóa nội dung ô.",
    "S203": "Bỏ dấu x; chấm điểm theo kết quả thực hiện.",
    "S202": "Ghi lý do đề nghị trừ vào cột «Giải trình».",
    "S201": "Xóa điểm nếu không chấm; hoặc bỏ dấu x nếu có chấm.",
    "S110": "Xóa nội dung ô điểm rồi nhập lại bằng số.",
    "S103": "Chỉ nhập số; phần chữ chuyển sang cột «Giải trình».",
    "S105": "Nhập lại điểm, không dùng dấu phân cách hàng nghìn.",
    "S104": "Xóa ô rồi gõ lại điểm, dùng dấu thập phân của máy.",
    "S102": "Nhập lại điểm từ 0 đến điểm tối đa.",
    "S101": "Nhập lại điểm, không quá điểm tối đa của dòng.",
    "S701": "Sửa lại; nếu cả nhóm vượt mức thì nêu rõ ở «Giải trình».",
    "S702": "Sửa lại; nếu cả nhóm vượt mức thì nêu rõ ở «Giải trình».",
    "S703": "Ghi điểm trừ kèm dấu trừ, ví dụ -1.",
    "S107": "Làm tròn điểm đến số chữ số thập phân cho phép.",
    "S111": "Nhập một trong các mức điểm của tiêu chí.",
    "S108": "Nhập điểm; không đạt thì nhập 0.",
    "S114": "Xóa điểm và để trống.",
    "S113": "Sửa số liệu ở trang «Số liệu».",
    "S112": "Nhập, sửa số liệu ở trang «Số liệu»; hoặc sửa điểm.",
    "S401": "Ghi tài liệu kiểm chứng vào cột tương ứng.",
    "S207": "Ghi lý do bị 0 điểm vào cột «Giải trình».",
    "S409": "Ghi lý do mất điểm vào cột «Giải trình».",
}
"""What to do about each message of ``Kiểm tra``, short enough for one line."""
FORMER = frozenset({"Đổi định dạng ô thành số (Number) rồi nhập lại điểm."})
"""What guides said before: forms that have it are in use, and it is nobody's typing."""


def steps(criteria: Criteria, tree: Tree, has_data: bool) -> Iterator[str]:
    """How the form is filled in, in the order of the work."""
    own, mark = HEADERS[Field.SELF], HEADERS[Field.EXCLUDED]
    evidence, explanation = HEADERS[Field.EVIDENCE], HEADERS[Field.EXPLANATION]
    places = {leaf.places for leaf in tree.leaves}
    fine = f", lẻ nhiều nhất {max(places)} chữ số thập phân" if len(places) == 1 and max(places) else ""
    if places == {0}:
        fine = ", số nguyên"
    heads = ", ".join(f"«{HEAD_LABELS[head]}»" for head in (Head.UNIT, Head.UNIT_GROUP, Head.PERIOD))
    yield (
        f"Kiểm tra phần đầu biểu: {heads}. Chỉ nhập vào các ô nền vàng nhạt; ô nền xanh nhạt dành cho "
        "cơ quan thẩm định; các ô khác đã khóa."
    )
    yield (
        f"«{own}»: chấm điểm từng dòng nền trắng, từ 0 đến điểm tối đa{fine}. Không đạt thì nhập 0; để "
        "trống nghĩa là chưa chấm. Điểm của các dòng nhóm và điểm tổng do biểu tự tính."
    )
    yield (
        "Dấu thập phân gõ theo cài đặt của máy (thường là dấu phẩy: 8,5). Gõ xong nhìn lại số hiện trong ô; "
        "không gõ kèm chữ, dấu % hoặc phân số."
    )
    yield (
        f"«{mark}»: tiêu chí không được giao hoặc không phát sinh nhiệm vụ thì chọn x. Điểm tối đa của tiêu "
        f"chí được trừ khỏi điểm tổng (không phải bị trừ điểm). Chọn x ở dòng nhóm là trừ cả nhóm. Bắt "
        f"buộc ghi lý do ở cột «{explanation}» và để trống cột «{own}»."
    )
    yield (
        f"«{evidence}»: mỗi tài liệu một dòng, đánh số liên tục, ghi đủ tên tệp: [1].bao-cao-01.pdf, dòng "
        "sau là [2].ke-hoach-02.pdf … Xuống dòng trong ô bằng Alt+Enter (LibreOffice: Ctrl+Enter)."
    )
    yield (
        f"«{explanation}»: nêu kết quả, số liệu chính; bắt buộc khi bị mất điểm, khi chấm 0 điểm hoặc khi "
        "đề nghị trừ."
    )
    kinds = {leaf.kind for leaf in tree.leaves}
    if "penalty" in kinds:
        yield (
            f"Điểm trừ: ghi số âm ở cột «{own}» (ví dụ -1), không quá mức trừ tối đa của dòng; không bị trừ "
            "thì để trống. Dòng nhóm chỉ tính đến mức trừ tối đa của nhóm."
        )
    if "bonus" in kinds:
        yield (
            f"Điểm cộng, điểm thưởng: nhập ở cột «{own}» kèm tài liệu kiểm chứng; không có thì để trống. "
            "Dòng nhóm chỉ tính đến mức tối đa của nhóm."
        )
    if has_data:
        yield _about_data(criteria, tree)
    yield (
        f"Xem cột «{HEADERS[Field.CHECK]}» và dòng tổng hợp phía trên bảng: sửa cho đến khi không còn dòng "
        f"có dấu ✗ và dấu …; đối chiếu «{FOOTER_LABELS[Footer.ACHIEVED]}», «{FOOTER_LABELS[Footer.RATE]}»."
    )
    to = f" về {criteria.issuer}" if criteria.issuer else " về cơ quan ban hành bộ tiêu chí"
    yield (
        f"Lưu tệp ở dạng Excel (.xlsx), gửi tệp kèm tài liệu kiểm chứng{to}; bản in ký, đóng dấu theo quy "
        "định. Không gửi tệp đã đổi sang PDF thay cho tệp Excel."
    )


def _about_data(criteria: Criteria, tree: Tree) -> str:
    """What is typed in the data sheet."""
    own = HEADERS[Field.SELF]
    asked = {one.name for leaf in tree.leaves for one in leaf.rule.asked}
    typed = "số liệu của các tiêu chí tính theo tỷ lệ"
    if asked - {"numerator", "denominator"}:
        typed = "số liệu (tử số, mẫu số, số trường hợp) hoặc chọn mức đạt được của các tiêu chí có ở đó"
    about = (
        f"Trang «{DATA_SHEET}»: nhập {typed}; biểu tính điểm theo số liệu để đơn vị đối chiếu khi nhập cột "
        f"«{own}»."
    )
    if criteria.facts:
        about += f" Mục «{FACTS_TITLE}» dùng để xét xếp loại."
    return about


DO_NOT = (
    "Không cắt rồi dán (Ctrl+X, Ctrl+V) hoặc kéo ô sang chỗ khác. Khi cần chép từ tệp khác: sao chép rồi "
    "chọn Dán đặc biệt → Giá trị (Paste Special → Values).",
    "Không thêm, xóa, đổi thứ tự dòng hoặc cột; không sửa mã, điểm tối đa, công thức; không bỏ khóa trang "
    "tính.",
    "Không dùng biểu của kỳ trước hoặc của đơn vị khác; không ghi tắt tên tài liệu bằng dấu ba chấm.",
)


def write(book: Book, page: Page, criteria: Criteria, tree: Tree, has_data: bool) -> None:
    """Fill the guide sheet."""
    for column, width in enumerate(WIDTHS, start=1):
        page.sheet.column_dimensions[column_letters(column)].width = width
    last = len(WIDTHS)
    row = 0

    def across(text: str, style: Style, first: int = 1) -> None:
        nonlocal row
        row += 1
        page.put(row, first, text, style)
        page.merge(row, first, last, style)
        lines = lines_of(text, sum(WIDTHS[first - 1 :]), style.size, style.bold)
        page.height(row, height(lines, style.size))

    def item(number: str, text: str) -> None:
        across(text, Style(size=SIZE), 2)
        page.put(row, 1, number, Style(size=SIZE, bold=True, horizontal="center"))

    part = Style(size=SIZE + 1, bold=True)
    across("HƯỚNG DẪN ĐIỀN BIỂU", Style(size=TITLE_SIZE, bold=True, horizontal="center"))
    about = " – ".join(text for text in (criteria.title, criteria.period.name) if text)
    across(about, Style(size=SIZE, italic=True, horizontal="center"))
    across("Các bước", part)
    for number, text in enumerate(steps(criteria, tree, has_data), start=1):
        item(f"{number}.", text)
    across("Cột «Kiểm tra» báo gì, xử lý thế nào", part)
    row += 1
    head = Style(size=SIZE, bold=True, fill=HEADER_FILL, border=True, horizontal="center")
    for column, text in enumerate(("Dấu", "Thông báo", "Việc cần làm"), start=1):
        page.put(row, column, text, head)
    page.height(row, height(1, SIZE))
    said = [
        (live.words(code)[0], catalogue()[code].CHECK.title.vi, TODO[code]) for code in live.codes_of(tree)
    ]
    said.append((live.FINE, "Đã đủ («không chấm»: đã đề nghị trừ)", "Không phải làm gì thêm."))
    cell = Style(size=SIZE, border=True)
    for texts in said:
        row += 1
        for column, text in enumerate(texts, start=1):
            page.put(row, column, text, cell._replace(horizontal="center") if column == 1 else cell)
        lines = max(lines_of(text, WIDTHS[column], SIZE) for column, text in enumerate(texts))
        page.height(row, height(lines, SIZE))
    across("Những việc không làm", part)
    for text in DO_NOT:
        item("–", text)
    if criteria.legal_basis:
        across("Căn cứ: " + "; ".join(criteria.legal_basis) + ".", Style(size=SIZE - 1, italic=True))
    total = sum((root.max_score for root in tree.roots if root.in_total), ZERO)
    across(
        f"Bộ tiêu chí {criteria.id}, phiên bản {criteria.version}: {len(tree.leaves)} tiêu chí chấm điểm, "
        f"tổng {format_number(total, 'vi')} điểm.",
        Style(size=SIZE - 1, italic=True),
    )
    page.sheet.sheet_view.showGridLines = False
    page.sheet.print_area = f"A1:{column_letters(last)}{row}"
    print_setup(page.sheet, landscape=False, one_page=True)
