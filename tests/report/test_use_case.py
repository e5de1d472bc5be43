"""When a report is written, over what, and when not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document

from selfscore_xl import app, demo, report, template
from selfscore_xl.report.settings import Settings
from tests.office.client import Office

from .tables import demo_form


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "filled.xlsx"
    path.write_bytes(demo_form())
    return path


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """A form with a score above its maximum."""
    example = demo.load()
    answers = dict(example.answers)
    answers["I.3.a"] = answers["I.3.a"]._replace(score=Decimal("3.5"))
    path = tmp_path / "wrong.xlsx"
    path.write_bytes(
        template.build(example.criteria, unit=example.unit, period=example.period, answers=answers)
    )
    return path


def test_errors_hinder_a_report_unless_forced(wrong: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.docx"
    made = app.report(str(wrong), str(out), Settings())
    assert (made.written, out.exists()) == (False, False)
    assert made.outcome.counts()["error"] == 1
    made = app.report(str(wrong), str(out), Settings(), force=True)
    assert made.written
    assert "còn 1 lỗi chưa được sửa" in Document(str(out)).paragraphs[0].text


def test_the_form_is_not_touched_and_nothing_else_is_written(form: Path, tmp_path: Path) -> None:
    before = form.read_bytes()
    app.report(str(form), str(tmp_path / "report.docx"), Settings())
    assert form.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["filled.xlsx", "report.docx"]


def test_a_report_is_replaced_as_long_as_nobody_edited_it(form: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.docx"
    app.report(str(form), str(out), Settings())
    first = out.read_bytes()
    app.report(str(form), str(out), Settings(number="45/BC-VP"))
    assert out.read_bytes() != first
    edited = Document(str(out))
    edited.add_paragraph("Viết thêm bằng tay")
    edited.core_properties.modified = edited.core_properties.modified.replace(year=2023)
    edited.save(str(out))
    kept = out.read_bytes()
    with pytest.raises(app.WouldOverwrite) as caught:
        app.report(str(form), str(out), Settings())
    assert caught.value.args[0] == str(out)
    assert out.read_bytes() == kept


@pytest.mark.office
def test_a_report_saved_elsewhere_under_its_old_date_is_not_replaced(
    form: Path, tmp_path: Path, office: Office
) -> None:
    """As LibreOffice converts, and python-docx saves."""
    out = tmp_path / "report.docx"
    app.report(str(form), str(out), Settings())
    assert report.is_untouched(str(out))
    converted = office.convert(out, tmp_path / "converted.docx")
    assert not report.is_untouched(str(converted))
    edited = Document(str(out))
    edited.add_paragraph("Viết thêm bằng chương trình")
    edited.save(str(out))
    with pytest.raises(app.WouldOverwrite):
        app.report(str(form), str(out), Settings())


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"minutes of a meeting"])
def test_another_file_is_not_replaced(form: Path, tmp_path: Path, content: bytes) -> None:
    out = tmp_path / "report.docx"
    out.write_bytes(content)
    assert not report.is_untouched(str(out))
    with pytest.raises(app.WouldOverwrite):
        app.report(str(form), str(out), Settings())


def test_a_file_that_cannot_be_read_has_no_report(tmp_path: Path) -> None:
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"not a workbook")
    made = app.report(str(bad), str(tmp_path / "report.docx"), Settings(), force=True)
    assert not made.written
    assert made.outcome.refusal is not None
    assert not (tmp_path / "report.docx").exists()


def test_the_same_form_gives_the_same_bytes(form: Path, tmp_path: Path) -> None:
    outs = [tmp_path / name for name in ("a.docx", "b.docx")]
    for out in outs:
        app.report(str(form), str(out), Settings())
    assert outs[0].read_bytes() == outs[1].read_bytes()
