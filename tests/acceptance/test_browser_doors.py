"""An administrator's way in a real browser: sign in by password, make a key, see it once, end it, leave."""

import re
import time
from typing import TYPE_CHECKING

import httpx
import pytest

from core.db import users
from core.db.connect import connect, transaction
from core.db.workspaces import DEFAULT_WORKSPACE
from core.roles import Role
from tests.acceptance.stack import Stack
from tests.acceptance.test_browser import settle

pytest.importorskip("playwright.sync_api")

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

EMAIL, PASSWORD = "ada@example.com", "a password for the browser"


@pytest.fixture(scope="module")
def admin(desk: Stack) -> Stack:
    """Somebody who may let programs in."""
    engine = connect(desk.environment["LOTWISE_DATABASE_URL"], pool_size=0)
    with transaction(engine) as connection:
        users.create(connection, DEFAULT_WORKSPACE, EMAIL, name="Ada", role=Role.ADMIN, password=PASSWORD)
    return desk


def jobs(desk: Stack, key: str) -> int:
    address = f"{desk.url}/jobs"
    return httpx.get(address, headers={"x-api-key": key}, timeout=30, trust_env=False).status_code


def test_a_key_is_made_seen_once_and_revoked(page: "Page", admin: Stack) -> None:
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("link", name="API keys").click()
    page.get_by_role("heading", name="API keys").wait_for()
    page.get_by_text("Make a key").click()
    page.get_by_label("What it is for").fill("browser")
    page.get_by_text("see jobs, decisions and files").click()
    page.get_by_role("button", name="Make the key").click()
    key = page.locator(".st-key-shown_once_place code").inner_text().strip()
    assert key.startswith("lw_live_")
    assert jobs(admin, key) == httpx.codes.OK

    # After a reload it is nowhere any more, and the page asks for no password.
    page.reload()
    page.get_by_role("heading", name="API keys").wait_for()
    settle(page)
    page.get_by_text(re.compile("browser.*In use")).click()
    assert key not in page.content()

    page.get_by_role("button", name="Revoke", exact=True).click()
    settle(page)
    page.get_by_role("button", name="Yes, revoke").click()
    page.get_by_text(re.compile("browser.*Revoked")).wait_for()
    until = time.monotonic() + 6
    while jobs(admin, key) != httpx.codes.UNAUTHORIZED:
        assert time.monotonic() < until, "a revoked key is refused within five seconds"
        time.sleep(0.2)

    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("E-mail address").wait_for()
    page.reload()
    page.get_by_label("E-mail address").wait_for()
