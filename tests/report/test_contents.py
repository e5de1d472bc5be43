"""What the report says of forms that are not the source report's."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfscore_xl import report
from selfscore_xl.criteria import Condition, Criteria, Exclusion, Fact, Grade, Sanction
from selfscore_xl.outcome import Outcome
from selfscore_xl.report.contents import clean, contents, one_line
from selfscore_xl.report.settings import Settings
from selfscore_xl.scoring import answers, score
from selfscore_xl.submission import Lines

from .tables import between, built, outcome, texts

GROUPS = """
    I     | 10 |   |     |              |                                    |
    I.1   | 4  |   | 4   | [1].bc.pdf   |                                    |
    I.2   | 6  | x |     |              | Không được giao. Đề nghị trừ vào điểm tổng. |
    I.2.a | 2  |   |     |              |                                    |
    I.2.b | 4  |   |     |              |                                    |
    II    | 10 |   |     |              |                                    |
    II.1  | 3  | x |     |              | KHÔNG ĐƯỢC  GIAO                   |
    II.2  | 3  | x |     |              | Đề nghị trừ                        |
    II.3  | 4  |   | 3.5 | [1].bc2.pdf  | Chậm một báo cáo.↵Đã khắc phục     |
"""


def test_a_reason_is_told_once_for_all_criteria_that_have_it() -> None:
    made = contents(outcome(GROUPS), Settings())
    assert made.excluded == ("I.2", "II.1", "II.2")
    assert [(one.codes, one.points, one.text) for one in made.reasons] == [
        (("I.2", "II.1"), Decimal(9), "Không được giao"),
        (("II.2",), Decimal(3), "Đề nghị trừ"),
    ]


def test_a_lost_point_is_told_with_its_explanation_on_one_line() -> None:
    document = built(outcome(GROUPS))
    assert between(document, "3.", "4.") == [
        "Tổng số điểm chưa đạt: 0,5 điểm, tại các tiêu chí:",
        "- II.3: tự chấm 3,5/4 điểm, thiếu 0,5 điểm. Giải trình: Chậm một báo cáo. Đã khắc phục.",
    ]


def test_nothing_excluded_nothing_lost_nothing_missing() -> None:
    document = built(
        outcome(
            """
            I   | 5 |  |   |            | |
            I.1 | 2 |  | 2 | [1].a1.pdf | |
            I.2 | 3 |  | 3 | [1].a2.pdf | |
            """
        )
    )
    assert between(document, "2.", "3.") == ["Không có."]
    assert between(document, "3.", "4.") == ["Không có; các tiêu chí áp dụng đều tự chấm điểm tối đa."]
    assert between(document, "4.", "5.") == ["Không có nội dung cần bổ sung, rà soát."]
    assert len(document.tables) == 3, "one domain needs no overview"


def test_nothing_left_to_score() -> None:
    document = built(
        outcome(
            """
            I   | 5 | x |   |  | Không phát sinh |
            I.1 | 2 |   |   |  |                 |
            I.2 | 3 |   |   |  |                 |
            """
        )
    )
    said = "\n".join(texts(document))
    assert "Tỷ lệ đạt được: không tính, vì không có tiêu chí nào áp dụng." in said
    assert between(document, "3.", "4.") == ["Không có tiêu chí nào áp dụng."]
    assert document.tables[-1].rows[-1].cells[2].text == "—"


def test_scores_of_others_and_scores_that_are_missing() -> None:
    document = built(
        outcome(
            """
            I   | 9 |  |   |            | |
            I.1 | 2 |  | 2 | [1].a1.pdf | |
            I.2 | 3 |  |   |            | |
            I.3 | 4 |  |   |            | | given=Hội đồng
            """
        )
    )
    assert between(document, "3.", "4.") == [
        "Các tiêu chí chưa tự chấm điểm: I.2.",
        "Các tiêu chí do cơ quan khác chấm điểm: I.3.",
    ]


def test_bonus_and_penalty_that_are_blank_are_not_missing() -> None:
    table = """
        I    | 5 |  |   |            | |
        I.1  | 5 |  | 5 | [1].a1.pdf | |
        II   | 2 |  |   |            | |
        II.1 | 2 |  |   |            | |
        III  | 3 |  |   |            | |
        III.1 | 3 |  |   |            | |
    """
    bonus, penalty = {"kind": "bonus"}, {"kind": "penalty"}
    made = changed(outcome(table), II=bonus, II_1=bonus, III=penalty, III_1=penalty)
    assert contents(made, Settings()).unscored == ()
    assert between(built(made), "3.", "4.") == ["Không có; các tiêu chí áp dụng đều tự chấm điểm tối đa."]


def test_errors_are_told_at_the_head_and_in_a_section() -> None:
    document = built(outcome("I | 5 | | | | |\nI.1 | 5 | | 7 | [1].a1.pdf | |"))
    assert texts(document)[0].startswith("BẢN CHƯA HOÀN CHỈNH: biểu tự chấm điểm còn 1 lỗi chưa được sửa")
    assert between(document, "6. Lỗi của biểu", "Trên đây") == [
        "- Tự chấm 7 điểm, cao hơn điểm tối đa 5 của tiêu chí I.1."
    ]


def test_a_report_without_errors_has_no_such_words() -> None:
    said = "\n".join(texts(built(outcome("I | 5 | | | | |\nI.1 | 5 | | 5 | [1].a1.pdf | |"))))
    assert "BẢN CHƯA HOÀN CHỈNH" not in said
    assert "\n6. " not in said


def test_blanks_are_left_for_the_pen() -> None:
    document = built(outcome(GROUPS))
    number, date = document.tables[0].rows[1].cells
    assert number.text.replace("\u00a0", " ") == "Số:       /BC-…"
    assert date.text.replace("\u00a0", "") == "……………………, ngàythángnăm"
    assert document.tables[0].rows[0].cells[0].paragraphs[0].text == "……………………"
    assert not [line for line in texts(document) if line.startswith("Kính gửi")]


def test_no_line_for_a_body_without_a_parent() -> None:
    document = built(outcome(GROUPS), report.from_words({"parent_body": "", "body": "UBND xã Vĩnh Linh"}))
    assert [one.text for one in document.tables[0].rows[0].cells[0].paragraphs] == ["UBND XÃ VĨNH LINH", ""]


@pytest.mark.parametrize(
    ("to", "salutation", "lines", "first"),
    [
        (["Sở Nội vụ"], True, ["Kính gửi: Sở Nội vụ."], "- Như trên;"),
        (
            ["UBND tỉnh", "Sở Nội vụ"],
            True,
            ["Kính gửi:", "- UBND tỉnh;", "- Sở Nội vụ."],
            "- Như trên;",
        ),
        (["Sở Nội vụ"], False, [], "- Sở Nội vụ;"),
        ([], True, [], "- Lưu: VT."),
    ],
)
def test_addressees(to: list[str], salutation: bool, lines: list[str], first: str) -> None:
    document = built(outcome(GROUPS), report.from_words({"to": to, "salutation": salutation}))
    said = texts(document)
    opening = next(index for index, line in enumerate(said) if line.endswith("như sau:"))
    assert [line for line in said[:opening] if line.startswith(("Kính gửi", "- "))] == lines
    assert document.tables[-2].rows[0].cells[0].paragraphs[1].text == first


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Quyết định số 1/QĐ-UBND;", "Căn cứ Quyết định số 1/QĐ-UBND."),
        ("Công văn số 2/SNV", "Thực hiện Công văn số 2/SNV."),
        ("Kế hoạch số 3/KH-UBND.", "Thực hiện Kế hoạch số 3/KH-UBND."),
        ("Theo  đề nghị của Trưởng phòng", "Theo đề nghị của Trưởng phòng."),
        ("căn cứ Luật Cán bộ, công chức", "căn cứ Luật Cán bộ, công chức."),
    ],
)
def test_bases(given: str, shown: str) -> None:
    assert shown in texts(built(outcome(GROUPS), report.from_words({"basis": [given]})))


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("Kết quả tự đánh giá, chấm điểm", "Kết quả tự đánh giá, chấm điểm năm 2023"),
        ("Báo cáo tự đánh giá năm 2023", "Tự đánh giá năm 2023"),
        (
            "Bộ tiêu chí đánh giá tổ chức",
            "Kết quả tự đánh giá, chấm điểm theo bộ tiêu chí đánh giá tổ chức năm 2023",
        ),
        ("UBND xã: tiêu chí", "Kết quả tự đánh giá, chấm điểm theo UBND xã: tiêu chí năm 2023"),
    ],
)
def test_subject(title: str, subject: str) -> None:
    made = titled(outcome(GROUPS, set_period="năm 2023"), title)
    assert contents(made, Settings()).subject == subject


def test_the_period_goes_on_in_small_letters() -> None:
    made = titled(outcome(GROUPS, set_period="Năm 2026", period="Năm 2026"), "Bộ tiêu chí (tập huấn)")
    said = contents(made, Settings())
    assert said.subject == "Kết quả tự đánh giá, chấm điểm theo bộ tiêu chí (tập huấn) năm 2026"
    assert said.subject_lines[-1] == "năm 2026"


def changed(made: Outcome, **fields: dict[str, object]) -> Outcome:
    """The outcome with other criteria, scored anew; a keyword is a code with ``_`` for ``.``."""
    assert made.tree is not None
    assert made.submission is not None
    nodes = tuple(node._replace(**fields.get(node.key.replace(".", "_"), {})) for node in made.tree)
    tree = made.tree.criteria._replace(nodes=nodes).tree()
    return made._replace(tree=tree, scores=score(tree, answers(Lines(made.submission))))


KINDS = """
    I     | 6 |   |     |            |                |
    I.1   | 3 |   | 0   | [1].a1.pdf | Chưa ban hành  |
    I.2   | 3 |   | 3   | [1].a2.pdf |                |
    II    | 4 | x |     |            | Không có thu   |
    II.1  | 4 |   |     |            |                |
    III   | 2 |   |     |            |                |
    III.1 | 2 |   | 1.5 | [1].a3.pdf |                |
    IV    | 3 |   |     |            |                |
    IV.1  | 3 |   | -1  | [1].a4.pdf | Chậm một lần   |
"""


def test_bonus_penalty_full_marks_and_a_group_brought_to_nothing() -> None:
    made = changed(
        outcome(KINDS),
        I_1={"zeroes_parent": True},
        II_1={"exclusion": Exclusion(policy="full")},
        III={"kind": "bonus"},
        III_1={"kind": "bonus"},
        IV={"kind": "penalty"},
        IV_1={"kind": "penalty"},
    )
    document = built(made)
    assert between(document, "1.", "Kết quả theo từng lĩnh vực") == [
        "Tổng số điểm của bộ tiêu chí: 10 điểm, trong đó:",
        "- Số điểm đề nghị trừ vào điểm tổng: 0 điểm;",
        "- Số điểm áp dụng chấm điểm: 10 điểm;",
        "- Tổng điểm tự chấm: 4 điểm;",
        "- Điểm cộng: 1,5 điểm, tại III.1;",
        "- Điểm bị trừ: 1 điểm, tại IV.1;",
        "- Tổng điểm đạt được: 4,5 điểm;",
        "- Tỷ lệ đạt được so với số điểm áp dụng: 45%.",
    ]
    assert [row.cells[0].text for row in document.tables[1].rows] == ["Mã", "I", "II", ""]
    assert between(document, "2.", "3.") == [
        "Không có.",
        "Các tiêu chí không phát sinh nhiệm vụ, theo quy định được tính đủ điểm tối đa: II.",
    ]
    assert between(document, "3.", "4.") == [
        "Tổng số điểm chưa đạt: 6 điểm, tại các tiêu chí:",
        "- I: tự chấm 0/6 điểm, thiếu 6 điểm (mất điểm toàn tiêu chí vì I.1 không đạt). "
        "Giải trình: Chưa ban hành.",
    ]


def test_a_group_that_goes_out_with_one_leaf_has_that_leaf_s_reason() -> None:
    made = changed(
        outcome(
            """
            I   | 5 |   |   |            |                 |
            I.1 | 2 | x |   |            | Không phát sinh |
            I.2 | 3 |   | 3 | [1].a1.pdf | Đã làm          |
            II  | 1 |   |   |            |                 |
            II.1 | 1 |  | 1 | [1].a2.pdf |                 |
            """
        ),
        I_1={"exclusion": Exclusion(policy="group")},
    )
    found = contents(made, Settings())
    assert [(one.codes, one.text) for one in found.reasons] == [(("I",), "Không phát sinh")]


def test_a_grade_is_told_with_what_kept_it_down() -> None:
    made = outcome("I | 5 | | | | |\nI.1 | 5 | | 5 | [1].a1.pdf | |")
    assert made.tree is not None
    assert made.submission is not None
    good = Grade("tot", "Hoàn thành tốt", Decimal("4.5"), (Condition("dung-han", "is", Decimal(1)),))
    criteria = made.tree.criteria._replace(
        facts=(Fact("dung-han", "Hoàn thành đúng hạn", "yes_no"),),
        grades=(good, Grade("ht", "Hoàn thành", Decimal(4))),
        graded_by="converted",
    )
    tree = criteria.tree()
    document = built(made._replace(tree=tree, scores=score(tree, answers(Lines(made.submission)))))
    assert between(document, "- Tỷ lệ đạt được", "2.") == [
        "- Điểm quy đổi: 5 điểm;",
        "- Tự xếp loại: Hoàn thành.",
        "Không xếp «Hoàn thành tốt»: chưa nêu số liệu «Hoàn thành đúng hạn» (yêu cầu có).",
    ]


def test_a_sanction_that_cannot_be_judged_is_left_to_the_one_who_checks() -> None:
    made = outcome("I | 5 | | | | |\nI.1 | 5 | | 4 | [1].a1.pdf | |")
    assert made.tree is not None
    assert made.submission is not None
    criteria = made.tree.criteria._replace(
        facts=(Fact("ky-luat", "Có người bị kỷ luật", "yes_no"),),
        sanctions=(Sanction(Condition("ky-luat", "is", Decimal(1)), "ht"),),
        grades=(
            Grade("tot", "Tốt", Decimal(60), (Condition("I.1", "at_least", Decimal(95), "criterion"),)),
            Grade("ht", "Hoàn thành", Decimal(40)),
        ),
    )
    tree = criteria.tree()
    document = built(made._replace(tree=tree, scores=score(tree, answers(Lines(made.submission)))))
    assert between(document, "- Tỷ lệ đạt được", "2.") == [
        "- Tự xếp loại: Hoàn thành.",
        "Không xếp «Tốt»: tỷ lệ điểm của I.1 là 80%, yêu cầu từ 95% trở lên.",
    ]


def test_a_report_is_not_addressed_to_the_unit_itself() -> None:
    made = outcome(GROUPS, unit="Sở Nội vụ")
    assert made.tree is not None
    made = made._replace(tree=made.tree.criteria._replace(issuer="Sở  Nội vụ").tree())
    for settings in (Settings(), report.from_words({"to": ["SỞ NỘI VỤ"]})):
        document = built(made, settings)
        assert not [line for line in texts(document) if line.startswith("Kính gửi")]
        assert document.tables[-2].rows[0].cells[0].paragraphs[1].text == "- Lưu: VT."
        assert "để Sở" not in " ".join(texts(document))


def titled(made: Outcome, title: str) -> Outcome:
    assert made.tree is not None
    criteria: Criteria = made.tree.criteria._replace(title=title)
    return made._replace(tree=criteria.tree())


def test_an_unreadable_file_has_no_report() -> None:
    with pytest.raises(ValueError, match="could not be read"):
        report.build(Outcome("bieu.xlsx", None), Settings())


# --- texts from strangers -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x00b\x1fc", "abc"),
        ("a\r\nb\x0bc\u2028d", "a\nb\nc\nd"),
        ("tệp\u202efdp.exe", "tệpfdp.exe"),
        ("a\ud800b\ufffe", "ab"),
        ("a\tb\u200b", "a b"),
        ("tie\u0302\u0301ng", "tiếng"),
    ],
)
def test_clean(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    ("text", "line"),
    [("Một\nhai", "Một; hai"), ("Một.\n\n hai:\n- ba", "Một. hai: - ba"), ("", ""), ("\n \n", "")],
)
def test_one_line(text: str, line: str) -> None:
    assert one_line(text) == line


@given(st.text())
def test_any_text_fits_into_a_document(text: str) -> None:
    from docx import Document

    document = Document()
    document.add_paragraph(clean(text))
    assert "\x00" not in clean(text)


HOSTILE = "=cmd|' /C calc'!A0\x00\x07 ]]> <w:p/> &amp; \u202e \ud83d\ude00 " + "w" * 400


def test_a_hostile_explanation_is_only_text() -> None:
    made = outcome("I | 5 | | | | |\nI.1 | 5 | | 4 | [1].a1.pdf | LỜI |")
    assert made.submission is not None
    row = made.submission.rows[1]
    entries = {
        field: entry._replace(text=HOSTILE, raw=HOSTILE) if entry.text == "LỜI" else entry
        for field, entry in row.entries.items()
    }
    submission = made.submission._replace(rows=(made.submission.rows[0], row._replace(entries=entries)))
    document = built(made._replace(submission=submission))
    assert document.tables[-1].rows[2].cells[6].text.startswith("=cmd|' /C calc'!A0 ]]> <w:p/> &amp;")
