"""Nothing a planner has sent or set is lost: reloads, tabs, double clicks, an API away, an ended sign-in."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.db.access.keys import create_key, revoke_key
from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import connect, transaction
from ops.root import ROOT
from tests.acceptance.browsing import choose, jobs, settle, sheet, sign_in
from tests.acceptance.stack import Stack

expect = pytest.importorskip("playwright.sync_api").expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SAMPLE = ROOT / "samples" / "skus.xlsx"
MESSY = ROOT.parent / "shared" / "data" / "messy"


def compute(page: "Page") -> None:
    page.get_by_role("button", name="Compute decisions").click()
    page.wait_for_url("**/job?job=*")


def test_a_reload_in_the_middle_of_an_upload_or_a_job_loses_nothing(page: "Page", desk: Stack) -> None:
    sign_in(page, desk.key)
    choose(page, SAMPLE)
    page.get_by_role("button", name="Another file").wait_for()  # drawn last: nothing is replaced any more
    page.get_by_text("Options:").click()
    page.get_by_label("Lead time (days)", exact=True).fill("9")
    page.keyboard.press("Tab")
    settle(page)
    page.reload()
    page.get_by_text("What each column is taken as").wait_for()
    expect(page.get_by_text(SAMPLE.name)).to_be_visible()
    compute(page)
    # There is no worker: the job waits, and says so before and after a reload.
    page.get_by_role("button", name="Cancel job").wait_for()
    job_id = jobs(desk)[0]
    assert desk.job(job_id)["options"]["defaults"]["lead_time_days"] == 9
    page.reload()
    page.get_by_role("button", name="Cancel job").wait_for()
    page.get_by_role("heading", name=SAMPLE.name).wait_for()


def test_two_clicks_on_compute_make_one_job(page: "Page", desk: Stack, tmp_path: Path) -> None:
    before = jobs(desk)
    sign_in(page, desk.key)
    choose(page, sheet(tmp_path))
    page.get_by_role("button", name="Compute decisions").dblclick()
    page.get_by_role("heading", name="few.csv").wait_for()
    page.get_by_role("button", name="Cancel job").wait_for()
    assert len(jobs(desk)) == len(before) + 1


def test_two_tabs_keep_their_own_sheets(page: "Page", desk: Stack, tmp_path: Path) -> None:
    sign_in(page, desk.key)
    choose(page, sheet(tmp_path))
    page.get_by_text("What each column is taken as").wait_for()
    other = page.context.new_page()
    other.goto(desk.ui_url)
    other.get_by_role("heading", name="Upload a sheet").wait_for()
    choose(other, SAMPLE)
    other.get_by_text("What each column is taken as").wait_for()
    compute(other)
    compute(page)
    page.get_by_role("heading", name="few.csv").wait_for()
    other.get_by_role("heading", name=SAMPLE.name).wait_for()


def test_the_desk_says_that_the_api_is_away_and_goes_on_when_it_is_back(
    page: "Page", desk: Stack, tmp_path: Path
) -> None:
    sent = sheet(tmp_path)
    desk.upload(sent)
    sign_in(page, desk.key)
    page.get_by_role("link", name="Jobs", exact=True).click()
    page.get_by_role("link", name=sent.name).first.wait_for()
    desk.stop("api")
    page.get_by_text("Lotwise does not answer").wait_for()
    desk.restart("api")
    page.get_by_text("Lotwise does not answer").wait_for(state="detached")
    page.get_by_role("link", name=sent.name).first.wait_for()


def test_a_sheet_chosen_while_the_api_is_away_goes_in_when_it_is_back(
    page: "Page", desk: Stack, tmp_path: Path
) -> None:
    sign_in(page, desk.key)
    desk.stop("api")
    page.locator("input[type=file]").set_input_files(sheet(tmp_path))
    page.get_by_text("Lotwise does not answer").wait_for()
    desk.restart("api")
    page.get_by_text("What each column is taken as").wait_for()


def test_an_ended_sign_in_leads_back_to_the_same_place(page: "Page", desk: Stack) -> None:
    engine = connect(desk.environment["LOTWISE_DATABASE_URL"], pool_size=0)
    with transaction(engine) as connection:
        pepper = desk.environment["LOTWISE_KEY_PEPPER"]
        made = create_key(connection, DEFAULT_WORKSPACE, "for a while", pepper)
    sign_in(page, made.text)
    job_id = jobs(desk)[0]
    page.goto(f"{desk.ui_url}/job?job={job_id}")
    page.get_by_role("button", name="Cancel job").wait_for()
    with transaction(engine) as connection:
        revoke_key(connection, DEFAULT_WORKSPACE, made.id)
    page.get_by_text("Sign in with an API key").click()
    page.get_by_label("API key", exact=True).fill(desk.key)
    page.get_by_role("button", name="Sign in with the key").click()
    page.get_by_role("button", name="Cancel job").wait_for()
    assert page.url.endswith(f"job={job_id}")


# Two that are understood, then one that has no demand and is refused with what to do.
READ = ("id_safety_stock_thousand_strings.xlsx", "tr_abc_analysis.xlsx")
REFUSED = "eoq_template_biff8.xls"


def test_real_sheets_are_shown_as_they_are_read(page: "Page", desk: Stack) -> None:
    if not MESSY.exists():
        pytest.skip("the real sheets are not here: ../shared/data/messy")
    sign_in(page, desk.key)
    for name in READ:
        choose(page, MESSY / name)
        page.get_by_text("What each column is taken as").wait_for()
        assert not page.get_by_test_id("stException").count()
        page.get_by_role("button", name="Another file").click()
        page.locator("input[type=file]").wait_for(state="attached")
    page.locator("input[type=file]").set_input_files(MESSY / REFUSED)
    page.get_by_text("No column of the sheet").wait_for()
