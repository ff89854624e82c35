"""What a job came to: pages, files, totals."""

import csv
import io
import json
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.integration.api.conftest import Api

ROWS = 40
BAD_ROW = 7


def _sheet() -> bytes:
    lines = ["SKU,Supplier,Demand,Order cost,Holding cost,Lead time days,On hand,Remark"]
    for number in range(ROWS):
        demand = "abc" if number == BAD_ROW else str(1000 + number)
        on_hand = 0 if number % 4 == 0 else 5_000
        supplier = "North" if number % 2 else "South & Söhne"
        lines.append(f"{number:04d},{supplier},{demand},25,0.9,14,{on_hand},=note {number}")
    return "\n".join(lines).encode()


@pytest.fixture(scope="module")
def done(api: Api) -> dict[str, Any]:
    """An ended job with one row in error."""
    job_id = api.job_id(_sheet(), "Bestände.csv")
    api.work()
    ended: dict[str, Any] = api.client.get(f"/jobs/{job_id}").json()
    assert ended["state"] == "partially_succeeded", ended
    return ended


def _table(content: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8")), delimiter=delimiter))


def test_an_ended_job_tells_its_counts_and_its_totals(api: Api, done: dict[str, Any]) -> None:
    progress = done["progress"]
    assert (progress["rows_total"], progress["rows_done"], progress["rows_failed"]) == (ROWS, ROWS, 1)
    assert progress["percent"] == 100
    assert done["report"]
    summary = api.client.get(done["links"]["summary"]).json()
    charts = summary.pop("charts")
    assert done["summary"] == summary
    assert sum(entry["order_now"] for entry in charts["suppliers"][""]) == summary["order_now"]
    assert done["summary"]["order_now"] > 0


def test_decisions_come_page_by_page_what_to_order_today_first(api: Api, done: dict[str, Any]) -> None:
    rows: list[dict[str, Any]] = []
    cursor = None
    while True:
        params = {"limit": 7} | ({"cursor": cursor} if cursor else {})
        page = api.client.get(done["links"]["decisions"], params=params).json()
        rows += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(rows) == len({row["row_no"] for row in rows}) == ROWS
    flags = [row["order_now"] is True for row in rows]
    assert flags == sorted(flags, reverse=True)
    assert any(flags)
    assert rows[0]["other"]["Remark"].startswith("=note")


def test_the_curve_behind_a_decision_is_that_of_its_item(api: Api, done: dict[str, Any]) -> None:
    rows = api.client.get(done["links"]["decisions"]).json()["items"]
    row = next(row for row in rows if row["order_quantity"])
    curve = api.client.get(f"{done['links']['decisions']}/{row['row_no']}/curve").json()
    assert (curve["eoq"], curve["order_quantity"]) == pytest.approx((row["eoq"], row["order_quantity"]))
    assert curve["assumed"] == {}
    bad = next(row for row in rows if row["status"] == "error")
    assert api.client.get(f"{done['links']['decisions']}/{bad['row_no']}/curve").status_code == 422
    assert api.client.get(f"{done['links']['decisions']}/999999/curve").status_code == 404


@pytest.mark.parametrize(
    ("wanted", "field", "value"),
    [
        ({"order_now": "true"}, "order_now", True),
        ({"status": "error"}, "status", "error"),
        ({"supplier": "South & Söhne"}, "supplier", "South & Söhne"),
        ({"text": "0003"}, "sku", "0003"),
    ],
)
def test_decisions_are_filtered(
    api: Api, done: dict[str, Any], wanted: dict[str, str], field: str, value: object
) -> None:
    rows = api.client.get(done["links"]["decisions"], params=wanted).json()["items"]
    assert rows
    assert {row[field] for row in rows} == {value}


def test_the_curve_tells_what_the_job_assumed_for_the_row(api: Api) -> None:
    months = [f"2026-{month:02d}" for month in range(1, 13)]
    lines = [",".join(["SKU", "Unit cost", "Lead time days", "On hand", *months])]
    lines += [",".join([f"A-{row}", "12.5", "14", "30", *["100"] * 12]) for row in range(5)]
    options = {"defaults": {"order_cost": 30, "holding_rate": 0.2}}
    content = "\n".join(lines).encode()
    job_id = api.upload(content, "months.csv", data={"options": json.dumps(options)}).json()["id"]
    api.work()
    row = api.client.get(f"/jobs/{job_id}/decisions").json()["items"][0]
    curve = api.client.get(f"/jobs/{job_id}/decisions/{row['row_no']}/curve").json()
    assert sorted(curve["assumed"]) == sorted(row["assumed"].split(", "))
    # Of the class A and X: the steadiest of what is worth most.
    assert (row["abc_class"], row["xyz_class"]) == ("A", "X")
    assert curve["assumed"] == {"order_cost": 30, "holding_rate": 0.2, "service_level": 0.98}


@pytest.mark.parametrize(
    "params", [{"limit": "0"}, {"limit": "1001"}, {"cursor": "x"}, {"order_now": "maybe"}, {"text": "a\x00"}]
)
def test_a_refused_filter_is_named(api: Api, done: dict[str, Any], params: dict[str, str]) -> None:
    answer = api.client.get(done["links"]["decisions"], params=params)
    assert answer.status_code == 422
    assert next(iter(params)) in answer.text


def test_the_csv_has_the_rows_of_the_sheet_in_its_order(api: Api, done: dict[str, Any]) -> None:
    answer = api.client.get(done["links"]["decisions_csv"])
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "filename*=UTF-8''Best%C3%A4nde-decisions.csv" in answer.headers["content-disposition"]
    rows = _table(answer.content)
    assert [row["SKU"] for row in rows] == [f"{number:04d}" for number in range(ROWS)]
    assert not any(row["Remark"].startswith("=") for row in rows)


def test_the_csv_takes_the_signs_of_a_country(api: Api, done: dict[str, Any]) -> None:
    answer = api.client.get(done["links"]["decisions_csv"], params={"delimiter": ";", "decimal": ","})
    assert {row["Holding cost"] for row in _table(answer.content, ";")} == {"0,9"}


@pytest.mark.parametrize("params", [{"decimal": ","}, {"delimiter": "x"}, {"decimal": ";"}])
def test_signs_that_cannot_be_told_apart_are_refused(
    api: Api, done: dict[str, Any], params: dict[str, str]
) -> None:
    for link in ("decisions_csv", "errors_csv"):
        answer = api.client.get(done["links"][link], params=params)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["remedy"]


def test_the_workbook_opens_with_its_sheets(api: Api, done: dict[str, Any]) -> None:
    answer = api.client.get(done["links"]["decisions_xlsx"])
    assert answer.headers["content-length"] == str(len(answer.content))
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Decisions", "Orders by supplier", "Summary", "Errors"]
    assert book["Decisions"].max_row == ROWS + 1
    assert book["Decisions"]["A2"].value == "0000"


def test_the_errors_name_the_row_that_was_refused(api: Api, done: dict[str, Any]) -> None:
    (row,) = _table(api.client.get(done["links"]["errors_csv"]).content)
    assert row["SKU"] == f"{BAD_ROW:04d}"
    assert "abc" in json.dumps(row)
    book = load_workbook(io.BytesIO(api.client.get(done["links"]["errors_xlsx"]).content))
    assert f"{BAD_ROW:04d}" in [cell.value for row in book.worksheets[0].iter_rows() for cell in row]


def test_what_there_is_only_at_the_end_is_a_conflict_before(api: Api) -> None:
    links = api.client.get(f"/jobs/{api.job_id(_sheet())}").json()["links"]
    for name in ("summary", "decisions_csv", "decisions_xlsx", "errors_csv", "errors_xlsx"):
        answer = api.client.get(links[name])
        assert (answer.status_code, answer.json()["code"]) == (409, "job_not_finished"), name
        assert "wait=20" in answer.json()["remedy"]
    assert api.client.get(links["decisions"]).json() == {"items": [], "next": None}


def test_a_job_that_failed_says_why_and_has_no_files(api: Api) -> None:
    job_id = api.job_id(b"\x00\x01\x02 not a sheet", "stock.xlsx")
    api.work()
    ended = api.client.get(f"/jobs/{job_id}").json()
    assert ended["state"] == "failed"
    assert ended["error"]["remedy"]
    assert api.client.get(ended["links"]["decisions_csv"]).status_code == 404
    assert api.client.get(ended["links"]["summary"]).status_code == 404


def test_the_template_is_a_workbook_whose_columns_are_understood(api: Api) -> None:
    content = api.client.get("/template.xlsx").content
    job_id = api.job_id(content, "template.xlsx")
    api.work()
    ended = api.client.get(f"/jobs/{job_id}").json()
    assert ended["state"] == "succeeded", ended
    assert all(column["field"] == column["header"] for column in ended["understanding"]["columns"])


def test_workers_are_listed(api: Api) -> None:
    assert api.client.get("/workers").json() == {"items": []}
