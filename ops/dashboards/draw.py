"""Pictures of the dashboards from real data, since no Grafana runs here.

Places, titles, units, legends and thresholds are those Grafana reads. How it looks is our own; the
pictures are for judging layout and numbers, not Grafana.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ops.dashboards.drawn_panels import draw_panel
from ops.dashboards.evaluate import Span, shown
from ops.dashboards.files import DASHBOARDS
from ops.dashboards.model import GRID_COLUMNS, Dashboard, Place, laid_out
from ops.monitors.prometheus import Prometheus
from ops.root import ROOT

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FOLDER: Final = ROOT / "ops" / "docs" / "images" / "dashboards"
_WIDTH: Final = 15.0  # inches
_ROW: Final = 0.36
_HEADER: Final = 0.62
_DPI: Final = 80
_GAP: Final = 0.06
_PAPER, _CARD, _INK, _SOFT = "#f1f2f6", "#ffffff", "#1f2430", "#6b7280"


def draw(prometheus: Prometheus, span: Span, folder: Path = FOLDER) -> list[Path]:
    """A PNG for each dashboard; tells where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_drawn(dashboard, prometheus, span, folder) for dashboard in DASHBOARDS]


def _drawn(dashboard: Dashboard, prometheus: Prometheus, span: Span, folder: Path) -> Path:
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib.figure import Figure

    placed = laid_out(dashboard.panels)
    height = max(place.y + place.height for _, place in placed) * _ROW + _HEADER
    figure = Figure(figsize=(_WIDTH, height), facecolor=_PAPER)
    figure.text(
        0.008, 1 - 0.25 / height, f"Lotwise: {dashboard.title}", fontsize=15, weight="bold", color=_INK
    )
    figure.text(0.008, 1 - 0.47 / height, dashboard.means, fontsize=9.5, color=_SOFT)
    for panel, place in placed:
        box = _box(place, height)
        _card(figure, box)
        try:
            draw_panel(figure, box, height, panel, shown(prometheus, panel, span), span)
        except Exception as error:
            error.add_note(f"in the panel {panel.title!r} of {dashboard.title}")
            raise
    path = folder / f"{dashboard.name}.png"
    figure.savefig(path, dpi=_DPI, facecolor=_PAPER)
    _fewer_colours(path)
    return path


def _box(place: Place, height: float) -> tuple[float, float, float, float]:
    """Left, bottom, width and height as shares of the figure."""
    column = 1 / GRID_COLUMNS
    across, down = _GAP / _WIDTH, _GAP / height
    top = 1 - (_HEADER + place.y * _ROW) / height
    tall = place.height * _ROW / height
    return (
        place.x * column + across,
        top - tall + down,
        place.width * column - 2 * across,
        tall - 2 * down,
    )


def _card(figure: "Figure", box: Sequence[float]) -> None:
    from matplotlib.patches import Rectangle

    left, bottom, width, height = box
    figure.add_artist(
        Rectangle((left, bottom), width, height, facecolor=_CARD, edgecolor="#d8dbe2", lw=0.8, zorder=-10)
    )


def _fewer_colours(path: Path) -> None:
    """A picture of few colours is a quarter of the size with a palette."""
    from PIL import Image

    with Image.open(path) as image:
        image.convert("RGB").quantize(128).save(path, optimize=True)
