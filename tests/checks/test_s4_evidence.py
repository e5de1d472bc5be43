"""S4: evidence and explanations, at the boundaries."""

from __future__ import annotations

import pytest

from .forms import codes, findings, form, group, one, row, sentence, strikes

WHY = "Nộp chậm một kỳ báo cáo"
LONG = "Cập nhật đủ 8 chỉ tiêu, 6/6 kỳ, đạt 100%"


def listed(text: str, **cells: str) -> str:
    return one("2", evidence=text, **cells)


def shared(*evidence: str) -> str:
    """A criterion for each evidence cell."""
    return form(
        group("I", "20"),
        *(row(f"I.{index}", "2", "2", evidence=text) for index, text in enumerate(evidence, 1)),
    )


def explained(*texts: str) -> str:
    return form(
        group("I", "20"), *(row(f"I.{index}", "2", "2", why=text) for index, text in enumerate(texts, 1))
    )


CASES: list[tuple[str, str, list[str]]] = [
    # S401 evidence-missing
    ("S401", listed(""), ["I.1 evidence"]),
    ("S401", listed("⍽↵·"), ["I.1 evidence"]),
    ("S401", one("0,01", evidence=""), ["I.1 evidence"]),
    ("S401", one("1", evidence="", why=WHY), ["I.1 evidence"]),
    ("S401", one('"1"', evidence=""), ["I.1 evidence"]),
    ("S401", one("3", evidence=""), ["I.1 evidence"]),
    ("S401", one("0", evidence=""), []),
    ("S401", one("", evidence=""), []),
    ("S401", one("đạt", evidence=""), []),
    ("S401", one('"1.714"', evidence=""), []),
    ("S401", listed("", rule="evidence=optional"), []),
    ("S401", listed("", rule="given=Hội đồng"), []),
    ("S401", listed("", mark="x", why=WHY), []),
    ("S401", listed("Công văn số 59/VP-HCC"), []),
    # S402 evidence-repeated
    ("S402", listed("[1].a.pdf↵[2].b.pdf↵[3].a.pdf"), ["I.1 evidence"]),
    ("S402", listed("[1].A.pdf [2].a.PDF"), ["I.1 evidence"]),
    ("S402", listed("[1].tiếp-dan.pdf↵[2].tie\u0302\u0301p-dan.pdf"), ["I.1 evidence"]),
    ("S402", listed("[1].bao-cao-tong-ke... [2].bao-cao-tong-ke..."), ["I.1 evidence"]),
    ("S402", listed("[1].5-1-cv-59-pdf250723031608.pdf [2].5-1-cv-59-pdf240723095353.pdf"), ["I.1 evidence"]),
    ("S402", listed("Công văn số 59/VP-HCC; Công văn số 59/VP-HCC"), ["I.1 evidence"]),
    ("S402", listed("a-b-c.pdf↵a-b-c.pdf"), ["I.1 evidence"]),
    ("S402", listed("[1].a.pdf [2].a.docx"), []),
    ("S402", listed("[1].scan-pdf240723095353.pdf [2].scan-pdf240723095354.pdf"), []),
    ("S402", listed("Như trên; như trên"), []),
    ("S402", listed("[1]. [2]."), []),
    ("S402", listed("[1].a.pdf [2].a.pdf", mark="x", why=WHY), []),
    ("S402", shared("[1].a.pdf", "[1].a.pdf"), []),
    # S403 evidence-number-skipped
    ("S403", listed("[1].a.pdf [2].b.pdf [4].d.pdf"), ["I.1 evidence"]),
    ("S403", listed("[2].b.pdf"), ["I.1 evidence"]),
    ("S403", listed("[1].a.pdf↵[3].c.pdf↵[5].e.pdf"), ["I.1 evidence"]),
    ("S403", listed("[1].a.pdf [2].b.pdf [3].c.pdf"), []),
    ("S403", listed("[2].b.pdf [1].a.pdf"), []),
    ("S403", listed("[1].a.pdf [1].b.pdf"), []),
    ("S403", listed("Công văn 1; Công văn 3"), []),
    ("S403", listed("report[4].pdf"), []),
    ("S403", listed("[1].↵a.pdf↵[2].↵b.pdf"), []),
    ("S403", listed("[1].a.pdf [3].b.pdf", mark="x", why=WHY), []),
    # S404 evidence-name-cut
    ("S404", listed("[1].62-13-2-2023-ke-hoach-cong-tac..."), ["I.1 evidence"]),
    ("S404", listed("[1].ke-hoach…"), ["I.1 evidence"]),
    ("S404", listed("[1].Kế hoạch công tác năm 2023 của Văn ph..."), ["I.1 evidence"]),
    ("S404", listed("62-13-2-2023-ke-hoach-cong-tac..."), ["I.1 evidence"]),
    ("S404", listed("[1].qd_109_2023-chuong-trinh...", mark="x", why=WHY), ["I.1 evidence"]),
    ("S404", listed("[1].ke-hoach.pdf"), []),
    ("S404", listed("Công văn, báo cáo, v.v..."), []),
    ("S404", listed("[1].Công văn, báo cáo, v.v…"), []),
    ("S404", listed("Các văn bản triển khai..."), []),
    # S406 evidence-outside-period (the rules themselves: TestOutside)
    ("S406", listed("[1].tiep-dan-thang-12-2022.pdf"), ["I.1 evidence"]),
    ("S406", listed("Báo cáo số 45/BC-VP ngày 15/12/2022"), ["I.1 evidence"]),
    ("S406", listed("[1].tiep-dan-thang-12-2023.pdf"), []),
    ("S406", listed("[1].tiep-dan-thang-12-2022.pdf", mark="x", why=WHY), []),
    # S407 evidence-reused
    ("S407", shared("[1].a.pdf", "[2].a.pdf", "[1].A.pdf"), ["I.1 evidence"]),
    (
        "S407",
        shared(
            "vp-cv-59-pdf240723095353.pdf", "vp-cv-59-a.pdf", "vp-cv-59-pdf25.pdf", "vp-cv-59-pdf2607.p..."
        ),
        ["I.1 evidence"],
    ),
    ("S407", shared("[1].a.pdf [2].b.pdf", "[1].a.pdf [2].b.pdf", "[1].a.pdf [2].b.pdf"), ["I.1 evidence"]),
    ("S407", shared("a.pdf;b.pdf", "a.pdf", "a.pdf;b.pdf", "b.pdf"), ["I.1 evidence", "I.1 evidence"]),
    ("S407", shared("[1].a.pdf", "[1].a.pdf"), []),
    ("S407", shared("[1].a.pdf [2].a.pdf [3].a.pdf", "[1].a.pdf"), []),
    ("S407", shared("[1].bao-cao-tong...", "[1].bao-cao-tong...", "[1].bao-cao-tong..."), []),
    ("S407", shared("Như trên", "Như trên", "Như trên"), []),
    (
        "S407",
        form(
            group("I", "6"),
            row("I.1", "2", "2", evidence="a.pdf"),
            row("I.2", "2", "2", evidence="a.pdf"),
            row("I.3", "2", mark="x", why=WHY, evidence="a.pdf"),
        ),
        [],
    ),
    # S408 explanation-repeated
    ("S408", explained(LONG, LONG), ["I.1 explanation"]),
    ("S408", explained(LONG, "khác hẳn", LONG.upper()), ["I.1 explanation"]),
    ("S408", explained(LONG, LONG.replace(" ", "⍽")), ["I.1 explanation"]),
    ("S408", explained(LONG, LONG, LONG), ["I.1 explanation"]),
    ("S408", explained("x" * 20, "x" * 20), ["I.1 explanation"]),
    ("S408", explained("x" * 19, "x" * 19), []),
    ("S408", explained(LONG, LONG + "."), []),
    ("S408", explained("", ""), []),
    (
        "S408",
        form(group("I", "4"), row("I.1", mark="x", why=LONG), row("I.2", mark="x", why=LONG)),
        [],
    ),
    ("S408", form(group("I", "4"), row("I.1", "2", "2", why=LONG), row("I.2", mark="x", why=LONG)), []),
    # S409 loss-unexplained
    ("S409", one("1,99"), ["I.1 self"]),
    ("S409", one("0,01"), ["I.1 self"]),
    ("S409", one('"1,5"'), ["I.1 self"]),
    ("S409", one("1", why="⍽"), ["I.1 self"]),
    ("S409", one("1", why="Chậm"), []),
    ("S409", one("2"), []),
    ("S409", one("0"), []),
    ("S409", one("2,5"), []),
    ("S409", one("-1"), []),
    ("S409", one('"1.714"'), []),
    ("S409", one("1", mark="x"), []),
    ("S409", one("1", rule="given=Hội đồng"), []),
    # S410 evidence-on-excluded
    ("S410", one("", mark="x", why=WHY), ["I.1 evidence"]),
    ("S410", one("", mark="x", why=WHY, evidence="Công văn 59"), ["I.1 evidence"]),
    ("S410", one("", mark="x", why=WHY, evidence=""), []),
    ("S410", one("", mark="x", why=WHY, evidence="⍽"), []),
    ("S410", one("2"), []),
    (
        "S410",
        form(group("I", mark="x", why=WHY), row("I.1"), row("I.2", "3", evidence="")),
        ["I.1 evidence"],
    ),
    # S411 invisible-text
    ("S411", listed("[1].bao-cao\u202efdp.exe"), ["I.1 evidence"]),
    ("S411", listed("\u202a[1].bao-cao.pdf\u202c"), ["I.1 evidence"]),
    ("S411", one("2", why="a\u200bb\u200cc\u200b"), ["I.1 explanation"]),
    ("S411", one("2", why="Đủ\U000e0041"), ["I.1 explanation"]),
    ("S411", one("2", why="Đủ\x07"), ["I.1 explanation"]),
    ("S411", one("2\u202e"), ["I.1 self"]),
    ("S411", one("", mark="\u202ex", why=WHY), ["I.1 excluded"]),
    ("S411", form(group("I", why="a\u2066b"), row("I.1", "2", "2"), row("I.2", "3", "3")), ["I explanation"]),
    ("S411", one("2", why="\ufeffĐã báo cáo\u200b"), []),
    ("S411", one("2", why="Văn\u00adphòng\u00ad\u00ad\u00ad"), []),
    ("S411", listed("[1].a.pdf↵[2].b⍽c.pdf"), []),
    ("S411", one("2", why="Đã báo cáo\tđủ↵"), []),
]


@pytest.mark.parametrize(("code", "table", "expected"), CASES)
def test_strikes_where_it_should(code: str, table: str, expected: list[str]) -> None:
    assert strikes(code, table) == expected


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (listed(""), {"S401"}),
        (one("1", evidence=""), {"S401", "S409"}),
        (listed("[1].a.pdf [3].a.pdf"), {"S402", "S403"}),
        (one("", mark="x", why=WHY, evidence="[2].thang-12-2022 [2].thang-12-2022"), {"S208", "S410"}),
        (explained(LONG, LONG), {"S408"}),
    ],
)
def test_one_cause_gives_one_finding(table: str, expected: set[str]) -> None:
    assert codes(table) == expected


@pytest.mark.parametrize(
    ("code", "column", "table"),
    [("S401", "evidence", listed("")), ("S409", "explanation", one("1"))],
)
def test_a_missing_column_is_not_the_rows_fault(code: str, column: str, table: str) -> None:
    assert strikes(code, table)
    assert strikes(code, table, {"missing_columns": (column,)}) == []


@pytest.mark.parametrize(
    ("field", "cells", "expected"),
    [
        ("explanation", {"why": WHY}, ["I.1 explanation"]),
        ("evidence", {}, ["I.1 evidence"]),
        ("self", {}, ["I.1 self"]),
        ("explanation", {}, []),
        ("title", {}, []),
    ],
)
def test_faint_text(field: str, cells: dict[str, str], expected: list[str]) -> None:
    assert strikes("S411", one("2", **cells), {f"I.1 {field}": {"faint": True}}) == expected


class TestFiles:
    """S405: names only; nothing is opened."""

    @pytest.mark.parametrize(
        ("evidence", "files", "missing"),
        [
            ("[1].bao-cao-01.pdf", (), True),
            ("[1].bao-cao-01.pdf", ("bao-cao-01.pdf",), False),
            ("[1].bao-cao-01.pdf", ("BAO-CAO-01.PDF",), False),
            ("[1].bao-cao-01.pdf", ("Báo cáo 01.docx",), False),
            ("[1].bao-cao-01.pdf", ("thu-muc/con/bao-cao-01.pdf",), False),
            ("[1].bao-cao-01.pdf", ("bao-cao-011.pdf",), True),
            ("[1].5-1-cv-59-pdf250723031608.pdf", ("5-1-cv-59.pdf",), False),
            ("[1].9-d-529-vp-ubnd-tinh-pdf250723...", ("9-d-529 VP UBND tỉnh.pdf",), False),
            ("[1].62-13-2-2023-ke-hoach-cong-tac...", ("62-13-2-2023 kế hoạch công tác PBGDPL.pdf",), False),
            ("[1].62-13-2-2023-ke-hoach-cong-tac...", ("62-13-2-2023-ke-hoach.pdf",), True),
            ("[1].tiếp-dan.pdf", ("tie\u0302\u0301p-dan.pdf",), False),
            ("Công văn số 59/VP-HCC ngày 10/02/2023", (), False),
            ("Như trên", (), False),
            ("59/VP-HCC-UBND", (), False),
            ("Báo cáo số 1.pdf", (), True),
            ("[1].bao-cao-01.pdf", ("", ".pdf", "…", "---"), True),
        ],
    )
    def test_one_name(self, evidence: str, files: tuple[str, ...], missing: bool) -> None:
        expected = ["I.1 evidence"] if missing else []
        facts = {"evidence_files": (*files, "ke-hoach-02.pdf")}
        assert strikes("S405", listed(evidence), facts) == expected

    def test_no_folder_no_question(self) -> None:
        assert strikes("S405", listed("[1].bao-cao-01.pdf")) == []

    def test_excluded_rows_are_not_asked_for(self) -> None:
        table = one("", mark="x", why=WHY, evidence="[1].bao-cao-01.pdf")
        assert strikes("S405", table, {"evidence_files": ("ke-hoach-02.pdf",)}) == []

    def test_missing_files_are_counted_once(self) -> None:
        table = listed("[1].a-b-1.pdf [2].a-b-1.pdf [3].a-b-2.pdf")
        words = sentence("S405", table, {"evidence_files": ("ke-hoach-02.pdf",)})
        assert "2 tệp của tiêu chí I.1" in words
        assert "«a-b-1.pdf», «a-b-2.pdf»" in words


class TestSentences:
    def test_whether_an_explanation_stands_instead(self) -> None:
        assert "chỉ có lời giải trình" in sentence("S401", one("2", evidence="", why=WHY))
        assert "cũng không giải trình" in sentence("S401", one("2", evidence=""))

    def test_repeated_items_by_number_or_name(self) -> None:
        seven = " ".join(f"[{index}].a-{(index - 1) % 7}.pdf" for index in range(1, 15))
        assert "[8]–[14] trùng với [1]–[7]" in sentence("S402", listed(seven))
        assert "[3], [4] trùng với [1]." in sentence("S402", listed("[1].a [2].b [3].a [4].a"))
        assert "«Công văn 59» trùng với" in sentence("S402", listed("Công văn 59; Công văn 59"))

    def test_missing_numbers(self) -> None:
        assert "thiếu mục [1], [3]–[5];" in sentence("S403", listed("[2].b [6].f"))

    def test_a_hostile_number_makes_no_long_message(self) -> None:
        assert len(sentence("S403", listed(" ".join(f"[{index}].a" for index in range(2, 1000, 2))))) < 300

    def test_count_and_first_names(self) -> None:
        words = sentence("S404", listed(" ".join(f"[{index}].ke-hoach-{index}..." for index in range(1, 6))))
        assert "5 tên tài liệu" in words
        assert "«ke-hoach-1...», «ke-hoach-2...», «ke-hoach-3...» và 2 mục khác." in words

    def test_items_outside_the_period(self) -> None:
        words = sentence("S406", listed("[1].lich-2023.pdf [2].lich-2022.pdf [3].thang-12-2022.pdf"))
        assert "«[2].lich-2022.pdf», «[3].thang-12-2022.pdf»" in words
        assert "Năm 2023" in words

    def test_documents_of_the_same_criteria_together(self) -> None:
        table = shared("[1].a.pdf [2].b.pdf", "[1].a.pdf [2].b.pdf", "[1].a.pdf [2].b.pdf")
        assert "«a.pdf», «b.pdf» được dùng cho 3 tiêu chí: I.1, I.2, I.3." in sentence("S407", table)
        (found,) = findings("S407", table)
        assert [place.ref for place in found.related] == ["F11", "F12"]

    def test_who_shares_an_explanation(self) -> None:
        table = explained(LONG, LONG, "", LONG)
        assert "giống hệt giải trình của I.2, I.4." in sentence("S408", table)
        (found,) = findings("S408", table)
        assert [place.ref for place in found.related] == ["G11", "G13"]

    def test_what_was_lost(self) -> None:
        assert "1,25/2 điểm ở tiêu chí I.1, mất 0,75 điểm" in sentence("S409", one("1,25"))

    def test_hidden_characters_are_named(self) -> None:
        assert "U+202C, U+202E" in sentence("S411", listed("[1].\u202efdp.exe\u202c"))
