"""The desk by keyboard alone: nothing is clicked, and nothing is filled in but by its keys."""

from typing import TYPE_CHECKING, Any

import pytest

from core.roles import Role
from tests.acceptance.browsing import PASSWORD, jobs, person, settle, sheet, sign_in
from tests.acceptance.every_view import SAMPLE
from tests.acceptance.keyboard import reach, reach_table
from tests.acceptance.stack import Stack

expect = pytest.importorskip("playwright.sync_api").expect

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PLANNER = "pat@example.com"


@pytest.fixture(scope="module")
def planner(desk: Stack) -> Stack:
    """Somebody who may send sheets."""
    person(desk, PLANNER, Role.PLANNER)
    return desk


@pytest.fixture(scope="module")
def done(desk: Stack) -> dict[str, Any]:
    """The sample, computed; its worker is stopped again."""
    desk.start_worker()
    job = desk.wait_for_end(desk.upload(SAMPLE)["id"])
    desk.stop("worker-1")
    return job


def drop(page: "Page", sheet: "Path") -> None:
    """Choose a file; the browser is asked to tell of its dialog before the keys that open it."""
    with page.expect_file_chooser() as choosing:
        reach(page, "Upload")
        page.keyboard.press("Enter")
    choosing.value.set_files(sheet)


def test_one_signs_in_goes_to_another_view_and_out(page: "Page", planner: Stack) -> None:
    reach(page, "E-mail address")
    page.keyboard.type(PLANNER)
    reach(page, "Password")
    page.keyboard.type(PASSWORD)
    with page.expect_response("**/desk/sign-in"):
        page.keyboard.press("Enter")
    page.get_by_role("heading", name="Upload a sheet").wait_for()
    reach(page, "Jobs")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Jobs").wait_for()
    reach(page, "Sign out")
    page.keyboard.press("Enter")
    page.get_by_label("E-mail address").wait_for()


def test_one_sku_is_calculated(page: "Page", desk: Stack) -> None:
    sign_in(page, desk.key)
    reach(page, "Calculate one SKU")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Calculate one SKU").wait_for()
    for name, value in (
        ("Demand (units)", "1200"),
        ("Cost of one order", "40"),
        ("Price of a unit", "8"),
        ("Holding (% a year)", "25"),
    ):
        reach(page, name)
        page.keyboard.press("Control+a")
        page.keyboard.type(value)
    page.keyboard.press("Enter")
    # sqrt(2 * 1200 * 40 / (0.25 * 8)) = 219.09
    expect(page.locator(".lw-answer")).to_contain_text("219")


def test_a_sheet_is_chosen_mapped_sent_and_cancelled(page: "Page", desk: Stack, tmp_path: "Path") -> None:
    before = jobs(desk)
    sign_in(page, desk.key)
    drop(page, sheet(tmp_path))
    page.get_by_role("button", name="Another file").wait_for()
    reach_table(page)
    # From the column's letter to what it is taken as; the first line is the SKU, the fourth the unit cost.
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    page.locator("#portal input").wait_for()
    page.keyboard.type("kept as")
    page.keyboard.press("Enter")
    page.get_by_text("what is shown above is of before").wait_for()
    reach(page, "Check again as changed")
    page.keyboard.press("Enter")
    page.get_by_text("No row has all that a decision needs").wait_for()
    reach(page, "Another file")
    page.keyboard.press("Enter")
    drop(page, sheet(tmp_path))
    page.get_by_text("Every row that was looked at is understood").wait_for()
    reach(page, "Compute decisions")
    page.keyboard.press("Enter")
    page.wait_for_url("**/job?job=*")
    reach(page, "Cancel job")
    page.keyboard.press("Space")
    page.get_by_text("Cancelled").first.wait_for()
    (made,) = set(jobs(desk)) - set(before)
    assert desk.job(made)["state"] == "cancelled"


def test_decisions_are_narrowed_explained_and_taken_away(
    page: "Page", desk: Stack, done: dict[str, Any]
) -> None:
    page.goto(f"{desk.ui_url}/job?job={done['id']}")
    sign_in(page, desk.key, heading="skus.xlsx")
    page.get_by_text("Rows 1 to 100. ").wait_for()
    reach(page, "Excel")
    with page.expect_download() as loading:
        page.keyboard.press("Enter")
    assert loading.value.suggested_filename.endswith(".xlsx")
    reach(page, "Class")
    page.keyboard.type("B")
    page.keyboard.press("Enter")
    page.wait_for_url("**class=B**")
    page.get_by_text("Rows 1 to").wait_for()
    settle(page)
    narrowed = desk.client.get(
        f"/jobs/{done['id']}/decisions", params={"abc_class": "B", "limit": "2"}
    ).json()["items"]
    reach_table(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Space")
    expect(page.locator(".st-key-explanation")).to_contain_text(narrowed[1]["sku"])
    # Out of the table again, past its cells.
    reach(page, "Compute again with other assumptions")


def test_the_next_page_is_reached_and_the_one_before(page: "Page", desk: Stack, done: dict[str, Any]) -> None:
    page.goto(f"{desk.ui_url}/job?job={done['id']}")
    sign_in(page, desk.key, heading="skus.xlsx")
    page.get_by_text("Rows 1 to 100. ").wait_for()
    reach(page, "Next")
    page.keyboard.press("Enter")
    page.get_by_text("Rows 101 to 200. ").wait_for()
    reach(page, "Previous")
    page.keyboard.press("Enter")
    page.get_by_text("Rows 1 to 100. ").wait_for()
