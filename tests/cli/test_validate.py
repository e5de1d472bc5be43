"""``validate``: which files, where their copies go, what is printed and returned. The use case itself is
replaced here; ``test_end_to_end`` runs the real one."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from selfscore_xl import app
from selfscore_xl.outcome import Outcome
from selfscore_xl.text import Text
from tests.output import outcomes

from .conftest import Call


class FakeApp:
    """Outcomes by file name; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, path: str, **settings: Any) -> Outcome:
        self.asked.append((path, settings))
        name = os.path.basename(path)
        if name.startswith("hong"):
            return outcomes.refused(path)
        if name.startswith("su-co"):
            raise RuntimeError("boom")
        if name.startswith("chet"):
            os._exit(1)
        if name.startswith("sach"):
            return annotated(outcomes.with_findings()._replace(path=path), settings)
        if name.startswith("canh-bao"):
            return annotated(only_warnings(path), settings)
        if name.startswith("ky-so"):
            return signed(path)
        if name.startswith("khong-ghi"):
            return outcomes.with_findings()._replace(path=path, notes=(Text("Ổ đĩa đầy.", "Disk full."),))
        return annotated(outcomes.of(path=path), settings)

    @property
    def targets(self) -> list[str | None]:
        return [settings["out"] for _, settings in self.asked]


def annotated(outcome: Outcome, settings: dict[str, Any]) -> Outcome:
    return outcome._replace(annotated=f"{outcome.path}.annotated.xlsx") if settings["write"] else outcome


def signed(path: str) -> Outcome:
    clean = outcomes.with_findings()
    assert clean.submission
    return clean._replace(
        path=path,
        submission=clean.submission._replace(is_signed=True),
        notes=(Text("Tệp có chữ ký số.", "Signed."),),
    )


def only_warnings(path: str) -> Outcome:
    whole = outcomes.of(path=path)
    findings = tuple(one for one in whole.findings if one.code == "S104")
    return outcomes.with_findings(*findings)._replace(path=path)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeApp:
    fake = FakeApp()
    monkeypatch.setattr(app, "validate", fake)
    return fake


def touch(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")
    return folder


@pytest.mark.parametrize(
    ("names", "options", "code"),
    [
        (["sach.xlsx"], [], 0),
        (["canh-bao.xlsx"], [], 0),
        (["canh-bao.xlsx"], ["--strict"], 1),
        (["sach.xlsx"], ["--strict"], 0),
        (["loi.xlsx"], [], 1),
        (["sach.xlsx", "loi.xlsx"], [], 1),
        (["hong.xlsx"], [], 2),
        (["loi.xlsx", "hong.xlsx", "sach.xlsx"], [], 2),
        (["su-co.xlsx", "sach.xlsx"], [], 2),
        (["ky-so.xlsx"], [], 0),
        (["khong-ghi.xlsx"], [], 2),
    ],
)
@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_exit_codes(
    call: Call, fake: FakeApp, names: list[str], options: list[str], code: int, form: str
) -> None:
    assert call("validate", *names, *options, "--format", form).code == code
    assert [os.path.basename(path) for path, _ in fake.asked] == names, "every file is looked at"


def test_settings_reach_the_use_case(call: Call, fake: FakeApp, tmp_path: Path) -> None:
    call("validate", "a.xlsx")
    call(
        "validate", "a.xlsx", "--no-write", "--evidence", tmp_path, "--select", "s1,S203", "--ignore", "S104"
    )
    call("validate", "a.xlsx", "--in-place", "--allow-breaking-signature", "-c", "quang-tri-2023-h1")
    plain, chosen, in_place = (settings for _, settings in fake.asked)
    assert plain == {
        "criteria": None, "lang": "vi", "out": None, "write": True, "in_place": False, "evidence": None,
        "codes": None, "allow_breaking_signature": False,
    }  # fmt: skip
    assert chosen["write"] is False
    assert chosen["evidence"] == str(tmp_path)
    assert {"S101", "S203"} <= set(chosen["codes"])
    assert "S104" not in chosen["codes"]
    assert all(code.startswith("S1") or code == "S203" for code in chosen["codes"])
    assert in_place["in_place"]
    assert in_place["allow_breaking_signature"]
    assert in_place["criteria"].id == "quang-tri-2023-h1"


def test_data_goes_to_stdout_and_messages_to_stderr(call: Call, fake: FakeApp) -> None:
    code, out, err = call("validate", "loi.xlsx", "hong.xlsx", "ky-so.xlsx", "--format", "json")
    assert code == 2
    assert [file["status"] for file in json.loads(out)["files"]] == ["findings", "unreadable", "clean"]
    assert err == "hong.xlsx: Tệp rỗng. Gửi lại.\nky-so.xlsx: Tệp có chữ ký số.\n"


@pytest.mark.parametrize("names", [["sach.xlsx"], ["sach.xlsx", "loi.xlsx", "sach-2.xlsx"]])
def test_sarif_is_one_document(call: Call, fake: FakeApp, names: list[str]) -> None:
    log = json.loads(call("validate", *names, "--format", "sarif").out)
    assert len(log["runs"]) == 1


def test_text_of_several_files_ends_with_a_table(call: Call, fake: FakeApp) -> None:
    out = call("validate", "loi.xlsx", "sach.xlsx", "hong.xlsx").out
    assert out.index("loi.xlsx: 1 lỗi") < out.index("sach.xlsx: không có gì phải sửa") < out.index("Tệp  ")
    assert out.endswith("3 tệp: 1 có lỗi, 1 không có lỗi, 1 không đọc được.\n")
    assert "\x1b" not in out


def test_english(call: Call, fake: FakeApp) -> None:
    _, out, err = call("validate", "loi.xlsx", "hong.xlsx", "--lang", "en")
    assert "1 error, 1 warning" in out
    assert err == "hong.xlsx: The file is empty. Send it again.\n"


@pytest.mark.parametrize(("choice", "colored"), [("always", True), ("never", False), ("auto", False)])
def test_color(call: Call, fake: FakeApp, choice: str, colored: bool) -> None:
    assert ("\x1b[" in call("validate", "loi.xlsx", "--color", choice).out) is colored


def test_a_crash_on_one_file_does_not_stop_the_others(call: Call, fake: FakeApp) -> None:
    code, out, err = call("validate", "su-co.xlsx", "loi.xlsx", "--format", "json")
    assert code == 2
    crashed, whole = json.loads(out)["files"]
    assert (crashed["status"], crashed["findings"][0]["code"]) == ("unreadable", "S901")
    assert whole["status"] == "findings"
    assert "RuntimeError" in err
    assert "Traceback" not in err


def test_several_processes_give_the_same(call: Call, fake: FakeApp) -> None:
    names = [f"{kind}-{number}.xlsx" for number in range(4) for kind in ("loi", "sach", "hong", "su-co")]
    for form in ("json", "text", "sarif"):
        one = call("validate", *names, "--format", form)
        assert call("validate", *names, "--format", form, "--jobs", "2") == one


def test_a_worker_that_dies_is_an_unreadable_file(call: Call, fake: FakeApp) -> None:
    code, out, _ = call("validate", "loi.xlsx", "chet.xlsx", "sach.xlsx", "--jobs", "2", "--format", "json")
    assert code == 2
    assert [file["status"] for file in json.loads(out)["files"]] == ["findings", "unreadable", "clean"]


# --- which files, and where the copies go -------------------------------------------------------


def test_folders_and_files_in_the_order_given_each_once(call: Call, fake: FakeApp, tmp_path: Path) -> None:
    touch(tmp_path, "b/2.xlsx", "b/1.xlsx", "a/3.xlsx", "trong/x.txt")
    code, out, err = call(
        "validate", tmp_path / "b" / "2.xlsx", tmp_path / "trong", tmp_path / "a", tmp_path / "b",
        "--format", "json",
    )  # fmt: skip
    files = [os.path.relpath(file["path"], tmp_path) for file in json.loads(out)["files"]]
    assert files == ["b/2.xlsx", "trong", "a/3.xlsx", "b/1.xlsx"]
    assert code == 2
    assert "không có tệp Excel" in err


def test_what_is_no_workbook_is_named(call: Call, fake: FakeApp, tmp_path: Path) -> None:
    touch(tmp_path, "bieu.xlsx", "sub/bieu.pdf", ".an.pdf", "~$bieu.docx")
    _, _, err = call("validate", tmp_path, "--no-write")
    assert err == "1 tệp không phải bảng tính nên không kiểm tra: bieu.pdf\n"
    assert [path for path, _ in fake.asked] == [str(tmp_path / "bieu.xlsx")]
    touch(tmp_path, *(f"{number}.txt" for number in range(9)))
    _, _, err = call("validate", tmp_path, "--no-write", "--lang", "en")
    assert (
        err
        == "10 files are no workbooks and were not checked: 0.txt, 1.txt, 2.txt, 3.txt, 4.txt and 5 more\n"
    )
    assert call("validate", tmp_path / "bieu.xlsx", "--no-write")[2] == ""


def test_copies_lie_beside_their_originals(call: Call, fake: FakeApp) -> None:
    call("validate", "a.xlsx", "b.xlsx")
    assert fake.targets == [None, None]


def test_out_is_a_file_for_one_input(call: Call, fake: FakeApp, tmp_path: Path) -> None:
    call("validate", "a.xlsx", "-o", tmp_path / "ket-qua.xlsx")
    call("validate", "a.xlsx", "-o", tmp_path)
    call("validate", "a.xlsx", "-o", f"{tmp_path}/moi/")
    assert fake.targets == [
        str(tmp_path / "ket-qua.xlsx"),
        str(tmp_path / "a.annotated.xlsx"),
        str(tmp_path / "moi" / "a.annotated.xlsx"),
    ]


def test_out_is_a_folder_for_several_and_keeps_equal_names_apart(
    call: Call, fake: FakeApp, tmp_path: Path
) -> None:
    touch(tmp_path, "nop/xa-a/bieu.xlsx", "nop/xa-b/bieu.xlsx", "nop/xa-b/phu/bieu.xlsm")
    out = tmp_path / "ra"
    call("validate", tmp_path / "nop", "-o", out)
    assert fake.targets == [
        str(out / "xa-a" / "bieu.annotated.xlsx"),
        str(out / "xa-b" / "bieu.annotated.xlsx"),
        str(out / "xa-b" / "phu" / "bieu.annotated.xlsm"),
    ]


def test_a_folder_with_one_workbook_still_makes_a_folder(call: Call, fake: FakeApp, tmp_path: Path) -> None:
    touch(tmp_path, "nop/bieu.xlsx")
    call("validate", tmp_path / "nop", "-o", tmp_path / "ra")
    assert fake.targets == [str(tmp_path / "ra" / "bieu.annotated.xlsx")]


def test_nothing_but_copies_of_an_earlier_run_is_a_wrong_call(
    call: Call, fake: FakeApp, tmp_path: Path
) -> None:
    touch(tmp_path, "bieu.annotated.xlsx")
    code, _, err = call("validate", tmp_path, "-o", tmp_path)
    assert code == 2
    assert "chỉ có bản chú thích của lần chạy trước" in err
    assert fake.asked == []


def test_copies_of_an_earlier_run_below_out_are_no_input(call: Call, fake: FakeApp, tmp_path: Path) -> None:
    touch(tmp_path, "bieu.xlsx", "ra/bieu.annotated.xlsx")
    call("validate", tmp_path, "-o", tmp_path / "ra")
    assert [path for path, _ in fake.asked] == [str(tmp_path / "bieu.xlsx")]
