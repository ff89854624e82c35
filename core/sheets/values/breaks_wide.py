"""Price breaks in columns of their own: Qty 1, Price 1, Qty 2, Price 2, ..."""

from collections.abc import Sequence

import polars as pl

TIER_INCOMPLETE = "tier_incomplete"
_FROM = "unit_cost from "  # the header says from how many on its price holds


def combine(
    values: pl.DataFrame, parts: Sequence[str], unit_cost: pl.Series | None = None
) -> tuple[pl.Series, pl.Series, tuple[tuple[pl.Series, str], ...]]:
    """Lists of quantities and of prices from the numbers of the columns, and warnings by position.

    `parts` ("min_qty 2", "unit_cost 2", or "unit_cost from 100" where the header says the quantity) are those
    of the columns, in their order. The first tier with an empty cell ends the list; what stands behind or
    beside that cell is left out and warned of. Where the first quantity is above 1 the row's own `unit_cost`,
    if known, is the price up to it. A first price without a column of quantities holds from 1 on.

    >>> frame = pl.DataFrame({"q1": [10.0], "p1": [9.0], "q2": [None], "p2": [8.0]})
    >>> combine(frame, ["min_qty 1", "unit_cost 1", "min_qty 2", "unit_cost 2"])[0].to_list()
    [[10.0]]
    """
    said = sorted(int(part.removeprefix(_FROM)) for part in parts if part.startswith(_FROM))
    quantities_said = {tier: float(quantity) for tier, quantity in enumerate(said, start=1)}
    numbered = {f"{_FROM}{quantity}": f"unit_cost {tier}" for tier, quantity in enumerate(said, start=1)}
    parts = [numbered.get(part, part) for part in parts]
    values = values.cast(pl.Float64)
    places = dict(zip(parts, values.columns, strict=True))
    tiers = sorted({int(part.rpartition(" ")[2]) for part in parts})
    nothing = pl.Series(values=[None], dtype=pl.Float64).new_from_index(0, values.height)
    quantities: list[pl.Series] = []
    prices: list[pl.Series] = []
    is_open = pl.Series(values=[True]).new_from_index(0, values.height)
    is_cut = ~is_open
    for tier in tiers:
        quantity, price = (
            values[places[name]] if name in places else nothing
            for name in (f"min_qty {tier}", f"unit_cost {tier}")
        )
        if tier in quantities_said:
            quantity = pl.select(
                pl.when(price.is_not_null() & (price != 0.0)).then(pl.lit(quantities_said[tier]))
            ).to_series()
        elif tier == tiers[0] and f"min_qty {tier}" not in places:
            quantity = pl.select(pl.when(price.is_not_null()).then(pl.lit(1.0))).to_series()
        is_blank = (quantity.is_null() | (quantity == 0.0)) & (price.is_null() | (price == 0.0))
        if tier == tiers[0]:  # a first quantity of 0 is a quantity
            is_blank = price.is_null() & (quantity.is_null() | (quantity == 0.0))
        is_whole = quantity.is_not_null() & price.is_not_null() & ~is_blank
        is_cut |= ~is_blank & ~(is_open & is_whole)
        is_open &= is_whole
        quantities.append(quantity.set(~is_open, None))
        prices.append(price.set(~is_open, None))
    if unit_cost is not None and tiers:
        is_late = (quantities[0] > 1.0).fill_null(value=False) & unit_cost.is_not_null()
        one = pl.select(pl.when(is_late).then(pl.lit(1.0))).to_series()
        quantities.insert(0, one)
        prices.insert(0, unit_cost.cast(pl.Float64).set(~is_late, None))
    cut = is_cut.fill_null(value=False).arg_true()
    warnings = ((cut, TIER_INCOMPLETE),) if len(cut) else ()
    return _lists(quantities, values.height), _lists(prices, values.height), warnings


def _lists(columns: Sequence[pl.Series], height: int) -> pl.Series:
    """The values of each row that are not null; null where there are none."""
    if not columns:
        return pl.Series(values=[None], dtype=pl.List(pl.Float64)).new_from_index(0, height)
    named = [column.alias(str(at)) for at, column in enumerate(columns)]
    lists = pl.DataFrame(named).select(pl.concat_list(pl.all()).list.drop_nulls()).to_series()
    return pl.select(pl.when(lists.list.len() > 0).then(lists)).to_series()
