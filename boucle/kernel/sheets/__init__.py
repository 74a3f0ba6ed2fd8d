"""Lists as files: XLSX, CSV and PDF from one description. See `docs/aide` of each list."""

from boucle.kernel.sheets.response import known_format, sheet_response, write_sheet
from boucle.kernel.sheets.shape import Cell, Column, Row, Sheet

__all__ = ["Cell", "Column", "Row", "Sheet", "known_format", "sheet_response", "write_sheet"]
