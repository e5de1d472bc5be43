"""The buttons as functions, for workbooks that use the xlwings add-in instead of SelfScore.xlam:

    Sub CheckForm()
        RunPython "import selfscore_excel; selfscore_excel.check()"
    End Sub

Put this file beside the workbook that has the macro. What is checked is the workbook in front.
"""

from selfscore_xl import live_excel


def check(own_set: str = "") -> None:
    """Check the form and mark it; ``own_set`` is the path of a set file, for forms of a set of one's own."""
    live_excel.run("check", own_set)


def next_finding() -> None:
    """Go to the next finding of the last check."""
    live_excel.run("next")


def clear() -> None:
    """Take every mark back."""
    live_excel.run("clear")
