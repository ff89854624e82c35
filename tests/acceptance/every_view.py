"""A walk through the desk: every view, and what opens on it, with something in each."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl

from core.roles import Role
from ops.root import ROOT
from tests.acceptance.browsing import choose, go, person, settle, sheet, sign_in_as, tick
from tests.acceptance.furnished_catalogue import furnish_catalogue
from tests.acceptance.stack import Stack

if TYPE_CHECKING:
    from playwright.sync_api import Page

SAMPLE = ROOT / "samples" / "skus.xlsx"
ADMINISTRATOR = "ada@example.com"
ASKING = "sku,on hand,old,new,order cost,holding cost\nA,1,2,3,25,0.9\nB,4,5,6,25,0.9\n"
_SECTIONS = (
    ("Suppliers", "Tick a supplier to see"),
    ("Charts", "The last day on which"),
    ("Refused rows", "These rows were not computed"),
    ("How the sheet was read", "columns understood"),
)
# Of a catalogue: on the button, and what is read there first.
_CATALOGUE = (
    ("What changed", "newly to order"),
    ("Orders", "still to do"),
    ("Items", "Items 1 to"),
    ("Overrides", "Overrides 1 to"),
    ("Scenarios", "More to sell"),
    ("Schedules", "Europe/Berlin"),
    ("What came in", "What came in"),
    ("Settings", "Programs name this catalogue"),
)


def with_wrong_cells(folder: Path) -> Path:
    """The sample with two cells that are no numbers."""
    book = openpyxl.load_workbook(SAMPLE)
    rows = book.worksheets[0]
    header = [cell.value for cell in rows[1]]
    rows.cell(row=5, column=header.index("Unit cost") + 1, value="on request")
    rows.cell(row=9, column=header.index("Annual demand") + 1, value="twelve")
    path = folder / "wrong.xlsx"
    book.save(path)
    return path


def furnish(desk: Stack, folder: Path) -> dict[str, str]:
    """People, a calculation, a catalogue, and jobs: done with refused rows, asking, waiting for a worker."""
    person(desk, ADMINISTRATOR, Role.ADMIN)
    person(desk, "vic@example.com", Role.VIEWER)
    asking = folder / "asking.csv"
    asking.write_text(ASKING)
    desk.start_worker()
    jobs = {"done": desk.upload(with_wrong_cells(folder))["id"], "asking": desk.upload(asking)["id"]}
    desk.wait_for_end(jobs["done"])
    desk.client.get(f"/jobs/{jobs['asking']}", params={"wait": 20})
    assert desk.job(jobs["asking"])["state"] == "needs_answer"
    jobs["catalogue"] = furnish_catalogue(desk, SAMPLE)
    desk.stop("worker-1")
    jobs["waiting"] = desk.upload(sheet(folder))["id"]
    one = {"demand": 1200, "order_cost": 45, "unit_cost": 12.5, "holding_rate": 0.2, "sku": "A-1"}
    assert desk.client.post("/eoq", json=one).is_success
    return jobs


def walk(page: "Page", desk: Stack, jobs: dict[str, str]) -> Iterator[str]:
    """Open one view after another; each is drawn to the end when its name comes."""
    settle(page)
    yield "sign in"
    sign_in_as(page, ADMINISTRATOR)
    page.get_by_text("Options: date").click()
    settle(page)
    yield "upload, options open"
    choose(page, SAMPLE)
    page.get_by_role("button", name="Another file").wait_for()
    settle(page)
    yield "a sheet looked at"
    yield from _jobs(page, desk, jobs)
    yield from _catalogue(page, desk, jobs["catalogue"])
    yield from _single(page)
    yield from _house(page)


def _jobs(page: "Page", desk: Stack, jobs: dict[str, str]) -> Iterator[str]:
    page.goto(f"{desk.ui_url}/job?job={jobs['waiting']}")
    page.get_by_role("button", name="Cancel job").wait_for()
    yield "a job under way"
    page.goto(f"{desk.ui_url}/job?job={jobs['asking']}")
    page.get_by_role("button", name="Go on").wait_for()
    settle(page)
    yield "a job that asks"
    page.goto(f"{desk.ui_url}/job?job={jobs['done']}")
    page.get_by_text("Rows 1 to 100").wait_for()
    page.get_by_role("button", name="All downloads").click()
    page.get_by_role("link", name="Parquet").wait_for()
    settle(page)
    yield "decisions, downloads open"
    page.keyboard.press("Escape")
    tick(page, 0)
    page.locator(".st-key-explanation [data-testid=stVegaLiteChart] :is(svg, canvas)").first.wait_for()
    settle(page)
    yield "a row explained"
    for name, words in _SECTIONS:
        page.get_by_role("radio").filter(has_text=name).click()
        page.get_by_text(words).first.wait_for()
        settle(page)
        yield name.lower()
    go(page, "Jobs")
    yield "jobs"


def _catalogue(page: "Page", desk: Stack, catalogue: str) -> Iterator[str]:
    go(page, "Catalogues")
    page.get_by_role("link", name="Main warehouse").wait_for()
    settle(page)
    yield "catalogues"
    page.goto(f"{desk.ui_url}/catalogue?catalogue={catalogue}")
    for name, words in _CATALOGUE:
        page.get_by_role("radio").filter(has_text=name).click()
        page.get_by_text(words).first.wait_for()
        settle(page)
        yield f"a catalogue: {name.lower()}"


def _single(page: "Page") -> Iterator[str]:
    go(page, "Calculate one SKU")
    page.get_by_text("Limits, price breaks").click()
    page.get_by_role("button", name="Calculate", exact=True).click()
    page.locator(".lw-answer").wait_for()
    page.get_by_text("Copy as curl").click()
    settle(page)
    yield "one SKU answered"
    go(page, "Calculations", "Calculations on record")
    tick(page, 0)
    page.locator(".st-key-calculation").wait_for()
    settle(page)
    yield "a calculation on record"


def _house(page: "Page") -> Iterator[str]:
    go(page, "Company defaults")
    yield "company defaults"
    go(page, "Remembered sheets")
    yield "remembered sheets"
    go(page, "People")
    page.get_by_text(re.compile("vic@example.com")).click()
    settle(page)
    page.get_by_role("button", name="Shut out").click()
    page.get_by_role("button", name="Yes, shut out").wait_for()
    settle(page)
    yield "people, one about to be shut out"
    go(page, "API keys")
    page.get_by_text(re.compile("acceptance.*In use")).click()
    settle(page)
    yield "API keys, one open"
    go(page, "Webhooks")
    yield "webhooks"
    go(page, "Status")
    yield "status"
    go(page, "My account")
    yield "my account"
