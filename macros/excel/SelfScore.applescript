-- Starts Python for the add-in SelfScore.xlam. Excel may run scripts of this folder only:
-- ~/Library/Application Scripts/com.microsoft.Excel

on runSelfScore(parameters)
	set AppleScript's text item delimiters to "|"
	set {interpreter, action, ownSet} to text items of parameters
	-- Fails where Python or the program is gone, so that the add-in can tell it.
	do shell script quoted form of interpreter & " -P -c 'import selfscore_xl.live_excel'"
	do shell script quoted form of interpreter & " -P -m selfscore_xl.live_excel " & quoted form of action & " " & quoted form of ownSet & " >/dev/null 2>&1 &"
end runSelfScore
