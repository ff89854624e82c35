"""What is written by COPY is what is read back, to the last bit."""

import io
import math
from datetime import date
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from sqlalchemy import Engine, text

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import transaction
from core.db.copying import copy
from core.db.cursors import write_cursor
from core.db.protocol import decision_pages, decisions, jobs
from core.db.protocol.decision_pages import DecisionFilter
from core.db.protocol.leases import Lease
from core.errors import DatabaseUnavailable, InvalidOption
from tests.integration.db.protocol import decided, must_take, read_job


def stored(engine: Engine, **columns: object) -> tuple[Lease, pl.DataFrame]:
    read_job(engine, chunks=1)
    held = must_take(engine)
    frame = decided(held, **columns)
    with transaction(engine) as connection:
        decisions.copy_in(connection, held, frame)
    return held, frame


def test_frames_give_back_what_was_copied_in(engine: Engine) -> None:
    held, frame = stored(
        engine,
        sku="=1+1",
        description='He said "no",\nthen; left\\N',
        location="",
        eoq=1.1 * 1.1,
        unit_cost=5e-324,
        order_now=True,
        worth_changing=False,
        stockout_date=date(2026, 12, 24),
        price_breaks='[{"min_qty": 100, "unit_cost": 1.5}]',
        other='{"Bemerkung": "größer 大"}',
    )
    with transaction(engine) as connection:
        month = jobs.get(connection, DEFAULT_WORKSPACE, held.job_id).job_month
        (back,) = decisions.frames(connection, DEFAULT_WORKSPACE, held.job_id, month)
    assert_frame_equal(back, frame, check_exact=True)
    assert math.copysign(1, back["eoq"][0]) == 1


def pages(engine: Engine, held: Lease, wanted: DecisionFilter, limit: int = 3) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    cursor = None
    while True:
        with transaction(engine) as connection:
            page = decision_pages.page(
                connection,
                DEFAULT_WORKSPACE,
                held.job_id,
                held.job_month,
                limit=limit,
                cursor=cursor,
                wanted=wanted,
            )
        rows += page.rows
        cursor = page.next
        if cursor is None:
            return rows


def test_pages_show_every_row_once_with_orders_first(engine: Engine) -> None:
    read_job(engine, chunks=1)
    held = must_take(engine)
    due = [row % 3 == 0 for row in range(held.rows)]
    frame = decided(held).with_columns(pl.Series("order_now", due))
    with transaction(engine) as connection:
        decisions.copy_in(connection, held, frame)
    rows = pages(engine, held, DecisionFilter())
    assert [row["order_now"] for row in rows] == sorted(due, reverse=True)
    assert {row["row_no"] for row in rows} == set(range(held.first_row, held.last_row + 1))
    assert all(row["order_now"] for row in pages(engine, held, DecisionFilter(order_now=True)))


@pytest.mark.parametrize("near", [1, 4, 1_000])
def test_pages_are_the_same_wherever_their_rows_are_found(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, near: int
) -> None:
    monkeypatch.setattr(decision_pages, "_NEAR_ROWS", near)
    read_job(engine, chunks=1)
    held = must_take(engine)
    due = [None if row % 4 == 1 else row % 4 == 0 for row in range(held.rows)]
    frame = decided(held).with_columns(pl.Series("order_now", due))
    with transaction(engine) as connection:
        decisions.copy_in(connection, held, frame)
    numbers = [held.first_row + row for row in range(held.rows)]
    first = [number for number, is_due in zip(numbers, due, strict=True) if is_due]
    rest = [number for number in numbers if number not in first]
    assert [row["row_no"] for row in pages(engine, held, DecisionFilter())] == first + rest
    not_due = [number for number, is_due in zip(numbers, due, strict=True) if is_due is False]
    assert [row["row_no"] for row in pages(engine, held, DecisionFilter(order_now=False))] == not_due


@pytest.mark.parametrize(
    ("description", "found", "not_found"),
    [
        (
            "ÖLPUMPE groß 50%_off",
            ["LpUmPe", "ölp", "ÖLPUMPE GROß 50%_O", "ß", "oFF"],
            ["ölx", "öß", "ß 50x_"],
        ),
        ("Болт №8/20", ["болт", "БОЛТ №8/2"], ["гайка", "болт №8-20"]),
        # A dotted capital I is a plain i when made lower.
        ("IZMIR DEPO", ["\u0130zmir"], ["\u0130zmir depo 2"]),
    ],
)
def test_a_text_is_found_whatever_its_case_and_its_letters(
    engine: Engine, description: str, found: list[str], not_found: list[str]
) -> None:
    held, _ = stored(engine, description=description)
    for wanted in found:
        assert len(pages(engine, held, DecisionFilter(text=wanted))) == 10, wanted
    for wanted in not_found:
        assert pages(engine, held, DecisionFilter(text=wanted)) == [], wanted


def test_a_text_filter_takes_percent_and_underscore_as_they_are(engine: Engine) -> None:
    held, _ = stored(engine, sku="50%_off")
    assert len(pages(engine, held, DecisionFilter(text="%_OFF"))) == 10
    assert pages(engine, held, DecisionFilter(text="50x_")) == []


@pytest.mark.parametrize("cursor", ["", "x", "é", write_cursor("a", "b"), write_cursor(1)])
def test_a_cursor_lotwise_did_not_give_out_is_refused(engine: Engine, cursor: str) -> None:
    held, _ = stored(engine)
    with pytest.raises(InvalidOption), transaction(engine) as connection:
        decision_pages.page(
            connection, DEFAULT_WORKSPACE, held.job_id, held.job_month, limit=3, cursor=cursor
        )


def copy_after_losing_the_server(engine: Engine) -> None:
    with transaction(engine) as connection:
        lost = connection.scalar(text("SELECT pg_backend_pid()"))
        with transaction(engine) as other:
            other.execute(text("SELECT pg_terminate_backend(:lost)"), {"lost": lost})
        copy(connection, "COPY (SELECT 1) TO STDOUT (FORMAT csv)", io.BytesIO())


def test_a_server_that_goes_away_before_a_copy_is_said_to_be_unavailable(engine: Engine) -> None:
    read_job(engine, chunks=1)
    held = must_take(engine)
    with pytest.raises(DatabaseUnavailable):
        copy_after_losing_the_server(engine)
    with transaction(engine) as connection:
        decisions.copy_in(connection, held, decided(held))
