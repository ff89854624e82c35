"""`./lotwise up`: everything of Lotwise on this machine, in the foreground."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

import typer

from core.settings import settings
from ops.embedded import servers
from ops.keys import has_keys, make_key
from ops.running import environment, processes
from ops.running.log_lines import LogLines
from ops.running.supervisor import Supervisor
from ops.running.taken_ports import refuse_taken_port
from ops.schema import upgrade

SELF = "lotwise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What is to run, and where."""

    host: str
    api_port: int
    ui_port: int
    with_ui: bool = True
    workers: int = 1
    worker_processes: int = 0
    api_processes: int = 1

    @property
    def api_url(self) -> str:
        """How a client on this machine reaches the API."""
        return processes.url_of(self.host, self.api_port)

    @property
    def ui_url(self) -> str:
        """How a browser on this machine reaches the UI."""
        return processes.url_of(self.host, self.ui_port)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lotwise:
    """Everything at work."""

    wishes: Wishes
    servers: servers.Servers
    key_pepper: str
    supervisor: Supervisor


def refuse_taken_ports(wishes: Wishes) -> None:
    """Say which port is taken, before anything is started."""
    wanted = [(wishes.api_port, "API", "api")]
    if wishes.with_ui:
        wanted.append((wishes.ui_port, "UI", "ui"))
    for port, what, option in wanted:
        refuse_taken_port(port, wishes.host, what=what, option=f"{option}-port")


@contextmanager
def running(
    wishes: Wishes, log: LogLines, *, say: Callable[[str], None], embedded_only: bool = False
) -> Iterator[Lotwise]:
    """Run everything while inside, ready on entry; stopped in order on leaving.

    `say` is told what happens, in words. Children are restarted by `supervisor.watch`. With `embedded_only`
    configured servers are left alone.
    """
    refuse_taken_ports(wishes)
    chosen = settings()
    with servers.run(
        chosen.data_dir,
        database_url="" if embedded_only else chosen.database_url,
        redis_url="" if embedded_only else chosen.redis_url,
        postgres_bin=chosen.postgres_bin,
    ) as started:
        for line in started.words():
            say(line)
        if os.geteuid() == 0:
            say("Running as root: fine for a trial; the embedded servers run as an unprivileged user.")
        upgrade(started.database_url)
        variables = environment.for_children(
            started,
            {
                "host": wishes.host,
                "api_port": wishes.api_port,
                "ui_port": wishes.ui_port,
                "api_url": wishes.api_url,
                "inbox_dir": environment.inbox_dir(started.places.data_dir),
            },
        )
        supervisor = Supervisor(variables, log, say=say, revive_servers=started.revive)
        with supervisor.signals():
            try:
                supervisor.start(*_processes(wishes, started))
                supervisor.wait_until_ready()
                if supervisor.asked_to_stop.is_set():
                    raise KeyboardInterrupt
                yield Lotwise(
                    wishes=wishes,
                    servers=started,
                    key_pepper=environment.pepper(started.key_pepper, chosen),
                    supervisor=supervisor,
                )
            finally:
                say("stopping ...")
                supervisor.stop()


def _processes(wishes: Wishes, started: servers.Servers) -> list[processes.Process]:
    """In the order they are stopped: who makes work, who works, who answers, who shows."""
    each = wishes.worker_processes or max(1, processes.cores() // wishes.workers)
    wanted = [processes.inbox(), processes.beat(started.places.data_dir / "celerybeat-schedule")]
    wanted += [processes.worker(number, each) for number in range(1, wishes.workers + 1)]
    data_dir = started.places.data_dir
    wanted.append(
        processes.api(wishes.host, wishes.api_port, processes=wishes.api_processes, data_dir=data_dir)
    )
    if wishes.with_ui:
        wanted.append(processes.ui(wishes.host, wishes.ui_port))
    return wanted


def up(
    api_port: Annotated[int, typer.Option(help="port of the API [LOTWISE_API_PORT]")] = 0,
    ui_port: Annotated[int, typer.Option(help="port of the UI [LOTWISE_UI_PORT]")] = 0,
    host: Annotated[str, typer.Option(help="address to listen on [LOTWISE_HOST]")] = "",
    workers: Annotated[int, typer.Option(min=1, max=64, help="how many workers")] = 1,
    no_ui: Annotated[bool, typer.Option("--no-ui", help="without the UI")] = False,
) -> None:
    """Run everything: PostgreSQL and Valkey unless URLs are given, API, workers, beat, inbox and UI.

    The first start makes an API key and shows it once. Ctrl-C stops everything in order, twice at once.
    """
    chosen = settings()
    wishes = Wishes(
        host=host or chosen.host,
        api_port=api_port or chosen.api_port,
        ui_port=ui_port or chosen.ui_port,
        with_ui=not no_ui,
        workers=workers,
        worker_processes=chosen.worker_processes,
        api_processes=chosen.api_processes,
    )
    log = LogLines()

    def say(text: str) -> None:
        log.say(SELF, text)

    with running(wishes, log, say=say) as lotwise:
        if not has_keys(lotwise.servers.database_url):
            made = make_key(lotwise.servers.database_url, lotwise.key_pepper, "first key")
            say(f"API key, shown this once: {made.text}")
        say(f"API  {wishes.api_url}/docs")
        if wishes.with_ui:
            say(f"UI   {wishes.ui_url}   (sign in with an API key; make more by ./lotwise key create NAME)")
        say("ready; Ctrl-C stops")
        lotwise.supervisor.watch()
    say("stopped")
