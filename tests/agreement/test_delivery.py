"""Dockerfile, compose files and nginx keep the promises the docs make for them."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.settings import Settings
from ops.health import CHECKS
from ops.refusal import Refusal
from ops.registry import COMMANDS
from ops.root import ROOT
from ops.secret_file import secrets_file

COMPOSE_FILES = ("docker-compose.yml", "docker-compose.worker.yml")
DOCKERFILE = (ROOT / "Dockerfile").read_text()
# What the stack is made of (metrics.md's names; Prometheus scrapes by them).
SERVICES = {
    "postgres", "redis", "migrate", "api", "worker", "beat", "inbox", "ui", "nginx", "certbot", "backup",
    "celery-exporter", "redis-exporter", "node-exporter", "blackbox-exporter",
    "prometheus", "alertmanager", "grafana",
}  # fmt: skip
KNOWN = {f"LOTWISE_{name.upper()}" for name in Settings.model_fields}


def _services(name: str) -> dict[str, dict[str, Any]]:
    services: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / name).read_text())["services"]
    return services


EVERY = [(name, service) for name in COMPOSE_FILES for service in _services(name)]


def test_the_stack_is_whole() -> None:
    assert set(_services("docker-compose.yml")) == SERVICES


@pytest.mark.parametrize(("file", "service"), EVERY)
def test_every_container_is_limited_and_unprivileged(file: str, service: str) -> None:
    found = _services(file)[service]
    assert found["read_only"] is True
    assert found["cap_drop"] == ["ALL"]
    assert found["security_opt"] == ["no-new-privileges:true"]
    assert found["mem_limit"]
    assert found["pids_limit"]
    assert found["restart"] in ("unless-stopped", "no")
    assert re.fullmatch(r"[1-9]\d*:\d+", found["user"]), "not root"
    assert found["logging"]["options"]["max-size"]
    assert not found.get("privileged")


@pytest.mark.parametrize(("file", "service"), EVERY)
def test_every_image_is_pinned(file: str, service: str) -> None:
    image = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", _services(file)[service]["image"])
    tag = image.rpartition(":")[2]
    assert image.startswith("lotwise:") or re.search(r"\d", tag), image


def test_only_nginx_is_open_to_the_world() -> None:
    for name, service in _services("docker-compose.yml").items():
        for port in service.get("ports", []):
            assert name == "nginx" or port.startswith("127.0.0.1:"), port
    networks = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["networks"]
    for name in ("postgres", "redis", "ui"):
        for network in _services("docker-compose.yml")[name]["networks"]:
            assert networks[network] == {"internal": True}


def test_the_desk_is_given_no_secret() -> None:
    given = _services("docker-compose.yml")["ui"]["environment"]
    assert set(given) == {"LOTWISE_API_URL", "LOTWISE_ROOT_PATH"}


@pytest.mark.parametrize("file", [*COMPOSE_FILES, "docker-compose.dev.yml", "Dockerfile"])
def test_every_setting_named_there_exists(file: str) -> None:
    text = (ROOT / file).read_text()
    named = set(re.findall(r"\bLOTWISE_[A-Z_]+\b", text)) - {
        "LOTWISE_PASSWORD"
    }  # of ops/postgresql/lotwise.sh
    assert named
    assert named <= KNOWN


def test_a_worker_elsewhere_is_the_worker_here() -> None:
    here, there = _services("docker-compose.yml")["worker"], _services("docker-compose.worker.yml")["worker"]
    same = (
        "image",
        "command",
        "user",
        "read_only",
        "pids_limit",
        "mem_limit",
        "stop_grace_period",
        "healthcheck",
    )
    assert {name: there[name] for name in same} == {name: here[name] for name in same}
    assert set(there["environment"]) == set(here["environment"]) - {"LOTWISE_ROOT_PATH"}


def test_what_is_mounted_is_there() -> None:
    for service in _services("docker-compose.yml").values():
        for volume in service.get("volumes", []):
            source = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", volume).split(":")[0]
            if source.startswith("./"):
                assert (ROOT / source).exists(), source


def test_the_compose_file_starts_what_the_image_says() -> None:
    entry = re.search(r'ENTRYPOINT (\["python", "-m", "streamlit".*\])', DOCKERFILE)
    services = _services("docker-compose.yml")
    assert entry
    assert services["ui"]["entrypoint"] == yaml.safe_load(entry[1])
    for name, service in services.items():
        words = service.get("command") or []
        if service["image"].startswith("${IMAGE") and words:
            assert words[0] in COMMANDS, name
        check = service.get("healthcheck", {}).get("test", [])
        if "ops.health" in check:
            assert check[-1] == name
            assert name in CHECKS
    assert set(re.findall(r"FROM lotwise AS (\w+)", DOCKERFILE)) == set(CHECKS)


def test_the_dockerfile_pulls_no_frontend_and_makes_no_root() -> None:
    assert not DOCKERFILE.startswith("# syntax")
    assert "USER 10001:10001" in DOCKERFILE
    assert "--require-hashes --no-deps" in DOCKERFILE


def test_nothing_reaches_the_builder_that_is_not_named() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    assert lines[0] == "*"
    assert not {".env", ".git", "!.env", "!.git", "!."} & set(lines)


def test_the_database_gets_what_was_measured() -> None:
    words = _services("docker-compose.yml")["postgres"]["command"]
    assert {"wal_init_zero=off", "min_wal_size=1GB", "max_wal_size=2GB"} <= set(words)
    services = _services("docker-compose.yml")
    assert services["worker"]["cpu_shares"] < services["api"]["cpu_shares"]


def _secrets(file: Path, *, domain: str = "", database_url: str = "") -> dict[str, str]:
    secrets_file(file=file, domain=domain, database_url=database_url, redis_url="", email="", staging=False)
    lines = [line for line in file.read_text().splitlines() if not line.startswith("#")]
    return {name: value for name, _, value in (line.partition("=") for line in lines)}


def test_env_has_all_the_compose_file_asks_for(tmp_path: Path) -> None:
    made = _secrets(tmp_path / ".env", domain="lotwise.example.com")
    asked = set(re.findall(r"\$\{(\w+):\?", (ROOT / "docker-compose.yml").read_text()))
    assert asked <= {name for name, value in made.items() if value}
    assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o600
    assert made["COMPOSE_PROFILES"] == "postgres,redis"
    assert len({value for name, value in made.items() if name in asked}) == len(asked)


def test_secrets_are_made_once(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("MINE=1\nLOTWISE_KEY_PEPPER='chosen by me and long enough'\n")
    first = _secrets(file, domain="one.example.com")
    again = _secrets(file, domain="two.example.com")
    assert again == first
    assert again["DOMAIN"] == "one.example.com"
    assert again["LOTWISE_KEY_PEPPER"] == "'chosen by me and long enough'"


def test_with_servers_of_ones_own_none_is_started(tmp_path: Path) -> None:
    url = "postgresql://me:it@db.example/lotwise?sslmode=require"
    made = _secrets(tmp_path / ".env", domain="lotwise.example.com", database_url=url)
    assert made["COMPOSE_PROFILES"] == "redis"
    assert made["LOTWISE_DATABASE_URL"] == url


@pytest.mark.parametrize("domain", ["", "https://lotwise.example.com", "Lotwise", "a b", "-x.example"])
def test_what_is_no_domain_is_refused(tmp_path: Path, domain: str) -> None:
    with pytest.raises(Refusal):
        _secrets(tmp_path / ".env", domain=domain)
    assert not (tmp_path / ".env").exists()


def test_the_scripts_of_the_containers_are_good_shell() -> None:
    scripts = [*ROOT.glob("nginx/*.sh"), *ROOT.glob("ops/postgresql/*.sh")]
    assert scripts
    for script in scripts:
        assert subprocess.run(["sh", "-n", str(script)]).returncode == 0
