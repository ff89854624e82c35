"""What runbooks tell somebody to type at night can be typed: commands, services, addresses, SQL, silences."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import pytest
import typer
import yaml
from sqlalchemy import Engine
from sqlalchemy.exc import ProgrammingError
from typer.core import TyperGroup

from api.app import create_app
from core.settings import Settings
from ops.__main__ import load
from ops.debian import find
from ops.drills.waiting import wait_for
from ops.embedded.ports import LOOPBACK, free_port
from ops.monitors import commands, configured
from ops.monitors.programs import ALERTMANAGER, Programs, missing
from ops.registry import COMMANDS
from ops.root import ROOT
from ops.running.processes import answers

PAGES = sorted((ROOT / "ops/docs/runbooks").glob("*.md"))
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
# What each of compose's commands takes that pages use, and whether a value follows.
COMPOSE: dict[str, dict[str, bool]] = {
    "exec": {},
    "logs": {"--tail": True},
    "ps": {},
    "restart": {},
    "run": {"--rm": False},
}
# typer keeps click to itself, but for this child of the class.
USAGE_ERROR = cast("type[Exception]", typer.BadParameter.__mro__[1])


def typed(text: str) -> list[str]:
    """The lines of a page's indented blocks, and commands within its sentences."""
    block = re.findall(r"^    (\S.*)$", text, re.MULTILINE)
    inline = re.findall(r"`((?:\./lotwise|docker compose|amtool|psql|curl) [^`]*)`", text)
    return block + inline


EVERY = [(page.stem, line) for page in PAGES for line in typed(page.read_text())]


def accepted(words: list[str]) -> None:
    """Raise where `./lotwise WORDS` would be refused for its words, without running it."""
    assert words[0] in COMMANDS, words
    command: Any = load(words[0], COMMANDS[words[0]])
    name, rest = words[0], [str(UUID(int=1)) if word == "ID" else word for word in words[1:]]
    while isinstance(command, TyperGroup):
        name, *rest = rest
        assert name in command.commands, words
        command = command.commands[name]
    try:
        command.make_context(name, rest)
    except USAGE_ERROR as refused:
        raise AssertionError(f"{words}: {refused}") from refused


def in_compose(words: list[str]) -> tuple[str, list[str]]:
    """The service that `docker compose WORDS` speaks of, and what is run in it."""
    command, *rest = words
    assert command in COMPOSE, words
    options = COMPOSE[command]
    while rest and rest[0].startswith("-"):
        assert rest[0] in options, words
        rest = rest[2:] if options[rest[0]] else rest[1:]
    if command == "ps" and not rest:
        return "", []
    assert rest[0] in SERVICES, words
    return rest[0], rest[1:]


def run_where(line: str) -> tuple[str, list[str]]:
    """The service it is typed for (empty: the host), and its words up to a pipe."""
    words = shlex.split(line)
    if "|" in words:
        words = words[: words.index("|")]
    return in_compose(words[2:]) if words[:2] == ["docker", "compose"] else ("", words)


def check(line: str) -> None:
    """Raise where nobody could type it."""
    service, words = run_where(line)
    match words:
        case []:
            pass
        case ["./lotwise", *rest]:
            accepted(rest)
        case ["python", "-P", "-m", "ops.health", process]:
            assert SERVICES[service]["healthcheck"]["test"] == ["CMD", *words], process
        case ["python", "-m", "ops", *rest]:
            assert service in {"api", "worker", "beat"}
            accepted(rest)
        case ["sh", path, *_]:
            inside = {one.split(":")[1]: one.split(":")[0] for one in SERVICES[service].get("volumes", [])}
            folder, name = path.rsplit("/", 1)
            assert folder in inside, line
            assert (ROOT / inside[folder] / name).is_file(), path
        case ["curl", "-s", *options, address]:
            assert options in ([], ["-H", "x-api-key: $KEY"]), options
            asked(service, address)
        case ["psql", "-U", "postgres", "lotwise", "-c", _]:
            assert service == "postgres"
        case ["amtool", "--alertmanager.url=http://127.0.0.1:9093", *_]:
            assert service == "alertmanager"
        case ["df", *_] | ["docker", "system", "df", *_]:
            assert not service
        case _:
            raise AssertionError(line)


def asked(service: str, address: str) -> None:
    """A path of the API's, by a name both services are known by."""
    found = re.fullmatch(r"http://(\w+):8000(/\w+)", address)
    assert found, address
    other, path = found.groups()
    assert set(SERVICES[service]["networks"]) & set(SERVICES[other]["networks"])
    assert path in api_paths(), path


@cache
def api_paths() -> set[str]:
    app = create_app(Settings(database_url="postgresql://nobody@127.0.0.1/none"))
    return {*app.openapi()["paths"], "/metrics"}  # which is no part of what callers are promised


@pytest.mark.parametrize(("page", "line"), EVERY)
def test_every_command_of_a_runbook_could_be_run(page: str, line: str) -> None:
    """`page` is there to be seen in the test's name."""
    check(line)


@pytest.mark.parametrize(
    "wrong",
    [
        "./lotwise jobz list",
        "./lotwise jobs lst",
        "./lotwise jobs list --all-of-them",
        "./lotwise jobs show",
        "./lotwise worker --number two",
        "docker compose exec api python -m ops jobs list --nonsense",
        "docker compose logs --tail 200 postgresql",
        "docker compose exec redis sh /etc/lotwise/certbot.sh renew",
        "docker compose log api",
        "docker compose exec nginx curl -s http://api:8000/redy",
        "docker compose exec grafana curl -s http://ui:8000/ready",
        "docker compose exec beat python -P -m ops.health api",
        "rm -rf /",
    ],
)
def test_a_command_nobody_could_run_is_found(wrong: str) -> None:
    with pytest.raises(AssertionError):
        check(wrong)


def statements() -> Iterator[tuple[str, str]]:
    """SQL of all pages, by page."""
    for page, line in EVERY:
        if " psql " in line:
            yield page, shlex.split(line)[-1]
    for path in PAGES:
        for block in re.findall(r"^```sql\n(.*?)^```", path.read_text(), re.MULTILINE | re.DOTALL):
            yield path.stem, str(block)


def test_every_statement_of_a_runbook_runs(engine: Engine) -> None:
    found = list(statements())
    assert len(found) > 5
    with engine.connect() as connection:
        for page, statement in found:
            assert connection.exec_driver_sql(statement).returns_rows, page


def test_a_wrong_statement_does_not_run(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(ProgrammingError, match="not_befor"):
        connection.exec_driver_sql("SELECT min(not_befor) FROM chunk")


def test_what_is_looked_for_in_metrics_is_there() -> None:
    listed = re.findall(r"^\| `(\w+)`", (ROOT / "ops/docs/metrics.md").read_text(), re.MULTILINE)
    for page, line in EVERY:
        if "| grep" in line:
            words = shlex.split(line.split("| grep")[1])
            for wanted in (word for word in words if word != "-e"):
                assert any(wanted in name for name in listed), (page, wanted)


def test_settings_and_pages_that_are_named_are_there() -> None:
    settings = {f"LOTWISE_{name.upper()}" for name in Settings.model_fields}
    names = {page.stem for page in PAGES}
    for page in PAGES:
        text = page.read_text()
        assert set(re.findall(r"`(LOTWISE_\w+)`", text)) <= settings, page.stem
        assert set(re.findall(r"\bLotwise[A-Z]\w+", text)) <= names, page.stem


@pytest.mark.skipif(
    bool(missing([ALERTMANAGER, "amtool"])), reason="sudo apt-get install prometheus-alertmanager"
)
def test_every_alert_can_be_silenced_as_its_page_says(tmp_path: Path) -> None:
    """By a real amtool, of a real Alertmanager."""
    (tmp_path / "alertmanager.yml").write_text(configured.ALERTMANAGER.read_text())
    address = f"{LOOPBACK}:{free_port()}"
    running = Programs(folder=tmp_path)
    amtool = str(find("amtool"))
    try:
        running.start(commands.alertmanager(tmp_path, address))
        wait_for(lambda: answers(f"http://{address}/-/ready"), "Alertmanager")
        for page, line in EVERY:
            _, words = run_where(line)
            if words and words[0] == "amtool":
                assert f"alertname={page}" in words
                there = [word.replace("127.0.0.1:9093", address) for word in words[1:]]
                subprocess.run([amtool, *there], check=True, capture_output=True)
        url = f"--alertmanager.url=http://{address}"
        held = subprocess.run([amtool, url, "silence", "query"], check=True, capture_output=True, text=True)
        assert set(re.findall(r"alertname=\"(\w+)\"", held.stdout)) == {page.stem for page in PAGES}
    finally:
        running.close()
