"""S0: what happened to the form itself. Beyond the examples: where exactly, and when not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from selfscore_xl import checking
from selfscore_xl.checking import Context
from selfscore_xl.finding import Place
from selfscore_xl.layout import Field
from selfscore_xl.submission import Entry, SheetFact

from .tables import FORM, HEADER, LINES, ORDER, cells, changed, find, form, values_only


def without(*codes: str, table: str = FORM) -> str:
    """The table without the rows of some codes."""
    return "\n".join(line for line in table.splitlines() if line.partition("|")[0].strip() not in codes)


def criteria_of(*codes: str) -> tuple[tuple[str, str, str], ...]:
    """Rows of ``FORM`` as facts of the set alone."""
    rows = [[cell.strip() for cell in line.split("|")] for line in FORM.splitlines() if line.strip()]
    return tuple((row[0], row[1], row[2]) for row in rows if row[0] in codes)


def lacking(*codes: str, extra: str = "", **facts: Any) -> Context:
    """The form without the rows of some criteria, which the set still has."""
    return form(without(*codes) + "\n" + extra, set_only=criteria_of(*codes), order=ORDER, **facts)


# --- S001, S002 -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("S001", {"reason": "đây là tệp PDF", "cure": "Gửi biểu đã điền"}),
        ("S002", {"set": "hue-2024", "known": "quang-tri-2023-h1"}),
    ],
)
def test_words_of_refusals_take_their_values(code: str, values: dict[str, str]) -> None:
    check = checking.catalogue()[code].CHECK
    said = check.message.fill("vi", values) + check.hint.fill("vi", values)
    assert "{" not in said
    assert all(value in said for value in values.values() if code == "S001" or value != "quang-tri-2023-h1")
    assert find(code, form()) == []


# --- S003 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("identity", "words"),
    [
        ({"version": "0.9"}, "phiên bản 0.9, cũ hơn phiên bản đang dùng là 1"),
        ({"version": "1.1"}, "mới hơn"),
        ({"version": "10"}, "mới hơn"),
        ({"version": "bản nháp"}, "khác với"),
        ({"version": "1a"}, "khác với"),
        ({"version": "1.²"}, "khác với"),
        ({"version": "0"}, "cũ hơn"),
        ({"set_id": "hue-2024"}, "«hue-2024» phiên bản 1, khác với bộ đang dùng là «vi-du» phiên bản 1"),
    ],
)
def test_another_version_is_said_with_its_age(identity: dict[str, str], words: str) -> None:
    (one,) = find("S003", form(identity=identity))
    assert one.place is not None
    assert one.place.ref == "C6"
    assert words in checking.message(one, "vi")


@pytest.mark.parametrize(
    "identity",
    [
        {},
        {"version": "1.0"},
        {"version": ""},
        {"version": "", "set_id": "", "fingerprint": ""},
        {"fingerprint": "fedcba9876543210"},
    ],
)
def test_the_same_version_and_missing_marks_are_fine(identity: dict[str, str]) -> None:
    assert find("S003", form(identity=identity)) == []


@pytest.mark.parametrize(("stamped", "differs"), [("2023a", False), ("2023b", True), ("2023", True)])
def test_versions_that_are_no_numbers_are_compared_as_words(stamped: str, differs: bool) -> None:
    context = form(identity={"version": stamped})
    tree = context.criteria._replace(version="2023a").tree()
    found = find("S003", Context(tree, context.submission, context.lines, context.scores))
    assert bool(found) is differs


def test_newer_forms_ask_for_the_newer_set_and_older_ones_for_migration() -> None:
    (older,) = find("S003", form(identity={"version": "0.9"}))
    (newer,) = find("S003", form(identity={"version": "2"}))
    assert "migrate" in checking.hint(older, "vi")
    assert "migrate" not in checking.hint(newer, "vi")


DAMAGE: dict[str, dict[str, Any]] = {
    "S004": {"absent": ("I.1",)},
    "S006": {"table": FORM + "+III | Khác | 9 | | 3 |\n"},
    "S007": {"set": {"I.1": {"Điểm tối đa": "9"}}},
    "S008": {"set": {"I.1": {"Lĩnh vực/Tiêu chí/Tiêu chí thành phần": "Báo cáo năm"}}},
    "S009": {"I.2 self": {"formula": None}},
    "S011": {"I.1 self": {"ruled": False}},
    "S301": {"table": FORM.replace("| 6 |   |   |", "| 6 | | 1 |")},
    "S302": {"table": FORM + "Tổng cộng tự đánh giá | | 99 | | |\n"},
}


@pytest.mark.parametrize("code", DAMAGE)
def test_what_follows_from_another_version_is_not_also_reported(code: str) -> None:
    facts = {"table": FORM} | DAMAGE[code]
    assert len(find(code, form(**facts))) == 1
    assert find(code, form(**facts, identity={"version": "0.9"})) == []
    assert find(code, form(**facts, identity={"set_id": "hue-2024"})) == []


# --- S004 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (("I.1",), [("I.1", "A9")]),
        (("I.2.b",), [("I.2.b", "A12")]),
        (("I.2", "I.2.a", "I.2.b"), [("I.2", "A10")]),
        (("I.2",), [("I.2", "A10")]),
        (("I.2", "I.2.a"), [("I.2", "A10"), ("I.2.a", "A10")]),
        (("I",), [("I", "A8")]),
        (("II", "II.1"), [("II", "A13")]),
        (("I.1", "II.1"), [("I.1", "A9"), ("II.1", "A14")]),
        ((), []),
    ],
)
def test_missing_rows(codes: tuple[str, ...], expected: list[tuple[str, str]]) -> None:
    assert cells(find("S004", lacking(*codes))) == expected


def test_a_missing_subtree_says_how_much_is_gone_and_where_it_belongs() -> None:
    (one,) = find("S004", lacking("I.2", "I.2.a", "I.2.b"))
    message = checking.message(one, "vi")
    assert "I.2 «Báo cáo quý» (4 điểm) cùng 2 hàng bên trong" in message
    assert "dưới hàng I.1" in message


@pytest.mark.parametrize("codes", [("I.1",), ("I.2",), ("I.2", "I.2.a")])
def test_rows_inside_are_counted_only_where_all_of_them_are_gone(codes: tuple[str, ...]) -> None:
    assert not [one for one in find("S004", lacking(*codes)) if "bên trong" in checking.message(one, "vi")]


def test_a_missing_first_row_belongs_below_the_header() -> None:
    (one,) = find("S004", lacking("I"))
    assert "dòng tiêu đề" in checking.message(one, "vi")


# --- S005 and S006: rows that are too many ----------------------------------------------------------


def test_a_repeated_row_is_found_with_all_its_cells() -> None:
    (one,) = find("S005", form(FORM + "+I.1 | | 2 | | 1 |\n+I.1 | | 2 | | |\n"))
    assert cells([one]) == [("I.1", "A23")]
    assert [place.ref for place in one.related] == ["A10", "A24"]


def test_two_repeated_codes_are_two_findings() -> None:
    found = find("S005", form(FORM + "+I.1 | | 2 | | 1 |\n+II.1 | | 4 | | |\n"))
    assert cells(found) == [("I.1", "A23"), ("II.1", "A24")]


@pytest.mark.parametrize("code", ["I.đ", "I.3", "Ghi chú", "I.1.1", "l.1"])
def test_an_unknown_code(code: str) -> None:
    (one,) = find("S006", form(FORM + f"+{code} | Việc thêm | 2 | | |\n"))
    assert cells([one]) == [(None, "A23")]
    assert f"«{code}»" in checking.message(one, "vi")
    assert "không được tính" not in checking.message(one, "vi")
    assert "hàng liền sau" not in checking.message(one, "vi")


@pytest.mark.parametrize("answer", ["| 2 | | 1 |", "| 2 | x | |", '| 2 | | "1,5" |'])
def test_what_an_unknown_row_answers_is_lost_and_that_is_said(answer: str) -> None:
    (one,) = find("S006", form(FORM + f"+III | Việc thêm {answer}\n"))
    assert "điểm ghi ở hàng này không được tính" in checking.message(one, "vi")


def test_neighbouring_unknown_rows_are_one_finding() -> None:
    (one,) = find("S006", form(FORM + "+X1 | | | | |\n+X2 | | | | |\n+X3 | | | | |\n"))
    assert cells([one]) == [(None, "A23")]
    assert [place.ref for place in one.related] == ["A24", "A25"]
    assert "và 2 mã ở các hàng liền sau" in checking.message(one, "vi")


def test_a_retyped_code_is_one_finding_that_says_the_right_code() -> None:
    context = lacking("I.1", extra="+I.1x | BÁO CÁO  THÁNG | 2 | | 2 |\n")
    (one,) = find("S006", context)
    assert cells([one]) == [("I.1", "A23")]
    assert "phải là «I.1»" in checking.message(one, "vi")
    assert find("S004", context) == []
    assert find("S008", context) == []


def test_a_code_that_became_another_ones_is_retyped_not_repeated() -> None:
    """1.10 typed as a number is 1.1."""
    context = lacking("I.2.b", extra="+I.2.a | Quý II | 3 | | 3 |\n")
    (one,) = find("S006", context)
    assert cells([one]) == [("I.2.b", "A23")]
    assert [find(code, context) for code in ("S004", "S005", "S007", "S008")] == [[], [], [], []]


def test_equal_titles_are_matched_one_by_one() -> None:
    titles = (("I.1", "Kết quả", "2"), ("I.2", "Kết quả", "2"))
    table = HEADER + "I | Nhóm | 4 | | |\n+a | Kết quả | 2 | | 2 |\n+b | Kết quả | 2 | | 2 |\n"
    context = form(table, set_only=titles, order=("I", "I.1", "I.2"))
    assert [one.criterion for one in find("S006", context)] == ["I.1", "I.2"]
    assert find("S004", context) == []


def test_of_two_retyped_rows_one_stays_for_the_code_that_both_have() -> None:
    context = lacking("I.1", "I.2.a", "I.2.b", extra="+I.1 | Quý I | 1 | | 1 |\n+I.1 | Quý II | 3 | | 3 |\n")
    assert cells(find("S006", context)) == [("I.2.a", "A23")]
    assert cells(find("S004", context)) == [("I.2.b", "A23")]
    assert find("S005", context) == []


def test_a_row_doubled_over_one_of_the_same_title_is_doubled_and_the_other_missing() -> None:
    titles = (("I.1", "Kết quả", "2"), ("I.2", "Kết quả", "2"))
    table = HEADER + "I | Nhóm | 4 | | |\n+I.1 | Kết quả | 2 | | 2 |\n+I.1 | Kết quả | 2 | | 2 |\n"
    context = form(table, set_only=titles, order=("I", "I.1", "I.2"))
    found = {code: [one.criterion for one in find(code, context)] for code in ("S004", "S005", "S006")}
    assert found == {"S004": ["I.2"], "S005": ["I.1"], "S006": []}


def test_a_row_that_was_read_in_spite_of_its_code_is_named_too() -> None:
    context = form()
    rows = tuple(row._replace(code="X") if row.key == "I.1" else row for row in context.submission.rows)
    (one,) = find("S006", changed(context, rows=rows))
    assert cells([one]) == [("I.1", "A10")]
    assert "Mã «X» ở ô A10 phải là «I.1»" in checking.message(one, "vi")


def test_a_row_with_a_title_of_its_own_is_not_taken_for_a_missing_one() -> None:
    context = lacking("I.1", extra="+I.1x | Việc khác | 2 | | 2 |\n")
    assert cells(find("S006", context)) == [(None, "A23")]
    assert cells(find("S004", context)) == [("I.1", "A9")]


@pytest.mark.parametrize("code", [".I.1.-", "I. 1", "i.1", "I.1)"])
def test_punctuation_around_a_code_is_no_other_code(code: str) -> None:
    context = form()
    rows = tuple(row._replace(code=code) if row.key == "I.1" else row for row in context.submission.rows)
    assert find("S006", changed(context, rows=rows)) == []


# --- S007, S008 -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "words"),
    [("3", "đang là 3, bộ tiêu chí quy định 2"), ("2,01", "2,01"), ("", "đang để trống"), ("hai", "«hai»")],
)
def test_a_changed_maximum(typed: str, words: str) -> None:
    table = FORM.replace("Báo cáo tháng      | 2 |", f"Báo cáo tháng | {typed} |")
    maximum = {"set": {"I.1": {"Điểm tối đa": "2"}}}
    (one,) = find("S007", form(table, **maximum))
    assert cells([one]) == [("I.1", "C10")]
    assert words in checking.message(one, "vi")


@pytest.mark.parametrize("typed", ["2", "2,00", '"2"', '"2.0"'])
def test_the_same_maximum_in_other_clothes(typed: str) -> None:
    table = FORM.replace("Báo cáo tháng      | 2 |", f"Báo cáo tháng | {typed} |")
    assert find("S007", form(table, set={"I.1": {"Điểm tối đa": "2"}})) == []


def test_a_group_whose_maximum_is_a_formula_is_wrong_with_its_leaf() -> None:
    table = FORM.replace("Quý I              | 1 |", "Quý I | 5 |").replace(
        "Báo cáo quý        | 4 |", "Báo cáo quý | 8 |"
    )
    right = {"I.2.a": {"Điểm tối đa": "1"}, "I.2": {"Điểm tối đa": "4"}}
    typed = form(table, set=right)
    assert cells(find("S007", typed)) == [("I.2.a", "C12"), ("I.2", "C11")]
    summed = form(table, set=right, **{"I.2 max": {"formula": "SUM(C12:C13)"}})
    assert cells(find("S007", summed)) == [("I.2.a", "C12")]


def test_a_group_whose_formula_gives_another_maximum_by_itself() -> None:
    table = FORM.replace("Báo cáo quý        | 4 |", "Báo cáo quý | 9 |")
    facts = {"set": {"I.2": {"Điểm tối đa": "4"}}, "I.2 max": {"formula": "SUM(C10:C13)"}}
    assert cells(find("S007", form(table, **facts))) == [("I.2", "C11")]


def test_a_maximum_that_was_not_calculated_says_nothing() -> None:
    table = FORM.replace("Báo cáo quý        | 4 |", "Báo cáo quý | |")
    facts = {"set": {"I.2": {"Điểm tối đa": "4"}}, "I.2 max": {"formula": "SUM(C12:C13)"}}
    assert find("S007", form(table, **facts)) == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Báo cáo quý", "đang là «Báo cáo quý», bộ tiêu chí ghi «Báo cáo tháng»"),
        ("Báo cáo tháng, quý", "«Báo cáo tháng, quý»"),
        ("Bao cao thang", "«Bao cao thang»"),
    ],
)
def test_a_changed_title(typed: str, words: str) -> None:
    table = FORM.replace("Báo cáo tháng ", typed)
    (one,) = find(
        "S008", form(table, set={"I.1": {"Lĩnh vực/Tiêu chí/Tiêu chí thành phần": "Báo cáo tháng"}})
    )
    assert cells([one]) == [("I.1", "B10")]
    assert words in checking.message(one, "vi")


@pytest.mark.parametrize("typed", ["BÁO CÁO THÁNG", "Báo  cáo⍽tháng", "Báo cáo↵tháng", "Ba\u0301o cáo tháng"])
def test_case_spaces_and_unicode_forms_do_not_change_a_title(typed: str) -> None:
    table = FORM.replace("Báo cáo tháng ", typed)
    assert (
        find("S008", form(table, set={"I.1": {"Lĩnh vực/Tiêu chí/Tiêu chí thành phần": "Báo cáo tháng"}}))
        == []
    )


def test_a_blank_title() -> None:
    table = FORM.replace("Báo cáo tháng ", "⍽")
    (one,) = find(
        "S008", form(table, set={"I.1": {"Lĩnh vực/Tiêu chí/Tiêu chí thành phần": "Báo cáo tháng"}})
    )
    assert "đang để trống" in checking.message(one, "vi")


def test_long_titles_are_shown_where_they_part() -> None:
    long = "Thực hiện nhiệm vụ theo chương trình công tác trọng tâm của Ủy ban nhân dân tỉnh năm {} quý I"
    header = {"Lĩnh vực/Tiêu chí/Tiêu chí thành phần": long.format(2023)}
    (one,) = find("S008", form(FORM.replace("Báo cáo tháng ", long.format(2022)), set={"I.1": header}))
    message = checking.message(one, "vi")
    assert "2022 quý I»" in message
    assert "2023 quý I»" in message
    assert len(message) < 200


# --- S009 -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"I.2 self": {"formula": None}}, [("I.2", "E11")]),
        ({"footer self": {"formula": None}}, [(None, "C18")]),
        ({"footer rate": {"formula": None}}, [(None, "C21")]),
        ({"I.1 check": {"formula": None}}, [("I.1", "J10")]),
        ({"I check": {"formula": None}}, [("I", "J9")]),
        ({"I.1 check": {"formula": None}, "II.1 check": {"formula": None}}, [(None, "J10")]),
        ({"I.2 self": {"formula": None}, "footer self": {"formula": None}}, [("I.2", "E11"), (None, "C18")]),
    ],
)
def test_overwritten_formulas(facts: dict[str, Any], expected: list[tuple[str | None, str]]) -> None:
    assert cells(find("S009", form(FORM + LINES, **facts))) == expected


def test_many_cells_of_the_check_column_are_one_finding_with_all_of_them() -> None:
    context = form(**{f"{code} check": {"formula": None} for code in ORDER})
    (one,) = find("S009", context)
    assert [place.ref for place in one.related] == ["J10", "J11", "J12", "J13", "J14", "J15"]
    assert "6 ô khác" in checking.message(one, "vi")


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        ("4", "đang ghi 4; số này hiện đúng nhưng sẽ không tự tính lại"),
        ("3,5", "đang ghi 3,5; giá trị đúng là 4"),
        ("", "đang để trống; giá trị đúng là 4"),
    ],
)
def test_a_typed_subtotal_is_shown_beside_the_right_one(shown: str, words: str) -> None:
    table = FORM.replace("Báo cáo quý        | 4 |   |   |", f"Báo cáo quý | 4 | | {shown} |")
    (one,) = find("S009", form(table, **{"I.2 self": {"formula": None}}))
    assert words in checking.message(one, "vi")


def test_a_blank_subtotal_of_an_excluded_group_without_formula_harms_nobody() -> None:
    table = FORM.replace("Báo cáo quý        | 4 |   |", "Báo cáo quý | 4 | x |")
    assert find("S009", form(table, **{"I.2 self": {"formula": None}})) == []
    filled = table.replace("Báo cáo quý | 4 | x |   |", "Báo cáo quý | 4 | x | 4 |")
    (one,) = find("S009", form(filled, **{"I.2 self": {"formula": None}}))
    assert "ô này phải để trống" in checking.message(one, "vi")


def test_a_typed_appraised_subtotal() -> None:
    table = FORM.replace("Kiểm tra", "Thẩm định").replace(
        "Báo cáo quý        | 4 |   |   |", "Báo cáo quý | 4 | | | 4"
    )
    assert cells(find("S009", form(table, **{"I.2 appraised": {"formula": None}}))) == [("I.2", "H11")]


def test_a_cleared_subtotal_of_0() -> None:
    table = FORM.replace("| 1 |   | 1 |", "| 1 |   | 0 |").replace("| 3 |   | 3 |", "| 3 |   | 0 |")
    (one,) = find("S009", form(table, **{"I.2 self": {"formula": None}}))
    assert "đang để trống; giá trị đúng là 0" in checking.message(one, "vi")


def test_a_formula_under_a_merge_is_the_merges_fault() -> None:
    merged = {"formula": None, "merged": True}
    assert find("S009", form(**{"I.2 self": merged, "I.2 check": merged})) == []


@pytest.mark.parametrize("field", list(Field))
def test_without_a_column_the_other_checks_run(field: Field) -> None:
    context = form(FORM + LINES, missing_columns=(field.value,)) if field is not Field.CODE else form()
    found = checking.run(context, checking.select(["S0", "S3", "S5"]))
    assert {one.code for one in found} <= {"S015"}


def test_formulas_that_cannot_be_seen_are_not_missed() -> None:
    facts = {"I.2 self": {"formula": None}, "footer self": {"formula": None}, "I check": {"formula": None}}
    assert find("S009", values_only(form(FORM + LINES, **facts))) == []


# --- S010 -------------------------------------------------------------------------------------------


def test_protection_cannot_be_told_from_values_alone() -> None:
    assert find("S010", values_only(form(protected=False))) == []


def test_the_unprotected_sheet_is_named() -> None:
    (one,) = find("S010", form(protected=False, sheet="Biểu 2"))
    assert one.place == ("Biểu 2", "")


def moved(*order: Field) -> Context:
    """The form with some columns at each other's places: the first stands where the second stood, and so
    on, the last where the first did."""
    context = form()
    columns = dict(context.submission.form.columns)
    places = [columns[field] for field in order]
    columns |= dict(zip(order, [*places[1:], places[0]], strict=True))
    return changed(context, form=context.submission.form._replace(columns=columns))


@pytest.mark.parametrize(
    ("order", "place", "related"),
    [
        ((Field.EVIDENCE, Field.EXPLANATION), "F8", []),
        ((Field.EXCLUDED, Field.EXPLANATION), "G8", ["D8"]),
        ((Field.CODE, Field.TITLE), "A8", []),
    ],
)
def test_moved_columns_are_one_finding_that_speaks_of_columns(
    order: tuple[Field, ...], place: str, related: list[str]
) -> None:
    context = moved(*order)
    (one,) = find("S010", context)
    assert (one.place and one.place.ref, [other.ref for other in one.related]) == (place, related)
    message = checking.message(one, "vi")
    assert message.count("đã bị chuyển đến ô") == 1 + len(related)
    assert "bảo vệ" not in message
    assert "chuyển về đúng chỗ" in checking.hint(one, "vi")


def test_a_sheet_without_protection_is_not_told_to_move_columns() -> None:
    (one,) = find("S010", form(protected=False))
    assert "cột" not in checking.message(one, "vi") + checking.hint(one, "vi")


# --- S011 -------------------------------------------------------------------------------------------

RULE, LOCK, MERGE = {"ruled": False}, {"locked": True}, {"merged": True}


@pytest.mark.parametrize(
    ("facts", "expected", "words"),
    [
        ({"I.1 self": RULE}, [("I.1", "E10", [])], "không còn quy tắc nhập"),
        ({"I.1 excluded": RULE}, [("I.1", "D10", [])], "không còn quy tắc nhập"),
        ({"I.2 excluded": RULE}, [("I.2", "D11", [])], "không còn quy tắc nhập"),
        ({"I.1 self": LOCK}, [("I.1", "E10", [])], "đã bị khóa, không nhập"),
        ({"I.1 evidence": LOCK}, [("I.1", "F10", [])], "đã bị khóa, không nhập"),
        ({"I.2 explanation": LOCK}, [("I.2", "G11", [])], "đã bị khóa, không nhập"),
        ({"I.1 self": RULE | LOCK}, [("I.1", "E10", [])], "đã bị khóa và không còn quy tắc"),
        ({"I.1 self": MERGE}, [("I.1", "E10", [])], "bị gộp"),
        # Neighbours, with a group's row between them that has no score to enter.
        ({"I.1 self": RULE, "I.2.a self": RULE}, [("I.1", "E10", ["E12"])], "1 ô nữa"),
        ({"I.1 self": RULE, "I.2.b self": RULE}, [("I.1", "E10", []), ("I.2.b", "E13", [])], "quy tắc"),
        ({"I.1 self": RULE, "I.1 excluded": RULE}, [("I.1", "D10", ["E10"])], "1 ô nữa (đến ô E10)"),
        ({"I.1 self": LOCK, "I.2.a self": RULE}, [("I.1", "E10", []), ("I.2.a", "E12", [])], "khóa"),
    ],
)
def test_damaged_inputs(facts: dict[str, Any], expected: list[Any], words: str) -> None:
    found = find("S011", form(**facts))
    seen = [
        (one.criterion, one.place and one.place.ref, [place.ref for place in one.related]) for one in found
    ]
    assert seen == expected
    assert words in checking.message(found[0], "vi")


@pytest.mark.parametrize(
    "facts",
    [
        {"I.1 evidence": RULE},
        {"I.1 explanation": RULE},
        {"I.2 self": LOCK},
        {"I.1 title": LOCK},
        {"I.1 opinion": LOCK},
        {"I.1 self": LOCK, "protected": False},
    ],
)
def test_cells_that_lost_nothing(facts: dict[str, Any]) -> None:
    assert find("S011", form(**facts)) == []


LEAVES = ("I.1", "I.2.a", "I.2.b", "II.1")


def test_a_form_without_any_rule_is_one_finding() -> None:
    facts = {f"{code} excluded": RULE for code in ORDER} | {f"{code} self": RULE for code in LEAVES}
    (one,) = find("S011", form(**facts))
    assert one.place == ("Chấm điểm", "")
    assert "Tất cả 11 ô nhập" in checking.message(one, "vi")


def test_a_form_locked_throughout_is_one_finding() -> None:
    facts: dict[str, Any] = {
        f"{code} {field}": LOCK for code in ORDER for field in ("excluded", "explanation")
    }
    facts |= {f"{code} {field}": LOCK for code in LEAVES for field in ("self", "evidence")}
    (one,) = find("S011", form(**facts))
    assert one.place == ("Chấm điểm", "")
    assert "bị khóa" in checking.message(one, "vi")
    # A reviewer's copy is locked like this on purpose.
    assert find("S011", form(**facts, **{f"{code} appraised": {"locked": False} for code in LEAVES})) == []


def test_locks_of_an_unprotected_sheet_lock_nothing() -> None:
    facts = {f"{code} {field}": LOCK for code in ORDER for field in ("excluded", "explanation")}
    facts |= {f"{code} {field}": LOCK for code in LEAVES for field in ("self", "evidence")}
    assert find("S011", form(**facts, protected=False)) == []


def test_the_cure_fits_the_damage() -> None:
    (merged,) = find("S011", form(**{"I.1 self": MERGE}))
    (locked,) = find("S011", form(**{"I.1 self": LOCK}))
    assert "Bỏ gộp ô" in checking.hint(merged, "vi")
    assert "Bỏ gộp ô" not in checking.hint(locked, "vi")


@pytest.mark.parametrize(
    ("struck", "says_score", "says_mark"),
    [
        (("I.1 self",), True, False),
        (("I.1 self", "I.2.a self"), True, False),
        (("I.1 excluded",), False, True),
        (("I.1 excluded", "I.2 excluded"), False, True),
        (("I.1 excluded", "I.1 self"), True, True),
        (("I.1 self", "I.2.a excluded"), True, True),
    ],
)
def test_what_the_cells_take_is_said_of_scores_or_marks_or_both(
    struck: tuple[str, ...], says_score: bool, says_mark: bool
) -> None:
    (one,) = find("S011", form(**dict.fromkeys(struck, RULE)))
    for lang, score, mark in (("vi", "nhận điểm", "«x»"), ("en", "a score", "“x”")):
        words = checking.message(one, lang)  # type: ignore[arg-type]
        assert (score in words, mark in words) == (says_score, says_mark), words


def test_three_stretches_are_three_findings() -> None:
    table = (
        HEADER + "I | Nhóm | 12 | | |\n" + "".join(f"I.{n} | Việc {n} | 1 | | 1 |\n" for n in range(1, 13))
    )
    found = find("S011", form(table, **{f"I.{n} self": RULE for n in (1, 3, 5)}))
    assert cells(found) == [("I.1", "E10"), ("I.3", "E12"), ("I.5", "E14")]


def test_rules_lost_here_and_there_are_one_finding() -> None:
    table = (
        HEADER + "I | Nhóm | 12 | | |\n" + "".join(f"I.{n} | Việc {n} | 1 | | 1 |\n" for n in range(1, 13))
    )
    (one,) = find("S011", form(table, **{f"I.{n} self": RULE for n in (1, 3, 5, 7)}))
    assert cells([one]) == [("I.1", "E10")]
    assert [place.ref for place in one.related] == ["E12", "E14", "E16"]


def test_rules_and_locks_cannot_be_told_from_values_alone() -> None:
    assert find("S011", values_only(form(**{"I.1 self": RULE | LOCK}))) == []


# --- S012 -------------------------------------------------------------------------------------------

HIDDEN = {"hidden": True}


@pytest.mark.parametrize(
    ("facts", "expected", "words"),
    [
        (
            {"row I.1": HIDDEN},
            [("I.1", "A10", [])],
            "Hàng 10 (tiêu chí I.1) đang bị ẩn, hàng này đã có câu trả lời",
        ),
        ({"row I.2": HIDDEN}, [("I.2", "A11", [])], "Hàng 11 (tiêu chí I.2) đang bị ẩn."),
        (
            {"row I.2.a": HIDDEN, "row I.2.b": HIDDEN},
            [("I.2.a", "A12", ["A13"])],
            "từ 12 (I.2.a) đến 13 (I.2.b) đang bị ẩn, trong đó có 2 hàng đã có câu trả lời",
        ),
        ({"row I.1": HIDDEN, "row II.1": HIDDEN}, [("I.1", "A10", []), ("II.1", "A15", [])], "Hàng 10"),
        (
            {f"{code} self": HIDDEN for code in ORDER},
            [(None, "E8", [])],
            "Cột «Tự đánh giá» (E) đang bị ẩn, trong đó có 4 ô",
        ),
        (
            {f"{code} explanation": HIDDEN for code in ORDER},
            [(None, "G8", [])],
            "Cột «Giải trình» (G) đang bị ẩn.",
        ),
        ({"I.1 self": HIDDEN}, [("I.1", "E10", [])], "Ô E10"),
    ],
)
def test_hidden_inputs(facts: dict[str, Any], expected: list[Any], words: str) -> None:
    found = find("S012", form(**facts))
    seen = [
        (one.criterion, one.place and one.place.ref, [place.ref for place in one.related]) for one in found
    ]
    assert seen == expected
    assert words in checking.message(found[0], "vi")


def test_a_shown_subtotal_is_no_answer() -> None:
    table = FORM.replace("Báo cáo quý        | 4 |   |   |", "Báo cáo quý | 4 | | 4 |")
    (row,) = find("S012", form(table, **{"row I.2": HIDDEN}))
    assert "câu trả lời" not in checking.message(row, "vi")
    (column,) = find("S012", form(table, **{f"{code} self": HIDDEN for code in ORDER}))
    assert "có 4 ô có nội dung" in checking.message(column, "vi")


def test_a_hidden_row_does_not_hide_its_columns() -> None:
    fields = ("excluded", "self", "evidence", "explanation")
    facts = {"row I.1": HIDDEN} | {f"I.1 {field}": HIDDEN for field in fields}
    assert cells(find("S012", form(**facts))) == [("I.1", "A10")]


@pytest.mark.parametrize("field", ["appraised", "opinion", "code", "title", "check"])
def test_columns_that_may_be_hidden(field: str) -> None:
    assert find("S012", form(**{f"{code} {field}": HIDDEN for code in ORDER})) == []


def test_a_hidden_reviewers_column_that_holds_something() -> None:
    table = FORM.replace("Kiểm tra", "Thẩm định").replace("| 2 |   | 2 |", "| 2 | | 2 | 1,5")
    assert cells(find("S012", form(table, **{f"{code} appraised": HIDDEN for code in ORDER}))) == [
        (None, "H8")
    ]


def test_the_forms_sheet_itself_hidden() -> None:
    context = form()
    sheets = (SheetFact("Chấm điểm", "veryHidden", True, 0, 0, None), *context.submission.sheets[1:])
    (one,) = find("S012", changed(context, sheets=sheets))
    assert one.place == ("Chấm điểm", "")


# --- S013 -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("I.1 self", [("I.1", "E10")]),
        ("I.1 excluded", [("I.1", "D10")]),
        ("I.1 evidence", [("I.1", "F10")]),
        ("I.2 explanation", [("I.2", "G11")]),
        ("I.2 excluded", [("I.2", "D11")]),
        ("I.2 self", []),
        ("I.1 appraised", []),
        ("I.1 check", []),
    ],
)
def test_formulas_in_inputs(field: str, expected: list[tuple[str, str]]) -> None:
    assert cells(find("S013", form(**{field: {"formula": "A1"}}))) == expected


def test_the_formula_is_shown_cut_with_its_result() -> None:
    (one,) = find("S013", form(**{"I.1 self": {"formula": "[1]Sheet1!$A$1+" + "0+" * 50 + "1"}}))
    message = checking.message(one, "vi")
    assert "«=[1]Sheet1!$A$1+0+" in message
    assert "đang cho kết quả 2" in message
    assert len(message) < 120


def test_a_formula_without_a_result() -> None:
    (one,) = find("S013", form(**{"I.1 evidence": {"formula": "A1"}}))
    assert "chưa cho kết quả nào" in checking.message(one, "vi")


def test_a_formula_among_the_figures() -> None:
    table = "Mã | Điểm tối đa | Quy tắc | Số liệu\nI | 2 | | \nI.1 | 2 | ratio | numerator=1 denominator=4\n"
    context = form(table)
    data = {name: entry._replace(formula="B1") for name, entry in context.submission.data.items()}
    found = find("S013", changed(context, data=data))
    assert [one.criterion for one in found] == ["I.1", "I.1"]
    assert {one.place.sheet for one in found if one.place} == {"Số liệu"}


def test_a_formula_in_what_is_stated_for_the_unit() -> None:
    stated = Entry(Place("Số liệu", "C9"), "number", "0.95", "0.95", Decimal("0.95"), formula="1-Sheet2!A1")
    (one,) = find("S013", changed(form(), facts={"dung-han": stated}))
    assert cells([one]) == [(None, "C9")]
    assert one.place is not None
    assert one.place.sheet == "Số liệu"
    assert "«=1-Sheet2!A1»" in checking.message(one, "vi")
    assert find("S013", changed(form(), facts={"dung-han": stated._replace(formula=None)})) == []


# --- S014 -------------------------------------------------------------------------------------------


def test_stray_cells_are_one_finding() -> None:
    (one,) = find("S014", form(stray={"L9": "cộng", "M10": "1,5", "L30": "2"}))
    assert cells([one]) == [(None, "L9")]
    assert [place.ref for place in one.related] == ["M10", "L30"]
    assert "3 ô ghi nội dung (có 2 ô là số), ô đầu là L9 ghi «cộng»" in checking.message(one, "vi")


def test_a_single_stray_cell_is_said_as_one() -> None:
    (one,) = find("S014", form(stray={"L9": "cộng"}))
    assert checking.message(one, "vi").startswith("Ô L9 ngoài bảng chấm điểm ghi «cộng»;")
    assert one.related == ()


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        (("Tính thử", 5, 3), "«Tính thử» không thuộc biểu, có 5 ô ghi nội dung (có 3 ô là số)"),
        (("Ghi chú", 1, 0), "«Ghi chú» không thuộc biểu, có 1 ô ghi nội dung;"),
    ],
)
def test_a_further_sheet(sheet: tuple[str, int, int], words: str) -> None:
    (one,) = find("S014", form(extra_sheets=(sheet,)))
    assert one.place == (sheet[0], "A1")
    assert words in checking.message(one, "vi")


def test_empty_sheets_are_nothing() -> None:
    assert find("S014", form(extra_sheets=(("Sheet2", 0, 0), ("Sheet3", 0, 0)))) == []


def test_a_hidden_sheet_is_said_to_be_hidden() -> None:
    context = form(extra_sheets=(("Tính thử", 2, 2),))
    sheets = tuple(
        sheet if sheet.known else sheet._replace(state="veryHidden") for sheet in context.submission.sheets
    )
    (one,) = find("S014", changed(context, sheets=sheets))
    assert "(đang ẩn)" in checking.message(one, "vi")


def test_thousands_of_stray_cells_stay_one_short_finding() -> None:
    (one,) = find("S014", form(stray={f"L{row}": "1" for row in range(1, 5000)}))
    assert len(one.related) == 50
    assert "4999 ô" in checking.message(one, "vi")


# --- S015 -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", [field for field in Field if field is not Field.CODE])
def test_each_missing_column(field: Field) -> None:
    (one,) = find("S015", form(missing_columns=(field.value,)))
    assert checking.message(one, "vi").startswith("Biểu thiếu cột «")


def test_a_missing_column_stands_at_its_left_neighbour() -> None:
    found = find("S015", form(missing_columns=("self", "check")))
    assert cells(found) == [(None, "D8"), (None, "I8")]


def test_a_renamed_header_is_one_finding_at_its_cell() -> None:
    context = form(missing_columns=("self",), stray={"E8": "Tự chấm", "E10": "2", "E12": "1"})
    (one,) = find("S015", context)
    assert cells([one]) == [(None, "E8")]
    assert "đang là «Tự chấm», phải là «Tự đánh giá»" in checking.message(one, "vi")
    assert checking.hint(one, "vi") == "Ghi lại «Tự đánh giá» tại ô tiêu đề này."
    assert find("S014", context) == []


def test_two_renamed_headers_are_matched_by_their_places() -> None:
    context = form(missing_columns=("self", "explanation"), stray={"E8": "Tự chấm", "G8": "Lý do"})
    assert cells(find("S015", context)) == [(None, "E8"), (None, "G8")]
    assert find("S014", context) == []


def test_the_last_header_renamed() -> None:
    assert cells(find("S015", form(missing_columns=("check",), stray={"J8": "Xem lại"}))) == [(None, "J8")]


def test_a_header_at_another_place_is_not_taken_for_the_missing_one() -> None:
    context = form(missing_columns=("explanation",), stray={"K8": "Ghi chú", "K10": "đã xem"})
    assert cells(find("S015", context)) == [(None, "F8")]
    assert cells(find("S014", context)) == [(None, "K8")]


def test_a_column_added_where_none_is_missing_is_stray() -> None:
    context = form(stray={"K8": "Ghi chú", "K10": "đã xem"})
    assert find("S015", context) == []
    assert cells(find("S014", context)) == [(None, "K8")]


@pytest.mark.parametrize("name", ["Biểu 2", "Cham diem", "Chấm điểm (2)"])
def test_a_renamed_sheet(name: str) -> None:
    (one,) = find("S015", form(sheet=name))
    assert one.place == (name, "")
    assert f"đang có tên «{name}», tên đúng là «Chấm điểm»" in checking.message(one, "vi")


@pytest.mark.parametrize("name", ["CHẤM ĐIỂM", " Chấm điểm", "Cha\u0302\u0301m đie\u0302\u0309m"])
def test_the_sheets_name_in_other_clothes(name: str) -> None:
    assert find("S015", form(sheet=name)) == []


def test_a_missing_footer_line_stands_below_its_neighbour() -> None:
    found = find("S015", form(missing_footers=("max", "rate")))
    assert cells(found) == [(None, "A15"), (None, "C20")]
    assert "thiếu dòng «Tổng cộng tối đa theo cấp»" in checking.message(found[0], "vi")


def test_a_renamed_footer_line_is_one_finding_at_its_label() -> None:
    context = form(missing_footers=("penalty",), stray={"A19": "Điểm phạt", "C19": "0"})
    (one,) = find("S015", context)
    assert cells([one]) == [(None, "A19")]
    assert "đang là «Điểm phạt», phải là «Tổng điểm bị trừ»" in checking.message(one, "vi")
    assert find("S014", context) == []


@pytest.mark.parametrize("stray", [{"L19": "ghi chú"}, {"A19": "5"}, {"A18": "ghi chú"}, {"A30": "ghi chú"}])
def test_what_is_no_label_at_its_place_is_not_taken_for_one(stray: dict[str, str]) -> None:
    context = form(missing_footers=("penalty",), stray=stray)
    (one,) = find("S015", context)
    assert cells([one]) == [(None, "C18")]
    assert "thiếu dòng «Tổng điểm bị trừ»" in checking.message(one, "vi")
    assert len(find("S014", context)) == 1


# --- S016 -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"has_macros": True}, ["macro"]),
        ({"external_links": 2}, ["2 liên kết"]),
        ({"has_macros": True, "external_links": 1}, ["macro", "1 liên kết"]),
        ({}, []),
    ],
)
def test_macros_and_links(facts: dict[str, Any], words: list[str]) -> None:
    found = find("S016", form(**facts))
    assert [one.place for one in found] == [None] * len(words)
    assert all(word in checking.message(one, "vi") for one, word in zip(found, words, strict=True))


# --- all of them ------------------------------------------------------------------------------------


def test_the_untouched_form_has_no_finding_of_this_family() -> None:
    assert checking.run(form(FORM + LINES), checking.select(["S0"])) == []


def test_a_form_without_any_row_is_not_a_crash() -> None:
    context = form()
    empty = changed(context, rows=(), footer={}, head={}, sheets=(), data={})
    found = checking.run(empty, checking.select(["S0", "S3", "S5"]))
    assert "S901" not in {one.code for one in found}
    assert [one.criterion for one in found if one.code == "S004"] == ["I", "II"]
