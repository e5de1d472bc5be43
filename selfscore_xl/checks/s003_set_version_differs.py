"""A form of another version of the set has other rows, maxima or titles, so its points cannot be
compared with those of units that used the right one.

Last period's form filled in again is the usual case in practice. Older, newer and unknown forms
need different cures. The fingerprint is not compared: a set whose typing error was corrected under
the same version would turn every form already sent out into an error, and what really differs in a
row is named by S004 to S008.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..checking import Check, Context, Example
from ..finding import Finding, Place
from ..layout import Head
from ..text import Text
from .rows import is_of_another_version, version_numbers

CHECK = Check(
    code="S003",
    name="set-version-differs",
    severity="error",
    title=Text("Biểu của phiên bản bộ tiêu chí khác", "Form of another version of the criteria set"),
    message=Text(
        "Biểu lập theo bộ tiêu chí {seen}, {age} {right}.",
        "The form was made from criteria set {seen}, {age} {right}.",
    ),
    hint=Text("{cure}.", "{cure}."),
)

_OLDER = Text("cũ hơn", "older than")
_NEWER = Text("mới hơn", "newer than")
_OTHER = Text("khác với", "different from")

_POUR = Text(
    "Chuyển các câu trả lời sang biểu của phiên bản đang dùng (lệnh «selfscore-xl migrate» làm việc "
    "này), kiểm tra lại rồi nộp biểu đó",
    "Move the answers to a form of the version in use (the command “selfscore-xl migrate” does it), "
    "look them over and submit that form",
)
_CHOOSE = Text(
    "Nếu đơn vị dùng đúng biểu, chạy lại không có «-c» hoặc ghi tệp của bộ đó sau «-c»; nếu điền nhầm biểu, "
    "chuyển các câu trả lời sang biểu của bộ đang dùng (lệnh «selfscore-xl migrate» làm việc này), kiểm tra "
    "lại rồi nộp biểu đó",
    "If the unit used the right form, run again without “-c” or with that set's file after “-c”; if not, "
    "move the answers to a form of the set in use (the command “selfscore-xl migrate” does it), look them "
    "over and submit that form",
)
_UPDATE = Text(
    "Xin cơ quan ban hành tệp bộ tiêu chí của phiên bản mới, hoặc cập nhật chương trình, rồi kiểm tra "
    "lại biểu này",
    "Ask the issuer for the file of the newer version, or update the program, then check this form again",
)


def find(context: Context) -> Iterator[Finding]:
    if not is_of_another_version(context):
        return
    mark, criteria = context.submission.identity, context.criteria
    same_set = not mark.names_another_set(criteria.id)
    stamped, used = version_numbers(mark.version), version_numbers(criteria.version)
    age, cure = _OTHER, _POUR if same_set else _CHOOSE
    if same_set and stamped is not None and used is not None:
        age, cure = (_OLDER, _POUR) if stamped < used else (_NEWER, _UPDATE)
    head = context.submission.head.get(Head.SET)
    yield CHECK.at(
        head.place if head else Place(context.submission.form.sheet, ""),
        value=mark.version,
        seen=_named(mark.set_id or criteria.id, mark.version),
        right=Text(f"phiên bản đang dùng là {criteria.version}", f"version {criteria.version} in use")
        if same_set
        else _used(_named(criteria.id, criteria.version)),
        age=age,
        cure=cure,
    )


def _used(named: Text) -> Text:
    return Text(f"bộ đang dùng là {named.vi}", f"the set in use, {named.en}")


def _named(set_id: str, version: str) -> Text:
    if not version:
        return Text(f"«{set_id}»", f"“{set_id}”")
    return Text(f"«{set_id}» phiên bản {version}", f"“{set_id}” version {version}")


_TABLE = """
    Mã  | Điểm tối đa | Đề nghị trừ | Tự đánh giá | Tài liệu kiểm chứng/Giải trình | Giải trình
    I   | 2           |             |             |                                |
    I.1 | 2           |             | 2           | [1].bao-cao-01.pdf             |
    """
BAD = Example(_TABLE, at="head set", facts={"identity": {"version": "0.9"}})
GOOD = Example(_TABLE)
