"""`./lotwise screenshots`: every view of the desk, light and dark, as the README shows them."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from core.settings import settings
from ops.chromium import find_browser, launched
from ops.demo.night import run_night
from ops.embedded.ports import free_port
from ops.keys import make_key
from ops.refusal import Refusal
from ops.root import ROOT
from ops.running.log_lines import LogLines
from ops.running.up import Wishes, running
from ops.screenshots.catalogue import tour_catalogue
from ops.testing import HOW_TO_GET_A_BROWSER

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

IMAGES: Final = ROOT / "ops" / "docs" / "images"
SAMPLE: Final = ROOT / "samples" / "skus.xlsx"
# Large enough that the progress can be caught half-way, small enough to wait for.
_WATCHED_ROWS: Final = 300_000
_PATIENCE_MILLISECONDS: Final = 120_000.0
# The parts of a job's page: on the button, as the picture is called, and what is read there first.
_SECTIONS: Final = (
    ("Suppliers", "suppliers", "Tick a supplier"),
    ("Charts", "charts", "The last day on which"),
    ("Refused rows", "refused-rows", "These rows were not computed"),
    ("How the sheet was read", "columns", "columns understood"),
)
# The views that need nothing but to be opened, by their names in the menu.
_OTHERS: Final = (
    ("Calculations", "calculations"),
    ("Company defaults", "company"),
    ("Remembered sheets", "remembered"),
    ("Status", "status"),
    ("My account", "account"),
)
Scheme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A running desk and who may use it."""

    url: str
    key: str
    has_catalogue: bool = False


def screenshots(
    url: Annotated[str, typer.Option(help="a desk that runs already; else one is started")] = "",
    key: Annotated[str, typer.Option(help="an API key for that desk")] = "",
    output: Annotated[Path, typer.Option("--output", "-o", help="where the pictures go")] = IMAGES,
) -> None:
    """Save a picture of every view, light and dark, of a real job on real servers.

    Those of a catalogue are of a night of the demo, which a desk that runs already has not had.
    """
    browser = find_browser()
    if browser is None:
        raise Refusal(HOW_TO_GET_A_BROWSER)
    if url and not key:
        raise Refusal("A desk that runs already needs --key.", remedy="Make one with: ./lotwise key create")
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="lotwise-screenshots-") as folder:
        Path(folder).chmod(0o755)  # as root, the servers' account has to walk through
        large = _large_sheet(Path(folder))
        with _desk(url, key, Path(folder)) as desk:
            _photograph(desk, browser, large, output)


@contextmanager
def _desk(url: str, key: str, folder: Path) -> Iterator[Desk]:
    """The desk that was named, or one of its own with an empty database."""
    if url:
        yield Desk(url=url.rstrip("/"), key=key)
        return
    os.environ["LOTWISE_DATA_DIR"] = str(folder / "data")
    settings.cache_clear()
    host = settings().host
    wishes = Wishes(host=host, api_port=free_port(), ui_port=free_port())
    with (
        (folder / "processes.log").open("w") as log,
        running(wishes, LogLines(log), say=typer.echo, embedded_only=True) as lotwise,
    ):
        made = make_key(lotwise.servers.database_url, lotwise.key_pepper, "screenshots")
        run_night(lotwise, made.text, SAMPLE, typer.echo)
        yield Desk(url=wishes.ui_url, key=made.text, has_catalogue=True)


def _large_sheet(folder: Path) -> Path:
    from core.sheets.writing.sample import sample, write_sample

    path = folder / "catalogue.csv"
    write_sample(sample(_WATCHED_ROWS, 1), path)
    return path


def _photograph(desk: Desk, browser_path: str, large: Path, output: Path) -> None:
    with launched(browser_path) as browser:
        schemes: tuple[Scheme, ...] = ("light", "dark")
        for scheme in schemes:
            _tour(desk, browser, scheme, large, output)


def _tour(desk: Desk, browser: "Browser", scheme: Scheme, large: Path, output: Path) -> None:
    """All views in the order a planner meets them."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 860}, color_scheme=scheme, locale="en-GB", timezone_id="UTC"
    )
    page = context.new_page()
    page.set_default_timeout(_PATIENCE_MILLISECONDS)

    def save(name: str) -> None:
        _settle(page)
        path = output / (f"{name}.png" if scheme == "light" else f"{name}-{scheme}.png")
        page.screenshot(path=path)
        typer.echo(path)

    page.goto(desk.url)
    page.get_by_label("E-mail address").wait_for()
    save("sign-in")
    page.get_by_text("Sign in with an API key").click()
    page.get_by_label("API key", exact=True).fill(desk.key)
    page.get_by_role("button", name="Sign in with the key").click()
    page.get_by_role("heading", name="Upload a sheet").wait_for()
    _upload(page, SAMPLE, lambda: save("upload"))
    page.get_by_test_id("stDataFrame").wait_for()
    save("decisions")
    _explain_first_row(page)
    save("explanation")
    _sections(page, save)
    page.get_by_role("link", name="Upload a sheet").click()
    _upload(page, large)
    page.get_by_test_id("stMetric").filter(has_text="Rows a second").wait_for()
    page.wait_for_function("() => /\\b([2-9]\\d) %/.test(document.body.innerText)")
    save("progress")
    page.get_by_role("link", name="Jobs", exact=True).click()
    page.get_by_role("link", name=SAMPLE.name).first.wait_for()
    save("jobs")
    page.get_by_role("link", name="Calculate one SKU").click()
    page.get_by_role("button", name="Calculate", exact=True).click()
    page.locator(".lw-answer").wait_for()
    save("calculate")
    for title, name in _OTHERS:
        page.get_by_role("link", name=title, exact=True).click()
        page.wait_for_function("() => document.querySelector('h1')")
        save(name)
    if desk.has_catalogue:
        tour_catalogue(page, save)
    context.close()


def _upload(page: "Page", sheet: Path, before: Callable[[], None] | None = None) -> None:
    page.locator("input[type=file]").set_input_files(sheet)
    page.get_by_text(sheet.name).first.wait_for()
    page.get_by_text("What each column is taken as").wait_for()
    if before:
        before()
    page.get_by_role("button", name="Compute decisions").click()
    page.get_by_role("heading", name=sheet.name).wait_for()


def _explain_first_row(page: "Page") -> None:
    """The table is drawn on a canvas: the first row is found by its place."""
    box = page.get_by_test_id("stDataFrame").first.bounding_box()
    if box is None:
        raise Refusal("The decisions table is not on the screen.")
    page.mouse.click(box["x"] + 16, box["y"] + 54)
    page.locator(".st-key-explanation .lw-answer").wait_for()
    page.locator(".st-key-explanation").scroll_into_view_if_needed()


def _sections(page: "Page", save: Callable[[str], None]) -> None:
    for label, name, words in _SECTIONS:
        choice = page.get_by_role("radio").filter(has_text=label)
        if choice.count():
            choice.click()
            page.get_by_text(words).first.wait_for()
            if label == "Charts":
                page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg").nth(
                    3
                ).wait_for()
                page.locator(".st-key-charts").scroll_into_view_if_needed()
            save(name)


def _settle(page: "Page") -> None:
    """Until Streamlit has drawn everything and the browser has its fonts."""
    page.wait_for_function("() => !document.querySelector('[data-testid=stSkeleton]')")
    page.wait_for_function(
        "() => document.querySelector('[data-testid=stApp]').dataset.testScriptState !== 'running'"
    )
    page.evaluate("() => document.fonts.ready.then(() => true)")
    page.mouse.move(1279, 2)
    page.wait_for_timeout(600)  # the table paints on its canvas after that, and tells nobody when
