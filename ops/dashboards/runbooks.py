"""Where the page of an alert is: what to do when it fires."""

from typing import Final

# Links in Grafana need an address; whoever keeps the house elsewhere changes it here and generates anew.
BASE: Final = "ops/docs/runbooks"


def address(alert: str) -> str:
    """The runbook's address."""
    return f"{BASE}/{alert}.md"
