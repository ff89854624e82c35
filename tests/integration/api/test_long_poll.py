"""Whoever waits for a job holds neither a connection nor a thread of the API."""

import time
from concurrent.futures import ThreadPoolExecutor

import httpx
from sqlalchemy import text

from api.services import THREADS
from core.db.connect import transaction
from tests.integration.api.conftest import Api

SHEET = b"SKU,Demand,Order cost,Holding cost\nA-1,1200,25,0.9\n"
WAITING = 50
WAIT_SECONDS = 20


def test_fifty_that_wait_leave_the_pool_to_others_and_hear_of_the_change(api: Api) -> None:
    assert WAITING > 2 * THREADS, "more than could wait if each held a thread or a connection"
    job_id = api.job_id(SHEET)
    limits = httpx.Limits(max_connections=WAITING, max_keepalive_connections=WAITING)
    with (
        ThreadPoolExecutor(WAITING) as pool,
        httpx.Client(
            base_url=api.client.base_url,
            headers=api.client.headers,
            timeout=60,
            limits=limits,
            trust_env=False,
        ) as client,
    ):
        waiting = [
            pool.submit(client.get, f"/jobs/{job_id}", params={"wait": WAIT_SECONDS}) for _ in range(WAITING)
        ]
        others = [api.client.get(f"/jobs/{job_id}") for _ in range(5)]
        assert {answer.status_code for answer in others} == {200}
        assert not any(poll.done() for poll in waiting), "nothing has changed yet"
        with transaction(api.engine) as connection:
            held = connection.scalar(
                text(
                    "SELECT count(*) FROM pg_stat_activity"
                    " WHERE application_name = 'lotwise-api' AND state LIKE 'idle in transaction%'"
                    " AND datname = current_database() AND state_change < clock_timestamp() - interval '1 s'"
                )
            )
        assert held == 0
        began = time.monotonic()
        assert api.client.post(f"/jobs/{job_id}/cancel").status_code == 202
        answers = [poll.result() for poll in waiting]
    assert {answer.json()["state"] for answer in answers} == {"cancelled"}
    assert time.monotonic() - began < WAIT_SECONDS / 2, "they were told, and did not wait to the end"
