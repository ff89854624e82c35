"""The read step of a run: a catalogue's items in, chunks of clean columns out.

Two passes, as over a sheet: the first finds what needs all items (demand of the months, ranks, medians), only
the second makes chunks. It runs in this process: what is read is clean already. What it needs of polars is
imported inside the functions, in the child.
"""

from datetime import date
from typing import TYPE_CHECKING, Final

from sqlalchemy import Engine

from core import faults
from core.db.connect import transaction
from core.db.protocol.leases import Lease
from core.db.protocol.transitions import advance
from core.job_options import JobOptions, RunOptions
from core.job_states import JobState
from core.queue import wake_up_quietly
from worker.heartbeat import Heart

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    from core.db.catalogue.run_reading import Run
    from core.sheets.catalogue.facts import CatalogueFacts
    from core.sheets.catalogue.months import Window
    from core.sheets.catalogue.overrides import Overrides

# Of the first pass, which takes few columns of each; its months make matrices of 40 MB or so.
_NARROW_ROWS: Final = 100_000


def recalculate(engine: Engine, held: Lease, heart: Heart) -> None:
    """Read the items; each chunk can be computed as soon as it is there."""
    from core.db.catalogue import run_reading
    from core.db.orders.placed_orders import open_orders
    from core.sheets.catalogue.counting import with_placed
    from core.sheets.catalogue.months import window_of
    from core.sheets.catalogue.pages import cleaned
    from core.sheets.catalogue.placed import counted
    from core.sheets.catalogue.told import understanding_of

    faults.point("read.claimed")
    with transaction(engine) as connection:
        advance(connection, held.job_id, JobState.READING, "looking at the items and their demand")
    options = JobOptions.from_json(held.options)
    how = options.run or RunOptions()
    with transaction(engine) as connection:
        run = run_reading.begin(connection, held)
    window = None
    if how.demand_from == "history":
        window = window_of(options.as_of, how.window_months, run.catalogue.demand_until)
    overrides = _overrides(engine, run, options.as_of, window)
    facts = _facts(engine, heart, run, window, how.method, overrides)
    with transaction(engine) as connection:
        scenario = options.scenario.words() if options.scenario else None
        run_reading.understood(connection, held, understanding_of(run.told, facts, window, scenario))
    faults.point("read.understood")
    with transaction(engine) as connection:
        orders = counted(open_orders(connection, run.catalogue.id), options.as_of, how.placed_days)

    def finished(items: "pl.DataFrame") -> "pl.DataFrame":
        return with_placed(overrides.applied(cleaned(overrides.given(items), facts)), orders)

    _cut(engine, held, heart, run, options.sheet.rows_per_chunk, finished)


def _overrides(engine: Engine, run: "Run", as_of: date, window: "Window | None") -> "Overrides":
    """What people have set, read once: there are few, and one item's may be another one's demand."""
    from core.db.catalogue import overrides
    from core.db.catalogue.catalogue_pages import narrow_some
    from core.sheets.catalogue.overrides import Override, Overrides

    with transaction(engine) as connection:
        set_by_hand = overrides.in_force(connection, run.catalogue.id, as_of)
        found = Overrides([Override(**one) for one in set_by_hand], as_of)
        if window is not None and found.replaced:
            sold = narrow_some(connection, run.catalogue.id, found.replaced, window)
            found.inherit(sold.items, sold.lines, window)
    return found


def _facts(
    engine: Engine,
    heart: Heart,
    run: "Run",
    window: "Window | None",
    method: str,
    overrides: "Overrides",
) -> "CatalogueFacts":
    from core.db.catalogue.catalogue_pages import narrow_page, skus_of
    from core.sheets.catalogue.facts import Gathering

    found = Gathering()
    after = 0
    while True:
        heart.check()
        with transaction(engine) as connection:
            page = narrow_page(connection, run.catalogue.id, after=after, rows=_NARROW_ROWS, window=window)
        if page.items.is_empty():
            break
        items = overrides.given(page.items)
        found.add(items, overrides.outlook(items, page.lines, window, method) if window else None)
        after = int(page.items["item_no"][-1])
    with transaction(engine) as connection:
        return found.facts(lambda item_no: skus_of(connection, run.catalogue.id, item_no))


def _cut(
    engine: Engine,
    held: Lease,
    heart: Heart,
    run: "Run",
    rows_per_chunk: int,
    finished: "Callable[[pl.DataFrame], pl.DataFrame]",
) -> None:
    """Make the chunks: their row numbers follow each other without a gap, so that no item goes unnoticed.

    `finished` makes a page of items the frame of a chunk.
    """
    from core.db.catalogue.catalogue_pages import whole_page
    from core.db.protocol import reading
    from core.sheets.catalogue.pages import chunk_of, fields_in_use

    fields = fields_in_use(run.catalogue.fields)
    after = chunks = rows = 0
    is_last = False
    while not is_last:
        heart.check()
        with transaction(engine) as connection:
            items = whole_page(connection, run.catalogue.id, fields, after=after, rows=rows_per_chunk)
        is_last = items.height < rows_per_chunk
        last = run.last_item_no if is_last else int(items["item_no"][-1])
        frame = finished(items)
        if is_last and after == last:
            break  # the page before was the last one, and full
        chunk = chunk_of(frame, ordinal=chunks, first_row=after + 1, last_row=last)
        with transaction(engine) as connection:
            reading.add_chunk(connection, held, chunk)
        faults.point("read.chunk_added")
        wake_up_quietly()
        after, chunks, rows = last, chunks + 1, rows + frame.height
    faults.point("read.before_complete")
    with transaction(engine) as connection:
        reading.complete(connection, held, chunks=chunks, rows=rows)
