Attribute VB_Name = "SelfScoreSystem"
Option Explicit

' What differs between Windows and macOS: starting Python, and showing a text.

Public Function RunPython(ByVal python As String, ByVal action As String, ByVal ownSet As String) As Long
    On Error GoTo Failed
    #If Mac Then
        ' Excel answers Python only after this call has returned, so the script does not wait.
        AppleScriptTask "SelfScore.applescript", "runSelfScore", python & "|" & action & "|" & ownSet
        RunPython = 0
    #Else
        ' -P: no file in Excel's current folder is taken for a part of the program.
        Dim command As String
        command = """" & python & """ -P -m selfscore_xl.live_excel " & action
        If ownSet <> "" Then command = command & " """ & ownSet & """"
        RunPython = CreateObject("WScript.Shell").Run(command, 0, True)
    #End If
    Exit Function
Failed:
    RunPython = -1
End Function

Public Sub Tell(ByVal text As String, ByVal title As String)
    #If Mac Then
        MsgBox text, vbInformation, title
    #Else
        ' MsgBox shows the letters of one code page only. Popup belongs to no window: keep it in front.
        CreateObject("WScript.Shell").Popup text, 0, title, vbInformation + vbSystemModal
    #End If
End Sub
