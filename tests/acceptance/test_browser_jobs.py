"""Around jobs in a real browser: cancelled, mended, asked and remembered, defaults, and who works."""

import io
import os
import re
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.acceptance.browsing import choose, go, jobs, saved, settle, sheet, sign_in
from tests.acceptance.every_view import ASKING, with_wrong_cells
from tests.acceptance.stack import Stack, wait_for

expect = pytest.importorskip("playwright.sync_api").expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def stack_settings() -> dict[str, str]:
    """Small steps, so that there is a middle of a job to cancel it in."""
    return {"LOTWISE_CHUNK_ROWS": "200"}


@pytest.fixture(scope="module")
def working(desk: Stack) -> Stack:
    """The desk with a worker."""
    desk.start_worker()
    wait_for(lambda: desk.client.get("/workers").json()["items"], "the worker to be seen")
    return desk


def open_job(page: "Page", desk: Stack, job_id: str) -> None:
    page.goto(f"{desk.ui_url}/job?job={job_id}")
    sign_in(page, desk.key, heading=desk.job(job_id)["file"]["name"])


def test_status_tells_who_works_on_what_version(page: "Page", working: Stack) -> None:
    (worker,) = working.client.get("/workers").json()["items"]
    sign_in(page, working.key)
    go(page, "Status")
    figures = page.get_by_test_id("stMetric")
    expect(figures.filter(has_text="Database")).to_contain_text("works")
    expect(figures.filter(has_text="Queue")).to_contain_text("works")
    expect(figures.filter(has_text="Workers")).to_contain_text("1 with 2 processes")
    cells = page.get_by_test_id("stDataFrame").locator("[role=gridcell]")
    expect(cells.filter(has_text=worker["name"])).to_have_count(1)
    expect(cells.filter(has_text=re.compile(f"^{re.escape(worker['version'])}$"))).not_to_have_count(0)
    page.get_by_text("Nothing waits and nothing is being computed").wait_for()


def test_refused_rows_are_mended_and_sent_again_alone(page: "Page", working: Stack, tmp_path: Path) -> None:
    first = working.upload(with_wrong_cells(tmp_path))["id"]
    refused = working.wait_for_end(first)["progress"]["rows_failed"]
    open_job(page, working, first)
    page.get_by_role("radio").filter(has_text="Refused rows").click()
    page.get_by_text("Try these rows again").wait_for()
    place = page.get_by_role("navigation", name="The refused rows")
    name, content = saved(page, place.get_by_role("link"))
    mended = tmp_path / name
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = book.worksheets[0]
    header = [cell.value for cell in rows[1]]
    for title in ("Unit cost", "Annual demand"):
        for (cell,) in rows.iter_rows(
            min_row=2, min_col=header.index(title) + 1, max_col=header.index(title) + 1
        ):
            cell.value = cell.value if isinstance(cell.value, int | float) and cell.value > 0 else 12
    book.save(mended)
    page.locator("input[type=file]").set_input_files(mended)
    page.get_by_text(name).first.wait_for()
    settle(page)
    page.get_by_role("button", name="Compute the mended rows").click()
    page.wait_for_url(re.compile(f"job=(?!{first})"))
    page.get_by_text(re.compile("^Done")).first.wait_for()
    second = working.wait_for_end(jobs(working)[0])
    assert second["progress"]["rows_failed"] < refused
    go(page, "Jobs")
    expect(page.locator(f".st-key-job_{first}")).to_contain_text(f"{refused} refused")
    expect(page.locator(f".st-key-job_{second['id']}")).to_contain_text("Done")


def test_an_answer_is_remembered_until_it_is_forgotten(page: "Page", working: Stack, tmp_path: Path) -> None:
    asking = tmp_path / "asking.csv"
    asking.write_text(ASKING)
    job_id = working.upload(asking)["id"]
    open_job(page, working, job_id)
    page.get_by_role("button", name="Go on").wait_for()
    settle(page)
    choices = page.get_by_test_id("stRadio").first.locator("label")
    choices.filter(has_text=re.compile(r"\bold\b")).first.click()
    settle(page)
    page.get_by_role("button", name="Go on").click()
    page.get_by_text(re.compile("^Done")).first.wait_for()
    (kept,) = working.client.get("/mappings").json()["items"]
    assert kept["options"]["mapping"]["old"] == "demand"
    go(page, "Remembered sheets")
    page.get_by_text("old is demand").wait_for()
    page.get_by_role("button", name="Forget", exact=True).click()
    page.get_by_role("button", name="Yes, forget").wait_for()
    settle(page)
    page.get_by_role("button", name="Yes, forget").click()
    page.get_by_text("Nothing is remembered yet").wait_for()
    assert working.client.get("/mappings").json()["items"] == []


def test_the_companys_defaults_are_kept_and_used_by_the_next_sheet(
    page: "Page", working: Stack, tmp_path: Path
) -> None:
    sign_in(page, working.key)
    go(page, "Company defaults")
    page.get_by_label("Lead time (days)", exact=True).fill("9")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("The next upload uses them").wait_for()
    page.reload()
    expect(page.get_by_label("Lead time (days)", exact=True)).to_have_value("9")
    go(page, "Upload a sheet")
    choose(page, sheet(tmp_path))
    page.get_by_role("button", name="Another file").wait_for()
    settle(page)
    page.get_by_role("button", name="Compute decisions").click()
    page.wait_for_url("**/job?job=*")
    page.get_by_text(re.compile("^Done")).first.wait_for()
    answer = working.client.get(f"/jobs/{jobs(working)[0]}/decisions").json()["items"]
    assert [row["sku"] for row in answer if "lead_time_days" in row["assumed"]] != []


def test_a_running_job_is_cancelled(page: "Page", working: Stack, tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    lines = (f"A-{number},{100 + number % 900},40,2,0.25" for number in range(20_000))
    large.write_text("\n".join(["SKU,Demand,Order cost,Unit cost,Holding rate", *lines]) + "\n")
    job_id = working.upload(large)["id"]
    wait_for(lambda: working.job(job_id)["progress"]["rows_done"], "some rows to be done")
    # Held in the middle, so that the click does not race with the last row.
    group = os.getpgid(working.pid("worker-1"))
    os.killpg(group, signal.SIGSTOP)
    try:
        open_job(page, working, job_id)
        page.get_by_role("button", name="Cancel job").click()
        wait_for(lambda: working.job(job_id)["state"] == "cancelling", "the job to be told")
    finally:
        os.killpg(group, signal.SIGCONT)
    page.get_by_text("Cancelled", exact=True).first.wait_for()
    assert working.job(job_id)["state"] == "cancelled"
    go(page, "Jobs")
    expect(page.locator(f".st-key-job_{job_id}")).to_contain_text("Cancelled")
