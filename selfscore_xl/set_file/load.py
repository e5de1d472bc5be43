"""From a file to a set: read, validate, lint, with every problem told in one pass.

A file whose keys or values are wrong is linted all the same: what is wrong is left out or stands in
for a moment, and what follows from it only is not told.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError

from .. import sets
from ..criteria import Criteria
from ..text import Text, fold, visible
from .catalogue import problem
from .draft import Draft, Path
from .dump import fingerprint
from .problem import Problem, SetFileError
from .rules import problems_of
from .schema import KEYS, SetModel, keys_of
from .source import MAX_BYTES, Node, decode, parse

TEXT_NAME = "<text>"
"""What a set is called in messages that came as content and not as a file."""


def load_set(source: str | bytes | os.PathLike[str]) -> Criteria:
    """See ``set_file.load_set``."""
    name, draft, problems = _read(source)
    errors = tuple(one for one in problems if one.severity == "error")
    if draft is None or errors:
        raise SetFileError(name, errors)
    criteria = draft.criteria()
    return criteria._replace(fingerprint=fingerprint(criteria))


def lint(source: str | bytes | os.PathLike[str]) -> tuple[Problem, ...]:
    """See ``set_file.lint``."""
    return _read(source)[2]


def _read(source: str | bytes | os.PathLike[str]) -> tuple[str, Draft | None, tuple[Problem, ...]]:
    problems: list[Problem] = []
    name, text = _content(source, problems)
    draft = None
    root = None if text is None else parse(text, problems)
    if root is not None:
        refused = {one.line for one in problems}
        later: list[Problem] = []
        draft = _draft(root, later)
        problems += (one for one in later if one.line not in refused)
    elif not problems:
        problems.append(problem("C010", (0, 0)))
    if draft is not None and not any(one.severity == "error" for one in problems):
        problems += _known_name(draft)
    found = sorted(problems, key=lambda one: (one.line, one.column, one.code))
    # ten aliases in one line are one thing to mend
    return name, draft, tuple({(one.line, one.message): one for one in reversed(found)}.values())[::-1]


def _known_name(draft: Draft) -> Iterator[Problem]:
    """C014: the id of a shipped set that says something else."""
    name = draft.model.id
    if name in sets.names() and sets.load(name).fingerprint != fingerprint(draft.criteria()):
        yield problem("C014", draft.root.place("id"), value=name)


def _content(source: str | bytes | os.PathLike[str], problems: list[Problem]) -> tuple[str, str | None]:
    """The name to use in messages and the text; None, with its problem told, where there is none."""
    if isinstance(source, str) and "\n" in source:
        source = source.encode("utf-8", "surrogatepass")
    if isinstance(source, bytes):
        return TEXT_NAME, decode(source, problems)
    name = os.fspath(source)
    try:
        if os.path.exists(name) and not os.path.isfile(name):
            problems.append(problem("C001", (0, 0), what=_NOT_A_FILE, advice=_CHECK_PATH))
            return name, None
        with open(name, "rb") as file:
            return name, decode(file.read(MAX_BYTES + 1), problems)
    except FileNotFoundError:
        what, advice = _MISSING, _CHECK_PATH
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        what, advice = Text(f"{_NO_ACCESS.vi} ({reason})", f"{_NO_ACCESS.en} ({reason})"), _CLOSE_IT
    problems.append(problem("C001", (0, 0), what=what, advice=advice))
    return name, None


_MISSING = Text("không có tệp này", "there is no such file")
_NOT_A_FILE = Text("đây là thư mục, không phải tệp", "this is a folder, not a file")
_NO_ACCESS = Text("không mở được tệp", "the file cannot be opened")
_CHECK_PATH = Text("kiểm tra lại đường dẫn", "check the path")
_CLOSE_IT = Text(
    "đóng tệp ở chương trình khác, kiểm tra quyền đọc rồi thử lại",
    "close it elsewhere, see whether you may read it, and try again",
)


def _draft(root: Node, problems: list[Problem]) -> Draft | None:
    """The draft of a tree; its problems are added. None where the tree is too broken to go on."""
    data: Any = root.plain()
    broken: set[Path] = set()
    model = None
    for _ in range(4):
        try:
            model = SetModel.model_validate(data)
            break
        except ValidationError as error:
            errors = error.errors(include_url=False)
            if not broken:
                problems.extend(_sentences(root, errors))
            if not isinstance(data, dict):
                return None
            broken.update(_mend(data, one["loc"]) for one in errors)
    if model is None:
        return None
    draft = Draft(model, root, frozenset(broken))
    problems.extend(problems_of(draft))
    return draft


_STAND_INS: dict[str, Any] = {
    "id": "x",
    "version": "x",
    "title": "x",
    "issuer": "x",
    "period": {"name": "x", "first_day": "2000-01-01", "last_day": "2000-12-31"},
    "criteria": [],
}


def _mend(data: dict[str, Any], loc: tuple[int | str, ...]) -> Path:
    """Leave out what an error is about, or let something stand in for it; path of the mapping that
    was mended: a criterion or the whole set."""
    owner: dict[str, Any] = data
    start = 0
    here: Any = data
    for place, step in enumerate(loc):
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(here, dict) and isinstance(step, int) and loc[place - 1] in ("criteria", "children"):
            owner, start = here, place + 1
    key = str(loc[start]) if start < len(loc) else ""
    owner.pop(key, None)
    if key in _STAND_INS and (start == 0 or key == "title"):
        owner[key] = _STAND_INS[key]
    return loc[:start] or (key,)


def _sentences(root: Node, errors: list[Any]) -> Iterator[Problem]:
    """What the models' errors mean, each at its line."""
    near: dict[tuple[Path, str], str] = {}
    missing = {(_path(root, one["loc"][:-1]), one["loc"][-1]) for one in errors if one["type"] == "missing"}
    for one in errors:
        if one["type"] == "extra_forbidden":
            keys = _keys_at(one["loc"])
            match = _nearest(str(one["loc"][-1]), keys)
            if match:
                near[_path(root, one["loc"][:-1]), match[0]] = str(one["loc"][-1])
    for one in errors:
        loc, kind = one["loc"], one["type"]
        owner = _path(root, loc[:-1])
        path = _path(root, loc)
        line, column = root.place(*path)
        key = _name(loc)
        if kind == "missing":
            if (owner, loc[-1]) not in near:
                line, column = root.place(*owner)
                where, example = _where(root, owner), _EXAMPLES.get(key, f"{key}: …")
                yield problem("C006", (line, column), key=key, where=where, example=example)
        elif kind == "extra_forbidden":
            keys = _keys_at(loc)
            match = [_VIETNAMESE[fold(key)]] if fold(key) in _VIETNAMESE else _nearest(key, keys)
            if (
                match
                and match[0] in keys
                and ((owner, match[0]) in missing or root.at(*owner, match[0]) is None)
            ):
                advice = Text(f"có phải là «{match[0]}»?", f"is it '{match[0]}'?")
            else:
                listed = ", ".join(keys)
                advice = Text(f"ở đây dùng được: {listed}", f"known here: {listed}")
            yield problem("C005", (line, column), key=key, advice=advice)
        elif kind == "union_tag_not_found":
            if root.at(*path) is not None and root.place(*path, "kind") != (line, column):
                continue
            yield problem("C006", (line, column), key="kind", where=_where(root, path), example="kind: …")
        elif kind in _SHAPES or (not isinstance(one["input"], str) and kind != "union_tag_invalid"):
            yield _wrong_shape((line, column), loc, _SHAPES.get(kind, _SHAPES["string_type"]))
        else:
            yield _wrong_value(root, path, key, one)


def _nearest(key: str, keys: Sequence[str]) -> list[str]:
    return difflib.get_close_matches(key, keys, 1, 0.6)


_VIETNAMESE = {
    "mã": "code",
    "tên": "title",
    "tiêu chí": "title",
    "điểm": "max",
    "điểm tối đa": "max",
    "cách chấm": "rule",
    "căn cứ": "legal_basis",
    "kỳ đánh giá": "period",
    "cơ quan ban hành": "issuer",
}
"""Keys by the words that the form and the workbook of a set have for them."""

_EXAMPLES = {
    "id": "id: quang-tri-2026",
    "period": "period: {name: Năm 2026, first_day: 2026-01-01, last_day: 2026-12-31}",
    "first_day": "first_day: 2026-01-01",
    "last_day": "last_day: 2026-12-31",
    "issuer": "issuer: Ủy ban nhân dân tỉnh …",
    "version": 'version: "1.0"',
}
"""How a key is written whose value is not plainly a text or a number."""


def _wrong_shape(place: tuple[int, int], loc: tuple[int | str, ...], shape: tuple[Text, str]) -> Problem:
    expected, example = shape
    if not loc:
        return problem("C007", place, key=_THE_FILE, expected=_LINES, example="id: quang-tri-2026")
    name, last = _name(loc), loc[-1]
    if isinstance(last, int):
        item = Text(f"mục {last + 1} của {name}", f"item {last + 1} of {name}")
        written = "- …" if expected is _TEXT else "- …: …"
        return problem("C007", place, key=item, expected=expected, example=written)
    return problem("C007", place, key=name, expected=expected, example=example.format(key=name))


def _wrong_value(root: Node, path: Path, key: str, error: Any) -> Problem:
    kind = error["type"]
    context = error.get("ctx", {})
    allowed = context.get("expected_tags") or context.get("expected", "")
    value = error["input"]
    if kind == "union_tag_invalid":
        key, value = "kind", context.get("tag", "")
        path = (*path, "kind")
    line, column = root.place(*path)
    if kind in ("literal_error", "union_tag_invalid"):
        words = [word.strip(" '") for word in allowed.replace(" or ", ", ").split(",")]
        match = difflib.get_close_matches(str(value), words, 1, 0.6)
        listed = ", ".join(words)
        expected = Text(f"một trong các từ: {listed}", f"one of: {listed}")
        advice = (
            Text(f"có phải là «{match[0]}»?", f"is it '{match[0]}'?")
            if match
            else Text("chọn một trong các từ đó", "choose one of them")
        )
    else:
        expected, advice = _VALUES.get(kind, _VALUES["string_too_short"])
    return problem(
        "C008", (line, column), key=key, value=visible(str(value)), expected=expected, advice=advice
    )


_TEXT = Text("một giá trị viết trên một dòng", "a single value")
_LIST = Text("một danh sách, mỗi mục một dòng gạch đầu dòng", "a list, each item after a dash")
_THE_FILE = Text("tệp bộ tiêu chí", "a set file")
_LINES = Text(
    "các dòng «khóa: nội dung» (nếu đây là bảng thì dùng criteria from-table)",
    "lines of 'key: value' (for a table there is criteria from-table)",
)
_MAPPING = Text("một nhóm khóa thụt vào bên dưới", "a group of keys, indented below it")
_SHAPES = {
    "string_type": (_TEXT, "{key}: …"),
    "list_type": (_LIST, "{key}: ↵ - …"),
    "dict_type": (_MAPPING, "{key}: ↵ …: …"),
    "model_type": (_MAPPING, "{key}: ↵ …: …"),
    "model_attributes_type": (_MAPPING, "{key}: ↵ …: …"),
}
"""By the type of pydantic's error: what is expected and how it is written."""

_VALUES = {
    "string_too_short": (
        Text("một lời văn", "a text"),
        Text("ghi nội dung, hoặc xóa khóa này", "write it, or delete the key"),
    ),
    "number": (
        Text("một số rõ ràng", "an unambiguous number"),
        Text(
            "chỉ ghi số, như 20 hoặc 0,25: không kèm chữ, không có dấu phân cách hàng nghìn; ba chữ số lẻ "
            "thì thêm số 0: 1,7140",
            "write the number alone, 20 or 0.25: no words, no separators of thousands; three decimals take a "
            "zero more: 1.7140",
        ),
    ),
    "places": (
        Text("số chữ số thập phân", "a number of decimal places"),
        Text("ghi một số từ 0 đến 6", "write a number from 0 to 6"),
    ),
    "whole": (
        Text("một số nguyên", "a whole number"),
        Text("ghi một số như 1", "write a number such as 1"),
    ),
    "yes_no": (
        Text("yes hoặc no", "yes or no"),
        Text("ghi yes hoặc no", "write yes or no"),
    ),
    "day": (
        Text("một ngày có thật, dạng năm-tháng-ngày", "a real day as year-month-day"),
        Text("ghi như 2023-06-30", "write it like 2023-06-30"),
    ),
    "value": (
        Text("một số, hoặc yes, no", "a number, or yes, no"),
        Text("ghi một số, hoặc yes, no", "write a number, or yes, no"),
    ),
    "slug": (
        Text("tên định danh", "an identifier"),
        Text(
            "chỉ dùng chữ thường không dấu, chữ số và gạch nối, ví dụ quang-tri-2023-h1",
            "use small ASCII letters, digits and hyphens only, such as quang-tri-2023-h1",
        ),
    ),
    "code": (
        Text("một mã", "a code"),
        Text(
            "ghi mã như trong văn bản, tối đa 30 ký tự, không có dấu cách, @ hoặc dấu chấm phẩy",
            "write it as the decision does, up to 30 characters without spaces, @ or semicolons",
        ),
    ),
    "name": (
        Text("một mã", "a code"),
        Text(
            "ghi tối đa 40 ký tự, không có dấu cách, @, + hoặc dấu chấm phẩy",
            "write up to 40 characters without spaces, @, + or semicolons",
        ),
    ),
}
"""By the type of the models' own errors: what is expected and what to do."""


def _path(root: Node, loc: tuple[int | str, ...]) -> Path:
    """An error's place without the rule kinds that pydantic puts in."""
    path: list[int | str] = []
    node: Node | None = root
    for step in loc:
        child = node.items.get(step) if node is not None else None
        if child is None and path and path[-1] == "rule":
            continue
        path.append(step)
        node = child
    return tuple(path)


def _name(loc: tuple[int | str, ...]) -> str:
    """The key that an error is about; of a list item, the list's."""
    return next((step for step in reversed(loc) if isinstance(step, str)), "criteria")


def _keys_at(loc: tuple[int | str, ...]) -> tuple[str, ...]:
    names = [step for step in loc[:-1] if isinstance(step, str)]
    keys = keys_of(KEYS.get(names[-1] if names else "", SetModel))
    return tuple(key for key in keys if key != "basis") if names[:1] == ["defaults"] else keys


def _where(root: Node, path: Path) -> Text:
    """Which criterion a place is in, by the codes on the way."""
    for end in range(len(path), 0, -1):
        code = root.at(*path[:end], "code")
        if code is not None and code.kind == "text" and path[end - 2 : end - 1] != ("unit_groups",):
            return Text(f" của «{visible(code.text)}»", f" in '{visible(code.text)}'")
    return Text("", "")
