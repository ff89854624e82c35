"""The planner's way in a real browser: sign in, upload, watch, decide, download."""

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from ops.root import ROOT
from tests.acceptance.browsing import choose, jobs, sheet, sign_in, tick
from tests.acceptance.stack import Stack

expect = pytest.importorskip("playwright.sync_api").expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

SAMPLE = ROOT / "samples" / "skus.xlsx"


def test_a_wrong_key_is_refused_in_words(page: "Page") -> None:
    page.get_by_text("Sign in with an API key").click()
    page.get_by_label("API key", exact=True).fill("lw_wrong")
    page.get_by_role("button", name="Sign in with the key").click()
    page.get_by_text("This key is not accepted").wait_for()


def test_a_sheet_goes_in_and_decisions_come_out(page: "Page", desk: Stack) -> None:
    sign_in(page, desk.key)
    # What was opened and typed before the file came stays.
    page.get_by_text("Options:").click()
    page.get_by_label("Holding (% a year)", exact=True).fill("25")
    page.keyboard.press("Tab")
    choose(page, SAMPLE)
    expect(page.get_by_role("button", name="Compute decisions")).to_be_enabled()
    expect(page.get_by_label("Holding (% a year)", exact=True)).to_be_visible()
    # A double click is one job: both clicks carry the same Idempotency-Key.
    page.get_by_role("button", name="Compute decisions").dblclick()
    page.get_by_role("heading", name=SAMPLE.name).wait_for()
    page.get_by_text("Waiting", exact=True).first.wait_for()
    (job_id,) = jobs(desk)
    assert page.url.endswith(f"/job?job={job_id}")
    assert desk.job(job_id)["options"]["defaults"]["holding_rate"] == 0.25

    # A reload in the middle asks for no key and comes back to the job.
    page.reload()
    page.get_by_role("heading", name=SAMPLE.name).wait_for()
    page.get_by_role("button", name="Cancel job").wait_for()
    assert page.url.endswith(f"/job?job={job_id}")

    # The page goes on by itself when a worker comes, to the end.
    desk.start_worker()
    page.get_by_text(re.compile("^Done")).first.wait_for()
    page.get_by_test_id("stDataFrame").wait_for()
    job = desk.job(job_id)
    summary = job["summary"]
    figure = page.get_by_test_id("stMetric").filter(has_text="Order today")
    expect(figure).to_contain_text(f"{summary['order_now']:,}")
    assert summary["order_now"] > 0

    # The first row is one to order now; ticking it explains it.
    first = desk.client.get(f"/jobs/{job_id}/decisions", params={"limit": 1}).json()["items"][0]
    assert first["order_now"] is True
    tick(page, 0)
    explanation = page.locator(".st-key-explanation")
    explanation.get_by_text(first["reason"]).wait_for()

    # The file on the disk is the file of the API, with real numbers.
    with page.expect_download() as loading:
        page.get_by_role("link", name="Excel", exact=True).click()
    loaded = loading.value
    assert loaded.suggested_filename.endswith(".xlsx")
    book = openpyxl.load_workbook(io.BytesIO(Path(loaded.path()).read_bytes()), read_only=True)
    rows = book["Decisions"].iter_rows(values_only=True)
    header = next(rows)
    position = header.index("suggested_order")
    values = [row[position] for row in rows]
    book.close()
    assert len(values) == job["progress"]["rows_total"]
    amounts = [value for value in values if isinstance(value, int | float)]
    assert sum(amount > 0 for amount in amounts) == summary["order_now"]


def test_the_address_of_a_job_works_in_another_window_after_signing_in(
    page: "Page", desk: Stack, tmp_path: Path
) -> None:
    if not desk.is_running("worker-1"):
        desk.start_worker()
    job_id = desk.upload(sheet(tmp_path))["id"]
    page.goto(f"{desk.ui_url}/job?job={job_id}&find=00007")
    sign_in(page, desk.key, heading="few.csv")
    expect(page.get_by_label("Find")).to_have_value("00007")


def test_a_bad_file_is_refused_in_words_and_makes_no_job(page: "Page", desk: Stack, tmp_path: Path) -> None:
    before = jobs(desk)
    sign_in(page, desk.key)
    empty = tmp_path / "empty.csv"
    empty.touch()
    choose(page, empty)
    page.get_by_text("The file is empty").wait_for()
    assert jobs(desk) == before


def test_one_sku_is_answered_with_a_sentence(page: "Page", desk: Stack) -> None:
    sign_in(page, desk.key)
    page.get_by_role("link", name="Calculate one SKU").click()
    page.get_by_role("button", name="Calculate", exact=True).click()
    page.locator(".lw-answer").wait_for()
    page.get_by_test_id("stMetric").filter(has_text="Usual lot").wait_for()
    page.get_by_label("Cost of one order", exact=True).fill("-1")
    page.get_by_role("button", name="Calculate", exact=True).click()
    # A refused value is marked below its input, and the old answer is gone.
    page.locator(".lw-answer").wait_for(state="detached")
    beside = page.get_by_test_id("stForm").get_by_text(re.compile("order.cost", re.IGNORECASE))
    beside.filter(has_not=page.locator("label")).first.wait_for()
