"""XLSX with real numbers and days, written row by row: memory stays flat at any length."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any, BinaryIO

from boucle.kernel.sheets.shape import Cell, Column, Row, Sheet, cell_at, places, rows_of

ROWS_MAX = 1_000_000
"""Rows of one worksheet; the list goes on in the next one."""
TEXT_MAX = 32_767
_FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\']")
_BOLD = {"opening", "subtotal", "total"}
_EURO = "#,##0.00;[Red]\u2212#,##0.00"


class _Book:
    """The workbook under way: its formats, and the worksheet that takes the next row."""

    def __init__(self, sheet: Sheet, target: BinaryIO) -> None:
        import xlsxwriter

        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book: Any = xlsxwriter.Workbook(target, options)
        self.book.set_properties({"title": sheet.title, "subject": sheet.owner})
        self.sheet = sheet
        self.shown = places(sheet, "data")
        self.formats: dict[tuple[str, bool], Any] = {}
        self.head = self.book.add_format(
            {"bold": True, "bg_color": "#E9ECF1", "bottom": 1, "valign": "top", "text_wrap": True}
        )
        self.parts = 0
        self.next_part()

    def next_part(self) -> None:
        """Begin a worksheet: widths, frozen header, print set-up."""
        self.parts += 1
        name = _FORBIDDEN_IN_NAME.sub(" ", self.sheet.title).strip()[:24] or "Liste"
        self.page = self.book.add_worksheet(name if self.parts == 1 else f"{name} ({self.parts})")
        for place, at in enumerate(self.shown):
            column = self.sheet.columns[at]
            self.page.set_column(place, place, max(column.width, len(column.label)) + 2)
        self.page.set_paper(9)
        self.page.fit_to_pages(1, 0)
        self.page.repeat_rows(0)
        if self.sheet.landscape:
            self.page.set_landscape()
        self.page.freeze_panes(1, 0)
        for place, at in enumerate(self.shown):
            self.page.write_string(0, place, self.sheet.columns[at].label, self.head)
        self.at = 1

    def format_of(self, column: Column, bold: bool) -> Any:
        """One format for each kind of column, plain and bold."""
        key = (column.kind, bold)
        if key not in self.formats:
            number = {"cents": _EURO, "balance": _EURO, "day": "dd/mm/yyyy", "int": "#,##0"}.get(
                column.kind, "@"
            )
            facts: dict[str, Any] = {"num_format": number, "bold": bold}
            if bold:
                facts["top"] = 1
            self.formats[key] = self.book.add_format(facts)
        return self.formats[key]

    def write(self, row: Row) -> None:
        """One row, in the next place."""
        if self.at > ROWS_MAX:
            self.next_part()
        for place, at in enumerate(self.shown):
            column = self.sheet.columns[at]
            self.cell(place, column, cell_at(row, at), row.style in _BOLD)
        self.at += 1

    def cell(self, place: int, column: Column, value: Cell, bold: bool) -> None:
        """Numbers as numbers, days as days, and text as text, never as a formula."""
        shape = self.format_of(column, bold)
        if value is None or value == "":
            if bold:
                self.page.write_blank(self.at, place, None, shape)
        elif isinstance(value, int):
            number = value / 100 if column.kind in {"cents", "balance"} else value
            self.page.write_number(self.at, place, number, shape)
        elif isinstance(value, datetime):
            self.page.write_datetime(self.at, place, value.replace(tzinfo=None), shape)
        elif isinstance(value, date):
            self.day(place, value, shape)
        else:
            self.page.write_string(self.at, place, value[:TEXT_MAX], shape)

    def day(self, place: int, value: date, shape: Any) -> None:
        """A day before 1900 has no number in a spreadsheet: it stays text."""
        if value.year < 1900:
            self.page.write_string(self.at, place, f"{value:%d/%m/%Y}", shape)
        else:
            self.page.write_datetime(self.at, place, value, shape)


def write_xlsx(sheet: Sheet, target: BinaryIO) -> None:
    """Write the sheet to an open binary file. Groups' headings are left to the page."""
    book = _Book(sheet, target)
    for row in rows_of(sheet):
        if row.style != "heading":
            book.write(row)
    book.book.close()
