"""A running Lotwise, and a browser to look at it with."""

import os
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.db.access.keys import create_key
from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import connect
from ops.chromium import find_browser, launched
from ops.root import ROOT
from tests.acceptance.browsing import COUNTING
from tests.acceptance.stack import Stack, wait_for

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PEPPER = "pepper-of-the-tests"
PATIENCE_MILLISECONDS = 60_000
_PAGE = pytest.StashKey["Page"]()
NO_CHROMIUM = "no Chromium: sudo apt-get install chromium (as root ./lotwise test installs it)"


@pytest.fixture(scope="module")
def stack_settings() -> dict[str, str]:
    """`LOTWISE_*` variables a module sets otherwise: override this fixture there."""
    return {}


@pytest.fixture(scope="module")
def empty_stack(
    shared_database_url: str,
    shared_redis_url: str,
    stack_settings: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stack]:
    """A database with a key, and no process yet: tests start those they need."""
    folder = tmp_path_factory.mktemp("stack")
    engine = connect(shared_database_url)
    with engine.begin() as connection:
        key = create_key(connection, DEFAULT_WORKSPACE, "acceptance", PEPPER).text
    engine.dispose()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LOTWISE_")} | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "LOTWISE_DATABASE_URL": shared_database_url,
        "LOTWISE_REDIS_URL": shared_redis_url,
        "LOTWISE_DATA_DIR": str(folder),
        "LOTWISE_KEY_PEPPER": PEPPER,
        "LOTWISE_LEASE_SECONDS": "3",  # so that a killed worker's chunk comes back within a test's patience
        **stack_settings,
    }
    made = Stack(environment, folder, key)
    yield made
    made.close()


@pytest.fixture(scope="module")
def stack(empty_stack: Stack) -> Stack:
    """API, one worker of two children, and beat, all at work."""
    empty_stack.start_api()
    empty_stack.start_worker()
    empty_stack.start_beat()
    wait_for(lambda: empty_stack.client.get("/workers").json()["items"], "the worker to be seen")
    return empty_stack


@pytest.fixture(scope="module")
def stack_with_ui(stack: Stack) -> Stack:
    """The same with the UI."""
    stack.start_ui()
    return stack


# Of a module only: while Playwright runs, no other test of this thread could start an event loop.
@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Chromium, headless; skips where there is none."""
    path = find_browser()
    if path is None:
        pytest.skip(NO_CHROMIUM)
    with launched(path) as opened:
        yield opened


@pytest.fixture(scope="module")
def desk(empty_stack: Stack) -> Stack:
    """API and UI without a worker: a job waits until the test starts one."""
    empty_stack.start_api()
    empty_stack.start_ui()
    return empty_stack


@pytest.fixture
def page(desk: Stack, browser: "Browser", request: pytest.FixtureRequest) -> "Iterator[Page]":
    """A fresh browser window at the desk; a test says what is other about it as the fixture's parameter."""
    usual = {"viewport": {"width": 1280, "height": 860}, "locale": "en-GB", "accept_downloads": True}
    context = browser.new_context(**usual | getattr(request, "param", {}))
    opened = context.new_page()
    opened.add_init_script(COUNTING)
    opened.set_default_timeout(PATIENCE_MILLISECONDS)
    from playwright.sync_api import expect

    expect.set_options(timeout=PATIENCE_MILLISECONDS)  # assertions have a patience of their own
    opened.goto(desk.ui_url)
    request.node.stash[_PAGE] = opened
    yield opened
    context.close()
    # A test that fails with a process stopped must not take those behind it along.
    for name in ("api", "ui"):
        if name in desk.names() and not desk.is_running(name):
            desk.restart(name)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say what stood on the screen when a browser test failed: a locator that waited in vain does not."""
    report = yield
    page = item.stash.get(_PAGE, None)
    if report.when == "call" and report.failed and page is not None:
        from playwright.sync_api import Error

        try:
            seen = page.locator("body").inner_text(timeout=5_000)
        except Error as error:
            seen = f"(not to be read: {error})"
        report.sections.append((f"On the screen at {page.url}", seen))
    return report
