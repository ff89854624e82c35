"""What a dashboard is made of, in our words; `grafana` writes it in Grafana's."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Final

GRID_COLUMNS: Final = 24


class Kind(StrEnum):
    """How a panel is drawn; the names are those of Grafana's plugins."""

    STAT = "stat"
    TIME_SERIES = "timeseries"
    HEAT_MAP = "heatmap"
    BARS = "bargauge"


class Unit(StrEnum):
    """Units by Grafana's ids."""

    SHARE = "percentunit"  # 0..1, shown in per cent
    SECONDS = "s"
    BYTES = "bytes"
    BYTES_PER_SECOND = "binBps"
    REQUESTS_PER_SECOND = "reqps"
    ROWS_PER_SECOND = "rowsps"
    PER_SECOND = "cps"
    COUNT = "short"
    FACTOR = "none"


class Colour(StrEnum):
    """What a value means."""

    GOOD = "green"
    WARNING = "orange"
    BAD = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """PromQL, and how its series are called in the legend."""

    expr: str
    legend: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Colours by value: `base` below the first of the rising bounds."""

    base: Colour = Colour.GOOD
    bounds: Sequence[tuple[float, Colour]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One picture; `means` says in plain words what is seen and when to act.

    `runbooks` are the alerts whose pages help here, `shown` the least and the most of the axis.
    """

    title: str
    kind: Kind
    means: str
    queries: Sequence[Query]
    unit: Unit = Unit.COUNT
    steps: Steps = field(default_factory=Steps)
    width: int = 8
    height: int = 8
    shown: tuple[float | None, float | None] = (0, None)
    is_stacked: bool = False
    decimals: int | None = None
    words: Sequence[tuple[float, str, Colour]] = ()  # what to say in place of a value
    runbooks: Sequence[str] = ()


# A single number: six of them fill a line.
tile: Final = partial(Panel, kind=Kind.STAT, width=4, height=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A variable at the top of a dashboard: the values of a metric's label, all of them at first."""

    name: str
    label: str
    metric: str
    of_label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """A page of panels, laid out from left to right, line by line."""

    name: str
    title: str
    means: str
    panels: Sequence[Panel]
    choices: Sequence[Choice] = ()
    hours: int = 3

    @property
    def uid(self) -> str:
        """What its address ends with."""
        return f"lotwise-{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a panel stands on the grid, in Grafana's columns and rows."""

    x: int
    y: int
    width: int
    height: int


def laid_out(panels: Sequence[Panel]) -> list[tuple[Panel, Place]]:
    """Each panel in its place: beside the one before, in a new line where the line is full."""
    placed: list[tuple[Panel, Place]] = []
    x = y = line_height = 0
    for panel in panels:
        if x + panel.width > GRID_COLUMNS:
            x, y, line_height = 0, y + line_height, 0
        placed.append((panel, Place(x=x, y=y, width=panel.width, height=panel.height)))
        x += panel.width
        line_height = max(line_height, panel.height)
    return placed
