"""The extension's three commands. Written for any Python that LibreOffice brings, so that an old one
can say in a sentence that it is too old; what does the work lies in pythonpath/ beside this file.
"""

import sys

import unohelper
from com.sun.star.task import XJobExecutor

NAME = "vn.selfscore.xl.Live"
TITLE = "Tự chấm điểm"
OLD = (
    "Bản LibreOffice này dùng Python %d.%d; phần mở rộng cần Python 3.11 trở lên. "
    "Hãy cài LibreOffice 25.8 hoặc mới hơn."
)
NO_SHEET = "Hãy mở biểu tự chấm điểm (tệp bảng tính) rồi chọn lại lệnh này."


class Live(unohelper.Base, XJobExecutor):
    """``service:vn.selfscore.xl.Live?check``, ``?next``, ``?clear``."""

    def __init__(self, context):
        self.context = context
        self.desktop = self.service("com.sun.star.frame.Desktop")

    def service(self, name):
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def trigger(self, command):
        document = self.desktop.getCurrentComponent()
        if sys.version_info < (3, 11):
            self.tell(document, OLD % sys.version_info[:2], True)
            return
        if document is None or not document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            self.tell(document, NO_SHEET, True)
            return
        from selfscore_xl import live_check
        from selfscore_xl.live.office import OfficeBook

        book = OfficeBook(document, self.desktop)
        actions = {"check": live_check.check, "next": live_check.next_finding, "clear": live_check.clear}
        said, done = live_check.attempted(lambda: actions[command](book))
        self.tell(document, said, not done)

    def tell(self, document, text, dialog):
        """Say it in the status line, and in a dialog where nothing could be done."""
        controller = None if document is None else document.getCurrentController()
        if controller is None:
            return
        if not dialog:
            controller.getStatusIndicator().start(text, 0)
            return
        window = controller.getFrame().getContainerWindow()
        from com.sun.star.awt.MessageBoxType import INFOBOX

        window.getToolkit().createMessageBox(window, INFOBOX, 1, TITLE, text).execute()


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Live, NAME, (NAME,))
