"""A person at a screen: real keys into a real LibreOffice window on an X server of one's own.

    with hands.open(path) as book:
        hands.go(book, "Chấm điểm", "E12")
        hands.enter("9,5")
        assert "tối đa" in hands.dialog().text
        hands.keys("Escape")

Keys go through the X server, so protection, validation and the clipboard act as they do for a
person; positions are set and cells read back over the same office's bridge.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from tests.office.client import Book, Office

TOOLS = ("Xvfb", "openbox", "xdotool", "wmctrl", "scrot", "xclip", "xdpyinfo")
WAIT_SECONDS = 10.0


def missing_window() -> str | None:
    """What this machine lacks for a window and hands, None when nothing."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    return f"{', '.join(missing)} not installed (the packages are listed in .ci/run)" if missing else None


class Screen:
    """An X server with a window manager, on a display number that it picks itself.

    ``toolkit`` draws LibreOffice's windows: the plain ``gen`` lets the bridge read the texts of its
    dialogs; ``gtk3`` does not, and looks as users know it, for pictures.
    """

    def __init__(self, width: int = 1366, height: int = 768, toolkit: str = "gen") -> None:
        self._size, self._toolkit = f"{width}x{height}x24", toolkit
        self._start()
        # A window that opens before its manager is there never gets the focus.
        try:
            self._wait_for_manager()
        except TimeoutError:
            # Two servers that look for a free number at the same moment may take the same one.
            self._stop()
            self._start()
            self._wait_for_manager()

    def _start(self) -> None:
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", "1", "-screen", "0", self._size, "-nolisten", "tcp"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._server.stdout is not None
        display = self._server.stdout.readline().strip()
        self.environment = {
            **os.environ,
            "DISPLAY": f":{display}",
            "SAL_USE_VCLPLUGIN": self._toolkit,
            "NO_AT_BRIDGE": "1",
            "LC_ALL": "C.UTF-8",
        }
        self._manager = subprocess.Popen(
            ["openbox", "--sm-disable"],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _wait_for_manager(self) -> None:
        wait_for(lambda: "openbox" in self.run("wmctrl", "-m").lower(), "the window manager")

    def _stop(self) -> None:
        for process in (self._manager, self._server):
            process.terminate()
            process.wait(10)
        if self._server.stdout is not None:
            self._server.stdout.close()

    def __enter__(self) -> Screen:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def run(self, *command: str) -> str:
        """Output of a command on this screen."""
        return subprocess.run(
            command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            timeout=WAIT_SECONDS,
            check=False,
        ).stdout

    def shot(self, path: Path) -> Path:
        """A picture of the whole screen."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.run("scrot", "--overwrite", str(path))
        return path

    def focused(self) -> str:
        """The title of the window that has the keyboard."""
        return self.run("xdotool", "getactivewindow", "getwindowname").strip()


class Dialog(NamedTuple):
    """A dialog that waits for an answer."""

    title: str
    text: str
    buttons: tuple[str, ...]


class Box(NamedTuple):
    """Where something stands on the screen, in pixels."""

    left: int
    top: int
    right: int
    bottom: int


class Hands:
    """What a person can do to the windows of one office. ``folder`` keeps the pictures."""

    def __init__(self, screen: Screen, office: Office, folder: Path) -> None:
        self.screen = screen
        self.office = office
        self.folder = folder

    @contextlib.contextmanager
    def open(self, path: Path, **options: object) -> Iterator[Book]:
        """Open a copy of the file in a window that fills the screen and has the keyboard.

        A test that fails inside leaves ``failure.png``; a dialog left open is dismissed.
        """
        with self.office.open(path, **options) as book:
            wait_for(lambda: path.name in self.screen.focused(), f"the window of {path.name}")
            self.screen.run("wmctrl", "-r", ":ACTIVE:", "-b", "add,maximized_vert,maximized_horz")
            self.settle()
            try:
                yield book
            except BaseException:
                self.shot("failure")
                raise
            finally:
                for _ in range(5):
                    if self.dialog_now() is None:
                        break
                    self.keys("Escape")

    def go(self, book: Book, sheet: str, ref: str) -> None:
        """Select a cell or an area, as a click would."""
        book.run(
            "frame = document.CurrentController.Frame\n"
            "helper = service('com.sun.star.frame.DispatchHelper')\n"
            "helper.executeDispatch(frame, '.uno:GoToCell', '', 0, properties(ToPoint=to))",
            to=f"$'{sheet}'.{ref}",
        )
        self.settle()

    def keys(self, *names: str) -> None:
        """Press keys one after the other: ``keys("F2", "ctrl+a", "Delete", "Return")``."""
        for name in names:
            self.screen.run("xdotool", "key", "--clearmodifiers", name)
            self.settle()

    def type(self, text: str) -> None:
        """Type plain ASCII text, without Return; other letters have no key here, use ``enter``."""
        if not text.isascii():
            raise ValueError(f"no keys for {text!r}")
        self.screen.run("xdotool", "type", "--delay", "20", "--", text)
        self.settle()

    def clipboard(self, text: str) -> None:
        """Put text on the clipboard, as if copied in another program."""
        # It stays behind to serve the text, hence no pipe that somebody would wait on.
        subprocess.run(
            ["xclip", "-selection", "clipboard"],
            env=self.screen.environment,
            input=text.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=WAIT_SECONDS,
            check=True,
        )

    def enter(self, text: str) -> None:
        """Replace the cell's content by typing any text, and Return: validation sees it."""
        self.clipboard(text)
        self.keys("F2", "ctrl+a", "ctrl+v", "Return")

    def paste(self, text: str) -> None:
        """Paste text over the selected cell, past its validation as every spreadsheet lets one."""
        self.clipboard(text)
        self.keys("ctrl+v")

    def drag(self, book: Book, sheet: str, source: str, target: str) -> None:
        """Drag with the mouse from the middle of a cell to the middle of another; both have to be on the
        screen. A selection of one cell is not moved but extended."""
        boxes = [self.box(book, sheet, ref) for ref in (source, target)]
        (x, y), (to_x, to_y) = (((one.left + one.right) // 2, (one.top + one.bottom) // 2) for one in boxes)
        steps = 6
        self.mouse("mousemove", x, y)
        self.mouse("mousedown", 1)
        for step in range(1, steps + 1):
            self.mouse("mousemove", x + (to_x - x) * step // steps, y + (to_y - y) * step // steps)
        self.mouse("mouseup", 1)

    def box(self, book: Book, sheet: str, ref: str) -> Box:
        """Where a cell stands; the sheet has to be in front, and the cell in view.

        Raises:
            TypeError: the cell is not in view.
        """
        left, top, right, bottom, height = book.run(_BOX, sheet=sheet, ref=ref)
        # GTK draws the menu bar, and LibreOffice counts from below it.
        window = self.screen.run("xdotool", "getactivewindow", "getwindowgeometry").split("x")
        menu = int(window[-1]) - height
        return Box(left, top + menu, right, bottom + menu)

    def mouse(self, action: str, *numbers: int) -> None:
        """One action of the mouse, as xdotool names it."""
        self.screen.run("xdotool", action, *map(str, numbers))
        self.settle()

    def dialog(self) -> Dialog:
        """The dialog on the screen, waited for.

        Raises:
            TimeoutError: none came.
        """
        wait_for(lambda: self.dialog_now() is not None, "a dialog")
        dialog = self.dialog_now()
        assert dialog is not None
        return dialog

    def dialog_now(self) -> Dialog | None:
        """The dialog on the screen at this moment."""
        found = self.office.run(_FIND_DIALOG)
        return None if found is None else Dialog(found[0], " ".join(found[1]), tuple(found[2]))

    def shot(self, name: str) -> Path:
        """A picture of the screen, kept beside the others of the test as ``NAME.png``."""
        return self.screen.shot(self.folder / f"{name}.png")

    def settle(self) -> None:
        """Wait until the office has dealt with what the X server sent it."""
        # Twice: a key may open something that takes the keys that follow.
        for _ in range(2):
            time.sleep(0.04)
            self.office.run("service('com.sun.star.awt.Toolkit').processEventsToIdle()")


def wait_for(condition: Callable[[], bool], what: str, seconds: float = WAIT_SECONDS) -> None:
    """Wait until the condition holds.

    Raises:
        TimeoutError: it did not within ``seconds``; the message names ``what``.
    """
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError(f"{what} did not come within {seconds:g} s")
        time.sleep(0.05)


_BOX = """
from com.sun.star.accessibility.AccessibleRole import TABLE

def tables(context):
    if context.getAccessibleRole() == TABLE:
        yield context
        return
    for index in range(min(context.getAccessibleChildCount(), 20)):
        yield from tables(context.getAccessibleChild(index).getAccessibleContext())

cell = document.Sheets.getByName(sheet).getCellRangeByName(ref).CellAddress
# frozen panes are tables of their own
for table in tables(document.CurrentController.Frame.ComponentWindow.AccessibleContext):
    where = table.getAccessibleCellAt(cell.Row, cell.Column).getAccessibleContext()
    point, size = where.getLocationOnScreen(), where.getSize()
    pane, room = table.getLocationOnScreen(), table.getSize()
    down, across = point.Y - pane.Y, point.X - pane.X + size.Width // 2
    if 0 <= across < room.Width and 0 <= down and down + size.Height <= room.Height:
        result = [point.X, point.Y, point.X + size.Width, point.Y + size.Height]
        result.append(document.CurrentController.Frame.ContainerWindow.PosSize.Height)
"""

_FIND_DIALOG = """
from com.sun.star.accessibility.AccessibleRole import ALERT, DIALOG, LABEL, PUSH_BUTTON, STATIC
toolkit = service("com.sun.star.awt.Toolkit")

def walk(element, depth=0):
    if not hasattr(element, "getAccessibleContext"):  # the preview of an import
        return
    context = element.getAccessibleContext()
    yield context.getAccessibleRole(), context.getAccessibleName()
    if depth < 8:
        for index in range(min(context.getAccessibleChildCount(), 50)):
            yield from walk(context.getAccessibleChild(index), depth + 1)

for index in range(toolkit.getTopWindowCount()):
    window = toolkit.getTopWindow(index)
    context = window.getAccessibleContext()
    if context.getAccessibleRole() in (ALERT, DIALOG):
        parts = [(role, name) for role, name in walk(window) if name]
        texts = [name for role, name in parts if role in (LABEL, STATIC)]
        buttons = [name for role, name in parts if role == PUSH_BUTTON]
        result = [context.getAccessibleName(), texts, buttons]
        break
"""
