"""Tables as offices keep them, made of plain rows: text copied from a PDF page by page, CSV, HTML, Word,
Excel. The rows are those of a filled form in the old layout, without codes of their own and marks."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path

from selfscore_xl import demo
from selfscore_xl.criteria import Tree
from selfscore_xl.scoring import Answer, Scores, score
from selfscore_xl.template.answers import Answers

OLD_HEADER = (
    *("Lĩnh vực/Tiêu chí/Tiêu chí thành phần", "Điểm tối đa", "Tự đánh giá"),
    *("Tài liệu kiểm chứng/Giải trình", "Giải trình", "Thẩm định", "Ý kiến hội đồng thẩm định"),
)
Rows = Sequence[Sequence[str]]


class Case:
    """The demonstration's answers, and the rows of the old table that says the same."""

    def __init__(self) -> None:
        filled = demo.load()
        self.criteria = filled.criteria
        self.tree: Tree = self.criteria.tree()
        self.answers: dict[str, Answers] = filled.answers
        self.scores: Scores = score(
            self.tree,
            {
                key: Answer(given.score, given.mark == "x")  # type: ignore[arg-type]
                for key, given in self.answers.items()
            },
        )

    def rows(self, comma: bool = False) -> list[list[str]]:
        """As the old form prints them: the code glued to the title, groups with their subtotals."""
        rows = []
        for place, node in enumerate(self.tree):
            given = self.answers.get(node.key, Answers())
            own = given.score if node.is_leaf else self.scores.nodes[node.key].score
            mark = (".- ", ".", ". ")[place % 3]
            rows.append(
                [
                    f"{node.code}{mark}{node.title}",
                    points(node.max_score, comma),
                    "" if own is None else points(own, comma),  # type: ignore[arg-type]
                    str(given.evidence or ""),
                    str(given.explanation or ""),
                    "",
                    "",
                ]
            )
        return rows

    def footer(self, comma: bool = False) -> list[list[str]]:
        totals = self.scores.totals
        figures = (
            (".Tổng cộng tối đa theo cấp", totals.max, totals.score),
            (".Tổng cộng điểm không chấm", totals.excluded, None),
            (".Tổng cộng tự đánh giá", totals.score, None),
            (".Tổng điểm bị trừ", totals.penalty, None),
            (".Tổng điểm đạt được", totals.achieved, None),
        )
        return [
            [label, points(value, comma), "" if other is None else points(other, comma), "", "", "", ""]
            for label, value, other in figures
        ]

    def prose(self) -> list[str]:
        """A report around the table, with its own list of excluded criteria."""
        codes = "; ".join(self.tree[key].code for key in self.scores.excluded)
        return [
            "BÁO CÁO",
            "Tự chấm điểm mức độ hoàn thành nhiệm vụ 6 tháng đầu năm 2023",
            "Căn cứ Quyết định số 12/QĐ-UBND ngày 03/01/2023 của UBND tỉnh về tiêu chí chấm điểm;",
            "1. Tổng số điểm của bộ chỉ số: 150 điểm, trong đó:",
            "+ Số điểm đề nghị trừ vào điểm tổng: 76 điểm;",
            "+ Tổng điểm tự chấm: 71,59 điểm.",
            f"2. Các tiêu chí đề nghị trừ vào điểm tổng, gồm: **{codes}.**",
            "Lý do: không được giao nhiệm vụ.",
            "Nơi nhận:",
            "- Sở Nội vụ;",
        ]


def points(value: object, comma: bool = False) -> str:
    text = f"{value:.2f}"
    return text.replace(".", ",") if comma else text


# --- text copied from a PDF -----------------------------------------------------------------------


def pages(rows: Rows, per_page: int, header: Sequence[str] = OLD_HEADER) -> list[list[Sequence[str]]]:
    """The rows on pages, each under the header; the last row of every page goes on on the next one:
    titles, evidence lists and file names are cut where the page ends."""
    found: list[list[Sequence[str]]] = []
    page: list[Sequence[str]] = [header]
    for row in rows:
        if len(page) == per_page:
            before, after = _cut(row)
            page.append(before)
            found.append(page)
            page = [header]
            if any(after):
                page.append(after)
        else:
            page.append(row)
    return [*found, page]


def _cut(row: Sequence[str]) -> tuple[list[str], list[str]]:
    before, after = list(row), [""] * len(row)
    title = row[0]
    if len(title) > 60 and title[:45].count("(") == title[:45].count(")"):
        at = title.rfind(" ", 0, 45)
        before[0], after[0] = title[:at], title[at + 1 :]
    if "\n" in row[3]:
        lines = row[3].split("\n")
        middle = len(lines) // 2
        at = lines[middle].rfind("-", 0, len(lines[middle]) - 8)
        if at > 4:
            before[3] = "\n".join([*lines[:middle], lines[middle][: at + 1]])
            after[3] = "\n".join([lines[middle][at + 1 :], *lines[middle + 1 :]])
        else:
            before[3], after[3] = "\n".join(lines[:middle]), "\n".join(lines[middle:])
    if row[4].count(" ") > 12:
        at = row[4].rfind(" ", 0, len(row[4]) // 2)
        before[4], after[4] = row[4][:at], row[4][at + 1 :]
    return before, after


def copied_text(case: Case, per_page: int = 6) -> str:
    """The report as text: cells between tabs, lists on one line, every third page in stray tags, page
    numbers between pages, formula signs, dots before totals."""
    lines = [line for text in case.prose() for line in (text, "")]
    table = [*case.rows(), *case.footer()]
    for number, page in enumerate(pages(table, per_page), start=1):
        for row in page:
            cells = [cell.replace("\n", " ") for cell in row]
            if number % 3 == 0:
                cells = [_tagged(cell) if len(cell) > 30 else cell for cell in row]
            lines.append("\t".join(cells))
        lines += ["", str(number), ""]
    return "\n".join(lines).replace("55,13%", "$55,13\\%$")


def _tagged(cell: str) -> str:
    return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in cell.split("\n"))


def marked_text(rows: Rows) -> str:
    """The table as Markdown."""
    lines = [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def separated(rows: Rows, delimiter: str) -> str:
    """The table as CSV, every cell with a line break or a delimiter in quotes."""

    def cell(text: str) -> str:
        if any(character in text for character in (delimiter, "\n", '"')):
            return '"' + text.replace('"', '""') + '"'
        return text

    return "\r\n".join(delimiter.join(map(cell, row)) for row in rows) + "\r\n"


def web_page(rows: Rows, before: Iterable[str] = (), breaks: str = "<br>") -> str:
    body = "".join(f"<p>{html.escape(line)}</p>" for line in before)
    table = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell).replace(chr(10), breaks)}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    return (
        f"<!DOCTYPE html><html><head><title>x</title></head><body>{body}<table>{table}</table></body></html>"
    )


_TONES = "\u0300\u0301\u0303\u0309\u0323"


def old_windows(text: str) -> bytes:
    """The text in Windows-1258, where tones are characters of their own behind their letter."""
    letters = []
    for letter in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(mark for mark in parts if mark in _TONES)
        rest = "".join(mark for mark in parts if mark not in _TONES)
        letters.append(unicodedata.normalize("NFC", rest) + tones)
    return "".join(letters).encode("cp1258")


# --- Word and Excel -------------------------------------------------------------------------------


def word(tables: Sequence[Rows], prose: Iterable[str] = ()) -> bytes:
    """A document with tables, one below the other."""
    from docx import Document

    document = Document()
    for line in prose:
        document.add_paragraph(line.replace("**", ""))
    for rows in tables:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            cells = table.add_row().cells
            for cell, text in zip(cells, row, strict=True):
                cell.text = text
        document.add_paragraph()
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def workbook(sheets: dict[str, Rows], numbers: bool = True) -> bytes:
    """A workbook with a sheet of each; texts that are numbers become numeric cells if asked for."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for column, text in enumerate(row, start=1):
                if not text:
                    continue
                cell = sheet.cell(number, column)
                if numbers and _is_number(text):
                    cell.value = float(text.replace(",", "."))
                else:
                    cell.value = text
                    cell.data_type = "s"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True


def saved(folder: Path, name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path
