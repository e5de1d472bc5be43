"""Many filled forms side by side: which count, who stands where, where points were lost.

A form becomes a compact ``record``; a ``store`` keeps the records on disk, so that memory does not grow
with their number and the next call reads changed files only; ``gather`` decides which form of a unit
counts and ranks the units; ``workbook`` and ``frame`` show the result to people and to other programs.
pandas, pyarrow and openpyxl are imported where they are used, never with this package.
"""
