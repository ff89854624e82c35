"""A cursor is refused where it is not one of ours, and never reaches PostgreSQL then."""

import pytest
from sqlalchemy import Engine

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import transaction
from core.db.cursors import write_cursor
from core.db.protocol import jobs
from core.db.record import calculations
from core.errors import InvalidOption

_ID = "00000000-0000-0000-0000-000000000000"


@pytest.mark.parametrize(
    "at", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "2026-11-22T00:00:00", "now"]
)
def test_a_time_postgresql_does_not_know_is_no_cursor(engine: Engine, at: str) -> None:
    cursor = write_cursor(at, _ID)
    with transaction(engine) as connection:
        with pytest.raises(InvalidOption):
            jobs.page(connection, DEFAULT_WORKSPACE, limit=1, cursor=cursor)
        with pytest.raises(InvalidOption):
            calculations.page(connection, DEFAULT_WORKSPACE, limit=1, cursor=cursor)


def test_a_time_of_ours_is_a_cursor(engine: Engine) -> None:
    with transaction(engine) as connection:
        page = jobs.page(
            connection, DEFAULT_WORKSPACE, limit=1, cursor=write_cursor("2026-11-22T00:00:00+00:00", _ID)
        )
    assert page.rows == []
