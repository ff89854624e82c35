"""The dashboards, and the files they are written to."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ops.dashboards import api, celery_messages, grafana, jobs, resources, service
from ops.root import ROOT

FOLDER: Final = ROOT / "grafana" / "dashboards"
DASHBOARDS: Final = (
    service.DASHBOARD,
    api.DASHBOARD,
    jobs.DASHBOARD,
    celery_messages.DASHBOARD,
    resources.DASHBOARD,
)


def texts() -> Mapping[Path, str]:
    """What each file is to hold."""
    return {FOLDER / f"{each.name}.json": grafana.text_of(each) for each in DASHBOARDS}


def write() -> list[Path]:
    """Write the files, take away those of dashboards that are no more; tells which there are."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = texts()
    for path in FOLDER.glob("*.json"):
        if path not in wanted:
            path.unlink()
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8")
    return list(wanted)
