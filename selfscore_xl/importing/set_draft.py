"""A table of criteria becomes a set file: hierarchy from the codes, maxima, the words that grant an
exclusion. What was not understood stands in the file as a comment beside what it was found at.

Nothing is made up: what the table does not say (who issued it, which period) is left out, and the linter
names it.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from ..criteria import Criteria, Criterion, Exclusion, Kind, Level, Period
from ..layout import FOOTER_FIELD, Field, Footer
from ..record import NamedTuple
from ..set_file.codes import DATE, own_part, with_lost_zero
from ..set_file.dump import COMMENTS, Unfinished, number_text, to_yaml, yaml_text
from ..set_file.load import load_set
from ..set_file.problem import SetFileError
from ..set_file.rules import FORMULA, GRANTS
from ..set_file.schema import exact, tidy
from ..set_file.sheets import Value, from_sheets, is_set_book, parse_points
from ..text import Text, fold, is_blank, parse_number, printable, squash, visible
from .choice import Choice, choose
from .listing import Line, Listing, listings
from .outline import Item, arrange, restarts, walk
from .source import Cell, Source, TableRefused


class Said(NamedTuple):
    """What the caller knows of the set; '' and () for what only the table may say."""

    id: str = ""
    title: str = ""
    issuer: str = ""
    legal_basis: tuple[str, ...] = ()
    period: str = ""
    first_day: str = ""
    last_day: str = ""


class Drafted(NamedTuple):
    """A set file made of a table."""

    yaml: str
    criteria: int
    """How many it has."""
    choice: Choice | None
    """None where the file is a workbook that ``criteria export`` wrote."""
    remarks: tuple[str, ...]
    """The comments in it that ask for a decision, each with the criterion's key before it."""
    title: str = ""
    """The set's title where it was taken from the text around the table; '' where the caller said it, or
    nothing does."""


def draft_set(source: Source, name: str, said: Said = Said(), table: int | None = None) -> Drafted:  # noqa: B008
    """The set file of a table.

    Args:
        source: the file.
        name: of the file, for the set's id where nothing better is known.
        said: what the caller knows.
        table: which of the file's tables, from 1, where there are several.

    Raises:
        TableRefused: there is no table of criteria, or it has no codes.
    """
    sheets = _as_sheets(source)
    if is_set_book(sheets):
        return _read_book(sheets)
    found = listings(source)
    choice = choose(source, found, _weigh, table)
    listing = choice.listing
    if not listing.coded:
        raise TableRefused(_NO_CODES)
    roots, problems = _outline(listing)
    _refuse_too_deep(roots)
    heading = _heading(source, listing, name, said)
    total = _stated_total(listing)
    criteria = _criteria(heading, roots, total)
    per_item = {item: _remarks(item) for item in walk(roots)}
    keys = {item: node.key for item, node in zip(walk(roots), criteria.nodes, strict=True)}
    unfinished = Unfinished(
        remarks={keys[item]: remarks for item, remarks in per_item.items()},
        head=_head_comments(source, listing, choice, name, problems),
        open=frozenset(keys[item] for item in walk(roots) if item.most is None),
        total=total,
    )
    text = to_yaml(criteria, unfinished)
    told = [
        f"{keys[item] if item.code else visible(item.title, 30)}: {remark.splitlines()[0]}"
        for item, remarks in per_item.items()
        for remark in remarks
    ]
    return Drafted(text, len(criteria.nodes), choice, (*problems, *told), "" if said.title else heading.title)


_NO_CODES = Text(
    "Bảng không có mã tiêu chí (I, 1, 1.1, a …) nên không dựng được cấp bậc; hãy thêm cột mã, hoặc cột «Cấp» "
    "ghi 1, 2, 3.",
    "The table has no codes (I, 1, 1.1, a …), so no hierarchy can be built; add a column of codes, or a "
    "column «Cấp» with 1, 2, 3.",
)


_DEEPEST = 50
"""Levels; a form takes far fewer, as lint says of each that is too deep."""


def _refuse_too_deep(roots: Sequence[Item]) -> None:
    level: dict[Item, int] = {}
    for item in walk(roots):
        level[item] = 1 + (level[item.parent] if item.parent is not None else 0)
        if level[item] > _DEEPEST:
            code = visible(item.code or item.title, 30)
            raise TableRefused(
                Text(
                    f"Dòng «{code}» nằm sâu quá {_DEEPEST} cấp nên không phải bảng tiêu chí; hãy sửa cột mã, "
                    "hoặc thêm cột «Cấp» ghi 1, 2, 3.",
                    f"The row “{code}” lies more than {_DEEPEST} levels deep, as in no set; correct the "
                    "column of codes, or add a column «Cấp» with 1, 2, 3.",
                )
            )


def _weigh(listing: Listing) -> int:
    """Rows that have points beside a code or a title."""
    return sum(Field.MAX in line.cells and bool(line.code or line.title) for line in listing.lines)


# --- a workbook of ours -----------------------------------------------------------------------------


def _as_sheets(source: Source) -> dict[str, list[list[Value]]]:
    """The tables as sheets of values, where the file is a workbook."""
    return {
        table.sheet: [[_value(cell) for cell in row.cells] for row in table.rows]
        for table in source.tables
        if table.sheet
    }


def _value(cell: Cell) -> Value:
    if cell.span:
        return None
    return cell.number if cell.number is not None else cell.text or None


def _read_book(sheets: Mapping[str, Sequence[Sequence[Value]]]) -> Drafted:
    found = from_sheets(sheets)
    text = yaml_text(found.data, [f"Chưa dùng được: {remark}" for remark in found.remarks])
    remarks = [*found.remarks, *_said_inside(found.data["criteria"])]
    count = sum(1 for _ in _inside(found.data["criteria"]))
    if not remarks:
        # the same facts in the shape that people keep sets in, with what is usual said once
        with contextlib.suppress(SetFileError):
            text = to_yaml(load_set(text))
    return Drafted(text, count, None, tuple(remarks))


def _inside(items: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for item in items:
        yield item
        yield from _inside(item["children"])


def _said_inside(items: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for item in _inside(items):
        yield from item[COMMENTS]


# --- rows -------------------------------------------------------------------------------------------

_LEVEL = re.compile(r"(?:cấp(?: độ| tiêu chí)?|level)\Z")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")


def _outline(listing: Listing) -> tuple[list[Item], list[str]]:
    """The items in their places, and what could not be put anywhere."""
    is_filled = any(Field.SELF in line.cells for line in listing.lines)
    level_column = next(
        (column for column, header in listing.head.others.items() if _LEVEL.match(fold(header))), None
    )
    items: list[Item] = []
    codes: list[str] = []
    dates: dict[Item, str] = {}
    for line in listing.lines:
        level = _level(line.others.get(level_column, "")) if level_column is not None else None
        code = with_lost_zero(line.code, codes)
        codes.append(code)
        item = Item(code, _tidy(line.title), None, level)
        if code != line.code:
            item.remarks.append(f"Bảng ghi mã {line.code} ngay sau {codes[-2]}: coi là {code} bị mất số 0.")
        if DATE.fullmatch(code):
            # its place is told by the rows around it; the linter says what the code must become
            dates[item], item.code = code, ""
        _set_maximum(item, line)
        item.remarks += _unused(line, listing, level_column, is_filled)
        item.details += (_tidy(text) for column, text in line.others.items() if column != level_column)
        items.append(item)
    items = _with_details(items, dates)
    problems = [f"Dòng {loose.row} của bảng chưa dùng được: {loose.text}" for loose in listing.loose]
    problems += (f"Dòng tổng {total.row} còn ghi: {total.rest}" for total in listing.totals if total.rest)
    if is_filled:
        problems.append(
            "Bảng có cả điểm tự chấm, tài liệu, giải trình của đơn vị; bộ tiêu chí không lấy phần đó."
        )
    roots = arrange(items)
    for item, code in dates.items():
        item.code = code
        item.remarks = [remark.replace("Không có mã;", "Mã là một ngày;") for remark in item.remarks]
    return roots, problems


_BULLET = re.compile(r"[-+*•–—]\s*")


def _with_details(items: Sequence[Item], dates: Collection[Item]) -> list[Item]:
    """The items without the lines below a criterion that say how it is scored: those become its details.

    Such lines have no code and begin with a dash or give a number of points. Lines whose points add up to
    the criterion's own are criteria without a code.
    """
    kept: list[Item] = []
    position = 0
    while position < len(items):
        item = items[position]
        kept.append(item)
        position += 1
        end = position
        while (
            end < len(items) and not items[end].code and items[end].level is None and items[end] not in dates
        ):
            end += 1
        below = items[position:end]
        if item.code and item.most is not None and below and _are_details(item.most, below):
            texts = [_STATED.sub("", _BULLET.sub("", one.title, count=1)).strip() for one in below]
            scored = zip(texts, below, strict=True)
            lines = [
                text if one.most is None else f"{text}: {number_text(one.most)} điểm" for text, one in scored
            ]
            item.remarks.append("Dưới tiêu chí còn các dòng: " + "; ".join(lines))
            item.remarks += (remark for one in below for remark in one.remarks)
            item.details.append("\n".join(lines))
            position = end
    return kept


def _are_details(most: Decimal, below: Sequence[Item]) -> bool:
    points = [one.most for one in below if one.most is not None]
    if points and sum(points) == most:
        return False
    if not points:
        return all(_BULLET.match(one.title) or _level_of(one.title) for one in below)
    return len(points) == len(below) > 1 and max(points) == most


def _tidy(text: str) -> str:
    return tidy(_CONTROL.sub(" ", text))


def _level(text: str) -> int | None:
    match = re.fullmatch(r"(?:cấp\s*)?([1-9])", fold(text))
    return int(match[1]) if match else None


_STATED = re.compile(
    r"\((?:(?:tối đa|tổng)\s*:?\s*)?(\d+(?:[.,]\d+)?\s*điểm)\)(?=\s*[.:]?\s*\Z)", re.IGNORECASE
)


def _set_maximum(item: Item, line: Line) -> None:
    cell = line.cells.get(Field.MAX)
    if cell is None:
        stated = _STATED.search(item.title)
        points = None if stated is None else parse_points(stated[1])
        if stated is not None and points is not None:
            item.most = exact(points)
            item.remarks.append(f"Điểm tối đa lấy từ lời văn «{stated[0]}».")
        return
    value = cell.number
    if value is None:
        value = parse_points(cell.text)
    if value is None:
        item.remarks.append(f"Điểm tối đa trong bảng ghi «{cell.text}», chưa hiểu.")
    elif value < 0:
        item.most = exact(-value)
        item.remarks.append(f"Bảng ghi điểm âm ({cell.text}): coi là điểm trừ, mức trừ ghi bằng số dương.")
    else:
        item.most = exact(value)


def _unused(line: Line, listing: Listing, level_column: int | None, is_filled: bool) -> Iterator[str]:
    """What a row holds beside code, title and maximum."""
    if not is_filled:
        for field in (Field.EVIDENCE, Field.EXPLANATION, Field.EXCLUDED, Field.OPINION):
            if line.text(field):
                yield f"Cột «{_header(listing, field)}» ghi: {line.text(field)}"
    for column, text in line.others.items():
        if column != level_column:
            header = listing.head.others.get(column, "")
            yield f"Cột «{squash(header)}» ghi: {text}" if header else f"Ô không có tiêu đề cột ghi: {text}"


_FIELD_WORDS = {
    Field.EVIDENCE: "Tài liệu kiểm chứng",
    Field.EXPLANATION: "Ghi chú",
    Field.EXCLUDED: "Đề nghị trừ",
    Field.OPINION: "Ý kiến",
}


def _header(listing: Listing, field: Field) -> str:
    return listing.head.texts.get(field) or _FIELD_WORDS[field]


# --- what titles say --------------------------------------------------------------------------------

_RATIO = re.compile(r"tỷ lệ\s?%?\s?(?P<top>[^/()]{6,200}?)/\s?(?P<bottom>[^()]{6,200})", re.IGNORECASE)
_TIMES = re.compile(
    r"\s*[x×*]\s*(?:(?:số\s+)?điểm\b.*|\d+(?:[.,]\d+)?(?:\s*điểm)?)\Z|\s*/\s*100\s*%?\Z", re.IGNORECASE
)
_PER_CASE = re.compile(
    r"(?:(?:cứ\s+)?(?:mỗi|một|01|1)|cứ)\s(?P<case>[^.;:()]{2,80}?),?\s(?:(?:thì|bị|sẽ)\s+)*trừ\s+"
    r"(?P<points>\d+(?:[.,]\d+)?)\s*điểm",
    re.IGNORECASE,
)
_BONUS = re.compile(r"\bđiểm (?:cộng|thưởng)\b|\bcộng điểm\b|\bthưởng điểm\b")
_PENALTY = re.compile(r"\bđiểm (?:bị )?trừ\b|\btrừ điểm\b")
_CALLED_BONUS = re.compile(r"(?:các |phần |mục )?điểm (?:cộng|thưởng)\b")
_CALLED_PENALTY = re.compile(r"(?:các |phần |mục )?điểm (?:bị )?trừ\b")


def basis_of(title: str) -> str:
    """The words of a title that grant an exclusion, literally: the brackets they stand in, else their
    sentence; '' where none do."""
    found = GRANTS.search(title)
    if found is None:
        return ""
    opening = title.rfind("(", 0, found.start())
    closing = title.find(")", found.end())
    if opening >= 0 and closing >= 0 and ")" not in title[opening : found.start()]:
        return title[opening + 1 : closing].strip()
    start = max(title.rfind(mark, 0, found.start()) for mark in (". ", "; ", "\n", ") "))
    ends = [at for at in (title.find(mark, found.end()) for mark in (". ", "; ", "\n", "(")) if at >= 0]
    return title[start + 1 : min(ends, default=len(title))].strip(" .;")


def _remarks(item: Item) -> list[str]:
    """The comments of a criterion: what was found at it, and what its words propose."""
    remarks = list(item.remarks)
    if item.parent is None and _kind(item) != "main" and (item.children or not _is_negative(item)):
        remarks.append("Loại điểm suy ra từ tên hoặc từ dấu âm; hãy đối chiếu với văn bản.")
    if item.children:
        return remarks
    texts = (item.title, *item.details)
    ratio = next(filter(None, map(_RATIO.search, texts)), None)
    levels = next(filter(None, (_levels(text, item.most) for text in item.details)), None)
    levels = levels or _levels_in_title(item.title, item.most)
    if levels is not None:
        lines = (
            f"    - score: {number_text(one.score)}\n      label: {_quoted(one.label)}" for one in levels
        )
        remarks.append(
            "Lời văn cho điểm theo mức. Nếu chấm theo mức thì bỏ dấu # ở các dòng sau, sửa cho đúng:\n"
            "rule:\n  kind: choice\n  levels:\n" + "\n".join(lines)
        )
    elif ratio is not None:
        top, bottom = ratio["top"].strip(), _TIMES.sub("", _TIMES.sub("", ratio["bottom"])).strip(" .")
        remarks.append(
            "Lời văn nói đến tỷ lệ. Nếu chấm theo tỷ lệ thì bỏ dấu # ở bốn dòng sau, sửa cho đúng:\n"
            f"rule:\n  kind: ratio\n  numerator: {_counted(top)}\n  denominator: {_counted(bottom)}"
        )
    elif any(map(FORMULA.search, texts)):
        remarks.append("Lời văn tính điểm theo công thức; xem «rule: kind: ratio», ghi tử số và mẫu số.")
    elif _names_several_scores(item.title, item.most):
        remarks.append(
            "Lời văn ghi nhiều mức điểm. Nếu chấm theo mức thì thêm «rule: kind: choice» và «levels:», "
            "mỗi mức một điểm số «score:» và lời «label:»."
        )
    per_case = next(filter(None, map(_PER_CASE.search, texts)), None)
    if per_case is not None:
        kind = "per_unit" if _kind(item) == "penalty" else "deduction"
        points, case = parse_number(per_case["points"]).value or Decimal(0), per_case["case"].strip()
        remarks.append(
            f"Lời văn trừ điểm theo lần («{per_case[0]}»). Nếu chấm như vậy thì bỏ dấu # ở bốn dòng sau, sửa "
            f"cho đúng:\nrule:\n  kind: {kind}\n  points: {number_text(points)}\n  count: {_counted(case)}"
        )
    return remarks


_SCORED = re.compile(
    r"(?P<label>.{2,}?)\s*[:;,=–-]?\s*(?<!\d)(?P<score>\d+(?:[.,]\d+)?)\s*(?:điểm|đ)\.?\Z", re.IGNORECASE
)
_SCORE_FIRST = re.compile(
    r"(?P<score>\d+(?:[.,]\d+)?)\s*(?:điểm|đ)\s*[:–-]\s*(?P<label>.{2,})\Z", re.IGNORECASE
)
_GIVES = re.compile(r"\s*(?:được|thì|cho|chấm|đạt|tính)\Z", re.IGNORECASE)


def _level_of(text: str) -> Level | None:
    """The level that a line describes, "Chậm: 2 điểm" or "2 điểm: chậm"; None for another text."""
    flat = squash(_BULLET.sub("", text, count=1)).strip(" .;")
    match = _SCORE_FIRST.match(flat) or _SCORED.match(flat)
    score = None if match is None else parse_number(match["score"]).value
    if match is None or score is None:
        return None
    label = _GIVES.sub("", _GIVES.sub("", match["label"].strip(" .:;,=–-")))
    return Level(exact(score), label[:1].upper() + label[1:]) if label else None


def _levels(text: str, most: Decimal | None) -> list[Level] | None:
    """The levels that a text describes, one a line or between semicolons; None where it says anything else,
    or where no level gives the maximum."""
    pieces = [piece for piece in re.split(r"[\n;]", text) if not is_blank(piece)]
    levels = [level for piece in pieces if (level := _level_of(piece)) is not None]
    if len(levels) < 2 or len(levels) < len(pieces) or max(level.score for level in levels) != most:
        return None
    return levels


_BRACKETS = re.compile(r"\(([^()]+)\)")
_PIECES = re.compile(r"\s*[;\n]\s*|(?<=điểm)\s*[,.]\s+|\s+[-+*•–—]\s+", re.IGNORECASE)
_SCORE = re.compile(r"(?<!\d)(\d+(?:[.,]\d+)?)\s*điểm\b", re.IGNORECASE)


def _levels_in_title(title: str, most: Decimal | None) -> list[Level] | None:
    """The levels that a title goes on to, in brackets or after its own words:
    "Báo cáo. Đúng hạn: 4 điểm; chậm: 2 điểm"."""
    for inside in _BRACKETS.findall(title):
        levels = _levels("\n".join(_PIECES.split(inside)), most)
        if levels is not None:
            return levels
    pieces = _PIECES.split(title.strip(" .;"))
    begin = next((at for at, piece in enumerate(pieces) if _level_of(piece) is not None), len(pieces))
    if begin == len(pieces):
        return None
    if begin == 0:
        # the first level stands behind the title's own words
        pieces[0] = re.split(r"(?<=[.:])\s+(?=.*\d)(?!\d)", pieces[0], maxsplit=1)[-1]
    return _levels("\n".join(pieces[begin:]), most)


def _names_several_scores(title: str, most: Decimal | None) -> bool:
    """Does a title name the criterion's whole points, and others beside them?"""
    scores = {parse_number(score).value for score in _SCORE.findall(title)}
    return len(scores) > 1 and most in scores


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _counted(text: str) -> str:
    return text[:1].upper() + text[1:] if re.match(r"(?i)(?:tổng )?số\b", text) else f"Số {_lower(text)}"


def _kind(item: Item) -> Kind:
    """Main, bonus or penalty, by the words of a domain's title; a domain whose points are negative in the
    table is a penalty."""
    root = list(item.lineage())[-1]
    title = fold(root.title)
    if _is_negative(root):
        return "penalty"
    if GRANTS.search(title):
        return "main"
    if root.children:
        bonus, penalty = _BONUS.search(title), _PENALTY.search(title)
    else:
        # a criterion may speak of points that are added or taken off; one that is called so is so
        bonus, penalty = _CALLED_BONUS.match(title), _CALLED_PENALTY.match(title)
    if bool(bonus) == bool(penalty):
        return "main"
    return "bonus" if bonus else "penalty"


def _is_negative(item: Item) -> bool:
    return any("coi là điểm trừ" in remark for remark in item.remarks)


# --- the set ----------------------------------------------------------------------------------------


def _criteria(heading: Said, roots: Sequence[Item], total: Decimal | None) -> Criteria:
    """The set, as far as it is known; not one to score by before it has been linted."""
    in_base = _is_bonus_in_base(roots, total)
    by_path = restarts(roots)
    keys: dict[Item, str] = {}
    without_code: Counter[Item | None] = Counter()
    times: Counter[str] = Counter()
    for item in walk(roots):
        without_code[item.parent] += not item.code
        key = _key(item, without_code[item.parent], keys, by_path)
        times[key] += 1
        keys[item] = key if times[key] == 1 else f"{key}'{times[key]}"
    leaves = [item for item in walk(roots) if not item.children]
    nodes = tuple(
        Criterion(
            key=keys[item],
            code=item.code,
            title=item.title,
            max_score=item.most or Decimal(0),
            level=len(list(item.lineage())),
            parent=keys[item.parent] if item.parent is not None else None,
            children=tuple(keys[child] for child in item.children),
            exclusion=Exclusion(basis=basis_of(item.title)),
            kind=_kind(item),
            in_base=in_base and _kind(item) == "bonus",
        )
        for item in walk(roots)
    )
    return Criteria(
        id=heading.id,
        version="1.0",
        title=heading.title,
        issuer=heading.issuer,
        legal_basis=heading.legal_basis,
        period=Period(heading.period, heading.first_day, heading.last_day),
        unit="",
        unit_groups=(),
        nodes=nodes,
        frame=all(leaf.most is None for leaf in leaves),
    )


def _is_bonus_in_base(roots: Sequence[Item], total: Decimal | None) -> bool:
    """Does the total that the table states count the bonus in?"""
    points = {
        kind: sum(root.most or 0 for root in roots if _kind(root) == kind) for kind in ("main", "bonus")
    }
    return bool(points["bonus"]) and total == points["main"] + points["bonus"]


def _key(item: Item, number: int, keys: Mapping[Item, str], by_path: bool) -> str:
    """The key that the loader will give the criterion, as far as the file's codes are told apart; ``number``
    counts the criteria without a code beside it."""
    above = keys[item.parent] if item.parent is not None else ""
    if not item.code:
        return f"{above}.#{number}" if above else f"#{number}"
    if not by_path or not above or item.parent is None:
        return item.code
    return f"{above}.{own_part(item.code, item.parent.code)}"


def _stated_total(listing: Listing) -> Decimal | None:
    for total in listing.totals:
        cell = total.cells.get(FOOTER_FIELD)
        if cell is not None and total.footer in (Footer.MAX, None):
            value = cell.number if cell.number is not None else parse_number(cell.text).value
            if value is not None and value > 0:
                return exact(value)
    return None


# --- the text around the table ----------------------------------------------------------------------

_ABOUT = re.compile(r"tiêu chí|chấm điểm|đánh giá|chỉ số")
_DOCUMENT = re.compile(
    r"(?:Nghị định|Quyết định|Thông tư|Nghị quyết|Công văn|Kế hoạch|Hướng dẫn|Quy định) số[^;()]{3,400}"
)
_BY = re.compile(r"\bcủa ((?:UBND|Ủy ban nhân dân|Sở|Bộ|HĐND|Hội đồng nhân dân) [^;,().]{2,80})")
_PERIODS = (
    (re.compile(r"6 tháng đầu năm (\d{4})"), "01-01", "06-30"),
    (re.compile(r"6 tháng cuối năm (\d{4})"), "07-01", "12-31"),
    (re.compile(r"quý (?:i|1)(?: năm|/)\s?(\d{4})"), "01-01", "03-31"),
    (re.compile(r"quý (?:ii|2)(?: năm|/)\s?(\d{4})"), "04-01", "06-30"),
    (re.compile(r"quý (?:iii|3)(?: năm|/)\s?(\d{4})"), "07-01", "09-30"),
    (re.compile(r"quý (?:iv|4)(?: năm|/)\s?(\d{4})"), "10-01", "12-31"),
    (re.compile(r"\bnăm (\d{4})(?!\s*[-–])"), "01-01", "12-31"),
)


def _heading(source: Source, listing: Listing, name: str, said: Said) -> Said:
    """What the caller said, else what the text around the table says, else nothing."""
    lines = [squash(line) for line in (*source.prose, *listing.above)]
    stem = os.path.splitext(os.path.basename(name))[0]
    period, first_day, last_day = _period(lines)
    if said.period or said.first_day or said.last_day:
        period, first_day, last_day = said.period, said.first_day, said.last_day
    return Said(
        id=said.id or slug(stem),
        title=said.title or _title(lines),
        issuer=said.issuer or _issuer(lines),
        legal_basis=said.legal_basis or tuple(_legal_basis(lines)),
        period=period,
        first_day=first_day,
        last_day=last_day,
    )


def slug(text: str) -> str:
    """An identifier of a text: small ASCII letters, digits and hyphens."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    words = re.findall(r"[a-z0-9]+", "".join(one for one in decomposed if not unicodedata.combining(one)))
    return "-".join(words)[:60].strip("-") or "bo-tieu-chi"


_TITLE = re.compile(
    r"(?:bộ|bảng|khung|danh mục|phụ lục)\b.{0,40}?\b(?:tiêu chí|chỉ số|chấm điểm|thang điểm|đánh giá)\b|"
    r"tiêu chí\b"
)


def _title(lines: Sequence[str]) -> str:
    """The last heading in capitals before the table that speaks of criteria or scores, over its lines; else
    the last line that begins as such a heading does; '' where there is none."""
    for place in range(len(lines) - 1, -1, -1):
        if lines[place].isupper() and _ABOUT.search(lines[place].casefold()):
            end = place + 1
            while end < len(lines) and lines[end].isupper() and end < place + 3:
                end += 1
            return _tidy(" ".join(lines[place:end]))
    plain = (line for line in reversed(lines) if len(line) <= 200 and not line.endswith((".", ";", ":")))
    return next((_tidy(line) for line in plain if _TITLE.match(fold(line))), "")


def _legal_basis(lines: Sequence[str]) -> Iterator[str]:
    seen = set()
    for line in lines:
        if not re.match(r"\(?\s*(?:căn cứ|theo|ban hành|kèm theo|thực hiện)\b", line.casefold()):
            continue
        for match in _DOCUMENT.finditer(line):
            text = re.sub(r",[^,]*\bbáo cáo\b.*\Z", "", match[0]).strip(" .,")
            # the number alone, "số …/QĐ-UBND", is a blank to be filled
            if re.search(r"số\s*\d", text) and text not in seen:
                seen.add(text)
                yield _tidy(text)


def _issuer(lines: Sequence[str]) -> str:
    for line in lines:
        if re.match(r"\(?\s*(?:ban hành )?kèm theo quyết định", line.casefold()):
            match = _BY.search(line)
            if match is not None:
                return _tidy(re.sub(r"\s+(?:về|ban hành|quy định)\b.*", "", match[1]))
    return ""


def _period(lines: Sequence[str]) -> tuple[str, str, str]:
    """Name and days of the period, where all the lines that name one agree."""
    found = set()
    for line in lines:
        folded = fold(line)
        if re.match(r"\(?\s*(?:căn cứ|theo|ban hành|kèm theo)\b", folded):
            continue
        for pattern, first, last in _PERIODS:
            match = pattern.search(folded)
            if match is not None:
                name = match[0][:1].upper() + match[0][1:]
                found.add((name, f"{match[1]}-{first}", f"{match[1]}-{last}"))
                break
    return found.pop() if len(found) == 1 else ("", "", "")


_MOST_LINES = 300


def _head_comments(
    source: Source, listing: Listing, choice: Choice, name: str, problems: Sequence[str]
) -> list[str]:
    comments = [
        f"Lập từ bảng ở {listing.name.vi} của tệp «{visible(os.path.basename(name), 80)}». Các dòng bắt đầu "
        "bằng dấu # là ghi chú cho người soạn; xử lý xong thì xóa.",
    ]
    if choice.said is not None:
        comments.append(choice.said.vi)
    comments += problems
    prose = [line for line in (*source.prose, *listing.above, *listing.below) if not is_blank(line)]
    if prose:
        comments += ["", "Lời văn ngoài bảng, không thuộc bộ tiêu chí:"]
        comments += (f"  {printable(line)}" for line in prose[:_MOST_LINES])
        if len(prose) > _MOST_LINES:
            comments.append(f"  … và {len(prose) - _MOST_LINES} dòng nữa.")
    return comments
