"""The form as a file: what it holds, what may be typed in it, and that it always comes out the same."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
import zipfile
from base64 import b64decode, b64encode
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfscore_xl import checking, sets, template
from selfscore_xl.cell import parse_ref, ref
from selfscore_xl.criteria import Criteria, Criterion
from selfscore_xl.layout import (
    DATA_SHEET,
    FORM_SHEET,
    GROUP_INPUTS,
    GUIDE_SHEET,
    IDENTITY_NAMES,
    IDENTITY_SHEET,
    REVIEWER_INPUTS,
    UNIT_INPUTS,
    DataField,
    Field,
    Head,
    Layout,
)
from selfscore_xl.measure import TALLEST_ROW, column_points, line_count
from selfscore_xl.ooxml.workbook import Workbook
from selfscore_xl.read import open_form, read
from selfscore_xl.set_file.rules import MAX_CRITERIA
from selfscore_xl.template import Answers
from selfscore_xl.template.look import UNIT_INPUT_FILL
from selfscore_xl.text import is_blank, nfc
from tests.parity.agreement import context_of
from tests.template.fills import FORMS, every_rule, fill
from tests.template.structure import dump

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(params=sorted(FORMS))
def criteria(request: pytest.FixtureRequest) -> Criteria:
    return FORMS[request.param]()


@pytest.mark.parametrize("name", sorted(FORMS))
def test_structure_is_the_golden_one(name: str) -> None:
    """Run with UPDATE_GOLDEN=1 to accept what changed, and read the difference."""
    golden = GOLDEN / f"{name}.txt"
    lines = dump(template.build(FORMS[name]()))
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert lines == golden.read_text(encoding="utf-8").splitlines()


# --- the same input gives the same bytes ----------------------------------------------------------


def test_same_bytes_in_other_processes() -> None:
    code = (
        "import sys; from selfscore_xl import sets, template;"
        "sys.stdout.buffer.write(template.build(sets.load('quang-tri-2023-h1'), unit='Sở Nội vụ'))"
    )
    found = set()
    for seed, zone in (("1", "UTC"), ("2", "Asia/Ho_Chi_Minh")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT)}
        # openpyxl writes with or without lxml, differently.
        environment["OPENPYXL_LXML"] = "True" if seed == "1" else "False"
        made = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
        found.add(hashlib.sha256(made.stdout).hexdigest())
    assert len(found) == 1


def test_package_shows_no_time(criteria: Criteria) -> None:
    with zipfile.ZipFile(io.BytesIO(template.build(criteria))) as package:
        assert package.namelist()[0] == "[Content_Types].xml"
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        everything = b"".join(
            package.read(name) for name in package.namelist() if name.startswith("docProps")
        )
    assert set(re.findall(rb">(\d{4}-\d\d-\d\d)", everything)) == {b"1980-01-01"}


def test_excel_opens_it_without_repair(criteria: Criteria, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(template.build(criteria, unit="A", password="mat-khau", answers=fill(criteria, 1)))
    audit = Path(sys.executable).with_name("openxml-audit")
    said = subprocess.run([audit, path], capture_output=True, text=True, check=False, timeout=120)
    assert "Errors: 0" in said.stdout + said.stderr
    assert "Warnings" not in said.stdout + said.stderr


# --- identity -------------------------------------------------------------------------------------


def test_identity_is_stamped_three_times() -> None:
    criteria = every_rule()
    form = template.build(criteria, unit='Sở "A" & B', unit_group="A", period="Năm 2024")
    expected = {
        "set_id": "moi-quy-tac",
        "version": "2",
        "fingerprint": "00112233445566ff",
        "unit": 'Sở "A" & B',
        "unit_group": "A",
        "period": "Năm 2024",
    }
    workbook = Workbook.open(form)
    sheet = workbook.sheet(IDENTITY_SHEET)
    on_sheet = {sheet.cell(row, 1).value: sheet.cell(row, 2).value for row in range(1, 10)}
    names = {one.name: one.text for one in workbook.defined_names}
    for field, value in expected.items():
        label = IDENTITY_NAMES[field]
        assert on_sheet[label] == value
        assert names[label] == '"' + value.replace('"', '""') + '"'
        assert workbook.custom_properties[label] == value
    assert open_form(form).identity._asdict() == expected
    assert {info.name: info.state for info in workbook.sheets}[IDENTITY_SHEET] == "veryHidden"


def test_sheets(criteria: Criteria) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template.build(criteria)))
    assert book.sheetnames == [FORM_SHEET, GUIDE_SHEET, DATA_SHEET, IDENTITY_SHEET]
    assert book.active is not None
    assert book.active.title == FORM_SHEET
    assert book.security.lockStructure
    assert all(sheet.protection.sheet for sheet in book.worksheets)


def test_no_data_sheet_without_figures() -> None:
    criteria = every_rule()
    nodes = tuple(node._replace(rule=node.rule._replace(inputs=(), kind="direct")) for node in criteria.nodes)
    for facts, has_sheet in ((criteria.facts, True), ((), False)):
        form = template.build(criteria._replace(nodes=nodes, facts=facts, grades=(), sanctions=()))
        assert (DATA_SHEET in openpyxl.load_workbook(io.BytesIO(form)).sheetnames) == has_sheet


# --- what may be typed, and where -----------------------------------------------------------------


def test_exactly_the_inputs_are_open(criteria: Criteria) -> None:
    layout = Layout(criteria)
    book = openpyxl.load_workbook(io.BytesIO(template.build(criteria)))
    sheet = book[FORM_SHEET]
    merged = {(row, column) for area in sheet.merged_cells.ranges for row, column in [*area.cells][1:]}
    found = {
        (cell.row, cell.column)
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked and (cell.row, cell.column) not in merged
    }
    expected = {
        layout.address(node.key, field)
        for node in criteria.nodes
        for field in ((*UNIT_INPUTS, *REVIEWER_INPUTS) if node.is_leaf else GROUP_INPUTS)
        if field is not Field.SELF or node.rule.kind != "given"
    }
    expected |= {layout.head(head) for head in (Head.UNIT, Head.UNIT_GROUP, Head.PERIOD)}
    signatures = {address for address in found if address[0] in layout.signature_rows}
    assert found - signatures == expected
    assert len(signatures) == 3
    data = book[DATA_SHEET]
    opened = {(c.row, c.column) for row in data.iter_rows() for c in row if not c.protection.locked}
    rows = [row.row for row in (*layout.data_rows, *layout.fact_rows)]
    assert opened == {(row, layout.data_columns[DataField.VALUE]) for row in rows}


def test_what_the_caller_gave_is_fixed(criteria: Criteria) -> None:
    layout = Layout(criteria)
    code, group = criteria.unit_groups[0] if criteria.unit_groups else ("A", "A")
    form = template.build(criteria, unit="Sở  Y tế ", unit_group=code, period="Quý I")
    sheet = openpyxl.load_workbook(io.BytesIO(form))[FORM_SHEET]
    for head, text in ((Head.UNIT, "Sở Y tế"), (Head.UNIT_GROUP, group), (Head.PERIOD, "Quý I")):
        cell = sheet.cell(*layout.head(head))
        assert (cell.value, cell.protection.locked) == (text, True)


def test_every_score_has_a_rule_up_to_its_maximum(criteria: Criteria) -> None:
    layout = Layout(criteria)
    sheet = Workbook.open(template.build(criteria)).sheet(FORM_SHEET)
    for field in (Field.SELF, Field.APPRAISED):
        for leaf in criteria.tree().leaves:
            row, column = layout.address(leaf.key, field)
            rules = [
                (rule, area)
                for rule in sheet.validations
                for area in rule.areas
                if area[0] <= row <= area[2] and area[1] <= column <= area[3]
            ]
            assert len(rules) == 1, leaf.key
            rule = rules[0][0]
            if leaf.rule.kind == "choice":
                assert rule.type == "list"
                assert rule.formula1.startswith("ss_list_")
                continue
            # Relative to the first cell of the rule: moved down to this row it is this row's maximum.
            # A penalty is typed with a minus sign.
            zero, limit = rule.formula1, rule.formula2
            if leaf.kind == "penalty":
                zero, limit = rule.formula2, rule.formula1.removeprefix("-")
                assert limit != rule.formula1
            assert (rule.type, rule.operator or "between", zero) == ("decimal", "between", "0")
            first = min(area[0] for area in rule.areas)
            most = parse_ref(limit.replace("$", ""))
            assert sheet.cell(most[0] - first + row, most[1]).value == f"{leaf.max_score.normalize():f}"


def test_messages_keep_to_the_limits(criteria: Criteria) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template.build(criteria)))
    rules = [rule for sheet in book.worksheets for rule in sheet.data_validations.dataValidation]
    assert rules
    for rule in rules:
        assert rule.showErrorMessage
        assert 0 < len(rule.errorTitle) <= 32
        assert 0 < len(rule.error) <= 255
        assert len(rule.promptTitle or "") <= 32
        assert len(rule.prompt or "") <= 255


# --- formulas -------------------------------------------------------------------------------------

FORBIDDEN = re.compile(r"\b(INDIRECT|OFFSET|LET|TEXTJOIN|XLOOKUP|IFS|CONCAT|FILTER|TEXT|FIXED|NOW|TODAY)\(")


def formulas(form: bytes) -> list[tuple[str, str, str]]:
    book = openpyxl.load_workbook(io.BytesIO(form))
    return [
        (sheet.title, cell.coordinate, cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def test_formulas_keep_to_what_works_everywhere(criteria: Criteria) -> None:
    for sheet, at, text in formulas(template.build(criteria)):
        assert not FORBIDDEN.search(text), (sheet, at)
        assert not re.search(r"\$?[A-Z]+:\$?[A-Z]+\b(?!\d)", re.sub(r'"[^"]*"', "", text)), (sheet, at)
        assert len(text) < 8192
        depth = deepest = 0
        for character in re.sub(r'"[^"]*"', "", text):
            depth += (character == "(") - (character == ")")
            deepest = max(deepest, depth)
        assert depth == 0
        assert deepest <= 64, (sheet, at)


def test_inputs_are_read_through_index_only(criteria: Criteria) -> None:
    """A direct reference follows an input that is cut and pasted."""
    layout = Layout(criteria)
    book = openpyxl.load_workbook(io.BytesIO(template.build(criteria)))
    open_cells = {
        sheet.title: {c.coordinate for row in sheet.iter_rows() for c in row if not c.protection.locked}
        for sheet in book.worksheets
    }
    for sheet, at, text in formulas(template.build(criteria)):
        outside = re.sub(r"INDEX\(\$([A-Z]+)\$\d+:\$\1\$\d+,ROW\(\)-ROW\(\$\1\$\d+\)\+1\)", "", text)
        outside = re.sub(r'"[^"]*"', "", outside)
        for other, column, row in re.findall(r"('[^']+'!)?\$?([A-Z]{1,3})\$?(\d+)", outside):
            target = other.strip("'!") or sheet
            assert f"{column}{row}" not in open_cells[target], (sheet, at, column + row)
        for column, first, last in re.findall(r"INDEX\(\$([A-Z]+)\$(\d+):\$\1\$(\d+)", text):
            inputs = [int(c[len(column) :]) for c in open_cells[sheet] if re.fullmatch(column + r"\d+", c)]
            if sheet == FORM_SHEET:
                inputs = [row for row in inputs if layout.first_row <= row <= layout.last_row]
            assert int(first) < min(inputs)
            assert max(inputs) < int(last)


# --- passwords ------------------------------------------------------------------------------------


def test_password_is_hashed_as_the_standard_says() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template.build(every_rule(), password="mật khẩu")))
    guard = book[FORM_SHEET].protection
    assert (guard.algorithmName, guard.spinCount) == ("SHA-512", 100_000)
    digest = hashlib.sha512(b64decode(guard.saltValue) + "mật khẩu".encode("utf-16-le")).digest()
    for turn in range(guard.spinCount):
        digest = hashlib.sha512(digest + turn.to_bytes(4, "little")).digest()
    assert guard.hashValue == b64encode(digest).decode()
    assert book.security.workbookHashValue == guard.hashValue


def test_a_long_password_is_refused() -> None:
    with pytest.raises(template.PasswordTooLong):
        template.build(every_rule(), password="x" * 16)
    assert template.build(every_rule(), password="x" * 15)


def test_no_password_leaves_none() -> None:
    guard = openpyxl.load_workbook(io.BytesIO(template.build(every_rule())))[FORM_SHEET].protection
    assert guard.hashValue is None
    assert guard.password is None


@pytest.mark.parametrize(
    "change", [{"frame": True}, {"nodes": tuple(n._replace(groups=("A",)) for n in every_rule().nodes)}]
)
def test_sets_of_which_no_form_can_be_made(change: dict[str, object]) -> None:
    with pytest.raises(template.NoForm):
        template.build(every_rule()._replace(**change))  # type: ignore[arg-type]


# --- answers --------------------------------------------------------------------------------------

TYPED = st.one_of(
    st.none(),
    st.decimals(-1000, 1000, places=3),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=20),
    st.sampled_from(["=1+1", "#REF!", "_x0041_", "a\nb", " x ", "TRUE", "1.10", "5/5", "-", "@a", "<&>\"'"]),
)


@given(st.builds(Answers, TYPED, TYPED, TYPED, TYPED, TYPED, TYPED))
def test_what_was_typed_is_read_back(answers: Answers) -> None:
    criteria = every_rule()
    nodes = (criteria.nodes[0]._replace(children=("A/1",)), criteria.nodes[1])
    small = criteria._replace(nodes=nodes)
    form = template.build(small, answers={"A/1": answers, "A": answers, "no such": answers})
    submission = read(open_form(form), small.tree(), "form.xlsx")
    leaf, group = submission.by_key()["A/1"], submission.by_key()["A"]
    for field in (*UNIT_INPUTS, *REVIEWER_INPUTS):
        typed = answers.typed(field)
        entry = leaf.entries[field]
        assert entry.formula is None
        if isinstance(typed, Decimal):
            assert entry.number == typed
        elif typed is None or typed == "":
            assert entry.kind == "blank"
        else:
            assert entry.text == nfc(typed) or is_blank(typed)
            assert entry.kind == "text"
        if field in GROUP_INPUTS:
            assert group.entries[field].value == entry.value
    assert group.entries[Field.EVIDENCE].kind == "blank"


def test_what_a_cell_cannot_hold_is_left_out() -> None:
    answers = {"A/1": Answers(evidence="a\x00b\x0bc\r\nd\re\ufffe", explanation="x" * 40_000)}
    sheet = openpyxl.load_workbook(io.BytesIO(template.build(every_rule(), answers=answers)))[FORM_SHEET]
    layout = Layout(every_rule())
    assert sheet[layout.ref("A/1", Field.EVIDENCE)].value == "abc\nd\ne"
    assert len(str(sheet[layout.ref("A/1", Field.EXPLANATION)].value)) == 32_767


# --- nothing is cut -------------------------------------------------------------------------------

LONG = "Văn phòng đã hoàn thành nhiệm vụ được giao theo đúng tiến độ và yêu cầu. " * 40
LIST = "\n".join(
    f"[{index}].{index}-5-2023-cong-van-huong-dan-thuc-hien-pdf{index}.pdf" for index in range(1, 31)
)


def test_every_text_fits_its_cell(criteria: Criteria) -> None:
    leaves = criteria.tree().leaves
    answers = {
        leaf.key: Answers(evidence=LIST[: 90 * i], explanation=LONG[: 60 * i])
        for i, leaf in enumerate(leaves)
    }
    for form in (template.build(criteria), template.build(criteria, answers=answers)):
        book = openpyxl.load_workbook(io.BytesIO(form), data_only=True)
        for sheet in book.worksheets[:3]:
            single = {area.coord.partition(":")[0]: area for area in sheet.merged_cells.ranges}
            for row in sheet.iter_rows(max_col=10):
                height = sheet.row_dimensions[row[0].row].height
                assert height is None or height <= TALLEST_ROW
                for cell in row:
                    if not isinstance(cell.value, str) or not cell.alignment.wrap_text:
                        continue
                    area = single.get(cell.coordinate)
                    columns = range(cell.column, (area.max_col if area else cell.column) + 1)
                    room = sum(column_points(width(sheet, column)) for column in columns)
                    room -= 7 * (cell.alignment.indent or 0)
                    lines = line_count(cell.value, room, float(cell.font.sz), bool(cell.font.b))
                    assert height is not None, (sheet.title, cell.coordinate)
                    assert lines * float(cell.font.sz) * 1.15 <= height + 0.1, (sheet.title, cell.coordinate)


def width(sheet: object, column: int) -> float:
    letters = ref(1, column)[:-1]
    dimensions = sheet.column_dimensions  # type: ignore[attr-defined]
    return float(dimensions[letters].width)


def test_a_very_long_text_widens_its_column() -> None:
    criteria = every_rule()
    plain = openpyxl.load_workbook(io.BytesIO(template.build(criteria)))[FORM_SHEET]
    form = template.build(criteria, answers={"A/1": Answers(explanation=LONG)})
    sheet = openpyxl.load_workbook(io.BytesIO(form))[FORM_SHEET]
    assert width(sheet, 7) > width(plain, 7)
    assert width(sheet, 6) == width(plain, 6)


def test_form_fills_a_small_screen(criteria: Criteria) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(template.build(criteria)))[FORM_SHEET]
    pixels = sum(width(sheet, column) * 7.75 for column in range(1, 11))
    # What LibreOffice keeps beside the cells: row numbers and outline, scroll bar and side bar.
    assert pixels + 90 + 62 <= 1366


def test_what_is_frozen_leaves_room_for_the_answers(criteria: Criteria) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(template.build(criteria)))[FORM_SHEET]
    layout = Layout(criteria)
    assert sheet.freeze_panes == ref(layout.first_row, layout.columns[Field.TITLE])
    # On a telephone, 390 pixels wide: a score and its evidence beside the row numbers and the codes.
    beside = (Field.CODE, Field.SELF, Field.EVIDENCE)
    assert 35 + sum(width(sheet, layout.columns[field]) * 7.75 for field in beside) <= 390
    # Of a screen 768 pixels high a program takes up to 300; a live line in two lines is the most there is.
    above = sum(sheet.row_dimensions[row].height for row in range(1, layout.first_row))
    assert above * 96 / 72 <= 205


def test_guide_is_one_page(criteria: Criteria) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(template.build(criteria)))[GUIDE_SHEET]
    tall = sum(sheet.row_dimensions[row].height or 15 for row in range(1, sheet.max_row + 1))
    wide = sum((width(sheet, column) * 7 + 5) * 0.75 for column in range(1, 4))
    page_wide, page_tall = 595 - 72 * 1.6, 842 - 72 * 1.58
    # The page is fitted; it stays readable when no letter of 12 points becomes smaller than 8.
    assert min(page_wide / wide, page_tall / tall) * 12 >= 8


# --- many units -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "unit",
    [
        "Sở Nội vụ",
        'UBND xã "Cửa Việt" & <Gio Hải>',
        "x " * 80,
        "Mã",
        "",
        "Đơn vị",
        "a_x0041_b",
        "  hai  cách  ",
    ],
)
def test_a_series_gives_the_forms_that_build_gives(unit: str) -> None:
    criteria = every_rule()
    series = template.Series(criteria, unit_group="B", password="mat-khau")
    series.form("Đơn vị khác")
    assert series.form(unit) == template.build(criteria, unit=unit, unit_group="B", password="mat-khau")


def test_formulas_that_repeat_are_shared() -> None:
    """Written once for a column, and read alike by another reader of shared formulas."""
    form = template.build(sets.load("quang-tri-2023-h1"))
    with zipfile.ZipFile(io.BytesIO(form)) as package:
        part = package.read("xl/worksheets/sheet1.xml").decode()
    written = re.findall(r"<f[^>]*>([^<]{200,})</f>", part)
    assert len(written) < 60
    assert part.count('t="shared"') > 10 * part.count("<f ref=")  # every group has its followers
    ours = Workbook.open(form).sheet(FORM_SHEET)
    theirs = openpyxl.load_workbook(io.BytesIO(form))[FORM_SHEET]
    formulas = {
        address: ours.formula(*address) for address, cell in ours.cells.items() if cell.formula is not None
    }
    assert len(formulas) > 900
    assert {at: theirs.cell(*at).value for at in formulas} == {
        at: f"={text}" for at, text in formulas.items()
    }


def test_the_largest_form_comes_back_from_a_program_that_shares_no_formula(tmp_path: Path) -> None:
    """openpyxl writes every formula into every cell."""
    keys = tuple(f"I.{index}" for index in range(1, MAX_CRITERIA))
    leaves = (Criterion(key, key, f"Tiêu chí {key}", Decimal(1), 2, "I", ()) for key in keys)
    group = Criterion("I", "I", "Nhóm", Decimal(len(keys)), 1, None, keys)
    criteria = sets.load("quang-tri-2023-h1")._replace(nodes=(group, *leaves))
    path = tmp_path / "form.xlsx"
    openpyxl.load_workbook(io.BytesIO(template.build(criteria))).save(path)
    assert path.stat().st_size > 100_000
    submission = read(open_form(path), criteria.tree(), str(path))
    assert len(submission.rows) == MAX_CRITERIA


def test_a_score_of_others_is_closed_unless_something_stands_there() -> None:
    criteria = every_rule()
    key = next(leaf.key for leaf in criteria.tree().leaves if leaf.rule.kind == "given")
    at = Layout(criteria).ref(key, Field.SELF)
    for typed, is_open in ((None, False), (Decimal(1), True)):
        form = template.build(criteria, answers={key: Answers(score=typed)})
        cell = openpyxl.load_workbook(io.BytesIO(form))[FORM_SHEET][at]
        assert (not cell.protection.locked, cell.fill.start_color.rgb[2:] == UNIT_INPUT_FILL) == (
            is_open,
            is_open,
        )
        found = checking.run(context_of(criteria, form), ["S011", "S114"])
        assert [one.code for one in found] == ["S114"] * is_open


def test_the_last_criterion_is_printed_with_the_totals(criteria: Criteria) -> None:
    layout = Layout(criteria)
    last = criteria.tree().leaves[-1]
    row = layout.rows[last.key]
    # Never a group's heading without what it heads.
    while layout.rows.get(last.parent or "") == row - 1:
        row, last = row - 1, criteria.tree()[last.parent or ""]
    sheet = openpyxl.load_workbook(io.BytesIO(template.build(criteria)))[FORM_SHEET]
    assert [one.id for one in sheet.row_breaks.brk] == [row - 1]
    assert sheet.print_area == f"'{FORM_SHEET}'!$A$1:$I${layout.signature_rows[-1]}"


def test_a_last_criterion_taller_than_the_page_leaves_the_totals_together() -> None:
    criteria = sets.load("quang-tri-2023-h1")
    last = criteria.tree().leaves[-1].key
    long = "\n".join(["[1].bao-cao-01.pdf"] * 25)
    form = template.build(criteria, answers={last: Answers(evidence=long)})
    sheet = openpyxl.load_workbook(io.BytesIO(form))[FORM_SHEET]
    assert [one.id for one in sheet.row_breaks.brk] == [Layout(criteria).last_row]
