"""Workbooks made to hurt: each ends in its own refusal or in a result, in bounded time and memory.

Each is read by a process of its own, which reports what came out and what it took.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from selfscore_xl.ooxml.package import Limits
from selfscore_xl.ooxml.refusal import Refusal
from selfscore_xl.ooxml.workbook import Workbook
from tests.ooxml.read_files import HEADER, MAIN, OFFICE, PACKAGE, Parts, packed, parts, worksheet

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 10
MEGABYTES = 300

READ = """
import json, sys, time
begin = time.process_time()
from selfscore_xl.ooxml.refusal import Refusal
from selfscore_xl.ooxml.workbook import Workbook
try:
    book = Workbook.open(sys.argv[1])
    for name in book.sheet_names:
        sheet = book.sheet(name)
        for at in list(sheet.cells)[:1000]:
            sheet.is_row_hidden(at[0]), sheet.is_column_hidden(at[1]), sheet.formula(*at)
        book.notes(name)
    for number in range(50):
        book.styles.xf(number)
    book.custom_properties, book.has_macros, book.is_signed, book.external_links
    reason = "read"
except Refusal as refusal:
    reason = refusal.reason
    assert len(refusal.message("vi")) < 500
peak = 0
try:
    with open("/proc/self/status") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
except OSError:
    pass  # only Linux tells
print(json.dumps([reason, time.process_time() - begin, peak]))
"""

NOISE = random.Random(7)
PART = 60 * 2**20  # just below the limit


def noise(size: int) -> str:
    """Text that packs to a sixth or so, so that a file is no bomb by its ratio alone."""
    return f"{NOISE.getrandbits(size):0{size}b}"


def many(piece: Callable[[int], str], size: int = PART) -> str:
    """Pieces up to a size."""
    made = []
    length = number = 0
    while length < size:
        made.append(piece(number))
        length += len(made[-1])
        number += 1
    return "".join(made)


def fast(piece: str, size: int = PART) -> str:
    """One piece, repeated, with noise between that keeps the ratio low."""
    block = piece * (2**16 // len(piece) + 1)
    return "".join(block + f"<!--{noise(2_000)}-->" for _ in range(size // len(block)))


def sheet(rows: str = "", after: str = "") -> Parts:
    return parts(worksheet(rows, after=after))


def related(kind: str, name: str, part: str) -> Parts:
    made = parts()
    made["xl/worksheets/_rels/sheet1.xml.rels"] = (
        f'<Relationships xmlns="{PACKAGE}">'
        f'<Relationship Id="a" Type="{OFFICE}/{kind}" Target="/{name}"/></Relationships>'
    )
    made[name] = part
    return made


def strings(items: str) -> Parts:
    return parts(
        worksheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'), f'<sst xmlns="{MAIN}">{items}</sst>'
    )


X14 = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'

HOSTILE: dict[str, tuple[Callable[[], Parts], str]] = {
    "a million empty rows": (
        lambda: sheet("".join(f'<row r="{number}"/>' for number in range(1, 2**20 + 1))),
        "read",
    ),
    "a million hidden rows": (
        lambda: sheet("".join(f'<row r="{number}" hidden="1"/>' for number in range(1, 2**20 + 1))),
        "too-complex",
    ),
    "a million rows with different attributes": (
        lambda: sheet("".join(f'<row r="{number}" ht="{number}.5"/>' for number in range(1, 2**20 + 1))),
        "read",
    ),
    "a million rows with a cell": (
        lambda: sheet(
            "".join(f'<row r="{number}"><c r="A{number}"/></row>' for number in range(1, 2**20 + 1))
        ),
        "too-many-cells",
    ),
    "cells without end": (lambda: sheet(f"<row>{fast('<c/>', 20 * 2**20)}</row>"), "too-complex"),
    "cells in rows without end": (lambda: sheet(many(lambda n: "<row><c/><c/></row>", 30 * 2**20)), "bomb"),
    "rows of cells": (
        lambda: sheet(
            "".join(
                f'<row r="{row}">'
                + "".join(f'<c r="{chr(65 + column)}{row}"><v>{row}</v></c>' for column in range(26))
                + "</row>"
                for row in range(1, 20_001)
            )
        ),
        "too-many-cells",
    ),
    "as many cells as allowed": (
        lambda: sheet(
            "".join(
                f'<row r="{row}">'
                + "".join(
                    f'<c r="{chr(65 + column)}{row}" s="{row % 60}"><v>{row}.5</v></c>'
                    for column in range(25)
                )
                + "</row>"
                for row in range(1, 8_001)
            )
        ),
        "read",
    ),
    "the same, not plain": (
        lambda: sheet(
            "<!-- -->"
            + "".join(
                f'<row r="{row}">'
                + "".join(
                    f'<c r="{chr(65 + column)}{row}" s="{row % 60}"><v>{row}.5</v></c>'
                    for column in range(25)
                )
                + "</row>"
                for row in range(1, 8_001)
            )
        ),
        "read",
    ),
    "elements in elements": (lambda: sheet("<a>" * (15 * 2**20)), "bomb"),
    "elements in elements, noisy": (
        lambda: sheet(many(lambda n: f'<a b="{noise(12)}">', 2**22)),
        "too-complex",
    ),
    "elements in elements, few": (
        lambda: sheet("<a>" * 80_000 + noise(300_000) + "</a>" * 80_000),
        "too-complex",
    ),
    "alternatives in alternatives": (
        lambda: sheet(f"<mc:AlternateContent {X14}>" + many(lambda n: "<mc:AlternateContent>", 2**20)),
        "too-complex",
    ),
    "one tag with millions of attributes": (
        lambda: sheet("<row" + many(lambda n: f" a{n}=''", 2**24) + "/>"),
        "too-complex",
    ),
    "a hundred thousand attributes": (
        lambda: sheet("<row r='1' " + many(lambda n: f" a{n}=''", 900_000) + "/>" + noise(0)),
        "too-complex",
    ),
    "millions of names": (lambda: sheet(many(lambda n: f"<a{n}/>", 2**23)), "too-complex"),
    "millions of attribute names": (
        lambda: sheet(many(lambda n: "<c" + "".join(f" a{n}x{m}='1'" for m in range(1000)) + "/>", 2**23)),
        "too-complex",
    ),
    "millions of prefixes": (lambda: sheet(many(lambda n: f'<a xmlns:p{n}="u"/>', 2**23)), "too-complex"),
    "the same prefix again and again": (
        lambda: sheet(many(lambda n: f'<a xmlns:p="u{n % 9}"/>', 2**22)),
        "read",
    ),
    "a huge text": (
        lambda: sheet(f'<row r="1"><c r="A1" t="str"><v>{noise(2**23)}</v></c></row>'),
        "too-complex",
    ),
    "huge texts": (
        lambda: sheet('<row r="1">' + many(lambda n: f'<c t="str"><v>😀{noise(900_000)}</v></c>') + "</row>"),
        "too-complex",
    ),
    "huge texts, just allowed": (
        lambda: sheet('<row r="1">' + many(lambda n: f'<c t="str"><v>{noise(900_000)}</v></c>') + "</row>"),
        "read",
    ),
    "a huge comment": (lambda: sheet(f"<!--{noise(2**23)}-->"), "too-complex"),
    "a huge attribute": (lambda: sheet(f'<row r="1" x="{noise(2**23)}"/>'), "too-complex"),
    "a huge number": (lambda: sheet(f'<row r="1"><c r="A1"><v>{"9" * 900_000}</v></c></row>'), "read"),
    "references": (
        lambda: sheet(
            '<row r="1"><c t="str"><v>' + many(lambda n: f"&#{65 + n % 50_000};", 900_000) + "</v></c></row>"
        ),
        "read",
    ),
    "shared strings": (lambda: strings(many(lambda n: f"<si><t>{n}</t></si>", 2**24)), "too-complex"),
    "shared strings, empty": (lambda: strings(fast("<si/>", 2**23)), "too-complex"),
    "shared strings, never closed": (lambda: strings(many(lambda n: "<si>", 2**20)), "too-complex"),
    "shared string of runs": (
        lambda: strings("<si>" + many(lambda n: f"<r><t>{n}</t></r>", 2**22) + "</si>"),
        "too-complex",
    ),
    "shared strings, rich": (
        lambda: strings(many(lambda n: f"<si><r><t>{n}</t></r></si>", 15 * 2**20)),
        "too-complex",
    ),
    "merged areas": (
        lambda: sheet(
            after="<mergeCells>"
            + many(lambda n: f'<mergeCell ref="A{n % 10**6 + 1}"/>', 2**22)
            + "</mergeCells>"
        ),
        "too-complex",
    ),
    "large merged areas": (
        lambda: sheet(
            after="<mergeCells>"
            + "".join(f'<mergeCell ref="A{n}:BL{n + 63}"/>' for n in range(1, 99_000))
            + "</mergeCells>"
        ),
        "too-complex",
    ),
    "rules": (
        lambda: sheet(
            after="<dataValidations>"
            + many(lambda n: f'<dataValidation sqref="A{n % 10**6 + 1}"/>', 2**23)
            + "</dataValidations>"
        ),
        "too-complex",
    ),
    "a rule for everything": (
        lambda: sheet(
            after='<dataValidations><dataValidation sqref="'
            + many(lambda n: f"A{n + 1} ", 900_000)
            + '"/></dataValidations>'
        ),
        "too-complex",
    ),
    "columns": (
        lambda: parts(
            worksheet(
                before="<cols>" + many(lambda n: f'<col min="{n % 16384}" max="9"/>', 2**23) + "</cols>"
            )
        ),
        "too-complex",
    ),
    "formats": (
        lambda: parts(
            styles=f'<styleSheet xmlns="{MAIN}"><cellXfs>'
            + many(lambda n: f'<xf fontId="{n}"/>', 2**23)
            + "</cellXfs></styleSheet>"
        ),
        "too-complex",
    ),
    "formats full of attributes": (
        lambda: parts(
            styles=f'<styleSheet xmlns="{MAIN}"><cellXfs>'
            + many(lambda n: "<xf" + "".join(f' a{m}="{n}"' for m in range(1000)) + "/>", 30 * 2**20)
            + "</cellXfs></styleSheet>"
        ),
        "read",
    ),
    "relationships": (
        lambda: {
            **parts(),
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
            + many(lambda n: f'<Relationship Id="a{n}" Type="" Target=""/>', 4_000_000)
            + "</Relationships>",
        },
        "too-complex",
    ),
    "relationships, a large part": (
        lambda: {**parts(), "xl/_rels/workbook.xml.rels": noise(5 * 2**20)},
        "part-too-large",
    ),
    "sheets": (
        lambda: parts(
            workbook=f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
            + many(lambda n: f'<sheet name="{n}" r:id="rId1"/>', 4_000_000)
            + "</sheets></workbook>"
        ),
        "bad-xml",
    ),
    "names": (
        lambda: parts(
            workbook=f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
            + '<sheets><sheet name="a" r:id="rId1"/></sheets>'
            + many(lambda n: f'<definedName name="{n}">x</definedName>', 4_000_000)
            + "</workbook>"
        ),
        "read",
    ),
    "notes": (
        lambda: related(
            "comments",
            "xl/c.xml",
            f'<comments xmlns="{MAIN}">'
            + many(lambda n: f'<comment ref="A{n + 1}"/>', 2**22)
            + "</comments>",
        ),
        "too-complex",
    ),
    "UTF-16": (
        lambda: parts((HEADER.replace("UTF-8", "UTF-16") + "a" * (9 * 2**20)).encode("utf-16")),
        "part-too-large",
    ),
    "beyond the part limit": (
        lambda: {**parts(), "xl/worksheets/sheet1.xml": noise(65 * 2**20)},
        "part-too-large",
    ),
    "beyond the part limit, packed": (lambda: sheet(fast("<c/>", 65 * 2**20)), "part-too-large"),
    "blank space": (lambda: sheet(" " * PART), "bomb"),
    "files in files": (
        lambda: {"biểu.xlsx": packed({"biểu.xlsx": packed({"biểu.xlsx": packed({"a": "0" * 2**20})})})},
        "archive",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile(name: str, tmp_path: Path) -> None:
    make, expected = HOSTILE[name]
    path = tmp_path / "hostile.xlsx"
    with zipfile.ZipFile(
        path, "w", zipfile.ZIP_DEFLATED, compresslevel=9 if expected == "bomb" else 1
    ) as archive:
        for part, content in make().items():
            archive.writestr(part, content)
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)], capture_output=True, text=True, cwd=ROOT, timeout=120
    )
    assert done.returncode == 0, done.stderr
    reason, seconds, megabytes = json.loads(done.stdout)
    assert reason == expected
    assert seconds < SECONDS
    assert megabytes < MEGABYTES


def test_cells_are_counted_over_all_sheets() -> None:
    made = sheet('<row r="1"><c r="A1"/><c r="B1"/></row>')
    made["xl/workbook.xml"] = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="a" r:id="rId1"/><sheet name="b" r:id="rId2"/></sheets></workbook>'
    )
    made["xl/styles.xml"] = made["xl/worksheets/sheet1.xml"]
    made["xl/_rels/workbook.xml.rels"] = str(made["xl/_rels/workbook.xml.rels"]).replace(
        '/styles"', '/worksheet"'
    )
    data = packed(made)
    for cells, allowed in ((4, True), (3, False)):
        book = Workbook.open(data, Limits(cells=cells))
        assert len(book.sheet("a").cells) == 2
        if allowed:
            assert len(book.sheet("b").cells) == 2
        else:
            with pytest.raises(Refusal) as caught:
                book.sheet("b")
            assert caught.value.reason == "too-many-cells"
            assert "3" in caught.value.message("vi")
