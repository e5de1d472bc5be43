"""Build what runs inside office programs, from the texts in macros/.

    python -m tools.build_macros [SET.yaml ...] [-o FOLDER]     writes selfscore-xl.oxt, to dist unless told

The LibreOffice extension carries the part of the package that checks a form, and nothing else; that
part needs the standard library only. With it come the shipped sets, and those that are named. The same
sources give the same bytes.
"""

from __future__ import annotations

import argparse
import ast
import json
import sys
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from selfscore_xl import __version__, set_file
from tools.older_python import rewritten

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "selfscore_xl"
EXTENSION = ROOT / "macros" / "libreoffice"
_DATE = (1980, 1, 1, 0, 0, 0)
ROOTS = ("selfscore_xl.live_check", "selfscore_xl.live.office")
MANY_USES = frozenset({PACKAGE / "app.py", PACKAGE / "__init__.py"})
"""What their functions import belongs to other uses: a live check validates and writes no file."""


def core() -> list[Path]:
    """Files of the package that a live check in LibreOffice loads, with the checks and the sets."""
    found: set[Path] = set()
    waiting = [_file(name) for name in ROOTS]
    waiting += sorted((PACKAGE / "checks").glob("*.py"))
    while waiting:
        path = waiting.pop()
        if path is None or path in found:
            continue
        found.add(path)
        waiting.append(path.parent / "__init__.py")
        waiting += [_file(name) for name in _imports(path)]
    return sorted([*found, *(PACKAGE / "sets").glob("*.json")])


def _file(name: str) -> Path | None:
    """The file of a module of the package."""
    path = ROOT.joinpath(*name.split("."))
    for candidate in (path.with_suffix(".py"), path / "__init__.py"):
        if candidate.is_file():
            return candidate
    return None


def _imports(path: Path) -> Iterator[str]:
    """Modules of the package that a file imports, now or later."""
    package = path.relative_to(ROOT).parts[:-1]
    module = ast.parse(path.read_bytes())
    for node in module.body if path in MANY_USES else _running(module):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = [*package[: len(package) - node.level + 1], *(node.module or "").split(".")]
            name = ".".join(part for part in base if part)
            yield name
            yield from (f"{name}.{alias.name}" for alias in node.names)


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """Everything in a module but what only a type checker reads."""
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"):
            yield child
            yield from _running(child)


def extension(sets: Sequence[Path] = ()) -> bytes:
    """The bytes of selfscore-xl.oxt, with set files of one's own.

    Raises:
        SetFileError: a set file has errors.
    """
    files = {
        path.relative_to(EXTENSION).as_posix(): path.read_bytes()
        for path in sorted(EXTENSION.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    files["description.xml"] = files["description.xml"].replace(b"@VERSION@", __version__.encode())
    files["LICENSE"] = (ROOT / "LICENSE").read_bytes()
    for path in core():
        data = path.read_bytes()
        name = f"pythonpath/{path.relative_to(ROOT).as_posix()}"
        files[name] = rewritten(data) if path.suffix == ".py" else data
    for path in sets:
        compiled = set_file.compile_set(path)
        files[f"pythonpath/selfscore_xl/sets/{json.loads(compiled)['id']}.json"] = compiled
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            package.writestr(entry, data)
    return out.getvalue()


def main() -> int:
    """Command line; 2 for a set file with errors."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("sets", nargs="*", type=Path, metavar="SET.yaml", help="a set file of one's own")
    parser.add_argument("-o", dest="folder", type=Path, default=ROOT / "dist", metavar="FOLDER")
    options = parser.parse_args()
    try:
        built = extension(options.sets)
    except set_file.SetFileError as error:
        print(error.text("vi"), file=sys.stderr)
        return 2
    options.folder.mkdir(parents=True, exist_ok=True)
    (options.folder / "selfscore-xl.oxt").write_bytes(built)
    print(options.folder / "selfscore-xl.oxt")
    return 0


if __name__ == "__main__":
    sys.exit(main())
