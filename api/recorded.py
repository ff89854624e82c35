"""Administrative actions of requests: who did it, and downloads as they begin."""

from uuid import UUID

from fastapi import Request

from api.context import request_id
from api.deps import CallerDep, EngineDep
from api.problems import quoted
from core.callers import Caller
from core.db.connect import transaction
from core.db.protocol import jobs
from core.db.record import admin_actions
from core.db.record.admin_actions import Action, Actor
from core.errors import JobNotFound
from core.ids import JobId


def actor(request: Request, caller: Caller) -> Actor:
    """The caller as the record names it."""
    return Actor(workspace_id=caller.workspace_id, label=caller.label, request_id=request_id(request.scope))


def asked(request: Request) -> dict[str, str]:
    """The query as it can be kept: it has not been through any model."""
    return {quoted(name): quoted(value) for name, value in request.query_params.items()}


def download(request: Request, caller: CallerDep, engine: EngineDep) -> None:
    """Put on record that a job's rows or file were asked for, before the first byte leaves.

    For the routers whose every route below a job is a download; a job that is not the workspace's is not
    there, so nothing of it is recorded either.
    """
    try:
        job_id = JobId(UUID(request.path_params.get("job_id", "")))
    except ValueError:
        return  # no job's address, or the route refuses it
    form = request.scope["path"].rsplit("/", 1)[-1]
    with transaction(engine, caller.workspace_id) as connection:
        try:
            jobs.get(connection, caller.workspace_id, job_id)
        except JobNotFound:
            return
        detail = {**asked(request), "what": form}
        admin_actions.record(connection, actor(request, caller), Action.DOWNLOADED, f"job:{job_id}", detail)
