"""Our own `prometheus.yml` and rules, for parts that run on ports of this machine."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ops.root import ROOT

CONFIGURATION: Final = ROOT / "prometheus.yml"
RULES: Final = ROOT / "ops" / "alerts" / "rules"
# The Celery exporter asks every worker at each scrape, and waits two seconds for answers.
SCRAPE_SECONDS: Final = 4
_INTERVALS: Final = re.compile(
    r"^(\s*(?:scrape_interval|scrape_timeout|evaluation_interval|interval): ).*$", re.MULTILINE
)
_JOBS: Final = re.compile(r"^\s*- job_name: (\S+)$", re.MULTILINE)


def write(folder: Path, addresses: Mapping[str, str]) -> Path:
    """The configuration with other addresses and short intervals, nothing else changed; tells where it is.

    `addresses` gives this machine's for those in the file, each of which has to be there.
    """
    text = _quickened(CONFIGURATION.read_text(encoding="utf-8"))
    for theirs, ours in addresses.items():
        if theirs not in text:
            raise ValueError(f"prometheus.yml does not name {theirs}.")
        text = text.replace(theirs, ours)
    rules = folder / "rules"
    rules.mkdir(exist_ok=True)
    for path in RULES.glob("*.yml"):
        (rules / path.name).write_text(_quickened(path.read_text(encoding="utf-8")), encoding="utf-8")
    text = text.replace("ops/alerts/rules/*.yml", f"{rules}/*.yml")
    written = folder / "prometheus.yml"
    written.write_text(text, encoding="utf-8")
    return written


def jobs() -> set[str]:
    """What there is to be scraped, by the names of the configuration."""
    return set(_JOBS.findall(CONFIGURATION.read_text(encoding="utf-8")))


def _quickened(text: str) -> str:
    return _INTERVALS.sub(rf"\g<1>{SCRAPE_SECONDS}s", text)
