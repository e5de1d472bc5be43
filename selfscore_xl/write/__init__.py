"""Write a plan into a copy of the workbook that the form came in; everything else stays as it is."""

from .annotate import annotate
from .seal import SEALED, seal

__all__ = ["SEALED", "annotate", "seal"]
