"""Ending what PostgreSQL would wait for without an end: a client fallen silent in the middle of a COPY.

A client that is gone is noticed by the keepalives (core/db/connect.py). One that is frozen is not: its system
answers for it. Between statements `idle_in_transaction_session_timeout` ends it; within a COPY no time limit
of PostgreSQL does, since in the middle of a message it can only be told to end the session.
"""

from datetime import timedelta

from sqlalchemy import Connection, bindparam, text

_END = text(
    "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity"
    " WHERE datname = current_database() AND usename = session_user AND application_name LIKE 'lotwise%'"
    " AND state = 'active' AND wait_event IN ('ClientRead', 'ClientWrite') AND query ILIKE 'copy%'"
    " AND query_start < clock_timestamp() - :silence AND pid <> pg_backend_pid()"
).bindparams(bindparam("silence"))


def end_silent(connection: Connection, silence: timedelta) -> int:
    """End sessions of ours whose COPY is older than `silence` and waits for its client; tells how many.

    What is copied is at hand before it begins, and takes a second.
    """
    return int(connection.scalar(_END, {"silence": silence}) or 0)
