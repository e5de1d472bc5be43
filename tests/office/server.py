"""LibreOffice's side of the harness: one soffice process, driven over JSON lines.

Run by the interpreter that LibreOffice's bridge was built for (Debian: /usr/bin/python3), not by
the tests' own: uno is a binary module of one Python version. Nothing but the standard library and
uno may be imported here.

    python3 server.py PROFILE [--window] [--locale vi-VN]

answers ``{"id": 1, "op": "open", ...}`` with ``{"id": 1, "result": ...}`` or
``{"id": 1, "error": "..."}``, one object a line. When its input ends, so do soffice and this server,
by force after a few seconds: they are a process group of their own.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

PROGRAM = Path(shutil.which("soffice") or "/usr/lib/libreoffice/program/soffice").resolve().parent
sys.path[:0] = ["/usr/lib/python3/dist-packages", str(PROGRAM)]

import uno  # noqa: E402
import unohelper  # noqa: E402
from com.sun.star.awt import XCallback  # noqa: E402
from com.sun.star.beans import PropertyValue  # noqa: E402
from com.sun.star.task import XInteractionHandler  # noqa: E402
from com.sun.star.ucb import XCommandEnvironment, XProgressHandler  # noqa: E402

START_SECONDS = 60.0
STOP_SECONDS = 4.0

SETTINGS = {
    # Recalculate whatever is loaded: cached values of files from Excel are trusted otherwise, and a
    # wrong formula with a right cached value would pass.
    ("org.openoffice.Office.Calc/Formula/Load", "OOXMLRecalcMode"): "0",
    ("org.openoffice.Office.Calc/Formula/Load", "ODFRecalcMode"): "0",
    # No window that waits for somebody.
    ("org.openoffice.Office.Common/Misc", "ShowTipOfTheDay"): "false",
    ("org.openoffice.Setup/Product", "ooSetupLastVersion"): "99.9",
    ("org.openoffice.Office.Recovery/RecoveryInfo", "Enabled"): "false",
    ("org.openoffice.Office.Recovery/AutoSave", "Enabled"): "false",
    # Macros of the files under test run without a question.
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel"): "0",
    ("org.openoffice.Office.Calc/Filter/Import/VBA", "Executable"): "true",
    ("org.openoffice.Office.Calc/Filter/Import/VBA", "Load"): "true",
}

FILTERS = {
    ".xlsx": {"calc": "Calc MS Excel 2007 XML"},
    ".xlsm": {"calc": "Calc MS Excel 2007 VBA XML"},
    ".xls": {"calc": "MS Excel 97"},
    ".ods": {"calc": "calc8"},
    ".csv": {"calc": "Text - txt - csv (StarCalc)"},
    ".html": {"calc": "HTML (StarCalc)", "writer": "HTML (StarWriter)"},
    ".docx": {"writer": "MS Word 2007 XML"},
    ".odt": {"writer": "writer8"},
    ".pdf": {"calc": "calc_pdf_Export", "writer": "writer_pdf_Export"},
}

FORMULA_ERROR = 4  # com.sun.star.sheet.FormulaResult.ERROR
# com.sun.star.sheet.CellFlags
FORMULA = 16
CONTENT = 1 | 2 | 4 | FORMULA  # VALUE, DATETIME, STRING


def make_profile(profile: Path, locale: str) -> None:
    """A user profile that asks nothing and recalculates everything."""
    settings = {**SETTINGS, ("org.openoffice.Setup/L10N", "ooSetupSystemLocale"): locale}
    items = "\n".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for (path, name), value in settings.items()
    )
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
        f"{items}\n</oor:items>\n",
        encoding="utf-8",
    )


def properties(**values: Any) -> tuple[Any, ...]:
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())


def url(path: str) -> str:
    return str(uno.systemPathToFileUrl(os.path.abspath(path)))


def each_cell(ranges: Any) -> Iterator[tuple[int, int]]:
    """The (row, column) pairs, from zero, of some cell ranges."""
    for one in ranges:
        at = one.RangeAddress
        for row in range(at.StartRow, at.EndRow + 1):
            for column in range(at.StartColumn, at.EndColumn + 1):
                yield row, column


class Approval(unohelper.Base, XCommandEnvironment, XInteractionHandler, XProgressHandler):  # type: ignore[misc]
    """Says yes to whatever the installation of an extension asks."""

    def getInteractionHandler(self) -> Approval:
        return self

    def getProgressHandler(self) -> Approval:
        return self

    def handle(self, request: Any) -> None:
        approve = uno.getTypeByName("com.sun.star.task.XInteractionApprove")
        for answer in request.getContinuations():
            if answer.queryInterface(approve):
                answer.select()

    def push(self, status: Any) -> None: ...

    def update(self, status: Any) -> None: ...

    def pop(self) -> None: ...


class Server:
    """The operations a client may ask for, as methods; arguments and results are JSON."""

    def __init__(self, profile: Path, window: bool, locale: str) -> None:
        make_profile(profile, locale)
        self.window = window
        self.documents: dict[int, Any] = {}
        self.opened = 0
        pipe = f"selfscore{os.getpid()}"
        # The same process group as this server: whoever kills the group kills both.
        self.process = subprocess.Popen(
            [
                str(PROGRAM / "soffice"),
                f"-env:UserInstallation={profile.resolve().as_uri()}",
                *([] if window else ["--headless"]),
                f"--accept=pipe,name={pipe};urp;",
                "--norestore",
                "--nologo",
                "--nodefault",
                "--nofirststartwizard",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.context = self._connect(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        self.desktop = self.service("com.sun.star.frame.Desktop")

    def _connect(self, address: str) -> Any:
        resolver = uno.getComponentContext().ServiceManager.createInstance(
            "com.sun.star.bridge.UnoUrlResolver"
        )
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                return resolver.resolve(address)
            except Exception:
                if self.process.poll() is not None:
                    raise RuntimeError(f"soffice ended with {self.process.returncode}") from None
                if time.monotonic() > until:
                    raise RuntimeError(f"soffice did not answer for {START_SECONDS:.0f} s") from None
                time.sleep(0.02)

    def service(self, name: str) -> Any:
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def stop(self) -> None:
        """Leave in peace, so that no socket file stays behind."""
        with contextlib.suppress(Exception):
            self.desktop.terminate()
        self.process.wait()

    def by_hand(self, action: Callable[[], Any]) -> Any:
        """Do something in the thread that does what users ask for. In another one, GTK's question for the
        clipboard while a menu is built may wait for ever for its answer, which the first thread takes."""
        done = threading.Event()
        came: list[Any] = []

        class Callback(unohelper.Base, XCallback):  # type: ignore[misc]
            def notify(self, data: Any) -> None:
                try:
                    came.append(action())
                except Exception as error:
                    came.append(error)
                finally:
                    done.set()

        self.service("com.sun.star.awt.AsyncCallback").addCallback(Callback(), None)
        done.wait()
        if isinstance(came[0], Exception):
            raise came[0]
        return came[0]

    # --- operations ---

    def version(self) -> str:
        provider = self.service("com.sun.star.configuration.ConfigurationProvider")
        access = provider.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationAccess",
            properties(nodepath="/org.openoffice.Setup/Product"),
        )
        return str(access.getByName("ooSetupVersionAboutBox"))

    def install(self, path: str) -> list[str]:
        """Add an extension to the profile; its identifier and version."""
        manager = self.context.getValueByName("/singletons/com.sun.star.deployment.ExtensionManager")
        added = manager.addExtension(url(path), (), "user", manager.createAbortChannel(), Approval())
        return [added.Identifier.Value, added.Version]

    def open(self, path: str, options: dict[str, Any]) -> int:
        wanted = properties(**{"Hidden": not self.window, **options})

        def load() -> Any:
            return self.desktop.loadComponentFromURL(url(path), "_blank", 0, wanted)

        document = self.by_hand(load) if self.window else load()
        if document is None:
            raise RuntimeError(f"LibreOffice does not open {path}")
        self.opened += 1
        self.documents[self.opened] = document
        return self.opened

    def close(self, document: int) -> None:
        self.documents.pop(document).close(True)

    def save(self, document: int, path: str, options: dict[str, Any]) -> None:
        opened = self.documents[document]
        kind = "calc" if opened.supportsService("com.sun.star.sheet.SpreadsheetDocument") else "writer"
        filters = FILTERS[Path(path).suffix.lower()]
        opened.storeToURL(url(path), properties(**{"FilterName": filters[kind], **options}))

    def recalculate(self, document: int) -> None:
        self.documents[document].calculateAll()

    def sheets(self, document: int) -> list[str]:
        return list(self.documents[document].Sheets.ElementNames)

    def contents(self, document: int, sheet: str) -> list[list[Any]]:
        """``[row, column, value, formula]`` of each cell that is not blank, one-based.

        A value is a number, a text or ``{"error": "#DIV/0!"}``; the formula is None without one.
        """
        page = self.documents[document].Sheets.getByName(sheet)
        cursor = page.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        area = cursor.RangeAddress
        formulas = set(each_cell(cursor.queryContentCells(FORMULA)))
        errors = {
            at: page.getCellByPosition(at[1], at[0]).String
            for at in each_cell(cursor.queryFormulaCells(FORMULA_ERROR))
        }
        found: list[list[Any]] = []
        for i, (values, texts) in enumerate(zip(cursor.DataArray, cursor.FormulaArray, strict=True)):
            for j, (value, text) in enumerate(zip(values, texts, strict=True)):
                at = (area.StartRow + i, area.StartColumn + j)
                shown = {"error": errors[at]} if at in errors else value
                if shown != "" or at in formulas:
                    found.append([at[0] + 1, at[1] + 1, shown, text if at in formulas else None])
        return found

    def put(self, document: int, sheet: str, cells: dict[str, Any]) -> None:
        """Fill cells without asking their validation or protection's leave, as a paste may."""
        page = self.documents[document].Sheets.getByName(sheet)
        locked = page.isProtected()
        for ref, value in cells.items():
            cell = page.getCellRangeByName(ref)
            if locked and cell.CellProtection.IsLocked:
                raise RuntimeError(f"{sheet}!{ref} is locked")
            if value is None:
                cell.clearContents(CONTENT)
            elif isinstance(value, str):
                cell.String = value
            else:
                cell.Value = float(value)

    def enter(self, document: int, sheet: str, cells: dict[str, str]) -> None:
        """Set cells as if typed in the office's own locale: numbers, dates and formulas are read."""
        page = self.documents[document].Sheets.getByName(sheet)
        for ref, text in cells.items():
            page.getCellRangeByName(ref).FormulaLocal = text

    def run(self, code: str, document: int | None, values: dict[str, Any]) -> Any:
        """Run Python where uno is; its variable ``result`` comes back, and must be JSON."""
        names = {
            **values,
            "uno": uno,
            "properties": properties,
            "url": url,
            "service": self.service,
            "desktop": self.desktop,
            "document": None if document is None else self.documents[document],
            "result": None,
        }
        exec(compile(code, "<run>", "exec"), names)
        return names["result"]


def read_requests(requests: queue.Queue[Any]) -> None:
    """Feed the queue from standard input; when that ends, end everything, even a hanging call."""
    for line in sys.stdin:
        requests.put(json.loads(line))
    requests.put(None)
    time.sleep(STOP_SECONDS)
    os.killpg(0, signal.SIGKILL)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("profile", type=Path)
    parser.add_argument("--window", action="store_true")
    parser.add_argument("--locale", default="en-US")
    options = parser.parse_args()
    if os.getpgrp() != os.getpid():
        os.setsid()
    answers = sys.stdout
    sys.stdout = sys.stderr  # A stray print must not be taken for an answer.

    requests: queue.Queue[Any] = queue.Queue()
    threading.Thread(target=read_requests, args=(requests,), daemon=True).start()

    def answer(message: dict[str, Any]) -> None:
        answers.write(json.dumps(message) + "\n")
        answers.flush()

    server = Server(options.profile, options.window, options.locale)
    answer({"id": 0, "result": server.version()})
    while True:
        request = requests.get()
        if request is None:
            return server.stop()
        operation = getattr(server, request["op"])
        try:
            answer({"id": request["id"], "result": operation(**request["arguments"])})
        except Exception as error:
            trace = io.StringIO()
            # A UNO exception may refuse to be printed with its Python traceback.
            with contextlib.suppress(Exception):
                traceback.print_exc(file=trace)
            said = getattr(error, "Message", None) or str(error)
            answer(
                {"id": request["id"], "error": f"{type(error).__name__}: {said}", "trace": trace.getvalue()}
            )


if __name__ == "__main__":
    main()
