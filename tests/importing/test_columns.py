"""Headers as decisions and offices word them, over one row or more; codes as tables print them."""

from __future__ import annotations

import pytest

from selfscore_xl.importing.columns import field_of, head_at
from selfscore_xl.importing.printed import cell_code, split_title
from selfscore_xl.importing.source import Cell, Row, Span
from selfscore_xl.layout import HEADERS, Field


@pytest.mark.parametrize("field", Field)
def test_the_forms_own_headers(field: Field) -> None:
    assert field_of(HEADERS[field]) is field
    assert field_of(HEADERS[field].upper()) is field


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("TT", Field.CODE),
        ("Số TT", Field.CODE),
        ("Mã số tiêu chí", Field.CODE),
        ("Nội dung tiêu chí", Field.TITLE),
        ("Nội dung đánh giá", Field.TITLE),
        ("LĨNH VỰC / TIÊU CHÍ", Field.TITLE),
        ("Tên tiêu chí (theo Quyết định 12)", Field.TITLE),
        ("Điểm", Field.MAX),
        ("Số điểm", Field.MAX),
        ("Điểm\nchuẩn", Field.MAX),
        ("Thang điểm", Field.MAX),
        ("Điểm tối đa (điểm)", Field.MAX),
        ("Điểm tự chấm", Field.SELF),
        ("Đơn vị tự đánh giá", Field.SELF),
        ("Điểm đạt được", Field.SELF),
        ("Điểm không chấm", Field.EXCLUDED),
        ("Đề nghị không chấm", Field.EXCLUDED),
        ("Không phát sinh", Field.EXCLUDED),
        ("Tài liệu minh chứng", Field.EVIDENCE),
        ("Văn bản chứng minh", Field.EVIDENCE),
        ("Ghi chú", Field.EXPLANATION),
        ("Lý do, thuyết minh", Field.EXPLANATION),
        ("Điểm thẩm định", Field.APPRAISED),
        ("Hội đồng chấm", Field.APPRAISED),
        ("Ý kiến của Hội đồng thẩm định", Field.OPINION),
        ("Nhận xét", Field.OPINION),
        ("title", Field.TITLE),
        ("max", Field.MAX),
        ("self", Field.SELF),
        ("Phòng phụ trách", None),
        ("Điểm trừ", None),
        ("Cách chấm", None),
        ("", None),
        (
            "Thực hiện nhiệm vụ được giao và các tiêu chí khác mà cơ quan cấp trên giao thêm trong cả năm",
            None,
        ),
    ],
)
def test_synonyms(header: str, field: Field | None) -> None:
    assert field_of(header) is field


def rows(*texts: str) -> list[Row]:
    """Rows from ``a | b``; ``>`` repeats the cell to the left, ``^`` the one above (merged cells)."""
    found: list[Row] = []
    for number, line in enumerate(texts, start=1):
        cells: list[Cell] = []
        for column, text in enumerate(piece.strip() for piece in line.split("|")):
            span: Span = ""
            if text == ">":
                text, span = cells[-1].text, "across"
            elif text == "^":
                text, span = found[-1].cell(column).text, "down"
            cells.append(Cell(text, None, span))
        found.append(Row(number, tuple(cells)))
    return found


F = Field


@pytest.mark.parametrize(
    ("table", "last", "columns", "others"),
    [
        (("STT | Nội dung | Điểm",), 0, {F.CODE: 0, F.TITLE: 1, F.MAX: 2}, []),
        (("STT | Nội dung | Điểm | Điểm tối đa",), 0, {F.CODE: 0, F.TITLE: 1, F.MAX: 3}, [2]),
        (("Nội dung | Điểm tối đa | Điểm",), 0, {F.TITLE: 0, F.MAX: 1}, [2]),
        (
            ("TT | Tiêu chí | Điểm | > | Giải trình", "^ | ^ | Tối đa | Tự chấm | ^", "1 | Một | 2 | 1 |"),
            1,
            {F.CODE: 0, F.TITLE: 1, F.MAX: 2, F.SELF: 3, F.EXPLANATION: 4},
            [],
        ),
        (
            ("TT | Tiêu chí | Điểm chuẩn | Tự đánh giá | >", "^ | ^ | ^ | Điểm | Giải trình"),
            1,
            {F.CODE: 0, F.TITLE: 1, F.MAX: 2, F.SELF: 3, F.EXPLANATION: 4},
            [],
        ),
        (
            ("TT | Tiêu chí | Điểm chuẩn | Kết quả | >", " | | | Tự chấm | Thẩm định"),
            1,
            {F.CODE: 0, F.TITLE: 1, F.MAX: 2, F.SELF: 3, F.APPRAISED: 4},
            [],
        ),
        (("Tiêu chí | Điểm | Phòng phụ trách",), 0, {F.TITLE: 0, F.MAX: 1}, [2]),
    ],
)
def test_heads(table: tuple[str, ...], last: int, columns: dict[Field, int], others: list[int]) -> None:
    head = head_at(rows(*table), 0)
    assert head is not None
    assert head.last == last
    assert head.columns == columns
    assert sorted(head.others) == others


@pytest.mark.parametrize(
    "table",
    [
        ("Đơn vị: Sở Tài chính | |", "TT | Tiêu chí | Điểm"),
        ("TT | Họ tên | Lương",),
        ("I | Thực hiện nhiệm vụ | 20",),
        ("Tiêu chí | Cách chấm | Ghi chú",),
        ("Nội dung kế hoạch và điểm tối đa | |",),
        ("1.1 | Tỷ lệ nhiệm vụ hoàn thành đúng hạn | 30 | Tỷ lệ % nhiệm vụ đúng hạn x điểm tối đa / 100",),
    ],
)
def test_what_is_no_head(table: tuple[str, ...]) -> None:
    assert head_at(rows(*table), 0) is None


@pytest.mark.parametrize(
    ("cell", "code", "title"),
    [
        ("I.Kết quả thực hiện", "I", "Kết quả thực hiện"),
        ("I.1.- Thực hiện các nhiệm vụ", "I.1", "Thực hiện các nhiệm vụ"),
        ("I.9.b.1.Tỷ lệ", "I.9.b.1", "Tỷ lệ"),
        ("I. 1. Nội dung", "I.1", "Nội dung"),
        ("I.3a. Nội dung", "I.3a", "Nội dung"),
        ("1.10. Tỷ lệ", "1.10", "Tỷ lệ"),
        ("1.1 Tỷ lệ hồ sơ", "1.1", "Tỷ lệ hồ sơ"),
        ("01. Một", "01", "Một"),
        ("a) Ban hành", "a", "Ban hành"),
        ("đ) Công khai", "đ", "Công khai"),
        ("II - KẾT QUẢ", "II", "KẾT QUẢ"),
        ("Phần II. KẾT QUẢ", "II", "KẾT QUẢ"),
        ("Nhóm tiêu chí 2: Văn hóa", "2", "Văn hóa"),
        ("1/ Triển khai", "1", "Triển khai"),
        ("5. 100% hồ sơ", "5", "100% hồ sơ"),
        ("I.2.ai là người", "I.2", "ai là người"),
        ("6 tháng đầu năm", "", "6 tháng đầu năm"),
        ("1.714 hồ sơ", "", "1.714 hồ sơ"),
        ("31/01 hằng năm", "", "31/01 hằng năm"),
        ("c và d khoản 1", "", "c và d khoản 1"),
        ("kỳ và đột xuất)", "", "kỳ và đột xuất)"),
        ("B/c định kỳ", "", "B/c định kỳ"),
        (".Tổng cộng tối đa theo cấp", "", ".Tổng cộng tối đa theo cấp"),
        ("Nội dung chỉ đạo", "", "Nội dung chỉ đạo"),
        ("Đề án văn hóa", "", "Đề án văn hóa"),
    ],
)
def test_codes_in_front_of_titles(cell: str, code: str, title: str) -> None:
    assert split_title(cell) == (code, title)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        *((text, text) for text in ("1", "I", "I.1", "1.10", "01", "I.3a", "A", "đ", "I-1")),
        *((text, "I.1") for text in ("I.1.", "I.1.-", "(I.1)", " I . 1 ", "Mục I.1", ".I.1")),
        ("a)", "a"),
        ("Phần I", "I"),
        *((text, "") for text in ("", "Tổng cộng", "I. KẾT QUẢ", "x y")),
    ],
)
def test_codes_in_cells_of_their_own(cell: str, code: str) -> None:
    assert cell_code(cell) == code
