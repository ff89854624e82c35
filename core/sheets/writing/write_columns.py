"""Decisions for other programs: typed Parquet, and JSON lines."""

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import polars as pl
import pyarrow.parquet as pq

from core.inventory.fields import DECISION, ITEM, Kind
from core.sheets.recognition.our_headers import DECISION_HEADERS
from core.sheets.understanding import Understanding
from core.sheets.writing.layout import OutputColumn, layout
from core.sheets.writing.outputs import Output, numeric_keys, outputs

_TYPES: dict[Kind, pl.DataType] = {
    Kind.NUMBER: pl.Float64(),
    Kind.FLAG: pl.Boolean(),
    Kind.TEXT: pl.String(),
    Kind.DATE: pl.Date(),
    Kind.BREAKS: pl.String(),
}


def names(columns: Iterable[OutputColumn]) -> list[str]:
    """A unique name per column: a decision's own; the header, with the column's letter where it is taken."""
    taken = {"row_no", *DECISION_HEADERS.values()}
    found = []
    for output in columns:
        name = output.header
        if output.column is not None:
            if name in taken:
                name = f"{output.header} ({output.column.letter})"
            while name in taken:
                name += "_"
            taken.add(name)
        found.append(name)
    return found


def write_parquet(
    frames: Iterable[pl.DataFrame], understanding: Understanding, target: Path | BinaryIO
) -> None:
    """Write `row_no`, the original columns, then the decisions, a row group per frame, zstd.

    Every column has one type: mapped numbers are numbers, in the sheet's own unit, and null where a cell
    could not be read (the row's `reason` quotes it); dates are dates; what no field holds is text, or
    numbers where a workbook typed it so. There are all columns even without rows.
    """
    tables = (
        table.to_arrow(compat_level=pl.CompatLevel.oldest()) for table in _tables(frames, understanding)
    )
    first = next(tables)
    with pq.ParquetWriter(target, first.schema, compression="zstd") as writer:
        for table in chain([first], tables):
            writer.write_table(table)


def jsonl_parts(frames: Iterable[pl.DataFrame], understanding: Understanding) -> Iterator[bytes]:
    """A JSON object per row with the keys and types of the Parquet file, dates as ISO text.

    A part per frame.
    """
    for table in _tables(frames, understanding):
        if table.height:
            yield table.write_ndjson().encode()


def write_jsonl(
    frames: Iterable[pl.DataFrame], understanding: Understanding, target: Path | BinaryIO
) -> None:
    """Write the JSON lines to a path or a binary stream."""
    if isinstance(target, Path):
        with target.open("wb") as stream:
            stream.writelines(jsonl_parts(frames, understanding))
    else:
        target.writelines(jsonl_parts(frames, understanding))


def _tables(frames: Iterable[pl.DataFrame], understanding: Understanding) -> Iterator[pl.DataFrame]:
    """A typed table per frame with rows; one without rows where there is none."""
    columns = layout(understanding)
    header = ["row_no", *names(columns)]
    numeric: frozenset[str] | None = None
    for frame in frames:
        if frame.height:
            if numeric is None:
                numeric = numeric_keys(frame, columns, understanding)
            yield _table(frame, header, columns, outputs(frame, columns, understanding, numeric))
    if numeric is None:
        fields = {name: _TYPES[field.kind] for name, field in {**ITEM, **DECISION}.items()}
        empty = pl.DataFrame(schema={"row_no": pl.Int64(), **fields, "other": pl.String()})
        yield _table(empty, header, columns, outputs(empty, columns, understanding))


def _table(
    frame: pl.DataFrame, header: list[str], columns: tuple[OutputColumn, ...], found: list[Output]
) -> pl.DataFrame:
    values = [
        output.values if column.is_kept else output.values.cast(_TYPES[column.kind])
        for output, column in zip(found, columns, strict=True)
    ]
    table = [frame["row_no"].cast(pl.Int64), *values]
    return pl.DataFrame([series.alias(name) for series, name in zip(table, header, strict=True)])
