"""Decisions and errors as text tables."""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import polars as pl

from core.errors import InvalidOption
from core.sheets.options import Decimal
from core.sheets.problems import RowError
from core.sheets.understanding import Understanding
from core.sheets.writing.failed_rows import failed_layout, failed_rows
from core.sheets.writing.harmless import harmless
from core.sheets.writing.layout import OutputColumn, layout
from core.sheets.writing.outputs import Output, numeric_keys, outputs

_THREE_DECIMALS = r"^-?[0-9]{1,3}\.[0-9]{3}$"
_NEARLY = 1e-6  # what three decimals times 1,000 may differ from a whole number


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
    yield header_line([column.header for column in columns], delimiter)
    numeric: frozenset[str] | None = None
    for frame in frames:
        if not frame.is_empty():
            if numeric is None:
                numeric = numeric_keys(frame, columns, understanding)
            yield (
                _table(outputs(frame, columns, understanding, numeric), columns, decimal)
                .write_csv(separator=delimiter, decimal_comma=decimal == ",", include_header=False)
                .encode()
            )


def header_line(cells: list[str], delimiter: str) -> bytes:
    """A header line, harmless."""
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter, lineterminator="\n").writerow(harmless(pl.Series(cells)).to_list())
    return line.getvalue().encode()


def _table(found: list[Output], columns: tuple[OutputColumn, ...], decimal: Decimal) -> pl.DataFrame:
    return pl.DataFrame(
        [
            _column(output, column, decimal).alias(str(at))
            for at, (output, column) in enumerate(zip(found, columns, strict=True))
        ]
    )


def _column(output: Output, column: OutputColumn, decimal: Decimal) -> pl.Series:
    values = output.values
    if values.dtype == pl.String:
        texts = values
    elif output.texts is not None or (not column.is_decision and _reads_two_ways(values)):
        texts = number_texts(values, decimal) if values.dtype.is_float() else values.cast(pl.String)
    else:
        return values
    if output.texts is not None:
        # Some cells could not be read: the column becomes text so that they stand there as they were.
        texts = pl.select(pl.coalesce(texts, output.texts)).to_series()
    return harmless(texts)


def _reads_two_ways(values: pl.Series) -> bool:
    """Whether a number has three decimals and no thousands: 1.234 may be read as 1234 when it comes back."""
    if not values.dtype.is_float():
        return False
    small = values.filter(values.abs() < 1_000)
    has_three = _is_whole(small * 1_000) & ~_is_whole(small * 100)
    return bool(has_three.any())


def _is_whole(values: pl.Series) -> pl.Series:
    return (values - values.round()).abs() < _NEARLY


def number_texts(values: pl.Series, decimal: Decimal) -> pl.Series:
    """Numbers as text; three decimals are followed by a zero, so that they can mean only one number."""
    texts = values.cast(pl.String).str.replace(_THREE_DECIMALS, "${0}0")
    return texts.str.replace(".", ",", literal=True) if decimal == "," else texts
