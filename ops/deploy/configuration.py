"""What is fixed on a host, so that nobody who deploys can change it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """The lines of /etc/lotwise/deploy.conf."""

    image: str  # repository, without tag or digest
    home: Path
    smoke: tuple[str, ...]  # addresses that must answer 2xx; none on a host of workers
    host_name: str  # the name smoke tests ask for
    files: tuple[str, ...]  # compose files
    migrates: bool
    healthy_seconds: int


def configured(path: Path) -> Configuration:
    """Read NAME=VALUE lines. Raises `ValueError` with what is wrong, `OSError` where there is no file."""
    lines = (line.partition("=") for line in path.read_text().splitlines() if not line.startswith("#"))
    given = {name.strip(): value.strip() for name, equals, value in lines if equals}
    for name in ("IMAGE", "HOME"):
        if not given.get(name):
            raise ValueError(f"{path} has no {name}= line")
    if "@" in given["IMAGE"] or not given["HOME"].startswith("/"):
        raise ValueError(f"{path}: IMAGE is a repository without a digest, HOME an absolute path")
    return Configuration(
        image=given["IMAGE"],
        home=Path(given["HOME"]),
        smoke=tuple(given.get("SMOKE", "").split()),
        host_name=given.get("HOST_NAME", "localhost"),
        files=tuple(given.get("FILES", "docker-compose.yml").split()),
        migrates=given.get("MIGRATE", "yes") == "yes",
        healthy_seconds=int(given.get("HEALTHY_SECONDS", "300")),
    )
