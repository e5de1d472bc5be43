"""``report``: the administrative report of a filled form, as a Word document."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ..text import Lang, Text
from . import FAILED, FINDINGS, OK, terminal
from .arguments import Options, Parser, WrongCall
from .files import cannot_write, refuse_missing_folder
from .sets import add_set_option, chosen_set

if TYPE_CHECKING:
    from ..outcome import Outcome
    from ..report.settings import Words

DESCRIPTION = Text(
    "Lập báo cáo tự đánh giá, chấm điểm (tệp Word, thể thức theo Nghị định 30/2020/NĐ-CP) từ biểu\n"
    "đã điền hoặc từ bản chú thích của biểu. Nội dung không khai thì để trống trong báo cáo.",
    "Write the administrative report (a Word document, laid out by Decree 30/2020/NĐ-CP) of a filled\n"
    "form or of its annotated copy. What is not given stays blank in the document.",
)
_EPILOG = Text(
    "Còn lỗi trong biểu thì không lập báo cáo mà liệt kê các lỗi, trừ khi có --force.\n"
    "Mã thoát: 0 đã lập; 1 biểu còn lỗi; 2 không đọc được biểu hoặc lệnh chưa đúng.\n\n"
    "ví dụ:\n"
    "  selfscore-xl report bieu.xlsx -o bao-cao.docx --settings bao-cao.yaml\n"
    '  selfscore-xl report bieu.xlsx -o bao-cao.docx --parent-body "UBND tỉnh Quảng Trị" \\\n'
    '    --number /BC-VP --place "Quảng Trị" --to "Sở Nội vụ" --signer-title "Chánh Văn phòng"',
    "While the form has errors no report is written; they are listed, unless --force is given.\n"
    "Exit codes: 0 written; 1 the form has errors; 2 it could not be read or the call is wrong.\n\n"
    "examples:\n"
    "  selfscore-xl report form.xlsx -o report.docx --settings report.yaml\n"
    '  selfscore-xl report form.xlsx -o report.docx --parent-body "UBND tỉnh Quảng Trị" \\\n'
    '    --number /BC-VP --place "Quảng Trị" --to "Sở Nội vụ" --signer-title "Chánh Văn phòng"',
)
_WORDS = (
    (
        "--parent-body",
        Text("TÊN", "NAME"),
        Text('cơ quan chủ quản; "" nếu không có', 'governing body; "" if none'),
    ),
    (
        "--body",
        Text("TÊN", "NAME"),
        Text("cơ quan ban hành (mặc định: đơn vị ghi trong biểu)", "issuing body (default: the form's unit)"),
    ),
    (
        "--number",
        Text("SỐ", "NUMBER"),
        Text(
            "số, ký hiệu: 45/BC-VP, hoặc /BC-VP nếu chưa có số",
            "45/BC-VP, or /BC-VP to leave the number blank",
        ),
    ),
    (
        "--date",
        Text("NGÀY", "DATE"),
        Text("ngày ban hành, ví dụ 05/7/2023", "date of issue, 05/7/2023 for example"),
    ),
    ("--place", Text("ĐỊA_DANH", "PLACE"), Text("địa danh, ví dụ Quảng Trị", "place of issue")),
    (
        "--subject",
        Text("TRÍCH_YẾU", "SUBJECT"),
        Text(
            "trích yếu (mặc định: theo bộ tiêu chí và kỳ)", "subject (default: from the set and the period)"
        ),
    ),
    ("--signer", Text("HỌ_TÊN", "NAME"), Text("họ tên người ký", "signer's name")),
)
_LISTS = (
    (
        "--to",
        Text("CƠ_QUAN", "BODY"),
        Text("nơi kính gửi; ghi nhiều lần nếu nhiều nơi", "addressee; may be repeated"),
    ),
    (
        "--basis",
        Text("CĂN_CỨ", "BASIS"),
        Text(
            "căn cứ, thay cho căn cứ của bộ tiêu chí; có thể ghi nhiều lần",
            "legal basis, instead of the set's; may be repeated",
        ),
    ),
    (
        "--signer-title",
        Text("CHỨC_VỤ", "TITLE"),
        Text("chức vụ người ký; ghi hai lần nếu hai dòng", "signer's title; twice for two lines"),
    ),
    (
        "--copy-to",
        Text("NƠI_NHẬN", "BODY"),
        Text("nơi nhận; có thể ghi nhiều lần", "recipient; may be repeated"),
    ),
)


def add(parser: Parser) -> None:
    """Add the arguments."""
    say = parser.say
    parser.epilog = _EPILOG.to(parser.lang)
    parser.add_argument(
        "path",
        metavar=say("BIỂU", "FILE"),
        help=say("biểu đã điền, hoặc bản chú thích của nó", "the filled form, or its annotated copy"),
    )
    parser.add_argument(
        "-o",
        "--out",
        required=True,
        metavar=say("TỆP", "FILE"),
        help=say("tệp báo cáo sẽ tạo, đuôi .docx", "the report to write, ending in .docx"),
    )
    parser.add_argument(
        "--settings",
        metavar=say("TỆP", "FILE"),
        help=say(
            "tệp .yaml ghi sẵn các nội dung dưới đây", "a .yaml file that holds what the options below say"
        ),
    )
    for name, value, help_text in _WORDS:
        parser.add_argument(name, metavar=value.to(parser.lang), help=help_text.to(parser.lang))
    for name, value, help_text in _LISTS:
        parser.add_argument(
            name, action="append", metavar=value.to(parser.lang), help=help_text.to(parser.lang)
        )
    parser.add_argument(
        "--no-salutation",
        dest="salutation",
        action="store_false",
        default=None,
        help=say(
            "không in dòng «Kính gửi:»; nơi gửi đứng đầu phần nơi nhận",
            "no line “Kính gửi:”; addressees head the recipients",
        ),
    )
    parser.add_argument(
        "--force",
        action="store_true",
        help=say(
            "vẫn lập khi biểu còn lỗi; báo cáo sẽ ghi rõ các lỗi đó",
            "write in spite of errors; the report then tells them",
        ),
    )
    parser.add_argument(
        "--evidence",
        metavar=say("THƯ_MỤC", "DIR"),
        help=say(
            "thư mục tài liệu kiểm chứng, để đối chiếu tên tệp", "folder of evidence, to compare file names"
        ),
    )
    add_set_option(
        parser, say("bộ tiêu chí dùng thay cho bộ ghi trong biểu", "the set to use instead of the form's own")
    )


_HAS_ERRORS = Text(
    "Chưa lập báo cáo vì biểu còn {count} lỗi nêu trên: sửa các ô đó rồi chạy lại; nếu vẫn cần bản báo "
    "cáo ngay thì thêm --force.",
    "No report was written, because the form has errors, told above ({count}): correct them and run "
    "again, or add --force if the report is needed all the same.",
)
_OTHER_SET = Text(
    "Chưa lập báo cáo vì biểu thuộc bộ tiêu chí khác bộ đang dùng.",
    "No report was written, because the form is of another set than the one in use.",
)
_WRITTEN = Text("Đã lập báo cáo {out}.", "Wrote {out}.")
_FORCED = Text(
    "Biểu còn {count} lỗi nêu trên; báo cáo ghi rõ điều đó ở đầu trang và ở mục 6.",
    "The form has errors, told above ({count}); the report says so at its head and in section 6.",
)
_BLANK = Text("Để trống trong báo cáo: {names}.", "Left blank in the report: {names}.")


def run(options: Options) -> int:
    """Write the report; the exit code.

    Raises:
        WrongCall: an option cannot be used, or the report cannot be written.
    """
    from .. import app, report
    from ..ooxml.saving import SaveRefused

    lang: Lang = options.lang
    _refuse(options)
    try:
        settings = report.from_words(_given(options))
    except report.SettingsError as error:
        raise WrongCall(error.text) from None
    criteria = chosen_set(options.set) if options.set else None
    try:
        made = app.report(
            options.path,
            options.out,
            settings,
            criteria=criteria,
            evidence=options.evidence,
            force=options.force,
        )
    except app.WouldOverwrite as edited:
        raise WrongCall(
            Text(
                f"Tệp {edited.args[0]} đã có và đã được sửa nên không ghi đè; chọn tên khác sau -o.",
                f"{edited.args[0]} exists and has been edited, so it was not replaced; choose another name.",
            )
        ) from None
    except (SaveRefused, OSError) as error:
        raise cannot_write(options.out, error) from None
    outcome = made.outcome
    if outcome.refusal is not None:
        terminal.say(f"{outcome.path}: {outcome.refusal.message.to(lang)} {outcome.refusal.hint.to(lang)}")
        return FAILED
    count = outcome.counts()["error"]
    if count:
        _list_errors(outcome, lang)
    if outcome.scores is None:
        terminal.say(_OTHER_SET.to(lang))
        return FINDINGS
    if not made.written:
        terminal.say(_HAS_ERRORS.fill(lang, {"count": count}))
        return FINDINGS
    terminal.say(_WRITTEN.fill(lang, {"out": options.out}))
    blank = [report.BLANKS[name].to(lang) for name in report.blanks(settings)]
    if blank:
        terminal.say(_BLANK.fill(lang, {"names": ", ".join(blank)}))
    if count:
        terminal.say(_FORCED.fill(lang, {"count": count}))
    return FINDINGS if count else OK


def _refuse(options: Options) -> None:
    """Sentences for calls that cannot be meant."""
    if not options.out.lower().endswith(".docx"):
        raise WrongCall(
            Text(
                f"Báo cáo là tệp Word: đặt tên sau -o có đuôi .docx, ví dụ {options.out}.docx.",
                f"The report is a Word document: give -o a name ending in .docx, {options.out}.docx say.",
            )
        )
    if options.evidence is not None:
        refuse_missing_folder(options.evidence)


def _given(options: Options) -> dict[str, Words]:
    """What the settings file and the options say; the options where both do."""
    from .. import report

    given = report.read_file(options.settings) if options.settings else {}
    for name in report.Settings._fields:
        value = getattr(options, name)
        if value is not None:
            given[name] = value
    return given


def _list_errors(outcome: Outcome, lang: Lang) -> None:
    """The form's errors, as ``validate`` shows them."""
    from ..output import View, text

    errors = [
        (finding, severity)
        for finding, severity in zip(outcome.findings, outcome.severities, strict=True)
        if severity == "error"
    ]
    only = outcome._replace(
        findings=tuple(finding for finding, _ in errors), severities=tuple(severity for _, severity in errors)
    )
    sys.stdout.write(text.entry(only, View(lang, terminal.width(), terminal.colored("auto"))))
