"""Putting the buttons where Excel finds them, and their files anywhere.

Excel opens what lies in the user's start-up folder each time it starts, and on Windows trusts it: no
list to tick, no macro to enable. The add-in is told which Python to start in a cell of its own, since
that path may hold letters that VBA source cannot.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from ..cell import Address
from ..ooxml.edit import Editor
from ..ooxml.package import Package
from ..ooxml.refusal import Refusal
from ..ooxml.saving import write_file
from ..ooxml.workbook import Workbook
from ..record import NamedTuple
from ..text import Text

ADDIN = "SelfScore.xlam"
SCRIPT = "SelfScore.applescript"
EXTENSION = "selfscore-xl.oxt"
TEXTS = "texts"
"""The add-in's sheet."""

_IN_WHEEL = Path(__file__).parent / "macros"
_ROOT = Path(__file__).parents[2]
_TAB = b'id="selfscoreTab"'
_RIBBON = "customUI/customUI14.xml"
"""The part of the add-in that has the tab."""
_LARGEST = 10_000_000
"""Bytes; no version of the add-in was a hundredth of it."""
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
_NO_APPDATA = Text(
    "Không biết thư mục dữ liệu của người dùng (biến APPDATA còn trống); mở cửa sổ lệnh mới từ menu Start "
    "rồi chạy lại lệnh này.",
    "The folder for this user's data is not known (the variable APPDATA is missing); open a new command "
    "window from the Start menu and run this again.",
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
_DIFFERS = Text(
    "Đã có tệp {path} và khác với tệp của phiên bản selfscore-xl này nên không ghi đè; xóa hoặc đổi tên tệp "
    "đó rồi chạy lại, hoặc chọn thư mục khác.",
    "{path} is there already and differs from the file of this version of selfscore-xl, so it was not "
    "replaced; delete or rename it and run this again, or choose another folder.",
)
_INCOMPLETE = Text(
    "Không đọc được {path} của chính selfscore-xl; cài lại selfscore-xl rồi chạy lại lệnh này.",
    "{path}, a part of selfscore-xl itself, cannot be read; install selfscore-xl again and then run this.",
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


def _own(names: Iterable[str] | None = None) -> dict[str, bytes]:
    """What our files hold, by name: some, or all.

    Raises:
        NotInstalled: one is missing or cannot be read.
    """
    try:
        found = files()
        return {name: found[name].read_bytes() for name in (found if names is None else names)}
    except OSError as error:
        raise NotInstalled(_INCOMPLETE, path=str(error.filename)) from None
    except KeyError as missing:
        raise NotInstalled(_INCOMPLETE, path=missing.args[0]) from None


def export(folder: str) -> list[str]:
    """Write every file into a folder, which is made where it is missing; their paths.

    Raises:
        NotInstalled: another file of the same name is there, or one of ours cannot be read.
        OSError: the folder cannot be written.
    """
    target = Path(folder)
    contents = {target / name: data for name, data in _own().items()}
    for path, data in contents.items():
        if path.exists() and (not path.is_file() or path.read_bytes() != data):
            raise NotInstalled(_DIFFERS, path=str(path))
    target.mkdir(parents=True, exist_ok=True)
    for path, data in contents.items():
        write_file(path, data)
    return [str(path) for path in contents]


def install(system: str = sys.platform, python: str = sys.executable, own: str = "") -> list[str]:
    """Put the add-in, connected to a Python, where Excel of this user loads it; the paths written.

    Args:
        system: as ``sys.platform`` names it.
        python: path of the interpreter that has this package.
        own: absolute path of a set file whose forms are to be checked too; nothing for none.

    Raises:
        NotInstalled: there is no Excel or no xlwings, a file of somebody else's is in the way, or one
            of ours cannot be read.
        OSError: a file cannot be written.
    """
    targets = _targets(system, python, own)
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


def connected(addin: bytes, python: str, own: str = "") -> bytes:
    """The add-in with the interpreter that it starts, and the path of a set file of one's own."""
    workbook = Workbook.open(addin)
    editor = Editor(workbook)
    editor.set_value(TEXTS, _beside(workbook, "python"), python)
    if own:
        editor.set_value(TEXTS, _beside(workbook, "set"), own)
    return editor.to_bytes()


def _beside(workbook: Workbook, name: str) -> Address:
    """The cell with the text of a name."""
    cells = workbook.sheet(TEXTS).cells
    return next((row, 2) for (row, column), cell in cells.items() if column == 1 and cell.value == name)


def _targets(system: str, python: str, own: str) -> list[_Target]:
    if system == "win32":
        appdata = os.environ.get("APPDATA")
        if not appdata:
            raise NotInstalled(_NO_APPDATA)
        excel = Path(appdata) / "Microsoft" / "Excel"
        _require(excel)
        addin = connected(_own([ADDIN])[ADDIN], python, own)
        return [_Target(excel / "XLSTART" / ADDIN, addin, _TAB)]
    if system == "darwin":
        library = Path(_MAC_LIBRARY).expanduser()
        _require(library / _MAC_EXCEL)
        ours = _own([ADDIN, SCRIPT])
        addin = connected(ours[ADDIN], python, own)
        return [
            _Target(library / _MAC_STARTUP / ADDIN, addin, _TAB),
            _Target(library / _MAC_SCRIPTS / SCRIPT, ours[SCRIPT], _HANDLER),
        ]
    raise NotInstalled(_OTHER_SYSTEM)


def _require(folder: Path) -> None:
    """The folder that Excel makes for a user when it is first started."""
    if not folder.is_dir():
        raise NotInstalled(_NO_EXCEL, folder=str(folder))


def _is_ours(target: _Target) -> bool:
    """Whether the file that is there is an earlier one of ours."""
    if not target.path.is_file() or target.path.stat().st_size > _LARGEST:
        return False
    data = target.path.read_bytes()
    if target.sign in data:
        return True
    try:
        return target.sign in Package.open(data).part(_RIBBON)
    except Refusal:
        return False
