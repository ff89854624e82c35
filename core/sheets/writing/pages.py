"""A table of any length over as many worksheets as it needs, written block by block."""

from collections.abc import Callable, Sequence

import polars as pl
from xlsxwriter import Workbook

from core.sheets.understanding import letters
from core.sheets.writing import tables
from core.sheets.writing.cell_formats import Formats, style
from core.sheets.writing.cell_xml import date_cells, either, flag_cells, number_cells, rows_xml, text_cells
from core.sheets.writing.layout import OutputColumn
from core.sheets.writing.outputs import Output
from core.sheets.writing.tables import Header, begin_table, finish_table
from core.sheets.writing.worksheet import BlockSheet

BLOCK_ROWS = 5_000  # some 10 MB of XML at a time, whatever the length of a frame

Finish = Callable[[BlockSheet, int], None]


class Pages:
    """Worksheets called `name`, `name 2`, `name 3`, all with the same header.

    `rows` is how many are expected: worksheets for them are made at once and stand side by side; should
    there be more rows, theirs are made when they come.
    """

    def __init__(
        self,
        book: Workbook,
        name: str,
        headers: Sequence[Header],
        formats: Formats,
        *,
        frozen_columns: int,
        rows: int = 0,
        finish: Finish | None = None,
    ) -> None:
        self._book, self._name, self._headers, self._formats = book, name, headers, formats
        self._frozen, self._finish = frozen_columns, finish
        self._most = tables.MOST_ROWS - 1
        self._sheets: list[BlockSheet] = []
        self._at, self._rows = 0, 0  # the sheet being written, and the rows on it
        for _ in range(max(1, -(-rows // self._most))):
            self._add()

    @property
    def names(self) -> list[str]:
        """The worksheets' names."""
        return [sheet.get_name() for sheet in self._sheets]

    def _add(self) -> None:
        number = len(self._sheets) + 1
        sheet = self._book.add_worksheet(
            self._name if number == 1 else f"{self._name} {number}", worksheet_class=BlockSheet
        )
        begin_table(sheet, self._headers, self._formats, frozen_columns=self._frozen)
        self._sheets.append(sheet)

    def write(self, height: int, made: Callable[[slice, pl.Series], list[pl.Series]]) -> None:
        """Add `height` rows; `made` gives a block's columns of cells from its rows and their row numbers."""
        start = 0
        while start < height:
            if self._rows == self._most:
                self._end()
                self._at, self._rows = self._at + 1, 0
                if self._at == len(self._sheets):
                    self._add()
            count = min(BLOCK_ROWS, height - start, self._most - self._rows)
            first = self._rows + 1  # from 0: row 0 is the header
            numbers = pl.int_range(first + 1, first + 1 + count, dtype=pl.Int64, eager=True).cast(pl.String)
            lines = rows_xml(made(slice(start, start + count), numbers), numbers)
            self._sheets[self._at].write_block(lines, first, len(self._headers) - 1)
            self._rows += count
            start += count

    def _end(self) -> None:
        sheet = self._sheets[self._at]
        finish_table(sheet, self._rows, len(self._headers))
        if self._finish is not None and self._rows:
            self._finish(sheet, self._rows)

    def end(self) -> None:
        """Filters and rules over what was written."""
        self._end()
        for sheet in self._sheets[self._at + 1 :]:
            finish_table(sheet, 0, len(self._headers))


def cells(output: Output, column: OutputColumn, at: int, rows: pl.Series, formats: Formats) -> pl.Series:
    """One column's cells, standing in column `at` (from 0) of the rows numbered `rows`."""
    name, values = letters(at), output.values
    plain, quoted = style(formats.text), style(formats.quoted)
    if values.dtype == pl.String:
        made = text_cells(values, name, rows, plain, quoted)
    elif values.dtype == pl.Boolean:
        made = flag_cells(values, name, rows, style(formats.plain))
    elif values.dtype == pl.Date:
        made = date_cells(values, name, rows, style(formats.date), plain)
    else:
        whole, fraction = formats.of(column)
        made = number_cells(values, name, rows, style(whole), style(fraction))
    if output.texts is None:
        return made
    return either(made, text_cells(output.texts, name, rows, plain, quoted))
