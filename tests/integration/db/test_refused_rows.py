"""A row that PostgreSQL refuses costs itself, not its chunk; a statement that fails is an attempt."""

import socket
from collections.abc import Iterator
from datetime import timedelta

import polars as pl
import psycopg2.errors
import pytest
from sqlalchemy import Connection, Engine, text, update
from sqlalchemy.exc import OperationalError

import core.db.protocol.decisions
from core import queue
from core.db import binary_copy, connect
from core.db.connect import transaction
from core.db.protocol import row_errors
from core.db.protocol.leases import Order
from core.db.schema.tables import chunk
from core.errors import DatabaseUnavailable
from core.job_states import ChunkKind, JobState
from core.settings import settings
from core.sheets.blame import ROW_NOT_KEPT
from ops.drills.waiting import wait_for
from tests.integration.db.sheets import HEADER, job_of, rows, upload, work
from tests.integration.db.test_bad_rows import errors_of, frame_of
from worker.heartbeat import Heart

ROWS = 40
SHEET = HEADER + rows(ROWS)
# The row is taken once it has no decision, or not as long as it has its inputs, or never.
NUMBERS, INPUTS, ALL = "order_quantity IS NULL", "sku IS NULL", "false"


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch, redis_url: str) -> Iterator[None]:
    monkeypatch.setenv("LOTWISE_REDIS_URL", redis_url)
    settings.cache_clear()
    queue.celery_app.cache_clear()
    yield
    settings.cache_clear()
    queue.celery_app.cache_clear()


def refuse_rows(engine: Engine, which: str, unless: str) -> None:
    """Have the decision table take no rows of which `which` holds."""
    with transaction(engine) as connection:
        connection.execute(
            text(f"ALTER TABLE decision ADD CONSTRAINT strange CHECK (NOT ({which}) OR {unless}) NOT VALID")
        )


@pytest.mark.parametrize("unless", [NUMBERS, INPUTS])
def test_the_refused_rows_are_named_and_all_others_are_delivered(engine: Engine, unless: str) -> None:
    undisturbed = upload(engine, SHEET)
    work(engine)
    refuse_rows(engine, "row_no IN (19, 20, 33)", unless)
    job_id = upload(engine, SHEET)
    work(engine)
    job = job_of(engine, job_id)
    assert (job.state, job.progress.rows_ok, job.progress.rows_failed) == (
        JobState.PARTIALLY_SUCCEEDED,
        ROWS - 3,
        3,
    )
    errors = errors_of(engine, job_id)
    assert [(error.row, error.value, error.code) for error in errors] == [
        (19, "S17", ROW_NOT_KEPT),
        (20, "S18", ROW_NOT_KEPT),
        (33, "S31", ROW_NOT_KEPT),
    ]
    assert 'violates check constraint "strange"' in errors[0].message
    found, expected = frame_of(engine, job_id), frame_of(engine, undisturbed)
    others = ~pl.col("row_no").is_in([19, 20, 33])
    assert found.filter(others).equals(expected.filter(others))
    refused = found.filter(~others)
    assert refused["status"].to_list() == ["error"] * 3
    assert refused["reason"].to_list() == [error.message for error in errors]
    assert refused["order_quantity"].null_count() == 3
    assert refused["sku"].to_list() == (["S17", "S18", "S31"] if unless == NUMBERS else [None] * 3)


def test_a_text_no_table_can_hold_costs_its_row(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def with_nul(frame: pl.DataFrame, *others: object) -> object:
        sku = pl.when(pl.col("sku") == "S5").then(pl.lit("S\x00")).otherwise(pl.col("sku")).alias("sku")
        return encoded(frame.with_columns(sku), *others)  # type: ignore[arg-type]

    encoded = binary_copy.encoded
    monkeypatch.setattr(core.db.protocol.decisions, "encoded", with_nul)
    job_id = upload(engine, SHEET)
    work(engine)
    assert job_of(engine, job_id).progress.rows_ok == ROWS - 1
    assert [(error.row, error.code) for error in errors_of(engine, job_id)] == [(7, ROW_NOT_KEPT)]


def tried_till_the_end(engine: Engine, job_id: object) -> int:
    """Work without the rests between attempts; how many attempts the compute chunk has had."""
    for _ in range(settings().max_attempts + 2):
        work(engine)
        with transaction(engine) as connection:
            connection.execute(
                update(chunk).values(not_before=text("now()")).where(chunk.c.state == "pending")
            )
    with transaction(engine) as connection:
        query = text("SELECT attempt FROM chunk WHERE job_id = :job AND kind = :kind")
        return int(connection.scalar(query, {"job": job_id, "kind": ChunkKind.COMPUTE}) or 0)


@pytest.mark.slow
def test_a_table_that_refuses_every_row_in_the_end_costs_the_chunk(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.db.protocol.refusals._MOST", 3)
    refuse_rows(engine, "row_no > 0", ALL)
    job_id = upload(engine, SHEET)
    assert tried_till_the_end(engine, job_id) == settings().max_attempts
    job = job_of(engine, job_id)
    assert (job.state, job.progress.rows_failed) == (JobState.FAILED, ROWS)
    assert [error.code for error in errors_of(engine, job_id)] == ["not_computed"]


@pytest.mark.slow
def test_a_chunk_whose_statement_always_takes_too_long_is_buried_in_the_end(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(connection: Connection, *_: object, **__: object) -> None:
        connection.execute(text("SET LOCAL statement_timeout = 20"))
        connection.execute(text("SELECT pg_sleep(60)"))

    monkeypatch.setattr(row_errors, "put", slow)
    job_id = upload(engine, SHEET)
    with monkeypatch.context() as patch:
        patch.setattr(
            "core.db.protocol.recovery.bury_rows", lambda *_, **__: None
        )  # it would put errors, too
        assert tried_till_the_end(engine, job_id) == settings().max_attempts
    assert job_of(engine, job_id).state == JobState.FAILED


def test_a_heart_beats_on_after_a_beat_that_failed(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    beats: list[Order] = []

    def heartbeat(connection: Connection, *_: object) -> Order:
        beats.append(Order.GO_ON)
        if len(beats) == 1:
            connection.execute(text("SET LOCAL statement_timeout = 20; SELECT pg_sleep(60)"))
        return Order.CANCEL

    monkeypatch.setattr("worker.heartbeat.heartbeat", heartbeat)
    upload(engine, SHEET)
    held = work(engine, until=lambda _: True)
    assert held is not None
    heart = Heart(engine, held, "test@here", timedelta(seconds=0.06))
    with heart.beating():
        wait_for(heart.is_unwanted, "the second beat's order", seconds=20)
    assert len(beats) > 1


def test_a_statement_cancelled_for_its_length_does_not_mean_that_postgresql_is_away(engine: Engine) -> None:
    with pytest.raises(OperationalError) as told, transaction(engine) as connection:
        connection.execute(text("SET LOCAL statement_timeout = 20; SELECT pg_sleep(60)"))
    assert isinstance(told.value.orig, psycopg2.errors.QueryCanceled)


def test_a_connection_that_is_ended_from_outside_does(engine: Engine) -> None:
    with pytest.raises(DatabaseUnavailable), transaction(engine) as connection:
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


def test_what_is_never_acknowledged_is_noticed_within_the_usual_lease(engine: Engine) -> None:
    url = engine.url.set(host="127.0.0.1") if not engine.url.host else engine.url
    over_tcp = connect.connect(url.render_as_string(hide_password=False))
    with (
        transaction(over_tcp) as connection,
        socket.fromfd(
            connection.connection.driver_connection.fileno(),  # type: ignore[union-attr]
            socket.AF_INET,
            socket.SOCK_STREAM,
        ) as raw,
    ):
        milliseconds = raw.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
    over_tcp.dispose()
    assert 0 < milliseconds <= settings().lease_seconds * 1000
