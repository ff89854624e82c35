"""A large mixed catalogue as columns: what the engine's benchmark and its equality tests decide on."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Columns = dict[str, npt.NDArray[Any]]


def mixed_items(rows: int, seed: int) -> Columns:
    """Items of all kinds, every model in use.

    Half are asked for a fill rate, half for cycle service; two in five move slowly (Poisson and negative
    binomial), one in five is erratic (gamma), the rest normal; a tenth have three price breaks with a
    minimum and packs; the others have packs or a minimum here and there. All have stock figures, half a
    current policy.
    """
    random = np.random.default_rng(seed)
    kind = random.random(rows)
    is_slow, is_erratic = kind < 0.4, kind > 0.8
    lead = random.integers(3, 60, rows).astype(np.float64)
    lead_time_demand = np.where(is_slow, random.uniform(0.2, 8.0, rows), random.lognormal(5.0, 1.0, rows))
    demand = np.round(lead_time_demand / lead * 365.0, 2) + 0.01
    spread = np.where(is_slow, random.choice([1.0, 1.6], rows), random.uniform(0.1, 0.45, rows))
    spread = np.where(is_erratic, random.uniform(0.7, 1.5, rows), spread)
    # A slow mover's standard deviation goes with the root of its demand, the others' with the demand.
    over_lead = np.where(is_slow, spread * np.sqrt(lead_time_demand), spread * lead_time_demand)
    price = np.round(random.lognormal(2.0, 1.2, rows), 2) + 0.05
    by_fill_rate = random.random(rows) < 0.5
    service = random.choice([0.85, 0.9, 0.95, 0.98, 0.99], rows)
    order_cost = np.round(random.uniform(5.0, 150.0, rows), 2)
    usual = np.sqrt(2.0 * order_cost * demand / (0.25 * price))
    in_hand = np.round(random.uniform(0.0, 1.5, rows) * (usual + lead_time_demand))
    items: Columns = {
        "sku": np.array([f"SKU-{number:07d}" for number in range(rows)], dtype=object),
        "supplier": np.array([f"Supplier {number % 97}" for number in range(rows)], dtype=object),
        "currency": np.full(rows, "EUR", dtype=object),
        "unit": np.full(rows, "pcs", dtype=object),
        "demand": demand,
        "demand_std": np.round(over_lead / np.sqrt(lead / 365.0), 4),
        "order_cost": order_cost,
        "unit_cost": price,
        "holding_rate": np.round(random.uniform(0.1, 0.35, rows), 3),
        "lead_time_days": lead,
        "lead_time_std_days": _some(random, 0.3, np.round(lead * 0.1, 1)),
        "service_level": np.where(by_fill_rate, np.nan, service),
        "fill_rate": np.where(by_fill_rate, service, np.nan),
        "review_period_days": np.ones(rows),
        "on_hand": in_hand,
        "on_order": np.where(random.random(rows) < 0.2, np.ceil(usual), 0.0),
        "backorders": np.zeros(rows),
        "allocated": np.where(random.random(rows) < 0.1, np.floor(in_hand * 0.2), 0.0),
        "current_order_qty": _some(random, 0.5, np.ceil(usual * random.uniform(0.3, 3.0, rows))),
        "current_reorder_point": _some(random, 0.5, np.ceil(lead_time_demand * 1.3)),
        "min_order_qty": _some(random, 0.3, np.ceil(usual * random.uniform(0.2, 1.3, rows))),
        "order_multiple": _some(random, 0.6, random.choice([1.0, 5.0, 6.0, 12.0, 25.0], rows)),
        "shelf_life_days": _some(random, 0.1, random.integers(90, 900, rows).astype(np.float64)),
    }
    return items | _price_breaks(random, items, usual)


def _some(
    random: np.random.Generator, share: float, values: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """The values for a share of the rows, absent elsewhere."""
    return np.where(random.random(len(values)) < share, values, np.nan)


def _price_breaks(random: np.random.Generator, items: Columns, usual: npt.NDArray[np.float64]) -> Columns:
    """Three price breaks, a minimum and packs for a tenth of the rows; changes their minimum and multiple."""
    rows = len(usual)
    has_breaks = random.random(rows) < 0.1
    items["order_multiple"] = np.where(has_breaks, 12.0, items["order_multiple"])
    items["min_order_qty"] = np.where(has_breaks, 24.0, items["min_order_qty"])
    first = np.ceil(np.maximum(usual, 12.0) * random.uniform(0.8, 1.5, rows))
    quantities = np.stack([np.zeros(rows), first, first * 2.0 + 1.0, first * 5.0 + 2.0], axis=1)
    prices = items["unit_cost"][:, None] * np.array([1.0, 0.97, 0.94, 0.9])
    absent = ~has_breaks[:, None]
    return {
        "price_breaks_min_qty": np.where(absent, np.nan, quantities),
        "price_breaks_unit_cost": np.where(absent, np.nan, prices),
    }


def rows_of(items: Mapping[str, npt.NDArray[Any]], rows: slice | npt.NDArray[np.intp]) -> Columns:
    """Some rows of all columns."""
    return {name: column[rows] for name, column in items.items()}
