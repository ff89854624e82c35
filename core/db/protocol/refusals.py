"""Rows the decision table does not take, found one by one so that all others can be kept.

What a cell may hold is checked at the door and by the engine; where both let something through that
PostgreSQL refuses, one such row fails the COPY of its whole chunk.
"""

import psycopg2
import psycopg2.errors
from polars import DataFrame
from sqlalchemy import Connection

from core.db.protocol.decisions import copy_in
from core.db.protocol.leases import Lease

# What PostgreSQL says where a value is to blame: its form, a constraint, a trigger, a limit of its size.
OF_A_VALUE = (
    psycopg2.DataError,
    psycopg2.IntegrityError,
    psycopg2.InternalError,
    psycopg2.errors.ProgramLimitExceeded,
)
# Finding one among 20,000 takes 15 tries and as long as writing the chunk twice. Where so many are refused
# the fault is hardly the rows'.
_MOST = 300


def refused_rows(connection: Connection, held: Lease, frame: DataFrame) -> dict[int, str]:
    """By row number what PostgreSQL says of each row it refuses; nothing of `frame` is kept.

    Raises what PostgreSQL says where it refuses too many rows, or no row by itself.
    """
    found: dict[int, str] = {}
    first: psycopg2.Error | None = None
    waiting = [frame]
    while waiting:
        part = waiting.pop()
        refusal = _tried(connection, held, part)
        if refusal is None:
            continue
        first = first or refusal
        if part.height > 1:
            half = part.height // 2
            waiting += [part[half:], part[:half]]
            continue
        found[int(part["row_no"][0])] = refusal.diag.message_primary or type(refusal).__name__
        if len(found) > _MOST:
            raise first
    if first is not None and not found:
        raise first
    return found


def _tried(connection: Connection, held: Lease, part: DataFrame) -> psycopg2.Error | None:
    nested = connection.begin_nested()
    try:
        copy_in(connection, held, part)
    except OF_A_VALUE as refusal:
        return refusal
    finally:
        nested.rollback()
    return None
