Attribute VB_Name = "SelfScore"
Option Explicit

' What the three buttons do. VBA source holds the letters of one code page only, so every text for
' people stands in the sheet "texts" of this add-in: its name in column A, the text in column B.

Public Sub CheckForm()
    RunAction "check"
End Sub

Public Sub NextFinding()
    RunAction "next"
End Sub

Public Sub ClearMarks()
    RunAction "clear"
End Sub

Private Sub RunAction(ByVal action As String)
    Dim python As String
    Dim code As Long
    Dim events As Boolean
    If ActiveWorkbook Is Nothing Then
        Tell TextOf("no workbook"), TextOf("title")
        Exit Sub
    End If
    python = TextOf("python")
    If python = "" Then
        Tell TextOf("not connected"), TextOf("title")
        Exit Sub
    End If
    Application.StatusBar = TextOf("working")
    events = Application.EnableEvents
    code = RunPython(python, action, TextOf("set"))
    ' Python puts these back itself, unless somebody ended it while it was at work.
    Application.EnableEvents = events
    Application.ScreenUpdating = True
    ' 0: done. 3: not done, and Python said why. Anything else: Python could not say anything; 1 is what it
    ' ends with where selfscore-xl is no longer installed.
    If code <> 0 And code <> 3 Then
        Application.StatusBar = False
        Tell Replace(TextOf("failed"), "{python}", python), TextOf("title")
    End If
End Sub

Private Function TextOf(ByVal name As String) As String
    Dim row As Long
    With ThisWorkbook.Worksheets("texts")
        row = 1
        Do While .Cells(row, 1).Value <> ""
            If .Cells(row, 1).Value = name Then
                TextOf = .Cells(row, 2).Value
                Exit Function
            End If
            row = row + 1
        Loop
    End With
End Function
