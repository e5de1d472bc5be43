"""The only address book: which cell of a form holds which field of which criterion.

Sheet name, header texts and footer labels are the form that units know; other people's scripts
depend on them. A form as built by ``template`` has its rows where ``Layout`` says; a form that
came back is read by code and header text (``read``), since rows and columns may have moved.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property

from .cell import Address, column_letters, ref
from .criteria import Criteria, Fact, Input
from .record import NamedTuple

FORM_SHEET = "Chấm điểm"
GUIDE_SHEET = "Hướng dẫn"
DATA_SHEET = "Số liệu"
RESULT_SHEET = "Kết quả kiểm tra"
IMPORT_SHEET = "Nhập từ bảng"
"""What was inferred while a table became this form, for the unit to confirm."""
MIGRATION_SHEET = "Chuyển từ bộ cũ"
"""What was carried from a form of an older set, what was not and why."""
IDENTITY_SHEET = "_selfscore"
EXCLUSION_SHEET = "Đề nghị trừ"
"""In the reviewer's copy: a decision on every exclusion that the unit asked for."""
COMPARISON_SHEET = "So sánh thẩm định"
REMARK_SHEET = "Ý kiến trao đổi"
"""In the reviewer's copy: remarks, their state, and the unit's answers; it travels with the form."""


class Field(StrEnum):
    """A column of the form, in the order of the form."""

    CODE = "code"
    TITLE = "title"
    MAX = "max"
    EXCLUDED = "excluded"
    SELF = "self"
    EVIDENCE = "evidence"
    EXPLANATION = "explanation"
    APPRAISED = "appraised"
    OPINION = "opinion"
    CHECK = "check"


HEADERS: dict[Field, str] = {
    Field.CODE: "Mã",
    Field.TITLE: "Lĩnh vực/Tiêu chí/Tiêu chí thành phần",
    Field.MAX: "Điểm tối đa",
    Field.EXCLUDED: "Đề nghị trừ",
    Field.SELF: "Tự đánh giá",
    Field.EVIDENCE: "Tài liệu kiểm chứng/Giải trình",
    Field.EXPLANATION: "Giải trình",
    Field.APPRAISED: "Thẩm định",
    Field.OPINION: "Ý kiến hội đồng thẩm định",
    Field.CHECK: "Kiểm tra",
}

UNIT_INPUTS = (Field.EXCLUDED, Field.SELF, Field.EVIDENCE, Field.EXPLANATION)
"""What the unit types in a leaf's row."""
GROUP_INPUTS = (Field.EXCLUDED, Field.EXPLANATION)
"""What the unit types in a group's row: a mark takes out everything below, and its reason."""
REVIEWER_INPUTS = (Field.APPRAISED, Field.OPINION)
"""What the reviewer types in a leaf's row."""

EXCLUSION_MARK = "x"


class Head(StrEnum):
    """A line of the unit's block above the table."""

    UNIT = "unit"
    UNIT_GROUP = "unit_group"
    PERIOD = "period"
    SET = "set"


HEAD_LABELS: dict[Head, str] = {
    Head.UNIT: "Đơn vị",
    Head.UNIT_GROUP: "Nhóm đơn vị",
    Head.PERIOD: "Kỳ đánh giá",
    Head.SET: "Bộ tiêu chí",
}


class Footer(StrEnum):
    """A line below the table, in the order of the form."""

    MAX = "max"
    EXCLUDED = "excluded"
    SELF = "self"
    PENALTY = "penalty"
    ACHIEVED = "achieved"
    RATE = "rate"


FOOTER_LABELS: dict[Footer, str] = {
    Footer.MAX: "Tổng cộng tối đa theo cấp",
    Footer.EXCLUDED: "Tổng cộng điểm không chấm",
    Footer.SELF: "Tổng cộng tự đánh giá",
    Footer.PENALTY: "Tổng điểm bị trừ",
    Footer.ACHIEVED: "Tổng điểm đạt được",
    Footer.RATE: "Tỷ lệ đạt được (%)",
}
FOOTER_FIELD = Field.MAX
"""The column in which the footer lines hold their value, as in the known form. The line of the
maximum also repeats the self score's total under ``Tự đánh giá``."""


class DataField(StrEnum):
    """A column of the data sheet, in its order."""

    CODE = "code"
    TITLE = "title"
    LABEL = "label"
    VALUE = "value"
    PROPOSED = "proposed"
    CHECK = "check"


FACTS_TITLE = "Số liệu chung của đơn vị"
"""Heads the facts that grades ask for, below the figures of the data sheet."""

DATA_HEADERS: dict[DataField, str] = {
    DataField.CODE: "Mã",
    DataField.TITLE: "Tiêu chí",
    DataField.LABEL: "Số liệu cần nhập",
    DataField.VALUE: "Giá trị",
    DataField.PROPOSED: "Điểm theo số liệu",
    DataField.CHECK: "Kiểm tra",
}


class DataRow(NamedTuple):
    """One figure to type in the data sheet: its criterion, which input of the rule, its row."""

    key: str
    input: Input
    row: int


class FactRow(NamedTuple):
    """Something to state once for the unit, below the figures of the data sheet."""

    fact: Fact
    row: int


IDENTITY_NAMES: dict[str, str] = {
    "set_id": "ss_set",
    "version": "ss_version",
    "fingerprint": "ss_fingerprint",
    "unit": "ss_unit",
    "unit_group": "ss_unit_group",
    "period": "ss_period",
}
"""Field of ``submission.Identity`` -> the name it is stamped under, three times: column A of the
identity sheet (value in column B), a defined name holding a string constant, and a custom document
property. Programs that re-save a form drop one or another of them."""


class Decision(StrEnum):
    """What the reviewer decides on an exclusion, in the words of the form."""

    ACCEPTED = "Chấp nhận"
    REFUSED = "Không chấp nhận"


class RemarkState(StrEnum):
    """How far a remark has come."""

    OPEN = "Mở"
    ANSWERED = "Đã giải trình"
    ACCEPTED = "Chấp nhận"


EXCLUSION_HEADERS = (
    "Mã",
    "Tiêu chí",
    "Điểm đề nghị trừ",
    "Lý do của đơn vị",
    "Căn cứ trong lời văn tiêu chí",
    "Quyết định",
    "Tỷ lệ nếu chấp nhận (%)",
    "Tỷ lệ nếu không chấp nhận (%)",
)
REMARK_HEADERS = ("Mã", "Ý kiến thẩm định", "Trạng thái", "Giải trình của đơn vị")

LEDGER_COLUMN = 11
"""First of the hidden columns of the result sheet in which ``validate`` notes what it changed, so
that an annotated copy that is sent in again is read as what the unit entered."""
LEDGER_TITLE = "_ledger"

HELPER_PREFIX = "_"
"""Header texts of the hidden helper columns start with it; they belong to the form's formulas."""


class Helper(StrEnum):
    """A hidden column of the form sheet, right of the form, in its order. Its header text is
    ``HELPER_PREFIX`` and the value here."""

    KEY = "key"
    LEAF = "leaf"
    MAIN = "main"
    GIVEN = "given"
    CHOICE = "choice"
    ALLOWED = "allowed"
    DROP = "drop"
    EVIDENCE_NEEDED = "evidence_needed"
    PLACES = "places"
    STEP = "step"
    MARK = "mark"
    OUT = "out"
    EVIDENCE = "evidence"
    EXPLANATION = "explanation"
    REASON = "reason"
    SELF_TEXT = "self_text"
    SELF_BODY = "self_body"
    SELF_SHAPE = "self_shape"
    SELF_POINT = "self_point"
    SELF_WHOLE = "self_whole"
    SELF_FRACTION = "self_fraction"
    SELF_KIND = "self_kind"
    SELF_NUMBER = "self_number"
    APPRAISED_TEXT = "appraised_text"
    APPRAISED_BODY = "appraised_body"
    APPRAISED_SHAPE = "appraised_shape"
    APPRAISED_POINT = "appraised_point"
    APPRAISED_WHOLE = "appraised_whole"
    APPRAISED_FRACTION = "appraised_fraction"
    APPRAISED_KIND = "appraised_kind"
    APPRAISED_NUMBER = "appraised_number"
    POINTS = "points"
    OPEN = "open"
    EXCLUDED = "excluded"
    COUNTED = "counted"
    APPRAISED = "appraised"
    DONE = "done"
    ABOVE = "above"
    GONE = "gone"
    ZEROED = "zeroed"
    CAPPED = "capped"
    APPRAISED_ZEROED = "appraised_zeroed"
    APPRAISED_CAPPED = "appraised_capped"


WHOLE_GROUP_HELPERS = (Helper.ABOVE, Helper.GONE)
"""Of sets in which a leaf may take its whole group out of the total."""
ZERO_HELPERS = (Helper.ZEROED, Helper.APPRAISED_ZEROED)
"""Of sets in which a leaf may zero its group."""
CAP_HELPERS = (Helper.CAPPED, Helper.APPRAISED_CAPPED)
"""Of sets with bonus or penalty."""
_EXTRA_HELPERS = frozenset((*WHOLE_GROUP_HELPERS, *ZERO_HELPERS, *CAP_HELPERS))


class Sum(StrEnum):
    """A figure for the status line, in a hidden cell of the status line's row, in this order from
    the first helper column on."""

    LEAVES = "leaves"
    DONE = "done"
    WRONG = "wrong"
    MAX = "max"
    EXCLUDED = "excluded"
    APPLICABLE = "applicable"
    SELF = "self"
    RATE = "rate"
    BONUS = "bonus"
    PENALTY = "penalty"


class DataHelper(StrEnum):
    """A hidden column of the data sheet, right of its own columns, as ``Helper`` is."""

    KEY = "key"
    INPUT = "input"
    WHOLE_NUMBER = "whole_number"
    TEXT = "text"
    BODY = "body"
    SHAPE = "shape"
    POINT = "point"
    WHOLE = "whole"
    FRACTION = "fraction"
    KIND = "kind"
    NUMBER = "number"
    FAULT = "fault"


MOST_LEFT_OVER = 5_000
"""Contents of an old form without a place in a fresh one that are listed beside it: nobody looks through
more, and no form has them."""

SIGNATURE_ROWS = 7
"""Rows below the footer that hold the place, the date and the signatures."""


class Layout:
    """The addresses in a form of one set, as built by ``template``."""

    title_row = 1
    basis_row = 2
    head_label_column = 1
    head_value_column = 3
    status_row = 7
    header_row = 8
    first_row = 9
    data_header_row = 4
    data_first_row = 5

    def __init__(self, criteria: Criteria) -> None:
        self.criteria = criteria
        self.rows = {node.key: self.first_row + index for index, node in enumerate(criteria.nodes)}
        self.last_row = self.first_row + len(criteria.nodes) - 1
        self.footer_rows = {line: self.last_row + 1 + index for index, line in enumerate(Footer)}
        self.head_rows = {head: 3 + index for index, head in enumerate(Head)}

    columns: dict[Field, int] = {field: index for index, field in enumerate(Field, start=1)}  # noqa: RUF012
    data_columns: dict[DataField, int] = {  # noqa: RUF012
        field: index for index, field in enumerate(DataField, start=1)
    }
    first_helper_column = len(Field) + 1
    data_helper_columns: dict[DataHelper, int] = {  # noqa: RUF012
        helper: index for index, helper in enumerate(DataHelper, start=len(DataField) + 1)
    }
    sum_columns: dict[Sum, int] = {  # noqa: RUF012
        figure: index for index, figure in enumerate(Sum, start=first_helper_column)
    }

    @cached_property
    def helper_columns(self) -> dict[Helper, int]:
        """The hidden columns that a form of this set needs."""
        nodes = self.criteria.nodes
        extra: set[Helper] = set()
        if self.criteria.tree().leaves_that_take_all:
            extra.update(WHOLE_GROUP_HELPERS)
        if any(node.zeroes_parent for node in nodes):
            extra.update(ZERO_HELPERS)
        if any(node.kind != "main" for node in nodes):
            extra.update(CAP_HELPERS)
        helpers = (helper for helper in Helper if helper not in _EXTRA_HELPERS or helper in extra)
        return {helper: column for column, helper in enumerate(helpers, start=self.first_helper_column)}

    def address(self, key: str, field: Field) -> Address:
        """(row, column) of a criterion's field on the form sheet.

        Raises:
            KeyError: the set has no such criterion.
        """
        return self.rows[key], self.columns[field]

    def ref(self, key: str, field: Field) -> str:
        """A1 notation of a criterion's field on the form sheet."""
        return ref(*self.address(key, field))

    def footer(self, line: Footer, field: Field = FOOTER_FIELD) -> Address:
        """(row, column) of a footer line's value."""
        return self.footer_rows[line], self.columns[field]

    def head(self, head: Head) -> Address:
        """(row, column) of a value in the unit's block."""
        return self.head_rows[head], self.head_value_column

    def column_range(self, column: int) -> str:
        """The absolute range of a column from the header row to the first footer row: one locked
        row longer than the criteria at both ends, so that cutting and pasting an input at the
        edge does not shrink it."""
        letters = column_letters(column)
        return f"${letters}${self.header_row}:${letters}${self.last_row + 1}"

    @cached_property
    def signature_rows(self) -> range:
        """The rows of the signature block; the first of them stays empty."""
        first = self.footer_rows[Footer.RATE] + 1
        return range(first, first + SIGNATURE_ROWS)

    @cached_property
    def data_rows(self) -> tuple[DataRow, ...]:
        """The rows of the data sheet: one per input of every leaf whose rule has inputs."""
        inputs = [(node.key, one) for node in self.criteria.nodes for one in node.rule.asked]
        return tuple(
            DataRow(key, one, self.data_first_row + index) for index, (key, one) in enumerate(inputs)
        )

    @cached_property
    def facts_row(self) -> int:
        """The row of the data sheet that heads what is stated for the unit as a whole."""
        return self.data_first_row + len(self.data_rows)

    @cached_property
    def fact_rows(self) -> tuple[FactRow, ...]:
        """The rows of what is stated for the unit as a whole, below their heading."""
        return tuple(
            FactRow(fact, self.facts_row + 1 + index) for index, fact in enumerate(self.criteria.facts)
        )

    @property
    def data_last_row(self) -> int:
        """The last row of the data sheet in which something is typed."""
        return self.fact_rows[-1].row if self.fact_rows else self.data_header_row + len(self.data_rows)
