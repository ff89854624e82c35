"""Every call of /eoq on record before it is answered: in PostgreSQL, and as a line of app.log."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import uuid4

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api.context import RequestContext
from api.errors import Told, told
from api.metrics import REFUSED
from api.models.item import Item
from api.recorder import Recorder
from core.callers import Caller
from core.db.record.audit import Calculation
from core.errors import Forbidden, TooManyRequests
from core.ids import WorkspaceId
from core.inventory.version import ENGINE_VERSION
from core.logs import logger

log = logger(__name__)

# What a call can be refused for before it is decided; a server that is away is none of it.
REFUSALS: Final = (RequestValidationError, HTTPException, Forbidden, TooManyRequests)

# What is given where a call was refused before its body was read.
UNREAD: Final = object()
# Of a body that is no item so much is kept: enough to see what was meant.
MOST_KEPT_BYTES: Final = 4 * 2**10


def decided(
    this: RequestContext,
    caller: Caller,
    item: Item,
    given: Mapping[str, Any],
    *,
    result: Mapping[str, Any],
    http_status: int,
    as_of: str,
    result_json: str = "",
) -> Calculation:
    """What is kept of an item that was decided, or refused by the engine; `given` is it as sent."""
    return Calculation(
        id=uuid4(),
        request_id=this.id,
        caller=caller.label,
        order_cost=item.order_cost,
        demand=item.demand,
        holding_cost=_holding_cost(item),
        input={**given, "as_of": as_of},
        result=result,
        result_json=result_json,
        http_status=http_status,
        duration_ms=this.milliseconds,
        engine_version=ENGINE_VERSION,
    )


def refused(this: RequestContext, caller: Caller, given: object, answer: Told) -> Calculation:
    """What is kept of a call that was no item at all: what was sent, and the problem it was answered with."""
    return Calculation(
        id=uuid4(),
        request_id=this.id,
        caller=caller.label,
        order_cost=None,
        demand=None,
        holding_cost=None,
        input=as_sent(given),
        result=answer.body,
        http_status=answer.status,
        duration_ms=this.milliseconds,
        engine_version=ENGINE_VERSION,
    )


async def keep_refused(recorder: Recorder, this: RequestContext, given: object, error: Exception) -> None:
    """Put a refused call on record, if it is known whose it is; raises `DatabaseUnavailable`."""
    if isinstance(this.known, Caller):
        record = refused(this, this.known, given, told(error, this.id))
        await keep(recorder, this.known.workspace_id, [record])


def as_sent(given: object) -> dict[str, Any]:
    """What was sent as JSON that PostgreSQL can keep: as it is where it can be, else as the text it was."""
    if given is UNREAD:
        return {}
    if isinstance(given, bytes):
        text = given[:MOST_KEPT_BYTES].decode("utf-8", "replace")
        return {"as_sent": text.replace("\x00", "\N{REPLACEMENT CHARACTER}"), "bytes": len(given)}
    try:
        text = json.dumps(given, allow_nan=False, ensure_ascii=False)
    except (ValueError, RecursionError):  # NaN, infinity, or nested without end
        text = repr(given)[:MOST_KEPT_BYTES]
    else:
        storable = "\\u0000" not in text and text.isprintable() and len(text) <= MOST_KEPT_BYTES
        if storable and isinstance(given, dict):
            return given
    return as_sent(text.encode("utf-8", "replace"))


def _holding_cost(item: Item) -> float | None:
    """Money per unit and year, as given or as its two factors give it."""
    if item.holding_cost is not None or item.holding_rate is None or item.unit_cost is None:
        return item.holding_cost
    return item.holding_rate * item.unit_cost / (item.price_per or 1.0)


async def keep(recorder: Recorder, workspace_id: WorkspaceId, made: Sequence[Calculation]) -> None:
    """Returns once all are committed; raises `DatabaseUnavailable`, and then nothing may be answered."""
    await recorder.keep(workspace_id, made)
    for one in made:
        recorder.metrics.calculated(REFUSED if "code" in one.result else one.result["status"])
        log.info(
            "calculation",
            calculation_id=str(one.id),
            caller=one.caller,
            order_cost=one.order_cost,
            demand=one.demand,
            holding_cost=one.holding_cost,
            eoq=one.result.get("eoq"),
            order_quantity=one.result.get("order_quantity"),
            # A decision's own status, or the code of the problem a refused call was answered with.
            outcome=one.result.get("code") or one.result.get("status"),
            status=one.http_status,
            duration_ms=one.duration_ms,
            engine_version=one.engine_version,
        )
