"""Write, or with ``--check`` compare, the files that are made from others and committed all the same.

A target is three lines: the path it makes, and a function that returns its bytes. A target of many
files names a pattern and returns a dict of path to bytes; a file that matches the pattern and is
not in the dict is left over, and goes.
"""

from __future__ import annotations

import argparse
import difflib
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent

Maker = Callable[[], bytes | Mapping[str, bytes]]


class Target(NamedTuple):
    """A generated file or family of files. Paths are relative to the top folder, with ``/``."""

    pattern: str
    make: Maker

    def contents(self) -> dict[str, bytes]:
        """Every path of the target with the bytes it must hold.

        Raises:
            ValueError: the function made a path that its pattern does not promise.
        """
        made = self.make()
        files = {self.pattern: made} if isinstance(made, bytes) else dict(made)
        for path in files:
            if not self.promises(path):
                raise ValueError(f"{self.make.__name__} made {path}, which is not {self.pattern}")
        return files

    def promises(self, path: str) -> bool:
        """True where the pattern covers the path; ``*`` stays within one folder."""
        return fnmatchcase(path, self.pattern) and path.count("/") == self.pattern.count("/")

    def present(self, root: Path) -> set[str]:
        """The paths under ``root`` that this target would make or remove."""
        return {path.relative_to(root).as_posix() for path in root.glob(self.pattern) if path.is_file()}


TARGETS: list[Target] = []


def generated(pattern: str) -> Callable[[Maker], Maker]:
    """Register the decorated function as the maker of ``pattern``."""

    def register(make: Maker) -> Maker:
        TARGETS.append(Target(pattern, make))
        return make

    return register


# --- the targets, each after those that it reads ------------------------------------------------


@generated("selfscore_xl/sets/*.json")
def compiled_sets() -> Mapping[str, bytes]:
    """The shipped sets as the program loads them, without YAML."""
    from selfscore_xl.set_file import compile_set

    folder = ROOT / "selfscore_xl" / "sets"
    return {
        f"selfscore_xl/sets/{source.stem}.json": compile_set(source)
        for source in sorted(folder.glob("*.yaml"))
    }


@generated("workbook_template.xlsx")
def workbook_template() -> bytes:
    """What `selfscore-xl template -o form.xlsx` writes."""
    from selfscore_xl import sets, template

    return template.build(sets.load(sets.DEFAULT))


@generated("examples/quang-tri-2023-h1/*")
def source_example() -> Mapping[str, bytes]:
    """The filled form of the source report, its annotated copy and its findings."""
    from tools import examples

    return examples.files("quang-tri-2023-h1")


@generated("examples/tap-huan-2026/*")
def training_example() -> Mapping[str, bytes]:
    """The filled form of the training set, its annotated copy and its findings."""
    from tools import examples

    return examples.checked("tap-huan-2026")


@generated("examples/tong-hop/*")
def consolidated_example() -> Mapping[str, bytes]:
    """A list of made-up units and the consolidation of their forms."""
    from tools import consolidated

    return consolidated.files()


@generated("docs/checks.md")
def check_catalogue() -> bytes:
    """What each check looks for, with its examples."""
    from selfscore_xl import catalogue

    return catalogue.markdown().encode()


@generated("macros/excel/SelfScore.xlam")
def excel_addin() -> bytes:
    """The buttons in Excel."""
    from tools.build_addin import addin

    return addin()


@generated("docs/selfscore-xl-1.schema.json")
def json_schema() -> bytes:
    """The shape of what `validate --format json` prints."""
    from selfscore_xl.output.schema import json_schema

    return json_schema()


# --- writing and comparing ----------------------------------------------------------------------


class Difference(NamedTuple):
    """A path whose file is not what it must be; None stands for no file."""

    path: str
    found: bytes | None
    wanted: bytes | None

    def summary(self) -> str:
        """What differs, in a few lines a person can act on."""
        if self.found is None:
            return f"{self.path}: missing"
        if self.wanted is None:
            return f"{self.path}: nothing makes this file any more"
        return "\n    ".join([f"{self.path}: differs", *describe(self.found, self.wanted)])


def differences(target: Target, root: Path) -> list[Difference]:
    """The files of a target that are missing, different or left over."""
    wanted = target.contents()
    found = {
        path: (root / path).read_bytes()
        for path in target.present(root) | set(wanted)
        if (root / path).is_file()
    }
    return [
        Difference(path, found.get(path), wanted.get(path))
        for path in sorted(found.keys() | wanted.keys())
        if found.get(path) != wanted.get(path)
    ]


def write(difference: Difference, root: Path) -> None:
    """Make the file what it must be."""
    path = root / difference.path
    if difference.wanted is None:
        path.unlink()
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(difference.wanted)


_LINES = 12
_WIDTH = 100


def describe(found: bytes, wanted: bytes) -> list[str]:
    """Where two contents part: entries of a package, lines of a text, or the first byte."""
    if found.startswith(b"PK") and wanted.startswith(b"PK"):
        return _describe_packages(found, wanted)
    try:
        old, new = found.decode(), wanted.decode()
    except UnicodeDecodeError:
        return [f"{len(found)} bytes, must be {len(wanted)}; {_first_difference(found, wanted)}"]
    if max(map(len, (*old.splitlines(), *new.splitlines(), "")), default=0) > 4 * _WIDTH:
        return [_first_difference(found, wanted)]
    lines = list(
        difflib.unified_diff(old.splitlines(), new.splitlines(), "found", "wanted", n=1, lineterm="")
    )
    return _cut([line[:_WIDTH] for line in lines[2:]]) or ["only line ends differ"]


def _describe_packages(found: bytes, wanted: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(BytesIO(found)) as old, zipfile.ZipFile(BytesIO(wanted)) as new:
            before = {name: old.read(name) for name in old.namelist()}
            after = {name: new.read(name) for name in new.namelist()}
    except zipfile.BadZipFile as error:
        return [f"the file here is damaged: {error}"]
    lines = [f"{name}: must not be in it" for name in before if name not in after]
    lines += [f"{name}: is not in it" for name in after if name not in before]
    lines += [
        f"{name}: {_first_difference(before[name], content)}"
        for name, content in after.items()
        if before.get(name, content) != content
    ]
    return _cut(lines) or ["same parts, packed differently (order, dates or compression)"]


def _first_difference(found: bytes, wanted: bytes) -> str:
    at = next(
        (i for i, (a, b) in enumerate(zip(found, wanted, strict=False)) if a != b),
        min(len(found), len(wanted)),
    )
    start = max(0, at - 20)
    old, new = (part[start : start + _WIDTH // 2].decode(errors="replace") for part in (found, wanted))
    return f"at byte {at}: {old!r}, must be {new!r}"


def _cut(lines: list[str]) -> list[str]:
    return lines if len(lines) <= _LINES else [*lines[:_LINES], f"… and {len(lines) - _LINES} more"]


def run(targets: Sequence[Target], root: Path, *, check: bool) -> int:
    """Write or compare the targets in their order; the number of files that were not right."""
    wrong = 0
    for target in targets:
        for difference in differences(target, root):
            wrong += 1
            if check:
                print(difference.summary(), file=sys.stderr)
            else:
                write(difference, root)
                print("removed" if difference.wanted is None else "wrote", difference.path)
    return wrong


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; 1 when ``--check`` found a file that is not up to date."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("paths", nargs="*", metavar="PATH", help="only the targets that make these paths")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    options = parser.parse_args(arguments)
    for path in options.paths:
        if not any(target.promises(path) for target in TARGETS):
            parser.error(f"nothing makes {path}; known: {', '.join(target.pattern for target in TARGETS)}")
    chosen = [
        target
        for target in TARGETS
        if not options.paths or any(target.promises(path) for path in options.paths)
    ]
    wrong = run(chosen, ROOT, check=options.check)
    if options.check and wrong:
        print(f"{wrong} generated files are not up to date; `make generate` rewrites them", file=sys.stderr)
        return 1
    if options.check:
        print(f"Generated files are up to date ({len(chosen)} targets).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
