"""Lists as files: XLSX, CSV and PDF from one description. See `docs/aide` of each list."""

from boucle.kernel.sheets.pdf_file import TooLong
from boucle.kernel.sheets.response import file_name, known_format, sheet_response, write_sheet
from boucle.kernel.sheets.shape import Cell, Column, Row, Sheet

__all__ = [
    "Cell",
    "Column",
    "Row",
    "Sheet",
    "TooLong",
    "file_name",
    "known_format",
    "sheet_response",
    "write_sheet",
]
