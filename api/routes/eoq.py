"""Single items: one call, one decision, on record."""

import json
from typing import Annotated, Any, cast

from fastapi import APIRouter, Body, Request, Response
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from api import audit, problems
from api.clock import today
from api.columns import decide_items
from api.context import context
from api.deps import CallerDep, ServicesDep
from api.models.batch import BatchIn, BatchOut
from api.models.decision import CalculationOut
from api.models.item import Item, ItemAsOf
from api.refusal import refusal
from api.validation import all_reworded
from core.inventory.version import ENGINE_VERSION

router = APIRouter(tags=["single items"])


def _json(answer: dict[str, Any]) -> Response:
    # Made by us from checked columns: going through the response model again would cost more than deciding.
    # `allow_nan=False` is the last guard of the promise that no NaN or infinity leaves.
    return Response(json.dumps(answer, allow_nan=False), media_type="application/json")


@router.post(
    "/eoq",
    summary="Decide one item",
    response_model=CalculationOut,
    responses=problems.documented(401, 413, 422, 503),
)
async def decide_one(request: Request, item: ItemAsOf, caller: CallerDep, at_hand: ServicesDep) -> Response:
    """One item in, one decision out: EOQ, feasible lot, reorder point, and what to order today.

    The call is on record (`GET /calculations`) before it is answered, also where the item is refused.
    """
    as_of = item.as_of or today()
    decided = decide_items([item], as_of)[0]
    made = audit.calculation(
        context(request.scope),
        caller,
        item,
        result=decided.fields,
        http_status=422 if decided.refused else 200,
        as_of=as_of.isoformat(),
    )
    await audit.keep(at_hand.recorder, caller.workspace_id, [made])
    if decided.refused:
        raise refusal(decided.refused)
    return _json(
        {
            "calculation_id": str(made.id),
            "engine_version": ENGINE_VERSION,
            "as_of": as_of.isoformat(),
            **decided.fields,
        }
    )


@router.post(
    "/eoq/batch",
    summary="Decide up to 1,000 items",
    response_model=BatchOut,
    responses=problems.documented(401, 413, 422, 503),
)
async def decide_many(
    request: Request, batch: Annotated[BatchIn, Body()], caller: CallerDep, at_hand: ServicesDep
) -> Response:
    """Many items in one call, each with a status of its own; a bad one costs the others nothing."""
    as_of = batch.as_of or today()
    items: dict[int, Item] = {}
    entries: list[dict[str, Any]] = []
    for position, given in enumerate(batch.items):
        entry: dict[str, Any] = {
            "position": position,
            "calculation_id": None,
            "status": "error",
            "decision": None,
            "errors": [],
        }
        entries.append(entry)
        try:
            items[position] = Item.model_validate(cast("object", given))
        except ValidationError as refused:
            entry["errors"] = [
                _below(position, entry)
                for entry in all_reworded(
                    {**error, "loc": ("body", *error["loc"])} for error in refused.errors(include_url=False)
                )
            ]
    decided = await run_in_threadpool(decide_items, list(items.values()), as_of) if items else []
    made = []
    for (position, item), one in zip(items.items(), decided, strict=True):
        record = audit.calculation(
            context(request.scope),
            caller,
            item,
            result=one.fields,
            http_status=422 if one.refused else 200,
            as_of=as_of.isoformat(),
        )
        made.append(record)
        entries[position] |= {
            "calculation_id": str(record.id),
            "status": one.fields["status"],
            "decision": one.fields,
            "errors": [_below(position, problems.field_problem(problem)) for problem in one.refused],
        }
    await audit.keep(at_hand.recorder, caller.workspace_id, made)
    return _json({"engine_version": ENGINE_VERSION, "as_of": as_of.isoformat(), "items": entries})


def _below(position: int, entry: dict[str, str]) -> dict[str, str]:
    return {**entry, "pointer": f"/items/{position}{entry['pointer']}"}
