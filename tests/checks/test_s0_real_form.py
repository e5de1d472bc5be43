"""S0, S3 and S5 on the form that units get: one thing done to the workbook, the check and the cell
that name it, and nothing else.

``TAMPERING`` is the list of what is done to locked forms; each is named at its cell, beside what should
stand there.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from copy import copy
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill, Protection
from openpyxl.styles.colors import Color
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import MultiCellRange

from selfscore_xl import app, checking, sets, template
from selfscore_xl.checking import Context
from selfscore_xl.read import open_form, read
from selfscore_xl.scoring import answers, score
from selfscore_xl.submission import Lines

Change = Callable[[Any, Any], object]
"""What is done to the workbook and the form's sheet."""

FAMILIES = ("S0", "S3", "S5")
HOST = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.fixture(scope="module")
def filled() -> bytes:
    """The shipped set's form, every leaf at full marks but I.1 and the group I.8, which are excluded."""
    criteria = sets.load("quang-tri-2023-h1")
    given = {
        leaf.key: template.Answers(score=leaf.max_score, evidence=f"[1].{leaf.key}.pdf")
        for leaf in criteria.tree().leaves
        if not leaf.key.startswith(("I.1", "I.8"))
    }
    reason = "Không phát sinh nhiệm vụ trong kỳ."
    given["I.1"] = given["I.8"] = template.Answers(mark="x", explanation=reason)
    given["I.9.a"] = template.Answers(
        score=Decimal("4.59"), evidence="[1].a.pdf", explanation="Còn hồ sơ giấy."
    )
    return template.build(criteria, answers=given)


def looked_at(data: bytes) -> Context:
    tree = sets.load("quang-tri-2023-h1").tree()
    submission = read(open_form(data), tree, "form.xlsx")
    lines = Lines(submission)
    return Context(tree, submission, lines, score(tree, answers(lines)))


def found(data: bytes) -> list[str]:
    """``"S007 C18"``: each finding of these families."""
    codes = checking.select(FAMILIES)
    return [
        f"{one.code} {one.place.ref if one.place else '-'}".strip()
        for one in checking.run(looked_at(data), codes)
    ]


def changed(data: bytes, *changes: Change) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    for change in changes:
        change(book, book["Chấm điểm"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def put(**values: object) -> Change:
    def change(_: Any, sheet: Any) -> None:
        for ref, value in values.items():
            sheet[ref] = value

    return change


def lock(*refs: str) -> Change:
    def change(_: Any, sheet: Any) -> None:
        for ref in refs:
            sheet[ref].protection = Protection(locked=True)

    return change


def without_figures(book: Any, _: Any) -> None:
    del book["Số liệu"]


def on_figures(change: Change) -> Change:
    """The same on the sheet of figures."""

    def changed(book: Any, _: Any) -> None:
        change(book, book["Số liệu"])

    return changed


def hide(rows: Iterable[int] = (), columns: str = "") -> Change:
    def change(_: Any, sheet: Any) -> None:
        for row in rows:
            sheet.row_dimensions[row].hidden = True
        for letter in columns:
            sheet.column_dimensions[letter].hidden = True

    return change


def no_rules(kind: str | None = None) -> Change:
    def change(_: Any, sheet: Any) -> None:
        rules = sheet.data_validations
        rules.dataValidation = [rule for rule in rules.dataValidation if kind and rule.type != kind]

    return change


def stamp(name: str, value: str) -> Change:
    def change(book: Any, _: Any) -> None:
        cells = {row[0].value: row[1] for row in book["_selfscore"].iter_rows(max_col=2)}
        cells[name].value = value

    return change


def swap_columns(_: Any, sheet: Any) -> None:
    """Evidence and explanation change places."""
    for row in range(8, 61):
        first, second = sheet.cell(row, 6), sheet.cell(row, 7)
        first.value, second.value = second.value, first.value
        first.protection, second.protection = copy(second.protection), copy(first.protection)


def add_sheet(book: Any, _: Any) -> None:
    book.create_sheet("Tính thử")["B2"] = 5


def rename(_: Any, sheet: Any) -> None:
    sheet.title = "Biểu 1"


def unprotect(_: Any, sheet: Any) -> None:
    sheet.protection.sheet = False


def merge(_: Any, sheet: Any) -> None:
    sheet.merge_cells("F20:F21")


def double(_: Any, sheet: Any) -> None:
    sheet.insert_rows(19)
    for column in range(1, 60):
        sheet.cell(19, column).value = sheet.cell(18, column).value


def add_row(_: Any, sheet: Any) -> None:
    sheet.insert_rows(19)
    sheet["A19"], sheet["B19"], sheet["C19"], sheet["E19"] = "I.5x", "Việc thêm", 2, 2


def hidden_by(font: Font | None = None, format: str = "General") -> Change:
    def change(_: Any, sheet: Any) -> None:
        for ref in ("E18", "F18"):
            sheet[ref].fill = PatternFill("solid", fgColor="FFFFFFFF")
            sheet[ref].font = font or Font(color="FF000000")
            sheet[ref].number_format = format

    return change


def test_the_form_as_filled_has_nothing_to_report(filled: bytes) -> None:
    assert found(filled) == []


def test_saving_it_with_another_program_changes_nothing(filled: bytes) -> None:
    assert found(changed(filled)) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (put(C18=9), ["S007 C18"]),
        (put(C18="7"), []),
        (put(B18="Triển khai văn bản"), ["S008 B18"]),
        (put(B18="TRIỂN KHAI"), ["S008 B18"]),
        (put(A18="I.5x"), ["S006 A18"]),
        (put(A18="I.đ"), ["S006 A18"]),
        (put(A18=" .I.5.- "), []),
        (put(A18="x", B18="Việc khác"), ["S004 A17", "S006 A18"]),
        (put(A17="I.5"), ["S006 A17"]),
        (put(E19=7), ["S009 E19"]),
        (put(E19=None), ["S009 E19"]),
        (put(C63=71.59), ["S009 C63"]),
        (put(J20=None), ["S009 J20"]),
        (put(J20="", J21="ok"), ["S009 J20"]),
        (put(E18="=3+4"), ["S013 E18"]),
        (put(BA20="ghi chú", BB21=5), ["S014 BA20"]),
        (put(L3=5), ["S014 L3"]),
        (put(E8="Tự chấm"), ["S015 E8"]),
        (put(J8=None), ["S015 I8"]),
        (put(A64="Điểm phạt"), ["S015 A64"]),
        (put(C3=None), ["S501 C3"]),
        (put(C5="6 tháng cuối năm 2022"), ["S502 C5"]),
        (lock("E18"), ["S011 E18"]),
        (lock("E15", "E16", "E17", "F17"), ["S011 E15"]),
        (on_figures(lock("D5", "D7")), ["S011 D5", "S011 D7"]),
        (on_figures(lambda _, sheet: sheet.merge_cells("D5:D6")), ["S011 D5", "S011 D6"]),
        (no_rules("decimal"), ["S011 E10"]),
        (no_rules(), ["S011"]),
        (merge, ["S011 F20"]),
        (hide(rows=[16, 17, 30]), ["S012 A16", "S012 A30"]),
        (hide(columns="G"), ["S012 G8"]),
        (unprotect, ["S010"]),
        (rename, ["S015"]),
        (without_figures, ["S015"]),
        (add_sheet, ["S014 B2"]),
        (swap_columns, ["S010 F8"]),
        (stamp("ss_version", "0.1"), ["S003 C6"]),
        (stamp("ss_period", "6 tháng cuối năm 2022"), ["S502 C5"]),
        (stamp("ss_fingerprint", ""), []),
    ],
)
def test_what_was_done_is_named_at_its_cell(filled: bytes, change: Change, expected: list[str]) -> None:
    assert found(changed(filled, change)) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [((18, 1), "S004 A17"), ((23, 3), "S004 A22"), ((19, 1), "S004 A18"), ((9, 1), "S004 A8")],
)
def test_deleted_rows(filled: bytes, rows: tuple[int, int], expected: str) -> None:
    """openpyxl does not move the rules with the rows, as a spreadsheet does: S011 is its own doing."""
    data = changed(filled, lambda _, sheet: sheet.delete_rows(*rows))
    assert [one for one in found(data) if not one.startswith(("S011", "S012", "S015", "S016"))] == [expected]


def test_a_doubled_row(filled: bytes) -> None:
    assert [one for one in found(changed(filled, double)) if not one.startswith("S011")] == ["S005 A19"]


def test_no_row_of_the_set_is_dropped_for_there_being_many(
    filled: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("selfscore_xl.read._MORE_ROWS", 0)
    context = looked_at(filled)
    assert [line.key for line in context.lines] == [node.key for node in context.tree]
    monkeypatch.setattr("selfscore_xl.read._MORE_ROWS", -1)
    assert len(looked_at(filled).submission.rows) == len(context.tree.nodes) - 1


I_5 = "Triển khai, hướng dẫn, tổ chức thực hiện các văn bản mới"
TAMPERING: dict[str, tuple[Change, str, tuple[str, ...]]] = {
    "maximum changed": (put(C18=9), "S007 C18", ("ô C18 đang là 9", "bộ tiêu chí quy định 7")),
    "title changed": (
        put(B18="Triển khai văn bản"),
        "S008 B18",
        ("đang là «Triển khai văn bản»", f"bộ tiêu chí ghi «{I_5}"),
    ),
    "row deleted": (
        lambda _, sheet: sheet.delete_rows(18),
        "S004 A17",
        (f"I.5 «{I_5}", "(7 điểm)", "phải đứng dưới hàng I.4"),
    ),
    "row doubled": (double, "S005 A19", ("đã có ở ô A18", "chỉ hàng đầu được tính")),
    "row added": (add_row, "S006 A19", ("«I.5x»", "không có trong bộ tiêu chí")),
    "code retyped": (put(A18="I.5x"), "S006 A18", ("«I.5x»", "phải là «I.5»")),
    "sheet renamed": (rename, "S015 -", ("«Biểu 1»", "tên đúng là «Chấm điểm»")),
    "header renamed": (put(E8="Tự chấm"), "S015 E8", ("«Tự chấm»", "phải là «Tự đánh giá»")),
    "column moved": (
        swap_columns,
        "S010 F8",
        ("«Giải trình» đã bị chuyển đến ô F8", "ngay sau cột «Tài liệu kiểm chứng/Giải trình»"),
    ),
    "formula overwritten by a number": (put(E19=7.5), "S009 E19", ("đang ghi 7,5", "giá trị đúng là 7")),
    "formula in an input": (put(E18="=3+4"), "S013 E18", ("«=3+4»",)),
    "validation of a score pasted away": (
        lambda _, sheet: remove_rule(sheet, "E18"),
        "S011 E18",
        ("không còn quy tắc nhập", "chỉ nhận điểm từ 0 đến 7"),
    ),
    "validation of a mark pasted away": (
        lambda _, sheet: remove_rule(sheet, "D18"),
        "S011 D18",
        ("không còn quy tắc nhập", "chỉ nhận «x» hoặc để trống"),
    ),
    "validations pasted away": (
        no_rules("decimal"),
        "S011 E10",
        ("35 ô nữa (đến ô E60)", "điểm trong mức của tiêu chí"),
    ),
    "input locked": (lock("E18"), "S011 E18", ("Ô nhập E18 đã bị khóa, không nhập được nữa",)),
    "merged inputs": (merge, "S011 F20", ("F20 và 1 ô nữa (đến ô F21) bị gộp",)),
    "hidden row with a score": (hide(rows=[18]), "S012 A18", ("Hàng 18 (tiêu chí I.5)", "đã có câu trả lời")),
    "second sheet with numbers": (add_sheet, "S014 B2", ("«Tính thử» không thuộc biểu", "1 ô là số")),
    "content outside the table": (put(BA20="ghi chú"), "S014 BA20", ("ngoài bảng", "«ghi chú»")),
    "protection off": (unprotect, "S010 -", ("không còn khóa", "biểu gốc khóa mọi ô trừ các ô nhập")),
    "other version": (stamp("ss_version", "0.9"), "S003 C6", ("phiên bản 0.9", "đang dùng là 1.0")),
    "other set": (
        stamp("ss_set", "hue-2024"),
        "S003 C6",
        ("«hue-2024»", "bộ đang dùng là «quang-tri-2023-h1»"),
    ),
    "another unit's identity": (
        stamp("ss_unit", "Sở Y tế"),
        "S804 C3",
        ("Biểu của «Văn phòng UBND tỉnh»", "được lập cho «Sở Y tế»"),
    ),
    "another period's identity": (
        stamp("ss_period", "Năm 2022"),
        "S502 C5",
        ("là «Năm 2022»", "dùng cho kỳ «6 tháng đầu năm 2023»"),
    ),
    "white text": (hidden_by(Font(color="FFFFFFFF")), "S411 E18 F18", ("chữ không hiện",)),
    "white text of the theme": (hidden_by(Font(color=Color(theme=0))), "S411 E18 F18", ("chữ không hiện",)),
    "all but white text": (hidden_by(Font(color="FFF8F8F8")), "S411 E18 F18", ("chữ không hiện",)),
    "tiny text": (hidden_by(Font(size=1)), "S411 E18 F18", ("chữ không hiện",)),
    "a number format that shows nothing": (hidden_by(format=";;;"), "S411 E18 F18", ("chữ không hiện",)),
}


def remove_rule(sheet: Any, ref: str) -> None:
    for rule in sheet.data_validations.dataValidation:
        kept = {one for area in rule.sqref.ranges for row in area.rows for one in row}
        row, column = sheet[ref].row, sheet[ref].column
        if (row, column) in kept:
            cells = sorted(kept - {(row, column)})
            rule.sqref = MultiCellRange(" ".join(f"{get_column_letter(at)}{line}" for line, at in cells))


@pytest.mark.parametrize("what", TAMPERING)
def test_tampering_is_named_at_its_cell_beside_what_should_be(filled: bytes, what: str) -> None:
    change, expected, words = TAMPERING[what]
    before = {(one.code, one.place) for one in checking.run(looked_at(filled))}
    after = checking.run(looked_at(changed(filled, change)))
    code, *refs = expected.split()
    named = [one for one in after if one.code == code and (one.code, one.place) not in before]
    assert [(one.place.ref if one.place else "") or "-" for one in named] == refs
    for one in named:
        assert all(word in checking.message(one, "vi") for word in words), checking.message(one, "vi")


def test_a_form_made_for_one_unit_under_the_name_of_another() -> None:
    criteria = sets.load("quang-tri-2023-h1")
    form = template.build(criteria, unit="Sở Y tế")
    assert "S804" not in {one.code for one in checking.run(looked_at(form))}
    (one,) = (
        one for one in checking.run(looked_at(changed(form, put(C3="Sở Nội vụ")))) if one.code == "S804"
    )
    assert one.place == ("Chấm điểm", "C3")
    assert "«Sở Nội vụ» (form.xlsx) được lập cho «Sở Y tế»" in checking.message(one, "vi")


def test_macros_and_links_of_the_real_form(filled: bytes) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(filled)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename == "xl/_rels/workbook.xml.rels":
                more = "".join(
                    f'<Relationship Id="more{kind}" Type="{HOST}/{kind}" Target="{target}"/>'
                    for kind, target in (
                        ("externalLink", "externalLinks/externalLink1.xml"),
                        ("vbaProject", "vbaProject.bin"),
                    )
                ).replace(f"{HOST}/vba", "http://schemas.microsoft.com/office/2006/relationships/vba")
                content = content.replace(b"</Relationships>", more.encode() + b"</Relationships>")
            new.writestr(item, content)
        new.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
        new.writestr("xl/vbaProject.bin", b"\xd0\xcf")
    said = [checking.message(one, "vi") for one in checking.run(looked_at(out.getvalue()), ("S016",))]
    assert "macro" in " ".join(said)
    assert "liên kết" in " ".join(said)


def test_a_stranger_is_no_form_and_names_its_set(filled: bytes, tmp_path: Path) -> None:
    """S001 and S002 refuse the file: there is no cell to name."""
    path = tmp_path / "form.xlsx"
    for change, code, words in (
        (lambda _, sheet: sheet.delete_rows(1, 100), "S001", "không trang tính nào có dòng tiêu đề"),
        (stamp("ss_set", "hue-2024"), "S002", "hue-2024"),
    ):
        path.write_bytes(changed(filled, change))
        refusal = app.validate(str(path)).refusal
        assert refusal is not None
        assert refusal.code == code
        assert words in refusal.message.vi


def test_every_check_of_structure_is_tried() -> None:
    elsewhere = {"S001", "S002", "S016"}
    tried = {expected[:4] for _, expected, _ in TAMPERING.values()} | elsewhere
    assert {code for code in checking.catalogue() if code.startswith("S0")} <= tried


def test_everything_pasted_as_values(filled: bytes) -> None:
    values = openpyxl.load_workbook(io.BytesIO(filled), data_only=True)["Chấm điểm"]

    def paste(_: Any, sheet: Any) -> None:
        for row in sheet.iter_rows(max_col=10):
            for cell in row:
                if cell.data_type == "f":
                    cell.value = values[cell.coordinate].value

    reported = found(changed(filled, paste))
    assert {one[:4] for one in reported} == {"S009"}
    assert reported.count("S009 J9") == 1, "the column is one finding"
    assert "S009 E14" in reported
    assert "S009 C63" in reported
    assert "S009 E23" not in reported, "blank as it must be: every criterion of I.8 is excluded"


def shown(data: bytes, **values: str) -> bytes:
    """The same workbook with other values kept for its formulas."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename == "xl/worksheets/sheet1.xml":
                for ref, value in values.items():
                    pattern = rf'(<c r="{ref}"[^>]*?)(?: t="str")?(><f>[^<]*</f>)<v>[^<]*</v>'.encode()
                    content, count = re.subn(pattern, rb"\g<1>\g<2><v>" + value.encode() + b"</v>", content)
                    assert count == 1, ref
            new.writestr(item, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"E14": "5"}, ["S301 E14"]),
        ({"E14": "5", "E9": "70"}, ["S301 E14"]),
        ({"E14": "6.0000000000000009"}, []),
        ({"C63": "99"}, ["S302 C63"]),
        ({"C63": "99", "C65": "99", "C66": "80"}, ["S302 C63"]),
        ({"C66": "0.9"}, ["S302 C66"]),
        ({"E23": "0"}, []),
        ({"E23": "3"}, ["S301 E23"]),
    ],
)
def test_values_kept_from_another_time(filled: bytes, values: dict[str, str], expected: list[str]) -> None:
    assert found(shown(filled, **values)) == expected
