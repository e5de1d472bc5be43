"""A table in the old form becomes answers: what was understood, what was inferred, what found no place.

Nothing is guessed in silence. Every inference is a note that the unit can confirm; what a table holds
and a form has no place for is kept, word for word, in a note of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal

from ..criteria import Criterion, Tree
from ..evidence import is_cut, is_file, items
from ..layout import EXCLUSION_MARK, FOOTER_FIELD, HEADERS, Field, Footer
from ..likeness import likeness
from ..record import NamedTuple
from ..scoring import Answer, Scores, score
from ..text import Text, fold, format_number, is_blank, parse_number, squash, visible
from . import exclusions
from .listing import Line, Listing
from .matching import ALIKE, Match
from .source import Cell, Source

Kind = Literal["question", "left", "note"]
"""To be confirmed by the unit · found no place in the form · done, for the record."""


class Note(NamedTuple):
    """One thing to know about an import."""

    kind: Kind
    key: str | None
    """The criterion; None where it is about the whole table."""
    field: Field | None
    """The column of the form that it is about."""
    rows: tuple[int, ...]
    """Row numbers in the file."""
    text: Text
    """One sentence; of a question, what was assumed."""
    value: str = ""
    """What the table holds there, word for word."""


Given = dict[Field, Decimal | str]
"""What goes into a criterion's row, by column."""


class Filled(NamedTuple):
    """Answers for a form, and everything to know about where they come from."""

    answers: Mapping[str, Given]
    notes: tuple[Note, ...]
    scores: Scores
    """Of the answers."""
    unit: str
    """As the file names it; '' where it does not."""
    period: str


def fill(source: Source, listing: Listing, matches: Mapping[int, Match], tree: Tree) -> Filled:
    """The answers of a table of which the criteria are known.

    Args:
        source: the file, for the text around the table.
        listing: the table.
        matches: position of a line -> its criterion.
        tree: the set.
    """
    filler = _Filler(source, listing, matches, tree)
    filler.lines()
    filler.exclusions()
    filler.scores()
    filler.totals()
    filler.rest()
    answers = {node.key: filler.answers[node.key] for node in tree if filler.answers.get(node.key)}
    unit, period = _heading((*listing.above, *source.prose))
    filler.heading(unit, period)
    return Filled(answers, tuple(filler.notes), filler.computed, unit, period)


_TEXT_FIELDS = (Field.EXPLANATION, Field.OPINION)
_SCORES = (Field.SELF, Field.APPRAISED)


class _Filler:
    """Fills one form; ``notes`` gathers what there is to say."""

    def __init__(self, source: Source, listing: Listing, matches: Mapping[int, Match], tree: Tree) -> None:
        self.source = source
        self.listing = listing
        self.matches = matches
        self.tree = tree
        self.line_of = {found.key: listing.lines[position] for position, found in matches.items()}
        self.answers: dict[str, Given] = {node.key: {} for node in tree}
        self.notes: list[Note] = []
        self.computed = score(tree, {})

    def say(
        self,
        kind: Kind,
        key: str | None,
        field: Field | None,
        text: Text,
        value: str = "",
        rows: Sequence[int] = (),
    ) -> None:
        if not rows and key is not None and key in self.line_of:
            rows = self.line_of[key].rows
        self.notes.append(Note(kind, key, field, tuple(rows), text, value))

    # --- line by line

    def lines(self) -> None:
        for position, line in enumerate(self.listing.lines):
            found = self.matches.get(position)
            if found is None:
                self._leave(line)
                continue
            node = self.tree[found.key]
            self._doubts(line, node, found)
            if len(line.rows) > 1:
                self.say("note", node.key, None, _joined(line.rows))
            for field in line.inherited:
                self.say("question", node.key, field, _inherited(field), line.text(field))
            self._scores(line, node)
            self._texts(line, node)
            for column, text in line.others.items():
                self._left(node.key, line.rows, text, _in_column(self.listing.head.others.get(column, "")))

    def _leave(self, line: Line) -> None:
        """A line of which no criterion of the set is meant."""
        if not line.cells and not line.others and not line.code:
            text = Text("Dòng này không có mã, không có điểm", "This row has neither a code nor a score")
            self._left(None, line.rows, line.title, text)
            return
        name = f"{line.code} {line.title}".strip()
        content = " | ".join((name, *(cell.text for cell in line.cells.values()), *line.others.values()))
        again = self._known_line(line)
        reason = (
            Text(
                f"Tiêu chí {again} đã có ở dòng khác, dòng này lặp lại",
                f"Criterion {again} stands in another row already; this one repeats it",
            )
            if again
            else Text("Bộ tiêu chí không có tiêu chí này", "The set has no such criterion")
        )
        self._left(None, line.rows, content, reason)

    def _known_line(self, line: Line) -> str:
        code = fold(line.code)
        return next((node.code for node in self.tree if code and fold(node.code) == code), "")

    def _left(self, key: str | None, rows: Sequence[int], value: str, reason: Text) -> None:
        if not is_blank(value):
            self.say("left", key, None, reason, value, rows)

    def _doubts(self, line: Line, node: Criterion, found: Match) -> None:
        """What a line says of its criterion that the set does not."""
        if found.how == "title":
            self.say("question", node.key, Field.TITLE, _by_title(line.code, node.code), line.title)
        elif line.title:
            alike = likeness(line.title, node.title)
            if alike < ALIKE:
                self.say("question", node.key, Field.TITLE, _other_title(node.code), line.title)
            elif alike < 1:
                self.say("note", node.key, Field.TITLE, _TITLE_DIFFERS, line.title)
        cell = line.cells.get(Field.MAX)
        if cell is not None:
            most = _number(cell)
            if most is None or most != node.max_score:
                self.say("question", node.key, Field.MAX, _other_max(node), cell.text)

    def _scores(self, line: Line, node: Criterion) -> None:
        for field in _SCORES:
            cell = line.cells.get(field)
            if cell is None:
                continue
            if node.is_leaf:
                self._score(node, field, cell)
            elif _number(cell) is None and not _is_dash(cell.text):
                self._left(node.key, line.rows, cell.text, _NOT_A_SUBTOTAL)

    def _score(self, node: Criterion, field: Field, cell: Cell) -> None:
        if cell.number is not None:
            self.answers[node.key][field] = cell.number
            return
        number = parse_number(cell.text)
        if number.ambiguous:
            self.answers[node.key][field] = squash(cell.text)
            self.say("question", node.key, field, _ambiguous(number.value), cell.text)
        elif number.value is not None:
            self.answers[node.key][field] = number.value
        elif _is_dash(cell.text):
            self.say("note", node.key, field, _DASH, cell.text)
        else:
            self._worded_score(node, field, cell)

    def _worded_score(self, node: Criterion, field: Field, cell: Cell) -> None:
        """A score with words around it: ``4,5 điểm``, ``4,5/5``, or no number at all."""
        match = _WITH_WORDS.match(squash(cell.text))
        value = parse_number(match[1]) if match else None
        if match and value and value.value is not None and not value.ambiguous:
            most = parse_number(match[2]).value if match[2] else None
            if most is None or most == node.max_score:
                self.answers[node.key][field] = value.value
                self.say("question", node.key, field, _taken_as(value.value), cell.text)
                return
        words = exclusions.asking_words(cell.text)
        mark = exclusions.read_mark(cell)
        if field is Field.SELF and (words or (mark.asked and len(cell.text) < 4)):
            self.answers[node.key][Field.EXCLUDED] = EXCLUSION_MARK
            self.say("question", node.key, Field.EXCLUDED, _mark_in_score(node.code), cell.text)
            return
        self.answers[node.key][field] = cell.text
        self.say("question", node.key, field, _not_a_number(field), cell.text)

    def _texts(self, line: Line, node: Criterion) -> None:
        given = self.answers[node.key]
        evidence = line.text(Field.EVIDENCE)
        if evidence and node.is_leaf:
            given[Field.EVIDENCE] = listed_evidence(evidence)
        elif evidence:
            self._left(node.key, line.rows, evidence, _on_group(Field.EVIDENCE))
        for field in _TEXT_FIELDS:
            text = line.text(field)
            if not text:
                continue
            if node.is_leaf or field is Field.EXPLANATION:
                given[field] = text
            else:
                self._left(node.key, line.rows, text, _on_group(field))

    # --- exclusions

    def exclusions(self) -> None:
        self._marks()
        self._list()
        self._words()

    def _marks(self) -> None:
        for key, line in self.line_of.items():
            cell = line.cells.get(Field.EXCLUDED)
            if cell is None:
                continue
            mark = exclusions.read_mark(cell)
            node = self.tree[key]
            is_points = cell.number is not None or parse_number(cell.text).value is not None
            if is_points and not mark.sure:
                mark = mark._replace(asked=_number(cell) == node.max_score)
            if mark.asked:
                self.answers[key][Field.EXCLUDED] = EXCLUSION_MARK
            if not mark.sure:
                self.say("question", key, Field.EXCLUDED, _unclear_mark(node.code, mark.asked), cell.text)
                if len(cell.text) > 12 and Field.EXPLANATION not in self.answers[key]:
                    self.answers[key][Field.EXPLANATION] = cell.text

    def _list(self) -> None:
        """The report's own list of excluded criteria; of a group, its leaves are marked where they give
        the reason, else the group."""
        found = exclusions.listed(self.source.prose)
        if found is None:
            return
        by_code = {fold(node.code): node for node in self.tree if node.code}
        unknown = [code for code in found.codes if fold(code) not in by_code]
        nodes = [by_code[fold(code)] for code in found.codes if fold(code) in by_code]
        marked = []
        for node in nodes:
            leaves = self.tree.leaves_below(node.key)
            own_reason = Field.EXPLANATION in self.answers[node.key] and not any(
                Field.EXPLANATION in self.answers[leaf.key] for leaf in leaves
            )
            for one in (node,) if own_reason else leaves:
                if Field.EXCLUDED not in self.answers[one.key]:
                    self.answers[one.key][Field.EXCLUDED] = EXCLUSION_MARK
                    marked.append(one)
            for leaf in leaves:
                given = self.answers[leaf.key].get(Field.SELF)
                if isinstance(given, Decimal) and given > 0:
                    self.say("question", leaf.key, Field.EXCLUDED, _excluded_yet_scored(leaf, node, given))
        if marked:
            self.say("question", None, Field.EXCLUDED, _from_list(found.codes, marked), found.text)
        bare = [
            node.code
            for node in nodes
            if not any(
                Field.EXPLANATION in self.answers[one.key]
                for leaf in self.tree.leaves_below(node.key)
                for one in self.tree.lineage(leaf.key)
            )
        ]
        if bare:
            self.say("question", None, Field.EXPLANATION, _no_reason(bare, found.reason), found.reason)
        if unknown:
            self.say("left", None, Field.EXCLUDED, _unknown_in_list(unknown), "; ".join(unknown))

    def _words(self) -> None:
        """Explanations that ask for an exclusion, of criteria that nothing else has marked."""
        for node in self.tree:
            given = self.answers[node.key]
            words = exclusions.asking_words(str(given.get(Field.EXPLANATION, "")))
            if not words or any(
                Field.EXCLUDED in self.answers[one.key] for one in self.tree.lineage(node.key)
            ):
                continue
            if all(Field.EXCLUDED in self.answers[leaf.key] for leaf in self.tree.leaves_below(node.key)):
                continue
            scored = given.get(Field.SELF)
            if isinstance(scored, Decimal) and scored > 0:
                self.say("question", node.key, Field.EXCLUDED, _asks_yet_scored(node.code, words, scored))
                continue
            given[Field.EXCLUDED] = EXCLUSION_MARK
            self.say(
                "question",
                node.key,
                Field.EXCLUDED,
                _by_words(node.code, words),
                str(given[Field.EXPLANATION]),
            )

    # --- figures

    def scores(self) -> None:
        self.computed = score(
            self.tree,
            {
                key: Answer(
                    _as_number(given.get(Field.SELF)),
                    Field.EXCLUDED in given,
                    _as_number(given.get(Field.APPRAISED)),
                )
                for key, given in self.answers.items()
            },
        )

    def totals(self) -> None:
        """What the table and the text around it state as sums, against what the answers come to."""
        totals = self.computed.totals
        for key, line in self.line_of.items():
            node, scores = self.tree[key], self.computed.nodes[key]
            for field, own in ((Field.SELF, scores.score), (Field.APPRAISED, scores.appraised)):
                stated = _number(line.cells[field]) if field in line.cells else None
                if not node.is_leaf and stated is not None and stated != (own or 0):
                    self.say("question", key, field, _other_subtotal(node.code, own), line.text(field))
        figures = {
            Footer.MAX: totals.max,
            Footer.EXCLUDED: totals.excluded,
            Footer.SELF: totals.score,
            Footer.ACHIEVED: totals.achieved,
        }
        for total in self.listing.totals:
            self._left(None, (total.row,), total.rest, _BESIDE_TOTAL)
            cell = total.cells.get(FOOTER_FIELD)
            if total.footer in figures and cell is not None:
                self._compare(total.label, cell.text, _number(cell), figures[total.footer], (total.row,))
            elif total.footer is Footer.PENALTY and cell is not None and _number(cell) not in (None, 0):
                self._left(None, (total.row,), f"{total.label}: {cell.text}", _PENALTY)
            elif total.footer is None:
                for field, figure in ((Field.MAX, totals.max), (Field.SELF, totals.score)):
                    cell = total.cells.get(field)
                    if cell is not None and _number(cell) is not None:
                        self._compare(total.label, cell.text, _number(cell), figure, (total.row,))
        names = {
            "max": (_STATED["max"], totals.max),
            "excluded": (_STATED["excluded"], totals.excluded),
            "applicable": (_STATED["applicable"], totals.applicable),
            "self": (_STATED["self"], totals.score),
        }
        for name, text in exclusions.stated(self.source.prose).items():
            label, figure = names[name]
            self._compare(label, text, parse_number(text).value, figure, ())

    def _compare(
        self, label: str, text: str, stated: Decimal | None, figure: Decimal, rows: Sequence[int]
    ) -> None:
        if stated is not None and stated != figure:
            self.say("question", None, None, _other_total(label, figure), text, rows)

    def heading(self, unit: str, period: str) -> None:
        """What the file says of itself, where the set says otherwise."""
        own = self.tree.criteria
        if unit and own.unit and fold(unit) != fold(own.unit):
            self.say("question", None, None, _other_head("Đơn vị", "unit", own.unit), unit)
        if period and fold(period) != fold(own.period.name):
            self.say("question", None, None, _other_head("Kỳ đánh giá", "period", own.period.name), period)

    # --- what is left

    def rest(self) -> None:
        for loose in self.listing.loose:
            self._left(None, (loose.row,), loose.text, _LOOSE)
        around = (*self.source.prose, *self.listing.above, *self.listing.below)
        if around:
            self.say("note", None, None, _AROUND, "\n".join(around)[:_LONGEST_NOTE])
        missing = [node for node in self.tree if node.key not in self.line_of]
        if missing:
            self.say("question", None, None, _missing(missing, len(self.tree.nodes)))


# --- reading cells --------------------------------------------------------------------------------


def _number(cell: Cell) -> Decimal | None:
    if cell.number is not None:
        return cell.number
    found = parse_number(re.sub(r"\s*(?:điểm|đ)\.?\Z", "", squash(cell.text), flags=re.IGNORECASE))
    return None if found.ambiguous else found.value


def _as_number(value: Decimal | str | None) -> Decimal | None:
    return parse_number(value).value if isinstance(value, str) else value


def _is_dash(text: str) -> bool:
    return squash(text) in ("-", "–", "—", "/", "...", "…", "//")


_WITH_WORDS = re.compile(r"([0-9][0-9.,]*)\s*(?:/\s*([0-9][0-9.,]*))?\s*(?:điểm|đ)?\.?\Z", re.IGNORECASE)


def listed_evidence(text: str) -> str:
    """An evidence cell with one item a line. Only lists that say of themselves that they are lists are
    split: numbered ones, and file names between semicolons; what else there is stays as it was."""
    found = items(text)
    if any(item.number is not None for item in found):
        return "\n".join(
            item.name if item.number is None else f"[{item.number}].{item.name}" for item in found
        )
    if "\n" not in text and len(found) > 1 and all(is_file(item) or is_cut(item) for item in found):
        return "\n".join(item.name for item in found)
    return text


_UNIT = re.compile(
    r"(?:tên )?(?:đơn vị|cơ quan|cơ quan, đơn vị|địa phương)(?: tự (?:đánh giá|chấm)[^:]{0,20})?\s*:\s*(.+)"
)
_PERIOD = re.compile(r"(?:kỳ|thời gian|giai đoạn) (?:đánh giá|chấm điểm|báo cáo)\s*:\s*(.+)")


def _heading(lines: Iterable[str]) -> tuple[str, str]:
    """Unit and period as the lines around a table name them ("Đơn vị: …")."""
    unit = period = ""
    for line in lines:
        flat = squash(line)
        folded = flat.casefold()
        if len(folded) != len(flat):
            continue
        match = _UNIT.match(folded)
        if match is not None and not unit:
            unit = flat[match.start(1) :].strip(" .…")
        match = _PERIOD.match(folded)
        if match is not None and not period:
            period = flat[match.start(1) :].strip(" .…")
    return unit, period


# --- sentences ------------------------------------------------------------------------------------

_STATED = {
    "max": "Tổng số điểm (phần lời văn)",
    "excluded": "Số điểm đề nghị trừ (phần lời văn)",
    "applicable": "Số điểm áp dụng (phần lời văn)",
    "self": "Tổng điểm tự chấm (phần lời văn)",
}

_DASH = Text("Dấu gạch ở ô điểm được coi là để trống.", "A dash instead of a score counts as blank.")
_NOT_A_SUBTOTAL = Text(
    "Dòng nhóm tiêu chí không nhập điểm (biểu tự cộng), nội dung này không phải là số",
    "A group takes no score (the form adds up), and this is no number",
)
_PENALTY = Text("Biểu không nhập điểm bị trừ ở dòng tổng", "The form takes no penalty in the line of totals")
_AROUND = Text(
    "Lời văn ngoài bảng không đưa vào biểu.", "The text around the table has no place in the form."
)
_TITLE_DIFFERS = Text(
    "Tên trong bảng khác vài chữ; biểu ghi tên theo bộ tiêu chí.",
    "The title differs by a few words; the form has the set's.",
)
_BESIDE_TOTAL = Text("Nội dung ở dòng tổng", "It stands in a line of totals")
_LONGEST_NOTE = 20_000
_LOOSE = Text("Không rõ dòng này thuộc tiêu chí nào", "It is not clear what criterion this row belongs to")


def _joined(rows: Sequence[int]) -> Text:
    numbers = ", ".join(map(str, rows))
    return Text(
        f"Đã nối các dòng {numbers} của tệp (nội dung viết tiếp ở trang hoặc dòng sau).",
        f"Rows {numbers} of the file were joined (the text goes on over a page or a row).",
    )


def _column(field: Field) -> str:
    return HEADERS[field]


def _inherited(field: Field) -> Text:
    name = _column(field)
    return Text(
        f"Cột «{name}» lấy theo ô gộp chung với dòng phía trên.",
        f"Column “{name}” was taken from a cell merged with the row above.",
    )


def _in_column(header: str) -> Text:
    name = visible(header, 60)
    if not name:
        return Text("Nằm ở cột không có tiêu đề", "It stands in a column without a header")
    return Text(f"Biểu không có cột «{name}»", f"The form has no column “{name}”")


def _by_title(code: str, meant: str) -> Text:
    if not code:
        return Text(
            f"Dòng không có mã, được hiểu là tiêu chí {meant} theo tên.",
            f"The row has no code; by its title it was taken for criterion {meant}.",
        )
    return Text(
        f"Mã «{code}» không dùng được, dòng được hiểu là tiêu chí {meant} theo tên.",
        f"The code “{code}” does not fit; by its title the row was taken for criterion {meant}.",
    )


def _other_title(code: str) -> Text:
    return Text(
        f"Mã là {code} nhưng tên khác hẳn tên tiêu chí {code} của bộ tiêu chí; đã xếp theo mã.",
        f"The code is {code} but the title is quite another than that of {code}; the code was followed.",
    )


def _other_max(node: Criterion) -> Text:
    most = node.max_score
    return Text(
        f"Điểm tối đa trong bảng khác bộ tiêu chí ({format_number(most, 'vi')}); biểu ghi theo bộ tiêu chí.",
        f"The maximum differs from the set's ({format_number(most, 'en')}), which the form has.",
    )


def _ambiguous(value: Decimal | None) -> Text:
    read = value or Decimal(0)
    thousand = read * 1000
    return Text(
        f"Số này có thể là {format_number(read, 'vi')} hoặc {format_number(thousand, 'vi')}; "
        "đã chép nguyên văn, cần gõ lại.",
        f"This may be {format_number(read, 'en')} or {format_number(thousand, 'en')}; it was copied as it "
        "stands, type it again.",
    )


def _taken_as(value: Decimal) -> Text:
    return Text(
        f"Ô điểm có cả chữ, được hiểu là {format_number(value, 'vi')}.",
        f"There are words beside the score, which was taken as {format_number(value, 'en')}.",
    )


def _not_a_number(field: Field) -> Text:
    name = _column(field)
    return Text(
        f"Cột «{name}» không phải là số; đã chép nguyên văn, cần gõ lại.",
        f"Column “{name}” holds no number; it was copied as it stands, type it again.",
    )


def _mark_in_score(code: str) -> Text:
    return Text(
        f"Ô điểm của {code} ghi chữ thay cho số, được hiểu là đề nghị trừ.",
        f"The score of {code} is a word, which was taken as asking for its exclusion.",
    )


def _on_group(field: Field) -> Text:
    name = _column(field)
    return Text(
        f"Dòng nhóm tiêu chí không có ô nhập ở cột «{name}»",
        f"A group has nothing to type in column “{name}”",
    )


def _unclear_mark(code: str, asked: bool) -> Text:
    if asked:
        return Text(
            f"Cột «Đề nghị trừ» của {code} không ghi dấu x nhưng được hiểu là có đề nghị trừ.",
            f"The column “Đề nghị trừ” of {code} has no x but was taken as asking for its exclusion.",
        )
    return Text(
        f"Không hiểu nội dung cột «Đề nghị trừ» của {code}; chưa đánh dấu x.",
        f"What stands in the column “Đề nghị trừ” of {code} is not clear; it was not marked.",
    )


def _points(value: Decimal | None) -> tuple[str, str]:
    return ("—", "—") if value is None else (format_number(value, "vi"), format_number(value, "en"))


def _excluded_yet_scored(leaf: Criterion, node: Criterion, given: Decimal) -> Text:
    vi, en = _points(given)
    return Text(
        f"Báo cáo xin trừ {node.code}, nhưng {leaf.code} vẫn tự chấm {vi} điểm; đã ghi cả hai, chọn một.",
        f"The report excludes {node.code}, yet {leaf.code} has a score of {en}; both were kept, choose one.",
    )


def _from_list(codes: Sequence[str], marked: Sequence[Criterion]) -> Text:
    listed, rows = "; ".join(codes), "; ".join(node.code for node in marked)
    return Text(
        f"Đã đánh dấu x theo danh sách đề nghị trừ trong lời văn ({listed}), tại các dòng: {rows}.",
        f"The list of exclusions in the text ({listed}) was followed; marked rows: {rows}.",
    )


def _no_reason(codes: Sequence[str], reason: str) -> Text:
    listed = "; ".join(codes)
    vi = f"Chưa có lý do ở dòng của {listed}"
    en = f"There is no reason in the rows of {listed}"
    if reason:
        return Text(
            f"{vi}; lời văn nêu lý do chung, hãy ghi vào biểu.", f"{en}; the text gives one for all, copy it."
        )
    return Text(f"{vi}; hãy ghi vào biểu.", f"{en}; give it in the form.")


def _unknown_in_list(codes: Sequence[str]) -> Text:
    listed = "; ".join(codes)
    return Text(
        f"Danh sách đề nghị trừ có mã không thuộc bộ tiêu chí: {listed}",
        f"The list of exclusions has codes that the set does not know: {listed}",
    )


def _by_words(code: str, words: str) -> Text:
    return Text(
        f"Giải trình của {code} viết «{words}» nên đã đánh dấu x.",
        f"The explanation of {code} says “{words}”, so it was marked with x.",
    )


def _asks_yet_scored(code: str, words: str, given: Decimal) -> Text:
    vi, en = _points(given)
    return Text(
        f"Giải trình của {code} viết «{words}» nhưng vẫn tự chấm {vi} điểm; chưa đánh dấu x.",
        f"The explanation of {code} says “{words}”, yet it has a score of {en}; it was not marked.",
    )


def _other_subtotal(code: str, own: Decimal | None) -> Text:
    vi, en = _points(own)
    return Text(
        f"Điểm cộng của nhóm {code} trong bảng khác kết quả tính từ các dòng ({vi}); biểu dùng kết quả tính.",
        f"The subtotal of {code} differs from what its rows come to ({en}), which the form has.",
    )


def _other_total(label: str, figure: Decimal) -> Text:
    vi, en = _points(figure)
    return Text(
        f"«{label}» trong tệp khác kết quả tính từ các dòng ({vi}); xem lại điểm và dấu đề nghị trừ.",
        f"“{label}” in the file differs from what the rows come to ({en}); look at scores and marks again.",
    )


def _other_head(vi: str, en: str, own: str) -> Text:
    return Text(
        f"{vi} trong tệp khác bộ tiêu chí («{own}»); kiểm tra lại có đúng tệp không.",
        f"The {en} in the file is not the set's (“{own}”); see whether it is the right file.",
    )


def _missing(nodes: Sequence[Criterion], count: int) -> Text:
    names = "; ".join(node.code or visible(node.title, 20) for node in nodes[:40])
    more = "; …" if len(nodes) > 40 else ""
    return Text(
        f"Bảng không có {len(nodes)}/{count} tiêu chí, để trống trong biểu: {names}{more}.",
        f"{len(nodes)} of {count} criteria are not in the table and stay blank: {names}{more}.",
    )


def counts(notes: Iterable[Note]) -> Mapping[Kind, int]:
    """How many notes of each kind."""
    found: dict[Kind, int] = {"question": 0, "left": 0, "note": 0}
    for note in notes:
        found[note.kind] += 1
    return found


def by_kind(notes: Sequence[Note], kind: Kind) -> Iterator[Note]:
    """The notes of one kind, in order."""
    return (note for note in notes if note.kind == kind)
