"""openpyxl reads the same from the files of real programs, cell by cell and format by format."""

from __future__ import annotations

import datetime
import io
import random
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import Border, Font, PatternFill, Protection, Side
from openpyxl.styles.numbers import is_date_format as openpyxl_is_date
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula

from selfscore_xl.ooxml import formula, plain, sheet_reader, strings, styles
from selfscore_xl.ooxml.package import Limits
from selfscore_xl.ooxml.refusal import Refusal
from selfscore_xl.ooxml.sheet import shortest_decimal
from selfscore_xl.ooxml.workbook import Workbook
from tests.office.client import Office
from tests.office.fixtures import require
from tests.office.gnumeric import convert, missing_gnumeric
from tests.ooxml.read_files import MAIN, book, packed, parts, worksheet
from tests.ooxml.read_files import strings as shared_strings

WORDS = (
    "Điểm tối đa|Đề nghị trừ|Giải trình: văn bản số 12/BC-VP ngày 5/7|= không|a\nb|  hai  |😀|<&>\"'|I.1.đ"
)


def with_openpyxl(path: Path, rows: int = 60) -> None:
    """A form-like workbook with four sheets."""
    pick = random.Random(4)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Chấm điểm"
    thin = Side(style="thin")
    for row in range(1, rows + 1):
        sheet.cell(row, 1, f"I.{row}")
        sheet.cell(row, 2, pick.choice(WORDS.split("|")))
        sheet.cell(row, 3, pick.choice([0, 1, 2.5, 71.59, -3.25, 1e-7, 1e20, 0.1 + 0.2]))
        sheet.cell(row, 4, pick.choice([True, False, None, "#REF!", "#DIV/0!"]))
        sheet.cell(row, 5, pick.choice([datetime.datetime(2023, 7, 5), datetime.time(7, 30), None]))
        sheet.cell(row, 6, f'=IF(C{row}<2,"thấp & ""xa""",C{row}*2)')
        sheet.cell(row, 7).fill = PatternFill("solid", fgColor=pick.choice(["FFF2CC", "00DDEBF7"]))
        sheet.cell(row, 8).font = Font(
            name="Times New Roman", size=13.5, bold=row % 2 == 0, italic=row % 3 == 0, color="FFFFFFFF"
        )
        sheet.cell(row, 9).protection = Protection(locked=row % 2 == 0, hidden=row % 3 == 0)
        sheet.cell(row, 10, row / 8).number_format = pick.choice(
            ["0.00", "dd/mm/yyyy", '#,##0.0" đ"', "[h]:mm"]
        )
        sheet.cell(row, 11).border = Border(thin, thin, thin, thin)
        rule = DataValidation(
            "decimal", operator="between", formula1="0", formula2=str(row), error="Quá điểm"
        )
        rule.add(f"C{row}")
        sheet.add_data_validation(rule)
    sheet["M1"] = ArrayFormula("M1:M3", "=C1:C3*2")
    sheet.merge_cells("A70:C71")
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["K"].hidden = True
    sheet.protection.sheet = True
    sheet["B3"].comment = Comment("Ghi chú\nhai dòng", "Văn phòng")
    for name, state in (("Hướng dẫn", "visible"), ("Danh mục", "hidden"), ("Nhận dạng", "veryHidden")):
        other = book.create_sheet(name)
        other.sheet_state = state
        for row in range(1, 20):
            other.append([f"{name} {row}", row, row % 2 == 0])
    book.defined_names["don_vi"] = DefinedName("don_vi", attr_text="'Chấm điểm'!$B$1")
    book.save(path)


def with_xlsxwriter(path: Path) -> None:
    with xlsxwriter.Workbook(path, {"strings_to_urls": False}) as book:
        sheet = book.add_worksheet("Chấm điểm")
        formats = [
            book.add_format({"num_format": "0.00", "locked": False, "bg_color": "#FFF2CC"}),
            book.add_format({"num_format": 14, "italic": True, "font_color": "red"}),
            book.add_format({"text_wrap": True, "hidden": True}),
        ]
        for row in range(60):
            sheet.write_string(row, 0, f"I.{row}")
            sheet.write_string(row, 1, WORDS.split("|")[row % 9], formats[2])
            sheet.write_number(row, 2, row / 7, formats[0])
            sheet.write_boolean(row, 3, row % 2 == 0)
            sheet.write_formula(row, 4, f'=C{row + 1}&" <đ>"', None, f"{row} <đ>")
            sheet.write_formula(row, 5, "=1/0", None, "#DIV/0!")
            sheet.write_blank(row, 6, None, formats[1])
            sheet.write_datetime(row, 7, datetime.datetime(2023, 7, 5), formats[1])
        sheet.write_rich_string(70, 0, "a ", formats[1], "nghiêng", " b")
        sheet.write_array_formula("J1:J3", "{=C1:C3*2}", None, 0)
        sheet.write_dynamic_array_formula("K1:K3", "=SORT(C1:C3)", None, 0)
        sheet.data_validation("D1:D9", {"validate": "list", "source": ["x"]})
        sheet.data_validation("E1", {"validate": "list", "source": "='Danh mục'!$A$1:$A$3"})
        sheet.merge_range("A80:C80", "gộp")
        sheet.set_row(4, None, None, {"hidden": True})
        sheet.set_column(5, 6, None, None, {"hidden": True})
        sheet.protect()
        sheet.write_comment("B3", "Ghi chú", {"author": "Văn phòng"})
        book.add_worksheet("Danh mục").hide()
        book.define_name("don_vi", "='Chấm điểm'!$B$1")


MAKERS: dict[str, Callable[[Path], None]] = {"openpyxl": with_openpyxl, "xlsxwriter": with_xlsxwriter}


@pytest.fixture(params=["openpyxl", "xlsxwriter"])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / f"{request.param}.xlsx"
    MAKERS[request.param](path)
    return path


@pytest.fixture(params=["openpyxl", "xlsxwriter"])
def resaved(request: pytest.FixtureRequest, tmp_path: Path, office: Office) -> Path:
    path = tmp_path / "before.xlsx"
    MAKERS[request.param](path)
    return office.convert(path, tmp_path / "after.xlsx")


def test_same_as_openpyxl(made: Path) -> None:
    compare(made)


def test_same_as_openpyxl_after_libreoffice(resaved: Path) -> None:
    compare(resaved)


@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
@pytest.mark.office
def test_same_as_openpyxl_after_gnumeric(made: Path, tmp_path: Path) -> None:
    require(missing_gnumeric())
    compare(convert(made, tmp_path / "gnumeric.xlsx"))


def compare(path: Path) -> None:
    ours = Workbook.open(path)
    theirs = openpyxl.load_workbook(path, rich_text=True)
    cached = openpyxl.load_workbook(path, data_only=True, rich_text=True)
    assert list(ours.sheet_names) == theirs.sheetnames
    assert {name.name: name.text for name in ours.defined_names if name.sheet is None} == {
        name: found.attr_text for name, found in theirs.defined_names.items()
    }
    for info in ours.sheets:
        sheet, expected, values = ours.sheet(info.name), theirs[info.name], cached[info.name]
        assert info.state == expected.sheet_state
        assert sheet.protected == expected.protection.sheet
        assert sorted(sheet.merges) == sorted(
            (area.min_row, area.min_col, area.max_row, area.max_col) for area in expected.merged_cells.ranges
        )
        assert sheet.hidden_rows == {row for row, found in expected.row_dimensions.items() if found.hidden}
        rules = [rule for rule in sheet.validations if not rule.x14]
        assert [(rule.type, rule.formula1, rule.formula2, rule.error) for rule in rules] == [
            (rule.type or "none", rule.formula1 or "", rule.formula2 or "", rule.error or "")
            for rule in expected.data_validations.dataValidation
        ]
        notes = {
            (cell.row, cell.column): (cell.comment.author or "", cell.comment.text)
            for row in expected.iter_rows()
            for cell in row
            if cell.comment
        }
        assert {at: (note.author, note.text) for at, note in ours.notes(info.name).items()} == notes
        merged = {at for area in sheet.merges for at in _inside(area)}
        for row, column in {*sheet.cells, *expected._cells}:  # type: ignore[attr-defined]
            if (row, column) in merged and (row, column) not in {area[:2] for area in sheet.merges}:
                continue  # openpyxl empties them
            cell, other = sheet.cell(row, column), expected.cell(row, column)
            where = (info.name, cell.ref)
            assert (*where, _value(cell.kind, cell.value)) == (
                *where,
                _expected(values.cell(row, column).value, cell),
            )
            assert (*where, sheet.formula(row, column)) == (*where, _formula(other))
            if (row, column) not in sheet.cells:
                continue
            _compare_format(ours, cell.style, other)


def _inside(area: tuple[int, int, int, int]) -> list[tuple[int, int]]:
    return [(row, column) for row in range(area[0], area[2] + 1) for column in range(area[1], area[3] + 1)]


def _value(kind: str, value: str) -> object:
    if kind == "number":
        return float(shortest_decimal(value))
    return {"blank": None, "bool": value == "1"}.get(kind, value)


def _expected(value: object, cell: object) -> object:
    if isinstance(value, bool) or value is None:
        # openpyxl takes an empty text for nothing
        return "" if value is None and getattr(cell, "kind", "") == "text" else value
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, datetime.datetime | datetime.date | datetime.time | datetime.timedelta):
        return float(openpyxl.utils.datetime.to_excel(value))
    return str(value)


def _formula(cell: object) -> str | None:
    value = getattr(cell, "value", None)
    if isinstance(value, ArrayFormula):
        value = value.text
    if not isinstance(value, str) or getattr(cell, "data_type", "") != "f":
        return None
    return value.removeprefix("=")


def _compare_format(workbook: Workbook, style: int, cell: object) -> None:
    ours = workbook.styles.xf(style)
    protection, font, fill = cell.protection, cell.font, cell.fill  # type: ignore[attr-defined]
    assert (ours.locked, ours.hidden) == (protection.locked, protection.hidden)
    assert (ours.font_name, ours.font_size) == (font.name or "", font.sz or 0.0)
    assert (ours.bold, ours.italic) == (bool(font.b), bool(font.i))
    assert ours.number_format == cell.number_format  # type: ignore[attr-defined]
    assert ours.is_date == cell.is_date or cell.data_type != "n"  # type: ignore[attr-defined]
    assert ours.wrap == bool(cell.alignment.wrap_text)  # type: ignore[attr-defined]
    if font.color is not None and font.color.type == "rgb":
        assert ours.font_color == font.color.rgb[-6:]
    if fill.fill_type == "solid" and fill.fgColor.type == "rgb":
        assert ours.fill_color == fill.fgColor.rgb[-6:]
    if fill.fill_type is None:
        assert ours.fill_color is None


def test_files_of_programs_are_plain(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fast way is the one that is taken; the other way gives the same."""
    plainly(made, monkeypatch)


def test_files_of_libreoffice_are_plain(resaved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plainly(resaved, monkeypatch)


@pytest.mark.parametrize("path", sorted((Path(__file__).parents[1] / "interop" / "files").glob("*.xlsx")))
def test_forms_of_other_programs_are_plain(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plainly(path, monkeypatch)


def plainly(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read() -> list[dict[str, object]]:
        workbook = Workbook.open(path)
        return [vars(workbook.sheet(name)) for name in workbook.sheet_names[:1]]

    with monkeypatch.context() as patch:
        patch.setattr(plain, "read_rows", _not_plain)
        patch.setattr(plain, "read_strings", _not_plain)
        slow = read()
    monkeypatch.setattr(sheet_reader, "_read_any", None)
    assert read() == slow


def _not_plain(*_: object) -> None:
    raise plain.NotPlain


# --- random contents ----------------------------------------------------------------------------

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
PIECES = st.sampled_from(
    [
        *("<v>", "</v>", "<v/>", "1", "2.5", "-", "x", "&lt;", "&#65;", "&amp;", "&", "<f>", "</f>", "<f/>"),
        *(
            "<is>",
            "</is>",
            "<t>",
            "</t>",
            "<!-- -->",
            "<![CDATA[a]]>",
            "]]>",
            "<?x?>",
            "<z/>",
            "<x:c/>",
            "\n",
        ),
        *("<c>", "</c>", '<c r="A1">', '<c r="B1" s="1">', '<c r="B1" t="s">', '<c r="C1" t="str">', "<c/>"),
        *("<row>", "</row>", '<row r="1">', '<row r="2" hidden="1">', '<row r="3"/>', '<c r="D2"/>'),
        *('<f t="shared" si="0">', '<f t="array" ref="A1:A2">', '<f t="array" ref="x">'),
    ]
)
CELL = st.one_of(
    st.sampled_from(
        ["", "<v>1</v>", "<v>0</v>", "<v/>", "<f>A1</f>", "<f/><v>1</v>", "<v> 1 </v>", "<v>x</v>"]
    ),
    st.sampled_from(
        ["<is><t>a</t></is>", "<is/>", "<v>&#x1EF1;&quot;</v>", "<v>&bad;</v>", "<v>_x0041_</v>"]
    ),
    st.sampled_from(['<f t="shared" si="1">A1+1</f><v>2</v>', '<f t="shared" si="1"/>', "<v>a\tb\r\n</v>"]),
)
ATTRIBUTES = st.lists(
    st.sampled_from(
        ['s="1"', 's="02"', 't="s"', 't="str"', 't="n"', 't="b"', 't="inlineStr"', 'cm="1"', "s='3'"]
    ),
    max_size=2,
)


@st.composite
def almost_plain(draw: st.DrawFn) -> str:
    rows = []
    for number in draw(st.lists(st.integers(1, 4), max_size=4)):
        cells = "".join(
            f'<c r="{letter}{number}"{"".join(f" {one}" for one in draw(ATTRIBUTES))}>{draw(CELL)}</c>'
            for letter in draw(st.lists(st.sampled_from("ABCDE"), max_size=5))
        )
        spans = draw(st.sampled_from(["", ' spans="1:3"']))
        rows.append(f'<row r="{number}"{spans}>{cells}</row>')
    text = "".join(rows)
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(PIECES) + text[at:]
    return text


@given(almost_plain())
@example('<row r="1"><c r="A1"><v>1</v></c></row>')
@example("<row r='1'/>")
def test_plain_or_not_the_answer_is_the_same(rows: str) -> None:
    data = worksheet(rows).encode()

    def run(read: Callable[..., object]) -> object:
        budget = sheet_reader.Budget(Limits())
        try:
            found = read("S", "p", data, lambda: ["không", "một"], budget)
        except Refusal as refusal:
            return refusal.reason
        return None if found is None else vars(found)

    quick = run(sheet_reader._read_plain)
    if quick is not None:
        assert quick == run(sheet_reader._read_any)


@given(
    st.lists(
        st.one_of(
            ANY_TEXT.map(lambda text: f"<si><t>{_escaped(text)}</t></si>"),
            st.sampled_from(
                ["<si/>", "<si><t/></si>", "<si></si>", "<si><r><t>a</t></r><r><t>b</t></r></si>"]
            ),
            st.sampled_from(
                ["<si><t>&#65;&quot;_x0042_</t></si>", '<si><t xml:space="preserve"> a </t></si>']
            ),
            PIECES,
        ),
        max_size=6,
    )
)
def test_plain_strings_or_not_the_answer_is_the_same(items: list[str]) -> None:
    data = shared_strings(*items).encode()

    def run(read: Callable[[], object]) -> object:
        try:
            return read()
        except Refusal as refusal:
            return refusal.reason

    budget = sheet_reader.Budget(Limits())
    assert run(lambda: strings.read_strings("p", data, budget)) == run(
        lambda: strings._read_any("p", data, 999)
    )


def _escaped(text: str) -> str:
    text = re.sub("[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


VALUES = st.one_of(
    ANY_TEXT.filter(lambda text: not text.startswith("=")),
    st.booleans(),
    st.floats(-1e300, 1e300),
    st.integers(-(10**15), 10**15),
    st.none(),
)


@settings(max_examples=25)
@given(st.lists(st.lists(VALUES, max_size=5), max_size=5))
def test_what_xlsxwriter_writes_is_read(rows: list[list[object]]) -> None:
    buffer = io.BytesIO()
    options = {"strings_to_urls": False, "strings_to_formulas": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as written:
        sheet = written.add_worksheet()
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if isinstance(value, str):
                    sheet.write_string(row, column, re.sub("[\ufffe\uffff]", "", value))
                else:
                    sheet.write(row, column, value)
    read = Workbook.open(buffer.getvalue()).sheet("Sheet1")
    for row, values in enumerate(rows, 1):
        for column, value in enumerate(values, 1):
            cell = read.cell(row, column)
            if isinstance(value, bool):
                assert (cell.kind, cell.value) == ("bool", str(int(value)))
            elif isinstance(value, int | float):
                assert cell.kind == "number"
                assert float(cell.value) == float(f"{value:.16G}")  # all that XlsxWriter writes
                assert shortest_decimal(cell.value) == Decimal(repr(float(cell.value)))
            elif value:
                text = re.sub("[\ufffe\uffff]", "", str(value))
                assert (cell.kind, cell.value) == ("text" if text else cell.kind, text)
            else:
                assert cell.value == ""


@given(st.text("0#.,dmyhsDMYHS/-: \\\"'[]_*;%@eE+General", max_size=12))
@example("[Red]0.00")
@example('0" ngày"')
@example("[h]:mm")
@example("[$-42A]dd/mm")
def test_date_formats_are_openpyxl_s(number_format: str) -> None:
    # openpyxl looks at some quotes and brackets differently; a well-formed format has none of these
    if re.fullmatch(r'(?:[0#.,/:;%@+ -]|"[^"]*"|\[Red\]|\[h\]|d|m|y|h|s)*', number_format):
        assert styles.is_date_format(number_format) == bool(openpyxl_is_date(number_format))


REFERENCES = st.sampled_from(
    [
        "A1",
        "$B$2",
        "C$3",
        "$D4",
        "SUM(A1:B2)",
        "'Tờ 1'!C5",
        "Sheet2!D6",
        '"A1"',
        "LOG10(E7)",
        "1.5",
        "TRUE",
        "XFD9",
    ]
)


@given(st.lists(REFERENCES, min_size=1, max_size=6), st.integers(0, 30), st.integers(0, 30))
def test_shifting_is_openpyxl_s(references: list[str], rows: int, columns: int) -> None:
    from openpyxl.formula.translate import Translator
    from openpyxl.utils import get_column_letter

    text = "+".join(references)
    target = f"{get_column_letter(1 + columns)}{1 + rows}"
    if "XFD9" in text and columns:
        return  # openpyxl goes on beyond the last column
    expected = Translator("=" + text, origin="A1").translate_formula(target)
    assert "=" + formula.shift(text, rows, columns) == expected


def test_shifting_off_the_sheet() -> None:
    assert formula.shift("A1+B2+XFD1+$A$1", 0, 1) == "B1+C2+#REF!+$A$1"
    assert formula.shift("A1+B2:C3+A:A+1:1", -1, 0) == "#REF!+B1:C2+A:A+#REF!"


def test_theme_and_indexed_colours() -> None:
    theme = (
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements><a:clrScheme>'
        '<a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1>'
        '<a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1>'
        '<a:dk2><a:srgbClr val="44546A"/></a:dk2><a:lt2><a:srgbClr val="E7E6E6"/></a:lt2>'
        '<a:accent1><a:srgbClr val="4472C4"/></a:accent1></a:clrScheme></a:themeElements></a:theme>'
    )
    found = styles.theme_colors("theme", theme.encode())
    assert found == ["FFFFFF", "000000", "E7E6E6", "44546A", "4472C4"]
    read = styles.Styles("", None, lambda: found)
    assert read.color({"theme": "0"}) == "FFFFFF"
    assert read.color({"theme": "4", "tint": "0.59999389629810485"}) == "B4C7E7"
    assert read.color({"theme": "0", "tint": "-0.249977111117893"}) == "BFBFBF"
    assert read.color({"theme": "99"}) is None
    assert read.color({"indexed": "10"}) == "FF0000"
    assert read.color({"indexed": "64"}) is None
    assert read.color({"auto": "1"}) is None
    assert read.color({"rgb": "xyz"}) is None
    assert read.xf(5) == styles.Xf()


def test_formats_that_are_not_there() -> None:
    part = parts()
    part["xl/styles.xml"] = (
        f'<styleSheet xmlns="{MAIN}"><fonts><font><sz val="nan"/></font></fonts>'
        '<cellXfs><xf fontId="9" fillId="x" numFmtId="-1"><protection locked="0"/></xf>'
        '<xf fontId="0" numFmtId="30"/></cellXfs></styleSheet>'
    )
    read = Workbook.open(packed(part)).styles
    assert read.xf(0) == styles.Xf(locked=False)
    assert read.xf(1) == styles.Xf(is_date=True)
    assert read.xf(-1) == read.xf(2) == styles.Xf()
    assert Workbook.open(book()).styles.xf(0) == styles.Xf()
