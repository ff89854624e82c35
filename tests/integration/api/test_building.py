"""A large workbook is built by a worker and had when it is there."""

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select, update

from core.db.connect import transaction
from core.db.protocol.claims import claim
from core.db.protocol.recovery import bury
from core.db.schema.protocol_tables import job_export
from core.db.schema.tables import chunk, file
from tests.integration.api.conftest import Api
from tests.integration.db.protocol import LEASE
from worker.cleaning import clean

SHEET = b"SKU,Demand,Order cost,Holding cost\n" + b"".join(b"A-%d,1200,25,0.9\n" % n for n in range(30))


@pytest.fixture(scope="module")
def api_settings() -> dict[str, str]:
    return {"LOTWISE_BUILT_ROWS": "20"}


@pytest.fixture
def workbook(api: Api) -> str:
    """The address of the large workbook of a job that has ended."""
    job_id = api.job_id(SHEET)
    api.work()
    return f"/jobs/{job_id}/decisions.xlsx"


def skus(content: bytes) -> list[Any]:
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    column = [row[0] for row in sheet.iter_rows(values_only=True)]
    return column[column.index("SKU") + 1 :] if "SKU" in column else column


def test_it_is_built_once_and_then_the_same_request_gives_it(api: Api, workbook: str) -> None:
    for reason in ("waiting to be built", "waiting to be built"):
        answer = api.client.get(workbook)
        assert answer.status_code == 202
        assert answer.headers["location"] == workbook
        assert answer.headers["retry-after"]
        assert answer.json()["reason"] == reason
    api.work()
    answers = [api.client.get(workbook) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    assert "stock-decisions.xlsx" in answers[0].headers["content-disposition"]
    assert len([sku for sku in skus(answers[0].content) if str(sku).startswith("A-")]) == 30
    job = api.client.get(workbook.removesuffix("/decisions.xlsx")).json()
    assert (job["state"], job["progress"]["percent"]) == ("succeeded", 100.0)


def test_a_small_workbook_is_not_waited_for(api: Api) -> None:
    job_id = api.job_id(b"SKU,Demand,Order cost,Holding cost\nA-1,1200,25,0.9\n")
    api.work()
    assert api.client.get(f"/jobs/{job_id}/decisions.xlsx").status_code == 200


def test_a_build_that_failed_is_said_and_tried_again(api: Api, workbook: str) -> None:
    api.client.get(workbook)
    with transaction(api.engine) as connection:
        held = claim(connection, "test", LEASE)
        assert held is not None
        bury(connection, held.chunk_id, error="MemoryError: no")
    assert "MemoryError: no" in api.client.get(workbook).json()["reason"]
    api.work()
    assert api.client.get(workbook).status_code == 200


def test_what_was_built_goes_after_some_days_and_can_be_built_again(api: Api, workbook: str) -> None:
    api.client.get(workbook)
    api.work()
    with transaction(api.engine) as connection:
        before = connection.scalar(select(func.count()).select_from(file)) or 0
        built = connection.scalar(select(func.count()).select_from(job_export)) or 0
        connection.execute(update(job_export).values(requested_at=func.now() - timedelta(days=8)))
    clean(api.engine)
    with transaction(api.engine) as connection:
        assert connection.scalar(select(func.count()).select_from(file)) == before - built
        assert connection.scalar(select(func.count()).where(chunk.c.kind == "export")) == 0
    assert api.client.get(workbook).status_code == 202
    api.work()
    assert api.client.get(workbook).status_code == 200


def test_a_deleted_job_takes_its_workbook_along(api: Api, workbook: str) -> None:
    api.client.get(workbook)
    api.work()
    job_path = workbook.removesuffix("/decisions.xlsx")
    assert api.client.delete(job_path).status_code == 202
    assert api.client.get(workbook).status_code == 404
