"""A realistic catalogue from a seed: the same rows every time, with headers a planner would write."""

import csv
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
import polars as pl
import xlsxwriter
from numpy.typing import NDArray

from core.sheets.writing.cell_formats import Formats
from core.sheets.writing.tables import MOST_ROWS, Header, begin_table, finish_table, put

CURRENCY = "EUR"
NONE: Mapping[tuple[int, str], object] = MappingProxyType({})
# Two slips every planner knows; the other rows are decided all the same.
MISTAKES: Mapping[tuple[int, str], object] = MappingProxyType(
    {(58, "Annual demand"): "approx. 500", (141, "Unit cost"): -4.2}
)
MADE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)  # so that the same seed gives the same bytes
_ORDER_NOW_SHARE = 0.12  # of the SKUs have fallen to or below what the lead time needs
_NO_CURRENT_SHARE = 0.06  # have never had a fixed order quantity
_NO_SERVICE_SHARE = 0.1  # have no service level of their own: their ABC/XYZ class gives one


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of goods: what it is called, in which variants, typical price, and packs it comes in."""

    name: str
    nouns: tuple[str, ...]
    variants: tuple[str, ...]
    price: float
    packs: tuple[int, ...]
    prefix: str


CATEGORIES = (
    Category("Fasteners", ("Hex bolt", "Lock nut"), ("M6", "M8", "M10"), 0.18, (100, 200, 500), "FA"),
    Category("Bearings", ("Ball bearing", "Thrust bearing"), ("6203", "6305"), 9.5, (1, 5, 10), "BE"),
    Category("Seals", ("O-ring", "Shaft seal", "Gasket"), ("NBR 20", "FKM 32"), 1.9, (10, 25, 50), "SE"),
    Category("Hydraulics", ("Hose", "Valve"), ("1/2 in", "3/4 in", "1 in"), 42.0, (1, 2, 5), "HY"),
    Category("Electrical", ("Relay", "Fuse"), ("24 V", "230 V", "400 V"), 7.4, (1, 10, 20), "EL"),
    Category("Safety", ("Gloves", "Goggles", "Helmet"), ("S", "M", "L", "XL"), 4.8, (1, 12, 50), "SA"),
    Category("Lubricants", ("Grease", "Gear oil"), ("400 g", "5 l", "20 l"), 21.0, (1, 4, 6), "LU"),
    Category("Filters", ("Oil filter", "Air filter"), ("F120", "F240", "F360"), 14.0, (1, 4, 8), "FI"),
)  # fmt: skip
_SUPPLIERS = (
    "Adler Technik GmbH", "Brennan & Cole Ltd", "Costa Industriale SpA", "Dufour SARL", "Eklund Verktyg AB",
    "Fischbach KG", "Garrido Suministros SL", "Hansen Maskin A/S", "Ivanov Metal OOD", "Jansen Techniek BV",
    "Kowalski Przemysł Sp. z o.o.", "Lindqvist Industri AB",
)  # fmt: skip
_LEAD_DAYS = (4, 6, 7, 10, 12, 14, 14, 18, 21, 28, 35, 45)  # by supplier
HEADERS: dict[str, float] = {
    "SKU": 12,
    "Description": 30,
    "Supplier": 28,
    "Currency": 9,
    "Annual demand": 10,
    "Monthly demand std dev": 10,
    "Order cost": 8,
    "Unit cost": 9,
    "Holding rate": 9,
    "Lead time (days)": 10,
    "On hand": 9,
    "On order": 9,
    "Current order quantity": 11,
    "MOQ": 8,
    "Pack size": 8,
    "Service level": 9,
}


def sample(rows: int, seed: int = 1) -> pl.DataFrame:
    """A catalogue of `rows` items: few of them sell much, most sell little, about one in eight is due.

    Deterministic in (`rows`, `seed`). Absent cells are null. Columns are `HEADERS`.
    """
    rng = np.random.default_rng(seed)
    kind = rng.integers(len(CATEGORIES), size=rows)
    supplier = rng.zipf(1.6, rows) % len(_SUPPLIERS)
    demand = np.maximum(np.round(rng.lognormal(6.2, 1.45, rows)), 1.0)
    price = np.array([category.price for category in CATEGORIES])[kind] * rng.lognormal(0.0, 0.55, rows)
    price = np.maximum(np.round(price, 2), 0.02)
    # Lumpy items vary more; sigma is per month, as planners measure it.
    variation = np.clip(rng.lognormal(-0.9, 0.5, rows), 0.1, 2.0)
    deviation = np.round(variation * demand / 12.0, 1)
    pack = np.array([rng.choice(CATEGORIES[which].packs) for which in kind], dtype=np.float64)
    order_cost = rng.choice([25.0, 35.0, 45.0, 60.0], rows, p=[0.2, 0.4, 0.3, 0.1])
    holding = rng.choice([0.18, 0.2, 0.25, 0.3], rows, p=[0.2, 0.4, 0.3, 0.1])
    lead = np.maximum(np.array(_LEAD_DAYS)[supplier] + rng.integers(-2, 4, rows), 1).astype(np.float64)
    lot = _present_lots(rng, demand, order_cost, holding * price, pack)
    on_hand, on_order = _stock(rng, demand, deviation, lead, lot)
    service = rng.choice([0.9, 0.95, 0.98], rows, p=[0.3, 0.5, 0.2])
    return pl.DataFrame(
        {
            "SKU": _skus(kind, rows),
            "Description": _descriptions(rng, kind),
            "Supplier": np.array(_SUPPLIERS)[supplier].tolist(),
            "Currency": [CURRENCY] * rows,
            "Annual demand": demand,
            "Monthly demand std dev": deviation,
            "Order cost": order_cost,
            "Unit cost": price,
            "Holding rate": holding,
            "Lead time (days)": lead,
            "On hand": on_hand,
            "On order": on_order,
            "Current order quantity": _some_absent(rng, lot, _NO_CURRENT_SHARE),
            "MOQ": np.where(rng.random(rows) < 0.5, pack * rng.choice([1.0, 2.0, 4.0], rows), pack),
            "Pack size": pack,
            "Service level": _some_absent(rng, service, _NO_SERVICE_SHARE),
        }
    )


def _skus(kind: NDArray[np.int64], rows: int) -> list[str]:
    """Some with leading zeros and some all digits, as catalogues have them."""
    return [
        f"{number:06d}" if number % 7 == 0 else f"{CATEGORIES[which].prefix}-{number:05d}"
        for number, which in zip(range(1001, 1001 + rows), kind.tolist(), strict=True)
    ]


def _descriptions(rng: np.random.Generator, kind: NDArray[np.int64]) -> list[str]:
    picks = rng.integers(1 << 30, size=(kind.size, 2))
    texts = []
    for which, (one, two) in zip(kind.tolist(), picks.tolist(), strict=True):
        category = CATEGORIES[which]
        noun = category.nouns[one % len(category.nouns)]
        texts.append(f"{noun} {category.variants[two % len(category.variants)]}, {category.name.lower()}")
    return texts


def _present_lots(
    rng: np.random.Generator,
    demand: NDArray[np.float64],
    order_cost: NDArray[np.float64],
    holding_cost: NDArray[np.float64],
    pack: NDArray[np.float64],
) -> NDArray[np.float64]:
    """What planners order today: not far from the best lot, or by a habit of so many weeks."""
    best = np.sqrt(2.0 * order_cost * demand / holding_cost)
    habit = demand / rng.choice([4.0, 6.0, 12.0], demand.size)
    lot = np.where(rng.random(demand.size) < 0.8, best * rng.lognormal(0.2, 0.45, demand.size), habit)
    return np.maximum(np.ceil(lot / pack), 1.0) * pack


def _stock(
    rng: np.random.Generator,
    demand: NDArray[np.float64],
    deviation: NDArray[np.float64],
    lead: NDArray[np.float64],
    lot: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Stock somewhere in its cycle; a few SKUs have fallen below what the lead time needs."""
    needed = demand * lead / 365.0 + 1.9 * deviation * np.sqrt(lead / 30.4)
    is_due = rng.random(demand.size) < _ORDER_NOW_SHARE
    low = needed * rng.uniform(0.1, 0.85, demand.size)
    comfortable = 1.25 * needed + 2.0 + lot * rng.uniform(0.1, 1.0, demand.size)
    slow = np.where(rng.random(demand.size) < 0.06, demand * rng.uniform(1.0, 2.5, demand.size), 0.0)
    on_hand = np.round(np.where(is_due, low, comfortable + slow)).astype(np.float64)
    on_order = np.where(~is_due & (rng.random(demand.size) < 0.15), lot, 0.0)
    return on_hand, on_order


def _some_absent(rng: np.random.Generator, values: NDArray[np.float64], share: float) -> pl.Series:
    return pl.Series(np.where(rng.random(values.size) < share, np.nan, values), nan_to_null=True)


def write_sample(
    frame: pl.DataFrame, target: Path, *, mistakes: Mapping[tuple[int, str], object] = NONE
) -> None:
    """Write a catalogue as .xlsx or, for any other name, as CSV.

    `mistakes` are cells written instead of the catalogue's: (row in the file, header) -> value.

    Raises:
        ValueError: more rows than a worksheet has.

    """
    rows = (
        [mistakes.get((row, header), value) for header, value in zip(frame.columns, values, strict=True)]
        for row, values in enumerate(frame.iter_rows(), start=2)
    )
    if target.suffix.lower() != ".xlsx":
        if not mistakes:
            frame.write_csv(target)
            return
        with target.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows([frame.columns, *rows])
        return
    if frame.height >= MOST_ROWS:
        raise ValueError(f"{frame.height:,} rows do not fit into one worksheet; write a .csv.")
    with xlsxwriter.Workbook(str(target), {"constant_memory": True}) as book:
        formats, sheet = Formats(book), book.add_worksheet("Items")
        book.set_properties({"title": "Items", "created": MADE})
        headers = [Header(text=name, width=HEADERS.get(name, 12)) for name in frame.columns]
        begin_table(sheet, headers, formats, frozen_columns=1)
        for at, values in enumerate(rows, start=1):
            for column, value in enumerate(values):
                put(sheet, at, column, value, formats, None)
        finish_table(sheet, frame.height, frame.width)
