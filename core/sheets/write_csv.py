"""Decisions and errors as text tables."""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import polars as pl

from core.errors import InvalidOption
from core.inventory.fields import Kind
from core.sheets.failed_rows import failed_layout, failed_rows
from core.sheets.layout import KEPT_AS_WRITTEN, OutputColumn, as_written, layout, others
from core.sheets.options import Decimal
from core.sheets.problems import RowError
from core.sheets.understanding import Understanding

# Text a spreadsheet program would run as a formula when it opens the file; numbers are left alone.
_FORMULA = r"^[=+\-@\t\r]"
_NUMBER = r"^[+-]?[0-9.,]+([eE][+-]?[0-9]+)?%?$"


def csv_parts(
    frames: Iterable[pl.DataFrame],
    understanding: Understanding,
    *,
    delimiter: str = ",",
    decimal: Decimal = ".",
) -> Iterator[bytes]:
    """The decisions as CSV, the header first, then a part per frame; there is a header even without rows."""
    return _parts(frames, layout(understanding), understanding, delimiter, decimal)


def error_csv_parts(
    frames: Iterable[pl.DataFrame],
    understanding: Understanding,
    errors: Iterable[RowError],
    *,
    delimiter: str = ",",
    decimal: Decimal = ".",
) -> Iterator[bytes]:
    """The rows in error as they were sent, with row, cells and reasons; fixed, it can be uploaded again."""
    columns = failed_layout(understanding)
    return _parts(failed_rows(frames, errors), columns, understanding, delimiter, decimal)


def write_csv(
    frames: Iterable[pl.DataFrame],
    understanding: Understanding,
    target: Path | BinaryIO,
    *,
    delimiter: str = ",",
    decimal: Decimal = ".",
) -> None:
    """Write the decisions to a path or a binary stream; frames are taken one at a time."""
    _write(csv_parts(frames, understanding, delimiter=delimiter, decimal=decimal), target)


def write_errors_csv(
    frames: Iterable[pl.DataFrame],
    understanding: Understanding,
    errors: Iterable[RowError],
    target: Path | BinaryIO,
    *,
    delimiter: str = ",",
    decimal: Decimal = ".",
) -> None:
    """Write the rows in error to a path or a binary stream."""
    _write(error_csv_parts(frames, understanding, errors, delimiter=delimiter, decimal=decimal), target)


def _write(parts: Iterator[bytes], target: Path | BinaryIO) -> None:
    if isinstance(target, Path):
        with target.open("wb") as stream:
            stream.writelines(parts)
    else:
        target.writelines(parts)


def _parts(
    frames: Iterable[pl.DataFrame],
    columns: tuple[OutputColumn, ...],
    understanding: Understanding,
    delimiter: str,
    decimal: Decimal,
) -> Iterator[bytes]:
    if delimiter == decimal:
        raise InvalidOption(
            "delimiter and decimal are both a comma.", remedy='With a decimal comma use the delimiter ";".'
        )
    yield _line([column.header for column in columns], delimiter)
    for frame in frames:
        if not frame.is_empty():
            yield (
                _table(frame, columns, understanding)
                .write_csv(separator=delimiter, decimal_comma=decimal == ",", include_header=False)
                .encode()
            )


def harmless(texts: pl.Series) -> pl.Series:
    """Texts with an apostrophe before what a spreadsheet program would take for a formula."""
    risky = texts.str.contains(_FORMULA) & ~texts.str.contains(_NUMBER)
    if not risky.any():
        return texts
    return pl.select(pl.when(risky).then(pl.lit("'") + texts).otherwise(texts)).to_series()


def _line(cells: list[str], delimiter: str) -> bytes:
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter, lineterminator="\n").writerow(harmless(pl.Series(cells)).to_list())
    return line.getvalue().encode()


def _table(
    frame: pl.DataFrame, columns: tuple[OutputColumn, ...], understanding: Understanding
) -> pl.DataFrame:
    other = others(frame, understanding)
    return pl.DataFrame([_values(frame, other, column).alias(str(at)) for at, column in enumerate(columns)])


def _values(frame: pl.DataFrame, other: pl.DataFrame, output: OutputColumn) -> pl.Series:
    column = output.column
    if column is None:
        values = frame[output.field or ""]
        return harmless(values) if output.kind is Kind.TEXT else values
    written = other[column.key]
    if column.field is None or column.field in KEPT_AS_WRITTEN:
        return harmless(written)
    values = as_written(frame, column)
    if written.null_count() == len(written):
        return harmless(values) if values.dtype == pl.String else values
    # Some cells could not be read: the column becomes text so that they stand there as they were.
    texts = values.cast(pl.String)
    return harmless(pl.select(pl.coalesce(texts, written)).to_series())
