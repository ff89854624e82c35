"""How one panel is drawn, by its kind."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from ops.dashboards.evaluate import Span
from ops.dashboards.model import Colour, Kind, Panel
from ops.dashboards.values import clock, written
from ops.monitors.prometheus import Series

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Box = tuple[float, float, float, float]
Found = Sequence[tuple[str, Sequence[Series]]]
_INK, _SOFT = "#1f2430", "#6b7280"
_COLOURS: Final = {Colour.GOOD: "#2f9e44", Colour.WARNING: "#e8710a", Colour.BAD: "#d6303a"}
_LINES: Final = (
    "#3273c8",
    "#e8a33d",
    "#37a169",
    "#c0504d",
    "#7e57c2",
    "#17a2b8",
    "#8d6e63",
    "#d16ba5",
    "#90a4ae",
)
_LEGEND_ROWS: Final = 6
_LINE_INCHES: Final = 0.155
_LEGEND_LABEL: Final = re.compile(r"{{\s*(\w+)\s*}}")


def draw_panel(figure: "Figure", box: Box, inches: float, panel: Panel, found: Found, span: Span) -> None:
    """Draw into `box` (shares of the figure, which is so many inches high)."""
    left, bottom, width, height = box
    wide = figure.get_figwidth()
    figure.text(
        left + 0.09 / wide,
        bottom + height - 0.17 / inches,
        panel.title,
        fontsize=9,
        weight="bold",
        color=_INK,
    )
    if not any(series for _, series in found):
        figure.text(left + width / 2, bottom + height / 2, "no data", ha="center", color=_SOFT, fontsize=11)
        return
    match panel.kind:
        case Kind.STAT:
            _stat(figure, box, panel, found)
        case Kind.BARS:
            _bars(figure, box, inches, panel, found)
        case Kind.TIME_SERIES:
            _lines(figure, box, inches, panel, found, span)
        case Kind.HEAT_MAP:
            _heat_map(figure, box, inches, panel, found, span)


def _named(legend: str, labels: Mapping[str, str]) -> str:
    return _LEGEND_LABEL.sub(lambda match: labels.get(match[1], ""), legend) or ", ".join(labels.values())


def _colour(panel: Panel, value: float) -> str:
    colour = panel.steps.base
    for bound, above in panel.steps.bounds:
        if value >= bound:
            colour = above
    return _COLOURS[colour]


def _stat(figure: "Figure", box: Box, panel: Panel, found: Found) -> None:
    left, bottom, width, height = box
    value = found[0][1][0].last
    said = next(((text, _COLOURS[colour]) for at, text, colour in panel.words if at == value), None)
    text, colour = said or (written(value, panel.unit, panel.decimals), _colour(panel, value))
    figure.text(
        left + width / 2, bottom + height * 0.42, text, ha="center", va="center", fontsize=20, color=colour
    )


def _bars(figure: "Figure", box: Box, inches: float, panel: Panel, found: Found) -> None:
    left, bottom, width, height = box
    bars = [(_named(legend, each.labels), each.last) for legend, series in found for each in series]
    axes = figure.add_axes((left + width * 0.42, bottom + 0.1 / inches, width * 0.44, height - 0.42 / inches))
    most = max(value for _, value in bars) or 1
    axes.barh(
        range(len(bars)),
        [value for _, value in bars],
        color=[_colour(panel, v) for _, v in bars],
        height=0.62,
    )
    axes.set_xlim(0, most)
    axes.set_ylim(len(bars) - 0.4, -0.6)
    axes.set_yticks(range(len(bars)), [name for name, _ in bars], fontsize=7.5)
    axes.set_xticks([])
    for at, (_, value) in enumerate(bars):
        text = written(value, panel.unit, panel.decimals)
        axes.text(value + most * 0.03, at, text, va="center", fontsize=7.5, color=_INK)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)


def _plot(figure: "Figure", box: Box, inches: float, below_inches: float, span: Span) -> "Axes":
    left, bottom, width, height = box
    wide = figure.get_figwidth()
    axes = figure.add_axes(
        (
            left + 0.72 / wide,
            bottom + (below_inches + 0.25) / inches,
            width - 0.88 / wide,
            height - (below_inches + 0.58) / inches,
        )
    )
    axes.set_xlim(span.start, span.end)
    ticks = [span.start + (span.end - span.start) * share for share in (0.1, 0.5, 0.9)]
    axes.set_xticks(ticks, [clock(tick) for tick in ticks])
    axes.tick_params(labelsize=7, colors=_SOFT, length=2)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color("#c9ced6")
    return axes


def _lines(figure: "Figure", box: Box, inches: float, panel: Panel, found: Found, span: Span) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    series = [(_named(legend, each.labels), each) for legend, lines in found for each in lines]
    series.sort(key=lambda named: -named[1].last)
    rows = min(len(series), _LEGEND_ROWS)
    axes = _plot(figure, box, inches, rows * _LINE_INCHES + 0.06, span)
    top = 0.0
    under: dict[float, float] = {}
    for number, (_, each) in enumerate(series):
        colour = _LINES[number % len(_LINES)]
        times = [time for time, _ in each.points]
        low = [under.get(time, 0.0) if panel.is_stacked else 0.0 for time in times]
        values = [base + value for base, (_, value) in zip(low, each.points, strict=True)]
        under |= dict(zip(times, values, strict=True)) if panel.is_stacked else {}
        axes.plot(times, values, color=colour, lw=1.2, marker="." if len(times) == 1 else None)
        axes.fill_between(times, low, values, color=colour, alpha=0.3 if panel.is_stacked else 0.06, lw=0)
        top = max(top, *values)
    least, most = panel.shown
    axes.set_ylim(least, most if most is not None else (top * 1.12 or 1))
    for bound, colour in panel.steps.bounds:
        if axes.get_ylim()[0] < bound <= axes.get_ylim()[1]:
            axes.axhline(bound, color=_COLOURS[colour], lw=1, ls="--")
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: written(value, panel.unit)))
    axes.grid(axis="y", color="#e8eaef", lw=0.6)
    _legend(figure, box, inches, panel, series)


def _legend(
    figure: "Figure", box: Box, inches: float, panel: Panel, series: Sequence[tuple[str, Series]]
) -> None:
    """A table as Grafana's: name, last, most; under its panel, the largest first."""
    left, bottom, width, _ = box
    wide = figure.get_figwidth()
    for row, (name, each) in enumerate(series[:_LEGEND_ROWS]):
        rows = min(len(series), _LEGEND_ROWS)
        y = bottom + ((rows - row - 1) * _LINE_INCHES + 0.07) / inches
        more = f"  (+{len(series) - _LEGEND_ROWS} more)" if row == _LEGEND_ROWS - 1 < len(series) - 1 else ""
        most = written(max(value for _, value in each.points), panel.unit, panel.decimals)
        last = written(each.last, panel.unit, panel.decimals)
        figure.text(left + 0.1 / wide, y, "■", fontsize=7, color=_LINES[row % len(_LINES)])
        figure.text(left + 0.24 / wide, y, f"{name}{more}", fontsize=7.2, color=_INK)
        figure.text(
            left + width - 0.1 / wide, y, f"last {last}   max {most}", fontsize=7.2, color=_SOFT, ha="right"
        )


def _heat_map(figure: "Figure", box: Box, inches: float, panel: Panel, found: Found, span: Span) -> None:
    """Cumulative buckets made plain: a row for each, as dark as it is full."""
    import numpy as np

    lines = sorted(found[0][1], key=lambda each: float(each.labels["le"]))
    times = sorted({time for each in lines for time, _ in each.points})
    counts = np.array([[dict(each.points).get(time, 0.0) for time in times] for each in lines])
    plain = np.clip(np.diff(counts, axis=0, prepend=0), 0, None)
    axes = _plot(figure, box, inches, 0.05, span)
    edges = [*times, times[-1] + span.step]
    shades = np.where(plain > 0, np.sqrt(plain), np.nan)
    axes.pcolormesh(
        edges, np.arange(len(lines) + 1), shades, cmap="Blues", vmin=0, edgecolors="white", lw=0.1
    )
    axes.set_ylim(0, len(lines))
    names = [written(float(each.labels["le"]), panel.unit) for each in lines]
    names = ["more" if each.labels["le"] == "+Inf" else name for each, name in zip(lines, names, strict=True)]
    axes.set_yticks(np.arange(len(lines)) + 1.0, names)
