"""Who comes in and what they find: by password, as a viewer, let in, given a role, shut out."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.roles import Role
from tests.acceptance.browsing import PASSWORD, go, person, pick, settle, sheet, sign_in_as
from tests.acceptance.stack import Stack

expect = pytest.importorskip("playwright.sync_api").expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ADMINISTRATOR, VIEWER, NEWCOMER = "ada@example.com", "vic@example.com", "new@example.com"
ANOTHER_PASSWORD = "another one for the browser"
# What only those who may send sheets can use.
WRITING = re.compile("Cancel|Save|Forget|Compute|Go on|Upload")


@pytest.fixture(scope="module")
def stack_settings() -> dict[str, str]:
    """All tests sign in from one address."""
    return {"LOTWISE_LIMIT_SIGN_IN": "100/minute"}


@pytest.fixture(scope="module")
def people(desk: Stack) -> Stack:
    """One who may let others in, and one who only looks."""
    person(desk, ADMINISTRATOR, Role.ADMIN)
    person(desk, VIEWER, Role.VIEWER)
    return desk


@contextmanager
def another_window(page: "Page", desk: Stack) -> "Iterator[Page]":
    """Somebody else's, with cookies of its own."""
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(locale="en-GB")
    opened = context.new_page()
    opened.goto(desk.ui_url)
    yield opened
    context.close()


def menu(page: "Page") -> list[str]:
    return [words.split("\n")[-1] for words in page.get_by_test_id("stSidebarNavLink").all_inner_texts()]


def try_password(page: "Page", email: str, password: str) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_person_comes_in_by_password_and_leaves(page: "Page", people: Stack) -> None:
    settle(page)
    try_password(page, ADMINISTRATOR, "not the password")
    page.get_by_text("The e-mail address or the password is wrong").wait_for()
    sign_in_as(page, ADMINISTRATOR)
    assert {"Upload a sheet", "Calculations", "People", "API keys"} <= set(menu(page))
    page.reload()
    page.get_by_role("heading", name="Upload a sheet").wait_for()
    settle(page)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("E-mail address").wait_for()
    page.reload()
    page.get_by_label("E-mail address").wait_for()
    expect(page.get_by_role("heading", name="Upload a sheet")).to_have_count(0)


def test_who_only_looks_finds_no_button_they_cannot_use(page: "Page", people: Stack, tmp_path: Path) -> None:
    sign_in_as(page, VIEWER, heading="Jobs")
    assert not {"Upload a sheet", "Calculations", "People", "API keys"} & set(menu(page))
    page.get_by_text("No sheet was sent yet").wait_for()
    only_looks(page)
    go(page, "Remembered sheets")
    only_looks(page)
    go(page, "Company defaults")
    page.get_by_text("Planners change them").wait_for()
    only_looks(page)
    job_id = people.upload(sheet(tmp_path))["id"]
    go(page, "Jobs")
    page.get_by_role("link", name="few.csv").wait_for()
    only_looks(page)
    page.goto(f"{people.ui_url}/job?job={job_id}")
    page.get_by_text("You may close this page").wait_for()
    only_looks(page)
    # What is open to them works.
    go(page, "Calculate one SKU")
    page.get_by_role("button", name="Calculate", exact=True).click()
    page.locator(".lw-answer").wait_for()


def only_looks(page: "Page") -> None:
    settle(page)
    main = page.get_by_test_id("stMain")
    assert main.get_by_role("button", name=WRITING).count() == 0
    assert main.get_by_role("link", name="Upload a sheet").count() == 0
    assert page.get_by_test_id("stException").count() == 0


def test_somebody_is_let_in_made_a_planner_and_shut_out(page: "Page", people: Stack) -> None:
    sign_in_as(page, ADMINISTRATOR)
    go(page, "People")
    page.get_by_text("Let somebody in").click()
    settle(page)
    page.get_by_label("E-mail address").fill(NEWCOMER)
    page.get_by_role("button", name="Let in", exact=True).click()
    password = page.locator(".st-key-shown_once_place code").inner_text().strip()
    with another_window(page, people) as other:
        sign_in_as(other, NEWCOMER, password, heading="Jobs")
        open_person(page, NEWCOMER)
        pick(page, "Role", "Planner: also sends sheets, answers, cancels and deletes, and reads the record")
        page.get_by_role("button", name="Save the role").click()
        page.locator("summary").get_by_text(re.compile(f"{NEWCOMER}.*planner")).wait_for()
        reload_until(other, other.get_by_role("link", name="Upload a sheet"))
        settle(page)
        page.get_by_role("button", name="Shut out").click()
        page.get_by_role("button", name="Yes, shut out").wait_for()
        settle(page)
        page.get_by_role("button", name="Yes, shut out").click()
        page.locator("summary").get_by_text(re.compile(f"{NEWCOMER}.*disabled")).wait_for()
        reload_until(other, other.get_by_label("E-mail address"))
        try_password(other, NEWCOMER, password)
        other.get_by_text("The e-mail address or the password is wrong").wait_for()


def reload_until(page: "Page", wanted: "Locator") -> None:
    """A change of somebody's rights is felt within five seconds."""
    until = time.monotonic() + 15
    while True:
        page.reload()
        page.get_by_role("heading").first.wait_for()
        settle(page)
        if wanted.count():
            return
        assert time.monotonic() < until, f"a change of rights is felt within seconds: {page.url} {menu(page)}"


def open_person(page: "Page", email: str) -> None:
    """Also a click on the address opens the person, and not the mail program."""
    settle(page)
    page.locator("summary").get_by_text(email).click()
    page.get_by_role("button", name="Shut out").wait_for()
    settle(page)


def test_a_new_password_of_ones_own_ends_the_old_one(page: "Page", people: Stack) -> None:
    sign_in_as(page, VIEWER, heading="Jobs")
    go(page, "My account")
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill(ANOTHER_PASSWORD)
    page.get_by_label("New password again").fill(ANOTHER_PASSWORD)
    page.get_by_role("button", name="Change password").click()
    page.get_by_text("Your password is changed").wait_for()
    settle(page)
    try_password(page, VIEWER, PASSWORD)
    page.get_by_text("The e-mail address or the password is wrong").wait_for()
    sign_in_as(page, VIEWER, ANOTHER_PASSWORD, heading="My account")
