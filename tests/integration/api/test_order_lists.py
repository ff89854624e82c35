"""Today's orders as lists for ERPs, and decisions as files for programs."""

import csv
import io
import json
from typing import Any

import polars as pl
import pytest

from tests.integration.api.conftest import Api

SHEET = (
    "SKU;Supplier;Demand;Order cost;Holding cost;Lead time days;On hand;Supplier item;Unit cost\n"
    "0001;North;1000;25;0,9;14;0;N-1;2,50\n"
    "0002;South;1000;25;0,9;14;5000;S-2;2\n"
    "0003;North;1200;25;0,9;14;0;=1+1;2\n"
    "0004;North;abc;25;0,9;14;0;;2\n"
)


@pytest.fixture(scope="module")
def done(api: Api) -> dict[str, Any]:
    """An ended job with two rows to order and one in error."""
    job_id = api.job_id(SHEET.encode(), "stock.csv")
    api.work()
    ended: dict[str, Any] = api.client.get(f"/jobs/{job_id}").json()
    assert ended["state"] == "partially_succeeded", ended
    return ended


def _lines(content: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode()), delimiter=delimiter))


def test_the_generic_list_names_job_supplier_and_quantity(api: Api, done: dict[str, Any]) -> None:
    answer = api.client.get(done["links"]["orders_csv"])
    assert 'filename="stock-orders-generic.csv"' in answer.headers["content-disposition"]
    lines = _lines(answer.content)
    assert [(line["sku"], line["supplier_item"]) for line in lines] == [("0001", "N-1"), ("0003", "'=1+1")]
    assert {line["job_id"] for line in lines} == {done["id"]}
    assert all(float(line["quantity"]) > 0 and line["need_date"] > done["as_of"] for line in lines)


def test_every_template_that_is_listed_can_be_downloaded(api: Api, done: dict[str, Any]) -> None:
    templates = api.client.get("/order-templates").json()["items"]
    assert {"generic", "odoo", "erpnext", "sap"} <= {template["name"] for template in templates}
    for template in templates:
        answer = api.client.get(done["links"]["orders_csv"], params={"template": template["name"]})
        lines = _lines(answer.content, template["delimiter"])
        assert len(lines) == 2
        assert list(lines[0]) == [column["header"] for column in template["columns"]]


def test_an_unknown_template_is_refused_naming_the_known(api: Api, done: dict[str, Any]) -> None:
    answer = api.client.get(done["links"]["orders_csv"], params={"template": "sage"})
    assert answer.status_code == 422
    assert "odoo" in answer.json()["errors"][0]["remedy"]


def test_the_json_lines_and_the_parquet_file_are_the_same_rows(api: Api, done: dict[str, Any]) -> None:
    lines = api.client.get(done["links"]["decisions_jsonl"])
    assert lines.headers["content-type"] == "application/x-ndjson"
    rows = [json.loads(line) for line in lines.text.splitlines()]
    assert [row["SKU"] for row in rows] == ["0001", "0002", "0003", "0004"]
    assert rows[0]["Unit cost"] == 2.5
    assert (rows[3]["Demand"], rows[3]["status"]) == (None, "error")
    answer = api.client.get(done["links"]["decisions_parquet"])
    assert answer.headers["content-length"] == str(len(answer.content))
    table = pl.read_parquet(answer.content)
    assert table.columns == list(rows[0])
    assert table["suggested_order"].to_list() == [row["suggested_order"] for row in rows]
    assert table.schema["latest_order_date"] == pl.Date


def test_what_there_is_only_at_the_end_is_a_conflict_before(api: Api) -> None:
    links = api.client.get(f"/jobs/{api.job_id(SHEET.encode())}").json()["links"]
    for name in ("orders_csv", "decisions_jsonl", "decisions_parquet"):
        answer = api.client.get(links[name])
        assert (answer.status_code, answer.json()["code"]) == (409, "job_not_finished"), name
    api.work()


def test_what_does_not_exist_is_not_found(api: Api) -> None:
    for path in ("orders.csv", "decisions.jsonl", "decisions.parquet"):
        answer = api.client.get(f"/jobs/00000000-0000-7000-8000-000000000000/{path}")
        assert answer.status_code == 404
