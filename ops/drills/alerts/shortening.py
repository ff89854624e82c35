"""The rules as they are, but with every time divided by `FACTOR`, so that a drill lasts minutes, not days.

Text is changed, nothing is understood. Divided are

- durations of keys: `for:`, `keep_firing_for:`, `interval:`, `scrape_interval:`, `group_wait:` and the like;
- windows of expressions, `[5m]`, and `offset 5m`;
- products with 60, 3600 or 86400 (`10 * 60`): the second factor.

Nothing becomes shorter than one interval (`FLOOR_SECONDS`), a window not shorter than four of them, as four
times 15 s is a minute, the least a rule asks for; 0 stays 0. Thresholds that are no times stay as they are
(the 250 ms of an objective, the second of the audit's delay), and so do words of annotations and names of
recorded series (`rate5m`).
"""

import re
from collections.abc import Iterable
from typing import Final

FACTOR: Final = 30
# How often the drill scrapes and evaluates.
FLOOR_SECONDS: Final = 1
_WINDOW_FLOOR_SECONDS: Final = 4 * FLOOR_SECONDS
_UNITS: Final = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400, "y": 365 * 86400}
_DURATION: Final = r"((?:[0-9]+(?:ms|[smhdwy]))+)"
_PIECE: Final = re.compile(r"([0-9]+)(ms|[smhdwy])")
_KEYS: Final = re.compile(
    rf"^(\s*(?:- )?(?:for|keep_firing_for|\w*interval|\w*timeout|group_wait): ){_DURATION}$", re.MULTILINE
)
_WINDOWS: Final = re.compile(rf"(\[|\boffset ){_DURATION}(?=\]|\b)")
_PRODUCTS: Final = re.compile(r"(\b[0-9]+(?:\.[0-9]+)? \* )(60|3600|86400)\b")


def shortened(text: str) -> str:
    """Rules, or a configuration of Prometheus or Alertmanager, with short times."""
    text = _KEYS.sub(lambda found: found[1] + _divided(found[2], FLOOR_SECONDS), text)
    text = _WINDOWS.sub(lambda found: found[1] + _divided(found[2], _WINDOW_FLOOR_SECONDS), text)
    return _PRODUCTS.sub(lambda found: f"{found[1]}{int(found[2]) // FACTOR}", text)


def _divided(duration: str, floor: int) -> str:
    seconds = sum(int(count) * _UNITS[unit] for count, unit in _PIECE.findall(duration))
    return f"{max(floor, round(seconds / FACTOR))}s" if seconds else duration


def without_alerts(rules: str, names: Iterable[str]) -> str:
    """Rules without these alerts; raises `ValueError` where there is none of that name."""
    for name in names:
        rules, count = re.subn(
            rf"^      - alert: {name}\n(?:        .*\n|\n)*", "", rules, flags=re.MULTILINE
        )
        if not count:
            raise ValueError(f"no rule is called {name}")
    return rules


def without_jobs(config: str, names: Iterable[str]) -> str:
    """Prometheus' configuration without these jobs; raises `ValueError` where there is none of that name."""
    for name in names:
        config, count = re.subn(rf"^  - job_name: {name}\n(?:    .*\n|\n)*", "", config, flags=re.MULTILINE)
        if not count:
            raise ValueError(f"no job is called {name}")
    return config
