"""Why a file is not read: a closed catalogue of reasons, each with a sentence and a remedy.

A refusal is the only exception that reading a file may raise. Its sentence is for the clerk who
sent the file, so it names what is wrong in words of the office, and its hint says what to do.
"""

from __future__ import annotations

from ..record import NamedTuple
from ..text import Lang, Text


class Reason(NamedTuple):
    """What is wrong (one sentence) and what to do about it (one order)."""

    message: Text
    hint: Text


_SAVE_AGAIN = Text(
    "Mở tệp bằng Excel hoặc LibreOffice, lưu thành một tệp .xlsx mới rồi gửi tệp mới đó.",
    "Open the file in Excel or LibreOffice, save it as a new .xlsx file and send that one.",
)
_SAVE_AS_XLSX = Text(
    "Mở tệp bằng Excel hoặc LibreOffice, chọn «Lưu thành», kiểu «Excel Workbook (.xlsx)».",
    "Open the file in Excel or LibreOffice, choose Save As, type Excel Workbook (.xlsx).",
)
_SEND_THE_FORM = Text(
    "Gửi đúng biểu chấm điểm đã điền, là tệp Excel có đuôi .xlsx.",
    "Send the filled scoring form itself, an Excel file ending in .xlsx.",
)
_SEND_AGAIN = Text(
    "Chép hoặc tải lại tệp từ nơi gửi; nếu vẫn lỗi, mở bản gốc, lưu thành tệp .xlsx mới rồi gửi lại.",
    "Copy or download the file again; if it still fails, save the original as a new .xlsx and send that.",
)
_POUR_INTO_FRESH_FORM = Text(
    "Chép các ô đã điền sang biểu mới do cơ quan ban hành gửi rồi nộp biểu mới đó.",
    "Copy the answers into a fresh form from the issuer and submit that one.",
)

REASONS: dict[str, Reason] = {
    # the path
    "missing-file": Reason(
        Text("Không tìm thấy tệp.", "There is no such file."),
        Text("Kiểm tra lại đường dẫn và tên tệp.", "Check the path and the file name."),
    ),
    "folder": Reason(
        Text("Đây là thư mục, không phải tệp.", "This is a folder, not a file."),
        Text("Chọn một tệp .xlsx trong thư mục.", "Choose an .xlsx file inside the folder."),
    ),
    "not-a-file": Reason(
        Text(
            "Đường dẫn này không phải là tệp thông thường (là thiết bị hoặc đường ống).",
            "The path is not a regular file (a device or a pipe).",
        ),
        Text(
            "Chép nội dung thành một tệp .xlsx rồi chọn tệp đó.", "Copy the content to an .xlsx file first."
        ),
    ),
    "unreadable": Reason(
        Text("Không có quyền đọc hoặc không đọc được tệp.", "The file cannot be read or access is denied."),
        Text(
            "Đóng tệp trong chương trình khác, kiểm tra quyền truy cập hoặc chép tệp sang thư mục của mình.",
            "Close it in other programs, check the permissions, or copy it to a folder of your own.",
        ),
    ),
    "empty": Reason(
        Text("Tệp rỗng, không có nội dung.", "The file is empty: it has no content."), _SEND_AGAIN
    ),
    "too-large": Reason(
        Text("Tệp lớn hơn {limit} MB.", "The file is larger than {limit} MB."),
        Text(
            "Bỏ hình ảnh và các trang tính không thuộc biểu rồi lưu lại; gửi tài liệu kiểm chứng riêng.",
            "Remove pictures and sheets that are not part of the form; send the evidence separately.",
        ),
    ),
    # another kind of file
    "encrypted": Reason(
        Text("Tệp được bảo vệ bằng mật khẩu mở tệp.", "The file is protected by a password for opening."),
        Text(
            "Mở tệp bằng mật khẩu, bỏ mật khẩu mở tệp (Tệp > Thông tin > Bảo vệ sổ làm việc) rồi lưu lại.",
            "Open it with the password, remove the password (File > Info > Protect Workbook) and save.",
        ),
    ),
    "old-xls": Reason(
        Text("Tệp có định dạng Excel cũ (.xls).", "The file has the old Excel format (.xls)."), _SAVE_AS_XLSX
    ),
    "xlsb": Reason(
        Text("Tệp có định dạng Excel nhị phân (.xlsb).", "The file has the binary Excel format (.xlsb)."),
        _SAVE_AS_XLSX,
    ),
    "ods": Reason(
        Text(
            "Tệp có định dạng bảng tính OpenDocument (.ods).",
            "The file is an OpenDocument spreadsheet (.ods).",
        ),
        _SAVE_AS_XLSX,
    ),
    "xml-2003": Reason(
        Text("Tệp có định dạng bảng tính XML 2003.", "The file is an XML Spreadsheet 2003."), _SAVE_AS_XLSX
    ),
    "html": Reason(
        Text(
            "Đây là trang web (HTML) được đổi đuôi thành tệp Excel.",
            "This is a web page (HTML) renamed to an Excel file.",
        ),
        _SAVE_AS_XLSX,
    ),
    "text": Reason(
        Text(
            "Đây là tệp văn bản (CSV hoặc tương tự), không phải tệp Excel.",
            "This is a text file (CSV or the like), not an Excel file.",
        ),
        _SEND_THE_FORM,
    ),
    "pdf": Reason(
        Text("Đây là tệp PDF, không phải tệp Excel.", "This is a PDF, not an Excel file."), _SEND_THE_FORM
    ),
    "docx": Reason(
        Text(
            "Đây là tệp văn bản hoặc trình chiếu (Word, PowerPoint, Writer), không phải tệp Excel.",
            "This is a document or a presentation (Word, PowerPoint, Writer), not an Excel file.",
        ),
        _SEND_THE_FORM,
    ),
    "image": Reason(
        Text("Đây là tệp hình ảnh, không phải tệp Excel.", "This is a picture, not an Excel file."),
        _SEND_THE_FORM,
    ),
    "archive": Reason(
        Text(
            "Đây là tệp nén chứa tệp khác, không phải tệp Excel.",
            "This is an archive that holds other files, not an Excel file.",
        ),
        Text("Giải nén rồi chọn tệp .xlsx bên trong.", "Unpack it and choose the .xlsx file inside."),
    ),
    "not-a-zip": Reason(
        Text("Tệp không phải là tệp Excel (.xlsx).", "The file is not an Excel file (.xlsx)."), _SEND_THE_FORM
    ),
    "no-workbook": Reason(
        Text(
            "Trong tệp không có bảng tính nào đọc được.",
            "There is no readable workbook inside the file.",
        ),
        _SAVE_AGAIN,
    ),
    # damaged
    "truncated": Reason(
        Text("Tệp bị cắt cụt, thiếu phần cuối.", "The file is cut off: its end is missing."), _SEND_AGAIN
    ),
    "damaged": Reason(
        Text("Tệp bị hỏng: {what}.", "The file is damaged: {what}."),
        _SEND_AGAIN,
    ),
    "missing-part": Reason(
        Text("Tệp bị hỏng: thiếu thành phần {part}.", "The file is damaged: part {part} is missing."),
        _SAVE_AGAIN,
    ),
    "bad-xml": Reason(
        Text(
            "Tệp bị hỏng: thành phần {part} sai quy cách ở dòng {line}, cột {column}.",
            "The file is damaged: part {part} is malformed at line {line}, column {column}.",
        ),
        _SAVE_AGAIN,
    ),
    "bad-encoding": Reason(
        Text(
            "Tệp bị hỏng: thành phần {part} dùng bảng mã không được phép.",
            "The file is damaged: part {part} uses an encoding that is not allowed.",
        ),
        _SAVE_AGAIN,
    ),
    "bad-address": Reason(
        Text(
            "Trang tính «{sheet}» có địa chỉ ô không hợp lệ: {ref}.",
            "Sheet “{sheet}” has an invalid cell address: {ref}.",
        ),
        _SAVE_AGAIN,
    ),
    "bad-cell": Reason(
        Text(
            "Ô {ref} của trang tính «{sheet}» ghi sai quy cách.",
            "Cell {ref} of sheet “{sheet}” is malformed.",
        ),
        _SAVE_AGAIN,
    ),
    "cell-twice": Reason(
        Text(
            "Ô {ref} của trang tính «{sheet}» được ghi hai lần trong tệp.",
            "Cell {ref} of sheet “{sheet}” stands in the file twice.",
        ),
        _SAVE_AGAIN,
    ),
    # hostile, or far beyond a form
    "too-many-entries": Reason(
        Text("Tệp có hơn {limit} thành phần.", "The file has more than {limit} parts."), _POUR_INTO_FRESH_FORM
    ),
    "part-too-large": Reason(
        Text(
            "Thành phần {part} của tệp vượt quá {limit} MB sau khi giải nén.",
            "Part {part} of the file exceeds {limit} MB once unpacked.",
        ),
        _POUR_INTO_FRESH_FORM,
    ),
    "bomb": Reason(
        Text(
            "Tệp nén bất thường: giải nén ra lớn gấp nhiều lần (giới hạn {limit} MB).",
            "The file is packed abnormally: it unpacks to many times its size (limit {limit} MB).",
        ),
        _POUR_INTO_FRESH_FORM,
    ),
    "size-lies": Reason(
        Text(
            "Thành phần {part} của tệp khai sai kích thước.",
            "Part {part} of the file declares a false size.",
        ),
        _SAVE_AGAIN,
    ),
    "zip-method": Reason(
        Text(
            "Thành phần {part} của tệp được nén bằng phương pháp không dùng cho tệp Excel.",
            "Part {part} of the file is compressed in a way that Excel files do not use.",
        ),
        _SAVE_AGAIN,
    ),
    "duplicate-entry": Reason(
        Text(
            "Tệp có hai thành phần trùng tên: {part}.",
            "The file has two parts of the same name: {part}.",
        ),
        _SAVE_AGAIN,
    ),
    "bad-entry-name": Reason(
        Text(
            "Tệp có thành phần mang tên không an toàn: {part}.",
            "The file has a part with an unsafe name: {part}.",
        ),
        _SAVE_AGAIN,
    ),
    "dtd": Reason(
        Text(
            "Thành phần {part} của tệp có khai báo DTD, không được phép trong tệp Excel.",
            "Part {part} of the file declares a DTD, which Excel files must not.",
        ),
        _POUR_INTO_FRESH_FORM,
    ),
    "too-many-cells": Reason(
        Text("Bảng tính có hơn {limit} ô.", "The workbook has more than {limit} cells."),
        Text(
            "Xóa dòng, cột thừa và trang tính không thuộc biểu, hoặc chép phần đã điền sang biểu mới.",
            "Delete surplus rows, columns and sheets, or copy the answers into a fresh form.",
        ),
    ),
    "too-complex": Reason(
        Text(
            "Thành phần {part} của tệp phức tạp quá mức một biểu chấm điểm.",
            "Part {part} of the file is far more complex than a scoring form can be.",
        ),
        _POUR_INTO_FRESH_FORM,
    ),
}
"""Every reason by its code. The placeholders of its texts are the keys of ``Refusal.detail``."""


class Refusal(Exception):
    """The file is not read.

    Attributes:
        reason: a key of ``REASONS``.
        detail: values for the placeholders of the reason's texts; a ``Text`` is given in the
            reader's language.
    """

    def __init__(self, reason: str, **detail: object) -> None:
        super().__init__(reason, detail)
        self.entry = REASONS[reason]
        self.reason = reason
        self.detail = detail

    def sentence(self, lang: Lang = "vi") -> str:
        """What is wrong, in one sentence."""
        return self.entry.message.fill(lang, self.detail)

    def hint(self, lang: Lang = "vi") -> str:
        """What to do about it."""
        return self.entry.hint.fill(lang, self.detail)

    def message(self, lang: Lang = "vi") -> str:
        """Sentence and hint in one line."""
        return f"{self.sentence(lang)} {self.hint(lang)}"

    def __str__(self) -> str:
        return f"{self.reason}: {self.sentence('en')}"

    def __reduce__(self) -> tuple[object, ...]:
        # an exception with keyword arguments does not survive the way back from a worker process
        return _rebuild, (self.reason, self.detail)


def _rebuild(reason: str, detail: dict[str, object]) -> Refusal:
    return Refusal(reason, **detail)
