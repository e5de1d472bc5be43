"""What names of documents say: items of a cell, kinds and dates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfscore_xl.evidence import (
    Folder,
    Item,
    first_few,
    identity,
    is_cut,
    is_file,
    is_outside,
    itemized,
    items,
    numbered,
)


class TestItems:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("", []),
            (" \n ", []),
            ("a.pdf", [(None, "a.pdf")]),
            ("[1].a.pdf", [(1, "a.pdf")]),
            ("[1].a.pdf\n[2].b.pdf", [(1, "a.pdf"), (2, "b.pdf")]),
            ("[1].a.pdf\r\n[2].b.pdf", [(1, "a.pdf"), (2, "b.pdf")]),
            ("[1].a.pdf [2].b.pdf", [(1, "a.pdf"), (2, "b.pdf")]),
            ("[1].a.pdf;[2].b.pdf", [(1, "a.pdf"), (2, "b.pdf")]),
            ("[1] a.pdf\n[2]: b.pdf\n[3]) c.pdf", [(1, "a.pdf"), (2, "b.pdf"), (3, "c.pdf")]),
            ("[1].\na.pdf\n[2].\n\nb.pdf", [(1, "a.pdf"), (2, "b.pdf")]),
            ("[1].\n[2].b.pdf", [(1, ""), (2, "b.pdf")]),
            ("[1].", [(1, "")]),
            ("[1].a[2].pdf", [(1, "a[2].pdf")]),
            ("[1].a.pdf\nb.pdf", [(1, "a.pdf"), (None, "b.pdf")]),
            ("- Công văn 59\n+ Quyết định 60", [(None, "Công văn 59"), (None, "Quyết định 60")]),
            ("1. Công văn 59\n2/ Quyết định 60", [(None, "Công văn 59"), (None, "Quyết định 60")]),
            ("1.5 tỷ đồng", [(None, "1.5 tỷ đồng")]),
            ("Công văn 59; Quyết định 60;", [(None, "Công văn 59"), (None, "Quyết định 60")]),
            ("[1].a\u00a0b.pdf", [(1, "a b.pdf")]),
            ("[1234].a", [(None, "[1234].a")]),
            ("[x].a", [(None, "[x].a")]),
        ],
    )
    def test_items(self, text: str, expected: list[tuple[int | None, str]]) -> None:
        assert [(item.number, item.name) for item in items(text)] == expected

    def test_where_an_item_begins(self) -> None:
        text = "[1].a.pdf\n[2].b.pdf"
        assert [text[item.start : item.start + 5] for item in items(text)] == ["a.pdf", "b.pdf"]

    @given(st.text(alphabet="[]12.; \nab-…\u00a0"))
    def test_nothing_is_lost_or_invented(self, text: str) -> None:
        found = items(text)
        assert [item.start for item in found] == sorted(item.start for item in found)
        assert sum(item.name.count("a") for item in found) == text.count("a")
        assert all(item.name or item.number is not None for item in found)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("5-1-cv-59-pdf250723031608.pdf", "5-1-cv-59"),
        ("5-7-qd-1197-pdf250723031608.pd...", "5-7-qd-1197"),
        ("5-4-qd-1103-pdf240723095353.pdf...", "5-4-qd-1103"),
        ("9-d-529-vp-ubnd-tinh-pdf250723...", "9-d-529-vp-ubnd-tinh"),
        ("tiếp-cong-dan-thang-12-2022-pd...", "tiếp-cong-dan-thang-12-2022-pd…"),
        ("Bao-Cao.PDF", "bao-cao.pdf"),
        ("scan-pdf240723095353.pdf", "scan-pdf240723095353.pdf"),
        ("cv-1-pdf240723095353.pdf", "cv-1-pdf240723095353.pdf"),
        ("bao-cao…", "bao-cao…"),
        ("", ""),
    ],
)
def test_identity(name: str, expected: str) -> None:
    assert identity(name) == expected


@pytest.mark.parametrize(
    ("text", "cut", "file"),
    [
        ("[1].ke-hoach-cong-tac...", True, True),
        ("[1].Kế hoạch công t…", True, False),
        ("ke_hoach...", True, True),
        ("Văn bản khác...", False, False),
        ("[1].Công văn, v.v...", False, False),
        ("bao cao.pdf", False, True),
        ("a-b-c", False, True),
        ("59/QĐ-UBND-VP", False, False),
        ("VP-HCC", False, False),
        ("Đạt.", False, False),
    ],
)
def test_kinds_of_names(text: str, cut: bool, file: bool) -> None:
    (item,) = items(text)
    assert (is_cut(item), is_file(item)) == (cut, file)


FIRST, LAST = "2023-01-01", "2023-06-30"

OUTSIDE = [
    "tiếp-cong-dan-thang-12-2022-pd...",
    "tb_08_2022-lich-tiep-cong-dan",
    "thong-bao-thang-7-2023.pdf",
    "Thông báo số 8/TB-VP ngày 05/12/2022",
    "bc-15-12-2022.pdf",
    "bao-cao-20221215.pdf",
    "bao-cao-15122022.pdf",
    "bao-cao-2022-12-15.pdf",
    "bao-cao-quy-iv-2022.pdf",
    "bc-quy-4-2022.pdf",
    "bc-q3-2023.pdf",
    "bao-cao-nam-2022.pdf",
    "bao-cao-9-thang-2022.pdf",
    "Báo cáo tháng 12 năm 2022",
    "Báo cáo ngày 15 tháng 12 năm 2022",
    "lich-cong-tac-t12-2022",
    "lich-thang-11-12-2022.pdf",
    "tb-thang-13-2022.pdf",
    "bao-cao-31-8-2023.pdf",
    "lich-tiep-dan-05-07-2023.pdf",
    "tb_105_2022-phan-cong-truc-tet",
    "bao-cao-giai-doan-2016-2020.pdf",
    "BÁO CÁO NĂM 2022",
]
NOT_OUTSIDE = [
    # inside the period, or overlapping it
    "tb_08_2023-lich-tiep-cong-dan-...",
    "tiep-cong-dan-thang-6-2023.pdf",
    "bao-cao-01-01-2023.pdf",
    "bao-cao-30-6-2023.pdf",
    "bc-quy-ii-2023.pdf",
    "bao-cao-nam-2023.pdf",
    "lich-thang-12-01-2023.pdf",
    # one date inside is enough
    "05-01-2023-bao-cao-tong-ket-nam-2022.pdf",
    "bc-tong-ket-10-nam-2013-2023",
    # a report is written after its period
    "bao-cao-05-7-2023.pdf",
    "bao-cao-30-7-2023.pdf",
    # no year
    "tiếp-cong-dan-thang-12-pdf1407...",
    "316-15-6-bao-cao-cai-cach-hanh...",
    "287-7-6-bao-cao-cong-tac-pbgdp...",
    "vp_150_bao-cao-tong-ke-t-viec-t...",
    # regulations and plans stay in force
    "vp_869_2022-quy-che-lam-viec-p...",
    "qd_500_2021-tiep-nhan-vb-pdf25...",
    "qdqppl-23_2016-tdcd-pdf2507230...",
    "9-c-qd-qppl_29_2020-pdf2407230...",
    "62-13-2-2022-ke-hoach-cong-tac...",
    "ke-hoach-thang-12-2022.pdf",
    "qd_12_2022-ban-hanh-lich-tiep-cong-dan.pdf",
    "Nghị quyết số 12/NQ-HĐND ngày 09/12/2022",
    "Nghị định số 85/2016/NĐ-CP ngày 01/7/2016",
    "Luật Tiếp công dân 2013",
    # a report on an old regulation is not an old report
    "Báo cáo thực hiện Quyết định số 115/QĐ-UBND ngày 16/01/2022",
    # conclusions assign tasks
    "tb_105_2022-ket-luan-cua-chu-tich",
    # kinds that say nothing
    "cv-59-10-02-2022.pdf",
    "Công văn số 59/VP-HCC ngày 10/02/2022",
    "2022.pdf",
    "khao-sat-du-lich-2022.pdf",
    "lich-su-dang-bo-2022.pdf",
    # digits of an upload, numbers
    "bao-cao-pdf202212310101.pdf",
    "bao-cao-pdf2022.pdf",
    "bao-cao-so-2015.pdf",
    "tb-20229.pdf",
    "",
]


class TestOutside:
    @pytest.mark.parametrize("name", OUTSIDE)
    def test_of_another_period(self, name: str) -> None:
        assert is_outside(name, FIRST, LAST)

    @pytest.mark.parametrize("name", NOT_OUTSIDE)
    def test_let_pass(self, name: str) -> None:
        assert not is_outside(name, FIRST, LAST)

    def test_a_period_over_new_year(self) -> None:
        assert not is_outside("lich-thang-12-2022.pdf", "2022-12-15", "2023-12-14")
        assert is_outside("lich-thang-11-2022.pdf", "2022-12-15", "2023-12-14")
        assert not is_outside("bao-cao-10-01-2024.pdf", "2023-01-01", "2023-12-31")
        assert is_outside("bao-cao-01-02-2024.pdf", "2023-01-01", "2023-12-31")

    def test_without_a_period(self) -> None:
        assert not is_outside("lich-thang-12-2022.pdf", "", "")

    @given(st.text(max_size=80))
    def test_any_text(self, text: str) -> None:
        is_outside(text + " 2022", FIRST, LAST)

    @given(st.lists(st.sampled_from(("tb", "bc", "qd", "2022", "12", "thang", "nam", "quy", "iv", "t12"))))
    def test_any_words(self, words: list[str]) -> None:
        name = "-".join(words)
        assert is_outside(name, FIRST, LAST) in (True, False)
        assert not is_outside(name, "2022-01-01", "2022-12-31")


def test_numbers_in_runs() -> None:
    assert numbered([]) == ""
    assert numbered([3]) == "[3]"
    assert numbered([3, 4]) == "[3], [4]"
    assert numbered([1, 2, 3, 5, 8, 9, 10]) == "[1]–[3], [5], [8]–[10]"
    assert numbered(range(1, 99, 2), limit=2) == "[1], [3], …"


def test_the_first_of_many() -> None:
    assert first_few([]).vi == ""
    assert first_few(["a", "b", "c"]).vi == "a, b, c"
    assert first_few(["a", "b", "c", "d"]) == ("a, b, c và 1 mục khác", "a, b, c and 1 more")
    assert itemized([Item(2, "a", 0), Item(None, "b", 0)]) == ("«a», «b»", "“a”, “b”")


def test_an_empty_folder_holds_nothing() -> None:
    assert items("[1].a-b-c...")[0] not in Folder([])
    assert Item(1, "", 0) not in Folder(["a.pdf"])
