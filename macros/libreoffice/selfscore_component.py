"""The extension's three commands. What does the work lies in pythonpath/ beside this file."""

import unohelper
from com.sun.star.awt.MessageBoxType import INFOBOX
from com.sun.star.task import XJobExecutor

NAME = "vn.selfscore.xl.Live"
TITLE = "Tự chấm điểm"


class Live(unohelper.Base, XJobExecutor):
    """``service:vn.selfscore.xl.Live?check``, ``?next``, ``?clear``."""

    def __init__(self, context):
        self.context = context
        self.desktop = self.service("com.sun.star.frame.Desktop")

    def service(self, name):
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def trigger(self, command):
        from selfscore_xl import live_check
        from selfscore_xl.live.office import current

        action = {"check": live_check.check, "next": live_check.next_finding, "clear": live_check.clear}
        said, done = live_check.attempted(lambda: action[command](current(self.desktop)))
        self.tell(said, not done)

    def tell(self, text, in_dialog):
        """Say it in the status line, and in a dialog where nothing could be done."""
        frame = self.desktop.getCurrentFrame()
        if not in_dialog and frame is not None:
            frame.createStatusIndicator().start(text, 0)
            return
        window = None if frame is None else frame.getContainerWindow()
        toolkit = self.service("com.sun.star.awt.Toolkit")
        toolkit.createMessageBox(window, INFOBOX, 1, TITLE, text).execute()


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Live, NAME, (NAME,))
