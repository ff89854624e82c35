"""The outbox: what webhooks are to be told is written in the transaction that makes it true."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Connection, insert, select

from core.db.catalogue.catalogues import RUN
from core.db.protocol import jobs, summaries
from core.db.protocol.jobs import Job
from core.db.schema.webhook_tables import webhook, webhook_delivery
from core.ids import DeliveryId, JobId, WebhookId, WorkspaceId
from core.job_states import JobState
from core.webhooks.words import Event

_ENDED_WELL: Final = (JobState.SUCCEEDED, JobState.PARTIALLY_SUCCEEDED)


def job_ended(connection: Connection, workspace_id: WorkspaceId, job_id: JobId) -> None:
    """Tell the workspace's webhooks that the job has ended, and of a run what it changed."""
    receivers = connection.execute(
        select(webhook.c.id, webhook.c.events)
        .where(webhook.c.workspace_id == workspace_id, webhook.c.disabled_at.is_(None))
        .order_by(webhook.c.id)
        # So that none of them is deleted between here and the rows that name it.
        .with_for_update(read=True, key_share=True)
    ).all()
    if not receivers:
        return
    found = jobs.get(connection, workspace_id, job_id)
    told: list[tuple[Event, dict[str, Any]]] = [(Event.JOB_FINISHED, _finished(found))]
    if found.kind == RUN and found.state in _ENDED_WELL:
        summary = summaries.get(connection, workspace_id, job_id) or {}
        told.append((Event.RUN_CHANGED, _changed(found, summary)))
    for event, data in told:
        for receiver in receivers:
            if event in receiver.events:
                put(connection, workspace_id, receiver.id, event, data, found.finished_at)


def put(
    connection: Connection,
    workspace_id: WorkspaceId,
    webhook_id: WebhookId,
    event: Event,
    data: Mapping[str, Any],
    at: datetime | None = None,
) -> DeliveryId:
    """One thing to be told to one webhook as soon as the transaction is committed; it happened `at` (now)."""
    made = DeliveryId(uuid4())
    body = {"type": event, "timestamp": _moment(at or datetime.now(UTC)), "data": data}
    connection.execute(
        insert(webhook_delivery).values(
            id=made,
            webhook_id=webhook_id,
            workspace_id=workspace_id,
            event=event,
            payload=json.dumps(body, separators=(",", ":"), ensure_ascii=False),
        )
    )
    return made


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _job(found: Job) -> dict[str, Any]:
    return {
        "job_id": str(found.id),
        "kind": found.kind,
        "name": found.name,
        "catalogue_id": str(found.catalogue_id) if found.catalogue_id else None,
        "as_of": found.as_of.isoformat(),
        "state": found.state,
    }


def _finished(found: Job) -> dict[str, Any]:
    progress = found.progress
    return _job(found) | {
        "status_reason": found.status_reason,
        "error": found.error,
        "rows_total": progress.rows_total,
        "rows_ok": progress.rows_ok,
        "rows_failed": progress.rows_failed,
        "created_by": found.created_by,
        "created_at": _moment(found.created_at),
        "link": f"/jobs/{found.id}",
    }


def _changed(found: Job, summary: Mapping[str, Any]) -> dict[str, Any]:
    return _job(found) | {
        "compares_with": str(found.compares_with) if found.compares_with else None,
        "counts": summary.get("changes", {}),
        "words": summary.get("morning", []),
        "link": f"/jobs/{found.id}/changes",
    }
