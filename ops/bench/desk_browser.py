"""The browser's part of `./lotwise bench desk`: how long a planner waits for the pages of a large job."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from ops.chromium import launched
from ops.drills.waiting import wait_for
from ops.embedded.ports import LOOPBACK, free_port
from ops.root import ROOT
from ops.running import processes

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

_PATIENCE_MILLISECONDS = 120_000.0
_ROUNDS = 5
_READY = """() => document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'
    && !document.querySelector('[data-testid=stSkeleton]')"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """What was waited for in the browser, in milliseconds, and the most memory the desk's process took."""

    milliseconds: dict[str, float]
    desk_peak_bytes: int


def measure(browser_path: str, api_url: str, key: str, job_id: str, folder: Path) -> Waits:
    """Medians of several rounds in a real Chromium at a desk of its own."""
    with _desk(api_url, folder) as (url, pid), launched(browser_path) as browser:
        rounds = [_round(browser, url, key, job_id) for _ in range(_ROUNDS)]
        peak = _peak_bytes(pid)
    names = rounds[0].keys()
    return Waits(
        milliseconds={name: median(one[name] for one in rounds) for name in names}, desk_peak_bytes=peak
    )


@contextmanager
def _desk(api_url: str, folder: Path) -> Iterator[tuple[str, int]]:
    process = processes.ui(LOOPBACK, free_port())
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LOTWISE_API_URL": api_url}
    with (
        (folder / "ui.out").open("wb") as said,
        subprocess.Popen(process.command, cwd=ROOT, env=environment, stdout=said, stderr=said) as child,
    ):
        try:
            wait_for(lambda: process.serves(child.pid), "the desk to answer")
            yield processes.url_of(LOOPBACK, process.port), child.pid
        finally:
            child.terminate()


def _round(browser: "Browser", url: str, key: str, job_id: str) -> dict[str, float]:
    """A visitor who signs in, opens the job, and looks around in it."""
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(_PATIENCE_MILLISECONDS)
    page.goto(url)
    page.get_by_text("Sign in with an API key").click()
    page.get_by_label("API key", exact=True).fill(key)
    page.get_by_role("button", name="Sign in with the key").click()
    page.get_by_role("heading", name="Upload a sheet").wait_for()
    find = page.get_by_label("Find")
    nothing = page.get_by_text("No row fits these filters")
    found: dict[str, float] = {}

    def waited(name: str, act: Callable[[], object], seen: Callable[[], object]) -> None:
        page.wait_for_function(_READY)
        began = time.perf_counter()
        act()
        seen()
        found[name] = 1000 * (time.perf_counter() - began)

    table = page.get_by_test_id("stDataFrame")
    waited("the job by its address", lambda: page.goto(f"{url}/job?job={job_id}"), table.first.wait_for)
    # Each step ends with something that was not on the page before.
    first, second = page.get_by_text("Rows 1 to 100."), page.get_by_text("Rows 101 to 200.")
    waited("the next page", page.get_by_role("button", name="Next").click, second.wait_for)
    waited("to order now", page.get_by_text("Order now", exact=True).first.click, first.wait_for)
    waited("a text nobody wrote", lambda: _say(find, "no such thing"), nothing.wait_for)
    waited("no text again", lambda: _say(find, ""), first.wait_for)
    charts = page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg")
    waited("the charts", page.get_by_role("radio").filter(has_text="Charts").click, charts.first.wait_for)
    context.close()
    return found


def _say(field: "Locator", text: str) -> None:
    field.fill(text)
    field.press("Enter")


def _peak_bytes(pid: int) -> int:
    """The most memory a process ever had, as Linux remembers it."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        name, _, value = line.partition(":")
        if name == "VmHWM":
            return 1024 * int(value.split()[0])
    raise RuntimeError("This system does not tell the most memory a process had.")
