"""Random items with every constraint and discount, as the oracle and as the engine's door take them."""

import dataclasses
import math
import random
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from tests.unit.inventory.oracle import Item

Columns = dict[str, npt.NDArray[Any]]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Soft caps as a planner writes them; the oracle takes the tightest of them."""

    shelf_life_days: float = math.nan
    max_cover_days: float = math.nan
    max_stock: float = math.nan
    storage_capacity: float = math.nan

    def tightest(self, demand: float) -> float:
        """Most units a lot may have where there is no safety stock."""
        caps = (
            self.shelf_life_days * demand / 365.0,
            self.max_cover_days * demand / 365.0,
            self.max_stock,
            self.storage_capacity,
        )
        return min((cap for cap in caps if not math.isnan(cap)), default=math.inf)


def random_item(dice: random.Random) -> tuple[Item, Limits]:
    """One item; packs are chosen so that the best lot has from one to a few hundred of them."""
    demand = round(10.0 ** dice.uniform(1.0, 5.0), 1)
    order_cost = round(10.0 ** dice.uniform(-0.5, 2.7), 2)
    price = round(10.0 ** dice.uniform(-0.5, 2.5), 2)
    rate = round(dice.uniform(0.06, 0.5), 3)
    # Only sets the scale of the other numbers; the best lot is found without it.
    scale = (2.0 * demand * order_cost / (price * rate)) ** 0.5

    def rounded(factor_low: float, factor_high: float) -> float:
        return max(float(f"{scale * dice.uniform(factor_low, factor_high):.3g}"), 0.1)

    given: dict[str, Any] = {"demand": demand, "order_cost": order_cost, "unit_cost": price}
    given["holding_rate"] = rate
    if dice.random() < 0.25:
        given |= {"holding_rate": math.nan, "holding_cost": round(price * rate, 4)}
    if dice.random() < 0.85:
        given["pack"] = float(f"{scale / 10.0 ** dice.uniform(-0.5, 2.3):.2g}")
    if dice.random() < 0.5:
        packs = given.get("pack")
        is_whole = packs is not None and dice.random() < 0.5
        given["min_order"] = (
            round(dice.randint(1, 40) * (packs or 0.0), 10) if is_whole else rounded(0.05, 2.0)
        )
    if dice.random() < 0.3:
        given["max_order"] = rounded(0.3, 3.0)
    if dice.random() < 0.45:
        given |= _price_breaks(dice, price, scale, "holding_cost" in given)
    elif dice.random() < 0.3:
        given["production_rate"] = round(demand * dice.uniform(1.15, 20.0), 2)
    if "breaks" not in given and dice.random() < 0.2:
        given["backorder_cost"] = round(price * rate * dice.uniform(1.0, 30.0), 4)
    limits = Limits(
        **{
            name: rounded(0.3, 4.0) / (demand / 365.0 if name.endswith("days") else 1.0)
            for name in ("shelf_life_days", "max_cover_days", "max_stock", "storage_capacity")
            if dice.random() < 0.12
        }
    )
    return Item(**given, soft_cap=limits.tightest(demand)), limits


def _price_breaks(dice: random.Random, price: float, scale: float, has_holding_cost: bool) -> dict[str, Any]:
    """Two to four tiers; first one from 0, from 1, or above with the unit cost below it."""
    starts = [dice.choice([0.0, 1.0]) if dice.random() < 0.8 else float(f"{max(scale * 0.4, 2.0):.3g}")]
    prices = [price]
    for _ in range(dice.randint(1, 3)):
        starts.append(float(f"{max(starts[-1], scale * 0.2, 1.0) * dice.uniform(1.2, 3.0):.3g}"))
        prices.append(round(prices[-1] * dice.uniform(0.85, 0.999), 4))
    is_incremental = dice.random() < 0.4
    rising = not is_incremental and dice.random() < 0.05
    if rising:
        prices[1] = round(prices[0] * 1.02, 4)
    return {"breaks": tuple(zip(starts, prices, strict=True)), "incremental": is_incremental}


def random_items(count: int, seed: int) -> tuple[list[Item], Columns]:
    """Many of them, and their columns for `decide`."""
    dice = random.Random(seed)
    made = [random_item(dice) for _ in range(count)]
    items = [item for item, _ in made]
    columns = columns_of(items)
    for name in (field.name for field in dataclasses.fields(Limits)):
        columns[name] = np.array([getattr(limits, name) for _, limits in made])
    return items, columns


def columns_of(items: Sequence[Item]) -> Columns:
    """The items' columns for `decide`, soft caps apart; infinite and missing are absent."""
    names = {
        "demand": "demand",
        "order_cost": "order_cost",
        "unit_cost": "unit_cost",
        "holding_rate": "holding_rate",
        "holding_cost": "holding_cost",
        "production_rate": "production_rate",
        "backorder_cost": "backorder_cost",
        "pack": "order_multiple",
        "min_order": "min_order_qty",
        "max_order": "max_order_qty",
    }
    columns: Columns = {}
    for attribute, field in names.items():
        values = [getattr(item, attribute) for item in items]
        columns[field] = np.array([math.nan if v is None or math.isinf(v) else float(v) for v in values])
    columns["allow_backorders"] = np.array(
        [1 if math.isfinite(item.backorder_cost) else 0 for item in items], dtype=np.int8
    )
    # Not counted in pieces: without a pack any real quantity may be ordered.
    columns["unit"] = np.full(len(items), "kg", dtype=object)
    tiers = max((len(item.breaks) for item in items), default=0)
    if tiers:
        padded = [item.breaks + ((math.nan, math.nan),) * (tiers - len(item.breaks)) for item in items]
        columns["price_breaks_min_qty"] = np.array([[start for start, _ in row] for row in padded])
        columns["price_breaks_unit_cost"] = np.array([[price for _, price in row] for row in padded])
        columns["discount"] = np.array(
            ["incremental" if item.incremental else "all_units" for item in items], dtype=object
        )
    return columns
