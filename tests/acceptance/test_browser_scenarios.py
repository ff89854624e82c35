"""A scenario in the browser: asked for, watched, compared, downloaded."""

import json
from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from ops.root import ROOT
from tests.acceptance.browsing import saved, settle, sign_in
from tests.acceptance.stack import Stack

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SAMPLE = ROOT / "samples" / "skus.xlsx"


@pytest.fixture
def catalogue(desk: Stack) -> str:
    """A catalogue of the sample's items, and a worker."""
    desk.start_worker()
    client = desk.client
    made = str(client.post("/catalogues", json={"name": "Main warehouse"}).json()["id"])
    options = json.dumps({"intake": {"catalogue_id": made, "mode": "replace"}})
    with SAMPLE.open("rb") as file:
        answer = client.post("/jobs", files={"file": (SAMPLE.name, file)}, data={"options": options})
    desk.wait_for_end(answer.json()["id"])
    return made


def test_a_scenario_is_computed_beside_the_catalogue(desk: Stack, catalogue: str, page: "Page") -> None:
    sign_in(page, desk.key)
    page.goto(f"{desk.ui_url}/catalogue?catalogue={catalogue}&catalogue_section=Scenarios")
    page.get_by_role("spinbutton", name="Demand (± %)").fill("10")
    page.get_by_role("spinbutton", name="Service (%)").fill("98")
    page.get_by_label("Name", exact=True).fill("More to sell")
    settle(page)
    page.get_by_role("button", name="Compute the scenario").click()
    page.get_by_text("items decided otherwise.").wait_for()
    settle(page)
    (scenario,) = desk.client.get(f"/catalogues/{catalogue}/scenarios").json()["items"]
    assert scenario["assumptions"] == {"demand_percent": 10.0, "service_level": 0.98}
    name, content = saved(page, page.get_by_role("link", name="Comparison, Excel"))
    assert name.startswith("Main warehouse - More to sell-")
    comparison: dict[str, Any] = desk.client.get(f"/scenarios/{scenario['id']}").json()["comparison"]
    assert openpyxl.load_workbook(BytesIO(content))["Items"].max_row == 1 + comparison["rows_other"]
    page.get_by_role("link", name="All decisions as assumed").click()
    page.get_by_role("heading", name="Main warehouse: More to sell").wait_for()
    page.get_by_role("link", name="Compared with what is real").click()
    page.get_by_text("items decided otherwise.").wait_for()
    assert desk.client.get(f"/catalogues/{catalogue}").json()["last_run"] is None
