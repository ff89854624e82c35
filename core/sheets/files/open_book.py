"""Opens a file of any kind Lotwise reads; everything after this knows nothing of formats."""

from pathlib import Path

from core.errors import NoRows
from core.sheets.files.book import Book
from core.sheets.files.sniff import Format, format_of


def open_book(path: Path) -> Book:
    """The file as a book: its sheets' first rows, and a way to read one of them whole.

    Raises:
        EmptyFile, NoRows: there is nothing in it.
        UnreadableFile: it is damaged, protected or no table; the message names the reason and the way out.
        SheetTooLarge: it is larger than Lotwise reads.

    """
    book = _opened(path)
    if not any(head.rows for head in book.heads):
        raise NoRows("No sheet of the file holds any cell.", remedy="Fill a sheet with items.")
    return book


def _opened(path: Path) -> Book:
    match format_of(path):
        case Format.TEXT:
            from core.sheets.files.text_book import open_text

            return open_text(path)
        case Format.XLSX:
            from core.sheets.files.xlsx_book import open_xlsx

            return open_xlsx(path)
        case Format.XLSB:
            from core.sheets.files.xlsb_book import open_xlsb

            return open_xlsb(path)
        case Format.XLS:
            from core.sheets.files.xls_book import open_xls

            return open_xls(path)
        case Format.ODS:
            from core.sheets.files.ods_book import open_ods

            return open_ods(path)
