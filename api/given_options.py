"""The options of a request with what the company assumes where none were sent."""

from starlette.concurrency import run_in_threadpool

from api.clock import today
from api.models.options import JobOptionsIn
from api.services import Services
from core.callers import Caller
from core.db.access import company
from core.db.connect import transaction
from core.job_options import JobOptions


async def completed(at_hand: Services, caller: Caller, given: JobOptionsIn) -> JobOptions:
    """As a job is made with them; raises `InvalidOption`."""

    def assumed() -> dict[str, float]:
        with transaction(at_hand.engine, caller.workspace_id) as connection:
            return company.defaults(connection, caller.workspace_id)

    return given.job_options(
        as_of=given.as_of or today(),
        rows_per_chunk=at_hand.settings.chunk_rows,
        company=await run_in_threadpool(assumed),
    )
