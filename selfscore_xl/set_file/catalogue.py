"""Every defect of a set file: code, name, severity and its sentences in both languages.

C0 the file and its keys · C1 maxima · C2 codes · C3 exclusions · C4 rules · C5 unit groups, bonus and
penalty · C6 grades and ranking · C7 words. Codes are never reused. An error means that no set can be
made of the file; a warning wants a second look; an information is often right as it stands.
"""

from __future__ import annotations

from ..finding import Severity
from ..record import NamedTuple
from ..text import Text
from .problem import Problem


class LintRule(NamedTuple):
    """One defect. ``message`` and ``hint`` share their ``{placeholders}``."""

    code: str
    name: str
    severity: Severity
    title: Text
    message: Text
    hint: Text


def problem(code: str, place: tuple[int, int], **values: object) -> Problem:
    """The problem of a rule at a line and column, its sentences filled in both languages."""
    rule = RULES[code]
    return Problem(
        *place,
        code,
        rule.severity,
        Text(rule.message.fill("vi", values), rule.message.fill("en", values)),
        Text(rule.hint.fill("vi", values), rule.hint.fill("en", values)),
    )


_ALL = (
    LintRule(
        "C001",
        "file-unreadable",
        "error",
        Text("Không đọc được tệp", "The file cannot be read"),
        Text("không đọc được tệp: {what}", "the file cannot be read: {what}"),
        Text("{advice}", "{advice}"),
    ),
    LintRule(
        "C002",
        "yaml-syntax",
        "error",
        Text("Sai cú pháp YAML", "Wrong YAML syntax"),
        Text("{what}", "{what}"),
        Text(
            'đặt lời văn trong ngoặc kép "…" hoặc viết >- rồi xuống dòng thụt vào; thụt lề bằng dấu cách, '
            "các dòng cùng cấp thụt như nhau",
            'put the text in quotes "…", or write >- and the text indented on the next line; indent by '
            "spaces, alike for lines of one level",
        ),
    ),
    LintRule(
        "C003",
        "yaml-feature",
        "error",
        Text("Dùng tính năng YAML không được phép", "A YAML feature that is not allowed"),
        Text("{what}, bộ tiêu chí không dùng cách viết này", "{what}, which a set file does not use"),
        Text(
            "viết nội dung ra đầy đủ tại chỗ; nếu là lời văn thì đặt trong ngoặc kép",
            "write the content out in place; if it is a text, put it in quotes",
        ),
    ),
    LintRule(
        "C004",
        "key-repeated",
        "error",
        Text("Khóa viết hai lần", "A key is written twice"),
        Text("khóa «{key}» đã có ở dòng {first}", "the key '{key}' already stands in line {first}"),
        Text(
            "xóa một trong hai; mỗi tiêu chí bắt đầu bằng dấu gạch ngang «- code:»",
            "delete one of the two; every criterion starts with a dash, '- code:'",
        ),
    ),
    LintRule(
        "C005",
        "key-unknown",
        "error",
        Text("Khóa không có trong định dạng", "An unknown key"),
        Text("không có khóa «{key}» ở đây", "there is no key '{key}' here"),
        Text("{advice}", "{advice}"),
    ),
    LintRule(
        "C006",
        "key-missing",
        "error",
        Text("Thiếu khóa bắt buộc", "A required key is missing"),
        Text("thiếu khóa «{key}»{where}", "the key '{key}' is missing{where}"),
        Text("thêm dòng «{example}»", "add a line '{example}'"),
    ),
    LintRule(
        "C007",
        "value-of-wrong-shape",
        "error",
        Text("Giá trị sai dạng", "A value of the wrong shape"),
        Text("«{key}» phải là {expected}", "'{key}' must be {expected}"),
        Text("sửa lại theo mẫu: {example}", "write it like this: {example}"),
    ),
    LintRule(
        "C008",
        "value-invalid",
        "error",
        Text("Giá trị không hợp lệ", "An invalid value"),
        Text("«{key}: {value}» không phải là {expected}", "'{key}: {value}' is not {expected}"),
        Text("{advice}", "{advice}"),
    ),
    LintRule(
        "C009",
        "too-deep",
        "error",
        Text("Quá nhiều cấp", "Too many levels"),
        Text(
            "{criterion} ở cấp {level}, tối đa là cấp 10", "{criterion} is on level {level}, 10 is the most"
        ),
        Text("gộp bớt cấp tiêu chí", "merge some levels of criteria"),
    ),
    LintRule(
        "C010",
        "set-empty",
        "error",
        Text("Không có tiêu chí nào", "No criteria"),
        Text("bộ tiêu chí không có tiêu chí nào", "the set has no criteria"),
        Text("ghi các tiêu chí dưới khóa «criteria:»", "write the criteria under 'criteria:'"),
    ),
    LintRule(
        "C011",
        "period-reversed",
        "error",
        Text("Kỳ đánh giá ngược", "The period is reversed"),
        Text(
            "ngày đầu kỳ {first} sau ngày cuối kỳ {last}",
            "the first day {first} comes after the last day {last}",
        ),
        Text("đổi lại hai ngày", "correct the two days"),
    ),
    LintRule(
        "C012",
        "legal-basis-missing",
        "warning",
        Text("Không ghi căn cứ ban hành", "No legal basis"),
        Text("bộ tiêu chí không ghi văn bản ban hành", "the set names no document that lays it down"),
        Text(
            "ghi số, ngày, trích yếu văn bản dưới khóa «legal_basis:»", "name the documents in 'legal_basis:'"
        ),
    ),
    LintRule(
        "C013",
        "too-many-criteria",
        "error",
        Text("Quá nhiều tiêu chí", "Too many criteria"),
        Text(
            "bộ có {count} tiêu chí, một biểu nhận nhiều nhất {most}",
            "the set has {count} criteria, and a form takes {most} at most",
        ),
        Text(
            "tách thành nhiều bộ, mỗi bộ một tệp; nếu bảng chép thừa thì xóa từ dòng này trở đi",
            "divide it into several sets, a file each; if too much was copied, delete it from this line on",
        ),
    ),
    LintRule(
        "C014",
        "id-of-a-shipped-set",
        "warning",
        Text("Trùng tên định danh với bộ có sẵn", "The id of a set that ships with the program"),
        Text(
            "«id: {value}» là tên của bộ có sẵn trong chương trình mà nội dung đã khác: biểu lập từ tệp này "
            "sẽ bị đối chiếu với bộ có sẵn",
            "'id: {value}' is that of a set that ships with the program and says something else: forms made "
            "of this file would be checked against that one",
        ),
        Text("đặt «id» riêng, ví dụ {value}-sua", "give it an 'id' of its own, {value}-sua say"),
    ),
    LintRule(
        "C101",
        "children-do-not-add-up",
        "error",
        Text("Điểm tiêu chí con không khớp", "Children do not add up"),
        Text(
            "{criterion}: các tiêu chí con cộng lại được {sum} điểm, không phải {max}{group}",
            "{criterion}: its children add up to {sum} points, not {max}{group}",
        ),
        Text(
            "đối chiếu với văn bản rồi sửa điểm tối đa của {criterion} hoặc của tiêu chí con",
            "compare with the decision and correct the maximum of {criterion} or of a child",
        ),
    ),
    LintRule(
        "C102",
        "maximum-mistyped",
        "error",
        Text("Điểm gõ nhầm", "A mistyped maximum"),
        Text(
            "{criterion}: các tiêu chí con cộng lại được {sum} điểm, không phải {max}{group}; nếu {child} là "
            "{guess} thay vì {value} thì khớp",
            "{criterion}: its children add up to {sum} points, not {max}{group}; if {child} were {guess} "
            "instead of {value}, they would",
        ),
        Text(
            "đối chiếu điểm tối đa của {child} với văn bản",
            "compare the maximum of {child} with the decision",
        ),
    ),
    LintRule(
        "C103",
        "maximum-not-positive",
        "error",
        Text("Điểm tối đa không dương", "A maximum that is not positive"),
        Text("{criterion}: điểm tối đa là {max}", "{criterion}: the maximum is {max}"),
        Text(
            "ghi điểm tối đa lớn hơn 0; mức trừ cũng ghi bằng số dương, ở tiêu chí «kind: penalty»",
            "write a maximum above 0; a penalty's cap too is a positive number, with 'kind: penalty'",
        ),
    ),
    LintRule(
        "C104",
        "points-not-representable",
        "error",
        Text("Điểm không viết được với số chữ số đã định", "Points that the places or the step do not allow"),
        Text(
            "{criterion}: {points} điểm không viết được {how}",
            "{criterion}: {points} points cannot be written {how}",
        ),
        Text("sửa số điểm, hoặc sửa «places», «step»", "correct the points, or 'places' and 'step'"),
    ),
    LintRule(
        "C105",
        "total-differs",
        "error",
        Text("Tổng điểm không khớp", "The total differs"),
        Text(
            "các lĩnh vực cộng lại được {sum} điểm, không phải {max}{group}",
            "the domains add up to {sum} points, not {max}{group}",
        ),
        Text("sửa «total» hoặc điểm tối đa của lĩnh vực", "correct 'total' or the maximum of a domain"),
    ),
    LintRule(
        "C106",
        "frame",
        "info",
        Text("Bộ tiêu chí khung", "A frame"),
        Text("bộ tiêu chí khung: {state}", "the set is a frame: {state}"),
        Text(
            "{advice} (ở Excel: trang «Thông tin chung», dòng «Bộ khung chưa ấn định điểm», ghi «không»); "
            "trước đó chưa lập được biểu mẫu",
            "{advice} (in a workbook: sheet 'Thông tin chung', line 'Bộ khung chưa ấn định điểm', 'không'); "
            "until then no form can be made",
        ),
    ),
    LintRule(
        "C107",
        "step-not-representable",
        "error",
        Text("Bước điểm không hợp lệ", "An impossible step"),
        Text(
            "{criterion}: bước {step} không viết được với {places} chữ số thập phân",
            "{criterion}: a step of {step} cannot be written with {places} decimal places",
        ),
        Text("tăng «places» hoặc sửa «step»", "raise 'places' or correct 'step'"),
    ),
    LintRule(
        "C201",
        "code-repeated",
        "error",
        Text("Mã trùng", "A code is repeated"),
        Text("mã {criterion} đã có ở dòng {first}", "the code {criterion} already stands in line {first}"),
        Text("{advice}", "{advice}"),
    ),
    LintRule(
        "C202",
        "number-skipped",
        "info",
        Text("Thiếu số thứ tự", "A number is missing"),
        Text("sau {before} không có {missing}", "there is no {missing} after {before}"),
        Text("kiểm tra xem có bỏ sót tiêu chí không", "see whether a criterion was left out"),
    ),
    LintRule(
        "C203",
        "code-in-wrong-place",
        "error",
        Text("Tiêu chí đặt sai chỗ", "A criterion in the wrong place"),
        Text(
            "{criterion} theo mã của nó thì thuộc {belongs}, nhưng đang nằm {under}",
            "by its code {criterion} belongs to {belongs}, but it stands {under}",
        ),
        Text("thụt dòng lại cho đúng, hoặc sửa mã", "indent it rightly, or correct the code"),
    ),
    LintRule(
        "C204",
        "code-out-of-order",
        "warning",
        Text("Mã sai thứ tự", "Codes out of order"),
        Text("{criterion} đứng sau {before}", "{criterion} stands after {before}"),
        Text("xếp lại thứ tự hoặc sửa mã", "put them in order or correct the code"),
    ),
    LintRule(
        "C205",
        "code-punctuated",
        "warning",
        Text("Mã thừa dấu", "Punctuation around a code"),
        Text("mã «{value}» được đọc là {criterion}", "the code '{value}' is read as {criterion}"),
        Text("ghi «code: {criterion}»", "write 'code: {criterion}'"),
    ),
    LintRule(
        "C206",
        "code-missing",
        "info",
        Text("Tiêu chí không có mã", "A criterion without a code"),
        Text(
            "tiêu chí «{title}» không có mã, phần mềm gọi là {criterion}",
            "the criterion '{title}' has no code and is called {criterion}",
        ),
        Text("ghi mã nếu văn bản có", "give it a code if the decision has one"),
    ),
    LintRule(
        "C207",
        "code-is-a-date",
        "error",
        Text("Mã là một ngày", "A code that is a date"),
        Text(
            "mã «{criterion}» là một ngày: Excel đổi mã như 5/5 thành ngày",
            "the code '{criterion}' is a date: Excel turns a code such as 5/5 into one",
        ),
        Text(
            "ghi lại mã như trong văn bản; trong Excel thì đặt cột mã dạng Văn bản (Text) trước khi gõ",
            "write the code as the decision has it; in Excel, make the column Text before typing",
        ),
    ),
    LintRule(
        "C301",
        "exclusion-wording-without-basis",
        "warning",
        Text("Lời văn cho trừ nhưng không ghi căn cứ", "Exclusion wording without its basis"),
        Text(
            "{criterion}: lời văn có «{words}» nhưng không ghi căn cứ trừ vào điểm tổng",
            "{criterion}: its text says '{words}' but no exclusion basis is given",
        ),
        Text(
            "chép nguyên văn điều kiện vào «exclusion: basis:»",
            "copy the condition literally to 'exclusion: basis:'",
        ),
    ),
    LintRule(
        "C302",
        "exclusion-granted-and-forbidden",
        "error",
        Text("Lời văn cho trừ nhưng lại cấm", "An exclusion both granted and forbidden"),
        Text(
            "{criterion}: «{words}», nhưng «allowed: no» không cho trừ",
            "{criterion}: '{words}', but 'allowed: no' forbids it",
        ),
        Text("bỏ «allowed: no», hoặc bỏ «basis»", "drop 'allowed: no', or drop 'basis'"),
    ),
    LintRule(
        "C303",
        "basis-not-in-title",
        "warning",
        Text("Căn cứ trừ không có trong lời văn", "A basis that is not in the text"),
        Text(
            "{criterion}: căn cứ trừ «{words}» không có nguyên văn trong tiêu chí",
            "{criterion}: the basis '{words}' does not stand literally in its title",
        ),
        Text(
            "chép đúng từng chữ từ tên tiêu chí, hoặc bỏ «basis»",
            "copy it word by word from the title, or drop 'basis'",
        ),
    ),
    LintRule(
        "C304",
        "policy-without-group",
        "error",
        Text("Không có nhóm để trừ", "No group to take out"),
        Text(
            "{criterion} không có nhóm ở trên, «policy: group» không có nghĩa",
            "{criterion} has no group above it, so 'policy: group' means nothing",
        ),
        Text("ghi «policy: drop»", "write 'policy: drop'"),
    ),
    LintRule(
        "C401",
        "rule-on-group",
        "error",
        Text("Cách chấm đặt ở nhóm", "A scoring rule on a group"),
        Text(
            "{criterion} có tiêu chí con nên không tự chấm, «{key}» không có tác dụng",
            "{criterion} has children and is not scored itself, so '{key}' has no effect",
        ),
        Text("chuyển «{key}» xuống tiêu chí con", "move '{key}' to the children"),
    ),
    LintRule(
        "C402",
        "formula-without-rule",
        "warning",
        Text("Lời văn có công thức nhưng không ghi cách chấm", "A formula in the text without its rule"),
        Text(
            "{criterion}: lời văn tính điểm theo tỷ lệ («{words}») nhưng không ghi «rule: kind: ratio»",
            "{criterion}: its text computes the score ('{words}') but no 'rule: kind: ratio' is given",
        ),
        Text("ghi tử số và mẫu số trong «rule:»", "give numerator and denominator in 'rule:'"),
    ),
    LintRule(
        "C403",
        "input-meaningless",
        "warning",
        Text("Không rõ số liệu đếm gì", "It is not said what is counted"),
        Text(
            "{criterion}: «{key}: {value}» không nói rõ đếm cái gì",
            "{criterion}: '{key}: {value}' does not say what is counted",
        ),
        Text(
            "ghi cụ thể, ví dụ: Tổng số hồ sơ đã giải quyết",
            "say it in full, for example: Tổng số hồ sơ đã giải quyết",
        ),
    ),
    LintRule(
        "C404",
        "inputs-alike",
        "error",
        Text("Tử số và mẫu số giống nhau", "Numerator and denominator are the same"),
        Text("{criterion}: tử số và mẫu số đều là «{value}»", "{criterion}: both are '{value}'"),
        Text("sửa một trong hai", "correct one of the two"),
    ),
    LintRule(
        "C405",
        "score-above-maximum",
        "error",
        Text("Mức điểm vượt điểm tối đa", "A level above the maximum"),
        Text(
            "{criterion}: mức {points} điểm vượt điểm tối đa {max}",
            "{criterion}: a level of {points} points is above the maximum {max}",
        ),
        Text("sửa mức điểm hoặc điểm tối đa", "correct the level or the maximum"),
    ),
    LintRule(
        "C406",
        "maximum-not-reached",
        "warning",
        Text("Không mức nào đạt điểm tối đa", "No level reaches the maximum"),
        Text(
            "{criterion}: mức cao nhất {points} điểm, điểm tối đa {max}",
            "{criterion}: the highest level gives {points} of {max} points",
        ),
        Text("đối chiếu các mức với văn bản", "compare the levels with the decision"),
    ),
    LintRule(
        "C407",
        "score-negative",
        "error",
        Text("Mức điểm âm", "A negative level"),
        Text("{criterion}: «{key}: {points}» là số âm", "{criterion}: '{key}: {points}' is negative"),
        Text("ghi số không âm", "write a number of 0 or more"),
    ),
    LintRule(
        "C408",
        "steps-unsorted",
        "error",
        Text("Bậc không xếp từ cao xuống thấp", "Steps not from high to low"),
        Text(
            "{criterion}: bậc từ {value} đứng sau bậc từ {before}",
            "{criterion}: the step from {value} stands after the step from {before}",
        ),
        Text("xếp các bậc từ cao xuống thấp", "list the steps from high to low"),
    ),
    LintRule(
        "C409",
        "steps-gap",
        "error",
        Text("Các bậc bị hở", "A gap between steps"),
        Text(
            "{criterion}: giá trị như {value} không thuộc bậc nào",
            "{criterion}: a value such as {value} is in no step",
        ),
        Text(
            "ghi giới hạn trên bằng «below: {next}», hoặc bỏ giới hạn trên",
            "write the upper limit as 'below: {next}', or leave it out",
        ),
    ),
    LintRule(
        "C410",
        "steps-overlap",
        "error",
        Text("Các bậc chồng nhau", "Steps overlap"),
        Text(
            "{criterion}: giá trị {value} thuộc hai bậc",
            "{criterion}: the value {value} is in two steps",
        ),
        Text("ghi giới hạn trên bằng «below: {next}»", "write the upper limit as 'below: {next}'"),
    ),
    LintRule(
        "C411",
        "steps-without-floor",
        "warning",
        Text("Giá trị thấp không có điểm", "Low values without points"),
        Text(
            "{criterion}: không nói giá trị dưới {value} được mấy điểm",
            "{criterion}: nothing is said of values below {value}",
        ),
        Text("thêm bậc «at_least: 0»", "add a step 'at_least: 0'"),
    ),
    LintRule(
        "C412",
        "steps-not-falling",
        "warning",
        Text("Bậc cao hơn được ít điểm hơn", "A higher step with fewer points"),
        Text(
            "{criterion}: bậc từ {value} được {points} điểm, không ít hơn bậc trên nó",
            "{criterion}: the step from {value} gives {points} points, no fewer than the step above it",
        ),
        Text("đối chiếu các bậc với văn bản", "compare the steps with the decision"),
    ),
    LintRule(
        "C413",
        "level-repeated",
        "error",
        Text("Mức trùng", "A level is repeated"),
        Text(
            "{criterion}: mức «{value}» ghi hai lần",
            "{criterion}: the level '{value}' is given twice",
        ),
        Text("xóa mức thừa hoặc ghi lời văn khác nhau", "delete one, or word them differently"),
    ),
    LintRule(
        "C414",
        "levels-too-few",
        "error",
        Text("Quá ít mức", "Too few levels"),
        Text("{criterion}: chỉ có {count} mức", "{criterion}: the rule has {count} levels"),
        Text("ghi ít nhất hai mức", "give at least two"),
    ),
    LintRule(
        "C415",
        "points-per-case-wrong",
        "error",
        Text("Điểm cho mỗi trường hợp không hợp lệ", "Impossible points per case"),
        Text(
            "{criterion}: «points: {points}» phải lớn hơn 0 và không quá điểm tối đa {max}",
            "{criterion}: 'points: {points}' must be above 0 and not above the maximum {max}",
        ),
        Text(
            "ghi số điểm cho một trường hợp, là số dương",
            "write the points for one case, as a positive number",
        ),
    ),
    LintRule(
        "C416",
        "zeroes-nothing",
        "error",
        Text("Không có gì để mất điểm theo", "Nothing to zero"),
        Text(
            "{criterion}: «zeroes_parent» chỉ dùng cho tiêu chí chấm điểm có nhóm ở trên, không phải điểm "
            "cộng hay điểm trừ",
            "{criterion}: 'zeroes_parent' is for scored leaves with a group above them, not for bonus or "
            "penalty",
        ),
        Text("bỏ dòng «zeroes_parent»", "drop the line 'zeroes_parent'"),
    ),
    LintRule(
        "C417",
        "percent-out-of-range",
        "error",
        Text("Tỷ lệ ngoài 0 đến 100", "A percentage outside 0 to 100"),
        Text("{criterion}: {value} không phải tỷ lệ phần trăm", "{criterion}: {value} is no percentage"),
        Text("ghi số từ 0 đến 100", "write a number from 0 to 100"),
    ),
    LintRule(
        "C501",
        "group-unknown",
        "error",
        Text("Nhóm đơn vị không có", "An unknown unit group"),
        Text("{criterion}: không có nhóm đơn vị «{value}»", "{criterion}: there is no unit group '{value}'"),
        Text("ghi nhóm này dưới «unit_groups:», hoặc sửa mã nhóm", "add it to 'unit_groups:', or correct it"),
    ),
    LintRule(
        "C502",
        "group-out-of-scope",
        "error",
        Text("Nhóm đơn vị ngoài phạm vi", "A unit group out of scope"),
        Text(
            "{criterion} không dành cho nhóm «{value}»: phạm vi của nó hoặc của nhóm trên không có nhóm này",
            "{criterion} is not for the group '{value}', which its own or its parent's groups leave out",
        ),
        Text("bỏ nhóm này ở đây, hoặc thêm ở trên", "drop the group here, or add it above"),
    ),
    LintRule(
        "C503",
        "group-repeated",
        "error",
        Text("Nhóm đơn vị ghi hai lần", "A unit group is given twice"),
        Text("nhóm đơn vị «{value}» ghi hai lần", "the unit group '{value}' is given twice"),
        Text("xóa một trong hai", "delete one of the two"),
    ),
    LintRule(
        "C504",
        "totals-differ-by-group",
        "info",
        Text("Tổng điểm khác nhau giữa các nhóm đơn vị", "Totals differ between unit groups"),
        Text(
            "tổng điểm khác nhau giữa các nhóm đơn vị: {value}",
            "the totals differ between unit groups: {value}",
        ),
        Text("đối chiếu với văn bản", "compare with the decision"),
    ),
    LintRule(
        "C505",
        "group-without-leaves",
        "error",
        Text("Nhóm tiêu chí rỗng", "A group left empty"),
        Text(
            "{criterion} không còn tiêu chí con nào cho nhóm đơn vị «{value}»",
            "{criterion} has no children left for the unit group '{value}'",
        ),
        Text("ghi «groups:» cho chính {criterion}, hoặc thêm tiêu chí", "give {criterion} its own 'groups:'"),
    ),
    LintRule(
        "C506",
        "kind-mixed",
        "error",
        Text("Lẫn điểm chính, điểm cộng, điểm trừ", "Main, bonus and penalty mixed"),
        Text(
            "{criterion} là {kind}, nhưng nằm trong nhóm {parent} là {other}",
            "{criterion} is {kind}, but stands in {parent}, which is {other}",
        ),
        Text("đưa {criterion} sang nhóm cùng loại", "move {criterion} to a group of its own kind"),
    ),
    LintRule(
        "C507",
        "caps-above-group",
        "info",
        Text("Mức trần các mục vượt mức trần nhóm", "Item caps above the group's cap"),
        Text(
            "{criterion}: các mục cộng lại {sum} điểm, mức trần của nhóm là {max}",
            "{criterion}: its items add up to {sum} points, the cap of the group is {max}",
        ),
        Text(
            "không cần sửa nếu văn bản đặt mức trần chung",
            "nothing to do where the decision caps the group",
        ),
    ),
    LintRule(
        "C508",
        "cap-never-reached",
        "warning",
        Text("Mức trần nhóm không bao giờ đạt", "A cap that is never reached"),
        Text(
            "{criterion}: mức trần {max} điểm, các mục cộng lại chỉ {sum}",
            "{criterion}: the cap is {max} points, its items add up to {sum} only",
        ),
        Text("đối chiếu với văn bản", "compare with the decision"),
    ),
    LintRule(
        "C509",
        "cap-above-group",
        "warning",
        Text("Mức trần một mục vượt mức trần nhóm", "One item's cap above the group's"),
        Text(
            "{criterion}: mức trần {max} điểm vượt mức trần {cap} của nhóm {parent}",
            "{criterion}: its cap of {max} points is above the cap {cap} of {parent}",
        ),
        Text("đối chiếu với văn bản", "compare with the decision"),
    ),
    LintRule(
        "C510",
        "in-base-without-bonus",
        "error",
        Text("«in_base» không phải điểm cộng", "'in_base' without a bonus"),
        Text(
            "{criterion} không phải điểm cộng nên luôn nằm trong tổng điểm, «in_base» không có nghĩa",
            "{criterion} is no bonus, so 'in_base' means nothing",
        ),
        Text("bỏ «in_base», hoặc ghi «kind: bonus»", "drop 'in_base', or write 'kind: bonus'"),
    ),
    LintRule(
        "C511",
        "cap-missing",
        "error",
        Text("Không có mức trần", "No cap"),
        Text(
            "{criterion} và các nhóm trên nó không ghi mức trần («max»)",
            "neither {criterion} nor a group above it has a cap ('max')",
        ),
        Text("ghi «max» cho mục hoặc cho nhóm", "give 'max' to the item or to its group"),
    ),
    LintRule(
        "C512",
        "nothing-in-base",
        "error",
        Text("Không có điểm chính", "Nothing in the base"),
        Text(
            "bộ tiêu chí chỉ có điểm cộng, điểm trừ, không có điểm chính",
            "the set has bonus and penalty only, nothing to score against",
        ),
        Text("thêm lĩnh vực chấm điểm chính", "add a main domain"),
    ),
    LintRule(
        "C601",
        "bands-unsorted",
        "error",
        Text("Mức xếp loại không xếp từ cao xuống thấp", "Grades not from high to low"),
        Text(
            "mức «{grade}» từ {value} đứng sau mức từ {before}",
            "the grade '{grade}' from {value} stands after one from {before}",
        ),
        Text("xếp các mức từ cao xuống thấp", "list the grades from high to low"),
    ),
    LintRule(
        "C602",
        "bands-gap",
        "error",
        Text("Các mức xếp loại bị hở", "A gap between grades"),
        Text(
            "giá trị như {value} không thuộc mức xếp loại nào",
            "a value such as {value} is in no grade",
        ),
        Text(
            "ghi giới hạn trên của «{grade}» bằng «below: {next}», hoặc bỏ giới hạn trên",
            "write the upper limit of '{grade}' as 'below: {next}', or leave it out",
        ),
    ),
    LintRule(
        "C603",
        "bands-overlap",
        "error",
        Text("Các mức xếp loại chồng nhau", "Grades overlap"),
        Text("giá trị {value} thuộc hai mức xếp loại", "the value {value} is in two grades"),
        Text(
            "ghi giới hạn trên của «{grade}» bằng «below: {next}»",
            "write the upper limit of '{grade}' as 'below: {next}'",
        ),
    ),
    LintRule(
        "C604",
        "bands-without-floor",
        "warning",
        Text("Giá trị thấp không có mức xếp loại", "Low values without a grade"),
        Text(
            "dưới {value} không có mức xếp loại nào, hoặc mức thấp nhất còn đặt điều kiện",
            "below {value} there is no grade, or the lowest grade still has conditions",
        ),
        Text(
            "thêm mức thấp nhất «at_least: 0» không điều kiện", "add a lowest grade 'at_least: 0' without any"
        ),
    ),
    LintRule(
        "C605",
        "band-out-of-reach",
        "error",
        Text("Mức xếp loại không bao giờ đạt", "A grade out of reach"),
        Text(
            "mức «{grade}» cần từ {value}, cao nhất chỉ được {max}",
            "the grade '{grade}' asks for {value}, {max} is the most there is",
        ),
        Text("sửa «at_least» hoặc «graded_by»", "correct 'at_least' or 'graded_by'"),
    ),
    LintRule(
        "C606",
        "name-unknown",
        "error",
        Text("Tham chiếu không có", "An unknown reference"),
        Text("«{key}: {value}» không trỏ tới đâu", "'{key}: {value}' names nothing that exists"),
        Text("{advice}", "{advice}"),
    ),
    LintRule(
        "C607",
        "name-repeated",
        "error",
        Text("Mã xếp loại hoặc mã số liệu trùng", "A grade's or a fact's code is repeated"),
        Text("mã «{value}» ghi hai lần", "the code '{value}' is given twice"),
        Text("đặt mã khác", "choose another code"),
    ),
    LintRule(
        "C608",
        "condition-impossible",
        "error",
        Text("Điều kiện không hợp lệ", "An impossible condition"),
        Text("điều kiện về «{value}»: {what}", "the condition on '{value}': {what}"),
        Text("sửa điều kiện", "correct the condition"),
    ),
    LintRule(
        "C609",
        "fact-unused",
        "info",
        Text("Số liệu không dùng đến", "A fact that nothing uses"),
        Text(
            "số liệu «{value}» không dùng cho mức xếp loại hay chế tài nào",
            "no grade and no sanction uses the fact '{value}'",
        ),
        Text("bỏ đi, hoặc ghi điều kiện dùng đến nó", "drop it, or write the condition that uses it"),
    ),
    LintRule(
        "C610",
        "sanction-without-effect",
        "error",
        Text("Chế tài không có tác dụng", "A sanction without effect"),
        Text("chế tài không hạ mức nào", "the sanction lowers nothing"),
        Text("ghi «grade_at_most» hoặc «lower_by»", "give 'grade_at_most' or 'lower_by'"),
    ),
    LintRule(
        "C701",
        "text-not-nfc",
        "warning",
        Text("Chữ tổ hợp", "Decomposed letters"),
        Text(
            "{key}: dấu tiếng Việt ở dạng tổ hợp (NFD)",
            "{key}: Vietnamese letters in decomposed form (NFD)",
        ),
        Text(
            "chạy «criteria export» để viết lại tệp ở dạng dựng sẵn (NFC)",
            "run 'criteria export' to write the file in composed form (NFC)",
        ),
    ),
    LintRule(
        "C702",
        "text-with-stray-spaces",
        "warning",
        Text("Thừa dấu cách", "Stray spaces"),
        Text(
            "{key}: thừa dấu cách hoặc có ký tự không nhìn thấy: {shown}",
            "{key}: stray spaces or invisible characters: {shown}",
        ),
        Text("xóa chỗ thừa", "remove them"),
    ),
    LintRule(
        "C703",
        "title-repeated",
        "warning",
        Text("Hai tiêu chí cùng nhóm trùng tên", "Siblings with one title"),
        Text(
            "{criterion} trùng tên với {before} trong cùng nhóm",
            "{criterion} has the same title as its sibling {before}",
        ),
        Text("đối chiếu lời văn với văn bản", "compare the wording with the decision"),
    ),
)

RULES: dict[str, LintRule] = {rule.code: rule for rule in _ALL}
"""Every rule by its code, in order."""
