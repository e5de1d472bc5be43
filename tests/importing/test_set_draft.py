"""A table becomes a set file that lints, or that says why it does not; what was not understood is kept."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from selfscore_xl import set_file, sets
from selfscore_xl.importing.set_draft import Drafted, Said, basis_of, draft_set, slug
from selfscore_xl.importing.source import Source, Table, TableRefused
from selfscore_xl.importing.tables import read
from selfscore_xl.text import Text
from tests.cli.conftest import Call
from tests.importing import papers
from tests.importing.papers import Case, saved
from tests.importing.test_columns import rows

SAID = Said(
    title="Bộ tiêu chí",
    issuer="Sở Nội vụ",
    legal_basis=("Quyết định số 1",),
    period="Năm 2026",
    first_day="2026-01-01",
    last_day="2026-12-31",
)


def drafted(*lines: str, prose: tuple[str, ...] = (), said: Said = SAID) -> Drafted:
    table = Table(Text("bảng", "table"), tuple(rows(*lines)))
    return draft_set(Source("text", (table,), prose), "bo tieu chi.docx", said)


HEAD = "Mã | Tiêu chí | Điểm"


def test_a_table_that_lints() -> None:
    found = drafted(
        HEAD, "I | Một | 10", "1 | Hai | 4,5", "2 | Ba | 5,5", "II | Bốn | 5", " | Tổng cộng | 15"
    )
    assert set_file.lint(found.yaml) == ()
    one = set_file.load_set(found.yaml)
    assert [(node.key, node.max_score, node.parent) for node in one.nodes] == [
        *(("I", 10, None), ("1", Decimal("4.5"), "I"), ("2", Decimal("5.5"), "I"), ("II", 5, None)),
    ]
    assert one.id == "bo-tieu-chi"
    assert "total: 15" in found.yaml
    assert found.remarks == ()


def test_codes_that_start_again() -> None:
    found = drafted(
        HEAD, "A | Một | 5", "1 | Hai | 5", "B | Ba | 4", "1 | Bốn | 4", "1.1 | Năm | 1", "1.2 | Sáu | 3"
    )
    one = set_file.load_set(found.yaml)
    assert [node.key for node in one.nodes] == ["A", "A.1", "B", "B.1", "B.1.1", "B.1.2"]
    assert "codes: per-section" in found.yaml


@pytest.mark.parametrize(
    ("title", "basis"),
    [
        ("Việc (không được giao thì trừ vào điểm tổng)", "không được giao thì trừ vào điểm tổng"),
        ("Việc. Không có thì không tính vào tổng điểm. Khác", "Không có thì không tính vào tổng điểm"),
        ("Việc (nội dung); nếu không có đơn thì trừ điểm của tiêu chí này vào điểm tổng",
         "nếu không có đơn thì trừ điểm của tiêu chí này vào điểm tổng"),
        ("Việc bị trừ điểm ở mục điểm trừ", ""),
    ],
)  # fmt: skip
def test_exclusion_wording_becomes_basis(title: str, basis: str) -> None:
    assert basis_of(title) == basis
    assert basis in title
    one = set_file.load_set(drafted(HEAD, f"I | {title} | 10", "II | Khác | 1").yaml)
    assert one.nodes[0].exclusion.basis == basis


def test_ratio_wording_becomes_a_proposal() -> None:
    title = "Tỷ lệ (Tỷ lệ % hồ sơ đúng hạn/tổng số hồ sơ đã giải quyết x điểm tối đa /100)"
    found = drafted(HEAD, f"I | {title} | 10", "II | Khác | 1")
    proposal = found.yaml.replace("# Lời văn", "## Lời văn").replace("    # ", "    ")
    lines = [line for line in proposal.split("\n") if "Lời văn nói" not in line]
    one = set_file.load_set("\n".join(lines))
    assert one.nodes[0].rule.kind == "ratio"
    assert [item.label for item in one.nodes[0].rule.inputs] == [
        "Số hồ sơ đúng hạn",
        "Tổng số hồ sơ đã giải quyết",
    ]
    assert found.remarks[0].startswith("I: Lời văn nói đến tỷ lệ.")


def taken_up(found: Drafted) -> str:
    """The set file after its proposals were taken up: the marks before the keys are gone."""
    keys = "rule|kind|levels|- score|label|numerator|denominator|points|count"
    return re.sub(rf"^( *)# (?= *(?:{keys}):)", r"\1", found.yaml, flags=re.MULTILINE)


PLAN = "1 | Ban hành kế hoạch | 4"
LEVELS = [(4, "Đúng hạn"), (2, "Chậm"), (0, "Không ban hành")]


@pytest.mark.parametrize(
    "below",
    [
        ("| - Đúng hạn: 4 điểm |", "| - Chậm: 2 điểm |", "| - Không ban hành: 0 điểm |"),
        ("^ | + Đúng hạn được 4 điểm; | ^", "^ | + Chậm: 2 điểm; | ^", "^ | + Không ban hành: 0 điểm. | ^"),
        ("| 4 điểm: đúng hạn |", "| 2 điểm: chậm |", "| 0 điểm: không ban hành |"),
        ("| - Đúng hạn (4 điểm) |", "| - Chậm (2 điểm) |", "| - Không ban hành (0 điểm) |"),
        ("| Đúng hạn | 4", "| Chậm | 2", "| Không ban hành | 0"),
        ("| - Đúng hạn | 4,0 điểm", "| - Chậm | 2,0 điểm", "| - Không ban hành | 0 điểm"),
    ],
)  # fmt: skip
def test_lines_below_a_criterion_that_are_levels(below: tuple[str, ...]) -> None:
    found = drafted(HEAD, PLAN, *below, "2 | Khác | 6")
    assert set_file.lint(found.yaml) == ()
    plain = set_file.load_set(found.yaml)
    assert [(node.code, node.rule.kind) for node in plain.nodes] == [("1", "direct"), ("2", "direct")]
    assert found.remarks[0].startswith("1: Dưới tiêu chí còn các dòng:")
    one = set_file.load_set(taken_up(found))
    assert one.nodes[0].rule.kind == "choice"
    assert [(level.score, level.label) for level in one.nodes[0].rule.levels] == LEVELS


def test_levels_in_a_column_of_their_own() -> None:
    found = drafted(
        f"{HEAD} | Cách tính", "1 | Tỷ lệ đúng hạn | 40 | Từ 95%: 40 điểm; dưới 95%: 0 điểm", "2 | Khác | 6 |"
    )
    rule = set_file.load_set(taken_up(found)).nodes[0].rule
    assert [(level.score, level.label) for level in rule.levels] == [(40, "Từ 95%"), (0, "Dưới 95%")]


@pytest.mark.parametrize(
    "title",
    [
        "Kế hoạch (Đúng hạn: 4 điểm; chậm: 2 điểm; không ban hành: 0 điểm)",
        "Kế hoạch năm. Đúng hạn: 4 điểm; chậm: 2 điểm; không ban hành: 0 điểm.",
        "Kế hoạch: đúng hạn 4 điểm, chậm 2 điểm, không ban hành 0 điểm",
        "Kế hoạch năm 2026 - Đúng hạn: 4 điểm - Chậm: 2 điểm - Không ban hành: 0 điểm",
    ],
)
def test_levels_in_the_title(title: str) -> None:
    found = drafted(HEAD, f"1 | {title} | 4", "2 | Khác | 6")
    plain = set_file.load_set(found.yaml)
    assert (plain.nodes[0].title, plain.nodes[0].rule.kind) == (title, "direct")
    rule = set_file.load_set(taken_up(found)).nodes[0].rule
    assert [(level.score, level.label) for level in rule.levels] == LEVELS


def test_levels_that_are_not_understood_are_pointed_out() -> None:
    title = "Kế hoạch, nếu đúng hạn được 4 điểm còn chậm thì 2 điểm trừ trường hợp bất khả kháng"
    found = drafted(HEAD, f"1 | {title} | 4", "2 | Việc đạt 1 điểm mỗi đợt | 6")
    assert [remark[:30] for remark in found.remarks] == ["1: Lời văn ghi nhiều mức điểm."]


def test_a_deduction_in_a_column_of_its_own() -> None:
    found = drafted(
        f"{HEAD} | Cách tính",
        "I | Nhiệm vụ | 6 | Cứ mỗi báo cáo chậm thì trừ 0,5 điểm",
        "II | ĐIỂM TRỪ | 5 |",
        "1 | Văn bản phê bình | 5 | Mỗi văn bản trừ 1 điểm",
    )
    rules = [node.rule for node in set_file.load_set(taken_up(found)).tree().leaves]
    assert [(rule.kind, rule.points, rule.inputs[0].label) for rule in rules] == [
        ("deduction", Decimal("0.5"), "Số báo cáo chậm"),
        ("per_unit", 1, "Số văn bản"),
    ]


def test_lines_that_add_up_to_their_criterion_are_criteria() -> None:
    found = drafted(HEAD, PLAN, "| - Kế hoạch năm | 3", "| - Kế hoạch quý | 1", "2 | Khác | 6")
    assert [node.key for node in set_file.load_set(found.yaml).nodes] == ["1", "1.#1", "1.#2", "2"]


def test_other_lines_below_a_criterion_are_kept_as_remarks() -> None:
    found = drafted(HEAD, PLAN, "| - Kèm phụ lục số 2 |", "| - Có xác nhận của Sở |", "2 | Khác | 6")
    assert found.remarks == ("1: Dưới tiêu chí còn các dòng: Kèm phụ lục số 2; Có xác nhận của Sở",)
    assert set_file.lint(found.yaml) == ()


def test_a_maximum_in_the_words_of_a_row_over_the_whole_width() -> None:
    found = drafted(
        HEAD,
        "I. TIÊU CHÍ CHUNG (4,5 điểm) | > | >",
        "1 | Kế hoạch | 2",
        "2 | Báo cáo (tối đa 2,5 điểm) | ",
        "II | Việc khác (mỗi việc 1 điểm, kèm 2 điểm thưởng) | 3",
    )
    assert set_file.lint(found.yaml) == ()
    nodes = set_file.load_set(found.yaml).nodes
    assert [node.max_score for node in nodes] == [Decimal("4.5"), 2, Decimal("2.5"), 3]
    assert found.remarks == (
        "I: Điểm tối đa lấy từ lời văn «(4,5 điểm)».",
        "2: Điểm tối đa lấy từ lời văn «(tối đa 2,5 điểm)».",
    )


# --- what Excel does to codes -----------------------------------------------------------------------


def test_codes_that_became_dates_keep_their_place_and_are_told() -> None:
    found = drafted(HEAD, "5 | Nhóm | 10", "05/05/2026 | Một | 4", "05/06/2026 | Hai | 6", "6 | Khác | 1")
    assert [(one.code, one.line) for one in set_file.lint(found.yaml) if one.severity == "error"] == [
        ("C207", found.yaml.split("\n").index("      - code: 05/05/2026") + 1),
        ("C207", found.yaml.split("\n").index("      - code: 05/06/2026") + 1),
    ]
    assert found.remarks[0] == "05/05/2026: Mã là một ngày; xếp vào 5."


def test_codes_that_lost_their_zero() -> None:
    codes = [*(f"1.{number}" for number in range(1, 10)), "1.1", "1.11"]
    found = drafted(HEAD, "1 | Nhóm | 11", *(f"{code} | Việc {n} | 1" for n, code in enumerate(codes)))
    assert [node.code for node in set_file.load_set(found.yaml).nodes] == ["1", *codes[:9], "1.10", "1.11"]
    assert found.remarks == ("1.10: Bảng ghi mã 1.1 ngay sau 1.9: coi là 1.10 bị mất số 0.",)


def test_codes_that_start_again_lost_nothing() -> None:
    codes = [f"1.{number}" for number in range(1, 10)]
    rows_of = [f"{code} | Việc {n} | 1" for n, code in enumerate(codes)]
    found = drafted(HEAD, "A | Một | 9", "1 | Nhóm | 9", *rows_of, "B | Hai | 9", "1 | Nhóm | 9", *rows_of)
    assert [node.code for node in set_file.load_set(found.yaml).nodes].count("1.1") == 2
    assert found.remarks == ()


@pytest.mark.parametrize(
    ("row", "comment"),
    [
        ("I | Một | 0-5", "Điểm tối đa trong bảng ghi «0-5», chưa hiểu."),
        ("I | Một | 1.714", "Điểm tối đa trong bảng ghi «1.714», chưa hiểu."),
        ("I | Một | 5 | chậm 1 ngày trừ 1", "Cột «Cách chấm» ghi: chậm 1 ngày trừ 1"),
        ("I | Mỗi lần chậm trừ 0,5 điểm | 5", "rule: kind: deduction points: 0.5 count: Số lần chậm"),
        ("I | Tính theo số x điểm tối đa | 5", "xem «rule: kind: ratio»"),
    ],
)
def test_what_is_not_understood_is_a_comment(row: str, comment: str) -> None:
    found = drafted(f"{HEAD} | Cách chấm", row, "II | Khác | 1")
    flat = " ".join(found.yaml.replace("#", " ").split())
    assert comment in flat
    assert all(problem.code in ("C006", "C402") for problem in set_file.lint(found.yaml))


def test_missing_points_are_linted_and_none_at_all_make_a_frame() -> None:
    some = drafted(HEAD, "I | Một | 5", "II | Hai | ")
    assert [problem.code for problem in set_file.lint(some.yaml)] == ["C006"]
    frame = drafted(HEAD, "A | Một | 30", "A.1 | Hai | ", "A.2 | Ba | ")
    assert [problem.code for problem in set_file.lint(frame.yaml)] == ["C106"]


def test_bonus_and_penalty_by_the_words_of_a_domain() -> None:
    found = drafted(
        *(HEAD, "I | Nhiệm vụ | 10", "I.1 | Việc | 10", "II | ĐIỂM CỘNG | 5", "II.1 | Sáng kiến | 5"),
        *("III | Điểm trừ | -5", "III.1 | Vi phạm | -3", "III.2 | Chậm | -4"),
    )
    one = set_file.load_set(found.yaml)
    assert [(node.kind, node.max_score) for node in one.nodes] == [
        *(("main", 10), ("main", 10), ("bonus", 5), ("bonus", 5)),
        *(("penalty", 5), ("penalty", 3), ("penalty", 4)),
    ]


@pytest.mark.parametrize(
    ("title", "total", "kind", "in_base"),
    [
        ("Điểm thưởng", 10, "bonus", False),
        ("ĐIỂM CỘNG (tối đa 5 điểm)", 10, "bonus", False),
        ("Điểm thưởng", 15, "bonus", True),
        ("Điểm trừ", 10, "penalty", False),
        ("Sáng kiến được cộng điểm thưởng", 15, "main", False),
    ],
)
def test_a_section_that_is_one_line_of_bonus_or_penalty(
    title: str, total: int, kind: str, in_base: bool
) -> None:
    found = drafted(HEAD, "I | Nhiệm vụ | 10", f"II | {title} | 5", f" | Tổng cộng | {total}")
    assert not [problem for problem in set_file.lint(found.yaml) if problem.severity == "error"]
    last = set_file.load_set(found.yaml).nodes[-1]
    assert (last.kind, last.in_base) == (kind, in_base)
    assert [remark[:4] for remark in found.remarks] == ([] if kind == "main" else ["II: "])


def test_nothing_is_made_up() -> None:
    found = drafted(HEAD, "I | Một | 5", "II | Hai | 1", said=Said())
    missing = {
        str(problem.message.vi) for problem in set_file.lint(found.yaml) if problem.severity == "error"
    }
    assert missing == {"thiếu khóa «title»", "thiếu khóa «issuer»", "thiếu khóa «period»"}
    assert found.title == ""


PROSE = (
    "BỘ TIÊU CHÍ CHẤM ĐIỂM",
    "CÁC CƠ QUAN NĂM 2026",
    "(Ban hành kèm theo Quyết định số 12/QĐ-UBND ngày 03/01/2026 của UBND tỉnh Quảng Trị)",
)


def test_what_the_text_around_the_table_says() -> None:
    one = set_file.load_set(drafted(HEAD, "I | Một | 5", "II | Hai | 1", prose=PROSE, said=Said()).yaml)
    assert one.title == "BỘ TIÊU CHÍ CHẤM ĐIỂM CÁC CƠ QUAN NĂM 2026"
    assert one.issuer == "UBND tỉnh Quảng Trị"
    assert one.legal_basis == ("Quyết định số 12/QĐ-UBND ngày 03/01/2026 của UBND tỉnh Quảng Trị",)
    assert one.period == ("Năm 2026", "2026-01-01", "2026-12-31")


@pytest.mark.parametrize(
    ("prose", "title"),
    [
        (("Phụ lục", "Bảng tiêu chí chấm điểm thi đua năm 2026"), "Bảng tiêu chí chấm điểm thi đua năm 2026"),
        (("BẢNG TIÊU CHÍ", "Tiêu chí do Sở chấm"), "BẢNG TIÊU CHÍ"),
        (("Tiêu chí được chấm theo các mức sau:", "Đơn vị: Sở Y tế"), ""),
    ],
)
def test_the_title_is_a_heading_and_never_the_name_of_the_file(prose: tuple[str, ...], title: str) -> None:
    found = drafted(HEAD, "I | Một | 5", "II | Hai | 1", prose=prose, said=SAID._replace(title=""))
    assert found.title == title
    assert (f"\ntitle: {title}\n" in found.yaml) if title else ("\ntitle:" not in found.yaml)
    assert [one.code for one in set_file.lint(found.yaml)] == ([] if title else ["C006"])


def test_the_text_around_the_table_is_kept() -> None:
    found = drafted(HEAD, "I | Một | 5", "II | Hai | 1", prose=("Lời mở: đầu", "- ý # một", "\u202eđảo"))
    assert "#   Lời mở: đầu\n#   - ý # một\n#   ⟨U+202E⟩đảo\n" in found.yaml


def test_hostile_cells_do_not_break_the_file() -> None:
    found = drafted(
        f"{HEAD} | Ghi \x00 chú: # - [",
        "I | ---\x07 a: b # c | 5 | x\x00\ny: [1",
        'II | \'một "hai" * & ! | 1 | \ufeff\ufffe%',
        prose=("...\x1b[31m", "\u2028"),
    )
    assert set_file.lint(found.yaml) == ()


def test_a_table_without_codes() -> None:
    with pytest.raises(TableRefused, match="no codes"):
        drafted("Tiêu chí | Điểm", "Một | 5", "Hai | 6")


def test_levels_in_place_of_codes() -> None:
    found = drafted("Cấp | Mã | Tiêu chí | Điểm", "1 | X | Một | 5", "2 | Y | Hai | 5")
    one = set_file.load_set(found.yaml)
    assert [(node.code, node.level) for node in one.nodes] == [("X", 1), ("Y", 2)]


@pytest.mark.parametrize(
    ("text", "name"), [("Bộ tiêu chí 2026 (đợt 1)", "bo-tieu-chi-2026-dot-1"), ("***", "bo-tieu-chi")]
)
def test_slug(text: str, name: str) -> None:
    assert slug(text) == name


# --- a whole decision's table ---------------------------------------------------------------------


def same_tree(found: Drafted, case: Case) -> None:
    one = set_file.load_set(found.yaml)
    assert [(node.key, node.max_score, node.parent, node.exclusion.basis) for node in one.nodes] == [
        (node.key, node.max_score, node.parent, node.exclusion.basis) for node in case.criteria.nodes
    ]
    words = [" ".join(node.title.split()).strip("- ") for node in one.nodes]
    assert words == [" ".join(node.title.split()).strip("- ") for node in case.criteria.nodes]


def test_the_shipped_set_from_text(case: Case, tmp_path: Path) -> None:
    path = saved(tmp_path, "bao-cao.txt", papers.copied_text(case))
    same_tree(draft_set(read(path), str(path), SAID), case)


def test_the_shipped_set_from_word(case: Case, tmp_path: Path) -> None:
    path = saved(tmp_path, "qd.docx", papers.word(papers.pages(case.rows(), 8), case.prose()))
    same_tree(draft_set(read(path), str(path), SAID), case)


def test_the_shipped_set_from_a_form(case: Case, tmp_path: Path) -> None:
    from selfscore_xl.template import build

    path = saved(tmp_path, "bieu.xlsx", build(case.criteria))
    same_tree(draft_set(read(path), str(path), SAID), case)


# --- the commands ---------------------------------------------------------------------------------


def test_from_table(case: Case, tmp_path: Path, call: Call) -> None:
    path = saved(tmp_path, "bao-cao.txt", papers.copied_text(case))
    out = tmp_path / "bo.yaml"
    done = call("criteria", "from-table", path, "-o", out)
    assert done.code == 1
    assert "C006 lỗi: thiếu khóa «issuer»" in done.out
    assert "52 tiêu chí" in done.err
    said = ("--title", "Bộ tiêu chí", "--issuer", "Sở Nội vụ")
    assert call("criteria", "from-table", path, "-o", out, *said).code == 2
    again = call("criteria", "from-table", path, "-o", out, *said, "--force")
    assert again.code == 0
    assert call("criteria", "lint", out).code == 0


def test_from_table_says_which_title_it_took(tmp_path: Path, call: Call) -> None:
    path = saved(tmp_path, "qd.txt", "BẢNG TIÊU CHÍ\n\nMã\tTiêu chí\tĐiểm\nI\tMột\t5\nII\tHai\t6\n".encode())
    taken = call("criteria", "from-table", path, "-o", tmp_path / "a.yaml")
    assert "Tên bộ tiêu chí lấy từ dòng chữ ngoài bảng: «BẢNG TIÊU CHÍ»" in taken.out
    given = call("criteria", "from-table", path, "-o", tmp_path / "b.yaml", "--title", "Bộ của tỉnh A")
    assert "Tên bộ tiêu chí lấy" not in given.out
    assert "title: Bộ của tỉnh A\n" in (tmp_path / "b.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sets.names())
def test_export_and_back(name: str, tmp_path: Path, call: Call) -> None:
    book, back, yaml = tmp_path / "bo.xlsx", tmp_path / "bo.yaml", tmp_path / "goc.yaml"
    assert call("criteria", "export", name, "-o", book).code == 0
    assert call("criteria", "from-table", book, "-o", back).code == 0
    assert call("criteria", "export", name, "-o", yaml).code == 0
    assert back.read_bytes() == yaml.read_bytes()
    assert set_file.load_set(back) == sets.load(name)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("export", "quang-tri-2023-h1", "-o", "bo.docx"), "đuôi .xlsx hoặc .yaml"),
        (("export", "khong-co", "-o", "bo.xlsx"), "Không có bộ tiêu chí «khong-co»"),
        (("from-table", "khong-co.docx", "-o", "bo.yaml"), "Không tìm thấy tệp"),
        (("from-table", "khong-co.docx", "-o", "bo.xlsx"), "đuôi .yaml"),
        (("diff", "quang-tri-2023-h1", "khong-co"), "Không có bộ tiêu chí «khong-co»"),
    ],
)
def test_wrong_calls(
    words: tuple[str, ...],
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    call: Call,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = call("criteria", *words)
    assert done.code == 2
    assert sentence in done.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.pdf", b"%PDF-1.7\n", "Đây là tệp PDF"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "Đây là tệp hình ảnh"),
        ("a.xlsx", b"", "Tệp rỗng"),
        ("a.docx", b"PK\x03\x04 cut off", "Tệp bị cắt cụt"),
        ("b.docx", bytes(range(256)) * 9, "Không nhận ra loại tệp này"),
        ("a.txt", "Kính gửi các đơn vị\n".encode(), "Không tìm thấy bảng nào"),
        (
            "b.txt",
            "TT  Nội dung  Điểm\nI   TIÊU CHÍ CHUNG  30\n1   Kế hoạch  10,5\n2   Báo cáo  20\n".encode(),
            "mở tệp PDF bằng Word",
        ),
        ("a.csv", "Tiêu chí;Điểm\nMột;5\nHai;6\n".encode(), "hãy thêm cột mã"),
    ],
)
def test_an_unreadable_table_leaves_nothing_behind(
    name: str, content: bytes, sentence: str, tmp_path: Path, call: Call
) -> None:
    path = saved(tmp_path, name, content)
    done = call("criteria", "from-table", path, "-o", tmp_path / "bo.yaml")
    assert done.code == 2
    assert sentence in done.err
    assert done.err.count("\n") == 1
    assert [one.name for one in tmp_path.iterdir()] == [name]


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "long",
    [
        pytest.param("tỷ lệ" + " " * 30_000 + "hồ sơ", id="spaces"),
        pytest.param("mức " + "1" * 30_000 + " lần", id="digits"),
    ],
)
@pytest.mark.parametrize("line", ["1 | {} | 2 | ", "1 | Hai | 2 | {}"], ids=["title", "another column"])
def test_a_cell_as_long_as_excel_allows_is_read_to_its_end(line: str, long: str) -> None:
    found = drafted("Mã | Tiêu chí | Điểm | Cách chấm", "I | Một | 2", line.replace("{}", long))
    assert found.criteria == 2


def test_a_rate_with_spaces_too_many() -> None:
    cell = "Tỷ lệ  %   số hồ sơ  đúng hạn   /   tổng số hồ sơ"
    found = drafted("Mã | Tiêu chí | Điểm | Cách chấm", "I | Một | 2", f"1 | Hai | 2 | {cell}")
    assert "numerator: Số hồ sơ đúng hạn\n" in found.yaml
    assert "denominator: Tổng số hồ sơ\n" in found.yaml
