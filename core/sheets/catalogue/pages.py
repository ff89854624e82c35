"""A page of a catalogue's items as PostgreSQL writes it, and as the engine takes it."""

import json
from collections.abc import Collection, Sequence
from io import BytesIO
from itertools import compress

import numpy as np
import polars as pl
from numpy.typing import NDArray

from core.inventory.fields import ITEM, Kind
from core.sheets.catalogue.facts import DOUBTS, CatalogueFacts, ranks, with_demand
from core.sheets.chunk import EncodedChunk
from core.sheets.options import NOT_INPUTS
from core.sheets.payload import encode
from core.sheets.understanding import Column, letters
from core.sheets.values.breaks import price_breaks
from core.sheets.values.codes import explained

_TYPES: dict[Kind, type[pl.DataType]] = {
    Kind.NUMBER: pl.Float64,
    Kind.FLAG: pl.String,  # PostgreSQL writes t and f
    Kind.TEXT: pl.String,
    Kind.DATE: pl.Date,
    Kind.BREAKS: pl.String,
}
_DEMAND = Column(header="demand", key="demand", letter="", position=0, field="demand")
# What a run works with of every item, whether any item has it or not.
ALWAYS = ("sku", "location", "demand", "period", "demand_std", "demand_std_period")


def fields_in_use(fields: Collection[str]) -> tuple[str, ...]:
    """Which columns of the items a run needs, in the order of the vocabulary."""
    return tuple(name for name in ITEM if name not in NOT_INPUTS and (name in fields or name in ALWAYS))


def parsed(buffer: BytesIO, fields: Sequence[str], others: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    """What a COPY in csv of these fields wrote; `others` are the columns beside them, by type."""
    buffer.seek(0)
    schema = {**others, **{name: _TYPES[ITEM[name].kind] for name in fields}}
    frame = pl.read_csv(buffer, schema=schema)
    return frame.with_columns(
        (pl.col(name) == "t").alias(name) for name in fields if ITEM[name].kind is Kind.FLAG
    )


def cleaned(items: pl.DataFrame, facts: CatalogueFacts) -> pl.DataFrame:
    """A page of items as a chunk's frame: `row_no`, fields, ranks, medians, `other`, `row_warnings`.

    `items` has `item_no`, fields and `other`; items that have come since the facts were gathered are left
    out: they are of the next run.
    """
    known = np.isin(items["item_no"].to_numpy(), facts.item_no)
    items = items.filter(pl.Series(known)) if not known.all() else items
    at = np.searchsorted(facts.item_no, items["item_no"].to_numpy())
    frame = with_demand(items, facts.demand[at], facts.demand_std[at])
    if "price_breaks" in frame.columns:
        quantities, prices, _ = price_breaks(frame["price_breaks"])
        frame = frame.drop("price_breaks").with_columns(
            quantities.alias("price_breaks_min_qty"), prices.alias("price_breaks_unit_cost")
        )
    money = pl.Series(facts.currency[at])
    return frame.rename({"item_no": "row_no"}).with_columns(
        *ranks(facts, at).values(),
        *(
            money.replace_strict(medians, default=None, return_dtype=pl.Float64).alias(name)
            for name, medians in facts.medians.items()
        ),
        _warnings(facts.doubts[at]).alias("row_warnings"),
    )


def _warnings(doubts: NDArray[np.int8]) -> pl.Series:
    """The doubts as `row_warnings`; there are few combinations of them, so each is written once."""
    texts: list[str | None] = [None]
    for bits in range(1, 1 << len(DOUBTS)):
        codes = compress(DOUBTS, (bits >> bit & 1 for bit in range(len(DOUBTS))))
        notes = [
            {"field": "demand", "code": code, "message": explained(code, _DEMAND, "")[0]} for code in codes
        ]
        texts.append(json.dumps(notes))
    return pl.Series(texts, dtype=pl.String).gather(doubts.astype(np.uint32))


def chunk_of(frame: pl.DataFrame, *, ordinal: int, first_row: int, last_row: int) -> EncodedChunk:
    """A cleaned page as a chunk of these row numbers; some of them may be of items that are gone."""
    return EncodedChunk(
        ordinal=ordinal,
        first_row=first_row,
        last_row=last_row,
        rows=frame.height,
        # No columns of a sheet: what is wrong is wrong with the item's field.
        payload=encode(frame, ()),
        errors=(),
    )


def columns_of(fields: Sequence[str], other_headers: Sequence[str]) -> tuple[Column, ...]:
    """The columns of what a run writes: the fields by their own names, then what no field holds."""
    headers = [*((name, name) for name in fields), *((header, None) for header in other_headers)]
    return tuple(
        Column(header=header, key=header, letter=letters(at), position=at, field=field, confidence=1.0)
        for at, (header, field) in enumerate(headers)
    )
