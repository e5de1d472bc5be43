from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest

from tools.generate import Target, describe, differences, run


def package(**parts: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return out.getvalue()


def target(pattern: str, content: bytes | Mapping[str, bytes]) -> Target:
    return Target(pattern, lambda: content)


def test_writing_makes_a_later_check_pass(tmp_path: Path) -> None:
    targets = [target("form.xlsx", package(a="1")), target("sets/*.json", {"sets/a.json": b"{}"})]

    assert run(targets, tmp_path, check=True) == 2
    assert not list(tmp_path.iterdir())

    run(targets, tmp_path, check=False)

    assert run(targets, tmp_path, check=True) == 0
    assert (tmp_path / "sets/a.json").read_bytes() == b"{}"


def test_writing_leaves_a_file_alone_that_is_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.md").write_bytes(b"right")
    run([target("a.md", b"right")], tmp_path, check=False)
    assert capsys.readouterr().out == ""


def test_a_left_over_file_is_reported_and_removed(tmp_path: Path) -> None:
    sets = tmp_path / "sets"
    sets.mkdir()
    (sets / "old.json").write_bytes(b"{}")
    (sets / "set.yaml").write_bytes(b"kept: not of the pattern")
    targets = [target("sets/*.json", {"sets/new.json": b"{}"})]

    assert [one.summary() for one in differences(targets[0], tmp_path)] == [
        "sets/new.json: missing",
        "sets/old.json: nothing makes this file any more",
    ]
    run(targets, tmp_path, check=False)
    assert sorted(path.name for path in sets.iterdir()) == ["new.json", "set.yaml"]


@pytest.mark.parametrize("path", ["elsewhere/a.json", "sets/deeper/a.json", "sets/a.yaml"])
def test_a_path_outside_the_pattern_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match=path):
        run([target("sets/*.json", {path: b"{}"})], tmp_path, check=False)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("found", "wanted", "said"),
    [
        pytest.param(b"a\nb\nc\n", b"a\nB\nc\n", "-b", id="changed line"),
        pytest.param(b"a\r\n", b"a\n", "only line ends differ", id="line ends"),
        pytest.param(package(a="1"), package(a="1", b="2"), "b: is not in it", id="new part"),
        pytest.param(package(a="1", b="2"), package(a="1"), "b: must not be in it", id="old part"),
        pytest.param(package(a="<v>1</v>"), package(a="<v>2</v>"), "a: at byte 3", id="changed part"),
        pytest.param(package(a="1", b="2"), package(b="2", a="1"), "packed differently", id="other order"),
        pytest.param(b"PK damaged", package(a="1"), "damaged", id="damaged package"),
        pytest.param(b"\xff\x00", b"\xff\x01", "at byte 1", id="binary"),
    ],
)
def test_the_summary_says_where_two_files_part(found: bytes, wanted: bytes, said: str) -> None:
    assert said in "\n".join(describe(found, wanted))


def test_a_long_summary_is_cut() -> None:
    lines = describe(b"\n".join([b"x"] * 500), b"\n".join([b"y"] * 500))
    assert len(lines) < 20
    assert "more" in lines[-1]
