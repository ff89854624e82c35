"""An administrator's way in a real browser: sign in by password, make a key, see it once, end it, leave."""

import re
import time
from typing import TYPE_CHECKING

import httpx
import pytest

from core.roles import Role
from tests.acceptance.browsing import go, person, settle, sign_in_as
from tests.acceptance.stack import Stack

pytest.importorskip("playwright.sync_api")

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EMAIL = "ada@example.com"


@pytest.fixture(scope="module")
def admin(desk: Stack) -> Stack:
    """Somebody who may let programs in."""
    person(desk, EMAIL, Role.ADMIN)
    return desk


def jobs(desk: Stack, key: str) -> int:
    address = f"{desk.url}/jobs"
    return httpx.get(address, headers={"x-api-key": key}, timeout=30, trust_env=False).status_code


def test_a_key_is_made_seen_once_and_revoked(page: "Page", admin: Stack) -> None:
    sign_in_as(page, EMAIL)
    go(page, "API keys")
    page.get_by_text("Make a key").click()
    settle(page)
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
    settle(page)
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
