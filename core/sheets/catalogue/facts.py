"""What all items of a catalogue say about each of them: demand, ranks and medians, gathered page by page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from core.inventory.medians import MEDIANS
from core.sheets.catalogue.demand import Outlook
from core.sheets.intake.by_currency import medians_of, numbered
from core.sheets.intake.collect import Columns
from core.sheets.intake.ranks import ABC, XYZ, abc_codes, annual

# What the first look at an item takes of it.
NARROW = (
    *("demand", "period", "demand_std", "demand_std_period", "unit_cost", "price_per", "currency"),
    *(usual.field for usual in MEDIANS.values()),
)
DOUBTS = ("short_history", "negative_history", "dominated_history", "trend", "dead")


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueFacts:
    """A value an item, in the order of `item_no`; demand and its deviation of a month, NaN where as given.

    `doubts` holds a bit for each of `DOUBTS`; `currency` numbers the currencies by which `medians` are.
    """

    item_no: NDArray[np.int32]
    demand: NDArray[np.float64]
    demand_std: NDArray[np.float64]
    doubts: NDArray[np.int8]
    abc: NDArray[np.int8]
    xyz: NDArray[np.int8]
    currency: NDArray[np.int16]
    medians: Mapping[str, Mapping[int, float]]

    @property
    def from_history(self) -> int:
        """Of how many items the demand was made from their history."""
        return int((~np.isnan(self.demand)).sum())


class Gathering:
    """Takes the pages of the first pass."""

    def __init__(self) -> None:
        self._found = Columns()
        self._currencies: dict[str | None, int] = {}

    def add(self, items: pl.DataFrame, outlook: Outlook | None) -> None:
        """One page: `item_no` and `NARROW`; without `outlook` all demand is as given."""
        height = items.height
        demand, std = np.full(height, np.nan), np.full(height, np.nan)
        doubts = np.zeros(height, dtype=np.int8)
        if outlook is not None:
            used = outlook.is_used
            demand = np.where(used, outlook.rolled.demand, np.nan)
            std = np.where(used, outlook.rolled.demand_std, np.nan)
            for bit, code in enumerate(DOUBTS):
                doubts |= (outlook.rolled.doubts[code] & used).astype(np.int8) << bit
        value, xyz = annual(with_demand(items, demand, std))
        self._found.add(
            item_no=items["item_no"].to_numpy(),
            demand=demand,
            demand_std=std,
            doubts=doubts,
            value=value,
            xyz=xyz,
            currency=numbered(items["currency"], self._currencies),
            **{
                name: items[usual.field].fill_null(float("nan")).to_numpy() for name, usual in MEDIANS.items()
            },
        )

    def facts(self, skus_of: Callable[[NDArray[np.int32]], pl.Series]) -> CatalogueFacts:
        """All pages together; `skus_of` gives the skus of some items, asked where they decide a rank."""
        found = self._found
        item_no = found.take("item_no", np.int32)
        currency = found.take("currency", np.int16)
        everything = np.ones(item_no.size, dtype=np.bool_)
        return CatalogueFacts(
            item_no=item_no,
            demand=found.take("demand", np.float64),
            demand_std=found.take("demand_std", np.float64),
            doubts=found.take("doubts", np.int8),
            abc=abc_codes(found.take("value", np.float64), currency, lambda at: skus_of(item_no[at])),
            xyz=found.take("xyz", np.int8),
            currency=currency,
            medians={
                name: medians_of(found.take(name, np.float64), currency, everything) for name in MEDIANS
            },
        )


def with_demand(items: pl.DataFrame, demand: NDArray[np.float64], std: NDArray[np.float64]) -> pl.DataFrame:
    """The items with demand a month where there is one from history; NaN: as given."""
    made = pl.Series("made", demand, nan_to_null=True)
    is_made = made.is_not_null()
    return items.with_columns(
        made.zip_with(is_made, items["demand"]).alias("demand"),
        pl.Series(std, nan_to_null=True).zip_with(is_made, items["demand_std"]).alias("demand_std"),
        pl.when(is_made).then(pl.lit("month")).otherwise("period").alias("period"),
        pl.when(is_made).then(None).otherwise("demand_std_period").alias("demand_std_period"),
    )


def ranks(facts: CatalogueFacts, at: NDArray[np.int64]) -> dict[str, pl.Series]:
    """The classes of the items at these positions."""
    return {
        name: pl.Series([*classes, None], dtype=pl.String).gather(codes[at].astype(np.uint32)).alias(name)
        for name, classes, codes in (("abc_class", ABC, facts.abc), ("xyz_class", XYZ, facts.xyz))
    }
