"""The add-in for Excel: built from the texts in macros/, run in two VBA interpreters, installed."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from pyopenvba import ExcelFile
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter import NOTHING, VBAObject, method

from selfscore_xl import live_excel, set_file, sets
from selfscore_xl.live import installing
from selfscore_xl.live.installing import ADDIN, NotInstalled, connected, export, install
from selfscore_xl.ooxml.workbook import Workbook
from tests.cli.conftest import Call, call  # noqa: F401
from tests.office.client import Office
from tools import build_addin
from tools.pictures import SCREENS

SOURCES = build_addin.SOURCES
PYTHON = r"C:\Users\Nguyễn Văn Ánh\venv\Scripts\python.exe"
COMMAND = f'"{PYTHON}" -P -m selfscore_xl.live_excel {{}}'
IN_FRONT = 0x40 + 0x1000
"""vbInformation and vbSystemModal."""
CUSTOM_UI = "{http://schemas.microsoft.com/office/2009/07/customui}"


@pytest.fixture(scope="module")
def addin() -> bytes:
    return (SOURCES / ADDIN).read_bytes()


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return dict(build_addin.texts())


def written(folder: Path, data: bytes) -> Path:
    path = folder / ADDIN
    path.write_bytes(data)
    return path


# --- what is built --------------------------------------------------------------------------------


def test_the_project_holds_the_texts_of_macros(addin: bytes, tmp_path: Path) -> None:
    with ExcelFile(written(tmp_path, addin)) as file:
        built = file.vba_modules()
        assert file.validate() == []
    sources = {path.stem: path.read_bytes() for path in SOURCES.glob("*.bas")}
    assert built.keys() == {"ThisWorkbook", "Sheet1", *sources}
    for name, source in sources.items():
        assert source.isascii()
        assert built[name].replace("\r\n", "\n") == source.decode().replace("\r\n", "\n")
        assert built[name].count("\r\n") == built[name].count("\n")


def test_nothing_in_it_is_wrong(addin: bytes, tmp_path: Path) -> None:
    audit = Path(sys.executable).with_name("openxml-audit")
    said = subprocess.run(
        [audit, written(tmp_path, addin)], capture_output=True, text=True, check=False, timeout=120
    )
    assert "no findings" in said.stdout + said.stderr


def test_it_shows_no_time_and_no_name(addin: bytes) -> None:
    assert build_addin.addin() == addin
    with zipfile.ZipFile(BytesIO(addin)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = package.read("docProps/core.xml")
    assert b"<dc:creator>selfscore-xl</dc:creator>" in core
    assert b"dcterms" not in core


def test_each_button_calls_a_macro_that_is_there(addin: bytes) -> None:
    with zipfile.ZipFile(BytesIO(addin)) as package:
        ribbon = ElementTree.fromstring(package.read("customUI/customUI14.xml"))
        relations = package.read("_rels/.rels")
    assert b'ui/extensibility" Target="customUI/customUI14.xml"' in relations
    buttons = {button.get("label"): button.get("onAction") for button in ribbon.iter(f"{CUSTOM_UI}button")}
    assert list(buttons) == ["Kiểm tra", "Lỗi tiếp theo", "Xóa đánh dấu"]
    ribbon_source = (SOURCES / "SelfScoreRibbon.bas").read_text()
    for macro in buttons.values():
        assert f"Public Sub {macro}(control As IRibbonControl)" in ribbon_source


def test_every_text_that_the_macros_ask_for_is_there(texts: dict[str, str]) -> None:
    asked = set(re.findall(r'TextOf\("([^"]+)"\)', (SOURCES / "SelfScore.bas").read_text()))
    assert asked == texts.keys()
    assert texts["python"] == ""


# --- run by pyOpenVBA's interpreter: the whole add-in, with Windows in place of nothing ---------------


class Shell(VBAObject):
    """``WScript.Shell``: keeps what it was asked to do."""

    def __init__(self, answer: int | Exception = 0) -> None:
        super().__init__()
        self.answer = answer
        self.ran: list[tuple[object, ...]] = []
        self.shown: list[tuple[object, ...]] = []

    @method
    def Run(self, Command: object, WindowStyle: object = 1, WaitOnReturn: object = False) -> object:
        self.ran.append((Command, int(WindowStyle), bool(WaitOnReturn)))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    @method
    def Popup(self, Text: object, Seconds: object = 0, Title: object = "", Type: object = 0) -> object:
        assert int(Type) == IN_FRONT
        self.shown.append((Text, Title))
        return 1


@pytest.fixture
def excel(addin: bytes, tmp_path: Path) -> Callable[..., tuple[ExcelApplication, Shell]]:
    """An Excel in memory with the add-in, connected or not, and a form open or not."""

    def start(answer: int | Exception = 0, python: str = PYTHON, form: bool = True, own: str = "") -> Any:
        data = connected(addin, python, own) if python else addin
        running = ExcelApplication.open(written(tmp_path, data))
        shell = Shell(answer)
        made = {"wscript.shell": shell}
        running.interpreter.host.create = lambda name: made[name.lower()]
        # an add-in has no window, so it is never the active workbook
        running.application.active_book = None
        if form:
            running.activate_workbook(running.add_workbook())
        return running, shell

    return start


def status(running: ExcelApplication) -> object:
    return running.application.vba_get("StatusBar")


@pytest.mark.parametrize(
    ("macro", "action"), [("SelfScoreCheck", "check"), ("SelfScoreNext", "next"), ("SelfScoreClear", "clear")]
)
def test_a_button_starts_python(excel: Any, texts: dict[str, str], macro: str, action: str) -> None:
    running, shell = excel()
    running.run(macro, NOTHING)
    assert shell.ran == [(COMMAND.format(action), 0, True)]
    assert action in live_excel.ACTIONS
    assert shell.shown == []
    assert status(running) == texts["working"]


def test_a_set_of_ones_own_is_named_to_python(excel: Any) -> None:
    own = r"D:\bộ tiêu chí\tinh-a-2026.yaml"
    running, shell = excel(own=own)
    running.run("CheckForm")
    assert shell.ran == [(f'{COMMAND.format("check")} "{own}"', 0, True)]


def test_what_python_said_stands(excel: Any) -> None:
    running, shell = excel(answer=live_excel.TOLD)
    running.run("CheckForm")
    assert len(shell.ran) == 1
    assert shell.shown == []


@pytest.mark.parametrize("answer", [1, 2, 9009, OSError("blocked")])
def test_python_that_does_not_run_is_told(excel: Any, texts: dict[str, str], answer: Any) -> None:
    running, shell = excel(answer=failing(answer))
    running.run("CheckForm")
    assert shell.shown == [(texts["failed"].replace("{python}", PYTHON), "Tự chấm điểm")]
    assert status(running) is False


def test_a_python_that_lost_the_program_ends_with_1(tmp_path: Path) -> None:
    """As the add-in starts it, so that what nobody said is not taken for said."""
    done = subprocess.run(
        [sys.executable, "-P", "-S", "-m", "selfscore_xl.live_excel", "check"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1 != live_excel.TOLD


def test_the_script_for_a_mac_fails_where_the_program_is_gone(tmp_path: Path) -> None:
    """Its first command; the one that does the work runs in the background, where nobody waits for it."""
    script = (SOURCES / installing.SCRIPT).read_text()
    (first,) = re.findall(r'do shell script quoted form of interpreter & "([^"]+)"\n', script)
    bare = tmp_path / "python without packages"
    bare.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -S "$@"\n')
    bare.chmod(0o755)
    for python, works in ((sys.executable, True), (str(bare), False), (str(tmp_path / "gone"), False)):
        command = shlex.quote(python) + first
        done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, check=False)
        assert (done.returncode == 0) is works


def test_what_an_ended_python_left_off_is_put_back(excel: Any) -> None:
    running, shell = excel()
    application = running.application

    def ended(Command: object, WindowStyle: object = 1, WaitOnReturn: object = False) -> int:
        application.vba_set("EnableEvents", False)
        application.vba_set("ScreenUpdating", False)
        return 1

    shell.Run = ended
    running.run("CheckForm")
    assert (application.vba_get("EnableEvents"), application.vba_get("ScreenUpdating")) == (True, True)


def failing(answer: Any) -> Any:
    from pyopenvba.interpreter import VBARuntimeError

    return VBARuntimeError(70, "Permission denied") if isinstance(answer, OSError) else answer


def test_without_a_workbook_nothing_runs(excel: Any, texts: dict[str, str]) -> None:
    running, shell = excel(form=False)
    running.run("CheckForm")
    assert shell.ran == []
    assert shell.shown == [(texts["no workbook"], "Tự chấm điểm")]


def test_an_add_in_that_was_only_copied_says_so(excel: Any, texts: dict[str, str]) -> None:
    running, shell = excel(python="")
    running.run("CheckForm")
    assert shell.ran == []
    assert shell.shown == [(texts["not connected"], "Tự chấm điểm")]


# --- run by LibreOffice, which reads the same vbaProject.bin -------------------------------------------

FAKE_SYSTEM = """Rem Attribute VBA_ModuleType=VBAModule
Option VBASupport 1
Public Function RunPython(ByVal python As String, ByVal action As String, ByVal ownSet As String) As Long
    ThisWorkbook.Worksheets("texts").Range("D1").Value = python & "|" & action & ownSet
    RunPython = ThisWorkbook.Worksheets("texts").Range("E1").Value
End Function
Public Sub Tell(ByVal text As String, ByVal title As String)
    ThisWorkbook.Worksheets("texts").Range("D2").Value = title & "|" & text
End Sub
"""
IN_OFFICE = """
macros = document.BasicLibraries.getByName("VBAProject")
sheet = document.Sheets.getByName("texts")
macros.replaceByName("SelfScoreSystem", system)
for cell in ("D1", "D2"):
    sheet.getCellRangeByName(cell).String = ""
sheet.getCellRangeByName("E1").Value = answer
uri = f"vnd.sun.star.script:VBAProject.SelfScore.{macro}?language=Basic&location=document"
document.getScriptProvider().getScript(uri).invoke((), (), ())
result = [sheet.getCellRangeByName(cell).String for cell in ("D1", "D2")]
"""


def test_in_libreoffice(office: Office, addin: bytes, texts: dict[str, str], tmp_path: Path) -> None:
    options = {"MacroExecutionMode": 4, "FilterName": "Calc MS Excel 2007 VBA XML"}

    def pressed(book: Any, macro: str, answer: int) -> list[str]:
        return list(book.run(IN_OFFICE, macro=macro, answer=answer, system=FAKE_SYSTEM))

    with office.open(written(tmp_path, addin), **options) as book:
        assert book.sheets() == ["texts"]
        assert pressed(book, "CheckForm", 0) == ["", f"Tự chấm điểm|{texts['not connected']}"]
    with office.open(written(tmp_path, connected(addin, PYTHON)), **options) as book:
        assert pressed(book, "CheckForm", 0) == [f"{PYTHON}|check", ""]
        assert pressed(book, "NextFinding", live_excel.TOLD) == [f"{PYTHON}|next", ""]
        assert pressed(book, "ClearMarks", -1) == [
            f"{PYTHON}|clear",
            f"Tự chấm điểm|{texts['failed'].replace('{python}', PYTHON)}",
        ]


# --- installing -------------------------------------------------------------------------------------


def python_in(path: Path) -> str:
    cells = Workbook.open(str(path)).sheet("texts").cells
    return str(cells[2, 2].value)


@pytest.fixture
def windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where Excel loads add-ins, of a user who started it once."""
    monkeypatch.setenv("APPDATA", str(tmp_path / "Nguyễn" / "Roaming"))
    excel = tmp_path / "Nguyễn" / "Roaming" / "Microsoft" / "Excel"
    excel.mkdir(parents=True)
    return excel / "XLSTART" / ADDIN


@pytest.fixture
def mac(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The library of a user who started Excel once."""
    monkeypatch.setenv("HOME", str(tmp_path))
    library = tmp_path / "Library"
    (library / "Containers" / "com.microsoft.Excel").mkdir(parents=True)
    return library


def test_on_windows(windows: Path) -> None:
    assert install("win32", PYTHON) == [str(windows)]
    assert python_in(windows) == PYTHON
    assert install("win32", "C:\\khác\\python.exe") == [str(windows)]
    assert python_in(windows) == "C:\\khác\\python.exe"
    assert [path.name for path in windows.parent.iterdir()] == [ADDIN]


def test_with_a_set_of_ones_own(windows: Path, monkeypatch: pytest.MonkeyPatch, call: Call) -> None:  # noqa: F811
    own = windows.parents[3] / "tinh-a-2026.yaml"
    shipped = sets.load("tap-huan-2026")
    own.write_text(set_file.dump_yaml(shipped._replace(id="tinh-a-2026")), encoding="utf-8")
    monkeypatch.chdir(own.parent)
    monkeypatch.setattr(installing.install, "__defaults__", ("win32", PYTHON, ""))
    for words, named in ((["-c", own.name], str(own)), (["-c", "tap-huan-2026"], ""), ([], "")):
        code, _, err = call("macros", "install", *words)
        assert code == 0, err
        cell = Workbook.open(str(windows)).sheet("texts").cells.get((3, 2))
        assert (cell.value if cell else "") == named
    own.write_text("id: x", encoding="utf-8")
    code, _, err = call("macros", "install", "-c", own.name)
    assert code == 2
    assert f"{own.name}:" in err


def test_on_a_mac(mac: Path) -> None:
    startup = mac / "Group Containers/UBF8T346G9.Office/User Content.localized/Startup.localized/Excel"
    script = mac / "Application Scripts" / "com.microsoft.Excel" / installing.SCRIPT
    for _ in range(2):
        assert install("darwin", "/Users/ánh/venv/bin/python") == [str(startup / ADDIN), str(script)]
    assert python_in(startup / ADDIN) == "/Users/ánh/venv/bin/python"
    assert script.read_bytes() == (SOURCES / installing.SCRIPT).read_bytes()
    name = (SOURCES / "SelfScoreSystem.bas").read_text()
    assert f'AppleScriptTask "{installing.SCRIPT}", "runSelfScore"' in name


def test_where_excel_is_not(call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:  # noqa: F811
    code, out, err = call("macros", "install")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("Excel chỉ chạy trên Windows và macOS")
    assert "LibreOffice" not in err, "what is exported need not hold its extension"
    monkeypatch.setenv("APPDATA", str(tmp_path))
    with pytest.raises(NotInstalled) as missing:
        install("win32", PYTHON)
    assert str(tmp_path / "Microsoft" / "Excel") in missing.value.text.vi
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(NotInstalled, match="Excel was not found"):
        install("darwin", PYTHON)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("appdata", [None, ""])
def test_without_a_folder_for_the_users_data(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, appdata: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Microsoft" / "Excel").mkdir(parents=True)
    monkeypatch.setenv("APPDATA", appdata or "")
    if appdata is None:
        monkeypatch.delenv("APPDATA")
    with pytest.raises(NotInstalled, match="APPDATA"):
        install("win32", PYTHON)
    assert not any((tmp_path / "Microsoft" / "Excel").iterdir())


def test_without_xlwings(windows: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installing.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(NotInstalled) as missing:
        install("win32", PYTHON)
    assert f"{PYTHON} -m pip install xlwings" in missing.value.text.vi
    assert not windows.parent.exists()


@pytest.mark.parametrize("theirs", [b"mine", "book"])
def test_somebodys_own_file_is_not_replaced(windows: Path, theirs: Any) -> None:
    windows.parent.mkdir()
    if theirs == "book":
        with ExcelFile.create_new(windows) as file:
            file.save()
        theirs = windows.read_bytes()
    windows.write_bytes(theirs)
    with pytest.raises(NotInstalled) as refused:
        install("win32", PYTHON)
    assert str(windows) in refused.value.text.vi
    assert windows.read_bytes() == theirs


def damaged(addin: bytes, what: str) -> bytes:
    """An add-in whose entries cannot be unpacked."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("customUI/customUI14.xml", bytes(90_000_000 if what == "bomb" else 100))
    data = bytearray(out.getvalue())
    local, central = data.index(b"PK\x03\x04"), data.index(b"PK\x01\x02")
    if what == "encrypted":
        data[local + 6] |= 1
        data[central + 8] |= 1
    elif what == "other method":
        data[local + 8] = data[central + 10] = 97
    elif what == "stream":
        data[local + 30 + len("customUI/customUI14.xml")] = 0xFF
    elif what == "long":
        return bytes(data) + addin * (1 + installing._LARGEST // len(addin))
    return bytes(data)


@pytest.mark.parametrize("what", ["encrypted", "other method", "stream", "bomb", "long"])
def test_a_damaged_file_is_nobodys(windows: Path, addin: bytes, what: str) -> None:
    windows.parent.mkdir()
    theirs = damaged(addin, what)
    windows.write_bytes(theirs)
    with pytest.raises(NotInstalled, match="not a file of selfscore-xl"):
        install("win32", PYTHON)
    assert windows.read_bytes() == theirs


@pytest.mark.parametrize("missing", [ADDIN, "everything"])
@pytest.mark.parametrize("words", [["install"], ["export", "out"]])
def test_a_package_that_is_incomplete(
    windows: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    call: Call,  # noqa: F811
    missing: str,
    words: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "macros" / "excel"
    if missing != "everything":
        folder.mkdir(parents=True)
        (folder / ADDIN).symlink_to(tmp_path / "nowhere" / ADDIN)
        monkeypatch.setattr(Path, "is_file", lambda path: True)
    monkeypatch.setattr(installing, "_IN_WHEEL", tmp_path / "none")
    monkeypatch.setattr(installing, "_ROOT", tmp_path)
    monkeypatch.setattr(installing.install, "__defaults__", ("win32", PYTHON, ""))
    code, _, err = call("macros", *words)
    assert code == 2
    assert "của chính selfscore-xl; cài lại selfscore-xl" in err
    assert str(folder) in err
    assert not (tmp_path / "out").exists()


def test_a_package_without_its_add_in(windows: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "macros").mkdir()
    monkeypatch.setattr(installing, "_IN_WHEEL", tmp_path / "macros")
    with pytest.raises(NotInstalled, match=r"SelfScore\.xlam, a part of selfscore-xl itself"):
        install("win32", PYTHON)
    assert not windows.parent.exists()


def test_somebodys_own_script_is_not_replaced(mac: Path) -> None:
    script = mac / "Application Scripts" / "com.microsoft.Excel" / installing.SCRIPT
    script.parent.mkdir(parents=True)
    script.write_bytes(b"-- mine")
    with pytest.raises(NotInstalled, match="not a file of selfscore-xl"):
        install("darwin", PYTHON)
    assert script.read_bytes() == b"-- mine"
    assert not (mac / "Group Containers").exists()


def test_a_python_that_hides_what_it_writes(windows: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = (
        "C:\\Users\\a\\AppData\\Local\\Packages\\PythonSoftwareFoundation.Python.3.12\\LocalCache\\Roaming"
    )
    monkeypatch.setattr(installing.os.path, "realpath", lambda path: hidden)
    with pytest.raises(NotInstalled, match=r"python\.org"):
        install("win32", PYTHON)


def test_a_file_in_use(windows: Path, monkeypatch: pytest.MonkeyPatch, call: Call) -> None:  # noqa: F811
    def busy(path: Path, data: bytes) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(installing, "write_file", busy)
    monkeypatch.setattr(installing.install, "__defaults__", ("win32", PYTHON, ""))
    code, _, err = call("macros", "install")
    assert code == 2
    assert str(windows) in err
    assert "đóng tệp nếu đang mở" in err


def test_export(tmp_path: Path, call: Call) -> None:  # noqa: F811
    folder = tmp_path / "nút" / "Excel"
    code, out, err = call("macros", "export", str(folder))
    assert (code, out) == (0, "")
    names = {path.name for path in folder.iterdir()}
    assert names - {installing.EXTENSION} == {path.name for path in SOURCES.iterdir() if path.is_file()}
    assert {ADDIN, "SelfScore.bas", "selfscore_excel.py", installing.SCRIPT} <= names
    assert f"Đã ghi {len(names)} tệp vào {folder}." in err
    assert (folder / ADDIN).read_bytes() == (SOURCES / ADDIN).read_bytes()
    assert call("macros", "export", str(folder)).code == 0, "the same again"
    (folder / "texts.txt").write_text("của tôi")
    (folder / "SelfScore.bas").unlink()
    code, _, err = call("macros", "export", str(folder))
    assert code == 2
    assert f"{folder / 'texts.txt'} và khác với tệp của phiên bản selfscore-xl này" in err
    assert (folder / "texts.txt").read_text() == "của tôi"
    assert not (folder / "SelfScore.bas").exists()


def test_the_extension_goes_with_it_where_it_was_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installing, "_ROOT", tmp_path)
    monkeypatch.setattr(installing, "_IN_WHEEL", SOURCES)
    assert installing.EXTENSION not in installing.files()
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / installing.EXTENSION).write_bytes(b"oxt")
    export(str(tmp_path / "out"))
    assert (tmp_path / "out" / installing.EXTENSION).read_bytes() == b"oxt"


def test_the_wheel_brings_them(tmp_path: Path) -> None:
    """Installed from a wheel there is no macros/ beside the package."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=build_addin.SOURCES.parents[1], check=True, capture_output=True, timeout=120)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        wheel.extractall(tmp_path / "site")
    code = "import sys; from selfscore_xl.cli import main; sys.exit(main(['macros', 'export', sys.argv[1]]))"
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "out")],
        cwd=tmp_path / "site",
        env={"PYTHONPATH": str(tmp_path / "site")},
        check=True,
        capture_output=True,
    )
    for source in SOURCES.iterdir():
        if source.is_file():
            assert (tmp_path / "out" / source.name).read_bytes() == source.read_bytes()


def test_the_guide_names_what_is_there(texts: dict[str, str]) -> None:
    guide = (SOURCES.parents[1] / "docs" / "cai-dat-excel.md").read_text()
    for path in (installing._MAC_STARTUP, installing._MAC_SCRIPTS, r"Microsoft\Excel\XLSTART\SelfScore.xlam"):
        assert path in guide
    for name in ("not connected", "failed"):
        assert texts[name].split("{")[0].split(";")[0].strip() in guide
    assert COMMAND.format("check").replace(PYTHON, r"C:\...\python.exe") in guide
    for picture in SCREENS:
        assert f"(pictures/{picture}.png)" in guide
        assert (SOURCES.parents[1] / "docs" / "pictures" / f"{picture}.png").is_file()


# --- the functions for the xlwings add-in --------------------------------------------------------------


def test_functions_for_runpython(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location("selfscore_excel", SOURCES / "selfscore_excel.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    done: list[str] = []
    monkeypatch.setattr(live_excel, "run", lambda action, own="": done.append(action + own))
    module.check()
    module.next_finding()
    module.clear()
    module.check("|tinh-a.yaml")
    assert done == [*live_excel.ACTIONS, "check|tinh-a.yaml"]
