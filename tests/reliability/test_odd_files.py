"""Workbooks as few programs write them, and sound all the same: same answers, and a copy that is proved."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from selfscore_xl import app, demo
from selfscore_xl.outcome import Outcome
from tests.ooxml.read_files import packed

FORM = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"
TYPES = "[Content_Types].xml"
Parts = Mapping[str, bytes]


@pytest.fixture(scope="module")
def form() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(demo.load().form())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def plain(form: Parts, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    path = tmp_path_factory.mktemp("plain") / "bieu.xlsx"
    path.write_bytes(packed(form))
    return app.validate(str(path), write=False)


def each(form: Parts, change: Callable[[bytes], bytes]) -> dict[str, bytes]:
    """Every XML part changed."""
    return {name: change(part) if name.endswith((".xml", ".rels")) else part for name, part in form.items()}


def in_form(form: Parts, *changes: tuple[str, str]) -> dict[str, bytes]:
    text = form[FORM].decode()
    for old, new in changes:
        assert re.search(old, text), old
        text = re.sub(old, new, text)
    return {**form, FORM: text.encode()}


def as_utf16(part: bytes) -> bytes:
    return re.sub("(?i)utf-8", "UTF-16", part.decode(), count=1).encode("utf-16")


def with_zip64(form: Parts) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in form.items():
            with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as entry:
                entry.write(part)
    return out.getvalue()


def with_another_sheet(form: Parts, name: str) -> bytes:
    """A sheet of the unit's own, blank but for a title without meaning."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    listed = f'<sheet xmlns:r="{office}" name="{name}" sheetId="900" r:id="own"/></sheets>'
    link = f'<Relationship Id="own" Type="{office}/worksheet" Target="worksheets/own.xml"/></Relationships>'
    rels = "xl/_rels/workbook.xml.rels"
    return packed(
        {
            **form,
            BOOK: form[BOOK].replace(b"</sheets>", listed.encode()),
            rels: form[rels].replace(b"</Relationships>", link.encode()),
            "xl/worksheets/own.xml": f'<worksheet xmlns="{main}"><sheetData/></worksheet>'.encode(),
        }
    )


ODD: dict[str, Callable[[Parts], bytes]] = {
    "byte order marks": lambda form: packed(each(form, lambda part: b"\xef\xbb\xbf" + part)),
    "UTF-16 throughout": lambda form: packed(each(form, as_utf16)),
    "names in capitals": lambda form: packed(
        {name if name == TYPES else name.upper(): part for name, part in form.items()}
    ),
    "names in small letters": lambda form: packed({name.lower(): part for name, part in form.items()}),
    "stored": lambda form: packed(form, zipfile.ZIP_STORED),
    "zip64": with_zip64,
    "folders and a comment": lambda form: packed({"xl/": b"", **form}),
    "bytes behind the end": lambda form: packed(form) + b"\r\n-- gateway",
    "CDATA": lambda form: packed(in_form(form, ("<v>([^<]*)</v>", r"<v><![CDATA[\1]]></v>"))),
    "processing instructions": lambda form: packed(in_form(form, ("<row ", "<?own x?><!-- --><row "))),
    "single quotes": lambda form: packed(in_form(form, (r'<c r="([A-Z]+\d+)"', r"<c r='\1'"))),
    "characters by number": lambda form: packed(in_form(form, ("<v>4.59</v>", "<v>&#52;.&#x35;9</v>"))),
    "numbers with exponents": lambda form: packed(in_form(form, ("<v>4.59</v>", "<v>459E-2</v>"))),
    "numbers as binary leaves them": lambda form: packed(
        in_form(form, ("<v>4.59</v>", "<v>4.5899999999999999</v>"))
    ),
    "dates from 1904": lambda form: packed(
        {
            **form,
            BOOK: re.sub(rb"<workbookPr\b", b'<workbookPr date1904="1"', form[BOOK], count=1),
        }
    ),
    "a sheet's name in quotes": lambda form: with_another_sheet(form, "Sở &quot;A&apos;s&quot; &amp; B"),
    "a sheet's name with a bang": lambda form: with_another_sheet(form, "a!b"),
    "a sheet's name from right to left": lambda form: with_another_sheet(form, "\u202eabc\u202c"),
    "a sheet's name of pictures": lambda form: with_another_sheet(form, "😀🇻🇳"),
    "a sheet's name like a formula": lambda form: with_another_sheet(form, "=1+1"),
}


@pytest.mark.parametrize("name", ODD)
def test_the_same_answers_and_a_copy(name: str, form: Parts, plain: Outcome, tmp_path: Path) -> None:
    path = tmp_path / "bieu.xlsx"
    path.write_bytes(ODD[name](form))
    assert path.read_bytes() != packed(form)
    outcome = app.validate(str(path))
    assert outcome.scores == plain.scores
    assert outcome.findings == plain.findings
    assert outcome.notes == ()
    assert outcome.annotated is not None
    again = app.validate(outcome.annotated, out=str(tmp_path / "2.xlsx"))
    assert again.findings == plain.findings
    assert (tmp_path / "2.xlsx").read_bytes() == Path(outcome.annotated).read_bytes()


@pytest.mark.parametrize(
    ("typed", "code", "score"),
    [
        ("<v>-0</v>", None, "0"),
        ("<v>1E20</v>", "S101", "1E20"),
        ("<v>1E21</v>", "S110", None),
        ("<v>-1E308</v>", "S110", None),
        ("<v>1E-300</v>", None, "0"),
        ("<v>1E-400</v>", None, "0"),
        ("<v>9E999999999</v>", "S110", None),
        ("<v>NaN</v>", "S110", None),
        ("<v>0.1000000000000000055511151231257827</v>", None, "0.1"),
        (f"<v>{'9' * 5000}</v>", "S110", None),
    ],
)
def test_numbers_at_the_edge(
    typed: str, code: str | None, score: str | None, form: Parts, tmp_path: Path
) -> None:
    """In the score of I.9.a, 4.59."""
    path = tmp_path / "bieu.xlsx"
    path.write_bytes(packed(in_form(form, ("<v>4.59</v>", typed))))
    outcome = app.validate(str(path))
    assert outcome.scores is not None
    struck = {one.code for one in outcome.findings if one.place and one.place.ref == "E27"}
    assert (code in struck) if code else not struck & {"S101", "S103", "S107", "S110"}
    if score is not None:
        assert outcome.submission is not None
        entries = outcome.submission.by_key()["I.9.a"].entries.values()
        (number,) = (one.number for one in entries if one.place.ref == "E27")
        assert number == Decimal(score)
        assert not str(number).startswith("-")
    assert outcome.annotated is not None
