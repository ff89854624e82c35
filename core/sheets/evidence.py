"""Pass one, first half: what all texts of a sheet tell about how its numbers and shares are written.

What is collected does not grow with the rows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from core.inventory.fields import ITEM, Kind
from core.sheets.cells import SHARES
from core.sheets.decimals import Evidence, evidence_of
from core.sheets.numbers import trimmed
from core.sheets.read_fields import companion
from core.sheets.reading import Reading
from core.sheets.source import raw_name
from core.sheets.total_rows import is_blank
from core.sheets.understanding import Column

_MOST_VALUES = 65_536  # different shares of a column; more would not change their median


@dataclass(frozen=True, slots=True)
class Collected:
    """By the position of columns: evidence of the decimal separator, and how often each share occurs.

    `empty` are columns with neither a header nor anything below it.
    """

    decimals: Mapping[int, Evidence]
    shares: Mapping[int, Mapping[str, int]]
    empty: frozenset[int]


def is_number(column: Column) -> bool:
    """Whether the cells of a column are to be read as numbers."""
    if column.field is None:
        return False
    return column.part is not None or column.field == "quantity" or _kind(column.field) is Kind.NUMBER


def _kind(field: str) -> Kind | None:
    known = ITEM.get(field)
    return known.kind if known else None


def collected(reading: Reading) -> Collected:
    """The evidence of every column of numbers, and of those no field holds: they may vouch for others."""
    columns = [column for column in reading.columns if column.field is None or is_number(column)]
    decimals = {column.position: Evidence() for column in columns}
    shares: dict[int, dict[str, int]] = {column.position: {} for column in columns if column.field in SHARES}
    empty = {column.position for column in columns if not column.header}
    for raw in _while_needed(reading, columns, empty):
        for column in columns:
            cells = raw[raw_name(column.position)]
            if column.position in empty and not is_blank(cells).all():
                empty.discard(column.position)
            if column.position in shares:
                _count(shares[column.position], cells)
            if cells.dtype == pl.String:
                typed = companion(raw, column)
                texts = trimmed(cells if typed is None else cells.filter(~typed))
                decimals[column.position] += evidence_of(texts)
    return Collected(
        decimals={position: found for position, found in decimals.items() if found != Evidence()},
        shares=shares,
        empty=frozenset(empty),
    )


def _while_needed(reading: Reading, columns: list[Column], empty: set[int]) -> Iterator[pl.DataFrame]:
    """The batches; one is enough where all columns are typed numbers."""
    for raw in reading.table.batches():
        yield raw
        if not empty and not any(
            raw.schema[raw_name(column.position)] == pl.String or column.field in SHARES for column in columns
        ):
            return


def _count(shares: dict[str, int], cells: pl.Series) -> None:
    texts = trimmed(cells) if cells.dtype == pl.String else cells.cast(pl.String, strict=False)
    for text, count in texts.drop_nulls().value_counts().iter_rows():
        if text in shares or len(shares) < _MOST_VALUES:
            shares[text] = shares.get(text, 0) + count
