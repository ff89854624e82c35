"""How often the Prometheus that dashboards are checked on looks."""

import re
from pathlib import Path
from typing import Final

# The Celery exporter asks every worker at each scrape, and waits two seconds for answers.
SCRAPE_SECONDS: Final = 4
_INTERVALS: Final = re.compile(
    r"^(\s*(?:scrape_interval|scrape_timeout|evaluation_interval|interval): ).*$", re.MULTILINE
)


def quickened(_: Path, text: str) -> str:
    """A configuration or rules with short intervals."""
    return _INTERVALS.sub(rf"\g<1>{SCRAPE_SECONDS}s", text)
