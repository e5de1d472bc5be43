Attribute VB_Name = "SelfScoreRibbon"
Option Explicit

' Called by the buttons of customUI14.xml.

Public Sub SelfScoreCheck(control As IRibbonControl)
    CheckForm
End Sub

Public Sub SelfScoreNext(control As IRibbonControl)
    NextFinding
End Sub

Public Sub SelfScoreClear(control As IRibbonControl)
    ClearMarks
End Sub
