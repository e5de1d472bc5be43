"""The tests' side of the harness: a LibreOffice of one's own, recalculating whatever it loads.

    office = Office()
    with office.open(path) as book:
        book.put("Chấm điểm", {"E12": 2.5})
        book.values("Chấm điểm")["E11"]

Each call has a time limit. An office that hangs is killed, the call raises ``OfficeTimeout``, and
the next call starts a fresh one; so it is with one that died.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import queue
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from selfscore_xl.cell import ref

SERVER = Path(__file__).with_name("server.py")
PYTHON = "/usr/bin/python3"
"""The interpreter that the distribution's uno module was built for."""

START_SECONDS = 90.0
CALL_SECONDS = 60.0


class OfficeError(Exception):
    """LibreOffice refused what was asked."""


class OfficeTimeout(OfficeError):
    """LibreOffice did not answer in time, and was killed."""


class OfficeDied(OfficeError):
    """LibreOffice ended during the call."""


class ErrorValue(str):
    """What a cell shows in place of a value, for example ``#DIV/0!``."""


Value = float | str | ErrorValue


class Content(NamedTuple):
    """A cell that is not blank: its value after recalculation, its formula if it has one."""

    value: Value
    formula: str | None


@functools.cache
def missing_office() -> str | None:
    """What this machine lacks for the harness, None when nothing."""
    if shutil.which("soffice") is None:
        return "LibreOffice is not installed (apt install libreoffice-calc libreoffice-writer)"
    bridge = "import sys; sys.path.insert(0, sys.argv[1]); import uno"
    program = Path(shutil.which("soffice") or "").resolve().parent
    if subprocess.run([PYTHON, "-c", bridge, str(program)], capture_output=True, check=False).returncode:
        return f"{PYTHON} cannot import uno (apt install python3-uno)"
    return None


class Office:
    """One soffice process with a profile of its own, started by the first call that needs it.

    ``environment`` replaces the process's variables; ``window`` shows documents on its DISPLAY;
    ``locale`` is how typed numbers are read; a call may take ``seconds``; ``on_timeout`` is called before a
    hanging office is killed, to keep a picture of it.
    """

    def __init__(
        self,
        *,
        window: bool = False,
        locale: str = "en-US",
        environment: Mapping[str, str] | None = None,
        seconds: float = CALL_SECONDS,
        on_timeout: Callable[[], object] | None = None,
    ) -> None:
        self._options = [*(["--window"] if window else []), "--locale", locale]
        self._environment = dict(os.environ if environment is None else environment)
        self._seconds = seconds
        self._on_timeout = on_timeout
        self._process: subprocess.Popen[str] | None = None
        self._answers: queue.Queue[Any] = queue.Queue()
        self._asked = 0
        self._copies = 0
        self.folder = Path()
        self.version = ""

    def start(self) -> None:
        """Start the process unless it runs.

        Raises:
            OfficeError: it does not come up.
        """
        if self._process is not None and self._process.poll() is None:
            return
        self.stop()
        self.folder = Path(tempfile.mkdtemp(prefix="selfscore-office-"))
        (self.folder / "tmp").mkdir()
        environment = {
            **self._environment,
            # Without a UTF-8 locale, paths with Vietnamese letters cannot be opened.
            "LC_ALL": "C.UTF-8",
            "TMPDIR": str(self.folder / "tmp"),
        }
        environment.pop("PYTHONPATH", None)
        with (self.folder / "stderr").open("w") as log:
            self._process = subprocess.Popen(
                [PYTHON, str(SERVER), str(self.folder / "profile"), *self._options],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                encoding="utf-8",
                env=environment,
                start_new_session=True,
            )
        self._answers = queue.Queue()
        threading.Thread(target=_read, args=(self._process, self._answers), daemon=True).start()
        self.version = self._answer(0, "start", START_SECONDS)

    def stop(self) -> None:
        """End the process and remove its profile."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(6)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for socket in Path("/tmp").glob(f"OSL_PIPE_*_selfscore{process.pid}"):
            socket.unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def call(self, operation: str, arguments: Mapping[str, object], *, seconds: float | None = None) -> Any:
        """Ask the server; its methods are the operations.

        Raises:
            OfficeTimeout: no answer within ``seconds``, or this office's own limit.
            OfficeDied: the process ended.
            OfficeError: it refused, with its reason.
        """
        self.start()
        assert self._process is not None
        assert self._process.stdin is not None
        self._asked += 1
        request = {"id": self._asked, "op": operation, "arguments": dict(arguments)}
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise self._died(operation) from None
        return self._answer(self._asked, operation, self._seconds if seconds is None else seconds)

    def _answer(self, number: int, operation: str, seconds: float) -> Any:
        try:
            answer = self._answers.get(timeout=seconds)
        except queue.Empty:
            if self._on_timeout is not None:
                self._on_timeout()
            self._kill()
            raise OfficeTimeout(f"{operation}: no answer within {seconds:g} s") from None
        if answer is None:
            raise self._died(operation)
        assert answer["id"] == number
        if "error" in answer:
            raise OfficeError(f"{operation}: {answer['error']}\n{answer.get('trace', '')}")
        return answer["result"]

    def _died(self, operation: str) -> OfficeDied:
        log = (self.folder / "stderr").read_text(errors="replace")[-2000:]
        self._kill()
        return OfficeDied(f"{operation}: LibreOffice ended\n{log}")

    def _kill(self) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self.stop()

    @contextlib.contextmanager
    def open(self, path: Path, **options: object) -> Iterator[Book]:
        """Open a copy of the file (a lock file left beside the original would make it hang).

        ``options`` are properties of LibreOffice's MediaDescriptor: ``Password``, ``FilterName``,
        ``ReadOnly``, ``MacroExecutionMode`` …
        """
        self.start()
        self._copies += 1
        copy = self.folder / "documents" / str(self._copies) / path.name
        copy.parent.mkdir(parents=True)
        shutil.copyfile(path, copy)
        book = Book(self, self.call("open", {"path": str(copy), "options": options}))
        try:
            yield book
        finally:
            # Nothing to close in an office that was killed and perhaps started afresh.
            if self._process is book.process and self._process is not None and self._process.poll() is None:
                self.call("close", {"document": book.number})

    def run(self, code: str, **values: object) -> Any:
        """Run Python beside uno, with ``values`` as variables; returns its variable ``result``.

        Also there: ``desktop``, ``service(name)``, ``properties(**values)``, ``url(path)``, ``uno``.
        """
        return self.call("run", {"code": code, "document": None, "values": values})

    def install(self, extension: Path) -> tuple[str, str]:
        """Add an extension (.oxt) to this office's profile, which lasts as long as the process: its
        identifier and version."""
        identifier, version = self.call("install", {"path": str(extension)})
        return identifier, version

    def convert(self, source: Path, target: Path, **options: object) -> Path:
        """Save ``source`` as the type that the name of ``target`` says, recalculated.

        xlsx, xlsm, xls, ods, csv and html from a workbook; docx, odt and html from a document; pdf
        from both. ``options`` are properties of the export filter. Returns ``target``.
        """
        with self.open(source) as book:
            book.save(target, **options)
        return target

    def recalculated(self, path: Path) -> dict[str, dict[str, Value]]:
        """Every value of the workbook as LibreOffice computes it: sheet name -> address -> value."""
        with self.open(path) as book:
            book.recalculate()
            return {sheet: book.values(sheet) for sheet in book.sheets()}


class Book:
    """An open document."""

    def __init__(self, office: Office, number: int) -> None:
        self.office = office
        self.number = number
        self.process = office._process

    def _call(self, operation: str, **arguments: object) -> Any:
        return self.office.call(operation, {"document": self.number, **arguments})

    def sheets(self) -> list[str]:
        return list(self._call("sheets"))

    def contents(self, sheet: str) -> dict[str, Content]:
        """The cells that are not blank, by address, in row order."""
        return {
            ref(row, column): Content(_value(value), formula)
            for row, column, value, formula in self._call("contents", sheet=sheet)
        }

    def values(self, sheet: str) -> dict[str, Value]:
        """The values of the cells that are not blank; a formula that gives "" counts as its text."""
        return {address: content.value for address, content in self.contents(sheet).items()}

    def put(self, sheet: str, cells: Mapping[str, float | str | None]) -> None:
        """Fill cells past their validation, as a paste does; None clears.

        Raises:
            OfficeError: a cell is locked and the sheet protected.
        """
        self._call("put", sheet=sheet, cells=dict(cells))

    def enter(self, sheet: str, cells: Mapping[str, str]) -> None:
        """Fill cells as if typed: ``8,5`` becomes a number where the locale has a decimal comma."""
        self._call("enter", sheet=sheet, cells=dict(cells))

    def recalculate(self) -> None:
        """Compute every formula, dirty or not."""
        self._call("recalculate")

    def save(self, path: Path, **options: object) -> None:
        """Save a copy as the type that the name says; see ``Office.convert``."""
        self._call("save", path=str(path), options=options)

    def run(self, code: str, **values: object) -> Any:
        """As ``Office.run``, with the variable ``document``."""
        return self._call("run", code=code, values=values)


def _value(answer: Any) -> Value:
    return ErrorValue(answer["error"]) if isinstance(answer, dict) else answer


def _read(process: subprocess.Popen[str], answers: queue.Queue[Any]) -> None:
    """Feed the queue with a process's answers, then None when it ended."""
    assert process.stdout is not None
    with process.stdout as lines:
        for line in lines:
            answers.put(json.loads(line))
    answers.put(None)
