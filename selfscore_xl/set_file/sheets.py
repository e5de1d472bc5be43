"""A set as the sheets of a workbook that an official can edit, and back.

Every fact of a set has a column or a line of its own, in words of the office; ``template`` writes the
workbook, ``importing`` reads its cells, and what both must agree on stands here. What cannot be read back
becomes a remark in the set file, and the linter says what is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from ..criteria import RANKING, Condition, Criteria, Criterion, Rule, Tree
from ..layout import HEADERS, Field
from ..record import NamedTuple
from ..text import fold, is_blank, nfc, parse_number, squash
from .codes import clean, extends, with_lost_zero
from .dump import COMMENTS, Bare, number_text

Value = str | Decimal | None
Rows = Sequence[Sequence[Value]]


class Column(NamedTuple):
    """A column of a sheet: its header, its width in characters, the only words it takes."""

    header: str
    width: float
    choices: tuple[str, ...] = ()
    hint: str = ""
    """How to fill it, shown beside the cell."""


class SetSheet(NamedTuple):
    """One sheet: a header row and the rows below it."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


# --- names and words ------------------------------------------------------------------------------

CRITERIA_SHEET = "Tiêu chí"
GENERAL_SHEET = "Thông tin chung"
GROUPS_SHEET = "Nhóm đơn vị"
FACTS_SHEET = "Dữ kiện xếp loại"
GRADES_SHEET = "Xếp loại"
CONDITIONS_SHEET = "Điều kiện xếp loại"
SANCTIONS_SHEET = "Chế tài"

_YES_NO = {"có": True, "không": False}
_KINDS = {"chính": "main", "cộng": "bonus", "trừ": "penalty"}
_POLICIES = {"trừ khỏi tổng điểm": "drop", "được đủ điểm": "full", "trừ cả nhóm": "group"}
_RULES = {
    "trực tiếp": "direct",
    "chọn mức": "choice",
    "theo tỷ lệ": "ratio",
    "theo bậc tỷ lệ": "steps",
    "trừ theo lần": "deduction",
    "cộng theo lần": "per_unit",
    "một trong các cách": "alternatives",
    "nơi khác chấm": "given",
}
_FACT_KINDS = {"tỷ lệ %": "percent", "số lượng": "count", "có hay không": "yes_no"}
_SUBJECTS = {"dữ kiện": "fact", "tiêu chí": "criterion"}
_SIGNS = {"≥": "at_least", "≤": "at_most", ">": "above", "<": "below", "=": "is"}
_TYPED_SIGNS = _SIGNS | {">=": "at_least", "<=": "at_most"}
_MEASURES = {"tỷ lệ đạt được": "rate", "điểm quy đổi": "converted", "điểm đạt được": "points"}
_TIES = {"1, 1, 3": "competition", "1, 1, 2": "dense"}
_WITHIN = {"từng nhóm đơn vị": "unit_group", "tất cả": "all"}
_NUMBERINGS = {"không lặp lại": "unique", "đánh lại trong từng phần": "per-section"}

_INPUTS = {"Tử số": "numerator", "Mẫu số": "denominator", "Số lần": "count"}
_EACH = "Điểm mỗi lần"
_BY = "Nơi chấm"

LEVEL = "Cấp"
_KIND = "Loại điểm"
_IN_BASE = "Điểm cộng nằm trong tổng"
_GROUPS = "Chỉ cho nhóm đơn vị"
_MAX_FOR = "Điểm tối đa riêng của nhóm"
_EVIDENCE = "Bắt buộc tài liệu kiểm chứng"
_ALLOWED = "Được đề nghị trừ"
_BASIS = "Căn cứ đề nghị trừ (chép từ lời văn)"
_POLICY = "Khi không phát sinh"
_RULE = "Cách chấm"
_DETAIL = "Chi tiết cách chấm"
_PLACES = "Số chữ số thập phân"
_STEP = "Bước điểm"
_ZEROES = "0 điểm thì cả nhóm 0 điểm"

COLUMNS: tuple[Column, ...] = (
    Column(HEADERS[Field.CODE], 10),
    Column(HEADERS[Field.TITLE], 60),
    Column(LEVEL, 6, hint="1 là lĩnh vực, 2 là tiêu chí nằm ngay trong lĩnh vực …"),
    Column(HEADERS[Field.MAX], 9, hint="Để trống ở nhóm tiêu chí thì lấy tổng các tiêu chí con."),
    Column(_RULE, 14, tuple(_RULES), "Để trống là đơn vị tự chấm trực tiếp."),
    Column(_DETAIL, 44, hint="Mỗi mức, mỗi số liệu một dòng: «2: đúng hạn», «Tử số: …», «từ 90: 2»."),
    Column(_EVIDENCE, 11, tuple(_YES_NO), "Để trống là không."),
    Column(_ALLOWED, 10, tuple(_YES_NO), "Để trống là có."),
    Column(_BASIS, 40),
    Column(_POLICY, 14, tuple(_POLICIES), "Để trống là trừ khỏi tổng điểm."),
    Column(_KIND, 9, tuple(_KINDS), "Để trống là như nhóm ở trên; lĩnh vực thì là điểm chính."),
    Column(_IN_BASE, 10, tuple(_YES_NO)),
    Column(_ZEROES, 10, tuple(_YES_NO), "Để trống là không."),
    Column(_PLACES, 9, hint="Để trống là 2."),
    Column(_STEP, 8),
    Column(_GROUPS, 14, hint="Mã các nhóm, cách nhau bằng dấu chấm phẩy; để trống là mọi nhóm."),
    Column(_MAX_FOR, 18, hint="Ví dụ: A = 10; B = 12"),
)
"""Of the sheet of criteria."""

_GENERAL_COLUMNS = (Column("Mục", 34), Column("Nội dung", 90))
_GROUP_COLUMNS = (Column("Mã nhóm", 12), Column("Tên nhóm đơn vị", 60))
_FACT_COLUMNS = (
    Column("Mã dữ kiện", 18),
    Column("Nội dung", 60),
    Column("Kiểu", 14, tuple(_FACT_KINDS)),
    Column("Nơi xác định (để trống là đơn vị)", 30),
)
_GRADE_COLUMNS = (
    Column("Mã mức", 12),
    Column("Tên mức", 36),
    Column("Từ", 8),
    Column("Dưới", 8),
    Column("Đến hết", 8),
    Column("Không quá (%)", 10),
    Column("Tính trên số đơn vị đạt mức", 22),
    Column("Có quyết định thì không quá (%)", 14),
)
_CONDITION_COLUMNS = (
    Column("Loại", 12, tuple(_SUBJECTS)),
    Column("Mã dữ kiện hoặc tiêu chí", 20),
    Column("So sánh", 9, tuple(_SIGNS)),
    Column("Giá trị (có = 1, không = 0)", 12),
    Column("Lời văn", 60),
)
_GRADE_CONDITION_COLUMNS = (Column("Mã mức", 12), *_CONDITION_COLUMNS)
_SANCTION_COLUMNS = (*_CONDITION_COLUMNS, Column("Cao nhất là mức", 14), Column("Hạ số mức", 9))

_ID, _VERSION, _TITLE, _ISSUER, _UNIT = (
    *("Tên định danh", "Phiên bản", "Tên bộ tiêu chí"),
    *("Cơ quan ban hành", "Đơn vị áp dụng (để trống nếu nhiều đơn vị)"),
)
_LEGAL, _PERIOD, _FIRST_DAY, _LAST_DAY = "Căn cứ ban hành", "Kỳ đánh giá", "Ngày đầu kỳ", "Ngày cuối kỳ"
_NUMBERING, _FRAME, _TOTAL = "Mã tiêu chí", "Bộ khung chưa ấn định điểm", "Tổng điểm để đối chiếu"
_RATE_PLACES, _GRADED_BY = "Số chữ số thập phân của tỷ lệ", "Xếp loại theo"
_RANKED_BY, _TIE, _RANKED_IN, _TIE_BREAK = (
    *("Xếp hạng theo", "Thứ hạng khi bằng nhau", "Xếp hạng trong"),
    "Bằng nhau thì so tiêu chí",
)


# --- to sheets ------------------------------------------------------------------------------------


def to_sheets(criteria: Criteria) -> tuple[SetSheet, ...]:
    """The set as sheets; sheets that would be empty but for their header are there all the same, to be
    filled."""
    tree = criteria.tree()
    return (
        SetSheet(CRITERIA_SHEET, COLUMNS, tuple(_criterion_row(tree, node) for node in tree)),
        SetSheet(GENERAL_SHEET, _GENERAL_COLUMNS, tuple(_general(criteria))),
        SetSheet(
            GROUPS_SHEET, _GROUP_COLUMNS, tuple((group.code, group.name) for group in criteria.unit_groups)
        ),
        SetSheet(
            FACTS_SHEET,
            _FACT_COLUMNS,
            tuple((one.code, one.label, _word(_FACT_KINDS, one.kind), one.by) for one in criteria.facts),
        ),
        SetSheet(
            GRADES_SHEET,
            _GRADE_COLUMNS,
            tuple(
                (
                    *(grade.code, grade.name, grade.at_least, grade.below, grade.at_most),
                    *(
                        (None, None, None)
                        if grade.quota is None
                        else (grade.quota.percent, "; ".join(grade.quota.of), grade.quota.by_decision)
                    ),
                )
                for grade in criteria.grades
            ),
        ),
        SetSheet(
            CONDITIONS_SHEET,
            _GRADE_CONDITION_COLUMNS,
            tuple((grade.code, *_condition(one)) for grade in criteria.grades for one in grade.conditions),
        ),
        SetSheet(
            SANCTIONS_SHEET,
            _SANCTION_COLUMNS,
            tuple(
                (*_condition(one.when), one.at_most, Decimal(one.lower_by) if one.lower_by else None)
                for one in criteria.sanctions
            ),
        ),
    )


def _word(words: Mapping[str, object], value: object) -> str:
    """The word of the office for a value."""
    return next(word for word, meant in words.items() if meant == value)


def _general(criteria: Criteria) -> Iterator[tuple[Value, ...]]:
    tree = criteria.tree()
    period, ranking = criteria.period, criteria.ranking
    yield _ID, criteria.id
    yield _VERSION, criteria.version
    yield _TITLE, criteria.title
    yield _ISSUER, criteria.issuer
    for basis in criteria.legal_basis or ("",):
        yield _LEGAL, basis
    yield _PERIOD, period.name
    yield _FIRST_DAY, _day(period.first_day)
    yield _LAST_DAY, _day(period.last_day)
    yield _UNIT, criteria.unit
    restarts = any(node.code and node.key.partition("@")[0] != node.code for node in tree)
    yield _NUMBERING, _word(_NUMBERINGS, "per-section" if restarts else "unique")
    yield _FRAME, _word(_YES_NO, criteria.frame)
    yield _RATE_PLACES, Decimal(criteria.rate_places)
    yield _GRADED_BY, _word(_MEASURES, criteria.graded_by)
    yield _RANKED_BY, _word(_MEASURES, ranking.by)
    yield _TIE, _word(_TIES, ranking.ties)
    yield _RANKED_IN, _word(_WITHIN, ranking.within)
    for code in ranking.tie_breaks or ("",):
        yield _TIE_BREAK, code


def _day(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{day}/{month}/{year}"


def _criterion_row(tree: Tree, node: Criterion) -> tuple[Value, ...]:
    exclusion = node.exclusion
    waits = tree.criteria.frame and node.max_score == 0
    values: dict[str, Value] = {
        HEADERS[Field.CODE]: node.code,
        HEADERS[Field.TITLE]: node.title,
        LEVEL: Decimal(node.level),
        HEADERS[Field.MAX]: None if waits else node.max_score,
        _RULE: None if node.rule.kind == "direct" else _word(_RULES, node.rule.kind),
        _DETAIL: _detail(node.rule),
        _EVIDENCE: _word(_YES_NO, node.evidence == "required") if node.is_leaf else None,
        _ALLOWED: None if exclusion.allowed else _word(_YES_NO, False),
        _BASIS: exclusion.basis,
        _POLICY: None if exclusion.policy == "drop" else _word(_POLICIES, exclusion.policy),
        _KIND: None if node.kind == "main" else _word(_KINDS, node.kind),
        _IN_BASE: _word(_YES_NO, node.in_base) if node.kind == "bonus" or node.in_base else None,
        _ZEROES: _word(_YES_NO, True) if node.zeroes_parent else None,
        _PLACES: None if node.places == 2 else Decimal(node.places),
        _STEP: node.step,
        _GROUPS: "; ".join(node.groups),
        _MAX_FOR: "; ".join(f"{group} = {number_text(points)}" for group, points in node.max_for),
    }
    return tuple(values[column.header] for column in COLUMNS)


def _condition(condition: Condition) -> tuple[Value, ...]:
    return (
        _word(_SUBJECTS, condition.of),
        condition.subject,
        _word(_SIGNS, condition.op),
        condition.value,
        condition.text,
    )


def _detail(rule: Rule) -> str:
    """The rule's own facts, one a line; the further lines of a text of several are indented."""
    lines = [f"{number_text(level.score)}: {_indented(level.label)}" for level in rule.levels]
    if rule.points is not None:
        lines.append(f"{_EACH}: {number_text(rule.points)}")
    names = {name: word for word, name in _INPUTS.items()}
    lines += (f"{names[one.name]}: {_indented(one.label)}" for one in rule.inputs)
    for band in rule.bands:
        limit = ""
        if band.below is not None:
            limit += f" dưới {number_text(band.below)}"
        if band.at_most is not None:
            limit += f" đến hết {number_text(band.at_most)}"
        lines.append(f"từ {number_text(band.at_least)}{limit}: {number_text(band.score)}")
    if rule.by:
        lines.append(f"{_BY}: {_indented(rule.by)}")
    return "\n".join(lines)


def _indented(text: str) -> str:
    return text.replace("\n", "\n    ")


# --- and back -------------------------------------------------------------------------------------


class SheetData(NamedTuple):
    """What was read from sheets: the data of a set file and what could not be used."""

    data: Mapping[str, Any]
    """For ``dump.yaml_text``; remarks on criteria stand in it."""
    remarks: tuple[str, ...]
    """On the set as a whole."""


def is_set_book(sheets: Mapping[str, Rows]) -> bool:
    """Were these sheets written by ``to_sheets``?"""
    rows = _find(sheets, CRITERIA_SHEET)
    known = {fold(column.header) for column in COLUMNS}
    return _find(sheets, GENERAL_SHEET) is not None and any(
        len({fold(value) for value in row if isinstance(value, str)} & known) >= 5 for row in (rows or ())[:5]
    )


def from_sheets(sheets: Mapping[str, Rows]) -> SheetData:
    """The data of a set file, from the rows of sheets that an official may have edited.

    Args:
        sheets: name -> rows from the first one on; numbers as Decimal, texts as they stand.
    """
    remarks: list[str] = []
    records = {
        name: list(_records(sheets, name, columns, remarks))
        for name, columns in (
            (CRITERIA_SHEET, COLUMNS),
            (GROUPS_SHEET, _GROUP_COLUMNS),
            (FACTS_SHEET, _FACT_COLUMNS),
            (GRADES_SHEET, _GRADE_COLUMNS),
            (CONDITIONS_SHEET, _GRADE_CONDITION_COLUMNS),
            (SANCTIONS_SHEET, _SANCTION_COLUMNS),
        )
    }
    data = _general_data(sheets, remarks)
    data["unit_groups"] = [
        {"code": one.text("Mã nhóm"), "name": one.text("Tên nhóm đơn vị")} for one in records[GROUPS_SHEET]
    ]
    data["facts"] = [
        {
            "code": one.text("Mã dữ kiện"),
            "label": one.text("Nội dung"),
            "kind": one.choice("Kiểu", _FACT_KINDS),
            "by": one.text("Nơi xác định (để trống là đơn vị)"),
        }
        for one in records[FACTS_SHEET]
    ]
    conditions: dict[str, list[dict[str, Any]]] = {}
    for one in records[CONDITIONS_SHEET]:
        conditions.setdefault(one.text("Mã mức"), []).append(_condition_data(one))
    data["grades"] = [_grade_data(one, conditions) for one in records[GRADES_SHEET]]
    for code in conditions.keys() - {one.text("Mã mức") for one in records[GRADES_SHEET]}:
        remarks.append(f"Trang tính «{CONDITIONS_SHEET}» có điều kiện của mức «{code}», không có mức này")
    data["sanctions"] = [
        {
            "when": _condition_data(one),
            "grade_at_most": one.text("Cao nhất là mức"),
            "lower_by": one.number("Hạ số mức"),
        }
        for one in records[SANCTIONS_SHEET]
    ]
    names = {fold(group["name"]): group["code"] for group in data["unit_groups"]}
    data["criteria"] = _criteria_data(records[CRITERIA_SHEET], names)
    for name, found in records.items():
        if name != CRITERIA_SHEET:
            remarks += (remark for one in found for remark in one.remarks)
    order = {key: place for place, key in enumerate(_ORDER)}
    return SheetData(
        dict(sorted(data.items(), key=lambda item: order.get(item[0], len(order)))), tuple(remarks)
    )


_ORDER = (
    *("id", "version", "title", "issuer", "legal_basis", "period", "unit", "unit_groups", "codes", "frame"),
    *("total", "rate_places", "facts", "graded_by", "grades", "sanctions", "ranking", "criteria"),
)


def _find(sheets: Mapping[str, Rows], name: str) -> Rows | None:
    return next((rows for known, rows in sheets.items() if fold(known) == fold(name)), None)


_POINTS_WORD = re.compile(r"\s*(?:điểm|đ)\.?\Z", re.IGNORECASE)


def parse_points(text: str) -> Decimal | None:
    """The number of points that a cell of a table states, ``10,0 điểm`` too; None where it is not clear."""
    found = parse_number(_POINTS_WORD.sub("", squash(text)))
    return None if found.ambiguous else found.value


class _Record:
    """One row of a sheet, by the headers of its columns; ``remarks`` gathers what it holds and cannot
    be used."""

    def __init__(self, sheet: str, row: int, values: Mapping[str, Value]) -> None:
        self.sheet = sheet
        self.row = row
        self._values = values
        self.remarks: list[str] = []

    def text(self, header: str) -> str:
        value = self._values.get(header)
        if isinstance(value, Decimal):
            return f"{value:f}"
        return "" if value is None or is_blank(value) else nfc(value).strip()

    def number(self, header: str) -> str:
        """The number in a column, for a set file; '' for a blank. What is no number is written as it
        stands, for the linter to name its line."""
        value = self._values.get(header)
        if isinstance(value, Decimal):
            return Bare(number_text(value))
        text = self.text(header)
        if not text:
            return ""
        found = parse_points(text)
        return text if found is None else Bare(number_text(found))

    def choice(self, header: str, words: Mapping[str, object]) -> Any:
        """What the word in a column stands for; '' for a blank, with a remark for an unknown word."""
        text = self.text(header)
        if not text:
            return ""
        for word, meant in words.items():
            if fold(word) == fold(text):
                return meant
        self.remark(header, text)
        return ""

    def remark(self, header: str, text: str) -> None:
        self.remarks.append(
            f"Trang tính «{self.sheet}», dòng {self.row}, cột «{header}» chưa dùng được: {text}"
        )


def _records(
    sheets: Mapping[str, Rows], name: str, columns: Sequence[Column], remarks: list[str]
) -> Iterator[_Record]:
    """The rows below a sheet's header that hold something."""
    rows = _find(sheets, name) or ()
    wanted = {fold(column.header): column.header for column in columns}
    places: dict[int, str] = {}
    others: dict[int, str] = {}
    for number, row in enumerate(rows, start=1):
        if not places:
            found = {
                place: wanted[fold(value)]
                for place, value in enumerate(row)
                if isinstance(value, str) and fold(value) in wanted
            }
            if len(found) * 2 >= len(wanted):
                places = found
                others = {
                    place: value
                    for place, value in enumerate(row)
                    if place not in found and isinstance(value, str) and not is_blank(value)
                }
            continue
        record = _Record(
            name, number, {places[place]: value for place, value in enumerate(row) if place in places}
        )
        for place, value in enumerate(row):
            if place not in places and value is not None and not is_blank(str(value)):
                record.remark(others.get(place, "?"), str(value))
        if any(record.text(header) for header in places.values()):
            yield record
        else:
            remarks += record.remarks


def _general_data(sheets: Mapping[str, Rows], remarks: list[str]) -> dict[str, Any]:
    known = {
        fold(name)
        for name in (
            *(_ID, _VERSION, _TITLE, _ISSUER, _LEGAL, _PERIOD, _FIRST_DAY, _LAST_DAY, _UNIT, _NUMBERING),
            *(_FRAME, _TOTAL, _RATE_PLACES, _GRADED_BY, _RANKED_BY, _TIE, _RANKED_IN, _TIE_BREAK),
        )
    }
    found: dict[str, list[_Record]] = {}
    for record in _records(sheets, GENERAL_SHEET, _GENERAL_COLUMNS, remarks):
        name, value = fold(record.text("Mục")), record.text("Nội dung")
        remarks += record.remarks
        record.remarks = []
        if name in known:
            if value:
                found.setdefault(name, []).append(record)
        elif value:
            remarks.append(f"Trang tính «{GENERAL_SHEET}» còn ghi: {record.text('Mục')}: {value}")

    def texts(name: str) -> list[str]:
        return [record.text("Nội dung") for record in found.get(fold(name), ())]

    def text(name: str) -> str:
        return next(iter(texts(name)), "")

    def word(name: str, words: Mapping[str, object], default: object) -> Any:
        record = next(iter(found.get(fold(name), ())), None)
        if record is None:
            return ""
        value = record.choice("Nội dung", words)
        remarks.extend(record.remarks)
        return "" if value == default else value

    def number(name: str) -> str:
        record = next(iter(found.get(fold(name), ())), None)
        return "" if record is None else record.number("Nội dung")

    return {
        "id": text(_ID),
        "version": text(_VERSION),
        "title": text(_TITLE),
        "issuer": text(_ISSUER),
        "legal_basis": texts(_LEGAL),
        "period": {
            "name": text(_PERIOD),
            "first_day": _iso(text(_FIRST_DAY)),
            "last_day": _iso(text(_LAST_DAY)),
        },
        "unit": text(_UNIT),
        "codes": word(_NUMBERING, _NUMBERINGS, "unique"),
        "frame": word(_FRAME, _YES_NO, False),
        "total": number(_TOTAL),
        "rate_places": number(_RATE_PLACES),
        "graded_by": word(_GRADED_BY, _MEASURES, "rate"),
        "ranking": {
            "by": word(_RANKED_BY, _MEASURES, RANKING.by),
            "ties": word(_TIE, _TIES, RANKING.ties),
            "within": word(_RANKED_IN, _WITHIN, RANKING.within),
            "tie_breaks": texts(_TIE_BREAK),
        },
    }


def _iso(text: str) -> str:
    match = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text)
    return Bare(f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}") if match else text


def _grade_data(record: _Record, conditions: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    code = record.text("Mã mức")
    return {
        "code": code,
        "name": record.text("Tên mức"),
        "at_least": record.number("Từ"),
        "below": record.number("Dưới"),
        "at_most": record.number("Đến hết"),
        "conditions": conditions.get(code, []),
        "quota": {
            "percent": record.number("Không quá (%)"),
            "of": _listed(record.text("Tính trên số đơn vị đạt mức")),
            "by_decision": record.number("Có quyết định thì không quá (%)"),
        },
    }


def _condition_data(record: _Record) -> dict[str, Any]:
    subject = record.choice("Loại", _SUBJECTS) or "fact"
    sign = record.choice("So sánh", _TYPED_SIGNS) or "is"
    return {
        subject: record.text("Mã dữ kiện hoặc tiêu chí"),
        sign: record.number("Giá trị (có = 1, không = 0)").removesuffix("%").rstrip(),
        "text": record.text("Lời văn"),
    }


def _listed(text: str) -> list[str]:
    return [piece.strip() for piece in text.split(";") if piece.strip()]


class _Above(NamedTuple):
    """A criterion to which rows below may belong."""

    item: dict[str, Any]
    groups: list[str]
    kind: str


def _criteria_data(records: Sequence[_Record], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows of criteria, each below the nearest row above it that is one level higher."""
    roots: list[dict[str, Any]] = []
    above: list[_Above] = []
    levels: list[int] = []
    codes: list[str] = []
    for record in records:
        typed = clean(record.text(HEADERS[Field.CODE]))
        code = with_lost_zero(typed, codes)
        if code != typed:
            record.remarks.append(f"Bảng ghi mã {typed} ngay sau {codes[-1]}: coi là {code} bị mất số 0.")
        levels.append(_level(record, code, codes, levels))
        codes.append(code)
    for position, (record, level) in enumerate(zip(records, levels, strict=True)):
        is_leaf = position + 1 == len(levels) or levels[position + 1] <= level
        del above[level - 1 :]
        found = _criterion_data(record, is_leaf, above[-1] if above else None, names)
        if codes[position] != clean(found.item["code"]):
            found.item["code"] = codes[position]
        (above[-1].item["children"] if above else roots).append(found.item)
        above.append(found)
    return roots


def _level(record: _Record, code: str, codes: Sequence[str], levels: Sequence[int]) -> int:
    """A row's level, at most one below that of the row before it. Where it is left out, a row whose code
    goes on from another's stands below that one, and any other beside the row before it."""
    before = levels[-1] if levels else 0
    text = record.text(LEVEL)
    if not text and code:
        for above, level in zip(reversed(codes), reversed(levels), strict=True):
            if above and extends(code, above):
                return level + 1
    if not re.fullmatch("[1-9][0-9]?", text):
        record.remark(LEVEL, text or "(trống)")
        return before or 1
    if int(text) > before + 1:
        record.remark(LEVEL, text)
    return min(int(text), before + 1)


def _criterion_data(
    record: _Record, is_leaf: bool, parent: _Above | None, names: Mapping[str, str]
) -> _Above:
    """``names`` are the codes of unit groups by their folded names."""
    above = parent.kind if parent is not None else "main"
    kind = str(record.choice(_KIND, _KINDS) or above)
    evidence = record.choice(_EVIDENCE, _YES_NO)
    policy = record.choice(_POLICY, _POLICIES)
    groups = [_group_code(piece, names) for piece in _listed(record.text(_GROUPS))]
    places = record.number(_PLACES)
    item: dict[str, Any] = {
        "code": record.text(HEADERS[Field.CODE]),
        "title": record.text(HEADERS[Field.TITLE]),
        COMMENTS: record.remarks,
        "max": record.number(HEADERS[Field.MAX]),
        "max_for": _max_for(record, names),
        "groups": groups if groups != (parent.groups if parent else []) else [],
        "kind": kind if kind != above else "",
        "in_base": record.choice(_IN_BASE, _YES_NO),
        "evidence": "" if not is_leaf or evidence == "" else "required" if evidence else "optional",
        "exclusion": {
            "allowed": False if record.choice(_ALLOWED, _YES_NO) is False else "",
            "basis": record.text(_BASIS),
            "policy": policy if policy != "drop" else "",
        },
        "places": places if places != "2" else "",
        "step": record.number(_STEP),
        "zeroes_parent": record.choice(_ZEROES, _YES_NO) or "",
        "rule": _rule_data(record) if is_leaf else {},
        "children": [],
    }
    return _Above(item, groups, kind)


def _group_code(text: str, names: Mapping[str, str]) -> str:
    """The code of a unit group that is written by its code or by its name."""
    return text if text in names.values() else names.get(fold(text), text)


def _max_for(record: _Record, names: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for piece in _listed(record.text(_MAX_FOR)):
        match = re.fullmatch(r"(.*\S)\s*[=:]\s*([^=:]+)", piece)
        value = None if match is None else parse_points(match[2])
        if match is None or value is None:
            record.remark(_MAX_FOR, piece)
        else:
            found[_group_code(match[1], names)] = Bare(number_text(value))
    return found


_NUMBER = r"(-?[0-9]+(?:[.,][0-9]+)?)"
_IN_POINTS = rf"{_NUMBER}(?:\s*điểm)?"
_IN_PERCENT = rf"{_NUMBER}\s*%?"
_LEVEL_LINE = re.compile(rf"{_IN_POINTS}\s*:\s*(.+)", re.DOTALL)
_BAND_LINE = re.compile(
    rf"từ {_IN_PERCENT}(?:\s+(?:đến\s+)?dưới {_IN_PERCENT})?(?:\s+đến hết {_IN_PERCENT})?"
    rf"(?:\s+trở lên)?\s*:\s*{_IN_POINTS}\Z",
    re.IGNORECASE,
)
_LOWEST_BAND_LINE = re.compile(rf"dưới {_IN_PERCENT}\s*:\s*{_IN_POINTS}\Z", re.IGNORECASE)
_NAMED_LINE = re.compile(rf"({'|'.join((*_INPUTS, _EACH, _BY))})\s*:\s*(.+)", re.DOTALL | re.IGNORECASE)


def _rule_data(record: _Record) -> dict[str, Any]:
    """The rule that a row states; what its detail column holds beyond that is a remark."""
    kind = record.choice(_RULE, _RULES) or "direct"
    levels: list[dict[str, str]] = []
    bands: list[dict[str, str]] = []
    named: dict[str, str] = {}
    names = {fold(word): name for word, name in _INPUTS.items()} | {fold(_EACH): "points", fold(_BY): "by"}
    for line in _detail_lines(record.text(_DETAIL)):
        band, level, name = _BAND_LINE.match(line), _LEVEL_LINE.match(line), _NAMED_LINE.match(line)
        lowest = _LOWEST_BAND_LINE.match(line)
        if lowest and kind == "steps":
            bands.append({"at_least": Bare("0"), "below": _exact(lowest[1]), "score": _exact(lowest[2])})
        elif band and kind == "steps":
            keys = ("at_least", "below", "at_most", "score")
            bands.append({key: _exact(text) for key, text in zip(keys, band.groups(), strict=True)})
        elif level and kind in ("choice", "alternatives"):
            levels.append({"score": _exact(level[1]), "label": level[2]})
        elif name and names[fold(name[1])] in _TAKES.get(kind, ()):
            which = names[fold(name[1])]
            named[which] = _exact(name[2]) if which == "points" else name[2]
        else:
            record.remark(_DETAIL, line)
    if kind == "direct":
        return {}
    return {
        "kind": kind,
        "points": named.get("points", ""),
        **{name: named.get(name, "") for name in _INPUTS.values()},
        "levels": levels,
        "bands": bands,
        "by": named.get("by", ""),
    }


_TAKES: dict[str, tuple[str, ...]] = {
    "ratio": ("numerator", "denominator"),
    "steps": ("numerator", "denominator"),
    "deduction": ("points", "count"),
    "per_unit": ("points", "count"),
    "given": ("by",),
}


def _detail_lines(text: str) -> list[str]:
    """The lines of a detail cell, an indented one added to the line before it."""
    lines: list[str] = []
    for line in text.split("\n"):
        if lines and line[:1] in (" ", "\t"):
            lines[-1] += "\n" + line.strip()
        elif line.strip():
            lines.append(line.strip())
    return lines


def _exact(text: str | None) -> str:
    """A number as a set file has it; a text that is none as it stands."""
    if text is None:
        return ""
    found = parse_points(text)
    return text if found is None else Bare(number_text(found))
