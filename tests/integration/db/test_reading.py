"""A read step that is done again adds nothing twice and loses nothing."""

import pytest
from sqlalchemy import Engine, func, select, update

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import transaction
from core.db.protocol import reading, row_errors
from core.db.protocol.recovery import sweep
from core.db.schema.tables import chunk
from core.errors import LeaseLost
from core.job_states import ChunkKind
from core.sheets.chunk import EncodedChunk
from core.sheets.problems import RowError
from tests.integration.db.protocol import EXPIRED, encoded, make_job, must_take


def bad_cell(row: int) -> RowError:
    return RowError(
        row=row,
        column="Demand",
        cell=f"B{row}",
        value="many",
        code="not_a_number",
        message="no number",
        remedy="12",
    )


def test_a_second_read_keeps_the_chunks_of_the_first(engine: Engine) -> None:
    make_job(engine)
    dying = must_take(engine, lease=EXPIRED)
    with transaction(engine) as connection:
        reading.add_chunk(connection, dying, encoded(0))
        sweep(connection, max_attempts=3, free_slots=0)
        connection.execute(update(chunk).values(not_before=func.now()).where(chunk.c.kind == "read"))
    computing = must_take(engine)
    second = must_take(engine) if computing.kind == ChunkKind.COMPUTE else computing
    with transaction(engine) as connection:
        reading.add_chunk(connection, second, encoded(0))
        reading.add_chunk(connection, second, encoded(1))
        made = connection.execute(
            select(func.count()).select_from(chunk).where(chunk.c.kind == ChunkKind.COMPUTE)
        )
        assert made.scalar_one() == 2


def test_a_reader_that_lost_its_lease_adds_no_chunk(engine: Engine) -> None:
    make_job(engine)
    asleep = must_take(engine, lease=EXPIRED)
    with transaction(engine) as connection:
        sweep(connection, max_attempts=3, free_slots=0)
    with pytest.raises(LeaseLost), transaction(engine) as connection:
        reading.add_chunk(connection, asleep, encoded(0))


def test_very_many_alike_errors_become_one_with_the_row_ranges(engine: Engine) -> None:
    job_id = make_job(engine)
    held = must_take(engine)
    errors = tuple(bad_cell(row) for row in [*range(2, 1502), 1600])
    with transaction(engine) as connection:
        reading.add_chunk(
            connection,
            held,
            EncodedChunk(ordinal=0, first_row=2, last_row=1600, rows=1599, payload=b"rows", errors=errors),
        )
        kept = row_errors.every(connection, DEFAULT_WORKSPACE, job_id)
    assert len(kept) == 1001
    assert "501 more rows have the same error: 1002-1501, 1600" in {error.message for error in kept}


def test_row_errors_are_paged_in_the_order_of_the_rows(engine: Engine) -> None:
    job_id = make_job(engine)
    held = must_take(engine)
    with transaction(engine) as connection:
        row_errors.put(
            connection,
            DEFAULT_WORKSPACE,
            job_id,
            chunk_ordinal=held.ordinal,
            kind=ChunkKind.READ,
            errors=[bad_cell(row) for row in (9, 3, 5, 4)],
        )
        first, cursor = row_errors.page(connection, DEFAULT_WORKSPACE, job_id, limit=3)
        rest, end = row_errors.page(connection, DEFAULT_WORKSPACE, job_id, limit=3, cursor=cursor)
    assert [error.row for error in first + rest] == [3, 4, 5, 9]
    assert end is None
