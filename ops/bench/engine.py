"""`./lotwise bench engine`: how fast decisions are made, beside a peer and beside the limit."""

import datetime as dt
import json
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from core.inventory.decide import decide
from core.inventory.defaults import Defaults
from core.inventory.eoq import eoq
from ops.bench import stockpyl
from ops.bench.catalogue import Columns, mixed_items, rows_of

ROWS = 1_000_000
CHUNK_ROWS = 20_000  # what a worker computes at a time
WANTED_ROWS_PER_SECOND = 300_000.0
AS_OF = dt.date(2026, 1, 1)
SEED = 1
PEER = f"stockpyl {stockpyl.VERSION} in a loop: lot and cost only"


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSpeed:
    """What one run measured; rates in rows a second of one core."""

    rows: int
    decide_rows_per_second: float
    eoq_rows_per_second: float
    numpy_eoq_rows_per_second: float
    stockpyl_rows_per_second: float | None
    stockpyl_note: str
    plain_microseconds: float
    everything_microseconds: float
    first_chunk_peak_bytes: int
    last_chunk_peak_bytes: int
    statuses: dict[str, int]

    @property
    def is_fast_enough(self) -> bool:
        """Whether the engine makes the rate the design asks for."""
        return self.decide_rows_per_second >= WANTED_ROWS_PER_SECOND


def measure(rows: int = ROWS, *, with_stockpyl: bool = False) -> EngineSpeed:
    """Run everything once, after a warm-up."""
    items = mixed_items(rows, SEED)
    chunks = [slice(start, min(start + CHUNK_ROWS, rows)) for start in range(0, rows, CHUNK_ROWS)]
    defaults = Defaults()
    _decide(rows_of(items, chunks[0]), defaults)

    statuses: dict[str, int] = {}
    spent = 0.0
    for chunk in chunks:
        part = rows_of(items, chunk)
        started = time.process_time()
        decisions = decide(part, defaults=defaults, as_of=AS_OF)
        spent += time.process_time() - started
        for status, count in zip(*np.unique(decisions.columns["status"], return_counts=True), strict=True):
            statuses[str(status)] = statuses.get(str(status), 0) + int(count)

    demand, order_cost = items["demand"], items["order_cost"]
    holding = items["holding_rate"] * items["unit_cost"]
    own = _seconds(lambda: eoq(demand, order_cost, holding))
    limit = _seconds(lambda: np.sqrt(2.0 * order_cost) * np.sqrt(demand) / np.sqrt(holding))
    peer = stockpyl.measure(demand, order_cost, holding) if with_stockpyl else None
    return EngineSpeed(
        rows=rows,
        decide_rows_per_second=rows / spent,
        eoq_rows_per_second=rows / own,
        numpy_eoq_rows_per_second=rows / limit,
        stockpyl_rows_per_second=peer,
        stockpyl_note="" if with_stockpyl else "skipped: ask with --with-stockpyl, which installs it",
        plain_microseconds=1e6 * _seconds(lambda: _decide(plain_item(), defaults), repeats=300),
        everything_microseconds=1e6
        * _seconds(lambda: _decide(item_with_everything(), defaults), repeats=100),
        first_chunk_peak_bytes=_peak(rows_of(items, chunks[0]), defaults),
        last_chunk_peak_bytes=_peak(rows_of(items, chunks[-1]), defaults),
        statuses=statuses,
    )


def plain_item() -> Columns:
    """What `POST /eoq` needs and no more."""
    return _one({"demand": 1300.0, "order_cost": 8.0, "holding_cost": 0.225})


def item_with_everything() -> Columns:
    """One item that needs every model: breaks, packs, caps, fill rate, stock, current policy."""
    item = _one(
        {
            "demand": 1300.0,
            "demand_std": 400.0,
            "order_cost": 8.0,
            "holding_rate": 0.3,
            "lead_time_days": 14.0,
            "lead_time_std_days": 3.0,
            "fill_rate": 0.98,
            "on_hand": 40.0,
            "on_order": 24.0,
            "backorders": 2.0,
            "allocated": 5.0,
            "current_order_qty": 200.0,
            "current_reorder_point": 60.0,
            "min_order_qty": 30.0,
            "order_multiple": 12.0,
            "max_order_qty": 2000.0,
            "max_stock": 1500.0,
            "storage_capacity": 1800.0,
            "shelf_life_days": 400.0,
            "max_cover_days": 300.0,
            "review_period_days": 1.0,
            "lost_sale_cost": 2.0,
            "units_per_purchase_unit": 12.0,
            "unit_volume": 0.01,
        }
    )
    for name, text in {"sku": "A-1", "supplier": "S", "currency": "EUR", "unit": "pcs"}.items():
        item[name] = np.array([text], dtype=object)
    item["price_breaks_min_qty"] = np.array([[0.0, 400.0, 800.0]])
    item["price_breaks_unit_cost"] = np.array([[0.75, 0.72, 0.68]])
    return item


def _one(values: dict[str, float]) -> Columns:
    return {name: np.array([value]) for name, value in values.items()}


def _decide(items: Columns, defaults: Defaults) -> object:
    return decide(items, defaults=defaults, as_of=AS_OF)


def _seconds(call: Callable[[], object], repeats: int = 7) -> float:
    """The median of several runs: neither the lucky one nor the one another process disturbed."""
    call()
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        call()
        times.append(time.perf_counter() - started)
    return median(times)


def _peak(items: Columns, defaults: Defaults) -> int:
    """Most memory one chunk's decisions held at a time, numpy's included."""
    tracemalloc.start()
    try:
        _decide(items, defaults)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def show(speed: EngineSpeed) -> Table:
    """The measurements side by side, as ratios to the engine's own rate."""
    table = Table(title=f"{speed.rows:,} rows, one core")
    table.add_column("what")
    table.add_column("rows/s", justify="right")
    table.add_column("times the engine", justify="right")
    rates = {
        "decide: the full decision with its reason": speed.decide_rows_per_second,
        "eoq: lot, cost, orders and cycle only": speed.eoq_rows_per_second,
        "numpy, the EOQ formula alone (the limit)": speed.numpy_eoq_rows_per_second,
    }
    for name, rate in rates.items():
        table.add_row(name, f"{rate:,.0f}", f"{rate / speed.decide_rows_per_second:,.2f}")
    if speed.stockpyl_rows_per_second is None:
        table.add_row(PEER, "skipped", "")
    else:
        rate = speed.stockpyl_rows_per_second
        ratio = rate / speed.decide_rows_per_second
        table.add_row(PEER, f"{rate:,.0f}", f"{ratio:,.2f}")
    table.add_section()
    table.add_row("decide, one plain item", f"{speed.plain_microseconds:,.0f} us", "")
    table.add_row("decide, one item with everything", f"{speed.everything_microseconds:,.0f} us", "")
    peaks = (
        f"{peak / 2**20:.1f} MiB" for peak in (speed.first_chunk_peak_bytes, speed.last_chunk_peak_bytes)
    )
    table.add_row(f"peak memory of a chunk of {CHUNK_ROWS:,}, first / last", " / ".join(peaks), "")
    return table


def bench_engine(
    rows: Annotated[int, typer.Option(min=1, help="how many items to decide on")] = ROWS,
    with_stockpyl: Annotated[
        bool, typer.Option("--with-stockpyl", help="also install and run stockpyl 1.0.2, apart from Lotwise")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object instead of a table")] = False,
) -> None:
    """Measure the engine; exit 1 below 300,000 full decisions a second and core."""
    speed = measure(rows, with_stockpyl=with_stockpyl)
    if as_json:
        report: dict[str, Any] = asdict(speed) | {"is_fast_enough": speed.is_fast_enough}
        typer.echo(json.dumps(report, indent=2))
    else:
        console = Console()
        console.print(show(speed))
        if speed.stockpyl_note:
            console.print(f"stockpyl {speed.stockpyl_note}")
        verdict = "reached" if speed.is_fast_enough else "NOT reached"
        console.print(
            f"{WANTED_ROWS_PER_SECOND:,.0f} rows a second and core: {verdict}. Statuses: {speed.statuses}"
        )
    raise typer.Exit(0 if speed.is_fast_enough else 1)
