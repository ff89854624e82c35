"""Pass one, first half: what all texts of a sheet tell about how its numbers and shares are written.

What is collected does not grow with the rows.
"""

from dataclasses import dataclass, field

import polars as pl

from core.inventory.fields import ITEM, Kind
from core.sheets.files.raw_names import raw_name
from core.sheets.intake.read_fields import companion
from core.sheets.intake.reading import Reading
from core.sheets.intake.total_rows import is_blank
from core.sheets.understanding import Column
from core.sheets.values.cells import SHARES
from core.sheets.values.currencies import Signs, signs_of
from core.sheets.values.date_order import DateEvidence, date_evidence
from core.sheets.values.decimals import Evidence, evidence_of
from core.sheets.values.numbers import trimmed

_MOST_VALUES = 65_536  # different shares of a column; more would not change their median


@dataclass(slots=True)
class Collected:
    """What the columns show, by position.

    `shares` says how often each text of a share occurs, `filled` which columns hold anything at all.
    """

    decimals: dict[int, Evidence] = field(default_factory=dict)
    shares: dict[int, dict[str, int]] = field(default_factory=dict)
    signs: dict[int, Signs] = field(default_factory=dict)
    dates: dict[int, DateEvidence] = field(default_factory=dict)
    filled: set[int] = field(default_factory=set)


def is_number(column: Column) -> bool:
    """Whether the cells of a column are to be read as numbers."""
    if column.field is None:
        return False
    return column.part is not None or column.field == "quantity" or _kind(column.field) is Kind.NUMBER


def _kind(field: str) -> Kind | None:
    known = ITEM.get(field)
    return known.kind if known else None


def is_money(column: Column) -> bool:
    """Whether the numbers of a column are amounts of money."""
    if (column.part or "").startswith("unit_cost"):
        return True
    known = ITEM.get(column.field or "")
    return known is not None and column.part is None and known.unit.startswith("money")


def collected(reading: Reading) -> Collected:
    """The evidence of every column of numbers, and of those no field holds: they may vouch for others."""
    columns = [column for column in reading.columns if column.field in (None, "date") or is_number(column)]
    found = Collected()
    found.shares = {column.position: {} for column in columns if column.field in SHARES}
    for raw in reading.table.batches():
        for column in columns:
            _look(found, column, raw)
        kinds = raw.schema  # taken once: polars builds it anew each time
        if all(_is_told(found, column, kinds) for column in columns):
            return found
    return found


def _look(found: Collected, column: Column, raw: pl.DataFrame) -> None:
    position = column.position
    cells = raw[raw_name(position)]
    if position not in found.filled and _holds_anything(cells):
        found.filled.add(position)
    if column.field == "date":
        found.dates[position] = found.dates.get(position, DateEvidence()) + date_evidence(cells)
        return
    if position in found.shares:
        _count(found.shares[position], cells)
    if cells.dtype != pl.String:
        return
    typed = companion(raw, column)
    texts = trimmed(cells if typed is None else cells.filter(~typed))
    if is_money(column):
        found.signs[position] = found.signs.get(position, Signs()) + signs_of(texts)
    told = evidence_of(texts)
    if told != Evidence():
        found.decimals[position] = found.decimals.get(position, Evidence()) + told


def _holds_anything(cells: pl.Series) -> bool:
    if cells.null_count() == len(cells):
        return False
    return cells.dtype != pl.String or not is_blank(cells).all()


def _is_told(found: Collected, column: Column, kinds: pl.Schema) -> bool:
    """Whether more rows cannot tell more: a typed column of numbers that is not empty."""
    is_typed = kinds[raw_name(column.position)] != pl.String
    return is_typed and column.position in found.filled and column.field not in SHARES


def _count(shares: dict[str, int], cells: pl.Series) -> None:
    texts = trimmed(cells) if cells.dtype == pl.String else cells.cast(pl.String, strict=False)
    for text, count in texts.drop_nulls().value_counts().iter_rows():
        if text in shares or len(shares) < _MOST_VALUES:
            shares[text] = shares.get(text, 0) + count
