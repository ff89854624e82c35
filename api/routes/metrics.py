"""What Prometheus scrapes: this installation in numbers. Open on the inside; nginx keeps it closed."""

from fastapi import APIRouter, Response
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.concurrency import run_in_threadpool

from api import slots
from api.deps import ServicesDep

router = APIRouter()


@router.get("/metrics", include_in_schema=False)
async def metrics(at_hand: ServicesDep) -> Response:
    """Prometheus' text format; answers within two seconds, also where PostgreSQL does not."""
    ours = await run_in_threadpool(slots.text, at_hand.metrics.registry)
    return Response(ours + await at_hand.operation.text(), media_type=CONTENT_TYPE_PLAIN_0_0_4)
