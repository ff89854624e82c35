"""Which commands there are, and where each one's code is; nothing is imported before it is needed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A command: `target` is `module:name` of a function typer can call, or of a typer app."""

    target: str
    summary: str
    panel: str
    passes_arguments_on: bool = False  # what it does not know itself is another program's


def _entry(target: str, panel: str, summary: str) -> Entry:
    return Entry(target=target, summary=summary, panel=panel)


_RUN = "Run"
_WORK = "Work with sheets, no server needed"
_KEEP = "Look after an installation"
_DEVELOP = "Develop"

COMMANDS: Mapping[str, Entry] = MappingProxyType(
    {
        "demo": _entry(
            "ops.demo.command:demo", _RUN, "See it work: a real sheet through the whole of Lotwise."
        ),
        "up": _entry("ops.running.up:up", _RUN, "Run everything: servers, API, worker, beat, UI."),
        "api": _entry("ops.running.single:api", _RUN, "Run the API alone, in the foreground."),
        "worker": _entry("ops.running.single:worker", _RUN, "Run one worker alone, in the foreground."),
        "beat": _entry("ops.running.single:beat", _RUN, "Run beat alone, in the foreground."),
        "inbox": _entry("ops.running.single:inbox", _RUN, "Take in files an ERP drops, in the foreground."),
        "ui": _entry("ops.running.single:ui", _RUN, "Run the UI alone, in the foreground."),
        "calc": _entry("ops.calc:calc", _WORK, "Decide on a sheet with the same engine and importer."),
        "inspect": _entry(
            "ops.inspect:inspect", _WORK, "Say what is understood of a sheet, and what is not."
        ),
        "sample": _entry("ops.sample:sample", _WORK, "Make a realistic catalogue to try things with."),
        "key": _entry("ops.keys:app", _KEEP, "Make, list, rotate and end API keys."),
        "user": _entry("ops.users:app", _KEEP, "Let people in: create, list, disable, reset."),
        "workspace": _entry("ops.workspaces:app", _KEEP, "Create and list workspaces."),
        "jobs": _entry("ops.jobs:app", _KEEP, "List, show, requeue and cancel jobs."),
        "migrate": _entry("ops.migrate:migrate", _KEEP, "Bring the database to the newest schema."),
        "backup": _entry("ops.backup:backup", _KEEP, "Dump the database to a file, checked."),
        "restore": _entry("ops.backup:restore", _KEEP, "Load a dump, all or nothing."),
        "secrets": _entry("ops.secret_file:secrets_file", _KEEP, "Make the .env of docker compose."),
        "test": replace(
            _entry("ops.testing:run_tests", _DEVELOP, "Run the tests."), passes_arguments_on=True
        ),
        "check": _entry("ops.checks:check", _DEVELOP, "Check style, types and the import rules."),
        "drill": _entry("ops.drill:drill", _DEVELOP, "Break things on purpose; see that no job is lost."),
        "rehearse": _entry(
            "ops.rehearse:rehearse", _DEVELOP, "Image, compose, nginx, certificates: all of it for real."
        ),
        "dashboards": _entry(
            "ops.dashboards.command:dashboards",
            _DEVELOP,
            "Write Grafana's dashboards; see them on real data.",
        ),
        "examples": _entry(
            "ops.examples.command:examples", _DEVELOP, "The engine against published numbers."
        ),
        "screenshots": _entry(
            "ops.screenshots.command:screenshots", _DEVELOP, "Save a picture of every view of the desk."
        ),
        "bench": _entry("ops.bench.command:app", _DEVELOP, "Measure how fast Lotwise is."),
    }
)
