"""An .xls workbook (Excel 2 to 2003) as a book, by xlrd: it reads the oldest and tells number formats."""

import io
from collections.abc import Mapping
from pathlib import Path

import xlrd

from core.errors import LotwiseError, UnreadableFile
from core.sheets.files.archive import SAVE_AGAIN, protected
from core.sheets.files.book import CellKind
from core.sheets.files.grid import Grid, GridBook, datetime_of, grid_book

_ERRORS: Mapping[int, str] = xlrd.error_text_from_code


def open_xls(path: Path) -> GridBook:
    """The book of an .xls file.

    Raises:
        UnreadableFile: it is damaged or protected by a password.

    """
    try:
        return _open(path)
    except (LotwiseError, MemoryError):
        raise
    except Exception as error:  # xlrd: XLRDError, CompDocError, struct.error, AssertionError, IndexError ...
        if "encrypted" in str(error).lower() or "password" in str(error).lower():
            raise protected() from error
        raise UnreadableFile("The workbook is damaged: it cannot be read.", remedy=SAVE_AGAIN) from error


def _open(path: Path) -> GridBook:
    content = path.read_bytes()
    try:
        book = _workbook(content, has_formats=True)
    except Exception as error:
        if "encrypted" in str(error).lower():
            raise
        book = _workbook(content, has_formats=False)  # its formats are damaged, its cells may be whole
    with book:
        grids = []
        for at in range(book.nsheets):
            grids.append(_grid(book, book.sheet_by_index(at)))
            book.unload_sheet(at)
    return grid_book(grids)


def _workbook(content: bytes, *, has_formats: bool) -> xlrd.book.Book:
    return xlrd.open_workbook(
        file_contents=content,
        formatting_info=has_formats,
        on_demand=True,
        ragged_rows=True,
        logfile=io.StringIO(),
    )


def _grid(book: xlrd.book.Book, sheet: xlrd.sheet.Sheet) -> Grid:
    grid = Grid(sheet.name, is_visible=sheet.visibility == 0)
    grid.hidden_rows = {row for row, info in sheet.rowinfo_map.items() if info.hidden}
    grid.hidden_columns = {column for column, info in sheet.colinfo_map.items() if info.hidden}
    grid.merged = [
        (top, left, bottom - 1, right - 1) for top, bottom, left, right in getattr(sheet, "merged_cells", [])
    ]
    is_1904 = book.datemode == 1
    for row in range(sheet.nrows):
        values = sheet.row_values(row)
        for column, kind in enumerate(sheet.row_types(row)):
            if kind == xlrd.XL_CELL_NUMBER:
                grid.put(
                    row, column, CellKind.NUMBER, float(values[column]), _format(book, sheet, row, column)
                )
            elif kind == xlrd.XL_CELL_TEXT:
                grid.put(row, column, CellKind.TEXT, values[column])
            elif kind == xlrd.XL_CELL_DATE:
                day = datetime_of(values[column], is_1904=is_1904)
                if day is None:
                    grid.put(row, column, CellKind.NUMBER, float(values[column]))
                else:
                    grid.put(row, column, CellKind.DATE, day, _format(book, sheet, row, column))
            elif kind == xlrd.XL_CELL_BOOLEAN:
                grid.put(row, column, CellKind.FLAG, bool(values[column]))
            elif kind == xlrd.XL_CELL_ERROR:
                grid.put(row, column, CellKind.ERROR, _ERRORS.get(values[column], "#ERROR!"))
    return grid


def _format(book: xlrd.book.Book, sheet: xlrd.sheet.Sheet, row: int, column: int) -> str:
    if not book.formatting_info:
        return ""
    style = sheet.cell_xf_index(row, column)
    known = book.format_map.get(book.xf_list[style].format_key)
    return "" if known is None else known.format_str
