"""A value in its unit, as a person reads it; Grafana writes them much the same."""

import datetime as dt

from ops.dashboards.model import Unit

_PREFIXES = ((1024.0**3, "Gi"), (1024.0**2, "Mi"), (1024.0, "Ki"))
_THOUSANDS = ((1e9, "G"), (1e6, "M"), (1e3, "k"))
_TIMES = ((86400.0, "d"), (3600.0, "h"), (60.0, "min"), (1.0, "s"))
_SMALL_SECONDS = ((1e-3, "ms"), (1e-6, "µs"))
_A_SECOND = {Unit.REQUESTS_PER_SECOND: "req/s", Unit.ROWS_PER_SECOND: "rows/s", Unit.PER_SECOND: "/s"}


def written(value: float, unit: Unit, decimals: int | None = None) -> str:
    """The value with three digits that count, or as many decimals as asked for."""
    match unit:
        case Unit.SHARE:
            return f"{value * 100:.{2 if decimals is None else decimals}f} %"
        case Unit.SECONDS:
            return _seconds(value)
        case Unit.BYTES | Unit.BYTES_PER_SECOND:
            tail = "/s" if unit is Unit.BYTES_PER_SECOND else ""
            for factor, prefix in _PREFIXES:
                if abs(value) >= factor:
                    return f"{value / factor:.3g} {prefix}B{tail}"
            return f"{value:.3g} B{tail}"
        case Unit.COUNT | Unit.FACTOR:
            return _short(value, decimals)
        case Unit.REQUESTS_PER_SECOND | Unit.ROWS_PER_SECOND | Unit.PER_SECOND:
            return f"{_short(value, decimals)} {_A_SECOND[unit]}"


def _short(value: float, decimals: int | None) -> str:
    for factor, suffix in _THOUSANDS:
        if abs(value) >= factor:
            return f"{value / factor:.3g} {suffix}"
    return f"{value:.3g}" if decimals is None else f"{value:.{decimals}f}"


def _seconds(value: float) -> str:
    for factor, suffix in _TIMES:
        if abs(value) >= factor:
            return f"{value / factor:.3g} {suffix}"
    if value == 0:
        return "0 s"
    for factor, suffix in _SMALL_SECONDS:
        if abs(value) >= factor:
            return f"{value / factor:.3g} {suffix}"
    return f"{value:.1g} s"


def clock(moment: float) -> str:
    """A moment [unix time] on an axis, UTC."""
    return dt.datetime.fromtimestamp(moment, dt.UTC).strftime("%H:%M:%S")
