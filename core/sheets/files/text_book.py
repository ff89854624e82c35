"""A text table (csv, tsv) as a book: read in blocks of whole records, so its length does not matter."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from core.errors import EmptyFile, SheetTooLarge, UnreadableFile
from core.sheets.files.book import HEAD_ROWS, Cell, Head, Table
from core.sheets.files.dialect import delimiter_of, head_records
from core.sheets.files.encoding import Utf8, as_utf8
from core.sheets.files.limits import MOST_CELL_BYTES, MOST_COLUMNS, MOST_ROWS, long_cell
from core.sheets.files.raw_names import raw_name
from core.sheets.files.records import Block, blocks

_DELIMITER_BYTES = 256 << 10  # looked at to tell the delimiter
_HEAD_BYTES = 4 << 20  # holds 200 rows of 16,384 short cells
_BEYOND = 3  # columns read beyond the header's, to notice rows that have more cells than it
_MOST_NULS = 1_000  # cells with a NUL; with more of them it is no text
_NUL, _SHOWN_NUL = "\x00", "\u2400"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBook:
    """A text file: one head named "", and its table."""

    text: Utf8
    heads: tuple[Head, ...]
    delimiter: str
    encoding: str
    widths: tuple[int, ...]  # of the head's records

    def table(self, head: int, header_row: int, width: int) -> Table:
        """The rows below `header_row` (from 0); see `core.sheets.files.book.Table`."""
        written = self.widths[header_row] if header_row < len(self.widths) else width
        used = [column + 1 for row in self.heads[head].rows.values() for column in row if column < written]
        count = max([width, 1, *used])
        batches = partial(_batches, self.text, self.delimiter, header_row, count, max(written, 1))
        nuls = _nul_cells(batches()) if self.text.has_nul else {}
        return Table(
            batches=partial(_without_nuls, batches) if nuls else batches,
            positions=tuple(range(count)),
            error_cells=nuls,
        )


def open_text(path: Path) -> TextBook:
    """The book of a text file.

    Raises:
        UnreadableFile: its encoding cannot be told, or a quote is never closed.
        EmptyFile: nothing but blanks is in it.

    """
    text = as_utf8(path)
    start = text.read(0, _HEAD_BYTES)
    if not start.strip(b"\x00 \t\r\n") and text.size <= len(start):
        raise EmptyFile(remedy="Upload a sheet with a header row and at least one item.")
    delimiter = delimiter_of(start[:_DELIMITER_BYTES].decode("utf-8", "ignore"))
    records = _records(text, delimiter)
    if max(map(len, records), default=0) > MOST_COLUMNS:
        raise SheetTooLarge(
            f"A row has more than {MOST_COLUMNS:,} cells.", remedy="Remove the columns that are not needed."
        )
    rows = {
        at: {column: Cell(text=cell) for column, cell in enumerate(record) if cell.strip()}
        for at, record in enumerate(records)
    }
    return TextBook(
        text=text,
        heads=(Head(name="", rows={at: cells for at, cells in rows.items() if cells}),),
        delimiter=delimiter,
        encoding=text.encoding,
        widths=tuple(map(len, records)),
    )


def _records(text: Utf8, delimiter: str) -> list[list[str]]:
    """The head's records, blank ones too, until enough of them hold anything."""
    records: list[list[str]] = []
    filled = 0
    for block in blocks(text, delimiter, size=_HEAD_BYTES):
        most = 50 * HEAD_ROWS  # blank ones are listed but not counted
        for record in head_records(block.content.decode("utf-8"), delimiter, most):
            records.append(record)
            if any(len(cell) > MOST_CELL_BYTES for cell in record):
                raise long_cell(len(records))
            filled += any(cell.strip() for cell in record)
            if filled >= HEAD_ROWS:
                return records
        if filled or block.first > most:
            break
    return records


def _batches(text: Utf8, delimiter: str, header_row: int, count: int, written: int) -> Iterator[pl.DataFrame]:
    for block in blocks(text, delimiter, width=written):
        if block.first + block.rows > MOST_ROWS:
            raise SheetTooLarge(f"The file has more than {MOST_ROWS:,} rows.", remedy="Split it.")
        if block.first + block.rows <= header_row + 1:
            continue
        frame = _filled(_frame(block, delimiter, count), header_row, count)
        if not frame.is_empty():
            yield frame


def _frame(block: Block, delimiter: str, count: int) -> pl.DataFrame:
    """The block's records, `row_no` from 1 before all columns."""
    names = [raw_name(at) for at in range(count + _BEYOND)]
    try:
        raw = pl.read_csv(
            block.content,
            has_header=False,
            separator=delimiter,
            quote_char='"' if block.is_quoted else None,
            schema=dict.fromkeys(names, pl.String()),
            extra_columns="ignore",
            missing_columns="insert",
            infer_schema=False,
        )
    except (pl.exceptions.PolarsError, ValueError) as error:
        raise UnreadableFile(
            f"The rows from {block.first + 1} to {block.first + block.rows} are no table of text.",
            remedy="Export the file again as CSV UTF-8.",
        ) from error
    if raw.height != block.rows:
        raise UnreadableFile(
            f"The quotes in the rows from {block.first + 1} to {block.first + block.rows} do not match.",
            remedy='Write quotes inside a cell twice ("").',
        )
    _refuse_long_cells(raw, block)
    first = block.first + 1
    return raw.select(pl.int_range(first, first + raw.height, dtype=pl.Int32).alias("row_no"), pl.all())


def _refuse_long_cells(raw: pl.DataFrame, block: Block) -> None:
    if len(block.content) > MOST_CELL_BYTES:
        is_long = raw.select(pl.any_horizontal(pl.all().str.len_bytes() > MOST_CELL_BYTES)).to_series()
        if is_long.any():
            raise long_cell(block.first + (is_long.arg_max() or 0) + 1)


def _filled(frame: pl.DataFrame, header_row: int, count: int) -> pl.DataFrame:
    """The rows below the header that hold anything, with `is_overfull`."""
    columns = [raw_name(at) for at in range(count + _BEYOND)]
    beyond = columns[count:]
    if frame["row_no"][0] <= header_row + 1:
        frame = frame.filter(pl.col("row_no") > header_row + 1)
    holds = [pl.col(name).str.contains(r"\S").fill_null(value=False) for name in columns]
    if not frame.select(holds[0].all()).item():  # only then may there be a blank row
        frame = frame.filter(pl.any_horizontal(holds))
    if all(frame[name].null_count() == frame.height for name in beyond):
        return frame.drop(beyond).with_columns(is_overfull=pl.lit(value=False))
    return frame.with_columns(is_overfull=pl.any_horizontal(holds[count:])).drop(beyond)


def _nul_cells(batches: Iterator[pl.DataFrame]) -> dict[tuple[int, int], str]:
    """The cells that hold a NUL, which no database takes."""
    found: dict[tuple[int, int], str] = {}
    for frame in batches:
        for name, dtype in frame.schema.items():
            if dtype != pl.String:
                continue
            hit = frame.filter(pl.col(name).str.contains(_NUL, literal=True)).select("row_no", name)
            for row, cell in hit.iter_rows():
                found[row, int(name[1:])] = cell.replace(_NUL, _SHOWN_NUL)
            if len(found) > _MOST_NULS:
                raise UnreadableFile(
                    f"The file has NUL characters from row {min(found)[0]} on: it is no text.",
                    remedy="Export it again as CSV UTF-8 or as .xlsx.",
                )
    return found


def _without_nuls(batches: "partial[Iterator[pl.DataFrame]]") -> Iterator[pl.DataFrame]:
    for frame in batches():
        yield frame.with_columns(pl.col(pl.String).str.replace_all(_NUL, _SHOWN_NUL, literal=True))
