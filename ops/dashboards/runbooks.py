"""Where Grafana finds the page of an alert: what to do when it fires."""

from pathlib import Path
from typing import Final

from ops.root import ROOT

FOLDER: Final = ROOT / "ops" / "docs" / "runbooks"
# Grafana hands out what lies in its folder `public`, so `ops/docs/runbooks` is mounted there: the pages are
# at hand where the dashboards are, also without a way to the internet.
_PUBLIC: Final = "/public/runbooks"


def address(alert: str) -> str:
    """The runbook's address, from Grafana's own."""
    return f"{_PUBLIC}/{alert}.md"


def page(alert: str) -> Path:
    """The runbook's file."""
    return FOLDER / f"{alert}.md"
