"""A dashboard as Grafana's JSON: the classic model, which Grafana 10 to 13 read from files.

Field names and values are those of the schema in `tests/unit/ops/grafana_schema.json`.
"""

import json
from string import ascii_uppercase
from typing import Any, Final

from ops.dashboards.looks import lines, options
from ops.dashboards.model import Choice, Colour, Dashboard, Kind, Panel, Place, Query, Steps, laid_out
from ops.dashboards.runbooks import address

DATA_SOURCE_UID: Final = "lotwise-prometheus"
SCHEMA_VERSION: Final = 42
_TAG: Final = "lotwise"
_SOURCE: Final = {"type": "prometheus", "uid": DATA_SOURCE_UID}


def text_of(dashboard: Dashboard) -> str:
    """The file's text."""
    return json.dumps(written(dashboard), indent=2, ensure_ascii=False) + "\n"


def written(dashboard: Dashboard) -> dict[str, Any]:
    """The dashboard in Grafana's words."""
    return {
        "uid": dashboard.uid,
        "title": f"Lotwise: {dashboard.title}",
        "description": dashboard.means,
        "tags": [_TAG],
        "schemaVersion": SCHEMA_VERSION,
        "version": 1,
        "editable": False,
        "graphTooltip": 1,  # one crosshair through all panels
        "timezone": "browser",
        "time": {"from": f"now-{dashboard.hours}h", "to": "now"},
        "refresh": "30s",
        "links": [_to_the_others()],
        "annotations": {"list": [_alerts()]},
        "templating": {"list": [_choice(each) for each in dashboard.choices]},
        "panels": [
            _panel(number, panel, place)
            for number, (panel, place) in enumerate(laid_out(dashboard.panels), start=1)
        ],
    }


def _to_the_others() -> dict[str, Any]:
    return {
        "title": "Lotwise",
        "type": "dashboards",
        "icon": "external link",
        "tooltip": "The other dashboards of Lotwise",
        "tags": [_TAG],
        "asDropdown": False,
        "includeVars": False,
        "keepTime": True,
        "targetBlank": False,
        "url": "",
    }


def _runbook(alert: str) -> dict[str, Any]:
    return {
        "title": f"Runbook: {alert}",
        "type": "link",
        "icon": "doc",
        "tooltip": "What to do when it fires",
        "url": address(alert),
        "tags": [],
        "asDropdown": False,
        "includeVars": False,
        "keepTime": False,
        "targetBlank": True,
    }


def _alerts() -> dict[str, Any]:
    """Where alerts were firing, marked in every time series."""
    return {
        "name": "Alerts",
        "datasource": _SOURCE,
        "enable": True,
        "iconColor": "red",
        "target": {
            "refId": "Alerts",
            "expr": 'ALERTS{alertstate="firing",severity=~"page|ticket"}',
            "interval": "60s",
        },
        "titleFormat": "{{alertname}}",
    }


def _choice(choice: Choice) -> dict[str, Any]:
    query = f"label_values({choice.metric}, {choice.of_label})"
    return {
        "name": choice.name,
        "label": choice.label,
        "type": "query",
        "datasource": _SOURCE,
        "query": {"query": query, "refId": choice.name},
        "definition": query,
        "refresh": 2,  # when the time range changes
        "sort": 1,
        "multi": True,
        "includeAll": True,
        "allValue": ".+",
        "current": {"selected": True, "text": "All", "value": "$__all"},
    }


def _panel(number: int, panel: Panel, place: Place) -> dict[str, Any]:
    least, most = panel.shown
    defaults: dict[str, Any] = {
        "unit": panel.unit.value,
        "thresholds": _thresholds(panel.steps),
        "color": {"mode": "palette-classic" if panel.kind is Kind.TIME_SERIES else "thresholds"},
        "mappings": [_mapping(panel)] if panel.words else [],
    }
    defaults |= {name: value for name, value in (("min", least), ("max", most)) if value is not None}
    if panel.decimals is not None:
        defaults["decimals"] = panel.decimals
    if panel.kind is Kind.TIME_SERIES:
        defaults["custom"] = lines(panel)
    return {
        "id": number,
        "type": panel.kind.value,
        "title": panel.title,
        "description": panel.means,
        "gridPos": {"x": place.x, "y": place.y, "w": place.width, "h": place.height},
        "datasource": _SOURCE,
        "targets": [_target(ascii_uppercase[n], panel.kind, query) for n, query in enumerate(panel.queries)],
        "fieldConfig": {"defaults": defaults, "overrides": []},
        "options": options(panel),
        "links": [_runbook(alert) for alert in panel.runbooks],
    }


def _target(letter: str, kind: Kind, query: Query) -> dict[str, Any]:
    is_instant = kind in (Kind.STAT, Kind.BARS)
    return {
        "refId": letter,
        "datasource": _SOURCE,
        "editorMode": "code",
        "expr": query.expr,
        "legendFormat": "{{le}}" if kind is Kind.HEAT_MAP else query.legend or "__auto",
        "format": "heatmap" if kind is Kind.HEAT_MAP else "time_series",
        "instant": is_instant,
        "range": not is_instant,
    }


def _thresholds(steps: Steps) -> dict[str, Any]:
    bounds: list[tuple[float | None, Colour]] = [(None, steps.base), *steps.bounds]
    return {
        "mode": "absolute",
        "steps": [{"value": value, "color": colour.value} for value, colour in bounds],
    }


def _mapping(panel: Panel) -> dict[str, Any]:
    return {
        "type": "value",
        "options": {
            f"{value:g}": {"text": text, "color": colour.value, "index": index}
            for index, (value, text, colour) in enumerate(panel.words)
        },
    }
