"""One SKU in a real browser: price breaks, service of units, the curve, the command, and the record of it."""

import csv
import io
import json
import os
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.acceptance.browsing import go, pick, saved, settle, sign_in, tick
from tests.acceptance.stack import Stack, wait_for

expect = pytest.importorskip("playwright.sync_api").expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# What stands in the form at first.
ITEM = {
    "demand": 1200,
    "order_cost": 45,
    "unit_cost": 12.5,
    "holding_rate": 0.2,
    "lead_time_days": 14,
    "demand_std": 150,
    "service_level": 0.95,
    "on_hand": 40,
}


def decision(desk: Stack, **changes: object) -> dict[str, Any]:
    """What the API says to the form's item with some values other; None takes one away."""
    item = {name: value for name, value in (ITEM | changes).items() if value is not None}
    answer = desk.client.post("/eoq", json=item)
    assert answer.status_code == httpx.codes.OK, answer.text
    found: dict[str, Any] = answer.json()
    return found


def at_the_form(page: "Page", desk: Stack) -> None:
    sign_in(page, desk.key)
    go(page, "Calculate one SKU")


def calculate(page: "Page", expected: dict[str, Any]) -> None:
    """Send the form, and wait for the sentence and the lot that belong to it."""
    page.get_by_role("button", name="Calculate", exact=True).click()
    page.locator(".lw-answer").get_by_text(expected["reason"], exact=True).wait_for()
    lot = page.get_by_test_id("stMetric").filter(has_text="Usual lot")
    expect(lot).to_contain_text(f"{expected['order_quantity']:,.0f}")
    settle(page)


def test_price_breaks_typed_into_the_table_change_the_answer(page: "Page", desk: Stack) -> None:
    breaks = [{"min_qty": 500, "unit_cost": 10}]
    before, after = decision(desk), decision(desk, price_breaks=breaks)
    assert before["order_quantity"] != after["order_quantity"] == 500
    at_the_form(page, desk)
    calculate(page, before)
    page.get_by_text("Limits, price breaks").click()
    settle(page)
    table = page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    settle(page)
    box = table.bounding_box()
    assert box is not None
    # Both columns share what the column of ticks leaves: a cell is met a third from each end.
    for share, text in ((0.35, "500"), (0.8, "10")):
        page.mouse.dblclick(box["x"] + box["width"] * share, box["y"] + 35 + 17)
        cell = page.locator("#portal input")
        cell.fill(text)
        cell.press("Enter")
        cell.wait_for(state="detached")

    def counts() -> bool:
        page.get_by_role("button", name="Calculate", exact=True).click()
        settle(page)
        return page.locator(".lw-answer").get_by_text(after["reason"], exact=True).count() > 0

    # Streamlit holds an edit of a table back for a moment, and tells nobody when.
    wait_for(counts, "the edit to count")
    calculate(page, after)
    # With prices that fall, the curve is of all costs, with the goods.
    chart(page, "All, with the goods", "Recommended lot")


def chart(page: "Page", *marks: str) -> None:
    drawn = page.get_by_test_id("stVegaLiteChart").locator("svg")
    for mark in marks:
        drawn.get_by_text(mark, exact=True).first.wait_for()
    assert not page.get_by_test_id("stException").count()


def test_the_curve_is_drawn_with_its_marks(page: "Page", desk: Stack) -> None:
    at_the_form(page, desk)
    page.get_by_text("Limits, price breaks").click()
    settle(page)
    page.get_by_label("Ordered until now", exact=True).fill("400")
    calculate(page, decision(desk, current_order_qty=400))
    marks = ("EOQ, without limits", "Lot until now", "Recommended lot")
    chart(page, "Ordering", "Holding", "Both together", *marks)
    rules = page.get_by_test_id("stVegaLiteChart").locator("svg .mark-rule.role-mark line")
    expect(rules).to_have_count(len(marks))


def test_service_may_be_of_units_instead_of_order_cycles(page: "Page", desk: Stack) -> None:
    of_cycles, of_units = decision(desk), decision(desk, service_level=None, fill_rate=0.95)
    assert of_units["safety_stock"] < of_cycles["safety_stock"]
    at_the_form(page, desk)
    page.get_by_role("radio").filter(has_text="of units").click()
    calculate(page, of_units)
    wanted = page.get_by_role("row").filter(has_text="Wanted from the shelf")
    expect(wanted).to_contain_text("95")


def test_the_command_asks_the_same_in_a_terminal(page: "Page", desk: Stack) -> None:
    at_the_form(page, desk)
    calculate(page, decision(desk))
    page.get_by_text("Copy as curl").click()
    settle(page)
    command = page.get_by_test_id("stCode").inner_text()
    assert desk.key not in command
    told = run(command, desk.key)
    expect(page.locator(".lw-answer")).to_have_text(told["reason"])
    expect(page.get_by_test_id("stMetric").filter(has_text="Usual lot")).to_contain_text(
        f"{told['order_quantity']:,.0f}"
    )


def run(command: str, key: str) -> dict[str, Any]:
    """What a shell answers to the command; where there is no curl, what it would have asked is asked."""
    if shutil.which("curl"):
        environment = {"PATH": os.environ["PATH"], "LOTWISE_KEY": key, "no_proxy": "127.0.0.1"}
        ran = subprocess.run(["sh", "-c", command], env=environment, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stderr
        told = ran.stdout
    else:
        words = shlex.split(command)
        body = words[words.index("-d") + 1]
        headers = {"x-api-key": key, "content-type": "application/json"}
        told = httpx.post(words[2], content=body, headers=headers, trust_env=False).text
    answer: dict[str, Any] = json.loads(told)
    return answer


def test_what_was_calculated_is_on_record(page: "Page", desk: Stack) -> None:
    answered = decision(desk, sku="AUDIT-7")
    refused = desk.client.post("/eoq", json=ITEM | {"sku": "AUDIT-7", "order_cost": -1})
    assert refused.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    decision(desk, sku="OTHER-1")
    sign_in(page, desk.key)
    go(page, "Calculations", "Calculations on record")
    page.get_by_label("Find").fill("AUDIT-7")
    page.keyboard.press("Enter")
    page.wait_for_url("**sku=AUDIT-7*")
    pick(page, "Outcome", "Answered")
    tick(page, 0)
    kept = page.locator(".st-key-calculation")
    kept.get_by_text(answered["reason"], exact=True).wait_for()
    expect(kept).to_contain_text("SKU AUDIT-7")
    pick(page, "Outcome", "Refused")
    tick(page, 0)
    kept.get_by_text("order_cost -1 must not be negative").wait_for()
    name, content = saved(page, page.get_by_role("link", name="CSV of all"))
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert name.endswith(".csv")
    assert len(rows) == len(desk.client.get("/calculations", params={"limit": 1000}).json()["items"])
    assert {"AUDIT-7", "OTHER-1"} <= {row["sku"] for row in rows}
