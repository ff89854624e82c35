"""Runs over a catalogue: every item decided, changes told, and nothing of an earlier attempt left."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, update

from core import faults
from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.catalogue import catalogue_items, changes
from core.db.connect import transaction
from core.db.protocol import jobs
from core.db.protocol.claims import LARGE_RUN_ITEMS, claim
from core.db.schema.tables import chunk
from core.db.schema.tables import job as job_table
from core.errors import RunUnfinished
from core.job_states import JobState
from tests.integration.catalogues.by_hand import (
    LEASE,
    decided,
    made,
    put,
    ran,
    started,
    stock,
    work_off,
    work_off_one,
)

ITEM = {"demand": 1200.0, "order_cost": 25.0, "unit_cost": 4.0, "holding_rate": 0.25, "lead_time_days": 14.0}


def test_a_run_decides_on_every_item_and_a_second_one_finds_no_change(engine: Engine) -> None:
    of = made(engine)
    answer = put(engine, of, *({"sku": f"S{at}", **ITEM, "on_hand": 100.0} for at in range(50)))
    assert answer == {"created": 50, "changed": 0, "unchanged": 0}
    first = ran(engine, of, rows_per_chunk=20)
    assert first.state is JobState.SUCCEEDED, first.error
    frame = decided(engine, first.id)
    assert frame["row_no"].to_list() == list(range(1, 51))
    assert frame["sku"].to_list() == [f"S{at}" for at in range(50)]
    assert frame["order_quantity"].null_count() == 0
    second = ran(engine, of, rows_per_chunk=20)
    assert second.compares_with == first.id
    with transaction(engine) as connection:
        assert changes.page(connection, DEFAULT_WORKSPACE, second.id, limit=10).rows == []


def test_stock_that_fell_makes_items_newly_to_order_and_says_why(engine: Engine) -> None:
    of = made(engine)
    put(engine, of, *({"sku": f"S{at}", **ITEM, "on_hand": 1000.0} for at in range(5)))
    ran(engine, of)
    answer = stock(engine, of, {"sku": "S1", "on_hand": 3.0}, {"sku": "S9", "on_hand": 1.0})
    assert answer == {"taken": 1, "unknown": [{"row": 2, "sku": "S9", "location": None}]}
    second = ran(engine, of)
    with transaction(engine) as connection:
        rows = changes.page(connection, DEFAULT_WORKSPACE, second.id, limit=10).rows
    assert [(row["sku"], row["kind"], row["why"]) for row in rows] == [
        ("S1", "to_order", "the inventory position fell from 1000 to 3")
    ]


def test_a_read_that_is_tried_again_begins_afresh(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the first attempt had cut, and what was computed of it, was of figures that have changed since."""
    of = made(engine)
    put(engine, of, *({"sku": f"S{at}", **ITEM, "on_hand": 1000.0} for at in range(50)))
    ran(engine, of)

    def fail(name: str) -> None:
        if name == "read.before_complete":
            raise ZeroDivisionError(name)

    job = started(engine, of, rows_per_chunk=20)
    with monkeypatch.context() as patch:
        patch.setattr(faults, "point", fail)
        work_off_one(engine)  # the read fails at its end
    with transaction(engine) as connection:
        later = func.clock_timestamp() + timedelta(hours=1)
        connection.execute(update(chunk).where(chunk.c.kind == "read").values(not_before=later))
    work_off(engine)  # the chunks it had made are computed
    with transaction(engine) as connection:
        assert jobs.get(connection, DEFAULT_WORKSPACE, job.id).progress.rows_done == 50
    put(engine, of, {"sku": "S7", "on_hand": 1.0}, {"sku": "S60", **ITEM, "on_hand": 1000.0})
    with transaction(engine) as connection:
        catalogue_items.remove(connection, of, sku="S3", location=None)
        connection.execute(update(chunk).values(not_before=func.clock_timestamp()))
    work_off(engine)
    with transaction(engine) as connection:
        ended = jobs.get(connection, DEFAULT_WORKSPACE, job.id)
        rows = changes.page(connection, DEFAULT_WORKSPACE, job.id, limit=10).rows
    assert ended.state is JobState.SUCCEEDED, ended.status_reason
    assert (ended.progress.rows_total, ended.progress.rows_ok) == (50, 50)
    frame = decided(engine, job.id)
    assert frame["row_no"].to_list() == [at for at in range(1, 52) if at != 4]
    # (Whose class moved depends on all the others.)
    assert [(row["sku"], row["kind"]) for row in rows if row["kind"] != "abc_class"] == [
        ("S7", "to_order"),
        ("S60", "new_item"),
        ("S3", "gone_item"),
    ]


def test_two_that_ask_at_once_get_one_run(engine: Engine) -> None:
    of = made(engine)
    put(engine, of, {"sku": "A", **ITEM})

    def start(_: int) -> bool:
        try:
            started(engine, of)
        except RunUnfinished:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(start, range(8))) == 1
    work_off(engine)


def test_items_and_stock_may_change_while_a_run_reads(engine: Engine) -> None:
    of = made(engine)
    put(engine, of, *({"sku": f"S{at}", **ITEM, "on_hand": 1000.0} for at in range(30)))
    job = started(engine, of, rows_per_chunk=10)

    def shake(at: int) -> None:
        stock(engine, of, {"sku": f"S{at}", "on_hand": float(at)})
        put(engine, of, {"sku": f"new {at}", **ITEM})

    with ThreadPoolExecutor(2) as pool:
        shaking = pool.map(shake, range(30))
        work_off(engine)
        list(shaking)
    with transaction(engine) as connection:
        ended = jobs.get(connection, DEFAULT_WORKSPACE, job.id)
    assert ended.state is JobState.SUCCEEDED, ended.status_reason
    assert ended.progress.rows_ok == ended.progress.rows_total
    later = ran(engine, of)
    assert later.progress.rows_ok == 60


def test_a_run_over_many_items_reads_one_at_a_time_on_a_host(engine: Engine) -> None:
    one, two = made(engine, "one"), made(engine, "two")
    for of in (one, two):
        put(engine, of, {"sku": "A", **ITEM})
    with transaction(engine) as connection:
        for of in (one, two):
            started_job = started(engine, of)
            connection.execute(
                update(job_table)
                .where(job_table.c.id == started_job.id)
                .values(rows_total=LARGE_RUN_ITEMS + 1)
            )
    claimed = []
    for _ in range(2):
        with transaction(engine) as connection:
            claimed.append(claim(connection, "w@host/1", LEASE))
    assert claimed[0] is not None
    assert claimed[1] is None
