"""`./lotwise screenshots`: the parts of a catalogue's page, as they are after a night."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from ops.demo.night import CATALOGUE

if TYPE_CHECKING:
    from playwright.sync_api import Page

# The parts: on the button, as the picture is called, and what is read there first.
_SECTIONS: Final = (
    ("What changed", "catalogue-changes", "no longer to order"),
    ("Orders", "catalogue-orders", "still to do"),
    ("Items", "catalogue-items", "Items 1 to"),
    ("Overrides", "catalogue-overrides", "Overrides 1 to"),
    ("Scenarios", "catalogue-scenarios", "more demand"),
    ("Schedules", "catalogue-schedules", "At 02:00 every day"),
    ("What came in", "catalogue-feeds", "Demand"),
    ("Settings", "catalogue-settings", "Programs name this"),
)


def tour_catalogue(page: "Page", save: Callable[[str], None]) -> None:
    """From the list into the catalogue of `run_night`, part by part."""
    page.get_by_role("link", name="Catalogues", exact=True).click()
    link = page.get_by_role("link", name=CATALOGUE)
    link.wait_for()
    save("catalogues")
    link.click()
    page.get_by_role("heading", name=CATALOGUE).wait_for()
    for label, name, words in _SECTIONS:
        page.get_by_role("radio", name=label, exact=True).click()
        page.get_by_text(words).first.wait_for()
        save(name)
        if label == "Scenarios":
            page.get_by_role("button", name="Compare").click()
            page.get_by_text("All decisions as assumed").wait_for()
            save("catalogue-scenario")
