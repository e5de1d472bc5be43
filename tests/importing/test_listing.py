"""Rows of tables become lines of criteria: pages, rows that go on, totals, several tables."""

from __future__ import annotations

import pytest

from selfscore_xl.importing import listing
from selfscore_xl.importing.listing import Listing, join_evidence, join_text, listings
from selfscore_xl.importing.printed import Printed, split_title
from selfscore_xl.importing.source import Source, Table
from selfscore_xl.layout import Field, Footer
from selfscore_xl.text import Text
from tests.importing.test_columns import rows

HEAD = "Tiêu chí | Điểm tối đa | Tự chấm | Tài liệu kiểm chứng | Giải trình"
CODES = "TT | Tiêu chí | Điểm tối đa | Tự chấm"


def source(*tables: tuple[str, ...]) -> Source:
    return Source(
        "text",
        tuple(
            Table(Text(f"bảng {n}", f"table {n}"), tuple(rows(*lines))) for n, lines in enumerate(tables, 1)
        ),
        (),
    )


def only(*tables: tuple[str, ...]) -> Listing:
    found = listings(source(*tables))
    assert len(found) == 1
    return found[0]


def lines(listing: Listing) -> list[tuple[str, str]]:
    return [(line.code, line.title) for line in listing.lines]


def test_a_plain_table() -> None:
    found = only(
        (CODES, "(1) | (2) | (3) | (4)", "I | Một | 5 | 4", "1 | Hai | 5 | 4", " | Tổng cộng | 5 | 4")
    )
    assert lines(found) == [("I", "Một"), ("1", "Hai")]
    assert found.totals[0].footer is None
    assert found.totals[0].cells[Field.SELF].text == "4"


@pytest.mark.parametrize(
    "numbers", ["1 | 2 | 3 | 4", "A | B | 1 | 2", "(1) | (2) | (3) | (4=3+2)", "[1] | [2] | [3] | [4]"]
)
def test_numbers_of_columns_are_no_criterion(numbers: str) -> None:
    assert lines(only((CODES, numbers, "1 | Một | 5 | 4"))) == [("1", "Một")]


def test_pages_are_put_together() -> None:
    found = only((HEAD, "I.Một | 5 | 4 | |"), (HEAD, "II.Hai | 6 | 5 | |"), ("III.Ba | 7 | 6 | | ",))
    assert lines(found) == [("I", "Một"), ("II", "Hai"), ("III", "Ba")]
    assert found.pages == 3
    assert found.name.vi == "bảng 1 đến bảng 3"


def test_a_row_that_goes_on_over_the_page() -> None:
    found = only(
        (HEAD, "I.1.Báo cáo (định | 5 | 4 | [1].bc-quy- | Đã làm việc này"),
        (HEAD, "kỳ và đột xuất) | | | 1.pdf [2].b.pdf | ở mọi nơi.", "I.2.Hai | 1 | 1 | |"),
    )
    line = found.lines[0]
    assert line.rows == (2, 2)
    assert line.title == "Báo cáo (định kỳ và đột xuất)"
    assert line.text(Field.EVIDENCE) == "[1].bc-quy-1.pdf [2].b.pdf"
    assert line.text(Field.EXPLANATION) == "Đã làm việc này ở mọi nơi."
    assert lines(found)[1] == ("I.2", "Hai")


def test_lines_of_a_cell_in_rows_of_their_own() -> None:
    found = only(
        (
            HEAD,
            "I.1.Thực hiện các nhiệm vụ | | | |",
            "được giao trong năm | 5 | 4 | | tốt",
            "I.2.Hai | 1 | 1 | |",
        )
    )
    assert lines(found) == [("I.1", "Thực hiện các nhiệm vụ được giao trong năm"), ("I.2", "Hai")]
    assert found.lines[0].text(Field.MAX) == "5"


def test_a_code_that_is_none_of_the_sets_goes_on_at_the_top_of_a_page() -> None:
    pages = (
        (HEAD, "I.1.Theo các điểm a, b, c và | 5 | 4 | |"),
        (HEAD, "d. của Luật | | | |", "I.2.Hai | 1 | 1 | |"),
    )
    known = listings(source(*pages), {"I.1", "I.2"}.__contains__)[0]
    assert lines(known) == [("I.1", "Theo các điểm a, b, c và d. của Luật"), ("I.2", "Hai")]


def test_a_code_repeated_at_the_top_of_a_page_is_the_same_row() -> None:
    found = only((HEAD, "I.1.Một việc | 5 | 4 | a |"), (HEAD, "I.1.Một việc | | | b |"))
    assert lines(found) == [("I.1", "Một việc")]
    assert found.lines[0].text(Field.EVIDENCE) == "a b"


def test_another_units_table_is_another_table() -> None:
    table = (HEAD, "I.Một | 5 | 4 | |", "II.Hai | 6 | 5 | |")
    assert [lines(one) for one in listings(source(table, table))] == [[("I", "Một"), ("II", "Hai")]] * 2


def test_tables_below_each_other_in_one_sheet() -> None:
    found = listings(source((CODES, "I | Một | 5 | 4", "Tiêu chí | Điểm | Ghi chú", "Khác | 1 | x")))
    assert [lines(one) for one in found] == [[("I", "Một")], [("", "Khác")]]


def test_totals_and_what_stands_around() -> None:
    found = only(
        (
            *("BẢNG CHẤM ĐIỂM | | |", "Đơn vị: Sở A | | |", CODES, "I | Một | 5 | 4"),
            *(".Tổng cộng điểm không chấm | | 0 |", " | .Tổng điểm đạt được | 4 | "),
            *(" | Hà Nội, ngày 01 tháng 7 | |", " | THỦ TRƯỞNG | |"),
        )
    )
    assert found.above == ("BẢNG CHẤM ĐIỂM", "Đơn vị: Sở A")
    assert [total.footer for total in found.totals] == [Footer.EXCLUDED, Footer.ACHIEVED]
    assert found.below == ("Hà Nội, ngày 01 tháng 7", "THỦ TRƯỞNG")
    assert found.loose == ()


def test_a_domain_over_the_whole_width() -> None:
    found = only((CODES, "I. KẾT QUẢ (10 điểm) | > | > | >", "1 | Một | 10 | 9"))
    assert lines(found) == [("I", "KẾT QUẢ (10 điểm)"), ("1", "Một")]
    assert found.lines[0].cells == {}


def test_merged_down() -> None:
    found = only(
        (
            "TT | Tiêu chí | Điểm tối đa | Tự chấm | Tài liệu kiểm chứng | Giải trình",
            "1 | Một | 2 | 2 | a-1.pdf | không phát sinh",
            "^ | ^ | ^ | ^ | b.pdf | ^",
            "2 | Hai | 3 | 0 | | ^",
        )
    )
    assert lines(found) == [("1", "Một"), ("2", "Hai")]
    assert found.lines[0].text(Field.EVIDENCE) == "a-1.pdf\nb.pdf"
    assert found.lines[1].text(Field.EXPLANATION) == "không phát sinh"
    assert found.lines[1].inherited == (Field.EXPLANATION,)


def test_lines_beside_a_code_that_is_merged_down() -> None:
    found = only(
        (
            CODES,
            "1 | Một | 4 | 2",
            "^ | - Đúng hạn: 4 điểm | ^ |",
            "^ | - Chậm: 2 điểm | ^ |",
            "2 | Hai | 3 |",
        )
    )
    assert lines(found) == [("1", "Một"), ("", "- Đúng hạn: 4 điểm"), ("", "- Chậm: 2 điểm"), ("2", "Hai")]


def test_running_numbers_are_no_codes() -> None:
    found = only((CODES, "1 | I.1. Một | 5 | 4", "2 | I.2. Hai | 5 | 4", "3 | II.1. Ba | 5 | 4"))
    assert lines(found) == [("I.1", "Một"), ("I.2", "Hai"), ("II.1", "Ba")]


def test_a_code_in_both_cells() -> None:
    assert lines(only((CODES, "1 | 1. Một | 5 | 4", "a | Hai | 5 | 4"))) == [("1", "Một"), ("a", "Hai")]


def test_other_columns_are_kept() -> None:
    found = only(("Tiêu chí | Điểm | Phòng | _key", "I.Một | 5 | Tổ chức | I"))
    assert found.lines[0].others == {2: "Tổ chức"}
    assert found.head.others[2] == "Phòng"


def test_numbers_that_contradict_each_other_are_kept() -> None:
    found = only((HEAD, "I.1.Một việc | 5 | 4 | |"), (HEAD, "I.1.Một việc | 5 | 3 | |"))
    assert [loose.text for loose in found.loose] == ["3"]


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("định danh", "điện tử", "định danh điện tử"),
        ("Đã xong.", "Việc hai", "Đã xong.\nViệc hai"),
        ("Đã xong.", "và tiếp", "Đã xong. và tiếp"),
        ("cụ thể:", "- Một", "cụ thể:\n- Một"),
        ("cụ thể", "2/ Hai", "cụ thể\n2/ Hai"),
        ("", "x", "x"),
        ("x", " ", "x"),
    ],
)
def test_texts_go_on(before: str, after: str, joined: str) -> None:
    assert join_text(before, after) == joined


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("[8].19-ttxt-06-02-", "2023-tho... [9].b", "[8].19-ttxt-06-02-2023-tho... [9].b"),
        ("[8].19-ttxt-dl-ng", "ay-06.pdf", "[8].19-ttxt-dl-ngay-06.pdf"),
        ("[1].a.pd", "f", "[1].a.pdf"),
        ("[1].a-b-c...", "[2].d.pdf", "[1].a-b-c...\n[2].d.pdf"),
        ("[1].a.pdf", "b.pdf", "[1].a.pdf\nb.pdf"),
        ("[1].a-b...", "c.pdf", "[1].a-b...\nc.pdf"),
        ("a.pdf", "b.pdf", "a.pdf b.pdf"),
        ("a-1.pdf", "b.pdf", "a-1.pdf\nb.pdf"),
        ("a", "b", "a b"),
        ("Báo cáo số 12", "ngày 3/2", "Báo cáo số 12 ngày 3/2"),
    ],
)
def test_evidence_goes_on(before: str, after: str, joined: str) -> None:
    assert join_evidence(before, after) == joined


def test_a_long_table_is_looked_at_row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten times the rows cost ten times the looks."""
    looks = 0

    def counted(text: str) -> Printed:
        nonlocal looks
        looks += 1
        return split_title(text)

    monkeypatch.setattr(listing, "split_title", counted)
    found = []
    for count in (50, 500):
        looks = 0
        only((CODES, *(f"{number} | Việc số {number} | 2 | 1" for number in range(1, count + 1))))
        found.append(looks)
    assert found[1] <= 11 * found[0]
