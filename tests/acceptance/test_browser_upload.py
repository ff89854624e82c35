"""A sheet is mended in the desk before it is computed, whatever the page, desk or API go through."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import openpyxl
import pytest

from core.db.connect import connect, transaction
from core.db.protocol.retention import drop_file
from ops.root import ROOT
from tests.acceptance.browsing import choose, jobs, pick, settle, sign_in, telling
from tests.acceptance.stack import Stack, wait_for

expect = pytest.importorskip("playwright.sync_api").expect
TimeoutError = pytest.importorskip("playwright.sync_api").TimeoutError  # noqa: A001 - Playwright's own

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_OPENS_MILLISECONDS = 3_000
MESSY = ROOT.parent / "shared" / "data" / "messy"
# Two columns of numbers besides the demand; the second with a cell that is none.
SHEET = """SKU,Demand,Shade,Used,Order cost,Unit cost,Holding rate
00007,100,red,40,40,2,0.25
00008,200,blue,many,40,2,0.25
"""
NO_DEMAND = """SKU,Shade,Size,Order cost,Unit cost,Holding rate
00007,red,100,40,2,0.25
00008,blue,200,40,2,0.25
"""


def written(folder: Path, text: str, name: str = "mend.csv") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def map_column(page: "Page", line: int, meaning: str) -> None:
    """Choose what a column is taken as; the table is drawn on a canvas, so by its place and by keys."""
    wait_for(lambda: _opens(page, line), "the choice of meanings to open")
    page.keyboard.type(meaning)
    # On a busy machine the list is narrowed later than Enter would come, and Enter takes what stands first.
    first = page.locator("#portal [role=option]").first
    wait_for(lambda: first.inner_text().lower().startswith(meaning), f"{meaning} to stand first")
    with telling(page):
        page.keyboard.press("Enter")
    page.get_by_text("what is shown above is of before").wait_for()


def _opens(page: "Page", line: int) -> bool:
    """Try to open the choice: a table that is drawn anew meanwhile closes it, as it does for a person."""
    settle(page)
    table = page.get_by_test_id("stDataFrame").last
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 20, box["y"] + 37 + 34 * line + 17)
    for key in ("ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    try:
        page.locator("#portal input").wait_for(timeout=_OPENS_MILLISECONDS)
    except TimeoutError:
        page.keyboard.press("Escape")
        return False
    return True


def check(page: "Page") -> None:
    settle(page)
    page.get_by_role("button", name="Check again as changed").click()


def checked(page: "Page") -> None:
    """Until what is shown is of what was changed."""
    page.get_by_text("what is shown above is of before").wait_for(state="detached")
    settle(page)


def compute(page: "Page", desk: Stack) -> dict[str, Any]:
    """The job that was made."""
    settle(page)
    page.get_by_role("button", name="Compute decisions").click()
    page.wait_for_url("**/job?job=*")
    return desk.job(page.url.rpartition("=")[2])


def test_a_changed_column_is_checked_and_computed_so(page: "Page", desk: Stack, tmp_path: Path) -> None:
    sign_in(page, desk.key)
    choose(page, written(tmp_path, SHEET))
    page.get_by_text("Every row that was looked at is understood").wait_for()
    expect(page.get_by_role("button", name="Check again as changed")).to_be_disabled()
    map_column(page, 1, "kept as")
    map_column(page, 3, "demand")
    check(page)
    page.get_by_text("1 row has errors").wait_for()
    checked(page)
    job = compute(page, desk)
    assert job["options"]["mapping"] == {"Demand": "", "Used": "demand"}


def test_one_field_in_two_columns_is_refused_in_words_and_mended(
    page: "Page", desk: Stack, tmp_path: Path
) -> None:
    before = jobs(desk)
    sign_in(page, desk.key)
    choose(page, written(tmp_path, SHEET))
    map_column(page, 2, "unit cost")
    map_column(page, 3, "unit cost")
    for button in ("Check again as changed", "Compute decisions"):
        settle(page)
        page.get_by_role("button", name=button).click()
        page.get_by_text("mapping gives unit_cost to 2 columns").wait_for()
        settle(page)
    assert jobs(desk) == before
    # Nothing was lost: one of the two is enough to mend, and the other stays as it was chosen.
    map_column(page, 2, "kept as")
    check(page)
    checked(page)
    page.get_by_text("1 row has errors").wait_for()
    assert compute(page, desk)["options"]["mapping"] == {"Used": "unit_cost"}


def test_what_is_clicked_twice_and_edited_meanwhile_is_all_in_the_job(
    page: "Page", desk: Stack, tmp_path: Path
) -> None:
    before = jobs(desk)
    sign_in(page, desk.key)
    choose(page, written(tmp_path, SHEET))
    map_column(page, 2, "description")
    page.get_by_role("button", name="Check again as changed").dblclick()
    map_column(page, 3, "unit cost")
    page.get_by_role("button", name="Compute decisions").dblclick()
    page.wait_for_url("**/job?job=*")
    page.get_by_role("button", name="Cancel job").wait_for()
    (job_id, *earlier) = jobs(desk)
    assert earlier == before
    assert desk.job(job_id)["options"]["mapping"] == {"Shade": "description", "Used": "unit_cost"}


def test_an_api_away_while_a_sheet_is_checked_loses_nothing(
    page: "Page", desk: Stack, tmp_path: Path
) -> None:
    sign_in(page, desk.key)
    choose(page, written(tmp_path, SHEET))
    map_column(page, 1, "kept as")
    map_column(page, 3, "demand")
    desk.stop("api")
    check(page)
    page.get_by_text("Lotwise does not answer").wait_for()
    desk.restart("api")
    page.get_by_text("Lotwise does not answer").wait_for(state="detached")
    check(page)
    page.get_by_text("1 row has errors").wait_for()


def test_a_restarted_desk_finds_the_sheet_again_after_signing_in(
    page: "Page", desk: Stack, tmp_path: Path
) -> None:
    sign_in(page, desk.key)
    choose(page, written(tmp_path, SHEET))
    page.get_by_role("button", name="Another file").wait_for()
    page.wait_for_url("**file=*")
    address = page.url
    desk.stop("ui")
    desk.restart("ui")
    page.goto(address)
    sign_in(page, desk.key)
    page.get_by_text("mend.csv").wait_for()
    assert compute(page, desk)["file"]["id"] == address.rpartition("=")[2]


def test_a_sheet_that_is_kept_no_more_is_asked_for_again(page: "Page", desk: Stack, tmp_path: Path) -> None:
    sign_in(page, desk.key)
    choose(page, written(tmp_path, SHEET))
    page.get_by_role("button", name="Another file").wait_for()
    page.wait_for_url("**file=*")
    address = page.url
    engine = connect(desk.environment["LOTWISE_DATABASE_URL"], pool_size=0)
    with transaction(engine) as connection:
        drop_file(connection, UUID(address.rpartition("=")[2]))
    desk.stop("ui")
    desk.restart("ui")
    page.goto(address)
    sign_in(page, desk.key)
    page.get_by_text("The sheet is not kept here any more").wait_for()
    choose(page, written(tmp_path, SHEET, "again.csv"))
    page.get_by_text("Every row that was looked at is understood").wait_for()


def test_a_sheet_without_a_demand_is_mapped_and_computed(page: "Page", desk: Stack, tmp_path: Path) -> None:
    if not desk.is_running("worker-1"):
        desk.start_worker()
    sign_in(page, desk.key)
    choose(page, written(tmp_path, NO_DEMAND))
    page.get_by_text("No column of the file is plainly the demand").wait_for()
    expect(page.get_by_role("button", name="Compute decisions")).to_be_disabled()
    map_column(page, 2, "demand")
    check(page)
    page.get_by_text("Every row that was looked at is understood").wait_for()
    expect(page.get_by_text("plainly the demand")).to_have_count(0)
    job = compute(page, desk)
    page.get_by_text(re.compile("^Done")).first.wait_for()
    assert job["options"]["mapping"] == {"Size": "demand"}
    rows = desk.client.get(f"/jobs/{job['id']}/decisions").json()["items"]
    assert sorted(row["demand"] for row in rows) == [100, 200]


def test_what_no_row_has_is_entered_once_for_all(page: "Page", desk: Stack, tmp_path: Path) -> None:
    before = jobs(desk)
    sign_in(page, desk.key)
    choose(page, written(tmp_path, "SKU,Demand,Unit cost,Stock\n00007,100,2,5\n"))
    page.get_by_text("No row has all that a decision needs").wait_for()
    settle(page)
    page.get_by_role("button", name="Compute decisions").click()
    page.get_by_text("Nothing can be computed yet, as order cost is missing").wait_for()
    assert jobs(desk) == before
    for label, value in (("Cost of one order", "45"), ("Holding (% a year)", "20")):
        page.get_by_label(label, exact=True).fill(value)
        page.keyboard.press("Tab")
        page.get_by_text("what is shown above is of before").wait_for()
        settle(page)
    defaults = compute(page, desk)["options"]["defaults"]
    assert (defaults["order_cost"], defaults["holding_rate"]) == (45, 0.2)


def test_another_sheet_of_a_workbook_is_chosen(page: "Page", desk: Stack, tmp_path: Path) -> None:
    path = tmp_path / "two.xlsx"
    book = openpyxl.Workbook()
    del book["Sheet"]
    for name, demand in (("This year", 100), ("Last year", 90)):
        made = book.create_sheet(name)
        made.append(["SKU", "Demand" if demand == 100 else "Size", "Order cost", "Unit cost", "Holding rate"])
        made.append(["00007", demand, 40, 2, 0.25])
    book.save(path)
    sign_in(page, desk.key)
    choose(page, path)
    page.get_by_text("sheet This year").wait_for()
    pick(page, "Sheet of the workbook", "Last year")
    check(page)
    page.get_by_text("is plainly the demand").wait_for()
    map_column(page, 1, "demand")
    check(page)
    page.get_by_text("Every row that was looked at is understood").wait_for()
    options = compute(page, desk)["options"]
    assert (options["sheet"], options["mapping"]) == ("Last year", {"Size": "demand"})


@pytest.mark.parametrize(
    "name",
    [
        "akawebdev_dirty_212_rows.xlsx",
        pytest.param("tr_abc_analysis.xlsx", marks=pytest.mark.slow),
        pytest.param("ihbarus_decomposition.xlsx", marks=pytest.mark.slow),
    ],
)
def test_a_real_sheet_goes_from_drop_to_decisions(page: "Page", desk: Stack, name: str) -> None:
    if not MESSY.exists():
        pytest.skip("the real sheets are not here: ../shared/data/messy")
    if not desk.is_running("worker-1"):
        desk.start_worker()
    sign_in(page, desk.key)
    choose(page, MESSY / name)
    page.get_by_role("button", name="Another file").wait_for()
    settle(page)
    page.get_by_text("Options:").click()
    for label, value in (
        ("Cost of one order", "45"),
        ("Holding (% a year)", "20"),
        ("Lead time (days)", "7"),
    ):
        settle(page)
        page.get_by_label(label, exact=True).fill(value)
        page.keyboard.press("Tab")
    job = compute(page, desk)
    page.get_by_text(re.compile("^Done")).first.wait_for()
    page.get_by_test_id("stDataFrame").first.wait_for()
    assert not page.get_by_test_id("stException").count()
    assert desk.job(job["id"])["summary"]["decided"] > 0
