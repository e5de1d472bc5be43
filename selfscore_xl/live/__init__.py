"""Checking a workbook while it is open: one port, and an adapter for each program that holds one.

``port.OpenBook`` is what a check needs of a workbook. ``closed`` is a file, ``excel`` an Excel on
Windows or macOS (xlwings), ``office`` a LibreOffice document (UNO). Only the adapter that is used is
imported, so neither xlwings nor uno is needed for anything else.
"""
