"""Putting the buttons where Excel finds them, and their files anywhere.

Excel opens what lies in the user's start-up folder each time it starts, and on Windows trusts it: no
list to tick, no macro to enable. The add-in is told which Python to start in a cell of its own, since
that path may hold letters that VBA source cannot.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from ..cell import Address
from ..ooxml.edit import Editor
from ..ooxml.saving import write_file
from ..ooxml.workbook import Workbook
from ..text import Text

ADDIN = "SelfScore.xlam"
SCRIPT = "SelfScore.applescript"
EXTENSION = "selfscore-xl.oxt"
TEXTS = "texts"
"""The add-in's sheet."""

_IN_WHEEL = Path(__file__).parent / "macros"
_ROOT = Path(__file__).parents[2]
_TAB = b'id="selfscoreTab"'
_HANDLER = b"on runSelfScore("
_MAC_LIBRARY = "~/Library"
_MAC_EXCEL = "Containers/com.microsoft.Excel"
_MAC_STARTUP = "Group Containers/UBF8T346G9.Office/User Content.localized/Startup.localized/Excel"
_MAC_SCRIPTS = "Application Scripts/com.microsoft.Excel"
_STORE = "PythonSoftwareFoundation."

_OTHER_SYSTEM = Text(
    "Excel chỉ chạy trên Windows và macOS nên không cài được trên máy này; dùng "
    "«selfscore-xl macros export THƯ_MỤC» để lấy tệp cho máy có Excel.",
    "Excel runs on Windows and macOS only, so this computer has nowhere to install to; use "
    "“selfscore-xl macros export DIR” for the files, for a computer with Excel.",
)
_NO_EXCEL = Text(
    "Không thấy Excel trên máy này (chưa có thư mục {folder}); cài Excel, mở một lần rồi chạy lại lệnh này.",
    "Excel was not found on this computer (there is no folder {folder}); install Excel, start it once and "
    "run this again.",
)
_NO_XLWINGS = Text(
    "Python này chưa có thư viện xlwings; chạy «{python} -m pip install xlwings» rồi chạy lại lệnh này.",
    "This Python lacks xlwings; run “{python} -m pip install xlwings” and then this again.",
)
_NOT_OURS = Text(
    "Đã có tệp {path} không phải của selfscore-xl nên không ghi đè; đổi tên tệp đó hoặc chọn nơi khác.",
    "{path} is there already and not a file of selfscore-xl, so it was not replaced; rename it or choose "
    "another place.",
)
_HIDDEN = Text(
    "Python từ Microsoft Store giấu tệp vừa ghi ({path}) khỏi Excel; hãy cài Python từ python.org rồi cài "
    "lại selfscore-xl.",
    "The Python of the Microsoft Store hides what was written ({path}) from Excel; install Python from "
    "python.org and selfscore-xl again.",
)


class NotInstalled(Exception):
    """Nothing was installed or exported; ``text`` says what is missing, in one sentence."""

    def __init__(self, words: Text, **values: str) -> None:
        self.text = Text(words.fill("vi", values), words.fill("en", values))
        super().__init__(self.text.en)


class _Target(NamedTuple):
    """A file to install."""

    path: Path
    data: bytes
    sign: bytes
    """What a file of ours holds."""


def files() -> Mapping[str, Path]:
    """What there is to export, by name: the VBA modules and what else the add-in is built from, the
    add-in itself, the functions for xlwings; the LibreOffice extension where it was built."""
    folder = _IN_WHEEL if _IN_WHEEL.is_dir() else _ROOT / "macros" / "excel"
    found = {path.name: path for path in sorted(folder.iterdir()) if path.is_file()}
    built = _ROOT / "dist" / EXTENSION
    return {**found, EXTENSION: built} if built.is_file() else found


def export(folder: str) -> list[str]:
    """Write every file into a folder, which is made where it is missing; their paths.

    Raises:
        NotInstalled: another file of the same name is there.
        OSError: the folder cannot be written.
    """
    target = Path(folder)
    contents = {target / name: source.read_bytes() for name, source in files().items()}
    for path, data in contents.items():
        if path.exists() and (not path.is_file() or path.read_bytes() != data):
            raise NotInstalled(_NOT_OURS, path=str(path))
    target.mkdir(parents=True, exist_ok=True)
    for path, data in contents.items():
        write_file(path, data)
    return [str(path) for path in contents]


def install(system: str = sys.platform, python: str = sys.executable) -> list[str]:
    """Put the add-in, connected to a Python, where Excel of this user loads it; the paths written.

    Args:
        system: as ``sys.platform`` names it.
        python: path of the interpreter that has this package.

    Raises:
        NotInstalled: there is no Excel or no xlwings, or a file of somebody else's in the way.
        OSError: a file cannot be written.
    """
    targets = _targets(system, python)
    if importlib.util.find_spec("xlwings") is None:
        raise NotInstalled(_NO_XLWINGS, python=python)
    for target in targets:
        if target.path.exists() and not _is_ours(target):
            raise NotInstalled(_NOT_OURS, path=str(target.path))
    for target in targets:
        target.path.parent.mkdir(parents=True, exist_ok=True)
        write_file(target.path, target.data)
        real = os.path.realpath(target.path)
        if _STORE in real and _STORE not in str(target.path):
            raise NotInstalled(_HIDDEN, path=real)
    return [str(target.path) for target in targets]


def connected(addin: bytes, python: str) -> bytes:
    """The add-in with the interpreter that it starts."""
    workbook = Workbook.open(addin)
    editor = Editor(workbook)
    editor.set_value(TEXTS, _beside(workbook, "python"), python)
    return editor.to_bytes()


def _beside(workbook: Workbook, name: str) -> Address:
    """The cell with the text of a name."""
    cells = workbook.sheet(TEXTS).cells
    return next((row, 2) for (row, column), cell in cells.items() if column == 1 and cell.value == name)


def _targets(system: str, python: str) -> list[_Target]:
    sources = files()
    addin = connected(sources[ADDIN].read_bytes(), python)
    if system == "win32":
        excel = Path(os.environ.get("APPDATA", "")) / "Microsoft" / "Excel"
        _require(excel)
        return [_Target(excel / "XLSTART" / ADDIN, addin, _TAB)]
    if system == "darwin":
        library = Path(_MAC_LIBRARY).expanduser()
        _require(library / _MAC_EXCEL)
        return [
            _Target(library / _MAC_STARTUP / ADDIN, addin, _TAB),
            _Target(library / _MAC_SCRIPTS / SCRIPT, sources[SCRIPT].read_bytes(), _HANDLER),
        ]
    raise NotInstalled(_OTHER_SYSTEM)


def _require(folder: Path) -> None:
    """The folder that Excel makes for a user when it is first started."""
    if not folder.is_dir():
        raise NotInstalled(_NO_EXCEL, folder=str(folder))


def _is_ours(target: _Target) -> bool:
    """Whether the file that is there is an earlier one of ours."""
    if not target.path.is_file():
        return False
    data = target.path.read_bytes()
    if target.sign in data:
        return True
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            return target.sign in package.read("customUI/customUI14.xml")
    except (zipfile.BadZipFile, KeyError):
        return False
