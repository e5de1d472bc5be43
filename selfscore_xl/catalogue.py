"""What each check looks for, for people: ``docs/checks.md`` and the text of ``explain``.

Everything comes from the checks themselves: their words, the examples that the tests run, and the
finding that each bad example gives. A check's docstring, in English, says why.
"""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from . import checking, sample
from .checking import CheckModule, Example, UnknownCheck
from .edits import SEVERITY_WORDS
from .finding import Finding, Place
from .layout import FOOTER_LABELS, HEADERS, Field, Footer
from .set_file.show import opening
from .text import Lang, Text, visible

FAMILIES: dict[str, Text] = {
    "S0": Text("Tệp và cấu trúc biểu", "The file and the form's structure"),
    "S1": Text("Điểm tự chấm", "Scores"),
    "S2": Text("Đề nghị trừ vào điểm tổng", "Exclusions"),
    "S3": Text("Tổng cộng", "Totals"),
    "S4": Text("Tài liệu kiểm chứng và giải trình", "Evidence and explanations"),
    "S5": Text("Thông tin đơn vị", "Identity"),
    "S6": Text("Thẩm định", "Appraisal"),
    "S7": Text("Điểm cộng, điểm trừ", "Bonus and penalty"),
    "S8": Text("Nhiều biểu", "Many workbooks"),
    "S9": Text("Chương trình kiểm tra", "The tool itself"),
}
"""Families of checks by the first two characters of their codes."""

_HEADING = Text("Thông báo", "Message")
_HINT = Text("Cách sửa", "What to do")
_WRONG = Text("Ví dụ bị báo", "An example that is reported")
_RIGHT = Text("Ví dụ đúng", "An example that is right")
_WHY = Text("Vì sao", "Why")


def explain(wanted: str, lang: Lang) -> str:
    """A check in words for the terminal, by its code (``S101``) or name (``score-above-max``).

    Raises:
        UnknownCheck: neither; ``args[0]`` is what was asked for.
    """
    asked = wanted.strip()
    for code, module in checking.catalogue().items():
        if asked.upper() == code or asked.lower() == module.CHECK.name:
            return "\n".join(_terminal(module, lang)) + "\n"
    raise UnknownCheck(wanted)


def listing(lang: Lang) -> str:
    """Every check in one line, by family: code, severity, title."""
    width = max(len(word.to(lang)) for word in SEVERITY_WORDS.values())
    lines: list[str] = []
    family = ""
    for code, module in checking.catalogue().items():
        if code[:2] != family:
            family = code[:2]
            lines += ["", FAMILIES[family].to(lang)] if lines else [FAMILIES[family].to(lang)]
        severity = SEVERITY_WORDS[module.CHECK.severity].to(lang)
        lines.append(f"  {code}  {severity:<{width}}  {module.CHECK.title.to(lang)}")
    return "\n".join(lines) + "\n"


def _terminal(module: CheckModule, lang: Lang) -> Iterator[str]:
    check = module.CHECK
    message, hint, found = _words(module, lang)
    severity = SEVERITY_WORDS[check.severity].to(lang)
    yield from opening(check.code, check.name, check.title, severity, lang)
    if lang == "en":
        yield ""
        yield _why(module)
    yield ""
    yield f"{_HEADING.to(lang)}: {message}"
    yield f"{_HINT.to(lang)}: {hint}"
    if found is None:
        return
    for heading, example in ((_WRONG, module.BAD), (_RIGHT, module.GOOD)):
        yield ""
        yield f"{heading.to(lang)}{_where(found.place if example is module.BAD else None)}:"
        struck = example.at.rpartition(" ")[0]
        for line in textwrap.dedent(example.table).strip().splitlines():
            mark = "  ◄" if struck and line.partition("|")[0].strip().removeprefix("+") == struck else ""
            yield f"  {line.rstrip()}{mark}"
        for fact in facts(example, lang):
            yield f"  - {fact}"


def markdown() -> str:
    """The catalogue of all checks, Vietnamese first: the content of ``docs/checks.md``."""
    modules = checking.catalogue()
    lines = [
        "# Danh mục nội dung kiểm tra",
        "",
        "<!-- Generated from selfscore_xl/checks by `make generate`; do not edit. -->",
        "",
        "Mỗi nội dung kiểm tra có một mã không bao giờ đổi. **Lỗi** phải sửa trước khi nộp; **cảnh báo** "
        "cần xem lại; **ghi chú** để người thẩm định biết. Xem một mục: `selfscore-xl explain S101`; "
        "chỉ kiểm tra một số mục: `--select S1,S2`; bỏ qua: `--ignore S407`. Nội dung có dấu • được báo "
        "ngay trong cột «Kiểm tra» của biểu khi nhập.",
        "",
        "*The catalogue of checks. Codes never change. Errors must be mended before the form is "
        "submitted, warnings looked at, notes are for the reviewer. Checks marked • also show in the "
        "form's own column while typing.*",
        "",
        'Trong ví dụ: `2,5` là số, `"2,5"` là số gõ thành văn bản, `·` là dấu cách, `⍽` là dấu cách '
        "cứng, `↵` là xuống dòng trong ô, hàng có dấu `+` là hàng thêm vào; ô bị báo **in đậm**. "
        "*(A number, a number typed as text, a space, a no-break space, a line break, an added row; the "
        "cell reported is bold.)*",
    ]
    family = ""
    for code, module in modules.items():
        if code[:2] != family:
            family = code[:2]
            lines += ["", f"**{FAMILIES[family].vi}** (*{FAMILIES[family].en}*)", ""]
        check = module.CHECK
        live = " •" if code in checking.LIVE else ""
        severity = SEVERITY_WORDS[check.severity].vi.lower()
        lines.append(f"- [{code}](#{_anchor(module)}) {check.title.vi} · {severity}{live}")
    for module in modules.values():
        lines += ["", *_section(module)]
    return "\n".join(lines) + "\n"


def _section(module: CheckModule) -> Iterator[str]:
    check = module.CHECK
    severity = SEVERITY_WORDS[check.severity]
    yield f"## {check.code} {check.name}"
    yield ""
    yield f"**{check.title.vi}** · {severity.vi}"
    yield ""
    yield f"*{check.title.en} · {severity.en}*"
    yield ""
    message, hint, found = _words(module, "vi")
    english, english_hint, _ = _words(module, "en")
    yield f"- {_HEADING.vi}: {_plain(message)}"
    yield f"- {_HINT.vi}: {_plain(hint)}"
    yield f"- *{_HEADING.en}: {_plain(english)}*"
    yield f"- *{_HINT.en}: {_plain(english_hint)}*"
    yield ""
    yield f"{_WHY.vi} (*why*): {_marked_down(_why(module))}"
    if found is None:
        return
    for heading, example in ((_WRONG, module.BAD), (_RIGHT, module.GOOD)):
        yield ""
        where = _where(found.place if example is module.BAD else None)
        yield f"{heading.vi} (*{heading.en.lower()}*){where}:"
        yield ""
        yield from _table(example)
        described = facts(example, "vi")
        if described:
            yield ""
            yield from (f"- {_plain(fact)}" for fact in described)


def _anchor(module: CheckModule) -> str:
    return f"{module.CHECK.code.lower()}-{module.CHECK.name}"


def _why(module: CheckModule) -> str:
    return inspect.cleandoc(module.__doc__ or "")


def _marked_down(docstring: str) -> str:
    return docstring.replace("``", "`")


def _where(place: Place | None) -> str:
    return f" ({place.ref or place.sheet})" if place is not None else ""


def _words(module: CheckModule, lang: Lang) -> tuple[str, str, Finding | None]:
    """Message and hint as the bad example gives them, and its finding; with gaps where no example
    can give one (a file that is no form, a check that crashed)."""
    found = next(iter(sample.findings(module, module.BAD)), None)
    if found is None:
        message, hint = module.CHECK.message.to(lang), module.CHECK.hint.to(lang)
        return _PLACEHOLDER.sub("…", message), _PLACEHOLDER.sub("…", hint), None
    return checking.message(found, lang), checking.hint(found, lang), found


_PLACEHOLDER = re.compile(r"\{\w+\}")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|])")


def _plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _SPECIAL.sub(r"\\\1", text)


def _table(example: Example) -> Iterator[str]:
    header, *rows = (
        [cell.strip() for cell in line.split("|")] for line in example.table.splitlines() if line.strip()
    )
    code, _, name = example.at.rpartition(" ")
    struck = HEADERS[Field(name)] if name in set(Field) else sample.BATCH_COLUMNS.get(name, "")
    yield "| " + " | ".join(header) + " |"
    yield "|" + " --- |" * len(header)
    for row in rows:
        cells = [_plain(cell) for cell in row] + [""] * (len(header) - len(row))
        if struck in header and row[0] == code:
            at = header.index(struck)
            cells[at] = f"**{cells[at] or '␣'}**"
        yield "| " + " | ".join(cells) + " |"


# --- what a table cannot show ---------------------------------------------------------------------


def facts(example: Example, lang: Lang) -> list[str]:
    """What is true of an example's form beside its table, one sentence each.

    Raises:
        KeyError: a fact that has no words yet.
    """
    described = []
    for name, value in example.facts.items():
        if " " in name:
            what, _, field = name.rpartition(" ")
            described += [
                _cell_fact(what, field, key, one, lang) for key, one in dict(_mapping(value)).items()
            ]
        else:
            described += [text.to(lang) for text in _FACTS[name](value)]
    return described


def _cell_fact(what: str, field: str, key: str, value: object, lang: Lang) -> str:
    if what == "row":
        place = Text(f"Hàng {field}", f"Row {field}")
    elif what == "footer":
        label = FOOTER_LABELS[Footer(field)]
        place = Text(f"Dòng «{label}»", f"The line “{label}”")
    else:
        header = HEADERS[Field(field)]
        place = Text(f"Ô «{header}» của {what}", f"The cell “{header}” of {what}")
    state = _CELL_FACTS[key, bool(value)]
    return f"{place.to(lang)}: {state.to(lang)}."


_CELL_FACTS: dict[tuple[str, bool], Text] = {
    ("formula", False): Text("giá trị gõ vào, không phải công thức", "a typed value, not a formula"),
    ("formula", True): Text("công thức", "a formula"),
    ("ruled", False): Text("không còn quy tắc nhập", "its input rule is gone"),
    ("locked", True): Text("bị khóa", "locked"),
    ("locked", False): Text("không khóa", "not locked"),
    ("hidden", True): Text("bị ẩn", "hidden"),
    ("merged", True): Text("bị gộp", "merged"),
    ("faint", True): Text("định dạng làm chữ không hiện", "its format hides its text"),
}


def _mapping(value: object) -> Mapping[str, Any]:
    assert isinstance(value, Mapping)
    return value


def _said(vi: str, en: str) -> Callable[[Any], list[Text]]:
    """A fact whose value stands in the sentence; of several, one after the other."""

    def say(value: Any) -> list[Text]:
        shown = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
        shown = visible(shown, 120)
        return [Text(vi.format(shown or "để trống"), en.format(shown or "blank"))]

    return say


def _switch(on: Text, off: Text) -> Callable[[Any], list[Text]]:
    return lambda value: [on if value else off]


def _columns(value: Any) -> list[Text]:
    return [
        Text(
            f"Biểu không có cột «{HEADERS[Field(one)]}».", f"The form has no column “{HEADERS[Field(one)]}”."
        )
        for one in value
    ]


def _footers(value: Any) -> list[Text]:
    labels = [FOOTER_LABELS[Footer(one)] for one in value]
    return [Text(f"Dưới bảng không có dòng «{one}».", f"There is no line “{one}”.") for one in labels]


def _set_only(value: Any) -> list[Text]:
    return [
        Text(
            f"Bộ tiêu chí còn có {code} «{title}», {points} điểm.",
            f"The set also has {code} “{title}”, {points} points.",
        )
        for code, title, points in value
    ]


def _set(value: Any) -> list[Text]:
    return [
        Text(
            f"Bộ tiêu chí ghi «{header}» của {code} là «{text}».",
            f"The set has “{text}” as “{header}” of {code}.",
        )
        for code, row in value.items()
        for header, text in row.items()
    ]


def _identity(value: Any) -> list[Text]:
    return [
        Text(f"Dấu nhận dạng trong tệp: {name} = {one}.", f"The stamp in the workbook: {name} = {one}.")
        for name, one in value.items()
    ]


def _sheets(value: Any) -> list[Text]:
    return [
        Text(
            f"Có thêm trang tính «{name}», {filled} ô ghi nội dung.",
            f"A further sheet “{name}”, {filled} cells.",
        )
        for name, filled, _ in value
    ]


def _decisions(value: Any) -> list[Text]:
    said = [Text("Đây là bản thẩm định.", "This is a reviewer's copy.")]
    for code, word in value.items():
        said.append(Text(f"Quyết định đề nghị trừ {code}: {word}.", f"Decision on exclusion {code}: {word}."))
    return said


def _stray(value: Any) -> list[Text]:
    return [
        Text(f"Ô {where} ghi «{text}».", f"Cell {where} holds “{text}”.") for where, text in value.items()
    ]


_FACTS: dict[str, Callable[[Any], list[Text]]] = {
    "protected": _switch(
        Text("Trang tính được bảo vệ.", "The sheet is protected."),
        Text("Trang tính không được bảo vệ.", "The sheet is not protected."),
    ),
    "has_macros": _switch(
        Text("Tệp có macro.", "The workbook has macros."),
        Text("Tệp không có macro.", "The workbook has no macros."),
    ),
    "external_links": _said("Số liên kết đến tệp khác: {}.", "Links to other files: {}."),
    "missing_columns": _columns,
    "missing_footers": _footers,
    "set_only": _set_only,
    "set": _set,
    "set_groups": _said("Bộ tiêu chí có các nhóm: {}.", "The set's unit groups: {}."),
    "set_period": _said("Kỳ của bộ tiêu chí: {}.", "The set's period: {}."),
    "identity": _identity,
    "extra_sheets": _sheets,
    "stray": _stray,
    "sheet": _said("Tên trang tính: {}.", "The sheet's name: {}."),
    "unit": _said("Tên đơn vị phía trên bảng: {}.", "The unit above the table: {}."),
    "unit_group": _said("Nhóm đơn vị phía trên bảng: {}.", "The unit group above the table: {}."),
    "period": _said("Kỳ đánh giá phía trên bảng: {}.", "The period above the table: {}."),
    "evidence_files": _said("Tệp trong thư mục tài liệu: {}.", "Files in the evidence folder: {}."),
    "order": _said("Thứ tự trong bộ tiêu chí: {}.", "Order in the set: {}."),
    "decisions": _decisions,
    "units": _said("Danh sách đơn vị: {}.", "The list of units: {}."),
    "absent": _said("Biểu không có hàng: {}.", "Rows that the form lacks: {}."),
}
