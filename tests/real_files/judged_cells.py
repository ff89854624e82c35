"""Holds single cells against what is written down, whether or not the file holds items."""

from collections.abc import Iterator

from openpyxl.utils import column_index_from_string
from openpyxl.utils.cell import coordinate_from_string

from core.sheets.files.book import Book, Head
from core.sheets.files.open_book import open_book
from core.sheets.files.raw_names import number_name, raw_name
from core.sheets.understanding import Column
from core.sheets.values.cells import read_cells
from tests.real_files.expectations import Expectation

_WIDTH = 64


def about_cells(entry: Expectation) -> Iterator[str]:
    """Cells of `texts` that do not come out as the text they must, were their column the SKU's."""
    if not entry.texts:
        return
    book = open_book(entry.path)
    number = next((at for at, head in enumerate(book.heads) if head.name == entry.sheet), 0)
    head = book.heads[number]
    for place, text in entry.texts.items():
        letters, row = coordinate_from_string(place)
        position = column_index_from_string(letters) - 1
        own = _in_head(head, position) if row == 1 else _below(book, number, row, position)
        if own != text:
            yield f"{place} is {own!r}, not {text!r}"
        shown = head.rows[row - 1][position].number_format
        if place in entry.formats and shown != entry.formats[place]:
            yield f"{place} is shown as {shown!r}, not as {entry.formats[place]!r}"


def _in_head(head: Head, position: int) -> str:
    return head.rows[0][position].text


def _below(book: Book, number: int, row: int, position: int) -> str | None:
    table = book.table(number, 0, _WIDTH)
    column = Column(header="", key="", letter="", position=position, field="sku")
    for batch in table.batches():
        raw = batch.filter(batch["row_no"] == row)
        if raw.height:
            mixed = number_name(position)
            numbers = raw[mixed] if mixed in raw.columns else None
            zeros = table.zeros.get(position)
            text: str | None = read_cells(raw[raw_name(position)], numbers, column, zeros=zeros).values[0][0]
            return text
    return None
