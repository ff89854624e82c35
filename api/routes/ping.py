"""Whether the API lives, and whether what it needs is there."""

from fastapi import APIRouter, Response
from pydantic import BaseModel
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from api.deps import ServicesDep
from core import queue
from core.db import connect
from core.errors import DatabaseUnavailable, QueueUnavailable

router = APIRouter(tags=["health"])


class Pong(BaseModel):
    """The process answers."""

    status: str


class Readiness(BaseModel):
    """What the API needs and whether it is there."""

    status: str
    postgresql: str
    redis: str


@router.get("/ping", summary="Does the process answer?")
async def ping() -> Pong:
    """Needs nothing but the process itself."""
    return Pong(status="ok")


@router.get(
    "/ready",
    summary="Can work be taken?",
    responses={503: {"model": Readiness, "description": "PostgreSQL is away: nothing can be kept"}},
)
async def ready(response: Response, at_hand: ServicesDep) -> Readiness:
    """Without Redis jobs are taken but start later: degraded, still 200. Without PostgreSQL: 503."""
    postgresql = await run_in_threadpool(_postgresql, at_hand.engine)
    redis = await run_in_threadpool(_redis)
    if not postgresql:
        response.status_code = 503
        response.headers["Retry-After"] = "2"
    return Readiness(
        status="ok" if postgresql and redis else "degraded",
        postgresql="ok" if postgresql else "away",
        redis="ok" if redis else "away",
    )


def _postgresql(engine: Engine) -> bool:
    try:
        connect.check(engine)
    except DatabaseUnavailable:
        return False
    return True


def _redis() -> bool:
    try:
        queue.check()
    except QueueUnavailable:
        return False
    return True
