"""The installation's own `prometheus.yml`, rules and `alertmanager.yml`, for parts that run here."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import yaml

from ops.embedded.ports import LOOPBACK
from ops.root import ROOT

CONFIGURATION: Final = ROOT / "prometheus.yml"
ALERTS: Final = ROOT / "ops" / "alerts"
RULES: Final = ALERTS / "rules"
BLACKBOX: Final = ALERTS / "blackbox.yml"
ALERTMANAGER: Final = ALERTS / "alertmanager.yml"


def write(folder: Path, addresses: Mapping[str, str], changed: Callable[[Path, str], str]) -> None:
    """Write them into `folder`, each file's text `changed` and with other addresses, nothing else.

    `addresses` gives this machine's, `127.0.0.1:9`, for those of `prometheus.yml`. Raises `ValueError` where
    one is not in the file, or where the file has one that is not given: so nothing is ever asked that does
    not belong to us.
    """
    rules = folder / RULES.relative_to(ROOT)
    rules.mkdir(parents=True)
    for path in RULES.glob("*.yml"):
        (rules / path.name).write_text(changed(path, path.read_text(encoding="utf-8")), encoding="utf-8")
    text = changed(CONFIGURATION, CONFIGURATION.read_text(encoding="utf-8"))
    (folder / CONFIGURATION.name).write_text(readdressed(text, addresses), encoding="utf-8")
    routes = changed(ALERTMANAGER, ALERTMANAGER.read_text(encoding="utf-8"))
    (folder / ALERTMANAGER.name).write_text(routes, encoding="utf-8")


def readdressed(text: str, addresses: Mapping[str, str]) -> str:
    """Prometheus' configuration with other addresses; raises `ValueError` as `write` does."""
    for theirs, ours in addresses.items():
        if theirs not in text:
            raise ValueError(f"prometheus.yml does not name {theirs}.")
        text = text.replace(theirs, ours)
    if strangers := [one for one in _asked(text) if urlsplit(_url(one)).hostname != LOOPBACK]:
        raise ValueError(f"prometheus.yml names {', '.join(strangers)}, for which no address is given.")
    return text


def jobs() -> set[str]:
    """What there is to be scraped, by the names of the configuration."""
    configuration = yaml.safe_load(CONFIGURATION.read_text(encoding="utf-8"))
    return {job["job_name"] for job in configuration["scrape_configs"]}


def _asked(text: str) -> list[str]:
    """Every address Prometheus would connect to, or have probed."""
    whole = yaml.safe_load(text)
    parts = [*whole["scrape_configs"], *whole["alerting"]["alertmanagers"]]
    targets = [target for part in parts for group in part["static_configs"] for target in group["targets"]]
    return targets + [
        step["replacement"]
        for part in parts
        for step in part.get("relabel_configs", [])
        if step.get("target_label") == "__address__" and "replacement" in step
    ]


def _url(address: str) -> str:
    return address if "://" in address else f"//{address}"
