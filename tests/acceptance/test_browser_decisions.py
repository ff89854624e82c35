"""The decisions of a job in a real browser: narrowed, paged, added up, drawn, explained, taken away."""

import csv
import io
from typing import TYPE_CHECKING, Any

import openpyxl
import polars as pl
import pytest

from tests.acceptance.browsing import pick, saved, settle, sign_in, tick
from tests.acceptance.every_view import with_wrong_cells
from tests.acceptance.stack import Stack

expect = pytest.importorskip("playwright.sync_api").expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGE_ROWS = 100


@pytest.fixture(scope="module")
def job(desk: Stack, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The sample with some wrong cells, computed."""
    desk.start_worker()
    made = desk.upload(with_wrong_cells(tmp_path_factory.mktemp("sheets")))
    return desk.wait_for_end(made["id"])


def open_job(page: "Page", desk: Stack, job: dict[str, Any]) -> None:
    page.goto(f"{desk.ui_url}/job?job={job['id']}")
    sign_in(page, desk.key, heading=job["file"]["name"])
    page.get_by_text("Rows 1 to").wait_for()
    settle(page)


def rows(desk: Stack, job: dict[str, Any], **wanted: str) -> list[dict[str, Any]]:
    """What the API answers to the same filters."""
    answer = desk.client.get(f"/jobs/{job['id']}/decisions", params={"limit": "1000", **wanted})
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def shows(page: "Page", expected: list[dict[str, Any]]) -> None:
    """The page says how many rows there are, and the table begins with the first of them."""
    assert expected
    page.get_by_text(f"Rows 1 to {min(len(expected), PAGE_ROWS)}. ").wait_for()
    first = page.locator("[data-testid=glide-cell-3-0]")  # after ticks, today and the amount: the SKU
    expect(first).to_have_text(expected[0]["sku"])
    assert not page.get_by_test_id("stException").count()


def test_each_filter_narrows_the_table_and_the_address_keeps_it(
    page: "Page", desk: Stack, job: dict[str, Any]
) -> None:
    everything = rows(desk, job)
    supplier = next(row["supplier"] for row in everything if row["order_now"])
    text = everything[0]["description"].split(",")[0]
    open_job(page, desk, job)
    shows(page, everything)
    pick(page, "Supplier", supplier)
    shows(page, rows(desk, job, supplier=supplier))
    pick(page, "Class", "B")
    shows(page, rows(desk, job, supplier=supplier, abc_class="B"))
    # A reload, or a bookmark, shows the same.
    page.reload()
    page.get_by_text("Rows 1 to").wait_for()
    shows(page, rows(desk, job, supplier=supplier, abc_class="B"))
    page.goto(f"{desk.ui_url}/job?job={job['id']}")
    page.get_by_text("Rows 1 to").wait_for()
    pick(page, "Status", "Check")
    shows(page, rows(desk, job, status="warning"))
    page.goto(f"{desk.ui_url}/job?job={job['id']}&find={text}")
    page.get_by_text("Rows 1 to").wait_for()
    shows(page, rows(desk, job, text=text))
    assert len(rows(desk, job, text=text)) < len(everything)


def test_pages_are_turned_forward_and_back(page: "Page", desk: Stack, job: dict[str, Any]) -> None:
    everything = rows(desk, job)
    assert len(everything) > 2 * PAGE_ROWS
    open_job(page, desk, job)
    page.get_by_role("button", name="Next").click()
    page.get_by_text("Rows 101 to 200.").wait_for()
    expect(page.locator("[data-testid=glide-cell-3-0]")).to_have_text(everything[PAGE_ROWS]["sku"])
    settle(page)
    page.get_by_role("button", name="Previous").click()
    shows(page, everything)


def test_suppliers_are_added_up_and_lead_to_their_rows(
    page: "Page", desk: Stack, job: dict[str, Any]
) -> None:
    open_job(page, desk, job)
    page.get_by_role("radio").filter(has_text="Suppliers").click()
    page.get_by_text("Tick a supplier to see").wait_for()
    charts = desk.client.get(f"/jobs/{job['id']}/summary").json()["charts"]
    (entries,) = charts["suppliers"].values()
    first = entries[0]
    tick(page, 0)
    page.get_by_role("button", name=f"Show the rows of {first['supplier']}").click()
    found = rows(desk, job, supplier=first["supplier"])
    shows(page, found)
    assert sum(bool(row["order_now"]) for row in found) == first["order_now"]


def test_the_charts_are_drawn(page: "Page", desk: Stack, job: dict[str, Any]) -> None:
    open_job(page, desk, job)
    page.get_by_role("radio").filter(has_text="Charts").click()
    page.get_by_text("The last day on which").wait_for()
    drawn = page.locator("[data-testid=stVegaLiteChart] :is(svg, canvas).marks")
    expect(drawn).to_have_count(4)
    assert not page.get_by_test_id("stException").count()


def test_a_row_is_explained_with_its_curve(page: "Page", desk: Stack, job: dict[str, Any]) -> None:
    second = rows(desk, job)[1]
    open_job(page, desk, job)
    tick(page, 1)
    explanation = page.locator(".st-key-explanation")
    explanation.get_by_text(second["reason"], exact=True).wait_for()
    explanation.locator("svg").get_by_text("Recommended lot").first.wait_for()
    assert not page.get_by_test_id("stException").count()


def test_every_download_is_a_file_that_opens(page: "Page", desk: Stack, job: dict[str, Any]) -> None:
    total = job["progress"]["rows_total"]
    open_job(page, desk, job)
    page.get_by_role("button", name="All downloads").click()
    settle(page)
    decisions = page.get_by_role("navigation", name="Decisions")
    _, content = saved(page, decisions.get_by_role("link", name="CSV", exact=True))
    assert len(list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))) == total
    _, content = saved(page, decisions.get_by_role("link", name="Parquet"))
    assert pl.read_parquet(io.BytesIO(content)).height == total
    name, content = saved(page, page.get_by_role("link", name="Refused rows, Excel"))
    book = openpyxl.load_workbook(io.BytesIO(content))
    refused = sum(1 for _ in book.worksheets[0].iter_rows(min_row=2))
    assert name.endswith(".xlsx")
    assert refused == job["progress"]["rows_failed"]
    _, content = saved(page, page.get_by_role("link", name="Excel", exact=True))
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book["Decisions"].max_row == total + 1
