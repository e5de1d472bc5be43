"""The option ``-c SET`` of every command that needs a criteria set, and what it may come to."""

from __future__ import annotations

from ..criteria import Criteria, for_group, varies
from ..text import Text
from .arguments import Parser, WrongCall


def add_set_option(parser: Parser, help_text: str) -> None:
    """Add ``-c``: the id of a shipped set or the path of a set file."""
    parser.add_argument("-c", "--set", metavar=parser.say("BỘ", "SET"), help=help_text)


def chosen_set(name: str) -> Criteria:
    """The set that was asked for.

    Raises:
        WrongCall: there is no such set, or its file has errors; all of them are told.
    """
    from .. import app, sets
    from ..set_file import SetFileError

    try:
        return app.load_criteria(name)
    except app.UnknownSet:
        known = ", ".join(sets.names())
        raise WrongCall(
            Text(
                f"Không có bộ tiêu chí «{name}»; hãy ghi đường dẫn tệp bộ tiêu chí, hoặc một trong: {known}.",
                f"There is no criteria set “{name}”; give the path of a set file, or one of: {known}.",
            )
        ) from None
    except SetFileError as error:
        raise WrongCall(Text(error.text("vi"), error.text("en"))) from None


def no_form(criteria: Criteria, error: Exception) -> WrongCall:
    """The sentence for a set or a password that no form can be built with."""
    from ..template import PasswordTooLong

    if isinstance(error, PasswordTooLong):
        return WrongCall(
            Text(
                "Mật khẩu khóa trang tính dài quá 15 ký tự; chọn mật khẩu ngắn hơn.",
                "The password of the protection is longer than 15 characters; choose a shorter one.",
            )
        )
    name = criteria.id
    if all(leaf.max_score for leaf in criteria.tree().leaves):
        return WrongCall(
            Text(
                f"Bộ tiêu chí {name} đã có đủ điểm nhưng còn ghi là khung; bỏ dòng «frame: yes» rồi "
                "chạy lại.",
                f"Criteria set {name} has all its points but is still called a frame; drop the line "
                "'frame: yes' in its file and run this again.",
            )
        )
    return WrongCall(
        Text(
            f"Bộ tiêu chí {name} mới là khung, chưa ấn định điểm nên chưa lập được biểu; ghi ra Excel để "
            f"điền điểm: selfscore-xl criteria export {name} -o bo-tieu-chi.xlsx, rồi đọc lại bằng criteria "
            "from-table.",
            f"Criteria set {name} is a frame without points, so no form can be made of it; write it as a "
            f"workbook to fix them: selfscore-xl criteria export {name} -o set.xlsx, and read that back with "
            "criteria from-table.",
        )
    )


def of_group(criteria: Criteria, group: str) -> Criteria:
    """The set as units of a group see it.

    Raises:
        WrongCall: the set has no such group, or has several and none was named.
    """
    known = ", ".join(f"{one.code} ({one.name})" for one in criteria.unit_groups)
    if group and criteria.unit_groups:
        try:
            return for_group(criteria, group)
        except ValueError:
            raise WrongCall(
                Text(
                    f"Bộ tiêu chí {criteria.id} không có nhóm đơn vị «{group}»; chọn một trong: {known}.",
                    f"Criteria set {criteria.id} has no unit group “{group}”; choose one of: {known}.",
                )
            ) from None
    if varies(criteria):
        raise WrongCall(
            Text(
                f"Tiêu chí của bộ {criteria.id} khác nhau theo nhóm đơn vị: thêm --unit-group, "
                f"một trong: {known}.",
                f"The criteria of set {criteria.id} depend on the unit group: add --unit-group, "
                f"one of: {known}.",
            )
        )
    return criteria
