"""Prometheus beside it: whether everything it is told to scrape answers."""

import json
from typing import Any, Final

from ops.rehearsal.site import Site, site
from ops.rehearsal.step import Stage, Step, met, until

_ASK: Final = (
    "import urllib.request as u; "
    "print(u.urlopen('http://prometheus:9090/api/v1/{}', timeout=5).read().decode())"
)


def perform(stage: Stage) -> None:
    """Every target up, the rules loaded."""
    here = site(stage)
    until(lambda: not _down(here), "every target to be up", seconds=90)
    jobs = sorted(target["labels"]["job"] for target in _asked(here, "targets")["activeTargets"])
    groups = _asked(here, "rules")["groups"]
    rules = sum(len(group["rules"]) for group in groups)
    met(rules, "Prometheus has no rules")
    stage.note(f"up: {', '.join(jobs)}; {rules} rules in {len(groups)} groups")


def _down(here: Site) -> list[str]:
    targets = _asked(here, "targets")["activeTargets"]
    return [str(target["labels"]["job"]) for target in targets if target["health"] != "up"]


def _asked(here: Site, what: str) -> dict[str, list[dict[str, Any]]]:
    """From the API's container, which is on the same network."""
    told = here.stage.docker.run("exec", here.container("api"), "python", "-c", _ASK.format(what))
    found: dict[str, list[dict[str, Any]]] = json.loads(told)["data"]
    return found


STEPS: Final = (
    Step(name="scraped", summary="Prometheus reaches every exporter", perform=perform, needs=("up",)),
)
