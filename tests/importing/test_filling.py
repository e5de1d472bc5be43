"""What a row of a table becomes, and what is asked about it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from selfscore_xl.importing.exclusions import Mark, asking_words, listed, read_mark, stated
from selfscore_xl.importing.filling import Filled, listed_evidence
from selfscore_xl.importing.source import Cell
from selfscore_xl.layout import Field
from tests.importing.small import RESTARTS, filled

D = Decimal
ALL = (
    "I | Nhiệm vụ được giao | 10 | | | |",
    "I.1 | Chương trình công tác trọng tâm của tỉnh | 5 | | 5 | a.pdf | tốt",
    "I.2 | Nhiệm vụ đột xuất khác | 5 | | 5 | | tốt",
    "II | Tiếp dân | 8 | | | |",
    "II.1 | Báo cáo kết quả | 2 | | 2 | | tốt",
    "II.2 | Giải quyết đơn thư | 6 | | | |",
    "II.2.a | Tiếp nhận | 2 | | 2 | | tốt",
    "II.2.b | Xử lý | 4 | | 4 | | tốt",
)


def with_row(code: str, row: str) -> tuple[str, ...]:
    return tuple(row if line.startswith(f"{code} ") else line for line in ALL)


def asked(found: Filled, key: str | None = None) -> list[str]:
    return [note.text.vi for note in found.notes if note.kind == "question" and note.key == key]


def left(found: Filled) -> list[tuple[str, str]]:
    return [(note.value, note.text.vi) for note in found.notes if note.kind == "left"]


def test_nothing_to_ask() -> None:
    found = filled(*ALL)
    assert found.notes == ()
    assert found.answers["I.1"] == {
        **{Field.SELF: D(5), Field.EVIDENCE: "a.pdf", Field.EXPLANATION: "tốt"},
    }
    assert found.scores.totals.score == 18


@pytest.mark.parametrize(
    ("cell", "score", "question"),
    [
        ("4,5", D("4.5"), ""),
        ("4.50", D("4.50"), ""),
        ("-", None, ""),
        ("4,5 điểm", D("4.5"), "được hiểu là 4,5"),
        ("4,5đ", D("4.5"), "được hiểu là 4,5"),
        ("4/5", D(4), "được hiểu là 4"),
        ("4/6", "4/6", "không phải là số"),
        ("1.714", "1.714", "có thể là 1,714 hoặc 1.714"),
        ("bốn", "bốn", "không phải là số"),
        ("-1", D(-1), ""),
        ("9", D(9), ""),
    ],
)
def test_scores(cell: str, score: object, question: str) -> None:
    found = filled(*with_row("I.1", f"I.1 | Chương trình công tác trọng tâm của tỉnh | 5 | | {cell} | |"))
    assert found.answers.get("I.1", {}).get(Field.SELF) == score
    assert all(question in text for text in asked(found, "I.1"))
    assert bool(asked(found, "I.1")) == bool(question)


@pytest.mark.parametrize("words", ["Đề nghị trừ", "x", "Không chấm, xin trừ vào điểm tổng"])
def test_words_instead_of_a_score(words: str) -> None:
    found = filled(
        *with_row("I.1", f"I.1 | Chương trình công tác trọng tâm của tỉnh | 5 | | {words} | | lý do")
    )
    assert found.answers["I.1"] == {Field.EXCLUDED: "x", Field.EXPLANATION: "lý do"}
    assert "được hiểu là đề nghị trừ" in asked(found, "I.1")[0]


@pytest.mark.parametrize(
    ("mark", "marked", "question"),
    [
        ("x", True, ""),
        ("X", True, ""),
        ("✓", True, "không ghi dấu x nhưng được hiểu là có"),
        ("có", True, "không ghi dấu x nhưng được hiểu là có"),
        ("5", True, "không ghi dấu x nhưng được hiểu là có"),
        ("3", False, "Không hiểu nội dung"),
        ("0", False, ""),
        ("không", False, ""),
        ("xem sau", False, "Không hiểu nội dung"),
    ],
)
def test_marks(mark: str, marked: bool, question: str) -> None:
    found = filled(
        *with_row("I.1", f"I.1 | Chương trình công tác trọng tâm của tỉnh | 5 | {mark} | 0 | | lý do")
    )
    assert (found.answers["I.1"].get(Field.EXCLUDED) == "x") == marked
    texts = [text for text in asked(found, "I.1") if "Đề nghị trừ" in text]
    assert bool(texts) == bool(question)
    assert all(question in text for text in texts)


def test_a_reason_in_the_column_of_marks() -> None:
    row = "I.1 | Chương trình công tác trọng tâm của tỉnh | 5 | Đề nghị trừ vì không được giao | 0 | |"
    found = filled(*with_row("I.1", row))
    assert found.answers["I.1"][Field.EXPLANATION] == "Đề nghị trừ vì không được giao"


def test_words_of_an_explanation_ask() -> None:
    found = filled(
        *with_row("II.1", "II.1 | Báo cáo kết quả | 2 | | 0 | | Không có. Đề nghị trừ vào điểm tổng")
    )
    assert found.answers["II.1"][Field.EXCLUDED] == "x"
    assert asked(found, "II.1") == ["Giải trình của II.1 viết «Đề nghị trừ vào điểm tổng» nên đã đánh dấu x."]


def test_words_that_ask_beside_a_score_are_only_asked_about() -> None:
    found = filled(*with_row("II.1", "II.1 | Báo cáo kết quả | 2 | | 1,5 | | Đề nghị trừ"))
    assert Field.EXCLUDED not in found.answers["II.1"]
    assert "vẫn tự chấm 1,5 điểm; chưa đánh dấu x" in asked(found, "II.1")[0]


def test_a_group_asks_for_all_below() -> None:
    lines = with_row("II.2", "II.2 | Giải quyết đơn thư | 6 | | | | Không phát sinh, xin trừ vào điểm tổng")
    lines = tuple(line.replace("| 2 | | tốt", "| 0 | |").replace("| 4 | | tốt", "| 0 | |") for line in lines)
    found = filled(*lines)
    assert found.answers["II.2"] == {Field.EXCLUDED: "x", Field.EXPLANATION: lines[5].rpartition("| ")[2]}
    assert found.scores.excluded == ("II.1", "II.2") or found.scores.excluded == ("II.2",)


LIST = ("2. Các tiêu chí đề nghị trừ vào điểm tổng, gồm: **I.2; II.2.**", "Lý do: không phát sinh.")


def test_the_reports_own_list() -> None:
    lines = tuple(line.replace("| 5 | | tốt", "| 0 | | không giao") for line in ALL)
    lines = tuple(line.replace("| 2 | | tốt", "| 0 | |").replace("| 4 | | tốt", "| 0 | |") for line in lines)
    found = filled(*lines, prose=LIST)
    marked = [key for key, given in found.answers.items() if Field.EXCLUDED in given]
    assert marked == ["I.2", "II.2.a", "II.2.b"]
    texts = asked(found)
    assert "(I.2; II.2), tại các dòng: I.2; II.2.a; II.2.b." in texts[0]
    assert texts[1].startswith("Chưa có lý do ở dòng của II.2; lời văn nêu lý do chung")


def test_a_list_that_contradicts_the_scores() -> None:
    found = filled(*ALL, prose=("Đề nghị trừ vào điểm tổng, gồm: I.2; IX.",))
    assert found.answers["I.2"][Field.EXCLUDED] == "x"
    assert "I.2 vẫn tự chấm 5 điểm" in asked(found, "I.2")[0]
    assert left(found) == [("IX", "Danh sách đề nghị trừ có mã không thuộc bộ tiêu chí: IX")]


def test_a_group_with_the_reason_is_marked_itself() -> None:
    lines = with_row("II.2", "II.2 | Giải quyết đơn thư | 6 | | | | Không có đơn")
    lines = tuple(line.replace("| 2 | | tốt", "| 0 | |").replace("| 4 | | tốt", "| 0 | |") for line in lines)
    found = filled(*lines, prose=("Đề nghị trừ vào điểm tổng, gồm: II.2.",))
    assert [key for key, given in found.answers.items() if Field.EXCLUDED in given] == ["II.2"]


@pytest.mark.parametrize(
    ("prose", "codes"),
    [
        (("… đề nghị trừ vào điểm tổng, gồm: I.1; I.2.a; I.7; IV.",), ("I.1", "I.2.a", "I.7", "IV")),
        (("Các tiêu chí đề nghị không chấm gồm có: 1.1, 1.2 và 2.3.",), ("1.1", "1.2", "2.3")),
        (
            ("Đề nghị trừ vào điểm tổng các tiêu chí sau:", "- I.1: không giao", "- I.7", "Nơi nhận:"),
            ("I.1", "I.7"),
        ),
        (("Đề nghị trừ: tiêu chí I.1; mục II.2 (không phát sinh)",), ("I.1",)),
        (("+ Số điểm đề nghị trừ vào điểm tổng: 76 điểm;",), ()),
        (("Đề nghị Sở Nội vụ tổng hợp: I.1",), ()),
        ((), ()),
    ],
)
def test_lists_in_a_text(prose: tuple[str, ...], codes: tuple[str, ...]) -> None:
    found = listed(prose)
    assert (found.codes if found else ()) == codes


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Đề nghị trừ vào điểm tổng", "Đề nghị trừ vào điểm tổng"),
        ("Không có chức năng. Xin được trừ", "Xin được trừ"),
        ("đề nghị không chấm điểm", "đề nghị không chấm điểm"),
        ("Không đề nghị trừ", ""),
        ("các đơn vị không được giao thì trừ vào điểm tổng", ""),
        ("đề nghị trừ 0,5 điểm do báo cáo chậm", ""),
        ("bị trừ điểm", ""),
        ("Trong kỳ không phát sinh", ""),
    ],
)
def test_asking_words(text: str, words: str) -> None:
    assert asking_words(text) == words


def test_a_numeric_mark() -> None:
    assert read_mark(Cell("0.00", D(0))) == Mark(False, True)


@pytest.mark.parametrize(
    ("prose", "found"),
    [
        (
            (
                *(
                    "1. Tổng số điểm của bộ chỉ số: 150 điểm, trong đó:",
                    "+ Số điểm đề nghị trừ vào điểm tổng: 76 điểm;",
                ),
                *("+ Số điểm áp dụng chấm điểm: 74 điểm;", "+ Tổng điểm tự chấm: 71,59 điểm."),
            ),
            {"max": "150", "excluded": "76", "applicable": "74", "self": "71,59"},
        ),
        (("Không có số.",), {}),
    ],
)
def test_totals_in_a_text(prose: tuple[str, ...], found: dict[str, str]) -> None:
    assert stated(prose) == found


def test_totals_that_differ_are_asked_about() -> None:
    lines = (*with_row("I", "I | Nhiệm vụ được giao | 10 | | 9 | |"), "| Tổng cộng tự đánh giá | 17 | | | |")
    found = filled(*lines, prose=("+ Số điểm đề nghị trừ vào điểm tổng: 3 điểm",))
    assert asked(found, "I") == [
        "Điểm cộng của nhóm I trong bảng khác kết quả tính từ các dòng (10); biểu dùng kết quả tính."
    ]
    assert [text[:45] for text in asked(found)] == [
        "«Tổng cộng tự đánh giá» trong tệp khác kết qu",
        "«Số điểm đề nghị trừ (phần lời văn)» trong tệ",
    ]


def test_a_penalty_in_the_totals_has_no_place() -> None:
    assert left(filled(*ALL, "| Tổng điểm bị trừ | 2 | | | |"))[0][0] == "Tổng điểm bị trừ: 2"


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("[1].a-b.pdf [2].c-d...", "[1].a-b.pdf\n[2].c-d..."),
        ("[1] a.pdf\n[2]. b.pdf", "[1].a.pdf\n[2].b.pdf"),
        ("a-1.pdf; b-2.docx", "a-1.pdf\nb-2.docx"),
        ("Báo cáo số 1; Kế hoạch số 2", "Báo cáo số 1; Kế hoạch số 2"),
        ("Theo dõi tại phần mềm", "Theo dõi tại phần mềm"),
        ("- a\n- b", "- a\n- b"),
    ],
)
def test_evidence_lists(text: str, listed: str) -> None:
    assert listed_evidence(text) == listed


def test_content_of_groups_and_other_columns() -> None:
    head = (
        f"{'Mã | Tiêu chí | Điểm tối đa | Đề nghị trừ | Tự chấm | Tài liệu kiểm chứng | Giải trình'} | Phòng"
    )
    lines = tuple(
        f"{line} |" for line in with_row("I", "I | Nhiệm vụ được giao | 10 | | tốt | g.pdf | chung")
    )
    lines = (*lines[:1], lines[1][:-1] + "| Tổ chức", *lines[2:])
    found = filled(*lines, head=head)
    assert found.answers["I"] == {Field.EXPLANATION: "chung"}
    assert left(found) == [
        ("tốt", "Dòng nhóm tiêu chí không nhập điểm (biểu tự cộng), nội dung này không phải là số"),
        ("g.pdf", "Dòng nhóm tiêu chí không có ô nhập ở cột «Tài liệu kiểm chứng/Giải trình»"),
        ("Tổ chức", "Biểu không có cột «Phòng»"),
    ]


def test_unit_and_period() -> None:
    found = filled(*ALL, prose=("Tên đơn vị: Sở Tài chính", "Kỳ đánh giá: 6 tháng", "Đơn vị: khác"))
    assert (found.unit, found.period) == ("Sở Tài chính", "6 tháng")


# --- which criterion ------------------------------------------------------------------------------


def test_by_title_where_the_code_is_missing_or_wrong() -> None:
    lines = tuple(line.replace("I.1 | Chương", " | Chương").replace("II.2.b |", "II.9 |") for line in ALL)
    found = filled(*lines)
    assert found.answers["I.1"][Field.SELF] == 5
    assert found.answers["II.2.b"][Field.SELF] == 4
    assert asked(found, "I.1") == ["Dòng không có mã, được hiểu là tiêu chí I.1 theo tên."]
    assert asked(found, "II.2.b") == [
        "Mã «II.9» không dùng được, dòng được hiểu là tiêu chí II.2.b theo tên."
    ]


def test_by_code_where_the_title_is_another() -> None:
    found = filled(*with_row("I.1", "I.1 | Việc hoàn toàn khác | 4 | | 3 | |"))
    assert found.answers["I.1"] == {Field.SELF: D(3)}
    assert [text.split(";")[0] for text in asked(found, "I.1")] == [
        "Mã là I.1 nhưng tên khác hẳn tên tiêu chí I.1 của bộ tiêu chí",
        "Điểm tối đa trong bảng khác bộ tiêu chí (5)",
    ]


def test_criteria_without_a_row_and_rows_without_a_criterion() -> None:
    found = filled(
        *ALL[:-1], "II.3 | Việc thêm | 1 | | 1 | x.pdf | vì sao", "I.2 | Nhiệm vụ đột xuất khác | 5 | | 3 | |"
    )
    assert asked(found) == ["Bảng không có 1/8 tiêu chí, để trống trong biểu: II.2.b."]
    assert left(found) == [
        ("II.3 Việc thêm | 1 | 1 | x.pdf | vì sao", "Bộ tiêu chí không có tiêu chí này"),
        ("I.2 Nhiệm vụ đột xuất khác | 5 | 3", "Tiêu chí I.2 đã có ở dòng khác, dòng này lặp lại"),
    ]


SECTIONS = (
    *("A | Phần một | 10 | | | |", "1 | Báo cáo | 5 | | 1 | |", "2 | Kế hoạch | 5 | | 2 | |"),
    *("B | Phần hai | 6 | | | |", "1 | Báo cáo | 3 | | 3 | |", "2 | Thanh tra | 3 | | 2,5 | |"),
)


def test_codes_that_start_again() -> None:
    found = filled(*SECTIONS, yaml=RESTARTS)
    assert {key: given[Field.SELF] for key, given in found.answers.items()} == {
        **{"A.1": D(1), "A.2": D(2), "B.1": D(3), "B.2": D("2.5")},
    }
    assert found.notes == ()


def test_the_title_tells_sections_apart() -> None:
    found = filled(*SECTIONS[3:], *SECTIONS[:3], yaml=RESTARTS)
    assert {key: given[Field.SELF] for key, given in found.answers.items()} == {
        **{"A.1": D(1), "A.2": D(2), "B.1": D(3), "B.2": D("2.5")},
    }


def test_the_last_part_of_a_code_is_enough() -> None:
    lines = tuple(line.replace("I.1 |", "1 |").replace("I.2 |", "2 |").replace("II.2.", "") for line in ALL)
    lines = tuple(line.replace("I1 |", "1 |").replace("I2 |", "2 |") for line in lines)
    found = filled(*lines)
    assert set(found.answers) == {"I.1", "I.2", "II.1", "II.2.a", "II.2.b"}
    assert found.notes == ()
