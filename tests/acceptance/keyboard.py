"""The desk by keyboard alone: what Tab stops at, how it is called, and whether one sees where one is."""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from PIL import Image, ImageChops

from tests.acceptance.browsing import settle

if TYPE_CHECKING:
    from playwright._impl._api_structures import Clip
    from playwright.sync_api import Page

MOST_STOPS = 120
_TABLE = "table"
_BEYOND = "end of the page"
# Name, kind and place of what has the focus. A table is drawn on a canvas: each of its cells is a stop.
_FOCUSED = """() => { const one = document.activeElement;
  if (one === document.body) return {name: 'end of the page', box: null};
  const table = one.closest('[data-testid=stDataFrame]');
  const label = ['radio', 'checkbox'].includes(one.type) ? one.labels?.[0] : null;
  const box = (one.closest('button') || table || label || one).getBoundingClientRect();
  const is_region = one.dataset.testid === 'stMain';
  const name = is_region ? 'the page' : table && !one.closest('button') ? 'table'
    : (one.ariaLabel || one.labels?.[0]?.innerText || one.innerText || one.placeholder || one.tagName);
  return {name, box: {x: box.x, y: box.y, width: box.width, height: box.height},
    is_menu: !!one.closest('[data-testid=stSidebar]'), is_region} }"""
_FEWEST_PIXELS = 40
_MARGIN = 5


def reach(page: "Page", name: str) -> None:
    """Press Tab until what is called so has the focus; icons stand beside a name, as words on their own."""
    settle(page)
    passed = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        passed.append(str(page.evaluate(_FOCUSED)["name"]).splitlines())
        if name in passed[-1]:
            return
    raise AssertionError(f"{name} cannot be reached by Tab, only {passed}")


def reach_table(page: "Page") -> None:
    """Press Tab until a table has the focus."""
    reach(page, _TABLE)


def unseen(page: "Page", *, menu: bool) -> Iterator[str]:
    """What Tab stops at on this page without showing it; the menu only if asked for."""
    names = []
    page.evaluate("document.activeElement.blur()")
    reach(page, "Skip to main content")
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        settle(page)  # some of it moves into sight
        stop = page.evaluate(_FOCUSED)
        if stop["name"] in (_BEYOND, "Skip to main content"):
            return
        names.append(stop["name"])
        # The part that scrolls is a stop for the arrow keys; a table rings its cell and keeps the ring.
        if stop["is_region"] or stop["name"] == _TABLE or (stop["is_menu"] and not menu):
            continue
        if not _is_seen(page, stop["box"]):
            yield str(stop["name"])
    raise AssertionError(f"Tab does not leave this page: {names}")


def _is_seen(page: "Page", box: dict[str, float]) -> bool:
    """Whether the place looks otherwise with the focus than without."""
    view = page.viewport_size
    assert view is not None
    left, top = max(box["x"] - _MARGIN, 0), max(box["y"] - _MARGIN, 0)
    clip: Clip = {
        "x": left,
        "y": top,
        "width": min(box["width"] + 2 * _MARGIN, view["width"] - left),
        "height": min(box["height"] + 2 * _MARGIN, view["height"] - top),
    }
    focused = page.screenshot(clip=clip)
    page.evaluate("() => { window.lastFocused = document.activeElement; window.lastFocused.blur() }")
    settle(page)
    plain = page.screenshot(clip=clip)
    page.evaluate("() => window.lastFocused.focus({preventScroll: true})")
    pair = (Image.open(io.BytesIO(one)).convert("L") for one in (focused, plain))
    changed = ImageChops.difference(*pair).point(lambda shade: 255 if shade > 24 else 0)
    return changed.histogram()[255] >= _FEWEST_PIXELS
