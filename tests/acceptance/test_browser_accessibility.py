"""Every view can be read by those who listen to it or see little, and fits a laptop and a tablet."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.every_view import furnish, walk
from tests.acceptance.keyboard import unseen
from tests.acceptance.stack import Stack

pytest.importorskip("playwright.sync_api")
Axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

GRAVE = ("serious", "critical")
# What is in Streamlit's own widgets and not to be mended from here, rule of axe -> why: nothing grave is.
STREAMLITS_OWN: dict[str, str] = {}
# Views whose open menu lies over what Tab goes on to.
COVERED = ("decisions, downloads open",)
LAPTOP_LIGHT = {"color_scheme": "light"}
TABLET_DARK = {"color_scheme": "dark", "viewport": {"width": 820, "height": 1180}}
# The page as a whole, and the part Streamlit scrolls: whether either is wider than what is to be seen of it.
_IS_TOO_WIDE = """() => [document.scrollingElement, document.querySelector('[data-testid=stMain]')]
  .some(one => one.scrollWidth > one.clientWidth) || document.scrollingElement.scrollWidth > innerWidth"""


@pytest.fixture(scope="module")
def jobs(desk: Stack, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Something in every view."""
    return furnish(desk, tmp_path_factory.mktemp("sheets"))


@pytest.mark.timeout(900)  # every stop of Tab on more than thirty views
@pytest.mark.parametrize("page", [LAPTOP_LIGHT, TABLET_DARK], indirect=True, ids=["laptop", "tablet"])
def test_every_view_reads_for_everybody_and_fits_the_screen(
    page: "Page", desk: Stack, jobs: dict[str, str]
) -> None:
    found: list[str] = []
    seen = 0
    for view in walk(page, desk, jobs):
        seen += 1
        found += [f"{view}: {fault}" for fault in faults(page)]
        if page.evaluate(_IS_TOO_WIDE):
            found.append(f"{view}: scrolls sideways")
        if view not in COVERED:
            found += [f"{view}: does not show the focus on {name}" for name in unseen(page, menu=seen == 2)]
        if page.get_by_test_id("stException").count():
            found.append(f"{view}: fails")
    assert seen > 15
    assert not found, "\n".join(found)


def faults(page: "Page") -> Iterator[str]:
    """What axe finds that shuts somebody out, with where."""
    result: dict[str, Any] = Axe().run(page).response
    for violation in result["violations"]:
        if violation["impact"] in GRAVE and violation["id"] not in STREAMLITS_OWN:
            for node in violation["nodes"]:
                yield f"{violation['id']}, {node['failureSummary']} in {node['html'][:300]}"


def test_what_reads_badly_is_found(page: "Page") -> None:
    page.get_by_role("heading", name="Lotwise").evaluate("one => one.style.color = '#dddddd'")
    page.get_by_label("E-mail address").evaluate("one => one.removeAttribute('aria-label')")
    assert [fault for fault in faults(page) if fault.startswith("color-contrast")]
