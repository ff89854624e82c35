"""A project of docker-compose: files of ours, started under a name of their own."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ops.rehearsal.step import Stage, ran, until
from ops.root import ROOT

COMPOSE: Final = "/usr/bin/docker-compose"


@dataclass(slots=True, kw_only=True)
class Project:
    """`files` in the order they lie over each other; `settings` go before the lines of `env_file`."""

    stage: Stage
    name: str
    env_file: Path
    files: tuple[Path, ...]
    settings: dict[str, str] = field(default_factory=dict)

    def compose(self, *arguments: str, stdin: str = "", seconds: float = 600.0) -> str:
        """What `docker-compose ARGUMENTS` says. Raises `NotMet`."""
        files = [word for file in self.files for word in ("-f", file)]
        where: list[str | Path] = [
            "--project-name",
            self.name,
            "--project-directory",
            ROOT,
            "--env-file",
            self.env_file,
        ]
        environment = self.stage.docker.environment({**self.settings, "COMPOSE_HTTP_TIMEOUT": "600"})
        return ran([COMPOSE, *files, *where, *arguments], env=environment, stdin=stdin, seconds=seconds)

    def container(self, service: str, number: int = 1) -> str:
        """Its name."""
        return f"{self.name}_{service}_{number}"

    def state(self, service: str, number: int = 1) -> str:
        """Of its health, or of its process where it has no check; empty where there is none."""
        form = "{{if .State.Health}}{{.State.Health.Status}}{{else}}{{.State.Status}}{{end}}"
        told = self.stage.docker.attempt("inspect", "--format", form, self.container(service, number))
        return told.stdout.strip()

    def wait(self, *services: str, number: int = 1, seconds: float = 120.0) -> None:
        """Until these are healthy."""
        for service in services:
            until(
                lambda service=service: self.state(service, number) == "healthy",  # type: ignore[misc]
                f"{service} to be healthy, which is {self.state(service, number) or 'not there'}",
                seconds=seconds,
            )
