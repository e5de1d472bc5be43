"""A YAML text as a tree of texts with their lines.

Only what a set file needs is YAML here: mappings, lists and texts. Every scalar stays the text that
was typed, so ``1.10`` keeps its zero, ``no`` is no truth value and ``5/5`` no date. Anchors, aliases,
merge keys, tags and further documents are refused, each with its line: a set must read the same to a
person, to a line-by-line comparison and to the program. The tree is built from parser events, which
expand no alias and need no recursion, so a hostile file costs no more than its size.
"""

from __future__ import annotations

import re
from typing import Any, Literal, TypeAlias

import yaml

from ..text import Text
from .catalogue import problem
from .problem import Problem

MAX_BYTES = 5_000_000
MAX_NODES = 400_000
MAX_DEPTH = 64
"""Of YAML nesting; criteria have a lower limit of their own."""

Plain: TypeAlias = str | list[Any] | dict[str, Any]


class Node:
    """A text, a list or a mapping, with the one-based line and column where it starts."""

    __slots__ = ("column", "items", "key_at", "kind", "line", "text")

    def __init__(self, kind: Literal["text", "list", "mapping"], line: int, column: int) -> None:
        self.kind = kind
        self.line = line
        self.column = column
        self.text = ""
        self.items: dict[str | int, Node] = {}
        """Of a mapping by its keys, of a list by position from 0."""
        self.key_at: dict[str, tuple[int, int]] = {}
        """Line and column of a mapping's keys."""

    def plain(self) -> Plain:
        """The bare data."""
        if self.kind == "text":
            return self.text
        if self.kind == "list":
            return [item.plain() for item in self.items.values()]
        return {str(key): item.plain() for key, item in self.items.items()}

    def at(self, *path: str | int) -> Node | None:
        """The node below this one at a path; None where there is none."""
        node: Node | None = self
        for step in path:
            node = None if node is None else node.items.get(step)
        return node

    def place(self, *path: str | int) -> tuple[int, int]:
        """Line and column to name for a path: the last key of it that stands in the file."""
        node, line, column = self, self.line, self.column
        for step in path:
            child = node.items.get(step)
            if child is None:
                break
            line, column = node.key_at.get(str(step), (child.line, child.column))
            node = child
        return line, column


def decode(data: bytes, problems: list[Problem]) -> str | None:
    """The text of a set file; None, with its problem told, where it is none."""
    if data.startswith(_OFFICE):
        problems.append(problem("C001", (0, 0), what=_A_TABLE, advice=FROM_TABLE))
        return None
    if len(data) > MAX_BYTES:
        problems.append(problem("C001", (0, 0), what=_TOO_LARGE, advice=_DIVIDE))
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.append(problem("C001", (line, 0), what=_NOT_UTF8, advice=_SAVE_AS))
        return None
    found = _CONTROL.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - text.rfind("\n", 0, found.start())
        code = f"U+{ord(found[0]):04X}"
        what = Text(_CONTROL_AT.vi + code, _CONTROL_AT.en + code)
        problems.append(problem("C001", (line, column), what=what, advice=_DELETE_IT))
        return None
    return text


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF")
"""How workbooks, documents and PDF files begin."""
_A_TABLE = Text(
    "đây là tệp Excel, Word hoặc PDF, không phải tệp bộ tiêu chí .yaml",
    "this is a workbook, a document or a PDF and no set file (.yaml)",
)
FROM_TABLE = Text(
    "lập tệp bộ tiêu chí từ bảng: selfscore-xl criteria from-table BẢNG -o BỘ.yaml",
    "make a set file of the table: selfscore-xl criteria from-table TABLE -o SET.yaml",
)
_DIVIDE = Text("tách thành nhiều bộ, mỗi bộ một tệp", "divide it into several sets, a file each")
_SAVE_AS = Text(
    "mở tệp, chọn «Lưu thành» (Save as) với mã hóa (Encoding) UTF-8 rồi thử lại",
    "open the file, save it with the encoding UTF-8 and try again",
)
_DELETE_IT = Text("xóa ký tự đó rồi gõ lại chỗ này", "delete it and type this place anew")
_FLATTEN = Text(
    "ghi mỗi tiêu chí một mục «- code:», tiêu chí con dưới «children:»",
    "write each criterion as an item '- code:', its children below 'children:'",
)
_TOO_LARGE = Text("tệp lớn hơn 5 MB", "the file is larger than 5 MB")
_NOT_UTF8 = Text("tệp không phải văn bản UTF-8", "the file is not UTF-8 text")
_CONTROL_AT = Text("có ký tự điều khiển không nhìn thấy ", "there is an invisible control character ")


def parse(text: str, problems: list[Problem]) -> Node | None:
    """The tree of a YAML text; None, with the problems told, where it cannot be read at all."""
    root: Node | None = None
    stack: list[Node] = []
    keys: list[tuple[str, int, int] | None] = []
    documents = count = 0
    hard = _HARD_SPACE.search(text)
    if hard is not None:
        line = text.count("\n", 0, hard.start()) + 1
        problems.append(problem("C002", (line, 1), what=_INDENTED_HARD))
        return None
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            mark = event.start_mark
            line, column = (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    problems.append(problem("C003", (line, column), what=_DOCUMENTS))
                    break
                continue
            if isinstance(event, yaml.CollectionEndEvent):
                stack.pop()
                keys.pop()
                continue
            if not isinstance(event, yaml.NodeEvent):
                continue
            count += 1
            if count > MAX_NODES or len(stack) >= MAX_DEPTH:
                problems.append(problem("C001", (line, column), what=_TOO_MUCH, advice=_FLATTEN))
                return None
            node = _node(event, line, column, problems)
            if stack and stack[-1].kind == "mapping" and keys[-1] is None:
                if node.kind != "text" or node.text == "<<":
                    problems.append(problem("C003", (line, column), what=_MERGE))
                keys[-1] = (node.text if node.kind == "text" else f"?{line}:{column}", line, column)
            elif not stack:
                root = node
            else:
                _put(stack[-1], keys, node, problems)
            if node.kind != "text":
                stack.append(node)
                keys.append(None)
    except yaml.YAMLError as error:
        problems.append(_syntax(error))
        return None
    return root


_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _put(owner: Node, keys: list[tuple[str, int, int] | None], node: Node, problems: list[Problem]) -> None:
    """Hang a node below its owner; a repeated key keeps its first value."""
    if owner.kind == "list":
        owner.items[len(owner.items)] = node
        return
    key = keys[-1]
    keys[-1] = None
    if key is None:
        return
    name, line, column = key
    if name in owner.items:
        first = owner.key_at[name][0]
        problems.append(problem("C004", (line, column), key=name, first=first))
        return
    owner.items[name] = node
    owner.key_at[name] = (line, column)


def _node(event: yaml.NodeEvent, line: int, column: int, problems: list[Problem]) -> Node:
    kind: Literal["text", "list", "mapping"] = "text"
    if isinstance(event, yaml.SequenceStartEvent):
        kind = "list"
    elif isinstance(event, yaml.MappingStartEvent):
        kind = "mapping"
    node = Node(kind, line, column)
    if isinstance(event, yaml.AliasEvent):
        problems.append(problem("C003", (line, column), what=_ALIAS))
        return node
    if event.anchor is not None:
        problems.append(problem("C003", (line, column), what=_ANCHOR))
    if getattr(event, "tag", None) is not None:
        problems.append(problem("C003", (line, column), what=_TAG))
    if isinstance(event, yaml.ScalarEvent):
        node.text = event.value
    return node


_DOCUMENTS = Text("có tài liệu YAML thứ hai (dấu ---)", "there is a second YAML document (---)")
_TOO_MUCH = Text("tệp quá sâu hoặc quá nhiều mục", "the file is nested too deeply or has too many items")
_MERGE = Text("khóa không phải một từ (<<, ? hoặc ngoặc)", "the key is not a word (<<, ? or a bracket)")
_ALIAS = Text("có tham chiếu (*)", "there is an alias (*)")
_ANCHOR = Text("có neo (&)", "there is an anchor (&)")
_TAG = Text("có thẻ kiểu (!)", "there is a tag (!)")


_HARD_SPACE = re.compile("^ *[\u00a0\u2000-\u200b\u3000\ufeff]", re.MULTILINE)
_INDENTED_HARD = Text(
    "dòng thụt lề bằng dấu cách cứng (thường do chép từ Word hoặc trang web)",
    "the line is indented by hard spaces (as text copied from Word or a page is)",
)
_BEGUN_EARLIER = ("quoted scalar", "expected ':'")
"""Where the parser notices too late: what is wrong began where its context did."""


def _syntax(error: yaml.YAMLError) -> Problem:
    noticed, began = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    detail = f"{getattr(error, 'context', '') or ''} {getattr(error, 'problem', '') or error}".strip()
    is_late = any(words in detail for words in _BEGUN_EARLIER)
    mark = (began or noticed) if is_late else (noticed or began)
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    for words, cause in _CAUSES:
        if words in detail:
            return problem("C002", (line, column), what=cause)
    return problem("C002", (line, column), what=Text(f"{_SYNTAX.vi} ({detail})", f"{_SYNTAX.en} ({detail})"))


_SYNTAX = Text("không đúng cú pháp YAML", "this is not YAML")
_CAUSES = (
    (
        "mapping values are not allowed",
        Text(
            "có dấu hai chấm giữa lời văn không đặt trong ngoặc kép, hoặc dòng thụt lề sai",
            "there is a colon in a text that is not quoted, or the line is indented wrongly",
        ),
    ),
    (
        "cannot start any token",
        Text(
            "lời văn bắt đầu bằng một dấu đặc biệt, hoặc dòng thụt lề bằng phím Tab",
            "a text starts with a special character, or the line is indented by a tab",
        ),
    ),
    (
        "tab character",
        Text("dòng thụt lề bằng phím Tab", "the line is indented by a tab"),
    ),
    ("quoted scalar", Text("ngoặc kép hoặc ngoặc đơn không được đóng", "a quotation mark is not closed")),
    (
        "expected ':'",
        Text("thiếu dấu hai chấm sau tên khóa", "the colon after a key is missing"),
    ),
    (
        "while parsing a block",
        Text("dòng thụt lề không khớp với các dòng cùng cấp", "the line is not indented like its siblings"),
    ),
    (
        "while parsing a flow",
        Text("ngoặc [ hoặc { không được đóng đúng", "a bracket [ or { is not closed properly"),
    ),
)
