"""What the browser tests do at the desk, again and again: sign in, wait, choose, tick."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from core.db.access import users
from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import connect, transaction
from core.roles import Role
from tests.acceptance.stack import Stack

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PASSWORD = "a password for the browser"
# Drawn to the end: no run of the page under way or asked for, and nothing that opens or moves any more. A
# click is given to what lies under the mouse as it goes down and up: lost where something moves in between.
_AT_REST = """() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
  && !document.querySelector('[data-testid=stSkeleton]')
  && document.getAnimations().every(one => one.playState !== 'running'
    || one.effect.getComputedTiming().iterations === Infinity)"""


# Counts what the browser tells the desk; to be added to a page before it opens the desk.
COUNTING = """window.toldTheDesk = 0; const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (...said) { window.toldTheDesk++; return send.apply(this, said) }"""


@contextmanager
def telling(page: "Page") -> Iterator[None]:
    """Until what is entered inside has reached the desk, which a table's edit does only after a while."""
    before = page.evaluate("window.toldTheDesk")
    yield
    page.wait_for_function("before => window.toldTheDesk > before", arg=before)
    settle(page)


def settle(page: "Page") -> None:
    """Until the page is drawn: a click into what is being drawn anew may meet nothing."""
    page.wait_for_function(_AT_REST)


def sign_in(page: "Page", key: str, heading: str = "Upload a sheet") -> None:
    """With a key, until the cookie is kept."""
    settle(page)
    page.get_by_text("Sign in with an API key").click()
    settle(page)
    page.get_by_label("API key", exact=True).fill(key)
    _enter(page, "Sign in with the key", heading)


def sign_in_as(page: "Page", email: str, password: str = PASSWORD, heading: str = "Upload a sheet") -> None:
    """With an e-mail address and a password, until the cookie is kept."""
    settle(page)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    _enter(page, "Sign in", heading)


def _enter(page: "Page", button: str, heading: str) -> None:
    with page.expect_response("**/desk/sign-in") as kept:
        page.get_by_role("button", name=button, exact=True).click()
    assert kept.value.status == 204
    page.get_by_role("heading", name=heading).wait_for()
    settle(page)


def person(desk: Stack, email: str, role: Role, password: str = PASSWORD) -> None:
    """Let somebody in, as `./lotwise user create` does."""
    engine = connect(desk.environment["LOTWISE_DATABASE_URL"], pool_size=0)
    with transaction(engine) as connection:
        users.create(connection, DEFAULT_WORKSPACE, email, name=email[:3], role=role, password=password)


def go(page: "Page", title: str, heading: str = "") -> None:
    """To another page by its name in the menu, until it is drawn."""
    page.get_by_role("link", name=title, exact=True).click()
    page.get_by_role("heading", name=heading or title, exact=True).wait_for()
    settle(page)


def choose(page: "Page", sheet: Path) -> None:
    """Send a sheet from the upload page."""
    page.locator("input[type=file]").set_input_files(sheet)
    page.get_by_text(sheet.name).first.wait_for()


def tick(page: "Page", row: int) -> None:
    """Tick a row of the first table: it is drawn on a canvas, so by its place."""
    settle(page)
    box = page.get_by_test_id("stDataFrame").first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 16, box["y"] + 37 + 34 * row + 17)


def pick(page: "Page", label: str, option: str) -> None:
    """Choose from a list by what is written there."""
    settle(page)
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()
    settle(page)


def saved(page: "Page", link: "Locator") -> tuple[str, bytes]:
    """The name and the content of the file the browser saves after a click."""
    with page.expect_download() as loading:
        link.click()
    return loading.value.suggested_filename, Path(loading.value.path()).read_bytes()


def sheet(folder: Path) -> Path:
    """A small sheet."""
    path = folder / "few.csv"
    path.write_text(
        "SKU,Demand,Order cost,Unit cost,Holding rate\n00007,100,40,2,0.25\n00008,200,40,2,0.25\n"
    )
    return path


def jobs(desk: Stack) -> list[str]:
    """The numbers of all jobs, the newest first."""
    return [job["id"] for job in desk.client.get("/jobs").json()["items"]]
