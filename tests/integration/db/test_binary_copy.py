"""Rows written by binary COPY are the rows that were there, whatever is null, empty or strange in them."""

import datetime as dt
import random
import string

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from sqlalchemy import Engine

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.binary_copy import encoded
from core.db.connect import transaction
from core.db.protocol import decisions, jobs
from core.db.protocol.decisions import FRAME_SCHEMA
from tests.integration.db.protocol import must_take, read_job

ROWS = 10
JSON = ("price_breaks", "other")


def _value(choose: random.Random, name: str, dtype: type[pl.DataType]) -> object:
    if name in JSON:
        return choose.choice(['{"a": 1}', "[]", '{"ü": "大\\n\\""}', "null"])
    if dtype is pl.String:
        letters = string.printable + "äß大\N{PILE OF POO}\\'\","
        return "".join(choose.choices(letters, k=choose.choice([0, 1, 7, 300])))
    if dtype is pl.Float64:
        return choose.choice([0.0, -0.0, 1e308, -5e-324, 1 / 3, float(choose.randrange(10**9))])
    if dtype is pl.Date:
        return dt.date(1999, 12, 31) + dt.timedelta(days=choose.randrange(-9_000, 90_000))
    return choose.random() < 0.5


# Texts of few lengths in many rows are laid out a length at a time.
@pytest.mark.parametrize(("seed", "rows"), [*((seed, ROWS) for seed in range(12)), (12, 400), (13, 400)])
def test_any_mixture_of_values_and_nulls_comes_back(engine: Engine, seed: int, rows: int) -> None:
    choose = random.Random(seed)
    read_job(engine, chunks=1)
    held = must_take(engine)
    columns: dict[str, list[object]] = {}
    for name, dtype in FRAME_SCHEMA.items():
        if name == "row_no":
            columns[name] = list(range(held.first_row, held.first_row + rows))
            continue
        nulls = choose.choice([0.0, 0.5, 1.0])
        columns[name] = [
            None if choose.random() < nulls else _value(choose, name, dtype) for _ in range(rows)
        ]
    frame = pl.DataFrame(columns, schema=FRAME_SCHEMA)
    with transaction(engine) as connection:
        decisions.copy_in(connection, held, frame)
        month = jobs.get(connection, DEFAULT_WORKSPACE, held.job_id).job_month
        (back,) = decisions.frames(connection, DEFAULT_WORKSPACE, held.job_id, month)
    # PostgreSQL keeps what JSON means, not how it was spaced, and reads back "" in csv as it was written.
    plain = [name for name in FRAME_SCHEMA if name not in JSON]
    assert_frame_equal(back.select(plain), frame.select(plain), check_exact=True)
    for name in JSON:
        assert back[name].null_count() == frame[name].null_count()


def test_a_type_the_table_does_not_have_is_refused() -> None:
    with pytest.raises(TypeError, match="Int64"):
        encoded(pl.DataFrame({"eoq": [1]}), {}, frozenset())
