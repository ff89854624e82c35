"""Idempotency keys: the same request sent twice makes one job.

Key and job are written in one transaction, so a second request waits for the first one's commit at the unique
index and then sees the finished job; there is no state in between that could get stuck.
"""

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert

from core.db.schema.protocol_tables import idempotency_key
from core.errors import IdempotencyInFlight, IdempotencyMismatch
from core.ids import JobId, WorkspaceId


def begin(connection: Connection, workspace_id: WorkspaceId, key: str, fingerprint: str) -> JobId | None:
    """Take the key; None when it is new, else the job it made.

    Raises `IdempotencyMismatch` where the key was used with other content.
    """
    taken = connection.execute(
        insert(idempotency_key)
        .values(workspace_id=workspace_id, key=key, fingerprint=fingerprint)
        .on_conflict_do_nothing()
    )
    if taken.rowcount == 1:
        return None
    row = connection.execute(
        select(idempotency_key.c.fingerprint, idempotency_key.c.job_id).where(
            idempotency_key.c.workspace_id == workspace_id, idempotency_key.c.key == key
        )
    ).one_or_none()
    if row is None or row.job_id is None:
        # Taken away between the two statements: the job was deleted just now.
        raise IdempotencyInFlight(remedy="Send the request again in a second.")
    if row.fingerprint != fingerprint:
        raise IdempotencyMismatch(remedy="Use a new Idempotency-Key for another file or other options.")
    return JobId(row.job_id)


def complete(connection: Connection, workspace_id: WorkspaceId, key: str, job_id: JobId) -> None:
    """Write down which job the key made, in the transaction that makes it."""
    connection.execute(
        update(idempotency_key)
        .where(idempotency_key.c.workspace_id == workspace_id, idempotency_key.c.key == key)
        .values(job_id=job_id)
    )
