"""What /eoq is measured against: nothing but FastAPI, and the same call kept the plain way.

Both take and answer the models of ours; both work out the textbook formula only, which is in their favour.
"""

import logging
import math
import os
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from fastapi import FastAPI
from sqlalchemy import create_engine, insert

from api.models.decision import CalculationOut
from api.models.item import ItemAsOf
from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import database_url
from core.db.schema.tables import calculation
from core.inventory.version import ENGINE_VERSION

DATABASE = "LOTWISE_BENCH_DATABASE_URL"
LOG_FILE = "LOTWISE_BENCH_LOG"

_UNKNOWN: dict[str, Any] = dict.fromkeys(CalculationOut.model_fields)


def _answer(item: ItemAsOf) -> CalculationOut:
    lot = math.sqrt(2 * (item.demand or 0) * (item.order_cost or 0) / (item.holding_cost or 1))
    return CalculationOut(
        **_UNKNOWN
        | {
            "calculation_id": uuid4(),
            "engine_version": ENGINE_VERSION,
            "as_of": item.as_of or datetime.now(UTC).date(),
            "status": "ok",
            "reason": f"Order {lot:.0f} at a time.",
            "eoq": lot,
            "order_quantity": round(lot),
            "assumed": [],
            "warnings": [],
        }
    )


def bare() -> FastAPI:
    """An endpoint with the same models and nothing else: no key, no record, no log."""
    app = FastAPI()

    @app.post("/eoq")
    async def eoq(item: ItemAsOf) -> CalculationOut:
        return _answer(item)

    return app


def plain() -> FastAPI:
    """The usual way: a sync endpoint, an insert and a commit for each call, a line in a log file."""
    app = FastAPI()
    engine = create_engine(database_url(os.environ[DATABASE]), pool_size=40)
    log = logging.getLogger("plain")
    log.setLevel(logging.INFO)
    handler = logging.FileHandler(os.environ[LOG_FILE])
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)

    @app.post("/eoq")
    def eoq(item: ItemAsOf) -> CalculationOut:
        answer = _answer(item)
        with engine.begin() as connection:
            connection.execute(
                insert(calculation).values(
                    id=answer.calculation_id,
                    workspace_id=DEFAULT_WORKSPACE,
                    request_id=uuid4().hex,
                    caller="plain",
                    order_cost=item.order_cost,
                    demand=item.demand,
                    holding_cost=item.holding_cost,
                    input=item.model_dump(mode="json", exclude_unset=True),
                    result=answer.model_dump(mode="json"),
                    http_status=200,
                    duration_ms=0.0,
                    engine_version=ENGINE_VERSION,
                )
            )
        log.info("eoq demand=%s order_cost=%s eoq=%s", item.demand, item.order_cost, answer.eoq)
        return answer

    return app
