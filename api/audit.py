"""Every call of /eoq on record before it is answered: in PostgreSQL, and as a line of app.log."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from api.context import RequestContext
from api.models.item import Item
from api.recorder import Recorder
from core.db.audit import Calculation
from core.db.keys import Caller
from core.ids import WorkspaceId
from core.inventory.version import ENGINE_VERSION
from core.logs import logger

log = logger(__name__)


def calculation(
    this: RequestContext, caller: Caller, item: Item, *, result: dict[str, Any], http_status: int, as_of: str
) -> Calculation:
    """What is kept of one calculation."""
    return Calculation(
        id=uuid4(),
        request_id=this.id,
        caller=f"key:{caller.key_id}",
        order_cost=item.order_cost,
        demand=item.demand,
        holding_cost=_holding_cost(item),
        input={**item.model_dump(mode="json", exclude_unset=True), "as_of": as_of},
        result=result,
        http_status=http_status,
        duration_ms=this.milliseconds,
        engine_version=ENGINE_VERSION,
    )


def _holding_cost(item: Item) -> float | None:
    """Money per unit and year, as given or as its two factors give it."""
    if item.holding_cost is not None or item.holding_rate is None or item.unit_cost is None:
        return item.holding_cost
    return item.holding_rate * item.unit_cost / (item.price_per or 1.0)


async def keep(recorder: Recorder, workspace_id: WorkspaceId, made: Sequence[Calculation]) -> None:
    """Returns once all are committed; raises `DatabaseUnavailable`, and then nothing may be answered."""
    await recorder.keep(workspace_id, made)
    for one in made:
        log.info(
            "calculation",
            calculation_id=str(one.id),
            caller=one.caller,
            order_cost=one.order_cost,
            demand=one.demand,
            holding_cost=one.holding_cost,
            eoq=one.result.get("eoq"),
            order_quantity=one.result.get("order_quantity"),
            outcome=one.result.get("status"),
            status=one.http_status,
            duration_ms=one.duration_ms,
            engine_version=one.engine_version,
        )
